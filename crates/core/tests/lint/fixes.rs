//! What is certain is written, and nothing else is touched.

use super::{PACK, report};
use nhimap_core::citations::lint::{fixed, lint};

fn fix(text: &[u8]) -> Vec<u8> {
    let report = lint("document", text, &PACK).expect("it is text");
    fixed(text, &report)
}

#[test]
fn spelling_and_one_successor_are_written() {
    let cases = [
        ("NIST CSF 2.0 PR.AC-4 and NHI-07.\r\n", "NIST CSF 2.0 PR.AA-05 and NHI7:2025.\r\n"),
        ("NIST CSF 2.0PR.AC-4Least privilege.\n", "NIST CSF 2.0PR.AA-05Least privilege.\n"),
        ("OWASP NHI Top 10NHI-02Passwords in code.\n", "OWASP NHI Top 10NHI2:2025Passwords in code.\n"),
        (
            "\u{feff}| NIST AI RMF | Govern 1.6 |\n| NIST CSF 2.0 | PR.AA-5 |\n",
            "\u{feff}| NIST AI RMF | GOVERN 1.6 |\n| NIST CSF 2.0 | PR.AA-05 |\n",
        ),
        ("NHI-1, NHI-7 and 9\n", "NHI1:2025, NHI7:2025 and NHI9:2025\n"),
    ];
    for (before, after) in cases {
        assert_eq!(String::from_utf8(fix(before.as_bytes())).expect("text"), after);
    }
}

#[test]
fn what_is_not_certain_is_left() {
    for text in [
        // Two successors; sources that differ.
        "NIST CSF 2.0 PR.AC-1\n",
        // The former edition is meant.
        "NIST CSF 1.1 PR.AC-4\n",
        // Another framework's id.
        "NIST Zero Trust (SP 800-207) PR.AC-4\n",
        // A category stands for several items.
        "| Framework | Id |\n|---|---|\n| NIST CSF 2.0 | PR.AC |\n",
        // Tags stand within.
        "<p>NIST CSF 2.0 PR.<b>AC</b>-4</p><p>x</p>",
        // An id for machines.
        r#"{"framework": "NIST CSF 2.0", "control-id": "pr.ac-4"}"#,
    ] {
        assert_eq!(fix(text.as_bytes()), text.as_bytes(), "{text}");
    }
}

#[test]
fn a_successor_is_not_written_where_the_text_is_about_something_else() {
    let text = "| Framework | Id | Why |\n|---|---|---|\n| NIST CSF 2.0 | PR.AC-7 | Backups are created, protected and tested. |\n";
    let report = report(text);
    assert!(report.citations.iter().all(|c| c.fix.is_none()), "{:?}", report.citations);
}

#[test]
fn fixes_are_written_once_and_change_nothing_else() {
    let text = b"\xef\xbb\xbf# T\xc3\xa4gliches\r\n\r\nPR.AC-4 \xff NIST CSF 2.0 PR.DS-7;\tNHI07\r\n| OWASP NHI Top 10 | NHI-3 |\r\n|-|-|\r\n| NIST CSF 2.0 | PR.AA-1 |\r\n";
    let once = fix(text);
    assert_ne!(once, text);
    assert_eq!(fix(&once), once, "{}", String::from_utf8_lossy(&once));
    let lines = |b: &[u8]| b.split(|c| *c == b'\n').map(<[u8]>::len).count();
    assert_eq!(lines(&once), lines(text));
    assert!(once.starts_with(b"\xef\xbb\xbf# T\xc3\xa4gliches\r\n\r\n") && once.contains(&0xff));
}

#[test]
fn a_cell_of_csv_gets_no_comma() {
    let text = "Framework,Reference\nNIST SP 800-207,ZTA tenet four\nNIST CSF 2.0,PR.AA-5\n";
    assert_eq!(String::from_utf8(fix(text.as_bytes())).expect("text"), text.replace("PR.AA-5", "PR.AA-05"));
}
