//! Frameworks: the table of all, and what is shown of each.

use nhimap_core::api::{FrameworkResult, ReferenceCheck, ReferenceResult};
use nhimap_core::assess::result::ResultWord;
use nhimap_core::catalog::Speaks;

use super::View;
use crate::text;
use crate::words;

/// A framework in the table of all.
pub(crate) struct FrameworkRow<'a> {
    /// The framework.
    pub(crate) framework: &'a FrameworkResult,
    /// How many references have each of [`View::words_used`]; none where the framework gets no results.
    pub(crate) cells: Option<Vec<usize>>,
}

/// How the references of a framework are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A row for each category, a cell for each reference.
    Map,
    /// A line for each reference.
    List,
    /// A line for each layer, without a result.
    Layers,
    /// Nothing is said of any of them.
    Silent,
}

/// A reference of which something is said.
pub(crate) struct Block<'a> {
    /// The reference.
    pub(crate) it: &'a ReferenceResult,
    /// Its checks with rows.
    pub(crate) checks: Vec<&'a ReferenceCheck>,
    /// Its checks without.
    pub(crate) without_rows: Vec<&'a ReferenceCheck>,
}

impl Block<'_> {
    /// Is it short enough to be kept on one page?
    pub(crate) fn short(&self) -> bool {
        let claims = self.it.claim.as_ref().map_or(0, |claim| {
            let contradiction = claim.contradiction.as_ref().map_or(0, |it| 4 + it.worst.len());
            claim.controls.len() * 2 + contradiction
        });
        self.checks.len() + claims <= 8
    }
}

/// References of which nothing is said, for one kind of reason.
pub(crate) struct Silent<'a> {
    /// The kind of reason.
    pub(crate) heading: &'static str,
    /// Does each of them have a reason of its own beside?
    pub(crate) says_why: bool,
    /// The references.
    pub(crate) references: Vec<&'a ReferenceResult>,
}

impl<'a> View<'a> {
    /// The words that the table of all frameworks has columns for: those that some reference has, and the five without
    /// which the table would be read wrongly.
    pub(crate) fn words_used(&self) -> Vec<ResultWord> {
        use ResultWord as W;
        let always = [W::Gap, W::PartialGap, W::InsufficientData, W::NoGapFound, W::NotAssessed];
        ResultWord::ALL.into_iter().filter(|word| always.contains(word) || self.total(*word) > 0).collect()
    }

    /// The words that no reference has, of those that the table leaves out.
    pub(crate) fn words_unused(&self) -> String {
        let used = self.words_used();
        let unused: Vec<_> =
            ResultWord::ALL.into_iter().filter(|word| !used.contains(word)).map(ResultWord::word).collect();
        text::listed(&unused, "or")
    }

    fn total(&self, word: ResultWord) -> usize {
        self.a.frameworks.iter().map(|framework| count(framework, word)).sum()
    }

    /// The table of all frameworks.
    pub(crate) fn framework_rows(&self) -> Vec<FrameworkRow<'a>> {
        let words = self.words_used();
        self.a
            .frameworks
            .iter()
            .map(|framework| FrameworkRow {
                framework,
                cells: (self.shape(framework) != Shape::Layers)
                    .then(|| words.iter().map(|word| count(framework, *word)).collect()),
            })
            .collect()
    }

    /// What a framework counts: the references with a result, or all where it gives none.
    pub(crate) fn units(&self, framework: &'a FrameworkResult) -> Vec<&'a ReferenceResult> {
        let gives_results = framework.references.iter().any(|it| it.result.is_some());
        framework.references.iter().filter(|it| it.result.is_some() || !gives_results).collect()
    }

    /// Parts of a framework beside what it counts: chapters and components that checks map to.
    pub(crate) fn others(&self, framework: &'a FrameworkResult) -> Vec<&'a ReferenceResult> {
        let gives_results = framework.references.iter().any(|it| it.result.is_some());
        framework.references.iter().filter(|it| it.result.is_none() && gives_results).collect()
    }

    /// Does any reference of the framework count identities?
    pub(crate) fn names_identities(&self, framework: &FrameworkResult) -> bool {
        framework.references.iter().any(|it| it.identities > 0)
    }

    /// How a framework is shown.
    pub(crate) fn shape(&self, framework: &FrameworkResult) -> Shape {
        if framework.references.iter().all(|it| it.result.is_none()) {
            Shape::Layers
        } else if framework.references.iter().filter(|it| it.result.is_some()).all(|it| !speaks(it)) {
            Shape::Silent
        } else if framework.groups.iter().any(|group| {
            framework.references.iter().any(|it| it.result.is_some() && it.parent.as_ref() == Some(&group.id))
        }) {
            Shape::Map
        } else {
            Shape::List
        }
    }

    /// The results of a framework in words: `4 gap, 1 contradicted, 5 not assessed`.
    pub(crate) fn in_words(&self, framework: &FrameworkResult) -> String {
        let said: Vec<_> = ResultWord::ALL
            .into_iter()
            .map(|word| (count(framework, word), word.word()))
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{} {word}", text::number(n as u64)))
            .collect();
        text::listed(&said, "and")
    }

    /// The references of a framework of which something is said.
    pub(crate) fn blocks(&self, framework: &'a FrameworkResult) -> Vec<Block<'a>> {
        framework
            .references
            .iter()
            .filter(|it| it.result.is_some() && speaks(it))
            .map(|it| {
                let (checks, without_rows) = it.checks.iter().partition(|check| check.counts.tested > 0);
                Block { it, checks, without_rows }
            })
            .collect()
    }

    /// The references of a framework of which nothing is said.
    pub(crate) fn silent(&self, framework: &'a FrameworkResult) -> Vec<Silent<'a>> {
        [Some(Speaks::Rows), Some(Speaks::Claims), Some(Speaks::Neither), None]
            .into_iter()
            .map(|kind| Silent {
                heading: words::silence(kind),
                says_why: matches!(kind, Some(Speaks::Rows) | None),
                references: framework
                    .references
                    .iter()
                    .filter(|it| it.result.is_some() && !speaks(it) && it.speaks == kind)
                    .collect(),
            })
            .filter(|silent| !silent.references.is_empty())
            .collect()
    }
}

/// Is anything said of the reference?
fn speaks(it: &ReferenceResult) -> bool {
    it.result != Some(ResultWord::NotAssessed)
        || it.claim.is_some()
        || it.checks.iter().any(|check| check.counts.fail + check.counts.unknown > 0)
}

/// How many references of the framework have the word. Counted from the references themselves, so that what is shown
/// beside the list is what the list shows.
fn count(framework: &FrameworkResult, word: ResultWord) -> usize {
    framework.references.iter().filter(|it| it.result == Some(word)).count()
}
