//! Cells to codes, one column of one block at a time.
//!
//! A worker keeps one dictionary a column for all blocks that it reads; what a distinct cell *means* (a word, a list, a
//! person, an odd date) is settled once, after the last block. So the loop over the rows does little: look the cell up,
//! or read it as a day.

use crate::date;

/// Distinct cells of a column, in the order in which one worker met them.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Open addressing over cells of up to sixteen bytes, compared as two words without following a pointer.
    short: Vec<Slot>,
    used: usize,
    /// The same over cells of up to thirty-two bytes, as four words.
    middle: Vec<MiddleSlot>,
    middle_used: usize,
    /// Open addressing over longer cells, compared through their text.
    long: Vec<LongSlot>,
    long_used: usize,
    /// All texts in one piece.
    bytes: Vec<u8>,
    entries: Vec<Placed>,
}

/// Where a distinct cell's text ends, and where the cell was first met.
#[derive(Debug, Clone, Copy)]
struct Placed {
    end: usize,
    first: u64,
}

/// A distinct cell.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its bytes.
    pub text: &'a [u8],
    /// Where it was first met: the block's number, then the row in the block.
    pub first: u64,
}

#[derive(Debug, Clone, Copy)]
struct LongSlot {
    hash: u32,
    code: u32,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    low: u64,
    high: u64,
    length: u32,
    code: u32,
}

#[derive(Debug, Clone, Copy)]
struct MiddleSlot {
    words: [u64; 4],
    length: u32,
    code: u32,
}

/// The first and the last sixteen bytes of a cell of seventeen to thirty-two.
#[inline]
fn four_words(cell: &[u8]) -> [u64; 4] {
    let (Some(first), Some(last)) = (cell.first_chunk::<16>(), cell.last_chunk::<16>()) else { return [0; 4] };
    let (a, b) = (u128::from_le_bytes(*first), u128::from_le_bytes(*last));
    [a as u64, (a >> 64) as u64, b as u64, (b >> 64) as u64]
}

const FREE: u32 = u32::MAX;
const FREE_SLOT: Slot = Slot { low: 0, high: 0, length: 0, code: FREE };

/// The bytes of a cell of up to sixteen as two words, padded with zeros; with the length they determine it.
#[inline]
fn words(cell: &[u8]) -> (u64, u64) {
    let mut padded = [0; 16];
    padded[..cell.len()].copy_from_slice(cell);
    split(u128::from_le_bytes(padded))
}

#[inline]
fn split(padded: u128) -> (u64, u64) {
    (padded as u64, (padded >> 64) as u64)
}

