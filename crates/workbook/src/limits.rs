//! How much of a workbook is read. Files come from anywhere; a few kilobytes can unpack to more than a machine holds.

use crate::error::{Outcome, WorkbookError};

/// The most that is read of one workbook. What is counted is what was really unpacked: a file may say anything of its sizes.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Bytes of the file.
    pub(crate) file: u64,
    /// Entries of a package.
    pub(crate) entries: usize,
    /// Bytes that the parts of a package unpack to, all together.
    pub(crate) unpacked: u64,
    /// How many times its own size a package may unpack to, once that is more than [`Limits::ratio_from`]. Sheets of real
    /// tables stay below 100.
    pub(crate) ratio: u64,
    /// Bytes below which the ratio is not looked at: a small sheet of equal rows packs well.
    pub(crate) ratio_from: u64,
    /// Sheets.
    pub(crate) sheets: usize,
    /// Strings that cells share.
    pub(crate) strings: usize,
    /// Cells with content, in all sheets.
    pub(crate) cells: usize,
    /// Bytes of text that the sheets become.
    pub(crate) text: usize,
    /// Places that a sheet of the old format spans, filled or not: its reader holds them all. In all sheets together.
    pub(crate) places: usize,
}

/// Bytes of the largest file.
pub(crate) const FILE: u64 = 512 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: FILE,
            entries: 20_000,
            unpacked: 1 << 30,
            ratio: 300,
            ratio_from: 64 << 20,
            sheets: 1_000,
            strings: 16_000_000,
            cells: 40_000_000,
            text: 512 << 20,
            places: 12_000_000,
        }
    }
}

/// Rows that a sheet can have.
pub(crate) const ROWS: u32 = 1_048_576;
/// Columns that a sheet can have.
pub(crate) const COLUMNS: u32 = 16_384;

/// Refuses what is above its limit.
pub(crate) fn at_most(n: u64, limit: u64, what: &'static str, unit: &str) -> Outcome<()> {
    if n <= limit {
        return Ok(());
    }
    let limit = match unit {
        "MB" => format!("{} MB", limit >> 20),
        unit => format!("{limit} {unit}"),
    };
    Err(WorkbookError::TooLarge { what, limit })
}
