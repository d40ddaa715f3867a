//! Invented verdicts of checks.

use nhimap_core::api::*;
use nhimap_core::catalog::FrameworkRef;
use nhimap_core::checks::{How, Severity};
use nhimap_core::schema::Subject;

/// Fail, unknown, accepted, pass, not applicable.
type Row = [usize; 5];

struct Made {
    id: &'static str,
    title: &'static str,
    subject: &'static str,
    severity: Severity,
    /// Open failures: critical, high, medium, low.
    by_severity: [usize; 4],
    rows: Row,
    /// `tests NHI7:2025, supports PR.AA-01`
    maps: &'static str,
    why: &'static str,
    remedy: &'static str,
    missing: &'static str,
    /// The messages of the worst findings.
    says: &'static [&'static str],
}

use Severity::{Critical, High, Low, Medium};

const MADE: &[Made] = &[
    Made {
        id: "secret-in-two-environments",
        title: "One secret used in production and elsewhere",
        subject: "credential",
        severity: High,
        by_severity: [2, 12, 0, 0],
        rows: [14, 0, 0, 889, 0],
        maps: "tests NHI8:2025, tests PR.AA-05, supports 2.1-T2, context PR.IR-01, supports 53 AC-4",
        why: "Whoever reads the weaker place holds the key to the stronger one.",
        remedy: "Give each environment its own secret, then retire the shared one.",
        missing: "",
        says: &[
            "api_key `ferry-booking` of `svc-booking` is used in production and in test",
            "client_secret `tide-feed` of `app-tides` is used in production and in development",
            "api_key `crew-roster` of `svc-roster` is used in production and in test",
        ],
    },
    Made {
        id: "credential-not-rotated",
        title: "Credential not rotated within its allowed age",
        subject: "credential",
        severity: Medium,
        by_severity: [0, 61, 153, 0],
        rows: [214, 143, 7, 539, 88],
        maps: "tests NHI7:2025, tests PR.AA-01, supports 2.1-T3, context 5.3, tests 53 IA-5, supports ISO A.5.17",
        why: "Whoever copied a credential can use it until it changes. Rotation bounds that time, also for copies that nobody noticed.",
        remedy: "Rotate it and retire the old value, or record an exception with an approver and an end date.",
        missing: "credential.rotated 143 blank",
        says: &[
            "access_key `AKIA…7Q` of `svc-dock-lights` was last set 1,204 days ago; the policy allows 90 days",
            "password `harbour-db` of `svc-harbour` was last set 811 days ago; the policy allows 90 days",
            "api_key `billing-export` of `svc-billing` was last set 412 days ago; the policy allows 90 days",
            "client_secret `manifest` of `app-manifest` was last set 355 days ago; the policy allows 90 days",
        ],
    },
    Made {
        id: "root-key-active",
        title: "A root account has an active key",
        subject: "credential",
        severity: Critical,
        by_severity: [1, 0, 0, 0],
        rows: [1, 0, 0, 0, 902],
        maps: "tests NHI5:2025, tests PR.AA-05, supports 53 AC-6",
        why: "No boundary limits the root account: its key is the whole account.",
        remedy: "Delete the key today and use roles.",
        missing: "",
        says: &["access_key of the root account `brackenfold-prod` is active"],
    },
    Made {
        id: "identity-owner-departed",
        title: "The accountable owner has left",
        subject: "identity",
        severity: High,
        by_severity: [0, 24, 0, 0],
        rows: [24, 97, 0, 1154, 97],
        maps: "tests NHI1:2025, tests PR.AA-01, supports GV.RR-02, supports GOVERN 2.1",
        why: "Nobody answers for it, and somebody outside may know its secrets.",
        remedy: "Name a new owner, and rotate what the old one knew.",
        missing: "identity.owner 97 column",
        says: &[
            "`svc-payroll-sync` is owned by o.lindgren@brackenfold.example, who left 212 days ago",
            "`svc-mooring` is owned by p.adeyemi@brackenfold.example, who left 41 days ago",
        ],
    },
    Made {
        id: "identity-not-in-register",
        title: "In an export, not in the register",
        subject: "identity",
        severity: High,
        by_severity: [0, 97, 0, 0],
        rows: [97, 0, 0, 408, 867],
        maps: "tests PR.AA-01, supports ID.AM-02, supports 2.1-T7, supports 53 AC-2",
        why: "What the register does not know is outside every review that starts from it.",
        remedy: "Add it with an owner and a purpose, or remove it.",
        missing: "",
        says: &["`app-legacy-ticketing` is in `entra_applications.csv` and not in the register"],
    },
    Made {
        id: "identity-unused",
        title: "Identity unused for longer than allowed",
        subject: "identity",
        severity: Medium,
        by_severity: [0, 3, 60, 0],
        rows: [63, 410, 2, 897, 0],
        maps: "tests NHI1:2025, supports PR.AA-05, supports 2.1-T5, supports MANAGE 2.4",
        why: "Access without need helps only those who should not have it.",
        remedy: "Disable it, wait, and remove it.",
        missing: "identity.last_used 410 column",
        says: &["`svc-jetty-cam` was last used 301 days ago; the policy allows 60 days"],
    },
    Made {
        id: "agent-without-human-oversight",
        title: "An AI agent acts without a person who can stop it",
        subject: "identity",
        severity: High,
        by_severity: [0, 5, 0, 0],
        rows: [5, 4, 0, 29, 1334],
        maps: "supports NHI5:2025, supports GOVERN 3.2, supports MAP 3.5, supports L5, supports L7, supports ASI09",
        why: "What an agent does at machine speed, only a prepared person stops.",
        remedy: "Name who can stop it, and show that the stop works.",
        missing: "identity.oversight 4 blank",
        says: &["agent `agent-berth-planner` may act on `payments` and names no person who can stop it"],
    },
    Made {
        id: "agent-standing-privilege",
        title: "An AI agent keeps privileges between tasks",
        subject: "identity",
        severity: Medium,
        by_severity: [0, 0, 9, 0],
        rows: [9, 0, 0, 29, 1334],
        maps: "supports NHI5:2025, supports MANAGE 2.4, supports L3, supports L6, supports ASI03",
        why: "Privileges that stay are there for whoever steers the agent next.",
        remedy: "Grant them for the task and let them end with it.",
        missing: "",
        says: &["agent `agent-refunds` holds `payments:write` at all times"],
    },
    Made {
        id: "third-party-not-reviewed",
        title: "Third-party access without a recent review",
        subject: "identity",
        severity: Medium,
        by_severity: [0, 0, 22, 0],
        rows: [22, 31, 4, 107, 1208],
        maps: "tests NHI3:2025, supports GV.SC-07, tests GV.SC-10",
        why: "A supplier's break-in becomes yours through the access it was given.",
        remedy: "Review it with its supplier, and end what is not needed.",
        missing: "identity.reviewed 31 blank",
        says: &["`app-weather-vendor` was last reviewed 502 days ago; the policy allows 180 days"],
    },
    Made {
        id: "identity-owner-overloaded",
        title: "One person answers for very many identities",
        subject: "person",
        severity: Low,
        by_severity: [0, 0, 0, 2],
        rows: [2, 0, 0, 2308, 0],
        maps: "context GV.RR-03, context PR.AA-05",
        why: "Beyond some number a review becomes a click.",
        remedy: "Share the load, and sample the reviews of this owner.",
        missing: "",
        says: &["r.lindqvist@brackenfold.example answers for 188 identities; the policy allows 100"],
    },
    Made {
        id: "credential-weak-algorithm",
        title: "Credential with a weak algorithm or short key",
        subject: "credential",
        severity: Medium,
        by_severity: [0, 0, 0, 0],
        rows: [0, 790, 0, 113, 0],
        maps: "tests NHI4:2025, supports PR.AA-03",
        why: "Guessable or forgeable with effort.",
        remedy: "Replace it with a stronger one.",
        missing: "credential.algorithm 790 column",
        says: &[],
    },
    Made {
        id: "person-uses-machine-identity",
        title: "A person uses a machine's identity",
        subject: "identity",
        severity: High,
        by_severity: [0, 0, 0, 0],
        rows: [0, 3, 0, 409, 960],
        maps: "tests NHI10:2025, supports PR.PS-04",
        why: "What a person did can no longer be told from what the machine did.",
        remedy: "Give the person an own account.",
        missing: "",
        says: &[],
    },
    Made {
        id: "credential-expiring-soon",
        title: "Certificate that expires soon",
        subject: "credential",
        severity: Low,
        by_severity: [0, 0, 0, 0],
        rows: [0, 0, 6, 120, 777],
        maps: "tests NHI6:2025, tests PR.PS-06",
        why: "An outage to plan.",
        remedy: "Renew it in the next change window.",
        missing: "",
        says: &[],
    },
    Made {
        id: "scopes-beyond-approved",
        title: "Scopes beyond those approved",
        subject: "identity",
        severity: High,
        by_severity: [0, 0, 0, 0],
        rows: [0, 0, 0, 231, 1141],
        maps: "tests NHI9:2025, tests PR.AA-04, tests DE.CM-06",
        why: "What nobody approved, nobody reviews.",
        remedy: "Reduce them, or have them approved.",
        missing: "",
        says: &[],
    },
    Made {
        id: "launch-without-review",
        title: "Launched without a review",
        subject: "launch",
        severity: Medium,
        by_severity: [0, 0, 0, 0],
        rows: [0, 0, 0, 0, 0],
        maps: "tests ID.RA-07",
        why: "What starts unreviewed stays unreviewed.",
        remedy: "Review it now.",
        missing: "! no file holds launches",
        says: &[],
    },
    Made {
        id: "exposed-secret-still-active",
        title: "Leaked secret that still works",
        subject: "exposure",
        severity: Critical,
        by_severity: [0, 0, 0, 0],
        rows: [0, 0, 0, 0, 0],
        maps: "tests NHI2:2025",
        why: "Usable by an outsider now.",
        remedy: "Revoke it now.",
        missing: "! no file holds exposures",
        says: &[],
    },
    Made {
        id: "exposure-open-too-long",
        title: "Leak open for longer than allowed",
        subject: "exposure",
        severity: High,
        by_severity: [0, 0, 0, 0],
        rows: [0, 0, 0, 0, 0],
        maps: "tests NHI2:2025",
        why: "Attackers are faster than tickets.",
        remedy: "Close it.",
        missing: "! no file holds exposures",
        says: &[],
    },
];

