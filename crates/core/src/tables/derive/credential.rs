//! Credentials, row by row: fallbacks to the identity, kind, dates, storage, leaks.

use std::mem;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cells::{Answers, fill_days, fill_ints, is_day, links, rewrite, visit, word};
use super::{About, UNBOUNDED};
use crate::date;
use crate::schema::Subject;
use crate::tables::{
    Coded, Codes, Column, EMPTY, FALSE, FIRST, Links, Meaning, NO_ROW, TRUE, Table, Tables, UNKNOWN, UNKNOWN_ROW,
};

/// The environment, else the identity's.
pub(super) fn environment(tables: &mut Tables, _: &About<'_>) {
    from_identity(tables, "environment");
}

/// The privilege, else the identity's.
pub(super) fn privilege(tables: &mut Tables, _: &About<'_>) {
    from_identity(tables, "privilege");
}

/// Limited to known networks where its identity is.
pub(super) fn network_restricted(tables: &mut Tables, _: &About<'_>) {
    from_identity(tables, "network_restricted");
}

/// Fills empty and unknown cells from the identity; both subjects use the same words.
fn from_identity(tables: &mut Tables, field: &str) {
    let (identities, credentials) = tables.pair_mut(Subject::Identity, Subject::Credential);
    let Column::Coded(theirs) = identities.col(field) else { return };
    let Some(to_identity) = links(credentials.col("identity")) else { return };
    let filled = match credentials.col(field) {
        Column::Coded(own) => {
            let mut own = own.clone();
            rewrite(&mut own.codes, |row, code| match code {
                EMPTY | UNKNOWN => match code_at(theirs, to_identity.get(row)) {
                    UNKNOWN => code,
                    theirs => theirs,
                },
                code => code,
            });
            own
        }
        _ if *to_identity == Links::Same && identities.rows == credentials.rows => theirs.clone(),
        _ => {
            let mut codes = Codes::with_limit(theirs.meaning.codes(0), credentials.rows);
            (0..credentials.rows).for_each(|row| codes.push(code_at(theirs, to_identity.get(row))));
            Coded { codes, meaning: theirs.meaning.clone() }
        }
    };
    credentials.put(field, Column::Coded(filled));
}

/// The code in a row that a link leads to, unknown where it leads nowhere.
fn code_at(coded: &Coded, row: u32) -> u32 {
    if (row as usize) < coded.codes.len() { coded.codes.get(row as usize) } else { UNKNOWN }
}

/// Kinds whose secret stays the same until somebody changes it.
const STATIC: [&str; 11] = [
    "api_key",
    "access_key",
    "client_secret",
    "password",
    "ssh_key",
    "token",
    "personal_access_token",
    "service_account_key",
    "certificate",
    "signing_key",
    "webhook_secret",
];

/// A stored secret by its kind, where no source says.
pub(super) fn is_static(tables: &mut Tables, _: &About<'_>) {
    let is = STATIC.map(|kind| word("credential.kind", kind));
    let is_not = ["federated", "managed"].map(|kind| word("credential.kind", kind));
    from_word(tables.table_mut(Subject::Credential), "static", "kind", &is, &is_not);
}

/// In a secret store, by its storage. Another place may be one; an empty cell names none.
pub(super) fn vaulted(tables: &mut Tables, _: &About<'_>) {
    let is = ["secrets_manager", "hsm", "platform"].map(|place| word("credential.storage", place));
    let other = word("credential.storage", "other");
    let words = crate::schema::words("credential.storage").len() as u32;
    let is_not: Vec<u32> = (FIRST..FIRST + words).filter(|code| *code != other && !is.contains(code)).collect();
    from_word(tables.table_mut(Subject::Credential), "vaulted", "storage", &is, &is_not);
}

/// Yes for some words of a field, no for others, unknown for the rest.
fn from_word(table: &mut Table, field: &str, from: &str, is: &[u32], is_not: &[u32]) {
    let mut answers = Answers::unknown(table.rows);
    answers.hear(table.col(from), |code| match code {
        code if is.contains(&code) => TRUE,
        code if is_not.contains(&code) => FALSE,
        _ => UNKNOWN,
    });
    answers.into_column(table, field);
}

