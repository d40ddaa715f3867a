//! Framework editions: their ids, official titles, withdrawals, and what inputs of this kind can say about each.

pub mod cite;
pub mod crosswalk;
mod overlay;
mod resolve;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use overlay::{Difference, Overlay, OverlayFile};
pub use resolve::{Answer, Citation, NamedFramework, Resolution, Resolved, Successor};

use crate::pack::{PackFiles, Problems};
use cite::{Cite, Others};
use resolve::Grammar;

/// One id in one framework edition: `nist-csf-2.0:PR.AA-05`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameworkRef {
    /// The edition's id.
    pub edition: String,
    /// The item's id in it.
    pub item: String,
}

impl FrameworkRef {
    /// Reads `edition:item`; the item may hold colons itself (`owasp-nhi-2025:NHI7:2025`).
    pub fn parse(text: &str) -> Option<Self> {
        let (edition, item) = text.split_once(':')?;
        (!edition.is_empty() && !item.is_empty()).then(|| Self { edition: edition.into(), item: item.into() })
    }
}

impl fmt::Display for FrameworkRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.edition, self.item)
    }
}

impl Serialize for FrameworkRef {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FrameworkRef {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("a reference is written like `nist-csf-2.0:PR.AA-05`"))
    }
}

impl schemars::JsonSchema for FrameworkRef {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FrameworkRef".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[a-z0-9.-]+:.+$" })
    }
}

/// Is an edition assessed, kept for old citations, or only listed beside?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// One of the five that results are given for.
    Main,
    /// An earlier edition.
    Former,
    /// Findings are listed under it, without a result.
    Neighbour,
    /// Only a crosswalk leads to it.
    Linked,
}

/// What a gap means in a framework of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// An outcome to reach (CSF).
    Outcome,
    /// A risk to avoid (OWASP).
    Risk,
    /// A process of the organisation (AI RMF).
    Process,
    /// An architecture to approach (SP 800-207).
    Architecture,
    /// A layer where findings lie (MAESTRO).
    Layer,
    /// A control of a neighbour.
    Control,
}

/// What inputs of this kind can say about a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Speaks {
    /// Identity, credential, leak and other rows can count against it.
    Rows,
    /// Only control and evidence rows can speak.
    Claims,
    /// Outside these inputs.
    Neither,
}

/// One id of an edition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The id that references use.
    pub id: String,
    /// An id safe for machines, where the id itself is not.
    pub token: Option<String>,
    /// The official locator, where the id is ours.
    pub label: Option<String>,
    /// Function, category, risk, tenet, ...
    pub kind: String,
    /// The id above it.
    pub parent: Option<String>,
    /// The official short title, where one exists.
    pub title: Option<String>,
    /// Is it current, or withdrawn?
    #[serde(default)]
    pub status: Status,
    /// Where a withdrawn id went; all successors.
    #[serde(default)]
    pub moved: Vec<String>,
    /// The relation to each successor, in the publisher's words.
    #[serde(default)]
    pub moved_how: Vec<String>,
    /// Who says so, where it differs from the edition's source.
    #[serde(default)]
    pub moved_source: Vec<String>,
    /// Official other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Is the id ours rather than the publisher's?
    #[serde(default)]
    pub ours: bool,
    /// What inputs of this kind can say about it.
    pub speaks: Option<Speaks>,
    /// Why.
    pub speaks_why: Option<String>,
    /// Its source, where it differs from the edition's.
    pub source: Option<String>,
    /// What it asks, in our own words.
    pub description: Option<String>,
    /// The publisher's text, from a file of the user's; no pack carries any.
    pub statement: Option<String>,
}

/// Is an id current?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In force in this edition.
    #[default]
    Current,
    /// Withdrawn by this edition.
    Withdrawn,
}

/// One framework edition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalog {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The short form shown before a label.
    pub short: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// When, year and month.
    pub published: Option<String>,
    /// How it is used here.
    pub role: Role,
    /// The kind of item that results are given for.
    pub unit: String,
    /// What a gap means.
    pub reading: Reading,
    /// Whose ids they are.
    pub ids: String,
    /// Where ids, titles and links were read.
    pub source: String,
    /// Licence of ids and titles.
    pub licence: String,
    /// What a reader must know.
    pub note: Option<String>,
    /// How people write its name and ids.
    #[serde(default)]
    pub cite: Cite,
    /// The ids in the framework's order, withdrawn ones last.
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

impl Item {
    /// The id as the publisher would cite it.
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.id)
    }

    /// The id for machines.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or(&self.id)
    }
}

