//! Exceptions: approved deviations, laid over the failing rows in their scope.
//!
//! An exception accepts a failing row only while it is in force: approved by somebody who has no interest in it, begun, not
//! ended, and for a severity that the policy lets anybody accept. In every other state its rows stay open and say so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cited::Cited;
use super::claims::shortened;
use super::entry::Entry;
use super::{by_severity_of, findings, shown_text};
use crate::api::{ExceptionShown, FindingException, Note, Place};
use crate::checks::condition;
use crate::checks::evaluate::Bits;
use crate::checks::message::is_plain_name;
use crate::checks::typed::Typer;
use crate::checks::{Check, How, Verdicts, Way, rows_where};
use crate::date::{self, Day};
use crate::intake::mask;
use crate::policy::Policy;
use crate::schema::{self, SUBJECTS, Subject};
use crate::tables::derive::chosen_approvers;
use crate::tables::{Coded, Codes, Column, EMPTY, FIRST, Meaning, Tables, UNKNOWN, Value, day_value};

/// How many characters of a condition are quoted.
const CONDITION_SHOWN: usize = 300;

/// How many rows, and names in a row, a note tells.
const NAMES_SHOWN: usize = 5;

/// Where an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    InForce,
    Future,
    Expired,
    Unapproved,
    SelfApproved,
    WithoutEnd,
    NotAllowed,
    Unmatched,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Future => "future",
            Self::Expired => "expired",
            Self::Unapproved => "unapproved",
            Self::SelfApproved => "self_approved",
            Self::WithoutEnd => "without_end",
            Self::NotAllowed => "not_allowed",
            Self::Unmatched => "unmatched",
        }
    }

    fn code(self) -> u32 {
        let words = schema::words("exception.state");
        FIRST + words.iter().position(|w| *w == self.word()).expect("the state is a word of its vocabulary") as u32
    }
}

/// The rows of one check that an exception is about.
enum Rows {
    /// These rows, in order.
    Some(Vec<u32>),
    /// The rows that its condition picks.
    Picked(Bits),
}

impl Rows {
    fn among(&self, failing: &Bits) -> Bits {
        match self {
            Self::Picked(picked) => failing.and(picked),
            Self::Some(rows) => {
                let mut out = failing.clone().without(failing);
                rows.iter().filter(|row| failing.get(**row as usize)).for_each(|row| out.set(*row as usize, true));
                out
            }
        }
    }
}

/// What one exception is about.
struct Scope {
    checks: Vec<(usize, Rows)>,
    /// In words.
    says: String,
    /// Why it is about nothing.
    lost: Option<String>,
    /// Where in its list the names stand that lead to no row, or that two rows share; from 1.
    nowhere: Vec<usize>,
}

/// All exceptions, with what they cover.
#[derive(Default)]
pub(crate) struct Exceptions {
    scopes: Vec<Scope>,
    states: Vec<State>,
    covers: Vec<usize>,
    accepts: Vec<usize>,
    /// Of the rows that each covers, those that no exception accepts.
    open: Vec<usize>,
    /// For each check, the exception that each failing row in some scope stands under.
    under: Vec<FxHashMap<u32, u32>>,
    references: Vec<Vec<String>>,
}

/// What laying exceptions over verdicts gave.
pub(super) struct Accepted {
    /// How many rows each exception accepts.
    accepts: Vec<usize>,
    /// For each check, the exception that each failing row in some scope stands under.
    under: Vec<FxHashMap<u32, u32>>,
}

