//! A typed condition over one row: the meaning that the plan must keep.
//!
//! Slow and plain. It fills the plan's tables per distinct value, renders messages, explains single rows and is compared
//! with the `cel` crate's interpreter.

use std::borrow::Cow;

use super::condition::{Comparison, TextTest};
use super::typed::{Cond, Limit, Path, Term};
use crate::date;
use crate::schema::{FieldId, Subject};
use crate::tables::{Column, FIRST, Meaning, NO_ROW, Tables, UNKNOWN_ROW};

/// True, false or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tri {
    /// It holds.
    True,
    /// It does not.
    False,
    /// The data does not say.
    Unknown,
}

impl Tri {
    fn of(b: bool) -> Self {
        if b { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Tri {
    type Output = Self;
    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// A cell, ready to be compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// There and blank.
    Empty,
    /// Not recorded, or unreadable.
    Unknown,
    /// Text or a word.
    Text(Cow<'a, str>),
    /// A list of text.
    List(&'a [String]),
    /// A person, and whether a roster explains it.
    Person(u32, bool),
    /// Several persons.
    Persons(&'a [u32]),
    /// A day number, *never* included.
    Day(i32),
    /// A number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A row of another subject.
    Row(u32),
}

impl Cell<'_> {
    fn is_value(&self) -> bool {
        !matches!(self, Cell::Empty | Cell::Unknown)
    }
}

/// Where the cells of one row are found.
pub trait Cells {
    /// The tables that person and link fields read on into.
    fn tables(&self) -> &Tables;
    /// The cell at a path.
    fn cell(&self, path: &Path) -> Cell<'_>;
}

/// The cells of a row of a table.
pub struct Row<'a> {
    /// The tables.
    pub tables: &'a Tables,
    /// The row's subject.
    pub subject: Subject,
    /// The row.
    pub row: usize,
}

impl Cells for Row<'_> {
    fn tables(&self) -> &Tables {
        self.tables
    }
    fn cell(&self, path: &Path) -> Cell<'_> {
        match follow(self.tables, self.row as u32, &path.hops) {
            Some(row) => cell_of(self.tables, path.field, row as usize),
            None => Cell::Unknown,
        }
    }
}

/// The row that hops lead to from a row; `None` where a link on the way is empty or unknown.
pub fn follow(tables: &Tables, mut row: u32, hops: &[FieldId]) -> Option<u32> {
    for hop in hops {
        row = step(tables, *hop, row as usize);
        if row == NO_ROW || row == UNKNOWN_ROW {
            return None;
        }
    }
    Some(row)
}

/// The row that one link or person field leads to.
pub fn step(tables: &Tables, hop: FieldId, row: usize) -> u32 {
    match tables.table(hop.subject).column(hop) {
        Column::Link { rows, .. } => rows.get(row),
        Column::Coded(coded) if coded.meaning == Meaning::Person => match coded.codes.get(row) {
            code if code >= FIRST => match tables.persons.rows[(code - FIRST) as usize] {
                NO_ROW => UNKNOWN_ROW,
                row => row,
            },
            _ => UNKNOWN_ROW,
        },
        _ => UNKNOWN_ROW,
    }
}

/// The cell of a row of a table.
pub fn cell_of(tables: &Tables, field: FieldId, row: usize) -> Cell<'_> {
    match tables.table(field.subject).column(field) {
        Column::Absent => Cell::Unknown,
        Column::Coded(coded) => code_cell(tables, &coded.meaning, coded.codes.get(row)),
        Column::Days(days) => match days[row] {
            date::EMPTY => Cell::Empty,
            date::UNKNOWN => Cell::Unknown,
            day => Cell::Day(day),
        },
        Column::Ints(ints) => match ints[row] {
            date::EMPTY => Cell::Empty,
            date::UNKNOWN => Cell::Unknown,
            n => Cell::Int(i64::from(n)),
        },
        Column::Texts(texts) => match texts.get(row) {
            [] if texts.is_unknown(row) => Cell::Unknown,
            [] => Cell::Empty,
            text => Cell::Text(String::from_utf8_lossy(text)),
        },
        Column::Link { rows, names } => match (names, rows.get(row)) {
            (Some(names), _) => code_cell(tables, &names.meaning, names.codes.get(row)),
            (None, NO_ROW) => Cell::Empty,
            (None, UNKNOWN_ROW) => Cell::Unknown,
            (None, target) => Cell::Row(target),
        },
    }
}

/// What a code of a coded column stands for.
pub fn code_cell<'a>(tables: &'a Tables, meaning: &'a Meaning, code: u32) -> Cell<'a> {
    let entry = match code {
        0 => return Cell::Empty,
        1 => return Cell::Unknown,
        code => (code - FIRST) as usize,
    };
    match meaning {
        Meaning::Word(vocabulary) => Cell::Text(crate::schema::words(vocabulary)[entry].into()),
        Meaning::Bool => Cell::Bool(entry == 1),
        Meaning::Text(entries) => Cell::Text(entries[entry].as_str().into()),
        Meaning::List(entries) => Cell::List(&entries[entry]),
        Meaning::Person => Cell::Person(entry as u32, tables.persons.is_resolved(entry as u32)),
        Meaning::Persons(entries) => Cell::Persons(&entries[entry]),
    }
}

/// Walks conditions over one row.
pub struct Interpreter<'a> {
    /// The row's cells.
    pub cells: &'a dyn Cells,
    /// The as-of date.
    pub as_of: i32,
}

