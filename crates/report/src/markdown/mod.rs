//! The report in Markdown, for tickets, wikis and pull requests: the same sections and words as the page.

mod filters;
mod owner;

use std::fmt::{self, Write as _};
use std::io::Write;

use askama::Template;
use askama::filters::Escaper;
use nhimap_core::api::Assessment;
use nhimap_core::assess::result::ResultWord;

use crate::filters::Markup;
use crate::text::{is_unseen, write_seen};
use crate::view::{Shape, View};
use crate::{Format, RenderError};

pub(crate) use owner::owner;

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

impl Markup for Escape {
    /// A name becomes a code span; one that would end the span, or its table cell, is escaped text instead.
    fn write_name(out: &mut String, name: &str) -> fmt::Result {
        let plain = !name.contains(['|', '\n', '\r', '\\']) && name.trim() == name && !name.chars().any(is_unseen);
        if plain { write!(out, "`{name}`") } else { Escape.write_escaped_str(out, name) }
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
