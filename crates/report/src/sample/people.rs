//! Invented owners, launches and published figures, and one owner's page.

use nhimap_core::api::*;

use super::{claims, day};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

const OKAFOR: &str = "m.okafor@brackenfold.example";

fn role(who: &str, function: Option<&str>, by: &str, from: &[&str], roster: Option<&str>) -> RoleHeld {
    RoleHeld {
        who: who.into(),
        function: function.map(str::to_owned),
        by: by.into(),
        from: texts(from),
        roster: roster.map(str::to_owned),
    }
}

/// Who answers for what.
pub(super) fn accountability() -> Accountability {
    let area = |area: &str, title: &str| AreaSplit {
        area: area.into(),
        title: title.into(),
        controls: Vec::new(),
        code_path: Vec::new(),
        policy: Vec::new(),
        exceptions: Vec::new(),
        proves: Vec::new(),
        unclear: vec!["no control in force names this area".into()],
    };
    let owner = |who: &str, roster: Option<&str>, identities: usize, findings: Counts| OwnerLine {
        owner: who.into(),
        roster: roster.map(str::to_owned),
        identities,
        privileged: identities / 9,
        findings,
        accepted: identities / 40,
    };
    Accountability {
        says: "Of 6 areas of control, 3 have a named decision owner for the code path, the policy and exceptions; 3 are unclear".into(),
        areas: vec![
            area("identity_binding", "Binding identities to owners and workloads"),
            AreaSplit {
                controls: texts(&["C-30"]),
                code_path: vec![role("t.brandt@brackenfold.example", Some("platform"), "decides_execution", &["C-30"], Some("active"))],
                policy: vec![role(OKAFOR, Some("security"), "decides_policy", &["C-30"], Some("active"))],
                exceptions: vec![role("r.lindqvist@brackenfold.example", Some("security"), "decides_exceptions", &["C-30"], Some("active"))],
                proves: vec![role("grc@brackenfold.example", None, "custodian", &["E-44"], None)],
                unclear: Vec::new(),
                ..area("privileged_change", "Approval of privileged changes")
            },
            area("logging", "Logging and the audit trail"),
            AreaSplit {
                controls: texts(&["C-17"]),
                code_path: vec![
                    role("platform-oncall", None, "operator", &["C-17"], None),
                    role("p.adeyemi@brackenfold.example", Some("engineering"), "decides_execution", &["C-17"], Some("left")),
                ],
                policy: vec![role(OKAFOR, Some("security"), "owner", &["C-17"], Some("active"))],
                proves: vec![role("t.brandt@brackenfold.example", Some("platform"), "collector", &["E-31", "E-32"], Some("active"))],
                unclear: vec![
                    "two persons decide the execution, and one of them has left".into(),
                    "nobody is named who decides exceptions".into(),
                ],
                ..area("secret_rotation", "Issuing and rotating secrets")
            },
            area("rollback", "Rollback and emergency disablement"),
            AreaSplit { unclear: Vec::new(), ..area("exceptions", "Exceptions") },
        ],
        elsewhere: 4,
        owners: vec![
            owner("r.lindqvist@brackenfold.example", Some("active"), 188, Counts { critical: 1, high: 22, medium: 31, low: 2, total: 56 }),
            owner(OKAFOR, Some("leave"), 121, Counts { high: 9, medium: 14, total: 23, ..Counts::default() }),
            owner("o.lindgren@brackenfold.example", Some("left"), 24, Counts { high: 24, total: 24, ..Counts::default() }),
            owner("harbour-ops", None, 12, Counts::default()),
        ],
        owners_total: 61,
        without_owner: 97,
        owner_unknown: 5,
    }
}

