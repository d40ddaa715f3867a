//! An owner's page.

use std::io::Write;

use askama::Template;
use nhimap_core::api::OwnerPage;

use super::filters;
use crate::RenderError;
use crate::view::{OwnerView, View};

/// Writes an owner's page.
pub(crate) fn owner(o: &OwnerView<'_>, out: &mut dyn Write) -> Result<(), RenderError> {
    out.write_all(OwnerMarkdown { o, v: &o.v, page: o.page }.render()?.as_bytes())?;
    Ok(())
}

#[derive(Template)]
#[template(path = "markdown/owner.md")]
struct OwnerMarkdown<'a> {
    o: &'a OwnerView<'a>,
    v: &'a View<'a>,
    page: &'a OwnerPage,
}
