//! Files to tables: sniff, recognise, read in blocks, settle what cells mean, merge by identity.

mod cells;
pub mod csv;
mod cut;
mod damage;
mod dates;
pub mod encode;
pub mod exports;
mod fingerprints;
mod fixes;
mod kinds;
mod layout;
mod lookup;
mod mapping;
mod merge;
mod negated;
mod odd;
mod open;
mod plan;
mod read;
mod recognise;
pub(crate) mod secrets;
mod settle;
mod trust;
mod understanding;

use fingerprints::Secrets;

use std::collections::BTreeMap;

use crate::api::{Input, Note, Reason};
use crate::date::Day;
use crate::pack::Pack;
use crate::schema::FieldId;
use crate::tables::{Complete, Tables};

pub use dates::DateRule;
pub use fixes::Fixes;
pub use layout::RowRules;
pub(crate) use layout::mask;
pub use lookup::{CellPlace, cells_in_file};
pub use mapping::{ColumnMapping, Mapping, TableMapping};
pub use open::{Content, PartFacts, Sheet};
pub use plan::{Cut, Each, FieldPlan, From, Marks, NotedRows, ReadPlan, SetApart, Split, Test, ViewPlan};
pub use recognise::{Recognised, recognise};
pub use trust::Trust;
pub use understanding::understanding;

/// The longest record: beyond it, a quotation mark was left open or the file is no table.
const LONGEST: usize = 32 << 20;
/// Bytes in which the heading must end.
pub const HEAD: usize = 64 << 10;

/// A file as a front door hands it over.
pub struct InputFile<'a> {
    /// Its name, as shown; without a folder.
    pub name: String,
    /// What it holds.
    pub content: Content<'a>,
    /// When it was extracted, where the user said so.
    pub extracted: Option<Day>,
    /// Whether the user declared it complete.
    pub complete: Complete,
}

/// What a user says of a file beside when it was taken and whether it is whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// How the dates of columns are to be read, by the column's heading.
    pub dates: Vec<(String, DateRule)>,
    /// How many rows it should have.
    pub rows: Option<usize>,
}

/// Why files could not be read at all. Problems with single rows and cells are [`Reason`]s and [`Note`]s instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IngestError {
    /// Nothing was given.
    #[error("no file was given; name at least a register of identities, as CSV")]
    NoFile,
    /// A file has no bytes.
    #[error(
        "`{file}` is empty; nothing can be read from it. Some scanners, such as gitleaks, write an empty file when they find \
         nothing: then leave it out here, and keep it as evidence of the scan"
    )]
    Empty {
        /// The file's name.
        file: String,
    },
    /// The file is not a table of text.
    #[error("`{file}` is {what}, which cannot be read; {remedy}")]
    NotATable {
        /// The file's name.
        file: String,
        /// What it seems to be.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The file is understood, and nothing stands in it that could be read.
    #[error("`{file}` is {what}; {remedy}")]
    Nothing {
        /// The file's name.
        file: String,
        /// What it is.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The file is larger than can be read in its format.
    #[error(
        "`{file}` is larger than {limit} MiB, which is the most that is read of its format; give it in several files"
    )]
    TooLarge {
        /// The file's name.
        file: String,
        /// The limit in MiB.
        limit: usize,
    },
    /// The file looks like JSON or YAML, and is none.
    #[error("`{file}` starts as {format} does, but cannot be read as such: {what} (line {line}, column {column})")]
    NotJson {
        /// The file's name.
        file: String,
        /// JSON or YAML.
        format: &'static str,
        /// What is wrong.
        what: &'static str,
        /// Where, from 1.
        line: usize,
        /// Where in the line, from 1.
        column: usize,
    },
    /// No kind of file has these headings.
    #[error("`{file}`: {}; {}", known_headings(*.known, *.columns), need(.nearest))]
    Unrecognised {
        /// The file's name.
        file: String,
        /// How many headings are known to the nearest kind of file.
        known: usize,
        /// How many columns there are.
        columns: usize,
        /// The nearest kind and what it needs.
        nearest: Option<(String, String)>,
    },
    /// A mapping does not fit the table.
    #[error("`{file}` does not fit its mapping: {says}")]
    Misfit {
        /// The table's name.
        file: String,
        /// Where it does not.
        says: String,
    },
    /// A record is too long.
    #[error(
        "`{file}` has a record longer than {limit} bytes, near row {line}; a quotation mark may have been left open"
    )]
    RecordTooLong {
        /// The file's name.
        file: String,
        /// The limit.
        limit: usize,
        /// The row where it starts, about.
        line: u32,
    },
    /// Its records repeat what stands around them without end.
    #[error(
        "`{file}` has records that repeat what stands around them until they fill sixteen times its size; give it in several files"
    )]
    Grows {
        /// The file's name.
        file: String,
    },
    /// The bytes could not be fetched.
    #[error("`{file}` could not be read")]
    Io {
        /// The file's name.
        file: String,
        /// The cause.
        #[source]
        cause: std::io::Error,
    },
}

