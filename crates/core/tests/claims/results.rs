//! Claims and evidence where rows are clean, or cannot speak.

use crate::world::{NHI7, Rotation, World, csv, evidence};

/// A subcategory that only controls and evidence can speak to.
const CLAIMS_ONLY: &str = "nist-csf-2.0:GV.OC-03";

fn claimed(status: &'static str, proof: Option<String>) -> crate::world::Run {
    let control = Rotation { status, references: "GV.OC-03", checks: "", ..Rotation::default() };
    let mut world = World::keys(3, 0).with("controls.csv", control.list());
    if let Some(proof) = proof {
        world = world.with("evidence.csv", proof);
    }
    world.run()
}

#[test]
fn what_no_row_can_speak_to_is_claimed_with_dated_evidence_and_unproven_without() {
    let fresh = || Some(evidence("2026-11-01", "pass"));
    for (status, proof, word) in [
        ("implemented", fresh(), "claimed"),
        ("implemented", None, "unproven"),
        ("implemented", Some(evidence("2026-01-01", "pass")), "unproven"),
        ("implemented", Some(evidence("", "pass")), "unproven"),
        ("implemented", Some(evidence("2026-11-01", "fail")), "unproven"),
        ("partial", fresh(), "partial gap"),
        ("partial", None, "unproven"),
        ("planned", fresh(), "gap"),
        ("not implemented", None, "gap"),
        ("retired", None, "not assessed"),
        ("", None, "not assessed"),
    ] {
        let run = claimed(status, proof);
        assert_eq!(run.word(CLAIMS_ONLY), word, "{status}: {}", run.reference(CLAIMS_ONLY).rule.says);
    }
}

#[test]
fn a_claim_says_by_whom_by_what_and_until_when() {
    let run = claimed("implemented", Some(evidence("2026-11-01", "pass")));
    let claim = run.reference(CLAIMS_ONLY).claim.as_ref().expect("a claim");
    assert_eq!(claim.controls[0].control, "C-17");
    assert_eq!(claim.controls[0].status_word.as_deref(), Some("implemented"));
    assert_eq!(claim.controls[0].evidence[0].evidence, "E-31");
    // A log counts for 90 days.
    assert_eq!(claim.until.expect("an end").to_string(), "2027-01-30");
    assert!(
        claim.says.contains(
            "evidence recorded, not examined: `E-31` (log, inside the period, shows 2026-11-01), until 2027-01-30"
        ),
        "{}",
        claim.says
    );
    assert!(claim.says.ends_with("no row can speak to it"), "{}", claim.says);
    assert_eq!(run.assessment.claims.evidence_total, 1);
}

#[test]
fn clean_rows_need_dated_evidence_beside_a_claim_and_none_without() {
    let run = |status: &'static str, proof: &str| {
        World::keys(10, 0)
            .with("controls.csv", Rotation { status, ..Rotation::default() }.list())
            .with("evidence.csv", evidence(proof, "pass"))
            .run()
    };
    assert_eq!(run("implemented", "2026-11-01").word(NHI7), "no gap found");
    assert!(run("implemented", "2026-11-01").reference(NHI7).says.starts_with("claims and rows: none failed"));
    assert_eq!(run("implemented", "2025-01-01").word(NHI7), "unproven");
    assert_eq!(run("partial", "2026-11-01").word(NHI7), "partial gap");
    let nobody = World::keys(10, 0)
        .with("controls.csv", Rotation { references: "NHI2:2025", ..Rotation::default() }.list())
        .run();
    assert_eq!(nobody.word(NHI7), "no gap found");
    assert!(nobody.reference(NHI7).says.ends_with("no control claims it"), "{}", nobody.reference(NHI7).says);
}

