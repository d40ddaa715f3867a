//! Results by reference: which rows speak, what they show, and the cell of the table that decides.

use super::result::{Circumstances, ClaimState, EvidenceState, ResultWord, RowState, result};
use super::{UNIT, View, by_severity, counts};
use crate::api::{
    FrameworkResult, Group, Indication, NeighbourList, NeighbourReference, ReferenceCheck, ReferenceResult, Rule,
    Verdicts, WordCount,
};
use crate::catalog::{Catalog, FrameworkRef, Item, Reading, Role, Speaks, Status};
use crate::checks::evaluate::Bits;
use crate::checks::{How, Severity, Way};
use crate::pack::Pack;
use crate::schema::Subject;

/// Every reference of the five frameworks.
pub(super) fn frameworks(view: View<'_>, pack: &Pack) -> Vec<FrameworkResult> {
    let agents = agents(view);
    pack.catalogs.main().map(|catalog| framework(view, catalog, agents)).collect()
}

/// How many identities are AI agents.
fn agents(view: View<'_>) -> usize {
    let table = view.tables.table(Subject::Identity);
    table.col("is_agent").count(crate::tables::TRUE)
}

fn framework(view: View<'_>, catalog: &Catalog, agents: usize) -> FrameworkResult {
    let mut references = Vec::new();
    for item in &catalog.items {
        let is_unit = item.kind == catalog.unit && item.status == Status::Current;
        let mapped = || view.checks.iter().any(|c| c.maps.iter().any(|m| is(&m.reference, catalog, item)));
        if is_unit || mapped() {
            references.push(reference(view, catalog, item, is_unit, agents));
        }
    }
    let counts = if catalog.reading == Reading::Layer {
        Vec::new()
    } else {
        ResultWord::ALL
            .into_iter()
            .map(|word| WordCount {
                result: word,
                references: references.iter().filter(|r| r.result == Some(word)).count(),
            })
            .collect()
    };
    let testable = catalog.units().filter(|i| i.speaks == Some(Speaks::Rows)).count();
    FrameworkResult {
        id: catalog.id.clone(),
        short: catalog.short.clone(),
        name: catalog.name.clone(),
        edition: catalog.edition.clone(),
        unit: catalog.unit.clone(),
        reading: reading_word(catalog.reading).into(),
        says: says(catalog, &references, testable, agents),
        testable,
        counts,
        groups: catalog
            .items
            .iter()
            .filter(|i| {
                i.status == Status::Current
                    && i.kind != catalog.unit
                    && matches!(i.kind.as_str(), "function" | "category")
            })
            .map(|i| Group { id: i.id.clone(), kind: i.kind.clone(), title: i.title.clone(), parent: i.parent.clone() })
            .collect(),
        references,
    }
}

fn is(reference: &FrameworkRef, catalog: &Catalog, item: &Item) -> bool {
    reference.item == item.id && reference.edition == catalog.id
}

fn reading_word(reading: Reading) -> &'static str {
    match reading {
        Reading::Outcome => "outcome",
        Reading::Risk => "risk",
        Reading::Process => "process",
        Reading::Architecture => "architecture",
        Reading::Layer => "layer",
        Reading::Control => "control",
    }
}

fn plural(unit: &str) -> &str {
    match unit {
        "risk" => "risks",
        "subcategory" => "subcategories",
        "tenet" => "tenets",
        "layer" => "layers",
        _ => "references",
    }
}

fn says(catalog: &Catalog, references: &[ReferenceResult], testable: usize, agents: usize) -> String {
    let total = catalog.units().count();
    let units = plural(&catalog.unit);
    let decided = references.iter().filter(|r| r.result.is_some_and(|w| w != ResultWord::NotAssessed)).count();
    match catalog.reading {
        Reading::Layer => {
            let touched = references.iter().filter(|r| r.findings > 0).count();
            if agents == 0 {
                format!(
                    "a threat-modelling method of {total} layers, for AI agents; no agent is in the files supplied, so nothing is placed"
                )
            } else {
                format!(
                    "a threat-modelling method without requirements, so no results: open findings on agents relate to {touched} of its {total} layers"
                )
            }
        }
        Reading::Process if agents == 0 => {
            format!(
                "speaks of AI systems; no AI agent is in the files supplied, so none of its {total} {units} is assessed"
            )
        }
        Reading::Process => format!(
            "rows on {agents} agents can speak to {testable} of {total} {units}, as indications only; {decided} have a result"
        ),
        Reading::Architecture => format!(
            "an architecture, not a list of requirements: rows can point away from a tenet, at most a partial gap; {testable} of {total} {units} can be spoken to, {decided} have a result"
        ),
        _ => format!(
            "inputs of this kind can speak to {testable} of {total} {units} by rows; {decided} have a result, the rest needs controls and evidence or lies outside"
        ),
    }
}

