//! What an assessment says in a terminal: one block a check with open findings, the summary last.

use std::io::{IsTerminal, Write};

use nhimap_core::api::{Assessment, CheckResult, Finding};
use nhimap_core::checks::{How, Severity};
use nhimap_core::schema::Subject;

/// Colour only repeats what words say, and only where a person looks at it.
pub(crate) struct Style {
    colour: bool,
}

impl Style {
    /// Colour on a terminal, unless `NO_COLOR` is set.
    pub(crate) fn of_stdout() -> Self {
        Self { colour: std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) }
    }

    pub(crate) fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// `1 relation`, `2 relations`.
pub(crate) fn counted(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// Findings, grouped by check and capped; `all` is the file that has them all, where one is written.
pub(crate) fn findings(
    assessment: &Assessment,
    all: Option<&str>,
    style: &Style,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut checks: Vec<&CheckResult> = assessment.checks.iter().filter(|c| c.counts.fail > 0).collect();
    checks.sort_by_key(|c| {
        (
            c.severities.critical == 0,
            c.severities.high == 0,
            c.severities.medium == 0,
            std::cmp::Reverse(c.counts.fail),
            c.id.clone(),
        )
    });
    for check in checks {
        let Some(finding) = check.worst.first() else { continue };
        block(check, finding, all, style, out)?;
    }
    Ok(())
}

fn block(
    check: &CheckResult,
    finding: &Finding,
    all: Option<&str>,
    style: &Style,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let code = match finding.severity {
        Severity::Critical | Severity::High => "1;31",
        Severity::Medium => "33",
        Severity::Low => "0",
    };
    let head = style.paint(code, &format!("fail[{}] {}", check.id, finding.severity.word()));
    writeln!(out, "{head}: {}", plain(&finding.message))?;
    let places: Vec<_> = finding.cells.iter().filter(|c| c.file.is_some()).collect();
    if let Some(cell) = places.first() {
        let column = cell.column.as_ref().map_or(String::new(), |c| format!(", column `{}`", plain(c)));
        writeln!(out, "  --> {}, row {}{column}", plain(cell.file.as_deref().unwrap_or("")), cell.line.unwrap_or(0))?;
    }
    for threshold in &check.thresholds {
        writeln!(out, "   = policy: {threshold}")?;
    }
    let maps: Vec<String> = check
        .maps
        .iter()
        .filter(|m| m.how == How::Tests)
        .chain(check.maps.iter().filter(|m| m.how == How::Supports))
        .take(4)
        .map(|m| format!("{} ({})", m.cited, if m.how == How::Tests { "tests" } else { "supports" }))
        .collect();
    if !maps.is_empty() {
        writeln!(out, "   = maps:   {}", maps.join(" · "))?;
    }
    writeln!(out, "   = fix:    {}", check.remedy)?;
    let decided = check.counts.fail + check.counts.pass + check.counts.accepted;
    let more = check.counts.fail - 1;
    let unknown = match check.counts.unknown {
        0 => String::new(),
        n => format!(", {n} unknown"),
    };
    let rest = match (more, all) {
        (0, _) => String::new(),
        (n, Some(file)) => format!("; {n} more like this, all in {file}"),
        (n, None) => format!("; {n} more like this, all in findings.csv with --out DIR"),
    };
    writeln!(out, "   = rows:   {} of {decided} {} fail{unknown}{rest}\n", check.counts.fail, subject(&check.subject))
}

fn subject(word: &str) -> &str {
    match word {
        "agent" => "agents",
        other => Subject::parse(other).map_or("rows", Subject::plural),
    }
}

/// Notes that a reader of the summary must see.
const WEIGHTY: [&str; 7] = [
    "control-total",
    "date-order-assumed",
    "system-without-file",
    "file-not-declared",
    "damaged-id",
    "lost-value",
    "secret-cell",
];

/// The summary: files, conclusion, frameworks, counts.
pub(crate) fn summary(assessment: &Assessment, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    for input in &assessment.inputs {
        writeln!(out, "{}: {}; {}", plain(&input.name), input.understood_as, input.adds_up())?;
        for reason in input.set_apart.iter().chain(&input.refused) {
            writeln!(out, "   {} {}", reason.rows, plain(&reason.reason))?;
        }
    }
    // What the whole stands on: a total that differs, dates that were read by an assumption, a system nobody delivered.
    for note in assessment.notes.iter().filter(|note| WEIGHTY.contains(&note.kind.as_str())) {
        let file = note.file.as_deref().map(|file| format!("{}: ", plain(file))).unwrap_or_default();
        let column = note.column.as_deref().map(|column| format!("column {}: ", plain(column))).unwrap_or_default();
        writeln!(out, "{}", style.paint("33", &format!("note: {file}{column}{}", plain(&note.says))))?;
    }
    let to_fix: usize = assessment.inputs.iter().map(|input| input.to_fix).sum();
    if to_fix > 0 {
        writeln!(out, "{to_fix} rows and cells could not be understood; --fix-list FILE.csv lists them to send back")?;
    }
    writeln!(out, "\n{}", style.paint("1", &plain(&assessment.conclusion.sentence)))?;
    if !assessment.conclusion.lead.is_empty() {
        writeln!(out, "{}", plain(&assessment.conclusion.lead))?;
    }
    writeln!(out)?;
    for framework in &assessment.frameworks {
        let total: usize = framework.counts.iter().map(|c| c.references).sum();
        if framework.counts.is_empty() {
            writeln!(out, "  {:16} {}", framework.short, framework.says)?;
            continue;
        }
        let counts: Vec<String> = framework
            .counts
            .iter()
            .filter(|c| c.references > 0)
            .map(|c| format!("{} {}", c.references, c.result.word()))
            .collect();
        writeln!(out, "  {:16} {} of {total}", framework.short, counts.join(", "))?;
    }
    let p = &assessment.population;
    let identities = p.rows.get(&Subject::Identity).copied().unwrap_or(0);
    let credentials = p.rows.get(&Subject::Credential).copied().unwrap_or(0);
    let unknown: usize = assessment.checks.iter().map(|c| c.counts.unknown).sum();
    let accepted: usize = assessment.checks.iter().map(|c| c.counts.accepted).sum();
    let f = &assessment.findings;
    writeln!(
        out,
        "\n{identities} identities, {credentials} credentials, {} checks, as of {} ({}): {} fail ({} critical, {} high, {} medium, {} low), {unknown} unknown, {accepted} accepted.",
        assessment.checks.len(),
        assessment.as_of.date,
        plain(&assessment.as_of.says),
        f.total,
        f.critical,
        f.high,
        f.medium,
        f.low
    )?;
    let odd: usize = assessment.notes.iter().map(|n| n.count).sum();
    if !assessment.notes.is_empty() {
        writeln!(out, "{} notes on the input, about {odd} cells or rows in all:", assessment.notes.len())?;
        for note in assessment.notes.iter().take(NOTES) {
            let place = match (&note.file, &note.column) {
                (Some(file), Some(column)) => format!("{}, column `{}`: ", plain(file), plain(column)),
                (Some(file), None) => format!("{}: ", plain(file)),
                _ => String::new(),
            };
            writeln!(out, "   {place}{} ({})", plain(&note.says), note.count)?;
        }
        if assessment.notes.len() > NOTES {
            writeln!(out, "   and {} more notes; all in the report", assessment.notes.len() - NOTES)?;
        }
    }
    mirror(assessment, out)?;
    if assessment.policy.adopted.is_none() {
        writeln!(out, "Thresholds are those of the default policy, which nobody has adopted; mappings are ours.")?;
    }
    Ok(())
}

/// Published figures beside the own ones, where they were asked for.
fn mirror(assessment: &Assessment, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(entries) = &assessment.mirror else { return Ok(()) };
    writeln!(
        out,
        "\nPublished figures beside your own; no conclusion rests on them, and the Assessment names the sources:"
    )?;
    for entry in entries {
        writeln!(out, "   {}: {}\n      here: {}", entry.says, entry.percent, plain(&entry.own_says))?;
    }
    Ok(())
}

/// Notes shown in the terminal.
const NOTES: usize = 8;

/// Text without control characters, which could move the cursor or hide what follows.
pub(crate) fn plain(text: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if text.chars().any(hides) {
        text.chars().map(|c| if hides(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
    } else {
        text.to_owned()
    }
}
