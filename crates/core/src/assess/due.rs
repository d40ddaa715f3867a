//! What comes due: expiries, reviews, ends.

use super::answering::Answering;
use super::entry::Entry;
use super::{Assessed, View, claims, findings};
use crate::api::Due;
use crate::checks::interpret::{Interpreter, Row};
use crate::checks::limit_of;
use crate::checks::typed::Limit;
use crate::date::Day;
use crate::schema::{SUBJECTS, Subject};
use crate::tables::{Tables, Value};

/// How far back from the as-of date things past due are told of.
pub const DUE_PAST_DAYS: i32 = 365;
/// How far ahead of the as-of date things to come are told of.
pub const DUE_AHEAD_DAYS: i32 = 730;

impl Assessed<'_> {
    /// What comes due, the earliest first: the days from [`DUE_PAST_DAYS`] before to [`DUE_AHEAD_DAYS`] after the
    /// as-of date. What lies farther off is left to the findings, and to a later run.
    pub fn due(&self) -> Vec<Due> {
        let view = self.view();
        let dates = Dates::new(view);
        let mut out = Vec::new();
        for subject in SUBJECTS {
            let answering = Answering::new(view.tables, subject);
            for row in 0..view.tables.table(subject).rows {
                out.extend(dates.told(subject, row).map(|dated| dates.due(dated, answering.of(row))));
            }
        }
        out.sort_unstable();
        out
    }
}

/// A date of a row, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated {
    day: Day,
    kind: &'static str,
    subject: Subject,
    row: u32,
}

/// The dates of rows, and the thresholds that make some of them.
pub(super) struct Dates<'a> {
    view: View<'a>,
    review: Option<Limit>,
}

impl<'a> Dates<'a> {
    pub(super) fn new(view: View<'a>) -> Self {
        Self { view, review: limit_of(Subject::Identity, "review_days", view.policy) }
    }

    /// When the access of an identity is to be reviewed next: its own date, else the last review and the policy.
    pub(super) fn review_due(&self, row: usize) -> Option<Day> {
        let entry = self.entry(Subject::Identity, row);
        match entry.value("review_due") {
            Value::Day(day) => Some(day),
            // A source that says *never* has decided; only a blank or a missing column leaves it to the policy.
            Value::Never => None,
            _ => {
                let reviewed = entry.day("reviewed")?;
                let cells = Row { tables: entry.tables, subject: entry.subject, row };
                let (days, _) = Interpreter { cells: &cells, as_of: self.view.as_of }.limit(self.review.as_ref()?);
                Some(Day(reviewed.0.saturating_add(i32::try_from(days).ok()?)))
            }
        }
    }

    /// Is any date of the row past?
    pub(super) fn is_past(&self, subject: Subject, row: usize) -> bool {
        self.of(subject, row).any(|dated| dated.day.0 < self.view.as_of)
    }

    /// The dates of a row that lie within the days that are told of.
    pub(super) fn told(&self, subject: Subject, row: usize) -> impl Iterator<Item = Dated> {
        let told = self.view.as_of - DUE_PAST_DAYS..=self.view.as_of + DUE_AHEAD_DAYS;
        self.of(subject, row).filter(move |dated| told.contains(&dated.day.0))
    }

    /// A date in words, for whom it concerns.
    pub(super) fn due(&self, dated: Dated, person: Option<u32>) -> Due {
        let entry = self.entry(dated.subject, dated.row as usize);
        Due {
            day: dated.day,
            kind: dated.kind.into(),
            says: says(entry, dated.kind),
            key: findings::own_key(entry.tables, entry.subject, entry.row),
            owner: person.map(|p| self.view.tables.persons.names[p as usize].clone()),
            past: dated.day.0 < self.view.as_of,
        }
    }

