//! The sentence on a failing row.

use super::interpret::{Cell, Cells, Interpreter};
use super::typed::{Limit, Path, Term, Typer, find_path};
use crate::date::{self, Day};
use crate::intake::mask;
use crate::policy::Policy;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::Tables;

/// A sentence with places for the row's own values.
#[derive(Debug, Clone)]
pub struct Template {
    /// As written.
    pub text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    Value(Path),
    Since(Path),
    Until(Path),
    Size(Path),
    Policy(String),
    /// Left out where one of its values is empty or unknown.
    Optional(Vec<Part>),
}

impl Template {
    /// Reads a template for rows of a subject.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(text: &str, subject: Subject, policy: &Policy) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('[') {
            let close = rest[open..].find(']').ok_or("a `[` in the message has no `]`")? + open;
            parts.extend(plain_parts(&rest[..open], subject, policy)?);
            parts.push(Part::Optional(plain_parts(&rest[open + 1..close], subject, policy)?));
            rest = &rest[close + 1..];
        }
        parts.extend(plain_parts(rest, subject, policy)?);
        Ok(Self { text: text.into(), parts })
    }

    /// The cells that it shows.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.parts
            .iter()
            .flat_map(|p| if let Part::Optional(inner) = p { inner.as_slice() } else { std::slice::from_ref(p) })
            .filter_map(Part::path)
    }

    /// The dates that it speaks of, which are what a reader looks for first.
    pub fn dates(&self) -> impl Iterator<Item = &Path> {
        self.paths().filter(|p| matches!(p.kind(), Type::Event | Type::Limit))
    }

    /// The sentence on one row.
    pub fn render(&self, subject: Subject, cells: &dyn Cells, policy: &Policy, as_of: i32) -> String {
        render_parts(&self.parts, subject, cells, policy, as_of)
    }
}

impl Part {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Value(path) | Self::Since(path) | Self::Until(path) | Self::Size(path) => Some(path),
            Self::Text(_) | Self::Policy(_) | Self::Optional(_) => None,
        }
    }
}

fn render_parts(parts: &[Part], subject: Subject, cells: &dyn Cells, policy: &Policy, as_of: i32) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Value(path) => out.push_str(&named(cells, path)),
            Part::Since(path) => out.push_str(&since(&cells.cell(path), as_of)),
            Part::Until(path) => out.push_str(&until(&cells.cell(path), as_of)),
            Part::Size(path) => out.push_str(&match cells.cell(path) {
                Cell::List(list) => list.len().to_string(),
                Cell::Persons(list) => list.len().to_string(),
                _ => "no".into(),
            }),
            Part::Policy(key) => out.push_str(&threshold(subject, key, cells, policy, as_of)),
            Part::Optional(inner) => {
                let is_missing = |path: &Path| {
                    matches!(cells.cell(path), Cell::Empty | Cell::Unknown)
                        && matches!(named(cells, path).as_str(), "(empty)" | "(unknown)")
                };
                if !inner.iter().filter_map(Part::path).any(is_missing) {
                    out.push_str(&render_parts(inner, subject, cells, policy, as_of));
                }
            }
        }
    }
    out
}

fn plain_parts(text: &str, subject: Subject, policy: &Policy) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        parts.push(Part::Text(rest[..open].into()));
        let close = rest[open..].find('}').ok_or("a `{` in the message has no `}`")? + open;
        parts.push(part(rest[open + 1..close].trim(), subject, policy)?);
        rest = &rest[close + 1..];
    }
    parts.push(Part::Text(rest.into()));
    Ok(parts)
}

fn part(text: &str, subject: Subject, policy: &Policy) -> Result<Part, String> {
    if let Some(key) = text.strip_prefix("policy.") {
        return match policy.keys.contains_key(key) {
            true => Ok(Part::Policy(key.into())),
            false => Err(format!("`policy.{key}` is not a key of the policy")),
        };
    }
    let (function, inner) = match text.strip_suffix(')').and_then(|t| t.split_once('(')) {
        Some((function, inner)) => (function, inner),
        None => ("", text),
    };
    let names: Vec<String> = inner.trim().split('.').map(str::to_owned).collect();
    let path = find_path(subject, &names)?;
    let hidden = ["description", "fingerprint", "hash", "author"];
    if hidden.contains(&path.field.field().name) {
        return Err(format!("`{inner}` may not be shown in a message"));
    }
    let is_date = matches!(path.kind(), Type::Event | Type::Limit);
    match function {
        "" => Ok(Part::Value(path)),
        "since" if is_date => Ok(Part::Since(path)),
        "until" if is_date => Ok(Part::Until(path)),
        "size" if matches!(path.kind(), Type::List | Type::Persons | Type::Refs) => Ok(Part::Size(path)),
        "since" | "until" => Err(format!("`{function}` needs a date; `{inner}` is none")),
        "size" => Err(format!("`size` needs a list; `{inner}` is none")),
        other => Err(format!("`{other}` is not known in a message; use since, until or size")),
    }
}

