//! From what was found to verdicts: the word, how bad it is, what to say, and what can be written.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::document::Format;
use super::lint::{Cited, Excerpt, Fix, Framework, Level, Place, Reads, Verdict};
use super::meaning::{Likeness, Meaning, Reader};
use super::walk::{Found, Raw};
use crate::catalog::{Answer, Catalogs, FrameworkRef, Role, Status};
use crate::pack::Pack;

/// How many texts are compared in one document; a comparison weighs a text against every item of an edition.
const COMPARED: usize = 20_000;

/// A text beside more ids of one framework than this is about no single one of them.
const SEVERAL: usize = 2;

/// A text warns of a citation by so many different words at least; by fewer it is worth a note.
const ENOUGH: usize = 3;
/// So many functions of a framework in items of lists tell the framework over.
const TOLD_OVER: usize = 3;

/// Judges what was found. Also gives how many texts were not compared.
pub(super) fn judge(found: Found, format: Format, file: &str, pack: &Pack) -> (Vec<Cited>, usize) {
    let mut meanings = Meanings {
        reader: Reader::new(&pack.catalogs, &pack.terms),
        catalogs: &pack.catalogs,
        known: FxHashMap::default(),
        left: COMPARED,
        not_compared: 0,
    };
    let reads = meanings.all(&found);
    let not_compared = meanings.not_compared;
    let texts = found.texts;
    let cited = found.citations.into_iter().zip(reads).map(|(raw, reads)| {
        let hint = meanings.hint(&raw, &texts);
        cited(raw, reads, hint.as_ref(), format, file, &pack.catalogs)
    });
    let mut cited: Vec<Cited> = cited.collect();
    quiet_where_told_over(&mut cited, &pack.catalogs);
    (cited, not_compared)
}

/// A list whose items go through the functions of a framework tells what the framework is; it cites none of them too
/// broadly. Most of them must be there: a list of measures names one function or two.
fn quiet_where_told_over(cited: &mut [Cited], catalogs: &Catalogs) {
    let function = |c: &Cited| match &c.answer {
        Answer::TooBroad { item: Some(item), .. } if c.place == Place::Item => {
            catalogs.item(item).filter(|i| i.parent.is_none()).map(|_| item.clone())
        }
        _ => None,
    };
    let named: BTreeSet<FrameworkRef> = cited.iter().filter_map(function).collect();
    let told_over = |edition: &str| {
        let all = catalogs.edition(edition).map_or(0, |c| c.items.iter().filter(|i| i.parent.is_none()).count());
        let here = named.iter().filter(|item| item.edition == edition).count();
        here >= TOLD_OVER && here * 2 > all
    };
    for citation in cited.iter_mut() {
        if function(citation).is_some_and(|item| told_over(&item.edition)) {
            citation.level = citation.level.min(Level::Fine);
            citation.remedy = None;
        }
    }
}

/// What the texts beside citations say.
struct Meanings<'p> {
    reader: Reader<'p>,
    catalogs: &'p Catalogs,
    known: FxHashMap<(FrameworkRef, usize), Meaning>,
    left: usize,
    not_compared: usize,
}

