//! `nhimap crosswalk`: how references of one framework relate to those of another.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};

use nhimap_core::catalog::crosswalk::{Answer, Asserted, Derived, Edge, End, EndError, Map};
use nhimap_core::catalog::{Catalogs, FrameworkRef, Status};
use nhimap_core::pack::Pack;

use crate::args::{CrosswalkArgs, CrosswalkFormat};
use crate::terminal::{counted, plain};
use crate::{DONE, Failure, frameworks, pack};

pub(crate) fn run(args: &CrosswalkArgs) -> Result<u8, Failure> {
    let mut pack = pack::load(None)?;
    for overlay in pack::lay_catalogs(&mut pack, &args.catalog)? {
        eprintln!("{}; `nhimap frameworks --catalog FILE` tells more", plain(&frameworks::overlay_line(&overlay)));
    }
    let Some(from) = &args.from else {
        print!("{}", list(pack.crosswalk.maps().iter()));
        println!(
            "\n`nhimap crosswalk <edition> <edition>` shows one, `nhimap crosswalk <reference>` all of one reference."
        );
        return Ok(DONE);
    };
    let from = end(from, &pack.catalogs)?;
    let to = args.to.as_deref().map(|to| end(to, &pack.catalogs)).transpose()?;
    if to.as_ref().is_some_and(|to| to.edition() == from.edition()) {
        return Err(format!(
            "both are of {}; a crosswalk leads from one edition to another, and `nhimap explain` tells of a single one",
            from.edition()
        )
        .into());
    }
    let answer = pack.crosswalk.ask(&from, to.as_ref(), usize::from(args.hops), args.all, &pack.catalogs);
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        CrosswalkFormat::Table => out.write_all(table(&from, &answer, &pack).as_bytes())?,
        CrosswalkFormat::Csv => nhimap_report::crosswalk_csv(&answer, &mut out)?,
        CrosswalkFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?,
        CrosswalkFormat::Oscal => {
            if !nhimap_report::crosswalk_oscal(&answer, &pack.catalogs, &mut out)? {
                return Err("nobody states such a relation, and derived links are not written as OSCAL; \
                            `--format table` shows what there is"
                    .into());
            }
        }
    }
    out.flush()?;
    Ok(DONE)
}

/// An edition by its id or short name, or a reference as people write it.
fn end(written: &str, catalogs: &Catalogs) -> Result<End, Failure> {
    let read = End::read(written, catalogs).map_err(|error| match error {
        EndError::Unknown(_) => format!(
            "{error}; `nhimap frameworks` lists the editions, and `nhimap frameworks <edition>` the references of one"
        ),
        _ => error.to_string(),
    })?;
    if let (true, End::Item(one)) = (read.otherwise, &read.end) {
        eprintln!("`{}` is read as {one}", plain(written.trim()));
    }
    Ok(read.end)
}

/// The maps, one line each with what it holds.
fn list<'a>(maps: impl Iterator<Item = &'a Map>) -> String {
    let mut out = String::new();
    for map in maps {
        let sample = map.sample.as_ref().map(|s| format!("; a sample: {s}")).unwrap_or_default();
        let scope = map.scope.as_ref().map(|s| format!("; {s} only")).unwrap_or_default();
        let who = who(map.asserted, map.publisher.as_deref());
        let relations = counted(map.relations, "relation");
        let _ = writeln!(out, "{} to {}: {relations}, {who}{scope}{sample}\n  {}", map.from, map.to, map.says);
    }
    out
}

fn short<'a>(edition: &'a str, catalogs: &'a Catalogs) -> &'a str {
    catalogs.edition(edition).map_or(edition, |c| &c.short)
}

fn who(asserted: Asserted, publisher: Option<&str>) -> String {
    match publisher {
        Some(publisher) => format!("{} ({publisher})", asserted.word()),
        None => asserted.word().to_owned(),
    }
}

