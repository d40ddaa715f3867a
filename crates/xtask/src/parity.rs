//! The same answer everywhere: what the command writes of the samples, for the module to be held against byte by byte.
//!
//! Each sample's README says how the command assesses it. The same words are run here, with every document asked for, and
//! kept in a form that the tests of the module read: what files there are, what is asked, what must come out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// Why the documents could not be made.
type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The samples.
const SAMPLES: &str = "samples";
/// Whose they are, in the header of every document.
const SUBJECT: &str = "Parity & <co>";

/// Compares what the built module writes in node with what the command writes.
pub(crate) fn run(args: &[String]) -> Outcome<()> {
    if let Some(arg) = args.first() {
        return Err(format!("`{arg}` is not known; `cargo xtask parity` takes no arguments").into());
    }
    let glue = folder().with_file_name("web-glue");
    if !glue.is_dir() {
        return Err("the module is not built yet; build it with `cargo xtask web`".into());
    }
    prepare()?;
    let compared = Command::new("node").arg("crates/wasm/tests/parity.cjs").args([glue, folder()]).status();
    match compared.map_err(|e| format!("node could not be started: {e}; install Node 20 or newer"))?.success() {
        true => Ok(()),
        false => Err("a document of the module differs from that of the command".into()),
    }
}

/// Where the documents are.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())).join("parity")
}

/// Makes the documents of all samples with the command.
pub(crate) fn prepare() -> Outcome<()> {
    let built = Command::new("cargo").args(["build", "--quiet", "--package", "nhimap"]).status()?;
    if !built.success() {
        return Err("the command could not be built".into());
    }
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut any = false;
    for entry in fs::read_dir(SAMPLES)? {
        let sample = entry?.path();
        if sample.join("README.md").is_file() {
            one(&sample, &folder.join(sample.file_name().unwrap_or_default()))?;
            any = true;
        }
    }
    if any { Ok(()) } else { Err(format!("`{SAMPLES}` holds no sample").into()) }
}

/// The documents of one sample, and beside them how they were made.
fn one(sample: &Path, out: &Path) -> Outcome<()> {
    let readme = fs::read_to_string(sample.join("README.md"))?;
    let words = words(&readme).ok_or_else(|| format!("`{}/README.md` has no command", sample.display()))?;
    fs::create_dir_all(out)?;
    let command = folder().parent().unwrap_or(Path::new("target")).join("debug").join("nhimap");
    let formats: Vec<&str> = nhimap_report::Format::ALL.iter().map(|format| format.word()).collect();
    let done = Command::new(command)
        .args(&words)
        .args(["--quiet", "--subject", SUBJECT, "--format", &formats.join(",")])
        .arg("--out")
        .arg(out)
        .arg("--owners")
        .arg(out.join("owners"))
        .arg("--calendar")
        .arg(out.join("calendar.ics"))
        .stdout(Stdio::null())
        .status()?;
    if !done.success() {
        return Err(format!("the command did not finish on `{}`", sample.display()).into());
    }
    fs::write(out.join("made.json"), serde_json::to_string_pretty(&made(sample, &words)?)?)?;
    Ok(())
}

/// The words of the command in a README, without its name.
fn words(readme: &str) -> Option<Vec<String>> {
    let (_, rest) = readme.split_once("\nnhimap ")?;
    let (command, _) = rest.split_once("```")?;
    Some(command.split_whitespace().filter(|word| *word != "\\").map(str::to_owned).collect())
}

/// The same words as the module is asked with them.
fn made(sample: &Path, words: &[String]) -> Outcome<Value> {
    let after = |name: &str| {
        let mut out = Vec::new();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == name {
                out.extend(words.next().cloned());
            }
        }
        out
    };
    let policy = after("--policy").pop();
    let mut files = Vec::new();
    let mut names: Vec<PathBuf> = fs::read_dir(sample)?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
    names.sort();
    for path in names.iter().filter(|path| path.extension().is_some_and(|e| e == "csv" || e == "json")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extracted = after("--extracted");
        let extracted = extracted.iter().find_map(|word| word.strip_prefix(&format!("{name}=")));
        let complete = if after("--assume-complete").contains(&name) { "complete" } else { "undeclared" };
        files.push(json!({ "path": path, "name": name, "extracted": extracted, "complete": complete }));
    }
    let policy = policy.map(fs::read_to_string).transpose()?;
    let mut ask = json!({ "today": "2000-01-01", "header": { "subject": SUBJECT } });
    if let Some(as_of) = after("--as-of").pop() {
        ask["as_of"] = as_of.into();
    }
    if let Some(policy) = policy {
        ask["policy_toml"] = policy.into();
    }
    Ok(json!({ "files": files, "ask": ask }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_readme_are_read() {
        let readme = "# Sample\n\n```\nnhimap assess x --as-of 2026-11-20 \\\n  --policy p.toml\n```\nmore\n";
        assert_eq!(
            words(readme).expect("there are some"),
            ["assess", "x", "--as-of", "2026-11-20", "--policy", "p.toml"]
        );
        assert_eq!(words("no command"), None);
    }
}