struct Speaking {
    index: usize,
    how: How,
    why: String,
    counts: Verdicts,
    evaluated: bool,
}

fn reference(view: View<'_>, catalog: &Catalog, item: &Item, is_unit: bool, agents: usize) -> ReferenceResult {
    let mut speaking: Vec<Speaking> = Vec::new();
    for (index, check) in view.checks.iter().enumerate() {
        for map in check.maps.iter().filter(|m| is(&m.reference, catalog, item)) {
            speaking.push(Speaking {
                index,
                how: map.how,
                why: map.why.clone(),
                counts: counts(view, index),
                evaluated: view.verdicts.outcomes[index].is_some(),
            });
        }
    }
    speaking.sort_by_key(|s| (s.how, std::cmp::Reverse(s.counts.fail), view.checks[s.index].id.clone()));
    let tests: Vec<&Speaking> = speaking.iter().filter(|s| s.how == How::Tests).collect();
    let rows = row_state(view, &tests);
    let about = Circumstances {
        contradiction_stands: false,
        any_row_decided: tests.iter().any(|s| s.counts.fail + s.counts.pass > 0),
    };
    // Claims come with control and evidence rows; without them nothing is claimed.
    let (claim, evidence) = (ClaimState::None, EvidenceState::Not);
    let mut word = result(rows, claim, evidence, about);
    let indicated = indication(view, &speaking, word);
    if indicated.is_some() {
        word = ResultWord::PartialGap;
    }
    let layer = catalog.reading == Reading::Layer;
    let word = (is_unit && !layer).then_some(word);
    let identities = failing_identities(view, &tests);
    let findings = speaking.iter().filter(|s| s.how != How::Context || layer).map(|s| s.counts.fail).sum();
    ReferenceResult {
        reference: FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() },
        label: item.label().to_owned(),
        title: item.title.clone(),
        description: item.description.clone().unwrap_or_default(),
        parent: item.parent.clone(),
        result: word,
        accepted_until: None,
        says: reference_says(view, catalog, item, word, rows, &speaking, indicated.as_ref(), agents),
        claim: None,
        rule: Rule { rows, claim, evidence, says: rule_words(rows, indicated.as_ref()), indicated },
        speaks: item.speaks,
        speaks_why: item.speaks_why.clone(),
        checks: speaking
            .iter()
            .map(|s| ReferenceCheck {
                check: view.checks[s.index].id.clone(),
                how: s.how,
                why: s.why.clone(),
                counts: s.counts,
            })
            .collect(),
        findings,
        identities,
    }
}

/// What the deciding rows show.
fn row_state(view: View<'_>, tests: &[&Speaking]) -> RowState {
    let mut few = false;
    for test in tests.iter().filter(|t| t.counts.fail > 0) {
        let check = &view.checks[test.index];
        let outcome = view.verdicts.outcomes[test.index].as_ref().expect("a check with failures has an outcome");
        let critical = by_severity(check, outcome).iter().any(|(s, bits)| *s == Severity::Critical && bits.count() > 0);
        let decided = test.counts.fail + test.counts.pass + test.counts.accepted;
        let share = view.policy.for_severity("gap_share", check.severity.word());
        let in_numbers = check.severity > Severity::Low && test.counts.fail * 100 >= decided * share as usize;
        if critical || in_numbers {
            return RowState::Many;
        }
        few = true;
    }
    if few {
        return RowState::Few;
    }
    if tests.iter().any(|t| t.counts.accepted > 0) {
        return RowState::Accepted;
    }
    let spoken: Vec<&&Speaking> = tests.iter().filter(|t| t.counts.tested > 0).collect();
    if spoken.is_empty() {
        return RowState::None;
    }
    let decided = |s: &Speaking| s.counts.pass + s.counts.accepted + s.counts.fail;
    let evaluated: Vec<&&&Speaking> = spoken.iter().filter(|s| decided(s) > 0).collect();
    if evaluated.is_empty() {
        return RowState::Unknown;
    }
    // A check for which no file was supplied counts as one that could not be evaluated; one that applies to no row does
    // not count.
    let asked = tests.iter().filter(|t| t.counts.tested > 0 || !t.evaluated).count();
    let known = view.policy.int("min_known_share") as usize;
    let enough_known = evaluated.iter().all(|s| decided(s) * 100 >= s.counts.tested * known);
    let enough_tests = evaluated.len() * 100 >= asked * view.policy.int("min_tests_share") as usize;
    if enough_known && enough_tests { RowState::Clean } else { RowState::Thin }
}