    /// The dates of a row that somebody has to heed. Rows that are known to be over have none.
    fn of(&self, subject: Subject, row: usize) -> impl Iterator<Item = Dated> + use<> {
        let entry = self.entry(subject, row);
        let over = |words: &[&str]| matches!(entry.value("status"), Value::Text(word) if words.contains(&&*word));
        let dated = |kind, day: Option<Day>| day.map(|day| Dated { day, kind, subject, row: row as u32 });
        let dates = match subject {
            Subject::Identity if !over(&["disabled", "retired", "deleted"]) => [
                dated("identity_expires", entry.day("expires")),
                dated("review_due", self.review_due(row)),
                dated("contract_ends", entry.day("vendor_ends")),
            ],
            Subject::Credential if !over(&["disabled", "expired", "revoked"]) => {
                [dated("credential_expires", entry.day("expires")), None, None]
            }
            Subject::Exception if !over(&["rejected", "withdrawn"]) => {
                [dated("exception_ends", entry.day("ends")), None, None]
            }
            Subject::Evidence => {
                [dated("evidence_ends", claims::until(self.view.tables, self.view.policy, row)), None, None]
            }
            Subject::Control if !over(&["planned", "not_implemented", "not_applicable", "retired"]) => [
                dated("control_review_due", entry.day("review_due")),
                dated("operation_due", entry.day("operation_due")),
                None,
            ],
            Subject::Response if !over(&["done", "rejected"]) => [dated("response_due", entry.day("due")), None, None],
            Subject::Supplier if !over(&["ended"]) => [dated("contract_ends", entry.day("contract_ends")), None, None],
            _ => [None, None, None],
        };
        dates.into_iter().flatten()
    }

    fn entry(&self, subject: Subject, row: usize) -> Entry<'a> {
        Entry { tables: self.view.tables, subject, row }
    }
}

/// The sentence on a date of a row.
fn says(entry: Entry<'_>, kind: &str) -> String {
    let named = |field: &str| format!("`{}`", entry.text(field).unwrap_or_else(|| entry.key()));
    match kind {
        "credential_expires" => {
            let kind = entry.text("kind").filter(|kind| kind != "other");
            let what = kind.map_or_else(|| "credential".into(), |kind| word(&kind));
            let of = findings::identity_of(entry.tables, entry.subject, entry.row)
                .map(|row| format!(" of `{}`", name_of(entry.tables, row)));
            format!("{what} {}{} expires", named("name"), of.unwrap_or_default())
        }
        "identity_expires" => format!("identity {} ends", named("name")),
        "review_due" => format!("the access of {} is to be reviewed", named("name")),
        "exception_ends" => match entry.text("check") {
            Some(check) => format!("exception {} from `{check}` ends", named("id")),
            None => format!("exception {} ends", named("id")),
        },
        "evidence_ends" => format!("evidence {} stops counting", named("title")),
        "control_review_due" => format!("control {} is to be reviewed", named("title")),
        "operation_due" => format!("control {} is to operate again", named("title")),
        "response_due" => match entry.text("action") {
            Some(action) => format!("the action on finding {} is due: {action}", named("finding")),
            None => format!("the action on finding {} is due", named("finding")),
        },
        _ if entry.subject == Subject::Supplier => format!("the contract with {} ends", named("name")),
        _ => match entry.text("vendor") {
            Some(vendor) => format!("the agreement with `{vendor}` behind {} ends", named("name")),
            None => format!("the agreement behind {} ends", named("name")),
        },
    }
}

fn name_of(tables: &Tables, identity: usize) -> String {
    let entry = Entry { tables, subject: Subject::Identity, row: identity };
    entry.text("name").unwrap_or_else(|| entry.key())
}

/// A word of a vocabulary as people write it: `api_key` is "API key".
fn word(word: &str) -> String {
    let text = word.replace('_', " ");
    match text.split_once(' ') {
        Some((first @ ("api" | "ssh"), rest)) => format!("{} {rest}", first.to_uppercase()),
        _ => text,
    }
}
