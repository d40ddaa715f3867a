//! Is the text beside a citation about the item that it names?
//!
//! A text is weighed against every item of the edition. The terms that it holds are the evidence, each worth so many
//! decibans (tenths of a power of ten of odds, after Turing and Good): independent evidence adds, and each word of the
//! text counts once for an item. The comparison is lopsided on purpose. Whoever wrote the citation had a reason, so any
//! agreement with the item that it names, with what stands above or below it, or with the words of our description
//! excuses it; to be told that it reads like another item, the text must hold clear evidence of that one and next to
//! none of its own. All numbers are whole, so every platform gives the same answer.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::terms::{Filler, ItemTerms, Phrase, Strength, Symbol, Term, Terms};
use super::words::{Word, words};
use crate::catalog::{Catalog, Catalogs, FrameworkRef, Item, Status};

/// What a text says about the citation that it stands beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// It is about the item.
    Fits {
        /// The words that say so, as they are written.
        words: Vec<String>,
    },
    /// It is about another item.
    ReadsLike {
        /// That item.
        reference: FrameworkRef,
        /// The words that say so, as they are written.
        words: Vec<String>,
    },
    /// Neither can be said.
    CannotTell {
        /// Why.
        why: &'static str,
    },
}

/// The item that a text reads like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The item.
    pub reference: FrameworkRef,
    /// The words that say so, as they are written.
    pub words: Vec<String>,
}

/// What a term of each strength is worth, in decibans: ten to one, three to one, and a little.
const CLEAR: u32 = 10;
const LIKELY: u32 = 5;
const FAINT: u32 = 2;
const SPECIFIC: u32 = 2;

/// So much agreement with the item cited is enough to confirm the citation.
const FITS: u32 = 5;
/// The least evidence on which a text is said to read like another item.
const READS: u32 = 10;
/// The same where that item stands in the category of the one cited, so that their subjects are close.
const NEAR: u32 = 12;
/// What speaks for the item cited is outweighed by so many times as much and the handicap; by so many times as much
/// where the two stand in one category, since whatever suits that suits both.
const AGAINST: u32 = 4;
const HANDICAP: u32 = 8;
const AGAINST_NEAR: u32 = 3;
/// An item of a third category must stay below so many hundredths of the strongest, or nobody can tell which it is.
const RIVAL: u32 = 85;
/// Words joined by `+` stand no further apart than this.
const REACH: usize = 9;
/// More words than a note beside a citation has; what is longer is a text about many things.
const LONG: usize = 160;

/// Compares texts with the items of the editions.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'c> {
    catalogs: &'c Catalogs,
    terms: &'c Terms,
}

/// What one item got from a text.
#[derive(Debug, Clone)]
struct Weighed<'c> {
    id: &'c str,
    /// All agreement.
    agrees: u32,
    /// What counts when a citation is accused: the same, without what is only named to be set against the rest.
    claims: u32,
    /// Is anything among that clear by itself?
    clear: bool,
    /// The words, by their place in the text.
    at: BTreeSet<usize>,
}

impl<'c> Reader<'c> {
    /// A reader over a pack's catalogs and terms.
    pub fn new(catalogs: &'c Catalogs, terms: &'c Terms) -> Self {
        Self { catalogs, terms }
    }

    /// Compares the text beside a citation with the item that it names.
    ///
    /// An id of a former edition, or a withdrawn one, is read as its successors.
    pub fn compare(&self, reference: &FrameworkRef, text: &str) -> Meaning {
        let Some(kin) = self.kin(reference) else {
            return Meaning::CannotTell { why: "the id is not in the catalog" };
        };
        let Some(weighed) = self.weigh(&kin.catalog.id, text) else {
            return Meaning::CannotTell { why: "this edition has no terms to compare with" };
        };
        let most = |ids: &BTreeSet<&str>| weighed.iter().filter(|w| ids.contains(w.id)).max_by_key(|w| w.agrees);
        let own = most(&kin.own);
        let above = most(&kin.above);
        let direct = own.map_or(0, |w| w.agrees);
        let agrees = direct.max(above.map_or(0, |w| w.agrees));
        let best = strongest(&weighed, kin.catalog);
        let reads = best.filter(|best| !kin.own.contains(best.id)).filter(|best| {
            if kin.near.contains(best.id) {
                best.claims >= NEAR.max(AGAINST_NEAR * direct)
            } else {
                best.claims >= READS.max((HANDICAP + AGAINST * agrees) * u32::from(agrees > FAINT))
                    && !rivalled(&weighed, best, &kin)
            }
        });
        if let Some(best) = reads {
            let reference = FrameworkRef { edition: kin.catalog.id.clone(), item: best.id.to_owned() };
            return Meaning::ReadsLike { reference, words: said(text, best) };
        }
        match own.into_iter().chain(above).find(|w| w.agrees >= FITS) {
            Some(fitting) => Meaning::Fits { words: said(text, fitting) },
            None if best.is_none() => {
                Meaning::CannotTell { why: "the text holds none of the words that the items are known by" }
            }
            None => Meaning::CannotTell { why: "the text says too little, or speaks of several items" },
        }
    }

