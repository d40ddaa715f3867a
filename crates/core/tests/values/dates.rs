//! Columns of dates.

use nhimap_core::intake::DateRule;

use crate::world::column;

#[test]
fn every_spelling_in_a_column_is_read_as_its_day() {
    let cells = [
        "2024-12-04",
        "2024-12-04T17:03:11.123456789Z",
        "2024-12-04T23:30:00-07:00",
        "4.12.2024",
        "4 déc. 2024",
        "4. Dezember 2024",
        "Dec 4, 2024",
        "4 de diciembre de 2024",
        "4 december 2024",
        "20241204",
        "1733343742",
        "1733343742.789",
        "1733343742000",
        "/Date(1733343742000)/",
        r"\/Date(1733343742000)\/",
        "Wed Dec 4 12:54:43 2024 +0530",
        "2024-12-04 10:17:40 -0700 -0700",
        "45630",
        "4-Dec-24",
    ];
    let read = column("Created", &cells).read();
    let days = read.cells("identity.created");
    for (cell, day) in cells.iter().zip(&days) {
        let expected = if cell.contains("23:30") { "2024-12-05" } else { "2024-12-04" };
        assert_eq!(day, expected, "{cell}");
    }
    let number = read.note("date-number");
    assert_eq!((number.count, &number.lines[..], number.column.as_deref()), (1, &[19][..], Some("Created")));
    assert_eq!(read.note("short-year").lines, [20]);
    assert!(read.note("short-year").says.contains("00 to 69"));
    assert!(read.note("date-order").says.contains("dates with dots"));
    assert!(read.fixes().is_empty());
}

#[test]
fn an_order_that_nothing_settles_is_an_assumption_that_can_be_overruled() {
    let world = column("Created", &["03/04/2024", "2024-05-06"]);
    let read = world.read();
    assert_eq!(read.cells("identity.created"), ["2024-04-03", "2024-05-06"]);
    let note = read.note("date-order-assumed");
    assert_eq!(note.column.as_deref(), Some("Created"));
    assert!(note.says.contains("--dates"), "{}", note.says);
    let read = column("Created", &["03/04/2024", "2024-05-06"]).dates("created", DateRule::MonthFirst).read();
    assert_eq!(read.cells("identity.created"), ["2024-03-04", "2024-05-06"]);
    assert!(read.notes("date-order-assumed").is_empty());
    assert!(read.note("date-order").says.contains("as was said"));
    let read = column("Created", &["03/04/2024"]).dates("Erstellt", DateRule::MonthFirst).read();
    assert_eq!(read.note("no-such-column").column.as_deref(), Some("Erstellt"));
}

#[test]
fn a_column_that_is_written_both_ways_is_not_read() {
    let read = column("Created", &["13/04/2024", "04/13/2024", "03/04/2024"]).read();
    assert_eq!(read.cells("identity.created"), ["(unknown)"; 3]);
    assert_eq!(read.note("unreadable").count, 3);
    assert_eq!(read.fixes().len(), 3);
    assert!(read.note("date-order-assumed").says.contains("some can only be day first"));
}

#[test]
fn never_has_many_spellings_and_a_limit_has_sentinels() {
    let words = [
        "never",
        "Never expires",
        "no expiry",
        "unlimited",
        "nie",
        "unbefristet",
        "jamais",
        "illimité",
        "nunca",
        "sin caducidad",
        "nooit",
        "onbeperkt",
        "9999-12-31",
        "9999-12-31T23:59:59-05:00",
        "31/12/9999",
        "9223372036854775807",
        "253402300799",
        "-1",
        "2999-12-31",
    ];
    let read = column("Expires", &words).read();
    for (word, cell) in words.iter().zip(read.cells("identity.expires")) {
        assert_eq!(cell, "never", "{word}");
    }
    // Of an event only the source's own word says so.
    let read = column("Last used", &["never", "nie benutzt", "jamais utilisé", "9223372036854775807", "-1"]).read();
    assert_eq!(read.cells("identity.last_used"), ["never", "never", "never", "(unknown)", "(unknown)"]);
    assert_eq!(read.note("unreadable").count, 2);
}

#[test]
fn days_that_programs_write_for_none_are_unknown_and_said() {
    let cells =
        ["0001-01-01T00:00:00Z", "1601-01-01", "01/01/1970", "1970-01-01", "1899-12-30", "/Date(-62135596800000)/"];
    let read = column("Last used", &cells).read();
    assert_eq!(read.cells("identity.last_used"), ["(unknown)"; 6]);
    let note = read.note("no-date");
    assert_eq!((note.count, note.lines.len()), (6, 6));
    assert_eq!(read.fixes().len(), 6);
}

#[test]
fn what_cannot_be_read_stays_unknown_and_is_counted() {
    let read = column("Expires", &["soon", "Q3 2026", "31/02/2026", "2026", "", "n/a", "1.78707E+12"]).read();
    let unknown = "(unknown)";
    assert_eq!(
        read.cells("identity.expires"),
        [unknown, unknown, unknown, unknown, "(empty)", "(empty)", unknown],
        "an unreadable date is never empty"
    );
    assert_eq!(read.note("unreadable").count, 5);
}

#[test]
fn numbers_of_1904_are_days_where_that_is_said() {
    let read = column("Created", &["44168"]).dates("Created", DateRule::From1904).read();
    assert_eq!(read.cells("identity.created"), ["2024-12-04"]);
    assert!(read.note("date-number").says.contains("1904"));
}
