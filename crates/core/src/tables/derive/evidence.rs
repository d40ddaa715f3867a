//! Evidence: which days a row proves, and where it stands against the audit window.

use super::About;
use super::cells::{fill, is_day, unrecorded, word};
use crate::date;
use crate::policy::{Asked, Policy, PolicyValue, Strict};
use crate::schema::{self, Subject};
use crate::tables::{FIRST, Meaning, Table, Tables, UNKNOWN};

/// How far evidence carries, the best first.
pub(super) const BEST_FIRST: [&str; 6] = ["fresh", "expiring", "stale", "predates", "postdates", "undated"];

/// A day that is known to lie between two others, itself known where they are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub(super) earliest: i32,
    pub(super) latest: i32,
}

impl Between {
    fn exactly(day: i32) -> Self {
        Self { earliest: day, latest: day }
    }

    /// Is it before a day? None where that is not known.
    pub(super) fn before(self, day: i32) -> Option<bool> {
        if self.latest < day {
            return Some(true);
        }
        (self.earliest >= day).then_some(false)
    }

    /// Is it after a day? None where that is not known.
    pub(super) fn after(self, day: i32) -> Option<bool> {
        if self.earliest > day {
            return Some(true);
        }
        (self.latest <= day).then_some(false)
    }

    fn day(self) -> Option<i32> {
        (self.earliest == self.latest).then_some(self.earliest)
    }
}

/// The days that a row of evidence proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proves {
    /// None: its list has the columns, and no date stands in them.
    Nothing,
    /// From a first day to a last one, as far as they are known.
    Days { first: Between, last: Between },
}

impl Proves {
    /// The first and the last day, where both are known.
    pub(super) fn known(self) -> Option<(i32, i32)> {
        match self {
            Self::Nothing => None,
            Self::Days { first, last } => Some((first.day()?, last.day()?)),
        }
    }

    /// The part of it that lies in a window, if any; none where that is not known.
    pub(super) fn within(self, from: i32, to: i32) -> Option<Option<(i32, i32)>> {
        let Self::Days { first, last } = self else { return Some(None) };
        if last.before(from) == Some(true) || first.after(to) == Some(true) {
            return Some(None);
        }
        let (first, last) = self.known()?;
        Some(Some((first.max(from), last.min(to))))
    }
}

/// The dates of a row of evidence, as its list gives them.
#[derive(Debug, Clone, Copy)]
struct Dates {
    covers_from: i32,
    covers_to: i32,
    collected: i32,
    /// Does its list record the first and the last day of a period?
    records_from: bool,
    records_to: bool,
}

impl Dates {
    /// Which days it proves: the period that it covers, else the day on which it was collected.
    ///
    /// Where a list has no column for a period, a row proves the day on which it was collected, as if the cell were
    /// blank. Where it gives the last day and has no column for the first, the period began on a day that nobody told.
    fn proves(self) -> Proves {
        let last = match (self.covers_to, self.collected) {
            (day, _) if is_day(day) => day,
            (date::UNKNOWN, _) if self.records_to => date::UNKNOWN,
            (_, day) if is_day(day) => day,
            (date::UNKNOWN, _) | (_, date::UNKNOWN) => date::UNKNOWN,
            _ => return Proves::Nothing,
        };
        let first = match self.covers_from {
            day if is_day(day) => day,
            date::UNKNOWN if self.records_from || is_day(self.covers_to) => date::UNKNOWN,
            _ => last,
        };
        let (first, last) = match (first, last) {
            (date::UNKNOWN, date::UNKNOWN) => (ANY, ANY),
            (date::UNKNOWN, last) => (Between { latest: last, ..ANY }, Between::exactly(last)),
            (first, date::UNKNOWN) => (Between::exactly(first), Between { earliest: first, ..ANY }),
            (first, last) if first <= last => (Between::exactly(first), Between::exactly(last)),
            // A period that ends before it begins: one of the two is wrong, and nobody knows which.
            (first, last) => (Between { earliest: last, latest: first }, Between { earliest: last, latest: first }),
        };
        Proves::Days { first, last }
    }

