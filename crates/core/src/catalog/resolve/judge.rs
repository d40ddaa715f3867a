//! What the readings of an id mean where it stands: under the framework that is named, under another one, alone.

use super::grammar::{IdHit, Owner};
use super::pattern::Gap;
use super::scan::{Context, Link, Scan};
use super::text::id_like;
use super::{Answer, pattern};
use crate::catalog::cite::{Letters, Needs};
use crate::catalog::{Role, Status};

/// What a place in a text turned out to be.
pub(super) struct Found<'g> {
    pub(super) answer: Answer,
    /// The edition that is named, if any.
    pub(super) framework: Option<usize>,
    /// The edition and writing that the answer is about, for the rest of a list.
    pub(super) source: Option<(usize, IdHit<'g>)>,
    pub(super) end: usize,
    pub(super) fits: bool,
    /// The end of a name behind it that it was read by.
    pub(super) named_by: Option<usize>,
}

impl Found<'_> {
    /// An answer about no item.
    fn bare(answer: Answer, framework: Option<usize>, end: usize) -> Self {
        Self { answer, framework, source: None, end, fits: false, named_by: None }
    }
}

impl<'a> Scan<'a> {
    /// Of the readings of an id, what it means here; none where it is no citation.
    pub(super) fn decide(&self, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let longest = hits.iter().filter(|h| h.item.is_some()).max_by_key(|h| h.hit.end);
        let behind = longest.and_then(|h| self.named_behind(h, hits));
        let (bound, named_by) = behind.map_or((None, None), |(context, end)| (Some(context), Some(end)));
        self.decide_under(hits, bound.as_ref()).map(|found| Found { named_by, ..found })
    }

