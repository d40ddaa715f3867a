//! One root cause, one count: a failing check can silence others on the same row.

use super::Check;
use super::evaluate::Outcome;
use crate::schema::{self, Subject};
use crate::tables::{Column, Links, NO_ROW, Tables, UNKNOWN_ROW};

/// Turns the verdicts of silenced checks into *unknown* on the rows where the silencing check fails.
///
/// The silenced check may be about rows that lead to the failing row: a credential of an identity that the register does
/// not know.
pub(super) fn silence(checks: &[Check], tables: &Tables, outcomes: &mut [Option<Outcome>]) {
    for (index, check) in checks.iter().enumerate() {
        if check.silences.is_empty() {
            continue;
        }
        let Some(fail) = outcomes[index].as_ref().map(|o| o.fail.clone()) else { continue };
        if fail.count() == 0 {
            continue;
        }
        for silenced in &check.silences {
            let Some(at) = checks.iter().position(|c| c.id == *silenced) else { continue };
            let Some(outcome) = &mut outcomes[at] else { continue };
            let subject = checks[at].subject;
            let rows = tables.table(subject).rows;
            let way = Way::new(tables, subject, check.subject);
            for row in 0..rows {
                let hit = way.of(row).is_some_and(|target| fail.get(target));
                if hit && (outcome.fail.get(row) || outcome.pass.get(row)) {
                    outcome.fail.set(row, false);
                    outcome.pass.set(row, false);
                    outcome.unknown.set(row, true);
                    outcome.raised.iter_mut().for_each(|r| r.set(row, false));
                }
            }
        }
    }
}

/// How rows of one subject lead to rows of another, looked up once for many rows.
pub(crate) enum Way<'a> {
    /// Row `i` is or leads to row `i`.
    Same,
    /// Through a link.
    Links(&'a Links),
    /// Nowhere.
    None,
}

impl<'a> Way<'a> {
    /// The way from one subject to another; none where no link of that name joins them.
    pub(crate) fn new(tables: &'a Tables, from: Subject, to: Subject) -> Self {
        if from == to {
            return Self::Same;
        }
        match schema::find(from, to.name()).map(|field| tables.table(from).column(field)) {
            Some(Column::Link { rows: Links::Same, .. }) => Self::Same,
            Some(Column::Link { rows, .. }) => Self::Links(rows),
            _ => Self::None,
        }
    }

    /// The row that a row leads to.
    pub(crate) fn of(&self, row: usize) -> Option<usize> {
        match self {
            Self::Same => Some(row),
            Self::Links(links) => match links.get(row) {
                NO_ROW | UNKNOWN_ROW => None,
                target => Some(target as usize),
            },
            Self::None => None,
        }
    }
}
