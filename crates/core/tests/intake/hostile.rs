//! Files made to do harm, and files of anything at all: nothing falls over, hangs or grows without bound, and each is either
//! read with every row accounted for or refused.

use std::sync::LazyLock;

use nhimap_core::intake::{Content, IngestError, Ingested, InputFile, Sheet, ingest, understand};
use nhimap_core::pack::Pack;
use nhimap_core::tables::Complete;
use proptest::prelude::*;

use crate::claims::SHIPPED;
use crate::open::APPS;
use crate::pack::pack_with;

static PACK: LazyLock<Pack> = LazyLock::new(|| pack_with("exports/apps.toml", APPS));

fn file(content: Content<'_>) -> InputFile<'_> {
    InputFile { name: "file".into(), content, extracted: None, complete: Complete::Undeclared }
}

/// Reads a file as every front door does: first to tell how it is understood, then for good.
fn read(bytes: &[u8], pack: &Pack) -> Result<Ingested, IngestError> {
    let understood = understand(file(Content::Bytes(Box::new(bytes))), pack);
    let ingested = ingest(vec![file(Content::Bytes(Box::new(bytes)))], pack, &|_| true, 1, &|_| {});
    if let (Ok(understood), Ok(ingested)) = (&understood, &ingested) {
        let told: Vec<&str> = understood.iter().map(|table| table.part.name.as_str()).collect();
        assert!(ingested.inputs.iter().all(|input| told.contains(&input.name.as_str())), "{told:?}");
    }
    if let Ok(ingested) = &ingested {
        reconciled(ingested);
    }
    ingested
}

fn reconciled(ingested: &Ingested) {
    for input in &ingested.inputs {
        let others: usize = input.set_apart.iter().chain(&input.refused).map(|reason| reason.rows).sum();
        assert_eq!(input.rows, input.read + others, "{input:?}");
    }
}

fn some_json() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "value",
        "appId",
        "displayName",
        "passwords",
        "keyId",
        "plain",
        "keys",
        "owner",
        "mail",
        "id",
        "name",
        "password",
        "Key",
        "Value",
        "@odata.nextLink",
        "",
        "a.b",
        "x[]",
        "'",
        "é",
    ]);
    let name = name.prop_map(|name| format!("{name:?}"));
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "-?[0-9]{1,30}(\\.[0-9]{1,3})?",
        "[a-z\",;\n\\\\u{}\\[\\]é\0]{0,12}".prop_map(|text| serde_json::to_string(&text).expect("JSON")),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|list| format!("[{}]", list.join(", "))),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}: {value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_bytes_are_read_or_refused(
        start in prop::sample::select(vec![
            &b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"{\"value\":[", b"[{", b"id,name,owner\n", b"sep=;\nid;name\n",
            b"component-definition:\n", b"#TYPE x\n", b"id;name;owner\r", b"i\0d\0,\0", b"// x\n{\"a\":",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = read(&[start, &bytes[..]].concat(), &PACK);
    }

    #[test]
    fn anything_that_looks_like_a_table_is_read_or_refused(
        start in prop::sample::select(vec!["", "id,name,owner\n", "sep=|\n", "\u{feff}", "[{\"appId\":\"1\",\"displayName\":"]),
        text in "[a-c0-9,;|\t\"'\r\n{}\\[\\]:é\0#=]{0,200}",
        wide in any::<bool>(),
    ) {
        let text = start.to_owned() + &text;
        let bytes = if wide { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into_bytes() };
        let _ = read(&bytes, &PACK);
    }

    #[test]
    fn any_json_is_read_or_refused(json in prop::collection::vec(some_json(), 1..4)) {
        let _ = read(json.join("\n").as_bytes(), &PACK);
        let _ = read(format!("{{\"value\": [{}]}}", json.join(",")).as_bytes(), &PACK);
    }

    #[test]
    fn any_sheets_are_read_or_refused(
        sheets in prop::collection::vec(("[a-z›\n ]{0,5}", any::<bool>(), "(id,name,owner\n)?[a-c,\"\r\n\0]{0,60}"), 0..4),
    ) {
        let sheets: Vec<Sheet> = sheets
            .into_iter()
            .map(|(name, hidden, csv)| Sheet { name, hidden, csv: csv.into_bytes(), notes: Vec::new() })
            .collect();
        let workbook = || Content::Workbook { bytes: 1, sha256: String::new(), sheets: sheets.clone() };
        let _ = understand(file(workbook()), &PACK);
        if let Ok(ingested) = ingest(vec![file(workbook())], &PACK, &|_| true, 1, &|_| {}) {
            reconciled(&ingested);
        }
    }
}

#[test]
fn files_made_to_do_harm_come_to_an_end() {
    let many = |text: &str, times: usize| text.repeat(times);
    let wide_names: String = (0..3_000).map(|n| format!("\"n{n}\": {n},")).collect();
    let around = format!("\"appId\": 1, \"displayName\": 2, \"owner\": {{\"mail\": \"{}\"}}", many("x", 100_000));
    let files = [
        ("brackets", many("[", 1_000_000)),
        ("braces", many("{\"a\":", 50_000)),
        ("empty objects", format!("[{}{{}}]", many("{},", 20_000))),
        ("empty lists", format!("{{\"value\": [{}[]]}}", many("[],", 20_000))),
        ("names", format!("[{{{wide_names}\"id\": 1, \"name\": 2, \"owner\": 3}}]")),
        ("the same name", format!("[{{{}\"id\": 1}}]", many("\"id\": 1,", 20_000))),
        ("escapes", format!("[{{\"id\": \"{}\"}}]", many("\\u0000", 100_000))),
        ("a long word", format!("[{{\"id\": \"{}\", \"name\": 1, \"owner\": 2}}]", many("x", 400_000))),
        ("documents", many("{\"id\": 1, \"owner\": 2}\n", 4_000)),
        ("pairs", format!("[{{\"id\": 1, \"tags\": [{}{{}}]}}]", many("{\"Key\": \"k\", \"Value\": \"v\"},", 1_000))),
        ("different pairs", {
            let pairs: String = (0..3_000).map(|n| format!("{{\"Key\": \"k{n}\", \"Value\": \"v\"}},")).collect();
            format!("[{{\"id\": 1, \"owner\": 2, \"tags\": [{pairs}{{}}]}}]")
        }),
        (
            "one thing around many",
            format!("[{{{around}, \"passwords\": [{}{{}}]}}]", many("{\"keyId\": 1, \"plain\": 2},", 5_000)),
        ),
        ("columns", format!("id,name,owner,{}\n1,2,3\n", many("x,", 3_000))),
        (
            "different columns",
            format!("id,name,owner,{}\n1,2,3\n", (0..3_000).map(|n| format!("x{n},")).collect::<String>()),
        ),
        ("quotation marks", format!("id,name,owner\n{}", many("\"", 100_000))),
        ("short rows", format!("id,name,owner\n{}", many("\n,\n", 200_000))),
        ("delimiters", many(",;|\t", 30_000)),
        ("carriage returns", many("\r", 100_000)),
        ("flow lists", format!("component-definition: {}", many("[", 100_000))),
        ("block lists", format!("component-definition:\n{}x", many("- ", 100_000))),
        ("asked names", format!("component-definition:\n{}x", many("? ", 20_000))),
        ("anchors", format!("component-definition: {}x", many("&a ", 20_000))),
        ("flow names", format!("component-definition: {{{}}}", many("a: [b], ", 20_000))),
        ("one line", format!("component-definition: {}", many("a: ", 50_000))),
    ];
    for (name, text) in files {
        // A step that grows with the square of the length would be felt here at once.
        if let Ok(ingested) = read(text.as_bytes(), &PACK) {
            assert!(ingested.inputs.iter().all(|i| i.rows >= i.read), "{name}");
        }
        let wide: Vec<u8> = text.bytes().take(20_000).flat_map(|byte| [byte, 0]).collect();
        let _ = read(&wide, &PACK);
    }
}

#[test]
fn what_stands_around_many_records_is_not_written_out_without_end() {
    let around = format!("\"appId\": \"{}\", \"displayName\": 2", "x".repeat(400_000));
    let inner = "{\"keyId\": 1, \"plain\": 2},".repeat(400);
    let text = format!("[{{{around}, \"passwords\": [{inner}{{}}]}}]");
    let error = read(text.as_bytes(), &PACK).err().expect("refused");
    assert!(error.to_string().contains("sixteen times its size"), "{error}");
}

#[test]
fn the_exports_that_ship_take_any_json() {
    let seeds = [
        "[{}]",
        "{\"value\": [{\"id\": null}]}",
        "{\"items\": [{\"metadata\": []}]}",
        "{\"runs\": [{\"results\": [{}]}]}",
    ];
    for seed in seeds {
        let _ = read(seed.as_bytes(), &SHIPPED);
    }
}
