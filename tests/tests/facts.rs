//! Conformance to the facts that the catalogs were made from, id by id.
//!
//! The facts are CSV files beside the workspace and not part of it: `../shared/facts`, or the folder that `NHIMAP_SHARED`
//! names. Where they are not there, these tests say so and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use nhimap_core::catalog::crosswalk::Asserted;
use nhimap_core::catalog::{Catalog, FrameworkRef, Item, Speaks, Status};
use nhimap_core::pack::Pack;
use nhimap_tests::{none, pack, shared};

/// Editions by their names in the facts.
const EDITIONS: [(&str, &str); 16] = [
    ("NIST-CSF-2.0", "nist-csf-2.0"),
    ("NIST-CSF-1.1", "nist-csf-1.1"),
    ("OWASP-NHI-2025", "owasp-nhi-2025"),
    ("NIST-AI-RMF-1.0", "nist-ai-rmf-1.0"),
    ("NIST-SP-800-207", "nist-sp-800-207"),
    ("CSA-MAESTRO", "csa-maestro"),
    ("OWASP-ASI-2026", "owasp-asi-2026"),
    ("OWASP-LLM-2025", "owasp-llm-2025"),
    ("NIST-AI-600-1", "nist-ai-600-1"),
    ("NIST-SP-800-53r5", "nist-sp-800-53r5"),
    ("ISO-IEC-27001-2022", "iso-27001-2022"),
    ("PCI-DSS-4.0.1", "pci-dss-4.0.1"),
    ("CIS-CONTROLS-8.1", "cis-8.1"),
    ("AICPA-TSC-2017", "soc2-2017"),
    ("NIST-ZTA-REFERENCE-ARCH", "nist-sp-1800-35-2024"),
    ("OWASP-ASI-THREATS", "owasp-asi-threats-2026"),
];

/// The files that list ids of frameworks.
const FRAMEWORKS: [&str; 7] = [
    "nist-csf-2.0.csv",
    "owasp-nhi-2025.csv",
    "nist-ai-rmf-1.0.csv",
    "nist-sp-800-207.csv",
    "csa-maestro.csv",
    "nist-ai-600-1.csv",
    "neighbours.csv",
];

/// The files that list official relations; the first also says which ids of CSF 1.1 there are.
const CROSSWALKS: [&str; 5] = [
    "crosswalk-csf-1.1-to-2.0.csv",
    "crosswalk-zta-to-csf-2.0.csv",
    "crosswalk-zta-to-sp800-53r5.csv",
    "crosswalk-owasp-nhi-to-asi.csv",
    "crosswalk-csf-2.0-to-sp800-53r5-SAMPLE.csv",
];

/// One row of a facts file, by heading.
type Row = BTreeMap<String, String>;

/// The folder of the facts; none, said aloud, where it is not there.
fn facts() -> Option<PathBuf> {
    shared("facts")
}

fn rows(folder: &std::path::Path, file: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(folder.join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    let header = reader.headers().expect("a header").clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap_or_else(|e| panic!("{file}: {e}"));
            header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        })
        .collect()
}

fn edition<'a>(pack: &'a Pack, framework: &str) -> Option<&'a Catalog> {
    let (_, id) = EDITIONS.iter().find(|(name, _)| *name == framework)?;
    Some(pack.catalogs.edition(id).unwrap_or_else(|| panic!("the pack has no {id}")))
}

/// Rows of the framework files that the catalogs carry, with their edition.
///
/// The facts also list threats of other publications beside MAESTRO, and ids that do not exist.
fn listed<'a>(pack: &'a Pack, folder: &std::path::Path) -> Vec<(&'a Catalog, Row)> {
    FRAMEWORKS
        .iter()
        .flat_map(|file| rows(folder, file))
        .filter(|row| matches!(row["status"].as_str(), "current" | "withdrawn"))
        .filter_map(|row| Some((edition(pack, &row["framework"])?, row)))
        .collect()
}

