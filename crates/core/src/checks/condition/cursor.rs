//! A place in a condition's tokens, and what is wrong with what stands there.

use std::ops::Range;

use super::error::{ParseError, left_out_sign};
use super::lexer::{Kind, Token, tokens};

/// A condition's tokens and the place of the next one to read.
pub(super) struct Cursor<'t> {
    /// Ends with [`Kind::End`] or [`Kind::Bad`], which are never stepped over.
    tokens: Vec<Token<'t>>,
    at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { tokens: tokens(text), at: 0 }
    }

    pub(super) fn peek(&self) -> &Token<'t> {
        &self.tokens[self.at]
    }

    /// Steps over the next token, which must not be the last.
    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// Is `sign` next?
    pub(super) fn is(&self, sign: &'static str) -> bool {
        self.peek().kind == Kind::Sign(sign)
    }

    /// Steps over `sign` if it is next, and says where it was.
    pub(super) fn eat(&mut self, sign: &'static str) -> Option<Range<usize>> {
        let span = self.is(sign).then(|| self.peek().span.clone())?;
        self.step();
        Some(span)
    }

    /// The error where `what` should start and something else is next.
    pub(super) fn expected(&self, what: &str) -> ParseError {
        let Token { kind, span } = self.peek();
        let message = match kind {
            Kind::Bad(message) => message.clone(),
            Kind::End => format!("the condition stops here; write {what}"),
            _ => format!("{} is out of place; write {what} here", shown(kind)),
        };
        ParseError::new(message, span.clone())
    }

    /// The error where an operand is complete, and what is next is neither an operator nor `end`.
    pub(super) fn unexpected(&self, end: &str) -> ParseError {
        let Token { kind, span } = self.peek();
        if let Some(not) = self.not_before() {
            return ParseError::new("`not` is not an operator; write `!`", not);
        }
        let message = match kind {
            Kind::Bad(message) => message.clone(),
            Kind::Sign(sign @ ("?" | ":" | "+" | "-" | "*" | "/" | "%")) => {
                return left_out_sign(sign, span.clone());
            }
            Kind::Sign(sign @ (")" | "]" | "}")) => {
                format!("`{sign}` closes nothing here; take it out, or write {end}")
            }
            _ => match operator_meant(kind) {
                Some(meant) => format!("{} is not an operator; write `{meant}`", shown(kind)),
                None => format!("{} is out of place; write an operator before it, or {end}", shown(kind)),
            },
        };
        ParseError::new(message, span.clone())
    }

    /// The word `not` before a name that is next.
    fn not_before(&self) -> Option<Range<usize>> {
        let before = &self.tokens[self.at.checked_sub(1)?];
        match (&before.kind, &self.peek().kind) {
            (Kind::Name(not), Kind::Name(_)) if not.eq_ignore_ascii_case("not") => Some(before.span.clone()),
            _ => None,
        }
    }

    /// The error where the text ends and the bracket at `open` still waits for its end.
    pub(super) fn unclosed(&self, open: &Range<usize>) -> ParseError {
        let Token { kind, span } = self.peek();
        if let Kind::Bad(message) = kind {
            return ParseError::new(message.clone(), span.clone());
        }
        let is_list = self.tokens.iter().any(|token| token.span == *open && token.kind == Kind::Sign("["));
        let (opening, closing) = if is_list { ("[", "]") } else { ("(", ")") };
        ParseError::new(format!("`{opening}` is never closed; add `{closing}`"), open.clone())
    }

    /// The error for an index or a map that is next: over all of it where its bracket is closed.
    pub(super) fn bracketed(&self) -> ParseError {
        let Token { kind: Kind::Sign(sign), span } = self.peek() else {
            return self.expected("a value");
        };
        let mut open = 0_usize;
        let closing = self.tokens[self.at..].iter().find(|token| {
            match token.kind {
                Kind::Sign("[" | "{" | "(") => open += 1,
                Kind::Sign("]" | "}" | ")") => open -= 1,
                _ => {}
            }
            open == 0
        });
        left_out_sign(sign, span.start..closing.map_or(span.end, |token| token.span.end))
    }
}

/// What was meant by something that is an operator elsewhere.
fn operator_meant(kind: &Kind<'_>) -> Option<&'static str> {
    match kind {
        Kind::Sign("!") => Some("!(a in b)` or `a != b"),
        Kind::Name(word) => match word.to_ascii_lowercase().as_str() {
            "and" => Some("&&"),
            "or" => Some("||"),
            "not" => Some("!(a in b)` or `a != b"),
            "is" | "eq" => Some("=="),
            _ => None,
        },
        _ => None,
    }
}

/// A token as a message names it.
fn shown(kind: &Kind<'_>) -> String {
    match kind {
        Kind::Name(word) | Kind::Int(word) => format!("`{word}`"),
        Kind::Sign(sign) => format!("`{sign}`"),
        Kind::Text(_) => "a text".to_owned(),
        Kind::End | Kind::Bad(_) => "the end".to_owned(),
    }
}
