//! What a policy of trust says of federation: which tokens of other issuers obtain a role, and under which conditions.
//!
//! A policy is JSON, or JSON as URL-encoded text. Only statements that let web identities in are judged: a trust in SAML
//! lets people in, and a trust in an account or a service is no federation. What is not understood stays unknown.

use serde::Deserialize;
use serde_json::Value;

/// What is asked of a policy of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Do tokens of another issuer obtain the role?
    Federated,
    /// Does each such trust name a subject?
    Condition,
    /// Does a subject leave open which repository, project or namespace?
    Wildcard,
    /// Does it so at an issuer that serves other organisations too?
    Outside,
    /// The audience that the trust demands.
    Audience,
}

/// The answer, as a cell; none where the policy does not tell.
pub(super) fn answer(policy: &str, asked: Trust) -> Option<String> {
    let statements = statements(policy)?;
    let web: Vec<WebTrust> = statements.iter().filter_map(WebTrust::of).collect();
    let yes_or_no = |answer: bool| Some(answer.to_string());
    if asked == Trust::Federated {
        let is_saml = |statement: &Value| federated(statement).iter().any(|issuer| issuer.contains("saml-provider/"));
        return match web.is_empty() {
            false => yes_or_no(true),
            true if statements.iter().any(is_saml) => None,
            true => yes_or_no(false),
        };
    }
    if web.is_empty() {
        return None;
    }
    match asked {
        Trust::Federated => None,
        Trust::Condition => worst(&web, |trust| trust.names_subject(), false).map(|named| named.to_string()),
        Trust::Wildcard => worst(&web, WebTrust::is_open, true).map(|open| open.to_string()),
        Trust::Outside => worst(&web, WebTrust::is_open_outside, true).map(|open| open.to_string()),
        Trust::Audience => {
            let mut all: Vec<&str> = web.iter().flat_map(|trust| &trust.audiences).map(String::as_str).collect();
            all.sort_unstable();
            all.dedup();
            (!all.is_empty()).then(|| all.join(", "))
        }
    }
}

/// The answer of several trusts together: that of one which is bad, else unknown where one is, else that of all.
fn worst(web: &[WebTrust], answer: impl Fn(&WebTrust) -> Option<bool>, bad: bool) -> Option<bool> {
    let answers: Vec<Option<bool>> = web.iter().map(answer).collect();
    if answers.contains(&Some(bad)) {
        return Some(bad);
    }
    (!answers.contains(&None)).then_some(!bad)
}

/// The statements of a policy that allow something.
fn statements(policy: &str) -> Option<Vec<Value>> {
    let text = policy.trim();
    let decoded = if text.starts_with('%') { decoded(text)? } else { text.to_owned() };
    let policy: Value = serde_json::from_str(&decoded).ok()?;
    let all = each(member(&policy, "Statement")?);
    let allows = |statement: &&Value| member(statement, "Effect").and_then(Value::as_str) == Some("Allow");
    Some(all.into_iter().filter(allows).cloned().collect())
}

/// URL-encoded text as it is meant.
fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = (digit()?, digit()?);
                (high * 16 + low) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// What stands under a name, whatever its letter case.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A list's elements; what is no list counts as a list of one.
fn each(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())
}

