//! Files in every form that people's tools write them in: what they hold is read, or it is said what they are.

use std::sync::LazyLock;

use nhimap_core::api::Header;
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{
    CellPlace, Content, IngestError, Ingested, InputFile, Sheet, cells_in_file, ingest, understand,
};
use nhimap_core::pack::Pack;
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;

use crate::claims::SHIPPED;
use crate::pack::{PACK, cells, pack_with, rows};

/// A list of apps with the secrets in each, of which one column is a secret itself.
pub(crate) const APPS: &str = r#"
id = "apps"
title = "Apps"
kind = "export"
platform = "entra"
document = "made up"
format = "json"
records = ["value[]", "[]"]
header = ["appId", "displayName"]
optional = ["owner.mail", "$.'@odata.nextLink'", "keys#"]
secrets = ["note"]
noted = [{ says = "more pages follow", when = [{ column = "$.'@odata.nextLink'", not = [""] }], partial = true }]
[[view]]
subject = "identity"
[view.fields]
id = { column = "appId" }
name = { column = "displayName" }
owner = { column = "owner.mail" }
[[nested]]
name = "passwords"
records = "passwords[]"
header = ["keyId", "plain"]
optional = ["^.appId", "endDateTime", "kind"]
secrets = ["plain"]
[[nested.view]]
subject = "credential"
[nested.view.fields]
id = { column = "keyId" }
identity = { column = "^.appId" }
expires = { column = "endDateTime", absent = "never" }
kind = { column = "kind", absent = "client_secret" }
fingerprint = { fingerprint = "plain" }
"#;

static APPS_PACK: LazyLock<Pack> = LazyLock::new(|| pack_with("exports/apps.toml", APPS));

fn input<'a>(name: &str, bytes: &'a [u8]) -> InputFile<'a> {
    let content = Content::Bytes(Box::new(bytes));
    InputFile { name: name.into(), content, extracted: None, complete: Complete::Undeclared }
}

fn try_read(name: &str, bytes: &[u8], pack: &Pack) -> Result<Ingested, IngestError> {
    ingest(vec![input(name, bytes)], pack, &|_| true, 1, &|_| {})
}

