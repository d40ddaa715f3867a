//! Workbooks to tables of text: bytes in, one CSV for each sheet out.
//!
//! XLSX (with macros or not), XLSB, XLS and OpenDocument are told apart by what they hold, never by a name. Cells become the
//! text that a person sees, or more: dates in ISO form with their time, whole numbers without a point, percentages with their
//! sign, results of formulas as they are stored. What cannot be read as a value is blank, and a note tells how many cells
//! that were and where. Nothing is read from a file or written; nothing of a cell is in an error.

mod cell;
mod error;
mod limits;
mod ods;
mod ole;
mod package;
mod table;
#[cfg(test)]
mod tests;
mod xls;
#[cfg(not(target_family = "wasm"))]
mod xlsb;
mod xlsx;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use error::Outcome;
pub use error::WorkbookError;
use limits::{Limits, at_most};
pub use nhimap_core::intake::{Content, Sheet};
use package::{Holds, Package};
use sha2::{Digest, Sha256};

/// A workbook that was read.
#[derive(Debug, Clone)]
pub struct Workbook {
    /// How many bytes the file has.
    pub bytes: u64,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// All its sheets, in their order.
    pub sheets: Vec<Sheet>,
}

impl From<Workbook> for Content<'_> {
    fn from(Workbook { bytes, sha256, sheets }: Workbook) -> Self {
        Self::Workbook { bytes, sha256, sheets }
    }
}

/// Bytes that [`is_workbook`] needs.
pub const HEAD: usize = 8;

/// The largest file that is read as a workbook, in bytes.
pub const LARGEST: u64 = limits::FILE;

/// Does a file that starts so belong here? It may still be something else in the same container; [`open`] tells what.
pub fn is_workbook(head: &[u8]) -> bool {
    is_package(head) || head.starts_with(ole::MAGIC)
}

fn is_package(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Reads a workbook.
///
/// # Errors
/// What the file is instead of a workbook, why the workbook is not read, and what to do.
pub fn open(bytes: &[u8]) -> Result<Workbook, WorkbookError> {
    let sheets = open_within(bytes, &Limits::default())?;
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    Ok(Workbook { bytes: bytes.len() as u64, sha256, sheets })
}

fn open_within(bytes: &[u8], limits: &Limits) -> Outcome<Vec<Sheet>> {
    at_most(bytes.len() as u64, limits.file, "is too large a file", "MB")?;
    if !is_workbook(bytes) {
        return Err(WorkbookError::other("a file of another kind", "give the workbook or the CSV file with the table"));
    }
    quiet::hook();
    // The readers of records index into what a file holds. Where the target cannot unwind, the module ends instead, and
    // whoever loaded it says the same.
    let read = AssertUnwindSafe(|| quiet::during(|| read(bytes, limits)));
    catch_unwind(read).unwrap_or_else(|_| Err(WorkbookError::damaged("its parts do not fit together")))
}

fn read(bytes: &[u8], limits: &Limits) -> Outcome<Vec<Sheet>> {
    if !is_package(bytes) {
        return xls::read(bytes, limits);
    }
    let mut package = Package::open(bytes, limits)?;
    match package.holds()? {
        Holds::Xlsx(main) => xlsx::read(&mut package, &main, limits),
        #[cfg(not(target_family = "wasm"))]
        Holds::Xlsb => xlsb::read(bytes, &mut package, limits),
        // With the reader of a kind that is hardly ever met, the page's module would be larger than it may be.
        #[cfg(target_family = "wasm")]
        Holds::Xlsb => Err(WorkbookError::Binary),
        Holds::Ods => ods::read(&mut package, limits),
    }
}

/// A panic while a workbook is read is an answer, not a fault to be printed: its text may hold something of a cell.
mod quiet {
    use std::cell::Cell;
    use std::panic;
    use std::sync::Once;

    thread_local! {
        static READING: Cell<bool> = const { Cell::new(false) };
    }

    /// Puts a hook before the one that is there, once.
    pub(super) fn hook() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if !READING.get() {
                    before(info);
                }
            }));
        });
    }

    /// Does something of which panics are not told.
    pub(super) fn during<T>(work: impl FnOnce() -> T) -> T {
        struct Over;
        impl Drop for Over {
            fn drop(&mut self) {
                READING.set(false);
            }
        }
        READING.set(true);
        let _over = Over;
        work()
    }
}
