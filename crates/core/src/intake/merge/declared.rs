//! A declared list of systems: which file stands for which, when it was taken, whether it is whole, and how many rows it has.
//!
//! What the list says of a file holds where the user says nothing else. Systems without a file and files that the list does
//! not name are said: absence from a list that nobody promised proves nothing.

use std::collections::BTreeSet;

use super::View;
use crate::api::Note;
use crate::date::{self, Day};
use crate::intake::read::Raw;
use crate::intake::{Expected, SHOWN};
use crate::schema::{self, Subject};
use crate::tables::{Column, Complete, FIRST, Meaning, SourceFacts, Table};
use crate::vocabulary::Vocabulary;

/// One declared system.
struct Declared {
    source: u16,
    line: u32,
    file: String,
    system: String,
    account: String,
    kind: Option<&'static str>,
    extracted: Option<Day>,
    complete: Complete,
    total: Option<usize>,
    /// The files that stand for it.
    files: Vec<usize>,
}

impl Declared {
    fn of(view: &View, row: usize) -> Self {
        let column = |field: &str| view.column(schema::the(Subject::Source, field));
        let text = |field: &str| match column(field) {
            Column::Coded(coded) => match (coded.codes.get(row), &coded.meaning) {
                (code, Meaning::Text(texts)) if code >= FIRST => texts[(code - FIRST) as usize].clone(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let word = |field: &str, words: &str| match column(field).code(row) {
            code if code >= FIRST => Some(schema::words(words)[(code - FIRST) as usize]),
            _ => None,
        };
        let total = column("control_total").int(row);
        let extracted = column("extracted").day(row);
        Self {
            source: view.source,
            line: view.lines[row],
            file: text("file"),
            system: text("system"),
            account: text("account"),
            kind: word("kind", "source.kind"),
            extracted: (extracted > date::NEVER_EVENT).then_some(Day(extracted)),
            complete: match word("complete", "source.complete") {
                Some("complete") => Complete::Complete,
                Some("partial") => Complete::Partial,
                _ => Complete::Undeclared,
            },
            total: usize::try_from(total).ok(),
            files: Vec::new(),
        }
    }

    /// How it is named in a note: by what the list itself says, which is a system's name and no secret.
    fn names_file(&self, name: &str) -> bool {
        let stated = self.file.rsplit(['/', '\\']).next().unwrap_or_default().trim();
        !stated.is_empty() && of_file(name, stated)
    }

    /// Could this file stand for the system, by what the two say they are?
    fn fits(&self, raw: &Raw, vocabulary: &Vocabulary) -> bool {
        let platform = || {
            let word = vocabulary.word("identity.platform", &self.system)?;
            Some(schema::words("identity.platform")[word])
        };
        let of_kind = self.kind.is_none_or(|kind| kind == raw.plan.kind);
        match &raw.plan.platform {
            Some(own) => of_kind && platform() == Some(own.as_str()),
            None => self.kind.is_some_and(|kind| kind == raw.plan.kind && kind != "export"),
        }
    }
}

/// Is a table's name that of a file, or of a part of it?
pub(super) fn of_file(table: &str, file: &str) -> bool {
    let part_of = |table: &str, file: &str| {
        table.strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with(" › "))
    };
    part_of(&table.to_lowercase(), &file.to_lowercase())
}

/// What the lists of systems say, and the files it is about.
pub(super) struct Declarations {
    list: Vec<Declared>,
}

impl Declarations {
    /// Reads the lists, finds the file of each system, and dates the files by them.
    pub(super) fn apply(
        views: &[View],
        raws: &mut [Raw],
        vocabulary: &Vocabulary,
        sources: &mut [SourceFacts],
    ) -> Self {
        let mut list: Vec<Declared> =
            views.iter().flat_map(|view| (0..view.lines.len()).map(|row| Declared::of(view, row))).collect();
        let is_list = |raw: &Raw| raw.plan.kind == "sources";
        let mut taken = BTreeSet::new();
        for declared in &mut list {
            let named = raws.iter().enumerate().filter(|(_, raw)| !is_list(raw) && declared.names_file(&raw.name));
            declared.files = named.map(|(at, _)| at).collect();
            taken.extend(declared.files.iter().copied());
        }
        // A system without a file's name has the file that alone can be meant.
        for at in 0..list.len() {
            if !list[at].file.trim().is_empty() {
                continue;
            }
            let free = |raw: usize| !taken.contains(&raw) && !is_list(&raws[raw]);
            let files: Vec<usize> =
                (0..raws.len()).filter(|raw| free(*raw) && list[at].fits(&raws[*raw], vocabulary)).collect();
            let of_account = |raw: &usize| {
                let account = list[at].account.trim().to_lowercase();
                account.len() > 3 && raws[*raw].name.to_lowercase().contains(&account)
            };
            let rivals = list.iter().filter(|other| {
                other.file.trim().is_empty() && files.iter().any(|raw| other.fits(&raws[*raw], vocabulary))
            });
            let by_account: Vec<usize> = files.iter().copied().filter(of_account).collect();
            list[at].files = match (&files[..], rivals.count()) {
                ([one], 1) => vec![*one],
                _ if by_account.len() == 1 => by_account,
                _ => Vec::new(),
            };
            taken.extend(list[at].files.iter().copied());
        }
        for declared in &list {
            for at in &declared.files {
                let raw = &mut raws[*at];
                raw.extracted = raw.extracted.or(declared.extracted);
                if raw.complete == Complete::Undeclared {
                    raw.complete = declared.complete;
                }
                sources[*at].extracted = raw.extracted.map(|day| day.0);
                sources[*at].complete = raw.complete;
            }
        }
        Self { list }
    }

    /// How many rows the list states for files of which the user says nothing.
    pub(super) fn expected(&self, said: &[Expected]) -> Vec<Expected> {
        let is_said =
            |declared: &Declared| said.iter().any(|one| one.raws.iter().any(|raw| declared.files.contains(raw)));
        let stated = self.list.iter().filter(|declared| !declared.files.is_empty() && !is_said(declared));
        stated.filter_map(|declared| Some(Expected { raws: declared.files.clone(), rows: declared.total? })).collect()
    }

    /// The derived columns of the list itself: what became of the rows of each system's file.
    pub(super) fn fill(&self, table: &mut Table, raws: &[Raw]) {
        type Count = fn(&Raw) -> usize;
        if self.list.len() != table.rows {
            return;
        }
        let one = |declared: &Declared, count: Count| match declared.files[..] {
            [] => date::EMPTY,
            _ => declared.files.iter().map(|at| count(&raws[*at])).sum::<usize>() as i32,
        };
        let counts: [(&str, Count); 3] = [
            ("rows", |raw| raw.read),
            ("refused", |raw| raw.refused.rows()),
            ("set_apart", |raw| raw.set_apart.rows()),
        ];
        for (field, count) in counts {
            table.put(field, Column::Ints(self.list.iter().map(|declared| one(declared, count)).collect()));
        }
    }

    /// Systems without a file, and files without a declaration.
    pub(super) fn notes(&self, raws: &[Raw], out: &mut Vec<Note>) {
        let Some(first) = self.list.first() else { return };
        let lists: BTreeSet<u16> = self.list.iter().map(|declared| declared.source).collect();
        for source in lists {
            let lacking: Vec<&Declared> =
                self.list.iter().filter(|declared| declared.source == source && declared.files.is_empty()).collect();
            if !lacking.is_empty() {
                out.push(Note {
                    kind: "system-without-file".into(),
                    file: Some(raws[source as usize].name.clone()),
                    column: None,
                    count: lacking.len(),
                    says: "systems are declared and no file given is theirs; nothing is said of them".into(),
                    lines: lacking.iter().map(|declared| declared.line).take(SHOWN).collect(),
                });
            }
        }
        let declared: BTreeSet<usize> = self.list.iter().flat_map(|declared| declared.files.iter().copied()).collect();
        for (at, raw) in raws.iter().enumerate() {
            let needs = matches!(raw.plan.kind.as_str(), "register" | "export" | "roster" | "scanner");
            if needs && !declared.contains(&at) {
                out.push(Note {
                    kind: "file-not-declared".into(),
                    file: Some(raw.name.clone()),
                    column: None,
                    count: raw.rows,
                    says: format!(
                        "the list of systems `{}` does not declare this file; when it was taken and whether it is whole is \
                         not known from there",
                        raws[first.source as usize].name
                    ),
                    lines: Vec::new(),
                });
            }
        }
    }
}

/// Compares the rows of files with how many were stated, and counts a file that differs as a part of its list.
pub(super) fn compare_totals(
    expected: &[Expected],
    raws: &mut [Raw],
    sources: &mut [SourceFacts],
    out: &mut Vec<Note>,
) {
    for Expected { raws: tables, rows: stated } in expected {
        let rows: usize = tables.iter().map(|at| raws[*at].data_rows()).sum();
        for at in tables {
            raws[*at].expected = Some(*stated);
            if rows != *stated {
                // Which rows are missing is not known: absence from such a file proves nothing.
                raws[*at].complete = Complete::Partial;
                sources[*at].complete = Complete::Partial;
            }
        }
        let (Some(first), true) = (tables.first(), rows != *stated) else { continue };
        let differ = rows.abs_diff(*stated);
        out.push(Note {
            kind: "control-total".into(),
            file: Some(raws[*first].name.clone()),
            column: None,
            count: differ,
            says: format!(
                "{rows} rows of data were found and {stated} were stated, {differ} {}; absence from this file counts for nothing",
                if rows < *stated { "fewer" } else { "more" }
            ),
            lines: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_of_its_file() {
        assert!(of_file("Estate.xlsx › Accounts", "estate.xlsx"));
        assert!(of_file("estate.xlsx", "ESTATE.XLSX"));
        assert!(of_file("estate.xlsx › Accounts", "estate.xlsx › accounts"));
        assert!(!of_file("estate.xlsx.csv", "estate.xlsx"));
        assert!(!of_file("estate.xlsx", "estate.xlsx › Accounts"));
    }
}
