//! How much of the audit window the evidence of a control covers together.

use super::About;
use super::cells::{fill_ints, word};
use super::evidence::proves;
use super::support::Support;
use crate::date;
use crate::schema::Subject;
use crate::tables::Tables;

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
    let (kind, proves) = (evidence.col("kind"), proves(evidence));
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
    use crate::date::Day;
    use crate::schema::Subject;
    use crate::tables::derive::lab::{AS_OF, Lab, day};

    /// Controls, and evidence of which every row leads to one of them.
    fn supported(controls: usize, links: &[&str]) -> Lab {
        let mut lab = Lab::new();
        lab.rows(Subject::Control, controls).set("evidence.control", links);
        lab
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
                cells[0].push(Day(from).to_string());
                cells[1].push(Day(to).to_string());
            }
            let [from, to] = cells.each_ref().map(|cells| cells.iter().map(String::as_str).collect::<Vec<_>>());
            let mut lab = supported(1, &vec!["#0"; rows as usize]);
            lab.window(&Day(window.0).to_string(), &Day(window.1).to_string());
            lab.set("evidence.covers_from", &from).set("evidence.covers_to", &to);
            let expected = days.len() as i32 * 100 / (window.1 - window.0 + 1);
            assert_eq!(lab.derived("control.covers_share"), [expected.to_string()], "{round}");
        }
    }
}
