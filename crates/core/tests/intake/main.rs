//! What files become, through the public API and with a tiny pack: no row disappears, nothing depends on threads or on
//! how bytes arrive, and what a cell does not say is never made up.

#![expect(clippy::disallowed_methods, reason = "some fixtures are files; the core is given their bytes")]

#[path = "../shown/mod.rs"]
mod shown;

mod blocks;
mod claims;
mod exports;
mod hostile;
mod marks;
mod merging;
mod open;
mod pack;
mod people;
mod rows;
mod secrets;
mod times;
