//! From what people write to ids of editions.
//!
//! One pass over a short text. Names of frameworks set the context for the ids behind them; each edition's grammar says
//! how its ids are written, and what must stand around a writing before it counts. See `cite` for the grammars.

mod answer;
mod grammar;
mod pattern;
mod written;

pub use answer::{Answer, Citation, Successor};
pub(crate) use grammar::Grammar;
pub use written::{Resolution, Resolved};

use std::ops::Range;

use super::cite::{Letters, Needs};
use super::{Catalog, Catalogs, FrameworkRef, Item, Role, Status};
use grammar::{IdHit, NameHit, Named, Owner, Written};
use pattern::Gap;

/// A framework that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedFramework {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The editions it may be, the newest first; none for a document that is not carried.
    pub editions: Vec<String>,
    /// The name of a document that is not carried.
    pub other: Option<String>,
}

impl Catalogs {
    /// All citations in a short text of any kind: a line, a sentence, a cell.
    ///
    /// Names of frameworks in it set the context for the ids after them; `context` is the edition that the surroundings
    /// name. What is no citation stays unmentioned: short ids such as `L6`, `5.3` or `GV` count only beside the name of
    /// their framework.
    pub fn citations(&self, text: &str, context: Option<&str>) -> Vec<Citation> {
        Scan::new(self, text, context, false).run()
    }

    /// All citations in a text that is known to hold references: a cell of such a column, an argument.
    ///
    /// Here a name without an id is a citation too, of the whole document, and a short id without its framework is
    /// answered with what it may be.
    pub fn references(&self, text: &str, context: Option<&str>) -> Vec<Citation> {
        Scan::new(self, text, context, true).run()
    }

    /// The frameworks that a text names; publishers alone are not counted.
    pub fn names(&self, text: &str) -> Vec<NamedFramework> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if starts(text, at, 0)
                && let Some(name) = self.grammar.name_at(text, at)
            {
                let span = at..name.end;
                match name.means {
                    Named::Editions(list) => {
                        let editions = self.newest_first(&list).map(|e| self.editions[e].id.clone()).collect();
                        out.push(NamedFramework { span, editions, other: None });
                    }
                    Named::Other(other) => out.push(NamedFramework { span, editions: Vec::new(), other: Some(other) }),
                    Named::Hint(_) => {}
                }
                at = name.end;
            } else {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        out
    }

    /// These editions, current ones before former ones.
    fn newest_first(&self, list: &[usize]) -> impl Iterator<Item = usize> + use<> {
        let mut list = list.to_vec();
        list.sort_by_key(|e| self.editions[*e].role == Role::Former);
        list.into_iter()
    }

    fn reference(&self, edition: usize, item: usize) -> FrameworkRef {
        let catalog = &self.editions[edition];
        FrameworkRef { edition: catalog.id.clone(), item: catalog.items[item].id.clone() }
    }

    fn successors(&self, edition: usize, item: &Item) -> Vec<Successor> {
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

/// What the text or its surroundings name at a place.
#[derive(Debug, Clone)]
struct Context {
    /// The editions; empty for a document that is not carried.
    editions: Vec<usize>,
    /// Does it leave the edition open?
    open: bool,
    /// Is it only a publisher?
    hint: bool,
    /// Do the surroundings name it, and not this text?
    around: bool,
    /// Was it named in this sentence, or around the text?
    live: bool,
}

/// How a place hangs together with the last name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// Directly: the id is said to be one of that framework.
    Glued,
    /// Through a list.
    Listed,
    /// Words stand between.
    Broken,
}

/// A name that no id has followed yet.
#[derive(Debug)]
struct Waiting {
    span: Range<usize>,
    edition: usize,
}

struct Scan<'a> {
    catalogs: &'a Catalogs,
    text: &'a str,
    /// Is the text known to hold references?
    known: bool,
    at: usize,
    /// Where the last match ended.
    matched: usize,
    context: Option<Context>,
    link: Link,
    /// Has an id under this name been one of another framework?
    misfit: bool,
    waiting: Option<Waiting>,
    out: Vec<Citation>,
}

/// What a place in a text turned out to be.
struct Found<'g> {
    answer: Answer,
    /// The edition that is named, if any.
    framework: Option<usize>,
    /// The edition and writing that the answer is about, for the rest of a list.
    source: Option<(usize, IdHit<'g>)>,
    end: usize,
    fits: bool,
}

impl<'a> Scan<'a> {
    fn new(catalogs: &'a Catalogs, text: &'a str, context: Option<&str>, known: bool) -> Self {
        let context = context.and_then(|id| catalogs.by_id.get(id)).map(|e| Context {
            editions: vec![*e],
            open: false,
            hint: false,
            around: true,
            live: true,
        });
        Self {
            catalogs,
            text,
            known,
            at: 0,
            matched: 0,
            link: if context.is_some() { Link::Glued } else { Link::Broken },
            context,
            misfit: false,
            waiting: None,
            out: Vec::new(),
        }
    }

