//! Text without marks, and what was pasted from pages: paragraphs, items, headings that are only short lines, rows
//! whose cells are parted by tabs or bars.

use super::document::{Block, Cell, Row, Table, Text, lines};
use super::markdown::is_delimiter_row;

/// A line of its own that is no longer than this may be a heading.
const HEADING: usize = 90;

/// Reads plain text.
pub(super) fn read(file: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut text = Text::default();
    let mut item = false;
    let mut count = 0;
    let mut end = 0;
    let mut flush = |text: &mut Text, item: bool, count: usize| {
        let text = std::mem::take(text);
        if text.is_blank() {
            return;
        }
        out.push(if count == 1 && !item && is_heading(&text.shown) {
            Block::Heading { level: 1, text }
        } else {
            Block::Paragraph { text, item }
        });
    };
    for (at, line) in lines(file) {
        let inner = line.trim_start_matches('\u{feff}').trim();
        if inner.is_empty() {
            flush(&mut text, item, count);
            (item, count) = (false, 0);
            continue;
        }
        let begin = at + line.find(inner).unwrap_or(0);
        let bullet = bullet(inner);
        if bullet > 0 {
            flush(&mut text, item, count);
            (item, count) = (true, 0);
        }
        if count > 0 {
            text.push_for("\n", end..begin);
        }
        end = begin + inner.len();
        text.push(file, begin + bullet..end);
        count += 1;
    }
    flush(&mut text, item, count);
    out
}

/// A short line that is no sentence.
fn is_heading(line: &str) -> bool {
    let line = line.trim();
    line.len() <= HEADING && !line.ends_with(['.', '!', '?', ';', ',']) && !line.contains('\t') && !line.contains(" | ")
}

/// How many bytes the mark of a list item has, with the white space behind it.
fn bullet(line: &str) -> usize {
    let after_mark = line.strip_prefix(['•', '*', '-', '–', '◦', '▪', '‣', '·', '●', '○', '■']).or_else(|| {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits).then(|| line[digits..].strip_prefix(['.', ')'])).flatten()
    });
    match after_mark {
        Some(rest) if rest.starts_with([' ', '\t', '\u{a0}']) => line.len() - rest.trim_start().len(),
        _ => 0,
    }
}

/// Lines of a paragraph that hold equally many cells are a table.
pub(super) fn tables_within(block: Block) -> Vec<Block> {
    let Block::Paragraph { text, item } = &block else { return vec![block] };
    let Some(mark) = ['\t', '|'].into_iter().find(|m| text.shown.contains(*m)) else { return vec![block] };
    let all: Vec<(usize, &str)> = lines(&text.shown).collect();
    let cells: Vec<usize> = all.iter().map(|(_, line)| cut(line, mark).len()).collect();
    let mut out = Vec::new();
    let (mut at, mut told) = (0, 0);
    while at < all.len() {
        // One row that lacks a cell is a row still.
        let run = cells[at..].iter().take_while(|c| **c >= 2 && **c + 1 >= cells[at]).count();
        let rows: Vec<&(usize, &str)> = all[at..at + run].iter().filter(|(_, l)| !is_delimiter_row(l)).collect();
        if rows.len() < 2 || (mark == '|' && cells[at] < 3 && rows.len() == run && !rows[0].1.trim().starts_with('|')) {
            at += run.max(1);
            continue;
        }
        push_paragraph(&mut out, text, *item, told..all[at].0);
        let row = |(begin, line): &(usize, &str)| {
            let cell = |(column, part): (usize, std::ops::Range<usize>)| Cell {
                column,
                text: text.slice(begin + part.start..begin + part.end),
                code: false,
                kind: Default::default(),
            };
            cut(line, mark).into_iter().enumerate().map(cell).collect::<Vec<Cell>>()
        };
        let columns = row(rows[0]).into_iter().map(|c| c.text).collect();
        let rows = rows[1..].iter().map(|r| Row { cells: row(r), around: None }).collect();
        out.push(Block::Table(Table { columns, rows }));
        at += run;
        told = all.get(at).map_or(text.shown.len(), |(begin, _)| *begin);
    }
    if told == 0 {
        return vec![block];
    }
    push_paragraph(&mut out, text, *item, told..text.shown.len());
    out
}

fn push_paragraph(out: &mut Vec<Block>, text: &Text, item: bool, part: std::ops::Range<usize>) {
    let text = text.slice(part);
    if !text.is_blank() {
        out.push(Block::Paragraph { text, item });
    }
}

/// The cells of a line.
fn cut(line: &str, mark: char) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut begin = 0;
    let outer = mark == '|' && line.trim_start().starts_with('|');
    let end = if outer { line.trim_end().trim_end_matches('|').len() } else { line.len() };
    if outer {
        begin = line.find('|').map_or(0, |i| i + 1);
    }
    for (at, _) in line.match_indices(mark) {
        if at < begin {
            continue;
        }
        if at >= end {
            break;
        }
        out.push(begin..at);
        begin = at + mark.len_utf8();
    }
    out.push(begin..end.max(begin));
    out.into_iter()
        .map(|r| {
            let part = &line[r.clone()];
            let start = r.start + (part.len() - part.trim_start().len());
            start..(r.start + part.trim_end().len()).max(start)
        })
        .collect()
}
