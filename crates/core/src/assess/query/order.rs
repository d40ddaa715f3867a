//! The order of findings as small numbers, so that a page is found by counting instead of sorting.

use super::Sort;
use super::filter::level;
use crate::assess::View;
use crate::assess::findings::Measure;
use crate::checks::Severity;
use crate::schema::Subject;
use crate::tables::{TRUE, Value};

/// Distances over a limit that are told apart; what is farther counts as the farthest.
const FARTHEST: usize = (1 << 16) - 1;

/// What orders need of an assessment, looked up when an order is first asked for.
#[derive(Default)]
pub(super) struct Orders {
    sort: Sort,
    /// What each check's defect is measured by.
    measures: Option<Vec<Option<Measure>>>,
    /// The place of each identity by name.
    identities: Option<Vec<u32>>,
    /// The place of each person by name.
    persons: Option<Vec<u32>>,
}

impl Orders {
    /// Makes ready for an order.
    pub(super) fn prepare(&mut self, view: View<'_>, sort: Sort) {
        self.sort = sort;
        match sort {
            Sort::Worst | Sort::Age => {
                self.measures.get_or_insert_with(|| {
                    view.verdicts.typed.iter().map(|typed| crate::assess::findings::measure(&typed.fails)).collect()
                });
            }
            Sort::Identity => {
                self.identities.get_or_insert_with(|| identities_by_name(view));
            }
            Sort::Owner => {
                self.persons.get_or_insert_with(|| {
                    let names: Vec<String> = view.tables.persons.names.iter().map(|n| n.to_lowercase()).collect();
                    places(names.len(), |a, b| names[a].cmp(&names[b]))
                });
            }
            Sort::Check => {}
        }
    }

    /// How many places the order has.
    pub(super) fn ranks(&self, view: View<'_>) -> usize {
        match self.sort {
            Sort::Worst => 8 * (FARTHEST + 1),
            Sort::Age => FARTHEST + 1,
            Sort::Identity => 4 * (view.tables.table(Subject::Identity).rows + 1),
            Sort::Owner => 8 * (view.tables.persons.names.len() + 1),
            Sort::Check => 8 * view.checks.len(),
        }
    }

    /// The place of a finding in the order; equal ones stand in the order in which they are met.
    pub(super) fn rank(
        &self,
        view: View<'_>,
        check: usize,
        row: usize,
        severity: Severity,
        identity: Option<usize>,
        owner: Option<u32>,
    ) -> usize {
        let seriousness = || {
            let privileged = view.tables.table(Subject::Identity).col("privileged");
            let is_privileged = identity.is_some_and(|identity| privileged.code(identity) == TRUE);
            level(severity) * 2 + usize::from(!is_privileged)
        };
        let nearness = || {
            let measure = self.measures.as_ref().and_then(|all| all[check].as_ref());
            let distance = measure.map_or(0, |m| m.of(view, view.checks[check].subject, row));
            FARTHEST - usize::try_from(distance).unwrap_or(0).min(FARTHEST)
        };
        match self.sort {
            Sort::Worst => seriousness() * (FARTHEST + 1) + nearness(),
            Sort::Age => nearness(),
            Sort::Identity => {
                let last = view.tables.table(Subject::Identity).rows;
                let place = identity.map_or(last, |i| self.identities.as_ref().map_or(0, |all| all[i] as usize));
                place * 4 + level(severity)
            }
            Sort::Owner => {
                let last = view.tables.persons.names.len();
                let place = owner.map_or(last, |o| self.persons.as_ref().map_or(0, |all| all[o as usize] as usize));
                place * 8 + seriousness()
            }
            Sort::Check => check * 8 + seriousness(),
        }
    }
}

/// The place of each identity by its name, in any case of letters, else by its key.
fn identities_by_name(view: View<'_>) -> Vec<u32> {
    let table = view.tables.table(Subject::Identity);
    let name = crate::schema::the(Subject::Identity, "name");
    // A name's first letters decide nearly always; the rest is looked at only where they are equal.
    let text = |row: usize| match view.tables.value(name, row) {
        Value::Text(text) => text.to_lowercase(),
        _ => crate::assess::findings::key(view.tables, Subject::Identity, row).to_lowercase(),
    };
    let start = |text: &str| {
        let mut bytes = [0; 16];
        let n = text.len().min(16);
        bytes[..n].copy_from_slice(&text.as_bytes()[..n]);
        u128::from_be_bytes(bytes)
    };
    let starts: Vec<u128> = (0..table.rows).map(|row| start(&text(row))).collect();
    places(table.rows, |a, b| starts[a].cmp(&starts[b]).then_with(|| text(a).cmp(&text(b))))
}

/// The place of each of `n` things in an order; equal ones keep theirs.
fn places(n: usize, compare: impl Fn(usize, usize) -> std::cmp::Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by(|a, b| compare(*a as usize, *b as usize));
    let mut out = vec![0; n];
    for (place, at) in order.into_iter().enumerate() {
        out[at as usize] = place as u32;
    }
    out
}
