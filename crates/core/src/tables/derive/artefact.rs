//! One artefact in several places: last year's screenshot, renamed.

use rustc_hash::FxHashMap;

use super::About;
use super::cells::{by_code, fill, links};
use super::evidence::{either, proves};
use crate::schema::Subject;
use crate::tables::{Column, EMPTY, FALSE, FIRST, Meaning, NO_ROW, TRUE, Table, Tables, UNKNOWN, UNKNOWN_ROW};
use crate::vocabulary::fold;

/// Does one artefact stand for another period, or for another control that shares no reference with this row's?
///
/// The same hash is the same artefact, and so is the same link or path, unless both rows have a hash and these differ: then
/// what lies there has changed in between. Another row whose dates, control or references are not known leaves it unknown.
pub(super) fn reused(tables: &mut Tables, _: &About<'_>) {
    let (controls, evidence) = tables.pair_mut(Subject::Control, Subject::Evidence);
    let hashes = by_hash(evidence.col("hash"), evidence.rows);
    let artefacts = by_artefact(evidence.col("artefact"), evidence.rows);
    if hashes.iter().chain(&artefacts).all(|named| *named == Named::Unknown) {
        return;
    }
    let uses = uses(evidence, controls);
    let references = References::new(controls.col("references"));
    let mut same_hash = Places::default();
    // A row with a hash is compared by its link with rows that have none; a row without one, with all.
    let (mut same_link, mut same_link_unhashed) = (Places::default(), Places::default());
    for ((one, hash), artefact) in uses.iter().zip(&hashes).zip(&artefacts) {
        if let Named::As(group) = *hash {
            same_hash.add(group, one);
        }
        if let Named::As(group) = *artefact {
            same_link.add(group, one);
            if !matches!(hash, Named::As(_)) {
                same_link_unhashed.add(group, one);
            }
        }
    }
    let made = uses.iter().zip(&hashes).zip(&artefacts).map(|((one, hash), artefact)| {
        let by_hash = match *hash {
            Named::As(group) => same_hash.elsewhere(group, one, true, &references),
            Named::Blank | Named::Unknown => Some(false),
        };
        let by_link = match (*artefact, *hash) {
            (Named::As(group), Named::As(_)) => same_link_unhashed.elsewhere(group, one, false, &references),
            (Named::As(group), _) => same_link.elsewhere(group, one, true, &references),
            (Named::Unknown, Named::Unknown) => None,
            _ => Some(false),
        };
        match either(by_hash, by_link) {
            Some(true) => TRUE as u8,
            Some(false) => FALSE as u8,
            None => UNKNOWN as u8,
        }
    });
    let made = made.collect();
    fill(evidence, "reused", made, Meaning::Bool);
}

/// By what a row's artefact is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By the number of this text.
    As(u32),
    Blank,
    Unknown,
}

/// Texts by number, the same one without regard to case and to white space around it.
#[derive(Default)]
struct Numbers(FxHashMap<String, u32>);

impl Numbers {
    fn of(&mut self, text: &str) -> Named {
        let text = text.trim();
        if text.is_empty() {
            return Named::Blank;
        }
        let next = self.0.len() as u32;
        Named::As(*self.0.entry(text.to_lowercase()).or_insert(next))
    }
}

fn by_hash(column: &Column, rows: usize) -> Vec<Named> {
    let mut numbers = Numbers::default();
    let Column::Texts(texts) = column else { return vec![Named::Unknown; rows] };
    let one =
        |row| if texts.is_unknown(row) { Named::Unknown } else { numbers.of(&String::from_utf8_lossy(texts.get(row))) };
    (0..rows).map(one).collect()
}

fn by_artefact(column: &Column, rows: usize) -> Vec<Named> {
    let mut numbers = Numbers::default();
    let by_code: Vec<Named> = by_code(column, 0, |code, meaning| (code, meaning))
        .into_iter()
        .map(|(code, meaning)| match (code, meaning) {
            (EMPTY, _) => Named::Blank,
            (FIRST.., Some(Meaning::Text(entries))) => numbers.of(&entries[(code - FIRST) as usize]),
            _ => Named::Unknown,
        })
        .collect();
    (0..rows).map(|row| by_code[column.code(row) as usize]).collect()
}

