//! Controls and evidence: what is claimed of each reference, and how far its proof carries.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cited::Cited;
use super::entry::Entry;
use super::exceptions::{approvers, place};
use super::result::{ClaimState, EvidenceState};
use super::{WORST, findings, shown_text};
use crate::api::{Claims, ControlCited, ControlShown, EvidenceCited, EvidenceShown, Period};
use crate::catalog::FrameworkRef;
use crate::date::{self, Day};
use crate::policy::Policy;
use crate::schema::{self, Subject};
use crate::tables::{Column, FALSE, TRUE, Tables, Value, day_value};

/// How many characters of a claim are quoted.
const QUOTED: usize = 300;

/// The lists of controls and evidence, indexed by what they cite.
pub(super) struct Book {
    /// Controls that cite each item, in the order of the files.
    by_item: FxHashMap<FrameworkRef, Vec<Citing>>,
    /// Evidence that cites each item itself and leads to no control.
    alone: FxHashMap<FrameworkRef, Vec<u32>>,
    /// The rows of evidence of each control.
    evidence_of: Vec<Vec<u32>>,
    /// What each row of evidence cites itself.
    evidence_items: Vec<Vec<FrameworkRef>>,
    evidence_shown: Vec<Vec<String>>,
    controls_shown: Vec<Vec<String>>,
    /// Items that the profile leaves out.
    left_out: FxHashSet<FrameworkRef>,
    /// When each row of evidence stops counting.
    until: Vec<Option<Day>>,
}

/// A control that cites an item.
#[derive(Debug, Clone, PartialEq)]
struct Citing {
    control: u32,
    /// The id of a former edition by which it cites it.
    former: Option<String>,
}

/// What is claimed of one reference.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claim {
    pub(super) state: ClaimState,
    pub(super) evidence: EvidenceState,
    /// All controls that cite it, the strongest first.
    pub(super) controls: Vec<u32>,
    /// Of them, those that give it its state: the first ones.
    pub(super) strongest: usize,
    /// The id of a former edition by which the strongest claim cites it.
    pub(super) former: Option<String>,
    /// Why the evidence of the strongest claim does not count as dated, where it does not.
    pub(super) why_not: Option<String>,
    /// What the own evidence of a control that says *implemented* says against that, where it does.
    pub(super) lowered_by_evidence: Option<Denial>,
}

/// What evidence says against a claim that it was filed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Denial {
    /// Its result is *fail*.
    Fails,
    /// Its result is *partial*.
    InPart,
}

impl Denial {
    /// What the evidence says, to go behind `its own evidence`.
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Fails => "says fail",
            Self::InPart => "shows it in part only",
        }
    }
}

impl Book {
    pub(super) fn new(tables: &Tables, cited: &Cited<'_>, policy: &Policy) -> Self {
        let controls = tables.table(Subject::Control);
        let evidence = tables.table(Subject::Evidence);
        let mut out = Self {
            by_item: FxHashMap::default(),
            alone: FxHashMap::default(),
            evidence_of: vec![Vec::new(); controls.rows],
            evidence_items: Vec::new(),
            evidence_shown: Vec::new(),
            controls_shown: Vec::new(),
            left_out: FxHashSet::default(),
            until: Vec::new(),
        };
        let field = schema::the(Subject::Control, "references");
        let mut included: FxHashSet<FrameworkRef> = FxHashSet::default();
        for row in 0..controls.rows {
            let refs = cited.cell(tables, field, row);
            let items = refs.items.iter().map(|item| (item, None));
            let carried = refs.carried.iter().map(|(item, former)| (item, Some(former.clone())));
            for (item, former) in items.chain(carried) {
                match controls.col("in_profile").code(row) {
                    // A row that says no more than that an outcome is left out claims nothing.
                    FALSE => {
                        out.left_out.insert(item.clone());
                        continue;
                    }
                    TRUE => {
                        included.insert(item.clone());
                    }
                    _ => {}
                }
                out.by_item.entry(item.clone()).or_default().push(Citing { control: row as u32, former });
            }
            out.controls_shown.push(refs.shown);
        }
        // What another profile row includes is not left out.
        out.left_out.retain(|item| !included.contains(item));
        let field = schema::the(Subject::Evidence, "references");
        for row in 0..evidence.rows {
            let refs = cited.cell(tables, field, row);
            match control_of(tables, row) {
                Some(control) => out.evidence_of[control].push(row as u32),
                None => {
                    for item in refs.items.iter().chain(refs.carried.iter().map(|(item, _)| item)) {
                        out.alone.entry(item.clone()).or_default().push(row as u32);
                    }
                }
            }
            out.until.push(until(tables, policy, row));
            out.evidence_items.push(refs.items);
            out.evidence_shown.push(refs.shown);
        }
        out
    }

