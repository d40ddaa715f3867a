//! Tokens to the syntax tree, by recursive descent: one function per level of precedence.

use std::ops::Range;

use super::ast::{Comparison, Expr, ExprKind};
use super::cursor::Cursor;
use super::error::{ParseError, fail, left_out_sign};
use super::lexer::{Kind, Token};

/// How deep a condition may nest: its tree, and its open brackets. Below the 96 of the usual CEL
/// parsers.
const MAX_DEPTH: usize = 64;

/// How many parts (nodes of the tree) a condition may have.
const MAX_PARTS: usize = 2_000;

/// CEL's reserved words: they can name a field, but nothing can start with them.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Reads a condition.
///
/// Operators bind as in CEL: `||` least, then `&&`, then comparisons and `in` (which do not chain),
/// then `!`, then `.` and calls. A part in
/// brackets has them in its span; `(a && b) && c` is the same tree as `a && b && c`.
///
/// # Errors
///
/// The first problem of the text and where it is: something that is not part of the language, or a
/// condition too deep or too long.
pub fn parse(text: &str) -> Result<Expr, ParseError> {
    let mut parser = Parser { cursor: Cursor::new(text), open: 0, parts: 0 };
    if parser.cursor.peek().kind == Kind::End {
        return fail("the condition is empty; write `true` where it always holds", 0..text.len());
    }
    let expr = parser.either()?;
    match parser.cursor.peek().kind {
        Kind::End => Ok(expr),
        _ => Err(parser.cursor.unexpected("the end of the condition")),
    }
}

/// A condition being read.
pub(super) struct Parser<'t> {
    pub(super) cursor: Cursor<'t>,
    /// How many brackets are open.
    open: usize,
    /// How many nodes were made.
    parts: usize,
}

impl<'t> Parser<'t> {
    /// `a || b`
    pub(super) fn either(&mut self) -> Result<Expr, ParseError> {
        self.joined("||", Self::both, ExprKind::Or)
    }

    /// `a && b`
    fn both(&mut self) -> Result<Expr, ParseError> {
        self.joined("&&", Self::relation, ExprKind::And)
    }

    /// Operands with `sign` between them, flattened.
    fn joined(
        &mut self,
        sign: &'static str,
        operand: fn(&mut Self) -> Result<Expr, ParseError>,
        make: fn(Vec<Expr>) -> ExprKind,
    ) -> Result<Expr, ParseError> {
        let mut next = operand(self)?;
        if !self.cursor.is(sign) {
            return Ok(next);
        }
        let mut span = next.span.clone();
        let mut parts = Vec::new();
        loop {
            span.end = next.span.end;
            match (sign, next.kind) {
                ("||", ExprKind::Or(inner)) | ("&&", ExprKind::And(inner)) => parts.extend(inner),
                (_, kind) => parts.push(Expr { kind, span: next.span }),
            }
            if self.cursor.eat(sign).is_none() {
                return self.node(make(parts), span);
            }
            next = operand(self)?;
        }
    }

    /// `a < b`, `a in b`
    fn relation(&mut self) -> Result<Expr, ParseError> {
        let left = self.negation()?;
        let Some(sign) = self.relation_sign() else {
            return Ok(left);
        };
        self.cursor.step();
        let right = self.negation()?;
        if let Some(second) = self.relation_sign() {
            let message = format!(
                "`{second}` cannot follow `{sign}`; write two comparisons with `&&` between them, or put one into `( )`"
            );
            return fail(message, self.cursor.peek().span.clone());
        }
        let span = left.span.start..right.span.end;
        let (left, right) = (Box::new(left), Box::new(right));
        let kind = match comparison(sign) {
            Some(comparison) => ExprKind::Compare(comparison, left, right),
            None => ExprKind::In(left, right),
        };
        self.node(kind, span)
    }

