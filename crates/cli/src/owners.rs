//! Owners' pages and the calendar, written beside the reports.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use nhimap_core::assess::Assessed;

use crate::Failure;
use crate::args::AssessArgs;

/// Writes what was asked for, and gives the paths: the list of the owners' pages, and the calendar.
pub(crate) fn write(args: &AssessArgs, assessed: &Assessed<'_>) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    if let Some(folder) = &args.owners {
        written.push(pages(folder, assessed)?);
    }
    if let Some(file) = &args.calendar {
        written.push(calendar(file, assessed)?);
    }
    Ok(written)
}

/// One page at a time, so that many owners need no more memory than one; the list of them last.
fn pages(folder: &Path, assessed: &Assessed<'_>) -> Result<PathBuf, Failure> {
    fs::create_dir_all(folder).map_err(|e| format!("`{}` could not be made: {e}", folder.display()))?;
    let mut list = Vec::new();
    for page in assessed.owner_pages() {
        create(&folder.join(format!("{}.json", page.slug)), &mut |out| Ok(serde_json::to_writer_pretty(out, &page)?))?;
        list.push((page.slug, page.owner));
    }
    let index = folder.join("index.json");
    create(&index, &mut |out| Ok(serde_json::to_writer_pretty(out, &list)?))?;
    Ok(index)
}

fn calendar(file: &Path, assessed: &Assessed<'_>) -> Result<PathBuf, Failure> {
    let due = assessed.due();
    create(file, &mut |out| Ok(serde_json::to_writer_pretty(out, &due)?))?;
    Ok(file.to_owned())
}

type Fill<'f> = &'f mut dyn FnMut(&mut dyn Write) -> Result<(), Failure>;

fn create(path: &Path, fill: Fill<'_>) -> Result<(), Failure> {
    let file = File::create(path).map_err(|e| format!("`{}` could not be written: {e}", path.display()))?;
    let mut out = BufWriter::new(file);
    fill(&mut out)?;
    out.flush()?;
    Ok(())
}
