//! What is known of how two ends relate, as CSV: one row a relation, derived links after those that somebody stated.

use std::io::Write;

use nhimap_core::catalog::FrameworkRef;
use nhimap_core::catalog::crosswalk::{Answer, Derived, Edge, ItemShown};

use crate::RenderError;
use crate::sheets::cell;

/// The columns.
const HEADINGS: [&str; 17] = [
    "from",
    "from cited",
    "from title",
    "relation",
    "to",
    "to cited",
    "to title",
    "confidence",
    "asserted",
    "publisher",
    "stated",
    "rationale",
    "path",
    "weakest hop",
    "scope",
    "sample",
    "source",
];

/// Writes the relations and links of an answer.
///
/// # Errors
/// Where the writer refuses.
pub fn crosswalk_csv(answer: &Answer, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADINGS)?;
    let rows = answer.relations.iter().map(|edge| stated(edge, answer));
    for row in rows.chain(answer.derived.iter().map(|link| derived(link, answer))) {
        csv.write_record(row.iter().map(|text| cell(text)))?;
    }
    csv.flush()?;
    Ok(())
}

fn stated(edge: &Edge, answer: &Answer) -> [String; 17] {
    let [from, from_cited, from_title] = named(&edge.from, answer);
    let [to, to_cited, to_title] = named(&edge.to, answer);
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        from,
        from_cited,
        from_title,
        edge.relation.word().into(),
        to,
        to_cited,
        to_title,
        edge.confidence.word().into(),
        edge.asserted.word().into(),
        text(&edge.publisher),
        text(&edge.stated),
        edge.rationale.clone(),
        String::new(),
        String::new(),
        text(&edge.scope),
        text(&edge.sample),
        edge.source.clone(),
    ]
}

fn derived(link: &Derived, answer: &Answer) -> [String; 17] {
    let [from, from_cited, from_title] = named(&link.from, answer);
    let [to, to_cited, to_title] = named(&link.to, answer);
    let hops = |of: fn(&Edge) -> Option<&String>| {
        let mut all: Vec<&str> = link.path.iter().filter_map(of).map(String::as_str).collect();
        all.dedup();
        all.join(" | ")
    };
    [
        from,
        from_cited,
        from_title,
        link.relation.map_or("unknown", |r| r.word()).into(),
        to,
        to_cited,
        to_title,
        link.weakest.confidence.word().into(),
        "derived".into(),
        String::new(),
        String::new(),
        String::new(),
        path(link),
        format!("{}: {}, {}", link.weakest.hop, link.weakest.relation.word(), link.weakest.confidence.word()),
        hops(|e| e.scope.as_ref()),
        hops(|e| e.sample.as_ref()),
        hops(|e| Some(&e.source)),
    ]
}

/// `owasp-nhi-2025:NHI7:2025 subset-of nist-csf-2.0:PR.AA-01 (ours, high) ...`.
fn path(link: &Derived) -> String {
    let hops = link
        .path
        .iter()
        .map(|hop| format!("{} {} ({}, {})", hop.relation.word(), hop.to, hop.asserted.word(), hop.confidence.word()));
    format!("{} {}", link.from, hops.collect::<Vec<_>>().join(" "))
}

/// A reference, as people cite it, and its title.
fn named(reference: &FrameworkRef, answer: &Answer) -> [String; 3] {
    let id = reference.to_string();
    let shown: Option<&ItemShown> = answer.items.get(&id);
    let cited = shown.map(|s| s.cited.clone()).unwrap_or_default();
    let title = shown.and_then(|s| s.title.clone()).unwrap_or_default();
    [id, cited, title]
}
