//! The sample organisation, as the page offers it.

use nhimap_core::date::Day;
use nhimap_core::tables::Complete;

/// A file of the sample, and what its README says of it.
pub(crate) struct SampleFile {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    pub(crate) extracted: Option<(i32, u32, u32)>,
    pub(crate) complete: Complete,
}

/// Whose files they are.
pub(crate) const SUBJECT: &str = "Harbour Mutual";
/// The day that its README assesses it as of.
const AS_OF: (i32, u32, u32) = (2026, 11, 20);
/// Its policy.
pub(crate) const POLICY: &str = include_str!("../../../samples/harbour-mutual/policy.toml");

macro_rules! file {
    ($name:literal, $extracted:expr, $complete:ident) => {
        SampleFile {
            name: $name,
            text: include_str!(concat!("../../../samples/harbour-mutual/", $name)),
            extracted: $extracted,
            complete: Complete::$complete,
        }
    };
}

/// The files in the order in which the command reads the folder.
pub(crate) const FILES: &[SampleFile] = &[
    file!("applications.csv", None, Undeclared),
    file!("aws_credential_report.csv", Some((2026, 11, 20)), Complete),
    file!("controls.csv", None, Undeclared),
    file!("evidence.csv", None, Undeclared),
    file!("exceptions.csv", None, Undeclared),
    file!("launches.csv", None, Undeclared),
    file!("register.csv", Some((2026, 11, 18)), Complete),
    file!("responses.csv", None, Undeclared),
    file!("roster.csv", None, Complete),
    file!("scanner_results.csv", None, Undeclared),
    file!("suppliers.csv", None, Undeclared),
];

/// The day that its README assesses it as of.
pub(crate) fn as_of() -> Day {
    day(AS_OF)
}

pub(crate) fn day((year, month, day): (i32, u32, u32)) -> Day {
    Day::from_ymd(year, month, day).expect("the sample's dates are days")
}
