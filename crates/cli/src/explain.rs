//! `nhimap explain`: one check, or one reference.

use nhimap_core::catalog::{Resolution, Resolved, Status};
use nhimap_core::checks::{Check, How};
use nhimap_core::pack::Pack;

use crate::args::ExplainArgs;
use crate::terminal::plain;
use crate::{DONE, Failure, crosswalk, frameworks, pack};

pub(crate) fn run(args: &ExplainArgs) -> Result<u8, Failure> {
    let mut pack = pack::load(args.checks.as_deref())?;
    for overlay in pack::lay_catalogs(&mut pack, &args.catalog)? {
        eprintln!("{}; `nhimap frameworks --catalog FILE` tells more", plain(&frameworks::overlay_line(&overlay)));
    }
    if let Some(check) = pack.check(&args.what) {
        print!("{}", check_page(check, &pack));
        return Ok(DONE);
    }
    let found = pack.catalogs.resolve(&args.what);
    if found.is_empty() {
        let near: Vec<&str> = pack
            .checks
            .iter()
            .map(|c| c.id.as_str())
            .filter(|id| id.contains(&args.what) || args.what.contains(id))
            .take(5)
            .collect();
        let hint = if near.is_empty() {
            "`nhimap checks` and `nhimap frameworks` list what there is".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        return Err(format!("`{}` is neither a check nor a reference of the pack; {hint}", args.what).into());
    }
    for (i, resolved) in found.iter().enumerate() {
        if i > 0 {
            println!();
        }
        print!("{}", reference_page(resolved, &pack, &args.what));
    }
    Ok(DONE)
}

/// A check in words: what it reports, why, what to do, when it may be wrong, what it speaks to.
pub(crate) fn check_page(check: &Check, pack: &Pack) -> String {
    let mut out = format!("{}\n{}\n\n", check.id, check.title);
    out += &format!("severity  {}: {}\n", check.severity.word(), check.severity_why);
    for raise in &check.raises {
        out += &format!("          {} when {}: {}\n", raise.to.word(), raise.when.text.trim(), raise.why);
    }
    out += &format!("rows      {}\n", check.subject_word());
    out += &format!("applies   {}\nfails     {}\n", one_line(&check.applies.text), one_line(&check.fails.text));
    out += &format!("\nWhy\n  {}\n\nWhat to do\n  {}\n", one_line(&check.why), one_line(&check.remedy));
    if !check.limits.is_empty() {
        out += &format!("\nWhen it may be wrong\n  {}\n", one_line(&check.limits));
    }
    if !check.silences.is_empty() {
        out += &format!("\nOn the rows where it fails, these become unknown: {}\n", check.silences.join(", "));
    }
    out += "\nWhat it speaks to (our mapping)\n";
    for map in &check.maps {
        let how = match map.how {
            How::Tests => "tests",
            How::Supports => "supports",
            How::Context => "context",
        };
        out += &format!("  {how:8} {:28} {}\n", pack.catalogs.cite(&map.reference), map.why);
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn reference_page(resolved: &Resolved, pack: &Pack, written: &str) -> String {
    let (Some(catalog), Some(item)) =
        (pack.catalogs.edition(&resolved.reference.edition), pack.catalogs.item(&resolved.reference))
    else {
        return String::new();
    };
    let mut out = catalog.cite(item);
    if let Some(title) = &item.title {
        out += &format!(": {}", plain(title));
    }
    out += &format!("\n{} {}\n", catalog.name, catalog.edition);
    if resolved.how == Resolution::SpelledOtherwise {
        out += &format!("`{written}` is spelled otherwise; the framework writes {}\n", item.label());
    }
    if item.ours {
        out += "the id is ours; the publisher gives this place no id of its own\n";
    }
    if let Some(statement) = &item.statement {
        out += "\nIn the publisher's words, from the catalog given\n";
        out += &statement.lines().map(|line| format!("  {}\n", plain(line))).collect::<String>();
    }
    if item.status == Status::Withdrawn {
        out += &match item.moved.len() {
            0 => "withdrawn, without a successor\n".to_owned(),
            _ => format!("withdrawn; see {}\n", item.moved.join(", ")),
        };
        return out;
    }
    if let Some(description) = &item.description {
        out += &format!("\n{description} (our words)\n");
    }
    if let (Some(speaks), Some(why)) = (item.speaks, &item.speaks_why) {
        let word = match speaks {
            nhimap_core::catalog::Speaks::Rows => "rows can speak to it",
            nhimap_core::catalog::Speaks::Claims => "only controls and evidence can speak to it",
            nhimap_core::catalog::Speaks::Neither => "not testable from these inputs",
        };
        out += &format!("\n{word}: {why}\n");
    }
    let mut any = false;
    for how in [How::Tests, How::Supports, How::Context] {
        for check in &pack.checks {
            for map in check.maps.iter().filter(|m| m.how == how && m.reference == resolved.reference) {
                if !any {
                    out += "\nChecks that speak to it (our mapping)\n";
                    any = true;
                }
                let word = match how {
                    How::Tests => "tests",
                    How::Supports => "supports",
                    How::Context => "context",
                };
                out += &format!("  {word:8} {:36} {}\n", check.id, map.why);
            }
        }
    }
    if !any {
        out += "\nNo check of the pack speaks to it.\n";
    }
    out + &crosswalk::also_relates(&resolved.reference, pack)
}
