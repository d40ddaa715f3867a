//! Cells that may hold a secret, wherever they stand: masked before anything can show them.
//!
//! A column whose heading says that it holds secrets is never read at all. What is looked for here are secrets in columns of
//! ordinary text: a key pasted into a description, a token in a name. Ids are no secrets: access-key ids, GUIDs, ARNs,
//! digests, addresses and links stay.

/// What stands for a text that may hold a secret.
pub(crate) const MASK: &str = "(masked: may hold a secret)";

/// How closely a text is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// For the known forms of secrets. Ids look random, so that a look for randomness would lose them.
    Known,
    /// For random text, too.
    Random,
}

/// Secrets that begin so; behind it stand at least so many signs of letters, digits, `-` and `_`.
const BEGINNINGS: [(&str, usize); 44] = [
    ("ghp_", 20),
    ("gho_", 20),
    ("ghu_", 20),
    ("ghs_", 20),
    ("ghr_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("gldt-", 16),
    ("glrt-", 16),
    ("glptt-", 16),
    ("glsoat-", 16),
    ("glcbt-", 16),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("xoxe-", 10),
    ("xoxe.", 10),
    ("xapp-", 10),
    ("sk_live_", 16),
    ("sk_test_", 16),
    ("rk_live_", 16),
    ("whsec_", 16),
    ("AIza", 30),
    ("ya29.", 16),
    ("eyJ", 14),
    ("npm_", 30),
    ("pypi-", 16),
    ("hvs.", 16),
    ("hvb.", 16),
    ("dapi", 32),
    ("dop_v1_", 32),
    ("doo_v1_", 32),
    ("shpat_", 24),
    ("shpss_", 24),
    ("ATATT", 20),
    ("PMAK-", 20),
    ("NRAK-", 16),
    ("lin_api_", 20),
    ("figd_", 20),
    ("rubygems_", 30),
    ("AGE-SECRET-KEY-", 20),
    ("hf_", 30),
];

/// Words before `=` or `:` behind which a secret stands.
const NAMES_OF_SECRETS: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "passwort",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "accountkey",
    "sharedaccesskey",
    "sig",
];

/// May this text hold a secret?
pub(crate) fn may_hold_secret(text: &[u8], look: Look) -> bool {
    // Most cells are too short, or words and numbers with signs between them.
    text.len() >= 10 && is_worth_a_look(text) && std::str::from_utf8(text).is_ok_and(|text| is_secret(text, look))
}

/// Has the text anything in it that secrets have: a long run of letters and digits, an assignment to a word that names one, a
/// login in a link, a key's frame, or the first two letters of a form that signs may break into short runs?
fn is_worth_a_look(text: &[u8]) -> bool {
    let mut start = 0;
    let mut dashes = 0;
    while start < text.len() {
        let run = text[start..].iter().take_while(|b| IS_WORD[**b as usize]).count();
        if run >= 2 && may_begin(text[start], text[start + 1]) || run >= 16 && !is_of_one_case_hex(text) {
            return true;
        }
        let end = start + run;
        let Some(sign) = text.get(end) else { return false };
        dashes = if run == 0 && *sign == b'-' { dashes + 1 } else { i32::from(*sign == b'-') };
        let found = match sign {
            b'-' => dashes == 5,
            b'=' | b':' => names_secret(&text[..end]) || is_link_of_secrets(text, &text[end..]),
            b'~' => text[..end].ends_with(b"Q"),
            _ => false,
        };
        if found {
            return true;
        }
        start = end + 1;
    }
    false
}

/// May a link that begins before this place hold a login, or a hook's secret path?
fn is_link_of_secrets(text: &[u8], rest: &[u8]) -> bool {
    rest.starts_with(b"://") && (text.contains(&b'@') || rest.starts_with(b"://hooks."))
}

/// Which bytes are letters and digits.
static IS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

/// The first two letters of forms that signs may break into short runs.
fn may_begin(first: u8, second: u8) -> bool {
    matches!(
        [first, second],
        [b'x', b'o' | b'a'] | [b'g', b'l'] | [b'A', b'I'] | [b'h', b'v'] | [b'y', b'a'] | [b'P', b'M'] | [b'N', b'R']
    )
}

/// A digest or another id in hexadecimal digits, which no secret's form is.
fn is_of_one_case_hex(text: &[u8]) -> bool {
    text.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'))
        || text.iter().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F' | b'-'))
}

/// Does the text before an assignment end in a word that names a secret?
fn names_secret(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"\"").or_else(|| before.strip_suffix(b"'")).unwrap_or(before);
    let ends = |name: &str| {
        let at = before.len().checked_sub(name.len());
        at.is_some_and(|at| before[at..].eq_ignore_ascii_case(name.as_bytes()))
    };
    // The last letters of all those names.
    before.last().is_some_and(|last| matches!(last.to_ascii_lowercase(), b'd' | b'e' | b't' | b'n' | b'y' | b'g'))
        && NAMES_OF_SECRETS.iter().any(|name| ends(name))
}

