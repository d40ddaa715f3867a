//! The project's own commands, `cargo xtask <command>`: one file each, one line each in [`COMMANDS`].

mod bench;
mod browser;
mod corpus;
mod docs;
mod meaning;
mod parity;
mod sample;
mod serve;
mod test;
mod web;

use std::path::Path;
use std::process::ExitCode;

/// Nothing, or why a command could not finish.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// What a command is called, what it does, and where it starts.
struct Command {
    name: &'static str,
    says: &'static str,
    run: fn(&[String]) -> Outcome,
}

const COMMANDS: &[Command] = &[
    Command { name: "sample", says: "assess the sample organisation and tell where the report is", run: sample::run },
    Command { name: "docs", says: "write the generated pages; --check only compares them", run: docs::run },
    Command {
        name: "meaning",
        says: "measure how texts beside citations are judged; --tuning leaves the held-back part out",
        run: meaning::run,
    },
    Command {
        name: "corpus",
        says: "compare what a folder of real exports is read as with what it is; --all tells every file",
        run: corpus::run,
    },
    Command { name: "test", says: "run everything that decides whether a change may land", run: test::run },
    Command {
        name: "bench",
        says: "measure against plain readers of the same bytes; --peers for DuckDB, --web for both in a browser",
        run: bench::run,
    },
    Command {
        name: "parity",
        says: "compare what the built module writes with what the command writes",
        run: parity::run,
    },
    Command { name: "web", says: "build the page: web/dist/ and web/dist/nhimap.html", run: web::run },
    Command { name: "browser", says: "run the tests of the built page in Chromium", run: browser::run },
    Command {
        name: "serve",
        says: "show the built page at http://localhost:8731; --port N for another",
        run: serve::run,
    },
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let Some(command) = COMMANDS.iter().find(|c| c.name == name) else {
        eprintln!("usage: cargo xtask <command>\n");
        for command in COMMANDS {
            eprintln!("  {:6} {}", command.name, command.says);
        }
        return ExitCode::from(2);
    };
    // Paths are those of the tree, whatever folder the command was called from.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/xtask lies two folders down");
    let done =
        std::env::set_current_dir(root).map_err(Into::into).and_then(|()| (command.run)(&args.collect::<Vec<_>>()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
