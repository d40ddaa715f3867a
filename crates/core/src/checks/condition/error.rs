//! Why a condition could not be read, and the words for what CEL has and the condition language
//! leaves out.

use std::ops::Range;

/// Why a condition could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// The fact, then what to write instead.
    pub message: String,
    /// The bytes of the condition's text that it is about; empty at the end of the text where
    /// something is missing.
    pub span: Range<usize>,
}

impl ParseError {
    pub(super) fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self { message: message.into(), span }
    }

    /// For what is CEL, but not part of the subset.
    pub(super) fn left_out(what: &str, instead: &str, span: Range<usize>) -> Self {
        Self::new(format!("`{what}` is not part of the condition language; {instead}"), span)
    }
}

/// A reading that failed.
pub(super) fn fail<T>(message: impl Into<String>, span: Range<usize>) -> Result<T, ParseError> {
    Err(ParseError::new(message, span))
}

/// The error for a sign of CEL that the subset leaves out.
pub(super) fn left_out_sign(sign: &str, span: Range<usize>) -> ParseError {
    let (what, instead) = match sign {
        "?" | ":" => ("?:", "write two checks or use `&&` and `||`"),
        "+" => ("+", "keep the sum in a policy value; text is not joined"),
        "-" => (
            "-",
            "count days with `age(x)`, `days_until(x)` or `days_between(a, b)`; a minus stands only before a whole number",
        ),
        "*" => ("*", "keep the product in a policy value"),
        "/" => ("/", "keep the quotient in a policy value; a comment starts with `//`"),
        "%" => ("%", "compare with a policy value"),
        "[" => ("[]", "to look into a list, write `x in list`, `list.exists(v, ..)` or `list.all(v, ..)`"),
        "{" => ("{}", "values are written `\"a\"`, `90`, `true` or `[\"a\", \"b\"]`"),
        _ => (sign, "take it out"),
    };
    ParseError::left_out(what, instead, span)
}

/// Why `name(..)` is not a function of the language, and the remedy.
pub(super) fn unknown_function(name: &str, span: Range<usize>) -> ParseError {
    let instead = match name {
        "timestamp" => "compare a date with `as_of` or with a policy value",
        "duration" => "count days with `age(x)`, `days_until(x)` or `days_between(a, b)`",
        "int" | "uint" | "double" | "string" | "bytes" | "bool" | "dyn" | "type" => {
            "every field has its type already: leave it out"
        }
        "matches" => "use `startsWith`, `endsWith` or `contains`",
        "exists" | "all" => {
            return ParseError::new(
                format!("`{name}` follows the list it walks over; write `list.{name}(v, ..)`"),
                span,
            );
        }
        "startsWith" | "endsWith" | "contains" => {
            return ParseError::new(
                format!("`{name}` follows the text that it looks at; write `x.{name}(\"..\")`"),
                span,
            );
        }
        _ => {
            return unknown(name, "function", &["has", "age", "days_until", "days_between", "never", "size"], span);
        }
    };
    ParseError::left_out(name, instead, span)
}

/// Why `.name(..)` cannot be asked of a value, and the remedy.
pub(super) fn unknown_method(name: &str, span: Range<usize>) -> ParseError {
    let instead = match name {
        "matches" => "use `startsWith`, `endsWith` or `contains`",
        "map" => "ask of each element with `exists` or `all`",
        "filter" => "put its condition into `exists` or `all`",
        "exists_one" | "existsOne" => "use `exists` or `all`, with `size(list)` where the number matters",
        "getFullYear" | "getMonth" | "getDate" | "getDayOfMonth" | "getDayOfWeek" | "getDayOfYear" => {
            "count days with `age(x)`, `days_until(x)` or `days_between(a, b)`"
        }
        "getHours" | "getMinutes" | "getSeconds" | "getMilliseconds" => {
            "a date has no time of day: count days with `age(x)`"
        }
        "has" | "age" | "days_until" | "never" | "size" => {
            return ParseError::new(format!("`{name}` does not follow its value; write `{name}(x)`"), span);
        }
        "days_between" => {
            return ParseError::new("`days_between` does not follow its value; write `days_between(a, b)`", span);
        }
        _ => {
            return unknown(name, "test", &["startsWith", "endsWith", "contains", "exists", "all"], span);
        }
    };
    ParseError::left_out(name, instead, span)
}

/// A name that nobody knows: the one that was meant, where only its spelling differs, else all
/// there are.
fn unknown(name: &str, what: &str, known: &[&str], span: Range<usize>) -> ParseError {
    let bare = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let remedy = match known.iter().find(|known| bare(known) == bare(name)) {
        Some(meant) => format!("write `{meant}`"),
        None => format!("there are `{}`", known.join("`, `")),
    };
    ParseError::new(format!("`{name}` is not a {what} of the condition language; {remedy}"), span)
}
