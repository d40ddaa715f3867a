//! A check's cases: small rows with the verdict that each must get.
//!
//! A case is put into tables of one row a subject and goes through the same plan as real rows, and through the
//! interpreter; both must agree with what it expects.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::interpret::{Interpreter, Row, Tri};
use super::{Check, Severity, run, run_on_exceptions};
use crate::date;
use crate::policy::{Policy, PolicyValue, day_of};
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Coded, Codes, Column, FIRST, Links, Meaning, Origin, RowTexts, Tables, derive};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesFile {
    as_of: toml::value::Datetime,
    #[serde(rename = "case")]
    cases: Vec<CaseFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    name: String,
    row: BTreeMap<String, toml::Value>,
    expect: Expect,
    severity: Option<Severity>,
    says: Option<String>,
    #[serde(default)]
    policy: toml::Table,
}

/// The verdict on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// The defect is there.
    Fail,
    /// It is not.
    Pass,
    /// The data does not say.
    Unknown,
    /// The question makes no sense for the row.
    NotApplicable,
}

/// Runs a check's cases.
///
/// # Errors
/// One sentence for each case that does not hold, or for a file that cannot be read.
pub fn run_cases(check: &Check, text: &str, policy: &Policy) -> Result<Vec<Expect>, Vec<String>> {
    let file: CasesFile = toml::from_str(text).map_err(|e| vec![format!("{}: {}", check.id, e.message())])?;
    let Some(as_of) = day_of(&file.as_of) else { return Err(vec![format!("{}: `as_of` is a date", check.id)]) };
    let mut problems = Vec::new();
    let mut seen = Vec::new();
    for case in &file.cases {
        match run_case(check, case, policy, as_of.0) {
            Ok(()) => seen.push(case.expect),
            Err(message) => problems.push(format!("{}, case `{}`: {message}", check.id, case.name)),
        }
    }
    if problems.is_empty() { Ok(seen) } else { Err(problems) }
}

fn run_case(check: &Check, case: &CaseFile, policy: &Policy, as_of: i32) -> Result<(), String> {
    let mut policy = policy.clone();
    for (key, value) in &case.policy {
        let value = match value {
            toml::Value::Integer(n) => PolicyValue::Int(*n),
            toml::Value::Boolean(b) => PolicyValue::Bool(*b),
            toml::Value::Datetime(d) => PolicyValue::Date(day_of(d).ok_or("a date of the policy has no day")?),
            toml::Value::Array(list) => {
                PolicyValue::List(list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect())
            }
            _ => return Err(format!("`policy.{key}` is a number, yes or no, a date or a list")),
        };
        if !policy.set(key, value) {
            return Err(format!("`{key}` is not a key of the policy"));
        }
    }
    let mut tables = case_tables(check.subject, &case.row)?;
    derive::assume(&mut tables, &policy);
    let typed = check.typed(&policy).map_err(|(e, _)| e.message)?;
    let (by_plan, raised) = if typed.unset.is_empty() {
        let one = std::slice::from_ref(check);
        let mut verdicts = run(one, vec![typed.clone()], &tables, as_of, 1);
        run_on_exceptions(one, &mut verdicts, &tables, as_of);
        let outcome = verdicts.outcomes[0].as_ref().ok_or("the check was not evaluated")?;
        let verdict = match (outcome.fail.get(0), outcome.pass.get(0), outcome.unknown.get(0)) {
            (true, ..) => Expect::Fail,
            (_, true, _) => Expect::Pass,
            (_, _, true) => Expect::Unknown,
            _ => Expect::NotApplicable,
        };
        let raised = check.raises.iter().zip(&outcome.raised).filter(|(_, bits)| bits.get(0)).map(|(r, _)| r.to).max();
        (verdict, raised)
    } else {
        (Expect::NotApplicable, None)
    };
    let row = Row { tables: &tables, subject: check.subject, row: 0 };
    if typed.unset.is_empty() {
        let interpreter = Interpreter { cells: &row, as_of };
        let by_interpreter = match (interpreter.holds(&typed.applies), interpreter.holds(&typed.fails)) {
            (Tri::False, _) => Expect::NotApplicable,
            (Tri::Unknown, _) | (Tri::True, Tri::Unknown) => Expect::Unknown,
            (Tri::True, Tri::True) => Expect::Fail,
            (Tri::True, Tri::False) => Expect::Pass,
        };
        if by_interpreter != by_plan {
            return Err(format!("the plan says {by_plan:?}, the interpreter {by_interpreter:?}"));
        }
    }
    if by_plan != case.expect {
        return Err(format!("expected {:?}, got {by_plan:?}", case.expect));
    }
    if let Some(expected) = case.severity {
        let got = raised.map_or(check.severity, |r| r.max(check.severity));
        if got != expected {
            return Err(format!("expected severity {}, got {}", expected.word(), got.word()));
        }
    }
    if let Some(expected) = &case.says {
        let got = check.message.render(check.subject, &row, &policy, as_of);
        if got != *expected {
            return Err(format!("expected it to say\n  {expected}\nit says\n  {got}"));
        }
    }
    Ok(())
}

