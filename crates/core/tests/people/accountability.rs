//! The split of responsibility, area by area.

use nhimap_core::api::{Accountability, AreaSplit};

use crate::world::{ROSTER, World};

const REGISTER: &str = "Identity ID,Name,Kind,Owner,Status\nA-1,alpha,service account,ana@example.com,active\n";
const HEADINGS: &str =
    "Control id,Title,Status,Area,Owner,Owner function,Operator,Decides policy,Decides execution,Decides exceptions";
const EVIDENCE: &str = "Evidence id,Control,Title,Evidence kind,Collected,Collector,Custodian";

fn split(controls: &[&str], evidence: &[&str]) -> Accountability {
    let controls = format!("{HEADINGS}\n{}\n", controls.join("\n"));
    let evidence = format!("{EVIDENCE}\n{}\n", evidence.join("\n"));
    World::default()
        .file("register.csv", REGISTER)
        .file("roster.csv", ROSTER)
        .file("controls.csv", &controls)
        .file("evidence.csv", &evidence)
        .run()
        .assessment
        .accountability
}

fn area<'a>(split: &'a Accountability, area: &str) -> &'a AreaSplit {
    split.areas.iter().find(|a| a.area == area).expect("every area is there")
}

#[test]
fn a_split_that_names_everybody_is_clear() {
    let split = split(
        &[
            "C-1,Rotation,implemented,secret rotation,ben@example.com,security,dee@example.com,,ana@example.com,ben@example.com",
        ],
        &["E-1,C-1,Rotation log,log,2026-11-01,ben@example.com,ben@example.com"],
    );
    let area = area(&split, "secret_rotation");
    assert_eq!(area.controls, ["C-1"]);
    let shown = |roles: &[nhimap_core::api::RoleHeld]| -> Vec<String> {
        roles.iter().map(|r| format!("{} {} {:?} {}", r.who, r.by, r.function.as_deref(), r.from.join("+"))).collect()
    };
    assert_eq!(shown(&area.code_path), ["ana@example.com decides_execution Some(\"engineering\") C-1"]);
    assert_eq!(shown(&area.policy), ["ben@example.com owner Some(\"security\") C-1"]);
    assert_eq!(shown(&area.exceptions), ["ben@example.com decides_exceptions Some(\"security\") C-1"]);
    assert_eq!(
        shown(&area.proves),
        ["ben@example.com collector Some(\"security\") E-1", "ben@example.com custodian Some(\"security\") E-1"]
    );
    assert_eq!(area.code_path[0].roster.as_deref(), Some("active"));
    assert_eq!(area.unclear, [""; 0]);
    assert_eq!(split.says, "In 1 of 6 areas it is clear who owns which side.");
    let order: Vec<&str> = split.areas.iter().map(|a| a.area.as_str()).collect();
    assert_eq!(
        order,
        ["identity_binding", "privileged_change", "logging", "secret_rotation", "rollback", "exceptions"]
    );
    assert_eq!(split.areas[0].unclear, ["no control names this area"]);
}

#[test]
fn an_owner_stands_for_a_side_by_the_rosters_function_before_the_lists() {
    // The list says security; the roster knows Ana as an engineer.
    let split = split(&["C-1,Logs,implemented,logging,ana@example.com,security,,,,"], &[]);
    let area = area(&split, "logging");
    assert_eq!((area.code_path[0].who.as_str(), area.code_path[0].by.as_str()), ("ana@example.com", "owner"));
    assert!(area.policy.is_empty());
    let policy = area.unclear.iter().find(|u| u.contains("policy boundary")).expect("nobody owns the boundary");
    assert_eq!(
        policy,
        "nobody is named for the policy boundary: `decides_policy` is blank, and no owner is known to work in security"
    );
}

#[test]
fn a_person_on_both_sides_and_a_prover_who_operates_are_said() {
    let split = split(
        &["C-1,Rollback,partial,rollback,,,dee@example.com,dee@example.com,,ben@example.com"],
        &["E-1,C-1,Drill,exercise,2026-11-01,dee@example.com,ben@example.com"],
    );
    let area = area(&split, "rollback");
    assert_eq!(
        area.unclear,
        [
            "`dee@example.com` owns the code path and the policy boundary",
            "`dee@example.com` operates `C-1` and proves it"
        ]
    );
}

#[test]
fn who_left_who_is_no_person_and_who_is_not_known_are_told_apart() {
    let split = split(
        &["C-1,Rotation,implemented,secret rotation,,,platform@example.com,cem@example.com,,zoe@example.com"],
        &["E-1,C-1,Rotation log,log,2026-11-01,ben@example.com,ben@example.com"],
    );
    let area = area(&split, "secret_rotation");
    assert_eq!(
        area.unclear,
        [
            "`cem@example.com`, who decides the policy of `C-1`, left on 2026-06-30",
            "`platform@example.com`, operator of `C-1`, is a mailbox, not a person",
            "`zoe@example.com`, who decides the exceptions of `C-1`, is in no roster supplied: who that is, and whether they are still there, is not known",
        ]
    );
    assert_eq!(area.policy[0].roster.as_deref(), Some("left"));
    assert_eq!(area.exceptions[0].roster, None);
}

