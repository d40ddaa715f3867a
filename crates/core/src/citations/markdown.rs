//! Markdown: headings, paragraphs, items and tables; code, front matter and what is struck out left alone.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::document::{Block, Cell, Row, Table, Text, lines};
use super::html;

/// Does a text look like Markdown rather than like text without marks?
pub(super) fn has_marks(file: &str) -> bool {
    let mut before = "";
    let mut seen = 0;
    for (_, line) in lines(file) {
        let line = line.trim_start();
        let heading = line.trim_start_matches('#');
        let hashes = line.len() - heading.len();
        let strong = ((1..=6).contains(&hashes) && heading.starts_with(' '))
            || line.starts_with("```")
            || line.starts_with("~~~")
            || (is_delimiter_row(line) && before.contains('|'));
        if strong {
            return true;
        }
        // A link or emphasis may stand in any text; several say that it is Markdown.
        seen += usize::from(line.contains("](")) + usize::from(line.matches("**").count() > 1);
        if seen > 1 {
            return true;
        }
        before = line;
    }
    false
}

/// `|---|:--:|`, the row below the headings of a table.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Reads Markdown.
pub(super) fn read(file: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    // A byte order mark is no part of the first line.
    let skip = if file.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { file, ..Reader::default() };
    for (event, range) in Parser::new_ext(&file[skip..], options).into_offset_iter() {
        reader.event(event, range.start + skip..range.end + skip);
    }
    reader.flush();
    reader.blocks
}

#[derive(Default)]
struct Reader<'f> {
    file: &'f str,
    blocks: Vec<Block>,
    text: Text,
    /// How many lists' items are open.
    items: usize,
    heading: Option<u8>,
    table: Option<Table>,
    /// Has the cell held text, code?
    cell: (bool, bool),
    /// The cell's code, in case that it holds nothing else.
    code: Text,
    /// How many things are open whose text is left alone.
    silent: usize,
    html: Option<Range<usize>>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Html(_) => {
                let html = self.html.get_or_insert(range.clone());
                html.end = range.end;
            }
            _ if self.silent > 0 => {}
            Event::Text(text) => self.say(&text, range),
            Event::Code(code) => self.code(&code, range),
            // A mark of its own in the place of what cannot be read, so that its neighbours stay apart.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => {
                self.text.push_for("`", range);
            }
            Event::InlineHtml(tag) => {
                if html::is_break(&tag) {
                    self.text.push_for("\n", range);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.text.push_for("\n", range),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(rank(*level));
            }
            Tag::Item => {
                self.flush();
                self.items += 1;
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Row::default());
                }
            }
            Tag::TableCell => {
                self.text = Text::default();
                self.code = Text::default();
                self.cell = (false, false);
            }
            Tag::CodeBlock(_) | Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
                self.flush();
                self.silent += 1;
            }
            Tag::Strikethrough | Tag::Image { .. } => {
                self.text.push_for("`", range);
                self.silent += 1;
            }
            Tag::Paragraph
            | Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::FootnoteDefinition(_)
            | Tag::HtmlBlock
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.flush(),
            Tag::TableHead | Tag::Emphasis | Tag::Strong | Tag::Superscript | Tag::Subscript | Tag::Link { .. } => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let text = std::mem::take(&mut self.text);
                if let Some(level) = self.heading.take() {
                    self.blocks.push(Block::Heading { level, text });
                }
            }
            TagEnd::Item => {
                self.flush();
                self.items = self.items.saturating_sub(1);
            }
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table
                    && let Some(head) = table.rows.pop()
                {
                    table.columns = head.cells.into_iter().map(|c| c.text).collect();
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.blocks.push(Block::Table(table));
                }
            }
            TagEnd::CodeBlock | TagEnd::MetadataBlock(_) | TagEnd::Strikethrough | TagEnd::Image => {
                self.silent = self.silent.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                if let Some(range) = self.html.take() {
                    self.blocks.extend(html::read(self.file, range));
                }
            }
            TagEnd::Paragraph => self.flush(),
            _ => {}
        }
    }

    fn say(&mut self, text: &str, range: Range<usize>) {
        self.cell.0 |= !text.trim().is_empty();
        if self.file.get(range.clone()) == Some(text) {
            self.text.push(self.file, range);
        } else {
            self.text.push_for(text, range);
        }
    }

    fn code(&mut self, code: &str, range: Range<usize>) {
        self.cell.1 = true;
        let inner = self.file[range.clone()].find(code).map(|at| range.start + at..range.start + at + code.len());
        if !self.code.shown.is_empty() {
            self.code.push_for(" ", range.start..range.start);
        }
        match inner {
            Some(inner) => self.code.push(self.file, inner),
            None => self.code.push_for(code, range.clone()),
        }
        self.text.push_for("`", range);
    }

    fn end_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        let code = std::mem::take(&mut self.code);
        let only_code = self.cell == (false, true);
        let Some(table) = &mut self.table else { return };
        if table.rows.is_empty() {
            // The headings come without a row of their own.
            table.rows.push(Row::default());
        }
        let Some(row) = table.rows.last_mut() else { return };
        row.cells.push(Cell {
            column: row.cells.len(),
            text: if only_code { code } else { text },
            code: only_code,
            kind: Default::default(),
        });
    }

    /// Ends a paragraph or an item.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_blank() {
            self.blocks.push(Block::Paragraph { text, item: self.items > 0 });
        }
    }
}

fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
