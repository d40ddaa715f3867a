//! Files in memory, read with the pack that ships.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use nhimap_core::api::{FixRow, Input, Note};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, DateRule, Ingested, InputFile, Said, ingest_as_said};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;

use crate::shown::cells;

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).unwrap_or_else(|error| panic!("{error}"))
});

/// Files and what is said of them.
#[derive(Default)]
pub(crate) struct World {
    files: Vec<(String, Vec<u8>, Option<Day>, Complete)>,
    said: BTreeMap<String, Said>,
}

impl World {
    pub(crate) fn file(mut self, name: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), text.into(), None, Complete::Undeclared));
        self
    }

    /// The last file was taken on this day, and is complete.
    pub(crate) fn taken(mut self, day: &str) -> Self {
        let last = self.files.last_mut().expect("a file");
        (last.2, last.3) = (Day::parse(day), Complete::Complete);
        self
    }

    /// How the dates of a column of the last file are to be read.
    pub(crate) fn dates(mut self, column: &str, rule: DateRule) -> Self {
        let name = self.files.last().expect("a file").0.clone();
        self.said.entry(name).or_default().dates.push((column.into(), rule));
        self
    }

    /// How many rows the last file should have.
    pub(crate) fn rows(mut self, rows: usize) -> Self {
        let name = self.files.last().expect("a file").0.clone();
        self.said.entry(name).or_default().rows = Some(rows);
        self
    }

    pub(crate) fn read(&self) -> Read {
        let file = |(name, text, extracted, complete): &'_ (String, Vec<u8>, Option<Day>, Complete)| {
            let bytes: &[u8] = text;
            // The bytes live as long as this world.
            (name.clone(), bytes.to_vec(), *extracted, *complete)
        };
        let files: Vec<_> = self.files.iter().map(file).collect();
        let inputs = files.iter().map(|(name, text, extracted, complete)| InputFile {
            name: name.clone(),
            content: Content::Bytes(Box::new(&text[..])),
            extracted: *extracted,
            complete: *complete,
        });
        let out = ingest_as_said(inputs.collect(), &self.said, &PACK, &|_| true, 1, &|_| {});
        let out = out.unwrap_or_else(|error| panic!("{error}"));
        for input in &out.inputs {
            let apart: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
            assert_eq!(input.read + apart, input.rows, "{}: no row disappears", input.name);
        }
        Read(out)
    }
}

/// What was read.
pub(crate) struct Read(pub(crate) Ingested);

impl Read {
    /// A field's cells, over all rows.
    pub(crate) fn cells(&self, path: &str) -> Vec<String> {
        cells(&self.0.tables, path)
    }

    pub(crate) fn rows(&self, subject: Subject) -> usize {
        self.0.tables.table(subject).rows
    }

    /// The notes of a kind.
    pub(crate) fn notes(&self, kind: &str) -> Vec<&Note> {
        self.0.notes.iter().filter(|note| note.kind == kind).collect()
    }

    /// The only note of a kind.
    pub(crate) fn note(&self, kind: &str) -> &Note {
        let notes = self.notes(kind);
        let [note] = notes[..] else { panic!("{kind}: {:#?}", self.0.notes) };
        note
    }

    pub(crate) fn input(&self, name: &str) -> &Input {
        self.0.inputs.iter().find(|input| input.name == name).unwrap_or_else(|| panic!("{name}"))
    }

    pub(crate) fn fixes(&self) -> Vec<FixRow> {
        self.0.fixes.rows().collect()
    }

    /// Everything that can be told of it.
    pub(crate) fn told(&self) -> String {
        format!("{:?}{:?}{:?}{:?}", self.0.tables, self.0.inputs, self.0.notes, self.fixes())
    }
}

/// A register with these cells in a column.
pub(crate) fn column(heading: &str, cells: &[&str]) -> World {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let rows: String = cells
        .iter()
        .enumerate()
        .map(|(n, cell)| format!("SVC-{n:03},svc-{n},jana@example.com,{}\n", quoted(cell)))
        .collect();
    World::default().file("register.csv", format!("Id,Name,Owner,{heading}\n{rows}"))
}
