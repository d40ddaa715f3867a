//! `lint` from outside: invented documents in, verdicts out.

mod fixes;
mod hostile;
mod quiet;
mod shapes;
mod spans;

use std::sync::LazyLock;

use nhimap_core::citations::lint::{Cited, Level, LintReport, Reads, lint};
use nhimap_core::pack::{Pack, PackFiles};

static PACK: LazyLock<Pack> =
    LazyLock::new(|| Pack::load(&PackFiles::new(nhimap_frameworks::FILES.iter().copied())).expect("the pack loads"));

/// The report on a text.
fn report(text: &str) -> LintReport {
    lint("document", text.as_bytes(), &PACK).expect("it is text")
}

/// A citation as one line: `3:5 warning withdrawn PR.AC-4`, with what the text beside it reads like.
fn line(cited: &Cited) -> String {
    let reads = match &cited.reads {
        Some(Reads::ReadsLike { reference, .. }) => format!(", reads like {}", reference.item),
        _ => String::new(),
    };
    format!("{}:{} {} {} {}{reads}", cited.line, cited.column, cited.level.word(), cited.verdict.word(), cited.text)
}

/// Everything that is found in a text, correct citations too.
fn all(text: &str) -> Vec<String> {
    report(text).citations.iter().map(line).collect()
}

/// What is wrong in a text.
fn wrong(text: &str) -> Vec<String> {
    report(text).citations.iter().filter(|c| c.level > Level::Fine).map(line).collect()
}
