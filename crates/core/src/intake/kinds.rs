//! Which kind of file a heading speaks for.

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
pub(super) fn rank(kind: &FileKind, name: &str, header: &[String], pack: &Pack) -> (bool, usize, bool, bool) {
    let known = header.iter().filter(|h| heading_field(kind, h, pack).is_some()).count();
    // A kind that has what it needs comes before one with more known headings that has not. `id, name, owner, status`
    // heads a register as well as a list of applications: the file's name decides, else it is the register.
    let is_named = fold(name).contains(kind.name.trim_end_matches('s'));
    // A kind that is told by its columns was asked for before.
    let fits = kind.apart_from.is_empty() && (kind.needs.is_empty() || fits(kind, name, header, pack));
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
pub(super) fn told_by_columns<'a>(name: &str, header: &[String], pack: &'a Pack) -> Option<&'a FileKind> {
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
    let known = |kind: &FileKind| fields_of(kind, header, pack).len();
    let others = pack.vocabulary.kinds.iter().filter(|k| k.apart_from.is_empty());
    let fits_none_better = others.filter(|other| fits(other, name, header, pack)).all(|other| {
        let ((own, by_key), (theirs, _)) = (apart(kind, other, header, pack), apart(other, kind, header, pack));
        own > theirs || own == theirs && (by_key || kind.is_named(name) || known(kind) > known(other))
    });
    let known = known(kind);
    (fits_none_better && (known * 4 >= header.len() || known >= 3 && known * 8 >= header.len())).then_some(kind)
}

/// How many fields one kind has from headings that another does not know, those left out that any list may have unless the
/// heading names the subject (`control id`, `evidence owner`); and whether an id or a title is among them.
fn apart(kind: &FileKind, other: &FileKind, header: &[String], pack: &Pack) -> (usize, bool) {
    let own = fields_of(kind, header, pack);
    let telling = own.iter().filter(|(field, column)| {
        let heading = &header[*column];
        let names_subject = || fold(heading).split(' ').any(|word| word == field.subject.name());
        heading_field(other, heading, pack).is_none()
            && (!ANY_LIST_HAS.contains(&field.field().name) || names_subject())
    });
    telling.fold((0, false), |(count, by_key), (field, _)| {
        (count + 1, by_key || matches!(field.field().name, "id" | "title"))
    })
}

/// Does a list of names and descriptions speak of identities at all? Lists of evidence, controls and cities have those too;
/// to call their rows identities that nobody owns would be a verdict on nothing.
pub(super) fn tells_of_identities(kind: &FileKind, header: &[String], pack: &Pack) -> bool {
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
                || fold(heading).split(' ').any(|word| WORDS.contains(&word))
        })
    })
}

/// The field that a heading feeds in a file of a kind.
pub(super) fn heading_field(kind: &FileKind, heading: &str, pack: &Pack) -> Option<FieldId> {
    if pack.vocabulary.holds_secrets(heading) {
        return None;
    }
    let also = || {
        let (subject, words) = kind.also.as_ref()?;
        let folded = fold(heading);
        let is_about = folded.split(' ').any(|word| words.iter().any(|w| w == word));
        is_about.then(|| pack.vocabulary.header(*subject, heading)).flatten()
    };
    kind.reads.iter().find_map(|s| pack.vocabulary.header(*s, heading)).or_else(also)
}