    /// The comparison sign or `in` that stands here.
    fn relation_sign(&self) -> Option<&'static str> {
        match self.cursor.peek().kind {
            Kind::Sign(sign) if sign == "in" || comparison(sign).is_some() => Some(sign),
            _ => None,
        }
    }

    /// `!a`
    fn negation(&mut self) -> Result<Expr, ParseError> {
        let mut starts = Vec::new();
        while let Some(span) = self.cursor.eat("!") {
            starts.push(span.start);
        }
        // CEL parsers make different trees of `!-1`.
        if !starts.is_empty() && self.cursor.is("-") {
            return fail(
                "`!` asks the opposite of a condition, and a number is none; compare the number first",
                self.cursor.peek().span.clone(),
            );
        }
        let mut expr = self.member()?;
        for start in starts.into_iter().rev() {
            let span = start..expr.span.end;
            expr = self.node(ExprKind::Not(Box::new(expr)), span)?;
        }
        Ok(expr)
    }

    /// A value and what follows it: `a.b`, `a.startsWith("x")`, `a.exists(v, ..)`
    fn member(&mut self) -> Result<Expr, ParseError> {
        let mut expr = self.primary()?;
        loop {
            if self.cursor.is("[") || self.cursor.is("{") {
                return Err(self.cursor.bracketed());
            }
            if self.cursor.eat(".").is_none() {
                return Ok(expr);
            }
            let (name, span) = self.field_name()?;
            expr = match self.cursor.eat("(") {
                Some(open) => self.method(expr, name, span, open)?,
                None => field(expr, name, span)?,
            };
        }
    }

    /// The name after a `.`
    fn field_name(&mut self) -> Result<(&'t str, Range<usize>), ParseError> {
        let Token { kind, span } = self.cursor.peek().clone();
        match kind {
            Kind::Name(word @ ("true" | "false" | "null")) | Kind::Sign(word @ "in") => {
                fail(format!("`{word}` is a word of the language and names no field; use the field's own name"), span)
            }
            Kind::Name(name) => {
                self.cursor.step();
                Ok((name, span))
            }
            Kind::Sign("?") => {
                Err(ParseError::left_out(".?", "ask `has(x)`: a field without a value is allowed anyway", span))
            }
            _ => Err(self.cursor.expected("the name of a field or test after `.`")),
        }
    }

    fn primary(&mut self) -> Result<Expr, ParseError> {
        let Token { kind, span } = self.cursor.peek().clone();
        match kind {
            Kind::Text(text) => self.leaf(ExprKind::Text(text), span),
            Kind::Int(digits) => self.int(digits, span),
            Kind::Name("true") => self.leaf(ExprKind::Bool(true), span),
            Kind::Name("false") => self.leaf(ExprKind::Bool(false), span),
            Kind::Name("null") => Err(ParseError::left_out("null", "ask `has(x)` or `!has(x)`", span)),
            Kind::Name(name) if is_taken(name) => Err(taken(name, span)),
            Kind::Name(name) => {
                self.cursor.step();
                match self.cursor.eat("(") {
                    Some(open) => self.call(name, span, open),
                    None => self.node(ExprKind::Path(vec![name.to_owned()]), span),
                }
            }
            Kind::Sign("-") => {
                self.cursor.step();
                let Token { kind, span: number } = self.cursor.peek().clone();
                match kind {
                    Kind::Int(digits) => self.int(&format!("-{digits}"), span.start..number.end),
                    Kind::Bad(_) => Err(self.cursor.expected("a whole number")),
                    _ => fail(
                        "`-` stands only before a whole number, as in `-1`; take it out, or turn the comparison round",
                        span,
                    ),
                }
            }
            Kind::Sign("(") => {
                self.cursor.step();
                let inner = self.nested(&span, Self::either)?;
                let end = self.close(")", &span)?;
                Ok(Expr { kind: inner.kind, span: span.start..end })
            }
            Kind::Sign("[") => self.list(),
            Kind::Sign("{") => Err(self.cursor.bracketed()),
            Kind::Sign(sign @ ("+" | "*" | "/" | "%" | "?")) => Err(left_out_sign(sign, span)),
            _ => Err(self.cursor.expected("a value or a condition")),
        }
    }

    /// A whole number, stepped over.
    fn int(&mut self, number: &str, span: Range<usize>) -> Result<Expr, ParseError> {
        match number.parse() {
            Ok(value) => self.leaf(ExprKind::Int(value), span),
            Err(_) => {
                fail(format!("`{number}` has too many digits; numbers go from {} to {}", i64::MIN, i64::MAX), span)
            }
        }
    }

    /// `["a", "b"]`; a comma may follow the last element, as in CEL.
    fn list(&mut self) -> Result<Expr, ParseError> {
        let open = self.cursor.peek().span.clone();
        self.cursor.step();
        let mut elements = Vec::new();
        while !self.cursor.is("]") {
            let element = self.nested(&open, Self::either)?;
            if !matches!(element.kind, ExprKind::Text(_)) {
                return fail(
                    "a list holds texts in quotes only; write the rest as a comparison of its own",
                    element.span,
                );
            }
            elements.push(element);
            if self.cursor.eat(",").is_none() {
                break;
            }
        }
        let end = self.close("]", &open)?;
        if elements.is_empty() {
            return fail(
                "`[]` holds nothing; name at least one text, or ask `!has(x)` for a missing value",
                open.start..end,
            );
        }
        self.node(ExprKind::List(elements), open.start..end)
    }

    /// Reads what stands in the bracket `open`, if no more than [`MAX_DEPTH`] are open.
    pub(super) fn nested(
        &mut self,
        open: &Range<usize>,
        inner: fn(&mut Self) -> Result<Expr, ParseError>,
    ) -> Result<Expr, ParseError> {
        if self.open == MAX_DEPTH {
            return Err(too_deep(open.clone()));
        }
        if self.cursor.peek().kind == Kind::End {
            return Err(self.cursor.unclosed(open));
        }
        self.open += 1;
        let expr = inner(self)?;
        self.open -= 1;
        Ok(expr)
    }

    /// Steps over the bracket that closes `open`, and says where it ends.
    pub(super) fn close(&mut self, sign: &'static str, open: &Range<usize>) -> Result<usize, ParseError> {
        match self.cursor.eat(sign) {
            Some(span) => Ok(span.end),
            None if self.cursor.peek().kind == Kind::End => Err(self.cursor.unclosed(open)),
            None => Err(self.cursor.unexpected(&format!("`{sign}`"))),
        }
    }

    /// A literal of one token.
    fn leaf(&mut self, kind: ExprKind, span: Range<usize>) -> Result<Expr, ParseError> {
        self.cursor.step();
        self.node(kind, span)
    }

    /// A node of the tree, if the condition is not too long or too deep with it.
    pub(super) fn node(&mut self, kind: ExprKind, span: Range<usize>) -> Result<Expr, ParseError> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return fail(
                "the condition has more than 2,000 parts; split it into several checks, or keep a long list in the policy",
                span,
            );
        }
        let expr = Expr { kind, span };
        if height(&expr) > MAX_DEPTH {
            return Err(too_deep(expr.span));
        }
        Ok(expr)
    }
}