/// For what a row uses its artefact.
struct Use {
    /// The days that it proves, where they are known.
    days: Option<(i32, i32)>,
    /// The control that it supports, [`NO_ROW`] or [`UNKNOWN_ROW`].
    control: u32,
    /// The code of that control's references, where they are known.
    references: Option<u32>,
}

fn uses(evidence: &Table, controls: &Table) -> Vec<Use> {
    let proves = proves(evidence);
    let to_control = links(evidence.col("control"));
    let references = controls.col("references");
    let one = |row| {
        let control = match to_control.map_or(UNKNOWN_ROW, |links| links.get(row)) {
            control if control == NO_ROW || (control as usize) < controls.rows => control,
            _ => UNKNOWN_ROW,
        };
        let cited = if control < UNKNOWN_ROW { references.code(control as usize) } else { UNKNOWN };
        Use { days: proves(row).known(), control, references: (cited >= FIRST).then_some(cited) }
    };
    (0..evidence.rows).map(one).collect()
}

/// The references of each list, as numbers in order.
struct References(Vec<Vec<u32>>);

impl References {
    fn new(column: &Column) -> Self {
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let Some(Meaning::List(entries)) = column.coded().map(|coded| &coded.meaning) else { return Self(Vec::new()) };
        let mut number = |text: &String| {
            let next = numbers.len() as u32;
            *numbers.entry(fold(text)).or_insert(next)
        };
        let list = |entry: &Vec<String>| {
            let mut list: Vec<u32> = entry.iter().map(&mut number).collect();
            list.sort_unstable();
            list
        };
        Self(entries.iter().map(list).collect())
    }

    /// Have the lists of two codes nothing in common?
    fn apart(&self, a: u32, b: u32) -> bool {
        let [a, b] = [a, b].map(|code| &self.0[(code - FIRST) as usize]);
        !a.iter().any(|reference| b.binary_search(reference).is_ok())
    }
}

/// The rows on which each artefact stands.
#[derive(Default)]
struct Places(Vec<Place>);

impl Places {
    fn add(&mut self, group: u32, one: &Use) {
        let at = group as usize;
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Place::default);
        }
        self.0[at].add(one);
    }

    /// Does the artefact stand for something else on another row? `own` says whether the row itself was added.
    fn elsewhere(&mut self, group: u32, one: &Use, own: bool, references: &References) -> Option<bool> {
        match self.0.get_mut(group as usize) {
            Some(place) if place.rows > usize::from(own) => {
                either(place.for_other_days(one), place.for_other_control(one, references))
            }
            _ => Some(false),
        }
    }
}

/// The rows on which one artefact stands, as far as a further row is compared with them.
struct Place {
    rows: usize,
    /// Rows of which the days are not known.
    undated: usize,
    first_end: i32,
    last_start: i32,
    /// Rows of which the control is not known.
    unlinked: usize,
    lowest_control: u32,
    highest_control: u32,
    /// Has one of the controls references that are not known?
    is_bare: bool,
    /// The lists of references of the controls, each once after the first question.
    lists: Vec<u32>,
    is_sorted: bool,
    /// Whether a list shares nothing with one of those.
    asked: FxHashMap<u32, bool>,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            rows: 0,
            undated: 0,
            first_end: i32::MAX,
            last_start: i32::MIN,
            unlinked: 0,
            lowest_control: u32::MAX,
            highest_control: 0,
            is_bare: false,
            lists: Vec::new(),
            is_sorted: false,
            asked: FxHashMap::default(),
        }
    }
}

impl Place {
    fn add(&mut self, one: &Use) {
        self.rows += 1;
        match one.days {
            Some((first, last)) => {
                self.first_end = self.first_end.min(last);
                self.last_start = self.last_start.max(first);
            }
            None => self.undated += 1,
        }
        match one.control {
            UNKNOWN_ROW => self.unlinked += 1,
            NO_ROW => {}
            control => {
                self.lowest_control = self.lowest_control.min(control);
                self.highest_control = self.highest_control.max(control);
                self.is_bare |= one.references.is_none();
                self.lists.extend(one.references);
            }
        }
    }

