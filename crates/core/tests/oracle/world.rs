//! Random rows twice: as plain cells, which the oracle reads, and as tables, which the checks read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nhimap_core::checks::Check;
use nhimap_core::checks::condition::{Expr, ExprKind};
use nhimap_core::checks::typed::Path;
use nhimap_core::date::{self, Day};
use nhimap_core::policy::{Asked, Policy, PolicyValue};
use nhimap_core::schema::{self, FieldId, Subject, Type};
use nhimap_core::tables::{Coded, Codes, Column, FIRST, Links, Meaning, NO_ROW, Origin, RowTexts, Tables, UNKNOWN_ROW};

/// Subjects that have rows in a world.
pub(crate) const SUBJECTS: [Subject; 11] = [
    Subject::Identity,
    Subject::Credential,
    Subject::Exposure,
    Subject::Person,
    Subject::Supplier,
    Subject::Application,
    Subject::Control,
    Subject::Evidence,
    Subject::Exception,
    Subject::Launch,
    Subject::Response,
];

/// One cell, as DESIGN's table of values has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Unknown,
    Empty,
    Text(String),
    Bool(bool),
    Int(i32),
    Day(i32),
    /// An event that never happened.
    NeverHappened,
    /// A limit that never comes.
    NeverComes,
    List(Vec<String>),
    Person(usize),
    Persons(Vec<usize>),
    /// A link with a value; no row where the named row was not supplied.
    Link(Option<usize>),
}

impl Cell {
    pub(crate) fn is_value(&self) -> bool {
        !matches!(self, Cell::Unknown | Cell::Empty)
    }
}

/// The day that ages count from in every world.
pub(crate) fn as_of() -> i32 {
    Day::from_ymd(2026, 11, 1).expect("a day").0
}

/// What kind of rows to draw.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape {
    /// Rows of each subject but persons, suppliers and applications.
    pub(crate) rows: usize,
    /// Dates and numbers over so wide a range that no table over it is made.
    pub(crate) wide: bool,
    /// Every credential stands on its identity's own line.
    pub(crate) same_lines: bool,
    /// Some persons are in no roster.
    pub(crate) strangers: bool,
    /// Many fields have no column.
    pub(crate) sparse: bool,
}

/// A small generator, so that a seed gives the same rows on every platform.
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        // SplitMix64, after Steele, Lea and Flood.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn percent(&mut self, n: usize) -> bool {
        self.below(100) < n
    }

    pub(crate) fn one<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Values worth drawing, from the checks' conditions and the policy.
struct Pools {
    texts: Vec<String>,
    /// Elements that conditions look for in a list, by the list's name.
    members: BTreeMap<String, Vec<String>>,
    elements: Vec<String>,
    numbers: Vec<i32>,
    days: Vec<i32>,
}

impl Pools {
    fn new(checks: &[Check], policy: &Policy, as_of: i32) -> Self {
        let mut literals = BTreeSet::new();
        let mut members = BTreeMap::new();
        for check in checks {
            let raises = check.raises.iter().map(|r| &r.when);
            for condition in [&check.applies, &check.fails].into_iter().chain(raises) {
                words_of(&condition.expr, policy, &mut literals, &mut members);
            }
        }
        let mut limits = BTreeSet::from([0, 1, 2, 30]);
        let mut days = BTreeSet::new();
        let mut listed = BTreeSet::new();
        for key in policy.keys.values() {
            match &key.default {
                PolicyValue::Int(n) => limits.extend(i32::try_from(*n)),
                PolicyValue::List(words) => listed.extend(words.iter().cloned()),
                PolicyValue::Date(day) => {
                    days.insert(day.0);
                }
                PolicyValue::Bool(_) | PolicyValue::Unset => {}
            }
            for entry in &key.entries {
                limits.extend(i32::try_from(entry.limit));
                days.extend(
                    entry
                        .when
                        .values()
                        .filter_map(|asked| if let Asked::From(day) = asked { Some(day.0) } else { None }),
                );
            }
        }
        let near = |n: i32| [n - 1, n, n + 1];
        let days: Vec<i32> =
            days.into_iter().chain(limits.iter().flat_map(|n| [as_of - n, as_of + n])).flat_map(near).collect();
        let names = ["alpha", "beta", "billing-export"].map(str::to_owned);
        let around =
            |w: &String| [w.clone(), format!("pre-{w}"), format!("{w}-post"), format!("pre{w}post"), w.to_uppercase()];
        Self {
            members,
            texts: names.iter().cloned().chain(listed.iter().chain(&literals).flat_map(around)).collect(),
            elements: names
                .into_iter()
                .chain(listed)
                .chain(literals)
                .chain(["s3:*", "a/*", "x.*", "*", "s3:Get"].map(str::to_owned))
                .collect(),
            numbers: limits.into_iter().flat_map(near).collect(),
            days,
        }
    }
}

