//! Known exports in JSON: their records as rows of text.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::document::{At, Document};
use super::leaves::Leaves;
use super::path::{self, Element, Path, Start, Step};
use super::refusals;
use super::shapes::table;
use super::{Part, PartFacts, Whole, shown};
use crate::api::{ColumnRead, Confidence, Note};
use crate::intake::exports::{Binder, Export, JsonShape};
use crate::intake::recognise::by_export;
use crate::intake::{HEAD, IngestError};
use crate::pack::Pack;
use crate::vocabulary::Vocabulary;

/// Bytes of rows that are written at a time.
const PIECE: usize = 64 << 10;

/// Records of a document.
#[derive(Clone)]
struct Records {
    document: Arc<Document>,
    /// The records, and all that stands around them.
    all: Arc<Vec<Element>>,
    records: Vec<u32>,
}

/// The tables of a JSON file.
pub(super) fn parts<'a>(
    name: &str,
    text: String,
    file: &(u64, String),
    pack: &'a Pack,
) -> Result<Vec<Part<'a>>, IngestError> {
    let document = Document::parse(text).map_err(|flaw| IngestError::NotJson {
        file: name.into(),
        format: "JSON",
        what: flaw.says,
        line: flaw.place.0,
        column: flaw.place.1,
    })?;
    let mut opened = Opened { name, file, pack, document: Arc::new(document), all: Vec::new() };
    if let Some((export, records)) = opened.known() {
        return Ok(opened.parts(export, records));
    }
    let nothing = |what: String, remedy: String| IngestError::Nothing { file: name.into(), what, remedy };
    if let Some((what, remedy)) = refusals::nothing_in(&opened.document) {
        return Err(nothing(what.into(), remedy.into()));
    }
    match table(&opened.document) {
        Ok(records) => Ok(vec![opened.unknown(&records)?]),
        Err((what, remedy)) => Err(nothing(what, remedy)),
    }
}

struct Opened<'f, 'a> {
    name: &'f str,
    file: &'f (u64, String),
    pack: &'a Pack,
    document: Arc<Document>,
    /// The documents, and every element that was met on the way to records.
    all: Vec<Element>,
}

/// Where a way leads.
struct Way {
    records: Vec<u32>,
    /// The names that the records have, in lower case.
    names: FxHashSet<String>,
}

