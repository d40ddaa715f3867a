//! `docs/schema/`: the JSON Schema of what the command writes.

use nhimap_core::api::{Assessment, Finding};
use nhimap_core::catalog::crosswalk::Answer;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

/// The schema of `--format json`.
pub(super) fn assessment() -> String {
    written::<Assessment>()
}

/// The schema of one finding, a line of the findings file.
pub(super) fn finding() -> String {
    written::<Finding>()
}

/// The schema of `nhimap crosswalk --format json`.
pub(super) fn crosswalk() -> String {
    written::<Answer>()
}

/// As serialised: every field that is always written is required.
fn written<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}
