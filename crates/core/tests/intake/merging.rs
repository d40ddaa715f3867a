//! Rows of one identity from several files become one row: who wins, what is noted, and where a cell came from.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use nhimap_core::schema::{self, Subject};
use nhimap_core::tables::Origin;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

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

/// A row of one of three files: its file, its keys, and what it says of its status, its purpose and its creation.
#[derive(Debug, Clone)]
struct Said {
    source: usize,
    keys: Vec<String>,
    status: &'static str,
    purpose: &'static str,
    created: &'static str,
}

fn said() -> impl Strategy<Value = Said> {
    let arn = || (0..6_u8).prop_map(|n| format!("arn:{n}"));
    (0..3_usize, 0..4_u8, arn(), prop::collection::vec(arn(), 0..3)).prop_flat_map(move |(source, id, own, others)| {
        // The register knows its own ids and some of the platform's; an export knows the platform's. Each has words of
        // its own for what it does not know.
        let register = source == 0;
        let keys = if register { [vec![format!("S{id}")], others].concat() } else { vec![own] };
        let status = select(vec!["active", "disabled", "", if register { "purple" } else { "?" }]);
        let purpose = select(vec!["one", "two", "", if register { "n/a" } else { "?" }]);
        let created = select(vec!["2025-01-01", "2025-02-02", "", "some day"]);
        (Just(keys), status, purpose, created).prop_map(move |(keys, status, purpose, created)| Said {
            source,
            keys,
            status,
            purpose,
            created,
        })
    })
}

const NAMES: [&str; 3] = ["register.csv", "users.csv", "users-eu.csv"];

fn three_files(said: &[Said], extracted: [Option<&'static str>; 3]) -> [File; 3] {
    let rows = |source: usize| said.iter().filter(move |s| s.source == source);
    let mut register = "id,arn,status,purpose,created\n".to_owned();
    for Said { keys, status, purpose, created, .. } in rows(0) {
        register.push_str(&format!("{},{},{status},{purpose},{created}\n", keys[0], keys[1..].join(";")));
    }
    let export = |source: usize| {
        let line = |s: &Said| format!("{},u,{},{},,{},,,\n", s.keys[0], s.created, s.status, s.purpose);
        format!("{EXPORT}\n{}", rows(source).map(line).collect::<String>())
    };
    let texts = [register, export(1), export(2)];
    let mut at = 0;
    texts.map(|text| {
        at += 1;
        File { extracted: extracted[at - 1], ..file(NAMES[at - 1], text) }
    })
}

/// Value, empty or unknown: the better the greater.
fn rank(cell: &str) -> u8 {
    match cell {
        "?" | "purple" | "some day" => 0,
        "" | "n/a" => 1,
        _ => 2,
    }
}

fn shown(cell: &str) -> &str {
    ["(unknown)", "(empty)", cell][usize::from(rank(cell))]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        rng_seed: RngSeed::Fixed(20_261_101),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn rows_that_share_a_key_are_one_identity_and_each_field_comes_from_who_knows_it_best(
        said in prop::collection::vec(said(), 1..14),
        extracted in [select(&[None, Some("2026-10-01"), Some("2026-10-02")][..]), select(&[None, Some("2026-10-01")][..]), select(&[None, Some("2026-10-02")][..])],
        order in Just([0_usize, 1, 2]).prop_shuffle(),
    ) {
        let files = three_files(&said, extracted);
        let ingested = read(&order.map(|i| files[i].clone()), 1, None);
        let table = ingested.tables.table(Subject::Identity);

        // Groups of rows that share keys, by plain repetition.
        let mut group: Vec<usize> = (0..said.len()).collect();
        for _ in &said {
            for a in 0..said.len() {
                for b in 0..a {
                    if said[a].keys.iter().any(|k| said[b].keys.contains(k)) {
                        (group[a], group[b]) = (group[a].min(group[b]), group[a].min(group[b]));
                    }
                }
            }
        }
        let mut groups = group.clone();
        groups.sort_unstable();
        groups.dedup();
        prop_assert_eq!(table.rows, groups.len(), "{:?}", said);

        // The line of each row in its file.
        let line = |i: usize| said[..i].iter().filter(|s| s.source == said[i].source).count() as u32 + 2;
        let mut disagreed = BTreeSet::new();
        for row in 0..table.rows {
            let mut places: Vec<(&str, u32)> =
                table.origins_of(row).iter().map(|o| (ingested.tables.sources[o.source as usize].name.as_str(), o.line)).collect();
            let first = (0..said.len()).find(|i| places.contains(&(NAMES[said[*i].source], line(*i)))).expect("each row comes from one");
            let members: Vec<usize> = (0..said.len()).filter(|i| group[*i] == group[first]).collect();
            let mut expected: Vec<(&str, u32)> = members.iter().map(|i| (NAMES[said[*i].source], line(*i))).collect();
            places.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(places, expected);
            type Of = fn(&Said) -> &'static str;
            let fields: [(&str, bool, Of); 3] = [("status", true, |s| s.status), ("purpose", false, |s| s.purpose), ("created", true, |s| s.created)];
            for (field, technical, of) in fields {
                // Value before empty before unknown; then by the field's group, the newer file, the file's name, the row.
                let best = members.iter().copied().min_by_key(|i| {
                    let said = &said[*i];
                    let first = (said.source != 0) == technical;
                    (Reverse(rank(of(said))), !first, Reverse(extracted[said.source]), NAMES[said.source], *i)
                });
                let best = best.expect("a group has a member");
                let path = format!("identity.{field}");
                prop_assert_eq!(&cells(&ingested.tables, &path)[row], shown(of(&said[best])), "{} of {:?}", field, members);
                let values: BTreeSet<&str> = members.iter().map(|i| of(&said[*i])).filter(|cell| rank(cell) == 2).collect();
                if values.len() > 1 {
                    disagreed.insert(path);
                }
            }
        }
        let noted: BTreeSet<String> = ingested
            .notes
            .iter()
            .filter(|n| n.kind == "disagreement")
            .map(|n| n.says.split('`').nth(1).expect("a field in backticks").to_owned())
            .collect();
        prop_assert_eq!(noted, disagreed);
    }
}

#[test]
fn the_order_in_which_files_are_given_changes_nothing() {
    let files = [
        file("a.csv", "id,name,owner,status\nA,one,ana@example.com,active\nB,two,,\n"),
        file("b.csv", "id,name,owner,status\nA,uno,ben@example.com,disabled\nC,three,cem@example.com,active\n"),
        file("roster.csv", "full name,address\nAna,ana@example.com\n"),
    ];
    let told = |files: &[File]| {
        let (assessment, findings) = assessed(files, Some("2026-11-01"), 1, None);
        serde_json::to_string(&(assessment, findings)).expect("JSON")
    };
    let [a, b, roster] = files;
    let first = told(&[a.clone(), b.clone(), roster.clone()]);
    assert_eq!(told(&[roster.clone(), b.clone(), a.clone()]), first);
    assert_eq!(told(&[b, roster, a]), first);
}
