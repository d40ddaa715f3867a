//! Evidence: who has an interest in what it says.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::About;
use super::cells::{links, persons_of};
use crate::schema::Subject;
use crate::tables::{Coded, Codes, Column, EMPTY, FIRST, Meaning, NO_ROW, Tables, UNKNOWN, UNKNOWN_ROW};

/// Whom a row's result touches: the operator of the control that it supports, and the persons that it clears.
///
/// Where one side is unknown, the known persons stand only where the collector is one of them: then nobody else decides.
pub(super) fn interested(tables: &mut Tables, _: &About<'_>) {
    let (controls, evidence) = tables.pair_mut(Subject::Control, Subject::Evidence);
    if evidence.col("interested").is_present() {
        return;
    }
    let (operator, clears, collector) = (controls.col("operator"), evidence.col("clears"), evidence.col("collector"));
    let to_control = links(evidence.col("control"));
    let mut lists = Lists::default();
    let mut codes = Vec::with_capacity(evidence.rows);
    for row in 0..evidence.rows {
        let operator = match to_control.map_or(UNKNOWN_ROW, |links| links.get(row)) {
            NO_ROW => EMPTY,
            control if (control as usize) < controls.rows => operator.code(control as usize),
            _ => UNKNOWN,
        };
        let cleared = clears.code(row);
        let code = lists.code((operator, cleared), || {
            let mut persons: Vec<u32> = operator.checked_sub(FIRST).into_iter().collect();
            for person in persons_of(clears, cleared) {
                if !persons.contains(person) {
                    persons.push(*person);
                }
            }
            persons
        });
        let is_open = operator == UNKNOWN || cleared == UNKNOWN;
        let collects = collector.code(row).checked_sub(FIRST);
        let names_collector = collects.is_some_and(|person| lists.get(code).contains(&person));
        codes.push(if is_open && !names_collector { UNKNOWN } else { code });
    }
    if codes.iter().all(|code| *code == UNKNOWN) {
        return;
    }
    let meaning = Meaning::Persons(Arc::new(lists.entries));
    evidence.put("interested", Column::Coded(Coded { codes: Codes::Wide(codes), meaning }));
}

/// Lists of persons by what they are made from, each list once.
#[derive(Default)]
struct Lists {
    entries: Vec<Vec<u32>>,
    known: FxHashMap<Vec<u32>, u32>,
    made: FxHashMap<(u32, u32), u32>,
}

impl Lists {
    /// The code of the list that is made from two codes.
    fn code(&mut self, from: (u32, u32), list: impl FnOnce() -> Vec<u32>) -> u32 {
        if let Some(code) = self.made.get(&from) {
            return *code;
        }
        let list = list();
        let code = match self.known.get(&list) {
            Some(code) => *code,
            None if list.is_empty() => EMPTY,
            None => {
                let code = self.entries.len() as u32 + FIRST;
                self.entries.push(list.clone());
                self.known.insert(list, code);
                code
            }
        };
        self.made.insert(from, code);
        code
    }

    fn get(&self, code: u32) -> &[u32] {
        code.checked_sub(FIRST).map_or(&[], |at| &self.entries[at as usize])
    }
}

#[cfg(test)]
mod tests {
    use crate::tables::derive::lab::Lab;

    #[test]
    fn interested_are_the_control_s_operator_and_whom_it_clears() {
        let mut lab = Lab::new();
        lab.set("control.operator", &["Ana", "", "?"]);
        lab.set("evidence.control", &["#0", "#0", "#1", "#1", "", "#2", "#2", "?", "?"]);
        lab.set("evidence.clears", &["", "Ben; Ana", "Ben", "", "Cem", "Ben", "Ben", "", "Ana"]);
        lab.set("evidence.collector", &["Zoe", "Zoe", "?", "Ana", "", "Ben", "Zoe", "Ana", "Ana"]);
        let expected = ["Ana", "Ana; Ben", "Ben", "", "Cem", "Ben", "?", "?", "Ana"];
        assert_eq!(lab.derived("evidence.interested"), expected);
    }

    #[test]
    fn without_a_column_of_the_cleared_only_an_operator_who_collects_is_known() {
        let mut lab = Lab::new();
        lab.set("control.operator", &["Ana", ""]);
        lab.set("evidence.control", &["#0", "#0", "#1"]).set("evidence.collector", &["Ana", "Ben", "Ben"]);
        assert_eq!(lab.derived("evidence.interested"), ["Ana", "?", "?"]);
        let mut lab = Lab::new();
        lab.set("evidence.collector", &["Ana"]);
        lab.derive();
        assert!(!lab.has("evidence.interested"));
    }
}
