//! Launches: which of them bring an identity.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::About;
use super::cells::list_of;
use crate::schema::Subject;
use crate::tables::{Coded, Codes, Column, EMPTY, FIRST, Meaning, Table, Tables, UNKNOWN};

/// The launches that name an identity, by its id, a name that exports know it by, or its own name.
///
/// A name that several identities bear names none of them for sure. Where a launch does not say which identities it brings,
/// an identity that no other launch names may still be one of them.
pub(super) fn launches(tables: &mut Tables, _: &About<'_>) {
    let (launches, identities) = tables.pair_mut(Subject::Launch, Subject::Identity);
    if !launches.supplied || identities.col("launches").is_present() {
        return;
    }
    let Named { by_key, any_open } = Named::new(launches);
    let unnamed = if any_open { UNKNOWN } else { EMPTY };
    let mut codes = Codes::Wide(vec![unnamed; identities.rows]);
    let mut meetings = Meetings::find(identities, &by_key);
    for row in std::mem::take(&mut meetings.perhaps) {
        codes.set(row as usize, UNKNOWN);
    }
    let mut entries: Vec<Vec<String>> = Vec::new();
    let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    for of_identity in meetings.sure.chunk_by(|(a, _), (b, _)| a == b) {
        let list: Vec<u32> = of_identity.iter().map(|(_, launch)| *launch).collect();
        let next = entries.len() as u32 + FIRST;
        let code = *known.entry(list).or_insert_with_key(|list| {
            entries.push(list.iter().map(|launch| shown(launches, *launch as usize)).collect());
            next
        });
        codes.set(of_identity[0].0 as usize, code);
    }
    if entries.is_empty() && (0..identities.rows).all(|row| codes.get(row) == UNKNOWN) {
        return;
    }
    identities.put("launches", Column::Coded(Coded { codes, meaning: Meaning::List(Arc::new(entries)) }));
}

/// How a launch is called: by its id, else by its title, else by its place.
fn shown(launches: &Table, row: usize) -> String {
    let text = |field: &str| String::from_utf8_lossy(launches.col(field).text(row)).into_owned();
    let named = [text("id"), text("title")].into_iter().find(|name| !name.is_empty());
    named.unwrap_or_else(|| format!("row {}", launches.origins[row].line))
}

fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What launches name, and which launches name it.
struct Named {
    by_key: FxHashMap<String, Vec<u32>>,
    /// Does some launch not say which identities it brings?
    any_open: bool,
}

impl Named {
    fn new(launches: &Table) -> Self {
        let mut out = Self { by_key: FxHashMap::default(), any_open: false };
        let identities = launches.col("identities");
        let meaning = identities.coded().map(|coded| &coded.meaning);
        for row in 0..launches.rows {
            let code = identities.code(row);
            out.any_open |= code == UNKNOWN;
            for name in list_of(meaning, code).unwrap_or_default() {
                let rows = out.by_key.entry(key(name)).or_default();
                if rows.last() != Some(&(row as u32)) {
                    rows.push(row as u32);
                }
            }
        }
        out
    }
}

/// Which identities meet which launches.
#[derive(Default)]
struct Meetings {
    /// Identity and launch, in order and each pair once.
    sure: Vec<(u32, u32)>,
    /// Identities that share a name with others.
    perhaps: Vec<u32>,
}

impl Meetings {
    fn find(identities: &Table, by_key: &FxHashMap<String, Vec<u32>>) -> Self {
        let mut out = Self::default();
        if by_key.is_empty() {
            return out;
        }
        // Identities by id or external id, and by name; what is an id of one is not asked as the name of another.
        let mut hits: FxHashMap<&str, [Vec<u32>; 2]> = FxHashMap::default();
        let mut hit = |text: &str, row: usize, way: usize| {
            if let Some((key, _)) = by_key.get_key_value(&key(text)) {
                let rows = &mut hits.entry(key).or_default()[way];
                if rows.last() != Some(&(row as u32)) {
                    rows.push(row as u32);
                }
            }
        };
        let external = identities.col("external_ids");
        for row in 0..identities.rows {
            for (field, way) in [("id", 0), ("name", 1)] {
                let text = identities.col(field).text(row);
                if !text.is_empty() {
                    hit(&String::from_utf8_lossy(text), row, way);
                }
            }
            for text in list_of(external.coded().map(|coded| &coded.meaning), external.code(row)).unwrap_or_default() {
                hit(text, row, 0);
            }
        }
        for (key, [by_id, by_name]) in hits {
            let rows = match (&by_id[..], &by_name[..]) {
                ([], [one]) => std::slice::from_ref(one),
                ([], several) => {
                    out.perhaps.extend(several);
                    continue;
                }
                (several, _) => several,
            };
            let launches = &by_key[key];
            out.sure.extend(rows.iter().flat_map(|row| launches.iter().map(move |launch| (*row, *launch))));
        }
        out.sure.sort_unstable();
        out.sure.dedup();
        out
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;

    fn identities() -> Lab {
        let mut lab = Lab::new();
        lab.set("identity.id", &["SVC-1", "SVC-2", "billing", "", ""]);
        lab.set("identity.name", &["billing", "ledger", "orders", "twin", "Twin"]);
        lab.set("identity.external_ids", &["", "arn:2; app-2", "?", "", ""]);
        lab
    }

    #[test]
    fn a_launch_names_an_identity_by_id_external_id_or_name() {
        let mut lab = identities();
        lab.set("launch.id", &["L-1", "L-2", "L-3"]);
        lab.set("launch.identities", &["svc-1; LEDGER", "ARN:2; nobody", "orders; svc-1; Svc-1"]);
        assert_eq!(lab.derived("identity.launches"), ["L-1; L-3", "L-1; L-2", "L-3", "", ""]);
    }

    #[test]
    fn an_id_comes_before_a_name_and_a_shared_name_is_nobody_s_for_sure() {
        let mut lab = identities();
        lab.set("launch.id", &["L-1", "L-2"]).set("launch.identities", &["billing", "twin"]);
        assert_eq!(lab.derived("identity.launches"), ["", "", "L-1", "?", "?"]);
    }

    #[test]
    fn while_a_launch_does_not_say_what_it_brings_no_identity_is_without_one() {
        let mut lab = identities();
        lab.set("launch.id", &["L-1", "", ""]).set("launch.title", &["a", "Tokens", ""]);
        lab.set("launch.identities", &["?", "SVC-1", "SVC-2"]);
        assert_eq!(lab.derived("identity.launches"), ["Tokens", "row 4", "?", "?", "?"]);
        let mut lab = identities();
        lab.set("launch.id", &["L-1"]).set("launch.identities", &[""]);
        assert_eq!(lab.derived("identity.launches"), [""; 5]);
    }

    #[test]
    fn without_a_list_of_launches_nothing_is_known() {
        let mut lab = identities();
        lab.derive();
        assert!(!lab.has("identity.launches"));
        lab.rows(Subject::Launch, 1).derive();
        assert!(!lab.has("identity.launches"), "and none where no launch says what it brings");
    }
}
