//! Rows of one subject to rows of another.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::keys::Keys;
use crate::schema::{self, Subject};
use crate::tables::{Coded, Column, FIRST, Links, Meaning, NO_ROW, Tables, UNKNOWN_ROW};
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
