//! JSON as people's tools write it: one document or many behind each other, with comments and trailing commas.
//!
//! The text stays as it is; beside it stands where each value starts and where the one behind it does. So numbers keep all
//! their digits, and a file takes at most its own size and eight bytes for each value.

use std::borrow::Cow;

/// How deep values may stand in each other.
pub(super) const DEEPEST: usize = 96;

/// A value, by its place among all values of the document.
pub(super) type At = u32;

/// JSON, read.
pub(super) struct Document {
    text: String,
    nodes: Vec<Node>,
    /// The outermost values.
    pub(super) roots: Vec<At>,
}

#[derive(Clone, Copy)]
struct Node {
    /// Where its text starts.
    start: u32,
    /// The value behind it and all that stands in it.
    next: At,
}

/// What is wrong with a text that should be JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Flaw {
    pub(super) says: &'static str,
    /// Line and column, from 1.
    pub(super) place: (usize, usize),
}

impl Document {
    /// Reads a text. It must be shorter than 4 GiB.
    pub(super) fn parse(text: String) -> Result<Self, Flaw> {
        let mut parser = Parser { text: text.as_bytes(), at: 0, nodes: Vec::new() };
        let mut roots = Vec::new();
        loop {
            match parser.space().and_then(|()| parser.document(&mut roots)) {
                Ok(true) => {}
                Ok(false) => break,
                Err(says) => {
                    return Err(Flaw { says, place: crate::pack::line_column(&text, floor(&text, parser.at)) });
                }
            }
        }
        let nodes = parser.nodes;
        Ok(Self { text, nodes, roots })
    }

    /// How long the text is, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    fn first_byte(&self, at: At) -> u8 {
        self.text.as_bytes()[self.nodes[at as usize].start as usize]
    }

    pub(super) fn is_object(&self, at: At) -> bool {
        self.first_byte(at) == b'{'
    }

    pub(super) fn is_list(&self, at: At) -> bool {
        self.first_byte(at) == b'['
    }

    pub(super) fn is_null(&self, at: At) -> bool {
        self.first_byte(at) == b'n'
    }

    pub(super) fn is_text(&self, at: At) -> bool {
        self.first_byte(at) == b'"'
    }

    /// What stands in a list; nothing for anything else.
    pub(super) fn elements(&self, list: At) -> impl Iterator<Item = At> {
        let range = if self.is_list(list) { list + 1..self.nodes[list as usize].next } else { 0..0 };
        self.chain(range)
    }

    /// The members of an object, key and value; nothing for anything else.
    pub(super) fn members(&self, object: At) -> impl Iterator<Item = (At, At)> {
        let range = if self.is_object(object) { object + 1..self.nodes[object as usize].next } else { 0..0 };
        let mut parts = self.chain(range);
        std::iter::from_fn(move || Some((parts.next()?, parts.next()?)))
    }

    fn chain(&self, range: std::ops::Range<At>) -> impl Iterator<Item = At> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            (at < range.end).then(|| {
                let now = at;
                at = self.nodes[at as usize].next;
                now
            })
        })
    }

    /// A member of an object by its name: the last of exactly that name, else the last with other capitals.
    pub(super) fn member(&self, object: At, name: &str) -> Option<At> {
        let (mut exact, mut alike) = (None, None);
        for (key, value) in self.members(object) {
            let key = self.word(key);
            if key == name {
                exact = Some(value);
            } else if key.eq_ignore_ascii_case(name) {
                alike = Some(value);
            }
        }
        exact.or(alike)
    }

    /// What stands at a place as JSON without comments or spaces; of a string its text, and nothing of null.
    pub(super) fn write(&self, at: At, out: &mut String) {
        if self.is_object(at) || self.is_list(at) {
            self.write_json(at, out);
        } else if !self.is_null(at) {
            out.push_str(&self.word(at));
        }
    }

    fn write_json(&self, at: At, out: &mut String) {
        let string = |at: At, out: &mut String| out.push_str(&serde_json::Value::from(&*self.word(at)).to_string());
        if self.is_object(at) {
            out.push('{');
            for (number, (key, value)) in self.members(at).enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                string(key, out);
                out.push(':');
                self.write_json(value, out);
            }
            out.push('}');
        } else if self.is_list(at) {
            out.push('[');
            for (number, element) in self.elements(at).enumerate() {
                out.push_str(if number > 0 { "," } else { "" });
                self.write_json(element, out);
            }
            out.push(']');
        } else if self.first_byte(at) == b'"' {
            string(at, out);
        } else {
            out.push_str(&self.word(at));
        }
    }

    /// The text of a scalar: a string's content, any other as it is written.
    pub(super) fn word(&self, at: At) -> Cow<'_, str> {
        let rest = &self.text[self.nodes[at as usize].start as usize..];
        match rest.strip_prefix('"') {
            Some(inside) => content(inside),
            None => Cow::Borrowed(&rest[..rest.bytes().take_while(|b| is_word(*b)).count()]),
        }
    }
}

