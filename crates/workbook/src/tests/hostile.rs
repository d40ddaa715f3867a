//! Files that were made to do harm, or were harmed.

use proptest::prelude::*;

use super::{one_sheet, package, read, refused};
use crate::limits::Limits;
use crate::{WorkbookError, open_within};

fn within(bytes: &[u8], limits: &Limits) -> String {
    open_within(bytes, limits).expect_err("it is refused").to_string()
}

#[test]
fn what_is_no_workbook_is_named() {
    let relations = |target: &str| {
        format!(r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="{target}"/></Relationships>"#)
    };
    let word = package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &relations("word/document.xml")),
        ("word/document.xml", "<x/>"),
    ]);
    let slides = package(&[("_rels/.rels", &relations("ppt/presentation.xml")), ("ppt/presentation.xml", "<x/>")]);
    let other = package(&[("_rels/.rels", &relations("3d/model.xml")), ("3d/model.xml", "<model/>")]);
    let open = |kind: &str| package(&[("mimetype", kind)]);
    for (bytes, what, remedy) in [
        (word, "a Word document", "copy the table"),
        (slides, "a PowerPoint presentation", "copy the table"),
        (other, "an Office package of another kind", "give the workbook"),
        (open("application/vnd.oasis.opendocument.text"), "an OpenDocument text", "copy the table"),
        (open("application/vnd.oasis.opendocument.graphics"), "an OpenDocument file of another kind", "give"),
        (open("application/epub+zip"), "an electronic book", "give"),
        (package(&[("META-INF/MANIFEST.MF", "x"), ("a/B.class", "x")]), "a Java archive", "give"),
        (package(&[("Index/Document.iwa", "x")]), "a document of Apple's programs", "export it as an Excel workbook"),
        (package(&[("a.csv", "x"), ("b.csv", "x")]), "a zip archive of 2 files", "unpack it"),
        (package(&[]), "an empty zip archive", "give"),
        (b"name,owner\n".to_vec(), "a file of another kind", "give"),
    ] {
        let error = refused(&bytes);
        assert_eq!(error.kind(), "not-a-workbook");
        let says = error.to_string();
        assert!(says.starts_with(&format!("this is {what} and no workbook; {remedy}")), "{says}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_fills_anything() {
    let small = Limits { unpacked: 1 << 20, ratio_from: 1 << 20, ..Limits::default() };
    let blanks = " ".repeat(4 << 20);
    let mut bomb = one_sheet(&blanks, &[]);
    assert!(bomb.len() < 10_000, "{}", bomb.len());
    assert!(within(&bomb, &small).contains("unpacks to too much, and more than 1 MB is not read"));
    let by_ratio = Limits { ratio: 10, ratio_from: 1 << 20, ..Limits::default() };
    assert!(within(&bomb, &by_ratio).contains("unpacks to far more than its size"));
    // The sizes that the package declares are not what counts: here they say next to nothing.
    let size = (4_u32 << 20) + "<worksheet></worksheet>".len() as u32;
    let declared: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..at + 4] == size.to_le_bytes()).collect();
    assert!(!declared.is_empty());
    for at in declared {
        bomb[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
    }
    let says = within(&bomb, &small);
    assert!(says.contains("unpacks to too much") || says.contains("cannot be unpacked"), "{says}");
}

