//! Owners' pages and the calendar, written beside the reports.

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

/// One page at a time, so that many owners need no more memory than one; the list of them last.
fn pages(folder: &Path, assessed: &Assessed<'_>) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|e| format!("`{}` could not be made: {e}", folder.display()))?;
    let mut list = Vec::new();
    for page in assessed.owner_pages() {
        for format in OwnerFormat::ALL {
            let file = folder.join(format!("{}.{}", page.slug, format.extension()));
            create(&file, |out| render_owner(format, &page, &assessed.assessment, out))?;
        }
        list.push(OwnerEntry::from(&page));
    }
    let index = folder.join("index.html");
    create(&index, |out| render_owners(&list, &assessed.assessment, out))?;
    Ok(index)
}

fn create(path: &Path, render: impl FnOnce(&mut dyn Write) -> Result<(), RenderError>) -> Result<(), Failure> {
    let file = File::create(path).map_err(|e| format!("`{}` could not be written: {e}", path.display()))?;
    let mut out = BufWriter::new(file);
    render(&mut out)?;
    out.flush()?;
    Ok(())
}
