//! Agents: servers of tool configurations and agent cards, and the verdicts on them.

use nhimap_core::assess::Assessed;
use nhimap_core::schema::Subject;

use crate::world::{CANARY, Of, apart, assessed, count, fixture, read, refused, rows, tried};

const UNKNOWN: &str = "(unknown)";

/// Knows one of the agents of the configuration.
const REGISTER: &str =
    "Name,Kind,Platform,Owner,Status,Created\nWeather,AI agent,ai platform,jana@example.com,active,2025-01-01\n";

fn with_register(extracted: &str, complete: bool) -> Assessed<'static> {
    assessed(&[
        ("register.csv", REGISTER.as_bytes(), extracted, complete),
        ("claude.json", &fixture("mcp-servers/claude.json"), "2026-11-17", false),
    ])
}

/// Pass, fail and unknown of a check.
fn verdicts(run: &Assessed<'_>, check: &str) -> [usize; 3] {
    let counts = count(run, check);
    [counts.pass, counts.fail, counts.unknown]
}

#[test]
fn the_servers_of_a_configuration_are_agents_with_the_credentials_that_it_gives_them() {
    let ingested = read("mcp-servers/claude.json");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("name"), ["Weather", "tickets", "ledger", "search", "maps", "hooks"]);
    assert_eq!(of.cells("kind"), ["ai_agent"; 6]);
    assert_eq!(of.cells("status"), ["active", "active", "active", "active", "disabled", "active"]);
    assert_eq!(of.cells("remote_endpoint"), ["false", "false", "false", "true", "true", "true"]);
    assert_eq!(
        of.cells("endpoint_authenticated"),
        [UNKNOWN, UNKNOWN, UNKNOWN, "true", "true", UNKNOWN],
        "a configuration without a header says nothing"
    );
    let of = Of(&ingested, "credential");
    let mut told: Vec<[String; 5]> = (0..rows(&ingested, Subject::Credential))
        .map(|row| ["identity", "name", "kind", "storage", "in_tool_config"].map(|field| of.cells(field)[row].clone()))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            ["row 1", "TICKETS_TOKEN", "token", "config_file", "true"],
            ["row 2", "LEDGER_KEY", "api_key", UNKNOWN, "false"],
            ["row 2", "an argument of the command", "other", "config_file", "true"],
            ["row 3", "Authorization", "token", "config_file", "true"],
            ["row 4", "X-Api-Key", "api_key", UNKNOWN, "false"],
            ["row 5", "a part of the address", "other", "config_file", "true"],
        ]
    );
    let variables = &ingested.inputs[1];
    assert_eq!(
        (variables.rows, variables.read, variables.set_apart[0].rows),
        (4, 2, 2),
        "a URL and a level of logging"
    );
    let dropped: Vec<_> =
        ingested.notes.iter().filter(|n| n.kind == "secret-column").filter_map(|n| n.column.as_deref()).collect();
    assert_eq!(dropped, ["args", "env", "headers"]);
}

#[test]
fn a_literal_in_one_configuration_is_not_hidden_by_a_reference_in_another() {
    let [one, other] = ["mcp-servers/claude.json", "mcp-servers/cursor.json"].map(fixture);
    for files in [[("a.json", &one[..]), ("b.json", &other)], [("a.json", &other), ("b.json", &one)]] {
        let ingested = tried(&files).expect("both are known");
        let of = Of(&ingested, "credential");
        let tokens: Vec<String> = of
            .cells("name")
            .into_iter()
            .zip(of.cells("in_tool_config"))
            .filter(|(name, _)| name == "TICKETS_TOKEN")
            .map(|(_, literal)| literal)
            .collect();
        let mut sorted = tokens.clone();
        sorted.sort();
        assert_eq!(sorted, ["false", "true"], "{tokens:?}");
        assert_eq!(Of(&ingested, "identity").cells("name").iter().filter(|name| *name == "tickets").count(), 1);
    }
}

#[test]
fn an_agent_outside_a_register_that_was_made_later_fails() {
    let run = with_register("2026-11-18", true);
    assert_eq!(verdicts(&run, "agent-not-in-register"), [1, 5, 0], "the register knows the weather");
    let findings: Vec<_> = run.findings().filter(|f| f.check == "agent-not-in-register").collect();
    let mut keys: Vec<&str> = findings.iter().map(|f| f.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["hooks", "ledger", "maps", "search", "tickets"]);
    assert_eq!(count(&run, "identity-not-in-register").tested, 0, "an agent is judged by the check on agents alone");
}

#[test]
fn an_agent_counts_as_absent_only_where_absence_can_count() {
    let cases = [("2026-11-18", false), ("2026-11-17", true), ("2026-11-16", true), ("2026-11-30", true)];
    for (extracted, complete) in cases {
        let run = with_register(extracted, complete);
        assert_eq!(verdicts(&run, "agent-not-in-register"), [1, 0, 5], "{extracted}, complete: {complete}");
    }
}

