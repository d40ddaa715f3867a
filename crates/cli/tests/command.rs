//! The command, end to end: arguments in; exit code, standard output, standard error and files out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A folder of its own for each test, under the build folder.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("the build folder can be written");
    path
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace is there")
}

fn nhimap(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nhimap")).args(args).current_dir(root()).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what the command prints is UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the command ends by itself")
}

/// The arguments that a sample's README gives.
fn sample(name: &str) -> Vec<String> {
    let mut args: Vec<String> =
        ["assess", &format!("samples/{name}"), "--as-of", "2026-11-20"].map(str::to_owned).to_vec();
    for extracted in ["register.csv=2026-11-18", "aws_credential_report.csv=2026-11-20"] {
        args.extend(["--extracted".to_owned(), extracted.to_owned()]);
    }
    if name == "harbour-mutual" {
        args.extend(["--extracted".to_owned(), "mcp.json=2026-11-17".to_owned()]);
    }
    for complete in ["register.csv", "aws_credential_report.csv", "roster.csv"] {
        args.extend(["--assume-complete".to_owned(), complete.to_owned()]);
    }
    args.extend(["--policy".to_owned(), format!("samples/{name}/policy.toml")]);
    args
}

fn run_sample(name: &str, more: &[&str]) -> Output {
    let args = sample(name);
    let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
    nhimap(&args)
}

fn assessment(name: &str, more: &[&str]) -> Value {
    let output = run_sample(name, &[&["--format", "json"], more].concat());
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("standard output is the Assessment and nothing else")
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is a count"))
}

