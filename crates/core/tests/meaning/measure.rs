//! Labelled pairs, what the reader says of them, and the tally. Shared by the test and by `cargo xtask meaning`.

use std::collections::BTreeMap;

use nhimap_core::catalog::FrameworkRef;
use nhimap_core::citations::meaning::{Meaning, Reader};
use nhimap_core::pack::Pack;
use serde::Deserialize;

/// What a careful reader says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Label {
    Fits,
    Wrong,
    Part,
    Open,
}

/// A citation and the text beside it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    #[serde(default)]
    pub(crate) edition: String,
    pub(crate) cite: String,
    pub(crate) is: Label,
    #[serde(default)]
    pub(crate) better: Vec<String>,
    pub(crate) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edition {
    pairs: Vec<Pair>,
}

/// The pairs of a file, by edition in the order of their names.
pub(crate) fn pairs(text: &str) -> Vec<Pair> {
    let editions: BTreeMap<String, Edition> = toml::from_str(text).unwrap_or_else(|e| panic!("pairs: {e}"));
    let of = |(id, edition): (String, Edition)| {
        edition.pairs.into_iter().map(move |pair| Pair { edition: id.clone(), ..pair })
    };
    editions.into_iter().flat_map(of).collect()
}

/// Is a pair held back from tuning? It is when the FNV-1a hash of its text is odd.
pub(crate) fn held_back(pair: &Pair) -> bool {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    pair.text.bytes().fold(0xcbf2_9ce4_8422_2325, step) % 2 == 1
}

/// What the reader says of a pair.
pub(crate) fn judge(pack: &Pack, pair: &Pair) -> Meaning {
    let reference = FrameworkRef { edition: pair.edition.clone(), item: pair.cite.clone() };
    Reader::new(&pack.catalogs, &pack.terms).compare(&reference, &pair.text)
}

/// Is that a mistake? Silence on a wrong citation is none; it costs recall.
pub(crate) fn mistaken(pair: &Pair, meaning: &Meaning) -> bool {
    match meaning {
        Meaning::ReadsLike { reference, .. } => !pair.better.contains(&reference.item),
        _ => false,
    }
}

/// The reader's answers on a set of pairs, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) pairs: usize,
    /// Wrong citations, and those among them told with a better id.
    pub(crate) wrong: usize,
    pub(crate) told: usize,
    /// Every "reads like", and the right ones among them.
    pub(crate) accused: usize,
    pub(crate) rightly: usize,
    /// Fitting citations, those confirmed, and those accused.
    pub(crate) fitting: usize,
    pub(crate) confirmed: usize,
    pub(crate) accused_though_fitting: usize,
    /// Every "cannot tell".
    pub(crate) abstained: usize,
}

impl Tally {
    pub(crate) fn of<'p>(pack: &Pack, pairs: impl IntoIterator<Item = &'p Pair>) -> Self {
        let mut out = Self::default();
        for pair in pairs {
            let meaning = judge(pack, pair);
            let accused = matches!(meaning, Meaning::ReadsLike { .. });
            let rightly = accused && !mistaken(pair, &meaning);
            out.pairs += 1;
            out.accused += usize::from(accused);
            out.rightly += usize::from(rightly);
            out.abstained += usize::from(matches!(meaning, Meaning::CannotTell { .. }));
            match pair.is {
                Label::Wrong => {
                    out.wrong += 1;
                    out.told += usize::from(rightly);
                }
                Label::Fits => {
                    out.fitting += 1;
                    out.confirmed += usize::from(matches!(meaning, Meaning::Fits { .. }));
                    out.accused_though_fitting += usize::from(accused);
                }
                Label::Part | Label::Open => {}
            }
        }
        out
    }

    /// Of what was said to read like another item, how much was right, in thousandths.
    pub(crate) fn precision(&self) -> Option<usize> {
        (self.rightly * 1000).checked_div(self.accused)
    }

    /// Of the wrong citations, how many were told, in thousandths.
    pub(crate) fn recall(&self) -> Option<usize> {
        (self.told * 1000).checked_div(self.wrong)
    }
}
