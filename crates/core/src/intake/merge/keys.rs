//! Which row of the subject each row of each file becomes: by key, by name, kept apart where a key means two things.

use rustc_hash::FxHashMap;

use super::View;
use crate::schema::{self, FieldId, Subject};
use crate::tables::{Column, FIRST, RowTexts, SourceFacts, UNKNOWN, Value};

/// Rows of a subject by folded key.
#[derive(Default)]
pub(super) struct Keys {
    rows: FxHashMap<Box<[u8]>, u32>,
    /// Rows by name, for who writes the name where a key is asked for; a name that two rows share leads nowhere.
    names: FxHashMap<Box<[u8]>, Option<u32>>,
}

impl Keys {
    pub(super) fn get(&self, key: &[u8]) -> Option<u32> {
        let key = folded(key);
        self.rows.get(&key[..]).copied().or_else(|| self.names.get(&key[..]).copied().flatten())
    }

    pub(super) fn name(&mut self, name: &[u8], row: u32) {
        if !name.is_empty() {
            let entry = self.names.entry(name.to_ascii_lowercase().into()).or_insert(Some(row));
            if *entry != Some(row) {
                *entry = None;
            }
        }
    }
}

/// A key as it is compared: without regard to the case of ASCII letters, and a GUID without its braces.
fn folded(key: &[u8]) -> Vec<u8> {
    let bare = key.strip_prefix(b"{").and_then(|key| key.strip_suffix(b"}")).filter(|key| key.len() == 36);
    bare.unwrap_or(key).to_ascii_lowercase()
}

/// An index over row texts that allocates no key: open addressing, compared through the text itself.
pub(super) struct Index {
    /// Half a hash above a row number.
    slots: Vec<u64>,
}

const FREE: u64 = u64::MAX;

impl Index {
    pub(super) fn new(rows: usize) -> Self {
        Self { slots: vec![FREE; (rows * 2).next_power_of_two().max(16)] }
    }

