//! The registers that people keep: where the table lies, what its columns are, and which of its rows are no data.

mod columns;
mod languages;
mod mapping;
mod same;
mod sheet;
mod tables;
