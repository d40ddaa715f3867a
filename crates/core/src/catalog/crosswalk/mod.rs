//! How the ids of one edition relate to those of another: who says so, in which words, and how sure it is.
//!
//! One file a pair of editions, `crosswalks/<from>--<to>.toml`. A relation is read in both directions. Publishers' own
//! maps are kept apart from ours everywhere, and come first. Two editions that nobody maps may still be joined over a
//! third; what comes of that is [`Derived`] and says so.

mod ask;
mod load;
mod paths;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use ask::{Answer, Asked, End, EndError, ItemShown, Written};
pub use paths::{Derived, MAX_HOPS, Weakest};

use super::FrameworkRef;

/// How the meaning of one id lies to that of another, in the words of OSCAL's mapping model.
///
/// A risk is read as the outcome of keeping it away, so that a risk and an outcome can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The same requirements in the same words, but for spelling and grammar.
    EqualTo,
    /// The same meaning in other words.
    EquivalentTo,
    /// All that the first asks, the second asks too, and more.
    SubsetOf,
    /// All that the second asks, the first asks too, and more.
    SupersetOf,
    /// They share some meaning; neither is known to hold the other.
    IntersectsWith,
}

impl Relation {
    /// All of them, the strongest first.
    pub const ALL: [Self; 5] =
        [Self::EqualTo, Self::EquivalentTo, Self::SubsetOf, Self::SupersetOf, Self::IntersectsWith];

    /// OSCAL's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::EqualTo => "equal-to",
            Self::EquivalentTo => "equivalent-to",
            Self::SubsetOf => "subset-of",
            Self::SupersetOf => "superset-of",
            Self::IntersectsWith => "intersects-with",
        }
    }

    /// The same relation, read from the other end.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::SubsetOf => Self::SupersetOf,
            Self::SupersetOf => Self::SubsetOf,
            other => other,
        }
    }

    /// What `A self B` and `B next C` say of A and C; `None` where they leave open whether the two touch at all.
    pub fn then(self, next: Self) -> Option<Self> {
        use Relation::{EqualTo, EquivalentTo, IntersectsWith, SubsetOf, SupersetOf};
        match (self, next) {
            (EqualTo, other) | (other, EqualTo) | (EquivalentTo, other) | (other, EquivalentTo) => Some(other),
            (SubsetOf, SubsetOf) => Some(SubsetOf),
            (SupersetOf, SupersetOf) => Some(SupersetOf),
            // What A holds of B, or shares with it, lies in C or is shared with C.
            (SupersetOf, SubsetOf | IntersectsWith) | (IntersectsWith, SubsetOf) => Some(IntersectsWith),
            // A and C may be two different parts of B, or touch different parts of it.
            (SubsetOf, SupersetOf | IntersectsWith) | (IntersectsWith, SupersetOf | IntersectsWith) => None,
        }
    }

    /// Strength without direction: a part and a whole are as strong.
    fn weakness(self) -> u8 {
        match self {
            Self::EqualTo => 0,
            Self::EquivalentTo => 1,
            Self::SubsetOf | Self::SupersetOf => 2,
            Self::IntersectsWith => 3,
        }
    }
}

/// How sure the relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// It follows from the words at both ends.
    High,
    /// It rests on one reading of them.
    Medium,
    /// It helps a reader along and would not carry a decision.
    Low,
}

impl Confidence {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Who says that two ids are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Asserted {
    /// The publisher of one of the two editions. How its word is read in OSCAL's is ours.
    Official,
    /// Somebody else.
    ThirdParty,
    /// This project.
    Ours,
}

impl Asserted {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::ThirdParty => "third party",
            Self::Ours => "ours",
        }
    }
}

/// How a map was made, in the words of OSCAL's mapping model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// By people.
    Human,
    /// By a program.
    Automation,
    /// By both.
    Hybrid,
}

/// What was compared, in the words of OSCAL's mapping model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Matching {
    /// Words.
    Syntactic,
    /// Meanings.
    Semantic,
    /// What they do.
    Functional,
}

/// How far along a map is, in the words of OSCAL's mapping model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As its author means it to be.
    Complete,
    /// Parts are missing.
    NotComplete,
    /// It may still change.
    Draft,
}

/// One file: all relations between two editions.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Map {
    /// The edition at the first end.
    pub from: String,
    /// The edition at the second.
    pub to: String,
    /// Who says so, where an edge does not say otherwise.
    pub asserted: Asserted,
    /// Who that is; none where it is this project.
    pub publisher: Option<String>,
    /// How it was made.
    pub method: Method,
    /// What was compared.
    pub matching: Matching,
    /// How far along it is.
    pub status: State,
    /// What part of a larger map this is; silence elsewhere means nothing.
    pub sample: Option<String>,
    /// For which rows it holds, such as `agents`; all where empty.
    pub scope: Option<String>,
    /// What it holds, in a sentence.
    pub says: String,
    /// What a reader must know.
    pub note: Option<String>,
    /// Where the relations were read.
    pub source: String,
    /// Licence of the relations.
    pub licence: String,
    /// The day of its last change.
    pub revised: String,
    /// What the publisher's own words for a relation mean, and how they are read.
    pub words: BTreeMap<String, String>,
    /// How many relations it holds.
    pub relations: usize,
}

