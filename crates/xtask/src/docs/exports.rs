//! `docs/exports.md`: the files that are known by their shape.

use std::collections::BTreeMap;

use nhimap_core::intake::exports::Export;
use nhimap_core::pack::Pack;
use nhimap_core::schema::Subject;

use super::{GENERATED, cell, codes, count};

/// Every known export.
pub(super) fn page(pack: &Pack) -> String {
    let mut out = format!("{GENERATED}# Known exports\n\n");
    out += "Files that nhimap knows by their shape, whatever they are called. Each is data in `frameworks/exports/`: which \
            column or path becomes which field, which rows are set apart, what is dropped because it may be a secret, and \
            what such a file cannot know. A field that a file cannot know is *unknown*, and a check that needs it says so \
            instead of failing. All other tables are read by their headings and cells; `nhimap inspect FILE` shows how a \
            file is understood.\n\n";
    let mut groups: BTreeMap<&str, Vec<&Export>> = BTreeMap::new();
    for export in &pack.exports {
        groups.entry(group(export)).or_default().push(export);
    }
    for (name, exports) in &groups {
        out += &format!("\n## {name}\n\n| Export | Form | Rows of | Source document |\n| --- | --- | --- | --- |\n");
        for export in exports {
            let form = if export.json.is_some() { "JSON" } else { "table" };
            out += &format!(
                "| [{}](#{}) | {form} | {} | {} |\n",
                cell(&export.title),
                export.id,
                subjects(export).join(", "),
                cell(&export.document)
            );
        }
        exports.iter().for_each(|export| out += &section(export));
    }
    out
}

/// What an export is listed under.
fn group(export: &Export) -> &'static str {
    match (export.kind.as_str(), export.platform.as_deref()) {
        ("scanner", _) => "Scanners",
        ("evidence" | "controls" | "profile", _) => "Controls and evidence",
        (_, Some("aws")) => "AWS",
        (_, Some("azure" | "entra")) => "Azure and Entra",
        (_, Some("ad")) => "Active Directory",
        (_, Some("gcp")) => "Google Cloud",
        (_, Some("github" | "gitlab")) => "GitHub and GitLab",
        (_, Some("kubernetes")) => "Kubernetes",
        (_, Some("ai_platform")) => "AI platforms and agents",
        _ => "Other platforms and tools",
    }
}

/// The tables of an export: its own and those nested in it.
fn tables(export: &Export) -> impl Iterator<Item = (Option<&str>, &Export)> {
    std::iter::once((None, export)).chain(export.nested_tables().map(|(name, nested)| (Some(name), nested)))
}

fn subjects(export: &Export) -> Vec<&'static str> {
    let mut all: Vec<Subject> = tables(export).flat_map(|(_, table)| &table.views).map(|view| view.subject).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(Subject::name).collect()
}

fn section(export: &Export) -> String {
    let mut out = format!("\n### <a id=\"{}\"></a>{}\n\n`{0}`", export.id, export.title);
    if let Some(note) = &export.note {
        out += &format!(": {note}");
    }
    out += "\n\n";
    for (name, table) in tables(export) {
        for view in &table.views {
            let fields: Vec<&str> = view.fields.iter().map(|(field, _)| field.field().name).collect();
            let from = name.map(|name| format!(", from `{name}`")).unwrap_or_default();
            out += &format!("- *{}*{from}: {}\n", view.subject.name(), codes(&fields));
        }
    }
    let mut apart: Vec<&str> =
        tables(export).flat_map(|(_, table)| &table.set_apart).map(|rows| rows.reason.as_str()).collect();
    apart.dedup();
    if !apart.is_empty() {
        out += &format!("\nSet apart and counted: {}.\n", apart.join("; "));
    }
    let mut secrets: Vec<&str> = tables(export).flat_map(|(_, table)| &table.secrets).map(String::as_str).collect();
    secrets.sort_unstable();
    secrets.dedup();
    if !secrets.is_empty() {
        out += &format!("\nDropped on read: {}.\n", codes(&secrets));
    }
    let mut cannot: Vec<String> = tables(export)
        .flat_map(|(_, table)| &table.cannot_know)
        .map(|(field, why)| format!("`{}`: {}", field.path(), cell(why)))
        .collect();
    cannot.dedup();
    if !cannot.is_empty() {
        let n = count(cannot.len(), "field", "fields");
        out += &format!("\nCannot know ({n}):\n\n- {}\n", cannot.join("\n- "));
    }
    out
}