impl Exceptions {
    /// Finds what each exception covers and where it stands, fills the derived fields of the table, and moves the rows that
    /// are accepted from *fail* to *accepted*.
    pub(super) fn apply(
        tables: &mut Tables,
        verdicts: &mut Verdicts,
        checks: &[Check],
        policy: &Policy,
        cited: &Cited<'_>,
        as_of: i32,
        notes: &mut Vec<Note>,
    ) -> Self {
        let rows = tables.table(Subject::Exception).rows;
        if rows == 0 {
            return Self { under: vec![FxHashMap::default(); checks.len()], ..Self::default() };
        }
        let names = Names::new(tables);
        let operators = operators(tables, checks);
        let mut out = Self { under: vec![FxHashMap::default(); checks.len()], ..Self::default() };
        let mut interested = Vec::new();
        let mut picks = Picks::default();
        for row in 0..rows {
            let refs = cited.cell(tables, schema::the(Subject::Exception, "references"), row);
            let scope = scope(&Around { tables, checks, policy, names: &names, as_of }, &refs.items, row, &mut picks);
            let failing: Vec<(usize, Bits)> = scope
                .checks
                .iter()
                .filter_map(|(check, rows)| Some((*check, rows.among(&verdicts.outcomes[*check].as_ref()?.fail))))
                .collect();
            interested.push(Interested::find(tables, checks, &operators, &failing, row));
            out.covers.push(failing.iter().map(|(_, bits)| bits.count()).sum());
            out.scopes.push(scope);
            out.references.push(refs.shown);
        }
        speak_of_who_has_a_stake(tables, &interested);
        for (row, persons) in interested.iter_mut().enumerate() {
            persons.ask_of(tables.table(Subject::Exception).col("approver").code(row));
            out.states.push(state(tables, checks, policy, &out.scopes[row], persons, row, as_of));
        }
        let accepted = out.accept(verdicts, checks, policy, tables);
        (out.accepts, out.under) = (accepted.accepts, accepted.under);
        out.open = out.scopes.iter().map(|scope| still_open(scope, verdicts)).collect();
        out.note(tables, notes);
        out.fill(tables, interested);
        out
    }

    /// Moves the rows that exceptions in force accept, and says how many rows each accepts.
    ///
    /// Of several exceptions over one row the one that ends last is named, then the first of the list.
    pub(super) fn accept(
        &self,
        verdicts: &mut Verdicts,
        checks: &[Check],
        policy: &Policy,
        tables: &Tables,
    ) -> Accepted {
        let ends = tables.table(Subject::Exception).col("ends");
        let mut order: Vec<usize> = (0..self.states.len()).collect();
        // Those in force first, so that a row says which exception holds, and only then which one did.
        order.sort_by_key(|row| (self.states[*row] != State::InForce, std::cmp::Reverse(ends.day(*row)), *row));
        let mut accepts = vec![0; self.states.len()];
        let mut under: Vec<FxHashMap<u32, u32>> = vec![FxHashMap::default(); checks.len()];
        for row in order {
            for (index, rows) in &self.scopes[row].checks {
                let check = &checks[*index];
                let Some(outcome) = &mut verdicts.outcomes[*index] else { continue };
                let covered = rows.among(&outcome.fail);
                if self.states[row] != State::InForce {
                    for at in covered.rows() {
                        under[*index].entry(at as u32).or_insert(row as u32);
                    }
                    continue;
                }
                for (severity, bits) in by_severity_of(check, outcome, &covered) {
                    if bits.count() == 0 || policy.for_severity("exception_days", severity.word()) == 0 {
                        continue;
                    }
                    accepts[row] += bits.count();
                    for at in bits.rows() {
                        under[*index].insert(at as u32, row as u32);
                    }
                    outcome.fail = outcome.fail.without(&bits);
                    outcome.accepted = outcome.accepted.or(&bits);
                }
            }
        }
        Accepted { accepts, under }
    }

    /// The row of the exception that a failing row stands under, or stood under.
    pub(super) fn at(&self, check: usize, row: usize) -> Option<usize> {
        self.under.get(check)?.get(&(row as u32)).map(|exception| *exception as usize)
    }

    /// The exception that a failing row stands under, or stood under.
    pub(super) fn of(&self, tables: &Tables, check: usize, row: usize) -> Option<FindingException> {
        let exception = self.at(check, row)?;
        Some(FindingException {
            exception: findings::key(tables, Subject::Exception, exception),
            state: self.states[exception].word().into(),
            ends: day(tables, exception, "ends"),
            approver: approvers(tables, Subject::Exception, exception),
        })
    }

    /// The nearest end of the exceptions that accept rows of these checks.
    pub(super) fn nearest_end(&self, tables: &Tables, verdicts: &Verdicts, checks: &[usize]) -> Option<Day> {
        let ends = tables.table(Subject::Exception).col("ends");
        let accepting = checks.iter().flat_map(|check| {
            let accepted = verdicts.outcomes[*check].as_ref().map(|o| &o.accepted);
            self.under.get(*check).into_iter().flatten().filter_map(move |(row, exception)| {
                accepted.is_some_and(|bits| bits.get(*row as usize)).then_some(*exception)
            })
        });
        accepting.map(|exception| ends.day(exception as usize)).min().map(Day)
    }

