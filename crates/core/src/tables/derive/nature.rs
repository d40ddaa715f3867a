//! What an identity is: who owns it, who uses it, where its tokens come from, whose it is.

use std::mem;
use std::sync::Arc;

use super::About;
use super::cells::{Answers, by_code, fill, is_day, links, missing, numbered, unrecorded, visit, word};
use crate::date;
use crate::schema::{self, Subject};
use crate::tables::{Coded, Column, Complete, EMPTY, FALSE, FIRST, Meaning, TRUE, Tables, UNKNOWN};

/// All owners: the one owner, where no source names several.
pub(super) fn owners(tables: &mut Tables, _: &About<'_>) {
    let persons = tables.persons.names.len() as u32;
    let table = tables.table_mut(Subject::Identity);
    if table.col("owners").is_present() {
        return;
    }
    let Some(owner) = table.col("owner").coded() else { return };
    let each = Meaning::Persons(Arc::new((0..persons).map(|person| vec![person]).collect()));
    let column = Column::Coded(Coded { codes: owner.codes.clone(), meaning: each });
    table.put("owners", column);
}

/// What one of its credentials did, it did: a recorded last use is no earlier than that of any of them.
///
/// Where no source says when it was used, its credentials' use stays theirs: it may have been used in other ways since.
pub(super) fn last_used(tables: &mut Tables, _: &About<'_>) {
    let (credentials, identities) = tables.pair_mut(Subject::Credential, Subject::Identity);
    let field = schema::the(Subject::Identity, "last_used");
    let theirs = schema::the(Subject::Credential, "last_used");
    let Column::Days(mut own) = mem::take(&mut identities.columns[field.index as usize]) else { return };
    if let (Some(used), Some(links)) = (credentials.column(theirs).days(), links(credentials.col("identity"))) {
        for (row, day) in used.iter().enumerate().filter(|(_, day)| is_day(**day)) {
            let identity = links.get(row);
            let Some(known) = own.get_mut(identity as usize) else { continue };
            if (is_day(*known) || *known == date::NEVER_EVENT) && *known < *day {
                *known = *day;
                if row < credentials.origins.len() {
                    identities.elsewhere.insert((identity, field.index), credentials.origin_of(row, theirs));
                }
            }
        }
    }
    identities.columns[field.index as usize] = Column::Days(own);
}

/// Does the roster know the owner? That it does not counts only against a roster declared complete.
pub(super) fn owner_known(tables: &mut Tables, _: &About<'_>) {
    if !tables.table(Subject::Person).supplied {
        return;
    }
    let complete = tables.sources.iter().any(|s| s.kind == "roster" && s.complete == Complete::Complete);
    let by_person = by_code(tables.table(Subject::Identity).col("owner"), tables.persons.names.len(), |code, _| {
        match code.checked_sub(FIRST) {
            Some(person) if tables.persons.is_resolved(person) => TRUE as u8,
            // One of several whom the roster does list.
            Some(person) if tables.persons.is_shared(person) => UNKNOWN as u8,
            Some(_) if complete => FALSE as u8,
            Some(_) => UNKNOWN as u8,
            None => code as u8,
        }
    });
    let table = tables.table_mut(Subject::Identity);
    let Some(owner) = table.col("owner").coded() else { return };
    let mut made = vec![UNKNOWN as u8; table.rows];
    visit(&owner.codes, |row, code| made[row] = by_person[code as usize]);
    fill(table, "owner_known", made, Meaning::Bool);
}

/// A person uses it by hand: the register's word, else a hand use that is recent.
pub(super) fn human_use(tables: &mut Tables, about: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let Some(used) = table.col("human_used").days() else { return };
    let since = i64::from(about.as_of) - about.policy.int("human_use_days");
    let made = used
        .iter()
        .map(|day| match *day {
            day if is_day(day) && i64::from(day) >= since => TRUE as u8,
            date::EMPTY | date::UNKNOWN => UNKNOWN as u8,
            _ => FALSE as u8,
        })
        .collect();
    fill(table, "human_use", made, Meaning::Bool);
}

