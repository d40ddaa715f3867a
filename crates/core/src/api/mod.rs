//! What every front door speaks: a request, and the Assessment that answers it.
//!
//! The command's `--format json`, the reports and the page all stand on these types. An [`Assessment`] is one bounded,
//! versioned value; the findings themselves are a stream beside it ([`crate::assess::Findings`]).

mod claims;
mod people;
mod understanding;

use std::collections::BTreeMap;

pub use claims::{
    Agreement, Answered, Claims, Contradiction, ControlCited, ControlShown, EvidenceCited, EvidenceShown,
    ExceptionShown, FindingException, FindingResponse, Period, Place, ReferenceClaim, Responses,
};
pub use people::{
    Accountability, AreaSplit, Due, LaunchGate, LaunchShown, MirrorEntry, OwnedIdentity, OwnerLine, OwnerPage, RoleHeld,
};
pub use understanding::{TableUnderstood, Understanding};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::assess::result::{ClaimState, EvidenceState, ResultWord, RowState};
use crate::catalog::crosswalk::{Asserted, Relation};
use crate::catalog::{FrameworkRef, Speaks};
use crate::checks::{How, Severity};
use crate::date::Day;
use crate::policy::{Adopted, Deviation};
use crate::schema::Subject;

/// The version of [`Assessment`]'s shape.
pub const ASSESSMENT_SCHEMA: &str = "nhimap/assessment/1";

/// What stands in the header of a report and says whose it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Header {
    /// Whose identities these are.
    pub subject: Option<String>,
    /// Who may read it.
    pub classification: Option<String>,
    /// Who gets it.
    pub distribution: Vec<String>,
}

/// Everything that the files, the pack and the policy say, as of one day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Assessment {
    /// [`ASSESSMENT_SCHEMA`].
    pub schema: String,
    /// The tool and its version.
    pub tool: Tool,
    /// What stands in the header.
    pub header: Header,
    /// The day that ages count from.
    pub as_of: AsOf,
    /// The window that evidence and operation are looked at in.
    pub period: Period,
    /// The pack that was used.
    pub pack: PackUsed,
    /// The policy that was used.
    pub policy: PolicyUsed,
    /// The files, in the order given.
    pub inputs: Vec<Input>,
    /// What the rows became.
    pub population: Population,
    /// What is said first.
    pub conclusion: Conclusion,
    /// The five frameworks, each with every reference.
    pub frameworks: Vec<FrameworkResult>,
    /// Neighbours: what relates, without a result.
    pub neighbours: Vec<NeighbourList>,
    /// Every check, with its counts and its worst findings.
    pub checks: Vec<CheckResult>,
    /// Open findings in all; what a leaver's finding already tells is counted once.
    pub findings: Counts,
    /// Failing rows that exceptions in force accept, by severity.
    pub accepted: Counts,
    /// Open findings that stand under a leaver's finding and are not counted again.
    pub grouped: usize,
    /// The controls and the evidence.
    pub claims: Claims,
    /// Who answers for what.
    pub accountability: Accountability,
    /// The exceptions, those that weigh most first; at most [`crate::assess::CLAIMS_SHOWN`].
    pub exceptions: Vec<ExceptionShown>,
    /// How many exceptions there are.
    pub exceptions_total: usize,
    /// The launches, in the order of the files; at most [`crate::assess::CLAIMS_SHOWN`].
    pub launches: Vec<LaunchShown>,
    /// How many launches there are.
    pub launches_total: usize,
    /// What management answered.
    pub responses: Responses,
    /// Published figures beside the organisation's own, on request only; no conclusion rests on them.
    pub mirror: Option<Vec<MirrorEntry>>,
    /// What is odd about the input, grouped.
    pub notes: Vec<Note>,
    /// What would let more be said, the most first.
    pub would_change: Vec<WouldChange>,
    /// The fields that the files gave, and what they mean.
    pub dictionary: Vec<FieldGiven>,
}

/// The tool.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Tool {
    /// `nhimap`
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The day that ages count from, and why it is that day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AsOf {
    /// The day.
    pub date: Day,
    /// `given`, `extracted` (the newest extraction date), `event` (the newest event in the files), `today`.
    pub from: String,
    /// In words: "given", "from `credential_report.csv`", "today".
    pub says: String,
}

