//! Workbooks of the old format, in binary records: calamine reads them.
//!
//! Its reader reserves what records claim and follows every list that it finds. So the records are walked here first: what
//! they span is counted, what is not needed is hidden from the reader, and it is given a container made here.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, SheetType, SheetVisible, Xls};

use crate::Sheet;
use crate::cell::{Shown, number, plain, shown_by, shown_by_number};
use crate::error::{Outcome, WorkbookError};
use crate::limits::{Limits, at_most};
use crate::ole::{Ole, with_stream};
use crate::table::{Merged, Room, Table};

/// Formats of cells that the reader does not tell, by [`key`].
type Formats = BTreeMap<u64, Shown>;

/// A cell of a sheet as one number.
fn key(sheet: usize, row: u16, column: u16) -> u64 {
    (sheet as u64) << 32 | u64::from(row) << 16 | u64::from(column)
}

/// Reads all sheets.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Outcome<Vec<Sheet>> {
    let ole = Ole::open(bytes)?;
    let mut stream = workbook(&ole)?;
    let formats = walk(&mut stream, limits).unwrap_or_else(|| Err(damaged()))?;
    let container = with_stream("Workbook", &stream);
    drop(stream);
    let mut xls: Xls<_> = Xls::new(Cursor::new(container)).map_err(|_| damaged())?;
    let from_1904 = xls.has_1904_epoch();
    let listed = xls.sheets_metadata().to_vec();
    let mut room = Room::new(limits);
    let (mut out, mut any) = (Vec::new(), false);
    for (at, sheet) in listed.into_iter().enumerate() {
        let hidden = sheet.visible != SheetVisible::Visible;
        if sheet.typ != SheetType::WorkSheet {
            let what = if sheet.typ == SheetType::ChartSheet { "a chart" } else { "a sheet of macros or a dialog" };
            let notes = vec![format!("{what}, not a sheet of cells")];
            out.push(Sheet { name: sheet.name, hidden, csv: Vec::new(), notes });
            continue;
        }
        any = true;
        let mut table = Table::default();
        for merged in xls.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            table.merged(Merged { first: merged.start, last: merged.end })?;
        }
        let range = xls.worksheet_range(&sheet.name).map_err(|_| damaged())?;
        let start = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = (start.0 + row as u32, start.1 + column as u32);
            let format = formats.get(&key(at, place.0 as u16, place.1 as u16)).copied().unwrap_or(Shown::Number);
            match text(value, format, from_1904) {
                Some(text) => table.cell(place, &text, &mut room)?,
                None => table.error(place),
            }
        }
        out.push(table.finish(sheet.name, hidden, &mut room)?);
    }
    if any { Ok(out) } else { Err(WorkbookError::NoSheet) }
}

/// The text of a value that calamine read; none for an error.
pub(crate) fn text(value: &Data, shown: Shown, from_1904: bool) -> Option<String> {
    Some(match value {
        Data::Int(n) => number(*n as f64, shown, from_1904),
        Data::Float(n) if n.is_finite() => number(*n, shown, from_1904),
        Data::Float(_) | Data::Error(_) => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(moment) => day(moment, from_1904),
        Data::Empty => String::new(),
    })
}

/// A date or a time. What is below one day is a time: calamine does not tell formats of dates from those of times.
fn day(moment: &ExcelDateTime, from_1904: bool) -> String {
    let value = moment.as_f64();
    match () {
        () if !value.is_finite() => plain(value),
        () if moment.is_duration() => number(value, Shown::Duration, from_1904),
        () if value < 1.0 => number(value, Shown::Time, from_1904),
        () => number(value, Shown::Date, from_1904),
    }
}

fn damaged() -> WorkbookError {
    WorkbookError::damaged("its records are not as the format wants them")
}

/// The stream with the records; otherwise what the file is instead.
fn workbook(ole: &Ole<'_>) -> Outcome<Vec<u8>> {
    const COPY: &str = "copy the table in it into a spreadsheet, save that, and give it";
    const GIVE: &str = "give the workbook or the CSV file with the table";
    if ole.has("EncryptedPackage") {
        return Err(WorkbookError::Encrypted);
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = ole.stream(name)? {
            return Ok(stream);
        }
    }
    Err(match () {
        () if ole.has("WordDocument") => WorkbookError::other("a Word document of the old format", COPY),
        () if ole.has("PowerPoint Document") => {
            WorkbookError::other("a PowerPoint presentation of the old format", COPY)
        }
        () if ole.has("VisioDocument") => WorkbookError::other("a Visio drawing of the old format", GIVE),
        () if ole.has("__properties_version1.0") => {
            WorkbookError::other("an e-mail message of Outlook", "save the file that is attached to it, and give that")
        }
        () => WorkbookError::other("a file of an old Office program", GIVE),
    })
}

/// A record's place in the stream.
#[derive(Clone, Copy)]
struct Record {
    at: usize,
    kind: u16,
    length: usize,
}

impl Record {
    fn data<'s>(&self, stream: &'s [u8]) -> &'s [u8] {
        &stream[self.at + 4..self.at + 4 + self.length]
    }
}

/// The record at a place; none at the end or where it would be longer than the stream.
fn record(stream: &[u8], at: usize) -> Option<Record> {
    let kind = u16_in(stream, at)?;
    let length = usize::from(u16_in(stream, at + 2)?);
    (at + 4 + length <= stream.len()).then_some(Record { at, kind, length })
}

