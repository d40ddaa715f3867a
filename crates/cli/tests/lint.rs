//! `nhimap lint`, end to end: documents in; exit code, standard output, standard error and changed files out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A folder of its own for each test, under the build folder, with these files.
fn folder(test: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).expect("the build folder can be written");
    }
    folder
}

fn nhimap(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nhimap"))
        .current_dir(folder)
        .arg("lint")
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what the command prints is UTF-8")
}

const POLICY: &[u8] =
    b"\xef\xbb\xbf# Access\r\n\r\nT\xc3\xbcr: NIST CSF 2.0 PR.AC-4 asks for it.\r\nSo does NHI-05.\r\n";

#[test]
fn each_finding_has_its_place_its_line_and_what_to_do() {
    let folder = folder("terminal", &[("policy.md", POLICY)]);
    let output = nhimap(&folder, &["policy.md"]);
    let expected = "\
warning[withdrawn]: NIST CSF 2.0 PR.AC-04 is withdrawn; see NIST CSF 2.0 PR.AA-05.
  --> policy.md:3:19
3 | Tür: NIST CSF 2.0 PR.AC-4 asks for it.
  |                   ^^^^^^^
   = under: nist-csf-2.0, named beside it
   = fix:   write PR.AA-05

note[spelled-otherwise]: OWASP NHI5:2025 (Overprivileged NHI); the framework writes NHI5:2025.
  --> policy.md:4:9
4 | So does NHI-05.
  |         ^^^^^^
   = fix:   write NHI5:2025

1 document, 2 citations: 0 errors, 1 warning, 1 note, 0 fine; 2 changes certain, `--fix` shows them.
";
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(10));
}

#[test]
fn the_exit_code_follows_the_level() {
    let folder =
        folder("codes", &[("a.md", b"So does NHI-05.\n"), ("b.md", b"So does NHI5:2025.\n"), ("c.pdf", b"%PDF-1.7")]);
    let code = |args: &[&str]| nhimap(&folder, args).status.code();
    assert_eq!(code(&["a.md"]), Some(0));
    assert_eq!(code(&["a.md", "--fail-on", "note"]), Some(10));
    assert_eq!(code(&["b.md", "--fail-on", "note"]), Some(0));
    assert_eq!(code(&["a.md", "c.pdf"]), Some(1));
    assert_eq!(code(&["missing.md"]), Some(1));
    assert_eq!(code(&["a.md", "--fail-on", "bad"]), Some(2));
    assert_eq!(code(&[]), Some(2));
    assert_eq!(code(&["a.md", "--write"]), Some(2));
    assert_eq!(code(&["-", "--fix"]), Some(2));
    let output = nhimap(&folder, &["c.pdf", "a.md"]);
    assert!(text(&output.stderr).starts_with("error: `c.pdf` is a PDF, not text; "), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("1 document"), "the others are judged all the same");
}