/// The pack.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PackUsed {
    /// SHA-256 over its files.
    pub digest: String,
    /// How many checks it has.
    pub checks: usize,
    /// The editions, as people cite them.
    pub editions: Vec<String>,
}

/// The policy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicyUsed {
    /// Who adopted it; none means "against the default policy".
    pub adopted: Option<Adopted>,
    /// Differences from the default policy.
    pub deviations: Vec<Deviation>,
    /// Assumptions, and how many rows each decided.
    pub assumptions: Vec<AssumptionUsed>,
    /// The thresholds that the checks used.
    pub thresholds: Vec<ThresholdUsed>,
}

/// An assumption, and how far it reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AssumptionUsed {
    /// Its name in the policy.
    pub name: String,
    /// What was assumed.
    pub value: String,
    /// How many rows it decided.
    pub rows: usize,
    /// Of how many.
    pub of: usize,
}

/// A threshold.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ThresholdUsed {
    /// Its key.
    pub key: String,
    /// What it says.
    pub says: String,
    /// The default, in words: "90 days".
    pub value: String,
    /// The entries by class, in words: "30 for purpose class ci_cd or ai_agent".
    pub by_class: Vec<String>,
    /// Why that number.
    pub reason: String,
    /// Whose number it is.
    pub source: String,
    /// The checks that use it.
    pub checks: Vec<String>,
}

/// A file, and what became of its rows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Input {
    /// The name it was given.
    pub name: String,
    /// `register`, `export`, `roster`, ...
    pub kind: String,
    /// In words: "a register of non-human identities", "AWS IAM credential report".
    pub understood_as: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Rows below the heading: read + set apart + refused.
    pub rows: usize,
    /// Rows read.
    pub read: usize,
    /// Rows set apart, by reason.
    pub set_apart: Vec<Reason>,
    /// Rows refused, by reason.
    pub refused: Vec<Reason>,
    /// What the read rows became, by subject.
    pub became: BTreeMap<Subject, usize>,
    /// Of those, how many joined a row that another line or file already gave, by subject.
    pub joined: BTreeMap<Subject, usize>,
    /// How its identities compare with the registers, or with the exports; none where there is nothing to compare with.
    pub compared: Option<Compared>,
    /// How many rows of data the file should have, where the user or a list of systems states it.
    pub expected_rows: Option<usize>,
    /// How many rows and cells of it stand on the list of what to mend.
    pub to_fix: usize,
    /// When it was extracted, where that was said.
    pub extracted: Option<Day>,
    /// `complete`, `partial`, `undeclared`.
    pub complete: String,
    /// The columns as understood.
    pub columns: Vec<ColumnRead>,
    /// How its text was found: "UTF-16 text", "sheet `Accounts` of 3".
    pub container: String,
    /// The rows of the heading, from and to, as a spreadsheet numbers rows.
    pub heading_rows: (u32, u32),
    /// Why these.
    pub heading_reason: String,
    /// What this export cannot know, by field.
    pub cannot_know: Vec<CannotKnow>,
}

impl Input {
    /// One sentence on how its rows add up, and on what the other files say of them; figures only.
    pub fn adds_up(&self) -> String {
        let apart: usize = self.set_apart.iter().map(|reason| reason.rows).sum();
        let refused: usize = self.refused.iter().map(|reason| reason.rows).sum();
        let mut says = format!("{} rows = {} read + {apart} set apart + {refused} refused", self.rows, self.read);
        if let Some(expected) = self.expected_rows {
            says += &format!("; {expected} rows of data were stated");
        }
        for (subject, joined) in self.joined.iter().filter(|(_, joined)| **joined > 0) {
            says += &format!("; {joined} of its {} joined others", subject.plural());
        }
        if let Some(it) = &self.compared {
            let (in_both, only) = (it.in_both, it.only_here);
            says +=
                &format!("; of its {} identities {in_both} are in {} too, {only} in none", it.identities, it.other());
        }
        says
    }
}

/// How the identities of a file compare with those of the files of the other sort.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Compared {
    /// `register` or `export`: what they were compared with.
    pub with: String,
    /// Its identities.
    pub identities: usize,
    /// How many of them stand in one of the others too.
    pub in_both: usize,
    /// How many stand in none of the others; whether that is a gap is for checks to say, since a file may be a part only.
    pub only_here: usize,
}

