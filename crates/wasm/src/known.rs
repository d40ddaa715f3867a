//! What the pack knows, told to the page: checks, references, editions, the policy.

use nhimap_core::catalog::crosswalk::Edge;
use nhimap_core::catalog::{Catalog, FrameworkRef, Item, Resolution, Role, Speaks, Status};
use nhimap_core::checks::{Check, How, Severity};
use nhimap_core::pack::Pack;
use nhimap_core::policy;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Failure;

/// The shipped policy.
pub(crate) const POLICY: &str = "policy.toml";

/// What a text that somebody wrote means: a check, or references.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Explained {
    /// The check with this id.
    pub check: Option<CheckKnown>,
    /// The references that are written so; several where the text does not tell which framework is meant.
    pub references: Vec<ReferenceKnown>,
}

/// A check, as the pack has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckKnown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a row is: `credential`, `agent`, ...
    pub subject: String,
    /// The severity before anything raises it.
    pub severity: Severity,
    /// Why that severity.
    pub severity_why: String,
    /// What raises it.
    pub raises: Vec<RaiseKnown>,
    /// For which rows it asks.
    pub applies: String,
    /// What the defect is.
    pub fails: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub remedy: String,
    /// When it may be wrong.
    pub limits: String,
    /// Checks that become unknown on the rows where this one fails.
    pub silences: Vec<String>,
    /// What it speaks to.
    pub maps: Vec<MapKnown>,
}

/// What raises a severity.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaiseKnown {
    /// To which.
    pub to: Severity,
    /// When.
    pub when: String,
    /// Why.
    pub why: String,
}

/// A mapping between a check and a reference, told from either side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MapKnown {
    /// The check.
    pub check: String,
    /// The check's title.
    pub title: String,
    /// The reference.
    pub reference: FrameworkRef,
    /// As people cite it.
    pub cited: String,
    /// `tests`, `supports`, `context`.
    pub how: How,
    /// Why.
    pub why: String,
}

/// A reference, as the catalog has it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReferenceKnown {
    /// The reference.
    pub reference: FrameworkRef,
    /// As people cite it.
    pub cited: String,
    /// Was it written otherwise than the framework writes it?
    pub spelled_otherwise: bool,
    /// The framework's name and edition.
    pub framework: String,
    /// Everything about it.
    pub item: ItemKnown,
    /// The checks that speak to it, `tests` first.
    pub checks: Vec<MapKnown>,
    /// What it relates to in other editions.
    pub relates: Vec<Related>,
}

/// A relation to a reference of another edition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Related {
    /// The other end, as people cite it.
    pub cited: String,
    /// Its short title.
    pub title: Option<String>,
    /// The relation.
    pub edge: Edge,
}

/// One id of an edition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ItemKnown {
    /// The id that references use.
    pub id: String,
    /// As the publisher cites it.
    pub label: String,
    /// Function, category, risk, tenet, ...
    pub kind: String,
    /// The id above it.
    pub parent: Option<String>,
    /// The official short title, where one exists.
    pub title: Option<String>,
    /// What it asks, in our own words.
    pub description: Option<String>,
    /// Was it withdrawn?
    pub withdrawn: bool,
    /// Where a withdrawn id went, with the publisher's word for how.
    pub moved: Vec<Moved>,
    /// Official other spellings.
    pub aliases: Vec<String>,
    /// Is the id ours rather than the publisher's?
    pub ours: bool,
    /// What inputs of this kind can say about it.
    pub speaks: Option<Speaks>,
    /// Why.
    pub speaks_why: Option<String>,
    /// Where its id and title were read.
    pub source: String,
    /// How many checks test it, and how many support it.
    pub tests: usize,
    /// How many checks support it.
    pub supports: usize,
}

/// Where a withdrawn id went.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Moved {
    /// The successor.
    pub id: String,
    /// How, in the publisher's word.
    pub how: String,
}

/// One framework edition.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EditionKnown {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The short form shown before a label.
    pub short: String,
    /// The edition.
    pub edition: String,
    /// Who publishes it.
    pub publisher: String,
    /// When, year and month.
    pub published: Option<String>,
    /// `main` (assessed), `former` (kept for old citations), `neighbour` (listed beside), `linked` (only related to).
    pub role: String,
    /// The kind of item that results are given for.
    pub unit: String,
    /// How many ids are current.
    pub current: usize,
    /// How many were withdrawn.
    pub withdrawn: usize,
    /// Where ids, titles and links were read.
    pub source: String,
    /// Licence of ids and titles.
    pub licence: String,
    /// What a reader must know.
    pub note: Option<String>,
}