/// The same for a cell inside a block: sixteen bytes from its start with those behind it masked away, so that cells of
/// changing length cost no branch that is guessed wrong.
#[inline]
fn words_at(block: &[u8], start: usize, length: usize) -> (u64, u64) {
    match block.get(start..).and_then(<[u8]>::first_chunk::<16>) {
        Some(bytes) => {
            // 128 minus the cell's bits; a shift by all 128 would not be defined, so two halves.
            let spare = 8 * (16 - length) as u32;
            split(u128::from_le_bytes(*bytes) & (u128::MAX >> (spare / 2) >> (spare - spare / 2)))
        }
        None => words(&block[start..start + length]),
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
            return self.longer_code(cell, first);
        }
        self.short_code(words(cell), cell, first)
    }

    /// The code of a cell that lies in a block.
    #[inline]
    pub fn code_at(&mut self, block: &[u8], start: usize, end: usize, first: u64) -> u32 {
        let length = end - start;
        if length > 16 {
            return self.longer_code(&block[start..end], first);
        }
        self.short_code(words_at(block, start, length), &block[start..end], first)
    }

    #[inline]
    fn longer_code(&mut self, cell: &[u8], first: u64) -> u32 {
        if cell.len() <= 32 { self.middle_code(cell, first) } else { self.long_code(cell, first) }
    }

    #[inline]
    fn short_code(&mut self, (low, high): (u64, u64), cell: &[u8], first: u64) -> u32 {
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

    #[inline]
    fn middle_code(&mut self, cell: &[u8], first: u64) -> u32 {
        let words = four_words(cell);
        let length = cell.len() as u32;
        let hash = mix(words[0] ^ words[2].rotate_left(17), words[1].rotate_left(31) ^ words[3], cell.len());
        let mask = self.middle.len().wrapping_sub(1);
        if !self.middle.is_empty() {
            let mut at = hash as usize & mask;
            loop {
                let slot = &self.middle[at];
                if slot.words == words && slot.length == length && slot.code != FREE {
                    return slot.code;
                }
                if slot.code == FREE {
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        self.insert_middle(cell, first)
    }

    #[cold]
    fn insert_middle(&mut self, cell: &[u8], first: u64) -> u32 {
        if self.middle_used * 2 >= self.middle.len() {
            let old = std::mem::take(&mut self.middle);
            let free = MiddleSlot { words: [0; 4], length: 0, code: FREE };
            self.middle = vec![free; (old.len() * 2).max(64)];
            for slot in old.into_iter().filter(|s| s.code != FREE) {
                self.place_middle(slot);
            }
        }
        let code = self.entry(cell, first);
        self.place_middle(MiddleSlot { words: four_words(cell), length: cell.len() as u32, code });
        self.middle_used += 1;
        code
    }

    fn place_middle(&mut self, slot: MiddleSlot) {
        let [a, b, c, d] = slot.words;
        let mask = self.middle.len() - 1;
        let mut at = mix(a ^ c.rotate_left(17), b.rotate_left(31) ^ d, slot.length as usize) as usize & mask;
        while self.middle[at].code != FREE {
            at = (at + 1) & mask;
        }
        self.middle[at] = slot;
    }

    fn long_code(&mut self, cell: &[u8], first: u64) -> u32 {
        let hash = long_hash(cell);
        let mask = self.long.len().wrapping_sub(1);
        if !self.long.is_empty() {
            let mut at = hash as usize & mask;
            loop {
                let slot = self.long[at];
                if slot.code == FREE {
                    break;
                }
                if slot.hash == hash && self.text(slot.code) == cell {
                    return slot.code;
                }
                at = (at + 1) & mask;
            }
        }
        if self.long_used * 2 >= self.long.len() {
            let old = std::mem::take(&mut self.long);
            self.long = vec![LongSlot { hash: 0, code: FREE }; (old.len() * 2).max(64)];
            for slot in old.into_iter().filter(|s| s.code != FREE) {
                self.place_long(slot);
            }
        }
        let code = self.entry(cell, first);
        self.place_long(LongSlot { hash, code });
        self.long_used += 1;
        code
    }

    fn place_long(&mut self, slot: LongSlot) {
        let mask = self.long.len() - 1;
        let mut at = slot.hash as usize & mask;
        while self.long[at].code != FREE {
            at = (at + 1) & mask;
        }
        self.long[at] = slot;
    }

    fn entry(&mut self, cell: &[u8], first: u64) -> u32 {
        self.bytes.extend_from_slice(cell);
        self.entries.push(Placed { end: self.bytes.len(), first });
        (self.entries.len() - 1) as u32
    }

    /// The text of a code.
    pub fn text(&self, code: u32) -> &[u8] {
        let at = code as usize;
        let start = if at == 0 { 0 } else { self.entries[at - 1].end };
        &self.bytes[start..self.entries[at].end]
    }

    /// How many distinct cells there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Was no cell met?
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The distinct cells, by code.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.entries
            .iter()
            .enumerate()
            .map(|(code, placed)| Entry { text: self.text(code as u32), first: placed.first })
    }
}

/// A hash of a cell of more than thirty-two bytes.
#[inline]
fn long_hash(cell: &[u8]) -> u32 {
    let mut h = cell.len() as u64;
    let (chunks, _) = cell.as_chunks::<8>();
    for chunk in chunks {
        h = (h.rotate_left(23) ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    if let Some(last) = cell.last_chunk::<8>() {
        h = (h.rotate_left(23) ^ u64::from_le_bytes(*last)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    (h >> 32) as u32
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

impl BlockColumn {
    /// Tells the codes of the worker's dictionary that the block uses.
    pub(super) fn each_code(&self, mut tell: impl FnMut(u32)) {
        match self {
            Self::Codes(codes) => codes.iter().for_each(|code| tell(u32::from(*code))),
            Self::WideCodes(codes) => codes.iter().for_each(|code| tell(*code)),
            Self::Days { odd, .. } => odd.iter().for_each(|(_, code)| tell(*code)),
            Self::Texts { .. } => {}
        }
    }

    /// Puts other codes in their place; none is greater than the one before.
    pub(super) fn recode(&mut self, codes: &[u32]) {
        match self {
            Self::Codes(own) => own.iter_mut().for_each(|code| *code = codes[*code as usize] as u16),
            Self::WideCodes(own) => own.iter_mut().for_each(|code| *code = codes[*code as usize]),
            Self::Days { odd, .. } => odd.iter_mut().for_each(|(_, code)| *code = codes[*code as usize]),
            Self::Texts { .. } => {}
        }
    }
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

    /// Encodes one column of one block; `cell` gives the cell of each of its rows.
    #[inline]
    pub fn encode<'a>(&mut self, rows: usize, block: u32, cell: impl Fn(usize) -> &'a [u8]) -> BlockColumn {
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
                // Exactly as much as is needed: these bytes are kept.
                let mut bytes = Vec::with_capacity((0..rows).map(|row| cell(row).len()).sum());
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

    /// Encodes one coded column of a block of cells that need no unescaping; `bounds` gives where each row's cell lies.
    #[inline]
    pub fn encode_at(
        &mut self,
        rows: usize,
        number: u32,
        block: &[u8],
        bounds: impl Fn(usize) -> (usize, usize),
    ) -> BlockColumn {
        let mut codes = Vec::with_capacity(rows);
        for row in 0..rows {
            let (start, end) = bounds(row);
            let code = self.dictionary.code_at(block, start, end, u64::from(number) << 32 | row as u64);
            if code > u32::from(u16::MAX) {
                return self.encode_wide(codes, rows, number, |row| {
                    let (start, end) = bounds(row);
                    &block[start..end]
                });
            }
            codes.push(code as u16);
        }
        BlockColumn::Codes(codes)
    }

    #[cold]
    fn encode_wide<'a>(
        &mut self,
        before: Vec<u16>,
        rows: usize,
        block: u32,
        cell: impl Fn(usize) -> &'a [u8],
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
        fn a_cell_in_a_block_has_the_code_that_it_has_alone(cells in prop::collection::vec("[ab\u{e9}]{0,20}", 1..50)) {
            let block = cells.join(",");
            let mut dictionary = Dictionary::default();
            let mut start = 0;
            for cell in &cells {
                let end = start + cell.len();
                let code = dictionary.code_at(block.as_bytes(), start, end, 0);
                prop_assert_eq!(code, dictionary.code(cell.as_bytes(), 0));
                prop_assert_eq!(dictionary.text(code), cell.as_bytes());
                start = end + 1;
            }
        }

        #[test]
        fn equal_cells_and_only_they_share_a_code(cells in prop::collection::vec("[ab\u{e9}]{0,40}", 0..200)) {
            let mut dictionary = Dictionary::default();
            let codes: Vec<u32> = cells.iter().enumerate().map(|(i, c)| dictionary.code(c.as_bytes(), i as u64)).collect();
            for (i, a) in cells.iter().enumerate() {
                prop_assert_eq!(dictionary.text(codes[i]), a.as_bytes());
                for (j, b) in cells.iter().enumerate() {
                    prop_assert_eq!(a == b, codes[i] == codes[j]);
                }
            }
        }
    }
}
