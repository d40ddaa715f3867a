//! Is the text beside a citation about the item that it names?
//!
//! A text is weighed against every item of the edition (`evidence`), and the comparison is lopsided on purpose. Whoever
//! wrote the citation had a reason, so whatever agrees with the item that it names, or with what stands below it,
//! excuses it, and so does the category above. To be told that it reads like another item, the text must hold a clear
//! term of that one and next to nothing of its own, and no third item may claim it almost as much. Where neither can be
//! said, that is the answer.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::evidence::{CLEAR, FAINT, LIKELY, Text, Weighed};
use super::terms::Terms;
use super::words::words;
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

/// So much agreement with the item cited is enough to confirm the citation.
const FITS: u32 = LIKELY;
/// The least evidence on which a text is said to read like another item.
const READS: u32 = CLEAR;
/// What speaks for the item cited is outweighed by so many times as much ...
const AGAINST: u32 = 4;
/// ... and so much more, unless the two stand in one category, where much that suits the one suits the other.
const HANDICAP: u32 = 8;
/// An item of a third category must stay below so many hundredths of the strongest, or nobody can tell which it is.
const RIVAL: u32 = 85;

/// So many words of a text may say something else. Each further one asks for one deciban more: the more a text says that
/// an item does not explain, the less its terms tell what the text is about.
const ELSE: u32 = 6;

/// Compares texts with the items of the editions.
///
/// ```
/// use nhimap_core::catalog::FrameworkRef;
/// use nhimap_core::citations::meaning::{Meaning, Reader};
/// use nhimap_core::pack::{Pack, PackFiles};
///
/// let pack = Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads");
/// let reader = Reader::new(&pack.catalogs, &pack.terms);
/// let cited = FrameworkRef::parse("owasp-nhi-2025:NHI3:2025").expect("a reference");
/// let Meaning::ReadsLike { reference, words } = reader.compare(&cited, "Keys must be rotated every 90 days.") else {
///     panic!("that is about rotation, and NHI3 is about third parties")
/// };
/// assert_eq!(reference.item, "NHI7:2025");
/// assert_eq!(words[0], "Keys");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Reader<'c> {
    catalogs: &'c Catalogs,
    terms: &'c Terms,
}

impl<'c> Reader<'c> {
    /// A reader over a pack's catalogs and terms.
    pub fn new(catalogs: &'c Catalogs, terms: &'c Terms) -> Self {
        Self { catalogs, terms }
    }

    /// Compares the text beside a citation with the item that it names.
    ///
    /// A withdrawn id, and one of a former edition, is read as its successors.
    pub fn compare(&self, reference: &FrameworkRef, text: &str) -> Meaning {
        let Some(kin) = self.kin(reference) else {
            return Meaning::CannotTell { why: "the id is not in the catalog" };
        };
        let Some(weighed) = self.weigh(&kin.catalog.id, text) else {
            return Meaning::CannotTell { why: "this edition has no terms to compare with" };
        };
        let own = most(&weighed, &kin.own);
        let above = most(&weighed, &kin.above);
        if let Some(best) = strongest(&weighed, kin.catalog)
            && !kin.own.contains(best.id)
            && best.claims >= needed(&kin, best, agrees(own), agrees(above)) + burden(best)
            && (kin.near.contains(best.id) || !rivalled(&weighed, best, &kin))
        {
            let reference = FrameworkRef { edition: kin.catalog.id.clone(), item: best.id.to_owned() };
            return Meaning::ReadsLike { reference, words: said(text, best) };
        }
        match own.into_iter().chain(above).find(|w| w.agrees >= FITS) {
            Some(fitting) => Meaning::Fits { words: said(text, fitting) },
            None if weighed.iter().all(|w| w.agrees == 0) => {
                Meaning::CannotTell { why: "it holds none of the words that the items are known by" }
            }
            None => Meaning::CannotTell { why: "it says too little, or speaks of several items" },
        }
    }

    /// What a text without an id reads like in an edition.
    pub fn compare_in(&self, edition: &str, text: &str) -> Option<Likeness> {
        let catalog = self.catalogs.edition(edition)?;
        let weighed = self.weigh(edition, text)?;
        let best = strongest(&weighed, catalog).filter(|best| best.claims >= READS + burden(best))?;
        let reference = FrameworkRef { edition: catalog.id.clone(), item: best.id.to_owned() };
        Some(Likeness { reference, words: said(text, best) })
    }

