//! The core's `clippy.toml` forbids files, clocks, the environment, processes, the network and printing, and bites.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use nhimap_tests::read;

const DENIED: &str = "#![deny(clippy::disallowed_macros, clippy::disallowed_methods, clippy::disallowed_types)]";

#[test]
fn the_core_denies_what_its_clippy_toml_forbids() {
    assert!(
        read("crates/core/src/lib.rs").lines().any(|line| line == DENIED),
        "crates/core/src/lib.rs needs\n{DENIED}"
    );
    assert!(read("tests/fixtures/impure/src/lib.rs").lines().any(|line| line == DENIED), "the fixture denies the same");
}

#[test]
fn clippy_reports_every_forbidden_call_and_no_other_line() {
    // A crate of its own below the build folder: no dependency, no network.
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("impure");
    if home.exists() {
        fs::remove_dir_all(&home).expect("the folder of the last run can go");
    }
    fs::create_dir_all(home.join("src")).expect("a folder below the build folder");
    let source = read("tests/fixtures/impure/src/lib.rs");
    for (to, text) in [
        ("Cargo.toml", read("tests/fixtures/impure/Cargo.toml")),
        ("clippy.toml", read("crates/core/clippy.toml")),
        ("src/lib.rs", source.clone()),
    ] {
        fs::write(home.join(to), text).expect("a file below the build folder");
    }
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["clippy", "--offline", "--quiet", "--message-format=short", "--target-dir"])
        .arg(home.join("target"))
        .current_dir(&home)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "clippy reported nothing:\n{said}");

    let reported: BTreeSet<usize> = said
        .lines()
        .filter(|line| line.contains("use of a disallowed"))
        .filter_map(|line| line.strip_prefix("src/lib.rs:")?.split(':').next()?.parse().ok())
        .collect();
    let marked = source.lines().enumerate().filter(|(_, line)| line.ends_with("// forbidden")).map(|(i, _)| i + 1);
    let expected: BTreeSet<usize> = marked.collect();
    assert_eq!(reported, expected, "{said}");
}

#[test]
fn the_fixture_does_everything_that_is_forbidden() {
    let source = read("tests/fixtures/impure/src/lib.rs");
    let forbidden: Vec<&str> = source.lines().filter(|line| line.ends_with("// forbidden")).collect();
    for line in read("crates/core/clippy.toml").lines() {
        let Some(path) = line.trim().strip_prefix("{ path = \"std::").and_then(|rest| rest.split('"').next()) else {
            continue;
        };
        // A child comes from a command only.
        let name = path.rsplit("::").next().expect("a path has a last part");
        let done =
            forbidden.iter().any(|line| line.contains(&format!("{name}(")) || line.contains(&format!("{name}!(")))
                || forbidden
                    .iter()
                    .any(|line| line.contains(&format!("{name}::")) || line.contains(&format!(": std::{path})")))
                || path == "process::Child";
        assert!(done, "no line of the fixture tries `std::{path}`");
    }
}
