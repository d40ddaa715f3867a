//! Secret scanners: what they found becomes leaks, the secrets are dropped, and nothing is said that a report does not know.

use nhimap_core::schema::Subject;

use crate::world::{Of, apart, assessed, cells, count, fixture, read, refused, rows};

const UNKNOWN: &str = "(unknown)";

#[test]
fn gitleaks_in_all_its_forms_gives_the_same_leaks() {
    let csv = read("gitleaks-csv/report.csv");
    let of = Of(&csv, "exposure");
    assert_eq!(of.cells("location"), ["deploy/values.yaml:12", "deploy/values.test.yaml:9", "keys/old.pem:1"]);
    assert_eq!(of.cells("id")[0], "4b1f:deploy/values.yaml:payment-key:12");
    assert_eq!(of.cells("location_kind"), ["source_code", "source_code", UNKNOWN], "a file on a disk may be anything");
    for path in ["gitleaks-8/report.json", "secret-scanner-sarif/report.sarif"] {
        let json = read(path);
        let of = Of(&json, "exposure");
        assert_eq!(of.cells("location"), ["deploy/values.yaml:12", "keys/old.pem:1"], "{path}");
        assert_eq!(of.cells("detector"), ["payment-key", "rsa-key"], "{path}");
        assert_eq!(of.cells("committed"), ["2025-03-04", "(empty)"], "{path}");
        assert_eq!(of.cells("location_kind"), ["source_code", UNKNOWN], "{path}");
    }
    let old = read("gitleaks-7/report.json");
    let of = Of(&old, "exposure");
    assert_eq!(of.cells("location"), ["conf/server.yml:224", "conf/client.yml:5"]);
    assert_eq!(of.cells("committed"), ["2021-04-19", "2020-08-27"]);
    let marks = of.cells("fingerprint");
    assert!(marks[0] != UNKNOWN && marks[1] == UNKNOWN, "equal signs of redaction are not equal secrets: {marks:?}");
    assert_eq!(Of(&read("secret-scanner-sarif/report.sarif"), "exposure").cells("status"), [UNKNOWN, "ignored"]);
}

#[test]
fn the_same_secret_has_the_same_mark_in_reports_of_several_tools() {
    let mark = |path: &str| cells(&read(path).tables, "exposure.fingerprint");
    let csv = mark("gitleaks-csv/report.csv");
    assert_eq!(csv[0], csv[1], "one secret in two files");
    assert_ne!(csv[0], csv[2]);
    for path in ["gitleaks-8/report.json", "trufflehog-3/results.jsonl", "github-secret-scanning-alerts/alerts.json"] {
        assert_eq!(mark(path)[0], csv[0], "{path}");
    }
}

#[test]
fn what_was_committed_long_ago_was_not_found_then() {
    let scanners = [
        "gitleaks-csv/report.csv",
        "gitleaks-8/report.json",
        "gitleaks-7/report.json",
        "secret-scanner-sarif/report.sarif",
        "trufflehog-3/results.jsonl",
        "gitlab-secret-detection/gl-secret-detection-report.json",
        "ggshield-scan/commits.json",
        "noseyparker-report/report.json",
        "detect-secrets-baseline/.secrets.baseline",
    ];
    for path in scanners {
        let ingested = read(path);
        assert_eq!(ingested.inputs[0].kind, "scanner", "{path}");
        let count = rows(&ingested, Subject::Exposure);
        assert!(count > 0, "{path}");
        assert_eq!(Of(&ingested, "exposure").cells("found"), vec![UNKNOWN; count], "{path}");
        assert_eq!(rows(&ingested, Subject::Identity), 0, "{path}: a leak is no identity");
        assert_eq!(Of(&ingested, "exposure").cells("author"), vec![UNKNOWN; count], "{path}");
    }
    // Deadlines run from the find: without one they decide nothing.
    let run = assessed(&[("report.json", &fixture("gitleaks-8/report.json"), "2026-11-19", false)]);
    for check in ["exposure-open-too-long", "exposure-not-validated"] {
        let counts = count(&run, check);
        assert_eq!((counts.fail, counts.pass, counts.unknown), (0, 0, 2), "{check}");
    }
}

#[test]
fn a_result_that_is_not_verified_is_no_sign_of_harmlessness() {
    let ingested = read("trufflehog-3/results.jsonl");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("validity"), ["active", "unknown", "unknown"]);
    assert_eq!(of.cells("location"), ["keys", "/srv/app/.env", "ops-chat"]);
    assert_eq!(of.cells("location_kind"), ["source_code", UNKNOWN, "chat"]);
    assert_eq!(of.cells("committed"), ["2025-06-16", "(empty)", "(empty)"]);
    let run = assessed(&[("results.jsonl", &fixture("trufflehog-3/results.jsonl"), "2026-11-19", false)]);
    let counts = count(&run, "exposed-secret-still-active");
    assert_eq!((counts.fail, counts.pass, counts.unknown), (1, 0, 2));
}

