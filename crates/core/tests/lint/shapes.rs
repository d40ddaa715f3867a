//! Each format, and each way to say which framework is meant.

use nhimap_core::citations::lint::{Format, Named, Verdict};

use super::{all, report, wrong};

const TABLE: &str = "\
# Standards

The article closes with a table.
| Framework | Control / Reference | Relevance |
|---|---|---|
| OWASP Non-Human Identity Top 10 | NHI-07 | Keys that never expire outlive the people who made them; rotation is missing. |
| NIST CSF 2.0 | PR.AC-4 | Least privilege for service accounts. |
| NIST Zero Trust (SP 800-207) | PR.AC-1 | Each session is decided anew. |
| NIST Zero Trust (SP 800-207) | SP 800-207 | The whole idea of it. |
| CSA MAESTRO | GOV-2 | Who may decide for an agent. |
| NIST AI RMF | Somebody answers for what autonomous agents do. |
";

#[test]
fn a_table_is_judged_row_by_row() {
    let expected = [
        "6:37 note spelled otherwise NHI-07",
        "7:18 warning withdrawn PR.AC-4",
        "8:34 error wrong framework PR.AC-1",
        "9:34 warning too broad SP 800-207",
        "10:17 error no such id GOV-2",
        "11:3 warning missing id NIST AI RMF",
    ];
    assert_eq!(all(TABLE), expected);
    assert_eq!(report(TABLE).format, Format::Markdown);
}

#[test]
fn cells_that_were_run_together_are_a_row() {
    let text = "\
FrameworkControl / ReferenceRelevance
OWASP Non-Human Identity Top 10NHI-02Passwords in a repository are read by everyone.
NIST CSF 2.0PR.AC-4Least privilege for service accounts.
NIST Zero Trust (SP 800-207)SP 800-207The whole idea of it.
NIST CSF 2.0PR.AA-05, PR.AC-1Permissions are reviewed.
NIST AI RMFSomebody answers for what autonomous agents do.
";
    let expected = [
        "2:32 note spelled otherwise NHI-02",
        "3:13 warning withdrawn PR.AC-4",
        "4:29 warning too broad SP 800-207",
        "5:13 fine exact PR.AA-05",
        "5:23 warning withdrawn PR.AC-1",
        "6:1 warning missing id NIST AI RMF",
    ];
    assert_eq!(all(text), expected);
    assert_eq!(report(text).format, Format::Plain);
}

#[test]
fn rows_may_come_without_the_line_of_dashes_or_with_tabs() {
    let bars = "| NIST CSF 2.0 | PR.AC-4 | Least privilege. |\n| CSA MAESTRO | GOV-2 | Agents. |\n";
    assert_eq!(all(bars), ["1:18 warning withdrawn PR.AC-4", "2:17 error no such id GOV-2"]);
    let tabs =
        "Framework\tReference\tWhy\nNIST CSF 2.0\tPR.AC-4\tLeast privilege.\nNIST AI RMF\tGOVERN 1.6\tAn inventory.\n";
    assert_eq!(all(tabs), ["2:14 warning withdrawn PR.AC-4", "3:13 fine exact GOVERN 1.6"]);
}

#[test]
fn the_framework_is_found_from_column_heading_or_sentence() {
    let cases = [
        ("| NIST CSF 2.0 | What |\n|---|---|\n| PR.AC-4 | x |\n", Named::Column),
        ("| Framework | Id |\n|---|---|\n| NIST CSF 2.0 | PR.AC-4 |\n", Named::Row),
        ("# NIST CSF 2.0\n\n- PR.AC-4: permissions\n", Named::Heading),
        ("As NIST CSF 2.0 PR.AC-4 asks.\n", Named::Sentence),
    ];
    for (text, named) in cases {
        let report = report(text);
        let [cited] = &report.citations[..] else { panic!("{text}: {:?}", report.citations) };
        assert_eq!(cited.verdict, Verdict::Withdrawn, "{text}");
        assert_eq!(
            cited.framework.as_ref().map(|f| (f.edition.as_str(), f.named)),
            Some(("nist-csf-2.0", named)),
            "{text}"
        );
    }
}

#[test]
fn a_heading_helps_and_never_accuses() {
    assert_eq!(all("# NIST SP 800-53\n\n- AC-2: accounts\n"), ["3:3 fine exact AC-2"]);
    assert!(all("- AC-2: accounts\n").is_empty(), "without its framework it may be anything");
    // What stands below a framework's heading may be of another one.
    assert_eq!(
        all("# NIST CSF 2.0\n\n- NHI7:2025 is mapped to PR.AA-01\n"),
        ["3:3 fine exact NHI7:2025", "3:26 fine exact PR.AA-01"]
    );
}

