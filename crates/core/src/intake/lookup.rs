//! A cell as it stands in a file: what a reading of it is compared with.

use std::io::Read;

use super::csv::{Cutter, MAX_BLOCK, Records};
use super::open::text::repaired;
use super::open::{self, Part};
use super::secrets::{Look, MASK, may_hold_secret};
use super::{IngestError, InputFile, LONGEST};
use crate::pack::Pack;

/// Bytes read at a time.
const BLOCK: usize = 1 << 20;
/// The longest text of a cell that is shown; a cell may hold megabytes.
const SHOWN: usize = 4096;

/// A place in a file: the row as a spreadsheet numbers rows, or the number of a record, and the column's heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellPlace<'a> {
    /// The shown name of the table: the file's, or in a file of several tables that of one of them.
    pub table: &'a str,
    /// The row.
    pub line: u32,
    /// The heading.
    pub column: &'a str,
}

/// The texts of cells as they stand in a file; none where there is no such cell, or where its column was not read, such as
/// one that may hold secrets. A text longer than 4096 bytes is cut.
///
/// The file is read again up to the last place.
///
/// # Errors
/// The file cannot be read.
pub fn cells_in_file(
    file: InputFile<'_>,
    pack: &Pack,
    places: &[CellPlace<'_>],
) -> Result<Vec<Option<String>>, IngestError> {
    let mut out = vec![None; places.len()];
    for part in open::open(&file.name, file.content, pack)? {
        let (numbers, places): (Vec<usize>, Vec<CellPlace<'_>>) =
            places.iter().copied().enumerate().filter(|(_, place)| place.table == part.name).unzip();
        for (number, text) in numbers.into_iter().zip(cells_in_part(part, pack, &places)?) {
            out[number] = text;
        }
    }
    Ok(out)
}

fn cells_in_part(part: Part<'_>, pack: &Pack, places: &[CellPlace<'_>]) -> Result<Vec<Option<String>>, IngestError> {
    let mut out = vec![None; places.len()];
    let Some(last) = places.iter().map(|place| place.line).max() else { return Ok(out) };
    let (recognised, data_at) = part.recognised(pack)?;
    let Part { name, head: mut block, rest: mut bytes, .. } = part;
    let io = |cause| IngestError::fetching(&name, cause);
    let plan = &recognised.plan;
    let columns: Vec<Option<(usize, Look)>> = places
        .iter()
        .map(|place| {
            let read = plan.columns.iter().find(|c| c.heading == place.column && c.how == "read")?;
            // Ids look random and are none the less no secrets.
            let is_key = read.fields.iter().any(|path| path.ends_with("id") || path.ends_with("_ids"));
            Some((read.index, if is_key { Look::Known } else { Look::Random }))
        })
        .collect();
    block.drain(..data_at.min(block.len()));
    let cutter = Cutter::new(plan.delimiter);
    let mut records = Records::new(plan.header.len());
    let mut scratch = Vec::new();
    let (mut line, mut at_end, mut want) = (plan.lines_before + 1, false, BLOCK);
    while line <= last && !(at_end && block.is_empty()) {
        if !at_end {
            let before = block.len();
            bytes.by_ref().take(want.saturating_sub(before) as u64).read_to_end(&mut block).map_err(io)?;
            at_end = block.len() < want;
        }
        let whole = cutter.whole_records(&block, at_end);
        if whole == 0 {
            want = block.len() * 2;
            if want > LONGEST.min(MAX_BLOCK) {
                break;
            }
            continue;
        }
        want = BLOCK;
        let repaired = repaired(&block[..whole]);
        let text = repaired.as_ref().map_or(&block[..whole], |(text, _)| text);
        records.split(text, plan.delimiter);
        for ((place, column), out) in places.iter().zip(&columns).zip(&mut out) {
            let (Some((column, look)), Some(at)) = (column, place.line.checked_sub(line)) else { continue };
            let record = (0..records.len()).find(|record| records.line(*record) == at);
            if let Some(record) = record.filter(|record| !records.is_missing(*record, *column)) {
                let cell = records.cell(text, record, *column, &mut scratch);
                *out = Some(if may_hold_secret(cell, *look) {
                    MASK.to_owned()
                } else {
                    String::from_utf8_lossy(&cell[..cell.len().min(SHOWN)]).into_owned()
                });
            }
        }
        line += records.lines();
        block.drain(..whole);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Content;
    use crate::pack::PackFiles;
    use crate::tables::Complete;

    fn pack() -> Pack {
        Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack")
    }

    fn cells(text: &str, places: &[(u32, &str)]) -> Vec<Option<String>> {
        cells_of("register.csv", text, places)
    }

    fn cells_of(name: &str, text: &str, places: &[(u32, &str)]) -> Vec<Option<String>> {
        let place = |&(line, column)| CellPlace { table: name, line, column };
        let places: Vec<_> = places.iter().map(place).collect();
        let file = InputFile {
            name: name.into(),
            content: Content::Bytes(Box::new(text.as_bytes())),
            extracted: None,
            complete: Complete::default(),
        };
        cells_in_file(file, &pack(), &places).expect("it can be read")
    }

    #[test]
    fn a_cell_is_given_as_it_stands() {
        let text = "Name,Owner,Password\n a ,\"Jana \"\"J\"\" Weber\",x\n\nb,two\r\n\"c\nd\",,\n";
        let told = cells(text, &[(2, "Name"), (2, "Owner"), (4, "Owner"), (5, "Name"), (5, "Owner")]);
        let expected = [" a ", "Jana \"J\" Weber", "two", "c\nd", ""];
        assert_eq!(told, expected.map(|text| Some(text.to_owned())));
    }

    #[test]
    fn a_cell_that_may_hold_a_secret_is_masked() {
        let token = ["ghp", "_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"].concat();
        let text = format!("Name,Owner\na,{token}\n");
        assert_eq!(cells(&text, &[(2, "Owner")]), [Some(MASK.to_owned())]);
    }

    #[test]
    fn what_was_not_read_is_not_told() {
        let text = "Name,Owner,Password\na,b,CANARY\nc,d\n";
        assert_eq!(cells(text, &[(2, "Password"), (3, "Password"), (9, "Name"), (3, "No such")]), vec![None; 4]);
    }

    #[test]
    fn a_place_far_into_the_file_is_found() {
        let mut text = String::from("Name,Owner\n");
        for row in 0..60_000 {
            text += &format!("svc-{row},\"person\n{row} with some more text to fill blocks\"\n");
        }
        // Each record stands on two lines of the file and one row of the spreadsheet.
        assert_eq!(cells(&text, &[(59_999, "Name")]), [Some("svc-59997".to_owned())]);
        let long = format!("Name,Owner\na,{}\nb,x\n", "é".repeat(3000));
        let told = cells(&long, &[(2, "Owner"), (3, "Owner")]);
        assert_eq!(told[0].as_ref().map(|t| t.chars().count()), Some(2048));
        assert_eq!(told[1].as_deref(), Some("x"));
    }
}
