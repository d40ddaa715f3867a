//! `nhimap inspect`: how a file is understood.

use std::fs::File;

use nhimap_core::intake::{Content, From, InputFile, Recognised, understand};
use nhimap_core::tables::Complete;

use crate::args::InspectArgs;
use crate::{DONE, Failure, pack};

pub(crate) fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let pack = pack::load(None)?;
    let file = &args.file;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let open = File::open(file).map_err(|e| format!("`{}` could not be opened: {e}", file.display()))?;
    let content = Content::Bytes(Box::new(open));
    let input = InputFile { name, content, extracted: None, complete: Complete::default() };
    for (number, table) in understand(input, &pack)?.iter().enumerate() {
        if number > 0 {
            println!();
        }
        print(table);
    }
    Ok(DONE)
}

fn print(table: &Recognised) {
    let plan = &table.plan;
    println!("{}: {} ({})", table.part.name, plan.says, plan.kind);
    let delimiter = match plan.delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    };
    match table.part.unit {
        "record" => println!("{}; {} columns\n", table.part.container, plan.header.len()),
        _ => println!(
            "{}; cells are parted by {delimiter}; {} columns; the first row of data is row {}\n",
            table.part.container,
            plan.header.len(),
            plan.lines_before + 1
        ),
    }
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
        for field in view.fields.iter().filter(|f| matches!(f.from, From::Constant(_))) {
            if let From::Constant(value) = &field.from {
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
}
