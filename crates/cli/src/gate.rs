//! Gates for pipelines: what closes them, and what an earlier run found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use nhimap_core::api::{Assessment, Finding};
use nhimap_core::assess::Assessed;
use nhimap_core::checks::Severity;
use serde_json::{Value, json};

use crate::args::AssessArgs;
use crate::{Failure, pack};

/// The version of the baseline's shape.
const SCHEMA: &str = "nhimap/baseline/1";

/// What an earlier run found.
pub(crate) struct Baseline {
    findings: BTreeSet<String>,
    tested: BTreeMap<String, u64>,
    fields: BTreeSet<String>,
}

impl Baseline {
    pub(crate) fn read(file: &Path) -> Result<Self, Failure> {
        let value: Value = serde_json::from_str(&pack::read(file)?)
            .map_err(|e| format!("`{}` is no baseline: {e}", file.display()))?;
        if value["schema"] != SCHEMA {
            return Err(format!("`{}` is no baseline; make one with --save-baseline", file.display()).into());
        }
        let texts = |name: &str| -> BTreeSet<String> {
            value[name].as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        Ok(Self {
            findings: texts("findings"),
            fields: texts("fields"),
            tested: value["tested"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(k, v)| (k.clone(), v.as_u64().unwrap_or(0)))
                .collect(),
        })
    }
}

/// What this run found, for later runs.
pub(crate) fn baseline(assessment: &Assessment, findings: impl Iterator<Item = Finding>) -> Value {
    // What is accepted today is open again once its exception ends, and then new.
    let ids: BTreeSet<String> = findings.filter(|f| !f.accepted).map(|f| f.id).collect();
    let tested: BTreeMap<&str, usize> =
        assessment.checks.iter().map(|c| (c.id.as_str(), c.counts.fail + c.counts.pass + c.counts.accepted)).collect();
    let fields: BTreeSet<&str> = assessment
        .dictionary
        .iter()
        .filter(|f| f.from.iter().any(|s| s.contains("column")))
        .map(|f| f.field.as_str())
        .collect();
    json!({ "schema": SCHEMA, "as_of": assessment.as_of.date, "findings": ids, "tested": tested, "fields": fields })
}

/// What the register says of a launch that was asked for.
pub(crate) struct Launch {
    pub(crate) is_ready: bool,
    pub(crate) says: String,
}

/// Asks the register for each launch.
pub(crate) fn launches(ids: &[String], assessed: &Assessed<'_>) -> Result<Vec<Launch>, Failure> {
    let one = |id: &String| -> Result<Launch, Failure> {
        let Some(gate) = assessed.gate(id) else { return Err(no_launch(id, &assessed.assessment).into()) };
        let says = match gate.complete {
            true => format!("launch `{id}`: {}; that it is ready is for a person to sign", gate.says),
            false => format!("launch `{id}` is not ready by the register: {}", gate.says),
        };
        Ok(Launch { is_ready: gate.complete, says })
    };
    ids.iter().map(one).collect()
}

fn no_launch(id: &str, assessment: &Assessment) -> String {
    const SHOWN: usize = 10;
    let keys: Vec<String> = assessment.launches.iter().take(SHOWN).map(|l| format!("`{}`", l.key)).collect();
    match assessment.launches.len() {
        0 => format!("no launch goes by `{id}`: the files hold no launch; add the register of launches"),
        n if n > SHOWN => format!("no launch goes by `{id}`; the register begins with {}", keys.join(", ")),
        _ => format!("no launch goes by `{id}`; the register has {}", keys.join(", ")),
    }
}

/// Why the gate does not open; nothing where it does.
pub(crate) fn closed(
    args: &AssessArgs,
    assessment: &Assessment,
    earlier: Option<&Baseline>,
    findings: impl Iterator<Item = Finding>,
) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(fail_on) = args.fail_on {
        let known = |id: &str| fail_on.new && earlier.is_some_and(|b| b.findings.contains(id));
        let mut by_severity: BTreeMap<Severity, usize> = BTreeMap::new();
        for finding in findings.filter(|f| !f.accepted) {
            if finding.severity >= fail_on.severity && !known(&finding.id) {
                *by_severity.entry(finding.severity).or_default() += 1;
            }
        }
        if !by_severity.is_empty() {
            let counts: Vec<String> = by_severity.iter().rev().map(|(s, n)| format!("{n} {}", s.word())).collect();
            let new = if fail_on.new { " that the baseline does not have" } else { "" };
            out.push(format!(
                "open findings of severity {} or above{new}: {}",
                fail_on.severity.word(),
                counts.join(", ")
            ));
        }
    }
    if args.fail_on_unknown {
        let unknown: usize = assessment.checks.iter().map(|c| c.counts.unknown).sum();
        if unknown > 0 {
            out.push(format!("{unknown} results are unknown, and unknown is not ready"));
        }
    }
    if let Some(earlier) = earlier {
        for check in &assessment.checks {
            let was = earlier.tested.get(&check.id).copied().unwrap_or(0) as usize;
            let now = check.counts.fail + check.counts.pass + check.counts.accepted;
            if now < was {
                out.push(format!(
                    "`{}` decided {was} rows in the baseline and {now} now; a smaller file cannot open the gate",
                    check.id
                ));
            }
        }
        let given: BTreeSet<&str> = assessment.dictionary.iter().map(|f| f.field.as_str()).collect();
        for lost in earlier.fields.iter().filter(|f| !given.contains(f.as_str())) {
            out.push(format!("the baseline had a column for `{lost}` and this run has none"));
        }
    }
    out
}
