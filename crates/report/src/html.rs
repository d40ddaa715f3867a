//! One self-contained page: everything is said, the worst findings are shown, and the file that has all is named.

use std::fmt::{self, Write as _};
use std::io::Write;

use askama::Template;
use askama::filters::Escaper;
use nhimap_core::api::Assessment;
use nhimap_core::assess::result::ResultWord;

use crate::text::{is_unseen, seen, write_seen};
use crate::view::{Shape, View};
use crate::{Format, RenderError};

/// Writes `report.html`.
pub(crate) fn render(assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let style = Style { foot: CssString::foot(assessment) };
    let page = Page { v: View::new(assessment), a: assessment, style, all_findings: Format::Csv.file_name() };
    // The template writes in small pieces, the writer may be a file.
    out.write_all(page.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "html/report.html", whitespace = "minimize")]
struct Page<'a> {
    v: View<'a>,
    a: &'a Assessment,
    style: Style,
    all_findings: &'static str,
}

/// What every `{{ }}` of an HTML template goes through: askama's own escaping, and unseen characters are seen.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Escape;

impl Escaper for Escape {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, string: &str) -> fmt::Result {
        let mut from = 0;
        for (at, c) in string.char_indices().filter(|(_, c)| is_unseen(*c)) {
            askama::filters::Html.write_escaped_str(&mut dest, &string[from..at])?;
            write_seen(&mut dest, c)?;
            from = at + c.len_utf8();
        }
        askama::filters::Html.write_escaped_str(&mut dest, &string[from..])
    }
}

/// The style sheet, with the foot of the printed pages.
struct Style {
    foot: CssString,
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(include_str!("../templates/report.css"))?;
        write!(f, "@page {{ @bottom-left {{ content: {}; }} }}", self.foot)
    }
}

/// Text as a string of CSS inside a `style` element: letters, digits and a few signs stay, all else is a numeric escape,
/// so that neither the string nor the element can be ended.
struct CssString(String);

impl CssString {
    /// The longest foot that fits beside the page number.
    const LONGEST: usize = 96;

    fn foot(a: &Assessment) -> Self {
        let subject = a.header.subject.as_deref().unwrap_or("Non-human identities");
        let mut text = format!("{} · data as of {}", clip(subject, 48), a.as_of.date);
        if let Some(classification) = &a.header.classification {
            text = format!("{text} · {}", clip(classification, 32));
        }
        Self(clip(&text, Self::LONGEST))
    }
}

/// The text, or its start with an ellipsis: the title block has all of it.
fn clip(text: &str, longest: usize) -> String {
    let text = seen(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= longest {
        return text;
    }
    text.chars().take(longest - 1).chain(['…']).collect()
}

impl fmt::Display for CssString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                ' ' | ',' | '.' | '-' | ':' | '·' | '…' => f.write_char(c)?,
                c if c.is_alphanumeric() => f.write_char(c)?,
                // The space ends the escape.
                c => write!(f, "\\{:x} ", c as u32)?,
            }
        }
        f.write_char('"')
    }
}

/// Pieces of markup that many parts share. What comes from the Assessment is escaped here as everywhere.
#[allow(unreachable_pub, reason = "`filter_fn` makes public items of its own")]
mod filters {
    use std::fmt;

    use askama::Values;
    use askama::filters::{Escaper, Safe};
    use nhimap_core::assess::result::ResultWord;
    use nhimap_core::checks::Severity;
    use nhimap_core::date::Day;

    use super::Escape;
    use crate::text::{self, Anchor, Plain};
    use crate::words;

    /// A count.
    #[askama::filter_fn]
    pub(super) fn n(value: impl Plain<u64>, _: &dyn Values) -> askama::Result<String> {
        Ok(text::number(value.plain()))
    }

    /// The part of an anchor that names one of its kind.
    #[askama::filter_fn]
    pub(super) fn anchor(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
        Ok(text::token(value.as_ref()))
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

    /// A day, which never breaks across lines.
    #[askama::filter_fn]
    pub(super) fn day(value: impl Plain<Day>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(format!("<time>{}</time>", value.plain())))
    }

