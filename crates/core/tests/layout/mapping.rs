//! Mappings: written, edited, applied, and what is said where they no longer fit.

use std::sync::Arc;

use nhimap_core::api::Understanding;
use nhimap_core::intake::{Content, IngestError, Ingested, InputFile, Mapping, ingest, understanding};
use nhimap_core::tables::Complete;

use crate::sheet::{SHIPPED, apart, cells, input};

const REGISTER: &str = "NHI register,,,,,\nID,Name,Responsible,Created,Last used,Farbe\n\
    NHI-1,svc-a,jana@example.com,03/04/2024,2026-09-01,red\nNHI-2,svc-b,tom@example.com,05/06/2024,never,blue\nNHI-3,svc-c,tom@example.com,05/06/2024,never,blue\n";

fn file<'a>(text: &'a str, mapping: Option<Mapping>) -> InputFile<'a> {
    let bytes = Content::Bytes(Box::new(text.as_bytes()));
    let content = match mapping {
        Some(mapping) => Content::Mapped(Box::new(bytes), Arc::new(mapping)),
        None => bytes,
    };
    InputFile { name: "register.csv".into(), content, extracted: None, complete: Complete::Undeclared }
}

fn understood(text: &str) -> Understanding {
    understanding(file(text, None), &SHIPPED, 1, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

fn mapped(text: &str, mapping: &str) -> Result<Ingested, IngestError> {
    let mapping = Mapping::parse(mapping).unwrap_or_else(|error| panic!("{error}"));
    ingest(vec![file(text, Some(mapping))], &SHIPPED, &|_| true, 1, &|_| {})
}

fn says(read: &Ingested) -> Vec<&str> {
    read.notes.iter().filter(|note| note.kind == "mapping").map(|note| note.says.as_str()).collect()
}

#[test]
fn a_mapping_reads_what_was_written_as_it_was_understood() {
    let understood = understood(REGISTER);
    let printed = understood.mapping.print();
    assert_eq!(Mapping::parse(&printed).as_ref(), Ok(&understood.mapping), "{printed}");
    let plain = crate::sheet::read(REGISTER);
    let again = mapped(REGISTER, &printed).unwrap_or_else(|error| panic!("{error}"));
    for field in
        ["identity.id", "identity.name", "identity.owner", "identity.owners", "identity.created", "identity.last_used"]
    {
        assert_eq!(cells(&plain, field), cells(&again, field), "{field}");
    }
    assert_eq!(apart(&plain), apart(&again));
    assert_eq!(says(&again), [""; 0]);
    assert_eq!(input(&again).columns[2].reason, "the mapping says so");
}

#[test]
fn what_people_change_is_applied_exactly() {
    let mapping = r#"
[[table]]
name = "reg*.csv"
kind = "register"
heading_rows = [2]
skip_rows = [4]
constants = { "identity.environment" = "production" }
[[table.column]]
heading = "ID"
column = 1
fields = ["identity.id"]
[[table.column]]
heading = "Name"
column = 2
fields = ["identity.name", "identity.purpose"]
[[table.column]]
heading = "Responsible"
column = 3
fields = ["identity.custodian"]
[[table.column]]
heading = "Created"
column = 4
fields = ["identity.created"]
dates = "month-first"
"#;
    let read = mapped(REGISTER, mapping).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(cells(&read, "identity.id"), ["NHI-1", "NHI-3"]);
    assert_eq!(cells(&read, "identity.purpose"), ["svc-a", "svc-c"]);
    assert_eq!(cells(&read, "identity.environment"), ["production", "production"]);
    assert_eq!(cells(&read, "identity.custodian"), ["jana@example.com", "tom@example.com"]);
    assert_eq!(cells(&read, "identity.owner"), ["(unknown)", "(unknown)"]);
    assert_eq!(cells(&read, "identity.last_used"), ["(unknown)", "(unknown)"]);
    assert_eq!(cells(&read, "identity.created"), ["2024-03-04", "2024-05-06"]);
    assert!(apart(&read).contains(&("left out by the mapping".into(), 1, 4)));
    assert_eq!(says(&read), ["columns that the mapping does not name are not read: `Last used`, `Farbe`"]);
}

#[test]
fn a_mapping_that_no_longer_fits_says_where() {
    let mapping = understood(REGISTER).mapping.print();
    // Another title, a column moved, one more, one unused gone.
    let moved = "NHI register\nAs of November\n\nName,ID,Responsible,Created,Last used,Wert\nsvc-a,NHI-1,jana@example.com,03/04/2024,never,1\n";
    let read = mapped(moved, &mapping).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(cells(&read, "identity.id"), ["NHI-1"]);
    assert_eq!(
        says(&read),
        [
            "the headings stand in row 4; the mapping says row 2",
            "columns have moved: `ID` from 1 to 2, `Name` from 2 to 1",
            "columns of the mapping are no longer there, and none was read: `Farbe`",
            "columns that the mapping does not name are not read: `Wert`",
        ]
    );
    let missing = REGISTER.replace("Responsible", "Zuständig");
    let error = mapped(&missing, &mapping).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(
        error,
        "`register.csv` does not fit its mapping: the column `Responsible` of the mapping stand in no row of headings; row 2 has none of that name"
            .replace("stand in", "stands in")
    );
}

#[test]
fn a_mapping_with_a_mistake_is_refused_with_its_place() {
    let cases = [
        (
            "[[table]]\nname = \"a\"\nkind = \"register\"\nheading_rows = [1]\n[[table.column]]\nheading = \"X\"\ncolumn = 1\nfields = [\"identity.onwer\"]\n",
            "`a`: `identity.onwer` is no field",
        ),
        ("[[table]]\nname = \"a\"\nkind = \"register\"\n", "`a`: `heading_rows` must say which rows hold the headings"),
        ("[[table]]\nname = \"a\"\nkinds = \"register\"\n", "line 3: unknown field `kinds`"),
    ];
    for (text, expected) in cases {
        let error = Mapping::parse(text).err().unwrap_or_default();
        assert!(error.starts_with(expected), "{error}");
    }
    let wrong = |lines: &str| {
        let text = format!("[[table]]\nname = \"*\"\nheading_rows = [2]\n{lines}");
        mapped(REGISTER, &text).err().map(|error| error.to_string()).unwrap_or_default()
    };
    let column = |heading: &str, field: &str| {
        format!("[[table.column]]\nheading = \"{heading}\"\ncolumn = 1\nfields = [\"{field}\"]\n")
    };
    assert!(wrong("kind = \"registers\"\n").contains("`registers` is no kind of table"));
    assert!(
        wrong(&format!("kind = \"register\"\n{}", column("Responsible", "identity.owner")))
            .contains("one column must feed")
    );
    assert!(
        wrong(&format!("kind = \"register\"\n{}", column("ID", "person.id"))).contains("`person.id` is no field of")
    );
    let twice = format!("kind = \"register\"\n{}{}", column("ID", "identity.id"), column("Name", "identity.id"));
    assert!(wrong(&twice).contains("`identity.id` is fed by two columns"));
}

#[test]
fn secrets_stay_dropped_whatever_a_mapping_says() {
    let text = "ID,Name,Password\nNHI-1,svc-a,CANARY\n";
    let mapping = "[[table]]\nname = \"*\"\nkind = \"register\"\nheading_rows = [1]\n[[table.column]]\nheading = \"ID\"\ncolumn = 1\nfields = [\"identity.id\"]\n[[table.column]]\nheading = \"Password\"\ncolumn = 3\nfields = [\"identity.purpose\"]\n";
    let read = mapped(text, mapping).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(cells(&read, "identity.purpose"), ["(unknown)"]);
    assert_eq!(says(&read)[0], "`Password` is not read, since its cells may be secrets");
    assert_eq!(input(&read).columns[2].how, "dropped");
}

#[test]
fn the_understanding_shows_patterns_and_no_cell() {
    let text = format!("{REGISTER}TOTAL,3,,,,\n");
    let understood = understood(&text);
    let [table] = &understood.tables[..] else { panic!("one table") };
    assert_eq!(table.samples[1], ["aaa-a"]);
    assert_eq!(table.samples[2], ["aaaa@aaaaaaa.aaa", "aaa@aaaaaaa.aaa"]);
    assert_eq!((table.input.rows, table.input.read, table.input.set_apart.len()), (5, 3, 2));
    assert!(
        table.dates["Created"].contains("day first") || table.dates["Created"].contains("not read"),
        "{:?}",
        table.dates
    );
    let json = serde_json::to_string(&understood).expect("it can be written");
    for cell in ["svc-a", "jana@example.com", "NHI-1", "TOTAL"] {
        assert!(!json.contains(cell), "{cell}");
    }
}