#[test]
fn ids_parents_status_and_kinds_are_the_listed_ones() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
    for (catalog, row) in listed(&pack, &folder) {
        let id = row["id"].clone();
        seen.insert((&catalog.id, id.clone()));
        let Some(item) = catalog.item(&id) else {
            problems.push(format!("{} lacks {id}", catalog.id));
            continue;
        };
        let mut compare = |what: &str, ours: &str, theirs: &str| {
            if ours != theirs {
                problems.push(format!("{} {id}: {what} `{ours}`, the facts say `{theirs}`", catalog.id));
            }
        };
        compare("kind", &item.kind, &row["kind"]);
        compare("status", if item.status == Status::Current { "current" } else { "withdrawn" }, &row["status"]);
        // Of a selection, the family above an id is no item of its own.
        let parent = if catalog.item(&row["parent"]).is_some() { row["parent"].as_str() } else { "" };
        compare("parent", item.parent.as_deref().unwrap_or_default(), parent);
    }
    for (end, id) in [("from_framework", "from_id"), ("to_framework", "to_id")] {
        for row in CROSSWALKS.iter().flat_map(|file| rows(&folder, file)) {
            let catalog = edition(&pack, &row[end]).unwrap_or_else(|| panic!("no edition for {}", row[end]));
            match item_named(catalog, &row[id]) {
                Some(item) => drop(seen.insert((&catalog.id, item.id.clone()))),
                None => problems.push(format!("{} lacks {}", catalog.id, row[id])),
            }
        }
    }
    // Of the threats, those that no relation names are listed beside MAESTRO, under another name of the edition.
    let elsewhere = ["nist-csf-1.1", "owasp-asi-threats-2026"];
    for catalog in pack.catalogs.all().iter().filter(|c| !elsewhere.contains(&c.id.as_str())) {
        for item in &catalog.items {
            if !seen.contains(&(catalog.id.as_str(), item.id.clone())) {
                problems.push(format!("{} has {}, which the facts do not list", catalog.id, item.id));
            }
        }
    }
    none(&problems);
    println!("conformance: {} ids compared", seen.len());
}

/// The item that the facts mean: by its id, or by its name where the publisher gives none.
fn item_named<'a>(catalog: &'a Catalog, written: &str) -> Option<&'a Item> {
    catalog.items.iter().find(|i| i.id == written || i.label() == written)
}

/// Official relations as `from > to (the publisher's word)`.
#[test]
fn official_relations_are_exactly_the_listed_ones() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    let mut theirs: BTreeSet<String> = BTreeSet::new();
    let mut third: BTreeSet<String> = BTreeSet::new();
    for row in CROSSWALKS.iter().flat_map(|file| rows(&folder, file)) {
        let end = |framework: &str, id: &str| {
            let catalog = edition(&pack, &row[framework])?;
            Some(format!("{}:{}", catalog.id, item_named(catalog, &row[id])?.id))
        };
        let (Some(from), Some(to)) = (end("from_framework", "from_id"), end("to_framework", "to_id")) else {
            problems.push(format!("{} > {} has an end that we do not carry", row["from_id"], row["to_id"]));
            continue;
        };
        let relation = format!("{from} > {to} ({})", row["relationship"]);
        if row["relationship"] == "related_secondary" {
            third.insert(relation.clone());
        }
        assert!(theirs.insert(relation), "the facts repeat themselves");
    }
    let mut ours = BTreeSet::new();
    for catalog in pack.catalogs.all() {
        for item in &catalog.items {
            let reference = FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
            for edge in pack.crosswalk.also_relates(&reference) {
                if edge.asserted == Asserted::Ours || edge.reversed {
                    continue;
                }
                let relation = format!("{} > {} ({})", edge.from, edge.to, edge.stated.as_deref().unwrap_or_default());
                if third.contains(&relation) != (edge.asserted == Asserted::ThirdParty) {
                    problems.push(format!("{relation} is said to be {}", edge.asserted.word()));
                }
                ours.insert(relation);
            }
        }
    }
    problems.extend(compare_links(&ours, &theirs));
    none(&problems);
    println!("conformance: {} relations compared", ours.len());
}

/// The older edition's catalog and the crosswalk carry the same links, each in its own form.
#[test]
fn the_crosswalk_and_the_catalog_tell_the_same_moves() {
    let pack = pack();
    let former = edition(&pack, "NIST-CSF-1.1").expect("CSF 1.1");
    let mut crosswalk = BTreeSet::new();
    for item in &former.items {
        let reference = FrameworkRef { edition: former.id.clone(), item: item.id.clone() };
        for edge in pack.crosswalk.relations(&reference, "nist-csf-2.0") {
            crosswalk.insert(format!("{} > {} ({})", item.id, edge.to, edge.stated.unwrap_or_default()));
        }
    }
    none(&compare_links(&links(former), &crosswalk));
}