impl Compared {
    /// What they were compared with, in words.
    pub fn other(&self) -> &'static str {
        if self.with == "register" { "a register" } else { "an export" }
    }
}

/// Why rows were set apart or refused.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// In words.
    pub reason: String,
    /// How many rows.
    pub rows: usize,
    /// Some of the rows, as a spreadsheet numbers them.
    pub lines: Vec<u32>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ColumnRead {
    /// Its place, from 0.
    pub index: usize,
    /// Its heading.
    pub heading: String,
    /// The fields it feeds: `identity.owner`.
    pub fields: Vec<String>,
    /// `read`, `not used` (no field has this heading), `dropped` (may hold secrets), `repeated`.
    pub how: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in words.
    pub reason: String,
}

/// How sure the reading of a file is of what a column, or a heading, means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Something speaks for it, and nothing against it.
    Guess,
    /// The heading and the cells speak for it, each in part.
    Likely,
    /// The heading says so, or a person did.
    #[default]
    Certain,
}

impl Confidence {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guess => "guess",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// A field that an export does not record.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CannotKnow {
    /// `identity.owner`
    pub field: String,
    /// Why.
    pub why: String,
}

/// What the rows became.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Population {
    /// Rows by subject.
    pub rows: BTreeMap<Subject, usize>,
    /// Identities by kind; `unknown` where no source says.
    pub kinds: BTreeMap<String, usize>,
    /// Identities that are AI agents.
    pub agents: usize,
    /// Identities that are privileged.
    pub privileged: usize,
    /// Identities of which no source can tell a person from a machine.
    pub person_or_machine_unknown: usize,
    /// Rows that describe an identity.
    pub identity_rows: usize,
    /// Of them, rows joined with another row of the same identity.
    pub merged: usize,
    /// Identities that a register lists.
    pub in_register: usize,
    /// Identities that only an export lists.
    pub only_in_export: usize,
    /// Identities with an open finding of high or critical severity.
    pub with_high_finding: usize,
    /// Identities with any open finding.
    pub with_finding: usize,
}

/// What is said first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Conclusion {
    /// One sentence over everything.
    pub sentence: String,
    /// One or two more, on what weighs most.
    pub lead: String,
    /// Three figures with their denominators.
    pub figures: Vec<Figure>,
}

/// A figure with its denominator.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// The figure.
    pub n: usize,
    /// Its denominator.
    pub of: usize,
    /// What is counted.
    pub says: String,
    /// The check it counts, where it is one.
    pub check: Option<String>,
}

/// One framework.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FrameworkResult {
    /// The edition's id.
    pub id: String,
    /// Its short name.
    pub short: String,
    /// Its name.
    pub name: String,
    /// The edition.
    pub edition: String,
    /// What is counted: `risk`, `subcategory`, `tenet`, `layer`.
    pub unit: String,
    /// `outcome`, `risk`, `process`, `architecture`, `layer`.
    pub reading: String,
    /// References by result; all words are there, and their sum is the number of references. Empty for layers.
    pub counts: Vec<WordCount>,
    /// How many references these inputs can speak to, and how many have a result from rows or claims.
    pub testable: usize,
    /// One sentence on what this framework can and cannot say here.
    pub says: String,
    /// Groups above the references (functions, categories) in the framework's order.
    pub groups: Vec<Group>,
    /// Every reference, in the framework's order.
    pub references: Vec<ReferenceResult>,
}

/// A result word and how many references have it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WordCount {
    /// The word.
    pub result: ResultWord,
    /// How many references.
    pub references: usize,
}

/// A function or category.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// Its id: `PR.AA`.
    pub id: String,
    /// Its kind: `function`, `category`.
    pub kind: String,
    /// Its official title, where it has one.
    pub title: Option<String>,
    /// The group above.
    pub parent: Option<String>,
}

