//! What is wrong with documents' citations, as Markdown for a ticket or a summary of a pipeline's run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use askama::filters::Escaper;
use nhimap_core::citations::lint::{Cited, Level, LintReport};

use crate::RenderError;
use crate::filters::Markup;
use crate::markdown::Escape;
use crate::text::counted;

/// Findings of one document that are listed; the rest is counted.
const LISTED: usize = 500;

/// Writes the findings of all reports, document by document.
///
/// # Errors
/// Where the writer refuses.
pub fn lint_markdown(reports: &[&LintReport], out: &mut dyn Write) -> Result<(), RenderError> {
    let mut text = String::from("# Framework references\n\n");
    let cited: usize = reports.iter().map(|r| r.citations.len()).sum();
    let of = |level| reports.iter().map(|r| r.count(level)).sum::<usize>();
    let _ = writeln!(
        text,
        "{}, {}: {}, {}, {}, {} fine.",
        counted(reports.len(), "document", "documents"),
        counted(cited, "citation", "citations"),
        counted(of(Level::Error), "error", "errors"),
        counted(of(Level::Warning), "warning", "warnings"),
        counted(of(Level::Note), "note", "notes"),
        of(Level::Fine)
    );
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for cited in reports.iter().flat_map(|r| r.findings()) {
        *rules.entry(cited.rule().replace('-', " ")).or_default() += 1;
    }
    if !rules.is_empty() {
        text += "\n| What | How often |\n| --- | --- |\n";
        for (rule, count) in rules {
            let _ = writeln!(text, "| {rule} | {count} |");
        }
    }
    for report in reports.iter().filter(|r| r.findings().next().is_some()) {
        text += "\n## ";
        Escape.write_escaped_str(&mut text, &report.name)?;
        text += "\n\n| Line | Written | What | Why | Remedy |\n| --- | --- | --- | --- | --- |\n";
        for cited in report.findings().take(LISTED) {
            row(&mut text, cited)?;
        }
        let more = report.findings().count().saturating_sub(LISTED);
        if more > 0 {
            let _ = writeln!(text, "\nand {more} more");
        }
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn row(text: &mut String, cited: &Cited) -> std::fmt::Result {
    write!(text, "| {}:{} | ", cited.line, cited.column)?;
    Escape::write_name(text, &cited.text)?;
    write!(text, " | {}: {} | ", cited.level.word(), cited.rule().replace('-', " "))?;
    Escape.write_escaped_str(&mut *text, &cited.says)?;
    text.push_str(" | ");
    Escape.write_escaped_str(&mut *text, cited.remedy.as_deref().unwrap_or_default())?;
    text.push_str(" |\n");
    Ok(())
}