fn read(bytes: &[u8]) -> Ingested {
    try_read("file.csv", bytes, &PACK).unwrap_or_else(|error| panic!("{error}"))
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

const REGISTER: &str = "id;name;owner\r\nS1;Prüfdienst;Zoë\r\nS2;b;\r\n";

#[test]
fn a_table_is_the_same_in_every_encoding() {
    let latin: Vec<u8> = REGISTER.chars().map(|c| c as u8).collect();
    let variants = [
        (REGISTER.as_bytes().to_vec(), "UTF-8 text"),
        (format!("\u{feff}{REGISTER}").into_bytes(), "UTF-8 text"),
        (wide(&format!("\u{feff}{REGISTER}"), u16::to_le_bytes), "UTF-16 text"),
        (wide(&format!("\u{feff}{REGISTER}"), u16::to_be_bytes), "UTF-16 text"),
        (wide(REGISTER, u16::to_le_bytes), "UTF-16 text"),
        (wide(REGISTER, u16::to_be_bytes), "UTF-16 text"),
        (wide(&REGISTER.replace("\r\n", "\r").replace(';', "\t"), u16::to_le_bytes), "UTF-16 text"),
        (latin, "Windows-1252 text"),
        (REGISTER.replace("\r\n", "\r").into_bytes(), "UTF-8 text"),
        (REGISTER.replace("\r\n", "\n").replace(';', "|").into_bytes(), "UTF-8 text"),
    ];
    for (bytes, container) in variants {
        let ingested = read(&bytes);
        assert_eq!(cells(&ingested.tables, "identity.name"), ["Prüfdienst", "b"], "{container}");
        assert_eq!(cells(&ingested.tables, "identity.owner"), ["Zoë", "(empty)"]);
        let file = &ingested.inputs[0];
        assert_eq!((file.bytes, file.container.as_str()), (bytes.len() as u64, container));
        let place = CellPlace { table: "file.csv", line: 2, column: "name" };
        let told = cells_in_file(input("file.csv", &bytes), &PACK, &[place]).expect("it can be read");
        assert_eq!(told, [Some("Prüfdienst".to_owned())]);
    }
}

#[test]
fn size_and_hash_are_those_of_the_file_as_it_came() {
    let bytes = wide(&format!("\u{feff}{REGISTER}"), u16::to_le_bytes);
    let twice = [read(&bytes), read(REGISTER.as_bytes())];
    let [wide, narrow] = twice.map(|ingested| ingested.inputs[0].clone());
    assert_eq!((wide.bytes, narrow.bytes), (bytes.len() as u64, REGISTER.len() as u64));
    assert_ne!(wide.sha256, narrow.sha256);
    assert_eq!(wide.sha256.len(), 64);
}

#[test]
fn letters_of_another_encoding_far_into_a_file_are_read_and_told() {
    let mut bytes = b"id,name,owner\n".to_vec();
    for row in 0..9_000 {
        bytes.extend_from_slice(format!("S{row},service {row}\n").as_bytes());
    }
    bytes.extend_from_slice(b"S9000,Pr\xfcfdienst\n");
    let ingested = read(&bytes);
    assert_eq!(cells(&ingested.tables, "identity.name").last().map(String::as_str), Some("Prüfdienst"));
    let notes: Vec<_> = ingested.notes.iter().filter(|n| n.kind == "encoding").map(|n| n.count).collect();
    assert_eq!(notes, [1]);
}

#[test]
fn lines_for_spreadsheets_and_shells_above_the_heading_are_told() {
    for first in ["sep=;", "\"sep=;\"", "#TYPE Selected.Some.Type"] {
        let text = format!("{first}\r\nid;name;owner\r\nS1;a,b,c,d;x\r\nS2;e,f;y\r\n");
        let ingested = read(text.as_bytes());
        assert_eq!(cells(&ingested.tables, "identity.name"), ["a,b,c,d", "e,f"], "{first}");
        let file = &ingested.inputs[0];
        let apart: Vec<_> = file.set_apart.iter().map(|r| (r.reason.as_str(), &r.lines[..])).collect();
        assert_eq!(apart, [("a row above the heading", &[1][..])], "{first}");
    }
}

#[test]
fn what_is_no_table_is_refused_with_what_it_is() {
    let wide_pdf = wide("nothing of interest\n", u16::to_le_bytes);
    let cases: [(&[u8], &str); 14] = [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"%PDF-1.7 c4n4ry", "a PDF"),
        (b"PK\x03\x04\0\0c4n4ry xl/workbook.xml", "a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 c4n4ry", "an old or an encrypted workbook"),
        (b"\x89PNG\r\n\x1a\n c4n4ry", "an image"),
        (b"\x1f\x8b\x08c4n4ry", "gzip"),
        (b"a\0b\0\0\0c4n4ry", "binary data"),
        (b"\x01\x02\x03\x04c4n4ry", "binary data"),
        (b"<html><body>c4n4ry", "a web page"),
        (b"-----BEGIN PRIVATE KEY-----\nc4n4ry", "a key or a certificate"),
        (b"{\"a\": c4n4ry}", "cannot be read as such: a value is missing"),
        (b"[\"c4n4ry\"]", "a list of bare names"),
        (&wide_pdf, "none of its 1 headings is known"),
    ];
    for (bytes, says) in cases {
        for name in ["file.csv", "file.json", "file"] {
            let error = match try_read(name, bytes, &PACK) {
                Ok(_) => panic!("read: {says}"),
                Err(error) => error,
            };
            let told = error.to_string();
            assert!(told.contains(says) && told.contains(name), "{says}: {told}");
            assert!(!format!("{told} {error:?}").contains("c4n4ry"), "{told}");
        }
    }
}

#[test]
fn json_that_no_export_writes_is_a_table_of_its_names() {
    let texts = [
        r#"[{"id": "S1", "name": "a", "owner": "x"}, {"id": "S2", "name": "b", "account": 12345678901234567890123}]"#,
        "{\"id\": \"S1\", \"name\": \"a\", \"owner\": \"x\"}\n{\"id\": \"S2\", \"name\": \"b\", \"account\": 12345678901234567890123}",
        r#"{"total": 2, "identities": [{"id": "S1", "name": "a", "owner": "x"},
            {"id": "S2", /* a note */ "name": "b", "owner": null, "account": 12345678901234567890123,},]}"#,
    ];
    for text in texts {
        let ingested = read(text.as_bytes());
        assert_eq!(cells(&ingested.tables, "identity.id"), ["S1", "S2"], "{text}");
        assert_eq!(cells(&ingested.tables, "identity.account"), ["(empty)", "12345678901234567890123"]);
        assert_eq!(cells(&ingested.tables, "identity.owner"), ["x", "(empty)"]);
        let file = &ingested.inputs[0];
        assert_eq!((file.rows, file.read, file.container.as_str()), (2, 2, "JSON"));
        let place = CellPlace { table: "file.csv", line: 2, column: "name" };
        let told = cells_in_file(input("file.csv", text.as_bytes()), &PACK, &[place]).expect("it can be read");
        assert_eq!(told, [Some("b".to_owned())], "the number of a record is its line");
    }
}

