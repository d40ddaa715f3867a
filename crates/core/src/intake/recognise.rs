//! What a file is, and which column feeds which field.

use super::IngestError;
use super::csv::{Records, skip_bom, sniff_delimiter};
use super::exports::{Binder, Export};
use crate::api::{CannotKnow, ColumnRead};
use crate::pack::Pack;
use crate::schema::{self, FieldId, Subject, Type};
use crate::vocabulary::FileKind;

/// Where a field's cells come from.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// A column.
    Column(usize),
    /// What is cut out of a column's cell.
    Cut {
        /// The column.
        column: usize,
        /// The cuts, one after the other.
        cuts: Vec<Cut>,
    },
    /// Several sources: the first that has a cell, or all that have one with text between them.
    Several {
        /// The sources.
        from: Vec<From>,
        /// The text between them.
        join: Option<String>,
    },
    /// Text with other sources in it: text before, then a source. Blank where one of them is.
    Template(Vec<(String, Option<From>)>),
    /// The first rule whose tests all hold.
    Rules(Vec<(Vec<Test>, String)>),
    /// References from several columns, one of which may name the framework.
    Refs {
        /// The column that names the framework.
        framework: Option<usize>,
        /// The columns that hold the references.
        columns: Vec<usize>,
    },
    /// The same in every row.
    Constant(String),
}

/// One step from a cell to what is read of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// An apostrophe before a sign that a spreadsheet would take for a formula's is taken off.
    Apostrophe,
    /// The part of this row: where a cell names several, each makes a row of its own.
    Each(Split),
    /// One part of the cell, split at a separator.
    Part {
        /// Which part, from 0.
        part: usize,
        /// The separator.
        of: String,
    },
    /// What follows the first separator.
    After(String),
    /// The first word of one of these shapes: `A` is a capital, `0` a digit, all else stands for itself.
    Shapes(Vec<String>),
    /// Text without markup.
    Html,
    /// The cell if it is one name, else unknown.
    Name,
    /// The cell if it is an address or a path, else unknown.
    Link,
    /// Separators as `;`, so that a list is read as one.
    List(String),
    /// Text before what there is.
    Prefix(String),
}

/// How a cell that names several is split.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// At a separator.
    At(String),
    /// As people write several ids.
    Ids,
}

/// A column whose cells may name several, each of which makes a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    /// The column.
    pub column: usize,
    /// How it is split.
    pub split: Split,
    /// Does a cell that names none make no row?
    pub only_named: bool,
}

/// A test on a cell of a row; all that it says must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Test {
    /// The column; none where the file lacks it.
    pub column: Option<usize>,
    /// The cell is one of these, in lower case.
    pub is: Vec<String>,
    /// The cell is none of these.
    pub not: Vec<String>,
    /// The cell holds one of these.
    pub has: Vec<String>,
    /// The cell holds a word of one of these shapes.
    pub like: Vec<String>,
    /// The cell holds a word of none of these shapes.
    pub unlike: Vec<String>,
}

/// Cells that mean no value, in lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// Blank.
    pub empty: Vec<String>,
    /// Never.
    pub never: Vec<String>,
    /// Not recorded for this row.
    pub unknown: Vec<String>,
    /// Do only these marks count, and not a register's?
    pub export: bool,
}

/// One field of a view.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// The field.
    pub field: FieldId,
    /// Where its cells come from.
    pub from: From,
    /// Cells that mean no value.
    pub marks: Marks,
}

/// What a row becomes.
#[derive(Debug, Clone)]
pub struct ViewPlan {
    /// The subject.
    pub subject: Subject,
    /// The row describes one when any of these lists of tests holds; always, when there is none.
    pub present: Vec<Vec<Test>>,
    /// The row describes one when any of these columns has a cell that is not blank; always, when there is none.
    pub any_of: Vec<usize>,
    /// A column whose cells may name several, each of which makes a row.
    pub each: Option<Each>,
    /// Does a cell of those columns count only where it names something? A yes or a status names no artefact.
    pub names_something: bool,
    /// At least one of these columns must have a cell, else the row is refused.
    pub keys: Vec<usize>,
    /// Its fields.
    pub fields: Vec<FieldPlan>,
}

