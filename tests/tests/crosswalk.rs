//! The crosswalk: complete, labelled, read from both ends, and honest about what it derives.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use nhimap_core::catalog::FrameworkRef;
use nhimap_core::catalog::crosswalk::{Answer, Asserted, Edge, End, MAX_HOPS, Relation, State};
use nhimap_core::checks::How;
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_tests::{none, pack, read, shared};
use serde_json::Value;

fn reference(text: &str) -> FrameworkRef {
    FrameworkRef::parse(text).unwrap_or_else(|| panic!("`{text}` is a reference"))
}

/// Every relation of the pack, in the direction of its file.
fn edges(pack: &Pack) -> Vec<Edge> {
    let mut out = Vec::new();
    for catalog in pack.catalogs.all() {
        for item in &catalog.items {
            let reference = FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
            out.extend(pack.crosswalk.also_relates(&reference).into_iter().filter(|e| !e.reversed));
        }
    }
    out
}

#[test]
fn every_map_holds_as_many_relations_as_it_should() {
    let pack = pack();
    let maps: Vec<String> = pack
        .crosswalk
        .maps()
        .iter()
        .map(|m| format!("{} > {}: {} {}", m.from, m.to, m.relations, m.asserted.word()))
        .collect();
    let expected = [
        "nist-csf-1.1 > nist-csf-2.0: 188 official",
        "nist-csf-2.0 > nist-ai-rmf-1.0: 26 ours",
        "nist-csf-2.0 > nist-sp-800-207: 36 ours",
        "nist-csf-2.0 > nist-sp-800-53r5: 7 official",
        "nist-sp-1800-35-2024 > nist-csf-2.0: 130 official",
        "nist-sp-1800-35-2024 > nist-sp-800-53r5: 200 official",
        "owasp-nhi-2025 > csa-maestro: 21 ours",
        "owasp-nhi-2025 > iso-27001-2022: 33 ours",
        "owasp-nhi-2025 > nist-ai-rmf-1.0: 21 ours",
        "owasp-nhi-2025 > nist-csf-2.0: 46 ours",
        "owasp-nhi-2025 > nist-sp-800-207: 24 ours",
        "owasp-nhi-2025 > nist-sp-800-53r5: 52 ours",
        "owasp-nhi-2025 > owasp-asi-2026: 19 official",
        "owasp-nhi-2025 > owasp-asi-threats-2026: 18 official",
        "owasp-nhi-2025 > pci-dss-4.0.1: 19 ours",
    ];
    assert_eq!(maps, expected);
    assert_eq!(edges(&pack).len(), pack.crosswalk.maps().iter().map(|m| m.relations).sum::<usize>());
}

#[test]
fn the_words_of_the_publishers_are_counted() {
    let pack = pack();
    let stated = |word: &str| edges(&pack).iter().filter(|e| e.stated.as_deref() == Some(word)).count();
    for (word, expected) in [
        ("moved_to", 25),
        ("incorporated_into", 110),
        ("retained_id", 45),
        ("related_secondary", 8),
        ("supports:integral_to", 52 + 122),
        ("supports:example_of", 54 + 60),
        ("supports:precedes", 4),
        ("is_supported_by:precedes", 13),
        ("is_supported_by:example_of", 7 + 4),
        ("is_supported_by:integral_to", 4 + 10),
        ("mapped", 37),
        ("related", 7),
    ] {
        assert_eq!(stated(word), expected, "{word}");
    }
}

