//! `nhimap inspect`: how a file is understood.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use nhimap_core::api::{ColumnRead, Confidence, Note, Reason, TableUnderstood, Understanding};
use nhimap_core::intake::{Content, InputFile, Mapping, understanding};
use nhimap_core::tables::Complete;

use crate::args::{InspectArgs, InspectFormat};
use crate::terminal::{counted, plain};
use crate::{DONE, Failure, content, pack};

pub(crate) fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let pack = pack::load(None)?;
    let file = &args.file;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mapping = args.mapping.as_deref().map(mapping).transpose()?;
    let content = mapped(content::of(file)?, mapping);
    let input = InputFile { name, content, extracted: None, complete: Complete::default() };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let understood = understanding(input, &pack, threads, &|_| {})?;
    if let Some(file) = &args.save_mapping {
        fs::write(file, understood.mapping.print())
            .map_err(|e| format!("`{}` could not be written: {e}", file.display()))?;
    }
    let mut out = std::io::stdout().lock();
    match args.format {
        InspectFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&understood)?)?,
        InspectFormat::Terminal => print(&understood, &mut out)?,
    }
    if let (Some(file), InspectFormat::Terminal) = (&args.save_mapping, args.format) {
        let file = file.display();
        writeln!(out, "\nThe mapping is {file}; edit it, and give it back with --mapping {file}")?;
    }
    Ok(DONE)
}

/// Reads a mapping.
pub(crate) fn mapping(path: &Path) -> Result<Arc<Mapping>, Failure> {
    let text = fs::read_to_string(path).map_err(|e| format!("`{}` could not be read: {e}", path.display()))?;
    let mapping = Mapping::parse(&text).map_err(|e| format!("`{}` is no mapping: {e}", path.display()))?;
    Ok(Arc::new(mapping))
}

/// What a file holds, with the mapping by which it is read, if there is one.
pub(crate) fn mapped(content: Content<'_>, mapping: Option<Arc<Mapping>>) -> Content<'_> {
    match mapping {
        Some(mapping) => Content::Mapped(Box::new(content), mapping),
        None => content,
    }
}

fn print(understood: &Understanding, out: &mut dyn Write) -> std::io::Result<()> {
    for (number, table) in understood.tables.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        print_table(table, out)?;
    }
    print_notes(&understood.notes, out)
}

fn print_table(table: &TableUnderstood, out: &mut dyn Write) -> std::io::Result<()> {
    let input = &table.input;
    let sure = sure(table.heading_confidence);
    writeln!(out, "{}: {} ({})", plain(&input.name), plain(&input.understood_as), input.kind)?;
    let cells =
        table.delimiter.as_ref().map_or(String::new(), |delimiter| format!("; cells are parted by {delimiter}"));
    writeln!(out, "{}{cells}; {}", plain(&input.container), counted(input.columns.len(), "column"))?;
    if table.unit == "row" && !input.heading_reason.is_empty() {
        writeln!(out, "{}{sure}", plain(&input.heading_reason))?;
    }
    writeln!(out)?;
    let width = input.columns.iter().map(|c| plain(&c.heading).chars().count()).max().unwrap_or(0).clamp(11, 40);
    for column in &input.columns {
        print_column(column, table.samples.get(column.index).map_or(&[][..], Vec::as_slice), width, table, out)?;
    }
    for (field, value) in &table.constants {
        writeln!(out, "  {:width$}  {field} = {}", "(every row)", plain(value))?;
    }
    let unit = &table.unit;
    writeln!(out, "\n{} below the headings: {} read", counted(input.rows, unit), input.read)?;
    print_reasons("set apart", &input.set_apart, unit, out)?;
    print_reasons("refused", &input.refused, unit, out)?;
    if !input.became.is_empty() {
        let became: Vec<String> =
            input.became.iter().map(|(subject, rows)| format!("{rows} {}", subject.plural())).collect();
        writeln!(out, "  became: {}", became.join(", "))?;
    }
    if !input.cannot_know.is_empty() {
        writeln!(out, "\nThis export cannot know:")?;
        for entry in &input.cannot_know {
            writeln!(out, "  {}: {}", entry.field, plain(&entry.why))?;
        }
    }
    print_notes(&table.notes, out)
}

fn print_column(
    column: &ColumnRead,
    samples: &[String],
    width: usize,
    table: &TableUnderstood,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let what = match column.how.as_str() {
        "read" if column.fields.is_empty() => "decides what a row is".to_owned(),
        "read" => format!("{}{}", column.fields.join(", "), sure(column.confidence)),
        "dropped" => "dropped: the column may hold secrets".to_owned(),
        "repeated" => "not read: another column already gives this field".to_owned(),
        _ => format!("not used: {}", plain(&column.reason)),
    };
    let heading = if column.heading.is_empty() { "(no heading)".to_owned() } else { plain(&column.heading) };
    writeln!(out, "  {heading:width$}  {what}")?;
    let is_plain = column.reason.is_empty() || column.reason == format!("the heading `{}`", column.heading);
    if column.how == "read" && !column.fields.is_empty() && !is_plain {
        writeln!(out, "  {:width$}    {}", "", plain(&column.reason))?;
    }
    if !samples.is_empty() && column.how != "dropped" {
        writeln!(out, "  {:width$}    as {}", "", plain(&samples.join(", ")))?;
    }
    if let Some(rule) = table.dates.get(&column.heading) {
        writeln!(out, "  {:width$}    {}", "", plain(rule))?;
    }
    Ok(())
}

fn print_reasons(what: &str, reasons: &[Reason], unit: &str, out: &mut dyn Write) -> std::io::Result<()> {
    for reason in reasons {
        let lines: Vec<String> = reason.lines.iter().take(5).map(ToString::to_string).collect();
        let more = if reason.rows > lines.len() { ", ..." } else { "" };
        let place = if reason.rows == 1 { unit.to_owned() } else { format!("{unit}s") };
        writeln!(out, "  {} {what}: {} ({place} {}{more})", reason.rows, plain(&reason.reason), lines.join(", "))?;
    }
    Ok(())
}

fn print_notes(notes: &[Note], out: &mut dyn Write) -> std::io::Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nNotes:")?;
    for note in notes {
        let column = note.column.as_ref().map_or(String::new(), |column| format!("`{}`: ", plain(column)));
        let lines: Vec<String> = note.lines.iter().take(5).map(ToString::to_string).collect();
        let place = if lines.is_empty() { String::new() } else { format!(" (rows {})", lines.join(", ")) };
        let times = if note.count > 1 { format!("{} ", note.count) } else { String::new() };
        writeln!(out, "  {column}{times}{}{place}", plain(&note.says))?;
    }
    Ok(())
}

/// What is said beside what is not certain.
fn sure(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "",
        Confidence::Likely => " (likely)",
        Confidence::Guess => " (a guess)",
    }
}
