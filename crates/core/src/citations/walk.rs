//! Goes through a document and finds what it cites: which framework each place names, and which text stands beside it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::document::{Block, Document, Format, Text};
use super::lint::{Named, Place};
use crate::catalog::{Answer, Catalog, Catalogs, Citation, Role};

/// A citation before it is judged.
#[derive(Debug)]
pub(super) struct Raw {
    /// Its bytes in the file.
    pub(super) span: Range<usize>,
    /// As the reader sees it.
    pub(super) written: String,
    pub(super) answer: Answer,
    pub(super) framework: Option<(String, Named)>,
    pub(super) shared: bool,
    pub(super) place: Place,
    /// Is it an id for machines?
    pub(super) token: bool,
    /// Does the heading of its column ask for functions, categories or layers?
    pub(super) broad_is_meant: bool,
    /// The text beside it, by its number.
    pub(super) beside: Option<usize>,
    /// May it be no citation at all?
    pub(super) doubtful: bool,
    /// Is that text about the citation, rather than about something that cites it?
    pub(super) direct: bool,
}

/// What was found in a document.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) citations: Vec<Raw>,
    /// Texts beside citations.
    pub(super) texts: Vec<String>,
}

/// Finds every citation.
pub(super) fn walk(document: &Document, catalogs: &Catalogs) -> Found {
    let mut walk = Walk {
        catalogs,
        found: Found::default(),
        headings: Vec::new(),
        line_name: None,
        pasted: document.format == Format::Plain,
        named: BTreeSet::new(),
    };
    for (i, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Heading { level, text } => {
                let next = match document.blocks.get(i + 1) {
                    Some(Block::Paragraph { text, item: false } | Block::Heading { text, .. }) => Some(text),
                    _ => None,
                };
                walk.heading(*level, text, next);
            }
            Block::Paragraph { text, item } => walk.paragraph(text, *item),
            Block::Table(table) => walk.table(table),
        }
    }
    walk.settle_ambiguous();
    walk.settle_former();
    walk.doubt_spellings();
    let mut found = walk.found;
    found.citations.sort_by_key(|c| (c.span.start, c.span.end));
    found
}

pub(super) struct Walk<'c> {
    pub(super) catalogs: &'c Catalogs,
    pub(super) found: Found,
    /// The headings above, each with the framework it names.
    headings: Vec<(u8, Option<Around>)>,
    /// The framework that the line before was nothing but the name of.
    line_name: Option<Around>,
    /// Is the document text without marks?
    pasted: bool,
    /// The editions that the document names.
    named: BTreeSet<String>,
}

/// A framework that the surroundings name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Around {
    /// As it is written there.
    pub(super) name: String,
    /// The editions it may be; none for a document that is not carried.
    pub(super) editions: Vec<String>,
    pub(super) named: Named,
}

/// What stands in one piece of text: a paragraph, a cell, a heading.
pub(super) struct Reading<'t> {
    pub(super) text: &'t Text,
    pub(super) around: Option<&'t Around>,
    /// Is the text known to hold references?
    pub(super) known: bool,
}

