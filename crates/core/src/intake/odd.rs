//! What is odd about the cells of a column: counted for the notes, and kept cell by cell for the list of what to fix.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::SHOWN;

/// What is odd about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum What {
    /// Its word is in no vocabulary; it is kept as `other`, or as unknown where there is no such word.
    OtherWord,
    /// It is no date, number, yes or no; it counts as unknown.
    Unreadable,
    /// It is a day that programs write where there is none.
    NoDate,
    /// Its value was never written: a type's name or a spreadsheet's error stands there.
    Lost,
    /// A spreadsheet has damaged the id.
    DamagedId,
    /// It may hold a secret.
    Secret,
    /// A plain number was read as a spreadsheet's day.
    Serial,
    /// Its year has two digits.
    ShortYear,
    /// Leading zeros of an account were put back.
    Restored,
    /// An id that a spreadsheet takes for a number: `1E10`.
    NumberLike,
}

impl What {
    /// The kind of note.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::OtherWord => "other-word",
            Self::Unreadable => "unreadable",
            Self::NoDate => "no-date",
            Self::Lost => "lost-value",
            Self::DamagedId => "damaged-id",
            Self::Secret => "secret-cell",
            Self::Serial => "date-number",
            Self::ShortYear => "short-year",
            Self::Restored => "restored-zeros",
            Self::NumberLike => "number-like-id",
        }
    }

    /// What is said of so many cells of a column.
    fn says(self) -> &'static str {
        match self {
            Self::OtherWord => "words that are in no vocabulary were kept as `other` or as unknown",
            Self::Unreadable => "cells could not be read and count as unknown",
            Self::NoDate => {
                "cells hold a day that programs write where there is none, such as 1970-01-01 or 0001-01-01; they count as \
                 unknown"
            }
            Self::Lost => {
                "cells hold the name of a type or a spreadsheet's error in place of the value; the value is lost in this file \
                 and counts as unknown"
            }
            Self::DamagedId => {
                "ids were turned into rounded numbers or dates by a spreadsheet; they count as unknown and nothing is joined \
                 by them"
            }
            Self::Secret => "cells may hold a secret; they were masked on read and are shown nowhere",
            Self::Serial => "plain numbers were read as a spreadsheet's days, counted from 1900",
            Self::ShortYear => "years of two digits: 00 to 69 were read as 2000 to 2069, 70 to 99 as 1970 to 1999",
            Self::Restored => "AWS accounts with fewer than twelve digits had lost leading zeros, which were put back",
            Self::NumberLike => {
                "ids look like numbers in scientific form, and a spreadsheet that saves the file damages them; check them \
                 against their source"
            }
        }
    }

    /// Is somebody to mend the cell?
    fn is_to_fix(self) -> bool {
        !matches!(self, Self::Serial | Self::ShortYear | Self::Restored | Self::NumberLike)
    }
}

/// A cell that somebody should mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OddCell {
    /// The row of the view.
    pub(super) row: u32,
    pub(super) what: What,
    /// Its text among those kept; none where it is not shown.
    pub(super) text: Option<u32>,
}

/// Texts kept of a column; a column that is wrong from end to end is wrong in one way.
const TEXTS: usize = 4096;
/// Signs kept of a text.
const TEXT: usize = 80;

/// The odd cells of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Odd {
    counts: BTreeMap<What, (usize, Vec<u32>)>,
    /// How dates that could be read two ways were read, and whether that is an assumption.
    order: Option<(&'static str, bool)>,
    from_1904: bool,
    pub(super) cells: Vec<OddCell>,
    /// The texts of cells that may be shown.
    pub(super) texts: Vec<String>,
    known: FxHashMap<String, u32>,
}

impl Odd {
    /// No odd cell yet, in a column of dates.
    pub(super) fn of_dates(order: Option<(&'static str, bool)>, from_1904: bool) -> Self {
        Self { order, from_1904, ..Self::default() }
    }

    /// Takes a cell; `text` where it may be shown.
    pub(super) fn add(&mut self, row: usize, what: What, text: Option<&[u8]>) {
        let (count, rows) = self.counts.entry(what).or_default();
        *count += 1;
        if rows.len() < SHOWN {
            rows.push(row as u32);
        }
        if what.is_to_fix() {
            let text = text.and_then(|text| self.keep(text));
            self.cells.push(OddCell { row: row as u32, what, text });
        }
    }

    fn keep(&mut self, text: &[u8]) -> Option<u32> {
        let text = String::from_utf8_lossy(text);
        let mut shown: String = text.chars().take(TEXT).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        if let Some(at) = self.known.get(&shown) {
            return Some(*at);
        }
        if self.texts.len() == TEXTS {
            return None;
        }
        let at = self.texts.len() as u32;
        self.texts.push(shown.clone());
        self.known.insert(shown, at);
        Some(at)
    }

    /// The column's notes: kind, how many cells, in words, and some rows of the view.
    pub(super) fn notes(&self) -> Vec<(&'static str, usize, String, &[u32])> {
        let mut out = Vec::new();
        for (what, (count, rows)) in &self.counts {
            let mut says = what.says().to_owned();
            if *what == What::Serial && self.from_1904 {
                says = says.replace("from 1900", "from 1904, as was said for this column");
            }
            out.push((what.kind(), *count, says, &rows[..]));
        }
        if let Some((says, assumed)) = self.order {
            let kind = if assumed { "date-order-assumed" } else { "date-order" };
            let ask = if assumed { "; say which with `--dates FILE:COLUMN=day-first` or `=month-first`" } else { "" };
            out.push((kind, 1, format!("dates without ISO form were {says}{ask}"), &[]));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_cells_keep_few_texts() {
        let mut odd = Odd::default();
        for row in 0..10_000 {
            odd.add(row, What::Unreadable, Some(format!("cell {row} {}", "x".repeat(200)).as_bytes()));
            odd.add(row, What::Serial, Some(b"45630"));
        }
        assert_eq!(odd.cells.len(), 10_000);
        assert_eq!(odd.texts.len(), TEXTS);
        assert_eq!(odd.cells[9_999].text, None);
        assert!(odd.texts.iter().all(|text| text.chars().count() == TEXT + 1));
        let notes = odd.notes();
        assert_eq!(notes.len(), 2);
        assert!(notes.iter().all(|(_, count, _, rows)| *count == 10_000 && rows.len() == SHOWN));
    }
}
