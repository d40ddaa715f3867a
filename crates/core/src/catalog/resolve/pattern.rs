//! The pattern language of `[cite]` tables, and the scanner that it drives.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::catalog::cite::{Letters, Words};

/// One part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// These letters; held in upper case.
    Word(Box<str>),
    /// These digits.
    Figure(Box<str>),
    /// One of these words: as written in upper case, and what it stands for. Longer ones first.
    Set(Arc<[(Box<str>, Box<str>)]>),
    /// So many letters.
    Letters(usize),
    /// A number of so many digits.
    Number { least: usize, most: usize },
    /// `4th` or `fourth`.
    Ordinal,
}

impl Piece {
    fn is_numeric(&self) -> bool {
        match self {
            Self::Figure(_) | Self::Number { .. } | Self::Ordinal => true,
            Self::Set(set) => set.iter().all(|(w, _)| w.bytes().all(|b| b.is_ascii_digit())),
            Self::Word(_) | Self::Letters(_) => false,
        }
    }

    fn is_captured(&self) -> bool {
        !matches!(self, Self::Word(_) | Self::Figure(_))
    }
}

/// A pattern without optional parts: pieces, what stands before each, and what stands after the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    gaps: Vec<Box<str>>,
    tail: Box<str>,
}

/// How the separators of a text differ from those of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Not at all.
    Same,
    /// One other mark, or none.
    Near,
    /// Spaces, underscores, or several marks.
    Loose,
}

/// What a pattern matched.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Where its last piece begins.
    pub(super) last: usize,
    /// Where the match ends.
    pub(super) end: usize,
    /// The captured parts, in canonical spelling, numbers without leading zeros.
    pub(super) captures: Vec<Box<str>>,
    /// The worst separator.
    pub(super) gap: Gap,
    /// The least letter case.
    pub(super) case: Letters,
}

impl Hit {
    /// Nothing matched yet.
    pub(super) fn at(start: usize) -> Self {
        Self { last: start, end: start, captures: Vec::new(), gap: Gap::Same, case: Letters::Upper }
    }
}

/// What a pattern is matched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// A name: separators are free.
    Name,
    /// An id.
    Id,
}

/// The flat patterns of a pattern text, one for each choice of its optional parts.
pub(super) fn parse(text: &str, words: &BTreeMap<String, Words>) -> Result<Vec<Pattern>, String> {
    expand(text)?.iter().map(|flat| parse_flat(flat, words)).collect()
}

/// A pattern text with all its optional parts and the first of its alternatives.
pub(super) fn in_full(text: &str) -> Result<String, String> {
    Ok(expand(text)?.swap_remove(0))
}

/// Every choice of the optional parts and alternatives; the fullest first.
fn expand(text: &str) -> Result<Vec<String>, String> {
    let Some(open) = text.find(['[', '{']) else {
        return match text.find([']', '}', '|']) {
            Some(_) => Err(format!("`{text}` has a bracket or `|` out of place")),
            None => Ok(vec![text.into()]),
        };
    };
    let (mut depth, mut from, mut choices, mut close) = (0, open + 1, Vec::new(), None);
    for (i, c) in text.char_indices().skip_while(|(i, _)| *i < open) {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            '|' if depth == 1 => {
                choices.push(&text[from..i]);
                from = i + 1;
            }
            _ => {}
        }
        if depth == 0 {
            choices.push(&text[from..i]);
            close = Some(i);
            break;
        }
    }
    let close = close.ok_or_else(|| format!("`{text}` does not close a bracket"))?;
    let before = &text[..open];
    if before.contains([']', '}', '|']) {
        return Err(format!("`{text}` has a bracket or `|` out of place"));
    }
    if text[open..].starts_with('[') {
        choices.push("");
    }
    let rest = expand(&text[close + 1..])?;
    let mut out = Vec::new();
    for choice in choices {
        for inner in expand(choice)? {
            out.extend(rest.iter().map(|r| format!("{before}{inner}{r}")));
        }
    }
    Ok(out)
}

