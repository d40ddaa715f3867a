//! The `cel` crate's reading of a text, and ours, in one form.

use cel::common::ast::{ComprehensionExpr, Expr as CelExpr, IdedExpr, LiteralValue};
use cel::parser::PrattParser;

use super::super::{Comparison, Expr, ExprKind, Function, TextTest};

/// Our tree in the form that both parsers' trees are compared in. `!!a` is `a` there: CEL parsers
/// drop pairs of `!`.
pub(super) fn shape(expr: &Expr) -> String {
    let of = |name: &str, parts: &[&Expr]| node(name, parts.iter().map(|part| shape(part)));
    match &expr.kind {
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::List(parts) => list(parts.iter().map(shape)),
        ExprKind::Path(names) => names.join("."),
        ExprKind::Not(a) => not(shape(a)),
        ExprKind::And(parts) => node("&&", parts.iter().flat_map(and_operands)),
        ExprKind::Or(parts) => node("||", parts.iter().flat_map(or_operands)),
        ExprKind::Compare(comparison, a, b) => {
            let sign = match comparison {
                Comparison::Equal => "==",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            of(sign, &[a, b])
        }
        ExprKind::In(a, b) => of("in", &[a, b]),
        ExprKind::Call(function, arguments) => {
            let name = match function {
                Function::Has => "has",
                Function::Age => "age",
                Function::DaysUntil => "days_until",
                Function::DaysBetween => "days_between",
                Function::Never => "never",
                Function::Size => "size",
            };
            of(name, &arguments.iter().collect::<Vec<_>>())
        }
        ExprKind::TextTest(test, a, b) => {
            let name = match test {
                TextTest::StartsWith => "startsWith",
                TextTest::EndsWith => "endsWith",
                TextTest::Contains => "contains",
            };
            of(name, &[a, b])
        }
        ExprKind::Quantifier { list, all, variable, body } => {
            node(if *all { "all" } else { "exists" }, [shape(list), variable.clone(), shape(body)])
        }
    }
}

/// What `expr` gives to an `&&` around it: `a && !!(b && c)` is `a && b && c` for CEL parsers.
fn and_operands(expr: &Expr) -> Vec<String> {
    match &without_pairs(expr).kind {
        ExprKind::And(parts) => parts.iter().flat_map(and_operands).collect(),
        _ => vec![shape(expr)],
    }
}

fn or_operands(expr: &Expr) -> Vec<String> {
    match &without_pairs(expr).kind {
        ExprKind::Or(parts) => parts.iter().flat_map(or_operands).collect(),
        _ => vec![shape(expr)],
    }
}

/// `a` for `!!a`.
fn without_pairs(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Not(once) => match &once.kind {
            ExprKind::Not(twice) => without_pairs(twice),
            _ => expr,
        },
        _ => expr,
    }
}

/// The tree that the `cel` crate makes of `text`, in the same form; or its complaint.
pub(super) fn cel_shape(text: &str) -> Result<String, String> {
    let parser = PrattParser::new().enable_variadic_operator_asts(true);
    parser.parse(text).map(|tree| cel(&tree)).map_err(|errors| errors.to_string())
}

fn cel(tree: &IdedExpr) -> String {
    match &tree.expr {
        CelExpr::Literal(LiteralValue::String(text)) => format!("{:?}", text.inner()),
        CelExpr::Literal(LiteralValue::Int(value)) => value.inner().to_string(),
        CelExpr::Literal(LiteralValue::Boolean(value)) => value.inner().to_string(),
        CelExpr::Ident(name) => name.clone(),
        CelExpr::Select(select) => {
            let path = format!("{}.{}", cel(&select.operand), select.field);
            if select.test { node("has", [path]) } else { path }
        }
        CelExpr::List(elements) => list(elements.elements.iter().map(cel)),
        CelExpr::Call(call) => {
            let arguments = call.target.iter().map(|target| cel(target)).chain(call.args.iter().map(cel));
            match call.func_name.as_str() {
                "!_" => not(arguments.collect()),
                "_&&_" => node("&&", call.args.iter().flat_map(|part| cel_operands(part, "_&&_"))),
                "_||_" => node("||", call.args.iter().flat_map(|part| cel_operands(part, "_||_"))),
                "@in" => node("in", arguments),
                name => node(name.trim_matches('_'), arguments),
            }
        }
        CelExpr::Comprehension(walk) => cel_quantifier(walk),
        other => format!("{other:?}"),
    }
}

/// A junction's operands, those of the junctions of the same kind in it as its own.
fn cel_operands(tree: &IdedExpr, name: &str) -> Vec<String> {
    match &tree.expr {
        CelExpr::Call(call) if call.func_name == name => {
            call.args.iter().flat_map(|part| cel_operands(part, name)).collect()
        }
        _ => vec![cel(tree)],
    }
}

/// `exists` and `all` from what CEL makes of them: a fold over the list that starts with `false` or
/// `true`.
fn cel_quantifier(walk: &ComprehensionExpr) -> String {
    let name = match cel(&walk.accu_init).as_str() {
        "false" => "exists",
        "true" => "all",
        other => return format!("fold from {other}"),
    };
    let CelExpr::Call(step) = &walk.loop_step.expr else {
        return format!("{walk:?}");
    };
    node(name, [cel(&walk.iter_range), walk.iter_var.clone(), cel(&step.args[1])])
}

fn node(name: &str, parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    format!("({name} {})", parts.join(" "))
}

fn list(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().collect();
    format!("[{}]", parts.join(" "))
}

fn not(inner: String) -> String {
    match inner.strip_prefix("(! ").and_then(|inner| inner.strip_suffix(')')) {
        Some(twice) => twice.to_owned(),
        None => node("!", [inner]),
    }
}
