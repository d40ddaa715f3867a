//! Who answers for what: the responsibility split, owners' pages, launches, and the mirror of published figures.

use schemars::JsonSchema;
use serde::Serialize;

use super::claims::ExceptionShown;
use super::{AsOf, Counts, Finding, Header};
use crate::date::Day;

/// Who owns the code path, who owns the policy boundary, who proves it, and where that is unclear.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Accountability {
    /// One sentence; empty where no list of controls was supplied.
    pub says: String,
    /// The areas, in a fixed order; every area is there.
    pub areas: Vec<AreaSplit>,
    /// Controls in force that name no area, or another.
    pub elsewhere: usize,
    /// Persons who own most live identities, at most [`crate::assess::WORST`].
    pub owners: Vec<OwnerLine>,
    /// How many persons own a live identity.
    pub owners_total: usize,
    /// Live identities without an owner.
    pub without_owner: usize,
    /// Live identities of which no file tells the owner.
    pub owner_unknown: usize,
}

/// One area of control.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AreaSplit {
    /// The area's word: `secret_rotation`.
    pub area: String,
    /// In words: "Issuing and rotating secrets".
    pub title: String,
    /// The controls in force that name the area.
    pub controls: Vec<String>,
    /// Who owns the code path: decides or operates the execution.
    pub code_path: Vec<RoleHeld>,
    /// Who owns the policy boundary.
    pub policy: Vec<RoleHeld>,
    /// Who decides exceptions.
    pub exceptions: Vec<RoleHeld>,
    /// Who proves it: the custodians and collectors of its evidence.
    pub proves: Vec<RoleHeld>,
    /// Where it is unclear, one sentence each.
    pub unclear: Vec<String>,
}

/// Somebody in a role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoleHeld {
    /// Who, as shown.
    pub who: String,
    /// The function, from the roster, else from the control.
    pub function: Option<String>,
    /// The field that names them: `owner`, `operator`, `decides_policy`, ...
    pub by: String,
    /// The controls or evidence that say so.
    pub from: Vec<String>,
    /// `active`, `leave`, `left`; none where no roster explains the name.
    pub roster: Option<String>,
}

/// One owner, counted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnerLine {
    /// Who, as shown.
    pub owner: String,
    /// `active`, `leave`, `left`; none where no roster explains the name.
    pub roster: Option<String>,
    /// Live identities owned.
    pub identities: usize,
    /// Of them, privileged.
    pub privileged: usize,
    /// Open findings on what they own.
    pub findings: Counts,
    /// Accepted findings on what they own.
    pub accepted: usize,
}

/// One page for one owner: what they answer for, in the order to work.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnerPage {
    /// Who, as shown.
    pub owner: String,
    /// A name for files: letters, digits and hyphens, unique among the pages of one run.
    pub slug: String,
    /// `active`, `leave`, `left`; none where no roster explains the name.
    pub roster: Option<String>,
    /// The function, from the roster.
    pub function: Option<String>,
    /// What stands in the header.
    pub header: Header,
    /// The day that ages count from.
    pub as_of: AsOf,
    /// One sentence.
    pub says: String,
    /// Their identities, those with the worst findings first; at most [`crate::assess::OWNED_SHOWN`].
    pub identities: Vec<OwnedIdentity>,
    /// How many identities they own in all.
    pub identities_total: usize,
    /// Their open findings in the order to work: severity, then what is past its date, then the identity; at most
    /// [`crate::assess::OWNED_SHOWN`].
    pub findings: Vec<Finding>,
    /// Open findings in all, without those that stand under a finding on the owner.
    pub findings_total: Counts,
    /// Their accepted findings; at most [`crate::assess::OWNED_SHOWN`].
    pub accepted: Vec<Finding>,
    /// How many are accepted in all.
    pub accepted_total: usize,
    /// Exceptions that cover their rows, in force or not.
    pub exceptions: Vec<ExceptionShown>,
    /// What comes due, the earliest first, from [`crate::assess::DUE_PAST_DAYS`] before the as-of date to
    /// [`crate::assess::DUE_AHEAD_DAYS`] after it; at most [`crate::assess::OWNED_SHOWN`].
    pub due: Vec<Due>,
}

/// One identity on an owner's page.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OwnedIdentity {
    /// Its key, as shown.
    pub key: String,
    /// Its name.
    pub name: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// Its platform.
    pub platform: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// Its status.
    pub status: Option<String>,
    /// Is it privileged?
    pub privileged: Option<bool>,
    /// Open findings on it and on what leads to it.
    pub findings: Counts,
    /// Accepted ones.
    pub accepted: usize,
    /// When its next review is due: its own date, else the last review and the policy.
    pub review_due: Option<Day>,
}

/// Something with a date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Due {
    /// The day.
    pub day: Day,
    /// `credential_expires`, `identity_expires`, `review_due`, `exception_ends`, `evidence_ends`, `control_review_due`,
    /// `operation_due`, `response_due`, `contract_ends`.
    pub kind: String,
    /// The sentence: "API key `billing-export` of `svc-billing` expires".
    pub says: String,
    /// The row's key: stable, so that a calendar updates its entry. Two dates of one row differ in their kind.
    pub key: String,
    /// Who answers for it, as shown.
    pub owner: Option<String>,
    /// Is it past at the as-of date?
    pub past: bool,
}

/// A launch, and what its register says for the gate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LaunchShown {
    /// Its key.
    pub key: String,
    /// What goes live.
    pub title: Option<String>,
    /// The feature.
    pub feature: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it went live.
    pub live: Option<Day>,
    /// When it is to go live.
    pub planned_live: Option<Day>,
    /// What the gate says.
    pub gate: LaunchGate,
}

/// Is a required item missing in the register? Readiness itself is signed by a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LaunchGate {
    /// No required item is missing, none is unknown, and no check on the launch is open.
    pub complete: bool,
    /// Required items that the register leaves blank, or answers the wrong way.
    pub missing: Vec<String>,
    /// Required items of which the register does not tell.
    pub unknown: Vec<String>,
    /// Checks on the launch that fail, each with its sentence.
    pub open: Vec<String>,
    /// Checks on the launch that could not be decided.
    pub undecided: Vec<String>,
    /// In words: "no required item is missing in the register", or what is.
    pub says: String,
}

/// A published figure beside the organisation's own.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MirrorEntry {
    /// Its id.
    pub id: String,
    /// What was asked or measured, in our words.
    pub says: String,
    /// The published figure, as published: "71 %", "25 to 50 to one".
    pub percent: String,
    /// Who published it, where and when.
    pub source: String,
    /// What the figure counts.
    pub definition: String,
    /// The organisation's own count, where its data can answer.
    pub n: Option<usize>,
    /// Of how many.
    pub of: Option<usize>,
    /// What the own figure counts, and how that differs; or why the data cannot answer.
    pub own_says: String,
}
