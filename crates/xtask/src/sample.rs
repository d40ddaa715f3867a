//! `cargo xtask sample`: builds the command and assesses the sample organisation.

use std::process::Command;

use crate::Outcome;

/// What the sample's own README says, and where the report goes.
const ASSESS: &str = "assess samples/harbour-mutual --as-of 2026-11-20 \
    --extracted register.csv=2026-11-18 --extracted aws_credential_report.csv=2026-11-20 --extracted mcp.json=2026-11-17 \
    --assume-complete register.csv --assume-complete aws_credential_report.csv --assume-complete roster.csv \
    --policy samples/harbour-mutual/policy.toml --out target/sample-report";

/// Runs it.
pub(crate) fn run(args: &[String]) -> Outcome {
    if let Some(arg) = args.first() {
        return Err(format!("`{arg}` is not known; `cargo xtask sample` takes no arguments").into());
    }
    println!("nhimap {ASSESS} --subject 'Harbour Mutual (invented)'\n");
    let words =
        ["run", "--quiet", "--release", "--package", "nhimap", "--"].into_iter().chain(ASSESS.split_whitespace());
    let status = Command::new("cargo").args(words).args(["--subject", "Harbour Mutual (invented)"]).status()?;
    if status.success() { Ok(()) } else { Err("the assessment did not finish".into()) }
}