#[test]
fn evidence_of_another_period_proves_nothing_and_says_so() {
    let control = Rotation { references: "GV.OC-03", ..Rotation::default() };
    let run = |from: &'static str, to: &'static str| {
        World::keys(3, 0)
            .with("controls.csv", control.list())
            .with("evidence.csv", evidence("2026-11-01", "pass"))
            .period(from, to)
            .run()
    };
    assert_eq!(run("2026-01-01", "2026-12-31").word(CLAIMS_ONLY), "claimed");
    let before = run("2026-11-02", "2026-12-31");
    assert_eq!(before.word(CLAIMS_ONLY), "unproven");
    assert!(
        before.reference(CLAIMS_ONLY).says.contains("its evidence is from before the period"),
        "{}",
        before.reference(CLAIMS_ONLY).says
    );
}

#[test]
fn a_periodic_control_needs_evidence_over_the_period() {
    let control = Rotation { references: "GV.OC-03", cadence: "90", ..Rotation::default() };
    let covering = |from: &str, to: &str| {
        csv(
            &["Evidence id", "Control", "Evidence kind", "Covers from", "Covers to", "Collected"],
            &[&["E-31", "C-17", "log", from, to, "2026-11-01"]],
        )
    };
    let run = |from: &str, to: &str| {
        World::keys(3, 0).with("controls.csv", control.list()).with("evidence.csv", covering(from, to)).run()
    };
    assert_eq!(run("2025-11-21", "2026-10-31").word(CLAIMS_ONLY), "claimed");
    let part = run("2026-05-01", "2026-10-31");
    assert_eq!(part.word(CLAIMS_ONLY), "unproven");
    assert!(
        part.reference(CLAIMS_ONLY).says.contains("its evidence covers 50 % of the period"),
        "{}",
        part.reference(CLAIMS_ONLY).says
    );
}

#[test]
fn the_profile_leaves_out_what_it_says_and_nothing_more() {
    let out = Rotation { references: "GV.OC-03", in_profile: "no", status: "", ..Rotation::default() };
    let run = World::keys(3, 0).with("controls.csv", out.list()).run();
    assert_eq!(run.word(CLAIMS_ONLY), "out of profile");
    assert_eq!(run.word("nist-csf-2.0:GV.OC-02"), "not assessed");
    let kept = Rotation { in_profile: "yes", ..out };
    assert_eq!(World::keys(3, 0).with("controls.csv", kept.list()).run().word(CLAIMS_ONLY), "not assessed");
}

#[test]
fn an_id_of_csf_1_1_is_carried_to_its_only_successor_with_a_note() {
    let control = Rotation { references: "NIST CSF 1.1 PR.AC-4", checks: "", ..Rotation::default() };
    let run = World::keys(3, 0)
        .with("controls.csv", control.list())
        .with("evidence.csv", evidence("2026-11-01", "pass"))
        .run();
    let claim = run.reference("nist-csf-2.0:PR.AA-05").claim.as_ref().expect("a claim");
    assert!(claim.says.contains("whose meaning may have changed"), "{}", claim.says);
    assert!(run.assessment.notes.iter().any(|n| n.says.contains("PR.AA-05")), "{:?}", run.assessment.notes);
}

#[test]
fn a_bad_citation_is_a_note_and_no_claim() {
    let control = Rotation { references: "NIST CSF 2.0 PR.AA-99", checks: "", ..Rotation::default() };
    let run = World::keys(3, 0).with("controls.csv", control.list()).run();
    let claimed = run.assessment.frameworks.iter().flat_map(|f| &f.references).filter(|r| r.claim.is_some()).count();
    assert_eq!(claimed, 0);
    assert!(run.assessment.notes.iter().any(|n| n.kind.starts_with("citation")), "{:?}", run.assessment.notes);
}

