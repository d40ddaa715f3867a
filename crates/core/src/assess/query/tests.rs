//! Pages are held against the stream of findings: filtered, counted and ordered here in the plainest way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::*;
use crate::api::Header;
use crate::assess::{Request, assess};
use crate::checks::How;
use crate::date::Day;
use crate::intake::{Content, InputFile};
use crate::pack::{Pack, PackFiles};
use crate::tables::Complete;

macro_rules! sample {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../../../samples/harbour-mutual/", $name)))),*]
    };
}

/// The sample organisation, which has some of everything.
fn assessed() -> Assessed<'static> {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = PACK.get_or_init(|| {
        Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack")
    });
    let files = sample!["aws_credential_report.csv" "exceptions.csv" "register.csv" "roster.csv" "scanner_results.csv"];
    let day = Day::from_ymd(2026, 11, 20).expect("a day");
    let files = files.into_iter().map(|(name, text)| InputFile {
        name: name.into(),
        content: Content::Bytes(Box::new(text.as_bytes())),
        extracted: Some(day),
        complete: Complete::Complete,
    });
    let request = Request {
        files: files.collect(),
        said: Default::default(),
        header: Header::default(),
        as_of: Some(day),
        today: day,
        period: None,
        mirror: false,
        threads: 1,
    };
    assess(request, pack, &pack.policy, &|_| {}).expect("the sample can be assessed")
}

/// Every finding of a status, in the pack's order of checks and the files' order of rows.
fn all(assessed: &Assessed<'_>, status: Status) -> Vec<Finding> {
    let view = assessed.view();
    match status {
        Status::Open => assessed.findings().filter(|f| !f.accepted).collect(),
        Status::Accepted => assessed.findings().filter(|f| f.accepted).collect(),
        Status::Unknown => (0..view.checks.len())
            .filter_map(|at| Some((at, view.verdicts.outcomes[at].as_ref()?)))
            .flat_map(|(at, outcome)| {
                outcome.unknown.rows().map(move |row| {
                    let severity = crate::assess::failing::severity(&view.checks[at], outcome, row);
                    findings::finding(view, at, row, severity)
                })
            })
            .collect(),
    }
}

/// Who answers for a finding: for a roster row, the person whose row it is.
fn answering(assessed: &Assessed<'_>, finding: &Finding) -> Option<String> {
    if finding.subject != Subject::Person {
        return finding.owner.clone();
    }
    let view = assessed.view();
    let rows = 0..view.tables.table(Subject::Person).rows;
    let row = rows.into_iter().find(|row| findings::key(view.tables, Subject::Person, *row) == finding.key)?;
    let answering = crate::assess::answering::Answering::new(view.tables, Subject::Person);
    answering.of(row).map(|person| view.tables.persons.names[person as usize].clone())
}

fn passes(assessed: &Assessed<'_>, query: &FindingsQuery, finding: &Finding) -> bool {
    let check = assessed.checks.iter().find(|c| c.id == finding.check).expect("a check");
    let maps = |wanted: &dyn Fn(&str, &str) -> bool| {
        let relates = |m: &crate::checks::Map| m.how != How::Context || m.reference.edition == "csa-maestro";
        check.maps.iter().any(|m| relates(m) && wanted(&m.reference.edition, &m.reference.to_string()))
    };
    let named = |wanted: &Option<String>, is: Option<String>| {
        wanted.as_ref().is_none_or(|wanted| if wanted.is_empty() { is.is_none() } else { is.as_ref() == Some(wanted) })
    };
    query.check.as_ref().is_none_or(|id| finding.check == *id)
        && query.severity.is_none_or(|severity| finding.severity == severity)
        && query.framework.as_ref().is_none_or(|id| maps(&|edition, _| edition == id))
        // Ids of the CSF are made so that what stands below another starts with it.
        && query.reference.as_ref().is_none_or(|id| maps(&|_, reference| reference.starts_with(id.as_str())))
        && named(&query.environment, finding.environment.clone())
        && named(&query.owner, answering(assessed, finding))
}

