//! Who answers for what: from CSV to the split of responsibility, owners' pages, dates, launches, answers and the mirror.

mod accountability;
mod due;
mod launches;
mod mirror;
mod owners;
mod responses;
mod world;
