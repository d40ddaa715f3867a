//! What became of the rows of each file, counted on the tables as they are in the end.

use std::collections::BTreeMap;

use crate::api::Compared;
use crate::schema::{SUBJECTS, Subject};
use crate::tables::Tables;

/// For each file, how many of its rows joined a row that stands before it, by subject.
pub(super) fn joined(tables: &Tables) -> Vec<BTreeMap<Subject, usize>> {
    let mut out = vec![BTreeMap::new(); tables.sources.len()];
    for subject in SUBJECTS {
        for origin in tables.table(subject).more_origins.values().flatten() {
            if let Some(of_source) = out.get_mut(origin.source as usize) {
                *of_source.entry(subject).or_default() += 1;
            }
        }
    }
    out
}

/// For each file, how many of its identities a file of the other sort lists too: an export against the registers, a register
/// against the exports. None where there is no other sort.
pub(super) fn compared(tables: &Tables) -> Vec<Option<Compared>> {
    const REGISTER: u8 = 1;
    const EXPORT: u8 = 2;
    let sort = |kind: &str| match kind {
        "register" => REGISTER,
        "export" => EXPORT,
        _ => 0,
    };
    let sorts: Vec<u8> = tables.sources.iter().map(|source| sort(&source.kind)).collect();
    let mut out: Vec<Option<Compared>> = vec![None; sorts.len()];
    if !(sorts.contains(&REGISTER) && sorts.contains(&EXPORT)) {
        return out;
    }
    let table = tables.table(Subject::Identity);
    let mut sources = Vec::new();
    for row in 0..table.rows {
        sources.clear();
        sources.push(table.origins[row].source as usize);
        if let Some(more) = table.more_origins.get(&(row as u32)) {
            sources.extend(more.iter().map(|origin| origin.source as usize));
            sources.sort_unstable();
            sources.dedup();
        }
        let all = sources.iter().fold(0, |all, source| all | sorts.get(*source).copied().unwrap_or(0));
        for source in &sources {
            let Some(own @ 1..) = sorts.get(*source).copied() else { continue };
            let it = out[*source].get_or_insert_default();
            it.identities += 1;
            it.with = if own == EXPORT { "register" } else { "export" }.into();
            *(if all == REGISTER | EXPORT { &mut it.in_both } else { &mut it.only_here }) += 1;
        }
    }
    out
}