impl Interpreter<'_> {
    /// Does the condition hold?
    pub fn holds(&self, cond: &Cond) -> Tri {
        self.walk(cond, &mut Vec::new())
    }

    fn walk(&self, cond: &Cond, variables: &mut Vec<String>) -> Tri {
        match cond {
            Cond::Const(b) => Tri::of(*b),
            Cond::Field(path) => match self.cells.cell(path) {
                Cell::Bool(b) => Tri::of(b),
                _ => Tri::Unknown,
            },
            Cond::Not(inner) => !self.walk(inner, variables),
            Cond::And(parts) => {
                let mut out = Tri::True;
                for part in parts {
                    match self.walk(part, variables) {
                        Tri::False => return Tri::False,
                        Tri::Unknown => out = Tri::Unknown,
                        Tri::True => {}
                    }
                }
                out
            }
            Cond::Or(parts) => {
                let mut out = Tri::False;
                for part in parts {
                    match self.walk(part, variables) {
                        Tri::True => return Tri::True,
                        Tri::Unknown => out = Tri::Unknown,
                        Tri::False => {}
                    }
                }
                out
            }
            Cond::Compare(op, a, b) => compare(*op, &self.term(a, variables), &self.term(b, variables)),
            Cond::In(a, b) => match (&self.term(b, variables), &self.term(a, variables)) {
                (Cell::List(list), Cell::Text(text)) => Tri::of(list.iter().any(|e| e == text)),
                (Cell::Persons(list), Cell::Person(person, _)) => person_in(self.cells.tables(), list, *person),
                _ => Tri::Unknown,
            },
            Cond::Has(path) => match self.cells.cell(path) {
                Cell::Unknown => Tri::Unknown,
                cell => Tri::of(cell.is_value()),
            },
            Cond::Never(path) => match self.cells.cell(path) {
                Cell::Day(day) => Tri::of(day == date::NEVER_EVENT || day == date::NEVER_LIMIT),
                _ => Tri::Unknown,
            },
            Cond::TextTest(test, a, b) => match (&self.term(a, variables), &self.term(b, variables)) {
                (Cell::Text(a), Cell::Text(b)) => Tri::of(match test {
                    TextTest::StartsWith => a.starts_with(&**b),
                    TextTest::EndsWith => a.ends_with(&**b),
                    TextTest::Contains => a.contains(&**b),
                }),
                _ => Tri::Unknown,
            },
            Cond::Quantifier { all, list, body } => {
                let list = self.term(list, variables);
                let Cell::List(elements) = list else { return Tri::Unknown };
                let mut out = Tri::of(*all);
                for element in elements {
                    variables.push(element.clone());
                    let one = self.walk(body, variables);
                    variables.pop();
                    match one {
                        Tri::Unknown => out = Tri::Unknown,
                        one if one == Tri::of(!*all) => return one,
                        _ => {}
                    }
                }
                out
            }
        }
    }

    fn term<'t>(&'t self, term: &'t Term, variables: &[String]) -> Cell<'t> {
        match term {
            Term::Field(path) => self.cells.cell(path),
            Term::Text(text) => Cell::Text(text.as_str().into()),
            Term::Int(n) => Cell::Int(*n),
            Term::List(list) => Cell::List(list),
            Term::Limit(limit) => Cell::Int(self.limit(limit).0),
            Term::Day(day) => {
                if *day == date::UNKNOWN {
                    Cell::Unknown
                } else {
                    Cell::Day(*day)
                }
            }
            Term::AsOf => Cell::Day(self.as_of),
            Term::Variable(depth) => Cell::Text(variables[*depth].clone().into()),
            Term::Age(path) => self.days(path, |day| i64::from(self.as_of) - day),
            Term::DaysUntil(path) => self.days(path, |day| day - i64::from(self.as_of)),
            Term::DaysBetween(a, b) => match (self.cells.cell(a), self.cells.cell(b)) {
                (Cell::Day(a), Cell::Day(b)) => Cell::Int(i64::from(b) - i64::from(a)),
                _ => Cell::Unknown,
            },
            Term::Size(path) => match self.cells.cell(path) {
                Cell::List(list) => Cell::Int(list.len() as i64),
                Cell::Persons(list) => Cell::Int(list.len() as i64),
                _ => Cell::Unknown,
            },
        }
    }

    fn days(&self, path: &Path, f: impl Fn(i64) -> i64) -> Cell<'_> {
        match self.cells.cell(path) {
            Cell::Day(day) => Cell::Int(f(i64::from(day))),
            _ => Cell::Unknown,
        }
    }

    /// The value of a threshold for the row, and the number of the entry that decided it.
    pub fn limit(&self, limit: &Limit) -> (i64, Option<usize>) {
        let mut best: Option<(i64, usize)> = None;
        for (i, (when, value)) in limit.entries.iter().enumerate() {
            if self.holds(when) == Tri::True {
                let stricter = best.is_none_or(|(b, _)| if limit.least { *value < b } else { *value > b });
                if stricter {
                    best = Some((*value, i));
                }
            }
        }
        best.map_or((limit.default, None), |(value, i)| (value, Some(i)))
    }
}

