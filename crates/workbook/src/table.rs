//! Cells to the records of one sheet.

use std::fmt::Write as _;
use std::ops::Range;

use crate::Sheet;
use crate::error::Outcome;
use crate::limits::{COLUMNS, Limits, ROWS, at_most};

/// What is left of the limits that hold for all sheets of a workbook together.
#[derive(Debug)]
pub(crate) struct Room {
    cells: usize,
    text: usize,
    limits: Limits,
}

impl Room {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { cells: 0, text: 0, limits: limits.clone() }
    }

    fn take(&mut self, cells: usize, text: usize) -> Outcome<()> {
        self.cells += cells;
        self.text += text;
        at_most(self.cells as u64, self.limits.cells as u64, "has more cells than a table of identities", "cells")?;
        at_most(self.text as u64, self.limits.text as u64, "holds too much text", "MB")
    }
}

/// One cell: its place, and its text in the arena.
#[derive(Debug, Clone)]
struct Cell {
    row: u32,
    column: u16,
    start: u32,
    length: u32,
}

/// Cells that are shown as one, from the first to the last row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) first: (u32, u32),
    pub(crate) last: (u32, u32),
}

/// A sheet that is being read. Cells are counted from 0.
#[derive(Debug, Default)]
pub(crate) struct Table {
    text: String,
    cells: Vec<Cell>,
    unordered: bool,
    merged: Vec<Merged>,
    errors: Vec<(u32, u32)>,
    error_cells: usize,
    unstored: Vec<(u32, u32)>,
    unstored_cells: usize,
    /// Formulas, with a stored result or without.
    pub(crate) formulas: usize,
    /// Rows with content that the spreadsheet does not show.
    pub(crate) hidden_rows: usize,
    /// Columns that the spreadsheet does not show.
    pub(crate) hidden_columns: Vec<Range<u32>>,
}

/// How many places a note names.
const NAMED: usize = 5;
/// Merged cells that a sheet may have.
const MERGED: u64 = 1_000_000;
/// Cells beside merged ones that are looked at: those of real sheets do not lie over each other.
const BESIDE: u64 = 400_000_000;

impl Table {
    /// Takes a cell. Blank cells need not be told.
    pub(crate) fn cell(&mut self, (row, column): (u32, u32), text: &str, room: &mut Room) -> Outcome<()> {
        if text.is_empty() {
            return Ok(());
        }
        at_most(u64::from(row) + 1, u64::from(ROWS), "has a sheet with too many rows", "rows")?;
        at_most(u64::from(column) + 1, u64::from(COLUMNS), "has a sheet with too many columns", "columns")?;
        room.take(1, text.len())?;
        let start = self.text.len() as u32;
        // No table has a use for it, and what reads text takes it for another encoding.
        self.text.extend(text.chars().filter(|c| *c != '\0'));
        let length = self.text.len() as u32 - start;
        self.add(Cell { row, column: column as u16, start, length });
        Ok(())
    }

    fn add(&mut self, cell: Cell) {
        if let Some(last) = self.cells.last() {
            self.unordered |= (last.row, last.column) >= (cell.row, cell.column);
        }
        self.cells.push(cell);
    }

    /// A cell that shows an error of the spreadsheet.
    pub(crate) fn error(&mut self, at: (u32, u32)) {
        self.error_cells += 1;
        if self.errors.len() < NAMED {
            self.errors.push(at);
        }
    }

    /// A formula whose result the file does not hold.
    pub(crate) fn unstored(&mut self, at: (u32, u32)) {
        self.unstored_cells += 1;
        if self.unstored.len() < NAMED {
            self.unstored.push(at);
        }
    }

    /// Cells that are shown as one.
    pub(crate) fn merged(&mut self, merged: Merged) -> Outcome<()> {
        if merged.first != merged.last && merged.first.0 <= merged.last.0 && merged.first.1 <= merged.last.1 {
            at_most(self.merged.len() as u64 + 1, MERGED, "has too many merged cells", "merged cells")?;
            self.merged.push(merged);
        }
        Ok(())
    }

