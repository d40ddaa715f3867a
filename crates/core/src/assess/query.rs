//! Questions to an assessment, answered page by page: findings that pass a filter, one finding, rows of a subject.
//!
//! Ten million findings never sit in memory, and one page of them has to be there at once. So nothing is made for a finding
//! that is not on the page: candidates are bits, a first pass over them counts (all filters, all facets, and how many stand
//! at each place of the order), a second one picks the page's. What the first pass counted is kept for the next page.
//!
//! Text is looked for in columns, once for each distinct value, and not in sentences: the cells that a check's sentence
//! shows, the row's key, its identity, owner and environment, the check's id and title. Numbers and dates are not searched.

mod filter;
mod order;
mod rows;
mod search;
#[cfg(test)]
mod tests;
mod trace;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Assessed, View, findings};
use crate::api::Finding;
use crate::checks::Severity;
use crate::checks::evaluate::{Bits, Outcome};
use crate::schema::Subject;
use filter::{Counted, Filters};
use order::Orders;

pub use rows::{RowAsk, RowCell, RowDetail, RowField, RowShown, RowsPage, RowsQuery, RowsSort};
pub use trace::{LimitShown, Trace, TracedCell};

/// The most rows that a page may have.
pub const PAGE_LIMIT: usize = 200;
/// How many owners the facets name.
pub const OWNERS_SHOWN: usize = 50;

/// Which findings are asked for, in which order, and which page of them. A filter that is not given lets all pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindingsQuery {
    /// Open, accepted, or not known.
    pub status: Status,
    /// Of this check.
    pub check: Option<String>,
    /// Of this severity, as raised by the data.
    pub severity: Option<Severity>,
    /// That relate to a reference of this edition; a check that only explains one does not.
    pub framework: Option<String>,
    /// That relate to this reference or to one below it: `nist-csf-2.0:PR.AA-05`, `nist-csf-2.0:PR.AA`.
    pub reference: Option<String>,
    /// That this person answers for, as shown; an empty text asks for those that nobody answers for.
    pub owner: Option<String>,
    /// Of identities in this environment; an empty text asks for those of which no file says it.
    pub environment: Option<String>,
    /// With this text, in any case of letters; a finding's id finds that one.
    pub text: Option<String>,
    /// The order.
    pub sort: Sort,
    /// Is the number of findings of each check wanted too?
    pub group: Option<GroupBy>,
    /// The page, from 1.
    pub page: usize,
    /// Rows on a page, at most [`PAGE_LIMIT`].
    pub size: usize,
}

impl Default for FindingsQuery {
    fn default() -> Self {
        Self {
            status: Status::Open,
            check: None,
            severity: None,
            framework: None,
            reference: None,
            owner: None,
            environment: None,
            text: None,
            sort: Sort::Worst,
            group: None,
            page: 1,
            size: 50,
        }
    }
}

/// Which verdicts are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Failed, and no exception in force accepts it.
    #[default]
    Open,
    /// Failed, and accepted.
    Accepted,
    /// Could not be decided: a work list, not a list of findings.
    Unknown,
}

impl Status {
    fn bits(self, outcome: &Outcome) -> &Bits {
        match self {
            Self::Open => &outcome.fail,
            Self::Accepted => &outcome.accepted,
            Self::Unknown => &outcome.unknown,
        }
    }
}

/// The order of findings. Equal ones stand in the pack's order of checks, then in the files' order of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// The most severe first, then privileged identities, then the farthest over the limit.
    #[default]
    Worst,
    /// The farthest over the limit first: the oldest.
    Age,
    /// By the identity's name, the most severe first.
    Identity,
    /// By the name of who answers for it, then the most severe first; what nobody answers for comes last.
    Owner,
    /// In the pack's order of checks, then the most severe first.
    Check,
}

/// What findings are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// The check.
    Check,
}

/// One page of findings, and what the whole looks like.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FindingsPage {
    /// How many pass the filters.
    pub total: usize,
    /// How many of these stand under another finding that tells the same cause, and are not counted in the Assessment.
    pub under: usize,
    /// How many there are without filters.
    pub unfiltered: usize,
    /// The page that this is, from 1: the last one where a later one was asked for.
    pub page: usize,
    /// How many pages there are; at least one.
    pub pages: usize,
    /// The findings on it.
    pub rows: Vec<Finding>,
    /// How many pass the filters by check, the most first; where asked for.
    pub groups: Option<Vec<GroupCount>>,
    /// How many there would be under each value of a filter, the other filters as they are.
    pub facets: Facets,
}

/// The findings of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GroupCount {
    /// The check.
    pub check: String,
    /// Its title.
    pub title: String,
    /// How many.
    pub n: usize,
    /// How many of each severity, the most severe first.
    pub severities: Vec<FacetCount>,
}

