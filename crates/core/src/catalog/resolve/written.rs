//! One reference as an argument: everything that it may mean.

use super::Answer;
use super::grammar::{Grammar, Owner};
use super::names::Named;
use super::pattern;
use crate::catalog::{Catalog, Catalogs, FrameworkRef, Role, Status};

/// How a written id was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Written as the framework writes it.
    Exact,
    /// Written otherwise.
    SpelledOtherwise,
}

/// What a written id resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The id.
    pub reference: FrameworkRef,
    /// How it was written.
    pub how: Resolution,
    /// Is it current in its edition?
    pub status: Status,
    /// The successors of a withdrawn id, in its own edition.
    pub successors: Vec<String>,
}

impl Catalogs {
    /// Everything that a written id may mean: current ids of current editions first.
    ///
    /// The text may start with an edition's id or name (`nist-csf-2.0:PR.AA-5`, `NIST CSF 2.0 PR.AA-5`).
    pub fn resolve(&self, written: &str) -> Vec<Resolved> {
        let written = written.trim();
        let (editions, rest) = self.leading_name(written);
        let mut found: Vec<Resolved> = editions.iter().flat_map(|e| self.readings(*e, rest)).collect();
        if found.is_empty() {
            // A list, a range, a name behind the id, an id under the wrong name.
            return self.references(written, None).iter().filter_map(|c| self.resolved_by(&c.answer)).collect();
        }
        let rank = |r: &Resolved| {
            let role = self.edition(&r.reference.edition).map(|c| c.role);
            (
                r.how != Resolution::Exact,
                r.status != Status::Current,
                role != Some(Role::Main),
                role != Some(Role::Neighbour),
            )
        };
        found.sort_by_key(rank);
        found
    }

    fn resolved_by(&self, answer: &Answer) -> Option<Resolved> {
        let reference = answer.item()?;
        let catalog = self.edition(&reference.edition)?;
        let item = catalog.items.iter().position(|i| i.id == reference.item)?;
        let how = if matches!(answer, Answer::Exact { .. }) { Resolution::Exact } else { Resolution::SpelledOtherwise };
        Some(resolved(catalog, item, how))
    }

    /// The editions that a text names first, all of them where it names none, and the rest of the text.
    fn leading_name<'t>(&self, written: &'t str) -> (Vec<usize>, &'t str) {
        let all = || (0..self.editions.len()).collect();
        if let Some(reference) = FrameworkRef::parse(written)
            && let Some(edition) = self.by_id.get(&reference.edition)
        {
            return (vec![*edition], written[reference.edition.len() + 1..].trim());
        }
        let Some(name) = self.grammar.name_at(written, 0, |end| !written[end..].starts_with(char::is_alphabetic))
        else {
            return (all(), written);
        };
        let rest =
            written[name.end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '-' | '|'));
        match name.means {
            Named::Editions(list) | Named::Hint(list) if !rest.is_empty() => (list.clone(), rest),
            Named::Editions(_) | Named::Hint(_) => (all(), written),
            Named::Other(_) => (Vec::new(), rest),
        }
    }

    /// What a text, taken whole, may mean within one edition.
    fn readings(&self, edition: usize, written: &str) -> Vec<Resolved> {
        let catalog = &self.editions[edition];
        if let Some(item) = catalog.items.iter().position(|i| i.id == written || i.label() == written) {
            return vec![resolved(catalog, item, Resolution::Exact)];
        }
        let grammar: &Grammar = &self.grammar;
        let mut items: Vec<usize> = grammar
            .forms_at(written, 0)
            .chain(grammar.literal_at(edition, written, 0))
            .filter(|h| h.of == Owner::Edition(edition) && h.hit.end == written.len())
            .filter_map(|h| h.item)
            .chain(grammar.items[edition].get(&pattern::key(written)).copied())
            .collect();
        items.sort_unstable();
        items.dedup();
        items.into_iter().map(|item| resolved(catalog, item, Resolution::SpelledOtherwise)).collect()
    }
}

fn resolved(catalog: &Catalog, item: usize, how: Resolution) -> Resolved {
    let item = &catalog.items[item];
    Resolved {
        reference: FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() },
        how,
        status: item.status,
        successors: item.moved.clone(),
    }
}
