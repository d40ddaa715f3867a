//! `lint`: a document in, a verdict on each of its citations out.
//!
//! A document's name decides nothing; what it is, its bytes tell ([`Format`]). Every citation has its place in the
//! file, what the resolver makes of it under the framework that its row, its column, its heading or its sentence names,
//! and, where text stands beside it, whether that text is about the item cited. What is certain can be written for the
//! user ([`Fix`]); nothing else is.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document;
pub use super::document::Format;
use super::{judge, place, walk};
use crate::catalog::{Answer, FrameworkRef};
use crate::pack::Pack;

/// What a document's citations are worth.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct LintReport {
    /// The document, as it was called.
    pub name: String,
    /// How it is written.
    pub format: Format,
    /// Every citation, in the order of the document, correct ones too.
    pub citations: Vec<Cited>,
    /// How many texts beside citations were not compared, because the document holds too many.
    pub not_compared: usize,
}

impl LintReport {
    /// The citations of which something is said.
    pub fn findings(&self) -> impl Iterator<Item = &Cited> {
        self.citations.iter().filter(|c| c.level > Level::Fine)
    }

    /// How many citations have this level.
    pub fn count(&self, level: Level) -> usize {
        self.citations.iter().filter(|c| c.level == level).count()
    }
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LintError {
    /// It is no text.
    #[error("`{name}` is {what}, not text; {remedy}")]
    NoText {
        /// The document.
        name: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing is wrong.
    Fine,
    /// Worth knowing: the reader finds what is meant.
    Note,
    /// A reader is misled, or cannot find what is meant.
    Warning,
    /// The citation leads nowhere.
    Error,
}

impl Level {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Note, Self::Warning, Self::Error].into_iter().find(|l| l.word() == word)
    }
}

/// What a citation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// An id, written as its publisher does.
    Exact,
    /// An id, written otherwise.
    SpelledOtherwise,
    /// An id that its edition has withdrawn.
    Withdrawn,
    /// An id of another framework than the one named.
    WrongFramework,
    /// An id of a former edition.
    OtherEdition,
    /// A whole document, function or category where an item is meant.
    TooBroad,
    /// Several ids it may be.
    Ambiguous,
    /// No id of the framework.
    NoSuchId,
    /// A framework without an id, where the others have one.
    MissingId,
    /// An id in a part of a framework that the catalogs do not carry.
    NotCarried,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Exact,
        Self::SpelledOtherwise,
        Self::Withdrawn,
        Self::WrongFramework,
        Self::OtherEdition,
        Self::TooBroad,
        Self::Ambiguous,
        Self::NoSuchId,
        Self::MissingId,
        Self::NotCarried,
    ];

    /// Its words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::SpelledOtherwise => "spelled otherwise",
            Self::Withdrawn => "withdrawn",
            Self::WrongFramework => "wrong framework",
            Self::OtherEdition => "other edition",
            Self::TooBroad => "too broad",
            Self::Ambiguous => "ambiguous",
            Self::NoSuchId => "no such id",
            Self::MissingId => "missing id",
            Self::NotCarried => "not carried",
        }
    }

    /// Its words for programs.
    pub fn id(self) -> String {
        self.word().replace(' ', "-")
    }

    /// What it means: a sentence.
    pub fn means(self) -> &'static str {
        match self {
            Self::Exact => "The id exists and is written as its publisher does.",
            Self::SpelledOtherwise => "The id exists; its publisher writes it otherwise.",
            Self::Withdrawn => "The edition has withdrawn the id.",
            Self::WrongFramework => "The framework that is named has no such id, and another one has.",
            Self::OtherEdition => "The id is one of a former edition.",
            Self::TooBroad => "A whole document, function or category is cited where an item is meant.",
            Self::Ambiguous => "The id may be one of several.",
            Self::NoSuchId => "The framework has no such id.",
            Self::MissingId => "A framework is named where an id should follow, and none does.",
            Self::NotCarried => "The id may exist, in a part of its framework that is not carried here.",
        }
    }
}

/// What the text beside a citation says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Reads {
    /// It is about the item.
    Fits {
        /// The words that say so.
        words: Vec<String>,
    },
    /// It is about another item.
    ReadsLike {
        /// That item.
        reference: FrameworkRef,
        /// The words that say so.
        words: Vec<String>,
    },
    /// Neither can be said.
    CannotTell {
        /// Why: a clause.
        why: String,
    },
}

impl Reads {
    /// Its words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fits { .. } => "fits",
            Self::ReadsLike { .. } => "reads like",
            Self::CannotTell { .. } => "cannot tell",
        }
    }
}

