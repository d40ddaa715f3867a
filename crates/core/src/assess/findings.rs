//! Findings: one sentence a failing row, with the cells that it stands on.

use sha2::{Digest, Sha256};

use super::{View, answering, by_severity_of};
use crate::api::{CellShown, Finding};
use crate::checks::Way;
use crate::checks::evaluate::Bits;
use crate::checks::interpret::{Cell, Cells, Row, follow};
use crate::checks::message::{bounded, is_finding};
use crate::checks::typed::{Cond, Path, Term, own_paths, paths};
use crate::checks::{Severity, shown};
use crate::date;
use crate::intake::mask;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Column, FIRST, TRUE, Tables, Value};

/// Findings, streamed: nothing of them is held.
pub struct Findings<'a> {
    view: View<'a>,
    check: usize,
    groups: Vec<(Severity, Bits)>,
    rows: std::vec::IntoIter<usize>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self { view, check: 0, groups: Vec::new(), rows: Vec::new().into_iter() }
    }
}

impl Iterator for Findings<'_> {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        loop {
            if let Some(row) = self.rows.next() {
                let severity = self.groups.iter().find(|(_, bits)| bits.get(row)).map_or(Severity::Low, |(s, _)| *s);
                return Some(finding(self.view, self.check - 1, row, severity));
            }
            let check = self.view.checks.get(self.check)?;
            let outcome = self.view.verdicts.outcomes[self.check].as_ref();
            self.check += 1;
            if let Some(outcome) = outcome {
                let failing = outcome.fail.or(&outcome.accepted);
                self.groups = by_severity_of(check, outcome, &failing);
                // Row numbers of one check only: a bounded part of the whole.
                self.rows = failing.rows().collect::<Vec<_>>().into_iter();
            }
        }
    }
}

/// The worst rows of a check: by severity, then privileged first, then the farthest over the limit, then by key.
pub(super) fn worst(view: View<'_>, index: usize, groups: &[(Severity, Bits)], limit: usize) -> Vec<Finding> {
    let check = &view.checks[index];
    let measure = measure(&view.verdicts.typed[index].fails);
    let way = Way::new(view.tables, check.subject, Subject::Identity);
    let privileged = view.tables.table(Subject::Identity).col("privileged");
    let mut out = Vec::new();
    for (severity, bits) in groups {
        if out.len() >= limit || bits.is_empty() {
            continue;
        }
        let left = limit - out.len();
        // Bounded: the best so far, the last of them the one to beat.
        let mut best: Vec<(bool, i64, String, usize)> = Vec::new();
        let mut bar = (true, i64::MAX);
        for row in bits.rows() {
            let is_privileged = way.of(row).is_some_and(|identity| privileged.code(identity) == TRUE);
            let distance = measure.as_ref().map_or(0, |m| m.of(view, check.subject, row));
            // Smaller is worse here: not privileged sorts after privileged, a greater distance first.
            let rank = (!is_privileged, -distance);
            if best.len() >= left && rank > bar {
                continue;
            }
            let key = key(view.tables, check.subject, row);
            let entry = (rank.0, rank.1, key, row);
            let at = best.partition_point(|e| *e < entry);
            best.insert(at, entry);
            best.truncate(left);
            if let Some(last) = best.last() {
                bar = (last.0, last.1);
            }
        }
        out.extend(best.into_iter().map(|(_, _, _, row)| finding(view, index, row, *severity)));
    }
    out
}

/// The identity that a row leads to.
pub(super) fn identity_of(tables: &Tables, subject: Subject, row: usize) -> Option<usize> {
    Way::new(tables, subject, Subject::Identity).of(row)
}

/// What a failing row is measured by: days since an event or to a limit.
pub(super) struct Measure {
    path: Path,
}

