//! Conformance of `lint`: the references of published articles, judged by hand.
//!
//! The articles and the judgements lie beside the workspace and are not part of it: `../shared`, or the folder that
//! `NHIMAP_SHARED` names. Where they are not there, this test says so and passes.

use std::collections::BTreeMap;
use std::fs;

use nhimap_core::citations::lint::{Cited, Reads, Verdict, lint};
use nhimap_tests::{none, pack, shared};

/// One row of the judgements, by heading.
type Row = BTreeMap<String, String>;

/// Our words for those of the judgements.
fn verdict(theirs: &str) -> Verdict {
    match theirs.split(';').next().unwrap_or_default() {
        "noncanonical-spelling" => Verdict::SpelledOtherwise,
        "current" if theirs.ends_with("function-level") => Verdict::TooBroad,
        "current" => Verdict::Exact,
        "wrong-framework" => Verdict::WrongFramework,
        "withdrawn" => Verdict::Withdrawn,
        "whole-document" => Verdict::TooBroad,
        "nonexistent" => Verdict::NoSuchId,
        "missing" => Verdict::MissingId,
        other => panic!("the judgement `{other}` is new"),
    }
}

/// Does what we say of the text beside agree with the judgement?
fn reads_as_judged(row: &Row, cited: &Cited) -> bool {
    match (row["meaning_verdict"].as_str(), &cited.reads) {
        ("wrong", Some(Reads::ReadsLike { reference, .. })) => {
            row["better_ids"].split(';').any(|id| id.trim() == reference.item)
        }
        ("wrong", _) => false,
        ("partial", _) => true,
        ("not-assessable", reads) => matches!(reads, Some(Reads::CannotTell { .. })),
        (right, reads) if right.starts_with("right") => !matches!(reads, Some(Reads::ReadsLike { .. })),
        (other, _) => panic!("the judgement `{other}` is new"),
    }
}

#[test]
fn articles_are_judged_as_by_hand_and_nothing_else_in_them_is() {
    let (Some(facts), Some(seeds)) = (shared("facts"), shared("seeds")) else { return };
    let pack = pack();
    let mut reader = csv::Reader::from_path(facts.join("seed-citations.csv")).expect("the judgements");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<Row> = reader
        .records()
        .map(|r| header.iter().map(str::to_owned).zip(r.expect("a row").iter().map(str::to_owned)).collect())
        .collect();
    assert_eq!(rows.len(), 15);
    let mut articles: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        articles.entry(&row["seed"]).or_default().push(row);
    }
    let mut problems = Vec::new();
    for (article, rows) in articles {
        let name = format!("{article}.txt");
        let bytes = fs::read(seeds.join(&name)).expect("an article");
        let report = lint(&name, &bytes, &pack).expect("it is text");
        if report.citations.len() != rows.len() {
            problems.push(format!("{article}: {} citations, not {}", report.citations.len(), rows.len()));
            continue;
        }
        for (row, cited) in rows.iter().zip(&report.citations) {
            let place = format!("{article} row {}, `{}`", row["row"], cited.text);
            if !row["id_as_written"].is_empty() && cited.text != row["id_as_written"] {
                problems.push(format!("{place}: `{}` is written there", row["id_as_written"]));
            }
            if cited.verdict != verdict(&row["id_verdict"]) {
                problems.push(format!("{place}: {} where {} was judged", cited.verdict.word(), row["id_verdict"]));
            }
            let item = cited.answer.item().map_or("", |r| r.item.as_str());
            if item != row["resolved_id"] {
                problems.push(format!("{place}: understood as `{item}`, not `{}`", row["resolved_id"]));
            }
            if !reads_as_judged(row, cited) {
                problems.push(format!("{place}: {:?} where {} was judged", cited.reads, row["meaning_verdict"]));
            }
        }
    }
    none(&problems);
}
