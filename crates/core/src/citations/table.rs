//! CSV: a table whose headings and cells are read by the intake's reader.

use std::ops::Range;

use super::document::{Block, Cell, Row, Table, Text, lines};
use super::markdown::is_delimiter_row;
use crate::intake::csv::{Cutter, MAX_BLOCK, Records, sniff_delimiter};

/// How much of the file is looked at before it is called a table, in bytes and in records.
const HEAD: usize = 64 << 10;
const RECORDS: usize = 60;
/// A heading is not longer than this.
const HEADING: usize = 80;

/// The delimiter, if a text is a table of delimited cells.
pub(super) fn delimiter(file: &str) -> Option<u8> {
    if file.len() > MAX_BLOCK || lines(file).take(RECORDS).any(|(_, l)| is_delimiter_row(l)) {
        return None;
    }
    let mut end = file.len().min(HEAD);
    while !file.is_char_boundary(end) {
        end -= 1;
    }
    let head = &file.as_bytes()[..end];
    let delimiter = sniff_delimiter(head);
    let whole = if end == file.len() { end } else { Cutter::new(delimiter).whole_records(head, false) };
    let mut records = Records::new(0);
    records.split(&head[..whole], delimiter);
    let columns = if records.is_empty() { 0 } else { records.cells(0) };
    let looked = records.len().min(RECORDS);
    if columns < 2 || looked < 2 {
        return None;
    }
    let alike = (0..looked).filter(|r| records.cells(*r) == columns).count();
    let mut scratch = Vec::new();
    let mut named = 0;
    for column in 0..columns {
        let cell = String::from_utf8_lossy(records.cell(head, 0, column, &mut scratch)).into_owned();
        let text = cell.trim();
        // In prose a space follows the comma.
        let prose =
            text.chars().count() > HEADING || text.ends_with(['.', '!', '?']) || (column > 0 && cell.starts_with(' '));
        if prose && delimiter == b',' {
            return None;
        }
        named += usize::from(text.chars().any(char::is_alphabetic));
    }
    (alike * 10 >= looked * 9 && named * 2 > columns).then_some(delimiter)
}

/// Reads a table.
pub(super) fn read(file: &str, delimiter: u8) -> Vec<Block> {
    let skip = crate::intake::csv::skip_bom(file.as_bytes());
    let block = &file.as_bytes()[skip..];
    let mut records = Records::new(0);
    records.split(block, delimiter);
    let records = &records;
    let row = |record: usize| {
        (0..records.cells(record)).map(move |column| {
            let raw = records.raw(block, record, column);
            let range = raw.start as usize + skip..raw.end as usize + skip;
            if raw.escaped { unescaped(file, range) } else { Text::of(file, range) }
        })
    };
    let mut table = Table::default();
    for record in 0..records.len() {
        if record == 0 {
            table.columns = row(0).collect();
        } else {
            let cells = row(record).enumerate().map(|(column, text)| Cell {
                column,
                text: text.trimmed(),
                code: false,
                kind: Default::default(),
            });
            table.rows.push(Row { cells: cells.collect(), around: None });
        }
    }
    vec![Block::Table(table)]
}

/// A cell that begins with a quote and holds quotes.
fn unescaped(file: &str, range: Range<usize>) -> Text {
    let mut text = Text::default();
    let mut from = range.start + 1;
    while let Some(quote) = file[from..range.end].find('"').map(|i| from + i) {
        text.push(file, from..quote);
        from = quote + 1;
        if !file[from..range.end].starts_with('"') {
            break;
        }
        text.push_for("\"", quote..quote + 2);
        from += 1;
    }
    text.push(file, from..range.end);
    text
}
