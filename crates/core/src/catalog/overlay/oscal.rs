//! Reads an OSCAL catalog, of any 1.x version, as JSON.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Entry, OverlayFile, Told};
use crate::catalog::Status;
use crate::pack::Problems;

#[derive(Deserialize)]
struct File {
    catalog: Option<OscalCatalog>,
}

#[derive(Deserialize)]
struct OscalCatalog {
    metadata: Metadata,
    #[serde(default)]
    groups: Vec<Node>,
    #[serde(default)]
    controls: Vec<Node>,
}

#[derive(Deserialize)]
struct Metadata {
    title: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    parties: Vec<Party>,
}

#[derive(Deserialize)]
struct Party {
    name: Option<String>,
}

/// A group or a control; the two differ in what they may hold.
#[derive(Deserialize)]
struct Node {
    id: Option<String>,
    class: Option<String>,
    title: String,
    #[serde(default)]
    params: Vec<Param>,
    #[serde(default)]
    props: Vec<Prop>,
    #[serde(default)]
    parts: Vec<Part>,
    #[serde(default)]
    groups: Vec<Node>,
    #[serde(default)]
    controls: Vec<Node>,
}

#[derive(Deserialize)]
struct Prop {
    name: String,
    value: String,
    class: Option<String>,
}

#[derive(Deserialize)]
struct Part {
    name: String,
    prose: Option<String>,
    #[serde(default)]
    props: Vec<Prop>,
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Param {
    id: String,
    label: Option<String>,
    select: Option<Select>,
}

#[derive(Deserialize)]
struct Select {
    #[serde(rename = "how-many")]
    how_many: Option<String>,
    #[serde(default)]
    choice: Vec<String>,
}

/// Parameters by id.
type Params<'a> = BTreeMap<&'a str, &'a Param>;

/// The catalog in a file.
pub(super) fn read(file: OverlayFile<'_>, problems: &mut Problems) -> Option<Told> {
    let text = file.text.trim_start_matches('\u{feff}');
    let whole: File = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => {
            let message = format!("it is no OSCAL catalog: {error}");
            problems.of(file.name, message);
            return None;
        }
    };
    let Some(catalog) = whole.catalog else {
        problems.of(file.name, "it is JSON without a `catalog`; profiles have to be resolved into a catalog first");
        return None;
    };
    let mut entries = Vec::new();
    for group in &catalog.groups {
        walk(group, true, None, &Params::new(), &mut entries);
    }
    for control in &catalog.controls {
        walk(control, false, None, &Params::new(), &mut entries);
    }
    if entries.is_empty() {
        problems.of(file.name, "its `catalog` has neither groups nor controls");
        return None;
    }
    Some(Told {
        title: catalog.metadata.title,
        publisher: catalog.metadata.parties.into_iter().find_map(|p| p.name),
        version: catalog.metadata.version,
        entries,
    })
}

fn walk<'a>(node: &'a Node, heading: bool, parent: Option<&str>, above: &Params<'a>, out: &mut Vec<Entry>) {
    let mut params = above.clone();
    params.extend(node.params.iter().map(|p| (p.id.as_str(), p)));
    let entry = entry(node, heading, parent, &params);
    let id = entry.as_ref().map(|e| e.id.clone());
    out.extend(entry);
    // A group without an id leaves its parts under what it stands under itself.
    let parent = id.as_deref().or(parent);
    for group in &node.groups {
        walk(group, true, parent, &params, out);
    }
    for control in &node.controls {
        walk(control, false, parent, &params, out);
    }
}

fn entry(node: &Node, heading: bool, parent: Option<&str>, params: &Params<'_>) -> Option<Entry> {
    let written = node.id.clone()?;
    let labels: Vec<&Prop> = node.props.iter().filter(|p| p.name == "label").collect();
    // Labels with a class are spellings for other documents; one with blanks is a heading and no id.
    let label = labels.iter().find(|l| l.class.is_none() && !l.value.contains(' ')).map(|l| l.value.clone());
    let id = label.unwrap_or_else(|| written.clone());
    let withdrawn = node.props.iter().any(|p| p.name == "status" && p.value.eq_ignore_ascii_case("withdrawn"));
    let statement =
        ["statement", "overview"].iter().map(|name| statement(node, name, params)).find(|text| !text.is_empty());
    Some(Entry {
        others: labels.iter().map(|l| l.value.clone()).collect(),
        token: Some(written),
        kind: node.class.clone().unwrap_or_else(|| if heading { "group" } else { "control" }.into()),
        parent: parent.map(str::to_owned),
        title: Some(node.title.trim().to_owned()).filter(|t| !t.is_empty() && *t != id),
        status: Some(if withdrawn { Status::Withdrawn } else { Status::Current }),
        statement,
        heading,
        id,
    })
}

/// The text of a node's parts of one name, one line a part.
fn statement(node: &Node, name: &str, params: &Params<'_>) -> String {
    let mut out = String::new();
    for part in node.parts.iter().filter(|p| p.name == name) {
        text(part, params, &mut out);
    }
    out
}

fn text(part: &Part, params: &Params<'_>, out: &mut String) {
    let label = part.props.iter().find(|p| p.name == "label" && p.class.is_none()).map(|p| p.value.as_str());
    let prose = part.prose.as_deref().map(|p| filled_in(p, params, 0)).unwrap_or_default();
    let line = [label.unwrap_or_default(), prose.trim()].iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>();
    if !line.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&line.join(" "));
    }
    for part in &part.parts {
        text(part, params, out);
    }
}

/// Prose with what it asks the organisation to fill in, in brackets: `{{ insert: param, ac-1_prm_1 }}`.
fn filled_in(prose: &str, params: &Params<'_>, depth: usize) -> String {
    /// Choices may name parameters themselves; a file could make them name each other for ever.
    const DEEPEST: usize = 3;
    let mut out = String::new();
    let mut rest = prose;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((inside, behind)) = after.split_once("}}") else { break };
        out.push_str(before);
        let id = inside.rsplit([',', ' ']).map(str::trim).find(|w| !w.is_empty()).unwrap_or_default();
        match params.get(id) {
            Some(Param { select: Some(select), .. }) if depth < DEEPEST => {
                let how = if select.how_many.as_deref() == Some("one-or-more") { " (one or more)" } else { "" };
                let choices: Vec<String> = select.choice.iter().map(|c| filled_in(c, params, depth + 1)).collect();
                out.push_str(&format!("[Selection{how}: {}]", choices.join("; ")));
            }
            Some(Param { label: Some(label), .. }) => out.push_str(&format!("[Assignment: {label}]")),
            _ => out.push_str(&format!("[{id}]")),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}