/// How many findings there would be under each value of a filter, the most first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Facets {
    /// By severity, the most severe first.
    pub severity: Vec<FacetCount>,
    /// By environment; the empty text is for those of which no file says it.
    pub environment: Vec<FacetCount>,
    /// By who answers for it, at most [`OWNERS_SHOWN`]; the empty text is for nobody.
    pub owner: Vec<FacetCount>,
    /// How many owners there are in all, nobody not counted.
    pub owners: usize,
    /// By check.
    pub check: Vec<FacetCount>,
}

/// One value of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// How many.
    pub n: usize,
}

/// Answers questions to one assessment, and keeps what the next answer can use again.
#[derive(Default)]
pub struct Finder {
    orders: Orders,
    /// The last count, for the next page of the same question.
    counted: Option<(FindingsQuery, Counted)>,
    /// Where findings stand that were on a page lately: check and row.
    lately: FxHashMap<String, (usize, usize)>,
    /// For each check, the open failures that stand under another finding.
    grouped: Option<Vec<Bits>>,
    /// How many open findings lead to each row of a subject, and how severe the worst is.
    weights: BTreeMap<Subject, Vec<rows::Weight>>,
}

/// How many places of findings are remembered.
const LATELY: usize = 10_000;

impl Finder {
    /// One page of findings.
    pub fn findings(&mut self, assessed: &Assessed<'_>, query: &FindingsQuery) -> FindingsPage {
        let view = assessed.view();
        let size = query.size.clamp(1, PAGE_LIMIT);
        let mut filters = Filters::new(assessed, query);
        if let Some(id) = query.text.as_deref().filter(|text| looks_like_id(text.trim())) {
            filters.only(self.place(view, id.trim(), query.check.as_deref()));
        }
        self.orders.prepare(view, query.sort);
        let same = FindingsQuery { page: 1, size: 1, ..query.clone() };
        if self.counted.as_ref().is_none_or(|(asked, _)| *asked != same) {
            let grouped = self
                .grouped
                .get_or_insert_with(|| (0..view.checks.len()).map(|check| findings::grouped(view, check)).collect());
            self.counted = Some((same, filters.count(&self.orders, grouped)));
        }
        let (_, counted) = self.counted.as_ref().expect("it was counted just now");
        let pages = counted.total.div_ceil(size).max(1);
        let page = query.page.clamp(1, pages);
        let places = filters.pick(&self.orders, counted, (page - 1) * size, size);
        let rows: Vec<Finding> = places.iter().map(|p| findings::finding(view, p.check, p.row, p.severity)).collect();
        let answer = FindingsPage {
            total: counted.total,
            under: counted.under,
            unfiltered: counted.unfiltered,
            page,
            pages,
            groups: query.group.map(|_| counted.groups(view)),
            facets: counted.facets(view),
            rows,
        };
        for (finding, place) in answer.rows.iter().zip(&places) {
            self.remember(&finding.id, place.check, place.row);
        }
        answer
    }

    /// The finding with this id, open, accepted or unknown. A check that is named spares looking through all others.
    pub fn finding(&mut self, assessed: &Assessed<'_>, id: &str, check: Option<&str>) -> Option<Finding> {
        let view = assessed.view();
        let (check, row) = self.place(view, id, check)?;
        self.remember(id, check, row);
        let outcome = view.verdicts.outcomes[check].as_ref()?;
        let severity = super::failing::severity(&view.checks[check], outcome, row);
        Some(findings::finding(view, check, row, severity))
    }

    /// Where a finding stands: where it was lately, else wherever its id comes up.
    fn place(&self, view: View<'_>, id: &str, check: Option<&str>) -> Option<(usize, usize)> {
        if let Some(place) = self.lately.get(id) {
            return Some(*place);
        }
        let asked = |at: &usize| check.is_none_or(|id| view.checks[*at].id == id);
        (0..view.checks.len()).filter(asked).find_map(|at| {
            let outcome = view.verdicts.outcomes[at].as_ref()?;
            let mut rows = [&outcome.fail, &outcome.accepted, &outcome.unknown].into_iter().flat_map(Bits::rows);
            rows.find(|row| findings::id_of(view, at, *row) == id).map(|row| (at, row))
        })
    }

    fn remember(&mut self, id: &str, check: usize, row: usize) {
        if self.lately.len() >= LATELY {
            self.lately.clear();
        }
        self.lately.insert(id.to_owned(), (check, row));
    }
}

/// `F-` and ten hexadecimal digits.
fn looks_like_id(text: &str) -> bool {
    text.strip_prefix("F-").is_some_and(|hex| hex.len() == 10 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}
