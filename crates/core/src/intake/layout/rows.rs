//! Which rows below the headings are no data: totals, names of groups, notes, the headings again, a second table.
//!
//! A row is taken out only where it shows what it is; in doubt it is read.

use super::columns::Columns;
use super::grid::Row;
use super::nature::{Nature, nature};
use crate::intake::csv::Records;
use crate::intake::encode::trim;
use crate::intake::kinds::choose;
use crate::pack::Pack;
use crate::vocabulary::{Vocabulary, fold};

/// What is said of rows that a second table below the first holds.
pub(crate) const BELOW: &str =
    "a second table below the first, with headings of its own; it is not read: save it as a file or sheet of its own";
const TOTAL: &str = "a row of totals";
const ALONE: &str = "a row with one cell alone: the name of a group, or a note";
const NOTE: &str = "a note about the list";
const TITLE: &str = "a row above the heading again";
const HEADING: &str = "the heading again";
const GROUP: &str = "the name of a group, repeated in each cell";

/// Is this what is said of rows that hold no data?
pub(crate) fn is_no_data(reason: &str) -> bool {
    [TOTAL, ALONE, NOTE, TITLE, HEADING, GROUP].contains(&reason)
}

/// Columns that a table needs before a row with one cell stands out.
const WIDE: usize = 3;
/// Rows of data by which the form of keys is known.
const ENOUGH: usize = 3;

/// How the cells of a key column look in the rows of data at the file's start.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KeyForm {
    column: usize,
    /// No cell holds a blank.
    is_one_word: bool,
    /// Each holds a digit.
    has_digit: bool,
}

/// What tells rows apart that are no data.
#[derive(Debug, Clone, Default)]
pub struct RowRules {
    /// The rows of the heading, as they stand.
    headings: Vec<Vec<String>>,
    /// The rows above it.
    titles: Vec<Vec<String>>,
    /// Did a person lay the table out? An export has no totals and no notes.
    by_hand: bool,
    /// Columns with a heading.
    headed: usize,
    keys: Vec<KeyForm>,
    /// Are most rows of data filled, so that one with a single cell stands out?
    are_filled: bool,
    /// Rows to leave out, as a spreadsheet numbers them, and why.
    pub(crate) skip: Vec<(u32, String)>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowSense {
    /// Data, as far as its layout says.
    Data,
    /// None, for a reason.
    Apart(&'static str),
    /// The headings of a second table.
    SecondTable,
}

impl RowRules {
    /// The rules of an export: only the heading may come again.
    pub(crate) fn of_export(heading: &Row) -> Self {
        Self { headings: vec![heading.cells.clone()], ..Self::default() }
    }

    /// The rules of a table that people keep.
    pub(crate) fn by_hand(heading: &[&Row], above: &[Row], keys: &[usize], data: &[&Row]) -> Self {
        let form = |column: &usize| {
            let cells: Vec<&str> = data.iter().map(|row| row.cell(*column)).filter(|cell| !cell.is_empty()).collect();
            let enough = cells.len() >= ENOUGH;
            let many = cells.len() >= 2 * ENOUGH;
            KeyForm {
                column: *column,
                is_one_word: enough && cells.iter().all(|cell| !cell.contains(char::is_whitespace)),
                has_digit: many && cells.iter().all(|cell| cell.bytes().any(|b| b.is_ascii_digit())),
            }
        };
        let width = heading.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let headed = (0..width).filter(|c| heading.iter().any(|row| !row.cell(*c).is_empty())).count();
        let filled = data.iter().filter(|row| row.filled() >= WIDE).count();
        Self {
            headings: heading.iter().map(|row| row.cells.clone()).collect(),
            titles: above.iter().filter(|row| !row.is_blank()).map(|row| row.cells.clone()).collect(),
            by_hand: true,
            headed,
            keys: keys.iter().map(form).collect(),
            are_filled: filled >= ENOUGH && filled * 10 >= data.len() * 8,
            skip: Vec::new(),
        }
    }

    /// Are rows left out beyond the first one below the headings? Then rows must be counted from there on.
    pub(crate) fn skips_late(&self, lines_before: u32) -> bool {
        self.skip.iter().any(|(line, _)| *line > lines_before + 1)
    }

    /// What a record is. `after_gap` says that a blank row or one with a single cell stands before it.
    pub(crate) fn judge(
        &self,
        block: &[u8],
        records: &Records,
        record: usize,
        after_gap: bool,
        pack: &Pack,
    ) -> RowSense {
        if let Some(reason) = self.again(block, records, record) {
            return RowSense::Apart(reason);
        }
        if !self.by_hand || self.headed < WIDE {
            return RowSense::Data;
        }
        // Up to three cells that are not blank: most rows are known for data after that.
        let mut first = None;
        let mut filled = 0;
        for column in 0..records.cells(record) {
            if !trim(records.raw(block, record, column).bytes(block)).is_empty() {
                first.get_or_insert(column);
                filled += 1;
                if filled == 3 {
                    break;
                }
            }
        }
        let Some(first) = first else { return RowSense::Data };
        let words = &pack.vocabulary;
        let lead = trim(records.raw(block, record, first).bytes(block));
        let may_lead = lead.len() <= 80;
        if may_lead && may_begin(lead, &words.layout.totals) && is_total(&row(block, records, record), words) {
            return RowSense::Apart(TOTAL);
        }
        if filled == 1 && self.stands_alone(first, &row(block, records, record), words) {
            return RowSense::Apart(ALONE);
        }
        if filled == 2 && self.headed > WIDE && may_begin(lead, &words.layout.notes) {
            let cells = row(block, records, record);
            if is_note(cells.cell(first), words) && cells.filled() == 2 {
                return RowSense::Apart(NOTE);
            }
        }
        if filled == 3 && lead_repeats(block, records, record, first) {
            let cells = row(block, records, record);
            if cells.cells.iter().all(|cell| cell.is_empty() || cell == cells.cell(first)) && cells.filled() > WIDE {
                return RowSense::Apart(GROUP);
            }
        }
        if after_gap && filled >= 2 && heads_another(&row(block, records, record), pack) {
            return RowSense::SecondTable;
        }
        RowSense::Data
    }

    /// A row of the heading, or one above it, that comes again.
    fn again(&self, block: &[u8], records: &Records, record: usize) -> Option<&'static str> {
        let is_same = |cells: &Vec<String>| {
            let mut scratch = Vec::new();
            let own = cells.first().map_or(&b""[..], String::as_bytes);
            // The first cell tells nearly all rows from a heading.
            trim(records.raw(block, record, 0).bytes(block)).len() >= own.len()
                && (0..cells.len().max(records.cells(record))).all(|column| {
                    let cell = records.cell(block, record, column, &mut scratch);
                    let cell = trim(cell);
                    let own = cells.get(column).map_or(&b""[..], String::as_bytes);
                    cell == own || !cell.is_ascii() && String::from_utf8_lossy(cell).trim().as_bytes() == own
                })
        };
        if self.headings.iter().any(is_same) {
            return Some(HEADING);
        }
        self.titles.iter().any(is_same).then_some(TITLE)
    }

    /// Is the only cell of a row the name of a group or a note, and no key of a row that says nothing else?
    fn stands_alone(&self, column: usize, row: &Row, words: &Vocabulary) -> bool {
        if row.filled() != 1 {
            return false;
        }
        let cell = row.cell(column);
        let has_blank = cell.contains(char::is_whitespace);
        let Some(key) = self.keys.iter().find(|key| key.column == column) else {
            // Without its key the row names nothing; one word may be what is left of a row of data.
            return !self.keys.is_empty() && (has_blank || cell.ends_with(':'));
        };
        let folded = fold(cell);
        let names_group = || {
            let is_at_end = |word: &String| {
                folded.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(' '))
                    || folded.strip_suffix(word.as_str()).is_some_and(|rest| rest.ends_with(' '))
            };
            self.are_filled && words.layout.groups.iter().any(is_at_end)
        };
        key.is_one_word && has_blank
            || key.has_digit && !cell.bytes().any(|b| b.is_ascii_digit())
            || cell.ends_with(':')
            || cell.starts_with(['*', '†']) && has_blank
            || is_note(cell, words)
            || cell.split_whitespace().count() >= 8
            || names_group()
    }
}