/// Our reasons are our own words, too.
#[test]
fn rationales_repeat_no_official_text() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let official: BTreeMap<String, Vec<String>> = listed(&pack, &folder)
        .into_iter()
        .map(|(c, row)| (format!("{}:{}", c.id, row["id"]), plain(row.get("statement").unwrap_or(&row["title"]))))
        .collect();
    let mut problems = Vec::new();
    let mut compared = 0;
    for id in official.keys() {
        let reference = FrameworkRef::parse(id).expect("an edition and an id");
        for edge in pack.crosswalk.also_relates(&reference) {
            let ours = plain(&edge.rationale);
            for end in [&edge.from, &edge.to] {
                let Some(text) = official.get(&end.to_string()) else { continue };
                compared += 1;
                if let Some(run) = ours.windows(RUN).find(|run| text.windows(RUN).any(|other| *run == other)) {
                    problems.push(format!("{} > {}: \"{}\"", edge.from, edge.to, run.join(" ")));
                }
            }
        }
    }
    assert!(compared > 1000, "only {compared} reasons were compared");
    none(&problems);
}

/// Where the facts list by kind or by letter, the order is told by the project's own tests.
#[test]
fn items_stand_in_the_listed_order() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    for file in ["owasp-nhi-2025.csv", "nist-ai-rmf-1.0.csv", "nist-ai-600-1.csv"] {
        let listed = rows(&folder, file);
        let catalog = edition(&pack, &listed[0]["framework"]).expect("one of ours");
        let theirs: Vec<&str> = listed.iter().map(|r| r["id"].as_str()).collect();
        let ours: Vec<&str> = catalog.items.iter().map(|i| i.id.as_str()).collect();
        assert_eq!(ours, theirs, "{}", catalog.id);
    }
}

/// A short title of ours stands where the publisher gives a sentence or nothing.
fn title_is_ours(catalog: &Catalog, item: &Item) -> bool {
    catalog.id == "nist-sp-800-207" && ["tenet", "network-assumption"].contains(&item.kind.as_str())
}

#[test]
fn titles_are_the_official_ones() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    for (catalog, row) in listed(&pack, &folder) {
        let Some(item) = catalog.item(&row["id"]) else { continue };
        if title_is_ours(catalog, item) {
            continue;
        }
        // Where there is no official title, the facts repeat the id.
        let official = Some(row["title"].as_str()).filter(|t| *t != row["id"]);
        if item.title.as_deref() != official {
            problems.push(format!("{} {}: {:?}, the facts say {official:?}", catalog.id, item.id, item.title));
        }
    }
    none(&problems);
}

/// Links as `id > successor (relation)`.
fn links(catalog: &Catalog) -> BTreeSet<String> {
    let of = |item: &Item| -> Vec<String> {
        let hows = item.moved_how.iter().map(String::as_str).chain(std::iter::repeat(""));
        item.moved.iter().zip(hows).map(|(to, how)| format!("{} > {to} ({how})", item.id)).collect()
    };
    catalog.items.iter().flat_map(of).collect()
}

fn compare_links(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> Vec<String> {
    let lacks = theirs.difference(ours).map(|l| format!("lacks {l}"));
    lacks.chain(ours.difference(theirs).map(|l| format!("has {l}, which the facts do not list"))).collect()
}

#[test]
fn withdrawn_ids_of_csf_2_0_have_exactly_the_listed_successors() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let csf = edition(&pack, "NIST-CSF-2.0").expect("CSF 2.0");
    let mut problems = Vec::new();
    for row in rows(&folder, "nist-csf-2.0.csv") {
        let Some(item) = csf.item(&row["id"]) else { continue };
        let theirs: BTreeSet<&str> = row["replaced_by"].split(';').filter(|id| !id.is_empty()).collect();
        let publishers = item.moved.iter().zip(&item.moved_how).filter(|(_, how)| *how != "related_secondary");
        let ours: BTreeSet<&str> = publishers.map(|(to, _)| to.as_str()).collect();
        if ours != theirs {
            problems.push(format!("{}: {ours:?}, the facts say {theirs:?}", item.id));
        }
        let alias = &row["csf_1_1_alias"];
        if !alias.is_empty() && !item.aliases.contains(alias) && *alias != item.id {
            problems.push(format!("{}: lacks the older spelling {alias}", item.id));
        }
    }
    none(&problems);
}

