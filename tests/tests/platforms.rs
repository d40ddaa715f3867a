//! Exports of platforms that others wrote: each is read into the rows that it holds.
//!
//! The files lie beside the workspace and are not part of it: `../shared`, or the folder that `NHIMAP_SHARED` names. Where
//! they are not there, this test says so and passes.

use std::fs;

use nhimap_core::intake::{Content, InputFile, ingest};
use nhimap_core::schema::Subject;
use nhimap_core::tables::Complete;
use nhimap_tests::{none, pack, shared};

/// A file, what it is understood as, its rows over all tables in it, those that are read, and the identities, credentials and
/// rows of evidence that they become.
type Expected = (&'static str, &'static str, usize, usize, [usize; 3]);

const FILES: &[Expected] = &[
    ("aws-iam-credential-report/root-only.csv", "AWS IAM credential report", 1, 1, [1, 1, 0]),
    ("aws-iam-credential-report/users.csv", "AWS IAM credential report", 4, 4, [4, 7, 0]),
    (
        "aws-iam-json/get-access-key-last-used.json",
        "AWS use of an access key (get-access-key-last-used)",
        1,
        0,
        [0, 0, 0],
    ),
    ("aws-iam-json/get-role.json", "AWS IAM roles with their use (get-role)", 1, 1, [1, 0, 0]),
    ("aws-iam-json/list-access-keys.json", "AWS access keys (list-access-keys)", 2, 2, [0, 2, 0]),
    (
        "aws-iam-json/list-service-specific-credentials.json",
        "AWS service-specific credentials (list-service-specific-credentials)",
        2,
        2,
        [0, 2, 0],
    ),
    ("aws-secretsmanager/list-secrets-iso-dates.json", "AWS Secrets Manager secrets (list-secrets)", 2, 2, [0, 2, 0]),
    ("aws-secretsmanager/list-secrets-managed.json", "AWS Secrets Manager secrets (list-secrets)", 1, 1, [0, 1, 0]),
    ("aws-secretsmanager/list-secrets.json", "AWS Secrets Manager secrets (list-secrets)", 2, 2, [0, 2, 0]),
    ("azure-keyvault/certificates-sdk.json", "Azure Key Vault certificates", 1, 1, [0, 1, 0]),
    ("azure-keyvault/secrets-sdk.json", "Azure Key Vault secrets", 1, 1, [0, 1, 0]),
    ("entra/enterprise-applications-excerpt.csv", "Entra enterprise applications (portal download)", 7, 4, [4, 0, 0]),
    ("entra/federated-credentials-utf16le.json", "Entra federated identity credentials", 2, 2, [0, 2, 0]),
    // Six service principals, four certificates, four secrets and one federated credential.
    (
        "entra/service-principals-utf16le-powershell.json",
        "Entra service principals (Microsoft Graph)",
        15,
        15,
        [6, 9, 0],
    ),
    ("gcp/service-account-keys-list.json", "Google Cloud service account keys", 2, 2, [0, 2, 0]),
    ("gcp/service-accounts-list.json", "Google Cloud service accounts", 2, 2, [2, 0, 0]),
    ("github/fine-grained-pats.json", "GitHub fine-grained personal access tokens", 2, 2, [0, 2, 0]),
    ("github/saml-credential-authorizations.json", "GitHub SAML SSO authorizations", 2, 2, [0, 2, 0]),
    ("kubernetes/serviceaccounts-list.json", "Kubernetes service accounts and token secrets", 4, 4, [4, 0, 0]),
];

#[test]
fn exports_of_platforms_are_read_into_the_rows_that_they_hold() {
    let Some(samples) = shared("samples") else { return };
    let pack = pack();
    let mut problems = Vec::new();
    for (path, understood, rows, read, becomes) in FILES {
        let bytes = fs::read(samples.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let content = Content::Bytes(Box::new(&bytes[..]));
        let file = InputFile { name: (*path).into(), content, extracted: None, complete: Complete::Undeclared };
        let out = match ingest(vec![file], &pack, &|_| true, 1, &|_| {}) {
            Ok(out) => out,
            Err(error) => {
                problems.push(format!("{path} is refused: {error}"));
                continue;
            }
        };
        let sum = |of: fn(&nhimap_core::api::Input) -> usize| out.inputs.iter().map(of).sum::<usize>();
        let as_one = out.inputs.iter().all(|input| input.understood_as == *understood);
        let subjects = [Subject::Identity, Subject::Credential, Subject::Evidence];
        let got = subjects.map(|subject| out.tables.table(subject).rows);
        if !as_one || (sum(|i| i.rows), sum(|i| i.read), got) != (*rows, *read, *becomes) {
            let was = out.inputs.first().map_or("nothing", |input| &input.understood_as);
            problems.push(format!(
                "{path}: {was}, {} rows, {} read, {got:?}; expected {understood}, {rows}, {read}, {becomes:?}",
                sum(|i| i.rows),
                sum(|i| i.read),
            ));
        }
        for input in &out.inputs {
            let apart: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
            if input.read + apart != input.rows || !input.refused.is_empty() {
                problems
                    .push(format!("{}: {} of {} rows, {apart} apart or refused", input.name, input.read, input.rows));
            }
        }
        problems.extend(
            out.notes.iter().filter(|n| n.kind == "unreadable").map(|n| format!("{path}: {} ({})", n.says, n.count)),
        );
    }
    none(&problems);
}

/// Folders of these platforms hold no other file.
#[test]
fn every_export_of_a_platform_is_tried() {
    let Some(samples) = shared("samples") else { return };
    let mut folders: Vec<&str> = FILES.iter().filter_map(|file| file.0.split('/').next()).collect();
    folders.dedup();
    let mut problems = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(samples.join(folder)).expect("a folder") {
            let name = entry.expect("a file").file_name().into_string().expect("a name");
            let path = format!("{folder}/{name}");
            if name != "SOURCES.md" && !FILES.iter().any(|file| file.0 == path) {
                problems.push(format!("{path} is not tried"));
            }
        }
    }
    none(&problems);
}
