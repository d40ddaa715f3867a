//! GitHub and GitLab: tokens of people, keys and apps of machines.

use nhimap_core::schema::Subject;

use crate::world::{judge, read};

#[test]
fn a_persons_token_is_a_credential_of_nobodys_machine_identity() {
    let files = read(&["github-fine-grained-tokens/list.json", "github-saml-authorizations/list.json"]);
    assert_eq!(files.rows(Subject::Identity), 0);
    assert_eq!(files.cells("credential.delegated_user"), ["mira", "tomas", "mira", "mira", "tomas"]);
    assert_eq!(files.cells("credential.identity"), ["(unknown)"; 5]);
    assert_eq!(files.cells("credential.automated_use"), ["(unknown)"; 5]);
    assert_eq!(files.cells("credential.created"), ["(unknown)"; 5], "granted is not made");
    let judged = judge(&["github-fine-grained-tokens/list.json", "github-saml-authorizations/list.json"]);
    for check in ["personal-token-in-automation", "person-uses-machine-identity", "credential-not-rotated"] {
        assert!(judged.failing(check).is_empty(), "{check}");
    }
    assert_eq!(judged.failing("credential-no-expiry"), ["github-authorization-501", "github-token-9002"]);
}

#[test]
fn fine_grained_tokens_say_what_they_may_do_and_when_they_end() {
    let files = read(&["github-fine-grained-tokens/list.json"]);
    assert_eq!(files.cells("credential.status"), ["active", "active", "expired"]);
    assert_eq!(files.cells("credential.expires"), ["2027-01-10", "never", "2026-02-01"]);
    assert_eq!(files.cells("credential.last_used"), ["2026-10-16", "never", "2026-10-16"]);
    assert_eq!(files.cells("credential.privilege"), ["write", "read", "admin"]);
    assert_eq!(files.cells("credential.scopes")[0], "repository.contents=write, repository.metadata=read");
}

#[test]
fn single_sign_on_authorizations_show_classic_tokens_and_keys() {
    let files = read(&["github-saml-authorizations/list.json"]);
    assert_eq!(files.cells("credential.kind"), ["personal_access_token", "ssh_key"]);
    assert_eq!(files.cells("credential.last_used"), ["2026-10-26", "never"]);
    assert!(files.dropped().contains(&("token_last_eight", 1)));
}

#[test]
fn a_deploy_key_is_an_identity_with_one_credential_that_never_ends() {
    let files = read(&["github-deploy-keys/list.json"]);
    assert_eq!(files.cells("identity.account"), ["ledgerline/billing"; 2]);
    assert_eq!(files.cells("identity.privilege"), ["read", "write"]);
    assert_eq!(files.cells("identity.created_by"), ["mira"; 2]);
    assert_eq!(files.cells("identity.owner"), ["(unknown)"; 2], "who added it need not answer for it");
    assert_eq!(files.cells("credential.identity"), ["github-deploy-key-1", "github-deploy-key-2"]);
    assert_eq!(files.cells("credential.expires"), ["never"; 2]);
    let judged = judge(&["github-deploy-keys/list.json"]);
    assert_eq!(judged.failing("credential-not-rotated"), ["github-deploy-key-1"]);
    assert!(judged.failing("credential-no-expiry").is_empty(), "the kind cannot end");
}

#[test]
fn installed_apps_may_be_ones_own() {
    let files = read(&["github-app-installations/list.json"]);
    assert_eq!(files.cells("identity.name"), ["release-bot", "old-reviewer"]);
    assert_eq!(files.cells("identity.status"), ["active", "disabled"]);
    assert_eq!(files.cells("identity.disabled"), ["(empty)", "2026-03-01"]);
    assert_eq!(files.cells("identity.privilege"), ["write", "admin"]);
    assert_eq!(files.cells("identity.third_party"), ["(unknown)"; 2]);
}

#[test]
fn tokens_of_gitlab_projects_have_bots_and_those_of_users_have_not() {
    let bots = read(&["gitlab-group-project-tokens/list.json"]);
    assert_eq!(bots.cells("identity.kind"), ["bot"; 3]);
    assert_eq!(bots.cells("identity.status"), ["active", "active", "retired"]);
    assert_eq!(bots.cells("identity.privilege"), ["admin", "read", "owner"]);
    assert_eq!(bots.cells("credential.identity"), ["gitlab-user-105", "gitlab-user-106", "gitlab-user-107"]);
    assert_eq!(bots.cells("credential.expires"), ["2027-01-31", "never", "2026-11-09"]);
    let users = read(&["gitlab-personal-access-tokens/list.json"]);
    assert_eq!(users.rows(Subject::Identity), 0);
    assert_eq!(users.cells("credential.status"), ["active", "active", "revoked", "expired"]);
    assert_eq!(users.cells("credential.last_used"), ["2026-10-30", "never", "2026-10-30", "2026-10-30"]);
    let both = read(&["gitlab-group-project-tokens/list.json", "github-deploy-keys/list.json"]);
    assert_eq!(both.rows(Subject::Credential), 5, "small numbers of two platforms are not one");
}
