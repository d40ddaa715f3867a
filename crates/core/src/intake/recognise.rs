//! What a file is, and which column feeds which field.

use std::collections::BTreeMap;

use super::IngestError;
use super::csv::{skip_bom, sniff_delimiter};
use super::exports::{Binder, Export};
use super::kinds::choose;
use super::layout::{self, Columns, Found, Grid, Row, RowRules};
use super::open::text::declared_delimiter;
use super::open::{PartFacts, refuse, refuse_binary};
use super::plan::{Cut, Each, FieldPlan, From, Marks, ReadPlan, SetApart, Split, ViewPlan, columns_of};
use super::secrets::{Look, MASK, may_hold_secret};
use crate::api::{CannotKnow, ColumnRead, Confidence};
use crate::pack::Pack;
use crate::schema::{self, FieldId, Subject, Type};
use crate::vocabulary::FileKind;

/// How a file is understood.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The plan.
    pub plan: ReadPlan,
    /// The fields that are read, with the heading that feeds each.
    pub fields: Vec<(FieldId, String)>,
    /// Which table of the file it is, and how its text was found.
    pub part: PartFacts,
}

/// Records at the start of a file among which the heading of a known export is looked for: titles may stand above it.
const HEADING_WITHIN: usize = 13;

/// Understands a file from its first bytes; also gives the bytes before the first row of data.
pub(super) fn head(name: &str, head: &[u8], pack: &Pack) -> Result<(Recognised, usize), IngestError> {
    refuse(name, head)?;
    refuse_binary(name, head)?;
    let start = skip_bom(head);
    let body = &head[start..];
    if body.trim_ascii().is_empty() {
        return Err(IngestError::Empty { file: name.into() });
    }
    let delimiter = declared_delimiter(body).unwrap_or_else(|| sniff_delimiter(body));
    let grid = Grid::of(body, delimiter);
    let known = grid.rows.iter().take(HEADING_WITHIN).enumerate().find_map(|(at, row)| {
        let first = grid.rows.get(at + 1).map(|next| &next.cells[..]);
        let export = pack.exports.iter().find(|e| e.matches(&row.cells, first))?;
        Some((at, export))
    });
    let (first, last, mut recognised) = match known {
        Some((at, export)) => (at, at, of_export(export, &grid, at, pack)),
        None => {
            let found = layout::find(name, &grid, pack)?;
            (found.rows.0, found.rows.1, of_found(&found, &grid, pack))
        }
    };
    let data_at = start + grid.rows[last].end;
    recognised.plan.delimiter = delimiter;
    recognised.plan.data_at = data_at;
    recognised.plan.lines_before = grid.rows[last].line;
    recognised.plan.heading_rows = (grid.rows[first].line, grid.rows[last].line);
    recognised.plan.above =
        grid.rows[..first].iter().filter(|above| !above.is_blank()).map(|above| above.line).collect();
    mask_headings(&mut recognised);
    Ok((recognised, data_at))
}

/// A table without headings may have a secret where its first heading should stand.
fn mask_headings(recognised: &mut Recognised) {
    let own = recognised.plan.header.iter_mut().chain(recognised.fields.iter_mut().map(|(_, heading)| heading));
    let headings = own.chain(recognised.plan.columns.iter_mut().map(|column| &mut column.heading));
    for heading in headings.filter(|heading| may_hold_secret(heading.as_bytes(), Look::Random)) {
        MASK.clone_into(heading);
    }
}

fn of_export(export: &Export, grid: &Grid, at: usize, pack: &Pack) -> Recognised {
    let row = &grid.rows[at];
    let mut out = by_export(export, &row.cells, pack);
    out.plan.heading_reason = format!("row {} holds the headings of {}", row.line, export.title);
    out.plan.heading_confidence = Confidence::Certain;
    out.plan.rules = RowRules::of_export(row);
    let sample: Vec<&Row> = grid.rows[at + 1..].iter().collect();
    out.plan.samples = samples(&Columns::new(&[row], &sample, &pack.vocabulary), &out.plan.columns);
    out
}

fn of_found(found: &Found<'_>, grid: &Grid, pack: &Pack) -> Recognised {
    let mut out = by_headings(found.kind, &found.columns);
    out.plan.heading_reason = found.reason(grid);
    out.plan.heading_confidence = found.confidence;
    out.plan.rules = layout::rules(grid, found, pack);
    out.plan.samples = samples(&found.columns, &out.plan.columns);
    out
}

