//! From what people write to ids of editions.
//!
//! One pass over a short text. Names of frameworks set the context for the ids behind them; each edition's grammar says
//! how its ids are written, and what must stand around a writing before it counts. See `cite` for the grammars.

mod answer;
mod grammar;
mod items;
mod judge;
mod list;
mod names;
mod pattern;
mod scan;
mod text;
mod written;

pub use answer::{Answer, Citation, Successor};
pub(crate) use grammar::Grammar;
pub use written::{Resolution, Resolved};

use std::ops::Range;

use super::{Catalogs, Role};
use names::Named;
use scan::{Context, Scan};

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
    /// of an edition, or a framework's name as written there. What is no citation stays unmentioned: short ids such as
    /// `L6`, `5.3` or `GV` count only beside the name of their framework.
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
        let scan = Scan::new(self, text, None, false);
        let mut out = Vec::new();
        let (mut at, mut matched) = (0, 0);
        while at < text.len() {
            if text::starts(text, at, matched)
                && let Some(name) = self.grammar.name_at(text, at, |end| scan.ends_name(end))
            {
                let span = at..name.end;
                match name.means {
                    Named::Editions(list) => {
                        let editions = self.newest_first(list).map(|e| self.editions[e].id.clone()).collect();
                        out.push(NamedFramework { span, editions, other: None });
                    }
                    Named::Other(other) => {
                        out.push(NamedFramework { span, editions: Vec::new(), other: Some(other.clone()) });
                    }
                    Named::Hint(_) => {}
                }
                matched = name.end;
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
        if let Some(edition) = self.by_id.get(named) {
            return Some(Context::of(self, &Named::Editions(vec![*edition]), true));
        }
        let name = self.grammar.name_at(named, 0, |end| end == named.len())?;
        Some(Context::of(self, name.means, true))
    }

    /// These editions, current ones before former ones.
    fn newest_first(&self, list: &[usize]) -> impl Iterator<Item = usize> + use<> {
        let mut list = list.to_vec();
        list.sort_by_key(|e| self.editions[*e].role == Role::Former);
        list.into_iter()
    }
}
