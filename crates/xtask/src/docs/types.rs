//! `web/types/api.d.ts`: what the page asks and gets, as TypeScript, from the Rust types.
//!
//! Nothing runs these types; editors and `tsc --checkJs` read them. They come from the JSON Schemas of the types that cross
//! the boundary, so that none is declared twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nhimap_core::api::{Assessment, Finding, OwnerPage};
use nhimap_core::assess::query::{FindingsPage, FindingsQuery, RowAsk, RowDetail, RowsPage, RowsQuery, Trace};
use nhimap_core::citations::lint::LintReport;
use nhimap_wasm::{
    AssessAsk, CorrectAsk, CrosswalkAsk, CrosswalkTold, EditionItems, Explained, Failure, FieldKnown, FileSettings,
    FileUnderstood, PolicyKnown, ProgressTold, SampleTold, TraceAsk, VersionTold,
};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// The longest line of a comment.
const WIDTH: usize = 116;

/// The file.
pub(super) fn page() -> Result<String, Box<dyn std::error::Error>> {
    let mut told = SchemaSettings::draft2020_12().for_serialize().into_generator();
    add::<Assessment>(&mut told);
    add::<CrosswalkTold>(&mut told);
    add::<EditionItems>(&mut told);
    add::<Explained>(&mut told);
    add::<Failure>(&mut told);
    add::<FieldKnown>(&mut told);
    add::<FileUnderstood>(&mut told);
    add::<Finding>(&mut told);
    add::<FindingsPage>(&mut told);
    add::<LintReport>(&mut told);
    add::<OwnerPage>(&mut told);
    add::<PolicyKnown>(&mut told);
    add::<ProgressTold>(&mut told);
    add::<RowDetail>(&mut told);
    add::<RowsPage>(&mut told);
    add::<SampleTold>(&mut told);
    add::<Trace>(&mut told);
    add::<VersionTold>(&mut told);
    let mut asked = SchemaSettings::draft2020_12().for_deserialize().into_generator();
    add::<AssessAsk>(&mut asked);
    add::<CorrectAsk>(&mut asked);
    add::<CrosswalkAsk>(&mut asked);
    add::<FileSettings>(&mut asked);
    add::<FindingsQuery>(&mut asked);
    add::<RowAsk>(&mut asked);
    add::<RowsQuery>(&mut asked);
    add::<TraceAsk>(&mut asked);
    let told = told.take_definitions(true);
    let asked = asked.take_definitions(true);
    // A type that is asked with and told is one type where both read alike; else what may be left out when asking differs.
    let differs = |name: &str| told.get(name).is_some_and(|t| Some(t) != asked.get(name));
    let mut types: BTreeMap<String, (&Value, bool)> = told.iter().map(|(name, s)| (name.clone(), (s, false))).collect();
    for (name, schema) in &asked {
        if differs(name) {
            types.insert(format!("{name}Given"), (schema, true));
        } else {
            types.entry(name.clone()).or_insert((schema, true));
        }
    }
    let mut out = String::from(
        "// Written by `cargo xtask docs` from the Rust types; edit those.\n// What the page asks the engine, and what it gets.\n",
    );
    for (name, (schema, is_asked)) in &types {
        let named = |reference: &str| match *is_asked && differs(reference) {
            true => format!("{reference}Given"),
            false => reference.to_owned(),
        };
        out.push('\n');
        out += &declared(name, schema, &named)?;
    }
    Ok(out)
}

fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

type Named<'a> = &'a dyn Fn(&str) -> String;
type Outcome = Result<String, Box<dyn std::error::Error>>;

fn declared(name: &str, schema: &Value, named: Named<'_>) -> Outcome {
    let mut out = comment(schema, "");
    match schema.get("properties").and_then(Value::as_object) {
        Some(properties) => {
            writeln!(out, "export interface {name} {{")?;
            for (field, of) in properties {
                out += &comment(of, "  ");
                let optional = if is_required(schema, field) { "" } else { "?" };
                writeln!(out, "  {}{optional}: {};", quoted_if_odd(field), kind(of, named)?)?;
            }
            out += "}\n";
        }
        None => writeln!(out, "export type {name} = {};", kind(schema, named)?)?,
    }
    Ok(out)
}

