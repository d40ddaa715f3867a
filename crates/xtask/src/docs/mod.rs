//! `cargo xtask docs`: the pages that are made from the pack and the schema, so that they cannot fall behind them.

mod check;
mod coverage;
mod crosswalk;
mod exports;
mod fields;
mod notice;
mod policy;
mod schema;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use nhimap_core::pack::{Pack, PackFiles};

use crate::Outcome;

/// What a person who opens a page to edit it must know.
const GENERATED: &str = "<!-- Written by `cargo xtask docs`; edit what it is made from. -->\n\n";

/// The folder in which every page is generated: a file that no check stands behind is left over.
const CHECK_PAGES: &str = "docs/checks";

/// Writes the pages, or with `--check` tells which differ.
pub(crate) fn run(args: &[String]) -> Outcome {
    let check = match args {
        [] => false,
        [arg] if arg == "--check" => true,
        _ => return Err("use `cargo xtask docs` or `cargo xtask docs --check`".into()),
    };
    let pages = pages()?;
    let left_over = left_over(&pages)?;
    if check {
        return compare(&pages, &left_over);
    }
    for (path, text) in &pages {
        if let Some(folder) = Path::new(path).parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::read_to_string(path).ok().as_ref() != Some(text) {
            fs::write(path, text)?;
            println!("wrote {path}");
        }
    }
    for path in left_over {
        fs::remove_file(&path)?;
        println!("removed {path}");
    }
    Ok(())
}

/// All generated files by path.
fn pages() -> Result<BTreeMap<String, String>, Box<dyn std::error::Error>> {
    let pack = Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied()))?;
    let mut pages = BTreeMap::new();
    for check in &pack.checks {
        let path = format!("frameworks/checks/{}/cases.toml", check.id);
        let cases = fs::read_to_string(&path).map_err(|e| format!("`{path}` could not be read: {e}"))?;
        pages.insert(format!("{CHECK_PAGES}/{}.md", check.id), check::page(check, &pack, &cases)?);
    }
    pages.insert("docs/checks.md".into(), check::index(&pack));
    pages.insert("docs/coverage.md".into(), coverage::page(&pack));
    pages.insert("docs/crosswalk.md".into(), crosswalk::page(&pack));
    pages.insert("docs/exports.md".into(), exports::page(&pack));
    pages.insert("docs/fields.md".into(), fields::page());
    pages.insert("docs/policy.md".into(), policy::page(&pack));
    pages.insert("docs/schema/assessment.schema.json".into(), schema::assessment());
    pages.insert("docs/schema/crosswalk.schema.json".into(), schema::crosswalk());
    pages.insert("docs/schema/finding.schema.json".into(), schema::finding());
    pages.insert("web/types/api.d.ts".into(), types::page()?);
    pages.insert("NOTICE".into(), notice::page(&pack));
    Ok(pages)
}

/// Check pages whose check is gone.
fn left_over(pages: &BTreeMap<String, String>) -> Result<Vec<String>, std::io::Error> {
    let mut out = Vec::new();
    if Path::new(CHECK_PAGES).is_dir() {
        for entry in fs::read_dir(CHECK_PAGES)? {
            let path = format!("{CHECK_PAGES}/{}", entry?.file_name().to_string_lossy());
            if !pages.contains_key(&path) {
                out.push(path);
            }
        }
    }
    out.sort();
    Ok(out)
}

/// Tells every page that is not as it would be written now.
fn compare(pages: &BTreeMap<String, String>, left_over: &[String]) -> Outcome {
    let mut problems = Vec::new();
    for (path, text) in pages {
        match fs::read_to_string(path) {
            Err(error) => problems.push(format!("{path}: {error}")),
            Ok(there) if there != *text => {
                let line = there.lines().zip(text.lines()).take_while(|(a, b)| a == b).count() + 1;
                problems.push(format!("{path}: differs from line {line} on"));
            }
            Ok(_) => {}
        }
    }
    problems.extend(left_over.iter().map(|path| format!("{path}: belongs to no check")));
    if problems.is_empty() {
        println!("{} generated files are as they would be written now", pages.len());
        return Ok(());
    }
    Err(format!("{}\nrun `cargo xtask docs` and commit what it writes", problems.join("\n")).into())
}

/// Text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in a cell of a Markdown table.
fn cell(text: &str) -> String {
    one_line(text).replace('|', "\\|").replace('<', "&lt;")
}

/// Values in a cell of a Markdown table, as code.
fn codes<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|v| format!("`{}`", v.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Check ids as links, from a page in `docs/`.
fn check_links<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    ids.into_iter().map(|id| format!("[{id}](checks/{id}.md)")).collect::<Vec<_>>().join(", ")
}

/// The place of a field in `fields.md`: `credential-set` for `credential.set`.
fn anchor(path: &str) -> String {
    path.replace('.', "-")
}

/// `1 check`, `2 checks`.
fn count(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}
