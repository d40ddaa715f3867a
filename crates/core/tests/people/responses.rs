//! Answers of management, read back on the ids of findings.

use nhimap_core::api::Finding;
use nhimap_core::assess::Assessed;

use crate::world::World;

/// Two keys that nobody changed for years, each a finding of its own.
const REGISTER: &str = "\
Identity ID,Name,Kind,Platform,Owner,Status,Key id,Key kind,Key status,Key created,Key last rotated
A-1,alpha,service account,aws,ana@example.com,active,K-1,API key,active,2023-01-01,2024-01-01
A-2,beta,service account,aws,ana@example.com,active,K-2,API key,active,2023-01-01,2024-01-01
";
const HEADINGS: &str = "Finding id,Action owner,Action,Due,Action status,Management comment";
const EXCEPTION: &str = "\
Exception id,Check,Identities,Reason,Requester,Approver,Approved,Starts,Ends,Status
EX-1,credential-not-rotated,A-2,old client,zed@example.com,rae@example.com,2026-11-01,2026-11-01,2026-12-31,approved
";

fn world(answers: &[String]) -> World {
    let text = format!("{HEADINGS}\n{}\n", answers.join("\n"));
    World::default().file("register.csv", REGISTER).file("exceptions.csv", EXCEPTION).file("responses.csv", &text)
}

/// The ids of the findings on the two keys.
fn ids() -> [String; 2] {
    let run = World::default().file("register.csv", REGISTER).run();
    let id = |key: &str| {
        run.findings()
            .find(|f| f.check == "credential-not-rotated" && f.key == key)
            .map(|f| f.id)
            .expect("the key is a finding")
    };
    [id("K-1"), id("K-2")]
}

fn finding(run: &Assessed<'_>, id: &str) -> Finding {
    run.findings().find(|f| f.id == id).expect("the finding is there")
}

#[test]
fn an_answer_stands_beside_its_finding() {
    let [first, second] = ids();
    let run = world(&[
        format!("{},dee@example.com,rotate it,2026-11-10,in progress,agreed", first.to_uppercase()),
        format!("{second},dee@example.com,replace the client,2026-12-31,open,"),
    ])
    .run();
    let answer = finding(&run, &first).response.expect("an answer");
    assert_eq!(answer.owner.as_deref(), Some("dee@example.com"));
    assert_eq!(answer.action.as_deref(), Some("rotate it"));
    assert_eq!(answer.comment.as_deref(), Some("agreed"));
    assert_eq!(answer.status.as_deref(), Some("in_progress"));
    assert!(answer.overdue);
    let accepted = finding(&run, &second);
    assert!(accepted.accepted && !accepted.response.expect("an answer").overdue);
    assert_eq!(run.findings().filter(|f| f.response.is_some()).count(), 2);

    let responses = &run.assessment.responses;
    assert_eq!((responses.total, responses.open, responses.accepted, responses.gone), (2, 1, 1, 0));
    assert_eq!((responses.overdue, responses.done_and_open), (1, 0));
    let shown: Vec<_> = responses.answers.iter().map(|a| (a.finding.as_str(), a.check.as_str(), a.accepted)).collect();
    assert_eq!(
        shown,
        [(first.as_str(), "credential-not-rotated", false), (second.as_str(), "credential-not-rotated", true)]
    );
    assert_eq!(responses.answers[0].message, finding(&run, &first).message);
    assert_eq!(
        responses.says,
        "2 answers: 1 to open findings, 1 to accepted ones, 0 to none that this run has; 1 is past its date and not done"
    );
}

#[test]
fn done_while_the_finding_is_open_is_said() {
    let [first, second] = ids();
    let run =
        world(&[format!("{first},,rotated,2026-11-10,done,"), format!("{second},,rotated,2026-11-10,done,")]).run();
    let responses = &run.assessment.responses;
    assert_eq!((responses.done_and_open, responses.overdue), (1, 0), "the second is accepted");
    assert!(responses.says.contains("1 says done while the finding is still open"), "{}", responses.says);
}

#[test]
fn of_two_answers_to_one_finding_the_later_row_counts() {
    let [first, _] = ids();
    let run = world(&[format!("{first},,wait,2026-11-10,open,"), format!("{first},,rotate,2026-12-10,open,")]).run();
    assert_eq!(finding(&run, &first).response.expect("an answer").action.as_deref(), Some("rotate"));
    let responses = &run.assessment.responses;
    assert_eq!((responses.total, responses.open, responses.gone), (2, 1, 0));
    assert!(responses.says.contains("1 that a later row replaces"), "{}", responses.says);
    let note = run.assessment.notes.iter().find(|n| n.kind == "repeated-answer").expect("a note");
    assert_eq!((note.file.as_deref(), note.count, &note.lines[..]), (Some("responses.csv"), 1, &[2][..]));
}

#[test]
fn answers_to_nothing_are_counted_and_only_ids_are_quoted() {
    let canary = "CANARY-7f3a91";
    let run = world(&["F-0123456789,,old,2026-11-10,open,".into(), format!("{canary},,odd,2026-11-10,open,")]).run();
    let responses = &run.assessment.responses;
    assert_eq!((responses.total, responses.open, responses.accepted, responses.gone), (2, 0, 0, 2));
    assert!(responses.answers.is_empty());
    let note = |kind: &str| run.assessment.notes.iter().find(|n| n.kind == kind).expect(kind);
    assert!(note("answer-to-no-finding").says.contains("F-0123456789"));
    assert_eq!(note("answer-without-id").count, 1);
    assert!(!format!("{:?}", run.assessment.notes).contains(canary));
}

#[test]
fn without_a_status_column_nothing_is_called_overdue_and_that_is_said() {
    let [first, _] = ids();
    let text = format!("Finding id,Action owner,Action,Due\n{first},,rotate,2026-11-10\n");
    let run = World::default().file("register.csv", REGISTER).file("responses.csv", &text).run();
    let responses = &run.assessment.responses;
    assert_eq!((responses.open, responses.overdue), (1, 0));
    assert!(!finding(&run, &first).response.expect("an answer").overdue);
    assert!(responses.says.contains("does not say whether it is done"), "{}", responses.says);
}

#[test]
fn without_a_sheet_there_are_no_responses() {
    let run = World::default().file("register.csv", REGISTER).run();
    assert_eq!(run.assessment.responses, nhimap_core::api::Responses::default());
    assert!(run.findings().all(|f| f.response.is_none()));
}
