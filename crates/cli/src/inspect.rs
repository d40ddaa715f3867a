//! `nhimap inspect`: how a file is understood.

use std::fs::File;
use std::io::Read;

use crate::args::InspectArgs;
use crate::{DONE, Failure, pack};

/// Bytes in which the heading must end.
const HEAD: u64 = 64 << 10;

pub(crate) fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let pack = pack::load(None)?;
    let file = &args.file;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut head = Vec::new();
    let open = File::open(file).map_err(|e| format!("`{}` could not be opened: {e}", file.display()))?;
    open.take(HEAD).read_to_end(&mut head)?;
    let recognised = nhimap_core::intake::inspect(&name, &head, &pack)?;
    let plan = &recognised.plan;
    println!("{name}: {} ({})", plan.says, plan.kind);
    let delimiter = match plan.delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    println!(
        "cells are parted by {delimiter}; {} columns; the first row of data is row {}\n",
        plan.header.len(),
        plan.lines_before + 1
    );
    let width = plan.columns.iter().map(|c| c.heading.chars().count()).max().unwrap_or(0).min(40);
    for column in &plan.columns {
        let what = match column.how.as_str() {
            "read" if column.fields.is_empty() => "decides what a row is".to_owned(),
            "read" => column.fields.join(", "),
            "dropped" => "dropped: the column may hold secrets".to_owned(),
            "repeated" => "not read: another column already gives this field".to_owned(),
            _ => "not used: no field has this heading".to_owned(),
        };
        println!("  {:width$}  {what}", column.heading);
    }
    for view in &plan.views {
        for field in view.fields.iter().filter(|f| matches!(f.from, nhimap_core::intake::From::Constant(_))) {
            if let nhimap_core::intake::From::Constant(value) = &field.from {
                println!("  {:width$}  {} = {value}", "(every row)", field.field.path());
            }
        }
    }
    if !plan.cannot_know.is_empty() {
        println!("\nThis export cannot know:");
        for entry in &plan.cannot_know {
            println!("  {}: {}", entry.field, entry.why);
        }
    }
    Ok(DONE)
}
