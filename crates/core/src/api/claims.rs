//! What is claimed, what proves it, what was accepted, and whether the rows agree.

use schemars::JsonSchema;
use serde::Serialize;

use super::Finding;
use crate::checks::Severity;
use crate::date::Day;

/// The window that evidence and operation are looked at in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Period {
    /// Its first day.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// Was it given? Else it is the 365 days that end with the as-of date.
    pub given: bool,
}

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The row, as a spreadsheet numbers rows.
    pub line: u32,
}

/// The controls and the evidence that were supplied.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Claims {
    /// Was a list of controls supplied?
    pub controls_supplied: bool,
    /// Was a list of evidence supplied?
    pub evidence_supplied: bool,
    /// One sentence over both; empty where neither was supplied.
    pub says: String,
    /// The controls, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`].
    pub controls: Vec<ControlShown>,
    /// How many controls there are in all.
    pub controls_total: usize,
    /// The evidence index, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`].
    pub evidence: Vec<EvidenceShown>,
    /// How many rows of evidence there are in all.
    pub evidence_total: usize,
}

/// One control, as its list gives it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct ControlShown {
    /// Its id, else its title.
    pub key: String,
    /// Its title.
    pub title: Option<String>,
    /// What the organisation says that it does.
    pub statement: Option<String>,
    /// `preventive`, `detective`, `corrective`, ...
    pub kind: Option<String>,
    /// Its status as folded: `implemented`, `partial`, `planned`, ...
    pub status: Option<String>,
    /// The word that the list itself uses.
    pub status_word: Option<String>,
    /// The status that the profile aims at.
    pub target: Option<String>,
    /// Does the profile include it?
    pub in_profile: Option<bool>,
    /// Why it does not apply.
    pub rationale: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The owner's function.
    pub owner_function: Option<String>,
    /// Who operates it.
    pub operator: Option<String>,
    /// Who approves.
    pub approver: Option<String>,
    /// The references that it cites, as people cite them.
    pub references: Vec<String>,
    /// The checks that it names.
    pub checks: Vec<String>,
    /// Since when it operates.
    pub starts: Option<Day>,
    /// The limit that the claim itself promises, in days.
    pub threshold_days: Option<i32>,
    /// The share of failures that it tolerates, in percent.
    pub tolerance: Option<i32>,
    /// The best state of its evidence: `fresh`, `expiring`, `stale`, `predates`, `postdates`, `undated`, `none`; none where
    /// no file tells.
    pub evidence_state: Option<String>,
    /// The keys of its evidence.
    pub evidence: Vec<String>,
    /// The share of the period that its evidence covers together, in percent.
    pub covers_share: Option<i32>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// One row of evidence.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceShown {
    /// Its id, else its title, else its place.
    pub key: String,
    /// What it is.
    pub title: Option<String>,
    /// A link or path to the artefact.
    pub artefact: Option<String>,
    /// The control that it supports.
    pub control: Option<String>,
    /// The references that it cites itself, as people cite them.
    pub references: Vec<String>,
    /// The kind of artefact.
    pub kind: Option<String>,
    /// `examine`, `interview`, `test`.
    pub method: Option<String>,
    /// What the artefact itself concludes.
    pub result: Option<String>,
    /// The first day it proves.
    pub covers_from: Option<Day>,
    /// The last day it proves.
    pub covers_to: Option<Day>,
    /// When it was collected.
    pub collected: Option<Day>,
    /// When it was filed.
    pub filed: Option<Day>,
    /// When it stops counting: its own end, else the day on which the policy calls it stale.
    pub until: Option<Day>,
    /// Who collected it.
    pub collector: Option<String>,
    /// Who keeps it.
    pub custodian: Option<String>,
    /// The artefact's hash.
    pub hash: Option<String>,
    /// `fresh`, `expiring`, `stale`, `predates`, `postdates`, `undated`; none where no file tells.
    pub state: Option<String>,
    /// The state in words: "inside the period, covers 61 % of it".
    pub says: String,
    /// Where it stands.
    pub place: Option<Place>,
}

/// Do the rows agree with what is claimed?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Rows can speak, and what they show is what is claimed.
    Agrees,
    /// Open failures count against it.
    Disagrees,
    /// Too little is known of the rows.
    CannotTell,
    /// No row can speak to it.
    NoRows,
}

/// What is claimed of a reference, by whom, proven by what and until when, and whether the rows agree.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReferenceClaim {
    /// All of it in one or two sentences.
    pub says: String,
    /// The controls that cite it, the strongest first; at most [`crate::assess::WORST`].
    pub controls: Vec<ControlCited>,
    /// How many controls cite it.
    pub controls_total: usize,
    /// Evidence that cites it itself, without a control: received, and no claim; at most [`crate::assess::WORST`].
    pub evidence_alone: Vec<EvidenceCited>,
    /// How many rows of such evidence there are.
    pub evidence_alone_total: usize,
    /// The day until which the proof of the strongest claim holds.
    pub until: Option<Day>,
    /// Whether the rows agree.
    pub agrees: Agreement,
    /// The contradiction, where one stands.
    pub contradiction: Option<Contradiction>,
    /// Where rows disagree and no contradiction stands: why it does not.
    pub no_contradiction: Option<String>,
}

