//! Files to parts: whatever a file is, what comes out are tables as UTF-8 text, each with how it was found.
//!
//! The format is told from the content, never from the name. Large tables of UTF-8 text pass through as they are; JSON is
//! read whole, and its records are written out as rows while they are asked for.

mod document;
mod holds;
mod json;
mod leaves;
pub(super) mod path;
mod refusals;
mod refuse;
mod shapes;
pub(super) mod text;
mod yaml;

use std::io::Read;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use super::layout::RowRules;
use super::mapping::Mapping;
use super::recognise::{self, Recognised};
use super::{HEAD, IngestError};
use crate::api::Note;
use crate::pack::Pack;
pub(super) use refuse::{refuse, refuse_binary};
use text::{Decoder, Encoding, Passed};

/// The largest JSON file that is read.
const LARGEST_JSON: usize = 256 << 20;

/// What a file holds, as a front door hands it over.
pub enum Content<'a> {
    /// Its bytes.
    Bytes(Box<dyn Read + Send + 'a>),
    /// The sheets of a workbook, which the front door has opened.
    Workbook {
        /// The workbook's size.
        bytes: u64,
        /// The workbook's SHA-256.
        sha256: String,
        /// Its sheets, hidden ones too.
        sheets: Vec<Sheet>,
    },
    /// What it holds, to be read by a mapping where that names its tables.
    Mapped(Box<Content<'a>>, Arc<Mapping>),
}

/// A sheet of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Is it hidden?
    pub hidden: bool,
    /// One record for each row of the sheet from row 1, blank rows as blank lines: comma, RFC 4180, UTF-8.
    pub csv: Vec<u8>,
    /// What is odd about it, in words.
    pub notes: Vec<String>,
}

/// Size and SHA-256 of a file.
pub(super) enum Whole {
    /// Those of the text as it is read.
    AsRead,
    /// Known.
    Known(u64, String),
    /// Known once all of the text is read, which is decoded while it is.
    Decoded(Arc<Mutex<Passed>>),
}

impl Whole {
    /// Size and SHA-256, where those of the text are these.
    pub(super) fn told(&self, text: impl FnOnce() -> (u64, String)) -> (u64, String) {
        match self {
            Self::AsRead => text(),
            Self::Known(bytes, sha256) => (*bytes, sha256.clone()),
            Self::Decoded(passed) => Passed::told(passed),
        }
    }
}

/// A table in a file, as text.
pub(super) struct Part<'a> {
    /// The file's name, and in a file of several tables that of this one.
    pub(super) name: String,
    /// The first bytes of its text, in which the heading must end.
    pub(super) head: Vec<u8>,
    /// The bytes behind them.
    pub(super) rest: Box<dyn Read + Send + 'a>,
    /// Size and SHA-256 of the file.
    pub(super) file: Whole,
    /// How the text was found.
    pub(super) facts: PartFacts,
    /// How it is understood, where that is known before its text is read.
    pub(super) understood: Option<Recognised>,
    /// What is odd about it.
    pub(super) notes: Vec<Note>,
    /// Cells that may hold secrets and were dropped before they became text, by heading.
    pub(super) dropped: Vec<(String, usize)>,
}

/// How the text of a table was found.
#[derive(Debug, Clone)]
pub struct PartFacts {
    /// The shown name: that of the file, and in a file of several tables that of this one.
    pub name: String,
    /// How the text was found, in words: "JSON", "UTF-16".
    pub container: String,
    /// What a row is called: `row` or `record`.
    pub unit: &'static str,
}

impl Default for PartFacts {
    fn default() -> Self {
        Self { name: String::new(), container: String::new(), unit: "row" }
    }
}

