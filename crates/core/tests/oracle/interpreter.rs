//! The `cel` crate's interpreter over rows of a world.
//!
//! A row answers "no such key" for an empty cell and another error for an unknown one, so that `has()` tells them apart.
//! Any evaluation error is *unknown*. That is Kleene's logic without work of ours: the crate's `&&` and `||` absorb an
//! error on either side where the other side decides, and so do the folds of `all` and `exists`.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use cel::common::traits::Indexer;
use cel::common::types::{CelBool, CelInt, CelList, CelString, Type as CelType};
use cel::common::value::{CowVal, StaticVal, Val};
use cel::{Context, Env, ExecutionError, Program, Value};
use nhimap_core::checks::interpret::Tri;
use nhimap_core::policy::PolicyValue;
use nhimap_core::schema::{self, Subject, Type};

use crate::world::{Cell, World};

/// *Never* of an event and of a limit as days: before and after all others.
const NEVER: i64 = 1 << 40;

static ROW: CelType = CelType::new_unspecified_type("row");
static PERSON: CelType = CelType::new_unspecified_type("person");
static POLICY: CelType = CelType::new_unspecified_type("policy");

/// The error that stands for an unknown cell.
fn unknown() -> ExecutionError {
    ExecutionError::function_error("cell", "unknown")
}

fn boxed<'v>(val: impl Val + 'v) -> Box<dyn Val + 'v> {
    Box::new(val)
}

/// A row, or where a link leads nowhere: nothing is known of it.
#[derive(Clone)]
struct Row {
    world: Arc<World>,
    subject: Subject,
    row: Option<usize>,
}

/// A person: equal to itself, and a way to its row of the roster.
#[derive(Clone)]
struct Person {
    world: Arc<World>,
    person: usize,
}

/// The policy as it holds for a row.
#[derive(Clone)]
struct PolicyOf {
    world: Arc<World>,
    subject: Subject,
    row: usize,
}

fn field_name(field: &dyn Val) -> &str {
    field.downcast_ref::<CelString>().expect("fields are chosen by name").inner()
}

impl Row {
    fn value(&self, name: &str) -> Result<Box<dyn Val>, ExecutionError> {
        let row = self.row.ok_or_else(unknown)?;
        let field =
            schema::find(self.subject, name).unwrap_or_else(|| panic!("{:?} has no field {name}", self.subject));
        let world = &self.world;
        let text = |t: &String| CelString::from(t.clone());
        Ok(match world.cell(field, row) {
            Cell::Unknown => return Err(unknown()),
            Cell::Empty => return Err(ExecutionError::no_such_key(name)),
            Cell::Text(t) => boxed(text(t)),
            Cell::Bool(b) => boxed(CelBool::from(*b)),
            Cell::Int(n) | Cell::Day(n) => boxed(CelInt::from(i64::from(*n))),
            Cell::NeverHappened => boxed(CelInt::from(-NEVER)),
            Cell::NeverComes => boxed(CelInt::from(NEVER)),
            Cell::List(list) => boxed(CelList::from(list.iter().map(|t| boxed(text(t))).collect::<Vec<_>>())),
            Cell::Person(person) => boxed(Person { world: Arc::clone(world), person: *person }),
            Cell::Persons(list) => {
                let one = |person: &usize| boxed(Person { world: Arc::clone(world), person: *person });
                boxed(CelList::from(list.iter().map(one).collect::<Vec<_>>()))
            }
            Cell::Link(target) => {
                let Type::Link(subject) = field.field().kind else { panic!("{name} is a link") };
                boxed(Row { world: Arc::clone(world), subject, row: *target })
            }
        })
    }
}

impl Person {
    fn value(&self, name: &str) -> Result<Box<dyn Val>, ExecutionError> {
        Row { world: Arc::clone(&self.world), subject: Subject::Person, row: self.world.roster[self.person] }
            .value(name)
    }
}

