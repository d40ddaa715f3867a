//! `cargo xtask meaning`: how well texts beside citations are judged, on the labelled pairs.
//!
//! `--tuning` leaves the held-back part out and lists what is amiss in the other; a path names other pairs of the same
//! form, all of which are then listed.

#[path = "../../core/tests/meaning/measure.rs"]
mod measure;

use std::collections::BTreeSet;
use std::fs;

use measure::{Label, Pair, Tally, held_back, judge, mistaken, pairs};
use nhimap_core::citations::meaning::Meaning;
use nhimap_core::pack::{Pack, PackFiles};

use crate::Outcome;

const PAIRS: &str = "crates/core/tests/meaning/pairs.toml";

pub(crate) fn run(args: &[String]) -> Outcome {
    let tuning = args.iter().any(|a| a == "--tuning");
    let other = args.iter().find(|a| !a.starts_with("--"));
    let pack = Pack::load(&pack_files()?)?;
    let all = pairs(&fs::read_to_string(other.map_or(PAIRS, String::as_str))?);
    let (held, tuned): (Vec<Pair>, Vec<Pair>) = all.into_iter().partition(|p| other.is_none() && held_back(p));
    table(&pack, if other.is_some() { "all pairs" } else { "tuning part" }, &tuned);
    if tuning || other.is_some() {
        amiss(&pack, &tuned);
    } else {
        table(&pack, "held-back part", &held);
    }
    Ok(())
}

/// The pack as it lies in the tree, so that changed terms are measured without a build.
fn pack_files() -> Result<PackFiles, Box<dyn std::error::Error>> {
    let mut files = PackFiles::new(nhimap_frameworks::FILES.iter().copied());
    for entry in fs::read_dir("frameworks/terms")? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(format!("terms/{name}"), fs::read_to_string(&path)?);
    }
    Ok(files)
}

fn table(pack: &Pack, part: &str, pairs: &[Pair]) {
    println!("\n{part}");
    println!(
        "{:18} {:>5} {:>9} {:>7} {:>6} {:>5} {:>8} {:>9} {:>13} {:>11}",
        "", "pairs", "precision", "recall", "wrong", "told", "accused", "fitting", "of them accused", "cannot tell"
    );
    let editions: BTreeSet<&str> = pairs.iter().map(|p| p.edition.as_str()).collect();
    for edition in editions {
        line(edition, Tally::of(pack, pairs.iter().filter(|p| p.edition == edition)));
    }
    line("together", Tally::of(pack, pairs));
}

fn line(name: &str, tally: Tally) {
    let share = |thousandths: Option<usize>| match thousandths {
        Some(n) => format!("{}.{:03}", n / 1000, n % 1000),
        None => "-".into(),
    };
    println!(
        "{name:18} {:5} {:>9} {:>7} {:6} {:5} {:8} {:9} {:15} {:11}",
        tally.pairs,
        share(tally.precision()),
        share(tally.recall()),
        tally.wrong,
        tally.told,
        tally.accused,
        tally.fitting,
        tally.accused_though_fitting,
        tally.abstained
    );
}

/// Mistakes, wrong citations passed over, and fitting ones not confirmed.
fn amiss(pack: &Pack, pairs: &[Pair]) {
    for pair in pairs {
        let meaning = judge(pack, pair);
        let what = match (pair.is, &meaning) {
            _ if mistaken(pair, &meaning) => "MISTAKEN",
            (Label::Wrong, Meaning::Fits { .. } | Meaning::CannotTell { .. }) => "silent",
            (Label::Fits, Meaning::CannotTell { .. }) => "unsure",
            _ => continue,
        };
        println!("{what:9} {} {:?} {}\n          {meaning:?}", pair.cite, pair.better, pair.text);
    }
}
