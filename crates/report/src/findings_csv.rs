//! Every finding as CSV: one row each, with the cells it stands on and the references it speaks to.

use std::collections::BTreeMap;
use std::io::Write;

use nhimap_core::api::{Assessment, CellShown, CheckResult, Finding};
use nhimap_core::checks::How;

use crate::RenderError;
use crate::text::seen;

/// The columns.
const HEADINGS: [&str; 18] = [
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
];

/// Writes `findings.csv`, one finding at a time.
pub(crate) fn render(
    assessment: &Assessment,
    findings: &mut dyn Iterator<Item = Finding>,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let checks: BTreeMap<&str, About> =
        assessment.checks.iter().map(|check| (check.id.as_str(), About::new(check))).collect();
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADINGS)?;
    let none = About::default();
    for finding in findings {
        let about = checks.get(finding.check.as_str()).unwrap_or(&none);
        // The first cell that stands in a file has columns of its own, so that a spreadsheet can sort by place.
        let first = finding.cells.iter().find(|cell| cell.file.is_some());
        let place = |of: fn(&CellShown) -> Option<&str>| first.and_then(of).unwrap_or_default();
        let line = first.and_then(|cell| cell.line).map(|line| line.to_string()).unwrap_or_default();
        let cells: Vec<_> = finding.cells.iter().map(in_words).collect();
        let row = [
            &finding.id,
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
        ];
        for text in row {
            csv.write_field(cell(text))?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()?;
    Ok(())
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

/// The one way into a cell: unseen characters are seen, and no spreadsheet takes the text for a formula.
///
/// Spreadsheets evaluate a cell that starts with `=`, `+`, `-`, `@`, a tab or a carriage return; the full-width forms
/// count too. A spreadsheet that was told to cut at semicolons or tabs sees a start after each of them, quotes or not.
pub(crate) fn cell(text: &str) -> String {
    let text = seen(text);
    let mut out = String::with_capacity(text.len() + 1);
    let mut start = true;
    for c in text.chars() {
        if start && matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') {
            out.push('\'');
        }
        out.push(c);
        start = matches!(c, ';' | '\t' | '\r' | '\n') || (start && c == '"');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("\"=1", "\"'=1"),
            ("2026-11-01", "2026-11-01"),
            ("a=b", "a=b"),
            ("\u{202e}=1", "\\u{202e}=1"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected);
        }
    }
}
