//! A mapping: how somebody wants tables to be read, as a file that people can edit.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::csv::sniff_delimiter;
use super::dates::DateRule;
use super::layout::{Columns, Grid, Row, RowRules};
use super::plan::{FieldPlan, From, Marks, ReadPlan, columns_of};
use super::recognise::{More, Recognised, assembled, samples, unread};
use super::{IngestError, csv::skip_bom};
use crate::api::Confidence;
use crate::pack::Pack;
use crate::schema::{FieldId, Subject, Type};
use crate::vocabulary::{FileKind, fold};

/// Rows among which headings are looked for that do not stand where the mapping says.
const WITHIN: usize = 60;

/// How somebody wants tables to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The tables, by name.
    #[serde(default, rename = "table")]
    pub tables: Vec<TableMapping>,
}

/// How one table is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableMapping {
    /// The name of the file or of one of its tables, as `nhimap inspect` shows it; `*` stands for any text.
    pub name: String,
    /// What it is: `register`, `controls`, ... None where it is a known export, whose columns are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The rows that hold the headings, as a spreadsheet numbers rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heading_rows: Vec<u32>,
    /// Rows to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip_rows: Vec<u32>,
    /// Fields that have the same value in every row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
    /// The columns.
    #[serde(default, rename = "column", skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ColumnMapping>,
}

/// What one column feeds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// Its heading; the rows of a merged heading joined.
    pub heading: String,
    /// Its place, from 1; it is looked for elsewhere when its heading stands elsewhere.
    pub column: usize,
    /// The fields that it feeds; none where it is not read.
    #[serde(default)]
    pub fields: Vec<String>,
    /// How its dates are read, where their cells leave that open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateRule>,
}

/// What stands above a mapping that is written out.
const HEAD: &str = "\
# How nhimap reads these tables. Edit it, and give it back: nhimap assess FILES --mapping THIS
#   name          the table; `*` stands for any text, as in \"register-*.csv\"
#   kind          what it is: register, roster, controls, evidence, exceptions, launches, suppliers, applications, ...
#   heading_rows  the rows that hold the headings
#   skip_rows     rows to leave out
#   constants     what is the same in every row: { \"identity.environment\" = \"production\" }
#   fields        what a column feeds; [] leaves it out
#   dates         \"day-first\", \"month-first\" or \"1904\", where the cells leave it open
";

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let place = line.map_or(String::new(), |line| format!("line {line}: "));
            format!("{place}{}", error.message().trim())
        })?;
        for table in &mapping.tables {
            let fields = table.columns.iter().flat_map(|column| &column.fields).chain(table.constants.keys());
            for field in fields {
                if FieldId::parse(field).is_none() {
                    return Err(format!("`{}`: `{field}` is no field", table.name));
                }
            }
            if table.kind.is_some() && table.heading_rows.is_empty() {
                return Err(format!("`{}`: `heading_rows` must say which rows hold the headings", table.name));
            }
            if table.kind.is_none() && !table.columns.iter().all(|column| column.fields.is_empty()) {
                return Err(format!("`{}`: `kind` must say what the table is", table.name));
            }
        }
        Ok(mapping)
    }

    /// The mapping as a file that people can edit.
    pub fn print(&self) -> String {
        let mut out = HEAD.to_owned();
        for table in &self.tables {
            out += &format!("\n[[table]]\nname = {}\n", quoted(&table.name));
            if let Some(kind) = &table.kind {
                out += &format!("kind = {}\n", quoted(kind));
            }
            if !table.heading_rows.is_empty() {
                out += &format!("heading_rows = {:?}\n", table.heading_rows);
            }
            if !table.skip_rows.is_empty() {
                out += &format!("skip_rows = {:?}\n", table.skip_rows);
            }
            if !table.constants.is_empty() {
                let pairs: Vec<String> = table
                    .constants
                    .iter()
                    .map(|(field, value)| format!("{} = {}", quoted(field), quoted(value)))
                    .collect();
                out += &format!("constants = {{ {} }}\n", pairs.join(", "));
            }
            for column in &table.columns {
                let fields: Vec<String> = column.fields.iter().map(|field| quoted(field)).collect();
                out +=
                    &format!("\n[[table.column]]\nheading = {}\ncolumn = {}\n", quoted(&column.heading), column.column);
                out += &format!("fields = [{}]\n", fields.join(", "));
                if let Some(dates) = column.dates {
                    out += &format!("dates = {}\n", quoted(dates.word()));
                }
            }
        }
        out
    }

    /// What it says of a table; the first entry that names it.
    pub fn of(&self, name: &str) -> Option<&TableMapping> {
        self.tables.iter().find(|table| matches_name(&table.name, name))
    }
}

