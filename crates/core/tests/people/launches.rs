//! The gate of a launch: no required item is missing, none is unknown, and no check on it is open.

use nhimap_core::api::LaunchGate;

use crate::world::{PACK, ROSTER, World};

const REGISTER: &str = "Identity ID,Name,Kind,Status\nA-1,alpha,service account,active\n";
/// The items of a launch that lacks nothing, by heading.
const READY: [(&str, &str); 20] = [
    ("Launch id", "L-07"),
    ("Title", "Customer API tokens"),
    ("Feature", "API tokens"),
    ("Owner", "ana@example.com"),
    ("Security owner", "ben@example.com"),
    ("Support owner", "dee@example.com"),
    ("Operator", "dee@example.com"),
    ("Entitlement design", "yes"),
    ("Threat assumptions", "yes"),
    ("Rollback path", "yes"),
    ("Incident route", "yes"),
    ("Lifecycle plan", "yes"),
    ("Hard coded secret", "no"),
    ("Manual provisioning", "no"),
    ("Bypassed approval", "no"),
    ("Revocation tested", "2026-11-01"),
    ("Reviewer", "ben@example.com"),
    ("Reviewed", "2026-10-01"),
    ("Approver", "ben@example.com"),
    ("Signed off", "2026-10-20"),
];

fn launches(rows: &[&[(&str, &str)]]) -> String {
    let headings: Vec<&str> = READY.iter().map(|(h, _)| *h).chain(["Live"]).collect();
    let mut out = headings.join(",") + "\n";
    for changed in rows {
        let cell = |heading: &str| {
            let own = changed.iter().find(|(h, _)| *h == heading).or_else(|| READY.iter().find(|(h, _)| *h == heading));
            own.map_or("", |(_, cell)| *cell).to_owned()
        };
        out.push_str(&(headings.iter().map(|h| cell(h)).collect::<Vec<_>>().join(",") + "\n"));
    }
    out
}

fn world(launches: &str) -> World {
    World::default().file("register.csv", REGISTER).file("roster.csv", ROSTER).file("launches.csv", launches)
}

fn gate(changed: &[(&str, &str)]) -> LaunchGate {
    world(&launches(&[changed])).run().gate("L-07").expect("the launch is there")
}

fn is_ready(gate: &LaunchGate) -> bool {
    gate.complete && gate.says == "no required item is missing in the register"
}

#[test]
fn a_launch_that_lacks_nothing_is_complete_in_the_register() {
    let gate = gate(&[]);
    assert!(is_ready(&gate), "{gate:?}");
}

#[test]
fn each_item_that_is_blank_or_answered_the_wrong_way_is_missing() {
    let items = READY.iter().filter(|(h, _)| !["Launch id", "Title", "Feature", "Operator"].contains(h));
    let mut asked = 0;
    for (heading, good) in items {
        asked += 1;
        let field = heading.to_lowercase().replace(' ', "_");
        let blank = gate(&[(heading, "")]);
        assert!(!blank.complete);
        assert_eq!(blank.missing, [format!("`{field}` is blank")]);
        assert!(blank.says.starts_with(&format!("missing: `{field}` is blank")), "{}", blank.says);
        let wrong = match *good {
            "yes" => "no",
            "no" => "yes",
            _ => continue,
        };
        let gate = gate(&[(heading, wrong)]);
        assert!(!gate.complete);
        assert_eq!(gate.missing, [format!("`{field}` is {wrong}")]);
    }
    assert_eq!(asked, 16);
    assert_eq!(gate(&[("Revocation tested", "never")]).missing, ["`revocation_tested` is never"]);
}

#[test]
fn an_item_that_the_register_cannot_tell_is_unknown_and_not_ready() {
    let text = launches(&[&[]]);
    let at = text.lines().next().expect("headings").split(',').position(|h| h == "Rollback path").expect("a column");
    let without: Vec<String> = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
            cells.join(",")
        })
        .collect();
    let gate_of = |text: &str| world(text).run().gate("L-07").expect("the launch is there");
    let without = gate_of(&(without.join("\n") + "\n"));
    assert!(!without.complete);
    assert_eq!(without.unknown, ["`rollback_path` has no column"]);
    assert!(without.says.contains("unknown is not ready"), "{}", without.says);
    // A day that has not come yet is no day of a review.
    let future = gate(&[("Reviewed", "2026-12-01")]);
    assert!(!future.complete);
    assert_eq!(future.unknown, ["`reviewed` could not be read, or lies in the future"]);
    let odd = gate(&[("Entitlement design", "perhaps")]);
    assert!(!odd.complete && !odd.unknown.is_empty(), "{odd:?}");
}

