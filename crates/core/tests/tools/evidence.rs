//! Results of tests of a configuration, passes too.

use crate::world::{Of, apart, read};

#[test]
fn prowler_writes_json_in_two_ways_and_a_muted_finding_is_no_pass() {
    let old = read("prowler-3-json/findings.json");
    let of = Of(&old, "evidence");
    assert_eq!(of.cells("result"), ["pass", "fail", "not_tested", "(empty)"]);
    assert_eq!(of.cells("collected"), ["2026-02-14"; 4]);
    assert_eq!(
        of.cells("references")[..2],
        ["NIST-CSF-2.0: PR.AA-01; NIST-CSF-2.0: PR.AA-05; CIS-1.4: 1.14", "(empty)"]
    );
    let ocsf = read("prowler-ocsf/findings.ocsf.json");
    let of = Of(&ocsf, "evidence");
    assert_eq!(of.cells("result"), ["pass", "fail", "(empty)"]);
    assert_eq!(of.cells("collected"), ["2026-02-14"; 3], "in words, and in seconds");
    assert_eq!(of.cells("references")[0], "NIST-CSF-2.0: PR.AA-01; CIS-1.4: 1.14");
    let csv = read("prowler-3-csv/findings.csv");
    assert_eq!(Of(&csv, "evidence").cells("result"), ["pass", "fail", "(empty)"]);
    assert_eq!(Of(&csv, "evidence").cells("references")[0], "NIST-CSF-1.1: ac_1, ac_4; CIS-1.4: 1.14");
    assert_eq!((of.cells("kind"), of.cells("method")), (vec!["scan".to_owned(); 3], vec!["test".to_owned(); 3]));
}

#[test]
fn scubagear_gives_every_policy_with_the_day_of_its_run() {
    let ingested = read("scubagear-results-json/ScubaResults.json");
    let of = Of(&ingested, "evidence");
    assert_eq!(of.cells("result"), ["pass", "fail", "partial", "(empty)", "(empty)"]);
    assert_eq!(of.cells("title")[0], "Old protocols SHALL be blocked.");
    assert_eq!(of.cells("collected"), ["2026-09-10"; 5]);
    let tests = read("scubagear-test-results/TestResults.json");
    let of = Of(&tests, "evidence");
    assert_eq!(of.cells("result"), ["pass", "partial", "fail", "not_tested"]);
    assert_eq!(of.cells("collected"), ["(unknown)"; 4], "the results have no date");
}

#[test]
fn security_hub_tells_of_controls_and_of_other_things() {
    let ingested = read("aws-security-hub-findings/findings.json");
    let of = Of(&ingested, "evidence");
    assert_eq!(of.cells("result"), ["fail", "pass", "(empty)"], "a suppressed finding is no pass");
    assert_eq!(of.cells("references")[0], "NIST.800-53.r5 AC-2(1); NIST.800-53.r5 AC-2(3)");
    let mut apart = apart(&ingested);
    apart.sort_unstable();
    assert_eq!(
        apart,
        [
            ("a finding without a compliance status: no test of a control", 1),
            ("archived by the service: its resource or control is gone", 1),
        ]
    );
}
