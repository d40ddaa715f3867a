//! Controls, evidence, exceptions, answers, owners, launches and published figures, every text hostile.

use nhimap_core::api::*;

use super::{HOSTILE, finding, spoil as text, spoil_some as some};

/// Spoils what the sample claims and who answers.
pub(super) fn spoil(a: &mut Assessment) {
    text(&mut a.claims.says);
    a.claims.controls.iter_mut().for_each(control);
    a.claims.evidence.iter_mut().for_each(evidence);
    for reference in a.frameworks.iter_mut().flat_map(|framework| &mut framework.references) {
        reference.claim.iter_mut().for_each(claim);
    }
    text(&mut a.accountability.says);
    for area in &mut a.accountability.areas {
        [&mut area.area, &mut area.title].into_iter().for_each(text);
        area.controls.iter_mut().chain(&mut area.unclear).for_each(text);
        let roles = [&mut area.code_path, &mut area.policy, &mut area.exceptions, &mut area.proves];
        for role in roles.into_iter().flatten() {
            [&mut role.who, &mut role.by].into_iter().for_each(text);
            role.from.iter_mut().for_each(text);
            [&mut role.function, &mut role.roster].into_iter().for_each(some);
        }
    }
    for owner in &mut a.accountability.owners {
        text(&mut owner.owner);
        some(&mut owner.roster);
    }
    a.exceptions.iter_mut().for_each(exception);
    for launch in &mut a.launches {
        text(&mut launch.key);
        [&mut launch.title, &mut launch.feature, &mut launch.owner].into_iter().for_each(some);
        let gate = &mut launch.gate;
        text(&mut gate.says);
        let lists = [&mut gate.missing, &mut gate.unknown, &mut gate.open, &mut gate.undecided];
        lists.into_iter().flatten().for_each(text);
    }
    text(&mut a.responses.says);
    for answer in &mut a.responses.answers {
        [&mut answer.finding, &mut answer.check, &mut answer.message].into_iter().for_each(text);
        response(&mut answer.response);
    }
    for it in a.mirror.iter_mut().flatten() {
        [&mut it.id, &mut it.says, &mut it.percent, &mut it.source, &mut it.definition, &mut it.own_says]
            .into_iter()
            .for_each(text);
    }
}

fn place(it: &mut Option<Place>) {
    it.iter_mut().for_each(|place| text(&mut place.file));
}

fn control(it: &mut ControlShown) {
    text(&mut it.key);
    [
        &mut it.title,
        &mut it.statement,
        &mut it.kind,
        &mut it.status,
        &mut it.status_word,
        &mut it.target,
        &mut it.rationale,
        &mut it.owner,
        &mut it.owner_function,
        &mut it.operator,
        &mut it.approver,
        &mut it.evidence_state,
    ]
    .into_iter()
    .for_each(some);
    // The word of the list differs from the folded one in every row.
    it.status_word = Some(format!("{HOSTILE}!"));
    for list in [&mut it.references, &mut it.checks, &mut it.evidence] {
        list.push(HOSTILE.into());
        list.iter_mut().for_each(text);
    }
    place(&mut it.place);
}

fn evidence(it: &mut EvidenceShown) {
    [&mut it.key, &mut it.says].into_iter().for_each(text);
    [
        &mut it.title,
        &mut it.artefact,
        &mut it.control,
        &mut it.kind,
        &mut it.method,
        &mut it.result,
        &mut it.collector,
        &mut it.custodian,
        &mut it.hash,
        &mut it.state,
    ]
    .into_iter()
    .for_each(some);
    it.references.push(HOSTILE.into());
    place(&mut it.place);
}

fn cited(it: &mut EvidenceCited) {
    [&mut it.evidence, &mut it.says].into_iter().for_each(text);
    [&mut it.title, &mut it.kind, &mut it.method, &mut it.result, &mut it.state].into_iter().for_each(some);
}

fn claim(it: &mut ReferenceClaim) {
    text(&mut it.says);
    for control in &mut it.controls {
        text(&mut control.control);
        [
            &mut control.title,
            &mut control.quote,
            &mut control.by,
            &mut control.function,
            &mut control.status,
            &mut control.status_word,
        ]
        .into_iter()
        .for_each(some);
        control.evidence.iter_mut().for_each(cited);
    }
    it.evidence_alone.iter_mut().for_each(cited);
    it.no_contradiction.iter_mut().for_each(text);
    if let Some(it) = &mut it.contradiction {
        [&mut it.control, &mut it.check, &mut it.link, &mut it.since_from].into_iter().for_each(text);
        [&mut it.quote, &mut it.by, &mut it.policy_threshold].into_iter().for_each(some);
        it.worst.iter_mut().for_each(finding);
    }
}

/// Spoils an exception.
pub(super) fn exception(it: &mut ExceptionShown) {
    [&mut it.key, &mut it.scope, &mut it.says].into_iter().for_each(text);
    it.references.push(HOSTILE.into());
    [
        &mut it.check,
        &mut it.reason,
        &mut it.compensating_control,
        &mut it.compensating_evidence,
        &mut it.requester,
        &mut it.approver,
        &mut it.state,
    ]
    .into_iter()
    .for_each(some);
    place(&mut it.place);
}

/// Spoils an answer.
pub(super) fn response(it: &mut FindingResponse) {
    [&mut it.owner, &mut it.action, &mut it.status, &mut it.comment].into_iter().for_each(some);
}
