//! The records of a block and their cells.

use super::{
    cell::Cell,
    scan::{Masks, Scan, WIDTH},
};

/// The longest block [`Records::split`] takes, in bytes: one bit of a position says that a cell has to be unescaped.
pub const MAX_BLOCK: usize = (ESCAPED - 2) as usize;

const ESCAPED: u32 = 1 << 31;

/// The records of one block, reused for the next.
///
/// Offsets of all cells lie in one list in the order of the file, 4 bytes each, and a record is a place in that list.
/// So a record may have any number of cells, and going down a column touches little besides the cells' own bytes.
#[derive(Debug)]
pub struct Records {
    columns: usize,
    /// Where the cell after each delimiter or line end starts. A cell reaches from its entry to one byte before the
    /// next one. The top bit, [`ESCAPED`], is about the cell before. Kept as long as it ever was: what lies behind the
    /// last record is left over.
    bounds: Vec<u32>,
    records: Vec<Record>,
    /// Entries of `bounds` that get the [`ESCAPED`] bit, collected because an entry may be written long after its cell
    /// proves to need it.
    escaped: Vec<u32>,
    lines: u32,
}

#[derive(Debug, Clone, Copy)]
struct Record {
    /// The entry of `bounds` where the first cell starts.
    first: u32,
    cells: u32,
    line: u32,
}

impl Records {
    /// No records yet, of a table with so many columns.
    pub fn new(columns: usize) -> Self {
        Self { columns, bounds: Vec::new(), records: Vec::new(), escaped: Vec::new(), lines: 0 }
    }

    /// Splits a block of whole records; those of the block before are forgotten.
    ///
    /// # Panics
    ///
    /// When the block is longer than [`MAX_BLOCK`], just below 2 GiB. Only a quote that is never closed makes such a
    /// block.
    pub fn split(&mut self, block: &[u8], delimiter: u8) {
        assert!(block.len() <= MAX_BLOCK, "a block of at most {MAX_BLOCK} bytes");
        self.records.clear();
        self.escaped.clear();
        self.lines = 0;
        self.reserve(1);
        self.bounds[0] = 0;
        let mut end = End { entry: 0, record: 0 };

        let mut scan = Scan::new(delimiter);
        let (chunks, rest) = block.as_chunks::<WIDTH>();
        let mut at = 0;
        for chunk in chunks {
            let masks = scan.step(chunk);
            self.add(block, at, masks, &mut end);
            at += WIDTH;
        }
        if !rest.is_empty() {
            let mut chunk = [0; WIDTH];
            chunk[..rest.len()].copy_from_slice(rest);
            let masks = scan.step(&chunk).first(rest.len());
            self.add(block, at, masks, &mut end);
        }
        // The last line may lack its line end.
        self.reserve(end.entry + 1);
        if end.entry > end.record || self.bounds[end.entry] as usize != block.len() {
            end.entry += 1;
            self.bounds[end.entry] = block.len() as u32 + 1;
            self.end_line(block, end.entry, &mut end.record);
            if scan.inside_quotes() {
                self.escaped.push(end.entry as u32);
            }
        }
        for &entry in &self.escaped {
            self.bounds[entry as usize] |= ESCAPED;
        }
    }

    /// Adds what 64 bytes from `at` hold.
    #[inline]
    fn add(&mut self, block: &[u8], at: usize, masks: Masks, end: &mut End) {
        let Masks { bounds, mut line_ends, mut marks } = masks;
        self.reserve(end.entry + 1 + WIDTH);
        let next = end.entry + 1;
        let count = bounds.count_ones() as usize;
        let out = self.bounds[next..].first_chunk_mut::<WIDTH>().expect("was reserved");
        // More is written than there is, in whole groups: cheaper than to branch at each.
        let mut left = bounds;
        for group in out.chunks_exact_mut(8) {
            for entry in group {
                *entry = at as u32 + left.trailing_zeros() + 1;
                left &= left.wrapping_sub(1);
            }
            if left == 0 {
                break;
            }
        }
        let entry_of = |bit: u64| next + (bounds & (bit - 1)).count_ones() as usize;
        while marks != 0 {
            let bit = marks & marks.wrapping_neg();
            let entry = entry_of(bit) as u32;
            if self.escaped.last() != Some(&entry) {
                self.escaped.push(entry);
            }
            marks ^= bit;
        }
        while line_ends != 0 {
            let bit = line_ends & line_ends.wrapping_neg();
            self.end_line(block, entry_of(bit), &mut end.record);
            line_ends ^= bit;
        }
        end.entry += count;
    }