/// The launches.
pub(super) fn launches() -> Vec<LaunchShown> {
    let launch = |key: &str, title: &str, feature: &str, gate: LaunchGate| LaunchShown {
        key: key.into(),
        title: some(title),
        feature: some(feature),
        owner: some("t.brandt@brackenfold.example"),
        live: None,
        planned_live: Some(day("2027-02-01")),
        gate,
    };
    vec![
        launch(
            "L-04",
            "Directory sync for crew",
            "directory_sync",
            LaunchGate {
                complete: true,
                says: "no required item is missing in the register".into(),
                ..LaunchGate::default()
            },
        ),
        LaunchShown {
            live: Some(day("2026-08-15")),
            owner: None,
            ..launch(
                "L-07",
                "Agents may refund tickets",
                "agent_tools",
                LaunchGate {
                    complete: false,
                    missing: texts(&["rollback path", "incident route"]),
                    unknown: texts(&["revocation tested on"]),
                    open: texts(&["`L-07` went live 41 days before its review"]),
                    undecided: texts(&["Approval by its own owner"]),
                    says: "2 required items are missing, 1 is unknown, and 1 check is open".into(),
                },
            )
        },
    ]
}

/// Published figures.
pub(super) fn mirror() -> Vec<MirrorEntry> {
    vec![
        MirrorEntry {
            id: "rotation".into(),
            says: "secrets not changed within the time that the publisher recommends".into(),
            percent: "71".into(),
            source: "An invented survey of 1,200 organisations, 2025".into(),
            definition: "non-human identities of which a secret was not changed within 90 days".into(),
            n: Some(214),
            of: Some(760),
            own_says: "static credentials that `credential-not-rotated` decided; exceptions in force are left out"
                .into(),
        },
        MirrorEntry {
            id: "offboarding".into(),
            says: "organisations with a formal process to offboard keys".into(),
            percent: "20 %".into(),
            source: "An invented survey of 800 practitioners, 2024".into(),
            definition: "answers of yes to one question; no inventory was looked at".into(),
            n: None,
            of: None,
            own_says: "a share of organisations; one organisation has no such share".into(),
        },
    ]
}

/// A page for one owner.
pub(crate) fn owner_page(a: &Assessment) -> OwnerPage {
    let of = |check: &str| a.checks.iter().find(|it| it.id == check).expect("a check of the sample");
    let mut findings: Vec<Finding> = of("root-key-active").worst.clone();
    findings.extend(of("credential-not-rotated").worst.iter().take(3).cloned());
    let accepted = of("credential-not-rotated").accepted.clone();
    let due = |on: &str, kind: &str, says: &str, key: &str| Due {
        day: day(on),
        kind: kind.into(),
        says: says.into(),
        key: key.into(),
        owner: some(OKAFOR),
        past: day(on) < a.as_of.date,
    };
    let identity = |n: usize, name: Option<&str>, findings: Counts| OwnedIdentity {
        key: format!("SVC-{:04}", 142 + n),
        name: name.map(str::to_owned),
        kind: some("service_account"),
        platform: (n != 1).then(|| "aws".into()),
        environment: some("production"),
        status: some("active"),
        privileged: [Some(true), None, Some(false)][n % 3],
        findings,
        accepted: n,
        review_due: (n != 2).then(|| day("2026-12-01")),
    };
    OwnerPage {
        owner: OKAFOR.into(),
        slug: "m-okafor".into(),
        roster: some("leave"),
        function: some("security"),
        header: a.header.clone(),
        as_of: a.as_of.clone(),
        says: "121 identities with 23 open findings, 9 of them high or critical; 1 of 4 dates is past".into(),
        identities: vec![
            identity(0, Some("svc-billing"), Counts { high: 2, medium: 1, total: 3, ..Counts::default() }),
            identity(1, None, Counts { medium: 1, total: 1, ..Counts::default() }),
            identity(2, Some("svc-dock-lights"), Counts::default()),
        ],
        identities_total: 121,
        findings_total: Counts { critical: 1, high: 8, medium: 14, low: 0, total: 23 },
        findings,
        accepted_total: accepted.len() + 1,
        accepted,
        exceptions: claims::exceptions().into_iter().take(3).collect(),
        due: vec![
            due(
                "2026-10-31",
                "response_due",
                "the action on the root key of `brackenfold-prod` is due",
                "root-key-active-0a31f7",
            ),
            due("2026-12-01", "review_due", "the review of `svc-billing` is due", "SVC-0142"),
            due("2027-01-31", "exception_ends", "exception `EX-07` ends; 7 rows are open again", "EX-07"),
            due(
                "2027-01-31",
                "credential_expires",
                "API key `billing-export` of `svc-billing` expires",
                "SVC-0142/key-1",
            ),
        ],
    }
}
