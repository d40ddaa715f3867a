//! What whoever supplied the files should mend: every row that was refused and every cell that could not be understood.
//!
//! A place costs twelve bytes and each distinct text is kept once, so that the list of a file that is wrong from end to end is
//! smaller than the file, and still names every row.

use super::odd::{Odd, OddCell, What};
use crate::api::FixRow;
use crate::schema::{self, FieldId, Type};

/// Everything there is to mend, in the order of the files and of their rows.
#[derive(Debug, Clone, Default)]
pub struct Fixes {
    files: Vec<FileFixes>,
}

/// What there is to mend in one file.
#[derive(Debug, Clone, Default)]
pub(super) struct FileFixes {
    name: String,
    /// Why rows were refused.
    reasons: Vec<String>,
    columns: Vec<ColumnFixes>,
    places: Vec<Fix>,
}

#[derive(Debug, Clone)]
struct ColumnFixes {
    heading: Option<String>,
    field: FieldId,
    texts: Vec<String>,
}

/// One place.
#[derive(Debug, Clone, Copy)]
struct Fix {
    line: u32,
    /// The column; none for a row as a whole.
    column: Option<u16>,
    what: Wrong,
}

#[derive(Debug, Clone, Copy)]
enum Wrong {
    /// The row was refused, for this reason.
    Refused(u16),
    /// The cell is odd; its text among those of the column.
    Cell(What, Option<u16>),
}

impl FileFixes {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Takes a row that was refused.
    pub(super) fn refuse(&mut self, reason: &str, line: u32) {
        let at = self.reasons.iter().position(|known| known == reason).unwrap_or_else(|| {
            self.reasons.push(reason.to_owned());
            self.reasons.len() - 1
        });
        self.places.push(Fix { line, column: None, what: Wrong::Refused(at as u16) });
    }

    /// Takes the odd cells of a column, whose rows stand on these lines.
    pub(super) fn take(&mut self, field: FieldId, heading: Option<&str>, odd: Odd, lines: &[u32]) {
        if odd.cells.is_empty() {
            return;
        }
        let column = Some(self.columns.len() as u16);
        let fix = |cell: &OddCell| Fix {
            line: lines[cell.row as usize],
            column,
            what: Wrong::Cell(cell.what, cell.text.map(|text| text as u16)),
        };
        self.places.extend(odd.cells.iter().map(fix));
        self.columns.push(ColumnFixes { heading: heading.map(str::to_owned), field, texts: odd.texts });
    }

    /// Puts the places in the order of the rows. A column that feeds two fields is to be mended once.
    pub(super) fn sort(&mut self) {
        self.places.sort_by_key(|fix| (fix.line, fix.column));
        let columns = &self.columns;
        let heading = |fix: &Fix| fix.column.and_then(|column| columns[column as usize].heading.as_deref());
        self.places.dedup_by(|b, a| a.line == b.line && heading(a).is_some() && heading(a) == heading(b));
    }

    fn row(&self, fix: &Fix) -> FixRow {
        let (file, part) = self.name.split_once(PART).map_or((&self.name[..], None), |(file, part)| (file, Some(part)));
        let column = fix.column.map(|column| &self.columns[column as usize]);
        let (what, expected, written) = match (fix.what, column) {
            (Wrong::Cell(what, text), Some(column)) => {
                let text = text.map(|text| column.texts[text as usize].clone());
                (says(what).to_owned(), expected(what, column.field), text)
            }
            (Wrong::Refused(reason), _) => {
                let reason = &self.reasons[reason as usize];
                (format!("the row was not read: {reason}"), expected_of_row(reason).to_owned(), None)
            }
            (Wrong::Cell(what, _), None) => (says(what).to_owned(), String::new(), None),
        };
        FixRow {
            file: file.to_owned(),
            part: part.map(str::to_owned),
            row: fix.line,
            column: column.and_then(|column| column.heading.clone()),
            field: column.map(|column| column.field.path()),
            what,
            expected,
            written,
        }
    }
}

/// What stands between a file's name and that of its part.
const PART: &str = " › ";

