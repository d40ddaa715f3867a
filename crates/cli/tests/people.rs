//! The gate of a launch, the period, owners' pages, the calendar and the mirror, end to end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const REGISTER: &str = "\
Identity ID,Name,Kind,Platform,Owner,Status,Key id,Key kind,Key status,Key created,Key last rotated,Key expires
A-1,alpha,service account,aws,ana@example.com,active,K-1,API key,active,2023-01-01,2024-01-01,2026-12-31
A-2,beta,service account,aws,,active,K-2,API key,active,2026-10-01,2026-10-01,2027-01-31
";
const ROSTER: &str = "\
Employee ID,Full name,Email,Employee type,Employment status,Leaving date
P1,Ana Iqbal,ana@example.com,Employee,Active,
P2,Ben Moreau,ben@example.com,Employee,Active,
P3,Dee Fraser,dee@example.com,Employee,Active,
";
const LAUNCHES: &str = "\
Launch id,Title,Owner,Security owner,Support owner,Entitlement design,Threat assumptions,Rollback path,Incident route,Lifecycle plan,Hard coded secret,Manual provisioning,Bypassed approval,Revocation tested,Reviewer,Reviewed,Approver,Signed off,Live
L-07,API tokens,ana@example.com,ben@example.com,dee@example.com,yes,yes,yes,yes,yes,no,no,no,2026-10-30,ben@example.com,2026-10-01,ben@example.com,2026-10-20,
L-08,Sign on,ana@example.com,ben@example.com,dee@example.com,yes,yes,no,yes,yes,no,no,no,,ben@example.com,2026-10-01,ben@example.com,2026-10-20,
";

/// A folder with an estate in it, of its own for each test, under the build folder.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("people").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("estate")).expect("the build folder can be written");
    for (name, text) in [("register.csv", REGISTER), ("roster.csv", ROSTER), ("launches.csv", LAUNCHES)] {
        fs::write(path.join("estate").join(name), text).expect("writable");
    }
    path
}

fn assess(folder: &Path, more: &[&str]) -> Output {
    let estate = folder.join("estate").display().to_string();
    let args = [&["assess", &estate, "--quiet"], more].concat();
    Command::new(env!("CARGO_BIN_EXE_nhimap")).args(args).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what the command prints is UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the command ends by itself")
}

fn json(folder: &Path, more: &[&str]) -> Value {
    let output = assess(folder, &[&["--as-of", "2026-11-20", "--format", "json"], more].concat());
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("standard output is the Assessment and nothing else")
}

#[test]
fn a_launch_that_lacks_nothing_opens_its_gate_and_another_does_not() {
    let folder = folder("gate");
    let gate = |gates: &[&str]| assess(&folder, &[&["--as-of", "2026-11-20"], gates].concat());
    let ready = gate(&["--gate", "launch:l-07"]);
    let said = text(&ready.stderr);
    assert_eq!(code(&ready), 0, "{said}");
    assert!(said.contains("gate: launch `l-07`: no required item is missing in the register"), "{said}");
    assert!(said.contains("for a person to sign"), "{said}");

    let closed = gate(&["--gate", "launch:L-08"]);
    let said = text(&closed.stderr);
    assert_eq!(code(&closed), 10, "{said}");
    for item in ["`rollback_path` is no", "`revocation_tested` is blank"] {
        assert!(said.contains(item), "{item}: {said}");
    }
    assert!(!said.contains("--save-baseline"), "a baseline does not help a launch: {said}");
    assert_eq!(code(&gate(&["--gate", "launch:L-07", "--gate", "launch:L-08"])), 10);
    // Findings elsewhere do not close the gate of a launch, and the other way round each gate counts.
    assert_eq!(code(&gate(&["--gate", "launch:L-07", "--fail-on", "low"])), 10);
}