    fn run(mut self) -> Vec<Citation> {
        while self.at < self.text.len() {
            if let Some(end) = address_end(self.text, self.at) {
                self.link = Link::Broken;
                self.at = end;
            } else if !starts(self.text, self.at, self.matched) || !(self.name() || self.id()) {
                self.step();
            }
        }
        self.whole_document();
        self.out
    }

    /// Reads a name.
    fn name(&mut self) -> bool {
        let Some(name) = self.catalogs.grammar.name_at(self.text, self.at) else { return false };
        let glued = self.text[name.end..].starts_with(char::is_alphabetic);
        if glued && !self.runs_into(&name) {
            return false;
        }
        let before = self.text[self.matched..self.at].trim_matches(' ');
        let repeated = self.waiting.as_ref().is_some_and(|w| {
            matches!(&name.means, Named::Editions(list) if list.contains(&w.edition))
                && w.span.end == self.matched
                && matches!(before, "" | "|" | "\t" | ":")
                && !(before.is_empty() && self.at > self.matched)
        });
        match &name.means {
            Named::Editions(list) => {
                let editions: Vec<usize> = self.catalogs.newest_first(list).collect();
                if repeated {
                    self.too_broad(self.at..name.end, editions[0]);
                    self.waiting = None;
                } else {
                    self.name_alone(Some(editions[0]));
                    self.waiting = Some(Waiting { span: self.at..name.end, edition: editions[0] });
                }
                self.set(Context { open: editions.len() > 1, editions, hint: false, around: false, live: true });
            }
            Named::Hint(list) => {
                self.name_alone(None);
                let editions = self.catalogs.newest_first(list).collect();
                self.set(Context { editions, open: true, hint: true, around: false, live: true });
            }
            Named::Other(_) => {
                self.name_alone(None);
                self.set(Context { editions: Vec::new(), open: false, hint: false, around: false, live: true });
            }
        }
        // A name of several words that runs into a capitalised one is a row of a table without its id.
        if glued && !repeated && name.words > 1 && self.sentence_at(name.end) && self.hits(name.end).is_empty() {
            if let Some(waiting) = self.waiting.take() {
                let edition = self.catalogs.editions[waiting.edition].id.clone();
                self.out.push(Citation {
                    span: waiting.span,
                    framework: Some(edition.clone()),
                    answer: Answer::MissingId { edition },
                    shared: false,
                });
            }
        }
        self.matched = name.end;
        self.at = name.end;
        true
    }

    fn set(&mut self, context: Context) {
        self.context = Some(context);
        self.link = Link::Glued;
        self.misfit = false;
    }

    /// Does what stands without a gap behind a name look like a cell of a table that was run together?
    fn runs_into(&self, name: &NameHit) -> bool {
        self.sentence_at(name.end)
            || !self.hits(name.end).is_empty()
            || self.catalogs.grammar.name_at(self.text, name.end).is_some()
            || id_like(self.text, name.end).is_some()
    }

    /// Does a word with a capital and small letters, or a single capital letter, stand here?
    fn sentence_at(&self, at: usize) -> bool {
        let mut chars = self.text[at..].chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(|c| c.is_lowercase() || c == ' ')
    }

    /// Names that stand alone in a text of references cite the whole document.
    fn name_alone(&mut self, next: Option<usize>) {
        if let Some(waiting) = self.waiting.take()
            && self.known
            // `NIST Cybersecurity Framework (CSF 2.0)` names one document twice.
            && (next != Some(waiting.edition) || self.link != Link::Glued)
        {
            self.too_broad(waiting.span, waiting.edition);
        }
    }

    fn too_broad(&mut self, span: Range<usize>, edition: usize) {
        let edition = self.catalogs.editions[edition].id.clone();
        self.out.push(Citation {
            span,
            framework: Some(edition.clone()),
            answer: Answer::TooBroad { edition, item: None, parts: Vec::new() },
            shared: false,
        });
    }

    /// The end of the text: a name that nothing followed.
    fn whole_document(&mut self) {
        self.name_alone(None);
    }