/// Is this row the heading of a table?
pub(super) fn heads_another(row: &Row, pack: &Pack) -> bool {
    let is_label = |cell: &&String| {
        cell.chars().count() <= 60 && matches!(nature(cell), Nature::Text | Nature::Person) && !cell.contains('@')
    };
    let filled: Vec<&String> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
    let known = filled.iter().filter(|cell| pack.vocabulary.is_heading_word(&fold(cell))).count();
    let is_heading = known >= WIDE && known * 2 >= filled.len() || known >= 2 && known == filled.len();
    is_heading
        && filled.iter().all(is_label)
        && choose("", &Columns::of_headings(&row.cells, &pack.vocabulary), pack).is_ok()
}

/// A record as a row.
fn row(block: &[u8], records: &Records, record: usize) -> Row {
    let mut scratch = Vec::new();
    let cells = (0..records.cells(record))
        .map(|c| String::from_utf8_lossy(records.cell(block, record, c, &mut scratch)).trim().to_owned());
    Row { cells: cells.collect(), line: 0, end: 0 }
}

/// Does a cell begin with the first letter of one of these words?
fn may_begin(cell: &[u8], words: &[String]) -> bool {
    let Some(first) = cell.iter().find(|b| b.is_ascii_alphanumeric() || !b.is_ascii()) else { return false };
    !first.is_ascii() || words.iter().any(|word| word.as_bytes().first() == Some(&first.to_ascii_lowercase()))
}

fn lead_repeats(block: &[u8], records: &Records, record: usize, first: usize) -> bool {
    let cell = |column| trim(records.raw(block, record, column).bytes(block));
    cell(first) == cell(first + 1) && cell(first).len() > 1
}

/// Does a row add up: does its first cell say so, with nothing but numbers beside it?
pub(super) fn is_total(row: &Row, words: &Vocabulary) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return false };
    let folded = fold(first);
    let text = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let ends_in_number = text.len() < folded.len();
    let is_word = |word: &str| words.layout.totals.iter().any(|total| total == word);
    let begins = words
        .layout
        .totals
        .iter()
        .any(|total| text.strip_prefix(total.as_str()).is_some_and(|rest| rest.starts_with(' ')));
    let beside: Vec<&String> = filled.collect();
    let numbers = beside.iter().all(|cell| nature(cell) == Nature::Number);
    // `total 12` may be an account's name where a colon is missing and other cells are filled.
    numbers && (is_word(text) || begins && (ends_in_number && first.contains(':') || !beside.is_empty()))
}

/// Does a cell speak of the list itself: `Source: HR`, `Prepared by`? One word alone may be a name.
fn is_note(cell: &str, words: &Vocabulary) -> bool {
    let folded = fold(cell.split(':').next().unwrap_or_default());
    (cell.contains(':') || folded.contains(' ')) && words.layout.notes.contains(&folded)
}