/// `subject.name`, which only a path can be read on to.
fn field(subject: Expr, name: &str, at: Range<usize>) -> Result<Expr, ParseError> {
    match subject.kind {
        ExprKind::Path(mut names) => {
            names.push(name.to_owned());
            Ok(Expr { kind: ExprKind::Path(names), span: subject.span.start..at.end })
        }
        _ => fail(format!("`.{name}` does not follow a name; fields are read from names, as in `credential.set`"), at),
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "==" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// Can nothing be called `word`?
pub(super) fn is_taken(word: &str) -> bool {
    matches!(word, "true" | "false" | "null") || RESERVED.contains(&word)
}

pub(super) fn taken(word: &str, span: Range<usize>) -> ParseError {
    ParseError::new(format!("`{word}` is a reserved word of CEL; choose another name"), span)
}

fn too_deep(span: Range<usize>) -> ParseError {
    ParseError::new(
        format!("the condition is nested more than {MAX_DEPTH} levels deep; split it into several checks"),
        span,
    )
}

/// How many levels a tree has. It is asked at every node, of trees that are at most one level too
/// high.
fn height(expr: &Expr) -> usize {
    let highest = |parts: &[Expr]| parts.iter().map(height).max().unwrap_or(0);
    1 + match &expr.kind {
        ExprKind::Text(_) | ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Path(_) => 0,
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => highest(parts),
        ExprKind::Not(inner) => height(inner),
        ExprKind::Compare(_, a, b) | ExprKind::In(a, b) | ExprKind::TextTest(_, a, b) => height(a).max(height(b)),
        ExprKind::Quantifier { list, body, .. } => height(list).max(height(body)),
    }
}
