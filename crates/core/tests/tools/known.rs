//! Every export of this kind has a file of its own to be tried on, and is told from all others by it.

use crate::world::{PACK, fixture, read, tried};

/// The exports of tools.
const OWN: &[&str] = &[
    "a2a-agent-card",
    "anthropic-api-keys",
    "aws-security-hub-findings",
    "cyberark-account-report",
    "cyberark-accounts",
    "cyberark-dependent-accounts",
    "cyberark-discovered-accounts",
    "cyberark-get-accounts",
    "databricks-service-principals",
    "databricks-tokens",
    "detect-secrets-baseline",
    "ggshield-scan",
    "github-secret-scanning-alerts",
    "gitlab-secret-detection",
    "gitleaks-7",
    "gitleaks-8",
    "gitleaks-csv",
    "keycloak-clients",
    "mcp-servers",
    "noseyparker-report",
    "okta-api-tokens",
    "okta-service-apps",
    "openai-api-keys",
    "openai-project-service-accounts",
    "prowler-3-csv",
    "prowler-3-json",
    "prowler-ocsf",
    "scubagear-results-json",
    "scubagear-test-results",
    "secret-scanner-sarif",
    "snowflake-show-users",
    "snowflake-tokens",
    "snowflake-tokens-rest",
    "snowflake-users-rest",
    "trufflehog-2",
    "trufflehog-3",
    "vault-token-accessors",
    "vscode-mcp-servers",
];

/// Fixtures that hold nothing of their export.
const NOTHING_IN_IT: &[&str] = &[
    "asyncapi.json",
    "bare-accessors.json",
    "bare-keys.json",
    "empty-settings.json",
    "nothing-found.csv",
    "nothing-found.json",
    "other-tool.sarif",
];

#[test]
fn every_fixture_is_read_by_the_export_whose_name_it_bears() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/exports/");
    for id in OWN {
        let export = PACK.exports.iter().find(|e| e.id == *id).unwrap_or_else(|| panic!("no export `{id}`"));
        let files = std::fs::read_dir(format!("{root}{id}")).unwrap_or_else(|error| panic!("{id}: {error}"));
        let mut tried = 0;
        for file in files {
            let name = file.expect("a file").file_name().to_string_lossy().into_owned();
            if !NOTHING_IN_IT.contains(&name.as_str()) {
                let ingested = read(&format!("{id}/{name}"));
                assert_eq!(ingested.inputs[0].understood_as, export.title, "{id}/{name}");
                assert!(ingested.inputs[0].read > 0, "{id}/{name}");
                assert!(!ingested.notes.iter().any(|n| n.kind == "unreadable"), "{id}/{name}: {:?}", ingested.notes);
                tried += 1;
            }
        }
        assert!(tried > 0, "{id} has no file to be tried on");
    }
}

#[test]
fn every_export_names_its_document_and_what_it_cannot_know() {
    for id in OWN {
        let export = PACK.exports.iter().find(|e| e.id == *id).unwrap_or_else(|| panic!("no export `{id}`"));
        assert!(export.document.len() > 10, "{id}");
        assert!(!export.cannot_know.is_empty(), "{id}");
        for (field, why) in &export.cannot_know {
            let fed = export.views.iter().any(|view| view.fields.iter().any(|(own, _)| own == field));
            assert!(!fed, "{id}: {} is read, and said to be unknown", field.path());
            assert!(!why.is_empty(), "{id}: {}", field.path());
        }
    }
}

#[test]
fn bytes_that_are_cut_off_or_changed_are_read_or_refused_and_never_echoed() {
    for path in ["mcp-servers/claude.json", "gitleaks-8/report.json", "vault-token-accessors/lookups.jsonl"] {
        let bytes = fixture(path);
        for end in (0..bytes.len()).step_by(97) {
            let told = match tried(&[("cut.json", &bytes[..end])]) {
                Ok(ingested) => format!("{:?}{:?}", ingested.inputs, ingested.notes),
                Err(error) => format!("{error} {error:?}"),
            };
            assert!(!told.contains(crate::world::CANARY), "{path} to {end}: {told}");
        }
    }
}