impl PolicyOf {
    fn value(&self, key: &str) -> Result<Box<dyn Val>, ExecutionError> {
        Ok(match &self.world.policy.keys[key].default {
            PolicyValue::Int(_) => boxed(CelInt::from(self.world.limit(key, self.subject, self.row))),
            PolicyValue::Bool(b) => boxed(CelBool::from(*b)),
            PolicyValue::List(list) => {
                boxed(CelList::from(list.iter().map(|w| boxed(CelString::from(w.clone()))).collect::<Vec<_>>()))
            }
            PolicyValue::Date(day) => boxed(CelInt::from(i64::from(day.0))),
            PolicyValue::Unset => return Err(unknown()),
        })
    }
}

/// What the three have in common for the crate: fields by name.
macro_rules! indexed {
    ($type:ident, $cel:ident, $self:ident, $other:ident, $equals:expr) => {
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($type))
            }
        }
        impl Indexer for $type {
            fn get<'b, 'v>(&'b self, field: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
            where
                Self: 'v,
            {
                self.value(field_name(field)).map(CowVal::Owned)
            }
            fn steal<'v>(self: Box<Self>, field: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
            where
                Self: 'v,
            {
                self.value(field_name(field)).map(|v| v as Box<dyn Val + 'v>)
            }
        }
        impl Val for $type {
            fn get_type(&self) -> &CelType {
                &$cel
            }
            fn cel_type() -> &'static CelType {
                &$cel
            }
            fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
            where
                Self: 'v,
            {
                Some(self)
            }
            fn equals(&$self, $other: &dyn Val) -> bool {
                $equals
            }
            fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v> {
                Box::new(self.clone())
            }
            fn as_any(&self) -> Option<&dyn Any> {
                Some(self)
            }
        }
        impl StaticVal for $type {}
    };
}

indexed!(Row, ROW, self, _other, panic!("a row is compared with nothing"));
indexed!(
    Person,
    PERSON,
    self,
    other,
    other.downcast_ref::<Person>().expect("persons are compared with persons").person == self.person
);
indexed!(PolicyOf, POLICY, self, _other, panic!("the policy is compared with nothing"));

/// A condition, read by the crate.
pub(crate) struct Condition {
    text: String,
    program: Program,
}

impl Condition {
    pub(crate) fn new(text: &str) -> Self {
        let program = Program::compile(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        Self { text: text.to_owned(), program }
    }
}

/// Evaluates conditions on one row.
pub(crate) struct Oracle {
    context: Context<'static, 'static>,
}

impl Oracle {
    pub(crate) fn new(world: &Arc<World>, env: &Arc<Env>, subject: Subject, row: usize) -> Self {
        let mut context = Context::with_env(Arc::clone(env));
        let as_of = i64::from(world.as_of);
        let added = [
            context.add_function("age", move |day: i64| as_of - day),
            context.add_function("days_until", move |day: i64| day - as_of),
            context.add_function("days_between", |from: i64, to: i64| to - from),
            context.add_function("never", |day: i64| day.abs() == NEVER),
        ];
        assert!(added.iter().all(Result::is_ok), "{added:?}");
        context.add_variable_as_val("as_of", boxed(CelInt::from(as_of)));
        context.add_variable_as_val("policy", boxed(PolicyOf { world: Arc::clone(world), subject, row }));
        context.add_variable_as_val(subject.name(), boxed(Row { world: Arc::clone(world), subject, row: Some(row) }));
        for link in schema::fields_of(subject).iter().rev() {
            if let Type::Link(target) = link.kind {
                let field = schema::find(subject, link.name).expect("it is one of them");
                let row = world.follow(field, row);
                context
                    .add_variable_as_val(target.name(), boxed(Row { world: Arc::clone(world), subject: target, row }));
            }
        }
        Self { context }
    }

    pub(crate) fn holds(&self, condition: &Condition) -> Tri {
        match condition.program.execute(&self.context) {
            Ok(Value::Bool(true)) => Tri::True,
            Ok(Value::Bool(false)) => Tri::False,
            // An empty cell that is compared, or an unknown one. Another error would be a mistake of this file.
            Err(ExecutionError::NoSuchKey(_) | ExecutionError::FunctionError { .. }) => Tri::Unknown,
            other => panic!("{}: {other:?}", condition.text),
        }
    }
}
