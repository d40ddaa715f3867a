//! Citations as people write them: what each means, and what is none.

use std::time::{Duration, Instant};

use nhimap_core::catalog::{Answer, Catalogs, FrameworkRef, Successor};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_tests::{none, pack};

/// Editions in the tables below, shortly.
const SHORT: [(&str, &str); 14] = [
    ("owasp-nhi-2025", "nhi"),
    ("nist-csf-2.0", "csf2"),
    ("nist-csf-1.1", "csf1"),
    ("nist-sp-800-207", "zta"),
    ("nist-ai-rmf-1.0", "rmf"),
    ("csa-maestro", "maestro"),
    ("owasp-asi-2026", "asi"),
    ("owasp-llm-2025", "llm"),
    ("nist-ai-600-1", "gai"),
    ("nist-sp-800-53r5", "53"),
    ("iso-27001-2022", "iso"),
    ("pci-dss-4.0.1", "pci"),
    ("cis-8.1", "cis"),
    ("soc2-2017", "soc"),
];

fn short(edition: &str) -> &str {
    SHORT.iter().find(|(id, _)| *id == edition).map_or(edition, |(_, s)| s)
}

fn shown(reference: &FrameworkRef) -> String {
    format!("{}:{}", short(&reference.edition), reference.item)
}

fn went(successors: &[Successor]) -> String {
    successors.iter().map(|s| format!(" > {}", shown(&s.reference))).collect()
}

/// `~ nhi:NHI7:2025`, `withdrawn csf2:PR.AC-04 > csf2:PR.AA-05`, `none maestro`.
fn told(answer: &Answer) -> String {
    match answer {
        Answer::Exact { reference } => format!("= {}", shown(reference)),
        Answer::SpelledOtherwise { reference, .. } => format!("~ {}", shown(reference)),
        Answer::Withdrawn { reference, successors } => format!("withdrawn {}{}", shown(reference), went(successors)),
        Answer::OtherFramework { named, reference, successors } => {
            format!("not {} but {}{}", short(named), shown(reference), went(successors))
        }
        Answer::OtherEdition { reference, former, reworded, also } => {
            let how = if *reworded { "reworded" } else { "kept" };
            format!("{how} {} > {}{}", shown(former), shown(reference), went(also))
        }
        Answer::TooBroad { edition, item: None, parts } if parts.is_empty() => format!("broad {}", short(edition)),
        Answer::TooBroad { item: None, parts, .. } => {
            format!("group {}", parts.iter().map(shown).collect::<Vec<_>>().join(" "))
        }
        Answer::TooBroad { item: Some(item), .. } => format!("broad {}", shown(item)),
        Answer::Ambiguous { candidates, others } => {
            let all: Vec<String> =
                candidates.iter().map(shown).chain(others.iter().map(|_| "another".to_owned())).collect();
            format!("either {}", all.join(" "))
        }
        Answer::NoSuchId { edition, nearest, .. } => {
            let near = nearest.as_ref().map_or_else(String::new, |n| format!(" near {}", shown(n)));
            format!("none {}{near}", short(edition.as_deref().unwrap_or("?")))
        }
        Answer::NotCarried { edition, .. } => format!("uncarried {}", short(edition)),
        Answer::MissingId { edition } => format!("missing {}", short(edition)),
    }
}

