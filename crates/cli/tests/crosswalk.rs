//! `nhimap crosswalk` and `--catalog`, end to end: arguments in; exit code, standard output and standard error out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn nhimap(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nhimap")).args(args).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what the command prints is UTF-8")
}

/// Standard output of a command that ends well.
fn told(args: &[&str]) -> String {
    let output = nhimap(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// Standard error of a command that could not finish.
fn refused(args: &[&str], code: i32) -> String {
    let output = nhimap(args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", text(&output.stdout));
    assert!(output.stdout.is_empty(), "{args:?}");
    text(&output.stderr)
}

/// A file of its own for each test, under the build folder.
fn file(test: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crosswalk");
    fs::create_dir_all(&folder).expect("the build folder can be written");
    let path = folder.join(test);
    fs::write(&path, text).expect("the build folder can be written");
    path
}

#[test]
fn a_reference_tells_everything_it_relates_to_and_who_says_so() {
    let told = told(&["crosswalk", "NHI7:2025"]);
    assert!(told.starts_with("OWASP NHI7:2025: Long-Lived Secrets\n"), "{told}");
    let official = told.find("owasp-nhi-2025 to owasp-asi-2026, official (OWASP GenAI Security Project), agents only");
    let ours = told.find("owasp-nhi-2025 to nist-csf-2.0, ours");
    assert!(official.expect("OWASP's own") < ours.expect("ours"), "{told}");
    assert!(told.contains("NHI7:2025  subset-of        PR.AA-01  high"), "{told}");
    assert!(told.ends_with("20 relations: 4 official, 0 by third parties, 16 ours; 0 derived.\n"), "{told}");
}

#[test]
fn a_relation_reads_from_either_end() {
    let told = told(&["crosswalk", "nist-csf-2.0:PR.AA-01", "NHI7:2025"]);
    assert!(told.contains("PR.AA-01  superset-of      NHI7:2025  high"), "{told}");
    assert!(told.contains("1 relation: 0 official, 0 by third parties, 1 ours; 0 derived."), "{told}");
}

#[test]
fn derived_links_are_marked_with_their_path_and_weakest_hop() {
    let told = told(&["crosswalk", "nist-csf-1.1:PR.AC-4", "owasp-nhi-2025"]);
    assert!(told.contains("Derived over other editions; nobody states these"), "{told}");
    assert!(
        told.contains(
            "over subset-of NIST CSF 2.0 PR.AA-05 (official, high), intersects-with OWASP NHI1:2025 (ours, medium, the weakest hop)"
        ),
        "{told}"
    );
    assert!(told.contains("0 relations: ") && told.contains("7 derived."), "{told}");
    assert!(told.contains("unknown: the hops leave open"), "{told}");
    let none = self::told(&["crosswalk", "nist-csf-1.1:PR.AC-4", "owasp-nhi-2025", "--hops", "1"]);
    assert!(none.contains("which is not to say that the two are unrelated"), "{none}");
}

#[test]
fn the_maps_are_listed_with_who_states_them() {
    let all = told(&["crosswalk"]);
    assert!(all.contains("nist-csf-1.1 to nist-csf-2.0: 188 relations, official (NIST)"), "{all}");
    assert!(all.contains("owasp-nhi-2025 to csa-maestro: 21 relations, ours; agents only"), "{all}");
    let one = told(&["crosswalk", "csa-maestro"]);
    assert!(one.contains("owasp-nhi-2025 to csa-maestro") && !one.contains("nist-csf-1.1"), "{one}");
}

#[test]
fn a_sample_is_never_shown_as_the_whole() {
    let told = told(&["crosswalk", "DE.CM-01", "nist-sp-800-53r5"]);
    assert!(told.contains("a sample: 7 of 772 rows, all for DE.CM-01; silence elsewhere means nothing"), "{told}");
}

#[test]
fn references_that_relate_to_nothing_are_counted() {
    let told = told(&["crosswalk", "nist-csf-2.0", "owasp-nhi-2025", "--hops", "1"]);
    assert!(told.contains(" references of NIST CSF 2.0 without any relation there that the pack knows: "), "{told}");
}

#[test]
fn programs_get_the_same_answer() {
    let json: Value =
        serde_json::from_str(&told(&["crosswalk", "NHI7:2025", "nist-csf-2.0", "--format", "json"])).expect("JSON");
    let relations = json["relations"].as_array().expect("relations");
    assert_eq!(relations.len(), 2);
    assert_eq!(relations[0]["asserted"], "ours");
    assert_eq!(relations[0]["relation"], "subset-of");
    assert_eq!(json["items"]["nist-csf-2.0:PR.AA-01"]["cited"], "NIST CSF 2.0 PR.AA-01");
    let rows = told(&["crosswalk", "NHI7:2025", "nist-csf-2.0", "--format", "csv"]);
    assert_eq!(rows.lines().count(), 3);
    assert!(rows.starts_with("from,from cited,from title,relation,to,"), "{rows}");
    let oscal: Value =
        serde_json::from_str(&told(&["crosswalk", "NHI7:2025", "nist-csf-2.0", "--format", "oscal"])).expect("JSON");
    let maps = oscal["mapping-collection"]["mappings"][0]["maps"].as_array().expect("maps");
    assert_eq!(maps.len(), 2);
    assert_eq!(maps[0]["sources"][0]["id-ref"], "NHI7-2025");
}

#[test]
fn what_cannot_be_answered_is_said_with_the_remedy() {
    for (args, code, expected) in [
        (&["crosswalk", "NHI99"][..], 1, "neither an edition nor a reference of the pack; `nhimap frameworks` lists"),
        (&["crosswalk", "2.1"], 1, "means several things; write one of `nist-sp-800-207:2.1`, `nist-ai-600-1:2.1`"),
        (&["crosswalk", "OWASP"], 1, "neither an edition nor a reference"),
        (&["crosswalk", "PR.AA-01", "nist-csf-2.0"], 1, "both are of nist-csf-2.0"),
        (&["crosswalk", "nist-csf-1.1", "owasp-nhi-2025", "--format", "oscal"], 1, "`--format table` shows"),
        (&["crosswalk", "PR.AA-01", "--format", "xml"], 2, "table, csv, json, oscal"),
        (&["crosswalk", "PR.AA-01", "--hops", "9"], 2, "1..=3"),
        (&["crosswalk", "PR.AA-01", "--catalog", "no/such.json"], 1, "`no/such.json` could not be read"),
        (&["crosswalk", "PR.AA-01", "--catalog", "acme="], 2, "my-framework=catalog.json"),
    ] {
        let told = refused(args, code);
        assert!(told.contains(expected), "{args:?}: {told}");
    }
}

#[test]
fn other_spellings_are_said_aloud() {
    let output = nhimap(&["crosswalk", "NHI-07", "nist-csf-2.0"]);
    assert!(text(&output.stderr).contains("`NHI-07` is read as owasp-nhi-2025:NHI7:2025"));
    assert_eq!(output.stdout, nhimap(&["crosswalk", "NHI7:2025", "nist-csf-2.0"]).stdout);
    let short = told(&["crosswalk", "nist csf 2.0", "maestro", "--hops", "1"]);
    assert!(short.contains("0 relations"), "{short}");
}

#[test]
fn a_withdrawn_id_leads_to_its_successors() {
    let told = told(&["crosswalk", "nist-csf-2.0:PR.AC-04"]);
    assert!(told.contains("withdrawn; ask for PR.AA-05"), "{told}");
}

#[test]
fn explain_says_what_a_reference_also_relates_to() {
    let told = told(&["explain", "NHI7:2025"]);
    let (_, also) = told.split_once("\nAlso relates to\n").expect("a section");
    assert!(also.contains("subset-of        NIST CSF 2.0 PR.AA-01 (ours, high confidence)"), "{also}");
    assert!(also.contains("OWASP Agentic ASI06 (official, medium confidence, agents only)"), "{also}");
    assert!(also.contains("`nhimap crosswalk owasp-nhi-2025:NHI7:2025` tells why."), "{also}");
}

/// A catalog of a user's, with words that no publisher wrote.
const CATALOG: &str = r#"{ "catalog": { "metadata": { "title": "Our copy of CSF 2.0" }, "groups": [ { "title": "G", "controls": [
    { "id": "PR.AA", "title": "Another title" },
    { "id": "PR.AA-01", "title": "PR.AA-01", "parts": [ { "name": "statement", "prose": "Test words \u001b[31m for one." } ] },
    { "id": "PR.AA-05", "title": "PR.AA-05" },
    { "id": "PR.AA-99", "title": "PR.AA-99" } ] } ] } }"#;

