//! What stands in records beside the columns that are read: names that are not used, and secrets that are dropped.

use rustc_hash::FxHashMap;

use super::document::{At, Document};
use super::path::quoted;
use crate::vocabulary::Vocabulary;

/// How many different names are told.
const MOST: usize = 500;

/// A name beside the columns that are read.
#[derive(Debug, PartialEq)]
pub(super) struct Leaf {
    /// Its path.
    pub(super) path: String,
    /// May it hold secrets?
    pub(super) secret: bool,
    /// In how many records something stands there.
    pub(super) count: usize,
}

/// What is known of a path.
#[derive(Clone, Copy)]
enum Class {
    /// It is read, or written out as a table of its own.
    Read,
    /// It is dropped.
    Secret(usize),
    /// Neither; and its place among the leaves once something stood there.
    Other(Option<usize>),
}

/// Looks through records.
pub(super) struct Leaves<'a> {
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    /// Paths that are read, in lower case and without signs of lists.
    read: Vec<String>,
    secrets: Vec<String>,
    known: FxHashMap<String, Class>,
    found: Vec<Leaf>,
    path: String,
}

/// A path as it is compared: what is one thing and what is a list of one are alike.
fn plain(path: &str) -> String {
    let end = path.find("{}").unwrap_or(path.len());
    path[..end].trim_end_matches(['#', '!']).replace("[]", "").to_lowercase()
}

impl<'a> Leaves<'a> {
    pub(super) fn new<'p>(
        document: &'a Document,
        vocabulary: &'a Vocabulary,
        read: impl Iterator<Item = &'p str>,
        secrets: impl Iterator<Item = &'p str>,
    ) -> Self {
        Self {
            document,
            vocabulary,
            read: read.map(plain).collect(),
            secrets: secrets.map(plain).collect(),
            known: FxHashMap::default(),
            found: Vec::new(),
            path: String::new(),
        }
    }

    /// Looks through a record.
    pub(super) fn add(&mut self, record: At) {
        self.path.clear();
        self.members(record);
    }

    pub(super) fn into_found(mut self) -> Vec<Leaf> {
        self.found.retain(|leaf| leaf.count > 0);
        self.found
    }

    fn members(&mut self, object: At) {
        let document = self.document;
        if let Some((key, value)) = self.pair(object) {
            let length = self.path.len();
            // `Tags[]` becomes `Tags[Key=Owner].Value`.
            if self.path.ends_with("[]") {
                self.path.truncate(length - 2);
                let (name, word) = (document.word(key.0), document.word(key.1));
                let whole = format!("{}[{}={}]", self.path, quoted(&name), quoted(&word));
                let before = std::mem::replace(&mut self.path, whole);
                self.named(value.0, value.1, Some(&word));
                self.path = before + "[]";
                return;
            }
        }
        for (key, value) in document.members(object) {
            self.named(key, value, None);
        }
    }

    /// An object that says a name in one member and its value in the other.
    fn pair(&self, object: At) -> Option<((At, At), (At, At))> {
        let mut members = self.document.members(object);
        let (first, second) = (members.next()?, members.next()?);
        let is = |key: At, name: &str| self.document.word(key).eq_ignore_ascii_case(name);
        let names = |key: At| is(key, "key") || is(key, "name");
        match (members.next(), names(first.0) && is(second.0, "value"), names(second.0) && is(first.0, "value")) {
            (None, true, _) => Some((first, second)),
            (None, _, true) => Some((second, first)),
            _ => None,
        }
    }

    fn named(&mut self, key: At, value: At, called: Option<&str>) {
        let document = self.document;
        let length = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        let name = document.word(key);
        self.path.push_str(&quoted(&name));
        self.value(called.unwrap_or(&name), value);
        self.path.truncate(length);
    }

    fn value(&mut self, name: &str, value: At) {
        let document = self.document;
        match self.class(name) {
            Class::Read => {}
            Class::Secret(leaf) => self.found[leaf].count += usize::from(self.is_filled(value)),
            Class::Other(leaf) => {
                if document.is_object(value) {
                    self.members(value);
                } else if document.is_list(value) && document.elements(value).any(|e| !self.is_scalar(e)) {
                    let length = self.path.len();
                    self.path.push_str("[]");
                    for element in document.elements(value) {
                        self.element(element);
                    }
                    self.path.truncate(length);
                } else if self.is_filled(value)
                    && let Some(leaf) = leaf.or_else(|| self.new_leaf(false).inspect(|leaf| self.place(*leaf)))
                {
                    self.found[leaf].count += 1;
                }
            }
        }
    }

    fn element(&mut self, element: At) {
        if self.document.is_object(element) {
            self.members(element);
        } else if self.document.is_list(element) {
            let inner: Vec<At> = self.document.elements(element).collect();
            inner.into_iter().for_each(|element| self.element(element));
        }
    }

    fn is_scalar(&self, at: At) -> bool {
        !self.document.is_object(at) && !self.document.is_list(at)
    }

    fn is_filled(&self, value: At) -> bool {
        if self.document.is_list(value) {
            self.document.elements(value).next().is_some()
        } else if self.document.is_object(value) {
            self.document.members(value).next().is_some()
        } else {
            !self.document.is_null(value) && !self.document.word(value).is_empty()
        }
    }

    fn class(&mut self, name: &str) -> Class {
        if let Some(class) = self.known.get(&self.path) {
            return *class;
        }
        let path = plain(&self.path);
        let below = |whole: &String| whole.strip_prefix(&path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let is_read = self.read.contains(&path);
        let may_be_secret = || self.vocabulary.holds_secrets(name) && !self.read.iter().any(below);
        // What a table of its own tells of secrets, such as their names, does not keep the secrets themselves.
        let class = if self.secrets.contains(&path) || !is_read && may_be_secret() {
            self.new_leaf(true).map_or(Class::Read, Class::Secret)
        } else if is_read {
            Class::Read
        } else {
            Class::Other(None)
        };
        if self.known.len() < MOST {
            self.known.insert(self.path.clone(), class);
        }
        class
    }

    fn new_leaf(&mut self, secret: bool) -> Option<usize> {
        // Beyond the most, secrets are counted together and other names are not told.
        let path = match self.found.len() {
            0..MOST => self.path.clone(),
            _ if secret => "(further names)".into(),
            _ => return None,
        };
        if let Some(at) = self.found.iter().position(|leaf| leaf.path == path) {
            return Some(at);
        }
        self.found.push(Leaf { path, secret, count: 0 });
        Some(self.found.len() - 1)
    }

    fn place(&mut self, leaf: usize) {
        if let Some(class) = self.known.get_mut(&self.path) {
            *class = Class::Other(Some(leaf));
        }
    }
}
