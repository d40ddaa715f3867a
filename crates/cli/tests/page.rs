//! `nhimap page`: the page where the build carries one, and how to get one where it does not.

use std::process::Command;

#[test]
fn the_page_is_written_or_it_is_said_how_to_build_it() {
    let file = std::env::temp_dir().join(format!("nhimap-page-{}.html", std::process::id()));
    let output =
        Command::new(env!("CARGO_BIN_EXE_nhimap")).args(["page", "--out"]).arg(&file).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Whoever builds the tests with a page in the command expects it to be there.
    if option_env!("NHIMAP_PAGE").is_some_and(|named| !named.is_empty()) {
        assert!(output.status.success(), "{said}");
        let page = std::fs::read_to_string(&file).expect("it was written");
        assert!(page.starts_with("<!doctype html>") && page.contains("Content-Security-Policy"));
        std::fs::remove_file(&file).expect("it is ours");
    } else {
        assert_eq!(output.status.code(), Some(1));
        assert!(said.starts_with("error: ") && said.contains("cargo xtask web"), "{said}");
        assert!(!file.exists());
    }
}