/// The whole answer for reading.
fn table(from: &End, answer: &Answer, pack: &Pack) -> String {
    let catalogs = &pack.catalogs;
    let mut out = String::new();
    match from {
        End::Edition(id) if answer.asked.to.is_none() => {
            let _ = writeln!(out, "{}\n", short(id, catalogs));
            let maps = pack.crosswalk.maps().iter().filter(|m| m.other(id).is_some());
            out += &list(maps);
            let _ = writeln!(out, "\n`nhimap crosswalk {id} <edition>` shows one.");
            return safe(&out);
        }
        End::Edition(_) => {}
        End::Item(reference) => out += &heading(reference, catalogs),
    }
    for map in &answer.maps {
        out += &section(map, answer, catalogs);
    }
    if !answer.derived.is_empty() {
        out += "Derived over other editions; nobody states these\n";
        for link in answer.derived.iter().take(DERIVED) {
            out += &derived(link, catalogs);
        }
        if answer.derived.len() > DERIVED {
            let _ = writeln!(out, "  and {} more; `--format csv` has all", answer.derived.len() - DERIVED);
        }
        out.push('\n');
    }
    out += &summary(answer, catalogs);
    safe(&out)
}

/// No line of it moves the cursor: titles and statements may come from a user's file.
fn safe(text: &str) -> String {
    text.lines().map(|line| plain(line) + "\n").collect()
}

fn heading(reference: &FrameworkRef, catalogs: &Catalogs) -> String {
    let mut out = catalogs.cite(reference);
    let Some(item) = catalogs.item(reference) else { return out };
    if let Some(title) = &item.title {
        let _ = write!(out, ": {title}");
    }
    out.push('\n');
    if item.status == Status::Withdrawn {
        let _ = match &item.moved[..] {
            [] => writeln!(out, "withdrawn, without a successor"),
            to => writeln!(out, "withdrawn; ask for {}", to.join(", ")),
        };
    }
    if let Some(statement) = &item.statement {
        out += &format!("{statement}\n");
    }
    out.push('\n');
    out
}

/// The relations of one map, and what its publisher's words mean.
fn section(map: &Map, answer: &Answer, catalogs: &Catalogs) -> String {
    let of_map = |e: &&Edge| {
        let (one, other) = if e.reversed { (&e.to, &e.from) } else { (&e.from, &e.to) };
        one.edition == map.from && other.edition == map.to
    };
    let edges: Vec<&Edge> = answer.relations.iter().filter(of_map).collect();
    let Some(first) = edges.first() else { return String::new() };
    let mut out =
        format!("{} to {}, {}", first.from.edition, first.to.edition, who(map.asserted, map.publisher.as_deref()));
    if let Some(scope) = &map.scope {
        let _ = write!(out, ", {scope} only");
    }
    out.push('\n');
    if let Some(sample) = &map.sample {
        let _ = writeln!(out, "  a sample: {sample}; silence elsewhere means nothing");
    }
    // A word's meaning is told once, below the relations that it is said of.
    let said: BTreeSet<&String> = edges.iter().filter_map(|e| e.stated.as_ref()).collect();
    let width = |end: fn(&Edge) -> &FrameworkRef| {
        edges.iter().map(|e| label(end(e), catalogs).chars().count()).max().unwrap_or(0).min(WIDEST)
    };
    let (left, right) = (width(|e| &e.from), width(|e| &e.to));
    for edge in &edges {
        let told = match &edge.stated {
            Some(stated) if map.words.get(stated) == Some(&edge.rationale) => stated.clone(),
            Some(stated) => format!("{stated}: {}", edge.rationale),
            None => edge.rationale.clone(),
        };
        let by = match edge.asserted {
            Asserted::ThirdParty => format!("third party ({}); ", edge.publisher.as_deref().unwrap_or_default()),
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "  {:left$}  {:15}  {:right$}  {:6}  {}{by}{told}",
            label(&edge.from, catalogs),
            edge.relation.word(),
            label(&edge.to, catalogs),
            edge.confidence.word(),
            titled(&edge.to, catalogs)
        );
    }
    let reversed = edges.iter().any(|e| e.reversed);
    for (word, meaning) in map.words.iter().filter(|(word, _)| said.contains(word)) {
        let turned = if reversed { " (said from the other end)" } else { "" };
        let _ = writeln!(out, "   = {word}{turned}: {meaning}");
    }
    if map.asserted == Asserted::Official
        && let Some(note) = &map.note
    {
        let _ = writeln!(out, "   = note: {note}");
    }
    out.push('\n');
    out
}