impl Fixes {
    pub(super) fn of(files: Vec<FileFixes>) -> Self {
        Self { files }
    }

    /// How many rows and cells there are to mend in the file of this place among the inputs.
    pub fn of_input(&self, input: usize) -> usize {
        self.files.get(input).map_or(0, |file| file.places.len())
    }

    /// Every row and cell to mend, one after the other.
    pub fn rows(&self) -> impl Iterator<Item = FixRow> + '_ {
        self.files.iter().flat_map(|file| file.places.iter().map(|fix| file.row(fix)))
    }
}

/// What is wrong with a cell.
fn says(what: What) -> &'static str {
    match what {
        What::OtherWord => "this word is not known here; it counts as `other` or as unknown",
        What::Unreadable => "this could not be read; it counts as unknown",
        What::NoDate => "this is a day that programs write where there is none; it counts as unknown",
        What::Lost => "the value is lost: the name of a type or a spreadsheet's error stands here",
        What::DamagedId => "a spreadsheet has turned this id into a number or a date; it counts as unknown",
        What::Secret => "this may hold a secret; it was masked",
        What::Serial | What::ShortYear | What::Restored | What::NumberLike => "this was read and may be mistaken",
    }
}

/// What should stand there.
fn expected(what: What, field: FieldId) -> String {
    match what {
        What::Secret => "no secret: take it out, and replace the secret wherever it is real".into(),
        What::DamagedId => "the id as its platform writes it, in a column of text".into(),
        What::NoDate => "a day such as 2026-11-01, `never`, or a blank cell".into(),
        What::Lost
            if !matches!(field.field().kind, Type::Event | Type::Limit | Type::Bool | Type::Int | Type::Word(_)) =>
        {
            "the value itself; several parted by `;`".into()
        }
        _ => match field.field().kind {
            Type::Event => "a day such as 2026-11-01, or `never` where it has not happened".into(),
            Type::Limit => "a day such as 2026-11-01, or `never` where it does not end".into(),
            Type::Bool => "`yes` or `no`".into(),
            Type::Int => "a whole number such as 90".into(),
            Type::Word(vocabulary) => format!("one of {}", schema::words(vocabulary).join(", ")),
            _ => "text".into(),
        },
    }
}

/// What a row that was refused lacks.
fn expected_of_row(reason: &str) -> &'static str {
    if reason.starts_with("more cells") {
        "as many cells as headings; a cell that holds the separator stands in quotation marks"
    } else if reason.starts_with("nothing in") {
        "a name or an id that says what the row is about"
    } else {
        "a row under the headings of its table"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_in_the_order_of_rows_and_a_column_of_two_fields_once() {
        let mut odd = Odd::default();
        odd.add(0, What::Unreadable, Some(b"soon"));
        odd.add(1, What::NoDate, None);
        let mut fixes = FileFixes::new("estate.xlsx › Accounts");
        let field = |path| FieldId::parse(path).expect("a field");
        fixes.take(field("identity.last_used"), Some("Last used"), odd.clone(), &[9, 3]);
        fixes.take(field("identity.reviewed"), Some("Last used"), odd.clone(), &[9, 3]);
        fixes.refuse("nothing in `Id`", 5);
        fixes.refuse("more cells than headings", 2);
        fixes.sort();
        let fixes = Fixes::of(vec![FileFixes::new("a.csv"), fixes]);
        assert_eq!((fixes.of_input(0), fixes.of_input(1), fixes.of_input(2)), (0, 4, 0));
        let rows: Vec<FixRow> = fixes.rows().collect();
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 5, 9]);
        assert!(rows.iter().all(|row| row.file == "estate.xlsx" && row.part.as_deref() == Some("Accounts")));
        assert_eq!(rows[3].written.as_deref(), Some("soon"));
        assert_eq!(rows[3].column.as_deref(), Some("Last used"));
        assert_eq!(rows[3].field.as_deref(), Some("identity.last_used"));
        assert_eq!((rows[1].written.as_deref(), rows[2].column.as_deref()), (None, None));
        assert!(rows.iter().all(|row| !row.what.is_empty() && !row.expected.is_empty()));
    }
}