impl Measure {
    pub(super) fn of(&self, view: View<'_>, subject: Subject, row: usize) -> i64 {
        if self.path.hops.is_empty()
            && let Column::Days(days) = view.tables.table(subject).column(self.path.field)
        {
            return match days[row] {
                date::NEVER_EVENT | date::NEVER_LIMIT => i64::MAX / 2,
                date::EMPTY | date::UNKNOWN => 0,
                day => (i64::from(view.as_of) - i64::from(day)).abs(),
            };
        }
        let cells = Row { tables: view.tables, subject, row };
        match cells.cell(&self.path) {
            Cell::Day(date::NEVER_EVENT | date::NEVER_LIMIT) => i64::MAX / 2,
            Cell::Day(day) => (i64::from(view.as_of) - i64::from(day)).abs(),
            Cell::Int(n) => n,
            _ => 0,
        }
    }
}

/// The first date or number that the defect compares.
pub(super) fn measure(fails: &Cond) -> Option<Measure> {
    let of_term = |term: &Term| match term {
        Term::Age(path) | Term::DaysUntil(path) => Some(Measure { path: path.clone() }),
        Term::Field(path) if matches!(path.kind(), Type::Event | Type::Limit | Type::Int) => {
            Some(Measure { path: path.clone() })
        }
        _ => None,
    };
    match fails {
        Cond::Compare(_, a, b) => of_term(a).or_else(|| of_term(b)),
        Cond::Not(inner) => measure(inner),
        Cond::And(parts) | Cond::Or(parts) => parts.iter().find_map(measure),
        _ => None,
    }
}

/// A row's own key, as shown: its id, else its name or title, else where it stands.
pub(super) fn key(tables: &Tables, subject: Subject, row: usize) -> String {
    for field in ["id", "name", "title", "finding"] {
        if let Some(field) = schema::find(subject, field)
            && let Value::Text(text) = tables.value(field, row)
        {
            // What should be the id of a finding and is none may be anything.
            if field.field().name == "finding" && !is_finding(&text) {
                return format!("{} (row {})", mask(&text), tables.table(subject).origins[row].line);
            }
            return text.into_owned();
        }
    }
    let mut parts = Vec::new();
    if subject != Subject::Identity
        && let Some(identity) = identity_of(tables, subject, row)
    {
        parts.push(key(tables, Subject::Identity, identity));
    }
    for field in ["kind", "detector", "location", "created", "rotated", "found"] {
        if let Some(id) = schema::find(subject, field) {
            match tables.value(id, row) {
                Value::Text(text) => parts.push(text.into_owned()),
                Value::Day(day) => parts.push(day.to_string()),
                _ => {}
            }
        }
    }
    if let Some(number) = tables.table(subject).alike.get(&(row as u32)) {
        parts.push(format!("#{number}"));
    }
    if parts.is_empty() {
        let origin = tables.table(subject).origins[row];
        parts.push(format!("row {}", origin.line));
    }
    parts.join(" ")
}

/// An identity's key, with its platform and account where only a name tells it apart: names recur between accounts.
fn placed_key(tables: &Tables, row: usize) -> String {
    let mut parts = vec![key(tables, Subject::Identity, row)];
    let value = |name: &str| tables.value(schema::the(Subject::Identity, name), row);
    if !matches!(value("id"), Value::Text(_)) {
        for field in ["platform", "account"] {
            if let Value::Text(text) = value(field) {
                parts.push(text.into_owned());
            }
        }
    }
    parts.join(" ")
}

