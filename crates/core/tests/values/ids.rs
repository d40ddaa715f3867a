//! Ids that a spreadsheet has damaged.

use nhimap_core::schema::Subject;

use crate::world::{World, column};

#[test]
fn damaged_ids_join_nothing_and_are_said() {
    let text = "Id,Name,Owner,Environment\n1.12E+20,a,j@example.com,production\n1.12E+20,b,j@example.com,test\n\
                5-Mar,c,j@example.com,test\n5-Mar,d,j@example.com,test\n112233445566778000000,e,j@example.com,test\n\
                112233445566778000000,f,j@example.com,test\n";
    let read = World::default().file("register.csv", text).read();
    assert_eq!(read.rows(Subject::Identity), 6, "each row stays its own");
    assert_eq!(read.cells("identity.id"), ["(unknown)"; 6]);
    let note = read.note("damaged-id");
    assert_eq!((note.count, note.column.as_deref(), &note.lines[..3]), (6, Some("Id"), &[2, 3, 4][..]));
    assert!(!note.says.contains("1.12"), "{}", note.says);
    let fixes = read.fixes();
    assert_eq!(fixes.len(), 6);
    assert!(fixes.iter().all(|fix| fix.written.is_none() && fix.expected.contains("column of text")));
}

#[test]
fn external_ids_that_are_damaged_are_taken_out_of_the_list() {
    let text = "Id,Name,Owner,External ids\nA,a,j@example.com,1.12233E+20\nB,b,j@example.com,1.12233E+20; u-2\n";
    let read = World::default().file("register.csv", text).read();
    assert_eq!(read.rows(Subject::Identity), 2);
    assert_eq!(read.cells("identity.external_ids"), ["(unknown)", "u-2"]);
    assert_eq!(read.note("damaged-id").count, 2);
}

#[test]
fn whole_ids_that_look_like_numbers_stay() {
    let read = column("External ids", &["1E10", "00E1", "1A10"]).read();
    assert_eq!(read.cells("identity.external_ids"), ["1E10", "00E1", "1A10"]);
    let text = "Id,Name,Owner,Environment\n1E10,a,j@example.com,test\n2F11,b,j@example.com,test\n";
    let read = World::default().file("register.csv", text).read();
    assert_eq!(read.cells("identity.id"), ["1E10", "2F11"]);
    assert_eq!(read.note("number-like-id").lines, [2]);
    assert!(read.fixes().is_empty());
}

#[test]
fn leading_zeros_of_accounts_are_put_back_where_others_have_twelve_digits() {
    let read = column("AWS account", &["123456789012", "12345678910", "payments-prod"]).read();
    assert_eq!(read.cells("identity.account"), ["123456789012", "012345678910", "payments-prod"]);
    assert_eq!(read.note("restored-zeros").lines, [3]);
    let read = column("Account number", &["12345678910", "9876543210"]).read();
    assert_eq!(read.cells("identity.account"), ["12345678910", "9876543210"], "nothing says that they are of AWS");
}

#[test]
fn a_value_that_a_script_lost_is_unknown_everywhere() {
    let lost = "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection";
    for (heading, path) in [
        ("Scopes", "identity.scopes"),
        ("Last used", "identity.last_used"),
        ("Purpose", "identity.purpose"),
        ("Environment", "identity.environment"),
        ("MFA", "identity.mfa"),
    ] {
        let read = column(heading, &[lost, "#N/A", ""]).read();
        assert_eq!(read.cells(path), ["(unknown)", "(unknown)", "(empty)"], "{heading}");
        let note = read.note("lost-value");
        assert_eq!((note.count, &note.lines[..]), (2, &[2, 3][..]), "{heading}");
        assert_eq!(read.fixes().len(), 2, "{heading}");
    }
}