    /// Does the profile leave the item out, and nobody claims it?
    pub(super) fn left_out(&self, item: &FrameworkRef) -> bool {
        self.left_out.contains(item) && !self.by_item.contains_key(item)
    }

    /// Does any list say anything about the item?
    pub(super) fn speaks_of(&self, item: &FrameworkRef) -> bool {
        self.by_item.contains_key(item) || self.alone.contains_key(item)
    }

    /// What is claimed of an item: the strongest control that cites it, and whether its proof is dated.
    pub(super) fn claim(&self, tables: &Tables, policy: &Policy, item: &FrameworkRef) -> Claim {
        let none = Claim {
            state: ClaimState::None,
            evidence: EvidenceState::Not,
            controls: Vec::new(),
            strongest: 0,
            former: None,
            why_not: None,
            lowered_by_evidence: None,
        };
        let Some(citing) = self.by_item.get(item) else { return none };
        let mut states: Vec<(ClaimState, Option<Denial>, &Citing)> = citing
            .iter()
            .map(|citing| {
                let control = citing.control as usize;
                let own = state_of(tables, control);
                // What the control's own evidence denies, or shows in part, is not wholly in place.
                let denied = match own {
                    ClaimState::Implemented => self.counting(control, item).filter_map(|e| denial(tables, e)).min(),
                    _ => None,
                };
                (if denied.is_some() { ClaimState::Partial } else { own }, denied, citing)
            })
            .collect();
        let dated = |control: u32| self.dated(tables, policy, control as usize, item).is_ok();
        // A claim whose proof is dated comes before an equal one without; then the order of the files.
        // Whether a proof is dated is asked once a control: there may be much evidence.
        states.sort_by_cached_key(|(state, _, c)| {
            (Reverse(strength(*state)), !dated(c.control), c.former.is_some(), c.control)
        });
        let (state, lowered, first) = &states[0];
        let strongest = states.iter().take_while(|(s, _, _)| s == state).count();
        let proof = self.dated(tables, policy, first.control as usize, item);
        Claim {
            state: *state,
            evidence: if proof.is_ok() { EvidenceState::Dated } else { EvidenceState::Not },
            strongest: if *state == ClaimState::None { 0 } else { strongest },
            former: first.former.clone(),
            why_not: proof.err(),
            lowered_by_evidence: *lowered,
            controls: states.iter().map(|(_, _, citing)| citing.control).collect(),
        }
    }

    /// The rows of evidence of a control that speak to an item: where a row cites items of that edition itself, it speaks to
    /// those only.
    fn counting<'a>(&'a self, control: usize, item: &'a FrameworkRef) -> impl Iterator<Item = usize> + 'a {
        self.evidence_of[control].iter().map(|e| *e as usize).filter(move |e| {
            let own = &self.evidence_items[*e];
            own.contains(item) || !own.iter().any(|other| other.edition == item.edition)
        })
    }

    /// Is a control's claim proven by evidence inside the window, not stale and, for a periodic control, covering enough of
    /// it? Else why not.
    fn dated(&self, tables: &Tables, policy: &Policy, control: usize, item: &FrameworkRef) -> Result<(), String> {
        if !tables.table(Subject::Evidence).supplied {
            return Err("no list of evidence was supplied".into());
        }
        let mut states: Vec<&'static str> = Vec::new();
        let mut counts = false;
        for row in self.counting(control, item) {
            states.push(standing(tables, row));
            counts |= carries(tables, row);
        }
        if states.is_empty() {
            return Err("no evidence is recorded for it".into());
        }
        if !counts {
            states.sort_unstable();
            states.dedup();
            return Err(format!("its evidence is {}", states.join(" or ")));
        }
        covers(tables, policy, control)
    }

    /// The day until which the proof of a control holds: the last day on which one row of its evidence still counts.
    pub(super) fn holds_until(&self, tables: &Tables, control: usize, item: &FrameworkRef) -> Option<Day> {
        self.counting(control, item).filter(|e| carries(tables, *e)).filter_map(|e| self.until[e]).max()
    }

    /// The rows of evidence of a control.
    pub(super) fn evidence_of(&self, control: usize) -> &[u32] {
        &self.evidence_of[control]
    }

