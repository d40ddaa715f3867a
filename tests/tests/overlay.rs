//! A user's own catalog over ours: what it adds, where it disagrees, and what is refused.

use std::fs;

use nhimap_core::catalog::{Catalogs, Difference, FrameworkRef, Overlay, OverlayFile, Role, Status};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_tests::{pack, shared};

fn lay_as(catalogs: &mut Catalogs, edition: Option<&str>, text: &str) -> Result<Overlay, String> {
    catalogs.overlay(OverlayFile { name: "mine", text, edition }).map_err(|e| e.to_string())
}

fn lay(text: &str) -> (Catalogs, Result<Overlay, String>) {
    let mut catalogs = pack().catalogs;
    let done = lay_as(&mut catalogs, None, text);
    (catalogs, done)
}

fn statement<'a>(catalogs: &'a Catalogs, reference: &str) -> Option<&'a str> {
    catalogs.item(&FrameworkRef::parse(reference).expect("a reference"))?.statement.as_deref()
}

/// In the shape of NIST's CSF catalog; the words are not NIST's.
const CSF: &str = r#"{ "catalog": {
  "uuid": "0f8b3f0e-9d0b-4a55-8a1c-000000000001",
  "metadata": { "title": "A test copy of the Cybersecurity Framework 2.0", "version": "0", "oscal-version": "1.1.2",
                "last-modified": "2026-11-01T00:00:00Z" },
  "groups": [ { "id": "PR", "class": "function", "title": "Protect",
    "props": [ { "name": "label", "value": "PROTECT (PR)" } ],
    "parts": [ { "name": "overview", "prose": "Test words for the function." } ],
    "controls": [
      { "id": "PR.AA", "class": "category", "title": "Something else", "controls": [
        { "id": "PR.AA-05", "class": "subcategory", "title": "PR.AA-05",
          "parts": [ { "name": "statement", "prose": "Test words for rights." }, { "name": "example", "prose": "No." } ] },
        { "id": "PR.AA-77", "class": "subcategory", "title": "PR.AA-77",
          "parts": [ { "name": "statement", "prose": "Test words for nothing." } ] } ] },
      { "id": "PR.AC-04", "class": "subcategory", "title": "PR.AC-04" } ] } ] } }"#;

#[test]
fn an_oscal_catalog_adds_statements_and_tells_where_it_disagrees() {
    let (catalogs, done) = lay(CSF);
    let overlay = done.expect("it is CSF 2.0");
    assert_eq!((overlay.edition.as_str(), overlay.new, overlay.ids, overlay.statements), ("nist-csf-2.0", false, 5, 3));
    assert_eq!(statement(&catalogs, "nist-csf-2.0:PR.AA-05"), Some("Test words for rights."));
    assert_eq!(statement(&catalogs, "nist-csf-2.0:PR"), Some("Test words for the function."));
    assert_eq!(statement(&catalogs, "nist-csf-2.0:PR.AA-01"), None);
    let has = |d: &Difference| overlay.differences.contains(d);
    assert!(has(&Difference::OnlyThere { id: "PR.AA-77".into() }));
    assert!(has(&Difference::OnlyHere { id: "PR.AA-01".into() }));
    assert!(has(&Difference::Title {
        id: "PR.AA".into(),
        ours: "Identity Management, Authentication, and Access Control".into(),
        theirs: "Something else".into()
    }));
    // Letter case is no disagreement: ours is PROTECT.
    assert!(!overlay.differences.iter().any(|d| matches!(d, Difference::Title { id, .. } if id == "PR")));
    assert!(has(&Difference::Status { id: "PR.AC-04".into(), ours: Status::Withdrawn, theirs: Status::Current }));
    assert_eq!(overlay.differences.iter().filter(|d| matches!(d, Difference::OnlyThere { .. })).count(), 1);
    // Ours are kept, and what only the file has is added as the file's.
    let csf = catalogs.edition("nist-csf-2.0").expect("CSF 2.0");
    assert_eq!(csf.item("PR.AC-04").expect("withdrawn").status, Status::Withdrawn);
    let added = csf.item("PR.AA-77").expect("it was added");
    assert_eq!((added.source.as_deref(), added.parent.as_deref()), (Some("mine"), Some("PR.AA")));
    assert_eq!(pack().catalogs.edition("nist-csf-2.0").expect("CSF 2.0").items.len() + 1, csf.items.len());
}

