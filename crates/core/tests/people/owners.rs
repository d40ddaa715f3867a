//! One page for each owner.

use std::collections::BTreeSet;

use nhimap_core::api::OwnerPage;
use nhimap_core::assess::{Assessed, OWNED_SHOWN};
use nhimap_core::checks::Severity;

use crate::world::{ROSTER, World};

const HEADINGS: &str = "Identity ID,Name,Kind,Platform,Environment,Owner,Status,Privilege,Created,Interactive login,Expires,Key id,Key kind,Key status,Key created,Key last rotated,Key expires";

fn register(rows: &[&str]) -> String {
    format!("{HEADINGS}\n{}\n", rows.join("\n"))
}

/// Ana has three identities, one of them past its end; Ben one, Cem, who left, one; one has no owner.
fn estate() -> World {
    World::default()
        .file(
            "register.csv",
            &register(&[
                "A-3,gamma,service account,aws,production,ana@example.com,active,read,2025-01-01,no,,K-3,API key,active,2024-01-01,2024-01-01,2027-01-01",
                "A-1,alpha,service account,aws,production,Ana Iqbal,active,read,2025-01-01,no,,K-1,API key,active,2026-11-01,2026-11-01,2027-01-01",
                "A-2,beta,service account,aws,production,ana@example.com,active,read,2025-01-01,yes,2026-10-01,K-2,API key,active,2024-01-01,2024-01-01,2026-10-15",
                "B-1,delta,service account,aws,test,Ben Moreau,active,admin,2025-01-01,no,,,,,,,",
                "C-1,epsilon,service account,aws,test,cem@example.com,active,read,2025-01-01,no,,,,,,,",
                "X-1,zeta,service account,aws,test,,active,read,2025-01-01,no,,,,,,,",
            ]),
        )
        .file("roster.csv", ROSTER)
}

fn pages(run: &Assessed<'_>) -> Vec<OwnerPage> {
    run.owner_pages().collect()
}

fn page<'a>(pages: &'a [OwnerPage], owner: &str) -> &'a OwnerPage {
    pages.iter().find(|p| p.owner == owner).unwrap_or_else(|| panic!("no page of {owner}"))
}

#[test]
fn one_page_each_in_the_order_of_names_and_one_for_nobody_at_last() {
    let pages = pages(&estate().run());
    let shown: Vec<(&str, &str, usize)> =
        pages.iter().map(|p| (p.owner.as_str(), p.slug.as_str(), p.identities_total)).collect();
    assert_eq!(
        shown,
        [
            ("ana@example.com", "ana-example-com", 3),
            ("ben@example.com", "ben-example-com", 1),
            ("cem@example.com", "cem-example-com", 1),
            ("(no owner)", "no-owner", 1),
        ]
    );
    assert_eq!(page(&pages, "ana@example.com").function.as_deref(), Some("engineering"));
    assert_eq!(page(&pages, "cem@example.com").roster.as_deref(), Some("left"));
    assert!(page(&pages, "cem@example.com").says.starts_with("left on 2026-06-30; 1 identity;"));
    assert!(page(&pages, "(no owner)").says.starts_with("1 identity without an owner;"));
    assert_eq!(page(&pages, "(no owner)").roster, None);
}

#[test]
fn every_finding_stands_on_one_page_and_the_sums_agree() {
    let run = estate().run();
    let pages = pages(&run);
    let all: Vec<String> = run.findings().map(|f| f.id).collect();
    let mut listed: Vec<String> =
        pages.iter().flat_map(|p| p.findings.iter().chain(&p.accepted)).map(|f| f.id.clone()).collect();
    assert!(listed.len() >= 6, "a test on nothing proves nothing: {listed:?}");
    let mut expected = all;
    expected.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, expected);
    let total: usize = pages.iter().map(|p| p.findings_total.total).sum();
    assert_eq!(total, run.assessment.findings.total);
    for page in &pages {
        let own: usize = page.findings.iter().filter(|f| f.under.is_none()).count();
        assert_eq!(own, page.findings_total.total, "{}", page.owner);
        let of_identities: usize = page.identities.iter().map(|i| i.findings.total).sum();
        let on_identities = page.findings.iter().filter(|f| f.identity.is_some()).count();
        assert_eq!(of_identities, on_identities, "{}", page.owner);
    }
    // Cem left: the finding on him tells the cause of the one on his identity, which stands under it and counts once.
    let cem = page(&pages, "cem@example.com");
    let under: Vec<_> = cem.findings.iter().filter_map(|f| f.under.as_ref().map(|id| (f.check.as_str(), id))).collect();
    let leaver = cem.findings.iter().find(|f| f.check == "leaver-not-handed-over").expect("he owns an identity");
    assert_eq!(under, [("identity-owner-departed", &leaver.id)]);
    assert!(cem.says.contains("and 1 that the one on their owner tells"), "{}", cem.says);
}

