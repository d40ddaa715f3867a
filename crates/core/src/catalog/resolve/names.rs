//! The names of frameworks, as a tree over the parts of their patterns, so that a text is matched against all at once.

use super::pattern::{self, For, Hit, Index, Pattern, Piece};

/// What a name names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// These editions; several where the name leaves it open.
    Editions(Vec<usize>),
    /// A publisher, with these editions.
    Hint(Vec<usize>),
    /// A document that is not carried.
    Other(String),
}

/// A name found in a text.
#[derive(Debug, Clone)]
pub(super) struct NameHit<'g> {
    /// Where its last piece begins.
    pub(super) last: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) means: &'g Named,
    /// How many words and numbers it has.
    pub(super) pieces: usize,
}

/// All names.
#[derive(Debug, Default)]
pub(super) struct Names {
    first: Vec<Branch>,
    index: Index,
    means: Vec<Named>,
}

/// One part of names, and what may follow it.
#[derive(Debug)]
struct Branch {
    gap: Box<str>,
    piece: Piece,
    next: Vec<Branch>,
    /// Names that end here: what must follow, and what they mean.
    ends: Vec<(Box<str>, usize)>,
}

impl Names {
    /// Adds a name. One that is there already means the editions of both.
    pub(super) fn add(&mut self, pattern: &Pattern, means: &Named) {
        let known = self.first.len();
        let mut parts = pattern.parts();
        let Some((gap, piece)) = parts.next() else { return };
        let mut at = grow(&mut self.first, gap, piece);
        for (gap, piece) in parts {
            at = grow(&mut at.next, gap, piece);
        }
        match at.ends.iter().find(|(tail, _)| **tail == *pattern.tail()) {
            Some((_, there)) => {
                if let (Named::Editions(all), Named::Editions(more)) = (&mut self.means[*there], means) {
                    all.extend(more.iter().filter(|m| !all.contains(m)).copied().collect::<Vec<_>>());
                }
            }
            None => {
                at.ends.push((pattern.tail().into(), self.means.len()));
                self.means.push(means.clone());
            }
        }
        if self.first.len() > known {
            self.index.add(pattern, known);
        }
    }

    /// Calls with every name at a byte of a text: without what may have to follow it, how many parts it captured.
    pub(super) fn at<'g>(&'g self, text: &str, at: usize, found: &mut impl FnMut(Found, NameHit<'g>)) {
        for i in self.index.at(text, at) {
            let branch = &self.first[i];
            let mut hit = Hit::at(at);
            if pattern::piece_at(&branch.piece, text, false, &mut hit).is_some() {
                self.follow(branch, text, &hit, 1, found);
            }
        }
    }

    fn follow<'g>(
        &'g self,
        branch: &'g Branch,
        text: &str,
        hit: &Hit,
        pieces: usize,
        found: &mut impl FnMut(Found, NameHit<'g>),
    ) {
        for (tail, means) in &branch.ends {
            if text[hit.end..].starts_with(&**tail) {
                let how = Found { body: hit.end, plain: hit.captures.is_empty() };
                let means = &self.means[*means];
                found(how, NameHit { last: hit.last, end: hit.end + tail.len(), means, pieces });
            }
        }
        for next in &branch.next {
            let mut hit = hit.clone();
            if pattern::next_piece(&branch.piece, &next.gap, &next.piece, text, For::Name, &mut hit).is_some() {
                self.follow(next, text, &hit, pieces + 1, found);
            }
        }
    }
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    /// Where its last piece ends.
    body: usize,
    /// Does it name no numbers of its own?
    plain: bool,
}

/// The branch with this part, new where it is not there.
fn grow<'b>(branches: &'b mut Vec<Branch>, gap: &str, piece: &Piece) -> &'b mut Branch {
    let there = branches.iter().position(|b| b.piece == *piece && &*b.gap == gap);
    let i = there.unwrap_or_else(|| {
        branches.push(Branch { gap: gap.into(), piece: piece.clone(), next: Vec::new(), ends: Vec::new() });
        branches.len() - 1
    });
    &mut branches[i]
}
