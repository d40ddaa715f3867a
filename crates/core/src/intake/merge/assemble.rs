//! One table from the rows of several files: each field from the source that knows it best.

use std::sync::Arc;

use super::View;
use super::claims::{united, unites};
use crate::api::Note;
use crate::date;
use crate::intake::SHOWN;
use crate::schema::{FieldId, Group, Subject};
use crate::tables::{
    Coded, Codes, Column, EMPTY, FIRST, Meaning, Origin, RowTexts, SourceFacts, SourceSet, Table, UNKNOWN,
};

/// In which order views give their values for a field of this group: the winner first.
pub(super) fn priority(views: &[View], sources: &[SourceFacts], group: Group) -> Vec<usize> {
    let mut order: Vec<usize> = (0..views.len()).collect();
    order.sort_by_key(|i| {
        let source = &sources[views[*i].source as usize];
        let is_export = source.kind == "export";
        let first = match group {
            Group::Technical => is_export,
            Group::Accountability => !is_export,
        };
        (!first, std::cmp::Reverse(source.extracted), source.name.clone())
    });
    order
}

pub(super) fn rank(column: &Column, row: usize) -> u8 {
    let by = |code: u32| match code {
        UNKNOWN => 0,
        EMPTY => 1,
        _ => 2,
    };
    match column {
        Column::Absent => 0,
        Column::Coded(coded) => by(coded.codes.get(row)),
        Column::Days(v) | Column::Ints(v) => match v[row] {
            date::UNKNOWN => 0,
            date::EMPTY => 1,
            _ => 2,
        },
        Column::Texts(texts) => match texts.get(row) {
            [] if texts.is_unknown(row) => 0,
            [] => 1,
            _ => 2,
        },
        Column::Link { .. } => 0,
    }
}

pub(super) fn same(a: &Column, x: usize, b: &Column, y: usize) -> bool {
    match (a, b) {
        (Column::Coded(a), Column::Coded(b)) => {
            let (x, y) = (a.codes.get(x), b.codes.get(y));
            // One list may have a code for each way in which its cell was written.
            let list = |c: &Coded, code: u32| match &c.meaning {
                Meaning::List(entries) if code >= FIRST => {
                    Some(Arc::clone(entries)).map(|e| e[(code - FIRST) as usize].clone())
                }
                _ => None,
            };
            x == y || list(a, x).is_some_and(|own| list(b, y) == Some(own))
        }
        (Column::Days(a), Column::Days(b)) | (Column::Ints(a), Column::Ints(b)) => a[x] == b[y],
        (Column::Texts(a), Column::Texts(b)) => a.get(x).eq_ignore_ascii_case(b.get(y)),
        _ => true,
    }
}

