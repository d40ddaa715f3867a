//! Why something could not be done, in a form that the page can show: what kind, where, and what to do.

use nhimap_core::assess::AssessError;
use nhimap_core::intake::IngestError;
use nhimap_core::pack::{PackError, PackProblem};
use nhimap_report::RenderError;
use schemars::JsonSchema;
use serde::Serialize;

/// Where something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file: one that was dropped, or one of the pack.
    pub file: Option<String>,
    /// The line, from 1; in a table the row, as a spreadsheet numbers it.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
}

/// Something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Failure {
    /// A stable word for its kind: `no-file`, `not-a-table`, `policy`, `check`, `asked`, ...
    pub kind: String,
    /// What is wrong.
    pub message: String,
    /// Where; apart, so that what holds stays small beside it.
    pub place: Option<Box<Place>>,
    /// What to do.
    pub remedy: Option<String>,
    /// All problems, where there are several: those of a policy or a check.
    pub problems: Vec<Problem>,
}

/// One problem of a text that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, and the remedy.
    pub message: String,
}

impl Failure {
    /// A failure of a kind.
    pub(crate) fn new(kind: &str, message: impl Into<String>) -> Self {
        Self { kind: kind.into(), message: message.into(), place: None, remedy: None, problems: Vec::new() }
    }

    /// A failure in the core's words, which hold the remedy after a semicolon; here the two are told apart.
    pub(crate) fn told(kind: &str, sentence: &str) -> Self {
        match sentence.rsplit_once("; ") {
            Some((message, remedy)) => Self { remedy: Some(remedy.into()), ..Self::new(kind, message) },
            None => Self::new(kind, sentence),
        }
    }

    /// The page asked for something that is not there or not written so.
    pub(crate) fn asked(message: impl Into<String>) -> Self {
        Self::new("asked", message)
    }

    fn file(self, file: &str) -> Self {
        Self { place: Some(Box::new(Place { file: Some(file.into()), ..Place::default() })), ..self }
    }

    /// Problems of a policy or of checks.
    pub(crate) fn pack(error: PackError) -> Self {
        let kind = match error.problems.first() {
            Some(problem) if problem.file.starts_with("checks/") => "check",
            Some(problem) if problem.file.ends_with("policy.toml") => "policy",
            _ => "pack",
        };
        let problems: Vec<Problem> = error.problems.into_iter().map(Problem::from).collect();
        let first = problems.first();
        Self {
            message: first.map_or_else(String::new, |p| p.message.clone()),
            place: first.map(|p| Box::new(p.place.clone())),
            ..Self::new(kind, "")
        }
        .with(problems)
    }

    fn with(self, problems: Vec<Problem>) -> Self {
        Self { problems, ..self }
    }
}

impl From<PackProblem> for Problem {
    fn from(problem: PackProblem) -> Self {
        let (line, column) = match problem.place {
            Some((line, column)) => (Some(line as u32), Some(column as u32)),
            None => (None, None),
        };
        Self { place: Place { file: Some(problem.file), line, column }, message: problem.message }
    }
}

impl From<AssessError> for Failure {
    fn from(error: AssessError) -> Self {
        match error {
            AssessError::Ingest(error) => error.into(),
            AssessError::Pack(error) => Self::pack(error),
            other => Self::new("assess", other.to_string()),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        let (kind, file, line) = match &error {
            IngestError::NoFile => ("no-file", None, None),
            IngestError::Empty { file } => ("empty", Some(file), None),
            IngestError::NotATable { file, .. } => ("not-a-table", Some(file), None),
            IngestError::Nothing { file, .. } => ("nothing-in-it", Some(file), None),
            IngestError::TooLarge { file, .. } | IngestError::Grows { file } => ("too-large", Some(file), None),
            IngestError::NotJson { file, line, .. } => ("not-a-table", Some(file), Some(*line as u32)),
            IngestError::Unrecognised { file, .. } => ("unrecognised", Some(file), None),
            IngestError::RecordTooLong { file, line, .. } => ("record-too-long", Some(file), Some(*line)),
            IngestError::Io { file, .. } => ("not-readable", Some(file), None),
            _ => ("intake", None, None),
        };
        let mut out = Self::told(kind, &error.to_string());
        if let Some(file) = file {
            out = out.file(file);
        }
        if let Some(place) = &mut out.place {
            place.line = line;
        }
        out
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        Self::new("report", error.to_string())
    }
}
