//! Controls: what status a number says, when they are to operate again, and how far their evidence carries.

use super::About;
use super::cells::{BLANK, NO_WORDS, by_code, fill, fill_days, fill_ints, fill_sets, is_day, links, word};
use super::evidence::BEST_FIRST;
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{FIRST, Links, Meaning, NO_ROW, Table, Tables, UNKNOWN};

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
    let mut found = None;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';' | '(' | ')')) {
        match word.trim_matches('.') {
            "" => {}
            number if number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
                if found.replace(number.parse().ok()?).is_some() {
                    return None;
                }
            }
            // A share, a range, a fraction.
            word if word.contains(|c: char| c.is_ascii_digit()) || !others(word) => return None,
            _ => {}
        }
    }
    found
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

/// Which rows of evidence lead to which control.
pub(super) struct Support<'a> {
    links: Option<&'a Links>,
    rows: usize,
    controls: usize,
    /// Does some row support a control that is not known? It could be any.
    pub(super) any_unlinked: bool,
}

impl<'a> Support<'a> {
    /// None where no list of evidence, or none of controls, was supplied.
    pub(super) fn new(evidence: &'a Table, controls: &Table) -> Option<Self> {
        if !evidence.supplied || !controls.supplied {
            return None;
        }
        let links = links(evidence.col("control"));
        let mut out = Self { links, rows: evidence.rows, controls: controls.rows, any_unlinked: false };
        out.any_unlinked = (0..out.rows)
            .any(|row| out.links.is_none_or(|links| links.get(row) != NO_ROW) && out.control(row).is_none());
        Some(out)
    }

    fn control(&self, row: usize) -> Option<usize> {
        let control = self.links?.get(row) as usize;
        (control < self.controls).then_some(control)
    }

    /// The rows that lead to a known control, each with it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.rows).filter_map(|row| Some((row, self.control(row)?)))
    }

    /// How many rows lead to each control.
    pub(super) fn counts(&self) -> Vec<i32> {
        let mut out = vec![0; self.controls];
        self.pairs().for_each(|(_, control)| out[control] += 1);
        out
    }
}

/// The best state among a control's evidence.
///
/// A row of unknown state may be better than any but a fresh one. A control without evidence has none only where every row
/// of evidence tells which control it supports.
pub(super) fn evidence_state(tables: &mut Tables, _: &About<'_>) {
    let (evidence, controls) = tables.pair_mut(Subject::Evidence, Subject::Control);
    let Some(support) = Support::new(evidence, controls) else { return };
    let state = evidence.col("state");
    let ranks = BEST_FIRST.map(|state| word("control.evidence_state", state));
    let (nothing, open) = (BEST_FIRST.len(), BEST_FIRST.len() + 1);
    let mut best = vec![nothing; controls.rows];
    let mut is_open = vec![false; controls.rows];
    for (row, control) in support.pairs() {
        let rank = ranks.iter().position(|code| *code == state.code(row)).unwrap_or(open);
        is_open[control] |= rank == open;
        best[control] = best[control].min(rank);
    }
    let none = word("control.evidence_state", "none");
    let made = best
        .into_iter()
        .zip(is_open)
        .map(|(best, is_open)| {
            let code = match best {
                0 => ranks[0],
                _ if is_open => UNKNOWN,
                best if best < nothing => ranks[best],
                _ if support.any_unlinked => UNKNOWN,
                _ => none,
            };
            code as u8
        })
        .collect();
    fill(controls, "evidence_state", made, Meaning::Word("control.evidence_state"));
}

/// How many rows of evidence support a control; none only where every row tells which control it supports.
pub(super) fn evidence_rows(tables: &mut Tables, _: &About<'_>) {
    let (evidence, controls) = tables.pair_mut(Subject::Evidence, Subject::Control);
    let Some(support) = Support::new(evidence, controls) else { return };
    let sure = |count| if count == 0 && support.any_unlinked { date::UNKNOWN } else { count };
    let made = support.counts().into_iter().map(sure).collect();
    fill_ints(controls, "evidence_rows", made);
}