#[test]
fn what_grows_while_it_is_read_is_stopped() {
    let limits = Limits { cells: 3, text: 100, strings: 2, sheets: 1, entries: 6, ..Limits::default() };
    let cells = "<sheetData><row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row></sheetData>";
    assert!(within(&one_sheet(cells, &[]), &limits).contains("more than 3 cells is not read"));
    // One text of a few bytes, named again and again.
    let limits = Limits { cells: 1000, ..limits };
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(60));
    let twice = r#"<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row></sheetData>"#;
    let parts = [("xl/sharedStrings.xml", &*strings)];
    assert!(within(&one_sheet(twice, &parts), &limits).contains("holds too much text"));
    let many = [("xl/sharedStrings.xml", "<sst uniqueCount=\"9999999999999\"><si/><si/><si/></sst>")];
    assert!(within(&one_sheet(twice, &many), &limits).contains("too many different texts"));
    // A cell far to the right of each of many rows would be mostly commas.
    let wide = r#"<sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData>"#;
    assert!(within(&one_sheet(wide, &[]), &limits).contains("holds too much text"));
    let listed = "<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/><sheet name=\"b\" r:id=\"r1\"/></sheets></workbook>";
    assert!(within(&one_sheet("", &[("xl/workbook.xml", listed)]), &limits).contains("too many sheets"));
    let parts: Vec<(String, &str)> = (0..9).map(|n| (format!("{n}"), "x")).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert!(within(&one_sheet("", &parts), &limits).contains("too many parts"));
    assert!(within(&one_sheet(twice, &[]), &Limits { file: 10, ..limits }).contains("too large a file"));
}

#[test]
fn a_merged_column_is_given_to_rows_with_content_alone() {
    let cells = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>
        <row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>2</v></c></row>
        <row r="5"><c r="B5"><v>5</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A2:A1048576"/><mergeCell ref="B2:A1"/><mergeCell ref="C3"/></mergeCells>"#;
    assert_eq!(super::csv(&read(&one_sheet(cells, &[]))[0]), "1,1\n7,2\n\n\n7,5\n");
}

/// Workbooks of all kinds, to be harmed.
fn seeds() -> Vec<Vec<u8>> {
    let rows = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="0"><v>4.5</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#;
    let strings = [("xl/sharedStrings.xml", "<sst><si><t>canary</t></si></sst>")];
    let content = r#"<a><office:spreadsheet><table:table table:name="T"><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet></a>"#;
    let ods = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)];
    vec![one_sheet(rows, &strings), package(&ods), super::xls::sample()]
}

/// Whatever comes out, it comes, and an error holds nothing of a cell.
fn answers(bytes: &[u8]) -> Result<(), TestCaseError> {
    // What is harmed may claim anything: a small limit keeps the test quick, as the real one keeps the machine.
    let limits = Limits { text: 1 << 20, places: 100_000, ..Limits::default() };
    if let Err(error) = open_within(bytes, &limits) {
        prop_assert!(!error.to_string().contains("canary"));
        prop_assert!(error.to_string().contains("; "), "every refusal says what to do");
        if let WorkbookError::Damaged { place } = &error {
            prop_assert!(!place.is_empty());
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(kind in 0..3_usize, bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let head: &[u8] = [b"PK\x03\x04".as_slice(), crate::ole::MAGIC, b""][kind];
        answers(&[head, &bytes].concat())?;
    }

    #[test]
    fn harmed_workbooks_are_answered(
        seed in 0..3_usize,
        harms in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte) in harms {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        answers(&bytes)?;
    }

    #[test]
    fn harmed_sheets_are_answered(at in any::<prop::sample::Index>(), sign in any::<char>()) {
        let sheet = r#"<sheetData><row r="1" hidden="1"><c r="A1" t="inlineStr"><is><t>canary</t></is></c><c r="C1" s="1"><f>A1</f><v>4.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#;
        let mut harmed: Vec<char> = sheet.chars().collect();
        let at = at.index(harmed.len());
        harmed[at] = sign;
        answers(&one_sheet(&harmed.into_iter().collect::<String>(), &[]))?;
    }

    #[test]
    fn harmed_records_are_answered(harms in prop::collection::vec((0..700_usize, any::<u8>()), 1..5)) {
        // Below the container, which would hide most harm.
        let mut bytes = super::xls::sample();
        for (at, byte) in harms {
            bytes[3 * 4096 + at] = byte;
        }
        answers(&bytes)?;
    }
}
