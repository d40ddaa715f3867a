//! Known exports, as data: how an export's columns map onto subjects and fields.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::open::path::{self, Path, Step};
use super::plan::{Cut, Each, From, Marks, NotedRows, SetApart, Split, Test, columns_of};
use super::trust::Trust;
use crate::pack::{PackFiles, Problems};
use crate::schema::{self, FieldId, Subject};

/// One known export.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its id.
    pub id: String,
    /// Its name, as people say it.
    pub title: String,
    /// `export`, `scanner`, `controls`, ...
    pub kind: String,
    /// The platform that it lists.
    pub platform: Option<String>,
    /// Parts of the external ids by which an identity belongs into it, so that its absence says something; `""` is part
    /// of every id. None where it lists some identities of a sort only, such as those with keys.
    pub lists: Vec<String>,
    /// The document that describes it.
    pub document: String,
    /// Columns that must all be there.
    pub header: Vec<String>,
    /// Columns of which at least one must be there.
    pub any: Vec<String>,
    /// Columns that may be there.
    pub optional: Vec<String>,
    /// Other names that a column bears in other versions.
    pub names: BTreeMap<String, Vec<String>>,
    /// Signs before a heading that are not part of it.
    pub heading_marks: Vec<String>,
    /// Tests that the first row of data passes: where headings alone would leave doubt.
    pub first: Vec<ColumnTest>,
    /// Is an apostrophe put before cells that a spreadsheet would take for formulas?
    pub apostrophe: bool,
    /// Do people write its cells, so that a register's ways to leave a cell blank count in it?
    pub by_hand: bool,
    /// Fields that it cannot tell, and why.
    pub cannot_know: Vec<(FieldId, String)>,
    /// What a reader must know.
    pub note: Option<String>,
    /// Rows that are none of its subjects: what they are, and how they are told.
    pub set_apart: Vec<RowsApart>,
    /// Rows that are read and noted.
    pub noted: Vec<RowsNoted>,
    /// Columns that may hold secrets: none of their cells is kept or shown.
    pub secrets: Vec<String>,
    /// How it stands in JSON; none where it is a table.
    pub json: Option<JsonShape>,
    /// What a row becomes.
    pub views: Vec<ExportView>,
}

/// How an export stands in JSON. Its columns are paths.
#[derive(Debug, Clone)]
pub struct JsonShape {
    /// Ways from the document to the records, the first that fits counts; in a table nested in another, from a record of that.
    pub(super) records: Vec<Vec<Step>>,
    /// The columns, those of the header first.
    pub(super) columns: Vec<(String, Path)>,
    /// The columns that may hold secrets.
    pub(super) secrets: Vec<(String, Path)>,
    /// Further tables, nested in its records, by their names.
    pub(super) nested: Vec<(String, Export)>,
}

/// Rows of an export that are read and noted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsNoted {
    /// What is said of them.
    pub says: String,
    /// How they are told; all must hold.
    pub when: Vec<ColumnTest>,
    /// Do they show that the file is only a part of the list?
    #[serde(default)]
    pub partial: bool,
}

/// Rows of an export that are set apart.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsApart {
    /// What they are.
    pub reason: String,
    /// How they are told; all must hold.
    pub when: Vec<ColumnTest>,
    /// Only among so many first rows.
    pub first_rows: Option<u32>,
}

/// A test on a column by its name; all that it says must hold. Words are compared without regard to case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnTest {
    /// The column.
    pub column: String,
    /// The cell is one of these.
    #[serde(default)]
    pub is: Vec<String>,
    /// The cell is none of these.
    #[serde(default)]
    pub not: Vec<String>,
    /// The cell holds one of these.
    #[serde(default)]
    pub has: Vec<String>,
    /// The cell holds none of these.
    #[serde(default)]
    pub lacks: Vec<String>,
    /// Is the cell blank, or the column not there?
    pub blank: Option<bool>,
    /// Does the file have the column?
    pub there: Option<bool>,
    /// The cell holds a word of one of these shapes: `A` is a capital, `0` a digit, all else stands for itself.
    #[serde(default)]
    pub like: Vec<String>,
    /// The cell holds a word of none of these shapes.
    #[serde(default)]
    pub unlike: Vec<String>,
}

