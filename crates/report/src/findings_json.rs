//! Every finding as JSON: an array with one finding per line, so that line tools can read it too.

use std::io::{BufWriter, Write};

use nhimap_core::api::Finding;

use crate::RenderError;
use crate::json::controls_escaped;

/// Writes `findings.json`, one finding at a time.
pub(crate) fn render(findings: &mut dyn Iterator<Item = Finding>, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut out = BufWriter::new(out);
    let mut before = "[\n";
    for finding in findings {
        out.write_all(before.as_bytes())?;
        out.write_all(controls_escaped(&serde_json::to_string(&finding)?).as_bytes())?;
        before = ",\n";
    }
    let any = before == ",\n";
    out.write_all(if any { b"\n]\n" } else { b"[]\n" })?;
    out.flush()?;
    Ok(())
}
