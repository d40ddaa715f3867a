//! One owner's page, the list of pages, and the calendar.

use nhimap_core::api::{Assessment, OwnerPage};

use super::{inert_html, inert_markdown, inert_rows, places};
use crate::sample::{hostile, hostile_page, owner_page, rich};
use crate::{OwnerEntry, OwnerFormat, render_calendar, render_owner, render_owners};

fn rendered(format: OwnerFormat, page: &OwnerPage, a: &Assessment) -> String {
    let mut out = Vec::new();
    render_owner(format, page, a, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("text")
}

fn list(owners: &[OwnerEntry], a: &Assessment) -> String {
    let mut out = Vec::new();
    render_owners(owners, a, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("text")
}

fn calendar(page: &OwnerPage) -> String {
    let mut out = Vec::new();
    render_calendar(&page.due, &page.header, &page.as_of, &mut out).expect("a vector takes every byte");
    String::from_utf8(out).expect("text")
}

#[test]
fn everything_on_the_page_is_in_every_format() {
    let a = rich();
    let page = owner_page(&a);
    for format in OwnerFormat::ALL {
        let text = rendered(format, &page, &a).replace(['\\', '`'], "").replace("<wbr>", "");
        for finding in page.findings.iter().chain(&page.accepted) {
            assert!(text.contains(&finding.id), "{} in {format:?}", finding.id);
        }
        for due in &page.due {
            assert!(text.contains(&due.day.to_string()), "{due:?}");
        }
        for it in &page.exceptions {
            assert!(text.contains(&it.key) && text.contains(&it.ends.expect("an end").to_string()), "{}", it.key);
        }
        for it in &page.identities {
            assert!(text.contains(&it.key), "{}", it.key);
        }
        // What to do: the remedy of the check.
        assert!(text.contains("Delete the key today and use roles."));
    }
}

#[test]
fn findings_stay_in_the_order_to_work() {
    let a = rich();
    let mut page = owner_page(&a);
    page.findings.reverse();
    for format in OwnerFormat::ALL {
        let text = rendered(format, &page, &a);
        let at: Vec<_> = page.findings.iter().map(|finding| text.find(&finding.id).expect("listed")).collect();
        assert!(at.is_sorted(), "{format:?}");
    }
}

#[test]
fn what_the_page_leaves_out_is_counted() {
    let a = rich();
    let page = owner_page(&a);
    assert!(rendered(OwnerFormat::Html, &page, &a).contains("The first 4 of 23"));
    assert!(rendered(OwnerFormat::Html, &page, &a).contains("3 of 121 identities"));
    assert!(rendered(OwnerFormat::Markdown, &page, &a).contains("The first 4 of 23"));
    // 19 open findings, 1 accepted one and 118 identities.
    assert!(rendered(OwnerFormat::Csv, &page, &a).contains("138 more in the files are not in this sheet"));
}

#[test]
fn an_owner_with_nothing_to_do_has_a_page_too() {
    let a = rich();
    let mut page = owner_page(&a);
    page.findings.clear();
    page.findings_total = Default::default();
    page.accepted.clear();
    page.accepted_total = 0;
    page.exceptions.clear();
    page.due.clear();
    for format in [OwnerFormat::Html, OwnerFormat::Markdown] {
        let text = rendered(format, &page, &a);
        for says in [
            "No finding is open on what this owner answers for",
            "The files give no day on which something of this owner comes due",
            "No exception is about what this owner answers for",
        ] {
            assert!(text.contains(says), "{says} in {format:?}");
        }
    }
    assert_eq!(calendar(&page).matches("BEGIN:VEVENT").count(), 0);
}

#[test]
fn hostile_text_is_inert_on_an_owners_page() {
    let (a, honest) = (hostile(), rich());
    let (page, honest_page) = (hostile_page(&a), owner_page(&honest));
    let html = rendered(OwnerFormat::Html, &page, &a);
    inert_html(&html, &rendered(OwnerFormat::Html, &honest_page, &honest));
    places(&html);
    inert_markdown(
        &rendered(OwnerFormat::Markdown, &page, &a),
        &rendered(OwnerFormat::Markdown, &honest_page, &honest),
    );
    let rows = page.findings.len() + page.accepted.len() + page.exceptions.len() + page.due.len();
    assert_eq!(inert_rows(&rendered(OwnerFormat::Csv, &page, &a)), rows + page.identities.len() + 1);
}

#[test]
fn the_list_leads_to_every_page() {
    let a = rich();
    let entry = OwnerEntry::from(&owner_page(&a));
    assert_eq!((entry.past, entry.ahead, entry.identities), (1, 3, 121));
    let html = list(&[entry], &a);
    assert!(html.contains("href=\"m-okafor.html\""));
    assert!(html.contains("97 live identities have no owner"));
    assert!(list(&[], &a).contains("The files name no owner"));
    let hostile = hostile();
    let html = list(&[OwnerEntry::from(&hostile_page(&hostile))], &hostile);
    inert_html(&html, &html);
    assert!(!html.contains("href=\"=") && html.contains("href=\"%3DHYPERLINK%28%22http%3A%2F%2Fevil.example"));
}

#[test]
fn hostile_text_is_inert_in_a_calendar() {
    let a = hostile();
    let text = calendar(&hostile_page(&a));
    assert_eq!(text, calendar(&hostile_page(&a)), "the same bytes");
    assert!(!text.replace("\r\n", "").contains(|c: char| c.is_control()), "one kind of line end, nothing unseen");
    let unfolded = text.replace("\r\n ", "");
    let names = [
        "BEGIN",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "X-WR-CALNAME",
        "UID",
        "DTSTAMP",
        "DTSTART;VALUE=DATE",
        "SUMMARY",
        "DESCRIPTION",
        "CATEGORIES",
        "TRANSP",
        "END",
    ];
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').expect("a property");
        assert!(names.contains(&name), "{name}");
        if ["SUMMARY", "DESCRIPTION", "CATEGORIES"].contains(&name) {
            assert!(!value.replace("\\\\", "").replace("\\;", "").replace("\\,", "").contains([';', ',']), "{value}");
        }
    }
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), 4);
    assert!(text.lines().all(|line| line.len() <= 75));
}
