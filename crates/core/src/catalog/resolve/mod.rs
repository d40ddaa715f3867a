//! From what people write to ids of editions.
//!
//! One pass over a short text. Names of frameworks set the context for the ids behind them; each edition's grammar says
//! how its ids are written, and what must stand around a writing before it counts. See `cite` for the grammars.

mod answer;
mod grammar;
mod names;
mod pattern;
mod written;

pub use answer::{Answer, Citation, Successor};
pub(crate) use grammar::Grammar;
pub use written::{Resolution, Resolved};

use std::collections::BTreeMap;
use std::ops::Range;

use super::cite::{Letters, Needs};
use super::{Catalog, Catalogs, FrameworkRef, Item, Role, Status};
use grammar::{IdHit, Owner, Written};
use names::{NameHit, Named};
use pattern::{Gap, Hit};

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
    /// Names of frameworks in it set the context for the ids after them; `context` is what the surroundings name: the id
    /// of an edition, or a framework's name as written there. What is no citation stays unmentioned: short ids such as `L6`, `5.3` or `GV` count only beside the name of
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
                && let Some(name) = self.grammar.name_at(text, at, |end| !text[end..].starts_with(char::is_alphabetic))
            {
                let span = at..name.end;
                match name.means {
                    Named::Editions(list) => {
                        let editions = self.newest_first(&list).map(|e| self.editions[e].id.clone()).collect();
                        out.push(NamedFramework { span, editions, other: None });
                    }
                    Named::Other(other) => {
                        out.push(NamedFramework { span, editions: Vec::new(), other: Some(other.clone()) })
                    }
                    Named::Hint(_) => {}
                }
                at = name.end;
            } else {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        out
    }

    /// What the surroundings name: an edition's id, or a name as people write it.
    fn context(&self, named: &str) -> Option<Context> {
        let named = named.trim();
        let context =
            |editions: Vec<usize>, hint| Context { open: editions.len() > 1, editions, hint, around: true, live: true };
        if let Some(edition) = self.by_id.get(named) {
            return Some(context(vec![*edition], false));
        }
        let name = self.grammar.name_at(named, 0, |end| end == named.len())?;
        Some(match name.means {
            Named::Editions(list) => context(self.newest_first(&list).collect(), false),
            Named::Hint(list) => context(self.newest_first(&list).collect(), true),
            Named::Other(_) => context(Vec::new(), false),
        })
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
    /// The editions that the surroundings name.
    around: Vec<usize>,
    /// The end of a name that belongs to the ids before it.
    spent: Option<usize>,
    out: Vec<Citation>,
}

/// A list or range of ids.
struct List<'g> {
    edition: usize,
    form: &'g Written,
    framework: Option<String>,
}

impl<'g> List<'g> {
    /// One of its ids.
    fn hit(&self, captures: &[Box<str>], end: usize, item: Option<usize>, tail: bool) -> IdHit<'g> {
        let hit = Hit { last: end, end, captures: captures.to_vec(), gap: Gap::Same, case: Letters::Upper };
        let key = Grammar::key_of(self.form, captures);
        let needs = self.form.needs;
        IdHit { of: Owner::Edition(self.edition), form: Some(self.form), begin: end, hit, key, item, needs, tail }
    }
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
    /// The end of a name behind it that it was read by.
    named_by: Option<usize>,
}

