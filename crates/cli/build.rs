//! Carries the page: the file that `NHIMAP_PAGE` names, as `cargo xtask web` makes it; none where nothing is named.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=NHIMAP_PAGE");
    let carried = match env::var_os("NHIMAP_PAGE").filter(|named| !named.is_empty()) {
        None => "None".to_owned(),
        Some(named) => {
            // A path is that of the tree, as for the person who types it there.
            let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../..");
            let page = root.join(&named);
            let Ok(page) = page.canonicalize() else {
                println!(
                    "cargo::error=NHIMAP_PAGE names `{}`, which is not there; `cargo xtask web` makes it",
                    page.display()
                );
                return;
            };
            println!("cargo::rerun-if-changed={}", page.display());
            format!("Some(include_bytes!({:?}))", page.display().to_string())
        }
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("page.rs");
    fs::write(out, carried).expect("the build folder can be written");
}
