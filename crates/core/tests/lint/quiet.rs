//! What cites nothing wrong must give nothing.

use super::wrong;

/// Sentences with numbers, versions, dates, names and words that look like ids.
const SENTENCES: [&str; 62] = [
    "Version 2.1 of the client was released on 2026-03-04.",
    "Upgrade to v4.0.1 before 8.6.1 reaches its end of life.",
    "In section 5.3 we compare the three vendors.",
    "See chapter 7 and figure 2.1 for the layout.",
    "PR 4512 fixes the race; PR-77 adds the test.",
    "The PR.AI team met on Monday.",
    "L6 engineers mentor L4 and L5 engineers.",
    "Layer 4 load balancing happens before layer 7 routing.",
    "The OSI model has seven layers.",
    "Ring the T1 line before the T2 line.",
    "The EC2 instance runs in eu-west-1 on port 8443.",
    "Error codes E-404 and HTTP 503 are retried 3 times.",
    "CVE-2024-21626 and CWE-798 are not framework references.",
    "RFC 6749 section 4.1 describes the authorization code grant.",
    "AES-256, SHA-1 and RSA-2048 are named in the policy.",
    "We govern, map, measure and manage as we always did.",
    "Identify the owner, protect the secret, detect misuse, respond and recover.",
    "Our rule: detect, respond, recover.",
    "The Govern team meets at 9.30 on Fridays.",
    "Manage 4.1 million accounts with one process.",
    "Measure 2 cups and map 3 routes.",
    "GV is the abbreviation of a French department.",
    "John A. Smith and Mary B. Jones wrote A.5 of the annex.",
    "The A.I. team and the A.C. unit share a floor.",
    "AC-2 is on the left, AC-3 on the right of the cooling plan.",
    "Gate A5 closes at 18:05.",
    "Invoice CC6.1-2024 was paid.",
    "Tenet 4 of our company is kindness.",
    "Risk 7 in the register is accepted until June.",
    "Clause 8.6 of the contract ends on 31.12.2026.",
    "Requirement 7.2 of the tender asks for two references.",
    "Control 5.1 of the heating was replaced.",
    "The NIST website was down for 2.5 hours.",
    "NIST published SP 800-63-4 in 2025.",
    "NIST SP 800-63B and SP 800-171 are other documents.",
    "OWASP has a local chapter with 12 members.",
    "The OWASP API Security Top 10 and the OWASP ASVS 4.0.3 help developers.",
    "ISO 9001 and ISO 42001:2023 are management systems.",
    "SOC 2 Type II reports cover 12 months.",
    "PCI DSS v4.0.1 replaced v3.2.1 in 2025.",
    "CIS publishes benchmarks for 25 products.",
    "The NIST Cybersecurity Framework 2.0 emphasises governance.",
    "NIST CSF 2.0 has six functions: Govern, Identify, Protect, Detect, Respond and Recover.",
    "Zero trust, as SP 800-207 describes it, trusts no network.",
    "The NIST AI RMF names four functions: GOVERN, MAP, MEASURE and MANAGE.",
    "The PROTECT function of NIST CSF 2.0 holds 22 outcomes.",
    "MAESTRO was written by the Cloud Security Alliance and has seven layers.",
    "We follow the OWASP Non-Human Identities Top 10 where we can.",
    "NHI management grows: NHI teams doubled in 2 years.",
    "52 NHI breaches were analysed; 69% of NHIs are stale.",
    "NHI stands for National Health Insurance there.",
    "svc-nhi-7 and nhi-02-prod are accounts, and host-pr.ac-4.example.org is a host.",
    "Mail nhi7@example.org or visit https://example.org/PR.AC-4/NHI-99.",
    "NIST CSF 2.0 PR.AA-05 asks for it, and so does OWASP NHI5:2025.",
    "GOVERN 1.6 of the NIST AI RMF asks for an inventory.",
    "PR.AA-01 to PR.AA-05 stand in one category.",
    "SP 800-207 section 2.1, tenet 4 speaks of dynamic policy.",
    "MAESTRO L6 is about security, and MAESTRO layer 3 about frameworks.",
    "ASI03 of the OWASP Agentic Top 10 is about identity.",
    "LLM01:2025 is prompt injection.",
    "A.5.16 of ISO/IEC 27001:2022 is identity management.",
    "NIST SP 800-53 AC-2(1) automates account management.",
];

