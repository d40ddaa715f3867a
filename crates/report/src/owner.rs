//! One page for one owner, to be mailed to a colleague, and the list of all pages.

use std::io::Write;

use nhimap_core::api::{Assessment, Counts, OwnerPage};

use crate::view::OwnerView;
use crate::{RenderError, html, markdown, sheets};

/// A kind of document for one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnerFormat {
    /// One self-contained page that prints well.
    Html,
    /// The same in Markdown, for a ticket.
    Markdown,
    /// One row for each finding, day, exception and identity.
    Csv,
}

impl OwnerFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Html, Self::Markdown, Self::Csv];

    /// How the names of such files end; they start with the page's slug.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Csv => "csv",
        }
    }
}

/// An owner in the list of pages.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerEntry {
    /// Who, as shown.
    pub owner: String,
    /// The name of their page's file, without its ending.
    pub slug: String,
    /// `active`, `leave`, `left`; none where no roster explains the name.
    pub roster: Option<String>,
    /// How many identities they own, live or not.
    pub identities: usize,
    /// Open findings on what they own.
    pub findings: Counts,
    /// Accepted findings on what they own.
    pub accepted: usize,
    /// Days that are past at the as-of date.
    pub past: usize,
    /// Days ahead.
    pub ahead: usize,
}

impl From<&OwnerPage> for OwnerEntry {
    fn from(page: &OwnerPage) -> Self {
        let past = page.due.iter().filter(|due| due.past).count();
        Self {
            owner: page.owner.clone(),
            slug: page.slug.clone(),
            roster: page.roster.clone(),
            identities: page.identities_total,
            findings: page.findings_total,
            accepted: page.accepted_total,
            past,
            ahead: page.due.len() - past,
        }
    }
}

/// Writes one owner's page. The Assessment has the titles and the remedies of the checks.
///
/// # Errors
/// Where the writer refuses.
pub fn render_owner(
    format: OwnerFormat,
    page: &OwnerPage,
    assessment: &Assessment,
    out: &mut dyn Write,
) -> Result<(), RenderError> {
    let view = OwnerView::new(assessment, page);
    match format {
        OwnerFormat::Html => html::owner(&view, out),
        OwnerFormat::Markdown => markdown::owner(&view, out),
        OwnerFormat::Csv => sheets::owner(&view, out),
    }
}

/// Writes the page that lists all owners' pages, in the order given; each leads to `<slug>.html` beside it.
///
/// # Errors
/// Where the writer refuses.
pub fn render_owners(owners: &[OwnerEntry], assessment: &Assessment, out: &mut dyn Write) -> Result<(), RenderError> {
    html::owners(owners, assessment, out)
}