impl Part<'_> {
    /// How it is understood, and how many bytes stand before the first row of data.
    pub(super) fn recognised(&self, pack: &Pack) -> Result<(Recognised, usize), IngestError> {
        let (mut out, data_at) = match &self.understood {
            Some(understood) => (understood.clone(), understood.plan.data_at),
            None => recognise::head(&self.name, &self.head, pack)?,
        };
        if self.facts.unit == "record" {
            // Nobody lays records out: each is what it is, and no row of headings stands before them.
            out.plan.rules = RowRules::default();
            out.plan.lines_before = 0;
            out.plan.heading_rows = (0, 0);
            out.plan.heading_reason = "the names in the records are the headings".into();
        }
        for (heading, _) in &self.dropped {
            if !out.plan.columns.iter().any(|column| column.heading == *heading) {
                let index = out.plan.columns.len();
                out.plan.columns.push(json::unread(index, heading.clone(), true));
            }
        }
        out.part = self.facts.clone();
        Ok((out, data_at))
    }
}

/// The name of a table in a file of several.
fn shown(file: &str, label: &str) -> String {
    format!("{file} › {label}")
}

/// Opens a file.
pub(super) fn open<'a>(name: &str, content: Content<'a>, pack: &'a Pack) -> Result<Vec<Part<'a>>, IngestError> {
    match content {
        Content::Bytes(bytes) => opened_bytes(name, bytes, pack),
        Content::Mapped(content, mapping) => opened_mapped(name, *content, &mapping, pack),
        Content::Workbook { bytes, sha256, sheets } => opened_workbook(name, bytes, &sha256, sheets),
    }
}

fn opened_bytes<'a>(
    name: &str,
    mut rest: Box<dyn Read + Send + 'a>,
    pack: &'a Pack,
) -> Result<Vec<Part<'a>>, IngestError> {
    let io = |cause| IngestError::Io { file: name.to_owned(), cause };
    let mut head = Vec::with_capacity(HEAD);
    rest.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(io)?;
    refuse(name, &head)?;
    if text::looks_like_json(&head) {
        whole(name, &mut head, &mut rest, LARGEST_JSON)?;
        let file = (head.len() as u64, crate::hex(&Sha256::digest(&head)));
        return json::parts(name, text::decoded(head), &file, pack);
    }
    match yaml::start(&head) {
        Some(yaml::Start::ComponentDefinition) => return opened_yaml(name, head, rest, pack),
        Some(yaml::Start::Other) => {
            return Err(IngestError::NotATable {
                file: name.into(),
                what: "YAML, and no OSCAL component definition",
                remedy: "give it as JSON; most tools that write YAML write that too",
            });
        }
        None => {}
    }
    let encoding = text::encoding(&head);
    let mut file = Whole::AsRead;
    if encoding != Encoding::Utf8 {
        let passed = Arc::new(Mutex::new(Passed::default()));
        let mut decoder = Decoder::new(encoding, std::io::Cursor::new(head).chain(rest), Arc::clone(&passed));
        head = Vec::with_capacity(HEAD);
        decoder.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(io)?;
        (file, rest) = (Whole::Decoded(passed), Box::new(decoder));
    }
    refuse_binary(name, &head)?;
    let facts = PartFacts { name: name.to_owned(), container: encoding.says().into(), unit: "row" };
    let name = name.to_owned();
    Ok(vec![Part { name, head, rest, file, facts, understood: None, notes: Vec::new(), dropped: Vec::new() }])
}

/// Reads a file to its end, if it is no larger than so many bytes.
fn whole(name: &str, head: &mut Vec<u8>, rest: &mut dyn Read, most: usize) -> Result<(), IngestError> {
    let left = (most + 1).saturating_sub(head.len()) as u64;
    rest.take(left).read_to_end(head).map_err(|cause| IngestError::Io { file: name.to_owned(), cause })?;
    if head.len() > most {
        return Err(IngestError::TooLarge { file: name.into(), limit: most >> 20 });
    }
    Ok(())
}

