//! Exceptions accept only while they are in force, and are never silent.

use crate::world::{NHI7, World, csv};

const HEADINGS: [&str; 11] = [
    "Exception id",
    "Check",
    "Identities",
    "Where",
    "Reason",
    "Requester",
    "Approver",
    "Approved",
    "Starts",
    "Ends",
    "Status",
];

/// An exception over the four old keys, with one cell changed.
fn list(changed: &[(&str, &str)]) -> String {
    let mut row = [
        "EX-1",
        "credential-not-rotated",
        "SVC-06; SVC-07; SVC-08; SVC-09",
        "",
        "the client cannot reload keys",
        "t.osei@example.com",
        "r.lindqvist@example.com",
        "2026-10-01",
        "2026-10-01",
        "2026-12-31",
        "approved",
    ];
    for (heading, value) in changed {
        row[HEADINGS.iter().position(|h| h == heading).expect("a heading")] = value;
    }
    csv(&HEADINGS, &[&row])
}

fn run(changed: &[(&str, &str)]) -> crate::world::Run {
    World::keys(6, 4).with("exceptions.csv", list(changed)).run()
}

#[test]
fn all_failing_rows_accepted_is_accepted_until_the_nearest_end() {
    let run = run(&[]);
    assert_eq!(run.word(NHI7), "accepted until");
    assert_eq!(run.reference(NHI7).accepted_until.expect("an end").to_string(), "2026-12-31");
    let counts = run.check("credential-not-rotated").counts;
    assert_eq!((counts.fail, counts.accepted, counts.pass, counts.tested), (0, 4, 6, 10));
    assert_eq!(run.assessment.accepted.total, run.assessment.checks.iter().map(|c| c.counts.accepted).sum::<usize>());
    let exception = &run.assessment.exceptions[0];
    assert_eq!((exception.state.as_deref(), exception.covers, exception.accepts), (Some("in_force"), 4, 4));
    let accepted: Vec<_> = run.findings.iter().filter(|f| f.accepted).collect();
    assert_eq!(accepted.len(), 4);
    assert_eq!(accepted[0].exception.as_ref().expect("its exception").exception, "EX-1");
}

#[test]
fn some_accepted_rows_leave_the_others_open() {
    let run = run(&[("Identities", "SVC-06")]);
    let counts = run.check("credential-not-rotated").counts;
    assert_eq!((counts.fail, counts.accepted), (3, 1));
    assert_eq!(run.word(NHI7), "gap");
    assert!(
        run.reference(NHI7).says.contains("1 more are accepted")
            || run.reference(NHI7).says.contains("1 more is accepted")
    );
}

#[test]
fn an_exception_that_is_not_in_force_leaves_its_rows_open_and_says_why() {
    for (changed, state) in [
        (&[("Ends", "2026-11-19")][..], "expired"),
        (&[("Ends", "")], "without_end"),
        (&[("Ends", "never")], "without_end"),
        (&[("Starts", "2026-12-01")], "future"),
        (&[("Status", "requested")], "unapproved"),
        (&[("Status", "rejected")], "unapproved"),
        (&[("Status", "waiting for the board")], "unapproved"),
        (&[("Approved", "2027-03-01")], "unapproved"),
        (&[("Approved", "never")], "unapproved"),
        (&[("Approved", "some time in spring")], "unapproved"),
        (&[("Starts", "once the project is over")], "future"),
        (&[("Approver", "")], "unapproved"),
        (&[("Approver", "t.osei@example.com")], "self_approved"),
        (&[("Approver", "owner7@example.com")], "self_approved"),
        (&[("Check", "no-such-check")], "unmatched"),
        (&[("Identities", "SVC-77")], "unmatched"),
        (&[("Where", "identity.platform = aws")], "unmatched"),
    ] {
        let run = run(changed);
        let exception = &run.assessment.exceptions[0];
        assert_eq!(exception.state.as_deref(), Some(state), "{changed:?}: {}", exception.says);
        assert_eq!(exception.accepts, 0, "{changed:?}");
        assert_eq!(run.check("credential-not-rotated").counts.fail, 4, "{changed:?}");
        assert_eq!(run.assessment.accepted.total, 0, "{changed:?}");
        if state == "expired" {
            let open = run.findings.iter().find(|f| f.check == "credential-not-rotated").expect("a finding");
            let said = open.exception.as_ref().expect("its exception");
            assert_eq!((said.exception.as_str(), said.state.as_str()), ("EX-1", "expired"));
            assert!(exception.says.contains("open again"), "{}", exception.says);
        }
    }
}

#[test]
fn the_last_day_of_an_exception_still_counts() {
    assert_eq!(run(&[("Ends", "2026-11-20")]).assessment.exceptions[0].accepts, 4);
    assert_eq!(run(&[("Starts", "2026-11-20")]).assessment.exceptions[0].accepts, 4);
}

