//! Pieces that many parts share.
#![allow(unreachable_pub, reason = "`filter_fn` makes public items of its own")]

use askama::Values;
use askama::filters::Safe;
use nhimap_core::assess::result::ResultWord;
use nhimap_core::date::Day;

use super::Escape;
use crate::filters::prose_filters;
pub(crate) use crate::filters::{counted, lines, n, pct, sentence, word};
use crate::text::Plain;

prose_filters!(Escape);

/// A day.
#[askama::filter_fn]
pub(crate) fn day(value: impl Plain<Day>, _: &dyn Values) -> askama::Result<String> {
    Ok(value.plain().to_string())
}

/// A result with its date.
#[askama::filter_fn]
pub(crate) fn result<U: Plain<Option<Day>>>(
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
