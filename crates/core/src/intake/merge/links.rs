//! Rows of one subject to rows of another.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::keys::Keys;
use super::pointers::Pointers;
use crate::api::Note;
use crate::intake::SHOWN;
use crate::intake::cut::parts;
use crate::intake::plan::Split;
use crate::schema::{self, FieldId, Subject};
use crate::tables::{
    Coded, Codes, Column, EMPTY, FIRST, Links, Meaning, NO_ROW, Origin, Table, Tables, UNKNOWN, UNKNOWN_ROW,
};
use crate::vocabulary::fold;

/// Credentials to identities: by the line that both stand on, else by key.
pub(super) fn link_credentials(tables: &mut Tables, lines: &[Option<(Vec<u32>, Vec<u32>)>], keys: &Keys) {
    let (identities, credentials) = tables.pair_mut(Subject::Identity, Subject::Credential);
    if !credentials.supplied {
        return;
    }
    let field = schema::the(Subject::Credential, "identity");
    let named = std::mem::take(&mut credentials.columns[field.index as usize]);
    let one_file = identities.sets.len() == 1 && credentials.sets.len() == 1 && identities.rows == credentials.rows;
    if one_file
        && identities.origins == credentials.origins
        && identities.more_origins.is_empty()
        && credentials.more_origins.is_empty()
    {
        credentials.columns[field.index as usize] = Column::Link { rows: Links::Same, names: None };
        return;
    }
    let rows = (0..credentials.rows)
        .map(|row| {
            let origin = credentials.origins[row];
            if let Some((lines, map)) = &lines[origin.source as usize]
                && let Ok(at) = lines.binary_search(&origin.line)
            {
                return map[at];
            }
            match &named {
                Column::Texts(texts) => match texts.get(row) {
                    [] if texts.is_unknown(row) => UNKNOWN_ROW,
                    [] => NO_ROW,
                    key => keys.get(key).unwrap_or(UNKNOWN_ROW),
                },
                _ => UNKNOWN_ROW,
            }
        })
        .collect();
    credentials.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: None };
}

/// Numbers the credentials of one identity that nothing tells apart, so that each has a finding of its own.
pub(super) fn number_alike(tables: &mut Tables) {
    let credentials = tables.table_mut(Subject::Credential);
    let Column::Link { rows: Links::Rows(identities), .. } = credentials.col("identity") else { return };
    let [id, name, kind] = ["id", "name", "kind"].map(|field| credentials.col(field));
    let [created, rotated] = ["created", "rotated"].map(|field| credentials.col(field));
    let mut seen: FxHashMap<(u32, u32, i32, i32), u32> = FxHashMap::default();
    let mut alike = FxHashMap::default();
    for (row, identity) in identities.iter().enumerate() {
        if id.text(row).is_empty() && name.text(row).is_empty() {
            let like = seen.entry((*identity, kind.code(row), created.day(row), rotated.day(row))).or_default();
            *like += 1;
            if *like > 1 {
                alike.insert(row as u32, *like);
            }
        }
    }
    credentials.alike = alike;
}

/// Exposures to credentials and identities, by key.
pub(super) fn link_exposures(tables: &mut Tables, identity_keys: &Keys) {
    if !tables.table(Subject::Exposure).supplied {
        return;
    }
    let mut credential_keys = Keys::default();
    let credentials = tables.table(Subject::Credential);
    if credentials.supplied {
        for row in 0..credentials.rows {
            let key = credentials.col("id").text(row);
            // An id that credentials of several identities share leads nowhere.
            credential_keys.name(key, row as u32);
        }
    }
    let exposures = tables.table_mut(Subject::Exposure);
    for (name, keys) in [("credential", &credential_keys), ("identity", identity_keys)] {
        let field = schema::the(Subject::Exposure, name);
        if let Column::Texts(texts) = std::mem::take(&mut exposures.columns[field.index as usize]) {
            let rows = (0..exposures.rows)
                .map(|row| match texts.get(row) {
                    [] if texts.is_unknown(row) => UNKNOWN_ROW,
                    [] => NO_ROW,
                    key => keys.get(key).unwrap_or(UNKNOWN_ROW),
                })
                .collect();
            exposures.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: None };
        }
    }
}