/// The finding of a check on a row; for an unknown row it says what is missing.
pub(super) fn finding(view: View<'_>, index: usize, row: usize, severity: Severity) -> Finding {
    let check = &view.checks[index];
    let typed = &view.verdicts.typed[index];
    let tables = view.tables;
    let key = key(tables, check.subject, row);
    let identity = identity_of(tables, check.subject, row);
    let cells = Row { tables, subject: check.subject, row };
    let unknown = view.verdicts.outcomes[index].as_ref().is_some_and(|o| o.unknown.get(row));
    // The dates that the sentence speaks of first, then what the defect compares, then what made it apply; thresholds'
    // own dimensions last. A person's roster row stands behind the cell that names the person.
    let mut read: Vec<Path> = Vec::new();
    let mut compared = Vec::new();
    paths(&typed.fails, &mut compared);
    read.extend(check.message.dates().filter(|p| compared.contains(p)).cloned());
    own_paths(&typed.fails, &mut read);
    own_paths(&typed.applies, &mut read);
    read.extend(compared);
    let read: Vec<Path> = read
        .into_iter()
        .flat_map(|path| {
            let person = path.hops.iter().position(|h| h.field().kind == Type::Person);
            let named = person.map(|at| Path { hops: path.hops[..at].to_vec(), field: path.hops[at] });
            named.into_iter().chain([path])
        })
        .collect();
    let mut seen: Vec<&Path> = Vec::new();
    let mut shown_cells = Vec::new();
    for path in &read {
        if seen.contains(&path) || hidden(path.field) {
            continue;
        }
        seen.push(path);
        let cell = cells.cell(path);
        if unknown && !matches!(cell, Cell::Empty | Cell::Unknown) {
            continue;
        }
        shown_cells.push(cell_shown(view, check.subject, row, path, &cell));
    }
    let message = if unknown {
        let names: Vec<String> = shown_cells.iter().map(|c| format!("`{}`", c.field)).collect();
        let own = name_of(view, check.subject, row, &key);
        let whose = match identity {
            Some(identity) if check.subject != Subject::Identity => {
                let key = self::key(tables, Subject::Identity, identity);
                format!(" of `{}`", name_of(view, Subject::Identity, identity, &key))
            }
            _ => String::new(),
        };
        match names.len() {
            0 => format!("`{own}`{whose}: the files do not say"),
            _ => format!("`{own}`{whose}: the files do not say {}", names.join(", ")),
        }
    } else {
        check.message.render(check.subject, &cells, view.policy, view.as_of)
    };
    let text = |name: &str| {
        let field = schema::the(Subject::Identity, name);
        let identity = identity?;
        match tables.value(field, identity) {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    };
    let id = id_of(view, index, row);
    Finding {
        response: view.answers.to(tables, &id),
        id,
        check: check.id.clone(),
        severity,
        message,
        subject: check.subject,
        identity: identity.map(|i| text("name").unwrap_or_else(|| self::key(tables, Subject::Identity, i))),
        owner: answering::name(tables, check.subject, row),
        environment: text("environment"),
        key,
        accepted: view.verdicts.outcomes[index].as_ref().is_some_and(|o| o.accepted.get(row)),
        exception: view.exceptions.of(tables, index, row),
        under: (!unknown).then(|| under(view, index, row)).flatten(),
        cells: shown_cells,
    }
}

/// The person who owns a row, as a row of the roster.
fn owner_row(view: View<'_>, subject: Subject, row: usize) -> Option<usize> {
    // What a store says of a credential's owner does not say who answers for its identity.
    let (at, table) = match schema::find(subject, "owner").filter(|_| subject != Subject::Credential) {
        Some(_) => (row, view.tables.table(subject)),
        None => (identity_of(view.tables, subject, row)?, view.tables.table(Subject::Identity)),
    };
    let person = table.col("owner").code(at).checked_sub(FIRST)?;
    let row = *view.tables.persons.rows.get(person as usize)? as usize;
    (row < view.tables.table(Subject::Person).rows).then_some(row)
}

/// The checks on people that tell the cause of this check's findings.
fn grouping(view: View<'_>, index: usize) -> impl Iterator<Item = usize> {
    let id = &view.checks[index].id;
    let grouping = |check: &crate::checks::Check| check.subject == Subject::Person && check.groups.contains(id);
    (0..view.checks.len()).filter(move |at| grouping(&view.checks[*at]))
}

/// The finding on the row's owner that tells the same cause and counts for it.
fn under(view: View<'_>, index: usize, row: usize) -> Option<String> {
    grouping(view, index).find_map(|at| {
        let owner = owner_row(view, view.checks[index].subject, row)?;
        let fails = view.verdicts.outcomes[at].as_ref().is_some_and(|o| o.fail.get(owner));
        fails.then(|| id(&view.checks[at].id, Subject::Person, &key(view.tables, Subject::Person, owner), None))
    })
}

/// The open failures of a check that stand under a finding on their owner.
pub(super) fn grouped(view: View<'_>, index: usize) -> Bits {
    let Some(outcome) = &view.verdicts.outcomes[index] else { return Bits::default() };
    let mut out = Bits::zeros(view.tables.table(view.checks[index].subject).rows);
    for at in grouping(view, index) {
        let Some(people) = &view.verdicts.outcomes[at] else { continue };
        for row in outcome.fail.rows() {
            if owner_row(view, view.checks[index].subject, row).is_some_and(|owner| people.fail.get(owner)) {
                out.set(row, true);
            }
        }
    }
    out
}

fn name_of(view: View<'_>, subject: Subject, row: usize, key: &str) -> String {
    match schema::find(subject, "name").map(|f| view.tables.value(f, row)) {
        Some(Value::Text(text)) => text.into_owned(),
        _ => key.to_owned(),
    }
}

/// Fields whose content is never shown.
pub(super) fn hidden(field: FieldId) -> bool {
    matches!(field.field().name, "description" | "fingerprint" | "hash" | "author")
}

/// A row's own key where keys of all rows meet: an identity's as [`placed_key`] makes it.
pub(super) fn own_key(tables: &Tables, subject: Subject, row: usize) -> String {
    if subject == Subject::Identity { placed_key(tables, row) } else { key(tables, subject, row) }
}

/// The id of the finding of a check on a row.
pub(super) fn id_of(view: View<'_>, index: usize, row: usize) -> String {
    let check = &view.checks[index];
    let identity = identity_of(view.tables, check.subject, row).map(|i| placed_key(view.tables, i));
    id(&check.id, check.subject, &own_key(view.tables, check.subject, row), identity.as_deref())
}

/// The first ten hexadecimal digits of a hash over the check and the row's own key and its identity's.
fn id(check: &str, subject: Subject, key: &str, identity: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in [check, subject.name(), key, identity.unwrap_or("")] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("F-{}", &crate::hex(&hash.finalize())[..10])
}

pub(super) fn cell_shown(view: View<'_>, subject: Subject, row: usize, path: &Path, cell: &Cell<'_>) -> CellShown {
    let field = path.written(subject);
    let value = match (cell, path.kind()) {
        (Cell::Row(row), Type::Link(target)) => key(view.tables, target, *row as usize),
        (Cell::Empty | Cell::Unknown, _) => shown(view.tables, cell),
        _ => bounded(path.field, shown(view.tables, cell)),
    };
    let mut out = CellShown { field, value, file: None, line: None, column: None };
    let Some(target) = follow(view.tables, row as u32, &path.hops) else { return out };
    let table = view.tables.table(path.field.subject);
    if !matches!(table.column(path.field), Column::Absent) && !table.origins.is_empty() {
        let origin = table.origin_of(target as usize, path.field);
        if let (Some(source), Some(headings)) =
            (view.tables.sources.get(origin.source as usize), view.headings.get(origin.source as usize))
        {
            out.column = headings.of(source_field(path.field)).map(str::to_owned);
            if out.column.is_some() || path.field.field().derived {
                out.file = Some(source.name.clone());
                out.line = Some(origin.line);
            }
        }
    }
    out
}

/// The field that a derived one is mostly taken from, to point at its cell.
fn source_field(field: FieldId) -> FieldId {
    let other = match (field.subject, field.field().name) {
        (Subject::Credential, "set") => "rotated",
        (Subject::Credential, "static") => "kind",
        (Subject::Identity, "owners") => "owner",
        _ => return field,
    };
    schema::the(field.subject, other)
}