    /// A control as it stands behind an item.
    pub(super) fn cited(&self, tables: &Tables, period: &Period, control: usize, item: &FrameworkRef) -> ControlCited {
        let text = |field: &str| shown_text(tables, Subject::Control, field, control);
        let mut evidence: Vec<usize> = self.counting(control, item).collect();
        evidence.sort_by_key(|e| (rank(evidence_state(tables, *e)), Reverse(self.until[*e]), *e));
        ControlCited {
            control: findings::key(tables, Subject::Control, control),
            title: text("title"),
            quote: text("statement").or_else(|| text("title")).map(|quote| shortened(&quote, QUOTED)),
            by: text("owner"),
            function: function_of(tables, control),
            status: text("status"),
            status_word: text("status_word"),
            evidence_total: evidence.len(),
            evidence: evidence.into_iter().take(WORST).map(|e| self.evidence_cited(tables, period, e)).collect(),
        }
    }

    fn evidence_cited(&self, tables: &Tables, period: &Period, row: usize) -> EvidenceCited {
        let text = |field: &str| shown_text(tables, Subject::Evidence, field, row);
        EvidenceCited {
            evidence: findings::key(tables, Subject::Evidence, row),
            title: text("title"),
            kind: text("kind"),
            method: text("method"),
            result: text("result"),
            state: text("state"),
            says: evidence_says(tables, period, row),
            until: self.until[row],
        }
    }

    /// Evidence that cites an item itself and leads to no control, and how many rows of it there are.
    pub(super) fn alone(&self, tables: &Tables, period: &Period, item: &FrameworkRef) -> (Vec<EvidenceCited>, usize) {
        let rows = self.alone.get(item).map_or(&[][..], |rows| rows);
        let shown = rows.iter().take(WORST).map(|row| self.evidence_cited(tables, period, *row as usize));
        (shown.collect(), rows.len())
    }

    /// The lists as shown.
    pub(super) fn shown(&self, tables: &Tables, policy: &Policy, period: &Period, limit: usize) -> Claims {
        let (controls, evidence) = (tables.table(Subject::Control), tables.table(Subject::Evidence));
        Claims {
            controls_supplied: controls.supplied,
            evidence_supplied: evidence.supplied,
            says: self.says(tables, policy),
            controls: (0..controls.rows.min(limit)).map(|row| self.control(tables, row)).collect(),
            controls_total: controls.rows,
            evidence: (0..evidence.rows.min(limit)).map(|row| self.evidence(tables, period, row)).collect(),
            evidence_total: evidence.rows,
        }
    }

    fn says(&self, tables: &Tables, policy: &Policy) -> String {
        let (controls, evidence) = (tables.table(Subject::Control), tables.table(Subject::Evidence));
        if !controls.supplied && !evidence.supplied {
            return String::new();
        }
        let in_force = (0..controls.rows)
            .filter(|row| matches!(state_of(tables, *row), ClaimState::Implemented | ClaimState::Partial))
            .count();
        let proven = (0..controls.rows)
            .filter(|row| matches!(state_of(tables, *row), ClaimState::Implemented | ClaimState::Partial))
            .filter(|row| self.evidence_of[*row].iter().any(|e| carries(tables, *e as usize)))
            .filter(|row| covers(tables, policy, *row).is_ok())
            .count();
        let listed = match (controls.supplied, evidence.supplied) {
            (true, true) => format!(
                "{} controls, {in_force} of them said to be in force; evidence that counts today is recorded for {proven} of \
                 {in_force}",
                controls.rows
            ),
            (true, false) => format!(
                "{} controls, {in_force} of them said to be in force; no list of evidence was supplied",
                controls.rows
            ),
            _ => format!("{} rows of evidence, and no list of controls", evidence.rows),
        };
        format!("{listed}.")
    }

    fn control(&self, tables: &Tables, row: usize) -> ControlShown {
        let text = |field: &str| shown_text(tables, Subject::Control, field, row);
        let int = |field: &str| int(tables, Subject::Control, field, row);
        ControlShown {
            key: findings::key(tables, Subject::Control, row),
            title: text("title"),
            statement: text("statement"),
            kind: text("kind"),
            status: text("status"),
            status_word: text("status_word"),
            target: text("target"),
            in_profile: match tables.table(Subject::Control).col("in_profile").code(row) {
                TRUE => Some(true),
                FALSE => Some(false),
                _ => None,
            },
            rationale: text("rationale"),
            owner: text("owner"),
            owner_function: function_of(tables, row),
            operator: text("operator"),
            approver: approvers(tables, Subject::Control, row),
            references: self.controls_shown[row].clone(),
            checks: match tables.value(schema::the(Subject::Control, "checks"), row) {
                Value::List(list) => list.into_iter().map(|c| c.into_owned()).collect(),
                _ => Vec::new(),
            },
            starts: day(tables, Subject::Control, "starts", row),
            threshold_days: int("threshold_days"),
            tolerance: int("tolerance"),
            evidence_state: text("evidence_state"),
            evidence: self.evidence_of[row]
                .iter()
                .take(WORST)
                .map(|e| findings::key(tables, Subject::Evidence, *e as usize))
                .collect(),
            covers_share: int("covers_share"),
            place: place(tables, Subject::Control, row),
        }
    }

