//! What the module works with and does not hold itself: the pack, and the sample organisation.
//!
//! Both are text, weigh a quarter of all, and change at other times than the code does. The page loads them beside the
//! module; here is what they are, and natively where they come from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The files that a worker is started with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The pack's files, by path.
    pub pack: BTreeMap<String, String>,
    /// The files of the sample organisation, by name; its policy too.
    pub sample: BTreeMap<String, String>,
}

#[cfg(not(target_family = "wasm"))]
impl Data {
    /// What this build of the page ships.
    pub fn shipped() -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self { pack: nhimap_frameworks::FILES.iter().map(owned).collect(), sample: SAMPLE.iter().map(owned).collect() }
    }
}

#[cfg(not(target_family = "wasm"))]
macro_rules! sample {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../samples/harbour-mutual/", $name)))),*]
    };
}

/// The files of the sample organisation.
#[cfg(not(target_family = "wasm"))]
const SAMPLE: &[(&str, &str)] = sample! {
    "applications.csv"
    "aws_credential_report.csv"
    "controls.csv"
    "evidence.csv"
    "exceptions.csv"
    "launches.csv"
    "mcp.json"
    "policy.toml"
    "register.csv"
    "responses.csv"
    "roster.csv"
    "scanner_results.csv"
    "suppliers.csv"
};
