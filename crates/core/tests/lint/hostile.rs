//! Whatever is given, there is an answer, soon, and its places lie in the file.

use super::{PACK, report};
use nhimap_core::citations::lint::{fixed, lint};
use proptest::prelude::*;

/// Pieces from which documents are made.
const PIECES: [&str; 48] = [
    "NIST CSF 2.0",
    "PR.AC-4",
    "NHI-07",
    "SP 800-207",
    "tenet 4",
    "GOVERN",
    "MAESTRO",
    "L6",
    "AC-2(1)",
    "NIST AI RMF",
    "|",
    "\n|---|---|\n",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    ",",
    ";",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    "<td>",
    "</td>",
    "<table>",
    "<tr>",
    "<!--",
    "-->",
    "<p",
    ">",
    "&amp;",
    "&",
    "```",
    "# ",
    "- ",
    "**",
    "`",
    "\u{feff}",
    "é",
    "😀",
    "\u{202e}",
    "=",
    "x",
    "---\n",
    "Identity and access.",
];

fn sound(bytes: &[u8]) {
    let Ok(report) = lint("document", bytes, &PACK) else { return };
    let mut before = 0;
    for cited in &report.citations {
        assert!(cited.span.start <= cited.span.end && cited.span.end <= bytes.len());
        assert!(cited.span.start >= before, "in the order of the file");
        before = cited.span.start;
        assert!(cited.line >= 1 && cited.column >= 1 && !cited.says.is_empty());
        assert!((cited.end_line, cited.end_column) >= (cited.line, cited.column));
        if let Some(fix) = &cited.fix {
            assert_eq!(fix.span, cited.span);
            assert!(!fix.replacement.contains('\n'));
        }
    }
    let once = fixed(bytes, &report);
    let again = lint("document", &once, &PACK).expect("a fix leaves text");
    assert_eq!(fixed(&once, &again), once, "{}", String::from_utf8_lossy(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_document_has_a_sound_report(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        sound(pieces.concat().as_bytes());
    }

    #[test]
    fn any_bytes_have_a_sound_report(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        sound(&bytes);
    }
}

#[test]
fn long_documents_of_one_piece_come_to_an_end() {
    // Nesting and open marks that never close. A step that grows with the square of the length would be felt here at once.
    let pieces = [
        "[",
        "{\"a\":",
        "<td>",
        "<!-- ",
        "<code>",
        "&",
        "|",
        "| a ",
        "> ",
        "- ",
        "**",
        "`",
        "\n\n",
        " ",
        "\"",
        "a,b\n",
        "NHI-07 ",
        "NIST CSF 2.0",
        "NIST CSF 2.0PR.AC-4",
        "PR.AC-4, ",
        "(((((",
        "x.",
        "1.",
        "GOVERN 1",
        "é",
        "SP 800-207 section ",
        "\t",
    ];
    for piece in pieces {
        let told = report(&piece.repeat(20_000 / piece.len()));
        assert!(told.citations.iter().all(|c| c.span.end <= 20_000), "`{piece}`");
    }
}

#[test]
fn marks_that_move_the_cursor_are_text() {
    let report = report("\u{1b}[31mNIST CSF 2.0 PR.AC-4\u{202e}\n");
    assert_eq!(report.citations.len(), 1);
}
