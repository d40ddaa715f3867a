//! What is claimed, proven, accepted and answered is in every format.

use nhimap_core::api::{Assessment, ReferenceResult};

use super::{between, rendered};
use crate::Format;
use crate::sample::{findings, rich};
use crate::words::EXAMINED;

/// A reference's part of the page, without its markup.
fn block(html: &str, it: &ReferenceResult) -> Option<String> {
    let id = crate::text::token(&it.reference.to_string());
    let at = html.find(&format!("id=\"ref-{id}\">\n<header>"))?;
    let part = &html[at..at + html[at..].find("</article>").expect("an end")];
    let mut out = String::new();
    let mut inside = false;
    for c in part.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    Some(out.replace("&#39;", "'"))
}

/// A reference's part of the Markdown.
fn section<'m>(markdown: &'m str, it: &ReferenceResult) -> Option<&'m str> {
    let at = markdown.find(&format!("\n#### {}", it.label))?;
    let rest = &markdown[at + 6..];
    Some(&rest[..rest.find("\n#").unwrap_or(rest.len())])
}

fn references(a: &Assessment) -> impl Iterator<Item = &ReferenceResult> {
    a.frameworks.iter().flat_map(|framework| &framework.references)
}

#[test]
fn every_result_says_what_is_claimed_by_whom_and_proven_by_what() {
    let a = rich();
    let (html, markdown) = (rendered(Format::Html, &a), rendered(Format::Markdown, &a));
    let mut claimed = 0;
    let mut unclaimed = 0;
    for it in references(&a) {
        let Some(block) = block(&html, it) else { continue };
        let section = section(&markdown, it).expect("the same references in both").replace('\\', "");
        for text in [block.as_str(), section.as_str()] {
            let Some(claim) = &it.claim else {
                assert!(text.contains("Nobody claims it"), "{}", it.label);
                unclaimed += 1;
                continue;
            };
            claimed += 1;
            for control in &claim.controls {
                assert!(text.contains(&control.control), "{}: {}", it.label, control.control);
                let by = control.by.as_deref().unwrap_or("nobody named");
                assert!(text.contains(by), "{}: {by}", it.label);
                let function = control.function.as_deref().unwrap_or_default();
                assert!(text.contains(function), "{}: {function}", it.label);
                assert!(text.contains(&control.status.as_deref().unwrap_or_default().replace('_', " ")));
                for proof in &control.evidence {
                    assert!(text.contains(&proof.evidence) && text.contains(&proof.says), "{}", proof.evidence);
                    let until = proof.until.map(|day| day.to_string()).unwrap_or_default();
                    assert!(text.contains(&until), "{until}");
                }
                assert_eq!(
                    text.matches(EXAMINED).count() - claim.says.matches(EXAMINED).count(),
                    control.evidence.len() + claim.evidence_alone.len(),
                    "{}: said of each piece of evidence",
                    it.label
                );
            }
            assert_eq!(claim.controls.is_empty(), !text.contains("The inventory"), "{}: does it agree?", it.label);
            if let Some(why) = &claim.no_contradiction {
                assert!(text.contains(why) && text.contains("No contradiction stands"));
            }
        }
    }
    assert!(claimed > 20 && unclaimed > 20, "{claimed} claimed, {unclaimed} not");
}

