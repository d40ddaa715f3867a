//! Published figures beside the organisation's own.

use nhimap_core::api::MirrorEntry;
use nhimap_core::pack::{Pack, PackFiles};

use crate::world::{PACK, ROSTER, World};

fn entry(entries: &[MirrorEntry], id: &str) -> MirrorEntry {
    entries.iter().find(|e| e.id == id).unwrap_or_else(|| panic!("no figure {id}")).clone()
}

const REGISTER: &str = "\
Identity ID,Name,Kind,Platform,Owner,Status,Key id,Key kind,Key status,Key created,Key last rotated,Key storage
A-1,alpha,service account,aws,ana@example.com,active,K-1,API key,active,2023-01-01,2024-01-01,source code
A-2,beta,service account,aws,ana@example.com,active,K-2,API key,active,2023-01-01,2026-11-01,secrets manager
A-3,gamma,service account,aws,ana@example.com,active,K-3,API key,active,2023-01-01,2026-11-01,wiki
A-4,delta,service account,aws,ana@example.com,active,K-4,API key,active,,,
";

#[test]
fn nothing_is_mirrored_unasked() {
    assert_eq!(World::default().file("register.csv", REGISTER).run().assessment.mirror, None);
}

#[test]
fn own_figures_are_counts_of_decided_rows() {
    let run = World::default().file("register.csv", REGISTER).mirror().run();
    let entries = run.assessment.mirror.expect("asked for");
    let check = |id: &str| run.assessment.checks.iter().find(|c| c.id == id).expect(id).counts;
    let rotation = entry(&entries, "rotation-late");
    let counts = check("credential-not-rotated");
    assert_eq!((rotation.n, rotation.of), (Some(counts.fail), Some(counts.fail + counts.pass)));
    assert_eq!((rotation.n, rotation.of), (Some(1), Some(3)));
    assert!(rotation.own_says.contains("1 of 3") && rotation.own_says.contains("of 1 more the files do not say"));
    // One key lies in code and one in a wiki: two checks, one figure.
    let storage = entry(&entries, "secrets-outside-manager");
    assert_eq!((storage.n, storage.of), (Some(2), Some(3)));
}

#[test]
fn an_exception_does_not_better_the_figure() {
    let exception = "\
Exception id,Check,Identities,Reason,Requester,Approver,Approved,Starts,Ends,Status
EX-1,credential-not-rotated,A-1,old client,zed@example.com,rae@example.com,2026-11-01,2026-11-01,2026-12-31,approved
";
    let run = World::default().file("register.csv", REGISTER).file("exceptions.csv", exception).mirror().run();
    assert_eq!(run.assessment.accepted.total, 1);
    let rotation = entry(&run.assessment.mirror.expect("asked for"), "rotation-late");
    assert_eq!(rotation.n, Some(1));
    assert!(rotation.own_says.contains("exceptions in force accept 1 of the 1"), "{}", rotation.own_says);
}

#[test]
fn where_the_data_cannot_answer_it_says_why() {
    let run = World::default()
        .file("register.csv", "Identity ID,Name,Kind,Status\nA-1,alpha,service account,active\n")
        .mirror()
        .run();
    for entry in run.assessment.mirror.expect("asked for") {
        assert_eq!((entry.n, entry.of), (None, None), "{}", entry.id);
        assert!(!entry.own_says.is_empty(), "{}", entry.id);
    }
}

#[test]
fn people_are_counted_only_in_a_roster_that_is_complete() {
    let world = World::default().file("register.csv", REGISTER).file("roster.csv", ROSTER).mirror();
    let ratio =
        |world: &World| entry(&world.run().assessment.mirror.expect("asked for"), "identities-to-people").own_says;
    assert!(ratio(&world).starts_with("people are counted in a roster that is declared complete"));
    // Three of five are there and people: one left, one is a mailbox.
    let says = ratio(&world.complete("roster.csv"));
    assert!(
        says.starts_with(
            "4 non-human identities in the files supplied and 3 employees and contractors in the roster: 1.3 to one."
        ),
        "{says}"
    );
}

#[test]
fn every_figure_names_its_source_and_what_it_counts() {
    assert!(PACK.mirror.len() >= 8);
    for figure in &PACK.mirror {
        for text in [&figure.says, &figure.figure, &figure.source, &figure.definition] {
            assert!(!text.is_empty(), "{}", figure.id);
        }
        assert!(figure.source.contains("not read"), "{}: it is as cited, and the source says so", figure.id);
    }
}

#[test]
fn a_figure_that_rests_on_no_check_is_refused() {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    let figure = |checks: &str| {
        format!(
            "[[figure]]\nid = \"x\"\nsays = \"x\"\nfigure = \"1 %\"\nsource = \"x\"\ndefinition = \"x\"\nown = {{ from = \"checks\", checks = {checks}, counts = \"x\", differs = \"x\" }}\n"
        )
    };
    for (checks, words) in [
        ("[\"credential-not-rotatd\"]", "`credential-not-rotatd` is no check"),
        ("[]", "needs checks"),
        ("[\"credential-not-rotated\", \"identity-owner-missing\"]", "all of one subject"),
    ] {
        files.insert("mirror.toml", figure(checks));
        let error = Pack::load(&files).expect_err("refused").to_string();
        assert!(error.starts_with("mirror.toml:") && error.contains(words), "{error}");
    }
    files.insert("mirror.toml", figure("[\"credential-not-rotated\"]").repeat(2));
    assert!(Pack::load(&files).expect_err("refused").to_string().contains("stands twice"));
}
