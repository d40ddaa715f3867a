//! Workbooks of the XLSX kind: macros or not, of either edition of the format.
//!
//! They are read here and not by calamine, because its reader reserves what a file claims, gives up a sheet for an error word
//! that it does not know, and does not tell a formula without a result from a blank cell, nor 0.52 from 52%.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::Sheet;
use crate::cell::{Shown, number, shown_by, shown_by_number, unescaped};
use crate::error::{Outcome, WorkbookError};
use crate::limits::{Limits, ROWS, at_most};
use crate::package::{Package, Xml, broken, missing, no_xml, relations};
use crate::table::{Merged, Room, Table, place};
use crate::xml::{attributes, entity, is_true};

/// What holds for all sheets.
struct Shared {
    strings: Strings,
    /// How each style shows numbers.
    styles: Vec<Shown>,
    from_1904: bool,
    /// Whoever wrote the file asks for all formulas to be calculated again.
    recalculates: bool,
}

/// The strings that cells share, one after the other.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    hidden: bool,
    id: String,
}

/// Reads all sheets.
pub(crate) fn read(package: &mut Package<'_>, main: &str, limits: &Limits) -> Outcome<Vec<Sheet>> {
    let relations = relations(package, main)?;
    let (listed, from_1904, recalculates) = workbook(package, main)?;
    at_most(listed.len() as u64, limits.sheets as u64, "has too many sheets", "sheets")?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = |kind: &str, usual: &str| {
        let found = relations.iter().find(|r| r.is(kind)).map(|r| r.target.clone());
        found.unwrap_or_else(|| format!("{folder}/{usual}"))
    };
    let strings = strings(package, &named("sharedStrings", "sharedStrings.xml"), limits)?;
    let styles = styles(package, &named("styles", "styles.xml"))?;
    let shared = Shared { strings, styles, from_1904, recalculates };
    let mut room = Room::new(limits);
    let (mut out, mut any) = (Vec::new(), false);
    for Listed { name, hidden, id } in listed {
        let relation = relations.iter().find(|r| r.id == id).ok_or_else(|| broken(main))?;
        if relation.is("worksheet") {
            any = true;
            out.push(sheet(package, &relation.target, (name, hidden), &shared, &mut room)?);
        } else {
            let what = if relation.is("chartsheet") { "a chart" } else { "a sheet of macros or a dialog" };
            out.push(Sheet { name, hidden, csv: Vec::new(), notes: vec![format!("{what}, not a sheet of cells")] });
        }
    }
    if any { Ok(out) } else { Err(WorkbookError::NoSheet) }
}

/// The sheets that the workbook lists, whether it counts days from 1904, and whether formulas are to be calculated again.
fn workbook(package: &mut Package<'_>, main: &str) -> Outcome<(Vec<Listed>, bool, bool)> {
    let mut xml = package.xml(main)?.ok_or_else(|| missing(main))?;
    let (mut listed, mut from_1904, mut recalculates, mut is_workbook) = (Vec::new(), false, false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(main, &e))? {
            Event::Start(e) => match e.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "sheet" => {
                    let [name, state, id] = attributes(&e, ["name", "state", "id"]).ok_or_else(|| broken(main))?;
                    let hidden = state.is_some_and(|s| s != "visible");
                    let (name, id) = (unescaped(&name.unwrap_or_default()), id.unwrap_or_default());
                    listed.push(Listed { name, hidden, id });
                }
                // An extension's element of the same name does not carry it.
                "workbookPr" => {
                    let [date] = attributes(&e, ["date1904"]).ok_or_else(|| broken(main))?;
                    from_1904 |= is_true(date.as_deref());
                }
                "calcPr" => {
                    let [all] = attributes(&e, ["fullCalcOnLoad"]).ok_or_else(|| broken(main))?;
                    recalculates |= is_true(all.as_deref());
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "workbook" => return Ok((listed, from_1904, recalculates)),
            Event::Eof if is_workbook => return Err(broken(main)),
            Event::Eof => {
                return Err(WorkbookError::other(
                    "an Office package of another kind",
                    "give the workbook or the CSV file with the table",
                ));
            }
            _ => {}
        }
    }
}

fn strings(package: &mut Package<'_>, name: &str, limits: &Limits) -> Outcome<Strings> {
    let Some(mut xml) = package.xml(name)? else { return Ok(Strings::default()) };
    let mut out = Strings::default();
    let (mut buffer, mut text) = (Vec::new(), String::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(name, &e))? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                text.clear();
                rich_text(&mut xml, "si", name, &mut text)?;
                out.text.push_str(&text);
                at_most(out.text.len() as u64, limits.text as u64, "holds too much text", "MB")?;
                at_most(out.ends.len() as u64 + 1, limits.strings as u64, "has too many different texts", "texts")?;
                out.ends.push(out.text.len() as u32);
            }
            Event::End(e) if e.local_name().as_ref() == "sst" => return Ok(out),
            Event::Eof => return Err(broken(name)),
            _ => {}
        }
    }
}

