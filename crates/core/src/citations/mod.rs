//! What documents say about frameworks: their citations, and whether the text beside one is about the item it names.
//!
//! [`terms`] is what the pack knows of people's words for each item; [`meaning`] compares a text with them.

mod evidence;
pub mod meaning;
pub mod terms;
mod words;
