//! The verdicts of checks equal those of the `cel` crate's interpreter, over random rows.
//!
//! The rows are drawn as plain cells ([`world`]) and put into tables through the public API. The oracle
//! ([`interpreter`]) reads the plain cells and the text of the conditions; nothing of the core stands between.

mod generate;
mod interpreter;
mod world;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use cel::Env;
use nhimap_core::checks::evaluate::{Asked, CHUNK, Outcome, evaluate};
use nhimap_core::checks::interpret::{Interpreter, Row, Tri};
use nhimap_core::checks::plan::Plan;
use nhimap_core::checks::typed::{Cond, Term, Typer};
use nhimap_core::checks::{self, Check, TypedCheck, condition};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::policy::Policy;
use nhimap_core::schema::{FieldId, Subject, Type};
use nhimap_core::tables::Tables;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use interpreter::{Condition, Oracle};
use world::{Cell, Shape, World};

static PACK: LazyLock<Pack> = LazyLock::new(|| {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads")
});

/// The shipped policy with every unset date set, so that no check is left out, and with several entries in a key whose
/// larger value is the stricter one.
static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let own = r#"
        approval_since = 2026-08-01
        period_from = 2026-01-01
        period_to = 2026-10-31
        [expiring_days]
        entries = [
          { kind = ["certificate"], rotation = ["automatic"], limit = 7 },
          { environment = ["production"], limit = 60 },
          { privileged = true, limit = 45 },
          { third_party = false, limit = 14 },
        ]
    "#;
    PACK.policy.overlay("own.toml", own).unwrap_or_else(|error| panic!("{error}"))
});

/// The shipped checks; none silences another, so that each verdict stands alone.
static CHECKS: LazyLock<Vec<Check>> = LazyLock::new(|| {
    let mut checks = PACK.checks.clone();
    checks.iter_mut().for_each(|check| check.silences.clear());
    checks
});

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

fn typed() -> Vec<TypedCheck> {
    CHECKS.iter().map(|check| check.typed(&POLICY).expect("a shipped check fits the policy")).collect()
}

fn world(seed: u64, shape: Shape) -> Arc<World> {
    Arc::new(World::new(seed, shape, &CHECKS, &POLICY))
}

/// A check's conditions as the oracle reads them.
struct Texts {
    applies: Condition,
    fails: Condition,
    raises: Vec<Condition>,
}

impl Texts {
    fn new(check: &Check) -> Self {
        let applies = &check.applies.text;
        Self {
            applies: Condition::new(&if check.agents_only {
                format!("identity.is_agent && ({applies})")
            } else {
                applies.clone()
            }),
            fails: Condition::new(&check.fails.text),
            raises: check.raises.iter().map(|r| Condition::new(&r.when.text)).collect(),
        }
    }
}

/// Pass, fail, unknown and not applicable, in DESIGN's words; the tables give three bits.
fn verdict(applies: Tri, fails: Tri) -> &'static str {
    match (applies, fails) {
        (Tri::False, _) => "not applicable",
        (Tri::True, Tri::True) => "fail",
        (Tri::True, Tri::False) => "pass",
        _ => "unknown",
    }
}

fn verdict_of(outcome: &Outcome, row: usize) -> &'static str {
    match (outcome.fail.get(row), outcome.unknown.get(row), outcome.pass.get(row)) {
        (false, false, false) => "not applicable",
        (true, false, false) => "fail",
        (false, true, false) => "unknown",
        (false, false, true) => "pass",
        more => panic!("a row has one verdict, not {more:?}"),
    }
}

/// Does a condition ask whether two cells name the same person? For names that no roster explains that is *unknown*
/// unless they are spelled alike, which CEL's equality cannot say.
fn compares_persons(cond: &Cond) -> bool {
    let is_person = |term: &Term| matches!(term, Term::Field(path) if path.kind() == Type::Person);
    match cond {
        Cond::Const(_) | Cond::Field(_) | Cond::Has(_) | Cond::Never(_) | Cond::TextTest(..) => false,
        Cond::Not(inner) => compares_persons(inner),
        Cond::And(parts) | Cond::Or(parts) => parts.iter().any(compares_persons),
        Cond::Compare(_, a, _) | Cond::In(a, _) => is_person(a),
        Cond::Quantifier { body, .. } => compares_persons(body),
    }
}