impl Walk<'_> {
    /// The framework that covers the place, from the headings above.
    pub(super) fn heading_above(&self) -> Option<Around> {
        self.headings.iter().rev().find_map(|(_, around)| around.clone())
    }

    fn heading(&mut self, level: u8, text: &Text, next: Option<&Text>) {
        if let Some(name) = self.line_name.take() {
            return self.cell_of_lines(&Around { named: Named::Row, ..name }, text, next);
        }
        self.headings.retain(|(l, _)| *l < level);
        let around = self.named_in(&text.shown, Named::Heading).filter(|a| !a.editions.is_empty());
        let above = self.heading_above();
        self.note_name(around.as_ref());
        self.headings.push((level, around.clone()));
        let found = self.read(&Reading { text, around: above.as_ref(), known: false });
        if found.is_empty() {
            // In pasted text, a framework's name on a line of its own may be the first cell of a row.
            self.line_name = around.filter(|a| self.pasted && a.name.len() == text.shown.trim().len());
            return;
        }
        let beside = self.beside(&text.shown, found.iter().map(|c| &c.span));
        for citation in found {
            self.add(citation, text, above.as_ref(), Place::Heading, beside);
        }
    }

    /// A row of which each cell stands on a line of its own: the framework, the id, what is said of it.
    fn cell_of_lines(&mut self, framework: &Around, text: &Text, next: Option<&Text>) {
        let found = self.read(&Reading { text, around: Some(framework), known: false });
        let beside = next.filter(|_| !found.is_empty()).and_then(|t| self.keep(t.shown.clone()));
        for citation in found {
            self.add(citation, text, Some(framework), Place::Reference, beside);
        }
    }

    /// Remembers that the document names an edition.
    pub(super) fn note_name(&mut self, around: Option<&Around>) {
        if let Some([edition]) = around.map(|a| &a.editions[..]) {
            self.named.insert(edition.clone());
        }
    }

    /// An id that may be one of several is that of the only framework which the document names among them.
    fn settle_ambiguous(&mut self) {
        for raw in &mut self.found.citations {
            let Answer::Ambiguous { candidates, .. } = &raw.answer else { continue };
            let mut named = candidates.iter().map(|c| &c.edition).filter(|e| self.named.contains(*e));
            let Some(edition) = named.next().filter(|_| raw.framework.is_none()) else { continue };
            if named.any(|e| e != edition) {
                continue;
            }
            if let Some(answer) = answer_under(self.catalogs, &raw.written, edition) {
                raw.framework = Some((edition.clone(), Named::Document));
                raw.answer = answer;
            }
        }
    }

    /// A document that names a former edition, and no other of its framework, means that edition where it names none.
    fn settle_former(&mut self) {
        let edition = |id: &str| self.catalogs.edition(id);
        let named = self.named.iter().filter_map(|id| edition(id));
        let former: Vec<_> = named.clone().filter(|c| c.role == Role::Former).collect();
        let alone = |former: &&&Catalog| named.clone().all(|c| c.name != former.name || c.id == former.id);
        let former: Vec<&Catalog> = former.iter().filter(alone).copied().collect();
        for raw in self.found.citations.iter_mut().filter(|raw| raw.framework.is_none()) {
            let Answer::Withdrawn { reference, .. } = &raw.answer else { continue };
            let name = edition(&reference.edition).map(|c| &c.name);
            let Some(meant) = former.iter().find(|c| Some(&c.name) == name) else { continue };
            if let Some(answer) = answer_under(self.catalogs, &raw.written, &meant.id) {
                raw.framework = Some((meant.id.clone(), Named::Document));
                raw.answer = answer;
            }
        }
    }

    /// Without its framework, an id in another spelling is taken for one only of the frameworks that this is about.
    fn doubt_spellings(&mut self) {
        for raw in &mut self.found.citations {
            let Answer::SpelledOtherwise { reference, .. } = &raw.answer else { continue };
            let main = self.catalogs.edition(&reference.edition).is_some_and(|c| c.role == Role::Main);
            raw.doubtful = raw.framework.is_none() && !main && !self.named.contains(&reference.edition);
        }
    }

    /// The one framework that a text names, if it is one.
    pub(super) fn named_in(&self, text: &str, named: Named) -> Option<Around> {
        let names = self.catalogs.names(text);
        let first = names.first()?;
        // What is named first says least: `NIST Cybersecurity Framework (CSF 2.0)`.
        let mut best = first;
        for name in &names[1..] {
            let shared = name.editions.iter().any(|e| best.editions.contains(e));
            if !shared {
                return None;
            }
            if name.editions.len() < best.editions.len() {
                best = name;
            }
        }
        Some(Around { name: text[best.span.clone()].to_owned(), editions: best.editions.clone(), named })
    }

    /// The citations of a text.
    ///
    /// To say that an id is none of a framework, the framework must be said to be its own: a heading above helps to
    /// understand and never accuses, and neither does a name that something else stands between.
    pub(super) fn read(&self, reading: &Reading<'_>) -> Vec<Citation> {
        let text = reading.text.shown.as_str();
        let name = reading.around.map(|a| a.name.as_str());
        let mut found =
            if reading.known { self.catalogs.references(text, name) } else { self.catalogs.citations(text, name) };
        let accuses = |c: &Citation| self.accuses(c);
        if !found.iter().any(accuses) {
            return found;
        }
        let by_heading = reading.around.is_some_and(|a| a.named == Named::Heading);
        let names = self.catalogs.names(text);
        let founded = |c: &Citation| {
            let before = names.iter().rfind(|n| n.span.end <= c.span.start && n.other.is_none());
            match before {
                Some(name) => joins(&text[name.span.end..c.span.start]) && is_proper(&text[name.span.clone()]),
                None => !by_heading,
            }
        };
        let doubtful: Vec<Citation> = found.iter().filter(|c| accuses(c) && !founded(c)).cloned().collect();
        found.retain(|c| !doubtful.contains(c));
        for citation in doubtful {
            // What it is without a framework.
            let span = citation.span;
            let alone = self.catalogs.citations(&text[span.clone()], None).into_iter();
            found.extend(alone.map(|c| Citation { span: c.span.start + span.start..c.span.end + span.start, ..c }));
        }
        found.sort_by_key(|c| (c.span.start, c.span.end));
        found
    }

    /// Does it say that an id is none of the framework named?
    pub(super) fn accuses(&self, citation: &Citation) -> bool {
        let Some(named) = &citation.framework else { return false };
        let name = |edition: &str| self.catalogs.edition(edition).map(|c| c.name.as_str());
        // What follows in a list behind such an id is told as what it is, under the same name.
        let foreign = |r: &crate::catalog::FrameworkRef| name(&r.edition) != name(named);
        matches!(citation.answer, Answer::OtherFramework { .. } | Answer::NoSuchId { .. })
            || citation.answer.item().is_some_and(foreign)
    }

    /// Keeps a citation of a text.
    pub(super) fn add(
        &mut self,
        mut citation: Citation,
        text: &Text,
        around: Option<&Around>,
        place: Place,
        beside: Option<usize>,
    ) {
        if let Some((edition, answer)) = by_title(self.catalogs, &citation, &text.shown) {
            (citation.framework, citation.answer) = (Some(edition), answer);
        }
        if let Some(edition) = &citation.framework {
            self.named.insert(edition.clone());
        }
        let framework = citation.framework.map(|edition| {
            let own = around.is_none_or(|a| !a.editions.contains(&edition)) || self.names_edition(text, &edition);
            let named = if own { Named::Sentence } else { around.map_or(Named::Sentence, |a| a.named) };
            (edition, named)
        });
        self.found.citations.push(Raw {
            span: text.source(citation.span.clone()),
            written: text.shown[citation.span].to_owned(),
            answer: citation.answer,
            framework,
            shared: citation.shared,
            place,
            token: false,
            broad_is_meant: false,
            beside,
            doubtful: false,
            direct: place != Place::Sentence,
        });
    }

    /// Does a short text name an edition itself? In a long one whoever named it last is told apart by nobody.
    fn names_edition(&self, text: &Text, edition: &str) -> bool {
        const LOOKED_AT: usize = 2000;
        let end = text.shown.floor_char_boundary(LOOKED_AT);
        self.catalogs.names(&text.shown[..end]).iter().any(|n| n.editions.iter().any(|e| e == edition))
    }

    /// Keeps the text beside citations, without them; none where no words are left.
    pub(super) fn beside<'s>(&mut self, text: &str, spans: impl Iterator<Item = &'s Range<usize>>) -> Option<usize> {
        let mut rest = String::with_capacity(text.len());
        let mut at = 0;
        for span in spans {
            if span.start >= at {
                rest += &text[at..span.start];
                rest.push(' ');
            }
            at = at.max(span.end);
        }
        rest += text.get(at..)?;
        self.keep(rest)
    }

    /// Keeps a text, if it holds words.
    pub(super) fn keep(&mut self, text: String) -> Option<usize> {
        let words = text.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 2).count();
        (words > 1).then(|| {
            self.found.texts.push(text);
            self.found.texts.len() - 1
        })
    }
}

