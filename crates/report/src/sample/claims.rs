//! Invented controls, evidence, exceptions and answers.

use nhimap_core::api::*;
use nhimap_core::assess::result::ResultWord;
use nhimap_core::checks::Severity;

use super::{day, digest};

/// Text that is there.
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

const ROTATION: &str = "All API keys and secrets are rotated every 90 days.";

/// The lists of controls and of evidence.
pub(super) fn claims() -> Claims {
    let (controls, evidence) = (controls(), evidence());
    Claims {
        controls_supplied: true,
        evidence_supplied: true,
        says: "6 controls claim 11 references; 3 of them have dated evidence inside the period, 2 have none, and 1 is contradicted by rows".into(),
        controls_total: controls.len(),
        controls,
        evidence_total: evidence.len(),
        evidence,
    }
}

fn control(n: u32, key: &str, title: &str, status: (&str, &str), owner: (&str, &str)) -> ControlShown {
    ControlShown {
        key: key.into(),
        title: some(title),
        kind: some("preventive"),
        status: some(status.0),
        status_word: some(status.1),
        owner: some(owner.0),
        owner_function: some(owner.1),
        in_profile: Some(true),
        evidence_state: some("none"),
        place: Some(Place { file: "controls.csv".into(), line: n }),
        ..ControlShown::default()
    }
}

fn controls() -> Vec<ControlShown> {
    vec![
        ControlShown {
            statement: some(ROTATION),
            operator: some("platform-oncall"),
            approver: some("j.virtanen@brackenfold.example"),
            references: texts(&["OWASP NHI7:2025", "NIST CSF 2.0 PR.AA-01"]),
            checks: texts(&["credential-not-rotated"]),
            starts: Some(day("2025-03-01")),
            threshold_days: Some(90),
            tolerance: Some(5),
            evidence_state: some("fresh"),
            evidence: texts(&["E-31", "E-32"]),
            covers_share: Some(25),
            ..control(
                12,
                "C-17",
                "Rotation of secrets",
                ("implemented", "In place, tested"),
                ("m.okafor@brackenfold.example", "security"),
            )
        },
        ControlShown {
            statement: some("Suppliers' access is reviewed twice a year and ends with the contract."),
            references: texts(&["OWASP NHI3:2025", "NIST CSF 2.0 GV.SC-10"]),
            evidence_state: some("predates"),
            evidence: texts(&["E-40"]),
            covers_share: Some(0),
            ..control(
                15,
                "C-21",
                "Review of suppliers' access",
                ("implemented", "implemented"),
                ("p.adeyemi@brackenfold.example", "business"),
            )
        },
        ControlShown {
            statement: some("Scopes are compared with those approved every night."),
            kind: some("detective"),
            references: texts(&["OWASP NHI9:2025", "NIST CSF 2.0 DE.CM-06"]),
            starts: Some(day("2026-02-01")),
            evidence_state: some("expiring"),
            evidence: texts(&["E-44"]),
            covers_share: Some(80),
            ..control(
                19,
                "C-30",
                "Nightly comparison of scopes",
                ("implemented", "Yes"),
                ("t.brandt@brackenfold.example", "platform"),
            )
        },
        ControlShown {
            statement: some("Recovery of identity services is exercised every year."),
            references: texts(&["NIST CSF 2.0 RC.RP-01", "NIST CSF 2.0 GV.OC-03"]),
            target: some("implemented"),
            evidence_state: some("fresh"),
            evidence: texts(&["E-51"]),
            covers_share: Some(100),
            ..control(
                24,
                "C-38",
                "Recovery exercise",
                ("partial", "In progress"),
                ("t.brandt@brackenfold.example", "shared"),
            )
        },
        ControlShown {
            references: texts(&["SP 800-207 section 2.1, tenet 4", "NIST CSF 2.0 GV.OV-01"]),
            evidence_state: None,
            ..control(
                31,
                "C-45",
                "Access rules weigh the present state",
                ("planned", "Roadmap"),
                ("m.okafor@brackenfold.example", "security"),
            )
        },
        ControlShown {
            references: texts(&["NIST CSF 2.0 PR.AA-06"]),
            owner: None,
            owner_function: None,
            in_profile: Some(false),
            rationale: some("No identity of ours opens a door."),
            ..control(40, "C-60", "Physical access of machines", ("not_applicable", "N/A"), ("", ""))
        },
    ]
}