/// The supporting check that lowers a finished result, where one does.
fn indication(view: View<'_>, speaking: &[Speaking], word: ResultWord) -> Option<Indication> {
    if !matches!(word, ResultWord::NotAssessed | ResultWord::NoGapFound | ResultWord::Claimed) {
        return None;
    }
    let share = view.policy.int("indication_share") as usize;
    speaking
        .iter()
        .filter(|s| s.how == How::Supports && s.counts.fail > 0)
        .filter(|s| s.counts.fail * 100 >= (s.counts.fail + s.counts.pass + s.counts.accepted) * share)
        .max_by_key(|s| {
            let of = s.counts.fail + s.counts.pass + s.counts.accepted;
            (s.counts.fail * 10_000 / of, s.counts.fail)
        })
        .map(|s| Indication {
            check: view.checks[s.index].id.clone(),
            n: s.counts.fail,
            of: s.counts.fail + s.counts.pass + s.counts.accepted,
        })
}

fn rule_words(rows: RowState, indicated: Option<&Indication>) -> String {
    let rows = match rows {
        RowState::None => "none",
        RowState::Unknown => "unknown",
        RowState::Thin => "thin",
        RowState::Clean => "clean",
        RowState::Accepted => "accepted",
        RowState::Few => "few",
        RowState::Many => "many",
    };
    match indicated {
        None => format!("rows {rows} × claim none"),
        Some(_) => format!("rows {rows} × claim none, lowered by supporting checks"),
    }
}