    /// Goes on by one mark or one word.
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let c = rest.chars().next().expect("the text goes on");
        if c.is_alphanumeric() {
            let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            match rest[..word].to_ascii_lowercase().as_str() {
                "and" | "or" => self.listed(),
                w if PASSED.contains(&w) => {}
                _ => self.link = Link::Broken,
            }
            self.at += word;
            return;
        }
        let len = c.len_utf8();
        match c {
            ',' | ';' | '/' | '&' | '+' | '\n' => self.listed(),
            '.' | '!' | '?' if rest[len..].starts_with(char::is_whitespace) => {
                if self.at > 0 {
                    self.link = Link::Broken;
                }
                if let Some(context) = &mut self.context {
                    context.live &= context.around;
                }
            }
            '\'' | '\u{2019}' if rest[len..].starts_with("s ") => {
                self.at += 1;
            }
            _ => {}
        }
        self.at += len;
    }

    fn listed(&mut self) {
        let around = self.context.as_ref().is_some_and(|c| c.around);
        if self.link == Link::Glued && !self.misfit && !around {
            self.link = Link::Listed;
        }
    }

    /// Reads an id, with the list or range that it begins.
    fn id(&mut self) -> bool {
        let hits = self.hits(self.at);
        let found = self.decide(&hits);
        let Some(found) = found else {
            // A foreign framework's ids keep the chain of what is not ours.
            return false;
        };
        let span = self.at..found.end;
        let framework = found.framework.map(|e| self.catalogs.editions[e].id.clone());
        self.out.push(Citation { span, framework: framework.clone(), answer: found.answer, shared: false });
        self.waiting = None;
        self.matched = found.end;
        self.at = found.end;
        if found.fits {
            self.link = if self.context.as_ref().is_some_and(|c| c.around) { self.link } else { Link::Listed };
        } else if self.link == Link::Glued {
            self.misfit = true;
        }
        if let Some((edition, hit)) = found.source {
            self.list(edition, &hit, framework.as_deref());
        }
        true
    }

    /// Every reading of an id here that may end where it ends; the longest of each owner.
    fn hits(&self, at: usize) -> Vec<IdHit<'a>> {
        let grammar = &self.catalogs.grammar;
        let mut out: Vec<IdHit<'a>> = Vec::new();
        let literals =
            self.context.iter().flat_map(|c| &c.editions).filter_map(|e| grammar.literal_at(*e, self.text, at));
        for hit in literals.chain(grammar.forms_at(self.text, at)) {
            if !self.may_end(&hit) {
                continue;
            }
            match out.iter_mut().find(|o| o.of == hit.of) {
                Some(other) => {
                    let better = |h: &IdHit<'_>| (h.hit.end, h.item.is_some(), std::cmp::Reverse(h.needs));
                    if better(&hit) > better(other) {
                        *other = hit;
                    }
                }
                None => out.push(hit),
            }
        }
        out
    }

    /// May an id end here, or does it go on as another word or number?
    fn may_end(&self, hit: &IdHit<'_>) -> bool {
        let end = hit.hit.end;
        let before = self.text[..end].chars().next_back().unwrap_or(' ');
        let mut after = self.text[end..].chars();
        let (Some(c), d) = (after.next(), after.next()) else { return true };
        let glued = self.link == Link::Glued && self.context.is_some();
        match c {
            '0'..='9' => false,
            c if c.is_alphabetic() => {
                c.is_uppercase()
                    && (before.is_ascii_digit() || before == ')' || glued)
                    && (glued || d.is_some_and(char::is_lowercase))
            }
            '_' | '@' | '%' => false,
            '.' | ':' if d.is_some_and(|d| d.is_ascii_digit()) => false,
            '.' if d.is_some_and(char::is_alphanumeric) && !before.is_ascii_digit() => false,
            c if pattern::is_dash(c) && c == '-' && d.is_some_and(char::is_alphanumeric) => {
                // A range goes on with a number; see `list`.
                d.is_some_and(|d| d.is_ascii_digit()) && self.range_end(end, hit).is_some()
            }
            _ => true,
        }
    }

    /// Of the readings of an id, what it means here; none where it is no citation.
    fn decide(&self, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let bound = hits.iter().filter(|h| h.item.is_some()).find_map(|h| self.named_behind(h));
        let here = bound.as_ref().or(self.context.as_ref());
        let (link, strict) = match (&bound, here) {
            (Some(_), _) => (Link::Glued, true),
            (None, Some(c)) => (self.link, self.link == Link::Glued && !c.hint),
            (None, None) => (Link::Broken, false),
        };
        let foreign = here.is_some_and(|c| c.editions.is_empty());
        if foreign && link != Link::Broken && link == Link::Glued {
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
        let counts = |h: &IdHit<'a>| match h.needs {
            Needs::Nothing => true,
            Needs::Framework => context.live,
            Needs::Place => chained && self.stands_alone(h),
        };
        let of = |e: usize| hits.iter().find(move |h| h.of == Owner::Edition(e)).filter(|h| counts(h));
        // An edition that has the id, before one that only could.
        for edition in &context.editions {
            if let Some(hit) = of(*edition)
                && let Some(item) = hit.item
            {
                let answer = self.answer(*edition, item, hit, context.open);
                return Some(self.found(answer, Some(*edition), hit, true));
            }
        }
        for edition in &context.editions {
            let Some(hit) = of(*edition) else { continue };
            let parts = self.parts(*edition, &hit.key);
            if !parts.is_empty() {
                let id = self.catalogs.editions[*edition].id.clone();
                let answer = Answer::TooBroad { edition: id, item: None, parts };
                return Some(self.found(answer, Some(*edition), hit, true));
            }
            if let Some(found) = self.elsewhere(context, hits) {
                return strict.then_some(found);
            }
            if (chained && (hit.hit.gap != Gap::Loose || self.ends_segment(hit.hit.end))) || hit.is_firm() {
                return Some(self.found(self.absent(*edition, hit), Some(*edition), hit, true));
            }
            return None;
        }
        None
    }

    /// An id that no named edition has, and another one does.
    fn elsewhere(&self, context: &Context, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let named = context.editions[0];
        let mut able: Vec<(usize, usize, &IdHit<'a>)> = hits
            .iter()
            .filter(|h| h.needs <= Needs::Framework && h.hit.case >= Letters::Capital && h.hit.gap != Gap::Loose)
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
        let former_of_named = self.catalogs.editions[*edition].role == Role::Former;
        let source = &self.catalogs.editions[*edition].items[*item];
        let moved = source.status == Status::Withdrawn || former_of_named;
        let answer = Answer::OtherFramework {
            named: self.catalogs.editions[named].id.clone(),
            reference: self.catalogs.reference(*edition, *item),
            successors: if moved { self.catalogs.successors(*edition, source) } else { Vec::new() },
        };
        Some(self.found(answer, Some(named), hit, false))
    }

    /// What looks like an id directly behind a name whose framework has none like it.
    fn unknown(&self, context: &Context, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let edition = context.editions[0];
        let owners: Vec<String> = self.owners(hits);
        let end = match (hits.iter().find(|h| matches!(h.of, Owner::Other(_))), id_like(self.text, self.at)) {
            (Some(hit), _) => hit.hit.end,
            (None, Some(end)) if self.ends_segment(end) => end,
            _ => return None,
        };
        let catalog = &self.catalogs.editions[edition];
        let written = &self.text[self.at..end];
        let mut why = match &catalog.cite.has {
            Some(has) => format!("{} {has}", catalog.title()),
            None => format!("{} has no id like `{written}`", catalog.title()),
        };
        if !owners.is_empty() {
            why += &format!("; an id like `{written}` belongs to {}", owners.join(" or "));
        }
        let answer = Answer::NoSuchId { edition: Some(catalog.id.clone()), nearest: None, why };
        Some(Found { answer, framework: Some(edition), source: None, end, fits: false })
    }

    fn owners(&self, hits: &[IdHit<'a>]) -> Vec<String> {
        hits.iter()
            .filter_map(|h| match h.of {
                Owner::Other(o) => Some(self.catalogs.grammar.others[o].clone()),
                Owner::Edition(_) => None,
            })
            .collect()
    }

    /// An id without its framework.
    fn alone(&self, hits: &[IdHit<'a>], near: Option<&Context>) -> Option<Found<'a>> {
        let enough = if self.known { Needs::Framework } else { Needs::Nothing };
        let strong: Vec<&IdHit<'a>> = hits.iter().filter(|h| h.needs <= enough).collect();
        if strong.is_empty() {
            return self.known.then(|| self.guesses(hits)).flatten();
        }
        let longest = strong.iter().map(|h| h.hit.end).max()?;
        let mut able: Vec<(usize, usize, &IdHit<'a>)> = strong
            .iter()
            .filter(|h| h.hit.end == longest)
            .filter_map(|h| match h.of {
                Owner::Edition(e) => Some((e, h.item?, *h)),
                Owner::Other(_) => None,
            })
            .collect();
        able.sort_by_key(|(e, ..)| {
            let named = near.is_some_and(|c| c.editions.contains(e));
            (!named, self.catalogs.editions[*e].role == Role::Former, *e)
        });
        let Some((edition, item, hit)) = able.first() else {
            let hit = strong.iter().find(|h| h.is_firm() && h.hit.end == longest)?;
            let Owner::Edition(edition) = hit.of else { return None };
            return Some(self.found(self.absent(edition, hit), None, hit, false));
        };
        let title = |e: &usize| &self.catalogs.editions[*e].name;
        let rivals: Vec<&(usize, usize, &IdHit<'a>)> =
            able.iter().filter(|(e, ..)| title(e) != title(edition)).collect();
        if !rivals.is_empty() {
            let candidates = able.iter().map(|(e, i, _)| self.catalogs.reference(*e, *i)).collect();
            return Some(self.found(Answer::Ambiguous { candidates, others: Vec::new() }, None, hit, false));
        }
        // An id that is written as only a former edition writes it is the former one's.
        let former = able
            .iter()
            .find(|(e, i, h)| self.catalogs.editions[*e].role == Role::Former && self.is_verbatim(*e, *i, h));
        let verbatim = self.is_verbatim(*edition, *item, hit);
        let answer = match former {
            Some((e, i, _)) if !verbatim => self.former(*e, *i),
            _ => self.answer(*edition, *item, hit, true),
        };
        Some(self.found(answer, None, hit, false))
    }

    /// What a short id in a text of references may be.
    fn guesses(&self, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
        let mut candidates = Vec::new();
        let longest = hits.iter().map(|h| h.hit.end).max()?;
        for hit in hits.iter().filter(|h| h.hit.end == longest) {
            let Owner::Edition(edition) = hit.of else { continue };
            match hit.item {
                Some(item) => candidates.push(self.catalogs.reference(edition, item)),
                None => candidates.extend(self.parts(edition, &hit.key)),
            }
        }
        let others = self.owners(hits);
        let hit = hits.iter().find(|h| h.hit.end == longest)?;
        (!candidates.is_empty()).then(|| self.found(Answer::Ambiguous { candidates, others }, None, hit, false))
    }

    fn found(&self, answer: Answer, framework: Option<usize>, hit: &IdHit<'a>, fits: bool) -> Found<'a> {
        let source = match hit.of {
            Owner::Edition(edition) => Some((edition, hit.clone())),
            Owner::Other(_) => None,
        };
        Found { answer, framework, source, end: hit.hit.end, fits }
    }

    /// The answer for an item of an edition.
    fn answer(&self, edition: usize, item: usize, hit: &IdHit<'a>, open: bool) -> Answer {
        let catalog = &self.catalogs.editions[edition];
        let thing = &catalog.items[item];
        let reference = self.catalogs.reference(edition, item);
        if catalog.role == Role::Former {
            return self.former(edition, item);
        }
        if thing.status == Status::Withdrawn {
            return Answer::Withdrawn { reference, successors: self.catalogs.successors(edition, thing) };
        }
        if let Some(former) = self.as_former(edition, item, hit).filter(|_| open) {
            return former;
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
        let written = &self.text[self.at..hit.hit.end];
        self.catalogs.editions.iter().enumerate().filter(|(_, c)| c.role == Role::Former && c.name == *name).find_map(
            |(e, c)| {
                let i = c.items.iter().position(|i| i.id == written)?;
                Some(self.former(e, i))
            },
        )
    }

    /// The answer for an item of a former edition.
    fn former(&self, edition: usize, item: usize) -> Answer {
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
    fn is_verbatim(&self, edition: usize, item: usize, hit: &IdHit<'_>) -> bool {
        let written = &self.text[self.at..hit.hit.end];
        let item = &self.catalogs.editions[edition].items[item];
        written == item.id || written == item.label()
    }

    /// Items whose id goes on where this key ends.
    fn parts(&self, edition: usize, key: &str) -> Vec<FrameworkRef> {
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
    fn absent(&self, edition: usize, hit: &IdHit<'_>) -> Answer {
        let catalog = &self.catalogs.editions[edition];
        let written = &self.text[self.at..hit.hit.end];
        let id = catalog.id.clone();
        if let Some(what) = hit.form.and_then(|f| f.uncarried.as_ref()) {
            let why = format!(
                "`{written}` is written like one of the {what} of {}, which are not carried here",
                catalog.title()
            );
            return Answer::NotCarried { edition: id, why };
        }
        if catalog.cite.selection {
            let why = format!("only a selection of {} is carried here, without `{written}`", catalog.title());
            return Answer::NotCarried { edition: id, why };
        }
        let why = match &catalog.cite.has {
            Some(has) => format!("{} {has}, and no `{written}`", catalog.title()),
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

    /// A short id of letters alone is a citation only where nothing else begins behind it.
    fn stands_alone(&self, hit: &IdHit<'_>) -> bool {
        let Some(form) = hit.form else { return true };
        if form.pattern.has_number() {
            return self.no_count(hit.hit.end);
        }
        let written = &self.text[self.at..hit.hit.end];
        (written.len() > 2 && hit.hit.case == Letters::Upper) || self.ends_segment(hit.hit.end)
    }

    /// Is the number no count of something (`4.1 million`)?
    fn no_count(&self, end: usize) -> bool {
        let next = next_word(self.text, end);
        !COUNTED.contains(&next.to_ascii_lowercase().as_str())
    }

    /// Does a cell, a clause or the text end here?
    fn ends_segment(&self, end: usize) -> bool {
        let rest = self.text[end..].trim_start_matches([' ', '\t', '\u{a0}']);
        let Some(c) = rest.chars().next() else { return true };
        let touching = self.text[end..].starts_with(c);
        if c.is_alphanumeric() {
            return (touching && c.is_uppercase())
                || ["and", "or", "to", "of", "in", "from"]
                    .contains(&next_word(self.text, end).to_ascii_lowercase().as_str());
        }
        !matches!(c, '%' | '_' | '@' | '=')
    }

    /// The framework that is named directly behind an id: `tenet 4 of SP 800-207`, `PR.AC-4 (NIST CSF)`.
    fn named_behind(&self, hit: &IdHit<'_>) -> Option<Context> {
        let mut at = hit.hit.end;
        // The rest of a list may stand between.
        for _ in 0..8 {
            let rest = &self.text[at..];
            let skipped = rest.trim_start_matches(|c: char| c == ' ' || c == ',' || c == '\u{a0}');
            at += rest.len() - skipped.len();
            let word = next_word(self.text, at);
            if BEHIND.contains(&word) {
                at += word.len();
                let rest = &self.text[at..];
                let inner = rest.trim_start();
                let inner = inner.strip_prefix("the ").unwrap_or(inner);
                return self.context_at(self.text.len() - inner.len(), false);
            }
            if skipped.starts_with('(') {
                return self.context_at(at + 1, true);
            }
            let digits = skipped.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
            if matches!(word, "and" | "or" | "to") {
                at += word.len();
            } else if digits > 0 && digits < 6 && !skipped[digits..].starts_with(char::is_alphanumeric) {
                at += digits;
            } else if let Some(next) = self.catalogs.grammar.forms_at(self.text, at).map(|h| h.hit.end).max() {
                at = next;
            } else {
                return None;
            }
        }
        None
    }

    fn context_at(&self, at: usize, in_parentheses: bool) -> Option<Context> {
        let name = self.catalogs.grammar.name_at(self.text, at)?;
        if in_parentheses && !self.text[name.end..].trim_start().starts_with(')') {
            return None;
        }
        let editions: Vec<usize> = match &name.means {
            Named::Editions(list) => self.catalogs.newest_first(list).collect(),
            Named::Other(_) => Vec::new(),
            Named::Hint(_) => return None,
        };
        Some(Context { open: editions.len() > 1, editions, hint: false, around: false, live: true })
    }

    /// Goes on with a list or range: `PR.AA-01..05`, `NHI1, NHI7 and 9`.
    fn list(&mut self, edition: usize, first: &IdHit<'a>, framework: Option<&str>) {
        let Some(form) = first.form else { return };
        let mut last = first.hit.captures.clone();
        let mut start = self.at - (first.hit.end - self.at).min(self.at);
        loop {
            if let Some((from, end, captures, spelled)) = self.range_end(self.at, first) {
                start = self.out.last().map_or(start, |c| c.span.start);
                self.between(edition, form, &last, &captures, start..end, framework);
                self.tail(edition, form, &captures, from..end, framework, spelled);
                last = captures;
            } else if let Some((from, end, captures, spelled)) = self.next_in_list(&last, form) {
                self.tail(edition, form, &captures, from..end, framework, spelled);
                last = captures;
            } else {
                return;
            }
        }
    }

    /// One more id, of which only the last numbers are written.
    fn tail(
        &mut self,
        edition: usize,
        form: &'a Written,
        captures: &[Box<str>],
        span: Range<usize>,
        framework: Option<&str>,
        whole: bool,
    ) {
        let catalogs = self.catalogs;
        let catalog = &catalogs.editions[edition];
        let item = catalogs.grammar.item_of(form, captures);
        let hit = IdHit {
            of: Owner::Edition(edition),
            form: Some(form),
            hit: pattern::Hit {
                end: span.end,
                captures: captures.to_vec(),
                gap: Gap::Same,
                case: Letters::Upper,
                spelled: false,
            },
            key: Grammar::key_of(form, captures),
            item,
            needs: form.needs,
        };
        self.at = span.start;
        let answer = match item {
            None => self.absent(edition, &hit),
            Some(item) => match self.answer(edition, item, &hit, false) {
                // `05` in `PR.AA-01..05` is all that the framework would write there.
                Answer::SpelledOtherwise { reference, .. }
                    if !whole && ends_alike(&catalog.items[item].id, &self.text[span.clone()]) =>
                {
                    Answer::Exact { reference }
                }
                other => other,
            },
        };
        self.out.push(Citation { span: span.clone(), framework: framework.map(str::to_owned), answer, shared: false });
        self.at = span.end;
        self.matched = span.end;
    }

    /// The current items between the two ends of a range.
    fn between(
        &mut self,
        edition: usize,
        form: &Written,
        first: &[Box<str>],
        last: &[Box<str>],
        span: Range<usize>,
        framework: Option<&str>,
    ) {
        let numbers =
            (first.last().and_then(|n| n.parse::<u32>().ok()), last.last().and_then(|n| n.parse::<u32>().ok()));
        let (Some(from), Some(to)) = numbers else { return };
        let mut captures = first.to_vec();
        for number in from + 1..to {
            if let Some(end) = captures.last_mut() {
                *end = number.to_string().into();
            }
            let Some(item) = self.catalogs.grammar.item_of(form, &captures) else { continue };
            if self.catalogs.editions[edition].items[item].status == Status::Current {
                let reference = self.catalogs.reference(edition, item);
                let framework = framework.map(str::to_owned);
                self.out.push(Citation {
                    span: span.clone(),
                    framework,
                    answer: Answer::Exact { reference },
                    shared: true,
                });
            }
        }
    }

    /// The end of a range that begins with an id: where its id begins and ends, and its parts.
    fn range_end(&self, at: usize, first: &IdHit<'_>) -> Option<(usize, usize, Vec<Box<str>>, bool)> {
        let form = first.form?;
        let from = after_range_mark(self.text, at)?;
        let tight = from == at + 1;
        let before = first.hit.captures.last()?.parse::<u32>().ok()?;
        let (end, captures, whole) = match self.same_form(form, from) {
            Some((end, captures)) => (end, captures, true),
            None => {
                let (end, captures) = self.numbers_at(from, &first.hit.captures, form)?;
                (end, captures, false)
            }
        };
        let same_stem = captures[..captures.len() - 1] == first.hit.captures[..captures.len() - 1];
        let after = captures.last()?.parse::<u32>().ok()?;
        // A hyphen between numbers is a range only where the second id exists.
        let exists = !tight || self.catalogs.grammar.item_of(form, &captures).is_some();
        let rest = &self.text[end..];
        let ends = !rest.starts_with(['-', '_', '@', '%']) && !continues_number(rest);
        (same_stem && after > before && after - before < 100 && exists && ends).then_some((from, end, captures, whole))
    }

    /// A whole id of the same form.
    fn same_form(&self, form: &Written, at: usize) -> Option<(usize, Vec<Box<str>>)> {
        let hit = form.pattern.at(self.text, at, pattern::For::Id)?;
        Some((hit.end, hit.captures))
    }

    /// The last numbers of an id of which the rest stands before: as many as the text has.
    fn numbers_at(&self, at: usize, captures: &[Box<str>], form: &Written) -> Option<(usize, Vec<Box<str>>)> {
        let mut most = form.pattern.trailing_numbers();
        let mut numbers: Vec<&str> = Vec::new();
        let mut end = at;
        while most > 0 {
            let run = self.text[end..].bytes().take_while(u8::is_ascii_digit).count();
            if run == 0 || run > 2 {
                break;
            }
            numbers.push(&self.text[end..end + run]);
            end += run;
            most -= 1;
            if most > 0
                && self.text[end..].starts_with('.')
                && self.text[end + 1..].starts_with(|c: char| c.is_ascii_digit())
            {
                end += 1;
            } else {
                break;
            }
        }
        if numbers.is_empty() || numbers.len() > captures.len() {
            return None;
        }
        let mut out = captures.to_vec();
        let stem = out.len() - numbers.len();
        for (place, number) in out[stem..].iter_mut().zip(&numbers) {
            *place = pattern::plain(number).into();
        }
        Some((end, out))
    }

    /// The next number of a list, `and 9` in `NHI1, NHI7 and 9`, if it is one of the same form that exists.
    fn next_in_list(&self, last: &[Box<str>], form: &Written) -> Option<(usize, usize, Vec<Box<str>>, bool)> {
        let mut from = after_list_mark(self.text, self.at)?;
        // `PR.AC-1, -3` and `AC-2(1), (3)`.
        let mark = self.text[from..].chars().next()?;
        let parenthesis = mark == '(';
        if parenthesis || mark == '-' {
            from += 1;
        }
        let (mut end, captures) = self.numbers_at(from, last, form)?;
        self.catalogs.grammar.item_of(form, &captures)?;
        if parenthesis {
            self.text[end..].starts_with(')').then_some(())?;
            end += 1;
        }
        let rest = &self.text[end..];
        if continues_number(rest) || rest.starts_with(['-', '_', '@', '%', ':']) && !rest.starts_with(": ") {
            return None;
        }
        let next = next_word(self.text, end).to_ascii_lowercase();
        let plain = self.ends_segment(end) || GOES_ON.contains(&next.as_str());
        plain.then_some((from, end, captures, false))
    }
}

/// Words that may stand between a name and an id.
const PASSED: [&str; 22] = [
    "control",
    "controls",
    "subcategory",
    "subcategories",
    "category",
    "categories",
    "function",
    "id",
    "ids",
    "ref",
    "refs",
    "reference",
    "references",
    "requirement",
    "requirements",
    "item",
    "items",
    "no",
    "number",
    "clause",
    "practice",
    "to",
];

/// Words after which a framework is named that the id before belongs to.
const BEHIND: [&str; 6] = ["of", "in", "from", "under", "per", "within"];

/// Words that make a number before them a count.
const COUNTED: [&str; 22] = [
    "million", "billion", "thousand", "hundred", "percent", "per", "times", "x", "days", "hours", "minutes", "years",
    "months", "weeks", "seconds", "points", "gb", "mb", "kb", "tb", "ms", "pages",
];

/// Words that may follow the last bare number of a list; others would make it a count.
const GOES_ON: [&str; 34] = [
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "apply",
    "applies",
    "ask",
    "asks",
    "say",
    "says",
    "cover",
    "covers",
    "require",
    "requires",
    "address",
    "addresses",
    "map",
    "maps",
    "relate",
    "for",
    "as",
    "which",
    "that",
    "with",
    "under",
    "by",
    "on",
    "at",
    "when",
    "respectively",
    "both",
    "call",
];

/// May a citation or a name begin at this byte, given where the last match ended?
fn starts(text: &str, at: usize, matched: usize) -> bool {
    if at == 0 || (at == matched && matched > 0) {
        return true;
    }
    let mut before = text[..at].chars().rev();
    let (Some(last), previous) = (before.next(), before.next()) else { return true };
    if last.is_alphanumeric() {
        return false;
    }
    // `svc-nhi-7`, `x.PR.AC-4`: marks that hold words together, unless a citation ended before them.
    let joins = matches!(last, '-' | '.' | '_' | '@' | '/' | '\\' | '~');
    !joins || at - last.len_utf8() == matched || !previous.is_some_and(char::is_alphanumeric)
}

/// Where a web or mail address that begins here ends.
fn address_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let is_address = pattern::starts_with(rest, "http://")
        || pattern::starts_with(rest, "https://")
        || pattern::starts_with(rest, "www.");
    is_address.then(|| {
        at + rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | ']' | '|')).unwrap_or(rest.len())
    })
}

/// The end of what looks like an id of some framework: capitals, a mark, a number.
fn id_like(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let mark = rest[letters..].bytes().take_while(|b| matches!(b, b'-' | b'.')).count();
    let digits = rest[letters + mark..].bytes().take_while(u8::is_ascii_digit).count();
    let end = letters + mark + digits;
    let ends =
        !rest[end..].starts_with(|c: char| c.is_ascii_digit() || c.is_lowercase() || matches!(c, '_' | '@' | '%'));
    ((2..=5).contains(&letters) && mark == 1 && (1..=3).contains(&digits) && ends && !continues_number(&rest[end..]))
        .then_some(at + end)
}

/// Does a number go on here, as in `.5`?
fn continues_number(rest: &str) -> bool {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(c), _) if c.is_ascii_digit() => true,
        (Some('.' | ':'), Some(d)) => d.is_ascii_digit(),
        (Some(c), _) => c.is_lowercase(),
        (None, _) => false,
    }
}

/// The word behind a byte, without the space before it.
fn next_word(text: &str, at: usize) -> &str {
    let rest = text[at..].trim_start_matches([' ', '\t', '\u{a0}']);
    &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
}

/// Where the id behind a mark of a range begins.
fn after_range_mark(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let spaced = trimmed.len() < rest.len();
    let behind = ["...", "..", "\u{2026}"]
        .into_iter()
        .find_map(|mark| trimmed.strip_prefix(mark))
        .or_else(|| {
            ["to ", "through ", "thru "].into_iter().filter(|_| spaced).find_map(|word| trimmed.strip_prefix(word))
        })
        .or_else(|| trimmed.strip_prefix(pattern::is_dash).filter(|r| spaced == r.starts_with(' ')))?;
    Some(text.len() - behind.trim_start_matches([' ', '\u{a0}']).len())
}

/// Where the next member of a list begins.
fn after_list_mark(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let comma = trimmed.strip_prefix([',', ';', '/', '&', '+']).map(|r| r.trim_start_matches([' ', '\u{a0}']));
    let behind = comma.unwrap_or(trimmed);
    let word =
        ["and ", "or ", "& "].into_iter().find_map(|w| behind.strip_prefix(w)).filter(|_| behind.len() < rest.len());
    match (comma, word) {
        (_, Some(r)) => Some(text.len() - r.trim_start().len()),
        (Some(r), None) => Some(text.len() - r.len()),
        // `AC-2(1)(3)`
        (None, None) => trimmed.starts_with('(').then_some(text.len() - trimmed.len()),
    }
}

/// Does an id end with these digits?
fn ends_alike(id: &str, written: &str) -> bool {
    id.strip_suffix(written.trim_end_matches(')')).is_some_and(|stem| !stem.ends_with(|c: char| c.is_ascii_digit()))
}

/// Is an item too broad to be cited where an item is meant?
fn is_broad(catalog: &Catalog, item: &Item) -> bool {
    catalog.cite.broad.iter().any(|b| *b == item.kind || *b == item.id)
}
