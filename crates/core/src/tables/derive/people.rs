//! People: whether they are still there, and how much hangs on them.

use super::About;
use super::cells::{Answers, fill, fill_ints, is_day, visit, word};
use crate::date;
use crate::schema::{self, SUBJECTS, Subject};
use crate::tables::{Column, EMPTY, FALSE, FIRST, Meaning, NO_ROW, TRUE, Tables, UNKNOWN};

/// A day of leaving that has come decides; one that is announced, or none at all, leaves the person there.
///
/// Somebody on leave who has not left stays on leave.
pub(super) fn status(tables: &mut Tables, about: &About<'_>) {
    let people = tables.table_mut(Subject::Person);
    let [active, leave, left] = ["active", "leave", "left"].map(|status| word("person.status", status));
    let Some(days) = people.col("left").days() else { return };
    let own = people.col("status");
    let made: Vec<u8> = (0..people.rows)
        .map(|row| {
            let own = own.code(row);
            let made = match days[row] {
                day if is_day(day) && day <= about.as_of => left,
                day if is_day(day) && own != leave => active,
                date::EMPTY | date::NEVER_EVENT if own < FIRST => active,
                _ => own,
            };
            made as u8
        })
        .collect();
    people.put("status", Column::Absent);
    fill(people, "status", made, Meaning::Word("person.status"));
}

/// The roster row of each person's code; none for empty, for unknown and for a name that no roster explains.
fn roster_rows(tables: &Tables) -> Vec<u32> {
    [NO_ROW; FIRST as usize].into_iter().chain(tables.persons.rows.iter().copied()).collect()
}

/// What a person answers for.
#[derive(Clone, Copy, Default)]
struct Load {
    owned: i32,
    /// Identities of which it is not known whether they are live.
    perhaps_owned: i32,
    privileged: i32,
    perhaps_privileged: i32,
    /// Owned or kept, live or not.
    any_privileged: bool,
    any_unknown: bool,
}

/// How many live identities a person owns, how many of them are privileged, and whether any owned or kept one is.
///
/// A count to which unknown rows could add is unknown.
pub(super) fn load(tables: &mut Tables, _: &About<'_>) {
    let roster = roster_rows(tables);
    let (identities, people) = tables.pair_mut(Subject::Identity, Subject::Person);
    if !people.supplied {
        return;
    }
    let [owner, custodian, status, privileged] =
        ["owner", "custodian", "status", "privileged"].map(|field| identities.col(field));
    let active = word("identity.status", "active");
    let mut loads = vec![Load::default(); people.rows];
    if let Some(owner) = owner.coded() {
        visit(&owner.codes, |row, code| {
            let Some(load) = loads.get_mut(roster[code as usize] as usize) else { return };
            let (status, privileged) = (status.code(row), privileged.code(row));
            match status {
                status if status == active => {
                    load.owned += 1;
                    load.privileged += i32::from(privileged == TRUE);
                    load.perhaps_privileged += i32::from(privileged < FIRST);
                }
                EMPTY | UNKNOWN => {
                    load.perhaps_owned += 1;
                    load.perhaps_privileged += i32::from(privileged != FALSE);
                }
                _ => {}
            }
        });
    }
    for named in [owner, custodian].into_iter().filter_map(|column| column.coded()) {
        visit(&named.codes, |row, code| {
            let Some(load) = loads.get_mut(roster[code as usize] as usize) else { return };
            match privileged.code(row) {
                TRUE => load.any_privileged = true,
                FALSE => {}
                _ => load.any_unknown = true,
            }
        });
    }
    let sure = |count: i32, perhaps: i32| if perhaps == 0 { count } else { date::UNKNOWN };
    if owner.is_present() {
        fill_ints(people, "identities_owned", loads.iter().map(|l| sure(l.owned, l.perhaps_owned)).collect());
        if privileged.is_present() {
            let counts = loads.iter().map(|l| sure(l.privileged, l.perhaps_privileged)).collect();
            fill_ints(people, "privileged_owned", counts);
        }
    }
    if privileged.is_present() && (owner.is_present() || custodian.is_present()) {
        let mut answers = Answers::unknown(people.rows);
        for (row, load) in loads.iter().enumerate() {
            let said = match (load.any_privileged, load.any_unknown) {
                (true, _) => TRUE,
                (false, true) => UNKNOWN,
                (false, false) => FALSE,
            };
            answers.raise(row, said);
        }
        answers.into_column(people, "privileged");
    }
}

/// Fields that give a person a role.
const ROLES: [&str; 5] = ["owner", "custodian", "approver", "sponsor", "support_owner"];