fn u16_in(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The kind of record that no reader knows.
const HIDDEN: u16 = 0xFFF0;

const EOF: u16 = 0x000A;
const BOF: u16 = 0x0809;
const CONTINUE: u16 = 0x003C;
/// Records of pieces that one record may have: all texts of a large workbook stay below, and the reader's work grows with
/// their square.
const PIECES: usize = 20_000;

/// Walks the records, hides what is not needed, and gives the formats that the reader does not tell. None where a record
/// does not fit.
fn walk(stream: &mut [u8], limits: &Limits) -> Option<Outcome<Formats>> {
    let (mut at, mut pieces) = (0, 0);
    let mut codes: BTreeMap<u64, Shown> = BTreeMap::new();
    let mut styles: Vec<u16> = Vec::new();
    let mut sheets = Vec::new();
    let mut is_old = false;
    while let Some(record) = record(stream, at) {
        at += 4 + record.length;
        pieces = if record.kind == CONTINUE { pieces + 1 } else { 0 };
        if pieces > PIECES {
            return Some(Err(damaged()));
        }
        let data = record.data(stream);
        match record.kind {
            EOF => break,
            BOF => is_old = u16_in(data, 0)? != 0x0600,
            // A password, unless the record says that there is none.
            0x002F if data.iter().any(|b| *b != 0) => return Some(Err(WorkbookError::Encrypted)),
            0x041E => {
                codes.insert(u64::from(u16_in(data, 0)?), shown_by(&format_code(data, is_old)?));
            }
            0x00E0 => styles.push(u16_in(data, 2)?),
            0x0085 => sheets.push(u32::from_le_bytes(data.get(..4)?.try_into().ok()?) as usize),
            // Names and links to other files are not needed.
            0x0017 | 0x0018 => hide(stream, record),
            _ => {}
        }
    }
    let shown = |style: u16| {
        let id = u64::from(*styles.get(usize::from(style))?);
        Some(codes.get(&id).copied().unwrap_or_else(|| shown_by_number(id as u32)))
            .filter(|shown| matches!(shown, Shown::Percent | Shown::Zeros(_)))
    };
    if let Err(error) = at_most(sheets.len() as u64, limits.sheets as u64, "has too many sheets", "sheets") {
        return Some(Err(error));
    }
    let mut formats = Formats::new();
    let mut places = 0u64;
    for (sheet, start) in sheets.into_iter().enumerate() {
        let mut span = Span::default();
        walk_sheet(stream, start, &mut span, &mut |row, column, style| {
            if let Some(shown) = shown(style) {
                formats.insert(key(sheet, row, column), shown);
            }
        })?;
        places += span.places();
        if let Err(error) = at_most(places, limits.places as u64, "has sheets that span too many places", "places") {
            return Some(Err(error));
        }
    }
    Some(Ok(formats))
}

/// The rows and columns that cells span.
#[derive(Default)]
struct Span {
    all: Option<[u16; 4]>,
}

impl Span {
    fn add(&mut self, row: u16, from: u16, to: u16) {
        let [top, left, bottom, right] = self.all.unwrap_or([row, from, row, to]);
        self.all = Some([top.min(row), left.min(from), bottom.max(row), right.max(to)]);
    }

    fn places(&self) -> u64 {
        let size = |[top, left, bottom, right]: [u16; 4]| (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1);
        self.all.map_or(0, size)
    }
}

/// Walks the records of one sheet.
fn walk_sheet(stream: &mut [u8], start: usize, span: &mut Span, tell: &mut dyn FnMut(u16, u16, u16)) -> Option<()> {
    let (mut at, mut depth) = (start, 0usize);
    while let Some(record) = record(stream, at) {
        at += 4 + record.length;
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => return Some(()),
            EOF => depth -= 1,
            _ if depth > 1 => {}
            // What the sheet claims to span is not needed.
            0x0200 => hide(stream, record),
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 => {
                let data = record.data(stream);
                let (row, column) = (u16_in(data, 0)?, u16_in(data, 2)?);
                span.add(row, column, column);
                if matches!(record.kind, 0x0203 | 0x027E | 0x0006) {
                    tell(row, column, u16_in(data, 4)?);
                }
                // Its result is read; how it came to be is not.
                if record.kind == 0x0006 && record.length >= 22 {
                    stream[record.at + 4 + 20..record.at + 4 + 22].fill(0);
                }
            }
            0x00BD => {
                let data = record.data(stream);
                let (row, first) = (u16_in(data, 0)?, u16_in(data, 2)?);
                let last = u16_in(data, record.length.checked_sub(2)?)?;
                if last < first || record.length != 6 + 6 * (usize::from(last - first) + 1) {
                    return None;
                }
                span.add(row, first, last);
                for (column, cell) in (first..=last).zip(data[4..].chunks_exact(6)) {
                    tell(row, column, u16_in(cell, 0)?);
                }
            }
            _ => {}
        }
    }
    // A sheet that breaks off, or that starts where there is none, must not pass for a short one.
    None
}

fn hide(stream: &mut [u8], record: Record) {
    stream[record.at..record.at + 2].copy_from_slice(&HIDDEN.to_le_bytes());
}

/// The code of a number format.
fn format_code(data: &[u8], is_old: bool) -> Option<String> {
    if is_old {
        let length = usize::from(*data.get(2)?);
        return Some(data.get(3..3 + length)?.iter().map(|b| char::from(*b)).collect());
    }
    let length = usize::from(u16_in(data, 2)?);
    let is_wide = data.get(4)? & 1 == 1;
    if !is_wide {
        return Some(data.get(5..5 + length)?.iter().map(|b| char::from(*b)).collect());
    }
    let units: Vec<u16> =
        data.get(5..5 + 2 * length)?.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}