/// The texts that a condition compares with, and the elements that it looks for in lists.
fn words_of(expr: &Expr, policy: &Policy, out: &mut BTreeSet<String>, members: &mut BTreeMap<String, Vec<String>>) {
    match &expr.kind {
        ExprKind::Text(text) => {
            out.insert(text.clone());
        }
        ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Path(_) => {}
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => {
            parts.iter().for_each(|p| words_of(p, policy, out, members));
        }
        ExprKind::Not(a) => words_of(a, policy, out, members),
        ExprKind::Compare(_, a, b) | ExprKind::In(a, b) | ExprKind::TextTest(_, a, b) => {
            if let (ExprKind::Text(text), ExprKind::Path(names)) = (&a.kind, &b.kind) {
                members.entry(names[names.len() - 1].clone()).or_default().push(text.clone());
            }
            words_of(a, policy, out, members);
            words_of(b, policy, out, members);
        }
        ExprKind::Quantifier { list, body, .. } => {
            // What the elements are compared with is worth having in that list.
            let mut asked = BTreeSet::new();
            words_of(body, policy, &mut asked, members);
            if let ExprKind::Path(names) = &list.kind {
                let members = members.entry(names[names.len() - 1].clone()).or_default();
                members.extend(asked.iter().cloned());
                members.extend(listed_in(body, policy));
            }
            out.extend(asked);
            words_of(list, policy, out, members);
        }
    }
}

/// The words of the policy's list that the elements of another list are looked up in.
fn listed_in(body: &Expr, policy: &Policy) -> Vec<String> {
    let ExprKind::In(_, list) = &body.kind else { return Vec::new() };
    let ExprKind::Path(names) = &list.kind else { return Vec::new() };
    match names.last().and_then(|name| policy.keys.get(name)).map(|key| &key.default) {
        Some(PolicyValue::List(words)) => words.clone(),
        _ => Vec::new(),
    }
}

/// Rows of all subjects with links between them.
pub(crate) struct World {
    pub(crate) as_of: i32,
    pub(crate) policy: Policy,
    pub(crate) rows: BTreeMap<Subject, usize>,
    cells: BTreeMap<FieldId, Vec<Cell>>,
    /// The roster row of each person; none for strangers.
    pub(crate) roster: Vec<Option<usize>>,
    pub(crate) tables: Tables,
}

/// Tables are wide; a failed assertion says the seed instead.
impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World")
    }
}

