//! Pieces of markup that many parts share. What comes from the Assessment is escaped here as everywhere.
#![allow(unreachable_pub, reason = "`filter_fn` makes public items of its own")]

use std::fmt;

use askama::Values;
use askama::filters::{Escaper, Safe};
use nhimap_core::assess::result::ResultWord;
use nhimap_core::checks::Severity;
use nhimap_core::date::Day;

use super::Escape;
use crate::filters::prose_filters;
pub(crate) use crate::filters::{counted, lines, n, pct, sentence, word};
use crate::text::{self, Anchor, Plain};
use crate::words;

prose_filters!(Escape);

/// The part of an anchor that names one of its kind.
#[askama::filter_fn]
pub(crate) fn anchor(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::token(value.as_ref()))
}

/// The name of a file as a relative address.
#[askama::filter_fn]
pub(crate) fn file_address(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::percent_encoded(value.as_ref()))
}

/// A day, which never breaks across lines.
#[askama::filter_fn]
pub(crate) fn day(value: impl Plain<Day>, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(format!("<time>{}</time>", value.plain())))
}

/// A count that leads to where its rows are; a plain 0 leads nowhere.
#[askama::filter_fn]
pub(crate) fn leads(value: impl Plain<usize>, _: &dyn Values, home: Option<Anchor>) -> askama::Result<Safe<String>> {
    let value: usize = value.plain();
    let shown = text::number(value as u64);
    Ok(Safe(match home {
        Some(home) if value > 0 => format!("<a href=\"#{home}\">{shown}</a>"),
        _ => shown,
    }))
}

/// Text that leads to where it is explained.
#[askama::filter_fn]
pub(crate) fn link(value: impl AsRef<str>, _: &dyn Values, home: Option<Anchor>) -> askama::Result<Safe<String>> {
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
pub(crate) fn breaks(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<Safe<String>> {
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
pub(crate) fn glyph(value: impl Plain<ResultWord>, _: &dyn Values) -> askama::Result<Safe<String>> {
    Ok(Safe(sign(value.plain())))
}

/// A result: its sign and its word, with its date.
#[askama::filter_fn]
pub(crate) fn badge<U: Plain<Option<Day>>>(
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
pub(crate) fn head(value: impl Plain<ResultWord>, _: &dyn Values) -> askama::Result<Safe<String>> {
    let value = value.plain();
    Ok(Safe(signed(value, value.word())))
}

/// A severity: its bars and its word.
#[askama::filter_fn]
pub(crate) fn bars(value: impl Plain<Severity>, _: &dyn Values) -> askama::Result<Safe<String>> {
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

fn markup(write: impl FnOnce(&mut String) -> fmt::Result) -> askama::Result<String> {
    let mut out = String::new();
    write(&mut out)?;
    Ok(out)
}