impl Meanings<'_> {
    fn all(&mut self, found: &Found) -> Vec<Option<Reads>> {
        let mut of_text: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (i, raw) in found.citations.iter().enumerate() {
            if let Some(text) = raw.beside {
                of_text.entry(text).or_default().push(i);
            }
        }
        let mut out = vec![None; found.citations.len()];
        for (text, citations) in of_text {
            let all: Vec<Option<Reads>> =
                citations.iter().map(|i| self.one(&found.citations[*i], text, &found.texts)).collect();
            for (place, i) in citations.iter().enumerate() {
                out[*i] = self.among(place, &all, &citations, found);
            }
        }
        out
    }

    /// What a text says of one citation.
    fn one(&mut self, raw: &Raw, text: usize, texts: &[String]) -> Option<Reads> {
        let reference = match &raw.answer {
            Answer::Exact { reference }
            | Answer::SpelledOtherwise { reference, .. }
            | Answer::Withdrawn { reference, .. } => reference,
            Answer::OtherEdition { reference, .. } => reference,
            Answer::TooBroad { item: Some(item), .. } => item,
            Answer::NotCarried { .. } | Answer::Ambiguous { .. } => return None,
            Answer::TooBroad { item: None, .. } | Answer::MissingId { .. } => return Some(cannot("no item is cited")),
            Answer::NoSuchId { .. } => return Some(cannot("the id does not exist")),
            Answer::OtherFramework { .. } => return Some(cannot("the id is not one of the framework that is named")),
        };
        let key = (reference.clone(), text);
        if let Some(known) = self.known.get(&key) {
            return Some(read(known));
        }
        if self.left == 0 {
            self.not_compared += 1;
            return None;
        }
        self.left -= 1;
        let meaning = self.reader.compare(reference, &texts[text]);
        let reads = read(&meaning);
        self.known.insert(key, meaning);
        Some(reads)
    }

    /// What the text beside a name without an id is about.
    fn hint(&mut self, raw: &Raw, texts: &[String]) -> Option<Likeness> {
        let edition = match &raw.answer {
            Answer::MissingId { edition } | Answer::TooBroad { edition, item: None, .. } => edition,
            _ => return None,
        };
        self.left = self.left.checked_sub(1)?;
        self.reader.compare_in(edition, &texts[raw.beside?])
    }

    /// A text that stands beside several ids of a framework is about them together.
    fn among(&self, place: usize, all: &[Option<Reads>], citations: &[usize], found: &Found) -> Option<Reads> {
        let reads = all[place].clone()?;
        let Reads::ReadsLike { reference, .. } = &reads else { return Some(reads) };
        let of_framework = citations.iter().filter_map(|c| found.citations[*c].answer.item());
        if of_framework.filter(|r| r.edition == reference.edition).count() > SEVERAL {
            return Some(cannot("the text stands beside several ids"));
        }
        let shares = citations.iter().zip(all).enumerate().any(|(i, (citation, theirs))| {
            let answer = &found.citations[*citation].answer;
            let stands_for = |r: &FrameworkRef| r == reference || self.above(r, reference);
            i != place
                && (answer.proposed().into_iter().chain(answer.item()).any(stands_for)
                    || (matches!(theirs, Some(Reads::Fits { .. }))
                        && answer.item().is_some_and(|r| r.edition == reference.edition)))
        });
        Some(if shares { cannot("the text stands beside several ids, and fits another one of them") } else { reads })
    }

    /// Does an id stand above another one?
    fn above(&self, upper: &FrameworkRef, lower: &FrameworkRef) -> bool {
        let mut at = self.catalogs.item(lower).and_then(|i| i.parent.clone());
        while let Some(parent) = at {
            if upper.edition == lower.edition && upper.item == parent {
                return true;
            }
            at = self.catalogs.edition(&lower.edition).and_then(|c| c.item(&parent)).and_then(|i| i.parent.clone());
        }
        false
    }
}

fn cannot(why: &str) -> Reads {
    Reads::CannotTell { why: why.to_owned() }
}

fn read(meaning: &Meaning) -> Reads {
    match meaning {
        Meaning::Fits { words } => Reads::Fits { words: words.clone() },
        Meaning::ReadsLike { reference, words } => {
            Reads::ReadsLike { reference: reference.clone(), words: words.clone() }
        }
        Meaning::CannotTell { why } => cannot(why),
    }
}

