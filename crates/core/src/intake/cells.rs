//! Several values in a cell, and numbers and signs as people write them.

use crate::schema::FieldId;

/// Several values in a cell: at `;`, `|` or line ends, else at commas; a list in brackets is one without them.
pub(super) fn split_list(text: &str) -> Vec<String> {
    let text = in_brackets(text).unwrap_or(text);
    let parts: Vec<&str> = if text.contains([';', '|', '\n', '\r']) {
        text.split([';', '|', '\n', '\r']).collect()
    } else if is_distinguished_name(text) {
        vec![text]
    } else {
        text.split(',').collect()
    };
    parts.into_iter().map(unquoted).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// What stands between the brackets of `["a", "b"]`.
fn in_brackets(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    (!inner.contains(['[', ']', '{'])).then_some(inner)
}

fn unquoted(part: &str) -> &str {
    let part = part.trim();
    let within = |sign: char| part.strip_prefix(sign).and_then(|p| p.strip_suffix(sign));
    within('"').or_else(|| within('\'')).map_or(part, str::trim)
}

/// `CN=svc,OU=Service Accounts,DC=example` is one name: parted at its commas, all accounts of a unit would share an id.
fn is_distinguished_name(text: &str) -> bool {
    let begins = |part: &str| {
        let name = part.trim_start().split_once('=').map_or("", |(name, _)| name);
        ["cn", "ou", "dc", "uid", "o", "l", "c", "st"].iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let parts: Vec<&str> = text.split(',').collect();
    parts.len() > 1 && parts.iter().filter(|part| begins(part)).count() * 2 > parts.len()
}

/// Does a field list permissions, which many tools part with blanks?
pub(super) fn names_scopes(field: FieldId) -> bool {
    matches!(field.field().name, "scopes" | "scopes_used" | "approved_scopes" | "auth_protocols")
}

/// Permissions in a cell; blanks part them where no other sign does and each is one word of small letters, as in OAuth.
pub(super) fn split_scopes(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_scope = |word: &&str| {
        word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:./-".contains(c)) || is_dotted(word)
    };
    let marked = words.iter().any(|word| word.contains([':', '.', '/']));
    if words.len() > 1 && !text.contains([',', ';', '|', '\n', '\r']) && marked && words.iter().all(is_scope) {
        return words.into_iter().map(str::to_owned).collect();
    }
    split_list(text)
}

/// `User.Read.All`
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}

/// A whole number as people write it: `90`, `90 days`, `1,234`, `1.234`, `1 234`, `90,0`, `5 %`; none where it has a broken part.
pub(super) fn whole_number(lower: &str) -> Option<i32> {
    let text = lower.trim().trim_start_matches('\'');
    let text = text.trim_end_matches(['%', ' ', '\u{a0}']);
    let text = ["days", "day", "d", "tage", "tag", "jours", "jour", "dias", "días", "dia", "día", "dagen", "dag", "j"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text)
        .trim();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let number: i64 = without_grouping(digits)?.parse().ok()?;
    i32::try_from(sign * number).ok().filter(|n| *n > crate::date::UNKNOWN + 1)
}

/// Digits without the signs that part thousands, and without a fraction of zeros.
fn without_grouping(text: &str) -> Option<String> {
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(last) = separators.last().copied() else { return is_digits(&text).then(|| text.to_owned()) };
    let is_separator = |c: &char| matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}');
    if !separators.iter().all(is_separator) {
        return None;
    }
    let mut whole = text;
    // A last point or comma that is the only one of its kind, and has no three digits behind it, begins a fraction.
    if matches!(last, '.' | ',') && separators.iter().filter(|c| **c == last).count() == 1 {
        let (before, behind) = text.rsplit_once(last)?;
        if behind.len() != 3 {
            if behind.is_empty() || behind.bytes().any(|b| b != b'0') {
                return None;
            }
            whole = before;
        }
    }
    let parts: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let grouping: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let alike = grouping.windows(2).all(|pair| pair[0] == pair[1]);
    let grouped = parts.len() == 1
        || (1..=3).contains(&parts[0].len())
            && !parts[0].starts_with('0')
            && parts[1..].iter().all(|part| part.len() == 3);
    (alike && grouped && parts.iter().all(is_digits)).then(|| parts.concat())
}

/// A tick or a cross.
pub(super) fn sign(text: &str) -> Option<bool> {
    match text.trim().trim_end_matches('\u{fe0f}') {
        "✓" | "✔" | "☑" | "✅" => Some(true),
        "✗" | "✘" | "☐" | "❌" | "✖" => Some(false),
        _ => None,
    }
}

/// Several references in a cell, each as written: at `;`, `|` or line ends, and at commas where an id follows.
///
/// `NIST CSF: PR.AA-01, PR.AA-05` is one, since its name stands for both; in `PR.AA-05 Permissions, entitlements` and in
/// `2.1 (4, 5)` the comma is text.
pub(super) fn split_refs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split([';', '|', '\n', '\r']) {
        let mut start = 0;
        let mut depth = 0_i32;
        let mut labelled = false;
        for (at, sign) in part.char_indices() {
            match sign {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                ':' => labelled |= part[at + 1..].starts_with(' '),
                ',' if depth <= 0 => {
                    let rest = &part[at + 1..];
                    let next = rest.split(',').next().unwrap_or_default().trim();
                    if next.contains(": ") || !labelled && starts_with_id(next) {
                        out.push(part[start..at].to_owned());
                        (start, labelled) = (at + 1, false);
                    }
                }
                _ => {}
            }
        }
        out.push(part[start..].to_owned());
    }
    out.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Does text start with what may be an id: a word with a digit or a dot, or one of capitals, or two such (`GOVERN 1.1`)?