/// The patterns of some cells of each column; none of a column that may hold secrets.
pub(super) fn samples(columns: &Columns<'_>, read: &[ColumnRead]) -> Vec<Vec<String>> {
    let patterns = |column: &ColumnRead| match column.how.as_str() {
        "dropped" => Vec::new(),
        _ if columns.may_hold_secrets(column.index) => Vec::new(),
        _ => columns.evidence(column.index).patterns(),
    };
    read.iter().map(patterns).collect()
}

/// Finds what a header means.
///
/// # Errors
/// No kind of file has enough of these headings.
pub fn recognise(name: &str, header: &[String], pack: &Pack) -> Result<Recognised, IngestError> {
    if let Some(export) = pack.exports.iter().find(|e| e.matches(header, None)) {
        return Ok(by_export(export, header, pack));
    }
    let columns = Columns::of_headings(header, &pack.vocabulary);
    let (kind, _) = choose(name, &columns, pack)?;
    Ok(by_headings(kind, &columns))
}

fn by_headings(kind: &FileKind, told: &Columns<'_>) -> Recognised {
    let header = &told.headings()[..];
    let mut columns = Vec::new();
    let mut fields: Vec<(FieldId, usize)> = Vec::new();
    // Further columns of references: all are read, since one of them may name the framework of another.
    let mut more_ids: Vec<(FieldId, usize)> = Vec::new();
    let mut more_refs: Vec<(FieldId, usize)> = Vec::new();
    for (index, heading) in header.iter().enumerate() {
        let mut read = unread(index, heading);
        match told.decide(kind, index) {
            _ if told.may_hold_secrets(index) => {
                read.how = "dropped".into();
                read.reason = "the heading says that the cells may be secrets".into();
            }
            Err(reason) => read.reason = reason,
            Ok(decision) => {
                let field = decision.field;
                (read.confidence, read.reason) = (decision.confidence, decision.reason);
                match fields.iter().position(|(f, _)| *f == field) {
                    // Of two columns for one field, one without a cell gives way.
                    Some(at) if field.field().kind != Type::Refs && gives_way(told, fields[at].1, index) => {
                        let first: &mut ColumnRead = &mut columns[fields[at].1];
                        first.fields.clear();
                        first.how = "repeated".into();
                        fields[at].1 = index;
                        read.how = "read".into();
                        read.fields.push(field.path());
                    }
                    Some(_) => {
                        read.how = "repeated".into();
                        if field.field().kind == Type::Refs {
                            read.how = "read".into();
                            read.fields.push(field.path());
                            more_refs.push((field, index));
                        }
                        // A further column of keys holds other ids of the same thing, by which other files know it.
                        if let Some(ids) = other_ids(field) {
                            read.how = "read".into();
                            read.fields.push(ids.path());
                            more_ids.push((ids, index));
                        }
                    }
                    None => {
                        read.how = "read".into();
                        read.fields.push(field.path());
                        fields.push((field, index));
                    }
                }
            }
        }
        columns.push(read);
    }
    for (ids, index) in &more_ids {
        if !fields.iter().any(|(f, _)| f == ids) {
            fields.push((*ids, *index));
        }
    }
    prefer_plain_id(kind, header, &mut fields, &mut columns);
    if let Some((also, _)) = &kind.also {
        named_beside(*also, &mut fields, &mut columns);
    }
    assembled(kind, header, columns, fields, &More { refs: more_refs, ids: more_ids })
}

/// Does a heading name those who stand in for somebody (`Backup owner`), and not all (`Owners`)? Who stands in is not the one
/// who answers.
fn stands_in(heading: &str) -> bool {
    const WORDS: [&str; 26] = [
        "backup",
        "deputy",
        "secondary",
        "second",
        "alternate",
        "co",
        "other",
        "additional",
        "2",
        "weitere",
        "weiterer",
        "stellvertretender",
        "stellvertretende",
        "stellvertretung",
        "stellvertreter",
        "zweiter",
        "suppléant",
        "suppléante",
        "secondaire",
        "copropriétaire",
        "copropriétaires",
        "suplente",
        "secundario",
        "plaatsvervangend",
        "tweede",
        "reserve",
    ];
    crate::vocabulary::fold(heading).split(' ').any(|word| WORDS.contains(&word))
}

