//! People: whether they are still there, and how much hangs on them.

use super::About;
use super::cells::{Answers, fill, fill_ints, is_day, visit, word};
use crate::date;
use crate::schema::{self, FieldId, Subject, Type};
use crate::tables::{Coded, Column, EMPTY, FALSE, FIRST, Meaning, NO_ROW, TRUE, Tables, UNKNOWN};

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

/// Which words of a row's status say that its roles still stand; no status where they stand as long as the row.
type Standing = Option<&'static [&'static str]>;

/// The fields that give a person a role that lasts, and while what they do.
///
/// Who approved an identity, a launch or an exception, asked for one, or collected or keeps an artefact, has done something
/// once: that is no role to hand over. A control's approver approves each time that it operates. A launch has no end of its
/// own.
const ROLES: &[(Subject, &[&str], Standing)] = &[
    (Subject::Identity, &["owner", "custodian", "sponsor"], Some(&["active"])),
    (
        Subject::Control,
        &[
            "owner",
            "operator",
            "approver",
            "response_owner",
            "decides_policy",
            "decides_execution",
            "decides_exceptions",
        ],
        Some(&["implemented", "partial"]),
    ),
    (Subject::Launch, &["owner", "security_owner", "support_owner", "operator"], None),
    (Subject::Response, &["owner"], Some(&["open", "in_progress"])),
    (Subject::Supplier, &["owner"], Some(&["active"])),
    (Subject::Application, &["owner"], Some(&["live", "retiring"])),
];

/// A role that a person of the roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The person's row in the roster.
    pub person: u32,
    /// The field that names the person.
    pub field: FieldId,
    /// The row that names the person.
    pub row: u32,
    /// Does it still stand? None where the row's status is unknown.
    pub stands: Option<bool>,
}

/// Tells every role that rows give to persons of the roster, table by table; a row that names a person in several fields
/// gives one role, the first of them.
///
/// Says whether any table has such a field at all.
pub fn roles(tables: &Tables, mut tell: impl FnMut(Role)) -> bool {
    let roster = roster_rows(tables);
    let people = tables.table(Subject::Person).rows;
    let mut any = false;
    for (subject, fields, standing) in ROLES {
        let table = tables.table(*subject);
        let fields = fields.iter().map(|role| schema::the(*subject, role));
        let named: Vec<_> = fields.filter_map(|field| Some((field, table.column(field).coded()?))).collect();
        any |= !named.is_empty();
        let status = standing.map(|words| (table.col("status"), codes_of(*subject, words)));
        let stands = |row: usize| match &status {
            None => Some(true),
            Some((status, codes)) => match status.code(row) {
                EMPTY | UNKNOWN => None,
                code => Some(codes.contains(&code)),
            },
        };
        for (at, (field, role)) in named.iter().enumerate() {
            visit(&role.codes, |row, code| {
                let person = roster[code as usize];
                if person as usize >= people {
                    return;
                }
                let before = |(_, earlier): &(FieldId, &Coded)| roster[earlier.codes.get(row) as usize] == person;
                if !named[..at].iter().any(before) {
                    tell(Role { person, field: *field, row: row as u32, stands: stands(row) });
                }
            });
        }
    }
    any
}

fn codes_of(subject: Subject, words: &[&str]) -> Vec<u32> {
    let Type::Word(vocabulary) = schema::the(subject, "status").field().kind else { return Vec::new() };
    words.iter().map(|status| word(vocabulary, status)).collect()
}

/// How many rows give a person a role that still stands.
///
/// Rows of unknown status add to no count; where there is nothing else, how many there are is unknown.
pub(super) fn roles_held(tables: &mut Tables, _: &About<'_>) {
    let people = tables.table(Subject::Person);
    if !people.supplied {
        return;
    }
    let mut held = vec![0; people.rows];
    let mut perhaps = vec![false; people.rows];
    let any = roles(tables, |role| match role.stands {
        Some(true) => held[role.person as usize] += 1,
        Some(false) => {}
        None => perhaps[role.person as usize] = true,
    });
    if any {
        let sure = |(count, perhaps)| if count == 0 && perhaps { date::UNKNOWN } else { count };
        fill_ints(tables.table_mut(Subject::Person), "roles_held", held.into_iter().zip(perhaps).map(sure).collect());
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
    fn a_row_counts_once_for_a_person_with_two_roles_in_it_and_only_while_it_is_live() {
        let mut lab = owners();
        lab.set("identity.sponsor", &["Ana", "", "Dee", "Ana", "", "", "", ""]);
        lab.set("identity.approver", &["Cem"; 8]);
        assert_eq!(lab.derived("person.roles_held"), ["3", "2", "1", "1"]);
    }

    #[test]
    fn who_approves_or_collects_once_holds_no_role() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben"]).set("identity.owner", &["Ben"]);
        for field in ["identity.approver", "identity.requested_by", "launch.approver", "launch.reviewer"] {
            lab.set(field, &["Ana"]);
        }
        for field in ["exception.approver", "exception.requester", "evidence.custodian", "evidence.collector"] {
            lab.set(field, &["Ana"]);
        }
        assert_eq!(lab.derived("person.roles_held"), ["0", "1"]);
    }

    #[test]
    fn all_who_have_a_part_in_a_control_in_force_hold_a_role() {
        let fields = [
            "owner",
            "operator",
            "approver",
            "response_owner",
            "decides_policy",
            "decides_execution",
            "decides_exceptions",
        ];
        for field in fields {
            let mut lab = Lab::new();
            lab.set("person.name", &["Ana", "Ben", "Cem", "Dee"]);
            lab.set("control.status", &["implemented", "partial", "planned", "retired", "", "?", "implemented"]);
            lab.set(&format!("control.{field}"), &["Ana", "Ana", "Ben", "Ben", "Cem", "Dee", "Dee"]);
            assert_eq!(lab.derived("person.roles_held"), ["2", "0", "?", "1"], "{field}");
        }
    }

    #[test]
    fn launches_suppliers_applications_and_answers_give_roles_while_they_last() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben", "Cem", "Dee"]);
        lab.set("launch.support_owner", &["Ana"]).set("launch.operator", &["Ana"]).set("launch.owner", &["Ben"]);
        lab.set("supplier.owner", &["Ana", "Ben"]).set("supplier.status", &["active", "ended"]);
        lab.set("application.owner", &["Ana", "Cem"]).set("application.status", &["retiring", "retired"]);
        lab.set("response.owner", &["Ana", "Cem", "Dee"]).set("response.status", &["open", "done", ""]);
        assert_eq!(lab.derived("person.roles_held"), ["4", "1", "0", "?"]);
    }

    #[test]
    fn every_role_can_be_listed_with_its_row_and_field() {
        let mut lab = owners();
        lab.derive_only(&["person.roles_held"]);
        let mut of_ana = Vec::new();
        super::roles(&lab.tables, |role| {
            if role.person == 0 {
                of_ana.push((role.field.path(), role.row, role.stands));
            }
        });
        let owner = |row, stands| ("identity.owner".to_owned(), row, Some(stands));
        assert_eq!(of_ana, [owner(0, true), owner(1, true), owner(2, false)]);
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