fn starts_with_id(text: &str) -> bool {
    let is_id = |word: &str| {
        word.contains(|c: char| c.is_ascii_digit())
            || word.trim_end_matches('.').contains('.')
            || word.len() <= 3 && word.chars().all(|c| c.is_ascii_uppercase())
    };
    text.split_whitespace().take(2).any(is_id)
}

/// Several persons in a cell; a comma parts them only where each part has an address, since `Weber, Jana` is one.
pub(super) fn split_persons(text: &str) -> Vec<String> {
    let parts: Vec<&str> = if text.contains([';', '|', '\n', '\r']) {
        text.split([';', '|', '\n', '\r']).collect()
    } else if text.contains(',') && text.split(',').all(|p| p.contains('@')) {
        text.split(',').collect()
    } else {
        vec![text]
    };
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_parted_where_another_begins() {
        let cases: [(&str, &[&str]); 11] = [
            ("A.5.16, A.5.17", &["A.5.16", "A.5.17"]),
            ("SP 800-207 2.1 (4)", &["SP 800-207 2.1 (4)"]),
            ("SP 800-207 2.1 (4, 5), NHI1", &["SP 800-207 2.1 (4, 5)", "NHI1"]),
            (
                "NIST-CSF-2.0: PR.AA-01, PR.AA-05 | CIS-1.4: 1.14",
                &["NIST-CSF-2.0: PR.AA-01, PR.AA-05", "CIS-1.4: 1.14"],
            ),
            ("NIST CSF: PR.AA-01, PR.AA-05", &["NIST CSF: PR.AA-01, PR.AA-05"]),
            ("NIST CSF: PR.AA-01, ISO 27001: A.5.16", &["NIST CSF: PR.AA-01", "ISO 27001: A.5.16"]),
            ("NHI7:2025, NHI1:2025", &["NHI7:2025", "NHI1:2025"]),
            (
                "PR.AA-05 Permissions, entitlements, and authorizations",
                &["PR.AA-05 Permissions, entitlements, and authorizations"],
            ),
            ("PR, GV.OC, GOVERN 1.1", &["PR", "GV.OC", "GOVERN 1.1"]),
            ("PR.AA-01, PR.AA-05\nNHI1; ", &["PR.AA-01", "PR.AA-05", "NHI1"]),
            ("", &[]),
        ];
        for (text, parts) in cases {
            assert_eq!(split_refs(text), parts, "{text}");
        }
    }

    #[test]
    fn several_values_stand_in_a_cell_in_many_ways() {
        let cases: [(&str, &[&str]); 9] = [
            ("a, b,c", &["a", "b", "c"]),
            ("a, x; b, y", &["a, x", "b, y"]),
            ("a|b\nc", &["a", "b", "c"]),
            ("[\"a\", \"b\"]", &["a", "b"]),
            ("['a','b']", &["a", "b"]),
            ("CN=svc,OU=Service Accounts,DC=example,DC=com", &["CN=svc,OU=Service Accounts,DC=example,DC=com"]),
            ("CN=a,DC=x;CN=b,DC=x", &["CN=a,DC=x", "CN=b,DC=x"]),
            ("; ,", &[","]),
            (" ", &[]),
        ];
        for (text, parts) in cases {
            assert_eq!(split_list(text), parts, "{text}");
        }
        let scopes: [(&str, &[&str]); 5] = [
            ("read:org repo workflow", &["read:org", "repo", "workflow"]),
            ("User.Read.All Directory.Read.All", &["User.Read.All", "Directory.Read.All"]),
            ("Storage Admin", &["Storage Admin"]),
            ("roles/editor on project x", &["roles/editor", "on", "project", "x"]),
            ("s3:GetObject, s3:PutObject", &["s3:GetObject", "s3:PutObject"]),
        ];
        for (text, parts) in scopes {
            assert_eq!(split_scopes(text), parts, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_read_as_people_write_them() {
        let cases = [
            ("90", 90),
            ("90 days", 90),
            ("90d", 90),
            ("90 tage", 90),
            ("5 %", 5),
            ("1,234", 1234),
            ("1.234", 1234),
            ("1 234", 1234),
            ("1'234", 1234),
            ("200.000.000", 200_000_000),
            ("1.234,00", 1234),
            ("1,234.0", 1234),
            ("90,0", 90),
            ("90.00", 90),
            ("-5", -5),
            ("0", 0),
        ];
        for (text, number) in cases {
            assert_eq!(whole_number(text), Some(number), "{text}");
        }
        for text in [
            "",
            "90.5",
            "0,52",
            "1,23,4",
            "1.234,567.8",
            "0.123",
            "1e3",
            "ninety",
            "90 weeks",
            "99999999999",
            "1..2",
            "-",
            ".",
        ] {
            assert_eq!(whole_number(text), None, "{text}");
        }
    }
}
