//! AWS: the credential report, keys, roles, stored secrets and what the analyzer found.

use nhimap_core::schema::Subject;

use crate::world::{judge, read};

const REPORTS: [&str; 3] = ["16-columns.csv", "22-columns.csv", "23-columns-after-excel.csv"];

#[test]
fn a_credential_report_of_any_age_gives_users_and_up_to_five_credentials_each() {
    for report in REPORTS {
        let files = read(&[&format!("aws-iam-credential-report/{report}")]);
        assert_eq!(files.understood(), [("AWS IAM credential report", 6, 5)], "{report}");
        assert_eq!(
            files.cells("identity.name"),
            ["<root_account>", "svc-ledger", "svc-retired", "tomas", "odd"],
            "{report}: a person without a key is set apart, root is not"
        );
        assert_eq!(
            files.cells("identity.kind"),
            ["break_glass", "service_account", "service_account", "(unknown)", "(unknown)"],
            "{report}"
        );
        assert_eq!(files.apart(report), [("a person: console password and no active key", 1)]);
        let kinds = files.cells("credential.kind");
        let of = |kind: &str| kinds.iter().filter(|k| *k == kind).count();
        assert_eq!((of("access_key"), of("certificate"), of("password")), (5, 1, 1), "{report}");
    }
}

#[test]
fn a_report_without_columns_of_use_says_nothing_of_use() {
    let old = read(&["aws-iam-credential-report/16-columns.csv"]);
    let ledger = ("credential.id", "arn:aws:iam::210987654321:user/svc-ledger#key1");
    assert_eq!(old.row(ledger, ["last_used", "rotated", "status"]), ["(unknown)", "2022-03-01", "active"]);
    let new = read(&["aws-iam-credential-report/23-columns-after-excel.csv"]);
    assert_eq!(new.row(ledger, ["last_used", "last_used_where"]), ["2026-10-30", "eu-west-1"]);
    let root = ("credential.id", "arn:aws:iam::210987654321:root#key1");
    assert_eq!(new.row(root, ["last_used", "expires"]), ["never", "never"], "an active key that was not used");
}

#[test]
fn the_report_decides_rotation_and_root_and_leaves_alone_what_it_cannot_know() {
    let judged = judge(&["aws-iam-credential-report/22-columns.csv"]);
    assert_eq!(judged.failing("root-key-active"), ["arn:aws:iam::210987654321:root#key1"]);
    let old = judged.failing("credential-not-rotated");
    assert!(old.contains(&"arn:aws:iam::210987654321:user/svc-ledger#key1"), "{old:?}");
    assert!(!old.contains(&"arn:aws:iam::210987654321:user/svc-ledger#key2"), "{old:?}");
    assert!(!old.contains(&"arn:aws:iam::210987654321:user/svc-retired#key1"), "it is inactive: {old:?}");
    for check in ["identity-owner-missing", "identity-purpose-missing", "credential-storage-unknown"] {
        assert!(judged.failing(check).is_empty(), "{check}");
        assert!(judged.unknown(check) > 0, "{check}");
    }
}

#[test]
fn keys_join_their_users_by_name_where_the_name_leads_to_one() {
    let files = read(&["aws-iam-access-keys/list-access-keys.json", "aws-iam-users/list-users.json"]);
    assert_eq!(
        files.cells("credential.identity"),
        ["arn:aws:iam::210987654321:user/svc-ledger", "arn:aws:iam::210987654321:user/svc-ledger", "(unknown)"]
    );
    assert_eq!(files.cells("credential.status"), ["active", "active", "disabled"]);
    assert_eq!(files.cells("credential.created"), ["2022-03-01", "2026-09-20", "2020-06-01"]);
    assert_eq!(files.cells("credential.last_used"), ["(unknown)"; 3], "the list does not tell");
    assert_eq!(files.cells("identity.kind"), ["(unknown)"; 2], "a person or a machine");
    assert_eq!(files.cells("identity.owner"), ["(unknown)", "t.osei@example.com"], "a missing tag says nothing");
    assert_eq!(files.cells("identity.environment"), ["(unknown)", "production"]);
}

