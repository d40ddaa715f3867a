//! One cell and its content.

/// One cell: where its content lies in the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Where the content starts.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Whether this is the whole cell, quotes and all, and has to go through [`Cell::content`] to be the content.
    pub escaped: bool,
}

impl Cell {
    /// The bytes of `block` that the cell spans: its content, unless it is `escaped`.
    #[inline]
    pub fn bytes(self, block: &[u8]) -> &[u8] {
        &block[self.start as usize..self.end as usize]
    }

    /// The content. Only where it is not one piece of `block` is it put together in `scratch`.
    #[inline]
    pub fn content<'a>(self, block: &'a [u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
        let bytes = self.bytes(block);
        if self.escaped { unescape(bytes, scratch) } else { bytes }
    }
}

/// The content of a cell that starts with a quote: doubled quotes halved, and what follows the closing quote as it
/// stands.
#[cold]
fn unescape<'a>(cell: &[u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    scratch.clear();
    let mut rest = &cell[1..];
    while let Some(quote) = memchr::memchr(b'"', rest) {
        scratch.extend_from_slice(&rest[..quote]);
        rest = &rest[quote + 1..];
        if rest.first() != Some(&b'"') {
            break;
        }
        scratch.push(b'"');
        rest = &rest[1..];
    }
    scratch.extend_from_slice(rest);
    scratch
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn quotes_are_taken_off_and_doubled_ones_halved_up_to_the_closing_one() {
        let cases = [
            ("\"\"", ""),
            ("\"a\"", "a"),
            ("\"a\"\"b\"", "a\"b"),
            ("\"\"\"\"", "\""),
            ("\"a\"b", "ab"),
            ("\"a\"b\"\"c\"", "ab\"\"c\""),
            ("\"a\" \"", "a \""),
            ("\"", ""),
            ("\"a", "a"),
            ("\"a\"\"", "a\""),
        ];
        let mut scratch = b"left over".to_vec();
        for (cell, content) in cases {
            assert_eq!(unescape(cell.as_bytes(), &mut scratch), content.as_bytes(), "{cell:?}");
        }
    }
}
