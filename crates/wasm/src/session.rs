//! What a tab holds: the files that were dropped, and what they showed.

use std::io::Cursor;
use std::sync::Arc;

use nhimap_core::api::{Assessment, Finding, Header, OwnerPage};
use nhimap_core::assess::query::{
    Finder, FindingsPage, FindingsQuery, RowAsk, RowDetail, RowsPage, RowsQuery, Trace, TracedCell,
};
use nhimap_core::assess::{Assessed, Request, Step, assess};
use nhimap_core::catalog::crosswalk::{End, EndError, MAX_HOPS};
use nhimap_core::citations::lint::{LintReport, fixed, lint};
use nhimap_core::intake::{
    CellPlace, ColumnMapping, Content, DateRule, InputFile, Mapping, Sheet, cells_in_file, understand, understanding,
};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::{FieldId, Type, fields_of};
use nhimap_core::tables::Complete;
use nhimap_report::{
    Format, OwnerEntry, OwnerFormat, fix_list, lint_markdown, lint_sarif, render_calendar, render_owner, render_owners,
};

use crate::data::Data;
use crate::failure::{Failure, Problem};
use crate::known::{self, EditionItems, EditionKnown, Explained, PolicyKnown};
use crate::sample;
use crate::types::{
    AssessAsk, CheckText, CorrectAsk, CrosswalkAsk, CrosswalkTold, FieldKnown, FileSettings, FileUnderstood,
    ProgressTold, SampleAsk, SampleTold, TraceAsk, VersionTold,
};

/// Where a file's content comes from; asked again for every assessment, so that nothing of it is held between two.
pub trait Source {
    /// A reader from the first byte on, or the sheets.
    fn open(&self) -> Content<'_>;
}

impl Source for Arc<[u8]> {
    fn open(&self) -> Content<'_> {
        Content::Bytes(Box::new(Cursor::new(Arc::clone(self))))
    }
}

/// A workbook that the page has opened with the module for workbooks.
pub struct Opened {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
}

impl Source for Opened {
    fn open(&self) -> Content<'_> {
        Content::Workbook { bytes: self.bytes, sha256: self.sha256.clone(), sheets: self.sheets.clone() }
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
    data: Data,
    shipped: &'static Pack,
    files: Vec<Held>,
    pack: &'static Pack,
    /// How a person wants tables to be read.
    mapping: Arc<Mapping>,
    results: Option<Results>,
}

/// What the files showed, and what finds its way through it.
struct Results {
    assessed: Assessed<'static>,
    finder: Finder,
}

impl Session {
    /// Reads the pack.
    ///
    /// # Errors
    /// What is wrong with the pack; the project's tests keep that from happening.
    pub fn new(data: Data) -> Result<Self, Failure> {
        let pack = load(&data, &[]).map_err(Failure::pack)?;
        // The pack lives as long as the worker does, which ends with the tab.
        let shipped: &'static Pack = Box::leak(Box::new(pack));
        Ok(Self { data, shipped, files: Vec::new(), pack: shipped, mapping: Arc::default(), results: None })
    }

    /// What this module is.
    pub fn version(&self) -> VersionTold {
        VersionTold {
            tool: env!("CARGO_PKG_VERSION").into(),
            digest: self.shipped.digest.clone(),
            checks: self.shipped.checks.len(),
        }
    }

    /// Takes a file and tells how it is understood: a table from its first bytes, JSON from the whole.
    pub fn add(&mut self, id: u32, name: &str, size: u64, source: Box<dyn Source>) -> FileUnderstood {
        let name = self.free_name(name);
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
        self.understood(&mut told, &*source);
        self.files.retain(|f| f.told.id != id);
        self.files.push(Held { source, told: told.clone(), complete: Complete::Undeclared });
        told
    }

    /// Tells how a file is understood: a table from its first bytes, JSON from the whole.
    fn understood(&self, told: &mut FileUnderstood, source: &dyn Source) {
        (told.kind, told.understood_as, told.refused) = Default::default();
        (told.columns, told.cannot_know) = Default::default();
        match understand(self.input(told, source, Complete::Undeclared), self.shipped) {
            Ok(tables) => {
                let mut says: Vec<&str> = tables.iter().map(|table| table.plan.says.as_str()).collect();
                says.dedup();
                told.understood_as = says.join("; ");
                for table in tables.into_iter().rev() {
                    told.kind = table.plan.kind;
                    told.columns.splice(0..0, table.plan.columns);
                    told.cannot_know.splice(0..0, table.plan.cannot_know);
                }
            }
            Err(error) => told.refused = Some(error.into()),
        }
    }

