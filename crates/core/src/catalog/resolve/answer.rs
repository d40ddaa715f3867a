//! What a citation means, and how to say it.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::{Catalogs, FrameworkRef};

/// One citation in a text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Citation {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// The edition that the text or the surroundings name; the newest one where the name leaves it open.
    pub framework: Option<String>,
    /// What it means.
    pub answer: Answer,
    /// Is the span shared with other citations, as within `PR.AA-01..05`? Then it cannot be rewritten by itself.
    pub shared: bool,
}

/// What a citation means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answer {
    /// An id, written as its publisher does.
    Exact {
        /// The id.
        reference: FrameworkRef,
    },
    /// An id, written otherwise.
    SpelledOtherwise {
        /// The id.
        reference: FrameworkRef,
        /// As its publisher writes it.
        canonical: String,
    },
    /// An id that is withdrawn, or whose edition is superseded.
    Withdrawn {
        /// The id.
        reference: FrameworkRef,
        /// Where it went: everything that every source says.
        successors: Vec<Successor>,
    },
    /// An id of another framework or edition than the one named.
    OtherFramework {
        /// The edition that is named.
        named: String,
        /// Where the id exists.
        reference: FrameworkRef,
        /// Where it went, if it is withdrawn there.
        successors: Vec<Successor>,
    },
    /// An id of a former edition that the current one has too.
    OtherEdition {
        /// The id in the current edition.
        reference: FrameworkRef,
        /// The id in the former edition.
        former: FrameworkRef,
        /// Does it say something else now?
        reworded: bool,
        /// Where parts of it went besides.
        also: Vec<Successor>,
    },
    /// A whole document, a function or a category, where an item is meant.
    TooBroad {
        /// The edition.
        edition: String,
        /// The function or category; none for the whole document.
        item: Option<FrameworkRef>,
        /// The ids directly below that could be cited instead, as far as they are carried.
        parts: Vec<FrameworkRef>,
    },
    /// Several ids it may be.
    Ambiguous {
        /// The ids.
        candidates: Vec<FrameworkRef>,
        /// Documents that are not carried and use this id.
        others: Vec<String>,
    },
    /// No id of the framework.
    NoSuchId {
        /// The edition that should have it.
        edition: Option<String>,
        /// The nearest id that exists.
        nearest: Option<FrameworkRef>,
        /// Why it is none: a clause.
        why: String,
    },
    /// An id that may exist, in a part of the framework that the catalog does not carry. Nothing can be said of it.
    NotCarried {
        /// The edition.
        edition: String,
        /// What the catalog lacks: a clause.
        why: String,
    },
    /// A framework is named where an id should follow, and none does.
    MissingId {
        /// The edition.
        edition: String,
    },
}

/// Where a withdrawn id went.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
pub struct Successor {
    /// The id; it may be a category or a function.
    pub reference: FrameworkRef,
    /// The relation, in the source's words.
    pub how: Option<String>,
    /// Who says so, where sources differ or it is not the publisher.
    pub source: Option<String>,
}

impl Answer {
    /// The ids that a claim may count for: none unless the id is exact or only spelled otherwise.
    pub fn means(&self) -> &[FrameworkRef] {
        match self {
            Self::Exact { reference } | Self::SpelledOtherwise { reference, .. } => std::slice::from_ref(reference),
            _ => &[],
        }
    }

    /// The item that the text names, in the edition it belongs to, where there is exactly one.
    pub fn item(&self) -> Option<&FrameworkRef> {
        match self {
            Self::Exact { reference }
            | Self::SpelledOtherwise { reference, .. }
            | Self::Withdrawn { reference, .. }
            | Self::OtherFramework { reference, .. } => Some(reference),
            Self::OtherEdition { former, .. } => Some(former),
            Self::TooBroad { item, .. } => item.as_ref(),
            Self::Ambiguous { .. } | Self::NoSuchId { .. } | Self::NotCarried { .. } | Self::MissingId { .. } => None,
        }
    }

    /// The ids to write instead, best known first; empty where none is certain to be meant.
    pub fn proposed(&self) -> Vec<&FrameworkRef> {
        match self {
            Self::SpelledOtherwise { reference, .. } => vec![reference],
            Self::Withdrawn { successors, .. } => successors.iter().map(|s| &s.reference).collect(),
            Self::OtherFramework { reference, successors, .. } => match &successors[..] {
                [] => vec![reference],
                several => several.iter().map(|s| &s.reference).collect(),
            },
            Self::OtherEdition { reference, also, .. } => {
                std::iter::once(reference).chain(also.iter().map(|s| &s.reference)).collect()
            }
            Self::TooBroad { parts, .. } => parts.iter().collect(),
            Self::Ambiguous { candidates, .. } => candidates.iter().collect(),
            Self::NoSuchId { nearest, .. } => nearest.iter().collect(),
            Self::Exact { .. } | Self::NotCarried { .. } | Self::MissingId { .. } => Vec::new(),
        }
    }

