//! `nhimap assess`: files in, what they show out.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nhimap_core::api::Header;
use nhimap_core::assess::{Assessed, Request, Step, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{InputFile, Said};
use nhimap_core::tables::Complete;
use nhimap_report::Format;

use crate::args::AssessArgs;
use crate::terminal::{self, Style};
use crate::{DONE, FOUND, Failure, content, gate, inspect, owners, pack};

/// Endings that a folder's tables have. What they hold is told from their content.
const TABLES: [&str; 12] =
    ["csv", "tsv", "psv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "json", "jsonl", "ndjson"];

pub(crate) fn run(args: &AssessArgs) -> Result<u8, Failure> {
    check_arguments(args);
    let pack = pack::load(args.checks.as_deref())?;
    let policy = pack::policy(&pack, args.policy.as_deref())?;
    let baseline = args.baseline.as_deref().map(gate::Baseline::read).transpose()?;
    let paths = expand(args)?;
    let files = open(&paths, args)?;
    let request = Request {
        files,
        said: said(&paths, args),
        header: Header {
            subject: args.subject.clone(),
            classification: args.classification.clone(),
            distribution: args.distribution.clone(),
        },
        as_of: args.as_of,
        today: today(),
        period: args.period,
        mirror: args.mirror,
        threads: args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1),
    };
    let ticker = Ticker::new();
    let assessed = assess(request, &pack, &policy, &|step| ticker.tell(&step))?;
    ticker.clear();
    let launches = gate::launches(&args.gate, &assessed)?;

    let written = write_documents(args, &assessed)?;
    let beside = owners::write(args, &assessed)?;
    if let Some(file) = &args.fix_list {
        let failed = |e| format!("`{}` could not be written: {e}", file.display());
        let mut out = BufWriter::new(File::create(file).map_err(failed)?);
        nhimap_report::fix_list(&mut assessed.fixes().rows(), &mut out)?;
        out.flush().map_err(failed)?;
    }
    if let Some(file) = &args.save_baseline {
        let text = serde_json::to_string_pretty(&gate::baseline(&assessed.assessment, assessed.findings()))?;
        fs::write(file, text + "\n").map_err(|e| format!("`{}` could not be written: {e}", file.display()))?;
    }
    if args.out.is_some() || args.format.is_empty() {
        let style = Style::of_stdout();
        let mut out = BufWriter::new(std::io::stdout().lock());
        if !args.quiet {
            let all = written.iter().find(|p| p.ends_with("findings.csv")).map(|p| p.display().to_string());
            terminal::findings(&assessed.assessment, all.as_deref(), &style, &mut out)?;
        }
        terminal::summary(&assessed.assessment, &style, &mut out)?;
        match written.first() {
            Some(first) => writeln!(out, "\nThe report is {}", first.display())?,
            None => writeln!(out, "\nWrite the report with --out DIR.")?,
        }
        for path in written.iter().skip(1).chain(&beside) {
            writeln!(out, "          also {}", path.display())?;
        }
        out.flush()?;
    }
    let closed = gate::closed(args, &assessed.assessment, baseline.as_ref(), assessed.findings());
    for reason in closed.iter().chain(launches.iter().map(|launch| &launch.says)) {
        eprintln!("gate: {}", terminal::plain(reason));
    }
    if closed.is_empty() {
        return Ok(if launches.iter().all(|launch| launch.is_ready) { DONE } else { FOUND });
    }
    if args.baseline.is_none() {
        eprintln!(
            "gate: to accept what stands today and stop only for what is new, make a baseline:\n  {}",
            baseline_command(args)
        );
    }
    Ok(FOUND)
}

/// Refuses what clap cannot see, with its exit code for bad arguments.
fn check_arguments(args: &AssessArgs) {
    use clap::{CommandFactory, error::ErrorKind};
    let refuse =
        |message: &str| -> ! { crate::args::Args::command().error(ErrorKind::ArgumentConflict, message).exit() };
    let is_gate = args.fail_on.is_some() || args.fail_on_unknown || args.baseline.is_some() || !args.gate.is_empty();
    if args.as_of.is_none() && is_gate {
        refuse("a gate needs --as-of DATE, so that the same files give the same answer tomorrow");
    }
    if args.fail_on.is_some_and(|f| f.new) && args.baseline.is_none() {
        refuse("`,new` needs --baseline FILE; make one with --save-baseline FILE");
    }
    if args.owners.is_some() && args.owners == args.out {
        refuse("--owners needs a folder of its own; an owner's page could have the name of a report");
    }
    if args.out.is_none() && args.format.len() > 1 {
        refuse("several formats need --out DIR; one alone goes to standard output");
    }
}

/// The command that makes a baseline from the same files.
fn baseline_command(args: &AssessArgs) -> String {
    let mut words = vec!["nhimap".to_owned(), "assess".to_owned()];
    words.extend(args.files.iter().map(|f| quoted(&f.display().to_string())));
    if let Some(as_of) = args.as_of {
        words.extend(["--as-of".to_owned(), as_of.to_string()]);
    }
    if let Some(policy) = &args.policy {
        words.extend(["--policy".to_owned(), quoted(&policy.display().to_string())]);
    }
    if let Some((from, to)) = args.period {
        words.extend(["--period".to_owned(), format!("{from}..{to}")]);
    }
    words.extend(["--quiet".to_owned(), "--save-baseline".to_owned(), "baseline.json".to_owned()]);
    words.join(" ")
}

fn quoted(word: &str) -> String {
    if word.chars().all(|c| c.is_alphanumeric() || "-_./=".contains(c)) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Files, with folders replaced by the tables in them.
fn expand(args: &AssessArgs) -> Result<Vec<PathBuf>, Failure> {
    // What is given by another argument is no table, even where it lies beside them.
    let own: Vec<_> = [&args.policy, &args.baseline, &args.save_baseline].into_iter().flatten().collect();
    let is_own = |entry: &Path| own.iter().any(|p| p.file_name() == entry.file_name());
    let mut out = Vec::new();
    for path in &args.files {
        if path.is_dir() {
            let before = out.len();
            for entry in pack::sorted(path)? {
                let ending = entry.extension().map(|e| e.to_string_lossy().to_lowercase());
                if !entry.is_file() || is_own(&entry) || is_left_open(&entry) {
                    continue;
                }
                if ending.is_some_and(|e| TABLES.contains(&e.as_str())) {
                    out.push(entry);
                } else if !is_readme(&entry) {
                    eprintln!("not read: `{}`; of a folder only {} files are read", entry.display(), TABLES.join(", "));
                }
            }
            if out.len() == before {
                return Err(format!(
                    "`{}` holds no table; of a folder only {} files are read",
                    path.display(),
                    TABLES.join(", ")
                )
                .into());
            }
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

/// Is it what a spreadsheet program puts beside a workbook while it is open?
fn is_left_open(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$") || name.starts_with(".~lock.")
}

fn is_readme(path: &Path) -> bool {
    path.file_stem().is_some_and(|s| s.eq_ignore_ascii_case("readme"))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Does somebody mean this file?
fn is(given: &str, path: &Path) -> bool {
    given == name_of(path) || Path::new(given) == path
}

/// What the user says of files, by their names.
fn said(paths: &[PathBuf], args: &AssessArgs) -> BTreeMap<String, Said> {
    let said = |path: &PathBuf| {
        let dates = args.dates.iter().filter(|(file, ..)| is(file, path));
        Said {
            dates: dates.map(|(_, column, rule)| (column.clone(), *rule)).collect(),
            rows: args.expect_rows.iter().find(|(file, _)| is(file, path)).map(|(_, rows)| *rows),
        }
    };
    paths.iter().map(|path| (name_of(path), said(path))).collect()
}

fn open(paths: &[PathBuf], args: &AssessArgs) -> Result<Vec<InputFile<'static>>, Failure> {
    let names: Vec<String> = paths.iter().map(|p| name_of(p)).collect();
    for (i, name) in names.iter().enumerate() {
        if names[..i].contains(name) {
            return Err(
                format!("two files are called `{name}`; findings could not be told apart, so rename one").into()
            );
        }
    }
    let rules = args.dates.iter().map(|(file, ..)| file).chain(args.expect_rows.iter().map(|(file, _)| file));
    for given in args.extracted.iter().map(|(f, _)| f).chain(&args.assume_complete).chain(rules) {
        if !paths.iter().any(|p| is(given, p)) {
            return Err(format!("`{given}` is none of the files given: {}", names.join(", ")).into());
        }
    }
    let mapping = args.mapping.as_deref().map(inspect::mapping).transpose()?;
    let mut out = Vec::new();
    for path in paths {
        out.push(InputFile {
            name: name_of(path),
            content: inspect::mapped(content::of(path)?, mapping.clone()),
            extracted: args.extracted.iter().find(|(f, _)| is(f, path)).map(|(_, d)| *d),
            complete: if args.assume_complete.iter().any(|f| is(f, path)) {
                Complete::Complete
            } else {
                Complete::Undeclared
            },
        });
    }
    Ok(out)
}

fn today() -> Day {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Day((seconds / 86_400) as i32)
}

/// Writes the documents, and gives their paths; a single format without a folder goes to standard output.
fn write_documents(args: &AssessArgs, assessed: &Assessed<'_>) -> Result<Vec<PathBuf>, Failure> {
    let Some(folder) = &args.out else {
        if let [format] = args.format[..] {
            let mut out = BufWriter::new(std::io::stdout().lock());
            nhimap_report::render(format, &assessed.assessment, &mut assessed.findings(), &mut out)?;
            out.flush()?;
        }
        return Ok(Vec::new());
    };
    let asked = if args.format.is_empty() {
        vec![Format::Html, Format::Markdown, Format::Json, Format::Csv]
    } else {
        args.format.clone()
    };
    let mut formats: Vec<Format> = Vec::new();
    for document in asked.iter().flat_map(|f| f.documents()) {
        if !formats.contains(document) {
            formats.push(*document);
        }
    }
    fs::create_dir_all(folder).map_err(|e| format!("`{}` could not be made: {e}", folder.display()))?;
    let mut written = Vec::new();
    for format in formats {
        let path = folder.join(format.file_name());
        let file = File::create(&path).map_err(|e| format!("`{}` could not be written: {e}", path.display()))?;
        let mut out = BufWriter::new(file);
        nhimap_report::render(format, &assessed.assessment, &mut assessed.findings(), &mut out)?;
        out.flush()?;
        written.push(path);
    }
    Ok(written)
}

/// Progress on the standard error of a terminal, once the work is long enough to wonder about.
struct Ticker {
    shown: Option<Mutex<(Instant, bool)>>,
}

impl Ticker {
    fn new() -> Self {
        Self { shown: std::io::stderr().is_terminal().then(|| Mutex::new((Instant::now(), false))) }
    }

    fn tell(&self, step: &Step) {
        let Some(shown) = &self.shown else { return };
        let Ok(mut shown) = shown.lock() else { return };
        if shown.0.elapsed() < Duration::from_millis(300) {
            return;
        }
        *shown = (Instant::now(), true);
        match step {
            Step::Reading(p) => eprint!("\r\x1b[Kreading `{}`: {} MB", terminal::plain(&p.file), p.bytes / 1_000_000),
            Step::Checking(rows) => eprint!("\r\x1b[Kchecking {rows} rows"),
        }
    }

    fn clear(&self) {
        if let Some(shown) = &self.shown
            && shown.lock().is_ok_and(|s| s.1)
        {
            eprint!("\r\x1b[K");
        }
    }
}
