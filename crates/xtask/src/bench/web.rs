//! `cargo xtask bench --web`: the same register dropped on the built page in Chromium, beside DuckDB compiled for browsers.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Asked, Outcome, PEER_QUERY, register};

/// Where the driver and the packages that it stands on are.
const FOLDER: &str = "web/bench";

/// Runs the driver for each number of rows.
pub(super) fn run(folder: &Path, asked: &Asked) -> Outcome<()> {
    crate::browser::prepare()?;
    if !Path::new(crate::web::DIST).join("index.html").is_file() {
        return Err("the page is not built yet; build it with `cargo xtask web`".into());
    }
    crate::browser::packages(FOLDER)?;
    let query = folder.join("peer.sql");
    fs::write(&query, PEER_QUERY)?;
    for rows in &asked.rows {
        let file = fs::canonicalize(register(folder, *rows)?)?;
        let mut command = Command::new("node");
        command.arg(Path::new(FOLDER).join("bench.mjs")).arg(&file).arg(&query).arg(asked.runs.to_string());
        if !command.stdin(Stdio::null()).status()?.success() {
            return Err("a measured run in the browser failed".into());
        }
    }
    Ok(())
}