/// One reference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReferenceResult {
    /// `nist-csf-2.0:PR.AA-05`
    pub reference: FrameworkRef,
    /// The official label.
    pub label: String,
    /// The official short title, where it has one.
    pub title: Option<String>,
    /// What it asks, in our words.
    pub description: String,
    /// The group it stands in.
    pub parent: Option<String>,
    /// The result; none for a layer.
    pub result: Option<ResultWord>,
    /// When the nearest end of the exceptions that cover it is, for `accepted until`.
    pub accepted_until: Option<Day>,
    /// The cell of the table that gave the result.
    pub rule: Rule,
    /// One sentence: the result, its basis and its numbers.
    pub says: String,
    /// What is claimed, by whom, proven by what and until when, and whether the rows agree; none where nobody claims and
    /// no evidence cites it.
    pub claim: Option<ReferenceClaim>,
    /// What inputs of this kind can say.
    pub speaks: Option<Speaks>,
    /// Why.
    pub speaks_why: Option<String>,
    /// The checks that speak to it, `tests` first.
    pub checks: Vec<ReferenceCheck>,
    /// Open findings that relate to it, by any mapping.
    pub findings: usize,
    /// Distinct identities with an open failure of a check that tests it.
    pub identities: usize,
    /// What it relates to in other editions; a result is not passed on along them.
    pub relates: Vec<RelatedReference>,
}

/// A reference of another edition that a crosswalk relates one to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RelatedReference {
    /// The other end.
    pub reference: FrameworkRef,
    /// The framework and edition as people name them: `SP 800-53 r5`.
    pub framework: String,
    /// The official label in it: `IA-5`.
    pub label: String,
    /// How the first lies to it.
    pub relation: Relation,
    /// Who says so.
    pub asserted: Asserted,
}

/// The coordinates in the table from rows and claims to a result.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Rule {
    /// What the rows show.
    pub rows: RowState,
    /// What is claimed.
    pub claim: ClaimState,
    /// What proves the claim.
    pub evidence: EvidenceState,
    /// Did supporting checks lower the result, and by how much of their rows?
    pub indicated: Option<Indication>,
    /// In words: "rows many × claim none".
    pub says: String,
}

/// Supporting checks that point away from the reference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Indication {
    /// The check that weighs most.
    pub check: String,
    /// Its open fails.
    pub n: usize,
    /// Of the rows it decided.
    pub of: usize,
}

/// A check as it speaks to one reference.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReferenceCheck {
    /// The check's id.
    pub check: String,
    /// `tests`, `supports`, `context`.
    pub how: How,
    /// Why it speaks to it, in our words.
    pub why: String,
    /// Its counts.
    pub counts: Verdicts,
}

/// The verdicts of a check over its rows; fail + unknown + accepted + pass = tested.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verdicts {
    /// Open failures.
    pub fail: usize,
    /// Rows of which the data does not say.
    pub unknown: usize,
    /// Failures under an exception in force.
    pub accepted: usize,
    /// Rows that pass.
    pub pass: usize,
    /// The sum: rows to which the question applies, or may apply.
    pub tested: usize,
    /// Rows to which it does not apply.
    pub not_applicable: usize,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckResult {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a row is.
    pub subject: String,
    /// The severity before anything raises it.
    pub severity: Severity,
    /// Why that severity.
    pub severity_why: String,
    /// The verdicts.
    pub counts: Verdicts,
    /// Open failures by severity, as raised by the data.
    pub severities: Counts,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// When it may be wrong.
    pub limits: String,
    /// What it speaks to.
    pub maps: Vec<MapShown>,
    /// Why it could not be evaluated at all, where it could not: no file of its subject, no column, policy not set.
    pub not_evaluated: Option<String>,
    /// Fields whose absence or blanks left rows unknown, with the rows.
    pub missing: Vec<Missing>,
    /// The policy keys it uses, as shown: "rotation_days = 90 days (default policy, not adopted)".
    pub thresholds: Vec<String>,
    /// The worst findings, most severe first.
    pub worst: Vec<Finding>,
    /// The worst of those that exceptions in force accept.
    pub accepted: Vec<Finding>,
    /// Some of the rows that are unknown.
    pub unknown_examples: Vec<Finding>,
}

/// A mapping as shown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MapShown {
    /// The reference.
    pub reference: FrameworkRef,
    /// As people cite it.
    pub cited: String,
    /// `tests`, `supports`, `context`.
    pub how: How,
    /// Why.
    pub why: String,
}