/// How a file will be read.
#[derive(Debug, Clone)]
pub struct ReadPlan {
    /// `register`, `export`, ...
    pub kind: String,
    /// In words.
    pub says: String,
    /// The platform that an export lists.
    pub platform: Option<String>,
    /// The cells' separator.
    pub delimiter: u8,
    /// The headings.
    pub header: Vec<String>,
    /// Bytes before the first row of data.
    pub data_at: usize,
    /// Rows before it, as a spreadsheet numbers them.
    pub lines_before: u32,
    /// What a row becomes.
    pub views: Vec<ViewPlan>,
    /// Rows that are set apart.
    pub set_apart: Vec<SetApart>,
    /// Rows that are read and noted: what is said, and the tests.
    pub noted: Vec<(String, Vec<Test>)>,
    /// Rows above the heading that are not blank.
    pub above: Vec<u32>,
    /// The column that tells a register's kinds, where people are set apart.
    pub kind_column: Option<usize>,
    /// Columns that tell break-glass and root identities, which are never set apart.
    pub never_apart: Vec<(FieldId, usize)>,
    /// The columns, as shown.
    pub columns: Vec<ColumnRead>,
    /// What the export cannot know.
    pub cannot_know: Vec<CannotKnow>,
}

/// Rows that are set apart.
#[derive(Debug, Clone)]
pub struct SetApart {
    /// Why.
    pub reason: String,
    /// The tests, all of which must hold.
    pub tests: Vec<Test>,
    /// Only among so many first rows.
    pub first_rows: Option<u32>,
}

/// How a file is understood.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The plan.
    pub plan: ReadPlan,
    /// The fields that are read, with the heading that feeds each.
    pub fields: Vec<(FieldId, String)>,
}