fn known_headings(known: usize, columns: usize) -> String {
    match known {
        0 => format!("none of its {columns} headings is known"),
        1 => format!("one of its {columns} headings is known"),
        n => format!("{n} of its {columns} headings are known"),
    }
}

fn need(nearest: &Option<(String, String)>) -> String {
    match nearest {
        Some((says, needs)) => format!("read as {says}, it needs a column for {needs}"),
        None => "`nhimap inspect` shows how headings are understood".into(),
    }
}

/// What reading gave.
pub struct Ingested {
    /// The tables, merged.
    pub tables: Tables,
    /// The files, with what became of their rows.
    pub inputs: Vec<Input>,
    /// What is odd.
    pub notes: Vec<Note>,
    /// Rows that describe an identity.
    pub identity_rows: usize,
    /// For each field of each source: the columns' headings, for provenance.
    pub headings: Vec<Headings>,
    /// What whoever supplied the files should mend.
    pub fixes: Fixes,
}

/// Which column of a source fed which field.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// Field and heading.
    pub fields: Vec<(FieldId, String)>,
}

impl Headings {
    /// The heading of the column that fed a field.
    pub fn of(&self, field: FieldId) -> Option<&str> {
        self.fields.iter().find(|(f, _)| *f == field).map(|(_, h)| h.as_str())
    }
}

/// What is told while files are read.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The file's name.
    pub file: String,
    /// Bytes read of it so far.
    pub bytes: u64,
}

