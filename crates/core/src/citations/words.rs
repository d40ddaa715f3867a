//! From a text to words that can be compared: stems, sentences, and where each word stood.

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case and one spelling ("behaviour" and "behavior" are one).
    pub(super) plain: String,
    /// Without the ending that number and tense give it.
    pub(super) stem: String,
    /// Where it stands in the text, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The sentence it stands in, from 0.
    pub(super) sentence: usize,
    /// The part of the sentence between commas, from 0 and through the whole text.
    pub(super) clause: usize,
}

/// The words of a text, in their order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let (mut sentence, mut clause, mut begun) = (0, 0, None);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            begun.get_or_insert(at);
            continue;
        }
        let next = chars.peek().map(|(_, c)| *c);
        // "agent's" is one word, and so is what an apostrophe of a printed text parts.
        if matches!(c, '\'' | '’') && begun.is_some() && next.is_some_and(char::is_alphanumeric) {
            continue;
        }
        out.extend(begun.take().map(|start| word(text, start, at, sentence, clause)));
        // A full stop within "800.53" or "PR.AA" ends nothing.
        if matches!(c, '!' | '?' | ';' | '\n') || (c == '.' && next.is_none_or(char::is_whitespace)) {
            sentence += 1;
            clause += 1;
        } else if matches!(c, ',' | ':' | '(' | ')') {
            clause += 1;
        }
    }
    out.extend(begun.map(|start| word(text, start, text.len(), sentence, clause)));
    joined(out)
}

/// "Non-human" is no kind of human, and "life cycle" is also written in one: such a word and the next are one.
fn joined(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        match out.last_mut() {
            Some(before) if before.clause == word.clause && goes_with(&before.plain, &word.plain) => {
                before.plain.push_str(&word.plain);
                before.stem = stem(&before.plain);
                before.end = word.end;
            }
            _ => out.push(word),
        }
    }
    out
}

fn goes_with(word: &str, next: &str) -> bool {
    word == "non" || (word == "life" && matches!(next, "cycle" | "cycles"))
}

fn word(text: &str, start: usize, end: usize, sentence: usize, clause: usize) -> Word {
    let plain = spelled(&text[start..end]);
    Word { stem: stem(&plain), plain, start, end, sentence, clause }
}

/// Lower case, without the genitive, in one of the spellings of English.
pub(super) fn spelled(word: &str) -> String {
    let mut lower: String = word.chars().flat_map(char::to_lowercase).collect();
    if let Some(at) = lower.find(['\'', '’']) {
        // "agent's", "owner's"; in "don't" what follows does not matter either.
        lower.truncate(at);
    }
    lower.replace("iza", "isa").replace("ize", "ise").replace("izi", "isi").replace("our", "or").replace("mme", "m")
}

/// A word without its ending of number and tense: "rotates", "rotated" and "rotating" are one.
///
/// Only what inflection adds is taken off, so that words of other meaning stay apart ("policy", "police"); kinship
/// beyond that, such as "rotation", is said in the terms by a star.
pub(super) fn stem(plain: &str) -> String {
    if !plain.is_ascii() || plain.len() < 4 || plain.bytes().any(|b| b.is_ascii_digit()) {
        return plain.to_owned();
    }
    let mut stem = plain;
    if let Some(base) = plain.strip_suffix("ies").or_else(|| plain.strip_suffix("ied")).filter(|b| b.len() > 1) {
        return format!("{base}y");
    }
    if let Some(base) = stem.strip_suffix('s')
        && !base.ends_with(['s', 'u', 'i'])
    {
        stem = base;
    }
    let has_vowel = |s: &str| s.bytes().any(|b| b"aeiouy".contains(&b));
    let cut = ["ing", "ed"].into_iter().find_map(|end| {
        stem.strip_suffix(end).filter(|base| base.len() > 1 && has_vowel(base) && !(end == "ed" && base.ends_with('e')))
    });
    let stem = match cut {
        // "used" is "use", and "aging" is "age".
        Some(base) if base.len() == 2 => return format!("{base}e"),
        // "coded" is "code", and "logged" is "log".
        Some(base) if is_short(base) => return format!("{base}e"),
        Some(base) => undoubled(base),
        // "note" is not "not".
        None => stem.strip_suffix('e').filter(|base| base.len() > 3).unwrap_or(stem),
    };
    // One side of the ocean writes "controlled", the other "labeled"; either way it is one word.
    match stem.strip_suffix('l') {
        Some(base) if base.len() > 3 && base.ends_with('l') => base.to_owned(),
        _ => stem.to_owned(),
    }
}

/// Three letters that had an "e" after them: consonant, vowel, consonant.
fn is_short(base: &str) -> bool {
    let vowel = |b: &u8| b"aeiou".contains(b);
    matches!(base.as_bytes(), [a, b, c] if !vowel(a) && vowel(b) && !vowel(c) && !b"wxy".contains(c))
}

/// "logg" from "logging" is "log"; "access" keeps both letters.
fn undoubled(base: &str) -> &str {
    let bytes = base.as_bytes();
    match bytes {
        [.., a, b] if a == b && bytes.len() > 3 && !b"lsz".contains(b) => &base[..base.len() - 1],
        _ => base.strip_suffix('e').unwrap_or(base),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_are_one_stem() {
        for family in [
            &["rotate", "rotates", "rotated", "rotating"][..],
            &["policy", "policies"],
            &["access", "accesses", "accessed", "accessing"],
            &["log", "logs", "logged", "logging"],
            &["expire", "expires", "expired", "expiring"],
            &["process", "processes"],
            &["key", "keys"],
            &["use", "uses", "used", "using"],
            &["share", "shared", "sharing"],
            &["PAT", "PATs"],
            &["copy", "copied", "copies"],
            &["control", "controls", "controlled", "controlling"],
            &["install", "installed", "installing"],
            &["code", "codes", "coded", "coding"],
            &["own", "owned", "owning"],
            &["fix", "fixed"],
            &["leave", "leaves", "leaving"],
        ] {
            let stems: Vec<String> = family.iter().map(|w| stem(&spelled(w))).collect();
            assert!(stems.windows(2).all(|two| two[0] == two[1]), "{family:?}: {stems:?}");
        }
    }

    #[test]
    fn words_of_other_meaning_stay_apart() {
        for (one, other) in
            [("policy", "police"), ("organ", "organise"), ("need", "never"), ("DoS", "do"), ("notes", "not")]
        {
            assert_ne!(stem(one), stem(other), "{one} {other}");
        }
    }

    #[test]
    fn both_spellings_of_english_are_one() {
        for (one, other) in [("authorization", "authorisation"), ("behaviour", "behavior"), ("programmes", "programs")]
        {
            assert_eq!(stem(&spelled(one)), stem(&spelled(other)));
        }
    }

    #[test]
    fn words_know_their_sentence_and_place() {
        let text = "The agent’s keys rotate. PR.AA-05: yes";
        let found = words(text);
        let seen: Vec<(&str, usize)> = found.iter().map(|w| (&text[w.start..w.end], w.sentence)).collect();
        assert_eq!(
            seen,
            [("The", 0), ("agent’s", 0), ("keys", 0), ("rotate", 0), ("PR", 1), ("AA", 1), ("05", 1), ("yes", 1)]
        );
        assert_eq!(found[1].plain, "agent");
        let text = "Non-human use";
        let found = words(text);
        assert_eq!(found.iter().map(|w| &text[w.start..w.end]).collect::<Vec<_>>(), ["Non-human", "use"]);
    }
}