/// Derived links that the table shows.
const DERIVED: usize = 40;

/// Labels beyond this are shown whole and push their row aside.
const WIDEST: usize = 40;

fn label<'a>(reference: &'a FrameworkRef, catalogs: &'a Catalogs) -> &'a str {
    catalogs.item(reference).map_or(&reference.item, |i| i.label())
}

/// The title of a reference, before what is said of it.
fn titled(reference: &FrameworkRef, catalogs: &Catalogs) -> String {
    let title = catalogs.item(reference).and_then(|i| i.title.as_deref()).unwrap_or_default();
    if title.is_empty() { String::new() } else { format!("{title}: ") }
}

fn derived(link: &Derived, catalogs: &Catalogs) -> String {
    let mut out = format!(
        "  {}  {:15}  {}  {}\n    over",
        catalogs.cite(&link.from),
        link.relation.map_or("unknown", |r| r.word()),
        catalogs.cite(&link.to),
        link.weakest.confidence.word(),
    );
    for (i, hop) in link.path.iter().enumerate() {
        let weakest = if i + 1 == link.weakest.hop { ", the weakest hop" } else { "" };
        let scope = hop.scope.as_ref().map(|s| format!(", {s} only")).unwrap_or_default();
        let sample = if hop.sample.is_some() { ", of a sample" } else { "" };
        let _ = write!(
            out,
            "{} {} {} ({}, {}{scope}{sample}{weakest})",
            if i > 0 { "," } else { "" },
            hop.relation.word(),
            catalogs.cite(&hop.to),
            hop.asserted.word(),
            hop.confidence.word()
        );
    }
    let _ = match link.others {
        0 => writeln!(out),
        1 => writeln!(out, "; one more path leads there"),
        n => writeln!(out, "; {n} more paths lead there"),
    };
    out
}

fn summary(answer: &Answer, catalogs: &Catalogs) -> String {
    /// Ids that are named; the others are counted.
    const NAMED: usize = 12;
    let by = |asserted| answer.relations.iter().filter(|e| e.asserted == asserted).count();
    let mut out = format!(
        "{}: {} official, {} by third parties, {} ours; {} derived.\n",
        counted(answer.relations.len(), "relation"),
        by(Asserted::Official),
        by(Asserted::ThirdParty),
        by(Asserted::Ours),
        answer.derived.len()
    );
    if answer.derived.iter().any(|d| d.relation.is_none()) {
        out += "unknown: the hops leave open whether the two ends touch at all.\n";
    }
    if answer.relations.is_empty() && answer.derived.is_empty() {
        out += "No map of the pack says anything here, which is not to say that the two are unrelated.";
        out += if answer.asked.hops < 3 { " `--hops 3` looks further.\n" } else { "\n" };
    }
    if !answer.silent.is_empty() {
        let named: Vec<&str> = answer.silent.iter().take(NAMED).map(|r| label(r, catalogs)).collect();
        let more = match answer.silent.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let _ = writeln!(
            out,
            "{} of {} without any relation there that the pack knows: {}{more}.",
            counted(answer.silent.len(), "reference"),
            short(&answer.asked.from, catalogs),
            named.join(", ")
        );
    }
    out
}

/// What a reference directly relates to, for its page.
pub(crate) fn also_relates(reference: &FrameworkRef, pack: &Pack) -> String {
    let edges = pack.crosswalk.also_relates(reference);
    if edges.is_empty() {
        return String::new();
    }
    let mut out = String::from("\nAlso relates to\n");
    for edge in &edges {
        let sample = if edge.sample.is_some() { ", of a sample" } else { "" };
        let scope = edge.scope.as_ref().map(|s| format!(", {s} only")).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {:15}  {} ({}, {} confidence{scope}{sample})",
            edge.relation.word(),
            pack.catalogs.cite(&edge.to),
            edge.asserted.word(),
            edge.confidence.word()
        );
    }
    let _ = writeln!(out, "  `nhimap crosswalk {reference}` tells why.");
    out
}