fn parse_flat(text: &str, words: &BTreeMap<String, Words>) -> Result<Pattern, String> {
    let mut pieces = Vec::new();
    let mut gaps: Vec<Box<str>> = Vec::new();
    let mut gap = String::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let run = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let (piece, len) = match first {
            '§' => (Piece::Word("§".into()), first.len_utf8()),
            'a'..='z' | 'A'..='Z' => {
                let n = run(|c| c.is_ascii_alphabetic());
                (Piece::Word(rest[..n].to_ascii_uppercase().into()), n)
            }
            '0'..='9' => {
                let n = run(|c| c.is_ascii_digit());
                (Piece::Figure(rest[..n].into()), n)
            }
            '?' => {
                let n = run(|c| c == '?');
                (Piece::Letters(n), n)
            }
            '#' if rest.starts_with("#th") => (Piece::Ordinal, 3),
            '#' => {
                let n = run(|c| c == '#');
                (Piece::Number { least: n, most: n.max(2) }, n)
            }
            '<' => {
                let n = rest.find('>').ok_or_else(|| format!("`{text}` does not close `<`"))?;
                let name = &rest[1..n];
                let set = words
                    .get(name)
                    .ok_or_else(|| format!("`{text}` names the words `{name}`, which are not listed"))?;
                (Piece::Set(set_of(set)), n + 1)
            }
            other => {
                gap.push(if is_dash(other) { '-' } else { other });
                rest = &rest[other.len_utf8()..];
                continue;
            }
        };
        pieces.push(piece);
        gaps.push(squeeze(&gap));
        gap.clear();
        rest = &rest[len..];
    }
    if pieces.is_empty() {
        return Err(format!("`{text}` holds nothing to match"));
    }
    Ok(Pattern { pieces, gaps, tail: squeeze(&gap) })
}

