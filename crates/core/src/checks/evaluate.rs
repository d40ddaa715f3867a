//! Runs a plan over whole columns.
//!
//! Rows go by in chunks of a few thousand, small enough that every step's result stays in the cache. A result is two bits a
//! row: *true* and *false*; neither is *unknown*. All conditions on one column are answered together: a table per distinct
//! value holds two bits for each, the rows' entries are gathered and transposed into one word of 64 rows a condition.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::condition::Comparison;
use super::interpret::{Cell, Cells, Interpreter, Row, Tri, cell_of, code_cell, step};
use super::plan::{Node, NodeId, Plan};
use super::typed::{Cond, Path, Term, paths};
use crate::date;
use crate::schema::{FieldId, Type};
use crate::tables::{Codes, Column, FIRST, Links, NO_ROW, RowTexts, Tables, UNKNOWN, UNKNOWN_ROW};

/// Words of 64 rows in a chunk.
const WORDS: usize = 32;
/// Rows in a chunk.
pub const CHUNK: usize = WORDS * 64;
/// Conditions that one gather answers.
const LANES: usize = 32;

/// One bit a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// No row set.
    pub fn zeros(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(64)] }
    }

    /// Does it speak of no row at all?
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Is the row's bit set? A list of bits that speaks of no row has none set.
    pub fn get(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Sets the row's bit.
    pub fn set(&mut self, row: usize, value: bool) {
        let bit = 1 << (row % 64);
        if value { self.words[row / 64] |= bit } else { self.words[row / 64] &= !bit }
    }

    /// How many bits are set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// The rows whose bit is set, in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    i * 64 + bit
                })
            })
        })
    }

    /// Sets every bit that is set in the other.
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.words.iter_mut().zip(&other.words) {
            *a |= b;
        }
    }

    /// Bits set in both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { words: self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect() }
    }

    /// Bits set in either; one of them may be shorter.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let (long, short) = if self.words.len() >= other.words.len() { (self, other) } else { (other, self) };
        let mut out = long.clone();
        out.add(short);
        out
    }

    /// Bits set here and not there.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut out = self.clone();
        for (a, b) in out.words.iter_mut().zip(&other.words) {
            *a &= !b;
        }
        out
    }

    /// How many bits are set in both.
    pub fn count_both(&self, other: &Self) -> usize {
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }
}

/// The conditions that one check asks of a row, as steps of the plan.
#[derive(Debug, Clone)]
pub struct Asked {
    /// For which rows the question makes sense.
    pub applies: NodeId,
    /// The defect.
    pub fails: NodeId,
    /// What raises the severity.
    pub raises: Vec<NodeId>,
    /// Whether there is a value, for each cell that the check reads: tells what left a row unknown.
    pub reads: Vec<NodeId>,
}

/// The verdicts of one check over all rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Rows that fail; those that an exception in force accepts are taken out and stand in `accepted`.
    pub fail: Bits,
    /// Rows that fail under an exception in force; empty where there is none.
    pub accepted: Bits,
    /// Rows of which the data does not say.
    pub unknown: Bits,
    /// Rows that pass; all others do not apply.
    pub pass: Bits,
    /// Failing rows on which each raise holds.
    pub raised: Vec<Bits>,
    /// Unknown rows without a value, for each cell that the check reads.
    pub missing: Vec<usize>,
}

/// Evaluates checks over all rows of the plan's subject, on up to `threads` threads.
pub fn evaluate(plan: &Plan, asked: &[Asked], tables: &Tables, as_of: i32, threads: usize) -> Vec<Outcome> {
    let rows = tables.table(plan.subject).rows;
    let bound = Bound::new(plan, tables, as_of);
    let chunks = rows.div_ceil(CHUNK);
    let share = chunks.div_ceil(threads.max(1)).max(1);
    let ranges: Vec<_> = (0..chunks).step_by(share).map(|first| first..(first + share).min(chunks)).collect();
    let run = |range: std::ops::Range<usize>| bound.run(range, rows, asked);
    let parts: Vec<Vec<Outcome>> = if ranges.len() <= 1 {
        ranges.into_iter().map(run).collect()
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = ranges.into_iter().map(|range| scope.spawn(|| run(range))).collect();
            workers.into_iter().map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    };
    let mut parts = parts.into_iter();
    let Some(mut out) = parts.next() else {
        return asked
            .iter()
            .map(|a| Outcome {
                raised: vec![Bits::default(); a.raises.len()],
                missing: vec![0; a.reads.len()],
                ..Outcome::default()
            })
            .collect();
    };
    for part in parts {
        for (whole, more) in out.iter_mut().zip(part) {
            whole.fail.words.extend(more.fail.words);
            whole.unknown.words.extend(more.unknown.words);
            whole.pass.words.extend(more.pass.words);
            for (a, b) in whole.raised.iter_mut().zip(more.raised) {
                a.words.extend(b.words);
            }
            for (a, b) in whole.missing.iter_mut().zip(more.missing) {
                *a += b;
            }
        }
    }
    out
}

