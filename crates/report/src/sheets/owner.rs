//! An owner's page as CSV: one row for each finding, exception, day and identity, in the order to work.

use std::borrow::Cow;
use std::io::Write;

use nhimap_core::api::{Due, ExceptionShown, Finding, OwnedIdentity};

use super::{Sheet, file, line, shown, text};
use crate::RenderError;
use crate::view::OwnerView;

/// A row, whatever it is about.
#[derive(Default)]
struct Row<'a> {
    part: &'static str,
    kind: Cow<'a, str>,
    id: Cow<'a, str>,
    what: Cow<'a, str>,
    to_do: Cow<'a, str>,
    severity: &'static str,
    day: Cow<'a, str>,
    identity: Cow<'a, str>,
    environment: Cow<'a, str>,
    open: Cow<'a, str>,
    accepted: Cow<'a, str>,
    exception: Cow<'a, str>,
    exception_ends: Cow<'a, str>,
    response_due: Cow<'a, str>,
    response_status: Cow<'a, str>,
    file: Cow<'a, str>,
    row: Cow<'a, str>,
}

const HEADINGS: [&str; 17] = [
    "part",
    "kind",
    "id",
    "what",
    "to do",
    "severity",
    "day",
    "identity",
    "environment",
    "open findings",
    "accepted findings",
    "exception",
    "exception_ends",
    "response_due",
    "response_status",
    "file",
    "row",
];

impl<'a> Row<'a> {
    fn cells(self) -> [Cow<'a, str>; 17] {
        [
            self.part.into(),
            self.kind,
            self.id,
            self.what,
            self.to_do,
            self.severity.into(),
            self.day,
            self.identity,
            self.environment,
            self.open,
            self.accepted,
            self.exception,
            self.exception_ends,
            self.response_due,
            self.response_status,
            self.file,
            self.row,
        ]
    }

    fn finding(v: &OwnerView<'a>, part: &'static str, it: &'a Finding) -> Self {
        let check = v.check(&it.check);
        let place = it.cells.iter().find(|cell| cell.file.is_some());
        let exception = it.exception.as_ref();
        let response = it.response.as_ref();
        Self {
            part,
            kind: it.check.as_str().into(),
            id: it.id.as_str().into(),
            what: it.message.as_str().into(),
            to_do: check.map_or("", |check| check.remedy.as_str()).into(),
            severity: it.severity.word(),
            identity: text(&it.identity),
            environment: text(&it.environment),
            exception: exception.map_or("", |it| it.exception.as_str()).into(),
            exception_ends: shown(exception.and_then(|it| it.ends)),
            response_due: shown(response.and_then(|it| it.due)),
            response_status: response.map_or("".into(), |it| text(&it.status)),
            file: place.map_or("".into(), |cell| text(&cell.file)),
            row: shown(place.and_then(|cell| cell.line)),
            ..Self::default()
        }
    }

    fn exception(it: &'a ExceptionShown) -> Self {
        Self {
            part: "exception",
            kind: text(&it.state),
            id: it.key.as_str().into(),
            what: it.says.as_str().into(),
            day: shown(it.ends),
            accepted: it.accepts.to_string().into(),
            file: file(&it.place),
            row: line(&it.place),
            ..Self::default()
        }
    }

    fn due(it: &'a Due) -> Self {
        Self {
            part: if it.past { "past its day" } else { "comes due" },
            kind: it.kind.as_str().into(),
            id: it.key.as_str().into(),
            what: it.says.as_str().into(),
            day: it.day.to_string().into(),
            ..Self::default()
        }
    }

    fn identity(it: &'a OwnedIdentity) -> Self {
        Self {
            part: "identity",
            kind: text(&it.kind),
            id: it.key.as_str().into(),
            what: text(&it.name),
            day: shown(it.review_due),
            identity: it.key.as_str().into(),
            environment: text(&it.environment),
            open: it.findings.total.to_string().into(),
            accepted: it.accepted.to_string().into(),
            ..Self::default()
        }
    }
}

/// Writes an owner's rows.
pub(crate) fn render(v: &OwnerView<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
    let page = v.page;
    let mut sheet = Sheet::new(out, HEADINGS)?;
    let findings = page.findings.iter().map(|it| Row::finding(v, "finding", it));
    let accepted = page.accepted.iter().map(|it| Row::finding(v, "accepted finding", it));
    let rows = findings
        .chain(page.due.iter().map(Row::due))
        .chain(page.exceptions.iter().map(Row::exception))
        .chain(accepted)
        .chain(page.identities.iter().map(Row::identity));
    for row in rows {
        sheet.row(row.cells())?;
    }
    sheet.rest(v.findings_left() + v.accepted_left() + v.identities_left())?;
    sheet.finish()
}