#[test]
fn a_list_of_names_is_no_row_and_accuses_nobody() {
    for text in [
        "Frameworks: MAESTRO · AIUC-1 · ENISA.\n",
        "# LLM Top 10 2025 × AIUC-1\n",
        "A multilayer cybersecurity framework (L1/L2/L3) for models.\n",
        "See NIST CSF 2.0, ISO 27001 and CWE-285.\n",
    ] {
        assert!(all(text).is_empty(), "{text}: {:?}", all(text));
    }
}

#[test]
fn the_text_beside_a_citation_is_compared_with_it() {
    let text = "\
| Framework | Reference | Why |
|---|---|---|
| OWASP NHI Top 10 | NHI3:2025 | Rotation of long-lived secrets that never expire. |
| OWASP NHI Top 10 | NHI7:2025 | Rotation of long-lived secrets that never expire. |
";
    assert_eq!(wrong(text), ["3:22 warning exact NHI3:2025, reads like NHI7:2025"]);
    let list = "- NHI3:2025: long-lived secrets without rotation\n";
    assert_eq!(wrong(list), ["1:3 warning exact NHI3:2025, reads like NHI7:2025"]);
    let pasted = "Why it matters\n\nOWASP NHI Top 10NHI3:2025Long-lived secrets without rotation or expiry.\n";
    assert_eq!(wrong(pasted), ["3:17 warning exact NHI3:2025, reads like NHI7:2025"]);
    // In a sentence an id may be named in passing.
    let sentence = "Unlike NHI3:2025, this is about long-lived secrets without rotation.\n";
    assert_eq!(wrong(sentence), ["1:8 note exact NHI3:2025, reads like NHI7:2025"]);
}

#[test]
fn a_text_beside_several_ids_is_about_them_together() {
    let text = "\
| Control | Statement | Cites |
|---|---|---|
| One | Long-lived secrets are rotated and expire. | NHI3:2025, NHI7:2025 |
| Two | Long-lived secrets are rotated and expire. | NHI1:2025, NHI3:2025, NHI5:2025 |
";
    assert!(wrong(text).is_empty(), "{:?}", wrong(text));
    let relation = "| NHI | CSF | Why |\n|---|---|---|\n| NHI3:2025 | PR.AA-01 | Long-lived secrets are rotated. |\n";
    assert!(wrong(relation).is_empty(), "{:?}", wrong(relation));
}

#[test]
fn groups_are_too_broad_only_where_an_item_is_meant() {
    let rows = "| Framework | Reference |\n|---|---|\n| NIST AI RMF | GOVERN |\n| NIST CSF 2.0 | PR.AA |\n| NIST CSF 2.0 | PR.AA-01 |\n";
    assert_eq!(wrong(rows), ["3:17 warning too broad GOVERN", "4:18 note too broad PR.AA"]);
    for text in [
        "The GOVERN function of the NIST AI RMF asks for an inventory.\n",
        "| NIST CSF 2.0 function | Why |\n|---|---|\n| GOVERN (GV) | Rules |\n| PROTECT (PR) | Guards |\n",
        "| Category | NIST CSF 2.0 |\n|---|---|\n| Risk Assessment | Risk Assessment (ID.RA) |\n",
    ] {
        assert!(wrong(text).is_empty(), "{text}: {:?}", wrong(text));
    }
}

#[test]
fn a_former_edition_is_named_on_purpose_or_by_mistake() {
    assert_eq!(wrong("NIST CSF 1.1 PR.AC-4 asks for it.\n"), ["1:14 note other edition PR.AC-4"]);
    assert_eq!(wrong("NIST CSF 2.0 PR.AC-4 asks for it.\n"), ["1:14 warning withdrawn PR.AC-4"]);
    assert_eq!(wrong("PR.AC-4 asks for it.\n"), ["1:1 warning withdrawn PR.AC-4"]);
    assert_eq!(wrong("PR.DS-2 asks for it.\n"), ["1:1 warning other edition PR.DS-2"]);
}

#[test]
fn what_the_document_names_settles_what_may_be_several() {
    let alone = "The scanner covers LLM06.\n";
    assert_eq!(wrong(alone), ["1:20 note ambiguous LLM06"]);
    let named = "# OWASP Top 10 for LLM Applications 2025\n\n## Scope\n\nThe scanner covers LLM06.\n";
    assert_eq!(wrong(named), ["5:20 note spelled otherwise LLM06"]);
    // In text without marks a name on a line of its own is the first cell of a row.
    let cells = "NIST Zero Trust (SP 800-207)\n\nPR.AC-4\n\nEach session is decided anew.\n";
    assert_eq!(wrong(cells), ["3:1 error wrong framework PR.AC-4"]);
    let titled = "| LLM06 | Excessive Agency |\n|---|---|\n| LLM01 | Prompt Injection |\n";
    assert_eq!(wrong(titled), ["1:3 note spelled otherwise LLM06", "3:3 note spelled otherwise LLM01"]);
}

