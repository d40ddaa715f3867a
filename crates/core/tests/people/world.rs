//! Small organisations as CSV, against the shipped pack and a check on launches.

use std::sync::LazyLock;

use nhimap_core::api::Header;
use nhimap_core::assess::{Assessed, Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, InputFile};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::tables::Complete;

/// A check on launches of the tests' own, so that they stand on no shipped one.
const LAUNCH_CHECK: &str = r#"
id = "launch-by-hand"
title = "Launch operated by hand"
subject = "launch"
severity = "medium"
severity_why = "House rule."
applies = 'has(launch.live)'
fails = '!has(launch.operator)'
message = "`{launch.id}` is live and nobody operates it"
remedy = "Name an operator."
why = "House rule."
"#;

pub(crate) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    files.insert("checks/launch-by-hand/check.toml", LAUNCH_CHECK);
    let mut pack = Pack::load(&files).unwrap_or_else(|error| panic!("{error}"));
    // A key of the estate has ended; what its age says is to be seen all the same.
    let ended = pack.checks.iter_mut().find(|check| check.id == "credential-expired-not-removed");
    ended.expect("the check").silences.clear();
    pack
});

pub(crate) const AS_OF: &str = "2026-11-20";

/// Files of an organisation.
#[derive(Clone, Default)]
pub(crate) struct World {
    files: Vec<(String, String)>,
    complete: Vec<String>,
    mirror: bool,
}

impl World {
    /// A file with headings and rows, as CSV.
    pub(crate) fn file(mut self, name: &str, text: &str) -> Self {
        self.files.push((name.into(), text.into()));
        self
    }

    /// A file that is declared complete.
    pub(crate) fn complete(mut self, name: &str) -> Self {
        self.complete.push(name.into());
        self
    }

    pub(crate) fn mirror(mut self) -> Self {
        self.mirror = true;
        self
    }

    pub(crate) fn run(&self) -> Assessed<'static> {
        let files = self.files.iter().map(|(name, text)| InputFile {
            name: name.clone(),
            content: Content::Bytes(Box::new(text.as_bytes())),
            extracted: Some(day(AS_OF)),
            complete: match self.complete.contains(name) {
                true => Complete::Complete,
                false => Complete::Undeclared,
            },
        });
        let request = Request {
            files: files.collect(),
            said: Default::default(),
            header: Header::default(),
            as_of: Some(day(AS_OF)),
            today: day(AS_OF),
            period: None,
            mirror: self.mirror,
            threads: 1,
        };
        assess(request, &PACK, &PACK.policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
    }
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A roster of a few people.
pub(crate) const ROSTER: &str = "\
Employee ID,Full name,Email,Employee type,Employment status,Leaving date,Function
P1,Ana Iqbal,ana@example.com,Employee,Active,,Engineering
P2,Ben Moreau,ben@example.com,Employee,Active,,Security
P3,Cem Aydin,cem@example.com,Employee,Left,2026-06-30,Platform
P4,Dee Fraser,dee@example.com,Employee,Active,,Operations
P5,Platform mailbox,platform@example.com,Mailbox,Active,,Platform
";
