//! From a condition as written to a condition with types: every name found in the schema or the policy.
//!
//! The typed tree is plain data. The interpreter walks it row by row, the plan turns it into work over whole columns,
//! and later back ends translate it.

use std::ops::Range;

use super::condition::{Comparison, Expr, ExprKind, Function, TextTest};
use crate::policy::{Asked, Policy, PolicyValue, Strict};
use crate::schema::{self, FieldId, Subject, Type};

/// A way from a row to a cell: through links, to a field.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// The links to follow, in order; a person field leads to its roster row.
    pub hops: Vec<FieldId>,
    /// The field of the row they lead to.
    pub field: FieldId,
}

impl Path {
    /// A field of the row itself.
    pub fn own(field: FieldId) -> Self {
        Self { hops: Vec::new(), field }
    }

    /// The type of the cell.
    pub fn kind(&self) -> Type {
        self.field.field().kind
    }

    /// The path as conditions write it.
    pub fn written(&self, subject: Subject) -> String {
        let mut out = String::new();
        let mut at = subject;
        for (i, hop) in self.hops.iter().enumerate() {
            let target = target_of(*hop);
            if i == 0 && matches!(hop.field().kind, Type::Link(_)) && target.name() == hop.field().name {
                out = target.name().into();
            } else {
                if out.is_empty() {
                    out = at.name().into();
                }
                out.push('.');
                out.push_str(hop.field().name);
            }
            at = target;
        }
        if out.is_empty() {
            out = at.name().into();
        }
        out.push('.');
        out.push_str(self.field.field().name);
        out
    }
}

/// The subject that a link or person field leads to.
pub fn target_of(hop: FieldId) -> Subject {
    match hop.field().kind {
        Type::Link(target) => target,
        _ => Subject::Person,
    }
}

/// A threshold with everything that decides it for a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The policy's key.
    pub key: String,
    /// The value where no entry matches.
    pub default: i64,
    /// Is the smaller value the stricter one?
    pub least: bool,
    /// What an entry asks of the row, and its limit.
    pub entries: Vec<(Cond, i64)>,
}

/// A part of a condition that has a value other than yes or no.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A cell.
    Field(Path),
    /// Text.
    Text(String),
    /// A number.
    Int(i64),
    /// A fixed list of text: a literal, or one of the policy.
    List(Vec<String>),
    /// A threshold.
    Limit(Limit),
    /// A day of the policy.
    Day(i32),
    /// The as-of date.
    AsOf,
    /// The variable of the quantifier at this depth, counted from the outside.
    Variable(usize),
    /// `age(date)`
    Age(Path),
    /// `days_until(date)`
    DaysUntil(Path),
    /// `days_between(a, b)`
    DaysBetween(Path, Path),
    /// `size(list)`
    Size(Path),
}

/// A condition with types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Cond {
    /// True or false.
    Const(bool),
    /// A yes-or-no cell.
    Field(Path),
    /// `!a`
    Not(Box<Cond>),
    /// `a && b`
    And(Vec<Cond>),
    /// `a || b`
    Or(Vec<Cond>),
    /// `a < b`
    Compare(Comparison, Term, Term),
    /// `a in b`
    In(Term, Term),
    /// `has(x)`
    Has(Path),
    /// `never(x)`
    Never(Path),
    /// `a.startsWith(b)`
    TextTest(TextTest, Term, Term),
    /// `list.exists(v, body)`, `list.all(v, body)`
    Quantifier {
        /// `all` or `exists`.
        all: bool,
        /// The list.
        list: Term,
        /// What is asked of each element.
        body: Box<Cond>,
    },
}

/// Why a condition does not fit the schema or the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeError {
    /// The fact and the remedy.
    pub message: String,
    /// Where in the condition.
    pub span: Range<usize>,
}

/// What a term is, for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Word(&'static str),
    Person,
    Int,
    Bool,
    Day,
    TextList,
    PersonList,
    Link,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Word(_) => "a word",
            Self::Person => "a person",
            Self::Int => "a number",
            Self::Bool => "yes or no",
            Self::Day => "a date",
            Self::TextList => "a list",
            Self::PersonList => "a list of persons",
            Self::Link => "a link",
        }
    }
}

