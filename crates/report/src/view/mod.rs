//! The Assessment in the order in which a report shows it: the same for every format, and nothing computed.

mod accepted;
mod claims;
mod finding;
mod framework;
mod map;
mod owner;
mod people;
mod reliability;
mod scope;

use std::collections::{BTreeMap, BTreeSet};

use nhimap_core::api::{Assessment, CheckResult, Counts, MapShown, ReferenceCheck, ReferenceResult, WouldChange};
use nhimap_core::assess::result::{Circumstances, ResultWord, result};
use nhimap_core::catalog::FrameworkRef;
use nhimap_core::catalog::crosswalk::Asserted;
use nhimap_core::checks::{How, Severity};
use nhimap_core::schema::Subject;

pub(crate) use framework::Shape;
pub(crate) use owner::OwnerView;

use crate::text::{self, Anchor};
use crate::words;

/// How many rows of a check's findings the print shows.
const ON_PAPER: usize = 5;
/// How many checks the conclusion lists.
const MATTER_MOST: usize = 8;

/// An Assessment with what a report looks up in it.
pub(crate) struct View<'a> {
    /// The Assessment.
    pub(crate) a: &'a Assessment,
    /// Checks with open failures, the most severe first.
    pub(crate) open: Vec<&'a CheckResult>,
    /// Checks with rows of which the files do not say, those with most such rows first.
    pub(crate) unknown: Vec<&'a CheckResult>,
    /// Checks with failures under an exception in force.
    pub(crate) accepted: Vec<&'a CheckResult>,
    /// Checks that were evaluated and left nothing open, unknown or accepted.
    pub(crate) quiet: Vec<&'a CheckResult>,
    checks: BTreeMap<&'a str, &'a CheckResult>,
    main: BTreeSet<&'a str>,
    homes: BTreeSet<&'a FrameworkRef>,
    cited: BTreeMap<String, &'a FrameworkRef>,
    shown: BTreeSet<&'a str>,
    controls: BTreeMap<&'a str, usize>,
    evidence: BTreeMap<&'a str, usize>,
    exceptions: BTreeMap<&'a str, usize>,
}

/// Checks that could not be evaluated, for one reason.
pub(crate) struct NotEvaluated<'a> {
    /// Why.
    pub(crate) reason: &'a str,
    /// The checks.
    pub(crate) checks: Vec<&'a CheckResult>,
}

/// One line of the table from rows and claims to a result.
pub(crate) struct RuleRow {
    /// The state of the rows.
    pub(crate) rows: &'static str,
    /// What that state means.
    pub(crate) means: &'static str,
    /// The result for each claim, and whether it is another one where the contradiction stands.
    pub(crate) cells: Vec<RuleCell>,
}

/// A cell of that table.
pub(crate) struct RuleCell {
    /// The result.
    pub(crate) word: ResultWord,
    /// The result where the circumstances weigh in.
    pub(crate) or: Option<ResultWord>,
}

impl<'a> View<'a> {
    /// The period: `2026-01-01 to 2026-12-31, as given`.
    pub(crate) fn period(&self) -> String {
        let period = self.a.period;
        let whence = if period.given { "as given" } else { "the 365 days to the as-of date" };
        format!("{} to {}, {whence}", period.from, period.to)
    }

