//! What controls and exceptions name: checks, with what the caller knows of them.

use super::About;
use super::cells::{by_code, fill, fill_ints, list_of, word};
use crate::date;
use crate::schema::Subject;
use crate::tables::{EMPTY, FIRST, Meaning, Tables, UNKNOWN};

/// The key of a check's id, as people write it.
fn key(id: &str) -> String {
    id.trim().to_lowercase()
}

/// The policy's limit in days for the checks that a control names, the strictest of several.
pub(super) fn policy_days(tables: &mut Tables, about: &About<'_>) {
    let controls = tables.table_mut(Subject::Control);
    let checks = controls.col("checks");
    let days = |id: &String| about.checks.get(&key(id))?.days;
    let by_code = by_code(checks, 0, |code, meaning| match code {
        UNKNOWN => date::UNKNOWN,
        code => {
            let strictest = list_of(meaning, code).unwrap_or_default().iter().filter_map(days).min();
            strictest.and_then(|days| i32::try_from(days).ok()).unwrap_or(date::EMPTY)
        }
    });
    let made = (0..controls.rows).map(|row| by_code[checks.code(row) as usize]).collect();
    fill_ints(controls, "policy_days", made);
}

/// The severity of the check that an exception accepts; unknown where no such check is known.
pub(super) fn check_severity(tables: &mut Tables, about: &About<'_>) {
    let exceptions = tables.table_mut(Subject::Exception);
    let check = exceptions.col("check");
    let by_code = by_code(check, 0, |code, meaning| match (code, meaning) {
        (EMPTY, _) => EMPTY,
        (FIRST.., Some(Meaning::Text(entries))) => about
            .checks
            .get(&key(&entries[(code - FIRST) as usize]))
            .map_or(UNKNOWN, |fact| word("identity.criticality", fact.severity)),
        _ => UNKNOWN,
    });
    let made = (0..exceptions.rows).map(|row| by_code[check.code(row) as usize] as u8).collect();
    fill(exceptions, "check_severity", made, Meaning::Word("identity.criticality"));
}

#[cfg(test)]
mod tests {
    use crate::tables::derive::lab::Lab;

    fn lab() -> Lab {
        let mut lab = Lab::new();
        lab.check("credential-not-rotated", "medium", Some(90)).check("identity-unused", "high", Some(45));
        lab.check("wildcard-scopes", "high", None);
        lab
    }

    #[test]
    fn the_strictest_limit_of_the_checks_that_a_control_names() {
        let mut lab = lab();
        let named = [
            "credential-not-rotated",
            " Credential-Not-Rotated",
            "credential-not-rotated; identity-unused",
            "wildcard-scopes",
            "wildcard-scopes; credential-not-rotated",
            "no-such-check",
            "",
            "?",
        ];
        lab.set("control.checks", &named);
        assert_eq!(lab.derived("control.policy_days"), ["90", "90", "45", "", "90", "", "", "?"]);
    }

    #[test]
    fn an_exception_has_the_severity_of_its_check() {
        let mut lab = lab();
        lab.set("exception.check", &["wildcard-scopes", "Credential-not-rotated ", "no-such-check", "", "?"]);
        assert_eq!(lab.derived("exception.check_severity"), ["high", "medium", "?", "", "?"]);
    }
}
