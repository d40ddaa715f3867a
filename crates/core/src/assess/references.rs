//! Results by reference: which rows speak, what they show, and the cell of the table that decides.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::claims::{Book, Claim};
use super::contradiction::{Reruns, contradiction};
use super::result::{Circumstances, ClaimState, EvidenceState, ResultWord, RowState, result};
use super::{UNIT, View, WORST, by_severity, counts};
use crate::api::{
    Agreement, Contradiction, ControlCited, EvidenceCited, FrameworkResult, Group, Indication, NeighbourList,
    NeighbourReference, Period, ReferenceCheck, ReferenceClaim, ReferenceResult, RelatedReference, Rule, Verdicts,
    WordCount,
};
use crate::catalog::crosswalk::Edge;
use crate::catalog::{Catalog, FrameworkRef, Item, Reading, Role, Speaks, Status};
use crate::checks::evaluate::Bits;
use crate::checks::{How, Severity, Way};
use crate::date::Day;
use crate::pack::Pack;
use crate::schema::Subject;

/// Every reference of the five frameworks.
pub(super) fn frameworks(view: View<'_>, pack: &Pack, book: &Book, period: &Period) -> Vec<FrameworkResult> {
    let sides = Sides {
        view,
        pack,
        book,
        period,
        agents: agents(view),
        contradictions: RefCell::default(),
        reruns: RefCell::default(),
    };
    pack.catalogs.main().map(|catalog| framework(&sides, catalog)).collect()
}

/// A contradiction between a control and a check, or why there is none.
type Contradicts = Result<Contradiction, String>;

/// Rows on one side, claims on the other.
struct Sides<'a> {
    view: View<'a>,
    pack: &'a Pack,
    book: &'a Book,
    period: &'a Period,
    /// How many identities are AI agents.
    agents: usize,
    /// By control and check: many references share them.
    contradictions: RefCell<FxHashMap<(u32, usize), Contradicts>>,
    reruns: Reruns,
}

impl Sides<'_> {
    fn contradiction(&self, control: u32, check: usize) -> Contradicts {
        let mut known = self.contradictions.borrow_mut();
        known
            .entry((control, check))
            .or_insert_with(|| contradiction(self.view, self.book, &self.reruns, control as usize, check))
            .clone()
    }
}

/// How many identities are AI agents.
fn agents(view: View<'_>) -> usize {
    let table = view.tables.table(Subject::Identity);
    table.col("is_agent").count(crate::tables::TRUE)
}

