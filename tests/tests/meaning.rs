//! The alignment tables of published articles, with the verdicts that a person gave on the text beside each citation.
//!
//! Articles and verdicts lie beside the workspace and are not part of it: `../shared`, or the folder that
//! `NHIMAP_SHARED` names. Where they are not there, this test says so and passes.

use std::fs;
use std::path::{Path, PathBuf};

use nhimap_core::catalog::FrameworkRef;
use nhimap_core::citations::meaning::{Meaning, Reader};
use nhimap_tests::{none, pack, root};

/// Editions by their names in the verdicts.
const EDITIONS: [(&str, &str); 6] = [
    ("NIST-CSF-2.0", "nist-csf-2.0"),
    ("NIST-CSF-1.1", "nist-csf-1.1"),
    ("OWASP-NHI-2025", "owasp-nhi-2025"),
    ("NIST-AI-RMF-1.0", "nist-ai-rmf-1.0"),
    ("NIST-SP-800-207", "nist-sp-800-207"),
    ("", "csa-maestro"),
];

/// One row of the verdicts.
#[derive(Debug, serde::Deserialize)]
struct Verdict {
    seed: String,
    framework_as_written: String,
    id_as_written: String,
    resolved_framework: String,
    resolved_id: String,
    meaning_verdict: String,
    better_ids: String,
}

fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("NHIMAP_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    if shared.join("facts/seed-citations.csv").is_file() {
        return Some(shared);
    }
    println!("conformance did not run: {} holds no verdicts", shared.display());
    None
}

/// The text beside a citation: what follows framework and id in the article's table, with or without its separators.
fn beside(folder: &Path, verdict: &Verdict) -> String {
    let file = folder.join("seeds").join(format!("{}.txt", verdict.seed));
    let article = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let bare = |line: &str| line.split('|').map(str::trim).collect::<String>();
    let head = format!("{}{}", verdict.framework_as_written, verdict.id_as_written);
    let found = article.lines().map(bare).find_map(|line| line.strip_prefix(&head).map(str::to_owned));
    found.unwrap_or_else(|| panic!("{} has no row {head}", verdict.seed))
}

#[test]
fn citations_of_the_articles_are_judged_as_by_a_person() {
    let Some(folder) = shared() else { return };
    let pack = pack();
    let reader = Reader::new(&pack.catalogs, &pack.terms);
    let mut problems = Vec::new();
    let mut reader_of_rows = csv::Reader::from_path(folder.join("facts/seed-citations.csv")).expect("the verdicts");
    let mut seen = 0;
    for verdict in reader_of_rows.deserialize::<Verdict>() {
        let verdict = verdict.expect("a row of verdicts");
        let (_, edition) = EDITIONS.iter().find(|(name, _)| *name == verdict.resolved_framework).expect("one of ours");
        let text = beside(&folder, &verdict);
        let better = |item: &str| verdict.better_ids.split(';').any(|id| id.trim() == item);
        let row = format!("{} {} {}", verdict.seed, verdict.framework_as_written, verdict.id_as_written);
        seen += 1;
        if verdict.resolved_id.is_empty() && verdict.meaning_verdict.starts_with("right") {
            let like = reader.compare_in(edition, &text);
            if !like.as_ref().is_some_and(|like| better(&like.reference.item)) {
                problems.push(format!("{row}: without an id it reads like {like:?}: {text}"));
            }
            continue;
        }
        let item = if verdict.resolved_id.is_empty() { &verdict.id_as_written } else { &verdict.resolved_id };
        let said = reader.compare(&FrameworkRef { edition: (*edition).into(), item: item.clone() }, &text);
        let fine = match (verdict.meaning_verdict.as_str(), &said) {
            ("wrong", Meaning::ReadsLike { reference, .. }) => better(&reference.item),
            ("wrong", _) | ("not-assessable", Meaning::Fits { .. } | Meaning::ReadsLike { .. }) => false,
            (right, Meaning::ReadsLike { .. }) => !right.starts_with("right"),
            _ => true,
        };
        if !fine {
            problems.push(format!("{row} is {}, and {said:?} was said: {text}", verdict.meaning_verdict));
        }
    }
    assert_eq!(seen, 15, "the verdicts are those of fifteen citations");
    none(&problems);
    println!("conformance: {seen} citations judged");
}
