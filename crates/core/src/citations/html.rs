//! HTML and other languages of tags: their text with its places; scripts, styles and code left alone.
//!
//! No parser of HTML, whose rules for broken pages fill a book: tags part or join text, and that is all that is asked
//! of them. Every byte is looked at a fixed number of times, whatever is left open.

use std::ops::Range;

use super::document::{Block, Cell, CellKind, Row, Table, Text};
use super::markdown;

/// Is this the beginning of a page?
pub(super) fn is_html(start: &str) -> bool {
    if !start.starts_with('<') {
        return false;
    }
    let head: String = start.chars().take(14).flat_map(char::to_lowercase).collect();
    if ["<!doctype html", "<html", "<?xml", "<head>", "<body"].iter().any(|b| head.starts_with(b)) {
        return true;
    }
    // Markdown may begin with a tag too.
    head[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '!')
        && start.matches("</").take(2).count() > 1
        && !markdown::has_marks(start)
}

/// Is this tag a line break?
pub(super) fn is_break(tag: &str) -> bool {
    tag.get(..3).is_some_and(|t| t.eq_ignore_ascii_case("<br"))
        && !tag[3..].starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Tags inside which nothing is read.
const SILENT: [&str; 12] =
    ["script", "style", "pre", "svg", "math", "textarea", "template", "title", "del", "s", "strike", "select"];

/// Tags that stand for one thing within a sentence.
const CODE: [&str; 4] = ["code", "kbd", "samp", "var"];

/// Tags that join text; all others part it.
const INLINE: [&str; 33] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "dfn", "em", "font", "i", "img", "ins", "label",
    "mark", "nobr", "o", "q", "ruby", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "wbr", "link",
    "input", "noscript",
];

/// Reads a part of a file.
pub(super) fn read(file: &str, part: Range<usize>) -> Vec<Block> {
    let mut page = Page { file, end: part.end, ..Page::default() };
    page.xml = file[part.clone()].trim_start_matches('\u{feff}').trim_start().starts_with("<?xml");
    let mut at = part.start;
    while at < part.end {
        at = page.step(at);
    }
    page.flush();
    while let Some(open) = page.tables.pop() {
        page.blocks.push(Block::Table(open.done()));
    }
    page.blocks
}

#[derive(Default)]
struct Page<'f> {
    file: &'f str,
    end: usize,
    blocks: Vec<Block>,
    text: Text,
    item: bool,
    heading: Option<u8>,
    tables: Vec<Open>,
    xml: bool,
    /// What has been looked for and does not come any more: ends of tags and of quoted values, of comments.
    no_tag_end: bool,
    no_quote_end: bool,
    no_comment_end: bool,
    /// The same for closing tags.
    never_closed: Vec<String>,
}

/// A table that is being read.
#[derive(Default)]
struct Open {
    table: Table,
    row: Option<Vec<Cell>>,
    cell: Option<(usize, usize)>,
    /// Is the cell nothing but code so far?
    code: bool,
    /// Cells that reach into rows below: column, rows left, text.
    carried: Vec<(usize, usize, Text)>,
}

impl Open {
    fn start_row(&mut self) {
        self.end_row();
        let mut cells = Vec::new();
        for (column, left, text) in &mut self.carried {
            *left -= 1;
            cells.push(Cell { column: *column, text: text.clone(), code: false, kind: CellKind::Carried });
        }
        self.carried.retain(|(_, left, _)| *left > 0);
        self.row = Some(cells);
    }

    fn end_row(&mut self) {
        if let Some(mut cells) = self.row.take().filter(|c| !c.is_empty()) {
            cells.sort_by_key(|c| c.column);
            self.table.rows.push(Row { cells, around: None });
        }
    }

    fn free_column(&self) -> usize {
        let taken = |c: usize| self.row.iter().flatten().any(|cell| cell.column == c);
        (0..).find(|c| !taken(*c)).unwrap_or(0)
    }

    fn done(mut self) -> Table {
        self.end_row();
        if !self.table.rows.is_empty() {
            let head = self.table.rows.remove(0);
            let count = head.cells.last().map_or(0, |c| c.column + 1);
            self.table.columns = vec![Text::default(); count];
            for cell in head.cells {
                self.table.columns[cell.column] = cell.text;
            }
        }
        self.table
    }
}