/// `23.7 %`
pub(super) fn percent(n: usize, of: usize) -> String {
    if of == 0 {
        return "0 %".into();
    }
    let tenths = (n * 2000 + of) / (of * 2);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[allow(clippy::too_many_arguments)]
fn reference_says(
    view: View<'_>,
    catalog: &Catalog,
    item: &Item,
    word: Option<ResultWord>,
    rows: RowState,
    speaking: &[Speaking],
    indicated: Option<&Indication>,
    agents: usize,
) -> String {
    let related: usize = speaking.iter().map(|s| s.counts.fail).sum();
    let Some(word) = word else {
        let what = if catalog.reading == Reading::Layer { "this layer" } else { "it" };
        return format!(
            "{related} open {} to {what}",
            if related == 1 { "finding relates" } else { "findings relate" }
        );
    };
    let of_subject = |s: &Speaking| view.checks[s.index].subject.plural();
    let worst = speaking.iter().filter(|s| s.how == How::Tests && s.counts.fail > 0).max_by_key(|s| {
        let decided = s.counts.fail + s.counts.pass + s.counts.accepted;
        (view.checks[s.index].severity, s.counts.fail * 10_000 / decided.max(1))
    });
    match (word, indicated) {
        (_, Some(indication)) => format!(
            "{}; `{}` fails on {} of {} rows it decided ({}), an indication against it",
            match catalog.reading {
                Reading::Architecture => "rows point away from this tenet",
                Reading::Process => "rows point away from this outcome",
                _ => "indicated by supporting checks",
            },
            indication.check,
            indication.n,
            indication.of,
            percent(indication.n, indication.of)
        ),
        (ResultWord::Gap | ResultWord::PartialGap, None) => match worst {
            Some(s) => {
                let decided = s.counts.fail + s.counts.pass + s.counts.accepted;
                let unknown = match s.counts.unknown {
                    0 => String::new(),
                    n => format!("; of {n} more the files do not say"),
                };
                format!(
                    "`{}` fails on {} of {} {} it decided ({}){unknown}",
                    view.checks[s.index].id,
                    s.counts.fail,
                    decided,
                    of_subject(s),
                    percent(s.counts.fail, decided)
                )
            }
            None => "the organisation says so itself".into(),
        },
        (ResultWord::NoGapFound, None) => {
            let (mut n, mut of, mut evaluated) = (usize::MAX, 0, 0);
            for s in speaking.iter().filter(|s| s.how == How::Tests && s.counts.tested > 0) {
                let decided = s.counts.pass + s.counts.accepted + s.counts.fail;
                if decided > 0 {
                    evaluated += 1;
                    if decided * of.max(1) <= n.min(1 << 40) * s.counts.tested {
                        (n, of) = (decided, s.counts.tested);
                    }
                }
            }
            format!(
                "rows only: none failed by {evaluated} {}; at least {n} of {of} rows tested in each",
                if evaluated == 1 { "check" } else { "checks" }
            )
        }
        (ResultWord::InsufficientData, None) => match rows {
            RowState::Unknown => "no row could be decided; the files do not say enough".into(),
            _ => "too few rows or checks could be decided for a result without failures".into(),
        },
        _ => {
            if matches!(catalog.reading, Reading::Process) && agents == 0 {
                return "no AI agent is in the files supplied".into();
            }
            match (item.speaks, speaking.is_empty()) {
                (Some(Speaks::Neither), _) => "not testable from these inputs".into(),
                (Some(Speaks::Claims), true) => {
                    "only controls and evidence can speak to it, and none were supplied".into()
                }
                (_, true) => "no check of this pack speaks to it".into(),
                _ if speaking.iter().all(|s| s.how != How::Tests) => {
                    "only supporting checks speak to it, and they do not point away from it".into()
                }
                _ => "no row that was supplied can speak to it".into(),
            }
        }
    }
}

/// Distinct identities with an open failure of a testing check.
fn failing_identities(view: View<'_>, tests: &[&Speaking]) -> usize {
    identities_failing(view, tests.iter().map(|t| t.index)).count()
}

/// Identities that fail any of these checks, through the rows that lead to them.
pub(super) fn identities_failing(view: View<'_>, checks: impl Iterator<Item = usize>) -> Bits {
    let mut out = Bits::zeros(view.tables.table(UNIT).rows);
    for index in checks {
        if let Some(outcome) = &view.verdicts.outcomes[index] {
            lead(view, view.checks[index].subject, &outcome.fail, &mut out);
        }
    }
    out
}

/// Sets the identities that rows lead to.
pub(super) fn lead(view: View<'_>, subject: Subject, rows: &Bits, out: &mut Bits) {
    if rows.is_empty() || view.tables.table(UNIT).rows == 0 {
        return;
    }
    let way = Way::new(view.tables, subject, UNIT);
    if matches!(way, Way::Same) {
        out.add(rows);
        return;
    }
    for row in rows.rows() {
        if let Some(identity) = way.of(row) {
            out.set(identity, true);
        }
    }
}

/// Neighbours: the ids that open findings relate to.
pub(super) fn neighbours(view: View<'_>, pack: &Pack) -> Vec<NeighbourList> {
    pack.catalogs
        .all()
        .iter()
        .filter(|c| c.role == Role::Neighbour)
        .map(|catalog| NeighbourList {
            id: catalog.id.clone(),
            short: catalog.short.clone(),
            references: catalog
                .items
                .iter()
                .filter_map(|item| {
                    let related: Vec<(usize, usize)> = view
                        .checks
                        .iter()
                        .enumerate()
                        .filter(|(_, c)| {
                            c.maps.iter().any(|m| m.how != How::Context && is(&m.reference, catalog, item))
                        })
                        .map(|(i, _)| (i, counts(view, i).fail))
                        .filter(|(_, n)| *n > 0)
                        .collect();
                    (!related.is_empty()).then(|| NeighbourReference {
                        reference: FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() },
                        label: item.label().to_owned(),
                        title: item.title.clone(),
                        findings: related.iter().map(|(_, n)| n).sum(),
                        checks: related.iter().map(|(i, _)| view.checks[*i].id.clone()).collect(),
                    })
                })
                .collect(),
        })
        .filter(|n| !n.references.is_empty())
        .collect()
}