const TWO_APPS: &str = r#"{"@odata.nextLink": "https://x/2", "value": [
    {"appId": "A1", "displayName": "one", "note": "c4n4ry-1", "owner": {"mail": "x@example.com", "password": "c4n4ry-2"},
     "passwords": [{"keyId": "k1", "plain": "c4n4ry-same-9Q"}, {"keyId": "k2", "plain": "c4n4ry-other-7", "hint": "c4n4ry-3"}]},
    {"appId": "A2", "displayName": "two", "passwords": {"KeyId": "k3", "plain": "c4n4ry-same-9Q", "endDateTime": "2027-01-01"}},
    {"appId": "A3", "displayName": "three", "passwords": []}, null]}"#;

#[test]
fn records_in_records_are_a_table_of_their_own() {
    let ingested = try_read("apps.json", TWO_APPS.as_bytes(), &APPS_PACK).expect("it can be read");
    let told: Vec<_> = ingested.inputs.iter().map(|i| (i.name.as_str(), i.rows, i.read, i.complete.as_str())).collect();
    assert_eq!(told, [("apps.json", 4, 3, "partial"), ("apps.json › passwords", 3, 3, "undeclared")]);
    assert_eq!(ingested.inputs[0].set_apart[0].lines, [4]);
    let tables = &ingested.tables;
    assert_eq!(cells(tables, "identity.owner"), ["x@example.com", "(empty)", "(empty)"]);
    assert_eq!(cells(tables, "credential.identity"), ["row 0", "row 0", "row 1"]);
    assert_eq!(cells(tables, "credential.expires"), ["never", "never", "2027-01-01"]);
    assert_eq!(cells(tables, "credential.kind"), ["client_secret"; 3]);
    assert_eq!(cells(tables, "credential.fingerprint"), ["secret 1", "secret 2", "secret 1"]);
    let places =
        [("apps.json", 2, "displayName"), ("apps.json › passwords", 3, "keyId"), ("apps.json › passwords", 3, "plain")];
    let places = places.map(|(table, line, column)| CellPlace { table, line, column });
    let told = cells_in_file(input("apps.json", TWO_APPS.as_bytes()), &APPS_PACK, &places).expect("it can be read");
    assert_eq!(told, [Some("two".into()), Some("k3".into()), None]);
    let tables = understand(input("apps.json", TWO_APPS.as_bytes()), &APPS_PACK).expect("it is known");
    assert_eq!(tables.iter().map(|t| t.part.name.as_str()).collect::<Vec<_>>(), ["apps.json", "apps.json › passwords"]);
}

