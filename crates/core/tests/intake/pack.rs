//! A tiny pack of its own, and files as front doors hand them over.

use std::io::{self, Read};
use std::sync::LazyLock;

use nhimap_core::api::{Assessment, Header};
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, Ingested, InputFile, ingest};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::Subject;
use nhimap_core::tables::{Complete, Tables};

pub(crate) use crate::shown::cells;

const HEADERS: &str = r#"
[kinds]
register = { reads = ["identity", "credential"], needs = ["identity.id", "identity.name"], says = "a register" }
roster   = { reads = ["person"], needs = ["person.address"], says = "a roster" }
scanner  = { reads = ["exposure"], needs = ["exposure.location"], says = "a scanner's results" }

[identity]
id = []
platform = []
account = []
purpose_class = []
is_root = []
name = []
kind = []
owner = []
purpose = []
status = []
scopes = []
created = []
last_used = []
expires = []
privilege = []
mfa = []
external_ids = ["arn"]
approved_scopes = []
consumer_platforms = []
[credential]
id = ["key id"]
kind = ["key kind"]
name = ["key"]
rotated = []
expires = ["key ends"]
key_bits = []
status = ["key status"]
[person]
id = ["person id"]
name = ["full name"]
address = []
manager = []
aliases = []
[exposure]
location = []
detector = []
identity = ["service"]
found = []
"#;

const VALUES: &str = r#"
[marks]
empty = ["n a", "none", "tbc", "not available"]
never = ["never", "no expiry"]
secret_headers = ["password", "secret", "api key"]
[bool]
true = ["yes"]
false = ["no"]
[words."identity.kind"]
human = ["person", "user"]
service_account = ["svc"]
[words."identity.platform"]
aws = ["amazon"]
"#;

/// Markers of its own: a star is no value, a hash never, a question mark not recorded.
const EXPORT: &str = r##"
id = "tiny-cloud"
title = "Tiny cloud's list of users"
kind = "export"
platform = "aws"
document = "made up"
header = ["arn", "user", "made_on", "state", "grants", "note", "used", "level", "second_factor"]
[[set_apart]]
reason = "a person, by its name"
when = [{ column = "user", is = ["someone"] }]
[[view]]
subject = "identity"
constants = { platform = "aws" }
[view.fields]
id = { column = "arn" }
name = { column = "user", unknown = ["?"] }
external_ids = { column = "arn" }
created = { column = "made_on" }
status = { column = "state", unknown = ["?"], empty = ["*"] }
scopes = { column = "grants", unknown = ["?"], empty = ["*"] }
purpose = { column = "note", unknown = ["?"], empty = ["*"] }
last_used = { column = "used", unknown = ["?", "1601-01-01"], empty = ["*"], never = ["#", "0001-01-01"] }
privilege = { column = "level", unknown = ["?"], empty = ["*"] }
mfa = { column = "second_factor", unknown = ["?"], empty = ["*"] }
"##;

const OWNER_MISSING: &str = r#"
id = "owner-missing"
title = "No owner"
subject = "identity"
severity = "medium"
severity_why = "nobody answers"
applies = 'identity.status == "active"'
fails = '!has(identity.owner)'
message = "`{identity.name}` ({identity.purpose}) has no owner; scopes {identity.scopes}, mfa {identity.mfa}, used {since(identity.last_used)}"
remedy = "name one"
why = "somebody must answer"
"#;

const KEY_OLD: &str = r#"
id = "key-old"
title = "Old key"
subject = "credential"
severity = "high"
severity_why = "old copies open doors"
applies = 'has(credential.kind)'
fails = 'age(credential.rotated) > policy.old_days'
message = "`{credential.name}` of {identity.name} is from {since(credential.rotated)}"
remedy = "rotate it"
why = "copies"
"#;

const POLICY: &str = r#"
[assumptions]
status = "active"
empty_status = "active"
[old_days]
says = "Days."
unit = "days"
strict = "least"
default = 90
[skew_days]
says = "Days."
unit = "days"
strict = "least"
default = 7
"#;

