//! `nhimap lint`: what documents cite, and what is wrong with it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use nhimap_core::citations::lint::{Cited, Level, LintReport, fixed, lint};
use nhimap_core::pack::Pack;

use crate::args::{LintArgs, LintFormat};
use crate::terminal::{Style, counted, plain};
use crate::{BAD_ARGUMENTS, COULD_NOT, DONE, FOUND, Failure, diff, pack};

/// Files of a folder that are read; others are named only by themselves.
const READ: [&str; 20] = [
    "md", "markdown", "txt", "text", "rst", "adoc", "html", "htm", "xml", "csv", "tsv", "json", "toml", "yaml", "yml",
    "xlsx", "xlsm", "xlsb", "xls", "ods",
];

/// A document that was judged.
struct Judged {
    file: PathBuf,
    bytes: Vec<u8>,
    report: LintReport,
}

pub(crate) fn run(args: &LintArgs) -> Result<u8, Failure> {
    if args.fix && args.files.iter().any(|f| is_stdin(f)) {
        eprintln!("error: `--fix` writes files, and `-` is none; `--diff` shows what would be written");
        return Ok(BAD_ARGUMENTS);
    }
    let mut pack = pack::load(None)?;
    pack::lay_catalogs(&mut pack, &args.catalog)?;
    let mut judged = Vec::new();
    let mut refused = 0;
    for file in files(&args.files)? {
        match read(&file, &pack) {
            Ok(documents) => judged.extend(documents),
            Err(error) => {
                eprintln!("error: {error}");
                refused += 1;
            }
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    if args.fix || args.diff {
        diffs(&judged, &mut out)?;
        out.flush()?;
        if args.fix && agreed(&judged, args.write)? {
            write(&mut judged, &pack)?;
        }
        eprint!("{}", summary(&judged));
    } else {
        let reports: Vec<&LintReport> = judged.iter().map(|j| &j.report).collect();
        match args.format {
            LintFormat::Terminal => {
                terminal(&judged, if args.all { Level::Fine } else { args.show }, &Style::of_stdout(), &mut out)?;
            }
            LintFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&reports)?)?,
            LintFormat::Sarif => nhimap_report::lint_sarif(&reports, &mut out)?,
            LintFormat::Markdown => nhimap_report::lint_markdown(&reports, &mut out)?,
        }
        out.flush()?;
    }
    let worst = judged.iter().flat_map(|j| &j.report.citations).map(|c| c.level).max().unwrap_or(Level::Fine);
    Ok(match () {
        () if refused > 0 => COULD_NOT,
        () if worst >= args.fail_on => FOUND,
        () => DONE,
    })
}

/// Reads and judges one document; of a workbook, each sheet as one.
fn read(file: &Path, pack: &Pack) -> Result<Vec<Judged>, Failure> {
    let name = if is_stdin(file) { "standard-input".to_owned() } else { name(file) };
    let bytes = bytes(file).map_err(|e| format!("`{name}` could not be read: {e}"))?;
    if nhimap_workbook::is_workbook(&bytes) {
        return sheets(file, &name, &bytes, pack);
    }
    let report = lint(&name, &bytes, pack)?;
    Ok(vec![Judged { file: file.to_owned(), bytes, report }])
}

/// Judges the sheets of a workbook. Their lines are the sheet's rows; nothing is certain enough to be written into one.
fn sheets(file: &Path, name: &str, bytes: &[u8], pack: &Pack) -> Result<Vec<Judged>, Failure> {
    let workbook = nhimap_workbook::open(bytes).map_err(|e| format!("`{name}`: {e}"))?;
    let mut out = Vec::new();
    for sheet in workbook.sheets {
        let bytes = one_line_each(sheet.csv);
        let mut report = lint(&format!("{name} › {}", sheet.name), &bytes, pack)?;
        report.citations.iter_mut().for_each(|cited| cited.fix = None);
        out.push(Judged { file: file.to_owned(), bytes, report });
    }
    Ok(out)
}

/// Records with a line each: what breaks a line inside a cell becomes a blank.
fn one_line_each(mut csv: Vec<u8>) -> Vec<u8> {
    let mut quoted = false;
    for byte in &mut csv {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if quoted => *byte = b' ',
            _ => {}
        }
    }
    csv
}

/// Shows what would be written.
fn diffs(judged: &[Judged], out: &mut dyn Write) -> std::io::Result<()> {
    let seen = std::io::stdout().is_terminal();
    let shown = |line: &[u8]| match seen {
        true => plain(String::from_utf8_lossy(line).trim_end_matches('\r')).into_bytes(),
        false => line.to_vec(),
    };
    for document in judged.iter().filter(|j| fixes(j) > 0) {
        diff::unified(&document.report.name, &document.bytes, &fixed(&document.bytes, &document.report), shown, out)?;
    }
    Ok(())
}

/// How many changes are certain.
fn fixes(document: &Judged) -> usize {
    document.report.citations.iter().filter(|c| c.fix.is_some()).count()
}

