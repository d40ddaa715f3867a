//! One pass over a text: names, ids, and how they hang together.

use std::collections::BTreeMap;
use std::ops::Range;

use super::grammar::{IdHit, Owner};
use super::names::{NameHit, Named};
use super::text::{self, address_end, id_like, next_word, starts};
use super::{Answer, Citation, pattern};
use crate::catalog::Catalogs;
use crate::catalog::cite::Letters;

/// What the text or its surroundings name at a place.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// The editions; empty for a document that is not carried.
    pub(super) editions: Vec<usize>,
    /// Does it leave the edition open?
    pub(super) open: bool,
    /// Is it only a publisher?
    pub(super) hint: bool,
    /// Do the surroundings name it, and not this text?
    pub(super) around: bool,
    /// Was it named in this sentence, or around the text?
    pub(super) live: bool,
}

impl Context {
    /// What a name names, in this text or around it.
    pub(super) fn of(catalogs: &Catalogs, named: &Named, around: bool) -> Self {
        let (list, hint) = match named {
            Named::Editions(list) => (list.as_slice(), false),
            Named::Hint(list) => (list.as_slice(), true),
            Named::Other(_) => (&[] as &[usize], false),
        };
        let editions: Vec<usize> = catalogs.newest_first(list).collect();
        Self { open: editions.len() > 1, editions, hint, around, live: true }
    }

    /// The edition that is named, the newest where it is left open; none for a publisher or another document.
    pub(super) fn framework(&self) -> Option<usize> {
        self.editions.first().copied().filter(|_| !self.hint)
    }
}

/// How a place hangs together with the last name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Directly: the id is said to be one of that framework.
    Glued,
    /// Through a list.
    Listed,
    /// Words stand between.
    Broken,
}

/// A name that no id has followed yet.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) span: Range<usize>,
    pub(super) edition: usize,
}