#[test]
fn our_own_relations_give_a_reason_and_claim_little() {
    let mut problems = Vec::new();
    let pack = pack();
    let mut reasons = BTreeSet::new();
    for edge in edges(&pack).iter().filter(|e| e.asserted == Asserted::Ours) {
        let words = edge.rationale.split_whitespace().count();
        let sentences = edge.rationale.matches(". ").count() + 1;
        if !(10..=60).contains(&words) || sentences > 2 {
            problems.push(format!("{} > {}: {words} words, {sentences} sentences", edge.from, edge.to));
        }
        if edge.rationale.contains(['\u{2013}', '\u{2014}']) || !edge.rationale.ends_with('.') {
            problems.push(format!("{} > {}: {}", edge.from, edge.to, edge.rationale));
        }
        if matches!(edge.relation, Relation::EqualTo | Relation::EquivalentTo) {
            problems.push(format!("{} > {} claims to be {}", edge.from, edge.to, edge.relation.word()));
        }
        if edge.publisher.is_some() || edge.stated.is_some() {
            problems.push(format!("{} > {} is ours and names a publisher", edge.from, edge.to));
        }
        if !reasons.insert(edge.rationale.clone()) {
            problems.push(format!("{} > {} repeats another's reason", edge.from, edge.to));
        }
    }
    none(&problems);
}

/// Only where a source tells that the wording is the same.
#[test]
fn nothing_is_equal_but_the_two_ids_that_kept_their_wording() {
    let equal: Vec<String> = edges(&pack())
        .iter()
        .filter(|e| matches!(e.relation, Relation::EqualTo | Relation::EquivalentTo))
        .map(|e| format!("{} > {}", e.from, e.to))
        .collect();
    assert_eq!(equal, ["nist-csf-1.1:ID.RA-2 > nist-csf-2.0:ID.RA-02", "nist-csf-1.1:RS.MI-1 > nist-csf-2.0:RS.MI-01"]);
}

#[test]
fn a_complete_map_of_ours_leaves_out_no_risk() {
    let pack = pack();
    let risks = pack.catalogs.edition("owasp-nhi-2025").expect("OWASP");
    let mut problems = Vec::new();
    for map in pack.crosswalk.maps().iter().filter(|m| m.asserted == Asserted::Ours && m.status == State::Complete) {
        for item in risks.units() {
            let from = FrameworkRef { edition: risks.id.clone(), item: item.id.clone() };
            // The AI RMF says nothing of environments, and its map says so.
            let silent = map.to == "nist-ai-rmf-1.0" && item.id == "NHI8:2025";
            if pack.crosswalk.relations(&from, &map.to).is_empty() != silent {
                problems.push(format!("{from} and {}", map.to));
            }
        }
    }
    none(&problems);
}

/// Where one row counts against a risk and against another framework's reference, the two bear on each other.
#[test]
fn what_one_check_tests_at_both_ends_is_related() {
    let pack = pack();
    let mut problems = BTreeSet::new();
    let mut compared = 0;
    for check in &pack.checks {
        let tested = || check.maps.iter().filter(|m| m.how == How::Tests).map(|m| &m.reference);
        for risk in tested().filter(|r| r.edition == "owasp-nhi-2025") {
            for other in tested().filter(|r| pack.crosswalk.map("owasp-nhi-2025", &r.edition).is_some()) {
                compared += 1;
                if !pack.crosswalk.relations(risk, &other.edition).iter().any(|e| e.to == *other) {
                    problems.insert(format!("{} tests {risk} and {other}; relate them in the crosswalk", check.id));
                }
            }
        }
    }
    assert!(compared > 30, "only {compared} pairs were compared");
    none(&problems.into_iter().collect::<Vec<_>>());
}

/// The AI RMF, MAESTRO and the agentic lists are about AI, and ordinary accounts have no place in them.
#[test]
fn relations_with_frameworks_for_ai_hold_for_ai_only() {
    for map in pack().crosswalk.maps() {
        let ai = ["nist-ai-rmf-1.0", "csa-maestro", "owasp-asi-2026", "owasp-asi-threats-2026"];
        let touches = ai.contains(&map.from.as_str()) || ai.contains(&map.to.as_str());
        let scope = map.scope.as_deref().unwrap_or_default();
        assert_eq!(touches, scope == "agents" || scope == "AI systems", "{} > {}", map.from, map.to);
    }
}