/// Further columns of fields that take several.
#[derive(Debug, Default)]
pub(super) struct More {
    /// Of references: one of the columns may name the framework of another.
    pub(super) refs: Vec<(FieldId, usize)>,
    /// Of other names of the same row.
    pub(super) ids: Vec<(FieldId, usize)>,
}

/// How a table is read whose columns feed these fields.
pub(super) fn assembled(
    kind: &FileKind,
    header: &[String],
    columns: Vec<ColumnRead>,
    mut fields: Vec<(FieldId, usize)>,
    more: &More,
) -> Recognised {
    for (field, column) in fields.clone() {
        if let Some(twin) = twin(field, &kind.name)
            && !fields.iter().any(|(f, _)| *f == twin)
        {
            fields.push((twin, column));
        }
    }
    // A column of all owners alone also names the one who answers: the first.
    for (one, all) in [("owner", "owners"), ("approver", "approvers")] {
        for subject in schema::SUBJECTS {
            let (Some(one), Some(all)) = (schema::find(subject, one), schema::find(subject, all)) else { continue };
            if !fields.iter().any(|(f, _)| *f == one)
                && let Some((_, column)) = fields.iter().find(|(f, _)| *f == all)
                && !stands_in(&header[*column])
            {
                fields.push((one, *column));
            }
        }
    }
    let subjects = kind.reads.iter().chain(kind.also.as_ref().map(|(subject, _)| subject));
    let mut views: Vec<ViewPlan> = subjects.filter_map(|subject| view(*subject, kind, &fields)).collect();
    for plan in views.iter_mut().flat_map(|view| &mut view.fields) {
        let refs: Vec<usize> = more.refs.iter().filter(|(f, _)| *f == plan.field).map(|(_, column)| *column).collect();
        if let (From::Column(first), false) = (&plan.from, refs.is_empty()) {
            plan.from = references([*first].into_iter().chain(refs), header);
        }
        let more = more.ids.iter().filter(|(f, _)| *f == plan.field).map(|(_, column)| *column);
        if let From::Column(first) = plan.from {
            let mut all: Vec<usize> = [first].into_iter().chain(more).collect();
            all.dedup();
            if all.len() > 1 {
                let from = all.into_iter().map(From::Column).collect();
                plan.from = From::Several { from, join: Some(";".into()) };
            }
        }
    }
    let kind_field = schema::the(Subject::Identity, "kind");
    let kept = ["purpose_class", "is_break_glass", "is_root"].map(|name| schema::the(Subject::Identity, name));
    Recognised {
        part: PartFacts::default(),
        fields: fields.iter().map(|(f, c)| (*f, header[*c].clone())).collect(),
        plan: ReadPlan {
            heading_rows: (1, 1),
            heading_reason: String::new(),
            heading_confidence: Confidence::Certain,
            rules: RowRules::default(),
            samples: Vec::new(),
            kind_by_headings: Some(kind.name.clone()),
            mapping_notes: Vec::new(),
            kind: kind.name.clone(),
            says: kind.says.clone(),
            platform: None,
            lists: Vec::new(),
            delimiter: b',',
            header: header.to_vec(),
            data_at: 0,
            lines_before: 1,
            views,
            set_apart: Vec::new(),
            noted: Vec::new(),
            above: Vec::new(),
            kind_column: fields.iter().find(|(f, _)| *f == kind_field).map(|(_, c)| *c),
            never_apart: fields.iter().filter(|(f, _)| kept.contains(f)).copied().collect(),
            columns,
            cannot_know: Vec::new(),
            date_rules: BTreeMap::new(),
        },
    }
}

/// A column as it is before anything is known of it.
pub(super) fn unread(index: usize, heading: &str) -> ColumnRead {
    ColumnRead {
        index,
        heading: heading.to_owned(),
        fields: Vec::new(),
        how: "not used".into(),
        confidence: Confidence::Certain,
        reason: "no field has this heading".into(),
    }
}

/// Has a column no cell in the file's first rows, and another of the same field has some?
fn gives_way(columns: &Columns<'_>, first: usize, other: usize) -> bool {
    columns.evidence(first).cells.is_empty() && !columns.evidence(other).cells.is_empty()
}

