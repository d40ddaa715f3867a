//! Reads the files below `crosswalks/` and reports every problem with file, line and column.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{Asserted, Confidence, Crosswalk, Edge, Map, Matching, Method, Relation, State};
use crate::catalog::{Catalog, Catalogs, FrameworkRef, Item, Status};
use crate::date::Day;
use crate::pack::{PackFiles, Problems};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    from: Spanned<String>,
    to: Spanned<String>,
    #[serde(default)]
    ours: bool,
    publisher: Option<String>,
    method: Method,
    matching: Matching,
    status: State,
    sample: Option<String>,
    scope: Option<String>,
    confidence: Option<Confidence>,
    revised: Spanned<String>,
    says: String,
    source: String,
    licence: String,
    note: Option<String>,
    /// What the publisher's own words for a relation mean, and how they are read.
    #[serde(default)]
    words: BTreeMap<Spanned<String>, String>,
    edge: Vec<EdgeFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeFile {
    from: Spanned<String>,
    to: Spanned<String>,
    relation: Relation,
    stated: Option<Spanned<String>>,
    confidence: Option<Confidence>,
    rationale: Option<String>,
    source: Option<String>,
    /// Who says so, where it is not the file's publisher.
    publisher: Option<String>,
}

/// A file while it is read: where problems go, and the editions at its ends.
struct Reading<'a> {
    path: &'a str,
    text: &'a str,
    problems: &'a mut Problems,
}

impl Reading<'_> {
    fn at<T>(&mut self, place: &Spanned<T>, message: impl Into<String>) {
        self.problems.at(self.path, self.text, place.span().start, message);
    }
}

impl Crosswalk {
    /// Reads the files `crosswalks/<from>--<to>.toml`.
    pub(crate) fn load(files: &PackFiles, catalogs: &Catalogs, problems: &mut Problems) -> Self {
        let mut out = Self::default();
        for (path, text) in files.below("crosswalks") {
            let Some(file) = problems.toml::<MapFile>(path, text) else { continue };
            let mut reading = Reading { path, text, problems };
            let (Some(from), Some(to)) =
                (end(&file.from, catalogs, &mut reading), end(&file.to, catalogs, &mut reading))
            else {
                continue;
            };
            if path != format!("crosswalks/{}--{}.toml", from.id, to.id) {
                reading.at(&file.from, format!("the file is called after its ends: `{}--{}.toml`", from.id, to.id));
            }
            if out.map(&from.id, &to.id).is_some() || from.id == to.id {
                reading.at(&file.from, "each pair of two editions has one file, in one direction");
            }
            out.add(file, from, to, &mut reading);
        }
        for edges in out.edges.values_mut() {
            edges.sort_by_cached_key(|e| (e.asserted, place(catalogs, &e.to), e.confidence, e.stated.clone()));
        }
        out
    }

    fn add(&mut self, file: MapFile, from: &Catalog, to: &Catalog, reading: &mut Reading<'_>) {
        let asserted = match (file.ours, &file.publisher) {
            (true, None) => Asserted::Ours,
            (false, Some(_)) => Asserted::Official,
            _ => {
                reading.at(&file.from, "a map is either `ours = true` or has a `publisher`");
                return;
            }
        };
        if Day::parse(file.revised.get_ref()).is_none() {
            reading.at(&file.revised, "a day is written like 2026-11-01");
        }
        let map = Map {
            from: from.id.clone(),
            to: to.id.clone(),
            asserted,
            publisher: file.publisher,
            method: file.method,
            matching: file.matching,
            status: file.status,
            sample: file.sample,
            scope: file.scope,
            says: file.says,
            note: file.note,
            source: file.source,
            licence: file.licence,
            revised: file.revised.into_inner(),
            words: file.words.iter().map(|(word, says)| (word.get_ref().clone(), says.clone())).collect(),
            relations: file.edge.len(),
        };
        let (mut seen, mut used) = (BTreeSet::new(), BTreeSet::new());
        for edge in file.edge {
            if let Some(stated) = &edge.stated {
                used.insert(stated.get_ref().clone());
            }
            if !seen.insert((
                edge.from.get_ref().clone(),
                edge.to.get_ref().clone(),
                edge.stated.as_ref().map(|s| s.get_ref().clone()),
            )) {
                reading.at(&edge.from, "this relation stands twice");
            }
            if let Some(edge) = build(edge, &map, file.confidence, from, to, reading) {
                self.edges.entry(edge.to.clone()).or_default().push(edge.turned());
                self.edges.entry(edge.from.clone()).or_default().push(edge);
            }
        }
        for word in file.words.keys().filter(|w| !used.contains(w.get_ref())) {
            reading.at(word, format!("no relation of this file is stated as `{}`", word.get_ref()));
        }
        self.maps.push(map);
    }
}

