//! How a file will be read: which cells make which rows and fields.

use std::collections::BTreeMap;

use super::dates::DateRule;
use super::layout::RowRules;
use super::trust::Trust;
use crate::api::{CannotKnow, ColumnRead, Confidence};
use crate::schema::{FieldId, Subject};
use crate::vocabulary::fold;

/// Where a field's cells come from.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// A column.
    Column(usize),
    /// What is cut out of a column's cell.
    Cut {
        /// The column.
        column: usize,
        /// The cuts, one after the other.
        cuts: Vec<Cut>,
    },
    /// Several sources: the first that has a cell, or all that have one with text between them.
    Several {
        /// The sources.
        from: Vec<From>,
        /// The text between them.
        join: Option<String>,
    },
    /// Text with other sources in it: text before, then a source. Blank where one of them is.
    Template(Vec<(String, Option<From>)>),
    /// What the first rule says whose tests all hold.
    Rules(Vec<(Vec<Test>, From)>),
    /// References from several columns, one of which may name the framework.
    Refs {
        /// The column that names the framework.
        framework: Option<usize>,
        /// The columns that hold the references.
        columns: Vec<usize>,
    },
    /// A mark of the secret in a column, which tells nothing about it but where the same secret stands.
    Fingerprint(usize),
    /// The same in every row.
    Constant(String),
}

/// One step from a cell to what is read of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// An apostrophe before a sign that a spreadsheet would take for a formula's is taken off.
    Apostrophe,
    /// What a blank cell means.
    Absent(String),
    /// The part of this row: where a cell names several, each makes a row of its own.
    Each(Split),
    /// One part of the cell, split at a separator.
    Part {
        /// Which part, from 0.
        part: usize,
        /// The separator.
        of: String,
    },
    /// What follows the first separator.
    After(String),
    /// The first word of one of these shapes: `A` is a capital, `0` a digit, all else stands for itself.
    Shapes(Vec<String>),
    /// Text without markup.
    Html,
    /// The cell if it is one name, else unknown.
    Name,
    /// The cell if it is an address or a path, else unknown.
    Link,
    /// What a policy of trust says.
    Trust(Trust),
    /// One text in the place of another.
    Replace(String, String),
    /// Separators as `;`, so that a list is read as one.
    List(String),
    /// Text before what there is.
    Prefix(String),
}

/// How a cell that names several is split.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// At a separator.
    At(String),
    /// As people write several ids.
    Ids,
}

/// A column whose cells may name several, each of which makes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    /// The column.
    pub column: usize,
    /// How it is split.
    pub split: Split,
    /// Does a cell that names none make no row?
    pub only_named: bool,
}

/// A test on a cell of a row; all that it says must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Test {
    /// The column; none where the file lacks it.
    pub column: Option<usize>,
    /// Is a column that the file lacks as good as blank? In JSON a name without a value is often left out.
    pub lacking_is_blank: bool,
    /// The cell is one of these, in lower case.
    pub is: Vec<String>,
    /// The cell is none of these.
    pub not: Vec<String>,
    /// The cell holds one of these.
    pub has: Vec<String>,
    /// The cell holds none of these.
    pub lacks: Vec<String>,
    /// Is the cell blank, or the column not there?
    pub blank: Option<bool>,
    /// Does the file have the column?
    pub there: Option<bool>,
    /// The cell holds a word of one of these shapes.
    pub like: Vec<String>,
    /// The cell holds a word of none of these shapes.
    pub unlike: Vec<String>,
}

/// Cells that mean no value, in lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// Blank.
    pub empty: Vec<String>,
    /// Never.
    pub never: Vec<String>,
    /// Not recorded for this row.
    pub unknown: Vec<String>,
    /// Do only these marks count, and not a register's?
    pub export: bool,
}

/// One field of a view.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// The field.
    pub field: FieldId,
    /// Where its cells come from.
    pub from: From,
    /// Cells that mean no value.
    pub marks: Marks,
}

