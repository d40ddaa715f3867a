//! Tables built by hand, for the tests of the rules.
//!
//! A cell is written as a reader sees it: blank is empty, `?` unknown, `never`, `2026-11-01`, `yes`, `a; b`, `#3` for
//! a link to row 3.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{CheckFacts, Checks, Derived, derive};
use crate::date::{self, Day};
use crate::policy::{Asked, Entry, Policy, PolicyValue, Strict, Threshold};
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{
    Coded, Codes, Column, Complete, EMPTY, FALSE, FIRST, Links, Meaning, NO_ROW, Origin, RowTexts, SourceFacts,
    SourceSet, TRUE, Tables, UNKNOWN, UNKNOWN_ROW, Value,
};

/// The as-of date of all tests.
pub(super) const AS_OF: &str = "2026-11-01";

/// The number of a day.
pub(super) fn day(text: &str) -> i32 {
    Day::parse(text).expect("a day").0
}

/// Tables, a policy, and what is known of checks.
pub(super) struct Lab {
    pub(super) tables: Tables,
    pub(super) policy: Policy,
    pub(super) checks: Checks,
}

impl Lab {
    /// No tables and no checks yet; the default policy as far as rules ask it, and the 365 days to the as-of date as window.
    pub(super) fn new() -> Self {
        let mut lab = Self { tables: Tables::default(), policy: Policy::default(), checks: Checks::new() };
        let days = [
            ("unused_days", 90),
            ("human_use_days", 90),
            ("skew_days", 7),
            ("evidence_days", 90),
            ("expiring_days", 30),
        ];
        for (key, days) in days {
            lab.threshold(key, PolicyValue::Int(days));
        }
        lab.days_for_kinds("evidence_days", &["configuration", "scan", "screenshot"], 30);
        lab.days_for_kinds("evidence_days", &["policy", "contract", "report"], 400);
        lab.window("2025-11-02", AS_OF);
        lab.threshold("wildcards", texts(&[":*", "/*", ".*"]));
        lab.threshold("granting_scopes", texts(&["iam:CreateAccessKey"]));
        lab.policy.assumptions = BTreeMap::from([
            ("status".into(), texts(&["active"])),
            ("empty_status".into(), texts(&["active"])),
            ("expected_use".into(), texts(&["continuous"])),
            ("exposure_status".into(), texts(&["open"])),
            ("validity".into(), texts(&["unknown"])),
            ("is_agent".into(), PolicyValue::Bool(false)),
            ("is_break_glass".into(), PolicyValue::Bool(false)),
            ("system_managed".into(), PolicyValue::Bool(false)),
        ]);
        lab
    }

    fn threshold(&mut self, key: &str, default: PolicyValue) {
        let threshold = Threshold {
            says: String::new(),
            unit: String::new(),
            strict: Strict::None,
            default,
            reason: String::new(),
            source: String::new(),
            entries: Vec::new(),
        };
        self.policy.keys.insert(key.into(), threshold);
    }

    /// Adds an entry to a threshold, of which the smaller value is the stricter one.
    pub(super) fn days_for_kinds(&mut self, key: &str, kinds: &[&str], limit: i64) -> &mut Self {
        let words = Asked::Words(kinds.iter().map(|kind| (*kind).to_owned()).collect());
        let when = BTreeMap::from([("kind".to_owned(), words)]);
        let threshold = self.policy.keys.get_mut(key).expect("a key");
        threshold.strict = Strict::Least;
        threshold.entries.push(Entry { when, limit, reason: String::new(), source: String::new() });
        self
    }

    /// Sets the audit window.
    pub(super) fn window(&mut self, from: &str, to: &str) -> &mut Self {
        for (key, date) in [("period_from", from), ("period_to", to)] {
            self.threshold(key, PolicyValue::Date(Day(day(date))));
        }
        self
    }

    /// Makes a check known.
    pub(super) fn check(&mut self, id: &str, severity: &'static str, days: Option<i64>) -> &mut Self {
        self.checks.insert(id.into(), CheckFacts { severity, days });
        self
    }

