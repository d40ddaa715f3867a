//! Known exports of platforms, from file to tables and verdicts, with the files that ship: what each tells, what it cannot
//! know, and the pitfalls of its shapes.

mod aws;
mod world;