/// A paragraph.
impl Walk<'_> {
    fn paragraph(&mut self, text: &Text, item: bool) {
        let above = self.line_name.take().map(|a| Around { named: Named::Row, ..a }).or_else(|| self.heading_above());
        let found = self.read(&Reading { text, around: above.as_ref(), known: false });
        if found.is_empty() {
            return;
        }
        let names = self.catalogs.names(&text.shown);
        let mut at = 0;
        while at < found.len() {
            let shown = text.shown.as_str();
            let unit = self.unit(shown, &found[at], item);
            let end = at + found[at..].iter().take_while(|c| c.span.start < unit.text.end).count().max(1);
            let of_unit = &found[at..end];
            let beside = match unit.kind {
                Kind::Row => {
                    let last = of_unit.iter().map(|c| c.span.end).max().unwrap_or(unit.text.start);
                    self.keep(shown[last.min(unit.text.end)..unit.text.end].to_owned())
                }
                Kind::Item | Kind::Sentence => {
                    let spans: Vec<Range<usize>> = of_unit
                        .iter()
                        .map(|c| c.span.start - unit.text.start..c.span.end.min(unit.text.end) - unit.text.start)
                        .collect();
                    self.beside(&shown[unit.text.clone()], spans.iter())
                }
            };
            for citation in of_unit {
                let place = match unit.kind {
                    Kind::Row => Place::Reference,
                    Kind::Item if is_head(shown, unit.text.start, citation, &names) => Place::Item,
                    Kind::Item | Kind::Sentence => Place::Sentence,
                };
                // A name is an id's place only in a row.
                let name_only =
                    matches!(citation.answer, Answer::MissingId { .. } | Answer::TooBroad { item: None, .. });
                if name_only && citation.answer.proposed().is_empty() && unit.kind != Kind::Row {
                    continue;
                }
                self.add(citation.clone(), text, above.as_ref(), place, beside);
            }
            at = end;
        }
    }
}

