//! Reliability of the data, in the three words of GAO's guide on computer-processed data.

use nhimap_core::api::Input;

use super::View;
use crate::text::{counted, number};

/// A file is not sufficiently reliable where more rows than one in this many were refused, as the default policy's
/// `refused_share` says.
const REFUSED_ONE_IN: usize = 100;
/// The same where the cells of a column could not be read on more rows than one in this many.
const UNREADABLE_ONE_IN: usize = 10;

/// How far a file carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// Nothing that was tested speaks against it.
    Sufficient,
    /// A test failed.
    NotSufficient,
    /// What decides it was not said.
    Undetermined,
}

impl Judgement {
    /// In GAO's words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Sufficient => "sufficiently reliable",
            Self::NotSufficient => "not sufficiently reliable",
            Self::Undetermined => "of undetermined reliability",
        }
    }
}

/// A file, how far it carries, and why.
pub(crate) struct Source<'a> {
    /// The file.
    pub(crate) input: &'a Input,
    /// How far it carries.
    pub(crate) judgement: Judgement,
    /// The tests and their limits.
    pub(crate) tests: Vec<String>,
}

impl<'a> View<'a> {
    /// Every file with its judgement.
    pub(crate) fn sources(&self) -> Vec<Source<'a>> {
        self.a.inputs.iter().map(|input| self.source(input)).collect()
    }

    fn source(&self, input: &'a Input) -> Source<'a> {
        let mut tests = Vec::new();
        let refused: usize = input.refused.iter().map(|reason| reason.rows).sum();
        tests.push(format!("{} of {} refused", number(refused as u64), counted(input.rows, "row", "rows")));
        let too_many_refused = refused * REFUSED_ONE_IN > input.rows;

        match (input.extracted, input.extracted.map(|day| self.a.as_of.date.0 - day.0)) {
            (Some(day), Some(1..)) => {
                let age = (self.a.as_of.date.0 - day.0) as usize;
                let days = counted(age, "day", "days");
                tests.push(format!("extracted {day}, {days} before the as-of date: a change after it cannot be seen"));
            }
            (Some(day), _) => tests.push(format!("extracted {day}")),
            (None, _) => tests.push("extraction date not said".into()),
        }

        tests.push(match input.complete.as_str() {
            "complete" => "declared complete".into(),
            "partial" => "declared partial: what it does not list counts for nothing".into(),
            _ => "completeness not declared: what it does not list counts for nothing".into(),
        });

        let notes = || self.a.notes.iter().filter(|note| note.file.as_ref() == Some(&input.name));
        match notes().count() {
            0 => tests.push("no note".into()),
            n => tests.push(counted(n, "kind of note", "kinds of notes")),
        }
        let unreadable = notes()
            .filter(|note| note.kind.starts_with("unreadable") && note.count * UNREADABLE_ONE_IN > input.read)
            .count();
        if unreadable > 0 {
            let columns = counted(unreadable, "column", "columns");
            tests.push(format!("unreadable on over 1 in {UNREADABLE_ONE_IN} rows: {columns}"));
        }

        let judgement = if (input.read == 0 && input.rows > 0) || too_many_refused || unreadable > 0 {
            Judgement::NotSufficient
        } else if input.extracted.is_none() || !matches!(input.complete.as_str(), "complete" | "partial") {
            Judgement::Undetermined
        } else {
            Judgement::Sufficient
        };
        Source { input, judgement, tests }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::rich;

    #[test]
    fn what_nobody_declared_is_undetermined_and_a_failed_test_decides() {
        let mut a = rich();
        a.inputs.truncate(1);
        a.inputs[0].refused[0].rows = 12;
        let judged = |a: &nhimap_core::api::Assessment| View::new(a).sources()[0].judgement.words();
        assert_eq!(judged(&a), "sufficiently reliable");
        a.inputs[0].complete = "undeclared".into();
        assert_eq!(judged(&a), "of undetermined reliability");
        a.inputs[0].complete = "partial".into();
        assert_eq!(judged(&a), "sufficiently reliable");
        a.inputs[0].extracted = None;
        assert_eq!(judged(&a), "of undetermined reliability");
        a.inputs[0].refused[0].rows = 13;
        assert_eq!(judged(&a), "not sufficiently reliable", "13 of 1,291 rows are more than 1 in 100");
    }
}