    /// What a text without an id reads like in an edition.
    pub fn compare_in(&self, edition: &str, text: &str) -> Option<Likeness> {
        let catalog = self.catalogs.edition(edition)?;
        let weighed = self.weigh(edition, text)?;
        let best = strongest(&weighed, catalog).filter(|best| best.claims >= READS)?;
        let reference = FrameworkRef { edition: catalog.id.clone(), item: best.id.to_owned() };
        Some(Likeness { reference, words: said(text, best) })
    }

    /// TEMP
    pub fn ranking(&self, edition: &str, text: &str) -> Vec<(String, u32, u32, Vec<String>)> {
        let mut w = self.weigh(edition, text).unwrap_or_default();
        w.sort_by_key(|w| std::cmp::Reverse(w.claims));
        w.iter().map(|w| (w.id.to_owned(), w.claims, w.agrees, said(text, w))).collect()
    }

    /// Every item of an edition with its evidence, in the edition's order; none where it has no terms.
    fn weigh(&self, edition: &str, text: &str) -> Option<Vec<Weighed<'c>>> {
        let items = self.terms.edition(edition)?;
        let text = Text::read(self.terms, text);
        Some(items.iter().map(|item| text.weigh(item)).collect())
    }
}

/// The items that a citation stands for, and those beside them.
struct Kin<'c> {
    catalog: &'c Catalog,
    /// What it stands for, with all that stands below.
    own: BTreeSet<&'c str>,
    /// The categories that this stands in.
    above: BTreeSet<&'c str>,
    near: BTreeSet<&'c str>,
}

impl<'c> Reader<'c> {
    fn kin(&self, reference: &FrameworkRef) -> Option<Kin<'c>> {
        let cited = self.catalogs.edition(&reference.edition)?;
        let item = cited.item(&reference.item)?;
        let (catalog, targets) = self.current(cited, item);
        let mut kin = Kin { catalog, own: BTreeSet::new(), above: BTreeSet::new(), near: BTreeSet::new() };
        for target in targets {
            let beside = catalog.items.iter().filter(|i| i.parent.is_some() && i.parent == target.parent);
            let beside = beside.filter(|i| i.kind == "subcategory").map(|i| i.id.as_str());
            // Whoever cites a withdrawn id knows another cut of the same category.
            if item.status == Status::Withdrawn || cited.id != catalog.id { &mut kin.own } else { &mut kin.near }
                .extend(beside);
            kin.own.extend(below(catalog, target));
            if target.kind == "subcategory" {
                kin.above.extend(target.parent.as_deref());
            }
        }
        let Kin { own, near, .. } = &mut kin;
        near.retain(|id| !own.contains(id));
        Some(kin)
    }

    /// The current items that an id stands for, in the edition that they belong to.
    fn current(&self, catalog: &'c Catalog, item: &'c Item) -> (&'c Catalog, Vec<&'c Item>) {
        if item.moved.is_empty() || (item.status == Status::Current && self.terms.edition(&catalog.id).is_some()) {
            return (catalog, vec![item]);
        }
        let mut into = catalog;
        let mut targets = Vec::new();
        for moved in &item.moved {
            let elsewhere = FrameworkRef::parse(moved).and_then(|r| Some((self.catalogs.edition(&r.edition)?, r.item)));
            let (there, id) = elsewhere.unwrap_or((catalog, moved.clone()));
            into = there;
            targets.extend(there.item(&id));
        }
        (into, targets)
    }
}