impl World {
    pub(crate) fn new(seed: u64, shape: Shape, checks: &[Check], policy: &Policy) -> Self {
        let mut draw = Draw::new(seed);
        let as_of = as_of();
        let pools = Pools::new(checks, policy, as_of);
        let few = (shape.rows / 4).max(3);
        let rows: BTreeMap<Subject, usize> = SUBJECTS
            .into_iter()
            .map(|s| {
                (
                    s,
                    if matches!(s, Subject::Person | Subject::Supplier | Subject::Application) {
                        few
                    } else {
                        shape.rows
                    },
                )
            })
            .collect();
        let mut roster: Vec<Option<usize>> = (0..few).map(Some).collect();
        if shape.strangers {
            roster.extend([None; 5]);
        }
        let mut world =
            Self { as_of, policy: policy.clone(), rows, cells: BTreeMap::new(), roster, tables: Tables::default() };
        for person in 0..world.roster.len() {
            world.tables.persons.person(&format!("person{person}@example.com"));
            world.tables.persons.rows[person] = world.roster[person].map_or(NO_ROW, |row| row as u32);
        }
        // Some worlds know nearly everything, so that long conjunctions hold at times.
        let gaps = [4, 12, 30][draw.below(3)];
        for subject in SUBJECTS {
            let count = world.rows[&subject];
            let table = world.tables.table_mut(subject);
            table.rows = count;
            table.supplied = true;
            table.origins = (0..count).map(|row| Origin { source: 0, line: row as u32 + 2 }).collect();
            for index in 0..schema::fields_of(subject).len() {
                let field = FieldId { subject, index: index as u16 };
                let same_lines = shape.same_lines && field.path() == "credential.identity";
                if draw.percent(if shape.sparse { 20 } else { 2 }) && !same_lines {
                    continue;
                }
                let cells: Vec<Cell> = (0..count)
                    .map(|row| match draw.below(100) {
                        _ if same_lines => Cell::Link(Some(row)),
                        n if n < gaps => Cell::Unknown,
                        n if n < 2 * gaps => Cell::Empty,
                        _ => world.value(field, shape, &pools, &mut draw),
                    })
                    .collect();
                let column = column(field, &cells, same_lines, &world.roster, &mut draw);
                world.tables.table_mut(subject).columns[index] = column;
                world.cells.insert(field, cells);
            }
        }
        world
    }

    fn value(&self, field: FieldId, shape: Shape, pools: &Pools, draw: &mut Draw) -> Cell {
        let wide_year = |draw: &mut Draw| Day::from_ymd(1700 + draw.below(600) as i32, 3, 1).expect("a day").0;
        match field.field().kind {
            Type::Id | Type::Prose | Type::Text => Cell::Text(draw_text(pools, draw)),
            Type::Word(vocabulary) => Cell::Text(draw_word(vocabulary, field.field().name, pools, draw).into()),
            Type::Bool => Cell::Bool(draw.percent(50)),
            Type::Int if shape.wide && draw.percent(10) => Cell::Int(draw.below(3_000_000) as i32 - 1_000_000),
            Type::Int => Cell::Int(*draw.one(&pools.numbers)),
            Type::Event if draw.percent(12) => Cell::NeverHappened,
            Type::Limit if draw.percent(12) => Cell::NeverComes,
            Type::Event | Type::Limit if shape.wide && draw.percent(10) => Cell::Day(wide_year(draw)),
            Type::Event | Type::Limit if draw.percent(20) => Cell::Day(self.as_of - 2_000 + draw.below(4_000) as i32),
            Type::Event | Type::Limit => Cell::Day(*draw.one(&pools.days)),
            Type::List | Type::Refs => {
                let length = 1 + draw.below(3);
                let asked = pools.members.get(field.field().name);
                let element = |draw: &mut Draw| match asked {
                    Some(asked) if !asked.is_empty() && draw.percent(40) => draw.one(asked).clone(),
                    // Few elements for half of them, so that lists have some in common.
                    _ if draw.percent(50) => draw.one(&pools.elements[..8]).clone(),
                    _ => draw.one(&pools.elements).clone(),
                };
                Cell::List((0..length).map(|_| element(draw)).collect())
            }
            Type::Person => Cell::Person(self.person(draw)),
            Type::Persons => Cell::Persons((0..=draw.below(3)).map(|_| self.person(draw)).collect()),
            Type::Link(target) => match self.rows.get(&target) {
                Some(rows) if draw.percent(90) => Cell::Link(Some(draw.below(*rows))),
                _ if has_names(field) => Cell::Link(None),
                _ => Cell::Unknown,
            },
        }
    }

    /// Few persons, so that two fields often name the same one.
    fn person(&self, draw: &mut Draw) -> usize {
        let all = self.roster.len();
        if draw.percent(60) { draw.below(3) } else { draw.below(all) }
    }

    /// The cell of a row.
    pub(crate) fn cell(&self, field: FieldId, row: usize) -> &Cell {
        self.cells.get(&field).map_or(&Cell::Unknown, |cells| &cells[row])
    }

