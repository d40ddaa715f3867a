//! What each derived field is made of.

use crate::schema::{self, FieldId, SUBJECTS, fields_of};

/// Derived fields, and fields with a fallback or an assumption, with the fields that they are made of.
const NEEDS: &[(&str, &[&str])] = &[
    ("person.status", &["person.left"]),
    ("person.identities_owned", &["identity.owner", "identity.status"]),
    ("person.privileged_owned", &["identity.owner", "identity.status", "identity.privileged"]),
    ("person.privileged", &["identity.owner", "identity.custodian", "identity.privileged"]),
    (
        "person.roles_held",
        &[
            "identity.owner",
            "identity.custodian",
            "identity.sponsor",
            "identity.status",
            "control.owner",
            "control.operator",
            "control.approver",
            "control.response_owner",
            "control.decides_policy",
            "control.decides_execution",
            "control.decides_exceptions",
            "control.status",
            "launch.owner",
            "launch.security_owner",
            "launch.support_owner",
            "launch.operator",
            "response.owner",
            "response.status",
            "supplier.owner",
            "supplier.status",
            "application.owner",
            "application.status",
        ],
    ),
    ("credential.environment", &["credential.identity", "identity.environment"]),
    ("credential.privilege", &["credential.identity", "identity.privilege"]),
    ("credential.network_restricted", &["credential.identity", "identity.network_restricted"]),
    ("credential.static", &["credential.kind"]),
    ("credential.system_managed", &["credential.kind"]),
    ("credential.set", &["credential.rotated", "credential.created"]),
    ("credential.vaulted", &["credential.storage"]),
    ("credential.lifetime", &["credential.set", "credential.expires", "credential.public_tls", "credential.created"]),
    (
        "credential.leaver_date",
        &[
            "credential.identity",
            "identity.owner",
            "identity.custodian",
            "identity.holders",
            "person.left",
            "person.status",
        ],
    ),
    (
        "credential.exposed_open",
        &["exposure.credential", "exposure.identity", "exposure.status", "credential.identity"],
    ),
    ("credential.siblings_live", &["credential.identity", "credential.kind", "credential.status"]),
    (
        "credential.newer_sibling",
        &["credential.identity", "credential.kind", "credential.status", "credential.created", "credential.set"],
    ),
    ("credential.fingerprint_identities", &["credential.fingerprint", "credential.identity"]),
    ("credential.fingerprint_environments", &["credential.fingerprint", "credential.environment"]),
    ("exposure.identity", &["exposure.credential", "credential.identity"]),
    ("identity.last_used", &["credential.identity", "credential.last_used"]),
    ("identity.owners", &["identity.owner"]),
    ("identity.owner_known", &["identity.owner"]),
    ("identity.approver", &["identity.approvers", "identity.requested_by", "identity.owner"]),
    ("control.approver", &["control.approvers", "control.operator"]),
    ("launch.approver", &["launch.approvers", "launch.owner"]),
    ("identity.application_status", &["identity.application", "application.status"]),
    ("identity.supplier", &["identity.vendor", "supplier.name", "supplier.id"]),
    ("identity.vendor_reviewed", &["identity.supplier", "supplier.reviewed"]),
    ("identity.status_after_review", &["identity.status", "identity.reviewed"]),
    ("identity.unused_scope_share", &["identity.scopes", "identity.scopes_used", "identity.created"]),
    ("identity.human_use", &["identity.human_used"]),
    (
        "identity.federated",
        &["credential.kind", "credential.identity", "identity.federation_condition", "identity.federation_audience"],
    ),
    ("identity.tools_declared", &["identity.tools", "identity.declared_tools"]),
    (
        "identity.is_agent",
        &["identity.kind", "identity.purpose_class", "identity.tools", "identity.model", "identity.autonomy"],
    ),
    ("identity.is_break_glass", &["identity.kind", "identity.purpose_class", "identity.is_root"]),
    ("identity.privileged_why", &["identity.privileged"]),
    (
        "identity.privileged",
        &["identity.is_root", "identity.privilege", "identity.tenant_wide_consent", "identity.scopes"],
    ),
    ("identity.third_party", &["identity.vendor", "identity.purpose_class"]),
    ("identity.in_register", &["identity.created"]),
    (
        "identity.in_export",
        &["identity.created", "identity.platform", "identity.account", "identity.id", "identity.external_ids"],
    ),
    ("identity.live_credentials", &["credential.identity", "credential.kind", "credential.status"]),
    (
        "identity.environments_seen",
        &["identity.environment", "credential.identity", "credential.environment", "credential.status"],
    ),
    ("identity.reaches_production", &["identity.scopes", "identity.consumers"]),
    ("identity.shared_by", &["identity.consumers", "credential.fingerprint", "credential.identity"]),
    (
        "identity.launches",
        &["launch.identities", "launch.id", "launch.title", "identity.id", "identity.name", "identity.external_ids"],
    ),
    ("control.status", &["control.status_word", "control.target_word", "control.starts"]),
    ("control.operation_due", &["control.last_operated", "control.cadence", "control.starts"]),
    ("control.policy_days", &["control.checks"]),
    ("control.evidence_state", &["evidence.control", "evidence.state"]),
    ("control.evidence_rows", &["evidence.control"]),
    ("control.evidence_methods", &["evidence.control", "evidence.method"]),
    (
        "control.covers_share",
        &["evidence.control", "evidence.kind", "evidence.covers_from", "evidence.covers_to", "evidence.collected"],
    ),
    (
        "evidence.state",
        &["evidence.covers_from", "evidence.covers_to", "evidence.collected", "evidence.expires", "evidence.kind"],
    ),
    ("evidence.interested", &["evidence.control", "control.operator", "evidence.clears", "evidence.collector"]),
    (
        "evidence.reused",
        &[
            "evidence.hash",
            "evidence.artefact",
            "evidence.covers_from",
            "evidence.covers_to",
            "evidence.collected",
            "evidence.control",
            "control.references",
        ],
    ),
    ("exception.check_severity", &["exception.check"]),
];

