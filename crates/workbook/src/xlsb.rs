//! Workbooks of the binary kind in a package: calamine reads them, cell by cell.

use std::io::Cursor;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsb};

use crate::Sheet;
use crate::cell::Shown;
use crate::error::{Outcome, WorkbookError};
use crate::limits::{Limits, at_most};
use crate::package::Package;
use crate::table::{Room, Table};
use crate::xls::text;

/// Reads all sheets.
pub(crate) fn read(bytes: &[u8], package: &mut Package<'_>, limits: &Limits) -> Outcome<Vec<Sheet>> {
    // calamine unpacks without a limit.
    package.measure()?;
    let damaged = || WorkbookError::damaged("its records are not as the format wants them");
    let mut xlsb: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let from_1904 = xlsb.has_1904_epoch();
    let listed = xlsb.sheets_metadata().to_vec();
    at_most(listed.len() as u64, limits.sheets as u64, "has too many sheets", "sheets")?;
    let mut room = Room::new(limits);
    let (mut out, mut any) = (Vec::new(), false);
    for sheet in listed {
        let hidden = sheet.visible != SheetVisible::Visible;
        if sheet.typ != SheetType::WorkSheet {
            let notes = vec!["a chart, macros or a dialog, not a sheet of cells".to_owned()];
            out.push(Sheet { name: sheet.name, hidden, csv: Vec::new(), notes });
            continue;
        }
        any = true;
        let mut table = Table::default();
        let mut cells = xlsb.worksheet_cells_reader(&sheet.name).map_err(|_| damaged())?;
        while let Some(cell) = cells.next_cell().map_err(|_| damaged())? {
            match text(&Data::from(cell.get_value().clone()), Shown::Number, from_1904) {
                Some(text) => table.cell(cell.get_position(), &text, &mut room)?,
                None => table.error(cell.get_position()),
            }
        }
        drop(cells);
        let mut sheet = table.finish(sheet.name, hidden, &mut room)?;
        sheet.notes.push("a binary workbook: its percentages are read as fractions, as they are stored".to_owned());
        out.push(sheet);
    }
    if any { Ok(out) } else { Err(WorkbookError::NoSheet) }
}