    /// The row that already has this key, else none and the row is entered.
    pub(super) fn enter<'a>(&mut self, row: u32, key: &[u8], text: impl Fn(u32) -> &'a [u8]) -> Option<u32> {
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
pub(super) fn hash(key: &[u8]) -> u64 {
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

/// For each view the row that each of its rows becomes, how many rows there are, and their keys.
pub(super) type Keyed = (Vec<Option<Vec<u32>>>, usize, Keys);

/// Which row of the subject each row of each view becomes. No map for a view means: row `i` becomes row `i`.
pub(super) fn rows_by_key(subject: Subject, views: &[View], keep_keys: bool) -> Keyed {
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
    let external = field("external_ids");
    // Rows that share another name for the same thing are one, whether or not there are other files to find them by.
    if let [only] = views
        && external.is_none_or(|f| !only.column(f).is_present())
    {
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
    let mut keys = Keys::default();
    let mut maps: Vec<Option<Vec<u32>>> = vec![None; views.len()];
    let mut groups = Groups::default();
    for (at, view) in views.iter().enumerate() {
        let mut map = Vec::with_capacity(view.lines.len());
        for row in 0..view.lines.len() {
            let mut names = vec![folded(&key_of(view, row))];
            if let Some(field) = external
                && let Value::List(list) = view.column(field).value(field.field().kind, row, &[])
            {
                names.extend(list.iter().map(|n| folded(n.as_bytes())));
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
    if subject == Subject::Identity {
        join_by_name(views, &maps, &mut groups);
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

/// Joins rows that have a name only to the row of that name, where both say that they are of the same kind.
///
/// Tool configurations and agent cards know agents by their names; registers number them. A name that several rows bear
/// leads nowhere.
fn join_by_name(views: &[View], maps: &[Option<Vec<u32>>], groups: &mut Groups) {
    let [id, name, external, kind, platform] =
        ["id", "name", "external_ids", "kind", "platform"].map(|field| schema::the(Subject::Identity, field));
    let has_key =
        |view: &View, row: usize| !view.column(id).text(row).is_empty() || view.column(external).code(row) >= FIRST;
    let rows = || {
        let of_view = |(view, map): (_, &Option<Vec<u32>>)| {
            map.iter().flatten().copied().enumerate().map(move |(row, group)| (view, row, group)).collect::<Vec<_>>()
        };
        views.iter().zip(maps).flat_map(of_view)
    };
    if !rows().any(|(view, row, _)| !has_key(view, row) && view.column(kind).code(row) >= FIRST) {
        return;
    }
    let mut numbered: FxHashMap<Vec<u8>, Option<(u32, [u32; 2])>> = FxHashMap::default();
    let says = |view: &View, row: usize| [kind, platform].map(|field| view.column(field).code(row));
    for (view, row, group) in rows().filter(|(view, row, _)| has_key(view, *row)) {
        let group = groups.first_of(group);
        let entry = numbered.entry(view.column(name).text(row).to_ascii_lowercase());
        entry
            .and_modify(|known| *known = known.filter(|(other, _)| *other == group))
            .or_insert(Some((group, says(view, row))));
    }
    numbered.remove(&b""[..]);
    for (view, row, group) in rows().filter(|(view, row, _)| !has_key(view, *row)) {
        let Some(Some((other, theirs))) = numbered.get(&view.column(name).text(row).to_ascii_lowercase()) else {
            continue;
        };
        let own = says(view, row);
        let same_kind = own[0] >= FIRST && own[0] == theirs[0];
        let other_place = own[1] >= FIRST && theirs[1] >= FIRST && own[1] != theirs[1];
        if same_kind && !other_place {
            groups.join(group, *other);
        }
    }
}

/// Rows that turn out to be one, each group under its first.
#[derive(Default)]
pub(super) struct Groups {
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
pub(super) fn all_differ(texts: &RowTexts) -> bool {
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
pub(super) fn keys_of(views: &[View], maps: &[Option<Vec<u32>>], id: FieldId, name: Option<FieldId>) -> Keys {
    let mut keys = Keys::default();
    for (view, map) in views.iter().zip(maps) {
        for row in 0..view.lines.len() {
            let target = map.as_ref().map_or(row as u32, |m| m[row]);
            let key = view.column(id).text(row);
            if !key.is_empty() {
                keys.rows.entry(folded(key).into()).or_insert(target);
            }
            if let Some(name) = name {
                keys.name(view.column(name).text(row), target);
            }
            let external = schema::find(id.subject, "external_ids");
            if let Some(field) = external
                && let Value::List(list) = view.column(field).value(field.field().kind, row, &[])
            {
                for name in list {
                    keys.rows.entry(folded(name.as_bytes()).into()).or_insert(target);
                }
            }
        }
    }
    keys
}

pub(super) fn simple(views: &[View]) -> (Vec<Option<Vec<u32>>>, usize, Keys) {
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

/// Parts identities that only share a name and stand in different platforms or accounts.
///
/// A row that does not say where it stands stays with the first of its name.
pub(super) fn apart_by_place(subject: Subject, views: &[View], keyed: Keyed, keep_keys: bool) -> Keyed {
    let (mut maps, rows, keys) = keyed;
    // Without a map no two rows are one.
    if subject != Subject::Identity || maps.iter().all(Option::is_none) {
        return (maps, rows, keys);
    }
    let [id, name, external, platform, account] =
        ["id", "name", "external_ids", "platform", "account"].map(|f| schema::the(subject, f));
    let of_row = |map: &Option<Vec<u32>>, row: usize| map.as_ref().map_or(row as u32, |m| m[row]);
    let place = |view: &View, row: usize| -> Option<[u32; 2]> {
        let has_id = !view.column(id).text(row).is_empty() || view.column(external).code(row) >= FIRST;
        (!has_id).then(|| [platform, account].map(|field| view.column(field).code(row)))
    };
    let differ = |a: [u32; 2], b: [u32; 2]| a.iter().zip(b).any(|(a, b)| *a >= FIRST && b >= FIRST && *a != b);
    // The places of each, with the number of the row that each becomes.
    let mut places: FxHashMap<u32, Vec<([u32; 2], u32)>> = FxHashMap::default();
    let mut next = 0;
    let mut parted: Vec<Vec<u32>> = Vec::with_capacity(views.len());
    for (view, map) in views.iter().zip(&maps) {
        let own = (0..view.lines.len()).map(|row| {
            let known = places.entry(of_row(map, row)).or_default();
            let here = place(view, row).unwrap_or([UNKNOWN; 2]);
            match known.iter_mut().find(|(there, _)| !differ(here, *there)) {
                Some((there, number)) => {
                    there.iter_mut().zip(here).filter(|(t, _)| **t < FIRST).for_each(|(t, h)| *t = h);
                    *number
                }
                None => {
                    known.push((here, next));
                    next += 1;
                    next - 1
                }
            }
        });
        parted.push(own.collect());
    }
    if next as usize == rows {
        return (maps, rows, keys);
    }
    maps = parted.into_iter().map(Some).collect();
    let keys = if keep_keys { keys_of(views, &maps, id, Some(name)) } else { Keys::default() };
    (maps, next as usize, keys)
}

/// Parts credentials that share an id and stand on lines of different identities, or in different tables of one file as
/// different kinds, and gives how many there are.
///
/// Many registers number keys within an identity; one row for all `key1` would lose the others.
pub(super) fn apart_by_identity(
    views: &[View],
    sources: &[SourceFacts],
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
    let kinds = Kinds::new(views, sources, maps, rows);
    if !mixed && kinds.parted.is_empty() {
        return rows;
    }
    let mut number: FxHashMap<(u32, Option<u32>, u32), u32> = FxHashMap::default();
    for (view, map) in views.iter().zip(maps) {
        let parted = (0..view.lines.len()).map(|row| {
            let target = of_row(map, row);
            let next = number.len() as u32;
            let identity = identity_of(view, row).or(first[target as usize]);
            *number.entry((target, identity, kinds.of(target, view, row))).or_insert(next)
        });
        *map = Some(parted.collect());
    }
    number.len()
}

/// Kinds of credentials that share an id, where different tables of one file list them as different kinds.
struct Kinds {
    /// The kind of the first of each such id.
    parted: FxHashMap<u32, u32>,
}

impl Kinds {
    fn new(views: &[View], sources: &[SourceFacts], maps: &[Option<Vec<u32>>], rows: usize) -> Self {
        let file = |source: u16| sources.get(source as usize).and_then(|s| s.name.split(" › ").next());
        let kind = schema::the(Subject::Credential, "kind");
        let mut parted = FxHashMap::default();
        if views.iter().all(|view| views.iter().filter(|other| file(other.source) == file(view.source)).count() < 2) {
            return Self { parted };
        }
        let mut first: Vec<Option<(u16, u32)>> = vec![None; rows];
        for (view, map) in views.iter().zip(maps) {
            for row in 0..view.lines.len() {
                let (target, kind) = (map.as_ref().map_or(row as u32, |m| m[row]), view.column(kind).code(row));
                if kind < FIRST {
                    continue;
                }
                let (source, known) = *first[target as usize].get_or_insert((view.source, kind));
                if known != kind && source != view.source && file(source) == file(view.source) {
                    parted.insert(target, known);
                }
            }
        }
        Self { parted }
    }

    /// What tells a row from others of its id; the same for all where nothing does.
    fn of(&self, target: u32, view: &View, row: usize) -> u32 {
        let kind = || Some(view.column(schema::the(Subject::Credential, "kind")).code(row)).filter(|k| *k >= FIRST);
        self.parted.get(&target).map_or(UNKNOWN, |first| kind().unwrap_or(*first))
    }
}
