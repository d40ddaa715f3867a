use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::{cells, csv, one_sheet, package, read, refused};
use crate::WorkbookError;

/// A workbook as a writer of such makes it.
fn written(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().expect("it is written")
}

#[test]
fn every_kind_of_cell_is_text() {
    let bytes = written(|workbook| {
        let sheet = workbook.add_worksheet().set_name("Accounts").expect("a name");
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let clock = Format::new().set_num_format("h:mm AM/PM");
        let hours = Format::new().set_num_format("[h]:mm:ss");
        let percent = Format::new().set_num_format("0%");
        let padded = Format::new().set_num_format("000000000000");
        let date = ExcelDateTime::from_ymd(2026, 3, 9).expect("a day");
        let time = ExcelDateTime::from_ymd(2026, 3, 9).expect("a day").and_hms(14, 5, 9.25).expect("a time");
        let at_nine = ExcelDateTime::from_hms(9, 30, 0).expect("a time");
        sheet.write(0, 0, "a, \"b\"\nc").expect("a cell");
        sheet.write(0, 1, 42).expect("a cell");
        sheet.write(0, 2, 0.1).expect("a cell");
        sheet.write(0, 3, true).expect("a cell");
        sheet.write(0, 4, "00123").expect("a cell");
        sheet.write_with_format(1, 0, &date, &day).expect("a cell");
        sheet.write_with_format(1, 1, &time, &moment).expect("a cell");
        sheet.write_with_format(1, 2, &at_nine, &clock).expect("a cell");
        sheet.write_with_format(1, 3, 1.5, &hours).expect("a cell");
        sheet.write_with_format(1, 4, 0.57, &percent).expect("a cell");
        sheet.write_with_format(1, 5, 12_345_678_901_u64, &padded).expect("a cell");
        sheet
            .write_rich_string(2, 0, &[(&Format::new().set_bold(), "svc"), (&Format::new(), "-build")])
            .expect("a cell");
        sheet.write_blank(2, 5, &percent).expect("a cell");
        sheet.set_row_hidden(2).expect("a row");
        sheet.set_column_hidden(4).expect("a column");
        let other = workbook.add_worksheet().set_name("Lists").expect("a name");
        other.set_hidden(true);
        other.write(4, 1, "x").expect("a cell");
    });
    let sheets = read(&bytes);
    assert_eq!(
        cells(&sheets[0]),
        [
            ["a, \"b\"\nc", "42", "0.1", "true", "00123", ""],
            ["2026-03-09", "2026-03-09T14:05:09.25", "09:30:00", "36:00:00", "57%", "012345678901"],
            ["svc-build", "", "", "", "", ""],
        ]
    );
    assert_eq!((sheets[0].name.as_str(), sheets[0].hidden), ("Accounts", false));
    assert_eq!(sheets[0].notes, ["1 hidden row is read like the others", "1 hidden column is read like the others"]);
    // Row numbers are those of the spreadsheet, whatever stands above.
    assert_eq!((csv(&sheets[1]), sheets[1].hidden), ("\n\n\n\n,x\n", true));
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let list = r#"<workbook><workbookPr date1904="1"/><sheets><sheet name="One" r:id="r1"/></sheets>
        <extLst><x15:workbookPr chartTrackingRefBase="1"/></extLst></workbook>"#;
    let styles = r#"<styleSheet><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
    let rows = r#"<sheetData><row r="1"><c r="A1" s="1"><v>42735</v></c><c r="B1" t="d"><v>2021-01-01T08:00:00</v></c></row></sheetData>"#;
    let sheets = read(&one_sheet(rows, &[("xl/workbook.xml", list), ("xl/styles.xml", styles)]));
    assert_eq!(csv(&sheets[0]), "2021-01-01,2021-01-01T08:00:00\n");
}

#[test]
fn errors_and_formulas_without_result_are_blank_and_counted() {
    let rows = r#"<sheetData>
        <row r="1"><c r="A1" t="str"><f>B1</f><v>a&amp;b_x000D_</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>
        <row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>SUM(A1:A9)</f><v/></c></row>
        <row r="3"><c r="A3" t="e"><f>X()</f><v>#SPILL!</v></c><c r="B3"><f>NOW()</f></c></row>
        <row r="4"><c r="A4" t="str"><f>IF(1,"","")</f><v></v></c><c r="B4" s="7"/></row></sheetData>"#;
    let sheets = read(&one_sheet(rows, &[]));
    assert_eq!(csv(&sheets[0]), "\"a&b\r\",2\n");
    assert_eq!(
        sheets[0].notes,
        [
            "2 cells show an error of the spreadsheet, read as blank: A2, A3",
            "2 formulas have no result in the file, read as blank: B2, B3; \
             open the workbook in the spreadsheet program and save it",
        ]
    );
}

#[test]
fn results_that_may_be_old_are_said_to_be() {
    let list = r#"<workbook><sheets><sheet name="One" r:id="r1"/></sheets><calcPr fullCalcOnLoad="1"/></workbook>"#;
    let rows = r#"<sheetData><row><c><f>1+1</f><v>0</v></c></row></sheetData>"#;
    let sheets = read(&one_sheet(rows, &[("xl/workbook.xml", list)]));
    assert!(sheets[0].notes[0].contains("left its formulas (1) to be calculated"), "{:?}", sheets[0].notes);
}

