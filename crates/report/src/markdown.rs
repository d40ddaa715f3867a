//! The report in Markdown, for tickets, wikis and pull requests: the same sections and words as the page.

use std::fmt;
use std::io::Write;

use askama::Template;
use askama::filters::Escaper;
use nhimap_core::api::Assessment;
use nhimap_core::assess::result::ResultWord;

use crate::text::{is_unseen, write_seen};
use crate::view::{Shape, View};
use crate::{Format, RenderError};

/// Writes `report.md`.
pub(crate) fn render(assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let page = Page { v: View::new(assessment), a: assessment, all_findings: Format::Csv.file_name() };
    out.write_all(page.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "markdown/report.md")]
struct Page<'a> {
    v: View<'a>,
    a: &'a Assessment,
    all_findings: &'static str,
}

/// What every `{{ }}` of a Markdown template goes through.
///
/// Data is one line of plain text: no emphasis, code, link, image, heading, list, table cell, entity or HTML can start
/// in it, and no address turns into a link by itself. Every escape is a backslash before ASCII punctuation, which every
/// Markdown since 2004 reads as that character (CommonMark 2.4).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Escape;

impl Escaper for Escape {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        // What would make a block where it starts a line: `#`, `=`, `:`, a bullet, and a number before `.` or `)`.
        let digits = string.bytes().take_while(u8::is_ascii_digit).count();
        let word_follows = |at: usize| string[at + 1..].starts_with(char::is_alphanumeric);
        let mut before = ' ';
        for (at, c) in string.char_indices() {
            let starts_block = match c {
                '#' | '=' | ':' => at == 0,
                '-' | '+' => at == 0 && !word_follows(at),
                '.' | ')' => at == digits && !word_follows(at),
                _ => false,
            };
            // GitHub links bare addresses: `://`, `www.` and `@` give them away.
            let after_www = c == '.' && at >= 3 && string.as_bytes()[at - 3..at].eq_ignore_ascii_case(b"www");
            let links = matches!((before, c), (':' | '/', '/')) || after_www || c == '@';
            match c {
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '!' | '$' => {
                    dest.write_char('\\')?;
                    dest.write_char(c)?;
                }
                '\n' | '\r' | '\t' => dest.write_char(' ')?,
                c if is_unseen(c) => {
                    // The braces and the backslash of `\u{202e}` are text here.
                    let mut seen = String::new();
                    write_seen(&mut seen, c)?;
                    dest.write_str(&seen.replace('\\', "\\\\").replace('{', "\\{").replace('}', "\\}"))?;
                }
                c if starts_block || links => {
                    dest.write_char('\\')?;
                    dest.write_char(c)?;
                }
                c => dest.write_char(c)?,
            }
            before = c;
        }
        Ok(())
    }
}

/// Pieces that many parts share.
#[allow(unreachable_pub, reason = "`filter_fn` makes public items of its own")]
mod filters {
    use askama::Values;
    use askama::filters::{Escaper, Safe};
    use nhimap_core::assess::result::ResultWord;
    use nhimap_core::date::Day;

    use super::Escape;
    use crate::text::{self, Plain};

    /// A count.
    #[askama::filter_fn]
    pub(super) fn n(value: impl Plain<u64>, _: &dyn Values) -> askama::Result<String> {
        Ok(text::number(value.plain()))
    }

    /// A count with its noun.
    #[askama::filter_fn]
    pub(super) fn counted(value: impl Plain<usize>, _: &dyn Values, one: &str, many: &str) -> askama::Result<String> {
        Ok(text::counted(value.plain(), one, many))
    }

    /// A share in percent.
    #[askama::filter_fn]
    pub(super) fn pct<N: Plain<usize>>(value: impl Plain<usize>, _: &dyn Values, of: N) -> askama::Result<String> {
        Ok(text::percent(value.plain(), of.plain()))
    }

    /// Numbers of rows.
    #[askama::filter_fn]
    pub(super) fn lines(value: impl AsRef<[u32]>, _: &dyn Values) -> askama::Result<String> {
        Ok(text::lines(value.as_ref()))
    }

    /// The first letter as a capital.
    #[askama::filter_fn]
    pub(super) fn sentence(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
        Ok(text::sentence_case(value.as_ref()))
    }

    /// A result with its date.
    #[askama::filter_fn]
    pub(super) fn result<U: Plain<Option<Day>>>(
        value: impl Plain<ResultWord>,
        _: &dyn Values,
        until: U,
    ) -> askama::Result<String> {
        let (value, until) = (value.plain(), until.plain());
        Ok(match (value, until) {
            (ResultWord::AcceptedUntil, Some(day)) => format!("{} {day}", value.word()),
            (ResultWord::AcceptedUntil, None) => format!("{} a date", value.word()),
            _ => value.word().to_owned(),
        })
    }

    /// Running text whose backticks set names apart.
    #[askama::filter_fn]
    pub(super) fn prose(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(names_set_apart(value.as_ref())?))
    }

    /// The same with a capital in front.
    #[askama::filter_fn]
    pub(super) fn label(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(names_set_apart(&text::sentence_case(value.as_ref()))?))
    }

    /// The same as a sentence of its own.
    #[askama::filter_fn]
    pub(super) fn said(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(names_set_apart(&text::said(value.as_ref()))?))
    }

    /// A name becomes a code span; one that would end the span, or its table cell, is escaped text instead.
    fn names_set_apart(text: &str) -> askama::Result<String> {
        let mut out = String::new();
        for (part, is_name) in text::spans(text) {
            let plain =
                !part.contains(['|', '\n', '\r', '\\']) && part.trim() == part && !part.chars().any(text::is_unseen);
            if is_name && plain {
                out.push('`');
                out.push_str(part);
                out.push('`');
            } else {
                Escape.write_escaped_str(&mut out, part)?;
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        Escape.write_escaped_str(&mut out, text).expect("text grows");
        out
    }

    #[test]
    fn data_makes_no_markup() {
        let cases = [
            ("a|b", r"a\|b"),
            ("[x](javascript:1)", r"\[x\](javascript:1)"),
            ("![x](y)", r"\!\[x\](y)"),
            ("<img src=x>", r"\<img src=x\>"),
            ("**bold** _it_ `c`", r"\*\*bold\*\* \_it\_ \`c\`"),
            ("# head", r"\# head"),
            ("- item", r"\- item"),
            ("12. item", r"12\. item"),
            ("--- ", r"\--- "),
            ("0.1.0", "0.1.0"),
            ("=1+1", r"\=1+1"),
            ("a\n\n# b", "a  # b"),
            ("https://example.com", r"https:\/\/example.com"),
            ("www.example.com", r"www\.example.com"),
            ("it works now.", "it works now."),
            ("jana@example.com", r"jana\@example.com"),
            ("&lt;", r"\&lt;"),
            ("a\u{202e}b", r"a\\u\{202e\}b"),
            ("svc-billing 2026-11-01", "svc-billing 2026-11-01"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }
}
