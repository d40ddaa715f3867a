//! Which rows hold the headings: those that the vocabulary knows best, with a table below them.

use super::columns::Columns;
use super::grid::{Grid, Row};
use super::nature::{Nature, nature};
use super::rows::{RowRules, heads_another, is_total};
use crate::api::Confidence;
use crate::intake::IngestError;
use crate::intake::kinds::choose;
use crate::pack::Pack;
use crate::schema::Type;
use crate::vocabulary::{FileKind, Vocabulary, fold};

/// Rows among which the headings are looked for.
const WITHIN: usize = 60;
/// The most rows that a heading has.
const TALLEST: usize = 4;
/// The longest text of a heading.
const LONGEST: usize = 120;
/// Rows below a heading after which no other is looked for above all.
const BODY: usize = 25;

/// The headings of a table.
pub(crate) struct Found<'a> {
    /// The first of their rows, and the last, as places in the grid.
    pub(crate) rows: (usize, usize),
    /// The columns.
    pub(crate) columns: Columns<'a>,
    /// What the table is.
    pub(crate) kind: &'a FileKind,
    /// How many headings are known.
    pub(crate) known: usize,
    /// How sure the choice is.
    pub(crate) confidence: Confidence,
    /// The row under them that says what belongs into the columns.
    pub(crate) description: Option<u32>,
}

impl Found<'_> {
    /// Why these rows, in words.
    pub(crate) fn reason(&self, grid: &Grid) -> String {
        let (first, last) = (grid.rows[self.rows.0].line, grid.rows[self.rows.1].line);
        let place = if first == last { format!("row {first} holds") } else { format!("rows {first} to {last} hold") };
        let headed = self.columns.headed();
        let known = self.known.min(headed);
        format!(
            "{place} {headed} {}, {known} of which {} of {}",
            if headed == 1 { "heading" } else { "headings" },
            if known == 1 { "is" } else { "are" },
            self.kind.says
        )
    }
}

/// Finds the headings of a table that is no known export.
pub(crate) fn find<'a>(name: &str, grid: &Grid, pack: &'a Pack) -> Result<Found<'a>, IngestError> {
    let words = &pack.vocabulary;
    let rows = &grid.rows;
    let mut best: Option<Found<'a>> = None;
    // What a heading that is not enough would have said: its known words, its row, and what it lacks.
    let mut failed: Option<(usize, usize, IngestError)> = None;
    for first in 0..rows.len().min(WITHIN) {
        if best.as_ref().is_some_and(|best| body(rows, best, first) >= BODY) {
            break;
        }
        for last in first..rows.len().min(first + TALLEST) {
            let heading: Vec<&Row> = rows[first..=last].iter().collect();
            if !may_be_heading(&heading) {
                break;
            }
            let known = heading.iter().map(|row| known_words(row, words)).sum::<usize>();
            // A row without a known word may still be the upper one of merged headings.
            if known == 0 && (last > first || first > 0) {
                continue;
            }
            let columns = Columns::new(&heading, &sample(rows, last, &heading, pack), words);
            match choose(name, &columns, pack) {
                Ok((kind, known)) => {
                    let found = Found {
                        rows: (first, last),
                        columns,
                        kind,
                        known,
                        confidence: Confidence::Certain,
                        description: None,
                    };
                    if best.as_ref().is_none_or(|best| is_better(&found, best, rows)) {
                        best = Some(found);
                    }
                }
                Err(error) => {
                    if failed.as_ref().is_none_or(|(most, ..)| known > *most) {
                        failed = Some((known, first, error));
                    }
                }
            }
        }
    }
    match (best, failed) {
        // A table that is known better stands above, and lacks what it needs: what is below it is not taken in its place.
        (Some(found), Some((most, row, error))) if row < found.rows.0 && most >= 3 && most > found.known => Err(error),
        (Some(mut found), _) => {
            found.description = description(grid, &found, words);
            if let Some(line) = found.description {
                // What is said of the columns is none of their cells.
                let heading: Vec<&Row> = rows[found.rows.0..=found.rows.1].iter().collect();
                let mut data = sample(rows, found.rows.1, &heading, pack);
                data.retain(|row| row.line != line);
                found.columns = Columns::new(&heading, &data, words);
            }
            let headed = found.columns.headed();
            found.confidence = match found.known {
                known if known >= 3 && known * 2 >= headed || known == headed => Confidence::Certain,
                known if known >= 2 => Confidence::Likely,
                _ => Confidence::Guess,
            };
            Ok(found)
        }
        (None, Some((.., error))) => Err(error),
        (None, None) => Err(choose(name, &first_row(grid, words), pack).err().unwrap_or(IngestError::Unrecognised {
            file: name.into(),
            known: 0,
            columns: grid.rows.first().map_or(0, Row::filled),
            nearest: None,
        })),
    }
}