/// How a row of the subject reaches the row that a column belongs to.
#[derive(Clone)]
enum Way {
    Same,
    Rows(Arc<Vec<u32>>),
}

/// A column that conditions look at, and how its rows are reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Anchor {
    hops: Vec<FieldId>,
    field: FieldId,
}

/// A gather of one column that answers up to [`LANES`] conditions.
struct Group<'a> {
    way: Way,
    source: Gathered<'a>,
    /// Two bits a condition, by distinct value.
    table: Vec<u64>,
    atoms: Vec<u32>,
}

enum Gathered<'a> {
    Codes(&'a Codes),
    /// Days or numbers; the table holds empty or unknown first, then *never* of an event, the range, *never* of a limit.
    Scalars {
        values: &'a [i32],
        low: i32,
        high: i32,
    },
}

/// A condition that no table answers.
enum Single<'a> {
    /// Two columns of days or numbers: `a - b` against a constant.
    Pair { a: (&'a [i32], Way), b: (&'a [i32], Way), op: Comparison, gap: i64 },
    /// Days or numbers over too wide a range for a table.
    Scalar { values: &'a [i32], way: Way, test: ScalarTest },
    /// Is there text?
    HasText { texts: &'a RowTexts, way: Way },
    /// Two texts of the same row.
    SameText { a: &'a RowTexts, b: &'a RowTexts, equal: bool },
    /// Two persons of the same row: one spelling is one person, two are two only where the roster explains both.
    SamePerson { a: (&'a Codes, Way), b: (&'a Codes, Way), equal: bool },
    /// Two coded columns, remembered by pair of codes.
    Codes { a: (&'a Codes, Way), b: (&'a Codes, Way), table: PairTable },
    /// The same in every row: nothing that it reads is in any file.
    Everywhere(Tri),
    /// Does the link lead somewhere?
    HasLink(&'a Links),
    /// Row by row.
    Slow(&'a Cond),
}

/// Verdicts by pair of codes.
struct PairTable {
    width: usize,
    tris: Vec<u8>,
}

struct Bound<'a> {
    plan: &'a Plan,
    tables: &'a Tables,
    as_of: i32,
    groups: Vec<Group<'a>>,
    singles: Vec<(u32, Single<'a>)>,
    /// The step of each atom.
    node_of: Vec<NodeId>,
}

/// A test on a day or number, with everything but the row's own value known.
#[derive(Debug, Clone, Copy)]
enum ScalarTest {
    Has,
    Never,
    /// The value against a constant.
    Against(Comparison, i64),
}

impl ScalarTest {
    fn of(self, value: i32) -> Tri {
        let known = value != date::EMPTY && value != date::UNKNOWN;
        match self {
            Self::Has => match value {
                date::UNKNOWN => Tri::Unknown,
                _ => tri(known),
            },
            _ if !known => Tri::Unknown,
            Self::Never => tri(value == date::NEVER_EVENT || value == date::NEVER_LIMIT),
            Self::Against(op, constant) => tri(holds(op, i64::from(value), constant)),
        }
    }
}

fn tri(b: bool) -> Tri {
    if b { Tri::True } else { Tri::False }
}

fn holds(op: Comparison, a: i64, b: i64) -> bool {
    match op {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

fn flipped(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// A constant term as a number; days are numbers too.
fn constant(term: &Term, as_of: i32) -> Option<i64> {
    match term {
        Term::Int(n) => Some(*n),
        Term::Limit(limit) if limit.entries.is_empty() => Some(limit.default),
        Term::Day(day) if *day != date::UNKNOWN => Some(i64::from(*day)),
        Term::AsOf => Some(i64::from(as_of)),
        _ => None,
    }
}

/// A condition on one day or number, as a test of its value.
fn scalar_test(cond: &Cond, as_of: i32) -> Option<ScalarTest> {
    match cond {
        Cond::Has(_) => Some(ScalarTest::Has),
        Cond::Never(_) => Some(ScalarTest::Never),
        Cond::Compare(op, a, b) => {
            let (op, term, constant) = match (constant(a, as_of), constant(b, as_of)) {
                (None, Some(c)) => (*op, a, c),
                (Some(c), None) => (flipped(*op), b, c),
                _ => return None,
            };
            Some(match term {
                Term::Field(_) => ScalarTest::Against(op, constant),
                // as-of minus day, against n: day against as-of minus n, the other way round.
                Term::Age(_) => ScalarTest::Against(flipped(op), i64::from(as_of) - constant),
                Term::DaysUntil(_) => ScalarTest::Against(op, i64::from(as_of) + constant),
                _ => return None,
            })
        }
        _ => None,
    }
}

impl<'a> Bound<'a> {
    fn new(plan: &'a Plan, tables: &'a Tables, as_of: i32) -> Self {
        let mut node_of = vec![0; plan.atoms.len()];
        for (id, node) in plan.nodes.iter().enumerate() {
            if let Node::Atom(atom) = node {
                node_of[*atom as usize] = id as NodeId;
            }
        }
        let mut out = Self { plan, tables, as_of, groups: Vec::new(), singles: Vec::new(), node_of };
        let mut ways: FxHashMap<Vec<FieldId>, Way> = FxHashMap::default();
        let mut by_anchor: FxHashMap<Anchor, Vec<u32>> = FxHashMap::default();
        let mut order = Vec::new();
        for (index, atom) in plan.atoms.iter().enumerate() {
            let mut anchors: Vec<Anchor> = Vec::new();
            let mut read = Vec::new();
            paths(atom, &mut read);
            for path in &read {
                let anchor = out.anchor(path);
                if !anchors.contains(&anchor) {
                    anchors.push(anchor);
                }
            }
            // A column that no source has is unknown in every row; what is left decides where the rows differ. What
            // compares with such a column is unknown itself, whatever the other side holds.
            let asked = anchors.len();
            anchors.retain(|anchor| out.column(anchor).is_present());
            if anchors.len() < asked && matches!(atom, Cond::Compare(..) | Cond::In(..) | Cond::TextTest(..)) {
                anchors.clear();
            }
            let tabled = match &anchors[..] {
                [one] => match out.column(one) {
                    Column::Coded(_) => true,
                    Column::Absent => false,
                    Column::Link { names, .. } => names.is_some(),
                    Column::Days(values) | Column::Ints(values) => {
                        scalar_test(atom, as_of).is_some() && range(values).is_some()
                    }
                    Column::Texts(_) => false,
                },
                _ => false,
            };
            if tabled {
                let atoms = by_anchor.entry(anchors[0].clone()).or_insert_with(|| {
                    order.push(anchors[0].clone());
                    Vec::new()
                });
                atoms.push(index as u32);
            } else {
                let single = out.single(atom, &read, &anchors, &mut ways);
                out.singles.push((index as u32, single));
            }
        }
        for anchor in order {
            for atoms in by_anchor[&anchor].chunks(LANES) {
                let group = out.group(&anchor, atoms, &mut ways);
                out.groups.extend(group);
            }
        }
        out
    }

    /// The column that decides a path: the first person field on its way, else its own field.
    fn anchor(&self, path: &Path) -> Anchor {
        match path.hops.iter().position(|h| h.field().kind == Type::Person) {
            Some(at) => Anchor { hops: path.hops[..at].to_vec(), field: path.hops[at] },
            None => Anchor { hops: path.hops.clone(), field: path.field },
        }
    }

    fn column(&self, anchor: &Anchor) -> &'a Column {
        self.tables.table(anchor.field.subject).column(anchor.field)
    }

    fn way(&self, hops: &[FieldId], ways: &mut FxHashMap<Vec<FieldId>, Way>) -> Way {
        if let Some(way) = ways.get(hops) {
            return way.clone();
        }
        let mut way = Way::Same;
        for (i, hop) in hops.iter().enumerate() {
            let column = self.tables.table(hop.subject).column(*hop);
            if matches!(column, Column::Link { rows: Links::Same, .. }) {
                continue;
            }
            let rows = self.tables.table(self.plan.subject).rows;
            let before = if i == 0 { &Way::Same } else { &way };
            let next = (0..rows)
                .map(|row| match reach(before, row) {
                    Some(row) => match step(self.tables, *hop, row) {
                        NO_ROW => UNKNOWN_ROW,
                        row => row,
                    },
                    None => UNKNOWN_ROW,
                })
                .collect();
            way = Way::Rows(Arc::new(next));
        }
        ways.insert(hops.to_vec(), way.clone());
        way
    }

    fn group(&self, anchor: &Anchor, atoms: &[u32], ways: &mut FxHashMap<Vec<FieldId>, Way>) -> Option<Group<'a>> {
        let column = self.column(anchor);
        let (source, table) = match column {
            // Unknown in every row: the steps' results are unknown from the start.
            Column::Absent => return None,
            Column::Days(values) | Column::Ints(values) => {
                let (low, high) = range(values)?;
                let mut table = vec![0; (high - low) as usize + 5];
                for (lane, atom) in atoms.iter().enumerate() {
                    let test = scalar_test(&self.plan.atoms[*atom as usize], self.as_of)?;
                    let special = [date::EMPTY, date::UNKNOWN, date::NEVER_EVENT];
                    let values = special.into_iter().chain(low..=high).chain([date::NEVER_LIMIT]);
                    for (slot, value) in table.iter_mut().zip(values) {
                        *slot |= two_bits(test.of(value)) << (2 * lane);
                    }
                }
                (Gathered::Scalars { values, low, high }, table)
            }
            column => {
                let coded = column.coded()?;
                let codes = coded.meaning.codes(self.tables.persons.names.len());
                let mut table = vec![0; codes];
                for (code, slot) in table.iter_mut().enumerate() {
                    let cells = OneCode { tables: self.tables, anchor, column, code: code as u32 };
                    let interpreter = Interpreter { cells: &cells, as_of: self.as_of };
                    for (lane, atom) in atoms.iter().enumerate() {
                        *slot |= two_bits(interpreter.holds(&self.plan.atoms[*atom as usize])) << (2 * lane);
                    }
                }
                (Gathered::Codes(&coded.codes), table)
            }
        };
        Some(Group { way: self.way(&anchor.hops, ways), source, table, atoms: atoms.to_vec() })
    }

    fn single(
        &self,
        atom: &'a Cond,
        read: &[Path],
        anchors: &[Anchor],
        ways: &mut FxHashMap<Vec<FieldId>, Way>,
    ) -> Single<'a> {
        if let Cond::Has(path) = atom {
            let column = self.tables.table(path.field.subject).column(path.field);
            match column {
                Column::Texts(texts) => return Single::HasText { texts, way: self.way(&path.hops, ways) },
                Column::Link { rows, names: None } if path.hops.is_empty() => return Single::HasLink(rows),
                _ => {}
            }
        }
        if anchors.is_empty() {
            let cells = NoCells { tables: self.tables };
            return Single::Everywhere(Interpreter { cells: &cells, as_of: self.as_of }.holds(atom));
        }
        if let [one] = anchors
            && let Column::Days(values) | Column::Ints(values) = self.column(one)
            && let Some(test) = scalar_test(atom, self.as_of)
        {
            return Single::Scalar { values, way: self.way(&one.hops, ways), test };
        }
        if let Some(pair) = self.pair(atom, ways) {
            return pair;
        }
        if let ([a, b], Cond::Compare(op @ (Comparison::Equal | Comparison::NotEqual), Term::Field(x), Term::Field(y))) =
            (read, atom)
            && x.hops.is_empty()
            && y.hops.is_empty()
            && let (Column::Texts(a), Column::Texts(b)) =
                (self.tables.table(a.field.subject).column(a.field), self.tables.table(b.field.subject).column(b.field))
        {
            return Single::SameText { a, b, equal: *op == Comparison::Equal };
        }
        if let Cond::Compare(op @ (Comparison::Equal | Comparison::NotEqual), Term::Field(x), Term::Field(y)) = atom
            && (x.kind(), y.kind()) == (Type::Person, Type::Person)
            && x.hops.iter().chain(&y.hops).all(|h| h.field().kind != Type::Person)
        {
            let column = |path: &Path| self.tables.table(path.field.subject).column(path.field).coded();
            if let (Some(a), Some(b)) = (column(x), column(y)) {
                let equal = *op == Comparison::Equal;
                return Single::SamePerson {
                    a: (&a.codes, self.way(&x.hops, ways)),
                    b: (&b.codes, self.way(&y.hops, ways)),
                    equal,
                };
            }
        }
        if let [a, b] = anchors
            && let (Some(left), Some(right)) = (self.column(a).coded(), self.column(b).coded())
        {
            let persons = self.tables.persons.names.len();
            let (height, width) = (left.meaning.codes(persons), right.meaning.codes(persons));
            if height * width <= 1 << 16 {
                let mut tris = vec![0; height * width];
                for (i, slot) in tris.iter_mut().enumerate() {
                    let cells = TwoCodes {
                        tables: self.tables,
                        a: OneCode { tables: self.tables, anchor: a, column: self.column(a), code: (i / width) as u32 },
                        b: OneCode { tables: self.tables, anchor: b, column: self.column(b), code: (i % width) as u32 },
                    };
                    *slot = two_bits(Interpreter { cells: &cells, as_of: self.as_of }.holds(atom)) as u8;
                }
                return Single::Codes {
                    a: (&left.codes, self.way(&a.hops, ways)),
                    b: (&right.codes, self.way(&b.hops, ways)),
                    table: PairTable { width, tris },
                };
            }
        }
        Single::Slow(atom)
    }

    /// Two days or numbers against each other.
    fn pair(&self, atom: &Cond, ways: &mut FxHashMap<Vec<FieldId>, Way>) -> Option<Single<'a>> {
        let Cond::Compare(op, a, b) = atom else { return None };
        let (first, second, op, gap) = match (a, b) {
            (Term::Field(x), Term::Field(y)) => (x, y, *op, 0),
            // b minus a against n
            (Term::DaysBetween(x, y), n) => (y, x, *op, constant(n, self.as_of)?),
            (n, Term::DaysBetween(x, y)) => (y, x, flipped(*op), constant(n, self.as_of)?),
            _ => return None,
        };
        let mut scalars = |path: &Path| match self.tables.table(path.field.subject).column(path.field) {
            Column::Days(values) | Column::Ints(values) if path.hops.iter().all(|h| h.field().kind != Type::Person) => {
                Some((values.as_slice(), self.way(&path.hops, ways)))
            }
            _ => None,
        };
        Some(Single::Pair { a: scalars(first)?, b: scalars(second)?, op, gap })
    }

    fn run(&self, chunks: std::ops::Range<usize>, rows: usize, asked: &[Asked]) -> Vec<Outcome> {
        let mut results = vec![Tris { yes: [0; WORDS], no: [0; WORDS] }; self.plan.nodes.len()];
        let words: usize = chunks.len() * WORDS;
        let empty = || Bits { words: Vec::with_capacity(words) };
        let mut out: Vec<Outcome> = asked
            .iter()
            .map(|a| Outcome {
                accepted: Bits::default(),
                fail: empty(),
                unknown: empty(),
                pass: empty(),
                raised: a.raises.iter().map(|_| empty()).collect(),
                missing: vec![0; a.reads.len()],
            })
            .collect();
        for chunk in chunks {
            let first = chunk * CHUNK;
            let count = CHUNK.min(rows - first);
            self.chunk(first, count, &mut results);
            let used = count.div_ceil(64);
            for (check, outcome) in asked.iter().zip(&mut out) {
                let applies = &results[check.applies as usize];
                let fails = &results[check.fails as usize];
                for w in 0..used {
                    let rows = if (w + 1) * 64 <= count { u64::MAX } else { (1 << (count % 64)) - 1 };
                    let fail = applies.yes[w] & fails.yes[w] & rows;
                    let pass = applies.yes[w] & fails.no[w] & rows;
                    outcome.fail.words.push(fail);
                    outcome.pass.words.push(pass);
                    let unknown = !(fail | pass | applies.no[w]) & rows;
                    outcome.unknown.words.push(unknown);
                    if unknown != 0 {
                        for (read, missing) in check.reads.iter().zip(&mut outcome.missing) {
                            *missing += (unknown & !results[*read as usize].yes[w]).count_ones() as usize;
                        }
                    }
                    for (raise, bits) in check.raises.iter().zip(&mut outcome.raised) {
                        bits.words.push(fail & results[*raise as usize].yes[w]);
                    }
                }
            }
        }
        out
    }

    fn chunk(&self, first: usize, count: usize, results: &mut [Tris]) {
        for group in &self.groups {
            group.run(first, count, results, &self.node_of);
        }
        for (atom, single) in &self.singles {
            let out = &mut results[self.node_of[*atom as usize] as usize];
            self.run_single(single, first, count, out);
        }
        for (id, node) in self.plan.nodes.iter().enumerate() {
            let (before, rest) = results.split_at_mut(id);
            let out = &mut rest[0];
            match node {
                Node::Atom(_) => {}
                Node::Const(b) => {
                    out.yes = [if *b { u64::MAX } else { 0 }; WORDS];
                    out.no = [if *b { 0 } else { u64::MAX }; WORDS];
                }
                Node::And(parts) => {
                    *out = before[parts[0] as usize].clone();
                    for part in &parts[1..] {
                        let part = &before[*part as usize];
                        for w in 0..WORDS {
                            out.yes[w] &= part.yes[w];
                            out.no[w] |= part.no[w];
                        }
                    }
                }
                Node::Or(parts) => {
                    *out = before[parts[0] as usize].clone();
                    for part in &parts[1..] {
                        let part = &before[*part as usize];
                        for w in 0..WORDS {
                            out.yes[w] |= part.yes[w];
                            out.no[w] &= part.no[w];
                        }
                    }
                }
                Node::Not(part) => {
                    let part = &before[*part as usize];
                    out.yes = part.no;
                    out.no = part.yes;
                }
                Node::Sure(part) => {
                    let part = &before[*part as usize];
                    out.yes = part.yes;
                    for w in 0..WORDS {
                        out.no[w] = !part.yes[w];
                    }
                }
            }
        }
    }

    fn run_single(&self, single: &Single<'_>, first: usize, count: usize, out: &mut Tris) {
        match single {
            Single::Pair { a, b, op, gap } => out.fill(first, count, |row| {
                let value = |(values, way): &(&[i32], Way)| reach(way, row).map_or(date::UNKNOWN, |r| values[r]);
                let (a, b) = (value(a), value(b));
                let known = |v: i32| v != date::EMPTY && v != date::UNKNOWN;
                if !known(a) || !known(b) {
                    return Tri::Unknown;
                }
                tri(holds(*op, i64::from(a) - i64::from(b), *gap))
            }),
            Single::Scalar { values, way, test } => {
                out.fill(first, count, |row| reach(way, row).map_or(Tri::Unknown, |r| test.of(values[r])));
            }
            Single::HasText { texts, way } => out.fill(first, count, |row| match reach(way, row) {
                Some(row) if !texts.get(row).is_empty() => Tri::True,
                Some(row) if !texts.is_unknown(row) => Tri::False,
                _ => Tri::Unknown,
            }),
            Single::SameText { a, b, equal } => out.fill(first, count, |row| {
                let (a, b) = (a.get(row), b.get(row));
                if a.is_empty() || b.is_empty() { Tri::Unknown } else { tri((a == b) == *equal) }
            }),
            Single::SamePerson { a, b, equal } => out.fill(first, count, |row| {
                let code = |(codes, way): &(&Codes, Way)| reach(way, row).map_or(UNKNOWN, |r| codes.get(r));
                match (code(a), code(b)) {
                    (a, b) if a < FIRST || b < FIRST => Tri::Unknown,
                    (a, b) if a == b => tri(*equal),
                    (a, b)
                        if self.tables.persons.is_resolved(a - FIRST) && self.tables.persons.is_resolved(b - FIRST) =>
                    {
                        tri(!equal)
                    }
                    _ => Tri::Unknown,
                }
            }),
            Single::Codes { a, b, table } => out.fill(first, count, |row| {
                let code = |(codes, way): &(&Codes, Way)| reach(way, row).map_or(UNKNOWN, |r| codes.get(r)) as usize;
                match table.tris[code(a) * table.width + code(b)] {
                    1 => Tri::True,
                    2 => Tri::False,
                    _ => Tri::Unknown,
                }
            }),
            Single::Everywhere(tri) => {
                out.yes = [if *tri == Tri::True { u64::MAX } else { 0 }; WORDS];
                out.no = [if *tri == Tri::False { u64::MAX } else { 0 }; WORDS];
            }
            Single::HasLink(links) => out.fill(first, count, |row| match links.get(row) {
                NO_ROW => Tri::False,
                UNKNOWN_ROW => Tri::Unknown,
                _ => Tri::True,
            }),
            Single::Slow(cond) => out.fill(first, count, |row| {
                let cells = Row { tables: self.tables, subject: self.plan.subject, row };
                Interpreter { cells: &cells, as_of: self.as_of }.holds(cond)
            }),
        }
    }
}

/// The least and the greatest day or number of a column, without the special ones; `None` where a table over the range
/// would not pay.
fn range(values: &[i32]) -> Option<(i32, i32)> {
    let mut low = i32::MAX;
    let mut high = i32::MIN;
    for value in values {
        let special = *value <= date::NEVER_EVENT || *value == date::NEVER_LIMIT;
        low = low.min(if special { i32::MAX } else { *value });
        high = high.max(if special { i32::MIN } else { *value });
    }
    if low > high {
        return Some((0, 0));
    }
    (i64::from(high) - i64::from(low) < 1 << 16).then_some((low, high))
}

fn reach(way: &Way, row: usize) -> Option<usize> {
    match way {
        Way::Same => Some(row),
        Way::Rows(rows) => match rows[row] {
            NO_ROW | UNKNOWN_ROW => None,
            row => Some(row as usize),
        },
    }
}

fn two_bits(t: Tri) -> u64 {
    match t {
        Tri::True => 1,
        Tri::False => 2,
        Tri::Unknown => 0,
    }
}

/// The cells of any row whose anchor column holds a certain code.
struct OneCode<'a> {
    tables: &'a Tables,
    anchor: &'a Anchor,
    column: &'a Column,
    code: u32,
}

impl OneCode<'_> {
    fn is_for(&self, path: &Path) -> bool {
        let at = self.anchor.hops.len();
        match path.hops.get(at) {
            Some(hop) => *hop == self.anchor.field && path.hops[..at] == self.anchor.hops[..],
            None => path.field == self.anchor.field && path.hops == self.anchor.hops,
        }
    }
}

