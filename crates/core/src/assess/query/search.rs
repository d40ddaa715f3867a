//! Text in the cells that a finding shows, looked for once for each distinct value.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::assess::View;
use crate::assess::answering::Answering;
use crate::checks::evaluate::Bits;
use crate::checks::interpret::follow;
use crate::checks::typed::Path;
use crate::checks::{Check, Way};
use crate::schema::{self, FieldId, Subject};
use crate::tables::{Column, FIRST, Tables, Value};

/// Fields that a row is known by.
const KEYS: [&str; 5] = ["id", "name", "title", "finding", "location"];

/// A text that is looked for.
pub(crate) struct Search<'a> {
    view: View<'a>,
    needle: String,
    /// Rows whose cell holds the text, by field.
    fields: FxHashMap<FieldId, Rc<Bits>>,
    /// Persons whose name holds it.
    persons: Rc<Vec<bool>>,
}

/// Where the text is looked for in rows of one check.
pub(super) struct Sought<'a> {
    /// The check itself is called so: all its rows pass.
    all: bool,
    cells: Vec<(Path, Rc<Bits>)>,
    answering: Option<Answering<'a>>,
    persons: Rc<Vec<bool>>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(view: View<'a>, text: &str) -> Self {
        let needle = text.to_lowercase();
        let persons = view.tables.persons.names.iter().map(|n| holds(n, &needle)).collect();
        Self { view, needle, fields: FxHashMap::default(), persons: Rc::new(persons) }
    }

    /// Where it is looked for in rows of a check.
    pub(super) fn of(&mut self, check: &Check) -> Sought<'a> {
        let all = holds(&check.id, &self.needle) || holds(&check.title, &self.needle);
        let tables = self.view.tables;
        let mut paths: Vec<Path> = check.message.paths().cloned().collect();
        paths.extend(known_by(check.subject));
        paths.sort_by(|a, b| (&a.hops, a.field).cmp(&(&b.hops, b.field)));
        paths.dedup();
        let cells = paths.into_iter().map(|path| {
            let bits = self.field(path.field);
            (path, bits)
        });
        let cells = cells.filter(|(_, bits)| !bits.is_empty()).collect();
        let answering = (check.subject != Subject::Person).then(|| Answering::new(tables, check.subject));
        Sought { all, cells, answering, persons: Rc::clone(&self.persons) }
    }

    /// The rows of a field's subject whose cell holds the text; no bits where none does.
    pub(super) fn field(&mut self, field: FieldId) -> Rc<Bits> {
        if let Some(known) = self.fields.get(&field) {
            return Rc::clone(known);
        }
        let bits = Rc::new(found(self.view.tables, field, &self.needle));
        self.fields.insert(field, Rc::clone(&bits));
        bits
    }
}

impl Sought<'_> {
    /// Does the finding on this row show the text?
    pub(super) fn hits(&self, view: View<'_>, row: usize) -> bool {
        let cell = |(path, bits): &(Path, Rc<Bits>)| {
            follow(view.tables, row as u32, &path.hops).is_some_and(|target| bits.get(target as usize))
        };
        let person = |answering: &Answering<'_>| answering.of(row).is_some_and(|person| self.persons[person as usize]);
        self.all || self.cells.iter().any(cell) || self.answering.as_ref().is_some_and(person)
    }
}

/// The cells that a row and its identity are known by, and the environment.
fn known_by(subject: Subject) -> Vec<Path> {
    let mut out: Vec<Path> = KEYS.iter().filter_map(|name| schema::find(subject, name)).map(Path::own).collect();
    let identity = KEYS.iter().chain(&["environment"]).filter_map(|name| schema::find(Subject::Identity, name));
    if subject == Subject::Identity {
        out.extend(identity.map(Path::own));
    } else if let Some(link) = schema::find(subject, Subject::Identity.name()) {
        out.extend(identity.map(|field| Path { hops: vec![link], field }));
    }
    out
}

/// The rows whose cell holds a text.
fn found(tables: &Tables, field: FieldId, needle: &str) -> Bits {
    let table = tables.table(field.subject);
    let mut out = Bits::default();
    let mut set = |row: usize| {
        if out.is_empty() {
            out = Bits::zeros(table.rows);
        }
        out.set(row, true);
    };
    match table.column(field) {
        Column::Texts(texts) => {
            let plain = needle.is_ascii().then(|| memchr::memmem::Finder::new(needle));
            let mut lower = Vec::new();
            for (row, text) in texts.iter().enumerate() {
                let hit = match &plain {
                    // Letters of other alphabets change no byte of a text in ASCII.
                    Some(finder) => {
                        lower.clear();
                        lower.extend(text.iter().map(u8::to_ascii_lowercase));
                        finder.find(&lower).is_some()
                    }
                    None => holds(&String::from_utf8_lossy(text), needle),
                };
                if hit {
                    set(row);
                }
            }
        }
        column => {
            let Some(coded) = column.coded() else { return out };
            let names = &tables.persons.names;
            let codes = coded.meaning.codes(names.len()) as u32;
            let hits: Vec<bool> = (0..codes)
                .map(|code| {
                    code >= FIRST
                        && match coded.meaning.value(code, names) {
                            Value::Text(text) => holds(&text, needle),
                            Value::List(list) => list.iter().any(|text| holds(text, needle)),
                            _ => false,
                        }
                })
                .collect();
            if hits.contains(&true) {
                (0..table.rows).filter(|row| hits[coded.codes.get(*row) as usize]).for_each(set);
            }
        }
    }
    out
}

fn holds(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}

/// The rows of a subject that show a text in any cell that rows are known by, or in their environment or owner.
pub(super) fn rows_with(view: View<'_>, subject: Subject, text: &str) -> Bits {
    let mut search = Search::new(view, text);
    let mut out = Bits::zeros(view.tables.table(subject).rows);
    for name in KEYS.iter().chain(&["kind", "environment", "platform", "team", "owner"]) {
        if let Some(field) = schema::find(subject, name) {
            out.add(&search.field(field));
        }
    }
    let way = Way::new(view.tables, subject, Subject::Identity);
    if subject != Subject::Identity {
        let identities = rows_with(view, Subject::Identity, text);
        let hits = (0..view.tables.table(subject).rows).filter(|row| way.of(*row).is_some_and(|i| identities.get(i)));
        hits.for_each(|row| out.set(row, true));
    }
    out
}
