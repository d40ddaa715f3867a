//! The controls as CSV: what is claimed, by whom, and how its evidence stands.

use std::io::Write;

use nhimap_core::api::{Assessment, ControlShown};

use super::{Column, file, line, several, sheet, shown, text, yes_no};
use crate::RenderError;

const COLUMNS: [Column<ControlShown>; 23] = [
    ("control", |it| it.key.as_str().into()),
    ("title", |it| text(&it.title)),
    ("statement", |it| text(&it.statement)),
    ("kind", |it| text(&it.kind)),
    ("status", |it| text(&it.status)),
    ("status in the list", |it| text(&it.status_word)),
    ("target", |it| text(&it.target)),
    ("in_profile", |it| yes_no(it.in_profile)),
    ("rationale", |it| text(&it.rationale)),
    ("owner", |it| text(&it.owner)),
    ("owner_function", |it| text(&it.owner_function)),
    ("operator", |it| text(&it.operator)),
    ("approver", |it| text(&it.approver)),
    ("references", |it| several(&it.references)),
    ("checks", |it| several(&it.checks)),
    ("starts", |it| shown(it.starts)),
    ("threshold_days", |it| shown(it.threshold_days)),
    ("tolerance_percent", |it| shown(it.tolerance)),
    ("evidence", |it| several(&it.evidence)),
    ("evidence_state", |it| text(&it.evidence_state)),
    ("covers_percent", |it| shown(it.covers_share)),
    ("file", |it| file(&it.place)),
    ("row", |it| line(&it.place)),
];

/// Writes `controls.csv`.
pub(crate) fn render(a: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    sheet(&COLUMNS, &a.claims.controls, a.claims.controls_total, out)
}
