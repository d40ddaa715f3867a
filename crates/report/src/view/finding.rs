//! Findings: the places that one stands on.

use nhimap_core::api::{CellShown, Finding};

use super::View;

/// Cells of a finding that stand in one row of one file, or that were derived.
pub(crate) struct Place<'a> {
    /// The file; none where the cells were derived.
    pub(crate) file: Option<&'a str>,
    /// The row, as a spreadsheet numbers rows.
    pub(crate) line: Option<u32>,
    /// The cells.
    pub(crate) cells: Vec<PlacedCell<'a>>,
}

/// A cell under the name that the reader knows it by.
pub(crate) struct PlacedCell<'a> {
    /// The heading of its column, else the label of its field.
    pub(crate) name: &'a str,
    /// The value as read.
    pub(crate) value: &'a str,
}

impl<'a> View<'a> {
    /// The places of a finding, cells of one row together, in the order of the cells; derived cells last.
    pub(crate) fn places<'f>(&self, finding: &'f Finding) -> Vec<Place<'f>>
    where
        'a: 'f,
    {
        let mut out: Vec<Place<'f>> = Vec::new();
        let (placed, derived): (Vec<_>, Vec<_>) = finding.cells.iter().partition(|cell| cell.file.is_some());
        for cell in placed.into_iter().chain(derived) {
            let shown = PlacedCell { name: self.name(cell), value: &cell.value };
            let (file, line) = (cell.file.as_deref(), cell.line);
            match out.iter_mut().find(|place| place.file == file && place.line == line) {
                Some(place) => place.cells.push(shown),
                None => out.push(Place { file, line, cells: vec![shown] }),
            }
        }
        out
    }

    fn name<'f>(&self, cell: &'f CellShown) -> &'f str
    where
        'a: 'f,
    {
        cell.column.as_deref().unwrap_or_else(|| self.field_label(&cell.field))
    }
}
