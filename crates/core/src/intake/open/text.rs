//! Text in the encodings that people's tools write, as UTF-8.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// UTF-8 where it is that, and Windows-1252 where it is not.
    Windows1252,
}

impl Encoding {
    /// In words.
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8 text",
            Self::Utf16Le | Self::Utf16Be => "UTF-16 text",
            Self::Windows1252 => "Windows-1252 text",
        }
    }
}

/// The encoding of a text, from its first bytes.
pub(super) fn encoding(head: &[u8]) -> Encoding {
    match head {
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    // In text without a mark, half of the bytes of most characters are zero.
    let (pairs, _) = head[..head.len().min(1024)].as_chunks::<2>();
    let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    let most = |half: usize| pairs.len() > 1 && zeros(half) * 10 > pairs.len() * 8 && zeros(1 - half) == 0;
    if most(1) {
        Encoding::Utf16Le
    } else if most(0) {
        Encoding::Utf16Be
    } else if str::from_utf8(head).is_err_and(|error| error.error_len().is_some()) {
        Encoding::Windows1252
    } else {
        Encoding::Utf8
    }
}

/// The whole of a text as UTF-8, without its mark.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    let encoding = encoding(&bytes);
    if encoding == Encoding::Utf8 {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let mut text = Vec::new();
            decode(Encoding::Windows1252, error.as_bytes(), true, &mut text);
            String::from_utf8(text).unwrap_or_default()
        });
        return text;
    }
    let mut text = Vec::new();
    decode(encoding, &bytes, true, &mut text);
    let text = String::from_utf8(text).unwrap_or_default();
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// Text as UTF-8 where some of it is not, and how many bytes were read as Windows-1252; none where all of it is.
pub(in crate::intake) fn repaired(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    if str::from_utf8(text).is_ok() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len() + text.len() / 8);
    decode(Encoding::Windows1252, text, true, &mut out);
    let odd = text.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    Some((out, odd))
}

/// Appends bytes as UTF-8, and gives how many of them were whole characters. At the end all are.
fn decode(encoding: Encoding, bytes: &[u8], at_end: bool, out: &mut Vec<u8>) -> usize {
    match encoding {
        Encoding::Utf8 => {
            out.extend_from_slice(bytes);
            bytes.len()
        }
        Encoding::Utf16Le => decode_wide(bytes, u16::from_le_bytes, at_end, out),
        Encoding::Utf16Be => decode_wide(bytes, u16::from_be_bytes, at_end, out),
        Encoding::Windows1252 => decode_narrow(bytes, at_end, out),
    }
}

fn decode_wide(bytes: &[u8], unit: fn([u8; 2]) -> u16, at_end: bool, out: &mut Vec<u8>) -> usize {
    let (mut pairs, rest) = bytes.as_chunks::<2>();
    // The first half of a pair waits for the second.
    if let (Some((last, before)), false) = (pairs.split_last(), at_end)
        && (0xd800..0xdc00).contains(&unit(*last))
    {
        pairs = before;
    }
    let mut character = [0; 4];
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let decoded = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        out.extend_from_slice(decoded.encode_utf8(&mut character).as_bytes());
    }
    if at_end && !rest.is_empty() {
        out.extend_from_slice("\u{fffd}".as_bytes());
    }
    if at_end { bytes.len() } else { pairs.len() * 2 }
}

fn decode_narrow(bytes: &[u8], at_end: bool, out: &mut Vec<u8>) -> usize {
    let mut rest = bytes;
    loop {
        let Err(error) = str::from_utf8(rest) else {
            out.extend_from_slice(rest);
            return bytes.len();
        };
        let (valid, after) = rest.split_at(error.valid_up_to());
        out.extend_from_slice(valid);
        let odd = match error.error_len() {
            Some(length) => length,
            None if at_end => after.len(),
            None => return bytes.len() - after.len(),
        };
        let mut character = [0; 4];
        for byte in &after[..odd] {
            out.extend_from_slice(windows_1252(*byte).encode_utf8(&mut character).as_bytes());
        }
        rest = &after[odd..];
    }
}

/// The characters of Windows-1252 from 0x80 to 0x9f; those that it leaves open are the replacement character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..0xa0 => WINDOWS_1252[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Size and hash of the bytes that passed.
#[derive(Debug, Default)]
pub(in crate::intake) struct Passed {
    bytes: u64,
    hash: Sha256,
}

impl Passed {
    /// Size and SHA-256.
    pub(super) fn told(passed: &Mutex<Self>) -> (u64, String) {
        let passed = passed.lock().unwrap_or_else(PoisonError::into_inner);
        (passed.bytes, crate::hex(&passed.hash.clone().finalize()))
    }
}

/// A text as UTF-8 while it is read.
pub(super) struct Decoder<R> {
    encoding: Encoding,
    inner: R,
    passed: Arc<Mutex<Passed>>,
    /// Bytes of a character that is not whole yet, and then those that are read.
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    at_end: bool,
}

