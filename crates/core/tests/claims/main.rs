//! Controls, evidence and exceptions against rows, from CSV to the result of a reference.

mod contradictions;
mod derived;
mod exceptions;
mod results;
mod world;
