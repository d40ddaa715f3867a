//! Google Cloud: service accounts, their keys, and the inventory of assets.

use nhimap_core::schema::Subject;

use crate::world::{judge, read};

const EXPORT: &str = "export@ledger-prod.iam.gserviceaccount.com";

/// Keys of the fixtures: of people and without an end, of the platform, of people with an end.
fn keys() -> [String; 3] {
    ["aa11", "bb22", "cc33"].map(|part| part.repeat(10))
}

#[test]
fn service_accounts_are_read_bare_wrapped_and_as_a_table() {
    for list in ["gcp-service-accounts/gcloud.json", "gcp-service-accounts/api.json"] {
        let files = read(&[list]);
        assert_eq!(files.cells("identity.id")[0], EXPORT);
        assert_eq!(
            files.cells("identity.status"),
            ["active", "disabled", "active"],
            "{list}: who says nothing is enabled"
        );
        assert_eq!(files.cells("identity.platform_default"), ["false", "false", "true"], "{list}");
        assert_eq!(files.cells("identity.account"), ["ledger-prod"; 3], "{list}");
        assert_eq!(files.cells("identity.last_used"), ["(unknown)"; 3], "{list}");
    }
    assert_eq!(read(&["gcp-service-accounts/api.json"]).input("api.json").complete, "partial");
    let table = read(&["gcp-service-accounts-table/accounts.csv"]);
    assert_eq!(table.rows(Subject::Identity), 2, "an id that a spreadsheet has rounded joins nothing");
    assert_eq!(table.cells("identity.status"), ["active", "disabled"]);
}

#[test]
fn keys_of_the_platform_are_never_flagged() {
    let [own, platform, ends] = keys();
    for list in [
        "gcp-service-account-keys/api.json",
        "gcp-service-account-keys/gcloud.json",
        "gcp-service-account-keys-table/keys.csv",
    ] {
        let files = read(&[list, "gcp-service-accounts/gcloud.json"]);
        assert_eq!(files.cells("credential.id"), keys(), "{list}");
        assert_eq!(files.cells("credential.identity"), [EXPORT; 3], "{list}");
        assert_eq!(files.cells("credential.kind"), ["service_account_key", "managed", "service_account_key"], "{list}");
        assert_eq!(files.cells("credential.system_managed"), ["false", "true", "false"], "{list}");
        assert_eq!(files.cells("credential.expires"), ["never", "2027-01-15", "2026-12-14"], "{list}");
        let judged = judge(&[list]);
        assert_eq!(judged.failing("credential-not-rotated"), [&own[..]], "{list}");
        assert_eq!(judged.failing("credential-no-expiry"), [&own[..]], "{list}");
        assert!(!judged.any_failing(&platform), "{list}");
    }
    let files = read(&["gcp-service-account-keys/api.json"]);
    assert_eq!(files.row(("credential.id", &ends), ["status", "key_family", "key_bits"]), ["disabled", "rsa", "1024"]);
    let table = read(&["gcp-service-account-keys-table/keys.csv"]);
    assert_eq!(table.cells("credential.status"), ["(unknown)"; 3], "nobody asked for it");
}

#[test]
fn a_key_that_may_be_the_platforms_is_not_judged() {
    let [own, perhaps, _] = keys();
    let files = read(&["gcp-service-account-keys-short/keys.csv"]);
    assert_eq!(files.cells("credential.kind"), ["service_account_key", "(unknown)"]);
    assert_eq!(files.cells("credential.identity"), ["(unknown)"; 2]);
    let judged = judge(&["gcp-service-account-keys-short/keys.csv"]);
    assert_eq!(judged.failing("credential-not-rotated"), [&own[..]]);
    assert!(!judged.any_failing(&perhaps));
    assert_eq!(judged.unknown("credential-not-rotated"), 1);
}

#[test]
fn the_inventory_gives_accounts_and_keys_in_both_forms() {
    let list = read(&["gcp-asset-inventory/list.json"]);
    assert_eq!(list.cells("identity.id"), [EXPORT]);
    assert_eq!(list.cells("credential.identity"), [EXPORT; 2]);
    assert_eq!(list.cells("credential.system_managed"), ["false", "true"]);
    assert_eq!(list.apart("list.json"), [("a resource that is neither a service account nor a key of one", 1)]);
    let search = read(&["gcp-asset-inventory/search.json"]);
    assert_eq!(search.cells("identity.id"), [EXPORT]);
    assert_eq!(search.cells("identity.status"), ["active"]);
    assert_eq!(search.cells("credential.kind"), ["(unknown)"], "the search does not say whose the key is");
    assert!(judge(&["gcp-asset-inventory/search.json"]).failing("credential-not-rotated").is_empty());
    let together = read(&[
        "gcp-asset-inventory/list.json",
        "gcp-service-accounts/gcloud.json",
        "gcp-service-account-keys/api.json",
    ]);
    assert_eq!((together.rows(Subject::Identity), together.rows(Subject::Credential)), (3, 3));
}
