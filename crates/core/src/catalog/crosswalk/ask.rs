//! One question and its answer, the same for every front door.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Crosswalk, Derived, Edge, Map};
use crate::catalog::{Catalog, Catalogs, FrameworkRef, Role, Status};

/// One end of a question: a whole edition, or one reference and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// An edition, by its id.
    Edition(String),
    /// A reference.
    Item(FrameworkRef),
}

/// An end as somebody wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What is meant.
    pub end: End,
    /// Was a reference written otherwise than its framework writes it?
    pub otherwise: bool,
}

/// Why a text names no end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndError {
    /// Nothing has this name.
    #[error("`{0}` is neither an edition nor a reference of the pack")]
    Unknown(String),
    /// Several things have.
    #[error("`{written}` means several things; write one of {}", .ways.join(", "))]
    Several {
        /// The text.
        written: String,
        /// What it may mean, each in backticks.
        ways: Vec<String>,
    },
}

impl End {
    /// An edition by its id or short name, or a reference as people write it.
    ///
    /// # Errors
    /// Where the text means nothing, or several things.
    pub fn read(written: &str, catalogs: &Catalogs) -> Result<Written, EndError> {
        let written = written.trim();
        if let Some(catalog) = catalogs.edition(written).or_else(|| by_short_name(written, catalogs)) {
            return Ok(Written { end: Self::Edition(catalog.id.clone()), otherwise: false });
        }
        let found: Vec<FrameworkRef> = catalogs.resolve(written).into_iter().map(|r| r.reference).collect();
        // What is written as the framework writes it goes before what is written otherwise, current before withdrawn, and
        // a present edition before a former one.
        let rank = |r: &FrameworkRef| {
            let item = catalogs.item(r);
            (
                item.is_none_or(|i| i.id != written && i.label() != written && r.to_string() != written),
                item.is_none_or(|i| i.status != Status::Current),
                catalogs.edition(&r.edition).is_none_or(|c| c.role == Role::Former),
            )
        };
        let best = found.iter().map(rank).min().ok_or_else(|| EndError::Unknown(written.to_owned()))?;
        let candidates: Vec<&FrameworkRef> = found.iter().filter(|r| rank(r) == best).collect();
        match candidates[..] {
            [one] => Ok(Written { end: Self::Item(one.clone()), otherwise: best.0 }),
            _ => {
                let ways = candidates.iter().map(|r| format!("`{r}`")).collect();
                Err(EndError::Several { written: written.to_owned(), ways })
            }
        }
    }

    /// The edition it lies in.
    pub fn edition(&self) -> &str {
        match self {
            Self::Edition(id) => id,
            Self::Item(reference) => &reference.edition,
        }
    }

    /// Does a reference lie within it?
    fn holds(&self, reference: &FrameworkRef, catalogs: &Catalogs) -> bool {
        match self {
            Self::Edition(id) => reference.edition == *id,
            Self::Item(item) => item == reference || below(item, catalogs).contains(reference),
        }
    }

    /// Its references, in the catalog's order.
    fn references(&self, catalogs: &Catalogs) -> Vec<FrameworkRef> {
        match self {
            Self::Edition(id) => catalogs.edition(id).map_or(Vec::new(), |c| current(c).collect()),
            Self::Item(item) => [vec![item.clone()], below(item, catalogs)].concat(),
        }
    }
}

/// The edition with this short name, unless others' names go on from there: `OWASP` alone names none.
fn by_short_name<'a>(written: &str, catalogs: &'a Catalogs) -> Option<&'a Catalog> {
    let starts = |c: &&Catalog| c.short.to_lowercase().starts_with(&written.to_lowercase());
    let mut found = catalogs.all().iter().filter(starts);
    found.next().filter(|c| c.short.len() == written.len() && found.next().is_none())
}

/// What is known of how two ends relate.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Answer {
    /// The question as it was understood.
    pub asked: Asked,
    /// The files that the relations come from.
    pub maps: Vec<Map>,
    /// Relations that somebody stated.
    pub relations: Vec<Edge>,
    /// Links that follow from several of them.
    pub derived: Vec<Derived>,
    /// Between two whole editions: the references of the first that nothing leads away from.
    pub silent: Vec<FrameworkRef>,
    /// Every reference named here, as people cite it.
    pub items: BTreeMap<String, ItemShown>,
}

/// The question as it was understood.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Asked {
    /// An edition's id, or a reference.
    pub from: String,
    /// An edition's id, or a reference; everything where empty.
    pub to: Option<String>,
    /// How many hops a derived link may have; one means that none is sought.
    pub hops: usize,
    /// Are derived links sought for references that have a relation of their own, too?
    pub all: bool,
}

/// A reference as people cite it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemShown {
    /// `NIST CSF 2.0 PR.AA-05`.
    pub cited: String,
    /// The official title, where there is one.
    pub title: Option<String>,
    /// The publisher's text, from a file of the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
}