impl Walk<'_> {
    /// The row, item or sentence that a citation of a paragraph stands in.
    fn unit(&self, text: &str, citation: &Citation, item: bool) -> Unit {
        let start = citation.span.start;
        let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
        let begin = line_start + (text[line_start..].len() - text[line_start..].trim_start().len());
        let missing = matches!(citation.answer, Answer::MissingId { .. }) && begin == start;
        // The cells of a row that was run together: the name of a framework, and without a space the id.
        let glued = begin < start && !text[..start].ends_with(char::is_whitespace) && self.is_name(&text[begin..start]);
        if missing || glued {
            let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
            return Unit { text: line_start..line_end, kind: Kind::Row };
        }
        if item && text.len() <= 2 * SENTENCE {
            return Unit { text: 0..text.len(), kind: Kind::Item };
        }
        Unit { text: sentence(text, &citation.span), kind: Kind::Sentence }
    }

    /// Is a text a framework's name and nothing else?
    pub(super) fn is_name(&self, text: &str) -> bool {
        const LONG: usize = 120;
        if text.len() > LONG {
            return false;
        }
        let names = self.catalogs.names(text);
        let mut at = 0;
        let mut rest = String::new();
        for name in &names {
            rest += &text[at..name.span.start];
            at = name.span.end;
        }
        rest += &text[at..];
        !names.is_empty() && !rest.chars().any(char::is_alphanumeric)
    }
}

