//! Small questions about a text at a byte of it.

use super::pattern;

/// May these words stand between a name and an id?
pub(super) fn passes(word: &str) -> bool {
    one_of(
        "control controls subcategory subcategories category categories function id ids ref refs reference references \
         requirement requirements item items no number clause practice to",
        word,
    )
}

/// Does this word lead from an id to the framework that has it?
pub(super) fn leads_to_name(word: &str) -> bool {
    one_of("in from under per within", word)
}

/// Does this word make a number before it a count?
pub(super) fn is_counted(word: &str) -> bool {
    one_of(
        "million billion thousand hundred percent per times x days hours minutes years months weeks seconds points gb mb kb \
         tb ms pages",
        word,
    )
}

/// May this word follow the last bare number of a list? Others would make it a count.
pub(super) fn goes_on(word: &str) -> bool {
    one_of(
        "is are was were has have apply applies ask asks say says cover covers require requires address addresses map maps \
         relate for as which that with under by on at when respectively both call",
        word,
    )
}

fn one_of(words: &str, word: &str) -> bool {
    !word.is_empty() && words.split(' ').any(|w| w.eq_ignore_ascii_case(word))
}

/// May a citation or a name begin at this byte, given where the last match ended?
pub(super) fn starts(text: &str, at: usize, matched: usize) -> bool {
    if at == 0 || (at == matched && matched > 0) {
        return true;
    }
    let mut before = text[..at].chars().rev();
    let (Some(last), previous) = (before.next(), before.next()) else { return true };
    if last.is_alphanumeric() {
        return false;
    }
    // `svc-nhi-7`, `x.PR.AC-4`: marks that hold words together, unless a citation ended before them.
    let joins = matches!(last, '-' | '.' | '_' | '@' | '/' | '\\' | '~');
    !joins || at - last.len_utf8() == matched || !previous.is_some_and(char::is_alphanumeric)
}

/// Where a web or mail address that begins here ends.
pub(super) fn address_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let is_address = pattern::starts_with(rest, "http://")
        || pattern::starts_with(rest, "https://")
        || pattern::starts_with(rest, "www.");
    is_address.then(|| {
        at + rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | '"' | ']' | '|')).unwrap_or(rest.len())
    })
}

/// The end of what looks like an id of some framework: capitals, a mark, a number.
pub(super) fn id_like(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let mark = rest[letters..].bytes().take_while(|b| matches!(b, b'-' | b'.')).count();
    let digits = rest[letters + mark..].bytes().take_while(u8::is_ascii_digit).count();
    let end = letters + mark + digits;
    let ends =
        !rest[end..].starts_with(|c: char| c.is_ascii_digit() || c.is_lowercase() || matches!(c, '_' | '@' | '%'));
    ((2..=5).contains(&letters) && mark == 1 && (1..=3).contains(&digits) && ends && !continues_number(&rest[end..]))
        .then_some(at + end)
}

/// Does a number go on here, as in `.5`?
pub(super) fn continues_number(rest: &str) -> bool {
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(c), _) if c.is_ascii_digit() => true,
        (Some('.' | ':'), Some(d)) => d.is_ascii_digit(),
        (Some(c), _) => c.is_lowercase(),
        (None, _) => false,
    }
}

/// The word behind a byte, without the space before it.
pub(super) fn next_word(text: &str, at: usize) -> &str {
    let rest = text[at..].trim_start_matches([' ', '\t', '\u{a0}']);
    &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
}