    /// Looks an Assessment over.
    pub(crate) fn new(a: &'a Assessment) -> Self {
        let evaluated = || a.checks.iter().filter(|check| check.not_evaluated.is_none());
        let mut open: Vec<_> = a.checks.iter().filter(|check| check.counts.fail > 0).collect();
        open.sort_by(|x, y| {
            let weight = |c: &CheckResult| (worst_severity(c), open_at_worst(c), c.counts.fail);
            weight(y).cmp(&weight(x)).then_with(|| x.id.cmp(&y.id))
        });
        let mut unknown: Vec<_> = a.checks.iter().filter(|check| check.counts.unknown > 0).collect();
        unknown.sort_by(|x, y| y.counts.unknown.cmp(&x.counts.unknown).then_with(|| x.id.cmp(&y.id)));
        let quiet = evaluated().filter(|check| {
            let counts = check.counts;
            counts.fail + counts.unknown + counts.accepted == 0
        });
        let mut homes: BTreeSet<_> =
            a.frameworks.iter().flat_map(|framework| &framework.references).map(|it| &it.reference).collect();
        homes.extend(a.neighbours.iter().flat_map(|list| &list.references).map(|it| &it.reference));
        let mut cited: BTreeMap<String, &FrameworkRef> = BTreeMap::new();
        for framework in &a.frameworks {
            for it in &framework.references {
                cited.insert(format!("{} {}", framework.short, it.label), &it.reference);
                cited.insert(it.reference.to_string(), &it.reference);
            }
        }
        Self {
            a,
            open,
            unknown,
            accepted: a.checks.iter().filter(|check| check.counts.accepted > 0).collect(),
            quiet: quiet.collect(),
            checks: a.checks.iter().map(|check| (check.id.as_str(), check)).collect(),
            main: a.frameworks.iter().map(|framework| framework.id.as_str()).collect(),
            homes,
            cited,
            shown: a
                .checks
                .iter()
                .flat_map(|check| check.worst.iter().chain(&check.accepted))
                .map(|finding| finding.id.as_str())
                .collect(),
            controls: claims::places(a.claims.controls.iter().map(|it| &it.key)),
            evidence: claims::places(a.claims.evidence.iter().map(|it| &it.key)),
            exceptions: claims::places(a.exceptions.iter().map(|it| &it.key)),
        }
    }

    /// The title of the report.
    pub(crate) fn title(&self) -> String {
        match &self.a.header.subject {
            Some(subject) => format!("Non-human identities at {subject}"),
            None => "Non-human identities".into(),
        }
    }

    /// The first checks of [`View::open`].
    pub(crate) fn matter_most(&self) -> &[&'a CheckResult] {
        &self.open[..self.open.len().min(MATTER_MOST)]
    }

    /// How many checks with open failures the conclusion does not list.
    pub(crate) fn matter_less(&self) -> usize {
        self.open.len().saturating_sub(MATTER_MOST)
    }

