//! From one edition to another over a third: links that nobody has drawn.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::load::place;
use super::{Asserted, Confidence, Crosswalk, Edge, Relation};
use crate::catalog::{Catalogs, FrameworkRef};

/// The most hops that are followed. Each hop costs certainty; after three of them little is left.
pub const MAX_HOPS: usize = 3;

/// A link that nobody has drawn: it follows from others, hop by hop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Derived {
    /// Where it starts.
    pub from: FrameworkRef,
    /// Where it ends.
    pub to: FrameworkRef,
    /// Always true, so that nobody takes it for a relation that somebody stated.
    pub derived: bool,
    /// What follows for the two ends; empty where the hops leave open whether the two touch at all.
    pub relation: Option<Relation>,
    /// The hop that carries least.
    pub weakest: Weakest,
    /// The hops, in order.
    pub path: Vec<Edge>,
    /// How many other paths lead to the same end.
    pub others: usize,
}

/// The weakest hop of a path: the least confidence, and of those the weakest relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Weakest {
    /// Which hop, from 1.
    pub hop: usize,
    /// Its confidence.
    pub confidence: Confidence,
    /// Its relation.
    pub relation: Relation,
}

impl Crosswalk {
    /// The links from a reference to one edition over others, one for each end, the best path of each.
    ///
    /// No path enters an edition twice, and none is longer than `hops` (at most [`MAX_HOPS`]). Of several paths to one
    /// end, the one is given that says most: a relation before none, then the more confidence in its weakest hop, then
    /// the stronger relation, fewer hops, more official hops. Ends stand in the order of their catalog.
    pub fn paths(&self, from: &FrameworkRef, to_edition: &str, hops: usize, catalogs: &Catalogs) -> Vec<Derived> {
        let mut found: BTreeMap<&FrameworkRef, (Vec<&Edge>, usize)> = BTreeMap::new();
        let mut path: Vec<&Edge> = Vec::new();
        self.walk(from, from, to_edition, hops.min(MAX_HOPS), &mut path, &mut |path| {
            let end = &path[path.len() - 1].to;
            match found.get_mut(end) {
                None => {
                    found.insert(end, (path.to_vec(), 0));
                }
                Some((best, others)) => {
                    *others += 1;
                    if rank(path) < rank(best) {
                        *best = path.to_vec();
                    }
                }
            }
        });
        let mut out: Vec<Derived> = found.into_values().map(|(path, others)| derived(&path, others)).collect();
        out.sort_by_cached_key(|d| place(catalogs, &d.to));
        out
    }

    fn walk<'a>(
        &'a self,
        start: &FrameworkRef,
        at: &FrameworkRef,
        to_edition: &str,
        hops: usize,
        path: &mut Vec<&'a Edge>,
        found: &mut dyn FnMut(&[&'a Edge]),
    ) {
        if hops == 0 || start.edition == to_edition {
            return;
        }
        for edge in self.from(at) {
            let seen = edge.to.edition == start.edition || path.iter().any(|e| e.to.edition == edge.to.edition);
            if seen {
                continue;
            }
            path.push(edge);
            if edge.to.edition == to_edition {
                // One hop is a relation that somebody stated.
                if path.len() > 1 {
                    found(path);
                }
            } else {
                self.walk(start, &edge.to, to_edition, hops - 1, path, found);
            }
            path.pop();
        }
    }
}

/// What the hops say together of the two ends.
fn composed(path: &[&Edge]) -> Option<Relation> {
    path.iter().skip(1).try_fold(path[0].relation, |so_far, edge| so_far.then(edge.relation))
}

fn weakest(path: &[&Edge]) -> Weakest {
    let (hop, edge) = path
        .iter()
        .enumerate()
        .max_by_key(|(i, e)| (e.confidence, e.relation.weakness(), Reverse(*i)))
        .expect("a path has a hop");
    Weakest { hop: hop + 1, confidence: edge.confidence, relation: edge.relation }
}

/// Smaller is better; the references themselves make the order total.
fn rank<'a>(path: &[&'a Edge]) -> impl Ord + use<'a> {
    let relation = composed(path);
    (
        relation.is_none(),
        weakest(path).confidence,
        relation.map(Relation::weakness),
        path.len(),
        path.iter().filter(|e| e.asserted != Asserted::Official).count(),
        path.iter().map(|e| (&e.to, &e.stated)).collect::<Vec<_>>(),
    )
}

fn derived(path: &[&Edge], others: usize) -> Derived {
    Derived {
        from: path[0].from.clone(),
        to: path[path.len() - 1].to.clone(),
        derived: true,
        relation: composed(path),
        weakest: weakest(path),
        path: path.iter().map(|e| (*e).clone()).collect(),
        others,
    }
}
