//! Where the table lies in a sheet that somebody made: its headings, its rows, and what stands around them.
//!
//! What is said of the headings comes from the file's first bytes; what is said of a row comes from the row itself, so that a
//! file of any size is read in blocks.

mod columns;
mod grid;
mod heading;
mod mask;
mod nature;
mod rows;

pub(crate) use columns::Columns;
pub(crate) use grid::{Grid, Row};
pub(crate) use heading::{Found, find, rules};
pub(crate) use mask::mask;
pub use rows::RowRules;
pub(crate) use rows::{BELOW, RowSense, is_no_data};
