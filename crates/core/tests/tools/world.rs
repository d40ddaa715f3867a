//! Fixtures, read alone or together with a register.

use std::sync::LazyLock;

use nhimap_core::api::Header;
use nhimap_core::assess::{Assessed, Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, IngestError, Ingested, InputFile, ingest};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;

pub(crate) use crate::shown::cells;

pub(crate) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    Pack::load(&files).unwrap_or_else(|error| panic!("{error}"))
});

/// What every secret of the fixtures begins with, and everything else that must not be kept.
pub(crate) const CANARY: &str = "c4n4ry";

/// The bytes of a fixture.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    std::fs::read(format!("{root}{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn input<'a>(name: &str, bytes: &'a [u8], extracted: Option<&str>, complete: Complete) -> InputFile<'a> {
    let content = Content::Bytes(Box::new(bytes));
    InputFile { name: name.into(), content, extracted: extracted.and_then(Day::parse), complete }
}

/// Reads files, or says why not.
pub(crate) fn tried(files: &[(&str, &[u8])]) -> Result<Ingested, IngestError> {
    let inputs = files.iter().map(|(name, bytes)| input(name, bytes, None, Complete::Undeclared)).collect();
    ingest(inputs, &PACK, &|_| true, 1, &|_| {})
}

/// Reads a fixture, and holds that none of its secrets and of its authors' addresses is kept.
pub(crate) fn read(path: &str) -> Ingested {
    let ingested = tried(&[(path, &fixture(path))]).unwrap_or_else(|error| panic!("{error}"));
    let told = format!("{:?}{:?}{:?}", ingested.inputs, ingested.notes, ingested.headings);
    assert!(!told.contains(CANARY), "{told}");
    for subject in nhimap_core::schema::SUBJECTS {
        for field in nhimap_core::schema::fields_of(subject) {
            let path = format!("{}.{}", subject.name(), field.name);
            let cells = cells(&ingested.tables, &path);
            assert!(!cells.concat().contains(CANARY), "{path}: {cells:?}");
        }
    }
    ingested
}

/// Why a file is refused.
pub(crate) fn refused(name: &str, bytes: &[u8]) -> String {
    match tried(&[(name, bytes)]) {
        Ok(ingested) => panic!("{name} was read as {}", ingested.inputs[0].understood_as),
        Err(error) => error.to_string(),
    }
}

/// Reads one kind of row of what was read: its cells, field by field.
pub(crate) struct Of<'a>(pub(crate) &'a Ingested, pub(crate) &'static str);

impl Of<'_> {
    pub(crate) fn cells(&self, field: &str) -> Vec<String> {
        cells(&self.0.tables, &format!("{}.{field}", self.1))
    }
}

pub(crate) fn rows(ingested: &Ingested, subject: Subject) -> usize {
    ingested.tables.table(subject).rows
}

/// Reasons for which rows of the first table were set apart.
pub(crate) fn apart(ingested: &Ingested) -> Vec<(&str, usize)> {
    ingested.inputs[0].set_apart.iter().map(|r| (r.reason.as_str(), r.rows)).collect()
}

pub(crate) const AS_OF: &str = "2026-11-20";

/// A file, when it was extracted, and whether it is declared complete.
pub(crate) type Dated<'a> = (&'a str, &'a [u8], &'a str, bool);

/// Assesses files as of the day of the tests.
pub(crate) fn assessed(files: &[Dated<'_>]) -> Assessed<'static> {
    let input = |(name, bytes, extracted, complete): &Dated<'_>| InputFile {
        name: (*name).into(),
        content: Content::Bytes(Box::new(std::io::Cursor::new(bytes.to_vec()))),
        extracted: Day::parse(extracted),
        complete: if *complete { Complete::Complete } else { Complete::Undeclared },
    };
    let request = Request {
        files: files.iter().map(input).collect(),
        said: Default::default(),
        header: Header::default(),
        as_of: Day::parse(AS_OF),
        today: Day::parse(AS_OF).expect("a day"),
        period: None,
        mirror: false,
        threads: 1,
    };
    assess(request, &PACK, &PACK.policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

/// The verdicts of a check.
pub(crate) fn count(run: &Assessed<'_>, check: &str) -> nhimap_core::api::Verdicts {
    let found = run.assessment.checks.iter().find(|c| c.id == check);
    found.unwrap_or_else(|| panic!("no check `{check}`")).counts
}