    /// When it was last seen: collected, else the last day that it covers. Evidence is collected no earlier than that.
    fn seen(self, last: Between) -> Between {
        match self.collected {
            day if is_day(day) => Between::exactly(day),
            date::UNKNOWN => Between { earliest: last.earliest, ..ANY },
            _ => last,
        }
    }
}

const ANY: Between = Between { earliest: i32::MIN, latest: i32::MAX };

/// The days that each row of evidence proves.
pub(super) fn proves(evidence: &Table) -> impl Fn(usize) -> Proves {
    let dates = dates(evidence);
    move |row| dates(row).proves()
}

fn dates(evidence: &Table) -> impl Fn(usize) -> Dates {
    let [no_from, no_to] = ["covers_from", "covers_to"].map(|field| unrecorded(evidence, field));
    let [from, to, collected] = ["covers_from", "covers_to", "collected"].map(|field| evidence.col(field));
    move |row| Dates {
        covers_from: from.day(row),
        covers_to: to.day(row),
        collected: collected.day(row),
        records_from: !no_from(row),
        records_to: !no_to(row),
    }
}

/// What the state of evidence is measured against.
struct Measure {
    from: i32,
    to: i32,
    as_of: i32,
    /// Days ahead of its end at which evidence is *expiring*.
    expiring: Option<i64>,
}

/// Where a row stands against the window.
///
/// Each question is asked only where those before it are answered with no; one that the dates leave open leaves the state
/// unknown, since its answer would decide.
pub(super) fn state(tables: &mut Tables, about: &About<'_>) {
    let Some((from, to)) = about.window() else { return };
    let evidence = tables.table_mut(Subject::Evidence);
    let expiring = match about.policy.value("expiring_days") {
        PolicyValue::Int(days) => Some(*days),
        _ => None,
    };
    let measure = Measure { from, to, as_of: about.as_of, expiring };
    let oldest: Vec<Option<i32>> = by_word(about.policy, "evidence_days", "kind", "evidence.kind")
        .into_iter()
        .map(|days| {
            days.map(|days| (i64::from(about.as_of) - days).clamp(-i64::from(i32::MAX), i64::from(i32::MAX)) as i32)
        })
        .collect();
    let words = BEST_FIRST.map(|state| word("control.evidence_state", state) as u8);
    let made = {
        let dates = dates(evidence);
        let no_expiry = unrecorded(evidence, "expires");
        let (kind, expires) = (evidence.col("kind"), evidence.col("expires"));
        let state = |row: usize| {
            let end = match expires.day(row) {
                // A list without such a column states no end; the policy's age alone bounds its evidence.
                date::UNKNOWN if no_expiry(row) => date::EMPTY,
                day => day,
            };
            let state = state_of(dates(row), end, oldest[kind.code(row) as usize], &measure)?;
            BEST_FIRST.iter().position(|known| *known == state).map(|at| words[at])
        };
        (0..evidence.rows).map(|row| state(row).unwrap_or(UNKNOWN as u8)).collect()
    };
    fill(evidence, "state", made, Meaning::Word("control.evidence_state"));
}

/// The state of one row; none where it is unknown.
fn state_of(dates: Dates, expires: i32, oldest: Option<i32>, measure: &Measure) -> Option<&'static str> {
    let Proves::Days { first, last } = dates.proves() else { return Some("undated") };
    if !is_day(dates.covers_to) && !is_day(dates.collected) {
        // Whether there is a date at all is not known.
        return None;
    }
    let old = oldest.and_then(|oldest| dates.seen(last).before(oldest));
    let ended = match expires {
        date::UNKNOWN => None,
        day => Some(is_day(day) && day < measure.as_of),
    };
    let ends_soon = match expires {
        day if is_day(day) => measure.expiring.map(|days| i64::from(day) - i64::from(measure.as_of) <= days),
        _ => Some(false),
    };
    let questions = [
        (last.before(measure.from), "predates"),
        (first.after(measure.to), "postdates"),
        (either(old, ended), "stale"),
        (ends_soon, "expiring"),
    ];
    for (holds, state) in questions {
        if holds? {
            return Some(state);
        }
    }
    Some("fresh")
}

