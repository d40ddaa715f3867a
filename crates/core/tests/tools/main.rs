//! Known exports of tools, in their shapes and with their pitfalls, from file to tables and to verdicts, with the files that
//! ship.

#![expect(clippy::disallowed_methods, reason = "the fixtures are files; the core is given their bytes")]

#[path = "../shown/mod.rs"]
mod shown;

mod agents;
mod evidence;
mod identities;
mod known;
mod scanners;
mod world;