/// Text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Does a name fit a pattern in which `*` stands for any text?
fn matches_name(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    true
}

impl TableMapping {
    /// The mapping that reads a table as it was understood.
    pub(super) fn of(name: &str, plan: &ReadPlan) -> Self {
        let dates = |index: usize| plan.date_rules.get(&index).copied();
        if plan.kind_by_headings.is_none() {
            let columns = plan.columns.iter().filter(|column| dates(column.index).is_some());
            let columns = columns.map(|column| ColumnMapping {
                heading: column.heading.clone(),
                column: column.index + 1,
                fields: Vec::new(),
                dates: dates(column.index),
            });
            return Self { name: name.into(), columns: columns.collect(), ..Self::default() };
        }
        let columns = plan.columns.iter().map(|column| ColumnMapping {
            heading: column.heading.clone(),
            column: column.index + 1,
            fields: if column.how == "read" { column.fields.clone() } else { Vec::new() },
            dates: dates(column.index),
        });
        let constants = plan.views.iter().flat_map(|view| &view.fields).filter_map(|field| match &field.from {
            From::Constant(value) => Some((field.field.path(), value.clone())),
            _ => None,
        });
        Self {
            name: name.into(),
            kind: plan.kind_by_headings.clone(),
            heading_rows: (plan.heading_rows.0..=plan.heading_rows.1).collect(),
            skip_rows: plan.rules.skip.iter().map(|(line, _)| *line).collect(),
            constants: constants.collect(),
            columns: columns.collect(),
        }
    }

    /// Reads a table of text as the mapping says; also gives the bytes before the first row of data.
    pub(super) fn head(&self, name: &str, head: &[u8], pack: &Pack) -> Result<(Recognised, usize), IngestError> {
        let Some(kind_name) = &self.kind else {
            let (mut recognised, data_at) = super::recognise::head(name, head, pack)?;
            self.add_to(&mut recognised, name, pack)?;
            return Ok((recognised, data_at));
        };
        let misfit = |says: String| IngestError::Misfit { file: name.to_owned(), says };
        let kind = pack.vocabulary.kinds.iter().find(|kind| kind.name == *kind_name).ok_or_else(|| {
            let kinds: Vec<&str> = pack.vocabulary.kinds.iter().map(|kind| kind.name.as_str()).collect();
            misfit(format!("`{kind_name}` is no kind of table; these are known: {}", kinds.join(", ")))
        })?;
        let start = skip_bom(head);
        let body = &head[start..];
        if body.trim_ascii().is_empty() {
            return Err(IngestError::Empty { file: name.into() });
        }
        let delimiter = sniff_delimiter(body);
        let grid = Grid::of(body, delimiter);
        let mut notes = Vec::new();
        let (first, last) = self.heading(&grid, &mut notes).map_err(misfit)?;
        let heading: Vec<&Row> = grid.rows[first..=last].iter().collect();
        let sample: Vec<&Row> = grid.rows[last + 1..].iter().collect();
        let columns = Columns::new(&heading, &sample, &pack.vocabulary);
        let mut out = self.recognised(kind, &columns, &mut notes).map_err(misfit)?;
        let plan = &mut out.plan;
        plan.delimiter = delimiter;
        plan.data_at = start + grid.rows[last].end;
        plan.lines_before = grid.rows[last].line;
        plan.heading_rows = (grid.rows[first].line, grid.rows[last].line);
        plan.heading_reason = "the mapping says so".into();
        plan.heading_confidence = Confidence::Certain;
        plan.above = grid.rows[..first].iter().filter(|above| !above.is_blank()).map(|above| above.line).collect();
        let keys = plan.views.first().map_or(Vec::new(), |view| view.keys.clone());
        let data: Vec<&Row> = sample.into_iter().filter(|row| row.filled() >= 2).collect();
        plan.rules = RowRules::by_hand(&heading, &grid.rows[..first], &keys, &data);
        plan.samples = samples(&columns, &plan.columns);
        plan.mapping_notes = notes;
        self.add_to(&mut out, name, pack)?;
        let data_at = out.plan.data_at;
        Ok((out, data_at))
    }

