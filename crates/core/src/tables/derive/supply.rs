//! What other lists know of an identity: its application, its supplier.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::About;
use super::cells::{by_code, fill, fill_days, links};
use crate::date;
use crate::schema::Subject;
use crate::tables::{Column, EMPTY, FIRST, Links, Meaning, NO_ROW, Table, Tables, UNKNOWN, UNKNOWN_ROW};
use crate::vocabulary::fold;

/// The application's status by the register, else by the application's own row.
pub(super) fn application_status(tables: &mut Tables, _: &About<'_>) {
    let (applications, identities) = tables.pair_mut(Subject::Application, Subject::Identity);
    let status = applications.col("status");
    let Some(to_application) = links(identities.col("application")) else { return };
    if !status.is_present() {
        return;
    }
    let made = (0..identities.rows)
        .map(|row| {
            let application = to_application.get(row) as usize;
            let code = if application < applications.rows { status.code(application) } else { UNKNOWN };
            // A blank in the application's row says no more of the identity than no row at all.
            if code == EMPTY { UNKNOWN as u8 } else { code as u8 }
        })
        .collect();
    fill(identities, "application_status", made, Meaning::Word("identity.application_status"));
}

/// The supplier's row for a vendor, by name or id.
pub(super) fn supplier(tables: &mut Tables, _: &About<'_>) {
    let (suppliers, identities) = tables.pair_mut(Subject::Supplier, Subject::Identity);
    let vendor = identities.col("vendor");
    if !vendor.is_present() || identities.col("supplier").is_present() {
        return;
    }
    let known = supplier_keys(suppliers);
    let by_vendor = by_code(vendor, 0, |code, meaning| match (code, meaning) {
        (EMPTY, _) => NO_ROW,
        (FIRST.., Some(Meaning::Text(entries))) if suppliers.supplied => {
            known.get(&key(&entries[(code - FIRST) as usize])).copied().unwrap_or(NO_ROW)
        }
        _ => UNKNOWN_ROW,
    });
    let rows = (0..identities.rows).map(|row| by_vendor[vendor.code(row) as usize]).collect();
    identities.put("supplier", Column::Link { rows: Links::Rows(rows), names: None });
}

/// Supplier rows by folded id and name. An id wins over a name; a name that two rows have leads to neither.
fn supplier_keys(suppliers: &Table) -> FxHashMap<String, u32> {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    for field in ["id", "name"] {
        let mut own: FxHashMap<String, u32> = FxHashMap::default();
        for row in 0..suppliers.rows {
            let key = key(&String::from_utf8_lossy(suppliers.col(field).text(row)));
            if key.is_empty() {
                continue;
            }
            match own.entry(key) {
                Entry::Vacant(slot) => {
                    slot.insert(row as u32);
                }
                Entry::Occupied(mut slot) => {
                    slot.insert(UNKNOWN_ROW);
                }
            }
        }
        for (key, row) in own {
            known.entry(key).or_insert(row);
        }
    }
    known
}

/// A name as it is compared: case, spaces and punctuation do not count.
fn key(name: &str) -> String {
    fold(&name.to_lowercase())
}

/// When the vendor was reviewed: the register's date, else the supplier's.
pub(super) fn vendor_reviewed(tables: &mut Tables, _: &About<'_>) {
    let (suppliers, identities) = tables.pair_mut(Subject::Supplier, Subject::Identity);
    let Some(reviewed) = suppliers.col("reviewed").days() else { return };
    let Some(to_supplier) = links(identities.col("supplier")) else { return };
    let made = (0..identities.rows)
        .map(|row| reviewed.get(to_supplier.get(row) as usize).copied().unwrap_or(date::UNKNOWN))
        .collect();
    fill_days(identities, "vendor_reviewed", made);
}
