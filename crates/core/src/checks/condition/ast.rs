//! The syntax tree of a condition: what was written, with the place of every part.

use std::ops::Range;

/// A part of a condition and where it stands in the condition's text (byte offsets).
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What the part is.
    pub kind: ExprKind,
    /// Its bytes in the condition's text.
    pub span: Range<usize>,
}

/// The forms that a condition is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `"active"`
    Text(String),
    /// `90` or `-1`
    Int(i64),
    /// `true`, `false`
    Bool(bool),
    /// `["a", "b"]`
    List(Vec<Expr>),
    /// `credential.set`, `policy.rotation_days`, `as_of`, or the variable of a quantifier.
    Path(Vec<String>),
    /// `!a`
    Not(Box<Expr>),
    /// `a && b && c`, flattened
    And(Vec<Expr>),
    /// `a || b || c`, flattened
    Or(Vec<Expr>),
    /// `a < b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a in b`
    In(Box<Expr>, Box<Expr>),
    /// `has(a)`, `age(a)`, ...
    Call(Function, Vec<Expr>),
    /// `a.startsWith("x")`
    TextTest(TextTest, Box<Expr>, Box<Expr>),
    /// `list.exists(v, body)` and `list.all(v, body)`
    Quantifier {
        /// The list walked over.
        list: Box<Expr>,
        /// `all` (true) or `exists` (false).
        all: bool,
        /// The variable's name.
        variable: String,
        /// What is asked of each element.
        body: Box<Expr>,
    },
}

/// The comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The functions that a condition may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// `has(x)`: is there a value?
    Has,
    /// `age(date)`: whole days from the date to the as-of date.
    Age,
    /// `days_until(date)`: whole days from the as-of date to the date.
    DaysUntil,
    /// `days_between(a, b)`: whole days from a to b.
    DaysBetween,
    /// `never(date)`: does the source say that it never happened, or never ends?
    Never,
    /// `size(list)`: how many elements.
    Size,
}

/// The tests on text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextTest {
    /// `startsWith`
    StartsWith,
    /// `endsWith`
    EndsWith,
    /// `contains`
    Contains,
}
