//! Bytes and a pack in, an Assessment and findings out.
//!
//! The core opens no file, reads no clock, and prints nothing: the files' bytes, the pack of frameworks and checks, and
//! today's date are arguments. Rooms, in the order in which data walks through them: [`intake`] reads files into
//! [`tables`]; [`checks`] gives verdicts on rows; [`assess`] turns verdicts into results by reference; [`api`] holds what
//! every front door speaks. [`catalog`], [`policy`] and [`vocabulary`] are what the pack knows.

// What that forbids stands in `clippy.toml`.
#![deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types)]

pub mod api;
pub mod assess;
pub mod catalog;
pub mod checks;
pub mod citations;
pub mod date;
pub mod intake;
pub mod pack;
pub mod policy;
pub mod schema;
pub mod tables;
pub mod vocabulary;

/// Bytes in hexadecimal, lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        write!(out, "{byte:02x}").expect("text grows");
        out
    })
}