/// Another issuer's tokens obtain it: a federated credential shows it, and so does what a trust asks for.
pub(super) fn federated(tables: &mut Tables, _: &About<'_>) {
    let (credentials, identities) = tables.pair_mut(Subject::Credential, Subject::Identity);
    let mut answers = Answers::unknown(identities.rows);
    for field in ["federation_condition", "federation_audience"] {
        answers.hear(identities.col(field), |code| if code >= FIRST { TRUE } else { UNKNOWN });
    }
    let federated = word("credential.kind", "federated");
    if let (Some(kind), Some(links)) = (credentials.col("kind").coded(), links(credentials.col("identity"))) {
        visit(&kind.codes, |row, code| {
            let identity = links.get(row) as usize;
            if code == federated && identity < identities.rows {
                answers.raise(identity, TRUE);
            }
        });
    }
    answers.into_column(identities, "federated");
}

/// It belongs to a third party: a vendor is named, or its class says so.
///
/// It does not where a source leaves the vendor blank and no class, or another one, is recorded.
pub(super) fn third_party(tables: &mut Tables, _: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let [vendor, class] = ["vendor", "purpose_class"].map(|field| table.col(field));
    if !vendor.is_present() && !class.is_present() {
        return;
    }
    let third = word("identity.purpose_class", "third_party");
    let unclassed = unrecorded(table, "purpose_class");
    let made = (0..table.rows)
        .map(|row| {
            let said = match (vendor.code(row), class.code(row)) {
                (FIRST.., _) => TRUE,
                (_, class) if class == third => TRUE,
                (EMPTY, FIRST..) => FALSE,
                (EMPTY, UNKNOWN) if unclassed(row) => FALSE,
                _ => UNKNOWN,
            };
            said as u8
        })
        .collect();
    drop(unclassed);
    fill(table, "third_party", made, Meaning::Bool);
}

