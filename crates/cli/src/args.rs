//! What the command line may say.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use nhimap_core::checks::Severity;
use nhimap_core::citations::lint::Level;
use nhimap_core::date::Day;
use nhimap_core::intake::DateRule;
use nhimap_report::Format;

/// Where your non-human identities stand, reference by reference, from the spreadsheets you already have.
///
/// nhimap reads registers and exports as CSV and says what the rows show against OWASP NHI Top 10 2025, NIST CSF 2.0,
/// NIST SP 800-207, NIST AI RMF 1.0 and CSA MAESTRO, what they cannot show, and why, down to the cell. Nothing is sent
/// anywhere.
#[derive(Parser)]
#[command(version, about, after_help = "Start with: nhimap assess register.csv --out report")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Assess files and say what they show.
    Assess(Box<AssessArgs>),
    /// Explain a check or a framework reference.
    Explain(ExplainArgs),
    /// List the framework editions, the references of one, or the policy.
    Frameworks(FrameworksArgs),
    /// Tell how references of one framework relate to those of another, who says so, and how sure it is.
    Crosswalk(CrosswalkArgs),
    /// Show how a file is understood, without assessing it.
    Inspect(InspectArgs),
    /// Judge the framework references that documents cite.
    Lint(LintArgs),
    /// List the checks, or run the cases of checks in a folder.
    Checks(ChecksArgs),
    /// Write the page: the same core in a browser, as one file that sends nothing.
    Page(PageArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(clap::Args)]
#[command(after_help = "\
Exit codes: 0 finished; 10 finished, and findings at or above --fail-on, or a launch that is
not ready; 1 could not finish; 2 bad arguments.

Examples:
  nhimap assess register.csv
  nhimap assess register.csv credential_report.csv roster.csv --as-of 2026-11-01 --out report
  nhimap assess estate/ --format json > assessment.json
  nhimap assess estate/ --as-of 2026-11-01 --fail-on high,new --baseline baseline.json
  nhimap assess estate/ --period 2026-01-01..2026-12-31 --owners pages --calendar due.ics
  nhimap assess estate/ --as-of 2026-11-01 --gate launch:L-07")]
