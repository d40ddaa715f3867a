//! Places are those of the file, byte by byte and character by character.

use super::{PACK, report};
use nhimap_core::citations::lint::lint;

#[test]
fn every_citation_s_bytes_are_what_is_written_there() {
    let texts = [
        "Überblick: „NIST CSF 2.0 PR.AC-4“ gilt.\n\n• ÄÖÜ 😀 NHI-07 und NHI-08\r\n",
        "| Rahmen | Verweis | Wozu |\n|---|---|---|\n| NIST CSF 2.0 | é PR.AC-4 | 😀 |\n",
        "<p>é &amp; 😀 NIST CSF 2.0 PR.AC-4 ü</p><p>x</p>",
        "Rahmen,NIST CSF\n\"é \"\"😀\"\"\",\"\"\"x\"\" PR.AC-4\"\nz,PR.AA-05\n",
        "{\"framework\": \"NIST CSF 2.0\", \"id\": \"\\u00e9 😀 \\\"PR.AC-4\\\"\"}",
        "x = \"\"\"\né 😀\nNIST CSF 2.0 PR.AC-4\"\"\"\n",
        "\u{feff}NIST CSF 2.0PR.AC-4Zugriff\n",
    ];
    for text in texts {
        let report = report(text);
        assert!(!report.citations.is_empty(), "{text}");
        for cited in &report.citations {
            let written = &text[cited.span.clone()];
            assert_eq!(written, cited.text, "{text}");
            let before = &text[..cited.span.start];
            let line_start = before.rfind('\n').map_or(0, |n| n + 1);
            let column = before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1;
            assert_eq!((cited.line, cited.column), (before.matches('\n').count() + 1, column), "{text}");
            let shown: String =
                cited.excerpt.text.chars().skip(cited.excerpt.before).take(cited.excerpt.width).collect();
            assert_eq!(shown, cited.text, "the caret stands below it: {text}");
        }
    }
}

#[test]
fn bytes_that_are_no_utf_8_keep_their_places() {
    let bytes = b"Gr\xfc\xdfe: NIST CSF 2.0 PR.AC-4 f\xfcr alle\n";
    let report = lint("latin", bytes, &PACK).expect("it is text");
    let [cited] = &report.citations[..] else { panic!("{report:?}") };
    assert_eq!((&bytes[cited.span.clone()], cited.column), (&b"PR.AC-4"[..], 21));
}

#[test]
fn what_is_no_text_is_refused_with_a_remedy() {
    for bytes in [&b"PK\x03\x04rest"[..], b"%PDF-1.7", b"\xff\xfea\0b\0", b"a\0b"] {
        let error = lint("file", bytes, &PACK).expect_err("it is no text").to_string();
        assert!(error.starts_with("`file` is ") && error.contains("; "), "{error}");
    }
}
