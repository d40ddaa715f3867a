//! Who owns most live identities, and how many have no owner.

use super::answering::Answering;
use super::failing::{failing, is_accepted, severity};
use super::who::Who;
use super::{View, WORST, add, findings};
use crate::api::{Counts, OwnerLine};
use crate::schema::{self, SUBJECTS, Subject};
use crate::tables::{EMPTY, FIRST, TRUE, UNKNOWN};

/// Owners of live identities.
#[derive(Default)]
pub(super) struct Ownership {
    /// Those who own most, at most [`WORST`].
    pub(super) owners: Vec<OwnerLine>,
    /// How many own one at all.
    pub(super) owners_total: usize,
    /// Live identities whose owner is left blank.
    pub(super) without_owner: usize,
    /// Live identities of which no file tells the owner.
    pub(super) owner_unknown: usize,
}

impl Ownership {
    pub(super) fn new(view: View<'_>) -> Self {
        let table = view.tables.table(Subject::Identity);
        let [owner, status, privileged] = ["owner", "status", "privileged"].map(|field| table.col(field));
        let words = schema::words("identity.status");
        let live = words.iter().position(|w| *w == "active").map(|at| at as u32 + FIRST);
        let mut out = Self::default();
        let mut load = vec![(0, 0); view.tables.persons.names.len()];
        for row in (0..table.rows).filter(|row| Some(status.code(*row)) == live) {
            match owner.code(row) {
                EMPTY => out.without_owner += 1,
                UNKNOWN => out.owner_unknown += 1,
                code => {
                    let (identities, of_privilege) = &mut load[(code - FIRST) as usize];
                    *identities += 1;
                    *of_privilege += usize::from(privileged.code(row) == TRUE);
                }
            }
        }
        let mut owners: Vec<(usize, Who<'_>)> = (0..load.len())
            .filter(|person| load[*person].0 > 0)
            .map(|person| (load[person].0, Who::new(view.tables, person as u32)))
            .collect();
        out.owners_total = owners.len();
        owners.sort_by(|(a, x), (b, y)| (b, x.name()).cmp(&(a, y.name())));
        owners.truncate(WORST);
        let findings = findings_of(view, &owners.iter().map(|(_, who)| who.person).collect::<Vec<_>>());
        out.owners = owners
            .iter()
            .zip(findings)
            .map(|((identities, who), (findings, accepted))| OwnerLine {
                owner: who.name().into(),
                roster: who.status(),
                identities: *identities,
                privileged: load[who.person as usize].1,
                findings,
                accepted,
            })
            .collect();
        out
    }
}

/// Open findings by severity, without those that stand under another, and accepted ones, for each of a few persons.
fn findings_of(view: View<'_>, persons: &[u32]) -> Vec<(Counts, usize)> {
    let mut out = vec![(Counts::default(), 0); persons.len()];
    let answering = SUBJECTS.map(|subject| Answering::new(view.tables, subject));
    for (index, check) in view.checks.iter().enumerate() {
        let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
        let grouped = findings::grouped(view, index);
        for row in failing(outcome).rows() {
            let person = answering[check.subject as usize].of(row);
            let Some(at) = persons.iter().position(|p| Some(*p) == person) else { continue };
            match is_accepted(outcome, row) {
                true => out[at].1 += 1,
                false if grouped.get(row) => {}
                false => add(&mut out[at].0, severity(check, outcome, row), 1),
            }
        }
    }
    out
}
