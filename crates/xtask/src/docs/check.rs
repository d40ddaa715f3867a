//! `docs/checks.md` and one page a check.

use std::collections::{BTreeMap, BTreeSet};

use nhimap_core::checks::{Check, How, Severity};
use nhimap_core::pack::Pack;
use nhimap_core::schema::FieldId;
use serde::Deserialize;

use super::{GENERATED, anchor, cell, count, one_line};

/// What a page shows of `cases.toml`.
#[derive(Deserialize)]
struct Cases {
    as_of: toml::value::Datetime,
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    row: toml::Table,
    expect: String,
    severity: Option<Severity>,
    says: Option<String>,
    #[serde(default)]
    policy: toml::Table,
}

/// The keys of the policy that a check's conditions and message name.
pub(super) fn policy_keys<'a>(check: &Check, pack: &'a Pack) -> BTreeSet<&'a str> {
    let conditions = [&check.applies, &check.fails].into_iter().chain(check.raises.iter().map(|r| &r.when));
    let texts: Vec<&str> = conditions.map(|c| c.text.as_str()).chain([check.message.text.as_str()]).collect();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let named: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.split("policy.").skip(1))
        .map(|rest| rest.split(|c| !word(c)).next().unwrap_or_default())
        .collect();
    pack.policy.keys.keys().map(String::as_str).filter(|key| named.contains(key)).collect()
}

/// All checks, by the kind of row they judge.
pub(super) fn index(pack: &Pack) -> String {
    let mut out = format!("{GENERATED}# Checks\n\n");
    out += &format!(
        "{} checks. Each judges rows of one kind, one by one. Its verdict on a row is *fail*, *pass*, *unknown* (the data \
         does not say) or *not applicable*. Severities, thresholds and mappings are ours, and an organisation can replace \
         them: [policy](policy.md), [coverage by reference](coverage.md), [fields](fields.md).\n\n\
         *Raised to* is the highest severity that the data of a row can raise a finding to.\n",
        pack.checks.len()
    );
    let mut by_word: Vec<(&str, Vec<&Check>)> = Vec::new();
    for check in &pack.checks {
        match by_word.iter_mut().find(|(word, _)| *word == check.subject_word()) {
            Some((_, list)) => list.push(check),
            None => by_word.push((check.subject_word(), vec![check])),
        }
    }
    by_word.sort_by_key(|(word, _)| {
        ["identity", "credential", "exposure", "agent"].iter().position(|w| w == word).unwrap_or(usize::MAX)
    });
    for (word, checks) in by_word {
        out += &format!("\n## Rows: {word}\n\n{}.\n\n", count(checks.len(), "check", "checks"));
        out += "| Check | What it reports | Severity | Raised to |\n| --- | --- | --- | --- |\n";
        for check in checks {
            let raised = check.raises.iter().map(|r| r.to).max().map_or("", Severity::word);
            out += &format!(
                "| [{id}](checks/{id}.md) | {} | {} | {raised} |\n",
                cell(&check.title),
                check.severity.word(),
                id = check.id
            );
        }
    }
    out
}

/// The page of one check.
pub(super) fn page(check: &Check, pack: &Pack, cases: &str) -> Result<String, String> {
    let mut out = format!("{GENERATED}# {}\n\n", check.id);
    out += &what_it_reports(check);
    out += &severity(check);
    out += &condition(check, pack)?;
    out += &format!("\n## Why it matters\n\n{}\n", one_line(&check.why));
    out += &example(check, cases)?;
    out += &format!("\n## What to do\n\n{}\n", one_line(&check.remedy));
    if !check.limits.is_empty() {
        out += &format!("\n## When it may be wrong\n\n{}\n", one_line(&check.limits));
    }
    out += &references(check, pack);
    out += "\n[All checks](../checks.md)\n";
    Ok(out)
}

fn what_it_reports(check: &Check) -> String {
    let mut out =
        format!("## What it reports\n\n{}. It judges rows of the kind *{}*.\n", check.title, check.subject_word());
    if !check.silences.is_empty() {
        let links: Vec<String> = check.silences.iter().map(|id| format!("[{id}]({id}.md)")).collect();
        out += &format!(
            "\nOn the rows where it fails, these become unknown, so that one root cause is counted once: {}.\n",
            links.join(", ")
        );
    }
    out
}

