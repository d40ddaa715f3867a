//! How far the evidence of a control carries: its best state, how much of it there is, by which methods it was gathered.

use super::About;
use super::cells::{BLANK, NO_WORDS, fill, fill_ints, fill_sets, links, word};
use super::evidence::BEST_FIRST;
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{FIRST, Links, Meaning, NO_ROW, Table, Tables, UNKNOWN};

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

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;

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
}
