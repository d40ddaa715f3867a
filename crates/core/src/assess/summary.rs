//! What is said first, and what would let more be said.

use super::View;
use super::references::percent;
use super::result::{ResultWord, RowState};
use crate::api::{CheckResult, Conclusion, Figure, FrameworkResult, Population, ReferenceResult, WouldChange};
use crate::checks::{How, Severity};
use crate::pack::Pack;
use crate::schema::Subject;
use crate::tables::Complete;

/// References with this result.
fn having(framework: &FrameworkResult, word: ResultWord) -> usize {
    framework.counts.iter().find(|c| c.result == word).map_or(0, |c| c.references)
}

/// References with a gap, those that contradict a claim included, and how many of them do that.
fn gaps(framework: &FrameworkResult) -> (usize, usize) {
    let shown = |r: &&ReferenceResult| matches!(r.rule.rows, RowState::Few | RowState::Many);
    let contradicted =
        framework.references.iter().filter(|r| r.result == Some(ResultWord::Contradicted)).filter(shown).count();
    (having(framework, ResultWord::Gap) + contradicted, contradicted)
}

fn total(framework: &FrameworkResult) -> usize {
    framework.counts.iter().map(|c| c.references).sum()
}

/// The sentence over everything, from the same counts as the tables.
pub(super) fn conclusion(
    frameworks: &[FrameworkResult],
    checks: &[CheckResult],
    population: &Population,
) -> Conclusion {
    let find = |id: &str| frameworks.iter().find(|f| f.id == id);
    let identities = population.rows.get(&Subject::Identity).copied().unwrap_or(0);
    let evaluated = checks.iter().filter(|c| c.counts.fail + c.counts.pass > 0).count();
    let fails: usize = checks.iter().map(|c| c.counts.fail).sum();
    let unknown: usize = checks.iter().map(|c| c.counts.unknown).sum();
    let sentence = if identities == 0 {
        "The files supplied describe no non-human identity, so nothing was tested.".to_owned()
    } else if fails == 0 {
        format!("No gap was found by {evaluated} checks in {identities} identities; {unknown} results are unknown.")
    } else {
        let mut parts = Vec::new();
        let mut against = 0;
        if let Some(owasp) = find("owasp-nhi-2025") {
            let (gaps, contradicted) = gaps(owasp);
            against += contradicted;
            parts.push(format!("gaps in {gaps} of {} OWASP NHI risks", total(owasp)));
        }
        if let Some(csf) = find("nist-csf-2.0") {
            let with = total(csf) - having(csf, ResultWord::NotAssessed);
            let (gaps, contradicted) = gaps(csf);
            against += contradicted;
            parts.push(format!("in {gaps} of the {with} NIST CSF 2.0 subcategories that have a result"));
        }
        let against = match against {
            0 => String::new(),
            n => format!("; {n} of them stand against what a control claims"),
        };
        format!("The inventory shows {}{against}.", parts.join(" and "))
    };
    let mut ranked: Vec<&CheckResult> = checks.iter().filter(|c| c.counts.fail > 0).collect();
    ranked.sort_by_key(|c| {
        let s = &c.severities;
        (std::cmp::Reverse((s.critical, s.high, s.medium)), c.id.clone())
    });
    let share = |c: &CheckResult| {
        let decided = c.counts.fail + c.counts.pass + c.counts.accepted;
        (decided, percent(c.counts.fail, decided))
    };
    let plural = |c: &CheckResult| match c.subject.as_str() {
        "agent" => "agents",
        other => Subject::parse(other).map_or("rows", Subject::plural),
    };
    let lead = match ranked.first() {
        None if identities > 0 => "A pass proves nothing beyond the rows supplied; the checks that could not be decided stand in the list of unknowns.".into(),
        None => String::new(),
        Some(first) => {
            let (decided, shown) = share(first);
            let more = match first.counts.unknown {
                0 => String::new(),
                n => format!(", and of {n} more the files do not say"),
            };
            format!(
                "What weighs most: {}, on {} of {decided} {} ({shown}){more}. {unknown} results in all are unknown. This is what the rows supplied show; it is not an opinion on anything outside them.",
                lower_first(&first.title),
                first.counts.fail,
                plural(first),
            )
        }
    };
    let mut figures = vec![Figure {
        n: population.with_high_finding,
        of: identities,
        says: "identities with a critical or high finding".into(),
        check: None,
    }];
    for check in ranked.iter().take(2) {
        let (decided, _) = share(check);
        figures.push(Figure {
            n: check.counts.fail,
            of: decided,
            says: format!("{}: {}", plural(check), lower_first(&check.title)),
            check: Some(check.id.clone()),
        });
    }
    Conclusion { sentence, lead, figures }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // `AWS…` keeps its capitals.
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// What would let more be said, the most first.
pub(super) fn would_change(view: View<'_>, pack: &Pack, checks: &[CheckResult]) -> Vec<WouldChange> {
    let mut out = Vec::new();
    let refs_of = |indices: &[usize]| {
        let mut refs = Vec::new();
        for index in indices {
            for map in &view.checks[*index].maps {
                let main =
                    pack.catalogs.edition(&map.reference.edition).is_some_and(|c| c.role == crate::catalog::Role::Main);
                let cited = pack.catalogs.cite(&map.reference);
                if main && map.how == How::Tests && !refs.contains(&cited) {
                    refs.push(cited);
                }
            }
        }
        refs
    };
    for (subject, what) in [
        (Subject::Identity, "Add a register of identities, as CSV."),
        (
            Subject::Credential,
            "Add credentials: key, kind, dates, status; in the register's own lines or as an export.",
        ),
        (Subject::Exposure, "Add a secret scanner's results, as CSV."),
    ] {
        let waiting: Vec<usize> = (0..view.checks.len())
            .filter(|i| {
                view.checks[*i].subject == subject
                    && !view.tables.table(subject).supplied
                    && !view.checks[*i].agents_only
            })
            .collect();
        if !waiting.is_empty() {
            out.push(WouldChange {
                what: what.into(),
                unlocks: format!("{} checks that no file can feed", waiting.len()),
                references: refs_of(&waiting),
                weight: waiting.len() * view.tables.table(Subject::Identity).rows.max(1),
            });
        }
    }
    if !view.tables.table(Subject::Person).supplied {
        let waiting: Vec<usize> = (0..view.checks.len())
            .filter(|i| {
                view.verdicts.typed[*i].reads().iter().any(|p| {
                    p.field.subject == Subject::Person || matches!(p.field.field().name, "owner_known" | "leaver_date")
                })
            })
            .collect();
        out.push(WouldChange {
            what: "Add a roster of people: address, name, kind, date of leaving.".into(),
            unlocks: format!("{} checks on who answers and who left", waiting.len()),
            references: refs_of(&waiting),
            weight: waiting.len() * view.tables.table(Subject::Identity).rows,
        });
    }
    columns(view, checks, &refs_of, &mut out);
    for source in &view.tables.sources {
        if source.complete == Complete::Undeclared && matches!(source.kind.as_str(), "register" | "roster" | "export") {
            let index: Vec<usize> =
                ["identity-not-in-register", "agent-not-in-register", "identity-owner-not-in-roster"]
                    .iter()
                    .filter_map(|id| view.checks.iter().position(|c| c.id == *id))
                    .collect();
            out.push(WouldChange {
                what: format!(
                    "Say whether `{}` is complete, and when it was extracted (--assume-complete, --extracted).",
                    source.name
                ),
                unlocks: "absence from it can count; until then it counts for nothing".into(),
                references: refs_of(&index),
                weight: 1,
            });
        }
    }
    out.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.what.cmp(&b.what)));
    out
}

/// Columns that no file has, by the unknown results that they leave.
fn columns(
    view: View<'_>,
    checks: &[CheckResult],
    refs_of: &dyn Fn(&[usize]) -> Vec<String>,
    out: &mut Vec<WouldChange>,
) {
    let mut fields: Vec<(String, Vec<usize>, usize)> = Vec::new();
    for (index, check) in checks.iter().enumerate() {
        for missing in check.missing.iter().filter(|m| m.no_column && !m.field.contains(".owner.")) {
            match fields.iter_mut().find(|(f, _, _)| *f == missing.field) {
                Some((_, list, rows)) => {
                    list.push(index);
                    *rows += missing.rows;
                }
                None => fields.push((missing.field.clone(), vec![index], missing.rows)),
            }
        }
    }
    let _ = view;
    for (field, list, rows) in fields {
        let severe = list.iter().filter(|i| checks[**i].severity >= Severity::High).count();
        out.push(WouldChange {
            what: format!("Add a column for `{field}`; no file has one."),
            unlocks: format!(
                "{rows} unknown results of {} {}",
                list.len(),
                if list.len() == 1 { "check" } else { "checks" }
            ),
            references: refs_of(&list),
            weight: rows + severe,
        });
    }
}