/// Two cells against each other.
fn compare(op: Comparison, a: &Cell<'_>, b: &Cell<'_>) -> Tri {
    let ordering = match (a, b) {
        (Cell::Day(a), Cell::Day(b)) => a.cmp(b),
        (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
        (Cell::Bool(a), Cell::Bool(b)) => a.cmp(b),
        // A yes-or-no literal is typed as 0 or 1.
        (Cell::Bool(a), Cell::Int(b)) => i64::from(*a).cmp(b),
        (Cell::Int(a), Cell::Bool(b)) => a.cmp(&i64::from(*b)),
        (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
        (Cell::Person(a, a_known), Cell::Person(b, b_known)) => {
            let same = same_person((*a, *a_known), (*b, *b_known));
            return if op == Comparison::Equal { same } else { !same };
        }
        _ => return Tri::Unknown,
    };
    Tri::of(match op {
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    })
}

/// One spelling is one person; two spellings are two persons only where the roster explains both.
fn same_person(a: (u32, bool), b: (u32, bool)) -> Tri {
    if a.0 == b.0 {
        Tri::True
    } else if a.1 && b.1 {
        Tri::False
    } else {
        Tri::Unknown
    }
}

/// `person in persons`, which needs to know whom the roster explains.
fn person_in(tables: &Tables, persons: &[u32], person: u32) -> Tri {
    let known = |p: u32| tables.persons.is_resolved(p);
    let mut out = Tri::False;
    for other in persons {
        match same_person((person, known(person)), (*other, known(*other))) {
            Tri::True => return Tri::True,
            Tri::Unknown => out = Tri::Unknown,
            Tri::False => {}
        }
    }
    out
}
