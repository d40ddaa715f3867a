//! Where the last whole record of a buffer ends.

use super::scan::{Scan, WIDTH};

/// Finds the end of the last whole record in a buffer, much faster than splitting it into cells.
///
/// It keeps nothing between calls, because each buffer starts at a record.
#[derive(Debug, Clone, Copy)]
pub struct Cutter {
    delimiter: u8,
}

impl Cutter {
    /// A cutter for records whose cells are divided by `delimiter`.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter }
    }

    /// How many bytes at the start of `buf`, which starts at a record, are whole records.
    ///
    /// 0 means that there is no whole record yet: come again with more bytes. `last` says that no more bytes follow;
    /// then all are whole. A CRLF is never cut in two, so a CR as the very last byte ends nothing before its successor
    /// is known.
    pub fn whole_records(&self, buf: &[u8], last: bool) -> usize {
        if last {
            return buf.len();
        }
        let buf = buf.strip_suffix(b"\r").unwrap_or(buf);
        let mut scan = Scan::new(self.delimiter);
        let mut whole = 0;
        let mut at = 0;
        while at < buf.len() {
            if !scan.inside_quotes() {
                // Outside quotes nothing can hide a line end before the next quote.
                let quote = memchr::memchr(b'"', &buf[at..]).map_or(buf.len(), |ahead| at + ahead);
                if let Some(end) = memchr::memrchr2(b'\n', b'\r', &buf[at..quote]) {
                    whole = at + end + 1;
                }
                if quote > at {
                    scan.restart(self.ends_cell(buf[quote - 1]));
                    at = quote;
                }
            }
            let rest = &buf[at..];
            let line_ends = match rest.first_chunk::<WIDTH>() {
                Some(bytes) => scan.step(bytes).line_ends,
                None => {
                    let mut bytes = [0; WIDTH];
                    bytes[..rest.len()].copy_from_slice(rest);
                    scan.step(&bytes).first(rest.len()).line_ends
                }
            };
            if line_ends != 0 {
                whole = at + WIDTH - line_ends.leading_zeros() as usize;
            }
            at += WIDTH;
        }
        whole
    }

    fn ends_cell(&self, byte: u8) -> bool {
        byte == self.delimiter || byte == b'\n' || byte == b'\r'
    }
}

#[cfg(test)]
mod tests {
    use super::Cutter;

    #[test]
    fn a_cut_is_after_the_last_line_end_outside_quotes() {
        let long = "x".repeat(100);
        let cases = [
            ("", 0),
            ("a", 0),
            ("a\n", 2),
            ("a\nb", 2),
            ("a\r\nb", 3),
            ("a\rb", 2),
            // The CR may be half of a CRLF.
            ("a\r", 0),
            ("a\nb\r", 2),
            ("a\r\r", 2),
            ("\n\n", 2),
            ("a,\"b\nc\"\nd", 8),
            ("a,\"b\nc", 0),
            ("a,\"b\n\"\"\nc", 0),
            ("a,\"b\n\"\"\"\nc", 9),
            // Not at a cell's start: content.
            ("a,b\"c\nd", 6),
            ("a,\"b\"c\"\nd", 8),
            ("a, \"b\nc\"\nd", 9),
            (&format!("a\n{long}\"\n{long}"), 104),
            (&format!("a\n{long},\"{long}\n{long}"), 2),
            (&format!("a\n{long},\"{long}\n\"{long}\n{long}"), 307),
        ];
        for (text, whole) in cases {
            assert_eq!(Cutter::new(b',').whole_records(text.as_bytes(), false), whole, "{text:?}");
            assert_eq!(Cutter::new(b',').whole_records(text.as_bytes(), true), text.len(), "{text:?}");
        }
    }

    #[test]
    fn only_its_own_delimiter_starts_a_cell() {
        assert_eq!(Cutter::new(b';').whole_records(b"a,\"b\nc", false), 5);
        assert_eq!(Cutter::new(b';').whole_records(b"a;\"b\nc", false), 0);
    }
}
