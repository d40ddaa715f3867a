//! What is wrong with documents' citations, as SARIF 2.1.0 for code scanning.
//!
//! GitHub shows a result only with a place, takes the level from the result and the help from the rule, and knows a
//! result of an earlier run by its fingerprint, which therefore holds no line number.

use std::collections::BTreeMap;
use std::io::Write;

use nhimap_core::citations::lint::{Cited, Level, LintReport, READS_LIKE, Verdict};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::RenderError;

/// Where the rules are explained.
const HELP: &str = "https://github.com/nhimap/nhimap/blob/main/docs/lint.md";

/// Writes all findings of reports as one run.
///
/// # Errors
/// Where the writer refuses.
pub fn lint_sarif(reports: &[&LintReport], out: &mut dyn Write) -> Result<(), RenderError> {
    let rules = rules();
    let mut results = Vec::new();
    for report in reports {
        let uri = uri(&report.name);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for cited in report.findings() {
            results.push(result(&uri, cited, &rules, &mut seen));
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "nhimap",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://github.com/nhimap/nhimap",
                "rules": rules.iter().map(Rule::json).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A kind of finding.
struct Rule {
    id: String,
    means: &'static str,
    level: Level,
}

impl Rule {
    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.id.split('-').map(capital).collect::<String>(),
            "shortDescription": { "text": self.means },
            "fullDescription": { "text": self.means },
            "help": { "text": format!("{} What each verdict means: {HELP}", self.means) },
            "helpUri": format!("{HELP}#{}", self.id),
            "defaultConfiguration": { "level": level(self.level) },
        })
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn rules() -> Vec<Rule> {
    let of_verdict = |verdict: &Verdict| {
        let level = match verdict {
            Verdict::WrongFramework | Verdict::NoSuchId => Level::Error,
            Verdict::SpelledOtherwise | Verdict::OtherEdition => Level::Note,
            _ => Level::Warning,
        };
        Rule { id: verdict.id(), means: verdict.means(), level }
    };
    let silent = |v: &&Verdict| !matches!(v, Verdict::Exact | Verdict::NotCarried);
    let mut out: Vec<Rule> = Verdict::ALL.iter().filter(silent).map(of_verdict).collect();
    out.push(Rule {
        id: READS_LIKE.into(),
        means: "The text beside the citation is about another item than the one cited.",
        level: Level::Warning,
    });
    out
}

fn result(uri: &str, cited: &Cited, rules: &[Rule], seen: &mut BTreeMap<String, usize>) -> Value {
    let rule = cited.rule();
    let message = match &cited.remedy {
        Some(remedy) => format!("`{}`: {} Remedy: {remedy}.", cited.text, cited.says),
        None => format!("`{}`: {}", cited.text, cited.says),
    };
    let mut out = json!({
        "ruleId": rule,
        "level": level(cited.level),
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": cited.line,
                "startColumn": cited.column,
                "endLine": cited.end_line,
                "endColumn": cited.end_column,
            },
        } }],
        "partialFingerprints": { "citation/v1": fingerprint(&rule, cited, seen) },
    });
    if let Some(index) = rules.iter().position(|r| r.id == rule) {
        out["ruleIndex"] = json!(index);
    }
    if let Some(fix) = &cited.fix {
        out["fixes"] = json!([{
            "description": { "text": format!("write {}", fix.replacement) },
            "artifactChanges": [{
                "artifactLocation": { "uri": uri },
                "replacements": [{
                    "deletedRegion": {
                        "startLine": cited.line,
                        "startColumn": cited.column,
                        "endLine": cited.end_line,
                        "endColumn": cited.end_column,
                    },
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        }]);
    }
    out
}

/// The same citation on the same line of words, wherever the line has moved to.
fn fingerprint(rule: &str, cited: &Cited, seen: &mut BTreeMap<String, usize>) -> String {
    let words = format!("{rule}\n{}\n{}", cited.text, cited.excerpt.text.trim());
    let count = seen.entry(words.clone()).or_insert(0);
    *count += 1;
    let hash = Sha256::digest(format!("{words}\n{count}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Fine => "none",
        other => other.word(),
    }
}

/// A path as a URI: relative as it was given, or of a file.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        out.push_str("file:///");
    }
    for byte in path.bytes() {
        let plain =
            byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || (byte == b':' && out.starts_with("file:"));
        if plain { out.push(char::from(byte)) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris() {
        for (path, expected) in [
            ("docs/a b.md", "docs/a%20b.md"),
            ("/tmp/x.md", "file:///tmp/x.md"),
            ("C:\\docs\\x.md", "file:///C:/docs/x.md"),
            ("ü#?.md", "%C3%BC%23%3F.md"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