    /// All of them as shown: those that accept rows, then those whose rows are open, then the rest.
    pub(super) fn shown(&self, tables: &Tables, limit: usize) -> Vec<ExceptionShown> {
        let mut order: Vec<usize> = (0..self.states.len()).collect();
        order.sort_by_key(|row| {
            let weight = match (self.states[*row], self.covers[*row]) {
                (State::InForce, 1..) => 0,
                (_, 1..) => 1,
                (State::InForce, 0) => 2,
                _ => 3,
            };
            (weight, std::cmp::Reverse(self.covers[*row]), *row)
        });
        order.into_iter().take(limit).map(|row| self.one(tables, row)).collect()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.states.len()
    }

    /// One of them as shown.
    pub(super) fn one(&self, tables: &Tables, row: usize) -> ExceptionShown {
        let text = |field: &str| shown_text(tables, Subject::Exception, field, row);
        let table = tables.table(Subject::Exception);
        let int = |field: &str| match tables.value(schema::the(Subject::Exception, field), row) {
            Value::Int(n) => Some(n as i32),
            _ => None,
        };
        let compensating = match table.col("compensating_control") {
            Column::Link { rows, .. } => Some(rows.get(row)),
            _ => None,
        };
        let control = compensating.filter(|c| (*c as usize) < tables.table(Subject::Control).rows).map(|c| c as usize);
        ExceptionShown {
            key: findings::key(tables, Subject::Exception, row),
            check: text("check").map(|check| if is_plain_name(&check) { check } else { mask(&check) }),
            references: self.references[row].clone(),
            scope: self.scopes[row].says.clone(),
            reason: text("reason"),
            compensating_control: control.map(|c| findings::key(tables, Subject::Control, c)),
            compensating_evidence: control.and_then(|c| shown_text(tables, Subject::Control, "evidence_state", c)),
            requester: text("requester"),
            approver: approvers(tables, Subject::Exception, row),
            approved: day(tables, row, "approved"),
            starts: day(tables, row, "starts"),
            ends: day(tables, row, "ends"),
            renewals: int("renewals"),
            state: Some(self.states[row].word().into()),
            says: self.says(tables, row),
            covers: self.covers[row],
            accepts: self.accepts[row],
            growth: int("growth"),
            place: place(tables, Subject::Exception, row),
        }
    }

    fn says(&self, tables: &Tables, row: usize) -> String {
        let covers = self.covers[row];
        let elsewhere = covers - self.accepts[row] - self.open[row];
        let open = match (covers, self.open[row]) {
            (0, _) => "no row fails in its scope".to_owned(),
            (1, 1) => "the failing row in its scope is open".to_owned(),
            (n, open) if open == n => format!("the {n} failing rows in its scope are open"),
            (1, 0) => "the failing row in its scope stands under another exception".to_owned(),
            (n, 0) => format!("the {n} failing rows in its scope stand under another exception"),
            (n, open) => {
                format!(
                    "of the {n} failing rows in its scope {elsewhere} {} under another exception, and {open} {} open",
                    if elsewhere == 1 { "stands" } else { "stand" },
                    if open == 1 { "is" } else { "are" }
                )
            }
        };
        let ends = day(tables, row, "ends").map(|d| d.to_string()).unwrap_or_default();
        let says = match self.states[row] {
            State::InForce if covers == 0 => {
                format!("in force until {ends}, and matches nothing: no row fails in its scope")
            }
            State::InForce => match covers - self.accepts[row] {
                0 => format!("in force until {ends}; accepts {covers} failing {}", rows_word(covers)),
                _ => {
                    let mut says =
                        format!("in force until {ends}; accepts {} of {covers} failing rows", self.accepts[row]);
                    if elsewhere > 0 {
                        let stand = if elsewhere == 1 { "stands" } else { "stand" };
                        says.push_str(&format!("; {elsewhere} {stand} under another exception"));
                    }
                    if self.open[row] > 0 {
                        let stay = if self.open[row] == 1 { "stays" } else { "stay" };
                        let open = self.open[row];
                        says.push_str(&format!(
                            "; {open} {stay} open, of a severity that the policy lets nobody accept"
                        ));
                    }
                    says
                }
            },
            State::Future => match day(tables, row, "starts") {
                Some(starts) => format!("approved, and begins on {starts}; {open}"),
                None => format!("approved, and when it begins could not be read; {open}"),
            },
            State::Expired if covers > 0 && self.open[row] > 0 => format!("ended on {ends}; {open} again"),
            State::Expired => format!("ended on {ends}; {open}"),
            State::Unapproved => format!("{}; {open}", Self::not_approved(tables, row)),
            State::SelfApproved => {
                format!("approved by somebody with an interest in it, so it accepts nothing; {open}")
            }
            State::WithoutEnd => format!("has no end, so it accepts nothing; {open}"),
            State::NotAllowed => format!("the policy lets nobody accept this severity; {open}"),
            State::Unmatched => {
                format!("matches nothing: {}", self.scopes[row].lost.as_deref().unwrap_or("its scope names no row"))
            }
        };
        match (self.states[row], self.scopes[row].nowhere.len()) {
            (State::Unmatched, _) | (_, 0) => says,
            (_, 1) => format!("{says}; 1 of the names in its list leads to no row"),
            (_, n) => format!("{says}; {n} of the names in its list lead to no row"),
        }
    }

