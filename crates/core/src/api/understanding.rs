//! How a file is understood: what `nhimap inspect` prints and the page shows.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Confidence, Input, Note};
use crate::intake::Mapping;

/// How a file is understood, read to its end.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Understanding {
    /// Its tables.
    pub tables: Vec<TableUnderstood>,
    /// What is odd about the file as a whole, or about tables that could not be read.
    pub notes: Vec<Note>,
    /// The mapping by which it is read as it was: edited, it reads the file otherwise.
    pub mapping: Mapping,
}

/// How one table of a file is understood.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TableUnderstood {
    /// What became of its columns and rows.
    pub input: Input,
    /// What a row is called: `row` or `record`.
    pub unit: String,
    /// What parts the cells of a table of text.
    pub delimiter: Option<String>,
    /// How sure the choice of the headings is.
    pub heading_confidence: Confidence,
    /// Patterns of some cells, by column: letters as `a`, digits as `9`; none of a column that may hold secrets.
    pub samples: Vec<Vec<String>>,
    /// How the dates of columns were read that are not in ISO form, by heading.
    pub dates: BTreeMap<String, String>,
    /// Fields that have the same value in every row.
    pub constants: BTreeMap<String, String>,
    /// What is odd about it.
    pub notes: Vec<Note>,
}
