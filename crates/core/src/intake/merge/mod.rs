//! Many files to one estate: rows of one identity become one row, each field from the source that knows it best.

mod assemble;
mod claims;
mod declared;
mod keys;
mod links;
mod persons;
mod pointers;
mod reconcile;

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::fixes::Fixes;
use super::negated::read_as_status;
use super::odd::Odd;
use super::read::{Raw, RawColumn};
use super::settle::Settler;
use super::{Expected, Headings, Ingested};
use crate::api::{Input, Note};
use crate::pack::Pack;
use crate::schema::{FieldId, SUBJECTS, Subject, Type};
use crate::tables::{Column, Persons, SourceFacts, Tables};
use assemble::assemble;
use claims::{is_claim, note_one_id, rows_that_are_one};
use declared::{Declarations, compare_totals};
use keys::{Keys, apart_by_identity, apart_by_place, rows_by_key};
use links::{link_applications, link_controls, link_credentials, link_exposures, number_alike};
use persons::{know_persons, rename_persons};
use pointers::{Pointers, take_pointers};

/// The rows of one subject in one file, settled.
struct View {
    source: u16,
    /// What sort of sheet the file is, in words.
    format: String,
    lines: Vec<u32>,
    columns: BTreeMap<FieldId, Column>,
}

impl View {
    fn column(&self, field: FieldId) -> &Column {
        self.columns.get(&field).unwrap_or(&Column::Absent)
    }
}

/// Merges what was read.
pub(super) fn merge(mut raws: Vec<Raw>, mut expected: Vec<Expected>, pack: &Pack, threads: usize) -> Ingested {
    let mut tables = Tables::default();
    let mut notes_out = Vec::new();
    for raw in &raws {
        tables.sources.push(SourceFacts {
            name: raw.name.clone(),
            kind: raw.plan.kind.clone(),
            platform: raw.plan.platform.clone(),
            lists: raw.plan.lists.clone(),
            extracted: raw.extracted.map(|d| d.0),
            complete: raw.complete,
        });
    }
    raws.iter_mut().for_each(|raw| read_as_status(raw, &pack.vocabulary, &mut notes_out));
    let mut became: Vec<BTreeMap<Subject, usize>> = vec![BTreeMap::new(); raws.len()];
    // The roster first: it says who is who for every other file.
    // Then the list of systems, which dates the files.
    let first = [Subject::Person, Subject::Source];
    let order = first.into_iter().chain(SUBJECTS.into_iter().filter(|s| !first.contains(s)));
    let mut declared: Option<Declarations> = None;
    let mut identity_lines: Vec<Option<(Vec<u32>, Vec<u32>)>> = vec![None; raws.len()];
    let mut identity_rows = 0;
    let mut identity_keys = Keys::default();
    let mut settled: Vec<(Subject, Vec<View>)> = Vec::new();
    let mut pointers = Pointers::new();
    for subject in order {
        let mut views = settle(subject, &mut raws, pack, &mut tables, &mut notes_out, threads);
        if subject == Subject::Person && !views.is_empty() {
            // Who is who must be known before other files name anybody.
            let maps: Vec<_> = rows_by_key(subject, &views, false).0;
            let same = know_persons(&mut tables.persons, &views, &maps);
            views.iter_mut().for_each(|view| rename_persons(view, &same));
        }
        if subject == Subject::Source {
            let list = Declarations::apply(&views, &mut raws, &pack.vocabulary, &mut tables.sources);
            expected.extend(list.expected(&expected));
            compare_totals(&expected, &mut raws, &mut tables.sources, &mut notes_out);
            declared = Some(list);
        }
        if subject == Subject::Evidence {
            pointers = take_pointers(&mut views, |source| raws[source as usize].plan.kind == "controls");
        }
        if !views.is_empty() {
            settled.push((subject, views));
        }
    }
    // Keys are looked up only from other files.
    let keep_keys = raws.len() > 1;
    let keyed: Vec<_> = std::thread::scope(|scope| {
        let side_by_side = threads > 1;
        let started: Vec<_> = settled
            .into_iter()
            .map(|(subject, views)| {
                let index = move || {
                    let keyed = if is_claim(subject) {
                        rows_that_are_one(subject, &views)
                    } else {
                        apart_by_place(subject, &views, rows_by_key(subject, &views, keep_keys), keep_keys)
                    };
                    (subject, views, keyed)
                };
                if side_by_side { Err(scope.spawn(index)) } else { Ok(index()) }
            })
            .collect();
        started
            .into_iter()
            .map(|one| match one {
                Ok(done) => done,
                Err(handle) => handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            })
            .collect()
    });
    for (subject, views, (mut maps, mut rows, keys)) in keyed {
        if subject == Subject::Credential {
            rows = apart_by_identity(&views, &tables.sources, &mut maps, rows, &identity_lines, &identity_keys);
        }
        for view in &views {
            *became[view.source as usize].entry(subject).or_default() += view.lines.len();
        }
        if subject == Subject::Identity {
            identity_rows = views.iter().map(|v| v.lines.len()).sum();
            for (view, map) in views.iter().zip(&maps) {
                let map = map.clone().unwrap_or_else(|| (0..view.lines.len() as u32).collect());
                identity_lines[view.source as usize] = Some((view.lines.clone(), map));
            }
            identity_keys = keys;
        }
        if is_claim(subject) {
            note_one_id(subject, &views, &maps, &tables.sources, &mut notes_out);
        }
        let mut table = assemble(subject, views, &maps, rows, &tables.sources, &mut notes_out);
        table.supplied = true;
        *tables.table_mut(subject) = table;
    }
    if let Some(declared) = &declared {
        declared.fill(tables.table_mut(Subject::Source), &raws);
        declared.notes(&raws, &mut notes_out);
    }
    link_credentials(&mut tables, &identity_lines, &identity_keys);
    number_alike(&mut tables);
    link_exposures(&mut tables, &identity_keys);
    link_applications(&mut tables);
    link_controls(&mut tables, &pointers, &mut notes_out);
    let fixes = raws.iter_mut().map(|raw| std::mem::take(&mut raw.fixes)).map(|mut fixes| {
        fixes.sort();
        fixes
    });
    let fixes = Fixes::of(fixes.collect());
    let reconciled = reconcile::joined(&tables).into_iter().zip(reconcile::compared(&tables));
    let headings = raws.iter().map(|r| Headings { fields: r.headings.clone() }).collect();
    let inputs =
        raws.into_iter().zip(became).zip(reconciled).enumerate().map(|(at, ((raw, became), (joined, compared)))| {
            let to_fix = fixes.of_input(at);
            Input { joined, compared, to_fix, ..input(raw, became, &mut notes_out) }
        });
    let inputs = inputs.collect();
    Ingested { tables, inputs, notes: notes_out, identity_rows, headings, fixes }
}

