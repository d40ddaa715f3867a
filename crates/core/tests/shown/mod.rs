//! Cells as text, for the tests of several targets.

use nhimap_core::schema::FieldId;
use nhimap_core::tables::{Tables, Value};

/// A field's cells over all rows, as text.
pub(crate) fn cells(tables: &Tables, path: &str) -> Vec<String> {
    let field = FieldId::parse(path).unwrap_or_else(|| panic!("`{path}` is no field"));
    (0..tables.table(field.subject).rows).map(|row| cell(&tables.value(field, row))).collect()
}

/// A cell as text.
pub(crate) fn cell(value: &Value<'_>) -> String {
    match value {
        Value::Empty => "(empty)".into(),
        Value::Unknown => "(unknown)".into(),
        Value::Never => "never".into(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::List(list) => list.join("; "),
        Value::Row(row) => format!("row {row}"),
    }
}