/// White space as one space each.
fn squeeze(gap: &str) -> Box<str> {
    let mut out = String::new();
    for c in gap.chars() {
        if !(c == ' ' && out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.into()
}

fn set_of(words: &Words) -> Arc<[(Box<str>, Box<str>)]> {
    let mut all: Vec<(Box<str>, Box<str>)> = match words {
        Words::Plain(list) => list.iter().map(|w| (w.to_ascii_uppercase().into(), w.as_str().into())).collect(),
        Words::Written(map) => map
            .iter()
            .flat_map(|(means, list)| list.iter().map(move |w| (w.to_ascii_uppercase().into(), means.as_str().into())))
            .collect(),
    };
    all.sort_by_key(|(written, _)| std::cmp::Reverse(written.len()));
    all.into()
}

impl Pattern {
    /// What it can begin with, in upper case: as much of its first piece as an index looks at.
    pub(super) fn beginnings(&self) -> Vec<String> {
        let begin = |word: &str| word.chars().take(INDEXED).collect::<String>();
        match &self.pieces[0] {
            Piece::Word(w) | Piece::Figure(w) => vec![begin(w)],
            Piece::Set(set) => set.iter().map(|(w, _)| begin(w)).collect(),
            Piece::Letters(_) => ('A'..='Z').map(String::from).collect(),
            Piece::Number { .. } => ('0'..='9').map(String::from).collect(),
            Piece::Ordinal => {
                ('0'..='9').map(String::from).chain(ORDINALS.iter().map(|w| begin(w).to_ascii_uppercase())).collect()
            }
        }
    }

    /// How many parts it captures.
    pub(super) fn captured(&self) -> usize {
        self.pieces.iter().filter(|p| p.is_captured()).count()
    }

    /// How many captured numbers end it.
    pub(super) fn trailing_numbers(&self) -> usize {
        self.pieces
            .iter()
            .rev()
            .skip_while(|p| matches!(p, Piece::Figure(_)))
            .take_while(|p| matches!(p, Piece::Number { .. }))
            .count()
    }

    /// Does it hold any number?
    pub(super) fn has_number(&self) -> bool {
        self.pieces.iter().any(Piece::is_numeric)
    }

    /// The key of the id that it stands for, with these captures: its parts, joined by points.
    pub(super) fn key(&self, captures: &[Box<str>]) -> String {
        let mut given = captures.iter();
        let mut out = String::new();
        for piece in &self.pieces {
            if !out.is_empty() {
                out.push('.');
            }
            match piece {
                Piece::Word(w) => out.push_str(w),
                Piece::Figure(f) => out.push_str(plain(f)),
                _ => out.push_str(given.next().map_or("", |c| c)),
            }
        }
        out
    }

    /// Can it stand for the id with this key, or for the group that the id belongs to?
    pub(super) fn could_be(&self, key: &str) -> bool {
        let mut parts = key.split('.');
        self.pieces.iter().all(|piece| {
            let Some(part) = parts.next() else { return false };
            match piece {
                Piece::Word(w) => **w == *part,
                Piece::Figure(f) => plain(f) == part,
                Piece::Set(set) => set.iter().any(|(_, means)| means.eq_ignore_ascii_case(part)),
                Piece::Letters(n) => part.len() == *n && part.bytes().all(|b| b.is_ascii_alphabetic()),
                Piece::Number { .. } | Piece::Ordinal => part.bytes().all(|b| b.is_ascii_digit()),
            }
        })
    }

    /// Its pieces, each with what stands before it.
    pub(super) fn parts(&self) -> impl Iterator<Item = (&str, &Piece)> {
        self.gaps.iter().map(|g| &**g).zip(&self.pieces)
    }

    /// What stands behind its last piece.
    pub(super) fn tail(&self) -> &str {
        &self.tail
    }

    /// Matches an id at a byte of a text. Whether the match may end there is for the caller to say.
    pub(super) fn at(&self, text: &str, start: usize) -> Option<Hit> {
        let mut hit = Hit::at(start);
        piece_at(&self.pieces[0], text, false, &mut hit)?;
        let mut open = false;
        for (pair, gap) in self.pieces.windows(2).zip(&self.gaps[1..]) {
            open |= next_piece(&pair[0], gap, &pair[1], text, For::Id, &mut hit)?;
        }
        if open {
            let rest = &text[hit.end..];
            let behind = rest.trim_start_matches(' ').strip_prefix(')')?;
            hit.end += rest.len() - behind.len();
        }
        Some(hit)
    }
}

/// Matches the piece behind another one, with the gap between; says whether the gap opened a parenthesis.
pub(super) fn next_piece(
    before: &Piece,
    gap: &str,
    piece: &Piece,
    text: &str,
    purpose: For,
    hit: &mut Hit,
) -> Option<bool> {
    let between = Between { canonical: gap, numbers: (before.is_numeric(), piece.is_numeric()), purpose };
    let (end, gap, opened) = between.at(text, hit.end)?;
    hit.gap = hit.gap.max(gap);
    hit.end = end;
    let after_word = !before.is_numeric();
    if purpose == For::Name && matches!(piece, Piece::Figure(_)) && after_word {
        hit.end = after_version_word(text, hit.end);
    }
    piece_at(piece, text, after_word, hit)?;
    Some(opened)
}

/// Skips `v`, `version` and `rev.` before the number of an edition.
fn after_version_word(text: &str, at: usize) -> usize {
    for word in ["version", "revision", "edition", "ver", "rev", "v", "r"] {
        if starts_with(&text[at..], word) {
            let after = at + word.len();
            let rest = &text[after..];
            let skipped = rest.len() - rest.trim_start_matches(['.', ' ']).len();
            if rest[skipped..].starts_with(|c: char| c.is_ascii_digit()) && skipped <= 2 {
                return after + skipped;
            }
        }
    }
    at
}

/// What stands between two pieces.
struct Between<'a> {
    canonical: &'a str,
    /// Is the piece before, is the piece after a number?
    numbers: (bool, bool),
    purpose: For,
}

impl Between<'_> {
    /// Where the gap ends, how it differs, and whether it opened a parenthesis.
    fn at(&self, text: &str, start: usize) -> Option<(usize, Gap, bool)> {
        let (actual, len, end) = gap_at(text, start)?;
        let actual = std::str::from_utf8(&actual[..len]).ok()?;
        let gap = match self.purpose {
            For::Name => self.name_gap(actual)?,
            For::Id => self.id_gap(actual)?,
        };
        Some((end, gap, self.purpose == For::Id && actual.ends_with('(')))
    }

    fn name_gap(&self, actual: &str) -> Option<Gap> {
        if actual == self.canonical || self.canonical.is_empty() {
            return (actual == self.canonical).then_some(Gap::Same);
        }
        match self.numbers {
            (true, true) => matches!(actual, "." | "-" | "_").then_some(Gap::Near),
            (false, false) => (!actual.is_empty() && actual != "." && actual != ". ").then_some(Gap::Near),
            _ => (actual != ".").then_some(Gap::Near),
        }
    }

    fn id_gap(&self, actual: &str) -> Option<Gap> {
        if actual == self.canonical {
            return Some(Gap::Same);
        }
        let parenthesis = self.canonical.contains('(');
        if actual.contains('(') {
            return (parenthesis && matches!(actual, "(" | " (")).then_some(Gap::Near);
        }
        if actual.contains([')', '/']) {
            return None;
        }
        if actual.contains(',') {
            return (self.canonical.contains(',') && matches!(actual, "," | ", " | " ,")).then_some(Gap::Near);
        }
        match (self.numbers, actual) {
            ((true, true), "." | "-") => Some(Gap::Near),
            ((true, true), "_") => Some(Gap::Loose),
            ((true, true), _) => None,
            (_, "." | "-" | ":") => Some(Gap::Near),
            ((false, false), "") => None,
            (_, "") => Some(Gap::Near),
            // A full stop and a space end a sentence.
            (_, ". ") => (self.canonical.contains('.')).then_some(Gap::Loose),
            _ => Some(Gap::Loose),
        }
    }
}

