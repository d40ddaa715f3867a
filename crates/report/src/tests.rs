//! What holds for every format, over the sample and its hostile twin.

mod claims;
mod owner;

use std::collections::{BTreeMap, BTreeSet};

use nhimap_core::api::{Assessment, Finding};
use nhimap_core::assess::result::ResultWord;

use crate::sample::{HOSTILE, findings, hostile, rich};
use crate::{Format, render};

fn rendered(format: Format, a: &Assessment) -> String {
    let mut out = Vec::new();
    render(format, a, &mut findings(a).into_iter(), &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("text")
}

#[test]
fn formats_are_known_by_word_and_by_file_name() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.word()), Some(format));
        assert_eq!(Format::parse(format.file_name()), Some(format));
        assert!(format.file_name().ends_with(format.extension()));
    }
    assert_eq!(Format::parse("xlsx"), None);
}

#[test]
fn the_sample_has_every_result_and_every_severity() {
    let a = rich();
    let words: BTreeSet<_> = a.frameworks.iter().flat_map(|f| &f.references).filter_map(|it| it.result).collect();
    assert_eq!(words.len(), ResultWord::ALL.len());
    let counts = a.findings;
    assert!(counts.critical > 0 && counts.high > 0 && counts.medium > 0 && counts.low > 0);
    for check in &a.checks {
        let c = check.counts;
        assert_eq!(c.fail + c.unknown + c.accepted + c.pass, c.tested, "{}", check.id);
        assert_eq!(check.severities.total, c.fail, "{}", check.id);
    }
}

#[test]
fn same_assessment_same_bytes() {
    for format in Format::ALL {
        assert_eq!(rendered(format, &rich()), rendered(format, &rich()), "{}", format.word());
    }
}

#[test]
fn every_worst_row_is_in_the_reports() {
    let a = rich();
    let (html, markdown) = (rendered(Format::Html, &a), rendered(Format::Markdown, &a));
    for finding in a.checks.iter().flat_map(|check| &check.worst) {
        assert!(html.contains(&format!("<code>{}</code>", finding.id)), "{}", finding.id);
        assert!(markdown.contains(&finding.id), "{}", finding.id);
    }
    for check in a.checks.iter().filter(|check| check.counts.fail > check.worst.len()) {
        let more = format!("And {} more like", check.counts.fail - check.worst.len());
        assert!(html.contains(&more) && markdown.contains(&more), "{more}");
    }
    assert!(html.contains("findings.csv") && markdown.contains("findings.csv"));
}

#[test]
fn findings_in_are_findings_out() {
    let a = rich();
    let all = findings(&a);
    let csv_text = rendered(Format::Csv, &a);
    let mut csv = csv::Reader::from_reader(csv_text.as_bytes());
    let ids: Vec<_> = csv.records().map(|row| row.expect("a row")[0].to_owned()).collect();
    assert_eq!(ids, all.iter().map(|finding| finding.id.clone()).collect::<Vec<_>>());

    let json: Vec<serde_json::Value> = serde_json::from_str(&rendered(Format::FindingsJson, &a)).expect("JSON");
    assert_eq!(json.len(), all.len());
    assert_eq!(rendered(Format::FindingsJson, &a).lines().count(), all.len() + 2);
    let mut none = Vec::new();
    render(Format::FindingsJson, &a, &mut std::iter::empty::<Finding>(), &mut none).expect("a vector takes every byte");
    assert_eq!(none, b"[]\n");
}

#[test]
fn the_assessment_is_written_whole() {
    for a in [rich(), hostile()] {
        let read: serde_json::Value = serde_json::from_str(&rendered(Format::Json, &a)).expect("JSON");
        assert_eq!(read, serde_json::to_value(&a).expect("JSON"));
    }
}

#[test]
fn every_table_row_of_the_frameworks_adds_up() {
    let html = rendered(Format::Html, &rich());
    let table = between(&html, "<table class=\"stack fw\">", "</table>");
    let mut rows = 0;
    for row in table.split("<tr>").skip(2).filter(|row| row.contains("data-l=\"gap\"")) {
        let numbers: Vec<usize> =
            row.split("<td").skip(1).map(|cell| text_of(cell).replace(',', "").parse().expect("a number")).collect();
        let (n, parts) = numbers.split_last().expect("cells");
        assert_eq!(parts.iter().sum::<usize>(), *n);
        rows += 1;
    }
    assert_eq!(rows, 4);
}

