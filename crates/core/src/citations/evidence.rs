//! What a text says for each item: the terms that it holds, weighed.
//!
//! The weight of evidence is counted in decibans, tenths of a power of ten of odds, after Turing and Good. Independent
//! evidence adds; that is why a term counts once, and only where it adds a word to what heavier terms have found. All
//! numbers are whole and every order is fixed, so that each platform finds the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::terms::{Filler, ItemTerms, Phrase, Strength, Symbol, Term, Terms};
use super::words::{Word, words};

/// What a clear term is worth: ten to one.
pub(super) const CLEAR: u32 = 10;
/// What a likely one is worth: three to one.
pub(super) const LIKELY: u32 = 5;
/// What a faint one is worth.
pub(super) const FAINT: u32 = 2;
/// What each further word of a clear term adds, since several words together are rarer than one.
const SPECIFIC: u32 = 2;
/// Words joined by `+` stand no further apart than this.
const REACH: usize = 9;
/// Only so many words of a text are read: a longer one is no note beside a citation.
const LONG: usize = 160;
/// Words that may stand between the places of a phrase.
const SMALL: [&str; 24] = [
    "a", "an", "the", "of", "to", "for", "in", "on", "at", "by", "with", "and", "or", "is", "are", "be", "its",
    "their", "our", "any", "from", "that", "these", "all",
];

/// Longer words that say nothing of a subject.
const JOINING: [&str; 40] = [
    "about", "also", "been", "before", "between", "both", "does", "each", "every", "from", "have", "here", "into",
    "itself", "must", "need", "needs", "only", "other", "over", "shall", "should", "such", "than", "that", "their",
    "them", "then", "there", "these", "they", "this", "those", "when", "where", "which", "while", "will", "with",
    "without",
];

/// What a text says for one item.
#[derive(Debug, Clone)]
pub(super) struct Weighed<'c> {
    pub(super) id: &'c str,
    /// All that agrees with the item.
    pub(super) agrees: u32,
    /// The same, without what the text names only to set it against the rest.
    pub(super) claims: u32,
    /// Is a clear term among what claims the text?
    pub(super) clear: bool,
    /// The words that agree, by their place in the text.
    pub(super) at: BTreeSet<usize>,
    /// How many other words say something.
    pub(super) unexplained: u32,
}

/// A run of words: first, and one past the last.
type Run = (usize, usize);

/// What a term is worth, and the words of each place where a text holds it.
type Found = (u32, Vec<BTreeSet<usize>>);

/// A text, ready to be searched for terms.
pub(super) struct Text {
    words: Vec<Word>,
    symbols: Vec<Vec<Symbol>>,
    /// All of them, so that terms of other words are passed over at once.
    present: FxHashSet<Symbol>,
    /// By class: where its members begin, and where those end.
    classes: Vec<BTreeMap<usize, BTreeSet<usize>>>,
    /// Is a word named only to be set against the rest?
    aside: Vec<bool>,
}

impl Text {
    pub(super) fn read(terms: &Terms, text: &str) -> Self {
        let mut words = words(text);
        words.truncate(LONG);
        let symbols: Vec<Vec<Symbol>> = words.iter().map(|w| terms.symbols(&w.plain, &w.stem)).collect();
        let present = symbols.iter().flatten().copied().collect();
        let mut out = Self { aside: vec![false; words.len()], words, symbols, present, classes: Vec::new() };
        for (start, end) in out.find_all(&terms.unsaid) {
            out.symbols[start..end].iter_mut().for_each(Vec::clear);
        }
        for (_, end) in out.find_all(&terms.aside) {
            let clause = out.words[end - 1].clause;
            (end..out.words.len()).take_while(|at| out.words[*at].clause == clause).for_each(|at| out.aside[at] = true);
        }
        out.classes = terms.classes.iter().map(|phrases| by_start(out.find_all(phrases))).collect();
        out
    }

    /// How many words that say something an item leaves unexplained: of more than three letters, and not only joining
    /// others.
    fn unexplained(&self, at: &BTreeSet<usize>) -> u32 {
        let says = |word: &Word| word.plain.len() > 3 && !JOINING.contains(&word.plain.as_str());
        self.words.iter().enumerate().map(|(i, word)| u32::from(says(word) && !at.contains(&i))).sum()
    }

