//! The grammars of all editions, compiled from their `[cite]` tables.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::names::{NameHit, Named, Names};
use super::pattern::{self, Gap, Hit, Index, Pattern};
use crate::catalog::cite::{Form, Letters, Needs, Others, Words};
use crate::catalog::{Catalog, Role};
use crate::pack::Problems;

/// Everything that can be recognised in a text.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    names: Names,
    forms: Vec<Written>,
    form_index: Index,
    /// For each edition: its items by the key of their id, and what an id can be part of.
    pub(super) items: Vec<FxHashMap<String, usize>>,
    /// For each edition: writings that no form covers, by their first character.
    literals: Vec<Vec<(Box<str>, usize)>>,
    pub(super) others: Vec<String>,
}

/// One way to write an id.
#[derive(Debug)]
pub(super) struct Written {
    /// The edition, or the document that is not carried.
    pub(super) of: Owner,
    pub(super) pattern: Pattern,
    id: Pattern,
    pub(super) needs: Needs,
    case: Letters,
    tight: bool,
    pub(super) firm: bool,
    pub(super) exact: bool,
    pub(super) rival: Option<String>,
    pub(super) uncarried: Option<String>,
}

/// Whose id it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Edition(usize),
    Other(usize),
}

/// An id found in a text.
#[derive(Debug, Clone)]
pub(super) struct IdHit<'g> {
    pub(super) of: Owner,
    /// The form; none for a literal.
    pub(super) form: Option<&'g Written>,
    pub(super) begin: usize,
    pub(super) hit: Hit,
    pub(super) key: String,
    pub(super) item: Option<usize>,
    pub(super) needs: Needs,
    /// Are only its last numbers written, behind another id of a list?
    pub(super) tail: bool,
}

impl IdHit<'_> {
    /// Is it written so that a missing id may be called so?
    pub(super) fn is_firm(&self) -> bool {
        self.form.is_some_and(|f| f.firm) && self.hit.gap == Gap::Same && self.hit.case == Letters::Upper
    }
}

impl Grammar {
    pub(crate) fn compile(editions: &[Catalog], others: &Others, problems: &mut Problems) -> Self {
        let mut out = Self { others: others.others.iter().map(|o| o.name.clone()).collect(), ..Self::default() };
        let mut names: BTreeMap<String, Named> = BTreeMap::new();
        for (i, catalog) in editions.iter().enumerate() {
            let file = format!("catalogs/{}.toml", catalog.id);
            for name in default_names(catalog).iter().chain(&catalog.cite.names) {
                match names.entry(name.clone()).or_insert_with(|| Named::Editions(Vec::new())) {
                    Named::Editions(list) if !list.contains(&i) => list.push(i),
                    _ => {}
                }
            }
            for name in &catalog.cite.hints {
                if let Named::Hint(list) = names.entry(name.clone()).or_insert_with(|| Named::Hint(Vec::new())) {
                    list.push(i);
                } else {
                    problems.of(&file, format!("`{name}` is a name and a hint"));
                }
            }
            for name in &catalog.cite.not {
                names.insert(name.clone(), Named::Other(pattern::in_full(name).unwrap_or_default()));
            }
            let mut items = FxHashMap::default();
            for (n, item) in catalog.items.iter().enumerate() {
                if items.insert(pattern::key(&item.id), n).is_some() {
                    problems.of(&file, format!("`{}` reads like another id of the file", item.id));
                }
            }
            out.items.push(items);
            for problem in unknown_words(catalog) {
                problems.of(&file, problem);
            }
            for form in &catalog.cite.forms {
                out.form(Owner::Edition(i), form, &catalog.cite.words, &file, problems);
            }
        }
        for (i, other) in others.others.iter().enumerate() {
            let file = "catalogs/others.toml";
            for name in &other.names {
                names.insert(name.clone(), Named::Other(other.name.clone()));
            }
            for id in &other.ids {
                let form = Form { write: vec![id.clone()], ..Form::default() };
                out.form(Owner::Other(i), &form, &other.words, file, problems);
            }
        }
        for (name, means) in names {
            match pattern::parse(&name, &BTreeMap::new()) {
                Ok(patterns) => {
                    for pattern in patterns {
                        out.names.add(&pattern, &means);
                    }
                }
                Err(why) => problems.of("catalogs", why),
            }
        }
        out.index();
        out.find_literals(editions);
        out
    }