/// Every page of a query, one after another.
fn pages(finder: &mut Finder, assessed: &Assessed<'_>, query: &FindingsQuery) -> (FindingsPage, Vec<Finding>) {
    let first = finder.findings(assessed, query);
    let mut rows = first.rows.clone();
    for page in 2..=first.pages {
        let next = finder.findings(assessed, &FindingsQuery { page, ..query.clone() });
        assert_eq!((next.total, &next.facets, next.page), (first.total, &first.facets, page));
        rows.extend(next.rows);
    }
    (first, rows)
}

fn queries() -> Vec<FindingsQuery> {
    let base = FindingsQuery { size: 37, ..FindingsQuery::default() };
    let owner = || Some("i.marchetti@harbourmutual.example".to_owned());
    let mut out = Vec::new();
    for status in [Status::Open, Status::Accepted, Status::Unknown] {
        let base = FindingsQuery { status, ..base.clone() };
        out.extend([
            base.clone(),
            FindingsQuery { check: Some("credential-not-rotated".into()), ..base.clone() },
            FindingsQuery { severity: Some(Severity::High), owner: owner(), ..base.clone() },
            FindingsQuery { environment: Some("production".into()), ..base.clone() },
            FindingsQuery { environment: Some(String::new()), ..base.clone() },
            FindingsQuery { owner: Some(String::new()), severity: Some(Severity::Medium), ..base.clone() },
            FindingsQuery { owner: Some("nobody@example.org".into()), ..base.clone() },
            FindingsQuery { framework: Some("nist-ai-rmf-1.0".into()), ..base.clone() },
            FindingsQuery { reference: Some("nist-csf-2.0:PR.AA-05".into()), ..base.clone() },
            FindingsQuery { reference: Some("nist-csf-2.0:PR".into()), owner: owner(), ..base.clone() },
        ]);
    }
    out
}

#[test]
fn pages_hold_what_passes_and_count_it() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let mut found_something = 0;
    for query in queries() {
        let everything = all(&assessed, query.status);
        let expected: BTreeSet<&str> =
            everything.iter().filter(|f| passes(&assessed, &query, f)).map(|f| f.id.as_str()).collect();
        let (page, rows) = pages(&mut finder, &assessed, &query);
        let found: BTreeSet<&str> = rows.iter().map(|f| f.id.as_str()).collect();
        assert_eq!((page.total, page.unfiltered), (rows.len(), everything.len()), "{query:?}");
        assert_eq!(found, expected, "{query:?}");
        // Ids are those of a finding each, so that none is there twice.
        assert_eq!(found.len(), rows.len(), "{query:?}");
        found_something += usize::from(!rows.is_empty());
        // Under each value of a facet there are as many as with that value asked for.
        for (facet, with) in facets(&page.facets, &query) {
            let total = everything.iter().filter(|f| passes(&assessed, &with, f)).count();
            assert_eq!(facet.n, total, "{query:?}: {facet:?}");
        }
        let groups = finder.findings(&assessed, &FindingsQuery { group: Some(GroupBy::Check), ..query.clone() }).groups;
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        rows.iter().for_each(|f| *counts.entry(f.check.as_str()).or_default() += 1);
        let groups = groups.expect("they were asked for");
        assert_eq!(groups.iter().map(|g| (g.check.as_str(), g.n)).collect::<BTreeMap<_, _>>(), counts);
        assert!(groups.is_sorted_by(|a, b| a.n >= b.n));
        assert!(groups.iter().all(|g| g.severities.iter().map(|s| s.n).sum::<usize>() == g.n));
    }
    assert!(found_something > 15, "{found_something}");
}

