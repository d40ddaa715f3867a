//! Reading a sheet, and what is asked of it.

use std::sync::LazyLock;

use nhimap_core::api::{ColumnRead, Input};
use nhimap_core::intake::{Content, IngestError, Ingested, InputFile, ingest};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::schema::{FieldId, Subject};
use nhimap_core::tables::{Complete, Value};

pub(crate) static SHIPPED: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads")
});

/// Reads one sheet.
pub(crate) fn try_read(name: &str, text: &str) -> Result<Ingested, IngestError> {
    let file = InputFile {
        name: name.into(),
        content: Content::Bytes(Box::new(text.as_bytes())),
        extracted: None,
        complete: Complete::Undeclared,
    };
    let out = ingest(vec![file], &SHIPPED, &|_| true, 1, &|_| {})?;
    for input in &out.inputs {
        let apart: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
        assert_eq!(input.read + apart, input.rows, "{}: no row disappears", input.name);
    }
    Ok(out)
}

/// Reads one sheet that is one table.
pub(crate) fn read(text: &str) -> Ingested {
    let out = try_read("register.csv", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(out.inputs.len(), 1, "one table");
    out
}

pub(crate) fn input(read: &Ingested) -> &Input {
    &read.inputs[0]
}

/// The values of a field, row by row.
pub(crate) fn cells(read: &Ingested, field: &str) -> Vec<String> {
    let field = FieldId::parse(field).unwrap_or_else(|| panic!("{field} is no field"));
    (0..read.tables.table(field.subject).rows).map(|row| shown(&read.tables.value(field, row))).collect()
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Unknown => "(unknown)".into(),
        Value::Empty => "(empty)".into(),
        Value::Never => "(never)".into(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Int(number) => number.to_string(),
        Value::List(list) => list.join("; "),
        other => format!("{other:?}"),
    }
}

pub(crate) fn names(read: &Ingested) -> Vec<String> {
    cells(read, "identity.name")
}

/// Why rows were set apart and refused, with how many and the first row.
pub(crate) fn apart(read: &Ingested) -> Vec<(String, usize, u32)> {
    let input = input(read);
    let mut out: Vec<_> =
        input.set_apart.iter().chain(&input.refused).map(|r| (r.reason.clone(), r.rows, r.lines[0])).collect();
    out.sort_by_key(|(_, _, line)| *line);
    out
}

/// A column by its heading.
pub(crate) fn column<'a>(read: &'a Ingested, heading: &str) -> &'a ColumnRead {
    let columns = &input(read).columns;
    columns.iter().find(|c| c.heading == heading).unwrap_or_else(|| panic!("no column {heading} in {columns:#?}"))
}

/// The fields that a column feeds.
pub(crate) fn feeds(read: &Ingested, heading: &str) -> Vec<String> {
    column(read, heading).fields.clone()
}

pub(crate) fn identities(read: &Ingested) -> usize {
    read.tables.table(Subject::Identity).rows
}