    /// The row that a link or person field of a row leads to.
    pub(crate) fn follow(&self, hop: FieldId, row: usize) -> Option<usize> {
        match self.cell(hop, row) {
            Cell::Link(target) => *target,
            Cell::Person(person) => self.roster[*person],
            _ => None,
        }
    }

    /// The cell at a path from a row; unknown where a link on the way leads nowhere.
    pub(crate) fn at(&self, path: &Path, row: usize) -> &Cell {
        let end = path.hops.iter().try_fold(row, |row, hop| self.follow(*hop, row));
        end.map_or(&Cell::Unknown, |row| self.cell(path.field, row))
    }

    /// The value of a threshold for a row, by the rule of `policy.toml`: every entry that matches is collected and the
    /// strictest wins; the default holds where none matches.
    pub(crate) fn limit(&self, key: &str, subject: Subject, row: usize) -> i64 {
        let threshold = &self.policy.keys[key];
        let PolicyValue::Int(default) = threshold.default else { panic!("`{key}` is a number") };
        let matching = threshold.entries.iter().filter(|entry| {
            entry.when.iter().all(|(dimension, asked)| match (self.dimension(dimension, subject, row), asked) {
                (Cell::Text(word), Asked::Words(words)) => words.contains(word),
                (Cell::Bool(is), Asked::Bool(asked)) => is == asked,
                (Cell::Day(day), Asked::From(from)) => *day >= from.0,
                _ => false,
            })
        });
        let limits = matching.map(|entry| entry.limit);
        match threshold.strict {
            nhimap_core::policy::Strict::Most => limits.max(),
            _ => limits.min(),
        }
        .unwrap_or(default)
    }

    /// A dimension is read from the row itself, else from the identity that the row leads to.
    fn dimension(&self, dimension: &str, subject: Subject, row: usize) -> &Cell {
        let name = if dimension == "created_from" { "created" } else { dimension };
        if let Some(own) = schema::find(subject, name) {
            return self.cell(own, row);
        }
        let identity = schema::find(subject, "identity").and_then(|link| self.follow(link, row));
        match (identity, schema::find(Subject::Identity, name)) {
            (Some(row), Some(field)) => self.cell(field, row),
            _ => &Cell::Unknown,
        }
    }
}

/// Links by name keep the name readable without a row.
fn has_names(field: FieldId) -> bool {
    field.path() == "identity.application"
}

fn draw_text(pools: &Pools, draw: &mut Draw) -> String {
    if draw.percent(40) { pools.texts[draw.below(3)].clone() } else { draw.one(&pools.texts).clone() }
}

/// Words that conditions name come first: most checks ask for live rows only.
fn draw_word(vocabulary: &str, field: &str, pools: &Pools, draw: &mut Draw) -> &'static str {
    let words = schema::words(vocabulary);
    if field == "status" && draw.percent(50) {
        return words[0];
    }
    let named: Vec<&'static str> = words.iter().copied().filter(|w| pools.elements.iter().any(|e| e == w)).collect();
    let from = if !named.is_empty() && draw.percent(70) { &named[..] } else { words };
    from[draw.below(from.len())]
}

/// Codes in a width that fits; not always the smallest one.
fn codes(list: &[u32], limit: usize, draw: &mut Draw) -> Codes {
    let room = if draw.percent(50) { limit } else { limit.max([1, 1 << 9, 1 << 17][draw.below(3)]) };
    let mut out = Codes::with_limit(room, list.len());
    list.iter().for_each(|code| out.push(*code));
    out
}

/// A coded column: the code of each cell, distinct entries in the order of their first place.
fn coded<T: Clone + Ord>(
    cells: &[Cell],
    draw: &mut Draw,
    entry: impl Fn(&Cell) -> T,
    meaning: impl Fn(Vec<T>) -> Meaning,
) -> Coded {
    let mut entries: Vec<T> = Vec::new();
    let mut places: BTreeMap<T, usize> = BTreeMap::new();
    let list: Vec<u32> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Empty => 0,
            Cell::Unknown => 1,
            value => {
                let value = entry(value);
                let at = *places.entry(value.clone()).or_insert(entries.len());
                if at == entries.len() {
                    entries.push(value);
                }
                at as u32 + FIRST
            }
        })
        .collect();
    let limit = entries.len() + FIRST as usize;
    Coded { codes: codes(&list, limit, draw), meaning: meaning(entries) }
}