/// Identities to applications, by name or id; the name stays readable without a row.
pub(super) fn link_applications(tables: &mut Tables) {
    let (applications, identities) = tables.pair_mut(Subject::Application, Subject::Identity);
    let field = schema::the(Subject::Identity, "application");
    let Column::Coded(names) = std::mem::take(&mut identities.columns[field.index as usize]) else { return };
    let Meaning::Text(entries) = &names.meaning else { return };
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    for row in 0..applications.rows {
        for key in ["name", "id"] {
            let text = String::from_utf8_lossy(applications.col(key).text(row)).into_owned();
            if !text.is_empty() {
                known.entry(fold(&text)).or_insert(row as u32);
            }
        }
    }
    let targets: Vec<u32> = [NO_ROW, UNKNOWN_ROW]
        .into_iter()
        .chain(entries.iter().map(|name| known.get(&fold(name)).copied().unwrap_or(UNKNOWN_ROW)))
        .collect();
    debug_assert_eq!(targets.len(), entries.len() + FIRST as usize);
    let rows = (0..identities.rows).map(|row| targets[names.codes.get(row) as usize]).collect();
    let names = Coded { codes: names.codes, meaning: Meaning::Text(Arc::clone(entries)) };
    identities.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: Some(names) };
}

/// Evidence and exceptions to the controls that they name.
///
/// A row of evidence on the line of a control supports that control. Otherwise the name is a control's id, else its title;
/// a name that several controls bear, or none, leads to an unknown row and is noted.
/// Evidence that names none supports the one control whose list names the evidence.
pub(super) fn link_controls(tables: &mut Tables, pointers: &Pointers, notes: &mut Vec<Note>) {
    link_to_controls(tables, Subject::Evidence, "control", pointers, notes);
    link_to_controls(tables, Subject::Exception, "compensating_control", &Pointers::new(), notes);
}

fn link_to_controls(tables: &mut Tables, subject: Subject, name: &str, pointers: &Pointers, notes: &mut Vec<Note>) {
    let sources: Vec<String> = tables.sources.iter().map(|s| s.name.clone()).collect();
    let (controls, table) = tables.pair_mut(Subject::Control, subject);
    if !table.supplied {
        return;
    }
    let field = schema::the(subject, name);
    let names = match std::mem::take(&mut table.columns[field.index as usize]) {
        Column::Coded(names) => Some(names),
        _ => None,
    };
    let by_name = ControlNames::new(controls);
    let by_line: FxHashMap<Origin, u32> = (0..controls.rows)
        .flat_map(|row| controls.origins_of(row).into_iter().map(move |origin| (origin, row as u32)))
        .collect();
    let mut pointed: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for (origin, id) in pointers {
        let control = by_line.get(origin).copied();
        pointed.entry(id).and_modify(|one| *one = one.filter(|one| Some(*one) == control)).or_insert(control);
    }
    // The names as the files write them; of a row that stands on its control's line, the control's own.
    let mut entries: Vec<String> = match &names {
        Some(Coded { meaning: Meaning::Text(entries), .. }) => entries.to_vec(),
        _ => Vec::new(),
    };
    let mut codes = Vec::with_capacity(table.rows);
    let mut rows = Vec::with_capacity(table.rows);
    let mut unknown = Unknown::default();
    for row in 0..table.rows {
        let origin = table.origins[row];
        let mut code = names.as_ref().map_or(UNKNOWN, |names| names.codes.get(row));
        let id =
            || schema::find(subject, "id").map(|id| String::from_utf8_lossy(table.column(id).text(row)).to_lowercase());
        let by_pointer = || pointed.get(id()?.trim()).copied().flatten();
        let beside = match code {
            EMPTY => by_pointer(),
            UNKNOWN => by_line.get(&origin).copied().or_else(by_pointer),
            _ => None,
        };
        rows.push(match (beside, code) {
            (Some(control), _) => {
                entries.push(shown(controls, control as usize));
                code = FIRST + entries.len() as u32 - 1;
                control
            }
            (None, EMPTY) => NO_ROW,
            (None, UNKNOWN) => UNKNOWN_ROW,
            (None, code) => by_name.find_any(&entries[(code - FIRST) as usize]).unwrap_or_else(|several| {
                unknown.add(several, origin);
                UNKNOWN_ROW
            }),
        });
        codes.push(code);
    }
    let names = Coded { codes: Codes::Wide(codes), meaning: Meaning::Text(Arc::new(entries)) };
    table.columns[field.index as usize] = Column::Link { rows: Links::Rows(rows), names: Some(names) };
    unknown.note(field, &sources, notes);
}