fn input(raw: Raw, became: BTreeMap<Subject, usize>, notes: &mut Vec<Note>) -> Input {
    let short = raw.short.rows();
    for reason in raw.short.into_list() {
        notes.push(Note {
            kind: "short-row".into(),
            file: Some(raw.name.clone()),
            column: None,
            count: short,
            says: "rows have fewer cells than there are headings; the missing cells count as unknown".into(),
            lines: reason.lines,
        });
    }
    for reason in raw.noted.into_list() {
        notes.push(Note {
            kind: "export-rows".into(),
            file: Some(raw.name.clone()),
            column: None,
            count: reason.rows,
            says: reason.reason,
            lines: reason.lines,
        });
    }
    notes.extend(raw.part_notes);
    for column in raw.plan.columns.iter().filter(|c| c.how == "dropped" || c.how == "repeated") {
        let (kind, says) = match column.how.as_str() {
            "dropped" => (
                "secret-column",
                "a column that may hold secrets was dropped on read; its cells were neither kept nor shown",
            ),
            _ => ("repeated-column", "another column already gave this field; this one was not read"),
        };
        notes.push(Note {
            kind: kind.into(),
            file: Some(raw.name.clone()),
            column: Some(column.heading.clone()),
            count: raw
                .dropped
                .iter()
                .find(|(heading, _)| *heading == column.heading)
                .map_or(raw.rows, |(_, cells)| *cells),
            says: says.into(),
            lines: Vec::new(),
        });
    }
    Input {
        columns: raw.plan.columns.clone(),
        container: raw.facts.container,
        heading_rows: raw.plan.heading_rows,
        heading_reason: raw.plan.heading_reason.clone(),
        cannot_know: raw.plan.cannot_know.clone(),
        kind: raw.plan.kind.clone(),
        understood_as: raw.plan.says.clone(),
        name: raw.name,
        bytes: raw.bytes,
        sha256: raw.sha256,
        rows: raw.rows,
        read: raw.read,
        set_apart: raw.set_apart.into_list(),
        refused: raw.refused.into_list(),
        became,
        joined: BTreeMap::new(),
        compared: None,
        expected_rows: raw.expected,
        to_fix: 0,
        extracted: raw.extracted,
        complete: raw.complete.word().into(),
    }
}

