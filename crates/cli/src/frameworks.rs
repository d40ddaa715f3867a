//! `nhimap frameworks`: the editions, the references of one, the policy.

use nhimap_core::catalog::{Catalog, Difference, Overlay, Role, Status};
use nhimap_core::checks::How;
use nhimap_core::policy;

use crate::args::FrameworksArgs;
use crate::terminal::{counted, plain};
use crate::{DONE, Failure, pack};

pub(crate) fn run(args: &FrameworksArgs) -> Result<u8, Failure> {
    let mut pack = pack::load(None)?;
    let overlays = pack::lay_catalogs(&mut pack, &args.catalog)?;
    if args.policy {
        println!(
            "Thresholds are house policy until an organisation adopts them; each stands with its reason and source.\n"
        );
        for (key, threshold) in &pack.policy.keys {
            println!("{key} = {}", policy::words(&threshold.default, &threshold.unit));
            println!("  {}", threshold.says);
            for entry in &threshold.entries {
                println!("  {}", policy::entry_words(entry, &threshold.unit));
            }
            println!("  reason: {}", threshold.reason);
            println!("  source: {}\n", threshold.source);
        }
        println!("Assumptions, applied where no source says:");
        for (name, value) in &pack.policy.assumptions {
            println!("  {name} = {}", policy::words(value, ""));
        }
        return Ok(DONE);
    }
    match &args.edition {
        None => {
            for catalog in pack.catalogs.all() {
                println!("{:20} {}", catalog.id, edition_line(catalog));
            }
            println!(
                "\nIds and titles are the publishers'; descriptions and mappings are ours. `nhimap frameworks <edition>` lists one."
            );
        }
        Some(id) => {
            let Some(catalog) = pack.catalogs.edition(id) else {
                let known: Vec<_> = pack.catalogs.all().iter().map(|c| c.id.as_str()).collect();
                return Err(format!("`{id}` is no edition of the pack; known are {}", known.join(", ")).into());
            };
            println!("{}\nsource: {}\nlicence: {}\n", edition_line(catalog), catalog.source, catalog.licence);
            for item in &catalog.items {
                let checks = |how: How| {
                    pack.checks
                        .iter()
                        .filter(|c| {
                            c.maps.iter().any(|m| {
                                m.how == how && m.reference.item == item.id && m.reference.edition == catalog.id
                            })
                        })
                        .count()
                };
                let title = item.title.as_deref().unwrap_or("");
                let state = match item.status {
                    Status::Withdrawn if item.moved.is_empty() => "withdrawn".to_owned(),
                    Status::Withdrawn => format!("withdrawn, see {}", item.moved.join(", ")),
                    Status::Current => match (checks(How::Tests), checks(How::Supports)) {
                        (0, 0) => String::new(),
                        (t, s) => format!("{t} checks test it, {s} support it"),
                    },
                };
                let parted = if title.is_empty() || state.is_empty() { "" } else { "; " };
                println!("{:24} {}{parted}{state}", plain(item.label()), plain(title));
                for line in item.statement.iter().flat_map(|s| s.lines()) {
                    println!("    {}", plain(line));
                }
            }
        }
    }
    for overlay in &overlays {
        print!("\n{}", overlay_page(overlay));
    }
    Ok(DONE)
}

/// What a catalog of the user's added, in one line.
pub(crate) fn overlay_line(overlay: &Overlay) -> String {
    let Overlay { file, edition, .. } = overlay;
    let holds = format!("{}, {}", counted(overlay.ids, "id"), counted(overlay.statements, "statement"));
    if overlay.new {
        return format!("`{file}` adds the edition {edition}: {holds}");
    }
    let places = match overlay.differences.len() {
        0 => "it disagrees with ours nowhere".to_owned(),
        1 => "it disagrees with ours in one place".to_owned(),
        n => format!("it disagrees with ours in {n} places"),
    };
    format!("`{file}` is read as {edition}: {holds}; {places}")
}

/// What a catalog of the user's added, and where it disagrees with ours.
fn overlay_page(overlay: &Overlay) -> String {
    /// So many of a kind are listed; the others are counted.
    const SHOWN: usize = 20;
    type Is = fn(&Difference) -> bool;
    let kinds: [(&str, Is); 4] = [
        ("ids only in the file, added as it has them", |d| matches!(d, Difference::OnlyThere { .. })),
        ("ids of ours that the file does not have", |d| matches!(d, Difference::OnlyHere { .. })),
        ("other titles; ours are kept", |d| matches!(d, Difference::Title { .. })),
        ("other status; ours is kept", |d| matches!(d, Difference::Status { .. })),
    ];
    let mut out = plain(&overlay_line(overlay)) + "\n";
    for (says, is) in kinds {
        let those: Vec<&Difference> = overlay.differences.iter().filter(|d| is(d)).collect();
        if those.is_empty() {
            continue;
        }
        out += &format!("  {says}: {}\n", those.len());
        for difference in those.iter().take(SHOWN) {
            out += &format!("    {}\n", plain(&difference.to_string()));
        }
        if those.len() > SHOWN {
            out += &format!("    and {} more\n", those.len() - SHOWN);
        }
    }
    out
}

fn edition_line(catalog: &Catalog) -> String {
    let current = catalog.items.iter().filter(|i| i.status == Status::Current).count();
    let withdrawn = catalog.items.len() - current;
    let role = match catalog.role {
        Role::Main => "assessed",
        Role::Former => "kept for old citations",
        Role::Neighbour => "listed beside",
        Role::Linked => "only a crosswalk leads to it",
    };
    let gone = if withdrawn > 0 { format!(", {withdrawn} withdrawn") } else { String::new() };
    format!("{} {} ({}): {current} ids{gone}; {role}", catalog.name, catalog.edition, catalog.publisher)
}
