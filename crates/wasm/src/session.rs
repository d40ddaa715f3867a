//! What a tab holds: the files that were dropped, and what they showed.

use std::io::{Cursor, Read};
use std::sync::Arc;

use nhimap_core::api::{Assessment, Header};
use nhimap_core::assess::{Assessed, Request, Step, assess};
use nhimap_core::intake::{InputFile, inspect};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::tables::Complete;
use nhimap_report::Format;

use crate::failure::Failure;
use crate::sample;
use crate::types::{
    AssessAsk, CheckText, FileSettings, FileUnderstood, ProgressTold, SampleAsk, SampleTold, VersionTold,
};

/// Bytes in which the heading must end.
const HEAD: u64 = 64 << 10;

/// Where a file's bytes come from; asked again for every assessment, so that nothing of them is held between two.
pub trait Source {
    /// A reader from the first byte on.
    fn open(&self) -> Box<dyn Read + Send>;
}

impl Source for &'static str {
    fn open(&self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(self.as_bytes()))
    }
}

impl Source for Arc<[u8]> {
    fn open(&self) -> Box<dyn Read + Send> {
        Box::new(Cursor::new(Arc::clone(self)))
    }
}

/// A file that was dropped.
struct Held {
    source: Box<dyn Source>,
    told: FileUnderstood,
    complete: Complete,
}

/// What a tab holds.
pub struct Session {
    shipped: &'static Pack,
    files: Vec<Held>,
    assessed: Option<Assessed<'static>>,
}

impl Session {
    /// Reads the shipped pack.
    ///
    /// # Errors
    /// What is wrong with the pack; the project's tests keep that from happening.
    pub fn new() -> Result<Self, Failure> {
        let pack = load(&[]).map_err(Failure::pack)?;
        // The pack lives as long as the worker does, which ends with the tab.
        Ok(Self { shipped: Box::leak(Box::new(pack)), files: Vec::new(), assessed: None })
    }

    /// What this module is.
    pub fn version(&self) -> VersionTold {
        VersionTold {
            tool: env!("CARGO_PKG_VERSION").into(),
            digest: self.shipped.digest.clone(),
            checks: self.shipped.checks.len(),
        }
    }

    /// Takes a file and tells how it is understood, from its first bytes.
    pub fn add(&mut self, id: u32, name: &str, size: u64, source: Box<dyn Source>) -> FileUnderstood {
        let name = self.free_name(name);
        let mut head = Vec::new();
        let mut told = FileUnderstood {
            id,
            name: name.clone(),
            size,
            kind: String::new(),
            understood_as: String::new(),
            columns: Vec::new(),
            cannot_know: Vec::new(),
            extracted: None,
            complete: Complete::Undeclared.word().into(),
            refused: None,
        };
        let read = source.open().take(HEAD).read_to_end(&mut head);
        match read.map_err(|_| not_readable(&name)).and_then(|_| Ok(inspect(&name, &head, self.shipped)?)) {
            Ok(recognised) => {
                told.kind = recognised.plan.kind;
                told.understood_as = recognised.plan.says;
                told.columns = recognised.plan.columns;
                told.cannot_know = recognised.plan.cannot_know;
            }
            Err(failure) => told.refused = Some(failure),
        }
        self.files.retain(|f| f.told.id != id);
        self.files.push(Held { source, told: told.clone(), complete: Complete::Undeclared });
        told
    }

