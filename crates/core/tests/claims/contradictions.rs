//! A claim is contradicted only by its own terms.

use crate::world::{NHI7, Rotation, World, csv, evidence};

fn run(fresh: usize, old: usize, control: &Rotation) -> crate::world::Run {
    World::keys(fresh, old)
        .with("controls.csv", control.list())
        .with("evidence.csv", evidence("2026-11-01", "pass"))
        .run()
}

#[test]
fn failures_beyond_the_claims_own_tolerance_contradict_it_and_both_sides_are_quoted() {
    let run = run(6, 4, &Rotation::default());
    assert_eq!(run.word(NHI7), "contradicted");
    let reference = run.reference(NHI7);
    assert_eq!(reference.rule.says, "rows many × claim implemented, dated");
    let claim = reference.claim.as_ref().expect("a claim");
    let found = claim.contradiction.as_ref().expect("a contradiction");
    assert_eq!((found.n, found.of, found.tolerance, found.tolerance_stated), (4, 10, 5, true));
    assert_eq!(found.quote.as_deref(), Some("All API keys are rotated every 90 days."));
    assert_eq!(found.by.as_deref(), Some("m.okafor@example.com"));
    assert_eq!(found.own_threshold, Some(90));
    assert!(found.policy_threshold.as_deref().expect("the policy's").starts_with("rotation_days = 90 days"));
    assert_eq!((found.since.to_string().as_str(), found.since_from.as_str()), ("2025-01-01", "starts"));
    assert_eq!(found.worst.len(), 3);
    assert!(found.worst[0].message.contains("400 days ago"), "{}", found.worst[0].message);
    assert!(claim.says.contains("`C-17` says that it is in place (m.okafor@example.com, security)"), "{}", claim.says);
    assert!(claim.says.contains("evidence recorded, not examined"), "{}", claim.says);
    assert!(claim.says.ends_with("the inventory disagrees"), "{}", claim.says);
}

#[test]
fn one_row_in_many_is_a_partial_gap_within_the_tolerance() {
    let run = run(39, 1, &Rotation::default());
    assert_eq!(run.word(NHI7), "partial gap");
    assert!(run.why_not(NHI7).contains("1 of 40 rows in the scope of `C-17` is within the tolerance of 5 %"));
    assert!(run.reference(NHI7).says.contains("1 of 40 credentials"), "{}", run.reference(NHI7).says);
}

#[test]
fn few_rows_contradict_only_a_tolerance_that_was_stated() {
    let strict = Rotation { tolerance: "0", ..Rotation::default() };
    assert_eq!(run(39, 1, &strict).word(NHI7), "contradicted");
    let silent = Rotation { tolerance: "", ..Rotation::default() };
    assert_eq!(run(39, 1, &silent).word(NHI7), "partial gap");
    // Without one the policy's own share decides, and is named.
    let many = run(5, 5, &silent);
    let claim = many.reference(NHI7).claim.as_ref().expect("a claim");
    let found = claim.contradiction.as_ref().expect("a contradiction");
    assert_eq!((found.tolerance, found.tolerance_stated), (25, false));
}

#[test]
fn a_detective_control_is_not_failed_by_what_it_detects() {
    for (kind, why) in [
        ("detective", "is not failed by what it detects"),
        ("policy", "says what should be"),
        ("", "does not say whether it prevents or only detects"),
    ] {
        let run = run(6, 4, &Rotation { kind, ..Rotation::default() });
        assert_eq!(run.word(NHI7), "gap", "{kind}");
        assert!(run.why_not(NHI7).contains(why), "{kind}: {}", run.why_not(NHI7));
    }
}

#[test]
fn a_control_that_allows_more_is_judged_by_its_own_threshold() {
    let lenient = Rotation { threshold: "500", ..Rotation::default() };
    let run = run(6, 4, &lenient);
    assert_eq!(run.word(NHI7), "gap");
    assert!(run.why_not(NHI7).contains("no row fails by the 500 days that `C-17` itself promises"));
}

#[test]
fn a_control_is_not_contradicted_before_it_had_the_time_that_it_allows_itself() {
    for (starts, word) in [("2026-09-01", "gap"), ("2026-08-22", "contradicted"), ("2027-01-01", "gap")] {
        let run = run(6, 4, &Rotation { starts, ..Rotation::default() });
        assert_eq!(run.word(NHI7), word, "{starts}");
    }
}

#[test]
fn rows_of_an_old_file_lie_before_the_operation() {
    let control = Rotation { starts: "2026-06-01", ..Rotation::default() };
    for (extracted, word) in [(Some("2026-07-01"), "gap"), (Some("2026-08-30"), "contradicted"), (None, "contradicted")]
    {
        let run = World::keys(6, 4)
            .extracted(extracted)
            .with("controls.csv", control.list())
            .with("evidence.csv", evidence("2026-11-01", "pass"))
            .run();
        assert_eq!(run.word(NHI7), word, "{extracted:?}");
    }
}