    /// Why it counts as unapproved.
    fn not_approved(tables: &Tables, row: usize) -> String {
        let entry = Entry { tables, subject: Subject::Exception, row };
        match entry.text("status") {
            Some(status) if status != "approved" => format!("its status is {status}"),
            _ if entry.is_unread("status") => "whether it is approved could not be read".into(),
            _ if entry.person("approver").is_none() => "not approved by anybody named".into(),
            _ => "its day of approval could not be read, or has not come".into(),
        }
    }

    /// One note for the exceptions that are about nothing, by file, and one for names that lead nowhere.
    fn note(&self, tables: &Tables, notes: &mut Vec<Note>) {
        let unmatched = |row: usize| usize::from(self.states[row] == State::Unmatched);
        self.note_where(tables, notes, "unmatched-exception", unmatched, |_| {
            "exceptions match nothing here: their check, their condition or their identities lead to no row".into()
        });
        let nowhere = |row: usize| self.scopes[row].nowhere.len();
        self.note_where(tables, notes, "exception-names-nothing", nowhere, |rows| {
            let table = tables.table(Subject::Exception);
            // A cell may hold anything, so a name is told by its place.
            let of = |row: &usize| {
                let places: Vec<String> =
                    self.scopes[*row].nowhere.iter().take(NAMES_SHOWN).map(usize::to_string).collect();
                let more = if self.scopes[*row].nowhere.len() > NAMES_SHOWN { " and more" } else { "" };
                format!("row {}: number {}{more}", table.origins[*row].line, places.join(", "))
            };
            let shown: Vec<String> = rows.iter().take(NAMES_SHOWN).map(of).collect();
            let more = if rows.len() > NAMES_SHOWN { "; and more rows" } else { "" };
            format!(
                "names in the list of identities lead to no row of the check, or two identities share them; by their \
                 place in the cell: {}{more}",
                shown.join("; ")
            )
        });
    }

    /// A note for each file with rows of which there is something to count.
    fn note_where(
        &self,
        tables: &Tables,
        notes: &mut Vec<Note>,
        kind: &str,
        count: impl Fn(usize) -> usize,
        says: impl Fn(&[usize]) -> String,
    ) {
        let table = tables.table(Subject::Exception);
        let mut by_file: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
        for row in (0..self.states.len()).filter(|row| count(*row) > 0) {
            by_file.entry(table.origins[row].source).or_default().push(row);
        }
        for (source, rows) in by_file {
            notes.push(Note {
                kind: kind.into(),
                file: tables.sources.get(source as usize).map(|s| s.name.clone()),
                column: None,
                count: rows.iter().map(|row| count(*row)).sum(),
                says: says(&rows),
                lines: rows.iter().take(crate::intake::SHOWN).map(|row| table.origins[*row].line).collect(),
            });
        }
    }