/// When the present secret was set: rotated, else created.
pub(super) fn set(tables: &mut Tables, _: &About<'_>) {
    let table = tables.table_mut(Subject::Credential);
    let [rotated, created] = ["rotated", "created"].map(|field| table.col(field).days());
    let made = match (rotated, created) {
        (Some(rotated), Some(created)) => rotated.iter().zip(created).map(|(r, c)| set_on(*r, *c)).collect(),
        (Some(rotated), None) => rotated.iter().map(|r| set_on(*r, date::UNKNOWN)).collect(),
        (None, Some(created)) => created.iter().map(|c| set_on(date::UNKNOWN, *c)).collect(),
        (None, None) => return,
    };
    fill_days(table, "set", made);
}

/// *Never* only where both are never; unknown where one is unknown; an empty cell is no source's *never*.
fn set_on(rotated: i32, created: i32) -> i32 {
    match (rotated, created) {
        (day, _) if is_day(day) => day,
        (_, day) if is_day(day) => day,
        (date::NEVER_EVENT, date::NEVER_EVENT) => date::NEVER_EVENT,
        (date::UNKNOWN, _) | (_, date::UNKNOWN) => date::UNKNOWN,
        _ => date::EMPTY,
    }
}

/// Days from when it was set to when it expires; a public certificate's issuer counts from its creation.
pub(super) fn lifetime(tables: &mut Tables, _: &About<'_>) {
    let table = tables.table_mut(Subject::Credential);
    let [set, created, public] = ["set", "created", "public_tls"].map(|field| table.col(field));
    let Some(expires) = table.col("expires").days() else { return };
    let made = expires
        .iter()
        .enumerate()
        .map(|(row, expires)| {
            let start = if public.code(row) == TRUE { created.day(row) } else { set.day(row) };
            match *expires {
                date::NEVER_LIMIT => UNBOUNDED,
                end if is_day(end) && is_day(start) => end.saturating_sub(start),
                _ => date::UNKNOWN,
            }
        })
        .collect();
    fill_ints(table, "lifetime", made);
}

/// Does an open leak result name the credential?
///
/// One that names only its identity may mean this credential or another: unknown.
pub(super) fn exposed_open(tables: &mut Tables, _: &About<'_>) {
    let exposures = tables.table(Subject::Exposure);
    if !exposures.supplied {
        return;
    }
    let open = word("exposure.status", "open");
    let status = exposures.col("status");
    let [credential, identity] = ["credential", "identity"].map(|field| links(exposures.col(field)));
    let at = |links: Option<&Links>, row| links.map_or(UNKNOWN_ROW, |links| links.get(row)) as usize;
    let credentials = tables.table(Subject::Credential);
    let mut named = vec![FALSE as u8; credentials.rows];
    let mut around = vec![false; tables.table(Subject::Identity).rows];
    for row in 0..exposures.rows {
        let said = match status.code(row) {
            code if code == open => TRUE,
            EMPTY | UNKNOWN => UNKNOWN,
            _ => continue,
        } as u8;
        if let Some(slot) = named.get_mut(at(credential, row)) {
            if *slot != TRUE as u8 {
                *slot = said;
            }
        } else if let Some(slot) = around.get_mut(at(identity, row)) {
            *slot = true;
        }
    }
    let to_identity = links(credentials.col("identity"));
    let mut answers = Answers::unknown(named.len());
    for (row, said) in named.iter().enumerate() {
        if u32::from(*said) == TRUE || !around.get(at(to_identity, row)).copied().unwrap_or(false) {
            answers.raise(row, u32::from(*said));
        }
    }
    answers.into_column(tables.table_mut(Subject::Credential), "exposed_open");
}

/// The identity of a leak result, else the one whose credential it names.
pub(super) fn exposed_identity(tables: &mut Tables, _: &About<'_>) {
    let credentials = tables.table(Subject::Credential);
    let Some(to_identity) = links(credentials.col("identity")) else { return };
    let exposures = tables.table(Subject::Exposure);
    let Some(to_credential) = links(exposures.col("credential")) else { return };
    let own = exposures.col("identity");
    let is_named = |row: usize| match own {
        Column::Link { names: Some(names), .. } => names.codes.get(row) >= FIRST,
        _ => false,
    };
    let mut filled = Vec::new();
    let rows: Vec<u32> = (0..exposures.rows)
        .map(|row| {
            let own = links(own).map_or(UNKNOWN_ROW, |links| links.get(row));
            let credential = to_credential.get(row);
            if !matches!(own, NO_ROW | UNKNOWN_ROW) || is_named(row) || credential as usize >= credentials.rows {
                return own;
            }
            match to_identity.get(credential as usize) {
                NO_ROW | UNKNOWN_ROW => own,
                identity => {
                    filled.push((row, identity));
                    identity
                }
            }
        })
        .collect();
    if filled.is_empty() {
        return;
    }
    let names = match mem::take(&mut tables.table_mut(Subject::Exposure).columns[own_index()]) {
        Column::Link { names: Some(names), .. } => Some(with_ids(names, tables.table(Subject::Identity), &filled)),
        _ => None,
    };
    tables.table_mut(Subject::Exposure).put("identity", Column::Link { rows: Links::Rows(rows), names });
}