/// Things that are not tables of text, by their first bytes.
fn refuse(name: &str, head: &[u8]) -> Result<(), IngestError> {
    let (what, remedy) = match head {
        [] => return Err(IngestError::Empty { file: name.into() }),
        [b'P', b'K', 3, 4, ..] => ("a workbook or another zip archive", "save its sheet as CSV"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => ("an old or an encrypted workbook", "open it and save its sheet as CSV"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => ("UTF-16 text", "save it as CSV UTF-8"),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF", "ask for the table that it was made from"),
        [0x1f, 0x8b, ..] => ("a compressed file", "unpack it first"),
        _ if head.contains(&0) => ("binary, or UTF-16 text", "save it as CSV UTF-8"),
        _ if matches!(head.trim_ascii_start().first(), Some(b'{' | b'[')) => ("JSON", "give its table as CSV"),
        _ => return Ok(()),
    };
    Err(IngestError::NotATable { file: name.into(), what, remedy })
}

/// Records at the start of a file among which the heading of a known export is looked for: titles may stand above it.
const HEADING_WITHIN: usize = 12;

/// A record that may be the heading.
struct Candidate {
    header: Vec<String>,
    /// Bytes of the body before the record behind it.
    data_at: usize,
    /// The row that it stands on.
    line: u32,
}

/// Understands a file from its first bytes; also gives the bytes before the first row of data.
pub(super) fn head(name: &str, head: &[u8], pack: &Pack) -> Result<(Recognised, usize), IngestError> {
    refuse(name, head)?;
    let start = skip_bom(head);
    let body = &head[start..];
    if body.trim_ascii().is_empty() {
        return Err(IngestError::Empty { file: name.into() });
    }
    let delimiter = sniff_delimiter(body);
    let candidates = candidates(body, delimiter);
    let known = candidates.iter().enumerate().find_map(|(at, candidate)| {
        let first = candidates.get(at + 1).map(|next| &next.header[..]);
        let export = pack.exports.iter().find(|e| e.matches(&candidate.header, first))?;
        Some((at, by_export(export, &candidate.header)))
    });
    let (at, mut recognised) = match known {
        Some(known) => known,
        None => (0, by_words(name, &candidates[0].header, pack)?),
    };
    let heading = &candidates[at];
    recognised.plan.delimiter = delimiter;
    recognised.plan.data_at = start + heading.data_at;
    recognised.plan.lines_before = heading.line;
    recognised.plan.above = candidates[..at].iter().map(|above| above.line).collect();
    Ok((recognised, start + heading.data_at))
}

/// The first records of a file. Blank lines before one are counted; those behind the heading are rows of the data.
fn candidates(body: &[u8], delimiter: u8) -> Vec<Candidate> {
    let cutter = super::csv::Cutter::new(delimiter);
    let mut out = Vec::new();
    let (mut at, mut line) = (0, 0);
    while out.len() <= HEADING_WITHIN && at < body.len() {
        let rest = &body[at..];
        let mut records = Records::new(0);
        records.split(&rest[..cutter.whole_records(rest, true)], delimiter);
        if records.is_empty() {
            break;
        }
        let mut scratch = Vec::new();
        let header = (0..records.cells(0))
            .map(|c| String::from_utf8_lossy(records.cell(rest, 0, c, &mut scratch)).trim().to_owned())
            .collect();
        at += record_start(rest, &records, delimiter);
        line += records.line(0) + 1;
        out.push(Candidate { header, data_at: at, line });
    }
    out
}

/// Where the second record starts.
fn record_start(body: &[u8], records: &Records, delimiter: u8) -> usize {
    // The end of the first record: its last cell's end, its closing quote, and the line end.
    let cutter = super::csv::Cutter::new(delimiter);
    let last = records.raw(body, 0, records.cells(0) - 1);
    let mut at = if last.escaped { 0 } else { last.end as usize };
    loop {
        let line = body[at..].iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(body.len(), |p| at + p + 1);
        let crlf = body.get(line - 1) == Some(&b'\r') && body.get(line) == Some(&b'\n');
        let line = line + usize::from(crlf);
        // One byte more: a CR alone ends a record only once it is known that no LF follows.
        let seen = &body[..(line + 1).min(body.len())];
        let whole = cutter.whole_records(seen, line == body.len());
        let mut one = Records::new(0);
        one.split(&body[..whole], delimiter);
        if !one.is_empty() {
            return line;
        }
        at = line;
    }
}

/// Finds what a header means.
///
/// # Errors
/// No kind of file has enough of these headings.
pub fn recognise(name: &str, header: &[String], pack: &Pack) -> Result<Recognised, IngestError> {
    match pack.exports.iter().find(|e| e.matches(header, None)) {
        Some(export) => Ok(by_export(export, header)),
        None => by_words(name, header, pack),
    }
}

/// Finds what a header means that is no known export's.
fn by_words(name: &str, header: &[String], pack: &Pack) -> Result<Recognised, IngestError> {
    if let Some(kind) = told_by_columns(name, header, pack) {
        return Ok(by_headings(kind, header, pack));
    }
    let mut best: Option<(usize, &FileKind, bool)> = None;
    let mut best_rank = (false, 0, false, false);
    for kind in &pack.vocabulary.kinds {
        let rank = rank(kind, name, header, pack);
        let (fits, known, ..) = rank;
        if known > 0 && (best.is_none() || rank > best_rank) {
            best = Some((known, kind, fits));
            best_rank = rank;
        }
    }
    match best {
        // A scanner's report on cloud resources has an account's name and a status too, among forty other columns.
        Some((known, kind, true)) if known * 4 >= header.len() || known >= 3 && known * 8 >= header.len() => {
            if kind.reads.first() == Some(&Subject::Identity) && !tells_of_identities(kind, header, pack) {
                return Err(IngestError::Unrecognised {
                    file: name.into(),
                    known,
                    columns: header.len(),
                    nearest: Some((
                        kind.says.clone(),
                        "`Owner`, `Platform`, `Last used` or another that speaks of identities".into(),
                    )),
                });
            }
            Ok(by_headings(kind, header, pack))
        }
        best => Err(IngestError::Unrecognised {
            file: name.into(),
            known: best.map_or(0, |(n, _, _)| n),
            columns: header.len(),
            nearest: best.filter(|(_, _, fits)| !fits).map(|(_, kind, _)| {
                let together = |fields: &Vec<FieldId>| {
                    let labels: Vec<String> = fields.iter().map(|f| format!("`{}`", f.field().label)).collect();
                    labels.join(" with ")
                };
                let needs: Vec<String> = kind.needs.iter().take(4).map(together).collect();
                (kind.says.clone(), needs.join(" or "))
            }),
        }),
    }
}

/// Fields that any list may have, whatever its rows are.
const ANY_LIST_HAS: [&str; 18] = [
    "id",
    "name",
    "title",
    "description",
    "statement",
    "kind",
    "status",
    "register_status",
    "created",
    "expires",
    "tags",
    "team",
    "owner",
    "owners",
    "custodian",
    "reviewed",
    "reviewed_by",
    "review_due",
];

/// The fields that a heading gives a kind, each from its first column.
fn fields_of(kind: &FileKind, header: &[String], pack: &Pack) -> Vec<(FieldId, usize)> {
    let mut out: Vec<(FieldId, usize)> = Vec::new();
    for (column, heading) in header.iter().enumerate() {
        if let Some(field) = heading_field(kind, heading, pack)
            && !out.iter().any(|(f, _)| *f == field)
        {
            out.push((field, column));
        }
    }
    out
}

/// Whether a kind has what it needs, how many headings it knows, whether the file's name says so, whether it is a register.
fn rank(kind: &FileKind, name: &str, header: &[String], pack: &Pack) -> (bool, usize, bool, bool) {
    let known = header.iter().filter(|h| heading_field(kind, h, pack).is_some()).count();
    // A kind that has what it needs comes before one with more known headings that has not. `id, name, owner, status`
    // heads a register as well as a list of applications: the file's name decides, else it is the register.
    let is_named = crate::vocabulary::fold(name).contains(kind.name.trim_end_matches('s'));
    let fits = kind.apart_from.is_empty() && kind.needs.is_empty() || fits(kind, name, header, pack);
    (fits, known, is_named, kind.reads.first() == Some(&Subject::Identity))
}

/// Does a heading have what a kind needs?
fn fits(kind: &FileKind, name: &str, header: &[String], pack: &Pack) -> bool {
    let fields = fields_of(kind, header, pack);
    let named = kind.is_named(name);
    let column = |field: &FieldId| fields.iter().find(|(f, _)| f == field).map(|(_, column)| *column);
    let tells = |column: usize| {
        kind.apart_from.is_empty()
            || !kind.apart_from.iter().any(|s| pack.vocabulary.header(*s, &header[column]).is_some())
    };
    let holds = |alternative: &Vec<FieldId>| {
        let columns: Vec<usize> = alternative.iter().filter_map(column).collect();
        columns.len() == alternative.len() && (named || columns.into_iter().any(tells))
    };
    kind.needs.iter().any(holds) || named && kind.named.iter().any(holds)
}

/// The kind that a file's telling columns speak for: a list of controls has ids, names and owners as a register has, so it
/// is told by what no register has, and the register by what no such list has.
fn told_by_columns<'a>(name: &str, header: &[String], pack: &'a Pack) -> Option<&'a FileKind> {
    let fitting: Vec<&FileKind> =
        pack.vocabulary.kinds.iter().filter(|k| !k.apart_from.is_empty() && fits(k, name, header, pack)).collect();
    // Of two such kinds, the one with more columns that the other does not know.
    let beats = |a: &FileKind, b: &FileKind| {
        let rank = |own: &FileKind, other: &FileKind| {
            (apart(own, other, header, pack).0, fields_of(own, header, pack).len(), own.is_named(name))
        };
        rank(a, b) > rank(b, a)
    };
    let kind = fitting.into_iter().reduce(|best, kind| if beats(kind, best) { kind } else { best })?;
    let others = pack.vocabulary.kinds.iter().filter(|k| k.apart_from.is_empty());
    let fits_none_better = others.filter(|other| fits(other, name, header, pack)).all(|other| {
        let ((own, by_key), (theirs, _)) = (apart(kind, other, header, pack), apart(other, kind, header, pack));
        own > theirs || own == theirs && (by_key || kind.is_named(name))
    });
    let known = fields_of(kind, header, pack).len();
    (fits_none_better && (known * 4 >= header.len() || known >= 3 && known * 8 >= header.len())).then_some(kind)
}