fn cited(
    raw: Raw,
    reads: Option<Reads>,
    hint: Option<&Likeness>,
    format: Format,
    file: &str,
    catalogs: &Catalogs,
) -> Cited {
    let verdict = verdict(&raw, catalogs);
    let mut level = level(verdict, &raw.answer, raw.place);
    let is_category = matches!(&raw.answer, Answer::TooBroad { item: Some(item), .. }
        if catalogs.item(item).is_some_and(|i| i.kind != "function"));
    if names_former(&raw, catalogs) && verdict == Verdict::OtherEdition {
        // Whoever names the former edition means it.
        level = Level::Note;
    }
    let selection = |edition: &str| catalogs.edition(edition).is_some_and(|c| c.cite.selection);
    match &raw.answer {
        // What else the group holds is not carried.
        Answer::TooBroad { edition, item: None, parts } if !parts.is_empty() && selection(edition) => {
            level = Level::Fine;
        }
        // The other one is an edition or a document that is not carried; most readers will take it for this one.
        Answer::Ambiguous { candidates, .. } if candidates.len() == 1 => level = level.min(Level::Note),
        _ => {}
    }
    if is_category {
        // A category still tells what is meant.
        level = level.min(Level::Note);
    }
    let spelled = verdict == Verdict::SpelledOtherwise;
    if (raw.broad_is_meant && verdict == Verdict::TooBroad) || (spelled && (raw.token || raw.doubtful)) {
        level = Level::Fine;
    }
    let misread = matches!(reads, Some(Reads::ReadsLike { .. }));
    let words = match &reads {
        Some(Reads::ReadsLike { words, .. }) => distinct(words),
        _ => 0,
    };
    if misread {
        // A sentence may cite an id in passing, and a control that maps to an id need not be about it.
        level = level.max(if raw.direct && words >= ENOUGH { Level::Warning } else { Level::Note });
    }
    let fix = fix(&raw, verdict, level, misread, format, file, catalogs);
    let remedy =
        if level == Level::Fine { None } else { remedy(&raw, verdict, reads.as_ref(), fix.as_ref(), hint, catalogs) };
    let says = says(&raw, verdict, reads.as_ref(), catalogs);
    Cited {
        span: raw.span,
        line: 0,
        column: 0,
        end_line: 0,
        end_column: 0,
        text: String::new(),
        excerpt: Excerpt { text: String::new(), before: 0, width: 0 },
        place: raw.place,
        framework: raw.framework.map(|(edition, named)| Framework { edition, named }),
        verdict,
        answer: raw.answer,
        reads,
        level,
        says,
        remedy,
        fix,
    }
}

fn verdict(raw: &Raw, catalogs: &Catalogs) -> Verdict {
    match &raw.answer {
        Answer::Exact { .. } => Verdict::Exact,
        Answer::SpelledOtherwise { .. } => Verdict::SpelledOtherwise,
        Answer::Withdrawn { .. } if names_former(raw, catalogs) => Verdict::OtherEdition,
        Answer::Withdrawn { .. } => Verdict::Withdrawn,
        Answer::OtherFramework { named, reference, .. } if same_name(named, &reference.edition, catalogs) => {
            Verdict::OtherEdition
        }
        Answer::OtherFramework { .. } => Verdict::WrongFramework,
        Answer::OtherEdition { .. } => Verdict::OtherEdition,
        Answer::TooBroad { .. } => Verdict::TooBroad,
        Answer::Ambiguous { .. } => Verdict::Ambiguous,
        Answer::NoSuchId { .. } => Verdict::NoSuchId,
        Answer::NotCarried { .. } => Verdict::NotCarried,
        Answer::MissingId { .. } => Verdict::MissingId,
    }
}

/// Are these two editions of one framework?
fn same_name(one: &str, other: &str, catalogs: &Catalogs) -> bool {
    let name = |edition| catalogs.edition(edition).map(|c| &c.name);
    name(one).is_some() && name(one) == name(other)
}

/// Is a former edition named, so that its id is cited on purpose?
fn names_former(raw: &Raw, catalogs: &Catalogs) -> bool {
    let named = raw.framework.as_ref().and_then(|(edition, _)| catalogs.edition(edition));
    named.is_some_and(|c| c.role == Role::Former)
}

/// How bad a verdict is where it stands.
pub(super) fn level(verdict: Verdict, answer: &Answer, place: Place) -> Level {
    let in_prose = matches!(place, Place::Sentence | Place::Cell | Place::Heading);
    match verdict {
        Verdict::Exact | Verdict::NotCarried => Level::Fine,
        Verdict::SpelledOtherwise => Level::Note,
        Verdict::OtherEdition => match answer {
            Answer::OtherEdition { reworded: true, .. } | Answer::OtherFramework { .. } => Level::Warning,
            _ => Level::Note,
        },
        // A sentence may speak of a whole function.
        Verdict::TooBroad if in_prose => Level::Fine,
        Verdict::Ambiguous if in_prose => Level::Note,
        Verdict::TooBroad | Verdict::Ambiguous | Verdict::Withdrawn | Verdict::MissingId => Level::Warning,
        Verdict::WrongFramework | Verdict::NoSuchId => Level::Error,
    }
}

