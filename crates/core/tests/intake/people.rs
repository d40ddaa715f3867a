//! Persons: who is who, by the roster.

use nhimap_core::schema::Subject;

use crate::pack::{cells, file, read};

#[test]
fn a_person_is_known_by_address_name_id_or_alias_in_any_file() {
    let roster =
        "person id,full name,address,aliases\nP1,Jana Weber,jana@example.com,jw;jweber\nP2,Tom Osei,tom@example.com,\n";
    let register = "id,owner\n1,jana@example.com\n2,\"Weber, Jana\"\n3,JANA WEBER\n4,P1\n5,jweber\n6,Jana Weber <jana@example.com>\n7,Tom Osei\n8,Kim\n";
    let tables = read(&[file("register.csv", register), file("roster.csv", roster)], 1, None).tables;
    let [jana, tom] = ["jana@example.com", "tom@example.com"];
    assert_eq!(cells(&tables, "identity.owner"), [jana, jana, jana, jana, jana, jana, tom, "Kim"]);
}

#[test]
fn a_name_that_two_rows_of_the_roster_share_tells_nobody_apart() {
    let roster = "full name,address\nKim Lee,kim1@example.com\nKim Lee,kim2@example.com\n";
    let tables =
        read(&[file("roster.csv", roster), file("register.csv", "id,owner\n1,Kim Lee\n2,kim2@example.com\n")], 1, None)
            .tables;
    assert_eq!(cells(&tables, "identity.owner"), ["Kim Lee", "kim2@example.com"]);
    let explained: Vec<bool> = (0..tables.persons.names.len() as u32).map(|p| tables.persons.is_resolved(p)).collect();
    assert_eq!(explained.iter().filter(|e| **e).count(), 2, "the two rows' own persons");
}

#[test]
fn a_manager_named_in_two_ways_is_one_person_and_explained() {
    // The roster's own column names her before her row is known to be hers.
    let roster = "full name,address,manager\nTom,tom@example.com,Jana Weber\nKim,kim@example.com,jana@example.com\nJana Weber,jana@example.com,\n";
    let tables = read(
        &[file("roster.csv", roster), file("register.csv", "id,owner\n1,Jana Weber\n2,jana@example.com\n")],
        1,
        None,
    )
    .tables;
    assert_eq!(cells(&tables, "person.manager"), ["jana@example.com", "jana@example.com", "(empty)"]);
    assert_eq!(cells(&tables, "identity.owner"), ["jana@example.com", "jana@example.com"]);
    let codes: Vec<u32> = (0..2).map(|row| tables.table(Subject::Identity).col("owner").code(row)).collect();
    assert_eq!(codes[0], codes[1], "one person has one code");
    assert!(tables.persons.is_resolved(codes[0] - 2));
}

#[test]
fn an_alias_that_two_rows_share_names_neither_and_is_not_missing_from_the_roster() {
    let roster =
        "full name,address,aliases\nJana Weber,jana@example.com,J. Weber;jw\nJan Weber,jan@example.com,J. Weber\n";
    let register = "id,owner\n1,J. Weber\n2,jw\n3,Kim\n";
    let tables = read(&[file("roster.csv", roster), file("register.csv", register)], 1, None).tables;
    assert_eq!(cells(&tables, "identity.owner"), ["J. Weber", "jana@example.com", "Kim"]);
    let owner = tables.table(Subject::Identity).col("owner");
    let persons: Vec<u32> = (0..3).map(|row| owner.code(row) - 2).collect();
    assert_eq!([0, 1, 2].map(|i| tables.persons.is_resolved(persons[i])), [false, true, false]);
    assert_eq!([0, 1, 2].map(|i| tables.persons.is_shared(persons[i])), [true, false, false]);
}

#[test]
fn a_roster_that_lists_somebody_twice_still_knows_the_name() {
    let roster = "full name,address\nKim Lee,kim@example.com\nKim Lee,kim@example.com\n";
    let files = [file("roster.csv", roster), file("register.csv", "id,owner\n1,Kim Lee\n")];
    assert_eq!(cells(&read(&files, 1, None).tables, "identity.owner"), ["kim@example.com"]);
}
