//! What is known of how two ends relate, as an OSCAL mapping collection.
//!
//! Each map is written in the direction of its file, with the publisher's own words beside OSCAL's. Derived links are
//! left out: the model has no way to say that nobody stated them.

use std::collections::BTreeSet;
use std::io::Write;

use nhimap_core::catalog::crosswalk::{Answer, Asserted, Edge, Map, State};
use nhimap_core::catalog::{Catalog, Catalogs, FrameworkRef};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::RenderError;

/// The OSCAL version that the document names.
pub const OSCAL_VERSION: &str = "1.2.2";

/// Names the properties that OSCAL has no words for.
const NS: &str = "https://github.com/nhimap/nhimap/ns/oscal";

/// Editions that their publisher offers as an OSCAL catalog, and whether its ids are ours in small letters.
const PUBLISHED: [(&str, &str, bool); 2] = [
    (
        "nist-csf-2.0",
        "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/CSF/v2.0/json/NIST_CSF_v2.0_catalog.json",
        false,
    ),
    (
        "nist-sp-800-53r5",
        "https://raw.githubusercontent.com/usnistgov/oscal-content/main/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json",
        true,
    ),
];

/// Writes the relations of an answer as a mapping collection, one mapping a file of the crosswalk.
///
/// The same answer gives the same bytes: identifiers are made from what they identify, and the date is that of the
/// newest change to a map. Tells whether it wrote anything: a collection cannot be empty, so an answer without stated
/// relations gives none.
///
/// # Errors
/// Where the writer refuses.
pub fn crosswalk_oscal(answer: &Answer, catalogs: &Catalogs, out: &mut dyn Write) -> Result<bool, RenderError> {
    let used: Vec<(&Map, Vec<Edge>)> = answer
        .maps
        .iter()
        .map(|map| (map, edges(map, answer)))
        .filter(|(_, edges): &(_, Vec<Edge>)| !edges.is_empty())
        .collect();
    let Some(newest) = used.iter().map(|(m, _)| m.revised.as_str()).max() else { return Ok(false) };
    let mappings: Vec<Value> = used.iter().map(|(map, edges)| mapping(map, edges, catalogs)).collect();
    let editions: BTreeSet<&str> = used.iter().flat_map(|(m, _)| [m.from.as_str(), m.to.as_str()]).collect();
    let resources: Vec<Value> = editions.iter().filter_map(|id| catalogs.edition(id)).map(resource).collect();
    let whole = used.iter().all(|(m, edges)| m.status == State::Complete && edges.len() == m.relations);
    let to = answer.asked.to.as_deref().unwrap_or("every edition");
    let mut document = json!({
        "metadata": {
            "title": format!("Relations of {} to {to}", answer.asked.from),
            "last-modified": format!("{newest}T00:00:00Z"),
            "version": newest,
            "oscal-version": OSCAL_VERSION,
            "remarks": "Each mapping tells in `asserted` who states it. Where that is `ours`, it is the nhimap project's \
                        own, and no publisher has endorsed it. How a publisher's word in `stated` is read as an OSCAL \
                        relationship is ours too. Derived links are left out.",
        },
        "provenance": {
            "method": "hybrid",
            "matching-rationale": "semantic",
            "status": if whole { "complete" } else { "not-complete" },
            "mapping-description": "Relations between framework editions, from the publishers where they state any and \
                                    otherwise from the nhimap project. Each mapping has its own method, matching and status. \
                                    A risk is read as the outcome of keeping it away.",
        },
        "mappings": mappings,
        "back-matter": { "resources": resources },
    });
    document["uuid"] = uuid(&document.to_string()).into();
    serde_json::to_writer_pretty(&mut *out, &json!({ "mapping-collection": document }))?;
    writeln!(out)?;
    Ok(true)
}

/// The answer's relations that come from a file, each in the file's direction.
fn edges(map: &Map, answer: &Answer) -> Vec<Edge> {
    let forward = |edge: &Edge| if edge.reversed { edge.turned() } else { edge.clone() };
    let of_map = |edge: &Edge| edge.from.edition == map.from && edge.to.edition == map.to;
    answer.relations.iter().map(forward).filter(of_map).collect()
}

