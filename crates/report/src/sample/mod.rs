//! An invented organisation's Assessment, for tests: every result word, every severity, and a twin whose every text is
//! hostile.

mod checks;
mod claims;
mod frameworks;
mod hostile;
mod people;

use std::collections::BTreeMap;

use nhimap_core::api::*;
use nhimap_core::date::Day;
use nhimap_core::policy::{Adopted, Deviation};
use nhimap_core::schema::Subject;

pub(crate) use hostile::{HOSTILE, hostile, hostile_page};
pub(crate) use people::owner_page;

/// The Assessment of Brackenfold Ferries.
pub(crate) fn rich() -> Assessment {
    let checks = checks::checks();
    let responses = claims::responses(&checks);
    let frameworks = frameworks::frameworks(&checks);
    let neighbours = frameworks::neighbours(&checks);
    let findings = checks.iter().map(|check| check.severities).fold(Counts::default(), |a, b| Counts {
        critical: a.critical + b.critical,
        high: a.high + b.high,
        medium: a.medium + b.medium,
        low: a.low + b.low,
        total: a.total + b.total,
    });
    let accepted: usize = checks.iter().map(|check| check.counts.accepted).sum();
    let accepted = Counts { medium: accepted, total: accepted, ..Counts::default() };
    Assessment {
        schema: ASSESSMENT_SCHEMA.into(),
        tool: Tool { name: "nhimap".into(), version: "0.1.0".into() },
        header: Header {
            subject: Some("Brackenfold Ferries".into()),
            classification: Some("Confidential".into()),
            distribution: vec!["Audit and Risk Committee".into(), "CISO".into(), "Internal Audit".into()],
        },
        as_of: AsOf { date: day("2026-11-20"), from: "extracted".into(), says: "from `aws_credential_report.csv`".into() },
        period: Period { from: day("2026-01-01"), to: day("2026-12-31"), given: true },
        pack: PackUsed {
            digest: digest(9),
            checks: checks.len(),
            editions: ["OWASP NHI Top 10 2025", "NIST CSF 2.0", "NIST SP 800-207", "NIST AI RMF 1.0", "CSA MAESTRO 2025-02"]
                .map(String::from)
                .to_vec(),
        },
        policy: policy(),
        inputs: inputs(),
        population: Population {
            rows: [
                (Subject::Identity, 1372),
                (Subject::Credential, 903),
                (Subject::Person, 2310),
                (Subject::Control, 61),
                (Subject::Evidence, 94),
                (Subject::Exception, 12),
            ]
            .into(),
            kinds: [("service_account", 702), ("access_key_user", 301), ("application", 294), ("ai_agent", 38), ("unknown", 37)]
                .map(|(kind, n)| (kind.to_owned(), n))
                .into(),
            agents: 38,
            privileged: 187,
            person_or_machine_unknown: 37,
            identity_rows: 1789,
            merged: 417,
            in_register: 1275,
            only_in_export: 97,
            with_high_finding: 412,
            with_finding: 690,
        },
        conclusion: Conclusion {
            sentence: "The inventory shows gaps in 4 of the 10 OWASP NHI risks and in 3 of the 106 NIST CSF 2.0 subcategories, and contradicts 2 references that controls claim.".into(),
            lead: "What weighs most is rotation. Control `C-17` states that all keys are rotated every 90 days. Of 760 active credentials that could be decided, 214 (28.2 %) were last set longer ago, 539 were not, 7 are under accepted exceptions, and for 143 the files do not say.".into(),
            figures: vec![
                Figure { n: 412, of: 1372, says: "identities with a critical or high finding".into(), check: None },
                Figure { n: 214, of: 760, says: "credentials not rotated within their allowed age".into(), check: Some("credential-not-rotated".into()) },
                Figure { n: 97, of: 505, says: "identities in exports, not in the register".into(), check: Some("identity-not-in-register".into()) },
            ],
        },
        frameworks,
        neighbours,
        checks,
        findings,
        accepted,
        grouped: 31,
        claims: claims::claims(),
        accountability: people::accountability(),
        exceptions_total: claims::exceptions().len(),
        exceptions: claims::exceptions(),
        launches_total: people::launches().len(),
        launches: people::launches(),
        responses,
        mirror: Some(people::mirror()),
        notes: notes(),
        would_change: vec![
            WouldChange {
                what: "Add a secret-scanner result.".into(),
                unlocks: "2 checks that no file can feed".into(),
                references: vec!["OWASP NHI2:2025".into(), "NIST CSF 2.0 PR.DS-01".into()],
                weight: 5,
            },
            WouldChange {
                what: "Give 143 credentials a rotation date.".into(),
                unlocks: "143 unknown results of 1 check".into(),
                references: vec!["OWASP NHI7:2025".into(), "NIST CSF 2.0 PR.AA-01".into()],
                weight: 143,
            },
            WouldChange {
                what: "Name evidence for 9 controls.".into(),
                unlocks: "Claims that nothing dated supports.".into(),
                references: vec!["NIST CSF 2.0 GV.OV-01".into(), "NIST CSF 2.0 RS.MI-01".into()],
                weight: 9,
            },
        ],
        dictionary: vec![
            field("identity.owner", "Owner", "The one person who answers for it.", "`nhi-register 2026-11.csv`, column `Responsible`"),
            field("credential.rotated", "Rotated", "When the secret last changed.", "`nhi-register 2026-11.csv`, column `Last rotated`"),
            field("credential.set", "Set", "When it was last set: rotated, else created.", "derived"),
            field("identity.last_used", "Last used", "When it was last seen in use.", "`aws_credential_report.csv`, column `access_key_1_last_used_date`"),
        ],
    }
}