/// One edition with all its ids, in the framework's order.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EditionItems {
    /// The edition.
    pub edition: EditionKnown,
    /// Its ids.
    pub items: Vec<ItemKnown>,
}

/// The default policy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PolicyKnown {
    /// Its file, to start an own one from.
    pub text: String,
    /// The keys.
    pub keys: Vec<KeyKnown>,
    /// What is taken for granted where no source says so.
    pub assumptions: Vec<AssumptionKnown>,
}

/// One key of the policy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct KeyKnown {
    /// The key.
    pub key: String,
    /// What it says.
    pub says: String,
    /// `days`, `percent`, `count`, `list`, ...
    pub unit: String,
    /// The default as the policy's file writes it; none where it is not set.
    pub value: policy::PolicyValue,
    /// The default, in words: "90 days".
    pub default: String,
    /// The entries by class, in words: "30 for purpose class ci_cd or ai_agent".
    pub entries: Vec<String>,
    /// Why.
    pub reason: String,
    /// Whose number it is.
    pub source: String,
    /// The checks that use it.
    pub checks: Vec<String>,
}

/// An assumption of the policy.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AssumptionKnown {
    /// Its name.
    pub name: String,
    /// What is assumed.
    pub value: String,
}

/// What a text means.
pub(crate) fn explain(what: &str, pack: &Pack) -> Result<Explained, Failure> {
    let check = pack.check(what).map(|check| check_known(check, pack));
    let references: Vec<ReferenceKnown> = match &check {
        Some(_) => Vec::new(),
        None => {
            let found = pack.catalogs.resolve(what).into_iter();
            found.filter_map(|r| reference(r.reference, r.how == Resolution::SpelledOtherwise, pack)).collect()
        }
    };
    if check.is_none() && references.is_empty() {
        return Err(Failure::asked(format!("`{what}` is neither a check nor a reference of the pack")));
    }
    Ok(Explained { check, references })
}

fn check_known(check: &Check, pack: &Pack) -> CheckKnown {
    CheckKnown {
        id: check.id.clone(),
        title: check.title.clone(),
        subject: check.subject_word().into(),
        severity: check.severity,
        severity_why: check.severity_why.clone(),
        raises: check
            .raises
            .iter()
            .map(|r| RaiseKnown { to: r.to, when: one_line(&r.when.text), why: r.why.clone() })
            .collect(),
        applies: one_line(&check.applies.text),
        fails: one_line(&check.fails.text),
        why: check.why.clone(),
        remedy: check.remedy.clone(),
        limits: check.limits.clone(),
        silences: check.silences.clone(),
        maps: maps(check, pack, |_| true),
    }
}

fn maps(check: &Check, pack: &Pack, wanted: impl Fn(&FrameworkRef) -> bool) -> Vec<MapKnown> {
    let maps = check.maps.iter().filter(|m| wanted(&m.reference));
    maps.map(|m| MapKnown {
        check: check.id.clone(),
        title: check.title.clone(),
        reference: m.reference.clone(),
        cited: pack.catalogs.cite(&m.reference),
        how: m.how,
        why: m.why.clone(),
    })
    .collect()
}

fn reference(reference: FrameworkRef, spelled_otherwise: bool, pack: &Pack) -> Option<ReferenceKnown> {
    let catalog = pack.catalogs.edition(&reference.edition)?;
    let item = pack.catalogs.item(&reference)?;
    let mut checks: Vec<MapKnown> = pack.checks.iter().flat_map(|c| maps(c, pack, |r| *r == reference)).collect();
    checks.sort_by_key(|m| m.how);
    let relates = pack.crosswalk.also_relates(&reference).into_iter();
    Some(ReferenceKnown {
        cited: catalog.cite(item),
        spelled_otherwise,
        framework: format!("{} {}", catalog.name, catalog.edition),
        item: item_known(item, catalog, pack),
        checks,
        relates: relates
            .map(|edge| Related {
                cited: pack.catalogs.cite(&edge.to),
                title: pack.catalogs.item(&edge.to).and_then(|item| item.title.clone()),
                edge,
            })
            .collect(),
        reference,
    })
}

