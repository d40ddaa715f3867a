//! Every row of a file is read, set apart or refused, and its number is the one that a spreadsheet shows.

use std::collections::BTreeMap;

use nhimap_core::api::Reason;
use nhimap_core::schema::Subject;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use crate::pack::{File, assessment, cells, file, read};

/// What a line of a messy register is.
#[derive(Debug, Clone, PartialEq)]
enum Line {
    /// A whole row with this purpose.
    Whole(String),
    /// A row that stops after so many cells.
    Short(usize),
    /// Cells beyond the headings; blank ones do not count.
    Long { blank: bool },
    /// Nothing at all.
    Nothing,
    /// Delimiters and white space only.
    White(&'static str),
    /// The heading again.
    Heading,
    /// Nothing in the key's column.
    NoKey,
    /// A person, by its kind in these words.
    Person(&'static str),
    /// Set apart by no rule.
    Kind(&'static str),
}

const HEADING: [&str; 5] = ["id", "kind", "purpose", "owner", "rotated"];

fn line() -> impl Strategy<Value = Line> {
    prop_oneof![
        6 => select(&["plain", "two\nlines", "a \"word\" in quotes", "end\"", "d,e;f", "\r\n\n", " spaces ", "é🙂", "\"\"", "5'10\""][..])
            .prop_map(|purpose| Line::Whole(purpose.to_owned())),
        2 => (1..5_usize).prop_map(Line::Short),
        1 => any::<bool>().prop_map(|blank| Line::Long { blank }),
        2 => Just(Line::Nothing),
        1 => select(&["D", " D", "\" \"D\t", " DDDD", "DDDDDDDD"][..]).prop_map(Line::White),
        1 => Just(Line::Heading),
        1 => Just(Line::NoKey),
        1 => select(&["human", "Person", "USER", " human "][..]).prop_map(Line::Person),
        1 => select(&["svc", "break_glass", "Break glass", "no such kind", ""][..]).prop_map(Line::Kind),
    ]
}

/// A cell as a CSV writer writes it; `"` in it or white space at its ends make no difference.
fn quoted(text: &str, delimiter: char) -> String {
    if text.contains([delimiter, '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

struct Messy {
    text: String,
    /// The row number of each line.
    numbers: Vec<u32>,
}

fn messy(lines: &[Line], delimiter: char, end: &str, before: usize, open_end: bool, bom: bool) -> Messy {
    let join = |cells: &[String]| cells.join(&delimiter.to_string());
    let heading = join(&HEADING.map(str::to_owned));
    let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
    text.push_str(&end.repeat(before));
    text.push_str(&heading);
    text.push_str(end);
    for (i, line) in lines.iter().enumerate() {
        let mut row = [format!("ID{i}"), "svc".into(), "plain".into(), "a@example.com".into(), "2026-01-02".into()];
        let whole = match line {
            Line::Whole(purpose) => {
                row[2] = quoted(purpose, delimiter);
                join(&row)
            }
            Line::Short(cells) => join(&row[..*cells]),
            Line::Long { blank } => join(&[join(&row), if *blank { " " } else { "more" }.into(), String::new()]),
            Line::Nothing => String::new(),
            Line::White(pattern) => pattern.replace('D', &delimiter.to_string()),
            Line::Heading => heading.clone(),
            Line::NoKey => {
                row[0] = "  ".into();
                join(&row)
            }
            Line::Person(kind) | Line::Kind(kind) => {
                row[1] = (*kind).into();
                join(&row)
            }
        };
        text.push_str(&whole);
        // A line of nothing is a line only by its end.
        if i + 1 < lines.len() || !open_end || *line == Line::Nothing {
            text.push_str(end);
        }
    }
    Messy { text, numbers: (0..lines.len() as u32).map(|i| i + before as u32 + 2).collect() }
}

fn by_reason(reasons: &[Reason]) -> BTreeMap<String, (usize, Vec<u32>)> {
    reasons.iter().map(|r| (r.reason.clone(), (r.rows, r.lines.clone()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        rng_seed: RngSeed::Fixed(20_261_101),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn rows_read_and_set_apart_and_refused_are_the_rows_of_the_file(
        lines in prop::collection::vec(line(), 1..40),
        delimiter in select(&[',', ';', '\t', '|'][..]),
        end in select(&["\n", "\r\n", "\r"][..]),
        before in 0..3_usize,
        open_end in any::<bool>(),
        bom in any::<bool>(),
    ) {
        // The delimiter is found by what most rows share; give it rows to find.
        let mut lines = lines;
        lines.extend(vec![Line::Whole("plain".into()); 6]);
        let messy = messy(&lines, delimiter, end, before, open_end, bom);
        let ingested = read(&[file("register.csv", messy.text.clone())], 1, None);
        let input = &ingested.inputs[0];

        let mut apart: BTreeMap<String, (usize, Vec<u32>)> = BTreeMap::new();
        let mut refused = apart.clone();
        let (mut kept, mut short) = (Vec::new(), Vec::new());
        for (line, number) in lines.iter().zip(&messy.numbers) {
            let note = |to: &mut BTreeMap<String, (usize, Vec<u32>)>, reason: &str| {
                let entry = to.entry(reason.to_owned()).or_default();
                entry.0 += 1;
                if entry.1.len() < 10 {
                    entry.1.push(*number);
                }
            };
            match line {
                Line::Nothing | Line::White(_) => note(&mut apart, "a blank row"),
                Line::Heading => note(&mut apart, "the heading again"),
                Line::Person(_) => note(&mut apart, "a person, by its kind"),
                Line::Long { blank: false } => note(&mut refused, "more cells than headings, so that cells may stand under the wrong heading"),
                Line::NoKey => note(&mut refused, "nothing in `id`"),
                Line::Short(_) => {
                    kept.push(*number);
                    short.push(*number);
                }
                Line::Whole(_) | Line::Long { blank: true } | Line::Kind(_) => kept.push(*number),
            }
        }
        prop_assert_eq!(input.rows, lines.len(), "{:?}", messy.text);
        prop_assert_eq!(input.read, kept.len());
        prop_assert_eq!(by_reason(&input.set_apart), apart);
        prop_assert_eq!(by_reason(&input.refused), refused);
        let sum: usize = input.set_apart.iter().chain(&input.refused).map(|r| r.rows).sum();
        prop_assert_eq!(input.read + sum, input.rows);

        // Each row read is an identity at its own row of the file, its cells as a spreadsheet shows them.
        let table = ingested.tables.table(Subject::Identity);
        prop_assert_eq!(table.origins.iter().map(|o| o.line).collect::<Vec<_>>(), kept);
        let mut purposes = Vec::new();
        for line in &lines {
            match line {
                Line::Whole(purpose) => purposes.push(if purpose.trim().is_empty() { "(empty)" } else { purpose.trim() }),
                Line::Short(cells) => purposes.push(if *cells > 2 { "plain" } else { "(unknown)" }),
                Line::Kind(_) | Line::Long { blank: true } => purposes.push("plain"),
                _ => {}
            }
        }
        prop_assert_eq!(cells(&ingested.tables, "identity.purpose"), purposes);
        let noted = ingested.notes.iter().find(|n| n.kind == "short-row");
        prop_assert_eq!(noted.map_or(0, |n| n.count), short.len());
        prop_assert_eq!(noted.map_or(Vec::new(), |n| n.lines.clone()), short.into_iter().take(10).collect::<Vec<_>>());

        // Nothing of it depends on threads or on how the bytes arrive.
        for (threads, pieces) in [(2, None), (3, Some(lines.len()))] {
            let again = read(&[file("register.csv", messy.text.clone())], threads, pieces);
            prop_assert_eq!(&again.tables, &ingested.tables);
            prop_assert_eq!(&again.inputs, &ingested.inputs);
            prop_assert_eq!(&again.notes, &ingested.notes);
        }
    }
}

#[test]
fn a_file_of_a_heading_alone_has_no_rows_and_blank_lines_below_it_are_rows_set_apart() {
    for (text, blank) in
        [("id,kind,owner", 0), ("id,kind,owner\n", 0), ("id,kind,owner\r\n\r\n\r\n", 2), ("\n\nid,kind,owner\n\n", 1)]
    {
        let ingested = read(&[file("register.csv", text)], 1, None);
        let input = &ingested.inputs[0];
        assert_eq!((input.rows, input.read), (blank, 0), "{text:?}");
        assert!(ingested.tables.table(Subject::Identity).supplied, "a file without rows is a file of its subject");
    }
}

#[test]
fn blank_lines_below_the_heading_do_not_shift_the_numbers_of_rows() {
    let ingested = read(&[file("register.csv", "id,kind,owner\n\n\nA,svc,\n\nB,svc,\n")], 1, None);
    let lines: Vec<u32> = ingested.tables.table(Subject::Identity).origins.iter().map(|o| o.line).collect();
    assert_eq!(lines, [4, 6]);
    assert_eq!(ingested.inputs[0].set_apart[0].lines, [2, 3, 5]);
}

#[test]
fn missing_cells_of_short_rows_are_unknown_for_every_type_and_blank_ones_empty() {
    let heading = "id,purpose,owner,scopes,created,expires,privilege,mfa,key kind,rotated,key bits";
    let text = format!("{heading}\nA\nB{}\nC,,,,,,,,api_key\nD,,,,,,,,api_key,,\n", ",".repeat(10));
    let tables = read(&[file("register.csv", text)], 1, None).tables;
    for field in ["purpose", "owner", "scopes", "created", "expires", "privilege", "mfa"] {
        let path = format!("identity.{field}");
        assert_eq!(cells(&tables, &path), ["(unknown)", "(empty)", "(empty)", "(empty)"], "{path}");
    }
    for field in ["rotated", "key_bits"] {
        let path = format!("credential.{field}");
        assert_eq!(cells(&tables, &path), ["(unknown)", "(empty)"], "{path}: only C and D have a key");
    }
}

#[test]
fn people_are_set_apart_and_counted_but_break_glass_and_unknown_kinds_stay() {
    let text = "id,kind,owner\nA,Human,x\nB,person,x\nC,break glass,x\nD,svc,x\nE,,x\nF,wizard,x\nG, USER ,x\n";
    let assessment = assessment(&[file("register.csv", text)]);
    let input = &assessment.inputs[0];
    assert_eq!((input.rows, input.read), (7, 4));
    assert_eq!(by_reason(&input.set_apart), BTreeMap::from([("a person, by its kind".to_owned(), (3, vec![2, 3, 8]))]));
    let kinds: Vec<_> = assessment.population.kinds.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert_eq!(kinds, [("(empty)", 1), ("break_glass", 1), ("other", 1), ("service_account", 1)]);
}

#[test]
fn rows_that_an_exports_file_describes_as_people_are_set_apart_for_its_reason() {
    let header = "arn,user,made_on,state,grants,note,used,level,second_factor";
    let export: File = file(
        "users.csv",
        format!("{header}\na1,someone,,active,,,,,\na2,robot,,active,,,,,\na3,SOMEONE,,active,,,,,\n"),
    );
    let assessment = assessment(&[export]);
    assert_eq!(
        by_reason(&assessment.inputs[0].set_apart),
        BTreeMap::from([("a person, by its name".to_owned(), (2, vec![2, 4]))])
    );
    assert_eq!(assessment.inputs[0].read, 1);
}

#[test]
fn keys_numbered_within_each_identity_stay_apart() {
    let text = "id,key id,key kind,rotated\nA,key1,api_key,2026-01-01\nA,key2,api_key,2026-02-01\nB,key1,api_key,2020-01-01\nB,key1,api_key,\n";
    for threads in [1, 3] {
        let tables = read(&[file("register.csv", text)], threads, None).tables;
        assert_eq!(cells(&tables, "credential.id"), ["key1", "key2", "key1"]);
        assert_eq!(cells(&tables, "credential.rotated"), ["2026-01-01", "2026-02-01", "2020-01-01"]);
        let links = tables.table(Subject::Credential).col("identity");
        let nhimap_core::tables::Column::Link { rows, .. } = links else { panic!("a link") };
        assert_eq!((0..3).map(|row| rows.get(row)).collect::<Vec<_>>(), [0, 0, 1]);
    }
}

#[test]
fn break_glass_and_root_are_kept_even_where_their_kind_is_a_person() {
    let text = "id,kind,purpose_class,is_root\n1,human,break_glass,\n2,human,,yes\n3,human,ci_cd,no\n";
    let ingested = read(&[file("register.csv", text)], 1, None);
    assert_eq!(cells(&ingested.tables, "identity.id"), ["1", "2"]);
    assert_eq!(ingested.inputs[0].set_apart[0].rows, 1);
}

#[test]
fn a_name_in_two_accounts_is_two_identities_and_leads_to_neither() {
    let text = "name,platform,account,owner\nsvc,aws,111,Ana\nsvc,aws,222,\nsvc,gcp,222,Ben\nsvc,aws,222,Cem\nsvc,,,Dee\none,,,Eli\n";
    let leaks = "location,service\na.py,svc\nb.py,one\n";
    let tables = read(&[file("register.csv", text), file("leaks.csv", leaks)], 1, None).tables;
    assert_eq!(cells(&tables, "identity.name"), ["svc", "svc", "svc", "one"]);
    assert_eq!(cells(&tables, "identity.owner"), ["Ana", "Cem", "Ben", "Eli"]);
    let nhimap_core::tables::Column::Link { rows, .. } = tables.table(Subject::Exposure).col("identity") else {
        panic!("a link")
    };
    assert_eq!([rows.get(0), rows.get(1)], [nhimap_core::tables::UNKNOWN_ROW, 3]);
}
