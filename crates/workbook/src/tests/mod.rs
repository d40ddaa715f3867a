//! Workbooks made here: XLSX with a writer and by hand, ODS by hand, XLS record by record.

mod hostile;
mod ods;
mod xls;
mod xlsx;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::limits::Limits;
use crate::{Sheet, WorkbookError, open_within};

/// A package of these parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("its bytes");
    }
    zip.finish().expect("a package").into_inner()
}

fn read(bytes: &[u8]) -> Vec<Sheet> {
    open_within(bytes, &Limits::default()).expect("it is read")
}

fn refused(bytes: &[u8]) -> WorkbookError {
    open_within(bytes, &Limits::default()).expect_err("it is refused")
}

fn csv(sheet: &Sheet) -> &str {
    std::str::from_utf8(&sheet.csv).expect("it is UTF-8")
}

/// The cells of a sheet, as a reader of CSV finds them.
fn cells(sheet: &Sheet) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&sheet.csv[..]);
    reader.records().map(|r| r.expect("equal records").iter().map(str::to_owned).collect()).collect()
}

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const SHEET_RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const LIST: &str = r#"<workbook><sheets><sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A workbook whose one sheet holds this; further parts replace those that are usual.
fn one_sheet(inside: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let sheet = format!("<worksheet>{inside}</worksheet>");
    let usual = [
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", RELATIONS),
        ("xl/_rels/workbook.xml.rels", SHEET_RELATIONS),
        ("xl/workbook.xml", LIST),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut parts: Vec<(&str, &str)> =
        usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).collect();
    parts.extend(more);
    package(&parts)
}