/// In the shape of NIST's SP 800-53 catalog; the words are not NIST's.
fn controls(title: &str) -> String {
    let control = |id: &str, label: &str, more: &str| {
        format!(
            r#"{{ "id": "{id}", "class": "SP800-53", "title": "T", {more}
                 "props": [ {{ "name": "label", "class": "sp800-53a", "value": "other" }}, {{ "name": "label", "value": "{label}" }} ] }}"#
        )
    };
    let ac2 = r#""params": [ { "id": "p1", "label": "a time" },
                             { "id": "p2", "select": { "how-many": "one-or-more", "choice": ["now", "after {{ insert: param, p1 }}"] } },
                             { "id": "p3", "select": { "choice": ["{{ insert: param, p3 }}"] } } ],
                 "parts": [ { "name": "statement", "prose": "Words:", "parts": [
                   { "name": "item", "props": [ { "name": "label", "value": "a." } ], "prose": "within {{ insert: param, p1 }};" },
                   { "name": "item", "props": [ { "name": "label", "value": "b." } ], "prose": "{{ insert: param, p2 }}, {{ insert: param, p9 }}." },
                   { "name": "item", "prose": "{{ insert: param, p3 }}" } ] } ],"#;
    format!(
        r#"{{ "catalog": {{ "metadata": {{ "title": "{title}" }}, "groups": [ {{ "id": "ac", "class": "family", "title": "F",
             "controls": [ {}, {}, {}, {} ] }} ] }} }}"#,
        control("ac-2", "AC-2", ac2),
        control("ac-2.3", "AC-2(3)", ""),
        control("ac-6", "AC-6", ""),
        control("ac-6.99", "AC-6(99)", "")
    )
}

#[test]
fn labels_are_ids_and_parameters_stand_in_brackets() {
    let (catalogs, done) = lay(&controls("SP 800-53 Revision 5.1"));
    let overlay = done.expect("it is SP 800-53 r5");
    assert_eq!((overlay.edition.as_str(), overlay.ids), ("nist-sp-800-53r5", 4));
    let only: Vec<&Difference> =
        overlay.differences.iter().filter(|d| matches!(d, Difference::OnlyThere { .. })).collect();
    assert_eq!(only, [&Difference::OnlyThere { id: "AC-6(99)".into() }]);
    assert_eq!(
        catalogs.edition("nist-sp-800-53r5").and_then(|c| c.item("AC-6(99)")).expect("added").token(),
        "ac-6.99"
    );
    // A choice that names itself ends.
    let told = statement(&catalogs, "nist-sp-800-53r5:AC-2").expect("a statement");
    assert!(told.starts_with(
        "Words:\na. within [Assignment: a time];\nb. [Selection (one or more): now; after [Assignment: a time]], [p9].\n"
    ));
    assert!(told.ends_with("[p3]]]]"), "{told}");
}

#[test]
fn a_title_that_names_another_edition_is_asked_about() {
    let (mut catalogs, done) = lay(&controls("SP 800-53 Revision 4"));
    let told = done.expect_err("the title names another edition");
    assert!(told.starts_with("mine: its ids are those of `nist-sp-800-53r5`"), "{told}");
    assert!(told.contains("`nist-sp-800-53r5=FILE`"), "{told}");
    let told = lay_as(&mut catalogs, Some("nist-sp-800-53r4"), &controls("SP 800-53 Revision 4")).expect("as said");
    assert!(told.new);
    assert_eq!(catalogs.edition("nist-sp-800-53r4").expect("added").role, Role::Neighbour);
    let same = lay_as(&mut catalogs, Some("nist-sp-800-53r5"), &controls("Any")).expect("as said");
    assert_eq!((same.new, same.edition.as_str()), (false, "nist-sp-800-53r5"));
}

const OWN: &str = r#"{ "catalog": { "metadata": { "title": "Acme Minimum Controls", "version": "3",
    "parties": [ { "name": "Acme" } ] },
    "groups": [ { "id": "keys", "title": "Keys", "controls": [
      { "id": "acme-k1", "title": "Rotation", "parts": [ { "name": "statement", "prose": "Change keys." } ] } ] } ] } }"#;

#[test]
fn a_framework_of_ones_own_becomes_an_edition() {
    let (catalogs, done) = lay(OWN);
    let overlay = done.expect("a new edition");
    assert_eq!((overlay.edition.as_str(), overlay.new, overlay.ids), ("acme-minimum-controls", true, 2));
    assert!(overlay.differences.is_empty());
    let edition = catalogs.edition("acme-minimum-controls").expect("added");
    assert_eq!((edition.publisher.as_str(), edition.edition.as_str()), ("Acme", "3"));
    assert_eq!(edition.item("acme-k1").expect("an item").parent.as_deref(), Some("keys"));
    let found = catalogs.resolve("acme-minimum-controls:acme-k1");
    assert_eq!(found.first().map(|r| r.reference.item.as_str()), Some("acme-k1"));
}

#[test]
fn statements_may_come_as_toml() {
    let (catalogs, done) = lay("id = \"iso-27001-2022\"\n\n[[item]]\nid = \"A.5.16\"\nstatement = \"Test words.\"\n");
    let overlay = done.expect("it says which edition it is");
    assert_eq!((overlay.ids, overlay.statements, overlay.new), (1, 1, false));
    assert_eq!(statement(&catalogs, "iso-27001-2022:A.5.16"), Some("Test words."));
    assert!(
        overlay.differences.iter().all(|d| matches!(d, Difference::OnlyHere { .. })),
        "it names neither title nor status"
    );
}