/// What a row becomes.
#[derive(Debug, Clone)]
pub struct ViewPlan {
    /// The subject.
    pub subject: Subject,
    /// The row describes one when any of these lists of tests holds; always, when there is none.
    pub present: Vec<Vec<Test>>,
    /// The row describes one when any of these columns has a cell that is not blank; always, when there is none.
    pub any_of: Vec<usize>,
    /// A column whose cells may name several, each of which makes a row.
    pub each: Option<Each>,
    /// Does a cell of those columns count only where it names something? A yes or a status names no artefact.
    pub names_something: bool,
    /// At least one of these columns must have a cell, else the row is refused.
    pub keys: Vec<usize>,
    /// Its fields.
    pub fields: Vec<FieldPlan>,
}

/// How a file will be read.
#[derive(Debug, Clone)]
pub struct ReadPlan {
    /// `register`, `export`, ...
    pub kind: String,
    /// In words.
    pub says: String,
    /// The platform that an export lists.
    pub platform: Option<String>,
    /// Parts of the external ids of the identities that an export lists.
    pub lists: Vec<String>,
    /// The cells' separator.
    pub delimiter: u8,
    /// The headings.
    pub header: Vec<String>,
    /// Bytes before the first row of data.
    pub data_at: usize,
    /// Rows before it, as a spreadsheet numbers them.
    pub lines_before: u32,
    /// What a row becomes.
    pub views: Vec<ViewPlan>,
    /// Rows that are set apart.
    pub set_apart: Vec<SetApart>,
    /// Rows that are read and noted.
    pub noted: Vec<NotedRows>,
    /// The rows of the heading, from and to, as a spreadsheet numbers rows.
    pub heading_rows: (u32, u32),
    /// Why these.
    pub heading_reason: String,
    /// How sure that is.
    pub heading_confidence: Confidence,
    /// What tells rows apart that are no data.
    pub rules: RowRules,
    /// The patterns of some cells, by column: `aaa-9999`.
    pub samples: Vec<Vec<String>>,
    /// The kind of a table that is read by its headings; none of a known export.
    pub kind_by_headings: Option<String>,
    /// Where a mapping does not quite fit.
    pub mapping_notes: Vec<String>,
    /// Rows above the heading that are not blank.
    pub above: Vec<u32>,
    /// The column that tells a register's kinds, where people are set apart.
    pub kind_column: Option<usize>,
    /// Columns that tell break-glass and root identities, which are never set apart.
    pub never_apart: Vec<(FieldId, usize)>,
    /// The columns, as shown.
    pub columns: Vec<ColumnRead>,
    /// What the export cannot know.
    pub cannot_know: Vec<CannotKnow>,
    /// How the dates of columns are to be read, by the column's place, where somebody says so.
    pub date_rules: BTreeMap<usize, DateRule>,
}

impl ReadPlan {
    /// The place of the column with this heading.
    pub(super) fn column(&self, heading: &str) -> Option<usize> {
        let folded = fold(heading);
        let exact = self.header.iter().position(|own| own == heading.trim());
        exact.or_else(|| self.header.iter().position(|own| !folded.is_empty() && fold(own) == folded))
    }
}

/// Rows that are read and noted.
#[derive(Debug, Clone)]
pub struct NotedRows {
    /// What is said of them.
    pub says: String,
    /// The tests, all of which must hold.
    pub tests: Vec<Test>,
    /// Do they show that the file is only a part of the list?
    pub partial: bool,
}

/// Rows that are set apart.
#[derive(Debug, Clone)]
pub struct SetApart {
    /// Why.
    pub reason: String,
    /// The tests, all of which must hold.
    pub tests: Vec<Test>,
    /// Only among so many first rows.
    pub first_rows: Option<u32>,
}

/// The columns that a field's cells come from.
pub(super) fn columns_of(from: &From) -> Vec<usize> {
    match from {
        From::Column(c) | From::Cut { column: c, .. } | From::Fingerprint(c) => vec![*c],
        From::Several { from, .. } => from.iter().flat_map(columns_of).collect(),
        From::Template(pieces) => pieces.iter().filter_map(|(_, from)| from.as_ref()).flat_map(columns_of).collect(),
        From::Rules(rules) => {
            let tested = rules.iter().flat_map(|(tests, _)| tests.iter().filter_map(|t| t.column));
            tested.chain(rules.iter().flat_map(|(_, says)| columns_of(says))).collect()
        }
        From::Refs { framework, columns } => framework.iter().chain(columns).copied().collect(),
        From::Constant(_) => Vec::new(),
    }
}