/// What an id is under an edition.
fn answer_under(catalogs: &Catalogs, written: &str, edition: &str) -> Option<Answer> {
    let mut found = catalogs.references(written, Some(edition)).into_iter();
    found.next().filter(|c| c.span == (0..written.len())).map(|c| c.answer)
}

/// Of several ids that one may be, the one whose title stands beside it.
pub(super) fn by_title(catalogs: &Catalogs, citation: &Citation, text: &str) -> Option<(String, Answer)> {
    let Answer::Ambiguous { candidates, .. } = &citation.answer else { return None };
    let text = text.to_lowercase();
    let titled = |r: &&crate::catalog::FrameworkRef| {
        let title = catalogs.item(r).and_then(|i| i.title.as_deref()).unwrap_or_default().to_lowercase();
        !title.is_empty() && text.contains(&title)
    };
    let mut fitting = candidates.iter().filter(titled);
    let (one, None) = (fitting.next()?, fitting.next()) else { return None };
    let item = catalogs.item(one)?;
    let answer = match answer_under(catalogs, item.label(), &one.edition)? {
        Answer::Exact { reference } => Answer::SpelledOtherwise { reference, canonical: item.label().to_owned() },
        other => other,
    };
    Some((one.edition.clone(), answer))
}

/// Does what stands between a name and an id leave them together?
fn joins(between: &str) -> bool {
    const WORDS: [&str; 16] = [
        "control",
        "controls",
        "subcategory",
        "subcategories",
        "category",
        "function",
        "id",
        "ids",
        "ref",
        "reference",
        "references",
        "requirement",
        "item",
        "clause",
        "and",
        "s",
    ];
    let marks =
        |c: char| c.is_whitespace() || matches!(c, ':' | '(' | ')' | '|' | '-' | '–' | '—' | '\'' | '’' | '"' | '`');
    between.split(marks).filter(|w| !w.is_empty()).all(|w| WORDS.contains(&w.to_lowercase().as_str()))
}

/// A name in small letters only, `cybersecurity framework`, may be a word like others.
fn is_proper(name: &str) -> bool {
    name.chars().any(char::is_uppercase)
}

/// What a citation stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A line of cells that were run together.
    Row,
    /// An item of a list.
    Item,
    /// A sentence.
    Sentence,
}

struct Unit {
    text: Range<usize>,
    kind: Kind,
}

/// More text than this, in bytes, is no sentence beside a citation.
const SENTENCE: usize = 600;

/// The sentence around some bytes, or as much of it as is near.
fn sentence(text: &str, span: &Range<usize>) -> Range<usize> {
    let from = text.floor_char_boundary(span.start.saturating_sub(SENTENCE));
    let to = text.floor_char_boundary(span.end + SENTENCE);
    let ends = |at: usize, c: char| {
        let after = &text[at + c.len_utf8()..];
        match c {
            '.' | '!' | '?' => after.is_empty() || after.starts_with(char::is_whitespace),
            '\n' => after.starts_with('\n'),
            _ => false,
        }
    };
    let start = text[from..span.start]
        .char_indices()
        .rev()
        .find(|(i, c)| ends(from + i, *c))
        .map_or(from, |(i, c)| from + i + c.len_utf8());
    let end = text[span.end..to]
        .char_indices()
        .find(|(i, c)| ends(span.end + i, *c))
        .map_or(to, |(i, c)| span.end + i + c.len_utf8());
    start..end
}

/// Does an item begin with this citation, perhaps behind its framework's name?
fn is_head(text: &str, start: usize, citation: &Citation, names: &[crate::catalog::NamedFramework]) -> bool {
    let mut at = start;
    while at < citation.span.start {
        match names.iter().find(|n| n.span.start == at) {
            Some(name) => at = name.span.end,
            None => match text[at..].chars().next() {
                Some(c) if !c.is_alphanumeric() => at += c.len_utf8(),
                _ => return false,
            },
        }
    }
    true
}
