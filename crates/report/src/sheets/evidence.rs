//! The evidence index as CSV: what is recorded, and how it stands against the period. Nobody opened an artefact.

use std::io::Write;

use nhimap_core::api::{Assessment, EvidenceShown};

use super::{Column, file, line, several, sheet, shown, text};
use crate::RenderError;
use crate::words::EXAMINED;

const COLUMNS: [Column<EvidenceShown>; 21] = [
    ("evidence", |it| it.key.as_str().into()),
    ("title", |it| text(&it.title)),
    ("kind", |it| text(&it.kind)),
    ("method", |it| text(&it.method)),
    ("control", |it| text(&it.control)),
    ("references", |it| several(&it.references)),
    ("covers_from", |it| shown(it.covers_from)),
    ("covers_to", |it| shown(it.covers_to)),
    ("collected", |it| shown(it.collected)),
    ("filed", |it| shown(it.filed)),
    ("until", |it| shown(it.until)),
    ("state", |it| text(&it.state)),
    ("state in words", |it| it.says.as_str().into()),
    ("its own conclusion", |it| text(&it.result)),
    ("examination", |_| EXAMINED.into()),
    ("collector", |it| text(&it.collector)),
    ("custodian", |it| text(&it.custodian)),
    ("artefact", |it| text(&it.artefact)),
    ("hash", |it| text(&it.hash)),
    ("file", |it| file(&it.place)),
    ("row", |it| line(&it.place)),
];

/// Writes `evidence.csv`.
pub(crate) fn render(a: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    sheet(&COLUMNS, &a.claims.evidence, a.claims.evidence_total, out)
}
