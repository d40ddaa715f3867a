//! Where the table lies, and which rows are no data.

use nhimap_core::api::Confidence;

use crate::sheet::{apart, cells, feeds, identities, input, names, read, try_read};

const HEADING: &str = "ID,Name,Owner,Platform,Last used";
const DATA: &str = "NHI-001,svc-a,jana@example.com,aws,2026-09-01\nNHI-002,svc-b,t.osei@example.com,gcp,2026-08-01\n\
                    NHI-003,svc-c,jana@example.com,azure,never\n";

fn three(text: &str) {
    assert_eq!(names(&read(text)), ["svc-a", "svc-b", "svc-c"], "{text}");
}

#[test]
fn titles_and_blank_rows_stand_above_the_heading() {
    let text = format!(
        "Register of non-human identities,,,,\nOwner:,Identity team,,,\nAs of,2026-10-01,,,\n,,,,\n\n{HEADING}\n{DATA}"
    );
    let read = read(&text);
    three(&text);
    let input = input(&read);
    assert_eq!(input.heading_rows, (6, 6));
    assert_eq!(input.heading_reason, "row 6 holds 5 headings, 5 of which are of a register of non-human identities");
    assert_eq!(apart(&read), [("a row above the heading".to_owned(), 3, 1)]);
    assert_eq!(cells(&read, "identity.last_used"), ["2026-09-01", "2026-08-01", "(never)"]);
}

#[test]
fn one_long_title_in_one_cell_is_no_heading() {
    three(&format!("Register of service accounts: name and owner of each\n{HEADING}\n{DATA}"));
    three(&format!("\"Register\nof service accounts\"\n\n{HEADING}\n{DATA}"));
    three(&format!("Confidential;;;;\nName of list;NHI;;;\n{}\n{}", HEADING.replace(',', ";"), DATA.replace(',', ";")));
}

#[test]
fn lines_about_the_document_are_no_table() {
    let about = "Name,NHI register\nOwner,Jana Weber\nStatus,Final\nVersion,1.2\nDescription,All service accounts\n";
    let text = format!("{about}\n{HEADING}\n{DATA}");
    three(&text);
    assert_eq!(apart(&read(&text)), [("a row above the heading".to_owned(), 5, 1)]);
}

#[test]
fn the_heading_need_not_begin_in_the_first_column() {
    let shift = |text: &str| text.lines().map(|line| format!(",,{line}\n")).collect::<String>();
    three(&shift(&format!("{HEADING}\n{DATA}")));
    let read = read(&format!("Title,,,,,,\n{}", shift(&format!("{HEADING}\n{DATA}"))));
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c"]);
    assert_eq!(input(&read).columns[0].reason, "the column has no heading");
}

#[test]
fn headings_of_two_rows_are_joined() {
    let text = "ID,Name,Owner,,Credential,,,Purpose\n,,Name,E-mail,Type,Last rotated,Expires,\n\
                NHI-1,svc-a,Jana Weber,jana@example.com,API key,2026-01-01,2026-12-01,Invoices\n\
                NHI-2,svc-b,Tom Osei,t.osei@example.com,Password,2026-02-01,2026-11-01,Backups\n";
    let read = read(text);
    assert_eq!(input(&read).heading_rows, (1, 2));
    assert_eq!(names(&read), ["svc-a", "svc-b"]);
    assert_eq!(feeds(&read, "Owner Name"), ["identity.owner"]);
    assert_eq!(feeds(&read, "Credential Type"), ["credential.kind"]);
    assert_eq!(feeds(&read, "Credential Last rotated"), ["credential.rotated"]);
    assert_eq!(feeds(&read, "Credential Expires"), ["credential.expires"]);
    assert_eq!(feeds(&read, "Purpose"), ["identity.purpose"]);
    assert_eq!(cells(&read, "credential.rotated"), ["2026-01-01", "2026-02-01"]);
}

