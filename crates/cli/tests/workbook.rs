//! Workbooks given to the command: the same answer as for the tables in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::Value;

/// A folder of its own for each test, under the build folder.
fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbook").join(test);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("the build folder can be written");
    path
}

fn nhimap(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nhimap")).args(args).current_dir(folder).output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what the command prints is UTF-8")
}

fn assessment(folder: &Path, file: &str) -> Value {
    let output = nhimap(folder, &["assess", file, "--as-of", "2026-11-20", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("standard output is the Assessment")
}

const HEADINGS: [&str; 5] = ["Account ID", "Account name", "Owner", "Created", "Expires"];
const ROWS: [[&str; 5]; 3] = [
    ["svc-1", "build", "ana@example.org", "2024-02-29", "2027-01-01"],
    ["svc-2", "deploy", "", "2023-10-01", "2026-01-31"],
    ["svc-3", "backup", "ben@example.org", "2025-06-15", ""],
];

/// A workbook with a list of accounts, a sheet of words and a hidden list.
fn estate() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let sheet = workbook.add_worksheet().set_name("Accounts").expect("a name");
    sheet.write_row(0, 0, HEADINGS).expect("the headings");
    for (row, cells) in (1..).zip(ROWS) {
        sheet.write_row(row, 0, cells[..3].iter().copied()).expect("cells");
        for (column, cell) in (3..).zip(&cells[3..]).filter(|(_, cell)| !cell.is_empty()) {
            let date = ExcelDateTime::parse_from_str(cell).expect("a day");
            sheet.write_with_format(row, column, &date, &day).expect("a day");
        }
    }
    let notes = workbook.add_worksheet().set_name("Read me").expect("a name");
    notes.write(0, 0, "How this list is kept").expect("a cell");
    notes.write(1, 0, "Ask the platform team").expect("a cell");
    let hidden = workbook.add_worksheet().set_name("Old").expect("a name");
    hidden.write_row(0, 0, HEADINGS).expect("the headings");
    hidden.write_row(1, 0, ["svc-9", "old"]).expect("cells");
    hidden.set_hidden(true);
    workbook.save_to_buffer().expect("it is written")
}

#[test]
fn a_workbook_is_read_as_the_tables_in_it() {
    let folder = folder("same");
    // The name says nothing.
    fs::write(folder.join("estate.txt"), estate()).expect("a file");
    let lines: Vec<String> = std::iter::once(HEADINGS).chain(ROWS).map(|row| row.join(",")).collect();
    fs::write(folder.join("accounts.csv"), lines.join("\n")).expect("a file");
    let workbook = assessment(&folder, "estate.txt");
    let inputs = workbook["inputs"].as_array().expect("there are inputs");
    let names: Vec<&str> = inputs.iter().filter_map(|input| input["name"].as_str()).collect();
    assert_eq!(names, ["estate.txt › Accounts", "estate.txt › Old"]);
    let table = assessment(&folder, "accounts.csv");
    for count in ["rows", "read"] {
        assert_eq!(inputs[0][count], table["inputs"][0][count], "{count}");
    }
    // What is no table is named, and so is that a sheet is hidden.
    let notes = workbook["notes"].to_string();
    assert!(notes.contains("estate.txt › Read me") && notes.contains("the sheet is hidden"), "{notes}");

    let one = nhimap(&folder, &["inspect", "estate.txt"]);
    let says = text(&one.stdout);
    assert!(says.contains("estate.txt › Accounts:") && says.contains("sheet `Accounts` of 3"), "{says}");
}

#[test]
fn dates_of_cells_are_dates_of_the_assessment() {
    let folder = folder("dates");
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("d/m/yy");
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, HEADINGS).expect("the headings");
    sheet.write_row(1, 0, ["svc-1", "build", "ana@example.org"]).expect("cells");
    let date = ExcelDateTime::parse_from_str("2026-02-03").expect("a day");
    sheet.write_with_format(1, 4, &date, &day).expect("a day");
    workbook.save(folder.join("one.xlsx")).expect("it is written");
    fs::write(folder.join("one.csv"), format!("{}\nsvc-1,build,ana@example.org,,2026-02-03\n", HEADINGS.join(",")))
        .expect("a file");
    let counts = |file: &str| {
        let of = |check: &Value| (check["id"].clone(), check["counts"].clone());
        assessment(&folder, file)["checks"].as_array().expect("there are checks").iter().map(of).collect()
    };
    let (workbook, table): (Vec<_>, Vec<_>) = (counts("one.xlsx"), counts("one.csv"));
    assert_eq!(workbook, table);
}

#[test]
fn what_cannot_be_read_is_refused_with_what_it_is() {
    let folder = folder("refused");
    fs::write(folder.join("a.xlsx"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").expect("a file");
    fs::write(folder.join("b.xls"), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest").expect("a file");
    for (file, says) in [
        ("a.xlsx", "error: `a.xlsx`: this is an empty zip archive and no workbook; "),
        ("b.xls", "error: `b.xls`: the workbook is damaged: "),
    ] {
        for command in ["assess", "inspect"] {
            let output = nhimap(&folder, &[command, file]);
            assert_eq!(output.status.code(), Some(1));
            assert!(text(&output.stderr).starts_with(says), "{}", text(&output.stderr));
        }
    }
}

#[test]
fn a_folder_gives_its_workbooks_and_leaves_what_open_programs_put_there() {
    let folder = folder("folder");
    let estate_folder = folder.join("estate");
    fs::create_dir_all(&estate_folder).expect("a folder");
    fs::write(estate_folder.join("estate.xlsx"), estate()).expect("a file");
    fs::write(estate_folder.join("~$estate.xlsx"), b"lock").expect("a file");
    let output = nhimap(&folder, &["assess", "estate", "--as-of", "2026-11-20", "--format", "json"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn references_in_a_workbook_are_judged_by_sheet_and_row() {
    let folder = folder("lint");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Controls").expect("a name");
    sheet.write_row(0, 0, ["Control", "NIST CSF 2.0"]).expect("the headings");
    sheet.write_row(1, 0, ["Two\nlines", "PR.AA-05"]).expect("cells");
    sheet.write_row(2, 0, ["Access", "PR.AC-4"]).expect("cells");
    workbook.save(folder.join("controls.xlsx")).expect("it is written");
    let output = nhimap(&folder, &["lint", "controls.xlsx"]);
    let says = text(&output.stdout);
    assert!(says.contains("--> controls.xlsx › Controls:3:"), "{says}");
    assert!(says.contains("PR.AC-04 is withdrawn") && !says.contains("--fix"), "{says}");
}
