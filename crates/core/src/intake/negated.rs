//! A column headed `disabled`: with days it says when, with yes and no it says the opposite of a status.

use super::encode::{BlockColumn, Dictionary, MISSING};
use super::read::{Raw, RawColumn};
use crate::api::Note;
use crate::date;
use crate::schema::{self, FieldId, Subject};
use crate::vocabulary::Vocabulary;

/// Reads columns of yes and no under `disabled` as statuses, each the other way round, and says so.
pub(super) fn read_as_status(raw: &mut Raw, vocabulary: &Vocabulary, notes: &mut Vec<Note>) {
    let field = |name: &str| schema::the(Subject::Identity, name);
    let (disabled, status, own) = (field("disabled"), field("status"), field("register_status"));
    let is_register = raw.plan.kind == "register";
    let mut read = false;
    for view in raw.views.iter_mut().filter(|view| view.subject == Subject::Identity) {
        let says_yes_or_no = |column: &RawColumn| column.field == disabled && is_of_booleans(column, vocabulary);
        let Some(at) = view.columns.iter().position(says_yes_or_no) else { continue };
        let column = view.columns.remove(at);
        let has_status = view.columns.iter().any(|column| column.field == status);
        if !has_status {
            view.columns.extend(is_register.then(|| negated(&column, own)));
            view.columns.push(negated(&column, status));
        }
        read = !has_status;
        notes.push(note(raw.name.clone(), heading(&raw.headings, disabled), view.lines.len(), has_status));
    }
    if read && let Some(heading) = heading(&raw.headings, disabled) {
        raw.headings.extend([(status, heading.clone()), (own, heading.clone())]);
        let paths = [status.path(), own.path()];
        for column in raw.plan.columns.iter_mut().filter(|column| column.heading == heading) {
            column.fields.retain(|path| *path != disabled.path());
            column.fields.extend(paths.iter().take(if is_register { 2 } else { 1 }).cloned());
        }
    }
}

fn heading(headings: &[(FieldId, String)], field: FieldId) -> Option<String> {
    headings.iter().find(|(f, _)| *f == field).map(|(_, heading)| heading.clone())
}

fn note(file: String, column: Option<String>, count: usize, has_status: bool) -> Note {
    let says = if has_status {
        "a column headed as a day holds yes and no; the file has a status beside it, so this column was not read"
    } else {
        "a column headed as a day holds yes and no; it was read as the status, as the opposite of what each cell says"
    };
    Note { kind: "negated-column".into(), file: Some(file), column, count, says: says.into(), lines: Vec::new() }
}

/// Does the column hold yes and no, and not one day?
fn is_of_booleans(column: &RawColumn, vocabulary: &Vocabulary) -> bool {
    let no_day = |(_, block): &(usize, BlockColumn)| match block {
        BlockColumn::Days { days, .. } => days.iter().all(|day| matches!(*day, date::EMPTY | date::UNKNOWN)),
        _ => false,
    };
    let cells = || column.dictionaries.iter().flat_map(Dictionary::entries).map(|e| String::from_utf8_lossy(e.text));
    let is_boolean = |cell: &str| vocabulary.boolean(cell).is_some();
    let fits = |cell: &str| cell.as_bytes() == MISSING || is_boolean(cell) || vocabulary.is_blank(cell);
    column.blocks.iter().all(no_day) && cells().all(|cell| fits(&cell)) && cells().any(|cell| is_boolean(&cell))
}

/// The same cells as those of a field of words.
fn negated(column: &RawColumn, field: FieldId) -> RawColumn {
    let mut dictionaries: Vec<Dictionary> = Vec::new();
    // The same cells get the same codes, since each distinct one is entered in the same order.
    for dictionary in &column.dictionaries {
        let mut copy = Dictionary::default();
        dictionary.entries().for_each(|entry| {
            copy.code(entry.text, entry.first);
        });
        dictionaries.push(copy);
    }
    let blocks = column.blocks.iter().map(|(worker, block)| {
        let BlockColumn::Days { days, odd } = block else { unreachable!("dates are stored as days") };
        let blank = dictionaries[*worker].code(b"", 0);
        let mut codes = vec![blank; days.len()];
        for (row, code) in odd {
            codes[*row as usize] = *code;
        }
        (*worker, BlockColumn::WideCodes(codes))
    });
    let blocks = blocks.collect();
    RawColumn {
        field,
        marks: column.marks.clone(),
        date_rule: None,
        negated: true,
        of_aws: column.of_aws,
        blocks,
        dictionaries,
    }
}
