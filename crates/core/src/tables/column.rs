//! Columns: one field of one subject, over all its rows.

use std::borrow::Cow;
use std::sync::Arc;

use crate::date::{self, Day};
use crate::schema::{self, Type};

/// The code of a blank cell in a coded column.
pub const EMPTY: u32 = 0;
/// The code of an unknown cell in a coded column.
pub const UNKNOWN: u32 = 1;
/// The first code that stands for a value.
pub const FIRST: u32 = 2;
/// The code of *false* in a column of yes and no.
pub const FALSE: u32 = 2;
/// The code of *true* in a column of yes and no.
pub const TRUE: u32 = 3;

/// A link whose cell is blank.
pub const NO_ROW: u32 = u32::MAX;
/// A link that no source records, or that names a row that was not supplied.
pub const UNKNOWN_ROW: u32 = u32::MAX - 1;

/// Codes in the smallest width that holds them all.
#[derive(Debug, Clone, PartialEq)]
pub enum Codes {
    /// One byte a row.
    Narrow(Vec<u8>),
    /// Two bytes a row.
    Short(Vec<u16>),
    /// Four bytes a row.
    Wide(Vec<u32>),
}

impl Codes {
    /// An empty list of codes that can hold codes below `limit`.
    pub fn with_limit(limit: usize, rows: usize) -> Self {
        if limit <= 1 << 8 {
            Self::Narrow(Vec::with_capacity(rows))
        } else if limit <= 1 << 16 {
            Self::Short(Vec::with_capacity(rows))
        } else {
            Self::Wide(Vec::with_capacity(rows))
        }
    }

    /// The same code in every row.
    pub fn constant(code: u32, limit: usize, rows: usize) -> Self {
        if limit <= 1 << 8 {
            Self::Narrow(vec![code as u8; rows])
        } else if limit <= 1 << 16 {
            Self::Short(vec![code as u16; rows])
        } else {
            Self::Wide(vec![code; rows])
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Narrow(v) => v.len(),
            Self::Short(v) => v.len(),
            Self::Wide(v) => v.len(),
        }
    }

    /// Is there no row?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row.
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Narrow(v) => u32::from(v[row]),
            Self::Short(v) => u32::from(v[row]),
            Self::Wide(v) => v[row],
        }
    }

    /// Appends a code; the caller keeps below the limit given at the start.
    #[inline]
    pub fn push(&mut self, code: u32) {
        match self {
            Self::Narrow(v) => v.push(code as u8),
            Self::Short(v) => v.push(code as u16),
            Self::Wide(v) => v.push(code),
        }
    }

    /// Replaces the code of a row.
    pub fn set(&mut self, row: usize, code: u32) {
        match self {
            Self::Narrow(v) => v[row] = code as u8,
            Self::Short(v) => v[row] = code as u16,
            Self::Wide(v) => v[row] = code,
        }
    }
}

/// What the codes of a column stand for; code `FIRST + i` is entry `i`.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// A word of a closed vocabulary.
    Word(&'static str),
    /// *false*, *true*.
    Bool,
    /// Text.
    Text(Arc<Vec<String>>),
    /// A list of text.
    List(Arc<Vec<Vec<String>>>),
    /// A person of the shared dictionary.
    Person,
    /// Several persons of the shared dictionary.
    Persons(Arc<Vec<Vec<u32>>>),
}

impl Meaning {
    /// How many codes there are, the two for empty and unknown included.
    pub fn codes(&self, persons: usize) -> usize {
        FIRST as usize
            + match self {
                Self::Word(vocabulary) => schema::words(vocabulary).len(),
                Self::Bool => 2,
                Self::Text(entries) => entries.len(),
                Self::List(entries) => entries.len(),
                Self::Person => persons,
                Self::Persons(entries) => entries.len(),
            }
    }
}

/// A column whose rows are codes.
#[derive(Debug, Clone, PartialEq)]
pub struct Coded {
    /// One code a row.
    pub codes: Codes,
    /// What they stand for.
    pub meaning: Meaning,
}

