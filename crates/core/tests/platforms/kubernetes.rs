//! Kubernetes: service accounts, the tokens that are kept in secrets, and what federation annotations say.

use crate::world::{judge, read};

const LISTS: [&str; 2] = ["kubernetes-service-accounts/kubectl-list.json", "kubernetes-service-accounts/api-list.json"];

#[test]
fn service_accounts_are_read_from_both_kinds_of_list() {
    for list in LISTS {
        let files = read(&[list]);
        assert_eq!(
            files.cells("identity.id"),
            ["billing/default", "billing/export", "billing/legacy", "web/gke", "web/aks"],
            "{list}"
        );
        assert_eq!(files.cells("identity.platform_default"), ["true", "false", "false", "false", "false"], "{list}");
        assert_eq!(files.cells("identity.automount"), ["true", "false", "true", "true", "true"], "{list}");
        assert_eq!(
            files.row(("identity.id", "billing/export"), ["owner", "environment", "application", "obtains"]),
            ["t.osei@example.com", "production", "Billing", "arn:aws:iam::210987654321:role/billing-export"],
            "{list}"
        );
        assert_eq!(files.cells("identity.obtains")[3], "export@ledger-prod.iam.gserviceaccount.com", "{list}");
        assert_eq!(files.cells("identity.owner")[0], "(unknown)", "{list}: a missing label says nothing");
        assert_eq!(files.cells("identity.last_used"), ["(unknown)"; 5], "{list}");
        assert_eq!(files.cells("identity.scopes"), ["(unknown)"; 5], "{list}");
    }
    assert_eq!(read(&[LISTS[1]]).input("api-list.json").complete, "partial");
}

#[test]
fn only_tokens_among_the_secrets_of_an_account_are_tokens() {
    let files = read(&[LISTS[0]]);
    assert_eq!(files.cells("credential.id"), ["billing/legacy-token-x7k2p", "billing/registry-credentials"]);
    assert_eq!(files.cells("credential.kind"), ["token", "(unknown)"]);
    assert_eq!(files.cells("credential.legacy"), ["true", "(unknown)"]);
    assert_eq!(files.cells("credential.identity"), ["billing/legacy"; 2]);
    let judged = judge(&[LISTS[0]]);
    assert_eq!(judged.failing("legacy-kubernetes-token"), ["billing/legacy-token-x7k2p"]);
}

#[test]
fn token_secrets_are_read_and_what_other_secrets_hold_is_not() {
    let files = read(&["kubernetes-service-accounts/secrets.json", LISTS[0]]);
    assert_eq!(files.apart("secrets.json"), [("another object than a service account or a token of one", 2)]);
    assert_eq!(
        files.row(("credential.id", "billing/legacy-token-x7k2p"), ["identity", "created", "expires", "legacy"]),
        ["billing/legacy", "2023-01-04", "never", "true"]
    );
    assert_eq!(files.cells("credential.id").len(), 2, "the account and the secret mean one token");
    let judged = judge(&["kubernetes-service-accounts/secrets.json", LISTS[0]]);
    assert_eq!(judged.failing("legacy-kubernetes-token"), ["billing/legacy-token-x7k2p"]);
}
