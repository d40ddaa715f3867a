//! Who answers for a row.

use crate::checks::Way;
use crate::schema::Subject;
use crate::tables::{Column, FIRST, NO_ROW, Tables};

/// The fields that name who answers for a row of its own, the first that has a value decides.
///
/// Credentials and exposures are answered for by the owner of their identity; a roster row is the person.
fn named_in(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Identity
        | Subject::Control
        | Subject::Launch
        | Subject::Response
        | Subject::Supplier
        | Subject::Application => &["owner"],
        Subject::Evidence => &["custodian"],
        // Who asked for it is who has to end it or to ask again.
        Subject::Exception => &["requester", "approver"],
        Subject::Credential | Subject::Exposure | Subject::Person | Subject::Source => &[],
    }
}

/// Looks up who answers for the rows of one subject.
pub(super) struct Answering<'a> {
    /// The columns that name the person in the row itself.
    own: Vec<&'a Column>,
    /// Where the row itself names nobody: the row it leads to, and the columns that name the person there.
    then: Option<(Way<'a>, Vec<&'a Column>)>,
    /// For roster rows, the person of each.
    persons: Vec<u32>,
}

impl<'a> Answering<'a> {
    pub(super) fn new(tables: &'a Tables, subject: Subject) -> Self {
        let columns = |subject| named_in(subject).iter().map(|field| tables.table(subject).col(field)).collect();
        let then = match subject {
            Subject::Credential | Subject::Exposure => Some(Subject::Identity),
            Subject::Evidence => Some(Subject::Control),
            _ => None,
        };
        Self {
            own: columns(subject),
            then: then.map(|to| (Way::new(tables, subject, to), columns(to))),
            persons: if subject == Subject::Person { persons(tables) } else { Vec::new() },
        }
    }

    /// The person who answers for a row; none where nobody is named.
    pub(super) fn of(&self, row: usize) -> Option<u32> {
        let named = |columns: &[&Column], row| columns.iter().find_map(|c| c.code(row).checked_sub(FIRST));
        named(&self.own, row)
            .or_else(|| self.then.as_ref().and_then(|(way, columns)| named(columns, way.of(row)?)))
            .or_else(|| self.persons.get(row).copied().filter(|person| *person != NO_ROW))
    }
}

/// The name of the person who answers for a row; none for a roster row, which is the person.
pub(super) fn name(tables: &Tables, subject: Subject, row: usize) -> Option<String> {
    let person = (subject != Subject::Person).then(|| Answering::new(tables, subject).of(row)).flatten()?;
    Some(tables.persons.names[person as usize].clone())
}

/// The person of each roster row; [`NO_ROW`] for a row whose address another row has too.
fn persons(tables: &Tables) -> Vec<u32> {
    let mut out = vec![NO_ROW; tables.table(Subject::Person).rows];
    for (person, row) in tables.persons.rows.iter().enumerate() {
        if let Some(known) = out.get_mut(*row as usize) {
            *known = person as u32;
        }
    }
    out
}
