//! What the tests of the boundary share.

use std::collections::BTreeMap;

use nhimap_wasm::Data;
use nhimap_wasm::browser::start;
use serde_json::Value;

/// Starts the session with the shipped pack and a sample of one file.
pub(crate) fn started() {
    start(data().as_bytes()).expect("the shipped pack can be read");
}

/// What the page gives a worker to start with.
pub(crate) fn data() -> String {
    let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
    let pack = nhimap_frameworks::FILES.iter().map(owned).collect();
    let sample = BTreeMap::from([
        ("register.csv".to_owned(), register(40)),
        ("policy.toml".to_owned(), "owner_load = 20\n".to_owned()),
    ]);
    serde_json::to_string(&Data { pack, sample }).expect("plain text")
}

/// A register whose every third credential is old.
pub(crate) fn register(rows: usize) -> String {
    let mut out = String::from("ID,Name,Type,Owner,Environment,Key ID,Key last rotated,Created\n");
    for row in 0..rows {
        let rotated = if row % 3 == 0 { "2024-01-01" } else { "2026-10-20" };
        out += &format!(
            "SVC-{row},svc {row},service account,owner{}@example.org,production,K-{row},{rotated},2023-05-01\n",
            row % 7
        );
    }
    out
}

/// An answer.
pub(crate) fn told(answer: Result<String, String>) -> Value {
    serde_json::from_str(&answer.expect("it is answered")).expect("answers are JSON")
}