/// The edition at one end of a file.
fn end<'a>(written: &Spanned<String>, catalogs: &'a Catalogs, reading: &mut Reading<'_>) -> Option<&'a Catalog> {
    let catalog = catalogs.edition(written.get_ref());
    if catalog.is_none() {
        reading.at(written, format!("`{}` is no edition of this pack", written.get_ref()));
    }
    catalog
}

/// The item at one end of a relation.
fn item<'a>(written: &Spanned<String>, catalog: &'a Catalog, reading: &mut Reading<'_>) -> Option<&'a Item> {
    let Some(item) = catalog.item(written.get_ref()) else {
        reading.at(written, format!("`{}` is no id of {}", written.get_ref(), catalog.id));
        return None;
    };
    if item.status == Status::Withdrawn {
        reading.at(written, format!("`{}` is withdrawn from {}; relate its successors", item.id, catalog.id));
        return None;
    }
    Some(item)
}

fn build(
    edge: EdgeFile,
    map: &Map,
    confidence: Option<Confidence>,
    from: &Catalog,
    to: &Catalog,
    reading: &mut Reading<'_>,
) -> Option<Edge> {
    let (one, other) = (item(&edge.from, from, reading), item(&edge.to, to, reading));
    let of_word = edge.stated.as_ref().and_then(|stated| map.words.get(stated.get_ref()).cloned());
    if let (Some(stated), None) = (&edge.stated, &of_word) {
        reading.at(stated, format!("`{}` has no meaning in the file's `words`", stated.get_ref()));
    }
    let rationale = edge.rationale.or(of_word).filter(|r| !r.trim().is_empty());
    if rationale.is_none() {
        reading.at(&edge.from, "it needs a `rationale`, or a publisher's word as `stated`");
    }
    let confidence = edge.confidence.or(confidence);
    if confidence.is_none() {
        reading.at(&edge.from, "it needs a `confidence`, here or for the whole file");
    }
    let asserted = if edge.publisher.is_some() { Asserted::ThirdParty } else { map.asserted };
    let reference =
        |catalog: &Catalog, item: &Item| FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
    Some(Edge {
        from: reference(from, one?),
        to: reference(to, other?),
        relation: edge.relation,
        confidence: confidence?,
        asserted,
        publisher: edge.publisher.or_else(|| map.publisher.clone()),
        stated: edge.stated.map(Spanned::into_inner),
        rationale: rationale?,
        source: edge.source.unwrap_or_else(|| map.source.clone()),
        scope: map.scope.clone(),
        sample: map.sample.clone(),
        reversed: false,
    })
}

/// Where a reference stands: the edition among the editions, the item among its items.
pub(super) fn place(catalogs: &Catalogs, reference: &FrameworkRef) -> (usize, usize) {
    let edition = catalogs.all().iter().position(|c| c.id == reference.edition).unwrap_or(usize::MAX);
    let item = catalogs.edition(&reference.edition).and_then(|c| c.items.iter().position(|i| i.id == reference.item));
    (edition, item.unwrap_or(usize::MAX))
}
