//! Cells that a spreadsheet or a script has damaged: what they held is gone, and nothing may be joined or read by what is left.

/// The value itself was never written: the name of its type stands in its place, or a spreadsheet's error.
pub(super) fn is_lost(cell: &[u8]) -> bool {
    let Some(first) = cell.first() else { return false };
    match first {
        b'#' => is_sheet_error(cell),
        b'M' => cell == b"Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
        b'S' => {
            cell.starts_with(b"System.")
                && (cell.ends_with(b"[]") || cell.starts_with(b"System.Collections.") || cell == b"System.Object")
        }
        b'[' => cell == b"[object Object]",
        _ => false,
    }
}

/// `#REF!`, `#N/A`, or the strokes of a column too narrow for its number.
fn is_sheet_error(cell: &[u8]) -> bool {
    const ERRORS: [&[u8]; 9] =
        [b"#REF!", b"#N/A", b"#VALUE!", b"#NAME?", b"#DIV/0!", b"#NULL!", b"#NUM!", b"#SPILL!", b"#CALC!"];
    ERRORS.contains(&cell) || cell.len() > 2 && cell.iter().all(|b| *b == b'#')
}

/// Can this no longer be the id that it was: a number in scientific form, one whose digits from the sixteenth on are zeros, or
/// a date that a spreadsheet has made of it?
pub(super) fn is_damaged_id(cell: &[u8]) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    if first.is_ascii_digit() && last.is_ascii_digit() {
        return is_scientific(cell) || is_rounded(cell) || is_made_date(cell);
    }
    cell.len() <= 6 && is_made_date(cell)
}

/// `1.12233E+20`: a plain `1E10` may be the id itself, as spreadsheets always write the sign.
fn is_scientific(cell: &[u8]) -> bool {
    let Some(at) = memchr::memchr2(b'E', b'e', cell) else { return false };
    let (number, power) = (&cell[..at], &cell[at + 1..]);
    let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let signed = power.first() == Some(&b'+') && digits(&power[1..]);
    let whole = number.len() == 1 && digits(number);
    let broken =
        number.len() > 2 && number[0].is_ascii_digit() && matches!(number[1], b'.' | b',') && digits(&number[2..]);
    signed && (whole || broken)
}

/// `1E10`: an id still, and a number to the next spreadsheet.
pub(super) fn is_number_like(cell: &[u8]) -> bool {
    let at = cell.iter().position(|b| *b == b'E' || *b == b'e');
    at.is_some_and(|at| {
        let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        digits(&cell[..at]) && digits(&cell[at + 1..])
    })
}

/// A spreadsheet keeps fifteen digits of a number and writes zeros for the others.
fn is_rounded(cell: &[u8]) -> bool {
    (17..=40).contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit) && cell[15..].iter().all(|b| *b == b'0')
}

/// `5-Mar`, `Mar-05`: what becomes of `3-5` and `MARCH5`.
fn is_made_date(cell: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    if !(5..=6).contains(&cell.len()) {
        return false;
    }
    let is_month =
        |text: &[u8]| MONTHS.iter().any(|month| text.eq_ignore_ascii_case(month) && text[0].is_ascii_uppercase());
    let is_day = |text: &[u8]| (1..=2).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let Some(at) = memchr::memchr(b'-', cell) else { return false };
    let (a, b) = (&cell[..at], &cell[at + 1..]);
    is_month(a) && is_day(b) && b.len() == 2 || is_day(a) && is_month(b)
}

/// Digits of an account's number that are too few because leading zeros are gone: AWS accounts have twelve.
pub(super) fn without_zeros(cell: &[u8]) -> bool {
    (8..12).contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_written_is_lost() {
        for cell in [
            "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection",
            "System.Object[]",
            "System.String[]",
            "System.Collections.Generic.List`1[System.String]",
            "System.Collections.Hashtable",
            "[object Object]",
            "#REF!",
            "#N/A",
            "#DIV/0!",
            "########",
        ] {
            assert!(is_lost(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "#1", "##", "#channel", "System account", "System.Data", "Microsoft", "N/A"] {
            assert!(!is_lost(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn damaged_ids_are_told_from_whole_ones() {
        for cell in [
            "1.12233E+20",
            "1.12E+20",
            "1,12E+11",
            "1E+10",
            "1.00E+10",
            "112233445566778000000",
            "12345678901234500",
            "5-Mar",
            "05-Mar",
            "Mar-05",
            "Sep-01",
        ] {
            assert!(is_damaged_id(cell.as_bytes()), "{cell}");
        }
        for cell in [
            "1E10",
            "112233445566778899001",
            "1234567890123450",
            "012345678910",
            "00",
            "svc-1",
            "SVC-0142",
            "a5-Mar",
            "mar-05",
            "May-1",
            "E+10",
            "1.E+10",
            "12.5E+10",
            "",
            "2026-03-05",
            "0a1b2c3d4e5f607182930",
        ] {
            assert!(!is_damaged_id(cell.as_bytes()), "{cell}");
        }
        assert!(is_number_like(b"1E10") && is_number_like(b"12e3"));
        assert!(!is_number_like(b"1E") && !is_number_like(b"E10") && !is_number_like(b"svc-1E10"));
        assert!(without_zeros(b"12345678910") && without_zeros(b"12345678"));
        assert!(!without_zeros(b"012345678910") && !without_zeros(b"1234567") && !without_zeros(b"prod-account"));
    }
}
