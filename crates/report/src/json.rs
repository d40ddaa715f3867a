//! The Assessment as it is.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use nhimap_core::api::Assessment;

use crate::RenderError;
use crate::text::is_unseen;

/// Writes `assessment.json`.
pub(crate) fn render(assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let text = serde_json::to_string_pretty(assessment)?;
    out.write_all(controls_escaped(&text).as_bytes())?;
    out.write_all(b"\n")?;
    Ok(())
}

/// JSON with unseen characters as JSON's own escapes: the same value, and nothing that a terminal or an editor obeys.
///
/// JSON's punctuation uses none of them, so that they can only stand inside strings.
pub(crate) fn controls_escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unseen) {
        return json.into();
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("text grows");
            }
        } else {
            out.push(c);
        }
    }
    out.into()
}