/// What is certain: another spelling of the same id, or the one successor of a withdrawn one.
fn fix(
    raw: &Raw,
    verdict: Verdict,
    level: Level,
    misread: bool,
    format: Format,
    file: &str,
    catalogs: &Catalogs,
) -> Option<Fix> {
    // A field in small letters is a key of some program.
    let key = matches!(format, Format::Json | Format::Toml) && !raw.written.contains(char::is_uppercase);
    if raw.shared
        || raw.token
        || key
        || raw.written.contains('\n')
        || level == Level::Fine
        || file.get(raw.span.clone()) != Some(&raw.written)
    {
        return None;
    }
    let target = match &raw.answer {
        Answer::SpelledOtherwise { reference, .. } => reference,
        Answer::Withdrawn { successors, .. } if verdict == Verdict::Withdrawn && !misread => match &successors[..] {
            [only] => &only.reference,
            _ => return None,
        },
        _ => return None,
    };
    let catalog = catalogs.edition(&target.edition)?;
    let item = catalog.item(&target.item)?;
    let is_item = item.status == Status::Current && !catalog.items.iter().any(|i| i.parent.as_ref() == Some(&item.id));
    let spelled = verdict == Verdict::SpelledOtherwise;
    let replacement = item.label().to_owned();
    // A comma or a quote would end a cell.
    let breaks = format == Format::Csv && replacement.contains([',', ';', '|', '"', '\t']);
    ((spelled || is_item) && !breaks && replacement != raw.written).then(|| Fix { span: raw.span.clone(), replacement })
}

fn says(raw: &Raw, verdict: Verdict, reads: Option<&Reads>, catalogs: &Catalogs) -> String {
    let mut out = match (&raw.answer, verdict) {
        (Answer::Withdrawn { reference, successors }, Verdict::OtherEdition) => {
            let now: Vec<String> = successors.iter().map(|s| catalogs.cite(&s.reference)).collect();
            let now = if now.is_empty() { "nothing".to_owned() } else { now.join(", ") };
            format!(
                "{} is of an edition that is superseded; in the current one it became {now}.",
                catalogs.cite(reference)
            )
        }
        (answer, _) => answer.says(catalogs),
    };
    if let Some(Reads::ReadsLike { reference, words }) = reads {
        let title = catalogs.item(reference).and_then(|i| i.title.as_deref());
        let title = title.map(|t| format!(" ({t})")).unwrap_or_default();
        out += &format!(" The text beside it reads like {}{title}: {}.", catalogs.cite(reference), words.join(", "));
    }
    out
}

/// How many different words there are.
fn distinct(words: &[String]) -> usize {
    words.iter().map(|w| w.to_lowercase()).collect::<BTreeSet<_>>().len()
}

/// What to do about a citation.
fn remedy(
    raw: &Raw,
    verdict: Verdict,
    reads: Option<&Reads>,
    fix: Option<&Fix>,
    hint: Option<&Likeness>,
    catalogs: &Catalogs,
) -> Option<String> {
    if let Some(Reads::ReadsLike { reference, .. }) = reads {
        return Some(format!("cite {}, or say how the text bears on the id", catalogs.cite(reference)));
    }
    if let Some(fix) = fix {
        return Some(format!("write {}", fix.replacement));
    }
    let title = |edition: &str| catalogs.edition(edition).map_or_else(|| edition.to_owned(), |c| c.title().to_owned());
    let hinted = |what: &str| match hint {
        Some(like) => {
            format!(
                "{what}; the text beside it reads like {}: {}",
                catalogs.cite(&like.reference),
                like.words.join(", ")
            )
        }
        None => what.to_owned(),
    };
    let cite = |all: Vec<&FrameworkRef>| match &all[..] {
        [] => None,
        [one] => Some(format!("cite {}", catalogs.cite(one))),
        several => {
            let cites: Vec<String> = several.iter().map(|r| catalogs.cite(r)).collect();
            Some(format!("cite what is meant of {}", cites.join(", ")))
        }
    };
    match (&raw.answer, verdict) {
        (Answer::OtherFramework { named, .. }, Verdict::WrongFramework) => {
            Some(format!("{}, or an id of {}", cite(raw.answer.proposed())?, title(named)))
        }
        (Answer::Withdrawn { .. } | Answer::OtherEdition { .. } | Answer::OtherFramework { .. }, _) => {
            cite(raw.answer.proposed())
        }
        (Answer::MissingId { .. }, _) => Some(hinted("add the id")),
        (Answer::TooBroad { item: None, .. }, _) => Some(hinted("add the id of the item that is meant")),
        _ => None,
    }
}
