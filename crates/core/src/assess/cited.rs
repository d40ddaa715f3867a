//! References as people write them in lists of controls, evidence and exceptions, resolved once per distinct cell.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::api::Note;
use crate::catalog::{Answer, Catalogs, FrameworkRef};
use crate::intake::SHOWN;
use crate::schema::FieldId;
use crate::tables::{Tables, Value};

/// What one cell cites.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CellRefs {
    /// The items that it stands for.
    pub(super) items: Vec<FrameworkRef>,
    /// Items that it stands for only by way of an older edition, whose meaning may have changed: the item, and as cited.
    pub(super) carried: Vec<(FrameworkRef, String)>,
    /// All of it as people cite it, the former editions' ids included.
    pub(super) shown: Vec<String>,
    /// What is wrong with it: a stable word and a sentence that names the right id.
    odd: Vec<(&'static str, String)>,
}

/// The citations of an assessment's files.
pub(super) struct Cited<'p> {
    catalogs: &'p Catalogs,
    known: RefCell<FxHashMap<String, Rc<CellRefs>>>,
}

impl<'p> Cited<'p> {
    pub(super) fn new(catalogs: &'p Catalogs) -> Self {
        Self { catalogs, known: RefCell::default() }
    }

    /// What a cell of references cites.
    pub(super) fn cell(&self, tables: &Tables, field: FieldId, row: usize) -> CellRefs {
        match tables.value(field, row) {
            Value::List(list) => (*self.text(&list.join(", "))).clone(),
            Value::Text(text) => (*self.text(&text)).clone(),
            _ => CellRefs::default(),
        }
    }

    fn text(&self, text: &str) -> Rc<CellRefs> {
        if let Some(known) = self.known.borrow().get(text) {
            return Rc::clone(known);
        }
        let refs = Rc::new(self.resolve(text));
        self.known.borrow_mut().insert(text.to_owned(), Rc::clone(&refs));
        refs
    }

    fn resolve(&self, text: &str) -> CellRefs {
        let mut out = CellRefs::default();
        let citations = self.catalogs.citations(text, None);
        if citations.is_empty() && !text.trim().is_empty() {
            out.odd.push(("citation-unknown", "names no id of a known framework".into()));
        }
        for citation in citations {
            let answer = citation.answer;
            for reference in answer.means() {
                if !out.items.contains(reference) {
                    out.shown.push(self.catalogs.cite(reference));
                    out.items.push(reference.clone());
                }
            }
            if let Some((former, successor)) = carried(&answer) {
                let cited = self.catalogs.cite(&former);
                if !out.items.contains(&successor) && !out.carried.iter().any(|(item, _)| *item == successor) {
                    out.carried.push((successor, cited.clone()));
                }
                out.shown.push(cited);
            }
            if let Some(kind) = odd(&answer) {
                out.odd.push((kind, answer.says(self.catalogs)));
            }
        }
        out
    }

    /// Notes on what the cells of a field cite wrongly, grouped by what is said.
    pub(super) fn notes(
        &self,
        tables: &Tables,
        field: FieldId,
        heading: impl Fn(u16) -> Option<String>,
        out: &mut Vec<Note>,
    ) {
        let table = tables.table(field.subject);
        let mut said: FxHashMap<(u16, &'static str, String), (usize, Vec<u32>)> = FxHashMap::default();
        for row in 0..table.rows {
            let origin = table.origin_of(row, field);
            for (kind, says) in self.cell(tables, field, row).odd {
                let (count, lines) = said.entry((origin.source, kind, says)).or_default();
                *count += 1;
                if lines.len() < SHOWN {
                    lines.push(origin.line);
                }
            }
        }
        for ((source, kind, says), (count, lines)) in said {
            out.push(Note {
                kind: kind.into(),
                file: tables.sources.get(source as usize).map(|s| s.name.clone()),
                column: heading(source),
                count,
                says: format!("`{}` {says}", field.path()),
                lines,
            });
        }
    }
}

/// An id of a former edition that leads to exactly one item of the present one: the former id, and the item.
///
/// Where an id was split, one claim cannot speak for all of its successors; the note lists them.
fn carried(answer: &Answer) -> Option<(FrameworkRef, FrameworkRef)> {
    match answer {
        Answer::Withdrawn { reference, successors } => match &successors[..] {
            [only] => Some((reference.clone(), only.reference.clone())),
            _ => None,
        },
        Answer::OtherEdition { reference, former, also, .. } if also.is_empty() => {
            Some((former.clone(), reference.clone()))
        }
        _ => None,
    }
}

/// The stable word for what is wrong with a citation; none where a list may leave it as it is.
fn odd(answer: &Answer) -> Option<&'static str> {
    match answer {
        // Another spelling is no doubt about the id, and what a catalog does not carry is no fault of the list.
        Answer::Exact { .. } | Answer::SpelledOtherwise { .. } | Answer::NotCarried { .. } => None,
        Answer::Withdrawn { .. } => Some("citation-withdrawn"),
        Answer::OtherFramework { .. } => Some("citation-other-framework"),
        Answer::OtherEdition { .. } => Some("citation-other-edition"),
        Answer::TooBroad { .. } => Some("citation-too-broad"),
        Answer::Ambiguous { .. } => Some("citation-ambiguous"),
        Answer::NoSuchId { .. } => Some("citation-no-such-id"),
        Answer::MissingId { .. } => Some("citation-missing-id"),
    }
}
