//! When the last person left who could know an identity's secret.

use super::About;
use super::cells::{by_code, fill_days, is_day, links, visit, word};
use crate::date;
use crate::schema::Subject;
use crate::tables::{Column, FIRST, Links, Meaning, Table, Tables, UNKNOWN};

/// The latest day of leaving among owner, custodian and holders of a credential's identity.
///
/// Empty where the roster explains everybody who is named and nobody left, or where nobody is named; unknown where it
/// does not explain one of them, or where no source says who owns it.
pub(super) fn leaver_date(tables: &mut Tables, about: &About<'_>) {
    let people = tables.table(Subject::Person);
    if !people.supplied || !tables.table(Subject::Identity).col("owner").is_present() {
        return;
    }
    let left: Vec<i32> = departures(people, about.as_of);
    let by_person: Vec<i32> =
        tables.persons.rows.iter().map(|row| left.get(*row as usize).copied().unwrap_or(date::UNKNOWN)).collect();
    let (identities, credentials) = tables.pair_mut(Subject::Identity, Subject::Credential);
    let Some(to_identity) = links(credentials.col("identity")) else { return };
    let by_identity = last_departure(identities, &by_person);
    let mut made = match to_identity {
        Links::Same => by_identity,
        Links::Rows(rows) => {
            rows.iter().map(|row| by_identity.get(*row as usize).copied().unwrap_or(date::UNKNOWN)).collect()
        }
    };
    made.resize(credentials.rows, date::UNKNOWN);
    fill_days(credentials, "leaver_date", made);
}

/// For each roster row the day of leaving, empty where the person is there, unknown where the roster does not say.
fn departures(people: &Table, as_of: i32) -> Vec<i32> {
    let [days, status] = ["left", "status"].map(|field| people.col(field));
    let [active, leave] = ["active", "leave"].map(|here| word("person.status", here));
    (0..people.rows)
        .map(|row| match days.day(row) {
            day if is_day(day) && day <= as_of => day,
            day if is_day(day) || day == date::NEVER_EVENT => date::EMPTY,
            _ if [active, leave].contains(&status.code(row)) => date::EMPTY,
            _ => date::UNKNOWN,
        })
        .collect()
}

/// The last departure around each identity.
fn last_departure(identities: &Table, by_person: &[i32]) -> Vec<i32> {
    let mut out = vec![date::UNKNOWN; identities.rows];
    let person = |code: u32, neither: i32| match code.checked_sub(FIRST) {
        Some(person) => by_person[person as usize],
        None => neither,
    };
    let named = |column: &Column| {
        by_code(column, by_person.len(), |code, meaning| match (meaning, code.checked_sub(FIRST)) {
            (Some(Meaning::Persons(entries)), Some(at)) => {
                entries[at as usize].iter().map(|p| by_person[*p as usize]).fold(date::EMPTY, later)
            }
            // Where a source names no custodian, the ones who are named decide.
            _ => person(code, date::EMPTY),
        })
    };
    if let Some(owner) = identities.col("owner").coded() {
        let table = by_code(identities.col("owner"), by_person.len(), |code, _| match code {
            UNKNOWN => date::UNKNOWN,
            code => person(code, date::EMPTY),
        });
        visit(&owner.codes, |row, code| out[row] = table[code as usize]);
    }
    for field in ["custodian", "holders"] {
        let column = identities.col(field);
        let Some(coded) = column.coded() else { continue };
        let table = named(column);
        visit(&coded.codes, |row, code| out[row] = later(out[row], table[code as usize]));
    }
    out
}

/// The later of two departures; unknown is stronger than any day, since it may be later still.
fn later(a: i32, b: i32) -> i32 {
    if a == date::UNKNOWN || b == date::UNKNOWN { date::UNKNOWN } else { a.max(b) }
}

#[cfg(test)]
mod tests {
    use crate::tables::derive::lab::Lab;

    fn lab() -> Lab {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben", "Cem", "Dee", "Eli"]);
        lab.set("person.left", &["", "2026-06-30", "2026-08-31", "2027-01-01", ""]);
        lab.set("person.status", &["?", "?", "?", "?", "left"]);
        lab
    }

    #[test]
    fn the_latest_departure_among_owner_custodian_and_holders() {
        let mut lab = lab();
        lab.set("identity.owner", &["Ana", "Ben", "Ana", "Dee", ""]);
        lab.set("identity.custodian", &["Ana", "Cem", "", "", ""]);
        lab.set("identity.holders", &["", "Ana", "Ana; Ben", "", ""]);
        lab.set("credential.name", &["a", "b", "c", "d", "e"]).same_lines();
        assert_eq!(lab.derived("credential.leaver_date"), ["", "2026-08-31", "2026-06-30", "", ""]);
    }

    #[test]
    fn one_whom_the_roster_does_not_explain_leaves_it_unknown() {
        let mut lab = lab();
        lab.set("identity.owner", &["Zoe", "Ben", "?", "Ben", "Eli"]);
        lab.set("identity.custodian", &["Ben", "Zoe", "Ben", "?", ""]);
        lab.set("credential.name", &["a", "b", "c", "d", "e"]).same_lines();
        assert_eq!(lab.derived("credential.leaver_date"), ["?", "?", "?", "2026-06-30", "?"]);
    }

    #[test]
    fn it_follows_the_link_and_is_unknown_where_that_leads_nowhere() {
        let mut lab = lab();
        lab.set("identity.owner", &["Ana", "Ben"]);
        lab.set("credential.identity", &["#1", "#0", "?", ""]);
        assert_eq!(lab.derived("credential.leaver_date"), ["2026-06-30", "", "?", "?"]);
    }

    #[test]
    fn without_a_roster_or_an_owner_column_nothing_is_known() {
        let mut no_owner = lab();
        no_owner.set("identity.custodian", &["Ben"]).set("credential.name", &["a"]).same_lines();
        no_owner.derive();
        assert!(!no_owner.has("credential.leaver_date"));

        let mut no_roster = Lab::new();
        no_roster.set("identity.owner", &["Ben"]).set("credential.name", &["a"]).same_lines();
        no_roster.derive();
        assert!(!no_roster.has("credential.leaver_date"));
    }
}
