//! The pattern of a cell, which shows its form and not its content.

/// Signs of a pattern that are shown.
const SHOWN: usize = 32;

/// Letters as `a` or `A`, digits as `9`; signs stand for themselves.
pub(crate) fn mask(cell: &str) -> String {
    let mut out: String = cell.trim().chars().take(SHOWN).map(sign).collect();
    if cell.trim().chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

fn sign(c: char) -> char {
    if c.is_numeric() {
        '9'
    } else if c.is_uppercase() {
        'A'
    } else if c.is_alphabetic() {
        'a'
    } else if c.is_ascii_graphic() {
        c
    } else {
        ' '
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn a_mask_keeps_the_form_and_no_letter() {
        assert_eq!(mask(" svc-0142@example.com "), "aaa-9999@aaaaaaa.aaa");
        assert_eq!(mask("Jürgen Öz\n2026-09-15T10:00Z"), "Aaaaaa Aa 9999-99-99A99:99A");
        assert_eq!(mask(&"x".repeat(99)).chars().count(), 33);
    }
}
