//! What whoever supplied the files should mend, as CSV to send back: one row or cell a line.

use std::io::Write;

use nhimap_core::api::FixRow;

use super::{Column, Sheet, text};
use crate::RenderError;

const COLUMNS: [Column<FixRow>; 8] = [
    ("file", |it| it.file.as_str().into()),
    ("part", |it| text(&it.part)),
    ("row", |it| it.row.to_string().into()),
    ("column", |it| text(&it.column)),
    ("field", |it| text(&it.field)),
    ("what is wrong", |it| it.what.as_str().into()),
    ("what is expected", |it| it.expected.as_str().into()),
    ("what stands there", |it| text(&it.written)),
];

/// Writes the list, row by row as it comes.
///
/// # Errors
/// Where the writer refuses.
pub fn fix_list(rows: &mut dyn Iterator<Item = FixRow>, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut sheet = Sheet::new(out, COLUMNS.iter().map(|(heading, _)| *heading))?;
    for row in rows {
        sheet.row(COLUMNS.iter().map(|(_, cell)| cell(&row)))?;
    }
    sheet.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_starts_a_formula_is_written_as_text() {
        let row = FixRow {
            file: "=evil.csv".into(),
            part: None,
            row: 7,
            column: Some("@Expires".into()),
            field: Some("identity.expires".into()),
            what: "this could not be read; it counts as unknown".into(),
            expected: "a day such as 2026-11-01".into(),
            written: Some("=HYPERLINK(\"x\")".into()),
        };
        let mut out = Vec::new();
        fix_list(&mut std::iter::once(row), &mut out).expect("it is written");
        let text = String::from_utf8(out).expect("UTF-8");
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("file,part,row,column,field,what is wrong,what is expected,what stands there"));
        let line = lines.next().expect("a row");
        assert!(line.starts_with("'=evil.csv,,7,'@Expires,identity.expires,"), "{line}");
        assert!(line.ends_with(",\"'=HYPERLINK(\"\"x\"\")\""), "{line}");
    }
}
