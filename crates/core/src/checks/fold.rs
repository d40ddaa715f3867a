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
            for row in 0..rows {
                let hit = match leads_to(tables, subject, check.subject, row) {
                    Some(target) => fail.get(target),
                    None => false,
                };
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

/// The row of `to` that a row of `from` leads to.
pub(crate) fn leads_to(tables: &Tables, from: Subject, to: Subject, row: usize) -> Option<usize> {
    if from == to {
        return Some(row);
    }
    let link = schema::find(from, to.name())?;
    match tables.table(from).column(link) {
        Column::Link { rows: Links::Same, .. } => Some(row),
        Column::Link { rows, .. } => match rows.get(row) {
            NO_ROW | UNKNOWN_ROW => None,
            target => Some(target as usize),
        },
        _ => None,
    }
}
