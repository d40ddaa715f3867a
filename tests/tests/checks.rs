//! Every shipped check is whole: named as its folder, mapped with reasons, within the mapping rules, and shown by cases.

use std::collections::BTreeSet;

use nhimap_core::checks::cases::{Expect, run_cases};
use nhimap_core::checks::{Check, How};
use nhimap_core::pack::Pack;
use nhimap_core::schema::Subject;
use nhimap_tests::{none, pack, read, root};

/// Collects one problem for each check that a question finds wanting.
fn ask(question: impl Fn(&Check, &Pack) -> Vec<String>) {
    let pack = pack();
    let problems: Vec<String> = pack
        .checks
        .iter()
        .flat_map(|check| question(check, &pack).into_iter().map(|p| format!("{}: {p}", check.id)).collect::<Vec<_>>())
        .collect();
    none(&problems);
}

fn cases_of(check: &Check) -> String {
    read(&format!("frameworks/checks/{}/cases.toml", check.id))
}

#[test]
fn every_folder_is_a_check_of_its_name() {
    let folders: BTreeSet<String> = std::fs::read_dir(root().join("frameworks/checks"))
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    let ids: BTreeSet<String> = pack().checks.iter().map(|c| c.id.clone()).collect();
    assert_eq!(folders, ids);
}

#[test]
fn ids_are_kebab_case() {
    ask(|check, _| {
        let fits = check
            .id
            .split('-')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        if fits { Vec::new() } else { vec!["its id is not in kebab case".into()] }
    });
}

/// A published id is never used again for something else: a check that goes keeps its line, marked `retired`.
#[test]
fn published_ids_are_kept() {
    let mut lines: Vec<String> = pack().checks.iter().map(|c| c.id.clone()).collect();
    let there = read("tests/tests/snapshots/check-ids.txt");
    for retired in there.lines().filter(|l| l.ends_with(" retired")) {
        let id = retired.trim_end_matches(" retired");
        assert!(!lines.iter().any(|l| l == id), "`{id}` is retired and cannot come back for something else");
        lines.push(retired.into());
    }
    let kept: Vec<&str> = there.lines().filter(|l| !lines.iter().any(|own| own == l)).collect();
    assert!(kept.is_empty(), "published and gone; write ` retired` behind each in check-ids.txt: {kept:?}");
    lines.sort();
    nhimap_tests::snapshot("check-ids.txt", &(lines.join("\n") + "\n"));
}

#[test]
fn every_text_is_there() {
    ask(|check, _| {
        let texts = [
            ("title", &check.title),
            ("severity_why", &check.severity_why),
            ("message", &check.message.text),
            ("remedy", &check.remedy),
            ("why", &check.why),
            ("limits", &check.limits),
        ];
        let empty =
            texts.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(name, _)| format!("`{name}` is empty"));
        let raises = check.raises.iter().filter(|r| r.why.trim().is_empty()).map(|r| format!("why {}?", r.to.word()));
        empty.chain(raises).collect()
    });
}

#[test]
fn a_raise_raises() {
    ask(|check, _| {
        let idle = check.raises.iter().filter(|r| r.to <= check.severity);
        idle.map(|r| format!("is {} and is raised to {}", check.severity.word(), r.to.word())).collect()
    });
}

#[test]
fn every_map_has_a_reason_and_stands_once() {
    ask(|check, _| {
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        for map in &check.maps {
            if map.why.trim().is_empty() {
                problems.push(format!("{} has no why", map.reference));
            }
            if !seen.insert(&map.reference) {
                problems.push(format!("{} is mapped twice", map.reference));
            }
        }
        if check.maps.is_empty() {
            problems.push("is mapped to nothing".into());
        }
        problems
    });
}

#[test]
fn no_map_leads_to_a_withdrawn_or_former_id() {
    ask(|check, pack| {
        let current = |m: &&nhimap_core::checks::Map| {
            let role = pack.catalogs.edition(&m.reference.edition).map(|c| c.role);
            let status = pack.catalogs.item(&m.reference).map(|i| i.status);
            role == Some(nhimap_core::catalog::Role::Former) || status != Some(nhimap_core::catalog::Status::Current)
        };
        check.maps.iter().filter(current).map(|m| m.reference.to_string()).collect()
    });
}