/// How many fields one kind has from headings that another does not know, those left out that any list may have unless the
/// heading names the subject (`control id`, `evidence owner`); and whether an id or a title is among them.
fn apart(kind: &FileKind, other: &FileKind, header: &[String], pack: &Pack) -> (usize, bool) {
    let own = fields_of(kind, header, pack);
    let telling = own.iter().filter(|(field, column)| {
        let heading = &header[*column];
        let names_subject = || crate::vocabulary::fold(heading).split(' ').any(|word| word == field.subject.name());
        heading_field(other, heading, pack).is_none()
            && (!ANY_LIST_HAS.contains(&field.field().name) || names_subject())
    });
    telling.fold((0, false), |(count, by_key), (field, _)| {
        (count + 1, by_key || matches!(field.field().name, "id" | "title"))
    })
}

/// Does a list of names and descriptions speak of identities at all? Lists of evidence, controls and cities have those too;
/// to call their rows identities that nobody owns would be a verdict on nothing.
fn tells_of_identities(kind: &FileKind, header: &[String], pack: &Pack) -> bool {
    const SAY_NOTHING: [&str; 10] =
        ["id", "name", "description", "kind", "status", "register_status", "created", "expires", "tags", "team"];
    const WORDS: [&str; 10] = [
        "identity",
        "identities",
        "account",
        "service",
        "nhi",
        "principal",
        "username",
        "agent",
        "workload",
        "credential",
    ];
    header.iter().any(|heading| {
        heading_field(kind, heading, pack).is_some_and(|field| {
            field.subject == Subject::Credential
                || !SAY_NOTHING.contains(&field.field().name)
                || crate::vocabulary::fold(heading).split(' ').any(|word| WORDS.contains(&word))
        })
    })
}

