//! Tables: what the files say, column by column, with where each row came from.

mod column;
pub mod derive;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

pub use column::{
    Coded, Codes, Column, EMPTY, FALSE, FIRST, Links, Meaning, NO_ROW, RowTexts, TRUE, UNKNOWN, UNKNOWN_ROW, Value,
    day_value,
};

use crate::schema::{self, FieldId, SUBJECTS, Subject};

/// Where a row came from: a source by number, and the row in it as a spreadsheet numbers rows, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The source's number.
    pub source: u16,
    /// The row in it.
    pub line: u32,
}

/// Which sources stand behind a group of rows, and which fields they record.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSet {
    /// The sources' numbers.
    pub sources: Vec<u16>,
    /// For each field of the subject: does one of them record it?
    pub records: Vec<bool>,
    /// How many rows stand on this set.
    pub rows: usize,
}

/// The rows of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The subject.
    pub subject: Subject,
    /// How many rows there are.
    pub rows: usize,
    /// Was a source of this subject supplied at all? A supplied file may have no rows.
    pub supplied: bool,
    /// One column a field of the schema.
    pub columns: Vec<Column>,
    /// The first source of each row.
    pub origins: Vec<Origin>,
    /// Further sources of rows that were merged.
    pub more_origins: FxHashMap<u32, Vec<Origin>>,
    /// The source sets.
    pub sets: Vec<SourceSet>,
    /// The set of each row; empty where there is only one.
    pub set_of: Vec<u16>,
    /// Rows that nothing tells from an earlier one, neither a key nor a name nor a date: which of its like a row is, from 2.
    pub alike: FxHashMap<u32, u32>,
    /// Cells whose winner is not the row's first source: row, field, origin.
    pub elsewhere: FxHashMap<(u32, u16), Origin>,
}

impl Table {
    /// A table without rows.
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            rows: 0,
            supplied: false,
            columns: vec![Column::Absent; schema::fields_of(subject).len()],
            origins: Vec::new(),
            more_origins: FxHashMap::default(),
            sets: Vec::new(),
            set_of: Vec::new(),
            alike: FxHashMap::default(),
            elsewhere: FxHashMap::default(),
        }
    }

    /// The column of a field.
    pub fn column(&self, field: FieldId) -> &Column {
        debug_assert_eq!(field.subject, self.subject);
        &self.columns[field.index as usize]
    }

    /// The column of a field that the code names.
    pub fn col(&self, field: &str) -> &Column {
        self.column(schema::the(self.subject, field))
    }

    /// Replaces the column of a field that the code names.
    pub fn put(&mut self, field: &str, column: Column) {
        let id = schema::the(self.subject, field);
        self.columns[id.index as usize] = column;
    }

    /// All origins of a row, the first one first.
    pub fn origins_of(&self, row: usize) -> Vec<Origin> {
        let mut out = vec![self.origins[row]];
        out.extend(self.more_origins.get(&(row as u32)).into_iter().flatten().copied());
        out
    }

    /// Where a cell of a row came from.
    pub fn origin_of(&self, row: usize, field: FieldId) -> Origin {
        self.elsewhere.get(&(row as u32, field.index)).copied().unwrap_or(self.origins[row])
    }
}

/// The persons that the files name, under one dictionary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Persons {
    /// How each is shown: the roster's address or name, else the text as first met.
    pub names: Vec<String>,
    /// The roster row of each, [`NO_ROW`] where no roster explains the name, [`UNKNOWN_ROW`] where several rows share it.
    pub rows: Vec<u32>,
    /// The person of each folded key.
    pub keys: FxHashMap<String, u32>,
}

impl Persons {
    /// The person that a cell names, new or known.
    pub fn person(&mut self, text: &str) -> u32 {
        let (key, address) = person_key(text);
        if let Some(person) = self.keys.get(&key) {
            return *person;
        }
        let person = self.names.len() as u32;
        self.names.push(address.unwrap_or_else(|| text.trim().to_owned()));
        self.rows.push(NO_ROW);
        self.keys.insert(key, person);
        person
    }

    /// Does a roster explain this person?
    pub fn is_resolved(&self, person: u32) -> bool {
        !matches!(self.rows[person as usize], NO_ROW | UNKNOWN_ROW)
    }

    /// Do several roster rows go by this name?
    pub fn is_shared(&self, person: u32) -> bool {
        self.rows[person as usize] == UNKNOWN_ROW
    }
}

/// The key of a person's name, and the address in it: an address decides, else the folded name with its parts in order,
/// so that `Weber, Jana` and `Jana Weber` are one key.
pub fn person_key(text: &str) -> (String, Option<String>) {
    let address = text
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"'))
        .find(|part| part.contains('@') && !part.starts_with('@') && !part.ends_with('@'));
    if let Some(address) = address {
        let lower = address.strip_prefix("mailto:").unwrap_or(address).to_lowercase();
        return (lower.clone(), Some(lower));
    }
    let mut text = text.trim().to_owned();
    if let Some((last, first)) = text.split_once(',')
        && !first.contains(',')
    {
        text = format!("{} {}", first.trim(), last.trim());
    }
    (crate::vocabulary::fold(&text), None)
}

/// Does a source hold everything of its kind?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Complete {
    /// Declared complete: absence from it counts.
    Complete,
    /// Declared partial.
    Partial,
    /// Nobody said.
    #[default]
    Undeclared,
}

impl Complete {
    /// The word in JSON and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Undeclared => "undeclared",
        }
    }
}

/// What is known of a source beside its rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceFacts {
    /// The file's name.
    pub name: String,
    /// `register`, `export`, `roster`, `scanner`, `suppliers`, `applications`.
    pub kind: String,
    /// The platform that an export lists.
    pub platform: Option<String>,
    /// Parts of the external ids by which an identity belongs into an export; none where absence from it says nothing.
    pub lists: Vec<String>,
    /// When it was extracted, where that was said.
    pub extracted: Option<i32>,
    /// Whether absence from it counts.
    pub complete: Complete,
}

/// All tables, and the persons they share.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    list: Vec<Table>,
    /// The persons that the files name.
    pub persons: Persons,
    /// The sources, by the number that origins use.
    pub sources: Vec<SourceFacts>,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            list: SUBJECTS.iter().map(|s| Table::new(*s)).collect(),
            persons: Persons::default(),
            sources: Vec::new(),
        }
    }
}

impl Tables {
    /// The table of a subject.
    pub fn table(&self, subject: Subject) -> &Table {
        &self.list[subject as usize]
    }

    /// The table of a subject, to change it.
    pub fn table_mut(&mut self, subject: Subject) -> &mut Table {
        &mut self.list[subject as usize]
    }

    /// Two tables, the second to change.
    pub fn pair_mut(&mut self, read: Subject, write: Subject) -> (&Table, &mut Table) {
        let [a, b] = self.list.get_disjoint_mut([read as usize, write as usize]).expect("two different subjects");
        (a, b)
    }

    /// The cell of a row.
    pub fn value(&self, field: FieldId, row: usize) -> Value<'_> {
        self.table(field.subject).column(field).value(field.field().kind, row, &self.persons.names)
    }

    /// Rows by subject, for the tables that were supplied.
    pub fn counts(&self) -> BTreeMap<Subject, usize> {
        self.list.iter().filter(|t| t.supplied).map(|t| (t.subject, t.rows)).collect()
    }
}