/// The first row with a cell, taken for headings, for what is said where none are found.
fn first_row<'a>(grid: &Grid, words: &'a Vocabulary) -> Columns<'a> {
    let row = grid.rows.iter().find(|row| !row.is_blank());
    Columns::of_headings(row.map_or(&[][..], |row| &row.cells), words)
}

/// Is a heading a better choice than one that stands above it or shares its rows?
fn is_better(found: &Found<'_>, best: &Found<'_>, rows: &[Row]) -> bool {
    if found.rows.0 <= best.rows.1 {
        // Of rows that overlap, more of them are worth it only where they say more.
        return match found.rows == (best.rows.1, best.rows.1) {
            true => !upper_rows_matter(best, found, rows),
            false => found.known > best.known,
        };
    }
    // Two lines about the document may read like a small table; a heading that says much more is the table's.
    let says_much_more = found.known >= 4 && found.known >= best.known * 2;
    says_much_more && body(rows, best, found.rows.0) <= 12
        || found.known > best.known && body(rows, best, found.rows.0) == 0
}

/// Do the upper rows of a heading tell something that its last row alone does not? A title over a heading tells nothing.
fn upper_rows_matter(joined: &Found<'_>, last: &Found<'_>, rows: &[Row]) -> bool {
    let upper = &rows[joined.rows.0..joined.rows.1];
    let are_groups = upper.iter().all(|row| {
        let first = (0..last.columns.len()).find(|c| !last.columns.folded(*c).is_empty()).unwrap_or(0);
        // Two cells at the left are a line about the document: `Status`, `Final`.
        row.filled() >= 2 && row.cells.iter().rposition(|cell| !cell.is_empty()) > Some(first + 1)
    });
    joined.known > last.known
        || are_groups
            && joined.known * 10 >= last.known * 7
            && joined.columns.fields(joined.kind) != last.columns.fields(last.kind)
}

/// Rows below a heading and above another row that fill at least half of its columns.
fn body(rows: &[Row], heading: &Found<'_>, until: usize) -> usize {
    let below = rows.get(heading.rows.1 + 1..until).unwrap_or_default();
    below.iter().filter(|row| row.filled() >= 2 && row.filled() * 2 >= heading.columns.headed()).count()
}

/// Cells of a row that are a word for a field of any subject.
fn known_words(row: &Row, words: &Vocabulary) -> usize {
    let known = |cell: &&String| {
        let folded = fold(cell);
        let outside = cell.split(['(', '[', '/']).next().map(fold).unwrap_or_default();
        words.is_heading_word(&folded) || words.is_heading_word(&outside)
    };
    row.cells.iter().filter(|cell| !cell.is_empty()).filter(known).count()
}

/// May these rows, one under the other, be headings? They hold words, and the upper ones leave cells blank, as merged cells do.
fn may_be_heading(heading: &[&Row]) -> bool {
    let is_label = |cell: &String| {
        cell.is_empty()
            || cell.chars().count() <= LONGEST
                && !matches!(nature(cell), Nature::Email | Nature::Arn | Nature::Guid | Nature::Url | Nature::Date)
    };
    let numbers = |row: &Row| row.cells.iter().filter(|cell| nature(cell) == Nature::Number).count();
    let Some((last, upper)) = heading.split_last() else { return false };
    if upper.iter().any(|row| row.cells.iter().any(|cell| !is_label(cell) || cell.ends_with(':'))) {
        return false;
    }
    if last.is_blank() || !last.cells.iter().all(is_label) || numbers(last) * 2 > last.filled() {
        return false;
    }
    let is_merged = |above: &Row, below: &Row| {
        let width = above.cells.len().max(below.cells.len());
        let reaches = (0..width).any(|c| above.cell(c).is_empty() && !below.cell(c).is_empty());
        let repeats = above.cells.windows(2).any(|pair| !pair[0].is_empty() && pair[0] == pair[1]);
        let leaves = (0..width).any(|c| !above.cell(c).is_empty() && below.cell(c).is_empty());
        // A title fills one cell; a group of headings stands beside another heading or over the first of several.
        reaches && (above.filled() > 1 || leaves) || repeats
    };
    upper.iter().zip(&heading[1..]).all(|(above, below)| below.line == above.line + 1 && is_merged(above, below))
}

/// The rows of data below a heading, as far as the head shows them.
fn sample<'a>(rows: &'a [Row], last: usize, heading: &[&Row], pack: &Pack) -> Vec<&'a Row> {
    let width = heading.iter().map(|row| row.filled()).max().unwrap_or(0);
    let is_data = |row: &&Row| {
        (row.filled() >= 2 || width < 3 && row.filled() > 0)
            && !heading.iter().any(|own| own.cells == row.cells)
            && !is_total(row, &pack.vocabulary)
    };
    let end = second_table(rows, last, heading, pack).unwrap_or(rows.len());
    rows[last + 1..end].iter().filter(is_data).collect()
}

