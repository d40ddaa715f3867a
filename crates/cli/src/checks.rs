//! `nhimap checks`: the checks of the pack, and their cases.

use std::path::Path;

use nhimap_core::checks::cases::run_cases;
use nhimap_core::pack::{Pack, PackFiles};

use crate::args::ChecksArgs;
use crate::{DONE, FOUND, Failure, pack};

pub(crate) fn run(args: &ChecksArgs) -> Result<u8, Failure> {
    match &args.cases {
        Some(folder) => cases(folder),
        None => {
            let pack = pack::load(None)?;
            let width = pack.checks.iter().map(|c| c.id.len()).max().unwrap_or(0);
            for check in &pack.checks {
                println!("{:width$}  {:8}  {}", check.id, check.severity.word(), check.title);
            }
            println!("\n{} checks. `nhimap explain <check>` tells one.", pack.checks.len());
            Ok(DONE)
        }
    }
}

/// Runs the cases below a folder: a whole pack, or checks laid over the shipped one.
fn cases(folder: &Path) -> Result<u8, Failure> {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    let is_pack = folder.join("checks").is_dir();
    if is_pack {
        files = PackFiles::default();
        collect(folder, folder, &mut files)?;
    }
    let checks = if is_pack { folder.join("checks") } else { folder.to_owned() };
    let mut texts = Vec::new();
    for entry in pack::sorted(&checks)? {
        let id = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if entry.join("check.toml").is_file() {
            files.insert(format!("checks/{id}/check.toml"), pack::read(&entry.join("check.toml"))?);
            let cases = entry.join("cases.toml");
            texts.push((id, cases.is_file().then(|| pack::read(&cases)).transpose()?));
        }
    }
    let pack = Pack::load(&files)?;
    let (mut held, mut problems) = (0, Vec::new());
    for (id, text) in &texts {
        let check = pack.check(id).expect("it was just loaded");
        match text {
            None => problems.push(format!("{id}: no `cases.toml` beside `check.toml`; each verdict needs a case")),
            Some(text) => match run_cases(check, text, &pack.policy) {
                Ok(seen) => held += seen.len(),
                Err(list) => problems.extend(list),
            },
        }
    }
    for problem in &problems {
        println!("{problem}");
    }
    println!("{} checks: {held} cases in files without a problem, {} problems", texts.len(), problems.len());
    Ok(if problems.is_empty() { DONE } else { FOUND })
}

fn collect(root: &Path, folder: &Path, files: &mut PackFiles) -> Result<(), Failure> {
    for entry in pack::sorted(folder)? {
        if entry.is_dir() {
            collect(root, &entry, files)?;
        } else if entry.extension().is_some_and(|e| e == "toml")
            && !entry.ends_with("Cargo.toml")
            && !entry.ends_with("cases.toml")
        {
            let name = entry
                .strip_prefix(root)?
                .components()
                .map(|c| c.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            files.insert(name, pack::read(&entry)?);
        }
    }
    Ok(())
}
