//! Controls, evidence, exceptions and launches that stand on several rows.
//!
//! A list of controls often has a line for each reference that a control answers to, and a sheet may come in two files. Rows
//! are one only where they clearly are: the same id in the same kind of sheet, and nothing that one says and the other
//! denies. All others are kept, since a claim that is taken for another changes what the report says of both.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::View;
use super::assemble::{rank, same};
use super::keys::{Keyed, Keys};
use crate::api::Note;
use crate::intake::SHOWN;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Coded, Codes, Column, EMPTY, FIRST, Meaning, SourceFacts, UNKNOWN, Value};

/// Rows of one id that are told apart; beyond it, an id tells nothing, and all further rows are kept.
const TOLD_APART: usize = 32;

/// Is this a subject whose rows are claims or answer for them?
pub(super) fn is_claim(subject: Subject) -> bool {
    matches!(subject, Subject::Control | Subject::Evidence | Subject::Exception | Subject::Launch)
}

/// Is a field's list made of those of all rows that are one? Of an account that several jobs use, each has a row of its own.
pub(super) fn unites(field: FieldId) -> bool {
    match field.subject {
        Subject::Control => matches!(field.field().name, "references" | "checks"),
        Subject::Identity => field.field().name == "consumers",
        _ => false,
    }
}

/// A row of a view.
type Place = (usize, usize);

/// Rows of one id by the row that they become.
type Alike = Vec<(u32, Vec<Place>)>;

/// Which row of the subject each row of each view becomes.
pub(super) fn rows_that_are_one(subject: Subject, views: &[View]) -> Keyed {
    let id = schema::the(subject, "id");
    let mut known: FxHashMap<(&str, Vec<u8>), Alike> = FxHashMap::default();
    let mut next = 0;
    let mut joined = false;
    let mut maps = Vec::with_capacity(views.len());
    for (at, view) in views.iter().enumerate() {
        let mut map = Vec::with_capacity(view.lines.len());
        for row in 0..view.lines.len() {
            let key = view.column(id).text(row);
            let mut new = || {
                next += 1;
                next - 1
            };
            if key.is_empty() {
                map.push(new());
                continue;
            }
            let alike = known.entry((&view.format, key.to_ascii_lowercase())).or_default();
            let fits = |places: &[Place]| places.iter().all(|other| agree(views, *other, (at, row)));
            let one = (alike.len() <= TOLD_APART).then(|| alike.iter_mut().find(|(_, places)| fits(places))).flatten();
            map.push(match one {
                Some((target, places)) => {
                    places.push((at, row));
                    joined = true;
                    *target
                }
                None => {
                    let target = new();
                    alike.push((target, vec![(at, row)]));
                    target
                }
            });
        }
        maps.push(map);
    }
    let in_place = views.len() == 1 && !joined;
    (maps.into_iter().map(|map| (!in_place).then_some(map)).collect(), next as usize, Keys::default())
}

/// Does neither row deny what the other says?
fn agree(views: &[View], (a, x): Place, (b, y): Place) -> bool {
    let (one, other) = (&views[a], &views[b]);
    one.columns.iter().filter(|(field, _)| !unites(**field)).all(|(field, column)| {
        let theirs = other.column(*field);
        rank(column, x) < 2 || rank(theirs, y) < 2 || same(column, x, theirs, y)
    })
}

/// The lists of all rows that are one, as one list.
pub(super) fn united(
    field: FieldId,
    views: &[View],
    maps: &[Option<Vec<u32>>],
    order: &[usize],
    rows: usize,
) -> Column {
    let mut lists: Vec<Vec<String>> = vec![Vec::new(); rows];
    let mut codes = vec![UNKNOWN; rows];
    for at in order {
        let view = &views[*at];
        let Some(column) = view.columns.get(&field) else { continue };
        for row in 0..view.lines.len() {
            let target = maps[*at].as_ref().map_or(row, |map| map[row] as usize);
            match column.value(Type::List, row, &[]) {
                Value::List(list) => {
                    for one in list {
                        if !lists[target].iter().any(|known| *known == one) {
                            lists[target].push(one.into_owned());
                        }
                    }
                }
                Value::Empty => codes[target] = EMPTY,
                _ => {}
            }
        }
    }
    let mut entries: Vec<Vec<String>> = Vec::new();
    for (code, list) in codes.iter_mut().zip(lists) {
        if !list.is_empty() {
            entries.push(list);
            *code = FIRST + entries.len() as u32 - 1;
        }
    }
    Column::Coded(Coded { codes: Codes::Wide(codes), meaning: Meaning::List(entries.into()) })
}

/// Notes rows that have one id and are kept apart.
pub(super) fn note_one_id(
    subject: Subject,
    views: &[View],
    maps: &[Option<Vec<u32>>],
    sources: &[SourceFacts],
    notes: &mut Vec<Note>,
) {
    let id = schema::the(subject, "id");
    let mut firsts: BTreeMap<Vec<u8>, (u32, Place)> = BTreeMap::new();
    let mut count = 0;
    let mut examples = Vec::new();
    for (at, view) in views.iter().enumerate() {
        for row in 0..view.lines.len() {
            let key = view.column(id).text(row).to_ascii_lowercase();
            if key.is_empty() {
                continue;
            }
            let target = maps[at].as_ref().map_or(row as u32, |map| map[row]);
            let (first, (a, x)) = *firsts.entry(key).or_insert((target, (at, row)));
            let other = &views[a];
            // One piece of evidence may stand for several controls, and a scanner may give findings no id of their own.
            let is_another = subject != Subject::Evidence || other.source != view.source;
            if first != target && is_another {
                count += 1;
                if examples.len() < SHOWN {
                    let place = |view: &View, row: usize| {
                        format!("{} row {}", sources[view.source as usize].name, view.lines[row])
                    };
                    examples.push(format!("{} and {}", place(other, x), place(view, row)));
                }
            }
        }
    }
    if count > 0 {
        examples.truncate(3);
        notes.push(Note {
            kind: "one-id".into(),
            file: None,
            column: None,
            count,
            says: format!(
                "`{}`: rows have the id of another and are not clearly the same; all are kept ({})",
                id.path(),
                examples.join("; ")
            ),
            lines: Vec::new(),
        });
    }
}
