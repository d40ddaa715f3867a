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

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;

    #[test]
    fn the_register_s_word_on_the_application_comes_before_its_own_row() {
        let mut lab = Lab::new();
        lab.set("application.status", &["retired", "", "?"]);
        lab.set("identity.application", &["#0", "#0", "#0", "#1", "#2", "", "?"]);
        lab.set("identity.application_status", &["live", "", "?", "?", "?", "?", ""]);
        let expected = ["live", "retired", "retired", "?", "?", "?", ""];
        assert_eq!(lab.derived("identity.application_status"), expected);
    }

    #[test]
    fn a_vendor_leads_to_a_supplier_by_name_or_id() {
        let mut lab = Lab::new();
        lab.set("supplier.name", &["Ledgerline Ltd.", "Acme", "Twin", "twin", "V-1"]);
        lab.set("supplier.id", &["V-1", "V-2", "V-3", "V-4", "V-5"]);
        lab.set("identity.vendor", &["LEDGERLINE LTD", "v-2", "Nobody", "", "?", "Twin", "V-1"]);
        assert_eq!(lab.derived("identity.supplier"), ["#0", "#1", "", "", "?", "?", "#0"]);
    }

    #[test]
    fn without_a_supplier_list_a_named_vendor_leads_nowhere_known() {
        let mut lab = Lab::new();
        lab.set("identity.vendor", &["Acme", "", "?"]);
        assert_eq!(lab.derived("identity.supplier"), ["?", "", "?"]);
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 1).set("supplier.name", &["Acme"]).derive();
        assert!(!lab.has("identity.supplier"));
    }

    #[test]
    fn the_supplier_s_review_stands_in_for_the_vendor_s() {
        let mut lab = Lab::new();
        lab.set("supplier.name", &["Acme", "Bolt", "Cord"]).set("supplier.reviewed", &["2026-02-01", "never", ""]);
        lab.set("identity.vendor", &["Acme", "Acme", "Bolt", "Cord", "Nobody", "?"]);
        lab.set("identity.vendor_reviewed", &["2026-05-05", "", "?", "?", "", "?"]);
        let expected = ["2026-05-05", "2026-02-01", "never", "", "", "?"];
        assert_eq!(lab.derived("identity.vendor_reviewed"), expected);
    }
}