    /// Fills the derived fields.
    fn fill(&self, tables: &mut Tables, interested: Vec<Interested>) {
        let table = tables.table_mut(Subject::Exception);
        let approved: Vec<i32> = (0..table.rows).map(|row| table.col("approved_rows").int(row)).collect();
        let growth = |(covers, approved): (&usize, &i32)| match (*covers as i64, *approved) {
            (_, date::EMPTY | date::UNKNOWN) => *approved,
            (covers, approved) if covers <= i64::from(approved) => 0,
            (covers, approved) => {
                let by = (covers - i64::from(approved)) * 100 / i64::from(approved.max(1));
                by.min(i64::from(i32::MAX / 2)) as i32
            }
        };
        table.put("growth", Column::Ints(self.covers.iter().zip(&approved).map(growth).collect()));
        // What another exception accepts is not left to one that ended.
        let covers = self.states.iter().zip(&self.covers).zip(&self.open).map(|((state, covers), open)| match state {
            State::InForce => covers,
            _ => open,
        });
        table.put("covers", Column::Ints(covers.map(|n| (*n).min(i32::MAX as usize / 2) as i32).collect()));
        let codes = Codes::Wide(self.states.iter().map(|s| s.code()).collect());
        table.put("state", Column::Coded(Coded { codes, meaning: Meaning::Word("exception.state") }));
        let codes = interested.iter().enumerate().map(|(at, one)| match (one.persons.is_empty(), one.decided) {
            (_, false) => UNKNOWN,
            (true, true) => EMPTY,
            (false, true) => FIRST + at as u32,
        });
        let codes = Codes::Wide(codes.collect());
        let lists = Arc::new(interested.into_iter().map(|one| one.persons.into_iter().collect()).collect());
        table.put("interested", Column::Coded(Coded { codes, meaning: Meaning::Persons(lists) }));
    }
}

/// How many of the rows that an exception is about fail and are accepted by none.
fn still_open(scope: &Scope, verdicts: &Verdicts) -> usize {
    let open = |(check, rows): &(usize, Rows)| {
        verdicts.outcomes[*check].as_ref().map_or(0, |outcome| rows.among(&outcome.fail).count())
    };
    scope.checks.iter().map(open).sum()
}

fn rows_word(n: usize) -> &'static str {
    if n == 1 { "row" } else { "rows" }
}

fn day(tables: &Tables, row: usize, field: &str) -> Option<Day> {
    match day_value(tables.table(Subject::Exception).col(field).day(row)) {
        Value::Day(day) => Some(day),
        _ => None,
    }
}

/// All who are named as approvers of a row.
pub(super) fn approvers(tables: &Tables, subject: Subject, row: usize) -> Option<String> {
    match tables.value(schema::the(subject, "approvers"), row) {
        Value::List(all) if all.len() > 1 => Some(all.join(", ")),
        _ => shown_text(tables, subject, "approver", row),
    }
}

/// Where a row stands.
pub(super) fn place(tables: &Tables, subject: Subject, row: usize) -> Option<Place> {
    let origin = tables.table(subject).origins.get(row)?;
    let source = tables.sources.get(origin.source as usize)?;
    Some(Place { file: source.name.clone(), line: origin.line })
}

/// Where an exception stands; its rows are open in every state but one.
fn state(
    tables: &Tables,
    checks: &[Check],
    policy: &Policy,
    scope: &Scope,
    interested: &Interested,
    row: usize,
    as_of: i32,
) -> State {
    let table = tables.table(Subject::Exception);
    let status = table.col("status").code(row);
    let approved = schema::words("exception.status").iter().position(|w| *w == "approved").expect("a word") as u32;
    let approver = table.col("approver").code(row);
    let (starts, ends) = (table.col("starts").day(row), table.col("ends").day(row));
    // What stands there and cannot be read might say that nobody approved it yet.
    let entry = Entry { tables, subject: Subject::Exception, row };
    let is_open =
        entry.is_unread("status") || entry.is_unread("approved") || table.col("approved").day(row) == date::NEVER_EVENT;
    if scope.checks.is_empty() || scope.lost.is_some() {
        State::Unmatched
    } else if status >= FIRST && status != FIRST + approved || approver < FIRST || is_open {
        State::Unapproved
    } else if interested.persons.contains(&(approver - FIRST)) {
        State::SelfApproved
    } else if matches!(ends, date::EMPTY | date::UNKNOWN | date::NEVER_LIMIT) {
        State::WithoutEnd
    } else if ends < as_of {
        State::Expired
    } else if starts > as_of || entry.is_unread("starts") {
        State::Future
    } else if scope.checks.iter().all(|(c, _)| policy.for_severity("exception_days", checks[*c].severity.word()) == 0) {
        State::NotAllowed
    } else {
        State::InForce
    }
}