#[test]
fn an_open_check_closes_the_gate_and_an_undecided_one_too() {
    let open = gate(&[("Operator", ""), ("Live", "2026-11-10")]);
    assert!(!open.complete);
    assert!(open.open.iter().any(|o| o == "`launch-by-hand`: `L-07` is live and nobody operates it"), "{open:?}");
    // Not live yet: the check does not apply, which is no obstacle.
    assert!(is_ready(&gate(&[("Operator", "")])));
    let text = launches(&[&[("Live", "2026-11-10")]]).replace("Operator", "Remark");
    let undecided = world(&text).run().gate("L-07").expect("the launch is there");
    assert!(!undecided.complete);
    let told = "`launch-by-hand`: `L-07`: the files do not say `launch.operator`";
    assert!(undecided.undecided.iter().any(|u| u == told), "{undecided:?}");
}

#[test]
fn an_accepted_check_leaves_the_gate_open_and_is_not_silent() {
    let exceptions = "\
Exception id,Check,Identities,Reason,Requester,Approver,Approved,Starts,Ends,Status
EX-1,launch-by-hand,L-07,the operator starts in January,ana@example.com,ben@example.com,2026-11-01,2026-11-01,2026-12-31,approved
";
    let run = world(&launches(&[&[("Operator", ""), ("Live", "2026-11-10")]])).file("exceptions.csv", exceptions).run();
    let check = run.assessment.checks.iter().find(|c| c.id == "launch-by-hand").expect("it ran");
    assert_eq!((check.counts.fail, check.counts.accepted), (0, 1));
    let gate = run.gate("L-07").expect("the launch is there");
    assert!(!gate.open.iter().any(|o| o.contains("launch-by-hand")));
    assert!(gate.says.contains("one check on it fails and is accepted under an exception"), "{}", gate.says);
}

#[test]
fn ids_are_compared_as_words_and_no_launch_is_none() {
    let run = world(&launches(&[&[]])).run();
    for id in ["L-07", "l-07", "L 07", "l_07"] {
        assert!(run.gate(id).is_some(), "{id}");
    }
    for id in ["L-7", "L-070", "", "Customer API tokens"] {
        assert!(run.gate(id).is_none(), "{id}");
    }
    assert!(World::default().file("register.csv", REGISTER).run().gate("L-07").is_none());
}

#[test]
fn two_launches_with_one_id_are_both_needed() {
    let run = world(&launches(&[&[], &[("Launch id", "l-07"), ("Rollback path", "no")]])).run();
    let gate = run.gate("L-07").expect("the launches are there");
    assert!(!gate.complete);
    assert_eq!(gate.missing, ["`rollback_path` is no (launches.csv, row 3)"]);
    assert!(gate.says.starts_with("2 launches go by this id; launches.csv, row 2: no required item"), "{}", gate.says);
    assert!(world(&launches(&[&[], &[("Launch id", "l-07")]])).run().gate("L-07").expect("both").complete);
}

#[test]
fn launches_stand_in_the_assessment_in_the_order_of_the_file() {
    let run = world(&launches(&[&[("Launch id", "L-09"), ("Live", "2026-11-10")], &[]])).run();
    let shown: Vec<_> =
        run.assessment.launches.iter().map(|l| (l.key.as_str(), l.live.map(|d| d.to_string()))).collect();
    assert_eq!(shown, [("L-09", Some("2026-11-10".into())), ("L-07", None)]);
    assert_eq!(run.assessment.launches[1].gate, run.gate("L-07").expect("it is there"));
    assert!(PACK.checks.iter().any(|c| c.id == "launch-by-hand"));
}

#[test]
fn a_finding_on_a_launch_names_the_owner_of_the_launch() {
    let run = world(&launches(&[&[("Operator", ""), ("Live", "2026-11-10")]])).run();
    let finding = run.findings().find(|f| f.check == "launch-by-hand").expect("it fails");
    assert_eq!(finding.owner.as_deref(), Some("ana@example.com"));
    let page = run.owner_pages().find(|p| p.owner == "ana@example.com").expect("a page");
    assert!(page.findings.iter().any(|f| f.id == finding.id));
}

#[test]
fn a_sign_off_rests_on_a_review_that_came_before_and_was_not_the_owners() {
    let early = gate(&[("Signed off", "2026-09-30")]);
    assert!(!early.complete, "the review of 1 October was not there to sign off");
    assert_eq!(
        early.missing,
        ["`signed_off` of 2026-09-30 lies before `reviewed` of 2026-10-01: it signed off no review"]
    );
    assert!(gate(&[("Signed off", "2026-10-01")]).complete, "on the same day");
    let own = gate(&[("Reviewer", "ana@example.com")]);
    assert!(!own.complete);
    assert_eq!(own.missing, ["`reviewer` is the owner: nobody else has reviewed it"]);
    let stranger = gate(&[("Reviewer", "A. Nother")]);
    assert!(!stranger.complete, "it may be the owner under another name");
    assert_eq!(stranger.unknown, ["whether `reviewer` is the owner: no roster explains both names"]);
}

#[test]
fn of_two_approvers_of_a_launch_its_owner_is_seen() {
    let both = gate(&[("Approver", "ben@example.com; ana@example.com")]);
    assert!(both.open.iter().any(|open| open.starts_with("`launch-approved-by-its-owner`")), "{both:?}");
    assert!(is_ready(&gate(&[("Approver", "ben@example.com; dee@example.com")])));
}