/// How a control is called where no other row names it.
fn shown(controls: &Table, row: usize) -> String {
    let text = |field: &str| String::from_utf8_lossy(controls.col(field).text(row)).into_owned();
    let id = text("id");
    if id.is_empty() { text("title") } else { id }
}

/// Controls by folded id and title; none where several bear it.
struct ControlNames {
    ids: FxHashMap<String, Option<u32>>,
    titles: FxHashMap<String, Option<u32>>,
}

impl ControlNames {
    fn new(controls: &Table) -> Self {
        let by = |field: &str| {
            let mut out: FxHashMap<String, Option<u32>> = FxHashMap::default();
            for row in 0..controls.rows {
                let key = control_key(&String::from_utf8_lossy(controls.col(field).text(row)));
                if !key.is_empty() {
                    out.entry(key).and_modify(|one| *one = None).or_insert(Some(row as u32));
                }
            }
            out
        };
        Self { ids: by("id"), titles: by("title") }
    }

    /// The control of this name, alone or with its title behind the id (`C-17: Rotation`); else whether several bear it.
    fn find(&self, name: &str) -> Result<u32, bool> {
        let key = control_key(name);
        let first_word = || {
            let word = key.split([' ', ':']).next().unwrap_or_default();
            self.ids.get(word).filter(|_| word.contains(|c: char| c.is_ascii_digit()))
        };
        let found = self.ids.get(&key).or_else(|| self.titles.get(&key)).or_else(first_word);
        found.copied().flatten().ok_or(found.is_some())
    }

    /// The first of several names that is a control's: an exception may name more than one that stand in.
    fn find_any(&self, names: &str) -> Result<u32, bool> {
        self.find(names).or_else(|several| {
            parts(names, &Split::Ids).into_iter().find_map(|name| self.find(name).ok()).ok_or(several)
        })
    }
}

/// Ids as people write them: without regard to case and white space, but with their signs, since `A.5.1` is not `A.51`.
fn control_key(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Rows that name a control that cannot be told, by file: none has the name, or several have.
#[derive(Default)]
struct Unknown {
    places: BTreeMap<(u16, bool), Vec<u32>>,
}

impl Unknown {
    fn add(&mut self, several: bool, origin: Origin) {
        self.places.entry((origin.source, several)).or_default().push(origin.line);
    }

    fn note(self, field: FieldId, sources: &[String], notes: &mut Vec<Note>) {
        let what = if field.subject == Subject::Evidence { "evidence names" } else { "exceptions name" };
        for ((source, several), mut lines) in self.places {
            let count = lines.len();
            lines.sort_unstable();
            lines.truncate(SHOWN);
            notes.push(Note {
                kind: "unknown-link".into(),
                file: Some(sources[source as usize].clone()),
                column: None,
                count,
                says: format!(
                    "`{}`: {what} a control that {}",
                    field.path(),
                    if several { "several rows of the control lists stand for" } else { "no control list has" }
                ),
                lines,
            });
        }
    }
}
