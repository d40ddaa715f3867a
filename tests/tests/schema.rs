//! Names that files, conditions and answers rely on stay as they are.

use nhimap_core::schema::{SUBJECTS, Type, fields_of, words};
use nhimap_tests::snapshot;

/// One line a field: its path, its type, and the words of a closed vocabulary.
#[test]
fn field_names_are_kept() {
    let mut out = String::new();
    for subject in SUBJECTS {
        for field in fields_of(subject) {
            let kind = match field.kind {
                Type::Word(vocabulary) => format!("word({})", words(vocabulary).join(", ")),
                Type::Link(target) => format!("link {}", target.name()),
                kind => kind.name().to_owned(),
            };
            out += &format!("{}.{} {kind}\n", subject.name(), field.name);
        }
    }
    snapshot("fields.txt", &out);
}