    /// Drops an assumption, as an organisation's policy may.
    pub(super) fn without(&mut self, assumption: &str) -> &mut Self {
        self.policy.assumptions.remove(assumption).expect("an assumption");
        self
    }

    /// Supplies a table with rows and without columns.
    pub(super) fn rows(&mut self, subject: Subject, rows: usize) -> &mut Self {
        let table = self.tables.table_mut(subject);
        assert!(table.rows == 0 || table.rows == rows, "{subject:?} has {} rows", table.rows);
        table.rows = rows;
        table.supplied = true;
        table.origins = (0..rows).map(|row| Origin { source: 0, line: row as u32 + 2 }).collect();
        self
    }

    /// Supplies a column. The names of people become the roster.
    pub(super) fn set(&mut self, path: &str, cells: &[&str]) -> &mut Self {
        let field = FieldId::parse(path).expect("a field");
        if self.tables.table(field.subject).rows == 0 {
            self.rows(field.subject, cells.len());
        }
        assert_eq!(self.tables.table(field.subject).rows, cells.len(), "{path}");
        let column = self.column(field, cells);
        self.tables.table_mut(field.subject).put(field.field().name, column);
        if path == "person.name" {
            for (row, name) in cells.iter().enumerate() {
                let person = self.tables.persons.person(name);
                self.tables.persons.rows[person as usize] = row as u32;
            }
        }
        self
    }

    /// The sources of these rows have no such fields.
    pub(super) fn unrecorded(&mut self, rows: &[usize], paths: &[&str]) -> &mut Self {
        for path in paths {
            let field = FieldId::parse(path).expect("a field");
            let table = self.tables.table_mut(field.subject);
            if table.sets.is_empty() {
                let all = SourceSet { sources: vec![0], records: vec![true; table.columns.len()], rows: 1 };
                table.sets = vec![all.clone(), all];
                table.set_of = (0..table.rows).map(|row| u16::from(rows.contains(&row))).collect();
            }
            table.sets[1].records[field.index as usize] = false;
        }
        self
    }

    /// Every credential stands on the line of its identity.
    pub(super) fn same_lines(&mut self) -> &mut Self {
        let table = self.tables.table_mut(Subject::Credential);
        table.put("identity", Column::Link { rows: Links::Same, names: None });
        self
    }

    /// Adds a source.
    pub(super) fn source(&mut self, kind: &str, platform: &str, extracted: &str, complete: Complete) -> &mut Self {
        self.tables.sources.push(SourceFacts {
            name: format!("{kind}-{}.csv", self.tables.sources.len()),
            kind: kind.into(),
            platform: (!platform.is_empty()).then(|| platform.into()),
            lists: if kind == "export" { vec![":user/".into()] } else { Vec::new() },
            extracted: (!extracted.is_empty()).then(|| day(extracted)),
            complete,
        });
        self
    }

    /// Says which sources list each identity.
    pub(super) fn listed_by(&mut self, sources: &[&[u16]]) -> &mut Self {
        self.rows(Subject::Identity, sources.len());
        let table = self.tables.table_mut(Subject::Identity);
        for (row, sources) in sources.iter().enumerate() {
            let mut origins = sources.iter().map(|source| Origin { source: *source, line: row as u32 + 2 });
            table.origins[row] = origins.next().expect("a source");
            if sources.len() > 1 {
                table.more_origins.insert(row as u32, origins.collect());
            }
        }
        self
    }

    /// Derives everything.
    pub(super) fn derive(&mut self) -> Derived {
        derive(&mut self.tables, &self.policy, &self.checks, day(AS_OF), &|_| true)
    }

    /// Derives what is asked for.
    pub(super) fn derive_only(&mut self, paths: &[&str]) -> Derived {
        derive(&mut self.tables, &self.policy, &self.checks, day(AS_OF), &|field| {
            paths.contains(&field.path().as_str())
        })
    }