fn is_secret(text: &str, look: Look) -> bool {
    if text.contains("-----BEGIN") || text.contains("hooks.slack.com/services/") || has_login(text) {
        return true;
    }
    if words(text).any(|word| begins_as_secret(word) || is_client_secret(word)) || is_assigned(text) {
        return true;
    }
    look == Look::Random && text.split_whitespace().filter(|word| !is_address(word)).flat_map(pieces).any(is_random)
}

/// The text from each place where a word begins.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let starts = |(at, c): (usize, char)| {
        let before = text[..at].chars().next_back();
        (c.is_ascii_alphanumeric() && before.is_none_or(|b| !b.is_ascii_alphanumeric())).then(|| &text[at..])
    };
    text.char_indices().filter_map(starts)
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn begins_as_secret(word: &str) -> bool {
    const FIRST: &[u8] = b"gxsrwAyenphdPNlf";
    let first = word.as_bytes().first();
    if word.len() < 12 || !first.is_some_and(|first| FIRST.contains(first)) {
        return false;
    }
    let tail = |rest: &str| rest.bytes().take_while(|b| is_of_key(*b)).count();
    if BEGINNINGS.iter().any(|(start, least)| word.strip_prefix(start).is_some_and(|rest| tail(rest) >= *least)) {
        return true;
    }
    // `sk-` begins words of ordinary names too; a key's tail has no words in it.
    let of_sk = |rest: &str| {
        let tail = &rest[..tail(rest)];
        tail.len() >= 40 || tail.split(['-', '_']).any(|p| p.len() >= 16 && p.bytes().any(|b| b.is_ascii_digit()))
    };
    word.strip_prefix("sk-").is_some_and(of_sk)
}

/// `abc8Q~…`, as Entra makes them.
fn is_client_secret(word: &str) -> bool {
    word.as_bytes().get(3..6).is_some_and(|mark| mark[0].is_ascii_digit() && &mark[1..] == b"Q~")
        && word.bytes().skip(6).take_while(|b| is_of_key(*b) || matches!(b, b'.' | b'~')).count() >= 28
}

/// `https://user:password@host`
fn has_login(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let place = rest.split(['/', ' ', '?', '#', '"']).next().unwrap_or_default();
        place
            .rsplit_once('@')
            .and_then(|(login, _)| login.split_once(':'))
            .is_some_and(|(_, password)| !password.is_empty())
    })
}

/// `password=…`, `token: …`, `Bearer …`: a word that names a secret, and behind it one with letters and digits in it.
fn is_assigned(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let value = |at: usize| {
        let rest = text[at..].trim_start_matches(['=', ':', ' ', '"', '\'']);
        let word = rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',' | '&')).next()?;
        Some(word)
    };
    let is_value = |word: &str| {
        word.len() >= 6
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
            && crate::date::parse_iso(word.as_bytes()).is_none()
    };
    let named = NAMES_OF_SECRETS.iter().any(|name| {
        lower.match_indices(name).any(|(at, _)| {
            let behind = &lower[at + name.len()..];
            let assigned = behind.trim_start_matches(['"', '\'', ' ']);
            assigned.starts_with(['=', ':'])
                && !assigned.starts_with("://")
                && behind.len() - assigned.len() <= 2
                && value(at + name.len()).is_some_and(is_value)
        })
    });
    let bearer = || {
        lower
            .match_indices("bearer ")
            .any(|(at, word)| value(at + word.len()).is_some_and(|v| v.len() >= 16 && is_value(v)))
    };
    named || bearer()
}

/// Is this word an address of something: a link, a mailbox, an ARN, a path, a fingerprint that says so?
fn is_address(word: &str) -> bool {
    let lower = word.trim_start_matches(['(', '<', '"', '\'']).to_ascii_lowercase();
    let marked = ["arn:", "sha256:", "sha1:", "sha384:", "sha512:", "md5:", "spiffe:", "urn:", "ssh-", "/", "\\"];
    word.contains("://") || word.contains('@') || marked.iter().any(|mark| lower.starts_with(mark))
}

/// Runs that a random text may be: letters, digits and the signs of base64.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/'))).filter(|piece| piece.len() >= 20)
}