fn evidence() -> Vec<EvidenceShown> {
    let row = |n: u32, key: &str, title: &str, control: Option<&str>, kind: &str, method: &str| EvidenceShown {
        key: key.into(),
        title: some(title),
        control: control.map(str::to_owned),
        kind: some(kind),
        method: some(method),
        custodian: some("grc@brackenfold.example"),
        place: Some(Place { file: "evidence.csv".into(), line: n }),
        ..EvidenceShown::default()
    };
    vec![
        EvidenceShown {
            artefact: some("sharepoint/GRC/2026/rotation-q2.pdf"),
            covers_from: Some(day("2026-04-01")),
            covers_to: Some(day("2026-06-30")),
            collected: Some(day("2026-08-04")),
            filed: Some(day("2026-08-06")),
            until: Some(day("2027-08-04")),
            collector: some("t.brandt@brackenfold.example"),
            hash: Some(digest(31)),
            state: some("fresh"),
            says: "inside the period, covers 25 % of it".into(),
            ..row(7, "E-31", "Rotation report, second quarter", Some("C-17"), "report", "examine")
        },
        EvidenceShown {
            result: some("pass"),
            collected: Some(day("2026-09-30")),
            until: Some(day("2027-03-29")),
            state: some("fresh"),
            says: "inside the period, on one day of it".into(),
            ..row(8, "E-32", "Sample of 25 keys", Some("C-17"), "test_result", "test")
        },
        EvidenceShown {
            collected: Some(day("2025-02-11")),
            covers_from: Some(day("2024-07-01")),
            covers_to: Some(day("2024-12-31")),
            state: some("predates"),
            says: "ends 366 days before the period begins".into(),
            ..row(12, "E-40", "Supplier review 2024", Some("C-21"), "access_review", "examine")
        },
        EvidenceShown {
            covers_from: Some(day("2026-02-01")),
            covers_to: Some(day("2026-11-19")),
            collected: Some(day("2026-11-19")),
            until: Some(day("2026-12-19")),
            state: some("expiring"),
            says: "inside the period, covers 80 % of it, stops counting in 29 days".into(),
            ..row(15, "E-44", "Log of the nightly comparison", Some("C-30"), "log", "examine")
        },
        EvidenceShown {
            collected: Some(day("2026-05-20")),
            until: Some(day("2027-05-20")),
            state: some("fresh"),
            says: "inside the period".into(),
            ..row(20, "E-51", "Minutes of the exercise", Some("C-38"), "exercise", "interview")
        },
        EvidenceShown {
            references: texts(&["NIST CSF 2.0 ID.RA-03"]),
            custodian: None,
            state: some("undated"),
            says: "has no date".into(),
            ..row(33, "E-77", "Threat workshop", None, "other", "interview")
        },
    ]
}

fn cited(evidence: &EvidenceShown) -> EvidenceCited {
    EvidenceCited {
        evidence: evidence.key.clone(),
        title: evidence.title.clone(),
        kind: evidence.kind.clone(),
        method: evidence.method.clone(),
        result: evidence.result.clone(),
        state: evidence.state.clone(),
        says: evidence.says.clone(),
        until: evidence.until,
    }
}