/// How many characters of a cell a message shows.
const SHOWN: usize = 300;

/// A cell as a message shows it.
fn named(cells: &dyn Cells, path: &Path) -> String {
    let text = whole(cells, path);
    if matches!(cells.cell(path), Cell::Empty | Cell::Unknown) { text } else { bounded(path.field, text) }
}

/// A cell's text as findings show it: cut where it is long, and by its form alone where it should hold an id and holds
/// something else, which may be anything.
pub(crate) fn bounded(field: FieldId, text: String) -> String {
    let is_odd = match (field.subject, field.field().name) {
        (Subject::Response, "finding") => !is_finding(&text),
        (Subject::Exception, "check") => !is_plain_name(&text),
        _ => false,
    };
    if is_odd {
        mask(&text)
    } else if text.chars().nth(SHOWN).is_some() {
        text.chars().take(SHOWN).chain(['…']).collect()
    } else {
        text
    }
}

/// Is it the id of a finding: `F-` and ten hexadecimal digits?
pub(crate) fn is_finding(text: &str) -> bool {
    let digits = text.trim().strip_prefix(['F', 'f']).and_then(|rest| rest.strip_prefix('-'));
    digits.is_some_and(|digits| digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Is it made of words, as the id and the title of a check are?
pub(crate) fn is_plain_name(text: &str) -> bool {
    let is_word = |word: &str| word.len() <= 24 && word.chars().all(|c| c.is_alphabetic() || c == '\'');
    text.len() <= 120 && text.split([' ', '-', '_', ',']).all(is_word)
}

/// A cell as shown; the name of a row falls back to its id.
fn whole(cells: &dyn Cells, path: &Path) -> String {
    let cell = cells.cell(path);
    if matches!(cell, Cell::Empty | Cell::Unknown)
        && path.field.field().name == "name"
        && let Some(id) = schema::find(path.field.subject, "id")
    {
        let other = Path { hops: path.hops.clone(), field: id };
        if let Cell::Text(text) = cells.cell(&other) {
            return text.into_owned();
        }
    }
    shown(cells.tables(), &cell)
}

/// A cell as shown to people.
pub fn shown(tables: &Tables, cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => "(empty)".into(),
        Cell::Unknown => "(unknown)".into(),
        Cell::Text(text) => text.to_string(),
        Cell::List(list) => list.join(", "),
        Cell::Person(person, _) => tables.persons.names[*person as usize].clone(),
        Cell::Persons(persons) => {
            persons.iter().map(|p| tables.persons.names[*p as usize].as_str()).collect::<Vec<_>>().join(", ")
        }
        Cell::Day(date::NEVER_EVENT | date::NEVER_LIMIT) => "never".into(),
        Cell::Day(day) => Day(*day).to_string(),
        Cell::Int(n) => n.to_string(),
        Cell::Bool(b) => if *b { "yes" } else { "no" }.into(),
        Cell::Row(row) => format!("row {row}"),
    }
}

fn days(n: i64) -> String {
    if n == 1 { "1 day".into() } else { format!("{n} days") }
}

fn since(cell: &Cell<'_>, as_of: i32) -> String {
    match cell {
        Cell::Day(date::NEVER_EVENT | date::NEVER_LIMIT) => "never".into(),
        Cell::Day(day) if *day == as_of => "today".into(),
        Cell::Day(day) if *day < as_of => format!("{} ago", days(i64::from(as_of) - i64::from(*day))),
        Cell::Day(day) => format!("in {}", days(i64::from(*day) - i64::from(as_of))),
        _ => "no date".into(),
    }
}

fn until(cell: &Cell<'_>, as_of: i32) -> String {
    since(cell, as_of)
}

/// The value of a policy key that decides for the row.
fn threshold(subject: Subject, key: &str, cells: &dyn Cells, policy: &Policy, as_of: i32) -> String {
    limit_of(subject, key, policy).map_or_else(
        || crate::policy::words(policy.value(key), ""),
        |limit| Interpreter { cells, as_of }.limit(&limit).0.to_string(),
    )
}

/// A threshold of the policy with its entries typed for a subject; `None` where it is no number.
pub(crate) fn limit_of(subject: Subject, key: &str, policy: &Policy) -> Option<Limit> {
    match Typer::new(subject, policy).limit(key)? {
        Term::Limit(limit) => Some(limit),
        _ => None,
    }
}