/// Where further columns of keys go: the list of other ids.
fn other_ids(field: FieldId) -> Option<FieldId> {
    match (field.subject, field.field().name) {
        (Subject::Credential, "id") | (Subject::Credential | Subject::Identity, "external_ids") => {
            schema::find(field.subject, "external_ids")
        }
        _ => None,
    }
}

/// Fields that name a thing, where a list of another subject speaks of it.
const NAMES_IT: [&str; 3] = ["title", "artefact", "hash"];

/// What a list says of a second subject counts only with a column that names it: a date of evidence that is not named dates
/// nothing. A name may be the link to the thing itself.
fn named_beside(subject: Subject, fields: &mut Vec<(FieldId, usize)>, columns: &mut [ColumnRead]) {
    let of = |name: &str| schema::find(subject, name);
    let column = |field: Option<FieldId>| fields.iter().find(|(f, _)| Some(*f) == field).map(|(_, column)| *column);
    if NAMES_IT.iter().all(|name| column(of(name)).is_none()) {
        for (_, column) in fields.iter().filter(|(f, _)| f.subject == subject) {
            columns[*column].fields.clear();
            columns[*column].how = "not used".into();
        }
        fields.retain(|(f, _)| f.subject != subject);
    } else if let (Some(artefact), Some(title), None) = (of("artefact"), column(of("title")), column(of("artefact"))) {
        columns[title].fields.push(artefact.path());
        fields.push((artefact, title));
    }
}

/// References from several columns. One headed `framework` or `standard` names what the ids in the others belong to.
fn references(columns: impl Iterator<Item = usize>, header: &[String]) -> From {
    let is_framework = |column: &usize| {
        let heading = crate::vocabulary::fold(&header[*column]);
        matches!(heading.as_str(), "framework" | "frameworks" | "standard" | "standards")
    };
    let (frameworks, mut columns): (Vec<usize>, Vec<usize>) = columns.partition(is_framework);
    match frameworks[..] {
        [framework] if !columns.is_empty() => From::Refs { framework: Some(framework), columns },
        _ => {
            columns.extend(frameworks);
            columns.sort_unstable();
            From::Refs { framework: None, columns }
        }
    }
}

/// Where a row has no id of its own but answers to another's (`finding`), a column `id` beside that one holds it, and the
/// other its words: so does the list of findings that management writes its answers into.
fn prefer_plain_id(kind: &FileKind, header: &[String], fields: &mut [(FieldId, usize)], columns: &mut [ColumnRead]) {
    let Some(subject) = kind.reads.first().filter(|s| schema::find(**s, "id").is_none()) else { return };
    let key = fields.iter_mut().find(|(f, _)| f.subject == *subject && f.field().kind == Type::Id);
    let id = header.iter().position(|heading| crate::vocabulary::fold(heading) == "id");
    if let (Some((field, column)), Some(id)) = (key, id)
        && !crate::vocabulary::fold(&header[*column]).ends_with(" id")
    {
        columns[*column] = ColumnRead { fields: Vec::new(), how: "not used".into(), ..columns[*column].clone() };
        columns[id].fields = vec![field.path()];
        columns[id].how = "read".into();
        *column = id;
    }
}

/// Fields that the same column feeds besides its own: the register's own status, all owners and approvers that it names, a
/// control list's own words for a status.
fn twin(field: FieldId, kind: &str) -> Option<FieldId> {
    let twin = match (field.subject, field.field().name) {
        (Subject::Identity, "status") if kind == "register" => "register_status",
        (Subject::Identity, "owner") => "owners",
        (Subject::Identity | Subject::Control | Subject::Exception | Subject::Launch, "approver") => "approvers",
        (Subject::Control, "status") => "status_word",
        (Subject::Control, "target") => "target_word",
        _ => return None,
    };
    Some(schema::the(field.subject, twin))
}

