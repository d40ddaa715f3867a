//! What comes due as an iCalendar file (RFC 5545): one all-day event for each day, and no alarm.

use std::collections::BTreeMap;
use std::io::Write;

use nhimap_core::api::{AsOf, Due, Header};
use nhimap_core::date::Day;

use crate::text::{percent_encoded, seen, sentence_case, spans};
use crate::{RenderError, words};

/// A line is folded so that none is longer (RFC 5545, section 3.1).
const LONGEST: usize = 75;

/// Writes a calendar.
///
/// An event keeps its UID from run to run, from its kind and its row's key, so that a calendar updates it in place; the
/// stamp is the as-of date, so that the same Assessment gives the same bytes and a later one counts as newer.
///
/// # Errors
/// Where the writer refuses.
pub fn render_calendar(due: &[Due], header: &Header, as_of: &AsOf, out: &mut dyn Write) -> Result<(), RenderError> {
    let mut calendar = Calendar { out };
    let whose = header.subject.as_ref().map(|subject| format!(" at {subject}")).unwrap_or_default();
    calendar.line("BEGIN", "VCALENDAR")?;
    calendar.line("VERSION", "2.0")?;
    calendar.line("PRODID", "-//nhimap//What comes due//EN")?;
    calendar.line("CALSCALE", "GREGORIAN")?;
    calendar.line("METHOD", "PUBLISH")?;
    calendar.text("X-WR-CALNAME", &format!("Non-human identities{whose}: what comes due"))?;
    let mut met = BTreeMap::new();
    for it in due {
        // Two events of one kind on one row, such as two contracts of a supplier, are told apart by their order.
        let times = met.entry((&it.kind, &it.key)).or_insert(0);
        *times += 1;
        calendar.event(it, *times, as_of)?;
    }
    calendar.line("END", "VCALENDAR")?;
    Ok(())
}

struct Calendar<'o> {
    out: &'o mut dyn Write,
}

impl Calendar<'_> {
    fn event(&mut self, due: &Due, times: usize, as_of: &AsOf) -> Result<(), RenderError> {
        let kind = words::due(&due.kind);
        let past = if due.past { ", past at the as-of date" } else { "" };
        let mut about = vec![format!("{}{past}", sentence_case(&kind))];
        about.extend(due.owner.as_ref().map(|owner| format!("Owner: {owner}")));
        about.push(format!("As the files said on {}", as_of.date));
        self.line("BEGIN", "VEVENT")?;
        self.text("UID", &uid(due, times))?;
        self.line("DTSTAMP", &format!("{}T000000Z", basic(as_of.date)))?;
        self.line("DTSTART;VALUE=DATE", &basic(due.day))?;
        self.text("SUMMARY", &sentence_case(&without_backticks(&due.says)))?;
        self.text("DESCRIPTION", &about.join("\n"))?;
        self.text("CATEGORIES", &kind)?;
        // Nobody is busy all day because a certificate ends.
        self.line("TRANSP", "TRANSPARENT")?;
        self.line("END", "VEVENT")
    }

    /// A property whose value is text from the Assessment.
    fn text(&mut self, name: &str, value: &str) -> Result<(), RenderError> {
        self.line(name, &escaped(value))
    }

    /// A property, folded.
    fn line(&mut self, name: &str, value: &str) -> Result<(), RenderError> {
        let line = format!("{name}:{value}");
        let mut room = LONGEST;
        let mut folded = String::with_capacity(line.len() + line.len() / 24 + 2);
        for c in line.chars() {
            if c.len_utf8() > room {
                folded.push_str("\r\n ");
                // The space that marks the fold counts.
                room = LONGEST - 1;
            }
            room -= c.len_utf8();
            folded.push(c);
        }
        folded.push_str("\r\n");
        self.out.write_all(folded.as_bytes())?;
        Ok(())
    }
}

/// Stable from run to run, and that of no other event: neither `/` nor `#` can come out of a kind or a key.
fn uid(due: &Due, times: usize) -> String {
    let again = if times > 1 { format!("#{times}") } else { String::new() };
    format!("{}/{}{again}@nhimap", percent_encoded(&due.kind), percent_encoded(&due.key))
}

/// Running text as plain text: the names that backticks set apart stay.
fn without_backticks(text: &str) -> String {
    spans(text).into_iter().map(|(part, _)| part).collect()
}

/// `20261101`
fn basic(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// Text as a value (RFC 5545, section 3.3.11): one line, with what separates values escaped.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in seen(&text.replace("\r\n", "\n")).chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(kind: &str, key: &str, says: &str) -> Due {
        Due {
            day: Day::parse("2026-12-01").expect("a day"),
            kind: kind.into(),
            says: says.into(),
            key: key.into(),
            owner: None,
            past: false,
        }
    }

    fn rendered(due: &[Due]) -> String {
        let as_of = AsOf { date: Day::parse("2026-11-20").expect("a day"), from: "given".into(), says: "given".into() };
        let mut out = Vec::new();
        render_calendar(due, &Header::default(), &as_of, &mut out).expect("a vector takes every byte");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn an_event_is_all_day_and_dated_by_the_assessment() {
        let text = rendered(&[due("review_due", "SVC-1", "review of `svc-a`, at last; yes")]);
        let expected = "BEGIN:VEVENT\r\nUID:review_due/SVC-1@nhimap\r\nDTSTAMP:20261120T000000Z\r\n\
                        DTSTART;VALUE=DATE:20261201\r\nSUMMARY:Review of svc-a\\, at last\\; yes\r\n";
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains("VALARM"));
    }

    #[test]
    fn lines_are_folded_at_75_octets_between_characters() {
        let text = rendered(&[due("review_due", "k", &"Größe €".repeat(40))]);
        let mut folds = 0;
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets", line.len());
            folds += usize::from(line.starts_with(' '));
        }
        assert!(folds >= 5, "long lines are folded");
        assert!(text.replace("\r\n ", "").contains(&"Größe €".repeat(40)));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "no bare line end");
    }

    #[test]
    fn keys_keep_their_uid_and_never_share_one() {
        // The last three look like one another to an encoding that is not one to one.
        let keys = [
            ("contract_ends", "a"),
            ("contract_ends", "a"),
            ("review_due", "a"),
            ("contract_ends", "a#2"),
            ("contract_ends", "a:20"),
            ("contract_ends", "a "),
        ];
        let two = keys.map(|(kind, key)| due(kind, key, "x"));
        let uids = |all: &[Due]| -> Vec<String> {
            rendered(all).split("\r\n").filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
        };
        let all = uids(&two);
        assert_eq!(all[0], "UID:contract_ends/a@nhimap");
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), keys.len());
        assert_eq!(uids(&two[..1])[0], all[0], "a later event does not rename an earlier one");
    }

    #[test]
    fn no_text_ends_its_line() {
        assert_eq!(
            escaped("a\r\nEND:VEVENT\rb\nc\\;,\u{202e}\u{0}"),
            "a\\nEND:VEVENT\\nb\\nc\\\\\\;\\,\\\\u{202e}\\\\u{0}"
        );
    }
}
