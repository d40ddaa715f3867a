//! Numbers, lists and invisible characters as words, the same in every format.

use std::fmt::{self, Write as _};

use nhimap_core::assess::result::ResultWord;
use nhimap_core::checks::{How, Severity};
use nhimap_core::date::Day;

/// A plain value, however a template holds it.
pub(crate) trait Plain<T> {
    /// The value.
    fn plain(self) -> T;
}

macro_rules! plain {
    ($($from:ty => $($to:ty),+;)+) => { $($(
        impl Plain<$to> for $from {
            fn plain(self) -> $to {
                self as $to
            }
        }
        impl Plain<$to> for &$from {
            fn plain(self) -> $to {
                *self as $to
            }
        }
        impl Plain<$to> for &&$from {
            fn plain(self) -> $to {
                **self as $to
            }
        }
    )+)+ };
}

plain! {
    usize => usize, u64;
    u64 => u64;
    ResultWord => ResultWord;
    Severity => Severity;
    How => How;
    Day => Day;
    Option<Day> => Option<Day>;
}

/// A count with its thousands set apart: `1,372`.
pub(crate) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share in percent, to stand beside its n and N: `23.7 %`. Nothing that is left is ever rounded away.
pub(crate) fn percent(n: usize, of: usize) -> String {
    if of == 0 {
        return "of none".into();
    }
    let (n, of) = (n as u128, of as u128);
    let tenths = (n * 1000 + of / 2) / of;
    match tenths {
        0 if n > 0 => "under 0.1\u{a0}%".into(),
        1000 if n < of => "over 99.9\u{a0}%".into(),
        _ => format!("{}.{}\u{a0}%", tenths / 10, tenths % 10),
    }
}

/// A count with its noun: `1 row`, `2 rows`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n as u64), if n == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`; the last word before the last item is given.
pub(crate) fn listed<S: AsRef<str>>(items: &[S], last: &str) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            if at + 1 == items.len() {
                write!(out, " {last} ").expect("text grows");
            } else {
                out.push_str(", ");
            }
        }
        out.push_str(item.as_ref());
    }
    out
}

/// The first letter as a capital.
pub(crate) fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text as a sentence of its own: a capital in front, a full stop behind.
pub(crate) fn said(text: &str) -> String {
    let mut out = sentence_case(text.trim());
    if !out.is_empty() && !out.ends_with(['.', '!', '?', ':']) {
        out.push('.');
    }
    out
}

/// A word of a vocabulary as people write it: `in_progress` is "in progress".
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// Numbers of rows: `12, 40, 41`.
pub(crate) fn lines(lines: &[u32]) -> String {
    lines.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// The start of a digest, where the whole of it stands elsewhere.
pub(crate) fn short(digest: &str) -> &str {
    digest.char_indices().nth(8).map_or(digest, |(end, _)| &digest[..end])
}

/// Text cut at its backticks, which set names apart: `("the key ", false), ("billing", true)`. A backtick without a
/// partner stays as it is.
pub(crate) fn spans(text: &str) -> Vec<(&str, bool)> {
    let ticks: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    let mut out = Vec::with_capacity(ticks.len() + 1);
    let mut from = 0;
    for pair in ticks.chunks_exact(2) {
        // An empty pair names nothing.
        if pair[1] == pair[0] + 1 {
            continue;
        }
        out.push((&text[from..pair[0]], false));
        out.push((&text[pair[0] + 1..pair[1]], true));
        from = pair[1] + 1;
    }
    out.push((&text[from..], false));
    out.retain(|(part, _)| !part.is_empty());
    out
}

/// Does this character change or hide what stands around it without being seen itself?
///
/// Control characters, bidirectional overrides and isolates, joiners, fillers and tags: a name that holds one can look
/// like another name (Unicode Technical Report 36). Line ends and tabs are ordinary white space.
pub(crate) fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => false,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => true,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// Writes an unseen character so that it is seen: `\u{202e}`.
pub(crate) fn write_seen(out: &mut (impl fmt::Write + ?Sized), c: char) -> fmt::Result {
    write!(out, "\\u{{{:x}}}", c as u32)
}

/// The text with its unseen characters seen.
pub(crate) fn seen(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            write_seen(&mut out, c).expect("text grows");
        } else {
            out.push(c);
        }
    }
    out
}

/// The id of an element, or a link to it: letters, digits, `.`, `-` and `_` only, whatever the pack's ids hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor(String);

impl Anchor {
    /// The anchor of something of this kind with this id.
    pub(crate) fn new(kind: &str, id: &str) -> Self {
        Self(format!("{kind}-{}", token(id)))
    }
}

/// An id without anything that markup or a link would take for its own.
pub(crate) fn token(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => out.push(c),
            ':' => out.push('_'),
            _ => write!(out, "_{:x}", c as u32).expect("text grows"),
        }
    }
    out
}

/// The name of a file as a relative address: what is not a letter, a digit, `-`, `.` or `_` is percent-encoded, so that
/// nothing in it is a scheme, a path or a query.
pub(crate) fn percent_encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => out.push(byte as char),
            _ => write!(out, "%{byte:02X}").expect("text grows"),
        }
    }
    out
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1372, "1,372"), (1_000_000, "1,000,000")];
        for (n, expected) in cases {
            assert_eq!(number(n), expected);
        }
    }

    #[test]
    fn no_share_is_rounded_to_none_or_all() {
        let cases = [
            (214, 903, "23.7 %"),
            (1, 9999, "under 0.1 %"),
            (9998, 9999, "over 99.9 %"),
            (5, 5, "100.0 %"),
            (0, 7, "0.0 %"),
            (0, 0, "of none"),
        ];
        for (n, of, expected) in cases {
            assert_eq!(percent(n, of).replace('\u{a0}', " "), expected);
        }
    }

    #[test]
    fn backticks_pair_up() {
        assert_eq!(spans("the key `a b` of `c`"), [("the key ", false), ("a b", true), (" of ", false), ("c", true)]);
        assert_eq!(spans("one ` alone"), [("one ` alone", false)]);
        assert_eq!(spans("``"), [("``", false)]);
        assert!(spans("").is_empty());
    }

    #[test]
    fn unseen_characters_are_seen() {
        assert_eq!(seen("a\u{202e}b\u{0}c\td\u{9b}"), "a\\u{202e}b\\u{0}c\td\\u{9b}");
        assert_eq!(seen("Jürgen 你好"), "Jürgen 你好");
    }

    #[test]
    fn a_file_name_stays_one_relative_address() {
        let cases = [
            ("jana-weber-2", "jana-weber-2"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("../x?y#z", "..%2Fx%3Fy%23z"),
            ("größe", "gr%C3%B6%C3%9Fe"),
        ];
        for (name, expected) in cases {
            assert_eq!(percent_encoded(name), expected);
        }
    }

    #[test]
    fn anchors_hold_nothing_that_needs_escaping() {
        let cases = [
            ("owasp-nhi-2025:NHI7:2025", "ref-owasp-nhi-2025_NHI7_2025"),
            ("nist-ai-rmf-1.0:GOVERN 1.1", "ref-nist-ai-rmf-1.0_GOVERN_201.1"),
            ("\"><x", "ref-_22_3e_3cx"),
        ];
        for (id, expected) in cases {
            assert_eq!(Anchor::new("ref", id).to_string(), expected);
        }
    }
}
