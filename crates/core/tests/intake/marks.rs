//! Unknown, empty and never: what a cell that holds no plain value means, in a register and in an export.

use crate::pack::{File, by_id, cells, file, read};

const EXPORT: &str = "arn,user,made_on,state,grants,note,used,level,second_factor";

/// An export with this cell in every column that has markers.
fn export(marks: &[&str]) -> File {
    let rows: Vec<String> =
        marks.iter().enumerate().map(|(i, m)| format!("arn{i},{m},,{m},{m},{m},{m},{m},{m}")).collect();
    file("users.csv", format!("{EXPORT}\n{}\n", rows.join("\n")))
}

/// A register with this cell in every column.
fn register(marks: &[&str]) -> File {
    let rows: Vec<String> =
        marks.iter().enumerate().map(|(i, m)| format!("ID{i},{m},{m},{m},{m},{m},{m},{m},{m}")).collect();
    file("register.csv", format!("id,name,owner,scopes,purpose,last_used,expires,status,mfa\n{}\n", rows.join("\n")))
}

#[test]
fn a_registers_ways_to_leave_a_cell_blank_read_as_empty_but_name_nothing() {
    let tables = read(&[register(&["", "n/a", "None", "TBC", "-", " N.A. ", "not available"])], 1, None).tables;
    for field in ["owner", "scopes", "purpose", "last_used", "expires", "status", "mfa"] {
        assert_eq!(cells(&tables, &format!("identity.{field}")), ["(empty)"; 7], "{field}");
    }
    // `None` may be somebody's name for it.
    assert_eq!(cells(&tables, "identity.name"), ["(empty)", "n/a", "None", "TBC", "-", "N.A.", "not available"]);
}

#[test]
fn rows_without_an_id_are_not_one_because_they_say_so_in_the_same_way() {
    let text = "id,name,key id,key kind\n-,a,n/a,password\n-,b,n/a,password\nTBC,c,,\nTBC,c,,\n";
    let ingested = read(&[file("register.csv", text)], 1, None);
    assert_eq!(cells(&ingested.tables, "identity.name"), ["a", "b", "c"]);
    assert_eq!(cells(&ingested.tables, "identity.id"), ["(empty)"; 3]);
    assert_eq!(cells(&ingested.tables, "credential.kind"), ["password", "password"]);
}

#[test]
fn a_word_of_the_fields_own_vocabulary_is_said_even_where_it_is_also_a_blank() {
    let tables = read(&[file("register.csv", "id,privilege,status\nA,none,none\nB,n/a,active\n")], 1, None).tables;
    assert_eq!(cells(&tables, "identity.privilege"), ["none", "(empty)"]);
    assert_eq!(cells(&tables, "identity.status"), ["(empty)", "active"]);
}

#[test]
fn never_is_a_date_that_the_source_says_never_comes_or_came() {
    let text = "id,last_used,expires,purpose\nA,Never,no expiry,never\nB,,,\nC,never,9999-12-31,x\n";
    let tables = read(&[file("register.csv", text)], 1, None).tables;
    assert_eq!(cells(&tables, "identity.last_used"), ["never", "(empty)", "never"]);
    assert_eq!(cells(&tables, "identity.expires"), ["never", "(empty)", "never"]);
    assert_eq!(cells(&tables, "identity.purpose"), ["never", "(empty)", "x"], "only dates can be never");
}

#[test]
fn what_cannot_be_read_is_unknown_with_a_note_and_never_empty() {
    let text = "id,last_used,mfa,status,key bits,key kind\nA,yesterday,perhaps,purple,many,api_key\nB,2026-02-30,yes,active,2048,api_key\n";
    let ingested = read(&[file("register.csv", text)], 1, None);
    assert_eq!(cells(&ingested.tables, "identity.last_used"), ["(unknown)", "(unknown)"]);
    assert_eq!(cells(&ingested.tables, "identity.mfa"), ["(unknown)", "true"]);
    assert_eq!(cells(&ingested.tables, "identity.status"), ["(unknown)", "active"]);
    assert_eq!(cells(&ingested.tables, "credential.key_bits"), ["(unknown)", "2048"]);
    let mut noted: Vec<_> = ingested
        .notes
        .iter()
        .map(|n| (n.column.as_deref().unwrap_or(""), n.kind.as_str(), n.count, &n.lines[..]))
        .collect();
    noted.sort_unstable();
    // The register's own status is read from the same column.
    let expected: [(&str, &str, usize, &[u32]); 5] = [
        ("key bits", "unreadable", 1, &[2]),
        ("last_used", "unreadable", 2, &[2, 3]),
        ("mfa", "unreadable", 1, &[2]),
        ("status", "other-word", 1, &[2]),
        ("status", "other-word", 1, &[2]),
    ];
    assert_eq!(noted, expected);
}

