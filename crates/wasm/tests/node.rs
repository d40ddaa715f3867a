//! The boundary in node: questions and answers, and failures with their kind, place and remedy.
#![cfg(target_family = "wasm")]

mod shared;

use nhimap_wasm::browser;
use serde_json::{Value, json};
use shared::{started, told};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

const ASK: &str = r#"{ "today": "2026-11-20", "as_of": "2026-11-01", "header": { "subject": "Test" } }"#;

/// Why there is no answer.
fn refused(answer: Result<String, String>) -> Value {
    serde_json::from_str(&answer.expect_err("it is not answered")).expect("failures are JSON")
}

fn assessed() -> Value {
    started();
    let sample = told(browser::sample(1));
    assert_eq!(sample["files"][0]["understood_as"], "a register of non-human identities");
    told(browser::assess(ASK, None))
}

#[wasm_bindgen_test]
fn what_is_not_the_packs_data_is_refused() {
    assert_eq!(refused(browser::start(b"{}").map(|()| String::new()))["kind"], "asked");
    let broken = r#"{ "pack": { "policy.toml": "owner_load = [" }, "sample": {} }"#;
    let failure = refused(browser::start(broken.as_bytes()).map(|()| String::new()));
    assert_eq!((&failure["kind"], &failure["place"]["line"]), (&json!("policy"), &json!(1)));
}

#[wasm_bindgen_test]
fn a_session_tells_what_it_is() {
    started();
    let version = told(browser::version());
    assert_eq!(version["tool"], env!("CARGO_PKG_VERSION"));
    assert!(
        version["checks"].as_u64().is_some_and(|n| n > 100)
            && version["digest"].as_str().is_some_and(|d| d.len() == 64)
    );
}

#[wasm_bindgen_test]
fn questions_before_an_assessment_are_refused() {
    started();
    assert_eq!(refused(browser::assess(ASK, None))["kind"], "no-file");
    assert_eq!(refused(browser::findings("{}"))["message"], "nothing was assessed yet");
    assert_eq!(refused(browser::findings(r#"{ "page": "one" }"#))["kind"], "asked");
    assert_eq!(refused(browser::findings(r#"{ "colour": "red" }"#))["kind"], "asked");
    assert_eq!(refused(browser::report("html").map(|_| String::new()))["kind"], "asked");
    assert_eq!(refused(browser::explain("no such thing"))["kind"], "asked");
}

#[wasm_bindgen_test]
fn findings_come_page_by_page_and_lead_to_their_cells() {
    let assessment = assessed();
    let page =
        told(browser::findings(r#"{ "check": "credential-not-rotated", "size": 5, "page": 2, "group": "check" }"#));
    let check =
        assessment["checks"].as_array().and_then(|all| all.iter().find(|c| c["id"] == "credential-not-rotated"));
    assert_eq!(page["total"], check.expect("the check is there")["counts"]["fail"]);
    assert_eq!((&page["total"], &page["pages"]), (&json!(14), &json!(3)));
    assert_eq!(page["rows"].as_array().map(Vec::len), Some(5));
    let row = &page["rows"][0];
    assert_eq!(told(browser::finding(&json!({ "id": row["id"] }).to_string())), *row);
    let trace = told(browser::trace(&json!({ "id": row["id"], "check": row["check"] }).to_string()));
    let rotated =
        trace["cells"].as_array().and_then(|all| all.iter().find(|c| c["cell"]["column"] == "Key last rotated"));
    assert_eq!(rotated.expect("the date is shown")["in_file"], "2024-01-01");
    assert_eq!(refused(browser::finding(r#"{ "id": "F-0000000000" }"#))["kind"], "asked");
}

#[wasm_bindgen_test]
fn progress_is_told_and_a_listener_that_throws_stops_nothing() {
    started();
    told(browser::sample(1));
    let listener = js_sys::Function::new_with_args(
        "told",
        "globalThis.told = [...(globalThis.told ?? []), told]; throw new Error('no')",
    );
    told(browser::assess(ASK, Some(listener)));
    let all = js_sys::Reflect::get(&js_sys::global(), &"told".into()).expect("it was told");
    let all: Vec<Value> = all
        .unchecked_into::<js_sys::Array>()
        .iter()
        .map(|told: JsValue| serde_json::from_str(&told.as_string().expect("text")).expect("JSON"))
        .collect();
    assert_eq!((&all[0]["step"], &all[0]["file"]), (&json!("reading"), &json!("register.csv")));
    assert_eq!(all[0]["bytes"], all[0]["of"]);
    assert_eq!(all.last().map(|p| &p["step"]), Some(&json!("checking")));
}

#[wasm_bindgen_test]
fn problems_of_a_policy_and_of_a_check_have_line_and_column() {
    started();
    let problems = told(browser::policy_problems("\nrotation_dayz = 5\n"));
    assert_eq!(problems[0]["place"], json!({ "file": "policy.toml", "line": 2, "column": 1 }));
    assert_eq!(told(browser::policy_problems("rotation_days = 5\n")), json!([]));
    let check = "id = 'own'\ntitle = 't'\nsubject = 'identity'\nseverity = 'low'\nseverity_why = ''\n\
                 applies = 'identity.statu == \"active\"'\nfails = 'true'\nmessage = 'm'\nremedy = ''\nwhy = ''\n";
    let problems = told(browser::check_problems(check));
    assert_eq!((&problems[0]["place"]["line"], &problems[0]["place"]["column"]), (&json!(6), &json!(12)));
    let ask = json!({ "today": "2026-11-20", "checks": [{ "id": "own", "toml": check }] });
    told(browser::sample(1));
    let failure = refused(browser::assess(&ask.to_string(), None));
    assert_eq!((&failure["kind"], &failure["place"]["file"]), (&json!("check"), &json!("checks/own/check.toml")));
}

#[wasm_bindgen_test]
fn an_own_check_is_assessed_with() {
    started();
    told(browser::sample(1));
    let check = "id = 'own'\ntitle = 'Named so'\nsubject = 'identity'\nseverity = 'low'\nseverity_why = 'x'\n\
                 applies = 'has(identity.name)'\nfails = 'identity.name == \"svc 3\"'\nmessage = '{identity.name}'\n\
                 remedy = 'x'\nwhy = 'x'\n";
    let ask = json!({ "today": "2026-11-20", "checks": [{ "id": "own", "toml": check }] });
    told(browser::assess(&ask.to_string(), None));
    assert_eq!(told(browser::findings(r#"{ "check": "own" }"#))["rows"][0]["message"], "svc 3");
    assert_eq!(told(browser::explain("own"))["check"]["title"], "Named so");
}
