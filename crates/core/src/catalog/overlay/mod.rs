//! A user's own copy of a catalog, laid over ours: the publisher's statements, or a framework that we do not carry.
//!
//! What the file says is shown as the file's; where it disagrees with ours, both are told and ours stays.

mod oscal;
mod own;

use std::collections::BTreeSet;
use std::fmt;

use super::cite::Cite;
use super::resolve::Grammar;
use super::{Catalog, Catalogs, Item, Reading, Role, Status, is_token};
use crate::pack::{PackError, Problems};

/// A file to lay over the catalogs.
#[derive(Debug, Clone, Copy)]
pub struct OverlayFile<'a> {
    /// Its name, for messages and as the source of what it adds.
    pub name: &'a str,
    /// An OSCAL catalog as JSON, or a catalog of our own form as TOML.
    pub text: &'a str,
    /// The edition that it is, where the user says so.
    pub edition: Option<&'a str>,
}

/// What a file added, and where it disagrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlay {
    /// The file.
    pub file: String,
    /// The edition that it was read as.
    pub edition: String,
    /// Is that an edition that we do not carry?
    pub new: bool,
    /// How many ids the file has.
    pub ids: usize,
    /// How many of them have a statement.
    pub statements: usize,
    /// Where it disagrees with ours: ids, then titles, then status, each in the order of the file or the catalog.
    pub differences: Vec<Difference>,
}

/// One place where a file and our catalog disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The file has an id that we do not carry; it was added.
    OnlyThere {
        /// The id.
        id: String,
    },
    /// We carry an id that the file does not have.
    OnlyHere {
        /// The id.
        id: String,
    },
    /// Both have the id, with other titles.
    Title {
        /// The id.
        id: String,
        /// Ours; empty where we carry none.
        ours: String,
        /// The file's.
        theirs: String,
    },
    /// One says that the id is withdrawn and the other does not.
    Status {
        /// The id.
        id: String,
        /// Ours.
        ours: Status,
        /// The file's.
        theirs: Status,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |status: &Status| match status {
            Status::Current => "current",
            Status::Withdrawn => "withdrawn",
        };
        match self {
            Self::OnlyThere { id } => write!(f, "{id} is only in the file"),
            Self::OnlyHere { id } => write!(f, "{id} is not in the file"),
            Self::Title { id, ours, theirs } if ours.is_empty() => {
                write!(f, "{id} has no title here, and `{theirs}` in the file")
            }
            Self::Title { id, ours, theirs } => write!(f, "{id} is `{ours}` here, and `{theirs}` in the file"),
            Self::Status { id, ours, theirs } => {
                write!(f, "{id} is {} here, and {} in the file", word(ours), word(theirs))
            }
        }
    }
}

/// A catalog as a file tells it.
struct Told {
    /// Its title, with which it names its edition.
    title: String,
    publisher: Option<String>,
    version: String,
    entries: Vec<Entry>,
}

/// One id as a file tells it.
struct Entry {
    /// The id, as the publisher labels it.
    id: String,
    /// Other ways in which the file writes it.
    others: Vec<String>,
    /// An id safe for machines.
    token: Option<String>,
    kind: String,
    parent: Option<String>,
    title: Option<String>,
    /// Empty where the file does not say.
    status: Option<Status>,
    statement: Option<String>,
    /// A heading over ids, which a catalog may leave out.
    heading: bool,
}