    fn evidence(&self, tables: &Tables, period: &Period, row: usize) -> EvidenceShown {
        let text = |field: &str| shown_text(tables, Subject::Evidence, field, row);
        let day = |field: &str| day(tables, Subject::Evidence, field, row);
        EvidenceShown {
            key: findings::key(tables, Subject::Evidence, row),
            title: text("title"),
            artefact: text("artefact"),
            control: control_of(tables, row).map(|control| findings::key(tables, Subject::Control, control)),
            references: self.evidence_shown[row].clone(),
            kind: text("kind"),
            method: text("method"),
            result: text("result"),
            covers_from: day("covers_from"),
            covers_to: day("covers_to"),
            collected: day("collected"),
            filed: day("filed"),
            until: self.until[row],
            collector: text("collector"),
            custodian: text("custodian"),
            hash: text("hash"),
            state: text("state"),
            says: evidence_says(tables, period, row),
            place: place(tables, Subject::Evidence, row),
        }
    }
}

/// How strong a claim is.
fn strength(state: ClaimState) -> u8 {
    match state {
        ClaimState::Implemented => 4,
        ClaimState::Partial => 3,
        ClaimState::Planned => 2,
        ClaimState::NotApplicable => 1,
        ClaimState::None => 0,
    }
}

/// What a control claims.
pub(super) fn state_of(tables: &Tables, control: usize) -> ClaimState {
    let status = shown_text(tables, Subject::Control, "status", control);
    match status.as_deref() {
        Some("implemented") => ClaimState::Implemented,
        Some("partial") => ClaimState::Partial,
        Some("planned" | "not_implemented") => ClaimState::Planned,
        // "Does not apply" without a reason is no statement that anybody could test.
        Some("not_applicable") if shown_text(tables, Subject::Control, "rationale", control).is_some() => {
            ClaimState::NotApplicable
        }
        _ => ClaimState::None,
    }
}

/// The owner's function: the roster's, else the list's own.
pub(super) fn function_of(tables: &Tables, control: usize) -> Option<String> {
    let stated = shown_text(tables, Subject::Control, "owner_function", control);
    stated.or_else(|| {
        let owner = tables.table(Subject::Control).col("owner").code(control).checked_sub(crate::tables::FIRST)?;
        let row = *tables.persons.rows.get(owner as usize)? as usize;
        (row < tables.table(Subject::Person).rows)
            .then(|| shown_text(tables, Subject::Person, "function", row))
            .flatten()
    })
}

/// The control that a row of evidence leads to.
pub(super) fn control_of(tables: &Tables, evidence: usize) -> Option<usize> {
    match tables.table(Subject::Evidence).col("control") {
        Column::Link { rows, .. } => {
            let control = rows.get(evidence) as usize;
            (control < tables.table(Subject::Control).rows).then_some(control)
        }
        _ => None,
    }
}

/// What a row of evidence of this time says against the claim that it was filed for.
fn denial(tables: &Tables, evidence: usize) -> Option<Denial> {
    if matches!(evidence_state(tables, evidence), Some("predates" | "postdates")) {
        return None;
    }
    match shown_text(tables, Subject::Evidence, "result", evidence).as_deref() {
        Some("fail") => Some(Denial::Fails),
        Some("partial") => Some(Denial::InPart),
        _ => None,
    }
}

fn fails(tables: &Tables, evidence: usize) -> bool {
    denial(tables, evidence) == Some(Denial::Fails)
}

/// The state of a row of evidence, as a word of the vocabulary.
fn evidence_state(tables: &Tables, row: usize) -> Option<&'static str> {
    let code = tables.table(Subject::Evidence).col("state").code(row);
    let at = code.checked_sub(crate::tables::FIRST)? as usize;
    schema::words("control.evidence_state").get(at).copied()
}

fn rank(state: Option<&str>) -> usize {
    let words = schema::words("control.evidence_state");
    state.and_then(|state| words.iter().position(|w| *w == state)).unwrap_or(words.len())
}