fn framework(sides: &Sides<'_>, catalog: &Catalog) -> FrameworkResult {
    let (view, agents) = (sides.view, sides.agents);
    let mut references = Vec::new();
    for item in &catalog.items {
        let is_unit = item.kind == catalog.unit && item.status == Status::Current;
        let mapped = || view.checks.iter().any(|c| c.maps.iter().any(|m| is(&m.reference, catalog, item)));
        let claimed = || item.status == Status::Current && sides.book.speaks_of(&reference_of(catalog, item));
        if is_unit || mapped() || claimed() {
            references.push(reference(sides, catalog, item, is_unit));
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

fn reference_of(catalog: &Catalog, item: &Item) -> FrameworkRef {
    FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() }
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

fn reference(sides: &Sides<'_>, catalog: &Catalog, item: &Item, is_unit: bool) -> ReferenceResult {
    let (view, tables) = (sides.view, sides.view.tables);
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
    // Of what only claims can decide, rows of identities say nothing; rows of controls, launches and exceptions do.
    let may_decide = |s: &&Speaking| {
        let of_identities =
            matches!(view.checks[s.index].subject, Subject::Identity | Subject::Credential | Subject::Exposure);
        s.how == How::Tests && !(of_identities && item.speaks == Some(Speaks::Claims))
    };
    let tests: Vec<&Speaking> = speaking.iter().filter(may_decide).collect();
    let rows = row_state(view, &tests);
    let own = reference_of(catalog, item);
    let claim = sides.book.claim(tables, view.policy, &own);
    let (stands, why_not) = contradicted(sides, &claim, rows, &tests);
    let about = Circumstances {
        contradiction_stands: stands.is_some(),
        any_row_decided: tests.iter().any(|s| s.counts.fail + s.counts.accepted + s.counts.pass > 0),
    };
    let mut word = result(rows, claim.state, claim.evidence, about);
    let mut capped = None;
    let indicated = indication(view, &speaking, word);
    if indicated.is_some() {
        word = ResultWord::PartialGap;
    }
    if catalog.reading == Reading::Architecture && word == ResultWord::Gap {
        // An architecture is approached, not met: a claim of none cannot say more against it than rows can.
        word = ResultWord::PartialGap;
        capped = Some("a tenet gets no more than a partial gap");
    }
    if matches!(catalog.reading, Reading::Process) && sides.agents == 0 && word == ResultWord::NotApplicable {
        word = ResultWord::NotAssessed;
        capped = Some("without an agent in the files nobody can tell");
    }
    if sides.book.left_out(&own) {
        word = ResultWord::OutOfProfile;
        capped = Some("the profile leaves it out");
    }
    if item.speaks == Some(Speaks::Neither) {
        // A claim on what these inputs cannot speak to is received and listed, and judged by nobody here.
        word = ResultWord::NotAssessed;
        capped = (claim.state != ClaimState::None).then_some("outside these inputs: received, not judged");
    }
    let layer = catalog.reading == Reading::Layer;
    let word = (is_unit && !layer).then_some(word);
    let identities = failing_identities(view, &tests);
    let findings = speaking.iter().filter(|s| s.how != How::Context || layer).map(|s| s.counts.fail).sum();
    let deciding: Vec<usize> = tests.iter().map(|t| t.index).collect();
    let accepted_until = (word == Some(ResultWord::AcceptedUntil))
        .then(|| view.exceptions.nearest_end(tables, view.verdicts, &deciding))
        .flatten();
    let case = Case {
        catalog,
        item,
        word,
        rows,
        speaking: &speaking,
        indicated: indicated.as_ref(),
        claim: &claim,
        contradiction: stands.as_ref(),
        accepted_until,
    };
    let says = reference_says(sides, &case);
    let shown = claim_shown(sides, &case, &own, stands.clone(), why_not);
    ReferenceResult {
        label: item.label().to_owned(),
        title: item.title.clone(),
        description: item.description.clone().unwrap_or_default(),
        parent: item.parent.clone(),
        result: word,
        accepted_until,
        says,
        claim: shown,
        rule: Rule {
            rows,
            claim: claim.state,
            evidence: claim.evidence,
            says: rule_words(rows, &claim, indicated.as_ref(), capped),
            indicated,
        },
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
        relates: related(sides.pack, &own),
        reference: own,
    }
}

/// What the crosswalks relate a reference to. Readers follow them; no result does.
fn related(pack: &Pack, reference: &FrameworkRef) -> Vec<RelatedReference> {
    let related = |edge: Edge| {
        let catalog = pack.catalogs.edition(&edge.to.edition)?;
        Some(RelatedReference {
            framework: catalog.short.clone(),
            label: catalog.item(&edge.to.item)?.label().to_owned(),
            relation: edge.relation,
            asserted: edge.asserted,
            reference: edge.to,
        })
    };
    pack.crosswalk.also_relates(reference).into_iter().filter_map(related).collect()
}

/// The contradiction that stands between the strongest claims and the failing rows; else why none does.
fn contradicted(
    sides: &Sides<'_>,
    claim: &Claim,
    rows: RowState,
    tests: &[&Speaking],
) -> (Option<Contradiction>, Option<String>) {
    if claim.state != ClaimState::Implemented || !matches!(rows, RowState::Few | RowState::Many) {
        return (None, None);
    }
    let mut why_not: Option<String> = None;
    let mut worst: Option<Contradiction> = None;
    for control in &claim.controls[..claim.strongest] {
        for test in tests.iter().filter(|t| t.counts.fail > 0) {
            match sides.contradiction(*control, test.index) {
                // The one with the larger share, then the larger number of rows.
                Ok(found) => {
                    let weight = |c: &Contradiction| (wide(c.n) * 10_000 / wide(c.of.max(1)), c.n);
                    if worst.as_ref().is_none_or(|w| weight(&found) > weight(w)) {
                        worst = Some(found);
                    }
                }
                Err(why) => {
                    why_not.get_or_insert(why);
                }
            }
        }
    }
    match worst {
        Some(found) => (Some(found), None),
        None => (None, why_not),
    }
}

/// What the sentences on a reference are made from.
struct Case<'a> {
    catalog: &'a Catalog,
    item: &'a Item,
    word: Option<ResultWord>,
    rows: RowState,
    speaking: &'a [Speaking],
    indicated: Option<&'a Indication>,
    claim: &'a Claim,
    contradiction: Option<&'a Contradiction>,
    accepted_until: Option<Day>,
}

/// What is claimed, by whom, proven by what and until when, and whether the rows agree.
fn claim_shown(
    sides: &Sides<'_>,
    case: &Case<'_>,
    own: &FrameworkRef,
    contradiction: Option<Contradiction>,
    no_contradiction: Option<String>,
) -> Option<ReferenceClaim> {
    let (tables, book, claim) = (sides.view.tables, sides.book, case.claim);
    if !book.speaks_of(own) {
        return None;
    }
    let (evidence_alone, evidence_alone_total) = book.alone(tables, sides.period, own);
    let controls: Vec<ControlCited> = claim
        .controls
        .iter()
        .take(WORST)
        .map(|control| book.cited(tables, sides.period, *control as usize, own))
        .collect();
    let proven = claim.evidence == EvidenceState::Dated && claim.strongest > 0;
    let until = (proven).then(|| book.holds_until(tables, claim.controls[0] as usize, own)).flatten();
    let agrees = match case.rows {
        RowState::None => Agreement::NoRows,
        RowState::Unknown | RowState::Thin => Agreement::CannotTell,
        RowState::Clean | RowState::Accepted if claim.state == ClaimState::NotApplicable => Agreement::Disagrees,
        RowState::Clean | RowState::Accepted => Agreement::Agrees,
        // Whoever says that it is not in place is not contradicted by rows that show it.
        RowState::Few | RowState::Many if matches!(claim.state, ClaimState::Planned | ClaimState::None) => {
            Agreement::Agrees
        }
        RowState::Few | RowState::Many => Agreement::Disagrees,
    };
    let says = claim_says(claim, &controls, evidence_alone_total, until, agrees, case.rows);
    Some(ReferenceClaim {
        says,
        controls_total: claim.controls.len(),
        controls,
        evidence_alone,
        evidence_alone_total,
        until,
        agrees,
        contradiction,
        no_contradiction,
    })
}

fn claim_says(
    claim: &Claim,
    controls: &[ControlCited],
    alone: usize,
    until: Option<Day>,
    agrees: Agreement,
    rows: RowState,
) -> String {
    let rows_of = |n: usize| if n == 1 { "1 row of evidence".to_owned() } else { format!("{n} rows of evidence") };
    let Some(first) = controls.first() else {
        return format!("{} cite it, and no control claims it; evidence is recorded, not examined", rows_of(alone));
    };
    let by = match (&first.by, &first.function) {
        (Some(by), Some(function)) => format!("{by}, {function}"),
        (Some(by), None) => by.clone(),
        (None, _) => "nobody is named as its owner".into(),
    };
    let control = &first.control;
    let claimed = match claim.state {
        ClaimState::Implemented => format!("`{control}` says that it is in place ({by})"),
        ClaimState::Partial if let Some(denial) = claim.lowered_by_evidence => {
            let says = denial.says();
            format!("`{control}` says that it is in place, and its own evidence {says}, so it counts as partial ({by})")
        }
        ClaimState::Partial => format!("`{control}` says that it is in place in part ({by})"),
        ClaimState::Planned => format!("`{control}` says that it is not in place yet ({by})"),
        ClaimState::NotApplicable => format!("`{control}` says that it does not apply ({by})"),
        ClaimState::None => format!("`{control}` cites it and claims nothing that counts ({by})"),
    };
    let former = match &claim.former {
        Some(former) => format!(", citing {former}, whose meaning may have changed"),
        None => String::new(),
    };
    let proof = match (claim.state, &claim.why_not) {
        (ClaimState::Implemented | ClaimState::Partial, Some(why)) => format!("; unproven: {why}"),
        (ClaimState::Implemented | ClaimState::Partial, None) => {
            let counts = |e: &&EvidenceCited| {
                matches!(e.state.as_deref(), Some("fresh" | "expiring"))
                    && !matches!(e.result.as_deref(), Some("fail" | "not_tested"))
            };
            let evidence = first.evidence.iter().find(counts);
            let named = evidence.map_or_else(String::new, |e| match &e.kind {
                Some(kind) => format!(": `{}` ({}, {})", e.evidence, kind.replace('_', " "), e.says),
                None => format!(": `{}` ({})", e.evidence, e.says),
            });
            let until = until.map_or_else(String::new, |day| format!(", until {day}"));
            format!("; evidence recorded, not examined{named}{until}")
        }
        _ => String::new(),
    };
    let others = match controls.len().max(claim.controls.len()) {
        0 | 1 => String::new(),
        2 => "; 1 other control cites it".into(),
        n => format!("; {} other controls cite it", n - 1),
    };
    let agreement = match (agrees, claim.state, rows) {
        (Agreement::NoRows, _, _) => "no row can speak to it",
        (Agreement::CannotTell, _, _) => "of the inventory too little is known to agree or not",
        (Agreement::Agrees, ClaimState::Planned, RowState::Few | RowState::Many) => "the inventory shows the same",
        (Agreement::Agrees, ClaimState::None, RowState::Few | RowState::Many) => "the inventory shows open failures",
        (Agreement::Agrees, ..) => "the inventory does not disagree",
        (Agreement::Disagrees, ..) => "the inventory disagrees",
    };
    format!("{claimed}{former}{proof}{others}; {agreement}")
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
        let in_numbers = check.severity > Severity::Low && wide(test.counts.fail) * 100 >= wide(decided) * share as u64;
        if critical || in_numbers {
            return RowState::Many;
        }
        few = true;
    }
    if few {
        return RowState::Few;
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
    let known = view.policy.int("min_known_share") as u64;
    let enough_known = evaluated.iter().all(|s| wide(decided(s)) * 100 >= wide(s.counts.tested) * known);
    let enough_tests = evaluated.len() * 100 >= asked * view.policy.int("min_tests_share") as usize;
    // That the known failures are accepted says nothing of the rows that nobody knows.
    match (enough_known && enough_tests, tests.iter().any(|t| t.counts.accepted > 0)) {
        (false, _) => RowState::Thin,
        (true, true) => RowState::Accepted,
        (true, false) => RowState::Clean,
    }
}

/// The supporting check that lowers a finished result, where one does.
fn indication(view: View<'_>, speaking: &[Speaking], word: ResultWord) -> Option<Indication> {
    if !matches!(word, ResultWord::NotAssessed | ResultWord::NoGapFound | ResultWord::Claimed) {
        return None;
    }
    let share = view.policy.int("indication_share") as u64;
    speaking
        .iter()
        .filter(|s| s.how == How::Supports && s.counts.fail > 0)
        .filter(|s| wide(s.counts.fail) * 100 >= wide(s.counts.fail + s.counts.pass + s.counts.accepted) * share)
        .max_by_key(|s| {
            let of = s.counts.fail + s.counts.pass + s.counts.accepted;
            (wide(s.counts.fail) * 10_000 / wide(of), s.counts.fail)
        })
        .map(|s| Indication {
            check: view.checks[s.index].id.clone(),
            n: s.counts.fail,
            of: s.counts.fail + s.counts.pass + s.counts.accepted,
        })
}

fn rule_words(rows: RowState, claim: &Claim, indicated: Option<&Indication>, capped: Option<&str>) -> String {
    let rows = match rows {
        RowState::None => "none",
        RowState::Unknown => "unknown",
        RowState::Thin => "thin",
        RowState::Clean => "clean",
        RowState::Accepted => "accepted",
        RowState::Few => "few",
        RowState::Many => "many",
    };
    let proof = match claim.evidence {
        EvidenceState::Dated => "dated",
        EvidenceState::Not => "not",
    };
    let claim = match claim.state {
        ClaimState::None => "none".into(),
        ClaimState::NotApplicable => "not applicable".into(),
        ClaimState::Planned => "planned".into(),
        ClaimState::Partial => format!("partial, {proof}"),
        ClaimState::Implemented => format!("implemented, {proof}"),
    };
    let lowered = if indicated.is_some() { ", lowered by supporting checks" } else { "" };
    let capped = capped.map_or_else(String::new, |why| format!("; {why}"));
    format!("rows {rows} × claim {claim}{lowered}{capped}")
}

/// `23.7 %`
pub(super) fn percent(n: usize, of: usize) -> String {
    if of == 0 {
        return "0 %".into();
    }
    let (n, of) = (wide(n), wide(of));
    let tenths = (n * 2000 + of) / (of * 2);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

fn reference_says(sides: &Sides<'_>, case: &Case<'_>) -> String {
    let (view, catalog) = (sides.view, case.catalog);
    let related: usize = case.speaking.iter().map(|s| s.counts.fail).sum();
    let relate = |what: &str| {
        format!("{related} open {} to {what}", if related == 1 { "finding relates" } else { "findings relate" })
    };
    let Some(word) = case.word else {
        return relate(if catalog.reading == Reading::Layer { "this layer" } else { "it" });
    };
    let control = || case.claim.controls.first().map_or_else(String::new, |c| control_key(view, *c));
    match (word, case.indicated) {
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
        (ResultWord::OutOfProfile, None) => match related {
            0 => "the organisation's profile leaves it out".into(),
            _ => format!("the organisation's profile leaves it out; {}", relate("it")),
        },
        (ResultWord::Contradicted, None) => match case.contradiction {
            Some(found) => format!(
                "`{}` claims it, and `{}` fails on {} of {} rows inside its scope and operation ({}), beyond {} of {} %",
                found.control,
                found.check,
                found.n,
                found.of,
                percent(found.n, found.of),
                if found.tolerance_stated { "its own tolerance" } else { "the policy's tolerance" },
                found.tolerance
            ),
            None => format!(
                "`{}` says that it does not apply, and rows to which it applies are in the files{}",
                control(),
                worst_says(view, case).map_or_else(String::new, |says| format!("; {says}"))
            ),
        },
        (ResultWord::Gap | ResultWord::PartialGap, None) => match worst_says(view, case) {
            Some(says) => says,
            None if let Some(denial) = case.claim.lowered_by_evidence => {
                let rows = if case.rows == RowState::Clean { "no row failed" } else { "no row can speak to it" };
                format!("{rows}; `{}` claims it, and its own evidence {}", control(), denial.says())
            }
            None if case.rows == RowState::Clean => {
                format!("no row failed, and `{}` says itself that it is in place in part only", control())
            }
            None if case.claim.state == ClaimState::Partial => {
                format!("no row can speak to it, and `{}` says itself that it is in place in part only", control())
            }
            None => format!("the organisation says so itself: `{}` is not in place", control()),
        },
        (ResultWord::Unproven, None) => {
            let why = case.claim.why_not.as_deref().unwrap_or("no evidence is recorded for it");
            let rows = if case.rows == RowState::Clean { "no row failed; " } else { "" };
            format!("{rows}`{}` claims it, and {why}", control())
        }
        (ResultWord::Claimed, None) => {
            format!("`{}` claims it, with evidence recorded, not examined; no row can speak to it", control())
        }
        (ResultWord::NotApplicable, None) => {
            format!("`{}` says that it does not apply, with a reason; no row says otherwise", control())
        }
        (ResultWord::AcceptedUntil, None) => {
            let accepted: usize = case.speaking.iter().filter(|s| s.how == How::Tests).map(|s| s.counts.accepted).sum();
            let until = case.accepted_until.map_or_else(String::new, |day| format!("; the nearest ends on {day}"));
            format!(
                "{} under exceptions in force{until}",
                match accepted {
                    1 => "the only failing row stands".to_owned(),
                    n => format!("all {n} failing rows stand"),
                }
            )
        }
        (ResultWord::NoGapFound, None) => no_gap_says(view, case),
        (ResultWord::InsufficientData, None) => match case.rows {
            RowState::Unknown => "no row could be decided; the files do not say enough".into(),
            _ => "too few rows or checks could be decided for a result without failures".into(),
        },
        (ResultWord::NotAssessed, None) => not_assessed_says(sides, case),
    }
}

fn control_key(view: View<'_>, control: u32) -> String {
    super::findings::key(view.tables, Subject::Control, control as usize)
}

/// The worst failing check that decides, in words.
fn worst_says(view: View<'_>, case: &Case<'_>) -> Option<String> {
    let worst = case.speaking.iter().filter(|s| s.how == How::Tests && s.counts.fail > 0).max_by_key(|s| {
        let decided = s.counts.fail + s.counts.pass + s.counts.accepted;
        (view.checks[s.index].severity, wide(s.counts.fail) * 10_000 / wide(decided.max(1)))
    })?;
    let decided = worst.counts.fail + worst.counts.pass + worst.counts.accepted;
    let unknown = match worst.counts.unknown {
        0 => String::new(),
        n => format!("; of {n} more the files do not say"),
    };
    let accepted = match worst.counts.accepted {
        0 => String::new(),
        n => format!("; {n} more are accepted"),
    };
    Some(format!(
        "`{}` fails on {} of {} {} it decided ({}){accepted}{unknown}",
        view.checks[worst.index].id,
        worst.counts.fail,
        decided,
        view.checks[worst.index].subject.plural(),
        percent(worst.counts.fail, decided)
    ))
}

fn no_gap_says(view: View<'_>, case: &Case<'_>) -> String {
    let (mut n, mut of, mut evaluated) = (0, 0, 0);
    for s in case.speaking.iter().filter(|s| s.how == How::Tests && s.counts.tested > 0) {
        let decided = s.counts.pass + s.counts.accepted + s.counts.fail;
        if decided > 0 {
            evaluated += 1;
            if evaluated == 1 || wide(decided) * wide(of) <= wide(n) * wide(s.counts.tested) {
                (n, of) = (decided, s.counts.tested);
            }
        }
    }
    let claimed = case.claim.state == ClaimState::Implemented;
    let basis = if claimed { "claims and rows" } else { "rows only" };
    let nobody = match case.claim.state {
        _ if !view.tables.table(Subject::Control).supplied => "",
        ClaimState::None => "; no control claims it",
        ClaimState::Planned => "; the list of controls calls it not in place yet",
        _ => "",
    };
    format!(
        "{basis}: none failed by {evaluated} {}; at least {n} of {of} rows tested in each{nobody}",
        if evaluated == 1 { "check" } else { "checks" }
    )
}

fn not_assessed_says(sides: &Sides<'_>, case: &Case<'_>) -> String {
    let item = case.item;
    let received = match case.claim.controls.len() {
        0 => "",
        _ => "; what is claimed of it is listed, and not judged",
    };
    if item.speaks == Some(Speaks::Neither) {
        return format!("not testable from these inputs{received}");
    }
    if matches!(case.catalog.reading, Reading::Process) && sides.agents == 0 {
        return "no AI agent is in the files supplied".into();
    }
    let supplied = sides.view.tables.table(Subject::Control).supplied;
    match (item.speaks, case.speaking.is_empty()) {
        (Some(Speaks::Claims), true) if supplied => {
            "only controls and evidence can speak to it, and none that was supplied does".into()
        }
        (Some(Speaks::Claims), true) => "only controls and evidence can speak to it, and none were supplied".into(),
        (_, true) => "no check of this pack speaks to it".into(),
        _ if case.speaking.iter().all(|s| s.how != How::Tests) => {
            "only supporting checks speak to it, and they do not point away from it".into()
        }
        _ => "no row that was supplied can speak to it".into(),
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

/// A count to multiply: in the browser a `usize` has 32 bits, and a product of two counts does not fit.
fn wide(n: usize) -> u64 {
    n as u64
}
