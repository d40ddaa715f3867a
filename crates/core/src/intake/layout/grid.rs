//! The first rows of a file, cell by cell.

use crate::intake::HEAD;
use crate::intake::csv::{Cutter, Records};

/// Rows that are looked at.
const ROWS: usize = 400;

/// A row of the head that has a cell.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its cells, without white space around them.
    pub(crate) cells: Vec<String>,
    /// Its row, as a spreadsheet numbers rows, from 1.
    pub(crate) line: u32,
    /// Bytes of the body before the row behind it.
    pub(crate) end: usize,
}

impl Row {
    /// How many of its cells are not blank.
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    /// A cell; blank where the row ends before it.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Is each of its cells blank?
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// The first rows of a file.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Rows that are records; a line without a byte is none, but counts in the numbers of those behind it.
    pub(crate) rows: Vec<Row>,
}

impl Grid {
    /// Reads the head of a table of text.
    pub(crate) fn of(body: &[u8], delimiter: u8) -> Self {
        // A record that the head cuts off is not looked at, unless it is the only one.
        let whole = match Cutter::new(delimiter).whole_records(body, body.len() < HEAD) {
            0 => body.len(),
            whole => whole,
        };
        let body = &body[..whole];
        let mut records = Records::new(0);
        records.split(body, delimiter);
        let mut scratch = Vec::new();
        let rows = (0..records.len().min(ROWS))
            .map(|record| {
                let cells = (0..records.cells(record))
                    .map(|c| String::from_utf8_lossy(records.cell(body, record, c, &mut scratch)).trim().to_owned());
                Row { cells: cells.collect(), line: records.line(record) + 1, end: line_end(body, &records, record) }
            })
            .collect();
        Self { rows }
    }
}

/// Where the line behind a record starts.
fn line_end(body: &[u8], records: &Records, record: usize) -> usize {
    let (_, end) = records.span(record);
    let is_crlf = body.get(end) == Some(&b'\r') && body.get(end + 1) == Some(&b'\n');
    (end + if is_crlf { 2 } else { 1 }).min(body.len())
}

#[cfg(test)]
mod tests {
    use super::Grid;

    #[test]
    fn rows_end_where_their_lines_do() {
        let text = "a,b\r\n\r\n\"c\n\",d\n,\ne";
        let grid = Grid::of(text.as_bytes(), b',');
        let told: Vec<(u32, usize, usize)> = grid.rows.iter().map(|row| (row.line, row.end, row.filled())).collect();
        assert_eq!(told, [(1, 5, 2), (3, 14, 2), (4, 16, 0), (5, 17, 1)]);
    }
}