/// Compares all shipped checks on all rows of a world, and counts the verdicts seen.
fn compare_checks(
    name: &str,
    world: &Arc<World>,
    strangers: bool,
    seen: &mut BTreeMap<String, BTreeMap<&'static str, usize>>,
) {
    let mut verdicts = checks::run(&CHECKS, typed(), &world.tables, world.as_of, 1);
    checks::run_on_exceptions(&CHECKS, &mut verdicts, &world.tables, world.as_of);
    for (subject, rows) in &world.rows {
        let which: Vec<usize> = (0..CHECKS.len())
            .filter(|i| CHECKS[*i].subject == *subject)
            .filter(|i| {
                let typed = &verdicts.typed[*i];
                !strangers || ![&typed.applies, &typed.fails].into_iter().chain(&typed.raises).any(compares_persons)
            })
            .collect();
        let texts: Vec<Texts> = which.iter().map(|i| Texts::new(&CHECKS[*i])).collect();
        let mut missing: Vec<Vec<usize>> = which.iter().map(|i| vec![0; verdicts.typed[*i].reads().len()]).collect();
        for row in 0..*rows {
            let oracle = Oracle::new(world, &ENV, *subject, row);
            for ((index, texts), missing) in which.iter().zip(&texts).zip(&mut missing) {
                let check = &CHECKS[*index];
                let outcome =
                    verdicts.outcomes[*index].as_ref().expect("every subject of the shipped checks is supplied");
                let expected = verdict(oracle.holds(&texts.applies), oracle.holds(&texts.fails));
                assert_eq!(verdict_of(outcome, row), expected, "{name}, {}, row {row}", check.id);
                *seen.entry(check.id.clone()).or_default().entry(expected).or_default() += 1;
                for ((when, bits), text) in check.raises.iter().zip(&outcome.raised).zip(&texts.raises) {
                    let raised = expected == "fail" && oracle.holds(text) == Tri::True;
                    assert_eq!(bits.get(row), raised, "{name}, {}, raise {}, row {row}", check.id, when.when.text);
                    *seen.get_mut(&check.id).expect("just entered").entry("raised").or_default() += usize::from(raised);
                }
                if expected == "unknown" {
                    for (path, count) in verdicts.typed[*index].reads().iter().zip(missing) {
                        *count += usize::from(!world.at(path, row).is_value());
                    }
                }
            }
        }
        for (index, missing) in which.iter().zip(missing) {
            let outcome = verdicts.outcomes[*index].as_ref().expect("every subject of the shipped checks is supplied");
            assert_eq!(outcome.missing, missing, "{name}, {}, cells without a value", CHECKS[*index].id);
        }
    }
}

#[test]
fn shipped_checks_give_the_verdicts_of_the_cel_interpreter_on_random_rows() {
    let plain = Shape { rows: 200, ..Shape::default() };
    let shapes = [
        plain,
        plain,
        Shape { same_lines: true, ..plain },
        Shape { wide: true, ..plain },
        Shape { strangers: true, ..plain },
        plain,
        Shape { wide: true, same_lines: true, ..plain },
        plain,
    ];
    let mut seen = BTreeMap::new();
    for (seed, shape) in shapes.into_iter().enumerate() {
        compare_checks(&format!("seed {seed}"), &world(seed as u64, shape), shape.strangers, &mut seen);
    }
    // Rows that never reach a verdict would prove nothing.
    for check in CHECKS.iter() {
        let seen = &seen[&check.id];
        let applies_everywhere = check.applies.text == "true" && !check.agents_only;
        for verdict in ["fail", "pass", "unknown", "not applicable", "raised"] {
            let impossible =
                verdict == "not applicable" && applies_everywhere || verdict == "raised" && check.raises.is_empty();
            assert!(
                impossible || seen.get(verdict).is_some_and(|n| *n > 0),
                "{}: no row is `{verdict}`, draw better ones in `Pools`: {seen:?}",
                check.id
            );
        }
    }
}

/// Conditions over rows of one subject.
fn conditions() -> impl Strategy<Value = (Subject, Vec<String>)> {
    (0..generate::FIELDS.len()).prop_flat_map(|i| {
        let fields = &generate::FIELDS[i];
        (Just(fields.subject), prop::collection::vec(fields.condition(), 1..50))
    })
}

