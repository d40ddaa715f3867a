//! What is taken out of a cell: a part, a word of a shape, text without markup, one of several names.

use super::exports::UNKNOWN;
use super::plan::{Cut, Split, Test};
use super::trust;

/// What the cuts leave of a cell, for one of the rows that it makes; none where it does not hold what is asked for.
pub(super) fn cut(cell: &str, cuts: &[Cut], row: usize) -> Option<String> {
    let mut text = cell.trim().to_owned();
    for step in cuts {
        text = match step {
            Cut::Apostrophe => match text.strip_prefix('\'') {
                Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
                _ => text,
            },
            Cut::Absent(word) if text.is_empty() => return Some(word.clone()).filter(|word| word != UNKNOWN),
            Cut::Each(split) => parts(&text, split).get(row).copied().unwrap_or_default().to_owned(),
            Cut::Part { part, of } => text.split(of.as_str()).nth(*part)?.trim().to_owned(),
            Cut::After(of) => text.split_once(of.as_str())?.1.trim().to_owned(),
            Cut::Shapes(shapes) if !text.is_empty() => {
                shapes.iter().find_map(|shape| word_like(&text, shape))?.to_owned()
            }
            Cut::Html => without_markup(&text),
            Cut::Name if !text.is_empty() && !is_one_name(&text) => return None,
            Cut::Link if !text.is_empty() && !is_link(&text) => return None,
            Cut::Trust(asked) => trust::answer(&text, *asked)?,
            Cut::Replace(one, other) => text.replace(one.as_str(), other),
            Cut::List(of) => text.split(of.as_str()).filter(|p| !p.trim().is_empty()).collect::<Vec<_>>().join(";"),
            Cut::Prefix(prefix) if !text.is_empty() => format!("{prefix}{text}"),
            Cut::Absent(_) | Cut::Shapes(_) | Cut::Name | Cut::Link | Cut::Prefix(_) => text,
        };
    }
    Some(text)
}

/// The names in a cell.
pub(super) fn parts<'a>(cell: &'a str, split: &Split) -> Vec<&'a str> {
    let parts: Vec<&str> = match split {
        Split::At(of) => cell.split(of.as_str()).collect(),
        Split::Ids if cell.contains([';', '|', '\n', '\r']) => cell.split([';', '|', '\n', '\r']).collect(),
        // A title may hold commas; ids are single words with a number.
        Split::Ids if cell.split(',').all(is_id) => cell.split(',').collect(),
        Split::Ids => vec![cell],
    };
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn is_id(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace) && text.contains(|c: char| c.is_ascii_digit())
}

impl Test {
    /// Does the test hold, given the cells of a row?
    pub(super) fn holds<'a>(&self, cell: impl Fn(usize) -> &'a str) -> bool {
        if self.there.is_some_and(|there| there != self.column.is_some()) {
            return false;
        }
        let cell = match self.column {
            Some(column) => cell(column),
            None if self.lacking_is_blank => "",
            None => {
                let asks_for_nothing = self.is.is_empty() && self.has.is_empty() && self.like.is_empty();
                return asks_for_nothing && self.blank != Some(false);
            }
        };
        let lower = cell.to_lowercase();
        let like = |shapes: &[String]| shapes.iter().any(|shape| word_like(cell, shape).is_some());
        (self.is.is_empty() || self.is.contains(&lower))
            && self.blank.is_none_or(|blank| blank == cell.trim().is_empty())
            && !self.not.contains(&lower)
            && (self.has.is_empty() || self.has.iter().any(|part| lower.contains(part.as_str())))
            && !self.lacks.iter().any(|part| lower.contains(part.as_str()))
            && (self.like.is_empty() || like(&self.like))
            && !like(&self.unlike)
    }
}

/// The first word of a shape: `A` is a capital, `0` a digit, all else stands for itself. It stands alone: neither letters nor
/// digits touch it, nor signs that join it to more of them.
fn word_like<'a>(text: &'a str, shape: &str) -> Option<&'a str> {
    let (bytes, shape) = (text.as_bytes(), shape.as_bytes());
    let fits = |at: usize| {
        bytes[at..at + shape.len()].iter().zip(shape).all(|(byte, sign)| match sign {
            b'A' => byte.is_ascii_uppercase(),
            b'0' => byte.is_ascii_digit(),
            sign => byte == sign,
        })
    };
    let is_word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
    let joins = |byte: Option<&u8>| matches!(byte, Some(b'.' | b'-' | b'_'));
    let alone = |at: usize| {
        let (before, after) = (&bytes[..at], &bytes[at + shape.len()..]);
        let touched = is_word(before.last()) || is_word(after.first());
        let joined_before = joins(before.last()) && is_word(before.iter().rev().nth(1));
        let joined_after = joins(after.first()) && is_word(after.get(1));
        !(touched || joined_before || joined_after)
    };
    let last = bytes.len().checked_sub(shape.len())?;
    let at = (0..=last).find(|at| fits(*at) && alone(*at))?;
    text.get(at..at + shape.len())
}

