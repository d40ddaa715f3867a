//! The catalogs are complete, in their framework's order, described, and found under what people write.

use nhimap_core::catalog::{Catalog, Resolution, Role, Speaks, Status};
use nhimap_tests::{none, pack};

/// How many items of a kind and status an edition has.
fn count(catalog: &Catalog, kind: &str, status: Status) -> usize {
    catalog.items.iter().filter(|i| i.kind == kind && i.status == status).count()
}

/// Asserts that an edition has these numbers of current items by kind, and no others.
fn has(edition: &str, expected: &[(&str, usize)]) {
    let pack = pack();
    let catalog = pack.catalogs.edition(edition).expect(edition);
    for (kind, n) in expected {
        assert_eq!(count(catalog, kind, Status::Current), *n, "{edition}: {kind}");
    }
    let current = catalog.items.iter().filter(|i| i.status == Status::Current).count();
    assert_eq!(current, expected.iter().map(|(_, n)| n).sum::<usize>(), "{edition} has items of another kind");
}

#[test]
fn csf_2_0_has_every_current_item() {
    has("nist-csf-2.0", &[("function", 6), ("category", 22), ("subcategory", 106)]);
}

#[test]
fn csf_2_0_has_every_withdrawn_item_with_all_its_successors() {
    let pack = pack();
    let csf = pack.catalogs.edition("nist-csf-2.0").expect("CSF 2.0");
    assert_eq!(count(csf, "category", Status::Withdrawn), 12);
    assert_eq!(count(csf, "subcategory", Status::Withdrawn), 79);
    let withdrawn = || csf.items.iter().filter(|i| i.status == Status::Withdrawn);
    let links = |third: bool| {
        withdrawn().flat_map(|i| &i.moved_how).filter(|how| (*how == "related_secondary") == third).count()
    };
    assert_eq!((links(false), links(true)), (135, 2), "links by NIST and by a third party");
    assert_eq!(withdrawn().map(|i| i.moved.len()).sum::<usize>(), 137);
    let without: Vec<&str> = withdrawn().filter(|i| i.moved.is_empty()).map(|i| i.id.as_str()).collect();
    assert_eq!(without, ["PR.IP", "PR.PT", "DE.DP"], "withdrawn without any successor");
    assert!(
        csf.items.iter().all(|i| i.status == Status::Withdrawn || i.moved.is_empty()),
        "a current item moved nowhere"
    );
}

#[test]
fn csf_1_1_has_every_id() {
    has("nist-csf-1.1", &[("function", 5), ("category", 23), ("subcategory", 108)]);
}

#[test]
fn owasp_nhi_has_ten_risks() {
    has("owasp-nhi-2025", &[("risk", 10)]);
}

#[test]
fn ai_rmf_has_every_item() {
    has("nist-ai-rmf-1.0", &[("function", 4), ("category", 19), ("subcategory", 72)]);
}

#[test]
fn sp_800_207_has_every_item() {
    has(
        "nist-sp-800-207",
        &[
            ("section", 15),
            ("tenet", 7),
            ("network-assumption", 6),
            ("core-component", 3),
            ("supporting-data-source", 8),
            ("approach", 3),
            ("deployment-variant", 4),
            ("use-case", 5),
            ("threat", 7),
            ("migration-step", 10),
        ],
    );
}

#[test]
fn maestro_has_seven_layers() {
    has("csa-maestro", &[("layer", 7)]);
}

#[test]
fn neighbours_have_their_ids() {
    has("owasp-asi-2026", &[("risk", 10)]);
    has("owasp-llm-2025", &[("risk", 10)]);
    has("nist-ai-600-1", &[("gai-risk", 12)]);
    has("nist-sp-800-53r5", &[("control", 88), ("control-enhancement", 20)]);
    has("iso-27001-2022", &[("annex-a-control", 25)]);
    has("pci-dss-4.0.1", &[("requirement", 16)]);
    has("cis-8.1", &[("safeguard", 16)]);
    has("soc2-2017", &[("criterion", 11)]);
    has("nist-sp-1800-35-2024", &[("component", 36)]);
    has("owasp-asi-threats-2026", &[("threat", 17)]);
}

/// The place of an id in its edition.
fn place(catalog: &Catalog, id: &str) -> usize {
    catalog.items.iter().position(|i| i.id == id).unwrap_or_else(|| panic!("{} has no {id}", catalog.id))
}