impl<'a> Opened<'_, 'a> {
    /// The export whose records these are: of several, the one that asks for most. Lists without a record are told by where
    /// they stand, if only one export has its records there.
    fn known(&mut self) -> Option<(&'a Export, Vec<u32>)> {
        let document = Arc::clone(&self.document);
        self.all = document.roots.iter().map(|root| Element { value: *root, key: None, around: None }).collect();
        let mut ways: BTreeMap<&'a [Step], Way> = BTreeMap::new();
        let mut best: Option<(usize, &'a Export, &'a [Step])> = None;
        let mut empty: Vec<(&'a Export, &'a [Step])> = Vec::new();
        for export in &self.pack.exports {
            let Some(shape) = &export.json else { continue };
            for way in &shape.records {
                let led = ways.entry(way).or_insert_with(|| self.way(way));
                if led.records.is_empty() {
                    if matches!(way[..], [Step::Name(_), ..]) && self.leads_to_a_list(way) {
                        empty.push((export, way));
                    }
                    continue;
                }
                if self.fits(export, shape, led) {
                    let asks = export.header.len() + export.first.len() + usize::from(!export.any.is_empty());
                    if best.is_none_or(|(most, ..)| asks > most) {
                        best = Some((asks, export, way));
                    }
                    break;
                }
            }
        }
        match (best, &empty[..]) {
            (Some((_, export, way)), _) => Some((export, ways.remove(way)?.records)),
            (None, [(export, _)]) => Some((export, Vec::new())),
            _ => None,
        }
    }

    fn way(&mut self, steps: &[Step]) -> Way {
        let mut records = Vec::new();
        for root in 0..self.document.roots.len() as u32 {
            records.extend(path::records(&self.document, &mut self.all, root, steps));
        }
        if !records.iter().any(|record| self.document.is_object(self.all[*record as usize].value)) {
            records.clear();
        }
        let mut names = FxHashSet::default();
        for record in &records {
            for (key, _) in self.document.members(self.all[*record as usize].value) {
                let key = self.document.word(key);
                if names.len() < 10_000 && !names.contains(&*key) {
                    names.insert(key.to_ascii_lowercase());
                }
            }
        }
        Way { records, names }
    }

    /// Does a way lead to a list, though an empty one?
    fn leads_to_a_list(&self, way: &[Step]) -> bool {
        let Some((Step::Each, names)) = way.split_last() else { return false };
        let [root] = self.document.roots[..] else { return false };
        let mut at = Some(root);
        for step in names {
            at = match (step, at) {
                (Step::Name(name), Some(value)) => self.document.member(value, name),
                _ => None,
            };
        }
        at.is_some_and(|value| self.document.is_list(value))
    }

    /// Are all paths of the header in some record, and is the first record one of this export?
    fn fits(&self, export: &Export, shape: &JsonShape, led: &Way) -> bool {
        let header = &shape.columns[..export.header.len().min(shape.columns.len())];
        let named = |path: &Path| path.first_name().is_none_or(|name| led.names.contains(&name.to_ascii_lowercase()));
        let is_there = |path: &Path| {
            let mut scratch = String::new();
            let mut origins = Origins::default();
            led.records.iter().any(|record| {
                scratch.clear();
                origins.is_new(&self.all, *record, path.start)
                    && path::write(&self.document, &self.all, *record, path, &|_| false, &mut scratch).any
            })
        };
        let any: Vec<&Path> =
            shape.columns.iter().filter(|(c, _)| export.any.contains(c)).map(|(_, path)| path).collect();
        header.iter().all(|(_, path)| named(path))
            && header.iter().all(|(_, path)| is_there(path))
            && (any.is_empty() || any.into_iter().any(is_there))
            && self.first_fits(export, shape, led.records[0])
    }

    fn first_fits(&self, export: &Export, shape: &JsonShape, record: u32) -> bool {
        if export.first.is_empty() {
            return true;
        }
        let columns: Vec<String> = shape.columns.iter().map(|(column, _)| column.clone()).collect();
        let cells: Vec<String> = shape
            .columns
            .iter()
            .map(|(_, path)| {
                let mut cell = String::new();
                path::write(&self.document, &self.all, record, path, &|_| false, &mut cell);
                cell
            })
            .collect();
        let binder = Binder::new(export, &columns);
        binder.tests(&export.first).iter().all(|test| test.holds(|column| cells[column].trim()))
    }

    /// The table of an export's records, and those nested in them.
    fn parts(mut self, export: &'a Export, records: Vec<u32>) -> Vec<Part<'a>> {
        let Some(shape) = &export.json else { return Vec::new() };
        let mut tables = Vec::new();
        let mut notes = Vec::new();
        let mut inner: Vec<String> = Vec::new();
        for (label, nested) in &shape.nested {
            let Some(way) = nested.json.as_ref().and_then(|shape| shape.records.first()) else { continue };
            let mut led = Vec::new();
            let mut any = false;
            for record in &records {
                led.extend(path::records(&self.document, &mut self.all, *record, way));
                any = any || !led.is_empty() || self.has_list(*record, way);
            }
            inner.push(names_of(way));
            if any {
                tables.push((label, nested, led));
            }
        }
        let all = Arc::new(std::mem::take(&mut self.all));
        let document = Arc::clone(&self.document);
        let of = |records| Records { document: Arc::clone(&document), all: Arc::clone(&all), records };
        let mut parts = Vec::new();
        for (label, nested, led) in tables {
            let records = of(led);
            match nested
                .json
                .as_ref()
                .filter(|shape| records.lacks(nested, shape).is_none() || records.records.is_empty())
            {
                Some(shape) => parts.push(self.part(shown(self.name, label), nested, shape, records, &[])),
                None => notes.push(Note {
                    kind: "part-not-read".into(),
                    file: Some(self.name.to_owned()),
                    column: Some(label.clone()),
                    count: records.records.len(),
                    says: "records of this name are not written as the export writes them, and were not read".into(),
                    lines: Vec::new(),
                }),
            }
        }
        if !export.views.is_empty() {
            let mut main = self.part(self.name.to_owned(), export, shape, of(records), &inner);
            main.notes.append(&mut notes);
            parts.insert(0, main);
        } else if let Some(first) = parts.first_mut() {
            first.notes.append(&mut notes);
        }
        parts
    }

    /// The table of records that no known export writes: its headings are the paths of what they hold.
    fn unknown(mut self, records: &[At]) -> Result<Part<'a>, IngestError> {
        let first = self.all.len() as u32;
        self.all.extend(records.iter().map(|record| Element { value: *record, key: None, around: None }));
        let records: Vec<u32> = (first..self.all.len() as u32).collect();
        let records = Records { document: self.document, all: Arc::new(self.all), records };
        let mut leaves = Leaves::new(&records.document, &self.pack.vocabulary, [].into_iter(), [].into_iter());
        for record in &records.records {
            leaves.add(records.all[*record as usize].value);
        }
        let (mut dropped, mut header, mut paths) = (Vec::new(), Vec::new(), Vec::new());
        for leaf in leaves.into_found() {
            if leaf.secret {
                dropped.push((leaf.path, leaf.count));
            } else if let Ok(path) = Path::parse(&leaf.path) {
                header.push(leaf.path);
                paths.push(path);
            }
        }
        let name = self.name.to_owned();
        let mut head = Vec::new();
        for (number, heading) in header.iter().enumerate() {
            if number > 0 {
                head.push(b',');
            }
            quote(heading, &mut head);
        }
        head.push(b'\n');
        let mut rest = Rows::new(records, paths, &self.pack.vocabulary);
        let io = |cause| IngestError::fetching(&name, cause);
        rest.by_ref().take(HEAD.saturating_sub(head.len()) as u64).read_to_end(&mut head).map_err(io)?;
        let facts = PartFacts { name: name.clone(), container: "JSON".into(), unit: "record" };
        let file = Whole::Known(self.file.0, self.file.1.clone());
        let rest = Box::new(rest);
        Ok(Part { name, head, rest, file, facts, understood: None, notes: Vec::new(), dropped })
    }

    /// Does a record have the list to which a way leads, though it may be empty?
    fn has_list(&self, record: u32, way: &[Step]) -> bool {
        match way.first() {
            Some(Step::Name(name)) => self.document.member(self.all[record as usize].value, name).is_some(),
            _ => false,
        }
    }

    fn part(
        &self,
        name: String,
        export: &'a Export,
        shape: &'a JsonShape,
        records: Records,
        inner: &[String],
    ) -> Part<'a> {
        let marks: Vec<&str> = export.fingerprints().collect();
        let kept = |column: &str| !export.is_secret(column) || marks.contains(&column);
        let mut columns: Vec<&'a (String, Path)> = shape.columns.iter().filter(|(column, _)| kept(column)).collect();
        columns.extend(shape.secrets.iter().filter(|(column, _)| {
            marks.contains(&column.as_str()) && !shape.columns.iter().any(|(other, _)| other == column)
        }));
        columns.retain(|(_, path)| records.have(path));
        let header: Vec<String> = columns.iter().map(|(column, _)| column.clone()).collect();
        let mut understood = by_export(export, &header, self.pack);
        understood.plan.lines_before = 0;
        let read = shape.columns.iter().map(|(column, _)| column.as_str()).filter(|column| kept(column));
        let read = read.chain(inner.iter().map(String::as_str));
        let secrets = shape.secrets.iter().map(|(column, _)| column.as_str()).filter(|column| !marks.contains(column));
        let mut leaves = Leaves::new(&records.document, &self.pack.vocabulary, read, secrets);
        for record in &records.records {
            leaves.add(records.all[*record as usize].value);
        }
        let mut dropped = Vec::new();
        for leaf in leaves.into_found() {
            let columns = &mut understood.plan.columns;
            columns.push(unread(columns.len(), leaf.path.clone(), leaf.secret));
            if leaf.secret {
                dropped.push((leaf.path, leaf.count));
            }
        }
        let paths: Vec<Path> = columns.into_iter().map(|(_, path)| path.clone()).collect();
        let rest = Box::new(Rows::new(records, paths, &self.pack.vocabulary));
        let facts = PartFacts { name: name.clone(), container: "JSON".into(), unit: "record" };
        let file = Whole::Known(self.file.0, self.file.1.clone());
        Part { name, head: Vec::new(), rest, file, facts, understood: Some(understood), notes: Vec::new(), dropped }
    }
}

