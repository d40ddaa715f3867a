//! Several approvers in one cell: which of them a question about independence is about.

use super::About;
use super::cells::persons_of;
use crate::schema::{self, Subject};
use crate::tables::{Coded, Codes, Column, FIRST, Meaning, NO_ROW, Tables};

/// The fields whose persons must not approve, by subject, the first that names an approver first.
const STAKES: &[(Subject, &[&str])] = &[
    (Subject::Identity, &["requested_by", "owner"]),
    (Subject::Control, &["operator"]),
    (Subject::Launch, &["owner"]),
];

/// Of several approvers the one with a stake is the one to speak of; then one whom no roster explains, who may be that
/// person under another name; then the first.
pub(super) fn approvers(tables: &mut Tables, _: &About<'_>) {
    for (subject, stakes) in STAKES {
        let table = tables.table(*subject);
        let stakes: Vec<&Column> = stakes.iter().map(|field| table.col(field)).collect();
        let with_stake = |row: usize| stakes.iter().map(move |column| column.code(row)).filter(|code| *code >= FIRST);
        let chosen =
            chosen(tables, *subject, |row, named| with_stake(row).find(|code| named.contains(&(code - FIRST))));
        if let Some(column) = chosen {
            tables.table_mut(*subject).put("approver", column);
        }
    }
}

/// The approvers of a subject's rows, where some row names several: for each row the one with a stake as asked for, by
/// code.
pub(crate) fn chosen(
    tables: &Tables,
    subject: Subject,
    stake: impl Fn(usize, &[u32]) -> Option<u32>,
) -> Option<Column> {
    let table = tables.table(subject);
    let (first, all) = (table.col("approver"), table.col("approvers"));
    let several = |row: usize| {
        let mut named = persons_of(all, all.code(row)).to_vec();
        if let Some(person) = first.code(row).checked_sub(FIRST)
            && !named.contains(&person)
        {
            named.insert(0, person);
        }
        (named.len() > 1).then_some(named)
    };
    if !first.is_present() || !(0..table.rows).any(|row| several(row).is_some()) {
        return None;
    }
    let persons = &tables.persons;
    let is_stranger = |person: &u32| persons.rows.get(*person as usize).is_none_or(|row| *row == NO_ROW);
    let mut codes = Codes::with_limit(persons.names.len() + FIRST as usize, table.rows);
    for row in 0..table.rows {
        codes.push(match several(row) {
            None => first.code(row),
            Some(named) => stake(row, &named)
                .or_else(|| named.iter().copied().find(is_stranger).map(|person| person + FIRST))
                .unwrap_or(named[0] + FIRST),
        });
    }
    debug_assert!(schema::find(subject, "approvers").is_some());
    Some(Column::Coded(Coded { codes, meaning: Meaning::Person }))
}

#[cfg(test)]
mod tests {
    use crate::tables::derive::lab::Lab;

    #[test]
    fn of_several_approvers_the_one_with_a_stake_is_spoken_of() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben", "Cem"]);
        lab.set("launch.owner", &["Ben", "Cem", "", "?", "Ben"]);
        lab.set("launch.approver", &["Ana", "Ana", "Ana", "", "Ben"]);
        lab.set("launch.approvers", &["Ana; Ben", "Ana; Ben", "Ana; Stranger", "", "Ben"]);
        assert_eq!(lab.derived("launch.approver"), ["Ben", "Ana", "Stranger", "", "Ben"]);
    }

    #[test]
    fn who_asked_comes_before_who_owns_and_one_approver_is_left_alone() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben", "Cem"]);
        lab.set("identity.requested_by", &["Cem", "Ana", ""]).set("identity.owner", &["Ben", "Ben", "Ben"]);
        lab.set("identity.approver", &["Ana", "Cem", "Ana"]);
        lab.set("identity.approvers", &["Ana; Ben; Cem", "Cem", "Ana; Ben"]);
        assert_eq!(lab.derived("identity.approver"), ["Cem", "Cem", "Ben"]);
    }

    #[test]
    fn a_second_column_of_approvers_counts_too() {
        let mut lab = Lab::new();
        lab.set("person.name", &["Ana", "Ben"]);
        lab.set("control.operator", &["Ben", "Ana"]);
        lab.set("control.approver", &["Ana", "Ana"]).set("control.approvers", &["Ben", "Ben"]);
        assert_eq!(lab.derived("control.approver"), ["Ben", "Ana"]);
    }
}
