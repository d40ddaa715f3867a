//! Controls, evidence, exceptions and answers: where each stands, and how many are in which state.

use std::collections::BTreeMap;

use nhimap_core::api::{
    ControlCited, ControlShown, EvidenceCited, EvidenceShown, ExceptionShown, Place, ReferenceClaim, ReferenceResult,
};

use super::View;
use crate::text::{Anchor, counted, listed, number, spaced};
use crate::words;

/// How many proofs of a control stand beside a reference; the index has all.
const PROOFS: usize = 3;

/// Rows in one state.
pub(crate) struct InState {
    /// The state in words.
    pub(crate) words: String,
    /// How many.
    pub(crate) n: usize,
}

/// Exceptions in one state, each with its place in the list.
pub(crate) struct Exceptions<'a> {
    /// The state in words.
    pub(crate) words: String,
    /// The exceptions.
    pub(crate) list: Vec<(usize, &'a ExceptionShown)>,
}

impl<'a> View<'a> {
    /// Was anything claimed or proven?
    pub(crate) fn claims_supplied(&self) -> bool {
        self.a.claims.controls_supplied || self.a.claims.evidence_supplied
    }

    /// Where a control stands in the table of controls.
    pub(crate) fn control_home(&self, key: &str) -> Option<Anchor> {
        numbered("control", self.controls.get(key))
    }

    /// Where a row of evidence stands in the index.
    pub(crate) fn evidence_home(&self, key: &str) -> Option<Anchor> {
        numbered("evidence", self.evidence.get(key))
    }

    /// Where what names somebody in a role stands: a control, else a row of evidence.
    pub(crate) fn claim_home(&self, key: &str) -> Option<Anchor> {
        self.control_home(key).or_else(|| self.evidence_home(key))
    }

    /// Where an exception stands in its table.
    pub(crate) fn exception_home(&self, key: &str) -> Option<Anchor> {
        numbered("exception", self.exceptions.get(key))
    }

    /// The list's own word for a status, where it is another than the folded one.
    pub(crate) fn own_word<'s>(&self, status: &Option<String>, word: &'s Option<String>) -> Option<&'s str> {
        let word = word.as_deref()?;
        let folded = status.as_deref().map(spaced).unwrap_or_default();
        (!spaced(word).eq_ignore_ascii_case(&folded)).then_some(word)
    }

    /// Controls by status.
    pub(crate) fn controls_by_status(&self) -> Vec<InState> {
        const ORDER: [&str; 6] = ["implemented", "partial", "planned", "not_implemented", "not_applicable", "retired"];
        let named = ORDER.map(|status| (status, spaced(status)));
        in_states(&named, self.a.claims.controls.iter().map(|it: &ControlShown| it.status.as_deref()))
    }

    /// The evidence by its state against the period.
    pub(crate) fn evidence_by_state(&self) -> Vec<InState> {
        let named = words::EVIDENCE_STATES.map(|(state, words)| (state, words.to_owned()));
        in_states(&named, self.a.claims.evidence.iter().map(|it: &EvidenceShown| it.state.as_deref()))
    }

    /// The exceptions by state, those in force first.
    pub(crate) fn exceptions_by_state(&self) -> Vec<Exceptions<'a>> {
        exceptions_by_state(&self.a.exceptions)
    }

    /// How many exceptions are in each state: `7 in force, 2 ended`.
    pub(crate) fn exceptions_in_words(&self) -> String {
        let groups = self.exceptions_by_state();
        let said: Vec<_> = groups
            .iter()
            .map(|group| {
                let state = group.words.split(':').next().unwrap_or_default();
                let mut letters = state.chars();
                let state = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
                format!("{} {}", number(group.list.len() as u64), state.unwrap_or_default())
            })
            .collect();
        listed(&said, "and")
    }

    /// What proves a control, the best first, and how much more of it there is.
    pub(crate) fn proofs<'c>(&self, control: &'c ControlCited) -> (&'c [EvidenceCited], usize) {
        let shown = &control.evidence[..control.evidence.len().min(PROOFS)];
        (shown, control.evidence_total.saturating_sub(shown.len()))
    }

    /// What a control says, unless the contradiction beside it quotes just that.
    pub(crate) fn quote_of<'c>(&self, claim: &ReferenceClaim, control: &'c ControlCited) -> Option<&'c str> {
        let quoted =
            claim.contradiction.as_ref().is_some_and(|it| it.control == control.control && it.quote == control.quote);
        control.quote.as_deref().filter(|_| !quoted)
    }

    /// Why nothing is claimed of a reference, where nothing is.
    pub(crate) fn nobody_claims(&self, it: &ReferenceResult) -> Option<&'static str> {
        let claims = it.claim.as_ref();
        match claims {
            Some(claim) if claim.controls_total > 0 => None,
            // The part's introduction says why.
            _ if !self.a.claims.controls_supplied => Some("Nobody claims it."),
            Some(_) => Some("Nobody claims it: evidence cites it, and no control does."),
            None => Some("Nobody claims it: no control in the files cites it."),
        }
    }

    /// Who claims a reference, for a line: `Claimed by C-17 and 2 more controls`.
    pub(crate) fn claimed_by(&self, it: &ReferenceResult) -> Option<String> {
        let claim = it.claim.as_ref()?;
        let first = claim.controls.first()?;
        let more = match claim.controls_total - 1 {
            0 => String::new(),
            n => format!(" and {}", counted(n, "more control", "more controls")),
        };
        Some(format!("Claimed by {}{more}", first.control))
    }

    /// A state of evidence in words.
    pub(crate) fn evidence_words(&self, state: &Option<String>) -> String {
        match state.as_deref() {
            None => "no file tells".into(),
            Some("none") => "none is recorded".into(),
            Some(state) => {
                let known = words::EVIDENCE_STATES.iter().find(|(name, _)| *name == state);
                known.map_or_else(|| spaced(state), |(_, words)| (*words).to_owned())
            }
        }
    }

    /// What a row of evidence covers.
    pub(crate) fn covers(&self, it: &EvidenceShown) -> String {
        match (it.covers_from, it.covers_to) {
            (Some(from), Some(to)) => format!("covers {from} to {to}"),
            (Some(from), None) => format!("covers from {from}"),
            (None, Some(to)) => format!("covers up to {to}"),
            (None, None) => "coverage not told".into(),
        }
    }

    /// A number of days.
    pub(crate) fn days(&self, days: &i32) -> String {
        if *days == 1 { "1 day".into() } else { format!("{days} days") }
    }

    /// How often.
    pub(crate) fn times(&self, times: &i32) -> String {
        match times {
            0 => "never".into(),
            1 => "once".into(),
            n => format!("{n} times"),
        }
    }

    /// A place as `controls.csv, row 12`.
    pub(crate) fn place_words(&self, place: &Place) -> String {
        format!("{}, row {}", place.file, place.line)
    }
}