/// A text, what its surroundings name, and what it cites.
type Case<'a> = (&'a str, &'a str, &'a [&'a str]);

fn check(cases: &[Case<'_>], read: impl Fn(&Catalogs, &str, Option<&str>) -> Vec<String>) {
    let pack = pack();
    let mut problems = Vec::new();
    for (text, context, expected) in cases {
        let context = SHORT.iter().find(|(_, s)| s == context).map_or(*context, |(id, _)| id);
        let found = read(&pack.catalogs, text, Some(context).filter(|c| !c.is_empty()));
        if found != *expected {
            problems.push(format!("«{text}» ({context})\n    found    {found:?}\n    expected {expected:?}"));
        }
    }
    none(&problems);
}

/// In a text of any kind.
fn in_prose(cases: &[Case<'_>]) {
    check(cases, |catalogs, text, context| catalogs.citations(text, context).iter().map(|c| told(&c.answer)).collect());
}

/// In a text that is known to hold references.
fn in_cells(cases: &[Case<'_>]) {
    check(cases, |catalogs, text, context| {
        catalogs.references(text, context).iter().map(|c| told(&c.answer)).collect()
    });
}

#[test]
fn ids_without_their_framework() {
    in_prose(&[
        ("NHI7:2025", "", &["= nhi:NHI7:2025"]),
        ("NHI-07", "", &["~ nhi:NHI7:2025"]),
        ("NHI07", "", &["~ nhi:NHI7:2025"]),
        ("NHI7", "", &["~ nhi:NHI7:2025"]),
        ("nhi7", "", &["~ nhi:NHI7:2025"]),
        ("nhi:7", "", &["~ nhi:NHI7:2025"]),
        ("NHI:7", "", &["~ nhi:NHI7:2025"]),
        ("NHI.7", "", &["~ nhi:NHI7:2025"]),
        ("NHI07:2025", "", &["~ nhi:NHI7:2025"]),
        ("NHI-07:2025", "", &["~ nhi:NHI7:2025"]),
        ("NHI7-2025", "", &["~ nhi:NHI7:2025"]),
        ("NHI10", "", &["~ nhi:NHI10:2025"]),
        ("the risk (NHI2:2025) is", "", &["= nhi:NHI2:2025"]),
        ("PR.AA-05", "", &["= csf2:PR.AA-05"]),
        ("PR.AA-5", "", &["~ csf2:PR.AA-05"]),
        ("PR-DS-02", "", &["~ csf2:PR.DS-02"]),
        ("PR.DS.02", "", &["~ csf2:PR.DS-02"]),
        ("pr.ds-02", "", &["~ csf2:PR.DS-02"]),
        ("gv.oc-1", "", &["~ csf2:GV.OC-01"]),
        ("PR.AA\u{2011}05", "", &["~ csf2:PR.AA-05"]),
        ("see PR.AA-05.", "", &["= csf2:PR.AA-05"]),
        ("PR.AA-05: Access permissions", "", &["= csf2:PR.AA-05"]),
        ("PR.AC-4", "", &["withdrawn csf1:PR.AC-4 > csf2:PR.AA-05"]),
        ("PR.AC-04", "", &["withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"]),
        ("PR.AC-1", "", &["withdrawn csf1:PR.AC-1 > csf2:PR.AA-01 > csf2:PR.AA-05"]),
        ("ID.GV-4", "", &["withdrawn csf1:ID.GV-4 > csf2:GV.RM-04 > csf2:GV.RM-03"]),
        ("ID.GV-04", "", &["withdrawn csf2:ID.GV-04 > csf2:GV.RM-04 > csf2:GV.RM-03"]),
        ("ID.GV-1", "", &["withdrawn csf1:ID.GV-1 > csf2:GV.PO > csf2:GV.PO-01 > csf2:GV.PO-02"]),
        ("ID.AM-1", "", &["reworded csf1:ID.AM-1 > csf2:ID.AM-01"]),
        ("RS.MI-1", "", &["kept csf1:RS.MI-1 > csf2:RS.MI-01"]),
        ("DE.AE-3", "", &["reworded csf1:DE.AE-3 > csf2:DE.AE-03 > csf2:DE.AE-07"]),
        ("ID.AM-01", "", &["= csf2:ID.AM-01"]),
        ("PR.AA-07", "", &["none csf2 near csf2:PR.AA-06"]),
        ("PR.AA", "", &["broad csf2:PR.AA"]),
        ("PR.AC", "", &["withdrawn csf2:PR.AC > csf2:PR.AA"]),
        ("GOVERN 1.1", "", &["= rmf:GOVERN 1.1"]),
        ("Govern 1.1", "", &["~ rmf:GOVERN 1.1"]),
        ("GOVERN-1.1", "", &["~ rmf:GOVERN 1.1"]),
        ("GOVERN1.1", "", &["~ rmf:GOVERN 1.1"]),
        ("GV-1.1", "", &["~ rmf:GOVERN 1.1"]),
        ("GV 1.1", "", &["~ rmf:GOVERN 1.1"]),
        ("MS-2.10", "", &["~ rmf:MEASURE 2.10"]),
        ("MP-3.5", "", &["~ rmf:MAP 3.5"]),
        ("MEASURE 2.10 and MANAGE 2.4", "", &["= rmf:MEASURE 2.10", "= rmf:MANAGE 2.4"]),
        ("MEASURE 5.1", "", &["none rmf"]),
        ("MEASURE 2.14", "", &["none rmf near rmf:MEASURE 2.13"]),
        ("GV-1.1-001", "", &["uncarried gai"]),
        ("ASI03", "", &["= asi:ASI03"]),
        ("ASI-03", "", &["~ asi:ASI03"]),
        ("ASI03:2026", "", &["~ asi:ASI03"]),
        ("LLM01:2025", "", &["= llm:LLM01:2025"]),
        ("LLM01", "", &["~ llm:LLM01:2025"]),
        ("LLM6:2025", "", &["~ llm:LLM06:2025"]),
        ("LLM06", "", &["either llm:LLM06:2025 another"]),
        ("AC-2(1)", "", &["= 53:AC-2(1)"]),
        ("IA-5(13)", "", &["= 53:IA-5(13)"]),
        ("A.5.16", "", &["= iso:A.5.16"]),
        ("A.8.24", "", &["= iso:A.8.24"]),
        ("CC6.1", "", &["= soc:CC6.1"]),
    ]);
}

#[test]
fn ids_with_their_framework() {
    in_prose(&[
        ("OWASP NHI-02", "", &["~ nhi:NHI2:2025"]),
        ("OWASP NHI Top 10 NHI7:2025", "", &["= nhi:NHI7:2025"]),
        ("OWASP Non-Human Identity Top 10: NHI 7", "", &["~ nhi:NHI7:2025"]),
        ("OWASP Non-Human Identities Top 10 (2025), NHI-10", "", &["~ nhi:NHI10:2025"]),
        ("OWASP Top 10 for NHIs, NHI2", "", &["~ nhi:NHI2:2025"]),
        ("OWASP NHI Top 10 risk 3", "", &["~ nhi:NHI3:2025"]),
        ("NIST CSF 2.0 PR.AA-05", "", &["= csf2:PR.AA-05"]),
        ("NIST CSF v2.0: PR.AA-5", "", &["~ csf2:PR.AA-05"]),
        ("NIST Cybersecurity Framework (CSF) 2.0 - PR.AA-05", "", &["= csf2:PR.AA-05"]),
        ("nist-csf-2.0:PR.AA-05", "", &["= csf2:PR.AA-05"]),
        ("NIST-CSF-2.0: pr_aa_1", "", &["~ csf2:PR.AA-01"]),
        ("CSF 2.0 subcategory PR AA 05", "", &["~ csf2:PR.AA-05"]),
        ("NIST CSF 2.0 PR.AC-4", "", &["withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"]),
        ("NIST CSF PR.AC-4", "", &["withdrawn csf1:PR.AC-4 > csf2:PR.AA-05"]),
        ("PR.AC-4 (NIST CSF 2.0)", "", &["withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"]),
        ("NIST CSF 1.1 PR.AC-4", "", &["withdrawn csf1:PR.AC-4 > csf2:PR.AA-05"]),
        ("NIST CSF 2.0 ID.AM-1", "", &["~ csf2:ID.AM-01"]),
        ("NIST CSF ID.AM-1", "", &["reworded csf1:ID.AM-1 > csf2:ID.AM-01"]),
        ("NIST CSF 1.1 ID.AM-1", "", &["reworded csf1:ID.AM-1 > csf2:ID.AM-01"]),
        ("CSF 1.1: ID.RA-2", "", &["kept csf1:ID.RA-2 > csf2:ID.RA-02"]),
        ("CSF 1.1: PR.AA-05", "", &["not csf1 but csf2:PR.AA-05"]),
        ("NIST CSF 2.0 GV", "", &["broad csf2:GV"]),
        ("NIST CSF 2.0: Protect", "", &["broad csf2:PR"]),
        ("NIST AI RMF GOVERN", "", &["broad rmf:GOVERN"]),
        ("NIST AI RMF 1.0: GOVERN 1.6", "", &["= rmf:GOVERN 1.6"]),
        ("GOVERN 1.6 of the NIST AI Risk Management Framework", "", &["= rmf:GOVERN 1.6"]),
        ("AI RMF govern 1.6", "", &["~ rmf:GOVERN 1.6"]),
        ("NIST AI RMF GOVERN 2", "", &["broad rmf:GOVERN 2"]),
        ("SP 800-207 \u{a7}2.1 (4)", "", &["= zta:2.1-T4"]),
        ("NIST SP 800-207 section 2.1, tenet 4", "", &["= zta:2.1-T4"]),
        ("NIST SP 800-207 tenet 4", "", &["= zta:2.1-T4"]),
        ("tenet 4 of SP 800-207", "", &["= zta:2.1-T4"]),
        ("the fourth tenet of NIST SP 800-207", "", &["= zta:2.1-T4"]),
        ("ZTA tenet four", "", &["= zta:2.1-T4"]),
        ("Zero Trust Architecture, tenet 6", "", &["= zta:2.1-T6"]),
        ("SP 800-207 T4", "", &["~ zta:2.1-T4"]),
        ("NIST SP 800-207, section 5.7", "", &["= zta:5.7"]),
        ("section 5.7 of NIST SP 800-207", "", &["= zta:5.7"]),
        ("NIST 800-207 \u{a7} 3.1.1", "", &["= zta:3.1.1"]),
        ("SP 800-207 section 2.1", "", &["broad zta:2.1"]),
        ("SP 800-207 tenet 9", "", &["none zta near zta:2.1-T7"]),
        ("CSA MAESTRO layer 6", "", &["= maestro:L6"]),
        ("MAESTRO L6", "", &["= maestro:L6"]),
        ("MAESTRO's layer six", "", &["= maestro:L6"]),
        ("layer 6 of MAESTRO", "", &["= maestro:L6"]),
        ("In MAESTRO, this risk sits at L6", "", &["= maestro:L6"]),
        ("MAESTRO layer 8", "", &["none maestro near maestro:L7"]),
        ("OWASP ASI03", "", &["= asi:ASI03"]),
        ("OWASP Agentic Top 10 ASI3", "", &["~ asi:ASI03"]),
        ("OWASP LLM Top 10 LLM06", "", &["~ llm:LLM06:2025"]),
        ("OWASP LLM06", "", &["either llm:LLM06:2025 another"]),
        ("NIST SP 800-53 Rev. 5 AC-2", "", &["= 53:AC-2"]),
        ("NIST SP 800-53 AC-02", "", &["~ 53:AC-2"]),
        ("NIST 800-53r5 AC-2 (1)", "", &["~ 53:AC-2(1)"]),
        ("NIST-800-53-Revision-5: ac_2_1", "", &["~ 53:AC-2(1)"]),
        ("SP 800-53 MP-8", "", &["uncarried 53"]),
        ("ISO/IEC 27001:2022 A.5.16", "", &["= iso:A.5.16"]),
        ("ISO 27001 Annex A 5.16", "", &["~ iso:A.5.16"]),
        ("ISO 27002:2022 5.16", "", &["~ iso:A.5.16"]),
        ("ISO 27001 A.5.37", "", &["uncarried iso"]),
        ("ISO 27001: A.9.4", "", &["uncarried iso"]),
        ("SOC 2 CC 6.1", "", &["~ soc:CC6.1"]),
        (
            "PCI DSS requirement 8",
            "",
            &["group pci:8.2.2 pci:8.2.4 pci:8.2.5 pci:8.2.6 pci:8.2.7 pci:8.3.6 pci:8.6.1 pci:8.6.2 pci:8.6.3"],
        ),
        ("PCI DSS 8.6.1", "", &["= pci:8.6.1"]),
        ("PCI DSS v4.0.1 requirement 8.6.3", "", &["= pci:8.6.3"]),
        ("PCI DSS 8.6", "", &["group pci:8.6.1 pci:8.6.2 pci:8.6.3"]),
        ("CIS Controls v8.1 5.5", "", &["= cis:5.5"]),
        ("CIS Safeguard 5.3", "", &["= cis:5.3"]),
        ("CIS Control 5.99", "", &["uncarried cis"]),
        ("SOC 2 CC6.1", "", &["= soc:CC6.1"]),
        ("SOC2: cc_6_1", "", &["~ soc:CC6.1"]),
        ("NIST AI 600-1 section 2.7", "", &["= gai:2.7"]),
    ]);
}

#[test]
fn ids_under_the_name_around_them() {
    in_prose(&[
        ("L6", "maestro", &["= maestro:L6"]),
        ("tenet 4", "zta", &["= zta:2.1-T4"]),
        ("5.3", "zta", &["= zta:5.3"]),
        ("5.3", "cis", &["= cis:5.3"]),
        ("8.6.1", "pci", &["= pci:8.6.1"]),
        ("2.1 (4)", "zta", &["~ zta:2.1-T4"]),
        ("GV", "csf2", &["broad csf2:GV"]),
        ("GV", "rmf", &["broad rmf:GOVERN"]),
        ("PR.AC-4", "csf2", &["withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"]),
        ("PR.AC-4", "csf1", &["withdrawn csf1:PR.AC-4 > csf2:PR.AA-05"]),
        ("PR.AC-4", "zta", &["not zta but csf1:PR.AC-4 > csf2:PR.AA-05"]),
        ("SP 800-207", "zta", &["broad zta"]),
        ("ID.AM-1", "NIST CSF", &["reworded csf1:ID.AM-1 > csf2:ID.AM-01"]),
        ("NHI11", "nhi", &["none nhi near nhi:NHI10:2025"]),
        ("L8", "maestro", &["none maestro near maestro:L7"]),
        ("1.4", "CIS AWS Foundations Benchmark", &[]),
        ("AC-2", "csf2", &["not csf2 but 53:AC-2"]),
        ("T16", "maestro", &["either another another"]),
        ("T7", "maestro", &["none maestro"]),
    ]);
}

#[test]
fn lists_and_ranges() {
    in_prose(&[
        (
            "PR.AA-01..05",
            "",
            &["= csf2:PR.AA-01", "= csf2:PR.AA-02", "= csf2:PR.AA-03", "= csf2:PR.AA-04", "= csf2:PR.AA-05"],
        ),
        ("PR.AA-01 to 03", "", &["= csf2:PR.AA-01", "= csf2:PR.AA-02", "= csf2:PR.AA-03"]),
        ("PR.AA-01 \u{2013} PR.AA-03", "", &["= csf2:PR.AA-01", "= csf2:PR.AA-02", "= csf2:PR.AA-03"]),
        ("PR.AA-01-03", "", &["= csf2:PR.AA-01", "= csf2:PR.AA-02", "= csf2:PR.AA-03"]),
        // What was withdrawn between the two is not meant.
        ("PR.DS-02 to PR.DS-11", "", &["= csf2:PR.DS-02", "= csf2:PR.DS-10", "= csf2:PR.DS-11"]),
        (
            "CSF 1.1 PR.AC-1..3",
            "",
            &[
                "withdrawn csf1:PR.AC-1 > csf2:PR.AA-01 > csf2:PR.AA-05",
                "withdrawn csf1:PR.AC-2 > csf2:PR.AA-06",
                "withdrawn csf1:PR.AC-3 > csf2:PR.AA-03 > csf2:PR.AA-05 > csf2:PR.IR-01",
            ],
        ),
        ("NHI1, NHI7 and 9", "", &["~ nhi:NHI1:2025", "~ nhi:NHI7:2025", "~ nhi:NHI9:2025"]),
        ("NHI1-NHI3", "", &["~ nhi:NHI1:2025", "= nhi:NHI2:2025", "~ nhi:NHI3:2025"]),
        ("NHI-01 through NHI-03", "", &["~ nhi:NHI1:2025", "= nhi:NHI2:2025", "~ nhi:NHI3:2025"]),
        ("PR.AA-01/02/05", "", &["= csf2:PR.AA-01", "= csf2:PR.AA-02", "= csf2:PR.AA-05"]),
        ("PR.AA-01; PR.AA-05 & GV.RR-02", "", &["= csf2:PR.AA-01", "= csf2:PR.AA-05", "= csf2:GV.RR-02"]),
        ("GOVERN 1.1, 1.2 and 6.1", "", &["= rmf:GOVERN 1.1", "= rmf:GOVERN 1.2", "= rmf:GOVERN 6.1"]),
        ("MAP 1.1-1.3", "", &["= rmf:MAP 1.1", "= rmf:MAP 1.2", "= rmf:MAP 1.3"]),
        ("SP 800-207 tenets 3, 4 and 6", "", &["= zta:2.1-T3", "= zta:2.1-T4", "= zta:2.1-T6"]),
        ("tenets 3, 4 and 6 of SP 800-207", "", &["= zta:2.1-T3", "= zta:2.1-T4", "= zta:2.1-T6"]),
        ("MAESTRO layers 3 and 6", "", &["= maestro:L3", "= maestro:L6"]),
        ("MAESTRO L3/L6", "", &["= maestro:L3", "= maestro:L6"]),
        ("PCI DSS 8.6.1, 8.6.2 and 8.6.3", "", &["= pci:8.6.1", "= pci:8.6.2", "= pci:8.6.3"]),
        ("AC-2(1)(3)", "", &["= 53:AC-2(1)", "= 53:AC-2(3)"]),
        ("PR.AA-05 and 12 others", "", &["= csf2:PR.AA-05"]),
        ("NHI7, 10 January", "", &["~ nhi:NHI7:2025"]),
        ("PR.AA-05, 2025", "", &["= csf2:PR.AA-05"]),
    ]);
}

#[test]
fn several_frameworks_in_one_text() {
    in_prose(&[
        ("NIST CSF 2.0 PR.AA-05; ISO 27001 A.5.16", "", &["= csf2:PR.AA-05", "= iso:A.5.16"]),
        ("NIST SP 800-207, PR.AA-05 and NHI7:2025", "", &["= csf2:PR.AA-05", "= nhi:NHI7:2025"]),
        ("NHI7 (OWASP NHI Top 10) PR.AA-05", "", &["~ nhi:NHI7:2025", "= csf2:PR.AA-05"]),
        ("PR.AA-05 in SP 800-207 networks", "", &["= csf2:PR.AA-05"]),
        ("SP 800-207 asks for it, and PR.AA-05 says the same", "", &["= csf2:PR.AA-05"]),
        ("HIPAA, PR.AA-05", "", &["= csf2:PR.AA-05"]),
        (
            "NIST-CSF-2.0: pr_aa_1, pr_ac_4 | CIS-1.4: 1.14, 5.3 | CIS-1.10: 1.2.18",
            "",
            &["~ csf2:PR.AA-01", "withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"],
        ),
        ("CSF 1.1 PR.AC-4 became PR.AA-05", "", &["withdrawn csf1:PR.AC-4 > csf2:PR.AA-05", "= csf2:PR.AA-05"]),
    ]);
}

#[test]
fn cells_that_were_run_together() {
    in_prose(&[
        ("NIST CSF 2.0PR.AC-4Identity and access decisions", "", &["withdrawn csf2:PR.AC-04 > csf2:PR.AA-05"]),
        ("OWASP Non-Human Identity Top 10NHI-03Rotation is late", "", &["~ nhi:NHI3:2025"]),
        ("NIST CSF 2.0GV.OV-01Oversight of results", "", &["= csf2:GV.OV-01"]),
        (
            "NIST Zero Trust (SP 800-207)PR.AC-4Access is decided anew",
            "",
            &["not zta but csf1:PR.AC-4 > csf2:PR.AA-05"],
        ),
        ("NIST Zero Trust (SP 800-207)SP 800-207The text is about", "", &["broad zta"]),
        ("NIST AI RMFGOVERNAgents need an owner", "", &["broad rmf:GOVERN"]),
        ("NIST AI RMFGOVERN 2.1Agents need an owner", "", &["= rmf:GOVERN 2.1"]),
        ("NIST AI RMFAgents need an owner", "", &["missing rmf"]),
        ("CSA MAESTROGOV-1Agents need an owner", "", &["none maestro"]),
        ("CSA MAESTROL6Agents need an owner", "", &["= maestro:L6"]),
        ("| CSA MAESTRO | GOV-1 | Agents need an owner |", "", &["none maestro"]),
        ("| NIST AI RMF | GOVERN | Agents need an owner |", "", &["broad rmf:GOVERN"]),
        ("NIST CSF 2.0\tPR.AA-05\tAgents need an owner", "", &["= csf2:PR.AA-05"]),
    ]);
}

#[test]
fn ids_of_other_publishers_are_none_here() {
    in_prose(&[
        ("CSA MAESTRO GOV-1", "", &["none maestro"]),
        ("CSA MAESTRO: GRC-04", "", &["none maestro"]),
        ("CSA MAESTRO IAM-09, GRC-04", "", &["none maestro", "none maestro"]),
        ("NIST CSF 2.0: GRC-04", "", &["none csf2"]),
        ("NIST CSF 2.0: AC-2", "", &["not csf2 but 53:AC-2"]),
        ("NIST AI RMF: PR.AA-05", "", &["not rmf but csf2:PR.AA-05"]),
        ("NIST CSF 2.0: GOVERN 1.1", "", &["not csf2 but rmf:GOVERN 1.1"]),
        ("OWASP NHI Top 10: LLM06:2025", "", &["not nhi but llm:LLM06:2025"]),
    ]);
    let pack = pack();
    let said = |text: &str| pack.catalogs.citations(text, None)[0].answer.says(&pack.catalogs);
    assert!(said("CSA MAESTRO GOV-1").contains("Secure Controls Framework"), "{}", said("CSA MAESTRO GOV-1"));
    assert!(said("CSA MAESTRO: GRC-04").contains("Cloud Controls Matrix"), "{}", said("CSA MAESTRO: GRC-04"));
}

#[test]
fn prose_stays_quiet() {
    let quiet = [
        "We moved from 5.3 to 8.6.1 in 2025.",
        "Version 8.6 of the agent fixes this.",
        "She is an L6 engineer.",
        "The load balancer works at layer 7.",
        "OSI layer 4 and layer 7",
        "tenet 4 of our culture",
        "Tenet four of the house rules",
        "See section 5.3 of this report.",
        "section 2.1 (4)",
        "GV and ID signed off; PR is pending.",
        "GV",
        "GOVERN YOUR AGENTS",
        "Govern, map, measure and manage your agents.",
        "We govern AI agents and protect their keys.",
        "Manage 4.1 million identities",
        "Measure 2.10 % drift",
        "52 NHI breaches, and 10 NHI lessons",
        "Top 10 NHI issues of 2025",
        "NHI 2025 report",
        "State of NHI 2024",
        "NHI 7",
        "NHI-001",
        "NHI-0252",
        "NHI-2024-001",
        "svc-NHI-07",
        "svc-nhi-7@corp.example",
        "NHI-07-prod",
        "nhi_7_backup",
        "NHI11",
        "NHI7B",
        "PR-123 was merged",
        "PR 12 and PR #13",
        "ID-10 and ID 4",
        "RC4 is broken; RC.4 too",
        "SHA-256, AES-256 and TLS 1.3",
        "RS-232 port",
        "DE-BW-01",
        "id-ab-01",
        "AC-2: the user can log in",
        "AC-1, AC-2 and AC-3 are met by the ticket",
        "a PS-5 and an SC-7",
        "A.5.1 lists the tables of the appendix",
        "Appendix A.2",
        "T4 instance, T16, T1078",
        "T16",
        "10.2.1.2 is unreachable",
        "8.6.1",
        "8.6",
        "2025-02-14 and 14.2.2025",
        "LLM-7B and llm02",
        "LLM2 agents",
        "the ASI 3 debate",
        "https://csf.tools/reference/nist-csf/v2-0/pr/pr-aa/pr-aa-05/",
        "www.example.com/NHI7/PR.AA-05",
        "NIST published CSF 2.0 in February 2024.",
        "NIST SP 800-207 (August 2020)",
        "We follow NIST CSF 2.0 and OWASP.",
        "OWASP Non-Human Identity Top 10 and CSA MAESTRO name the risks, while NIST CSF 2.0 sets requirements.",
        "NIST AI RMF helps to govern and manage agents.",
        "The CSF 2.0 functions are Govern, Identify, Protect, Detect, Respond and Recover.",
        "the NIST AI RMF functions GOVERN, MAP, MEASURE and MANAGE",
        "NIST CSF 2.0: Identify and authenticate every workload",
        "NIST CSF 2.0 ID management",
        "MAESTRO has seven layers. The network team works at L6.",
        "PCI DSS requires an upgrade of curl to 8.6.1",
        "PCI DSS 3.2.1 8.2.4",
        "CIS-1.4: 1.14",
        "CIS 5.3",
        "CIS AWS Foundations Benchmark 1.4",
        "ISO 27001:2013 A.9.2.3",
        "ISO/IEC 42001 A.6.2",
        "NIST SP 800-53 Rev. 4 AC-2",
        "NIST SP 800-207A PR.AC-4",
        "NIST Privacy Framework PR.AC-P4",
        "PR.AC-P4 and CT.DM-P8",
        "LLM06:2023",
        "MITRE ATT&CK T1078.004",
        "SOC 2 Type 2 report of 2024",
        "SP 800-207 1.0",
        "HITRUST CSF 01.a",
        // As found in public documents.
        "Agentic Top 10 2026 \u{d7} AIUC-1",
        "PCI DSS v4.0 \u{b7} MITRE ATLAS \u{b7} MAESTRO \u{b7} AIUC-1 \u{b7} ENISA",
        "CSF 2.0 aside, the multilayer AI cybersecurity framework (L1/L2/L3) is new",
        "| LLM Top 10 | L1 Foundation Model threats |",
        "three are a withdrawn CSF id, one is another",
        "188 rows: 135 NIST links, 45 retained ids (5 functions, 11 categories)",
        "phone: '800-207-8050'",
        "| agent audit | PCI DSS v4.0 | PCI audit guidance for agents |",
        "| NIST AI 600-1 | Generative AI profile evidence and risk categories. |",
        "CRI Profile v2.0: PR.AA-01.01",
        "- Govern: GV.3, GV.4",
        "SR 1.2: unique identity for each service",
        "DSGAI03 and CFL-SEC-001/002",
        "MITRE ATLAS AML.T0015",
        "ISO/IEC 27017 CLD.9.5",
        "a seven-layer design, layers 3 and 4 of which are new",
    ];
    assert!(quiet.len() >= 60);
    let cases: Vec<Case<'_>> = quiet.iter().map(|text| (*text, "", &[] as &[&str])).collect();
    in_prose(&cases);
}

#[test]
fn texts_that_are_references_say_more() {
    in_cells(&[
        ("L6", "", &["= maestro:L6"]),
        ("tenet 4", "", &["= zta:2.1-T4"]),
        ("AC-2; IA-5", "", &["= 53:AC-2", "= 53:IA-5"]),
        ("GV", "", &["either csf2:GV rmf:GOVERN"]),
        ("8.6", "", &["either pci:8.6.1 pci:8.6.2 pci:8.6.3"]),
        ("8.6.1", "", &["either pci:8.6.1"]),
        ("5.3", "", &["either zta:5.3 cis:5.3 iso:A.5.3"]),
        ("T16", "", &["either another another"]),
        ("NIST CSF 2.0", "", &["broad csf2"]),
        ("NIST CSF; SOC 2; ISO 27001: A.5.16", "", &["broad csf2", "broad soc", "= iso:A.5.16"]),
        ("PR.AA-05 - NIST CSF 2.0", "", &["= csf2:PR.AA-05"]),
        ("NIST Cybersecurity Framework (CSF 2.0)", "", &["broad csf2"]),
        ("manage access", "", &[]),
        ("see POL-07, section 4", "", &[]),
        ("requirement 8.6.1", "", &["either pci:8.6.1"]),
        ("NIST CSF (PR.AA-05) and NIST 800-207 (tenet 6)", "", &["= csf2:PR.AA-05", "= zta:2.1-T6"]),
        ("PR.AA-05 (CSF), A.5.18 (ISO)", "", &["= csf2:PR.AA-05", "= iso:A.5.18"]),
        ("CIS 5.4, 5.5", "", &["either cis:5.4", "either cis:5.5"]),
        ("CSF 2.0 / PR.AA-05", "", &["= csf2:PR.AA-05"]),
        ("AC-2, 3 and 6", "53", &["= 53:AC-2", "= 53:AC-3", "= 53:AC-6"]),
        ("CC6.1 - CC6.3", "soc", &["= soc:CC6.1", "= soc:CC6.2", "= soc:CC6.3"]),
        ("protect", "csf2", &["broad csf2:PR"]),
        ("3, 6", "maestro", &[]),
        ("see the policy of 2025-01-05", "", &[]),
        ("", "", &[]),
    ]);
}

#[test]
fn a_claim_counts_for_what_is_written_rightly_or_only_spelled_otherwise() {
    let pack = pack();
    let counted = |text: &str| -> Vec<String> {
        let found = pack.catalogs.references(text, None);
        found.iter().flat_map(|c| c.answer.means()).map(shown).collect()
    };
    assert_eq!(counted("NIST CSF 2.0 PR.AA-05, NHI-07"), ["csf2:PR.AA-05", "nhi:NHI7:2025"]);
    for text in
        ["PR.AC-4", "SP 800-207: PR.AC-4", "CSF 1.1 ID.AM-1", "NIST CSF 2.0", "NIST AI RMF GOVERN", "GV", "NHI11"]
    {
        assert!(counted(text).is_empty(), "{text}: {:?}", counted(text));
    }
}

#[test]
fn spans_cover_what_is_written() {
    let pack = pack();
    for (text, spans) in [
        ("\u{fc}ber NHI-07 \u{2013} nein", vec!["NHI-07"]),
        ("NHI1, NHI7 and 9", vec!["NHI1", "NHI7", "9"]),
        ("PR.AA-01..03", vec!["PR.AA-01", "PR.AA-01..03", "03"]),
        ("SP 800-207 \u{a7}2.1 (4)", vec!["\u{a7}2.1 (4)"]),
        ("AC-2(1), (3)", vec!["AC-2(1)", "(3)"]),
        ("NIST CSF 2.0PR.AC-4Identity", vec!["PR.AC-4"]),
    ] {
        let found = pack.catalogs.citations(text, None);
        assert_eq!(found.iter().map(|c| &text[c.span.clone()]).collect::<Vec<_>>(), spans, "{text}");
        assert_eq!(
            found.iter().filter(|c| c.shared).count(),
            usize::from(text.contains("..")),
            "{text}: only what lies within a range shares its span"
        );
    }
}

#[test]
fn both_opinions_are_said_with_their_source() {
    let pack = pack();
    let found = pack.catalogs.citations("ID.GV-04", Some("nist-csf-2.0"));
    let Answer::Withdrawn { successors, .. } = &found[0].answer else { panic!("{found:?}") };
    assert!(successors.iter().all(|s| s.source.is_some()), "{successors:?}");
    let says = found[0].answer.says(&pack.catalogs);
    for part in ["GV.RM-04 (says usnistgov/oscal-content)", "GV.RM-03 (says intuitem/ciso-assistant-community)"] {
        assert!(says.contains(part), "{says}");
    }
}

#[test]
fn every_kind_of_answer_says_a_sentence() {
    let pack = pack();
    for (text, word, part) in [
        ("NHI7:2025", "exact", "Long-Lived Secrets"),
        ("NHI-07", "spelled otherwise", "writes NHI7:2025"),
        ("PR.AC-4", "withdrawn", "see NIST CSF 2.0 PR.AA-05"),
        ("SP 800-207: PR.AC-4", "other framework", "SP 800-207 has no such id"),
        ("CSF 1.1 ID.AM-1", "changed meaning", "NIST CSF 2.0 ID.AM-01"),
        ("CSF 1.1 ID.RA-2", "other edition", "same wording"),
        ("NIST AI RMF GOVERN", "too broad", "GOVERN 6"),
        ("LLM06", "ambiguous", "2023"),
        ("PR.AA-07", "no such id", "the nearest id is NIST CSF 2.0 PR.AA-06"),
        ("SP 800-53 MP-8", "not carried", "Cannot tell"),
        ("NIST AI RMFAgents act", "missing id", "no id follows"),
    ] {
        let answer = &pack.catalogs.citations(text, None)[0].answer;
        assert_eq!(answer.word(), word, "{text}");
        let says = answer.says(&pack.catalogs);
        assert!(says.contains(part) && says.ends_with('.'), "{text}: {says}");
    }
}

#[test]
fn names_are_found_where_they_stand() {
    let pack = pack();
    let text = "NIST CSF and OWASP NHI Top 10, not the CIS AWS Foundations Benchmark";
    let found = pack.catalogs.names(text);
    let shown: Vec<(&str, Vec<String>, bool)> =
        found.into_iter().map(|n| (&text[n.span], n.editions, n.other.is_some())).collect();
    assert_eq!(
        shown,
        [
            ("NIST CSF", vec!["nist-csf-2.0".to_owned(), "nist-csf-1.1".to_owned()], false),
            ("OWASP NHI Top 10", vec!["owasp-nhi-2025".to_owned()], false),
            ("CIS AWS Foundations Benchmark", vec![], true),
        ]
    );
}

/// An organisation's own framework, with and without a grammar.
fn with_own(cite: &str) -> Result<Pack, String> {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    let own = format!(
        r#"
        id        = "acme-rules-1"
        name      = "Acme Rules"
        short     = "Acme Rules 1"
        edition   = "1"
        publisher = "Acme"
        role      = "neighbour"
        unit      = ""
        reading   = "control"
        ids       = "official"
        source    = "Acme"
        licence   = "Acme"
        {cite}
        [[item]]
        id    = "KEY-01"
        label = "rule KEY-01"
        kind  = "rule"
        "#
    );
    files.insert("catalogs/acme-rules-1.toml", own);
    Pack::load(&files).map_err(|e| e.to_string())
}

#[test]
fn an_edition_brings_its_own_spellings() {
    let found = |pack: &Pack, text: &str| -> Vec<String> {
        pack.catalogs.citations(text, None).iter().map(|c| told(&c.answer)).collect()
    };
    let plain = with_own("").expect("no grammar is needed");
    for text in ["Acme Rules 1: KEY-01", "Acme Rules 1 rule KEY-01", "acme-rules-1:KEY-01"] {
        assert_eq!(found(&plain, text), ["= acme-rules-1:KEY-01"], "{text}");
    }
    assert!(found(&plain, "Acme Rules 1: KEY 1").is_empty(), "no form says so");
    let grammar = with_own(
        r#"
        [cite]
        names = ["Acme [Rules]"]
        [[cite.form]]
        write = ["KEY-#", "key rule #"]
        id    = "KEY-#"
        "#,
    )
    .expect("a grammar");
    for text in ["Acme KEY-1", "Acme: KEY 1", "Acme key rule one", "KEY01 of the Acme Rules"] {
        assert_eq!(found(&grammar, text), ["~ acme-rules-1:KEY-01"], "{text}");
    }
    assert_eq!(found(&grammar, "Acme KEY-02"), ["none acme-rules-1 near acme-rules-1:KEY-01"]);
    assert!(found(&grammar, "KEY-1").is_empty(), "it needs its framework");
}

#[test]
fn a_wrong_grammar_is_told_with_its_file() {
    for (cite, part) in [
        ("[cite]\nnames = [\"Acme [Rules\"]", "does not close a bracket"),
        ("[cite]\nnames = [\"Acme ]\"]", "out of place"),
        ("[cite]\nnames = [\"\"]", "nothing to match"),
        ("[cite]\nbroad = [\"chapter\"]", "`broad` names `chapter`"),
        ("[cite]\nsame_wording = [\"KEY-02\"]", "`same_wording` names `KEY-02`"),
        ("[cite]\nspellings = []", "unknown field `spellings`"),
        ("[[cite.form]]\nwrite = [\"<family>-#\"]", "the words `family`, which are not listed"),
        ("[[cite.form]]\nwrite = [\"LOCK-#\"]", "reads no id of the file"),
        ("[[cite.form]]\nwrite = [\"KEY-#\"]\nid = \"KEY-01\"", "the same number of parts"),
        ("[[cite.form]]\nwrite = [\"KEY-#\"]\nid = \"KEY[-]#\"", "no optional part"),
        ("[[cite.form]]\nwrite = [\"KEY-#\"]\nneeds = \"luck\"", "unknown variant `luck`"),
    ] {
        let said = with_own(cite).map(|_| ()).expect_err(cite);
        assert!(said.contains(part) && said.contains("catalogs"), "{cite}: {said}");
    }
}

/// Sixteen times the text takes about sixteen times as long; a quadratic pass would take two hundred times as long.
#[test]
fn time_grows_with_the_text_and_no_faster() {
    let pack = pack();
    for unit in [
        "NIST CSF 2.0 PR.AA-01..05, PR.AC-4 and 3; ",
        "tenets 1, 2, 3, 4, 5, 6, 7, ",
        "NIST NIST NIST ",
        "(((1.1 1.1 ",
        "2.1 (4 SP 800-207 2.1 (4 ",
        "NHI1, 2, 3, 4, 5 ",
        "GV, ID, PR, ",
        "Plain words with no citation whatever in them. ",
    ] {
        let took = |times: usize| {
            let text = unit.repeat(times);
            (0..4)
                .map(|_| {
                    let start = Instant::now();
                    std::hint::black_box(pack.catalogs.references(&text, Some("nist-csf-2.0")));
                    start.elapsed()
                })
                .min()
                .unwrap_or(Duration::ZERO)
        };
        let (small, large) = (took(25), took(400));
        assert!(large < small * 80 + Duration::from_millis(50), "{unit:?}: {small:?} for 25, {large:?} for 400");
    }
}
