//! `cargo xtask test`: everything that decides whether a change may land, one step after another.
//!
//! A step that fails does not stop the others. The test runner comes last, so that its summary ends the output; what
//! failed before it is told above it and decides the exit code as well.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::Outcome;

/// The version of `cargo deny` that is installed where none is there.
const DENY: &str = "^0.20";

/// How a step ended.
enum Ended {
    Held,
    Failed(String),
    /// The tool for it is not there and could not be had.
    NotRun(String),
}

use Ended::{Failed, Held, NotRun};

/// What a step is called, and what it does.
type Step = (&'static str, fn() -> Ended);

/// Runs all steps.
pub(crate) fn run(args: &[String]) -> Outcome {
    if let Some(arg) = args.first() {
        return Err(format!("`{arg}` is not known; `cargo xtask test` takes no arguments").into());
    }
    let steps: [Step; 11] = [
        ("format", || cargo("fmt --all --check -- -l")),
        ("lint", || cargo("clippy --workspace --all-targets -- -D warnings")),
        ("examples in the docs", || cargo("test --quiet --workspace --doc")),
        ("cases of the checks", || cargo("run --quiet --package nhimap -- checks --cases frameworks")),
        ("references in our own texts", || {
            cargo("run --quiet --package nhimap -- lint frameworks docs README.md --show warning")
        }),
        ("generated pages", || crate::docs::run(&["--check".into()]).map_or_else(|e| Failed(e.to_string()), |()| Held)),
        ("licences and sources of dependencies", deny),
        ("conformance to the facts", || cargo("test --quiet --package nhimap-tests --test facts -- --nocapture")),
        ("the core for the browser", wasm),
        ("the page", || crate::web::run(&[]).map_or_else(|e| Failed(format!("   {e}")), |()| Held)),
        ("the module writes what the command writes", parity),
    ];
    let (mut failed, mut not_run) = (Vec::new(), Vec::new());
    for (name, step) in steps {
        println!("\n== {name}");
        std::io::stdout().flush()?;
        let start = Instant::now();
        let ended = step();
        let seconds = start.elapsed().as_secs_f64();
        match ended {
            Held => println!("   {name}: held, {seconds:.1} s"),
            Failed(why) => {
                println!("{why}\n   {name}: FAILED, {seconds:.1} s");
                failed.push(name);
            }
            NotRun(why) => {
                println!("   {name}: NOT RUN, {seconds:.1} s: {why}");
                not_run.push(name);
            }
        }
    }
    println!();
    if !not_run.is_empty() {
        println!("not run: {}", not_run.join(", "));
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("== tests");
    std::io::stdout().flush()?;
    let tests = match there("cargo-nextest") {
        true => cargo("nextest run --workspace --no-fail-fast"),
        false => cargo("test --workspace --lib --bins --tests --no-fail-fast"),
    };
    match tests {
        Held if failed.is_empty() => Ok(()),
        // The steps above and the runner have said what is wrong; another line would hide the runner's summary.
        _ => std::process::exit(1),
    }
}

/// Runs cargo with words divided by blanks.
fn cargo(words: &str) -> Ended {
    println!("   cargo {words}");
    ran(Command::new("cargo").args(words.split(' ')))
}

fn ran(command: &mut Command) -> Ended {
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Held,
        Ok(status) => Failed(format!("   {status}")),
        Err(error) => Failed(format!("   it could not be started: {error}")),
    }
}

/// Is there a program of this name that tells its version?
fn there(program: impl AsRef<std::ffi::OsStr>) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Licences, versions and sources of everything that the project stands on.
fn deny() -> Ended {
    let own = target().join("tools").join("bin").join("cargo-deny");
    let program = if there("cargo-deny") { PathBuf::from("cargo-deny") } else { own };
    if !there(&program)
        && let Err(why) = install_deny()
    {
        return NotRun(why);
    }
    println!("   cargo deny check licenses bans sources");
    ran(Command::new(&program).args(["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]))
}

/// Installs `cargo deny` below the build folder, where it stays for the next run.
fn install_deny() -> Result<(), String> {
    let root = target().join("tools");
    println!("   installing cargo-deny into {}; this takes some minutes, once", root.display());
    let install = |locked: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(["install", "--quiet", "cargo-deny", "--version", DENY]).args(locked).arg("--root").arg(&root);
        // Its own build is thrown away and leaves nothing in the project's build folder.
        matches!(ran(command.env_remove("CARGO_TARGET_DIR")), Held)
    };
    // A registry that lags behind may lack the exact versions that cargo-deny was locked to.
    if install(&["--locked"]) || install(&[]) { Ok(()) } else { Err("cargo-deny could not be installed".into()) }
}

/// The core must build where there are no files and no clock.
fn wasm() -> Ended {
    const TARGET: &str = "wasm32-unknown-unknown";
    let library = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    let there = library.is_ok_and(|out| Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir());
    if !there && !matches!(ran(Command::new("rustup").args(["target", "add", TARGET])), Held) {
        return NotRun(format!("the target {TARGET} could not be added"));
    }
    cargo(&format!("check --package nhimap-core --target {TARGET}"))
}

/// Every document of every sample from the module, in node; the tests of the page compare the same in a browser.
fn parity() -> Ended {
    if !there("node") {
        return NotRun("Node 20 or newer is missing; install it (Debian: `apt-get install nodejs`)".into());
    }
    crate::parity::run(&[]).map_or_else(|e| Failed(format!("   {e}")), |()| Held)
}

/// The build folder.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from)
}
