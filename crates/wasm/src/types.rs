//! What the page asks and gets, beside the core's own types.

use nhimap_core::api::{CannotKnow, ColumnRead, Header};
use nhimap_core::catalog::crosswalk::{Answer, Map};
use nhimap_core::date::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// What this module is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct VersionTold {
    /// The tool's version.
    pub tool: String,
    /// SHA-256 over the pack's files.
    pub digest: String,
    /// How many checks the pack has.
    pub checks: usize,
}

/// A file that was dropped, as understood from its first bytes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FileUnderstood {
    /// The number that the page gave it.
    pub id: u32,
    /// Its name, as reports will show it.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// `register`, `export`, `roster`, ...; empty where it is refused.
    pub kind: String,
    /// In words: "a register of non-human identities"; empty where it is refused.
    pub understood_as: String,
    /// The columns as understood.
    pub columns: Vec<ColumnRead>,
    /// What this export cannot know, by field.
    pub cannot_know: Vec<CannotKnow>,
    /// When it was extracted, where that was said.
    pub extracted: Option<Day>,
    /// `complete`, `partial`, `undeclared`.
    pub complete: String,
    /// Why it cannot be read, where it cannot. Nothing of it is kept then.
    pub refused: Option<Failure>,
}

/// What a person says of a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FileSettings {
    /// When it was extracted.
    pub extracted: Option<Day>,
    /// `complete`, `partial`, `undeclared`.
    pub complete: Option<String>,
}

/// What an assessment is made with, beside the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessAsk {
    /// Today, as the browser's clock says.
    pub today: Day,
    /// The day that ages count from; proposed from the files where not given.
    #[serde(default)]
    pub as_of: Option<Day>,
    /// The window that evidence is looked at in.
    #[serde(default)]
    pub period: Option<(Day, Day)>,
    /// An organisation's policy, laid over the default one.
    #[serde(default)]
    pub policy_toml: Option<String>,
    /// Checks of one's own; one with the id of a shipped check takes its place.
    #[serde(default)]
    pub checks: Vec<CheckText>,
    /// What stands in the header of the reports.
    #[serde(default)]
    pub header: Header,
}

/// A check as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckText {
    /// Its id.
    pub id: String,
    /// Its `check.toml`.
    pub toml: String,
}

/// A finding that is asked for by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TraceAsk {
    /// Its id.
    pub id: String,
    /// Its check, where it is known: spares looking through all others.
    #[serde(default)]
    pub check: Option<String>,
}

/// How far an assessment is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProgressTold {
    /// `reading`, `checking`.
    pub step: String,
    /// The file that is read.
    pub file: Option<String>,
    /// Bytes read of it.
    pub bytes: u64,
    /// Its bytes in all; while checking, the rows that are checked.
    pub of: u64,
}

/// The sample organisation: its files were added, and this goes with them.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SampleTold {
    /// Its files, as understood.
    pub files: Vec<FileUnderstood>,
    /// What it is assessed with.
    pub ask: SampleAsk,
}

/// What the sample organisation is assessed with.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SampleAsk {
    /// The day that ages count from.
    pub as_of: Day,
    /// Its policy.
    pub policy_toml: String,
    /// What stands in the header.
    pub header: Header,
}

/// A question about how frameworks relate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CrosswalkAsk {
    /// An edition, or a reference as people write it; nothing asks what is known at all.
    pub from: Option<String>,
    /// The other end; everything where not given.
    pub to: Option<String>,
    /// Are derived links sought for references that have a relation of their own, too?
    pub all: bool,
}

/// How frameworks relate.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CrosswalkTold {
    /// Every map of the pack.
    pub maps: Vec<Map>,
    /// What is known of the ends that were asked about.
    pub answer: Option<Answer>,
}

/// A column that is to be read otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectAsk {
    /// The table, by the name of its input.
    pub table: String,
    /// The column's place, from 0.
    pub column: usize,
    /// The fields that it feeds; an empty list leaves it out.
    #[serde(default)]
    pub fields: Option<Vec<String>>,
    /// How its dates are read: `day-first`, `month-first`, `1904`; any other word leaves it to its cells.
    #[serde(default)]
    pub dates: Option<String>,
}

/// A field that a column can feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldKnown {
    /// `identity.owner`
    pub field: String,
    /// The words a person reads above the column.
    pub label: String,
    /// One sentence: what it says.
    pub says: String,
    /// Is it a date?
    pub is_date: bool,
}