/// Each tool is among the declared ones; where one of the lists is missing, the register's own word stays.
pub(super) fn tools_declared(tables: &mut Tables, _: &About<'_>) {
    let table = tables.table_mut(Subject::Identity);
    let (Some(tools), Some(declared)) = (table.col("tools").coded(), table.col("declared_tools").coded()) else {
        return;
    };
    let [callable, reviewed] = numbered([tools, declared]);
    let mut made = vec![UNKNOWN as u8; table.rows];
    visit(&tools.codes, |row, code| {
        if let (Some(callable), Some(reviewed)) = (callable.get(code), reviewed.get(declared.codes.get(row))) {
            made[row] = if missing(callable, reviewed) == 0 { TRUE } else { FALSE } as u8;
        }
    });
    // The lists are what the register's yes or no is about, so they come first and its own word fills the gaps.
    let own = mem::take(&mut table.columns[crate::schema::the(Subject::Identity, "tools_declared").index as usize]);
    for (row, made) in made.iter_mut().enumerate().filter(|(_, made)| u32::from(**made) == UNKNOWN) {
        *made = own.code(row) as u8;
    }
    fill(table, "tools_declared", made, Meaning::Bool);
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;
    use crate::tables::{Complete, SourceSet};

    #[test]
    fn a_last_use_is_no_earlier_than_that_of_its_credentials() {
        let mut lab = Lab::new();
        lab.set("identity.last_used", &["2020-01-01", "never", "2026-10-01", "", "?", "2020-01-01"]);
        lab.set("credential.identity", &["#0", "#0", "#1", "#2", "#3", "#4", "?"]);
        let used = ["2026-05-01", "2026-10-30", "2026-09-01", "2026-01-01", "2026-10-30", "2026-10-30", "2026-10-30"];
        lab.set("credential.last_used", &used);
        let expected = ["2026-10-30", "2026-09-01", "2026-10-01", "", "?", "2020-01-01"];
        assert_eq!(lab.derived("identity.last_used"), expected);
    }

    #[test]
    fn one_owner_is_all_owners() {
        let mut lab = Lab::new();
        lab.set("identity.owner", &["Ana", "", "?", "Ana"]);
        assert_eq!(lab.derived("identity.owners"), ["Ana", "", "?", "Ana"]);
        lab.set("identity.owners", &["Ana; Ben", "", "?", "?"]);
        assert_eq!(lab.derived("identity.owners"), ["Ana; Ben", "", "?", "?"]);
    }

    #[test]
    fn absence_from_the_roster_counts_only_where_it_is_complete() {
        for (complete, stranger) in [(Complete::Complete, "no"), (Complete::Partial, "?"), (Complete::Undeclared, "?")]
        {
            let mut lab = Lab::new();
            lab.source("roster", "", "", complete).set("person.name", &["Ana"]);
            lab.set("identity.owner", &["Ana", "Zoe", "", "?"]);
            assert_eq!(lab.derived("identity.owner_known"), ["yes", stranger, "", "?"]);
        }
        let mut lab = Lab::new();
        lab.set("identity.owner", &["Ana"]).derive();
        assert!(!lab.has("identity.owner_known"), "without a roster");
    }

    #[test]
    fn hand_use_counts_while_it_is_recent() {
        let mut lab = Lab::new();
        lab.set("identity.human_used", &["2026-08-03", "2026-08-02", "never", "", "?", "never", "?"]);
        lab.set("identity.human_use", &["?", "?", "", "", "?", "yes", "no"]);
        assert_eq!(lab.derived("identity.human_use"), ["yes", "no", "no", "", "?", "yes", "no"]);
    }

    #[test]
    fn a_trust_or_a_federated_credential_shows_federation_and_nothing_denies_it() {
        let mut lab = Lab::new();
        lab.set("identity.federation_condition", &["?", "no", "", "?", "?"]);
        lab.set("identity.federation_audience", &["?", "?", "", "sts", "?"]);
        lab.set("identity.federated", &["?", "?", "?", "", "no"]);
        lab.set("credential.identity", &["#0", "#2", "?"]).set("credential.kind", &["federated", "token", "federated"]);
        assert_eq!(lab.derived("identity.federated"), ["yes", "yes", "?", "yes", "no"]);
    }

    #[test]
    fn a_third_party_has_a_vendor_or_the_class() {
        let mut lab = Lab::new();
        lab.set("identity.vendor", &["Acme", "", "", "", "", "?", "?", ""]);
        lab.set("identity.purpose_class", &["ci_cd", "third_party", "ci_cd", "", "?", "ci_cd", "third_party", "ci_cd"]);
        lab.set("identity.third_party", &["?", "?", "?", "?", "?", "?", "?", "yes"]);
        let expected = ["yes", "yes", "no", "?", "?", "?", "yes", "yes"];
        assert_eq!(lab.derived("identity.third_party"), expected);
    }

    #[test]
    fn a_blank_vendor_denies_it_where_no_source_of_the_row_records_a_class() {
        let mut lab = Lab::new();
        lab.set("identity.vendor", &["", "?", "Acme"]);
        assert_eq!(lab.derived("identity.third_party"), ["no", "?", "yes"]);

        // The same where another file, about other rows, has classes.
        let mut lab = Lab::new();
        lab.set("identity.vendor", &["", ""]).set("identity.purpose_class", &["?", "?"]);
        let table = lab.tables.table_mut(Subject::Identity);
        table.sets = [false, true]
            .map(|records| SourceSet { sources: vec![0], records: vec![records; table.columns.len()], rows: 1 })
            .into();
        table.set_of = vec![0, 1];
        assert_eq!(lab.derived("identity.third_party"), ["no", "?"]);
    }

    #[test]
    fn tools_are_compared_with_the_declared_ones_before_the_register_s_word() {
        let mut lab = Lab::new();
        lab.set("identity.tools", &["a; b", "a; b", "a", "", "?", "?"]);
        lab.set("identity.declared_tools", &["a; b; c", "a", "?", "a", "a", "a"]);
        lab.set("identity.tools_declared", &["?", "yes", "yes", "no", "", "?"]);
        assert_eq!(lab.derived("identity.tools_declared"), ["yes", "no", "yes", "no", "", "?"]);
    }
}