/// What the sample claims of a reference.
pub(super) fn claim(item: &str, word: Option<ResultWord>, checks: &[CheckResult]) -> Option<ReferenceClaim> {
    let key = match item {
        "NHI7:2025" | "PR.AA-01" => "C-17",
        "NHI3:2025" | "GV.SC-10" => "C-21",
        "NHI9:2025" | "DE.CM-06" | "L6" => "C-30",
        "RC.RP-01" | "GV.OC-03" | "GOVERN 6.1" | "5.3" => "C-38",
        "2.1-T4" | "GV.OV-01" | "RS.MI-01" | "GV.PO-01" | "GOVERN 1.1" | "NHI4:2025" => "C-45",
        "PR.AA-06" => "C-60",
        "ID.RA-03" => return Some(evidence_alone()),
        _ => return None,
    };
    let control = controls().into_iter().find(|control| control.key == key).expect("a control of the sample");
    let proofs: Vec<_> = evidence().iter().filter(|it| it.control.as_deref() == Some(key)).map(cited).collect();
    let agrees = match word {
        Some(ResultWord::NoGapFound) => Agreement::Agrees,
        Some(ResultWord::Contradicted | ResultWord::Gap | ResultWord::PartialGap) => Agreement::Disagrees,
        Some(ResultWord::InsufficientData) => Agreement::CannotTell,
        _ => Agreement::NoRows,
    };
    let contradicted = word == Some(ResultWord::Contradicted);
    Some(ReferenceClaim {
        says: format!("control `{key}` claims it; evidence for it: {}, recorded, not examined", proofs.len()),
        until: proofs.iter().filter_map(|it| it.until).max(),
        controls: vec![ControlCited {
            control: control.key.clone(),
            title: control.title.clone(),
            quote: control.statement.clone(),
            by: control.owner.clone(),
            function: control.owner_function.clone(),
            status: control.status.clone(),
            status_word: control.status_word.clone(),
            evidence_total: proofs.len() + if contradicted { 2 } else { 0 },
            evidence: proofs,
        }],
        controls_total: 1 + usize::from(contradicted),
        evidence_alone: Vec::new(),
        evidence_alone_total: 0,
        agrees,
        contradiction: contradicted.then(|| contradiction(checks)),
        no_contradiction: (agrees == Agreement::Disagrees && !contradicted)
            .then(|| "the control names no check, and its scope is another than that of the check".to_owned()),
    })
}

fn evidence_alone() -> ReferenceClaim {
    ReferenceClaim {
        says: "evidence `E-77` cites it, and no control claims it".into(),
        controls: Vec::new(),
        controls_total: 0,
        evidence_alone: evidence().last().map(cited).into_iter().collect(),
        evidence_alone_total: 1,
        until: None,
        agrees: Agreement::NoRows,
        contradiction: None,
        no_contradiction: None,
    }
}

fn contradiction(checks: &[CheckResult]) -> Contradiction {
    let check = checks.iter().find(|check| check.id == "credential-not-rotated").expect("a check of the sample");
    Contradiction {
        control: "C-17".into(),
        quote: some(ROTATION),
        by: some("m.okafor@brackenfold.example"),
        check: check.id.clone(),
        link: "named".into(),
        n: 208,
        of: 731,
        tolerance: 5,
        tolerance_stated: true,
        own_threshold: Some(90),
        policy_threshold: some("`rotation_days` = 90 days (adopted by Head of Security)"),
        since: day("2025-03-01"),
        since_from: "starts".into(),
        worst: check.worst.iter().take(2).cloned().collect(),
    }
}