fn view(subject: Subject, kind: &FileKind, fields: &[(FieldId, usize)]) -> Option<ViewPlan> {
    let own: Vec<(FieldId, usize)> = fields.iter().filter(|(f, _)| f.subject == subject).copied().collect();
    if own.is_empty() {
        return None;
    }
    let is_first = kind.reads.first() == Some(&subject);
    let columns =
        |names: &[FieldId]| own.iter().filter(|(f, _)| names.contains(f)).map(|(_, c)| *c).collect::<Vec<_>>();
    let of = |name: &str| own.iter().find(|(f, _)| f.field().name == name).map(|(_, column)| *column);
    let each = of("control").filter(|_| subject == Subject::Evidence).map(|column| Each {
        column,
        split: Split::Ids,
        only_named: false,
    });
    let from = |field: FieldId, column: usize| match &each {
        Some(each) if each.column == column => From::Cut { column, cuts: vec![Cut::Each(each.split.clone())] },
        _ if field.field().name == "artefact" && of("title") == Some(column) => {
            From::Cut { column, cuts: vec![Cut::Link] }
        }
        _ => From::Column(column),
    };
    let fields = own
        .iter()
        .map(|(field, column)| FieldPlan { field: *field, from: from(*field, *column), marks: Marks::default() })
        .collect();
    let is_also = kind.also.as_ref().is_some_and(|(also, _)| *also == subject);
    let shows = |field: FieldId| !is_also || NAMES_IT.contains(&field.field().name);
    let any_of = own.iter().filter(|(f, _)| !is_first && shows(*f)).map(|(_, column)| *column).collect();
    Some(ViewPlan {
        subject,
        present: Vec::new(),
        any_of,
        names_something: is_also,
        keys: if is_first { columns(&kind.keys) } else { Vec::new() },
        each,
        fields,
    })
}

/// How a heading of a known export is read.
pub(super) fn by_export(export: &Export, header: &[String], pack: &Pack) -> Recognised {
    let binder = Binder::new(export, header);
    let mut columns: Vec<ColumnRead> =
        header.iter().enumerate().map(|(index, heading)| unread(index, heading)).collect();
    let mut fields = Vec::new();
    let mut views = Vec::new();
    for view in &export.views {
        let mut plans = Vec::new();
        let each = binder.each(view);
        // What a column would have named is not there.
        if view.each.is_some() && each.is_none() {
            continue;
        }
        for (field, source) in &view.fields {
            let Some((from, marks)) = binder.field(source, view, each.as_ref()) else { continue };
            for column in columns_of(&from) {
                let path = field.path();
                if !columns[column].fields.contains(&path) {
                    columns[column].fields.push(path);
                }
                columns[column].how = "read".into();
                fields.push((*field, header[column].clone()));
            }
            plans.push(FieldPlan { field: *field, from, marks });
        }
        views.push(ViewPlan {
            subject: view.subject,
            present: view.present.iter().map(|tests| binder.tests(tests)).collect(),
            any_of: Vec::new(),
            names_something: false,
            each,
            keys: Vec::new(),
            fields: plans,
        });
    }
    let set_apart: Vec<SetApart> = export.set_apart.iter().map(|rows| binder.set_apart(rows)).collect();
    let noted: Vec<_> = export.noted.iter().map(|rows| binder.noted(rows)).collect();
    let used = views.iter().flat_map(|v: &ViewPlan| v.present.iter().flatten());
    let used = used.chain(set_apart.iter().flat_map(|s| &s.tests)).chain(noted.iter().flat_map(|n| &n.tests));
    for column in used.filter_map(|t| t.column) {
        columns[column].how = "read".into();
    }
    for column in &mut columns {
        let may_hold_secrets = column.how == "not used" && pack.vocabulary.holds_secrets(&column.heading);
        if may_hold_secrets || export.is_secret(&column.heading) {
            column.how = "dropped".into();
        }
    }
    Recognised {
        part: PartFacts::default(),
        fields,
        plan: ReadPlan {
            heading_rows: (1, 1),
            heading_reason: String::new(),
            heading_confidence: Confidence::Certain,
            rules: RowRules::default(),
            samples: Vec::new(),
            kind_by_headings: None,
            mapping_notes: Vec::new(),
            kind: export.kind.clone(),
            says: export.title.clone(),
            platform: export.platform.clone(),
            lists: export.lists.clone(),
            delimiter: b',',
            header: header.to_vec(),
            data_at: 0,
            lines_before: 1,
            views,
            set_apart,
            noted,
            above: Vec::new(),
            kind_column: None,
            never_apart: Vec::new(),
            columns,
            cannot_know: export
                .cannot_know
                .iter()
                .map(|(field, why)| CannotKnow { field: field.path(), why: why.clone() })
                .collect(),
            date_rules: BTreeMap::new(),
        },
    }
}
