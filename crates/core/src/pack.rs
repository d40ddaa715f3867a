//! The pack: everything that nhimap knows, as an argument of the core.
//!
//! A pack is a set of small text files by path (`catalogs/nist-csf-2.0.toml`, `checks/credential-not-rotated/check.toml`,
//! `policy.toml`, `vocabulary/headers.toml`, `exports/…`). One loader reads the shipped pack and an organisation's own
//! files laid over it. All problems of all files are reported at once.

mod from_toml;

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::assess::mirror::{self, Figure};
use crate::catalog::Catalogs;
use crate::catalog::crosswalk::Crosswalk;
use crate::checks::Check;
use crate::citations::terms::Terms;
use crate::intake::exports::Export;
use crate::policy::Policy;
use crate::vocabulary::Vocabulary;

/// The files of a pack, by path with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct PackFiles {
    files: BTreeMap<String, String>,
}

impl PackFiles {
    /// Files by path.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self { files: files.into_iter().map(|(p, t)| (p.into(), t.into())).collect() }
    }

    /// Lays one file over the pack, in place of one with the same path.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// Files below a folder, in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(p, _)| p.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
            .map(|(p, t)| (p.as_str(), t.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// SHA-256 over all paths and texts, in the order of the paths.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            for part in [path, text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        crate::hex(&hash.finalize())
    }
}

/// A problem of one file of a pack, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// The file's path in the pack.
    pub file: String,
    /// Line and column, both from 1, where they are known.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and the remedy.
    pub message: String,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Why a pack could not be used: every problem of every file.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PackError {
    /// The problems, by file.
    pub problems: Vec<PackProblem>,
}

/// Collects problems while files are read.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    pub(crate) list: Vec<PackProblem>,
}

impl Problems {
    /// A problem of a file, at a byte of its text.
    pub(crate) fn at(&mut self, file: &str, text: &str, byte: usize, message: impl Into<String>) {
        self.list.push(PackProblem {
            file: file.into(),
            place: Some(line_column(text, byte)),
            message: message.into(),
        });
    }

    /// A problem of a whole file.
    pub(crate) fn of(&mut self, file: &str, message: impl Into<String>) {
        self.list.push(PackProblem { file: file.into(), place: None, message: message.into() });
    }

    /// Parses a file, or notes why it cannot be.
    pub(crate) fn toml<T: serde::de::DeserializeOwned>(&mut self, file: &str, text: &str) -> Option<T> {
        match from_toml::from_toml(text) {
            Ok(value) => Some(value),
            Err(error) => {
                match error.span {
                    Some(span) => self.at(file, text, span.start, error.message),
                    None => self.of(file, error.message),
                }
                None
            }
        }
    }
}

/// Line and column, both from 1, of a byte of a text.
pub(crate) fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..byte.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}

/// Everything that nhimap knows, read and checked.
#[derive(Debug)]
pub struct Pack {
    /// Framework editions.
    pub catalogs: Catalogs,
    /// How their ids relate to each other.
    pub crosswalk: Crosswalk,
    /// People's words for the items of the editions.
    pub terms: Terms,
    /// The checks, by id.
    pub checks: Vec<Check>,
    /// Thresholds and assumptions.
    pub policy: Policy,
    /// Header and value words.
    pub vocabulary: Vocabulary,
    /// Known exports.
    pub exports: Vec<Export>,
    /// Published figures.
    pub mirror: Vec<Figure>,
    /// SHA-256 over all files.
    pub digest: String,
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// Every problem of every file, with line and column where it has one.
    pub fn load(files: &PackFiles) -> Result<Self, PackError> {
        let mut problems = Problems::default();
        let catalogs = Catalogs::load(files, &mut problems);
        let crosswalk = Crosswalk::load(files, &catalogs, &mut problems);
        let terms = Terms::load(files, &catalogs, &mut problems);
        let policy = Policy::load(files, &mut problems);
        let vocabulary = Vocabulary::load(files, &mut problems);
        let exports = Export::load_all(files, &mut problems);
        let checks = Check::load_all(files, &catalogs, &policy, &mut problems);
        let mirror = mirror::load(files, &checks, &mut problems);
        if problems.list.is_empty() {
            let digest = files.digest();
            Ok(Self { catalogs, crosswalk, terms, checks, policy, vocabulary, exports, mirror, digest })
        } else {
            Err(PackError { problems: problems.list })
        }
    }

    /// What is wrong with a check that somebody writes, beside those of this pack.
    pub fn check_problems(&self, id: &str, text: &str) -> Vec<PackProblem> {
        let files = PackFiles::new([(format!("checks/{id}/check.toml"), text)]);
        let known: Vec<&str> = self.checks.iter().map(|c| c.id.as_str()).chain([id]).collect();
        let mut problems = Problems::default();
        Check::load_known(&files, &known, &self.catalogs, &self.policy, &mut problems);
        problems.list
    }

    /// The check with this id.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|c| c.id == id)
    }
}
