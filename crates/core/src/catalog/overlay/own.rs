//! Reads a catalog of our own form: a whole one for a framework that we do not carry, or statements for one that we do.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Entry, Overlay, OverlayFile};
use crate::catalog::{Catalog, Catalogs, Status};
use crate::pack::Problems;

/// Which edition a file is about; the rest is read when that is known.
#[derive(Deserialize)]
struct About {
    id: toml::Spanned<String>,
}

/// What a file says of an edition that we carry: ids with their statements, and whatever else such a file may hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Amendment {
    #[serde(rename = "id")]
    _id: IgnoredAny,
    #[serde(rename = "name")]
    _name: Option<IgnoredAny>,
    #[serde(rename = "short")]
    _short: Option<IgnoredAny>,
    #[serde(rename = "edition")]
    _edition: Option<IgnoredAny>,
    #[serde(rename = "publisher")]
    _publisher: Option<IgnoredAny>,
    #[serde(rename = "source")]
    _source: Option<IgnoredAny>,
    #[serde(rename = "licence")]
    _licence: Option<IgnoredAny>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
    item: Vec<AmendedItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmendedItem {
    id: String,
    token: Option<String>,
    kind: Option<String>,
    parent: Option<String>,
    title: Option<String>,
    status: Option<Status>,
    statement: Option<String>,
}

impl Catalogs {
    pub(super) fn lay_own(&mut self, file: OverlayFile<'_>, problems: &mut Problems) -> Option<Overlay> {
        let about: About = problems.toml(file.name, file.text)?;
        let id = about.id.get_ref();
        if let Some(edition) = file.edition.filter(|e| e != id) {
            let message = format!("it says that it is `{id}`, and `{edition}` was said for it");
            problems.at(file.name, file.text, about.id.span().start, message);
            return None;
        }
        if self.edition(id).is_none() {
            let mut catalog: Catalog = problems.toml(file.name, file.text)?;
            for item in &mut catalog.items {
                item.source.get_or_insert_with(|| file.name.to_owned());
            }
            return self.add(catalog, file.name, problems);
        }
        let amendment: Amendment = problems.toml(file.name, file.text)?;
        let entries = amendment.item.into_iter().map(|item| Entry {
            id: item.id,
            others: Vec::new(),
            token: item.token,
            kind: item.kind.unwrap_or_else(|| "item".into()),
            parent: item.parent,
            title: item.title,
            status: item.status,
            statement: item.statement,
            heading: false,
        });
        Some(self.amend(file.name, id, entries.collect()))
    }
}
