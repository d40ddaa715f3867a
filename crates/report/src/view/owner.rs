//! One owner's page in the order in which it is shown.

use nhimap_core::api::{Assessment, CheckResult, Due, Finding, OwnerPage};
use nhimap_core::checks::Severity;

use super::claims::{Exceptions, exceptions_by_state};
use super::{View, by_word};
use crate::text;

/// An owner's page with the Assessment that it was made from.
pub(crate) struct OwnerView<'a> {
    /// The Assessment.
    pub(crate) v: View<'a>,
    /// The page.
    pub(crate) page: &'a OwnerPage,
}

/// Findings of one check: what is to be done, once.
pub(crate) struct ToDo<'a> {
    /// The check's title, else its id.
    pub(crate) title: &'a str,
    /// What to do; none where the Assessment does not know the check.
    pub(crate) remedy: Option<&'a str>,
    /// The worst rating among them.
    pub(crate) worst: Severity,
    /// How many of the findings shown.
    pub(crate) n: usize,
}

impl<'a> OwnerView<'a> {
    /// Puts a page beside its Assessment.
    pub(crate) fn new(a: &'a Assessment, page: &'a OwnerPage) -> Self {
        Self { v: View::new(a), page }
    }

    /// The title of the page.
    pub(crate) fn title(&self) -> String {
        match self.is_nobodys() {
            true => "Non-human identities without an owner".into(),
            false => format!("Non-human identities of {}", self.page.owner),
        }
    }

    /// Is it the page of what nobody answers for?
    pub(crate) fn is_nobodys(&self) -> bool {
        self.page.slug == "no-owner"
    }

    /// What the page is, behind `What the files name`.
    pub(crate) fn lead(&self) -> &'static str {
        match self.is_nobodys() {
            true => "nobody for, in the order in which somebody should be found.",
            false => "this owner for, in the order to work.",
        }
    }

    /// Whose the rows are, behind `No finding is open on`.
    pub(crate) fn whose(&self) -> &'static str {
        if self.is_nobodys() { "what nobody answers for" } else { "what this owner answers for" }
    }

    /// A check of the Assessment.
    pub(crate) fn check(&self, id: &str) -> Option<&'a CheckResult> {
        self.v.checks.get(id).copied()
    }

    /// What to do, by check, in the order in which the findings come.
    pub(crate) fn to_do(&self) -> Vec<ToDo<'a>> {
        let mut out: Vec<(&str, ToDo<'a>)> = Vec::new();
        for finding in &self.page.findings {
            match out.iter_mut().find(|(id, _)| *id == finding.check) {
                Some((_, to_do)) => {
                    to_do.n += 1;
                    to_do.worst = to_do.worst.max(finding.severity);
                }
                None => {
                    let check = self.check(&finding.check);
                    let title = check.map_or(finding.check.as_str(), |check| check.title.as_str());
                    let remedy = check.map(|check| check.remedy.as_str());
                    out.push((&finding.check, ToDo { title, remedy, worst: finding.severity, n: 1 }));
                }
            }
        }
        out.into_iter().map(|(_, to_do)| to_do).collect()
    }

    /// The open findings by severity: `1 critical and 13 high`; empty where none is open.
    pub(crate) fn severities(&self) -> String {
        text::listed(&by_word(self.page.findings_total), "and")
    }

    /// How many days are past.
    pub(crate) fn past(&self) -> usize {
        self.page.due.iter().filter(|due| due.past).count()
    }

    /// What is past its day, and what comes due.
    pub(crate) fn days(&self) -> Vec<(&'static str, Vec<&'a Due>)> {
        let (past, ahead): (Vec<_>, Vec<_>) = self.page.due.iter().partition(|due| due.past);
        [("Past at the as-of date", past), ("Ahead", ahead)].into_iter().filter(|(_, list)| !list.is_empty()).collect()
    }

    /// The exceptions by state.
    pub(crate) fn exceptions(&self) -> Vec<Exceptions<'a>> {
        exceptions_by_state(&self.page.exceptions)
    }

    /// When a finding's exception ended or ends, what management answered and what else stands with it.
    pub(crate) fn beside(&self, finding: &Finding) -> Vec<String> {
        let standing = self.v.standing(finding).map(|it| format!("{}{}{}", it.before, it.exception, it.after));
        let under = finding.under.as_ref().map(|id| format!("stands under {id}"));
        let answer = finding.response.as_ref().map(|it| format!("response: {}", self.v.answer(it)));
        [standing, answer, under].into_iter().flatten().collect()
    }

    /// Open findings that the page does not list.
    pub(crate) fn findings_left(&self) -> usize {
        self.page.findings_total.total.saturating_sub(self.page.findings.len())
    }

    /// Accepted findings that the page does not list.
    pub(crate) fn accepted_left(&self) -> usize {
        self.page.accepted_total.saturating_sub(self.page.accepted.len())
    }

    /// Identities that the page does not list.
    pub(crate) fn identities_left(&self) -> usize {
        self.page.identities_total.saturating_sub(self.page.identities.len())
    }

    /// Whose policy the findings are measured against.
    pub(crate) fn measured(&self) -> String {
        match &self.v.a.policy.adopted {
            Some(adopted) => format!("the policy adopted by {} on {}", adopted.by, adopted.on),
            None => "the default policy, not adopted by the organisation".into(),
        }
    }

    /// Yes, no, or that no file tells.
    pub(crate) fn yes_no(&self, value: &Option<bool>) -> &'static str {
        value.map_or("not told", |yes| if yes { "yes" } else { "no" })
    }
}
