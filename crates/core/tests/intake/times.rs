//! The as-of date that is proposed, and absence, which counts only between complete files of one moment.

use nhimap_core::api::AsOf;
use nhimap_core::tables::derive;

use crate::pack::{File, PACK, TODAY, assessed, by_id, file, read};

fn proposed(files: &[File], given: Option<&str>) -> (String, String) {
    let AsOf { date, from, .. } = assessed(files, given, 1, None).0.as_of;
    (date.to_string(), from)
}

#[test]
fn the_as_of_date_is_given_else_the_newest_extraction_else_the_newest_event_else_today() {
    let is = |files: &[File], given: Option<&str>, day: &str, from: &str| {
        assert_eq!(proposed(files, given), (day.to_owned(), from.to_owned()));
    };
    let dated = file(
        "register.csv",
        "id,created,last_used,expires\nA,2026-03-01,2026-10-05,2027-01-01\nB,2026-05-01,never,\nC,2026-12-24,,\n",
    );
    let undated = file("other.csv", "id,owner\nA,x\n");
    let both = [dated.clone().extracted("2026-09-01"), undated.clone().extracted("2026-09-15")];
    is(&both, Some("2025-01-01"), "2025-01-01", "given");
    is(&both, None, "2026-09-15", "extracted");
    is(&[undated.clone(), dated.clone().extracted("2026-09-01")], None, "2026-09-01", "extracted");
    // Neither a limit nor a day after today is an event that has happened.
    is(&[dated, undated.clone()], None, "2026-10-05", "event");
    is(&[undated], None, TODAY, "today");
}

#[test]
fn events_after_the_as_of_date_are_noted_and_unknown() {
    let text = "id,key kind,rotated\nA,api_key,2026-10-01\nB,api_key,2026-11-02\nC,api_key,2026-05-01\n";
    let (assessment, _) = assessed(&[file("register.csv", text)], Some("2026-11-01"), 1, None);
    let check = assessment.checks.iter().find(|c| c.id == "key-old").expect("a check of the pack");
    assert_eq!((check.counts.pass, check.counts.unknown, check.counts.fail), (1, 1, 1));
    let noted: Vec<_> =
        assessment.notes.iter().filter(|n| n.kind == "future-event").map(|n| (n.count, n.lines.clone())).collect();
    assert_eq!(noted, [(1, vec![3])]);
}

/// Membership of S1 (register only), S2 (both) and arn:3 (export only): in the register, in the export.
fn membership(register: impl Fn(File) -> File, export: impl Fn(File) -> File) -> ([String; 3], [String; 3]) {
    let header = "arn,user,made_on,state,grants,note,used,level,second_factor";
    let files = [
        register(file("register.csv", "id,arn,created,kind\nS1,,2026-01-01,svc\nS2,arn:2,2026-01-01,svc\n")),
        // The register's identities say their platform through the export only.
        export(file(
            "users.csv",
            format!("{header}\narn:2,u2,2026-01-01,active,,,,,\narn:3,u3,2026-01-01,active,,,,,\n"),
        )),
    ];
    let mut tables = read(&files, 1, None).tables;
    let as_of = nhimap_core::date::Day::parse("2026-11-01").expect("a day").0;
    derive::derive(&mut tables, &PACK.policy, &derive::Checks::new(), as_of, &|_| true);
    let of = |path: &str| {
        let list: Vec<String> = by_id(&tables, path).into_iter().map(|(_, cell)| cell).collect();
        <[String; 3]>::try_from(list).expect("three identities")
    };
    (of("identity.in_register"), of("identity.in_export"))
}

#[test]
fn absence_from_the_register_counts_only_where_it_is_complete_and_both_files_are_dated_and_near() {
    let known = |f: File| f.complete().extracted("2026-10-30");
    let export = |f: File| f.extracted("2026-11-01");
    assert_eq!(membership(known, export).0, ["true", "true", "false"]);
    type Declared = fn(File) -> File;
    let doubtful: [(&str, Declared, Declared); 5] = [
        ("not declared complete", |f| f.extracted("2026-10-30"), |f| f.extracted("2026-11-01")),
        ("a register without a date", |f| f.complete(), |f| f.extracted("2026-11-01")),
        ("an export without a date", |f| f.complete().extracted("2026-10-30"), |f| f),
        ("too far apart", |f| f.complete().extracted("2026-10-20"), |f| f.extracted("2026-11-01")),
        ("created after the older file", |f| f.complete().extracted("2025-12-30"), |f| f.extracted("2025-12-31")),
    ];
    for (why, register, export) in doubtful {
        assert_eq!(membership(register, export).0, ["true", "true", "(unknown)"], "{why}");
    }
}

#[test]
fn absence_from_an_export_counts_only_for_rows_of_its_platform() {
    let known = |f: File| f.complete().extracted("2026-11-01");
    // Nothing says that S1 is on the platform of the export.
    assert_eq!(membership(known, known).1, ["(unknown)", "true", "true"]);
}