/// What conditions of one subject are typed against.
pub struct Typer<'a> {
    /// The row's subject.
    pub subject: Subject,
    /// The policy.
    pub policy: &'a Policy,
    variables: Vec<String>,
    /// Keys of the policy that are used and not set.
    pub unset: Vec<String>,
}

type Typed<T> = Result<T, TypeError>;

fn fail<T>(span: &Range<usize>, message: impl Into<String>) -> Typed<T> {
    Err(TypeError { message: message.into(), span: span.clone() })
}

fn kind_of(t: Type) -> Kind {
    match t {
        Type::Id | Type::Prose | Type::Text => Kind::Text,
        Type::Word(v) => Kind::Word(v),
        Type::Person => Kind::Person,
        Type::Persons => Kind::PersonList,
        Type::Event | Type::Limit => Kind::Day,
        Type::Bool => Kind::Bool,
        Type::Int => Kind::Int,
        Type::List | Type::Refs => Kind::TextList,
        Type::Link(_) => Kind::Link,
    }
}

impl<'a> Typer<'a> {
    /// A typer for conditions over rows of a subject.
    pub fn new(subject: Subject, policy: &'a Policy) -> Self {
        Self { subject, policy, variables: Vec::new(), unset: Vec::new() }
    }

    /// Types a whole condition.
    ///
    /// # Errors
    /// The first part that does not fit.
    pub fn condition(&mut self, expr: &Expr) -> Typed<Cond> {
        Ok(match &expr.kind {
            ExprKind::Bool(b) => Cond::Const(*b),
            ExprKind::Not(inner) => Cond::Not(Box::new(self.condition(inner)?)),
            ExprKind::And(parts) => Cond::And(parts.iter().map(|p| self.condition(p)).collect::<Typed<_>>()?),
            ExprKind::Or(parts) => Cond::Or(parts.iter().map(|p| self.condition(p)).collect::<Typed<_>>()?),
            ExprKind::Path(names) => match self.term(expr)? {
                (Term::Field(path), Kind::Bool) => Cond::Field(path),
                (Term::Int(b), Kind::Bool) => Cond::Const(b == 1),
                (_, kind) => {
                    return fail(
                        &expr.span,
                        format!("`{}` is {}, not a condition; compare it with something", names.join("."), kind.name()),
                    );
                }
            },
            ExprKind::Compare(op, a, b) => self.compare(*op, a, b)?,
            ExprKind::In(a, b) => self.membership(a, b)?,
            ExprKind::Call(Function::Has, args) => Cond::Has(self.field(&args[0])?),
            ExprKind::Call(Function::Never, args) => Cond::Never(self.date(&args[0])?),
            ExprKind::Call(..) => {
                return fail(&expr.span, "this is a number, not a condition; compare it with something");
            }
            ExprKind::TextTest(test, target, argument) => {
                let (target_term, target_kind) = self.term(target)?;
                if target_kind != Kind::Text {
                    return fail(&target.span, format!("a test on text needs text; this is {}", target_kind.name()));
                }
                let (argument_term, argument_kind) = self.term(argument)?;
                if argument_kind != Kind::Text {
                    return fail(
                        &argument.span,
                        format!("a test on text needs text; this is {}", argument_kind.name()),
                    );
                }
                Cond::TextTest(*test, target_term, argument_term)
            }
            ExprKind::Quantifier { list, all, variable, body } => {
                let (list_term, kind) = self.term(list)?;
                if kind != Kind::TextList {
                    return fail(&list.span, format!("`exists` and `all` walk over a list; this is {}", kind.name()));
                }
                if self.variables.contains(variable) {
                    return fail(
                        &expr.span,
                        format!("`{variable}` is already the variable of an outer `exists` or `all`"),
                    );
                }
                self.variables.push(variable.clone());
                let body = self.condition(body);
                self.variables.pop();
                Cond::Quantifier { all: *all, list: list_term, body: Box::new(body?) }
            }
            ExprKind::Text(_) | ExprKind::Int(_) | ExprKind::List(_) => {
                return fail(&expr.span, "a value by itself is not a condition; compare it with something");
            }
        })
    }