#[test]
fn every_kind_of_gap_shows_in_the_first_sample() {
    let assessment = assessment("harbour-mutual", &[]);
    let silent: Vec<&str> = assessment["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter(|c| number(&c["counts"]["fail"]) + number(&c["counts"]["accepted"]) == 0)
        .map(|c| c["id"].as_str().expect("an id"))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_check_stays_silent_on_the_spotless_sample() {
    let assessment = assessment("fernhill", &[]);
    for check in assessment["checks"].as_array().expect("checks") {
        assert_eq!(number(&check["counts"]["fail"]), 0, "{}", check["id"]);
        assert_eq!(number(&check["counts"]["unknown"]), 0, "{}", check["id"]);
    }
    assert_eq!(number(&assessment["findings"]["total"]), 0);
    let passed =
        assessment["checks"].as_array().expect("checks").iter().filter(|c| number(&c["counts"]["pass"]) > 0).count();
    assert!(passed >= 60, "a silence of checks that decided nothing proves nothing: only {passed} decided a row");
}

#[test]
fn every_figure_adds_up() {
    for name in ["harbour-mutual", "fernhill"] {
        let assessment = assessment(name, &[]);
        for input in assessment["inputs"].as_array().expect("inputs") {
            let of =
                |list: &str| input[list].as_array().expect("reasons").iter().map(|r| number(&r["rows"])).sum::<u64>();
            assert_eq!(
                number(&input["rows"]),
                number(&input["read"]) + of("set_apart") + of("refused"),
                "{}",
                input["name"]
            );
        }
        for check in assessment["checks"].as_array().expect("checks") {
            let c = &check["counts"];
            let sum = ["fail", "unknown", "accepted", "pass"].iter().map(|k| number(&c[*k])).sum::<u64>();
            assert_eq!(number(&c["tested"]), sum, "{}", check["id"]);
            let s = &check["severities"];
            let by_severity = ["critical", "high", "medium", "low"].iter().map(|k| number(&s[*k])).sum::<u64>();
            assert_eq!(number(&c["fail"]), by_severity, "{}", check["id"]);
        }
        for (id, n) in [("owasp-nhi-2025", 10), ("nist-csf-2.0", 106), ("nist-sp-800-207", 7), ("nist-ai-rmf-1.0", 72)]
        {
            let frameworks = assessment["frameworks"].as_array().expect("frameworks");
            let framework = frameworks.iter().find(|f| f["id"] == id).expect(id);
            let sum: u64 =
                framework["counts"].as_array().expect("counts").iter().map(|c| number(&c["references"])).sum();
            assert_eq!(sum, n, "{id}");
        }
    }
}

#[test]
fn reports_hold_as_many_findings_as_the_assessment_counts() {
    let folder = folder("reports");
    let out = folder.join("out");
    let output = run_sample("harbour-mutual", &["--out", &out.display().to_string(), "--subject", "Harbour Mutual"]);
    assert_eq!(code(&output), 0);
    let printed = text(&output.stdout);
    assert!(printed.contains("report.html"), "it tells where the report is");
    assert!(!printed.contains('\u{1b}'), "no colour into a pipe");
    let assessment: Value =
        serde_json::from_str(&fs::read_to_string(out.join("assessment.json")).expect("written")).expect("JSON");
    let [open, accepted] = ["findings", "accepted"].map(|of| number(&assessment[of]["total"]));
    let findings: Value =
        serde_json::from_str(&fs::read_to_string(out.join("findings.json")).expect("written")).expect("JSON");
    let list = findings.as_array().expect("findings");
    assert_eq!(list.len() as u64, open + number(&assessment["grouped"]) + accepted);
    assert_eq!(list.iter().filter(|f| f["accepted"] == true).count() as u64, accepted);
    let rows = fs::read_to_string(out.join("findings.csv")).expect("written");
    let ids: Vec<&str> =
        findings.as_array().expect("findings").iter().map(|f| f["id"].as_str().expect("an id")).collect();
    for id in &ids {
        assert!(rows.contains(id), "{id} is in findings.csv");
    }
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "finding ids are unique");
    let html = fs::read_to_string(out.join("report.html")).expect("written");
    for sought in ["Harbour Mutual", "2026-11-20", "findings.csv", "NHI7:2025", "PR.AA-05"] {
        assert!(html.contains(sought), "the report says {sought}");
    }
    assert!(!html.contains("<script"), "the report works without JavaScript");
    assert!(!html.contains("http://") || !html.contains("src=\"http"), "the report loads nothing");
}

#[test]
fn the_same_files_give_the_same_bytes_on_any_number_of_threads() {
    let runs: Vec<Vec<u8>> = ["1", "2", "5"]
        .iter()
        .map(|threads| run_sample("harbour-mutual", &["--format", "json", "--threads", threads]).stdout)
        .collect();
    assert!(!runs[0].is_empty());
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
}

#[test]
fn a_gate_stops_at_what_is_asked_and_tells_how_to_make_a_baseline() {
    let stopped = run_sample("harbour-mutual", &["--quiet", "--fail-on", "high"]);
    assert_eq!(code(&stopped), 10);
    let said = text(&stopped.stderr);
    assert!(said.contains("critical") && said.contains("--save-baseline"), "{said}");
    assert_eq!(code(&run_sample("fernhill", &["--quiet", "--fail-on", "low"])), 0);
    assert_eq!(code(&run_sample("fernhill", &["--quiet", "--fail-on-unknown"])), 0);
    assert_eq!(code(&run_sample("harbour-mutual", &["--quiet", "--fail-on-unknown"])), 10);
}

#[test]
fn a_gate_without_an_as_of_date_is_a_bad_argument() {
    let output = nhimap(&["assess", "samples/fernhill", "--fail-on", "high"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("--as-of"));
}

#[test]
fn a_baseline_lets_old_findings_pass_and_a_shrunken_file_does_not() {
    let folder = folder("baseline");
    let register = folder.join("register.csv");
    let rows = "Identity ID,Name,Kind,Status,Owner,Purpose\nA-1,alpha,service account,active,,nightly export\nA-2,beta,service account,active,jo@example.com,mail relay\n";
    fs::write(&register, rows).expect("writable");
    let register = register.display().to_string();
    let baseline = folder.join("baseline.json").display().to_string();
    let assess = |more: &[&str]| nhimap(&[&["assess", &register, "--as-of", "2026-11-01", "--quiet"], more].concat());
    assert_eq!(code(&assess(&["--save-baseline", &baseline])), 0);
    assert_eq!(code(&assess(&["--fail-on", "high"])), 10);
    assert_eq!(code(&assess(&["--fail-on", "high,new", "--baseline", &baseline])), 0);

    fs::write(&register, format!("{rows}A-3,gamma,service account,active,,batch\n")).expect("writable");
    let new = assess(&["--fail-on", "high,new", "--baseline", &baseline]);
    assert_eq!(code(&new), 10);
    assert!(text(&new.stderr).contains("1 high"), "{}", text(&new.stderr));

    fs::write(&register, "Identity ID,Name,Kind,Status,Purpose\nA-2,beta,service account,active,mail relay\n")
        .expect("writable");
    let shrunken = assess(&["--fail-on", "critical", "--baseline", &baseline]);
    assert_eq!(code(&shrunken), 10);
    let said = text(&shrunken.stderr);
    assert!(said.contains("identity.owner") && said.contains("smaller file"), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_with_the_remedy() {
    let folder = folder("unreadable");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("writable");
        path.display().to_string()
    };
    for (path, words) in [
        (file("empty.csv", b""), "is empty"),
        (file("book.xlsx", b"PK\x03\x04rest"), "save its sheets as CSV"),
        (file("other.csv", b"city,country\nRome,Italy\n"), "none of its 2 headings is known"),
        (file("list.csv", b"name,description\nE-1,a screenshot\n"), "speaks of identities"),
        (file("data.json", b"[{\"id\": 1}]"), "speaks of identities"),
        (file("bare.json", b"[1, 2]"), "JSON"),
        (folder.join("missing.csv").display().to_string(), "could not be opened"),
    ] {
        let output = nhimap(&["assess", &path]);
        assert_eq!(code(&output), 1, "{path}");
        let said = text(&output.stderr);
        assert!(said.starts_with("error: ") && said.contains(words), "{path}: {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_column_that_may_hold_secrets_reaches_no_output() {
    let folder = folder("secrets");
    let canary = "CANARY-7f3a91";
    let register = folder.join("register.csv");
    fs::write(
        &register,
        format!("Identity ID,Name,Kind,Status,Owner,Password,Description,Created\nA-1,alpha,service account,active,,{canary}-a,\"note {canary}-b\",{canary}-c\nA-2,beta,service account,active,,x{canary}\n"),
    )
    .expect("writable");
    let out = folder.join("out");
    let output = nhimap(&[
        "assess",
        &register.display().to_string(),
        "--as-of",
        "2026-11-01",
        "--out",
        &out.display().to_string(),
    ]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let printed = text(&output.stdout) + &text(&output.stderr);
    assert!(!printed.contains(canary), "{printed}");
    assert!(printed.contains("may hold secrets"), "the column is told of: {printed}");
    for entry in fs::read_dir(&out).expect("written") {
        let path = entry.expect("readable").path();
        assert!(!fs::read_to_string(&path).expect("text").contains(canary), "{}", path.display());
    }
}

#[test]
fn hostile_cells_are_inert_in_every_format() {
    let folder = folder("hostile");
    let register = folder.join("register.csv");
    fs::write(
        &register,
        "Identity ID,Name,Kind,Status,Owner\n=HYPERLINK(1),<script>alert(1)</script>,service account,active,\nA-2,\"[x](javascript:1) | \u{202e}gpj\",service account,active,\n",
    )
    .expect("writable");
    let out = folder.join("out");
    let output = nhimap(&[
        "assess",
        &register.display().to_string(),
        "--as-of",
        "2026-11-01",
        "--out",
        &out.display().to_string(),
    ]);
    assert_eq!(code(&output), 0);
    assert!(!text(&output.stdout).contains('\u{202e}'));
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("written");
    assert!(!read("report.html").contains("<script>"));
    assert!(!read("report.html").contains('\u{202e}'));
    // Inside a code span it is text; the renderer's own tests parse the document.
    assert_eq!(read("report.md").matches("<script>").count(), read("report.md").matches("`<script>").count());
    assert!(!read("report.md").contains("[x](javascript:1)"));
    for line in read("findings.csv").lines() {
        for cell in line.split(',') {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '@']), "{line}");
        }
    }
}

#[test]
fn an_organisations_policy_is_listed_with_its_deviations() {
    let assessment = assessment("harbour-mutual", &[]);
    let deviations = assessment["policy"]["deviations"].as_array().expect("deviations");
    let directions: Vec<&str> = deviations.iter().map(|d| d["direction"].as_str().expect("a word")).collect();
    assert!(directions.contains(&"tighter") && directions.contains(&"looser"), "{directions:?}");
    assert!(assessment["policy"]["adopted"]["by"].is_string());
}

#[test]
fn an_organisations_own_check_runs_beside_the_shipped_ones() {
    let folder = folder("own-check");
    let check = folder.join("checks/name-without-prefix");
    fs::create_dir_all(&check).expect("writable");
    let text_of = |fails: &str| {
        format!(
            "id = \"name-without-prefix\"\ntitle = \"Name without prefix\"\nsubject = \"identity\"\nseverity = \"low\"\nseverity_why = \"House rule.\"\napplies = 'has(identity.name)'\nfails = '{fails}'\nmessage = \"`{{identity.name}}` has no prefix\"\nremedy = \"Rename it.\"\nwhy = \"House rule.\"\n"
        )
    };
    fs::write(check.join("check.toml"), text_of("!identity.name.startsWith(\"svc-\")")).expect("writable");
    let checks = folder.join("checks").display().to_string();
    let own = assessment("fernhill", &["--checks", &checks]);
    let found =
        own["checks"].as_array().expect("checks").iter().find(|c| c["id"] == "name-without-prefix").expect("it ran");
    assert!(number(&found["counts"]["tested"]) > 0);

    fs::write(check.join("check.toml"), text_of("identity.nmae == \"x\"")).expect("writable");
    let wrong = run_sample("fernhill", &["--checks", &checks]);
    assert_eq!(code(&wrong), 1);
    let said = text(&wrong.stderr);
    assert!(
        said.contains("checks/name-without-prefix/check.toml:7:") && said.contains("did you mean `name`"),
        "{said}"
    );
}

#[test]
fn explain_knows_checks_references_and_their_misspellings() {
    let check = nhimap(&["explain", "credential-not-rotated"]);
    assert_eq!(code(&check), 0);
    assert!(text(&check.stdout).contains("NHI7:2025"));
    let reference = nhimap(&["explain", "NHI-07"]);
    assert_eq!(code(&reference), 0);
    let said = text(&reference.stdout);
    assert!(
        said.contains("Long-Lived Secrets") && said.contains("NHI7:2025") && said.contains("credential-not-rotated"),
        "{said}"
    );
    let withdrawn = nhimap(&["explain", "PR.AC-4"]);
    assert!(text(&withdrawn.stdout).contains("PR.AA-05"));
    let nothing = nhimap(&["explain", "NHI99"]);
    assert_eq!(code(&nothing), 1);
}

#[test]
fn inspect_frameworks_checks_and_completions_answer() {
    let inspected = nhimap(&["inspect", "samples/harbour-mutual/aws_credential_report.csv"]);
    assert!(text(&inspected.stdout).contains("AWS IAM credential report"));
    let editions = nhimap(&["frameworks"]);
    assert!(text(&editions.stdout).contains("nist-csf-2.0"));
    let items = nhimap(&["frameworks", "owasp-nhi-2025"]);
    assert!(text(&items.stdout).contains("NHI10:2025"));
    let policy = nhimap(&["frameworks", "--policy"]);
    assert!(text(&policy.stdout).contains("rotation_days = 90 days"));
    let checks = nhimap(&["checks"]);
    let folders = std::fs::read_dir("../../frameworks/checks").expect("the shipped checks").count();
    assert!(text(&checks.stdout).contains(&format!("{folders} checks")));
    let cases = nhimap(&["checks", "--cases", "frameworks"]);
    assert_eq!(code(&cases), 0, "{}", text(&cases.stdout));
    for shell in ["bash", "zsh", "fish"] {
        assert!(!nhimap(&["completions", shell]).stdout.is_empty());
    }
}

#[test]
fn folders_name_what_they_hold_and_is_not_read() {
    let folder = folder("folder");
    fs::write(folder.join("register.csv"), "Identity ID,Name\nA-1,alpha\n").expect("writable");
    fs::write(folder.join("minutes.docx"), "x").expect("writable");
    let output = nhimap(&["assess", &folder.display().to_string(), "--as-of", "2026-11-01"]);
    assert_eq!(code(&output), 0);
    assert!(text(&output.stderr).contains("minutes.docx"));
}

#[test]
fn a_key_that_register_and_export_name_differently_is_not_its_own_successor() {
    let folder = folder("seen-twice");
    let arn = "arn:aws:iam::123456789012:user/alpha";
    let register = folder.join("register.csv");
    fs::write(
        &register,
        format!("Identity ID,Name,Kind,ARN,Status,Key ID,Credential type,Credential status,Last rotated\nA-1,alpha,service account,{arn},active,KEY-1,access key,active,2024-01-01\n"),
    )
    .expect("writable");
    let heading =
        fs::read_to_string(root().join("samples/fernhill/aws_credential_report.csv")).expect("the sample is there");
    let heading = heading.lines().next().expect("a heading");
    let user = format!(
        "alpha,{arn},2023-01-01T00:00:00+00:00,false,N/A,N/A,N/A,false,true,2025-06-01T00:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
    );
    let report = folder.join("report.csv");
    fs::write(&report, format!("{heading}\n{user}\n")).expect("writable");
    let (register, report) = (register.display().to_string(), report.display().to_string());
    let output = nhimap(&["assess", &register, &report, "--as-of", "2026-11-01", "--format", "json"]);
    let assessment: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let checks = assessment["checks"].as_array().expect("checks");
    let check = checks.iter().find(|c| c["id"] == "credential-replaced-but-live").expect("it ran");
    assert_eq!((number(&check["counts"]["fail"]), number(&check["counts"]["unknown"])), (0, 2));
}