/// Is this random, as no name and no id is: small and large letters and digits, mixed sign by sign?
///
/// Digests, GUIDs and ids are of one case. Names of several words run together change their kind of sign at each word; random
/// text does at more than half of its signs.
fn is_random(piece: &str) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Small,
        Large,
        Digit,
        Sign,
    }
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => Kind::Small,
        b'A'..=b'Z' => Kind::Large,
        b'0'..=b'9' => Kind::Digit,
        _ => Kind::Sign,
    };
    let bytes = piece.as_bytes();
    let has = |wanted: Kind| bytes.iter().any(|b| kind(*b) == wanted);
    if !(has(Kind::Small) && has(Kind::Large) && has(Kind::Digit)) {
        return false;
    }
    let strokes = bytes.iter().filter(|b| **b == b'/').count();
    if strokes * 8 > bytes.len() {
        return false;
    }
    let changes = bytes.windows(2).filter(|pair| kind(pair[0]) != kind(pair[1])).count();
    // An AWS secret key has forty signs.
    let share = if bytes.len() == 40 { 36 } else { 45 };
    changes * 100 >= bytes.len() * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Put together here, so that no scanner takes these lines for leaks.
    fn made(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn known_forms_are_secrets_in_any_column() {
        let tail = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
        let cases = [
            made(&["ghp", "_", tail]),
            made(&["github", "_pat_", tail]),
            made(&["gl", "pat-", "Ab3_-cdEF56-xyzXYZ12"]),
            made(&["xox", "b-12345-67890-abc"]),
            made(&["s", "k-proj-", "T3BlbkFJ0a1b2c3d", "-x_y"]),
            made(&["sk", "_live_", "4eC39HqLyjWDarjtT1zd"]),
            made(&["AI", "zaSyA-1_2b3c4d5e6f7g8h9i0jklmnopqrs"]),
            made(&["ey", "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x"]),
            made(&["-----", "BEGIN RSA PRIVATE KEY-----\nMII"]),
            made(&["hv", "s.CAESIJ1234567890abcdef"]),
            made(&["dap", "i0123456789abcdef0123456789abcdef"]),
            made(&["x1y", "8Q~", "abcdefghijklmnop.qrstuvwxyz012345-"]),
            made(&["https://svc:", "hunter2@db.example.com/x"]),
            made(&["postgres://svc:", "pw@db/x"]),
            made(&["the pass", "word=Summer2024! of the job"]),
            made(&["{\"api_", "key\": \"k3y-of-4ll\"}"]),
            made(&["Authorization: Bear", "er a1b2c3d4e5f6a7b8c9"]),
            made(&["https://hooks.slack.com/", "services/T0/B0/x"]),
        ];
        for case in &cases {
            for text in [case.clone(), format!("see {case} (old)"), format!("\"{case}\"")] {
                assert!(may_hold_secret(text.as_bytes(), Look::Known), "{text}");
                assert!(may_hold_secret(text.as_bytes(), Look::Random), "{text}");
            }
        }
    }

    #[test]
    fn random_text_is_a_secret_in_prose() {
        for text in [
            made(&["wJalrXUtnFEMI/", "K7MDENG/bPxRfiCYEXAMPLEKEY"]),
            made(&["key is ", "q8Zx2LmP0vTn7RbYc4Wd9Ks1", " since May"]),
            made(&["AbC1dEf2GhI3jKl4MnO5pQr6StU7vWx8+/9="]),
        ] {
            assert!(may_hold_secret(text.as_bytes(), Look::Random), "{text}");
            assert!(!may_hold_secret(text.as_bytes(), Look::Known), "{text}");
        }
    }

    #[test]
    fn ids_and_names_are_no_secrets() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "ASIAIOSFODNN7EXAMPLE",
            "AROAIOSFODNN7EXAMPLE:session",
            "6f1c2a34-9b8d-4e5f-a012-3456789abcde",
            "app-6F1C2A34-9B8D-4E5F-A012-3456789ABCDE",
            "arn:aws:iam::012345678910:role/service-role/BillingExportLambdaRole-1A2B3C4D5E6F",
            "arn:aws:secretsmanager:eu-west-1:012345678910:secret:prod/db-AbCdEf",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDRfKZkXRrHCDQXiQ4",
            "svc-billing@project-1234.iam.gserviceaccount.com",
            "https://console.aws.amazon.com/iam/home?region=eu-west-1#/users/svc",
            "112233445566778899001",
            "projects/p/serviceAccounts/x@p.iam.gserviceaccount.com/keys/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
            "BillingExportLambdaFunction2024ProductionEuropeWest1",
            "microsoft.directory/servicePrincipals/appRoleAssignedTo/update",
            "https://www.googleapis.com/auth/cloud-platform",
            "risk-assessment-of-the-payment-platform-2024",
            "sk-learn-pipeline-of-the-data-team",
            "token: rotated quarterly by the platform team",
            "password: see the vault",
            "Secret: none",
            "Expires: 2026-11-01",
            "token=2026-11-01",
            "00u1a2b3c4d5e6f7g8h9",
            "/var/lib/jenkins/workspace/Build2024Release/Job17",
            "Jana Weber (Payments platform)",
            "eyJ",
            "key-1",
        ] {
            assert!(!may_hold_secret(text.as_bytes(), Look::Random), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall(text in "\\PC{0,80}") {
            let _ = may_hold_secret(text.as_bytes(), Look::Random);
        }

        #[test]
        fn most_random_keys_are_found(keys in prop::collection::vec("[A-Za-z0-9]{32}", 200)) {
            let found = keys.iter().filter(|key| may_hold_secret(key.as_bytes(), Look::Random)).count();
            prop_assert!(found > 180, "{found} of 200");
        }
    }
}
