//! A control list's column of evidence that only names rows of a list of evidence.
//!
//! `E-31; E-32` beside a control points at two rows of another list; it is no third artefact, which would have no date.

use rustc_hash::FxHashSet;

use super::View;
use crate::intake::cells::split_list;
use crate::schema::{self, Subject};
use crate::tables::{Coded, Codes, Column, Links, Origin, RowTexts};

/// Where a list names rows of evidence by id: the line of the control, and the id in small letters.
pub(super) type Pointers = Vec<(Origin, String)>;

/// Takes rows of evidence out of the lists of controls whose name is made of ids that a list of evidence has.
pub(super) fn take_pointers(views: &mut [View], is_list_of_controls: impl Fn(u16) -> bool) -> Pointers {
    let id = schema::the(Subject::Evidence, "id");
    let mut known: FxHashSet<String> = FxHashSet::default();
    for view in views.iter().filter(|view| !is_list_of_controls(view.source)) {
        known.extend((0..view.lines.len()).map(|row| lower(view.column(id).text(row))).filter(|id| !id.is_empty()));
    }
    let mut out = Pointers::new();
    if known.is_empty() {
        return out;
    }
    for view in views.iter_mut().filter(|view| is_list_of_controls(view.source)) {
        let named = |row: usize| -> Option<Vec<String>> {
            let text = |field: &str| lower(view.column(schema::the(Subject::Evidence, field)).text(row));
            // A row with an id of its own is a row of its own.
            let ids = split_list(&text("title"));
            (text("id").is_empty() && !ids.is_empty() && ids.iter().all(|id| known.contains(id))).then_some(ids)
        };
        let mut kept = Vec::with_capacity(view.lines.len());
        for row in 0..view.lines.len() {
            match named(row) {
                Some(ids) => {
                    let origin = Origin { source: view.source, line: view.lines[row] };
                    out.extend(ids.into_iter().map(|id| (origin, id)));
                }
                None => kept.push(row),
            }
        }
        if kept.len() < view.lines.len() {
            view.lines = kept.iter().map(|row| view.lines[*row]).collect();
            view.columns.values_mut().for_each(|column| *column = only(column, &kept));
        }
    }
    out
}

fn lower(text: &[u8]) -> String {
    String::from_utf8_lossy(text).trim().to_lowercase()
}

/// A column with some of its rows.
fn only(column: &Column, rows: &[usize]) -> Column {
    let days = |all: &[i32]| rows.iter().map(|row| all[*row]).collect();
    let codes = |coded: &Coded| Coded {
        codes: Codes::Wide(rows.iter().map(|row| coded.codes.get(*row)).collect()),
        meaning: coded.meaning.clone(),
    };
    match column {
        Column::Absent => Column::Absent,
        Column::Coded(coded) => Column::Coded(codes(coded)),
        Column::Days(all) => Column::Days(days(all)),
        Column::Ints(all) => Column::Ints(days(all)),
        Column::Texts(all) => {
            let mut out = RowTexts::default();
            for row in rows {
                if all.is_unknown(*row) { out.push_unknown() } else { out.push(all.get(*row)) }
            }
            Column::Texts(out)
        }
        Column::Link { rows: links, names } => Column::Link {
            rows: Links::Rows(rows.iter().map(|row| links.get(*row)).collect()),
            names: names.as_ref().map(codes),
        },
    }
}
