//! TOML: our own checks, crosswalks and catalogs, and whatever else is written in it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::{Block, Text};
use super::fields::{self, Node};

/// Reads a document, if it is TOML.
pub(super) fn read(file: &str) -> Option<Vec<Block>> {
    // A byte order mark is no TOML; and what has no sign of a field need not be tried.
    if !file.contains('=') || file.starts_with('\u{feff}') {
        return None;
    }
    let table = DeTable::parse(file).ok()?.into_inner();
    let mut root = fields_of(file, &table);
    name_ends(&mut root);
    (!root.is_empty()).then(|| fields::blocks(&Node::Object(root)))
}

fn fields_of(file: &str, table: &DeTable<'_>) -> Vec<(String, Node)> {
    let mut all: Vec<(usize, (String, Node))> =
        table.iter().map(|(key, value)| (key.span().start, (key.get_ref().to_string(), node(file, value)))).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, field)| field).collect()
}

fn node(file: &str, value: &Spanned<DeValue<'_>>) -> Node {
    match value.get_ref() {
        DeValue::String(text) => Node::Text(text_of(file, text, value.span())),
        DeValue::Integer(number) => Node::Number(number.to_string()),
        DeValue::Float(number) => Node::Number(number.to_string()),
        DeValue::Array(all) => Node::Array(all.iter().map(|v| node(file, v)).collect()),
        DeValue::Table(table) => Node::Object(fields_of(file, table)),
        DeValue::Boolean(_) | DeValue::Datetime(_) => Node::Other,
    }
}

/// A text within its quotes; line by line where escapes or joined lines stand between.
fn text_of(file: &str, shown: &str, span: std::ops::Range<usize>) -> Text {
    let raw = &file[span.clone()];
    let mut text = Text::default();
    if let Some(at) = raw.find(shown).filter(|_| !shown.is_empty()) {
        text.push(file, span.start + at..span.start + at + shown.len());
        return text;
    }
    let mut from = 0;
    for line in shown.split_inclusive('\n') {
        match raw[from..].find(line) {
            Some(at) => {
                text.push(file, span.start + from + at..span.start + from + at + line.len());
                from += at + line.len();
            }
            None => text.push_for(line, span.start + from..span.end),
        }
    }
    text
}

/// In a crosswalk the editions of both ends stand once above all edges: each end's column gets its own.
fn name_ends(root: &mut [(String, Node)]) {
    let ends: Vec<(String, String)> = root
        .iter()
        .filter(|(key, _)| key == "from" || key == "to")
        .filter_map(|(key, node)| if let Node::Text(t) = node { Some((key.clone(), t.shown.clone())) } else { None })
        .collect();
    let Some((_, Node::Array(edges))) = root.iter_mut().find(|(key, _)| key == "edge") else { return };
    for edge in edges {
        let Node::Object(fields) = edge else { continue };
        for (key, _) in fields {
            if let Some((_, edition)) = ends.iter().find(|(end, _)| end == key) {
                *key = format!("{key} {edition}");
            }
        }
    }
}