#[test]
fn a_page_of_keys_is_a_part_and_use_beside_a_key_is_read() {
    let files = read(&["aws-iam-access-keys/first-page-with-use.json"]);
    assert_eq!(files.input("use.json").complete, "partial");
    assert_eq!(files.cells("credential.created"), ["2022-03-01"; 2]);
    assert_eq!(files.cells("credential.last_used"), ["2025-10-30", "never"]);
    assert_eq!(files.cells("credential.last_used_where"), ["eu-west-1", "(unknown)"]);
    let table = read(&["aws-iam-access-keys-table/keys.csv"]);
    assert_eq!(table.cells("credential.last_used"), ["2026-10-30", "never"]);
    assert_eq!(table.cells("credential.status"), ["active", "disabled"]);
}

#[test]
fn the_use_of_a_key_counts_only_where_the_answer_names_the_key() {
    let one = read(&["aws-iam-access-key-last-used/one.json"]);
    assert_eq!(one.rows(Subject::Credential), 0);
    let (reason, rows) = one.apart("one.json")[0];
    assert!(rows == 1 && reason.contains("does not name the key"), "{reason}");
    let both = read(&["aws-iam-access-keys/list-access-keys.json", "aws-iam-access-key-last-used/with-ids.json"]);
    assert_eq!(both.rows(Subject::Credential), 3, "they are the keys of the list");
    assert_eq!(both.cells("credential.last_used"), ["2026-10-30", "never", "(unknown)"]);
}

#[test]
fn keys_under_two_names_are_not_counted_twice() {
    let judged = judge(&[
        "aws-iam-credential-report/22-columns.csv",
        "aws-iam-access-keys/list-access-keys.json",
        "aws-iam-users/list-users.json",
    ]);
    assert!(judged.failing("credential-too-many-live").is_empty(), "two keys, not four");
    assert!(judged.failing("credential-replaced-but-live").is_empty());
}

