//! Small organisations as CSV, against the shipped pack.

use std::sync::LazyLock;

use nhimap_core::api::{Assessment, CheckResult, Finding, Header, ReferenceResult};
use nhimap_core::assess::{Request, assess};
use nhimap_core::date::Day;
use nhimap_core::intake::{Content, InputFile};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::tables::Complete;

pub(crate) static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let files = nhimap_frameworks::FILES.iter().map(|(path, text)| (*path, *text));
    let mut pack = Pack::load(&PackFiles::new(files)).unwrap_or_else(|error| panic!("{error}"));
    // The old keys of these organisations have also ended; what their age says is to be seen all the same.
    let ended = pack.checks.iter_mut().find(|check| check.id == "credential-expired-not-removed");
    ended.expect("the check").silences.clear();
    pack
});

pub(crate) const AS_OF: &str = "2026-11-20";

/// An organisation: a register of API keys, and whatever lists lie beside it.
#[derive(Clone)]
pub(crate) struct World {
    register: String,
    extracted: Option<&'static str>,
    lists: Vec<(&'static str, String)>,
    policy: String,
    period: Option<(&'static str, &'static str)>,
}

impl World {
    /// `fresh` keys that were set in time and `old` ones set 400 days ago, each on an identity of its own with an owner.
    pub(crate) fn keys(fresh: usize, old: usize) -> Self {
        let mut register = String::from(
            "Identity ID,Name,Kind,Platform,Environment,Owner,Status,Created,Key id,Key kind,Key status,Key last rotated,Key expires\n",
        );
        for n in 0..fresh + old {
            let (set, ends) = if n < fresh { ("2026-10-01", "2027-07-01") } else { ("2025-10-16", "2026-08-12") };
            register.push_str(&format!(
                "SVC-{n:02},svc-{n:02},service account,aws,production,owner{n}@example.com,active,2024-01-05,K-{n:02},API key,\
                 active,{set},{ends}\n"
            ));
        }
        Self { register, extracted: Some(AS_OF), lists: Vec::new(), policy: String::new(), period: None }
    }

    /// Nobody can read when the first keys were set.
    pub(crate) fn forget_dates(&mut self, keys: usize) {
        self.register = self
            .register
            .lines()
            .enumerate()
            .map(
                |(at, line)| if at > 0 && at <= keys { line.replace("2025-10-16", "soon") } else { line.into() } + "\n",
            )
            .collect();
    }

    /// The same with a list beside it.
    pub(crate) fn with(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.lists.push((name, text.into()));
        self
    }

    pub(crate) fn extracted(mut self, day: Option<&'static str>) -> Self {
        self.extracted = day;
        self
    }

    pub(crate) fn period(mut self, from: &'static str, to: &'static str) -> Self {
        self.period = Some((from, to));
        self
    }

    pub(crate) fn policy(mut self, text: &str) -> Self {
        self.policy = text.into();
        self
    }

    pub(crate) fn run(&self) -> Run {
        let day = |text: &str| Day::parse(text).expect("a day");
        let mut files = vec![InputFile {
            name: "register.csv".into(),
            content: Content::Bytes(Box::new(self.register.as_bytes())),
            extracted: self.extracted.map(day),
            complete: Complete::Undeclared,
        }];
        for (name, text) in &self.lists {
            files.push(InputFile {
                name: (*name).into(),
                content: Content::Bytes(Box::new(text.as_bytes())),
                extracted: None,
                complete: Complete::Undeclared,
            });
        }
        let policy = match self.policy.is_empty() {
            true => PACK.policy.clone(),
            false => PACK.policy.overlay("policy.toml", &self.policy).unwrap_or_else(|error| panic!("{error}")),
        };
        let request = Request {
            files,
            said: Default::default(),
            header: Header::default(),
            as_of: Some(day(AS_OF)),
            today: day(AS_OF),
            period: self.period.map(|(from, to)| (day(from), day(to))),
            mirror: false,
            threads: 1,
        };
        let done = assess(request, &PACK, &policy, &|_| {}).unwrap_or_else(|error| panic!("{error}"));
        let findings = done.findings().collect();
        Run { assessment: done.assessment, findings }
    }
}

pub(crate) struct Run {
    pub(crate) assessment: Assessment,
    pub(crate) findings: Vec<Finding>,
}

impl Run {
    /// A reference by `edition:item`.
    pub(crate) fn reference(&self, id: &str) -> &ReferenceResult {
        self.assessment
            .frameworks
            .iter()
            .flat_map(|f| &f.references)
            .find(|r| r.reference.to_string() == id)
            .unwrap_or_else(|| panic!("no reference {id}"))
    }