impl Catalogs {
    /// Lays a user's catalog over ours, and tells what it adds and where the two disagree.
    ///
    /// A file whose ids and title are those of an edition that we carry adds its statements and the ids that we lack;
    /// any other file becomes an edition of its own. Titles and status of ours stay as they are.
    ///
    /// # Errors
    /// Where the file cannot be read as a catalog, or does not say which edition it is.
    pub fn overlay(&mut self, file: OverlayFile<'_>) -> Result<Overlay, PackError> {
        let mut problems = Problems::default();
        let done = if file.text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
            oscal::read(file, &mut problems).and_then(|told| self.lay_told(file, told, &mut problems))
        } else {
            self.lay_own(file, &mut problems)
        };
        match done {
            Some(overlay) if problems.list.is_empty() => {
                // New ids and editions are cited like ours.
                self.grammar = Grammar::compile(&self.editions, &self.others, &mut problems);
                if problems.list.is_empty() { Ok(overlay) } else { Err(PackError { problems: problems.list }) }
            }
            _ => Err(PackError { problems: problems.list }),
        }
    }

    fn lay_told(&mut self, file: OverlayFile<'_>, told: Told, problems: &mut Problems) -> Option<Overlay> {
        let edition = match file.edition {
            Some(edition) => edition.to_owned(),
            None => self.recognise(&told).map_err(|message| problems.of(file.name, message)).ok()?,
        };
        if self.edition(&edition).is_some() {
            return Some(self.amend(file.name, &edition, told.entries));
        }
        if edition.is_empty()
            || !edition.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c))
        {
            problems.of(file.name, format!("`{edition}` cannot be an edition's id; use a-z, 0-9, `.` and `-`"));
            return None;
        }
        let catalog = told.into_catalog(edition, file.name);
        self.add(catalog, file.name, problems)
    }

    /// Which of our editions a file is; a name of its own where it is none of them.
    fn recognise(&self, told: &Told) -> Result<String, String> {
        /// With fewer ids in common, two catalogs may share them by chance.
        const LEAST: usize = 3;
        let ids = told.entries.iter().filter(|e| !e.heading).count();
        let best = self
            .all()
            .iter()
            .map(|c| (told.entries.iter().filter(|e| !e.heading && find(c, e).is_some()).count(), c))
            .filter(|(common, c)| *common >= LEAST && 2 * common >= ids.min(c.items.len()))
            .max_by_key(|(common, c)| (*common, std::cmp::Reverse(&c.id)));
        let own = slug(&told.title);
        match best {
            Some((_, catalog)) if names(&told.title, &catalog.edition) => Ok(catalog.id.clone()),
            Some((_, catalog)) => Err(format!(
                "its ids are those of `{0}`, and its title `{1}` does not name that edition; \
                 if it is, write `{0}=FILE`, otherwise a name of your own before the `=`",
                catalog.id, told.title
            )),
            None if own.is_empty() || self.edition(&own).is_some() => {
                Err("it does not say which framework it is; write a name before it: `my-framework=FILE`".into())
            }
            None => Ok(own),
        }
    }

    /// Adds what a file says of an edition that we carry.
    fn amend(&mut self, file: &str, edition: &str, entries: Vec<Entry>) -> Overlay {
        let at = self.by_id[edition];
        let catalog = &mut self.editions[at];
        let mut out = Overlay {
            file: file.to_owned(),
            edition: edition.to_owned(),
            new: false,
            ids: 0,
            statements: 0,
            differences: Vec::new(),
        };
        let (mut titles, mut states, mut met) = (Vec::new(), Vec::new(), BTreeSet::new());
        for entry in entries {
            let found = find(catalog, &entry);
            if found.is_none() && entry.heading {
                continue;
            }
            out.ids += 1;
            out.statements += usize::from(entry.statement.is_some());
            let Some(place) = found else {
                out.differences.push(Difference::OnlyThere { id: entry.id.clone() });
                met.insert(entry.id.clone());
                catalog.items.push(entry.into_item(catalog, file));
                continue;
            };
            let item = &mut catalog.items[place];
            met.insert(item.id.clone());
            if let Some(theirs) = entry.title.filter(|t| !same_words(t, item.title.as_deref().unwrap_or_default())) {
                let ours = item.title.clone().unwrap_or_default();
                titles.push(Difference::Title { id: item.id.clone(), ours, theirs });
            }
            if let Some(theirs) = entry.status.filter(|s| *s != item.status) {
                states.push(Difference::Status { id: item.id.clone(), ours: item.status, theirs });
            }
            if entry.statement.is_some() {
                item.statement = entry.statement;
            }
        }
        let missing = catalog.items.iter().filter(|i| !met.contains(&i.id));
        out.differences.extend(missing.map(|i| Difference::OnlyHere { id: i.id.clone() }));
        out.differences.extend(titles);
        out.differences.extend(states);
        out
    }

    /// Adds an edition that we do not carry.
    fn add(&mut self, catalog: Catalog, file: &str, problems: &mut Problems) -> Option<Overlay> {
        super::check_catalog(file, &catalog, problems);
        if !problems.list.is_empty() {
            return None;
        }
        let overlay = Overlay {
            file: file.to_owned(),
            edition: catalog.id.clone(),
            new: true,
            ids: catalog.items.len(),
            statements: catalog.items.iter().filter(|i| i.statement.is_some()).count(),
            differences: Vec::new(),
        };
        self.by_id.insert(catalog.id.clone(), self.editions.len());
        self.editions.push(catalog);
        Some(overlay)
    }
}