/// Settles all columns of a subject, over all files that have it.
fn settle(
    subject: Subject,
    raws: &mut [Raw],
    pack: &Pack,
    tables: &mut Tables,
    out: &mut Vec<Note>,
    threads: usize,
) -> Vec<View> {
    let mut views = Vec::new();
    let mut by_field: BTreeMap<FieldId, Vec<(usize, RawColumn)>> = BTreeMap::new();
    for (source, raw) in raws.iter_mut().enumerate() {
        for view in &mut raw.views {
            if view.subject == subject {
                for column in std::mem::take(&mut view.columns) {
                    by_field.entry(column.field).or_default().push((views.len(), column));
                }
                views.push(View {
                    source: source as u16,
                    format: raw.plan.says.clone(),
                    lines: std::mem::take(&mut view.lines),
                    columns: BTreeMap::new(),
                });
            }
        }
    }
    for (field, places, columns) in settle_fields(by_field, pack, &mut tables.persons, threads) {
        for (place, (column, odd)) in places.into_iter().zip(columns) {
            let view = &mut views[place];
            note_odd(odd, field, &mut raws[view.source as usize], &view.lines, out);
            view.columns.insert(field, column);
        }
    }
    views
}

type Settled = (FieldId, Vec<usize>, Vec<(Column, Odd)>);

/// Settles fields side by side; those that name persons share one dictionary and follow each other.
fn settle_fields(
    by_field: BTreeMap<FieldId, Vec<(usize, RawColumn)>>,
    pack: &Pack,
    persons: &mut Persons,
    threads: usize,
) -> Vec<Settled> {
    let one = |field: FieldId, columns: Vec<(usize, RawColumn)>, persons: &mut Persons| -> Settled {
        let (places, columns): (Vec<usize>, Vec<RawColumn>) = columns.into_iter().unzip();
        (field, places, Settler { vocabulary: &pack.vocabulary, persons }.field(field, columns))
    };
    let names_persons = |field: &FieldId| matches!(field.field().kind, Type::Person | Type::Persons);
    let (of_persons, others): (Vec<_>, Vec<_>) = by_field.into_iter().partition(|(field, _)| names_persons(field));
    let left = Mutex::new(others);
    let work = || {
        let mut done = Vec::new();
        loop {
            let next = left.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let Some((field, columns)) = next else { return done };
            done.push(one(field, columns, &mut Persons::default()));
        }
    };
    let mut out: Vec<Settled> = Vec::new();
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        out.extend(of_persons.into_iter().map(|(field, columns)| one(field, columns, persons)));
        out.extend(work());
        for helper in helpers {
            out.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    out.sort_by_key(|(field, _, _)| *field);
    out
}

fn note_odd(odd: Odd, field: FieldId, raw: &mut Raw, lines: &[u32], out: &mut Vec<Note>) {
    let heading = raw.headings.iter().find(|(f, _)| *f == field).map(|(_, h)| h.clone());
    for (kind, count, says, rows) in odd.notes() {
        out.push(Note {
            kind: kind.into(),
            file: Some(raw.name.clone()),
            column: heading.clone(),
            count,
            says: format!("`{}`: {says}", field.path()),
            lines: rows.iter().map(|r| lines[*r as usize]).collect(),
        });
    }
    raw.fixes.take(field, heading.as_deref(), odd, lines);
}
