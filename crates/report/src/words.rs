//! The words and signs for what the Assessment says in codes.

use std::borrow::Cow;

use nhimap_core::api::Agreement;
use nhimap_core::assess::result::{ClaimState, EvidenceState, ResultWord, RowState};
use nhimap_core::catalog::Speaks;
use nhimap_core::checks::{How, Severity};

use crate::text::{Plain, spaced};

/// What is said of every piece of evidence.
pub(crate) const EXAMINED: &str = "recorded, not examined";

/// The name of a result's symbol and class.
pub(crate) fn sign(word: impl Plain<ResultWord>) -> &'static str {
    match word.plain() {
        ResultWord::Gap => "gap",
        ResultWord::Contradicted => "contra",
        ResultWord::PartialGap => "part",
        ResultWord::Unproven => "unproven",
        ResultWord::InsufficientData => "lack",
        ResultWord::AcceptedUntil => "wait",
        ResultWord::NoGapFound => "fine",
        ResultWord::Claimed => "claimed",
        ResultWord::NotApplicable => "na",
        ResultWord::OutOfProfile => "out",
        ResultWord::NotAssessed => "none",
    }
}

/// When a result is said.
pub(crate) fn rule(word: impl Plain<ResultWord>) -> &'static str {
    match word.plain() {
        ResultWord::Gap => {
            "A check that tests the reference fails critically, or on a share of its rows at or over the policy's \
             `gap_share`; or the only claim is a plan."
        }
        ResultWord::Contradicted => {
            "A control claims it, and rows that the control covers fail beyond its own tolerance; or it is declared not \
             applicable, and rows to which it applies are there."
        }
        ResultWord::PartialGap => {
            "Some rows fail, but fewer than for a gap; or only supporting checks point away from it; or the claim itself \
             is partial."
        }
        ResultWord::Unproven => "A control claims it, and no dated evidence inside the period supports the claim.",
        ResultWord::InsufficientData => {
            "No row fails, and too few rows are known or too few of its checks could be evaluated."
        }
        ResultWord::AcceptedUntil => {
            "Every failing row is under an approved exception in force; the date is that of the exceptions."
        }
        ResultWord::NoGapFound => {
            "Rows were tested and none fails. It holds for these rows only and does not assert that a requirement is \
             satisfied."
        }
        ResultWord::Claimed => {
            "A control claims it with dated evidence, and no row can speak. The evidence is recorded, not examined."
        }
        ResultWord::NotApplicable => "The organisation says so, with a reason, and no row speaks against it.",
        ResultWord::OutOfProfile => "The organisation's profile leaves it out.",
        ResultWord::NotAssessed => "Nothing that was supplied speaks to it. An empty cell, never a failure.",
    }
}

/// What would give a reference with this result another one.
pub(crate) fn change(word: impl Plain<ResultWord>) -> &'static str {
    match word.plain() {
        ResultWord::Gap | ResultWord::PartialGap => {
            "Fewer open failures; section 6 has the remedy of each check. An approved exception moves a row to accepted."
        }
        ResultWord::Contradicted => {
            "Rows that no longer fail, or a claim that says what is done. Which of the two is right was not determined."
        }
        ResultWord::Unproven => "Dated evidence inside the period for the controls that claim it.",
        ResultWord::InsufficientData => "The cells that section 7 lists as missing for its checks.",
        ResultWord::AcceptedUntil => "The end of the exceptions, or rows that no longer fail.",
        ResultWord::NoGapFound => "A row that fails, or rows that a later file adds.",
        ResultWord::Claimed => "Rows that can speak to it, or a tester's conclusion on the evidence.",
        ResultWord::NotApplicable => "A row to which it applies.",
        ResultWord::OutOfProfile => "Another profile.",
        ResultWord::NotAssessed => "A file that holds rows or claims that speak to it.",
    }
}

/// How a check speaks to a reference.
pub(crate) fn how(how: impl Plain<How>) -> &'static str {
    match how.plain() {
        How::Tests => "tests",
        How::Supports => "supports",
        How::Context => "context",
    }
}

/// What a severity means.
pub(crate) fn severity_means(severity: impl Plain<Severity>) -> &'static str {
    match severity.plain() {
        Severity::Critical => "Usable by an outsider now, or without any limit; one row is a matter for today.",
        Severity::High => "Removes a main barrier, or shows that a control does not work.",
        Severity::Medium => "Widens or prolongs a weakness.",
        Severity::Low => "Record keeping, or an outage to plan.",
    }
}

/// Severities, the worst first.
pub(crate) const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// The plural of what a framework counts.
pub(crate) fn units(unit: &str) -> String {
    match unit.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{unit}s"),
    }
}

/// Why references of which nothing is said have nothing to say.
pub(crate) fn silence(speaks: Option<Speaks>) -> &'static str {
    match speaks {
        Some(Speaks::Rows) => "Not assessed, although rows can speak to them",
        Some(Speaks::Claims) => "Not assessed; only controls with evidence can speak to them",
        Some(Speaks::Neither) => "Not testable from inputs of this kind",
        None => "Not assessed",
    }
}

/// Small numbers in words, for running text.
pub(crate) fn small(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| crate::text::number(n as u64), |word| (*word).to_owned())
}

/// States of the rows, in the order of the table.
pub(crate) const ROW_STATES: [(RowState, &str, &str); 7] = [
    (RowState::None, "none", "no check that decides, or no row to which one applies"),
    (RowState::Unknown, "unknown", "no row could be decided"),
    (RowState::Thin, "thin", "no open failure, and too few rows known or too few checks evaluated"),
    (RowState::Clean, "clean", "no open failure, and enough known"),
    (RowState::Accepted, "accepted", "every failure under an exception in force"),
    (RowState::Few, "few", "some open failures"),
    (RowState::Many, "many", "open failures in numbers, or a critical one"),
];

