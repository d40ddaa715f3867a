//! Cells to codes, one column of one block at a time.
//!
//! A worker keeps one dictionary a column for all blocks that it reads; what a distinct cell *means* (a word, a list, a
//! person, an odd date) is settled once, after the last block. So the loop over the rows does little: look the cell up,
//! or read it as a day.

use rustc_hash::FxHashMap;

use crate::date;

/// Distinct cells of a column, in the order in which one worker met them.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Open addressing over cells of up to sixteen bytes, compared as two words without following a pointer.
    short: Vec<Slot>,
    used: usize,
    long: FxHashMap<Box<[u8]>, u32>,
    entries: Vec<Entry>,
}

/// A distinct cell.
#[derive(Debug)]
pub struct Entry {
    /// Its bytes.
    pub text: Box<[u8]>,
    /// Where it was first met: the block's number, then the row in the block.
    pub first: u64,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    length: u32,
    code: u32,
}

const FREE: u32 = u32::MAX;
const FREE_SLOT: Slot = Slot { low: 0, high: 0, length: 0, code: FREE };

/// The first and the last eight bytes of a cell of up to sixteen; with the length they determine it.
#[inline]
fn words(cell: &[u8]) -> (u64, u64) {
    let n = cell.len();
    if let (Some(first), Some(last)) = (cell.first_chunk::<8>(), cell.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (cell.first_chunk::<4>(), cell.last_chunk::<4>()) {
        (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
    } else if n == 0 {
        (0, 0)
    } else {
        (u64::from(cell[0]) | u64::from(cell[n / 2]) << 8, u64::from(cell[n - 1]))
    }
}

#[inline]
fn mix(low: u64, high: u64, length: usize) -> u64 {
    let a = (low ^ (length as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let b = (high.rotate_left(29) ^ a).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    b ^ (b >> 32)
}

impl Dictionary {
    /// The code of a cell, new or known. `first` tells where the cell stands.
    #[inline]
    pub fn code(&mut self, cell: &[u8], first: u64) -> u32 {
        if cell.len() > 16 {
            return self.long_code(cell, first);
        }
        let (low, high) = words(cell);
        let length = cell.len() as u32;
        let mask = self.short.len().wrapping_sub(1);
        if !self.short.is_empty() {
            let mut at = mix(low, high, cell.len()) as usize & mask;
            loop {
                let slot = self.short[at];
                if slot.low == low && slot.high == high && slot.length == length && slot.code != FREE {
                    return slot.code;
                }
                if slot.code == FREE {
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        self.insert_short(cell, first)
    }

    #[cold]
    fn insert_short(&mut self, cell: &[u8], first: u64) -> u32 {
        if self.used * 2 >= self.short.len() {
            let old = std::mem::take(&mut self.short);
            self.short = vec![FREE_SLOT; (old.len() * 2).max(64)];
            for slot in old.into_iter().filter(|s| s.code != FREE) {
                self.place(slot);
            }
        }
        let (low, high) = words(cell);
        let code = self.entry(cell, first);
        self.place(Slot { low, high, length: cell.len() as u32, code });
        self.used += 1;
        code
    }

    fn place(&mut self, slot: Slot) {
        let mask = self.short.len() - 1;
        let mut at = mix(slot.low, slot.high, slot.length as usize) as usize & mask;
        while self.short[at].code != FREE {
            at = (at + 1) & mask;
        }
        self.short[at] = slot;
    }

    fn long_code(&mut self, cell: &[u8], first: u64) -> u32 {
        if let Some(code) = self.long.get(cell) {
            return *code;
        }
        let code = self.entry(cell, first);
        self.long.insert(cell.into(), code);
        code
    }

    fn entry(&mut self, cell: &[u8], first: u64) -> u32 {
        self.entries.push(Entry { text: cell.into(), first });
        (self.entries.len() - 1) as u32
    }

    /// The distinct cells, by code.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// One column of one block.
#[derive(Debug)]
pub enum BlockColumn {
    /// Codes of the worker's dictionary.
    Codes(Vec<u16>),
    /// The same, once the dictionary has outgrown two bytes.
    WideCodes(Vec<u32>),
    /// Days; the rows named in `odd` hold something else, by its code in the worker's dictionary.
    Days {
        /// Day numbers, `EMPTY` where blank.
        days: Vec<i32>,
        /// Rows of the block, and codes.
        odd: Vec<(u32, u32)>,
    },
    /// Text in one piece and where each row's ends.
    Texts {
        /// The text.
        bytes: Vec<u8>,
        /// The ends.
        ends: Vec<u32>,
        /// Rows whose record ended before this column.
        missing: Vec<u32>,
    },
}

/// What stands for a cell that its record has not: unknown, not blank.
pub const MISSING: &[u8] = b"\0";

/// How a column's cells are stored until they are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// Through a dictionary.
    Coded,
    /// As days.
    Days,
    /// Row by row.
    Texts,
}

/// A worker's encoder of one column.
#[derive(Debug)]
pub struct Encoder {
    /// How the cells are stored.
    pub storage: Storage,
    /// The distinct cells: all of them, or the odd ones among days.
    pub dictionary: Dictionary,
}

/// White space at either end removed.
#[inline]
pub fn trim(cell: &[u8]) -> &[u8] {
    cell.trim_ascii()
}

impl Encoder {
    /// An encoder with nothing met yet.
    pub fn new(storage: Storage) -> Self {
        Self { storage, dictionary: Dictionary::default() }
    }

    /// Encodes one column of one block from its cells.
    pub fn encode<'a>(&mut self, rows: usize, block: u32, mut cell: impl FnMut(usize) -> &'a [u8]) -> BlockColumn {
        let place = |row: usize| u64::from(block) << 32 | row as u64;
        match self.storage {
            Storage::Coded => {
                let mut codes = Vec::with_capacity(rows);
                for row in 0..rows {
                    let code = self.dictionary.code(cell(row), place(row));
                    if code > u32::from(u16::MAX) {
                        return self.encode_wide(codes, rows, block, cell);
                    }
                    codes.push(code as u16);
                }
                BlockColumn::Codes(codes)
            }
            Storage::Days => {
                let mut days = Vec::with_capacity(rows);
                let mut odd = Vec::new();
                for row in 0..rows {
                    let text = cell(row);
                    days.push(match date::parse_iso(text) {
                        Some(day) => day.0,
                        None => {
                            let text = trim(text);
                            if text.is_empty() {
                                date::EMPTY
                            } else if let Some(day) = date::parse_iso(text) {
                                day.0
                            } else {
                                odd.push((row as u32, self.dictionary.code(text, place(row))));
                                date::UNKNOWN
                            }
                        }
                    });
                }
                BlockColumn::Days { days, odd }
            }
            Storage::Texts => {
                let mut bytes = Vec::with_capacity(rows * 16);
                let mut ends = Vec::with_capacity(rows);
                let mut missing = Vec::new();
                for row in 0..rows {
                    let text = trim(cell(row));
                    if text == MISSING {
                        missing.push(row as u32);
                    } else {
                        bytes.extend_from_slice(text);
                    }
                    ends.push(bytes.len() as u32);
                }
                BlockColumn::Texts { bytes, ends, missing }
            }
        }
    }

    #[cold]
    fn encode_wide<'a>(
        &mut self,
        before: Vec<u16>,
        rows: usize,
        block: u32,
        mut cell: impl FnMut(usize) -> &'a [u8],
    ) -> BlockColumn {
        let mut codes: Vec<u32> = before.into_iter().map(u32::from).collect();
        codes.reserve(rows - codes.len());
        for row in codes.len()..rows {
            codes.push(self.dictionary.code(cell(row), u64::from(block) << 32 | row as u64));
        }
        BlockColumn::WideCodes(codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_cells_and_only_they_share_a_code(cells in prop::collection::vec("[ab\u{e9}]{0,20}", 0..200)) {
            let mut dictionary = Dictionary::default();
            let codes: Vec<u32> = cells.iter().enumerate().map(|(i, c)| dictionary.code(c.as_bytes(), i as u64)).collect();
            for (i, a) in cells.iter().enumerate() {
                prop_assert_eq!(&*dictionary.entries()[codes[i] as usize].text, a.as_bytes());
                for (j, b) in cells.iter().enumerate() {
                    prop_assert_eq!(a == b, codes[i] == codes[j]);
                }
            }
        }
    }
}
