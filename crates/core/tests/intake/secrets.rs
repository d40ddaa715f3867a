//! Columns that can hold a secret are dropped on read, and nothing says what stood in them.

use crate::pack::{assessed, file, read};

const CANARY: &str = "c4n4ry-7Gh2Kq9";

#[test]
fn a_column_that_may_hold_secrets_is_dropped_and_its_content_is_in_no_output() {
    let register = format!(
        "id,Password,owner,api_key,rotated,key kind,key,description of sorts\n\
         S1,{CANARY},,{CANARY}2,2020-01-01,api_key,k1,{CANARY}3\n\
         S2,\"{CANARY}\n4\",,,{CANARY}5,{CANARY}6,k2,\n\
         S3,{CANARY}7,,,,,,\n\
         ,{CANARY}8,,,,,,\n\
         S4,{CANARY}9,,,,,,,{CANARY}10\n"
    );
    let files = [file("register.csv", register)];
    let ingested = read(&files, 1, None);
    assert!(!format!("{:?}{:?}{:?}", ingested.inputs, ingested.notes, ingested.headings).contains(CANARY));
    let (assessment, findings) = assessed(&files, Some("2026-11-01"), 1, None);
    let text = serde_json::to_string(&assessment).expect("JSON");
    assert!(!text.contains(CANARY), "{text}");
    assert!(findings.len() >= 4 && !findings.concat().contains(CANARY), "{findings:?}");

    let columns: Vec<_> = assessment.inputs[0].columns.iter().map(|c| (c.heading.as_str(), c.how.as_str())).collect();
    assert_eq!(columns[1], ("Password", "dropped"));
    assert_eq!(columns[3], ("api_key", "dropped"));
    assert_eq!(columns[7], ("description of sorts", "not used"));
    let noted: Vec<_> =
        assessment.notes.iter().filter(|n| n.kind == "secret-column").map(|n| (n.column.as_deref(), n.count)).collect();
    assert_eq!(noted, [(Some("Password"), 5), (Some("api_key"), 5)]);
}

#[test]
fn an_error_about_a_file_does_not_repeat_its_cells() {
    let wrong = [format!("{CANARY},{CANARY}\n{CANARY},1\n"), format!("location x,{CANARY}\nrepo,{CANARY}\n")];
    for text in wrong {
        let input = nhimap_core::intake::InputFile {
            name: "leak.csv".into(),
            content: nhimap_core::intake::Content::Bytes(Box::new(text.as_bytes())),
            extracted: None,
            complete: Default::default(),
        };
        let Err(error) = nhimap_core::intake::ingest(vec![input], &crate::pack::PACK, &|_| true, 1, &|_| {}) else {
            panic!("read: {text}")
        };
        assert!(!format!("{error} {error:?}").contains(CANARY), "{error}");
    }
}
