//! `NOTICE`: whose ids and titles the catalogs carry, and under which licence.

use nhimap_core::catalog::Catalog;
use nhimap_core::pack::Pack;

use super::one_line;

/// One paragraph an edition.
pub(super) fn page(pack: &Pack) -> String {
    let mut out = "\
nhimap
Copyright 2026 the nhimap contributors

Licensed under the MIT License (LICENSE-MIT) or the Apache License, Version 2.0
(LICENSE-APACHE), at your option.

The folder frameworks/catalogs carries ids and official short titles of the
editions below. They are facts about those publications and stay their
publishers'. Descriptions, mappings, severities and thresholds are the
project's own and are not endorsed by any publisher. Names of frameworks are
trademarks of their owners where registered.

This file is written by `cargo xtask docs` from the catalogs.
"
    .to_owned();
    for catalog in pack.catalogs.all() {
        out += &format!("\n{}\n", catalog.name);
        let lines = [
            ("Edition", edition(catalog)),
            ("Publisher", catalog.publisher.clone()),
            ("Source", catalog.source.clone()),
            ("Licence", catalog.licence.clone()),
        ];
        for (name, text) in lines {
            out += &format!("  {:11}{}\n", format!("{name}:"), one_line(&text));
        }
    }
    out
}

/// The edition, with its date where the edition does not tell the year.
fn edition(catalog: &Catalog) -> String {
    match catalog.published.as_deref() {
        Some(published) if !catalog.edition.contains(&published[..4]) => format!("{} ({published})", catalog.edition),
        _ => catalog.edition.clone(),
    }
}