/// The place of the item that an entry means.
fn find(catalog: &Catalog, entry: &Entry) -> Option<usize> {
    let written = || std::iter::once(&entry.id).chain(&entry.others).chain(&entry.token);
    catalog.items.iter().position(|i| written().any(|w| *w == i.id)).or_else(|| {
        catalog.items.iter().position(|i| written().any(|w| w.eq_ignore_ascii_case(i.token()) || w == i.label()))
    })
}

/// Does a title name an edition: hold each number of it, to any further place? `Rev 5.1.1` names `Revision 5`.
fn names(title: &str, edition: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_ascii_digit() && c != '.')
            .map(|n| n.trim_matches('.').to_owned())
            .filter(|n| !n.is_empty())
            .collect()
    };
    let there = numbers(title);
    numbers(edition).iter().all(|n| there.iter().any(|t| t == n || t.starts_with(&format!("{n}."))))
}

/// A title as an edition's id.
fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').map(|w| w.trim_matches('.'));
    words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

/// Titles that differ in letter case and spacing only are one.
fn same_words(one: &str, other: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    words(one) == words(other)
}

impl Told {
    fn into_catalog(self, id: String, file: &str) -> Catalog {
        let mut catalog = Catalog {
            id,
            name: self.title.clone(),
            short: self.title,
            edition: self.version,
            publisher: self.publisher.unwrap_or_else(|| "not named in the file".into()),
            published: None,
            role: Role::Neighbour,
            unit: String::new(),
            reading: Reading::Control,
            ids: "official".into(),
            source: file.to_owned(),
            licence: "as its publisher says; read from the user's file".into(),
            note: None,
            cite: Cite::default(),
            items: Vec::new(),
        };
        for entry in self.entries {
            let item = entry.into_item(&catalog, file);
            catalog.items.push(item);
        }
        catalog
    }
}

impl Entry {
    fn into_item(self, catalog: &Catalog, file: &str) -> Item {
        Item {
            token: self.token.filter(|t| !is_token(&self.id) && is_token(t)),
            parent: self.parent.filter(|p| catalog.item(p).is_some()),
            id: self.id,
            label: None,
            kind: self.kind,
            title: self.title,
            status: self.status.unwrap_or_default(),
            moved: Vec::new(),
            moved_how: Vec::new(),
            moved_source: Vec::new(),
            aliases: Vec::new(),
            ours: false,
            speaks: None,
            speaks_why: None,
            source: Some(file.to_owned()),
            description: None,
            statement: self.statement,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_names_an_edition_by_all_its_numbers() {
        for (title, edition, expected) in [
            ("NIST Special Publication 800-53 Revision 5: Controls", "Revision 5", true),
            ("NIST SP 800-53 Rev 5.1.1 HIGH IMPACT BASELINE", "Revision 5", true),
            ("NIST Special Publication 800-53 Revision 4: Controls", "Revision 5", false),
            ("NIST Cybersecurity Framework 2.0", "2.0", true),
            ("NIST Cybersecurity Framework", "2.0", false),
        ] {
            assert_eq!(names(title, edition), expected, "{title}");
        }
    }

    #[test]
    fn a_title_becomes_an_id() {
        assert_eq!(slug("Acme: Minimum Controls, v. 1.2"), "acme-minimum-controls-v-1.2");
    }
}
