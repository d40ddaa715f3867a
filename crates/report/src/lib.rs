//! An [`Assessment`] and its findings in, one document out; beside it one page for each owner, and a calendar.
//!
//! A renderer computes nothing: it counts text, orders for display and chooses words. It reads no file and no clock, so
//! the same Assessment gives the same bytes. What stands in cells is hostile until escaped, and each format escapes in
//! one place: [`Format::Html`] and [`Format::Markdown`] in the escaper of their templates, the sheets in the one function
//! that all their cells pass through, the calendar in the one that all its text does.
//!
//! ```
//! use nhimap_report::Format;
//!
//! assert_eq!(Format::parse("md"), Some(Format::Markdown));
//! assert_eq!(Format::Markdown.file_name(), "report.md");
//! // Whoever asks for JSON gets the Assessment and, beside it, every finding.
//! let names: Vec<_> = Format::Json.documents().iter().map(|document| document.file_name()).collect();
//! assert_eq!(names, ["assessment.json", "findings.json"]);
//! ```

mod calendar;
mod crosswalk_csv;
mod crosswalk_oscal;
mod filters;
mod findings_json;
mod html;
mod json;
mod lint_markdown;
mod lint_sarif;
mod markdown;
mod owner;
#[cfg(test)]
mod sample;
mod sheets;
#[cfg(test)]
mod tests;
mod text;
mod view;
mod words;

use std::io::Write;

pub use calendar::render_calendar;
pub use owner::{OwnerEntry, OwnerFormat, render_owner, render_owners};

use nhimap_core::api::{Assessment, Finding};

pub use crosswalk_csv::crosswalk_csv;
pub use crosswalk_oscal::{OSCAL_VERSION, crosswalk_oscal};
pub use lint_markdown::lint_markdown;
pub use lint_sarif::lint_sarif;
pub use sheets::fix_list;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One self-contained page that prints well: everything said, the worst findings shown.
    Html,
    /// The same in Markdown.
    Markdown,
    /// The Assessment as it is.
    Json,
    /// Every finding, one per row.
    Csv,
    /// Every finding, as an array with one finding per line.
    FindingsJson,
    /// The controls, one per row.
    ControlsCsv,
    /// The evidence index, one artefact per row.
    EvidenceCsv,
    /// The exceptions, one per row.
    ExceptionsCsv,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] = [
        Self::Html,
        Self::Markdown,
        Self::Json,
        Self::Csv,
        Self::FindingsJson,
        Self::ControlsCsv,
        Self::EvidenceCsv,
        Self::ExceptionsCsv,
    ];

    /// The format with this word, or with this file name.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "html" => Some(Self::Html),
            "markdown" | "md" => Some(Self::Markdown),
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "findings-json" => Some(Self::FindingsJson),
            "controls-csv" => Some(Self::ControlsCsv),
            "evidence-csv" => Some(Self::EvidenceCsv),
            "exceptions-csv" => Some(Self::ExceptionsCsv),
            _ => Self::ALL.into_iter().find(|format| format.file_name() == word),
        }
    }

    /// The word that [`Format::parse`] reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::FindingsJson => "findings-json",
            Self::ControlsCsv => "controls-csv",
            Self::EvidenceCsv => "evidence-csv",
            Self::ExceptionsCsv => "exceptions-csv",
        }
    }

    /// How the names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json | Self::FindingsJson => "json",
            Self::Csv | Self::ControlsCsv | Self::EvidenceCsv | Self::ExceptionsCsv => "csv",
        }
    }

    /// What such a file is called. The reports name [`Format::Csv`] by this name as the file that holds all findings.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Html => "report.html",
            Self::Markdown => "report.md",
            Self::Json => "assessment.json",
            Self::Csv => "findings.csv",
            Self::FindingsJson => "findings.json",
            Self::ControlsCsv => "controls.csv",
            Self::EvidenceCsv => "evidence.csv",
            Self::ExceptionsCsv => "exceptions.csv",
        }
    }

    /// The documents to write where someone asks for this format: the Assessment never comes without its findings.
    pub fn documents(self) -> &'static [Self] {
        match self {
            Self::Html => &[Self::Html, Self::Csv],
            Self::Markdown => &[Self::Markdown, Self::Csv],
            Self::Json => &[Self::Json, Self::FindingsJson],
            Self::Csv => &[Self::Csv],
            Self::FindingsJson => &[Self::FindingsJson],
            Self::ControlsCsv => &[Self::ControlsCsv],
            Self::EvidenceCsv => &[Self::EvidenceCsv],
            Self::ExceptionsCsv => &[Self::ExceptionsCsv],
        }
    }

    /// Does the document list every finding, so that [`render`] reads them to the end?
    pub fn lists_all_findings(self) -> bool {
        matches!(self, Self::Csv | Self::FindingsJson)
    }
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The writer refused.
    #[error("could not write the document")]
    Write(#[from] std::io::Error),
    /// Text could not be put together.
    #[error("could not write the document")]
    Text(#[from] std::fmt::Error),
    /// The template failed.
    #[error("could not fill in the report's template")]
    Template(#[from] askama::Error),
    /// A value could not be written as JSON.
    #[error("could not write the assessment as JSON")]
    Json(#[from] serde_json::Error),
    /// A row could not be written as CSV.
    #[error("could not write the rows as CSV")]
    Csv(#[from] csv::Error),
}

/// Writes one document.
///
/// `findings` are all findings, open and accepted, in the order of the Assessment's checks; only the formats that list all findings
/// take from them ([`Format::lists_all_findings`]), one at a time.
///
/// # Errors
/// Where the writer refuses.
pub fn render(
    format: Format,
    assessment: &Assessment,
    findings: &mut dyn Iterator<Item = Finding>,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    match format {
        Format::Html => html::render(assessment, out),
        Format::Markdown => markdown::render(assessment, out),
        Format::Json => json::render(assessment, out),
        Format::Csv => sheets::findings(assessment, findings, out),
        Format::FindingsJson => findings_json::render(findings, out),
        Format::ControlsCsv => sheets::controls(assessment, out),
        Format::EvidenceCsv => sheets::evidence(assessment, out),
        Format::ExceptionsCsv => sheets::exceptions(assessment, out),
    }
}
