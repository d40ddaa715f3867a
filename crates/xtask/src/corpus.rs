//! `cargo xtask corpus DIR`: how many files of a folder of real exports are read right, refused rightly, or wrong.
//!
//! What each file is, was told by hand in `tests/corpus.toml`. The table goes to `docs/corpus.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use nhimap_core::intake::{Content, InputFile, Sheet, ingest};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::tables::Complete;
use serde::Deserialize;

use crate::Outcome;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    file: Vec<Expected>,
}

/// What a file is: a kind and its rows, or why it must be refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    path: String,
    kind: Option<String>,
    rows: Option<usize>,
    refused: Option<String>,
}

/// What became of a file.
enum Became {
    Read { kind: String, says: String, rows: usize },
    Refused(String),
}

#[derive(Default)]
struct Line {
    files: usize,
    read: usize,
    refused: usize,
    wrong: usize,
}

/// Compares all files of the manifest that the folder holds, and fails if one is wrong.
pub(crate) fn run(args: &[String]) -> Outcome {
    let dir =
        args.iter().find(|a| !a.starts_with('-')).map_or_else(|| PathBuf::from("../shared/samples"), PathBuf::from);
    let manifest: Manifest = toml::from_str(&std::fs::read_to_string("tests/corpus.toml")?)?;
    if !dir.is_dir() {
        return Err(format!("there is no folder {}; name the one that holds the files", dir.display()).into());
    }
    let pack = Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied()))?;
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let (mut missing, mut wrong) = (0, Vec::new());
    for expected in &manifest.file {
        let path = dir.join(&expected.path);
        if !path.is_file() {
            missing += 1;
            continue;
        }
        let became = read(&path, &pack)?;
        let line = lines.entry(expected.path.split('/').next().unwrap_or_default().to_owned()).or_default();
        line.files += 1;
        match problem(expected, &became) {
            Some(problem) => {
                line.wrong += 1;
                wrong.push(format!("{}: {problem}", expected.path));
            }
            None if expected.refused.is_some() => line.refused += 1,
            None => line.read += 1,
        }
        if args.iter().any(|a| a == "--all") {
            match became {
                Became::Read { kind, says, rows } => println!("{}: {says} ({kind}), {rows}", expected.path),
                Became::Refused(why) => println!("{}: refused: {why}", expected.path),
            }
        }
    }
    println!("{}", table(&lines));
    for problem in &wrong {
        println!("wrong: {problem}");
    }
    if missing > 0 {
        println!("{missing} files of the list are not in {}", dir.display());
    }
    if wrong.is_empty() && missing == 0 {
        Ok(())
    } else {
        Err(format!("{} wrong, {missing} missing", wrong.len()).into())
    }
}

/// Reads a file as the command does.
fn read(path: &Path, pack: &Pack) -> Result<Became, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(path)?;
    let content = if nhimap_workbook::is_workbook(&bytes) {
        match nhimap_workbook::open(&bytes) {
            Ok(book) => Content::Workbook {
                bytes: book.bytes,
                sha256: book.sha256,
                sheets: book.sheets.into_iter().map(sheet).collect(),
            },
            Err(error) => return Ok(Became::Refused(error.to_string())),
        }
    } else {
        Content::Bytes(Box::new(std::io::Cursor::new(bytes)))
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = InputFile { name, content, extracted: None, complete: Complete::Undeclared };
    Ok(match ingest(vec![file], pack, &|_| true, 1, &|_| {}) {
        Ok(ingested) => {
            let input = ingested.inputs.into_iter().next().ok_or("a file that was read has a part")?;
            Became::Read { kind: input.kind, says: input.understood_as, rows: input.rows }
        }
        Err(error) => Became::Refused(error.to_string()),
    })
}

fn sheet(sheet: nhimap_workbook::Sheet) -> Sheet {
    Sheet { name: sheet.name, hidden: sheet.hidden, csv: sheet.csv, notes: sheet.notes }
}

fn problem(expected: &Expected, became: &Became) -> Option<String> {
    match (became, &expected.refused) {
        (Became::Refused(why), None) => Some(format!("it is refused: {why}")),
        (Became::Read { says, .. }, Some(why)) => Some(format!("it is read as {says}, but {why}")),
        (Became::Refused(_), Some(_)) => None,
        (Became::Read { kind, says, rows }, None) => {
            let other_kind = expected.kind.as_ref().is_some_and(|k| k != kind);
            let other_rows = expected.rows.is_some_and(|r| r != *rows);
            (other_kind || other_rows).then(|| format!("it is read as {says} ({kind}) with {rows} rows"))
        }
    }
}

fn table(lines: &BTreeMap<String, Line>) -> String {
    let mut out =
        String::from("| corpus | files | read right | refused rightly | wrong |\n|---|---:|---:|---:|---:|\n");
    let mut sum = Line::default();
    for (name, line) in lines {
        let _ = writeln!(out, "| {name} | {} | {} | {} | {} |", line.files, line.read, line.refused, line.wrong);
        sum.files += line.files;
        sum.read += line.read;
        sum.refused += line.refused;
        sum.wrong += line.wrong;
    }
    let _ = write!(out, "| together | {} | {} | {} | {} |", sum.files, sum.read, sum.refused, sum.wrong);
    out
}