impl Map {
    /// The edition at the other end, seen from one of the two.
    pub fn other(&self, edition: &str) -> Option<&str> {
        match edition {
            _ if edition == self.from => Some(&self.to),
            _ if edition == self.to => Some(&self.from),
            _ => None,
        }
    }
}

/// One relation between two ids, read from one end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edge {
    /// The end it is read from.
    pub from: FrameworkRef,
    /// The other end.
    pub to: FrameworkRef,
    /// How the first lies to the second.
    pub relation: Relation,
    /// How sure that is.
    pub confidence: Confidence,
    /// Who says so.
    pub asserted: Asserted,
    /// Who that is, where it is not this project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The publisher's own word for the relation, from the first end of the file to the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<String>,
    /// Why, in our words.
    pub rationale: String,
    /// Where it was read.
    pub source: String,
    /// For which rows it holds, such as `agents`; all where empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What part of a larger map its file is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<String>,
    /// Is it read against the direction in which it was written down?
    pub reversed: bool,
}

impl Edge {
    /// The same relation from the other end.
    #[must_use]
    pub fn turned(&self) -> Self {
        Self {
            from: self.to.clone(),
            to: self.from.clone(),
            relation: self.relation.inverse(),
            reversed: !self.reversed,
            ..self.clone()
        }
    }
}

/// All maps of a pack.
#[derive(Debug, Default)]
pub struct Crosswalk {
    maps: Vec<Map>,
    /// From every id, in both directions: official first, then by edition and item at the other end.
    edges: BTreeMap<FrameworkRef, Vec<Edge>>,
}

impl Crosswalk {
    /// The files, in the order of their names.
    pub fn maps(&self) -> &[Map] {
        &self.maps
    }

    /// The file between two editions, whichever stands first in it.
    pub fn map(&self, one: &str, other: &str) -> Option<&Map> {
        self.maps.iter().find(|m| (m.from == one && m.to == other) || (m.from == other && m.to == one))
    }

    /// Everything that a reference is directly related to, in every edition, for "also relates to".
    ///
    /// Official relations stand before ours; within them, editions and items stand in the order of the catalogs.
    pub fn also_relates(&self, reference: &FrameworkRef) -> Vec<Edge> {
        self.from(reference).to_vec()
    }

    /// What a reference is directly related to in one edition.
    pub fn relations(&self, from: &FrameworkRef, to_edition: &str) -> Vec<Edge> {
        self.from(from).iter().filter(|e| e.to.edition == to_edition).cloned().collect()
    }

    /// The relations of one id, without copying them.
    fn from(&self, reference: &FrameworkRef) -> &[Edge] {
        self.edges.get(reference).map_or(&[], Vec::as_slice)
    }

    /// The editions that an edition is directly related to, in the order of the files.
    pub fn neighbours(&self, edition: &str) -> Vec<&str> {
        self.maps.iter().filter_map(|m| m.other(edition)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets of up to three elements, none of them empty: what `then` says must hold for all that fit its premises.
    #[test]
    fn what_two_relations_say_together_holds_for_every_set() {
        let holds = |relation: Relation, a: u8, b: u8| match relation {
            Relation::EqualTo | Relation::EquivalentTo => a == b,
            Relation::SubsetOf => a & b == a,
            Relation::SupersetOf => a & b == b,
            Relation::IntersectsWith => a & b != 0,
        };
        for first in Relation::ALL {
            for second in Relation::ALL {
                let mut possible = vec![];
                for (a, b, c) in (1..8u8).flat_map(|a| (1..8).flat_map(move |b| (1..8).map(move |c| (a, b, c)))) {
                    if holds(first, a, b) && holds(second, b, c) {
                        possible.push((a, c));
                    }
                }
                match first.then(second) {
                    Some(said) => {
                        assert!(possible.iter().all(|(a, c)| holds(said, *a, *c)), "{first:?} then {second:?}");
                        // And nothing stronger would hold.
                        for stronger in Relation::ALL.into_iter().filter(|r| r.weakness() < said.weakness()) {
                            let all = possible.iter().all(|(a, c)| holds(stronger, *a, *c));
                            assert!(!all || stronger.weakness() < 2, "{first:?} then {second:?} is {stronger:?}");
                        }
                    }
                    None => assert!(possible.iter().any(|(a, c)| a & c == 0), "{first:?} then {second:?} touch"),
                }
            }
        }
    }

    #[test]
    fn a_relation_read_from_the_other_end_and_back_is_itself() {
        for relation in Relation::ALL {
            assert_eq!(relation.inverse().inverse(), relation);
        }
        assert_eq!(Relation::SubsetOf.inverse(), Relation::SupersetOf);
    }
}