#[test]
fn evidence_without_a_control_is_received_and_claims_nothing() {
    let alone = csv(
        &["Evidence id", "References", "Title", "Evidence kind", "Method", "Result", "Collected"],
        &[&["E-90", "GV.OC-03", "Scan", "scan", "test", "pass", "2026-11-10"]],
    );
    let run = World::keys(3, 0).with("evidence.csv", alone).run();
    assert_eq!(run.word(CLAIMS_ONLY), "not assessed");
    let claim = run.reference(CLAIMS_ONLY).claim.as_ref().expect("evidence");
    assert_eq!((claim.controls_total, claim.evidence_alone_total), (0, 1));
    assert!(claim.says.contains("no control claims it"), "{}", claim.says);
}

#[test]
fn a_tenet_gets_no_more_than_a_partial_gap_from_a_claim() {
    let control = Rotation { references: "SP 800-207 tenet 6", status: "planned", checks: "", ..Rotation::default() };
    let run = World::keys(3, 0).with("controls.csv", control.list()).run();
    let tenet = run.reference("nist-sp-800-207:2.1-T6");
    assert_eq!(tenet.result.expect("a result").word(), "partial gap", "{}", tenet.rule.says);
}

#[test]
fn evidence_that_says_not_tested_proves_nothing() {
    let run = claimed("implemented", Some(evidence("2026-11-01", "not tested")));
    assert_eq!(run.word(CLAIMS_ONLY), "unproven");
    let reference = run.reference(CLAIMS_ONLY);
    assert!(reference.says.contains("its evidence is recorded as not tested"), "{}", reference.says);
    let says = &run.assessment.claims.says;
    assert!(says.contains("evidence that counts today is recorded for 0 of 1"), "{says}");
}

#[test]
fn what_the_evidence_denies_is_not_put_into_the_mouth_of_the_control() {
    let failed = World::keys(10, 0)
        .with("controls.csv", Rotation::default().list())
        .with("evidence.csv", evidence("2026-11-01", "fail"))
        .run();
    assert_eq!(failed.word(NHI7), "partial gap");
    let says = &failed.reference(NHI7).says;
    assert_eq!(says, "no row failed; `C-17` claims it, and its own evidence says fail");
}

#[test]
fn a_cadence_that_cannot_be_read_leaves_the_proof_open() {
    let control = Rotation { references: "GV.OC-03", cadence: "now and then", ..Rotation::default() };
    let run = World::keys(3, 0)
        .with("controls.csv", control.list())
        .with("evidence.csv", evidence("2026-11-01", "pass"))
        .run();
    assert_eq!(run.word(CLAIMS_ONLY), "unproven");
    let says = &run.reference(CLAIMS_ONLY).says;
    assert!(says.contains("how often it operates could not be read"), "{says}");
}

#[test]
fn evidence_that_shows_a_part_makes_the_claim_partial_and_says_so() {
    let run = World::keys(10, 0)
        .with("controls.csv", Rotation::default().list())
        .with("evidence.csv", evidence("2026-11-01", "partial"))
        .run();
    assert_eq!(run.word(NHI7), "partial gap");
    let result = run.reference(NHI7);
    assert_eq!(result.says, "no row failed; `C-17` claims it, and its own evidence shows it in part only");
    let claim = result.claim.as_ref().expect("a claim");
    assert!(claim.says.contains("its own evidence shows it in part only, so it counts as partial"), "{}", claim.says);
}

#[test]
fn a_control_that_starts_later_claims_nothing_yet() {
    let control = Rotation { references: "GV.OC-03", starts: "2026-12-01", ..Rotation::default() };
    let run = World::keys(3, 0)
        .with("controls.csv", control.list())
        .with("evidence.csv", evidence("2026-11-01", "pass"))
        .run();
    assert_eq!(run.word(CLAIMS_ONLY), "gap", "the organisation says itself that it is not in place");
    let today = Rotation { references: "GV.OC-03", starts: "2026-11-20", ..Rotation::default() };
    let run =
        World::keys(3, 0).with("controls.csv", today.list()).with("evidence.csv", evidence("2026-11-01", "pass")).run();
    assert_eq!(run.word(CLAIMS_ONLY), "claimed");
}
