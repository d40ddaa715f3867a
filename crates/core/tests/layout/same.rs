//! A register with all that people put around a table says what the plain one says.

use proptest::prelude::*;

use crate::sheet::{cells, try_read};

/// A plain register.
#[derive(Debug, Clone)]
struct Register {
    rows: Vec<[String; 6]>,
}

const HEADINGS: [&str; 6] = ["NHI ID", "Name", "Owner", "Platform", "Last used", "Purpose"];
const FIELDS: [&str; 6] =
    ["identity.id", "identity.name", "identity.owner", "identity.platform", "identity.last_used", "identity.purpose"];

fn registers() -> impl Strategy<Value = Register> {
    let row = (
        prop::sample::select(vec!["svc-export", "bot-7", "Invoice export", "total-sync", "svc.note", "Team sync job"]),
        prop::sample::select(vec!["jana@example.com", "Tom Osei", "", "Team Payments", "n/a"]),
        prop::sample::select(vec!["aws", "Azure", "", "GitHub"]),
        prop::sample::select(vec!["2026-09-01", "never", "", "2025-01-31"]),
        prop::sample::select(vec!["Nightly export", "", "Total of invoices", "Owner changes; name, status"]),
    );
    prop::collection::vec(row, 3..12).prop_map(|rows| Register {
        rows: rows
            .into_iter()
            .enumerate()
            .map(|(at, (name, owner, platform, used, purpose))| {
                [format!("NHI-{at:03}"), name.into(), owner.into(), platform.into(), used.into(), purpose.into()]
            })
            .collect(),
    })
}

/// What people put around a table.
#[derive(Debug, Clone)]
struct Dress {
    titles: usize,
    blanks: usize,
    columns_before: usize,
    merged: bool,
    description: bool,
    groups: bool,
    again: bool,
    total: bool,
    notes: bool,
    semicolons: bool,
}

fn dresses() -> impl Strategy<Value = Dress> {
    (0..4_usize, 0..3_usize, 0..3_usize, any::<[bool; 7]>()).prop_map(
        |(titles, blanks, columns_before, [merged, description, groups, again, total, notes, semicolons])| Dress {
            titles,
            blanks,
            columns_before,
            merged,
            description,
            groups,
            again,
            total,
            notes,
            semicolons,
        },
    )
}

impl Register {
    fn plain(&self) -> String {
        let mut rows = vec![HEADINGS.map(str::to_owned).to_vec()];
        rows.extend(self.rows.iter().map(|row| row.to_vec()));
        written(&rows, b',')
    }

    fn dressed(&self, dress: &Dress) -> String {
        let row = |cells: &[&str]| {
            let mut out: Vec<String> = vec![String::new(); dress.columns_before];
            out.extend(cells.iter().map(|cell| (*cell).to_owned()));
            out.resize(dress.columns_before + HEADINGS.len(), String::new());
            out
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        let titles = [
            "Register of our non-human identities",
            "As of 1 October 2026",
            "Owner of this list: Jana Weber",
            "Internal",
        ];
        rows.extend(titles.iter().take(dress.titles).map(|title| row(&[title])));
        rows.extend((0..dress.blanks).map(|_| row(&[])));
        let heading: Vec<Vec<String>> = if dress.merged {
            vec![
                row(&["NHI", "", "Owner", "Platform", "Use", ""]),
                row(&["ID", "Name", "", "", "Last used", "Purpose"]),
            ]
        } else {
            vec![row(&HEADINGS)]
        };
        rows.extend(heading.clone());
        if dress.description {
            rows.push(row(&[
                "Unique id of the identity",
                "Name of the account",
                "Who answers for it",
                "Where it lives",
                "yyyy-mm-dd",
                "Free text",
            ]));
        }
        for (at, cells) in self.rows.iter().enumerate() {
            if dress.groups && at % 3 == 0 {
                rows.push(row(&[&format!("Team {}", ["Payments", "Search", "Core"][at / 3 % 3])]));
            }
            if dress.again && at == 2 {
                rows.extend(heading.clone());
            }
            rows.push(row(&cells.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        if dress.total {
            rows.push(row(&["TOTAL", &self.rows.len().to_string()]));
        }
        if dress.notes {
            rows.push(row(&[]));
            rows.push(row(&["* without break-glass accounts"]));
            rows.push(row(&["Source: the platform team"]));
        }
        written(&rows, if dress.semicolons { b';' } else { b',' })
    }
}

fn written(rows: &[Vec<String>], delimiter: u8) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).expect("written to memory"));
    String::from_utf8(writer.into_inner().expect("written to memory")).expect("it was text")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_stands_around_a_table_changes_nothing(register in registers(), dress in dresses()) {
        let read = |text: &str| {
            let read = try_read("register.csv", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            FIELDS.map(|field| cells(&read, field))
        };
        let dressed = register.dressed(&dress);
        prop_assert_eq!(read(&register.plain()), read(&dressed), "{}", dressed);
    }
}