#[test]
fn a_gate_for_no_launch_or_without_an_as_of_date_is_an_error() {
    let folder = folder("no-launch");
    let none = assess(&folder, &["--as-of", "2026-11-20", "--gate", "launch:L-99"]);
    assert_eq!(code(&none), 1);
    let said = text(&none.stderr);
    assert!(said.contains("no launch goes by `L-99`") && said.contains("`L-07`, `L-08`"), "{said}");
    fs::remove_file(folder.join("estate/launches.csv")).expect("writable");
    let none = assess(&folder, &["--as-of", "2026-11-20", "--gate", "launch:L-07"]);
    assert_eq!(code(&none), 1);
    assert!(text(&none.stderr).contains("add the register of launches"));
    for (args, words) in [
        (&["--gate", "launch:L-07"][..], "--as-of"),
        (&["--as-of", "2026-11-20", "--gate", "L-07"], "written like launch:L-07"),
        (&["--as-of", "2026-11-20", "--gate", "launch: "], "written like launch:L-07"),
    ] {
        let output = assess(&folder, args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}

#[test]
fn a_column_that_is_not_there_closes_the_gate() {
    let folder = folder("gate-unknown");
    let without = LAUNCHES.replace("Threat assumptions", "Remark");
    fs::write(folder.join("estate/launches.csv"), without).expect("writable");
    let output = assess(&folder, &["--as-of", "2026-11-20", "--gate", "launch:L-07"]);
    assert_eq!(code(&output), 10);
    let said = text(&output.stderr);
    assert!(said.contains("unknown is not ready: `threat_assumptions` has no column"), "{said}");
}

#[test]
fn a_period_is_taken_with_both_its_days_and_a_reversed_one_refused() {
    let folder = folder("period");
    let period = &json(&folder, &["--period", "2026-01-01..2026-12-31"])["period"];
    assert_eq!(
        (period["from"].as_str(), period["to"].as_str(), period["given"].as_bool()),
        (Some("2026-01-01"), Some("2026-12-31"), Some(true))
    );
    assert_eq!(json(&folder, &[])["period"]["given"], false);
    for (period, words) in [
        ("2026-12-31..2026-01-01", "write 2026-01-01..2026-12-31"),
        ("2026-01-01", "written like 2026-01-01..2026-12-31"),
        ("2026-01-01..2026-02-30", "a date is written like"),
        ("..2026-12-31", "a date is written like"),
    ] {
        let output = assess(&folder, &["--period", period]);
        assert_eq!(code(&output), 2, "{period}");
        assert!(text(&output.stderr).contains(words), "{period}: {}", text(&output.stderr));
    }
    let day = json(&folder, &["--period", "2026-06-30..2026-06-30"]);
    assert_eq!(day["period"]["from"], day["period"]["to"]);
}

#[test]
fn published_figures_come_on_request_only() {
    let folder = folder("mirror");
    assert!(json(&folder, &[])["mirror"].is_null());
    let asked = json(&folder, &["--mirror"]);
    let figures = asked["mirror"].as_array().expect("figures");
    let rotation = figures.iter().find(|f| f["id"] == "rotation-late").expect("a figure on rotation");
    assert_eq!((rotation["n"].as_u64(), rotation["of"].as_u64()), (Some(1), Some(2)));
    let unasked = json(&folder, &[]);
    assert_eq!(asked["conclusion"], unasked["conclusion"]);
    assert_eq!(asked["frameworks"], unasked["frameworks"]);
    let printed = text(&assess(&folder, &["--mirror"]).stdout);
    assert!(printed.contains("Published figures beside your own") && printed.contains("71 %"), "{printed}");
    assert!(!text(&assess(&folder, &[]).stdout).contains("71 %"));
}

#[test]
fn owners_pages_need_a_folder_of_their_own() {
    let folder = folder("owners-in-out");
    let out = folder.join("out").display().to_string();
    let output = assess(&folder, &["--out", &out, "--owners", &out]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("a folder of its own"));
}

#[test]
fn pages_of_an_earlier_run_go_and_other_files_of_the_folder_stay() {
    let folder = folder("owners-again");
    let pages = folder.join("pages");
    let run = || assess(&folder, &["--as-of", "2026-11-20", "--owners", &pages.display().to_string()]);
    let register = folder.join("estate/register.csv");
    fs::write(&register, REGISTER.replace("ana@example.com", "eva@example.com")).expect("writable");
    assert_eq!(code(&run()), 0);
    assert!(pages.join("eva-example-com.html").is_file());
    // Eva has handed over to Ana; a page that somebody wrote, and one that no run noted, are theirs.
    for own in ["notes.txt", "eva-notes.html"] {
        fs::write(pages.join(own), "mine").expect("writable");
    }
    fs::write(&register, REGISTER).expect("writable");
    assert_eq!(code(&run()), 0);
    let is_there = |name: &str| pages.join(name).is_file();
    assert!(is_there("ana-example-com.html") && is_there("notes.txt") && is_there("eva-notes.html"));
    for format in ["html", "md", "csv"] {
        assert!(!is_there(&format!("eva-example-com.{format}")), "{format}");
    }
}

#[test]
fn each_owner_has_a_page_in_every_format_and_the_list_leads_to_them() {
    let folder = folder("owners");
    let register = REGISTER.replace("A-2,beta,service account,aws,,", "A-2,beta,service account,aws,<b>../Zoë</b>,");
    fs::write(folder.join("estate/register.csv"), register + "A-3,gamma,service account,aws,,active,,,,,,\n")
        .expect("writable");
    let pages = folder.join("pages");
    let output = assess(&folder, &["--as-of", "2026-11-20", "--owners", &pages.display().to_string()]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("index.html"), "it tells where the list is");
    let mut names: Vec<String> = fs::read_dir(&pages)
        .expect("written")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("plain"))
        .collect();
    names.sort_unstable();
    let of = |slug: &str| ["csv", "html", "md"].map(|ending| format!("{slug}.{ending}"));
    // Ben and Dee answer for launches without a finding or a date, and have no page.
    let mut expected = [of("ana-example-com"), of("b-zo-b"), of("no-owner")].concat();
    expected.extend(["index.html".into(), ".nhimap-pages".into()]);
    expected.sort_unstable();
    assert_eq!(names, expected);
    let read = |name: &str| fs::read_to_string(pages.join(name)).expect("written");
    let index = read("index.html");
    for name in names.iter().filter(|n| n.ends_with(".html") && *n != "index.html") {
        assert!(index.contains(&format!("\"{name}\"")), "the list leads to {name}");
    }
    for format in ["html", "md", "csv"] {
        assert!(read(&format!("ana-example-com.{format}")).contains("K-1"), "{format}");
    }
    assert!(!read("b-zo-b.html").contains("<b>../"), "an owner's name is text");
    // Every open finding stands on one page.
    let total = json(&folder, &[])["findings"]["total"].as_u64().expect("a count") as usize;
    let findings = json_findings(&folder);
    assert_eq!(findings.len(), total);
    for id in findings {
        let pages = names.iter().filter(|n| n.ends_with(".csv") && read(n).contains(&id)).count();
        assert_eq!(pages, 1, "{id}");
    }
}

/// The ids of all findings, from the report.
fn json_findings(folder: &Path) -> Vec<String> {
    let out = folder.join("out");
    let output = assess(folder, &["--as-of", "2026-11-20", "--format", "json", "--out", &out.display().to_string()]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let findings: Value =
        serde_json::from_str(&fs::read_to_string(out.join("findings.json")).expect("written")).expect("JSON");
    let ids = findings.as_array().expect("findings").iter();
    ids.map(|f| f["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn the_calendar_has_an_entry_for_each_day() {
    let folder = folder("calendar");
    let file = folder.join("due.ics");
    let run = || {
        let output = assess(&folder, &["--as-of", "2026-11-20", "--calendar", &file.display().to_string()]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains("due.ics"));
        fs::read_to_string(&file).expect("written")
    };
    let calendar = run();
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
    for day in ["20261231", "20270131"] {
        assert!(calendar.contains(&format!("DTSTART;VALUE=DATE:{day}")), "{calendar}");
    }
    assert_eq!(calendar, run(), "the same files give the same bytes");
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let folder = folder("unwritable");
    let file = folder.join("taken");
    fs::write(&file, "x").expect("writable");
    for args in [["--owners", &file.display().to_string()], ["--calendar", &file.join("x.ics").display().to_string()]] {
        let output = assess(&folder, &args);
        assert_eq!(code(&output), 1, "{args:?}");
        assert!(text(&output.stderr).contains("taken"), "{}", text(&output.stderr));
    }
}
