//! Which kind of file a heading speaks for.

use super::IngestError;
use super::layout::Columns;
use crate::pack::Pack;
use crate::schema::{FieldId, Subject};
use crate::vocabulary::{FileKind, fold};

/// Fields that any list may have, whatever its rows are.
const ANY_LIST_HAS: [&str; 17] = [
    "id",
    "name",
    "title",
    "description",
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
fn fields_of(kind: &FileKind, columns: &Columns<'_>) -> Vec<(FieldId, usize)> {
    let mut out: Vec<(FieldId, usize)> = Vec::new();
    for column in 0..columns.len() {
        if let Some(field) = columns.field(kind, column)
            && !out.iter().any(|(f, _)| *f == field)
        {
            out.push((field, column));
        }
    }
    out
}

/// The kind of file that columns speak for, and how many fields they feed.
///
/// # Errors
/// No kind of file has enough of these headings.
pub(super) fn choose<'a>(
    name: &str,
    columns: &Columns<'_>,
    pack: &'a Pack,
) -> Result<(&'a FileKind, usize), IngestError> {
    let headed = columns.headed();
    if let Some(kind) = told_by_columns(name, columns, pack) {
        return Ok((kind, fields_of(kind, columns).len()));
    }
    let mut best: Option<(usize, &FileKind, bool)> = None;
    let mut best_rank = (false, 0, false, false);
    for kind in &pack.vocabulary.kinds {
        let rank = rank(kind, name, columns);
        let (fits, known, ..) = rank;
        if known > 0 && (best.is_none() || rank > best_rank) {
            best = Some((known, kind, fits));
            best_rank = rank;
        }
    }
    match best {
        // A scanner's report on cloud resources has an account's name and a status too, among forty other columns.
        Some((known, kind, true)) if enough(known, headed) => {
            if kind.reads.first() == Some(&Subject::Identity) && !tells_of_identities(kind, columns) {
                return Err(IngestError::Unrecognised {
                    file: name.into(),
                    known,
                    columns: headed,
                    nearest: Some((
                        kind.says.clone(),
                        "`Owner`, `Platform`, `Last used` or another that speaks of identities".into(),
                    )),
                });
            }
            Ok((kind, fields_of(kind, columns).len()))
        }
        best => Err(IngestError::Unrecognised {
            file: name.into(),
            known: best.map_or(0, |(n, _, _)| n),
            columns: headed,
            nearest: best.filter(|(_, _, fits)| !fits).map(|(_, kind, _)| (kind.says.clone(), needs(kind))),
        }),
    }
}

/// Are so many headings known that the others may be somebody's own?
fn enough(known: usize, headed: usize) -> bool {
    known * 4 >= headed || known >= 3 && known * 8 >= headed
}

/// What a kind needs, in words.
fn needs(kind: &FileKind) -> String {
    let together = |fields: &Vec<FieldId>| {
        let labels: Vec<String> = fields.iter().map(|f| format!("`{}`", f.field().label)).collect();
        labels.join(" with ")
    };
    kind.needs.iter().take(4).map(together).collect::<Vec<_>>().join(" or ")
}

/// How many columns a kind knows.
fn known(kind: &FileKind, columns: &Columns<'_>) -> usize {
    (0..columns.len()).filter(|column| columns.field(kind, *column).is_some()).count()
}

/// Whether a kind has what it needs, how many headings it knows, whether the file's name says so, whether it is a register.
fn rank(kind: &FileKind, name: &str, columns: &Columns<'_>) -> (bool, usize, bool, bool) {
    let known = known(kind, columns);
    // A kind that has what it needs comes before one with more known headings that has not. `id, name, owner, status`
    // heads a register as well as a list of applications: the file's name decides, else it is the register.
    let is_named = fold(name).contains(kind.name.trim_end_matches('s'));
    // A kind that is told by its columns was asked for before.
    let fits = kind.apart_from.is_empty() && (kind.needs.is_empty() || fits(kind, name, columns));
    (fits, known, is_named, kind.reads.first() == Some(&Subject::Identity))
}

/// Does a heading have what a kind needs?
fn fits(kind: &FileKind, name: &str, columns: &Columns<'_>) -> bool {
    let fields = fields_of(kind, columns);
    let named = kind.is_named(name);
    let column = |field: &FieldId| fields.iter().find(|(f, _)| f == field).map(|(_, column)| *column);
    let tells = |column: usize| {
        kind.apart_from.is_empty() || !kind.apart_from.iter().any(|s| columns.of_subject(*s, column).is_some())
    };
    let holds = |alternative: &Vec<FieldId>| {
        let columns: Vec<usize> = alternative.iter().filter_map(column).collect();
        columns.len() == alternative.len() && (named || columns.into_iter().any(tells))
    };
    kind.needs.iter().any(holds) || named && kind.named.iter().any(holds)
}

/// The kind that a file's telling columns speak for: a list of controls has ids, names and owners as a register has, so it
/// is told by what no register has, and the register by what no such list has.
fn told_by_columns<'a>(name: &str, columns: &Columns<'_>, pack: &'a Pack) -> Option<&'a FileKind> {
    let fitting: Vec<&FileKind> =
        pack.vocabulary.kinds.iter().filter(|k| !k.apart_from.is_empty() && fits(k, name, columns)).collect();
    // Of two such kinds, the one with more columns that the other does not know.
    let beats = |a: &FileKind, b: &FileKind| {
        let rank = |own: &FileKind, other: &FileKind| {
            (apart(own, other, columns).0, fields_of(own, columns).len(), own.is_named(name))
        };
        rank(a, b) > rank(b, a)
    };
    let kind = fitting.into_iter().reduce(|best, kind| if beats(kind, best) { kind } else { best })?;
    let known = |kind: &FileKind| fields_of(kind, columns).len();
    let others = pack.vocabulary.kinds.iter().filter(|k| k.apart_from.is_empty());
    let fits_none_better = others.filter(|other| fits(other, name, columns)).all(|other| {
        let ((own, by_key), (theirs, _)) = (apart(kind, other, columns), apart(other, kind, columns));
        own > theirs || own == theirs && (by_key || kind.is_named(name) || known(kind) > known(other))
    });
    let known = known(kind);
    (fits_none_better && enough(known, columns.headed())).then_some(kind)
}

/// How many fields one kind has from headings that another does not know, those left out that any list may have unless the
/// heading names the subject (`control id`, `evidence owner`); and whether an id or a title is among them.
fn apart(kind: &FileKind, other: &FileKind, columns: &Columns<'_>) -> (usize, bool) {
    let own = fields_of(kind, columns);
    let telling = own.iter().filter(|(field, column)| {
        let names_subject = || columns.folded(*column).split(' ').any(|word| word == field.subject.name());
        columns.field(other, *column).is_none() && (!ANY_LIST_HAS.contains(&field.field().name) || names_subject())
    });
    telling.fold((0, false), |(count, by_key), (field, _)| {
        (count + 1, by_key || matches!(field.field().name, "id" | "title"))
    })
}

/// Does a list of names and descriptions speak of identities at all? Lists of evidence, controls and cities have those too;
/// to call their rows identities that nobody owns would be a verdict on nothing.
fn tells_of_identities(kind: &FileKind, columns: &Columns<'_>) -> bool {
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
    (0..columns.len()).any(|column| {
        columns.field(kind, column).is_some_and(|field| {
            field.subject == Subject::Credential
                || !SAY_NOTHING.contains(&field.field().name)
                || columns.folded(column).split(' ').any(|word| WORDS.contains(&word))
        })
    })
}
