//! Which findings pass, counted in one pass and picked in another.

use super::order::Orders;
use super::search::Search;
use super::{FacetCount, Facets, FindingsQuery, GroupCount, OWNERS_SHOWN, Status};
use crate::assess::answering::Answering;
use crate::assess::failing::severity;
use crate::assess::{Assessed, View};
use crate::checks::evaluate::Bits;
use crate::checks::{Check, Severity, Way};
use crate::schema::{SUBJECTS, Subject};
use crate::tables::{Column, FIRST, Value};

/// Severities, the most severe first.
pub(super) const SEVERITIES: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

/// A finding before it is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) check: usize,
    pub(super) row: usize,
    pub(super) severity: Severity,
}

/// What is looked up once for all rows of a subject.
pub(super) struct Ways<'a> {
    pub(super) identity: Way<'a>,
    answering: Option<Answering<'a>>,
}

/// The filters, ready for many rows.
pub(super) struct Filters<'a> {
    view: View<'a>,
    status: Status,
    /// The checks that pass; and those that pass all filters on checks but the one by id.
    checks: Vec<bool>,
    related: Vec<bool>,
    severity: Option<Severity>,
    owner: Option<Asked>,
    environment: Option<Asked>,
    search: Option<Search<'a>>,
    /// The one finding whose id was asked for; nothing passes where no finding has it.
    only: Option<Option<(usize, usize)>>,
    environments: &'a Column,
    ways: Vec<Ways<'a>>,
}

/// What a filter by name asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// A value, by number.
    Value(u32),
    /// No value.
    Nothing,
    /// A value that no row has.
    Nowhere,
}

impl Asked {
    fn passes(asked: Option<Self>, value: Option<u32>) -> bool {
        match asked {
            None => true,
            Some(Self::Value(wanted)) => value == Some(wanted),
            Some(Self::Nothing) => value.is_none(),
            Some(Self::Nowhere) => false,
        }
    }
}

/// What the first pass counted.
pub(super) struct Counted {
    pub(super) total: usize,
    pub(super) under: usize,
    pub(super) unfiltered: usize,
    /// How many stand at each place of the order.
    ranks: Vec<u32>,
    /// How many pass, by check and severity.
    groups: Vec<[u32; 4]>,
    severities: [usize; 4],
    environments: Vec<u32>,
    owners: Vec<u32>,
    checks: Vec<u32>,
}

/// A filter that a finding did not pass; with one alone it still counts in that filter's own facet.
const SEVERITY: u8 = 1;
const ENVIRONMENT: u8 = 2;
const OWNER: u8 = 4;
const CHECK: u8 = 8;

impl<'a> Filters<'a> {
    pub(super) fn new(assessed: &'a Assessed<'_>, query: &FindingsQuery) -> Self {
        let view = assessed.view();
        let environments = view.tables.table(Subject::Identity).col("environment");
        let names = &view.tables.persons.names;
        let asked = |wanted: &Option<String>, find: &dyn Fn(&str) -> Option<u32>| {
            wanted.as_deref().map(|wanted| match wanted {
                "" => Asked::Nothing,
                wanted => find(wanted).map_or(Asked::Nowhere, Asked::Value),
            })
        };
        let related: Vec<bool> = related(assessed, query);
        let by_id = |check: &Check| query.check.as_ref().is_none_or(|id| check.id == *id);
        Self {
            view,
            status: query.status,
            checks: view.checks.iter().zip(&related).map(|(check, related)| *related && by_id(check)).collect(),
            related,
            severity: query.severity,
            owner: asked(&query.owner, &|wanted| names.iter().position(|n| n == wanted).map(|at| at as u32)),
            environment: asked(&query.environment, &|wanted| code_of(view, environments, wanted)),
            search: query.text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(|t| Search::new(view, t)),
            only: None,
            environments,
            ways: SUBJECTS
                .iter()
                .map(|subject| Ways {
                    identity: Way::new(view.tables, *subject, Subject::Identity),
                    // A roster row is the person; nobody else answers for it.
                    answering: (*subject != Subject::Person).then(|| Answering::new(view.tables, *subject)),
                })
                .collect(),
        }
    }

    /// Lets one finding pass, or none.
    pub(super) fn only(&mut self, place: Option<(usize, usize)>) {
        self.only = Some(place);
        self.search = None;
    }