#[test]
fn strings_keep_their_runs_and_spaces_and_lose_reading_aids() {
    let strings = r#"<sst count="3"><si><t xml:space="preserve"> a </t></si><si><r><t>b</t></r><r><t xml:space="preserve"> c</t></r><rPh><t>no</t></rPh></si><si/></sst>"#;
    let rows = r#"<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>
        <c t="inlineStr"><is><t>d</t></is></c><c t="n"><v>1.23456789012346E+20</v></c></row></sheetData>"#;
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="/XL\worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="x/sharedStrings" Target="texts.xml"/></Relationships>"#;
    let parts = [("xl/Texts.xml", strings), ("xl/_rels/workbook.xml.rels", relations)];
    assert_eq!(csv(&read(&one_sheet(rows, &parts))[0]), " a ,b c,,d,1.23456789012346E+20\n");
}

#[test]
fn cells_merged_downwards_speak_for_each_of_their_rows() {
    let bytes = written(|workbook| {
        let sheet = workbook.add_worksheet();
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 2, "Estate of March", &plain).expect("a title");
        sheet.merge_range(1, 0, 2, 0, "Team", &plain).expect("a heading of two rows");
        sheet.merge_range(1, 1, 1, 2, "Account", &plain).expect("a heading of two columns");
        sheet.write(2, 1, "Name").expect("a cell");
        sheet.write(2, 2, "Owner").expect("a cell");
        sheet.merge_range(3, 0, 6, 0, "Payments", &plain).expect("a group");
        for (row, name) in [(3, "a"), (4, "b"), (6, "c"), (7, "d")] {
            sheet.write(row, 1, name).expect("a cell");
        }
        sheet.write(7, 0, "Ledger").expect("a cell");
        sheet.merge_range(8, 0, 8, 2, "Closed", &plain).expect("a group row");
        sheet.write(9, 1, "e").expect("a cell");
    });
    let sheets = read(&bytes);
    assert_eq!(
        csv(&sheets[0]),
        "Estate of March,,\nTeam,Account,\n,Name,Owner\nPayments,a,\nPayments,b,\n\nPayments,c,\nLedger,d,\nClosed,,\n,e,\n"
    );
    assert_eq!(sheets[0].notes, ["1 merged cell is given to each of the rows that they span, 2 rows in all"]);
}

#[test]
fn sheets_that_are_no_table_are_named() {
    let list = r#"<workbook><sheets><sheet name="Chart" r:id="r2"/><sheet name="One" state="veryHidden" r:id="r1"/></sheets></workbook>"#;
    let relations = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="r2" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>"#;
    let parts = [("xl/workbook.xml", list), ("xl/_rels/workbook.xml.rels", relations)];
    let sheets = read(&one_sheet("<sheetData/>", &parts));
    assert_eq!((sheets[0].name.as_str(), sheets[0].csv.len()), ("Chart", 0));
    assert_eq!(sheets[0].notes, ["a chart, not a sheet of cells"]);
    assert!(sheets[1].hidden && sheets[1].csv.is_empty());
    let alone = r#"<workbook><sheets><sheet name="Chart" r:id="r2"/></sheets></workbook>"#;
    let parts = [("xl/workbook.xml", alone), ("xl/_rels/workbook.xml.rels", relations)];
    assert_eq!(refused(&one_sheet("", &parts)), WorkbookError::NoSheet);
}

#[test]
fn cells_in_any_order_stand_in_their_rows() {
    let rows = r#"<sheetData><row r="3"><c r="B3"><v>4</v></c><c r="A3"><v>3</v></c></row>
        <row r="1"><c r="A1"><v>1</v></c><c><v>2</v></c></row></sheetData>"#;
    assert_eq!(csv(&read(&one_sheet(rows, &[]))[0]), "1,2\n\n3,4\n");
}

#[test]
fn prefixes_and_strict_names_are_read() {
    let relations = r#"<r:Relationships xmlns:r="x"><r:Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Xl/Book.xml"/></r:Relationships>"#;
    let sheet_relations = r#"<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="s.xml"/></Relationships>"#;
    let bytes = package(&[
        ("_rels/.rels", relations),
        (
            "xl/book.xml",
            r#"<x:workbook xmlns:x="x"><x:sheets><x:sheet name="A &amp; B" r:id="a"/></x:sheets></x:workbook>"#,
        ),
        ("xl/_rels/book.xml.rels", sheet_relations),
        ("xl/s.xml", r#"<x:worksheet><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>"#),
    ]);
    let sheets = read(&bytes);
    assert_eq!((sheets[0].name.as_str(), csv(&sheets[0])), ("A & B", "1\n"));
}

#[test]
fn what_breaks_off_is_damaged() {
    for inside in [
        "<sheetData><row><c><v>1</v></c></row>",
        "<sheetData><row><c r=\"A0\"><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r=\"AAAA1\"><v>1</v></c></row></sheetData>",
        "<sheetData><row r=\"1048577\"><c><v>1</v></c></row></sheetData>",
        "<sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData>",
        "<sheetData><row><c t=\"b\"><v>canary</v></c></row></sheetData>",
        "<sheetData><row><c t=\"str\"><v>&canary;</v></c></row></sheetData>",
    ] {
        let error = match inside.ends_with("</sheetData>") {
            true => refused(&one_sheet(inside, &[])),
            false => refused(&one_sheet("", &[("xl/worksheets/sheet1.xml", &format!("<worksheet>{inside}"))])),
        };
        assert_eq!(error.kind(), "damaged", "{inside}");
        assert!(error.to_string().contains("`xl/worksheets/sheet1.xml`") && !error.to_string().contains("canary"));
    }
}
