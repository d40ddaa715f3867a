//! What the rows became.

use std::collections::BTreeMap;

use super::references::lead;
use super::{View, by_severity};
use crate::api::Population;
use crate::checks::Severity;
use crate::checks::evaluate::Bits;
use crate::schema::{self, Subject};
use crate::tables::{FIRST, TRUE, UNKNOWN};

pub(super) fn population(view: View<'_>, identity_rows: usize) -> Population {
    let table = view.tables.table(Subject::Identity);
    let mut kinds = BTreeMap::new();
    let words = schema::words("identity.kind");
    let kind = table.col("kind");
    let mut by_code = vec![0; words.len() + FIRST as usize];
    for row in 0..table.rows {
        by_code[kind.code(row) as usize] += 1;
    }
    for (code, n) in by_code.iter().enumerate().filter(|(_, n)| **n > 0) {
        let word = match code as u32 {
            0 => "(empty)",
            UNKNOWN => "unknown",
            code => words[(code - FIRST) as usize],
        };
        kinds.insert(word.to_owned(), *n);
    }
    let yes = |field: &str| table.col(field).count(TRUE);
    let kinds_of =
        |row: usize| table.origins_of(row).iter().any(|o| view.tables.sources[o.source as usize].kind == "register");
    let in_register = if view.tables.sources.iter().any(|s| s.kind == "register") {
        match table.sets.len() {
            1 if table.sets[0].sources.iter().all(|s| view.tables.sources[*s as usize].kind == "register") => {
                table.rows
            }
            _ => (0..table.rows).filter(|r| kinds_of(*r)).count(),
        }
    } else {
        0
    };
    let mut high = Bits::zeros(table.rows);
    let mut any = Bits::zeros(table.rows);
    for (check, outcome) in view.checks.iter().zip(&view.verdicts.outcomes) {
        let Some(outcome) = outcome else { continue };
        lead(view, check.subject, &outcome.fail, &mut any);
        for (severity, bits) in by_severity(check, outcome) {
            if severity >= Severity::High {
                lead(view, check.subject, &bits, &mut high);
            }
        }
    }
    Population {
        rows: view.tables.counts(),
        agents: yes("is_agent"),
        privileged: yes("privileged"),
        person_or_machine_unknown: by_code[UNKNOWN as usize],
        kinds,
        identity_rows,
        merged: identity_rows - table.rows.min(identity_rows),
        in_register,
        only_in_export: table.rows - in_register.min(table.rows),
        with_high_finding: high.count(),
        with_finding: any.count(),
    }
}
