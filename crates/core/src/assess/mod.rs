//! From verdicts on rows to results by reference: the Assessment and the stream of findings.

mod accountability;
mod answering;
mod cited;
mod claims;
mod contradiction;
mod due;
mod entry;
mod exceptions;
mod failing;
mod findings;
mod launches;
mod limits;
pub mod mirror;
mod owners;
mod ownership;
mod population;
pub mod query;
mod references;
mod responses;
pub mod result;
mod summary;
mod who;

use std::collections::BTreeMap;

use crate::api::{
    ASSESSMENT_SCHEMA, AsOf, Assessment, AssumptionUsed, CheckResult, Counts, FieldGiven, Header, MapShown, Missing,
    Note, PackUsed, Period, PolicyUsed, ThresholdUsed, Tool, Verdicts as VerdictCounts,
};
use crate::checks::condition::{Expr, ExprKind};
use crate::checks::evaluate::{Bits, Outcome};
use crate::checks::{self, Check, Condition, Severity, TypedCheck, Verdicts};
use crate::date::{self, Day};
use crate::intake::{Fixes, Headings, IngestError, InputFile, Progress, Said, ingest_as_said};
use crate::pack::{Pack, PackError, PackProblem};
use crate::policy::{self, Policy, PolicyValue};
use crate::schema::{self, FieldId, SUBJECTS, Subject, Type};
use crate::tables::{Column, TRUE, Tables, Value, derive};
use cited::Cited;
use claims::Book;
use exceptions::Exceptions;

pub use due::{DUE_AHEAD_DAYS, DUE_PAST_DAYS};
pub use findings::Findings;
pub use owners::OwnerPages;
use responses::Answers;

/// How many worst findings of a check stand in the Assessment.
pub const WORST: usize = 10;
/// How many controls, rows of evidence, exceptions, launches and answers stand in the Assessment.
pub const CLAIMS_SHOWN: usize = 2000;
/// How many identities and findings stand on one owner's page.
pub const OWNED_SHOWN: usize = 2000;
/// Days of the window that nobody gave.
const PERIOD_DAYS: i32 = 365;
/// How many unknown rows of a check stand in the Assessment as examples.
const UNKNOWN_SHOWN: usize = 5;

/// What an assessment needs besides the pack.
pub struct Request<'a> {
    /// The files.
    pub files: Vec<InputFile<'a>>,
    /// What the user says of files, by their names.
    pub said: BTreeMap<String, Said>,
    /// What stands in the header.
    pub header: Header,
    /// The day that ages count from; proposed from the files where not given.
    pub as_of: Option<Day>,
    /// Today, as the front door's clock says.
    pub today: Day,
    /// The window that evidence is looked at in; else the policy's, else the 365 days that end with the as-of date.
    pub period: Option<(Day, Day)>,
    /// Are published figures wanted beside the organisation's own?
    pub mirror: bool,
    /// How many threads may work.
    pub threads: usize,
}

/// Why there is no assessment.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AssessError {
    /// A file could not be read.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A check does not fit the policy.
    #[error(transparent)]
    Pack(#[from] PackError),
}

/// What is told while the work goes on.
#[derive(Debug, Clone)]
pub enum Step {
    /// A file is read.
    Reading(Progress),
    /// Checks run over so many rows.
    Checking(usize),
}

/// The Assessment, and everything that its findings are streamed from.
pub struct Assessed<'p> {
    /// The bounded value.
    pub assessment: Assessment,
    tables: Tables,
    verdicts: Verdicts,
    checks: &'p [Check],
    policy: Policy,
    headings: Vec<Headings>,
    answers: Answers,
    exceptions: Exceptions,
    as_of: i32,
    fixes: Fixes,
}

impl Assessed<'_> {
    /// What whoever supplied the files should mend: every row that was refused and every cell that could not be understood.
    pub fn fixes(&self) -> &Fixes {
        &self.fixes
    }

    /// All open findings, check by check in the pack's order, row by row.
    pub fn findings(&self) -> Findings<'_> {
        Findings::new(self.view())
    }

    fn view(&self) -> View<'_> {
        View {
            tables: &self.tables,
            verdicts: &self.verdicts,
            checks: self.checks,
            policy: &self.policy,
            headings: &self.headings,
            answers: &self.answers,
            exceptions: &self.exceptions,
            as_of: self.as_of,
        }
    }
}