fn is_required(schema: &Value, field: &str) -> bool {
    schema["required"].as_array().is_some_and(|list| list.iter().any(|name| name == field))
}

fn quoted_if_odd(field: &str) -> String {
    match field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        true => field.to_owned(),
        false => format!("{field:?}"),
    }
}

/// A schema as a type.
fn kind(schema: &Value, named: Named<'_>) -> Outcome {
    let Some(schema) = schema.as_object() else { return Ok("unknown".into()) };
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return Ok(named(reference.rsplit('/').next().unwrap_or(reference)));
    }
    if let Some(constant) = schema.get("const") {
        return Ok(constant.to_string());
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Ok(values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "));
    }
    for word in ["anyOf", "oneOf"] {
        if let Some(choices) = schema.get(word).and_then(Value::as_array) {
            return union(choices.iter().map(|choice| kind(choice, named)));
        }
    }
    match schema.get("type") {
        Some(Value::Array(words)) => union(words.iter().map(|word| simple(word.as_str().unwrap_or(""), schema, named))),
        Some(Value::String(word)) => simple(word, schema, named),
        _ => Ok("unknown".into()),
    }
}

fn union(parts: impl Iterator<Item = Outcome>) -> Outcome {
    let mut out: Vec<String> = Vec::new();
    for part in parts {
        let part = part?;
        if !out.contains(&part) {
            out.push(part);
        }
    }
    Ok(out.join(" | "))
}

fn simple(word: &str, schema: &Map<String, Value>, named: Named<'_>) -> Outcome {
    Ok(match word {
        "string" => "string".into(),
        "integer" | "number" => "number".into(),
        "boolean" => "boolean".into(),
        "null" => "null".into(),
        "array" => match (schema.get("prefixItems").and_then(Value::as_array), schema.get("items")) {
            (Some(parts), _) => {
                let parts: Vec<String> = parts.iter().map(|part| kind(part, named)).collect::<Result<_, _>>()?;
                format!("[{}]", parts.join(", "))
            }
            (None, Some(items)) => {
                let item = kind(items, named)?;
                if item.contains(" | ") { format!("({item})[]") } else { format!("{item}[]") }
            }
            (None, None) => "unknown[]".into(),
        },
        "object" => match (schema.get("properties").and_then(Value::as_object), schema.get("additionalProperties")) {
            (Some(properties), _) => {
                let whole = Value::Object(schema.clone());
                let mut fields = Vec::new();
                for (field, of) in properties {
                    let optional = if is_required(&whole, field) { "" } else { "?" };
                    fields.push(format!("{}{optional}: {}", quoted_if_odd(field), kind(of, named)?));
                }
                format!("{{ {} }}", fields.join("; "))
            }
            (None, Some(values)) if values.is_object() => format!("Record<string, {}>", kind(values, named)?),
            _ => "Record<string, unknown>".into(),
        },
        other => return Err(format!("a schema has the type `{other}`, for which TypeScript has no word here").into()),
    })
}

/// What a schema says of itself, as a comment.
fn comment(schema: &Value, indent: &str) -> String {
    let Some(text) = schema.get("description").and_then(Value::as_str) else { return String::new() };
    let text = text.replace("*/", "* /");
    let words: Vec<&str> = text.split_whitespace().collect();
    let one = words.join(" ");
    if indent.len() + one.len() + 7 <= WIDTH {
        return format!("{indent}/** {one} */\n");
    }
    let mut out = format!("{indent}/**\n");
    let mut line = String::new();
    for word in words {
        if !line.is_empty() && indent.len() + line.len() + word.len() + 4 > WIDTH {
            out += &format!("{indent} *{line}\n");
            line.clear();
        }
        line.push(' ');
        line += word;
    }
    out + &format!("{indent} *{line}\n{indent} */\n")
}