#[test]
fn every_reference_and_every_check_has_one_place() {
    let a = rich();
    let html = rendered(Format::Html, &a);
    let ids = places(&html);
    for it in a.frameworks.iter().flat_map(|framework| &framework.references) {
        let id = format!("ref-{}", crate::text::token(&it.reference.to_string()));
        assert!(ids.contains(id.as_str()), "{id}");
    }
    for check in &a.checks {
        let id = crate::text::token(&check.id);
        assert!(["check", "unknown"].iter().any(|kind| ids.contains(format!("{kind}-{id}").as_str())), "{id}");
    }
    // Keys that come twice or hold anything leave every place one place.
    places(&rendered(Format::Html, &hostile()));
}

/// The ids of a page, each of which is there once, and to one of which every link inside the page leads.
fn places(html: &str) -> BTreeSet<&str> {
    let mut ids = BTreeMap::new();
    for id in html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
        *ids.entry(id).or_insert(0) += 1;
    }
    for (id, times) in &ids {
        assert_eq!(*times, 1, "{id}");
        assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)), "{id}");
    }
    for target in html.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
        assert!(ids.contains_key(target), "#{target} leads nowhere");
    }
    ids.into_keys().collect()
}

#[test]
fn hostile_text_is_inert_in_html() {
    inert_html(&rendered(Format::Html, &hostile()), &rendered(Format::Html, &rich()));
}

/// The page shows hostile text and obeys none of it: it has the elements of the honest page.
fn inert_html(html: &str, honest: &str) {
    for made in ["<img", "onerror=alert(1)>", "</script", "javascript:alert(1)\"", "\u{202e}", "\u{200b}", "\u{1b}"] {
        assert!(!html.contains(made), "{made:?}");
    }
    assert_eq!(html.matches("</style>").count(), 1);
    assert!(html.contains("&#60;img src=x onerror=alert(1)&#62;"));
    assert!(html.contains("\\u{202e}"));
    for element in ["<script", "<a href=\"http", "<iframe", "<form", "<base", "<link"] {
        assert_eq!(html.matches(element).count(), honest.matches(element).count(), "{element}");
    }
}

#[test]
fn the_foot_of_a_hostile_subject_stays_one_css_string() {
    let html = rendered(Format::Html, &hostile());
    let foot = between(&html, "@bottom-left { content: ", "; } }");
    assert!(foot.starts_with('"') && foot.ends_with('"'));
    assert_eq!(foot.matches('"').count(), 2);
    assert!(!foot.contains(['<', '>', '{', '}', '\n', '(', ';']), "{foot}");
}

#[test]
fn hostile_text_is_inert_in_markdown() {
    inert_markdown(&rendered(Format::Markdown, &hostile()), &rendered(Format::Markdown, &rich()));
}

/// A reader of Markdown takes hostile text for text: the document has the parts of the honest one.
fn inert_markdown(markdown: &str, honest: &str) {
    for c in ['\u{202e}', '\u{200b}', '\u{1b}', '\r'] {
        assert!(!markdown.contains(c), "{c:?}");
    }
    for line in markdown.lines() {
        assert!(!line.starts_with("# head") && !line.starts_with("- item"), "{line}");
    }
    assert!(!markdown.contains("http://"), "an address that would link itself");
    let made: BTreeSet<_> = kinds(markdown).into_iter().collect();
    let own: BTreeSet<_> = kinds(honest).into_iter().collect();
    assert_eq!(made, own);
    assert!(made.iter().all(|kind| !["link", "image", "html", "code block", "rule"].contains(kind)), "{made:?}");
    // Every row of a table has the cells of its head.
    let cells = |line: &str| line.replace("\\\\", "").replace("\\|", "").matches('|').count();
    let mut head = 0;
    for line in markdown.lines() {
        match line.starts_with('|') {
            true if head == 0 => head = cells(line),
            true => assert_eq!(cells(line), head, "{line}"),
            false => head = 0,
        }
    }
}

#[test]
fn hostile_text_is_inert_in_csv() {
    let a = hostile();
    let sheets = [
        (Format::Csv, findings(&a).len()),
        (Format::ControlsCsv, a.claims.controls.len()),
        (Format::EvidenceCsv, a.claims.evidence.len()),
        (Format::ExceptionsCsv, a.exceptions.len()),
    ];
    for (format, rows) in sheets {
        assert_eq!(inert_rows(&rendered(format, &a)), rows, "{}", format.word());
    }
}