impl Cells for OneCode<'_> {
    fn tables(&self) -> &Tables {
        self.tables
    }
    fn cell(&self, path: &Path) -> Cell<'_> {
        let Some(coded) = self.column.coded().filter(|_| self.is_for(path)) else { return Cell::Unknown };
        let rest = &path.hops[self.anchor.hops.len()..];
        if rest.is_empty() {
            return code_cell(self.tables, &coded.meaning, self.code);
        }
        if self.code < FIRST {
            return Cell::Unknown;
        }
        // The first hop is the anchor's person; the others read on from its roster row.
        let mut row = self.tables.persons.rows[(self.code - FIRST) as usize];
        for hop in &rest[1..] {
            if row == NO_ROW || row == UNKNOWN_ROW {
                return Cell::Unknown;
            }
            row = step(self.tables, *hop, row as usize);
        }
        if row == NO_ROW || row == UNKNOWN_ROW {
            return Cell::Unknown;
        }
        cell_of(self.tables, path.field, row as usize)
    }
}

/// Cells of a row about which no file says anything.
struct NoCells<'a> {
    tables: &'a Tables,
}

impl Cells for NoCells<'_> {
    fn tables(&self) -> &Tables {
        self.tables
    }
    fn cell(&self, _: &Path) -> Cell<'_> {
        Cell::Unknown
    }
}

