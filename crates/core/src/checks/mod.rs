//! Checks: loaded from the pack, typed against the schema, compiled to a plan, evaluated over columns.

pub mod cases;
pub mod condition;
pub mod evaluate;
mod fold;
pub mod interpret;
mod load;
pub(crate) mod message;
pub mod plan;
pub mod typed;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalog::FrameworkRef;
use crate::policy::Policy;
use crate::schema::{self, FieldId, Subject};
use crate::tables::Tables;
use crate::vocabulary::fold;

use condition::Expr;
use evaluate::{Asked, Bits, Outcome, evaluate};
use plan::Plan;
use typed::{Cond, Path, TypeError, Typer, paths};

pub(crate) use fold::Way;
pub(crate) use message::limit_of;
pub use message::{Template, shown};

/// How much a failing row matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Record keeping, or an outage to plan.
    Low,
    /// Widens or prolongs a weakness.
    Medium,
    /// Removes a main barrier, or shows that a control does not work.
    High,
    /// Usable by an outsider now, or without any limit.
    Critical,
}

impl Severity {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity with this word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High, Self::Critical].into_iter().find(|s| s.word() == word)
    }
}

/// How a check speaks to a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// A failing row is a counter-example.
    Tests,
    /// A failing row makes the outcome less credible.
    Supports,
    /// Helps a reader place the finding; counts nowhere.
    Context,
}

/// A reference that a check speaks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    /// The reference.
    pub reference: FrameworkRef,
    /// How.
    pub how: How,
    /// Why, in our words.
    pub why: String,
}

/// A condition that raises the severity of a failing row.
#[derive(Debug, Clone)]
pub struct Raise {
    /// To which severity.
    pub to: Severity,
    /// When.
    pub when: Condition,
    /// Why.
    pub why: String,
}

/// A condition as written, and where.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its text.
    pub text: String,
    /// Its parsed form.
    pub expr: Expr,
    /// Where the text starts in the check's file, in bytes.
    pub at: usize,
}

/// One check.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its id, which names the problem.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a row is.
    pub subject: Subject,
    /// Are only rows of AI agents asked?
    pub agents_only: bool,
    /// The severity before anything raises it.
    pub severity: Severity,
    /// Why that severity.
    pub severity_why: String,
    /// For which rows the question makes sense.
    pub applies: Condition,
    /// The defect.
    pub fails: Condition,
    /// What raises the severity.
    pub raises: Vec<Raise>,
    /// The sentence on a failing row.
    pub message: Template,
    /// What to do.
    pub remedy: String,
    /// Why it matters.
    pub why: String,
    /// When it may be wrong.
    pub limits: String,
    /// What it speaks to.
    pub maps: Vec<Map>,
    /// Checks that become unknown on the rows where this one fails: one root cause, one count.
    pub silences: Vec<String>,
    /// Checks whose findings, on rows owned by the person who fails this one, tell the same cause and count here.
    pub groups: Vec<String>,
}

/// A check's conditions with types, against one policy.
#[derive(Debug, Clone)]
pub struct TypedCheck {
    /// For which rows the question makes sense.
    pub applies: Cond,
    /// The defect.
    pub fails: Cond,
    /// What raises the severity, in the check's order.
    pub raises: Vec<Cond>,
    /// Keys of the policy that it needs and that are not set; then it does not apply at all.
    pub unset: Vec<String>,
}

impl Check {
    /// Is this how a list names the check: by its id or its title, however capitals and punctuation are written?
    pub fn is_named(&self, name: &str) -> bool {
        let name = fold(name);
        fold(&self.id) == name || fold(&self.title) == name
    }

    /// Types the conditions against a policy.
    ///
    /// # Errors
    /// The first part that does not fit, with the condition it stands in.
    pub fn typed(&self, policy: &Policy) -> Result<TypedCheck, (TypeError, usize)> {
        let mut typer = Typer::new(self.subject, policy);
        let mut one = |condition: &Condition| typer.condition(&condition.expr).map_err(|e| (e, condition.at));
        let applies = one(&self.applies)?;
        let fails = one(&self.fails)?;
        let raises = self.raises.iter().map(|r| one(&r.when)).collect::<Result<_, _>>()?;
        let applies = if self.agents_only {
            Cond::And(vec![Cond::Field(Path::own(schema::the(Subject::Identity, "is_agent"))), applies])
        } else {
            applies
        };
        Ok(TypedCheck { applies, fails, raises, unset: typer.unset })
    }