/// Of several approvers of an exception, the one with an interest in it becomes the one to speak of.
fn speak_of_who_has_a_stake(tables: &mut Tables, interested: &[Interested]) {
    let with_stake = |row: usize, named: &[u32]| {
        named.iter().find(|person| interested[row].persons.contains(person)).map(|person| person + FIRST)
    };
    if let Some(column) = chosen_approvers(tables, Subject::Exception, with_stake) {
        tables.table_mut(Subject::Exception).put("approver", column);
    }
}

/// The operators of the controls that name each check, as codes of persons.
fn operators(tables: &Tables, checks: &[Check]) -> Vec<Vec<u32>> {
    let mut out = vec![Vec::new(); checks.len()];
    let mut known: FxHashMap<String, Option<usize>> = FxHashMap::default();
    let controls = tables.table(Subject::Control);
    for control in 0..controls.rows {
        let Value::List(named) = tables.value(schema::the(Subject::Control, "checks"), control) else { continue };
        for name in named {
            let find = || checks.iter().position(|check| check.is_named(&name));
            if let Some(check) = *known.entry(name.to_string()).or_insert_with(find) {
                out[check].push(controls.col("operator").code(control));
            }
        }
    }
    out
}

/// Who has an interest in an exception.
struct Interested {
    persons: BTreeSet<u32>,
    /// Is everything known that decides whether the approver is among them?
    decided: bool,
}

impl Interested {
    /// Who asked for it, who owns the rows that it covers, and who operates a control that names one of its checks.
    fn find(tables: &Tables, checks: &[Check], operators: &[Vec<u32>], failing: &[(usize, Bits)], row: usize) -> Self {
        let table = tables.table(Subject::Exception);
        let mut out = Self { persons: BTreeSet::new(), decided: true };
        out.add(table.col("requester").code(row));
        for (index, bits) in failing {
            let subject = checks[*index].subject;
            // A row of a list of controls or launches names its owner itself; others lead to an identity.
            let own = schema::find(subject, "owner").map(|field| tables.table(subject).column(field));
            let is_credential = subject == Subject::Credential;
            let (way, owner) = match own.filter(|_| !is_credential) {
                Some(own) => (Way::Same, own),
                None => (Way::new(tables, subject, Subject::Identity), tables.table(Subject::Identity).col("owner")),
            };
            // Many rows have few owners: each is entered once.
            let mut seen = vec![false; tables.persons.names.len() + FIRST as usize];
            for code in bits.rows().filter_map(|at| Some(owner.code(way.of(at)?))) {
                if !std::mem::replace(&mut seen[code as usize], true) {
                    out.add(code);
                }
            }
            // A store may name an owner of the secret besides; that none does leaves nothing open.
            if let Some(own) = own.filter(|own| is_credential && own.is_present()) {
                bits.rows().map(|at| own.code(at)).filter(|code| *code >= FIRST).for_each(|code| out.add(code));
            }
        }
        for (check, _) in failing {
            operators[*check].iter().for_each(|operator| out.add(*operator));
        }
        out
    }

    /// An approver who is among them decides, whoever else may be.
    fn ask_of(&mut self, approver: u32) {
        self.decided |= approver >= FIRST && self.persons.contains(&(approver - FIRST));
    }

    fn add(&mut self, code: u32) {
        match code {
            EMPTY => {}
            UNKNOWN => self.decided = false,
            code => {
                self.persons.insert(code - FIRST);
            }
        }
    }
}

/// The rows that each name of an exception leads to, by subject; only names that some exception gives are looked for.
struct Names {
    rows: FxHashMap<(Subject, String), Vec<u32>>,
}