pub(crate) struct AssessArgs {
    /// CSV files, or folders of them: a register, exports, a roster, suppliers, applications, scanner results, controls,
    /// evidence, exceptions, launches, answers to findings.
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) files: Vec<PathBuf>,
    /// The day that ages count from, like 2026-11-01. Default: the newest extraction date given, else the newest event
    /// in the files, else today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,
    /// The window that evidence and operation are looked at in, both days included, like 2026-01-01..2026-12-31. Default:
    /// the policy's, else the 365 days that end with the as-of date.
    #[arg(long, value_name = "FROM..TO", value_parser = period)]
    pub(crate) period: Option<(Day, Day)>,
    /// Your own thresholds and assumptions, laid over the default policy.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// A folder of your own checks; one with the id of a shipped check takes its place.
    #[arg(long, value_name = "DIR")]
    pub(crate) checks: Option<PathBuf>,
    /// Documents to write: html, md, json, csv, controls-csv, evidence-csv, exceptions-csv.
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = format)]
    pub(crate) format: Vec<Format>,
    /// Where to write them; every format where none is named.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write a page for each owner into this folder, in the order to work, as HTML, Markdown and CSV, and an index.html
    /// that lists them.
    #[arg(long, value_name = "DIR")]
    pub(crate) owners: Option<PathBuf>,
    /// Write expiries, reviews and ends as a calendar, from a year before the as-of date to two years after it.
    #[arg(long, value_name = "FILE.ics")]
    pub(crate) calendar: Option<PathBuf>,
    /// Show published survey figures beside your own; no conclusion rests on them.
    #[arg(long)]
    pub(crate) mirror: bool,
    /// When a file was extracted, like register.csv=2026-10-28; may be repeated.
    #[arg(long, value_name = "FILE=DATE", value_parser = file_day)]
    pub(crate) extracted: Vec<(String, Day)>,
    /// A file that holds everything of its kind, so that absence from it counts; may be repeated.
    #[arg(long, value_name = "FILE")]
    pub(crate) assume_complete: Vec<String>,
    /// How tables are to be read, as `nhimap inspect --save-mapping` writes it and you have edited it.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    /// How the dates of a column are to be read, like register.csv:Created=day-first, month-first, or 1904 for numbers of
    /// a workbook that counts from that year; may be repeated.
    #[arg(long, value_name = "FILE:COLUMN=RULE", value_parser = date_rule)]
    pub(crate) dates: Vec<(String, String, DateRule)>,
    /// How many rows of data a file should have, like register.csv=1290; another number is said, and the file then counts
    /// as a part of its list. May be repeated.
    #[arg(long, value_name = "FILE=N", value_parser = file_rows)]
    pub(crate) expect_rows: Vec<(String, usize)>,
    /// Write every row that was refused and every cell that could not be understood, to send back to whoever supplied the
    /// file.
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) fix_list: Option<PathBuf>,
    /// Whose identities these are, for the report's header.
    #[arg(long, value_name = "NAME")]
    pub(crate) subject: Option<String>,
    /// Who may read the report, for its header.
    #[arg(long, value_name = "WORD")]
    pub(crate) classification: Option<String>,
    /// Who gets the report, for its header; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) distribution: Vec<String>,
    /// Exit with 10 when there are open findings of this severity or above; `,new` counts only those that are not in
    /// the baseline. Needs --as-of.
    #[arg(long, value_name = "SEVERITY[,new]", value_parser = fail_on)]
    pub(crate) fail_on: Option<FailOn>,
    /// Exit with 10 when any result is unknown. Needs --as-of.
    #[arg(long)]
    pub(crate) fail_on_unknown: bool,
    /// Exit with 10 unless the register of launches has every required item of this launch and no check on it is open;
    /// unknown is not ready. Written like launch:L-07; may be repeated. Needs --as-of.
    #[arg(long, value_name = "launch:ID", value_parser = launch)]
    pub(crate) gate: Vec<String>,
    /// What an earlier run found, as written by --save-baseline.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what this run found, for later runs to compare with.
    #[arg(long, value_name = "FILE")]
    pub(crate) save_baseline: Option<PathBuf>,
    /// How many threads may work.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Print the summary only.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What closes the gate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FailOn {
    pub(crate) severity: Severity,
    pub(crate) new: bool,
}

#[derive(clap::Args)]
pub(crate) struct ExplainArgs {
    /// A check's id, or a reference as people write it: NHI7:2025, PR.AA-05, "GOVERN 1.6", nist-sp-800-207:2.1-T4.
    pub(crate) what: String,
    /// A folder of your own checks.
    #[arg(long, value_name = "DIR")]
    pub(crate) checks: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

#[derive(clap::Args)]
pub(crate) struct CatalogArgs {
    /// Your own copy of a catalog, as OSCAL JSON or in our TOML form: adds the publisher's statements, or a framework of
    /// your own, and tells where it disagrees with ours. Say which edition it is where it does not; may be repeated.
    #[arg(long, value_name = "[EDITION=]FILE", value_parser = catalog_file)]
    pub(crate) catalog: Vec<CatalogFile>,
}

/// A user's own copy of a catalog.
#[derive(Debug, Clone)]
pub(crate) struct CatalogFile {
    /// The edition that it is, where that was said.
    pub(crate) edition: Option<String>,
    pub(crate) file: PathBuf,
}

#[derive(clap::Args)]
#[command(after_help = "\
Relations are publishers' where they state any, and otherwise ours; each says which. Where nobody relates two editions,
links over a third are derived: they are marked, and go as far as their weakest hop.

Examples:
  nhimap crosswalk                                    the maps there are
  nhimap crosswalk NHI7:2025                          everything it relates to
  nhimap crosswalk PR.AA owasp-nhi-2025               a category and what stands below it
  nhimap crosswalk nist-csf-1.1:PR.AC-4 owasp-nhi-2025
  nhimap crosswalk owasp-nhi-2025 nist-csf-2.0 --format oscal > mapping.json")]
pub(crate) struct CrosswalkArgs {
    /// An edition, such as nist-csf-2.0, or a reference as people write it. Without it, the maps are listed.
    pub(crate) from: Option<String>,
    /// An edition or a reference to relate it to. Default: every edition.
    pub(crate) to: Option<String>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = CrosswalkFormat::Table)]
    pub(crate) format: CrosswalkFormat,
    /// How many hops a derived link may have; 1 means none are derived.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(crate) hops: u8,
    /// Derive links for references that have relations of their own, too.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CrosswalkFormat {
    /// For reading.
    Table,
    /// One row a relation, for a spreadsheet.
    Csv,
    /// Everything, for programs.
    Json,
    /// An OSCAL mapping collection of the stated relations.
    Oscal,
}

