//! Names that files, conditions and answers rely on stay as they are.

use jsonschema::Validator;
use nhimap_core::api::{Assessment, Finding, Header};
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, InputFile};
use nhimap_core::schema::{SUBJECTS, Type, fields_of, words};
use nhimap_core::tables::Complete;
use nhimap_tests::{none, pack, read, snapshot};
use serde_json::Value;

/// One line a field: its path, its type, and the words of a closed vocabulary.
#[test]
fn field_names_are_kept() {
    let mut out = String::new();
    for subject in SUBJECTS {
        for field in fields_of(subject) {
            let kind = match field.kind {
                Type::Word(vocabulary) => format!("word({})", words(vocabulary).join(", ")),
                Type::Link(target) => format!("link {}", target.name()),
                kind => kind.name().to_owned(),
            };
            out += &format!("{}.{} {kind}\n", subject.name(), field.name);
        }
    }
    snapshot("fields.txt", &out);
}

/// A small register with gaps, one of them a cell that cannot be read.
const REGISTER: &str = "\
Identity ID,Name,Kind,Platform,Environment,Owner,Status,Created,Last used,Reviewed,Privilege,Credential type,Last rotated,Storage
SVC-1,ledger-export,service_account,aws,production,,active,2024-01-05,2026-10-30,2024-02-01,admin,access_key,2025-01-01,source_code
SVC-2,report-bot,bot,github,test,jana.weber@example.org,active,2026-09-01,soon,2026-10-01,read,token,2026-10-01,secrets_manager
";

/// An assessment of that register, and its findings.
fn assessed() -> (Assessment, Vec<Finding>) {
    let pack = pack();
    let file = InputFile {
        name: "register.csv".into(),
        content: Content::Bytes(Box::new(REGISTER.as_bytes())),
        extracted: None,
        complete: Complete::Undeclared,
    };
    let today = Day::from_ymd(2026, 11, 1).expect("a day");
    let request = Request {
        files: vec![file],
        said: Default::default(),
        header: Header::default(),
        as_of: Some(today),
        today,
        period: None,
        mirror: false,
        threads: 1,
    };
    let assessed = assess(request, &pack, &pack.policy, &|_| {}).expect("the register can be assessed");
    let findings = assessed.findings().collect();
    (assessed.assessment, findings)
}

/// The committed schema of this name.
fn schema(name: &str) -> Validator {
    let schema: Value = serde_json::from_str(&read(&format!("docs/schema/{name}.schema.json"))).expect("JSON");
    jsonschema::validator_for(&schema).expect("a JSON Schema")
}

fn problems(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn an_assessment_and_its_findings_fit_the_committed_schemas() {
    let (assessment, findings) = assessed();
    assert!(!findings.is_empty() && !assessment.notes.is_empty(), "the register shows little of the shape");
    none(&problems(&schema("assessment"), &serde_json::to_value(&assessment).expect("JSON")));
    let of_a_finding = schema("finding");
    for finding in findings {
        none(&problems(&of_a_finding, &serde_json::to_value(finding).expect("JSON")));
    }
}

#[test]
fn the_committed_schema_refuses_another_shape() {
    let (assessment, _) = assessed();
    let schema = schema("assessment");
    let whole = serde_json::to_value(&assessment).expect("JSON");
    for field in ["schema", "as_of", "inputs", "frameworks", "checks", "conclusion"] {
        let mut broken = whole.clone();
        broken[field] = Value::Bool(true);
        assert!(!schema.is_valid(&broken), "`{field}` may be anything");
        broken.as_object_mut().expect("an object").remove(field);
        assert!(!schema.is_valid(&broken), "`{field}` may be left out");
    }
}
