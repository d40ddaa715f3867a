//! The split of responsibility: who owns the code path, who owns the policy boundary, who proves it, and where that is
//! unclear.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::ownership::Ownership;
use super::who::Who;
use super::{CLAIMS_SHOWN, View, WORST};
use crate::api::{Accountability, AreaSplit, RoleHeld};
use crate::checks::Way;
use crate::schema::Subject;
use crate::tables::Value;

/// The areas of control, in the order of the report.
const AREAS: [(&str, &str); 6] = [
    ("identity_binding", "Identity bindings"),
    ("privileged_change", "Approval of privileged changes"),
    ("logging", "Logging and audit trail"),
    ("secret_rotation", "Issuing and rotating secrets"),
    ("rollback", "Rollback and emergency disablement"),
    ("exceptions", "Exceptions"),
];

/// Functions that own the path by which code reaches production.
const BUILDERS: [&str; 3] = ["engineering", "platform", "operations"];

/// Who answers for what.
pub(super) fn accountability(view: View<'_>) -> Accountability {
    let controls: Vec<Entry<'_>> = Entry::all(view.tables, Subject::Control).collect();
    let proofs = Proofs::new(view);
    let areas: Vec<AreaSplit> = AREAS
        .iter()
        .map(|(area, title)| Area { view, area, controls: &controls, proofs: &proofs }.split(title))
        .collect();
    let ownership = Ownership::new(view);
    let elsewhere = controls.iter().filter(|c| in_force(**c) && !AREAS.iter().any(|(area, _)| c.is("area", area)));
    Accountability {
        says: says(view, &areas),
        elsewhere: elsewhere.count(),
        areas,
        owners: ownership.owners,
        owners_total: ownership.owners_total,
        without_owner: ownership.without_owner,
        owner_unknown: ownership.owner_unknown,
    }
}

fn in_force(control: Entry<'_>) -> bool {
    control.is("status", "implemented") || control.is("status", "partial")
}

fn says(view: View<'_>, areas: &[AreaSplit]) -> String {
    if !view.tables.table(Subject::Control).supplied {
        return String::new();
    }
    let clear = areas.iter().filter(|area| area.unclear.is_empty()).count();
    let roster = match view.tables.table(Subject::Person).supplied {
        true => "",
        false => {
            "; no roster was supplied, so of nobody named here is it known whether they are there, or what they are"
        }
    };
    match clear {
        0 => format!("In none of the {} areas is it clear who owns which side{roster}.", areas.len()),
        clear if clear == areas.len() => {
            format!("In each of the {clear} areas the list of controls names who owns which side{roster}.")
        }
        clear => format!("In {clear} of {} areas it is clear who owns which side{roster}.", areas.len()),
    }
}

/// The rows of evidence of each control.
struct Proofs<'a> {
    rows: BTreeMap<usize, Vec<Entry<'a>>>,
}

impl<'a> Proofs<'a> {
    fn new(view: View<'a>) -> Self {
        let way = Way::new(view.tables, Subject::Evidence, Subject::Control);
        let mut rows: BTreeMap<usize, Vec<Entry<'a>>> = BTreeMap::new();
        for evidence in Entry::all(view.tables, Subject::Evidence) {
            if let Some(control) = way.of(evidence.row) {
                rows.entry(control).or_default().push(evidence);
            }
        }
        Self { rows }
    }

    fn of(&self, control: Entry<'_>) -> &[Entry<'a>] {
        self.rows.get(&control.row).map_or(&[], Vec::as_slice)
    }
}

/// Somebody in a role, and the row that says so.
struct Named {
    person: u32,
    by: &'static str,
    function: Option<String>,
    from: String,
}

/// One area, while it is split.
struct Area<'a> {
    view: View<'a>,
    area: &'a str,
    controls: &'a [Entry<'a>],
    proofs: &'a Proofs<'a>,
}