fn typed_condition(subject: Subject, text: &str) -> Cond {
    let expr = condition::parse(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    Typer::new(subject, &POLICY).condition(&expr).unwrap_or_else(|error| panic!("{text}\n{}", error.message))
}

/// The plan's answer to each condition on all rows.
fn planned(subject: Subject, conds: &[Cond], tables: &Tables, threads: usize) -> Vec<Outcome> {
    let mut plan = Plan::new(subject);
    let applies = plan.add(&Cond::Const(true));
    let asked: Vec<Asked> = conds
        .iter()
        .map(|cond| Asked { applies, fails: plan.add(cond), raises: Vec::new(), reads: Vec::new() })
        .collect();
    evaluate(&plan, &asked, tables, world::as_of(), threads)
}

fn tri_of(outcome: &Outcome, row: usize) -> Tri {
    match verdict_of(outcome, row) {
        "fail" => Tri::True,
        "pass" => Tri::False,
        "unknown" => Tri::Unknown,
        other => panic!("a condition on every row is never {other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: RngSeed::Fixed(20_261_101),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn plan_and_interpreter_and_cel_agree_on_random_conditions((subject, texts) in conditions()) {
        static WORLDS: LazyLock<[Arc<World>; 3]> = LazyLock::new(|| {
            let shape = Shape { rows: 70, ..Shape::default() };
            [world(101, shape), world(102, Shape { wide: true, ..shape }), world(103, Shape { same_lines: true, sparse: true, ..shape })]
        });
        let conds: Vec<Cond> = texts.iter().map(|text| typed_condition(subject, text)).collect();
        let programs: Vec<Condition> = texts.iter().map(|text| Condition::new(text)).collect();
        for world in &*WORLDS {
            let outcomes = planned(subject, &conds, &world.tables, 1);
            for row in 0..world.rows[&subject] {
                let cells = Row { tables: &world.tables, subject, row };
                let interpreter = Interpreter { cells: &cells, as_of: world.as_of };
                let oracle = Oracle::new(world, &ENV, subject, row);
                for (i, text) in texts.iter().enumerate() {
                    let expected = oracle.holds(&programs[i]);
                    prop_assert_eq!(interpreter.holds(&conds[i]), expected, "the interpreter, row {}: {}", row, text);
                    prop_assert_eq!(tri_of(&outcomes[i], row), expected, "the plan, row {}: {}", row, text);
                }
            }
        }
    }
}

#[test]
fn rows_beyond_the_first_chunks_get_the_same_verdicts_on_any_number_of_threads() {
    let world = world(201, Shape { rows: 4_500, wide: true, ..Shape::default() });
    let typed = typed();
    for subject in [Subject::Identity, Subject::Credential, Subject::Exposure] {
        let conds: Vec<Cond> = (0..CHECKS.len())
            .filter(|i| CHECKS[*i].subject == subject)
            .flat_map(|i| {
                [typed[i].applies.clone(), typed[i].fails.clone()].into_iter().chain(typed[i].raises.iter().cloned())
            })
            .collect();
        let alone = planned(subject, &conds, &world.tables, 1);
        for threads in [2, 3, 7] {
            assert_eq!(planned(subject, &conds, &world.tables, threads), alone, "{threads} threads");
        }
        // The interpreter is slow here; rows at the borders of words and chunks, and some between.
        let rows = (0..world.rows[&subject]).filter(|row| (row + 3) % CHUNK < 6 || (row + 1) % 64 < 2 || row % 11 == 0);
        for row in rows {
            let cells = Row { tables: &world.tables, subject, row };
            let interpreter = Interpreter { cells: &cells, as_of: world.as_of };
            for (cond, outcome) in conds.iter().zip(&alone) {
                assert_eq!(tri_of(outcome, row), interpreter.holds(cond), "{subject:?}, row {row}: {cond:?}");
            }
        }
    }
}

#[test]
fn a_failing_check_leaves_the_checks_that_it_silences_unknown_on_its_row_and_nothing_else_changes() {
    let world = world(303, Shape { rows: 1_500, ..Shape::default() });
    let outcomes = |checks: &[Check]| {
        let mut verdicts = checks::run(checks, typed(), &world.tables, world.as_of, 1);
        checks::run_on_exceptions(checks, &mut verdicts, &world.tables, world.as_of);
        verdicts.outcomes
    };
    let (alone, together) = (outcomes(&CHECKS), outcomes(&PACK.checks));
    let mut silenced_rows = 0;
    for (index, check) in PACK.checks.iter().enumerate() {
        let silencers: Vec<usize> =
            (0..PACK.checks.len()).filter(|i| PACK.checks[*i].silences.contains(&check.id)).collect();
        assert!(
            silencers.iter().all(|i| PACK.checks[*i].subject == check.subject),
            "a row silences itself: {}",
            check.id
        );
        let (before, after) = (alone[index].as_ref().expect("evaluated"), together[index].as_ref().expect("evaluated"));
        for row in 0..world.rows[&check.subject] {
            let silenced = silencers.iter().any(|i| alone[*i].as_ref().expect("evaluated").fail.get(row));
            let expected = match verdict_of(before, row) {
                "fail" | "pass" if silenced => "unknown",
                other => other,
            };
            assert_eq!(verdict_of(after, row), expected, "{}, row {row}", check.id);
            silenced_rows += usize::from(silenced);
            assert!(after.raised.iter().all(|bits| !bits.get(row) || expected == "fail"), "{}, row {row}", check.id);
        }
    }
    assert!(silenced_rows > 20, "{silenced_rows}");
}

#[test]
fn two_names_are_two_persons_only_where_the_roster_explains_both() {
    let world = world(302, Shape { rows: 300, strangers: true, ..Shape::default() });
    two_persons(&world, Subject::Identity, ["identity.owner", "identity.custodian", "identity.holders"]);
    two_persons(&world, Subject::Exception, ["exception.approver", "exception.requester", "exception.interested"]);
    two_persons(&world, Subject::Evidence, ["evidence.collector", "evidence.custodian", "evidence.interested"]);
}

/// Compares one person with another and with several, over all rows of a subject.
fn two_persons(world: &World, subject: Subject, [one, other, several]: [&str; 3]) {
    let cell = |path: &str, row| world.cell(FieldId::parse(path).expect("a field"), row);
    let same = |a: usize, b: usize| match (world.roster[a], world.roster[b]) {
        _ if a == b => Tri::True,
        (Some(_), Some(_)) => Tri::False,
        _ => Tri::Unknown,
    };
    let texts = [format!("{one} == {other}"), format!("{one} != {other}"), format!("{one} in {several}")];
    let conds = texts.map(|text| typed_condition(subject, &text));
    let outcomes = planned(subject, &conds, &world.tables, 1);
    let mut seen = Vec::new();
    for row in 0..world.rows[&subject] {
        let equal = match (cell(one, row), cell(other, row)) {
            (Cell::Person(a), Cell::Person(b)) => same(*a, *b),
            _ => Tri::Unknown,
        };
        let within = match (cell(one, row), cell(several, row)) {
            (Cell::Person(a), Cell::Persons(list)) => {
                let all: Vec<Tri> = list.iter().map(|b| same(*a, *b)).collect();
                [Tri::True, Tri::Unknown].into_iter().find(|t| all.contains(t)).unwrap_or(Tri::False)
            }
            _ => Tri::Unknown,
        };
        let got: Vec<Tri> = outcomes.iter().map(|outcome| tri_of(outcome, row)).collect();
        assert_eq!(got, [equal, !equal, within], "{subject:?}, row {row}");
        seen.extend(got);
    }
    for tri in [Tri::True, Tri::False, Tri::Unknown] {
        assert!(seen.iter().filter(|s| **s == tri).count() > 20, "{subject:?}: hardly any row is {tri:?}");
    }
}

#[test]
fn a_fold_over_a_fixed_list_is_decided_where_no_element_needs_the_column_that_no_file_has() {
    let mut tables = Tables::default();
    let table = tables.table_mut(Subject::Identity);
    (table.rows, table.supplied) = (1, true);
    let cases = [
        (r#"["a", "b"].exists(v, v == "b" || identity.mfa)"#, Tri::True),
        (r#"["a", "b"].exists(v, v == "c" && identity.mfa)"#, Tri::False),
        (r#"["a", "b"].all(v, v == "a" || identity.name.contains(v))"#, Tri::Unknown),
        (r#"["a", "b"].all(v, v == "a" && has(identity.name))"#, Tri::False),
        (r#"policy.wildcards.exists(w, identity.name.endsWith(w))"#, Tri::Unknown),
    ];
    for (text, expected) in cases {
        let cond = typed_condition(Subject::Identity, text);
        let cells = Row { tables: &tables, subject: Subject::Identity, row: 0 };
        assert_eq!(Interpreter { cells: &cells, as_of: world::as_of() }.holds(&cond), expected, "{text}");
        assert_eq!(tri_of(&planned(Subject::Identity, &[cond], &tables, 1)[0], 0), expected, "{text}");
    }
}
