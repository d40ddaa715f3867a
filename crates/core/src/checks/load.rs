//! Reads checks from the pack, and reports every problem with file, line and column.

use serde::Deserialize;
use toml::Spanned;

use super::condition::{self, ParseError};
use super::{Check, Condition, How, Map, Raise, Severity, Template};
use crate::catalog::{Catalogs, FrameworkRef};
use crate::pack::{PackFiles, Problems};
use crate::policy::Policy;
use crate::schema::Subject;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckFile {
    id: String,
    title: String,
    subject: Spanned<String>,
    severity: Severity,
    severity_why: String,
    applies: Spanned<String>,
    fails: Spanned<String>,
    #[serde(default)]
    raise: Vec<RaiseFile>,
    message: Spanned<String>,
    remedy: String,
    why: String,
    #[serde(default)]
    limits: String,
    #[serde(default)]
    silences: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    maps: Vec<MapFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RaiseFile {
    to: Severity,
    when: Spanned<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    r#ref: Spanned<String>,
    how: How,
    #[serde(default)]
    why: String,
}

impl Check {
    /// Reads the files `checks/<id>/check.toml`.
    pub(crate) fn load_all(
        files: &PackFiles,
        catalogs: &Catalogs,
        policy: &Policy,
        problems: &mut Problems,
    ) -> Vec<Self> {
        let known: Vec<&str> = files.below("checks").filter_map(|(path, _)| folder(path)).collect();
        Self::load_known(files, &known, catalogs, policy, problems)
    }

    /// Reads such files where other checks are known too.
    pub(crate) fn load_known(
        files: &PackFiles,
        known: &[&str],
        catalogs: &Catalogs,
        policy: &Policy,
        problems: &mut Problems,
    ) -> Vec<Self> {
        let mut out = Vec::new();
        for (path, text) in files.below("checks") {
            let Some(folder) = folder(path) else { continue };
            let before = problems.list.len();
            let Some(file) = problems.toml::<CheckFile>(path, text) else { continue };
            if file.id != folder {
                problems.of(
                    path,
                    format!("the check's id is `{}` and its folder `{folder}`; they must be the same", file.id),
                );
            }
            for (verb, named) in [("silences", &file.silences), ("groups", &file.groups)] {
                for other in named.iter().filter(|n| !known.contains(&n.as_str())) {
                    problems.of(path, format!("it {verb} `{other}`, which is no check of this pack"));
                }
            }
            if let Some(check) = build(file, path, text, catalogs, policy, problems)
                && problems.list.len() == before
            {
                out.push(check);
            }
        }
        out
    }
}

fn folder(path: &str) -> Option<&str> {
    path.strip_prefix("checks/")?.strip_suffix("/check.toml")
}

fn build(
    file: CheckFile,
    path: &str,
    text: &str,
    catalogs: &Catalogs,
    policy: &Policy,
    problems: &mut Problems,
) -> Option<Check> {
    let word = file.subject.get_ref().as_str();
    let agents_only = word == "agent";
    let Some(subject) = (if agents_only { Some(Subject::Identity) } else { Subject::parse(word) }) else {
        problems.at(
            path,
            text,
            file.subject.span().start,
            format!(
                "`{word}` is not a subject; use agent, identity, credential, exposure, person, control, evidence, exception, \
                 launch or response"
            ),
        );
        return None;
    };
    let mut one = |spanned: &Spanned<String>| parse(spanned, path, text, problems);
    let applies = one(&file.applies);
    let fails = one(&file.fails);
    let mut raises = Vec::new();
    for raise in &file.raise {
        if let Some(when) = one(&raise.when) {
            raises.push(Raise { to: raise.to, when, why: raise.why.clone() });
        }
    }
    let mut maps = Vec::new();
    for map in file.maps {
        let written = map.r#ref.get_ref();
        match FrameworkRef::parse(written) {
            Some(reference) if catalogs.item(&reference).is_some() => {
                maps.push(Map { reference, how: map.how, why: map.why });
            }
            _ => problems.at(
                path,
                text,
                map.r#ref.span().start,
                format!("`{written}` is no id of an edition of this pack"),
            ),
        }
    }
    maps.sort_by_key(|m| m.how);
    let message = match Template::parse(file.message.get_ref(), subject, policy) {
        Ok(message) => message,
        Err(message) => {
            problems.at(path, text, file.message.span().start, message);
            return None;
        }
    };
    let check = Check {
        id: file.id,
        title: file.title,
        subject,
        agents_only,
        severity: file.severity,
        severity_why: file.severity_why,
        applies: applies?,
        fails: fails?,
        raises,
        message,
        remedy: file.remedy,
        why: file.why.trim().to_owned(),
        limits: file.limits.trim().to_owned(),
        maps,
        silences: file.silences,
        groups: file.groups,
    };
    if let Err((error, at)) = check.typed(policy) {
        problems.at(path, text, at + error.span.start, error.message);
        return None;
    }
    Some(check)
}

/// Parses a condition; its place in the file is behind the opening quotes.
fn parse(spanned: &Spanned<String>, path: &str, text: &str, problems: &mut Problems) -> Option<Condition> {
    let raw = &text[spanned.span()];
    let mut at = spanned.span().start;
    for quotes in ["'''\n", "'''\r\n", "'''", "\"\"\"\n", "\"\"\"", "'", "\""] {
        if raw.starts_with(quotes) {
            at += quotes.len();
            break;
        }
    }
    let written = spanned.get_ref().clone();
    match condition::parse(&written) {
        Ok(expr) => Some(Condition { text: written, expr, at }),
        Err(ParseError { message, span }) => {
            problems.at(path, text, at + span.start, message);
            None
        }
    }
}