#[test]
fn code_links_and_front_matter_are_left_alone() {
    let text = "---\ntitle: NIST CSF 2.0 PR.AC-4\n---\n# Title\n\n`PR.AC-4` and ~~PR.AC-1~~ and [here](https://example.org/PR.AC-3).\n\n```\nPR.AC-5\n```\n\n    PR.AC-6\n";
    assert!(all(text).is_empty(), "{:?}", all(text));
    // A cell that is nothing but code is how many tables write ids.
    let cell = "| Framework | Id |\n|---|---|\n| NIST CSF 2.0 | `PR.AC-4` |\n";
    assert_eq!(all(cell), ["3:19 warning withdrawn PR.AC-4"]);
}

#[test]
fn html_is_read_as_it_is_seen() {
    let text = "<!doctype html><html><head><title>NIST CSF 2.0 PR.AC-1</title><style>a{}</style></head><body>\n\
                <p>As <b>NIST&nbsp;CSF 2.0</b> PR.<i>AC</i>-4 asks, <code>PR.AC-5</code>.</p>\n\
                <table><tr><th>Framework<th>Reference<th>Why</tr>\n\
                <tr><td rowspan=2>NIST CSF 2.0<td>PR.AA-05<td>Permissions</tr>\n\
                <tr><td>PR.AC-3<td>Remote access</tr></table>\n\
                <script>var x = 'PR.AC-6';</script></body></html>\n";
    let expected =
        ["2:32 warning withdrawn PR.<i>AC</i>-4", "4:35 fine exact PR.AA-05", "5:9 warning withdrawn PR.AC-3"];
    assert_eq!(all(text), expected);
    assert_eq!(report(text).format, Format::Html);
}

#[test]
fn csv_columns_hold_references() {
    let text = "\
\u{feff}Control;NIST CSF;SP 800-53;Statement\r
C-1;PR.AC-4;AC-2;\"Least privilege; \"\"always\"\"\"\r
C-2;\"PR.AA-01; PR.AC-1\";AC-2(99);None\r
C-3;PR.AA-05;;x\r
";
    let expected = [
        "2:5 warning withdrawn PR.AC-4",
        "2:13 fine exact AC-2",
        "3:6 fine exact PR.AA-01",
        "3:16 warning withdrawn PR.AC-1",
        "3:25 fine not carried AC-2(99)",
        "4:5 fine exact PR.AA-05",
    ];
    assert_eq!(all(text), expected);
    assert_eq!(report(text).format, Format::Csv);
}

#[test]
fn json_fields_are_columns_and_oscal_ids_are_tokens() {
    let own = r#"{"Framework": "NIST-CSF", "Version": "2.0", "Requirements": [
  {"Id": "x1", "Name": "PR.AC-4", "Description": "Who may do what."},
  {"Id": "x2", "Name": "PR.AA-5"},
  {"Id": "x3", "Name": "PR.ZZ-5"}
]}"#;
    let expected = ["2:25 warning withdrawn PR.AC-4", "3:25 note spelled otherwise PR.AA-5"];
    assert_eq!(all(own)[..2], expected);
    let oscal = r#"{"component-definition": {"components": [{"control-implementations": [{
  "source": "https://example.org/nist.gov/SP800-53/rev5/json/NIST_SP-800-53_rev5_catalog.json",
  "implemented-requirements": [{"control-id": "ac-2"}, {"control-id": "ac-6"}]}]}]}}"#;
    assert_eq!(all(oscal), ["3:48 fine exact ac-2", "3:72 fine exact ac-6"]);
    let catalog =
        r#"{"catalog": {"metadata": {"title": "NIST CSF 2.0"}, "groups": [{"id": "PR.AC", "title": "PR.AC-4"}]}}"#;
    assert!(all(catalog).is_empty());
    assert_eq!(report(oscal).format, Format::Json);
}

#[test]
fn our_own_checks_name_edition_and_item() {
    let text = "id = \"x\"\n[[maps]]\nref = \"nist-csf-2.0:PR.AC-04\"\nhow = \"tests\"\n[[maps]]\nref = \"owasp-nhi-2025:NHI7:2025\"\n";
    assert_eq!(all(text), ["3:21 warning withdrawn PR.AC-04", "6:23 fine exact NHI7:2025"]);
    assert_eq!(report(text).format, Format::Toml);
}