#[test]
fn a_group_above_headings_may_say_nothing_or_say_whose_they_are() {
    let text = "General,,,Dates,,Backup owner,Vendor\nID,Name,Owner,Created,Last used,Name,Status\n\
                NHI-1,svc-a,jana@example.com,2024-01-01,2026-09-01,Tom Osei,active\n\
                NHI-2,svc-b,jana@example.com,2024-01-01,2026-09-01,Tom Osei,ended\n";
    let read = read(text);
    assert_eq!(names(&read), ["svc-a", "svc-b"]);
    assert_eq!(cells(&read, "identity.created"), ["2024-01-01", "2024-01-01"]);
    assert_eq!(cells(&read, "identity.owner"), ["jana@example.com", "jana@example.com"]);
    // A vendor's status is not the identity's.
    assert_eq!(feeds(&read, "Vendor Status"), [""; 0]);
    assert_eq!(cells(&read, "identity.status"), ["(unknown)", "(unknown)"]);
}

#[test]
fn a_title_over_the_heading_is_not_joined_to_it() {
    let text = format!(",,Service accounts,,\n{HEADING}\n{DATA}");
    let read = read(&text);
    assert_eq!(names(&read).len(), 3);
    assert_eq!(feeds(&read, "Owner"), ["identity.owner"]);
}

#[test]
fn a_row_that_says_what_belongs_into_the_columns_is_set_apart() {
    let described = [
        "Unique id of the identity,Name of the account,Who answers for it (e-mail),Where it lives,dd.mm.yyyy",
        "mandatory,mandatory,mandatory,optional,date",
        "e.g. NHI-123,e.g. svc-x,e-mail of a person,choose from the list,yyyy-mm-dd",
        "Eindeutige Kennung,Name des Kontos,E-Mail der Person,Auswahl,TT.MM.JJJJ",
    ];
    for row in described {
        let text = format!("{HEADING}\n{row}\n{DATA}");
        three(&text);
        assert_eq!(apart(&read(&text)), [("a row that says what belongs into the columns".to_owned(), 1, 2)], "{row}");
    }
}

#[test]
fn a_first_row_of_data_is_not_taken_for_a_description() {
    let rows = [
        "NHI-000,svc-z,t.osei@example.com,aws,2026-09-01",
        "NHI-000,svc-z,Platform team,on prem,never",
        "NHI-000,Nightly export of invoices,Jana Weber,mainframe,not yet used",
        "NHI-000,svc-z,,,",
        "NHI-000,svc-z,the platform team,somewhere in the cloud,who knows when",
    ];
    for row in rows {
        let read = read(&format!("{HEADING}\n{row}\n{DATA}"));
        assert_eq!(identities(&read), 4, "{row}: {:?}", apart(&read));
    }
}

#[test]
fn the_heading_comes_again_on_each_page() {
    let text = format!("NHI register,,,,\n{HEADING}\n{DATA}NHI register,,,,\n{HEADING}\nNHI-4,svc-d,,aws,\n");
    let read = read(&text);
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c", "svc-d"]);
    assert_eq!(
        apart(&read),
        [
            ("a row above the heading".to_owned(), 1, 1),
            ("a row above the heading again".to_owned(), 1, 6),
            ("the heading again".to_owned(), 1, 7),
        ]
    );
}

#[test]
fn names_of_groups_stand_in_rows_of_their_own() {
    let text = format!(
        "{HEADING}\nTeam Payments,,,,\n{DATA}\nTeam Search,,,,\nNHI-4,svc-d,,aws,\nOthers:,,,,\nNHI-5,svc-e,,,\n"
    );
    let read = read(&text);
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c", "svc-d", "svc-e"]);
    let reason = "a row with one cell alone: the name of a group, or a note";
    assert_eq!(apart(&read)[0], (reason.to_owned(), 3, 2));
    // A merged cell that some tools repeat.
    three(&format!("{HEADING}\nTeam Payments,Team Payments,Team Payments,Team Payments,Team Payments\n{DATA}"));
}

