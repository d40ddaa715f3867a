//! Secret stores and identity tools: whose a credential is, when it ends, and what the list cannot know.

use nhimap_core::schema::Subject;

use crate::world::{Of, apart, assessed, count, fixture, read, refused, rows};

const UNKNOWN: &str = "(unknown)";

#[test]
fn tokens_of_one_entity_are_one_identity_and_root_has_no_end() {
    let ingested = read("vault-token-accessors/lookups.jsonl");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("id"), ["acc-root", "ent-app", "acc-periodic"]);
    assert_eq!(of.cells("is_root"), ["true", "false", "false"], "a policy for the root CA is not the root policy");
    assert_eq!(of.cells("kind"), ["break_glass", "service_account", UNKNOWN]);
    assert_eq!(of.cells("privilege"), ["owner", UNKNOWN, UNKNOWN], "what a policy allows is not told");
    assert_eq!(of.cells("last_used"), [UNKNOWN; 3]);
    let of = Of(&ingested, "credential");
    assert_eq!(of.cells("id"), ["acc-root", "acc-app-1", "acc-app-2", "acc-periodic"]);
    assert_eq!(of.cells("identity"), ["row 0", "row 1", "row 1", "row 2"]);
    assert_eq!(of.cells("expires"), ["never", UNKNOWN, "2026-12-01", "never"], "renewal moves an end");
    assert_eq!(of.cells("created"), ["2020-01-01", "2026-11-16", "2026-11-17", "2020-09-13"]);
    assert_eq!(apart(&ingested), [("a person: the token comes from a login by hand", 1)]);
    let tokens = fixture("vault-token-accessors/lookups.jsonl");
    let run = assessed(&[("tokens.jsonl", &tokens, "2026-11-19", false)]);
    assert_eq!(count(&run, "root-key-active").fail, 1);
    assert_eq!(count(&run, "credential-no-expiry").fail, 2);
    assert_eq!(count(&run, "identity-unused").fail + count(&run, "identity-never-used").fail, 0);
}

#[test]
fn bare_accessors_are_refused_with_what_to_do() {
    for path in ["bare-accessors.json", "bare-keys.json"] {
        let says = refused(path, &fixture(&format!("vault-token-accessors/{path}")));
        assert!(says.contains("bare names") && says.contains("lookup-accessor"), "{says}");
    }
}

#[test]
fn a_token_of_okta_carries_its_users_rights_and_works_from_where_it_says() {
    let ingested = read("okta-api-tokens/tokens.json");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("name"), ["hr-sync", "reports"]);
    assert_eq!(of.cells("inherits_from"), ["00u1", "00u2"]);
    assert_eq!((of.cells("privilege"), of.cells("owner")), (vec![UNKNOWN.to_owned(); 2], vec![UNKNOWN.to_owned(); 2]));
    let of = Of(&ingested, "credential");
    assert_eq!(of.cells("network_restricted"), ["false", "true"]);
    assert_eq!(of.cells("expires"), [UNKNOWN; 2], "each use moves it");
    assert_eq!(of.cells("created"), ["2023-11-09", "2026-11-01"]);
}

#[test]
fn apps_that_people_sign_in_to_are_set_apart_from_service_apps() {
    let ingested = read("okta-service-apps/apps.json");
    assert_eq!(Of(&ingested, "identity").cells("name"), ["Billing export", "Ledger sync"]);
    assert_eq!(Of(&ingested, "identity").cells("status"), ["active", "disabled"]);
    assert_eq!(Of(&ingested, "credential").cells("kind"), ["client_secret", "signing_key"]);
    assert_eq!(Of(&ingested, "credential").cells("created"), [UNKNOWN; 2]);
    assert_eq!(apart(&ingested), [("an application that people sign in to", 2)]);
}

