//! Headings and cells together.

use nhimap_core::api::Confidence;

use crate::sheet::{cells, column, feeds, names, read};

/// A register whose last column has a heading and these cells.
fn with(heading: &str, given: &[&str]) -> String {
    let mut text = format!("ID,Name,Platform,{heading}\n");
    for (row, cell) in given.iter().enumerate() {
        text += &format!("NHI-{row},svc-{row},aws,\"{cell}\"\n");
    }
    text
}

const PEOPLE: [&str; 5] = ["jana@example.com", "t.osei@example.com", "jana@example.com", "", "ana@example.com"];
const DATES: [&str; 5] = ["2026-01-01", "2026-02-01", "never", "2026-03-15", "2026-04-01"];
const NUMBERS: [&str; 5] = ["90", "30", "90", "365", "90"];
const YES_NO: [&str; 5] = ["yes", "no", "no", "yes", "no"];

fn fed(heading: &str, given: &[&str]) -> Vec<String> {
    feeds(&read(&with(heading, given)), &heading.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn cells_tell_what_a_heading_leaves_open() {
    let cases: [(&str, &[&str], &[&str]); 12] = [
        ("Responsible", &PEOPLE, &["identity.owner"]),
        ("Responsible", &["Jana Weber", "Tom Osei", "Ana de la Cruz"], &["identity.owner"]),
        ("Responsible", &["yes", "no", "yes"], &[]),
        ("Responsible", &["", "", ""], &[]),
        ("Verantwortlich", &PEOPLE, &["identity.owner"]),
        ("Rotation", &DATES, &["credential.rotated"]),
        ("Rotation", &NUMBERS, &["credential.rotation_period"]),
        ("Rotation", &["automatic", "manual", "manual"], &["credential.rotation"]),
        ("Privileged", &YES_NO, &["identity.privileged"]),
        ("Privileged", &["admin", "read", "write", "owner"], &["identity.privilege"]),
        ("Type", &["API key", "Password", "Client secret", "Certificate"], &["credential.kind"]),
        ("Type", &["service account", "bot", "service account", "machine"], &["identity.kind"]),
    ];
    for (heading, given, expected) in cases {
        assert_eq!(fed(heading, given), expected, "{heading}: {given:?}");
    }
}

#[test]
fn cells_that_contradict_a_heading_are_not_read_as_its_field() {
    let cases: [(&str, &[&str]); 9] = [
        ("Owner", &DATES),
        ("Owner", &YES_NO),
        ("Last used", &PEOPLE),
        ("Last used", &YES_NO),
        ("Expires", &["90", "30", "60"]),
        ("Purpose", &YES_NO),
        ("Application", &YES_NO),
        ("Environment", &["2026-01-01", "2026-01-02", "2026-01-03"]),
        ("Rotation period", &PEOPLE),
    ];
    for (heading, given) in cases {
        let read = read(&with(heading, given));
        let column = column(&read, heading);
        assert_eq!((column.how.as_str(), column.fields.len()), ("not used", 0), "{heading}: {column:?}");
        assert!(column.reason.contains(", but "), "{}", column.reason);
    }
    assert_eq!(
        column(&read(&with("Owner", &DATES)), "Owner").reason,
        "the heading `Owner` speaks for `identity.owner`, but 4 of 5 cells are dates"
    );
}

#[test]
fn a_cell_or_two_contradict_nothing() {
    assert_eq!(fed("Owner", &["2026-01-01", "yes"]), ["identity.owner", "identity.owners"].map(String::from)[..1]);
    assert_eq!(fed("Last used", &["yes", "2026-01-01", "", "yes", "no"]), ["identity.last_used"]);
    assert_eq!(fed("Last used", &["", "", "n/a"]), ["identity.last_used"]);
    assert_eq!(fed("Created", &["45123", "45200", "45321"]), ["identity.created"], "days of a spreadsheet");
    assert_eq!(fed("Created", &["1733343742", "1733343742000", "1733343742"]), ["identity.created"]);
    assert_eq!(fed("Owner ID", &["4711", "4712", "4713"]), ["identity.owner"]);
}

#[test]
fn decorated_and_misspelt_headings_are_known() {
    let cases: [(&str, &[&str], &str); 17] = [
        ("Owner (accountable)*", &PEOPLE, "identity.owner"),
        ("Acct Owner:", &PEOPLE, "identity.owner"),
        ("owner_email", &PEOPLE, "identity.owner"),
        ("OwnerEmail", &PEOPLE, "identity.owner"),
        ("OWNER E-MAIL ADDRESS", &PEOPLE, "identity.owner"),
        ("3. Owner", &PEOPLE, "identity.owner"),
        ("Owner / Eigentümer", &PEOPLE, "identity.owner"),
        ("NHI owner [mandatory]", &PEOPLE, "identity.owner"),
        ("Onwer", &PEOPLE, "identity.owner"),
        ("LASTUSED", &DATES, "identity.last_used"),
        ("Last used (dd.mm.yyyy)", &DATES, "identity.last_used"),
        ("Last rotatd", &DATES, "credential.rotated"),
        ("Account purpose (free text)", &["Export of invoices", "Backups of the ledger", "Sync"], "identity.purpose"),
        ("Env.", &["prod", "test", "prod"], "identity.environment"),
        ("Enviroment", &["prod", "test", "prod"], "identity.environment"),
        ("Owner (backup)", &PEOPLE, "identity.owners"),
        ("MFA (y/n)", &YES_NO, "identity.mfa"),
    ];
    for (heading, given, expected) in cases {
        assert_eq!(fed(heading, given), [expected], "{heading}");
    }
}

#[test]
fn what_changes_a_heading_is_not_decoration() {
    for (heading, given) in [
        ("Owner (former)", &PEOPLE),
        ("Former owner", &PEOPLE),
        ("Owner (proposed)", &PEOPLE),
        ("Budget owner", &PEOPLE),
        ("Review date", &DATES),
        ("Date", &DATES),
        ("Name of manager", &PEOPLE),
    ] {
        assert_eq!(fed(heading, given), [""; 0], "{heading}");
    }
    // One letter off, and no cell that speaks for it.
    assert_eq!(fed("Onwer", &["x1", "x2", "x3"]), [""; 0]);
    assert_eq!(fed("Creates", &["orders", "invoices", "users"]), [""; 0]);
}

#[test]
fn each_decision_has_a_confidence_and_a_reason() {
    let told = |heading: &str, given: &[&str]| {
        let read = read(&with(heading, given));
        let column = column(&read, heading);
        (column.confidence, column.reason.clone())
    };
    assert_eq!(
        told("Owner", &PEOPLE),
        (Confidence::Certain, "the heading `Owner`; 4 of 4 cells are e-mail addresses".into())
    );
    assert_eq!(told("Owner", &[""; 3]), (Confidence::Certain, "the heading `Owner`".into()));
    assert_eq!(
        told("Responsible", &["jana@example.com"; 9]),
        (Confidence::Likely, "the heading `Responsible`; 9 of 9 cells are e-mail addresses".into())
    );
    assert_eq!(told("Responsible", &["jana@example.com"; 3]).0, Confidence::Guess);
    assert_eq!(
        told("Onwer", &["jana@example.com"; 3]),
        (Confidence::Likely, "the heading `Onwer`, one letter off `owner`; 3 of 3 cells are e-mail addresses".into())
    );
    assert_eq!(told("Kostenblatt", &["1", "2", "3"]), (Confidence::Certain, "no field has this heading".into()));
}

#[test]
fn columns_of_secrets_stay_dropped_however_they_are_decorated() {
    for heading in [
        "Password",
        "Password (initial)",
        "1. Password",
        "API Key *",
        "Client secret [mandatory]",
        "Secret / Geheimnis",
    ] {
        let read = read(&with(heading, &["CANARY-1", "CANARY-2", "CANARY-3"]));
        assert_eq!(column(&read, heading).how, "dropped", "{heading}");
        assert!(!format!("{:?}", read.tables.table(nhimap_core::schema::Subject::Identity)).contains("CANARY"));
    }
    let merged = "ID,Name,Owner,Credential,\n,,,Value,Last rotated\nNHI-1,svc-a,jana@example.com,CANARY,2026-01-01\nNHI-2,svc-b,jana@example.com,CANARY,2026-01-01\n";
    let read = read(merged);
    assert_eq!(column(&read, "Credential Value").how, "dropped");
    assert_eq!(names(&read).len(), 2);
}

#[test]
fn a_column_of_yes_and_no_named_service_account_is_no_name() {
    let read = read(
        "ID,Service account,Name,Owner\nNHI-1,yes,svc-a,jana@example.com\nNHI-2,no,svc-b,jana@example.com\nNHI-3,yes,svc-c,jana@example.com\n",
    );
    assert_eq!(names(&read), ["svc-a", "svc-b", "svc-c"]);
    assert_eq!(cells(&read, "identity.owner").len(), 3);
}