impl Names {
    fn new(tables: &Tables) -> Self {
        let field = schema::the(Subject::Exception, "identities");
        let mut wanted: FxHashSet<String> = FxHashSet::default();
        for row in 0..tables.table(Subject::Exception).rows {
            if let Value::List(list) = tables.value(field, row) {
                wanted.extend(list.iter().map(|name| name.to_lowercase()));
            }
        }
        let mut out = Self { rows: FxHashMap::default() };
        if wanted.is_empty() {
            return out;
        }
        let identity = |name: &str| schema::the(Subject::Identity, name);
        let [id, name, external] = [identity("id"), identity("name"), identity("external_ids")];
        for row in 0..tables.table(Subject::Identity).rows {
            for field in [id, name] {
                if let Value::Text(text) = tables.value(field, row) {
                    out.enter(&wanted, Subject::Identity, &text, row);
                }
            }
            if let Value::List(list) = tables.value(external, row) {
                list.iter().for_each(|text| out.enter(&wanted, Subject::Identity, text, row));
            }
        }
        // A name that two identities share leads to neither.
        out.rows.retain(|_, rows| rows.len() == 1);
        let mut called: FxHashMap<u32, Vec<String>> = FxHashMap::default();
        for ((_, name), rows) in &out.rows {
            called.entry(rows[0]).or_default().push(name.clone());
        }
        for subject in SUBJECTS.into_iter().filter(|s| *s != Subject::Identity) {
            let way = Way::new(tables, subject, Subject::Identity);
            let own = schema::find(subject, "id");
            for row in 0..tables.table(subject).rows {
                if let Some(names) = way.of(row).and_then(|identity| called.get(&(identity as u32))) {
                    for name in names {
                        out.rows.entry((subject, name.clone())).or_default().push(row as u32);
                    }
                }
                if let Some(Value::Text(text)) = own.map(|field| tables.value(field, row)) {
                    out.enter(&wanted, subject, &text, row);
                }
            }
        }
        out
    }

    fn enter(&mut self, wanted: &FxHashSet<String>, subject: Subject, text: &str, row: usize) {
        let name = text.to_lowercase();
        if wanted.contains(&name) {
            let rows = self.rows.entry((subject, name)).or_default();
            if rows.last() != Some(&(row as u32)) {
                rows.push(row as u32);
            }
        }
    }

    /// The places in a list, from 1, of the names that lead to no row of these subjects.
    fn nowhere(&self, list: &[String], subjects: &[Subject]) -> Vec<usize> {
        let leads = |name: &String| subjects.iter().any(|subject| self.rows.contains_key(&(*subject, name.clone())));
        (1..=list.len()).filter(|place| !leads(&list[place - 1])).collect()
    }

    /// The rows of a subject that a list names, by their own id or through the identity that they lead to.
    fn rows(&self, subject: Subject, list: &[String]) -> Vec<u32> {
        let found = list.iter().filter_map(|name| self.rows.get(&(subject, name.clone())));
        let rows: BTreeSet<u32> = found.flatten().copied().collect();
        rows.into_iter().collect()
    }
}

/// What every exception is read against.
struct Around<'a> {
    tables: &'a Tables,
    checks: &'a [Check],
    policy: &'a Policy,
    names: &'a Names,
    as_of: i32,
}

