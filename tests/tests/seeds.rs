//! The references of published articles, judged by hand, and what the resolver says of them.
//!
//! The articles and the judgements lie beside the workspace and are not part of it: `../shared`, or the folder that
//! `NHIMAP_SHARED` names. Where they are not there, these tests say so and pass.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use nhimap_core::catalog::{Answer, Catalogs, Citation};
use nhimap_tests::{none, pack, root};

/// One row of the judgements, by heading.
type Row = BTreeMap<String, String>;

/// The folder beside the workspace; none, said aloud, where it is not there.
fn shared() -> Option<PathBuf> {
    let shared = env::var_os("NHIMAP_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if shared.join("seeds").is_dir() && shared.join("facts").is_dir() {
        return Some(shared);
    }
    println!("the references of articles were not tried: there is no folder {}/seeds", shared.display());
    None
}

fn judgements(shared: &std::path::Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(shared.join("facts/seed-citations.csv")).expect("the judgements");
    let header = reader.headers().expect("a header").clone();
    let row = |r: csv::StringRecord| header.iter().map(str::to_owned).zip(r.iter().map(str::to_owned)).collect();
    reader.records().map(|r| row(r.expect("a row"))).collect()
}

/// The cells of a line of a table that begins with a framework's name; one cell where they are run together.
fn cells<'t>(line: &'t str, framework: &str) -> Option<Vec<&'t str>> {
    let inner = line.trim().trim_matches('|').trim();
    let rest = inner.strip_prefix(framework)?;
    if line.trim().starts_with('|') {
        return Some(inner.split('|').map(str::trim).collect());
    }
    // A sentence may begin with the name as well; there, a space follows.
    (!rest.starts_with([' ', '.', ','])).then(|| vec![inner])
}

/// What the resolver says of a row: of the whole line, or of the cell that should hold the reference.
fn read(catalogs: &Catalogs, cells: &[&str]) -> Vec<Citation> {
    match cells {
        [line] => catalogs.citations(line, None),
        [framework, id, ..] => catalogs.references(id, Some(framework)),
        [] => Vec::new(),
    }
}

/// The judgement in the facts' words.
fn judged(found: &[Citation]) -> &'static str {
    let [citation] = found else { return if found.is_empty() { "missing" } else { "several" } };
    match &citation.answer {
        Answer::Exact { .. } => "current",
        Answer::SpelledOtherwise { .. } => "noncanonical-spelling",
        Answer::Withdrawn { .. } => "withdrawn",
        Answer::OtherFramework { successors, .. } if !successors.is_empty() => "wrong-framework;withdrawn",
        Answer::OtherFramework { .. } => "wrong-framework",
        Answer::TooBroad { item: None, .. } => "whole-document",
        Answer::TooBroad { item: Some(_), .. } => "current;function-level",
        Answer::NoSuchId { .. } => "nonexistent",
        Answer::MissingId { .. } => "missing",
        Answer::OtherEdition { .. } => "other edition",
        Answer::Ambiguous { .. } => "ambiguous",
        Answer::NotCarried { .. } => "not carried",
    }
}

#[test]
fn the_references_of_articles_are_judged_as_by_hand() {
    let Some(shared) = shared() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    let rows = judgements(&shared);
    assert_eq!(rows.len(), 15);
    for row in &rows {
        let article =
            fs::read_to_string(shared.join("seeds").join(format!("{}.txt", row["seed"]))).expect("an article");
        let found: Vec<Vec<&str>> = article.lines().filter_map(|l| cells(l, &row["framework_as_written"])).collect();
        let [cells] = &found[..] else {
            problems.push(format!("{} row {}: {} lines", row["seed"], row["row"], found.len()));
            continue;
        };
        let citations = read(&pack.catalogs, cells);
        let expected = match row["id_verdict"].as_str() {
            verdict if verdict.starts_with("missing") => "missing",
            verdict => verdict,
        };
        let item = citations.first().and_then(|c| c.answer.item()).map_or("", |r| r.item.as_str());
        if judged(&citations) != expected || item != row["resolved_id"] {
            problems.push(format!("{} row {}: expected {expected}, found {citations:?}", row["seed"], row["row"]));
        }
    }
    none(&problems);
}

/// The articles speak of identities and frameworks at length, and cite nothing outside of their tables.
#[test]
fn the_prose_of_articles_cites_nothing() {
    let Some(shared) = shared() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    let mut lines = 0;
    let mut rows = 0;
    for entry in fs::read_dir(shared.join("seeds")).expect("the folder") {
        let path = entry.expect("an article").path();
        for line in fs::read_to_string(&path).expect("an article").lines() {
            let names = [
                "OWASP Non-Human Identity Top 10",
                "NIST CSF 2.0",
                "NIST Zero Trust (SP 800-207)",
                "NIST AI RMF",
                "CSA MAESTRO",
            ];
            if names.iter().any(|n| cells(line, n).is_some()) {
                rows += 1;
                continue;
            }
            lines += 1;
            for citation in pack.catalogs.citations(line, None) {
                problems.push(format!("{}: «{}» in {line}", path.display(), &line[citation.span]));
            }
        }
    }
    assert!(lines > 100 && rows == 15, "{lines} lines, {rows} rows");
    none(&problems);
}
