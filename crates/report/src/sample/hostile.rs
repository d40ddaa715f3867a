//! The sample with every text that could come from a cell, a file name or a pack turned hostile.

mod claims;

use nhimap_core::api::*;

/// Markup, a formula, table and link syntax, a way out of CSS, and what is not seen.
pub(crate) const HOSTILE: &str = "=HYPERLINK(\"http://evil.example\")|<img src=x onerror=alert(1)></style></script>`[x](javascript:alert(1))`\u{202e}\u{200b}\u{1b}[31m&amp;'\\*_@\n# head\r\n- item ![p](http://evil.example/p.png)";

/// The sample with [`HOSTILE`] in place of every text.
pub(crate) fn hostile() -> Assessment {
    let mut a = super::rich();
    a.header.subject = Some(HOSTILE.into());
    a.header.classification = Some(HOSTILE.into());
    a.header.distribution.iter_mut().for_each(spoil);
    spoil(&mut a.schema);
    spoil(&mut a.tool.name);
    spoil(&mut a.tool.version);
    spoil(&mut a.as_of.says);
    spoil(&mut a.pack.digest);
    a.pack.editions.iter_mut().for_each(spoil);
    if let Some(adopted) = &mut a.policy.adopted {
        spoil(&mut adopted.by);
    }
    for it in &mut a.policy.deviations {
        [&mut it.key, &mut it.default, &mut it.value, &mut it.direction].into_iter().for_each(spoil);
    }
    for it in &mut a.policy.assumptions {
        [&mut it.name, &mut it.value].into_iter().for_each(spoil);
    }
    for it in &mut a.policy.thresholds {
        [&mut it.key, &mut it.says, &mut it.value, &mut it.reason, &mut it.source].into_iter().for_each(spoil);
        it.by_class.iter_mut().for_each(spoil);
    }
    a.inputs.iter_mut().for_each(input);
    a.population.kinds.insert(HOSTILE.into(), 0);
    spoil(&mut a.conclusion.sentence);
    spoil(&mut a.conclusion.lead);
    a.conclusion.figures.iter_mut().for_each(|figure| spoil(&mut figure.says));
    a.frameworks.iter_mut().for_each(framework);
    for list in &mut a.neighbours {
        spoil(&mut list.short);
        for it in &mut list.references {
            spoil(&mut it.label);
            it.title = Some(HOSTILE.into());
        }
    }
    a.checks.iter_mut().for_each(check);
    for it in &mut a.notes {
        [&mut it.kind, &mut it.says].into_iter().for_each(spoil);
        it.column = Some(HOSTILE.into());
        it.file = Some(HOSTILE.into());
    }
    for it in &mut a.would_change {
        [&mut it.what, &mut it.unlocks].into_iter().for_each(spoil);
        it.references.push(HOSTILE.into());
    }
    for it in &mut a.dictionary {
        [&mut it.label, &mut it.says].into_iter().for_each(spoil);
        it.from.iter_mut().for_each(spoil);
    }
    claims::spoil(&mut a);
    a
}

/// The sample's page of one owner, every text hostile.
pub(crate) fn hostile_page(a: &Assessment) -> OwnerPage {
    let mut page = super::owner_page(&super::rich());
    page.header = a.header.clone();
    page.as_of = a.as_of.clone();
    [&mut page.owner, &mut page.slug, &mut page.says].into_iter().for_each(spoil);
    [&mut page.roster, &mut page.function].into_iter().for_each(spoil_some);
    page.findings.iter_mut().chain(&mut page.accepted).for_each(finding);
    page.exceptions.iter_mut().for_each(claims::exception);
    for it in &mut page.identities {
        spoil(&mut it.key);
        [&mut it.name, &mut it.kind, &mut it.platform, &mut it.environment, &mut it.status]
            .into_iter()
            .for_each(spoil_some);
    }
    for it in &mut page.due {
        [&mut it.kind, &mut it.says, &mut it.key].into_iter().for_each(spoil);
        spoil_some(&mut it.owner);
    }
    page
}

/// Spoils a text whether it is there or not.
fn spoil_some(text: &mut Option<String>) {
    *text = Some(HOSTILE.into());
}

fn spoil(text: &mut String) {
    HOSTILE.clone_into(text);
}

fn input(it: &mut Input) {
    [&mut it.name, &mut it.kind, &mut it.understood_as, &mut it.sha256].into_iter().for_each(spoil);
    it.set_apart.iter_mut().chain(&mut it.refused).for_each(|reason| spoil(&mut reason.reason));
    for column in &mut it.columns {
        spoil(&mut column.heading);
        column.fields.iter_mut().for_each(spoil);
    }
    for cannot in &mut it.cannot_know {
        [&mut cannot.field, &mut cannot.why].into_iter().for_each(spoil);
    }
}

fn framework(it: &mut FrameworkResult) {
    [&mut it.short, &mut it.name, &mut it.edition, &mut it.says].into_iter().for_each(spoil);
    it.groups.iter_mut().for_each(|group| group.title = Some(HOSTILE.into()));
    for it in &mut it.references {
        [&mut it.label, &mut it.description, &mut it.says, &mut it.rule.says].into_iter().for_each(spoil);
        it.title = Some(HOSTILE.into());
        it.speaks_why = Some(HOSTILE.into());
    }
}

fn check(it: &mut CheckResult) {
    [&mut it.title, &mut it.severity_why, &mut it.why, &mut it.remedy, &mut it.limits].into_iter().for_each(spoil);
    for map in &mut it.maps {
        [&mut map.cited, &mut map.why].into_iter().for_each(spoil);
    }
    it.not_evaluated.iter_mut().for_each(spoil);
    it.missing.iter_mut().for_each(|missing| spoil(&mut missing.field));
    it.thresholds.iter_mut().for_each(spoil);
    it.worst.iter_mut().chain(&mut it.accepted).chain(&mut it.unknown_examples).for_each(finding);
}

fn finding(it: &mut Finding) {
    [&mut it.message, &mut it.key].into_iter().for_each(spoil);
    it.id = format!("{}{HOSTILE}", it.id);
    [&mut it.identity, &mut it.owner, &mut it.environment, &mut it.under].into_iter().for_each(spoil_some);
    if let Some(exception) = &mut it.exception {
        [&mut exception.exception, &mut exception.state].into_iter().for_each(spoil);
        spoil_some(&mut exception.approver);
    }
    it.response.iter_mut().for_each(claims::response);
    for cell in &mut it.cells {
        [&mut cell.field, &mut cell.value].into_iter().for_each(spoil);
        cell.file = Some(HOSTILE.into());
        cell.column = Some(HOSTILE.into());
    }
}
