//! What management answered, read back on the ids of findings.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::entry::Entry;
use super::failing::{failing, is_accepted, severity};
use super::{CLAIMS_SHOWN, View, findings};
use crate::api::{Answered, FindingResponse, Note, Responses};
use crate::checks::message::is_finding;
use crate::date;
use crate::schema::Subject;
use crate::tables::{Tables, Value};

/// How many ids and rows a note quotes.
const QUOTED: usize = 5;

/// The answers by the finding that they answer.
#[derive(Default)]
pub(crate) struct Answers {
    /// The row of each finding's answer, by the number in its id.
    rows: FxHashMap<u64, u32>,
    /// Rows that a later row answers again.
    repeated: Vec<u32>,
    /// Rows whose finding is blank, or is no id of a finding.
    odd: Vec<u32>,
    as_of: i32,
}

impl Answers {
    /// Reads the answers; where two answer one finding, the later row counts.
    pub(super) fn new(tables: &Tables, as_of: i32) -> Self {
        let mut out = Self { as_of, ..Self::default() };
        for answer in Entry::all(tables, Subject::Response) {
            let row = answer.row as u32;
            match answer.text("finding").as_deref().and_then(number) {
                Some(id) => out.repeated.extend(out.rows.insert(id, row)),
                None => out.odd.push(row),
            }
        }
        out.repeated.sort_unstable();
        out
    }

    /// Is there any answer that could be to a finding?
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The answer to the finding with this id.
    pub(super) fn to(&self, tables: &Tables, id: &str) -> Option<FindingResponse> {
        let row = self.rows.get(&number(id)?)?;
        Some(self.shown(Entry { tables, subject: Subject::Response, row: *row as usize }))
    }

    fn shown(&self, answer: Entry<'_>) -> FindingResponse {
        FindingResponse {
            owner: answer.text("owner"),
            action: answer.text("action"),
            due: answer.day("due"),
            status: answer.text("status"),
            comment: answer.text("comment"),
            overdue: self.is_past(answer) && !matches!(answer.value("status"), Value::Unknown) && !is_done(answer),
        }
    }

    fn is_past(&self, answer: Entry<'_>) -> bool {
        answer.day("due").is_some_and(|day| day.0 < self.as_of)
    }
}

fn is_done(answer: Entry<'_>) -> bool {
    answer.is("status", "done")
}

/// The number in a finding's id: `F-` and ten hexadecimal digits.
fn number(id: &str) -> Option<u64> {
    let id = id.trim();
    is_finding(id).then(|| u64::from_str_radix(&id[2..], 16).ok()).flatten()
}

/// The failing row that an answer is about.
struct Met {
    check: usize,
    row: usize,
    accepted: bool,
}

/// The answers beside what they answer, and what is odd about them.
pub(super) fn responses(view: View<'_>, notes: &mut Vec<Note>) -> Responses {
    let table = view.tables.table(Subject::Response);
    if !table.supplied {
        return Responses::default();
    }
    let met = meet(view);
    let mut out = Responses { supplied: true, total: table.rows, ..Responses::default() };
    let mut undecided = 0;
    let mut shown: Vec<(i32, u32)> = Vec::new();
    for (row, finding) in &met {
        let answer = Entry { tables: view.tables, subject: Subject::Response, row: *row as usize };
        let open = !finding.accepted;
        out.open += usize::from(open);
        out.accepted += usize::from(finding.accepted);
        out.done_and_open += usize::from(open && is_done(answer));
        undecided += usize::from(view.answers.is_past(answer) && matches!(answer.value("status"), Value::Unknown));
        out.overdue += usize::from(view.answers.shown(answer).overdue);
        shown.push((answer.day("due").map_or(date::NEVER_LIMIT, |day| day.0), *row));
    }
    let gone = gone(view, &met);
    out.gone = gone.len() + view.answers.odd.len();
    shown.sort_unstable();
    out.answers = shown.iter().take(CLAIMS_SHOWN).map(|(_, row)| answered(view, *row, &met[row])).collect();
    out.says = says(&out, view.answers.repeated.len(), undecided);
    notes.extend(odd_notes(view, &gone));
    out
}

/// The failing rows that are answered, by the row of the answer.
///
/// Every failing row has its id computed once, one after the other; only those that are answered are kept.
fn meet(view: View<'_>) -> BTreeMap<u32, Met> {
    let mut out = BTreeMap::new();
    if view.answers.is_empty() {
        return out;
    }
    for (check, outcome) in view.verdicts.outcomes.iter().enumerate() {
        let Some(outcome) = outcome else { continue };
        for row in failing(outcome).rows() {
            let id = findings::id_of(view, check, row);
            if let Some(answer) = number(&id).and_then(|id| view.answers.rows.get(&id)) {
                out.entry(*answer).or_insert(Met { check, row, accepted: is_accepted(outcome, row) });
            }
        }
    }
    out
}