impl Crosswalk {
    /// What is known of how one end relates to another, or to everything.
    ///
    /// Derived links are sought only where an end is named, over at most `hops` hops, and unless `all` is set only for
    /// references that have no relation of their own to that end.
    pub fn ask(&self, from: &End, to: Option<&End>, hops: usize, all: bool, catalogs: &Catalogs) -> Answer {
        let word = |end: &End| match end {
            End::Edition(id) => id.clone(),
            End::Item(reference) => reference.to_string(),
        };
        let mut answer = Answer {
            asked: Asked { from: word(from), to: to.map(word), hops, all },
            maps: Vec::new(),
            relations: Vec::new(),
            derived: Vec::new(),
            silent: Vec::new(),
            items: BTreeMap::new(),
        };
        for start in from.references(catalogs) {
            let Some(to) = to else {
                answer.relations.extend(self.also_relates(&start));
                continue;
            };
            let mut direct = self.relations(&start, to.edition());
            direct.retain(|e| to.holds(&e.to, catalogs));
            if all || direct.is_empty() {
                let mut derived = self.paths(&start, to.edition(), hops, catalogs);
                derived.retain(|d| to.holds(&d.to, catalogs));
                answer.derived.extend(derived);
            }
            answer.relations.extend(direct);
        }
        if let (End::Edition(id), Some(End::Edition(_))) = (from, to) {
            answer.silent = silent(catalogs.edition(id), &answer);
        }
        let mut maps: Vec<&Map> = self.maps_of(from, to, &answer).collect();
        // As relations stand: official first, then by the edition at the other end.
        let other = |m: &Map| m.other(from.edition()).and_then(|id| catalogs.all().iter().position(|c| c.id == id));
        maps.sort_by_key(|m| (m.asserted, other(m)));
        answer.maps = maps.into_iter().cloned().collect();
        answer.items = named(&answer, catalogs);
        answer
    }

    /// The files that the answer's relations and hops come from; for a whole edition, all that touch it.
    fn maps_of<'a>(&'a self, from: &'a End, to: Option<&End>, answer: &Answer) -> impl Iterator<Item = &'a Map> {
        let whole = matches!((from, to), (End::Edition(_), None));
        let used: BTreeSet<(String, String)> = answer
            .relations
            .iter()
            .chain(answer.derived.iter().flat_map(|d| &d.path))
            .map(|e| {
                let (one, other) = (e.from.edition.clone(), e.to.edition.clone());
                if e.reversed { (other, one) } else { (one, other) }
            })
            .collect();
        self.maps.iter().filter(move |m| {
            used.contains(&(m.from.clone(), m.to.clone())) || (whole && m.other(from.edition()).is_some())
        })
    }
}

fn reference(catalog: &Catalog, item: &str) -> FrameworkRef {
    FrameworkRef { edition: catalog.id.clone(), item: item.to_owned() }
}

fn current(catalog: &Catalog) -> impl Iterator<Item = FrameworkRef> {
    catalog.items.iter().filter(|i| i.status == Status::Current).map(|i| reference(catalog, &i.id))
}

/// The current items below one, at any depth; parts stand after what they belong to.
fn below(item: &FrameworkRef, catalogs: &Catalogs) -> Vec<FrameworkRef> {
    let Some(catalog) = catalogs.edition(&item.edition) else { return Vec::new() };
    let mut inside: BTreeSet<&str> = BTreeSet::from([item.item.as_str()]);
    let mut out = Vec::new();
    for part in catalog.items.iter().filter(|i| i.status == Status::Current) {
        if part.parent.as_deref().is_some_and(|p| inside.contains(p)) {
            inside.insert(&part.id);
            out.push(reference(catalog, &part.id));
        }
    }
    out
}

/// The references of an edition that nothing leads away from; where results are given for one kind, of that kind.
fn silent(catalog: Option<&Catalog>, answer: &Answer) -> Vec<FrameworkRef> {
    let Some(catalog) = catalog else { return Vec::new() };
    let spoken: BTreeSet<&FrameworkRef> =
        answer.relations.iter().map(|e| &e.from).chain(answer.derived.iter().map(|d| &d.from)).collect();
    let units: Vec<FrameworkRef> = if catalog.unit.is_empty() {
        current(catalog).collect()
    } else {
        catalog.units().map(|i| reference(catalog, &i.id)).collect()
    };
    units.into_iter().filter(|r| !spoken.contains(r)).collect()
}

fn named(answer: &Answer, catalogs: &Catalogs) -> BTreeMap<String, ItemShown> {
    let edges = answer.relations.iter().chain(answer.derived.iter().flat_map(|d| &d.path));
    let ends = edges.flat_map(|e| [&e.from, &e.to]).chain(&answer.silent);
    let asked = [Some(&answer.asked.from), answer.asked.to.as_ref()];
    let asked: Vec<FrameworkRef> = asked.into_iter().flatten().filter_map(|w| FrameworkRef::parse(w)).collect();
    ends.chain(&asked)
        .filter_map(|r| {
            let item = catalogs.item(r)?;
            let shown =
                ItemShown { cited: catalogs.cite(r), title: item.title.clone(), statement: item.statement.clone() };
            Some((r.to_string(), shown))
        })
        .collect()
}