    /// The same, where a name behind the id may bind it.
    fn decide_under(&self, hits: &[IdHit<'a>], bound: Option<&Context>) -> Option<Found<'a>> {
        let here = bound.or(self.context.as_ref());
        let (link, strict) = match (bound, here) {
            (Some(_), _) => (Link::Glued, true),
            (None, Some(c)) => (self.link, self.link == Link::Glued && !c.hint),
            (None, None) => (Link::Broken, false),
        };
        let foreign = here.is_some_and(|c| c.editions.is_empty());
        if foreign && link == Link::Glued {
            return None;
        }
        if let Some(context) = here.filter(|c| !c.editions.is_empty()) {
            if let Some(found) = self.under(context, link, strict, hits) {
                return Some(found);
            }
            if strict {
                if let Some(found) = self.elsewhere(context, hits) {
                    return Some(found);
                }
                return self.unknown(context, hits);
            }
        }
        self.alone(hits, here)
    }

    /// An id read by the grammar of an edition that is named.
    fn under(&self, context: &Context, link: Link, strict: bool, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let chained = link != Link::Broken;
        // A longer id of another framework is that framework's: `GOVERN 1.1` is not `GOVERN`.
        let longest = hits.iter().filter(|h| h.needs == Needs::Nothing).map(|h| h.hit.end).max().unwrap_or(0);
        let counts = |h: &IdHit<'a>| match h.needs {
            Needs::Nothing => true,
            Needs::Framework => context.live,
            Needs::Place => chained && !context.hint && self.stands_alone(h),
        };
        let reading = |e: &usize| {
            let hit = hits.iter().find(|h| h.of == Owner::Edition(*e))?;
            (counts(hit) && hit.hit.end >= longest).then_some((*e, hit))
        };
        let readings: Vec<(usize, &IdHit<'a>)> = context.editions.iter().filter_map(reading).collect();
        // An edition that has the id, before one that only could.
        let Some((edition, hit, item)) = readings.iter().find_map(|(e, h)| Some((*e, *h, h.item?))) else {
            let (edition, hit) = readings.first().filter(|_| !context.hint)?;
            return self.lacking(context, *edition, hit, chained, strict, hits);
        };
        let answer = match self.rivalled(edition, item, hit) {
            Some(ambiguous) if context.hint => ambiguous,
            _ => self.answer(edition, item, hit, context.open),
        };
        Some(self.found(answer, Some(edition), hit, true))
    }

    /// An id that is written as a named edition writes its ids, and that it lacks.
    fn lacking(
        &self,
        context: &Context,
        edition: usize,
        hit: &IdHit<'a>,
        chained: bool,
        strict: bool,
        hits: &[IdHit<'a>],
    ) -> Option<Found<'a>> {
        let parts = self.parts(edition, &hit.key);
        if !parts.is_empty() {
            let answer = Answer::TooBroad { edition: self.catalogs.editions[edition].id.clone(), item: None, parts };
            return Some(self.found(answer, Some(edition), hit, true));
        }
        if let Some(found) = self.elsewhere(context, hits) {
            return strict.then_some(found);
        }
        let clear = chained && (hit.hit.gap != Gap::Loose || self.ends_segment(hit.hit.end));
        (clear || hit.is_firm()).then(|| self.found(self.absent(edition, hit), Some(edition), hit, true))
    }

    /// An id that no named edition has, and another one does.
    fn elsewhere(&self, context: &Context, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let named = context.editions[0];
        let mut able: Vec<(usize, usize, &IdHit<'a>)> = hits
            .iter()
            .filter(|h| h.needs == Needs::Nothing || self.is_shaped(h))
            .filter_map(|h| match h.of {
                Owner::Edition(e) => Some((e, h.item?, h)),
                Owner::Other(_) => None,
            })
            .filter(|(e, ..)| !context.editions.contains(e))
            .collect();
        able.sort_by_key(|(e, i, h)| {
            let exact = self.is_verbatim(*e, *i, h);
            (h.needs, std::cmp::Reverse(h.hit.end), !exact, self.catalogs.editions[*e].role == Role::Former, *e)
        });
        let (edition, item, hit) = able.first()?;
        let catalog = &self.catalogs.editions[*edition];
        let source = &catalog.items[*item];
        let moved = source.status == Status::Withdrawn || catalog.role == Role::Former;
        let answer = Answer::OtherFramework {
            named: self.catalogs.editions[named].id.clone(),
            reference: self.catalogs.reference(*edition, *item),
            successors: if moved { self.catalogs.successors(*edition, source) } else { Vec::new() },
        };
        Some(self.found(answer, Some(named), hit, false))
    }

    /// Is it written in capitals and with a mark, as ids are and words are not (`AC-2`, unlike `L1` and `layer 1`)?
    fn is_shaped(&self, hit: &IdHit<'a>) -> bool {
        let written = &self.text[hit.begin..hit.hit.end];
        hit.needs == Needs::Framework
            && hit.hit.case == Letters::Upper
            && hit.hit.gap != Gap::Loose
            && written.contains(['-', '.', '('])
    }

    /// Is its id a number, which any document may have (`requirement 8.6.1`)?
    fn is_bare_number(&self, hit: &IdHit<'a>) -> bool {
        let Owner::Edition(edition) = hit.of else { return false };
        let id = |item: usize| &self.catalogs.editions[edition].items[item].id;
        hit.item.is_some_and(|item| id(item).bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    }

    /// What looks like an id directly behind a name whose framework has none like it.
    fn unknown(&self, context: &Context, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let edition = context.editions[0];
        let owners: Vec<String> = self.owners(hits);
        // Without a known owner it must be all that the cell or clause holds.
        let clear = |end| {
            let between = &self.text[self.matched..self.at];
            if context.around && !self.known {
                self.text.trim() == &self.text[self.at..end]
            } else {
                self.ends_segment(end) && !between.contains(pattern::is_dash)
            }
        };
        let owned = hits.iter().filter(|h| matches!(h.of, Owner::Other(_))).map(|h| h.hit.end).max();
        let end = owned.or_else(|| id_like(self.text, self.at).filter(|end| clear(*end)))?;
        if let Some(answer) = self.given_twice(hits) {
            return Some(Found::bare(answer, Some(edition), end));
        }
        let catalog = &self.catalogs.editions[edition];
        let written = &self.text[self.at..end];
        let mut why = match &catalog.cite.has {
            Some(has) => format!("{} has no `{written}`; it {has}", catalog.title()),
            None => format!("{} has no id like `{written}`", catalog.title()),
        };
        if !owners.is_empty() {
            why += &format!("; an id like `{written}` belongs to {}", owners.join(" or "));
        }
        let answer = Answer::NoSuchId { edition: Some(catalog.id.clone()), nearest: None, why };
        Some(Found::bare(answer, Some(edition), end))
    }

    /// An id that several documents give out, none of which is carried.
    fn given_twice(&self, hits: &[IdHit<'a>]) -> Option<Answer> {
        let fixed = |h: &&IdHit<'a>| matches!(h.of, Owner::Other(_)) && h.hit.captures.is_empty();
        (hits.iter().filter(fixed).count() > 1)
            .then(|| Answer::Ambiguous { candidates: Vec::new(), others: self.owners(hits) })
    }

    fn owners(&self, hits: &[IdHit<'a>]) -> Vec<String> {
        hits.iter()
            .filter_map(|h| match h.of {
                Owner::Other(o) => Some(self.catalogs.grammar.others[o].clone()),
                Owner::Edition(_) => None,
            })
            .collect()
    }

    /// An id without its framework; `near` is what else is named, and helps to choose.
    fn alone(&self, hits: &[IdHit<'a>], near: Option<&Context>) -> Option<Found<'a>> {
        let enough = if self.known { Needs::Framework } else { Needs::Nothing };
        let strong: Vec<&IdHit<'a>> = hits
            .iter()
            .filter(|h| h.needs == Needs::Nothing || (h.needs <= enough && !self.is_bare_number(h)))
            .collect();
        let Some(longest) = strong.iter().map(|h| h.hit.end).max() else {
            return self.known.then(|| self.guesses(hits, near)).flatten();
        };
        let strong = strong.into_iter().filter(|h| h.hit.end == longest);
        let mut able: Vec<(usize, usize, &IdHit<'a>)> = strong
            .clone()
            .filter_map(|h| match h.of {
                Owner::Edition(e) => Some((e, h.item?, h)),
                Owner::Other(_) => None,
            })
            .collect();
        able.sort_by_key(|(e, ..)| {
            let named = near.is_some_and(|c| c.editions.contains(e));
            (!named, self.catalogs.editions[*e].role == Role::Former, *e)
        });
        let Some((edition, item, hit)) = able.first().copied() else {
            let twice = self.given_twice(hits).filter(|_| self.known);
            return twice.map(|answer| Found::bare(answer, None, longest)).or_else(|| self.firmly_absent(strong));
        };
        let name = |e: usize| &self.catalogs.editions[e].name;
        let answer = if able.iter().any(|(e, ..)| name(*e) != name(edition)) {
            let candidates = able.iter().map(|(e, i, _)| self.catalogs.reference(*e, *i)).collect();
            Answer::Ambiguous { candidates, others: Vec::new() }
        } else {
            self.rivalled(edition, item, hit).unwrap_or_else(|| self.answer(edition, item, hit, true))
        };
        Some(self.found(answer, None, hit, false))
    }

    /// An id of so distinct a form that it can be called none without its framework.
    fn firmly_absent<'h>(&self, mut strong: impl Iterator<Item = &'h IdHit<'a>>) -> Option<Found<'a>>
    where
        'a: 'h,
    {
        let hit = strong.find(|h| h.is_firm())?;
        let Owner::Edition(edition) = hit.of else { return None };
        Some(self.found(self.absent(edition, hit), None, hit, false))
    }

    /// An id that another document writes in the same way with another meaning.
    fn rivalled(&self, edition: usize, item: usize, hit: &IdHit<'_>) -> Option<Answer> {
        let rival = hit.form?.rival.as_ref()?;
        Some(Answer::Ambiguous {
            candidates: vec![self.catalogs.reference(edition, item)],
            others: vec![rival.clone()],
        })
    }

    /// What a short id in a text of references may be.
    fn guesses(&self, hits: &[IdHit<'a>], near: Option<&Context>) -> Option<Found<'a>> {
        let mut candidates = Vec::new();
        let longest = hits.iter().map(|h| h.hit.end).max()?;
        for hit in hits.iter().filter(|h| h.hit.end == longest && self.stands_alone(h)) {
            let Owner::Edition(edition) = hit.of else { continue };
            // Any document has a `section 4`.
            if hit.needs == Needs::Place
                && self.is_bare_number(hit)
                && !self.text[hit.begin..].starts_with(char::is_numeric)
            {
                continue;
            }
            if near.is_some_and(|c| c.hint && !c.editions.contains(&edition)) {
                continue;
            }
            match hit.item {
                Some(item) => candidates.push(self.catalogs.reference(edition, item)),
                None => candidates.extend(self.parts(edition, &hit.key)),
            }
        }
        let guess = (!candidates.is_empty()).then(|| Answer::Ambiguous { candidates, others: Vec::new() });
        let answer = self.given_twice(hits).or(guess)?;
        Some(Found::bare(answer, None, longest))
    }

    fn found(&self, answer: Answer, framework: Option<usize>, hit: &IdHit<'a>, fits: bool) -> Found<'a> {
        let source = match hit.of {
            Owner::Edition(edition) => Some((edition, hit.clone())),
            Owner::Other(_) => None,
        };
        Found { answer, framework, source, end: hit.hit.end, fits, named_by: None }
    }
}