    /// The title of a check, or its id where the Assessment does not know it.
    pub(crate) fn check_title<'s>(&self, id: &'s str) -> &'s str
    where
        'a: 's,
    {
        self.checks.get(id).map_or(id, |check| check.title.as_str())
    }

    /// Where a check has its block: among the findings, else among the unknown, else where it is only listed.
    pub(crate) fn check_home(&self, id: &str) -> Option<Anchor> {
        let check = self.checks.get(id)?;
        if check.counts.fail == 0 && check.counts.unknown > 0 {
            self.unknown_home(id)
        } else {
            Some(Anchor::new("check", id))
        }
    }

    /// The same, where a check may not be named.
    pub(crate) fn home_of(&self, id: &Option<String>) -> Option<Anchor> {
        self.check_home(id.as_ref()?)
    }

    /// Where the unknown rows of a check are listed.
    pub(crate) fn unknown_home(&self, id: &str) -> Option<Anchor> {
        let check = self.checks.get(id)?;
        (check.counts.unknown > 0).then(|| Anchor::new("unknown", id))
    }

    /// Where the accepted rows of a check are listed.
    pub(crate) fn accepted_home(&self, id: &str) -> Option<Anchor> {
        let check = self.checks.get(id)?;
        (check.counts.accepted > 0).then(|| Anchor::new("accepted", id))
    }

    /// Where a reference has its block or its line.
    pub(crate) fn reference_home(&self, reference: &FrameworkRef) -> Option<Anchor> {
        self.homes.contains(reference).then(|| Anchor::new("ref", &reference.to_string()))
    }

    /// Where a framework has its part.
    pub(crate) fn framework_home(&self, id: &str) -> Option<Anchor> {
        self.main.contains(id).then(|| Anchor::new("framework", id))
    }

    /// What a reference relates to by the crosswalks, in one sentence: publishers' relations before ours; none without any.
    pub(crate) fn also_relates(&self, it: &ReferenceResult) -> Option<String> {
        let said_by = |asserted: Asserted| {
            let mut frameworks: Vec<(&str, Vec<&str>)> = Vec::new();
            for related in it.relates.iter().filter(|r| r.asserted == asserted) {
                match frameworks.iter_mut().find(|(name, _)| *name == related.framework) {
                    Some((_, labels)) => labels.push(&related.label),
                    None => frameworks.push((&related.framework, vec![&related.label])),
                }
            }
            let list: Vec<String> = frameworks.iter().map(|(f, labels)| format!("{f} {}", labels.join(", "))).collect();
            (!list.is_empty()).then(|| list.join("; "))
        };
        let parts = [
            said_by(Asserted::Official).map(|list| format!("{list} (the publisher's crosswalk)")),
            said_by(Asserted::ThirdParty).map(|list| format!("{list} (a third party's crosswalk)")),
            said_by(Asserted::Ours).map(|list| format!("{list} (our crosswalk)")),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("Also relates to {}.", parts.join("; and to ")))
    }

    /// The maps of a check to the five frameworks that count, `tests` before `supports`.
    pub(crate) fn counting_maps(&self, check: &'a CheckResult) -> Vec<&'a MapShown> {
        let mut maps: Vec<_> = check
            .maps
            .iter()
            .filter(|map| map.how != How::Context && self.main.contains(map.reference.edition.as_str()))
            .collect();
        maps.sort_by_key(|map| map.how);
        maps
    }

    /// The first three of [`View::counting_maps`], and how many are left.
    pub(crate) fn relates(&self, check: &'a CheckResult) -> (Vec<&'a MapShown>, usize) {
        let mut maps = self.counting_maps(check);
        let left = maps.len().saturating_sub(3);
        maps.truncate(3);
        (maps, left)
    }

    /// All maps of a check, `tests` first.
    pub(crate) fn maps(&self, check: &'a CheckResult) -> Vec<&'a MapShown> {
        let mut maps: Vec<_> = check.maps.iter().collect();
        maps.sort_by_key(|map| map.how);
        maps
    }

    /// What the rows of a check are, in the plural.
    pub(crate) fn rows_of(&self, check: &CheckResult) -> &'static str {
        match Subject::parse(&check.subject) {
            Some(subject) => subject.plural(),
            None if check.subject == "agent" => "agents",
            None => "rows",
        }
    }

    /// The same of a check that may not be known.
    pub(crate) fn rows_named(&self, id: &str) -> &'static str {
        self.checks.get(id).map_or("rows", |check| self.rows_of(check))
    }

    /// The label of a field, where the files gave it.
    pub(crate) fn field_label<'s>(&self, field: &'s str) -> &'s str
    where
        'a: 's,
    {
        self.a.dictionary.iter().find(|given| given.field == field).map_or(field, |given| given.label.as_str())
    }

    /// Checks that were not evaluated, by reason in the order of the checks.
    pub(crate) fn not_evaluated(&self) -> Vec<NotEvaluated<'a>> {
        let mut out: Vec<NotEvaluated<'a>> = Vec::new();
        for check in &self.a.checks {
            let Some(reason) = check.not_evaluated.as_deref() else { continue };
            match out.iter_mut().find(|group| group.reason == reason) {
                Some(group) => group.checks.push(check),
                None => out.push(NotEvaluated { reason, checks: vec![check] }),
            }
        }
        out
    }

    /// How many checks were evaluated.
    pub(crate) fn evaluated(&self) -> usize {
        self.a.checks.iter().filter(|check| check.not_evaluated.is_none()).count()
    }

    /// The table from rows and claims to a result, as the core gives it.
    pub(crate) fn rule_table(&self) -> Vec<RuleRow> {
        let weighing = Circumstances { contradiction_stands: true, any_row_decided: true };
        words::ROW_STATES
            .iter()
            .map(|&(rows, name, means)| RuleRow {
                rows: name,
                means,
                cells: words::CLAIM_STATES
                    .iter()
                    .map(|&(claim, evidence, _)| {
                        let word = result(rows, claim, evidence, Circumstances::default());
                        let or = result(rows, claim, evidence, weighing);
                        RuleCell { word, or: (or != word).then_some(or) }
                    })
                    .collect(),
            })
            .collect()
    }

    /// The severities of the open failures of a check: `1 critical and 13 high`.
    pub(crate) fn severities(&self, check: &CheckResult) -> String {
        text::listed(&by_word(check.severities), "and")
    }

    /// The key of a threshold whose value is too long to stand beside every check.
    pub(crate) fn key_of_long<'s>(&self, threshold: &'s str) -> Option<&'s str> {
        let (key, value) = threshold.split_once(" = ")?;
        (value.len() > 160).then_some(key)
    }

    /// Is the check's worst open failure more severe than the check itself?
    pub(crate) fn raised(&self, check: &CheckResult) -> bool {
        worst_severity(check) > check.severity
    }

    /// The worst severity among the open failures of a check.
    pub(crate) fn worst(&self, check: &CheckResult) -> Severity {
        worst_severity(check)
    }

    /// The rows that a check could decide, of which its shares are: fail + accepted + pass.
    pub(crate) fn decided(&self, check: &CheckResult) -> usize {
        check.counts.fail + check.counts.accepted + check.counts.pass
    }

    /// How many open failures the report does not show.
    pub(crate) fn more(&self, check: &CheckResult) -> usize {
        check.counts.fail.saturating_sub(check.worst.len())
    }

    /// How many of a check's worst rows the print shows; the style sheet leaves the others out.
    pub(crate) fn on_paper(&self, check: &CheckResult) -> usize {
        check.worst.len().min(ON_PAPER)
    }

    /// The short names of the neighbours.
    pub(crate) fn neighbour_names(&self) -> String {
        let names: Vec<_> = self.a.neighbours.iter().map(|list| list.short.as_str()).collect();
        text::listed(&names, "and")
    }

    /// The checks of a reference with open failures.
    pub(crate) fn failing(&self, it: &'a ReferenceResult) -> Vec<&'a ReferenceCheck> {
        it.checks.iter().filter(|check| check.counts.fail > 0).collect()
    }

    /// Where a reference that is written as people cite it has its block.
    pub(crate) fn cited_home(&self, cited: &str) -> Option<Anchor> {
        self.reference_home(self.cited.get(cited)?)
    }

    /// What would let more be said of one reference.
    pub(crate) fn would_change(&self, it: &ReferenceResult) -> Vec<&'a WouldChange> {
        let is_it = |cited: &String| self.cited.get(cited).is_some_and(|reference| **reference == it.reference);
        self.a.would_change.iter().filter(|change| change.references.iter().any(is_it)).collect()
    }
}

fn by_word(counts: Counts) -> Vec<String> {
    let by_severity = [
        (counts.critical, Severity::Critical),
        (counts.high, Severity::High),
        (counts.medium, Severity::Medium),
        (counts.low, Severity::Low),
    ];
    let some = by_severity.into_iter().filter(|(n, _)| *n > 0);
    some.map(|(n, severity)| format!("{} {}", text::number(n as u64), severity.word())).collect()
}

fn worst_severity(check: &CheckResult) -> Severity {
    let counts = check.severities;
    match counts {
        _ if counts.critical > 0 => Severity::Critical,
        _ if counts.high > 0 => Severity::High,
        _ if counts.medium > 0 => Severity::Medium,
        _ if counts.low > 0 => Severity::Low,
        _ => check.severity,
    }
}

fn open_at_worst(check: &CheckResult) -> usize {
    match worst_severity(check) {
        Severity::Critical => check.severities.critical,
        Severity::High => check.severities.high,
        Severity::Medium => check.severities.medium,
        Severity::Low => check.severities.low,
    }
}