/// One subject that a row of an export describes.
#[derive(Debug, Clone)]
pub struct ExportView {
    /// The subject.
    pub subject: Subject,
    /// The row describes one when any of these lists of tests holds; always, when there is none.
    pub present: Vec<Vec<ColumnTest>>,
    /// A column whose cells name several, each of which makes a row, and the separator.
    pub each: Option<EachFile>,
    /// Sources that templates name.
    pub pieces: BTreeMap<String, FieldSource>,
    /// Field and where it comes from.
    pub fields: Vec<(FieldId, FieldSource)>,
}

/// A column whose cells name several.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachFile {
    column: String,
    of: String,
}

/// Where a field of an export comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSource {
    column: Option<String>,
    /// The column that stands in where the file lacks the first.
    or: Option<String>,
    /// Several columns: the first that has a cell, or all with `join` between them.
    #[serde(default)]
    columns: Vec<String>,
    join: Option<String>,
    part: Option<usize>,
    of: Option<String>,
    after: Option<String>,
    #[serde(default)]
    shapes: Vec<String>,
    #[serde(default)]
    html: bool,
    #[serde(default)]
    name: bool,
    #[serde(default)]
    link: bool,
    /// What a policy of trust says.
    trust: Option<Trust>,
    /// A text, and the one in its place.
    replace: Option<[String; 2]>,
    list: Option<String>,
    prefix: Option<String>,
    text: Option<String>,
    #[serde(skip)]
    constant: Option<String>,
    /// The secret of which only a mark is kept: equal secrets, equal marks.
    fingerprint: Option<String>,
    /// What it means that the column is missing or the cell blank; `?` where that leaves the field unknown.
    absent: Option<String>,
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
    /// A word; `?` where the field is unknown.
    is: Option<String>,
    /// A column whose cell counts.
    column: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportFile {
    id: String,
    title: String,
    kind: String,
    platform: Option<String>,
    #[serde(default)]
    lists: Vec<String>,
    document: String,
    #[serde(default)]
    format: Format,
    #[serde(default)]
    records: Vec<String>,
    header: Vec<String>,
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    names: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    heading_marks: Vec<String>,
    #[serde(default)]
    first: Vec<ColumnTest>,
    #[serde(default)]
    apostrophe: bool,
    #[serde(default)]
    by_hand: bool,
    #[serde(default)]
    cannot_know: Vec<CannotFile>,
    note: Option<String>,
    #[serde(default)]
    set_apart: Vec<RowsApart>,
    #[serde(default)]
    noted: Vec<RowsNoted>,
    #[serde(default)]
    nested: Vec<NestedFile>,
    #[serde(rename = "view", default)]
    views: Vec<ViewFile>,
}

#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Table,
    Json,
}