    /// Ends the line that started at the entry `start`: a record, a blank line, or nothing between a CR and its LF.
    #[inline]
    fn end_line(&mut self, block: &[u8], entry: usize, start: &mut usize) {
        let first = *start;
        *start = entry;
        let cells = entry - first;
        let from = self.bounds[first];
        if cells == 1 && self.bounds[entry] - from == 1 {
            let at = from as usize;
            let second_half = block[at] == b'\n' && at > 0 && block[at - 1] == b'\r';
            self.lines += u32::from(!second_half);
            return;
        }
        self.records.push(Record { first: first as u32, cells: cells as u32, line: self.lines });
        self.lines += 1;
    }

    fn reserve(&mut self, entries: usize) {
        if self.bounds.len() <= entries {
            self.bounds.resize(entries.max(1024) * 2, 0);
        }
    }

    /// How many records there are. Blank lines are none.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The columns a record should have.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The cells a record has: at least 1, however many columns the table has.
    pub fn cells(&self, record: usize) -> usize {
        self.records[record].cells as usize
    }

    /// Where a cell lies in `block`, the block that was split. A missing cell is empty.
    #[inline]
    pub fn raw(&self, block: &[u8], record: usize, column: usize) -> Cell {
        self.locate(block, self.records[record], column)
    }

    /// Where a cell starts and ends in a block without quotation marks, where a cell is what lies between two delimiters. The
    /// record has the cell.
    #[inline]
    pub fn between(&self, record: usize, column: usize) -> (usize, usize) {
        let entry = self.records[record].first as usize + column;
        let &[start, end] = self.bounds[entry..].first_chunk().expect("a cell has two bounds");
        (start as usize, end as usize - 1)
    }

    /// The cells of one column, record after record.
    #[inline]
    pub fn column<'a>(&'a self, block: &'a [u8], column: usize) -> impl ExactSizeIterator<Item = Cell> + 'a {
        self.records.iter().map(move |&record| self.locate(block, record, column))
    }

    #[inline]
    fn locate(&self, block: &[u8], record: Record, column: usize) -> Cell {
        if column >= record.cells as usize {
            return Cell { start: 0, end: 0, escaped: false };
        }
        let entry = record.first as usize + column;
        let &[start, end] = self.bounds[entry..].first_chunk().expect("a cell has two bounds");
        let escaped = end & ESCAPED != 0;
        let (start, end) = (start & !ESCAPED, (end & !ESCAPED) - 1);
        // A cell that starts with a quote and is not marked ends with its closing quote.
        let quoted = !escaped && start < end && block[start as usize] == b'"';
        Cell { start: start + u32::from(quoted), end: end - u32::from(quoted), escaped }
    }

    /// The content of a cell, put together in `scratch` where it is not one piece of `block`. A missing cell is empty.
    pub fn cell<'a>(&self, block: &'a [u8], record: usize, column: usize, scratch: &'a mut Vec<u8>) -> &'a [u8] {
        self.raw(block, record, column).content(block, scratch)
    }

    /// Whether the record ends before this column.
    #[inline]
    pub fn is_missing(&self, record: usize, column: usize) -> bool {
        column >= self.cells(record)
    }

    /// Where the record starts in its block, and where its line end stands, or the block's end.
    pub fn span(&self, record: usize) -> (usize, usize) {
        let Record { first, cells, .. } = self.records[record];
        let bound = |entry: u32| (self.bounds[entry as usize] & !ESCAPED) as usize;
        (bound(first), bound(first + cells) - 1)
    }

    /// The record's row in the block, from 0, as a spreadsheet numbers rows: a blank line counts one, a line end inside
    /// quotes none.
    #[inline]
    pub fn line(&self, record: usize) -> u32 {
        self.records[record].line
    }

    /// How many such rows the block has, so that the next block's rows can go on from there.
    pub fn lines(&self) -> u32 {
        self.lines
    }

    /// The records with fewer or more cells than the table has columns, and how many each has.
    pub fn ragged(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let cells = self.records.iter().map(|record| record.cells as usize);
        cells.enumerate().filter(|&(_, cells)| cells != self.columns)
    }

    /// Whether every cell of the record, those beyond the table's columns too, is empty or white space.
    pub fn is_blank(&self, block: &[u8], record: usize) -> bool {
        let mut scratch = Vec::new();
        (0..self.cells(record)).all(|column| is_white(self.cell(block, record, column, &mut scratch)))
    }
}

/// Where [`Records::split`] stands: the last entry written, and the one where the record under way starts.
struct End {
    entry: usize,
    record: usize,
}

