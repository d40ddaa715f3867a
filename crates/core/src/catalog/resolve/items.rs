//! The answer for an item that an id names, and for an id that names none.

use super::grammar::IdHit;
use super::list::ends_alike;
use super::pattern;
use super::scan::Scan;
use super::{Answer, Successor};
use crate::catalog::{Catalog, Catalogs, FrameworkRef, Item, Role, Status};

impl Catalogs {
    pub(super) fn reference(&self, edition: usize, item: usize) -> FrameworkRef {
        let catalog = &self.editions[edition];
        FrameworkRef { edition: catalog.id.clone(), item: catalog.items[item].id.clone() }
    }

    pub(super) fn successors(&self, edition: usize, item: &Item) -> Vec<Successor> {
        item.moved
            .iter()
            .enumerate()
            .map(|(i, target)| Successor {
                reference: FrameworkRef::parse(target).filter(|r| self.edition(&r.edition).is_some()).unwrap_or_else(
                    || FrameworkRef { edition: self.editions[edition].id.clone(), item: target.clone() },
                ),
                how: item.moved_how.get(i).cloned(),
                source: item.moved_source.get(i).or(item.moved_source.first()).cloned(),
            })
            .collect()
    }
}

impl<'a> Scan<'a> {
    /// The answer for an item of an edition.
    pub(super) fn answer(&self, edition: usize, item: usize, hit: &IdHit<'a>, open: bool) -> Answer {
        let catalog = &self.catalogs.editions[edition];
        let thing = &catalog.items[item];
        let reference = self.catalogs.reference(edition, item);
        if catalog.role == Role::Former {
            return self.former(edition, item);
        }
        if let Some(former) = self.as_former(edition, item, hit).filter(|_| open) {
            return former;
        }
        if thing.status == Status::Withdrawn {
            return Answer::Withdrawn { reference, successors: self.catalogs.successors(edition, thing) };
        }
        if is_broad(catalog, thing) {
            let parts = self.children(catalog, thing);
            return Answer::TooBroad { edition: catalog.id.clone(), item: Some(reference), parts };
        }
        if hit.form.is_some_and(|f| f.exact) || self.is_verbatim(edition, item, hit) {
            Answer::Exact { reference }
        } else {
            Answer::SpelledOtherwise { reference, canonical: thing.label().to_owned() }
        }
    }

    /// An id that is written as only a former edition writes it.
    fn as_former(&self, edition: usize, item: usize, hit: &IdHit<'a>) -> Option<Answer> {
        if self.is_verbatim(edition, item, hit) {
            return None;
        }
        let name = &self.catalogs.editions[edition].name;
        let same = |c: &Catalog| c.role == Role::Former && c.name == *name;
        self.catalogs.editions.iter().enumerate().filter(|(_, c)| same(c)).find_map(|(e, _)| {
            let i = *self.catalogs.grammar.items[e].get(&hit.key)?;
            self.is_verbatim(e, i, hit).then(|| self.former(e, i))
        })
    }

    /// The answer for an item of a former edition.
    pub(super) fn former(&self, edition: usize, item: usize) -> Answer {
        let catalog = &self.catalogs.editions[edition];
        let thing = &catalog.items[item];
        let reference = self.catalogs.reference(edition, item);
        let mut successors = self.catalogs.successors(edition, thing);
        if is_broad(catalog, thing) {
            let parts = self.children(catalog, thing);
            return Answer::TooBroad { edition: catalog.id.clone(), item: Some(reference), parts };
        }
        let lives_on = successors.iter().position(|s| {
            pattern::key(&s.reference.item) == pattern::key(&thing.id)
                && self.catalogs.item(&s.reference).is_some_and(|i| i.status == Status::Current)
        });
        match lives_on {
            Some(i) => Answer::OtherEdition {
                reference: successors.remove(i).reference,
                former: reference,
                reworded: !catalog.cite.same_wording.contains(&thing.id),
                also: successors,
            },
            None => Answer::Withdrawn { reference, successors },
        }
    }

    /// Is it written as its publisher does?
    pub(super) fn is_verbatim(&self, edition: usize, item: usize, hit: &IdHit<'_>) -> bool {
        let written = &self.text[self.at..hit.hit.end];
        let item = &self.catalogs.editions[edition].items[item];
        written == item.id || written == item.label() || (hit.tail && ends_alike(&item.id, written))
    }

    /// Items whose id goes on where this key ends.
    pub(super) fn parts(&self, edition: usize, key: &str) -> Vec<FrameworkRef> {
        let catalog = &self.catalogs.editions[edition];
        let under = |id: &str| pattern::key(id).strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
        if self.catalogs.grammar.items[edition].contains_key(key) {
            return Vec::new();
        }
        catalog
            .items
            .iter()
            .filter(|i| i.status == Status::Current && under(&i.id))
            .map(|i| FrameworkRef { edition: catalog.id.clone(), item: i.id.clone() })
            .collect()
    }

    fn children(&self, catalog: &Catalog, item: &Item) -> Vec<FrameworkRef> {
        catalog
            .items
            .iter()
            .filter(|i| i.parent.as_ref() == Some(&item.id) && i.status == Status::Current)
            .map(|i| FrameworkRef { edition: catalog.id.clone(), item: i.id.clone() })
            .collect()
    }

    /// The answer for an id that an edition's grammar reads and its catalog lacks.
    pub(super) fn absent(&self, edition: usize, hit: &IdHit<'_>) -> Answer {
        let catalog = &self.catalogs.editions[edition];
        let written = &self.text[self.at..hit.hit.end];
        let id = catalog.id.clone();
        if let Some(what) = hit.form.and_then(|f| f.uncarried.as_ref()) {
            let why = format!("`{written}` is written like {what}, and none of those is carried here");
            return Answer::NotCarried { edition: id, why };
        }
        if catalog.cite.selection {
            let why = format!("only a selection of {} is carried here, without `{written}`", catalog.title());
            return Answer::NotCarried { edition: id, why };
        }
        let why = match &catalog.cite.has {
            Some(has) => format!("{} has no `{written}`; it {has}", catalog.title()),
            None => format!("{} has no `{written}`", catalog.title()),
        };
        Answer::NoSuchId { edition: Some(id), nearest: self.nearest(edition, &hit.key), why }
    }

    /// The id that differs in its last number alone, by the least.
    fn nearest(&self, edition: usize, key: &str) -> Option<FrameworkRef> {
        let catalog = &self.catalogs.editions[edition];
        let mut parts: Vec<&str> = key.split('.').collect();
        // The number that counts the items; a year behind it is the same for all.
        let n = parts.iter().enumerate().rev().find(|(_, p)| p.len() <= 2 && p.parse::<u32>().is_ok())?.0;
        let wanted: u32 = parts[n].parse().ok()?;
        parts[n] = "";
        catalog
            .items
            .iter()
            .filter(|i| i.status == Status::Current)
            .filter_map(|i| {
                let key = pattern::key(&i.id);
                let mut theirs: Vec<&str> = key.split('.').collect();
                let number: u32 = theirs.get(n)?.parse().ok()?;
                theirs[n] = "";
                (theirs == parts).then_some((number.abs_diff(wanted), i))
            })
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, i)| FrameworkRef { edition: catalog.id.clone(), item: i.id.clone() })
    }
}

/// Is an item too broad to be cited where an item is meant?
fn is_broad(catalog: &Catalog, item: &Item) -> bool {
    catalog.cite.broad.iter().any(|b| *b == item.kind || *b == item.id)
}
