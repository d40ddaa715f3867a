//! Files longer than the blocks that they are read in: what lies across a border is read as one record.

use nhimap_core::intake::{Content, IngestError, InputFile, ingest};
use nhimap_core::schema::Subject;

use crate::pack::{File, PACK, assessed, cells, file, read};

const HEADING: &str = "id,owner,purpose,status,rotated,key kind\n";

/// What may lie across a border: line ends, quotes at the start and end of cells, doubled quotes, line ends in quotes.
const ACROSS: [&str; 7] = [
    "x\r\n",
    "x\n\n\n",
    "\"a \"\"word\"\" here\"\r\n",
    "\"\"\"\"\"\"\r\n",
    "\"first line\r\nsecond line\nthird\"\n",
    "\"a,b\",\"c\n\"\n",
    "é🙂 \"\"\n",
];

/// A register of more than 2 MB. Around every multiple of 256 KiB behind the heading lies one of [`ACROSS`], each time
/// moved by another byte.
fn long(shift: usize) -> Vec<u8> {
    let step = 256 << 10;
    let mut text = HEADING.as_bytes().to_vec();
    let (mut row, mut border) = (0, 1);
    while text.len() < HEADING.len() + (9 << 18) {
        let at = HEADING.len() + border * step;
        let start = format!("ID{row},{}@example.com,", row % 97);
        let ordinary = format!("{start}purpose {},active,2026-0{}-11,api_key\n", row % 1_000, row % 9 + 1);
        if text.len() + ordinary.len() + 300 < at {
            text.extend_from_slice(ordinary.as_bytes());
        } else {
            // Filled so that the border falls on a chosen byte of what lies across.
            let across = ACROSS[(border + shift) % ACROSS.len()];
            let target = at - (shift + border) % across.len();
            text.extend_from_slice(start.as_bytes());
            text.resize(target - 1, b'f');
            text.extend_from_slice(b",");
            text.extend_from_slice(across.as_bytes());
            border += 1;
        }
        row += 1;
    }
    text
}

/// What a careful reader of CSV sees: key and purpose of each record.
fn by_csv_crate(text: &[u8]) -> Vec<(String, String, String)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let known = |cell: Option<&[u8]>| match cell.map(|c| String::from_utf8_lossy(c).trim().to_owned()) {
        None => "(unknown)".to_owned(),
        Some(text) if text.is_empty() => "(empty)".to_owned(),
        Some(text) => text,
    };
    reader
        .byte_records()
        .map(|record| record.expect("bytes in memory"))
        .map(|r| (known(r.get(0)), known(r.get(2)), known(r.get(3))))
        .collect()
}

#[test]
fn records_across_the_borders_of_blocks_are_read_as_the_csv_crate_reads_them() {
    for shift in 0..6 {
        let text = long(shift);
        assert!(text.len() > 2 << 20);
        let expected = by_csv_crate(&text);
        let one = read(&[file("register.csv", text.clone())], 1, None);
        assert_eq!(one.tables.table(Subject::Identity).rows, expected.len());
        let ids = cells(&one.tables, "identity.id");
        let purposes = cells(&one.tables, "identity.purpose");
        let statuses = cells(&one.tables, "identity.status");
        for (row, (id, purpose, status)) in expected.iter().enumerate() {
            assert_eq!((&ids[row], &purposes[row]), (id, purpose), "row {row}, shift {shift}");
            let status = if status == "active" || status.starts_with('(') { status } else { "(unknown)" };
            assert_eq!(statuses[row], status, "row {row}, shift {shift}");
        }
        let more = read(&[file("register.csv", text)], 2 + shift % 2, Some(shift));
        assert_eq!(more.tables, one.tables, "shift {shift}");
        assert_eq!(more.inputs, one.inputs, "shift {shift}");
        assert_eq!(more.notes, one.notes, "shift {shift}");
    }
}

#[test]
fn an_assessment_is_the_same_on_any_number_of_threads_and_however_bytes_arrive() {
    let mut export = "arn,user,made_on,state,grants,note,used,level,second_factor\n".to_owned();
    for i in 0..3_000 {
        let note = if i % 3 == 0 { "\"a \"\"note\"\"\nof two lines\"" } else { "*" };
        export.push_str(&format!(
            "ID{},user {i},2025-01-0{},active,\"read;write:{}\",{note},#,admin,no\n",
            i * 2,
            i % 9 + 1,
            i % 50
        ));
    }
    let roster = "address,full name\n1@example.com,One\n2@example.com,Two\n";
    let scanner = "location,detector,service,found\nrepo/a,aws,ID7,2026-10-01\nrepo/b,aws,nobody,2026-10-02\n";
    let files: Vec<File> = vec![
        file("register.csv", long(3)),
        file("users.csv", export),
        file("roster.csv", roster),
        file("leaks.csv", scanner),
    ];
    let (one, findings) = assessed(&files, None, 1, None);
    let text = serde_json::to_string(&one).expect("JSON");
    for (threads, pieces) in [(2, None), (3, Some(5))] {
        let (again, more) = assessed(&files, None, threads, pieces);
        assert_eq!(serde_json::to_string(&again).expect("JSON"), text, "{threads} threads");
        assert_eq!(more, findings, "{threads} threads");
    }
    assert!(findings.len() > 1_000, "{}", findings.len());
}

#[test]
fn a_quotation_mark_left_open_is_reported_with_the_row_where_it_stands() {
    let mut text = HEADING.as_bytes().to_vec();
    for row in 0..40_000 {
        text.extend_from_slice(
            format!("ID{row},somebody@example.com,a purpose,active,2026-01-01,api_key\n").as_bytes(),
        );
    }
    text.extend_from_slice(b"X,\"never closed\n");
    // Below the longest record the rest of the file is one cell; beyond it that cannot be.
    let whole = read(&[file("register.csv", text.clone())], 2, None);
    assert_eq!(whole.inputs[0].read, 40_001);
    text.resize(text.len() + (70 << 20), b'x');
    for threads in [1, 2] {
        let input = InputFile {
            name: "register.csv".into(),
            content: Content::Bytes(Box::new(&text[..])),
            extracted: None,
            complete: Default::default(),
        };
        let error =
            ingest(vec![input], &PACK, &|_| true, threads, &|_| {}).err().expect("one record cannot be that long");
        assert!(matches!(error, IngestError::RecordTooLong { line: 40_002, .. }), "{error}");
    }
}
