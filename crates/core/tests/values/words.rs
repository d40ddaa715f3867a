//! Yes and no, numbers, lists.

use crate::world::{World, column};

#[test]
fn yes_and_no_have_many_words() {
    let yes =
        ["TRUE", "Yes", "y", "1", "x", "ja", "Oui", "sí", "wahr", "waar", "vrai", "✓", "enabled", "aktiv", "activé"];
    let no = ["FALSE", "No", "n", "0", "nein", "Non", "falsch", "faux", "onwaar", "✗", "disabled", "nee", "inaktiv"];
    for (cells, expected) in [(&yes[..], "true"), (&no[..], "false")] {
        let read = column("MFA", cells).read();
        for (cell, is) in cells.iter().zip(read.cells("identity.mfa")) {
            assert_eq!(is, expected, "{cell}");
        }
    }
    let read = column("MFA", &["maybe", "soon", "yes"]).read();
    assert_eq!(read.cells("identity.mfa"), ["(unknown)", "(unknown)", "true"]);
    assert_eq!(read.note("unreadable").lines, [2, 3]);
}

#[test]
fn a_column_headed_disabled_says_the_opposite_of_active() {
    let read = column("Disabled", &["TRUE", "false", "yes", "", "Nein"]).read();
    let expected = ["disabled", "active", "disabled", "(empty)", "active"];
    assert_eq!(read.cells("identity.status"), expected);
    assert_eq!(read.cells("identity.register_status"), expected);
    assert!(read.fixes().is_empty());
    assert!(read.note("negated-column").says.contains("opposite"));
    // With days it says when.
    let read = column("Disabled", &["2026-01-20", "", "n/a"]).read();
    assert_eq!(read.cells("identity.disabled"), ["2026-01-20", "(empty)", "(empty)"]);
    // Beside a status it adds nothing that could overrule it.
    let read = World::default()
        .file(
            "register.csv",
            "Id,Name,Owner,Status,Disabled\nA,a,j@example.com,active,TRUE\nB,b,j@example.com,active,no\n",
        )
        .read();
    assert_eq!(read.cells("identity.status"), ["active", "active"]);
    assert_eq!(read.cells("identity.disabled"), ["(unknown)", "(unknown)"]);
}

#[test]
fn numbers_have_signs_between_their_digits() {
    let cells = ["90", "1,095", "1.095", "90 days", "90,0", "quarterly", "90 Tage", "1.5", "ninety"];
    let read = column("Rotation period", &cells).read();
    let expected = ["90", "1095", "1095", "90", "90", "92", "90", "(unknown)", "(unknown)"];
    assert_eq!(read.cells("credential.rotation_period"), expected);
    assert_eq!(read.note("unreadable").lines, [9, 10]);
}

#[test]
fn several_values_stand_in_one_cell() {
    let cells = ["a, b", "a;b", "a|b", "a\nb", "[\"a\", \"b\"]", "\"a, b\""];
    let read = column("Scopes", &cells).read();
    for (cell, list) in cells.iter().zip(read.cells("identity.scopes")) {
        assert!(list == "a; b" || *cell == "\"a, b\"", "{cell}: {list}");
    }
    let read = column("Scopes", &["read:org repo", "Storage Admin", "User.Read.All Mail.Send"]).read();
    assert_eq!(read.cells("identity.scopes"), ["read:org; repo", "Storage Admin", "User.Read.All; Mail.Send"]);
}
