//! Functions, tests on text and quantifiers.

use std::ops::Range;

use super::ast::{Expr, ExprKind, Function, TextTest};
use super::error::{ParseError, fail, unknown_function, unknown_method};
use super::lexer::{Kind, Token};
use super::parser::{Parser, is_taken, taken};

impl Parser<'_> {
    /// `subject.name(..)`, read up to the open bracket.
    pub(super) fn method(
        &mut self,
        subject: Expr,
        name: &str,
        at: Range<usize>,
        open: Range<usize>,
    ) -> Result<Expr, ParseError> {
        let start = subject.span.start;
        let subject = Box::new(subject);
        let test = match name {
            "startsWith" => TextTest::StartsWith,
            "endsWith" => TextTest::EndsWith,
            "contains" => TextTest::Contains,
            "exists" | "all" => {
                let (variable, body, end) = self.quantified(name, open)?;
                let kind = ExprKind::Quantifier { list: subject, all: name == "all", variable, body: Box::new(body) };
                return self.node(kind, start..end);
            }
            _ => return Err(unknown_method(name, at)),
        };
        let (arguments, end) = self.arguments(open)?;
        let [argument] = exactly(arguments, name, &(at.start..end))?;
        self.node(ExprKind::TextTest(test, subject, Box::new(argument)), start..end)
    }

    /// `v, condition)`, after the bracket of `exists` or `all`.
    fn quantified(&mut self, name: &str, open: Range<usize>) -> Result<(String, Expr, usize), ParseError> {
        let wrong = |span| {
            ParseError::new(format!("`{name}` takes a name and a condition; write `list.{name}(v, v == \"..\")`"), span)
        };
        let Token { kind, span } = self.cursor.peek().clone();
        let variable = match kind {
            Kind::Name(word) if !is_taken(word) => word.to_owned(),
            Kind::Name(word) => return Err(taken(word, span)),
            Kind::Bad(_) | Kind::End => return Err(self.cursor.unclosed(&open)),
            _ => return Err(wrong(span)),
        };
        self.cursor.step();
        if self.cursor.eat(",").is_none() {
            return Err(match self.cursor.peek().kind {
                Kind::Bad(_) | Kind::End => self.cursor.unclosed(&open),
                _ => wrong(self.cursor.peek().span.clone()),
            });
        }
        let body = self.nested(&open, Self::either)?;
        if self.cursor.is(",") {
            return Err(wrong(self.cursor.peek().span.clone()));
        }
        let end = self.close(")", &open)?;
        Ok((variable, body, end))
    }

    /// `name(..)`, read up to the open bracket.
    pub(super) fn call(&mut self, name: &str, at: Range<usize>, open: Range<usize>) -> Result<Expr, ParseError> {
        let function = match name {
            "has" => Function::Has,
            "age" => Function::Age,
            "days_until" => Function::DaysUntil,
            "days_between" => Function::DaysBetween,
            "never" => Function::Never,
            "size" => Function::Size,
            _ => return Err(unknown_function(name, at)),
        };
        let (arguments, end) = self.arguments(open)?;
        let span = at.start..end;
        let arguments = match function {
            Function::Has => {
                let [field] = exactly(arguments, name, &span)?;
                vec![whole_path(field)?]
            }
            Function::DaysBetween => Vec::from(exactly::<2>(arguments, name, &span)?),
            _ => Vec::from(exactly::<1>(arguments, name, &span)?),
        };
        self.node(ExprKind::Call(function, arguments), span)
    }

    /// `a, b)`, after the bracket; also where the call ends.
    fn arguments(&mut self, open: Range<usize>) -> Result<(Vec<Expr>, usize), ParseError> {
        let mut arguments = Vec::new();
        if !self.cursor.is(")") {
            loop {
                arguments.push(self.nested(&open, Self::either)?);
                if self.cursor.eat(",").is_none() {
                    break;
                }
            }
        }
        let end = self.close(")", &open)?;
        Ok((arguments, end))
    }
}

/// What `has` takes: a field. A variable or `as_of` always has a value, and CEL refuses them.
fn whole_path(argument: Expr) -> Result<Expr, ParseError> {
    match argument.kind {
        ExprKind::Path(ref names) if names.len() > 1 => Ok(argument),
        _ => fail("`has` asks for one field; write its whole path, as in `has(credential.set)`", argument.span),
    }
}

/// The arguments, if they are as many as `name` takes.
fn exactly<const N: usize>(arguments: Vec<Expr>, name: &str, span: &Range<usize>) -> Result<[Expr; N], ParseError> {
    let values = if N == 1 { "value" } else { "values" };
    arguments.try_into().map_err(|given: Vec<Expr>| {
        let message = format!("`{name}` takes {N} {values}, not {}; write {N} between its brackets", given.len());
        ParseError::new(message, span.clone())
    })
}
