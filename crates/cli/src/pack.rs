//! The shipped pack, and an organisation's own files laid over it.

use std::fs;
use std::path::Path;

use nhimap_core::catalog::{Overlay, OverlayFile};
use nhimap_core::pack::{Pack, PackFiles};
use nhimap_core::policy::Policy;

use crate::Failure;
use crate::args::CatalogArgs;

/// The pack: what is shipped, with own checks laid over it.
pub(crate) fn load(checks: Option<&Path>) -> Result<Pack, Failure> {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    if let Some(folder) = checks {
        let mut any = false;
        for entry in sorted(folder)? {
            let file = entry.join("check.toml");
            if file.is_file() {
                let id = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.insert(format!("checks/{id}/check.toml"), read(&file)?);
                any = true;
            }
        }
        if !any {
            return Err(
                format!("`{}` holds no check; each check is a folder with a `check.toml`", folder.display()).into()
            );
        }
    }
    Ok(Pack::load(&files)?)
}

/// The pack's policy, with an organisation's laid over it.
pub(crate) fn policy(pack: &Pack, file: Option<&Path>) -> Result<Policy, Failure> {
    match file {
        None => Ok(pack.policy.clone()),
        Some(file) => Ok(pack.policy.overlay(&file.display().to_string(), &read(file)?)?),
    }
}

/// Lays the user's own catalogs over the pack's, and gives what each added and where it disagrees.
pub(crate) fn lay_catalogs(pack: &mut Pack, args: &CatalogArgs) -> Result<Vec<Overlay>, Failure> {
    let mut out = Vec::new();
    for given in &args.catalog {
        let text = read(&given.file)?;
        let name = given.file.display().to_string();
        let file = OverlayFile { name: &name, text: &text, edition: given.edition.as_deref() };
        out.push(pack.catalogs.overlay(file)?);
    }
    Ok(out)
}

/// A text file.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|e| format!("`{}` could not be read: {e}", file.display()).into())
}

/// A folder's entries, by name.
pub(crate) fn sorted(folder: &Path) -> Result<Vec<std::path::PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|e| format!("`{}` could not be read: {e}", folder.display()))?;
    let mut out = Vec::new();
    for entry in entries {
        out.push(entry?.path());
    }
    out.sort();
    Ok(out)
}
