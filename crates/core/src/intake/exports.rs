//! Known exports, as data: how an export's columns map onto subjects and fields.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::recognise::{From, Marks, Test};
use crate::pack::{PackFiles, Problems};
use crate::schema::{self, FieldId, Subject};

/// One known export.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its id.
    pub id: String,
    /// Its name, as people say it.
    pub title: String,
    /// `export`, `scanner`, ...
    pub kind: String,
    /// The platform that it lists.
    pub platform: Option<String>,
    /// The document that describes it.
    pub document: String,
    /// Columns that must all be there.
    pub header: Vec<String>,
    /// Columns that may be there.
    pub optional: Vec<String>,
    /// Fields that it cannot tell, and why.
    pub cannot_know: Vec<(FieldId, String)>,
    /// What a reader must know.
    pub note: Option<String>,
    /// Rows that are not non-human identities: what they are, and how they are told.
    pub set_apart: Vec<(String, Vec<ColumnTest>)>,
    /// What a row becomes.
    pub views: Vec<ExportView>,
}

/// A test on a column by its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnTest {
    /// The column.
    pub column: String,
    /// The cell is one of these, without regard to case.
    #[serde(default)]
    pub is: Vec<String>,
    /// The cell is none of these.
    #[serde(default)]
    pub not: Vec<String>,
}

/// One subject that a row of an export describes.
#[derive(Debug, Clone)]
pub struct ExportView {
    /// The subject.
    pub subject: Subject,
    /// The row describes one when any of these lists of tests holds; always, when there is none.
    pub present: Vec<Vec<ColumnTest>>,
    /// Field and where it comes from.
    pub fields: Vec<(FieldId, FieldSource)>,
}

/// Where a field of an export comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSource {
    column: Option<String>,
    part: Option<usize>,
    of: Option<String>,
    text: Option<String>,
    #[serde(skip)]
    constant: Option<String>,
    #[serde(default)]
    rules: Vec<RuleFile>,
    #[serde(default)]
    empty: Vec<String>,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    unknown: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    when: Vec<ColumnTest>,
    is: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportFile {
    id: String,
    title: String,
    kind: String,
    platform: Option<String>,
    document: String,
    header: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default)]
    cannot_know: Vec<CannotFile>,
    note: Option<String>,
    #[serde(default)]
    set_apart: Vec<SetApartFile>,
    #[serde(rename = "view")]
    views: Vec<ViewFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CannotFile {
    field: String,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetApartFile {
    reason: String,
    when: Vec<ColumnTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewFile {
    subject: String,
    #[serde(default)]
    present: Vec<Vec<ColumnTest>>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    fields: BTreeMap<String, FieldSource>,
}

impl Export {
    /// Reads the files below `exports/`.
    pub(crate) fn load_all(files: &PackFiles, problems: &mut Problems) -> Vec<Self> {
        let mut out = Vec::new();
        for (path, text) in files.below("exports") {
            if let Some(file) = problems.toml::<ExportFile>(path, text) {
                out.push(Self::build(file, path, problems));
            }
        }
        out
    }

    fn build(file: ExportFile, path: &str, problems: &mut Problems) -> Self {
        let known = |column: &str| file.header.iter().chain(&file.optional).any(|c| c == column);
        let mut views = Vec::new();
        for view in file.views {
            let Some(subject) = Subject::parse(&view.subject) else {
                problems.of(path, format!("`{}` is not a subject", view.subject));
                continue;
            };
            let mut fields = Vec::new();
            let constants = view
                .constants
                .into_iter()
                .map(|(name, value)| (name, FieldSource { constant: Some(value), ..FieldSource::default() }));
            for (name, source) in constants.chain(view.fields) {
                match schema::find(subject, &name) {
                    Some(field) => fields.push((field, source)),
                    None => problems.of(path, format!("`{}.{name}` is not a field of the schema", view.subject)),
                }
            }
            let tests = view.present.iter().flatten();
            for column in tests.map(|t| &t.column).chain(fields.iter().filter_map(|(_, s)| s.column.as_ref())) {
                if !known(column) {
                    problems.of(path, format!("`{column}` is no column of `header` or `optional`"));
                }
            }
            views.push(ExportView { subject, present: view.present, fields });
        }
        let mut cannot_know = Vec::new();
        for entry in file.cannot_know {
            match FieldId::parse(&entry.field) {
                Some(field) => cannot_know.push((field, entry.why)),
                None => problems.of(path, format!("`{}` is not a field of the schema", entry.field)),
            }
        }
        Self {
            id: file.id,
            title: file.title,
            kind: file.kind,
            platform: file.platform,
            document: file.document,
            header: file.header,
            optional: file.optional,
            cannot_know,
            note: file.note,
            set_apart: file.set_apart.into_iter().map(|s| (s.reason, s.when)).collect(),
            views,
        }
    }

    /// Is this the export's heading?
    pub fn matches(&self, header: &[String]) -> bool {
        self.header.iter().all(|c| header.iter().any(|h| h == c))
    }
}

/// A column test bound to a header. A column that is missing makes `is` fail and `not` hold.
pub(super) fn bind(tests: &[ColumnTest], header: &[String]) -> Vec<Test> {
    tests
        .iter()
        .map(|t| Test {
            column: header.iter().position(|h| *h == t.column),
            is: t.is.iter().map(|w| w.to_lowercase()).collect(),
            not: t.not.iter().map(|w| w.to_lowercase()).collect(),
        })
        .collect()
}

impl FieldSource {
    /// Where the field's cells come from under a header; `None` where its column is missing.
    pub(super) fn bind(&self, header: &[String]) -> Option<(From, Marks)> {
        let at = |column: &str| header.iter().position(|h| h == column);
        let from = if let Some(constant) = &self.constant {
            From::Constant(constant.clone())
        } else if let Some(text) = &self.text {
            let mut pieces = Vec::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once('{') {
                let (column, tail) = after.split_once('}')?;
                pieces.push((before.to_owned(), Some(at(column)?)));
                rest = tail;
            }
            pieces.push((rest.to_owned(), None));
            From::Template(pieces)
        } else if !self.rules.is_empty() {
            From::Rules(self.rules.iter().map(|r| (bind(&r.when, header), r.is.clone())).collect())
        } else {
            let column = at(self.column.as_deref()?)?;
            match (self.part, &self.of) {
                (Some(part), Some(of)) => From::Part { column, part, of: of.clone() },
                _ => From::Column(column),
            }
        };
        let lower = |list: &[String]| list.iter().map(|w| w.to_lowercase()).collect();
        Some((
            from,
            Marks { empty: lower(&self.empty), never: lower(&self.never), unknown: lower(&self.unknown), export: true },
        ))
    }
}
