//! Lists and ranges: `NHI1, NHI7 and 9`, `PR.AA-01..05`.

use std::ops::Range;

use super::grammar::{Grammar, IdHit, Owner, Written};
use super::pattern::{self, Gap, Hit};
use super::scan::Scan;
use super::text::{continues_number, goes_on, next_word};
use super::{Answer, Citation};
use crate::catalog::cite::Letters;
use crate::catalog::{Role, Status};

/// A list or range of ids.
pub(super) struct List<'g> {
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

impl<'a> Scan<'a> {
    /// Goes on with a list or range: `PR.AA-01..05`, `NHI1, NHI7 and 9`.
    pub(super) fn list(&mut self, edition: usize, first: &IdHit<'a>, framework: Option<String>) {
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
    pub(super) fn range_end(&self, at: usize, first: &IdHit<'_>) -> Option<(Range<usize>, Vec<Box<str>>, bool)> {
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
        let next = next_word(self.text, end);
        let plain = self.ends_segment(end) || goes_on(next);
        plain.then_some((begin..end, captures))
    }
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
pub(super) fn ends_alike(id: &str, written: &str) -> bool {
    let digits = written.trim_matches(['(', ')', '-']);
    id.trim_end_matches(')').strip_suffix(digits).is_some_and(|stem| !stem.ends_with(|c: char| c.is_ascii_digit()))
}