#[test]
fn an_agent_that_the_register_numbers_is_known_by_its_name_and_kind() {
    let register = "Identity ID,Name,Kind,Platform,Status\n\
        A-1,tickets,AI agent,Kubernetes,active\n\
        A-2,ledger,database account,database,active\n\
        A-3,search,AI agent,ai platform,active\n\
        A-4,search,AI agent,ai platform,active\n";
    let configuration = fixture("mcp-servers/claude.json");
    let mut told: Vec<Vec<String>> = Vec::new();
    for swapped in [false, true] {
        let mut files = vec![
            ("register.csv", register.as_bytes(), "2026-11-18", true),
            ("claude.json", &configuration[..], "2026-11-17", false),
        ];
        if swapped {
            files.reverse();
        }
        let run = assessed(&files);
        let mut keys: Vec<String> =
            run.findings().filter(|f| f.check == "agent-not-in-register").map(|f| f.key).collect();
        keys.sort_unstable();
        assert_eq!(verdicts(&run, "agent-credential-in-tool-configuration")[1], 4, "swapped: {swapped}");
        told.push(keys);
    }
    // The database account of the name is another thing, and which of two agents of one name is meant nobody knows.
    assert_eq!(told[0], ["Weather", "hooks", "ledger", "maps", "search"]);
    assert_eq!(told[0], told[1]);
}

#[test]
fn a_secret_in_a_configuration_fails_and_is_told_nowhere() {
    let run = with_register("2026-11-18", true);
    assert_eq!(verdicts(&run, "agent-credential-in-tool-configuration"), [2, 4, 0]);
    assert_eq!(verdicts(&run, "credential-outside-secret-store")[1], 4, "a configuration is no store");
    let findings: Vec<String> = run.findings().map(|f| serde_json::to_string(&f).expect("JSON")).collect();
    assert!(findings.len() > 10);
    assert!(!findings.concat().contains(CANARY));
    assert!(!serde_json::to_string(&run.assessment).expect("JSON").contains(CANARY));
}

#[test]
fn an_endpoint_is_judged_where_its_card_or_configuration_speaks_of_it() {
    let run = with_register("2026-11-18", true);
    assert_eq!(
        verdicts(&run, "agent-endpoint-without-authentication"),
        [1, 0, 1],
        "what a header shows, and what none does"
    );
    let cards = assessed(&[
        ("cards.json", &fixture("a2a-agent-card/cards.json"), "2026-11-17", false),
        ("silent.json", &fixture("a2a-agent-card/silent.json"), "2026-11-17", false),
    ]);
    assert_eq!(verdicts(&cards, "agent-endpoint-without-authentication"), [1, 1, 2]);
}

#[test]
fn a_card_that_is_silent_leaves_authentication_unknown() {
    let ingested = read("a2a-agent-card/cards.json");
    let of = Of(&ingested, "identity");
    assert_eq!(of.cells("name"), ["Payout Agent", "Open Agent", "Schemes Only", "Laptop Agent"]);
    assert_eq!(of.cells("endpoint_authenticated"), ["true", "false", UNKNOWN, UNKNOWN]);
    assert_eq!(of.cells("remote_endpoint"), ["true", "true", "true", "false"]);
    let silent = read("a2a-agent-card/silent.json");
    let of = Of(&silent, "identity");
    assert_eq!(of.cells("endpoint_authenticated"), [UNKNOWN]);
    assert_eq!(of.cells("account"), ["Brook Mutual"]);
    assert_eq!(of.cells("purpose"), ["Sorts incoming claims by urgency"]);
    assert_eq!(of.cells("vendor"), [UNKNOWN], "the provider may be the organisation itself");
}

#[test]
fn the_editor_keeps_servers_in_a_file_and_among_its_settings_with_comments() {
    let ingested = read("vscode-mcp-servers/mcp.json");
    assert_eq!(Of(&ingested, "identity").cells("name"), ["search", "files"]);
    assert_eq!(Of(&ingested, "identity").cells("endpoint_authenticated"), ["true", UNKNOWN]);
    assert_eq!(Of(&ingested, "credential").cells("in_tool_config"), ["false"]);
    let settings = read("vscode-mcp-servers/settings.json");
    assert_eq!(Of(&settings, "identity").cells("name"), ["local"]);
    assert_eq!(Of(&settings, "identity").cells("remote_endpoint"), ["false"], "on the machine itself");
    assert!(apart(&settings).is_empty());
    let says = refused("settings.json", &fixture("vscode-mcp-servers/empty-settings.json"));
    assert!(says.contains("without any MCP server"), "{says}");
}

#[test]
fn servers_of_a_message_broker_are_no_agents() {
    if let Ok(ingested) = tried(&[("asyncapi.json", &fixture("vscode-mcp-servers/asyncapi.json"))]) {
        assert!(!ingested.inputs[0].understood_as.contains("MCP"), "{}", ingested.inputs[0].understood_as);
    }
}
