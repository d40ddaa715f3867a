//! What a file holds: its bytes, or the sheets of the workbook that it is.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use nhimap_core::intake::Content;

use crate::Failure;

/// Opens a file. That it is a workbook is told from its first bytes, not from its name.
pub(crate) fn of(path: &Path) -> Result<Content<'static>, Failure> {
    let failed = |what: &str, e: std::io::Error| format!("`{}` could not be {what}: {e}", path.display());
    let mut file = File::open(path).map_err(|e| failed("opened", e))?;
    let mut bytes = Vec::new();
    file.by_ref().take(nhimap_workbook::HEAD as u64).read_to_end(&mut bytes).map_err(|e| failed("read", e))?;
    if !nhimap_workbook::is_workbook(&bytes) {
        return Ok(Content::Bytes(Box::new(Cursor::new(bytes).chain(file))));
    }
    // One byte more than is read of a workbook, so that a larger one is known to be larger.
    file.take(nhimap_workbook::LARGEST + 1).read_to_end(&mut bytes).map_err(|e| failed("read", e))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(nhimap_workbook::open(&bytes).map_err(|e| format!("`{name}`: {e}"))?.into())
}