/// The text of a string's runs, without the reading aids of East Asian scripts.
fn rich_text(xml: &mut Xml<'_>, until: &str, name: &str, out: &mut String) -> Outcome<()> {
    let mut buffer = Vec::new();
    let mut aids = 0;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(name, &e))? {
            Event::Start(e) => match e.local_name().as_ref() {
                "rPh" => aids += 1,
                "t" => {
                    let [space] = attributes(&e, ["space"]).ok_or_else(|| broken(name))?;
                    let mut piece = String::new();
                    text(xml, "t", name, &mut piece)?;
                    if aids == 0 {
                        let is_kept = space.as_deref() == Some("preserve");
                        let kept = if is_kept { &piece } else { piece.trim_matches([' ', '\t', '\r', '\n']) };
                        out.push_str(&unescaped(kept));
                    }
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "rPh" => aids -= 1,
            Event::End(e) if e.local_name().as_ref() == until => return Ok(()),
            Event::Eof => return Err(broken(name)),
            _ => {}
        }
    }
}

/// The text up to the end of the element.
fn text(xml: &mut Xml<'_>, until: &str, name: &str, out: &mut String) -> Outcome<()> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(name, &e))? {
            Event::Text(t) => out.push_str(&t.xml10_content()),
            Event::CData(t) => out.push_str(&t.xml10_content()),
            Event::GeneralRef(e) if !entity(&e, out) => return Err(broken(name)),
            Event::End(e) if e.local_name().as_ref() == until => return Ok(()),
            Event::Eof => return Err(broken(name)),
            _ => {}
        }
    }
}

/// How each style shows numbers.
fn styles(package: &mut Package<'_>, name: &str) -> Outcome<Vec<Shown>> {
    let Some(mut xml) = package.xml(name)? else { return Ok(Vec::new()) };
    let mut codes: BTreeMap<u64, Shown> = BTreeMap::new();
    let (mut out, mut buffer, mut in_cells) = (Vec::new(), Vec::new(), false);
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(name, &e))? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    let [id, code] = attributes(&e, ["numFmtId", "formatCode"]).ok_or_else(|| broken(name))?;
                    if let (Some(Ok(id)), Some(code)) = (id.map(|id| id.parse::<u64>()), code) {
                        codes.insert(id, shown_by(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let [id] = attributes(&e, ["numFmtId"]).ok_or_else(|| broken(name))?;
                    let id: u64 = id.and_then(|id| id.parse().ok()).unwrap_or(0);
                    out.push(codes.get(&id).copied().unwrap_or_else(|| shown_by_number(id as u32)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Eof => return Ok(out),
            _ => {}
        }
    }
}

/// Reads one sheet.
fn sheet(
    package: &mut Package<'_>,
    part: &str,
    (name, hidden): (String, bool),
    shared: &Shared,
    room: &mut Room,
) -> Outcome<Sheet> {
    let mut xml = package.xml(part)?.ok_or_else(|| missing(part))?;
    let mut reader = SheetReader { part, shared, room, table: Table::default(), next: (0, 0), row_hidden: None };
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|e| no_xml(part, &e))? {
            Event::Start(e) => {
                depth += 1;
                if e.local_name().as_ref() == "c" {
                    reader.cell(&e, &mut xml)?;
                    depth -= 1;
                } else {
                    reader.element(&e)?;
                }
            }
            Event::End(e) => {
                depth = depth.saturating_sub(1);
                if e.local_name().as_ref() == "row" {
                    reader.next = (reader.next.0.saturating_add(1), 0);
                    reader.row_hidden = None;
                }
                if depth == 0 {
                    break;
                }
            }
            Event::Eof => return Err(broken(part)),
            _ => {}
        }
    }
    let (formulas, table) = (reader.table.formulas, reader.table);
    let mut sheet = table.finish(name, hidden, room)?;
    if shared.recalculates && formulas > 0 {
        sheet.notes.push(format!(
            "whoever wrote the file left its formulas ({formulas}) to be calculated when it is opened, so that the results \
             in it may not be right; open the workbook in the spreadsheet program and save it"
        ));
    }
    Ok(sheet)
}

struct SheetReader<'a> {
    part: &'a str,
    shared: &'a Shared,
    room: &'a mut Room,
    table: Table,
    /// Where a cell stands that does not say it.
    next: (u32, u32),
    /// Is the row hidden, and was it counted?
    row_hidden: Option<bool>,
}

