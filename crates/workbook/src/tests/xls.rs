use super::{csv, read, refused};
use crate::WorkbookError;
use crate::ole::with_stream;

/// A record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend((data.len() as u16).to_le_bytes());
    out.extend(data);
    out
}

/// A text with the length before it, one byte a sign.
fn text(text: &str) -> Vec<u8> {
    let mut out = (text.len() as u16).to_le_bytes().to_vec();
    out.push(0);
    out.extend(text.as_bytes());
    out
}

fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn with(mut start: Vec<u8>, end: &[u8]) -> Vec<u8> {
    start.extend(end);
    start
}

/// A sheet: its name, whether it is hidden, and the records of its cells.
type Made<'a> = (&'a str, bool, Vec<Vec<u8>>);

/// A workbook of these sheets. Style 0 is plain, 1 a date, 2 a percentage, 3 six digits, 4 a duration.
fn workbook(globals: &[Vec<u8>], sheets: &[Made<'_>]) -> Vec<u8> {
    let bof =
        |kind: u16| record(0x0809, &with([0x0600_u16, kind].iter().flat_map(|n| n.to_le_bytes()).collect(), &[0; 12]));
    let mut stream = bof(5);
    stream.extend(globals.concat());
    stream.extend(record(0x041E, &with(164_u16.to_le_bytes().to_vec(), &text("000000"))));
    for format in [0_u16, 14, 9, 164, 46] {
        stream
            .extend(record(0x00E0, &with([0, format].iter().flat_map(|n: &u16| n.to_le_bytes()).collect(), &[0; 16])));
    }
    let listed: usize = sheets.iter().map(|(name, ..)| 4 + 8 + name.len()).sum();
    let mut start = stream.len() + listed + 4;
    let mut bodies = Vec::new();
    for (name, hidden, cells) in sheets {
        let mut data = (start as u32).to_le_bytes().to_vec();
        data.extend([u8::from(*hidden), 0, name.len() as u8, 0]);
        data.extend(name.as_bytes());
        stream.extend(record(0x0085, &data));
        let body = [bof(0x10), cells.concat(), record(0x000A, &[])].concat();
        start += body.len();
        bodies.push(body);
    }
    stream.extend(record(0x000A, &[]));
    stream.extend(bodies.concat());
    with_stream("Workbook", &stream)
}

fn number(row: u16, column: u16, style: u16, value: f64) -> Vec<u8> {
    record(0x0203, &with(place(row, column, style), &value.to_le_bytes()))
}

fn label(row: u16, column: u16, words: &str) -> Vec<u8> {
    record(0x0204, &with(place(row, column, 0), &text(words)))
}

#[test]
fn every_kind_of_cell_is_text() {
    let mut formula = place(1, 3, 0);
    formula.extend(7.5_f64.to_le_bytes());
    // A formula that no reader could follow: its result is what counts.
    formula.extend([0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 1, 2, 3]);
    let whole = |n: i32| ((n << 2) | 2).to_le_bytes();
    let several = [place(2, 0, 0)[..4].to_vec(), with(vec![0, 0], &whole(5)), with(vec![2, 0], &whole(1)), vec![1, 0]];
    let cells = vec![
        // What the sheet claims to span would fill any memory.
        record(0x0200, &[0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0xFF, 0xFF, 0, 0]),
        label(0, 0, "svc-\"build\""),
        number(0, 1, 1, 44_197.25),
        number(0, 2, 2, 0.57),
        number(0, 3, 3, 123.0),
        number(1, 0, 4, 1.5),
        record(0x0205, &with(place(1, 1, 0), &[1, 0])),
        record(0x0205, &with(place(1, 2, 0), &[0x2A, 1])),
        record(0x0006, &formula),
        record(0x00BD, &several.concat()),
    ];
    let sheets = read(&workbook(&[], &[("One", false, cells), ("Two", true, vec![label(1, 0, "x")])]));
    assert_eq!(csv(&sheets[0]), "\"svc-\"\"build\"\"\",2021-01-01T06:00:00,57%,000123\n36:00:00,true,,7.5\n5,100%,,\n");
    assert_eq!(sheets[0].notes, ["1 cell shows an error of the spreadsheet, read as blank: C2"]);
    assert_eq!((sheets[1].name.as_str(), csv(&sheets[1]), sheets[1].hidden), ("Two", "\nx\n", true));
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let cells = vec![number(0, 0, 1, 42_735.0), number(0, 1, 0, 1.0)];
    assert_eq!(csv(&read(&workbook(&[record(0x0022, &[1, 0])], &[("One", false, cells)]))[0]), "2021-01-01,1\n");
}

#[test]
fn cells_merged_downwards_speak_for_each_of_their_rows() {
    let merged = [1_u16, 1, 2, 0, 0].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    let cells = vec![
        label(0, 0, "Team"),
        label(0, 1, "Name"),
        label(1, 0, "Payments"),
        label(1, 1, "a"),
        label(2, 1, "b"),
        record(0x00E5, &merged),
    ];
    assert_eq!(csv(&read(&workbook(&[], &[("One", false, cells)]))[0]), "Team,Name\nPayments,a\nPayments,b\n");
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() {
    let locked = workbook(&[record(0x002F, &[1, 0, 1, 0, 1, 0])], &[("One", false, vec![label(0, 0, "canary")])]);
    assert_eq!(refused(&locked), WorkbookError::Encrypted);
    assert_eq!(refused(&with_stream("EncryptedPackage", b"canary")), WorkbookError::Encrypted);
    for (stream, what) in [
        ("WordDocument", "this is a Word document of the old format and no workbook; "),
        ("PowerPoint Document", "this is a PowerPoint presentation of the old format and no workbook; "),
        ("__properties_version1.0", "this is an e-mail message of Outlook and no workbook; "),
        ("Something", "this is a file of an old Office program and no workbook; "),
    ] {
        let error = refused(&with_stream(stream, b"canary")).to_string();
        assert!(error.starts_with(what), "{error}");
    }
    // Cells at two ends of a sheet make a reader hold all places between them.
    let wide = workbook(&[], &[("One", false, vec![number(0, 0, 0, 1.0), number(0xFFFF, 0xFFFF, 0, 1.0)])]);
    assert_eq!(refused(&wide).kind(), "too-large");
    let cut = workbook(&[], &[("One", false, vec![label(0, 0, "canary")])]);
    let end = cut.windows(4).rposition(|w| w == [0x0A, 0, 0, 0]).expect("the sheet ends");
    let mut cut = cut;
    cut[end..end + 4].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(refused(&cut).kind(), "damaged");
}

/// A workbook with a cell of most kinds.
pub(super) fn sample() -> Vec<u8> {
    let mut texts = [1_u32, 1].iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
    texts.extend(text("canary"));
    let cells = vec![
        label(0, 0, "canary"),
        number(0, 1, 1, 44_197.25),
        record(0x00FD, &with(place(1, 0, 0), &[0; 4])),
        record(0x027E, &with(place(1, 1, 2), &[2, 0, 0, 0])),
        record(0x00E5, &[1, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    ];
    workbook(&[record(0x00FC, &texts)], &[("One", false, cells)])
}

#[test]
fn shared_texts_are_read() {
    assert_eq!(csv(&read(&sample())[0]), "canary,2021-01-01T06:00:00\ncanary,0%\n");
}