/// Tables with one row for each subject that the case names.
fn case_tables(subject: Subject, row: &BTreeMap<String, toml::Value>) -> Result<Tables, String> {
    let mut tables = Tables::default();
    let add = |tables: &mut Tables, subject: Subject| {
        let table = tables.table_mut(subject);
        if table.rows == 0 {
            table.rows = 1;
            table.supplied = true;
            table.origins.push(Origin { source: 0, line: 1 });
        }
    };
    add(&mut tables, subject);
    // A link's own value first, so that the row behind it can be joined to it.
    let is_link =
        |key: &str| FieldId::parse(key).is_some_and(|f| matches!(f.field().kind, Type::Link(_) | Type::Person));
    let mut keys: Vec<_> = row.iter().collect();
    keys.sort_by_key(|(k, _)| (!is_link(k), k.matches('.').count()));
    for (key, value) in keys {
        let names: Vec<String> = key.split('.').map(str::to_owned).collect();
        let path = super::typed::find_path(subject, &names)?;
        for hop in &path.hops {
            let target = super::typed::target_of(*hop);
            match hop.field().kind {
                Type::Person => {
                    let code = match tables.table(hop.subject).column(*hop) {
                        Column::Coded(coded) => coded.codes.get(0),
                        _ => 1,
                    };
                    let person = if code >= FIRST {
                        code - FIRST
                    } else {
                        tables.persons.person(&format!("person of {}", hop.path()))
                    };
                    tables.persons.rows[person as usize] = 0;
                    let column =
                        Column::Coded(Coded { codes: Codes::Wide(vec![person + FIRST]), meaning: Meaning::Person });
                    tables.table_mut(hop.subject).columns[hop.index as usize] = column;
                }
                _ => {
                    let names = match tables.table_mut(hop.subject).columns[hop.index as usize] {
                        Column::Link { ref mut names, .. } => names.take(),
                        _ => None,
                    };
                    tables.table_mut(hop.subject).columns[hop.index as usize] =
                        Column::Link { rows: Links::Rows(vec![0]), names };
                }
            }
            add(&mut tables, target);
        }
        let column = case_column(&mut tables, path.field, value).map_err(|m| format!("`{key}`: {m}"))?;
        tables.table_mut(path.field.subject).columns[path.field.index as usize] = column;
    }
    Ok(tables)
}

/// A person of a case: the roster explains it, unless its key ends with a question mark.
fn explained(tables: &mut Tables, key: &str) -> u32 {
    let person = tables.persons.person(key);
    if !key.ends_with('?') {
        tables.persons.rows[person as usize] = 0;
    }
    person
}

fn case_column(tables: &mut Tables, field: FieldId, value: &toml::Value) -> Result<Column, String> {
    let empty = value.as_str() == Some("");
    let coded = |code: u32, meaning| Ok(Column::Coded(Coded { codes: Codes::Wide(vec![code]), meaning }));
    match field.field().kind {
        Type::Id | Type::Prose => {
            let mut texts = RowTexts::default();
            texts.push(value.as_str().ok_or("this is text")?.as_bytes());
            Ok(Column::Texts(texts))
        }
        Type::Text => {
            let text = value.as_str().ok_or("this is text")?;
            coded(if empty { 0 } else { FIRST }, Meaning::Text(Arc::new(vec![text.into()])))
        }
        Type::Word(vocabulary) => {
            let word = value.as_str().ok_or("this is a word")?;
            let at = schema::words(vocabulary).iter().position(|w| *w == word);
            match at {
                _ if empty => coded(0, Meaning::Word(vocabulary)),
                Some(at) => coded(FIRST + at as u32, Meaning::Word(vocabulary)),
                None => Err(format!("`{word}` is not a word of `{vocabulary}`")),
            }
        }
        Type::Bool if empty => coded(0, Meaning::Bool),
        Type::Bool => coded(FIRST + u32::from(value.as_bool().ok_or("this is yes or no")?), Meaning::Bool),
        Type::Person if empty => coded(0, Meaning::Person),
        Type::Person => {
            let person = explained(tables, value.as_str().ok_or("this is a person's key")?);
            coded(FIRST + person, Meaning::Person)
        }
        Type::Persons if empty => coded(0, Meaning::Persons(Arc::new(Vec::new()))),
        Type::Persons => {
            let list = value.as_array().ok_or("this is a list of persons")?;
            let persons = list.iter().filter_map(|v| v.as_str()).map(|p| explained(tables, p)).collect();
            coded(FIRST, Meaning::Persons(Arc::new(vec![persons])))
        }
        Type::List | Type::Refs if empty => coded(0, Meaning::List(Arc::new(Vec::new()))),
        Type::List | Type::Refs => {
            let list = value.as_array().ok_or("this is a list")?;
            let list = list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
            coded(FIRST, Meaning::List(Arc::new(vec![list])))
        }
        Type::Event | Type::Limit => {
            let never = if field.field().kind == Type::Event { date::NEVER_EVENT } else { date::NEVER_LIMIT };
            let day = match value {
                toml::Value::Datetime(d) => day_of(d).ok_or("this is a date")?.0,
                toml::Value::String(s) if s.is_empty() => date::EMPTY,
                toml::Value::String(s) if s == "never" => never,
                _ => return Err("this is a date".into()),
            };
            Ok(Column::Days(vec![day]))
        }
        Type::Int if empty => Ok(Column::Ints(vec![date::EMPTY])),
        Type::Int => Ok(Column::Ints(vec![value.as_integer().ok_or("this is a number")? as i32])),
        Type::Link(_) => {
            // A name without a row of its own: there, and leading nowhere that the case describes.
            let name = value.as_str().ok_or("this is the name of a row")?;
            let rows = if empty { crate::tables::NO_ROW } else { crate::tables::UNKNOWN_ROW };
            let names = Coded {
                codes: Codes::Wide(vec![if empty { 0 } else { FIRST }]),
                meaning: Meaning::Text(Arc::new(vec![name.into()])),
            };
            Ok(Column::Link { rows: Links::Rows(vec![rows]), names: Some(names) })
        }
    }
}
