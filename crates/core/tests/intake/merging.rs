//! Rows of one identity from several files become one row: who wins, what is noted, and where a cell came from.

use nhimap_core::schema::{self, Subject};
use nhimap_core::tables::Origin;

use crate::pack::{File, assessed, by_id, cells, file, read, rows};

const EXPORT: &str = "arn,user,made_on,state,grants,note,used,level,second_factor";

fn register(rows: &str) -> File {
    file("register.csv", format!("id,arn,name,owner,purpose,status,scopes,created\n{rows}"))
}

fn export(rows: &str) -> File {
    file("users.csv", format!("{EXPORT}\n{rows}"))
}

#[test]
fn a_register_and_an_export_join_by_external_id_whatever_its_case() {
    let tables = read(
        &[
            register("S1,arn:1,billing,jana@example.com,invoices,active,,\nS2,,other,,,,,\n"),
            export("ARN:1,u1,,active,,,,,\narn:3,u3,,active,,,,,\n"),
        ],
        1,
        None,
    )
    .tables;
    assert_eq!(rows(&tables, Subject::Identity), 3);
    assert_eq!(cells(&tables, "identity.id"), ["S1", "S2", "arn:3"]);
    assert_eq!(cells(&tables, "identity.name"), ["billing", "other", "u3"]);
    let table = tables.table(Subject::Identity);
    assert_eq!(table.origins_of(0), [Origin { source: 0, line: 2 }, Origin { source: 1, line: 2 }]);
    assert_eq!(table.origins_of(2), [Origin { source: 1, line: 3 }]);
}

#[test]
fn the_export_wins_technical_fields_and_the_register_those_of_accountability() {
    let files = [
        register("S1,arn:1,billing,jana@example.com,invoices,disabled,read,2020-01-01\n"),
        export("arn:1,u1,2021-02-02,active,write,nothing,#,admin,no\n"),
    ];
    for files in [files.clone(), [files[1].clone(), files[0].clone()]] {
        let ingested = read(&files, 1, None);
        let one = |field: &str| cells(&ingested.tables, &format!("identity.{field}")).join("|");
        assert_eq!(one("status"), "active", "technical");
        assert_eq!(one("scopes"), "write", "technical");
        assert_eq!(one("created"), "2021-02-02", "technical");
        assert_eq!(one("purpose"), "invoices", "accountability");
        assert_eq!(one("id"), "S1");
        assert_eq!(one("register_status"), "disabled", "kept beside the merged one");
        let table = ingested.tables.table(Subject::Identity);
        let from = |field: &str| {
            let origin = table.origin_of(0, schema::find(Subject::Identity, field).expect("a field"));
            ingested.tables.sources[origin.source as usize].name.as_str()
        };
        assert_eq!([from("status"), from("purpose"), from("owner")], ["users.csv", "register.csv", "register.csv"]);
    }
}

#[test]
fn a_disagreement_is_noted_with_both_places_and_a_blank_is_none() {
    let ingested = read(
        &[
            register("S1,arn:1,billing,,invoices,disabled,,2021-02-02\nS2,arn:2,x,,,active,,\n"),
            export("arn:1,u1,2021-02-02,active,,,,,\narn:2,u2,,active,,from the cloud,,,\n"),
        ],
        1,
        None,
    );
    let notes: Vec<&str> =
        ingested.notes.iter().filter(|n| n.kind == "disagreement").map(|n| n.says.as_str()).collect();
    let [note] = notes[..] else { panic!("{notes:?}") };
    assert!(note.starts_with("`identity.status` differs"), "{note}");
    assert!(note.contains("users.csv row 2 against register.csv row 2"), "{note}");
    assert_eq!(cells(&ingested.tables, "identity.purpose"), ["invoices", "from the cloud"], "a value beats a blank");
}