    /// Derives one field and shows it.
    pub(super) fn derived(&mut self, path: &str) -> Vec<String> {
        self.derive_only(&[path]);
        self.show(path)
    }

    /// The cells of a column.
    pub(super) fn show(&self, path: &str) -> Vec<String> {
        let field = FieldId::parse(path).expect("a field");
        let rows = self.tables.table(field.subject).rows;
        (0..rows).map(|row| shown(&self.tables.value(field, row))).collect()
    }

    /// Is there a column at all?
    pub(super) fn has(&self, path: &str) -> bool {
        let field = FieldId::parse(path).expect("a field");
        self.tables.table(field.subject).column(field).is_present()
    }

    fn column(&mut self, field: FieldId, cells: &[&str]) -> Column {
        match field.field().kind {
            Type::Id | Type::Prose => {
                let mut texts = RowTexts::default();
                for cell in cells {
                    match *cell {
                        "?" => texts.push_unknown(),
                        cell => texts.push(cell.as_bytes()),
                    }
                }
                Column::Texts(texts)
            }
            Type::Text => {
                let entries = cells.iter().map(|c| (*c).to_owned()).collect();
                coded(cells, Meaning::Text(Arc::new(entries)), |at, _| at)
            }
            Type::List | Type::Refs => {
                let entries = cells.iter().map(|c| c.split("; ").map(str::to_owned).collect()).collect();
                coded(cells, Meaning::List(Arc::new(entries)), |at, _| at)
            }
            Type::Word(vocabulary) => coded(cells, Meaning::Word(vocabulary), |_, cell| {
                schema::words(vocabulary).iter().position(|w| *w == cell).expect(cell) as u32
            }),
            Type::Bool => {
                coded(cells, Meaning::Bool, |_, cell| if cell == "yes" { TRUE - FIRST } else { FALSE - FIRST })
            }
            Type::Person => coded(cells, Meaning::Person, |_, cell| self.tables.persons.person(cell)),
            Type::Persons => {
                let of = |cell: &&str| cell.split("; ").map(|p| self.tables.persons.person(p)).collect();
                let entries: Vec<Vec<u32>> = cells.iter().map(of).collect();
                coded(cells, Meaning::Persons(Arc::new(entries)), |at, _| at)
            }
            Type::Event => Column::Days(cells.iter().map(|c| number(c, date::NEVER_EVENT)).collect()),
            Type::Limit => Column::Days(cells.iter().map(|c| number(c, date::NEVER_LIMIT)).collect()),
            Type::Int => Column::Ints(cells.iter().map(|c| number(c, date::UNKNOWN)).collect()),
            Type::Link(_) => {
                let rows = cells.iter().map(|cell| match *cell {
                    "" => NO_ROW,
                    "?" => UNKNOWN_ROW,
                    cell => cell.trim_start_matches('#').parse().expect("a row"),
                });
                Column::Link { rows: Links::Rows(rows.collect()), names: None }
            }
        }
    }
}

fn texts(list: &[&str]) -> PolicyValue {
    PolicyValue::List(list.iter().map(|t| (*t).to_owned()).collect())
}

fn coded(cells: &[&str], meaning: Meaning, mut entry: impl FnMut(u32, &str) -> u32) -> Column {
    let codes = cells.iter().enumerate().map(|(at, cell)| match *cell {
        "" => EMPTY,
        "?" => UNKNOWN,
        cell => FIRST + entry(at as u32, cell),
    });
    Column::Coded(Coded { codes: Codes::Wide(codes.collect()), meaning })
}

fn number(cell: &str, never: i32) -> i32 {
    match cell {
        "" => date::EMPTY,
        "?" => date::UNKNOWN,
        "never" => never,
        cell => cell.parse().unwrap_or_else(|_| day(cell)),
    }
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Unknown => "?".into(),
        Value::Never => "never".into(),
        Value::Day(day) => day.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Int(n) => n.to_string(),
        Value::List(list) => list.join("; "),
        Value::Row(row) => format!("#{row}"),
    }
}