/// All findings of an Assessment, open and accepted: what its checks show, and invented others up to their counts.
pub(crate) fn findings(a: &Assessment) -> Vec<Finding> {
    let mut all = Vec::new();
    for check in &a.checks {
        all.extend(check.worst.iter().cloned());
        for n in check.worst.len()..check.counts.fail {
            let mut finding = check.worst.first().expect("a check that fails shows a finding").clone();
            finding.id = format!("{}-{n}", check.id);
            all.push(finding);
        }
        all.extend(check.accepted.iter().cloned());
    }
    all
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).expect("a day of the sample")
}

/// An invented digest.
fn digest(seed: u64) -> String {
    (0..4u64)
        .map(|n| format!("{:016x}", (seed + n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(n as u32 * 7)))
        .collect()
}

fn field(id: &str, label: &str, says: &str, from: &str) -> FieldGiven {
    FieldGiven { field: id.into(), label: label.into(), says: says.into(), from: vec![from.into()] }
}

fn policy() -> PolicyUsed {
    let threshold =
        |key: &str, says: &str, value: &str, by_class: &[&str], reason: &str, source: &str, checks: &[&str]| {
            ThresholdUsed {
                key: key.into(),
                says: says.into(),
                value: value.into(),
                by_class: by_class.iter().map(|s| (*s).to_owned()).collect(),
                reason: reason.into(),
                source: source.into(),
                checks: checks.iter().map(|s| (*s).to_owned()).collect(),
            }
        };
    PolicyUsed {
        adopted: Some(Adopted { by: "Head of Security".into(), on: day("2026-09-01") }),
        deviations: vec![
            Deviation {
                key: "unused_days".into(),
                default: "90 days".into(),
                value: "60 days".into(),
                direction: "tighter".into(),
                fails: None,
                fails_under_default: None,
            },
            Deviation {
                key: "review_days".into(),
                default: "90 days".into(),
                value: "180 days".into(),
                direction: "looser".into(),
                fails: Some(4),
                fails_under_default: Some(9),
            },
        ],
        assumptions: vec![
            AssumptionUsed { name: "status".into(), value: "active".into(), rows: 318, of: 1372 },
            AssumptionUsed { name: "expected_use".into(), value: "continuous".into(), rows: 1204, of: 1372 },
        ],
        thresholds: vec![
            threshold(
                "rotation_days",
                "How old a static credential may be.",
                "90 days",
                &["30 for purpose class ci_cd or ai_agent", "365 for kind signing_key"],
                "Most shared practice; keeps old copies short-lived.",
                "CIS AWS Foundations 1.14: 90",
                &["credential-not-rotated"],
            ),
            threshold(
                "unused_days",
                "How long an identity may go unused.",
                "60 days",
                &[],
                "Quarter-end jobs still run inside the default; the organisation wants less.",
                "ours",
                &["identity-unused"],
            ),
        ],
    }
}

fn inputs() -> Vec<Input> {
    let column = |index: usize, heading: &str, fields: &[&str], how: &str| ColumnRead {
        index,
        heading: heading.into(),
        fields: fields.iter().map(|s| (*s).to_owned()).collect(),
        how: how.into(),
        confidence: Confidence::Certain,
        reason: format!("the heading `{heading}`"),
    };
    let reason =
        |reason: &str, rows: usize, lines: &[u32]| Reason { reason: reason.into(), rows, lines: lines.to_vec() };
    let input = |n: u64, name: &str, kind: &str, understood_as: &str, rows: usize, read: usize| Input {
        name: name.into(),
        kind: kind.into(),
        understood_as: understood_as.into(),
        bytes: 1000 * n + rows as u64 * 97,
        sha256: digest(n),
        rows,
        read,
        set_apart: vec![],
        refused: vec![],
        became: BTreeMap::new(),
        joined: BTreeMap::new(),
        compared: None,
        expected_rows: None,
        to_fix: 0,
        extracted: None,
        complete: "undeclared".into(),
        columns: vec![],
        cannot_know: vec![],
        container: "UTF-8 text".into(),
        heading_rows: (1, 1),
        heading_reason: "the first row".into(),
    };
    let mut register =
        input(1, "nhi-register 2026-11.csv", "register", "a register of non-human identities", 1291, 1284);
    register.set_apart = vec![
        reason("a heading or total row inside the table", 2, &[640, 1292]),
        reason("an empty row", 4, &[88, 89, 641, 642]),
    ];
    register.refused = vec![reason("more cells than the heading has columns", 1, &[1077])];
    register.became = [(Subject::Identity, 1284), (Subject::Credential, 411)].into();
    register.extracted = Some(day("2026-09-30"));
    register.complete = "complete".into();
    register.columns = vec![
        column(0, "ID", &["identity.id"], "read"),
        column(1, "Responsible", &["identity.owner"], "read"),
        column(2, "Last rotated", &["credential.rotated"], "read"),
        column(3, "Token", &[], "dropped"),
        column(4, "Cost centre", &[], "not used"),
    ];
    let mut aws = input(2, "aws_credential_report.csv", "export", "AWS IAM credential report", 212, 187);
    aws.set_apart = vec![
        reason("people: a console password and no access key", 24, &[3, 9, 14, 15, 21]),
        reason("a second line of the same user", 1, &[77]),
    ];
    aws.became = [(Subject::Identity, 187), (Subject::Credential, 201)].into();
    aws.extracted = Some(day("2026-11-20"));
    aws.complete = "complete".into();
    aws.columns = vec![
        column(0, "user", &["identity.name"], "read"),
        column(1, "access_key_1_last_rotated", &["credential.rotated"], "read"),
    ];
    aws.cannot_know = vec![
        CannotKnow { field: "identity.owner".into(), why: "the report names no owner; tags are not in it".into() },
        CannotKnow { field: "identity.purpose".into(), why: "the report has no description".into() },
    ];
    let mut entra = input(3, "entra_applications.csv", "export", "Entra application registrations", 431, 318);
    entra.set_apart = vec![reason("applications that Microsoft owns", 113, &[2, 4, 5])];
    entra.became = [(Subject::Identity, 318), (Subject::Credential, 291)].into();
    entra.extracted = Some(day("2026-11-18"));
    let mut controls = input(4, "controls.csv", "controls", "a list of controls", 64, 61);
    controls.set_apart = vec![reason("a section heading", 3, &[2, 20, 41])];
    controls.became = [(Subject::Control, 61)].into();
    let mut evidence = input(5, "evidence.csv", "evidence", "a list of evidence", 97, 94);
    evidence.refused = vec![reason("no control id", 3, &[12, 40, 41])];
    evidence.became = [(Subject::Evidence, 94)].into();
    let mut people = input(6, "people-2026-11.csv", "roster", "a roster of people", 2310, 2310);
    people.became = [(Subject::Person, 2310)].into();
    people.complete = "complete".into();
    people.extracted = Some(day("2026-11-19"));
    let mut exceptions = input(7, "exceptions.csv", "exceptions", "a list of approved exceptions", 12, 12);
    exceptions.became = [(Subject::Exception, 12)].into();
    exceptions.complete = "partial".into();
    exceptions.extracted = Some(day("2026-11-20"));
    vec![register, aws, entra, controls, evidence, people, exceptions]
}

fn notes() -> Vec<Note> {
    let note = |kind: &str, file: Option<&str>, column: Option<&str>, count: usize, says: &str, lines: &[u32]| Note {
        kind: kind.into(),
        file: file.map(str::to_owned),
        column: column.map(str::to_owned),
        count,
        says: says.into(),
        lines: lines.to_vec(),
    };
    vec![
        note(
            "unreadable-date",
            Some("nhi-register 2026-11.csv"),
            Some("Last rotated"),
            12,
            "12 cells hold no date that could be read; they count as unknown.",
            &[14, 92, 311],
        ),
        note(
            "other-word",
            Some("entra_applications.csv"),
            Some("Type"),
            48,
            "48 cells hold a kind that the vocabulary does not know.",
            &[7, 8],
        ),
        note(
            "unreadable-word",
            Some("entra_applications.csv"),
            Some("State"),
            60,
            "60 cells hold no status that could be read.",
            &[11, 12, 13],
        ),
        note(
            "disagreement",
            None,
            None,
            31,
            "31 identities have another owner in the register than in the export; the register's counts.",
            &[],
        ),
    ]
}
