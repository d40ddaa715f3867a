//! The text beside a citation, judged over the shipped pack: by single cases, and by the labelled pairs.

mod measure;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use nhimap_core::catalog::{FrameworkRef, Role, Status};
use nhimap_core::citations::meaning::{Meaning, Reader};
use nhimap_core::pack::{Pack, PackFiles};

use measure::{Label, Pair, Tally, held_back, judge, pairs};

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads")
});

static PAIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| pairs(include_str!("pairs.toml")));

fn compare(cited: &str, text: &str) -> Meaning {
    let reference = FrameworkRef::parse(cited).expect("written as a reference");
    Reader::new(&PACK.catalogs, &PACK.terms).compare(&reference, text)
}

/// The item that a text is said to read like instead.
fn reads_like(cited: &str, text: &str) -> Option<String> {
    match compare(cited, text) {
        Meaning::ReadsLike { reference, .. } => Some(reference.item),
        Meaning::Fits { .. } | Meaning::CannotTell { .. } => None,
    }
}

#[test]
fn a_text_about_another_item_is_said_to_read_like_it() {
    let said = compare("owasp-nhi-2025:NHI3:2025", "Keys are rotated every 90 days.");
    let Meaning::ReadsLike { reference, words } = said else { panic!("{said:?}") };
    assert_eq!(reference.to_string(), "owasp-nhi-2025:NHI7:2025");
    assert_eq!(words, ["Keys", "rotated", "every", "90", "days"]);
}

#[test]
fn a_text_about_the_item_fits_and_tells_its_words() {
    let said = compare("nist-csf-2.0:PR.DS-02", "TLS on every connection");
    assert_eq!(said, Meaning::Fits { words: vec!["TLS".into(), "connection".into()] });
}

#[test]
fn a_text_about_nothing_in_particular_is_left_alone() {
    for text in ["", "Yes.", "To be decided by the platform team next year.", "Siehe Anhang B."] {
        let said = compare("nist-csf-2.0:PR.AA-05", text);
        assert!(matches!(said, Meaning::CannotTell { .. }), "{text}: {said:?}");
    }
}

#[test]
fn an_id_or_an_edition_without_terms_cannot_be_judged() {
    for cited in ["csa-maestro:GOV-1", "nist-csf-3.0:PR.AA-05", "pci-dss-4.0.1:8.6.1"] {
        let said = compare(cited, "Passwords of service accounts are rotated.");
        assert!(matches!(said, Meaning::CannotTell { .. }), "{cited}: {said:?}");
    }
}

#[test]
fn a_withdrawn_id_is_read_as_its_successors_and_their_neighbours() {
    for cited in ["nist-csf-2.0:PR.AC-04", "nist-csf-1.1:PR.AC-4"] {
        assert!(matches!(compare(cited, "Least privilege for every account"), Meaning::Fits { .. }), "{cited}");
        assert!(matches!(compare(cited, "Multi-factor authentication of users"), Meaning::Fits { .. }), "{cited}");
        assert_eq!(reads_like(cited, "Backups are restored in a test twice a year.").as_deref(), Some("PR.DS-11"));
    }
}

#[test]
fn a_withdrawn_category_is_read_by_what_its_ids_became() {
    let moved = &PACK.catalogs.edition("nist-csf-2.0").expect("CSF 2.0").item("PR.IP").expect("it was withdrawn").moved;
    assert!(moved.is_empty(), "the case is one whose publisher names no successor");
    assert!(matches!(compare("nist-csf-2.0:PR.IP", "Backups are tested."), Meaning::Fits { .. }));
}

#[test]
fn what_suits_the_category_or_a_part_of_it_fits() {
    assert!(matches!(compare("nist-csf-2.0:GV.SC-09", "Vendor risk"), Meaning::Fits { .. }));
    assert!(matches!(compare("nist-csf-2.0:DE.CM", "EDR on all hosts"), Meaning::Fits { .. }));
    assert!(matches!(compare("nist-ai-rmf-1.0:GOVERN", "Someone answers for each agent."), Meaning::Fits { .. }));
}

#[test]
fn ids_of_one_category_are_told_apart_by_plain_words() {
    let stored = "Data at rest is encrypted.";
    assert_eq!(reads_like("nist-csf-2.0:PR.DS-02", stored).as_deref(), Some("PR.DS-01"));
    assert_eq!(reads_like("nist-csf-2.0:PR.DS-01", stored), None);
}

#[test]
fn what_is_named_to_be_set_aside_accuses_nobody() {
    let text = "Vendors get federated access instead of static keys.";
    assert_eq!(reads_like("owasp-nhi-2025:NHI3:2025", text), None);
    assert_ne!(reads_like("owasp-nhi-2025:NHI10:2025", text).as_deref(), Some("NHI7:2025"));
}

