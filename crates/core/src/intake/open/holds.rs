//! What a value of a configuration holds, told without keeping the value: a literal secret, a reference to where one is
//! kept, or neither.

/// What a value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Holds {
    /// Neither a secret nor a reference to one.
    Plain,
    /// A stand-in that the reader is to replace.
    Placeholder,
    /// A variable or a place in a store.
    Reference,
    /// A secret itself.
    Secret,
}

impl Holds {
    /// The word for it in a cell.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Placeholder => "placeholder",
            Self::Reference => "reference",
            Self::Secret => "secret",
        }
    }
}

/// Words of a name under which a secret stands.
const SECRET_WORDS: [&str; 20] = [
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "pass",
    "pwd",
    "apikey",
    "apitoken",
    "key",
    "pat",
    "credential",
    "credentials",
    "authorization",
    "bearer",
    "cookie",
    "dsn",
    "jwt",
    "authtoken",
    "accesskey",
];

/// Words at the end of a name that make it one about a secret, not of one: `TOKEN_LIMIT`, `API_KEY_FILE`.
const ABOUT_WORDS: [&str; 29] = [
    "id",
    "name",
    "file",
    "path",
    "dir",
    "url",
    "uri",
    "host",
    "endpoint",
    "region",
    "type",
    "kind",
    "ttl",
    "limit",
    "max",
    "count",
    "size",
    "length",
    "enabled",
    "required",
    "header",
    "prefix",
    "algorithm",
    "env",
    "var",
    "store",
    "provider",
    "expiry",
    "helper",
];

/// How secrets of well-known issuers begin.
const SECRET_STARTS: [&str; 38] = [
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gldt-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "hf_",
    "npm_",
    "pypi-",
    "dop_v1_",
    "shpat_",
    "SG.",
    "hvs.",
    "hvb.",
    "hvr.",
    "dapi",
    "lin_api_",
    "ntn_",
    "figd_",
    "pat-",
    "tvly-",
    "BSA",
    "key-",
    "eyJ",
];

/// A secret of a well-known issuer is at least as long.
const SECRET_LENGTH: usize = 16;

/// What a value holds under a name, if it has one.
pub(super) fn of(name: Option<&str>, value: &str) -> Holds {
    let value = value.trim().trim_matches('"').trim();
    let bare = ["Bearer ", "bearer ", "Basic ", "basic ", "Token ", "token "]
        .iter()
        .find_map(|scheme| value.strip_prefix(scheme))
        .map_or(value, str::trim);
    if let Some(inside) = of_address(bare) {
        return inside;
    }
    if is_reference(bare) {
        return Holds::Reference;
    }
    if is_placeholder(bare) {
        return if name.is_some_and(names_a_secret) { Holds::Placeholder } else { Holds::Plain };
    }
    let named = name.is_some_and(names_a_secret) && !is_setting(bare) && !is_path(bare);
    if named || is_known_secret(bare) { Holds::Secret } else { Holds::Plain }
}

/// What the arguments of a command hold together: the most telling of them. A flag names what stands behind it.
pub(super) fn of_arguments<'a>(arguments: impl Iterator<Item = &'a str>) -> Option<Holds> {
    let mut flag: Option<&str> = None;
    let mut found = None;
    for argument in arguments {
        let assigned = argument.split_once('=').filter(|(name, _)| !name.contains("://") && !name.contains(' '));
        let header = argument.split_once(": ").filter(|(name, _)| !name.contains(' '));
        let holds = match assigned.or(header) {
            Some((name, value)) => of(Some(name.trim_start_matches('-')), value),
            None => of(flag, argument),
        };
        found = found.max(Some(holds));
        flag = argument.strip_prefix('-').map(|name| name.trim_start_matches('-')).filter(|_| assigned.is_none());
    }
    found
}

/// Does a name say that a secret stands under it?
fn names_a_secret(name: &str) -> bool {
    let folded = crate::vocabulary::fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    words.iter().any(|word| SECRET_WORDS.contains(word))
        && !words.contains(&"public")
        && words.last().is_some_and(|last| !ABOUT_WORDS.contains(last))
}

/// Is this wholly the name of a variable or of a place in a store?
fn is_reference(value: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let between = |open: &str, close: &str| value.strip_prefix(open).is_some_and(|rest| rest.ends_with(close));
    let store = ["op://", "vault://", "vault:", "keychain:", "keyring:", "secret://", "awssm://", "gcpsm://", "akv://"];
    between("${", "}")
        || between("{{", "}}")
        || between("$(", ")")
        || between("@Microsoft.KeyVault(", ")")
        || value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%')).is_some_and(is_name)
        || value.strip_prefix('$').is_some_and(|name| is_name(name.strip_prefix("env:").unwrap_or(name)))
        || value.strip_prefix("env:").is_some_and(is_name)
        || store.iter().any(|start| value.starts_with(start))
}

/// Is this plainly a stand-in?
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_lowercase();
    let marked = |open: char, close: char| value.starts_with(open) && value.ends_with(close);
    value.is_empty()
        || marked('<', '>')
        || marked('[', ']')
        || lower.starts_with("your") && lower.contains(['-', '_', ' '])
        || ["changeme", "change-me", "change_me", "redacted", "placeholder", "todo", "none", "null"]
            .contains(&lower.as_str())
        || ["replace_", "replace-", "replace ", "insert_", "insert-", "insert ", "enter_", "enter-", "enter "]
            .iter()
            .any(|start| lower.starts_with(start))
        || lower.chars().all(|c| matches!(c, 'x' | '*' | '.' | '-' | '_'))
}