/// The separators at a byte of a text, at most four, dashes and white space folded, and where they end.
fn gap_at(text: &str, start: usize) -> Option<([u8; 4], usize, usize)> {
    let mut out = [0; 4];
    let mut len = 0;
    let mut lines = 0;
    for (i, c) in text[start..].char_indices() {
        let mark = match c {
            c if c.is_whitespace() => {
                lines += usize::from(c == '\n');
                if len > 0 && out[len - 1] == b' ' {
                    continue;
                }
                b' '
            }
            c if is_dash(c) => b'-',
            '.' | '_' | ':' | ',' | '(' | ')' | '/' | '#' => c as u8,
            '®' | '™' => continue,
            _ => return (lines < 2).then_some((out, len, start + i)),
        };
        if len == out.len() {
            return None;
        }
        out[len] = mark;
        len += 1;
    }
    Some((out, len, text.len()))
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Does a text begin with these ASCII letters, in any case?
pub(super) fn starts_with(text: &str, word: &str) -> bool {
    text.len() >= word.len() && text.as_bytes()[..word.len()].eq_ignore_ascii_case(word.as_bytes())
}

/// Matches one piece.
pub(super) fn piece_at(piece: &Piece, text: &str, after_word: bool, hit: &mut Hit) -> Option<()> {
    let rest = &text[hit.end..];
    hit.last = hit.end;
    match piece {
        Piece::Word(word) => {
            if !starts_with(rest, word) {
                return None;
            }
            hit.case = hit.case.min(case_of(&rest[..word.len()]));
            hit.end += word.len();
        }
        Piece::Figure(figure) => {
            if !rest.starts_with(&**figure) || rest[figure.len()..].starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            hit.end += figure.len();
        }
        Piece::Set(set) => {
            let (written, means) = set.iter().find(|(w, _)| starts_with(rest, w))?;
            hit.case = hit.case.min(case_of(&rest[..written.len()]));
            let after = rest[written.len()..].chars().next().unwrap_or(' ');
            if written.ends_with(|c: char| c.is_ascii_digit()) && after.is_ascii_digit() {
                return None;
            }
            hit.captures.push(means.to_ascii_uppercase().into());
            hit.end += written.len();
        }
        Piece::Letters(n) => {
            let run = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if run != *n {
                return None;
            }
            hit.case = hit.case.min(case_of(&rest[..*n]));
            hit.captures.push(rest[..*n].to_ascii_uppercase().into());
            hit.end += n;
        }
        Piece::Number { least, most } => {
            let run = rest.bytes().take_while(u8::is_ascii_digit).count();
            if run == 0 && *least == 1 && after_word && text[..hit.end].ends_with([' ', '-', '\u{a0}']) {
                let (word, value) = in_words(rest, &CARDINALS)?;
                hit.captures.push(value.to_string().into());
                hit.end += word;
            } else {
                if run < *least || run > *most {
                    return None;
                }
                hit.captures.push(plain(&rest[..run]).into());
                hit.end += run;
            }
        }
        Piece::Ordinal => {
            let run = rest.bytes().take_while(u8::is_ascii_digit).count();
            if run == 0 {
                let (word, value) = in_words(rest, &ORDINALS)?;
                hit.captures.push(value.to_string().into());
                hit.end += word;
            } else {
                let ending = rest.get(run..run + 2)?;
                if run > 2 || !["st", "nd", "rd", "th"].iter().any(|e| ending.eq_ignore_ascii_case(e)) {
                    return None;
                }
                hit.captures.push(plain(&rest[..run]).into());
                hit.end += run + 2;
            }
        }
    }
    Some(())
}

/// How many characters of a beginning the index looks at.
const INDEXED: usize = 3;

/// Places by what stands there first.
#[derive(Debug, Default)]
pub(super) struct Index(FxHashMap<String, Vec<usize>>);

impl Index {
    /// Files a pattern under everything it can begin with.
    pub(super) fn add(&mut self, pattern: &Pattern, place: usize) {
        for beginning in pattern.beginnings() {
            let list = self.0.entry(beginning).or_default();
            if list.last() != Some(&place) {
                list.push(place);
            }
        }
    }

    /// The places of patterns that may match at a byte of a text.
    pub(super) fn at<'i>(&'i self, text: &str, at: usize) -> impl Iterator<Item = usize> + use<'i> {
        let mut begin = String::with_capacity(INDEXED * 4);
        let lists: [Option<&'i Vec<usize>>; INDEXED] = {
            let mut chars = text[at..].chars();
            std::array::from_fn(|_| {
                begin.push(chars.next()?.to_ascii_uppercase());
                self.0.get(&begin)
            })
        };
        lists.into_iter().flatten().flatten().copied()
    }
}

