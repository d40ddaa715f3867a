//! What the condition language refuses, and in which words.

/// What is refused: the text with `⟦ ⟧` around the error's span, and the message.
pub(super) const REFUSED: &[(&str, &str)] = &[
    // Parts of CEL that the language leaves out.
    (
        "a == ⟦null⟧",
        "`null` is not part of the condition language; ask `has(x)` or `!has(x)`",
    ),
    (
        "a ⟦?⟧ b : c",
        "`?:` is not part of the condition language; write two checks or use `&&` and `||`",
    ),
    (
        "a ⟦+⟧ 1 > b",
        "`+` is not part of the condition language; keep the sum in a policy value; text is not joined",
    ),
    (
        "age(as_of ⟦-⟧ a)",
        "`-` is not part of the condition language; count days with `age(x)`, `days_until(x)` or `days_between(a, b)`; a minus stands only before a whole number",
    ),
    (
        "a > 3 ⟦*⟧ b",
        "`*` is not part of the condition language; keep the product in a policy value",
    ),
    (
        "a > b ⟦/⟧ 2",
        "`/` is not part of the condition language; keep the quotient in a policy value; a comment starts with `//`",
    ),
    (
        "a ⟦%⟧ 2 == 0",
        "`%` is not part of the condition language; compare with a policy value",
    ),
    (
        "a > ⟦-⟧b",
        "`-` stands only before a whole number, as in `-1`; take it out, or turn the comparison round",
    ),
    (
        "a > -⟦1.5⟧",
        "`1.5` is not part of the condition language; numbers are whole: write days or percents, such as `90`",
    ),
    (
        "!⟦-⟧1",
        "`!` asks the opposite of a condition, and a number is none; compare the number first",
    ),
    (
        "a.b.⟦matches⟧('^x')",
        "`matches` is not part of the condition language; use `startsWith`, `endsWith` or `contains`",
    ),
    (
        "⟦matches⟧(a, '^x')",
        "`matches` is not part of the condition language; use `startsWith`, `endsWith` or `contains`",
    ),
    (
        "a.b⟦[0]⟧ == 'x'",
        "`[]` is not part of the condition language; to look into a list, write `x in list`, `list.exists(v, ..)` or `list.all(v, ..)`",
    ),
    (
        "a⟦[b[0] + (1)]⟧.c",
        "`[]` is not part of the condition language; to look into a list, write `x in list`, `list.exists(v, ..)` or `list.all(v, ..)`",
    ),
    (
        "a⟦[⟧0",
        "`[]` is not part of the condition language; to look into a list, write `x in list`, `list.exists(v, ..)` or `list.all(v, ..)`",
    ),
    (
        "a in ⟦{'b': 1}⟧",
        "`{}` is not part of the condition language; values are written `\"a\"`, `90`, `true` or `[\"a\", \"b\"]`",
    ),
    (
        "a.B⟦{c: 1}⟧",
        "`{}` is not part of the condition language; values are written `\"a\"`, `90`, `true` or `[\"a\", \"b\"]`",
    ),
    (
        "a.⟦map⟧(v, v.b)",
        "`map` is not part of the condition language; ask of each element with `exists` or `all`",
    ),
    (
        "a.⟦filter⟧(v, v)",
        "`filter` is not part of the condition language; put its condition into `exists` or `all`",
    ),
    (
        "a.⟦exists_one⟧(v, v)",
        "`exists_one` is not part of the condition language; use `exists` or `all`, with `size(list)` where the number matters",
    ),
    (
        "a > ⟦1.5⟧",
        "`1.5` is not part of the condition language; numbers are whole: write days or percents, such as `90`",
    ),
    (
        "a > ⟦2e-3⟧",
        "`2e-3` is not part of the condition language; numbers are whole: write days or percents, such as `90`",
    ),
    (
        "a > ⟦.5⟧",
        "`.5` is not part of the condition language; numbers are whole: write days or percents, such as `90`",
    ),
    (
        "a > ⟦5u⟧",
        "`5u` is not part of the condition language; leave out the `u`",
    ),
    (
        "a > ⟦0xFF⟧",
        "`0xFF` is not part of the condition language; write the number in decimal digits",
    ),
    (
        "a == ⟦b⟧'x'",
        "bytes are not part of the condition language; leave out the `b` before the quote",
    ),
    (
        "a == ⟦R⟧\"x\"",
        "raw strings are not part of the condition language; leave out the `R` before the quote",
    ),
    (
        "a == ⟦\"\"\"⟧x\"\"\"",
        "triple quotes are not part of the condition language; write the text between two `\"`, with `\\n` for a new line",
    ),
    (
        "a > ⟦timestamp⟧('2026-01-01T00:00:00Z')",
        "`timestamp` is not part of the condition language; compare a date with `as_of` or with a policy value",
    ),
    (
        "a > ⟦duration⟧('1h')",
        "`duration` is not part of the condition language; count days with `age(x)`, `days_until(x)` or `days_between(a, b)`",
    ),
    (
        "⟦int⟧(a) > 1",
        "`int` is not part of the condition language; every field has its type already: leave it out",
    ),
    (
        "a.⟦getFullYear⟧() > 1",
        "`getFullYear` is not part of the condition language; count days with `age(x)`, `days_until(x)` or `days_between(a, b)`",
    ),
    (
        "a.⟦?⟧b",
        "`.?` is not part of the condition language; ask `has(x)`: a field without a value is allowed anyway",
    ),
    (
        r"a == '⟦\x⟧41'",
        r"`\x` is not part of the condition language; write the character itself",
    ),
    // Chains.
    (
        "a < b ⟦<⟧ c",
        "`<` cannot follow `<`; write two comparisons with `&&` between them, or put one into `( )`",
    ),
    (
        "a == b ⟦==⟧ c",
        "`==` cannot follow `==`; write two comparisons with `&&` between them, or put one into `( )`",
    ),
    (
        "a in b ⟦==⟧ true",
        "`==` cannot follow `in`; write two comparisons with `&&` between them, or put one into `( )`",
    ),
    // Functions, tests, quantifiers.
    (
        "⟦AGE⟧(a) > 1",
        "`AGE` is not a function of the condition language; write `age`",
    ),
    (
        "⟦daysUntil⟧(a) > 1",
        "`daysUntil` is not a function of the condition language; write `days_until`",
    ),
    (
        "⟦now⟧() > a",
        "`now` is not a function of the condition language; there are `has`, `age`, `days_until`, `days_between`, `never`, `size`",
    ),
    (
        "a.⟦starts_with⟧('x')",
        "`starts_with` is not a test of the condition language; write `startsWith`",
    ),
    (
        "a.⟦lower⟧() == 'x'",
        "`lower` is not a test of the condition language; there are `startsWith`, `endsWith`, `contains`, `exists`, `all`",
    ),
    (
        "a.⟦size⟧() > 1",
        "`size` does not follow its value; write `size(x)`",
    ),
    (
        "⟦contains⟧(a, 'x')",
        "`contains` follows the text that it looks at; write `x.contains(\"..\")`",
    ),
    (
        "⟦exists⟧(a, v, v)",
        "`exists` follows the list it walks over; write `list.exists(v, ..)`",
    ),
    (
        "⟦age()⟧ > 1",
        "`age` takes 1 value, not 0; write 1 between its brackets",
    ),
    (
        "⟦days_between(a)⟧ > 1",
        "`days_between` takes 2 values, not 1; write 2 between its brackets",
    ),
    (
        "a.⟦contains('x', 'y')⟧",
        "`contains` takes 1 value, not 2; write 1 between its brackets",
    ),
    (
        "⟦has(a.b, a.c)⟧",
        "`has` takes 1 value, not 2; write 1 between its brackets",
    ),
    (
        "has(⟦a⟧)",
        "`has` asks for one field; write its whole path, as in `has(credential.set)`",
    ),
    (
        "has(⟦age(a.b)⟧)",
        "`has` asks for one field; write its whole path, as in `has(credential.set)`",
    ),
    (
        "a.exists(⟦'v'⟧, v)",
        "`exists` takes a name and a condition; write `list.exists(v, v == \"..\")`",
    ),
    (
        "a.all(v⟦.⟧w, v)",
        "`all` takes a name and a condition; write `list.all(v, v == \"..\")`",
    ),
    (
        "a.all(v⟦)⟧",
        "`all` takes a name and a condition; write `list.all(v, v == \"..\")`",
    ),
    (
        "a.all(i, v⟦,⟧ v)",
        "`all` takes a name and a condition; write `list.all(v, v == \"..\")`",
    ),
    (
        "a.all(⟦for⟧, true)",
        "`for` is a reserved word of CEL; choose another name",
    ),
    (
        "⟦package⟧.name == 'x'",
        "`package` is a reserved word of CEL; choose another name",
    ),
    (
        "a.⟦in⟧ == 'x'",
        "`in` is a word of the language and names no field; use the field's own name",
    ),
    (
        "'a'.⟦b⟧ == 'x'",
        "`.b` does not follow a name; fields are read from names, as in `credential.set`",
    ),
    // Lists and texts.
    (
        "a in ⟦[]⟧",
        "`[]` holds nothing; name at least one text, or ask `!has(x)` for a missing value",
    ),
    (
        "a in ['x', ⟦90⟧]",
        "a list holds texts in quotes only; write the rest as a comparison of its own",
    ),
    (
        "a == ⟦'x⟧",
        "the text has no end on its line; close it with `'`",
    ),
    (
        "a == ⟦\"x'⟧\n\"",
        "the text has no end on its line; close it with `\"`",
    ),
    (
        r"a == ⟦'x\⟧",
        "the text has no end on its line; close it with `'`",
    ),
    (
        r"a == 'x⟦\d⟧'",
        r#"`\d` is not an escape; there are `\\`, `\"`, `\'`, `\n` and `\t`"#,
    ),
    (
        "a == 'x⟦\u{7}⟧'",
        "a text holds the control character U+0007; take it out",
    ),
    (
        "a == ⟦“⟧x”",
        "`“` is not a quote of the condition language; write `\"` or `'`",
    ),
    (
        "a ⟦\u{a0}⟧== b",
        "the character U+00A0 cannot be read; use a space or a new line",
    ),
    (
        "a ⟦\u{b}⟧== b",
        "the character U+000B cannot be read; use a space or a new line",
    ),
    (
        "a == ⟦é⟧",
        "`é` cannot be read outside a text; put text between quotes",
    ),
    (
        "a == ⟦90d⟧",
        "`90d` is neither a number nor a name; a number is written in digits only",
    ),
    (
        "a == ⟦9223372036854775808⟧",
        "`9223372036854775808` has too many digits; numbers go from -9223372036854775808 to 9223372036854775807",
    ),
    // Slips.
    (
        "⟦⟧",
        "the condition is empty; write `true` where it always holds",
    ),
    (
        "⟦ // only this\n⟧",
        "the condition is empty; write `true` where it always holds",
    ),
    ("a ⟦=⟧ b", "`=` is not an operator; write `==`"),
    ("a ⟦&⟧ b", "`&` is not an operator; write `&&`"),
    ("a ⟦<>⟧ b", "`<>` is not an operator; write `!=`"),
    ("a ⟦===⟧ b", "`===` is not an operator; write `==`"),
    ("a ⟦AND⟧ b", "`AND` is not an operator; write `&&`"),
    (
        "a.b ⟦not⟧ in c",
        "`not` is not an operator; write `!(a in b)` or `a != b`",
    ),
    ("⟦not⟧ a.b", "`not` is not an operator; write `!`"),
    (
        "a ⟦!⟧in b",
        "`!` is not an operator; write `!(a in b)` or `a != b`",
    ),
    (
        "a && ⟦||⟧ b",
        "`||` is out of place; write a value or a condition here",
    ),
    (
        "a &&⟦⟧",
        "the condition stops here; write a value or a condition",
    ),
    (
        "a.⟦⟧",
        "the condition stops here; write the name of a field or test after `.`",
    ),
    (
        "a ⟦'x'⟧",
        "a text is out of place; write an operator before it, or the end of the condition",
    ),
    (
        "a⟦)⟧",
        "`)` closes nothing here; take it out, or write the end of the condition",
    ),
    ("⟦(⟧a && b", "`(` is never closed; add `)`"),
    ("age⟦(⟧a, ", "`(` is never closed; add `)`"),
    ("a.all⟦(⟧v", "`(` is never closed; add `)`"),
    ("a in ⟦[⟧'x',", "`[` is never closed; add `]`"),
    (
        "(a ⟦b⟧)",
        "`b` is out of place; write an operator before it, or `)`",
    ),
    (
        "a in ['x' ⟦'y'⟧]",
        "a text is out of place; write an operator before it, or `]`",
    ),
    // Only the first problem is reported.
    (
        "a ⟦+⟧ 1.5 == null ? b",
        "`+` is not part of the condition language; keep the sum in a policy value; text is not joined",
    ),
];
