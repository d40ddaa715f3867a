//! Properties of citations: what every catalog promises, and what holds for any text.

use std::sync::LazyLock;

use nhimap_core::catalog::{Answer, Catalogs};
use nhimap_core::pack::{Pack, PackFiles};
use proptest::prelude::*;

static PACK: LazyLock<Pack> =
    LazyLock::new(|| Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the pack loads"));

fn catalogs() -> &'static Catalogs {
    &PACK.catalogs
}

/// What people may write for an item: its id, its token, its label, its aliases.
#[test]
fn every_id_token_label_and_alias_means_its_item_under_its_edition() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for catalog in catalogs().all() {
        for item in &catalog.items {
            let writings = [item.id.as_str(), item.token(), item.label()];
            for text in writings.into_iter().chain(item.aliases.iter().map(String::as_str)) {
                seen += 1;
                for known in [false, true] {
                    let read = if known { Catalogs::references } else { Catalogs::citations };
                    let found = read(catalogs(), text, Some(&catalog.id));
                    let means = found.first().and_then(|c| c.answer.item());
                    let whole = found.len() == 1 && found[0].span == (0..text.len());
                    if !whole || means.is_none_or(|r| r.edition != catalog.id || r.item != item.id) {
                        problems.push(format!("{}: `{text}` of {} means {found:?}", catalog.id, item.id));
                    }
                }
            }
        }
    }
    assert!(seen > 2000, "only {seen} writings were tried");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// Behind the edition's name, too.
#[test]
fn every_id_means_its_item_behind_the_name_of_its_edition() {
    let mut problems = Vec::new();
    for catalog in catalogs().all() {
        for item in &catalog.items {
            let text = format!("{}: {}", catalog.id, item.id);
            let found = catalogs().citations(&text, None);
            let [one] = &found[..] else {
                problems.push(format!("`{text}` holds {found:?}"));
                continue;
            };
            if one.answer.item().is_none_or(|r| r.edition != catalog.id || r.item != item.id)
                || text[one.span.clone()] != item.id
                || one.framework.as_deref() != Some(&catalog.id)
            {
                problems.push(format!("`{text}` means {one:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// What a published id means without its framework is either it, or several, or nothing, never another one.
#[test]
fn no_id_means_another_edition_s_item_without_its_framework() {
    let mut problems = Vec::new();
    for catalog in catalogs().all() {
        for item in &catalog.items {
            for citation in catalogs().citations(&item.id, None) {
                let same = |r: &nhimap_core::catalog::FrameworkRef| r.edition == catalog.id && r.item == item.id;
                let theirs = catalogs().edition(&catalog.id).map(|c| &c.name);
                let fine = match &citation.answer {
                    Answer::Ambiguous { candidates, .. } => candidates.iter().any(same),
                    // Two editions of one framework share ids.
                    other => other
                        .item()
                        .is_some_and(|r| same(r) || catalogs().edition(&r.edition).map(|c| &c.name) == theirs),
                };
                if !fine {
                    problems.push(format!("`{}` of {} means {citation:?}", item.id, catalog.id));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

fn spans_are_sound(text: &str) {
    for context in [None, Some("nist-csf-2.0"), Some("nist-sp-800-207"), Some("CIS Benchmark")] {
        for citation in catalogs().citations(text, context).iter().chain(&catalogs().references(text, context)) {
            let span = citation.span.clone();
            assert!(text.get(span.clone()).is_some_and(|s| !s.trim().is_empty()), "{span:?} of {text:?}");
            assert!(!citation.answer.says(catalogs()).is_empty());
        }
    }
    for name in catalogs().names(text) {
        assert!(text.get(name.span).is_some_and(|s| !s.is_empty()), "{text:?}");
    }
    catalogs().resolve(text);
}

/// Pieces from which texts of citations are made.
const PIECES: [&str; 64] = [
    "NHI",
    "nhi",
    "PR",
    "AC",
    "AA",
    "GV",
    "GOVERN",
    "Govern",
    "MAP",
    "tenet",
    "layer",
    "section",
    "L",
    "T",
    "CC",
    "A",
    "ASI",
    "LLM",
    "NIST",
    "CSF",
    "2.0",
    "1.1",
    "SP",
    "800-207",
    "800-53",
    "MAESTRO",
    "OWASP",
    "Top 10",
    "CIS",
    "PCI DSS",
    "ISO 27001",
    "SOC 2",
    ".",
    "-",
    "\u{2013}",
    "_",
    ":",
    ",",
    ", ",
    " ",
    "\u{a0}",
    "(",
    ")",
    "\u{a7}",
    "..",
    " to ",
    " and ",
    " of ",
    "|",
    "\n",
    "0",
    "05",
    "7",
    "10",
    "2025",
    "5",
    "four",
    "th",
    "\u{e9}",
    "\u{1f511}",
    "Identity",
    "https://",
    "#",
    "\u{130}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_sound_spans(text in "\\PC{0,60}") {
        spans_are_sound(&text);
    }

    #[test]
    fn any_text_of_pieces_has_sound_spans(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)) {
        spans_are_sound(&pieces.concat());
    }

    /// What stands around an id that is distinct by itself does not change what it means.
    #[test]
    fn a_distinct_id_is_found_in_any_company(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
        let text = format!("{before} PR.AA-05 {after}");
        let found = catalogs().citations(&text, None);
        prop_assert_eq!(found.len(), 1, "{:?}", found);
        prop_assert_eq!(&text[found[0].span.clone()], "PR.AA-05");
        prop_assert_eq!(found[0].answer.means().len(), 1);
    }
}
