//! Workbooks of the OpenDocument kind.
//!
//! They are read here and not by calamine, because its reader spreads repeated cells before it counts them, so that a small
//! file can fill the memory, and does not tell 0.52 from 52%, nor what is merged.

use quick_xml::events::{BytesStart, Event};

use crate::Sheet;
use crate::cell::{Shown, is_error, iso_duration, number, plain};
use crate::error::{Outcome, WorkbookError};
use crate::limits::{COLUMNS, Limits, ROWS, at_most};
use crate::package::{Package, Xml, broken, missing, no_xml};
use crate::table::{Merged, Room, Table};
use crate::xml::{attributes, entity};

const CONTENT: &str = "content.xml";

/// Reads all sheets.
pub(crate) fn read(package: &mut Package<'_>, limits: &Limits) -> Outcome<Vec<Sheet>> {
    let mut xml = package.xml(CONTENT)?.ok_or_else(|| missing(CONTENT))?;
    let mut room = Room::new(limits);
    let mut hidden: Vec<String> = Vec::new();
    let (mut out, mut buffer) = (Vec::new(), Vec::new());
    let mut style = None;
    let mut open: Vec<bool> = Vec::new();
    loop {
        buffer.clear();
        match event(&mut xml, &mut buffer)? {
            Event::Start(e) => {
                let in_workbook = open.last() == Some(&true);
                match e.local_name().as_ref() {
                    "style" => [style] = named(&e, ["name"])?,
                    "table-properties" => {
                        let [display] = named(&e, ["display"])?;
                        if display.as_deref() == Some("false") {
                            hidden.extend(style.clone());
                        }
                    }
                    // Tables elsewhere are copies of other files' and parts of drawings.
                    "table" if in_workbook => {
                        let [name, style] = named(&e, ["name", "style-name"])?;
                        let hidden = style.is_some_and(|s| hidden.contains(&s));
                        at_most(out.len() as u64 + 1, limits.sheets as u64, "has too many sheets", "sheets")?;
                        let mut reader =
                            SheetReader { xml: &mut xml, room: &mut room, table: Table::default(), row: 0 };
                        reader.rows()?;
                        let table = reader.table;
                        out.push(table.finish(name.unwrap_or_default(), hidden, &mut room)?);
                        continue;
                    }
                    _ => {}
                }
                open.push(e.local_name().as_ref() == "spreadsheet");
            }
            Event::End(_) => {
                open.pop();
                if open.is_empty() {
                    break;
                }
            }
            Event::Eof => return Err(broken(CONTENT)),
            _ => {}
        }
    }
    if out.is_empty() { Err(WorkbookError::NoSheet) } else { Ok(out) }
}

fn event<'b>(xml: &mut Xml<'_>, buffer: &'b mut Vec<u8>) -> Outcome<Event<'b>> {
    xml.read_event_into(buffer).map_err(|e| no_xml(CONTENT, &e))
}

fn named<const N: usize>(element: &BytesStart<'_>, names: [&str; N]) -> Outcome<[Option<String>; N]> {
    attributes(element, names).ok_or_else(|| broken(CONTENT))
}

/// How often something is repeated.
fn times(text: Option<String>) -> Outcome<u32> {
    match text {
        None => Ok(1),
        Some(text) => text.trim().parse().map_err(|_| broken(CONTENT)),
    }
}

/// What stands in a cell.
enum Value {
    Blank,
    Text(String),
    Error,
    /// A formula without a result.
    Unstored,
}

struct SheetReader<'a, 'p> {
    xml: &'a mut Xml<'p>,
    room: &'a mut Room,
    table: Table,
    row: u32,
}

impl SheetReader<'_, '_> {
    /// The rows, up to the end of the table.
    fn rows(&mut self) -> Outcome<()> {
        let mut buffer = Vec::new();
        let mut depth = 0usize;
        loop {
            buffer.clear();
            match event(self.xml, &mut buffer)? {
                Event::Start(e) if e.local_name().as_ref() == "table-row" => {
                    let [repeated, visibility] = named(&e, ["number-rows-repeated", "visibility"])?;
                    let repeated = times(repeated)?;
                    let hidden = visibility.is_some_and(|v| v != "visible");
                    self.row_of_cells(repeated, hidden)?;
                    self.row = self.row.saturating_add(repeated);
                }
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(broken(CONTENT)),
                _ => {}
            }
        }
    }

    /// A row, which may stand for several equal ones.
    fn row_of_cells(&mut self, repeated: u32, hidden: bool) -> Outcome<()> {
        let mut buffer = Vec::new();
        let mut column = 0u32;
        let mut any = false;
        loop {
            buffer.clear();
            match event(self.xml, &mut buffer)? {
                Event::Start(e) if matches!(e.local_name().as_ref(), "table-cell" | "covered-table-cell") => {
                    let [across, wide, high] =
                        named(&e, ["number-columns-repeated", "number-columns-spanned", "number-rows-spanned"])?;
                    let (across, wide, high) = (times(across)?, times(wide)?, times(high)?);
                    let is_formula = named(&e, ["formula"])?[0].is_some();
                    let value = self.value(&e, is_formula)?;
                    self.table.formulas += usize::from(is_formula);
                    if wide > 1 || high > 1 {
                        let last = (self.row.saturating_add(high.max(1) - 1), column.saturating_add(wide.max(1) - 1));
                        self.table.merged(Merged { first: (self.row, column), last })?;
                    }
                    any |= self.put(&value, column, across, repeated)?;
                    column = column.saturating_add(across);
                }
                Event::End(e) if e.local_name().as_ref() == "table-row" => break,
                Event::Eof => return Err(broken(CONTENT)),
                _ => {}
            }
        }
        self.table.hidden_rows += if hidden && any { repeated as usize } else { 0 };
        Ok(())
    }