#[test]
fn a_framework_of_ones_own_may_come_as_toml() {
    let text = "id = \"acme\"\nname = \"Acme\"\nshort = \"Acme\"\nedition = \"1\"\npublisher = \"Acme\"\nrole = \"neighbour\"\n\
                unit = \"\"\nreading = \"control\"\nids = \"official\"\nsource = \"house\"\nlicence = \"house\"\n\n\
                [[item]]\nid = \"K1\"\nkind = \"control\"\ntitle = \"Rotation\"\nstatement = \"Change keys.\"\n";
    let (catalogs, done) = lay(text);
    assert!(done.expect("a new edition").new);
    assert_eq!(statement(&catalogs, "acme:K1"), Some("Change keys."));
}

#[test]
fn what_cannot_be_read_is_told_with_the_remedy() {
    for (text, expected) in [
        ("{ \"profile\": {} }", "mine: it is JSON without a `catalog`"),
        ("{ \"catalog\": [", "mine: it is no OSCAL catalog: "),
        ("{ \"catalog\": { \"metadata\": { \"title\": \"T\" } } }", "neither groups nor controls"),
        (
            "id = \"iso-27001-2022\"\n\n[[item]]\nid = \"A.5.16\"\nstatment = \"x\"\n",
            "mine:5:1: unknown field `statment`",
        ),
        ("[[item]]\nid = \"A.5.16\"\n", "missing field `id`"),
        ("id = \"acme\"\n\n[[item]]\nid = \"K1\"\n", "missing field"),
    ] {
        let told = lay(text).1.expect_err(expected);
        assert!(told.contains(expected), "expected `{expected}`, told `{told}`");
    }
    let mut catalogs = pack().catalogs;
    let told =
        lay_as(&mut catalogs, Some("nist-csf-2.0"), "id = \"iso-27001-2022\"\nitem = []\n").expect_err("two names");
    assert!(told.contains("mine:1:6: it says that it is `iso-27001-2022`"), "{told}");
    let told = lay_as(&mut catalogs, Some("Acme Controls"), OWN).expect_err("no id");
    assert!(told.contains("cannot be an edition's id"), "{told}");
}

/// The publishers' texts belong in files of those who hold them.
#[test]
fn no_pack_carries_a_statement() {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    let text = files.get("catalogs/owasp-llm-2025.toml").expect("it is there").to_owned();
    files.insert("catalogs/owasp-llm-2025.toml", text.replacen("kind ", "statement = \"x\"\nkind ", 1));
    let told = Pack::load(&files).expect_err("a statement").to_string();
    assert!(told.contains("`LLM01:2025` has a statement"), "{told}");
}

#[test]
fn the_published_catalogs_agree_with_ours() {
    let Some(folder) = shared("oscal") else { return };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let (catalogs, done) = lay(&read("NIST_CSF_v2.0_catalog.json"));
    let csf = done.expect("CSF 2.0");
    assert_eq!((csf.edition.as_str(), csf.ids, csf.statements), ("nist-csf-2.0", 225, 213));
    assert_eq!(csf.differences, []);
    for item in &catalogs.edition("nist-csf-2.0").expect("CSF 2.0").items {
        // The withdrawn categories have no text.
        let without = item.status == Status::Withdrawn && item.kind == "category";
        assert_eq!(item.statement.is_none(), without, "{}", item.id);
    }
    let (catalogs, done) = lay(&read("NIST_SP-800-53_rev5_catalog_5.0.1.json"));
    let controls = done.expect("SP 800-53 r5");
    assert_eq!((controls.edition.as_str(), controls.ids, controls.statements), ("nist-sp-800-53r5", 322 + 867, 1009));
    let there = |d: &&Difference| matches!(d, Difference::OnlyThere { .. });
    assert_eq!(controls.differences.iter().filter(there).count(), 322 + 867 - 107);
    // That release is older than the control.
    let rest: Vec<&Difference> = controls.differences.iter().filter(|d| !there(d)).collect();
    assert_eq!(rest, [&Difference::OnlyHere { id: "IA-13".into() }]);
    let texts = catalogs.edition("nist-sp-800-53r5").expect("r5").items.iter().filter_map(|i| i.statement.as_deref());
    assert!(texts.into_iter().all(|t| !t.contains("{{") && !t.trim().is_empty()));
    let (_, done) = lay(&read("NIST_SP-800-53_rev5_HIGH-baseline-resolved-profile_catalog-min.json"));
    let baseline = done.expect("a baseline is a catalog");
    assert_eq!((baseline.edition.as_str(), baseline.ids), ("nist-sp-800-53r5", 370));
    assert!(!baseline.differences.iter().any(|d| matches!(d, Difference::Title { .. } | Difference::Status { .. })));
}