/// Text kept row by row, in pieces as they were read.
#[derive(Debug, Clone, Default)]
pub struct RowTexts {
    pieces: Vec<Piece>,
    rows: usize,
    /// Rows that are unknown; all others without text are empty. Sorted.
    unknown: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Piece {
    first: usize,
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

/// Bytes after which a piece is full, so that its ends fit in four bytes.
const FULL: usize = 1 << 20;

impl PartialEq for RowTexts {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.unknown == other.unknown && (0..self.rows).all(|r| self.get(r) == other.get(r))
    }
}

impl RowTexts {
    /// Appends a row; blank is empty.
    pub fn push(&mut self, text: &[u8]) {
        if self.pieces.last().is_none_or(|p| p.bytes.len() + text.len() > FULL) {
            self.pieces.push(Piece { first: self.rows, bytes: Vec::new(), ends: Vec::new() });
        }
        let piece = self.pieces.last_mut().expect("there is a piece");
        piece.bytes.extend_from_slice(text);
        piece.ends.push(piece.bytes.len() as u32);
        self.rows += 1;
    }

    /// Appends an unknown row.
    pub fn push_unknown(&mut self) {
        self.unknown.push(self.rows as u32);
        self.push(b"");
    }

    /// Appends many rows, taking their memory: their text in one piece, and where each ends in it.
    pub fn extend(&mut self, bytes: Vec<u8>, ends: Vec<u32>) {
        let rows = ends.len();
        if rows > 0 {
            self.pieces.push(Piece { first: self.rows, bytes, ends });
            self.rows += rows;
        }
    }

    /// Marks a row that has no text as unknown.
    pub fn mark_unknown(&mut self, row: usize) {
        if let Err(at) = self.unknown.binary_search(&(row as u32)) {
            self.unknown.insert(at, row as u32);
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Is there no row?
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The text of a row; none where it is empty or unknown.
    #[inline]
    pub fn get(&self, row: usize) -> &[u8] {
        // Pieces from files hold about as many rows each: the guess is nearly always right or next to it.
        let mut at = (row as u64 * self.pieces.len() as u64 / self.rows.max(1) as u64) as usize;
        while self.pieces[at].first > row {
            at -= 1;
        }
        while self.pieces.get(at + 1).is_some_and(|p| p.first <= row) {
            at += 1;
        }
        let piece = &self.pieces[at];
        let row = row - piece.first;
        let start = if row == 0 { 0 } else { piece.ends[row - 1] as usize };
        &piece.bytes[start..piece.ends[row] as usize]
    }

    /// All rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().flat_map(|piece| {
            let mut start = 0;
            piece.ends.iter().map(move |end| {
                let text = &piece.bytes[start..*end as usize];
                start = *end as usize;
                text
            })
        })
    }

    /// Is the row unknown?
    pub fn is_unknown(&self, row: usize) -> bool {
        !self.unknown.is_empty() && self.unknown.binary_search(&(row as u32)).is_ok()
    }
}

/// Where the rows of a link column lead.
#[derive(Debug, Clone, PartialEq)]
pub enum Links {
    /// Row `i` leads to row `i`: one register line that is both.
    Same,
    /// A target a row; [`NO_ROW`] and [`UNKNOWN_ROW`] where there is none.
    Rows(Vec<u32>),
}

impl Links {
    /// The row that a row leads to, [`NO_ROW`] or [`UNKNOWN_ROW`].
    #[inline]
    pub fn get(&self, row: usize) -> u32 {
        match self {
            Self::Same => row as u32,
            Self::Rows(rows) => rows[row],
        }
    }
}

/// One field of one subject, over all its rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Column {
    /// No source has the field: unknown in every row.
    #[default]
    Absent,
    /// Words, yes and no, text that repeats, lists, persons.
    Coded(Coded),
    /// Days, with the special numbers of [`crate::date`].
    Days(Vec<i32>),
    /// Whole numbers; [`date::EMPTY`] and [`date::UNKNOWN`] where there is none.
    Ints(Vec<i32>),
    /// Text that seldom repeats, and keys.
    Texts(RowTexts),
    /// Rows of another subject, with the name that the source gives, where it gives one.
    Link {
        /// Where the rows lead.
        rows: Links,
        /// The names as text, for a link by name.
        names: Option<Coded>,
    },
}