/// The next place at or before one where a character starts.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// The content of a string, up to its closing quotation mark.
fn content(inside: &str) -> Cow<'_, str> {
    let bytes = inside.as_bytes();
    let stop = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
    if bytes.get(stop) != Some(&b'\\') {
        return Cow::Borrowed(&inside[..stop]);
    }
    let mut out = String::from(&inside[..stop]);
    let mut rest = &inside[stop..];
    loop {
        let stop = memchr::memchr2(b'"', b'\\', rest.as_bytes()).unwrap_or(rest.len());
        out.push_str(&rest[..stop]);
        rest = &rest[stop..];
        let mut ahead = rest.chars();
        if ahead.next() != Some('\\') {
            return Cow::Owned(out);
        }
        let Some(sign) = ahead.next() else { return Cow::Owned(out) };
        rest = ahead.as_str();
        match sign {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'u' => rest = unicode(rest, &mut out),
            other => out.push(other),
        }
    }
}

/// Reads the digits behind `\u`, and those of the second half of a pair; gives what follows.
fn unicode<'a>(rest: &'a str, out: &mut String) -> &'a str {
    let unit = |text: &str| text.get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok());
    let Some(first) = unit(rest) else {
        out.push(char::REPLACEMENT_CHARACTER);
        return rest;
    };
    let mut rest = &rest[4..];
    let second = rest.strip_prefix("\\u").and_then(unit).filter(|second| (0xdc00..0xe000).contains(second));
    match (first, second) {
        (0xd800..0xdc00, Some(second)) => {
            rest = &rest[6..];
            out.extend(char::decode_utf16([first, second]).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        (first, _) => out.push(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
    rest
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
}

const CUT_OFF: &str = "the file ends in the middle; it may have been cut off";

impl Parser<'_> {
    /// Passes white space, comments and the mark of the byte order.
    fn space(&mut self) -> Result<(), &'static str> {
        loop {
            let rest = &self.text[self.at..];
            match rest {
                [b' ' | b'\t' | b'\n' | b'\r' | 0x1e, ..] => self.at += 1,
                [0xef, 0xbb, 0xbf, ..] => self.at += 3,
                [b'/', b'/', ..] => self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
                [b'/', b'*', ..] => match memchr::memmem::find(&rest[2..], b"*/") {
                    Some(end) => self.at += end + 4,
                    None => return Err("a comment is never closed"),
                },
                _ => return Ok(()),
            }
        }
    }

    /// The next of the outermost values, if there is one.
    fn document(&mut self, roots: &mut Vec<At>) -> Result<bool, &'static str> {
        if self.at == self.text.len() {
            return Ok(false);
        }
        roots.push(self.nodes.len() as At);
        self.value(0)?;
        Ok(true)
    }

    fn value(&mut self, depth: usize) -> Result<(), &'static str> {
        let node = self.nodes.len();
        self.nodes.push(Node { start: self.at as u32, next: 0 });
        match self.text.get(self.at) {
            Some(b'{') => self.inside(b'}', depth)?,
            Some(b'[') => self.inside(b']', depth)?,
            Some(b'"') => self.string()?,
            Some(_) => self.scalar()?,
            None => return Err(CUT_OFF),
        }
        self.nodes[node].next = self.nodes.len() as At;
        Ok(())
    }

    /// What stands in an object or a list, up to its closing sign.
    fn inside(&mut self, close: u8, depth: usize) -> Result<(), &'static str> {
        if depth == DEEPEST {
            return Err("values stand in each other too deep");
        }
        self.at += 1;
        loop {
            self.space()?;
            if self.text.get(self.at) == Some(&close) {
                self.at += 1;
                return Ok(());
            }
            if close == b'}' {
                self.key()?;
            }
            self.value(depth + 1)?;
            self.space()?;
            match self.text.get(self.at) {
                Some(b',') => self.at += 1,
                Some(end) if *end == close => {}
                Some(_) => return Err("a comma or a closing bracket is missing"),
                None => return Err(CUT_OFF),
            }
        }
    }

    fn key(&mut self) -> Result<(), &'static str> {
        match self.text.get(self.at) {
            Some(b'"') => {}
            Some(_) => return Err("a name in quotation marks is missing"),
            None => return Err(CUT_OFF),
        }
        let node = self.nodes.len();
        self.nodes.push(Node { start: self.at as u32, next: node as At + 1 });
        self.string()?;
        self.space()?;
        match self.text.get(self.at) {
            Some(b':') => self.at += 1,
            Some(_) => return Err("a colon is missing behind a name"),
            None => return Err(CUT_OFF),
        }
        self.space()
    }

    fn string(&mut self) -> Result<(), &'static str> {
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = memchr::memchr2(b'"', b'\\', rest) else {
                self.at = self.text.len();
                return Err(CUT_OFF);
            };
            self.at += stop + 1;
            if rest[stop] == b'"' {
                return Ok(());
            }
            // What is escaped may be several bytes long; none of those behind the first is a quotation mark.
            self.at = (self.at + 1).min(self.text.len());
        }
    }

    fn scalar(&mut self) -> Result<(), &'static str> {
        let rest = &self.text[self.at..];
        let word = &rest[..rest.iter().take_while(|b| is_word(**b)).count()];
        let is_number = matches!(word, [b'0'..=b'9' | b'-', ..])
            && word.iter().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        if is_number || matches!(word, b"true" | b"false" | b"null") {
            self.at += word.len();
            return Ok(());
        }
        Err(if rest.is_empty() { CUT_OFF } else { "a value is missing, or text stands outside quotation marks" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Document, Flaw> {
        Document::parse(text.to_owned())
    }

    fn flaw(text: &str) -> (&'static str, (usize, usize)) {
        match parse(text) {
            Ok(_) => panic!("read: {text}"),
            Err(flaw) => (flaw.says, flaw.place),
        }
    }

    #[test]
    fn values_are_found_where_they_stand() {
        let text = "\u{feff}// a note\n{\"a\": [1, {\"b\": null,},], /* more */ \"C\\u0041\": \"x\\n\\ud83d\\ude00\\/\", \"n\": 123456789012345678901}";
        let json = parse(text).expect("JSON");
        let root = json.roots[0];
        let list = json.member(root, "a").expect("a member");
        assert_eq!(json.elements(list).map(|e| json.is_object(e)).collect::<Vec<_>>(), [false, true]);
        let text = json.member(root, "ca").expect("in other capitals");
        assert_eq!(json.word(text), "x\n\u{1f600}/");
        assert_eq!(json.word(json.member(root, "n").expect("a number")), "123456789012345678901");
        assert!(json.member(root, "b").is_none());
    }

    #[test]
    fn of_two_members_with_one_name_the_last_counts() {
        let json = parse("{\"A\": 1, \"a\": 2, \"a\": 3, \"A\": 4}").expect("JSON");
        let word = |name| json.word(json.member(json.roots[0], name).expect("it is there"));
        assert_eq!((word("a"), word("A")), ("3".into(), "4".into()));
    }

    #[test]
    fn several_documents_stand_behind_each_other() {
        assert_eq!(parse("{}\n{}\r\n\n[1]").expect("JSON").roots.len(), 3);
        assert!(parse(" \n").expect("nothing").roots.is_empty());
    }

    #[test]
    fn a_flaw_has_its_place_and_no_content() {
        assert_eq!(flaw("{\"a\": 1,\n \"b\" 2}"), ("a colon is missing behind a name", (2, 6)));
        assert_eq!(flaw("{\"a\": secret}").1, (1, 7));
        assert_eq!(flaw("[1, 2").0, CUT_OFF);
        assert_eq!(flaw("[\"\u{e9}\\").0, CUT_OFF);
        assert_eq!(flaw("[1 2]").0, "a comma or a closing bracket is missing");
        assert_eq!(flaw("{\"a\": }").0, "a value is missing, or text stands outside quotation marks");
        assert!(parse(&format!("{}1{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST))).is_ok());
        assert_eq!(flaw(&"[".repeat(100_000)).0, "values stand in each other too deep");
    }

    #[test]
    fn broken_escapes_are_read_as_far_as_they_go() {
        let json = parse(r#"["\ud800", "\ud800A", "\u12", "\uZZZZ", "\é"]"#).expect("JSON");
        let words: Vec<_> = json.elements(json.roots[0]).map(|e| json.word(e).into_owned()).collect();
        assert_eq!(words, ["\u{fffd}", "\u{fffd}A", "\u{fffd}12", "\u{fffd}ZZZZ", "é"]);
    }
}
