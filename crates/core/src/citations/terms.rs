//! The words by which people speak of each item: curated terms, read from `terms/` and checked.
//!
//! `terms/words.toml` holds what all editions share, one more file for each edition its items. A term is one or more
//! phrases joined by `+`, which must stand in one sentence in any order; in a phrase, `|` parts words that may stand for
//! each other, `_` joins words that stand in for one, `@name` is a class of words, and a star ends the beginning of a
//! word.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::words::{spelled, stem, words};
use crate::catalog::Catalogs;
use crate::pack::{PackFiles, Problems};

/// How surely a term points to its item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// It agrees with the item, and with others as well.
    Faint,
    /// It points to the item together with something else.
    Likely,
    /// By itself it points to the item.
    Clear,
}

/// `terms/words.toml`, as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFile {
    unsaid: Vec<String>,
    aside: Vec<String>,
    classes: BTreeMap<String, Vec<String>>,
}

/// `terms/<edition>.toml`, as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditionFile {
    edition: String,
    #[serde(rename = "item")]
    items: Vec<ItemFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    id: String,
    #[serde(default)]
    clear: Vec<String>,
    #[serde(default)]
    likely: Vec<String>,
    #[serde(default)]
    faint: Vec<String>,
}

/// A word of a term, as a number that words of a text can carry too.
pub(super) type Symbol = u32;

/// One of the words that may fill a place in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Filler {
    Word(Symbol),
    Class(usize),
}

/// Places that follow each other, each with what may fill it.
pub(super) type Phrase = Vec<Vec<Filler>>;

/// Phrases that must stand in one sentence.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) phrases: Vec<Phrase>,
    pub(super) strength: Strength,
}

/// The terms of one item.
#[derive(Debug, Clone)]
pub(super) struct ItemTerms {
    pub(super) id: String,
    pub(super) terms: Vec<Term>,
}

/// Every word that a term uses, by number.
#[derive(Debug, Clone, Default)]
struct Lexicon {
    stems: FxHashMap<String, Symbol>,
    beginnings: FxHashMap<String, Symbol>,
    next: Symbol,
}

impl Lexicon {
    /// The number of a word as a term writes it.
    fn symbol(&mut self, written: &str) -> Symbol {
        let plain = spelled(written.trim_end_matches('*'));
        let known = match written.strip_suffix('*') {
            // What follows decides the spelling of a beginning such as "prioritiz*".
            Some(_) if plain.ends_with("iz") => self.beginnings.entry(format!("{}is", &plain[..plain.len() - 2])),
            Some(_) => self.beginnings.entry(plain),
            None => self.stems.entry(stem(&plain)),
        };
        *known.or_insert_with(|| {
            self.next += 1;
            self.next
        })
    }
}

/// What the pack knows of people's words for the items of its editions.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    lexicon: Lexicon,
    /// The phrases of each class.
    pub(super) classes: Vec<Vec<Phrase>>,
    pub(super) unsaid: Vec<Phrase>,
    pub(super) aside: Vec<Phrase>,
    editions: BTreeMap<String, Vec<ItemTerms>>,
}

/// The file of the words that all editions share.
const SHARED: &str = "terms/words.toml";

impl Terms {
    /// Reads the files below `terms/`.
    pub(crate) fn load(files: &PackFiles, catalogs: &Catalogs, problems: &mut Problems) -> Self {
        let mut out = Self::default();
        let shared = files.get(SHARED).and_then(|text| problems.toml::<SharedFile>(SHARED, text)).unwrap_or_default();
        let mut names = BTreeMap::new();
        for (number, name) in shared.classes.keys().enumerate() {
            names.insert(name.clone(), number);
            let written = members(&shared.classes, name, &mut Vec::new(), problems);
            let phrases = written.iter().filter_map(|p| out.plain(SHARED, p, problems)).collect();
            out.classes.push(phrases);
        }
        out.unsaid = shared.unsaid.iter().filter_map(|p| out.plain(SHARED, p, problems)).collect();
        out.aside = shared.aside.iter().filter_map(|p| out.plain(SHARED, p, problems)).collect();
        for (path, text) in files.below("terms").filter(|(path, _)| *path != SHARED) {
            let Some(file) = problems.toml::<EditionFile>(path, text) else { continue };
            check_items(path, &file, catalogs, problems);
            let items = file.items.iter().map(|item| out.item(path, item, &names, problems)).collect();
            out.editions.insert(file.edition, items);
        }
        out
    }

    /// The terms of an edition's items; none where it has no file.
    pub(super) fn edition(&self, id: &str) -> Option<&[ItemTerms]> {
        self.editions.get(id).map(Vec::as_slice)
    }

    /// The words of the terms that a word of a text matches.
    pub(super) fn symbols(&self, plain: &str, stem: &str) -> Vec<Symbol> {
        let whole = self.lexicon.stems.get(stem).copied();
        let begun = (1..=plain.len())
            .filter(|end| plain.is_char_boundary(*end))
            .filter_map(|end| self.lexicon.beginnings.get(&plain[..end]).copied());
        whole.into_iter().chain(begun).collect()
    }