/// Reads files into tables.
///
/// `wanted` says which fields anything needs; text that nothing needs is not kept.
///
/// # Errors
/// The first file that could not be read at all.
pub fn ingest(
    files: Vec<InputFile<'_>>,
    pack: &Pack,
    wanted: &(dyn Fn(FieldId) -> bool + Sync),
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Ingested, IngestError> {
    ingest_as_said(files, &BTreeMap::new(), pack, wanted, threads, progress)
}

/// The same, with what the user says of files, by their names.
///
/// # Errors
/// The first file that could not be read at all.
pub fn ingest_as_said(
    files: Vec<InputFile<'_>>,
    said: &BTreeMap<String, Said>,
    pack: &Pack,
    wanted: &(dyn Fn(FieldId) -> bool + Sync),
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Ingested, IngestError> {
    let FilesRead { raws, expected, unread } = read_all(files, said, pack, wanted, threads, progress)?;
    let mut ingested = merge::merge(raws, expected, pack, threads);
    ingested.notes.extend(unread);
    Ok(ingested)
}

/// The tables of files, not yet merged.
struct FilesRead {
    raws: Vec<read::Raw>,
    /// How many rows they should have, where somebody says so.
    expected: Vec<Expected>,
    /// Tables that could not be read, and what else is to be said before any is merged.
    unread: Vec<Note>,
}

/// Reads the tables of files.
fn read_all(
    files: Vec<InputFile<'_>>,
    said: &BTreeMap<String, Said>,
    pack: &Pack,
    wanted: &(dyn Fn(FieldId) -> bool + Sync),
    threads: usize,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<FilesRead, IngestError> {
    let nothing = Said::default();
    if files.is_empty() {
        return Err(IngestError::NoFile);
    }
    let mut raws = Vec::new();
    let mut unread = Vec::new();
    let mut expected = Vec::new();
    let mut secrets = Secrets::default();
    for InputFile { name, content, extracted, complete } in files {
        let said = said.get(&name).unwrap_or(&nothing);
        let first = raws.len();
        let parts = open::open(&name, content, pack)?;
        let several = parts.len() > 1;
        let (mut failed, mut read_any) = (None, false);
        for part in parts {
            let shown = part.name.clone();
            match read::read(part, (extracted, complete), said, pack, wanted, threads, progress) {
                Ok(mut raw) => {
                    read_any = true;
                    secrets.number(&mut raw);
                    raws.push(raw);
                }
                // Of several tables in a file, some may be none that is known: they are named, and the others are read.
                Err(error) if several && error.is_about_content() => {
                    unread.push(part_not_read(shown, &error));
                    failed = failed.or(Some(error));
                }
                Err(error) => return Err(error),
            }
        }
        if let Some(error) = failed.filter(|_| !read_any) {
            return Err(error);
        }
        unread.extend(unknown_columns(&name, said, &raws[first..]));
        expected.extend(said.rows.map(|rows| Expected { raws: (first..raws.len()).collect(), rows }));
    }
    Ok(FilesRead { raws, expected, unread })
}

/// How many rows some tables should have together, as the user or a list of systems states.
struct Expected {
    raws: Vec<usize>,
    rows: usize,
}

/// Columns that a user gives a rule for dates, and that no table of the file has.
fn unknown_columns(file: &str, said: &Said, raws: &[read::Raw]) -> Vec<Note> {
    let lacking = said.dates.iter().filter(|(column, _)| !raws.iter().any(|raw| raw.plan.column(column).is_some()));
    let note = |(column, _): &(String, DateRule)| Note {
        kind: "no-such-column".into(),
        file: Some(file.to_owned()),
        column: Some(column.clone()),
        count: 1,
        says: "a rule for dates was given for this column, and the file has none of this name".into(),
        lines: Vec::new(),
    };
    lacking.map(note).collect()
}

impl IngestError {
    /// Why bytes of a file could not be fetched.
    fn fetching(file: &str, cause: std::io::Error) -> Self {
        match cause.kind() {
            std::io::ErrorKind::FileTooLarge => Self::Grows { file: file.to_owned() },
            _ => Self::Io { file: file.to_owned(), cause },
        }
    }

    /// Is it about what the table holds, and not about the file as a whole?
    fn is_about_content(&self) -> bool {
        matches!(self, Self::Unrecognised { .. } | Self::Empty { .. } | Self::NotATable { .. } | Self::Nothing { .. })
    }
}

fn part_not_read(name: String, error: &IngestError) -> Note {
    Note {
        kind: "part-not-read".into(),
        file: Some(name),
        column: None,
        count: 1,
        says: format!("not read: {error}"),
        lines: Vec::new(),
    }
}

/// How each table of a file is understood. Of a large table only the first bytes are read.
///
/// # Errors
/// Why none of them can be read.
pub fn understand(file: InputFile<'_>, pack: &Pack) -> Result<Vec<Recognised>, IngestError> {
    let parts = open::open(&file.name, file.content, pack)?;
    let several = parts.len() > 1;
    let (mut understood, mut failed) = (Vec::new(), None);
    for part in &parts {
        match part.recognised(pack) {
            Ok((recognised, _)) => understood.push(recognised),
            Err(error) if several && error.is_about_content() => failed = failed.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    match failed {
        Some(error) if understood.is_empty() => Err(error),
        _ => Ok(understood),
    }
}

/// How a table of text is understood, from its first bytes.
///
/// # Errors
/// Why it cannot be read.
pub fn inspect(name: &str, head: &[u8], pack: &Pack) -> Result<Recognised, IngestError> {
    recognise::head(name, head, pack).map(|(recognised, _)| recognised)
}

/// Rows by reason, with some of their lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reasons {
    pub(crate) list: Vec<Reason>,
}

/// How many lines or places are shown of a longer list.
pub(crate) const SHOWN: usize = 10;

impl Reasons {
    pub(crate) fn add(&mut self, reason: &str, line: u32) {
        let at = match self.list.iter().position(|r| r.reason == reason) {
            Some(at) => at,
            None => {
                self.list.push(Reason { reason: reason.to_owned(), rows: 0, lines: Vec::new() });
                self.list.len() - 1
            }
        };
        let entry = &mut self.list[at];
        entry.rows += 1;
        // Blocks come in any order: keep the smallest lines, so that the answer does not depend on it.
        let place = entry.lines.partition_point(|l| *l < line);
        entry.lines.insert(place, line);
        entry.lines.truncate(SHOWN);
    }

    pub(crate) fn rows(&self) -> usize {
        self.list.iter().map(|r| r.rows).sum()
    }

    pub(crate) fn into_list(mut self) -> Vec<Reason> {
        self.list.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.reason.cmp(&b.reason)));
        self.list
    }
}