    /// Counts everything that pages and facets need.
    pub(super) fn count(&mut self, orders: &Orders, grouped: &[Bits]) -> Counted {
        let view = self.view;
        let codes = self.environments.coded().map_or(FIRST as usize, |c| c.meaning.codes(0));
        let mut out = Counted {
            total: 0,
            under: 0,
            unfiltered: 0,
            ranks: vec![0; orders.ranks(view)],
            groups: vec![[0; 4]; view.checks.len()],
            severities: [0; 4],
            // The first place is for none.
            environments: vec![0; codes - FIRST as usize + 1],
            owners: vec![0; view.tables.persons.names.len() + 1],
            checks: vec![0; view.checks.len()],
        };
        for (index, check) in view.checks.iter().enumerate() {
            let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
            let bits = self.status.bits(outcome);
            out.unfiltered += bits.count();
            if !self.related[index] {
                continue;
            }
            let ways = &self.ways[check.subject as usize];
            let search = self.search.as_mut().map(|search| search.of(check));
            for row in bits.rows() {
                if self.only.is_some_and(|only| only != Some((index, row)))
                    || search.as_ref().is_some_and(|search| !search.hits(view, row))
                {
                    continue;
                }
                let severity = severity(check, outcome, row);
                let (identity, owner, environment) = self.about(ways, row);
                let mut missed = 0;
                if !self.checks[index] {
                    missed |= CHECK;
                }
                if self.severity.is_some_and(|s| s != severity) {
                    missed |= SEVERITY;
                }
                if !Asked::passes(self.owner, owner) {
                    missed |= OWNER;
                }
                if !Asked::passes(self.environment, environment) {
                    missed |= ENVIRONMENT;
                }
                let level = level(severity);
                if missed & !SEVERITY == 0 {
                    out.severities[level] += 1;
                }
                if missed & !ENVIRONMENT == 0 {
                    out.environments[environment.map_or(0, |e| e as usize + 1)] += 1;
                }
                if missed & !OWNER == 0 {
                    out.owners[owner.map_or(0, |o| o as usize + 1)] += 1;
                }
                if missed & !CHECK == 0 {
                    out.checks[index] += 1;
                }
                if missed == 0 {
                    out.total += 1;
                    out.groups[index][level] += 1;
                    out.under += usize::from(self.status == Status::Open && grouped[index].get(row));
                    out.ranks[orders.rank(view, index, row, severity, identity, owner)] += 1;
                }
            }
        }
        out
    }

    /// The identity that a row leads to, who answers for it, and its environment.
    fn about(&self, ways: &Ways<'_>, row: usize) -> (Option<usize>, Option<u32>, Option<u32>) {
        let identity = ways.identity.of(row);
        let owner = ways.answering.as_ref().and_then(|answering| answering.of(row));
        (identity, owner, identity.and_then(|i| self.environments.code(i).checked_sub(FIRST)))
    }

    /// The findings from one place of the order on.
    pub(super) fn pick(&mut self, orders: &Orders, counted: &Counted, from: usize, size: usize) -> Vec<Place> {
        let view = self.view;
        let to = counted.total.min(from + size);
        // For each place of the order that the page touches: how many come before it.
        let (mut first, mut before, mut starts) = (0, 0, Vec::new());
        for (rank, n) in counted.ranks.iter().enumerate() {
            let end = before + *n as usize;
            if end > from && *n > 0 {
                if starts.is_empty() {
                    first = rank;
                }
                starts.resize(rank - first, usize::MAX);
                starts.push(before);
            }
            before = end;
            if before >= to {
                break;
            }
        }
        let mut out: Vec<Option<Place>> = vec![None; to.saturating_sub(from)];
        let mut left = out.len();
        for index in (0..view.checks.len()).filter(|at| self.checks[*at]) {
            let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
            if left == 0 {
                break;
            }
            let check = &view.checks[index];
            let ways = &self.ways[check.subject as usize];
            let search = self.search.as_mut().map(|search| search.of(check));
            for row in self.status.bits(outcome).rows() {
                if self.only.is_some_and(|only| only != Some((index, row))) {
                    continue;
                }
                let severity = severity(check, outcome, row);
                if self.severity.is_some_and(|s| s != severity) {
                    continue;
                }
                let (identity, owner, environment) = self.about(ways, row);
                if !Asked::passes(self.owner, owner) || !Asked::passes(self.environment, environment) {
                    continue;
                }
                let rank = orders.rank(view, index, row, severity, identity, owner);
                let Some(start) = rank.checked_sub(first).and_then(|at| starts.get_mut(at)) else { continue };
                if *start >= to || search.as_ref().is_some_and(|search| !search.hits(view, row)) {
                    continue;
                }
                if let Some(slot) = start.checked_sub(from).and_then(|at| out.get_mut(at)) {
                    *slot = Some(Place { check: index, row, severity });
                    left -= 1;
                }
                *start += 1;
            }
        }
        out.into_iter().flatten().collect()
    }
}