#[test]
fn a_contradiction_has_the_claim_beside_the_count_and_both_thresholds() {
    let a = rich();
    let (html, markdown) = (rendered(Format::Html, &a), rendered(Format::Markdown, &a));
    let mut seen = 0;
    for it in references(&a) {
        let Some(c) = it.claim.as_ref().and_then(|claim| claim.contradiction.as_ref()) else { continue };
        let block = block(&html, it).expect("a block");
        let section = section(&markdown, it).expect("a section").replace(['\\', '*'], "");
        for text in [block.replace('`', ""), section.replace('`', "")] {
            let says = [
                c.quote.clone().expect("a quote"),
                "208 of 731".into(),
                "28.5".into(),
                "by the control's own threshold".into(),
                "the control: 90 days, as it states".into(),
                "rotation_days = 90 days (adopted by Head of Security)".into(),
                "5 % of rows, as the control states".into(),
                format!("It operates since {}, as the control states", c.since),
                "the control names the check".into(),
            ];
            for said in says {
                assert!(text.contains(&said), "{said} of {}", it.label);
            }
            for row in &c.worst {
                assert!(text.contains(&row.id), "{}", row.id);
            }
            assert_eq!(text.matches("“All API keys").count(), 1, "quoted once");
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn every_control_every_artefact_and_every_exception_is_listed() {
    let a = rich();
    let (html, markdown) = (rendered(Format::Html, &a), rendered(Format::Markdown, &a));
    let keys = [
        (Format::ControlsCsv, "control", a.claims.controls.iter().map(|it| &it.key).collect::<Vec<_>>()),
        (Format::EvidenceCsv, "evidence", a.claims.evidence.iter().map(|it| &it.key).collect()),
        (Format::ExceptionsCsv, "exception", a.exceptions.iter().map(|it| &it.key).collect()),
    ];
    for (format, kind, keys) in keys {
        let sheet = rendered(format, &a);
        let mut sheet = csv::Reader::from_reader(sheet.as_bytes());
        let rows: Vec<_> = sheet.records().map(|row| row.expect("a row")[0].to_owned()).collect();
        assert_eq!(rows.iter().collect::<Vec<_>>(), keys);
        for (at, key) in keys.iter().enumerate() {
            let row = between(&html, &format!("<tr id=\"{kind}-{}\">", at + 1), "</tr>");
            assert!(row.replace("<wbr>", "").contains(key.as_str()), "{key}");
            assert!(markdown.contains(&format!("\n| {key} ")), "{key}");
        }
    }
    let evidence = rendered(Format::EvidenceCsv, &a);
    assert_eq!(evidence.matches(EXAMINED).count(), a.claims.evidence.len());
}

#[test]
fn what_a_sheet_leaves_out_is_counted_in_it() {
    let mut a = rich();
    a.claims.evidence_total += 40;
    let sheet = rendered(Format::EvidenceCsv, &a);
    assert!(sheet.lines().last().is_some_and(|row| row.starts_with("40 more in the files are not in this sheet,")));
    for format in [Format::Html, Format::Markdown] {
        assert!(rendered(format, &a).contains("The first 6 of 46 rows"), "{}", format.word());
    }
}

#[test]
fn accepted_stands_beside_open() {
    let a = rich();
    for format in [Format::Html, Format::Markdown] {
        let text = rendered(format, &a);
        let said = "451 findings are open (3 critical, 202 high, 244 medium and 2 low), and 19 more are accepted under exceptions in force (19 medium).";
        assert_eq!(text.matches(said).count(), 2, "in the conclusion and above the findings: {}", format.word());
        assert_eq!(
            text.matches("31 findings stand under a leaver's").count()
                + text.matches("31 findings stand under a leaver&#39;s").count(),
            1
        );
        for check in &a.checks {
            for finding in &check.accepted {
                assert!(text.contains(&finding.id), "{}", finding.id);
            }
        }
        assert!(text.contains("ccepted until 2027-01-31 under exception"));
        assert!(text.contains(" ended 2026-06-30: open again"));
    }
}

#[test]
fn answers_stand_beside_their_findings() {
    let a = rich();
    for format in [Format::Html, Format::Markdown] {
        let text = rendered(format, &a);
        let answer = "esponse: in progress, m.okafor";
        assert!(text.contains(answer), "beside the finding, in {}", format.word());
        assert!(text.contains("“He still works for us as a contractor.”") || text.contains("<q>He still works for us"));
        assert!(!text.contains("anagement response, action owner and target date"), "they are filled in");
    }
    let mut none = a;
    none.responses = Default::default();
    for format in [Format::Html, Format::Markdown] {
        assert_eq!(rendered(format, &none).matches("anagement response, action owner and target date").count(), 2);
    }
}

#[test]
fn published_figures_stand_outside_the_conclusions_and_only_on_request() {
    let a = rich();
    let mut silent = rich();
    silent.mirror = None;
    for format in [Format::Html, Format::Markdown] {
        let (with, without) = (rendered(format, &a), rendered(format, &silent));
        let at = with.find("Outside the conclusions.").expect("said");
        assert!(at > with.find("Digests are SHA-256").or(with.find("## E Integrity")).expect("the last appendix"));
        assert!(with[at..].contains("214 of 760") && with[at..].contains("no figure"));
        assert!(!without.contains("Outside the conclusions."));
        // Nothing else of the report moves.
        let start = with.find("Conclusion</h2>").or(with.find("## 1 Conclusion")).expect("a conclusion");
        let end = with.find("Limitations</h2>").or(with.find("## 15")).expect("limitations");
        assert!(without.contains(&with[start..end]));
    }
}

#[test]
fn the_columns_of_findings_keep_their_places() {
    let a = rich();
    let text = rendered(Format::Csv, &a);
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let headings: Vec<_> = csv.headers().expect("headings").iter().map(str::to_owned).collect();
    assert_eq!((headings[0].as_str(), headings[17].as_str()), ("id", "remedy"));
    let new = ["accepted", "exception", "exception_ends", "response_owner", "response_action", "response_due"];
    assert_eq!(headings[18..24], new);
    assert_eq!(headings[24..], ["response_status", "under"]);
    let rows: Vec<_> = csv.records().map(|row| row.expect("a row")).collect();
    for (row, finding) in rows.iter().zip(findings(&a)) {
        assert_eq!(&row[18], if finding.accepted { "yes" } else { "no" });
        let exception = finding.exception.as_ref();
        assert_eq!(&row[19], exception.map_or("", |it| it.exception.as_str()));
        assert_eq!(row[20].is_empty(), exception.is_none());
        assert_eq!(&row[21], finding.response.as_ref().and_then(|it| it.owner.as_deref()).unwrap_or_default());
        assert_eq!(&row[25], finding.under.as_deref().unwrap_or_default());
    }
    assert!(rows.iter().any(|row| &row[18] == "yes") && rows.iter().any(|row| !row[25].is_empty()));
}

#[test]
fn the_print_shows_as_many_rows_as_it_says() {
    let css = include_str!("../../templates/report.css");
    assert!(css.contains(".finding .rows tr:nth-child(n+6), .onscreen { display: none; }"), "ON_PAPER is five");
    let mut a = rich();
    let check = a.checks.iter_mut().find(|check| check.id == "credential-not-rotated").expect("a check");
    let more = check.worst[0].clone();
    for n in 0..4 {
        let mut finding = more.clone();
        finding.id = format!("more-{n}");
        check.worst.push(finding);
    }
    assert!(rendered(Format::Html, &a).contains("The worst 5 of 214; all in"));
}

#[test]
fn a_published_figure_that_is_no_share_has_no_percent_sign() {
    let mut a = rich();
    let mirror = a.mirror.as_mut().expect("figures");
    for (at, percent) in ["25 to 50 to one", "1.5 of 10"].into_iter().enumerate() {
        mirror[at].percent = percent.into();
    }
    for format in [Format::Html, Format::Markdown] {
        let text = rendered(format, &a);
        assert!(text.contains("25 to 50 to one") && text.contains("1.5 of 10"));
        assert!(!text.contains("to one\u{a0}%") && !text.contains("of 10\u{a0}%"));
    }
    assert!(rendered(Format::Html, &rich()).contains("71\u{a0}%"));
}