/// An item, and what stands below it.
fn below<'c>(catalog: &'c Catalog, item: &'c Item) -> Vec<&'c str> {
    let mut out = vec![item.id.as_str()];
    let mut next = 0;
    while let Some(id) = out.get(next).copied() {
        out.extend(catalog.items.iter().filter(|i| i.parent.as_deref() == Some(id)).map(|i| i.id.as_str()));
        next += 1;
    }
    out
}

/// The item that a text claims most for; of equals the first.
fn strongest<'w, 'c>(weighed: &'w [Weighed<'c>], catalog: &Catalog) -> Option<&'w Weighed<'c>> {
    let candidates = weighed.iter().filter(|w| w.claims > 0 && w.clear && lowest(catalog, w.id));
    candidates.min_by_key(|w| std::cmp::Reverse(w.claims))
}

/// The words of the evidence, as the text writes them.
fn said(text: &str, weighed: &Weighed<'_>) -> Vec<String> {
    let found = words(text);
    weighed.at.iter().filter_map(|at| found.get(*at)).map(|w| text[w.start..w.end].to_owned()).collect()
}

/// Does an item of a third category claim the text almost as much?
fn rivalled(weighed: &[Weighed<'_>], best: &Weighed<'_>, kin: &Kin<'_>) -> bool {
    let category = |id: &str| kin.catalog.item(id).and_then(|item| item.parent.as_deref());
    let apart = weighed.iter().filter(|w| category(w.id) != category(best.id) && lowest(kin.catalog, w.id));
    apart.filter(|w| !kin.own.contains(w.id)).any(|rival| rival.claims * 100 > best.claims * RIVAL)
}

/// Has an item nothing below it?
fn lowest(catalog: &Catalog, id: &str) -> bool {
    !catalog.items.iter().any(|item| item.parent.as_deref() == Some(id))
}

/// A run of words: first, and one past the last.
type Run = (usize, usize);

/// A text, ready to be searched for terms.
struct Text {
    words: Vec<Word>,
    symbols: Vec<Vec<Symbol>>,
    /// All of them, so that terms of other words are passed over at once.
    present: FxHashSet<Symbol>,
    /// Where each class begins and ends, by class.
    classes: Vec<BTreeMap<usize, BTreeSet<usize>>>,
    aside: Vec<bool>,
}

impl Text {
    fn read(terms: &Terms, text: &str) -> Self {
        let mut words = words(text);
        words.truncate(LONG);
        let symbols: Vec<Vec<Symbol>> = words.iter().map(|w| terms.symbols(&w.plain, &w.stem)).collect();
        let present = symbols.iter().flatten().copied().collect();
        let mut out = Self { aside: vec![false; words.len()], words, symbols, present, classes: Vec::new() };
        for run in out.all(&terms.unsaid) {
            (run.0..run.1).for_each(|at| out.symbols[at].clear());
        }
        for (_, end) in out.all(&terms.aside) {
            let clause = out.words[end - 1].clause;
            (end..out.words.len()).take_while(|at| out.words[*at].clause == clause).for_each(|at| out.aside[at] = true);
        }
        out.classes = terms
            .classes
            .iter()
            .map(|phrases| {
                let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
                for (start, end) in out.all(phrases) {
                    found.entry(start).or_default().insert(end);
                }
                found
            })
            .collect();
        out
    }

    /// Where phrases stand.
    fn all(&self, phrases: &[Phrase]) -> Vec<Run> {
        phrases.iter().flat_map(|phrase| self.find(phrase)).collect()
    }

    fn find(&self, phrase: &Phrase) -> Vec<Run> {
        if !phrase.iter().all(|place| place.iter().any(|filler| self.has(filler))) {
            return Vec::new();
        }
        (0..self.words.len())
            .flat_map(|start| self.ends(phrase, start).into_iter().map(move |end| (start, end)))
            .collect()
    }

    /// Where a phrase that begins at a word ends; small words may stand between its places.
    fn ends(&self, phrase: &[Vec<Filler>], start: usize) -> BTreeSet<usize> {
        let mut ends = BTreeSet::from([start]);
        for (place, fillers) in phrase.iter().enumerate() {
            let from = |end: usize| if place == 0 { vec![end] } else { self.after(end) };
            ends = ends.into_iter().flat_map(from).flat_map(|at| self.filled(fillers, at)).collect();
            if ends.is_empty() {
                break;
            }
        }
        ends
    }

    /// The words at which the next place of a phrase may stand.
    fn after(&self, end: usize) -> Vec<usize> {
        let mut out = vec![end];
        let mut at = end;
        while at < self.words.len() && at < end + 2 && SMALL.contains(&self.words[at].plain.as_str()) {
            at += 1;
            out.push(at);
        }
        out
    }

    fn has(&self, filler: &Filler) -> bool {
        match filler {
            Filler::Word(symbol) => self.present.contains(symbol),
            Filler::Class(class) => self.classes.get(*class).is_some_and(|places| !places.is_empty()),
        }
    }

    fn filled(&self, fillers: &[Filler], at: usize) -> Vec<usize> {
        let mut out = Vec::new();
        for filler in fillers {
            match filler {
                Filler::Word(symbol) if self.symbols.get(at).is_some_and(|s| s.contains(symbol)) => out.push(at + 1),
                Filler::Class(class) => {
                    out.extend(self.classes.get(*class).and_then(|c| c.get(&at)).into_iter().flatten().copied());
                }
                Filler::Word(_) => {}
            }
        }
        out
    }

    /// What a text says for one item.
    fn weigh<'c>(&self, item: &'c ItemTerms) -> Weighed<'c> {
        let mut found: Vec<Found> = item.terms.iter().map(|term| (worth(term), self.hold(term))).collect();
        found.retain(|(_, places)| !places.is_empty());
        found.sort_by_key(|(worth, places)| std::cmp::Reverse((*worth, places[0].len())));
        let (agrees, at) = total(&found, |_| true);
        let (claims, _) = total(&found, |at| !self.aside[at]);
        let clear = found.first().is_some_and(|(worth, _)| *worth >= CLEAR);
        Weighed { id: &item.id, agrees, claims, clear, at }
    }

    /// The places where a text holds a term: for each, its words.
    fn hold(&self, term: &Term) -> Vec<BTreeSet<usize>> {
        let runs: Vec<Vec<Run>> = term.phrases.iter().map(|phrase| self.find(phrase)).collect();
        let mut out = Vec::new();
        let Some((first, rest)) = runs.split_first() else { return out };
        for run in first {
            let mut chosen = vec![*run];
            if self.join(&mut chosen, rest) {
                out.push(chosen.iter().flat_map(|(start, end)| *start..*end).collect());
            }
        }
        out
    }

    /// Adds one run for each further phrase, apart from those chosen and in the same sentence.
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
}

