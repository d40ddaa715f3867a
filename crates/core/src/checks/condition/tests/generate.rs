//! Random conditions, and random damage to their text.

use proptest::prelude::*;
use proptest::sample::Index;

use super::super::lexer::tokens;
use super::super::parser::is_taken;
use super::super::{Comparison, Expr, ExprKind, Function, TextTest};

/// Conditions as parsing would make them: junctions flat and of two parts at least, lists of texts,
/// paths after `has`.
pub(super) fn condition() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 48, 4, |inner| {
        let pair = (inner.clone(), inner.clone()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.clone().prop_map(|a| ExprKind::Not(Box::new(a))),
            several.clone().prop_map(|parts| ExprKind::And(flat(parts, |kind| match kind {
                ExprKind::And(parts) => Ok(parts),
                other => Err(other),
            }))),
            several.prop_map(|parts| ExprKind::Or(flat(parts, |kind| match kind {
                ExprKind::Or(parts) => Ok(parts),
                other => Err(other),
            }))),
            (comparison(), pair.clone()).prop_map(|(comparison, (a, b))| ExprKind::Compare(comparison, a, b)),
            pair.clone().prop_map(|(a, b)| ExprKind::In(a, b)),
            (one_of(&[Function::Age, Function::DaysUntil, Function::Never, Function::Size]), inner.clone())
                .prop_map(|(function, a)| ExprKind::Call(function, vec![a])),
            pair.clone().prop_map(|(a, b)| ExprKind::Call(Function::DaysBetween, vec![*a, *b])),
            (one_of(&[TextTest::StartsWith, TextTest::EndsWith, TextTest::Contains]), pair.clone())
                .prop_map(|(test, (a, b))| ExprKind::TextTest(test, a, b)),
            (any::<bool>(), name(), pair)
                .prop_map(|(all, variable, (list, body))| { ExprKind::Quantifier { list, all, variable, body } }),
        ]
        .prop_map(bare)
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        text().prop_map(ExprKind::Text),
        prop_oneof![-9..100_i64, any::<i64>(), Just(i64::MIN)].prop_map(ExprKind::Int),
        any::<bool>().prop_map(ExprKind::Bool),
        prop::collection::vec(text().prop_map(|text| bare(ExprKind::Text(text))), 1..4).prop_map(ExprKind::List),
        path(0).prop_map(ExprKind::Path),
        path(1).prop_map(|names| ExprKind::Call(Function::Has, vec![bare(ExprKind::Path(names))])),
    ]
    .prop_map(bare)
}

fn path(fields: usize) -> impl Strategy<Value = Vec<String>> {
    // Reserved words, but not the words of the language, can name a field.
    let field = prop_oneof![name(), one_of(&["package", "var", "exists"]).prop_map(str::to_owned)];
    (name(), prop::collection::vec(field, fields..3)).prop_map(|(first, mut names)| {
        names.insert(0, first);
        names
    })
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z_][a-zA-Z0-9_]{0,6}".prop_filter("taken", |name| !is_taken(name) && name != "in"),
        one_of(&["r", "b", "has", "all", "not", "inn", "as_of", "credential"]).prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![r#"[a-z_]{0,8}"#, r#"([ -~]|["'\\\n\té🙂`]|//|""){0,6}"#]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    one_of(&[Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
}

fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(values)
}

fn flat(parts: Vec<Expr>, same: fn(ExprKind) -> Result<Vec<Expr>, ExprKind>) -> Vec<Expr> {
    parts.into_iter().flat_map(|part| same(part.kind).unwrap_or_else(|kind| vec![bare(kind)])).collect()
}

/// A condition one level higher, with `inner` in it.
pub(super) fn wrapped(inner: Expr, wrap: u8) -> Expr {
    let other = || bare(ExprKind::Path(vec!["b".to_owned()]));
    let is_and = matches!(inner.kind, ExprKind::And(_));
    bare(match wrap {
        0 => ExprKind::Not(Box::new(inner)),
        1 if is_and => ExprKind::Or(vec![inner, other()]),
        1 => ExprKind::And(vec![other(), inner]),
        2 => ExprKind::Compare(Comparison::Less, Box::new(inner), Box::new(other())),
        3 => ExprKind::In(Box::new(other()), Box::new(inner)),
        4 => ExprKind::Call(Function::Age, vec![inner]),
        5 => ExprKind::TextTest(TextTest::Contains, Box::new(inner), Box::new(other())),
        6 => ExprKind::TextTest(TextTest::Contains, Box::new(other()), Box::new(inner)),
        _ => {
            ExprKind::Quantifier { list: Box::new(other()), all: true, variable: "v".to_owned(), body: Box::new(inner) }
        }
    })
}

pub(super) fn bare(kind: ExprKind) -> Expr {
    Expr { kind, span: 0..0 }
}

/// White space or a comment, or nothing.
pub(super) fn space() -> impl Strategy<Value = &'static str> {
    one_of(&["", "", " ", "\n", "\t \r\n", "// é\" (\n", "\x0C//\n//\n "])
}

/// The same tokens with other space between them; words stay apart.
pub(super) fn spaced(text: &str, spaces: &[&str]) -> String {
    let mut out = String::new();
    let mut spaces = spaces.iter().cycle();
    for token in tokens(text) {
        let token = &text[token.span];
        let space = spaces.next().expect("endless");
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        out.push_str(space);
        if space.is_empty() && out.ends_with(is_word) && token.starts_with(|c: char| is_word(c) || c == '"') {
            out.push(' ');
        }
        out.push_str(token);
    }
    out
}

/// One character dropped, put in, or replaced.
#[derive(Debug, Clone)]
pub(super) struct Damage {
    place: Index,
    drop: bool,
    insert: Option<&'static str>,
}

pub(super) fn damage() -> impl Strategy<Value = Damage> {
    let inserted = one_of(&[
        "(", ")", "[", "]", "{", "}", ".", ",", "!", "<", ">", "=", "&", "|", "-", "+", "*", "/", "%", "?", ":", "\"",
        "'", "\\", " ", "\n", "a", "e", "r", "b", "u", "x", "0", "1", "_", "é", "`", "\r", "\x0B",
    ]);
    (any::<Index>(), any::<bool>(), prop::option::of(inserted)).prop_map(|(place, drop, insert)| Damage {
        place,
        drop,
        insert,
    })
}

impl Damage {
    pub(super) fn apply(&self, text: &str) -> String {
        let mut chars: Vec<String> = text.chars().map(String::from).collect();
        let at = self.place.index(chars.len() + 1);
        if self.drop && at < chars.len() {
            chars.remove(at);
        }
        chars.insert(at, self.insert.unwrap_or_default().to_owned());
        chars.concat()
    }
}