/// One table from its views.
pub(super) fn assemble(
    subject: Subject,
    views: Vec<View>,
    maps: &[Option<Vec<u32>>],
    rows: usize,
    sources: &[SourceFacts],
    notes: &mut Vec<Note>,
) -> Table {
    let mut table = Table::new(subject);
    table.rows = rows;
    let recorded = |view: &View| -> Vec<bool> {
        (0..table.columns.len()).map(|i| view.columns.contains_key(&FieldId { subject, index: i as u16 })).collect()
    };
    if views.len() == 1 && maps[0].is_none() {
        let view = views.into_iter().next().expect("one view");
        table.sets = vec![SourceSet { sources: vec![view.source], records: recorded(&view), rows }];
        table.origins = view.lines.iter().map(|line| Origin { source: view.source, line: *line }).collect();
        for (field, column) in view.columns {
            table.columns[field.index as usize] = column;
        }
        return table;
    }
    let records: Vec<Vec<bool>> = views.iter().map(recorded).collect();
    // Origins: the register's line first.
    let no_origin = Origin { source: u16::MAX, line: 0 };
    table.origins = vec![no_origin; rows];
    for at in priority(&views, sources, Group::Accountability) {
        let view = &views[at];
        for (row, line) in view.lines.iter().enumerate() {
            let target = maps[at].as_ref().map_or(row as u32, |m| m[row]);
            let origin = Origin { source: view.source, line: *line };
            let first = &mut table.origins[target as usize];
            if *first == no_origin {
                *first = origin;
            } else {
                table.more_origins.entry(target).or_default().push(origin);
            }
        }
    }
    source_sets(&mut table, &views, &records);
    let fields: Vec<FieldId> = {
        let mut all: Vec<FieldId> = views.iter().flat_map(|v| v.columns.keys().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    for field in fields {
        let mut winners: Vec<(u16, u32)> = vec![(u16::MAX, 0); rows];
        let mut disagreements = 0;
        let mut examples = Vec::new();
        for at in priority(&views, sources, field.field().group) {
            let view = &views[at];
            let Some(column) = view.columns.get(&field) else { continue };
            for row in 0..view.lines.len() {
                let target = maps[at].as_ref().map_or(row, |m| m[row] as usize);
                let (winner, winner_row) = winners[target];
                let own = rank(column, row);
                if winner == u16::MAX {
                    winners[target] = (at as u16, row as u32);
                    continue;
                }
                let best = views[winner as usize].column(field);
                let best_rank = rank(best, winner_row as usize);
                if own > best_rank {
                    winners[target] = (at as u16, row as u32);
                } else if own == 2 && !same(best, winner_row as usize, column, row) && !is_key(field) && !unites(field)
                {
                    disagreements += 1;
                    if examples.len() < SHOWN {
                        examples.push((
                            views[winner as usize].source,
                            views[winner as usize].lines[winner_row as usize],
                            view.source,
                            view.lines[row],
                        ));
                    }
                }
            }
        }
        if disagreements > 0 {
            let places: Vec<String> = examples
                .iter()
                .take(3)
                .map(|(a, x, b, y)| {
                    format!("{} row {x} against {} row {y}", sources[*a as usize].name, sources[*b as usize].name)
                })
                .collect();
            let of_several = views.iter().any(|v| v.source != views[0].source);
            notes.push(Note {
                kind: "disagreement".into(),
                file: None,
                column: None,
                count: disagreements,
                says: format!(
                    "`{}` differs between rows of one {}; the first-named wins{} ({})",
                    field.path(),
                    subject.name(),
                    match field.field().group {
                        _ if !of_several => "",
                        Group::Technical => ", an export before the register",
                        Group::Accountability => ", the register before an export",
                    },
                    places.join("; ")
                ),
                lines: Vec::new(),
            });
        }
        for (row, (winner, winner_row)) in winners.iter().enumerate() {
            if *winner != u16::MAX {
                let view = &views[*winner as usize];
                let origin = Origin { source: view.source, line: view.lines[*winner_row as usize] };
                if origin != table.origins[row] {
                    table.elsewhere.insert((row as u32, field.index), origin);
                }
            }
        }
        table.columns[field.index as usize] = if unites(field) {
            united(field, &views, maps, &priority(&views, sources, field.field().group), rows)
        } else {
            pick(field, &views, &winners)
        };
    }
    table
}

pub(super) fn is_key(field: FieldId) -> bool {
    matches!(field.field().name, "id" | "external_ids" | "name" | "register_status" | "identity" | "credential")
}

pub(super) fn source_sets(table: &mut Table, views: &[View], records: &[Vec<bool>]) {
    let mut sets: Vec<SourceSet> = Vec::new();
    let mut set_of = Vec::with_capacity(table.rows);
    for row in 0..table.rows {
        let mut sources: Vec<u16> = table.origins_of(row).iter().map(|o| o.source).collect();
        sources.sort_unstable();
        sources.dedup();
        let at = match sets.iter().position(|s| s.sources == sources) {
            Some(at) => at,
            None => {
                let mut all = vec![false; table.columns.len()];
                for (view, own) in views.iter().zip(records) {
                    if sources.contains(&view.source) {
                        all.iter_mut().zip(own).for_each(|(a, b)| *a |= b);
                    }
                }
                sets.push(SourceSet { sources, records: all, rows: 0 });
                sets.len() - 1
            }
        };
        sets[at].rows += 1;
        set_of.push(u16::try_from(at).expect("fewer source sets than sources can form in a run"));
    }
    if sets.len() > 1 {
        table.set_of = set_of;
    }
    table.sets = sets;
}

/// The column of the winners.
pub(super) fn pick(field: FieldId, views: &[View], winners: &[(u16, u32)]) -> Column {
    let sample = views.iter().find_map(|v| v.columns.get(&field)).expect("some view has the field");
    let column = |winner: u16| views[winner as usize].column(field);
    match sample {
        Column::Coded(Coded { meaning, .. }) => {
            let mut codes = Codes::Wide(Vec::with_capacity(winners.len()));
            for (winner, row) in winners {
                codes.push(if *winner == u16::MAX { UNKNOWN } else { column(*winner).code(*row as usize) });
            }
            Column::Coded(Coded { codes, meaning: meaning.clone() })
        }
        Column::Days(_) => Column::Days(
            winners
                .iter()
                .map(|(w, r)| if *w == u16::MAX { date::UNKNOWN } else { column(*w).day(*r as usize) })
                .collect(),
        ),
        Column::Ints(_) => Column::Ints(
            winners
                .iter()
                .map(|(w, r)| if *w == u16::MAX { date::UNKNOWN } else { column(*w).int(*r as usize) })
                .collect(),
        ),
        _ => {
            let mut out = RowTexts::default();
            for (winner, row) in winners {
                match (*winner != u16::MAX).then(|| column(*winner)) {
                    Some(Column::Texts(texts)) if !texts.is_unknown(*row as usize) => {
                        out.push(texts.get(*row as usize));
                    }
                    _ => out.push_unknown(),
                }
            }
            Column::Texts(out)
        }
    }
}
