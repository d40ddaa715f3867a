//! A condition's text, cut into tokens.

use std::ops::Range;

use super::error::{ParseError, fail};

/// A word, a literal or a sign, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'t> {
    /// A name or a keyword; only `in` is a sign.
    Name(&'t str),
    /// A text literal, its escapes resolved.
    Text(String),
    /// The digits of a whole number.
    Int(&'t str),
    /// An operator, a bracket or other punctuation.
    Sign(&'static str),
    /// The end of the text.
    End,
    /// What cannot be read, with the reason; nothing follows. It becomes the error only if the
    /// parser gets as far, so that the first
    /// problem of a condition is the one reported.
    Bad(String),
}

/// The signs, longer ones first.
const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", "!", "<", ">", "-", "+", "*", "/", "%",
    "?", ":",
];

/// Signs of other languages, and what they are here.
const SLIPS: [(&str, &str); 5] = [("===", "=="), ("!==", "!="), ("<>", "!="), ("=>", ">="), ("=<", "<=")];

/// Cuts `text` into tokens; the last is [`Kind::End`] or [`Kind::Bad`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at = after_space(text, at);
        let token = token(text, at).unwrap_or_else(|error| Token { kind: Kind::Bad(error.message), span: error.span });
        at = token.span.end;
        let last = matches!(token.kind, Kind::End | Kind::Bad(_));
        tokens.push(token);
        if last {
            return tokens;
        }
    }
}

/// Where the white space and the comments that start at `at` end.
fn after_space(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        // CEL's white space, and no other: a vertical tab or a no-break space is reported.
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0C']);
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with("//") {
            return at;
        }
        at += trimmed.find('\n').unwrap_or(trimmed.len());
    }
}

/// The token that starts at `at`.
fn token(text: &str, at: usize) -> Result<Token<'_>, ParseError> {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else {
        return Ok(Token { kind: Kind::End, span: at..at });
    };
    let number = first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()));
    match first {
        'a'..='z' | 'A'..='Z' | '_' => name(rest, at),
        _ if number => int(rest, at),
        '"' | '\'' => quoted(rest, at),
        _ => sign(rest, first, at),
    }
}

fn name(rest: &str, at: usize) -> Result<Token<'_>, ParseError> {
    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let span = at..at + end;
    if after.starts_with(['"', '\'']) {
        let what = match name.to_ascii_lowercase().as_str() {
            "r" => Some("raw strings"),
            "b" | "br" | "rb" => Some("bytes"),
            _ => None,
        };
        if let Some(what) = what {
            let message =
                format!("{what} are not part of the condition language; leave out the `{name}` before the quote");
            return fail(message, span);
        }
    }
    Ok(Token { kind: if name == "in" { Kind::Sign("in") } else { Kind::Name(name) }, span })
}

fn int(rest: &str, at: usize) -> Result<Token<'_>, ParseError> {
    let number = &rest[..number_len(rest.as_bytes())];
    let span = at..at + number.len();
    if number.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(Token { kind: Kind::Int(number), span });
    }
    let left_out = |instead| Err(ParseError::left_out(number, instead, span.clone()));
    let hexadecimal = number.strip_prefix("0x").or(number.strip_prefix("0X"));
    if hexadecimal.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        left_out("write the number in decimal digits")
    } else if number.strip_suffix(['u', 'U']).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit())) {
        left_out("leave out the `u`")
    } else if number.parse::<f64>().is_ok() {
        left_out("numbers are whole: write days or percents, such as `90`")
    } else {
        fail(format!("`{number}` is neither a number nor a name; a number is written in digits only"), span)
    }
}

/// How far what starts like a number goes: over letters and digits, a point before a digit and the
/// sign of an exponent.
fn number_len(bytes: &[u8]) -> usize {
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut len = 0;
    while let Some(&byte) = bytes.get(len) {
        let exponent = len > 0
            && matches!(bytes[len - 1], b'e' | b'E')
            && bytes[..len - 1].iter().all(|b| b".0123456789".contains(b));
        let belongs = match byte {
            b'.' => digit_at(len + 1),
            b'+' | b'-' => exponent && digit_at(len + 1),
            _ => is_word(char::from(byte)),
        };
        if !belongs {
            break;
        }
        len += 1;
    }
    len
}

fn quoted(rest: &str, at: usize) -> Result<Token<'_>, ParseError> {
    let quote = &rest[..1];
    if rest.starts_with(&quote.repeat(3)) {
        let message = format!(
            "triple quotes are not part of the condition language; write the text between two `{quote}`, with `\\n` for a new line"
        );
        return Err(ParseError::new(message, at..at + 3));
    }
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    let mut len = rest.len();
    while let Some((here, c)) = chars.next() {
        match c {
            '\\' => {
                let Some((_, escaped)) = chars.next() else {
                    break;
                };
                value.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    '\\' | '"' | '\'' => escaped,
                    other => return Err(bad_escape(other, at + here)),
                });
            }
            '\n' | '\r' => {
                len = here;
                break;
            }
            _ if rest[here..].starts_with(quote) => {
                return Ok(Token { kind: Kind::Text(value), span: at..at + here + 1 });
            }
            c if c.is_control() && c != '\t' => {
                let message = format!("a text holds the control character U+{:04X}; take it out", u32::from(c));
                return Err(ParseError::new(message, at + here..at + here + c.len_utf8()));
            }
            c => value.push(c),
        }
    }
    Err(ParseError::new(format!("the text has no end on its line; close it with `{quote}`"), at..at + len))
}

fn bad_escape(escaped: char, at: usize) -> ParseError {
    let span = at..at + 1 + escaped.len_utf8();
    let known = r#"there are `\\`, `\"`, `\'`, `\n` and `\t`"#;
    if matches!(escaped, 'x' | 'X' | 'u' | 'U' | '0'..='3') {
        return ParseError::left_out(&format!("\\{escaped}"), "write the character itself", span);
    }
    let message = if escaped.is_control() {
        "a backslash stands before a control character".to_owned()
    } else {
        format!("`\\{escaped}` is not an escape")
    };
    ParseError::new(format!("{message}; {known}"), span)
}

fn sign(rest: &str, first: char, at: usize) -> Result<Token<'_>, ParseError> {
    let meant = |written: &str, meant: &str| {
        ParseError::new(format!("`{written}` is not an operator; write `{meant}`"), at..at + written.len())
    };
    if let Some((written, right)) = SLIPS.iter().find(|(written, _)| rest.starts_with(written)) {
        return Err(meant(written, right));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok(Token { kind: Kind::Sign(sign), span: at..at + sign.len() });
    }
    let span = at..at + first.len_utf8();
    Err(match first {
        '&' => meant("&", "&&"),
        '|' => meant("|", "||"),
        '=' => meant("=", "=="),
        '“' | '”' | '„' | '‘' | '’' | '«' | '»' => {
            ParseError::new(format!("`{first}` is not a quote of the condition language; write `\"` or `'`"), span)
        }
        _ if first.is_control() || first.is_whitespace() || takes_no_room(first) => ParseError::new(
            format!("the character U+{:04X} cannot be read; use a space or a new line", u32::from(first)),
            span,
        ),
        _ => ParseError::new(format!("`{first}` cannot be read outside a text; put text between quotes"), span),
    })
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Is it invisible: a zero width or direction mark, a byte order mark?
fn takes_no_room(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