/// By which methods a control's evidence was gathered.
///
/// Where the method of some row is missing, a list that names more than interviews still says that there is more; one that
/// does not is unknown.
pub(super) fn evidence_methods(tables: &mut Tables, _: &About<'_>) {
    let (evidence, controls) = tables.pair_mut(Subject::Evidence, Subject::Control);
    let Some(support) = Support::new(evidence, controls) else { return };
    let method = evidence.col("method");
    let interview = 1 << (word("evidence.method", "interview") - FIRST);
    let mut sets = vec![NO_WORDS; controls.rows];
    let mut is_open = vec![false; controls.rows];
    for (row, control) in support.pairs() {
        match method.code(row).checked_sub(FIRST) {
            Some(bit) => sets[control] |= 1 << bit,
            None => is_open[control] = true,
        }
    }
    for ((set, is_open), rows) in sets.iter_mut().zip(is_open).zip(support.counts()) {
        *set = match *set {
            _ if rows == 0 => {
                if support.any_unlinked {
                    NO_WORDS
                } else {
                    BLANK
                }
            }
            set if is_open && set == interview => NO_WORDS,
            set => set,
        };
    }
    fill_sets(controls, "evidence_methods", &sets, schema::words("evidence.method"));
}

/// The kinds of evidence that show one moment, however long it lasted: a setting, a document, a result.
///
/// More of them over time would not show that a control operated in between, so they are not asked to cover a window. All
/// others, and rows whose list does not say that they are one of these, are records of operation.
const POINT_IN_TIME: [&str; 9] =
    ["configuration", "screenshot", "policy", "contract", "attestation", "exercise", "report", "scan", "test_result"];

/// The share of the window, up to the as-of date, that a control's records of operation cover together.
///
/// Empty where it has none, unknown where the days of one of them are, unless the others leave no day uncovered. What an
/// artefact concludes does not matter here: it shows that somebody looked.
pub(super) fn covers_share(tables: &mut Tables, about: &About<'_>) {
    let Some((from, to)) = about.window() else { return };
    let to = to.min(about.as_of);
    let (evidence, controls) = tables.pair_mut(Subject::Evidence, Subject::Control);
    let Some(support) = Support::new(evidence, controls) else { return };
    if to < from {
        return;
    }
    let moments = POINT_IN_TIME.map(|kind| word("evidence.kind", kind));
    let (kind, proves) = (evidence.col("kind"), super::evidence::proves(evidence));
    let mut is_periodic = vec![false; controls.rows];
    let mut is_open = vec![false; controls.rows];
    let mut spans: Vec<(usize, i32, i32)> = Vec::new();
    for (row, control) in support.pairs().filter(|(row, _)| !moments.contains(&kind.code(*row))) {
        is_periodic[control] = true;
        match proves(row).within(from, to) {
            Some(span) => spans.extend(span.map(|(first, last)| (control, first, last))),
            None => is_open[control] = true,
        }
    }
    spans.sort_unstable();
    let mut covered = vec![0; controls.rows];
    for of_control in spans.chunk_by(|(a, ..), (b, ..)| a == b) {
        covered[of_control[0].0] = days_in(of_control);
    }
    let window = i64::from(to) - i64::from(from) + 1;
    let counts = support.counts();
    let made = (0..controls.rows)
        .map(|control| match covered[control] * 100 / window {
            100 => 100,
            _ if is_open[control] => date::UNKNOWN,
            share if is_periodic[control] => share as i32,
            _ if counts[control] == 0 && support.any_unlinked => date::UNKNOWN,
            _ => date::EMPTY,
        })
        .collect();
    fill_ints(controls, "covers_share", made);
}