/// A tag: its name, whether it closes, its attributes as they are written, where it ends.
struct Mark<'f> {
    name: String,
    closes: bool,
    attributes: &'f str,
    end: usize,
}

impl<'f> Page<'f> {
    /// Reads what begins at a byte, and says where the next begins.
    fn step(&mut self, at: usize) -> usize {
        let rest = &self.file[at..self.end];
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '<' => {
                if rest.starts_with("<!--") {
                    if let Some(end) = self.comment_end(at) {
                        return end;
                    }
                } else if let Some(mark) = self.mark(at) {
                    return self.tag(&mark, at);
                }
                self.text.push(self.file, at..at + 1);
                at + 1
            }
            '&' => match entity(rest) {
                Some((shown, len)) => {
                    self.text.push_for(&shown, at..at + len);
                    at + len
                }
                None => {
                    self.text.push(self.file, at..at + 1);
                    at + 1
                }
            },
            c if c.is_whitespace() => {
                let len = rest.len() - rest.trim_start().len();
                match &rest[..len] {
                    " " => self.text.push(self.file, at..at + 1),
                    _ if self.text.shown.ends_with(' ') || self.text.shown.is_empty() => {}
                    _ => self.text.push_for(" ", at..at + len),
                }
                at + len
            }
            _ => {
                let len = rest.find(|c: char| c == '<' || c == '&' || c.is_whitespace()).unwrap_or(rest.len());
                self.text.push(self.file, at..at + len);
                at + len
            }
        }
    }

    fn comment_end(&mut self, at: usize) -> Option<usize> {
        if self.no_comment_end {
            return None;
        }
        let end = self.file[at + 4..self.end].find("-->").map(|i| at + 4 + i + 3);
        self.no_comment_end = end.is_none();
        end
    }

    /// The tag at a byte.
    fn mark(&mut self, at: usize) -> Option<Mark<'f>> {
        let rest = &self.file[at + 1..self.end];
        let closes = rest.starts_with('/');
        let name_at = usize::from(closes);
        let first = rest[name_at..].chars().next()?;
        if !(first.is_ascii_alphabetic() || (!closes && matches!(first, '!' | '?'))) || self.no_tag_end {
            return None;
        }
        let len = rest[name_at..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '!' | '?')))
            .unwrap_or(rest.len() - name_at);
        let name = rest[name_at..name_at + len].to_ascii_lowercase();
        let from = name_at + len;
        let end = self.tag_end(&rest[from..])?;
        Some(Mark { name, closes, attributes: &rest[from..from + end], end: at + 1 + from + end + 1 })
    }

    /// Where the `>` of a tag stands; one within quotes does not count.
    fn tag_end(&mut self, rest: &str) -> Option<usize> {
        if !self.no_quote_end {
            let mut quote = None;
            for (i, b) in rest.bytes().enumerate() {
                match (quote, b) {
                    (None, b'>') => return Some(i),
                    (None, b'"' | b'\'') => quote = Some(b),
                    (Some(open), b) if open == b => quote = None,
                    _ => {}
                }
            }
            self.no_quote_end = true;
        }
        let end = rest.find('>');
        self.no_tag_end = end.is_none();
        end
    }

    /// Acts on a tag, and says where the text goes on.
    fn tag(&mut self, mark: &Mark<'f>, at: usize) -> usize {
        let name = mark.name.as_str();
        let opens = !mark.closes && !mark.attributes.ends_with('/');
        if opens && (SILENT.contains(&name) || CODE.contains(&name)) {
            let (inner, end) = self.closing(name, mark.end);
            if CODE.contains(&name) {
                self.code(inner, at..end);
            } else {
                self.text.push_for(" ", at..end);
            }
            return end;
        }
        if self.xml {
            self.flush();
            return mark.end;
        }
        match name {
            "br" => self.text.push_for("\n", at..mark.end),
            "table" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" => self.table_tag(mark),
            "li" | "dd" | "dt" => {
                self.flush();
                self.item = !mark.closes;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = (!mark.closes).then(|| name.as_bytes()[1] - b'0');
            }
            _ if INLINE.contains(&name) => {}
            // Within a cell a paragraph is a line.
            _ if self.in_cell() => self.text.push_for("\n", at..mark.end),
            _ => {
                self.flush();
                self.item &= name == "p" || name == "div";
            }
        }
        mark.end
    }

    /// What stands before the closing tag of this name, and where that tag ends.
    fn closing(&mut self, name: &str, from: usize) -> (Range<usize>, usize) {
        if self.never_closed.iter().any(|n| n == name) {
            return (from..from, from);
        }
        let mut at = from;
        while let Some(i) = self.file[at..self.end].find("</") {
            let tag = &self.file[at + i + 2..self.end];
            let fits = tag.len() >= name.len()
                && tag.as_bytes()[..name.len()].eq_ignore_ascii_case(name.as_bytes())
                && !tag[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            if fits {
                let end = tag.find('>').map_or(self.end, |e| at + i + 2 + e + 1);
                return (from..at + i, end);
            }
            at += i + 2;
        }
        self.never_closed.push(name.to_owned());
        (from..from, from)
    }

    /// Code is read where it is all that a cell holds.
    fn code(&mut self, inner: Range<usize>, all: Range<usize>) {
        if self.in_cell() && self.text.is_blank() && !self.file[inner.clone()].contains(['<', '&']) {
            self.text.push(self.file, inner);
            if let Some(open) = self.tables.last_mut() {
                open.code = true;
            }
        } else {
            self.text.push_for("`", all);
        }
    }

    fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|t| t.cell.is_some())
    }

    fn table_tag(&mut self, mark: &Mark<'_>) {
        match (mark.name.as_str(), mark.closes) {
            ("table", false) => {
                if !self.in_cell() {
                    self.flush();
                }
                self.tables.push(Open::default());
            }
            ("table", true) => {
                self.end_cell();
                if let Some(open) = self.tables.pop() {
                    self.blocks.push(Block::Table(open.done()));
                }
                self.text = Text::default();
            }
            ("td" | "th", false) => {
                self.end_cell();
                let rows = number(mark.attributes, "rowspan");
                let columns = number(mark.attributes, "colspan");
                if let Some(open) = self.tables.last_mut() {
                    open.cell = Some((rows, columns));
                    open.code = false;
                }
                self.text = Text::default();
            }
            ("tr", closes) => {
                self.end_cell();
                if let Some(open) = self.tables.last_mut() {
                    if closes { open.end_row() } else { open.start_row() }
                }
            }
            _ => self.end_cell(),
        }
    }

    fn end_cell(&mut self) {
        let Some(open) = self.tables.last_mut() else { return };
        let Some((rows, columns)) = open.cell.take() else { return };
        let text = std::mem::take(&mut self.text).trimmed();
        if open.row.is_none() {
            open.row = Some(Vec::new());
        }
        let column = open.free_column();
        // Only code that was all that the cell holds has been read.
        let code = open.code && !text.shown.contains([' ', '\n']);
        if rows > 1 {
            open.carried.push((column, rows - 1, text.clone()));
        }
        if let Some(row) = &mut open.row {
            row.push(Cell { column, text, code, kind: CellKind::Any });
            // A cell over several columns leaves those behind it empty.
            row.extend((1..columns).map(|i| Cell {
                column: column + i,
                text: Text::default(),
                code: false,
                kind: CellKind::Mute,
            }));
        }
    }

    fn flush(&mut self) {
        if self.in_cell() {
            self.text.push_for("\n", self.end..self.end);
            return;
        }
        let text = std::mem::take(&mut self.text).trimmed();
        if text.is_blank() {
            return;
        }
        self.blocks.push(match self.heading {
            Some(level) => Block::Heading { level, text },
            None => Block::Paragraph { text, item: self.item },
        });
    }
}