    /// What the text says for one item.
    pub(super) fn weigh<'c>(&self, item: &'c ItemTerms) -> Weighed<'c> {
        let mut found: Vec<Found> = item.terms.iter().map(|term| (worth(term), self.places(term))).collect();
        found.retain(|(_, places)| !places.is_empty());
        found.sort_by_key(|(worth, places)| Reverse((*worth, places[0].len())));
        let straight = |words: &BTreeSet<usize>| words.iter().all(|at| !self.aside[*at]);
        let (agrees, at) = total(&found, |_| true);
        let (claims, _) = total(&found, straight);
        let clear = found.iter().any(|(worth, places)| *worth >= CLEAR && places.iter().any(straight));
        let unexplained = self.unexplained(&at);
        Weighed { id: &item.id, agrees, claims, clear, at, unexplained }
    }

    /// The places where the text holds a term: for each, its words.
    fn places(&self, term: &Term) -> Vec<BTreeSet<usize>> {
        let runs: Vec<Vec<Run>> = term.phrases.iter().map(|phrase| self.find(phrase)).collect();
        let Some((first, rest)) = runs.split_first() else { return Vec::new() };
        let joined = |run: &Run| {
            let mut chosen = vec![*run];
            self.join(&mut chosen, rest).then(|| chosen.iter().flat_map(|(start, end)| *start..*end).collect())
        };
        first.iter().filter_map(joined).collect()
    }

    /// Adds one run for each further phrase: apart from those chosen, in the sentence of the first and near it.
    fn join(&self, chosen: &mut Vec<Run>, rest: &[Vec<Run>]) -> bool {
        let Some((next, rest)) = rest.split_first() else { return true };
        let (first, _) = chosen[0];
        for run in next {
            let apart = chosen.iter().all(|(start, end)| run.1 <= *start || *end <= run.0);
            if apart && self.words[run.0].sentence == self.words[first].sentence && run.0.abs_diff(first) <= REACH {
                chosen.push(*run);
                if self.join(chosen, rest) {
                    return true;
                }
                chosen.pop();
            }
        }
        false
    }

    fn find_all(&self, phrases: &[Phrase]) -> Vec<Run> {
        phrases.iter().flat_map(|phrase| self.find(phrase)).collect()
    }

    /// Where a phrase stands.
    fn find(&self, phrase: &Phrase) -> Vec<Run> {
        if !phrase.iter().all(|place| place.iter().any(|filler| self.has(filler))) {
            return Vec::new();
        }
        let from = |start| self.ends(phrase, start).into_iter().map(move |end| (start, end));
        (0..self.words.len()).flat_map(from).collect()
    }

    /// Where a phrase that begins at a word ends; small words may stand between its places.
    fn ends(&self, phrase: &[Vec<Filler>], start: usize) -> BTreeSet<usize> {
        let mut ends = BTreeSet::from([start]);
        for (place, fillers) in phrase.iter().enumerate() {
            let from = |end: usize| if place == 0 { vec![end] } else { self.after(end) };
            ends = ends.into_iter().flat_map(from).flat_map(|at| self.filled(fillers, at)).collect();
        }
        ends
    }

    /// The words at which the next place of a phrase may stand.
    fn after(&self, end: usize) -> Vec<usize> {
        let small = |at: &usize| self.words.get(*at).is_some_and(|word| SMALL.contains(&word.plain.as_str()));
        let skipped = (end..end + 2).take_while(small).count();
        (end..=end + skipped).collect()
    }

    /// Does the text hold what may fill a place, anywhere?
    fn has(&self, filler: &Filler) -> bool {
        match filler {
            Filler::Word(symbol) => self.present.contains(symbol),
            Filler::Class(class) => self.classes.get(*class).is_some_and(|places| !places.is_empty()),
        }
    }

    /// Where that which fills a place at a word ends.
    fn filled(&self, fillers: &[Filler], at: usize) -> Vec<usize> {
        let mut out = Vec::new();
        for filler in fillers {
            match filler {
                Filler::Word(symbol) if self.symbols.get(at).is_some_and(|s| s.contains(symbol)) => out.push(at + 1),
                Filler::Word(_) => {}
                Filler::Class(class) => {
                    out.extend(self.classes.get(*class).and_then(|c| c.get(&at)).into_iter().flatten().copied());
                }
            }
        }
        out
    }
}

fn by_start(runs: Vec<Run>) -> BTreeMap<usize, BTreeSet<usize>> {
    let mut out: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (start, end) in runs {
        out.entry(start).or_default().insert(end);
    }
    out
}

/// The sum over places that count, the heaviest term first: each once, and only where it adds a word.
fn total(found: &[Found], counts: impl Fn(&BTreeSet<usize>) -> bool) -> (u32, BTreeSet<usize>) {
    let mut seen = BTreeSet::new();
    let mut sum = 0;
    for (worth, places) in found {
        if let Some(words) = places.iter().find(|words| counts(words) && !words.is_subset(&seen)) {
            seen.extend(words.iter().copied());
            sum += worth;
        }
    }
    (sum, seen)
}

fn worth(term: &Term) -> u32 {
    let places: usize = term.phrases.iter().map(Vec::len).sum();
    let further = u32::try_from(places.saturating_sub(1).min(2)).unwrap_or_default();
    match term.strength {
        Strength::Clear => CLEAR + SPECIFIC * further,
        Strength::Likely => LIKELY + further,
        Strength::Faint => FAINT,
    }
}
