//! The page in a real browser: what its tests need, and how they are run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the tests of the page are.
const TESTS: &str = "web/tests";
/// Where a browser is looked for, beside what `CHROMIUM` names.
const BROWSERS: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/// Runs the tests of the page that `cargo xtask web` built.
pub(crate) fn run(args: &[String]) -> crate::Outcome {
    if let Some(arg) = args.first() {
        return Err(format!("`{arg}` is not known; `cargo xtask browser` takes no arguments").into());
    }
    prepare()?;
    match tests().stdin(Stdio::null()).status()?.success() {
        true => Ok(()),
        false => Err("tests of the page failed".into()),
    }
}

/// What the tests need and this machine lacks, with what to do; installs what it may.
fn prepare() -> Result<(), String> {
    if !starts("node") || !starts("npm") {
        return Err("Node 20 or newer is missing, with npm; install it (Debian: `apt-get install nodejs npm`)".into());
    }
    if browser().is_none() {
        install_browser();
    }
    if browser().is_none() {
        return Err(
            "no Chromium is there; install it (Debian: `apt-get install chromium`) or name it in CHROMIUM".into()
        );
    }
    if !Path::new(TESTS).join("node_modules/playwright-core").is_dir() {
        let words = ["ci", "--no-audit", "--no-fund", "--silent"];
        let fetched = Command::new("npm").args(words).current_dir(TESTS).stdin(Stdio::null()).status();
        if !fetched.is_ok_and(|status| status.success()) {
            return Err(format!("`npm ci` in {TESTS} failed"));
        }
    }
    Ok(())
}

/// The command that runs the tests; needs the built page.
fn tests() -> Command {
    let mut command = Command::new("node");
    // One browser at a time: the tests measure what the browser asks for, and two share a machine badly.
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    let mut files: Vec<PathBuf> = std::fs::read_dir(TESTS)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    command.args(files);
    command
}

fn starts(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    named.into_iter().chain(BROWSERS.map(PathBuf::from)).find(|path| path.exists())
}

/// Where the machine is ours to change, as in a container of CI, the browser comes from Debian's packages.
fn install_browser() {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0");
    if !is_root || !starts("apt-get") {
        return;
    }
    println!("   installing chromium with apt-get, once");
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).stdout(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let install = ["install", "-y", "-q", "--no-install-recommends", "chromium"];
    if !apt(&install) && apt(&["update", "-q"]) {
        apt(&install);
    }
}