fn heading_field(kind: &FileKind, heading: &str, pack: &Pack) -> Option<FieldId> {
    if pack.vocabulary.holds_secrets(heading) {
        return None;
    }
    let also = || {
        let (subject, words) = kind.also.as_ref()?;
        let folded = crate::vocabulary::fold(heading);
        let is_about = folded.split(' ').any(|word| words.iter().any(|w| w == word));
        is_about.then(|| pack.vocabulary.header(*subject, heading)).flatten()
    };
    kind.reads.iter().find_map(|s| pack.vocabulary.header(*s, heading)).or_else(also)
}

fn by_headings(kind: &FileKind, header: &[String], pack: &Pack) -> Recognised {
    let mut columns = Vec::new();
    let mut fields: Vec<(FieldId, usize)> = Vec::new();
    // Further columns of references: all are read, since one of them may name the framework of another.
    let mut more_refs: Vec<(FieldId, usize)> = Vec::new();
    for (index, heading) in header.iter().enumerate() {
        let mut read = ColumnRead { index, heading: heading.clone(), fields: Vec::new(), how: "not used".into() };
        if pack.vocabulary.holds_secrets(heading) {
            read.how = "dropped".into();
        } else if let Some(field) = heading_field(kind, heading, pack) {
            if fields.iter().any(|(f, _)| *f == field) {
                read.how = "repeated".into();
                if field.field().kind == Type::Refs {
                    read.how = "read".into();
                    read.fields.push(field.path());
                    more_refs.push((field, index));
                }
            } else {
                read.how = "read".into();
                read.fields.push(field.path());
                fields.push((field, index));
            }
        }
        columns.push(read);
    }
    prefer_plain_id(kind, header, &mut fields, &mut columns);
    for (field, column) in fields.clone() {
        if let Some(twin) = twin(field, &kind.name)
            && !fields.iter().any(|(f, _)| *f == twin)
        {
            fields.push((twin, column));
        }
    }
    // A column of all owners alone also names the one who answers: the first.
    let (owner, owners) = (schema::the(Subject::Identity, "owner"), schema::the(Subject::Identity, "owners"));
    if !fields.iter().any(|(f, _)| *f == owner)
        && let Some((_, column)) = fields.iter().find(|(f, _)| *f == owners)
    {
        fields.push((owner, *column));
    }
    let subjects = kind.reads.iter().chain(kind.also.as_ref().map(|(subject, _)| subject));
    let mut views: Vec<ViewPlan> = subjects.filter_map(|subject| view(*subject, kind, &fields)).collect();
    for plan in views.iter_mut().flat_map(|view| &mut view.fields) {
        let more: Vec<usize> = more_refs.iter().filter(|(f, _)| *f == plan.field).map(|(_, column)| *column).collect();
        if let (From::Column(first), false) = (&plan.from, more.is_empty()) {
            plan.from = references([*first].into_iter().chain(more), header);
        }
    }
    let kind_field = schema::the(Subject::Identity, "kind");
    let kept = ["purpose_class", "is_break_glass", "is_root"].map(|name| schema::the(Subject::Identity, name));
    Recognised {
        fields: fields.iter().map(|(f, c)| (*f, header[*c].clone())).collect(),
        plan: ReadPlan {
            kind: kind.name.clone(),
            says: kind.says.clone(),
            platform: None,
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
        },
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

/// Fields that the same column feeds besides its own: the register's own status, all owners that it names, a control list's
/// own words for a status.
fn twin(field: FieldId, kind: &str) -> Option<FieldId> {
    let twin = match (field.subject, field.field().name) {
        (Subject::Identity, "status") if kind == "register" => "register_status",
        (Subject::Identity, "owner") => "owners",
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
    let each = own
        .iter()
        .find(|(f, _)| f.subject == Subject::Evidence && f.field().name == "control")
        .map(|(_, c)| Each { column: *c, split: Split::Ids, only_named: false });
    let from = |column: usize| match &each {
        Some(each) if each.column == column => From::Cut { column, cuts: vec![Cut::Each(each.split.clone())] },
        _ => From::Column(column),
    };
    let fields = own
        .iter()
        .map(|(field, column)| FieldPlan { field: *field, from: from(*column), marks: Marks::default() })
        .collect();
    Some(ViewPlan {
        subject,
        present: Vec::new(),
        any_of: if is_first { Vec::new() } else { own.iter().map(|(_, c)| *c).collect() },
        names_something: kind.also.as_ref().is_some_and(|(also, _)| *also == subject),
        keys: if is_first { columns(&kind.keys) } else { Vec::new() },
        each,
        fields,
    })
}

fn by_export(export: &Export, header: &[String]) -> Recognised {
    let binder = Binder::new(export, header);
    let mut columns: Vec<ColumnRead> = header
        .iter()
        .enumerate()
        .map(|(index, heading)| ColumnRead {
            index,
            heading: heading.clone(),
            fields: Vec::new(),
            how: "not used".into(),
        })
        .collect();
    let mut fields = Vec::new();
    let mut views = Vec::new();
    for view in &export.views {
        let mut plans = Vec::new();
        let each = binder.each(view);
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
    let noted: Vec<_> = export.noted.iter().map(|(says, tests)| (says.clone(), binder.tests(tests))).collect();
    let used = views.iter().flat_map(|v: &ViewPlan| v.present.iter().flatten());
    let used = used.chain(set_apart.iter().flat_map(|s| &s.tests)).chain(noted.iter().flat_map(|(_, tests)| tests));
    for column in used.filter_map(|t| t.column) {
        columns[column].how = "read".into();
    }
    Recognised {
        fields,
        plan: ReadPlan {
            kind: export.kind.clone(),
            says: export.title.clone(),
            platform: export.platform.clone(),
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
        },
    }
}

/// The columns that a field's cells come from.
pub(super) fn columns_of(from: &From) -> Vec<usize> {
    match from {
        From::Column(c) | From::Cut { column: c, .. } => vec![*c],
        From::Several { from, .. } => from.iter().flat_map(columns_of).collect(),
        From::Template(pieces) => pieces.iter().filter_map(|(_, from)| from.as_ref()).flat_map(columns_of).collect(),
        From::Rules(rules) => rules.iter().flat_map(|(tests, _)| tests.iter().filter_map(|t| t.column)).collect(),
        From::Refs { framework, columns } => framework.iter().chain(columns).copied().collect(),
        From::Constant(_) => Vec::new(),
    }
}