struct TwoCodes<'a> {
    tables: &'a Tables,
    a: OneCode<'a>,
    b: OneCode<'a>,
}

impl Cells for TwoCodes<'_> {
    fn tables(&self) -> &Tables {
        self.tables
    }
    fn cell(&self, path: &Path) -> Cell<'_> {
        if self.a.is_for(path) { self.a.cell(path) } else { self.b.cell(path) }
    }
}

/// A step's result over a chunk.
#[derive(Clone)]
struct Tris {
    yes: [u64; WORDS],
    no: [u64; WORDS],
}

impl Tris {
    fn fill(&mut self, first: usize, count: usize, mut one: impl FnMut(usize) -> Tri) {
        for w in 0..count.div_ceil(64) {
            let (mut yes, mut no) = (0, 0);
            for bit in 0..64.min(count - w * 64) {
                match one(first + w * 64 + bit) {
                    Tri::True => yes |= 1 << bit,
                    Tri::False => no |= 1 << bit,
                    Tri::Unknown => {}
                }
            }
            self.yes[w] = yes;
            self.no[w] = no;
        }
    }
}

impl Group<'_> {
    fn run(&self, first: usize, count: usize, results: &mut [Tris], node_of: &[NodeId]) {
        for w in 0..count.div_ceil(64) {
            let start = first + w * 64;
            let rows = 64.min(count - w * 64);
            let mut block = [0; 64];
            self.gather(start, &mut block[..rows]);
            if self.atoms.len() <= 3 {
                for (lane, atom) in self.atoms.iter().enumerate() {
                    let (mut yes, mut no) = (0, 0);
                    for (bit, entry) in block.iter().enumerate() {
                        yes |= (entry >> (2 * lane) & 1) << bit;
                        no |= (entry >> (2 * lane + 1) & 1) << bit;
                    }
                    let out = &mut results[node_of[*atom as usize] as usize];
                    out.yes[w] = yes;
                    out.no[w] = no;
                }
            } else {
                transpose(&mut block);
                for (lane, atom) in self.atoms.iter().enumerate() {
                    let out = &mut results[node_of[*atom as usize] as usize];
                    out.yes[w] = block[2 * lane];
                    out.no[w] = block[2 * lane + 1];
                }
            }
        }
    }

    fn gather(&self, start: usize, block: &mut [u64]) {
        match &self.way {
            Way::Same => match &self.source {
                Gathered::Codes(Codes::Narrow(codes)) => {
                    for (slot, code) in block.iter_mut().zip(&codes[start..]) {
                        *slot = self.table[*code as usize];
                    }
                }
                Gathered::Codes(Codes::Short(codes)) => {
                    for (slot, code) in block.iter_mut().zip(&codes[start..]) {
                        *slot = self.table[*code as usize];
                    }
                }
                Gathered::Codes(Codes::Wide(codes)) => {
                    for (slot, code) in block.iter_mut().zip(&codes[start..]) {
                        *slot = self.table[*code as usize];
                    }
                }
                Gathered::Scalars { values, low, high } => {
                    for (slot, value) in block.iter_mut().zip(&values[start..]) {
                        *slot = self.table[scalar_slot(*value, *low, *high)];
                    }
                }
            },
            Way::Rows(rows) => {
                for (slot, row) in block.iter_mut().zip(&rows[start..]) {
                    *slot = match (*row, &self.source) {
                        (NO_ROW | UNKNOWN_ROW, Gathered::Codes(_)) => self.table[UNKNOWN as usize],
                        (NO_ROW | UNKNOWN_ROW, Gathered::Scalars { .. }) => self.table[1],
                        (row, Gathered::Codes(codes)) => self.table[codes.get(row as usize) as usize],
                        (row, Gathered::Scalars { values, low, high }) => {
                            self.table[scalar_slot(values[row as usize], *low, *high)]
                        }
                    };
                }
            }
        }
    }
}