#[test]
fn dates_with_slashes_are_read_by_what_the_whole_column_settles_else_by_an_assumption_that_is_said() {
    let text = "id,created,last_used,expires\nA,03/04/2026,03/04/2026,03/04/2026\nB,25/04/2026,04/25/2026,2026-04-25\n";
    let ingested = read(&[file("register.csv", text)], 1, None);
    assert_eq!(cells(&ingested.tables, "identity.created"), ["2026-04-03", "2026-04-25"]);
    assert_eq!(cells(&ingested.tables, "identity.last_used"), ["2026-03-04", "2026-04-25"]);
    assert_eq!(cells(&ingested.tables, "identity.expires"), ["2026-04-03", "2026-04-25"]);
    assert_eq!(ingested.notes.iter().filter(|n| n.kind == "date-order").count(), 2);
    let assumed: Vec<_> = ingested.notes.iter().filter(|n| n.kind == "date-order-assumed").collect();
    let [note] = &assumed[..] else { panic!("{assumed:?}") };
    assert_eq!(note.column.as_deref(), Some("expires"));
}

#[test]
fn an_exports_markers_mean_what_its_file_says_for_every_type_and_a_registers_do_not_count_there() {
    let tables = read(&[export(&["", "?", "*", "#", "None", "active"])], 1, None).tables;
    let is =
        |path: &str, expected: [&str; 6]| assert_eq!(cells(&tables, &format!("identity.{path}")), expected, "{path}");
    is("purpose", ["(empty)", "(unknown)", "(empty)", "#", "None", "active"]);
    is("scopes", ["(empty)", "(unknown)", "(empty)", "#", "None", "active"]);
    is("status", ["(empty)", "(unknown)", "(empty)", "(unknown)", "(unknown)", "active"]);
    is("privilege", ["(empty)", "(unknown)", "(empty)", "(unknown)", "none", "(unknown)"]);
    is("mfa", ["(empty)", "(unknown)", "(empty)", "(unknown)", "(unknown)", "(unknown)"]);
    is("last_used", ["(empty)", "(unknown)", "(empty)", "never", "(unknown)", "(unknown)"]);
    is("name", ["(empty)", "(unknown)", "*", "#", "None", "active"]);
}

#[test]
fn a_marker_may_be_a_date() {
    let rows = "a,u,,active,,,0001-01-01,,\nb,u,,active,,,1601-01-01,,\nc,u,,active,,,2026-01-01,,\n";
    let tables = read(&[file("users.csv", format!("{EXPORT}\n{rows}"))], 1, None).tables;
    assert_eq!(cells(&tables, "identity.last_used"), ["never", "(unknown)", "2026-01-01"]);
}

#[test]
fn the_markers_of_one_file_do_not_reach_into_another() {
    let export = export(&["None", "*", "?"]);
    let register = register(&["None", "-", "?"]);
    for files in [[export.clone(), register.clone()], [register, export]] {
        let tables = read(&files, 1, None).tables;
        for field in ["scopes", "purpose"] {
            let shown = by_id(&tables, &format!("identity.{field}"));
            let shown: Vec<&str> = shown.iter().map(|(_, cell)| cell.as_str()).collect();
            let expected = ["(empty)", "(empty)", "(empty)", "None", "(empty)", "(unknown)"];
            assert_eq!(shown, expected, "{field}, {} first", files[0].name);
        }
    }
}

#[test]
fn the_platforms_of_consumers_are_read_as_our_words_for_them() {
    let text = "id,platform,consumer platforms\nA,AWS,Amazon; Kubernetes\nB,aws,abacus\nC,aws,\n";
    let tables = read(&[file("register.csv", text)], 1, None).tables;
    assert_eq!(cells(&tables, "identity.consumer_platforms"), ["aws; kubernetes", "abacus", "(empty)"]);
}
