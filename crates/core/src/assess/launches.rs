//! Launches, and what their register says for the gate.

use super::entry::Entry;
use super::failing::{fails, is_accepted, severity};
use super::{Assessed, CLAIMS_SHOWN, View, findings};
use crate::api::{LaunchGate, LaunchShown};
use crate::schema::Subject;
use crate::tables::Value;
use crate::vocabulary::fold;

/// What the gate asks of an item.
#[derive(Clone, Copy)]
enum Asks {
    Recorded,
    Yes,
    No,
}

/// The items that the gate asks for, in the order in which a launch comes by them.
const REQUIRED: [(&str, Asks); 16] = [
    ("owner", Asks::Recorded),
    ("security_owner", Asks::Recorded),
    ("support_owner", Asks::Recorded),
    ("entitlement_design", Asks::Yes),
    ("threat_assumptions", Asks::Yes),
    ("rollback_path", Asks::Yes),
    ("incident_route", Asks::Yes),
    ("lifecycle_plan", Asks::Yes),
    ("hard_coded_secret", Asks::No),
    ("manual_provisioning", Asks::No),
    ("bypassed_approval", Asks::No),
    ("revocation_tested", Asks::Recorded),
    ("reviewer", Asks::Recorded),
    ("reviewed", Asks::Recorded),
    ("approver", Asks::Recorded),
    ("signed_off", Asks::Recorded),
];

/// The launches, in the order of the files.
pub(super) fn launches(view: View<'_>) -> Vec<LaunchShown> {
    Entry::all(view.tables, Subject::Launch)
        .take(CLAIMS_SHOWN)
        .map(|launch| LaunchShown {
            key: launch.key(),
            title: launch.text("title"),
            feature: launch.text("feature"),
            owner: launch.text("owner"),
            live: launch.day("live"),
            planned_live: launch.day("planned_live"),
            gate: gate(view, launch),
        })
        .collect()
}

impl Assessed<'_> {
    /// What the register of launches says for the gate of the launch with this id; none where it has no such launch.
    ///
    /// Ids are compared as words, without regard to capitals and punctuation. Where several launches go by the id, each
    /// has to be ready.
    pub fn gate(&self, id: &str) -> Option<LaunchGate> {
        let view = self.view();
        let sought = comparable(id);
        let found: Vec<(String, LaunchGate)> = Entry::all(view.tables, Subject::Launch)
            .filter(|launch| comparable(&launch.key()) == sought)
            .map(|launch| (place(view, launch), gate(view, launch)))
            .collect();
        match found.len() {
            0 => None,
            1 => found.into_iter().next().map(|(_, gate)| gate),
            _ => Some(all(found)),
        }
    }
}

/// An id as it is compared; one without any letter or digit stands for itself.
fn comparable(id: &str) -> String {
    let folded = fold(id);
    if folded.is_empty() { id.trim().to_owned() } else { folded }
}

fn place(view: View<'_>, launch: Entry<'_>) -> String {
    let origin = view.tables.table(Subject::Launch).origins[launch.row];
    match view.tables.sources.get(origin.source as usize) {
        Some(source) => format!("{}, row {}", source.name, origin.line),
        None => format!("row {}", origin.line),
    }
}

/// One gate for several launches that go by one id, each item with the place that it comes from.
fn all(gates: Vec<(String, LaunchGate)>) -> LaunchGate {
    let mut out = LaunchGate { complete: true, ..LaunchGate::default() };
    let mut says = Vec::new();
    for (place, gate) in gates {
        let placed = |items: Vec<String>| items.into_iter().map(|item| format!("{item} ({place})")).collect::<Vec<_>>();
        out.complete &= gate.complete;
        out.missing.extend(placed(gate.missing));
        out.unknown.extend(placed(gate.unknown));
        out.open.extend(placed(gate.open));
        out.undecided.extend(placed(gate.undecided));
        says.push(format!("{place}: {}", gate.says));
    }
    out.says = format!("{} launches go by this id; {}", says.len(), says.join("; "));
    out
}

/// What one launch's row says.
fn gate(view: View<'_>, launch: Entry<'_>) -> LaunchGate {
    let mut out = LaunchGate::default();
    for (field, asks) in REQUIRED {
        match (asks, launch.value(field)) {
            (_, Value::Unknown) if launch.has_column(field) => {
                out.unknown.push(format!("`{field}` could not be read, or lies in the future"));
            }
            (_, Value::Unknown) => out.unknown.push(format!("`{field}` has no column")),
            (_, Value::Empty) => out.missing.push(format!("`{field}` is blank")),
            (Asks::Recorded, Value::Never) => out.missing.push(format!("`{field}` is never")),
            (Asks::Yes, Value::Bool(false)) => out.missing.push(format!("`{field}` is no")),
            (Asks::No, Value::Bool(true)) => out.missing.push(format!("`{field}` is yes")),
            _ => {}
        }
    }
    review_comes_first(view, launch, &mut out);
    let mut accepted = 0;
    for (index, check) in view.checks.iter().enumerate().filter(|(_, c)| c.subject == Subject::Launch) {
        let Some(outcome) = &view.verdicts.outcomes[index] else {
            out.undecided.push(format!("`{}` could not be evaluated", check.id));
            continue;
        };
        let told = |severity| {
            let message = findings::finding(view, index, launch.row, severity).message;
            format!("`{}`: {message}", check.id)
        };
        if is_accepted(outcome, launch.row) {
            accepted += 1;
        } else if fails(outcome, launch.row) {
            out.open.push(told(severity(check, outcome, launch.row)));
        } else if outcome.unknown.get(launch.row) {
            out.undecided.push(told(check.severity));
        }
    }
    out.complete = [&out.missing, &out.unknown, &out.open, &out.undecided].iter().all(|list| list.is_empty());
    out.says = says(&out, accepted);
    out
}

/// A sign-off rests on the review: it comes after it, and the reviewer is not the owner.
fn review_comes_first(view: View<'_>, launch: Entry<'_>, out: &mut LaunchGate) {
    if let (Some(reviewed), Some(signed)) = (launch.day("reviewed"), launch.day("signed_off"))
        && signed < reviewed
    {
        out.missing
            .push(format!("`signed_off` of {signed} lies before `reviewed` of {reviewed}: it signed off no review"));
    }
    let persons = [launch.person("owner"), launch.person("reviewer")];
    let [Some(owner), Some(reviewer)] = persons else { return };
    let is_stranger =
        |person: u32| view.tables.persons.rows.get(person as usize).is_none_or(|row| *row == crate::tables::NO_ROW);
    if owner == reviewer {
        out.missing.push("`reviewer` is the owner: nobody else has reviewed it".into());
    } else if is_stranger(owner) || is_stranger(reviewer) {
        out.unknown.push("whether `reviewer` is the owner: no roster explains both names".into());
    }
}

fn says(gate: &LaunchGate, accepted: usize) -> String {
    let mut parts: Vec<String> = [
        ("missing", &gate.missing),
        ("unknown, and unknown is not ready", &gate.unknown),
        ("open", &gate.open),
        ("undecided, and unknown is not ready", &gate.undecided),
    ]
    .into_iter()
    .filter(|(_, list)| !list.is_empty())
    .map(|(what, list)| format!("{what}: {}", list.join(", ")))
    .collect();
    if gate.complete {
        parts.push("no required item is missing in the register".into());
    }
    match accepted {
        0 => {}
        1 => parts.push("one check on it fails and is accepted under an exception".into()),
        n => parts.push(format!("{n} checks on it fail and are accepted under exceptions")),
    }
    parts.join("; ")
}
