//! What rows say only together: fields derived from other rows and columns, once, after merging and before checks.
//!
//! Tables go in, the same tables come out with more columns, and an account of what stood in for what no source says.
//! A derived field that a file gave itself is the file's own word: its values stay, empty and unknown cells are filled.
//! Nothing is invented: where an input is unknown the result is unknown, unless the inputs that are known settle it.

mod approval;
mod artefact;
mod assume;
mod cells;
mod control;
mod coverage;
mod credential;
mod evidence;
mod interested;
mod launch;
mod leavers;
mod membership;
mod named;
mod nature;
mod needs;
mod people;
mod privilege;
mod reuse;
mod siblings;
mod supply;
mod support;

#[cfg(test)]
mod lab;

use std::collections::BTreeMap;
use std::mem;

use super::{Column, Origin, Tables};
use crate::date;
use crate::policy::{Policy, PolicyValue};
use crate::schema::{FieldId, SUBJECTS, Subject, Type, fields_of, the};

pub(crate) use approval::chosen as chosen_approvers;
pub use assume::assume;
pub use needs::{inputs, with_inputs};
pub use people::{Role, roles};

use needs::Wanted;

/// The `lifetime` of a credential that never expires: longer than any policy allows.
///
/// It is the number of *never* of a limit, which tables over a column's range keep a place for.
pub const UNBOUNDED: i32 = date::NEVER_LIMIT;

/// How many places are given as examples.
const EXAMPLES: usize = 5;

/// How often an assumption of the policy stood in for what no source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    /// The assumption's name in the policy.
    pub name: &'static str,
    /// How many cells it filled.
    pub rows: usize,
    /// How many cells the fields that it is about have.
    pub of: usize,
}

/// What deriving did beside filling columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// The assumptions that were needed.
    pub assumed: Vec<Assumed>,
    /// Events that lie in the future and were set to unknown: the field, how many, and where the first of them stand.
    pub future: Vec<(FieldId, usize, Vec<Origin>)>,
}

/// What rules ask of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFacts {
    /// Its severity, before anything raises it.
    pub severity: &'static str,
    /// The policy's limit in days beyond which it fails, for rows that no class makes special; none where it has no such
    /// limit.
    pub days: Option<i64>,
}

/// What rules ask of checks, by the check's id.
pub type Checks = BTreeMap<String, CheckFacts>;

/// What all rules may ask beside the tables.
struct About<'a> {
    policy: &'a Policy,
    checks: &'a Checks,
    as_of: i32,
}

impl About<'_> {
    /// The first and the last day of the audit window; none where the policy does not set it.
    fn window(&self) -> Option<(i32, i32)> {
        match (self.policy.value("period_from"), self.policy.value("period_to")) {
            (PolicyValue::Date(from), PolicyValue::Date(to)) => Some((from.0, to.0)),
            _ => None,
        }
    }
}