#[test]
fn a_value_beats_empty_and_empty_beats_unknown_whoever_says_it() {
    let tables = read(
        &[
            register("S1,arn:1,a,,,,read,2020-01-01\nS2,arn:2,b,,,,,\nS3,arn:3,c,,,,,\n"),
            export("arn:1,u1,,?,?,?,?,?,?\narn:2,u2,,active,?,?,?,?,?\narn:3,u3,,*,*,*,*,*,*\n"),
        ],
        1,
        None,
    )
    .tables;
    assert_eq!(cells(&tables, "identity.scopes"), ["read", "(empty)", "(empty)"]);
    assert_eq!(cells(&tables, "identity.status"), ["(empty)", "active", "(empty)"]);
    assert_eq!(cells(&tables, "identity.created"), ["2020-01-01", "(empty)", "(empty)"]);
    assert_eq!(
        cells(&tables, "identity.last_used"),
        ["(unknown)", "(unknown)", "(empty)"],
        "the register has no such column"
    );
    assert_eq!(cells(&tables, "identity.owner"), ["(empty)"; 3]);
}

#[test]
fn a_field_that_no_source_of_a_row_records_is_unknown_in_that_row_only() {
    let tables = read(&[register("S1,,a,,,,,\n"), export("arn:9,u9,,active,,,,,\n")], 1, None).tables;
    assert_eq!(
        by_id(&tables, "identity.owner").iter().map(|(_, c)| c.as_str()).collect::<Vec<_>>(),
        ["(empty)", "(unknown)"]
    );
    assert_eq!(
        by_id(&tables, "identity.mfa").iter().map(|(_, c)| c.as_str()).collect::<Vec<_>>(),
        ["(unknown)", "(empty)"]
    );
}

#[test]
fn one_list_or_person_in_two_spellings_is_no_disagreement() {
    let second = file("register2.csv", "id,owner,scopes\nS1,Jana Weber,\"read; write\"\n");
    let first = file("register.csv", "id,owner,scopes\nS1,\"Weber, Jana\",read;write\n");
    let ingested = read(&[first, second], 1, None);
    let notes: Vec<_> = ingested.notes.iter().filter(|n| n.kind == "disagreement").map(|n| &n.says).collect();
    assert!(notes.is_empty(), "{notes:?}");
    assert_eq!(rows(&ingested.tables, Subject::Identity), 1);
}

#[test]
fn a_row_that_stands_twice_in_a_file_is_one_identity() {
    let tables =
        read(&[register("S1,,a,,first,active,,\ns1,,a,x@example.com,second,active,,\nS2,,a,,,,,\n")], 1, None).tables;
    assert_eq!(cells(&tables, "identity.id"), ["S1", "S2"]);
    assert_eq!(cells(&tables, "identity.purpose"), ["first", "(empty)"]);
    assert_eq!(
        cells(&tables, "identity.owner"),
        ["x@example.com", "(empty)"],
        "the second row fills what the first leaves blank"
    );
}

#[test]
fn the_order_in_which_files_are_named_changes_no_identity_and_no_finding() {
    let files = [
        register(
            "S1,arn:1;arn:2,billing,,p,active,,2025-01-01\nS2,arn:4,ledger,jana@example.com,p,active,,2025-01-01\n",
        ),
        export("arn:1,u1,2025-01-01,active,,,,,\narn:3,u3,2025-01-01,active,,,,,\n"),
        file("users-eu.csv", format!("{EXPORT}\narn:2,u2,2025-01-01,active,,,,,\narn:4,u4,2025-01-01,active,,,,,\n")),
    ];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let mut seen = Vec::new();
    for order in orders {
        let (assessment, mut findings) = assessed(&order.map(|i| files[i].clone()), Some("2026-11-01"), 1, None);
        findings.sort();
        seen.push((assessment.population, assessment.findings, findings));
    }
    assert_eq!(seen[0].0.rows[&Subject::Identity], 3, "S1 is both arn:1 and arn:2");
    for (order, other) in orders.iter().zip(&seen) {
        assert_eq!(*other, seen[0], "{order:?}");
    }
}

#[test]
fn credentials_and_leaks_find_their_identity_by_key_in_a_long_register_too() {
    // Long enough that a shortcut for long files would show.
    let mut text = "id,key kind,rotated\n".to_owned();
    for i in 0..200_001 {
        text.push_str(&format!("ID{i},,\n"));
    }
    let leaks = file("leaks.csv", "location,service\nrepo/a,id200000\nrepo/b,nobody\nrepo/c,\n");
    let tables = read(&[file("register.csv", text), leaks], 2, None).tables;
    assert_eq!(cells(&tables, "exposure.identity"), ["row 200000", "(unknown)", "(empty)"]);
}
