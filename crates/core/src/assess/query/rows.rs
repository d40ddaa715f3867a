//! Rows of a subject page by page, and one row with everything that is known of it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filter::SEVERITIES;
use super::{Finder, PAGE_LIMIT, Status, search};
use crate::api::{CellShown, Finding};
use crate::assess::answering::Answering;
use crate::assess::{Assessed, View, failing, findings};
use crate::checks::evaluate::Bits;
use crate::checks::interpret::{Cells, Row};
use crate::checks::typed::Path;
use crate::checks::{Severity, Way, shown};
use crate::schema::{self, FieldId, Subject};

/// How many rows of one key, and findings of one status on a row, are shown.
const SHOWN: usize = 200;

/// Which rows of a subject are asked for, and which page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowsQuery {
    /// The subject.
    pub subject: Subject,
    /// Cells that must read so, by field: `{"identity.kind": "api_key"}`, as shown; `(empty)` and `(unknown)` too.
    #[serde(default)]
    pub cells: BTreeMap<String, String>,
    /// That this person answers for, as shown; an empty text asks for those that nobody answers for.
    #[serde(default)]
    pub owner: Option<String>,
    /// With this text in a cell that rows are known by.
    #[serde(default)]
    pub text: Option<String>,
    /// With an open finding, or without one.
    #[serde(default)]
    pub with_finding: Option<bool>,
    /// The fields that are wanted; all that the files gave where none is named.
    #[serde(default)]
    pub fields: Vec<String>,
    /// The order.
    #[serde(default)]
    pub sort: RowsSort,
    /// The page, from 1.
    #[serde(default = "one")]
    pub page: usize,
    /// Rows on a page, at most [`PAGE_LIMIT`].
    #[serde(default = "fifty")]
    pub size: usize,
}

fn one() -> usize {
    1
}

fn fifty() -> usize {
    50
}

/// The order of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowsSort {
    /// As the files have them.
    #[default]
    File,
    /// Those with the most severe open finding first, then those with the most.
    Worst,
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RowsPage {
    /// How many pass the filters.
    pub total: usize,
    /// How many there are without filters.
    pub unfiltered: usize,
    /// The page that this is, from 1.
    pub page: usize,
    /// How many pages there are; at least one.
    pub pages: usize,
    /// The fields, in the order of the cells.
    pub fields: Vec<RowField>,
    /// The rows on it.
    pub rows: Vec<RowShown>,
}

/// A field of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RowField {
    /// `identity.owner`
    pub field: String,
    /// Its label.
    pub label: String,
    /// Is it made from other cells?
    pub derived: bool,
}

/// A row as shown in a list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RowShown {
    /// Its key, as findings show it.
    pub key: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The file of its first source.
    pub file: Option<String>,
    /// The row in that file.
    pub line: Option<u32>,
    /// Open findings on it and on what leads to it.
    pub findings: usize,
    /// The most severe of them.
    pub worst: Option<Severity>,
    /// The cells as read, in the order of the fields.
    pub cells: Vec<String>,
}

/// One row, by its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowAsk {
    /// The subject.
    pub subject: Subject,
    /// The key, as findings show it.
    pub key: String,
}

/// A row with all its cells and findings.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RowDetail {
    /// Its subject.
    pub subject: Subject,
    /// Its key.
    pub key: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Every field that the files gave, with where the cell stands.
    pub cells: Vec<RowCell>,
    /// Open findings on the row itself, the most severe first; at most 200, as the next two.
    pub open: Vec<Finding>,
    /// Accepted ones.
    pub accepted: Vec<Finding>,
    /// What could not be decided, and what is missing for it.
    pub unknown: Vec<Finding>,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RowCell {
    /// The field's label.
    pub label: String,
    /// The field, the value as read, and where it stands.
    pub cell: CellShown,
}

/// How many open findings lead to a row, and how severe the worst is: the greater weighs more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    /// 0 for none, 1 for low, ... 4 for critical.
    worst: u8,
    n: u32,
}

impl Finder {
    /// One page of rows.
    pub fn rows(&mut self, assessed: &Assessed<'_>, query: &RowsQuery) -> RowsPage {
        let view = assessed.view();
        let subject = query.subject;
        let rows = view.tables.table(subject).rows;
        let passing = passing(view, query);
        let weights = self.weights.entry(subject).or_insert_with(|| weights(view, subject));
        let with_finding = |row: &usize| query.with_finding.is_none_or(|with| with == (weights[*row].n > 0));
        let mut list: Vec<u32> = (0..rows)
            .filter(|row| passing.as_ref().is_none_or(|bits| bits.get(*row)))
            .filter(with_finding)
            .map(|row| row as u32)
            .collect();
        if query.sort == RowsSort::Worst {
            list.sort_by_key(|row| std::cmp::Reverse(weights[*row as usize]));
        }
        let size = query.size.clamp(1, PAGE_LIMIT);
        let pages = list.len().div_ceil(size).max(1);
        let page = query.page.clamp(1, pages);
        let fields = fields(view, subject, &query.fields);
        let answering = Answering::new(view.tables, subject);
        let shown = list.iter().skip((page - 1) * size).take(size).map(|row| {
            let row = *row as usize;
            let origin = view.tables.table(subject).origins.get(row);
            let weight = weights[row];
            RowShown {
                key: findings::key(view.tables, subject, row),
                owner: answering.of(row).map(|p| view.tables.persons.names[p as usize].clone()),
                file: origin.and_then(|o| view.tables.sources.get(o.source as usize)).map(|s| s.name.clone()),
                line: origin.map(|o| o.line),
                findings: weight.n as usize,
                worst: SEVERITIES.iter().rev().nth(usize::from(weight.worst).wrapping_sub(1)).copied(),
                cells: fields.iter().map(|field| cell(view, subject, row, *field).value).collect(),
            }
        });
        RowsPage {
            total: list.len(),
            unfiltered: rows,
            page,
            pages,
            rows: shown.collect(),
            fields: fields
                .iter()
                .map(|f| RowField { field: f.path(), label: f.field().label.into(), derived: f.field().derived })
                .collect(),
        }
    }

