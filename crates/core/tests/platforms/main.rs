//! Known exports of platforms, from file to tables and verdicts, with the files that ship: what each tells, what it cannot
//! know, and the pitfalls of its shapes.

#![expect(clippy::disallowed_methods, reason = "the fixtures are files; the core is given their bytes")]

mod ad;
mod aws;
mod azure;
mod entra;
mod gcp;
mod git;
mod kubernetes;
mod world;