impl<'a> Area<'a> {
    fn split(&self, title: &str) -> AreaSplit {
        let controls: Vec<Entry<'a>> =
            self.controls.iter().copied().filter(|c| c.is("area", self.area) && in_force(*c)).collect();
        let sides = Sides {
            code_path: controls.iter().filter_map(|c| code_path(*c)).collect(),
            policy: controls.iter().filter_map(|c| policy(*c)).collect(),
            exceptions: controls.iter().filter_map(|c| named(*c, "decides_exceptions", *c)).collect(),
            proves: controls.iter().flat_map(|c| self.proofs.of(*c).iter().flat_map(|e| proves(*c, *e))).collect(),
        };
        let unclear = if controls.is_empty() { vec![self.nothing_in_force()] } else { self.unclear(&controls, &sides) };
        AreaSplit {
            area: self.area.into(),
            title: title.into(),
            controls: controls.iter().take(CLAIMS_SHOWN).map(|c| c.key()).collect(),
            code_path: self.held(&sides.code_path),
            policy: self.held(&sides.policy),
            exceptions: self.held(&sides.exceptions),
            proves: self.held(&sides.proves),
            unclear,
        }
    }

    /// Why no control stands for the area.
    fn nothing_in_force(&self) -> String {
        let table = self.view.tables.table(Subject::Control);
        if !table.supplied {
            return "no list of controls was supplied".into();
        }
        if !table.col("area").is_present() {
            return "the list of controls has no column for `area`".into();
        }
        let others: Vec<Entry<'_>> = self.controls.iter().copied().filter(|c| c.is("area", self.area)).collect();
        match others.len() {
            0 => "no control names this area".into(),
            _ => {
                let shown = others.iter().map(|c| {
                    let status = match c.value("status") {
                        Value::Text(word) => word.replace('_', " "),
                        Value::Empty => "status blank".into(),
                        _ => "status not recorded".into(),
                    };
                    format!("`{}` ({status})", c.key())
                });
                format!("no control in force names this area: {}", few(shown))
            }
        }
    }

    /// One line for each person and field.
    fn held(&self, named: &[Named]) -> Vec<RoleHeld> {
        let mut lines: BTreeMap<(u32, &str), RoleHeld> = BTreeMap::new();
        for one in named {
            let who = Who::new(self.view.tables, one.person);
            let line = lines.entry((one.person, one.by)).or_insert_with(|| RoleHeld {
                who: who.name().into(),
                function: None,
                by: one.by.into(),
                from: Vec::new(),
                roster: who.status(),
            });
            line.function = line.function.take().or_else(|| one.function.clone());
            if line.from.len() < CLAIMS_SHOWN {
                line.from.push(one.from.clone());
            }
        }
        let mut out: Vec<RoleHeld> = lines.into_values().collect();
        out.sort_by(|a, b| (b.from.len(), &a.who, &a.by).cmp(&(a.from.len(), &b.who, &b.by)));
        out.truncate(CLAIMS_SHOWN);
        out
    }