#[test]
fn trust_of_roles_is_judged_by_its_subject_as_an_object_and_as_encoded_text() {
    let files = read(&["aws-iam-roles/list-roles.json"]);
    let of = |role: &str| {
        let fields = ["federated", "federation_condition", "federation_wildcard", "federation_wildcard_outside"];
        files.row(("identity.name", role), fields).map(|cell| if cell == "(unknown)" { "?".into() } else { cell })
    };
    assert_eq!(of("deploy-billing"), ["true", "true", "false", "false"]);
    assert_eq!(of("deploy-any-repository"), ["true", "true", "true", "false"]);
    assert_eq!(of("deploy-anyone"), ["true", "false", "?", "true"]);
    assert_eq!(of("ec2-app"), ["false", "?", "?", "?"]);
    assert_eq!(of("vendor-audit"), ["false", "?", "?", "?"], "whose the account is nobody says");
    assert_eq!(of("people"), ["?"; 4], "people come in through SAML");
    assert_eq!(of("odd-trust"), ["?"; 4]);
    assert_eq!(files.cells("identity.third_party"), ["(unknown)"; 7]);
    assert_eq!(files.cells("identity.last_used"), ["(unknown)"; 7], "list-roles leaves it out");
    assert_eq!(files.apart("list-roles.json").iter().map(|a| a.1).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(
        files.row(("identity.name", "deploy-billing"), ["owner", "team", "environment"]),
        ["t.osei@example.com", "Payments", "production"]
    );
    let judged = judge(&["aws-iam-roles/list-roles.json"]);
    let mut roles = judged.failing("federation-trust-without-subject");
    roles.sort_unstable();
    assert_eq!(
        roles,
        ["arn:aws:iam::210987654321:role/deploy-any-repository", "arn:aws:iam::210987654321:role/deploy-anyone"]
    );
    assert!(judged.failing("identity-owner-missing").is_empty(), "a role without a tag may have an owner");
}

#[test]
fn a_role_that_get_role_shows_without_a_date_was_not_used() {
    let files = read(&["aws-iam-roles-used/several.json"]);
    assert_eq!(files.cells("identity.name"), ["ec2-app", "deploy-billing"]);
    assert_eq!(files.cells("identity.last_used"), ["never", "2026-10-28"]);
    let one = read(&["aws-iam-roles-used/get-role.json", "aws-iam-roles/list-roles.json"]);
    assert_eq!(one.rows(Subject::Identity), 7, "the role is the one of the list");
    assert_eq!(
        one.row(("identity.name", "deploy-billing"), ["last_used", "federation_wildcard"]),
        ["2026-10-28", "false"]
    );
}

#[test]
fn credentials_for_one_service_end_only_where_they_say_so() {
    let files = read(&["aws-iam-service-specific-credentials/list.json"]);
    assert_eq!(files.cells("credential.kind"), ["password", "api_key", "password"]);
    assert_eq!(files.cells("credential.expires"), ["never", "2026-12-01", "never"]);
    assert_eq!(files.cells("credential.status"), ["active", "active", "disabled"]);
    assert_eq!(files.dropped(), [("ServicePassword", 1)]);
}

#[test]
fn stored_secrets_are_dated_by_what_is_known_of_their_value() {
    for list in ["list-secrets-epochs.json", "list-secrets-iso.json"] {
        let files = read(&[&format!("aws-secrets-manager/{list}")]);
        let of = |name: &str| {
            files.row(("credential.name", name), ["rotated", "created", "rotation", "system_managed", "status"])
        };
        assert_eq!(of("billing/db"), ["2025-10-20", "2020-09-13", "automatic", "false", "active"], "{list}");
        assert_eq!(of("first-value"), ["never", "2022-04-15", "none", "false", "active"], "{list}");
        assert_eq!(
            of("changed-once"),
            ["(unknown)", "(unknown)", "none", "false", "active"],
            "{list}: the date of a change of tags is no rotation, and the value is not the first"
        );
        assert_eq!(of("rds!cluster-0a1b")[3], "true", "{list}");
        assert_eq!(of("going")[4], "disabled", "{list}");
        assert_eq!(files.cells("credential.kind"), ["(unknown)"; 5]);
        assert_eq!(
            files.row(("credential.name", "billing/db"), ["environment", "owner", "team", "storage"]),
            ["production", "t.osei@example.com", "Payments", "secrets_manager"]
        );
    }
    assert_eq!(read(&["aws-secrets-manager/list-secrets-epochs.json"]).input("epochs.json").complete, "partial");
    assert_eq!(read(&["aws-secrets-manager/list-secrets-iso.json"]).input("iso.json").complete, "undeclared");
    let one = read(&["aws-secrets-manager/describe-secret.json"]);
    assert_eq!(
        (one.cells("credential.rotated"), one.cells("credential.created")),
        (vec!["never".into()], vec!["2022-04-15".into()])
    );
}

#[test]
fn a_secret_that_a_service_manages_is_not_judged_on_rotation() {
    let judged = judge(&["aws-secrets-manager/list-secrets-iso.json"]);
    let old = judged.failing("credential-not-rotated");
    let has = |name: &str| old.iter().any(|key| key.contains(name));
    assert!(has("first-value") && has("billing/db"), "{old:?}");
    assert!(!has("rds!cluster") && !has("changed-once") && !has("going"), "{old:?}");
}

#[test]
fn parameters_that_are_secrets_are_read_with_their_end_and_others_set_apart() {
    let files = read(&["aws-ssm-parameters/describe-parameters.json"]);
    assert_eq!(files.cells("credential.name"), ["/billing/token", "/billing/password"]);
    assert_eq!(files.cells("credential.rotated"), ["2023-11-14", "2025-10-20"]);
    assert_eq!(files.cells("credential.expires"), ["2027-03-01", "never"]);
    assert_eq!(files.apart("parameters.json"), [("a parameter in clear text: nothing says that it is a secret", 1)]);
    let with_values = read(&["aws-ssm-parameters/get-parameters.json"]);
    assert_eq!(with_values.dropped(), [("Value", 1)]);
    assert_eq!(with_values.cells("credential.rotated"), ["2026-09-01"]);
}

#[test]
fn findings_of_the_analyzer_are_evidence_and_do_not_say_whose_access_it_is() {
    let files = read(&["aws-access-analyzer-findings/list-findings.json"]);
    assert_eq!(files.cells("evidence.result"), ["fail", "(empty)", "pass"]);
    assert_eq!(files.cells("evidence.title")[1], "PublicAccess: arn:aws:s3:::northwind-public");
    assert_eq!(files.cells("identity.name"), ["vendor-audit", "old"]);
    assert_eq!(files.cells("identity.third_party"), ["(unknown)"; 2]);
    assert_eq!(files.notes("export-rows").len(), 2);
}

#[test]
fn granted_services_are_evidence_for_or_against_least_privilege() {
    let files = read(&["aws-iam-service-last-accessed/details.json"]);
    assert_eq!(
        files.cells("evidence.title"),
        ["Amazon S3 (s3) granted and used", "AWS Key Management Service (kms) granted and not used"]
    );
    assert_eq!(files.cells("evidence.result"), ["pass", "fail"]);
    assert_eq!(files.cells("evidence.collected"), ["2026-10-30"; 2]);
    assert_eq!(files.rows(Subject::Identity), 0, "the answer does not name what it is about");
}
