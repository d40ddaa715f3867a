//! Files that are no tables: what they are, and what to do.

use crate::intake::IngestError;

/// What a file is and what to do, by its first bytes.
const KINDS: &[(&[u8], &str, &str)] = &[
    (b"PK\x05\x06", "an empty zip archive", "give the files that should be in it"),
    (b"PK\x07\x08", "a part of a zip archive", "unpack it and give the tables in it"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old or an encrypted workbook",
        "open it, take its password off and save its sheet as CSV",
    ),
    (b"\xff\xfe\0\0", "UTF-32 text", "save it as CSV UTF-8"),
    (b"\0\0\xfe\xff", "UTF-32 text", "save it as CSV UTF-8"),
    (b"%PDF", "a PDF", "ask for the table that it was made from"),
    (b"{\\rtf", "a text document (RTF)", "ask for the table that it was made from"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"BZh91AY", "a compressed file (bzip2)", "unpack it first"),
    (b"\xfd7zXZ\0", "a compressed file (xz)", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (zstd)", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", "unpack it and give the tables in it"),
    (b"Rar!\x1a\x07", "an archive (rar)", "unpack it and give the tables in it"),
    (b"\x89PNG", "an image", "ask for the table that it shows"),
    (b"\xff\xd8\xff", "an image", "ask for the table that it shows"),
    (b"GIF87a", "an image", "ask for the table that it shows"),
    (b"GIF89a", "an image", "ask for the table that it shows"),
    (b"II*\0", "an image", "ask for the table that it shows"),
    (b"MM\0*", "an image", "ask for the table that it shows"),
    (b"SQLite format 3\0", "a database (SQLite)", "export its table as CSV"),
    (b"PAR1\x15", "a Parquet file", "export it as CSV"),
    (b"ElfFile\0", "a Windows event log", "export what you need of it as CSV"),
    (b"\x7fELF", "a program", "give a table"),
    (
        b"-----BEGIN",
        "a key or a certificate (PEM)",
        "keep it in a store for secrets, and give a list of keys or certificates instead",
    ),
    (
        b"<!doctype html",
        "a web page",
        "if it is a page to log in at, download the file again; if it is a table, open it in a spreadsheet and save it as CSV",
    ),
    (
        b"<html",
        "a web page",
        "if it is a page to log in at, download the file again; if it is a table, open it in a spreadsheet and save it as CSV",
    ),
    (b"<?xml", "XML", "open it in the tool that it belongs to and export the table as CSV"),
];

/// Refuses what is no text, by its first bytes.
pub(in crate::intake) fn refuse(name: &str, head: &[u8]) -> Result<(), IngestError> {
    if head.is_empty() {
        return Err(IngestError::Empty { file: name.into() });
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let starts_with = |sign: &[u8]| start.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
    let known = KINDS.iter().find(|(sign, ..)| starts_with(sign)).map(|(_, what, remedy)| (*what, *remedy));
    let zip = || start.starts_with(b"PK\x03\x04").then(|| zip(start));
    let tar = || {
        (head.get(257..262) == Some(b"ustar")).then_some(("an archive (tar)", "unpack it and give the tables in it"))
    };
    match known.or_else(zip).or_else(tar) {
        Some((what, remedy)) => Err(IngestError::NotATable { file: name.into(), what, remedy }),
        None => Ok(()),
    }
}

/// Refuses text with bytes that no text has.
pub(in crate::intake) fn refuse_binary(name: &str, text: &[u8]) -> Result<(), IngestError> {
    let is_odd = |byte: &&u8| matches!(byte, 1..=8 | 0xe..=0x19 | 0x1b..=0x1f | 0x7f);
    if memchr::memchr(0, text).is_some() || text.iter().filter(is_odd).count() * 20 > text.len() {
        let (what, remedy) = ("binary data", "give a table as CSV, or JSON");
        return Err(IngestError::NotATable { file: name.into(), what, remedy });
    }
    Ok(())
}

/// What a zip archive is, by the names of the first files in it.
fn zip(head: &[u8]) -> (&'static str, &'static str) {
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if has(b"word/") {
        ("a text document (Word)", "copy its table into a sheet and save that as CSV")
    } else if has(b"ppt/") {
        ("a presentation", "ask for the table that it was made from")
    } else if has(b"xl/") || has(b"opendocument.spreadsheet") {
        ("a workbook", "save its sheet as CSV")
    } else if has(b"opendocument") {
        ("a document", "copy its table into a sheet and save that as CSV")
    } else {
        ("a workbook or another zip archive", "save its sheet as CSV, or unpack it and give the tables in it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_the_file_is_and_what_to_do() {
        let told = |bytes: &[u8]| refuse("f", bytes).expect_err("refused").to_string();
        assert_eq!(told(b"%PDF-1.7\n"), "`f` is a PDF, which cannot be read; ask for the table that it was made from");
        assert!(told(b"PK\x03\x04....word/document.xml").contains("Word"));
        assert!(told(b"PK\x03\x04....xl/workbook.xml").contains("a workbook,"));
        assert!(told(b"\xef\xbb\xbf<!DOCTYPE HTML>").contains("web page"));
        assert!(told(b"-----BEGIN RSA PRIVATE KEY-----").contains("store for secrets"));
        assert!(told(b"").contains("empty"));
        for text in [&b"name,owner\n"[..], b"BZ,owner\n", b"P", b"RIF,x", b"\xff\xfea\0"] {
            assert!(refuse("f", text).is_ok(), "{text:?}");
        }
        assert!(refuse_binary("f", b"a\0b").is_err());
    }
}