/// A control as it stands behind one reference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ControlCited {
    /// The control's key.
    pub control: String,
    /// Its title.
    pub title: Option<String>,
    /// What it says, quoted.
    pub quote: Option<String>,
    /// Who answers for it.
    pub by: Option<String>,
    /// That person's function.
    pub function: Option<String>,
    /// Its status as folded.
    pub status: Option<String>,
    /// The list's own word for it.
    pub status_word: Option<String>,
    /// What proves it, the best first; at most [`crate::assess::WORST`].
    pub evidence: Vec<EvidenceCited>,
    /// How many rows of evidence it has.
    pub evidence_total: usize,
}

/// A row of evidence as it stands behind one reference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EvidenceCited {
    /// Its key.
    pub evidence: String,
    /// What it is.
    pub title: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// How it was gathered.
    pub method: Option<String>,
    /// What it concludes itself.
    pub result: Option<String>,
    /// Its state.
    pub state: Option<String>,
    /// The state in words.
    pub says: String,
    /// When it stops counting.
    pub until: Option<Day>,
}

/// A claim, and rows that show otherwise beyond its own tolerance.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Contradiction {
    /// The control.
    pub control: String,
    /// What it says, quoted.
    pub quote: Option<String>,
    /// Who answers for it.
    pub by: Option<String>,
    /// The check that it is linked to.
    pub check: String,
    /// How it is linked: `named`, `same reference and scope`.
    pub link: String,
    /// Rows that fail by the control's own threshold, inside its scope and operation, exceptions in force left out.
    pub n: usize,
    /// Of the rows decided there.
    pub of: usize,
    /// The tolerance that was applied, in percent.
    pub tolerance: i32,
    /// Did the control state it? Else it is the policy's `gap_share`.
    pub tolerance_stated: bool,
    /// The threshold that the control states, in days.
    pub own_threshold: Option<i32>,
    /// The policy's threshold, as shown.
    pub policy_threshold: Option<String>,
    /// The day since which the control is known to operate.
    pub since: Day,
    /// What shows that day: `starts`, `last_operated`, `reviewed`, `evidence`.
    pub since_from: String,
    /// The worst rows, by the control's own threshold.
    pub worst: Vec<Finding>,
}

/// An approved deviation, or what was meant to be one.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExceptionShown {
    /// Its key.
    pub key: String,
    /// The check that it is about.
    pub check: Option<String>,
    /// The references that it names, as people cite them.
    pub references: Vec<String>,
    /// Its scope in words: "3 identities named", "rows where `...`", "every row".
    pub scope: String,
    /// Why it was accepted.
    pub reason: Option<String>,
    /// The control that stands in.
    pub compensating_control: Option<String>,
    /// The state of that control's evidence.
    pub compensating_evidence: Option<String>,
    /// Who asked.
    pub requester: Option<String>,
    /// Who approved.
    pub approver: Option<String>,
    /// When.
    pub approved: Option<Day>,
    /// From when.
    pub starts: Option<Day>,
    /// Until when.
    pub ends: Option<Day>,
    /// How often it was renewed.
    pub renewals: Option<i32>,
    /// `in_force`, `future`, `expired`, `unapproved`, `self_approved`, `without_end`, `not_allowed`, `unmatched`; none where
    /// no file tells.
    pub state: Option<String>,
    /// The state in words.
    pub says: String,
    /// Failing rows in its scope, whatever its state.
    pub covers: usize,
    /// Of them, rows that it accepts.
    pub accepts: usize,
    /// By how many percent they exceed the rows that were approved.
    pub growth: Option<i32>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// The exception that a failing row stands under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingException {
    /// Its key.
    pub exception: String,
    /// Its state.
    pub state: String,
    /// When it ends, or ended.
    pub ends: Option<Day>,
    /// Who approved it.
    pub approver: Option<String>,
}

/// What management answered to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingResponse {
    /// Who acts.
    pub owner: Option<String>,
    /// What will be done.
    pub action: Option<String>,
    /// When it is due.
    pub due: Option<Day>,
    /// Where it stands: `open`, `in_progress`, `done`, `rejected`.
    pub status: Option<String>,
    /// The words of management.
    pub comment: Option<String>,
    /// Is it past its date and not done?
    pub overdue: bool,
}

/// The answers that were read back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Responses {
    /// Was a sheet of answers supplied?
    pub supplied: bool,
    /// How many answers.
    pub total: usize,
    /// Answers to findings that are open.
    pub open: usize,
    /// Answers to findings that an exception accepts.
    pub accepted: usize,
    /// Answers to findings that are no longer there.
    pub gone: usize,
    /// Answers that say done, while the finding is still open.
    pub done_and_open: usize,
    /// Answers past their date and not done.
    pub overdue: usize,
    /// One sentence.
    pub says: String,
    /// The answers to open or accepted findings, the earliest due first; at most [`crate::assess::CLAIMS_SHOWN`].
    pub answers: Vec<Answered>,
}

/// An answer beside its finding.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Answered {
    /// The finding's id.
    pub finding: String,
    /// The check.
    pub check: String,
    /// The finding's severity.
    pub severity: Severity,
    /// The finding's sentence.
    pub message: String,
    /// Is the finding accepted?
    pub accepted: bool,
    /// The answer.
    pub response: FindingResponse,
}