fn opened_yaml<'a>(
    name: &str,
    mut head: Vec<u8>,
    mut rest: Box<dyn Read + Send + 'a>,
    pack: &'a Pack,
) -> Result<Vec<Part<'a>>, IngestError> {
    whole(name, &mut head, &mut rest, yaml::LARGEST)?;
    let file = (head.len() as u64, crate::hex(&Sha256::digest(&head)));
    let flawed = |flaw: document::Flaw| IngestError::NotJson {
        file: name.into(),
        format: "YAML",
        what: flaw.says,
        line: flaw.place.0,
        column: flaw.place.1,
    };
    let mut parts = json::parts(name, yaml::to_json(&text::decoded(head)).map_err(flawed)?, &file, pack)?;
    parts.iter_mut().for_each(|part| part.facts.container = "YAML".into());
    Ok(parts)
}

/// Opens a file, and understands those of its tables by a mapping that it names.
fn opened_mapped<'a>(
    name: &str,
    content: Content<'a>,
    mapping: &Mapping,
    pack: &'a Pack,
) -> Result<Vec<Part<'a>>, IngestError> {
    let mut parts = open(name, content, pack)?;
    for part in &mut parts {
        let Some(table) = mapping.of(&part.name) else { continue };
        match &mut part.understood {
            Some(understood) => table.apply_to(understood, &part.name, pack)?,
            None => part.understood = Some(table.head(&part.name, &part.head, pack)?.0),
        }
    }
    Ok(parts)
}

fn opened_workbook<'a>(name: &str, bytes: u64, sha256: &str, sheets: Vec<Sheet>) -> Result<Vec<Part<'a>>, IngestError> {
    let count = sheets.len();
    let (filled, empty): (Vec<Sheet>, Vec<Sheet>) =
        sheets.into_iter().partition(|sheet| !sheet.csv.trim_ascii().is_empty());
    let several = filled.len() > 1;
    let mut parts = Vec::new();
    for sheet in filled {
        let shown = if several { shown(name, &sheet.name) } else { name.to_owned() };
        let hidden = if sheet.hidden { "hidden sheet" } else { "sheet" };
        let container = format!("{hidden} `{}` of {count}", sheet.name);
        let note = |says: String| Note {
            kind: "sheet".into(),
            file: Some(shown.clone()),
            column: None,
            count: 1,
            says,
            lines: Vec::new(),
        };
        let mut notes: Vec<Note> = sheet.notes.into_iter().map(note).collect();
        if sheet.hidden {
            notes.push(note("the sheet is hidden in the workbook".into()));
        }
        let head = sheet.csv[..sheet.csv.len().min(HEAD)].to_vec();
        let rest = std::io::Cursor::new(sheet.csv);
        let mut part = Part {
            name: shown.clone(),
            rest: Box::new(rest),
            file: Whole::Known(bytes, sha256.to_owned()),
            facts: PartFacts { name: shown.clone(), container, unit: "row" },
            understood: None,
            notes,
            dropped: Vec::new(),
            head: Vec::new(),
        };
        std::io::copy(&mut part.rest.by_ref().take(head.len() as u64), &mut part.head)
            .map_err(|cause| IngestError::Io { file: shown, cause })?;
        parts.push(part);
    }
    let Some(first) = parts.first_mut() else { return Err(IngestError::Empty { file: name.into() }) };
    first.notes.extend(empty.iter().map(|sheet| without_cells(name, sheet)));
    Ok(parts)
}

/// That a sheet has no cell, so that nobody misses it in what was read.
fn without_cells(file: &str, sheet: &Sheet) -> Note {
    let why = if sheet.notes.is_empty() { String::new() } else { format!(" ({})", sheet.notes.join("; ")) };
    Note {
        kind: "sheet".into(),
        file: Some(file.to_owned()),
        column: None,
        count: 1,
        says: format!("the sheet `{}` has no cell with content{why}", sheet.name),
        lines: Vec::new(),
    }
}