/// Where the framework of a citation is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    /// In its row.
    Row,
    /// In the heading of its column.
    Column,
    /// In a heading above.
    Heading,
    /// In its sentence, or in what was written before it.
    Sentence,
    /// Elsewhere in the document, which names no other framework that has such an id.
    Document,
}

impl Named {
    /// Where that is.
    pub fn says(self) -> &'static str {
        match self {
            Self::Row => "named in its row",
            Self::Column => "named in the heading of its column",
            Self::Heading => "named in a heading above",
            Self::Sentence => "named beside it",
            Self::Document => "named in the document",
        }
    }
}

/// What stands where the citation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A cell of references.
    Reference,
    /// Any other cell.
    Cell,
    /// A heading.
    Heading,
    /// The begin of an item of a list.
    Item,
    /// A sentence.
    Sentence,
}

/// The framework that the surroundings name, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Framework {
    /// The edition; the newest one where the name leaves it open.
    pub edition: String,
    /// Where it is named.
    pub named: Named,
}

/// The line of a citation, cut to what is near.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The text of the line.
    pub text: String,
    /// How many characters of it stand before the citation.
    pub before: usize,
    /// How many characters the citation has in it.
    pub width: usize,
}

/// One citation of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Cited {
    /// Its bytes in the file.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The character of the line that it begins with, from 1.
    pub column: usize,
    /// The line on which it ends.
    pub end_line: usize,
    /// The character behind its last one, from 1.
    pub end_column: usize,
    /// As it is written, cut where it is long.
    pub text: String,
    /// Its line.
    pub excerpt: Excerpt,
    /// What stands there.
    pub place: Place,
    /// The framework that is named for it.
    pub framework: Option<Framework>,
    /// What it is.
    pub verdict: Verdict,
    /// What it means.
    pub answer: Answer,
    /// What the text beside it says; none where no text does.
    pub reads: Option<Reads>,
    /// How bad it is.
    pub level: Level,
    /// One sentence on it, or several.
    pub says: String,
    /// What to do about it: a clause.
    pub remedy: Option<String>,
    /// What is certain and can be written.
    pub fix: Option<Fix>,
}

impl Cited {
    /// The rule that it breaks, for programs: the verdict, or `reads-like` where only the text beside it speaks against
    /// it.
    pub fn rule(&self) -> String {
        let is_fine_alone = judge::level(self.verdict, &self.answer, self.place) == Level::Fine
            || self.verdict == Verdict::SpelledOtherwise;
        match self.reads {
            Some(Reads::ReadsLike { .. }) if is_fine_alone => READS_LIKE.into(),
            _ => self.verdict.id(),
        }
    }
}

/// The rule of a text that reads like another item than the one cited.
pub const READS_LIKE: &str = "reads-like";

/// What to write in the place of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Fix {
    /// The bytes in the file.
    pub span: Range<usize>,
    /// What belongs there.
    pub replacement: String,
}

/// Judges every citation of a document.
///
/// # Errors
/// Where the bytes are no text.
pub fn lint(name: &str, bytes: &[u8], pack: &Pack) -> Result<LintReport, LintError> {
    let file = text_of(name, bytes)?;
    let document = document::read(&file);
    let found = walk::walk(&document, &pack.catalogs);
    let (mut citations, not_compared) = judge::judge(found, document.format, &file, pack);
    place::fill(&file, &mut citations);
    Ok(LintReport { name: name.to_owned(), format: document.format, citations, not_compared })
}

/// Writes every fix of a report into the document, and leaves all other bytes as they are.
pub fn fixed(bytes: &[u8], report: &LintReport) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for fix in report.citations.iter().filter_map(|c| c.fix.as_ref()) {
        // Two citations never share bytes that are to be rewritten; a report of another document may say so.
        if fix.span.start < at || fix.span.end > bytes.len() {
            continue;
        }
        out.extend_from_slice(&bytes[at..fix.span.start]);
        out.extend_from_slice(fix.replacement.as_bytes());
        at = fix.span.end;
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

/// The bytes as text of the same length: what is no UTF-8 is shown as a question mark.
fn text_of(name: &str, bytes: &[u8]) -> Result<String, LintError> {
    let refuse = |what, remedy| Err(LintError::NoText { name: name.to_owned(), what, remedy });
    if bytes.starts_with(b"PK\x03\x04") {
        return refuse("a workbook, a document or another archive", "save it as CSV, HTML or text");
    }
    if bytes.starts_with(b"%PDF") {
        return refuse("a PDF", "paste its text into a file");
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return refuse("written as UTF-16", "save it as UTF-8");
    }
    if memchr::memchr(0, bytes).is_some() {
        return refuse("binary", "export it as text first");
    }
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        // One mark a byte, so that every place of the text is that of the file.
        out.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    Ok(out)
}