impl SheetReader<'_> {
    fn broken(&self) -> WorkbookError {
        broken(self.part)
    }

    /// The place that a cell's name means; it leads nowhere outside the sheet.
    fn place(&self, name: &str) -> Outcome<(u32, u32)> {
        place(name).ok_or_else(|| self.broken())
    }

    /// An element that is no cell.
    fn element(&mut self, e: &BytesStart<'_>) -> Outcome<()> {
        match e.local_name().as_ref() {
            "row" => {
                let [row, hidden] = attributes(e, ["r", "hidden"]).ok_or_else(|| self.broken())?;
                if let Some(row) = row {
                    let row = row.trim().parse().ok().filter(|row| (1..=ROWS).contains(row));
                    self.next = (row.ok_or_else(|| self.broken())? - 1, 0);
                }
                self.row_hidden = is_true(hidden.as_deref()).then_some(false);
            }
            "col" => {
                let [min, max, hidden] = attributes(e, ["min", "max", "hidden"]).ok_or_else(|| self.broken())?;
                let number = |text: Option<String>| text.and_then(|t| t.parse::<u32>().ok()).unwrap_or(0);
                if is_true(hidden.as_deref()) {
                    self.table.hidden_columns.push(number(min).saturating_sub(1)..number(max));
                }
            }
            "mergeCell" => {
                let [places] = attributes(e, ["ref"]).ok_or_else(|| self.broken())?;
                if let Some((first, last)) = places.as_deref().and_then(|p| p.split_once(':')) {
                    let merged = Merged { first: self.place(first)?, last: self.place(last)? };
                    self.table.merged(merged)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A cell, up to its end.
    fn cell(&mut self, e: &BytesStart<'_>, xml: &mut Xml<'_>) -> Outcome<()> {
        let [at, style, kind] = attributes(e, ["r", "s", "t"]).ok_or_else(|| self.broken())?;
        let at = match at {
            Some(name) => self.place(&name)?,
            None => self.next,
        };
        self.next = (at.0, at.1.saturating_add(1));
        let (mut value, mut is_formula) = (String::new(), false);
        let mut inline = None;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|e| no_xml(self.part, &e))? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => text(xml, "v", self.part, &mut value)?,
                    "f" => {
                        is_formula = true;
                        text(xml, "f", self.part, &mut String::new())?;
                    }
                    "is" => {
                        let mut out = String::new();
                        rich_text(xml, "is", self.part, &mut out)?;
                        inline = Some(out);
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(self.broken()),
                _ => {}
            }
        }
        self.table.formulas += usize::from(is_formula);
        let style = style.and_then(|s| s.trim().parse::<usize>().ok());
        self.value(at, kind.as_deref(), style, &inline.unwrap_or(value), is_formula)
    }

    /// Takes what stands in a cell, as its kind and style say.
    fn value(
        &mut self,
        at: (u32, u32),
        kind: Option<&str>,
        style: Option<usize>,
        value: &str,
        is_formula: bool,
    ) -> Outcome<()> {
        let trimmed = value.trim();
        // A text may be empty as a result; no other result is.
        if trimmed.is_empty() && is_formula && kind != Some("str") {
            self.table.unstored(at);
            return Ok(());
        }
        if trimmed.is_empty() && kind != Some("str") && kind != Some("inlineStr") {
            return Ok(());
        }
        let shared = self.shared;
        let shown = style.and_then(|s| shared.styles.get(s)).copied().unwrap_or(Shown::Number);
        let text = match kind {
            Some("s") => {
                let text = trimmed.parse().ok().and_then(|n| shared.strings.get(n));
                return self.put(at, text.ok_or_else(|| broken(self.part))?);
            }
            Some("e") => {
                self.table.error(at);
                return Ok(());
            }
            Some("b") => match trimmed.to_ascii_lowercase().as_str() {
                "1" | "true" => "true".to_owned(),
                "0" | "false" => "false".to_owned(),
                _ => return Err(self.broken()),
            },
            Some("str") => unescaped(value),
            Some("inlineStr") => value.to_owned(),
            // Dates in ISO form, and whatever has no number where one is told.
            Some("d") => trimmed.to_owned(),
            _ => match trimmed.parse::<f64>() {
                Ok(n) if n.is_finite() => number(n, shown, shared.from_1904),
                _ => trimmed.to_owned(),
            },
        };
        self.put(at, &text)
    }

    fn put(&mut self, at: (u32, u32), text: &str) -> Outcome<()> {
        self.count_hidden();
        self.table.cell(at, text, self.room)
    }

    /// Counts the row that a cell with content stands in, once, where it is hidden.
    fn count_hidden(&mut self) {
        if self.row_hidden == Some(false) {
            self.table.hidden_rows += 1;
            self.row_hidden = Some(true);
        }
    }
}