    /// The items of an edition with what a text says for each, in the order of its terms; none where it has none.
    fn weigh(&self, edition: &str, text: &str) -> Option<Vec<Weighed<'c>>> {
        let items = self.terms.edition(edition)?;
        let text = Text::read(self.terms, text);
        Some(items.iter().map(|item| text.weigh(item)).collect())
    }

    /// What a citation stands for, and what stands around that.
    fn kin(&self, reference: &FrameworkRef) -> Option<Kin<'c>> {
        let cited = self.catalogs.edition(&reference.edition)?;
        let item = cited.item(&reference.item)?;
        let (catalog, targets) = self.successors(cited, item).unwrap_or((cited, vec![item]));
        let moved = !std::ptr::eq(targets[0], item);
        let mut kin = Kin { catalog, own: BTreeSet::new(), above: BTreeSet::new(), near: BTreeSet::new() };
        for target in targets {
            kin.own.extend(below(catalog, target));
            if target.kind == "subcategory" {
                let beside = catalog.items.iter().filter(|i| i.kind == target.kind && i.parent == target.parent);
                // Whoever cites an id of old knows the category by another cut.
                let around = if moved { &mut kin.own } else { &mut kin.near };
                around.extend(beside.map(|i| i.id.as_str()));
                kin.above.extend(target.parent.as_deref());
            }
        }
        kin.near.retain(|id| !kin.own.contains(id));
        Some(kin)
    }

    /// The current items that an old id stands for, by itself or by what stood below it, and their edition.
    fn successors(&self, cited: &'c Catalog, item: &'c Item) -> Option<(&'c Catalog, Vec<&'c Item>)> {
        if item.status == Status::Current && self.terms.edition(&cited.id).is_some() {
            return None;
        }
        let moved = below(cited, item).into_iter().filter_map(|id| cited.item(id)).flat_map(|old| &old.moved);
        let found = moved.filter_map(|to| {
            let elsewhere = FrameworkRef::parse(to)
                .and_then(|r| self.catalogs.edition(&r.edition).and_then(|c| Some((c, c.item(&r.item)?))));
            elsewhere.or_else(|| Some((cited, cited.item(to)?)))
        });
        let found: Vec<(&Catalog, &Item)> = found.collect();
        let (edition, _) = found.first()?;
        Some((*edition, found.iter().filter(|(c, _)| c.id == edition.id).map(|(_, item)| *item).collect()))
    }
}

/// The items that a citation stands for, and those around them.
struct Kin<'c> {
    catalog: &'c Catalog,
    /// What it stands for, with all that stands below.
    own: BTreeSet<&'c str>,
    /// The categories that this stands in.
    above: BTreeSet<&'c str>,
    /// What else stands in these.
    near: BTreeSet<&'c str>,
}

/// How much evidence an item needs against the one cited.
fn needed(kin: &Kin<'_>, best: &Weighed<'_>, own: u32, above: u32) -> u32 {
    if kin.near.contains(best.id) {
        return READS.max(AGAINST * own);
    }
    match own.max(above) {
        // A single word that suits many items excuses nothing.
        0..=FAINT => READS,
        agrees => HANDICAP + AGAINST * agrees,
    }
}

/// How much more it takes to say of a text that holds other things what it is about.
fn burden(best: &Weighed<'_>) -> u32 {
    best.unexplained.saturating_sub(ELSE)
}

fn agrees(weighed: Option<&Weighed<'_>>) -> u32 {
    weighed.map_or(0, |w| w.agrees)
}

/// Of some items, the one that a text agrees with most; of equals the first.
fn most<'w, 'c>(weighed: &'w [Weighed<'c>], ids: &BTreeSet<&str>) -> Option<&'w Weighed<'c>> {
    weighed.iter().filter(|w| ids.contains(w.id)).min_by_key(|w| Reverse(w.agrees))
}

/// The item that a text claims most for; of equals the first.
///
/// Only items that have nothing below them: a category is no better answer than the item that was cited.
fn strongest<'w, 'c>(weighed: &'w [Weighed<'c>], catalog: &Catalog) -> Option<&'w Weighed<'c>> {
    weighed.iter().filter(|w| w.clear && lowest(catalog, w.id)).min_by_key(|w| Reverse(w.claims))
}

/// Does an item of a third category claim the text almost as much?
fn rivalled(weighed: &[Weighed<'_>], best: &Weighed<'_>, kin: &Kin<'_>) -> bool {
    let category = |id: &str| kin.catalog.item(id).and_then(|item| item.parent.as_deref());
    let third = |w: &&Weighed<'_>| category(w.id) != category(best.id) && !kin.own.contains(w.id);
    let rivals = weighed.iter().filter(third).filter(|w| lowest(kin.catalog, w.id));
    rivals.into_iter().any(|rival| rival.claims * 100 > best.claims * RIVAL)
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

/// Has an item nothing below it?
fn lowest(catalog: &Catalog, id: &str) -> bool {
    !catalog.items.iter().any(|item| item.parent.as_deref() == Some(id))
}

/// The words of the evidence, as the text writes them.
fn said(text: &str, weighed: &Weighed<'_>) -> Vec<String> {
    let found = words(text);
    weighed.at.iter().filter_map(|at| found.get(*at)).map(|w| text[w.start..w.end].to_owned()).collect()
}
