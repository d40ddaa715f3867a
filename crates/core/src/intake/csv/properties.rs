//! For every text: the records of the `csv` crate, and the same records and rows whatever the blocks.

use super::{Cutter, DELIMITERS, Records, skip_bom};
use proptest::{collection::vec, prelude::*, sample::select};

type Row = Vec<Vec<u8>>;

/// What the `csv` crate reads.
fn of_csv_crate(text: &[u8], delimiter: u8) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let records = reader.byte_records().map(|record| record.expect("flexible records from memory"));
    records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
}

/// Where each line ends, byte by byte, and whether it is a record. A last line without a line end is not listed.
fn lines(text: &[u8], delimiter: u8) -> Vec<(usize, bool)> {
    let (mut lines, mut line_start, mut cell_start, mut quoted, mut at) = (vec![], 0, 0, false, 0);
    while at < text.len() {
        let (byte, next) = (text[at], text.get(at + 1));
        match byte {
            b'"' if quoted && next == Some(&b'"') => at += 1,
            b'"' if quoted || at == cell_start => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                let is_record = at > line_start;
                at += usize::from(byte == b'\r' && next == Some(&b'\n'));
                lines.push((at + 1, is_record));
                (line_start, cell_start) = (at + 1, at + 1);
            }
            _ if byte == delimiter && !quoted => cell_start = at + 1,
            _ => {}
        }
        at += 1;
    }
    lines
}

/// What a reader gets that holds `size` bytes and doubles them where no record is whole: each record with its row in
/// the file.
fn in_blocks(text: &[u8], delimiter: u8, size: usize) -> Vec<(Row, u32)> {
    let (cutter, mut records, mut scratch) = (Cutter::new(delimiter), Records::new(2), Vec::new());
    let (mut all, mut at, mut row) = (Vec::new(), 0, 0);
    while at < text.len() {
        let mut sizes = (0..).map(|doubled| (size << doubled).min(text.len() - at));
        let whole = sizes.find_map(|size| {
            let whole = cutter.whole_records(&text[at..at + size], at + size == text.len());
            (whole > 0).then_some(whole)
        });
        let block = &text[at..at + whole.expect("the last buffer is whole")];
        records.split(block, delimiter);
        for record in 0..records.len() {
            let cells =
                (0..records.cells(record)).map(|column| records.cell(block, record, column, &mut scratch).to_vec());
            all.push((cells.collect(), row + records.line(record)));
        }
        at += block.len();
        row += records.lines();
    }
    all
}

/// Texts of the bytes that mean something, with a few that do not; each kind of line end and quote comes often or
/// seldom.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let anything = select(vec!["a", "b", "\"", ",", ";", "\n", "\r", " ", "é"]);
    let cells = select(vec![
        "a",
        "",
        "\"\"",
        "\"a\"",
        "\"b,\"",
        "\"a;\r\nb\"",
        "\"\"\"\"",
        "\"a\"\"b\"",
        "b\"a",
        "\"a\"b\"",
        "é é",
        ",",
        ",",
        ",",
        ",",
        ";",
        ";",
        "\r\n",
        "\n",
        "\t",
        "|",
        "\r",
        "a long cell that makes the next one start beyond sixty-four",
        "\"a quoted, long cell that does so too\"",
    ]);
    let pieces = prop_oneof![vec(anything, 0..300), vec(cells, 0..80)];
    (any::<bool>(), pieces)
        .prop_map(|(bom, pieces)| [if bom { "\u{feff}" } else { "" }, &pieces.concat()].concat().into_bytes())
}

fn one_of_ours() -> impl Strategy<Value = u8> {
    select(&DELIMITERS)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_equal_those_of_the_csv_crate(text in text(), delimiter in one_of_ours()) {
        let body = &text[skip_bom(&text)..];
        let ours: Vec<Row> = in_blocks(body, delimiter, body.len().max(1)).into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(ours, of_csv_crate(&text, delimiter));
    }

    #[test]
    fn any_block_size_gives_the_same_rows(text in text(), delimiter in one_of_ours(), size in 1_usize..200) {
        prop_assert_eq!(in_blocks(&text, delimiter, size), in_blocks(&text, delimiter, text.len().max(1)));
    }

    #[test]
    fn a_cut_is_after_the_last_line_that_is_surely_whole(text in text(), delimiter in one_of_ours()) {
        let sure = if text.ends_with(b"\r") { text.len() - 1 } else { text.len() };
        let last = lines(&text[..sure], delimiter).last().map_or(0, |&(end, _)| end);
        prop_assert_eq!(Cutter::new(delimiter).whole_records(&text, false), last);
        prop_assert_eq!(Cutter::new(delimiter).whole_records(&text, true), text.len());
    }

    #[test]
    fn rows_count_line_ends_outside_quotes(text in text(), delimiter in one_of_ours()) {
        let text = [&text[..], b"\""].concat();
        let expected = lines(&text, delimiter);
        let (mut records, whole) = (Records::new(1), expected.last().map_or(0, |&(end, _)| end));
        records.split(&text[..whole], delimiter);
        let rows: Vec<usize> = (0..records.len()).map(|record| records.line(record) as usize).collect();
        let of_records: Vec<usize> = (0..expected.len()).filter(|&line| expected[line].1).collect();
        prop_assert_eq!(rows, of_records);
        prop_assert_eq!(records.lines() as usize, expected.len());
    }

    #[test]
    fn a_column_holds_the_cells_of_all_records(text in text(), column in 0_usize..6) {
        let mut records = Records::new(3);
        records.split(&text, b',');
        let down: Vec<_> = records.column(&text, column).collect();
        prop_assert_eq!(down.len(), records.len());
        for (record, cell) in down.into_iter().enumerate() {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            prop_assert_eq!(cell.content(&text, &mut one), records.cell(&text, record, column, &mut other));
            prop_assert!(!records.is_missing(record, column) || cell.bytes(&text).is_empty());
            prop_assert_eq!(records.is_missing(record, column), column >= records.cells(record));
        }
        prop_assert!(records.ragged().all(|(record, cells)| cells != 3 && cells == records.cells(record)));
    }

    #[test]
    fn sniffing_never_fails(text in text()) {
        prop_assert!(DELIMITERS.contains(&super::sniff_delimiter(&text)));
    }
}
