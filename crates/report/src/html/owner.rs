//! An owner's page, and the list of all of them.

use std::io::Write;

use askama::Template;
use nhimap_core::api::{Assessment, OwnerPage};

use super::{Style, filters};
use crate::RenderError;
use crate::owner::OwnerEntry;
use crate::view::{OwnerView, View};

/// Writes an owner's page.
pub(crate) fn owner(o: &OwnerView<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
    let style = Style::new(&o.page.header, &o.page.as_of);
    out.write_all(OwnerHtml { o, v: &o.v, page: o.page, style }.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "html/owner.html", whitespace = "minimize")]
struct OwnerHtml<'a> {
    o: &'a OwnerView<'a>,
    v: &'a View<'a>,
    page: &'a OwnerPage,
    style: Style,
}

/// Writes the list of owners' pages.
pub(crate) fn owners(owners: &[OwnerEntry], a: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    let page = OwnersHtml { owners, a, v: View::new(a), style: Style::new(&a.header, &a.as_of) };
    out.write_all(page.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "html/owners.html", whitespace = "minimize")]
struct OwnersHtml<'a> {
    owners: &'a [OwnerEntry],
    a: &'a Assessment,
    v: View<'a>,
    style: Style,
}
