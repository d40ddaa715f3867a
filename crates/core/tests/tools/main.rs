//! Known exports of tools, in their shapes and with their pitfalls, from file to tables and to verdicts, with the files that
//! ship.

mod agents;
mod evidence;
mod identities;
mod known;
mod scanners;
mod world;
