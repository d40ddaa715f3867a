//! Tools over whole columns: look at codes in bulk, answer per distinct value, keep what a file said itself.

use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::date;
use crate::schema;
use crate::tables::{Coded, Codes, Column, EMPTY, FIRST, Links, Meaning, Table, UNKNOWN};

/// Is this a day of the calendar, not empty, unknown or *never*?
pub(super) fn is_day(day: i32) -> bool {
    day > date::NEVER_EVENT && day < date::NEVER_LIMIT
}

/// Is this a value, a day or *never*?
pub(super) fn is_value(day: i32) -> bool {
    day != date::EMPTY && day != date::UNKNOWN
}

/// The code of a word of a closed vocabulary.
pub(super) fn word(vocabulary: &str, word: &str) -> u32 {
    let at = schema::words(vocabulary).iter().position(|w| *w == word);
    FIRST + at.expect("a word that the code names stands in the vocabulary") as u32
}

/// Shows every row's code to a closure.
pub(super) fn visit(codes: &Codes, mut see: impl FnMut(usize, u32)) {
    match codes {
        Codes::Narrow(v) => v.iter().enumerate().for_each(|(row, code)| see(row, u32::from(*code))),
        Codes::Short(v) => v.iter().enumerate().for_each(|(row, code)| see(row, u32::from(*code))),
        Codes::Wide(v) => v.iter().enumerate().for_each(|(row, code)| see(row, *code)),
    }
}

/// Replaces every row's code by what a closure makes of it; the new code must fit where the old one stood.
pub(super) fn rewrite(codes: &mut Codes, mut made: impl FnMut(usize, u32) -> u32) {
    match codes {
        Codes::Narrow(v) => v.iter_mut().enumerate().for_each(|(row, code)| *code = made(row, u32::from(*code)) as u8),
        Codes::Short(v) => v.iter_mut().enumerate().for_each(|(row, code)| *code = made(row, u32::from(*code)) as u16),
        Codes::Wide(v) => v.iter_mut().enumerate().for_each(|(row, code)| *code = made(row, *code)),
    }
}

/// The rows that a link column leads to.
pub(super) fn links(column: &Column) -> Option<&Links> {
    match column {
        Column::Link { rows, .. } => Some(rows),
        _ => None,
    }
}

/// What is made of each code of a coded column; nothing where the column has no codes.
///
/// `persons` is the number of persons in the shared dictionary.
pub(super) fn by_code<'a, T>(
    column: &'a Column,
    persons: usize,
    made: impl Fn(u32, Option<&'a Meaning>) -> T,
) -> Vec<T> {
    match column.coded() {
        Some(coded) => (0..coded.meaning.codes(persons) as u32).map(|code| made(code, Some(&coded.meaning))).collect(),
        // An absent column reads as unknown in every row.
        None => (0..FIRST).map(|code| made(code, None)).collect(),
    }
}

/// The texts of a list code; none for other meanings and for empty and unknown.
pub(super) fn list_of(meaning: Option<&Meaning>, code: u32) -> Option<&[String]> {
    match meaning {
        Some(Meaning::List(entries)) if code >= FIRST => Some(&entries[(code - FIRST) as usize]),
        _ => None,
    }
}

/// The persons of a code of a column of several; none for other columns and for empty and unknown.
pub(super) fn persons_of(column: &Column, code: u32) -> &[u32] {
    match (column.coded().map(|coded| &coded.meaning), code.checked_sub(FIRST)) {
        (Some(Meaning::Persons(entries)), Some(at)) => &entries[at as usize],
        _ => &[],
    }
}

/// The elements of two columns of lists as numbers, the same text the same number: for each entry those of its list, in
/// order and once. So lists are compared by walking them, whatever pairs of them rows have.
pub(super) fn numbered<'a>(columns: [&'a Coded; 2]) -> [Numbered; 2] {
    let mut numbers: FxHashMap<&'a str, u32> = FxHashMap::default();
    columns.map(|column| {
        let mut out = Numbered { elements: Vec::new(), ends: Vec::new() };
        let Meaning::List(entries) = &column.meaning else { return out };
        for entry in entries.iter() {
            let start = out.elements.len();
            for text in entry {
                let next = numbers.len() as u32;
                out.elements.push(*numbers.entry(text).or_insert(next));
            }
            let own = &mut out.elements[start..];
            own.sort_unstable();
            let mut kept = usize::from(!own.is_empty());
            for at in 1..own.len() {
                if own[at] != own[kept - 1] {
                    own[kept] = own[at];
                    kept += 1;
                }
            }
            out.elements.truncate(start + kept);
            out.ends.push(out.elements.len() as u32);
        }
        out
    })
}

/// Lists of numbers, by code.
pub(super) struct Numbered {
    elements: Vec<u32>,
    ends: Vec<u32>,
}

impl Numbered {
    /// The list of a code; none for empty and unknown.
    pub(super) fn get(&self, code: u32) -> Option<&[u32]> {
        let at = code.checked_sub(FIRST)? as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        Some(&self.elements[start..self.ends[at] as usize])
    }
}

/// How many elements of a list are not in another; both in order.
pub(super) fn missing(list: &[u32], from: &[u32]) -> usize {
    let mut from = from.iter().peekable();
    list.iter()
        .filter(|element| {
            while from.next_if(|other| other < element).is_some() {}
            from.peek() != Some(element)
        })
        .count()
}