#[test]
fn standard_input_and_folders_are_read() {
    let folder = folder("inputs", &[("a.md", POLICY), ("b.txt", b"NHI-05\n"), ("c.png", b"\x89PNG\0")]);
    let output = nhimap(&folder, &["."]);
    assert!(text(&output.stdout).contains("2 documents, 3 citations"), "{}", text(&output.stdout));
    let mut child = Command::new(env!("CARGO_BIN_EXE_nhimap"))
        .args(["lint", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    child.stdin.take().expect("it is piped").write_all(POLICY).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(text(&output.stdout).contains("  --> standard-input:3:19\n"), "{}", text(&output.stdout));
}

#[test]
fn a_fix_is_shown_first_and_written_only_where_that_is_said() {
    let folder = folder("fix", &[("policy.md", POLICY)]);
    let file = folder.join("policy.md");
    let diff = "\
--- a/policy.md
+++ b/policy.md
@@ -1,4 +1,4 @@
 \u{feff}# Access\r
 \r
-Tür: NIST CSF 2.0 PR.AC-4 asks for it.\r
-So does NHI-05.\r
+Tür: NIST CSF 2.0 PR.AA-05 asks for it.\r
+So does NHI5:2025.\r
";
    for args in [&["policy.md", "--diff"][..], &["policy.md", "--fix"]] {
        let output = nhimap(&folder, args);
        assert_eq!((text(&output.stdout).as_str(), output.status.code()), (diff, Some(10)), "{args:?}");
        assert_eq!(fs::read(&file).expect("it is there"), POLICY, "{args:?} writes nothing");
    }
    let output = nhimap(&folder, &["policy.md", "--fix"]);
    assert!(text(&output.stderr).starts_with("nothing was written; `--fix --write` writes 2 changes\n"));
    let output = nhimap(&folder, &["policy.md", "--fix", "--write"]);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), (diff, Some(0)));
    let written = "\u{feff}# Access\r\n\r\nTür: NIST CSF 2.0 PR.AA-05 asks for it.\r\nSo does NHI5:2025.\r\n";
    assert_eq!(fs::read(&file).expect("it is there"), written.as_bytes());
    let output = nhimap(&folder, &["policy.md", "--fix", "--write"]);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("", Some(0)), "there is nothing left");
}

#[test]
fn json_holds_every_citation_and_sarif_every_finding_with_its_place() {
    let folder = folder("formats", &[("a b.md", POLICY), ("c.md", b"NIST CSF 2.0 PR.AA-05 is fine.\n")]);
    let output = nhimap(&folder, &["a b.md", "c.md", "--format", "json"]);
    let json: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(json[0]["citations"][0]["fix"]["replacement"], "PR.AA-05");
    assert_eq!(json[1]["citations"][0]["verdict"], "exact");
    let output = nhimap(&folder, &["a b.md", "c.md", "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("a list");
    assert_eq!((sarif["version"].as_str(), results.len()), (Some("2.1.0"), 2));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.md");
        assert!(place["region"]["startLine"].as_u64() > Some(0));
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("a small one");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a word")));
    }
    let region = &results[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((region["startColumn"].as_u64(), region["endColumn"].as_u64()), (Some(19), Some(26)));
    let output = nhimap(&folder, &["c.md", "--format", "sarif"]);
    let sarif: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(sarif["runs"][0]["results"], Value::Array(Vec::new()), "no result is a list still");
}

#[test]
fn markdown_is_a_table_in_which_no_text_becomes_markup() {
    let hostile = b"| NIST CSF 2.0 | x |\n|---|---|\n| PR.AC-4 | <img src=x> |\n";
    let folder = folder("markdown", &[("[x](y)*.md", hostile)]);
    let output = nhimap(&folder, &[".", "--format", "markdown"]);
    let markdown = text(&output.stdout);
    assert!(markdown.contains("## \\[x\\](y)\\*.md\n"), "{markdown}");
    assert!(markdown.contains("| 3:3 | `PR.AC-4` | warning: withdrawn |"), "{markdown}");
    assert!(!markdown.contains("<img"), "{markdown}");
}

#[test]
fn the_same_is_said_once_with_its_other_places() {
    let folder = folder("alike", &[("a.md", b"NHI-05 and NHI-05.\n\nAgain NHI-05.\n")]);
    let output = nhimap(&folder, &["a.md"]);
    let said = text(&output.stdout);
    assert_eq!(said.matches("note[").count(), 1, "{said}");
    assert!(said.contains("   = also:  2 more, line 1, 3\n"), "{said}");
}

#[test]
fn marks_that_move_the_cursor_are_not_shown() {
    let folder = folder("marks", &[("a.md", "\u{1b}[31m NHI-05 \u{202e}x\n".as_bytes())]);
    let said = text(&nhimap(&folder, &["a.md"]).stdout);
    assert!(
        said.contains("1 | \u{fffd}[31m NHI-05 \u{fffd}x\n  |       ^^^^^^\n") && !said.contains('\u{1b}'),
        "{said}"
    );
}
