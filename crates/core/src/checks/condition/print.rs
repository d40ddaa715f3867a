//! The syntax tree back to text.

use super::ast::{Comparison, Expr, ExprKind, Function, TextTest};

/// How tightly a part holds together; where a tighter one is needed, it is put into brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Relation,
    /// `!a`, and `-1`, which must not stand right after `!` or before `.`
    Prefix,
    Member,
}

/// Writes a condition in its canonical form: one line, one space around operators, double quotes,
/// no bracket that could go.
///
/// For a tree that [`parse`](super::parse) made, or could have made, parsing the text gives the
/// tree again (apart from spans).
#[must_use]
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    write_part(&mut out, expr, Binding::Or);
    out
}

/// Writes a part where at least `needed` is needed.
fn write_part(out: &mut String, expr: &Expr, needed: Binding) {
    if binding(&expr.kind) < needed {
        out.push('(');
        write_bare(out, &expr.kind);
        out.push(')');
    } else {
        write_bare(out, &expr.kind);
    }
}

fn binding(kind: &ExprKind) -> Binding {
    match kind {
        ExprKind::Or(_) => Binding::Or,
        ExprKind::And(_) => Binding::And,
        ExprKind::Compare(..) | ExprKind::In(..) => Binding::Relation,
        ExprKind::Not(_) => Binding::Prefix,
        ExprKind::Int(value) if *value < 0 => Binding::Prefix,
        _ => Binding::Member,
    }
}

fn write_bare(out: &mut String, kind: &ExprKind) {
    match kind {
        ExprKind::Text(text) => write_text(out, text),
        ExprKind::Int(value) => out.push_str(&value.to_string()),
        ExprKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        ExprKind::List(elements) => {
            out.push('[');
            write_all(out, elements, ", ", Binding::Or);
            out.push(']');
        }
        ExprKind::Path(names) => out.push_str(&names.join(".")),
        ExprKind::Not(inner) => {
            out.push('!');
            let again = matches!(inner.kind, ExprKind::Not(_));
            write_part(out, inner, if again { Binding::Prefix } else { Binding::Member });
        }
        ExprKind::And(parts) => write_all(out, parts, " && ", Binding::Relation),
        ExprKind::Or(parts) => write_all(out, parts, " || ", Binding::And),
        ExprKind::Compare(comparison, left, right) => {
            write_relation(out, left, comparison_sign(*comparison), right);
        }
        ExprKind::In(left, right) => write_relation(out, left, "in", right),
        ExprKind::Call(function, arguments) => {
            out.push_str(function_name(*function));
            out.push('(');
            write_all(out, arguments, ", ", Binding::Or);
            out.push(')');
        }
        ExprKind::TextTest(test, subject, argument) => {
            write_part(out, subject, Binding::Member);
            out.push('.');
            out.push_str(test_name(*test));
            out.push('(');
            write_part(out, argument, Binding::Or);
            out.push(')');
        }
        ExprKind::Quantifier { list, all, variable, body } => {
            write_part(out, list, Binding::Member);
            out.push_str(if *all { ".all(" } else { ".exists(" });
            out.push_str(variable);
            out.push_str(", ");
            write_part(out, body, Binding::Or);
            out.push(')');
        }
    }
}

fn write_all(out: &mut String, parts: &[Expr], between: &str, needed: Binding) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        write_part(out, part, needed);
    }
}

fn write_relation(out: &mut String, left: &Expr, sign: &str, right: &Expr) {
    write_part(out, left, Binding::Prefix);
    out.push(' ');
    out.push_str(sign);
    out.push(' ');
    write_part(out, right, Binding::Prefix);
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '\\' => out.push_str(r"\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str(r"\n"),
            '\t' => out.push_str(r"\t"),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn comparison_sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn function_name(function: Function) -> &'static str {
    match function {
        Function::Has => "has",
        Function::Age => "age",
        Function::DaysUntil => "days_until",
        Function::DaysBetween => "days_between",
        Function::Never => "never",
        Function::Size => "size",
    }
}

fn test_name(test: TextTest) -> &'static str {
    match test {
        TextTest::StartsWith => "startsWith",
        TextTest::EndsWith => "endsWith",
        TextTest::Contains => "contains",
    }
}
