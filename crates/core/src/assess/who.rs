//! A person that rows name, as far as a roster explains the name.

use super::entry::Entry;
use crate::date::Day;
use crate::schema::Subject;
use crate::tables::{NO_ROW, Tables, UNKNOWN_ROW};

/// A person of the shared dictionary.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    tables: &'a Tables,
    /// The person's number.
    pub(super) person: u32,
}

impl<'a> Who<'a> {
    pub(super) fn new(tables: &'a Tables, person: u32) -> Self {
        Self { tables, person }
    }

    /// As shown.
    pub(super) fn name(self) -> &'a str {
        &self.tables.persons.names[self.person as usize]
    }

    /// The roster row; none where no roster explains the name, or several rows share it.
    fn entry(self) -> Option<Entry<'a>> {
        match self.tables.persons.rows[self.person as usize] {
            NO_ROW | UNKNOWN_ROW => None,
            row => Some(Entry { tables: self.tables, subject: Subject::Person, row: row as usize }),
        }
    }

    /// Does a roster explain the name?
    pub(super) fn is_explained(self) -> bool {
        self.tables.persons.is_resolved(self.person)
    }

    /// Do several rows of the roster go by the name?
    pub(super) fn is_shared(self) -> bool {
        self.tables.persons.is_shared(self.person)
    }

    /// `active`, `leave`, `left`; none where no roster tells.
    pub(super) fn status(self) -> Option<String> {
        self.entry()?.text("status")
    }

    /// The day of leaving.
    pub(super) fn left(self) -> Option<Day> {
        self.entry()?.day("left")
    }

    /// `engineering`, `security`, ...; none where no roster tells.
    pub(super) fn function(self) -> Option<String> {
        self.entry()?.text("function")
    }

    /// `employee`, `mailbox`, `team`, ...; none where no roster tells.
    pub(super) fn kind(self) -> Option<String> {
        self.entry()?.text("kind")
    }
}
