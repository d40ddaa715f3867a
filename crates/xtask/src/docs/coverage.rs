//! `docs/coverage.md`: for every reference of every framework, which checks speak to it.

use nhimap_core::catalog::{Catalog, FrameworkRef, Item, Reading, Role, Speaks, Status};
use nhimap_core::checks::{Check, How};
use nhimap_core::pack::Pack;

use super::{GENERATED, cell, check_links, count};

/// The checks that speak to one reference.
struct Spoken<'a> {
    tests: Vec<&'a str>,
    supports: Vec<&'a str>,
    context: Vec<&'a str>,
}

impl<'a> Spoken<'a> {
    fn of(catalog: &Catalog, item: &Item, pack: &'a Pack) -> Self {
        let reference = FrameworkRef { edition: catalog.id.clone(), item: item.id.clone() };
        let by = |how| {
            let speaks = |c: &&Check| c.maps.iter().any(|m| m.how == how && m.reference == reference);
            pack.checks.iter().filter(speaks).map(|c| c.id.as_str()).collect()
        };
        Self { tests: by(How::Tests), supports: by(How::Supports), context: by(How::Context) }
    }

    fn is_silent(&self) -> bool {
        self.tests.is_empty() && self.supports.is_empty() && self.context.is_empty()
    }

    /// The last three columns of a row.
    fn cells(self) -> String {
        if self.is_silent() {
            return "no check | | |\n".into();
        }
        format!("{} | {} | {} |\n", check_links(self.tests), check_links(self.supports), check_links(self.context))
    }
}

/// The whole table.
pub(super) fn page(pack: &Pack) -> String {
    let mut out = format!("{GENERATED}# Coverage\n\n");
    out += "For every current reference of the five frameworks: what inputs of this kind can say about it, and which checks \
            speak to it. References without a check are listed too, with the words *no check*. The mapping is ours; each \
            check's page gives the reason for each of its references.\n\n\
            *Tests*: a failing row is, by itself, a counter-example. *Supports*: a failing row makes the outcome less \
            credible, but the two could be true together. *Context*: helps to place a finding; counts nowhere. A passing \
            row proves nothing.\n\n\
            *Inputs can say*: **rows** of identities, credentials, leaks and the like can count against the reference; \
            **claims**: only controls and evidence speak to it; **neither**: it lies outside these inputs. Blank where the \
            reference is a heading or a place in the document and gets no result of its own.\n";
    for catalog in pack.catalogs.main() {
        out += &main_edition(catalog, pack);
    }
    out += "\n# Neighbours\n\nFindings are listed under these ids, without a result.\n";
    for catalog in pack.catalogs.all().iter().filter(|c| c.role == Role::Neighbour) {
        out += &format!("\n## {}, edition {}\n\n", catalog.name, catalog.edition);
        out += "| Reference | Tests | Supports | Context |\n| --- | --- | --- | --- |\n";
        for item in current(catalog) {
            out += &format!("| {} | {}", named(item), Spoken::of(catalog, item, pack).cells());
        }
    }
    out += "\n# Former editions\n\nOld citations are understood and led to their successors; no check speaks to these.\n\n";
    for catalog in pack.catalogs.all().iter().filter(|c| c.role == Role::Former) {
        out +=
            &format!("- {}, edition {}: {}\n", catalog.name, catalog.edition, count(catalog.items.len(), "id", "ids"));
    }
    out
}

fn current(catalog: &Catalog) -> impl Iterator<Item = &Item> {
    catalog.items.iter().filter(|i| i.status == Status::Current)
}

/// An item's label and title.
fn named(item: &Item) -> String {
    match &item.title {
        Some(title) if title != item.label() => cell(&format!("{}: {title}", item.label())),
        _ => cell(item.label()),
    }
}

fn main_edition(catalog: &Catalog, pack: &Pack) -> String {
    let mut out = format!("\n## {}, edition {}\n\n{}\n", catalog.name, catalog.edition, summary(catalog, pack));
    out +=
        "\n| Reference | Kind | Inputs can say | Tests | Supports | Context |\n| --- | --- | --- | --- | --- | --- |\n";
    for item in current(catalog) {
        let say = match item.speaks {
            Some(speaks) => format!("**{}**: {}", word(speaks), cell(item.speaks_why.as_deref().unwrap_or_default())),
            None => String::new(),
        };
        let kind = item.kind.replace('-', " ");
        out += &format!("| {} | {kind} | {say} | {}", named(item), Spoken::of(catalog, item, pack).cells());
    }
    out
}

fn word(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::Rows => "rows",
        Speaks::Claims => "claims",
        Speaks::Neither => "neither",
    }
}

/// How many of the references that get a result are spoken to, and which could be and are not.
fn summary(catalog: &Catalog, pack: &Pack) -> String {
    let units: Vec<(&Item, Spoken)> = catalog.units().map(|item| (item, Spoken::of(catalog, item, pack))).collect();
    let tests = units.iter().filter(|(_, s)| !s.tests.is_empty()).count();
    let supports = units.iter().filter(|(_, s)| s.tests.is_empty() && !s.supports.is_empty()).count();
    let silent = units.iter().filter(|(_, s)| s.is_silent()).count();
    let context = units.len() - tests - supports - silent;
    let by = |speaks| units.iter().filter(|(i, _)| i.speaks == Some(speaks)).count();
    // A layer places findings; nothing is meant to count against it.
    let is_layer = catalog.reading == Reading::Layer;
    let given = if is_layer { "Findings are placed by" } else { "A result is given for each" };
    let mut out = format!(
        "{given} *{}*, {} in all. {tests} have a check that tests, {supports} have only checks that \
         support, {context} only context, {silent} no check. Rows can speak to {} of them, only claims to {}, neither to {}.",
        catalog.unit.replace('-', " "),
        units.len(),
        by(Speaks::Rows),
        by(Speaks::Claims),
        by(Speaks::Neither)
    );
    if is_layer {
        return out;
    }
    let open: Vec<&str> = units
        .iter()
        .filter(|(i, s)| i.speaks == Some(Speaks::Rows) && s.tests.is_empty() && s.supports.is_empty())
        .map(|(i, _)| i.label())
        .collect();
    if !open.is_empty() {
        out += &format!("\n\nRows could speak to these, and no check counts against them yet: {}.", open.join(", "));
    }
    out
}
