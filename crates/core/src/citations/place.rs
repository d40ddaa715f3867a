//! Lines, columns and the text around citations, in one pass over the file.

use super::lint::{Cited, Excerpt};

/// How many characters of a line are shown before and behind a citation.
const NEAR: usize = 60;
/// How many characters of a citation are shown.
const SHOWN: usize = 80;

/// Fills in where each citation stands and what its line says. They must be in the order of the file.
pub(super) fn fill(file: &str, citations: &mut [Cited]) {
    let mut at = Cursor { file, byte: 0, line: 1, column: 1, line_start: 0 };
    for cited in citations {
        at.go(cited.span.start);
        (cited.line, cited.column) = (at.line, at.column);
        let mut end = at.clone();
        end.go(cited.span.end);
        (cited.end_line, cited.end_column) = (end.line, end.column);
        let written = &file[cited.span.clone()];
        cited.text = cut(written, SHOWN);
        cited.excerpt = excerpt(file, at.line_start, cited.span.start, cited.span.end);
    }
}

#[derive(Clone)]
struct Cursor<'f> {
    file: &'f str,
    byte: usize,
    line: usize,
    column: usize,
    line_start: usize,
}

impl Cursor<'_> {
    /// Goes on to a byte that does not lie behind.
    fn go(&mut self, byte: usize) {
        let passed = &self.file.as_bytes()[self.byte..byte];
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.line += memchr::memchr_iter(b'\n', passed).count();
            self.line_start = self.byte + last + 1;
            self.byte = self.line_start;
            self.column = 1;
        }
        // The byte order mark is no character of the first line.
        let text = &self.file[self.byte..byte];
        self.column += text.chars().filter(|c| *c != '\u{feff}').count();
        self.byte = byte;
    }
}

/// What stands near a citation on its line.
fn excerpt(file: &str, line_start: usize, start: usize, end: usize) -> Excerpt {
    // Not the whole line: it may be as long as the file.
    let near = file.floor_char_boundary(end + NEAR * 4 + 4);
    let line_end = memchr::memchr(b'\n', &file.as_bytes()[start..near]).map_or(near, |n| start + n);
    let before: Vec<char> = file[line_start..start].chars().rev().filter(|c| *c != '\u{feff}').take(NEAR + 1).collect();
    let mut text = String::new();
    let more = before.len() > NEAR;
    if more {
        text.push('…');
    }
    text.extend(before.iter().take(NEAR).rev().map(|c| shown(*c)));
    let width_before = text.chars().count();
    let cited = cut(&file[start..end.min(line_end)], SHOWN);
    text += &cited;
    let behind = file[end.min(line_end)..line_end].trim_end_matches('\r');
    let mut rest = behind.chars();
    text.extend(rest.by_ref().take(NEAR).map(shown));
    if rest.next().is_some() {
        text.push('…');
    }
    Excerpt { text: text.trim_end().to_owned(), before: width_before, width: cited.chars().count().max(1) }
}

/// White space of any kind is one blank.
fn shown(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// The first characters of a text.
fn cut(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut out: String = chars.by_ref().take(most).map(shown).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}