/// Text without tags and with the entities of markup as the signs they stand for.
fn without_markup(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        plain.push_str(&rest[..open]);
        // A sign of comparison is none: a tag starts with a letter, a stroke or an exclamation mark.
        let is_tag = rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match rest[open..].find('>').filter(|_| is_tag) {
            Some(close) => {
                plain.push(' ');
                rest = &rest[open + close + 1..];
            }
            None => {
                plain.push('<');
                rest = &rest[open + 1..];
            }
        }
    }
    plain.push_str(rest);
    for (entity, sign) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        plain = plain.replace(entity, sign);
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Is this one name, of a person or a role, and neither a list nor a sentence?
fn is_one_name(text: &str) -> bool {
    let lists = text.contains([',', ';', '/', '|', '\n', '\r', '&', ':', '•']);
    let words: Vec<&str> = text.split_whitespace().collect();
    !lists
        && words.len() <= 5
        && !words.iter().any(|w| matches!(w.to_lowercase().as_str(), "and" | "or" | "is" | "are"))
}

/// Is this an address or a path, and no prose?
pub(super) fn is_link(text: &str) -> bool {
    let has_ending = || {
        let (name, ending) = text.rsplit_once('.').unwrap_or_default();
        !name.is_empty() && (2..=5).contains(&ending.len()) && ending.chars().all(|c| c.is_ascii_alphanumeric())
    };
    text.contains("://")
        || !text.contains(char::is_whitespace) && (text.contains(['/', '\\']) || has_ending())
        || has_ending() && text.contains(['/', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_shape_stands_alone() {
        let cases = [
            ("GV.OC-01: the mission", "AA.AA-00", Some("GV.OC-01")),
            ("(GV.OC-01)", "AA.AA-00", Some("GV.OC-01")),
            ("see PR.AA-05.", "AA.AA-00", Some("PR.AA-05")),
            ("GV.OC-011", "AA.AA-00", None),
            ("XGV.OC-01", "AA.AA-00", None),
            ("1.GV.OC-01", "AA.AA-00", None),
            ("Context (GV.OC): who", "AA.AA", Some("GV.OC")),
            ("GV.OC-01", "AA.AA", None),
            ("é GV.OC-01 é", "AA.AA-00", Some("GV.OC-01")),
            ("", "AA.AA-00", None),
        ];
        for (text, shape, word) in cases {
            assert_eq!(word_like(text, shape), word, "{text}");
        }
    }

    #[test]
    fn markup_is_taken_off_and_comparisons_stay() {
        assert_eq!(without_markup("one<br/>two <a href='x'>three</a>"), "one two three");
        assert_eq!(without_markup("a &lt; b &amp;&amp; c"), "a < b && c");
        assert_eq!(without_markup("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2");
        assert_eq!(without_markup("open <b"), "open <b");
    }

    #[test]
    fn an_apostrophe_is_taken_off_only_before_the_sign_of_a_formula() {
        let cases =
            [("'=1+1", "=1+1"), ("'@all", "@all"), ("'-", "-"), ("'quoted' text", "'quoted' text"), ("''=", "''=")];
        for (cell, read) in cases {
            assert_eq!(cut(cell, &[Cut::Apostrophe], 0).as_deref(), Some(read), "{cell}");
        }
    }

    #[test]
    fn a_link_has_a_scheme_a_path_or_an_ending() {
        for link in ["https://wiki/x y", "evidence/q2.csv", "rotation.xlsx", "\\\\share\\it sec\\q2.pdf"] {
            assert!(is_link(link), "{link}");
        }
        for other in ["Access control policy", "IAM policy v2.1", "SOP 4", "policy"] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn ids_are_parted_at_commas_and_titles_are_not() {
        assert_eq!(parts("C-1, C-2", &Split::Ids), ["C-1", "C-2"]);
        assert_eq!(parts("Rotation, vaulting", &Split::Ids), ["Rotation, vaulting"]);
        assert_eq!(parts("Rotation, vaulting; C-2\nC-3", &Split::Ids), ["Rotation, vaulting", "C-2", "C-3"]);
        assert!(parts(" ", &Split::Ids).is_empty());
    }

    #[test]
    fn a_list_or_a_sentence_is_no_name() {
        for name in ["Jana Weber", "CISO", "Head of Identity Platform"] {
            assert_eq!(cut(name, &[Cut::Name], 0).as_deref(), Some(name));
        }
        for other in
            ["CISO, CTO", "CISO and CTO", "CISO: decides", "the CISO is in charge", "one two three four five six"]
        {
            assert_eq!(cut(other, &[Cut::Name], 0), None, "{other}");
        }
        assert_eq!(cut("", &[Cut::Name], 0).as_deref(), Some(""));
    }
}