    /// The rows of the headings, as places in the grid: those that the mapping names, else others that hold what it maps.
    fn heading(&self, grid: &Grid, notes: &mut Vec<String>) -> Result<(usize, usize), String> {
        let (Some(from), Some(to)) = (self.heading_rows.iter().min(), self.heading_rows.iter().max()) else {
            return Err("`heading_rows` names no row".into());
        };
        let tall = (to - from) as usize;
        let missing = |first: usize| -> Vec<&str> {
            let last = (first + tall).min(grid.rows.len() - 1);
            let rows: Vec<&Row> = grid.rows[first..=last].iter().collect();
            let there = Columns::headings_of(&rows);
            self.columns
                .iter()
                .filter(|column| !column.fields.is_empty() && self.place(column, &there).is_none())
                .map(|column| column.heading.as_str())
                .collect()
        };
        let told = grid.rows.iter().position(|row| row.line == *from);
        let told_missing = told.map(missing);
        if let (Some(first), Some([])) = (told, told_missing.as_deref()) {
            return Ok((first, (first + tall).min(grid.rows.len() - 1)));
        }
        let elsewhere = (0..grid.rows.len().min(WITHIN)).find(|first| missing(*first).is_empty());
        match (elsewhere, told_missing) {
            (Some(first), _) => {
                let row = grid.rows[first].line;
                notes.push(format!("the headings stand in row {row}; the mapping says row {from}"));
                Ok((first, (first + tall).min(grid.rows.len() - 1)))
            }
            (None, Some(missing)) => {
                let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
                let (what, stand) = if names.len() == 1 { ("column", "stands") } else { ("columns", "stand") };
                let names = names.join(", ");
                Err(format!(
                    "the {what} {names} of the mapping {stand} in no row of headings; row {from} has none of that name"
                ))
            }
            (None, None) => Err(format!("there is no row {from}, where the mapping says the headings are")),
        }
    }

    /// Where a mapped column stands among headings: of several with its heading, the one whose turn it is.
    fn place(&self, column: &ColumnMapping, headings: &[String]) -> Option<usize> {
        let own = fold(&column.heading);
        let alike = |heading: &&ColumnMapping| fold(&heading.heading) == own && heading.column < column.column;
        let turn = self.columns.iter().filter(alike).count();
        let same = |(_, heading): &(usize, &String)| fold(heading) == own && (!own.is_empty() || heading.is_empty());
        if own.is_empty() {
            // A column without a heading is known by its place alone.
            return headings.get(column.column.checked_sub(1)?).filter(|h| h.is_empty()).map(|_| column.column - 1);
        }
        let places: Vec<usize> = headings.iter().enumerate().filter(same).map(|(at, _)| at).collect();
        places.get(turn).copied()
    }