impl<'a> Scan<'a> {
    fn new(catalogs: &'a Catalogs, text: &'a str, context: Option<&str>, known: bool) -> Self {
        let context = context.and_then(|named| catalogs.context(named));
        Self {
            catalogs,
            text,
            known,
            at: 0,
            matched: 0,
            around: context.as_ref().map_or_else(Vec::new, |c| c.editions.clone()),
            link: if context.is_some() { Link::Glued } else { Link::Broken },
            context,
            misfit: false,
            waiting: None,
            spent: None,
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
        if !self.known {
            self.leave_descriptions();
        }
        self.out
    }

    /// A sentence that lists the functions of a framework describes it and cites none of them.
    fn leave_descriptions(&mut self) {
        let function = |c: &Citation| match &c.answer {
            Answer::TooBroad { item: Some(item), .. }
                if self.catalogs.item(item).is_some_and(|i| i.parent.is_none()) =>
            {
                Some(item.edition.clone())
            }
            _ => None,
        };
        let all: Vec<Option<String>> = self.out.iter().map(function).collect();
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        for edition in all.iter().flatten() {
            *counts.entry(edition).or_default() += 1;
        }
        let mut at = all.iter();
        self.out.retain(|_| !at.next().and_then(Option::as_ref).is_some_and(|e| counts[e] > 2));
    }

    /// Reads a name.
    fn name(&mut self) -> bool {
        let ends = |end| !self.text[end..].starts_with(char::is_alphabetic) || self.runs_into(end);
        let Some(name) = self.catalogs.grammar.name_at(self.text, self.at, ends) else { return false };
        let glued = self.text[name.end..].starts_with(char::is_alphabetic);
        let before = self.text[self.matched..self.at].trim_matches(' ');
        let repeated = self.waiting.as_ref().is_some_and(|w| {
            matches!(name.means, Named::Editions(list) if list.contains(&w.edition))
                && w.span.end == self.matched
                && matches!(before, "" | "|" | "\t" | ":")
                && !(before.is_empty() && self.at > self.matched)
        });
        let spent = self.spent == Some(name.end) || self.follows_its_id(&name);
        match name.means {
            Named::Editions(list) => {
                let editions: Vec<usize> = self.catalogs.newest_first(list).collect();
                if spent {
                    self.waiting = None;
                } else if repeated {
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
        if glued && !repeated && name.pieces > 1 && self.sentence_at(name.end) && self.hits(name.end, true).is_empty() {
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
        if spent {
            self.link = Link::Listed;
        }
        self.matched = name.end;
        self.at = name.end;
        true
    }

    /// Does a name end a clause behind an id of its own, as in `PR.AA-05 - NIST CSF 2.0`?
    fn follows_its_id(&self, name: &NameHit) -> bool {
        let Named::Editions(list) = name.means else { return false };
        let own = |c: &Citation| {
            c.answer.item().is_some_and(|r| list.iter().any(|e| self.catalogs.editions[*e].id == r.edition))
        };
        let between = &self.text[self.matched..self.at];
        let after = self.text[name.end..].trim_start_matches([' ', ')']);
        self.out.last().is_some_and(own)
            && self.matched > 0
            && between.chars().all(|c| matches!(c, ' ' | '(' | '|' | ':') || pattern::is_dash(c))
            && (after.is_empty() || after.starts_with([',', ';', '|', '\n']))
    }

    fn set(&mut self, context: Context) {
        self.context = Some(context);
        self.link = Link::Glued;
        self.misfit = false;
    }

    /// Does what stands without a gap behind a name look like a cell of a table that was run together?
    fn runs_into(&self, end: usize) -> bool {
        let name =
            || self.catalogs.grammar.name_at(self.text, end, |e| !self.text[e..].starts_with(char::is_lowercase));
        self.sentence_at(end)
            || !self.hits(end, true).is_empty()
            || id_like(self.text, end).is_some()
            || name().is_some()
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
        if let Some(waiting) = self.waiting.take_if(|w| {
            !self.known && self.around.contains(&w.edition) && self.text.trim() == &self.text[w.span.clone()]
        }) {
            // The name of the row's framework once more, in the place of an id.
            self.too_broad(waiting.span, waiting.edition);
        }
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
        let glued = self.link == Link::Glued && self.context.is_some();
        let hits = self.hits(self.at, glued);
        let Some(found) = self.decide(&hits) else { return false };
        let span = self.at..found.end;
        let framework = found.framework.map(|e| self.catalogs.editions[e].id.clone());
        self.out.push(Citation { span, framework: framework.clone(), answer: found.answer, shared: false });
        self.waiting = None;
        self.spent = found.named_by.or(self.spent);
        self.matched = found.end;
        self.at = found.end;
        if found.fits {
            self.link = if self.context.as_ref().is_some_and(|c| c.around) { self.link } else { Link::Listed };
        } else if self.link == Link::Glued {
            self.misfit = true;
        }
        if let Some((edition, hit)) = found.source {
            self.list(edition, &hit, framework);
        }
        true
    }

    /// Every reading of an id here that may end where it ends; the longest of each owner.
    ///
    /// `glued`: the place hangs together with a name, so that a capital letter may follow without a gap.
    fn hits(&self, at: usize, glued: bool) -> Vec<IdHit<'a>> {
        let grammar = &self.catalogs.grammar;
        let mut out: Vec<IdHit<'a>> = Vec::new();
        let literals =
            self.context.iter().flat_map(|c| &c.editions).filter_map(|e| grammar.literal_at(*e, self.text, at));
        for hit in literals.chain(grammar.forms_at(self.text, at)) {
            // Nothing is counted from zero: `1.0` is a version.
            let zero = hit.hit.captures.iter().any(|c| &**c == "0");
            if zero || !self.may_end(&hit, glued) {
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
    fn may_end(&self, hit: &IdHit<'_>, glued: bool) -> bool {
        let end = hit.hit.end;
        // `Manage 4.1 million` counts something; `PR.AA-05 days` does not.
        let written = &self.text[hit.begin..end];
        if written.contains(' ') && written.ends_with(|c: char| c.is_ascii_digit()) && !self.no_count(end) {
            return false;
        }
        let before = self.text[..end].chars().next_back().unwrap_or(' ');
        let mut after = self.text[end..].chars();
        let (Some(c), d) = (after.next(), after.next()) else { return true };
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
                // A range may go on here; see `list`.
                self.range_end(end, hit).is_some()
            }
            _ => true,
        }
    }

    /// Of the readings of an id, what it means here; none where it is no citation.
    fn decide(&self, hits: &[IdHit<'a>]) -> Option<Found<'a>> {
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
        let counts = |h: &IdHit<'a>| match h.needs {
            Needs::Nothing => true,
            Needs::Framework => context.live,
            Needs::Place => chained && !context.hint && self.stands_alone(h),
        };
        // A longer id of another framework is that framework's: `GOVERN 1.1` is not `GOVERN`.
        let longest = hits.iter().filter(|h| h.needs == Needs::Nothing).map(|h| h.hit.end).max().unwrap_or(0);
        let counts = |h: &IdHit<'a>| counts(h) && h.hit.end >= longest;
        let of = |e: usize| hits.iter().find(move |h| h.of == Owner::Edition(e)).filter(|h| counts(h));
        // An edition that has the id, before one that only could.
        for edition in &context.editions {
            if let Some(hit) = of(*edition)
                && let Some(item) = hit.item
            {
                let answer = match self.rivalled(*edition, item, hit) {
                    Some(ambiguous) if context.hint => ambiguous,
                    _ => self.answer(*edition, item, hit, context.open),
                };
                return Some(self.found(answer, Some(*edition), hit, true));
            }
        }
        if context.hint {
            return None;
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
        // Without a known owner it must be all that the cell or clause holds.
        let clear = |end| {
            if context.around && !self.known {
                self.text.trim() == &self.text[self.at..end]
            } else {
                self.ends_segment(end)
            }
        };
        let owned = hits.iter().filter(|h| matches!(h.of, Owner::Other(_))).map(|h| h.hit.end).max();
        let end = owned.or_else(|| id_like(self.text, self.at).filter(|end| clear(*end)))?;
        if let Some(answer) = self.given_twice(hits) {
            return Some(Found { answer, framework: Some(edition), source: None, end, fits: false, named_by: None });
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
        Some(Found { answer, framework: Some(edition), source: None, end, fits: false, named_by: None })
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

    /// An id without its framework.
    fn alone(&self, hits: &[IdHit<'a>], near: Option<&Context>) -> Option<Found<'a>> {
        let enough = if self.known { Needs::Framework } else { Needs::Nothing };
        let strong: Vec<&IdHit<'a>> = hits.iter().filter(|h| h.needs <= enough).collect();
        if strong.is_empty() {
            return self.known.then(|| self.guesses(hits, near)).flatten();
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
            if let Some(answer) = self.given_twice(hits).filter(|_| self.known) {
                return Some(Found {
                    answer,
                    framework: None,
                    source: None,
                    end: longest,
                    fits: false,
                    named_by: None,
                });
            }
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
        if let Some(ambiguous) = self.rivalled(*edition, *item, hit) {
            return Some(self.found(ambiguous, None, hit, false));
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
            if near.is_some_and(|c| c.hint && !c.editions.contains(&edition)) {
                continue;
            }
            match hit.item {
                Some(item) => candidates.push(self.catalogs.reference(edition, item)),
                None => candidates.extend(self.parts(edition, &hit.key)),
            }
        }
        let hit = hits.iter().find(|h| h.hit.end == longest)?;
        if let Some(answer) = self.given_twice(hits) {
            return Some(self.found(answer, None, hit, false));
        }
        let others = Vec::new();
        (!candidates.is_empty()).then(|| self.found(Answer::Ambiguous { candidates, others }, None, hit, false))
    }

    fn found(&self, answer: Answer, framework: Option<usize>, hit: &IdHit<'a>, fits: bool) -> Found<'a> {
        let source = match hit.of {
            Owner::Edition(edition) => Some((edition, hit.clone())),
            Owner::Other(_) => None,
        };
        Found { answer, framework, source, end: hit.hit.end, fits, named_by: None }
    }

    /// The answer for an item of an edition.
    fn answer(&self, edition: usize, item: usize, hit: &IdHit<'a>, open: bool) -> Answer {
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
        written == item.id || written == item.label() || (hit.tail && ends_alike(&item.id, written))
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

    /// A short id of letters alone is a citation only where nothing else begins behind it.
    fn stands_alone(&self, hit: &IdHit<'_>) -> bool {
        let Some(form) = hit.form else { return true };
        if form.pattern.has_number() {
            return self.no_count(hit.hit.end);
        }
        let written = &self.text[self.at..hit.hit.end];
        let rest = self.text[hit.hit.end..].trim_start_matches([' ', '\t', '\u{a0}']);
        let ends = rest.is_empty() || rest.starts_with([',', ';', '|', ')', ']', ':', '/', '.', '(', '\n']);
        (written.len() > 2 && hit.hit.case == Letters::Upper) || ends || self.ends_glued(hit.hit.end)
    }

    /// Does a sentence run into the id that ends here?
    fn ends_glued(&self, end: usize) -> bool {
        self.text[end..].starts_with(char::is_uppercase)
    }

    /// Is the number no count of something (`4.1 million`)?
    fn no_count(&self, end: usize) -> bool {
        let next = next_word(self.text, end);
        !self.text[end..].trim_start_matches(' ').starts_with('%')
            && !COUNTED.contains(&next.to_ascii_lowercase().as_str())
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
    fn named_behind(&self, hit: &IdHit<'_>, hits: &[IdHit<'_>]) -> Option<(Context, usize)> {
        let fits = |c: &Context| hits.iter().any(|h| c.editions.iter().any(|e| h.of == Owner::Edition(*e)));
        let mut at = hit.hit.end;
        // The rest of a list may stand between.
        for _ in 0..8 {
            let rest = &self.text[at..];
            let skipped = rest.trim_start_matches([' ', ',', '\u{a0}']);
            at += rest.len() - skipped.len();
            let word = next_word(self.text, at);
            if word == "of" || BEHIND.contains(&word) {
                let inner = self.text[at + word.len()..].trim_start();
                let inner = inner.strip_prefix("the ").unwrap_or(inner);
                // `PR.AA-05 in SP 800-207 networks` says where, not whose.
                let (context, end) = self.context_at(self.text.len() - inner.len())?;
                return (word == "of" || fits(&context)).then_some((context, end));
            }
            if skipped.starts_with('(') {
                let (context, end) = self.context_at(at + 1)?;
                let closed = self.text[end..].trim_start().starts_with(')');
                return (closed || fits(&context)).then_some((context, end));
            }
            let digits = skipped.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
            if matches!(word, "and" | "or" | "to") {
                at += word.len();
            } else if digits > 0 && digits < 6 && !skipped[digits..].starts_with(char::is_alphanumeric) {
                at += digits;
            } else {
                at = self.catalogs.grammar.forms_at(self.text, at).map(|h| h.hit.end).max()?;
            }
        }
        None
    }

    /// What the name at a byte names, and where it ends.
    fn context_at(&self, at: usize) -> Option<(Context, usize)> {
        let ends = |end| !self.text[end..].starts_with(char::is_alphabetic);
        let name = self.catalogs.grammar.name_at(self.text, at, ends)?;
        let editions: Vec<usize> = match name.means {
            Named::Editions(list) => self.catalogs.newest_first(list).collect(),
            Named::Other(_) => Vec::new(),
            Named::Hint(_) => return None,
        };
        Some((Context { open: editions.len() > 1, editions, hint: false, around: false, live: true }, name.end))
    }

    /// Goes on with a list or range: `PR.AA-01..05`, `NHI1, NHI7 and 9`.
    fn list(&mut self, edition: usize, first: &IdHit<'a>, framework: Option<String>) {
        let Some(form) = first.form else { return };
        let list = List { edition, form, framework };
        let mut last = first.clone();
        loop {
            let (span, captures, whole) = if let Some((span, captures, whole)) = self.range_end(self.at, &last) {
                let start = self.out.last().map_or(span.start, |c| c.span.start);
                self.between(&list, &last.hit.captures, &captures, start..span.end);
                (span, captures, whole)
            } else if let Some((span, captures)) = self.next_in_list(&last.hit.captures, form) {
                (span, captures, false)
            } else {
                return;
            };
            self.tail(&list, &captures, span, whole);
            last.hit.captures = captures;
        }
    }

    /// One more id, of which perhaps only the last numbers are written.
    fn tail(&mut self, list: &List<'a>, captures: &[Box<str>], span: Range<usize>, whole: bool) {
        let item = self.catalogs.grammar.item_of(list.form, captures);
        let hit = list.hit(captures, span.end, item, !whole);
        self.at = span.start;
        let open = self.context.as_ref().is_none_or(|c| c.open || !c.editions.contains(&list.edition));
        let answer = match item {
            None => self.absent(list.edition, &hit),
            Some(item) => self.answer(list.edition, item, &hit, open),
        };
        self.out.push(Citation { span: span.clone(), framework: list.framework.clone(), answer, shared: false });
        self.at = span.end;
        self.matched = span.end;
    }

    /// What lies between the two ends of a range: current ids, or what the first end is.
    fn between(&mut self, list: &List<'a>, first: &[Box<str>], last: &[Box<str>], span: Range<usize>) {
        let numbers =
            (first.last().and_then(|n| n.parse::<u32>().ok()), last.last().and_then(|n| n.parse::<u32>().ok()));
        let (Some(from), Some(to)) = numbers else { return };
        let items = &self.catalogs.editions[list.edition].items;
        let withdrawn = |item: usize| items[item].status == Status::Withdrawn;
        let from_withdrawn = self.catalogs.grammar.item_of(list.form, first).is_some_and(withdrawn);
        let before =
            self.out.last().and_then(|c| c.answer.item()).and_then(|r| self.catalogs.by_id.get(&r.edition).copied());
        let mut captures = first.to_vec();
        for number in from + 1..to {
            if let Some(end) = captures.last_mut() {
                *end = number.to_string().into();
            }
            let Some(item) = self.catalogs.grammar.item_of(list.form, &captures) else { continue };
            if withdrawn(item) && !from_withdrawn {
                continue;
            }
            let key = Grammar::key_of(list.form, &captures);
            let former = before.filter(|e| self.catalogs.editions[*e].role == Role::Former);
            let former = former.and_then(|e| Some((e, *self.catalogs.grammar.items[e].get(&key)?)));
            let answer = match former {
                Some((edition, item)) => self.former(edition, item),
                None => match self.answer(list.edition, item, &list.hit(&captures, self.at, Some(item), true), false) {
                    // Nothing is written, so nothing is spelled otherwise.
                    Answer::SpelledOtherwise { reference, .. } => Answer::Exact { reference },
                    other => other,
                },
            };
            self.out.push(Citation { span: span.clone(), framework: list.framework.clone(), answer, shared: true });
        }
    }

    /// The end of a range that begins with an id: where its id begins and ends, and its parts.
    fn range_end(&self, at: usize, first: &IdHit<'_>) -> Option<(Range<usize>, Vec<Box<str>>, bool)> {
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
        (same_stem && after > before && exists && ends).then_some((from..end, captures, whole))
    }

    /// A whole id of the same form.
    fn same_form(&self, form: &Written, at: usize) -> Option<(usize, Vec<Box<str>>)> {
        let hit = form.pattern.at(self.text, at)?;
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
    fn next_in_list(&self, last: &[Box<str>], form: &Written) -> Option<(Range<usize>, Vec<Box<str>>)> {
        let mut from = after_list_mark(self.text, self.at)?;
        // `PR.AC-1, -3` and `AC-2(1), (3)`.
        let mark = self.text[from..].chars().next()?;
        let parenthesis = mark == '(';
        let begin = from;
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
        plain.then_some((begin..end, captures))
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
const BEHIND: [&str; 5] = ["in", "from", "under", "per", "within"];

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
    let digits = written.trim_matches(['(', ')', '-']);
    id.trim_end_matches(')').strip_suffix(digits).is_some_and(|stem| !stem.ends_with(|c: char| c.is_ascii_digit()))
}

/// Is an item too broad to be cited where an item is meant?
fn is_broad(catalog: &Catalog, item: &Item) -> bool {
    catalog.cite.broad.iter().any(|b| *b == item.kind || *b == item.id)
}
