//! Every finding as JSON: an array with one finding per line, so that line tools can read it too.

use std::io::Write;

use nhimap_core::api::Finding;

use crate::RenderError;
use crate::json::ascii_controls;

/// Writes `findings.json`, one finding at a time.
pub(crate) fn render(findings: &mut dyn Iterator<Item = Finding>, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut before = "[\n";
    let mut any = false;
    for finding in findings {
        out.write_all(before.as_bytes())?;
        out.write_all(ascii_controls(&serde_json::to_string(&finding)?).as_bytes())?;
        before = ",\n";
        any = true;
    }
    out.write_all(if any { b"\n]\n" } else { b"[]\n" })?;
    Ok(())
}