#[test]
fn a_row_with_nothing_but_its_key_is_read() {
    for key in ["NHI-004,,,,", ",svc-d,,,", "NHI-004"] {
        let read = read(&format!("{HEADING}\n{DATA}{key}\n"));
        assert_eq!(identities(&read), 4, "{key}: {:?}", apart(&read));
    }
    // Names with blanks are names: nothing shows that this one is a group's.
    let read = read(
        "Name,Owner,Platform,Last used\nInvoice export,a@example.com,aws,2026-01-01\nLedger import,b@example.com,aws,\nNight job,b@example.com,aws,\nPayments,,,\nOld sync job,,,\n",
    );
    assert_eq!(names(&read), ["Invoice export", "Ledger import", "Night job", "Payments", "Old sync job"]);
}

#[test]
fn totals_are_no_identities() {
    let totals = [
        "TOTAL,3,,,",
        "Summe,,,,3",
        "Total général,,3,,",
        "Total: 3,,,,",
        "Totaal,,,,",
        ",Total,,,3",
        "Gesamt:,3,,,",
        "Total accounts,3,,,",
        "Sub-total,3,,,",
        "Anzahl,3,,,",
        "Suma total,3,,,",
    ];
    for total in totals {
        let text = format!("{HEADING}\n{DATA}{total}\n");
        three(&text);
        assert_eq!(apart(&read(&text)), [("a row of totals".to_owned(), 1, 5)], "{total}");
    }
    for row in [
        "NHI-4,total,jana@example.com,aws,",
        "total-sync,svc-total,,,",
        "Summe-Export,,,,",
        "total2,,jana@example.com,,",
    ] {
        let read = read(&format!("{HEADING}\n{DATA}{row}\n"));
        assert_eq!(identities(&read), 4, "{row}: {:?}", apart(&read));
    }
}

#[test]
fn notes_below_the_table_are_no_identities() {
    let notes = "\n* excludes break-glass accounts,,,,\nSource: export of the platform team of 1 October,,,,\nPrepared by,Jana Weber,,,\n\
                 Last updated: 2026-10-01,,,,\n\"This list is confidential, and must not leave the company without a word from its owner\"\n";
    let text = format!("{HEADING}\n{DATA}{notes}");
    three(&text);
    let reasons: Vec<_> = apart(&read(&text)).into_iter().map(|(reason, rows, _)| (reason, rows)).collect();
    let alone = "a row with one cell alone: the name of a group, or a note";
    assert_eq!(
        reasons,
        [("a blank row".to_owned(), 1), (alone.to_owned(), 4), ("a note about the list".to_owned(), 1)]
    );
}

#[test]
fn ragged_rows_are_read_or_refused_and_said() {
    let read = read(&format!(
        "{HEADING}\n{DATA}NHI-4,svc-d\nNHI-5,svc-e,,aws,2026-01-01,,,\nNHI-6,svc-f,,aws,2026-01-01,stray\n"
    ));
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c", "svc-d", "svc-e"]);
    assert_eq!(
        apart(&read),
        [("more cells than headings, so that cells may stand under the wrong heading".to_owned(), 1, 7)]
    );
    assert_eq!(cells(&read, "identity.platform")[3], "(unknown)", "a missing cell is not a blank one");
    assert!(read.notes.iter().any(|note| note.kind == "short-row" && note.lines == [5]));
}

#[test]
fn headings_may_be_double_empty_or_broken_over_lines() {
    let text = "\"NHI\n ID\",Name,,Owner,Owner,\"Last  used\n(UTC)\",\nNHI-1,svc-a,x,,jana@example.com,2026-09-01,\nNHI-2,svc-b,y,,t@example.com,2026-09-01,\n";
    let read = read(text);
    assert_eq!(feeds(&read, "NHI ID"), ["identity.id"]);
    assert_eq!(feeds(&read, "Last used (UTC)"), ["identity.last_used"]);
    // Of two columns of owners, the one that holds some.
    assert_eq!(cells(&read, "identity.owner"), ["jana@example.com", "t@example.com"]);
    let ways: Vec<&str> = input(&read).columns.iter().map(|c| c.how.as_str()).collect();
    assert_eq!(ways, ["read", "read", "not used", "repeated", "read", "read", "not used"]);
    assert_eq!(input(&read).columns[2].reason, "the column has no heading");
}