/// May the changes be written? Said by an argument, or by whoever sits at the terminal.
fn agreed(judged: &[Judged], write: bool) -> std::io::Result<bool> {
    let all: usize = judged.iter().map(fixes).sum();
    if write || all == 0 {
        return Ok(all > 0);
    }
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        eprintln!("nothing was written; `--fix --write` writes {}", counted(all, "change"));
        return Ok(false);
    }
    let files = judged.iter().filter(|j| fixes(j) > 0).count();
    eprint!("write {} to {}? [y/N] ", counted(all, "change"), counted(files, "file"));
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Writes the changes, and judges what then stands there.
fn write(judged: &mut [Judged], pack: &Pack) -> Result<(), Failure> {
    for document in judged.iter_mut().filter(|j| fixes(j) > 0) {
        let bytes = fixed(&document.bytes, &document.report);
        let name = &document.report.name;
        fs::write(&document.file, &bytes).map_err(|e| format!("`{name}` could not be written: {e}"))?;
        eprintln!("{name}: {} written", counted(fixes(document), "change"));
        document.report = lint(name, &bytes, pack)?;
        document.bytes = bytes;
    }
    Ok(())
}

/// The files to read, folders opened.
fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in given {
        if path.is_dir() {
            below(path, &mut out)?;
        } else {
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn below(folder: &Path, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for path in pack::sorted(folder)? {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() && !hidden {
            below(&path, out)?;
        } else if READ.contains(&extension.as_str()) {
            out.push(path);
        }
    }
    Ok(())
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as it is shown: from the folder where the command runs, where it lies below.
fn name(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if !is_stdin(path) {
        return fs::read(path);
    }
    let mut out = Vec::new();
    std::io::stdin().lock().read_to_end(&mut out)?;
    Ok(out)
}

/// What is wrong, place by place, and the counts.
fn terminal(judged: &[Judged], show: Level, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    for document in judged {
        for (first, more) in alike(&document.report, show) {
            out.write_all(block(&document.report.name, first, &more, style).as_bytes())?;
        }
    }
    out.write_all(summary(judged).as_bytes())?;
    let not_compared: usize = judged.iter().map(|j| j.report.not_compared).sum();
    if not_compared > 0 {
        writeln!(out, "{not_compared} citations were not compared with the text beside them: there are too many.")?;
    }
    Ok(())
}

/// The counts.
fn summary(judged: &[Judged]) -> String {
    let count = |level| judged.iter().map(|j| j.report.count(level)).sum::<usize>();
    let total: usize = judged.iter().map(|j| j.report.citations.len()).sum();
    let certain = match judged.iter().map(fixes).sum::<usize>() {
        0 => String::new(),
        n => format!("; {} certain, `--fix` shows {}", counted(n, "change"), if n == 1 { "it" } else { "them" }),
    };
    format!(
        "{}, {}: {}, {}, {}, {} fine{certain}.\n",
        counted(judged.len(), "document"),
        counted(total, "citation"),
        counted(count(Level::Error), "error"),
        counted(count(Level::Warning), "warning"),
        counted(count(Level::Note), "note"),
        count(Level::Fine),
    )
}

/// Citations of a document, those together that are written alike and of which the same is said.
fn alike(report: &LintReport, show: Level) -> Vec<(&Cited, Vec<usize>)> {
    let mut out: Vec<(&Cited, Vec<usize>)> = Vec::new();
    let mut known: BTreeMap<(&str, &str, Level), usize> = BTreeMap::new();
    for cited in report.citations.iter().filter(|c| c.level >= show) {
        match known.entry((&cited.text, &cited.says, cited.level)) {
            Entry::Occupied(place) => out[*place.get()].1.push(cited.line),
            Entry::Vacant(free) => {
                free.insert(out.len());
                out.push((cited, Vec::new()));
            }
        }
    }
    out
}

fn block(name: &str, cited: &Cited, more: &[usize], style: &Style) -> String {
    let code = match cited.level {
        Level::Error => "1;31",
        Level::Warning => "33",
        Level::Note | Level::Fine => "0",
    };
    let head = style.paint(code, &format!("{}[{}]", cited.level.word(), cited.rule()));
    let mut out = format!("{head}: {}\n", plain(&cited.says));
    let _ = writeln!(out, "  --> {}:{}:{}", plain(name), cited.line, cited.column);
    let number = cited.line.to_string();
    let (gutter, excerpt) = (" ".repeat(number.len()), &cited.excerpt);
    let marks = " ".repeat(excerpt.before) + &"^".repeat(excerpt.width);
    let _ = writeln!(out, "{number} | {}\n{gutter} | {}", seen(&excerpt.text), style.paint(code, &marks));
    if let Some(framework) = &cited.framework {
        let _ = writeln!(out, "   = under: {}, {}", framework.edition, framework.named.says());
    }
    if let Some(remedy) = &cited.remedy {
        let _ = writeln!(out, "   = fix:   {}", plain(remedy));
    }
    if !more.is_empty() {
        const LINES: usize = 12;
        let lines: Vec<String> = more.iter().take(LINES).map(usize::to_string).collect();
        let rest = if more.len() > LINES { format!(" and {} more", more.len() - LINES) } else { String::new() };
        let _ = writeln!(out, "   = also:  {} more, line {}{rest}", more.len(), lines.join(", "));
    }
    out.push('\n');
    out
}

/// A line of which every character takes its place, so that the marks below it stand right.
fn seen(text: &str) -> String {
    let shown =
        |c: char| if plain(c.encode_utf8(&mut [0; 4])).starts_with(c) { c } else { char::REPLACEMENT_CHARACTER };
    text.chars().map(shown).collect()
}