    /// A name that no other file has: findings name files by it.
    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| self.files.iter().any(|f| f.told.name == name);
        if !taken(name) {
            return name.to_owned();
        }
        let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(s, e)| (s, format!(".{e}")));
        (2..).map(|n| format!("{stem} ({n}){ending}")).find(|name| !taken(name)).expect("some number is free")
    }

    /// The files as understood.
    pub fn files(&self) -> Vec<FileUnderstood> {
        self.files.iter().map(|f| f.told.clone()).collect()
    }

    /// Lets go of a file. What was assessed with it stays until the next assessment.
    pub fn remove(&mut self, id: u32) {
        self.files.retain(|f| f.told.id != id);
    }

    /// Lets go of everything.
    pub fn clear(&mut self) {
        self.files.clear();
        self.assessed = None;
    }

    /// Sets what a person says of a file.
    ///
    /// # Errors
    /// Where no such file is there.
    pub fn settings(&mut self, id: u32, settings: &FileSettings) -> Result<FileUnderstood, Failure> {
        let Some(file) = self.files.iter_mut().find(|f| f.told.id == id) else {
            return Err(Failure::asked(format!("no file has the number {id}")));
        };
        file.told.extracted = settings.extracted;
        file.complete = match settings.complete.as_deref() {
            Some("complete") => Complete::Complete,
            Some("partial") => Complete::Partial,
            Some("undeclared") | None => Complete::Undeclared,
            Some(other) => return Err(Failure::asked(format!("`{other}` is none of complete, partial, undeclared"))),
        };
        file.told.complete = file.complete.word().into();
        Ok(file.told.clone())
    }

    /// Takes the files of the sample organisation, numbered from `first_id`, with what its README says of them.
    pub fn sample(&mut self, first_id: u32) -> SampleTold {
        let mut files = Vec::new();
        for (id, file) in (first_id..).zip(sample::FILES) {
            self.add(id, file.name, file.text.len() as u64, Box::new(file.text));
            let settings = FileSettings {
                extracted: file.extracted.map(sample::day),
                complete: Some(file.complete.word().into()),
            };
            files.extend(self.settings(id, &settings));
        }
        let header = Header { subject: Some(sample::SUBJECT.into()), ..Header::default() };
        SampleTold { files, ask: SampleAsk { as_of: sample::as_of(), policy_toml: sample::POLICY.into(), header } }
    }

    /// Takes one file of the sample organisation again, as a new worker must.
    ///
    /// # Errors
    /// Where the sample has no such file.
    pub fn sample_file(&mut self, id: u32, name: &str) -> Result<FileUnderstood, Failure> {
        let file = sample::FILES.iter().find(|f| f.name == name);
        let file = file.ok_or_else(|| Failure::asked(format!("the sample has no file `{name}`")))?;
        Ok(self.add(id, file.name, file.text.len() as u64, Box::new(file.text)))
    }

    /// Assesses the files that can be read.
    ///
    /// # Errors
    /// A file that could not be read after all; a policy or a check that does not fit.
    pub fn assess(
        &mut self,
        ask: AssessAsk,
        tell: &(dyn Fn(ProgressTold) + Sync),
    ) -> Result<&Assessment, Failure> {
        // Two of them would not fit where one does.
        self.assessed = None;
        let pack = self.pack(&ask.checks)?;
        let policy = match &ask.policy_toml {
            Some(text) => pack.policy.overlay("policy.toml", text).map_err(Failure::pack)?,
            None => pack.policy.clone(),
        };
        let readable = || self.files.iter().filter(|f| f.told.refused.is_none());
        let sizes: Vec<(String, u64)> = readable().map(|f| (f.told.name.clone(), f.told.size)).collect();
        let files = readable().map(|file| InputFile {
            name: file.told.name.clone(),
            bytes: file.source.open(),
            extracted: file.told.extracted,
            complete: file.complete,
        });
        let request = Request {
            files: files.collect(),
            header: ask.header,
            as_of: ask.as_of,
            today: ask.today,
            period: ask.period,
            mirror: false,
            threads: 1,
        };
        let tell = |step| tell(progress(step, &sizes));
        let assessed = assess(request, pack, &policy, &tell)?;
        Ok(&self.assessed.insert(assessed).assessment)
    }

    /// The shipped pack, or one with own checks laid over it.
    fn pack(&self, checks: &[CheckText]) -> Result<&'static Pack, Failure> {
        if checks.is_empty() {
            return Ok(self.shipped);
        }
        Ok(Box::leak(Box::new(load(checks).map_err(Failure::pack)?)))
    }

    /// One document, with the name it is saved under: the same bytes as the command writes.
    ///
    /// # Errors
    /// Where nothing was assessed yet, or no such format is known.
    pub fn report(&self, format: &str) -> Result<(&'static str, Vec<u8>), Failure> {
        let format = Format::parse(format).ok_or_else(|| Failure::asked(format!("`{format}` is no format")))?;
        let assessed = self.assessed()?;
        let mut out = Vec::new();
        nhimap_report::render(format, &assessed.assessment, &mut assessed.findings(), &mut out)?;
        Ok((format.file_name(), out))
    }

    fn assessed(&self) -> Result<&Assessed<'static>, Failure> {
        self.assessed.as_ref().ok_or_else(|| Failure::asked("nothing was assessed yet"))
    }
}

fn load(checks: &[CheckText]) -> Result<Pack, nhimap_core::pack::PackError> {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    for check in checks {
        files.insert(format!("checks/{}/check.toml", check.id), check.toml.as_str());
    }
    Pack::load(&files)
}

fn not_readable(name: &str) -> Failure {
    Failure::new("not-readable", format!("`{name}` could not be read"))
}

fn progress(step: Step, sizes: &[(String, u64)]) -> ProgressTold {
    match step {
        Step::Reading(progress) => ProgressTold {
            step: "reading".into(),
            of: sizes.iter().find(|(name, _)| *name == progress.file).map_or(0, |(_, size)| *size),
            bytes: progress.bytes,
            file: Some(progress.file),
        },
        Step::Checking(rows) => ProgressTold { step: "checking".into(), file: None, bytes: 0, of: rows as u64 },
    }
}