#[derive(clap::Args)]
pub(crate) struct FrameworksArgs {
    /// An edition, such as nist-csf-2.0: list its references.
    pub(crate) edition: Option<String>,
    /// List the policy: every threshold with its reason and source.
    #[arg(long)]
    pub(crate) policy: bool,
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

#[derive(clap::Args)]
pub(crate) struct PageArgs {
    /// Where to write it.
    #[arg(long, value_name = "FILE.html")]
    pub(crate) out: PathBuf,
}

#[derive(clap::Args)]
#[command(after_help = "\
Cells are shown as patterns, never as they are: `aaa-9999` for svc-0142.

Examples:
  nhimap inspect register.csv
  nhimap inspect register.csv --save-mapping register.toml
  nhimap inspect register.csv --mapping register.toml --format json")]
pub(crate) struct InspectArgs {
    /// The file.
    pub(crate) file: PathBuf,
    /// What to print.
    #[arg(long, value_enum, default_value_t = InspectFormat::Terminal)]
    pub(crate) format: InspectFormat,
    /// Read its tables as this file says, which --save-mapping has written.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) mapping: Option<PathBuf>,
    /// Write how it is read into a file that you can edit and give back with --mapping.
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) save_mapping: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum InspectFormat {
    /// For reading in a terminal.
    Terminal,
    /// Everything, for programs.
    Json,
}

#[derive(clap::Args)]
#[command(after_help = "\
Exit codes: 0 nothing at or above --fail-on; 10 something is; 1 a file could not be read; 2 bad arguments.

Examples:
  nhimap lint policy.md controls.csv
  nhimap lint docs/ --format sarif > citations.sarif
  nhimap lint policy.md --fix
  pbpaste | nhimap lint -")]
pub(crate) struct LintArgs {
    /// Documents, or folders of them: Markdown, text, HTML, CSV, JSON (OSCAL), TOML; `-` for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub(crate) files: Vec<PathBuf>,
    /// What to write.
    #[arg(long, value_enum, default_value_t = LintFormat::Terminal)]
    pub(crate) format: LintFormat,
    /// Exit with 10 when there is something of this level or above.
    #[arg(long, value_name = "LEVEL", default_value = "warning", value_parser = level)]
    pub(crate) fail_on: Level,
    /// Show citations that nothing is wrong with, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Show what has this level or above.
    #[arg(long, value_name = "LEVEL", default_value = "note", value_parser = level, conflicts_with = "all")]
    pub(crate) show: Level,
    /// Show what is certain to belong there as a diff, then write it if you say so: the publisher's spelling, the one
    /// successor of a withdrawn id. Every other byte stays as it is.
    #[arg(long, conflicts_with_all = ["format", "all", "diff"])]
    pub(crate) fix: bool,
    /// Write without being asked.
    #[arg(long, requires = "fix")]
    pub(crate) write: bool,
    /// Show the diff of --fix and write nothing.
    #[arg(long, conflicts_with_all = ["format", "all"])]
    pub(crate) diff: bool,
    #[command(flatten)]
    pub(crate) catalog: CatalogArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LintFormat {
    /// For reading in a terminal.
    Terminal,
    /// Everything, for programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// A summary for a ticket or a pipeline's page.
    Markdown,
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| "levels are error, warning and note".into())
}

#[derive(clap::Args)]
pub(crate) struct ChecksArgs {
    /// Run the cases of the checks in this folder: a pack, or a folder of checks.
    #[arg(long, value_name = "DIR")]
    pub(crate) cases: Option<PathBuf>,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a date is written like 2026-11-01".into())
}

fn period(text: &str) -> Result<(Day, Day), String> {
    let (from, to) = text.split_once("..").ok_or("a period is written like 2026-01-01..2026-12-31")?;
    let (from, to) = (day(from)?, day(to)?);
    if to < from {
        return Err(format!("the period ends on {to}, before it begins on {from}; write {to}..{from}"));
    }
    Ok((from, to))
}

fn launch(text: &str) -> Result<String, String> {
    match text.split_once(':') {
        Some(("launch", id)) if !id.trim().is_empty() => Ok(id.trim().to_owned()),
        _ => Err("a gate is written like launch:L-07".into()),
    }
}

fn file_day(text: &str) -> Result<(String, Day), String> {
    let (file, date) = text.rsplit_once('=').ok_or("written like register.csv=2026-10-28")?;
    Ok((file.to_owned(), day(date)?))
}

fn file_rows(text: &str) -> Result<(String, usize), String> {
    let (file, rows) = text.rsplit_once('=').ok_or("written like register.csv=1290")?;
    let rows = rows.trim().parse().map_err(|_| "the number of rows is a whole number, like register.csv=1290")?;
    Ok((file.to_owned(), rows))
}

fn date_rule(text: &str) -> Result<(String, String, DateRule), String> {
    let written = "written like register.csv:Created=day-first";
    let (place, rule) = text.rsplit_once('=').ok_or(written)?;
    // A drive's colon comes before the file's name, and a heading may hold one too: the file ends at the first that is
    // followed by no path.
    let at = place.char_indices().find(|(at, c)| *c == ':' && !place[at + 1..].starts_with(['/', '\\']));
    let (at, _) = at.ok_or(written)?;
    let (file, column) = (&place[..at], &place[at + 1..]);
    if file.is_empty() || column.trim().is_empty() {
        return Err(written.into());
    }
    let rule = DateRule::parse(rule.trim()).ok_or("rules are day-first, month-first and 1904")?;
    Ok((file.to_owned(), column.trim().to_owned(), rule))
}

fn catalog_file(text: &str) -> Result<CatalogFile, String> {
    let is_id =
        |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
    let (edition, file) = match text.split_once('=') {
        Some((edition, file)) if is_id(edition) => (Some(edition.to_owned()), file),
        _ => (None, text),
    };
    if file.is_empty() {
        return Err("written like catalog.json or my-framework=catalog.json".into());
    }
    Ok(CatalogFile { edition, file: file.into() })
}

fn format(text: &str) -> Result<Format, String> {
    Format::parse(text)
        .ok_or_else(|| "known formats are html, md, json, csv, controls-csv, evidence-csv and exceptions-csv".into())
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    let (word, new) = match text.split_once(',') {
        Some((word, "new")) => (word, true),
        Some((_, other)) => return Err(format!("`{other}` is not known here; write `high` or `high,new`")),
        None => (text, false),
    };
    let severity = Severity::parse(word).ok_or("severities are low, medium, high and critical")?;
    Ok(FailOn { severity, new })
}