/// The same for entries whose codes are fixed.
fn fixed(cells: &[Cell], draw: &mut Draw, limit: usize, meaning: Meaning, entry: impl Fn(&Cell) -> usize) -> Column {
    let code = |cell: &Cell| match cell {
        Cell::Empty => 0,
        Cell::Unknown => 1,
        value => entry(value) as u32 + FIRST,
    };
    let list: Vec<u32> = cells.iter().map(code).collect();
    Column::Coded(Coded { codes: codes(&list, limit + FIRST as usize, draw), meaning })
}

fn column(field: FieldId, cells: &[Cell], same_lines: bool, roster: &[Option<usize>], draw: &mut Draw) -> Column {
    let text = |cell: &Cell| {
        if let Cell::Text(text) = cell { text.clone() } else { panic!("text of {}: {cell:?}", field.path()) }
    };
    let scalar = |cell: &Cell| match cell {
        Cell::Empty => date::EMPTY,
        Cell::Unknown => date::UNKNOWN,
        Cell::NeverHappened => date::NEVER_EVENT,
        Cell::NeverComes => date::NEVER_LIMIT,
        Cell::Day(n) | Cell::Int(n) => *n,
        other => panic!("a number of {}: {other:?}", field.path()),
    };
    match field.field().kind {
        Type::Id | Type::Prose => {
            let mut texts = RowTexts::default();
            for cell in cells {
                match cell {
                    Cell::Unknown => texts.push_unknown(),
                    Cell::Empty => texts.push(b""),
                    value => texts.push(text(value).as_bytes()),
                }
            }
            Column::Texts(texts)
        }
        Type::Text => Column::Coded(coded(cells, draw, text, |entries| Meaning::Text(Arc::new(entries)))),
        Type::Word(vocabulary) => {
            let words = schema::words(vocabulary);
            let place = |cell: &Cell| words.iter().position(|w| *w == text(cell)).expect("a word of the vocabulary");
            fixed(cells, draw, words.len(), Meaning::Word(vocabulary), place)
        }
        Type::Bool => fixed(cells, draw, 2, Meaning::Bool, |cell| usize::from(*cell == Cell::Bool(true))),
        Type::Person => fixed(cells, draw, roster.len(), Meaning::Person, |cell| match cell {
            Cell::Person(person) => *person,
            other => panic!("a person of {}: {other:?}", field.path()),
        }),
        Type::Persons => Column::Coded(coded(
            cells,
            draw,
            |cell| if let Cell::Persons(list) = cell { list.iter().map(|p| *p as u32).collect() } else { Vec::new() },
            |entries| Meaning::Persons(Arc::new(entries)),
        )),
        Type::List | Type::Refs => Column::Coded(coded(
            cells,
            draw,
            |cell| if let Cell::List(list) = cell { list.clone() } else { Vec::new() },
            |entries| Meaning::List(Arc::new(entries)),
        )),
        Type::Event | Type::Limit => Column::Days(cells.iter().map(scalar).collect()),
        Type::Int => Column::Ints(cells.iter().map(scalar).collect()),
        Type::Link(_) if same_lines => Column::Link { rows: Links::Same, names: None },
        Type::Link(_) => {
            let target = |cell: &Cell| match cell {
                Cell::Empty => NO_ROW,
                Cell::Link(Some(row)) => *row as u32,
                _ => UNKNOWN_ROW,
            };
            let name = |cell: &Cell| {
                if let Cell::Link(Some(row)) = cell { format!("row {row}") } else { "elsewhere".to_owned() }
            };
            let names = has_names(field).then(|| coded(cells, draw, name, |entries| Meaning::Text(Arc::new(entries))));
            Column::Link { rows: Links::Rows(cells.iter().map(target).collect()), names }
        }
    }
}
