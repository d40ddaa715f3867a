//! Many files to one estate: rows of one identity become one row, each field from the source that knows it best.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::read::{Raw, RawColumn};
use super::settle::{Odd, Settler, notes};
use super::{Headings, Ingested, SHOWN, columns_read};
use crate::api::{Input, Note};
use crate::date;
use crate::pack::Pack;
use crate::schema::{self, FieldId, Group, SUBJECTS, Subject, Type};
use crate::tables::{
    Coded, Codes, Column, EMPTY, FIRST, Links, Meaning, NO_ROW, Origin, Persons, RowTexts, SourceFacts, SourceSet,
    Table, Tables, UNKNOWN, UNKNOWN_ROW, Value, person_key,
};
use crate::vocabulary::fold;

/// The rows of one subject in one file, settled.
struct View {
    source: u16,
    lines: Vec<u32>,
    columns: BTreeMap<FieldId, Column>,
}

impl View {
    fn column(&self, field: FieldId) -> &Column {
        self.columns.get(&field).unwrap_or(&Column::Absent)
    }
}

/// Merges what was read.
pub(super) fn merge(mut raws: Vec<Raw>, pack: &Pack, threads: usize) -> Ingested {
    let mut tables = Tables::default();
    let mut notes_out = Vec::new();
    for raw in &raws {
        tables.sources.push(SourceFacts {
            name: raw.name.clone(),
            kind: raw.plan.kind.clone(),
            platform: raw.plan.platform.clone(),
            extracted: raw.extracted.map(|d| d.0),
            complete: raw.complete,
        });
    }
    let mut became: Vec<BTreeMap<Subject, usize>> = vec![BTreeMap::new(); raws.len()];
    // The roster first: it says who is who for every other file.
    let order = [Subject::Person].into_iter().chain(SUBJECTS.into_iter().filter(|s| *s != Subject::Person));
    let mut identity_lines: Vec<Option<(Vec<u32>, Vec<u32>)>> = vec![None; raws.len()];
    let mut identity_rows = 0;
    let mut identity_keys = Keys::default();
    let mut settled: Vec<(Subject, Vec<View>)> = Vec::new();
    for subject in order {
        let mut views = settle(subject, &mut raws, pack, &mut tables, &mut notes_out, threads);
        if subject == Subject::Person && !views.is_empty() {
            // Who is who must be known before other files name anybody.
            let maps: Vec<_> = rows_by_key(subject, &views, false).0;
            let same = know_persons(&mut tables.persons, &views, &maps);
            views.iter_mut().for_each(|view| rename_persons(view, &same));
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
                    let keyed = rows_by_key(subject, &views, keep_keys);
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
            rows = apart_by_identity(&views, &mut maps, rows, &identity_lines, &identity_keys);
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
        let mut table = assemble(subject, views, &maps, rows, &tables.sources, &mut notes_out);
        table.supplied = true;
        *tables.table_mut(subject) = table;
    }
    link_credentials(&mut tables, &identity_lines, &identity_keys);
    link_exposures(&mut tables, &identity_keys);
    link_applications(&mut tables);
    let headings = raws.iter().map(|r| Headings { fields: r.headings.clone() }).collect();
    let inputs = raws.into_iter().zip(became).map(|(raw, became)| input(raw, became, &mut notes_out)).collect();
    Ingested { tables, inputs, notes: notes_out, identity_rows, headings }
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
            count: raw.rows,
            says: says.into(),
            lines: Vec::new(),
        });
    }
    Input {
        columns: columns_read(&raw.plan),
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
                    lines: std::mem::take(&mut view.lines),
                    columns: BTreeMap::new(),
                });
            }
        }
    }
    for (field, places, columns) in settle_fields(by_field, pack, &mut tables.persons, threads) {
        for (place, (column, odd)) in places.into_iter().zip(columns) {
            let view = &mut views[place];
            let raw = &raws[view.source as usize];
            note_odd(&odd, field, raw, &view.lines, out);
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

fn note_odd(odd: &Odd, field: FieldId, raw: &Raw, lines: &[u32], out: &mut Vec<Note>) {
    let heading = raw.headings.iter().find(|(f, _)| *f == field).map(|(_, h)| h.clone());
    for (kind, (count, says)) in notes(odd) {
        out.push(Note {
            kind: kind.into(),
            file: Some(raw.name.clone()),
            column: heading.clone(),
            count,
            says: format!("`{}`: {says}", field.path()),
            lines: odd.rows.iter().map(|r| lines[*r as usize]).collect(),
        });
    }
}

/// Rows of a subject by folded key.
#[derive(Default)]
struct Keys {
    rows: FxHashMap<Box<[u8]>, u32>,
    /// Rows by name, for who writes the name where a key is asked for; a name that two rows share leads nowhere.
    names: FxHashMap<Box<[u8]>, Option<u32>>,
}

impl Keys {
    fn get(&self, key: &[u8]) -> Option<u32> {
        let key = key.to_ascii_lowercase();
        self.rows.get(&key[..]).copied().or_else(|| self.names.get(&key[..]).copied().flatten())
    }

    fn name(&mut self, name: &[u8], row: u32) {
        if !name.is_empty() {
            let entry = self.names.entry(name.to_ascii_lowercase().into()).or_insert(Some(row));
            if *entry != Some(row) {
                *entry = None;
            }
        }
    }
}

/// An index over row texts that allocates no key: open addressing, compared through the text itself.
struct Index {
    /// Half a hash above a row number.
    slots: Vec<u64>,
}

const FREE: u64 = u64::MAX;

impl Index {
    fn new(rows: usize) -> Self {
        Self { slots: vec![FREE; (rows * 2).next_power_of_two().max(16)] }
    }

    /// The row that already has this key, else none and the row is entered.
    fn enter<'a>(&mut self, row: u32, key: &[u8], text: impl Fn(u32) -> &'a [u8]) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let hash = hash(key);
        let tag = hash >> 32;
        let mut at = hash as usize & mask;
        loop {
            match self.slots[at] {
                FREE => {
                    self.slots[at] = tag << 32 | u64::from(row);
                    return None;
                }
                slot if slot >> 32 == tag && text(slot as u32).eq_ignore_ascii_case(key) => return Some(slot as u32),
                _ => at = (at + 1) & mask,
            }
        }
    }
}