/// A table nested in the records of another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NestedFile {
    name: String,
    records: String,
    #[serde(default)]
    header: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default)]
    secrets: Vec<String>,
    #[serde(default)]
    cannot_know: Vec<CannotFile>,
    #[serde(default)]
    set_apart: Vec<RowsApart>,
    #[serde(default)]
    noted: Vec<RowsNoted>,
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
struct ViewFile {
    subject: String,
    #[serde(default)]
    present: Vec<Vec<ColumnTest>>,
    each: Option<EachFile>,
    #[serde(default)]
    constants: BTreeMap<String, String>,
    #[serde(default)]
    pieces: BTreeMap<String, FieldSource>,
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
        let kinds = schema::words("source.kind");
        if !kinds.contains(&file.kind.as_str()) {
            problems.of(path, format!("kind `{}` is none of {}", file.kind, kinds.join(", ")));
        }
        if (file.format == Format::Json) == file.records.is_empty() {
            problems.of(path, "`records` and `format = \"json\"` go together");
        }
        if file.views.is_empty() && file.nested.is_empty() {
            problems.of(path, "no `view` says what a row becomes");
        }
        let mut out = Self {
            views: views(file.views, path, problems),
            cannot_know: cannot_know(file.cannot_know, path, problems),
            id: file.id,
            title: file.title,
            kind: file.kind,
            platform: file.platform,
            lists: file.lists,
            document: file.document,
            header: file.header,
            any: file.any,
            optional: file.optional,
            names: file.names,
            heading_marks: file.heading_marks,
            first: file.first,
            apostrophe: file.apostrophe,
            by_hand: file.by_hand,
            note: file.note,
            set_apart: file.set_apart,
            noted: file.noted,
            secrets: file.secrets,
            json: None,
        };
        out.check_columns(path, problems);
        if file.format == Format::Json {
            let mut shape = out.json_shape(&file.records, path, problems);
            shape.nested = file.nested.into_iter().map(|nested| out.nested(nested, path, problems)).collect();
            out.json = Some(shape);
        } else if !file.nested.is_empty() {
            problems.of(path, "`nested` goes with `format = \"json\"`");
        }
        out
    }

    /// A table nested in this one's records, as an export of its own.
    fn nested(&self, file: NestedFile, path: &str, problems: &mut Problems) -> (String, Self) {
        let mut out = Self {
            views: views(file.views, path, problems),
            cannot_know: cannot_know(file.cannot_know, path, problems),
            header: file.header,
            any: Vec::new(),
            optional: file.optional,
            names: BTreeMap::new(),
            first: Vec::new(),
            set_apart: file.set_apart,
            noted: file.noted,
            secrets: file.secrets,
            json: None,
            ..self.clone()
        };
        out.check_columns(path, problems);
        out.json = Some(out.json_shape(&[file.records], path, problems));
        (file.name, out)
    }

    /// The paths of its columns and to its records.
    fn json_shape(&self, records: &[String], file: &str, problems: &mut Problems) -> JsonShape {
        let mut problem = |what: String| problems.of(file, what);
        let mut steps = Vec::new();
        for way in records {
            match path::steps(way) {
                Ok(way) => steps.push(way),
                Err(what) => problem(format!("`{way}` leads to no records: {what}")),
            }
        }
        let mut paths = |columns: &mut dyn Iterator<Item = &String>| {
            let mut out = Vec::new();
            for column in columns {
                match Path::parse(column) {
                    Ok(path) => out.push((column.clone(), path)),
                    Err(what) => problem(what),
                }
            }
            out
        };
        let columns = paths(&mut self.header.iter().chain(&self.optional));
        JsonShape { records: steps, columns, secrets: paths(&mut self.secrets.iter()), nested: Vec::new() }
    }

    /// Further tables in its records, by their names.
    pub fn nested_tables(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.json.iter().flat_map(|shape| &shape.nested).map(|(name, nested)| (name.as_str(), nested))
    }

    /// May a column of this heading hold secrets, as the export's file says?
    pub(super) fn is_secret(&self, heading: &str) -> bool {
        let heading = plain(heading, &self.heading_marks);
        self.secrets.iter().any(|secret| plain(secret, &[]) == heading)
    }

    /// The secrets of which marks are kept.
    pub(super) fn fingerprints(&self) -> impl Iterator<Item = &str> {
        let sources = self.views.iter().flat_map(|view| view.fields.iter().map(|(_, source)| source));
        sources.filter_map(|source| source.fingerprint.as_deref())
    }

    /// Every column that something names is one of `header` or `optional`.
    fn check_columns(&self, path: &str, problems: &mut Problems) {
        let known = |column: &str| self.header.iter().chain(&self.optional).any(|c| c == column);
        let mut named: Vec<&str> = self.names.keys().chain(&self.any).map(String::as_str).collect();
        let mut tests: Vec<&ColumnTest> = self.first.iter().collect();
        tests.extend(self.set_apart.iter().flat_map(|s| &s.when));
        tests.extend(self.noted.iter().flat_map(|noted| &noted.when));
        for view in &self.views {
            tests.extend(view.present.iter().flatten());
            named.extend(view.each.iter().map(|each| each.column.as_str()));
            for source in view.fields.iter().map(|(_, source)| source).chain(view.pieces.values()) {
                tests.extend(source.rules.iter().flat_map(|r| &r.when));
                named.extend(source.rules.iter().filter_map(|r| r.column.as_deref()));
                if source.rules.iter().any(|r| r.is.is_some() == r.column.is_some()) {
                    problems.of(path, "a rule says either `is` or `column`");
                }
                named.extend(source.column.iter().chain(&source.or).chain(&source.columns).map(String::as_str));
                named.extend(source.placeholders().into_iter().filter(|name| !view.pieces.contains_key(*name)));
                if source.part.is_some() != source.of.is_some() {
                    problems.of(path, "`part` and `of` go together");
                }
            }
        }
        named.extend(tests.into_iter().map(|t| t.column.as_str()));
        for secret in named.iter().filter(|column| self.secrets.iter().any(|secret| secret == *column)) {
            problems.of(path, format!("`{secret}` is one of `secrets`; only `fingerprint` may name it"));
        }
        for column in self.fingerprints().filter(|column| !self.secrets.iter().any(|secret| secret == column)) {
            problems.of(path, format!("`fingerprint` names `{column}`, which is none of `secrets`"));
        }
        named.retain(|column| !known(column));
        named.sort_unstable();
        named.dedup();
        for column in named {
            problems.of(path, format!("`{column}` is no column of `header` or `optional`"));
        }
    }

    /// Is this the heading of an export that is a table, and the first row behind it one of its rows?
    pub fn matches(&self, header: &[String], first_row: Option<&[String]>) -> bool {
        if self.json.is_some() {
            return false;
        }
        let binder = Binder::new(self, header);
        let is_its_row = |row: &[String]| {
            let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
            binder.tests(&self.first).iter().all(|test| test.holds(cell))
        };
        let some = |any: &[String]| any.is_empty() || any.iter().any(|c| binder.at(c).is_some());
        self.header.iter().all(|c| binder.at(c).is_some()) && some(&self.any) && first_row.is_none_or(is_its_row)
    }
}

