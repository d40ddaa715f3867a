//! Text in the encodings that people's tools write.

/// How text is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// The encoding of a text, from its first bytes, and how many of them are its mark.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, 2),
        _ => {
            // Of text without a mark, half of the bytes of most characters are zero.
            let looked_at = &head[..head.len().min(1024)];
            let (pairs, _) = looked_at.as_chunks::<2>();
            let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
            let most = |half: usize| pairs.len() > 1 && zeros(half) * 10 > pairs.len() * 8 && zeros(1 - half) == 0;
            match (most(1), most(0)) {
                (true, _) => (Encoding::Utf16Le, 0),
                (_, true) => (Encoding::Utf16Be, 0),
                _ => (Encoding::Utf8, 0),
            }
        }
    }
}

/// The whole of a text as UTF-8, without its mark.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    let (encoding, mark) = encoding(&bytes);
    let unit = match encoding {
        Encoding::Utf16Le => u16::from_le_bytes,
        Encoding::Utf16Be => u16::from_be_bytes,
        Encoding::Utf8 => {
            return String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        }
    };
    let (pairs, _) = bytes[mark..].as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Does a file start as JSON does? A table whose first heading stands in brackets does not.
pub(super) fn looks_like_json(head: &[u8]) -> bool {
    let (encoding, mark) = encoding(head);
    let start: Vec<u8> = match encoding {
        Encoding::Utf8 => head[mark..].iter().take(4096).copied().collect(),
        _ => head[mark..].iter().take(8192).filter(|byte| **byte != 0).copied().collect(),
    };
    let Some((open, rest)) = behind_comments(&start).split_first() else { return false };
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let wide: Vec<u8> = "{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(looks_like_json(&wide));
        assert_eq!(decoded(wide), "{\"a\": 1}");
    }
}