fn item_known(item: &Item, catalog: &Catalog, pack: &Pack) -> ItemKnown {
    let count = |how: How| {
        let speaks = |check: &&Check| {
            let same = |m: &FrameworkRef| m.item == item.id && m.edition == catalog.id;
            check.maps.iter().any(|m| m.how == how && same(&m.reference))
        };
        pack.checks.iter().filter(speaks).count()
    };
    ItemKnown {
        id: item.id.clone(),
        label: item.label().into(),
        kind: item.kind.clone(),
        parent: item.parent.clone(),
        title: item.title.clone(),
        description: item.description.clone(),
        withdrawn: item.status == Status::Withdrawn,
        moved: item
            .moved
            .iter()
            .enumerate()
            .map(|(at, id)| Moved { id: id.clone(), how: item.moved_how.get(at).cloned().unwrap_or_default() })
            .collect(),
        aliases: item.aliases.clone(),
        ours: item.ours,
        speaks: item.speaks,
        speaks_why: item.speaks_why.clone(),
        source: item.source.clone().unwrap_or_else(|| catalog.source.clone()),
        tests: count(How::Tests),
        supports: count(How::Supports),
    }
}

/// All editions.
pub(crate) fn frameworks(pack: &Pack) -> Vec<EditionKnown> {
    pack.catalogs.all().iter().map(edition_known).collect()
}

/// One edition.
pub(crate) fn framework(edition: &str, pack: &Pack) -> Result<EditionItems, Failure> {
    let catalog = pack.catalogs.edition(edition);
    let catalog = catalog.ok_or_else(|| Failure::asked(format!("`{edition}` is no edition of the pack")))?;
    let items = catalog.items.iter().map(|item| item_known(item, catalog, pack)).collect();
    Ok(EditionItems { edition: edition_known(catalog), items })
}

fn edition_known(catalog: &Catalog) -> EditionKnown {
    let current = catalog.items.iter().filter(|i| i.status == Status::Current).count();
    EditionKnown {
        id: catalog.id.clone(),
        name: catalog.name.clone(),
        short: catalog.short.clone(),
        edition: catalog.edition.clone(),
        publisher: catalog.publisher.clone(),
        published: catalog.published.clone(),
        role: match catalog.role {
            Role::Main => "main",
            Role::Former => "former",
            Role::Neighbour => "neighbour",
            Role::Linked => "linked",
        }
        .into(),
        unit: catalog.unit.clone(),
        current,
        withdrawn: catalog.items.len() - current,
        source: catalog.source.clone(),
        licence: catalog.licence.clone(),
        note: catalog.note.clone(),
    }
}

/// The default policy.
pub(crate) fn policy_known(pack: &Pack, text: &str) -> PolicyKnown {
    let named = |key: &str, text: &str| {
        // A key's name ends where a letter, a digit or an underscore does not follow.
        text.match_indices("policy.").any(|(at, word)| {
            let rest = &text[at + word.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            rest[..end] == *key
        })
    };
    let uses = |check: &&Check, key: &str| {
        let conditions = [&check.applies, &check.fails].into_iter().chain(check.raises.iter().map(|r| &r.when));
        conditions.into_iter().any(|condition| named(key, &condition.text))
    };
    PolicyKnown {
        text: text.to_owned(),
        keys: pack
            .policy
            .keys
            .iter()
            .map(|(key, threshold)| KeyKnown {
                key: key.clone(),
                says: threshold.says.clone(),
                unit: threshold.unit.clone(),
                value: threshold.default.clone(),
                default: policy::words(&threshold.default, &threshold.unit),
                entries: threshold.entries.iter().map(|e| policy::entry_words(e, &threshold.unit)).collect(),
                reason: threshold.reason.clone(),
                source: threshold.source.clone(),
                checks: pack.checks.iter().filter(|c| uses(c, key)).map(|c| c.id.clone()).collect(),
            })
            .collect(),
        assumptions: pack
            .policy
            .assumptions
            .iter()
            .map(|(name, value)| AssumptionKnown { name: name.clone(), value: policy::words(value, "") })
            .collect(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