    /// Takes a cell as often as it is repeated, and tells whether it has content.
    fn put(&mut self, value: &Value, column: u32, across: u32, down: u32) -> Outcome<bool> {
        if matches!(value, Value::Blank) {
            return Ok(false);
        }
        let (rows, columns) = (u64::from(self.row) + u64::from(down), u64::from(column) + u64::from(across));
        at_most(rows, u64::from(ROWS), "has a sheet with too many rows", "rows")?;
        at_most(columns, u64::from(COLUMNS), "has a sheet with too many columns", "columns")?;
        for row in self.row..self.row + down {
            for column in column..column + across {
                match value {
                    Value::Text(text) => self.table.cell((row, column), text, self.room)?,
                    Value::Error => self.table.error((row, column)),
                    Value::Unstored => self.table.unstored((row, column)),
                    Value::Blank => {}
                }
            }
        }
        Ok(true)
    }

    /// What stands in a cell, up to its end.
    fn value(&mut self, e: &BytesStart<'_>, is_formula: bool) -> Outcome<Value> {
        // `office:value-type` and `calcext:value-type` have one local name; the second tells errors.
        let is_marked = e
            .attributes()
            .with_checks(false)
            .flatten()
            .any(|a| a.key.local_name().as_ref() == "value-type" && &*a.value == "error");
        let [kind] = e
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|a| a.key.as_ref() == "office:value-type")
            .map_or([None], |a| [Some(a.value.to_string())]);
        let [value, date, time, boolean, string] =
            named(e, ["value", "date-value", "time-value", "boolean-value", "string-value"])?;
        let shown = self.text()?;
        if is_marked || is_formula && is_error(shown.trim()) {
            return Ok(Value::Error);
        }
        let text = match kind.as_deref() {
            Some("float" | "currency") => value.map(|v| padded(&v, &shown)),
            Some("percentage") => {
                value.map(|v| v.trim().parse().map_or_else(|_| v.clone(), |n| number(n, Shown::Percent, false)))
            }
            Some("date") => date,
            Some("time") => time.map(|t| iso_duration(&t)),
            Some("boolean") => boolean.map(|b| b.to_ascii_lowercase()),
            Some("string") => string.or_else(|| Some(shown.clone())),
            _ => None,
        };
        Ok(match text {
            Some(text) if text.is_empty() => Value::Blank,
            Some(text) => Value::Text(text),
            None if !shown.is_empty() => Value::Text(shown),
            None if is_formula => Value::Unstored,
            None => Value::Blank,
        })
    }

    /// The text that a cell shows, up to the cell's end: its paragraphs, without notes and drawings.
    fn text(&mut self) -> Outcome<String> {
        let (mut out, mut buffer) = (String::new(), Vec::new());
        let (mut depth, mut aside, mut paragraphs) = (0usize, None, 0usize);
        loop {
            buffer.clear();
            match event(self.xml, &mut buffer)? {
                Event::Start(e) => {
                    depth += 1;
                    let name = e.name();
                    if aside.is_some() {
                        continue;
                    }
                    match e.local_name().as_ref() {
                        "p" | "h" => {
                            paragraphs += 1;
                            if paragraphs > 1 {
                                out.push('\n');
                            }
                        }
                        "s" => {
                            let [count] = named(&e, ["c"])?;
                            let count = times(count)?.min(10_000) as usize;
                            out.extend(std::iter::repeat_n(' ', count));
                        }
                        "tab" => out.push('\t'),
                        "line-break" => out.push('\n'),
                        "annotation" | "table" | "ruby-text" => aside = Some(depth),
                        _ if name.as_ref().starts_with("draw:") => aside = Some(depth),
                        _ => {}
                    }
                }
                Event::End(_) if depth == 0 => return Ok(out),
                Event::End(_) => {
                    if aside == Some(depth) {
                        aside = None;
                    }
                    depth -= 1;
                }
                // White space between elements is layout of the file.
                Event::Text(t) if aside.is_none() && paragraphs > 0 && depth > 0 => out.push_str(&t.xml10_content()),
                Event::GeneralRef(e) if aside.is_none() && !entity(&e, &mut out) => return Err(broken(CONTENT)),
                Event::Eof => return Err(broken(CONTENT)),
                _ => {}
            }
        }
    }
}

/// A number; as it is shown where that differs by zeros in front alone.
fn padded(value: &str, shown: &str) -> String {
    let Ok(n) = value.trim().parse::<f64>() else { return value.to_owned() };
    let text = plain(n);
    let is_padded = shown.len() > text.len()
        && shown.bytes().all(|b| b.is_ascii_digit())
        && shown.trim_start_matches('0') == text.trim_start_matches('0');
    if is_padded { shown.to_owned() } else { text }
}