#[test]
fn shared_without_decisions_is_said_control_by_control() {
    let split = split(
        &[
            "C-1,Grants,implemented,privileged change,ben@example.com,shared,dee@example.com,ben@example.com,,",
            "C-2,Approvals,implemented,privileged change,ben@example.com,security,dee@example.com,ben@example.com,,ben@example.com",
        ],
        &["E-1,C-1,Log,log,2026-11-01,ben@example.com,ben@example.com"],
    );
    let area = area(&split, "privileged_change");
    assert_eq!(
        area.unclear,
        [
            "nobody is named for exceptions of `C-1`: `decides_exceptions` is blank",
            "nobody proves `C-2`: no evidence is linked",
            "`C-1` is shared, and nobody is named who decides its execution, its exceptions",
        ]
    );
}

#[test]
fn controls_that_are_not_in_force_stand_for_nothing() {
    let split = split(
        &[
            "C-1,Bindings,planned,identity binding,ana@example.com,engineering,,,,",
            "C-2,Other,implemented,,ana@example.com,engineering,,,,",
            "C-3,Retired,retired,,ana@example.com,engineering,,,,",
        ],
        &[],
    );
    let area = area(&split, "identity_binding");
    assert!(area.controls.is_empty() && area.code_path.is_empty());
    assert_eq!(area.unclear, ["no control in force names this area: `C-1` (planned)"]);
    assert_eq!(split.elsewhere, 1);
}

#[test]
fn missing_columns_are_named_as_missing() {
    let run = World::default()
        .file("register.csv", REGISTER)
        .file(
            "controls.csv",
            "Control id,Title,Control status,Control area,Control type\nC-1,Logs,implemented,logging,detective\n",
        )
        .run();
    let split = &run.assessment.accountability;
    assert_eq!(
        area(split, "logging").unclear,
        [
            "nobody is named for the code path: the list has no column for `decides_execution` or `operator` or `owner`",
            "nobody is named for the policy boundary: the list has no column for `decides_policy` or `owner`",
            "nobody is named for exceptions: the list has no column for `decides_exceptions`",
            "nobody proves it: no list of evidence was supplied",
        ]
    );
    assert!(split.says.contains("no roster was supplied"), "{}", split.says);
}

#[test]
fn without_a_list_of_controls_nothing_is_said_of_areas() {
    let run = World::default().file("register.csv", REGISTER).run();
    let split = &run.assessment.accountability;
    assert_eq!(split.says, "");
    assert_eq!(split.areas.len(), 6);
    assert!(split.areas.iter().all(|a| a.unclear == ["no list of controls was supplied"]));
    assert_eq!((split.owners_total, split.without_owner, split.owner_unknown), (1, 0, 0));
}

#[test]
fn owners_are_ranked_by_their_live_identities() {
    let mut register = String::from("Identity ID,Name,Kind,Owner,Status,Privilege,Interactive login\n");
    for n in 0..12 {
        // Owner 0 has twelve, owner 11 has one; every second is retired.
        for i in 0..24 - 2 * n {
            let status = if i % 2 == 0 { "active" } else { "retired" };
            let privilege = if i == 0 { "admin" } else { "read" };
            register.push_str(&format!(
                "S-{n}-{i},svc-{n}-{i},service account,o{n:02}@example.com,{status},{privilege},yes\n"
            ));
        }
    }
    register.push_str("X-1,nobody,service account,,active,read,\n");
    let run = World::default().file("register.csv", &register).run();
    let split = &run.assessment.accountability;
    assert_eq!((split.owners.len(), split.owners_total, split.without_owner, split.owner_unknown), (10, 12, 1, 0));
    let counts: Vec<usize> = split.owners.iter().map(|o| o.identities).collect();
    assert_eq!(counts, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    assert_eq!((split.owners[0].owner.as_str(), split.owners[0].privileged), ("o00@example.com", 1));
    assert_eq!(split.owners[0].roster, None);
    // A person may log in as each live identity.
    assert!(split.owners[0].findings.total >= 12, "{:?}", split.owners[0].findings);
}

#[test]
fn an_owner_that_no_file_tells_is_unknown_and_not_missing() {
    let run =
        World::default().file("register.csv", "Identity ID,Name,Kind,Status\nA-1,alpha,service account,active\n").run();
    let split = &run.assessment.accountability;
    assert_eq!((split.without_owner, split.owner_unknown), (0, 1));
}
