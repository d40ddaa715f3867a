//! What is read, what is refused and with which words, and that a CEL parser reads the same.

use std::ops::Range;

use proptest::prelude::*;

use super::lexer::{Kind, tokens};
use super::{Expr, ExprKind, parse, print};
use generate::{bare, condition, damage, space, spaced, wrapped};
use oracle::{cel_shape, shape};
use refused::REFUSED;

mod generate;
mod oracle;
mod refused;

/// Conditions as checks have them, and their trees.
const READ: &[(&str, &str)] = &[
    (
        r#"credential.status == "active" && age(credential.set) > policy.rotation_days"#,
        r#"(&& (== credential.status "active") (> (age credential.set) policy.rotation_days))"#,
    ),
    ("a || b && c", "(|| a (&& b c))"),
    ("(a || b) && c", "(&& (|| a b) c)"),
    ("a && (b && c) && d", "(&& a b c d)"),
    ("a || ((b || c) || d)", "(|| a b c d)"),
    ("!a == b", "(== (! a) b)"),
    ("!(a == b)", "(! (== a b))"),
    ("(a < b) == (c in d)", "(== (< a b) (in c d))"),
    ("!has(x.y) || x.y == false", "(|| (! (has x.y)) (== x.y false))"),
    ("x in [\"a\", 'b',] // the last comma is allowed", r#"(in x ["a" "b"])"#),
    (r#""a" in x.list"#, r#"(in "a" x.list)"#),
    ("a != -1 && b >= - 90", "(&& (!= a -1) (>= b -90))"),
    ("a == -9223372036854775808 || a == 007", "(|| (== a -9223372036854775808) (== a 7))"),
    (
        r#"scopes.exists(s, s == "*" || policy.wildcards.exists(w, s.endsWith(w)))"#,
        r#"(exists scopes s (|| (== s "*") (exists policy.wildcards w (endsWith s w))))"#,
    ),
    ("p.all(p, p in policy.federation_capable)", "(all p p (in p policy.federation_capable))"),
    ("days_between(a.b, as_of) <= 7", "(<= (days_between a.b as_of) 7)"),
    ("never(a.b) && days_until(a.b) < size(a.c)", "(&& (never a.b) (< (days_until a.b) (size a.c)))"),
    (r#"a.startsWith('it\'s "x"\\\n\t')"#, r#"(startsWith a "it's \"x\"\\\n\t")"#),
    ("'zoë 🙂 // no comment'.contains(a)", r#"(contains "zoë 🙂 // no comment" a)"#),
    ("a // b\n  .\n\tb // c\r\n== //\n true", "(== a.b true)"),
    // Reserved words, and the names of functions and tests, can be fields.
    ("package_.package.has.exists && size.r.b", "(&& package_.package.has.exists size.r.b)"),
    ("has((a.b))", "(has a.b)"),
];

#[test]
fn conditions_are_read_with_the_precedence_of_cel() {
    for (text, tree) in READ {
        let expr = parse(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.span));
        assert_eq!(shape(&expr), *tree, "{text}");
        assert_eq!(cel_shape(text).as_deref(), Ok(*tree), "{text}");
    }
}

#[test]
fn what_is_refused_is_named_with_its_place_and_the_remedy() {
    for (marked, message) in REFUSED {
        let (before, rest) = marked.split_once('⟦').expect("the span is marked");
        let (inside, after) = rest.split_once('⟧').expect("the span is marked");
        let text = [before, inside, after].concat();
        let error = parse(&text).expect_err(&text);
        let span = before.len()..before.len() + inside.len();
        assert_eq!((error.message.as_str(), error.span), (*message, span), "{marked}");
    }
}

#[test]
fn depth_is_limited_to_64_levels() {
    let brackets = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    let nots = |n: usize| format!("{}a", "!".repeat(n - 1));
    let tests = |n: usize| format!("a{}", ".contains(b)".repeat(n - 1));
    let calls = |n: usize| format!("{}a{}", "age(".repeat(n - 1), ")".repeat(n - 1));
    let nested: [&dyn Fn(usize) -> String; 4] = [&brackets, &nots, &tests, &calls];
    for text in nested {
        assert!(parse(&text(64)).is_ok(), "{}", text(64));
        assert!(cel_shape(&text(64)).is_ok(), "{}", text(64));
        for n in [65, 1_000, 100_000] {
            let error = parse(&text(n)).expect_err("too deep");
            let message = "the condition is nested more than 64 levels deep; split it into several checks";
            assert_eq!(error.message, message);
        }
    }
    assert_eq!(parse(&brackets(65)).expect_err("too deep").span, 64..65);
    assert_eq!(parse(&nots(65)).expect_err("too deep").span, 0..65);
}

#[test]
fn length_is_limited_to_2000_parts() {
    let or = |n: usize| vec!["a"; n].join(" || ");
    assert!(parse(&or(1_999)).is_ok());
    let error = parse(&or(2_000)).expect_err("too long");
    assert_eq!(error.span, 0..or(2_000).len());
    let message =
        "the condition has more than 2,000 parts; split it into several checks, or keep a long list in the policy";
    assert_eq!(error.message, message);
}

#[test]
fn canonical_text_has_no_bracket_that_could_go() {
    let cases = [
        ("((a) || (b && (c)))", "a || b && c"),
        ("(a||b)&&!(!c)", "(a || b) && !!c"),
        ("(a&&b)&&c", "a && b && c"),
        ("!(a.b) && !(a == (b)) && !(-1)", "!a.b && !(a == b) && !(-1)"),
        ("(a == b) == (!c)", "(a == b) == !c"),
        ("x in ['it\\'s', \"\\\"\",]", r#"x in ["it's", "\""]"#),
        ("a.exists( v , ( v || w ) )", "a.exists(v, v || w)"),
        ("(a in b).contains((c)) // d", "(a in b).contains(c)"),
    ];
    for (text, canonical) in cases {
        assert_eq!(print(&parse(text).expect(text)), canonical);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_parsing_gives_the_same_condition(expr in condition()) {
        let text = print(&expr);
        let parsed = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&without_spans(parsed.clone()), &expr, "{}", text);
        prop_assert_eq!(print(&parsed), text);
    }

    #[test]
    fn cel_reads_the_same_condition(expr in condition()) {
        let text = print(&expr);
        prop_assert_eq!(cel_shape(&text), Ok(shape(&expr)), "{}", text);
    }

    #[test]
    fn space_and_comments_change_nothing(expr in condition(), spaces in prop::collection::vec(space(), 40)) {
        let text = spaced(&print(&expr), &spaces);
        let parsed = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&without_spans(parsed), &expr, "{}", text);
        prop_assert_eq!(cel_shape(&text), Ok(shape(&expr)), "{}", text);
    }

    #[test]
    fn each_part_is_what_its_span_says(expr in condition(), spaces in prop::collection::vec(space(), 40)) {
        let text = spaced(&print(&expr), &spaces);
        let parsed = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        for part in parts(&parsed) {
            let alone = parse(&text[part.span.clone()]).map(without_spans);
            prop_assert_eq!(alone, Ok(without_spans(part.clone())), "{}", text);
        }
    }

    #[test]
    fn the_deepest_conditions_survive_printing(wraps in prop::collection::vec(0..8_u8, 63)) {
        let expr = wraps.iter().fold(bare(ExprKind::Path(vec!["a".to_owned()])), |inner, wrap| wrapped(inner, *wrap));
        let text = print(&expr);
        let parsed = parse(&text).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
        prop_assert_eq!(&without_spans(parsed), &expr, "{}", text);
        prop_assert_eq!(cel_shape(&text), Ok(shape(&expr)), "{}", text);
    }

    #[test]
    fn what_is_read_of_a_damaged_text_cel_reads_the_same(
        expr in prop_oneof![condition().prop_map(|expr| print(&expr)), prop::sample::select(READ).prop_map(|(text, _)| text.to_owned())],
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let text = damages.iter().fold(expr, |text, damage| damage.apply(&text));
        match parse(&text) {
            Ok(expr) => prop_assert_eq!(cel_shape(&text), Ok(shape(&expr)), "{}", text),
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{text}: {error} {:?}", error.span),
        }
    }

    #[test]
    fn any_text_is_read_or_refused_in_place(text in r#"([ -~\n\\"'“é🙂\u{0}\u{200b}]|&&|age\(|in|-1|\.5){0,40}"#) {
        match parse(&text) {
            Ok(expr) => prop_assert_eq!(cel_shape(&text), Ok(shape(&expr)), "{}", text),
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{text}: {error} {:?}", error.span),
        }
    }
}

#[test]
fn the_lexer_ends_at_the_first_thing_it_cannot_read() {
    let read: Vec<(Kind<'_>, Range<usize>)> =
        tokens("a.in 7 # b").into_iter().map(|token| (token.kind, token.span)).collect();
    let bad = Kind::Bad("`#` cannot be read outside a text; put text between quotes".to_owned());
    let expected = [
        (Kind::Name("a"), 0..1),
        (Kind::Sign("."), 1..2),
        (Kind::Sign("in"), 2..4),
        (Kind::Int("7"), 5..6),
        (bad, 7..8),
    ];
    assert_eq!(read, expected);
}

fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Text(_) | ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Path(_) => Vec::new(),
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => {
            parts.iter().collect()
        }
        ExprKind::Not(a) => vec![a],
        ExprKind::Compare(_, a, b) | ExprKind::In(a, b) | ExprKind::TextTest(_, a, b) => vec![a, b],
        ExprKind::Quantifier { list, body, .. } => vec![list, body],
    }
}

/// The expression and everything in it.
fn parts(expr: &Expr) -> Vec<&Expr> {
    let mut all = vec![expr];
    all.extend(children(expr).into_iter().flat_map(parts));
    all
}

fn without_spans(expr: Expr) -> Expr {
    let boxed = |expr: Box<Expr>| Box::new(without_spans(*expr));
    let each = |parts: Vec<Expr>| parts.into_iter().map(without_spans).collect();
    bare(match expr.kind {
        ExprKind::List(parts) => ExprKind::List(each(parts)),
        ExprKind::And(parts) => ExprKind::And(each(parts)),
        ExprKind::Or(parts) => ExprKind::Or(each(parts)),
        ExprKind::Call(function, parts) => ExprKind::Call(function, each(parts)),
        ExprKind::Not(a) => ExprKind::Not(boxed(a)),
        ExprKind::Compare(comparison, a, b) => ExprKind::Compare(comparison, boxed(a), boxed(b)),
        ExprKind::In(a, b) => ExprKind::In(boxed(a), boxed(b)),
        ExprKind::TextTest(test, a, b) => ExprKind::TextTest(test, boxed(a), boxed(b)),
        ExprKind::Quantifier { list, all, variable, body } => {
            ExprKind::Quantifier { list: boxed(list), all, variable, body: boxed(body) }
        }
        leaf => leaf,
    })
}
