//! Azure Key Vault: secrets, certificates and keys, from the command line, the API and the SDK.

use crate::world::{judge, read};

const LEDGER: &str = "https://northwind-kv.vault.azure.net/secrets/ledger-api";

#[test]
fn a_secret_is_the_same_in_each_form_of_the_list() {
    for form in ["az-list.json", "rest.json", "sdk.json", "az-show.json"] {
        let files = read(&[&format!("azure-keyvault-secrets/{form}")]);
        assert_eq!(
            files.row(("credential.id", LEDGER), ["name", "status", "rotated", "expires", "storage", "system_managed"]),
            ["ledger-api", "active", "2023-03-01", "never", "secrets_manager", "false"],
            "{form}"
        );
        assert_eq!(files.cells("credential.kind")[0], "(unknown)", "{form}: nothing says what it is");
    }
    let rest = read(&["azure-keyvault-secrets/rest.json"]);
    assert_eq!(rest.cells("credential.expires"), ["never", "2027-03-01"]);
    assert_eq!(rest.input("rest.json").complete, "partial");
}

#[test]
fn a_secret_of_a_certificate_is_managed_and_a_shown_value_is_dropped() {
    let files = read(&["azure-keyvault-secrets/az-list.json"]);
    assert_eq!(files.cells("credential.system_managed"), ["false", "false", "true"]);
    assert_eq!(files.cells("credential.kind")[2], "certificate");
    assert_eq!(files.cells("credential.environment"), ["production", "(unknown)", "(unknown)"]);
    assert_eq!(files.cells("credential.owner"), ["t.osei@example.com", "(unknown)", "(unknown)"]);
    assert_eq!(read(&["azure-keyvault-secrets/az-show.json"]).dropped(), [("value", 1)]);
    let judged = judge(&["azure-keyvault-secrets/az-list.json"]);
    assert_eq!(judged.failing("credential-not-rotated"), [LEDGER]);
}

#[test]
fn certificates_and_keys_are_read_with_what_is_known_of_their_kind() {
    let certificates = read(&["azure-keyvault-certificates/az-list.json"]);
    let id = "https://northwind-kv.vault.azure.net/certificates/web";
    assert_eq!(
        certificates.row(("credential.id", id), ["kind", "rotated", "expires", "environment"]),
        ["certificate", "2025-06-01", "2026-06-01", "test"]
    );
    let keys = read(&["azure-keyvault-keys/az-list.json"]);
    assert_eq!(keys.cells("credential.kind"), ["signing_key"; 2]);
    assert_eq!(keys.cells("credential.storage"), ["secrets_manager", "hsm"]);
    assert_eq!(keys.cells("credential.key_family"), ["(unknown)", "ec"]);
    assert_eq!(keys.cells("credential.expires"), ["never", "2027-06-01"]);
    let sdk = read(&["azure-keyvault-keys-sdk/sdk.json"]);
    assert_eq!(sdk.cells("credential.key_family"), ["rsa"]);
    assert_eq!(sdk.cells("credential.expires"), ["(unknown)"], "the list was written without ends");
}