/// One cell, as a reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// The field is there and blank.
    Empty,
    /// No source has the field for this row, or what stands there could not be read.
    Unknown,
    /// A date that the source says never comes, or never came.
    Never,
    /// A day.
    Day(Day),
    /// Text, a word, a person's name.
    Text(Cow<'a, str>),
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Several texts.
    List(Vec<Cow<'a, str>>),
    /// A row of another subject.
    Row(u32),
}

impl Column {
    /// Does any source have the field?
    pub fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The coded form, where it has one.
    pub fn coded(&self) -> Option<&Coded> {
        match self {
            Self::Coded(coded) => Some(coded),
            Self::Link { names, .. } => names.as_ref(),
            _ => None,
        }
    }

    /// The days, where it has them.
    pub fn days(&self) -> Option<&[i32]> {
        match self {
            Self::Days(days) => Some(days),
            _ => None,
        }
    }

    /// The code of a row, unknown where the column is absent or not coded.
    pub fn code(&self, row: usize) -> u32 {
        self.coded().map_or(UNKNOWN, |c| c.codes.get(row))
    }

    /// How many rows hold this code.
    pub fn count(&self, code: u32) -> usize {
        match self.coded().map(|c| &c.codes) {
            Some(Codes::Narrow(v)) => v.iter().filter(|c| u32::from(**c) == code).count(),
            Some(Codes::Short(v)) => v.iter().filter(|c| u32::from(**c) == code).count(),
            Some(Codes::Wide(v)) => v.iter().filter(|c| **c == code).count(),
            None => 0,
        }
    }

    /// The day number of a row, unknown where the column is absent.
    pub fn day(&self, row: usize) -> i32 {
        self.days().map_or(date::UNKNOWN, |d| d[row])
    }

    /// The number of a row, unknown where the column is absent.
    pub fn int(&self, row: usize) -> i32 {
        match self {
            Self::Ints(ints) => ints[row],
            _ => date::UNKNOWN,
        }
    }

    /// The text of a row kept row by row.
    pub fn text(&self, row: usize) -> &[u8] {
        match self {
            Self::Texts(texts) => texts.get(row),
            _ => &[],
        }
    }

    /// The cell of a row. `persons` names the persons of the shared dictionary.
    pub fn value<'a>(&'a self, kind: Type, row: usize, persons: &'a [String]) -> Value<'a> {
        match self {
            Self::Absent => Value::Unknown,
            Self::Coded(coded) => coded.value(row, persons),
            Self::Days(days) => day_value(days[row]),
            Self::Ints(ints) => match ints[row] {
                date::EMPTY => Value::Empty,
                date::UNKNOWN => Value::Unknown,
                n => Value::Int(i64::from(n)),
            },
            Self::Texts(texts) => match texts.get(row) {
                [] if texts.is_unknown(row) => Value::Unknown,
                [] => Value::Empty,
                text => Value::Text(String::from_utf8_lossy(text)),
            },
            Self::Link { rows, names } => {
                debug_assert!(matches!(kind, Type::Link(_)));
                match (names, rows.get(row)) {
                    (Some(names), _) => names.value(row, persons),
                    (None, NO_ROW) => Value::Empty,
                    (None, UNKNOWN_ROW) => Value::Unknown,
                    (None, target) => Value::Row(target),
                }
            }
        }
    }
}

/// A day number as a cell.
pub fn day_value(day: i32) -> Value<'static> {
    match day {
        date::EMPTY => Value::Empty,
        date::UNKNOWN => Value::Unknown,
        date::NEVER_EVENT | date::NEVER_LIMIT => Value::Never,
        day => Value::Day(Day(day)),
    }
}

impl Coded {
    /// The cell of a row.
    pub fn value<'a>(&'a self, row: usize, persons: &'a [String]) -> Value<'a> {
        self.meaning.value(self.codes.get(row), persons)
    }
}

impl Meaning {
    /// What a code stands for.
    pub fn value<'a>(&'a self, code: u32, persons: &'a [String]) -> Value<'a> {
        let entry = match code {
            EMPTY => return Value::Empty,
            UNKNOWN => return Value::Unknown,
            code => (code - FIRST) as usize,
        };
        match self {
            Self::Word(vocabulary) => Value::Text(schema::words(vocabulary)[entry].into()),
            Self::Bool => Value::Bool(entry == 1),
            Self::Text(entries) => Value::Text(entries[entry].as_str().into()),
            Self::List(entries) => Value::List(entries[entry].iter().map(|e| e.as_str().into()).collect()),
            Self::Person => Value::Text(persons[entry].as_str().into()),
            Self::Persons(entries) => {
                Value::List(entries[entry].iter().map(|p| persons[*p as usize].as_str().into()).collect())
            }
        }
    }
}
