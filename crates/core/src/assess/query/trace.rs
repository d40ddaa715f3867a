//! From a finding to its cells: what stands in the file, how it was read, what it was compared with.

use schemars::JsonSchema;
use serde::Serialize;

use super::Finder;
use crate::api::{CellShown, Finding};
use crate::assess::{Assessed, View, keys_of};
use crate::checks::interpret::{Interpreter, Row};
use crate::checks::limit_of;
use crate::policy;

/// A finding, and why it is one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Trace {
    /// The finding.
    pub finding: Finding,
    /// The check's title.
    pub title: String,
    /// The condition that makes the check apply to the row, as the check has it.
    pub applies: String,
    /// The condition that is the defect.
    pub fails: String,
    /// What to do.
    pub remedy: String,
    /// The thresholds that the conditions name, as they are for this row.
    pub limits: Vec<LimitShown>,
    /// The cells, in the finding's order.
    pub cells: Vec<TracedCell>,
}

/// A threshold, as it is for one row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LimitShown {
    /// Its key in the policy.
    pub key: String,
    /// What it says.
    pub says: String,
    /// The value for this row, in words: "30 days".
    pub value: String,
    /// The value where no entry by class matches, in words.
    pub default: String,
    /// Why that number.
    pub reason: String,
    /// Whose number it is.
    pub source: String,
}

/// A cell on the way from the file to the verdict.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct TracedCell {
    /// The field, the value as read, and where it stands.
    pub cell: CellShown,
    /// The text as it stands in the file; none for a cell that no file holds.
    pub in_file: Option<String>,
}

impl Finder {
    /// A finding with what it was compared with. Texts from the files are for the caller to fill in, who has the files.
    pub fn trace(&mut self, assessed: &Assessed<'_>, id: &str, check: Option<&str>) -> Option<Trace> {
        let view = assessed.view();
        let finding = self.finding(assessed, id, check)?;
        let (index, row) = self.lately.get(id).copied()?;
        let check = &view.checks[index];
        Some(Trace {
            title: check.title.clone(),
            applies: one_line(&check.applies.text),
            fails: one_line(&check.fails.text),
            remedy: check.remedy.clone(),
            limits: keys_of(check).iter().filter_map(|key| limit(view, index, row, key)).collect(),
            cells: finding.cells.iter().map(|cell| TracedCell { cell: cell.clone(), in_file: None }).collect(),
            finding,
        })
    }
}

fn limit(view: View<'_>, index: usize, row: usize, key: &str) -> Option<LimitShown> {
    let subject = view.checks[index].subject;
    let threshold = view.policy.keys.get(key)?;
    let default = policy::words(&threshold.default, &threshold.unit);
    let cells = Row { tables: view.tables, subject, row };
    let value = limit_of(subject, key, view.policy).map_or_else(
        || default.clone(),
        |limit| {
            let (value, _) = Interpreter { cells: &cells, as_of: view.as_of }.limit(&limit);
            policy::words(&policy::PolicyValue::Int(value), &threshold.unit)
        },
    );
    Some(LimitShown {
        key: key.to_owned(),
        says: threshold.says.clone(),
        value,
        default,
        reason: threshold.reason.clone(),
        source: threshold.source.clone(),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
