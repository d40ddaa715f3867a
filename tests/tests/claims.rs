//! Real files of controls and evidence, where they are at hand.
//!
//! They lie beside the workspace and are not part of it: `../shared/samples`, or the folder `samples` of what
//! `NHIMAP_SHARED` names. Where they are not there, these tests say so and pass.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Once;
use std::{env, fs};

use nhimap_core::intake::{Content, Ingested, InputFile, ingest};
use nhimap_core::schema::{FieldId, Subject};
use nhimap_core::tables::{Complete, Value};
use nhimap_tests::{none, pack, root};

/// The folder of the samples; none, said aloud, where it is not there.
fn samples() -> Option<PathBuf> {
    let shared = env::var_os("NHIMAP_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let samples = shared.join("samples");
    if samples.is_dir() {
        return Some(samples);
    }
    static SAID: Once = Once::new();
    SAID.call_once(|| println!("conformance did not run: there is no folder {}", samples.display()));
    None
}

fn read(path: &str) -> Option<Ingested> {
    let path = samples()?.join(path);
    let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let file = InputFile {
        name: path.file_name().expect("a file").to_string_lossy().into_owned(),
        content: Content::Bytes(Box::new(&bytes[..])),
        extracted: None,
        complete: Complete::Undeclared,
    };
    let ingested = ingest(vec![file], &pack(), &|_| false, 2, &|_| {});
    Some(ingested.unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A field's values, in the order of the rows; `-` for an empty cell, `?` for an unknown one.
fn cells(ingested: &Ingested, path: &str) -> Vec<String> {
    let field = FieldId::parse(path).expect("a field");
    let rows = 0..ingested.tables.table(field.subject).rows;
    rows.map(|row| match ingested.tables.value(field, row) {
        Value::Empty => "-".into(),
        Value::Unknown => "?".into(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.into_owned(),
        Value::List(list) => list.join("; "),
        other => format!("{other:?}"),
    })
    .collect()
}

/// The records of a sample by heading, as another reader has them; lines without a byte are none.
fn records(path: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(samples().expect("asked for before").join(path)).expect("a sample");
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let header = reader.headers().expect("a heading").clone();
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap_or_else(|e| panic!("{path}: {e}"));
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(record).collect()
}

/// A sample: its file and delimiter, how it is understood, what its rows become, and how many of its records are no rows.
struct Sample {
    file: &'static str,
    delimiter: u8,
    says: &'static str,
    subject: Subject,
    apart: usize,
}

const fn sample(file: &'static str, delimiter: u8, says: &'static str, subject: Subject, apart: usize) -> Sample {
    Sample { file, delimiter, says, subject, apart }
}

const APPLIED: &str = "ciso-assistant/applied_controls_sample.csv";
const TRESTLE: &str = "oscal-trestle/bp.sample.v4.csv";
const PROWLER: [&str; 2] = ["prowler/example_output_aws.csv", "prowler/example_output_kubernetes.csv"];
const SCUBAGEAR: &str = "assessment-scubagear/ActionPlan.csv";

const SAMPLES: [Sample; 8] = [
    sample(APPLIED, b',', "CISO Assistant applied controls", Subject::Control, 0),
    sample("ciso-assistant/evidences.csv", b',', "a list of evidence", Subject::Evidence, 0),
    sample(TRESTLE, b',', "Compliance trestle component definition", Subject::Control, 1),
    sample("oscal-trestle/ocp4-sample-input.csv", b',', "Compliance trestle component definition", Subject::Control, 0),
    sample(PROWLER[0], b';', "Prowler findings, version 4 or 5", Subject::Evidence, 0),
    sample(PROWLER[1], b';', "Prowler findings, version 4 or 5", Subject::Evidence, 0),
    sample("prowler/v2-one.csv", b',', "Prowler findings, version 2", Subject::Evidence, 0),
    sample(SCUBAGEAR, b',', "ScubaGear results", Subject::Evidence, 0),
];

#[test]
fn each_sample_is_known_and_every_row_is_counted() {
    let mut problems = Vec::new();
    for Sample { file, delimiter, says, subject, apart } in SAMPLES {
        let Some(ingested) = read(file) else { return };
        let input = &ingested.inputs[0];
        let blank: usize = input.set_apart.iter().filter(|r| r.reason == "a blank row").map(|r| r.rows).sum();
        let others = input.set_apart.iter().map(|r| r.rows).sum::<usize>() - blank;
        let refused: usize = input.refused.iter().map(|r| r.rows).sum();
        let expected = records(file, delimiter).len();
        println!("{file}: {} rows, {} read, {others} apart, {blank} blank", input.rows, input.read);
        if input.understood_as != says {
            problems.push(format!("{file} is understood as {}", input.understood_as));
        }
        if (input.rows - blank, input.read, others, refused) != (expected, expected - apart, apart, 0) {
            problems.push(format!("{file}: of {expected} {} read, {others} apart, {refused} refused", input.read));
        }
        if input.became != [(subject, input.read)].into() {
            problems.push(format!("{file}: {} rows became {:?}", input.read, input.became));
        }
    }
    none(&problems);
}

#[test]
fn results_of_scanners_are_those_of_the_file_and_no_muted_row_is_one() {
    for file in PROWLER {
        let Some(ingested) = read(file) else { return };
        let records = records(file, b';');
        let expected = |record: &BTreeMap<String, String>| match (record["MUTED"].as_str(), record["STATUS"].as_str()) {
            ("True", _) => "-",
            (_, "PASS") => "pass",
            (_, "FAIL") => "fail",
            (_, "MANUAL") => "not_tested",
            _ => "?",
        };
        assert_eq!(cells(&ingested, "evidence.result"), records.iter().map(expected).collect::<Vec<_>>(), "{file}");
        assert_eq!(
            cells(&ingested, "evidence.collected"),
            records.iter().map(|r| r["TIMESTAMP"][..10].to_owned()).collect::<Vec<_>>()
        );
        let references = |record: &BTreeMap<String, String>| match record["COMPLIANCE"].as_str() {
            "" => "-".to_owned(),
            text => text.split(" | ").collect::<Vec<_>>().join("; "),
        };
        assert_eq!(cells(&ingested, "evidence.references"), records.iter().map(references).collect::<Vec<_>>());
    }
    let ingested = read(SCUBAGEAR).expect("the samples are there");
    let records = records(SCUBAGEAR, b',');
    assert!(records.iter().all(|r| r["Result"] == "Fail"), "the sample holds what failed");
    assert!(cells(&ingested, "evidence.result").iter().all(|result| result == "fail"));
    for (title, record) in cells(&ingested, "evidence.title").iter().zip(&records) {
        assert!(!title.contains('<') && record["Requirement"].starts_with(title.as_str()), "{title}");
    }
}

#[test]
fn controls_have_the_status_and_the_references_of_the_file() {
    let Some(ingested) = read(APPLIED) else { return };
    let applied = records(APPLIED, b',');
    let status = |record: &BTreeMap<String, String>| match record["status"].as_str() {
        "active" => "implemented",
        "in_progress" => "partial",
        "to_do" => "planned",
        other => panic!("`{other}` is new in the sample"),
    };
    assert_eq!(cells(&ingested, "control.status"), applied.iter().map(status).collect::<Vec<_>>());
    assert_eq!(
        cells(&ingested, "control.status_word"),
        applied.iter().map(|r| r["status"].clone()).collect::<Vec<_>>()
    );
    let ingested = read(TRESTLE).expect("the samples are there");
    let rules: Vec<_> = records(TRESTLE, b',').into_iter().skip(1).collect();
    let ids = |r: &BTreeMap<String, String>| r["Control_Id_List"].split_whitespace().collect::<Vec<_>>().join("; ");
    assert_eq!(cells(&ingested, "control.references"), rules.iter().map(ids).collect::<Vec<_>>());
    assert_eq!(cells(&ingested, "control.id"), rules.iter().map(|r| r["Rule_Id"].clone()).collect::<Vec<_>>());
}

/// The examples of the docs, and the words of their tables that stand for fields.
#[test]
fn the_sheets_of_the_docs_are_read_as_they_say() {
    let page = nhimap_tests::read("docs/controls.md");
    let subjects =
        [Subject::Control, Subject::Evidence, Subject::Exception, Subject::Launch, Subject::Response].into_iter();
    let pack = pack();
    let mut problems = Vec::new();
    for (section, subject) in page.split("\n## ").skip(1).zip(subjects) {
        let example = section.split("```csv\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let file = InputFile {
            name: "sheet.csv".into(),
            content: Content::Bytes(Box::new(example.as_bytes())),
            extracted: None,
            complete: Complete::Undeclared,
        };
        let ingested = ingest(vec![file], &pack, &|_| false, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let input = &ingested.inputs[0];
        let lines = example.lines().count() - 1;
        if input.read != lines || !input.became.keys().eq([&subject]) {
            problems.push(format!("{}: {} of {lines} rows became {:?}", subject.name(), input.read, input.became));
        }
        let unused = input.columns.iter().filter(|c| c.how != "read").map(|c| &c.heading);
        problems.extend(unused.map(|heading| format!("{}: `{heading}` is not read", subject.name())));
        let odd = ingested.notes.iter().filter(|n| n.kind != "unknown-link").map(|n| &n.says);
        problems.extend(odd.map(|says| format!("{}: {says}", subject.name())));
        // Each field of the schema that a cell can hold stands in the table, and none else.
        let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        let told: Vec<&str> = rows.flat_map(|cell| cell.split(", ")).map(|name| name.trim_matches('`')).collect();
        for field in nhimap_core::schema::fields_of(subject) {
            let comes_with_another = matches!(field.name, "status_word" | "target_word" | "approvers");
            if told.contains(&field.name) == (field.derived || comes_with_another) {
                problems.push(format!("{}.{}: told, or not told, wrongly", subject.name(), field.name));
            }
        }
    }
    none(&problems);
}