/// A number without leading zeros.
pub(super) fn plain(digits: &str) -> &str {
    let short = digits.trim_start_matches('0');
    if short.is_empty() { "0" } else { short }
}

const CARDINALS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
];

/// A number in words at the begin of a text: its length and its value.
fn in_words(text: &str, words: &[&str]) -> Option<(usize, usize)> {
    let run = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let value = words.iter().position(|w| w.eq_ignore_ascii_case(&text[..run]))? + 1;
    Some((run, value))
}

fn case_of(word: &str) -> Letters {
    if !word.bytes().any(|b| b.is_ascii_lowercase()) {
        Letters::Upper
    } else if word.starts_with(|c: char| c.is_ascii_uppercase()) && !word[1..].bytes().any(|b| b.is_ascii_uppercase()) {
        Letters::Capital
    } else {
        Letters::Any
    }
}

/// The parts of an id, without case, separators and leading zeros, joined by points: `NHI-07` and `NHI7` are one.
pub(super) fn key(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = if first.is_ascii_digit() {
            rest.bytes().take_while(u8::is_ascii_digit).count()
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())
        } else {
            rest = &rest[first.len_utf8()..];
            continue;
        };
        if !out.is_empty() {
            out.push('.');
        }
        let part = &rest[..run];
        if first.is_ascii_digit() {
            out.push_str(plain(part));
        } else {
            out.extend(part.chars().flat_map(char::to_uppercase));
        }
        rest = &rest[run..];
    }
    out
}