/// Does the evidence of a periodic control cover enough of the period? Else why not.
fn covers(tables: &Tables, policy: &Policy, control: usize) -> Result<(), String> {
    let table = tables.table(Subject::Control);
    if (Entry { tables, subject: Subject::Control, row: control }).is_unread("cadence") {
        return Err("how often it operates could not be read".into());
    }
    let is_periodic = !matches!(table.col("cadence").int(control), date::EMPTY | date::UNKNOWN);
    if !is_periodic {
        return Ok(());
    }
    match table.col("covers_share").int(control) {
        // Evidence of a moment, such as a configuration, covers no time and is not asked to.
        date::EMPTY => Ok(()),
        date::UNKNOWN => Err("how much of the period its evidence covers is unknown".into()),
        share if i64::from(share) >= policy.int("coverage_share") => Ok(()),
        share => Err(format!(
            "its evidence covers {} of the period, and the policy asks for {} %",
            if share == 0 { "none".into() } else { format!("{share} %") },
            policy.int("coverage_share")
        )),
    }
}

/// Can a row of evidence carry a claim: its dates count, and its own result does not say that it failed or was not tested?
fn carries(tables: &Tables, row: usize) -> bool {
    matches!(evidence_state(tables, row), Some("fresh" | "expiring"))
        && !fails(tables, row)
        && !is_untested(tables, row)
}

fn is_untested(tables: &Tables, evidence: usize) -> bool {
    shown_text(tables, Subject::Evidence, "result", evidence).as_deref() == Some("not_tested")
}

/// How a row of evidence stands, where it carries no claim.
fn standing(tables: &Tables, row: usize) -> &'static str {
    match evidence_state(tables, row) {
        Some("predates") => "from before the period",
        Some("postdates") => "from after the period",
        Some("fresh" | "expiring") if is_untested(tables, row) => "recorded as not tested",
        Some("fresh" | "expiring") => "recorded with the result fail",
        Some(other) => other,
        None => "of an unknown date",
    }
}

/// When a row of evidence stops counting: its own end, or the day on which the policy calls it stale.
pub(super) fn until(tables: &Tables, policy: &Policy, row: usize) -> Option<Day> {
    let days = |field: &str| day(tables, Subject::Evidence, field, row);
    let kind = shown_text(tables, Subject::Evidence, "kind", row);
    let limit = policy.for_kind("evidence_days", kind.as_deref());
    let stale = days("collected").or_else(|| days("covers_to")).map(|day| Day(day.0.saturating_add(limit as i32)));
    match (days("expires"), stale) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The state of a row of evidence in words, against the window.
fn evidence_says(tables: &Tables, period: &Period, row: usize) -> String {
    let day = |field: &str| day(tables, Subject::Evidence, field, row);
    let Some(state) = evidence_state(tables, row) else { return "its dates are not known".into() };
    let (from, to) = (day("covers_from"), day("covers_to").or_else(|| day("collected")));
    let span = match (from, to) {
        (Some(from), Some(to)) if from < to => {
            let days = i64::from(period.to.0) - i64::from(period.from.0) + 1;
            let inside = i64::from(to.min(period.to).0) - i64::from(from.max(period.from).0) + 1;
            match (inside.max(0) * 100 / days.max(1)).min(100) {
                _ if inside <= 0 => "covers none of it".into(),
                0 => "covers less than 1 % of it".into(),
                share => format!("covers {share} % of it"),
            }
        }
        (_, Some(at)) => format!("shows {at}"),
        _ => String::new(),
    };
    let state = match state {
        "fresh" => "inside the period".to_owned(),
        "expiring" => match day("expires") {
            Some(end) => format!("inside the period, expires on {end}"),
            None => "inside the period, expires soon".into(),
        },
        "stale" => "stale".into(),
        "predates" => "predates the period".into(),
        "postdates" => "lies after the period".into(),
        "undated" => "undated".into(),
        other => other.to_owned(),
    };
    if span.is_empty() { state } else { format!("{state}, {span}") }
}

fn int(tables: &Tables, subject: Subject, field: &str, row: usize) -> Option<i32> {
    match tables.value(schema::the(subject, field), row) {
        Value::Int(n) => Some(n as i32),
        _ => None,
    }
}

fn day(tables: &Tables, subject: Subject, field: &str, row: usize) -> Option<Day> {
    match day_value(tables.table(subject).col(field).day(row)) {
        Value::Day(day) => Some(day),
        _ => None,
    }
}

/// A text, cut at a word where it is longer than it may be.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let cut: String = text.chars().take(limit).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{} …", cut[..end].trim_end())
}
