//! `docs/fields.md`: what a row can say.

use nhimap_core::schema::{Field, SUBJECTS, Type, fields_of, words};

use super::{GENERATED, anchor, cell, codes, count};

/// Every subject and field.
pub(super) fn page() -> String {
    let mut out = format!("{GENERATED}# Fields\n\n");
    out += "What a row can say. The names are the same in conditions, in JSON, in the column dictionary of a report and on \
            the page. Your columns may be called otherwise; `nhimap inspect FILE` shows which heading became which field.\n\n\
            A cell is a *value*, *empty* (the source has the field and left it blank) or *unknown* (no source has the \
            field, or what stands there cannot be read). *Derived* fields are made from other rows or columns before the \
            checks run; no file needs them.\n\n\
            | Type | What it holds |\n| --- | --- |\n";
    for (name, says) in TYPES {
        out += &format!("| {name} | {says} |\n");
    }
    out.push('\n');
    for subject in SUBJECTS {
        let n = fields_of(subject).len();
        out += &format!("- [{}](#{}), {}\n", subject.name(), subject.name(), count(n, "field", "fields"));
    }
    for subject in SUBJECTS {
        out += &format!("\n## {}\n\n", subject.name());
        out += "| Field | Type | What it says | Example | Who knows it |\n| --- | --- | --- | --- | --- |\n";
        for field in fields_of(subject) {
            out += &row(subject.name(), field);
        }
    }
    out
}

/// The types by name, with what they hold.
const TYPES: [(&str, &str); 12] = [
    ("id", "A key that joins rows."),
    ("text", "Text."),
    ("word", "One of the listed words; where `other` is listed, an unlisted word becomes `other` and a note."),
    ("person", "One person, by address or name; a condition reads on into the roster: `identity.owner.status`."),
    ("persons", "Several persons."),
    ("event", "A date in the past; *never* is before all days."),
    ("limit", "A date ahead; *never* is after all days."),
    ("bool", "Yes or no."),
    ("int", "A whole number; a share is in percent."),
    ("list", "Several texts; blank is empty, not a list without elements."),
    ("link", "A row of another kind, by name or key."),
    ("refs", "References to frameworks."),
];

fn row(subject: &str, field: &Field) -> String {
    let path = format!("{subject}.{}", field.name);
    let kind = match field.kind {
        Type::Word(vocabulary) => format!("word: {}", codes(words(vocabulary))),
        Type::Link(target) => format!("link: [{0}](#{0})", target.name()),
        kind => kind.name().to_owned(),
    };
    let derived = if field.derived { ", derived" } else { "" };
    format!(
        "| <a id=\"{}\"></a>`{}` | {kind}{derived} | {} | {} | {} |\n",
        anchor(&path),
        field.name,
        cell(field.says),
        cell(field.example),
        cell(field.knows)
    )
}
