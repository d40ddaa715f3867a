//! JSON in which no known export stands: what it is, and what to do.

use super::document::{At, Document};

/// What a document is that tells of nothing, and what to do.
pub(super) fn nothing_in(document: &Document) -> Option<(&'static str, &'static str)> {
    let [root] = document.roots[..] else { return None };
    let at = |names: &[&str]| names.iter().try_fold(root, |at, name| document.member(at, name));
    let holds = |list: At| document.elements(list).next().is_some();
    let names = |list: At| holds(list) && document.elements(list).all(|element| document.is_text(element));
    if document.is_list(root) && !holds(root) {
        return Some((
            "an empty list in JSON, as scanners write it when they find nothing",
            "there is nothing in it to read: leave it out here, and keep it as evidence of the scan",
        ));
    }
    if names(root) || at(&["data", "keys"]).is_some_and(names) {
        return Some((
            "a list of bare names in JSON, which tells nothing about them",
            "look each up and give the answers (Vault token accessors with `lookup-accessor`)",
        ));
    }
    let is_empty = |value: At| document.is_object(value) && document.members(value).next().is_none();
    let servers = [&["mcpServers"][..], &["mcp", "servers"], &["mcp"], &["servers"]];
    if servers.into_iter().filter_map(at).any(is_empty) {
        return Some(("settings without any MCP server", "there is nothing in it to read: leave it out"));
    }
    if at(&["runs"]).is_some_and(|runs| document.is_list(runs)) {
        return Some((
            "a SARIF report without a result of a known secret scanner",
            "give the report of a secret scanner; where it found nothing, keep this one as evidence of the scan",
        ));
    }
    None
}