    /// The sheet, with what is odd about it.
    pub(crate) fn finish(mut self, name: String, hidden: bool, room: &mut Room) -> Outcome<Sheet> {
        self.order();
        let filled = self.fill_down(room)?;
        let mut notes = self.notes();
        if filled.0 > 0 {
            notes.push(format!(
                "{} given to each of the rows that they span, {} in all",
                several(filled.0, "merged cell is", "merged cells are"),
                several(filled.1, "row", "rows")
            ));
        }
        Ok(Sheet { name, hidden, csv: self.csv(room)?, notes })
    }

    /// Brings the cells into the order of rows and columns; of two at one place the last one stays, as in spreadsheets.
    fn order(&mut self) {
        if !self.unordered {
            return;
        }
        self.cells.sort_by_key(|c| (c.row, c.column));
        self.cells.reverse();
        self.cells.dedup_by_key(|c| (c.row, c.column));
        self.cells.reverse();
        self.unordered = false;
    }

    fn row(&self, row: u32) -> &[Cell] {
        let from = self.cells.partition_point(|c| c.row < row);
        let length = self.cells[from..].partition_point(|c| c.row == row);
        &self.cells[from..from + length]
    }

    /// Gives what stands in cells that are merged downwards to each of their rows, and tells how many cells and rows that
    /// were: a person who reads the sheet sees the label beside every row of its group, and only the file knows it as a
    /// value of the first. Not so in the heading, where the rows together are one heading, and not to rows that hold nothing
    /// else. Cells that are merged sideways stay: a title is no value of each column below it.
    fn fill_down(&mut self, room: &mut Room) -> Outcome<(usize, usize)> {
        let first_of_table = self.cells.windows(2).find(|two| two[0].row == two[1].row).map(|two| two[0].row);
        let Some(first_of_table) = first_of_table else { return Ok((0, 0)) };
        let banded = self.rows_merged_sideways();
        let mut more = Vec::new();
        let (mut spans, mut beside) = (0, 0);
        for merged in &self.merged {
            let (from, to) = (merged.first.0, merged.last.0);
            let last = banded.len() - 1;
            let in_heading =
                from <= first_of_table || banded[last.min(to as usize + 1)] > banded[last.min(from as usize)];
            if from == to || merged.first.1 != merged.last.1 || in_heading {
                continue;
            }
            let column = merged.first.1 as u16;
            let Some(value) = self.row(from).iter().find(|c| c.column == column).cloned() else { continue };
            let below = self.cells.partition_point(|c| c.row <= from);
            let end = self.cells.partition_point(|c| c.row <= to);
            beside += (end - below) as u64;
            at_most(beside, BESIDE, "has merged cells that lie over each other", "cells beside them")?;
            let before = more.len();
            for row in self.cells[below..end].chunk_by(|a, b| a.row == b.row) {
                if row.iter().all(|c| c.column != column) {
                    room.take(1, value.length as usize)?;
                    more.push(Cell { row: row[0].row, ..value.clone() });
                }
            }
            spans += usize::from(more.len() > before);
        }
        let rows = more.len();
        self.unordered |= rows > 0;
        self.cells.append(&mut more);
        self.order();
        Ok((spans, rows))
    }

    /// For each row, how many rows before it hold cells that are merged sideways.
    fn rows_merged_sideways(&self) -> Vec<u32> {
        let rows = self.cells.last().map_or(0, |c| c.row + 1) as usize;
        // How many more such cells reach into a row than into the one before.
        let mut steps = vec![0_i32; rows + 1];
        for merged in self.merged.iter().filter(|m| m.first.1 < m.last.1) {
            steps[rows.min(merged.first.0 as usize)] += 1;
            steps[rows.min(merged.last.0 as usize + 1)] -= 1;
        }
        let (mut reach, mut before) = (0, 0);
        let mut out = vec![0];
        for step in &steps[..rows] {
            reach += step;
            before += u32::from(reach > 0);
            out.push(before);
        }
        out
    }