/// The codes of a column of yes and no, all unknown at first. What speaks later only raises them: unknown, no, yes.
pub(super) struct Answers(Vec<u8>);

impl Answers {
    /// Nothing heard yet.
    pub(super) fn unknown(rows: usize) -> Self {
        Self(vec![UNKNOWN as u8; rows])
    }

    /// Hears what a column says, per distinct value.
    pub(super) fn hear(&mut self, column: &Column, says: impl Fn(u32) -> u32) {
        let Some(coded) = column.coded() else { return };
        let table: Vec<u8> = (0..coded.meaning.codes(0) as u32).map(|code| says(code) as u8).collect();
        if table.iter().any(|said| u32::from(*said) > UNKNOWN) {
            visit(&coded.codes, |row, code| self.0[row] = self.0[row].max(table[code as usize]));
        }
    }

    /// Hears what is said of one row.
    pub(super) fn raise(&mut self, row: usize, said: u32) {
        self.0[row] = self.0[row].max(said as u8);
    }

    /// There is no answer for one row, and that is known.
    pub(super) fn blank(&mut self, row: usize) {
        self.0[row] = EMPTY as u8;
    }

    /// Puts the answers into a column.
    pub(super) fn into_column(self, table: &mut Table, field: &str) {
        fill(table, field, self.0, Meaning::Bool);
    }
}

/// Fills a column with words, yes or no. Values that a file gave stay.
pub(super) fn fill(table: &mut Table, field: &str, made: Vec<u8>, meaning: Meaning) {
    if made.iter().all(|code| u32::from(*code) == UNKNOWN) {
        return;
    }
    let column = match mem::take(&mut table.columns[schema::the(table.subject, field).index as usize]) {
        Column::Coded(mut own) => {
            rewrite(&mut own.codes, |row, code| match u32::from(made[row]) {
                made if code < FIRST && made >= FIRST => made,
                _ => code,
            });
            Column::Coded(own)
        }
        _ => Column::Coded(Coded { codes: Codes::Narrow(made), meaning }),
    };
    table.put(field, column);
}

/// Fills a column of numbers. Values that a file gave stay.
pub(super) fn fill_ints(table: &mut Table, field: &str, mut made: Vec<i32>) {
    if let Column::Ints(own) = table.col(field) {
        keep(&mut made, own);
    }
    put_unless_unknown(table, field, made, Column::Ints);
}

/// Fills a column of days. Values that a file gave stay.
pub(super) fn fill_days(table: &mut Table, field: &str, mut made: Vec<i32>) {
    if let Column::Days(own) = table.col(field) {
        keep(&mut made, own);
    }
    put_unless_unknown(table, field, made, Column::Days);
}

/// Keeps a file's own values, and its empty cells where nothing better was derived.
fn keep(made: &mut [i32], own: &[i32]) {
    for (made, own) in made.iter_mut().zip(own) {
        if is_value(*own) || *own == date::EMPTY && !is_value(*made) {
            *made = *own;
        }
    }
}

fn put_unless_unknown(table: &mut Table, field: &str, made: Vec<i32>, column: fn(Vec<i32>) -> Column) {
    if made.iter().any(|n| *n != date::UNKNOWN) {
        table.put(field, column(made));
    }
}

/// No word of a set is known.
pub(super) const NO_WORDS: u16 = 0;
/// There is no word, and that is known.
pub(super) const BLANK: u16 = u16::MAX;

/// A column of lists of words from sets of words, one bit a word; a column that a file gave stays.
pub(super) fn fill_sets(table: &mut Table, field: &str, sets: &[u16], words: &[&str]) {
    if table.col(field).is_present() || sets.iter().all(|set| *set == NO_WORDS) {
        return;
    }
    let mut seen = sets.to_vec();
    seen.sort_unstable();
    seen.dedup();
    seen.retain(|set| *set != NO_WORDS && *set != BLANK);
    let limit = seen.len() + FIRST as usize;
    let mut codes = Codes::with_limit(limit, sets.len());
    for set in sets {
        codes.push(match *set {
            BLANK => EMPTY,
            set => seen.binary_search(&set).map_or(UNKNOWN, |at| at as u32 + FIRST),
        });
    }
    let list =
        |set: u16| words.iter().enumerate().filter(move |(bit, _)| set >> bit & 1 == 1).map(|(_, w)| (*w).to_owned());
    let entries = seen.iter().map(|set| list(*set).collect()).collect();
    table.put(field, Column::Coded(Coded { codes, meaning: Meaning::List(Arc::new(entries)) }));
}

/// Does no source of a row record a field? By row's source set, so that a row reads the same whether or not another
/// file, about other rows, has the column.
pub(super) fn unrecorded(table: &Table, field: &str) -> impl Fn(usize) -> bool {
    let id = schema::the(table.subject, field);
    let absent = !table.column(id).is_present();
    let by_set: Vec<bool> =
        table.sets.iter().map(|set| !set.records.get(id.index as usize).copied().unwrap_or(true)).collect();
    let set_of = &table.set_of;
    move |row| {
        absent || {
            let set = set_of.get(row).map_or(0, |set| usize::from(*set));
            by_set.get(set).copied().unwrap_or(false)
        }
    }
}
