//! The command: arguments, files, terminal, exit codes. What it knows and says comes from the core and the reports.

mod args;
mod assess;
mod checks;
mod content;
mod crosswalk;
mod diff;
mod explain;
mod frameworks;
mod gate;
mod inspect;
mod lint;
mod owners;
mod pack;
mod page;
mod terminal;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

/// Why the command could not finish: a sentence, and the causes behind it.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Finished, and nothing at or above what was asked.
pub(crate) const DONE: u8 = 0;
/// Could not finish.
pub(crate) const COULD_NOT: u8 = 1;
/// The arguments do not go together; `clap` ends with it as well.
pub(crate) const BAD_ARGUMENTS: u8 = 2;
/// Finished, and the gate does not open.
pub(crate) const FOUND: u8 = 10;

fn main() -> ExitCode {
    let args = Args::parse();
    let done = match args.command {
        Command::Assess(args) => assess::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Frameworks(args) => frameworks::run(&args),
        Command::Crosswalk(args) => crosswalk::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Lint(args) => lint::run(&args),
        Command::Checks(args) => checks::run(&args),
        Command::Page(args) => page::run(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Args::command(), "nhimap", &mut std::io::stdout());
            Ok(DONE)
        }
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            // A reader that has seen enough closes the pipe; that is no failure.
            if failure.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe) {
                return ExitCode::from(DONE);
            }
            let mut text = format!("error: {failure}");
            let mut cause = failure.source();
            while let Some(inner) = cause {
                text.push_str(&format!("\n  because: {inner}"));
                cause = inner.source();
            }
            eprintln!("{text}");
            ExitCode::from(COULD_NOT)
        }
    }
}
