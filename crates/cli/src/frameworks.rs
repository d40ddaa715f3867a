//! `nhimap frameworks`: the editions, the references of one, the policy.

use nhimap_core::catalog::{Catalog, Role, Status};
use nhimap_core::checks::How;
use nhimap_core::policy;

use crate::args::FrameworksArgs;
use crate::{DONE, Failure, pack};

pub(crate) fn run(args: &FrameworksArgs) -> Result<u8, Failure> {
    let pack = pack::load(None)?;
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
                println!(
                    "{:24} {title}{}{state}",
                    item.label(),
                    if title.is_empty() || state.is_empty() { "" } else { "; " }
                );
            }
        }
    }
    Ok(DONE)
}

fn edition_line(catalog: &Catalog) -> String {
    let current = catalog.items.iter().filter(|i| i.status == Status::Current).count();
    let withdrawn = catalog.items.len() - current;
    let role = match catalog.role {
        Role::Main => "assessed",
        Role::Former => "kept for old citations",
        Role::Neighbour => "listed beside",
    };
    let gone = if withdrawn > 0 { format!(", {withdrawn} withdrawn") } else { String::new() };
    format!("{} {} ({}): {current} ids{gone}; {role}", catalog.name, catalog.edition, catalog.publisher)
}