/// A yes, a no or a number is a setting, whatever its name.
fn is_setting(value: &str) -> bool {
    matches!(value.to_lowercase().as_str(), "true" | "false" | "yes" | "no" | "on" | "off")
        || value.parse::<f64>().is_ok()
}

/// Is this the place of a file? Encoded secrets have signs that paths seldom have.
fn is_path(value: &str) -> bool {
    let starts = ["/", "~/", "./", "../", "\\\\"].iter().any(|start| value.starts_with(start));
    let drive = value.as_bytes().get(1..3).is_some_and(|rest| rest == b":\\" || rest == b":/");
    (starts || drive) && !value.contains(['+', '='])
}

fn is_known_secret(value: &str) -> bool {
    value.contains("-----BEGIN")
        || value.len() >= SECRET_LENGTH
            && !value.contains(char::is_whitespace)
            && SECRET_STARTS.iter().any(|start| value.starts_with(start))
            && value.contains(|c: char| c.is_ascii_digit())
}

/// What an address holds: a password before its host, or a secret in its query; none where this is no address.
fn of_address(value: &str) -> Option<Holds> {
    let (scheme, rest) = value.split_once("://")?;
    if !scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) || is_reference(value) {
        return None;
    }
    let (host, query) = rest.split_once(['?', '#']).unwrap_or((rest, ""));
    let password =
        host.split('/').next().and_then(|host| host.rsplit_once('@')).and_then(|(user, _)| user.split_once(':'));
    let of_password = password.map(|(_, password)| of(Some("password"), password));
    let of_query =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| of(Some(name), value)).max();
    Some(of_password.max(of_query).unwrap_or(Holds::Plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_secret_is_told_from_a_reference_and_from_a_setting() {
        let cases = [
            ("GITHUB_TOKEN", "abcdef", Holds::Secret),
            ("githubToken", "abcdef", Holds::Secret),
            ("API_KEY", "s3cr3t value", Holds::Secret),
            ("DB_PASSWORD", "hunter2", Holds::Secret),
            ("Authorization", "Bearer abc.def", Holds::Secret),
            ("Authorization", "Bearer ${TOKEN}", Holds::Reference),
            ("X-Api-Key", "${input:key}", Holds::Reference),
            ("API_KEY", "$API_KEY", Holds::Reference),
            ("API_KEY", "$env:API_KEY", Holds::Reference),
            ("API_KEY", "%API_KEY%", Holds::Reference),
            ("API_KEY", "{{ secrets.API_KEY }}", Holds::Reference),
            ("API_KEY", "op://vault/item/key", Holds::Reference),
            ("API_KEY", "$ecret1!", Holds::Secret),
            ("API_KEY", "<your key>", Holds::Placeholder),
            ("API_KEY", "YOUR_API_KEY_HERE", Holds::Placeholder),
            ("API_KEY", "xxxx-xxxx", Holds::Placeholder),
            ("API_KEY", "", Holds::Placeholder),
            ("API_KEY_FILE", "abcdef", Holds::Plain),
            ("PRIVATE_KEY", "/run/secrets/key.pem", Holds::Plain),
            ("MAX_TOKENS", "4096", Holds::Plain),
            ("USE_TOKEN", "true", Holds::Plain),
            ("PUBLIC_KEY", "abcdef", Holds::Plain),
            ("PATH", "/usr/bin", Holds::Plain),
            ("MONKEY", "abcdef", Holds::Plain),
            ("LOG_LEVEL", "debug", Holds::Plain),
            ("ANYTHING", "ghp_0123456789abcdefABCDEF", Holds::Secret),
            ("ANYTHING", "sk-learn", Holds::Plain),
            ("DATABASE_URL", "postgresql://app:hunter2@db:5432/x", Holds::Secret),
            ("DATABASE_URL", "postgresql://app:${PASS}@db:5432/x", Holds::Reference),
            ("DATABASE_URL", "postgresql://db:5432/x", Holds::Plain),
            ("url", "https://example.com/mcp?api_key=abcdef", Holds::Secret),
            ("url", "https://example.com/mcp?page=2", Holds::Plain),
            ("url", "http://localhost:8124/mcp", Holds::Plain),
        ];
        for (name, value, expected) in cases {
            assert_eq!(of(Some(name), value), expected, "{name}={value}");
        }
    }

    #[test]
    fn a_flag_names_the_argument_behind_it() {
        let cases: [(&[&str], Option<Holds>); 9] = [
            (&[], None),
            (&["-y", "@example/server"], Some(Holds::Plain)),
            (&["--api-key", "abcdef"], Some(Holds::Secret)),
            (&["--api-key=abcdef"], Some(Holds::Secret)),
            (&["--api-key", "${KEY}"], Some(Holds::Reference)),
            (&["run", "-e", "API_TOKEN=abcdef", "image"], Some(Holds::Secret)),
            (&["run", "-e", "API_TOKEN", "image"], Some(Holds::Plain)),
            (&["--header", "Authorization: Bearer abcdef"], Some(Holds::Secret)),
            (&["server", "postgresql://u:hunter2@h/d"], Some(Holds::Secret)),
        ];
        for (arguments, expected) in cases {
            assert_eq!(of_arguments(arguments.iter().copied()), expected, "{arguments:?}");
        }
    }

    #[test]
    fn every_value_gives_an_answer() {
        for value in ["://", "a://@", "a://:@", "é", "${", "$", "%", "%%", "?=", "a://b?=", "=", "\\\\"] {
            of(Some(value), value);
            of_arguments([value, "-", value].into_iter());
        }
    }
}