    fn compare(&mut self, op: Comparison, a: &Expr, b: &Expr) -> Typed<Cond> {
        use Comparison::{Equal, NotEqual};
        let (left, left_kind) = self.term(a)?;
        let (right, right_kind) = self.term(b)?;
        let equality = matches!(op, Equal | NotEqual);
        let fits = match (left_kind, right_kind) {
            (Kind::Int, Kind::Int) | (Kind::Day, Kind::Day) => true,
            (Kind::Text, Kind::Text) | (Kind::Bool, Kind::Bool) | (Kind::Person, Kind::Person) => equality,
            (Kind::Word(x), Kind::Word(y)) => equality && x == y,
            (Kind::Word(vocabulary), Kind::Text) => {
                self.literal_word(vocabulary, &right, b)?;
                equality
            }
            (Kind::Text, Kind::Word(vocabulary)) => {
                self.literal_word(vocabulary, &left, a)?;
                equality
            }
            _ => false,
        };
        if !fits {
            return fail(
                &(a.span.start..b.span.end),
                format!("{} and {} cannot be compared with this operator", left_kind.name(), right_kind.name()),
            );
        }
        if let (Term::Limit(limit), _) | (_, Term::Limit(limit)) = (&left, &right)
            && equality
            && !limit.entries.is_empty()
        {
            return fail(
                &(a.span.start..b.span.end),
                format!("`policy.{}` differs by row; use `<`, `<=`, `>` or `>=`", limit.key),
            );
        }
        Ok(Cond::Compare(op, left, right))
    }

    fn literal_word(&self, vocabulary: &'static str, term: &Term, at: &Expr) -> Typed<()> {
        match term {
            Term::Text(word) => check_word(vocabulary, word, &at.span),
            _ => Ok(()),
        }
    }

    fn membership(&mut self, a: &Expr, b: &Expr) -> Typed<Cond> {
        let (left, left_kind) = self.term(a)?;
        let (right, right_kind) = self.term(b)?;
        let fits = match (left_kind, right_kind) {
            (Kind::Text, Kind::TextList) | (Kind::Person, Kind::PersonList) => true,
            (Kind::Word(vocabulary), Kind::TextList) => {
                if let ExprKind::List(elements) = &b.kind {
                    for element in elements {
                        if let ExprKind::Text(word) = &element.kind {
                            check_word(vocabulary, word, &element.span)?;
                        }
                    }
                }
                true
            }
            _ => false,
        };
        if !fits {
            return fail(
                &(a.span.start..b.span.end),
                format!("`in` looks for text in a list; this is {} in {}", left_kind.name(), right_kind.name()),
            );
        }
        Ok(Cond::In(left, right))
    }

    fn term(&mut self, expr: &Expr) -> Typed<(Term, Kind)> {
        Ok(match &expr.kind {
            ExprKind::Text(text) => (Term::Text(text.clone()), Kind::Text),
            ExprKind::Int(n) => (Term::Int(*n), Kind::Int),
            ExprKind::Bool(b) => (Term::Int(i64::from(*b)), Kind::Bool),
            ExprKind::List(elements) => {
                let mut list = Vec::new();
                for element in elements {
                    match &element.kind {
                        ExprKind::Text(text) => list.push(text.clone()),
                        _ => return fail(&element.span, "a list holds text in quotes"),
                    }
                }
                (Term::List(list), Kind::TextList)
            }
            ExprKind::Path(names) => self.path_term(names, &expr.span)?,
            ExprKind::Call(function, args) => match function {
                Function::Age => (Term::Age(self.date(&args[0])?), Kind::Int),
                Function::DaysUntil => (Term::DaysUntil(self.date(&args[0])?), Kind::Int),
                Function::DaysBetween => (Term::DaysBetween(self.date(&args[0])?, self.date(&args[1])?), Kind::Int),
                Function::Size => {
                    let path = self.field(&args[0])?;
                    if !matches!(path.kind(), Type::List | Type::Persons | Type::Refs) {
                        return fail(&args[0].span, "`size` counts the elements of a list");
                    }
                    (Term::Size(path), Kind::Int)
                }
                Function::Has | Function::Never => {
                    return fail(&expr.span, "`has` and `never` are conditions; join them with `&&` or `||`");
                }
            },
            _ => return fail(&expr.span, "a condition cannot be compared; join conditions with `&&` or `||`"),
        })
    }