/// A name in records that is not read.
pub(super) fn unread(index: usize, heading: String, secret: bool) -> ColumnRead {
    let (how, reason) = match secret {
        true => ("dropped", "the name says that it may be a secret"),
        false => ("not used", "no field has this name"),
    };
    ColumnRead {
        index,
        heading,
        fields: Vec::new(),
        how: how.into(),
        confidence: Confidence::Certain,
        reason: reason.into(),
    }
}

/// The names of a way, as the start of a path.
fn names_of(way: &[Step]) -> String {
    let names = way.iter().filter_map(|step| match step {
        Step::Name(name) => Some(path::quoted(name)),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

impl Records {
    /// The first path of an export's header that no record has.
    fn lacks(&self, export: &Export, shape: &'_ JsonShape) -> Option<usize> {
        (0..export.header.len().min(shape.columns.len())).find(|at| !self.have(&shape.columns[*at].1))
    }

    /// Does any record have something at a path?
    fn have(&self, path: &Path) -> bool {
        let mut scratch = String::new();
        let mut origins = Origins::default();
        self.records.iter().any(|record| {
            scratch.clear();
            origins.is_new(&self.all, *record, path.start)
                && path::write(&self.document, &self.all, *record, path, &|_| false, &mut scratch).any
        })
    }
}

/// Where a path started last: what stands around many records is looked through once.
#[derive(Default)]
struct Origins(Option<At>);

impl Origins {
    fn is_new(&mut self, all: &[Element], record: u32, start: Start) -> bool {
        if start == Start::Up(0) {
            return true;
        }
        let origin = path::origin(all, record, start);
        let is_new = origin.is_some() && origin != self.0;
        self.0 = origin;
        is_new
    }
}

/// Records as rows of delimited text, written while they are read.
struct Rows<'a> {
    records: Records,
    columns: Vec<Column>,
    vocabulary: &'a Vocabulary,
    next: usize,
    piece: Vec<u8>,
    at: usize,
    /// Bytes that may still be written: what stands around records is repeated for each of them.
    left: usize,
}

struct Column {
    path: Path,
    /// Where the path started last, and what it gave there.
    last: Option<(u32, String)>,
}

impl<'a> Rows<'a> {
    fn new(records: Records, paths: Vec<Path>, vocabulary: &'a Vocabulary) -> Self {
        let columns = paths.into_iter().map(|path| Column { path, last: None }).collect();
        let left = records.document.len().saturating_mul(16).max(64 << 20);
        Self { records, columns, vocabulary, next: 0, piece: Vec::new(), at: 0, left }
    }

    /// Writes the next rows.
    fn fill(&mut self) -> io::Result<()> {
        self.piece.clear();
        self.at = 0;
        let Records { document, all, records } = &self.records;
        let hidden = |name: &str| self.vocabulary.holds_secrets(name);
        let mut cell = String::new();
        while self.piece.len() < PIECE {
            let Some(record) = records.get(self.next) else { break };
            self.next += 1;
            for (number, column) in self.columns.iter_mut().enumerate() {
                if number > 0 {
                    self.piece.push(b',');
                }
                cell.clear();
                let element = all[*record as usize];
                if !document.is_object(element.value) && element.key.is_none() {
                    // What is no record has nothing, whatever stands around it. A variable is one by its name.
                } else if column.path.start == Start::Up(0) {
                    path::write(document, all, *record, &column.path, &hidden, &mut cell);
                } else if let Some(origin) = path::origin(all, *record, column.path.start) {
                    if column.last.as_ref().is_none_or(|(last, _)| *last != origin) {
                        path::write(document, all, *record, &column.path, &hidden, &mut cell);
                        column.last = Some((origin, cell.clone()));
                    } else if let Some((_, text)) = &column.last {
                        cell.push_str(text);
                    }
                }
                quote(&cell, &mut self.piece);
            }
            self.piece.push(b'\n');
        }
        self.left = self.left.checked_sub(self.piece.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(())
    }
}

/// A cell as delimited text. It is always quoted, so that a row of one blank cell is a row.
fn quote(cell: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = cell.as_bytes();
    while let Some(at) = memchr::memchr2(b'"', 0, rest) {
        out.extend_from_slice(&rest[..at]);
        // The zero character would be taken for a cell that is not there.
        out.extend_from_slice(if rest[at] == b'"' { b"\"\"" } else { "\u{fffd}".as_bytes() });
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

impl Read for Rows<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            self.fill()?;
        }
        let size = out.len().min(self.piece.len() - self.at);
        out[..size].copy_from_slice(&self.piece[self.at..self.at + size]);
        self.at += size;
        Ok(size)
    }
}