/// One of two, as far as they are known.
pub(super) fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// A threshold in numbers, by the code of the word that a row has in one dimension; the default where it has none, and none
/// where the policy has no such threshold. An entry that asks for anything else too matches no row.
fn by_word(policy: &Policy, key: &str, dimension: &str, vocabulary: &str) -> Vec<Option<i64>> {
    let words = schema::words(vocabulary);
    let codes = words.len() + FIRST as usize;
    let Some(threshold) = policy.keys.get(key) else { return vec![None; codes] };
    let PolicyValue::Int(default) = threshold.default else { return vec![None; codes] };
    let of = |word: &str| {
        let asks = |asked: &Asked| matches!(asked, Asked::Words(words) if words.iter().any(|w| w == word));
        let matching =
            threshold.entries.iter().filter(|e| e.when.len() == 1 && e.when.get(dimension).is_some_and(asks));
        let limits = matching.map(|entry| entry.limit);
        let strictest = if threshold.strict == Strict::Most { limits.max() } else { limits.min() };
        Some(strictest.unwrap_or(default))
    };
    let unsaid = [Some(default); FIRST as usize];
    unsaid.into_iter().chain(words.iter().map(|word| of(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Entry;
    use crate::tables::Column;
    use crate::tables::derive::lab::{Lab, day};

    /// Rows of evidence by covers from, covers to and collected.
    fn dated(rows: &[[&str; 3]]) -> Lab {
        let mut lab = Lab::new();
        for (at, field) in ["covers_from", "covers_to", "collected"].iter().enumerate() {
            lab.set(&format!("evidence.{field}"), &rows.iter().map(|row| row[at]).collect::<Vec<_>>());
        }
        lab
    }

    fn states(rows: &[[&str; 3]]) -> Vec<String> {
        dated(rows).derived("evidence.state")
    }

    #[test]
    fn both_ends_of_the_window_lie_inside_it() {
        // The window is 2025-11-02 to 2026-11-01, which is the as-of date.
        let states = states(&[
            ["2025-08-01", "2025-11-01", "2026-10-01"],
            ["2025-08-01", "2025-11-02", "2026-10-01"],
            ["2025-11-02", "2025-11-02", "2026-10-01"],
            ["2026-11-01", "2026-11-01", "2026-11-01"],
            ["2020-01-01", "2026-11-01", "2026-11-01"],
        ]);
        assert_eq!(states, ["predates", "fresh", "fresh", "fresh", "fresh"]);
    }

    #[test]
    fn evidence_of_the_time_after_a_closed_window_postdates_it() {
        let mut lab = dated(&[
            ["2026-07-01", "2026-09-30", "2026-10-02"],
            ["2026-06-30", "2026-09-30", "2026-10-02"],
            ["", "", "2026-07-01"],
            ["", "2026-06-30", "2026-09-02"],
            ["?", "2026-09-30", "2026-10-02"],
            ["?", "2026-06-30", "2026-10-02"],
        ]);
        lab.window("2026-01-01", "2026-06-30");
        let expected = ["postdates", "fresh", "postdates", "fresh", "?", "fresh"];
        assert_eq!(lab.derived("evidence.state"), expected);
    }

    #[test]
    fn a_row_with_only_a_day_of_collection_proves_that_day() {
        let rows = [["", "", "2026-09-01"], ["", "", "2025-11-01"], ["never", "never", "2026-09-01"]];
        assert_eq!(states(&rows), ["fresh", "predates", "fresh"]);
        let mut lab = Lab::new();
        lab.set("evidence.collected", &["2026-09-01", "2025-11-01", "", "?"]);
        assert_eq!(lab.derived("evidence.state"), ["fresh", "predates", "?", "?"], "no list has a period");
    }

    #[test]
    fn a_row_without_any_date_is_undated_only_where_the_columns_are_there() {
        let rows = [["", "", ""], ["never", "never", "never"], ["2026-01-01", "", ""], ["", "?", ""], ["", "", "?"]];
        assert_eq!(states(&rows), ["undated", "undated", "undated", "?", "?"]);
        let mut lab = Lab::new();
        lab.set("evidence.title", &["a"]);
        lab.derive();
        assert!(!lab.has("evidence.state"));
    }

    #[test]
    fn the_policy_s_age_by_kind_counts_from_collection_else_from_the_last_day_covered() {
        let mut lab = dated(&[
            ["", "", "2026-08-03"],
            ["", "", "2026-08-02"],
            ["", "2026-08-02", ""],
            ["", "", "2026-10-02"],
            ["", "", "2026-10-01"],
            ["", "", "2025-11-02"],
            ["", "", "2026-08-02"],
            ["", "2026-08-02", "2026-09-30"],
        ]);
        lab.set("evidence.kind", &["log", "log", "log", "scan", "screenshot", "policy", "?", ""]);
        let expected = ["fresh", "stale", "stale", "fresh", "stale", "fresh", "stale", "fresh"];
        assert_eq!(lab.derived("evidence.state"), expected);
    }

    #[test]
    fn of_several_entries_for_a_kind_the_strictest_holds_and_one_that_asks_more_holds_for_no_row() {
        let mut lab = dated(&[["", "", "2026-09-01"], ["", "", "2026-10-25"]]);
        lab.set("evidence.kind", &["scan", "log"]).days_for_kinds("evidence_days", &["scan", "log"], 100);
        let entry = lab.policy.keys["evidence_days"].entries[0].clone();
        let mut narrow = Entry { limit: 1, ..entry };
        narrow.when.insert("kind".into(), Asked::Words(vec!["log".into()]));
        narrow.when.insert("privileged".into(), Asked::Bool(true));
        lab.policy.keys.get_mut("evidence_days").expect("a key").entries.push(narrow);
        assert_eq!(lab.derived("evidence.state"), ["stale", "fresh"]);
    }

    #[test]
    fn an_end_of_its_own_is_soon_or_past() {
        let row = ["", "", "2026-10-30"];
        let mut lab = dated(&[row; 8]);
        let ends = ["2026-10-31", "2026-11-01", "2026-12-01", "2026-12-02", "never", "", "?", "2026-11-15"];
        lab.set("evidence.expires", &ends);
        let expected = ["stale", "expiring", "expiring", "fresh", "fresh", "fresh", "?", "expiring"];
        assert_eq!(lab.derived("evidence.state"), expected);
    }

    #[test]
    fn what_is_known_settles_the_state() {
        let mut lab = dated(&[
            // It ended before the window, whatever else is on record.
            ["?", "2025-01-31", "?"],
            // Too old, whatever its end.
            ["", "", "2026-01-01"],
            // Ended, whenever it was collected.
            ["", "2026-09-30", "?"],
            // Collected after a day that is young enough.
            ["2026-09-01", "2026-09-30", "?"],
            // It begins inside, so it does not end before.
            ["2026-09-01", "?", "2026-10-01"],
            // It may have ended before the window.
            ["2025-09-01", "?", "2026-10-01"],
            ["?", "?", "2026-10-01"],
            // Perhaps collected since.
            ["2026-01-01", "2026-03-31", "?"],
        ]);
        lab.set("evidence.expires", &["?", "?", "2026-10-01", "", "", "", "", ""]);
        let expected = ["predates", "stale", "stale", "fresh", "fresh", "?", "?", "?"];
        assert_eq!(lab.derived("evidence.state"), expected);
    }

    #[test]
    fn a_period_that_ends_before_it_begins_is_settled_only_where_both_days_lie_on_one_side() {
        let mut lab = dated(&[
            ["2025-06-01", "2025-05-01", "2026-10-01"],
            ["2026-06-01", "2025-05-01", "2026-10-01"],
            ["2026-09-01", "2026-08-01", "2026-10-01"],
            ["2026-10-01", "2026-03-01", "2026-10-01"],
        ]);
        lab.window("2026-01-01", "2026-09-30");
        assert_eq!(lab.derived("evidence.state"), ["predates", "?", "fresh", "?"]);
    }

    #[test]
    fn without_a_column_for_its_first_day_a_period_may_have_begun_at_any_time() {
        let mut lab = Lab::new();
        lab.set("evidence.covers_to", &["2026-06-30", "2026-07-01", "", "2026-06-30"]);
        lab.set("evidence.collected", &["2026-10-01", "2026-10-01", "2026-10-01", "?"]);
        lab.window("2026-01-01", "2026-06-30");
        assert_eq!(lab.derived("evidence.state"), ["fresh", "?", "postdates", "?"]);
    }

    #[test]
    fn a_policy_without_the_key_tells_no_age() {
        let mut lab = dated(&[["", "", "2026-10-30"], ["", "", "2025-01-01"], ["", "", ""]]);
        lab.policy.keys.remove("evidence_days");
        assert_eq!(lab.derived("evidence.state"), ["?", "predates", "undated"]);
        lab.policy.keys.remove("period_from");
        lab.tables.table_mut(Subject::Evidence).put("state", Column::Absent);
        lab.derive();
        assert!(!lab.has("evidence.state"), "no window, no state");
    }

    #[test]
    fn a_state_stands_however_the_unknown_dates_turn_out() {
        const DAYS: [i32; 7] = [90, 99, 100, 150, 151, 200, 201];
        let measure = Measure { from: 100, to: 200, as_of: 210, expiring: Some(5) };
        let oldest = Some(151);
        let cells: Vec<i32> = DAYS.into_iter().chain([date::EMPTY, date::UNKNOWN]).collect();
        let ends = [209, 210, 215, 216, date::NEVER_LIMIT, date::EMPTY, date::UNKNOWN];
        let filled = |cell: i32| -> Vec<i32> {
            if cell == date::UNKNOWN { DAYS.into_iter().chain([date::EMPTY]).collect() } else { vec![cell] }
        };
        let dates = |covers_from, covers_to, collected| Dates {
            covers_from,
            covers_to,
            collected,
            records_from: true,
            records_to: true,
        };
        let in_order = |a: i32, b: i32| !is_day(a) || !is_day(b) || a <= b;
        let (mut known, mut open) = (0, 0);
        for (from, to) in cells.iter().flat_map(|a| cells.iter().map(move |b| (*a, *b))) {
            for (collected, end) in cells.iter().flat_map(|a| ends.iter().map(move |b| (*a, *b))) {
                let Some(state) = state_of(dates(from, to, collected), end, oldest, &measure) else {
                    open += 1;
                    let last = if is_day(to) { to } else { collected };
                    assert!([from, to, collected, end].contains(&date::UNKNOWN) || from > last);
                    continue;
                };
                known += 1;
                for (from, to) in filled(from).into_iter().flat_map(|a| filled(to).into_iter().map(move |b| (a, b))) {
                    for collected in filled(collected) {
                        if !in_order(from, to) || !in_order(to, collected) || !in_order(from, collected) {
                            continue;
                        }
                        for end in if end == date::UNKNOWN { ends[..6].to_vec() } else { vec![end] } {
                            let settled = state_of(dates(from, to, collected), end, oldest, &measure);
                            assert_eq!(settled, Some(state), "{from} {to} {collected} {end}");
                        }
                    }
                }
            }
        }
        assert!(known > 2000 && open > 1000, "{known} {open}");
    }

    #[test]
    fn days_are_known_where_both_ends_are() {
        let lab = dated(&[
            ["2026-01-01", "2026-03-31", "2026-04-04"],
            ["", "2026-03-31", "2026-04-04"],
            ["2026-01-01", "", "2026-04-04"],
            ["", "", "2026-04-04"],
            ["?", "2026-03-31", "2026-04-04"],
            ["2026-03-31", "2026-01-01", "2026-04-04"],
            ["", "", ""],
        ]);
        let evidence = lab.tables.table(Subject::Evidence);
        let proves = proves(evidence);
        let days: Vec<_> = (0..evidence.rows).map(|row| proves(row).known()).collect();
        let span = |a, b| Some((day(a), day(b)));
        let expected = [
            span("2026-01-01", "2026-03-31"),
            span("2026-03-31", "2026-03-31"),
            span("2026-01-01", "2026-04-04"),
            span("2026-04-04", "2026-04-04"),
            None,
            None,
            None,
        ];
        assert_eq!(days, expected);
    }
}