fn answered(view: View<'_>, row: u32, met: &Met) -> Answered {
    let outcome = view.verdicts.outcomes[met.check].as_ref().expect("a failing row has an outcome");
    let severity = severity(&view.checks[met.check], outcome, met.row);
    let finding = findings::finding(view, met.check, met.row, severity);
    Answered {
        finding: finding.id,
        check: finding.check,
        severity,
        message: finding.message,
        accepted: met.accepted,
        response: view.answers.shown(Entry { tables: view.tables, subject: Subject::Response, row: row as usize }),
    }
}

/// Rows that answer a finding which this run does not have.
fn gone(view: View<'_>, met: &BTreeMap<u32, Met>) -> Vec<u32> {
    let mut out: Vec<u32> = view.answers.rows.values().copied().filter(|row| !met.contains_key(row)).collect();
    out.sort_unstable();
    out
}

fn says(responses: &Responses, repeated: usize, undecided: usize) -> String {
    let one_or = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let mut parts = vec![format!(
        "{}: {} to open findings, {} to accepted ones, {} to none that this run has",
        one_or(responses.total, "answer", "answers"),
        responses.open,
        responses.accepted,
        responses.gone
    )];
    if repeated > 0 {
        parts.push(format!("{repeated} that a later row replaces"));
    }
    if responses.done_and_open > 0 {
        let done = one_or(responses.done_and_open, "says", "say");
        parts.push(format!("{done} done while the finding is still open"));
    }
    if responses.overdue > 0 {
        parts.push(one_or(responses.overdue, "is past its date and not done", "are past their date and not done"));
    }
    if undecided > 0 {
        let past = one_or(undecided, "is past its date", "are past their date");
        parts.push(format!("{past}, and the sheet does not say whether it is done"));
    }
    parts.join("; ")
}

/// What is odd about the answers, by file. An id is quoted only where it is one: any other cell may hold anything.
fn odd_notes(view: View<'_>, gone: &[u32]) -> Vec<Note> {
    let answers = view.answers;
    let note = |kind: &str, rows: &[u32], says: &dyn Fn(&[u32]) -> String| -> Vec<Note> {
        by_file(view, rows)
            .into_iter()
            .map(|(file, rows)| Note {
                kind: kind.into(),
                file: Some(file),
                column: None,
                count: rows.len(),
                says: says(&rows),
                lines: rows.iter().take(QUOTED).map(|row| origin(view, *row).line).collect(),
            })
            .collect()
    };
    let ids = |rows: &[u32]| {
        let id = |row: &u32| {
            let entry = Entry { tables: view.tables, subject: Subject::Response, row: *row as usize };
            entry.text("finding").and_then(|text| number(&text)).map(|id| format!("F-{id:010x}"))
        };
        let shown: Vec<String> = rows.iter().filter_map(id).take(QUOTED).collect();
        let more = if rows.len() > shown.len() { ", ..." } else { "" };
        format!("{}{more}", shown.join(", "))
    };
    [
        note("repeated-answer", &answers.repeated, &|rows| {
            format!("answers to a finding that a later row answers again; the later one counts: {}", ids(rows))
        }),
        note("answer-to-no-finding", gone, &|rows| {
            format!("answers to findings that this run does not have, resolved or not looked at: {}", ids(rows))
        }),
        note("answer-without-id", &answers.odd, &|_| {
            "answers whose finding is blank, or is no id of a finding (`F-` and ten hexadecimal digits)".into()
        }),
    ]
    .concat()
}

fn by_file(view: View<'_>, rows: &[u32]) -> BTreeMap<String, Vec<u32>> {
    let mut out: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in rows {
        let source = view.tables.sources.get(origin(view, *row).source as usize);
        out.entry(source.map_or_else(String::new, |s| s.name.clone())).or_default().push(*row);
    }
    out
}

fn origin(view: View<'_>, row: u32) -> crate::tables::Origin {
    view.tables.table(Subject::Response).origins[row as usize]
}

/// Is the action on this finding past its date?
pub(super) fn is_overdue(view: View<'_>, check: usize, row: usize) -> bool {
    !view.answers.is_empty()
        && view.answers.to(view.tables, &findings::id_of(view, check, row)).is_some_and(|answer| answer.overdue)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn only_what_looks_like_a_findings_id_is_one() {
        assert_eq!(number("F-3a91c07b52"), Some(0x3a_91c0_7b52));
        assert_eq!(number(" f-3A91C07B52 "), number("F-3a91c07b52"));
        for text in
            ["", "F-", "3a91c07b52", "F-3a91c07b5", "F-3a91c07b521", "F-3a91c07b5g", "F-+a91c07b52", "G-3a91c07b52"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