/// How many columns or rows a cell takes, within reason.
fn number(attributes: &str, name: &str) -> usize {
    const MOST: usize = 40;
    let Some(at) = attributes.to_ascii_lowercase().find(name) else { return 1 };
    let value = attributes[at + name.len()..].trim_start_matches([' ', '=', '"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().map_or(1, |n: usize| n.clamp(1, MOST))
}

const ENTITIES: [(&str, &str); 26] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("sect", "§"),
    ("bull", "•"),
    ("middot", "·"),
    ("reg", "®"),
    ("trade", "™"),
    ("copy", "©"),
    ("times", "×"),
    ("shy", "\u{ad}"),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("rarr", "→"),
    ("minus", "−"),
];

/// What `&amp;` and its like stand for, and how long they are.
fn entity(rest: &str) -> Option<(String, usize)> {
    const LONGEST: usize = 12;
    let end = rest.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = &rest[1..end];
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let shown = match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(hex) => number(hex, 16)?,
            None => number(code, 10)?,
        }
        .to_string(),
        None => ENTITIES.iter().find(|(n, _)| *n == name)?.1.to_owned(),
    };
    Some((shown, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(page: &str) -> Vec<String> {
        read(page, 0..page.len())
            .into_iter()
            .map(|b| match b {
                Block::Heading { level, text } => format!("h{level} {}", text.shown),
                Block::Paragraph { text, item } => format!("{}{}", if item { "- " } else { "" }, text.shown),
                Block::Table(table) => {
                    let rows = table.rows.iter().map(|r| {
                        let cells: Vec<String> =
                            r.cells.iter().map(|c| format!("{}={}", c.column, c.text.shown)).collect();
                        cells.join(" ")
                    });
                    let head: Vec<&str> = table.columns.iter().map(|t| t.shown.as_str()).collect();
                    format!("[{}] {}", head.join(" "), rows.collect::<Vec<_>>().join(" / "))
                }
            })
            .collect()
    }

    #[test]
    fn tags_part_or_join_text() {
        let cases: [(&str, &[&str]); 9] = [
            ("<p>one <b>t</b>wo</p><p>three", &["one two", "three"]),
            ("<h2>Head</h2><ul><li>a<li>b</ul>c", &["h2 Head", "- a", "- b", "c"]),
            ("a<script>if (a < b) '<p>'</script>b<style>p{}</style>", &["a b"]),
            ("a &amp; b &#167; &#x41; &unknown; c", &["a & b § A &unknown; c"]),
            ("a<!-- <p>no</p> -->b <a title=\"x > y\">c</a> d", &["ab c d"]),
            ("one\n   two<br>three", &["one two\nthree"]),
            ("see <code>PR.AC-4</code> there", &["see ` there"]),
            ("1 < 2 <p", &["1 < 2 <p"]),
            ("<!doctype html><title>no</title><body>yes", &["yes"]),
        ];
        for (page, expected) in cases {
            assert_eq!(paragraphs(page), expected, "{page}");
        }
    }

    #[test]
    fn tables_keep_their_columns() {
        let page = "<table><tr><th>F<th>Id<th>Text</tr><tr><td rowspan=2>CSF</td><td>a</td><td><p>b</p></td></tr>\
                    <tr><td>c<td>d</tr><tr><td colspan=\"2\">e</td><td><code>f</code></td></tr></table>";
        assert_eq!(paragraphs(page), ["[F Id Text] 0=CSF 1=a 2=b / 0=CSF 1=c 2=d / 0=e 1= 2=f"]);
    }

    #[test]
    fn a_page_is_told_from_markdown_that_begins_with_a_tag() {
        for (text, page) in [
            ("<!DOCTYPE html><p>", true),
            ("<div><p>a</p></div>", true),
            ("<p align=center>x</p>\n\n# Title\n\n</p>", false),
            ("<3 is a heart", false),
            ("< 5", false),
        ] {
            assert_eq!(is_html(text), page, "{text}");
        }
    }

    #[test]
    fn what_is_left_open_costs_no_more_than_what_is_closed() {
        for piece in ["<code>", "<script ", "<!-- ", "<a b=\"", "<td", "&", "<table><tr><td>", "</"] {
            let page = piece.repeat(200_000 / piece.len());
            let blocks = read(&page, 0..page.len());
            assert!(blocks.len() <= page.len());
        }
    }
}