/// The checks.
pub(super) fn checks() -> Vec<CheckResult> {
    MADE.iter().map(check).collect()
}

/// The reference that a short label of the sample stands for, and how it is cited.
fn reference(label: &str) -> (FrameworkRef, String) {
    let (edition, short, item) = match label {
        _ if label.starts_with("NHI") => ("owasp-nhi-2025", "OWASP", label),
        _ if label.starts_with("2.1-T") || label == "5.3" => ("nist-sp-800-207", "SP 800-207", label),
        _ if label.starts_with('L') => ("csa-maestro", "MAESTRO", label),
        _ if label.starts_with("ASI") => ("owasp-asi-2026", "OWASP Agentic", label),
        _ if label.starts_with("53 ") => ("nist-sp-800-53r5", "SP 800-53 r5", &label[3..]),
        _ if label.starts_with("ISO ") => ("iso-27001-2022", "ISO/IEC 27001:2022", &label[4..]),
        _ if label.as_bytes()[2] == b'.' => ("nist-csf-2.0", "NIST CSF 2.0", label),
        _ => ("nist-ai-rmf-1.0", "NIST AI RMF 1.0", label),
    };
    (FrameworkRef { edition: edition.into(), item: item.into() }, format!("{short} {item}"))
}

fn check(made: &Made) -> CheckResult {
    let [fail, unknown, accepted_rows, pass, not_applicable] = made.rows;
    let [critical, high, medium, low] = made.by_severity;
    let maps = made.maps.split(", ").map(|map| {
        let (how, label) = map.split_once(' ').expect("how and label");
        let how = match how {
            "tests" => How::Tests,
            "supports" => How::Supports,
            _ => How::Context,
        };
        let (reference, cited) = reference(label);
        MapShown {
            reference,
            cited,
            how,
            why: "A row that fails is what the reference describes, in our reading.".into(),
        }
    });
    let missing = made.missing.split_once(' ').filter(|(field, _)| *field != "!").map(|(field, rest)| {
        let (rows, what) = rest.split_once(' ').expect("rows and what");
        Missing { field: field.into(), rows: rows.parse().expect("a number"), no_column: what == "column" }
    });
    let severities: Vec<_> = [(critical, Critical), (high, High), (medium, Medium), (low, Low)]
        .into_iter()
        .flat_map(|(n, severity)| std::iter::repeat_n(severity, n))
        .collect();
    let worst: Vec<_> = made.says.iter().enumerate().map(|(n, says)| finding(made, n, severities[n], says)).collect();
    // Fewer than are accepted: the rest is counted.
    let accepted = (0..accepted_rows.min(3)).map(|n| {
        super::claims::accepted(finding(made, 40 + n, made.severity, "`svc-legacy-erp` is accepted as it is"), n)
    });
    let accepted = accepted.collect();
    CheckResult {
        id: made.id.into(),
        title: made.title.into(),
        subject: made.subject.into(),
        severity: made.severity,
        severity_why: "It is as bad as that word says.".into(),
        counts: Verdicts {
            fail,
            unknown,
            accepted: accepted_rows,
            pass,
            tested: fail + unknown + accepted_rows + pass,
            not_applicable,
        },
        severities: Counts { critical, high, medium, low, total: fail },
        why: made.why.into(),
        remedy: made.remedy.into(),
        limits: "Sources that record the creation of a thing and not its change make changed things look older than they are.".into(),
        maps: maps.collect(),
        not_evaluated: made.missing.strip_prefix("! ").map(str::to_owned),
        missing: missing.into_iter().collect(),
        thresholds: if made.id == "credential-not-rotated" { vec!["`rotation_days` = 90 days (adopted by Head of Security)".into()] } else { vec![] },
        worst,
        accepted,
        unknown_examples: if unknown > 0 { vec![finding(made, 90, made.severity, "")] } else { vec![] },
    }
}