    /// The kind of answer, in words.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exact { .. } => "exact",
            Self::SpelledOtherwise { .. } => "spelled otherwise",
            Self::Withdrawn { .. } => "withdrawn",
            Self::OtherFramework { .. } => "other framework",
            Self::OtherEdition { reworded: true, .. } => "changed meaning",
            Self::OtherEdition { reworded: false, .. } => "other edition",
            Self::TooBroad { .. } => "too broad",
            Self::Ambiguous { .. } => "ambiguous",
            Self::NoSuchId { .. } => "no such id",
            Self::NotCarried { .. } => "not carried",
            Self::MissingId { .. } => "missing id",
        }
    }

    /// One sentence that says what it means and proposes the right id.
    pub fn says(&self, catalogs: &Catalogs) -> String {
        let cite = |r: &FrameworkRef| catalogs.cite(r);
        let named = |r: &FrameworkRef| match catalogs.item(r).and_then(|i| i.title.as_deref()) {
            Some(title) => format!("{} ({title})", cite(r)),
            None => cite(r),
        };
        let short =
            |edition: &str| catalogs.edition(edition).map_or_else(|| edition.to_owned(), |c| c.title().to_owned());
        match self {
            Self::Exact { reference } => format!("{}, as published.", named(reference)),
            Self::SpelledOtherwise { reference, canonical } => {
                format!("{}; the framework writes {canonical}.", named(reference))
            }
            Self::Withdrawn { reference, successors } => {
                format!("{} is withdrawn; {}.", cite(reference), went(catalogs, successors))
            }
            Self::OtherFramework { named: edition, reference, successors } if successors.is_empty() => {
                format!("{} has no such id; it is {}.", short(edition), named(reference))
            }
            Self::OtherFramework { named: edition, reference, successors } => {
                format!(
                    "{} has no such id; it is {}, which is superseded; {}.",
                    short(edition),
                    cite(reference),
                    went(catalogs, successors)
                )
            }
            Self::OtherEdition { reference, former, reworded, also } => {
                let besides = if also.is_empty() { String::new() } else { format!("; {}", went(catalogs, also)) };
                if *reworded {
                    format!(
                        "{} lives on as {} with another wording, so evidence for one is not evidence for the other{besides}.",
                        cite(former),
                        cite(reference)
                    )
                } else {
                    format!("{} lives on as {} with the same wording{besides}.", cite(former), cite(reference))
                }
            }
            Self::TooBroad { edition, item: None, parts } if parts.is_empty() => {
                format!("This names {} as a whole; name the item that is meant.", short(edition))
            }
            Self::TooBroad { edition, item: None, parts } => {
                format!(
                    "{} has a group here; name the item that is meant: {}.",
                    short(edition),
                    list(catalogs, parts, "or")
                )
            }
            Self::TooBroad { item: Some(item), parts, .. } => {
                let kind = catalogs.item(item).map_or("part", |i| i.kind.as_str());
                let choice =
                    if parts.is_empty() { String::new() } else { format!(" ({})", list(catalogs, parts, "or")) };
                format!("{} is a whole {kind}; name the item that is meant{choice}.", named(item))
            }
            Self::Ambiguous { candidates, others } => {
                let all: Vec<String> = candidates.iter().map(named).chain(others.iter().cloned()).collect();
                format!("This may be {}; name the framework and edition.", words(&all, "or"))
            }
            Self::NoSuchId { nearest, why, .. } => {
                let near = nearest.as_ref().map_or_else(String::new, |r| format!("; the nearest id is {}", named(r)));
                format!("No such id: {why}{near}.")
            }
            Self::NotCarried { why, .. } => format!("Cannot tell: {why}."),
            Self::MissingId { edition } => format!("{} is named, and no id follows.", short(edition)),
        }
    }
}

/// `see A and B`, with the sources where they differ.
fn went(catalogs: &Catalogs, successors: &[Successor]) -> String {
    if successors.is_empty() {
        return "no successor is named for it".into();
    }
    let all: Vec<String> = successors
        .iter()
        .map(|s| match &s.source {
            Some(source) => {
                // The repository names the source well enough here; the whole place stands in the data.
                let who = source.split_whitespace().next().unwrap_or(source);
                format!("{} (says {who})", catalogs.cite(&s.reference))
            }
            None => catalogs.cite(&s.reference),
        })
        .collect();
    format!("see {}", words(&all, "and"))
}

fn list(catalogs: &Catalogs, references: &[FrameworkRef], last: &str) -> String {
    const SHOWN: usize = 8;
    let mut all: Vec<String> = references
        .iter()
        .take(SHOWN)
        .map(|r| catalogs.item(r).map_or_else(|| r.item.clone(), |i| i.label().to_owned()))
        .collect();
    if references.len() > SHOWN {
        all.push(format!("{} more", references.len() - SHOWN));
    }
    words(&all, last)
}

/// `A, B and C`.
fn words(all: &[String], last: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [several @ .., end] => format!("{} {last} {end}", several.join(", ")),
    }
}