    fn form(&mut self, of: Owner, form: &Form, words: &BTreeMap<String, Words>, file: &str, problems: &mut Problems) {
        for write in &form.write {
            let id = form.id.clone().map_or_else(|| pattern::in_full(write), Ok).unwrap_or_default();
            let (patterns, id) = match (pattern::parse(write, words), pattern::parse(&id, words)) {
                (Ok(patterns), Ok(mut id)) if id.len() == 1 => (patterns, id.remove(0)),
                (Ok(_), Ok(_)) => {
                    problems.of(file, format!("`{id}` is the id of a form and can have no optional part"));
                    continue;
                }
                (Err(why), _) | (_, Err(why)) => {
                    problems.of(file, why);
                    continue;
                }
            };
            if let (Owner::Edition(e), None) = (of, &form.uncarried)
                && !self.items[e].keys().any(|key| id.could_be(key))
            {
                problems.of(file, format!("`{write}` reads no id of the file; drop it, or say `uncarried`"));
            }
            for pattern in patterns {
                if pattern.captured() != id.captured() {
                    problems.of(file, format!("`{write}` and its id do not have the same number of parts"));
                    break;
                }
                self.forms.push(Written {
                    of,
                    pattern,
                    id: id.clone(),
                    needs: form.needs,
                    case: form.case,
                    tight: form.tight,
                    firm: form.firm,
                    exact: form.exact,
                    rival: form.rival.clone(),
                    uncarried: form.uncarried.clone(),
                });
            }
        }
    }

    fn index(&mut self) {
        for (i, form) in self.forms.iter().enumerate() {
            self.form_index.add(&form.pattern, i);
        }
    }

    /// Ids, tokens, labels and aliases that the forms of their edition do not read are kept as they are.
    fn find_literals(&mut self, editions: &[Catalog]) {
        self.literals = editions
            .iter()
            .enumerate()
            .map(|(e, catalog)| {
                let mut out: Vec<(Box<str>, usize)> = Vec::new();
                for (n, item) in catalog.items.iter().enumerate() {
                    let writings = [item.id.as_str(), item.token(), item.label()];
                    for text in writings.into_iter().chain(item.aliases.iter().map(String::as_str)) {
                        let read = self
                            .forms_at(text, 0)
                            .any(|h| h.of == Owner::Edition(e) && h.hit.end == text.len() && h.item == Some(n));
                        if !read && !out.iter().any(|(t, i)| &**t == text && *i == n) {
                            out.push((text.into(), n));
                        }
                    }
                }
                out.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
                out
            })
            .collect();
    }

