//! Tables of others' test suites, which are about cities, ages and temperatures: none may be read as a list of ours, and each
//! is refused with what it is taken for.
//!
//! They lie beside the workspace and are not part of it: `../shared`, or the folder that `NHIMAP_SHARED` names. Where they are
//! not there, this test says so and passes.

use std::fs;

use nhimap_core::intake::{Content, IngestError, InputFile, understanding};
use nhimap_core::tables::Complete;
use nhimap_tests::{pack, shared};

#[test]
fn tables_about_other_things_are_refused() {
    let Some(samples) = shared("samples") else { return };
    let pack = pack();
    let mut tried = 0;
    for folder in fs::read_dir(samples).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with("csv-") && !name.starts_with("tabular-") {
            continue;
        }
        for path in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if !path.extension().is_some_and(|ending| ending == "csv" || ending == "ssv") {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = fs::read(&path).expect("a file");
            let content = Content::Bytes(Box::new(&bytes[..]));
            let file = InputFile { name, content, extracted: None, complete: Complete::Undeclared };
            tried += 1;
            match understanding(file, &pack, 1, &|_| {}) {
                Err(IngestError::Unrecognised { columns, .. }) => assert!(columns > 0, "{}", path.display()),
                Err(IngestError::Empty { .. }) => panic!("{} is not empty", path.display()),
                Err(error) => assert!(error.to_string().contains("; "), "{error} tells what to do"),
                Ok(read) => panic!("{} was read as {}", path.display(), read.tables[0].input.understood_as),
            }
        }
    }
    assert!(tried > 10, "{tried} tables");
}