#[test]
fn a_condition_picks_rows_and_a_blank_scope_picks_none() {
    let by_condition = run(&[("Identities", ""), ("Where", "identity.name.endsWith(\"7\")")]);
    assert_eq!(by_condition.assessment.exceptions[0].accepts, 1);
    let both = run(&[("Where", "identity.name.endsWith(\"7\")"), ("Identities", "SVC-06")]);
    assert_eq!(both.assessment.exceptions[0].accepts, 0);
    let all = run(&[("Identities", ""), ("Where", "true")]);
    assert_eq!(all.assessment.exceptions[0].accepts, 4);
    let blank = run(&[("Identities", "")]);
    let exception = &blank.assessment.exceptions[0];
    assert_eq!((exception.state.as_deref(), exception.accepts), (Some("unmatched"), 0));
    assert_eq!(blank.check("exception-without-scope").counts.fail, 1);
}

#[test]
fn a_condition_on_what_no_file_gives_matches_nothing() {
    let run = run(&[("Identities", ""), ("Where", "identity.team == \"Payments\"")]);
    let exception = &run.assessment.exceptions[0];
    assert_eq!(exception.state.as_deref(), Some("unmatched"));
    assert!(exception.says.contains("`identity.team`, which no file gives"), "{}", exception.says);
}

#[test]
fn what_an_outsider_can_use_now_is_accepted_by_nobody() {
    let leaks = csv(
        &["Alert id", "Detector", "Location", "Identity", "Found", "Status", "Validity"],
        &[&["L-1", "api-key", "deploy/values.yaml", "SVC-00", "2026-11-10", "open", "active"]],
    );
    let run = World::keys(6, 4)
        .with("scanner.csv", leaks)
        .with("exceptions.csv", list(&[("Check", "exposed-secret-still-active"), ("Identities", "SVC-00")]))
        .run();
    let exception = &run.assessment.exceptions[0];
    assert_eq!((exception.state.as_deref(), exception.covers, exception.accepts), (Some("not_allowed"), 1, 0));
    assert_eq!(run.check("exposed-secret-still-active").counts.fail, 1);
}

#[test]
fn an_exception_by_reference_is_about_the_checks_that_test_it() {
    let headings = ["Exception id", "References", "Identities", "Where", "Reason", "Approver", "Ends"];
    let by_reference =
        csv(&headings, &[&["EX-2", "NHI7:2025", "", "true", "moving", "r.lindqvist@example.com", "2026-12-31"]]);
    let run = World::keys(6, 4).with("exceptions.csv", by_reference).run();
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 4);
    assert_eq!(run.word(NHI7), "accepted until");
}

#[test]
fn of_two_exceptions_over_a_row_the_one_that_ends_last_is_named() {
    let mut two = list(&[("Ends", "2026-12-01")]);
    two.push_str(list(&[("Exception id", "EX-2"), ("Ends", "2027-01-15")]).lines().nth(1).expect("a row"));
    let run = World::keys(6, 4).with("exceptions.csv", two).run();
    assert_eq!(run.reference(NHI7).accepted_until.expect("an end").to_string(), "2027-01-15");
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 4);
}

#[test]
fn a_looser_policy_counts_what_the_default_would_find_under_the_same_exceptions() {
    let run = World::keys(6, 4)
        .with("exceptions.csv", list(&[("Identities", "SVC-06")]))
        .policy("adopted = { by = \"Head of Security\", on = 2026-09-01 }\n[rotation_days]\ndefault = 500\n")
        .run();
    let deviation = &run.assessment.policy.deviations[0];
    assert_eq!((deviation.fails, deviation.fails_under_default), (Some(0), Some(3)));
}

#[test]
fn an_operator_has_an_interest_however_the_control_writes_the_check() {
    let controls = csv(
        &["Control id", "Title", "Status", "Checks", "Operator"],
        &[&["C-1", "Rotation", "implemented", "Credential-Not-Rotated", "r.lindqvist@example.com"]],
    );
    let run = World::keys(6, 4).with("controls.csv", controls).with("exceptions.csv", list(&[])).run();
    assert_eq!(run.assessment.exceptions[0].state.as_deref(), Some("self_approved"));
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 0);
}

#[test]
fn an_exception_says_what_is_open_and_what_stands_under_another() {
    let mut two = list(&[("Ends", "2026-10-31")]);
    two.push_str(list(&[("Exception id", "EX-2"), ("Identities", "SVC-06")]).lines().nth(1).expect("a row"));
    two.push('\n');
    let longer = [("Exception id", "EX-3"), ("Identities", "SVC-06; SVC-07"), ("Ends", "2027-01-15")];
    two.push_str(list(&longer).lines().nth(1).expect("a row"));
    let run = World::keys(6, 4).with("exceptions.csv", two).run();
    let says = |key: &str| run.assessment.exceptions.iter().find(|e| e.key == key).expect("it").says.clone();
    assert_eq!(
        says("EX-1"),
        "ended on 2026-10-31; of the 4 failing rows in its scope 2 stand under another exception, and 2 are open again"
    );
    assert_eq!(
        says("EX-2"),
        "in force until 2026-12-31; accepts 0 of 1 failing rows; 1 stands under another exception"
    );
    assert_eq!(run.check("credential-not-rotated").counts.fail, 2);
}