/// What a term is worth, and the words of each place where the text holds it.
type Found = (u32, Vec<BTreeSet<usize>>);

/// The sum of the evidence on words that count, the heaviest first: each term once, and only where it adds a word.
fn total(found: &[Found], counts: impl Fn(usize) -> bool) -> (u32, BTreeSet<usize>) {
    let mut seen = BTreeSet::new();
    let mut sum = 0;
    for (worth, places) in found {
        let mut adds = false;
        let fresh: Vec<_> = places.iter().filter(|words| words.iter().all(|at| counts(*at))).collect();
        for words in fresh {
            adds |= !words.is_subset(&seen);
            seen.extend(words.iter().copied());
        }
        sum += if adds { *worth } else { 0 };
    }
    (sum, seen)
}

/// A term of several words is rarer than one of a single word, and worth more when it is found.
fn worth(term: &Term) -> u32 {
    let places: usize = term.phrases.iter().map(Vec::len).sum();
    let more = u32::try_from(places.saturating_sub(1).min(2)).unwrap_or_default();
    match term.strength {
        Strength::Clear => CLEAR + SPECIFIC * more,
        Strength::Likely => LIKELY + more,
        Strength::Faint => FAINT,
    }
}

/// Words that may stand between the places of a phrase.
const SMALL: [&str; 24] = [
    "a", "an", "the", "of", "to", "for", "in", "on", "at", "by", "with", "and", "or", "is", "are", "be", "its",
    "their", "our", "any", "from", "that", "these", "all",
];