fn own_index() -> usize {
    crate::schema::the(Subject::Exposure, "identity").index as usize
}

/// A link's names, with the ids of identities in the rows that were filled.
fn with_ids(names: Coded, identities: &Table, filled: &[(usize, u32)]) -> Coded {
    let Meaning::Text(entries) = names.meaning else { return names };
    let mut entries = Arc::unwrap_or_clone(entries);
    let mut codes = Vec::with_capacity(names.codes.len());
    visit(&names.codes, |_, code| codes.push(code));
    let mut known: FxHashMap<u32, u32> = FxHashMap::default();
    for (row, identity) in filled {
        codes[*row] = *known.entry(*identity).or_insert_with(|| {
            let id = identities.col("id").text(*identity as usize);
            entries.push(String::from_utf8_lossy(id).into_owned());
            entries.len() as u32 - 1 + FIRST
        });
    }
    Coded { codes: Codes::Wide(codes), meaning: Meaning::Text(Arc::new(entries)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::derive::lab::Lab;

    #[test]
    fn environment_and_privilege_fall_back_to_the_identity() {
        let mut lab = Lab::new();
        lab.set("identity.environment", &["production", "test", ""]).set("identity.privilege", &["admin", "?", "read"]);
        lab.set("credential.identity", &["#0", "#1", "#2", "#1", "", "?"]);
        lab.set("credential.environment", &["staging", "", "?", "?", "", "?"]);
        lab.derive();
        assert_eq!(lab.show("credential.environment"), ["staging", "test", "", "test", "", "?"]);
        assert_eq!(lab.show("credential.privilege"), ["admin", "?", "read", "?", "?", "?"]);
    }

    #[test]
    fn on_one_line_the_identity_s_environment_is_the_credential_s() {
        let mut lab = Lab::new();
        lab.set("identity.environment", &["production", "", "?"]).rows(Subject::Credential, 3).same_lines();
        assert_eq!(lab.derived("credential.environment"), ["production", "", "?"]);
    }

    #[test]
    fn what_stays_the_same_until_changed_is_static() {
        let mut lab = Lab::new();
        let kinds = ["api_key", "webhook_secret", "federated", "managed", "other", "?", "", "federated", "password"];
        lab.set("credential.kind", &kinds);
        lab.set("credential.static", &["?", "", "?", "", "?", "?", "", "yes", "no"]);
        assert_eq!(lab.derived("credential.static"), ["yes", "yes", "no", "no", "?", "?", "", "yes", "no"]);
    }

    #[test]
    fn set_is_rotated_else_created() {
        // rotated, created, set
        let cases = [
            ("2026-05-01", "2025-01-01", "2026-05-01"),
            ("2026-05-01", "?", "2026-05-01"),
            ("never", "2025-01-01", "2025-01-01"),
            ("", "2025-01-01", "2025-01-01"),
            ("?", "2025-01-01", "2025-01-01"),
            ("never", "never", "never"),
            ("never", "", ""),
            ("", "never", ""),
            ("", "", ""),
            ("never", "?", "?"),
            ("?", "never", "?"),
            ("", "?", "?"),
            ("?", "", "?"),
            ("?", "?", "?"),
        ];
        let mut lab = Lab::new();
        lab.set("credential.rotated", &cases.map(|c| c.0)).set("credential.created", &cases.map(|c| c.1));
        assert_eq!(lab.derived("credential.set"), cases.map(|c| c.2));
    }

    #[test]
    fn set_stands_on_one_column_where_there_is_no_other() {
        let mut lab = Lab::new();
        lab.set("credential.created", &["2025-01-01", "never", "", "?"]);
        assert_eq!(lab.derived("credential.set"), ["2025-01-01", "?", "?", "?"]);
        let mut lab = Lab::new();
        lab.set("credential.rotated", &["2025-01-01", "never", "", "?"]);
        assert_eq!(lab.derived("credential.set"), ["2025-01-01", "?", "?", "?"]);
    }

    #[test]
    fn a_set_date_that_a_file_gives_stays() {
        let mut lab = Lab::new();
        lab.set("credential.created", &["2025-01-01", "2025-01-01", "?"])
            .set("credential.set", &["2026-01-01", "?", ""]);
        assert_eq!(lab.derived("credential.set"), ["2026-01-01", "2025-01-01", ""]);
    }

    #[test]
    fn a_place_that_is_not_named_may_be_a_vault() {
        let mut lab = Lab::new();
        lab.set("credential.storage", &["secrets_manager", "hsm", "platform", "wiki", "none", "other", "", "?"]);
        assert_eq!(lab.derived("credential.vaulted"), ["yes", "yes", "yes", "no", "no", "?", "?", "?"]);
    }

    #[test]
    fn a_lifetime_runs_from_set_and_for_public_certificates_from_creation() {
        let mut lab = Lab::new();
        lab.set("credential.created", &["2025-01-01", "2025-01-01", "?", "?", "2025-01-01", "2025-01-01"]);
        lab.set("credential.rotated", &["2026-01-01", "2026-01-01", "?", "2026-01-01", "?", "?"]);
        lab.set("credential.public_tls", &["no", "yes", "?", "yes", "?", ""]);
        lab.set("credential.expires", &["2027-01-01", "2027-01-01", "never", "2027-01-01", "", "?"]);
        let unbounded = UNBOUNDED.to_string();
        assert_eq!(lab.derived("credential.lifetime"), ["365", "730", &unbounded, "?", "?", "?"]);
    }

    fn exposed() -> Lab {
        let mut lab = Lab::new();
        lab.rows(Subject::Identity, 3);
        lab.set("credential.identity", &["#0", "#0", "#1", "#2", "?"]);
        lab
    }

    #[test]
    fn an_open_leak_result_names_its_credential() {
        let mut lab = exposed();
        lab.set("exposure.credential", &["#0", "#2", "#2", "?"]);
        lab.set("exposure.status", &["open", "fixed", "open", "open"]);
        assert_eq!(lab.derived("credential.exposed_open"), ["yes", "no", "yes", "no", "no"]);
    }

    #[test]
    fn a_leak_of_the_identity_or_of_unknown_status_leaves_it_unknown() {
        let mut lab = exposed();
        lab.without("exposure_status");
        lab.set("exposure.credential", &["#0", "?", "#3", "?"]).set("exposure.identity", &["#0", "#0", "", "#1"]);
        lab.set("exposure.status", &["open", "open", "", "closed"]);
        assert_eq!(lab.derived("credential.exposed_open"), ["yes", "?", "no", "?", "no"]);
    }

    #[test]
    fn without_a_scanner_nothing_is_said_of_leaks() {
        let mut lab = exposed();
        lab.derive();
        assert!(!lab.has("credential.exposed_open"));
    }

    #[test]
    fn a_leak_leads_through_its_credential_to_the_identity() {
        let mut lab = exposed();
        lab.set("exposure.credential", &["#2", "#2", "#4", "?", ""]);
        lab.set("exposure.identity", &["", "#0", "?", "?", ""]);
        assert_eq!(lab.derived("exposure.identity"), ["#1", "#0", "?", "?", ""]);

        let mut lab = exposed();
        lab.set("exposure.credential", &["#3"]);
        assert_eq!(lab.derived("exposure.identity"), ["#2"]);
    }

    #[test]
    fn a_named_identity_stays_and_a_filled_one_shows_its_id() {
        let mut lab = exposed();
        lab.set("identity.id", &["SVC-0", "SVC-1", "SVC-2"]).set("exposure.credential", &["#2", "#2"]);
        let names = Coded { codes: Codes::Narrow(vec![2, 0]), meaning: Meaning::Text(Arc::new(vec!["SVC-9".into()])) };
        let link = Column::Link { rows: Links::Rows(vec![UNKNOWN_ROW, NO_ROW]), names: Some(names) };
        lab.tables.table_mut(Subject::Exposure).put("identity", link);
        assert_eq!(lab.derived("exposure.identity"), ["SVC-9", "SVC-1"]);
    }
}