fn is_white(content: &[u8]) -> bool {
    match content.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(byte) if byte.is_ascii() => false,
        // No-break spaces and the like. What is no UTF-8 at all is content.
        Some(_) => str::from_utf8(content).is_ok_and(|text| text.trim().is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::Records;

    fn split(text: &str, columns: usize) -> Records {
        let mut records = Records::new(columns);
        records.split(text.as_bytes(), b',');
        records
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        let (records, mut scratch) = (split(text, 0), Vec::new());
        let mut cell = |record, column| {
            let content = records.cell(text.as_bytes(), record, column, &mut scratch);
            String::from_utf8(content.to_vec()).expect("cells of text are text")
        };
        (0..records.len())
            .map(|record| (0..records.cells(record)).map(|column| cell(record, column)).collect())
            .collect()
    }

    #[test]
    fn cells_are_those_of_the_csv_crate() {
        let cases: [(&str, &[&[&str]]); 19] = [
            ("", &[]),
            ("a,b\nc,d", &[&["a", "b"], &["c", "d"]]),
            ("a\r\nb\rc\n", &[&["a"], &["b"], &["c"]]),
            ("\n\r\n\ra\n\n", &[&["a"]]),
            ("a,\n", &[&["a", ""]]),
            ("a,", &[&["a", ""]]),
            (",", &[&["", ""]]),
            (" \n", &[&[" "]]),
            ("\"\"\n", &[&[""]]),
            ("\"\"", &[&[""]]),
            ("\"a,b\",\"c\nd\"\n", &[&["a,b", "c\nd"]]),
            ("\"a\"\"b\",\"\"\"\"\n", &[&["a\"b", "\""]]),
            ("\"a\"b,c\n", &[&["ab", "c"]]),
            ("\"a\" \"b\"\"c\",d\n", &[&["a \"b\"\"c\"", "d"]]),
            ("5'10\",b \"c, d\"\n", &[&["5'10\"", "b \"c", " d\""]]),
            (" \"a\nb\",c\n", &[&[" \"a"], &["b\"", "c"]]),
            ("\"a,b\nc", &[&["a,b\nc"]]),
            ("a,\"", &[&["a", ""]]),
            ("a,\"b\"\"", &[&["a", "b\""]]),
        ];
        for (text, expected) in cases {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn blank_lines_are_rows_and_quoted_line_ends_are_not() {
        let records = split("a\n\n\r\n\"b\n\n\"\r\nc", 1);
        let lines: Vec<u32> = (0..records.len()).map(|record| records.line(record)).collect();
        assert_eq!((lines, records.lines()), (vec![0, 3, 4], 5));
    }

    #[test]
    fn ragged_records_are_told_and_missing_cells_are_empty() {
        let text = "a,b\nc\nd,e,f\n\"\",\n";
        let records = split(text, 2);
        assert_eq!(records.ragged().collect::<Vec<_>>(), [(1, 1), (2, 3)]);
        assert!(records.is_missing(1, 1) && !records.is_missing(3, 1));
        let second: Vec<&[u8]> = records.column(text.as_bytes(), 1).map(|cell| cell.bytes(text.as_bytes())).collect();
        assert_eq!(second, [&b"b"[..], b"", b"e", b""]);
    }

    #[test]
    fn only_empty_and_white_cells_make_a_blank_record() {
        let cases = [
            (",,", true),
            (" ,\"\t\",\"\n\"", true),
            ("\u{a0},\u{3000}", true),
            ("\"\"\"\",", false),
            (", ,-", false),
            ("\" \"x", false),
            ("é", false),
        ];
        for (text, blank) in cases {
            assert_eq!(split(text, 2).is_blank(text.as_bytes(), 0), blank, "{text:?}");
        }
    }

    #[test]
    fn content_is_a_piece_of_the_block_unless_quotes_are_within() {
        let text = "a,\"b\",\"c\"\"d\"\n";
        let escaped: Vec<bool> = (0..3).map(|column| split(text, 3).raw(text.as_bytes(), 0, column).escaped).collect();
        assert_eq!(escaped, [false, false, true]);
    }

    #[test]
    fn nothing_is_left_of_the_block_before() {
        let mut records = split(&"\"a\"\"b\",c,d\n".repeat(3000), 3);
        records.split(b"x,y\n", b',');
        assert_eq!((records.len(), records.lines(), records.cells(0)), (1, 1, 2));
        assert_eq!(records.cell(b"x,y\n", 0, 0, &mut Vec::new()), b"x");
    }
}