#[test]
fn sheets_of_other_kinds_have_titles_and_totals_too() {
    let cases = [
        (
            "controls.csv",
            "controls",
            "Control ID,Control name,What we do,Owner,Status\nC-1,Rotation,Keys are rotated,a@example.com,In place\nC-2,Leavers,Owners change,b@example.com,Planned\nC-3,Vault,Keys are kept,b@example.com,Planned\n",
        ),
        (
            "x.csv",
            "evidence",
            "Evidence ID,Control ID,Title,Link,Collected\nE-1,C-1,Export,https://example.com/1,2026-09-01\nE-2,C-2,List,https://example.com/2,2026-09-01\nE-3,C-2,Log,https://example.com/3,2026-09-01\n",
        ),
        (
            "people.csv",
            "roster",
            "Employee ID,Full name,E-mail,Department,Leaving date\n1001,Jana Weber,jana@example.com,IT,\n1002,Tom Osei,tom@example.com,IT,2026-08-31\n1003,Ana Ruiz,ana@example.com,IT,\n",
        ),
        (
            "x.csv",
            "suppliers",
            "Supplier,Owner,Last review,Contract end\nAcme GmbH,jana@example.com,2026-01-01,2027-01-01\nGlobex,tom@example.com,2026-01-01,2027-01-01\nInitech,tom@example.com,2026-01-01,2027-01-01\n",
        ),
    ];
    for (name, kind, text) in cases {
        let dressed = format!("Our list as of October\nNot for others\n\n{text}\nTotal,3\nNote: nothing is missing\n");
        let read = try_read(name, &dressed).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((input(&read).kind.as_str(), input(&read).read), (kind, 3), "{:?}", apart(&read));
        assert_eq!(input(&read).heading_rows, (4, 4));
    }
}

#[test]
fn a_second_table_is_never_read_into_the_first() {
    let text = format!(
        "{HEADING}\n{DATA}\nOwners of the accounts,,,,\nFull name,E-mail,Department,Manager,\nJana Weber,jana@example.com,IT,x@example.com,\nTom Osei,t.osei@example.com,IT,x@example.com,\n"
    );
    let read = try_read("register.csv", &text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c"]);
    // The same headings again go on with the same table.
    let again = format!("{HEADING}\n{DATA}\nTeam Search\n{HEADING}\nNHI-4,svc-d,,aws,\n");
    assert_eq!(names(&crate::sheet::read(&again)).len(), 4);
}

#[test]
fn a_table_of_nothing_known_is_refused() {
    for text in [
        "a,b,c\n1,2,3\n",
        "first,last,address,city,zip\nJohn,Doe,x,y,08123\n",
        "id,name\n1,english\n2,french\n",
        "Title of the list\n\nYear,2000,2001\nTimber,1,2\n",
        "name,owner\n",
    ] {
        if let Ok(read) = try_read("list.csv", text) {
            assert_eq!(text, "name,owner\n");
            assert_eq!(identities(&read), 0);
        }
    }
}

#[test]
fn how_sure_the_choice_of_the_heading_is_is_said() {
    let sure = |text: &str| {
        nhimap_core::intake::inspect("list.csv", text.as_bytes(), &crate::sheet::SHIPPED)
            .unwrap_or_else(|error| panic!("{error}"))
            .plan
            .heading_confidence
    };
    assert_eq!(sure(&format!("{HEADING}\n{DATA}")), Confidence::Certain);
    assert_eq!(sure("Name,Owner,Kostenblatt,Farbe,Laune,Wetter\nsvc-a,jana@example.com,1,2,3,4\n"), Confidence::Likely);
}
