//! When rows contradict a claim: a link from the control to the check, failures beyond the control's own tolerance by its own
//! threshold, and rows that lie inside its operation. Anything less is a gap beside a claim, and says why it is no more.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::claims::Book;
use super::entry::Entry;
use super::exceptions::picked_rows;
use super::{View, by_severity_of, findings, keys_of_condition, shown_text, threshold_shown};
use crate::api::Contradiction;
use crate::checks::evaluate::{Bits, Outcome};
use crate::checks::{Check, Severity, run_one};
use crate::date::{self, Day};
use crate::policy::{Policy, PolicyValue};
use crate::schema::{self, Subject};
use crate::tables::{Tables, Value, day_value};

/// How many of the rows that contradict a claim are shown.
const WORST_ROWS: usize = 3;

/// Verdicts by the thresholds that controls promise, by check and days: many controls promise the same.
pub(super) type Reruns = RefCell<FxHashMap<(usize, i32), Rc<Outcome>>>;

/// The contradiction between a control and a check that tests the item, or why there is none.
pub(super) fn contradiction(
    view: View<'_>,
    book: &Book,
    reruns: &Reruns,
    control: usize,
    index: usize,
) -> Result<Contradiction, String> {
    let tables = view.tables;
    let check = &view.checks[index];
    let key = findings::key(tables, Subject::Control, control);
    let text = |field: &str| shown_text(tables, Subject::Control, field, control);
    match text("kind").as_deref() {
        Some("preventive" | "corrective") => {}
        Some("detective") => return Err(format!("`{key}` is detective, and is not failed by what it detects")),
        Some(kind) => return Err(format!("`{key}` is a control of kind {kind}, which says what should be")),
        None => return Err(format!("`{key}` does not say whether it prevents or only detects")),
    }
    let scope_text = text("scope");
    let names: Vec<String> = match tables.value(schema::the(Subject::Control, "checks"), control) {
        Value::List(list) => list.into_iter().map(|name| name.into_owned()).collect(),
        _ => Vec::new(),
    };
    let link = match (names.is_empty(), &scope_text) {
        (false, _) if names.iter().any(|name| check.is_named(name)) => "named",
        // What it answers to is said, and this is not among it.
        (false, _) => return Err(format!("`{key}` names other checks than `{}`", check.id)),
        // It cites the same reference; only a stated scope shows that it speaks of the same rows.
        (true, Some(_)) => "same reference and scope",
        (true, None) => return Err(format!("`{key}` neither names the check `{}` nor states a scope", check.id)),
    };
    let scope = match &scope_text {
        None => None,
        Some(text) => Some(
            picked_rows(tables, view.policy, check.subject, text, view.as_of)
                .map_err(|why| format!("the scope of `{key}` cannot be applied: {why}"))?,
        ),
    };
    let (since, since_from) = since(tables, book, control)
        .ok_or_else(|| format!("`{key}` does not say since when it operates, and nothing recorded shows it"))?;
    let main = view.verdicts.outcomes[index].as_ref().ok_or("the check was not evaluated")?;
    let own_key = days_key(check, view.policy);
    // A term that is stated and cannot be read is the control's own, and none of the policy's may stand in for it.
    let entry = Entry { tables, subject: Subject::Control, row: control };
    if own_key.is_some() && entry.is_unread("threshold_days") {
        return Err(format!("`{key}` states a threshold that could not be read"));
    }
    if entry.is_unread("tolerance") {
        return Err(format!("`{key}` states a tolerance that could not be read"));
    }
    let stated = stated_threshold(tables, control).filter(|_| own_key.is_some());
    let by_own = match (&own_key, stated) {
        (Some(own_key), Some(days)) => Some(by_own_threshold(view, reruns, index, own_key, days)?),
        _ => None,
    };
    let outcome = by_own.as_deref().unwrap_or(main);
    let allowed = match (stated, &own_key) {
        (Some(days), _) => days,
        (None, Some(own_key)) => view.policy.int(own_key) as i32,
        (None, None) => 0,
    };
    // A row can speak against a control only once the control had the time that it allows itself.
    let inside = seen_from(tables, check.subject, since.0.saturating_add(allowed), view.as_of);
    // What another check silenced, and what is unknown, is decided by no threshold.
    let failing_anywhere = outcome.fail.without(&main.unknown).without(&main.accepted);
    let limit = |bits: &Bits| {
        let bits = bits.without(&main.unknown).and(&inside);
        scope.as_ref().map_or_else(|| bits.clone(), |scope| bits.and(scope))
    };
    let failing = limit(&outcome.fail).without(&main.accepted);
    let decided = limit(&outcome.fail.or(&outcome.pass).or(&main.accepted));
    let (n, of) = (failing.count(), decided.count());
    if n == 0 {
        return Err(match (by_own.is_some(), stated) {
            (true, Some(days)) if failing_anywhere.count() == 0 => {
                format!("no row fails by the {days} days that `{key}` itself promises")
            }
            _ => format!("no failing row lies inside the scope and the operation of `{key}`, known since {since}"),
        });
    }
    let stated_tolerance = match tables.value(schema::the(Subject::Control, "tolerance"), control) {
        Value::Int(n) => Some(n),
        _ => None,
    };
    let tolerance = match stated_tolerance {
        Some(percent) => percent,
        None if check.severity > Severity::Low => view.policy.for_severity("gap_share", check.severity.word()),
        None => return Err(format!("`{key}` states no tolerance, and the check is of low severity")),
    };
    // A stated tolerance is allowed; the policy's share is where a gap begins.
    let beyond = match stated_tolerance {
        Some(percent) => n as i64 * 100 > of as i64 * percent,
        None => n as i64 * 100 >= of as i64 * tolerance,
    };
    if !beyond {
        return Err(format!("{n} of {of} rows in the scope of `{key}` is within the tolerance of {tolerance} %"));
    }
    let severities = by_severity_of(check, outcome, &failing);
    Ok(Contradiction {
        quote: text("statement").or_else(|| text("title")),
        by: text("owner"),
        control: key,
        check: check.id.clone(),
        link: link.into(),
        n,
        of,
        tolerance: tolerance as i32,
        tolerance_stated: stated_tolerance.is_some(),
        own_threshold: stated,
        policy_threshold: own_key.map(|own_key| threshold_shown(view.policy, &own_key)),
        since,
        since_from: since_from.into(),
        worst: findings::worst(view, index, &severities, WORST_ROWS),
    })
}

