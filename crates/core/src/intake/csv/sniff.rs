//! Which delimiter a table uses.

use super::{Cutter, Records, skip_bom};
use std::collections::BTreeMap;

/// The delimiters we know, the likeliest first.
pub const DELIMITERS: [u8; 4] = *b",;\t|";

/// How many records are looked at.
const LOOKED_AT: usize = 200;

/// The delimiter of the table that starts with `head`: the one that gives the same number of cells, more than one, in
/// most records.
///
/// A quoted cell is one cell, whatever it holds. Where several delimiters fit, one that divides most records at all
/// comes first, then the one with the most records alike, then one whose first record is like the others (the comma of
/// amounts is not in the header), then the one with more cells, then the order of [`DELIMITERS`]. Comma, where none
/// fits: the table has one column.
pub fn sniff_delimiter(head: &[u8]) -> u8 {
    let head = &head[skip_bom(head)..];
    // Of equals, `max_by_key` takes the last.
    let fits = DELIMITERS.iter().rev().filter_map(|&delimiter| Some((fit(head, delimiter)?, delimiter)));
    fits.max_by_key(|&(fit, _)| fit).map_or(b',', |(_, delimiter)| delimiter)
}

/// How well a delimiter fits, the better the greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    divides_most: bool,
    alike_in_a_million: usize,
    first_alike: bool,
    cells: usize,
}

/// `None` when the delimiter divides few records, and no two of them into the same number of cells.
fn fit(head: &[u8], delimiter: u8) -> Option<Fit> {
    let whole = match Cutter::new(delimiter).whole_records(head, false) {
        0 => head,
        whole => &head[..whole],
    };
    let mut records = Records::new(0);
    records.split(whole, delimiter);
    let total = records.len().min(LOOKED_AT);
    let mut counts = BTreeMap::new();
    for cells in (0..total).map(|record| records.cells(record)).filter(|&cells| cells > 1) {
        *counts.entry(cells).or_insert(0) += 1;
    }
    let divided: usize = counts.values().sum();
    let (alike, cells) = counts.into_iter().map(|(cells, alike)| (alike, cells)).max()?;
    let divides_most = divided * 2 > total;
    (divides_most || alike > 1).then(|| Fit {
        divides_most,
        alike_in_a_million: alike * 1_000_000 / total,
        first_alike: records.cells(0) == cells,
        cells,
    })
}

#[cfg(test)]
mod tests {
    use super::sniff_delimiter;

    #[test]
    fn delimiter_is_the_one_that_divides_records_alike() {
        let cases = [
            ("", b','),
            ("name", b','),
            ("name\nsvc-a\nsvc-b\n", b','),
            ("a,b\n1,2\n", b','),
            ("a;b;c", b';'),
            ("\u{feff}\"a\";\"b\"\n1;2\n", b';'),
            ("a\tb\n1,5\t2\n", b'\t'),
            ("a|b\n1;2|3\n", b'|'),
            // Amounts with a comma, as often as the delimiter.
            ("name;a;b\nx,1;1,5;2,5\ny;3,5;4,5,\n", b';'),
            ("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n1;2\n", b';'),
            // The other delimiters within quotes, with line ends.
            ("a,b\n\"1;2;3\n4;5;6\",x\n\"1;2;3\n\",y\n", b','),
            ("name,scopes\nx,read;write\ny,read;list\n", b','),
            ("a,b,c\n1,2|3|4|5,6\n1,2|3|4|5,6\n", b','),
            // Title lines before, notes after.
            ("Service accounts, as of May\n\na;b;c\n1;2;3\n1;2;3\nSource: cloud, vault\n", b';'),
            ("Title\n\nOwner: me\n\nSee below\nAgain\na;b\n1;2\n1;2\n", b';'),
            // Rows that stop early.
            ("a;b;c;d\n1;2\n1;2;3\n1;2;3;4\n1;2,5\n", b';'),
            // One column, with lists in few of its cells.
            ("name\na;b\nc\nd\ne|f\n", b','),
        ];
        for (head, delimiter) in cases {
            assert_eq!(char::from(sniff_delimiter(head.as_bytes())), char::from(delimiter), "{head:?}");
        }
    }

    #[test]
    fn a_record_cut_off_by_the_heads_end_does_not_count() {
        assert_eq!(sniff_delimiter(b"a;b;c\n1;2;3\n1;\"2, 3, 4"), b';');
    }
}
