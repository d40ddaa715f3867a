//! The page in a real browser: what its tests need, and how they are run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the tests of the page are.
const TESTS: &str = "web/tests";
/// Where a browser is looked for, beside what `CHROMIUM` names.
const BROWSERS: [&str; 4] =
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/// Runs the tests of the page that `cargo xtask web` built: all, or those that are named.
pub(crate) fn run(args: &[String]) -> crate::Outcome {
    prepare()?;
    match tests(args).stdin(Stdio::null()).status()?.success() {
        true => Ok(()),
        false => Err("tests of the page failed".into()),
    }
}

/// What the tests need and this machine lacks, with what to do; installs what it may.
pub(crate) fn prepare() -> Result<(), String> {
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
    packages(TESTS)
}

/// Fetches what a folder's lock file names, once.
pub(crate) fn packages(folder: &str) -> Result<(), String> {
    if Path::new(folder).join("node_modules").is_dir() {
        return Ok(());
    }
    let words = ["ci", "--no-audit", "--no-fund", "--silent"];
    let fetched = Command::new("npm").args(words).current_dir(folder).stdin(Stdio::null()).status();
    if fetched.is_ok_and(|status| status.success()) { Ok(()) } else { Err(format!("`npm ci` in {folder} failed")) }
}

/// The command that runs the tests; needs the built page.
fn tests(names: &[String]) -> Command {
    let mut command = Command::new("node");
    // One process for all, so that they share one browser.
    command.arg("--test-reporter=spec").arg(Path::new(TESTS).join("all.mjs")).args(names);
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
