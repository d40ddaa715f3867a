//! Real exports of tools, each read into as many rows as it has, or refused with what it is.
//!
//! The files lie beside the workspace and are not part of it: `../shared`, or the folder that `NHIMAP_SHARED` names.

use nhimap_core::intake::{Content, InputFile, ingest};
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;
use nhimap_tests::{pack, shared};

/// A file, what it is understood as, and how many rows of each subject it gives, and how many are set apart.
type Expected = (&'static str, &'static str, &'static [(Subject, usize)], usize);

use Subject::{Credential, Evidence, Exposure, Identity};

const READ: &[Expected] = &[
    ("a2a/hotel_booking_agent.json", "A2A agent card", &[(Identity, 1)], 0),
    ("a2a/orchestrator_agent.json", "A2A agent card", &[(Identity, 1)], 0),
    ("assessment-scubagear/ActionPlan.csv", "ScubaGear results", &[(Evidence, 14)], 0),
    (
        "cyberark/sample_accounts_for_update.csv",
        "CyberArk accounts for onboarding",
        &[(Identity, 5), (Credential, 5)],
        0,
    ),
    ("cyberark/sample_dependentaccounts.csv", "CyberArk dependent accounts", &[(Identity, 3)], 0),
    ("github-secret-scanning/alerts-one.json", "GitHub secret scanning alerts", &[(Exposure, 1)], 0),
    ("gitleaks/csv_simple.csv", "gitleaks report, CSV", &[(Exposure, 1)], 0),
    ("gitleaks/json_simple.json", "gitleaks report, JSON", &[(Exposure, 1)], 0),
    ("gitleaks/sarif_simple.sarif", "Report of a secret scanner, SARIF", &[(Exposure, 1)], 0),
    ("gitleaks/v7-redacted-many.json", "gitleaks report, JSON of version 7 or older", &[(Exposure, 6)], 0),
    ("gitleaks/v8-many.json", "gitleaks report, JSON", &[(Exposure, 4)], 0),
    (
        "mcp/claude-cursor-mcpServers.json",
        "MCP servers of an agent's configuration",
        &[(Identity, 2), (Credential, 0)],
        0,
    ),
    ("mcp/vscode-mcp-servers-http-sse.json", "MCP servers of Visual Studio Code", &[(Identity, 2), (Credential, 0)], 0),
    ("openai/project-api-keys.json", "OpenAI API keys", &[(Identity, 2), (Credential, 2)], 0),
    ("openai/project-service-accounts.json", "OpenAI project service accounts", &[(Identity, 1)], 0),
    ("prowler/example_output_aws.csv", "Prowler findings, version 4 or 5", &[(Evidence, 4)], 0),
    ("prowler/example_output_kubernetes.csv", "Prowler findings, version 4 or 5", &[(Evidence, 4)], 0),
    ("prowler/v2-one.csv", "Prowler findings, version 2", &[(Evidence, 1)], 1),
    ("snowflake/users-rest.json", "Snowflake users, JSON", &[(Identity, 1), (Credential, 1)], 3),
    ("trufflehog/v3-git.jsonl", "TruffleHog results, JSON", &[(Exposure, 4)], 0),
];

/// Files that are refused, and words of why.
const REFUSED: &[(&str, &str)] = &[
    ("mcp/not-an-mcp-config.json", "JSON"),
    ("mcp/vscode-settings-empty-mcp.json", "settings without any MCP server"),
];

#[test]
fn real_exports_of_tools_are_read_whole_or_refused_with_what_they_are() {
    let Some(samples) = shared("samples") else { return };
    let pack = pack();
    let mut wrong = Vec::new();
    let tried = |file: &str| {
        let bytes = std::fs::read(samples.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let content = Content::Bytes(Box::new(std::io::Cursor::new(bytes)));
        let input = InputFile { name: file.into(), content, extracted: None, complete: Complete::Undeclared };
        ingest(vec![input], &pack, &|_| true, 1, &|_| {})
    };
    for (file, understood_as, rows, set_apart) in READ {
        match tried(file) {
            Err(error) => wrong.push(error.to_string()),
            Ok(ingested) => {
                let input = &ingested.inputs[0];
                let apart: usize = input.set_apart.iter().map(|reason| reason.rows).sum();
                let read: Vec<_> =
                    rows.iter().map(|(subject, _)| (*subject, ingested.tables.table(*subject).rows)).collect();
                if (&*input.understood_as, &read[..], apart, input.refused.len())
                    != (*understood_as, *rows, *set_apart, 0)
                {
                    wrong.push(format!(
                        "{file}: {}, {read:?}, {apart} set apart, {:?}",
                        input.understood_as, input.refused
                    ));
                }
                let unreadable = ingested.notes.iter().filter(|note| note.kind == "unreadable");
                wrong.extend(unreadable.map(|note| format!("{file}: {} {:?}", note.says, note.lines)));
            }
        }
    }
    for (file, says) in REFUSED {
        match tried(file) {
            Ok(ingested) => wrong.push(format!("{file} was read as {}", ingested.inputs[0].understood_as)),
            Err(error) if !error.to_string().contains(says) => wrong.push(error.to_string()),
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