fn views(files: Vec<ViewFile>, path: &str, problems: &mut Problems) -> Vec<ExportView> {
    let mut out = Vec::new();
    for view in files {
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
        out.push(ExportView { subject, present: view.present, each: view.each, pieces: view.pieces, fields });
    }
    out
}

fn cannot_know(files: Vec<CannotFile>, path: &str, problems: &mut Problems) -> Vec<(FieldId, String)> {
    let mut out = Vec::new();
    for entry in files {
        match FieldId::parse(&entry.field) {
            Some(field) => out.push((field, entry.why)),
            None => problems.of(path, format!("`{}` is not a field of the schema", entry.field)),
        }
    }
    out
}

/// A heading as it is compared: its marks left aside, in lower case, with single blanks.
fn plain(heading: &str, marks: &[String]) -> String {
    let mut text = heading.trim();
    while let Some(rest) = marks.iter().find_map(|mark| text.strip_prefix(mark.as_str())) {
        text = rest;
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// An export's sources and tests, bound to the columns of a heading.
pub(super) struct Binder<'a> {
    export: &'a Export,
    header: Vec<String>,
}

impl<'a> Binder<'a> {
    pub(super) fn new(export: &'a Export, header: &[String]) -> Self {
        Self { export, header: header.iter().map(|h| plain(h, &export.heading_marks)).collect() }
    }

    /// Where a column stands, under its name or another.
    pub(super) fn at(&self, column: &str) -> Option<usize> {
        let place = |name: &str| {
            let name = plain(name, &[]);
            self.header.iter().position(|h| *h == name)
        };
        place(column).or_else(|| self.export.names.get(column)?.iter().find_map(|name| place(name)))
    }

    /// Tests. A column that a table lacks makes those hold that ask for something not to be there.
    pub(super) fn tests(&self, tests: &[ColumnTest]) -> Vec<Test> {
        let bound = |t: &ColumnTest| Test {
            column: self.at(&t.column),
            lacking_is_blank: self.export.json.is_some(),
            is: lower(&t.is),
            not: lower(&t.not),
            has: lower(&t.has),
            lacks: lower(&t.lacks),
            blank: t.blank,
            there: t.there,
            like: t.like.clone(),
            unlike: t.unlike.clone(),
        };
        tests.iter().map(bound).collect()
    }

    pub(super) fn noted(&self, rows: &RowsNoted) -> NotedRows {
        NotedRows { says: rows.says.clone(), tests: self.tests(&rows.when), partial: rows.partial }
    }

    pub(super) fn set_apart(&self, rows: &RowsApart) -> SetApart {
        SetApart { reason: rows.reason.clone(), tests: self.tests(&rows.when), first_rows: rows.first_rows }
    }

    /// The column of a view whose cells make a row each; none where the file lacks it.
    pub(super) fn each(&self, view: &ExportView) -> Option<Each> {
        let each = view.each.as_ref()?;
        Some(Each { column: self.at(&each.column)?, split: Split::At(each.of.clone()), only_named: true })
    }

    /// Where a field's cells come from; `None` where its column is missing.
    pub(super) fn field(&self, source: &FieldSource, view: &ExportView, each: Option<&Each>) -> Option<(From, Marks)> {
        let marks = Marks {
            empty: lower(&source.empty),
            never: lower(&source.never),
            unknown: lower(&source.unknown),
            export: !self.export.by_hand,
        };
        Some((self.source(source, view, each)?, marks))
    }

    fn source(&self, source: &FieldSource, view: &ExportView, each: Option<&Each>) -> Option<From> {
        if let Some(constant) = &source.constant {
            return Some(From::Constant(constant.clone()));
        }
        if let Some(secret) = &source.fingerprint {
            return Some(From::Fingerprint(self.at(secret)?));
        }
        if let Some(text) = &source.text {
            let mut pieces = Vec::new();
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once('{') {
                let (name, tail) = after.split_once('}')?;
                let from = match view.pieces.get(name) {
                    Some(piece) => self.source(piece, view, each)?,
                    None => self.column(self.at(name)?, each, Vec::new()),
                };
                pieces.push((before.to_owned(), Some(from)));
                rest = tail;
            }
            pieces.push((rest.to_owned(), None));
            return Some(From::Template(pieces));
        }
        // A column that an organisation may have added comes before what rules make of the others.
        let named = [&source.column, &source.or].into_iter().flatten();
        if let Some(column) = named.into_iter().find_map(|column| self.at(column)) {
            return Some(self.column(column, each, source.cuts()));
        }
        let several: Vec<From> =
            source.columns.iter().filter_map(|c| self.at(c)).map(|c| self.column(c, each, source.cuts())).collect();
        if !several.is_empty() {
            return Some(From::Several { from: several, join: source.join.clone() });
        }
        if !source.rules.is_empty() {
            return self.rules(&source.rules);
        }
        source.absent.clone().filter(|word| word != UNKNOWN).map(From::Constant)
    }

    /// What rules say. Where the file lacks all that they ask for, they say the same of every row; if that is nothing, the file
    /// lacks the field.
    fn rules(&self, rules: &[RuleFile]) -> Option<From> {
        let rules: Vec<(Vec<Test>, From)> = rules.iter().map(|r| (self.tests(&r.when), self.says(r))).collect();
        let asks = |(tests, says): &(Vec<Test>, From)| {
            tests.iter().any(|t| t.column.is_some()) || !columns_of(says).is_empty()
        };
        if rules.iter().any(asks) {
            return Some(From::Rules(rules));
        }
        let holds = |tests: &[Test]| tests.iter().all(|test| test.holds(|_| ""));
        let says = rules.into_iter().find(|(tests, _)| holds(tests)).map(|(_, says)| says);
        says.filter(|says| *says != From::Constant(UNKNOWN.into()))
    }

    /// What a rule says; unknown where its column is missing.
    fn says(&self, rule: &RuleFile) -> From {
        let column = rule.column.as_ref().and_then(|column| self.at(column));
        let column = column.map(|column| self.column(column, None, Vec::new()));
        column.unwrap_or_else(|| From::Constant(rule.is.clone().unwrap_or_else(|| UNKNOWN.into())))
    }

    fn column(&self, column: usize, each: Option<&Each>, cuts: Vec<Cut>) -> From {
        let mut all = Vec::new();
        if self.export.apostrophe {
            all.push(Cut::Apostrophe);
        }
        if let Some(each) = each.filter(|each| each.column == column) {
            all.push(Cut::Each(each.split.clone()));
        }
        all.extend(cuts);
        if all.is_empty() { From::Column(column) } else { From::Cut { column, cuts: all } }
    }
}

/// The word that leaves a field unknown.
pub(super) const UNKNOWN: &str = "?";

fn lower(list: &[String]) -> Vec<String> {
    list.iter().map(|w| w.to_lowercase()).collect()
}

impl FieldSource {
    /// The steps from the column's cell to the field's, in their order.
    fn cuts(&self) -> Vec<Cut> {
        let mut out: Vec<Cut> = self.absent.clone().map(Cut::Absent).into_iter().collect();
        if let (Some(part), Some(of)) = (self.part, &self.of) {
            out.push(Cut::Part { part, of: of.clone() });
        }
        out.extend(self.after.clone().map(Cut::After));
        if !self.shapes.is_empty() {
            out.push(Cut::Shapes(self.shapes.clone()));
        }
        if self.html {
            out.push(Cut::Html);
        }
        if self.name {
            out.push(Cut::Name);
        }
        if self.link {
            out.push(Cut::Link);
        }
        out.extend(self.trust.map(Cut::Trust));
        out.extend(self.replace.clone().map(|[one, other]| Cut::Replace(one, other)));
        out.extend(self.list.clone().map(Cut::List));
        out.extend(self.prefix.clone().map(Cut::Prefix));
        out
    }

    /// The names in braces of its text.
    fn placeholders(&self) -> Vec<&str> {
        let text = self.text.as_deref().unwrap_or_default();
        text.split('{').skip(1).filter_map(|piece| piece.split_once('}')).map(|(name, _)| name).collect()
    }
}
