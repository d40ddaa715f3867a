//! What documents say about frameworks: their citations, and whether the text beside one is about the item it names.
//!
//! [`lint`] reads a document and judges each of its citations. [`terms`] is what the pack knows of people's words for
//! each item; [`meaning`] compares a text with them.

mod document;
mod evidence;
mod fields;
mod html;
mod json;
mod judge;
pub mod lint;
mod markdown;
pub mod meaning;
mod place;
mod plain;
mod rows;
mod table;
pub mod terms;
mod toml;
mod walk;
mod words;