#[test]
fn nonhuman_is_no_kind_of_human() {
    assert_ne!(reads_like("owasp-nhi-2025:NHI7:2025", "Non-human use of the service").as_deref(), Some("NHI10:2025"));
}

#[test]
fn a_text_without_an_id_reads_like_an_item_or_like_none() {
    let reader = Reader::new(&PACK.catalogs, &PACK.terms);
    let like = reader.compare_in("nist-ai-rmf-1.0", "There is an inventory of all AI systems.").expect("it is plain");
    assert_eq!(like.reference.to_string(), "nist-ai-rmf-1.0:GOVERN 1.6");
    assert!(like.words.contains(&"inventory".to_owned()));
    assert_eq!(reader.compare_in("nist-ai-rmf-1.0", "See above."), None);
    assert_eq!(reader.compare_in("no-such-edition", "There is an inventory of all AI systems."), None);
}

#[test]
fn titles_and_descriptions_of_ours_are_never_said_to_be_about_another_item() {
    let mut problems = Vec::new();
    for catalog in PACK.catalogs.main() {
        for item in catalog.items.iter().filter(|i| i.status == Status::Current) {
            for text in item.title.iter().chain(&item.description) {
                let reference = FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
                if let Meaning::ReadsLike { reference: other, words } =
                    Reader::new(&PACK.catalogs, &PACK.terms).compare(&reference, text)
                {
                    problems.push(format!("{reference} reads like {other} by {words:?}: {text}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_main_edition_has_terms_for_every_current_item() {
    let reader = Reader::new(&PACK.catalogs, &PACK.terms);
    for catalog in PACK.catalogs.all().iter().filter(|c| c.role == Role::Main) {
        let text = "inventory of service accounts, vendors, monitoring, policies and data";
        assert!(reader.compare_in(&catalog.id, text).is_some(), "{} has no terms", catalog.id);
        let file = nhimap_frameworks::FILES.iter().find(|(path, _)| *path == format!("terms/{}.toml", catalog.id));
        let (_, text) = file.expect("its terms");
        for item in catalog.items.iter().filter(|i| i.status == Status::Current) {
            assert!(text.contains(&format!("id     = \"{}\"\n", item.id)), "{} {} has no terms", catalog.id, item.id);
        }
    }
}

#[test]
fn the_pairs_are_what_their_file_says() {
    let mut problems = Vec::new();
    let mut texts = BTreeSet::new();
    for pair in PAIRS.iter() {
        let catalog = PACK.catalogs.edition(&pair.edition).expect("an edition");
        for id in pair.better.iter().chain([&pair.cite]) {
            if catalog.item(id).is_none() {
                problems.push(format!("{id} is no id of {}", pair.edition));
            }
        }
        let named = matches!(pair.is, Label::Wrong | Label::Part);
        if named == pair.better.is_empty() || pair.better.contains(&pair.cite) {
            problems.push(format!("{} {:?}: better {:?}", pair.cite, pair.is, pair.better));
        }
        if !texts.insert(&pair.text) {
            problems.push(format!("twice: {}", pair.text));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let count = |label| PAIRS.iter().filter(|p| p.is == label).count();
    assert!(count(Label::Wrong) * 3 >= PAIRS.len(), "a third is wrong on purpose");
    assert!(count(Label::Open) >= 20);
    let held = PAIRS.iter().filter(|p| held_back(p)).count();
    assert!(held * 5 >= PAIRS.len() * 2, "{held} of {} are held back", PAIRS.len());
}

/// Precision before recall: what was reached on each part may not be lost again.
#[test]
fn what_was_measured_holds() {
    let (held, tuned): (Vec<&Pair>, Vec<&Pair>) = PAIRS.iter().partition(|pair| held_back(pair));
    for (part, pairs, precision, recall) in [("tuning", tuned, 980, 950), ("held-back", held, 970, 930)] {
        let tally = Tally::of(&PACK, pairs);
        assert!(tally.precision() >= Some(precision), "{part}: {tally:?}");
        assert!(tally.recall() >= Some(recall), "{part}: {tally:?}");
        assert_eq!(tally.accused_though_fitting, 0, "{part}: a fitting citation was accused");
    }
}

#[test]
fn the_same_text_is_judged_the_same_by_another_pack_of_the_same_files() {
    let other = Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().rev().copied())).expect("it loads");
    for pair in PAIRS.iter().take(100) {
        assert_eq!(judge(&PACK, pair), judge(&other, pair), "{}", pair.text);
    }
}