/// The one key in days that decides whether a check fails, where there is exactly one.
pub(super) fn days_key(check: &Check, policy: &Policy) -> Option<String> {
    let mut keys = keys_of_condition(&check.fails);
    keys.retain(|key| policy.keys.get(key).is_some_and(|t| t.unit == "days"));
    match &keys[..] {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn stated_threshold(tables: &Tables, control: usize) -> Option<i32> {
    match tables.table(Subject::Control).col("threshold_days").int(control) {
        date::EMPTY | date::UNKNOWN => None,
        days => Some(days),
    }
}

/// The check's verdicts with the control's own threshold in place of the policy's, for every class.
fn by_own_threshold(
    view: View<'_>,
    reruns: &Reruns,
    index: usize,
    key: &str,
    days: i32,
) -> Result<Rc<Outcome>, String> {
    if let Some(known) = reruns.borrow().get(&(index, days)) {
        return Ok(Rc::clone(known));
    }
    let mut policy = view.policy.clone();
    let threshold = policy.keys.get_mut(key).ok_or("the policy has no such key")?;
    threshold.default = PolicyValue::Int(i64::from(days));
    threshold.entries.clear();
    let check = &view.checks[index];
    let typed = check.typed(&policy).map_err(|(error, _)| error.message)?;
    let outcome = Rc::new(run_one(check.subject, &typed, view.tables, view.as_of));
    reruns.borrow_mut().insert((index, days), Rc::clone(&outcome));
    Ok(outcome)
}

/// Since when a control is known to operate: its own word, else the earliest day on which something shows it.
fn since(tables: &Tables, book: &Book, control: usize) -> Option<(Day, &'static str)> {
    let day = |subject: Subject, field: &str, row: usize| match day_value(tables.table(subject).col(field).day(row)) {
        Value::Day(day) => Some(day),
        _ => None,
    };
    if let Some(starts) = day(Subject::Control, "starts", control) {
        return Some((starts, "starts"));
    }
    let evidence = book.evidence_of(control).iter().filter_map(|row| {
        ["covers_from", "covers_to", "collected"]
            .into_iter()
            .filter_map(|field| day(Subject::Evidence, field, *row as usize))
            .min()
            .map(|day| (day, "evidence"))
    });
    ["last_operated", "reviewed"]
        .into_iter()
        .filter_map(|field| Some((day(Subject::Control, field, control)?, field)))
        .chain(evidence)
        .min()
}

/// The rows that a source shows on this day or later; a source without a date of its own shows the as-of date.
fn seen_from(tables: &Tables, subject: Subject, day: i32, as_of: i32) -> Bits {
    let table = tables.table(subject);
    let mut out = Bits::zeros(table.rows);
    let late: Vec<bool> = table
        .sets
        .iter()
        .map(|set| {
            let newest = set.sources.iter().map(|s| tables.sources[*s as usize].extracted.unwrap_or(as_of)).max();
            newest.unwrap_or(as_of) >= day
        })
        .collect();
    for row in 0..table.rows {
        let set = table.set_of.get(row).copied().unwrap_or(0) as usize;
        if late.get(set).copied().unwrap_or(as_of >= day) {
            out.set(row, true);
        }
    }
    out
}
