//! The closed vocabularies.

/// A closed list of words that a field's cells are folded to.
#[derive(Debug)]
pub struct Vocabulary {
    /// The first field that uses it; others share it.
    pub name: &'static str,
    /// The words; `other` stands where a cell's word may be kept beside.
    pub words: &'static [&'static str],
}

macro_rules! vocabularies {
    ($($name:literal: $($word:ident)+;)+) => {
        /// All closed vocabularies of the schema.
        pub const VOCABULARIES: &[Vocabulary] = &[$(Vocabulary { name: $name, words: &[$(stringify!($word)),+] }),+];
    };
}

vocabularies! {
    "identity.kind": service_account workload application bot rpa machine device integration ai_agent break_glass human other;
    "identity.platform": aws azure gcp entra ad github gitlab kubernetes vault okta snowflake databricks database saas on_prem ci ai_platform other;
    "identity.environment": production staging test development shared other;
    "identity.application_status": live retiring retired;
    "identity.purpose_class": customer_workflow ci_cd internal_automation administrative_automation third_party infrastructure break_glass ai_agent other;
    "identity.criticality": low medium high critical;
    "identity.expected_use": continuous periodic yearly emergency;
    "identity.privilege": none read write admin owner;
    "identity.status": active disabled pending retired deleted;
    "identity.review_decision": keep reduce disable remove;
    "identity.scopes_after_review": same fewer more other;
    "identity.elevation": standing just_in_time;
    "identity.sign_in_audience": own_tenant any_tenant any_tenant_and_personal personal;
    "identity.autonomy": suggests acts_with_approval acts_alone;
    "identity.acts_for": itself user_delegated user_impersonated;
    "credential.kind": api_key access_key client_secret password ssh_key token personal_access_token service_account_key certificate signing_key federated managed webhook_secret other;
    "credential.status": active disabled expired revoked pending;
    "credential.rotation": automatic manual none;
    "credential.storage": secrets_manager hsm platform ci_variable_masked ci_variable_clear config_file source_code image wiki document spreadsheet chat ticket endpoint none other;
    "credential.key_family": rsa dsa ec symmetric other;
    "exposure.location_kind": source_code history log ticket chat image document tool_config other;
    "exposure.status": open fixed closed dismissed false_positive ignored;
    "exposure.validity": active inactive unknown;
    "person.kind": employee contractor vendor mailbox team service unknown_kind;
    "person.status": active leave left;
    "person.function": engineering security platform operations business audit other;
    "control.kind": preventive detective corrective directive policy;
    "control.status": implemented partial planned not_implemented not_applicable retired;
    "control.area": identity_binding privileged_change logging secret_rotation rollback exceptions other;
    "control.owner_function": engineering security platform operations business audit shared other;
    "control.evidence_state": fresh expiring stale predates postdates undated none;
    "evidence.kind": policy configuration scan log screenshot ticket access_review test_result exercise contract report attestation other;
    "evidence.method": examine interview test;
    "evidence.result": pass fail partial not_tested;
    "exception.status": requested approved rejected withdrawn;
    "exception.state": in_force future expired unapproved self_approved without_end not_allowed unmatched;
    "launch.feature": sso rbac directory_sync provisioning secrets api_tokens agent_tools other;
    "response.status": open in_progress done rejected;
    "source.kind": register export roster scanner controls evidence exceptions launches suppliers applications responses profile;
    "source.complete": complete partial undeclared;
    "supplier.status": active ended;
}