    fn notes(&self) -> Vec<String> {
        let mut out = Vec::new();
        let named = |all: usize, places: &[(u32, u32)]| {
            let mut text: Vec<String> = places.iter().map(|at| address(*at)).collect();
            if all > places.len() {
                text.push(format!("and {} more", all - places.len()));
            }
            text.join(", ")
        };
        if self.error_cells > 0 {
            let several = several(self.error_cells, "cell shows an error", "cells show an error");
            out.push(format!("{several} of the spreadsheet, read as blank: {}", named(self.error_cells, &self.errors)));
        }
        if self.unstored_cells > 0 {
            let several = several(self.unstored_cells, "formula has no result", "formulas have no result");
            let places = named(self.unstored_cells, &self.unstored);
            out.push(format!(
                "{several} in the file, read as blank: {places}; open the workbook in the spreadsheet program and save it"
            ));
        }
        if self.hidden_rows > 0 {
            out.push(format!("{} read like the others", several(self.hidden_rows, "hidden row is", "hidden rows are")));
        }
        let width = self.width();
        let columns: u32 = self.hidden_columns.iter().map(|c| c.end.min(width).saturating_sub(c.start)).sum();
        if columns > 0 {
            let several = several(columns as usize, "hidden column is", "hidden columns are");
            out.push(format!("{several} read like the others"));
        }
        out
    }

    /// Columns up to the last with content.
    fn width(&self) -> u32 {
        self.cells.iter().map(|c| u32::from(c.column) + 1).max().unwrap_or(0)
    }

    /// One record for each row from the first, each with a cell for every column of the sheet; blank rows as blank lines.
    fn csv(&self, room: &mut Room) -> Outcome<Vec<u8>> {
        let width = self.width();
        let rows = self.cells.last().map_or(0, |c| c.row + 1) as usize;
        let records = self.cells.chunk_by(|a, b| a.row == b.row).count();
        room.take(0, rows + records * width as usize)?;
        let mut out = Vec::with_capacity(self.text.len() + rows + records * width as usize);
        let mut next = 0;
        for row in self.cells.chunk_by(|a, b| a.row == b.row) {
            out.resize(out.len() + (row[0].row - next) as usize, b'\n');
            next = row[0].row + 1;
            let mut column = 0;
            for cell in row {
                out.resize(out.len() + usize::from(cell.column - column), b',');
                column = cell.column;
                let text = &self.text[cell.start as usize..(cell.start + cell.length) as usize];
                field(text, room, &mut out)?;
            }
            out.resize(out.len() + (width - 1) as usize - usize::from(column), b',');
            out.push(b'\n');
        }
        Ok(out)
    }
}

/// A cell of a record.
fn field(text: &str, room: &mut Room, out: &mut Vec<u8>) -> Outcome<()> {
    if !text.contains([',', '"', '\n', '\r']) {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    room.take(0, text.len())?;
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
    Ok(())
}

/// A place as spreadsheets name it.
pub(crate) fn address((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    let mut out: String = letters.iter().rev().map(|b| char::from(*b)).collect();
    let _ = write!(out, "{}", row + 1);
    out
}

/// The place that a name like `AB12` names; none where it is no place of a sheet.
pub(crate) fn place(name: &str) -> Option<(u32, u32)> {
    let name = name.trim();
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        column = column * 26 + u32::from(letter.to_ascii_uppercase().checked_sub(b'A').filter(|n| *n < 26)?) + 1;
    }
    let row: u32 = digits.parse().ok()?;
    ((1..=ROWS).contains(&row) && column <= COLUMNS).then(|| (row - 1, column - 1))
}

fn several(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