#[test]
fn without_a_start_something_recorded_must_show_the_operation() {
    let silent = Rotation { starts: "", ..Rotation::default() };
    let run_with = |collected: &str| {
        World::keys(6, 4).with("controls.csv", silent.list()).with("evidence.csv", evidence(collected, "pass")).run()
    };
    let shown = run_with("2026-08-01");
    let claim = shown.reference(NHI7).claim.as_ref().expect("a claim");
    assert_eq!(claim.contradiction.as_ref().expect("a contradiction").since_from, "evidence");
    let nothing = World::keys(6, 4).with("controls.csv", silent.list()).run();
    assert_eq!(nothing.word(NHI7), "gap");
    assert!(nothing.why_not(NHI7).contains("does not say since when it operates"));
}

#[test]
fn a_control_without_a_link_to_the_check_is_not_contradicted() {
    let unlinked = Rotation { checks: "", ..Rotation::default() };
    let unlinked = run(6, 4, &unlinked);
    assert_eq!(unlinked.word(NHI7), "gap");
    assert!(unlinked.why_not(NHI7).contains("neither names the check"));
    // The same reference and a scope that holds the rows is a link too.
    let scoped = Rotation { checks: "", scope: "identity.platform == \"aws\"", ..Rotation::default() };
    let scoped = run(6, 4, &scoped);
    let claim = scoped.reference(NHI7).claim.as_ref().expect("a claim");
    assert_eq!(claim.contradiction.as_ref().expect("a contradiction").link, "same reference and scope");
    let elsewhere = Rotation { scope: "identity.platform == \"azure\"", ..Rotation::default() };
    assert_eq!(run(6, 4, &elsewhere).word(NHI7), "gap");
    let unreadable = Rotation { scope: "identity.platform = aws", ..Rotation::default() };
    let unreadable = run(6, 4, &unreadable);
    assert_eq!(unreadable.word(NHI7), "gap");
    assert!(unreadable.why_not(NHI7).contains("the scope of `C-17` cannot be applied"), "{}", unreadable.why_not(NHI7));
}

#[test]
fn rows_under_an_exception_in_force_do_not_contradict() {
    let accepted = csv(
        &["Exception id", "Check", "Identities", "Reason", "Requester", "Approver", "Approved", "Ends"],
        &[&[
            "EX-1",
            "credential-not-rotated",
            "SVC-06; SVC-07; SVC-08",
            "client cannot reload",
            "t.osei@example.com",
            "r.lindqvist@example.com",
            "2026-10-01",
            "2026-12-31",
        ]],
    );
    let few = Rotation { tolerance: "10", ..Rotation::default() };
    let run = World::keys(6, 4)
        .with("controls.csv", few.list())
        .with("evidence.csv", evidence("2026-11-01", "pass"))
        .with("exceptions.csv", accepted)
        .run();
    assert_eq!(run.check("credential-not-rotated").counts.accepted, 3);
    assert!(run.why_not(NHI7).contains("1 of 10 rows"), "{}", run.why_not(NHI7));
}

#[test]
fn a_retired_or_planned_control_is_not_contradicted() {
    for status in ["retired", "planned", "not implemented", ""] {
        let run = run(6, 4, &Rotation { status, ..Rotation::default() });
        assert_eq!(run.word(NHI7), "gap", "{status}");
    }
}

#[test]
fn what_does_not_apply_is_contradicted_by_rows_to_which_it_applies() {
    let denied = Rotation { status: "not applicable", rationale: "no static keys exist here", ..Rotation::default() };
    assert_eq!(run(6, 4, &denied).word(NHI7), "contradicted");
    assert_eq!(run(10, 0, &denied).word(NHI7), "contradicted");
    let unexplained = Rotation { rationale: "", ..denied };
    assert_eq!(run(6, 4, &unexplained).word(NHI7), "gap");
}

#[test]
fn a_term_that_is_stated_and_cannot_be_read_is_not_replaced_by_the_policys() {
    for (control, why) in [
        (Rotation { threshold: "about a year", ..Rotation::default() }, "states a threshold that could not be read"),
        (Rotation { tolerance: "a few", ..Rotation::default() }, "states a tolerance that could not be read"),
    ] {
        let run = run(6, 4, &control);
        assert_eq!(run.word(NHI7), "gap");
        assert!(run.why_not(NHI7).contains(why), "{}", run.why_not(NHI7));
    }
}

#[test]
fn a_check_is_named_however_its_id_or_title_is_written() {
    for checks in ["Credential-Not-Rotated", "credential not rotated"] {
        assert_eq!(run(6, 4, &Rotation { checks, ..Rotation::default() }).word(NHI7), "contradicted", "{checks}");
    }
}

#[test]
fn rows_outside_the_operation_are_not_said_to_keep_the_promise() {
    let run = run(6, 4, &Rotation { starts: "2026-10-01", ..Rotation::default() });
    assert_eq!(run.word(NHI7), "gap");
    assert!(
        run.why_not(NHI7).contains("no failing row lies inside the scope and the operation"),
        "{}",
        run.why_not(NHI7)
    );
}
