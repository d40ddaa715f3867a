//! Entra: app registrations, service principals, their credentials, and reports of when those end.

use nhimap_core::schema::Subject;

use crate::world::{judge, read, read_bytes};

const APP: &str = "00000a01-0000-4000-8000-000000000000";
const DEPLOY: &str = "00000a02-0000-4000-8000-000000000000";

#[test]
fn an_app_registration_comes_with_its_credentials_and_a_page_is_a_part() {
    let files = read(&["entra-applications/graph-first-page.json"]);
    let rows: Vec<usize> = files.understood().iter().map(|u| u.2).collect();
    assert_eq!(rows, [2, 2, 1, 1], "applications, secrets, certificates, federated credentials");
    assert_eq!(files.input("first-page.json").complete, "partial");
    assert_eq!(files.cells("identity.name"), ["Billing export", "Deploy"], "a blank behind a name is none");
    assert_eq!(files.cells("identity.sign_in_audience"), ["own_tenant", "any_tenant"]);
    assert_eq!(files.cells("identity.third_party"), ["false"; 2], "its home is this tenant");
    assert_eq!(files.cells("identity.owner"), ["t.osei@example.com", "(empty)"], "the list was asked for owners");
    assert_eq!(files.cells("identity.owners")[0], "t.osei@example.com, mira@example.com");
    assert_eq!(files.cells("identity.scopes"), ["(unknown)"; 2], "asked for is not granted");
    assert_eq!(files.cells("credential.kind"), ["client_secret", "client_secret", "certificate", "federated"]);
    assert_eq!(files.cells("credential.identity"), [APP, APP, APP, DEPLOY]);
    assert_eq!(files.cells("credential.expires"), ["never", "2027-03-01", "2026-01-01", "(unknown)"], "2299 is no end");
    let dropped = files.dropped();
    assert!(dropped.contains(&("hint", 2)) && dropped.contains(&("secretText", 1)), "{dropped:?}");
    let trust = ["federation_condition", "federation_wildcard", "federation_audience"];
    assert_eq!(files.row(("identity.name", "Deploy"), trust), ["true", "false", "api://AzureADTokenExchange"]);
}

#[test]
fn a_secret_without_an_end_and_one_replaced_but_live_are_found() {
    let judged = judge(&["entra-applications/graph-first-page.json"]);
    assert_eq!(judged.failing("credential-no-expiry"), ["00000201-0000-4000-8000-000000000000"]);
    assert_eq!(judged.failing("credential-replaced-but-live"), ["00000201-0000-4000-8000-000000000000"]);
    assert_eq!(judged.failing("identity-owner-missing"), [DEPLOY]);
    assert!(judged.failing("federation-trust-without-subject").is_empty());
    assert!(judged.failing("identity-purpose-missing").is_empty() && judged.unknown("identity-purpose-missing") == 2);
}

#[test]
fn service_principals_leave_microsofts_own_and_their_credentials_apart() {
    let files = read(&["entra-service-principals/graph.json"]);
    assert_eq!(files.cells("identity.name"), ["Billing export", "Vendor sync", "cluster-agentpool"]);
    assert_eq!(files.cells("identity.kind"), ["application", "application", "workload"]);
    assert_eq!(files.cells("identity.status"), ["active", "disabled", "active"]);
    assert_eq!(files.cells("identity.system_managed"), ["false", "false", "true"]);
    assert_eq!(files.cells("identity.third_party"), ["(unknown)", "(unknown)", "false"], "which tenant is one's own?");
    assert_eq!(files.apart("graph.json"), [("an application of Microsoft's own", 4)]);
    assert_eq!(files.cells("credential.kind"), ["signing_key", "certificate"]);
    assert_eq!(files.cells("credential.system_managed"), ["false", "true"]);
    assert_eq!(files.apart("keyCredentials"), [("a credential of an application of Microsoft's own", 4)]);
}

#[test]
fn an_application_and_its_service_principal_are_one_by_the_id_they_share() {
    let files = read(&["entra-applications/graph-first-page.json", "entra-service-principals/graph.json"]);
    assert_eq!(files.rows(Subject::Identity), 4);
    assert_eq!(files.row(("identity.id", APP), ["status", "third_party"]), ["active", "false"]);
}

