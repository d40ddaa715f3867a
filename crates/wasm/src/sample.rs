//! The sample organisation, as its README says that it is assessed.

use nhimap_core::date::Day;
use nhimap_core::tables::Complete;

use crate::types::FileSettings;

/// Whose files they are.
pub(crate) const SUBJECT: &str = "Harbour Mutual (invented)";
/// Its policy.
pub(crate) const POLICY: &str = "policy.toml";
/// The day that it is assessed as of.
const AS_OF: &str = "2026-11-20";
/// When files were extracted.
const EXTRACTED: &[(&str, &str)] =
    &[("register.csv", "2026-11-18"), ("aws_credential_report.csv", "2026-11-20"), ("mcp.json", "2026-11-17")];
/// Files that hold everything of their kind.
const COMPLETE: &[&str] = &["register.csv", "aws_credential_report.csv", "roster.csv"];

/// The day that it is assessed as of.
pub(crate) fn as_of() -> Day {
    day(AS_OF)
}

/// What the README says of a file.
pub(crate) fn settings(name: &str) -> FileSettings {
    let complete = if COMPLETE.contains(&name) { Complete::Complete } else { Complete::Undeclared };
    FileSettings {
        extracted: EXTRACTED.iter().find(|(file, _)| *file == name).map(|(_, date)| day(date)),
        complete: Some(complete.word().into()),
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("the sample's dates are days")
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::*;
    use crate::Data;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/harbour-mutual");

    #[test]
    fn the_page_has_every_file_of_the_sample() {
        let mut there: Vec<String> = std::fs::read_dir(FOLDER)
            .expect("the sample is there")
            .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "README.md")
            .collect();
        there.sort();
        assert_eq!(Data::shipped().sample.into_keys().collect::<Vec<_>>(), there);
    }

    #[test]
    fn the_page_assesses_the_sample_as_its_readme_says() {
        let readme = std::fs::read_to_string(format!("{FOLDER}/README.md")).expect("it has a README");
        let mut words = vec![format!("--as-of {AS_OF}")];
        words.extend(EXTRACTED.iter().map(|(file, date)| format!("--extracted {file}={date}")));
        words.extend(COMPLETE.iter().map(|file| format!("--assume-complete {file}")));
        words.push(format!("--policy samples/harbour-mutual/{POLICY}"));
        for word in &words {
            assert!(readme.contains(word.as_str()), "{word}");
        }
        assert_eq!(readme.matches(" --").count(), words.len());
    }
}