/// The row at which a second table begins, with headings of its own, after a blank row or one with a single cell.
pub(super) fn second_table(rows: &[Row], last: usize, heading: &[&Row], pack: &Pack) -> Option<usize> {
    let is_after_gap = |at: usize| rows[at - 1].filled() < 2 || rows[at].line > rows[at - 1].line + 1;
    (last + 2..rows.len()).find(|at| {
        let row = &rows[*at];
        is_after_gap(*at)
            && row.filled() >= 2
            && !heading.iter().any(|own| own.cells == row.cells)
            && heads_another(row, pack)
    })
}

/// The row under the headings that says what belongs into the columns, where it plainly is one.
fn description(grid: &Grid, found: &Found<'_>, words: &Vocabulary) -> Option<u32> {
    let row = grid.rows.get(found.rows.1 + 1)?;
    let below: Vec<&Row> = grid.rows[(found.rows.1 + 2).min(grid.rows.len())..].iter().take(50).collect();
    let columns = &found.columns;
    let filled: Vec<usize> = (0..columns.len()).filter(|c| !row.cell(*c).is_empty()).collect();
    if filled.len() < 2 || filled.len() * 2 < columns.headed() || is_total(row, words) {
        return None;
    }
    let is_value =
        |cell: &str| matches!(nature(cell), Nature::Email | Nature::Date | Nature::Arn | Nature::Guid | Nature::Number);
    if filled.iter().any(|c| is_value(row.cell(*c))) {
        return None;
    }
    let marks = filled.iter().filter(|c| describes(row.cell(**c), words)).count();
    let is_prose = |c: &&usize| row.cell(**c).split_whitespace().count() >= 3 && nature(row.cell(**c)) == Nature::Text;
    let prose = filled.iter().filter(is_prose).count();
    // A date column whose cell holds words, above rows that hold dates.
    let contradicts = |c: &&usize| {
        let is_date = columns.decide(found.kind, **c).is_ok_and(|decision| {
            matches!(decision.field.field().kind, Type::Event | Type::Limit | Type::Int | Type::Bool)
        });
        let cell = row.cell(**c);
        is_date
            && nature(cell) == Nature::Text
            && !words.is_never(cell)
            && !words.is_blank(cell)
            && words.boolean(cell).is_none()
            && words.period(cell).is_none()
            && below.iter().any(|row| matches!(nature(row.cell(**c)), Nature::Date | Nature::Number | Nature::Boolean))
    };
    let contradictions = filled.iter().filter(contradicts).count();
    let key_is_prose = {
        let keys =
            (0..columns.len()).filter(|c| columns.field(found.kind, *c).is_some_and(|f| found.kind.keys.contains(&f)));
        let mut keys = keys.filter(|c| !row.cell(*c).is_empty()).peekable();
        let is_one_word = |c: usize| {
            let others: Vec<&str> = below.iter().map(|row| row.cell(c)).filter(|cell| !cell.is_empty()).collect();
            !others.is_empty() && others.iter().all(|cell| cell.split_whitespace().count() < 2)
        };
        keys.peek().is_some()
            && keys
                .all(|c| describes(row.cell(c), words) || row.cell(c).split_whitespace().count() >= 2 && is_one_word(c))
    };
    let is_description = marks >= 2 && marks * 2 >= filled.len()
        || key_is_prose
            && (contradictions > 0 && marks + prose >= 2 || prose >= 3 && prose * 2 > filled.len() || marks >= 2);
    is_description.then_some(row.line)
}

/// Does a cell say what belongs into its column, as `e.g. svc-x`, `dd.mm.yyyy` or `mandatory` do?
fn describes(cell: &str, words: &Vocabulary) -> bool {
    let folded = fold(cell);
    let is_format = || {
        let letters: String = folded.split(' ').collect();
        letters.len() >= 6 && letters.chars().all(|c| "dmyjta".contains(c)) && letters.contains("mm")
    };
    let begins = |word: &String| folded == *word || word.contains(' ') && folded.starts_with(&format!("{word} "));
    words.layout.describes.iter().any(begins) || is_format()
}

/// What tells rows apart that are no data.
pub(crate) fn rules(grid: &Grid, found: &Found<'_>, pack: &Pack) -> RowRules {
    let heading: Vec<&Row> = grid.rows[found.rows.0..=found.rows.1].iter().collect();
    let mut data = sample(&grid.rows, found.rows.1, &heading, pack);
    data.retain(|row| Some(row.line) != found.description);
    let keys: Vec<usize> = (0..found.columns.len())
        .filter(|c| found.columns.field(found.kind, *c).is_some_and(|field| found.kind.keys.contains(&field)))
        .collect();
    let mut rules = RowRules::by_hand(&heading, &grid.rows[..found.rows.0], &keys, &data);
    if let Some(line) = found.description {
        rules.skip.push((line, "a row that says what belongs into the columns".into()));
    }
    rules
}
