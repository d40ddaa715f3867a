//! Known exports in JSON, with the files that ship and with a tiny pack.

use nhimap_core::intake::{Content, Ingested, InputFile, ingest, understand};
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;

use crate::claims::SHIPPED;
use crate::pack::{cells, rows};

/// A fixture of a known export.
fn fixture(path: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    std::fs::read(format!("{root}{path}")).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn input<'a>(name: &str, bytes: &'a [u8]) -> InputFile<'a> {
    let content = Content::Bytes(Box::new(bytes));
    InputFile { name: name.into(), content, extracted: None, complete: Complete::Undeclared }
}

fn read(name: &str, bytes: &[u8]) -> Ingested {
    ingest(vec![input(name, bytes)], &SHIPPED, &|_| true, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_list_of_secrets_gives_credentials_and_what_it_cannot_tell_stays_unknown() {
    let ingested = read("secrets.json", &fixture("aws-secrets-manager/list-secrets.json"));
    assert_eq!(rows(&ingested.tables, Subject::Credential), 2);
    let of = |field: &str| cells(&ingested.tables, &format!("credential.{field}"));
    assert_eq!(of("name"), ["prod/ledger/db", "legacy/ftp"]);
    assert_eq!(of("storage"), ["secrets_manager"; 2]);
    assert_eq!(of("rotated"), ["2026-09-14", "(unknown)"], "a change of its tags is no rotation");
    assert_eq!(of("rotation"), ["automatic", "none"], "who leaves rotation out has none set up");
    assert_eq!(of("rotation_period"), ["30", "(empty)"]);
    assert_eq!(of("status"), ["active", "disabled"]);
    let input = &ingested.inputs[0];
    assert_eq!((input.rows, input.read, input.complete.as_str()), (2, 2, "partial"));
    assert_eq!(input.understood_as, "AWS Secrets Manager secrets (list-secrets)");
    let dropped: Vec<_> = ingested.notes.iter().filter(|n| n.kind == "secret-column").collect();
    let told: Vec<_> = dropped.iter().map(|n| (n.column.as_deref(), n.count)).collect();
    assert_eq!(told, [(Some("Tags[Key=password].Value"), 1), (Some("SecretString"), 1)]);
    assert!(!format!("{:?}{:?}", ingested.inputs, ingested.notes).contains("c4n4ry"));
    let unused: Vec<_> = input.columns.iter().filter(|c| c.how == "not used").map(|c| &*c.heading).collect();
    assert_eq!(unused, ["LastChangedDate", "Tags[Key=Team].Value"]);
}

#[test]
fn a_file_tells_how_each_of_its_tables_is_understood() {
    let bytes = fixture("aws-secrets-manager/list-secrets.json");
    let tables = understand(input("secrets.json", &bytes), &SHIPPED).expect("it is known");
    let told: Vec<_> = tables.iter().map(|t| (&*t.part.name, &*t.part.container, t.part.unit)).collect();
    assert_eq!(told, [("secrets.json", "JSON", "record")]);
}