const FILES: [(&str, &str); 6] = [
    ("vocabulary/headers.toml", HEADERS),
    ("vocabulary/values.toml", VALUES),
    ("exports/tiny-cloud.toml", EXPORT),
    ("checks/owner-missing/check.toml", OWNER_MISSING),
    ("checks/key-old/check.toml", KEY_OLD),
    ("policy.toml", POLICY),
];

pub(crate) static PACK: LazyLock<Pack> =
    LazyLock::new(|| Pack::load(&PackFiles::new(FILES)).unwrap_or_else(|error| panic!("{error}")));

/// The tiny pack with one file more.
pub(crate) fn pack_with(path: &str, text: &str) -> Pack {
    let mut files = PackFiles::new(FILES);
    files.insert(path, text);
    Pack::load(&files).unwrap_or_else(|error| panic!("{error}"))
}

/// What is wrong with the tiny pack when one of its files has this text behind its own.
fn problems(path: &str, more: &str) -> Vec<String> {
    let mut files = PackFiles::new(FILES);
    let text = format!("{}\n{more}", files.get(path).expect("a file of the pack"));
    files.insert(path, text);
    match Pack::load(&files) {
        Ok(_) => Vec::new(),
        Err(error) => error.problems.into_iter().map(|p| p.message).collect(),
    }
}

#[test]
fn a_kind_of_file_that_could_never_be_told_is_a_problem_of_the_pack() {
    let kind = |lines: &str| problems("vocabulary/headers.toml", &format!("[kinds.more]\nsays = \"more\"\n{lines}"));
    let cases = [
        (
            "reads = [\"exposure\"]\nneeds = [[\"exposure.location\", \"exposure.found\"]]\nkeys = [\"exposure.location\"]",
            "",
        ),
        ("reads = [\"exposure\"]\nneeds = [[\"exposure.location\", \"exposure.found\"]]", "`keys` must say"),
        ("reads = [\"exposure\"]\nneeds = [\"exposure.reason\"]", "no heading feeds `exposure.reason`"),
        (
            "reads = [\"exposure\"]\nneeds = [\"person.address\"]",
            "`person.address` is not a field of a subject that it reads",
        ),
        ("reads = [\"exposure\"]\nneeds = [[]]\nkeys = []", "names no field"),
        ("reads = [\"exposures\"]\nneeds = []", "`exposures` is not a subject"),
        ("reads = [\"exposure\"]\nneeds = []\napart_from = [\"register\"]", "`register` is not a subject"),
        ("reads = [\"exposure\"]\nneeds = []\nnamed = [\"exposure.found\"]", "`named` counts only with `file_words`"),
        (
            "reads = [\"exposure\"]\nneeds = []\nalso = { subject = \"leak\", headings_with = [] }",
            "`leak` is not a subject",
        ),
        ("reads = [\"exposure\"]\nneed = []", "unknown field `need`"),
    ];
    for (lines, expected) in cases {
        let problems = kind(lines);
        assert_eq!(problems.is_empty(), expected.is_empty(), "{lines}: {problems:?}");
        assert!(problems.iter().any(|p| p.contains(expected)) || expected.is_empty(), "{lines}: {problems:?}");
    }
}

#[test]
fn words_and_exports_that_contradict_themselves_are_problems_of_the_pack() {
    let values = |lines: &str| problems("vocabulary/values.toml", lines);
    assert!(values("[words.\"control.status\"]\nplanned = [\"later\"]\n\"?\" = [\"nobody looked\"]").is_empty());
    let twice = values("[words.\"control.status\"]\nplanned = [\"later\"]\n\"?\" = [\"Later\"]");
    assert!(twice.len() == 1 && twice[0].contains("`later` is a word of `control.status`"), "{twice:?}");
    assert!(values("[periods]\nmonth = [\"monthly\"]")[0].contains("`month` of `periods`"));
    let export = |lines: &str| problems("exports/tiny-cloud.toml", lines);
    let view = "[[view]]\nsubject = \"evidence\"\n";
    let cases = [
        ("each = { column = \"grants\", of = \";\" }\n[view.fields]\ntitle = { column = \"grants\" }", ""),
        ("each = { column = \"none\", of = \";\" }", "`none` is no column"),
        ("[view.fields]\ntitle = { text = \"{other} {user}\" }", "`other` is no column"),
        ("[view.pieces]\nother = { column = \"arn\" }\n[view.fields]\ntitle = { text = \"{other} {user}\" }", ""),
        ("[view.fields]\ntitle = { columns = [\"user\", \"nobody\"] }", "`nobody` is no column"),
        ("[view.fields]\ntitle = { column = \"user\", part = 1 }", "`part` and `of` go together"),
        (
            "[view.fields.result]\nrules = [{ when = [{ column = \"x\", is = [\"y\"] }], is = \"pass\" }]",
            "`x` is no column",
        ),
    ];
    for (lines, expected) in cases {
        let problems = export(&format!("{view}{lines}"));
        assert_eq!(problems.is_empty(), expected.is_empty(), "{lines}: {problems:?}");
        assert!(problems.iter().any(|p| p.contains(expected)) || expected.is_empty(), "{lines}: {problems:?}");
    }
}