/// Each value of the facets, with the query that asks for it.
fn facets(facets: &Facets, query: &FindingsQuery) -> Vec<(FacetCount, FindingsQuery)> {
    let mut out = Vec::new();
    for count in &facets.severity {
        let severity = Severity::parse(&count.value);
        out.push((count.clone(), FindingsQuery { severity, ..query.clone() }));
    }
    for count in &facets.environment {
        out.push((count.clone(), FindingsQuery { environment: Some(count.value.clone()), ..query.clone() }));
    }
    for count in &facets.owner {
        out.push((count.clone(), FindingsQuery { owner: Some(count.value.clone()), ..query.clone() }));
    }
    for count in &facets.check {
        out.push((count.clone(), FindingsQuery { check: Some(count.value.clone()), ..query.clone() }));
    }
    out
}

#[test]
fn the_counts_are_those_of_the_assessment() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let page = finder.findings(&assessed, &FindingsQuery::default());
    assert_eq!(page.total - page.under, assessed.assessment.findings.total);
    assert_eq!(page.under, assessed.assessment.grouped);
    let accepted = finder.findings(&assessed, &FindingsQuery { status: Status::Accepted, ..FindingsQuery::default() });
    assert_eq!(accepted.total, assessed.assessment.accepted.total);
    for check in &assessed.assessment.checks {
        let query = FindingsQuery { check: Some(check.id.clone()), ..FindingsQuery::default() };
        assert_eq!(finder.findings(&assessed, &query).total, check.counts.fail, "{}", check.id);
        let unknown = FindingsQuery { status: Status::Unknown, ..query };
        assert_eq!(finder.findings(&assessed, &unknown).total, check.counts.unknown, "{}", check.id);
    }
    let references = assessed.assessment.frameworks.iter().flat_map(|f| &f.references);
    let neighbours = assessed.assessment.neighbours.iter().flat_map(|n| &n.references);
    let counts = references.map(|r| (&r.reference, r.findings)).chain(neighbours.map(|r| (&r.reference, r.findings)));
    for (reference, findings) in counts {
        let query = FindingsQuery { reference: Some(reference.to_string()), ..FindingsQuery::default() };
        assert_eq!(finder.findings(&assessed, &query).total, findings, "{reference}");
    }
}

#[test]
fn orders_are_what_they_say() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let mut sorted =
        |sort: Sort| pages(&mut finder, &assessed, &FindingsQuery { sort, size: 50, ..FindingsQuery::default() }).1;
    let worst = sorted(Sort::Worst);
    assert!(worst.is_sorted_by(|a, b| a.severity >= b.severity));
    let name = |f: &Finding| f.identity.as_ref().map(|name| name.to_lowercase());
    let by_identity = sorted(Sort::Identity);
    assert!(by_identity.is_sorted_by(|a, b| match (name(a), name(b)) {
        (Some(a), Some(b)) => a <= b,
        (a, b) => a.is_some() || b.is_none(),
    }));
    let by_owner = sorted(Sort::Owner);
    let owner = |f: &Finding| answering(&assessed, f).map(|name| name.to_lowercase());
    assert!(by_owner.is_sorted_by(|a, b| match (owner(a), owner(b)) {
        (Some(x), Some(y)) => x < y || x == y && a.severity >= b.severity,
        (a, b) => a.is_some() || b.is_none(),
    }));
    let by_check = sorted(Sort::Check);
    let place = |f: &Finding| assessed.checks.iter().position(|c| c.id == f.check);
    assert!(by_check.is_sorted_by(|a, b| place(a) < place(b) || place(a) == place(b) && a.severity >= b.severity));
    let ids = |list: &[Finding]| list.iter().map(|f| f.id.clone()).collect::<BTreeSet<_>>();
    assert!([&by_identity, &by_owner, &by_check, &sorted(Sort::Age)].into_iter().all(|list| ids(list) == ids(&worst)));
}