    fn path_term(&mut self, names: &[String], span: &Range<usize>) -> Typed<(Term, Kind)> {
        if let [name] = names {
            if let Some(depth) = self.variables.iter().position(|v| v == name) {
                return Ok((Term::Variable(depth), Kind::Text));
            }
            if name == "as_of" {
                return Ok((Term::AsOf, Kind::Day));
            }
        }
        if names[0] == "policy" {
            return match names {
                [_, key] => self.policy_term(key, span),
                _ => fail(span, "a key of the policy is written `policy.rotation_days`"),
            };
        }
        let path = self.path(names, span)?;
        let kind = kind_of(path.kind());
        Ok((Term::Field(path), kind))
    }

    fn policy_term(&mut self, key: &str, span: &Range<usize>) -> Typed<(Term, Kind)> {
        let Some(threshold) = self.policy.keys.get(key) else {
            return fail(span, format!("`policy.{key}` is not a key of the policy"));
        };
        Ok(match &threshold.default {
            PolicyValue::Int(n) => {
                let mut entries = Vec::new();
                if !threshold.entries.is_empty() && threshold.strict == Strict::None {
                    return fail(span, format!("`policy.{key}` has entries and must say which value is stricter"));
                }
                for entry in &threshold.entries {
                    if let Some(condition) = self.entry(&entry.when) {
                        entries.push((condition, entry.limit));
                    }
                }
                let least = threshold.strict != Strict::Most;
                (Term::Limit(Limit { key: key.into(), default: *n, least, entries }), Kind::Int)
            }
            PolicyValue::List(list) => (Term::List(list.clone()), Kind::TextList),
            PolicyValue::Bool(b) => (Term::Int(i64::from(*b)), Kind::Bool),
            PolicyValue::Date(day) => (Term::Day(day.0), Kind::Day),
            PolicyValue::Unset => {
                self.unset.push(key.into());
                let kind = if threshold.unit == "date" { Kind::Day } else { Kind::Int };
                (Term::Day(crate::date::UNKNOWN), kind)
            }
        })
    }

    /// What an entry asks of a row of this subject; `None` where the subject has no such dimension, so that the entry
    /// never matches.
    fn entry(&self, when: &std::collections::BTreeMap<String, Asked>) -> Option<Cond> {
        let mut parts = Vec::new();
        for (dimension, asked) in when {
            let path = dimension_path(self.subject, dimension)?;
            parts.push(match asked {
                Asked::Words(words) => Cond::In(Term::Field(path), Term::List(words.clone())),
                Asked::Bool(true) => Cond::Field(path),
                Asked::Bool(false) => Cond::Not(Box::new(Cond::Field(path))),
                Asked::From(day) => Cond::Compare(Comparison::GreaterOrEqual, Term::Field(path), Term::Day(day.0)),
            });
        }
        Some(Cond::And(parts))
    }

    fn field(&mut self, expr: &Expr) -> Typed<Path> {
        match &expr.kind {
            ExprKind::Path(names) if names[0] != "policy" => self.path(names, &expr.span),
            _ => fail(&expr.span, "this needs a field, such as `identity.owner`"),
        }
    }

    fn date(&mut self, expr: &Expr) -> Typed<Path> {
        let path = self.field(expr)?;
        match path.kind() {
            Type::Event | Type::Limit => Ok(path),
            other => {
                fail(&expr.span, format!("this needs a date; `{}` is {}", path.field.path(), kind_of(other).name()))
            }
        }
    }

    /// A key of the policy as a term; `None` where there is no such key.
    pub fn limit(&mut self, key: &str) -> Option<Term> {
        self.policy_term(key, &(0..0)).ok().map(|(term, _)| term)
    }

    /// Finds a path in the schema.
    ///
    /// # Errors
    /// A name that is no field, or a way through a field that leads nowhere.
    pub fn path(&self, names: &[String], span: &Range<usize>) -> Typed<Path> {
        find_path(self.subject, names).or_else(|message| fail(span, message))
    }
}

