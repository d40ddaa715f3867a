//! Who is who: the roster's rows as the persons that all files name.

use rustc_hash::FxHashMap;

use super::View;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Coded, Codes, Column, FIRST, Meaning, NO_ROW, Persons, UNKNOWN_ROW, Value, person_key};

/// Gives every roster row its person, under its address, key, aliases and, where only one has it, its name.
///
/// The roster's own columns may have named one person in several ways before; gives those persons, and who they are.
pub(super) fn know_persons(persons: &mut Persons, views: &[View], maps: &[Option<Vec<u32>>]) -> FxHashMap<u32, u32> {
    let mut same = FxHashMap::default();
    let [id, name, address, aliases] = ["id", "name", "address", "aliases"].map(|f| schema::the(Subject::Person, f));
    let text =
        |view: &View, field: FieldId, row: usize| String::from_utf8_lossy(view.column(field).text(row)).into_owned();
    let rows = || views.iter().zip(maps).flat_map(|(view, map)| (0..view.lines.len()).map(move |row| (view, map, row)));
    // What one row alone goes by leads to it: its address and id, else a name or an alias that no other row shares.
    let mut strong: FxHashMap<String, String> = FxHashMap::default();
    let mut weak: FxHashMap<String, (String, Option<String>)> = FxHashMap::default();
    for (at, (view, _, row)) in rows().enumerate() {
        let given: Vec<String> = [address, id].iter().map(|f| person_key(&text(view, *f, row)).0).collect();
        let who = given.iter().find(|k| !k.is_empty()).cloned().unwrap_or_else(|| format!("#{at}"));
        for key in given.into_iter().filter(|k| !k.is_empty()) {
            strong.entry(key).or_insert_with(|| who.clone());
        }
        let mut claimed = vec![text(view, name, row)];
        if let Value::List(list) = view.column(aliases).value(Type::List, row, &[]) {
            claimed.extend(list.iter().map(|a| a.to_string()));
        }
        for given in claimed.into_iter().filter(|c| !c.is_empty()) {
            let (_, one) = weak.entry(person_key(&given).0).or_insert_with(|| (given, Some(who.clone())));
            if one.as_ref() != Some(&who) {
                *one = None;
            }
        }
    }
    weak.retain(|key, _| !strong.contains_key(key));
    // A name or an alias that several rows share tells nobody apart: who goes by it may be any of them.
    let mut shared: Vec<&String> = weak.values().filter(|(_, one)| one.is_none()).map(|(given, _)| given).collect();
    shared.sort_unstable();
    for given in shared {
        let person = persons.person(given);
        persons.rows[person as usize] = UNKNOWN_ROW;
    }
    // An address on two rows is one person of whom the roster says two things, perhaps *left* and *active*: neither holds.
    let mut addresses: FxHashMap<String, usize> = FxHashMap::default();
    for (view, _, row) in rows() {
        let key = person_key(&text(view, address, row)).0;
        if !key.is_empty() {
            *addresses.entry(key).or_default() += 1;
        }
    }
    for (view, map, row) in rows() {
        let own = [text(view, address, row), text(view, name, row), text(view, id, row)];
        let shown = own.iter().find(|t| !t.is_empty()).cloned().unwrap_or_default();
        let mut keys: Vec<String> =
            [&own[0], &own[2]].into_iter().filter(|t| !t.is_empty()).map(|t| person_key(t).0).collect();
        let mut claimed = vec![person_key(&own[1]).0];
        if let Value::List(list) = view.column(aliases).value(Type::List, row, &[]) {
            claimed.extend(list.iter().map(|a| person_key(a).0));
        }
        keys.extend(claimed.into_iter().filter(|key| weak.get(key).is_some_and(|(_, one)| one.is_some())));
        let free = |p: &u32, persons: &Persons| persons.rows[*p as usize] == NO_ROW;
        let known = keys.iter().find_map(|k| persons.keys.get(k).copied().filter(|p| free(p, persons)));
        let person = known.unwrap_or_else(|| {
            persons.names.push(shown.clone());
            persons.rows.push(NO_ROW);
            (persons.names.len() - 1) as u32
        });
        let twice = addresses.get(&person_key(&own[0]).0).is_some_and(|n| *n > 1);
        persons.rows[person as usize] = if twice { UNKNOWN_ROW } else { map.as_ref().map_or(row as u32, |m| m[row]) };
        persons.names[person as usize] = shown;
        for key in keys {
            let entry = persons.keys.entry(key).or_insert(person);
            if *entry != person && persons.rows[*entry as usize] == NO_ROW {
                same.insert(*entry, person);
                *entry = person;
            }
        }
    }
    same
}

/// Puts one person for all that turned out to be the same.
pub(super) fn rename_persons(view: &mut View, same: &FxHashMap<u32, u32>) {
    for column in view.columns.values_mut() {
        if let Column::Coded(Coded { codes, meaning: Meaning::Person }) = column
            && !same.is_empty()
        {
            let renamed =
                |code: u32| code.checked_sub(FIRST).and_then(|person| same.get(&person)).map_or(code, |p| p + FIRST);
            *codes = Codes::Wide((0..codes.len()).map(|row| renamed(codes.get(row))).collect());
        }
    }
}