/// Tables, lists and files.
const DOCUMENTS: [&str; 16] = [
    "| Version | Date | Author |\n|---|---|---|\n| 2.1 | 2026-01-04 | A. B. |\n| 2.2 | 2026-02-04 | C. D. |\n",
    "| Control | Owner | Status |\n|---|---|---|\n| CTL-01 | Mo | done |\n| CTL-02 | Li | open |\n",
    "| Framework | Version |\n|---|---|\n| NIST CSF | 2.0 |\n| ISO/IEC 27001 | 2022 |\n| PCI DSS | 4.0.1 |\n",
    "| Framework | Section | What |\n|---|---|---|\n| GDPR | Art. 32 | Security |\n| DORA | Art. 9(4) | Access |\n| NIS2 | 21(2)(d) | Supply |\n",
    "| Framework | Control | What |\n|---|---|---|\n| Internal policy | AC-2 | Accounts |\n| BSI C5 | IDM-01 | Policy |\n| SOC 2 | CC6.1 | Access |\n",
    "| Framework | Control | What |\n|---|---|---|\n| NIST CSF 2.0 | PR.AA-05 | Permissions |\n| NIST CSF 2.0 | n/a | nothing |\n| NIST AI RMF | - | nothing |\n",
    "| Source | Figure |\n|---|---|\n| NIST CSF 2.0 survey | 44% |\n| OWASP report 2025 | 1 in 5 |\n",
    "| From | To |\n|---|---|\n| NIST CSF 1.1 | NIST CSF 2.0 |\n| NIST CSF 2.0 | ISO/IEC 27001:2022 |\n",
    "| Function | Count |\n|---|---|\n| GOVERN | 31 |\n| IDENTIFY | 21 |\n",
    "| Threat | Framework | Why |\n|---|---|---|\n| T1 | OWASP | memory |\n| T17 | OWASP | drift |\n",
    "Layer,Name\n1,Physical\n4,Transport\n7,Application\n",
    "id,name,owner\nA.1,backup,Jo\nA.2,restore,Jo\nL6,lift,Al\n",
    "{\"version\": \"2.0\", \"framework\": \"react\", \"id\": \"AC-2\", \"items\": [{\"id\": \"L6\", \"ref\": \"refs/heads/main\"}]}",
    "# Release 2.0\n\n- AC-2: new air conditioning\n- GV: governor valve\n- 5.3: fixed\n",
    "[package]\nname = \"csf\"\nversion = \"2.0.1\"\n[dependencies]\nnhi = \"7\"\nref = { version = \"1.1\" }\n",
    "<!doctype html><html><body><h1>Release notes</h1><ul><li>L6 fixed</li><li>PR 4 merged</li></ul></body></html>",
];

#[test]
fn nothing_is_said_of_what_cites_nothing_wrong() {
    let problems: Vec<String> = SENTENCES
        .iter()
        .chain(&DOCUMENTS)
        .filter_map(|text| {
            let found = wrong(text);
            (!found.is_empty()).then(|| format!("{text:?}\n    {}", found.join("\n    ")))
        })
        .collect();
    assert!(
        problems.is_empty(),
        "{} of {}:\n{}",
        problems.len(),
        SENTENCES.len() + DOCUMENTS.len(),
        problems.join("\n")
    );
}

#[test]
fn other_spellings_need_their_framework() {
    assert!(wrong("Gate A5.16 closes at 18:05.").is_empty());
    assert_eq!(wrong("ISO/IEC 27001:2022 has it. See A5.16."), ["1:32 note spelled otherwise A5.16"]);
}

/// All sentences in one document, as a paragraph, as lines and as a list: what one names must not spill into the next.
#[test]
fn nor_of_all_of_it_together() {
    let list: String = SENTENCES.iter().map(|s| format!("- {s}\n")).collect();
    for text in [SENTENCES.join("\n\n"), list, SENTENCES.join(" ")] {
        let found: Vec<String> = wrong(&text).into_iter().collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

#[test]
fn a_list_that_tells_a_framework_over_cites_none_of_it_too_broadly() {
    let functions = ["GOVERN (GV)", "IDENTIFY (ID)", "PROTECT (PR)", "DETECT (DE)", "RESPOND (RS)", "RECOVER (RC)"];
    let list = |named: &[&str]| {
        let items: String = named.iter().map(|f| format!("- **{f}**: what it is about\n")).collect();
        wrong(&format!("# NIST CSF 2.0\n\nIts functions:\n\n{items}"))
    };
    assert_eq!(list(&functions), [""; 0]);
    assert_eq!(list(&functions[..4]), [""; 0], "an old list lacks one or two");
    assert_eq!(list(&functions[1..3]).len(), 2, "two of six are cited, and too broadly");
}

#[test]
fn a_document_of_the_former_edition_is_not_told_that_its_ids_are_withdrawn() {
    let document = |edition: &str| {
        let first = format!(r#"{{"framework": "NIST CSF {edition}", "id": "PR.AC-1", "title": "first"}}"#);
        format!(r#"[{first}, {{"section": "Identity Management and Access Control (PR.AC)"}}]"#)
    };
    let warnings = |text: &str| wrong(text).into_iter().filter(|line| line.contains("warning")).collect::<Vec<_>>();
    assert_eq!(warnings(&document("v1.1")), [""; 0]);
    assert_eq!(warnings(&document("2.0")).len(), 2, "there both are withdrawn");
}