/// How many rows a sheet has, once no cell of it is a formula or hides what it holds.
fn inert_rows(text: &str) -> usize {
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let width = csv.headers().expect("headings").len();
    let mut rows = 0;
    for row in csv.records() {
        let row = row.expect("a row");
        assert_eq!(row.len(), width);
        for cell in &row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            assert!(!cell.contains(['\u{202e}', '\u{1b}']), "{cell}");
        }
        rows += 1;
    }
    rows
}

#[test]
fn hostile_text_is_escaped_in_json() {
    for format in [Format::Json, Format::FindingsJson] {
        let text = rendered(format, &hostile());
        assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{1b}']));
        assert!(text.contains("\\u202e"));
    }
    assert!(HOSTILE.contains('\u{202e}'));
}

#[test]
fn no_report_says_what_only_a_person_may_say() {
    let words = ["compliant", "secure", "score", "posture", "healthy", "oops", "successfully"];
    for format in [Format::Html, Format::Markdown] {
        let text = rendered(format, &rich());
        assert!(!text.contains('—'), "a dash of the forbidden kind");
        for found in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            assert!(!words.contains(&found), "{found} in {}", format.word());
        }
    }
}

#[test]
fn an_empty_assessment_has_a_report_too() {
    let mut a = rich();
    a.header = Default::default();
    a.inputs.clear();
    a.checks.clear();
    a.neighbours.clear();
    a.notes.clear();
    a.would_change.clear();
    a.dictionary.clear();
    a.policy.adopted = None;
    a.policy.thresholds.clear();
    a.policy.assumptions.clear();
    a.policy.deviations.clear();
    a.population = Default::default();
    a.findings = Default::default();
    a.accepted = Default::default();
    a.grouped = 0;
    a.claims = Default::default();
    a.accountability = Default::default();
    a.exceptions.clear();
    a.exceptions_total = 0;
    a.launches.clear();
    a.responses = Default::default();
    a.mirror = None;
    for it in a.frameworks.iter_mut().flat_map(|framework| &mut framework.references) {
        it.checks.clear();
        it.result = it.result.map(|_| ResultWord::NotAssessed);
        it.accepted_until = None;
        it.claim = None;
    }
    for format in Format::ALL {
        let text = rendered(format, &a);
        assert!(!text.is_empty());
        if format == Format::Html {
            assert!(text.contains("not filled in") && text.contains("none of them assessed"));
        }
        if matches!(format, Format::Html | Format::Markdown) {
            for says in [
                "No list of controls and no list of evidence was supplied",
                "the files name nobody for any area of control",
                "The files name no owner",
                "no failing row is accepted",
                "No launch was supplied",
                "No sheet of answers was supplied",
                "nobody claims anything here",
            ] {
                assert!(text.contains(says), "{says} in {}", format.word());
            }
            assert!(!text.contains("Published figures"), "nobody asked for them");
        }
    }
}

#[test]
fn the_report_names_no_outside_resource_and_runs_nothing() {
    let html = rendered(Format::Html, &rich());
    assert!(!html.contains("<script") && !html.contains("http:") && !html.contains("https:") && !html.contains("url("));
    assert!(html.contains("default-src 'none'"));
    for attribute in [" onclick", " onload", " style=\""] {
        assert!(!html.contains(attribute), "{attribute}");
    }
}

/// What a reader of Markdown takes the text for.
fn kinds(markdown: &str) -> Vec<&'static str> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let all = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH;
    Parser::new_ext(markdown, all)
        .map(|event| match event {
            Event::Start(tag) => match tag {
                Tag::Link { .. } => "link",
                Tag::Image { .. } => "image",
                Tag::HtmlBlock => "html",
                Tag::CodeBlock(_) => "code block",
                Tag::Heading { .. } => "heading",
                Tag::Paragraph => "paragraph",
                Tag::List(_) | Tag::Item => "list",
                Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => "table",
                Tag::Strong => "strong",
                Tag::Emphasis => "emphasis",
                _ => "other",
            },
            Event::Html(_) | Event::InlineHtml(_) => "html",
            Event::InlineMath(_) | Event::DisplayMath(_) => "math",
            Event::FootnoteReference(_) => "footnote",
            Event::TaskListMarker(_) => "task",
            Event::Rule => "rule",
            Event::Code(_) | Event::Text(_) | Event::SoftBreak | Event::HardBreak | Event::End(_) => "text",
        })
        .collect()
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).expect("the start is there") + from.len();
    &text[start..start + text[start..].find(to).expect("the end is there")]
}

/// The text of a cell without its markup.
fn text_of(cell: &str) -> String {
    let mut out = String::new();
    let mut inside = true;
    for c in cell.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}
