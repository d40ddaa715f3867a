//! `docs/crosswalk.md`: which maps there are, who states them, and how they are read.

use nhimap_core::catalog::crosswalk::{Map, Relation};
use nhimap_core::pack::Pack;

use super::{GENERATED, cell, one_line};

/// The whole page.
pub(super) fn page(pack: &Pack) -> String {
    let mut out = format!("{GENERATED}# Crosswalk\n\n{INTRODUCTION}");
    out += "\n## Maps\n\n| From | To | Relations | Stated by | Holds for | State |\n| --- | --- | --- | --- | --- | --- |\n";
    for map in pack.crosswalk.maps() {
        let who = match &map.publisher {
            Some(publisher) => format!("{} ({publisher})", map.asserted.word()),
            None => map.asserted.word().to_owned(),
        };
        let state = match &map.sample {
            Some(sample) => format!("a sample: {sample}"),
            None => word(map.status),
        };
        out += &format!(
            "| {} | {} | {} | {} | {} | {} |\n",
            map.from,
            map.to,
            map.relations,
            cell(&who),
            cell(map.scope.as_deref().unwrap_or("all")),
            cell(&state)
        );
    }
    for map in pack.crosswalk.maps() {
        out += &section(map);
    }
    out + &composition() + AFTERWARDS
}

fn section(map: &Map) -> String {
    let mut out = format!("\n### {} to {}\n\n{}", map.from, map.to, one_line(&map.says));
    if let Some(note) = &map.note {
        out += &format!(" {}", one_line(note));
    }
    out += &format!(
        "\n\n- Source: {}\n- Method: {}, {}\n- Licence: {}\n- Last changed: {}\n",
        one_line(&map.source),
        word(map.method),
        word(map.matching),
        map.licence,
        map.revised
    );
    if !map.words.is_empty() {
        out += "\nThe publisher's words, and how they are read:\n\n";
    }
    for (word, says) in &map.words {
        out += &format!("- `{word}`: {}\n", one_line(says));
    }
    out
}

/// OSCAL's word for a value, as it stands in the files.
fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => unreachable!("a unit variant is written as its word"),
    }
}

/// What two hops say together.
fn composition() -> String {
    let mut out = String::from(
        "\n## Derived links\n\nWhere nobody relates two editions, links over a third are derived, over at most three hops, and \
         no edition is entered twice. A link shows its hops, and names the weakest: the least confidence, and of those the \
         weakest relation. What two relations say together:\n\n| first \\ then |",
    );
    for then in Relation::ALL {
        out += &format!(" {} |", then.word());
    }
    out += "\n| --- | --- | --- | --- | --- | --- |\n";
    for first in Relation::ALL {
        out += &format!("| **{}** |", first.word());
        for then in Relation::ALL {
            out += &format!(" {} |", first.then(then).map_or("unknown", Relation::word));
        }
        out.push('\n');
    }
    out + "\n*Unknown* means that the hops leave open whether the two ends touch at all: two parts of one thing may be \
           different parts. Such links are shown, since they tell a reader where to look, and carry nothing.\n"
}

const INTRODUCTION: &str = "\
How the ids of one framework edition relate to those of another: `nhimap crosswalk FROM [TO]`, where each end is an \
edition or a reference, as a table, CSV, JSON or an OSCAL mapping collection. The data is in `frameworks/crosswalks/`, \
one file for each pair of editions; every relation can be read from both ends.

A relation is **official** where the publisher of one of the two editions states it, a **third party's** where somebody \
else does, and **ours** where this project does. Official ones come first, and nobody has endorsed ours. A publisher's own \
word is kept beside OSCAL's; reading the one as the other is ours, and each file says how it is done.

- *equal-to*: the same requirements in the same words. Only where a source tells that the wording was kept.
- *equivalent-to*: the same meaning in other words. No relation claims it so far.
- *subset-of*, *superset-of*: all that one end asks, the other asks too, and more.
- *intersects-with*: the two share some meaning, and neither is known to hold the other.

A risk is read as the outcome of keeping it away, so that it can be compared with outcomes and controls. Confidence is \
*high* where the relation follows from the words at both ends, *medium* where it rests on one reading of them, and *low* \
where it helps a reader along and would not carry a decision. A relation never makes a result: what rows show about a \
reference comes from the checks, and is not passed on to what it relates to.
";

const AFTERWARDS: &str = "
## OSCAL

`--format oscal` writes a mapping collection (OSCAL 1.2.2), one mapping for each file, in the direction of the file. Ids \
are the token-safe ones of the catalogs, with the publisher's spelling as a property; for CSF 2.0 and SP 800-53 they are \
those of NIST's own OSCAL catalogs. Who states a relation, the publisher's word, the scope and the source are properties \
in the namespace `https://github.com/nhimap/nhimap/ns/oscal`. Derived links are left out, as the model cannot say that \
nobody stated them. Identifiers and the date are made from the content, so the same question gives the same bytes.

What was checked: the meanings of the five relations against the model's definition in usnistgov/OSCAL \
`src/metaschema/oscal_mapping-common_metaschema.xml@0df675d`, and documents of six questions against the published JSON \
schemas of the mapping model, versions 1.2.1, 1.2.2 and 1.2.3, without errors. What was not: the constraints that only the \
metaschema states, and import into another tool.

## Your own catalog

`--catalog FILE` on `nhimap frameworks`, `explain` and `crosswalk` lays a catalog of yours over ours: an OSCAL catalog as \
JSON, such as NIST's for CSF 2.0 or SP 800-53, or TOML in the form of `frameworks/catalogs/`. A file that is one of our \
editions adds the publisher's statements and the ids that we do not carry, and nhimap tells where the two disagree: missing \
ids, other titles, other status. Ours are kept. Any other file becomes an edition of its own. Where a file does not name \
its edition, say it: `--catalog nist-sp-800-53r5=FILE`. Statements are shown from your file and stored nowhere.

For an edition that we carry, TOML needs no more than this:

```toml
id = \"iso-27001-2022\"

[[item]]
id        = \"A.5.16\"
statement = \"The text, from your licensed copy.\"
```
";
