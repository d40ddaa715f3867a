//! One row of a table, read field by field.

use super::findings;
use crate::date::Day;
use crate::schema::{self, Subject};
use crate::tables::{FIRST, Tables, Value};

/// A row, and the tables it stands in.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) tables: &'a Tables,
    pub(super) subject: Subject,
    pub(super) row: usize,
}

impl<'a> Entry<'a> {
    /// All rows of a subject.
    pub(super) fn all(tables: &'a Tables, subject: Subject) -> impl Iterator<Item = Self> {
        (0..tables.table(subject).rows).map(move |row| Self { tables, subject, row })
    }

    /// The cell of a field.
    pub(super) fn value(self, field: &str) -> Value<'a> {
        self.tables.value(schema::the(self.subject, field), self.row)
    }

    /// The text of a field; none where it is empty or unknown.
    pub(super) fn text(self, field: &str) -> Option<String> {
        match self.value(field) {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    }

    /// Is this the word of the field?
    pub(super) fn is(self, field: &str, word: &str) -> bool {
        matches!(self.value(field), Value::Text(text) if text == word)
    }

    /// The day of a field; none where it is *never*, empty or unknown.
    pub(super) fn day(self, field: &str) -> Option<Day> {
        match self.value(field) {
            Value::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The person of a field.
    pub(super) fn person(self, field: &str) -> Option<u32> {
        self.tables.table(self.subject).col(field).code(self.row).checked_sub(FIRST)
    }

    /// Does the row's own list have the field, with something in it that could not be read, or that lies in the future?
    pub(super) fn is_unread(self, field: &str) -> bool {
        let table = self.tables.table(self.subject);
        let set = table.sets.get(table.set_of.get(self.row).map_or(0, |set| usize::from(*set)));
        let at = schema::the(self.subject, field).index as usize;
        let is_recorded = set.is_none_or(|set| set.records.get(at).copied().unwrap_or(false));
        self.has_column(field) && is_recorded && matches!(self.value(field), Value::Unknown)
    }

    /// Has any file a column for the field?
    pub(super) fn has_column(self, field: &str) -> bool {
        self.tables.table(self.subject).col(field).is_present()
    }

    /// The row's own key, as shown.
    pub(super) fn key(self) -> String {
        findings::key(self.tables, self.subject, self.row)
    }
}