#[test]
fn a_users_catalog_adds_statements_and_is_compared() {
    let path = file("csf.json", CATALOG);
    let path = path.display().to_string();
    let page = nhimap(&["explain", "PR.AA-01", "--catalog", &path]);
    let told_page = text(&page.stdout);
    assert!(
        told_page.contains("In the publisher's words, from the catalog given\n  Test words \\u{1b}[31m for one.\n"),
        "{told_page}"
    );
    let note = text(&page.stderr);
    assert!(note.contains("is read as nist-csf-2.0: 4 ids, 1 statement; it disagrees with ours in "), "{note}");
    let list = told(&["frameworks", "--catalog", &path]);
    assert!(list.contains("PR.AA-99 is only in the file"), "{list}");
    assert!(
        list.contains("PR.AA is `Identity Management, Authentication, and Access Control` here, and `Another title`"),
        "{list}"
    );
    assert!(list.contains("ids of ours that the file does not have: "), "{list}");
    let edition = told(&["frameworks", "nist-csf-2.0", "--catalog", &path]);
    assert!(edition.contains("    Test words"), "{edition}");
    let heading = told(&["crosswalk", "PR.AA-01", "owasp-nhi-2025", "--catalog", &path]);
    assert!(heading.contains("Test words") && !heading.contains('\u{1b}'), "{heading}");
    assert!(!told(&["explain", "PR.AA-01"]).contains("Test words"), "nothing is kept");
}

#[test]
fn a_users_own_framework_is_listed_and_explained() {
    let text = r#"{ "catalog": { "metadata": { "title": "Acme Controls" }, "controls": [
        { "id": "acme-1", "title": "Rotation", "parts": [ { "name": "statement", "prose": "Change keys." } ] } ] } }"#;
    let path = file("acme.json", text).display().to_string();
    assert!(told(&["frameworks", "--catalog", &path]).contains("adds the edition acme-controls: 1 id, 1 statement"));
    let named = format!("acme={path}");
    let page = told(&["explain", "acme:acme-1", "--catalog", &named]);
    assert!(page.contains("Rotation") && page.contains("Change keys."), "{page}");
}
