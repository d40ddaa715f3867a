//! What comes due, and when.

use nhimap_core::api::Due;
use nhimap_core::assess::{DUE_AHEAD_DAYS, DUE_PAST_DAYS};
use nhimap_core::date::Day;

use crate::world::{AS_OF, World, day};

const HEADINGS: &str = "Identity ID,Name,Kind,Owner,Status,Purpose class,Privileged,Last reviewed,Review due,Expires,Vendor,Contract end,Key id,Key kind,Key status,Key expires";

fn register(rows: &[&str]) -> String {
    format!("{HEADINGS}\n{}\n", rows.join("\n"))
}

fn due(world: &World) -> Vec<Due> {
    world.run().due()
}

fn shown(due: &[Due]) -> Vec<String> {
    due.iter().map(|d| format!("{} {} {} {}", d.day, d.kind, d.owner.as_deref().unwrap_or("-"), d.says)).collect()
}

#[test]
fn a_credential_and_its_identity_each_have_their_dates() {
    let world = World::default().file(
        "register.csv",
        &register(&["A-1,alpha,service account,ana@example.com,active,,,,2026-12-01,2027-01-15,Ledgerline,2027-03-31,K-1,API key,active,2026-11-25"]),
    );
    assert_eq!(
        shown(&due(&world)),
        [
            "2026-11-25 credential_expires ana@example.com API key `K-1` of `alpha` expires",
            "2026-12-01 review_due ana@example.com the access of `alpha` is to be reviewed",
            "2027-01-15 identity_expires ana@example.com identity `alpha` ends",
            "2027-03-31 contract_ends ana@example.com the agreement with `Ledgerline` behind `alpha` ends",
        ]
    );
    assert_eq!(due(&world).iter().map(|d| d.key.as_str()).collect::<Vec<_>>(), ["K-1", "A-1", "A-1", "A-1"]);
    assert!(due(&world).iter().all(|d| !d.past));
}

#[test]
fn a_review_without_a_date_of_its_own_follows_the_policy_of_its_class() {
    let row = |n: &str, class: &str, privileged: &str, due: &str| {
        format!("A-{n},svc-{n},service account,,active,{class},{privileged},2026-10-01,{due},,,,,,,")
    };
    let rows = [
        row("1", "ci/cd", "no", ""),
        row("2", "customer workflow", "no", ""),
        row("3", "internal automation", "no", ""),
        row("4", "internal automation", "yes", ""),
        row("5", "internal automation", "no", "2026-11-30"),
        row("6", "internal automation", "no", "never"),
        "A-7,svc-7,service account,,active,ci/cd,no,never,,,,,,,,".into(),
        "A-8,svc-8,service account,,active,ci/cd,no,,,,,,,,,".into(),
    ];
    let world = World::default().file("register.csv", &register(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let days: Vec<(String, String)> = due(&world).into_iter().map(|d| (d.key, d.day.to_string())).collect();
    let expected = [
        ("A-5", "2026-11-30"),
        ("A-1", "2026-12-30"),
        ("A-4", "2026-12-30"),
        ("A-2", "2027-03-30"),
        ("A-3", "2027-10-01"),
    ];
    assert_eq!(days, expected.map(|(key, day)| (key.to_owned(), day.to_owned())));
}

#[test]
fn what_is_over_has_no_dates() {
    let world = World::default().file(
        "register.csv",
        &register(&[
            "A-1,alpha,service account,,retired,,,,2026-12-01,2027-01-15,,,K-1,API key,active,2026-11-25",
            "A-2,beta,service account,,active,,,,,,,,K-2,API key,revoked,2026-11-25",
        ]),
    );
    assert_eq!(shown(&due(&world)), ["2026-11-25 credential_expires - API key `K-1` of `alpha` expires"]);
}

#[test]
fn only_days_from_a_year_back_to_two_years_ahead_are_told() {
    let as_of = day(AS_OF).0;
    let days = [
        as_of - DUE_PAST_DAYS - 1,
        as_of - DUE_PAST_DAYS,
        as_of - 1,
        as_of,
        as_of + DUE_AHEAD_DAYS,
        as_of + DUE_AHEAD_DAYS + 1,
    ];
    let rows: Vec<String> = days
        .iter()
        .enumerate()
        .map(|(n, day)| format!("A-{n},svc-{n},service account,,active,,,,,{},,,,,,", Day(*day)))
        .collect();
    let world = World::default().file("register.csv", &register(&rows.iter().map(String::as_str).collect::<Vec<_>>()));
    let told: Vec<(i32, bool)> = due(&world).iter().map(|d| (d.day.0 - as_of, d.past)).collect();
    assert_eq!(told, [(-DUE_PAST_DAYS, true), (-1, true), (0, false), (DUE_AHEAD_DAYS, false)]);
}

#[test]
fn lists_beside_the_register_have_their_dates_too() {
    let world = World::default()
        .file("register.csv", "Identity ID,Name,Kind,Owner,Status\nA-1,alpha,service account,ana@example.com,active\n")
        .file(
            "controls.csv",
            "Control id,Title,Statement,Status,Owner,Next review,Last operated,Cadence\n\
             C-1,Rotation,Keys are rotated.,implemented,ben@example.com,2027-01-31,2026-10-01,90\n\
             C-2,Planned,Keys will be rotated.,planned,ben@example.com,2027-02-28,,\n",
        )
        .file(
            "evidence.csv",
            "Evidence id,Control,Title,Evidence kind,Collected,Expires,Custodian\n\
             E-1,C-1,Rotation log,log,2026-11-01,2026-12-15,\n\
             E-2,C-1,Scan,scan,2026-11-01,,dee@example.com\n",
        )
        .file(
            "exceptions.csv",
            "Exception id,Check,Identities,Reason,Requester,Approver,Approved,Ends,Status\n\
             EX-1,credential-not-rotated,A-1,old client,ana@example.com,ben@example.com,2026-10-01,2026-12-31,approved\n\
             EX-2,credential-not-rotated,A-1,old client,,ben@example.com,2026-10-01,2027-01-31,approved\n\
             EX-3,credential-not-rotated,A-1,old client,ana@example.com,ben@example.com,2026-10-01,2027-01-31,rejected\n",
        )
        .file(
            "responses.csv",
            "Finding id,Action owner,Action,Due,Status,Management comment\n\
             F-0123456789,dee@example.com,rotate it,2026-11-10,in progress,agreed\n\
             F-0123456788,dee@example.com,rotate it,2026-11-10,done,agreed\n",
        )
        .file(
            "suppliers.csv",
            "Supplier,Supplier owner,Contract end,Supplier status\nLedgerline,dee@example.com,2027-06-30,active\nOldco,,2026-06-30,ended\n",
        );
    assert_eq!(
        shown(&due(&world)),
        [
            "2026-11-10 response_due dee@example.com the action on finding `F-0123456789` is due: rotate it",
            "2026-12-01 evidence_ends dee@example.com evidence `Scan` stops counting",
            "2026-12-15 evidence_ends ben@example.com evidence `Rotation log` stops counting",
            "2026-12-30 operation_due ben@example.com control `Rotation` is to operate again",
            "2026-12-31 exception_ends ana@example.com exception `EX-1` from `credential-not-rotated` ends",
            "2027-01-31 control_review_due ben@example.com control `Rotation` is to be reviewed",
            "2027-01-31 exception_ends ben@example.com exception `EX-2` from `credential-not-rotated` ends",
            "2027-06-30 contract_ends dee@example.com the contract with `Ledgerline` ends",
        ]
    );
}