#[test]
fn a_secret_is_in_no_output_whatever_the_file_looks_like() {
    let csv = "id,name,password,secret,owner\nS1,a,c4n4ry-1,c4n4ry-2,\nS2,b,c4n4ry-1,,c\n".to_owned();
    let lines = "{\"id\": \"S1\", \"owner\": \"x\", \"password\": \"c4n4ry\", \"x\": {\"secret\": [\"c4n4ry\"]}}\n{\"id\": \"S2\", \"SECRET\": {\"a\": \"c4n4ry\"}}";
    let commented = "// c4n4ry\n[{\"id\": \"S1\", \"owner\": \"x\", \"tags\": [{\"name\": \"password\", \"value\": \"c4n4ry\"}], /* c4n4ry */ \"api key\": 1,},]";
    let variants: Vec<(Vec<u8>, usize)> = vec![
        (csv.clone().into_bytes(), 4),
        (wide(&format!("\u{feff}{csv}"), u16::to_le_bytes), 4),
        (csv.replace(',', ";").replace(";a;", ";\u{e4};").chars().map(|c| c as u8).collect(), 4),
        (lines.as_bytes().to_vec(), 3),
        (commented.as_bytes().to_vec(), 2),
        (wide(commented, u16::to_be_bytes), 2),
        (TWO_APPS.as_bytes().to_vec(), 5),
    ];
    for (bytes, count) in variants {
        let request = Request {
            files: vec![input("file", &bytes)],
            said: Default::default(),
            header: Header::default(),
            as_of: Day::parse("2026-11-01"),
            today: Day::parse("2026-11-20").expect("a day"),
            period: None,
            mirror: false,
            threads: 1,
        };
        let done = assess(request, &APPS_PACK, &APPS_PACK.policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let findings: Vec<_> = done.findings().map(|f| serde_json::to_string(&f).expect("JSON")).collect();
        let told = serde_json::to_string(&done.assessment).expect("JSON") + &findings.concat();
        assert!(!told.contains("c4n4ry"), "{told}");
        let dropped: usize = done.assessment.notes.iter().filter(|n| n.kind == "secret-column").map(|n| n.count).sum();
        assert_eq!(dropped, count, "{:?}", done.assessment.notes);
        let ingested = try_read("file", &bytes, &APPS_PACK).expect("it can be read");
        assert!(!format!("{:?}{:?}", ingested.fixes, ingested.headings).contains("c4n4ry"));
        assert!(done.assessment.population.rows[&Subject::Identity] > 0);
    }
}

#[test]
fn a_list_without_records_is_known_by_its_name_alone() {
    let pack = pack_with("exports/only.toml", &APPS.replace("value[]\", \"", "onlyHere[]\", \""));
    let ingested = try_read("a.json", b"{\"onlyHere\": []}", &pack).expect("it can be read");
    assert_eq!((ingested.inputs[0].rows, rows(&ingested.tables, Subject::Identity)), (0, 0));
    for other in ["[]", "{\"other\": []}"] {
        assert!(try_read("a.json", other.as_bytes(), &pack).is_err(), "{other}");
    }
}

#[test]
fn a_component_definition_of_oscal_gives_controls_in_json_and_in_yaml() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/oscal-component-definition/");
    for (name, container) in [("component.json", "JSON"), ("component.yaml", "YAML")] {
        let bytes = std::fs::read(format!("{folder}{name}")).expect("a fixture");
        let ingested = try_read(name, &bytes, &SHIPPED).unwrap_or_else(|error| panic!("{error}"));
        let of = |field: &str| cells(&ingested.tables, &format!("control.{field}"));
        assert_eq!(of("title"), ["Secret store: ia-5", "Secret store: ac-2.1", "Secret store: pr.aa-01"]);
        assert_eq!(of("status"), ["implemented", "(unknown)", "planned"], "a component that says no status has none");
        assert_eq!(of("statement")[0], "Secrets are rotated every 30 days.\nEach secret has an owner.");
        assert_eq!(of("references"), ["NIST SP 800-53 r5 ia-5", "NIST SP 800-53 r5 ac-2.1", "pr.aa-01"]);
        let file = &ingested.inputs[0];
        assert_eq!((file.bytes, file.container.as_str(), file.rows), (bytes.len() as u64, container, 3));
    }
    let error =
        try_read("k.yaml", b"apiVersion: v1\nkind: Config\nusers: [c4n4ry]\n", &SHIPPED).err().expect("refused");
    assert!(error.to_string().contains("no OSCAL component definition") && !format!("{error:?}").contains("c4n4ry"));
}

#[test]
fn every_sheet_of_a_workbook_is_named_whether_it_holds_anything_or_not() {
    let sheet = |name: &str, hidden: bool, csv: &str| Sheet {
        name: name.into(),
        hidden,
        csv: csv.as_bytes().to_vec(),
        notes: Vec::new(),
    };
    let sheets = vec![
        sheet("Accounts", true, "ID,Name,Owner\n1,svc-a,Jana\n"),
        sheet("Notes", false, "Prices,Cities\n1,Rome\n"),
        sheet("Chart", false, "\n\n"),
    ];
    let content = Content::Workbook { bytes: 9, sha256: "00".into(), sheets };
    let file = InputFile { name: "estate.xlsx".into(), content, extracted: None, complete: Complete::Undeclared };
    let ingested = ingest(vec![file], &SHIPPED, &|_| true, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(ingested.inputs.iter().map(|i| (&*i.name, i.read)).collect::<Vec<_>>(), [("estate.xlsx › Accounts", 1)]);
    let said: String = ingested.notes.iter().map(|note| format!("{:?} {}\n", note.file, note.says)).collect();
    assert!(said.contains("the sheet is hidden"), "{said}");
    assert!(said.contains("estate.xlsx › Notes\") not read"), "{said}");
    assert!(said.contains("`Chart` has no cell"), "{said}");
}