    /// A file as the core reads it.
    fn input<'a>(&self, told: &FileUnderstood, source: &'a dyn Source, complete: Complete) -> InputFile<'a> {
        let content = match self.mapping.tables.is_empty() {
            true => source.open(),
            false => Content::Mapped(Box::new(source.open()), Arc::clone(&self.mapping)),
        };
        InputFile { name: told.name.clone(), content, extracted: told.extracted, complete }
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
        self.mapping = Arc::default();
        self.results = None;
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
    ///
    /// # Errors
    /// Where the sample is not there.
    pub fn sample(&mut self, first_id: u32) -> Result<SampleTold, Failure> {
        let mut names: Vec<String> = self.data.sample.keys().cloned().collect();
        names.retain(|name| name != sample::POLICY);
        let mut files = Vec::new();
        for (id, name) in (first_id..).zip(&names) {
            self.sample_file(id, name)?;
            files.push(self.settings(id, &sample::settings(name))?);
        }
        let policy = self.data.sample.get(sample::POLICY);
        let header = Header { subject: Some(sample::SUBJECT.into()), ..Header::default() };
        let ask = SampleAsk { as_of: sample::as_of(), policy_toml: policy.cloned().unwrap_or_default(), header };
        Ok(SampleTold { files, ask })
    }

    /// Takes one file of the sample organisation again, as a new worker must.
    ///
    /// # Errors
    /// Where the sample has no such file.
    pub fn sample_file(&mut self, id: u32, name: &str) -> Result<FileUnderstood, Failure> {
        let text = self.data.sample.get(name);
        let text = text.ok_or_else(|| Failure::asked(format!("the sample has no file `{name}`")))?;
        let bytes: Arc<[u8]> = text.as_bytes().into();
        Ok(self.add(id, name, bytes.len() as u64, Box::new(bytes)))
    }

    /// Assesses the files that can be read.
    ///
    /// # Errors
    /// A file that could not be read after all; a policy or a check that does not fit.
    pub fn assess(&mut self, ask: AssessAsk, tell: &(dyn Fn(ProgressTold) + Sync)) -> Result<&Assessment, Failure> {
        // Two of them would not fit where one does.
        self.results = None;
        let pack = self.pack_with(&ask.checks)?;
        self.pack = pack;
        let policy = match &ask.policy_toml {
            Some(text) => pack.policy.overlay("policy.toml", text).map_err(Failure::pack)?,
            None => pack.policy.clone(),
        };
        let readable = || self.files.iter().filter(|f| f.told.refused.is_none());
        let sizes: Vec<(String, u64)> = readable().map(|f| (f.told.name.clone(), f.told.size)).collect();
        let files = readable().map(|file| self.input(&file.told, &*file.source, file.complete));
        let request = Request {
            files: files.collect(),
            said: Default::default(),
            header: ask.header,
            as_of: ask.as_of,
            today: ask.today,
            period: ask.period,
            mirror: false,
            threads: 1,
        };
        let tell = |step| tell(progress(step, &sizes));
        let assessed = assess(request, pack, &policy, &tell)?;
        Ok(&self.results.insert(Results { assessed, finder: Finder::default() }).assessed.assessment)
    }

    /// The shipped pack, or one with own checks laid over it, which lives as long as the worker does.
    fn pack_with(&self, checks: &[CheckText]) -> Result<&'static Pack, Failure> {
        if checks.is_empty() {
            return Ok(self.shipped);
        }
        Ok(Box::leak(Box::new(load(&self.data, checks).map_err(Failure::pack)?)))
    }

    /// One page of findings.
    ///
    /// # Errors
    /// Where nothing was assessed yet; so for all questions about results.
    pub fn findings(&mut self, query: &FindingsQuery) -> Result<FindingsPage, Failure> {
        let results = self.results()?;
        Ok(results.finder.findings(&results.assessed, query))
    }

    /// The finding with an id.
    ///
    /// # Errors
    /// Where there is none.
    pub fn finding(&mut self, ask: &TraceAsk) -> Result<Finding, Failure> {
        let results = self.results()?;
        let found = results.finder.finding(&results.assessed, &ask.id, ask.check.as_deref());
        found.ok_or_else(|| no_finding(&ask.id))
    }

    /// The finding with an id, what it was compared with, and its cells as they stand in the files.
    ///
    /// # Errors
    /// Where there is none, or a file cannot be read any more.
    pub fn trace(&mut self, ask: &TraceAsk) -> Result<Trace, Failure> {
        let results = self.results()?;
        let found = results.finder.trace(&results.assessed, &ask.id, ask.check.as_deref());
        let mut trace = found.ok_or_else(|| no_finding(&ask.id))?;
        for file in &self.files {
            // A table of several in a file is shown behind the file's name.
            let stands = |cell: &nhimap_core::api::CellShown| {
                let behind = cell.file.as_ref().and_then(|shown| shown.strip_prefix(file.told.name.as_str()));
                behind.is_some_and(|label| label.is_empty() || label.starts_with(" › "))
            };
            let mut cells: Vec<_> = trace.cells.iter_mut().filter(|traced| stands(&traced.cell)).collect();
            let place = |t: &TracedCell| {
                let shown = t.cell.clone();
                (shown.file.unwrap_or_default(), shown.line.unwrap_or(0), shown.column.unwrap_or_default())
            };
            let places: Vec<(String, u32, String)> = cells.iter().map(|traced| place(traced)).collect();
            let places: Vec<_> =
                places.iter().map(|(table, line, column)| CellPlace { table, line: *line, column }).collect();
            if places.is_empty() {
                continue;
            }
            let texts = {
                let content = match self.mapping.tables.is_empty() {
                    true => file.source.open(),
                    false => Content::Mapped(Box::new(file.source.open()), Arc::clone(&self.mapping)),
                };
                let name = file.told.name.clone();
                let input = InputFile { name, content, extracted: file.told.extracted, complete: file.complete };
                cells_in_file(input, self.pack, &places)?
            };
            cells.iter_mut().zip(texts).for_each(|(traced, text)| traced.in_file = text);
        }
        Ok(trace)
    }

    /// One page of rows.
    ///
    /// # Errors
    /// Where nothing was assessed yet.
    pub fn rows(&mut self, query: &RowsQuery) -> Result<RowsPage, Failure> {
        let results = self.results()?;
        Ok(results.finder.rows(&results.assessed, query))
    }

    /// The rows with a key, with all that is known of them.
    ///
    /// # Errors
    /// Where nothing was assessed yet.
    pub fn row(&mut self, ask: &RowAsk) -> Result<Vec<RowDetail>, Failure> {
        let results = self.results()?;
        Ok(results.finder.row(&results.assessed, ask))
    }

    /// The page of one owner.
    ///
    /// # Errors
    /// Where nobody of that name answers for anything.
    pub fn owner(&mut self, owner: &str) -> Result<OwnerPage, Failure> {
        let found = self.results()?.assessed.owner_page(owner);
        found.ok_or_else(|| Failure::asked(format!("no page is there for `{owner}`")))
    }

    /// What a text means: a check, or references.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn explain(&self, what: &str) -> Result<Explained, Failure> {
        known::explain(what, self.pack)
    }

    /// All editions.
    pub fn frameworks(&self) -> Vec<EditionKnown> {
        known::frameworks(self.pack)
    }

    /// One edition with its ids.
    ///
    /// # Errors
    /// Where the pack has no such edition.
    pub fn framework(&self, edition: &str) -> Result<EditionItems, Failure> {
        known::framework(edition, self.pack)
    }

    /// How the files are read, as a file that people can edit: what is understood, and what a person said otherwise.
    ///
    /// # Errors
    /// A file that could not be read after all.
    pub fn mapping(&self) -> Result<String, Failure> {
        let mut all = Mapping::default();
        for file in self.files.iter().filter(|f| f.told.refused.is_none()) {
            let input = self.input(&file.told, &*file.source, file.complete);
            all.tables.extend(understanding(input, self.pack, 1, &|_| {})?.mapping.tables);
        }
        Ok(all.print())
    }

    /// Reads the files by a mapping from now on; none where the text is empty. Tells how they are understood then.
    ///
    /// # Errors
    /// What is wrong with the mapping.
    pub fn set_mapping(&mut self, toml: &str) -> Result<Vec<FileUnderstood>, Failure> {
        let mapping = Mapping::parse(toml).map_err(|says| Failure::told("mapping", &says))?;
        self.mapping = Arc::new(mapping);
        let mut files = std::mem::take(&mut self.files);
        files.iter_mut().for_each(|file| self.understood(&mut file.told, &*file.source));
        self.files = files;
        Ok(self.files())
    }

    /// The mapping in force with one column of one table read otherwise.
    ///
    /// # Errors
    /// Where no file has such a table or column.
    pub fn corrected(&self, ask: &CorrectAsk) -> Result<String, Failure> {
        let no_column = || Failure::asked(format!("`{}` has no column {}", ask.table, ask.column + 1));
        let mut mapping = Mapping::clone(&self.mapping);
        if !mapping.tables.iter().any(|table| table.name == ask.table) {
            let holds = |file: &&Held| ask.table.starts_with(file.told.name.as_str());
            let file = self.files.iter().filter(|f| f.told.refused.is_none()).find(holds).ok_or_else(no_column)?;
            let read = understanding(self.input(&file.told, &*file.source, file.complete), self.pack, 1, &|_| {})?;
            let own = read.mapping.tables.into_iter().find(|table| table.name == ask.table);
            // What names one table goes before what names several.
            mapping.tables.insert(0, own.ok_or_else(no_column)?);
        }
        let table = mapping.tables.iter_mut().find(|table| table.name == ask.table).ok_or_else(no_column)?;
        if let Some(fields) = &ask.fields {
            let taken = |column: &ColumnMapping| column.fields.iter().any(|field| fields.contains(field));
            // A field has one column; the one that had it before gives it away.
            for other in table.columns.iter_mut().filter(|column| taken(column)) {
                other.fields.retain(|field| !fields.contains(field));
            }
        }
        let column = table.columns.iter_mut().find(|column| column.column == ask.column + 1).ok_or_else(no_column)?;
        if let Some(fields) = &ask.fields {
            column.fields.clone_from(fields);
        }
        if let Some(dates) = &ask.dates {
            column.dates = DateRule::parse(dates);
        }
        Ok(mapping.print())
    }

    /// The fields that a table of a kind can have.
    pub fn fields(&self, kind: &str) -> Vec<FieldKnown> {
        let kind = self.pack.vocabulary.kinds.iter().find(|known| known.name == kind);
        let subjects =
            kind.into_iter().flat_map(|kind| kind.reads.iter().copied().chain(kind.also.iter().map(|a| a.0)));
        let fields = subjects.flat_map(|subject| {
            fields_of(subject)
                .iter()
                .enumerate()
                .map(move |(index, field)| (FieldId { subject, index: index as u16 }, field))
        });
        let known = fields.filter(|(_, field)| !field.derived).map(|(id, field)| FieldKnown {
            field: id.path(),
            label: field.label.into(),
            says: field.says.into(),
            is_date: matches!(field.kind, Type::Event | Type::Limit),
        });
        known.collect()
    }

    /// Every citation of a document, judged.
    ///
    /// # Errors
    /// Where its bytes are no text.
    pub fn lint(&self, name: &str, bytes: &[u8]) -> Result<LintReport, Failure> {
        lint(name, bytes, self.pack).map_err(|error| Failure::told("not-text", &error.to_string()))
    }

    /// What comes of a document's citations: `fixed`, the document with what is certain written into it; `markdown`, `sarif`
    /// and `json`, the judgement in those forms.
    ///
    /// # Errors
    /// Where its bytes are no text, or no such form is known.
    pub fn lint_document(&self, name: &str, bytes: &[u8], form: &str) -> Result<(String, Vec<u8>), Failure> {
        let report = self.lint(name, bytes)?;
        let mut out = Vec::new();
        let (stem, _) = name.rsplit_once('.').unwrap_or((name, ""));
        let called = match form {
            "fixed" => {
                out = fixed(bytes, &report);
                name.to_owned()
            }
            "markdown" => {
                lint_markdown(&[&report], &mut out).map_err(not_written)?;
                format!("{stem}.citations.md")
            }
            "sarif" => {
                lint_sarif(&[&report], &mut out).map_err(not_written)?;
                format!("{stem}.citations.sarif")
            }
            "json" => {
                serde_json::to_writer_pretty(&mut out, &[&report]).map_err(not_written)?;
                format!("{stem}.citations.json")
            }
            _ => return Err(no_document(form)),
        };
        Ok((called, out))
    }

    /// How references of one framework relate to those of another; without a question, what is known at all.
    ///
    /// # Errors
    /// Where an end names nothing or several things, or both are of one edition.
    pub fn crosswalk(&self, ask: &CrosswalkAsk) -> Result<CrosswalkTold, Failure> {
        let Pack { crosswalk, catalogs, .. } = self.pack;
        let read = |written: &String| {
            let read = End::read(written, catalogs).map_err(|error| match error {
                EndError::Unknown(_) => Failure::new("unknown-reference", error.to_string()),
                _ => Failure::told("several-references", &error.to_string()),
            })?;
            Ok::<_, Failure>(read.end)
        };
        let Some(from) = ask.from.as_ref().map(read).transpose()? else {
            return Ok(CrosswalkTold { maps: crosswalk.maps().to_vec(), answer: None });
        };
        let to = ask.to.as_ref().map(read).transpose()?;
        if to.as_ref().is_some_and(|to| to.edition() == from.edition()) {
            let says = format!("both are of {}; a crosswalk leads from one edition to another", from.edition());
            return Err(Failure::told("one-edition", &says));
        }
        let answer = crosswalk.ask(&from, to.as_ref(), MAX_HOPS, ask.all, catalogs);
        Ok(CrosswalkTold { maps: crosswalk.maps().to_vec(), answer: Some(answer) })
    }

    /// The default policy.
    pub fn policy(&self) -> PolicyKnown {
        known::policy_known(self.shipped, self.data.pack.get(known::POLICY).map_or("", String::as_str))
    }

    /// What is wrong with a policy that somebody writes.
    pub fn policy_problems(&self, toml: &str) -> Vec<Problem> {
        match self.pack.policy.overlay("policy.toml", toml) {
            Ok(_) => Vec::new(),
            Err(error) => error.problems.into_iter().map(Problem::from).collect(),
        }
    }

    /// What is wrong with a check that somebody writes.
    pub fn check_problems(&self, toml: &str) -> Vec<Problem> {
        let id = id_in(toml).unwrap_or_default();
        self.pack.check_problems(id, toml).into_iter().map(Problem::from).collect()
    }

    /// One document, with the name it is saved under: the same bytes as the command writes. Known are the words of
    /// [`Format`], `calendar`, `fix-list`, `owners` for the list of owners' pages, and `owner/<slug>.<html|md|json>` for one of them.
    ///
    /// # Errors
    /// Where nothing was assessed yet, or no such document is known.
    pub fn report(&mut self, word: &str) -> Result<(String, Vec<u8>), Failure> {
        let assessed = &self.results()?.assessed;
        let assessment = &assessed.assessment;
        let mut out = Vec::new();
        let name = match word {
            "calendar" => {
                render_calendar(&assessed.due(), &assessment.header, &assessment.as_of, &mut out)?;
                "calendar.ics".to_owned()
            }
            "fix-list" => {
                fix_list(&mut assessed.fixes().rows(), &mut out)?;
                "fix-list.csv".to_owned()
            }
            "owners" => {
                let list: Vec<OwnerEntry> = assessed.owner_pages().map(|page| OwnerEntry::from(&page)).collect();
                render_owners(&list, assessment, &mut out)?;
                "owners/index.html".to_owned()
            }
            _ => match word.strip_prefix("owner/").and_then(|name| name.rsplit_once('.')) {
                Some((slug, ending)) => {
                    let format = OwnerFormat::ALL.into_iter().find(|format| format.extension() == ending);
                    let page = assessed.owner_pages().find(|page| page.slug == slug);
                    let (Some(format), Some(page)) = (format, page) else { return Err(no_document(word)) };
                    render_owner(format, &page, assessment, &mut out)?;
                    format!("owners/{slug}.{ending}")
                }
                None => {
                    let format = Format::parse(word).ok_or_else(|| no_document(word))?;
                    nhimap_report::render(format, assessment, &mut assessed.findings(), &mut out)?;
                    format.file_name().to_owned()
                }
            },
        };
        Ok((name, out))
    }

    fn results(&mut self) -> Result<&mut Results, Failure> {
        self.results.as_mut().ok_or_else(|| Failure::asked("nothing was assessed yet"))
    }
}

fn no_finding(id: &str) -> Failure {
    Failure::asked(format!("no finding has the id `{id}`"))
}

fn not_written(error: impl std::fmt::Display) -> Failure {
    Failure::new("report", error.to_string())
}

fn no_document(word: &str) -> Failure {
    Failure::asked(format!("`{word}` is no document"))
}

/// The id that a check's text gives it.
fn id_in(toml: &str) -> Option<&str> {
    let value = toml.lines().find_map(|line| line.trim().strip_prefix("id")?.trim_start().strip_prefix('='))?.trim();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

fn load(data: &Data, checks: &[CheckText]) -> Result<Pack, nhimap_core::pack::PackError> {
    let mut files = PackFiles::new(data.pack.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    for check in checks {
        files.insert(format!("checks/{}/check.toml", check.id), check.toml.as_str());
    }
    Pack::load(&files)
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