    fn item(
        &mut self,
        path: &str,
        item: &ItemFile,
        classes: &BTreeMap<String, usize>,
        problems: &mut Problems,
    ) -> ItemTerms {
        let lists = [(&item.clear, Strength::Clear), (&item.likely, Strength::Likely), (&item.faint, Strength::Faint)];
        let mut seen = BTreeSet::new();
        let mut terms = Vec::new();
        for (text, strength) in lists.into_iter().flat_map(|(list, s)| list.iter().map(move |text| (text, s))) {
            if !seen.insert(text) {
                problems.of(path, format!("`{}`: the term `{text}` stands twice", item.id));
            }
            let phrases: Vec<Phrase> =
                text.split('+').filter_map(|phrase| self.phrase(path, phrase, classes, problems)).collect();
            terms.push(Term { phrases, strength });
        }
        ItemTerms { id: item.id.clone(), terms }
    }

    /// A phrase that uses no class.
    fn plain(&mut self, path: &str, text: &str, problems: &mut Problems) -> Option<Phrase> {
        self.phrase(path, text, &BTreeMap::new(), problems)
    }

    fn phrase(
        &mut self,
        path: &str,
        text: &str,
        classes: &BTreeMap<String, usize>,
        problems: &mut Problems,
    ) -> Option<Phrase> {
        // As in texts, "non" and the word after it are one.
        let phrase: Phrase = format!(" {text}")
            .replace(" non ", " non")
            .split_whitespace()
            .map(|place| place.split('|').filter_map(|word| self.filler(path, word, classes, problems)).collect())
            .collect();
        if phrase.is_empty() || phrase.iter().any(Vec::is_empty) {
            problems.of(path, format!("`{text}` has a place that nothing fills"));
            return None;
        }
        Some(phrase)
    }

    fn filler(
        &mut self,
        path: &str,
        written: &str,
        classes: &BTreeMap<String, usize>,
        problems: &mut Problems,
    ) -> Option<Filler> {
        if let Some(name) = written.strip_prefix('@') {
            let known = classes.get(name).map(|class| Filler::Class(*class));
            if known.is_none() {
                problems.of(path, format!("there is no class `{name}`"));
            }
            return known;
        }
        if written.contains('_') {
            let phrase = self.plain(path, &written.replace('_', " "), problems)?;
            let known = self.classes.iter().position(|phrases| *phrases == [phrase.clone()]);
            return Some(Filler::Class(known.unwrap_or_else(|| {
                self.classes.push(vec![phrase]);
                self.classes.len() - 1
            })));
        }
        let letters = written.strip_suffix('*').unwrap_or(written);
        // What the reader of texts would split is no word to it, and would never be found.
        let whole = matches!(words(letters).as_slice(), [one] if one.end - one.start == letters.len());
        if !whole || (written.ends_with('*') && letters.len() < 3) {
            problems.of(path, format!("`{written}` is not one word, or too short a beginning"));
            return None;
        }
        Some(Filler::Word(self.lexicon.symbol(written)))
    }
}

/// The phrases of a class, those of the classes that it uses among them.
fn members<'a>(
    classes: &'a BTreeMap<String, Vec<String>>,
    name: &'a str,
    within: &mut Vec<&'a str>,
    problems: &mut Problems,
) -> BTreeSet<&'a str> {
    if within.contains(&name) {
        problems.of(SHARED, format!("the class `{name}` uses itself"));
        return BTreeSet::new();
    }
    let Some(written) = classes.get(name) else {
        problems.of(SHARED, format!("there is no class `{name}`"));
        return BTreeSet::new();
    };
    within.push(name);
    let mut out = BTreeSet::new();
    for phrase in written {
        match phrase.strip_prefix('@') {
            Some(other) => out.extend(members(classes, other, within, problems)),
            None if !out.insert(phrase.as_str()) && within.len() == 1 => {
                problems.of(SHARED, format!("`{phrase}` stands twice in the class `{name}`"));
            }
            None => {}
        }
    }
    within.pop();
    out
}

/// The edition and its ids must be there, and no id twice.
fn check_items(path: &str, file: &EditionFile, catalogs: &Catalogs, problems: &mut Problems) {
    if path != format!("terms/{}.toml", file.edition) {
        problems.of(path, format!("the terms of `{0}` stand in `terms/{0}.toml`", file.edition));
    }
    let Some(catalog) = catalogs.edition(&file.edition) else {
        problems.of(path, format!("there is no edition `{}`", file.edition));
        return;
    };
    let mut seen = BTreeSet::new();
    for item in &file.items {
        if catalog.item(&item.id).is_none() {
            problems.of(path, format!("`{}` is no id of `{}`", item.id, file.edition));
        }
        if !seen.insert(&item.id) {
            problems.of(path, format!("`{}` stands twice", item.id));
        }
        if item.clear.is_empty() && item.likely.is_empty() {
            problems.of(path, format!("`{}` needs a term that is clear or likely", item.id));
        }
    }
}
