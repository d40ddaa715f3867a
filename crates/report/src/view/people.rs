//! Who answers for what, launches with their gate, and published figures.

use nhimap_core::api::{AreaSplit, LaunchGate, MirrorEntry, RoleHeld};
use nhimap_core::schema::Subject;

use super::View;
use crate::text::spaced;

impl View<'_> {
    /// Who holds the roles of an area, in the order of the table's columns.
    pub(crate) fn roles<'r>(&self, area: &'r AreaSplit) -> [(&'static str, &'r [RoleHeld]); 4] {
        [
            ("code path", &area.code_path),
            ("policy boundary", &area.policy),
            ("proof", &area.proves),
            ("exceptions", &area.exceptions),
        ]
    }

    /// What the roster says of a person.
    pub(crate) fn roster(&self, status: &Option<String>) -> String {
        match status.as_deref() {
            Some("active") => "on the roster".into(),
            Some("leave") => "on leave".into(),
            Some("left") => "has left".into(),
            Some(other) => spaced(other),
            None if self.roster_supplied() => "in no roster".into(),
            None => "no roster supplied".into(),
        }
    }

    /// The same where it is worth a word beside every name.
    pub(crate) fn roster_note(&self, status: &Option<String>) -> Option<String> {
        let quiet = status.as_deref() == Some("active") || (status.is_none() && !self.roster_supplied());
        (!quiet).then(|| self.roster(status))
    }

    fn roster_supplied(&self) -> bool {
        self.a.inputs.iter().any(|input| input.became.get(&Subject::Person).is_some_and(|n| *n > 0))
    }

    /// What a gate has to say beside its sentence.
    pub(crate) fn gate<'g>(&self, gate: &'g LaunchGate) -> Vec<(&'static str, &'g [String])> {
        let all: [(&str, &'g [String]); 4] = [
            ("Missing", &gate.missing),
            ("Not known", &gate.unknown),
            ("Open", &gate.open),
            ("Not decided", &gate.undecided),
        ];
        all.into_iter().filter(|(_, items)| !items.is_empty()).collect()
    }

    /// A published figure with its unit; one that is no share, such as a ratio, stands as it was published.
    pub(crate) fn published(&self, it: &MirrorEntry) -> String {
        let figure = it.percent.trim().trim_end_matches('%').trim_end();
        if figure.parse::<f64>().is_ok() { format!("{figure}\u{a0}%") } else { it.percent.clone() }
    }
}