    /// The word for the check's rows: an identity check on agents only says `agent`.
    pub fn subject_word(&self) -> &'static str {
        if self.agents_only { "agent" } else { self.subject.name() }
    }
}

impl TypedCheck {
    /// All cells that the conditions read, each once.
    pub fn reads(&self) -> Vec<Path> {
        let mut out = Vec::new();
        for cond in [&self.applies, &self.fails].into_iter().chain(&self.raises) {
            paths(cond, &mut out);
        }
        let mut seen = Vec::new();
        out.retain(|p| {
            !seen.contains(p) && {
                seen.push(p.clone());
                true
            }
        });
        out
    }
}

/// Verdicts of all checks of a pack, in the pack's order.
#[derive(Debug)]
pub struct Verdicts {
    /// The typed conditions.
    pub typed: Vec<TypedCheck>,
    /// One outcome a check; none where the check could not be evaluated at all.
    pub outcomes: Vec<Option<Outcome>>,
}

/// All fields that checks read, the links and persons on the way included.
pub fn fields_read(typed: &[TypedCheck]) -> Vec<FieldId> {
    let mut out: Vec<FieldId> =
        typed.iter().flat_map(TypedCheck::reads).flat_map(|path| path.hops.into_iter().chain([path.field])).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Gives every check's verdict on every row.
///
/// A check whose subject no file supplied, or whose policy key is not set, has no outcome. Checks on exceptions wait for
/// [`run_on_exceptions`]: what an exception covers is known only from these verdicts.
pub fn run(checks: &[Check], typed: Vec<TypedCheck>, tables: &Tables, as_of: i32, threads: usize) -> Verdicts {
    let mut verdicts = Verdicts { outcomes: vec![None; checks.len()], typed };
    for subject in schema::SUBJECTS.into_iter().filter(|s| *s != Subject::Exception) {
        run_subject(subject, checks, &mut verdicts, tables, as_of, threads);
    }
    fold::silence(checks, tables, &mut verdicts.outcomes);
    verdicts
}

/// Gives the verdicts of the checks on exceptions, once it is known what they cover.
pub fn run_on_exceptions(checks: &[Check], verdicts: &mut Verdicts, tables: &Tables, as_of: i32) {
    run_subject(Subject::Exception, checks, verdicts, tables, as_of, 1);
}

fn run_subject(
    subject: Subject,
    checks: &[Check],
    verdicts: &mut Verdicts,
    tables: &Tables,
    as_of: i32,
    threads: usize,
) {
    let typed = &verdicts.typed;
    let which: Vec<usize> = (0..checks.len())
        .filter(|i| checks[*i].subject == subject && typed[*i].unset.is_empty() && tables.table(subject).supplied)
        .collect();
    if which.is_empty() {
        return;
    }
    let mut plan = Plan::new(subject);
    let asked: Vec<Asked> = which.iter().map(|i| ask(&mut plan, &typed[*i])).collect();
    for (i, outcome) in which.into_iter().zip(evaluate(&plan, &asked, tables, as_of, threads)) {
        verdicts.outcomes[i] = Some(outcome);
    }
}

fn ask(plan: &mut Plan, typed: &TypedCheck) -> Asked {
    Asked {
        applies: plan.add(&typed.applies),
        fails: plan.add(&typed.fails),
        raises: typed.raises.iter().map(|r| plan.add(r)).collect(),
        reads: typed.reads().into_iter().map(|path| plan.add(&Cond::Has(path))).collect(),
    }
}

/// One check's verdicts by itself, against conditions that may stand on another policy; nothing silences it.
pub(crate) fn run_one(subject: Subject, typed: &TypedCheck, tables: &Tables, as_of: i32) -> Outcome {
    let mut plan = Plan::new(subject);
    let asked = [ask(&mut plan, typed)];
    evaluate(&plan, &asked, tables, as_of, 1).pop().expect("one outcome for one check")
}

/// The rows on which a condition holds; rows of which the data does not say are not among them.
pub(crate) fn rows_where(subject: Subject, cond: &Cond, tables: &Tables, as_of: i32) -> Bits {
    let typed = TypedCheck { applies: cond.clone(), fails: cond.clone(), raises: Vec::new(), unset: Vec::new() };
    run_one(subject, &typed, tables, as_of).fail
}