/// An architecture, processes of an organisation and a method of threat modelling are not properties of a row.
#[test]
fn rows_do_not_test_tenets_processes_or_layers() {
    ask(|check, _| {
        let untestable = ["nist-sp-800-207", "nist-ai-rmf-1.0", "csa-maestro"];
        let tests =
            |m: &&nhimap_core::checks::Map| m.how == How::Tests && untestable.contains(&m.reference.edition.as_str());
        check.maps.iter().filter(tests).map(|m| format!("tests {}", m.reference)).collect()
    });
}

/// A layer says where a finding lies and carries no weight.
#[test]
fn layers_are_context() {
    ask(|check, _| {
        let weighs = |m: &&nhimap_core::checks::Map| m.reference.edition == "csa-maestro" && m.how != How::Context;
        check.maps.iter().filter(weighs).map(|m| format!("{:?} {}", m.how, m.reference)).collect()
    });
}

/// The AI RMF, MAESTRO and the Agentic Top 10 are about agents; the credential of an agent's tool counts as one.
#[test]
fn references_about_agents_stand_on_checks_about_agents() {
    ask(|check, _| {
        let of_agents = ["nist-ai-rmf-1.0", "nist-ai-600-1", "csa-maestro", "owasp-asi-2026"];
        let about_agents =
            check.agents_only || check.subject == Subject::Credential && check.fails.text.contains("in_tool_config");
        let strays = check.maps.iter().filter(|m| !about_agents && of_agents.contains(&m.reference.edition.as_str()));
        strays.map(|m| format!("is not about agents and names {}", m.reference)).collect()
    });
}

/// What the rows of a check speak to is what the catalog says that rows can speak to.
///
/// Where the catalog leaves a reference to claims, rows about what the organisation claims and decides may speak too.
#[test]
fn checks_count_only_where_rows_can_speak() {
    use nhimap_core::catalog::Speaks;
    ask(|check, pack| {
        let about_claims = matches!(
            check.subject,
            Subject::Control | Subject::Evidence | Subject::Exception | Subject::Launch | Subject::Person
        );
        let deaf = |m: &&nhimap_core::checks::Map| {
            let speaks = pack.catalogs.item(&m.reference).and_then(|i| i.speaks);
            m.how != How::Context
                && match speaks {
                    Some(Speaks::Claims) => !about_claims,
                    Some(Speaks::Neither) => true,
                    Some(Speaks::Rows) | None => false,
                }
        };
        check
            .maps
            .iter()
            .filter(deaf)
            .map(|m| format!("{:?} {}, to which rows cannot speak", m.how, m.reference))
            .collect()
    });
}

#[test]
fn all_cases_hold_and_every_verdict_has_one() {
    const EXCUSE: &str = "# no case is not-applicable";
    ask(|check, pack| {
        let text = cases_of(check);
        let seen = match run_cases(check, &text, &pack.policy) {
            Ok(seen) => seen,
            Err(problems) => return problems,
        };
        let mut problems = Vec::new();
        for verdict in [Expect::Fail, Expect::Pass, Expect::Unknown] {
            if !seen.contains(&verdict) {
                problems.push(format!("no case expects {verdict:?}"));
            }
        }
        let reason = text.lines().find_map(|line| line.strip_prefix(EXCUSE));
        match (seen.contains(&Expect::NotApplicable), reason) {
            (false, None) => {
                problems.push(format!("no case is not-applicable; add one, or say why there is none: `{EXCUSE}: …`"));
            }
            (false, Some(reason)) if reason.trim_matches([':', ' ']).is_empty() => {
                problems.push(format!("`{EXCUSE}` gives no reason"));
            }
            (true, Some(_)) => problems.push(format!("`{EXCUSE}` stands beside a case that is")),
            _ => {}
        }
        problems
    });
}

#[test]
fn every_sentence_is_shown_by_a_case() {
    ask(|check, _| {
        let shown = cases_of(check).lines().any(|line| line.starts_with("says "));
        if shown { Vec::new() } else { vec!["no case has `says`".into()] }
    });
}
