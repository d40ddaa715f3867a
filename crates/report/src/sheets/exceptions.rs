//! The exceptions as CSV: what each is about, whether it holds, and how many failing rows it accepts.

use std::io::Write;

use nhimap_core::api::{Assessment, ExceptionShown};

use super::{Column, file, line, several, sheet, shown, text};
use crate::RenderError;

const COLUMNS: [Column<ExceptionShown>; 20] = [
    ("exception", |it| it.key.as_str().into()),
    ("check", |it| text(&it.check)),
    ("references", |it| several(&it.references)),
    ("scope", |it| it.scope.as_str().into()),
    ("state", |it| text(&it.state)),
    ("state in words", |it| it.says.as_str().into()),
    ("failing rows in scope", |it| it.covers.to_string().into()),
    ("accepted rows", |it| it.accepts.to_string().into()),
    ("growth_percent", |it| shown(it.growth)),
    ("reason", |it| text(&it.reason)),
    ("compensating_control", |it| text(&it.compensating_control)),
    ("compensating_evidence", |it| text(&it.compensating_evidence)),
    ("requester", |it| text(&it.requester)),
    ("approver", |it| text(&it.approver)),
    ("approved", |it| shown(it.approved)),
    ("starts", |it| shown(it.starts)),
    ("ends", |it| shown(it.ends)),
    ("renewals", |it| shown(it.renewals)),
    ("file", |it| file(&it.place)),
    ("row", |it| line(&it.place)),
];

/// Writes `exceptions.csv`.
pub(crate) fn render(a: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    sheet(&COLUMNS, &a.exceptions, a.exceptions_total, out)
}