/// A rule: the fields it fills, and how.
type Rule = (&'static [&'static str], fn(&mut Tables, &About<'_>));

/// The rules, each after those whose results it reads.
const RULES: &[Rule] = &[
    (&["person.status"], people::status),
    (&["credential.environment"], credential::environment),
    (&["credential.privilege"], credential::privilege),
    (&["credential.network_restricted"], credential::network_restricted),
    (&["credential.static"], credential::is_static),
    (&["credential.set"], credential::set),
    (&["credential.vaulted"], credential::vaulted),
    (&["credential.lifetime"], credential::lifetime),
    (&["credential.leaver_date"], leavers::leaver_date),
    (&["credential.exposed_open"], credential::exposed_open),
    (&["credential.siblings_live", "credential.newer_sibling"], siblings::siblings),
    (&["exposure.identity"], credential::exposed_identity),
    (
        &["credential.fingerprint_identities", "credential.fingerprint_environments", "identity.shared_by"],
        reuse::shared_secrets,
    ),
    (&["identity.last_used"], nature::last_used),
    (&["identity.owners"], nature::owners),
    (&["identity.owner_known"], nature::owner_known),
    (&["identity.approver", "control.approver", "launch.approver"], approval::approvers),
    (&["identity.human_use"], nature::human_use),
    (&["identity.federated"], nature::federated),
    (&["identity.third_party"], nature::third_party),
    (&["identity.tools_declared"], nature::tools_declared),
    (&["identity.application_status"], supply::application_status),
    (&["identity.supplier"], supply::supplier),
    (&["identity.vendor_reviewed"], supply::vendor_reviewed),
    (&["identity.privileged", "identity.privileged_why"], privilege::privileged),
    (&["identity.unused_scope_share"], privilege::unused_scope_share),
    (&["identity.reaches_production"], privilege::reaches_production),
    (&["identity.live_credentials"], siblings::live_credentials),
    (&["identity.environments_seen"], siblings::environments_seen),
    (&["identity.seen_in"], membership::seen_in),
    (&["identity.in_register"], membership::in_register),
    (&["identity.in_export"], membership::in_export),
    (&["person.identities_owned", "person.privileged_owned", "person.privileged"], people::load),
    (&["identity.launches"], launch::launches),
    (&["evidence.state"], evidence::state),
    (&["evidence.interested"], interested::interested),
    (&["evidence.reused"], artefact::reused),
    (&["control.status"], control::status),
    (&["control.status"], control::not_yet_started),
    (&["control.operation_due"], control::operation_due),
    (&["control.policy_days"], named::policy_days),
    (&["control.evidence_state"], support::evidence_state),
    (&["control.evidence_rows"], support::evidence_rows),
    (&["control.evidence_methods"], support::evidence_methods),
    (&["control.covers_share"], coverage::covers_share),
    (&["exception.check_severity"], named::check_severity),
    (&["person.roles_held"], people::roles_held),
];

/// Fills the derived columns that anything wants, and what they are made of.
///
/// `checks` says what controls and exceptions name when they name a check; `wanted` whether a check, a message or a report
/// needs a field.
pub fn derive(
    tables: &mut Tables,
    policy: &Policy,
    checks: &Checks,
    as_of: i32,
    wanted: &dyn Fn(FieldId) -> bool,
) -> Derived {
    let wanted = Wanted::new(wanted);
    let about = About { policy, checks, as_of };
    let future = future_events(tables, as_of);
    // What an export says after a review is its own word; an assumption must not stand in for it.
    if wanted.any(&["identity.status_after_review"]) {
        membership::status_after_review(tables, &about);
    }
    let assumed = assume::assume_wanted(tables, policy, &wanted);
    for (fields, rule) in RULES {
        if wanted.any(fields) {
            rule(tables, &about);
        }
    }
    Derived { assumed, future }
}

/// Sets events after the as-of date to unknown, and says where.
///
/// Some days are announced: a person's day of leaving, until which the person is there, and the day from which an
/// exception or a control holds.
fn future_events(tables: &mut Tables, as_of: i32) -> Vec<(FieldId, usize, Vec<Origin>)> {
    let announced = [(Subject::Person, "left"), (Subject::Exception, "starts"), (Subject::Control, "starts")]
        .map(|(s, f)| the(s, f));
    let mut out = Vec::new();
    for subject in SUBJECTS {
        let table = tables.table_mut(subject);
        for (index, field) in fields_of(subject).iter().enumerate() {
            let id = FieldId { subject, index: index as u16 };
            if field.kind != Type::Event || announced.contains(&id) {
                continue;
            }
            if table.columns[index].days().is_none_or(|days| days.iter().all(|day| *day <= as_of)) {
                continue;
            }
            let Column::Days(mut days) = mem::take(&mut table.columns[index]) else { continue };
            let mut count = 0;
            let mut places = Vec::new();
            for (row, day) in days.iter_mut().enumerate().filter(|(_, day)| **day > as_of) {
                *day = date::UNKNOWN;
                count += 1;
                if places.len() < EXAMPLES {
                    places.push(table.origin_of(row, id));
                }
            }
            out.push((id, count, places));
            table.columns[index] = Column::Days(days);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::lab::Lab;
    use super::*;

    #[test]
    fn an_event_in_the_future_is_unknown_and_counted_with_its_places() {
        let mut lab = Lab::new();
        lab.set("identity.created", &["2026-11-01", "2026-11-02", "never", "", "?", "2062-01-01"]);
        lab.set("identity.expires", &["2027-01-01", "never", "?", "", "2026-01-01", "2030-01-01"]);
        let derived = lab.derive();
        assert_eq!(lab.show("identity.created"), ["2026-11-01", "?", "never", "", "?", "?"]);
        assert_eq!(lab.show("identity.expires"), ["2027-01-01", "never", "?", "", "2026-01-01", "2030-01-01"]);
        let [(field, count, places)] = &derived.future[..] else { panic!("{:?}", derived.future) };
        assert_eq!((field.path().as_str(), *count), ("identity.created", 2));
        assert_eq!(*places, [Origin { source: 0, line: 3 }, Origin { source: 0, line: 7 }]);
    }

    #[test]
    fn at_most_five_places_stand_for_many_future_events() {
        let mut lab = Lab::new();
        lab.set("credential.rotated", &["2027-01-01"; 9]);
        let derived = lab.derive_only(&[]);
        assert_eq!(derived.future[0].1, 9);
        assert_eq!(derived.future[0].2.len(), 5);
    }

    #[test]
    fn nothing_is_derived_from_nothing() {
        let mut lab = Lab::new();
        lab.policy.assumptions.clear();
        lab.rows(Subject::Identity, 2).rows(Subject::Credential, 2).rows(Subject::Exposure, 2).rows(Subject::Person, 1);
        let derived = lab.derive();
        assert_eq!(derived, Derived::default());
        for subject in SUBJECTS {
            for field in fields_of(subject) {
                let path = format!("{}.{}", subject.name(), field.name);
                // An exposure table was supplied, and none of its rows is about a credential.
                assert!(!lab.has(&path) || path == "credential.exposed_open", "{path}");
            }
        }
    }

    #[test]
    fn nothing_is_derived_that_nobody_wants() {
        let mut lab = Lab::new();
        lab.set("identity.kind", &["ai_agent"]).set("credential.kind", &["password"]);
        lab.set("credential.rotated", &["2026-01-01"]).set("credential.expires", &["2027-01-01"]);
        let derived = lab.derive_only(&["credential.lifetime"]);
        assert_eq!(derived, Derived::default());
        assert_eq!(lab.show("credential.lifetime"), ["365"]);
        assert!(lab.has("credential.set"), "the lifetime is made of it");
        for path in ["identity.is_agent", "credential.static", "identity.status"] {
            assert!(!lab.has(path), "{path}");
        }
    }

    #[test]
    fn deriving_twice_changes_nothing() {
        let mut lab = Lab::new();
        lab.set("identity.kind", &["ai_agent", "service_account"]).set("identity.privilege", &["admin", "read"]);
        lab.set("credential.kind", &["password", "token"]).same_lines();
        lab.set("credential.rotated", &["", "2026-01-01"]).set("credential.created", &["2025-01-01", ""]);
        lab.set("person.name", &["Ana"]).set("identity.owner", &["Ana", ""]).set("identity.id", &["S-1", "S-2"]);
        lab.set("launch.identities", &["s-1"]).set("launch.id", &["L-1"]);
        lab.set("control.operator", &["Ana", "Ben"]).set("control.references", &["NHI7:2025", "PR.AA-01"]);
        lab.set("control.last_operated", &["2026-10-01", ""]).set("control.cadence", &["30", "30"]);
        lab.set("control.checks", &["some-check", ""]).check("some-check", "low", Some(90));
        lab.set("evidence.control", &["#0", "#1", "#0"]).set("evidence.clears", &["", "Cem", "?"]);
        lab.set("evidence.hash", &["a", "a", ""]).set("evidence.collected", &["2026-10-01", "2026-10-01", "?"]);
        lab.set("evidence.method", &["test", "", "interview"]).set("exception.check", &["some-check"]);
        lab.derive();
        for path in ["evidence.state", "evidence.reused", "evidence.interested", "control.covers_share"] {
            assert!(lab.has(path), "{path}");
        }
        let once = lab.tables.clone();
        let again = lab.derive();
        assert_eq!(lab.tables, once);
        assert_eq!(again, Derived::default());
    }
}