#[test]
fn the_order_to_work_is_severity_then_past_dates_then_the_identity() {
    let run = estate().run();
    let pages = pages(&run);
    let ana = page(&pages, "ana@example.com");
    let severities: Vec<Severity> = ana.findings.iter().map(|f| f.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
    // Both keys were never changed; the one that ended in October comes first, though its identity is not the first.
    let rotated: Vec<&str> =
        ana.findings.iter().filter(|f| f.check == "credential-not-rotated").map(|f| f.key.as_str()).collect();
    assert_eq!(rotated, ["K-2", "K-3"]);
    let identities: Vec<&str> = ana.identities.iter().map(|i| i.key.as_str()).collect();
    assert_eq!(identities[0], "A-2", "the one with the worst findings first: {identities:?}");
    assert_eq!(identities.len(), 3);
    let due: Vec<(String, bool)> = ana.due.iter().map(|d| (d.day.to_string(), d.past)).collect();
    assert_eq!(
        due,
        [
            ("2026-10-01".to_owned(), true),
            ("2026-10-15".into(), true),
            ("2027-01-01".into(), false),
            ("2027-01-01".into(), false)
        ]
    );
}

#[test]
fn lists_that_a_person_answers_for_bring_a_page_without_identities() {
    let run = estate()
        .file(
            "controls.csv",
            "Control id,Title,Statement,Status,Owner,Next review\nC-1,Rotation,Keys are rotated.,implemented,dee@example.com,2026-12-01\n",
        )
        .run();
    let pages = pages(&run);
    let dee = page(&pages, "dee@example.com");
    assert_eq!((dee.identities_total, dee.due.len()), (0, 1));
    assert_eq!(dee.due[0].owner.as_deref(), Some("dee@example.com"));
    assert!(!pages.iter().any(|p| p.owner == "platform@example.com"), "who answers for nothing has no page");
}

#[test]
fn accepted_findings_stand_apart_with_their_exception() {
    let run = estate()
        .file(
            "exceptions.csv",
            "Exception id,Check,Identities,Reason,Requester,Approver,Approved,Starts,Ends,Status\n\
             EX-1,credential-not-rotated,A-3,old client,dee@example.com,ben@example.com,2026-11-01,2026-11-01,2026-12-31,approved\n",
        )
        .run();
    let pages = pages(&run);
    let ana = page(&pages, "ana@example.com");
    assert_eq!(ana.accepted_total, 1);
    assert_eq!(ana.accepted[0].key, "K-3");
    assert!(ana.findings.iter().all(|f| f.id != ana.accepted[0].id));
    assert_eq!(ana.exceptions.iter().map(|e| e.key.as_str()).collect::<Vec<_>>(), ["EX-1"]);
    let gamma = ana.identities.iter().find(|i| i.key == "A-3").expect("it is there");
    assert_eq!(gamma.accepted, 1);
    assert!(page(&pages, "ben@example.com").exceptions.is_empty());
    assert_eq!(page(&pages, "dee@example.com").due[0].kind, "exception_ends");
}

#[test]
fn a_page_is_bounded_and_keeps_what_comes_first() {
    let rows: Vec<String> = (0..OWNED_SHOWN + 500)
        .map(|n| {
            // The last ten by key are the worst.
            let privilege = if n >= OWNED_SHOWN + 490 { "admin" } else { "read" };
            format!(
                "S-{n:05},svc-{n:05},service account,aws,test,ana@example.com,active,{privilege},2025-01-01,yes,,,,,,,"
            )
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let run = World::default().file("register.csv", &register(&rows)).run();
    let pages = pages(&run);
    let [page] = &pages[..] else { panic!("one owner") };
    assert_eq!(page.identities_total, OWNED_SHOWN + 500);
    assert_eq!((page.identities.len(), page.findings.len()), (OWNED_SHOWN, OWNED_SHOWN));
    assert_eq!(page.findings_total.total, run.assessment.findings.total);
    let first: BTreeSet<&str> = page.identities.iter().take(10).map(|i| i.key.as_str()).collect();
    assert_eq!(first.first(), Some(&"S-02490"));
    let high = page.findings.iter().filter(|f| f.severity >= Severity::High).count();
    assert_eq!(high, page.findings_total.critical + page.findings_total.high);
    // Among equals, the keys that come first.
    let last = page.findings.last().expect("a finding");
    assert!(last.key.as_str() < "S-02490");
}

#[test]
fn an_owner_that_no_file_tells_is_not_called_missing() {
    let run = World::default()
        .file("register.csv", "Identity ID,Name,Kind,Status,Interactive login\nA-1,alpha,service account,active,yes\n")
        .run();
    let pages = pages(&run);
    let [page] = &pages[..] else { panic!("one page") };
    assert!(page.says.starts_with("1 identity without an owner: no file tells who owns them;"), "{}", page.says);
}

#[test]
fn names_of_files_hold_letters_and_digits_and_who_is_said_to_be_nobody_is_on_the_page_of_nobody() {
    let run = World::default()
        .file(
            "register.csv",
            "Identity ID,Name,Kind,Owner,Status\nA-1,a,service account,Jo Doe,active\nA-2,b,service account,jo.doe,active\nA-3,c,service account,../no owner,active\n",
        )
        .run();
    let slugs: Vec<String> = run.owner_pages().map(|p| p.slug).collect();
    assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), slugs.len());
    assert!(slugs.iter().all(|s| s.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')), "{slugs:?}");
    assert_eq!(slugs, ["jo-doe", "no-owner"]);
}