/// What an exception is about: its check, or the checks that test its references, on the rows that it names.
fn scope(around: &Around<'_>, references: &[crate::catalog::FrameworkRef], row: usize, picks: &mut Picks) -> Scope {
    let Around { tables, checks, policy, names, as_of } = *around;
    let field = |name: &str| schema::the(Subject::Exception, name);
    let text = |name: &str| match tables.value(field(name), row) {
        Value::Text(text) => Some(text.into_owned()),
        _ => None,
    };
    let lost = |why: String| Scope { checks: Vec::new(), says: "nothing".into(), lost: Some(why), nowhere: Vec::new() };
    let named = match text("check") {
        Some(name) => match checks.iter().position(|c| c.is_named(&name)) {
            Some(check) => vec![check],
            None => return lost("its check is none of this pack".into()),
        },
        None => {
            let tests =
                |check: &Check| check.maps.iter().any(|m| m.how == How::Tests && references.contains(&m.reference));
            let found: Vec<usize> = (0..checks.len()).filter(|i| tests(&checks[*i])).collect();
            if found.is_empty() {
                return lost("it names no check, and no reference that a check tests".into());
            }
            found
        }
    };
    // An exception to the rules on exceptions would accept itself.
    let named: Vec<usize> = named.into_iter().filter(|c| checks[*c].subject != Subject::Exception).collect();
    if named.is_empty() {
        return lost("checks on exceptions cannot be accepted".into());
    }
    let list = match tables.value(field("identities"), row) {
        Value::List(list) => Some(list.iter().map(|t| t.to_lowercase()).collect::<Vec<_>>()),
        _ => None,
    };
    let condition = text("where");
    // Nobody can tell which rows a blank scope was meant for, so it is not taken for all of them.
    if list.is_none() && condition.is_none() {
        return lost(
            "it names no identities and no condition; where every row is meant, its condition is `true`".into(),
        );
    }
    let subjects: Vec<Subject> = named.iter().map(|check| checks[*check].subject).collect();
    let mut out = Scope {
        checks: Vec::new(),
        says: scope_words(list.as_deref(), condition.as_deref()),
        lost: None,
        nowhere: names.nowhere(list.as_deref().unwrap_or_default(), &subjects),
    };
    for check in named {
        let subject = checks[check].subject;
        let mut rows = list.as_ref().map(|list| names.rows(subject, list));
        if rows.as_ref().is_some_and(Vec::is_empty) {
            continue;
        }
        let mut picked = None;
        if let Some(text) = &condition {
            match picks.rows(tables, policy, subject, text, as_of) {
                Ok(bits) => picked = Some(bits),
                Err(why) => {
                    out.lost = Some(why);
                    continue;
                }
            }
        }
        if let (Some(rows), Some(picked)) = (&mut rows, &picked) {
            rows.retain(|row| picked.get(*row as usize));
        }
        match (rows, picked) {
            (Some(rows), _) => out.checks.push((check, Rows::Some(rows))),
            (None, Some(picked)) => out.checks.push((check, Rows::Picked(picked))),
            (None, None) => {}
        }
    }
    if out.checks.is_empty() && out.lost.is_none() {
        out.lost = Some("no row goes by the names that it gives, or two rows share them".into());
    }
    out
}

fn scope_words(list: Option<&[String]>, condition: Option<&str>) -> String {
    let named = |n: usize| if n == 1 { "1 row named".to_owned() } else { format!("{n} rows named") };
    let condition = condition.map(|text| shortened(text, CONDITION_SHOWN));
    match (list, condition) {
        (Some(list), Some(condition)) => format!("{}, where `{condition}`", named(list.len())),
        (Some(list), None) => named(list.len()),
        (None, Some(condition)) => format!("rows where `{condition}`"),
        (None, None) => "nothing".into(),
    }
}

/// The rows that conditions pick, each condition asked once a subject: many exceptions share one.
#[derive(Default)]
struct Picks {
    known: FxHashMap<(Subject, String), Result<Bits, String>>,
}

impl Picks {
    fn rows(
        &mut self,
        tables: &Tables,
        policy: &Policy,
        subject: Subject,
        text: &str,
        as_of: i32,
    ) -> Result<Bits, String> {
        let ask = || picked_rows(tables, policy, subject, text, as_of);
        self.known.entry((subject, text.to_owned())).or_insert_with(ask).clone()
    }
}

/// The rows that a condition picks; or why it cannot be asked, without a word of the cell that it stands in.
pub(super) fn picked_rows(
    tables: &Tables,
    policy: &Policy,
    subject: Subject,
    text: &str,
    as_of: i32,
) -> Result<Bits, String> {
    let expr = condition::parse(text)
        .map_err(|e| format!("its condition cannot be read at character {}", e.span.start + 1))?;
    let cond = Typer::new(subject, policy).condition(&expr).map_err(|e| {
        format!("its condition does not fit the fields and their words at character {}", e.span.start + 1)
    })?;
    let mut paths = Vec::new();
    crate::checks::typed::paths(&cond, &mut paths);
    let absent = paths.iter().find(|p| !tables.table(p.field.subject).column(p.field).is_present());
    if let Some(path) = absent {
        return Err(format!("its condition reads `{}`, which no file gives", path.written(subject)));
    }
    Ok(rows_where(subject, &cond, tables, as_of))
}