/// Where rows with these keys stand; a key that comes twice leads to its first row.
pub(super) fn places<'a>(keys: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut out = BTreeMap::new();
    for (at, key) in keys.enumerate() {
        out.entry(key.as_str()).or_insert(at);
    }
    out
}

/// Anchors of rows are numbers: keys come from cells, and may come twice.
fn numbered(kind: &str, at: Option<&usize>) -> Option<Anchor> {
    at.map(|at| Anchor::new(kind, &(at + 1).to_string()))
}

/// Exceptions by state, in the order of [`words::EXCEPTION_STATES`]; in each state in the order given.
pub(crate) fn exceptions_by_state(all: &[ExceptionShown]) -> Vec<Exceptions<'_>> {
    let known = words::EXCEPTION_STATES;
    let of = |state: Option<&str>| known.iter().position(|(word, _)| Some(*word) == state).unwrap_or(known.len());
    let mut out: Vec<Exceptions<'_>> = known
        .iter()
        .map(|(_, words)| (*words).to_owned())
        .chain(["In a state that no file tells: nothing is accepted".to_owned()])
        .map(|words| Exceptions { words, list: Vec::new() })
        .collect();
    for (at, it) in all.iter().enumerate() {
        out[of(it.state.as_deref())].list.push((at, it));
    }
    out.retain(|group| !group.list.is_empty());
    out
}

/// Counts states in the order of the names; words that have no name, and none at all, come last.
fn in_states<'s>(named: &[(&str, String)], states: impl Iterator<Item = Option<&'s str>>) -> Vec<InState> {
    let mut out: Vec<InState> = named.iter().map(|(_, words)| InState { words: words.clone(), n: 0 }).collect();
    out.push(InState { words: "no file tells".into(), n: 0 });
    for state in states {
        let at = named.iter().position(|(name, _)| Some(*name) == state).unwrap_or(named.len());
        out[at].n += 1;
    }
    out.retain(|state| state.n > 0);
    out
}
