//! All conditions of one subject as one plan: equal parts once, thresholds by class spelled out as plain comparisons.
//!
//! The plan is plain data. [`super::evaluate`] runs it over whole columns; a later back end may translate it.

use rustc_hash::FxHashMap;

use super::condition::Comparison;
use super::typed::{Cond, Limit, Term};
use crate::schema::Subject;

/// A node's place in its plan; parts stand before what is made of them.
pub type NodeId = u32;

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// True or false in every row.
    Const(bool),
    /// A condition without `&&`, `||` and `!` at its top, by its place in [`Plan::atoms`].
    Atom(u32),
    /// All of these.
    And(Box<[NodeId]>),
    /// Any of these.
    Or(Box<[NodeId]>),
    /// Not this.
    Not(NodeId),
    /// True where this is true, false where it is false or unknown.
    Sure(NodeId),
}

/// The conditions of one subject.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The rows' subject.
    pub subject: Subject,
    /// The steps.
    pub nodes: Vec<Node>,
    /// The conditions at the leaves.
    pub atoms: Vec<Cond>,
    known: FxHashMap<Node, NodeId>,
    known_atoms: FxHashMap<Cond, u32>,
}

impl Plan {
    /// A plan without steps.
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            nodes: Vec::new(),
            atoms: Vec::new(),
            known: FxHashMap::default(),
            known_atoms: FxHashMap::default(),
        }
    }

    fn node(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        let id = self.nodes.len() as NodeId;
        self.nodes.push(node.clone());
        self.known.insert(node, id);
        id
    }

    /// Adds a condition, and gives the step that holds its result.
    pub fn add(&mut self, cond: &Cond) -> NodeId {
        match cond {
            Cond::Const(b) => self.node(Node::Const(*b)),
            Cond::Not(inner) => {
                let inner = self.add(inner);
                self.not(inner)
            }
            Cond::And(parts) => {
                let parts = parts.iter().map(|p| self.add(p)).collect();
                self.and(parts)
            }
            Cond::Or(parts) => {
                let parts = parts.iter().map(|p| self.add(p)).collect();
                self.or(parts)
            }
            Cond::Compare(op, left, Term::Limit(limit)) if !limit.entries.is_empty() => self.by_class(*op, left, limit),
            Cond::Compare(op, Term::Limit(limit), right) if !limit.entries.is_empty() => {
                self.by_class(mirrored(*op), right, limit)
            }
            atom => {
                let id = match self.known_atoms.get(atom) {
                    Some(id) => *id,
                    None => {
                        let id = self.atoms.len() as u32;
                        self.atoms.push(atom.clone());
                        self.known_atoms.insert(atom.clone(), id);
                        id
                    }
                };
                self.node(Node::Atom(id))
            }
        }
    }

    fn not(&mut self, inner: NodeId) -> NodeId {
        match self.nodes[inner as usize] {
            Node::Not(back) => back,
            Node::Const(b) => self.node(Node::Const(!b)),
            _ => self.node(Node::Not(inner)),
        }
    }

    fn and(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        parts.sort_unstable();
        parts.dedup();
        match parts[..] {
            [] => self.node(Node::Const(true)),
            [one] => one,
            _ => self.node(Node::And(parts.into())),
        }
    }

    fn or(&mut self, mut parts: Vec<NodeId>) -> NodeId {
        parts.sort_unstable();
        parts.dedup();
        match parts[..] {
            [] => self.node(Node::Const(false)),
            [one] => one,
            _ => self.node(Node::Or(parts.into())),
        }
    }

    /// A comparison with a threshold that differs by class.
    ///
    /// The strictest of the matching entries wins. Where the strict side of the comparison is the one that the limit
    /// bounds (`age > least`), the comparison holds when it holds for *any* matching entry; on the other side (`age <=
    /// least`) when it holds for *all* of them; the default stands in where none matches. So every limit becomes a
    /// constant, and no row needs a limit of its own.
    fn by_class(&mut self, op: Comparison, left: &Term, limit: &Limit) -> NodeId {
        use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let any = matches!((op, limit.least), (Greater | GreaterOrEqual, true) | (Less | LessOrEqual, false));
        let against = |value: i64| {
            let constant = Limit { key: limit.key.clone(), default: value, least: limit.least, entries: Vec::new() };
            Cond::Compare(op, left.clone(), Term::Limit(constant))
        };
        let matches: Vec<NodeId> = limit
            .entries
            .iter()
            .map(|(when, _)| {
                let when = self.add(when);
                self.node(Node::Sure(when))
            })
            .collect();
        let some = self.or(matches.clone());
        let mut parts = Vec::new();
        for (matched, (_, value)) in matches.iter().zip(&limit.entries) {
            let holds = self.add(&against(*value));
            let unmatched = self.not(*matched);
            parts.push(if any { self.and(vec![*matched, holds]) } else { self.or(vec![unmatched, holds]) });
        }
        let holds = self.add(&against(limit.default));
        if any {
            let none = self.not(some);
            parts.push(self.and(vec![none, holds]));
            self.or(parts)
        } else {
            parts.push(self.or(vec![some, holds]));
            self.and(parts)
        }
    }
}

/// `5 < x` as `x > 5`.
fn mirrored(op: Comparison) -> Comparison {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match op {
        Less => Greater,
        LessOrEqual => GreaterOrEqual,
        Greater => Less,
        GreaterOrEqual => LessOrEqual,
        Equal => Equal,
        NotEqual => NotEqual,
    }
}
