//! JSON, with the place of every text.

use super::document::{Block, Text};
use super::fields::{self, Node};

/// Deeper documents are not read as JSON.
const DEPTH: usize = 120;

/// Reads a document, if it is JSON.
pub(super) fn read(file: &str) -> Option<Vec<Block>> {
    let mut reader = Reader { file, at: 0 };
    if file.starts_with('\u{feff}') {
        reader.at = '\u{feff}'.len_utf8();
    }
    reader.space();
    let mut first = reader.value(0)?;
    reader.space();
    // One value a line.
    if reader.at < file.len() {
        let mut all = vec![first];
        while reader.at < file.len() {
            all.push(reader.value(0)?);
            reader.space();
        }
        first = Node::Array(all);
    }
    Some(fields::blocks(&first))
}

struct Reader<'f> {
    file: &'f str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.file.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > DEPTH {
            return None;
        }
        match self.peek()? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.text().map(Node::Text),
            _ => {
                let rest = &self.file[self.at..];
                let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
                let word = &rest[..len];
                self.at += len;
                match word {
                    "true" | "false" | "null" => Some(Node::Other),
                    _ => word.parse::<f64>().ok().map(|_| Node::Number(word.to_owned())),
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Node> {
        self.eat(b'{')?;
        let mut fields = Vec::new();
        self.space();
        if self.eat(b'}').is_some() {
            return Some(Node::Object(fields));
        }
        loop {
            self.space();
            let key = self.text()?.shown;
            self.space();
            self.eat(b':')?;
            self.space();
            fields.push((key, self.value(depth + 1)?));
            self.space();
            if self.eat(b',').is_none() {
                self.eat(b'}')?;
                return Some(Node::Object(fields));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Node> {
        self.eat(b'[')?;
        let mut all = Vec::new();
        self.space();
        if self.eat(b']').is_some() {
            return Some(Node::Array(all));
        }
        loop {
            self.space();
            all.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b',').is_none() {
                self.eat(b']')?;
                return Some(Node::Array(all));
            }
        }
    }

    fn text(&mut self) -> Option<Text> {
        self.eat(b'"')?;
        let mut text = Text::default();
        loop {
            let rest = &self.file[self.at..];
            let len = rest.find(['"', '\\'])?;
            text.push(self.file, self.at..self.at + len);
            self.at += len;
            if self.eat(b'"').is_some() {
                return Some(text);
            }
            let (shown, len) = escape(&self.file[self.at..])?;
            text.push_for(shown.encode_utf8(&mut [0; 4]), self.at..self.at + len);
            self.at += len;
        }
    }
}

/// What an escape stands for, and how long it is.
fn escape(rest: &str) -> Option<(char, usize)> {
    let unit = |from: usize| {
        let digits = rest.get(from..from + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    };
    Some(match rest.as_bytes().get(1)? {
        b'n' => ('\n', 2),
        b't' => ('\t', 2),
        b'r' => ('\r', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        b'"' => ('"', 2),
        b'\\' => ('\\', 2),
        b'/' => ('/', 2),
        b'u' => {
            let first = unit(2)?;
            let pair = rest.get(6..8).filter(|p| *p == "\\u").and_then(|_| unit(8)).map(|second| [first, second]);
            match char::from_u32(u32::from(first)) {
                Some(c) => (c, 6),
                None => match pair.and_then(|p| char::decode_utf16(p).next()) {
                    Some(Ok(c)) => (c, 12),
                    _ => ('\u{fffd}', 6),
                },
            }
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_places() {
        let file = "{\"a\": [\"é\\u00e9 \\ud83d\\ude00 PR.AC-4\", 1.5, null], \"b\": {\"c\": \"\"}}";
        let mut reader = Reader { file, at: 0 };
        let Some(Node::Object(fields)) = reader.value(0) else { panic!("it is JSON") };
        let Node::Array(all) = &fields[0].1 else { panic!("an array") };
        let Node::Text(text) = &all[0] else { panic!("a text") };
        assert_eq!(text.shown, "éé 😀 PR.AC-4");
        let at = text.shown.find("PR").expect("it is there");
        assert_eq!(&file[text.source(at..text.shown.len())], "PR.AC-4");
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["{", "[link](x)", "{\"a\": }", "[1, 2", "{'a': 1}", "[\"\\x\"]", "\"a", "[1 2]", ""] {
            assert!(read(text).is_none(), "{text}");
        }
        assert!(read(&"[".repeat(5_000_000)).is_none());
        assert!(read("{\"a\": 1}\n{\"a\": 2}\n").is_some());
    }
}
