//! YAML, which tools for OSCAL write, as JSON text.

use std::fmt::Write as _;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::document::{DEEPEST, Flaw};

/// The largest YAML file that is read.
pub(super) const LARGEST: usize = 16 << 20;

/// What a text is that starts as YAML does.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// An OSCAL component definition.
    ComponentDefinition,
    /// Other YAML.
    Other,
}

/// Names that are the first of files in YAML, and of no table.
const FIRST_NAMES: [&str; 12] = [
    "apiVersion",
    "kind",
    "catalog",
    "profile",
    "system-security-plan",
    "assessment-plan",
    "assessment-results",
    "plan-of-action-and-milestones",
    "openapi",
    "swagger",
    "AWSTemplateFormatVersion",
    "services",
];

/// Does a text start as YAML does? Titles and notes above a table may hold a colon too.
pub(super) fn start(head: &[u8]) -> Option<Start> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = str::from_utf8(head).unwrap_or_else(|error| str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""));
    let mut lines = head.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next()?;
    let marked = first == "---" || first.starts_with("%YAML");
    let line = if marked { lines.find(|line| *line != "---")? } else { first };
    let line = if marked { line.trim_start_matches("- ") } else { line };
    let name = line.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with(' ')).map(|(name, _)| name);
    match name {
        Some("component-definition") => Some(Start::ComponentDefinition),
        Some(name) if FIRST_NAMES.contains(&name) => Some(Start::Other),
        Some(name) if marked && !name.contains([' ', ',', ';', '\t']) => Some(Start::Other),
        _ => None,
    }
}

/// What an object or a list waits for.
enum Inside {
    List { any: bool },
    Name { any: bool },
    Value,
}

/// The same as JSON text. What stands for what stands elsewhere is refused: it may stand for more than would fit anywhere.
pub(super) fn to_json(text: &str) -> Result<String, Flaw> {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut inside: Vec<Inside> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let place = (error.marker().line(), error.marker().col() + 1);
                return Err(Flaw { says: "it is no YAML from here on", place });
            }
        };
        let flaw = |says| Flaw { says, place: (span.start.line(), span.start.col() + 1) };
        match event {
            Event::Scalar(word, style, _, _) => {
                let is_name = before(&mut inside, &mut out);
                let is_null = style == ScalarStyle::Plain && matches!(&*word, "" | "~" | "null" | "Null" | "NULL");
                match is_null && !is_name {
                    true => out.push_str("null"),
                    false => quote(&word, &mut out),
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if before(&mut inside, &mut out) {
                    return Err(flaw("a list or an object stands where a name should"));
                }
                if inside.len() == DEEPEST {
                    return Err(flaw("values stand in each other too deep"));
                }
                let is_list = matches!(event, Event::SequenceStart(..));
                out.push(if is_list { '[' } else { '{' });
                inside.push(if is_list { Inside::List { any: false } } else { Inside::Name { any: false } });
            }
            Event::SequenceEnd => {
                out.push(']');
                inside.pop();
            }
            Event::MappingEnd => {
                out.push('}');
                inside.pop();
            }
            Event::Alias(_) => return Err(flaw("a value stands for another (an alias), which is not read")),
            Event::DocumentStart(_) => out.push('\n'),
            _ => {}
        }
    }
    Ok(out)
}

/// Writes what stands before the next value; is that a name?
fn before(inside: &mut [Inside], out: &mut String) -> bool {
    match inside.last_mut() {
        None => false,
        Some(Inside::List { any }) => {
            if std::mem::replace(any, true) {
                out.push(',');
            }
            false
        }
        Some(last @ Inside::Value) => {
            out.push(':');
            *last = Inside::Name { any: true };
            false
        }
        Some(last @ Inside::Name { .. }) => {
            if let Inside::Name { any: true } = last {
                out.push(',');
            }
            *last = Inside::Value;
            true
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_ascii_control() => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yaml_is_the_same_as_json() {
        let yaml = "# a note\n---\ncomponent-definition:\n  uuid: \"a\\tb\"\n  empty:\n  none: ~\n  text: 'null'\n  list:\n  - one: 1.10\n    two: yes\n  - []\n  long: |\n    a\n    \"b\"\n";
        let json = to_json(yaml).expect("YAML");
        let expected = r#"{"component-definition":{"uuid":"a\u0009b","empty":null,"none":null,"text":"null","list":[{"one":"1.10","two":"yes"},[]],"long":"a\u000a\"b\"\u000a"}}"#;
        assert_eq!(json.trim(), expected);
        assert_eq!(start(yaml.as_bytes()), Some(Start::ComponentDefinition));
    }

    #[test]
    fn what_cannot_be_read_has_its_place() {
        let told = |text: &str| to_json(text).map_err(|flaw| (flaw.says, flaw.place));
        assert!(told("a: &x [1]\nb: *x\n").is_err_and(|(says, place)| says.contains("alias") && place == (2, 4)));
        assert!(told("a: [1\nb: {").is_err_and(|(says, _)| says == "it is no YAML from here on"));
        assert!(told("? [a]\n: b\n").is_err_and(|(says, _)| says.contains("where a name should")));
        assert!(told(&"- ".repeat(2000)).is_err());
        assert!(told(&"[".repeat(2000)).is_err());
    }

    #[test]
    fn tables_do_not_start_as_yaml_does() {
        for table in
            ["name,owner\n", "Service accounts: as of May\nname;owner\n", "#TYPE x\na,b", "kind,owner", "---,b\n", ""]
        {
            assert_eq!(start(table.as_bytes()), None, "{table}");
        }
        for yaml in
            ["apiVersion: v1\nkind: Config\n", "---\n- name: x\n", "%YAML 1.2\n---\na: b\n", "# x\n---\nname: b"]
        {
            assert_eq!(start(yaml.as_bytes()), Some(Start::Other), "{yaml}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_json(text in "[-a:{}\\[\\],&*!|>'\"%@#? \n\t\\PC]{0,60}") {
            start(text.as_bytes());
            if let Ok(json) = to_json(&text) {
                prop_assert!(Document::parse(json.clone()).is_ok(), "{}", json);
            }
        }
    }
}
