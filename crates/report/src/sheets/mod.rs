//! Sheets as CSV: one way to write a row, one way into a cell.

mod controls;
mod evidence;
mod exceptions;
mod findings;
mod fixes;
mod owner;

use std::borrow::Cow;
use std::io::Write;

use nhimap_core::api::Place;

use crate::RenderError;
use crate::text::seen;

pub(crate) use controls::render as controls;
pub(crate) use evidence::render as evidence;
pub(crate) use exceptions::render as exceptions;
pub(crate) use findings::render as findings;
pub use fixes::fix_list;
pub(crate) use owner::render as owner;

/// A column of a sheet: its heading, and its cell for a row.
type Column<T> = (&'static str, for<'r> fn(&'r T) -> Cow<'r, str>);

/// A sheet that is written row by row.
struct Sheet<W: Write> {
    csv: csv::Writer<W>,
    width: usize,
}

impl<W: Write> Sheet<W> {
    /// A sheet with these headings.
    fn new<'h>(out: W, headings: impl IntoIterator<Item = &'h str>) -> Result<Self, RenderError> {
        let mut sheet = Self { csv: csv::Writer::from_writer(out), width: 0 };
        for heading in headings {
            sheet.csv.write_field(heading)?;
            sheet.width += 1;
        }
        sheet.csv.write_record(None::<&[u8]>)?;
        Ok(sheet)
    }

    /// One row.
    fn row<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), RenderError> {
        for text in cells {
            self.csv.write_field(cell(text.as_ref()))?;
        }
        self.csv.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// A last row that says how many rows the Assessment does not hold, where there are any.
    fn rest(&mut self, left: usize) -> Result<(), RenderError> {
        if left > 0 {
            let says = format!("{left} more in the files are not in this sheet");
            self.row(std::iter::once(says.as_str()).chain(std::iter::repeat("")).take(self.width))?;
        }
        Ok(())
    }

    /// Writes what is held back.
    fn finish(mut self) -> Result<(), RenderError> {
        self.csv.flush()?;
        Ok(())
    }
}

/// A whole sheet: `rows` of `total`.
fn sheet<T>(columns: &[Column<T>], rows: &[T], total: usize, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut sheet = Sheet::new(out, columns.iter().map(|(heading, _)| *heading))?;
    for row in rows {
        sheet.row(columns.iter().map(|(_, cell)| cell(row)))?;
    }
    sheet.rest(total.saturating_sub(rows.len()))?;
    sheet.finish()
}

/// Text that may not be there.
fn text(value: &Option<String>) -> Cow<'_, str> {
    value.as_deref().unwrap_or_default().into()
}

/// A day or a number that may not be there.
fn shown<T: ToString>(value: Option<T>) -> Cow<'static, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

/// Yes, no, or blank where no file tells.
fn yes_no(value: Option<bool>) -> Cow<'static, str> {
    value.map_or("", |yes| if yes { "yes" } else { "no" }).into()
}

/// Several texts in one cell.
fn several(values: &[String]) -> Cow<'_, str> {
    values.join(" | ").into()
}

/// The file of a place.
fn file(place: &Option<Place>) -> Cow<'_, str> {
    place.as_ref().map_or("", |place| place.file.as_str()).into()
}

/// The row of a place.
fn line(place: &Option<Place>) -> Cow<'static, str> {
    shown(place.as_ref().map(|place| place.line))
}

/// The one way into a cell: unseen characters are seen, and no spreadsheet takes the text for a formula.
///
/// Spreadsheets evaluate a cell that starts with `=`, `+`, `-`, `@`, a tab or a carriage return; the full-width forms
/// count too. A spreadsheet that was told to cut at semicolons or tabs sees a start after each of them, quotes or not.
pub(crate) fn cell(text: &str) -> String {
    let text = seen(text);
    let mut out = String::with_capacity(text.len() + 1);
    let mut start = true;
    for c in text.chars() {
        if start && matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') {
            out.push('\'');
        }
        out.push(c);
        start = matches!(c, ';' | '\t' | '\r' | '\n') || (start && c == '"');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_starts_a_formula() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("\"=1", "\"'=1"),
            ("2026-11-01", "2026-11-01"),
            ("a=b", "a=b"),
            ("\u{202e}=1", "\\u{202e}=1"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected);
        }
    }
}
