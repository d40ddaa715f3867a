//! Every finding as CSV: one row each, with the cells it stands on, the references it speaks to, what accepts it and
//! what management answered. New columns come last, so that a reader by number stays right.

use std::collections::BTreeMap;
use std::io::Write;

use nhimap_core::api::{Assessment, CellShown, CheckResult, Finding};
use nhimap_core::checks::How;
use nhimap_core::date::Day;

use super::Sheet;
use crate::RenderError;

/// The columns.
const HEADINGS: [&str; 26] = [
    "id",
    "check",
    "title",
    "severity",
    "finding",
    "subject",
    "key",
    "identity",
    "owner",
    "environment",
    "file",
    "row",
    "column",
    "value",
    "all cells",
    "tests",
    "supports",
    "remedy",
    "accepted",
    "exception",
    "exception_ends",
    "response_owner",
    "response_action",
    "response_due",
    "response_status",
    "under",
];

/// Writes `findings.csv`, one finding at a time.
pub(crate) fn render(
    assessment: &Assessment,
    findings: &mut dyn Iterator<Item = Finding>,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let checks: BTreeMap<&str, About> =
        assessment.checks.iter().map(|check| (check.id.as_str(), About::new(check))).collect();
    let mut sheet = Sheet::new(out, HEADINGS)?;
    let none = About::default();
    for finding in findings {
        let about = checks.get(finding.check.as_str()).unwrap_or(&none);
        // The first cell that stands in a file has columns of its own, so that a spreadsheet can sort by place.
        let first = finding.cells.iter().find(|cell| cell.file.is_some());
        let place = |of: fn(&CellShown) -> Option<&str>| first.and_then(of).unwrap_or_default();
        let line = first.and_then(|cell| cell.line).map(|line| line.to_string()).unwrap_or_default();
        let cells: Vec<_> = finding.cells.iter().map(in_words).collect();
        let exception = finding.exception.as_ref();
        let response = finding.response.as_ref();
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        sheet.row([
            finding.id.as_str(),
            &finding.check,
            about.title,
            finding.severity.word(),
            &finding.message,
            finding.subject.name(),
            &finding.key,
            finding.identity.as_deref().unwrap_or_default(),
            finding.owner.as_deref().unwrap_or_default(),
            finding.environment.as_deref().unwrap_or_default(),
            place(|cell| cell.file.as_deref()),
            &line,
            place(|cell| cell.column.as_deref()),
            place(|cell| Some(cell.value.as_str())),
            &cells.join(" | "),
            &about.tests,
            &about.supports,
            about.remedy,
            if finding.accepted { "yes" } else { "no" },
            exception.map_or("", |it| it.exception.as_str()),
            &day(exception.and_then(|it| it.ends)),
            response.and_then(|it| it.owner.as_deref()).unwrap_or_default(),
            response.and_then(|it| it.action.as_deref()).unwrap_or_default(),
            &day(response.and_then(|it| it.due)),
            response.and_then(|it| it.status.as_deref()).unwrap_or_default(),
            finding.under.as_deref().unwrap_or_default(),
        ])?;
    }
    sheet.finish()
}

/// What a finding's row repeats of its check.
#[derive(Default)]
struct About<'a> {
    title: &'a str,
    remedy: &'a str,
    tests: String,
    supports: String,
}

impl<'a> About<'a> {
    fn new(check: &'a CheckResult) -> Self {
        let cited = |how: How| {
            let maps = check.maps.iter().filter(|map| map.how == how).map(|map| map.cited.as_str());
            maps.collect::<Vec<_>>().join(" | ")
        };
        Self { title: &check.title, remedy: &check.remedy, tests: cited(How::Tests), supports: cited(How::Supports) }
    }
}

/// A cell with its place: `credential.rotated = 2025-09-15 (register.csv, row 37, column Last rotated)`.
fn in_words(shown: &CellShown) -> String {
    let mut out = format!("{} = {}", shown.field, shown.value);
    if let Some(file) = &shown.file {
        out.push_str(&format!(" ({file}"));
        if let Some(line) = shown.line {
            out.push_str(&format!(", row {line}"));
        }
        if let Some(column) = &shown.column {
            out.push_str(&format!(", column {column}"));
        }
        out.push(')');
    }
    out
}
