//! What each of 64 bytes means, as bits: the one place that knows when a quote opens, closes or is content.

use wide::u8x64;

/// How many bytes one step looks at.
pub(super) const WIDTH: usize = 64;

/// Walks through bytes 64 at a time and remembers what a step must know of the bytes before it.
pub(super) struct Scan {
    delimiter: u8x64,
    /// All bits set while the next byte is inside quotes.
    inside: u64,
    /// Bit 0: the byte before ends a cell or is a quote that means something, so a quote that follows may open.
    may_open: u64,
    /// Bit 0: the byte before is a closing quote.
    closed: u64,
}

/// What the bytes of one step mean; bit 0 is the first byte.
#[derive(Clone, Copy)]
pub(super) struct Masks {
    /// Delimiters and line ends that end a cell.
    pub(super) bounds: u64,
    /// The line ends among `bounds`. Both bytes of a CRLF are here.
    pub(super) line_ends: u64,
    /// Bytes right after a closing quote that do not end the cell: its content is not simply what lies between two
    /// quotes.
    pub(super) marks: u64,
}

impl Masks {
    /// The meanings of the first `count` bytes only, for a step that was filled up with zeros.
    pub(super) fn first(self, count: usize) -> Self {
        let kept = !(u64::MAX << count);
        Self { bounds: self.bounds & kept, line_ends: self.line_ends & kept, marks: self.marks & kept }
    }
}

impl Scan {
    /// A scan of bytes that start at the start of a cell.
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter: u8x64::splat(delimiter), inside: 0, may_open: 1, closed: 0 }
    }

    /// Goes on elsewhere: outside quotes, `at_cell_start` or in the middle of a cell that did not start with a quote.
    pub(super) fn restart(&mut self, at_cell_start: bool) {
        (self.inside, self.may_open, self.closed) = (0, u64::from(at_cell_start), 0);
    }

    /// Whether the next byte is inside quotes.
    pub(super) fn inside_quotes(&self) -> bool {
        self.inside != 0
    }

    /// The meanings of the next 64 bytes.
    #[inline]
    pub(super) fn step(&mut self, bytes: &[u8; WIDTH]) -> Masks {
        let bytes = u8x64::new(*bytes);
        let lines = bytes.simd_eq(u8x64::splat(b'\n')) | bytes.simd_eq(u8x64::splat(b'\r'));
        let ends = (lines | bytes.simd_eq(self.delimiter)).to_bitmask();
        let lines = lines.to_bitmask();
        let mut quotes = bytes.simd_eq(u8x64::splat(b'"')).to_bitmask();
        if quotes == 0 && self.inside == 0 {
            let marks = self.closed & !ends;
            (self.may_open, self.closed) = (ends >> 63, 0);
            return Masks { bounds: ends, line_ends: lines, marks };
        }
        // Taken as pairs, quotes tell inside from outside, doubled ones included, as long as each that would open
        // stands where one may: at a cell's start, or right after a closing quote (then the two are a doubled quote).
        // The first that does not is content, and so is every quote up to the end of its cell. Those are taken out, and
        // the pairs are made anew.
        loop {
            let inside = running_parity(quotes) ^ self.inside;
            let bounds = ends & !inside;
            let opening = quotes & inside;
            let stray = opening & !((bounds | quotes) << 1 | self.may_open);
            if stray == 0 {
                let closing = quotes & !inside;
                let marks = (closing << 1 | self.closed) & !ends;
                self.inside = ((inside as i64) >> 63) as u64;
                self.may_open = (bounds | quotes) >> 63;
                self.closed = closing >> 63;
                return Masks { bounds, line_ends: lines & !inside, marks };
            }
            let stray = stray & stray.wrapping_neg();
            let ends_after = ends & stray.wrapping_neg();
            // From the stray quote up to the end of its cell, or up to bit 63 where the cell goes on.
            quotes &= !(ends_after & ends_after.wrapping_neg()).wrapping_sub(stray);
        }
    }
}

/// Each bit becomes the parity of itself and all below it.
fn running_parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