fn mapping(map: &Map, edges: &[Edge], catalogs: &Catalogs) -> Value {
    let name = format!("{}--{}", map.from, map.to);
    let mut props =
        vec![prop("asserted", map.asserted.word()), prop("source", &map.source), prop("licence", &map.licence)];
    let more = [("publisher", &map.publisher), ("sample", &map.sample), ("scope", &map.scope)];
    props.extend(more.into_iter().filter_map(|(name, value)| value.as_deref().map(|v| prop(name, v))));
    let mut out = json!({
        "uuid": uuid(&name),
        "method": map.method,
        "matching-rationale": map.matching,
        "status": map.status,
        "mapping-description": map.says,
        "props": props,
        "source-resource": { "type": "catalog", "href": format!("#{}", uuid(&map.from)) },
        "target-resource": { "type": "catalog", "href": format!("#{}", uuid(&map.to)) },
        "maps": edges.iter().map(|edge| entry(edge, map, catalogs)).collect::<Vec<_>>(),
    });
    if let Some(note) = &map.note {
        out["remarks"] = note.as_str().into();
    }
    // Of a sample, or of a part of a map, the rest is not unmapped but not asked.
    let whole = edges.len() == map.relations && map.sample.is_none();
    for (key, edition, mapped) in [
        ("source-gap-summary", &map.from, edges.iter().map(|e| &e.from).collect::<BTreeSet<_>>()),
        ("target-gap-summary", &map.to, edges.iter().map(|e| &e.to).collect()),
    ] {
        let unmapped = catalogs.edition(edition).map(|c| unmapped(c, &mapped)).unwrap_or_default();
        if whole && !unmapped.is_empty() {
            out[key] = json!({
                "uuid": uuid(&format!("{name} {key}")),
                "unmapped-controls": [{ "with-ids": unmapped }],
            });
        }
    }
    out
}

/// Ids of an edition that no relation names, of the kind that results are given for. Editions without such a kind are
/// carried in part only, so that nothing can be said of the rest.
fn unmapped(catalog: &Catalog, mapped: &BTreeSet<&FrameworkRef>) -> Vec<String> {
    let named = |id: &str| mapped.iter().any(|r| r.item == id);
    catalog.units().filter(|i| !named(&i.id)).map(|i| id_ref(catalog, i.token())).collect()
}

fn entry(edge: &Edge, map: &Map, catalogs: &Catalogs) -> Value {
    let stated = edge.stated.as_deref().unwrap_or_default();
    let mut props = Vec::new();
    if let Some(stated) = &edge.stated {
        props.push(prop("stated", stated));
    }
    if edge.asserted != map.asserted {
        props.push(prop("asserted", edge.asserted.word()));
    }
    if edge.asserted == Asserted::ThirdParty
        && let Some(publisher) = &edge.publisher
    {
        props.push(prop("publisher", publisher));
    }
    if edge.source != map.source {
        props.push(prop("source", &edge.source));
    }
    let mut out = json!({
        "uuid": uuid(&format!("{} {stated} {}", edge.from, edge.to)),
        "relationship": edge.relation.word(),
        "confidence-score": { "category": edge.confidence.word() },
        "sources": [item(&edge.from, catalogs)],
        "targets": [item(&edge.to, catalogs)],
        "remarks": edge.rationale,
    });
    if !props.is_empty() {
        out["props"] = props.into();
    }
    out
}

fn item(reference: &FrameworkRef, catalogs: &Catalogs) -> Value {
    let (Some(catalog), Some(item)) = (catalogs.edition(&reference.edition), catalogs.item(reference)) else {
        return json!({ "type": "control", "id-ref": reference.item });
    };
    json!({
        "type": "control",
        "id-ref": id_ref(catalog, item.token()),
        "props": [prop("label", item.label())],
    })
}

/// The id as the edition's OSCAL catalog has it.
fn id_ref(catalog: &Catalog, token: &str) -> String {
    let small = PUBLISHED.iter().any(|(id, _, small)| *id == catalog.id && *small);
    if small { token.to_lowercase() } else { token.to_owned() }
}

fn resource(catalog: &Catalog) -> Value {
    let mut out = json!({
        "uuid": uuid(&catalog.id),
        "title": format!("{} {}", catalog.name, catalog.edition),
        "citation": { "text": format!("{}, {} {}", catalog.publisher, catalog.name, catalog.edition) },
        "props": [prop("edition", &catalog.id)],
    });
    if let Some((_, href, _)) = PUBLISHED.iter().find(|(id, _, _)| *id == catalog.id) {
        out["rlinks"] = json!([{ "href": href, "media-type": "application/oscal+json" }]);
    }
    out
}

fn prop(name: &str, value: &str) -> Value {
    // A string of OSCAL has neither line breaks nor blanks at its ends.
    json!({ "name": name, "ns": NS, "value": value.split_whitespace().collect::<Vec<_>>().join(" ") })
}

/// An identifier made from what it identifies, in the layout of version 4: OSCAL takes versions 4 and 5 only, and the
/// digest is not the one that version 5 asks for.
fn uuid(of: &str) -> String {
    let digest = Sha256::digest(format!("{NS} {of}"));
    let mut bytes: [u8; 16] = digest[..16].try_into().expect("the digest has 32 bytes");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