#[test]
fn the_worst_of_a_check_come_first() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let mut compared = 0;
    for check in assessed.assessment.checks.iter().filter(|c| !c.worst.is_empty()) {
        let query = FindingsQuery { check: Some(check.id.clone()), size: 200, ..FindingsQuery::default() };
        let page = finder.findings(&assessed, &query);
        // Where equal ones are told apart by nothing but their key, only who is among the first may differ.
        let first: Vec<Severity> = page.rows.iter().take(check.worst.len()).map(|f| f.severity).collect();
        assert_eq!(first, check.worst.iter().map(|f| f.severity).collect::<Vec<_>>(), "{}", check.id);
        if page.total <= check.worst.len() {
            compared += 1;
            let mut rows: Vec<&str> = page.rows.iter().map(|f| f.id.as_str()).collect();
            let mut worst: Vec<&str> = check.worst.iter().map(|f| f.id.as_str()).collect();
            rows.sort_unstable();
            worst.sort_unstable();
            assert_eq!(rows, worst, "{}", check.id);
        }
    }
    assert!(compared > 10, "{compared}");
    // Dates decide: the oldest key of the most severe stands before the others.
    let query = FindingsQuery {
        check: Some("credential-not-rotated".into()),
        sort: Sort::Age,
        size: 200,
        ..FindingsQuery::default()
    };
    let dates: Vec<String> = finder
        .findings(&assessed, &query)
        .rows
        .iter()
        .filter_map(|f| f.cells.iter().find(|c| c.field == "credential.set").map(|c| c.value.clone()))
        .map(|value| if value == "never" { String::new() } else { value })
        .collect();
    assert!(dates.len() > 20 && dates.is_sorted(), "{dates:?}");
}

#[test]
fn text_is_found_where_a_finding_shows_it() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let everything = all(&assessed, Status::Open);
    for text in ["billing", "MARCHETTI", "aws", "not rotated", "üñí", "zzzz"] {
        let query = FindingsQuery { text: Some(text.into()), size: 200, ..FindingsQuery::default() };
        let (page, rows) = pages(&mut finder, &assessed, &query);
        let found: BTreeSet<&str> = rows.iter().map(|f| f.id.as_str()).collect();
        let needle = text.to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&needle);
        for finding in &everything {
            let title = assessed.checks.iter().find(|c| c.id == finding.check).map(|c| c.title.as_str());
            let known_by = [Some(finding.key.as_str()), finding.identity.as_deref(), finding.owner.as_deref(), title];
            if known_by.into_iter().flatten().any(holds) {
                assert!(found.contains(finding.id.as_str()), "{text}: {}", finding.message);
            }
        }
        assert_eq!(page.total == 0, matches!(text, "üñí" | "zzzz"), "{text}: {}", page.total);
        assert!(page.total < everything.len());
    }
}

#[test]
fn a_finding_is_found_by_its_id() {
    let assessed = assessed();
    for status in [Status::Open, Status::Accepted, Status::Unknown] {
        let everything = all(&assessed, status);
        for finding in everything.iter().step_by(97) {
            let mut finder = Finder::default();
            assert_eq!(finder.finding(&assessed, &finding.id, None).as_ref(), Some(finding));
            assert_eq!(finder.finding(&assessed, &finding.id, Some(&finding.check)).as_ref(), Some(finding));
            let query = FindingsQuery { status, text: Some(format!(" {} ", finding.id)), ..FindingsQuery::default() };
            assert_eq!(finder.findings(&assessed, &query).rows, std::slice::from_ref(finding));
        }
    }
    let mut finder = Finder::default();
    assert_eq!(finder.finding(&assessed, "F-0000000000", None), None);
    let query = FindingsQuery { text: Some("F-0000000000".into()), ..FindingsQuery::default() };
    assert_eq!(finder.findings(&assessed, &query).total, 0);
}

