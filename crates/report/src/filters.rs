//! The filters that the templates of every markup share.
#![allow(unreachable_pub, reason = "`filter_fn` makes public items of its own")]

use std::fmt;

use askama::Values;
use askama::filters::{Escaper, Safe};

use crate::text::{self, Plain};

/// A markup in which running text is set: how it escapes, and how it sets a name apart.
pub(crate) trait Markup: Escaper + Default {
    /// Writes a name that stood between backticks.
    fn write_name(out: &mut String, name: &str) -> fmt::Result;
}

/// Running text whose backticks set names apart, as markup.
pub(crate) fn set<M: Markup>(text: &str) -> askama::Result<Safe<String>> {
    let mut out = String::with_capacity(text.len());
    for (part, is_name) in text::spans(text) {
        match is_name {
            true => M::write_name(&mut out, part)?,
            false => M::default().write_escaped_str(&mut out, part)?,
        }
    }
    Ok(Safe(out))
}

/// The filters for running text, in one markup.
macro_rules! prose_filters {
    ($markup:ty) => {
        /// Running text whose backticks set names apart.
        #[askama::filter_fn]
        pub(crate) fn prose(value: impl AsRef<str>, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
            $crate::filters::set::<$markup>(value.as_ref())
        }

        /// The same with a capital in front.
        #[askama::filter_fn]
        pub(crate) fn label(value: impl AsRef<str>, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
            $crate::filters::set::<$markup>(&$crate::text::sentence_case(value.as_ref()))
        }

        /// The same as a sentence of its own.
        #[askama::filter_fn]
        pub(crate) fn said(value: impl AsRef<str>, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
            $crate::filters::set::<$markup>(&$crate::text::said(value.as_ref()))
        }
    };
}
pub(crate) use prose_filters;

/// A count.
#[askama::filter_fn]
pub(crate) fn n(value: impl Plain<u64>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::number(value.plain()))
}

/// A count with its noun.
#[askama::filter_fn]
pub(crate) fn counted(value: impl Plain<usize>, _: &dyn Values, one: &str, many: &str) -> askama::Result<String> {
    Ok(text::counted(value.plain(), one, many))
}

/// A share in percent.
#[askama::filter_fn]
pub(crate) fn pct<N: Plain<usize>>(value: impl Plain<usize>, _: &dyn Values, of: N) -> askama::Result<String> {
    Ok(text::percent(value.plain(), of.plain()))
}

/// Numbers of rows.
#[askama::filter_fn]
pub(crate) fn lines(value: impl AsRef<[u32]>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::lines(value.as_ref()))
}

/// The first letter as a capital.
#[askama::filter_fn]
pub(crate) fn sentence(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::sentence_case(value.as_ref()))
}

/// A word of a vocabulary as people write it: `in_progress` is "in progress".
#[askama::filter_fn]
pub(crate) fn word(value: impl AsRef<str>, _: &dyn Values) -> askama::Result<String> {
    Ok(text::spaced(value.as_ref()))
}
