//! Invented results, over the frameworks' real ids.

use nhimap_core::api::*;
use nhimap_core::assess::result::{ClaimState, EvidenceState, ResultWord, RowState};
use nhimap_core::catalog::crosswalk::{Asserted, Relation};
use nhimap_core::catalog::{FrameworkRef, Speaks};
use nhimap_core::checks::How;

use super::day;

const NHI: [&str; 10] = [
    "Improper Offboarding",
    "Secret Leakage",
    "Vulnerable Third-Party NHI",
    "Insecure Authentication",
    "Overprivileged NHI",
    "Insecure Cloud Deployment Configurations",
    "Long-Lived Secrets",
    "Environment Isolation",
    "NHI Reuse",
    "Human Use of NHI",
];

/// Function, category, title, ends of the subcategories.
const CSF: [(&str, &str, &str, &[u32]); 22] = [
    ("GV", "GV.OC", "Organizational Context", &[1, 2, 3, 4, 5]),
    ("GV", "GV.RM", "Risk Management Strategy", &[1, 2, 3, 4, 5, 6, 7]),
    ("GV", "GV.RR", "Roles, Responsibilities, and Authorities", &[1, 2, 3, 4]),
    ("GV", "GV.PO", "Policy", &[1, 2]),
    ("GV", "GV.OV", "Oversight", &[1, 2, 3]),
    ("GV", "GV.SC", "Cybersecurity Supply Chain Risk Management", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("ID", "ID.AM", "Asset Management", &[1, 2, 3, 4, 5, 7, 8]),
    ("ID", "ID.RA", "Risk Assessment", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    ("ID", "ID.IM", "Improvement", &[1, 2, 3, 4]),
    ("PR", "PR.AA", "Identity Management, Authentication, and Access Control", &[1, 2, 3, 4, 5, 6]),
    ("PR", "PR.AT", "Awareness and Training", &[1, 2]),
    ("PR", "PR.DS", "Data Security", &[1, 2, 10, 11]),
    ("PR", "PR.PS", "Platform Security", &[1, 2, 3, 4, 5, 6]),
    ("PR", "PR.IR", "Technology Infrastructure Resilience", &[1, 2, 3, 4]),
    ("DE", "DE.CM", "Continuous Monitoring", &[1, 2, 3, 6, 9]),
    ("DE", "DE.AE", "Adverse Event Analysis", &[2, 3, 4, 6, 7, 8]),
    ("RS", "RS.MA", "Incident Management", &[1, 2, 3, 4, 5]),
    ("RS", "RS.AN", "Incident Analysis", &[3, 6, 7, 8]),
    ("RS", "RS.CO", "Incident Response Reporting and Communication", &[2, 3]),
    ("RS", "RS.MI", "Incident Mitigation", &[1, 2]),
    ("RC", "RC.RP", "Incident Recovery Plan Execution", &[1, 2, 3, 4, 5, 6]),
    ("RC", "RC.CO", "Incident Recovery Communication", &[3, 4]),
];

const FUNCTIONS: [(&str, &str); 6] =
    [("GV", "GOVERN"), ("ID", "IDENTIFY"), ("PR", "PROTECT"), ("DE", "DETECT"), ("RS", "RESPOND"), ("RC", "RECOVER")];

/// Subcategories in each category.
const AI_RMF: [(&str, &[u32]); 4] = [
    ("GOVERN", &[7, 3, 2, 3, 2, 2]),
    ("MAP", &[6, 3, 5, 2, 2]),
    ("MEASURE", &[3, 13, 3, 3]),
    ("MANAGE", &[4, 4, 2, 3]),
];

const TENETS: [&str; 7] = [
    "Everything reachable is a resource",
    "Location earns no trust on the wire",
    "Access for one session at a time",
    "Rules weigh the present state",
    "Assets are watched and measured",
    "Check first, and keep checking",
    "What is observed improves the rules",
];

const LAYERS: [&str; 7] = [
    "Foundation Models",
    "Data Operations",
    "Agent Frameworks",
    "Deployment and Infrastructure",
    "Evaluation and Observability",
    "Security and Compliance",
    "Agent Ecosystem",
];

/// The result of a reference of the sample, where it has one.
fn word(item: &str) -> ResultWord {
    use ResultWord as W;
    match item {
        "NHI1:2025" | "NHI3:2025" | "NHI5:2025" | "NHI8:2025" | "PR.AA-05" | "GV.SC-10" | "GV.RM-02" => W::Gap,
        "NHI7:2025" | "PR.AA-01" => W::Contradicted,
        "ID.AM-02" | "GV.RR-02" | "GV.SC-07" | "2.1-T3" | "2.1-T7" | "GOVERN 2.1" | "GOVERN 3.2" | "MAP 3.5" => {
            W::PartialGap
        }
        "GV.OV-01" | "RS.MI-01" | "GV.PO-01" | "2.1-T4" | "GOVERN 1.1" => W::Unproven,
        "NHI4:2025" | "PR.AA-03" | "NHI10:2025" => W::InsufficientData,
        "NHI6:2025" | "PR.PS-06" => W::AcceptedUntil,
        "NHI9:2025" | "PR.AA-04" | "DE.CM-06" => W::NoGapFound,
        "RC.RP-01" | "GV.OC-03" | "GOVERN 6.1" => W::Claimed,
        "PR.AA-06" => W::NotApplicable,
        "PR.AT-01" | "PR.AT-02" => W::OutOfProfile,
        _ => W::NotAssessed,
    }
}

/// The five frameworks.
pub(super) fn frameworks(checks: &[CheckResult]) -> Vec<FrameworkResult> {
    let owasp =
        NHI.iter().enumerate().map(|(n, title)| (format!("NHI{}:2025", n + 1), None, Some(*title), Speaks::Rows));
    let csf = CSF.iter().flat_map(|(_, category, _, ends)| {
        ends.iter().map(move |end| {
            (format!("{category}-{end:02}"), Some((*category).to_owned()), None, speaks(category, *end))
        })
    });
    let tenets = TENETS
        .iter()
        .enumerate()
        .map(|(n, title)| (format!("2.1-T{}", n + 1), None, Some(*title), Speaks::Rows))
        .chain([("5.3".to_owned(), None, Some("Stolen Credentials and Insider Threat"), Speaks::Rows)]);
    let rmf = AI_RMF.iter().flat_map(|(function, categories)| {
        categories.iter().enumerate().flat_map(move |(c, count)| {
            let category = format!("{function} {}", c + 1);
            (1..=*count).map(move |n| (format!("{category}.{n}"), Some(category.clone()), None, speaks(function, n)))
        })
    });
    let layers = LAYERS.iter().enumerate().map(|(n, title)| (format!("L{}", n + 1), None, Some(*title), Speaks::Rows));
    let csf_groups = FUNCTIONS
        .iter()
        .map(|(id, title)| group(id, "function", Some(title), None))
        .chain(CSF.iter().map(|(function, id, title, _)| group(id, "category", Some(title), Some(function))))
        .collect();
    let rmf_groups = AI_RMF
        .iter()
        .flat_map(|(function, categories)| {
            std::iter::once(group(function, "function", None, None)).chain(
                (1..=categories.len())
                    .map(move |n| group(&format!("{function} {n}"), "category", None, Some(function))),
            )
        })
        .collect();
    vec![
        framework(
            checks,
            ["owasp-nhi-2025", "OWASP", "OWASP Non-Human Identities Top 10", "2025", "risk", "risk"],
            vec![],
            owasp,
            "a gap means that the rows show the risk; rows of these files can speak to 9 of the 10 risks",
        ),
        framework(
            checks,
            ["nist-csf-2.0", "NIST CSF 2.0", "NIST Cybersecurity Framework", "2.0", "subcategory", "outcome"],
            csf_groups,
            csf,
            "The files supplied can speak to 28 of 106 subcategories, and a list of controls with evidence to 63 more; 15 are outside inputs of this kind.",
        ),
        framework(
            checks,
            ["nist-sp-800-207", "SP 800-207", "NIST Zero Trust Architecture", "SP 800-207", "tenet", "architecture"],
            vec![],
            tenets,
            "An architecture, not requirements: a partial gap means that rows point away from the tenet, and silence is no failure.",
        ),
        framework(
            checks,
            [
                "nist-ai-rmf-1.0",
                "NIST AI RMF 1.0",
                "NIST AI Risk Management Framework",
                "1.0",
                "subcategory",
                "process",
            ],
            rmf_groups,
            rmf,
            "It speaks of the organisation's processes; the 38 agents supplied can point away from 15 of 72 subcategories.",
        ),
        framework(
            checks,
            ["csa-maestro", "MAESTRO", "MAESTRO agentic AI threat modelling framework", "2025-02", "layer", "layer"],
            vec![],
            layers,
            "A threat-modelling method without requirements, so no results: findings relate to 4 of its 7 layers.",
        ),
    ]
}

fn speaks(group: &str, n: u32) -> Speaks {
    match (group.as_bytes()[0], n % 3) {
        (b'P' | b'M', 1) => Speaks::Rows,
        (_, 0) => Speaks::Neither,
        _ => Speaks::Claims,
    }
}

fn group(id: &str, kind: &str, title: Option<&str>, parent: Option<&str>) -> Group {
    Group { id: id.into(), kind: kind.into(), title: title.map(str::to_owned), parent: parent.map(str::to_owned) }
}

type Made = (String, Option<String>, Option<&'static str>, Speaks);

fn framework(
    checks: &[CheckResult],
    about: [&str; 6],
    groups: Vec<Group>,
    items: impl Iterator<Item = Made>,
    says: &str,
) -> FrameworkResult {
    let [id, short, name, edition, unit, reading] = about.map(str::to_owned);
    let references: Vec<_> = items.map(|made| reference(checks, &id, &unit, made)).collect();
    let counts = if unit == "layer" {
        vec![]
    } else {
        ResultWord::ALL
            .into_iter()
            .map(|word| WordCount {
                result: word,
                references: references.iter().filter(|it| it.result == Some(word)).count(),
            })
            .collect()
    };
    let testable = references.iter().filter(|it| it.speaks == Some(Speaks::Rows)).count();
    FrameworkResult { id, short, name, edition, unit, reading, counts, testable, says: says.into(), groups, references }
}

fn reference(
    checks: &[CheckResult],
    edition: &str,
    unit: &str,
    (item, parent, title, speaks): Made,
) -> ReferenceResult {
    let reference = FrameworkRef { edition: edition.into(), item: item.clone() };
    let mut mapped: Vec<_> = checks
        .iter()
        .flat_map(|check| check.maps.iter().map(move |map| (check, map)))
        .filter(|(_, map)| map.reference == reference)
        .map(|(check, map)| ReferenceCheck {
            check: check.id.clone(),
            how: map.how,
            why: map.why.clone(),
            counts: check.counts,
        })
        .collect();
    mapped.sort_by_key(|check| check.how);
    let word = word(&item);
    let mapped_identities = mapped.iter().filter(|check| check.how == How::Tests).map(|check| check.counts.fail).sum();
    let findings = mapped.iter().map(|check| check.counts.fail).sum();
    let worst = mapped.iter().max_by_key(|check| check.counts.fail).filter(|check| check.counts.fail > 0);
    let says = match (word, worst) {
        (ResultWord::NotAssessed, _) => "no check of this pack speaks to it".to_owned(),
        (_, Some(check)) => format!(
            "`{}` fails on {} of {} rows it decided",
            check.check,
            check.counts.fail,
            check.counts.tested - check.counts.unknown
        ),
        (ResultWord::NoGapFound, None) => {
            "rows only: none failed by 1 check; at least 231 of 231 rows tested in each".into()
        }
        (ResultWord::InsufficientData, None) => {
            "too few rows or checks could be decided for a result without failures".into()
        }
        (ResultWord::AcceptedUntil, None) => "all 6 failing rows are under exceptions in force".into(),
        (word, None) => format!("by controls alone: {}", word.word()),
    };
    let result = (unit != "layer" && item != "5.3").then_some(word);
    let claim = super::claims::claim(&item, result, checks);
    ReferenceResult {
        label: item.strip_prefix("2.1-T").map_or_else(|| item.clone(), |n| format!("section 2.1, tenet {n}")),
        title: title.map(str::to_owned),
        description: "What it asks of those who answer for identities that are not people.".into(),
        parent,
        result,
        accepted_until: (word == ResultWord::AcceptedUntil).then(|| day("2027-01-31")),
        rule: Rule {
            rows: RowState::Many,
            claim: ClaimState::None,
            evidence: EvidenceState::Not,
            indicated: mapped
                .iter()
                .find(|check| word == ResultWord::PartialGap && check.how == How::Supports && check.counts.fail > 0)
                .map(|check| Indication {
                    check: check.check.clone(),
                    n: check.counts.fail,
                    of: check.counts.fail + check.counts.pass,
                }),
            says: format!("rows many × claim {}", if claim.is_some() { "implemented, dated" } else { "none" }),
        },
        says,
        claim,
        speaks: Some(speaks),
        speaks_why: Some("what the files of this kind can and cannot show".into()),
        checks: mapped,
        identities: mapped_identities,
        relates: relates(unit),
        findings,
        reference,
    }
}

/// Neighbours, from the checks that map to them.
pub(super) fn neighbours(checks: &[CheckResult]) -> Vec<NeighbourList> {
    [
        ("nist-sp-800-53r5", "SP 800-53 r5"),
        ("iso-27001-2022", "ISO/IEC 27001:2022"),
        ("owasp-asi-2026", "OWASP Agentic"),
    ]
    .into_iter()
    .map(|(id, short)| {
        let mut references: Vec<NeighbourReference> = Vec::new();
        for (check, map) in checks.iter().flat_map(|check| check.maps.iter().map(move |map| (check, map))) {
            if map.reference.edition != id || check.counts.fail == 0 {
                continue;
            }
            references.push(NeighbourReference {
                reference: map.reference.clone(),
                label: map.reference.item.clone(),
                title: None,
                findings: check.counts.fail,
                checks: vec![check.id.clone()],
            });
        }
        NeighbourList { id: id.into(), short: short.into(), references }
    })
    .collect()
}

/// What a reference relates to: a publisher's word and one of ours, where the layers of an architecture have none.
fn relates(unit: &str) -> Vec<RelatedReference> {
    let related = |edition: &str, item: &str, framework: &str, relation, asserted| RelatedReference {
        reference: FrameworkRef { edition: edition.into(), item: item.into() },
        framework: framework.into(),
        label: item.into(),
        relation,
        asserted,
    };
    match unit {
        "layer" => Vec::new(),
        _ => vec![
            related("nist-sp-800-53-r5", "IA-5", "SP 800-53 r5", Relation::IntersectsWith, Asserted::Official),
            related("iso-27001-2022", "A.5.17", "ISO/IEC 27001:2022", Relation::SubsetOf, Asserted::Ours),
        ],
    }
}