#[test]
fn every_relation_reads_back_from_its_other_end() {
    let pack = pack();
    let mut problems = Vec::new();
    for edge in edges(&pack) {
        let back = pack.crosswalk.relations(&edge.to, &edge.from.edition);
        if !back.contains(&edge.turned()) {
            problems.push(format!("{} > {}", edge.from, edge.to));
        }
    }
    none(&problems);
    let back = pack.crosswalk.relations(&reference("nist-csf-2.0:PR.AA-05"), "owasp-nhi-2025");
    let nhi5 = back.iter().find(|e| e.to.item == "NHI5:2025").expect("NHI5 lies within PR.AA-05");
    assert_eq!((nhi5.relation, nhi5.reversed), (Relation::SupersetOf, true));
}

#[test]
fn official_relations_stand_before_ours() {
    let pack = pack();
    let all = pack.crosswalk.also_relates(&reference("owasp-nhi-2025:NHI7:2025"));
    assert!(all.is_sorted_by_key(|e| e.asserted));
    assert_eq!(all.iter().map(|e| e.asserted).collect::<BTreeSet<_>>().len(), 2, "both kinds are there");
    // Within ours, the assessed frameworks come in the order of the reports.
    let ours: Vec<&str> = all.iter().filter(|e| e.asserted == Asserted::Ours).map(|e| e.to.edition.as_str()).collect();
    assert_eq!(ours[..3], ["nist-csf-2.0", "nist-csf-2.0", "nist-sp-800-207"]);
}

#[test]
fn where_two_sources_disagree_both_are_given() {
    let found = pack().crosswalk.relations(&reference("nist-csf-1.1:ID.GV-4"), "nist-csf-2.0");
    let said: Vec<_> = found.iter().map(|e| (e.to.item.as_str(), e.asserted)).collect();
    assert!(said.contains(&("GV.RM-04", Asserted::Official)), "{said:?}");
    assert!(said.contains(&("GV.RM-03", Asserted::ThirdParty)), "{said:?}");
}

#[test]
fn a_sample_says_so_on_every_relation() {
    let pack = pack();
    let of_sample: Vec<Edge> = edges(&pack)
        .into_iter()
        .filter(|e| e.to.edition == "nist-sp-800-53r5" && e.from.edition == "nist-csf-2.0")
        .collect();
    assert_eq!(of_sample.len(), 7);
    assert!(of_sample.iter().all(|e| e.sample.is_some() && e.from.item == "DE.CM-01"));
}

#[test]
fn derived_links_follow_from_their_hops() {
    let pack = pack();
    let mut problems = Vec::new();
    let (mut links, mut known) = (0, 0);
    for (from, to) in [
        ("nist-csf-1.1", "owasp-nhi-2025"),
        ("nist-sp-800-207", "iso-27001-2022"),
        ("csa-maestro", "nist-csf-2.0"),
        ("pci-dss-4.0.1", "nist-sp-800-53r5"),
    ] {
        for item in &pack.catalogs.edition(from).expect(from).items {
            let start = FrameworkRef { edition: from.into(), item: item.id.clone() };
            let found = pack.crosswalk.paths(&start, to, 2, &pack.catalogs);
            assert_eq!(found, pack.crosswalk.paths(&start, to, 2, &pack.catalogs));
            for link in &found {
                links += 1;
                known += usize::from(link.relation.is_some());
                let editions: BTreeSet<&str> = link.path.iter().map(|e| e.to.edition.as_str()).chain([from]).collect();
                let joined = link.path.windows(2).all(|w| w[0].to == w[1].from);
                let ends = link.path[0].from == start && link.path[link.path.len() - 1].to == link.to;
                if link.path.len() != 2 || editions.len() != 3 || !joined || !ends || link.to.edition != to {
                    problems.push(format!("{start} > {}: {:?}", link.to, link.path));
                }
                let together = link.path[0].relation.then(link.path[1].relation);
                if link.relation != together {
                    problems.push(format!("{start} > {}: {:?}", link.to, link.relation));
                }
                let least = link.path.iter().map(|e| e.confidence).max().expect("hops");
                if link.weakest.confidence != least || link.path[link.weakest.hop - 1].confidence != least {
                    problems.push(format!("{start} > {}: {:?}", link.to, link.weakest));
                }
            }
            let further = pack.crosswalk.paths(&start, to, MAX_HOPS, &pack.catalogs);
            if !found.iter().all(|l| further.iter().any(|f| f.to == l.to)) {
                problems.push(format!("{start}: more hops lead to fewer ends"));
            }
        }
    }
    none(&problems);
    assert!(links > 300 && known > 0 && known < links, "{known} of {links} say something");
}

