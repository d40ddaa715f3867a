//! The Assessment as it is.

use std::io::Write;

use nhimap_core::api::Assessment;

use crate::RenderError;
use crate::text::{is_unseen, write_seen_json};

/// Writes `assessment.json`.
pub(crate) fn render(assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let text = serde_json::to_string_pretty(assessment)?;
    out.write_all(ascii_controls(&text).as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}

/// JSON with unseen characters as JSON's own escapes: the same value, and nothing that a terminal or an editor obeys.
///
/// All of them are outside what JSON's punctuation uses, so that they can only stand inside strings.
pub(crate) fn ascii_controls(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unseen(c) { write_seen_json(&mut out, c) } else { out.push(c) }
    }
    out
}