    /// Does it stand for days of which this row has none?
    fn for_other_days(&self, one: &Use) -> Option<bool> {
        let (first, last) = one.days?;
        if self.first_end < first || self.last_start > last {
            return Some(true);
        }
        (self.undated == 0).then_some(false)
    }

    /// Does it stand for a control that shares no reference with this row's?
    fn for_other_control(&mut self, one: &Use, references: &References) -> Option<bool> {
        if one.control == NO_ROW {
            return Some(false);
        }
        if let Some(list) = one.references
            && self.apart(list, references)
        {
            return Some(true);
        }
        let others_are_open = match one.references {
            Some(_) => self.is_bare,
            // With references of its own unknown, any other control may share one with it or not.
            None => self.lowest_control < one.control || self.highest_control > one.control,
        };
        (one.control != UNKNOWN_ROW && self.unlinked == 0 && !others_are_open).then_some(false)
    }

    /// Does a list share nothing with one of the others?
    fn apart(&mut self, list: u32, references: &References) -> bool {
        if !self.is_sorted {
            self.lists.sort_unstable();
            self.lists.dedup();
            self.is_sorted = true;
        }
        let lists = &self.lists;
        *self.asked.entry(list).or_insert_with(|| lists.iter().any(|other| references.apart(list, *other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::derive::lab::Lab;

    /// Two controls that share a reference, and two that do not.
    fn lab() -> Lab {
        let mut lab = Lab::new();
        lab.set("control.references", &["NHI7:2025; PR.AA-01", "nhi7-2025", "GV.RR-02", "", "?"]);
        lab
    }

    #[test]
    fn one_artefact_for_two_periods_is_reused_and_touching_periods_are_two() {
        let mut lab = lab();
        lab.set("evidence.control", &["#0"; 6]);
        lab.set("evidence.artefact", &["logs/Q1.csv", " LOGS/q1.csv ", "b", "B", "c", "c"]);
        lab.set("evidence.hash", &[""; 6]);
        lab.set(
            "evidence.covers_from",
            &["2026-01-01", "2026-04-01", "2026-01-01", "2026-03-31", "2026-01-01", "2026-01-01"],
        );
        lab.set(
            "evidence.covers_to",
            &["2026-03-31", "2026-06-30", "2026-03-31", "2026-06-30", "2026-01-01", "2026-01-01"],
        );
        lab.set("evidence.collected", &["2026-07-01"; 6]);
        assert_eq!(lab.derived("evidence.reused"), ["yes", "yes", "no", "no", "no", "no"]);
    }

    #[test]
    fn one_artefact_for_two_controls_is_reused_where_they_share_no_reference() {
        let mut lab = lab();
        lab.set("evidence.control", &["#0", "#1", "#0", "#2", "#0", "", "#0", "#3", "#0", "#4", "#0", "?"]);
        lab.set("evidence.hash", &["AB", "ab", "cd", "CD", "e", "E", "f", "f", "1", "1", "2", "2"]);
        lab.set("evidence.collected", &["2026-07-01"; 12]);
        let expected = ["no", "no", "yes", "yes", "no", "no", "?", "?", "?", "?", "?", "?"];
        assert_eq!(lab.derived("evidence.reused"), expected);
    }

    #[test]
    fn rows_whose_days_are_not_known_may_be_reused() {
        let mut lab = lab();
        lab.set("evidence.control", &["#0"; 5]).set("evidence.hash", &["a", "a", "b", "b", "c"]);
        lab.set("evidence.collected", &["2026-07-01", "?", "2026-07-01", "", ""]);
        assert_eq!(lab.derived("evidence.reused"), ["?", "?", "?", "?", "no"]);
    }

    #[test]
    fn where_the_hash_differs_the_same_link_holds_another_artefact() {
        let mut lab = lab();
        lab.set("evidence.control", &["#0", "#2", "#0", "#2", "#2"]);
        lab.set("evidence.artefact", &["wiki/a", "wiki/a", "wiki/b", "wiki/b", "wiki/b"]);
        lab.set("evidence.hash", &["1", "2", "3", "", "4"]);
        lab.set("evidence.collected", &["2026-07-01"; 5]);
        assert_eq!(lab.derived("evidence.reused"), ["no", "no", "yes", "yes", "no"]);
    }

    #[test]
    fn a_row_that_names_no_artefact_is_not_reused_and_one_whose_list_cannot_is_unknown() {
        let mut lab = lab();
        lab.set("evidence.control", &["#0", "#2", "#0", "#2"]);
        lab.set("evidence.hash", &["", "", "?", "?"]).set("evidence.artefact", &["", "", "?", ""]);
        assert_eq!(lab.derived("evidence.reused"), ["no", "no", "?", "no"]);
        let mut lab = self::lab();
        lab.set("evidence.control", &["#0", "#2"]);
        lab.derive();
        assert!(!lab.has("evidence.reused"));
    }

    /// The same question asked of every pair of rows.
    fn by_pairs(uses: &[Use], hashes: &[Named], artefacts: &[Named], references: &References) -> Vec<Option<bool>> {
        let known = |named: Named| matches!(named, Named::As(_));
        let same = |a: usize, b: usize| {
            if known(hashes[a]) && known(hashes[b]) {
                return hashes[a] == hashes[b];
            }
            known(artefacts[a]) && artefacts[a] == artefacts[b]
        };
        let other_days = |a: &Use, b: &Use| Some(a.days?.1 < b.days?.0 || b.days?.1 < a.days?.0);
        let other_control = |a: &Use, b: &Use| match (a.control, b.control) {
            (NO_ROW, _) | (_, NO_ROW) => Some(false),
            (UNKNOWN_ROW, _) | (_, UNKNOWN_ROW) => None,
            (x, y) if x == y => Some(false),
            _ => Some(references.apart(a.references?, b.references?)),
        };
        let of = |a: usize| {
            let others = (0..uses.len()).filter(|b| *b != a && same(a, *b));
            let one = |b: usize| {
                let (a, b) = (&uses[a], &uses[b]);
                either(other_days(a, b), other_control(a, b))
            };
            let open = hashes[a] == Named::Unknown && artefacts[a] == Named::Unknown;
            others.map(one).fold(if open { None } else { Some(false) }, either)
        };
        (0..uses.len()).map(of).collect()
    }

    #[test]
    fn whole_columns_say_what_every_pair_of_rows_says() {
        let mut seed = 7_u64;
        let mut pick = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        for round in 0..300 {
            let rows = 2 + pick(9);
            let mut column = |cells: &[&'static str]| (0..rows).map(|_| cells[pick(cells.len())]).collect::<Vec<_>>();
            let mut lab = lab();
            lab.set("evidence.control", &column(&["#0", "#1", "#2", "#0", "#2", "#3", "#4", "", "?"][..7 + round % 3]));
            lab.set("evidence.hash", &column(&["h1", "h2", "", "?"]));
            lab.set("evidence.artefact", &column(&["x", "y", "", "?"]));
            lab.set(
                "evidence.covers_to",
                &column(&["", "2026-02-28", "2026-03-31", "2026-03-31", "?"][..4 + round % 2]),
            );
            lab.set("evidence.covers_from", &column(&["", "2026-01-01", "2026-03-01"]));
            lab.set("evidence.collected", &vec!["2026-06-01"; rows]);
            let (evidence, controls) = (lab.tables.table(Subject::Evidence), lab.tables.table(Subject::Control));
            let expected = by_pairs(
                &uses(evidence, controls),
                &by_hash(evidence.col("hash"), rows),
                &by_artefact(evidence.col("artefact"), rows),
                &References::new(controls.col("references")),
            );
            let expected: Vec<&str> = expected
                .into_iter()
                .map(|said| match said {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "?",
                })
                .collect();
            assert_eq!(lab.derived("evidence.reused"), expected, "{round}");
        }
    }
}