/// The exceptions: one in each state, and one whose state no file tells.
pub(super) fn exceptions() -> Vec<ExceptionShown> {
    let made =
        |n: u32, key: &str, state: Option<&str>, says: &str, ends: Option<&str>, covers: usize, accepts: usize| {
            ExceptionShown {
                key: key.into(),
                check: some("credential-not-rotated"),
                references: Vec::new(),
                scope: "`identity.tags` holds `legacy-erp`".into(),
                reason: some("The vendor's client cannot change its key."),
                compensating_control: None,
                compensating_evidence: None,
                requester: some("t.brandt@brackenfold.example"),
                approver: some("r.lindqvist@brackenfold.example"),
                approved: Some(day("2026-02-01")),
                starts: Some(day("2026-02-01")),
                ends: ends.map(day),
                renewals: None,
                state: state.map(str::to_owned),
                says: says.into(),
                covers,
                accepts,
                growth: None,
                place: Some(Place { file: "exceptions.csv".into(), line: n }),
            }
        };
    vec![
        ExceptionShown {
            compensating_control: some("C-30"),
            compensating_evidence: some("expiring"),
            growth: Some(40),
            renewals: Some(2),
            ..made(2, "EX-07", Some("in_force"), "in force until 2027-01-31", Some("2027-01-31"), 7, 7)
        },
        made(3, "EX-03", Some("expired"), "ended 143 days ago", Some("2026-06-30"), 12, 0),
        ExceptionShown {
            approver: None,
            approved: None,
            ..made(4, "EX-11", Some("unapproved"), "nobody approved it", Some("2027-03-31"), 3, 0)
        },
        ExceptionShown {
            approver: some("t.brandt@brackenfold.example"),
            ..made(5, "EX-12", Some("self_approved"), "its approver owns rows in its scope", Some("2027-03-31"), 4, 0)
        },
        made(6, "EX-13", Some("without_end"), "it has no end", None, 5, 0),
        ExceptionShown {
            check: some("root-key-active"),
            ..made(
                7,
                "EX-14",
                Some("not_allowed"),
                "a critical check that the policy does not let be accepted",
                Some("2027-01-01"),
                1,
                0,
            )
        },
        made(8, "EX-15", Some("future"), "begins in 12 days", Some("2027-12-31"), 2, 0),
        ExceptionShown {
            check: None,
            references: texts(&["OWASP NHI7:2025", "NIST CSF 2.0 PR.AA-01"]),
            ..made(9, "EX-16", Some("unmatched"), "no failing row is in its scope", Some("2027-12-31"), 0, 0)
        },
        made(10, "EX-17", None, "its status is in no file", None, 1, 0),
    ]
}

/// The answers of management.
pub(super) fn responses(checks: &[CheckResult]) -> Responses {
    let worst = |id: &str| {
        checks
            .iter()
            .find(|check| check.id == id)
            .and_then(|check| check.worst.first())
            .expect("a finding of the sample")
    };
    let answered = |finding: &Finding, accepted: bool, response: FindingResponse| Answered {
        finding: finding.id.clone(),
        check: finding.check.clone(),
        severity: finding.severity,
        message: finding.message.clone(),
        accepted,
        response,
    };
    Responses {
        supplied: true,
        total: 9,
        open: 5,
        accepted: 1,
        gone: 3,
        done_and_open: 1,
        overdue: 2,
        says: "9 answers were read: 5 to open findings, 1 to an accepted one, 3 to findings that are gone".into(),
        answers: vec![
            answered(worst("root-key-active"), false, response()),
            answered(
                worst("identity-owner-departed"),
                false,
                FindingResponse {
                    owner: None,
                    action: None,
                    due: None,
                    status: some("rejected"),
                    comment: some("He still works for us as a contractor."),
                    overdue: false,
                },
            ),
            answered(
                worst("third-party-not-reviewed"),
                true,
                FindingResponse { status: some("done"), due: Some(day("2026-12-15")), overdue: false, ..response() },
            ),
        ],
    }
}

/// One answer, past its date.
pub(super) fn response() -> FindingResponse {
    FindingResponse {
        owner: some("m.okafor@brackenfold.example"),
        action: some("delete the key and use roles"),
        due: Some(day("2026-10-31")),
        status: some("in_progress"),
        comment: some("After the winter timetable is out."),
        overdue: true,
    }
}

/// A failing row's accepted twin, for a check with accepted rows.
pub(super) fn accepted(mut finding: Finding, n: usize) -> Finding {
    finding.id = format!("{}-a{n}", finding.id);
    finding.severity = Severity::Medium;
    finding.accepted = true;
    finding.exception = Some(FindingException {
        exception: "EX-07".into(),
        state: "in_force".into(),
        ends: Some(day("2027-01-31")),
        approver: some("r.lindqvist@brackenfold.example"),
    });
    finding
}