impl<R: Read> Decoder<R> {
    pub(super) fn new(encoding: Encoding, inner: R, passed: Arc<Mutex<Passed>>) -> Self {
        Self { encoding, inner, passed, raw: Vec::new(), text: Vec::new(), at: 0, at_end: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        const PIECE: usize = 64 << 10;
        let kept = self.raw.len();
        self.raw.resize(kept + PIECE, 0);
        let read = self.inner.read(&mut self.raw[kept..]);
        self.raw.truncate(kept + *read.as_ref().unwrap_or(&0));
        self.at_end = read? == 0;
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed.hash.update(&self.raw[kept..]);
        passed.bytes += (self.raw.len() - kept) as u64;
        drop(passed);
        self.text.clear();
        self.at = 0;
        let whole = decode(self.encoding, &self.raw, self.at_end, &mut self.text);
        self.raw.drain(..whole);
        Ok(())
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.at_end {
            self.fill()?;
        }
        let size = out.len().min(self.text.len() - self.at);
        out[..size].copy_from_slice(&self.text[self.at..self.at + size]);
        self.at += size;
        Ok(size)
    }
}

/// Does a file start as JSON does? A table whose first heading stands in brackets does not.
pub(super) fn looks_like_json(head: &[u8]) -> bool {
    let start: Vec<u8> = match encoding(head) {
        Encoding::Utf16Le | Encoding::Utf16Be => {
            head.iter().take(8192).filter(|byte| !matches!(byte, 0 | 0xfe | 0xff)).copied().collect()
        }
        _ => head.iter().take(4096).copied().collect(),
    };
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let Some((open, rest)) = behind_comments(start).split_first() else { return false };
    let inside = behind_comments(rest);
    match (open, inside.first()) {
        (b'{', first) => matches!(first, None | Some(b'"' | b'}')),
        (b'[', None | Some(b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9')) => true,
        (b'[', _) => [&b"true"[..], b"false", b"null"].iter().any(|word| inside.starts_with(word)),
        _ => false,
    }
}

/// What stands behind white space and comments.
fn behind_comments(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    loop {
        let after = match rest {
            [b'/', b'/', ..] => memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()),
            [b'/', b'*', ..] => memchr::memmem::find(&rest[2..], b"*/").map_or(rest.len(), |end| end + 4),
            _ => return rest,
        };
        rest = rest[after..].trim_ascii_start();
    }
}

/// The delimiter that a table's first line declares for spreadsheets: `sep=;`.
pub(in crate::intake) fn declared_delimiter(text: &[u8]) -> Option<u8> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (word, sign) = line.split_at_checked(4)?;
    match sign {
        [sign] if word.eq_ignore_ascii_case(b"sep=") && !sign.is_ascii_alphanumeric() && sign.is_ascii() => Some(*sign),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn json_is_told_from_tables() {
        for json in
            ["{\"a\": 1}", " [ {", "[]", "{}", "[\n", "// x\n{ \"a\"", "/* [ */ [1]", "\u{feff}{\"a\"", "[null]"]
        {
            assert!(looks_like_json(json.as_bytes()), "{json}");
        }
        for other in ["[Name],Owner\n", "{Name},Owner", "name,owner", "", "/path,owner", "[notes]"] {
            assert!(!looks_like_json(other.as_bytes()), "{other}");
        }
        assert!(looks_like_json(&wide("{\"a\": 1}", u16::to_le_bytes)));
        assert!(looks_like_json(&wide("\u{feff}[{\"a\": 1}]", u16::to_be_bytes)));
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn text_is_read_in_the_encoding_that_it_has() {
        let text = "Name;Größe\n\u{1f600};x\n";
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(decoded(wide(&format!("\u{feff}{text}"), bytes)), text);
            assert_eq!(decoded(wide("Name;Größe\nb;c\n", bytes)), "Name;Größe\nb;c\n");
        }
        assert_eq!(decoded(b"Gr\xf6\xdfe \x80 \x93x\x94 \x81".to_vec()), "Größe € “x” \u{fffd}");
        assert_eq!(decoded(b"\xff\xfeA\x00B".to_vec()), "A\u{fffd}");
        assert_eq!(decoded("é".into()), "é");
        assert_eq!(repaired("é".as_bytes()), None);
        assert_eq!(repaired(b"\xc3\xa9 \xe9"), Some(("é é".into(), 1)));
    }

    #[test]
    fn a_declared_delimiter_is_one_sign_on_the_first_line() {
        let cases = [
            ("sep=;\na;b", Some(b';')),
            ("SEP=\t\r\na", Some(b'\t')),
            ("\"sep=|\"\ra", Some(b'|')),
            ("sep=;;;\n", None),
            ("sep=x\n", None),
            ("sep=\n", None),
            ("a\nsep=;\n", None),
            ("", None),
        ];
        for (text, delimiter) in cases {
            assert_eq!(declared_delimiter(text.as_bytes()), delimiter, "{text}");
        }
    }

    /// Gives its bytes in pieces of a size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let size = self.1.min(out.len()).min(self.0.len());
            out[..size].copy_from_slice(&self.0[..size]);
            self.0 = &self.0[size..];
            Ok(size)
        }
    }

    proptest! {
        #[test]
        fn the_pieces_in_which_bytes_come_change_no_text(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            size in 1usize..9,
            encoding in prop::sample::select(vec![Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Windows1252]),
        ) {
            let mut whole = Vec::new();
            prop_assert_eq!(decode(encoding, &bytes, true, &mut whole), bytes.len());
            prop_assert!(str::from_utf8(&whole).is_ok());
            let passed = Arc::new(Mutex::new(Passed::default()));
            let mut read = Vec::new();
            Decoder::new(encoding, Pieces(&bytes, size), Arc::clone(&passed)).read_to_end(&mut read).expect("bytes");
            prop_assert_eq!(&read, &whole);
            prop_assert_eq!(Passed::told(&passed), (bytes.len() as u64, crate::hex(&Sha256::digest(&bytes))));
        }
    }
}