    /// A count that leads to where its rows are; a plain 0 leads nowhere.
    #[askama::filter_fn]
    pub(super) fn leads(
        value: impl Plain<usize>,
        _: &dyn Values,
        home: Option<Anchor>,
    ) -> askama::Result<Safe<String>> {
        let value: usize = value.plain();
        let shown = text::number(value as u64);
        Ok(Safe(match home {
            Some(home) if value > 0 => format!("<a href=\"#{home}\">{shown}</a>"),
            _ => shown,
        }))
    }

    /// Text that leads to where it is explained.
    #[askama::filter_fn]
    pub(super) fn link(value: impl AsRef<str>, _: &dyn Values, home: Option<Anchor>) -> askama::Result<Safe<String>> {
        Ok(Safe(markup(|out| {
            if let Some(home) = &home {
                out.push_str(&format!("<a href=\"#{home}\">"));
            }
            Escape.write_escaped_str(&mut *out, value.as_ref())?;
            out.push_str(if home.is_some() { "</a>" } else { "" });
            Ok(())
        })?))
    }

    /// A name that may be long, with the places where a line had better break.
    #[askama::filter_fn]
    pub(super) fn breaks(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(markup(|out| {
            for part in value.as_ref().split_inclusive(['@', '/', '_', ':']) {
                Escape.write_escaped_str(&mut *out, part)?;
                out.push_str("<wbr>");
            }
            Ok(())
        })?))
    }

    /// The sign of a result.
    #[askama::filter_fn]
    pub(super) fn glyph(value: impl Plain<ResultWord>, _: &dyn Values) -> askama::Result<Safe<String>> {
        Ok(Safe(sign(value.plain())))
    }

    /// A result: its sign and its word, with its date.
    #[askama::filter_fn]
    pub(super) fn badge<U: Plain<Option<Day>>>(
        value: impl Plain<ResultWord>,
        _: &dyn Values,
        until: U,
    ) -> askama::Result<Safe<String>> {
        let (value, until) = (value.plain(), until.plain());
        let mut word = value.word().to_owned();
        match (value, until) {
            (ResultWord::AcceptedUntil, Some(day)) => word.push_str(&format!(" <time>{day}</time>")),
            (ResultWord::AcceptedUntil, None) => word.push_str(" a date"),
            _ => {}
        }
        Ok(Safe(signed(value, &word)))
    }

    /// A result at the head of a column, where no date has a place.
    #[askama::filter_fn]
    pub(super) fn head(value: impl Plain<ResultWord>, _: &dyn Values) -> askama::Result<Safe<String>> {
        let value = value.plain();
        Ok(Safe(signed(value, value.word())))
    }

    /// A severity: its bars and its word.
    #[askama::filter_fn]
    pub(super) fn bars(value: impl Plain<Severity>, _: &dyn Values) -> askama::Result<Safe<String>> {
        let severity = value.plain();
        let (at, word) = (severity as u8 + 1, severity.word());
        Ok(Safe(format!("<span class=\"sev\"><svg aria-hidden=\"true\"><use href=\"#sev{at}\"/></svg>{word}</span>")))
    }

    fn signed(result: ResultWord, words: &str) -> String {
        format!("<span class=\"r {}\">{}<span>{words}</span></span>", words::sign(result), sign(result))
    }

    fn sign(word: ResultWord) -> String {
        format!("<svg class=\"g\" aria-hidden=\"true\"><use href=\"#g-{}\"/></svg>", words::sign(word))
    }

    fn names_set_apart(text: &str) -> askama::Result<String> {
        markup(|out| {
            for (part, is_name) in text::spans(text) {
                out.push_str(if is_name { "<code>" } else { "" });
                Escape.write_escaped_str(&mut *out, part)?;
                out.push_str(if is_name { "</code>" } else { "" });
            }
            Ok(())
        })
    }

    fn markup(write: impl FnOnce(&mut String) -> fmt::Result) -> askama::Result<String> {
        let mut out = String::new();
        write(&mut out)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_css_string_cannot_end() {
        let hostile = CssString("a\"} </style><b> \\ Zürich {*}".into()).to_string();
        assert_eq!(hostile, r#""a\22 \7d  \3c \2f style\3e \3c b\3e  \5c  Zürich \7b \2a \7d ""#);
    }

    #[test]
    fn escaping_reaches_markup_and_what_is_unseen() {
        let mut out = String::new();
        Escape.write_escaped_str(&mut out, "<b>\u{202e}&\"'").expect("text grows");
        assert_eq!(out, "&#60;b&#62;\\u{202e}&#38;&#34;&#39;");
    }
}
