//! Delimited text: cut into blocks of whole records, then split into cells.
//!
//! In go bytes that start at a record, out come records and cells equal to those of the `csv` crate's byte reader
//! (flexible, no header row, default quoting), whatever the block size. A front door that reads in blocks calls
//! [`Cutter::whole_records`] under its lock, which only finds where the last whole record ends; each worker then calls
//! [`Records::split`] on its own block and goes down the columns.
//!
//! What counts as a record, as the `csv` crate has it:
//!
//! - A quote is special only as the first byte of a cell. There it opens a quoted part, in which delimiters and line
//!   ends are content and a doubled quote is one quote. Bytes between the closing quote and the next delimiter are
//!   content as they stand, quotes too: `"a"b"c` is `ab"c`. A quote anywhere else is content: `5'10"` needs nothing.
//! - LF, CR and CRLF each end a record. A line without a byte is no record; a line of `""`, of a blank or of one
//!   delimiter is.
//! - A quote still open at the end of the file is closed there. A last line without a line end is a record.
//!
//! Every byte string is some table: nothing is refused but a block beyond [`MAX_BLOCK`].

mod cell;
mod cutter;
#[cfg(test)]
mod properties;
mod records;
mod scan;
mod sniff;

pub use cell::Cell;
pub use cutter::Cutter;
pub use records::{MAX_BLOCK, Records};
pub use sniff::{DELIMITERS, sniff_delimiter};

/// How many bytes at the start of a file are its UTF-8 byte order mark: 3 or 0.
pub fn skip_bom(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}