fn finding(made: &Made, n: usize, severity: Severity, says: &str) -> Finding {
    let line = 37 + 41 * n as u32;
    let cell = |field: &str, value: &str, column: &str| CellShown {
        field: field.into(),
        value: value.into(),
        file: Some("nhi-register 2026-11.csv".into()),
        line: Some(line),
        column: Some(column.into()),
    };
    Finding {
        id: format!("{}-{:06x}", made.id, 0xa31f7 + n * 0x1d3),
        check: made.id.into(),
        severity,
        message: says.into(),
        subject: Subject::parse(made.subject).expect("a subject"),
        key: format!("SVC-{:04}", 142 + n),
        identity: Some(format!("svc-{n}")),
        owner: (n != 1).then(|| "jana.weber@brackenfold.example".into()),
        environment: Some("production".into()),
        accepted: false,
        exception: (n == 2).then(|| FindingException {
            exception: "EX-03".into(),
            state: "expired".into(),
            ends: Some(super::day("2026-06-30")),
            approver: None,
        }),
        response: (made.id == "root-key-active").then(super::claims::response),
        under: (made.id == "credential-not-rotated" && n == 3).then(|| "identity-owner-departed-0a31f7".into()),
        cells: vec![
            cell("credential.rotated", "2025-09-15", "Last rotated"),
            cell("identity.status", "active", "Status"),
            CellShown {
                field: "credential.set".into(),
                value: "2025-09-15".into(),
                file: None,
                line: None,
                column: None,
            },
        ],
    }
}
