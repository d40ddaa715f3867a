//! Workbooks of other people's making, held against what is known of them.
//!
//! They lie beside the workspace and are not part of it: `../shared`, or the folder that `NHIMAP_SHARED` names. Where they are
//! not there, these tests say so and pass.

use std::fs;
use std::path::{Path, PathBuf};

use nhimap_tests::shared;
use nhimap_workbook::{is_workbook, open};

/// What the first sheet of each holds, as a person sees it who opens it in a spreadsheet program: the whole of small ones,
/// the beginning of larger ones.
const KNOWN: [(&str, &str); 11] = [
    (
        "ciso-assistant/policies_template.xlsx",
        "ref_id,name,description,domain,status,link\nPOL.01,Policy 1,some description,DEMO,active,\n",
    ),
    ("csv-messytables/blank_line.ods", "Name,Age,When\nBob,20,2010-10-10\nJane,23,2012-01-01\n\nIan,34,2015-11-11\n"),
    (
        "oscal-trestle/good_with_blank_rows.xlsx",
        "ControlId,ControlText,Version,NIST Mappings,,,,,,,ResourceTitle (oscal),",
    ),
    ("spreadsheet-calamine/date.ods", "2021-01-01,15\n2021-01-01T10:10:10,16\n10:10:10,17\n10:10:10.123456,18\n"),
    ("spreadsheet-calamine/date.xls", "2021-01-01,15\n2021-01-02,16\n255:10:10,17\n"),
    ("spreadsheet-calamine/date.xlsx", "2021-01-01,15\n2021-01-02,16\n255:10:10,17\n"),
    ("spreadsheet-calamine/date_1904.xlsx", "2021-01-01,15\n2021-01-02,16\n255:10:10,17\n"),
    (
        "spreadsheet-calamine/header-row.xlsx",
        "\n\n,,Note 1,\n\n\n\n\n\nColumns,Column A,Column B,Column C\nput data here,1,2,3\n",
    ),
    (
        "spreadsheet-calamine/inventory-table.xlsx",
        "Item,Type,Quantity\n1,Apple,50\n2,Banana,200\n3,Orange,60\n4,Pear,100\n",
    ),
    ("tabular-frictionless/merged-cells.xlsx", "data\n"),
    ("tabular-frictionless/skip-rows.xlsx", "Table 1,\nA,B\n8,9\n,TOTAL\n"),
];

fn below(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { below(&path, out) } else { out.push(path) }
    }
}

#[test]
fn every_workbook_is_read_as_a_person_sees_it() {
    let Some(samples) = shared("samples") else { return };
    let (mut files, mut seen) = (Vec::new(), 0);
    below(&samples, &mut files);
    for path in files {
        let bytes = fs::read(&path).expect("a file");
        let name = path.strip_prefix(&samples).expect("a file of the folder").to_string_lossy().replace('\\', "/");
        let known = KNOWN.iter().find(|(file, _)| *file == name);
        if !is_workbook(&bytes) {
            assert!(known.is_none(), "{name} is no workbook by its first bytes");
            continue;
        }
        let workbook = open(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(workbook.bytes, bytes.len() as u64);
        let sheet = &workbook.sheets[0];
        let text = std::str::from_utf8(&sheet.csv).expect("sheets are UTF-8");
        let (_, expected) = known.unwrap_or_else(|| panic!("{name} is a workbook of which nothing is known here"));
        assert!(
            if expected.ends_with('\n') { text == *expected } else { text.starts_with(expected) },
            "{name}: {text}"
        );
        assert_eq!((workbook.sheets.len(), sheet.hidden, &sheet.notes[..]), (1, false, &[][..]), "{name}");
        seen += 1;
    }
    assert_eq!(seen, KNOWN.len());
}
