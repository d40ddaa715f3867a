//! Owners' pages and the calendar, written beside the reports.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use nhimap_core::assess::Assessed;
use nhimap_report::{OwnerEntry, OwnerFormat, RenderError, render_calendar, render_owner, render_owners};

use crate::Failure;
use crate::args::AssessArgs;

/// Writes what was asked for, and gives the paths: the list of the owners' pages, and the calendar.
pub(crate) fn write(args: &AssessArgs, assessed: &Assessed<'_>) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    if let Some(folder) = &args.owners {
        written.push(pages(folder, assessed)?);
    }
    if let Some(file) = &args.calendar {
        let assessment = &assessed.assessment;
        let due = assessed.due();
        create(file, |out| render_calendar(&due, &assessment.header, &assessment.as_of, out))?;
        written.push(file.clone());
    }
    Ok(written)
}

/// The names of the pages that a run wrote into a folder, one a line, so that the next run can take away what is past.
const WRITTEN: &str = ".nhimap-pages";

/// One page at a time, so that many owners need no more memory than one; the list of them last.
///
/// Pages of an earlier run, of owners who have none any more, are removed: they would look like today's. Only what that
/// run noted as its own is; any other file in the folder stays.
fn pages(folder: &Path, assessed: &Assessed<'_>) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|e| format!("`{}` could not be made: {e}", folder.display()))?;
    let earlier = fs::read_to_string(folder.join(WRITTEN)).unwrap_or_default();
    let mut written = BTreeSet::new();
    let mut list = Vec::new();
    for page in assessed.owner_pages() {
        for format in OwnerFormat::ALL {
            let file = folder.join(format!("{}.{}", page.slug, format.extension()));
            create(&file, |out| render_owner(format, &page, &assessed.assessment, out))?;
            written.insert(format!("{}.{}", page.slug, format.extension()));
        }
        list.push(OwnerEntry::from(&page));
    }
    let index = folder.join("index.html");
    create(&index, |out| render_owners(&list, &assessed.assessment, out))?;
    for name in earlier.lines().filter(|name| is_page(name) && !written.contains(*name)) {
        let old = folder.join(name);
        if old.is_file() {
            fs::remove_file(&old)
                .map_err(|e| format!("`{}` of an earlier run could not be removed: {e}", old.display()))?;
        }
    }
    let note = folder.join(WRITTEN);
    let names: String = written.iter().map(|name| format!("{name}\n")).collect();
    fs::write(&note, names).map_err(|e| format!("`{}` could not be written: {e}", note.display()))?;
    Ok(index)
}

/// Can a run have written a page of this name? The note is a file, and may hold anything.
fn is_page(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    name.rsplit_once('.').is_some_and(|(slug, extension)| {
        !slug.is_empty()
            && slug.chars().all(is_plain)
            && OwnerFormat::ALL.iter().any(|format| format.extension() == extension)
    })
}

fn create(path: &Path, render: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>) -> Result<(), Failure> {
    let file = File::create(path).map_err(|e| format!("`{}` could not be written: {e}", path.display()))?;
    let mut out = BufWriter::new(file);
    render(&mut out)?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn only_names_of_pages_are_names_of_pages() {
        for name in ["jana-weber.html", "no-owner.md", "ana-2.csv"] {
            assert!(is_page(name), "{name}");
        }
        for name in ["../secrets.csv", "notes.txt", ".html", "Jana.html", "a/b.md", "jana", "c:x.csv", ""] {
            assert!(!is_page(name), "{name}");
        }
    }
}