fn severity(check: &Check) -> String {
    let mut out = format!("\n## Severity\n\n**{}**: {}\n", check.severity.word(), one_line(&check.severity_why));
    if !check.raises.is_empty() {
        out.push('\n');
    }
    for raise in &check.raises {
        out += &format!("- **{}** when `{}`: {}\n", raise.to.word(), one_line(&raise.when.text), one_line(&raise.why));
    }
    out
}

fn condition(check: &Check, pack: &Pack) -> Result<String, String> {
    let agent = if check.agents_only { " that are AI agents" } else { "" };
    let mut out =
        format!("\n## Condition\n\nIt applies to rows{agent} where\n\n```cel\n{}\n```\n", check.applies.text.trim());
    out += &format!("\nand fails where\n\n```cel\n{}\n```\n", check.fails.text.trim());
    let typed = check.typed(&pack.policy).map_err(|(e, _)| format!("{}: {}", check.id, e.message))?;
    let fields: BTreeSet<FieldId> = typed.reads().into_iter().map(|path| path.field).collect();
    let links: Vec<String> =
        fields.iter().map(|f| f.path()).map(|path| format!("[`{path}`](../fields.md#{})", anchor(&path))).collect();
    out += &format!("\nFields: {}\n", links.join(", "));
    let keys: Vec<String> =
        policy_keys(check, pack).into_iter().map(|key| format!("[`{key}`](../policy.md#{key})")).collect();
    if !keys.is_empty() {
        out += &format!("\nThresholds: {}\n", keys.join(", "));
    }
    Ok(out)
}

/// The first failing case that shows the sentence.
fn example(check: &Check, cases: &str) -> Result<String, String> {
    let cases: Cases = toml::from_str(cases).map_err(|e| format!("the cases of {}: {}", check.id, e.message()))?;
    let mut fails = cases.case.iter().filter(|c| c.expect == "fail");
    let Some((case, says)) = fails.find_map(|c| Some((c, c.says.as_deref()?))) else {
        return Err(format!("{}: no failing case has `says`, the sentence for the page's example", check.id));
    };
    let mut out =
        format!("\n## Example\n\nAs of {}: {}.\n\n| Field | Value |\n| --- | --- |\n", cases.as_of, case.name);
    for (table, prefix) in [(&case.row, ""), (&case.policy, "policy.")] {
        for (key, value) in table {
            out += &format!("| `{prefix}{key}` | {} |\n", shown(value));
        }
    }
    let severity = case.severity.map_or_else(String::new, |s| format!(" {}", s.word()));
    out += &format!("\n```text\nfail[{}]{severity}: {says}\n```\n", check.id);
    Ok(out)
}

/// A value of a case's row.
fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) if text.is_empty() => "(empty)".into(),
        toml::Value::String(text) => cell(text),
        toml::Value::Boolean(yes) => if *yes { "yes" } else { "no" }.into(),
        toml::Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => cell(&other.to_string()),
    }
}

fn references(check: &Check, pack: &Pack) -> String {
    let mut by_how: BTreeMap<How, Vec<String>> = BTreeMap::new();
    for map in &check.maps {
        let title = pack.catalogs.item(&map.reference).and_then(|i| i.title.as_deref()).unwrap_or_default();
        let line =
            format!("| {} | {} | {} |\n", cell(&pack.catalogs.cite(&map.reference)), cell(title), cell(&map.why));
        by_how.entry(map.how).or_default().push(line);
    }
    let mut out = "\n## References\n\nThe mapping is ours; no publisher makes it.\n".to_owned();
    for (how, lines) in by_how {
        let what = match how {
            How::Tests => "Tests: a failing row is a counter-example.",
            How::Supports => "Supports: a failing row makes the outcome less credible.",
            How::Context => "Context: helps to place a finding and counts nowhere.",
        };
        out += &format!("\n{what}\n\n| Reference | Title | Why |\n| --- | --- | --- |\n{}", lines.concat());
    }
    if check.maps.is_empty() {
        out += "\nIt speaks to none.\n";
    }
    out
}
