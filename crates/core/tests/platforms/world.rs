//! Fixtures of platforms' exports, read and judged with the pack that ships.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use nhimap_core::api::{Finding, Header, Input};
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, Ingested, InputFile, ingest};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::{FieldId, Subject};
use nhimap_core::tables::{Complete, Value};

pub(crate) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).unwrap_or_else(|error| panic!("{error}"))
});

pub(crate) const AS_OF: &str = "2026-11-01";

/// What a secret in a fixture holds; it must stand in no output.
const CANARY: &str = "canary";

/// A fixture, by its path.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    std::fs::read(format!("{root}{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn inputs<'a>(files: &'a [(&str, Vec<u8>)]) -> Vec<InputFile<'a>> {
    let input = |(name, bytes): &'a (&str, Vec<u8>)| InputFile {
        name: (*name).into(),
        content: Content::Bytes(Box::new(&bytes[..])),
        extracted: None,
        complete: Complete::Undeclared,
    };
    files.iter().map(input).collect()
}

/// Files that were read together.
pub(crate) struct Files(Ingested);

/// Reads fixtures by their paths; no row may disappear, and no secret appear.
pub(crate) fn read(paths: &[&str]) -> Files {
    read_bytes(&paths.iter().map(|path| (*path, fixture(path))).collect::<Vec<_>>())
}

pub(crate) fn read_bytes(files: &[(&str, Vec<u8>)]) -> Files {
    let out = ingest(inputs(files), &PACK, &|_| true, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    for input in &out.inputs {
        let apart: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
        assert_eq!(input.read + apart, input.rows, "{}: no row disappears", input.name);
        assert!(input.refused.is_empty(), "{}: {:?}", input.name, input.refused);
    }
    let told = format!("{:?}{:?}{:?}", out.inputs, out.notes, out.tables);
    assert!(!told.to_lowercase().contains(CANARY), "a secret is told");
    Files(out)
}

impl Files {
    /// What a file, or a table in one, was understood as.
    pub(crate) fn input(&self, name: &str) -> &Input {
        let names = || self.0.inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>();
        self.0.inputs.iter().find(|i| i.name.ends_with(name)).unwrap_or_else(|| panic!("{name} of {:?}", names()))
    }

    /// What each input was understood as, its rows, and those that were read.
    pub(crate) fn understood(&self) -> Vec<(&str, usize, usize)> {
        self.0.inputs.iter().map(|i| (i.understood_as.as_str(), i.rows, i.read)).collect()
    }

    pub(crate) fn rows(&self, subject: Subject) -> usize {
        self.0.tables.table(subject).rows
    }

    /// The cells of a field in the order of the rows; a link as the id or the name of its identity.
    pub(crate) fn cells(&self, path: &str) -> Vec<String> {
        let field = FieldId::parse(path).unwrap_or_else(|| panic!("no field {path}"));
        let tables = &self.0.tables;
        let cell = |row: usize| match tables.value(field, row) {
            Value::Empty => "(empty)".into(),
            Value::Unknown => "(unknown)".into(),
            Value::Never => "never".into(),
            Value::Day(day) => day.to_string(),
            Value::Text(text) => text.into_owned(),
            Value::Bool(b) => b.to_string(),
            Value::Int(n) => n.to_string(),
            Value::List(list) => list.join(", "),
            Value::Row(row) => self.identity(row as usize),
        };
        (0..tables.table(field.subject).rows).map(cell).collect()
    }

    fn identity(&self, row: usize) -> String {
        let identities = self.0.tables.table(Subject::Identity);
        let keys = ["id", "name"].map(|field| String::from_utf8_lossy(identities.col(field).text(row)).into_owned());
        keys.into_iter().find(|key| !key.is_empty()).unwrap_or_default()
    }

    /// Cells of several fields of one row, told by a field's cell.
    pub(crate) fn row<const N: usize>(&self, key: (&str, &str), fields: [&str; N]) -> [String; N] {
        let subject = key.0.split('.').next().expect("a subject");
        let at = self.cells(key.0).iter().position(|cell| cell == key.1).unwrap_or_else(|| panic!("no {}", key.1));
        fields.map(|field| self.cells(&format!("{subject}.{field}")).swap_remove(at))
    }

    /// Reasons and rows that were set apart.
    pub(crate) fn apart(&self, name: &str) -> Vec<(&str, usize)> {
        self.input(name).set_apart.iter().map(|r| (r.reason.as_str(), r.rows)).collect()
    }

    /// Notes of one kind: what they say and how often.
    pub(crate) fn notes(&self, kind: &str) -> Vec<(String, usize)> {
        self.0.notes.iter().filter(|n| n.kind == kind).map(|n| (n.says.clone(), n.count)).collect()
    }

    /// Columns that were dropped because they can hold secrets, and cells in them.
    pub(crate) fn dropped(&self) -> Vec<(&str, usize)> {
        let notes = self.0.notes.iter().filter(|n| n.kind == "secret-column");
        notes.map(|n| (n.column.as_deref().unwrap_or_default(), n.count)).collect()
    }
}

/// What files come to.
pub(crate) struct Judged {
    findings: Vec<Finding>,
    unknown: BTreeMap<String, usize>,
}

/// Judges fixtures by their paths.
pub(crate) fn judge(paths: &[&str]) -> Judged {
    let files: Vec<(&str, Vec<u8>)> = paths.iter().map(|path| (*path, fixture(path))).collect();
    let day = Day::parse(AS_OF).expect("a day");
    let request = Request {
        files: inputs(&files),
        said: Default::default(),
        header: Header::default(),
        as_of: Some(day),
        today: day,
        period: None,
        mirror: false,
        threads: 1,
    };
    let done = assess(request, &PACK, &PACK.policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let findings = done.findings().collect();
    let unknown = done.assessment.checks.iter().map(|c| (c.id.clone(), c.counts.unknown)).collect();
    Judged { findings, unknown }
}

impl Judged {
    /// The rows that fail a check, by their keys.
    pub(crate) fn failing(&self, check: &str) -> Vec<&str> {
        assert!(self.unknown.contains_key(check), "no check {check}");
        let mut out: Vec<&str> = self.findings.iter().filter(|f| f.check == check).map(|f| f.key.as_str()).collect();
        out.sort_unstable();
        out
    }

    /// Does anything fail on the row of a key?
    pub(crate) fn any_failing(&self, key: &str) -> bool {
        self.findings.iter().any(|finding| finding.key == key)
    }

    /// How many rows a check cannot judge.
    pub(crate) fn unknown(&self, check: &str) -> usize {
        self.unknown[check]
    }
}