#[test]
fn lines_of_a_log_between_the_results_are_set_apart() {
    let ingested = read("trufflehog-3/results.jsonl");
    assert_eq!((ingested.inputs[0].rows, ingested.inputs[0].read), (4, 3));
    assert_eq!(apart(&ingested), [("a record with nothing in any column", 1)]);
    let old = read("trufflehog-2/results.json");
    assert_eq!(Of(&old, "exposure").cells("location"), ["conf/a.yml", "conf/b.yml"]);
    assert_eq!(Of(&old, "exposure").cells("committed"), ["2021-09-05", "2021-10-05"]);
    assert_eq!(Of(&old, "exposure").cells("location_kind"), ["history"; 2]);
}

#[test]
fn an_alert_that_was_dismissed_is_not_revoked() {
    let ingested = read("github-secret-scanning-alerts/alerts.json");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("status"), ["open", "false_positive", "fixed", "dismissed"]);
    assert_eq!(of.cells("validity"), ["active", "unknown", "inactive", "active"], "what was waved through still works");
    assert_eq!(of.cells("public"), ["false", "true", "true", "false"]);
    assert_eq!(of.cells("found"), ["2026-10-01", "2026-10-02", "2026-10-02", "2026-10-02"]);
    assert_eq!(of.cells("reason"), ["(empty)", "false_positive: a sample", "revoked", "wont_fix"]);
    assert_eq!(of.cells("resolved_by"), ["(empty)", "olab", "olab", "olab"]);
    let alerts = fixture("github-secret-scanning-alerts/alerts.json");
    let run = assessed(&[("alerts.json", &alerts, "2026-11-19", false)]);
    assert_eq!(count(&run, "exposed-secret-still-active").fail, 2, "the open one and the dismissed one");
    assert_eq!(count(&run, "exposure-open-too-long").fail, 1);
}

#[test]
fn gitlab_writes_a_date_of_no_commit() {
    let ingested = read("gitlab-secret-detection/gl-secret-detection-report.json");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("committed"), ["2026-02-03", UNKNOWN]);
    assert_eq!(of.cells("location"), ["conf/a.txt:7", "conf/b.txt:9"]);
    assert_eq!(of.cells("detector"), ["pay-key"; 2]);
}

#[test]
fn ggshield_gives_a_leak_for_each_occurrence() {
    let ingested = read("ggshield-scan/path.json");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("location"), ["conf/a.py:4", "conf/a.py:9", "conf/a.py:12"]);
    assert_eq!(of.cells("validity"), ["active", "active", "unknown"], "what nobody could check is unknown");
    let marks = of.cells("fingerprint");
    assert!(marks[0] == marks[1] && marks[1] != marks[2]);
    let commits = read("ggshield-scan/commits.json");
    assert_eq!(Of(&commits, "exposure").cells("committed"), ["2026-02-03"]);
    assert_eq!(Of(&commits, "exposure").cells("validity"), ["inactive"]);
}

#[test]
fn a_place_in_a_baseline_is_not_resolved_by_that() {
    let ingested = read("detect-secrets-baseline/.secrets.baseline");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("status"), [UNKNOWN, "open", "false_positive"]);
    assert_eq!(of.cells("validity"), ["unknown", "active", "unknown"]);
    assert_eq!(of.cells("location"), ["conf/a.yml:3", "conf/a.yml:9", "test/b.yml:4"]);
}

#[test]
fn nosey_parker_gives_a_leak_for_each_match_and_keeps_the_reviewers_word() {
    let ingested = read("noseyparker-report/report.json");
    let of = Of(&ingested, "exposure");
    assert_eq!(of.cells("location"), ["conf/a.yml", "/srv/copy/a.yml", "/srv/copy/b.yml"]);
    assert_eq!(of.cells("status"), ["open", "open", "false_positive"]);
    assert_eq!(of.cells("committed"), ["2023-11-14", "(empty)", "(empty)"]);
    assert_eq!(of.cells("location_kind"), ["source_code", UNKNOWN, UNKNOWN]);
}

#[test]
fn a_report_without_findings_is_said_to_be_one() {
    let says = refused("nothing-found.csv", &fixture("gitleaks-csv/nothing-found.csv"));
    assert!(says.contains("is empty") && says.contains("find nothing"), "{says}");
    let says = refused("nothing-found.json", &fixture("gitleaks-8/nothing-found.json"));
    assert!(says.contains("empty list") && says.contains("keep it as evidence"), "{says}");
    let says = refused("other.sarif", &fixture("secret-scanner-sarif/other-tool.sarif"));
    assert!(says.contains("SARIF") && says.contains("secret scanner"), "{says}");
}