/// In how many rows, of all tables supplied, a person holds a role.
pub(super) fn roles_held(tables: &mut Tables, _: &About<'_>) {
    let people = tables.table(Subject::Person);
    if !people.supplied {
        return;
    }
    let roster = roster_rows(tables);
    let mut held = vec![0; people.rows];
    let mut any = false;
    for subject in SUBJECTS {
        let table = tables.table(subject);
        let fields = ROLES.iter().filter_map(|role| schema::find(subject, role));
        let roles: Vec<_> =
            fields.filter_map(|field| table.column(field).coded()).filter(|c| c.meaning == Meaning::Person).collect();
        any |= !roles.is_empty();
        for (at, role) in roles.iter().enumerate() {
            visit(&role.codes, |row, code| {
                let person = roster[code as usize];
                let Some(count) = held.get_mut(person as usize) else { return };
                // One row counts once, under the first role that it gives the person.
                let before = roles[..at].iter().any(|earlier| roster[earlier.codes.get(row) as usize] == person);
                *count += i32::from(!before);
            });
        }
    }
    if any {
        fill_ints(tables.table_mut(Subject::Person), "roles_held", held);
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::Subject;
    use crate::tables::derive::lab::Lab;

    #[test]
    fn a_day_of_leaving_decides_the_status_once_it_has_come() {
        let mut lab = Lab::new();
        lab.set("person.left", &["2026-11-01", "2026-11-02", "2026-11-02", "2026-06-30", "", "", "never", "?", ""]);
        lab.set("person.status", &["active", "?", "leave", "leave", "", "left", "", "?", "?"]);
        let expected = ["left", "active", "leave", "left", "active", "left", "active", "?", "active"];
        assert_eq!(lab.derived("person.status"), expected);
        assert_eq!(lab.show("person.left")[1], "2026-11-02", "an announced leaving is no odd date");
    }

    #[test]
    fn without_a_day_of_leaving_the_status_stays_as_given() {
        let mut lab = Lab::new();
        lab.set("person.status", &["left", "", "?"]);
        assert_eq!(lab.derived("person.status"), ["left", "", "?"]);
    }

    fn owners() -> Lab {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben", "Cem", "Dee"]);
        lab.set("identity.owner", &["Ana", "Ana", "Ana", "Ben", "Zoe", "", "?", "Cem"]);
        lab.set("identity.custodian", &["Ben", "Ana", "", "", "", "Dee", "?", ""]);
        lab.set("identity.status", &["active", "active", "retired", "active", "active", "active", "active", "active"]);
        lab.set("identity.privileged", &["yes", "no", "yes", "no", "yes", "no", "yes", "?"]);
        lab
    }

    #[test]
    fn owned_identities_are_the_live_ones_and_count_by_roster_row() {
        let mut lab = owners();
        lab.derive();
        assert_eq!(lab.show("person.identities_owned"), ["2", "1", "1", "0"]);
    }

    #[test]
    fn an_unknown_privilege_leaves_the_count_unknown() {
        let mut lab = owners();
        lab.derive();
        assert_eq!(lab.show("person.privileged_owned"), ["1", "0", "?", "0"]);
        assert_eq!(lab.show("person.privileged"), ["yes", "yes", "?", "no"], "owned or kept");
    }

    #[test]
    fn an_unknown_status_leaves_the_count_unknown() {
        let mut lab = owners();
        lab.without("status");
        lab.set("identity.status", &["active", "?", "retired", "active", "active", "active", "active", "disabled"]);
        lab.derive();
        assert_eq!(lab.show("person.identities_owned"), ["?", "1", "0", "0"]);
        assert_eq!(lab.show("person.privileged_owned"), ["1", "0", "0", "0"], "that one is not privileged");
    }

    #[test]
    fn a_row_counts_once_for_a_person_with_two_roles_in_it() {
        let mut lab = owners();
        lab.set("identity.sponsor", &["Ana", "", "", "Ana", "", "", "", ""]);
        lab.set("launch.support_owner", &["Dee", "Zoe"]);
        assert_eq!(lab.derived("person.roles_held"), ["4", "2", "1", "2"]);
    }

    #[test]
    fn without_owners_or_a_roster_nothing_is_counted() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana"]).set("identity.status", &["active"]);
        lab.derive();
        for path in ["person.identities_owned", "person.privileged_owned", "person.privileged", "person.roles_held"] {
            assert!(!lab.has(path), "{path}");
        }
        let mut lab = Lab::new();
        lab.set("identity.owner", &["Ana"]);
        lab.derive();
        assert_eq!(lab.tables.table(Subject::Person).rows, 0);
    }
}