/// A part of PR.AA-05, and another part of it: they need not touch.
#[test]
fn two_parts_of_one_thing_are_not_said_to_touch() {
    let pack = pack();
    let found = pack.crosswalk.paths(&reference("nist-csf-1.1:PR.AC-4"), "owasp-nhi-2025", 2, &pack.catalogs);
    let nhi5 = found.iter().find(|l| l.to.item == "NHI5:2025").expect("over PR.AA-05");
    assert_eq!(nhi5.path[0].relation, Relation::SubsetOf);
    assert_eq!(nhi5.path[1].relation, Relation::SupersetOf);
    assert_eq!(nhi5.relation, None);
}

/// What leads from a whole to its part leads on to what the part shares.
#[test]
fn a_whole_touches_what_its_part_touches() {
    let pack = pack();
    let found = pack.crosswalk.paths(&reference("nist-csf-2.0:PR.AA-05"), "pci-dss-4.0.1", 2, &pack.catalogs);
    let least = found.iter().find(|l| l.to.item == "7.2.5").expect("over NHI5");
    assert_eq!(least.relation, Some(Relation::IntersectsWith));
    assert_eq!(least.path[0].to.item, "NHI5:2025");
}

/// The answer to a question in words.
fn ask(from: &str, to: Option<&str>, hops: usize) -> (Pack, Answer) {
    let pack = pack();
    let end = |text: &str| match pack.catalogs.edition(text) {
        Some(_) => End::Edition(text.into()),
        None => End::Item(reference(text)),
    };
    let (from, to) = (end(from), to.map(end));
    let answer = pack.crosswalk.ask(&from, to.as_ref(), hops, false, &pack.catalogs);
    (pack, answer)
}

#[test]
fn one_hop_derives_nothing() {
    let (_, answer) = ask("nist-csf-1.1", Some("owasp-nhi-2025"), 1);
    assert!(answer.relations.is_empty() && answer.derived.is_empty());
    assert!(!answer.silent.is_empty());
}

#[test]
fn a_category_answers_for_what_stands_below_it() {
    let (_, answer) = ask("nist-csf-2.0:PR.AA", Some("owasp-nhi-2025"), 1);
    let from: BTreeSet<&str> = answer.relations.iter().map(|e| e.from.item.as_str()).collect();
    assert_eq!(from, BTreeSet::from(["PR.AA-01", "PR.AA-02", "PR.AA-03", "PR.AA-04", "PR.AA-05"]));
}

#[test]
fn references_without_a_relation_are_counted_aloud() {
    let (pack, answer) = ask("nist-csf-2.0", Some("owasp-nhi-2025"), 1);
    let related: BTreeSet<&str> = answer.relations.iter().map(|e| e.from.item.as_str()).collect();
    let units = pack.catalogs.edition("nist-csf-2.0").expect("CSF 2.0").units().count();
    assert_eq!(answer.silent.len() + related.len(), units);
}

#[test]
fn an_answer_fits_the_committed_schema() {
    let schema: Value = serde_json::from_str(&read("docs/schema/crosswalk.schema.json")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a JSON Schema");
    for (from, to) in [
        ("owasp-nhi-2025:NHI7:2025", None),
        ("nist-csf-1.1", Some("owasp-nhi-2025")),
        ("nist-csf-2.0", Some("nist-sp-800-53r5")),
    ] {
        let (_, answer) = ask(from, to, 2);
        let value = serde_json::to_value(&answer).expect("JSON");
        none(&schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect::<Vec<_>>());
        let mut broken = value;
        broken.as_object_mut().expect("an object").remove("derived");
        assert!(!schema.is_valid(&broken));
    }
}

#[test]
fn every_cell_of_the_csv_is_there() {
    let (_, answer) = ask("nist-csf-1.1", Some("owasp-nhi-2025"), 2);
    let mut bytes = Vec::new();
    nhimap_report::crosswalk_csv(&answer, &mut bytes).expect("written");
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    assert_eq!(rows.len(), answer.relations.len() + answer.derived.len());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).expect(name);
    for row in &rows {
        assert_eq!(&row[at("asserted")], "derived");
        assert!(!row[at("path")].is_empty() && !row[at("weakest hop")].is_empty() && !row[at("source")].is_empty());
    }
    assert!(rows.iter().any(|row| &row[at("relation")] == "unknown"));
}