/// The fields that a field is made of where no file gives it; none for one that only a file can give.
///
/// A reader that keeps nothing unasked asks here what a wanted field needs.
pub fn inputs(field: FieldId) -> impl Iterator<Item = FieldId> {
    let path = field.path();
    NEEDS.iter().filter(move |(made, _)| *made == path).flat_map(|(_, of)| of.iter().map(|path| named(path)))
}

/// Fields, with all that they are made of, in the schema's order and each once.
pub fn with_inputs(fields: &[FieldId]) -> Vec<FieldId> {
    let wanted = Wanted::new(&|field| fields.contains(&field));
    let of = |subject| {
        let all = (0..fields_of(subject).len()).map(move |index| FieldId { subject, index: index as u16 });
        all.filter(|field| wanted.has(*field))
    };
    SUBJECTS.into_iter().flat_map(of).collect()
}

fn named(path: &str) -> FieldId {
    FieldId::parse(path).expect("a field that the code names stands in the schema")
}

/// The fields that anything wants, and what they are made of.
pub(super) struct Wanted {
    by_subject: Vec<Vec<bool>>,
}

impl Wanted {
    /// What is asked for, and what that is made of.
    pub(super) fn new(asked: &dyn Fn(FieldId) -> bool) -> Self {
        let of = |subject| {
            (0..fields_of(subject).len()).map(|index| asked(FieldId { subject, index: index as u16 })).collect()
        };
        let mut out = Self { by_subject: SUBJECTS.iter().map(|subject| of(*subject)).collect() };
        let mut open: Vec<FieldId> =
            NEEDS.iter().map(|(made, _)| named(made)).filter(|field| out.has(*field)).collect();
        while let Some(field) = open.pop() {
            for input in inputs(field) {
                let slot = &mut out.by_subject[input.subject as usize][input.index as usize];
                if !std::mem::replace(slot, true) {
                    open.push(input);
                }
            }
        }
        out
    }

    /// Everything.
    pub(super) fn all() -> Self {
        Self::new(&|_| true)
    }

    /// Is this field wanted?
    pub(super) fn has(&self, field: schema::FieldId) -> bool {
        self.by_subject[field.subject as usize][field.index as usize]
    }

    /// Is one of these fields wanted?
    pub(super) fn any(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.has(named(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_says_what_it_is_made_of_and_nothing_is_made_of_itself() {
        for (made, of) in NEEDS {
            assert!(of.iter().all(|input| input != made), "{made}");
            assert_eq!(inputs(named(made)).count(), of.len());
        }
        for path in crate::tables::derive::RULES.iter().flat_map(|(fields, _)| *fields) {
            // Which files list a row is no field.
            assert!(*path == "identity.seen_in" || inputs(named(path)).next().is_some(), "{path}");
        }
    }

    #[test]
    fn what_a_wanted_field_is_made_of_is_wanted_too() {
        let wanted = Wanted::new(&|field| field.path() == "person.privileged_owned");
        assert!(wanted.any(&["identity.scopes"]), "through identity.privileged");
        assert!(wanted.any(&["identity.status"]));
        assert!(!wanted.any(&["credential.set", "identity.privileged_why"]));
    }

    #[test]
    fn fields_come_with_all_that_they_are_made_of_in_order_and_once() {
        let asked = [named("control.evidence_state"), named("evidence.kind")];
        let with = with_inputs(&asked);
        assert!(with.is_sorted_by(|a, b| a < b), "in order, none twice");
        let paths: Vec<String> = with.iter().map(|field| field.path()).collect();
        let expected = [
            "control.evidence_state",
            "evidence.control",
            "evidence.kind",
            "evidence.covers_from",
            "evidence.covers_to",
            "evidence.collected",
            "evidence.expires",
            "evidence.state",
        ];
        assert_eq!(paths, expected);
    }
}