fn words(value: &Value) -> Vec<String> {
    each(value).into_iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The issuers that a statement trusts.
fn federated(statement: &Value) -> Vec<String> {
    let issuers = member(statement, "Principal").and_then(|principal| member(principal, "Federated"));
    issuers.map(words).unwrap_or_default()
}

/// A statement that lets in whoever shows a token of an issuer.
struct WebTrust {
    /// The issuer's address, in lower case and without what stands before it in an ARN.
    issuers: Vec<String>,
    /// Subjects as they are compared, and whether a star in them stands for anything.
    subjects: Vec<(String, bool)>,
    /// Is there a condition on another claim of the token than the audience?
    other_claims: bool,
    /// Is there a condition that is not understood?
    odd: bool,
    audiences: Vec<String>,
}

/// Issuers whose tokens anybody's jobs can get: a subject must tell one's own.
const SHARED: [&str; 5] =
    ["token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io", "api.bitbucket.org", "oidc.circleci.com"];

/// Issuers of signed-in users of applications, for whom a subject names a person or a pool.
const OF_USERS: [&str; 4] =
    ["cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com", "accounts.google.com"];

impl WebTrust {
    fn of(statement: &Value) -> Option<Self> {
        let address = |issuer: String| {
            let lower = issuer.to_lowercase();
            lower.split_once("oidc-provider/").map_or(lower.clone(), |(_, address)| address.to_owned())
        };
        let issuers: Vec<String> =
            federated(statement).into_iter().filter(|issuer| !issuer.contains("saml-provider/")).map(address).collect();
        if issuers.is_empty() {
            return None;
        }
        let mut out = Self { issuers, subjects: Vec::new(), other_claims: false, odd: false, audiences: Vec::new() };
        if let Some(conditions) = member(statement, "Condition").and_then(Value::as_object) {
            conditions.iter().for_each(|(operator, claims)| out.read(operator, claims));
        }
        Some(out)
    }

    /// Reads the conditions of one operator.
    fn read(&mut self, operator: &str, claims: &Value) {
        let operator = operator.to_lowercase();
        let plain = operator.rsplit(':').next().unwrap_or(&operator);
        // A condition that holds too where the claim is missing narrows nothing down for certain.
        let optional = plain.ends_with("ifexists");
        let known = matches!(plain, "stringequals" | "stringlike" | "stringequalsignorecase");
        let Some(claims) = claims.as_object() else {
            self.odd = true;
            return;
        };
        for (key, value) in claims {
            let claim = key.to_lowercase().rsplit(':').next().unwrap_or_default().to_owned();
            match claim.as_str() {
                "sub" if known && !optional => {
                    self.subjects.extend(words(value).into_iter().map(|word| (word, plain == "stringlike")));
                }
                "aud" if known => self.audiences.extend(words(value)),
                "sub" => self.odd = true,
                _ => self.other_claims = true,
            }
        }
    }

    fn names_subject(&self) -> Option<bool> {
        if !self.subjects.is_empty() {
            return Some(true);
        }
        let unclear = self.odd || self.other_claims || self.issuers.iter().any(|i| OF_USERS.contains(&i.as_str()));
        (!unclear).then_some(false)
    }

    /// Does one of its subjects leave open whose tokens they are? A list of subjects lets in what any of them does.
    fn is_open(&self) -> Option<bool> {
        if self.subjects.is_empty() {
            return None;
        }
        let open: Vec<Option<bool>> =
            self.subjects.iter().map(|(subject, stars)| leaves_open(subject, *stars)).collect();
        // Another claim may narrow down what the subject leaves open.
        let narrowed = self.other_claims || self.odd;
        match open.contains(&Some(true)) {
            true => (!narrowed).then_some(true),
            false => (!open.contains(&None)).then_some(false),
        }
    }

    /// Does it let in whom it does not mean to, from other organisations?
    fn is_open_outside(&self) -> Option<bool> {
        let shared = self
            .issuers
            .iter()
            .any(|issuer| SHARED.iter().any(|s| issuer == s || issuer.starts_with(&format!("{s}/"))));
        if !shared {
            return Some(false);
        }
        if self.subjects.is_empty() {
            return self.names_subject().map(|named| !named);
        }
        let everyone = |(subject, stars): &(String, bool)| *stars && names_nobody(subject);
        match self.subjects.iter().any(everyone) {
            true => (!self.other_claims && !self.odd).then_some(true),
            false => Some(false),
        }
    }
}

/// The parts of a subject: kinds of things and their names by turns, as in `repo:organisation/repository:ref:branch`.
fn parts(subject: &str) -> Vec<&str> {
    subject.split(':').collect()
}

/// Does a star in a subject stand where the organisation should?
fn names_nobody(subject: &str) -> bool {
    let parts = parts(subject);
    match parts.as_slice() {
        [kind, ..] if kind.contains(['*', '?']) => true,
        ["repo" | "project_path" | "organization" | "workspace", name, ..] => {
            name.split('/').next().unwrap_or_default().contains(['*', '?'])
        }
        _ => false,
    }
}

/// Does a subject leave open which repository, project, namespace or organisation? Unknown for subjects of another form.
fn leaves_open(subject: &str, stars: bool) -> Option<bool> {
    if !stars || !subject.contains(['*', '?']) {
        return Some(false);
    }
    let parts = parts(subject);
    match parts.as_slice() {
        [kind, ..] if kind.contains(['*', '?']) => Some(true),
        ["repo" | "project_path", name, ..] => Some(name.contains(['*', '?']) || !name.contains('/')),
        ["system", "serviceaccount", namespace, ..] => Some(namespace.contains(['*', '?'])),
        ["organization", name, "project", project, ..] => {
            Some(name.contains(['*', '?']) || project.contains(['*', '?']) && leaves_workspace_open(&parts))
        }
        _ => None,
    }
}

/// In `organization:a:project:b:workspace:c:run_phase:d`, is the workspace open too?
fn leaves_workspace_open(parts: &[&str]) -> bool {
    let workspace = parts.iter().position(|part| *part == "workspace").and_then(|at| parts.get(at + 1));
    workspace.is_none_or(|name| name.contains(['*', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GITHUB: &str = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    const CLUSTER: &str = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF";

    fn policy(issuer: &str, condition: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Federated":"{issuer}"}},
            "Action":"sts:AssumeRoleWithWebIdentity","Condition":{condition}}}]}}"#
        )
    }

    /// Condition, wildcard, outside.
    fn judged(policy: &str) -> [Option<bool>; 3] {
        [Trust::Condition, Trust::Wildcard, Trust::Outside]
            .map(|asked| answer(policy, asked).map(|word| word.parse().expect("yes or no")))
    }

    fn github(operator: &str, subject: &str) -> [Option<bool>; 3] {
        judged(&policy(
            GITHUB,
            &format!(r#"{{"{operator}":{{"token.actions.githubusercontent.com:sub":"{subject}"}}}}"#),
        ))
    }

    #[test]
    fn a_subject_names_a_repository_or_leaves_it_open() {
        let cases = [
            ("StringEquals", "repo:ledgerline/billing:ref:refs/heads/main", false, false),
            ("StringLike", "repo:ledgerline/billing:*", false, false),
            ("StringLike", "repo:ledgerline/*", true, false),
            ("StringLike", "repo:ledgerline/*:ref:refs/heads/main", true, false),
            ("StringLike", "repo:*/billing:*", true, true),
            ("StringLike", "repo:*", true, true),
            ("StringLike", "*", true, true),
            // A star stands for itself here.
            ("StringEquals", "repo:ledgerline/*", false, false),
        ];
        for (operator, subject, open, outside) in cases {
            assert_eq!(github(operator, subject), [Some(true), Some(open), Some(outside)], "{operator} {subject}");
        }
    }

    #[test]
    fn without_a_subject_strangers_get_in_where_the_issuer_serves_them_too() {
        let aud = r#"{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}}"#;
        assert_eq!(judged(&policy(GITHUB, aud)), [Some(false), None, Some(true)]);
        assert_eq!(judged(&policy(GITHUB, "{}")), [Some(false), None, Some(true)]);
        assert_eq!(judged(&policy(CLUSTER, "{}")), [Some(false), None, Some(false)]);
        assert_eq!(answer(&policy(GITHUB, aud), Trust::Audience).as_deref(), Some("sts.amazonaws.com"));
        assert_eq!(answer(&policy(GITHUB, "{}"), Trust::Audience), None, "the provider itself may demand one");
    }

    #[test]
    fn another_claim_may_tell_who_gets_in_and_is_not_judged() {
        let repository = r#"{"StringEquals":{"token.actions.githubusercontent.com:repository":"ledgerline/billing"}}"#;
        assert_eq!(judged(&policy(GITHUB, repository)), [None, None, None]);
        let both = r#"{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:ledgerline/*","token.actions.githubusercontent.com:environment":"production"}}"#;
        assert_eq!(judged(&policy(GITHUB, both)), [Some(true), None, Some(false)]);
        let optional =
            r#"{"StringLikeIfExists":{"token.actions.githubusercontent.com:sub":"repo:ledgerline/billing:*"}}"#;
        assert_eq!(judged(&policy(GITHUB, optional)), [None, None, None]);
        assert_eq!(judged(&policy("cognito-identity.amazonaws.com", "{}")), [None, None, Some(false)]);
    }

    #[test]
    fn a_namespace_of_a_cluster_is_its_own() {
        let cluster = |subject: &str| {
            let claim = "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF:sub";
            judged(&policy(CLUSTER, &format!(r#"{{"StringLike":{{"{claim}":"{subject}"}}}}"#)))
        };
        assert_eq!(cluster("system:serviceaccount:billing:*"), [Some(true), Some(false), Some(false)]);
        assert_eq!(cluster("system:serviceaccount:*:export"), [Some(true), Some(true), Some(false)]);
        assert_eq!(cluster("spiffe://mesh/*"), [Some(true), None, Some(false)], "a form that is not known");
    }

    #[test]
    fn one_open_statement_among_several_decides() {
        let good = r#"{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},"Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":["repo:a/b:ref:refs/heads/main"]}}}"#;
        let bad = r#"{"Effect":"Allow","Principal":{"Federated":["arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"]}}"#;
        let denied = bad.replace("Allow", "Deny");
        let all = |list: &[&str]| format!(r#"{{"Statement":[{}]}}"#, list.join(","));
        assert_eq!(judged(&all(&[good, bad])), [Some(false), None, Some(true)]);
        assert_eq!(judged(&all(&[good, &denied])), [Some(true), Some(false), Some(false)]);
    }

    #[test]
    fn trust_in_accounts_services_and_saml_is_no_federation_of_workloads() {
        let of = |principal: &str| format!(r#"{{"Statement":{{"Effect":"Allow","Principal":{principal}}}}}"#);
        let federated = |principal: &str| answer(&of(principal), Trust::Federated);
        assert_eq!(federated(r#"{"AWS":"arn:aws:iam::444455556666:root"}"#).as_deref(), Some("false"));
        assert_eq!(federated(r#"{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}"#).as_deref(), Some("false"));
        assert_eq!(federated(r#""*""#).as_deref(), Some("false"));
        assert_eq!(federated(r#"{"Federated":"arn:aws:iam::1:saml-provider/Okta"}"#), None);
        assert_eq!(judged(&of(r#"{"Service":"ec2.amazonaws.com"}"#)), [None; 3]);
    }

    #[test]
    fn text_is_decoded_and_what_is_no_policy_tells_nothing() {
        let plain = policy(GITHUB, "{}");
        let encoded: String = plain
            .bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        assert_eq!(judged(&encoded), judged(&plain));
        for text in ["", "<URL-encoded-JSON>", "%7", "%zz", "%FF", "[]", "{}", "{\"Statement\":1}", "null"] {
            let federated = answer(text, Trust::Federated);
            assert!(federated.is_none() || text.contains("Statement"), "{text}: {federated:?}");
            assert_eq!(judged(text), [None; 3], "{text}");
        }
    }
}