#[test]
fn a_trace_names_the_threshold_of_the_row() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let finding = all(&assessed, Status::Open).into_iter().find(|f| f.check == "credential-not-rotated").expect("one");
    let trace = finder.trace(&assessed, &finding.id, None).expect("it is there");
    let limit = trace.limits.iter().find(|l| l.key == "rotation_days").expect("the check names it");
    // The sentence names the same number.
    let number = limit.value.split(' ').next().expect("a number");
    assert!(finding.message.contains(&format!("allows {number} days")), "{} / {}", finding.message, limit.value);
    assert_eq!(trace.cells.len(), finding.cells.len());
}

#[test]
fn rows_come_page_by_page() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let query: RowsQuery = serde_json::from_str(r#"{ "subject": "identity", "size": 20 }"#).expect("a query");
    let first = finder.rows(&assessed, &query);
    assert_eq!(first.unfiltered, assessed.assessment.population.rows[&Subject::Identity]);
    assert_eq!(first.total, first.unfiltered);
    let mut keys = Vec::new();
    for page in 1..=first.pages {
        let page = finder.rows(&assessed, &RowsQuery { page, ..query.clone() });
        assert!(page.rows.iter().all(|row| row.cells.len() == page.fields.len()));
        keys.extend(page.rows.into_iter().map(|row| row.key));
    }
    assert_eq!(keys.len(), first.total);

    let count = |finder: &mut Finder, change: &dyn Fn(&mut RowsQuery)| {
        let mut query = query.clone();
        change(&mut query);
        finder.rows(&assessed, &query).total
    };
    let cell = |name: &str, value: &str| {
        let pair = (name.to_owned(), value.to_owned());
        move |query: &mut RowsQuery| query.cells = BTreeMap::from([pair.clone()])
    };
    assert_eq!(count(&mut finder, &cell("identity.privileged", "yes")), assessed.assessment.population.privileged);
    for (kind, n) in assessed.assessment.population.kinds.iter().filter(|(kind, _)| *kind != "unknown") {
        assert_eq!(count(&mut finder, &cell("identity.kind", kind)), *n, "{kind}");
    }
    assert_eq!(count(&mut finder, &cell("identity.description", "anything")), 0);
    assert_eq!(count(&mut finder, &cell("credential.kind", "api_key")), 0);
    let with = count(&mut finder, &|query| query.with_finding = Some(true));
    let without = count(&mut finder, &|query| query.with_finding = Some(false));
    assert_eq!((with, with + without), (assessed.assessment.population.with_finding, first.total));
    let worst = finder.rows(&assessed, &RowsQuery { sort: RowsSort::Worst, ..query.clone() }).rows;
    assert!(worst.is_sorted_by(|a, b| (a.worst, a.findings) >= (b.worst, b.findings)) && worst[0].findings > 0);
    assert!(count(&mut finder, &|query| query.text = Some("billing".into())) > 0);
    let owned = finder.rows(&assessed, &RowsQuery { owner: worst[0].owner.clone(), ..query.clone() });
    assert!(owned.total > 0 && owned.rows.iter().all(|row| row.owner == worst[0].owner));
}

#[test]
fn a_row_is_told_with_all_its_findings() {
    let assessed = assessed();
    let mut finder = Finder::default();
    let finding = all(&assessed, Status::Open).into_iter().find(|f| f.subject == Subject::Identity).expect("one");
    let rows = finder.row(&assessed, &RowAsk { subject: Subject::Identity, key: finding.key.clone() });
    let [row] = &rows[..] else { panic!("one row has the key") };
    assert!(row.open.contains(&finding) && row.open.is_sorted_by(|a, b| a.severity >= b.severity));
    let name = row.cells.iter().find(|c| c.cell.field == "identity.name").expect("it has a name");
    assert_eq!((Some(&name.cell.value), name.label.as_str()), (finding.identity.as_ref(), "Name"));
    assert!(!row.cells.iter().any(|c| c.cell.field.ends_with("description")));
    assert!(finder.row(&assessed, &RowAsk { subject: Subject::Identity, key: "no such key".into() }).is_empty());
}