/// What results are made from.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) verdicts: &'a Verdicts,
    pub(crate) checks: &'a [Check],
    pub(crate) policy: &'a Policy,
    pub(crate) headings: &'a [Headings],
    pub(crate) answers: &'a Answers,
    pub(crate) exceptions: &'a Exceptions,
    pub(crate) as_of: i32,
}

/// Reads files, runs every check, and gives results by reference.
///
/// `policy` is the pack's, or an organisation's laid over it.
///
/// # Errors
/// A file that could not be read at all; a check that does not fit the policy.
pub fn assess<'p>(
    mut request: Request<'_>,
    pack: &'p Pack,
    policy: &Policy,
    tell: &(dyn Fn(Step) + Sync),
) -> Result<Assessed<'p>, AssessError> {
    // The same files give the same assessment, in whatever order they were given.
    request.files.sort_by(|a, b| a.name.cmp(&b.name));
    let typed = type_all(&pack.checks, policy)?;
    let wanted_fields = derive::with_inputs(&wanted(&pack.checks, &typed));
    let wanted = |field: FieldId| wanted_fields.binary_search(&field).is_ok();
    let progress = |p| tell(Step::Reading(p));
    let mut ingested = ingest_as_said(request.files, &request.said, pack, &wanted, request.threads, &progress)?;
    let as_of = as_of(request.as_of, request.today, &ingested.tables);
    let day = as_of.date.0;
    let (period, policy) = period(request.period, policy, day);
    let policy = &policy;
    let typed = type_all(&pack.checks, policy)?;
    let facts = limits::check_facts(&pack.checks, &typed, policy);
    let derived = derive::derive(&mut ingested.tables, policy, &facts, day, &wanted);
    tell(Step::Checking(ingested.tables.counts().values().sum()));
    let mut tables = ingested.tables;
    let mut notes = ingested.notes;
    let mut verdicts = checks::run(&pack.checks, typed, &tables, day, request.threads);
    let cited = Cited::new(&pack.catalogs);
    let exceptions = Exceptions::apply(&mut tables, &mut verdicts, &pack.checks, policy, &cited, day, &mut notes);
    checks::run_on_exceptions(&pack.checks, &mut verdicts, &tables, day);
    let answers = Answers::new(&tables, day);
    let view = View {
        tables: &tables,
        verdicts: &verdicts,
        checks: &pack.checks,
        policy,
        headings: &ingested.headings,
        answers: &answers,
        exceptions: &exceptions,
        as_of: day,
    };
    let book = Book::new(&tables, &cited, policy);

    for (field, count, origins) in &derived.future {
        notes.push(Note {
            kind: "future-event".into(),
            file: None,
            column: None,
            count: *count,
            says: format!(
                "`{}`: dates after the as-of date count as unknown, since the event cannot have happened yet",
                field.path()
            ),
            lines: origins.iter().map(|o| o.line).collect(),
        });
    }
    let responses = responses::responses(view, &mut notes);
    for subject in [Subject::Control, Subject::Evidence, Subject::Exception] {
        let field = schema::the(subject, "references");
        let heading = |source: u16| ingested.headings.get(source as usize)?.of(field).map(str::to_owned);
        cited.notes(&tables, field, heading, &mut notes);
    }
    notes.sort_by(|a, b| (&a.file, &a.kind, &a.column, &a.says).cmp(&(&b.file, &b.kind, &b.column, &b.says)));
    let checks = check_results(view, pack, request.threads);
    let frameworks = references::frameworks(view, pack, &book, &period);
    let neighbours = references::neighbours(view, pack);
    let population = population::population(view, ingested.identity_rows);
    let (findings, grouped) = totals(view);
    let accepted = accepted(view);
    let deviations = deviations(view, pack, &period, request.threads)?;
    let conclusion = summary::conclusion(&frameworks, &checks, &population);
    let would_change = summary::would_change(view, pack, &checks);
    let assessment = Assessment {
        schema: ASSESSMENT_SCHEMA.into(),
        tool: Tool { name: "nhimap".into(), version: env!("CARGO_PKG_VERSION").into() },
        header: request.header,
        as_of,
        period,
        pack: PackUsed {
            digest: pack.digest.clone(),
            checks: pack.checks.len(),
            editions: pack.catalogs.main().map(|c| format!("{} {}", c.name, c.edition)).collect(),
        },
        policy: PolicyUsed { deviations, ..policy_used(view, &derived.assumed) },
        inputs: ingested.inputs,
        population,
        conclusion,
        frameworks,
        neighbours,
        checks,
        findings,
        accepted,
        grouped,
        claims: book.shown(&tables, policy, &period, CLAIMS_SHOWN),
        accountability: accountability::accountability(view),
        exceptions: exceptions.shown(&tables, CLAIMS_SHOWN),
        exceptions_total: exceptions.len(),
        launches: launches::launches(view),
        launches_total: tables.table(Subject::Launch).rows,
        responses,
        mirror: request.mirror.then(|| mirror::mirror(view, &pack.mirror)),
        notes,
        would_change,
        dictionary: dictionary(view),
    };
    Ok(Assessed {
        assessment,
        tables,
        verdicts,
        checks: &pack.checks,
        policy: policy.clone(),
        headings: ingested.headings,
        answers,
        exceptions,
        as_of: day,
        fixes: ingested.fixes,
    })
}