/// States of the claim with those of its evidence, in the order of the table.
pub(crate) const CLAIM_STATES: [(ClaimState, EvidenceState, &str); 7] = [
    (ClaimState::None, EvidenceState::Not, "none"),
    (ClaimState::NotApplicable, EvidenceState::Not, "not applicable"),
    (ClaimState::Planned, EvidenceState::Not, "planned"),
    (ClaimState::Partial, EvidenceState::Dated, "partial, dated"),
    (ClaimState::Partial, EvidenceState::Not, "partial, not dated"),
    (ClaimState::Implemented, EvidenceState::Dated, "implemented, dated"),
    (ClaimState::Implemented, EvidenceState::Not, "implemented, not dated"),
];

/// States of evidence against the period, the best first.
pub(crate) const EVIDENCE_STATES: [(&str, &str); 6] = [
    ("fresh", "inside the period"),
    ("expiring", "inside the period, ends soon"),
    ("stale", "too old at the as-of date"),
    ("predates", "before the period"),
    ("postdates", "after the period"),
    ("undated", "without a date"),
];

/// States of an exception, those that accept something first.
pub(crate) const EXCEPTION_STATES: [(&str, &str); 8] = [
    ("in_force", "In force"),
    ("future", "Not yet begun: nothing is accepted"),
    ("expired", "Ended: what they covered is open again"),
    ("unapproved", "Not approved: nothing is accepted"),
    ("self_approved", "Approved by somebody whom they concern: nothing is accepted"),
    ("without_end", "Without an end: nothing is accepted"),
    ("not_allowed", "About what the policy does not let be accepted"),
    ("unmatched", "Unused: no failing row matches"),
];

/// Why a failing row is open although an exception is about it.
pub(crate) fn open_despite(state: &str) -> Cow<'static, str> {
    match state {
        "expired" => "ended: open again".into(),
        "future" => "has not begun: open".into(),
        "unapproved" => "is not approved: open".into(),
        "self_approved" => "was approved by somebody whom it concerns: open".into(),
        "without_end" => "has no end: open".into(),
        "not_allowed" => "is about what the policy does not let be accepted: open".into(),
        other => format!("{}: open", spaced(other)).into(),
    }
}

/// Do the rows agree with a claim?
pub(crate) fn agrees(agreement: &Agreement) -> &'static str {
    match agreement {
        Agreement::Agrees => "The inventory agrees: rows can speak, and what they show is what is claimed.",
        Agreement::Disagrees => "The inventory disagrees: open failures count against the claim.",
        Agreement::CannotTell => "The inventory cannot tell: too little is known of the rows.",
        Agreement::NoRows => "The inventory has no row that can speak to it.",
    }
}

/// What shows since when a control operates.
pub(crate) fn since_from(field: &str) -> Cow<'static, str> {
    match field {
        "starts" => "as the control states".into(),
        "last_operated" => "when it was last operated".into(),
        "reviewed" => "when it was last reviewed".into(),
        "evidence" => "as its evidence shows".into(),
        other => format!("from {}", spaced(other)).into(),
    }
}

/// How a control is linked to a check.
pub(crate) fn link(link: &str) -> Cow<'static, str> {
    match link {
        "named" => "the control names the check".into(),
        other => other.to_owned().into(),
    }
}

/// What comes due.
pub(crate) fn due(kind: &str) -> Cow<'static, str> {
    match kind {
        "credential_expires" => "credential expires".into(),
        "identity_expires" => "identity expires".into(),
        "review_due" => "review due".into(),
        "exception_ends" => "exception ends".into(),
        "evidence_ends" => "evidence stops counting".into(),
        "control_review_due" => "review of a control due".into(),
        "operation_due" => "control to be operated".into(),
        "response_due" => "promised action due".into(),
        "contract_ends" => "contract ends".into(),
        other => spaced(other).into(),
    }
}

/// Words of this report, and what they mean in it.
pub(crate) const GLOSSARY: [(&str, &str); 18] = [
    ("Accepted", "A failed row under an exception that is in force. It is counted beside the failures, never hidden."),
    ("Check", "A question that is put to every row of one kind, with a condition, a severity and a remedy."),
    ("Claim", "What a control says that the organisation does. It is quoted, not believed or doubted."),
    (
        "Contradicted",
        "A control claims it, and rows in its scope and operation fail beyond its own tolerance. Which of the two is right is not determined.",
    ),
    ("Control", "Something that the organisation claims to do."),
    ("Credential", "What authenticates an identity: a key, a secret, a certificate, a token."),
    ("Evidence", "An artefact that supports a control. This report records that it is named; it does not examine it."),
    ("Exception", "An approved deviation with an end. Never a failed row: that is a finding."),
    ("Finding", "A check that fails on a row, and no exception covers it."),
    ("Identity", "A non-human identity: a service account, a workload identity, an integration, an AI agent."),
    (
        "Not applicable, of a row",
        "The question of the check does not arise for the row. Such rows are not counted as tested.",
    ),
    ("Note", "Something odd about the input: a cell that could not be read, two files that disagree."),
    ("Period", "The window in which evidence counts and controls are looked at; the title block names it."),
    (
        "Recorded, not examined",
        "The artefact is named with its dates. Nobody opened it, and it proves no more than that it is named.",
    ),
    ("Reference", "One id in one edition of a framework."),
    ("Tested", "Rows to which a check applies or may apply: fail + unknown + accepted + pass."),
    (
        "Tests, supports, context",
        "How a check speaks to a reference: a failing row is a counter-example; it makes the outcome less credible; it only helps to place the finding.",
    ),
    ("Unknown", "A row of which the files do not say what the check asks. Never counted as passed."),
];