#[test]
fn a_user_of_snowflake_without_a_type_may_be_a_service_and_its_owner_is_a_role() {
    let ingested = read("snowflake-users-rest/users.json");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("id"), ["ETL_BOT", "OLD_SVC", "TABLEAU"]);
    assert_eq!(of.cells("kind"), ["service_account", "service_account", UNKNOWN]);
    assert_eq!(of.cells("status"), ["active", "active", "disabled"]);
    assert_eq!(of.cells("last_used"), ["never", "2026-11-03", "never"], "no login at all");
    assert_eq!(of.cells("privilege"), [UNKNOWN, "owner", UNKNOWN], "a role of one's own may be as strong");
    assert_eq!(of.cells("network_restricted"), ["true", UNKNOWN, UNKNOWN], "the account may have a policy for all");
    assert_eq!(of.cells("interactive_login"), ["false", UNKNOWN, UNKNOWN]);
    assert_eq!(of.cells("owner"), [UNKNOWN; 3]);
    let mut apart = apart(&ingested);
    apart.sort_unstable();
    assert_eq!(apart, [("a person, by its type", 1), ("a person: no type, and a first and a last name", 1)]);
    let of = Of(&ingested, "credential");
    assert_eq!(of.cells("id"), ["OLD_SVC#password", "TABLEAU#password", "ETL_BOT#key-pair"]);
    assert_eq!(of.cells("rotated"), ["2019-08-03", UNKNOWN, UNKNOWN], "a date that is not told is no gap");
    let users = fixture("snowflake-users-rest/users.json");
    let run = assessed(&[("users.json", &users, "2026-11-19", false)]);
    assert_eq!(count(&run, "credential-age-unknown").fail, 0);
    assert_eq!(count(&run, "identity-owner-missing").fail, 0);
    assert_eq!(count(&run, "credential-not-rotated").fail, 1);
}

#[test]
fn show_users_says_the_same_in_a_table() {
    let ingested = read("snowflake-show-users/users.csv");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("id"), ["ETL_BOT", "OLD_SVC"]);
    assert_eq!(of.cells("last_used"), ["never", "2026-11-03"]);
    assert_eq!(of.cells("purpose"), ["loads invoices", "(empty)"]);
    assert_eq!(of.cells("network_restricted"), [UNKNOWN; 2], "the list lacks the column");
    assert_eq!(apart(&ingested), [("a person, by its type", 1)]);
    let tokens = read("snowflake-tokens/tokens.csv");
    let of = Of(&tokens, "credential");
    assert_eq!(of.cells("status"), ["active", "expired", "disabled"]);
    assert_eq!(of.cells("expires"), ["2027-08-03", "2025-08-03", "2027-01-03"]);
    assert_eq!(rows(&tokens, Subject::Identity), 2);
    let json = read("snowflake-tokens-rest/tokens.json");
    assert_eq!(Of(&json, "credential").cells("status"), ["active", "expired"]);
    assert_eq!(Of(&json, "credential").cells("expires"), ["2027-08-03", "2026-08-03"]);
}

#[test]
fn times_of_databricks_are_milliseconds_and_minus_one_is_no_end() {
    let ingested = read("databricks-tokens/tokens.json");
    let of = Of(&ingested, "credential");
    assert_eq!(of.cells("created"), ["2023-01-01", "2025-11-01"]);
    assert_eq!(of.cells("expires"), ["never", "2026-11-01"]);
    assert_eq!(of.cells("identity"), ["row 0", "row 1"]);
    let of = Of(&ingested, "identity");
    assert_eq!(
        of.cells("id"),
        ["tok-1", "6f1d5c30-0000-4000-8000-000000000001"],
        "a token of a principal is that one's"
    );
    assert_eq!(of.cells("inherits_from"), ["ola@example.com", UNKNOWN]);
    assert_eq!(of.cells("purpose"), ["nightly job", UNKNOWN]);
    let principals = read("databricks-service-principals/principals.json");
    let of = Of(&principals, "identity");
    assert_eq!(of.cells("privilege"), ["admin", UNKNOWN], "other administrators are not those of the workspace");
    assert_eq!(of.cells("status"), ["active", "disabled"]);
}

#[test]
fn clients_of_keycloak_that_hold_no_secret_are_set_apart() {
    let ingested = read("keycloak-clients/realm.json");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("name"), ["billing-export", "old-portal", "batch"]);
    assert_eq!(of.cells("kind"), ["service_account", "application", "service_account"]);
    assert_eq!(of.cells("auth_protocols"), ["oauth2", "ropc; implicit", "oauth2"]);
    assert_eq!(of.cells("account"), ["brook"; 3]);
    let of = Of(&ingested, "credential");
    assert_eq!(
        of.cells("id"),
        ["billing-export#client-secret", "old-portal#client-secret"],
        "a key of its own is no secret"
    );
    assert_eq!(of.cells("created"), ["2023-09-06"; 2]);
    assert_eq!(of.cells("expires"), ["never", "2027-01-15"]);
    assert_eq!(apart(&ingested).len(), 3);
    let clients = fixture("keycloak-clients/realm.json");
    let run = assessed(&[("realm.json", &clients, "2026-11-19", false)]);
    assert_eq!(count(&run, "deprecated-authentication").fail, 1);
}