    /// The rows of a key with all that is known of them: one, or several that nothing tells apart.
    pub fn row(&mut self, assessed: &Assessed<'_>, ask: &RowAsk) -> Vec<RowDetail> {
        let view = assessed.view();
        let rows = 0..view.tables.table(ask.subject).rows;
        let same = rows.filter(|row| findings::key(view.tables, ask.subject, *row) == ask.key);
        same.take(SHOWN).map(|row| detail(view, ask.subject, row)).collect()
    }
}

fn detail(view: View<'_>, subject: Subject, row: usize) -> RowDetail {
    let of = |status: Status| {
        let mut out = Vec::new();
        for (index, check) in view.checks.iter().enumerate().filter(|(_, check)| check.subject == subject) {
            let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
            if status.bits(outcome).get(row) {
                out.push(findings::finding(view, index, row, failing::severity(check, outcome, row)));
            }
        }
        out.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        out.truncate(SHOWN);
        out
    };
    let cells = fields(view, subject, &[]);
    RowDetail {
        subject,
        key: findings::key(view.tables, subject, row),
        owner: crate::assess::answering::name(view.tables, subject, row),
        cells: cells
            .into_iter()
            .map(|field| RowCell { label: field.field().label.into(), cell: cell(view, subject, row, field) })
            .collect(),
        open: of(Status::Open),
        accepted: of(Status::Accepted),
        unknown: of(Status::Unknown),
    }
}

/// The fields that the files gave and that may be shown; only those that are asked for, where any is.
fn fields(view: View<'_>, subject: Subject, wanted: &[String]) -> Vec<FieldId> {
    let all = (0..schema::fields_of(subject).len()).map(|index| FieldId { subject, index: index as u16 });
    all.filter(|field| view.tables.table(subject).column(*field).is_present() && !findings::hidden(*field))
        .filter(|field| wanted.is_empty() || wanted.contains(&field.path()))
        .collect()
}

fn cell(view: View<'_>, subject: Subject, row: usize, field: FieldId) -> CellShown {
    let path = Path::own(field);
    let cells = Row { tables: view.tables, subject, row };
    findings::cell_shown(view, subject, row, &path, &cells.cell(&path))
}

/// The rows that pass the filters on cells, owner and text; none where all do.
fn passing(view: View<'_>, query: &RowsQuery) -> Option<Bits> {
    let subject = query.subject;
    let rows = view.tables.table(subject).rows;
    let mut out: Option<Bits> = None;
    let mut narrow = |bits: Bits| out = Some(out.take().map_or_else(|| bits.clone(), |old| old.and(&bits)));
    if let Some(text) = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        narrow(search::rows_with(view, subject, text));
    }
    if let Some(owner) = &query.owner {
        let answering = Answering::new(view.tables, subject);
        let person = view.tables.persons.names.iter().position(|n| n == owner).map(|at| at as u32);
        narrow(bits(rows, |row| match owner.as_str() {
            "" => answering.of(row).is_none(),
            _ => person.is_some() && answering.of(row) == person,
        }));
    }
    for (name, wanted) in &query.cells {
        let field = FieldId::parse(name).filter(|f| f.subject == subject && !findings::hidden(*f));
        let Some(field) = field else {
            narrow(Bits::zeros(rows));
            continue;
        };
        let path = Path::own(field);
        let reads = |row| shown(view.tables, &Row { tables: view.tables, subject, row }.cell(&path)) == *wanted;
        // A coded column is compared once for each distinct value.
        match view.tables.table(subject).column(field).coded() {
            Some(coded) if !matches!(field.field().kind, schema::Type::Link(_)) => {
                let mut known: Vec<Option<bool>> = vec![None; coded.meaning.codes(view.tables.persons.names.len())];
                narrow(bits(rows, |row| *known[coded.codes.get(row) as usize].get_or_insert_with(|| reads(row))));
            }
            _ => narrow(bits(rows, reads)),
        }
    }
    out
}

fn bits(rows: usize, mut is_set: impl FnMut(usize) -> bool) -> Bits {
    let mut out = Bits::zeros(rows);
    for row in 0..rows {
        if is_set(row) {
            out.set(row, true);
        }
    }
    out
}

/// The weight of every row of a subject.
fn weights(view: View<'_>, subject: Subject) -> Vec<Weight> {
    let mut out = vec![Weight::default(); view.tables.table(subject).rows];
    for (index, check) in view.checks.iter().enumerate() {
        let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
        let way = Way::new(view.tables, check.subject, subject);
        if matches!(way, Way::None) {
            continue;
        }
        for row in outcome.fail.rows() {
            if let Some(weight) = way.of(row).map(|target| &mut out[target]) {
                weight.n += 1;
                weight.worst = weight.worst.max(failing::severity(check, outcome, row) as u8 + 1);
            }
        }
    }
    out
}
