//! Why a workbook is not read: what it is, and what to do.

/// Why a workbook is not read. The text never holds anything of a cell; after its last semicolon it says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// Nothing in it can be read without a password.
    #[error(
        "the workbook is encrypted with a password, so that nothing in it can be read; \
         save a copy without the password, or the sheets as CSV, and give that"
    )]
    Encrypted,
    /// A container of the same kind that holds something else.
    #[error("this is {what} and no workbook; {remedy}")]
    NotAWorkbook {
        /// What it is.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A binary workbook, where there is no reader of them.
    #[error(
        "this is a binary workbook (XLSB), which the page does not read; \
         save it as XLSX, or its sheets as CSV, or give it to the command `nhimap`"
    )]
    Binary,
    /// A workbook without a sheet of cells.
    #[error("the workbook holds no sheet of cells, only charts, macros or dialogs; give the workbook with the table")]
    NoSheet,
    /// It is larger than what is read.
    #[error(
        "the workbook {what}, and more than {limit} is not read; \
         save the sheets that are needed as CSV, which has no such limit, and give those"
    )]
    TooLarge {
        /// What there is too much of, as a verb and its object.
        what: &'static str,
        /// The limit, with its unit.
        limit: String,
    },
    /// The file breaks off, or is not as the format wants it.
    #[error(
        "the workbook is damaged: {place}; open it in the spreadsheet program, save it again, or save its sheets as CSV"
    )]
    Damaged {
        /// Where, by the parts that the format has; never what stands there.
        place: String,
    },
}

impl WorkbookError {
    /// A word for the kind, which does not change.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::NotAWorkbook { .. } => "not-a-workbook",
            Self::Binary => "binary",
            Self::NoSheet => "no-sheet",
            Self::TooLarge { .. } => "too-large",
            Self::Damaged { .. } => "damaged",
        }
    }

    pub(crate) fn damaged(place: impl Into<String>) -> Self {
        Self::Damaged { place: place.into() }
    }

    pub(crate) fn other(what: impl Into<String>, remedy: &'static str) -> Self {
        Self::NotAWorkbook { what: what.into(), remedy }
    }
}

/// What most calls give.
pub(crate) type Outcome<T> = Result<T, WorkbookError>;