#[test]
fn no_cell_of_the_csv_starts_a_formula() {
    let (_, mut answer) = ask("owasp-nhi-2025:NHI7:2025", Some("nist-csf-2.0"), 1);
    answer.relations[0].rationale = "=1+1".into();
    answer.relations[0].source = "@SUM(A1)".into();
    answer.items.get_mut("nist-csf-2.0:PR.AA-01").expect("it is named").title = Some("-1;=2".into());
    let mut bytes = Vec::new();
    nhimap_report::crosswalk_csv(&answer, &mut bytes).expect("written");
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let row = reader.records().next().expect("a row").expect("a row");
    assert_eq!((&row[6], &row[11], &row[16]), ("'-1;'=2", "'=1+1", "'@SUM(A1)"));
}

/// The OSCAL document of a question.
fn oscal(from: &str, to: Option<&str>) -> (Answer, Value) {
    let (pack, answer) = ask(from, to, 2);
    let write = || {
        let mut bytes = Vec::new();
        assert!(nhimap_report::crosswalk_oscal(&answer, &pack.catalogs, &mut bytes).expect("written"));
        bytes
    };
    let bytes = write();
    assert_eq!(bytes, write(), "the same answer gives the same bytes");
    let document = serde_json::from_slice(&bytes).expect("JSON");
    (answer, document)
}

const OSCAL_QUESTIONS: [(&str, Option<&str>); 6] = [
    ("owasp-nhi-2025", Some("nist-csf-2.0")),
    ("owasp-nhi-2025", None),
    ("nist-csf-2.0", Some("nist-csf-1.1")),
    ("nist-sp-1800-35-2024", None),
    ("nist-csf-2.0:DE.CM-01", None),
    ("nist-sp-800-207:2.1-T6", Some("owasp-nhi-2025")),
];