/// A hash that does not look at the case of ASCII letters.
fn hash(key: &[u8]) -> u64 {
    let mut h = key.len() as u64;
    let (chunks, rest) = key.as_chunks::<8>();
    for chunk in chunks {
        // Bit 5 is what tells `A` from `a`; setting it everywhere merges some other bytes too, which only costs a
        // comparison.
        let word = u64::from_le_bytes(*chunk) | 0x2020_2020_2020_2020;
        h = (h.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    for byte in rest {
        h = (h.rotate_left(5) ^ u64::from(byte | 0x20)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    h ^ (h >> 29)
}

/// Which row of the subject each row of each view becomes. No map for a view means: row `i` becomes row `i`.
fn rows_by_key(subject: Subject, views: &[View], keep_keys: bool) -> (Vec<Option<Vec<u32>>>, usize, Keys) {
    let field = |name: &str| schema::find(subject, name);
    let (Some(id), name) = (field("id"), field("name")) else { return simple(views) };
    if !matches!(subject, Subject::Identity | Subject::Credential) {
        return simple(views);
    }
    let key_of = |view: &View, row: usize| -> Vec<u8> {
        let key = view.column(id).text(row);
        if !key.is_empty() || subject != Subject::Identity {
            return key.to_vec();
        }
        name.map_or(Vec::new(), |n| view.column(n).text(row).to_vec())
    };
    if let [only] = views {
        // One file: the common case, in place.
        let rows = only.lines.len();
        let ids = only.column(id);
        if let Column::Texts(texts) = ids
            && all_differ(texts)
        {
            let keys = if keep_keys { keys_of(views, &[None], id, name) } else { Keys::default() };
            return (vec![None], rows, keys);
        }
        let mut index = Index::new(rows);
        let mut map: Option<Vec<u32>> = None;
        let mut next = 0;
        // Rows of the file by row of the subject, once they differ.
        let mut first_of: Vec<u32> = Vec::new();
        for row in 0..rows {
            let own = ids.text(row);
            let named: Vec<u8>;
            let key = if own.is_empty() {
                named = key_of(only, row);
                &named[..]
            } else {
                own
            };
            let known = if key.is_empty() {
                None
            } else {
                index.enter(row as u32, key, |other| {
                    let text = ids.text(other as usize);
                    if text.is_empty() && subject == Subject::Identity {
                        name.map_or(&[][..], |n| only.column(n).text(other as usize))
                    } else {
                        text
                    }
                })
            };
            match known {
                None => {
                    if let Some(map) = &mut map {
                        map.push(next);
                        first_of.push(row as u32);
                    }
                    next += 1;
                }
                Some(first) => {
                    let map = map.get_or_insert_with(|| {
                        first_of = (0..row as u32).collect();
                        (0..row as u32).collect()
                    });
                    map.push(map[first as usize]);
                }
            }
        }
        let keys = if keep_keys { keys_of(views, std::slice::from_ref(&map), id, name) } else { Keys::default() };
        return (vec![map], next as usize, keys);
    }
    let external = field("external_ids");
    let mut keys = Keys::default();
    let mut maps: Vec<Option<Vec<u32>>> = vec![None; views.len()];
    let mut groups = Groups::default();
    for (at, view) in views.iter().enumerate() {
        let mut map = Vec::with_capacity(view.lines.len());
        for row in 0..view.lines.len() {
            let mut names = vec![key_of(view, row).to_ascii_lowercase()];
            if let Some(field) = external
                && let Value::List(list) = view.column(field).value(field.field().kind, row, &[])
            {
                names.extend(list.iter().map(|n| n.as_bytes().to_ascii_lowercase()));
            }
            names.retain(|n| !n.is_empty());
            // A row may bring together what stood apart, so that the order of the files decides nothing.
            let known = names.iter().filter_map(|n| keys.rows.get(&n[..]).copied());
            let target = known.reduce(|a, b| groups.join(a, b)).unwrap_or_else(|| groups.add());
            for name in names {
                keys.rows.entry(name.into()).or_insert(target);
            }
            map.push(target);
        }
        maps[at] = Some(map);
    }
    let (number, rows) = groups.numbers();
    keys.rows.values_mut().for_each(|row| *row = number[*row as usize]);
    for (view, map) in views.iter().zip(&mut maps) {
        for (row, target) in map.iter_mut().flatten().enumerate() {
            *target = number[*target as usize];
            if let Some(name) = name {
                keys.name(view.column(name).text(row), *target);
            }
        }
    }
    (maps, rows, keys)
}

/// Rows that turn out to be one, each group under its first.
#[derive(Default)]
struct Groups {
    first: Vec<u32>,
}

impl Groups {
    fn add(&mut self) -> u32 {
        self.first.push(self.first.len() as u32);
        self.first.len() as u32 - 1
    }

    fn first_of(&self, mut at: u32) -> u32 {
        while self.first[at as usize] != at {
            at = self.first[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) -> u32 {
        let (a, b) = (self.first_of(a), self.first_of(b));
        self.first[a.max(b) as usize] = a.min(b);
        a.min(b)
    }

    /// The row of each number, in the order of the groups' firsts, and how many rows there are.
    fn numbers(&self) -> (Vec<u32>, usize) {
        let mut rows = 0;
        let mut out: Vec<u32> = Vec::with_capacity(self.first.len());
        for at in 0..self.first.len() as u32 {
            let first = self.first_of(at);
            // The first of a group comes before its others.
            out.push(if first == at { rows } else { out[first as usize] });
            rows += u32::from(first == at);
        }
        (out, rows as usize)
    }
}

/// Does every row have a key, and no two the same?
///
/// Keys are sorted into parts by their hash first, so that each part's table stays in the cache.
fn all_differ(texts: &RowTexts) -> bool {
    const PARTS: usize = 256;
    let mut parts: Vec<Vec<(u32, u32)>> = (0..PARTS).map(|_| Vec::with_capacity(texts.len() / PARTS + 64)).collect();
    for (row, text) in texts.iter().enumerate() {
        if text.is_empty() {
            return false;
        }
        let hash = hash(text);
        parts[(hash >> 56) as usize].push(((hash >> 24) as u32, row as u32));
    }
    let mut slots: Vec<u64> = Vec::new();
    for part in parts {
        let size = (part.len() * 2).next_power_of_two().max(16);
        slots.clear();
        slots.resize(size, FREE);
        for (tag, row) in part {
            let mut at = tag as usize & (size - 1);
            while slots[at] != FREE {
                let (other_tag, other) = ((slots[at] >> 32) as u32, slots[at] as u32);
                if other_tag == tag && texts.get(other as usize).eq_ignore_ascii_case(texts.get(row as usize)) {
                    return false;
                }
                at = (at + 1) & (size - 1);
            }
            slots[at] = u64::from(tag) << 32 | u64::from(row);
        }
    }
    true
}

/// The keys of the rows of views, for links by key from other files.
fn keys_of(views: &[View], maps: &[Option<Vec<u32>>], id: FieldId, name: Option<FieldId>) -> Keys {
    let mut keys = Keys::default();
    for (view, map) in views.iter().zip(maps) {
        for row in 0..view.lines.len() {
            let target = map.as_ref().map_or(row as u32, |m| m[row]);
            let key = view.column(id).text(row);
            if !key.is_empty() {
                keys.rows.entry(key.to_ascii_lowercase().into()).or_insert(target);
            } else if let Some(name) = name {
                keys.rows.entry(view.column(name).text(row).to_ascii_lowercase().into()).or_insert(target);
            }
            if let Some(name) = name {
                keys.name(view.column(name).text(row), target);
            }
            let external = schema::find(id.subject, "external_ids");
            if let Some(field) = external
                && let Value::List(list) = view.column(field).value(field.field().kind, row, &[])
            {
                for name in list {
                    keys.rows.entry(name.as_bytes().to_ascii_lowercase().into()).or_insert(target);
                }
            }
        }
    }
    keys
}

fn simple(views: &[View]) -> (Vec<Option<Vec<u32>>>, usize, Keys) {
    let mut next = 0;
    let maps = views
        .iter()
        .map(|view| {
            let map: Vec<u32> = (next..next + view.lines.len() as u32).collect();
            next += view.lines.len() as u32;
            (views.len() > 1).then_some(map)
        })
        .collect();
    (maps, next as usize, Keys::default())
}

/// Parts credentials that share an id and stand on lines of different identities, and gives how many there are.
///
/// Many registers number keys within an identity; one row for all `key1` would lose the others.
fn apart_by_identity(
    views: &[View],
    maps: &mut [Option<Vec<u32>>],
    rows: usize,
    lines: &[Option<(Vec<u32>, Vec<u32>)>],
    keys: &Keys,
) -> usize {
    // Without a map no two rows are one.
    if maps.iter().all(Option::is_none) {
        return rows;
    }
    let link = schema::the(Subject::Credential, "identity");
    let identity_of = |view: &View, row: usize| -> Option<u32> {
        let by_line = lines[view.source as usize]
            .as_ref()
            .and_then(|(lines, map)| lines.binary_search(&view.lines[row]).ok().map(|at| map[at]));
        let named = || Some(view.column(link).text(row)).filter(|t| !t.is_empty()).and_then(|t| keys.get(t));
        by_line.or_else(named)
    };
    let of_row = |map: &Option<Vec<u32>>, row: usize| map.as_ref().map_or(row as u32, |m| m[row]);
    // The first identity of each; a row that names none stays with it.
    let mut first: Vec<Option<u32>> = vec![None; rows];
    let mut mixed = false;
    for (view, map) in views.iter().zip(&*maps) {
        for row in 0..view.lines.len() {
            if let Some(identity) = identity_of(view, row) {
                let known = first[of_row(map, row) as usize].get_or_insert(identity);
                mixed |= *known != identity;
            }
        }
    }
    if !mixed {
        return rows;
    }
    let mut number: FxHashMap<(u32, Option<u32>), u32> = FxHashMap::default();
    for (view, map) in views.iter().zip(maps) {
        let parted = (0..view.lines.len()).map(|row| {
            let target = of_row(map, row);
            let next = number.len() as u32;
            *number.entry((target, identity_of(view, row).or(first[target as usize]))).or_insert(next)
        });
        *map = Some(parted.collect());
    }
    number.len()
}

/// In which order views give their values for a field of this group: the winner first.
fn priority(views: &[View], sources: &[SourceFacts], group: Group) -> Vec<usize> {
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

fn rank(column: &Column, row: usize) -> u8 {
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

fn same(a: &Column, x: usize, b: &Column, y: usize) -> bool {
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
fn assemble(
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
                } else if own == 2 && !same(best, winner_row as usize, column, row) && !is_key(field) {
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
        table.columns[field.index as usize] = pick(field, &views, &winners);
    }
    table
}

fn is_key(field: FieldId) -> bool {
    matches!(field.field().name, "id" | "external_ids" | "name" | "register_status" | "identity" | "credential")
}

fn source_sets(table: &mut Table, views: &[View], records: &[Vec<bool>]) {
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
        set_of.push(at.min(255) as u8);
    }
    if sets.len() > 1 {
        table.set_of = set_of;
    }
    table.sets = sets;
}

/// The column of the winners.
fn pick(field: FieldId, views: &[View], winners: &[(u16, u32)]) -> Column {
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

/// Gives every roster row its person, under its address, key, aliases and, where only one has it, its name.
///
/// The roster's own columns may have named one person in several ways before; gives those persons, and who they are.
fn know_persons(persons: &mut Persons, views: &[View], maps: &[Option<Vec<u32>>]) -> FxHashMap<u32, u32> {
    let mut same = FxHashMap::default();
    let [id, name, address, aliases] = ["id", "name", "address", "aliases"].map(|f| schema::the(Subject::Person, f));
    let text =
        |view: &View, field: FieldId, row: usize| String::from_utf8_lossy(view.column(field).text(row)).into_owned();
    let rows = || views.iter().zip(maps).flat_map(|(view, map)| (0..view.lines.len()).map(move |row| (view, map, row)));
    // What one row alone goes by leads to it: its address and id, else a name or an alias that no other row shares.
    let mut strong: FxHashMap<String, String> = FxHashMap::default();
    let mut weak: FxHashMap<String, Option<String>> = FxHashMap::default();
    for (at, (view, _, row)) in rows().enumerate() {
        let given: Vec<String> = [address, id].iter().map(|f| person_key(&text(view, *f, row)).0).collect();
        let who = given.iter().find(|k| !k.is_empty()).cloned().unwrap_or_else(|| format!("#{at}"));
        for key in given.into_iter().filter(|k| !k.is_empty()) {
            strong.entry(key).or_insert_with(|| who.clone());
        }
        let mut claimed = vec![person_key(&text(view, name, row)).0];
        if let Value::List(list) = view.column(aliases).value(Type::List, row, &[]) {
            claimed.extend(list.iter().map(|a| person_key(a).0));
        }
        for key in claimed.into_iter().filter(|k| !k.is_empty()) {
            let one = weak.entry(key).or_insert_with(|| Some(who.clone()));
            if one.as_ref() != Some(&who) {
                *one = None;
            }
        }
    }
    weak.retain(|key, _| !strong.contains_key(key));
    // A name or an alias that several rows share tells nobody apart: who goes by it may be any of them.
    let mut shared: Vec<&String> = weak.iter().filter(|(_, one)| one.is_none()).map(|(key, _)| key).collect();
    shared.sort_unstable();
    for key in shared {
        let person = persons.person(key);
        persons.rows[person as usize] = UNKNOWN_ROW;
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
        keys.extend(claimed.into_iter().filter(|key| weak.get(key).is_some_and(Option::is_some)));
        let free = |p: &u32, persons: &Persons| persons.rows[*p as usize] == NO_ROW;
        let known = keys.iter().find_map(|k| persons.keys.get(k).copied().filter(|p| free(p, persons)));
        let person = known.unwrap_or_else(|| {
            persons.names.push(shown.clone());
            persons.rows.push(NO_ROW);
            (persons.names.len() - 1) as u32
        });
        persons.rows[person as usize] = map.as_ref().map_or(row as u32, |m| m[row]);
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
fn rename_persons(view: &mut View, same: &FxHashMap<u32, u32>) {
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

/// Credentials to identities: by the line that both stand on, else by key.
fn link_credentials(tables: &mut Tables, lines: &[Option<(Vec<u32>, Vec<u32>)>], keys: &Keys) {
    let (identities, credentials) = tables.pair_mut(Subject::Identity, Subject::Credential);
    if !credentials.supplied {
        return;
    }
    let field = schema::the(Subject::Credential, "identity");
    let named = std::mem::take(&mut credentials.columns[field.index as usize]);
    let one_file = identities.sets.len() == 1 && credentials.sets.len() == 1 && identities.rows == credentials.rows;
    if one_file
        && identities.origins == credentials.origins
        && identities.more_origins.is_empty()
        && credentials.more_origins.is_empty()
    {
        credentials.columns[field.index as usize] = Column::Link { rows: Links::Same, names: None };
        return;
    }
    let rows = (0..credentials.rows)
        .map(|row| {
            let origin = credentials.origins[row];
            if let Some((lines, map)) = &lines[origin.source as usize]
                && let Ok(at) = lines.binary_search(&origin.line)
            {
                return map[at];
            }
            match &named {
                Column::Texts(texts) => match texts.get(row) {
                    [] if texts.is_unknown(row) => UNKNOWN_ROW,
                    [] => NO_ROW,
                    key => keys.get(key).unwrap_or(UNKNOWN_ROW),
                },
                _ => UNKNOWN_ROW,
            }
        })
        .collect();
    credentials.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: None };
}

/// Exposures to credentials and identities, by key.
fn link_exposures(tables: &mut Tables, identity_keys: &Keys) {
    if !tables.table(Subject::Exposure).supplied {
        return;
    }
    let mut credential_keys = Keys::default();
    let credentials = tables.table(Subject::Credential);
    if credentials.supplied {
        for row in 0..credentials.rows {
            let key = credentials.col("id").text(row);
            // An id that credentials of several identities share leads nowhere.
            credential_keys.name(key, row as u32);
        }
    }
    let exposures = tables.table_mut(Subject::Exposure);
    for (name, keys) in [("credential", &credential_keys), ("identity", identity_keys)] {
        let field = schema::the(Subject::Exposure, name);
        if let Column::Texts(texts) = std::mem::take(&mut exposures.columns[field.index as usize]) {
            let rows = (0..exposures.rows)
                .map(|row| match texts.get(row) {
                    [] if texts.is_unknown(row) => UNKNOWN_ROW,
                    [] => NO_ROW,
                    key => keys.get(key).unwrap_or(UNKNOWN_ROW),
                })
                .collect();
            exposures.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: None };
        }
    }
}

/// Identities to applications, by name or id; the name stays readable without a row.
fn link_applications(tables: &mut Tables) {
    let (applications, identities) = tables.pair_mut(Subject::Application, Subject::Identity);
    let field = schema::the(Subject::Identity, "application");
    let Column::Coded(names) = std::mem::take(&mut identities.columns[field.index as usize]) else { return };
    let Meaning::Text(entries) = &names.meaning else { return };
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    for row in 0..applications.rows {
        for key in ["name", "id"] {
            let text = String::from_utf8_lossy(applications.col(key).text(row)).into_owned();
            if !text.is_empty() {
                known.entry(fold(&text)).or_insert(row as u32);
            }
        }
    }
    let targets: Vec<u32> = [NO_ROW, UNKNOWN_ROW]
        .into_iter()
        .chain(entries.iter().map(|name| known.get(&fold(name)).copied().unwrap_or(UNKNOWN_ROW)))
        .collect();
    debug_assert_eq!(targets.len(), entries.len() + FIRST as usize);
    let rows = (0..identities.rows).map(|row| targets[names.codes.get(row) as usize]).collect();
    let names = Coded { codes: names.codes, meaning: Meaning::Text(Arc::clone(entries)) };
    identities.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: Some(names) };
}