    /// The longest name at a byte of a text that may end where it ends.
    pub(super) fn name_at(&self, text: &str, at: usize, may_end: impl Fn(usize) -> bool) -> Option<NameHit<'_>> {
        // `OWASP NHI-02` is the publisher's name and an id, not `OWASP NHI` and a number.
        let begins_id = |name: &NameHit<'_>| {
            self.forms_at(text, name.last).any(|id| {
                id.hit.end > name.end
                    && (id.hit.gap != Gap::Loose || text[name.end..id.hit.end].contains('#'))
                    && id.needs != Needs::Place
                    && matches!(id.of, Owner::Edition(_))
            })
        };
        let mut best = None;
        self.names.at(text, at, &mut |how, name| {
            let better = best.as_ref().is_none_or(|(b, _)| how > *b);
            if better && !continues(text, name.end) && may_end(name.end) && !begins_id(&name) {
                best = Some((how, name));
            }
        });
        best.map(|(_, name)| name)
    }

    /// Every way to read an id at a byte of a text.
    pub(super) fn forms_at<'g>(&'g self, text: &'g str, at: usize) -> impl Iterator<Item = IdHit<'g>> {
        self.form_index.at(text, at).filter_map(move |i| {
            let form = &self.forms[i];
            let hit = form.pattern.at(text, at)?;
            Some(self.read(form, at, hit))
        })
    }

    fn read<'g>(&'g self, form: &'g Written, begin: usize, hit: Hit) -> IdHit<'g> {
        let key = form.id.key(&hit.captures);
        let item = match form.of {
            Owner::Edition(e) if form.uncarried.is_none() => self.items[e].get(&key).copied(),
            _ => None,
        };
        let loose = hit.gap == Gap::Loose || (form.tight && hit.gap != Gap::Same) || hit.case < form.case;
        let needs = if loose { form.needs.max(Needs::Framework) } else { form.needs };
        IdHit { of: form.of, form: Some(form), begin, hit, key, item, needs, tail: false }
    }

    /// The item that a form's captures stand for.
    pub(super) fn item_of(&self, form: &Written, captures: &[Box<str>]) -> Option<usize> {
        match form.of {
            Owner::Edition(e) => self.items[e].get(&form.id.key(captures)).copied(),
            Owner::Other(_) => None,
        }
    }

    /// The key that a form's captures stand for.
    pub(super) fn key_of(form: &Written, captures: &[Box<str>]) -> String {
        form.id.key(captures)
    }

    /// A writing of an edition that no form reads.
    pub(super) fn literal_at(&self, edition: usize, text: &str, at: usize) -> Option<IdHit<'_>> {
        let (literal, item) = self.literals[edition]
            .iter()
            .find(|(l, _)| pattern::starts_with(&text[at..], l) && text.is_char_boundary(at + l.len()))?;
        let hit = Hit { end: at + literal.len(), ..Hit::at(at) };
        Some(IdHit {
            of: Owner::Edition(edition),
            form: None,
            begin: at,
            hit,
            key: pattern::key(literal),
            item: Some(*item),
            needs: Needs::Place,
            tail: false,
        })
    }
}

/// What a `[cite]` table names that its catalog does not have.
fn unknown_words(catalog: &Catalog) -> Vec<String> {
    let cite = &catalog.cite;
    let no_id = cite.same_wording.iter().filter(|id| catalog.item(id).is_none());
    let neither =
        cite.broad.iter().filter(|b| catalog.item(b).is_none() && !catalog.items.iter().any(|i| i.kind == **b));
    no_id
        .map(|id| format!("`same_wording` names `{id}`, which does not exist"))
        .chain(neither.map(|b| format!("`broad` names `{b}`, which is neither a kind nor an id")))
        .collect()
}

/// The names that an edition has without being told.
fn default_names(catalog: &Catalog) -> Vec<String> {
    let mut names = vec![catalog.id.clone()];
    if catalog.cite.names.is_empty() {
        names.push(catalog.short.clone());
        if catalog.role != Role::Former {
            names.push(catalog.name.clone());
        }
    }
    // Marks of the pattern language cannot stand in a name.
    names.retain(|n| !n.contains(['[', ']', '{', '}', '|', '<', '>', '#', '?']));
    names
}

/// Does a name go on behind this byte, so that it is another word or number?
fn continues(text: &str, end: usize) -> bool {
    let before = text[..end].chars().next_back().unwrap_or(' ');
    let mut rest = text[end..].chars();
    match (rest.next(), rest.next()) {
        (Some(c), _) if before.is_ascii_digit() && c.is_ascii_digit() => true,
        // `800-207-8050` is a telephone number.
        (Some('.' | '-'), Some(d)) if before.is_ascii_digit() && d.is_ascii_digit() => true,
        (Some(c), _) if c.is_alphabetic() => !c.is_uppercase(),
        (Some(c), _) => c.is_ascii_digit() && before.is_ascii_digit(),
        (None, _) => false,
    }
}