    /// The result word of a reference.
    pub(crate) fn word(&self, id: &str) -> &'static str {
        self.reference(id).result.expect("a result").word()
    }

    /// Why no contradiction stands.
    pub(crate) fn why_not(&self, id: &str) -> &str {
        let claim = self.reference(id).claim.as_ref().expect("a claim");
        assert!(claim.contradiction.is_none(), "{claim:?}");
        claim.no_contradiction.as_deref().unwrap_or("")
    }

    pub(crate) fn check(&self, id: &str) -> &CheckResult {
        self.assessment.checks.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("no check {id}"))
    }
}

/// Headings and rows as CSV.
pub(crate) fn csv(headings: &[&str], rows: &[&[&str]]) -> String {
    let line = |cells: &[&str]| {
        let quoted: Vec<String> = cells.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        quoted.join(",") + "\n"
    };
    let mut out = line(headings);
    rows.iter().for_each(|row| out.push_str(&line(row)));
    out
}

pub(crate) const NHI7: &str = "owasp-nhi-2025:NHI7:2025";

/// One control on rotation; each test says what is different.
#[derive(Clone)]
pub(crate) struct Rotation {
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) references: &'static str,
    pub(crate) checks: &'static str,
    pub(crate) scope: &'static str,
    pub(crate) starts: &'static str,
    pub(crate) threshold: &'static str,
    pub(crate) tolerance: &'static str,
    pub(crate) rationale: &'static str,
    pub(crate) cadence: &'static str,
    pub(crate) in_profile: &'static str,
}

impl Default for Rotation {
    fn default() -> Self {
        Self {
            kind: "preventive",
            status: "implemented",
            references: "NHI7:2025",
            checks: "credential-not-rotated",
            scope: "",
            starts: "2025-01-01",
            threshold: "90",
            tolerance: "5",
            rationale: "",
            cadence: "",
            in_profile: "",
        }
    }
}

impl Rotation {
    pub(crate) fn list(&self) -> String {
        csv(
            &[
                "Control id",
                "Title",
                "Statement",
                "Control kind",
                "Status",
                "References",
                "Checks",
                "Scope",
                "Starts",
                "Threshold days",
                "Tolerance",
                "Rationale",
                "Cadence",
                "In profile",
                "Owner",
                "Owner function",
            ],
            &[&[
                "C-17",
                "Rotation",
                "All API keys are rotated every 90 days.",
                self.kind,
                self.status,
                self.references,
                self.checks,
                self.scope,
                self.starts,
                self.threshold,
                self.tolerance,
                self.rationale,
                self.cadence,
                self.in_profile,
                "m.okafor@example.com",
                "security",
            ]],
        )
    }
}

/// One row of evidence for the control on rotation.
pub(crate) fn evidence(collected: &str, result: &str) -> String {
    csv(
        &["Evidence id", "Control", "Title", "Artefact", "Evidence kind", "Method", "Result", "Collected", "Collector"],
        &[&[
            "E-31",
            "C-17",
            "Rotation log",
            "evidence/rotation.csv",
            "log",
            "examine",
            result,
            collected,
            "t.osei@example.com",
        ]],
    )
}