    /// Where the area is unclear, in the order in which one would ask.
    fn unclear(&self, controls: &[Entry<'a>], sides: &Sides) -> Vec<String> {
        let mut out = Vec::new();
        for (side, named, fields, functions) in [
            ("the code path", code_path as Side, &["decides_execution", "operator"][..], &BUILDERS[..]),
            ("the policy boundary", policy, &["decides_policy"], &["security"]),
            ("exceptions", |control| named(control, "decides_exceptions", control), &["decides_exceptions"], &[]),
        ] {
            let without: Vec<Entry<'a>> = controls.iter().copied().filter(|c| named(*c).is_none()).collect();
            let why = || nobody_named(&without, fields, functions);
            let [whole, part] = [format!("is named for {side}"), format!("is named for {side} of")];
            out.extend(missing(&without, controls, [&whole, &part], &why));
        }
        let unproven: Vec<Entry<'a>> = controls
            .iter()
            .copied()
            .filter(|c| self.proofs.of(*c).iter().all(|e| proves(*c, *e).next().is_none()))
            .collect();
        out.extend(missing(&unproven, controls, ["proves it", "proves"], &|| self.nobody_proves(&unproven)));
        out.extend(controls.iter().filter_map(|c| shared_without_decision(*c)));
        out.extend(self.on_both_sides(sides));
        out.extend(self.clear_themselves(controls));
        out.extend(self.odd_persons(sides));
        out.truncate(CLAIMS_SHOWN);
        out
    }

    fn nobody_proves(&self, controls: &[Entry<'a>]) -> String {
        let rows: Vec<Entry<'a>> = controls.iter().flat_map(|c| self.proofs.of(*c)).copied().collect();
        if !self.view.tables.table(Subject::Evidence).supplied {
            "no list of evidence was supplied".into()
        } else if rows.is_empty() {
            "no evidence is linked".into()
        } else {
            format!("in the list of evidence, {}", blank_or_missing(&rows, &["custodian", "collector"]))
        }
    }

    /// Persons who own the code path and the policy boundary.
    fn on_both_sides(&self, sides: &Sides) -> Vec<String> {
        let both = by_person(&sides.code_path).into_keys();
        let policy = by_person(&sides.policy);
        both.filter(|person| policy.contains_key(person))
            .map(|person| format!("`{}` owns the code path and the policy boundary", self.who(person).name()))
            .collect()
    }

    /// Operators who collect or keep the proof of what they operate.
    fn clear_themselves(&self, controls: &[Entry<'a>]) -> Vec<String> {
        let mut found: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for control in controls {
            let Some(operator) = control.person("operator") else { continue };
            let own = self.proofs.of(*control).iter().flat_map(|e| proves(*control, *e));
            if own.into_iter().any(|named| named.person == operator) {
                found.entry(operator).or_default().push(format!("`{}`", control.key()));
            }
        }
        found
            .into_iter()
            .map(|(person, controls)| {
                format!("`{}` operates {} and proves it", self.who(person).name(), few(controls.into_iter()))
            })
            .collect()
    }

    /// Persons in a role who left, who are no persons, or whom no roster explains.
    fn odd_persons(&self, sides: &Sides) -> Vec<String> {
        if !self.view.tables.table(Subject::Person).supplied {
            return Vec::new();
        }
        let all = [&sides.code_path, &sides.policy, &sides.exceptions, &sides.proves];
        let mut roles: BTreeMap<u32, Vec<&Named>> = BTreeMap::new();
        all.into_iter().flatten().for_each(|named| roles.entry(named.person).or_default().push(named));
        let mut out: Vec<String> = roles
            .into_iter()
            .filter_map(|(person, named)| {
                let mut from: Vec<String> = named.iter().map(|n| format!("{} of `{}`", role(n.by), n.from)).collect();
                from.sort_unstable();
                from.dedup();
                let who = self.who(person);
                odd(who).map(|odd| format!("`{}`, {}, {odd}", who.name(), few(from.into_iter())))
            })
            .collect();
        out.sort_unstable();
        out
    }

    fn who(&self, person: u32) -> Who<'a> {
        Who::new(self.view.tables, person)
    }
}

/// Who is named for each side of an area.
struct Sides {
    code_path: Vec<Named>,
    policy: Vec<Named>,
    exceptions: Vec<Named>,
    proves: Vec<Named>,
}

fn by_person(named: &[Named]) -> BTreeMap<u32, Vec<&Named>> {
    let mut out: BTreeMap<u32, Vec<&Named>> = BTreeMap::new();
    named.iter().for_each(|one| out.entry(one.person).or_default().push(one));
    out
}

/// The person that a field of a row names, for a control.
fn named(row: Entry<'_>, by: &'static str, control: Entry<'_>) -> Option<Named> {
    let person = row.person(by)?;
    Some(Named { person, by, function: function(control, person), from: row.key() })
}

/// Who owns the code path of a control: who decides its execution, else who operates it, else its owner where that is
/// somebody who builds or runs.
fn code_path(control: Entry<'_>) -> Option<Named> {
    named(control, "decides_execution", control)
        .or_else(|| named(control, "operator", control))
        .or_else(|| owner_of_function(control, &BUILDERS))
}

/// Who owns the policy boundary of a control: who decides its policy, else its owner where that is security.
fn policy(control: Entry<'_>) -> Option<Named> {
    named(control, "decides_policy", control).or_else(|| owner_of_function(control, &["security"]))
}

fn owner_of_function(control: Entry<'_>, functions: &[&str]) -> Option<Named> {
    named(control, "owner", control).filter(|n| n.function.as_deref().is_some_and(|f| functions.contains(&f)))
}

/// Who proves a control by a row of evidence.
fn proves(control: Entry<'_>, evidence: Entry<'_>) -> impl Iterator<Item = Named> {
    ["custodian", "collector"].into_iter().filter_map(move |by| named(evidence, by, control))
}

/// The function of a person: the roster's, else the one that the control gives its owner.
fn function(control: Entry<'_>, person: u32) -> Option<String> {
    Who::new(control.tables, person).function().or_else(|| {
        let own = control.person("owner") == Some(person);
        own.then(|| control.text("owner_function")).flatten()
    })
}

/// How a control names somebody for a side.
type Side = fn(Entry<'_>) -> Option<Named>;

/// That nobody does something for all controls of an area, or for a part of them; nothing where somebody does for each.
fn missing(
    without: &[Entry<'_>],
    all: &[Entry<'_>],
    [whole, part]: [&str; 2],
    why: &dyn Fn() -> String,
) -> Option<String> {
    let what = match without.len() {
        0 => return None,
        n if n == all.len() => whole.to_owned(),
        _ => format!("{part} {}", few(without.iter().map(|c| format!("`{}`", c.key())))),
    };
    Some(format!("nobody {what}: {}", why()))
}

/// Why controls name nobody for a side.
fn nobody_named(controls: &[Entry<'_>], fields: &[&str], functions: &[&str]) -> String {
    let owned = controls.iter().any(|c| c.person("owner").is_some());
    match functions {
        [] => blank_or_missing(controls, fields),
        _ if !owned => blank_or_missing(controls, &[fields, &["owner"]].concat()),
        _ => format!(
            "{}, and no owner is known to work in {}",
            blank_or_missing(controls, fields),
            functions.join(" or ")
        ),
    }
}

/// Which of the fields the rows' lists have no column for, and which are left blank.
fn blank_or_missing(rows: &[Entry<'_>], fields: &[&str]) -> String {
    let shown = |wanted: bool| -> Vec<String> {
        let recorded = |field: &str| rows.iter().any(|row| !matches!(row.value(field), Value::Unknown));
        fields.iter().filter(|field| recorded(field) == wanted).map(|field| format!("`{field}`")).collect()
    };
    let (blank, missing) = (shown(true), shown(false));
    let blank = match blank.len() {
        0 => None,
        1 => Some(format!("{} is blank", blank[0])),
        _ => Some(format!("{} are blank", blank.join(" and "))),
    };
    let missing = (!missing.is_empty()).then(|| format!("the list has no column for {}", missing.join(" or ")));
    blank.into_iter().chain(missing).collect::<Vec<_>>().join(", ")
}

/// A control that is shared, and does not say who decides.
fn shared_without_decision(control: Entry<'_>) -> Option<String> {
    if !control.is("owner_function", "shared") {
        return None;
    }
    let open: Vec<&str> =
        [("decides_policy", "policy"), ("decides_execution", "execution"), ("decides_exceptions", "exceptions")]
            .into_iter()
            .filter(|(field, _)| control.person(field).is_none())
            .map(|(_, what)| what)
            .collect();
    (!open.is_empty())
        .then(|| format!("`{}` is shared, and nobody is named who decides its {}", control.key(), open.join(", its ")))
}

/// A field that names a person, as a role.
fn role(by: &str) -> String {
    match by.strip_prefix("decides_") {
        Some(what) => format!("who decides the {what}"),
        None => by.into(),
    }
}

/// What makes a person in a role doubtful; none where the roster knows the person as there.
fn odd(who: Who<'_>) -> Option<String> {
    if who.is_shared() {
        return Some("may be several people: more than one row of the roster goes by this name".into());
    }
    if !who.is_explained() {
        return Some("is in no roster supplied: who that is, and whether they are still there, is not known".into());
    }
    if who.status().as_deref() == Some("left") {
        return Some(who.left().map_or_else(|| "left".into(), |day| format!("left on {day}")));
    }
    let kind = who.kind()?;
    match kind.as_str() {
        "mailbox" | "vendor" | "team" | "service" => Some(format!("is a {kind}, not a person")),
        _ => None,
    }
}

/// Some of a list, and how many more there are.
fn few(list: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = list.collect();
    match all.len().saturating_sub(WORST) {
        0 => all.join(", "),
        more => format!("{} and {more} more", all[..WORST].join(", ")),
    }
}