#[test]
fn accounts_of_cyberark_are_known_by_user_and_address_in_every_list() {
    for path in [
        "cyberark-accounts/accounts.csv",
        "cyberark-get-accounts/report.csv",
        "cyberark-account-report/report.csv",
        "cyberark-dependent-accounts/dependents.csv",
    ] {
        let ids = Of(&read(path), "identity").cells("id");
        assert_eq!(ids[0], "svc_pay@brook.example.com", "{path}");
    }
    let accounts = read("cyberark-accounts/accounts.csv");
    assert_eq!(Of(&accounts, "identity").cells("id")[2], "Administrator", "an account without an address");
    let of = Of(&accounts, "credential");
    assert_eq!(of.cells("storage"), ["secrets_manager"; 3]);
    assert_eq!(of.cells("rotation"), ["automatic", "manual", UNKNOWN]);
    assert_eq!(of.cells("network_restricted"), ["true", UNKNOWN, UNKNOWN]);
    let report = read("cyberark-account-report/report.csv");
    let of = Of(&report, "credential");
    assert_eq!(of.cells("rotated"), ["2026-10-05", "never", "never"], "words stand among the dates");
    assert_eq!(of.cells("kind"), ["password", "ssh_key", "password"]);
    let discovered = read("cyberark-discovered-accounts/discovered.csv");
    assert_eq!(Of(&discovered, "identity").cells("privilege"), ["admin", UNKNOWN]);
    assert_eq!(Of(&discovered, "identity").cells("status"), ["active", "disabled"]);
}

#[test]
fn what_uses_an_account_is_gathered_from_all_its_rows() {
    let ingested = read("cyberark-dependent-accounts/dependents.csv");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("name"), ["svc_pay", "svc_web"]);
    assert_eq!(
        of.cells("consumers"),
        ["PayService (Windows Service); Nightly pay run (Windows Scheduled Task)", "WebPool (IIS Application Pool)"]
    );
    assert_eq!(of.cells("platform"), ["ad", "on_prem"]);
    assert!(!ingested.notes.iter().any(|n| n.kind == "disagreement"), "{:?}", ingested.notes);
    let dependents = fixture("cyberark-dependent-accounts/dependents.csv");
    let run = assessed(&[("dependents.csv", &dependents, "2026-11-19", false)]);
    assert_eq!(count(&run, "identity-shared-by-applications").fail, 1);
}

#[test]
fn keys_of_language_models_belong_to_service_accounts_or_stand_for_themselves() {
    let keys = read("openai-api-keys/keys.json");
    let of = Of(&keys, "identity");
    assert_eq!(of.cells("id"), ["user-sa1", "key_2"]);
    assert_eq!(of.cells("owner"), [UNKNOWN, "ola@example.com"]);
    assert_eq!(keys.inputs[0].complete, "partial", "the file says that there is more");
    let of = Of(&keys, "credential");
    assert_eq!(of.cells("expires"), ["never"; 2]);
    assert_eq!(of.cells("created"), ["2024-03-26"; 2]);
    assert_eq!(of.cells("last_used"), ["2025-11-13", UNKNOWN], "a key may be older than the record of its use");
    let accounts = read("openai-project-service-accounts/accounts.json");
    assert_eq!(Of(&accounts, "identity").cells("privilege"), ["write", "admin"]);
    let anthropic = read("anthropic-api-keys/keys.json");
    let of = Of(&anthropic, "credential");
    assert_eq!(of.cells("status"), ["active", "disabled", "revoked"]);
    assert_eq!(of.cells("expires"), ["never", "2026-12-01", "never"]);
    assert_eq!(Of(&anthropic, "identity").cells("owner"), [UNKNOWN; 3], "who made a key need not answer for it");
}