    fn recognised(&self, kind: &FileKind, told: &Columns<'_>, notes: &mut Vec<String>) -> Result<Recognised, String> {
        let headings = told.headings();
        let mut columns: Vec<_> = headings.iter().enumerate().map(|(index, heading)| unread(index, heading)).collect();
        let subjects: Vec<Subject> = kind.reads.iter().copied().chain(kind.also.as_ref().map(|(s, _)| *s)).collect();
        let mut fields: Vec<(FieldId, usize)> = Vec::new();
        let mut more_refs = Vec::new();
        let mut mapped = BTreeSet::new();
        let mut moved = Vec::new();
        for column in &self.columns {
            let Some(at) = self.place(column, &headings) else { continue };
            mapped.insert(at);
            columns[at].reason = "the mapping leaves it out".into();
            if at + 1 != column.column && !column.fields.is_empty() {
                moved.push(format!("`{}` from {} to {}", column.heading, column.column, at + 1));
            }
            if told.may_hold_secrets(at) {
                columns[at].how = "dropped".into();
                columns[at].reason = "the heading says that the cells may be secrets".into();
                if !column.fields.is_empty() {
                    notes.push(format!("`{}` is not read, since its cells may be secrets", column.heading));
                }
                continue;
            }
            for path in &column.fields {
                let field = FieldId::parse(path).filter(|field| subjects.contains(&field.subject));
                let field = field.ok_or_else(|| format!("`{path}` is no field of {}", kind.says))?;
                columns[at].how = "read".into();
                columns[at].reason = "the mapping says so".into();
                columns[at].fields.push(path.clone());
                if fields.iter().any(|(known, _)| *known == field) {
                    match field.field().kind {
                        Type::Refs => more_refs.push((field, at)),
                        _ => return Err(format!("`{path}` is fed by two columns; `{}` is the second", column.heading)),
                    }
                } else {
                    fields.push((field, at));
                }
            }
        }
        if !moved.is_empty() {
            notes.push(format!("columns have moved: {}", moved.join(", ")));
        }
        let gone = self.columns.iter().filter(|c| c.fields.is_empty() && !c.heading.is_empty());
        let gone: Vec<String> =
            gone.filter(|c| self.place(c, &headings).is_none()).map(|c| format!("`{}`", c.heading)).collect();
        if !gone.is_empty() {
            notes.push(format!("columns of the mapping are no longer there, and none was read: {}", gone.join(", ")));
        }
        let extra = (0..headings.len()).filter(|at| !mapped.contains(at) && !headings[*at].is_empty());
        let extra: Vec<usize> = extra.collect();
        for at in &extra {
            columns[*at].reason = "the mapping does not name it".into();
            if told.may_hold_secrets(*at) {
                columns[*at].how = "dropped".into();
            }
        }
        if !extra.is_empty() {
            let names: Vec<String> = extra.iter().map(|at| format!("`{}`", headings[*at])).collect();
            notes.push(format!("columns that the mapping does not name are not read: {}", names.join(", ")));
        }
        let has_needs =
            kind.keys.is_empty() || kind.keys.iter().any(|key| fields.iter().any(|(field, _)| field == key));
        if !has_needs {
            let keys: Vec<String> = kind.keys.iter().map(|key| format!("`{}`", key.path())).collect();
            return Err(format!("read as {}, one column must feed {}", kind.says, keys.join(" or ")));
        }
        Ok(assembled(kind, &headings, columns, fields, &More { refs: more_refs, ids: Vec::new() }))
    }

    /// Adds what the mapping says beside the columns: constants, date rules, rows to leave out.
    fn add_to(&self, recognised: &mut Recognised, name: &str, pack: &Pack) -> Result<(), IngestError> {
        let plan = &mut recognised.plan;
        for line in &self.skip_rows {
            plan.rules.skip.push((*line, "left out by the mapping".into()));
        }
        for column in self.columns.iter().filter(|column| column.dates.is_some()) {
            if let (Some(at), Some(rule)) = (self.place(column, &plan.header), column.dates) {
                plan.date_rules.insert(at, rule);
            }
        }
        for (path, value) in &self.constants {
            let Some(field) = FieldId::parse(path) else { continue };
            let view = plan.views.iter_mut().find(|view| view.subject == field.subject).ok_or_else(|| {
                let says = format!("the constant `{path}` is of no subject that the table speaks of");
                IngestError::Misfit { file: name.to_owned(), says }
            })?;
            let fed = view.fields.iter().find(|f| f.field == field);
            if fed.is_some_and(|f| !columns_of(&f.from).is_empty()) {
                plan.mapping_notes.push(format!("`{path}` has a column; its constant was not used"));
                continue;
            }
            if let Type::Word(vocabulary) = field.field().kind
                && pack.vocabulary.word(vocabulary, value).is_none()
            {
                plan.mapping_notes.push(format!("`{value}` is no word of `{path}`"));
            }
            view.fields.retain(|f| f.field != field);
            view.fields.push(FieldPlan { field, from: From::Constant(value.clone()), marks: Marks::default() });
        }
        Ok(())
    }

    /// Adds what the mapping says to a table that is understood without its text, such as a known export in JSON.
    pub(super) fn apply_to(&self, recognised: &mut Recognised, name: &str, pack: &Pack) -> Result<(), IngestError> {
        self.add_to(recognised, name, pack)
    }
}