/// Every value under a key, at any depth.
fn values<'a>(value: &'a Value, key: &str, out: &mut Vec<&'a Value>) {
    match value {
        Value::Object(map) => {
            for (k, v) in map {
                if k == key {
                    out.push(v);
                }
                values(v, key, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|v| values(v, key, out)),
        _ => {}
    }
}

#[test]
fn oscal_documents_hold_every_stated_relation_once() {
    for (from, to) in OSCAL_QUESTIONS {
        let (answer, document) = oscal(from, to);
        let collection = &document["mapping-collection"];
        let maps: usize = collection["mappings"]
            .as_array()
            .expect("mappings")
            .iter()
            .map(|m| m["maps"].as_array().expect("maps").len())
            .sum();
        assert_eq!(maps, answer.relations.len(), "{from} {to:?}");
        let mut ids = Vec::new();
        values(&document, "uuid", &mut ids);
        let unique: BTreeSet<&str> = ids.iter().map(|v| v.as_str().expect("text")).collect();
        assert_eq!(unique.len(), ids.len(), "{from} {to:?}: an identifier stands twice");
        // Both ends lead to a resource of the document.
        let mut hrefs = Vec::new();
        for end in ["source-resource", "target-resource"] {
            values(&document, end, &mut hrefs);
        }
        for end in hrefs {
            let href = end["href"].as_str().expect("text");
            assert!(unique.contains(href.trim_start_matches('#')), "{href} leads nowhere");
        }
        let mut refs = Vec::new();
        values(&document, "id-ref", &mut refs);
        for id in refs {
            let id = id.as_str().expect("text");
            let token = |c: char| c.is_alphanumeric() || ".-_".contains(c);
            assert!(id.starts_with(|c: char| c.is_alphabetic() || c == '_') && id.chars().all(token), "`{id}`");
        }
    }
}

#[test]
fn oscal_documents_say_who_states_what() {
    let (_, document) = oscal("owasp-nhi-2025", None);
    let mut asserted = Vec::new();
    for mapping in document["mapping-collection"]["mappings"].as_array().expect("mappings") {
        let props = mapping["props"].as_array().expect("props");
        asserted.push(props.iter().find(|p| p["name"] == "asserted").expect("who")["value"].as_str().expect("text"));
    }
    assert_eq!(asserted.iter().filter(|a| **a == "official").count(), 2);
    assert_eq!(asserted.iter().filter(|a| **a == "ours").count(), 7);
    let (_, document) = oscal("nist-csf-2.0", Some("nist-csf-1.1"));
    let mapping = &document["mapping-collection"]["mappings"][0];
    let text = mapping.to_string();
    assert!(text.contains("incorporated_into") && text.contains("third party"));
    // Asked from the newer edition, and written as NIST links them.
    let maps = mapping["maps"].as_array().expect("maps");
    let moved = |m: &&Value| m["sources"][0]["id-ref"] == "PR.AC-4" && m["targets"][0]["id-ref"] == "PR.AA-05";
    assert_eq!(maps.iter().find(moved).expect("the move of PR.AC-4")["relationship"], "subset-of");
    assert!(mapping["source-gap-summary"].is_null(), "results are given for no kind of item of 1.1");
}

#[test]
fn only_a_whole_map_tells_what_it_leaves_out() {
    let (_, whole) = oscal("owasp-nhi-2025", Some("nist-csf-2.0"));
    let gaps = &whole["mapping-collection"]["mappings"][0]["target-gap-summary"]["unmapped-controls"][0]["with-ids"];
    let mapped: BTreeSet<String> = edges(&pack())
        .into_iter()
        .filter(|e| e.from.edition == "owasp-nhi-2025" && e.to.edition == "nist-csf-2.0")
        .map(|e| e.to.item)
        .collect();
    assert_eq!(gaps.as_array().expect("ids").len(), 106 - mapped.len());
    let (_, part) = oscal("nist-csf-2.0:DE.CM-01", None);
    let mut gaps = Vec::new();
    for key in ["source-gap-summary", "target-gap-summary"] {
        values(&part, key, &mut gaps);
    }
    assert!(gaps.is_empty(), "of a part nobody can say what is missing");
}

/// The JSON schemas of OSCAL, where they are there: the mapping model's own, or the one of all models.
fn oscal_schemas() -> Vec<(String, Validator)> {
    let Some(folder) = shared("oscal/schemas") else { return Vec::new() };
    ["1.2.1/oscal_mapping_schema.json", "1.2.2/oscal_complete_schema.json", "1.2.3/oscal_mapping_schema.json"]
        .iter()
        .map(|name| {
            let text = fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
            let schema: Value = serde_json::from_str(&text).expect("JSON");
            (name.to_string(), jsonschema::validator_for(&schema).expect("a JSON Schema"))
        })
        .collect()
}

#[test]
fn oscal_documents_fit_the_published_schemas() {
    let schemas = oscal_schemas();
    let mut problems = Vec::new();
    for (from, to) in OSCAL_QUESTIONS {
        let (_, document) = oscal(from, to);
        for (name, schema) in &schemas {
            problems.extend(
                schema
                    .iter_errors(&document)
                    .take(5)
                    .map(|e| format!("{from} {to:?}, {name}, {}: {e}", e.instance_path())),
            );
            let mut broken = document.clone();
            broken["mapping-collection"]["mappings"][0]["maps"][0]["relationship"] = Value::Bool(true);
            assert!(!schema.is_valid(&broken), "{name} takes anything");
        }
    }
    none(&problems);
    println!("conformance: {} documents against {} schemas", OSCAL_QUESTIONS.len(), schemas.len());
}

/// A map of ours with one relation, with a few of its words replaced.
fn broken_map(replaced: &[(&str, &str)]) -> String {
    let mut text = "\
from     = \"owasp-llm-2025\"
to       = \"csa-maestro\"
ours     = true
method   = \"hybrid\"
matching = \"semantic\"
status   = \"draft\"
revised  = \"2026-11-01\"
says     = \"A map for a test.\"
source   = \"this test\"
licence  = \"MIT OR Apache-2.0\"

[[edge]]
from       = \"LLM01:2025\"
to         = \"L3\"
relation   = \"intersects-with\"
confidence = \"low\"
rationale  = \"Prompts reach the framework first.\"
"
    .to_owned();
    for (from, to) in replaced {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn problems_of_a_map_are_told_with_their_place() {
    let load = |name: &str, text: &str| {
        let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
        files.insert(name, text);
        Pack::load(&files).map(|pack| pack.crosswalk.maps().len()).map_err(|e| e.to_string())
    };
    let name = "crosswalks/owasp-llm-2025--csa-maestro.toml";
    assert_eq!(load(name, &broken_map(&[])), Ok(16));
    for (replaced, line, expected) in [
        (&[("\"L3\"", "\"L9\"")][..], 14, "`L9` is no id of csa-maestro"),
        (&[("csa-maestro", "csa-maestro-2")][..], 2, "`csa-maestro-2` is no edition of this pack"),
        (&[("csa-maestro", "nist-csf-2.0"), ("\"L3\"", "\"PR.AC-04\"")][..], 14, "`PR.AC-04` is withdrawn"),
        (&[("ours     = true\n", "")][..], 1, "either `ours = true` or has a `publisher`"),
        (&[("ours     = true", "ours     = true\npublisher = \"Somebody\"")][..], 1, "either `ours = true` or"),
        (&[("rationale  = \"Prompts reach the framework first.\"", "")][..], 13, "needs a `rationale`"),
        (&[("confidence = \"low\"", "")][..], 13, "needs a `confidence`"),
        (&[("confidence", "stated = \"mapped\"\nconfidence")][..], 16, "`mapped` has no meaning"),
        (
            &[("[[edge]]", "[words]\nmapped = \"It says so.\"\n\n[[edge]]")][..],
            13,
            "no relation of this file is stated",
        ),
        (&[("intersects-with", "looks-like")][..], 15, "looks-like"),
        (&[("2026-11-01", "November")][..], 7, "a day is written like"),
        (&[("from     = \"owasp-llm-2025\"", "from     = \"csa-maestro\"")][..], 1, "one file, in one direction"),
        (&[("status   = \"draft\"", "status   = \"draft\"\nauthor = \"me\"")][..], 7, "author"),
    ] {
        let told = load(name, &broken_map(replaced)).expect_err(expected);
        let place = format!("{name}:{line}:");
        // Renaming an end also makes the file's name wrong; that is told besides.
        let found = told.lines().any(|l| l.starts_with(&place) && l.contains(expected));
        let named = told.contains(&format!(":{line}:")) && told.contains(expected);
        assert!(found || named, "{expected}: expected at line {line}, told\n{told}");
    }
    let twice = broken_map(&[])
        + &broken_map(&[]).split_once("\n[[edge]]").map(|(_, e)| format!("\n[[edge]]{e}")).expect("an edge");
    assert!(load(name, &twice).expect_err("twice").contains(":20:14: this relation stands twice"));
    let misnamed = load("crosswalks/llm-to-maestro.toml", &broken_map(&[])).expect_err("misnamed");
    assert!(misnamed.contains("`owasp-llm-2025--csa-maestro.toml`"), "{misnamed}");
    let other_way = load(
        "crosswalks/nist-csf-2.0--owasp-nhi-2025.toml",
        &broken_map(&[
            ("owasp-llm-2025", "nist-csf-2.0"),
            ("csa-maestro", "owasp-nhi-2025"),
            ("LLM01:2025", "PR.AA-05"),
            ("\"L3\"", "\"NHI5:2025\""),
        ]),
    )
    .expect_err("the pair has a file");
    assert!(other_way.contains("one file, in one direction"), "{other_way}");
}
