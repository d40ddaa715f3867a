//! Findings: the places that one stands on.

use nhimap_core::api::{CellShown, CheckResult, Finding};

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

    /// The rows of the unknown examples of a check, file by file.
    pub(crate) fn example_rows(&self, check: &'a CheckResult) -> Vec<(&'a str, Vec<u32>)> {
        let mut out: Vec<(&str, Vec<u32>)> = Vec::new();
        for (file, line) in check.unknown_examples.iter().filter_map(place) {
            match out.iter_mut().find(|(name, _)| *name == file) {
                Some((_, lines)) => lines.push(line),
                None => out.push((file, vec![line])),
            }
        }
        out.iter_mut().for_each(|(_, lines)| lines.sort_unstable());
        out
    }

    /// The keys of those examples that stand in no row of a file.
    pub(crate) fn example_keys(&self, check: &'a CheckResult) -> Vec<&'a str> {
        check
            .unknown_examples
            .iter()
            .filter(|example| place(example).is_none())
            .map(|example| example.key.as_str())
            .collect()
    }

    fn name<'f>(&self, cell: &'f CellShown) -> &'f str
    where
        'a: 'f,
    {
        cell.column.as_deref().unwrap_or_else(|| self.field_label(&cell.field))
    }
}

/// The first place of a finding that stands in a row of a file.
fn place(finding: &Finding) -> Option<(&str, u32)> {
    finding.cells.iter().find_map(|cell| Some((cell.file.as_deref()?, cell.line?)))
}