/// A severity's place, the most severe first.
pub(super) fn level(severity: Severity) -> usize {
    Severity::Critical as usize - severity as usize
}

/// The value of a coded column that is shown as this text, counted from 0.
fn code_of(view: View<'_>, column: &Column, wanted: &str) -> Option<u32> {
    let coded = column.coded()?;
    let names = &view.tables.persons.names;
    let codes = coded.meaning.codes(names.len()) as u32;
    (FIRST..codes)
        .find(|code| matches!(coded.meaning.value(*code, names), Value::Text(text) if text == wanted))
        .map(|code| code - FIRST)
}

/// The checks that relate to the edition or reference that is asked for.
fn related(assessed: &Assessed<'_>, query: &FindingsQuery) -> Vec<bool> {
    let below = query.reference.as_deref().map(|reference| below(assessed, reference));
    let relates = |check: &Check| {
        let edition = |id: &String| check.maps.iter().any(|m| m.reference.edition == *id);
        let reference = |list: &Vec<String>| check.maps.iter().any(|m| list.contains(&m.reference.to_string()));
        query.framework.as_ref().is_none_or(edition) && below.as_ref().is_none_or(reference)
    };
    assessed.checks.iter().map(relates).collect()
}

/// A reference and all that stand below it.
fn below(assessed: &Assessed<'_>, reference: &str) -> Vec<String> {
    let mut out = vec![reference.to_owned()];
    let Some((edition, _)) = reference.split_once(':') else { return out };
    let Some(framework) = assessed.assessment.frameworks.iter().find(|f| f.id == edition) else { return out };
    let mut at = 0;
    while at < out.len() {
        let parent = out[at].split_once(':').map(|(_, item)| item.to_owned());
        let groups = framework.groups.iter().filter(|g| g.parent == parent).map(|g| format!("{edition}:{}", g.id));
        let references = framework.references.iter().filter(|r| r.parent == parent).map(|r| r.reference.to_string());
        let new: Vec<String> = groups.chain(references).filter(|id| !out.contains(id)).collect();
        out.extend(new);
        at += 1;
    }
    out
}

impl Counted {
    /// The number of findings by check, the most first.
    pub(super) fn groups(&self, view: View<'_>) -> Vec<GroupCount> {
        let mut out: Vec<GroupCount> = (view.checks.iter().zip(&self.groups))
            .map(|(check, levels)| GroupCount {
                check: check.id.clone(),
                title: check.title.clone(),
                n: levels.iter().map(|n| *n as usize).sum(),
                severities: by_severity(levels.map(|n| n as usize)),
            })
            .filter(|group| group.n > 0)
            .collect();
        out.sort_by_key(|group| std::cmp::Reverse(group.n));
        out
    }

    pub(super) fn facets(&self, view: View<'_>) -> Facets {
        let environments = view.tables.table(Subject::Identity).col("environment");
        let names = &view.tables.persons.names;
        let environment = |at: usize| match environments.coded().map(|c| c.meaning.value(at as u32 - 1 + FIRST, names))
        {
            Some(Value::Text(text)) => text.into_owned(),
            _ => String::new(),
        };
        let named = |at: usize, name: &dyn Fn(usize) -> String| if at == 0 { String::new() } else { name(at) };
        let most = |counts: &[u32], name: &dyn Fn(usize) -> String, limit: usize| {
            let mut list: Vec<(u32, usize)> =
                counts.iter().enumerate().filter(|(_, n)| **n > 0).map(|(at, n)| (*n, at)).collect();
            list.sort_by_key(|(n, at)| (std::cmp::Reverse(*n), *at));
            list.truncate(limit);
            list.into_iter().map(|(n, at)| FacetCount { value: named(at, name), n: n as usize }).collect()
        };
        let mut check: Vec<FacetCount> = (view.checks.iter().zip(&self.checks))
            .filter(|(_, n)| **n > 0)
            .map(|(check, n)| FacetCount { value: check.id.clone(), n: *n as usize })
            .collect();
        check.sort_by_key(|count| std::cmp::Reverse(count.n));
        Facets {
            severity: by_severity(self.severities),
            environment: most(&self.environments, &environment, usize::MAX),
            owner: most(&self.owners, &|at| names[at - 1].clone(), OWNERS_SHOWN),
            owners: self.owners[1..].iter().filter(|n| **n > 0).count(),
            check,
        }
    }
}

fn by_severity(levels: [usize; 4]) -> Vec<FacetCount> {
    let words = SEVERITIES.iter().map(|s| s.word().to_owned());
    words.zip(levels).filter(|(_, n)| *n > 0).map(|(value, n)| FacetCount { value, n }).collect()
}