#[test]
fn items_stand_in_the_order_of_their_framework() {
    let pack = pack();
    for (edition, ids) in [
        ("owasp-nhi-2025", ["NHI8:2025", "NHI9:2025", "NHI10:2025"]),
        ("nist-ai-rmf-1.0", ["MEASURE 2.9", "MEASURE 2.10", "MEASURE 2.11"]),
        ("nist-ai-rmf-1.0", ["GOVERN", "MAP", "MEASURE"]),
        ("nist-csf-2.0", ["GV", "ID", "PR"]),
        ("nist-csf-2.0", ["PR.DS-01", "PR.DS-02", "PR.DS-10"]),
        ("nist-sp-800-207", ["2.1-T1", "2.1-T2", "2.1-T7"]),
        ("csa-maestro", ["L1", "L2", "L7"]),
    ] {
        let catalog = pack.catalogs.edition(edition).expect(edition);
        assert!(ids.map(|id| place(catalog, id)).is_sorted(), "{edition}: {ids:?}");
    }
}

/// The publication's own order, which is not that of the letters.
#[test]
fn csf_2_0_categories_stand_in_the_order_of_the_publication() {
    let pack = pack();
    let csf = pack.catalogs.edition("nist-csf-2.0").expect("CSF 2.0");
    let ours: Vec<&str> = csf
        .items
        .iter()
        .filter(|i| i.kind == "category" && i.status == Status::Current)
        .map(|i| i.id.as_str())
        .collect();
    let theirs = "GV.OC GV.RM GV.RR GV.PO GV.OV GV.SC ID.AM ID.RA ID.IM PR.AA PR.AT PR.DS PR.PS PR.IR DE.CM DE.AE \
                  RS.MA RS.AN RS.CO RS.MI RC.RP RC.CO";
    assert_eq!(ours, theirs.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn parts_follow_what_they_belong_to_and_withdrawn_items_come_last() {
    let pack = pack();
    let mut problems = Vec::new();
    for catalog in pack.catalogs.all() {
        if !catalog.items.iter().is_sorted_by_key(|i| i.status == Status::Withdrawn) {
            problems.push(format!("{}: a withdrawn item stands before a current one", catalog.id));
        }
        for item in &catalog.items {
            if let Some(parent) = &item.parent
                && place(catalog, parent) > place(catalog, &item.id)
            {
                problems.push(format!("{}: {} stands before {parent}", catalog.id, item.id));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_current_item_of_the_main_editions_is_described() {
    let pack = pack();
    assert_eq!(pack.catalogs.main().count(), 5);
    let mut problems = Vec::new();
    for catalog in pack.catalogs.main() {
        for item in catalog.items.iter().filter(|i| i.status == Status::Current) {
            let words = item.description.as_deref().unwrap_or_default().split_whitespace().count();
            if !(12..=45).contains(&words) {
                problems.push(format!("{}: its description has {words} words", catalog.cite(item)));
            }
        }
    }
    none(&problems);
}

#[test]
fn every_reference_with_a_result_says_what_inputs_can_say() {
    let pack = pack();
    let mut problems = Vec::new();
    for catalog in pack.catalogs.main() {
        for item in catalog.units() {
            if item.speaks.is_none() || item.speaks_why.as_deref().unwrap_or_default().is_empty() {
                problems.push(catalog.cite(item));
            }
        }
    }
    none(&problems);
}

#[test]
fn what_inputs_can_say_adds_up() {
    let pack = pack();
    for (edition, rows, claims, neither) in [
        ("nist-csf-2.0", 28, 63, 15),
        ("nist-ai-rmf-1.0", 15, 38, 19),
        ("nist-sp-800-207", 6, 1, 0),
        ("owasp-nhi-2025", 10, 0, 0),
        ("csa-maestro", 5, 0, 2),
    ] {
        let catalog = pack.catalogs.edition(edition).expect(edition);
        let by = |speaks| catalog.units().filter(|i| i.speaks == Some(speaks)).count();
        assert_eq!((by(Speaks::Rows), by(Speaks::Claims), by(Speaks::Neither)), (rows, claims, neither), "{edition}");
    }
}

#[test]
fn every_edition_names_its_source_and_licence() {
    for catalog in pack().catalogs.all() {
        for text in [&catalog.name, &catalog.short, &catalog.publisher, &catalog.source, &catalog.licence] {
            assert!(!text.trim().is_empty(), "{}", catalog.id);
        }
    }
}

#[test]
fn canonical_ids_resolve_exactly_in_every_edition() {
    let pack = pack();
    let mut problems = Vec::new();
    for catalog in pack.catalogs.all() {
        for item in &catalog.items {
            let written = format!("{}:{}", catalog.id, item.id);
            let found = pack.catalogs.resolve(&written);
            if !matches!(&found[..], [one] if one.how == Resolution::Exact && one.reference.item == item.id) {
                problems.push(format!("`{written}` resolves to {found:?}"));
            }
        }
    }
    none(&problems);
}

#[test]
fn common_misspellings_resolve() {
    let pack = pack();
    let mut problems = Vec::new();
    for (written, expected) in [
        ("NHI-07", "owasp-nhi-2025:NHI7:2025"),
        ("nhi7", "owasp-nhi-2025:NHI7:2025"),
        ("NHI 7", "owasp-nhi-2025:NHI7:2025"),
        ("NHI7-2025", "owasp-nhi-2025:NHI7:2025"),
        ("nhi10:2025", "owasp-nhi-2025:NHI10:2025"),
        ("NHI-1", "owasp-nhi-2025:NHI1:2025"),
        ("PR.AC-04", "nist-csf-2.0:PR.AC-04"),
        ("NIST CSF 2.0 PR.AC-4", "nist-csf-2.0:PR.AC-04"),
        ("PR-DS-02", "nist-csf-2.0:PR.DS-02"),
        ("PR.AA-5", "nist-csf-2.0:PR.AA-05"),
        ("PR.AA.05", "nist-csf-2.0:PR.AA-05"),
        ("gv.oc-1", "nist-csf-2.0:GV.OC-01"),
        ("NIST CSF 2.0 PR.AA-5", "nist-csf-2.0:PR.AA-05"),
        ("Govern 1.1", "nist-ai-rmf-1.0:GOVERN 1.1"),
        ("GOVERN-1.1", "nist-ai-rmf-1.0:GOVERN 1.1"),
        ("measure 2.10", "nist-ai-rmf-1.0:MEASURE 2.10"),
        ("l5", "csa-maestro:L5"),
        ("Layer 5", "csa-maestro:L5"),
        ("asi3", "owasp-asi-2026:ASI03"),
        ("AC-02", "nist-sp-800-53r5:AC-2"),
        ("ac-6 (5)", "nist-sp-800-53r5:AC-6(5)"),
    ] {
        let found = pack.catalogs.resolve(written);
        let first = found.first().map_or_else(|| "nothing".into(), |r| r.reference.to_string());
        if first != expected {
            problems.push(format!("`{written}` resolves to {first}, expected {expected}"));
        }
    }
    none(&problems);
}

/// The older spelling is an id of the older edition, and means a withdrawn id of the newer one.
#[test]
fn the_older_spelling_of_a_withdrawn_id_leads_to_its_successor() {
    let pack = pack();
    for written in ["PR.AC-4", "pr.ac-04"] {
        let found = pack.catalogs.resolve(written);
        let ids: Vec<String> = found.iter().map(|r| r.reference.to_string()).collect();
        assert_eq!(ids, ["nist-csf-1.1:PR.AC-4", "nist-csf-2.0:PR.AC-04"], "`{written}`");
        assert_eq!(found[0].successors, ["nist-csf-2.0:PR.AA-05"]);
        assert_eq!((found[1].status, &found[1].successors[..]), (Status::Withdrawn, &["PR.AA-05".to_owned()][..]));
    }
}

#[test]
fn what_no_framework_has_resolves_to_nothing() {
    let pack = pack();
    for written in ["GOV-1", "NHI11", "PR.AA-07", "MEASURE 5.1", "csa-maestro:GOV-1", ""] {
        assert!(pack.catalogs.resolve(written).is_empty(), "`{written}`: {:?}", pack.catalogs.resolve(written));
    }
}

#[test]
fn former_editions_lead_into_current_ones() {
    let pack = pack();
    let mut problems = Vec::new();
    for catalog in pack.catalogs.all().iter().filter(|c| c.role == Role::Former) {
        for item in &catalog.items {
            if item.moved.is_empty() && !["PR.IP", "PR.PT", "DE.DP"].contains(&item.id.as_str()) {
                problems.push(format!("{} leads nowhere", catalog.cite(item)));
            }
        }
    }
    none(&problems);
}
