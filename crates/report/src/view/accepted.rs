//! What is accepted beside what is open, and what stands under another finding: said wherever findings are counted.

use nhimap_core::api::{CheckResult, Finding, FindingResponse, ReferenceResult};

use super::{View, by_word};
use crate::text::{self, Anchor, number, spaced};
use crate::words;

/// What an exception does to a finding: `accepted until 2027-01-31 under exception EX-07, approved by r.lindqvist`.
pub(crate) struct Standing<'f> {
    /// The words before the exception.
    pub(crate) before: String,
    /// The exception's key.
    pub(crate) exception: &'f str,
    /// The words after it.
    pub(crate) after: String,
}

impl<'a> View<'a> {
    /// Open and accepted in one sentence: `344 findings are open (5 critical and 339 high) and 12 are accepted (12 low)`.
    pub(crate) fn open_and_accepted(&self) -> String {
        let a = self.a;
        let of = |words: Vec<String>| match words.is_empty() {
            true => String::new(),
            false => format!(" ({})", text::listed(&words, "and")),
        };
        let open = match a.findings.total {
            0 => "no finding is open".to_owned(),
            1 => format!("1 finding is open{}", of(by_word(a.findings))),
            n => format!("{} findings are open{}", number(n as u64), of(by_word(a.findings))),
        };
        let accepted = match a.accepted.total {
            0 => "none is accepted under an exception".to_owned(),
            1 => format!("1 more is accepted under an exception in force{}", of(by_word(a.accepted))),
            n => format!("{} more are accepted under exceptions in force{}", number(n as u64), of(by_word(a.accepted))),
        };
        format!("{open}, and {accepted}.")
    }

    /// The findings that stand under a leaver's, where there are any.
    pub(crate) fn grouped(&self) -> Option<String> {
        match self.a.grouped {
            0 => None,
            1 => Some("1 finding stands under a leaver's and is not counted again.".into()),
            n => Some(format!("{} findings stand under a leaver's and are not counted again.", number(n as u64))),
        }
    }

    /// Is anything accepted, so that tables need the column?
    pub(crate) fn any_accepted(&self) -> bool {
        !self.accepted.is_empty()
    }

    /// Accepted failures of the checks that speak to a reference.
    pub(crate) fn accepted_of(&self, it: &ReferenceResult) -> usize {
        it.checks.iter().map(|check| check.counts.accepted).sum()
    }

    /// Accepted failures of these checks.
    pub(crate) fn accepted_by(&self, checks: &[String]) -> usize {
        checks.iter().filter_map(|id| self.checks.get(id.as_str())).map(|check| check.counts.accepted).sum()
    }

    /// How many accepted failures of a check the report does not show.
    pub(crate) fn more_accepted(&self, check: &CheckResult) -> usize {
        check.counts.accepted.saturating_sub(check.accepted.len())
    }

    /// Where a finding has its row, if the report shows it among the worst.
    pub(crate) fn finding_home(&self, id: &str) -> Option<Anchor> {
        self.shown.contains(id).then(|| Anchor::new("finding", id))
    }

    /// The exception that a finding stands under, and what it does to it.
    pub(crate) fn standing<'f>(&self, finding: &'f Finding) -> Option<Standing<'f>> {
        let it = finding.exception.as_ref()?;
        let approver = it.approver.as_ref().map(|who| format!(", approved by {who}")).unwrap_or_default();
        let (before, after) = match (finding.accepted, it.ends) {
            (true, Some(day)) => (format!("accepted until {day} under exception "), approver),
            (true, None) => ("accepted under exception ".to_owned(), approver),
            (false, Some(day)) if it.state == "expired" => {
                ("exception ".to_owned(), format!(" ended {day}: open again"))
            }
            (false, _) => ("exception ".to_owned(), format!(" {}", words::open_despite(&it.state))),
        };
        Some(Standing { before, exception: &it.exception, after })
    }

    /// The answer of management in one line: `in progress, j.weber, due 2026-12-15: Rotate. “After the freeze.”`
    pub(crate) fn answer(&self, it: &FindingResponse) -> String {
        let due = it.due.map(|day| format!("due {day}{}", if it.overdue { ", overdue" } else { "" }));
        let status = it.status.as_deref().map_or_else(|| "no status given".to_owned(), spaced);
        let facts: Vec<_> = [Some(status), it.owner.clone(), due].into_iter().flatten().collect();
        let mut out = facts.join(", ");
        if let Some(action) = &it.action {
            out.push_str(&format!(": {}", text::said(action)));
        }
        if let Some(comment) = &it.comment {
            out.push_str(&format!(" “{}”", comment.trim()));
        }
        out
    }
}
