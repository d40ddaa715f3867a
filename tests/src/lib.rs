//! Shared pieces of the end-to-end tests.

use std::path::{Path, PathBuf};
use std::{env, fs};

use nhimap_core::pack::{Pack, PackFiles};

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").to_owned()
}

/// The shipped pack.
pub fn pack() -> Pack {
    Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the shipped pack loads")
}

/// A folder of material that lies beside the workspace and is not part of it: `../shared`, or what `NHIMAP_SHARED` names.
/// None, said aloud, where it is not there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = env::var_os("NHIMAP_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from).join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("conformance did not run: there is no folder {}", path.display());
    None
}

/// A text file of the workspace.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("`{path}` could not be read: {e}"))
}

/// Compares with `tests/tests/snapshots/<name>`, and tells the lines that came and went.
///
/// With `NHIMAP_ACCEPT=1` in the environment the file is written instead. Read it before you commit it.
///
/// # Panics
/// When the two differ.
pub fn snapshot(name: &str, text: &str) {
    let path = format!("tests/tests/snapshots/{name}");
    if env::var_os("NHIMAP_ACCEPT").is_some() {
        fs::write(root().join(&path), text).expect("the snapshot can be written");
    }
    let there = read(&path);
    if there != text {
        let only = |a: &str, b: &str, sign: char| -> Vec<String> {
            a.lines()
                .filter(|line| !b.lines().any(|other| other == *line))
                .map(|line| format!("{sign} {line}"))
                .collect()
        };
        let mut lines = [only(&there, text, '-'), only(text, &there, '+')].concat();
        if lines.is_empty() {
            lines.push("the lines are the same in another order".into());
        }
        panic!("{path} differs; where the change is meant, run the test with NHIMAP_ACCEPT=1\n{}", lines.join("\n"));
    }
}

/// Ends a test with every problem at once.
///
/// # Panics
/// When there is one.
pub fn none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