/// Where a day's or number's bits stand in its table.
#[inline]
fn scalar_slot(value: i32, low: i32, high: i32) -> usize {
    if value >= low && value <= high {
        (value - low) as usize + 3
    } else {
        match value {
            date::EMPTY => 0,
            date::UNKNOWN => 1,
            date::NEVER_EVENT => 2,
            _ => (high - low) as usize + 4,
        }
    }
}

/// Turns 64 rows of 64 bits into 64 columns, after Hacker's Delight, 7-3.
fn transpose(block: &mut [u64; 64]) {
    let mut width = 32;
    let mut mask = 0x0000_0000_ffff_ffff_u64;
    while width != 0 {
        let mut at = 0;
        while at < 64 {
            for k in at..at + width {
                let swap = (block[k] >> width ^ block[k + width]) & mask;
                block[k] ^= swap << width;
                block[k + width] ^= swap;
            }
            at += 2 * width;
        }
        width >>= 1;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transposing_moves_row_bits_to_columns() {
        let mut block = [0u64; 64];
        for (row, word) in block.iter_mut().enumerate() {
            *word = (row as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(row as u32);
        }
        let before = block;
        transpose(&mut block);
        for (row, word) in before.iter().enumerate() {
            for (bit, column) in block.iter().enumerate() {
                assert_eq!(word >> bit & 1, column >> row & 1, "row {row}, bit {bit}");
            }
        }
    }

    #[test]
    fn special_numbers_have_slots_of_their_own() {
        assert_eq!(range(&[date::EMPTY, date::NEVER_LIMIT, 5, 9, date::UNKNOWN, date::NEVER_EVENT]), Some((5, 9)));
        let slots: Vec<_> = [date::EMPTY, date::UNKNOWN, date::NEVER_EVENT, 5, 9, date::NEVER_LIMIT]
            .into_iter()
            .map(|v| scalar_slot(v, 5, 9))
            .collect();
        assert_eq!(slots, [0, 1, 2, 3, 7, 8]);
        assert_eq!(range(&[0, 1 << 20]), None);
    }
}
