//! Scope and population: the files, their rows, and what the rows became.

use std::collections::BTreeSet;

use nhimap_core::api::{ColumnRead, Input, Reason};
use nhimap_core::schema::{SUBJECTS, Subject};

use super::View;

/// Rows of one file, or of all.
#[derive(Default, Clone, Copy)]
pub(crate) struct Rows {
    /// Rows in the file.
    pub(crate) all: usize,
    /// Of them read.
    pub(crate) read: usize,
    /// Of them set apart.
    pub(crate) apart: usize,
    /// Of them refused.
    pub(crate) refused: usize,
}

/// Why rows of a file were not read.
pub(crate) struct NotRead<'a> {
    /// The file.
    pub(crate) input: &'a Input,
    /// `set apart` or `refused`.
    pub(crate) how: &'static str,
    /// The reason, its rows, some of their numbers.
    pub(crate) reason: &'a Reason,
    /// Rows whose numbers are not listed.
    pub(crate) more: usize,
}

/// How rows became identities.
pub(crate) struct Identities {
    /// Rows that describe an identity.
    pub(crate) rows: usize,
    /// Rows that were joined with another row of the same identity.
    pub(crate) merged: usize,
    /// Identities.
    pub(crate) all: usize,
    /// Do the three add up?
    pub(crate) adds_up: bool,
}

impl<'a> View<'a> {
    /// What became of the rows of a file.
    pub(crate) fn rows(&self, input: &Input) -> Rows {
        Rows { all: input.rows, read: input.read, apart: sum(&input.set_apart), refused: sum(&input.refused) }
    }

    /// The same over all files.
    pub(crate) fn all_rows(&self) -> Rows {
        self.a.inputs.iter().map(|input| self.rows(input)).fold(Rows::default(), |a, b| Rows {
            all: a.all + b.all,
            read: a.read + b.read,
            apart: a.apart + b.apart,
            refused: a.refused + b.refused,
        })
    }

    /// How many files were read: they gave rows, or are lists without any.
    pub(crate) fn files_read(&self) -> usize {
        files(self.a.inputs.iter().filter(|input| input.read > 0 || input.rows == 0))
    }

    /// How many files were given.
    pub(crate) fn files_given(&self) -> usize {
        files(self.a.inputs.iter())
    }

    /// Why rows were not read, file by file.
    pub(crate) fn not_read(&self) -> Vec<NotRead<'a>> {
        let mut out = Vec::new();
        for input in &self.a.inputs {
            for (how, reasons) in [("set apart", &input.set_apart), ("refused", &input.refused)] {
                out.extend(reasons.iter().map(|reason| NotRead {
                    input,
                    how,
                    reason,
                    more: reason.rows.saturating_sub(reason.lines.len()),
                }));
            }
        }
        out
    }

    /// What the rows of a file became: `1,284 identities, 903 credentials`.
    pub(crate) fn became(&self, input: &Input) -> String {
        let parts: Vec<_> = input
            .became
            .iter()
            .filter(|(_, n)| **n > 0)
            .map(|(subject, n)| format!("{} {}", crate::text::number(*n as u64), plural(*subject, *n)))
            .collect();
        parts.join(", ")
    }

    /// What is said of a file's rows beside their sum: how many were stated, how many joined others, what the other files list
    /// too.
    pub(crate) fn reconciled(&self) -> Vec<(&'a str, String)> {
        let number = |n: usize| crate::text::number(n as u64);
        let mut out = Vec::new();
        for input in &self.a.inputs {
            let mut says = Vec::new();
            if let Some(stated) = input.expected_rows {
                says.push(format!("{} rows of data were stated", number(stated)));
            }
            let joined = input.joined.iter().filter(|(_, n)| **n > 0);
            says.extend(joined.map(|(subject, n)| format!("{} of its {} joined others", number(*n), subject.plural())));
            if let Some(it) = &input.compared {
                let (all, both, only) = (number(it.identities), number(it.in_both), number(it.only_here));
                says.push(format!("of its {all} identities {both} are in {} too, {only} in none", it.other()));
            }
            if input.to_fix > 0 {
                says.push(format!("{} rows and cells could not be understood", number(input.to_fix)));
            }
            if !says.is_empty() {
                out.push((&input.name[..], says.join("; ")));
            }
        }
        out
    }

    /// Rows by subject, in the order of the schema.
    pub(crate) fn population(&self) -> Vec<(String, usize)> {
        let rows = &self.a.population.rows;
        let found = SUBJECTS.into_iter().filter_map(|subject| Some((subject, *rows.get(&subject)?)));
        found.filter(|(_, n)| *n > 0).map(|(subject, n)| (plural(subject, n).to_owned(), n)).collect()
    }

    /// Subjects of which no file holds a row.
    pub(crate) fn absent(&self) -> String {
        let derived = [Subject::Response, Subject::Source];
        let absent: Vec<_> = SUBJECTS
            .into_iter()
            .filter(|subject| !derived.contains(subject))
            .filter(|subject| self.a.population.rows.get(subject).is_none_or(|n| *n == 0))
            .map(Subject::plural)
            .collect();
        crate::text::listed(&absent, "or")
    }

    /// How many identities there are.
    pub(crate) fn identities(&self) -> Identities {
        let p = &self.a.population;
        let all = p.rows.get(&Subject::Identity).copied().unwrap_or(0);
        Identities { rows: p.identity_rows, merged: p.merged, all, adds_up: p.identity_rows == p.merged + all }
    }

    /// Identities by kind, the most first.
    pub(crate) fn kinds(&self) -> Vec<(&'a str, usize)> {
        let mut kinds: Vec<_> = self.a.population.kinds.iter().map(|(kind, n)| (kind.as_str(), *n)).collect();
        kinds.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        kinds
    }

    /// Do the kinds add up to the identities?
    pub(crate) fn kinds_add_up(&self) -> bool {
        self.a.population.kinds.values().sum::<usize>() == self.identities().all
    }

    /// Columns that were dropped because they may hold secrets.
    pub(crate) fn dropped(&self) -> Vec<(&'a Input, &'a ColumnRead)> {
        self.columns("dropped")
    }

    /// Columns that no field has.
    pub(crate) fn unused(&self) -> Vec<(&'a Input, &'a ColumnRead)> {
        self.columns("not used")
    }

    fn columns(&self, how: &str) -> Vec<(&'a Input, &'a ColumnRead)> {
        let all = self.a.inputs.iter().flat_map(|input| input.columns.iter().map(move |column| (input, column)));
        all.filter(|(_, column)| column.how == how).collect()
    }
}

/// How many files some tables stand in; a file of several gives each the name of its own behind the file's.
fn files<'a>(tables: impl Iterator<Item = &'a Input>) -> usize {
    let file = |input: &'a Input| (input.name.split(" › ").next().unwrap_or_default(), &*input.sha256);
    tables.map(file).collect::<BTreeSet<(&str, &str)>>().len()
}

fn sum(reasons: &[Reason]) -> usize {
    reasons.iter().map(|reason| reason.rows).sum()
}

fn plural(subject: Subject, n: usize) -> &'static str {
    match (subject, n) {
        (Subject::Evidence, 1) => "evidence row",
        (_, 1) => subject.name(),
        _ => subject.plural(),
    }
}