/// A file in memory.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) name: &'static str,
    pub(crate) text: Vec<u8>,
    pub(crate) extracted: Option<&'static str>,
    pub(crate) complete: Complete,
}

pub(crate) fn file(name: &'static str, text: impl Into<Vec<u8>>) -> File {
    File { name, text: text.into(), extracted: None, complete: Complete::Undeclared }
}

impl File {
    pub(crate) fn extracted(mut self, day: &'static str) -> Self {
        self.extracted = Some(day);
        self
    }

    pub(crate) fn complete(mut self) -> Self {
        self.complete = Complete::Complete;
        self
    }

    fn input(&self, pieces: Option<usize>) -> InputFile<'_> {
        InputFile {
            name: self.name.into(),
            content: Content::Bytes(match pieces {
                Some(seed) => Box::new(Pieces { left: &self.text, seed }),
                None => Box::new(&self.text[..]),
            }),
            extracted: self.extracted.and_then(Day::parse),
            complete: self.complete,
        }
    }
}

/// Gives bytes in odd small pieces, with interruptions, as a pipe may.
struct Pieces<'a> {
    left: &'a [u8],
    seed: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.seed = self.seed.wrapping_mul(25_214_903_917).wrapping_add(11);
        if (self.seed >> 20).is_multiple_of(7) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let size = ((self.seed >> 16) % 4_093 + 1).min(out.len()).min(self.left.len());
        let (now, later) = self.left.split_at(size);
        out[..size].copy_from_slice(now);
        self.left = later;
        Ok(size)
    }
}

/// Reads files, everything wanted.
pub(crate) fn read(files: &[File], threads: usize, pieces: Option<usize>) -> Ingested {
    let inputs = files.iter().map(|f| f.input(pieces)).collect();
    ingest(inputs, &PACK, &|_| true, threads, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) const TODAY: &str = "2026-11-20";

/// The Assessment, and all findings as JSON.
pub(crate) fn assessed(
    files: &[File],
    as_of: Option<&str>,
    threads: usize,
    pieces: Option<usize>,
) -> (Assessment, Vec<String>) {
    let request = Request {
        files: files.iter().map(|f| f.input(pieces)).collect(),
        said: Default::default(),
        header: Header::default(),
        as_of: as_of.and_then(Day::parse),
        today: Day::parse(TODAY).expect("a day"),
        period: None,
        mirror: false,
        threads,
    };
    let done = assess(request, &PACK, &PACK.policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    let findings = done.findings().map(|f| serde_json::to_string(&f).expect("a finding is JSON")).collect();
    (done.assessment, findings)
}

pub(crate) fn assessment(files: &[File]) -> Assessment {
    assessed(files, Some("2026-11-01"), 1, None).0
}

/// A field's cells by the key of their row.
pub(crate) fn by_id(tables: &Tables, path: &str) -> Vec<(String, String)> {
    let ids = cells(tables, "identity.id");
    let mut out: Vec<_> = ids.into_iter().zip(cells(tables, path)).collect();
    out.sort();
    out
}

pub(crate) fn rows(tables: &Tables, subject: Subject) -> usize {
    tables.table(subject).rows
}