#[test]
fn what_powershell_writes_is_read_though_lists_of_one_are_none() {
    let files = read(&["entra-service-principals/powershell-utf16.json"]);
    assert_eq!(files.cells("identity.id"), [APP, DEPLOY]);
    assert_eq!(files.cells("identity.status"), ["active", "disabled"]);
    assert_eq!(files.cells("credential.kind"), ["client_secret", "federated"]);
    assert_eq!(files.cells("credential.created"), ["2023-05-02", "(unknown)"]);
    assert_eq!(files.cells("credential.expires"), ["never", "(unknown)"], "the year 2100 set by hand");
    assert_eq!(files.cells("credential.issuer")[1], "https://token.actions.githubusercontent.com");
    assert_eq!(files.dropped(), [("Hint", 1)]);
}

#[test]
fn federated_credentials_alone_belong_to_nobody_known() {
    let files = read(&["entra-federated-credentials/one-application.json"]);
    assert_eq!(files.cells("credential.kind"), ["federated"]);
    assert_eq!(files.cells("credential.identity"), ["(unknown)"]);
    assert_eq!(files.rows(Subject::Identity), 0);
}

#[test]
fn the_portals_download_sets_microsofts_own_apart_with_their_count() {
    let files = read(&["entra-enterprise-applications/portal.csv"]);
    assert_eq!(files.apart("portal.csv"), [("an application of Microsoft's own", 9)]);
    assert_eq!(files.cells("identity.name"), ["Billing export", "Vendor, sync", "cluster-agentpool"]);
    assert_eq!(files.cells("identity.third_party"), ["false", "(unknown)", "false"]);
    assert_eq!(files.cells("identity.system_managed"), ["false", "false", "true"]);
    let judged = judge(&["entra-enterprise-applications/portal.csv"]);
    assert!(judged.failing("identity-owner-missing").is_empty() && judged.unknown("identity-owner-missing") > 0);
}

#[test]
fn reports_of_expiry_give_an_application_once_and_each_of_its_credentials() {
    let long = read(&["entra-credential-expiry/long.csv"]);
    assert_eq!(long.cells("identity.id"), [APP, DEPLOY]);
    assert_eq!(long.cells("identity.owner"), ["t.osei@example.com", "(empty)"]);
    assert_eq!(long.cells("credential.identity"), [APP, APP, DEPLOY]);
    assert_eq!(long.cells("credential.kind"), ["client_secret", "certificate", "client_secret"]);
    assert_eq!(long.cells("credential.status"), ["active", "expired", "active"]);
    assert_eq!(long.cells("credential.expires"), ["never", "2026-01-01", "2027-02-28"]);
    let short = read(&["entra-credential-expiry-short/short.csv"]);
    assert_eq!(short.cells("identity.name"), ["Billing export", "Deploy"]);
    assert_eq!(short.cells("credential.identity"), ["Billing export", "Billing export", "Deploy"]);
    assert_eq!(short.cells("credential.created"), ["(unknown)"; 3]);
    let judged = judge(&["entra-credential-expiry-short/short.csv"]);
    assert!(judged.failing("credential-not-rotated").is_empty(), "the report has no start");
}

#[test]
fn a_report_and_the_directory_mean_the_same_credentials() {
    let files = read(&["entra-applications/graph-first-page.json", "entra-credential-expiry/long.csv"]);
    assert_eq!(files.rows(Subject::Identity), 2);
    assert_eq!(files.rows(Subject::Credential), 5, "two of the three in the report are known");
}

#[test]
fn a_secret_and_a_certificate_of_one_id_are_two() {
    let text = r#"[{"Id":"s","AppId":"a","AppOwnerOrganizationId":"o",
        "PasswordCredentials":{"KeyId":"k1","EndDateTime":"\/Date(1793415600000)\/"},
        "KeyCredentials":[{"KeyId":"k1","EndDateTime":"2027-01-01"},{"KeyId":"k2","EndDateTime":"2027-01-01"}]}]"#;
    let files = read_bytes(&[("sp.json", text.into())]);
    let mut kinds = files.cells("credential.kind");
    kinds.sort_unstable();
    assert_eq!(kinds, ["certificate", "certificate", "client_secret"]);
}
