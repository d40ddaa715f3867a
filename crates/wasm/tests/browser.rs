//! The boundary in a browser's worker: files are read slice by slice, and read as their bytes are.
#![cfg(target_family = "wasm")]

mod shared;

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use nhimap_wasm::{FileSettings, Session, browser};
use serde_json::json;
use shared::{data, register, started, told};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::File;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const ASK: &str = r#"{ "today": "2026-11-20", "as_of": "2026-11-01" }"#;

fn file(name: &str, bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, name).expect("a worker can make a file")
}

#[wasm_bindgen_test]
fn a_file_larger_than_a_slice_reads_as_its_bytes_do() {
    started();
    let text = register(120_000);
    assert!(text.len() > 2 * (4 << 20), "{}", text.len());
    let added = told(browser::add(1, &file("register.csv", text.as_bytes())));
    assert_eq!((&added["size"], &added["kind"]), (&json!(text.len()), &json!("register")));
    told(browser::settings(1, r#"{ "extracted": "2026-10-30", "complete": "complete" }"#));
    let read = browser::assess(ASK, None).expect("it is assessed");

    let mut other = Session::new(serde_json::from_str(&data()).expect("data")).expect("a session");
    let bytes: Arc<[u8]> = text.as_bytes().into();
    other.add(1, "register.csv", bytes.len() as u64, Box::new(bytes));
    let settings = r#"{ "extracted": "2026-10-30", "complete": "complete" }"#;
    let settings: FileSettings = serde_json::from_str(settings).expect("settings");
    other.settings(1, &settings).expect("the file is there");
    let expected = other.assess(serde_json::from_str(ASK).expect("an ask"), &|_| {}).expect("it is assessed");
    assert!(read == serde_json::to_string_pretty(expected).expect("plain"), "the file reads otherwise than its bytes");
}

#[wasm_bindgen_test]
fn what_is_no_table_is_refused_with_what_to_do_and_the_rest_is_read() {
    started();
    let refused = told(browser::add(1, &file("book.docx", b"PK\x03\x04rest")));
    assert_eq!(refused["refused"]["kind"], "not-a-table");
    assert!(refused["refused"]["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()));
    assert_eq!(told(browser::add(2, &file("empty.csv", b"")))["refused"]["kind"], "empty");
    told(browser::add(3, &file("register.csv", register(10).as_bytes())));
    // Findings name files, so that no two may have one name.
    assert_eq!(told(browser::add(4, &file("register.csv", register(10).as_bytes())))["name"], "register (2).csv");
    told(browser::remove(4));
    assert_eq!(told(browser::assess(ASK, None))["inputs"].as_array().map(Vec::len), Some(1));
    assert_eq!(told(browser::clear()), json!([]));
}

#[wasm_bindgen_test]
fn a_document_is_given_as_bytes() {
    started();
    told(browser::add(1, &file("register.csv", register(10).as_bytes())));
    told(browser::assess(ASK, None));
    let document = browser::report("csv").expect("it is written");
    assert_eq!(document.get(0).as_string().as_deref(), Some("findings.csv"));
    let bytes = Uint8Array::new(&document.get(1)).to_vec();
    assert!(bytes.starts_with(b"id,check,title,severity,"));
}
