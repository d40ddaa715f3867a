//! From what people write to one id of one edition.
//!
//! Canonical ids, tokens, official aliases and the common misspellings: other separators, leading zeros, a missing
//! year or colon, other letter case. Ranges, prose and meaning belong to a later room.

use super::{Catalog, Catalogs, FrameworkRef, Item, Role, Status};

/// How a written id was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Written as the framework writes it.
    Exact,
    /// Written otherwise.
    SpelledOtherwise,
}

/// What a written id resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The id.
    pub reference: FrameworkRef,
    /// How it was written.
    pub how: Resolution,
    /// Is it current in its edition?
    pub status: Status,
    /// The successors of a withdrawn id, in its own edition.
    pub successors: Vec<String>,
}

/// The letters and numbers of an id, without case, separators and leading zeros: `NHI-07` and `NHI7` are one.
fn key(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut kind = 0;
    for c in text.chars() {
        let now = if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        };
        if now != 0 {
            if now == kind {
                parts.last_mut().expect("a part was begun").extend(c.to_uppercase());
            } else {
                parts.push(c.to_uppercase().collect());
            }
        }
        kind = now;
    }
    for part in &mut parts {
        if part.starts_with('0') && part.len() > 1 {
            *part = part.trim_start_matches('0').to_owned();
        }
    }
    parts
}

impl Catalogs {
    /// Everything that a written id may mean: current ids of current editions first.
    ///
    /// The text may start with an edition's id or short name (`nist-csf-2.0:PR.AA-5`, `NIST CSF 2.0 PR.AA-5`).
    pub fn resolve(&self, written: &str) -> Vec<Resolved> {
        let written = written.trim();
        if let Some(reference) = FrameworkRef::parse(written)
            && let Some(catalog) = self.edition(&reference.edition)
        {
            return in_catalog(catalog, reference.item.trim());
        }
        for catalog in self.all() {
            if written.is_char_boundary(catalog.short.len())
                && written.len() > catalog.short.len()
                && written[..catalog.short.len()].eq_ignore_ascii_case(&catalog.short)
            {
                return in_catalog(catalog, written[catalog.short.len()..].trim());
            }
        }
        let mut found: Vec<Resolved> = self.all().iter().flat_map(|c| in_catalog(c, written)).collect();
        let rank = |r: &Resolved| {
            let role = self.edition(&r.reference.edition).map(|c| c.role);
            (
                r.how != Resolution::Exact,
                r.status != Status::Current,
                role != Some(Role::Main),
                role != Some(Role::Neighbour),
            )
        };
        found.sort_by_key(rank);
        found
    }
}

/// What an id may mean within one edition.
fn in_catalog(catalog: &Catalog, written: &str) -> Vec<Resolved> {
    let found = |item: &Item, how| Resolved {
        reference: FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() },
        how,
        status: item.status,
        successors: item.moved.clone(),
    };
    if let Some(item) = catalog.items.iter().find(|i| i.id == written || i.label() == written) {
        return vec![found(item, Resolution::Exact)];
    }
    let wanted = key(written);
    if wanted.is_empty() {
        return Vec::new();
    }
    let year: String = catalog.edition.chars().filter(char::is_ascii_digit).collect();
    catalog
        .items
        .iter()
        .filter(|item| {
            [item.id.as_str(), item.token(), item.label()]
                .into_iter()
                .chain(item.aliases.iter().map(String::as_str))
                .map(key)
                .any(|k| {
                    k == wanted || (k.len() == wanted.len() + 1 && k.last() == Some(&year) && k.starts_with(&wanted))
                })
        })
        .map(|item| found(item, Resolution::SpelledOtherwise))
        .collect()
}

/// Shim until the resolver lands.
pub struct Citation {
    /// The answer.
    pub answer: Answer,
}
/// Shim.
pub struct Successor {
    /// r
    pub reference: FrameworkRef,
}
/// Shim.
pub enum Answer {
    /// x
    Exact(FrameworkRef),
    /// y
    Withdrawn {
        /// r
        reference: FrameworkRef,
        /// s
        successors: Vec<Successor>,
    },
    /// z
    ChangedMeaning {
        /// r
        reference: FrameworkRef,
        /// f
        former: FrameworkRef,
    },
}
impl Answer {
    /// m
    pub fn means(&self) -> &[FrameworkRef] {
        match self {
            Self::Exact(r) => std::slice::from_ref(r),
            _ => &[],
        }
    }
    /// k
    pub fn kind(&self) -> &'static str {
        "x"
    }
    /// s
    pub fn says(&self, _: &Catalogs) -> String {
        String::new()
    }
}
impl Catalogs {
    /// c
    pub fn citations(&self, text: &str, _: Option<&str>) -> Vec<Citation> {
        text.split([',', ';'])
            .filter_map(|t| {
                let r = self.resolve(t).into_iter().next()?;
                Some(Citation {
                    answer: if r.status == Status::Current {
                        Answer::Exact(r.reference)
                    } else {
                        let edition = if r.reference.edition == "nist-csf-1.1" {
                            "nist-csf-2.0".to_owned()
                        } else {
                            r.reference.edition.clone()
                        };
                        Answer::Withdrawn {
                            successors: r
                                .successors
                                .iter()
                                .map(|s| Successor {
                                    reference: FrameworkRef { edition: edition.clone(), item: s.clone() },
                                })
                                .collect(),
                            reference: r.reference,
                        }
                    },
                })
            })
            .collect()
    }
}
