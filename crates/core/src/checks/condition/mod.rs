//! The condition language: the text of a condition in, its syntax tree out.
//!
//! A subset of CEL, the Common Expression Language (cel.dev): whatever is read here, a CEL parser
//! reads the same way. What CEL has and the
//! subset leaves out is named in the error, with what to write instead.
//!
//! Only the form is settled here. Whether `credential.set` is a field, and whether it is a date, is
//! asked when a check is loaded.

mod ast;
mod calls;
mod cursor;
mod error;
mod lexer;
mod parser;
mod print;
#[cfg(test)]
mod tests;

pub use ast::{Comparison, Expr, ExprKind, Function, TextTest};
pub use error::ParseError;
pub use parser::parse;
pub use print::print;
