//! How people write an edition's name and its ids: the `[cite]` table of a catalog file.
//!
//! Names and ids are given as patterns in a small language:
//!
//! | in a pattern | stands for |
//! |---|---|
//! | letters, digits, `§` | themselves, in any letter case |
//! | `#` | a number of one or two digits, leading zero or not, or a number in words after a word |
//! | `##`, `###` | a number of exactly so many digits |
//! | `#th` | an ordinal, in digits or words |
//! | `??` | so many letters |
//! | `<name>` | one of the words listed under `[cite.words]` as `name` |
//! | `[...]` | may be missing |
//! | `{a\|b}`, `[a\|b]` | one of these |
//! | space and punctuation | what stands between in the canonical writing; texts may vary it |

use std::collections::BTreeMap;

use serde::Deserialize;

/// How an edition and its ids are written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cite {
    /// Patterns of what people call the framework. A name that two editions list leaves the edition open.
    #[serde(default)]
    pub names: Vec<String>,
    /// Patterns of names that say no more than the publisher, and help to choose between editions.
    #[serde(default)]
    pub hints: Vec<String>,
    /// Patterns of names that look alike and mean another document or an edition that is not carried.
    #[serde(default)]
    pub not: Vec<String>,
    /// Words that stand in ids.
    #[serde(default)]
    pub words: BTreeMap<String, Words>,
    /// Kinds of items, or single ids, that are too broad to be cited where an item is meant.
    #[serde(default)]
    pub broad: Vec<String>,
    /// Does the catalog carry a selection, so that an id it lacks may well exist?
    #[serde(default)]
    pub selection: bool,
    /// Ids whose wording lived on unchanged in the succeeding edition.
    #[serde(default)]
    pub same_wording: Vec<String>,
    /// What to say when an id does not exist here: one clause, such as `it has seven layers and no controls`.
    pub has: Option<String>,
    /// The ways to write an id.
    #[serde(default, rename = "form")]
    pub forms: Vec<Form>,
}

/// Words of one place in an id.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// Each stands for itself.
    Plain(Vec<String>),
    /// What each stands for, and how it may be written.
    Written(BTreeMap<String, Vec<String>>),
}

/// One way to write ids.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The patterns.
    pub write: Vec<String>,
    /// The id that they stand for, as a pattern over the same parts; where absent, the pattern itself with its optional
    /// parts.
    pub id: Option<String>,
    /// What must stand around it before it counts.
    #[serde(default)]
    pub needs: Needs,
    /// The letter case in which it counts without its framework.
    #[serde(default)]
    pub case: Letters,
    /// Does it count without its framework only with the separators of the pattern?
    #[serde(default)]
    pub tight: bool,
    /// Is it so distinct that an id of this form that does not exist may be called so without its framework?
    #[serde(default)]
    pub firm: bool,
    /// Is this writing as good as the canonical one?
    #[serde(default)]
    pub exact: bool,
    /// A document that is not carried and writes ids like this with other meanings: without the edition's name, the
    /// id is ambiguous.
    pub rival: Option<String>,
    /// What an id of this form is, where the catalog carries none of them: `a suggested action`.
    pub uncarried: Option<String>,
}

/// What must stand around an id before it counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Needs {
    /// It is distinct by itself.
    Nothing,
    /// Its framework, named in the sentence or by the surroundings.
    #[default]
    Framework,
    /// Its framework, named directly before it or directly after it.
    Place,
}

/// A letter case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letters {
    /// Any.
    #[default]
    Any,
    /// A capital first.
    Capital,
    /// Capitals only.
    Upper,
}

/// Documents and id systems that are not carried, so that their names and ids are not taken for others: the file
/// `catalogs/others.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Others {
    /// The documents.
    #[serde(default, rename = "other")]
    pub others: Vec<Other>,
}

/// One document that is not carried.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Other {
    /// Its name, as said to the reader.
    pub name: String,
    /// Patterns of its names.
    #[serde(default)]
    pub names: Vec<String>,
    /// Words that stand in its ids.
    #[serde(default)]
    pub words: BTreeMap<String, Words>,
    /// Patterns of its ids.
    #[serde(default)]
    pub ids: Vec<String>,
}