/// How many days spans in the order of their first day cover together.
fn days_in(spans: &[(usize, i32, i32)]) -> i64 {
    let mut covered = 0;
    let mut reached = i64::MIN;
    for (_, first, last) in spans {
        let (first, last) = (i64::from(*first).max(reached), i64::from(*last) + 1);
        covered += (last - first).max(0);
        reached = reached.max(last);
    }
    covered
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::{AS_OF, Lab, day};

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

    /// Controls, and evidence of which every row leads to one of them.
    fn supported(controls: usize, links: &[&str]) -> Lab {
        let mut lab = Lab::new();
        lab.rows(Subject::Control, controls).set("evidence.control", links);
        lab
    }

    #[test]
    fn the_best_evidence_decides() {
        let mut lab = supported(6, &["#0", "#0", "#1", "#1", "#2", "#2", "#3", "#3", "#4"]);
        let states = ["stale", "fresh", "undated", "postdates", "predates", "stale", "expiring", "stale", "undated"];
        lab.set("evidence.state", &states);
        let expected = ["fresh", "postdates", "stale", "expiring", "undated", "none"];
        assert_eq!(lab.derived("control.evidence_state"), expected);
        assert_eq!(lab.derived("control.evidence_rows"), ["2", "2", "2", "2", "1", "0"]);
    }

    #[test]
    fn evidence_of_unknown_state_may_be_better_than_all_but_a_fresh_one() {
        let mut lab = supported(3, &["#0", "#0", "#1", "#1", "#2"]);
        lab.set("evidence.state", &["fresh", "?", "expiring", "?", "?"]);
        assert_eq!(lab.derived("control.evidence_state"), ["fresh", "?", "?"]);
    }

    #[test]
    fn while_a_row_s_control_is_unknown_no_control_is_without_evidence() {
        let mut lab = supported(2, &["#0", "?"]);
        lab.set("evidence.state", &["stale", "fresh"]).set("evidence.method", &["test", "test"]);
        lab.set("evidence.collected", &["2026-10-30", "2026-10-30"]);
        lab.derive();
        assert_eq!(lab.show("control.evidence_state"), ["stale", "?"]);
        assert_eq!(lab.show("control.evidence_rows"), ["1", "?"]);
        assert_eq!(lab.show("control.evidence_methods"), ["test", "?"]);
        assert_eq!(lab.show("control.covers_share"), ["0", "?"]);

        let mut lab = supported(2, &["#0", ""]);
        lab.set("evidence.state", &["stale", "fresh"]);
        assert_eq!(lab.derived("control.evidence_state"), ["stale", "none"], "a blank link leads nowhere");
    }

    #[test]
    fn without_a_list_of_evidence_nothing_is_known_and_an_empty_one_supports_nothing() {
        let fields = ["evidence_state", "evidence_rows", "evidence_methods", "covers_share"];
        let mut lab = Lab::new();
        lab.rows(Subject::Control, 1).derive();
        assert!(fields.iter().all(|field| !lab.has(&format!("control.{field}"))));

        let mut lab = Lab::new();
        lab.rows(Subject::Control, 1).rows(Subject::Evidence, 0).derive();
        assert_eq!(fields.map(|field| lab.show(&format!("control.{field}")).remove(0)), ["none", "0", "", ""]);
    }

    #[test]
    fn methods_are_known_as_soon_as_one_is_more_than_an_interview() {
        let mut lab = supported(7, &["#0", "#0", "#1", "#1", "#2", "#3", "#3", "#4", "#5", "#5"]);
        let methods = ["test", "interview", "interview", "", "interview", "examine", "?", "", "interview", "interview"];
        lab.set("evidence.method", &methods);
        let expected = ["interview; test", "?", "interview", "examine", "?", "interview", ""];
        assert_eq!(lab.derived("control.evidence_methods"), expected);
    }

    /// One control with evidence of these kinds and days.
    fn covered(rows: &[(&str, &str, &str)]) -> Lab {
        let mut lab = supported(1, &vec!["#0"; rows.len()]);
        lab.window("2026-01-01", "2026-04-10");
        lab.set("evidence.kind", &rows.iter().map(|r| r.0).collect::<Vec<_>>());
        lab.set("evidence.covers_from", &rows.iter().map(|r| r.1).collect::<Vec<_>>());
        lab.set("evidence.covers_to", &rows.iter().map(|r| r.2).collect::<Vec<_>>());
        lab
    }

    fn share(rows: &[(&str, &str, &str)]) -> String {
        covered(rows).derived("control.covers_share").remove(0)
    }

    #[test]
    fn days_of_the_window_count_once_and_both_ends_count() {
        // The window has 100 days.
        assert_eq!(share(&[("log", "2026-01-01", "2026-04-10")]), "100");
        assert_eq!(share(&[("log", "2026-01-02", "2026-04-10")]), "99");
        assert_eq!(share(&[("log", "2025-01-01", "2026-01-10")]), "10");
        assert_eq!(share(&[("log", "2026-04-10", "2026-12-31")]), "?", "what lies ahead is no day that it proves");
        assert_eq!(share(&[("log", "2026-04-10", "2026-10-31")]), "1");
        assert_eq!(share(&[("log", "2026-01-01", "2026-01-10"), ("ticket", "2026-01-05", "2026-01-20")]), "20");
        assert_eq!(share(&[("log", "2026-01-01", "2026-01-31"), ("other", "2026-01-05", "2026-01-06")]), "31");
        assert_eq!(share(&[("", "2026-01-01", "2026-01-10"), ("access_review", "2026-01-11", "2026-01-20")]), "20");
        assert_eq!(share(&[("log", "2025-01-01", "2025-12-31"), ("log", "2026-04-11", "2026-05-01")]), "0");
    }

    #[test]
    fn a_window_that_is_not_over_is_measured_to_the_as_of_date() {
        let mut lab = covered(&[("log", "2026-10-23", "2026-10-27")]);
        lab.window("2026-10-23", "2027-10-22");
        assert_eq!(lab.derived("control.covers_share"), ["50"], "5 days of 10");
        let mut lab = covered(&[("log", "2026-10-23", "2026-10-27")]);
        lab.window("2026-11-02", "2027-10-22");
        lab.derive();
        assert!(!lab.has("control.covers_share"), "it has not begun");
        let mut lab = covered(&[("log", "2026-10-23", "2026-11-01")]);
        lab.window(AS_OF, AS_OF);
        assert_eq!(lab.derived("control.covers_share"), ["100"], "a window of one day");
    }

    #[test]
    fn evidence_of_a_moment_is_not_asked_to_cover_a_window() {
        for kind in super::POINT_IN_TIME {
            assert_eq!(share(&[(kind, "2026-01-01", "2026-04-10")]), "");
            assert_eq!(share(&[(kind, "?", "?")]), "");
            assert_eq!(share(&[(kind, "2026-01-01", "2026-04-10"), ("log", "2026-01-01", "2026-01-05")]), "5");
        }
        assert_eq!(share(&[("?", "2026-01-01", "2026-01-05")]), "5", "nobody says that it shows a moment");
    }

    #[test]
    fn unreadable_days_leave_it_unknown_unless_no_day_is_left() {
        assert_eq!(share(&[("log", "2026-01-01", "2026-01-10"), ("log", "?", "2026-02-28")]), "?");
        assert_eq!(share(&[("log", "2026-01-01", "2026-01-10"), ("log", "2026-02-28", "?")]), "?");
        assert_eq!(share(&[("log", "2026-01-01", "2026-04-10"), ("log", "?", "?")]), "100");
        assert_eq!(
            share(&[("log", "2026-01-01", "2026-01-10"), ("log", "?", "2025-12-31")]),
            "10",
            "before the window"
        );
        assert_eq!(share(&[("log", "2026-01-01", "2026-01-10"), ("log", "2026-04-11", "?")]), "10", "after it");
        assert_eq!(share(&[("log", "2026-02-01", "2026-01-10")]), "?", "it ends before it begins");
    }

    #[test]
    fn a_row_with_only_a_day_of_collection_covers_that_day() {
        let mut lab = supported(1, &["#0", "#0", "#0"]);
        lab.window("2026-01-01", "2026-04-10");
        lab.set("evidence.collected", &["2026-01-05", "2026-03-01", "2026-05-01"]);
        lab.set("evidence.result", &["fail", "pass", "pass"]);
        assert_eq!(lab.derived("control.covers_share"), ["2"], "what fails covers too");
    }

    #[test]
    fn the_share_is_that_of_the_days_counted_one_by_one() {
        let mut seed = 3_u64;
        let mut pick = |n: i32| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as i32 % n
        };
        for round in 0..200 {
            let window = (day("2026-05-01"), day("2026-05-01") + pick(60));
            let mut days = std::collections::BTreeSet::new();
            let rows = 1 + pick(6);
            let mut cells: [Vec<String>; 2] = [Vec::new(), Vec::new()];
            for _ in 0..rows {
                let from = window.0 - 20 + pick(100);
                let to = from + pick(30);
                days.extend((from..=to).filter(|day| (window.0..=window.1).contains(day)));
                cells[0].push(crate::date::Day(from).to_string());
                cells[1].push(crate::date::Day(to).to_string());
            }
            let [from, to] = cells.each_ref().map(|cells| cells.iter().map(String::as_str).collect::<Vec<_>>());
            let mut lab = supported(1, &vec!["#0"; rows as usize]);
            lab.window(&crate::date::Day(window.0).to_string(), &crate::date::Day(window.1).to_string());
            lab.set("evidence.covers_from", &from).set("evidence.covers_to", &to);
            let expected = days.len() as i32 * 100 / (window.1 - window.0 + 1);
            assert_eq!(lab.derived("control.covers_share"), [expected.to_string()], "{round}");
        }
    }
}
