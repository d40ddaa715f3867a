//! `docs/policy.md`: the numbers that verdicts rest on.

use std::collections::BTreeMap;

use nhimap_core::pack::Pack;
use nhimap_core::policy::{PolicyValue, Strict, Threshold, entry_words, words};

use super::check::policy_keys;
use super::{GENERATED, cell, check_links, codes, one_line};

/// Every assumption and threshold.
pub(super) fn page(pack: &Pack) -> String {
    let mut out = format!("{GENERATED}# Default policy\n\n");
    out += "The thresholds and assumptions that verdicts rest on, with their reasons and sources. They are ours until an \
            organisation adopts a policy of its own: results say \"against the default policy\" until then, and a report \
            lists every difference from this page. `nhimap assess … --policy FILE` lays a file of this shape over it:\n\n\
            ```toml\nadopted = { by = \"Identity board\", on = 2026-09-01 }\n\n\
            rotation_days = 60            # one value for all rows\n\n\
            [unused_days]                 # a default, and limits for some rows\ndefault = 90\n\
            entries = [{ privileged = true, limit = 30, reason = \"Our own rule.\", source = \"Access standard 4.2\" }]\n```\n\n\
            Of the entries that match a row the strictest wins; the default holds where none matches. An entry's \
            dimension that is empty or unknown on a row matches nothing.\n";
    out += "\n## Assumptions\n\nWhat is taken for granted where no source says so. A report counts each. A policy file that has \
            this table replaces it whole: a line left out is an assumption removed, and the field is unknown instead.\n\n\
            | Assumption | Value |\n| --- | --- |\n";
    for (name, value) in &pack.policy.assumptions {
        out += &format!("| `{name}` | {} |\n", cell(&words(value, "")));
    }
    let mut named_by: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in &pack.checks {
        for key in policy_keys(check, pack) {
            named_by.entry(key).or_default().push(&check.id);
        }
    }
    out += "\n## Thresholds\n";
    for (key, threshold) in &pack.policy.keys {
        out += &section(key, threshold, named_by.get(key.as_str()).map_or(&[][..], Vec::as_slice));
    }
    out
}

fn section(key: &str, threshold: &Threshold, checks: &[&str]) -> String {
    let mut out = format!("\n### {key}\n\n{}\n\n", one_line(&threshold.says));
    let default = match &threshold.default {
        PolicyValue::List(list) => codes(list),
        value => words(value, if threshold.unit == "bool" { "" } else { &threshold.unit }),
    };
    let stricter = match (threshold.strict, &threshold.default) {
        (Strict::Least, _) => "; less is stricter",
        (Strict::Most, _) => "; more is stricter",
        (Strict::None, _) => "",
    };
    out += &format!("- Default: {default}{stricter}\n- Reason: {}\n", one_line(&threshold.reason));
    out += &format!("- Source: {}\n", one_line(&threshold.source));
    if !checks.is_empty() {
        out += &format!("- Named by: {}\n", check_links(checks.iter().copied()));
    }
    if !threshold.entries.is_empty() {
        out += "\n| Limit | Reason | Source |\n| --- | --- | --- |\n";
        for entry in &threshold.entries {
            let limit = entry_words(entry, &threshold.unit);
            out += &format!("| {} | {} | {} |\n", cell(&limit), cell(&entry.reason), cell(&entry.source));
        }
    }
    out
}
