//! JSON that no known export writes: a list of records, or what else it is.

use super::document::{At, Document};

/// What JSON is and what to do, by names that its outermost object has.
const KINDS: &[(&[&str], &str, &str)] = &[
    (
        &["private_key", "client_email"],
        "the key of a service account, with its private part, of which nothing was read",
        "keep it in a store for secrets; if it was sent around, replace the key; give the list of keys instead",
    ),
    (&["error"], "a service's answer that something went wrong", "export it again, with the right to read the list"),
    (&["errors"], "a service's answer that something went wrong", "export it again, with the right to read the list"),
    (&["openapi"], "the description of an interface (OpenAPI)", "give a list of identities, credentials or controls"),
    (&["swagger"], "the description of an interface (OpenAPI)", "give a list of identities, credentials or controls"),
    (&["$schema", "properties"], "a JSON schema", "give the data that it describes"),
    (
        &["terraform_version"],
        "a Terraform state, which may hold secrets; none was read",
        "export the list from the platform itself",
    ),
    (
        &["dependencies", "name", "version"],
        "the description of a program",
        "give a list of identities, credentials or controls",
    ),
    (&["Version", "Statement"], "a policy of permissions", "give the list of the identities that it is attached to"),
    (&["MetadataVersion"], "an answer about one thing", "give the list"),
];

/// The records of a document that is a list of them or has exactly one; else what it is and what to do.
pub(super) fn table(document: &Document) -> Result<Vec<At>, (String, String)> {
    let refuse = |what: &str, remedy: &str| Err((format!("JSON: {what}"), remedy.to_owned()));
    match document.roots[..] {
        [] => refuse("nothing but white space or comments", "export it again"),
        [root] if document.is_list(root) => list(document, root),
        [root] if document.is_object(root) => object(document, root),
        [_] => refuse("one plain value", "give a list of records"),
        _ if document.roots.iter().all(|root| document.is_object(*root)) => Ok(document.roots.clone()),
        _ => refuse("several values that are not all records", "give a list of records"),
    }
}

fn list(document: &Document, list: At) -> Result<Vec<At>, (String, String)> {
    if is_list_of_records(document, list) {
        return Ok(document.elements(list).collect());
    }
    Err(match document.elements(list).count() {
        0 => (
            "an empty list: the export found nothing, or its user may see nothing".to_owned(),
            "leave the file out, and keep it as a record of what was asked".to_owned(),
        ),
        n => (format!("JSON: a list of {n} plain values without names"), "export it with all its fields".to_owned()),
    })
}

fn object(document: &Document, object: At) -> Result<Vec<At>, (String, String)> {
    let has = |name: &&str| document.member(object, name).is_some();
    if let Some((_, what, remedy)) = KINDS.iter().find(|(names, ..)| names.iter().all(has)) {
        return Err(((*what).to_owned(), (*remedy).to_owned()));
    }
    let mut lists = lists_in(document, object);
    if lists.is_empty() {
        lists = document.members(object).flat_map(|(_, inner)| lists_in(document, inner)).collect();
    }
    match lists[..] {
        [(_, list)] => Ok(document.elements(list).collect()),
        [] => Err((
            format!(
                "JSON without a list of records{}",
                named(document.members(object).map(|(key, _)| document.word(key)))
            ),
            "give a list of identities, credentials, findings or controls".to_owned(),
        )),
        _ => Err((
            format!("JSON with several lists of records{}", named(lists.iter().map(|(key, _)| document.word(*key)))),
            "give each list as a file of its own".to_owned(),
        )),
    }
}

/// The lists of records among the members of an object.
fn lists_in(document: &Document, object: At) -> Vec<(At, At)> {
    document.members(object).filter(|(_, value)| is_list_of_records(document, *value)).collect()
}

/// Most of its elements are objects.
fn is_list_of_records(document: &Document, list: At) -> bool {
    let (mut all, mut objects) = (0, 0);
    for element in document.elements(list) {
        all += 1;
        objects += usize::from(document.is_object(element));
    }
    objects * 2 > all
}

/// The first of some names, where they are such as programs give; nothing that may be data is repeated.
fn named<'a>(names: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> String {
    let plain = |name: &str| {
        name.len() <= 40
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !name.contains(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    let names: Vec<String> = names.filter(|name| plain(name)).take(6).map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<usize, String> {
        let document = Document::parse(text.to_owned()).expect("JSON");
        table(&document).map(|records| records.len()).map_err(|(what, remedy)| format!("{what}; {remedy}"))
    }

    #[test]
    fn a_list_of_records_is_found_where_there_is_one() {
        assert_eq!(told(r#"[{"a": 1}, {"a": 2}, null]"#), Ok(3));
        assert_eq!(told("{\"a\": 1}\n{\"a\": 2}"), Ok(2));
        assert_eq!(told(r#"{"count": 1, "names": ["x"], "users": [{"a": 1}]}"#), Ok(1));
        assert_eq!(told(r#"{"data": {"users": [{"a": 1}], "next": null}}"#), Ok(1));
    }

    #[test]
    fn other_json_is_refused_with_what_it_is_and_without_values() {
        let canary = "c4n4ry";
        let cases = [
            ("", "nothing but white space"),
            ("[]", "an empty list"),
            (r#"["c4n4ry"]"#, "a list of 1 plain values"),
            (r#""c4n4ry""#, "one plain value"),
            ("{} [1]", "not all records"),
            (r#"{"type": "service_account", "private_key": "c4n4ry", "client_email": "c4n4ry"}"#, "store for secrets"),
            (r#"{"users": [{}], "groups": [{}], "n": 1}"#, "several lists of records: `users`, `groups`"),
            (r#"{"theme": "dark", "c4n4ry": 1, "font-size": 12}"#, "without a list of records: `theme`, `font-size`"),
            (r#"{"error": {"message": "c4n4ry"}}"#, "went wrong"),
        ];
        for (text, says) in cases {
            let told = told(text).expect_err("refused");
            assert!(told.contains(says) && !told.contains(canary), "{text}: {told}");
        }
    }
}
