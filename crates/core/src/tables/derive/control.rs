//! Controls: what status a number says, and when they are to operate again.

use super::About;
use super::cells::{by_code, fill, fill_days, is_day, rewrite, word};
use crate::date;
use crate::schema::Subject;
use crate::tables::{Column, FIRST, Meaning, Tables, UNKNOWN};

/// A control that starts in the future is planned, whatever its status is called; the original word stays beside it.
pub(super) fn not_yet_started(tables: &mut Tables, about: &About<'_>) {
    let controls = tables.table_mut(Subject::Control);
    let Some(starts) = controls.col("starts").days() else { return };
    let later: Vec<bool> = starts.iter().map(|day| is_day(*day) && *day > about.as_of).collect();
    if !later.contains(&true) {
        return;
    }
    let [implemented, partial, planned] =
        ["implemented", "partial", "planned"].map(|status| word("control.status", status));
    let field = crate::schema::the(Subject::Control, "status").index as usize;
    if let Column::Coded(status) = &mut controls.columns[field] {
        rewrite(
            &mut status.codes,
            |row, code| {
                if later[row] && (code == implemented || code == partial) { planned } else { code }
            },
        );
    }
}

/// A status in numbers, such as a tier, says how far the target is reached.
pub(super) fn status(tables: &mut Tables, _: &About<'_>) {
    let controls = tables.table_mut(Subject::Control);
    let [said, wanted] = ["status_word", "target_word"].map(|field| controls.col(field));
    if !said.is_present() || !wanted.is_present() {
        return;
    }
    let numbers = |column, others: fn(&str) -> bool| {
        by_code(column, 0, |code, meaning| match (meaning, code.checked_sub(FIRST)) {
            (Some(Meaning::Text(entries)), Some(at)) => number_in(&entries[at as usize], others),
            _ => None,
        })
    };
    // A status must be the number; `2 of 5 systems` is none. A target may be explained beside it.
    let (levels, targets) = (numbers(said, names_a_scale), numbers(wanted, |_| true));
    let [implemented, partial, not] =
        ["implemented", "partial", "not_implemented"].map(|status| word("control.status", status) as u8);
    let made = (0..controls.rows)
        .map(|row| match (levels[said.code(row) as usize], targets[wanted.code(row) as usize]) {
            (Some(0.0), Some(_)) => not,
            (Some(level), Some(target)) if target > 0.0 => {
                if level >= target {
                    implemented
                } else {
                    partial
                }
            }
            _ => UNKNOWN as u8,
        })
        .collect();
    fill(controls, "status", made, Meaning::Word("control.status"));
}

fn names_a_scale(word: &str) -> bool {
    ["csf", "tier", "level", "maturity"].contains(&word.to_lowercase().as_str())
}

/// The one number of a text of which the other words are as they may be.
fn number_in(text: &str, others: fn(&str) -> bool) -> Option<f64> {
    let mut found = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '(' | ')')) {
        match word.trim_matches('.') {
            "" => {}
            number if number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => found.push(number),
            // A share, a range, a fraction.
            word if word.contains(|c: char| c.is_ascii_digit()) || !others(word) => return None,
            _ => {}
        }
    }
    match found[..] {
        [one] => one.parse().ok(),
        _ => None,
    }
}

/// When it should operate next: its last operation plus its cadence. One that never operated was due a cadence after it
/// began.
pub(super) fn operation_due(tables: &mut Tables, _: &About<'_>) {
    let controls = tables.table_mut(Subject::Control);
    let [last, starts, cadence] = ["last_operated", "starts", "cadence"].map(|field| controls.col(field));
    let made = (0..controls.rows)
        .map(|row| {
            let from = match last.day(row) {
                date::NEVER_EVENT if is_day(starts.day(row)) => starts.day(row),
                date::NEVER_EVENT => date::UNKNOWN,
                day => day,
            };
            match (from, cadence.int(row)) {
                (date::EMPTY, _) | (_, date::EMPTY) => date::EMPTY,
                (date::UNKNOWN, _) | (_, date::UNKNOWN) => date::UNKNOWN,
                (from, days) if days >= 0 => from.checked_add(days).filter(|day| is_day(*day)).unwrap_or(date::UNKNOWN),
                _ => date::UNKNOWN,
            }
        })
        .collect();
    fill_days(controls, "operation_due", made);
}

#[cfg(test)]
mod tests {
    use crate::tables::derive::lab::Lab;

    #[test]
    fn a_status_in_numbers_is_measured_by_its_target() {
        let mut lab = Lab::new();
        let said =
            ["3", "Tier 3", "2", "Tier 1", "0", "0", "3", "2.5", "CSF Tier 4", "2 of 5", "80%", "Done", "", "?", "-1"];
        let aim = ["3", "Tier 2: Risk informed", "Tier 3", "4", "3", "0", "0", "3", "4", "5", "3", "3", "3", "3", "3"];
        lab.set("control.status_word", &said).set("control.target_word", &aim);
        let expected = [
            "implemented",
            "implemented",
            "partial",
            "partial",
            "not_implemented",
            "not_implemented",
            "?",
            "partial",
            "implemented",
            "?",
            "?",
            "?",
            "?",
            "?",
            "?",
        ];
        assert_eq!(lab.derived("control.status"), expected);
    }

    #[test]
    fn a_status_in_words_stays_and_a_number_without_a_target_says_nothing() {
        let mut lab = Lab::new();
        lab.set("control.status", &["planned", "", "?", "", ""]);
        lab.set("control.status_word", &["3", "3", "3", "3", "3"]);
        lab.set("control.target_word", &["3", "3", "Tier 3 or 4", "all", ""]);
        assert_eq!(lab.derived("control.status"), ["planned", "implemented", "?", "", ""]);
        let mut lab = Lab::new();
        lab.set("control.status_word", &["3"]);
        lab.derive();
        assert!(!lab.has("control.status"));
    }

    #[test]
    fn the_next_operation_is_a_cadence_after_the_last_or_after_the_start() {
        let mut lab = Lab::new();
        lab.set("control.last_operated", &["2026-09-30", "never", "never", "", "?", "2026-09-30", "2026-09-30", "?"]);
        lab.set("control.cadence", &["90", "30", "30", "30", "30", "", "?", ""]);
        lab.set("control.starts", &["2020-01-01", "2026-01-01", "", "", "", "", "", ""]);
        let expected = ["2026-12-29", "2026-01-31", "?", "", "?", "", "?", ""];
        assert_eq!(lab.derived("control.operation_due"), expected);
    }

    #[test]
    fn a_cadence_that_leads_out_of_the_calendar_gives_no_day() {
        let mut lab = Lab::new();
        lab.set("control.last_operated", &["2026-09-30", "2026-09-30", "2026-09-30"]);
        lab.set("control.cadence", &["2147483647", "-1", "0"]);
        assert_eq!(lab.derived("control.operation_due"), ["?", "?", "2026-09-30"]);
    }

    #[test]
    fn a_control_that_starts_tomorrow_is_planned_today() {
        let mut lab = Lab::new();
        lab.set(
            "control.status",
            &["implemented", "partial", "implemented", "implemented", "retired", "", "implemented"],
        );
        lab.set("control.starts", &["2026-11-02", "2027-01-01", "2026-11-01", "", "2027-01-01", "2027-01-01", "?"]);
        let expected = ["planned", "planned", "implemented", "implemented", "retired", "", "implemented"];
        assert_eq!(lab.derived("control.status"), expected);
    }
}
