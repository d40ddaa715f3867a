//! Active Directory: what its commands export, and what BloodHound collects.

use nhimap_core::schema::Subject;

use crate::world::{judge, read};

const LISTS: [&str; 2] = ["ad-users/type-line-semicolon-cp1252.csv", "ad-users/comma-us-utf16.csv"];

#[test]
fn accounts_are_read_in_the_forms_of_two_countries() {
    for list in LISTS {
        let files = read(&[list]);
        assert_eq!(files.cells("identity.id"), ["svc-sql", "svc-scan", "gmsa-web$", "svc-off"], "{list}");
        assert_eq!(
            files.cells("identity.kind"),
            ["service_account", "(unknown)", "service_account", "(unknown)"],
            "{list}: a name that sounds like a service is no evidence"
        );
        assert_eq!(files.cells("identity.account"), ["corp.northwind.example"; 4], "{list}");
        assert_eq!(files.cells("identity.status"), ["active", "active", "active", "disabled"], "{list}");
        assert_eq!(files.cells("identity.last_used"), ["2026-10-31", "never", "2026-10-31", "2020-01-14"], "{list}");
        assert_eq!(files.cells("identity.owner")[0], "Jana Weber", "{list}");
        assert_eq!(files.cells("identity.system_managed"), ["false", "false", "true", "false"], "{list}");
        assert_eq!(
            files.cells("credential.rotated"),
            ["2022-10-25", "2026-09-14", "2026-10-14", "2020-01-13"],
            "{list}"
        );
        assert_eq!(files.cells("credential.expires"), ["never", "(unknown)", "(unknown)", "never"], "{list}");
        let name = list.rsplit('/').next().expect("a name");
        let people: Vec<_> =
            files.apart(name).into_iter().filter(|(reason, _)| reason.starts_with("a person")).collect();
        assert_eq!(people.len(), 1, "{list}");
        let notes = files.notes("export-rows");
        assert!(notes.iter().any(|(says, _)| says.contains("were lost")), "{list}: {notes:?}");
        assert!(notes.iter().any(|(says, _)| says.contains("protected group")), "{list}: {notes:?}");
    }
}

#[test]
fn old_passwords_are_found_and_those_that_the_domain_changes_are_not() {
    let judged = judge(&[LISTS[0]]);
    assert_eq!(judged.failing("credential-not-rotated"), ["svc-sql#password"]);
    assert_eq!(judged.failing("identity-never-used"), ["svc-scan"]);
    assert!(judged.failing("identity-owner-missing").is_empty(), "a blank manager is no register's blank owner");
}

#[test]
fn a_collection_of_bloodhound_names_the_same_accounts() {
    let files = read(&["bloodhound-users/users.json"]);
    assert_eq!(files.cells("identity.id"), ["svc-sql", "svc-scan", "krbtgt"]);
    assert_eq!(files.cells("identity.kind"), ["service_account", "(unknown)", "(unknown)"]);
    assert_eq!(files.cells("identity.last_used"), ["2026-10-26", "never", "never"]);
    assert_eq!(files.cells("credential.rotated"), ["2022-10-25", "2026-09-01", "(unknown)"], "0 is no date");
    assert_eq!(files.cells("credential.expires"), ["never", "(unknown)", "(unknown)"]);
    assert_eq!(files.cells("identity.privilege"), ["(unknown)"; 3], "a mark of former groups is no privilege");
    assert_eq!(files.dropped(), [("Properties.unixpassword", 1)]);
    let both = read(&["bloodhound-users/users.json", LISTS[0]]);
    assert_eq!(both.rows(Subject::Identity), 5, "two accounts are in both");
    assert_eq!(both.rows(Subject::Credential), 5);
}
