//! One self-contained page: everything is said, the worst findings are shown, and the file that has all is named.

mod filters;
mod owner;

use std::fmt::{self, Write as _};
use std::io::Write;

use askama::Template;
use askama::filters::Escaper;
use nhimap_core::api::{AsOf, Assessment, Header};
use nhimap_core::assess::result::ResultWord;

use crate::filters::Markup;
use crate::text::{is_unseen, seen, write_seen};
use crate::view::{Shape, View};
use crate::{Format, RenderError};

pub(crate) use owner::{owner, owners};

/// Writes `report.html`.
pub(crate) fn render(assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let style = Style::new(&assessment.header, &assessment.as_of);
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

impl Markup for Escape {
    fn write_name(out: &mut String, name: &str) -> fmt::Result {
        out.push_str("<code>");
        Escape.write_escaped_str(&mut *out, name)?;
        out.push_str("</code>");
        Ok(())
    }
}

/// The style sheet, with the foot of the printed pages.
struct Style {
    foot: CssString,
}

impl Style {
    fn new(header: &Header, as_of: &AsOf) -> Self {
        Self { foot: CssString::foot(header, as_of) }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(include_str!("../../templates/report.css"))?;
        write!(f, "@page {{ @bottom-left {{ content: {}; }} }}", self.foot)
    }
}

/// Text as a string of CSS inside a `style` element: letters, digits and a few signs stay, all else is a numeric escape,
/// so that neither the string nor the element can be ended.
struct CssString(String);

impl CssString {
    /// The longest foot that fits beside the page number.
    const LONGEST: usize = 96;

    fn foot(header: &Header, as_of: &AsOf) -> Self {
        let subject = header.subject.as_deref().unwrap_or("Non-human identities");
        let mut text = format!("{} · data as of {}", clip(subject, 48), as_of.date);
        if let Some(classification) = &header.classification {
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