/// The window that evidence and operation are looked at in, and the policy with it set.
fn period(given: Option<(Day, Day)>, policy: &Policy, as_of: i32) -> (Period, Policy) {
    let set = |key: &str| match policy.value(key) {
        PolicyValue::Date(day) => Some(*day),
        _ => None,
    };
    let (from, to) = (set("period_from"), set("period_to"));
    let period = match (given, from, to) {
        (Some((from, to)), _, _) => Period { from, to, given: true },
        (None, None, None) => Period { from: Day(as_of - PERIOD_DAYS + 1), to: Day(as_of), given: false },
        // One end alone leaves the other to the as-of date.
        (None, from, to) => {
            let to = to.unwrap_or(Day(as_of));
            Period { from: from.unwrap_or(Day(to.0 - PERIOD_DAYS + 1)), to, given: true }
        }
    };
    (period, with_period(policy, &period))
}

fn with_period(policy: &Policy, period: &Period) -> Policy {
    let mut policy = policy.clone();
    for (key, day) in [("period_from", period.from), ("period_to", period.to)] {
        if let Some(threshold) = policy.keys.get_mut(key) {
            threshold.default = PolicyValue::Date(day);
        }
    }
    policy
}

fn type_all(checks: &[Check], policy: &Policy) -> Result<Vec<TypedCheck>, PackError> {
    let mut problems = Vec::new();
    let mut out = Vec::new();
    for check in checks {
        match check.typed(policy) {
            Ok(typed) => out.push(typed),
            Err((error, _)) => problems.push(PackProblem {
                file: format!("checks/{}/check.toml", check.id),
                place: None,
                message: error.message,
            }),
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(PackError { problems }) }
}

/// The differences from the default policy; where one is looser, what its checks find here and under the default.
fn deviations(
    view: View<'_>,
    pack: &Pack,
    period: &Period,
    threads: usize,
) -> Result<Vec<policy::Deviation>, PackError> {
    let mut out = view.policy.deviations.clone();
    if !out.iter().any(|d| d.direction == "looser") {
        return Ok(out);
    }
    let default = with_period(&pack.policy, period);
    let typed = type_all(view.checks, &default)?;
    let mut verdicts = checks::run(view.checks, typed, view.tables, view.as_of, threads);
    view.exceptions.accept(&mut verdicts, view.checks, &default, view.tables);
    checks::run_on_exceptions(view.checks, &mut verdicts, view.tables, view.as_of);
    let under_default = View { verdicts: &verdicts, policy: &default, ..view };
    for deviation in out.iter_mut().filter(|d| d.direction == "looser") {
        let key = deviation.key.split(',').next().unwrap_or_default();
        let uses = |i: &usize| keys_of(&view.checks[*i]).iter().any(|k| k == key);
        let fails = |view| (0..pack.checks.len()).filter(uses).map(|i| counts(view, i).fail).sum();
        deviation.fails = Some(fails(view));
        deviation.fails_under_default = Some(fails(under_default));
    }
    Ok(out)
}

/// Fields that checks, messages, links, derivations or the report need.
fn wanted(checks: &[Check], typed: &[TypedCheck]) -> Vec<FieldId> {
    let mut out = checks::fields_read(typed);
    for check in checks {
        for path in check.message.paths() {
            out.extend(path.hops.iter().copied().chain([path.field]));
        }
    }
    // What derivations and the report read beside.
    for path in [
        "identity.kind",
        "identity.platform",
        "identity.account",
        "identity.environment",
        "identity.purpose_class",
        "identity.owner",
        "identity.custodian",
        "identity.holders",
        "identity.status",
        "identity.register_status",
        "identity.created",
        "identity.vendor",
        "identity.scopes",
        "identity.scopes_used",
        "identity.privilege",
        "identity.tenant_wide_consent",
        "identity.consumers",
        "identity.tools",
        "identity.declared_tools",
        "identity.model",
        "identity.autonomy",
        "identity.tags",
        "identity.human_used",
        "identity.human_use",
        "identity.reviewed",
        "identity.federation_condition",
        "identity.federation_audience",
        "identity.is_root",
        "identity.privileged",
        "identity.third_party",
        "identity.is_agent",
        "identity.is_break_glass",
        "identity.system_managed",
        "identity.in_register",
        "identity.in_export",
        "identity.application",
        "identity.sponsor",
        "identity.approver",
        "credential.kind",
        "credential.status",
        "credential.created",
        "credential.rotated",
        "credential.set",
        "credential.expires",
        "credential.last_used",
        "credential.public_tls",
        "credential.storage",
        "credential.fingerprint",
        "credential.environment",
        "credential.privilege",
        "exposure.status",
        "exposure.credential",
        "exposure.identity",
        "exposure.validity",
        "exposure.location",
        "exposure.detector",
        "exposure.found",
        "identity.expires",
        "identity.review_due",
        "identity.vendor_ends",
        "person.kind",
        "person.status",
        "person.left",
        "person.function",
        "supplier.reviewed",
        "supplier.contract_ends",
        "supplier.owner",
        "supplier.status",
        "application.status",
        // What the conditions of exceptions and scopes of controls are likely to name.
        "identity.id",
        "identity.name",
        "identity.external_ids",
        "identity.team",
        "identity.criticality",
        "credential.id",
        "credential.name",
    ] {
        out.extend(FieldId::parse(path));
    }
    // Lists of controls, evidence, exceptions, launches and answers are shown whole.
    for subject in [Subject::Control, Subject::Evidence, Subject::Exception, Subject::Launch, Subject::Response] {
        out.extend((0..schema::fields_of(subject).len()).map(|index| FieldId { subject, index: index as u16 }));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The as-of date: given, else the newest extraction date, else the newest event not after today, else today.
fn as_of(given: Option<Day>, today: Day, tables: &Tables) -> AsOf {
    if let Some(date) = given {
        return AsOf { date, from: "given".into(), says: "given".into() };
    }
    let newest = tables.sources.iter().filter_map(|s| s.extracted.map(|d| (d, &s.name))).max_by_key(|(d, _)| *d);
    if let Some((day, name)) = newest {
        return AsOf { date: Day(day), from: "extracted".into(), says: format!("the extraction date of `{name}`") };
    }
    let mut best: Option<(i32, FieldId)> = None;
    for subject in SUBJECTS {
        for (index, column) in tables.table(subject).columns.iter().enumerate() {
            let field = FieldId { subject, index: index as u16 };
            if let (Column::Days(days), Type::Event) = (column, field.field().kind) {
                let newest = days.iter().copied().filter(|d| *d > date::NEVER_EVENT && *d <= today.0).max();
                if let Some(day) = newest
                    && best.is_none_or(|(b, _)| day > b)
                {
                    best = Some((day, field));
                }
            }
        }
    }
    match best {
        Some((day, field)) => AsOf {
            date: Day(day),
            from: "event".into(),
            says: format!("the newest event in the files (`{}`); no extraction date was given", field.path()),
        },
        None => AsOf { date: today, from: "today".into(), says: "today; the files hold no date".into() },
    }
}

/// The verdicts of one check as counts.
pub(crate) fn counts(view: View<'_>, index: usize) -> VerdictCounts {
    let rows = view.tables.table(view.checks[index].subject).rows;
    match &view.verdicts.outcomes[index] {
        None => VerdictCounts::default(),
        Some(outcome) => {
            let (fail, unknown, pass) = (outcome.fail.count(), outcome.unknown.count(), outcome.pass.count());
            let accepted = outcome.accepted.count();
            let tested = fail + unknown + accepted + pass;
            VerdictCounts { fail, unknown, accepted, pass, tested, not_applicable: rows - tested }
        }
    }
}

/// Open failures by severity, the most severe first; a row stands in one of them only.
pub(crate) fn by_severity(check: &Check, outcome: &Outcome) -> Vec<(Severity, Bits)> {
    by_severity_of(check, outcome, &outcome.fail)
}

/// The same for some of the failing rows of an outcome.
pub(crate) fn by_severity_of(check: &Check, outcome: &Outcome, rows: &Bits) -> Vec<(Severity, Bits)> {
    let mut left = rows.clone();
    let mut out = Vec::new();
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let mut here = Bits::default();
        if severity == check.severity {
            here = left.clone();
            left = left.without(&here);
        } else if severity > check.severity {
            for (raise, bits) in check.raises.iter().zip(&outcome.raised) {
                if raise.to == severity {
                    here = here.or(&bits.and(&left));
                }
            }
            left = left.without(&here);
        }
        out.push((severity, here));
    }
    out
}

fn add(counts: &mut Counts, severity: Severity, n: usize) {
    counts.total += n;
    match severity {
        Severity::Critical => counts.critical += n,
        Severity::High => counts.high += n,
        Severity::Medium => counts.medium += n,
        Severity::Low => counts.low += n,
    }
}

/// Open findings by severity, without those that stand under another, and how many of these there are.
fn totals(view: View<'_>) -> (Counts, usize) {
    let (mut counts, mut grouped) = (Counts::default(), 0);
    for (index, check) in view.checks.iter().enumerate() {
        let Some(outcome) = &view.verdicts.outcomes[index] else { continue };
        let under = findings::grouped(view, index);
        for (severity, bits) in by_severity(check, outcome) {
            let told_elsewhere = bits.count_both(&under);
            grouped += told_elsewhere;
            add(&mut counts, severity, bits.count() - told_elsewhere);
        }
    }
    (counts, grouped)
}

/// Failing rows that exceptions in force accept, by severity.
fn accepted(view: View<'_>) -> Counts {
    let mut counts = Counts::default();
    for (check, outcome) in view.checks.iter().zip(&view.verdicts.outcomes) {
        if let Some(outcome) = outcome {
            let groups = by_severity_of(check, outcome, &outcome.accepted);
            groups.into_iter().for_each(|(severity, bits)| add(&mut counts, severity, bits.count()));
        }
    }
    counts
}

fn check_results(view: View<'_>, pack: &Pack, threads: usize) -> Vec<CheckResult> {
    let one = |index: usize| check_result(view, pack, index);
    if threads <= 1 || view.tables.counts().values().sum::<usize>() < 50_000 {
        return (0..view.checks.len()).map(one).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut done: Vec<(usize, CheckResult)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        if index >= view.checks.len() {
                            return own;
                        }
                        own.push((index, one(index)));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

fn check_result(view: View<'_>, pack: &Pack, index: usize) -> CheckResult {
    let check = &view.checks[index];
    let outcome = view.verdicts.outcomes[index].as_ref();
    let typed = &view.verdicts.typed[index];
    let mut severities = Counts::default();
    let (mut worst, mut accepted) = (Vec::new(), Vec::new());
    if let Some(outcome) = outcome {
        let groups = by_severity(check, outcome);
        groups.iter().for_each(|(severity, bits)| add(&mut severities, *severity, bits.count()));
        worst = findings::worst(view, index, &groups, WORST);
        accepted = findings::worst(view, index, &by_severity_of(check, outcome, &outcome.accepted), WORST);
    }
    let counts = counts(view, index);
    CheckResult {
        id: check.id.clone(),
        title: check.title.clone(),
        subject: check.subject_word().into(),
        severity: check.severity,
        severity_why: check.severity_why.clone(),
        counts,
        severities,
        why: check.why.clone(),
        remedy: check.remedy.clone(),
        limits: check.limits.clone(),
        maps: maps_shown(check, pack),
        not_evaluated: not_evaluated(view, index),
        missing: outcome.map_or(Vec::new(), |o| missing(view, check, typed, o)),
        thresholds: keys_of(check).iter().map(|key| threshold_shown(view.policy, key)).collect(),
        worst,
        accepted,
        unknown_examples: outcome.map_or(Vec::new(), |o| {
            o.unknown
                .rows()
                .take(UNKNOWN_SHOWN)
                .map(|row| findings::finding(view, index, row, check.severity))
                .collect()
        }),
    }
}

/// Why a check could not be evaluated at all.
fn not_evaluated(view: View<'_>, index: usize) -> Option<String> {
    let check = &view.checks[index];
    if let Some(key) = view.verdicts.typed[index].unset.first() {
        return Some(format!("the policy does not set `{key}`; without it the check does not apply"));
    }
    if !view.tables.table(check.subject).supplied {
        return Some(format!("no file with {} was supplied", check.subject.plural()));
    }
    if check.agents_only && view.tables.table(Subject::Identity).col("is_agent").count(TRUE) == 0 {
        return Some("no AI agent is in the files supplied".into());
    }
    None
}

fn missing(view: View<'_>, check: &Check, typed: &TypedCheck, outcome: &Outcome) -> Vec<Missing> {
    let mut out: Vec<Missing> = typed
        .reads()
        .iter()
        .zip(&outcome.missing)
        .filter(|(_, rows)| **rows > 0)
        .map(|(path, rows)| Missing {
            field: path.written(check.subject),
            rows: *rows,
            no_column: !view.tables.table(path.field.subject).column(path.field).is_present(),
        })
        .collect();
    out.sort_by(|a, b| (b.no_column, b.rows).cmp(&(a.no_column, a.rows)).then_with(|| a.field.cmp(&b.field)));
    out
}

/// The keys of the policy that a check's conditions name.
pub(crate) fn keys_of(check: &Check) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for condition in [&check.applies, &check.fails].into_iter().chain(check.raises.iter().map(|r| &r.when)) {
        let new: Vec<String> = keys_of_condition(condition).into_iter().filter(|key| !out.contains(key)).collect();
        out.extend(new);
    }
    out
}

/// The keys of the policy that a condition names.
pub(crate) fn keys_of_condition(condition: &Condition) -> Vec<String> {
    fn walk(expr: &Expr, out: &mut Vec<String>) {
        match &expr.kind {
            ExprKind::Path(names) if names.len() == 2 && names[0] == "policy" => {
                if !out.contains(&names[1]) {
                    out.push(names[1].clone());
                }
            }
            ExprKind::Path(_) | ExprKind::Text(_) | ExprKind::Int(_) | ExprKind::Bool(_) => {}
            ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Call(_, parts) => {
                parts.iter().for_each(|p| walk(p, out));
            }
            ExprKind::Not(inner) => walk(inner, out),
            ExprKind::Compare(_, a, b) | ExprKind::In(a, b) | ExprKind::TextTest(_, a, b) => {
                walk(a, out);
                walk(b, out);
            }
            ExprKind::Quantifier { list, body, .. } => {
                walk(list, out);
                walk(body, out);
            }
        }
    }
    let mut out = Vec::new();
    walk(&condition.expr, &mut out);
    out
}

/// The text of a cell, where it has one.
pub(crate) fn shown_text(tables: &Tables, subject: Subject, field: &str, row: usize) -> Option<String> {
    match tables.value(schema::the(subject, field), row) {
        Value::Text(text) => Some(text.into_owned()),
        _ => None,
    }
}

/// `rotation_days = 90 days (default policy, not adopted)`
fn threshold_shown(policy: &Policy, key: &str) -> String {
    let Some(threshold) = policy.keys.get(key) else { return key.into() };
    let value = policy::words(&threshold.default, &threshold.unit);
    let whose = match &policy.adopted {
        Some(adopted) => format!("adopted by {} on {}", adopted.by, adopted.on),
        None => "default policy, not adopted".into(),
    };
    let classes = match threshold.entries.len() {
        0 => String::new(),
        1 => ", 1 entry by class".into(),
        n => format!(", {n} entries by class"),
    };
    format!("{key} = {value}{classes} ({whose})")
}

fn policy_used(view: View<'_>, assumed: &[derive::Assumed]) -> PolicyUsed {
    let mut thresholds: Vec<ThresholdUsed> = Vec::new();
    for check in view.checks {
        for key in keys_of(check) {
            if let Some(known) = thresholds.iter_mut().find(|t| t.key == key) {
                known.checks.push(check.id.clone());
                continue;
            }
            let Some(threshold) = view.policy.keys.get(&key) else { continue };
            thresholds.push(ThresholdUsed {
                says: threshold.says.clone(),
                value: policy::words(&threshold.default, &threshold.unit),
                by_class: threshold.entries.iter().map(|e| policy::entry_words(e, &threshold.unit)).collect(),
                reason: threshold.reason.clone(),
                source: threshold.source.clone(),
                checks: vec![check.id.clone()],
                key,
            });
        }
    }
    thresholds.sort_by(|a, b| a.key.cmp(&b.key));
    PolicyUsed {
        adopted: view.policy.adopted.clone(),
        deviations: view.policy.deviations.clone(),
        assumptions: assumed
            .iter()
            .map(|a| AssumptionUsed {
                name: a.name.into(),
                value: view.policy.assumptions.get(a.name).map_or_else(String::new, |v| policy::words(v, "")),
                rows: a.rows,
                of: a.of,
            })
            .collect(),
        thresholds,
    }
}

/// The fields that the files gave, with their headings.
fn dictionary(view: View<'_>) -> Vec<FieldGiven> {
    let mut out = Vec::new();
    for subject in SUBJECTS {
        for index in 0..schema::fields_of(subject).len() {
            let field = FieldId { subject, index: index as u16 };
            let mut from = Vec::new();
            for (source, headings) in view.tables.sources.iter().zip(view.headings) {
                if let Some(heading) = headings.of(field) {
                    from.push(format!("{}, column `{heading}`", source.name));
                }
            }
            let derived = field.field().derived && view.tables.table(subject).column(field).is_present();
            if from.is_empty() && derived {
                from.push(field.field().knows.into());
            }
            if !from.is_empty() {
                out.push(FieldGiven {
                    field: field.path(),
                    label: field.field().label.into(),
                    says: field.field().says.into(),
                    from,
                });
            }
        }
    }
    out
}

/// The mappings of a check as shown.
pub(crate) fn maps_shown(check: &Check, pack: &Pack) -> Vec<MapShown> {
    check
        .maps
        .iter()
        .map(|m| MapShown {
            reference: m.reference.clone(),
            cited: pack.catalogs.cite(&m.reference),
            how: m.how,
            why: m.why.clone(),
        })
        .collect()
}

/// The subject that results count in.
pub(crate) const UNIT: Subject = Subject::Identity;