#[test]
fn csf_1_1_has_exactly_the_listed_links() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let former = edition(&pack, "NIST-CSF-1.1").expect("CSF 1.1");
    let listed = rows(&folder, "crosswalk-csf-1.1-to-2.0.csv");
    let theirs: BTreeSet<String> = listed
        .iter()
        .map(|r| format!("{} > nist-csf-2.0:{} ({})", r["from_id"], r["to_id"], r["relationship"]))
        .collect();
    none(&compare_links(&links(former), &theirs));
}

/// The same links, seen from the newer edition: its withdrawn ids and the older ids say the same.
#[test]
fn both_csf_editions_tell_the_same_moves() {
    let pack = pack();
    let csf = edition(&pack, "NIST-CSF-2.0").expect("CSF 2.0");
    let former = edition(&pack, "NIST-CSF-1.1").expect("CSF 1.1");
    let mut problems = Vec::new();
    for item in csf.items.iter().filter(|i| i.status == Status::Withdrawn) {
        let older = item.aliases.first().unwrap_or(&item.id);
        let Some(older) = former.item(older) else {
            problems.push(format!("{older} is no id of CSF 1.1"));
            continue;
        };
        let theirs: BTreeSet<String> = older.moved.iter().map(|to| to.replace("nist-csf-2.0:", "")).collect();
        // The older edition may know more relations by a third party.
        let publishers = |i: &Item| -> BTreeSet<String> {
            let pairs = i.moved.iter().zip(&i.moved_how).filter(|(_, how)| *how != "related_secondary");
            pairs.map(|(to, _)| to.replace("nist-csf-2.0:", "")).collect()
        };
        if publishers(item) != publishers(older) || !item.moved.iter().all(|to| theirs.contains(to)) {
            problems.push(format!("{}: {:?}, the older edition says {theirs:?}", item.id, item.moved));
        }
    }
    none(&problems);
}

#[test]
fn what_inputs_can_say_is_as_listed() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for row in rows(&folder, "testability.csv") {
        let Some(catalog) = edition(&pack, &row["framework"]) else {
            problems.push(format!("no edition for {}", row["framework"]));
            continue;
        };
        let Some(item) = catalog.item(&row["id"]) else {
            problems.push(format!("{} lacks {}", catalog.id, row["id"]));
            continue;
        };
        seen.insert(FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() });
        let ours = match item.speaks {
            Some(Speaks::Rows) => "rows",
            Some(Speaks::Claims) => "claims",
            Some(Speaks::Neither) => "neither",
            None => "nothing",
        };
        if ours != row["speaks"] {
            problems.push(format!("{} {}: {ours}, the facts say {}", catalog.id, item.id, row["speaks"]));
        }
    }
    for catalog in pack.catalogs.main() {
        for item in catalog.items.iter().filter(|i| i.speaks.is_some()) {
            let reference = FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
            if !seen.contains(&reference) {
                problems.push(format!("{reference} says what inputs can say, and the facts do not"));
            }
        }
    }
    none(&problems);
}

#[test]
fn ids_that_do_not_exist_resolve_to_nothing() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    for row in FRAMEWORKS.iter().flat_map(|file| rows(&folder, file)).filter(|r| r["status"] == "nonexistent") {
        if !pack.catalogs.resolve(&row["id"]).is_empty() {
            problems.push(format!("{} resolves", row["id"]));
        }
    }
    none(&problems);
}

/// Words without case and punctuation.
fn plain(text: &str) -> Vec<String> {
    let word = |w: &str| w.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    text.split_whitespace().map(word).filter(|w| !w.is_empty()).collect()
}

/// So many words in a row are no accident.
const RUN: usize = 6;

/// Descriptions are our own words: none repeats a run of the publisher's.
#[test]
fn descriptions_repeat_no_official_text() {
    let Some(folder) = facts() else { return };
    let pack = pack();
    let mut problems = Vec::new();
    for (catalog, row) in listed(&pack, &folder) {
        let official = row.get("statement").unwrap_or(&row["title"]);
        let (Some(item), official) = (catalog.item(&row["id"]), plain(official)) else { continue };
        let ours = plain(item.description.as_deref().unwrap_or_default());
        if let Some(run) = ours.windows(RUN).find(|run| official.windows(RUN).any(|other| *run == other)) {
            problems.push(format!("{} {}: \"{}\"", catalog.id, item.id, run.join(" ")));
        }
    }
    none(&problems);
}