#[test]
fn a_scope_that_no_column_gives_is_not_every_row() {
    let unread = list(&[("Identities", "")]).replacen("Where", "Betrifft", 1);
    let run = World::keys(6, 4).with("exceptions.csv", unread).run();
    let exception = &run.assessment.exceptions[0];
    assert_eq!((exception.state.as_deref(), exception.accepts), (Some("unmatched"), 0), "{}", exception.says);
    assert_eq!(run.check("credential-not-rotated").counts.fail, 4);
}

#[test]
fn an_ended_exception_that_another_renewed_is_not_open_again() {
    let mut two = list(&[("Ends", "2026-06-30")]);
    two.push_str(list(&[("Exception id", "EX-2")]).lines().nth(1).expect("a row"));
    let run = World::keys(6, 4).with("exceptions.csv", two).run();
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 4);
    assert_eq!(run.check("exception-expired").counts.fail, 0);
    assert_eq!(run_expired().check("exception-expired").counts.fail, 1);
}

fn run_expired() -> crate::world::Run {
    run(&[("Ends", "2026-06-30")])
}

#[test]
fn accepting_the_known_failures_says_nothing_of_the_rows_that_nobody_knows() {
    let mut world = World::keys(0, 10);
    world.forget_dates(9);
    let world = world.with("exceptions.csv", list(&[("Identities", "SVC-09")]));
    let run = world.run();
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 1);
    assert_eq!(run.word(NHI7), "insufficient data", "{}", run.reference(NHI7).says);
}

#[test]
fn every_approver_of_a_cell_is_seen() {
    for (approvers, state, accepts) in [
        ("r.lindqvist@example.com; m.okafor@example.com", "in_force", 4),
        ("r.lindqvist@example.com; owner7@example.com", "self_approved", 0),
        ("r.lindqvist@example.com; t.osei@example.com", "self_approved", 0),
    ] {
        let run = run(&[("Approver", approvers)]);
        let exception = &run.assessment.exceptions[0];
        assert_eq!((exception.state.as_deref(), exception.accepts), (Some(state), accepts), "{approvers}");
        assert_eq!(exception.approver.as_deref(), Some(approvers.replace(';', ",").as_str()));
        assert_eq!(run.check("exception-self-approved").counts.fail, usize::from(accepts == 0), "{approvers}");
    }
}

#[test]
fn names_that_lead_nowhere_are_told_by_their_place() {
    let run = run(&[("Identities", "SVC-06; sk-live-4711; SVC-07; SVC-99")]);
    let note = run.assessment.notes.iter().find(|n| n.kind == "exception-names-nothing").expect("a note");
    assert_eq!((note.count, note.lines.as_slice()), (2, &[2][..]));
    assert!(note.says.ends_with("by their place in the cell: row 2: number 2, 4"), "{}", note.says);
    let exception = &run.assessment.exceptions[0];
    assert_eq!(exception.accepts, 2);
    assert!(exception.says.ends_with("; 2 of the names in its list lead to no row"), "{}", exception.says);
    let all = serde_json::to_string(&run.assessment).expect("JSON");
    assert!(!all.contains("4711"));
}

#[test]
fn what_stands_in_place_of_a_check_or_in_a_condition_that_fails_is_not_repeated() {
    let odd = run(&[("Check", "AKIA4711EXAMPLE+secret"), ("Approver", "t.osei@example.com")]);
    let all = serde_json::to_string(&(&odd.assessment, &odd.findings)).expect("JSON");
    assert!(!all.contains("4711EXAMPLE"), "the cell is shown by its form");
    let run = run(&[("Identities", ""), ("Where", "credential.kind == \"hunter2\"")]);
    let says = &run.assessment.exceptions[0].says;
    assert_eq!(says, "matches nothing: its condition does not fit the fields and their words at character 20",);
}

#[test]
fn many_exceptions_with_one_condition_ask_it_once_and_say_the_same() {
    let rows: Vec<Vec<String>> = (0..40)
        .map(|n| {
            let cells = [
                &format!("EX-{n}"),
                "credential-not-rotated",
                "",
                "identity.name.endsWith(\"7\")",
                "later",
                "t.osei@example.com",
                "r.lindqvist@example.com",
                "2026-10-01",
                "2026-10-01",
                "2026-12-31",
                "approved",
            ];
            cells.iter().map(|cell| (*cell).to_owned()).collect()
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let run = World::keys(6, 4).with("exceptions.csv", csv(&HEADINGS, &rows)).run();
    assert!(run.assessment.exceptions.iter().all(|e| e.covers == 1), "each covers the same row");
    assert_eq!(run.assessment.exceptions.iter().map(|e| e.accepts).sum::<usize>(), 1, "and one accepts it");
}
