//! A document as a reader sees it: headings, paragraphs and tables, and where each letter stands in the file.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{html, json, markdown, plain, table, toml};

/// How a document is written, told from what it holds and never from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Markdown.
    Markdown,
    /// Text without marks, or pasted from a page.
    Plain,
    /// HTML, or another language of tags.
    Html,
    /// Delimited cells.
    Csv,
    /// JSON, OSCAL among it.
    Json,
    /// TOML: our own checks, crosswalks and catalogs.
    Toml,
}

impl Format {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Plain => "plain text",
            Self::Html => "HTML",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Toml => "TOML",
        }
    }
}

/// A document, in the order of the file.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) format: Format,
    pub(super) blocks: Vec<Block>,
}

/// One part of a document.
#[derive(Debug)]
pub(super) enum Block {
    /// A heading; the lower its level, the more it covers.
    Heading { level: u8, text: Text },
    /// A paragraph, or one item of a list.
    Paragraph { text: Text, item: bool },
    /// Rows of cells.
    Table(Table),
}

/// Rows of cells under headings.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The headings of the columns, as far as there are any.
    pub(super) columns: Vec<Text>,
    pub(super) rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// What stands around the row and may name its framework: the members of the objects that hold it.
    pub(super) around: Option<std::rc::Rc<str>>,
}

/// One cell.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) text: Text,
    /// Does it hold nothing but code?
    pub(super) code: bool,
    /// What sort of value the format says it is.
    pub(super) kind: CellKind,
}

/// What a format says of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CellKind {
    /// Nothing: heading and content must tell.
    #[default]
    Any,
    /// It holds ids for machines (`ac-2.1` of OSCAL), which nobody is told to spell otherwise.
    Token,
    /// A whole reference, edition and item (`nist-csf-2.0:PR.AA-05`).
    Reference,
    /// It gives out ids or speaks to programs, and cites nothing.
    Mute,
    /// It belongs to a row above and reaches down into this one: it names a framework here and is read there.
    Carried,
}

/// Text as a reader sees it, and where each part of it stands in the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pub(super) shown: String,
    pieces: Vec<Piece>,
}

/// Text that stands in one place of the file.
#[derive(Debug, Clone)]
struct Piece {
    /// Where it begins in the shown text.
    shown: usize,
    source: Range<usize>,
    /// Is it shown byte by byte as it stands?
    verbatim: bool,
}

impl Text {
    /// A part of the file, as it stands.
    pub(super) fn of(file: &str, source: Range<usize>) -> Self {
        let mut out = Self::default();
        out.push(file, source);
        out
    }

    /// Goes on with a part of the file, as it stands.
    pub(super) fn push(&mut self, file: &str, source: Range<usize>) {
        self.add(&file[source.clone()], source, true);
    }

    /// Goes on with text that stands for a part of the file: `&` for `&amp;`.
    pub(super) fn push_for(&mut self, shown: &str, source: Range<usize>) {
        self.add(shown, source, false);
    }

    fn add(&mut self, shown: &str, source: Range<usize>, verbatim: bool) {
        if shown.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if verbatim && last.verbatim && last.source.end == source.start => last.source.end = source.end,
            _ => self.pieces.push(Piece { shown: self.shown.len(), source, verbatim }),
        }
        self.shown.push_str(shown);
    }

    pub(super) fn is_blank(&self) -> bool {
        self.shown.trim().is_empty()
    }

    /// Where a part of the shown text stands in the file.
    pub(super) fn source(&self, shown: Range<usize>) -> Range<usize> {
        let Some(first) = self.piece(shown.start) else { return 0..0 };
        let last = self.piece(shown.end.max(shown.start + 1) - 1).unwrap_or(first);
        let start = if first.verbatim { first.source.start + (shown.start - first.shown) } else { first.source.start };
        let end = if last.verbatim { last.source.start + (shown.end - last.shown) } else { last.source.end };
        start..end.max(start)
    }

    fn piece(&self, shown: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|p| p.shown <= shown);
        self.pieces.get(after.checked_sub(1)?)
    }

    /// A part of it.
    pub(super) fn slice(&self, shown: Range<usize>) -> Self {
        let mut out = Self::default();
        let first = self.pieces.partition_point(|p| p.shown <= shown.start).saturating_sub(1);
        for (i, piece) in self.pieces.iter().enumerate().skip(first) {
            let end = self.pieces.get(i + 1).map_or(self.shown.len(), |p| p.shown).min(shown.end);
            let start = piece.shown.max(shown.start);
            if piece.shown >= shown.end {
                break;
            }
            if start < end {
                let source = if piece.verbatim { self.source(start..end) } else { piece.source.clone() };
                out.add(&self.shown[start..end], source, piece.verbatim);
            }
        }
        out
    }

    /// Without white space at both ends.
    pub(super) fn trimmed(&self) -> Self {
        let start = self.shown.len() - self.shown.trim_start().len();
        let end = self.shown.trim_end().len();
        if start >= end {
            return Self::default();
        }
        if start == 0 && end == self.shown.len() { self.clone() } else { self.slice(start..end) }
    }
}

/// Reads a document.
pub(super) fn read(file: &str) -> Document {
    let (format, mut blocks) = parse(file);
    if matches!(format, Format::Markdown | Format::Plain | Format::Html) {
        blocks = blocks.into_iter().flat_map(plain::tables_within).collect();
    }
    Document { format, blocks }
}

fn parse(file: &str) -> (Format, Vec<Block>) {
    let start = file.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with(['{', '['])
        && let Some(blocks) = json::read(file)
    {
        return (Format::Json, blocks);
    }
    if html::is_html(start) {
        return (Format::Html, html::read(file, 0..file.len()));
    }
    if let Some(blocks) = toml::read(file) {
        return (Format::Toml, blocks);
    }
    if markdown::has_marks(file) {
        return (Format::Markdown, markdown::read(file));
    }
    if let Some(delimiter) = table::delimiter(file) {
        return (Format::Csv, table::read(file, delimiter));
    }
    (Format::Plain, plain::read(file))
}

/// Lines without their ends, and where each begins.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let begin = at;
        at += line.len();
        (begin, line.trim_end_matches(['\n', '\r']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_text_leads_to_its_place_in_the_file() {
        let file = "é &amp; **PR.AC**-4 ü";
        let mut text = Text::default();
        text.push(file, 0..3);
        text.push_for("&", 3..8);
        text.push(file, 8..9);
        text.push(file, 11..16);
        text.push(file, 18..file.len());
        assert_eq!(text.shown, "é & PR.AC-4 ü");
        let at = text.shown.find("PR").expect("it is there");
        assert_eq!(&file[text.source(at..at + 7)], "PR.AC**-4");
        assert_eq!(&file[text.source(at..at + 5)], "PR.AC");
        assert_eq!(&file[text.source(3..4)], "&amp;");
        let part = text.slice(3..at + 6);
        assert_eq!(part.shown, "& PR.AC-");
        assert_eq!(&file[part.source(0..1)], "&amp;");
        assert_eq!(&file[part.source(2..8)], "PR.AC**-");
        assert_eq!(Text::of("  a ", 0..4).trimmed().source(0..1), 2..3);
        assert!(Text::of("   ", 0..3).trimmed().shown.is_empty());
    }
}