impl Catalog {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The items that results are given for, in the framework's order.
    pub fn units(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| i.kind == self.unit && i.status == Status::Current)
    }

    /// The name that says which framework and edition it is: `NIST CSF 2.0`.
    pub fn title(&self) -> &str {
        let publisher = |hint: &String| hint.split(' ').next() == Some(&self.short);
        if self.cite.hints.iter().any(publisher) { &self.name } else { &self.short }
    }

    /// `NIST CSF 2.0 PR.AA-05`, `OWASP NHI7:2025`, `SP 800-207 section 2.1, tenet 4`.
    pub fn cite(&self, item: &Item) -> String {
        format!("{} {}", self.short, item.label())
    }
}

/// All editions of a pack.
#[derive(Debug, Default)]
pub struct Catalogs {
    editions: Vec<Catalog>,
    by_id: BTreeMap<String, usize>,
    others: Others,
    grammar: Grammar,
}

/// The order in which the editions are shown; others follow by name.
const ORDER: [&str; 5] = ["owasp-nhi-2025", "nist-csf-2.0", "nist-sp-800-207", "nist-ai-rmf-1.0", "csa-maestro"];

/// The file of documents that are named and not carried.
const OTHERS: &str = "catalogs/others.toml";

impl Catalogs {
    /// Reads the files below `catalogs/`.
    pub(crate) fn load(files: &PackFiles, problems: &mut Problems) -> Self {
        let mut editions: Vec<Catalog> = Vec::new();
        let mut others = Others::default();
        for (path, text) in files.below("catalogs") {
            if path == OTHERS {
                others = problems.toml(path, text).unwrap_or_default();
                continue;
            }
            if let Some(catalog) = problems.toml::<Catalog>(path, text) {
                check_catalog(path, &catalog, problems);
                for item in catalog.items.iter().filter(|i| i.statement.is_some()) {
                    let why = "the publisher's text belongs in a file of its user's";
                    problems.of(path, format!("`{}` has a statement; {why}", item.id));
                }
                editions.push(catalog);
            }
        }
        editions.sort_by_key(|c| (ORDER.iter().position(|id| *id == c.id).unwrap_or(ORDER.len()), c.id.clone()));
        let by_id = editions.iter().enumerate().map(|(i, c)| (c.id.clone(), i)).collect();
        let grammar = Grammar::compile(&editions, &others, problems);
        let out = Self { editions, by_id, others, grammar };
        out.check_successors(problems);
        out
    }

    fn check_successors(&self, problems: &mut Problems) {
        for catalog in &self.editions {
            for item in &catalog.items {
                for target in &item.moved {
                    let known = match FrameworkRef::parse(target).filter(|r| self.by_id.contains_key(&r.edition)) {
                        Some(reference) => self.item(&reference).is_some(),
                        None => catalog.item(target).is_some(),
                    };
                    if !known {
                        problems.of(
                            &format!("catalogs/{}.toml", catalog.id),
                            format!("`{}` moved to `{target}`, which does not exist", item.id),
                        );
                    }
                }
            }
        }
    }

    /// All editions, the five main ones first.
    pub fn all(&self) -> &[Catalog] {
        &self.editions
    }

    /// The five that results are given for.
    pub fn main(&self) -> impl Iterator<Item = &Catalog> {
        self.editions.iter().filter(|c| c.role == Role::Main)
    }

    /// The edition with this id.
    pub fn edition(&self, id: &str) -> Option<&Catalog> {
        self.by_id.get(id).map(|i| &self.editions[*i])
    }

    /// The item of a reference.
    pub fn item(&self, reference: &FrameworkRef) -> Option<&Item> {
        self.edition(&reference.edition)?.item(&reference.item)
    }

    /// A reference as people cite it.
    pub fn cite(&self, reference: &FrameworkRef) -> String {
        match (self.edition(&reference.edition), self.item(reference)) {
            (Some(catalog), Some(item)) => catalog.cite(item),
            _ => reference.to_string(),
        }
    }
}

/// Problems that one catalog can have by itself.
fn check_catalog(path: &str, catalog: &Catalog, problems: &mut Problems) {
    let mut seen = std::collections::BTreeSet::new();
    let mut tokens = std::collections::BTreeSet::new();
    for item in &catalog.items {
        if !seen.insert(&item.id) {
            problems.of(path, format!("`{}` stands twice", item.id));
        }
        if !is_token(item.token()) {
            problems.of(path, format!("`{}` is not token-safe; give it a `token`", item.id));
        } else if !tokens.insert(item.token()) {
            problems.of(path, format!("the token `{}` stands twice", item.token()));
        }
        if !item.moved_how.is_empty() && item.moved_how.len() != item.moved.len() {
            problems.of(path, format!("`{}` needs one `moved_how` for each `moved`", item.id));
        }
    }
    for item in &catalog.items {
        if let Some(parent) = &item.parent
            && !seen.contains(parent)
        {
            problems.of(path, format!("`{}` stands under `{parent}`, which does not exist", item.id));
        }
    }
}

/// Does an id match OSCAL's token rule?
fn is_token(id: &str) -> bool {
    let mut chars = id.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}