/// A field that left rows unknown.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Missing {
    /// `credential.rotated`
    pub field: String,
    /// Rows on which it was missing while the check was unknown.
    pub rows: usize,
    /// Was the column itself missing?
    pub no_column: bool,
}

/// Open findings by severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Critical.
    pub critical: usize,
    /// High.
    pub high: usize,
    /// Medium.
    pub medium: usize,
    /// Low.
    pub low: usize,
    /// The sum.
    pub total: usize,
}

/// A failed check on a row.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Finding {
    /// Stable across runs and row order: from the check and the row's own key.
    pub id: String,
    /// The check.
    pub check: String,
    /// The severity, as raised by the data.
    pub severity: Severity,
    /// The sentence.
    pub message: String,
    /// The subject of the row.
    pub subject: Subject,
    /// The row's key, as shown.
    pub key: String,
    /// The identity it leads to, as shown.
    pub identity: Option<String>,
    /// Who answers for it, as shown.
    pub owner: Option<String>,
    /// The environment of the identity, as shown.
    pub environment: Option<String>,
    /// Is it accepted under an exception in force? Else it is open.
    pub accepted: bool,
    /// The exception that it stands under, or stood under before that ended.
    pub exception: Option<FindingException>,
    /// What management answered.
    pub response: Option<FindingResponse>,
    /// The finding that tells the same cause and counts for it: a leaver's, for the identities left behind.
    pub under: Option<String>,
    /// The cells that decided it, and where they stand.
    pub cells: Vec<CellShown>,
}

/// A cell that a verdict stands on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CellShown {
    /// `credential.rotated`
    pub field: String,
    /// The value as read: "2025-09-15", "never", "(empty)", "(unknown)".
    pub value: String,
    /// The file, where the cell comes from one.
    pub file: Option<String>,
    /// The row, as a spreadsheet numbers rows.
    pub line: Option<u32>,
    /// The heading of its column.
    pub column: Option<String>,
}

/// Something odd about the input.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Note {
    /// A stable word for its kind: `unreadable-date`, `other-word`, `disagreement`, ...
    pub kind: String,
    /// The file.
    pub file: Option<String>,
    /// The column's heading.
    pub column: Option<String>,
    /// How many cells or rows.
    pub count: usize,
    /// In words; never the content of a cell.
    pub says: String,
    /// Some of the places.
    pub lines: Vec<u32>,
}

/// A row that was refused or a cell that could not be understood, for whoever supplied the file.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FixRow {
    /// The file.
    pub file: String,
    /// The part of it, such as a workbook's sheet, where it has several.
    pub part: Option<String>,
    /// The row, as a spreadsheet numbers rows.
    pub row: u32,
    /// The heading of the column; none where it is about the whole row.
    pub column: Option<String>,
    /// The field that the column feeds: `identity.expires`.
    pub field: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What should stand there.
    pub expected: String,
    /// What stands there, where the column holds dates, numbers, words or yes and no; text is never shown.
    pub written: Option<String>,
}

/// Something that would let more be said.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WouldChange {
    /// What to do: "Add a secret-scanner result."
    pub what: String,
    /// What it would unlock.
    pub unlocks: String,
    /// The references that would get checks to speak.
    pub references: Vec<String>,
    /// How many rows or checks.
    pub weight: usize,
}

/// A neighbour: ids that findings relate to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NeighbourList {
    /// The edition's id.
    pub id: String,
    /// Its short name.
    pub short: String,
    /// The ids that open findings relate to.
    pub references: Vec<NeighbourReference>,
}

/// An id of a neighbour.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct NeighbourReference {
    /// The reference.
    pub reference: FrameworkRef,
    /// Its label.
    pub label: String,
    /// Its short title.
    pub title: Option<String>,
    /// Open findings that relate to it.
    pub findings: usize,
    /// The checks they come from.
    pub checks: Vec<String>,
}

/// A field that the files gave.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FieldGiven {
    /// `identity.owner`
    pub field: String,
    /// Its label.
    pub label: String,
    /// What it says.
    pub says: String,
    /// Where it comes from: "register.csv, column `Owner`", "derived".
    pub from: Vec<String>,
}
