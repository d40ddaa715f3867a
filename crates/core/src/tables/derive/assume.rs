//! Assumptions of the policy: a word where no source says one, each counted, none made where the policy dropped it.

use std::mem;

use super::Assumed;
use super::cells::{Answers, rewrite, unrecorded, word};
use super::needs::Wanted;
use crate::policy::Policy;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Coded, Codes, Column, EMPTY, FALSE, FIRST, Meaning, TRUE, Table, Tables, UNKNOWN};

/// A field with the assumption for unknown cells, and the one for empty cells.
type Assumption = (Subject, &'static str, &'static str, Option<&'static str>);

/// What may be assumed.
///
/// Only the status of identities and credentials is also assumed where the cell is there and blank, under its own key;
/// every other blank stays blank: the source has the column and did not say.
const ASSUMPTIONS: &[Assumption] = &[
    (Subject::Identity, "status", "status", Some("empty_status")),
    (Subject::Credential, "status", "status", Some("empty_status")),
    (Subject::Identity, "expected_use", "expected_use", None),
    (Subject::Exposure, "status", "exposure_status", None),
    (Subject::Exposure, "validity", "validity", None),
    (Subject::Identity, "is_agent", "is_agent", None),
    (Subject::Identity, "is_break_glass", "is_break_glass", None),
    (Subject::Identity, "system_managed", "system_managed", None),
    (Subject::Credential, "system_managed", "system_managed", None),
];

/// Makes the policy's assumptions in all fields, and counts them.
pub fn assume(tables: &mut Tables, policy: &Policy) -> Vec<Assumed> {
    assume_wanted(tables, policy, &Wanted::all())
}

/// Makes the assumptions in the fields that anything wants.
pub(super) fn assume_wanted(tables: &mut Tables, policy: &Policy, wanted: &Wanted) -> Vec<Assumed> {
    let mut out: Vec<Assumed> = Vec::new();
    for (subject, name, unknown, empty) in ASSUMPTIONS {
        let field = schema::the(*subject, name);
        let table = tables.table_mut(*subject);
        if !wanted.has(field) || table.rows == 0 {
            continue;
        }
        match *name {
            "is_agent" => is_agent(table),
            "is_break_glass" => is_break_glass(table),
            "system_managed" if *subject == Subject::Credential => system_managed(table),
            _ => {}
        }
        let code = |assumption: &str| assumed_code(policy, assumption, field);
        let not_recorded = {
            let unrecorded = unrecorded(table, name);
            // A word that could not be read is no missing column: what it says is not known, and nothing stands in for it.
            let only_there = matches!(*name, "status" | "expected_use");
            (0..table.rows).map(|row| !only_there || unrecorded(row)).collect::<Vec<bool>>()
        };
        let [of_unknown, of_empty] = stand_in(table, field, &not_recorded, code(unknown), empty.and_then(code));
        match empty {
            Some(empty) if empty != unknown => {
                count(&mut out, unknown, of_unknown, table.rows);
                count(&mut out, empty, of_empty, table.rows);
            }
            _ => count(&mut out, unknown, of_unknown + of_empty, table.rows),
        }
    }
    out.retain(|assumed| assumed.rows > 0);
    out
}

/// Adds to the count of an assumption.
fn count(list: &mut Vec<Assumed>, name: &'static str, rows: usize, of: usize) {
    match list.iter_mut().find(|assumed| assumed.name == name) {
        Some(assumed) => {
            assumed.rows += rows;
            assumed.of += of;
        }
        None => list.push(Assumed { name, rows, of }),
    }
}

/// The code that an assumption puts into a field; none where the policy does not make it.
fn assumed_code(policy: &Policy, assumption: &str, field: FieldId) -> Option<u32> {
    match field.field().kind {
        Type::Word(vocabulary) => {
            let word = policy.assumed_word(assumption)?;
            Some(FIRST + schema::words(vocabulary).iter().position(|w| *w == word)? as u32)
        }
        _ => policy.assumed_bool(assumption).map(|yes| if yes { TRUE } else { FALSE }),
    }
}

/// Puts codes where cells are unknown, on the rows where that may be, and where they are empty, and counts both.
fn stand_in(table: &mut Table, field: FieldId, may: &[bool], unknown: Option<u32>, empty: Option<u32>) -> [usize; 2] {
    let mut filled = [0, 0];
    let at = field.index as usize;
    let column = match (mem::take(&mut table.columns[at]), unknown) {
        (Column::Coded(mut coded), _) => {
            let [at_empty, at_unknown] = [empty.unwrap_or(EMPTY), unknown.unwrap_or(UNKNOWN)];
            rewrite(&mut coded.codes, |row, code| match code {
                UNKNOWN if at_unknown != UNKNOWN && may[row] => {
                    filled[0] += 1;
                    at_unknown
                }
                EMPTY if at_empty != EMPTY => {
                    filled[1] += 1;
                    at_empty
                }
                code => code,
            });
            Column::Coded(coded)
        }
        (Column::Absent, Some(code)) => {
            filled[0] = table.rows;
            let meaning = match field.field().kind {
                Type::Word(vocabulary) => Meaning::Word(vocabulary),
                _ => Meaning::Bool,
            };
            Column::Coded(Coded { codes: Codes::constant(code, meaning.codes(0), table.rows), meaning })
        }
        (other, _) => other,
    };
    table.columns[at] = column;
    filled
}

/// An agent says so by kind, class, tools, model or autonomy; a kind that is plainly something else says it is none.
fn is_agent(table: &mut Table) {
    let mut answers = Answers::unknown(table.rows);
    let [agent, other] = ["ai_agent", "other"].map(|kind| word("identity.kind", kind));
    answers.hear(table.col("kind"), |code| plainly(code, agent, other));
    let class = word("identity.purpose_class", "ai_agent");
    answers.hear(table.col("purpose_class"), |code| if code == class { TRUE } else { UNKNOWN });
    for field in ["tools", "model", "autonomy"] {
        answers.hear(table.col(field), |code| if code >= FIRST { TRUE } else { UNKNOWN });
    }
    answers.into_column(table, "is_agent");
}

/// What the platform issues and changes by itself is managed by it, where no source says otherwise.
fn system_managed(table: &mut Table) {
    let mut answers = Answers::unknown(table.rows);
    let managed = word("credential.kind", "managed");
    answers.hear(table.col("kind"), |code| if code == managed { TRUE } else { UNKNOWN });
    answers.into_column(table, "system_managed");
}

/// Break-glass by kind, by class, or because it is the root identity.
fn is_break_glass(table: &mut Table) {
    let mut answers = Answers::unknown(table.rows);
    let [glass, other] = ["break_glass", "other"].map(|kind| word("identity.kind", kind));
    answers.hear(table.col("kind"), |code| plainly(code, glass, other));
    let class = word("identity.purpose_class", "break_glass");
    answers.hear(table.col("purpose_class"), |code| if code == class { TRUE } else { UNKNOWN });
    answers.hear(table.col("is_root"), |code| if code == TRUE { TRUE } else { UNKNOWN });
    answers.into_column(table, "is_break_glass");
}

/// Yes for the kind that is meant, no for another known kind; `other` may be anything.
fn plainly(code: u32, meant: u32, other: u32) -> u32 {
    match code {
        code if code == meant => TRUE,
        code if code >= FIRST && code != other => FALSE,
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::derive::lab::Lab;

    fn assumed(name: &'static str, rows: usize, of: usize) -> Assumed {
        Assumed { name, rows, of }
    }

    #[test]
    fn unknown_and_empty_status_are_two_assumptions_and_counted_apart() {
        let mut lab = Lab::new();
        lab.set("identity.status", &["disabled", "", "?", "?"]).rows(Subject::Credential, 2);
        lab.unrecorded(&[2, 3], &["identity.status"]);
        let derived = lab.derive_only(&["identity.status", "credential.status"]);
        assert_eq!(lab.show("identity.status"), ["disabled", "active", "active", "active"]);
        assert_eq!(lab.show("credential.status"), ["active", "active"]);
        assert_eq!(derived.assumed, [assumed("status", 4, 6), assumed("empty_status", 1, 6)]);
    }

    #[test]
    fn a_removed_assumption_leaves_the_cell_as_it_was() {
        let mut lab = Lab::new();
        lab.without("empty_status").set("identity.status", &["", "?"]).unrecorded(&[1], &["identity.status"]);
        lab.derive();
        assert_eq!(lab.show("identity.status"), ["", "active"]);

        let mut lab = Lab::new();
        lab.without("status").set("identity.status", &["", "?"]).rows(Subject::Credential, 1);
        lab.derive();
        assert_eq!(lab.show("identity.status"), ["active", "?"]);
        assert!(!lab.has("credential.status"));
    }

    #[test]
    fn a_cell_that_could_not_be_read_is_no_missing_column_and_nothing_is_assumed_for_it() {
        let mut lab = Lab::new();
        lab.set("identity.status", &["?", "?"]).set("identity.expected_use", &["?", "?"]);
        lab.unrecorded(&[1], &["identity.status", "identity.expected_use"]);
        lab.set("credential.status", &["?"]).set("exposure.status", &["?"]);
        let derived =
            lab.derive_only(&["identity.status", "identity.expected_use", "credential.status", "exposure.status"]);
        assert_eq!(lab.show("identity.status"), ["?", "active"]);
        assert_eq!(lab.show("identity.expected_use"), ["?", "continuous"]);
        assert_eq!(lab.show("credential.status"), ["?"]);
        assert_eq!(lab.show("exposure.status"), ["?"]);
        assert_eq!(derived.assumed, [assumed("status", 1, 3), assumed("expected_use", 1, 2)]);
    }

    #[test]
    fn a_word_that_the_vocabulary_does_not_have_is_not_assumed() {
        let mut lab = Lab::new();
        lab.policy.assumptions.insert("status".into(), crate::policy::PolicyValue::List(vec!["live".into()]));
        lab.rows(Subject::Identity, 1);
        lab.derive();
        assert!(!lab.has("identity.status"));
    }

    #[test]
    fn expected_use_and_exposures_stay_empty_where_the_source_left_them_blank() {
        let mut lab = Lab::new();
        lab.set("identity.expected_use", &["yearly", "", "?"]).unrecorded(&[2], &["identity.expected_use"]);
        lab.set("exposure.status", &["fixed", "", "?"]).set("exposure.validity", &["active", "", "?"]);
        lab.unrecorded(&[2], &["exposure.status"]);
        lab.derive();
        assert_eq!(lab.show("identity.expected_use"), ["yearly", "", "continuous"]);
        assert_eq!(lab.show("exposure.status"), ["fixed", "", "open"]);
        assert_eq!(lab.show("exposure.validity"), ["active", "", "unknown"]);
    }

    #[test]
    fn managed_by_the_platform_is_assumed_not_and_a_blank_cell_stays_blank() {
        let mut lab = Lab::new();
        lab.set("credential.system_managed", &["yes", "", "?", "no"]);
        let derived = lab.derive_only(&["credential.system_managed"]);
        assert_eq!(lab.show("credential.system_managed"), ["yes", "", "no", "no"]);
        assert_eq!(derived.assumed, [assumed("system_managed", 1, 4)]);
    }

    #[test]
    fn an_agent_is_one_by_kind_class_tools_model_or_autonomy() {
        let mut lab = Lab::new();
        lab.without("is_agent");
        lab.set("identity.kind", &["ai_agent", "bot", "bot", "bot", "bot", "bot", "other", "?", ""]);
        lab.set("identity.purpose_class", &["?", "ai_agent", "ci_cd", "?", "?", "", "ci_cd", "?", ""]);
        lab.set("identity.tools", &["?", "?", "search", "", "?", "", "?", "?", ""]);
        lab.set("identity.model", &["?", "?", "?", "m-3", "?", "", "?", "?", ""]);
        lab.set("identity.autonomy", &["?", "?", "?", "?", "acts_alone", "", "?", "?", ""]);
        let expected = ["yes", "yes", "yes", "yes", "yes", "no", "?", "?", "?"];
        assert_eq!(lab.derived("identity.is_agent"), expected);
    }

    #[test]
    fn what_no_source_tells_of_an_agent_is_assumed_and_counted() {
        let mut lab = Lab::new();
        lab.set("identity.kind", &["ai_agent", "bot", "other", "?"]);
        lab.set("identity.is_agent", &["no", "?", "", "yes"]);
        let derived = lab.derive_only(&["identity.is_agent"]);
        assert_eq!(lab.show("identity.is_agent"), ["no", "no", "", "yes"], "the file's own word and its blank stay");
        assert!(derived.assumed.is_empty());
    }

    #[test]
    fn break_glass_by_kind_by_class_or_as_root() {
        let mut lab = Lab::new();
        lab.without("is_break_glass");
        lab.set("identity.kind", &["break_glass", "human", "human", "human", "other", "?"]);
        lab.set("identity.purpose_class", &["?", "break_glass", "ci_cd", "?", "?", ""]);
        lab.set("identity.is_root", &["?", "?", "yes", "no", "no", ""]);
        assert_eq!(lab.derived("identity.is_break_glass"), ["yes", "yes", "yes", "no", "?", "?"]);
    }
}