/// Finds a path from a subject's row in the schema.
///
/// # Errors
/// What is wrong, in words.
pub fn find_path(subject: Subject, names: &[String]) -> Result<Path, String> {
    let mut hops = Vec::new();
    let root = &names[0];
    let mut at = subject;
    if root != subject.name() {
        let link = schema::fields_of(subject).iter().position(|f| matches!(f.kind, Type::Link(t) if t.name() == root));
        match link {
            Some(index) => {
                let hop = FieldId { subject, index: index as u16 };
                hops.push(hop);
                at = target_of(hop);
            }
            None => return Err(format!("`{root}` is neither `{}` nor linked to it", subject.name())),
        }
    }
    if names.len() < 2 {
        return Err(format!("`{root}` is a row; name one of its fields"));
    }
    for (i, name) in names[1..].iter().enumerate() {
        let Some(field) = schema::find(at, name) else {
            return Err(match nearest(at, name) {
                Some(near) => format!("`{}.{name}` is not a field; did you mean `{near}`?", at.name()),
                None => format!("`{}.{name}` is not a field", at.name()),
            });
        };
        if i + 2 == names.len() {
            return Ok(Path { hops, field });
        }
        match field.field().kind {
            Type::Link(_) | Type::Person => {
                hops.push(field);
                at = target_of(field);
            }
            _ => return Err(format!("`{}` is not a link or a person; nothing can be read behind it", field.path())),
        }
    }
    unreachable!("the loop returns at the last name")
}

/// The path of a dimension of the policy from a subject's row.
fn dimension_path(subject: Subject, dimension: &str) -> Option<Path> {
    let own = |name: &str| schema::find(subject, name).map(Path::own);
    let of_identity = |name: &str| {
        if subject == Subject::Identity {
            return own(name);
        }
        let hop = schema::find(subject, "identity")?;
        Some(Path { hops: vec![hop], field: schema::find(Subject::Identity, name)? })
    };
    match dimension {
        "purpose_class" | "third_party" | "platform" => of_identity(dimension),
        "created_from" => own("created"),
        "privileged" if subject == Subject::Person => own("privileged"),
        "privileged" => of_identity("privileged"),
        "environment" | "privilege" => own(dimension).or_else(|| of_identity(dimension)),
        other => own(other),
    }
}

fn check_word(vocabulary: &'static str, word: &str, span: &Range<usize>) -> Typed<()> {
    let known = schema::words(vocabulary);
    if known.contains(&word) {
        return Ok(());
    }
    fail(span, format!("`{word}` is not a word of `{vocabulary}`; its words are {}", known.join(", ")))
}

fn nearest(subject: Subject, name: &str) -> Option<&'static str> {
    schema::fields_of(subject)
        .iter()
        .map(|f| (distance(f.name, name), f.name))
        .filter(|(d, _)| *d <= 3)
        .min()
        .map(|(_, n)| n)
}

/// How many letters must be changed, added or dropped to make one word of the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != *y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

/// All paths that a condition reads, thresholds' dimensions included.
pub fn paths(cond: &Cond, out: &mut Vec<Path>) {
    collect(cond, true, out);
}

/// The paths that a condition reads by itself, without thresholds' dimensions.
pub fn own_paths(cond: &Cond, out: &mut Vec<Path>) {
    collect(cond, false, out);
}

fn collect(cond: &Cond, dimensions: bool, out: &mut Vec<Path>) {
    let term = |t: &Term, out: &mut Vec<Path>| match t {
        Term::Field(p) | Term::Age(p) | Term::DaysUntil(p) | Term::Size(p) => out.push(p.clone()),
        Term::DaysBetween(a, b) => out.extend([a.clone(), b.clone()]),
        Term::Limit(limit) if dimensions => limit.entries.iter().for_each(|(c, _)| collect(c, dimensions, out)),
        Term::Limit(_)
        | Term::Text(_)
        | Term::Int(_)
        | Term::List(_)
        | Term::Day(_)
        | Term::AsOf
        | Term::Variable(_) => {}
    };
    match cond {
        Cond::Const(_) => {}
        Cond::Field(p) | Cond::Has(p) | Cond::Never(p) => out.push(p.clone()),
        Cond::Not(c) => collect(c, dimensions, out),
        Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|c| collect(c, dimensions, out)),
        Cond::Compare(_, a, b) | Cond::In(a, b) | Cond::TextTest(_, a, b) => {
            term(a, out);
            term(b, out);
        }
        Cond::Quantifier { list, body, .. } => {
            term(list, out);
            collect(body, dimensions, out);
        }
    }
}
