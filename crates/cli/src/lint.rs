//! `nhimap lint`: what documents cite, and what is wrong with it.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use nhimap_core::citations::lint::{Cited, Level, LintReport, lint};

use crate::args::{LintArgs, LintFormat};
use crate::terminal::{Style, plain};
use crate::{COULD_NOT, DONE, FOUND, Failure, pack};

/// Files of a folder that are read; others are named only by themselves.
const READ: [&str; 15] = [
    "md", "markdown", "txt", "text", "rst", "adoc", "html", "htm", "xml", "csv", "tsv", "json", "toml", "yaml", "yml",
];

/// A document that was judged.
struct Judged {
    bytes: Vec<u8>,
    report: LintReport,
}

pub(crate) fn run(args: &LintArgs) -> Result<u8, Failure> {
    let mut pack = pack::load(None)?;
    pack::lay_catalogs(&mut pack, &args.catalog)?;
    let mut judged = Vec::new();
    let mut refused = 0;
    for file in files(&args.files)? {
        let name = if is_stdin(&file) { "standard input".to_owned() } else { slashed(&file) };
        let bytes = match bytes(&file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("error: `{name}` could not be read: {error}");
                refused += 1;
                continue;
            }
        };
        match lint(&name, &bytes, &pack) {
            Ok(report) => judged.push(Judged { bytes, report }),
            Err(error) => {
                eprintln!("error: {error}");
                refused += 1;
            }
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        LintFormat::Terminal => terminal(&judged, args.all, &Style::of_stdout(), &mut out)?,
        LintFormat::Json => {
            let reports: Vec<&LintReport> = judged.iter().map(|j| &j.report).collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&reports)?)?;
        }
    }
    out.flush()?;
    let worst = judged.iter().flat_map(|j| &j.report.citations).map(|c| c.level).max().unwrap_or(Level::Fine);
    Ok(match () {
        () if refused > 0 => COULD_NOT,
        () if worst >= args.fail_on => FOUND,
        () => DONE,
    })
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

fn slashed(path: &Path) -> String {
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
fn terminal(judged: &[Judged], all: bool, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    for document in judged {
        let shown = document.report.citations.iter().filter(|c| all || c.level > Level::Fine);
        for cited in shown {
            out.write_all(block(&document.report.name, cited, style).as_bytes())?;
        }
    }
    let count = |level| judged.iter().map(|j| j.report.count(level)).sum::<usize>();
    let total: usize = judged.iter().map(|j| j.report.citations.len()).sum();
    let fixes = judged.iter().flat_map(|j| &j.report.citations).filter(|c| c.fix.is_some()).count();
    let certain = if fixes > 0 { format!("; {fixes} can be written with --fix") } else { String::new() };
    writeln!(
        out,
        "{}, {}: {}, {}, {}, {} fine{certain}.",
        several(judged.len(), "document"),
        several(total, "citation"),
        several(count(Level::Error), "error"),
        several(count(Level::Warning), "warning"),
        several(count(Level::Note), "note"),
        count(Level::Fine),
    )?;
    let not_compared: usize = judged.iter().map(|j| j.report.not_compared).sum();
    if not_compared > 0 {
        writeln!(out, "{not_compared} citations were not compared with the text beside them: there are too many.")?;
    }
    Ok(())
}

fn block(name: &str, cited: &Cited, style: &Style) -> String {
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
    let _ = writeln!(out, "{number} | {}\n{gutter} | {}", plain(&excerpt.text), style.paint(code, &marks));
    if let Some(framework) = &cited.framework {
        let _ = writeln!(out, "   = under: {}, {}", framework.edition, framework.named.says());
    }
    if let Some(fix) = &cited.fix {
        let _ = writeln!(out, "   = fix:   write {}", fix.replacement);
    } else if !cited.instead.is_empty() {
        const NAMED: usize = 6;
        let more = match cited.instead.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" or one of {n} more"),
        };
        let named: Vec<&str> = cited.instead.iter().take(NAMED).map(String::as_str).collect();
        let _ = writeln!(out, "   = fix:   write {}{more}", named.join(" or "));
    }
    out.push('\n');
    out
}

/// `1 error`, `2 errors`.
fn several(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}
