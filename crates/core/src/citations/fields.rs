//! Documents of named fields (JSON, TOML) as tables: objects of one kind are rows, their fields are columns.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::document::{Block, Cell, CellKind, Row, Table, Text};

/// A value and where it stands.
#[derive(Debug)]
pub(super) enum Node {
    /// Fields in the order of the file.
    Object(Vec<(String, Node)>),
    /// Values in their order.
    Array(Vec<Node>),
    /// A text.
    Text(Text),
    /// A number, which may be the version of a framework.
    Number(String),
    /// Anything else.
    Other,
}

/// Fields that name the framework of all that their object holds.
const FRAMEWORKS: [&str; 6] = ["framework", "standard", "edition", "source", "catalog", "regulation"];

/// Fields of ids for machines, as OSCAL has them.
const TOKENS: [&str; 4] = ["control-id", "id-ref", "with-ids", "control_id"];

/// Fields that give out ids or speak to programs.
const MUTE: [&str; 14] = [
    "uuid",
    "statement-id",
    "param-id",
    "href",
    "ns",
    "checks",
    "$schema",
    "id_ns",
    "parent",
    "token",
    "label",
    "moved",
    "aliases",
    "moved_source",
];

/// Fields that hold a whole reference, edition and item.
const REFERENCES: [&str; 2] = ["ref", "refs"];

/// Tables of all objects of a document, in the order of the file.
pub(super) fn blocks(root: &Node) -> Vec<Block> {
    if gives_out_ids(root) {
        return Vec::new();
    }
    let mut out = Tables::default();
    out.walk(root, "", None);
    out.order.into_iter().filter_map(|path| out.tables.remove(&path)).map(|b| Block::Table(b.table)).collect()
}

/// Is it a catalog, or what we know about one? It gives out ids and cites none.
fn gives_out_ids(root: &Node) -> bool {
    let Node::Object(fields) = root else { return false };
    let field = |fields: &[(String, Node)], key: &str| fields.iter().any(|(k, _)| k == key);
    let oscal = fields.iter().any(|(key, node)| {
        let is_catalog = |inner: &Vec<(String, Node)>| field(inner, "groups") || field(inner, "controls");
        key == "catalog" && matches!(node, Node::Object(inner) if is_catalog(inner))
    });
    oscal || (field(fields, "item") && (field(fields, "publisher") || field(fields, "edition")))
}

#[derive(Default)]
struct Tables {
    tables: BTreeMap<String, Building>,
    order: Vec<String>,
}

#[derive(Default)]
struct Building {
    table: Table,
    columns: BTreeMap<String, usize>,
}

impl Tables {
    /// `path`: the fields that lead to a node, without places in arrays.
    fn walk(&mut self, node: &Node, path: &str, around: Option<&Rc<str>>) {
        match node {
            Node::Object(fields) => self.object(fields, path, around),
            Node::Array(all) => all.iter().for_each(|n| self.walk(n, path, around)),
            Node::Text(_) | Node::Number(_) | Node::Other => {}
        }
    }

    fn object(&mut self, fields: &[(String, Node)], path: &str, around: Option<&Rc<str>>) {
        let own = naming(fields).map(Rc::from);
        let around = own.as_ref().or(around);
        if !self.tables.contains_key(path) {
            self.order.push(path.to_owned());
            self.tables.insert(path.to_owned(), Building::default());
        }
        if let Some(building) = self.tables.get_mut(path) {
            let mut row = Row { cells: Vec::new(), around: around.cloned() };
            for (key, node) in fields {
                let texts: Vec<&Text> = match node {
                    Node::Text(text) => vec![text],
                    Node::Array(all) => {
                        all.iter().filter_map(|n| if let Node::Text(t) = n { Some(t) } else { None }).collect()
                    }
                    _ => Vec::new(),
                };
                if texts.is_empty() {
                    continue;
                }
                let next = building.columns.len();
                let column = *building.columns.entry(key.clone()).or_insert(next);
                if column == next {
                    let mut heading = Text::default();
                    heading.push_for(&spaced(key), 0..0);
                    building.table.columns.push(heading);
                }
                let kind = kind(key);
                row.cells.extend(texts.into_iter().map(|t| Cell { column, text: t.clone(), code: false, kind }));
            }
            if !row.cells.is_empty() {
                building.table.rows.push(row);
            }
        }
        for (key, node) in fields {
            self.walk(node, &format!("{path}/{key}"), around);
        }
    }
}

fn kind(key: &str) -> CellKind {
    let lower = key.to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&lower.as_str());
    if is(&TOKENS) {
        CellKind::Token
    } else if is(&REFERENCES) {
        CellKind::Reference
    } else if is(&MUTE) {
        CellKind::Mute
    } else {
        CellKind::Any
    }
}

/// What the fields of an object say about its framework: `NIST-CSF 2.0`.
fn naming(fields: &[(String, Node)]) -> Option<String> {
    let text = |node: &Node| match node {
        Node::Text(text) => Some(text.shown.clone()),
        Node::Number(number) => Some(number.clone()),
        _ => None,
    };
    // The plainest word first, wherever it stands.
    let field = |words: &[&str]| {
        words.iter().find_map(|word| {
            let is = |key: &str| key == *word || key.strip_suffix(word).is_some_and(|k| k.ends_with(['-', '_']));
            fields.iter().find_map(|(key, node)| is(&key.to_ascii_lowercase()).then(|| text(node))?)
        })
    };
    let name = field(&FRAMEWORKS)?;
    // Of an address, the last part names the file.
    let name = match name.rsplit_once('/') {
        Some((front, file)) if front.contains("://") || front.starts_with(['.', '#']) => file.replace('_', " "),
        _ => name,
    };
    match field(&["version"]) {
        Some(version) => Some(format!("{name} {version}")),
        None => Some(name),
    }
}

/// `controlId` and `ControlID` are two words.
fn spaced(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 4);
    let mut small = false;
    for c in key.chars() {
        if c.is_uppercase() && small {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    out
}