pub(super) struct Scan<'a> {
    pub(super) catalogs: &'a Catalogs,
    pub(super) text: &'a str,
    /// Is the text known to hold references?
    pub(super) known: bool,
    pub(super) at: usize,
    /// Where the last match ended.
    pub(super) matched: usize,
    pub(super) context: Option<Context>,
    pub(super) link: Link,
    /// Has an id under this name been one of another framework?
    pub(super) misfit: bool,
    pub(super) waiting: Option<Waiting>,
    /// The editions that the surroundings name.
    pub(super) around: Vec<usize>,
    /// The end of a name that belongs to the ids before it.
    pub(super) spent: Option<usize>,
    pub(super) out: Vec<Citation>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(catalogs: &'a Catalogs, text: &'a str, context: Option<&str>, known: bool) -> Self {
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

    pub(super) fn run(mut self) -> Vec<Citation> {
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
        self.out.retain(|_| at.next().and_then(Option::as_ref).is_none_or(|e| counts[e] <= 2));
    }

    /// Reads a name.
    fn name(&mut self) -> bool {
        let name = self.catalogs.grammar.name_at(self.text, self.at, |end| self.ends_name(end));
        let Some(name) = name else { return false };
        let again = self.is_named_again(&name);
        let spent = self.spent == Some(name.end) || self.follows_its_id(&name);
        let context = Context::of(self.catalogs, name.means, false);
        match context.framework() {
            Some(_) if spent => self.waiting = None,
            Some(edition) if again => {
                self.too_broad(self.at..name.end, edition);
                self.waiting = None;
            }
            framework => {
                self.name_alone(framework);
                self.waiting = framework.map(|edition| Waiting { span: self.at..name.end, edition });
            }
        }
        self.context = Some(context);
        self.link = if spent { Link::Listed } else { Link::Glued };
        self.misfit = false;
        self.missing_id(&name);
        self.matched = name.end;
        self.at = name.end;
        true
    }

    /// Does a cell repeat the name of the cell before, in the place of an id?
    fn is_named_again(&self, name: &NameHit<'_>) -> bool {
        let Some(waiting) = &self.waiting else { return false };
        let same = matches!(name.means, Named::Editions(list) if list.contains(&waiting.edition));
        let between = &self.text[self.matched..self.at];
        let next_cell = between.is_empty() || matches!(between.trim_matches(' '), "|" | "\t" | ":");
        let rest = self.text[name.end..].trim_start_matches(' ');
        let alone = rest.is_empty() || rest.starts_with(['|', '\t', '\n']) || self.ends_glued(name.end);
        same && waiting.span.end == self.matched && next_cell && alone
    }

    /// A name of several words that runs into a sentence is a row of a table without its id.
    fn missing_id(&mut self, name: &NameHit<'_>) {
        if name.pieces > 1
            && self.sentence_at(name.end)
            && self.hits(name.end, true).is_empty()
            && let Some(waiting) = self.waiting.take()
        {
            let edition = self.catalogs.editions[waiting.edition].id.clone();
            self.out.push(Citation {
                span: waiting.span,
                framework: Some(edition.clone()),
                answer: Answer::MissingId { edition },
                shared: false,
            });
        }
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

    /// May a name end here: before no letter, or before a cell that was run together with it?
    pub(super) fn ends_name(&self, end: usize) -> bool {
        !self.text[end..].starts_with(char::is_alphabetic) || self.runs_into(end)
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
                w if text::passes(w) => {}
                _ => self.link = Link::Broken,
            }
            self.at += word;
            return;
        }
        let len = c.len_utf8();
        match c {
            ',' | ';' | '/' | '&' | '+' | '\n' | '\u{b7}' | '\u{d7}' | '\u{2022}' => self.listed(),
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

    /// A short id of letters alone, or a writing of no form, is a citation only where nothing else begins behind it.
    pub(super) fn stands_alone(&self, hit: &IdHit<'_>) -> bool {
        let end = hit.hit.end;
        if hit.form.is_some_and(|f| f.pattern.has_number()) {
            return self.no_count(end);
        }
        let rest = self.text[end..].trim_start_matches([' ', '\t', '\u{a0}']);
        let ends = rest.is_empty() || rest.starts_with([',', ';', '|', ')', ']', ':', '/', '.', '(', '\n']);
        let Some(_) = hit.form else { return ends };
        // `ID` may be a function, `id` is a word; so is `Protect` before another word.
        let long = end - hit.begin > 2;
        let capitals = hit.hit.case == Letters::Upper;
        let written_as_one = capitals || (long && (self.known || hit.hit.case == Letters::Capital));
        written_as_one && ((long && capitals) || ends || self.ends_glued(end))
    }

    /// Does a sentence run into the id that ends here?
    fn ends_glued(&self, end: usize) -> bool {
        self.text[end..].starts_with(char::is_uppercase)
    }

    /// Is the number no count of something (`4.1 million`)?
    fn no_count(&self, end: usize) -> bool {
        let next = next_word(self.text, end);
        !self.text[end..].trim_start_matches(' ').starts_with('%') && !text::is_counted(next)
    }

    /// Does a cell, a clause or the text end here?
    pub(super) fn ends_segment(&self, end: usize) -> bool {
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
    pub(super) fn named_behind(&self, hit: &IdHit<'_>, hits: &[IdHit<'_>]) -> Option<(Context, usize)> {
        let fits = |c: &Context| hits.iter().any(|h| c.editions.iter().any(|e| h.of == Owner::Edition(*e)));
        let mut at = hit.hit.end;
        // The rest of a list may stand between.
        for _ in 0..8 {
            let rest = &self.text[at..];
            let skipped = rest.trim_start_matches([' ', ',', '\u{a0}']);
            at += rest.len() - skipped.len();
            let word = next_word(self.text, at);
            if word == "of" || text::leads_to_name(word) {
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

    /// What the name at a byte names, and where it ends; a publisher alone names nothing here.
    fn context_at(&self, at: usize) -> Option<(Context, usize)> {
        let ends = |end| !self.text[end..].starts_with(char::is_alphabetic);
        let name = self.catalogs.grammar.name_at(self.text, at, ends)?;
        let context = Context::of(self.catalogs, name.means, false);
        (!context.hint).then_some((context, name.end))
    }
}
