//! A unified diff of changes that keep the lines where they are.

use std::io::Write;
use std::ops::Range;

/// Lines shown around a change.
const AROUND: usize = 3;

/// Writes the diff of two texts of equally many lines.
///
/// `shown`: makes a line safe to look at; where a program reads the diff, lines stay as they are.
pub(crate) fn unified(
    name: &str,
    before: &[u8],
    after: &[u8],
    shown: impl Fn(&[u8]) -> Vec<u8>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let (old, new) = (lines(before), lines(after));
    debug_assert_eq!(old.len(), new.len(), "a fix holds no line end");
    writeln!(out, "--- a/{name}\n+++ b/{name}")?;
    let changed: Vec<usize> = (0..old.len().min(new.len())).filter(|i| old[*i] != new[*i]).collect();
    for hunk in hunks(&changed, old.len()) {
        let place = format!("{},{}", hunk.start + 1, hunk.len());
        writeln!(out, "@@ -{place} +{place} @@")?;
        let mut at = hunk.start;
        while at < hunk.end {
            if old[at] == new[at] {
                line(b' ', old[at], &shown, out)?;
                at += 1;
                continue;
            }
            let end = (at..hunk.end).find(|i| old[*i] == new[*i]).unwrap_or(hunk.end);
            for (sign, side) in [(b'-', &old), (b'+', &new)] {
                for text in &side[at..end] {
                    line(sign, text, &shown, out)?;
                }
            }
            at = end;
        }
    }
    Ok(())
}

/// Changed lines with what stands around them; neighbours that touch are one.
fn hunks(changed: &[usize], count: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for at in changed {
        let near = at.saturating_sub(AROUND)..(at + AROUND + 1).min(count);
        match out.last_mut() {
            Some(last) if near.start <= last.end => last.end = near.end,
            _ => out.push(near),
        }
    }
    out
}

fn line(sign: u8, text: &[u8], shown: &impl Fn(&[u8]) -> Vec<u8>, out: &mut dyn Write) -> std::io::Result<()> {
    out.write_all(&[sign])?;
    match text.strip_suffix(b"\n") {
        Some(inner) => {
            out.write_all(&shown(inner))?;
            out.write_all(b"\n")
        }
        None => {
            out.write_all(&shown(text))?;
            out.write_all(b"\n\\ No newline at end of file\n")
        }
    }
}

/// Lines with their ends.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|b| *b == b'\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_shown_with_what_stands_around_them() {
        let before = b"1\n2\r\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\r\n14\n15\n16\nlast";
        let after = b"1\n2\r\n3\n4\nfive\n6\n7\n8\n9\n10\n11\n12\n13\r\n14\n15\n16\nLAST";
        let mut out = Vec::new();
        unified("a.md", before, after, <[u8]>::to_vec, &mut out).expect("memory");
        let expected = "--- a/a.md\n+++ b/a.md\n@@ -2,7 +2,7 @@\n 2\r\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -14,4 +14,4 @@\n 14\n 15\n 16\n\
                        -last\n\\ No newline at end of file\n+LAST\n\\ No newline at end of file\n";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
