use super::{csv, package, read, refused};
use crate::WorkbookError;

const KIND: &str = "application/vnd.oasis.opendocument.spreadsheet";
const MANIFEST: &str =
    r#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>"#;

/// A workbook whose tables are these.
fn workbook(tables: &str) -> Vec<u8> {
    let content = format!(
        r#"<office:document-content><office:automatic-styles><style:style style:name="h" style:family="table">
        <style:table-properties table:display="false"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    package(&[("mimetype", KIND), ("META-INF/manifest.xml", MANIFEST), ("content.xml", &content)])
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn every_kind_of_cell_is_text() {
    let cells = r#"<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>a<text:s text:c="2"/>b</text:p><text:p>c &amp; d</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="42"><text:p>42.00</text:p></table:table-cell>
        <table:table-cell office:value-type="float" office:value="123"><text:p>00123</text:p></table:table-cell>
        <table:table-cell office:value-type="percentage" office:value="0.57"><text:p>57%</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2026-03-09"><text:p>9 Mar</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2026-03-09T14:05:09"/>
        <table:table-cell office:value-type="time" office:time-value="PT26H30M00S"/>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=X()" office:value-type="float" office:value="0"><text:p>Err:508</text:p></table:table-cell>
        <table:table-cell table:formula="of:=NOW()"/>
        <table:table-cell office:value-type="string" office:string-value="end"/>"#;
    let sheets = read(&workbook(&format!("<table:table table:name=\"A &lt; B\">{}</table:table>", row(cells))));
    assert_eq!(sheets[0].name, "A < B");
    let expected = "\"a  b\nc & d\",42,00123,57%,2026-03-09,2026-03-09T14:05:09,26:30:00,true,,,,end\n";
    assert_eq!(csv(&sheets[0]), expected);
    assert_eq!(sheets[0].notes.len(), 2);
    assert!(sheets[0].notes[0].ends_with("read as blank: I1, J1"), "{:?}", sheets[0].notes);
    assert!(sheets[0].notes[1].contains("read as blank: K1;"), "{:?}", sheets[0].notes);
}

#[test]
fn repeated_rows_and_cells_stand_where_they_are_shown() {
    let text =
        |t: &str| format!(r#"<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>"#);
    let blank = r#"<table:table-cell table:number-columns-repeated="1024"/>"#;
    let tables = format!(
        r#"<table:table table:name="One"><table:table-header-rows>{}</table:table-header-rows>
        <table:table-row table:number-rows-repeated="2">{blank}</table:table-row>
        <table:table-row table:number-rows-repeated="2" table:visibility="collapse">
        <table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048571">{blank}</table:table-row></table:table>
        <table:table table:name="Two" table:style-name="h">{}</table:table>"#,
        row(&format!("{}{}", text("Name"), text("Owner"))),
        row(&text("y")),
    );
    let sheets = read(&workbook(&tables));
    assert_eq!(csv(&sheets[0]), "Name,Owner\n\n\nx,x\nx,x\n");
    assert_eq!(sheets[0].notes, ["2 hidden rows are read like the others"]);
    assert_eq!((csv(&sheets[1]), sheets[1].hidden), ("y\n", true));
}

#[test]
fn cells_merged_downwards_speak_for_each_of_their_rows() {
    let text = |more: &str, t: &str| {
        format!(r#"<table:table-cell {more} office:value-type="string"><text:p>{t}</text:p></table:table-cell>"#)
    };
    let tables = format!(
        "<table:table table:name=\"One\">{}{}{}</table:table>",
        row(&(text("", "Team") + &text("", "Name"))),
        row(&(text("table:number-rows-spanned=\"2\"", "Payments") + &text("", "a"))),
        row(&("<table:covered-table-cell/>".to_owned() + &text("", "b"))),
    );
    assert_eq!(csv(&read(&workbook(&tables))[0]), "Team,Name\nPayments,a\nPayments,b\n");
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    let manifest = MANIFEST.replace("/>", "><manifest:encryption-data/></manifest:file-entry>");
    let parts = [("mimetype", KIND), ("META-INF/manifest.xml", &*manifest), ("content.xml", "\u{1}\u{2}")];
    assert_eq!(refused(&package(&parts)), WorkbookError::Encrypted);
    assert_eq!(refused(&workbook("")), WorkbookError::NoSheet);
    let cut = [("mimetype", KIND), ("content.xml", "<office:document-content><office:body>")];
    assert_eq!(refused(&package(&cut)).kind(), "damaged");
    let far = r#"<table:table><table:table-row table:number-rows-repeated="9999999">
        <table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>"#;
    assert_eq!(refused(&workbook(far)).kind(), "too-large");
}
