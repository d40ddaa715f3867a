//! Published survey figures beside the organisation's own, where its data can answer. No conclusion rests on them.

use serde::Deserialize;

use super::View;
use super::failing::failing;
use crate::api::MirrorEntry;
use crate::checks::evaluate::Bits;
use crate::pack::{PackFiles, Problems};
use crate::schema::{self, Subject};
use crate::tables::{Complete, FIRST};

/// A published figure, and what of the organisation's data stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// What was asked or measured, in our words.
    pub says: String,
    /// The published figure.
    pub figure: String,
    /// Who published it, where and when.
    pub source: String,
    /// What the figure counts.
    pub definition: String,
    /// How the own figure is made.
    pub own: Own,
}

/// How the organisation's own figure is made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "from")]
pub enum Own {
    /// Rows on which one of these checks fails, of the rows that they decide.
    Checks {
        /// The checks, all of one subject.
        checks: Vec<String>,
        /// What is counted.
        counts: String,
        /// How that differs from what was published.
        differs: String,
    },
    /// Non-human identities against the people of the roster.
    PeopleRatio {
        /// How that differs from what was published.
        differs: String,
    },
    /// Rows cannot answer.
    Nothing {
        /// Why.
        why: String,
    },
}

/// Reads `mirror.toml`, where the pack has one.
pub(crate) fn load(files: &PackFiles, checks: &[crate::checks::Check], problems: &mut Problems) -> Vec<Figure> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        figure: Vec<Figure>,
    }
    const PATH: &str = "mirror.toml";
    let Some(text) = files.get(PATH) else { return Vec::new() };
    let Some(File { figure: figures }) = problems.toml::<File>(PATH, text) else { return Vec::new() };
    for (at, figure) in figures.iter().enumerate() {
        let mut problem = |message: String| {
            let byte = text.find(&format!("\"{}\"", figure.id)).unwrap_or(0);
            problems.at(PATH, text, byte, message);
        };
        if figures[..at].iter().any(|other| other.id == figure.id) {
            problem(format!("`{}` stands twice", figure.id));
        }
        let Own::Checks { checks: named, .. } = &figure.own else { continue };
        let found: Vec<_> = named.iter().map(|id| checks.iter().find(|c| c.id == *id)).collect();
        for (id, _) in named.iter().zip(&found).filter(|(_, check)| check.is_none()) {
            problem(format!("`{id}` is no check of the pack"));
        }
        let mut subjects: Vec<Subject> = found.iter().flatten().map(|check| check.subject).collect();
        subjects.dedup();
        if named.is_empty() || subjects.len() > 1 {
            problem(format!("`{}` needs checks, all of one subject", figure.id));
        }
    }
    figures
}

/// Every published figure, with the own one where the data can answer.
pub(super) fn mirror(view: View<'_>, figures: &[Figure]) -> Vec<MirrorEntry> {
    figures
        .iter()
        .map(|figure| {
            let (own, own_says) = own(view, &figure.own);
            MirrorEntry {
                id: figure.id.clone(),
                says: figure.says.clone(),
                percent: figure.figure.clone(),
                source: figure.source.clone(),
                definition: figure.definition.clone(),
                n: own.map(|(n, _)| n),
                of: own.map(|(_, of)| of),
                own_says,
            }
        })
        .collect()
}

fn own(view: View<'_>, own: &Own) -> (Option<(usize, usize)>, String) {
    match own {
        Own::Nothing { why } => (None, why.clone()),
        Own::PeopleRatio { differs } => (None, people_ratio(view, differs)),
        Own::Checks { checks, counts, differs } => match share(view, checks) {
            Ok(Share { n, of, accepted, unknown }) => {
                let more = |n: usize, says: &str| if n == 0 { String::new() } else { format!("; {says}") };
                let accepted = more(accepted, &format!("exceptions in force accept {accepted} of the {n}"));
                let unknown = more(unknown, &format!("of {unknown} more the files do not say"));
                (Some((n, of)), format!("{n} of {of} {counts}{accepted}{unknown}. {differs}"))
            }
            Err(why) => (None, format!("{why}. {differs}")),
        },
    }
}

/// An own figure, as rows.
struct Share {
    /// Rows on which one of the checks fails, open or accepted.
    n: usize,
    /// Rows that all of the checks decide, or one fails.
    of: usize,
    /// Of `n`, rows that exceptions accept in every check that fails on them.
    accepted: usize,
    /// Rows left over as unknown.
    unknown: usize,
}

fn share(view: View<'_>, ids: &[String]) -> Result<Share, String> {
    let (mut fail, mut open) = (Bits::default(), Bits::default());
    let mut unknown = Bits::default();
    let mut pass: Option<Bits> = None;
    for id in ids {
        let outcome = view.checks.iter().position(|c| c.id == *id).and_then(|at| view.verdicts.outcomes[at].as_ref());
        let Some(outcome) = outcome else { return Err(format!("the files supplied have no row for `{id}`")) };
        fail = fail.or(&failing(outcome));
        open = open.or(&outcome.fail);
        unknown = unknown.or(&outcome.unknown);
        pass = Some(pass.map_or_else(|| outcome.pass.clone(), |pass| pass.and(&outcome.pass)));
    }
    let pass = pass.unwrap_or_default().without(&fail);
    let of = fail.count() + pass.count();
    let unknown = unknown.without(&fail).count();
    match (of, unknown) {
        (0, 0) => Err("no row of the files supplied is of the kind that is counted".into()),
        (0, unknown) => Err(format!("the files do not say it of any of the {unknown} rows that would count")),
        _ => Ok(Share { n: fail.count(), of, accepted: fail.count() - open.count(), unknown }),
    }
}

/// Identities to one person; people are counted only where a roster is declared complete.
fn people_ratio(view: View<'_>, differs: &str) -> String {
    let identities = view.tables.table(Subject::Identity).rows;
    let roster = view.tables.table(Subject::Person);
    let complete = view.tables.sources.iter().any(|s| s.kind == "roster" && s.complete == Complete::Complete);
    if !complete {
        return format!("people are counted in a roster that is declared complete, and none was supplied. {differs}");
    }
    let code = |field: &str, vocabulary: &str, words: &[&str]| -> Vec<bool> {
        let codes: Vec<u32> = (FIRST..)
            .zip(schema::words(vocabulary))
            .filter(|(_, word)| words.contains(word))
            .map(|(code, _)| code)
            .collect();
        (0..roster.rows).map(|row| codes.contains(&roster.col(field).code(row))).collect()
    };
    let people = code("kind", "person.kind", &["employee", "contractor"]);
    let here = code("status", "person.status", &["active", "leave"]);
    let people = people.iter().zip(here).filter(|(person, here)| **person && *here).count();
    match people {
        0 => format!("the roster names no employee or contractor who is known to be there. {differs}"),
        people => {
            let tenths = (identities * 20 + people) / (people * 2);
            format!(
                "{identities} non-human identities in the files supplied and {people} employees and contractors in the roster: {}.{} to one. {differs}",
                tenths / 10,
                tenths % 10
            )
        }
    }
}
