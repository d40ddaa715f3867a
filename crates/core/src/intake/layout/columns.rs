//! Which field a column feeds: the words of its heading and what its cells are, together.

use std::cell::OnceCell;

use super::grid::Row;
use super::nature::{Evidence, Support};
use crate::api::Confidence;
use crate::schema::{FieldId, SUBJECTS, Subject, Type};
use crate::vocabulary::{FileKind, Vocabulary, fold};

/// What a column feeds, how sure that is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The field.
    pub(crate) field: FieldId,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// Why, in words.
    pub(crate) reason: String,
}

/// What the words of a heading say for one subject.
#[derive(Debug, Clone, Default)]
struct Told {
    /// What they say, with cells that support it or say nothing against it.
    decision: Option<Decision>,
    /// Do the cells support it?
    is_supported: bool,
    /// What they would say, had the cells not spoken against it.
    against: Option<String>,
}

/// One column of a table.
#[derive(Debug)]
struct Column {
    /// Its heading, as shown: the rows of a merged heading joined.
    heading: String,
    /// Its heading, folded.
    folded: String,
    forms: Vec<Form>,
    /// The sides of a heading such as `Owner / Verantwortlicher`.
    sides: Vec<String>,
    evidence: Evidence,
    may_hold_secrets: bool,
    told: [OnceCell<Told>; SUBJECTS.len()],
    misspelt: [OnceCell<Option<Decision>>; SUBJECTS.len()],
}

/// A way to read a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    folded: String,
    trust: Trust,
}

/// How much a way to read a heading takes away from it or adds to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trust {
    /// As it is written.
    Written,
    /// Less what means nothing: numbers, `(mandatory)`.
    Plain,
    /// Less a word that fields of some types carry: `Owner e-mail`, `Rotated on (UTC)`.
    Typed(Sort),
    /// Less something that may mean a lot: only where the cells support it.
    Qualified,
}

/// What a word behind a heading is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Person,
    Date,
    Bool,
}

impl Sort {
    fn fits(self, kind: Type) -> bool {
        match self {
            Self::Person => matches!(kind, Type::Person | Type::Persons),
            Self::Date => matches!(kind, Type::Event | Type::Limit),
            Self::Bool => kind == Type::Bool,
        }
    }
}

/// The columns of a table, by their headings and some of their cells.
#[derive(Debug)]
pub(crate) struct Columns<'a> {
    vocabulary: &'a Vocabulary,
    columns: Vec<Column>,
}

impl<'a> Columns<'a> {
    /// The columns below a heading of one or several rows, the uppermost first.
    pub(crate) fn new(heading: &[&Row], sample: &[&Row], vocabulary: &'a Vocabulary) -> Self {
        let width = heading.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let parts = joined(heading, width);
        let columns = parts
            .into_iter()
            .enumerate()
            .map(|(at, parts)| {
                let cells = sample.iter().map(|row| row.cell(at));
                Column::new(&parts, Evidence::of(cells, vocabulary), vocabulary)
            })
            .collect();
        Self { vocabulary, columns }
    }

    /// The columns of a heading of which no row is known.
    pub(crate) fn of_headings(headings: &[String], vocabulary: &'a Vocabulary) -> Self {
        let row = Row { cells: headings.to_vec(), line: 1, end: 0 };
        Self::new(&[&row], &[], vocabulary)
    }

    /// The headings of rows, as shown, without a look at their words.
    pub(crate) fn headings_of(heading: &[&Row]) -> Vec<String> {
        let width = heading.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        joined(heading, width).iter().map(|parts| shown(parts)).collect()
    }

    /// The headings, as shown.
    pub(crate) fn headings(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.heading.clone()).collect()
    }

    /// The fields that the columns feed in a file of a kind, column by column.
    pub(crate) fn fields(&self, kind: &FileKind) -> Vec<Option<FieldId>> {
        (0..self.len()).map(|column| self.field(kind, column)).collect()
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.columns.len()
    }

    /// How many of them have a heading.
    pub(crate) fn headed(&self) -> usize {
        self.columns.iter().filter(|column| !column.heading.is_empty()).count()
    }

    /// A column's heading, folded.
    pub(crate) fn folded(&self, column: usize) -> &str {
        &self.columns[column].folded
    }

    /// May a column hold secrets?
    pub(crate) fn may_hold_secrets(&self, column: usize) -> bool {
        self.columns[column].may_hold_secrets
    }

    /// What a column's cells are.
    pub(crate) fn evidence(&self, column: usize) -> &Evidence {
        &self.columns[column].evidence
    }

    /// The field that a heading stands for in a file about one subject.
    pub(crate) fn of_subject(&self, subject: Subject, column: usize) -> Option<FieldId> {
        self.told(subject, column).decision.as_ref().map(|decision| decision.field)
    }

    /// The field that a column feeds in a file of a kind.
    pub(crate) fn field(&self, kind: &FileKind, column: usize) -> Option<FieldId> {
        self.decide(kind, column).ok().map(|decision| decision.field)
    }

    /// The field that a column feeds in a file of a kind, or why it feeds none.
    pub(crate) fn decide(&self, kind: &FileKind, column: usize) -> Result<Decision, String> {
        let own = &self.columns[column];
        if own.may_hold_secrets {
            return Err("the heading says that the cells may be secrets".into());
        }
        let by_word = kind.reads.iter().map(|s| self.told(*s, column)).find(|told| told.decision.is_some());
        if let Some(told) = by_word.filter(|told| told.is_supported) {
            return Ok(told.decision.clone().expect("it was asked for"));
        }
        if let Some(decision) = kind.reads.iter().find_map(|subject| self.by_values(*subject, own)) {
            return Ok(decision);
        }
        if let Some(decision) = by_word.and_then(|told| told.decision.clone()) {
            return Ok(decision);
        }
        let also = kind.also.as_ref().and_then(|(subject, words)| {
            let is_about = own.folded.split(' ').any(|word| words.iter().any(|w| w == word));
            is_about.then(|| self.told(*subject, column).decision.clone()).flatten()
        });
        if let Some(decision) = also.or_else(|| kind.reads.iter().find_map(|s| self.misspelt(*s, own).clone())) {
            return Ok(decision);
        }
        let against = kind.reads.iter().find_map(|subject| self.told(*subject, column).against.clone());
        Err(against.unwrap_or_else(|| match own.heading.is_empty() {
            true => "the column has no heading".into(),
            false => "no field has this heading".into(),
        }))
    }

    fn told(&self, subject: Subject, column: usize) -> &Told {
        let own = &self.columns[column];
        own.told[place(subject)].get_or_init(|| self.by_words(subject, own))
    }

    /// What the words of a heading say: the first way to read it that is known.
    fn by_words(&self, subject: Subject, column: &Column) -> Told {
        if column.may_hold_secrets {
            return Told::default();
        }
        let known = column.forms.iter().find_map(|form| {
            let field = self.vocabulary.header_word(subject, &form.folded).or_else(|| {
                let is_one_word = form.trust != Trust::Qualified && form.folded.len() >= 6;
                is_one_word.then(|| self.vocabulary.header_squeezed(subject, &form.folded)).flatten()
            })?;
            let fits = match form.trust {
                Trust::Typed(sort) => sort.fits(field.field().kind),
                _ => true,
            };
            fits.then_some((field, form.clone()))
        });
        let Some((field, form)) = known.or_else(|| self.by_sides(subject, column)) else { return Told::default() };
        let heading = match form.trust {
            Trust::Written => format!("the heading `{}`", column.heading),
            _ => format!("the heading `{}`, read as `{}`", column.heading, form.folded),
        };
        let decision = |confidence, reason| Some(Decision { field, confidence, reason });
        match (column.evidence.of_field(field, self.vocabulary), form.trust) {
            (Support::Yes(why), trust) => {
                let confidence = match trust {
                    Trust::Qualified => Confidence::Guess,
                    Trust::Typed(_) => Confidence::Likely,
                    _ => Confidence::Certain,
                };
                Told { decision: decision(confidence, format!("{heading}; {why}")), is_supported: true, against: None }
            }
            (Support::Neutral, Trust::Qualified) => Told::default(),
            (Support::Neutral, trust) => {
                let confidence = if trust == Trust::Written { Confidence::Certain } else { Confidence::Likely };
                Told { decision: decision(confidence, heading), ..Told::default() }
            }
            (Support::No(why), _) => {
                Told { against: Some(format!("{heading} speaks for `{}`, but {why}", field.path())), ..Told::default() }
            }
        }
    }

    /// A heading in two languages names the same field twice; where only one side is known, the cells must support it.
    fn by_sides(&self, subject: Subject, column: &Column) -> Option<(FieldId, Form)> {
        let known: Vec<(FieldId, &String)> =
            column.sides.iter().filter_map(|side| Some((self.vocabulary.header_word(subject, side)?, side))).collect();
        let (field, side) = *known.first()?;
        let all_agree = known.iter().all(|(other, _)| *other == field);
        let trust = if known.len() == column.sides.len() { Trust::Plain } else { Trust::Qualified };
        all_agree.then(|| (field, Form { folded: side.clone(), trust }))
    }

    /// The field of a heading that only its cells explain.
    fn by_values(&self, subject: Subject, column: &Column) -> Option<Decision> {
        column.forms.iter().filter(|form| matches!(form.trust, Trust::Written | Trust::Plain)).find_map(|form| {
            self.vocabulary.by_values(&form.folded).iter().filter(|(_, field)| field.subject == subject).find_map(
                |(cells, field)| {
                    let why = column.evidence.are(*cells, self.vocabulary)?;
                    let enough = column.evidence.cells.len() >= 5;
                    Some(Decision {
                        field: *field,
                        confidence: if enough { Confidence::Likely } else { Confidence::Guess },
                        reason: format!("the heading `{}`; {why}", column.heading),
                    })
                },
            )
        })
    }

    /// The field of a heading that is one letter off a word, where its cells are of that field's type.
    fn misspelt<'c>(&self, subject: Subject, column: &'c Column) -> &'c Option<Decision> {
        column.misspelt[place(subject)].get_or_init(|| self.one_letter_off(subject, column))
    }

    fn one_letter_off(&self, subject: Subject, column: &Column) -> Option<Decision> {
        let form = column.forms.iter().rev().find(|form| matches!(form.trust, Trust::Written | Trust::Plain))?;
        let length = form.folded.chars().count();
        let is_known = || SUBJECTS.iter().any(|s| !self.is_untold(*s, column));
        if length < 5
            || form.folded.bytes().any(|b| b.is_ascii_digit())
            || column.evidence.cells.is_empty()
            || is_known()
        {
            return None;
        }
        let mut near = self.vocabulary.header_words(subject).filter(|(word, _)| one_edit(&form.folded, word));
        let (word, field) = near.next()?;
        if near.any(|(_, other)| other != field) {
            return None;
        }
        let (confidence, why) = match column.evidence.of_field(field, self.vocabulary) {
            Support::Yes(why) => (Confidence::Likely, format!("; {why}")),
            // Text supports nothing: a long word that is one letter off must do.
            Support::Neutral if length >= 7 && is_text(field.field().kind) => (Confidence::Guess, String::new()),
            _ => return None,
        };
        let reason = format!("the heading `{}`, one letter off `{word}`{why}", column.heading);
        Some(Decision { field, confidence, reason })
    }

    fn is_untold(&self, subject: Subject, column: &Column) -> bool {
        column.forms.iter().all(|form| self.vocabulary.header_word(subject, &form.folded).is_none())
    }
}

/// A subject's place among all.
fn place(subject: Subject) -> usize {
    SUBJECTS.iter().position(|s| *s == subject).expect("a subject is one of all")
}

fn is_text(kind: Type) -> bool {
    matches!(kind, Type::Id | Type::Prose | Type::Text | Type::List | Type::Link(_))
}

/// The heading of each column, as the parts that stand over each other.
///
/// Of merged cells only the first holds text, so a cell of an upper row reaches to the next one to its right.
fn joined(heading: &[&Row], width: usize) -> Vec<Vec<String>> {
    let Some((last, upper)) = heading.split_last() else { return Vec::new() };
    let mut out: Vec<Vec<String>> = vec![Vec::new(); width];
    for (depth, row) in upper.iter().enumerate() {
        let below: Vec<&Row> = heading[depth + 1..].to_vec();
        let mut reaching = String::new();
        for (column, parts) in out.iter_mut().enumerate() {
            let own = row.cell(column);
            let is_headed_below = below.iter().any(|row| !row.cell(column).is_empty());
            if !own.is_empty() {
                reaching = own.to_owned();
            } else if !is_headed_below || upper[..depth].iter().any(|row| !row.cell(column).is_empty()) {
                // A column without any heading, or the start of another group, ends the merged cell.
                reaching.clear();
            }
            if !reaching.is_empty() && parts.last() != Some(&reaching) {
                parts.push(reaching.clone());
            }
        }
    }
    for (column, parts) in out.iter_mut().enumerate() {
        let own = last.cell(column);
        if !own.is_empty() && parts.last().is_none_or(|part| part != own) {
            parts.push(own.to_owned());
        }
    }
    out
}

/// The parts of a heading as one text, with single blanks.
fn shown(parts: &[String]) -> String {
    parts.iter().flat_map(|part| part.split_whitespace()).collect::<Vec<_>>().join(" ")
}

impl Column {
    fn new(parts: &[String], evidence: Evidence, vocabulary: &Vocabulary) -> Self {
        let words: Vec<String> =
            parts.iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let heading = words.join(" ");
        let folded = fold(&heading);
        let mut forms = forms(&heading, vocabulary);
        if let [.., above, below] = &words[..] {
            add_parts(&mut forms, above, below, vocabulary);
        }
        let sides: Vec<String> = match heading.split_once(['/', '|']) {
            Some(_) => heading.split(['/', '|']).map(fold).filter(|side| !side.is_empty()).collect(),
            None => Vec::new(),
        };
        let is_field = || SUBJECTS.iter().any(|s| vocabulary.header_word(*s, &folded).is_some());
        let is_secret = |text: &str| vocabulary.holds_secrets(text);
        let may_hold_secrets = is_secret(&heading)
            || !is_field()
                && (forms.iter().any(|form| is_secret(&form.folded))
                    || words.last().is_some_and(|word| is_secret(word))
                    || sides.iter().any(|side| is_secret(side)));
        Self {
            heading,
            folded,
            forms,
            sides,
            evidence,
            may_hold_secrets,
            told: Default::default(),
            misspelt: Default::default(),
        }
    }
}

/// The ways to read a heading, the surest first.
fn forms(heading: &str, vocabulary: &Vocabulary) -> Vec<Form> {
    let words = &vocabulary.layout;
    let mut out: Vec<Form> = Vec::new();
    let mut add = |folded: String, trust: Trust| {
        if !folded.is_empty() && !out.iter().any(|form| form.folded == folded) {
            out.push(Form { folded, trust });
        }
    };
    add(fold(heading), Trust::Written);
    let numbered = heading.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let unnumbered = match numbered.len() < heading.len() && heading.starts_with(|c: char| c.is_ascii_digit()) {
        true if heading[..heading.len() - numbered.len()].ends_with('.') || numbered.starts_with(')') => numbered,
        _ => heading,
    };
    let (outside, inside) = brackets(unnumbered);
    let (outside, inside) = (fold(&outside), fold(&inside));
    let is_decoration = |text: &str| {
        words.decorations.iter().any(|w| w == text) || text.split(' ').all(|t| words.decorations.iter().any(|w| w == t))
    };
    let changes = inside.split(' ').any(|word| words.changing.iter().any(|w| w == word));
    let mut plain = Vec::new();
    if inside.is_empty() || is_decoration(&inside) {
        plain.push(outside.clone());
    } else {
        plain.push(format!("{inside} {outside}"));
    }
    let mut stripped = outside.clone();
    while let Some(word) = words.decorations.iter().find(|word| ends_with(&stripped, word)) {
        stripped.truncate(stripped.len() - word.len() - 1);
    }
    if inside.is_empty() || is_decoration(&inside) {
        plain.push(stripped);
    }
    for text in plain.clone() {
        plain.push(spelt_out(&text, vocabulary));
    }
    for text in plain.clone() {
        for prefix in words.prefixes.iter().filter(|prefix| starts_with(&text, prefix)) {
            plain.push(text[prefix.len() + 1..].to_owned());
        }
    }
    plain.into_iter().for_each(|text| add(text, Trust::Plain));
    if !inside.is_empty() && !changes && !is_decoration(&inside) {
        add(outside, Trust::Qualified);
    }
    let lists = [
        (&words.person_suffixes, Sort::Person),
        (&words.date_suffixes, Sort::Date),
        (&words.bool_suffixes, Sort::Bool),
    ];
    let before: Vec<Form> = out.iter().filter(|form| form.trust != Trust::Qualified).cloned().collect();
    for form in before {
        for (suffixes, sort) in lists {
            for suffix in suffixes.iter().filter(|suffix| ends_with(&form.folded, suffix)) {
                let folded = form.folded[..form.folded.len() - suffix.len() - 1].to_owned();
                if !out.iter().any(|f| f.folded == folded) {
                    out.push(Form { folded, trust: Trust::Typed(sort) });
                }
            }
        }
    }
    out
}

/// Further ways to read a heading of two rows: the lower one alone, or in the other order; the upper one, where the lower one
/// only says which of a person's names it is.
fn add_parts(forms: &mut Vec<Form>, above: &str, below: &str, vocabulary: &Vocabulary) {
    let (upper, lower) = (fold(above), fold(below));
    let mut add = |folded: String, trust: Trust| {
        if !forms.iter().any(|form| form.folded == folded) {
            forms.push(Form { folded, trust });
        }
    };
    add(format!("{upper} {lower}"), Trust::Plain);
    add(format!("{lower} {upper}"), Trust::Plain);
    let changes = upper.split(' ').any(|word| vocabulary.layout.changing.iter().any(|w| w == word));
    if vocabulary.layout.person_suffixes.contains(&lower) && vocabulary.is_heading_word(&upper) {
        add(upper, Trust::Typed(Sort::Person));
    } else if !changes && !upper_takes_over(&upper, &lower, vocabulary) {
        add(lower, Trust::Plain);
    }
}

/// Does the upper heading say whose the lower one is? `Vendor` over `Status` is no identity's status.
fn upper_takes_over(upper: &str, lower: &str, vocabulary: &Vocabulary) -> bool {
    const OF_ANYTHING: [&str; 14] = [
        "id",
        "name",
        "type",
        "kind",
        "status",
        "state",
        "description",
        "owner",
        "created",
        "expires",
        "criticality",
        "scope",
        "reference",
        "comment",
    ];
    OF_ANYTHING.contains(&lower)
        && vocabulary.is_heading_word(upper)
        && !vocabulary.layout.prefixes.iter().any(|prefix| prefix == upper)
}

/// Does text end with a word and hold more before it?
fn ends_with(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| rest.len() > 1 && rest.ends_with(' '))
}

/// Does text begin with a word and hold more behind it?
fn starts_with(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.len() > 1 && rest.starts_with(' '))
}

fn spelt_out(text: &str, vocabulary: &Vocabulary) -> String {
    let long = |word: &str| vocabulary.layout.abbreviations.get(word).cloned().unwrap_or_else(|| word.to_owned());
    text.split(' ').map(long).collect::<Vec<_>>().join(" ")
}

/// What stands outside of brackets, and what inside.
fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '[' | '{' | '<' => {
                depth += 1;
                outside.push(' ');
                inside.push(' ');
            }
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

/// Is one text the other with one letter more, less, another, or two exchanged?
fn one_edit(a: &str, b: &str) -> bool {
    // One letter leaves the first or the last of them as it is.
    let ends = |text: &str| (text.bytes().next(), text.bytes().last());
    if a.len().abs_diff(b.len()) > 3 || ends(a).0 != ends(b).0 && ends(a).1 != ends(b).1 {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if front + back >= longer - 1 {
        return true;
    }
    let exchanged = || a[front] == b[front + 1] && a[front + 1] == b[front];
    shorter == longer && front + back + 2 == longer && exchanged()
}

#[cfg(test)]
mod tests {
    use super::one_edit;

    #[test]
    fn one_edit_is_one_letter() {
        for (a, b) in
            [("owner", "onwer"), ("owner", "ownr"), ("owner", "ownner"), ("owner", "awner"), ("purpose", "purpse")]
        {
            assert!(one_edit(a, b) && one_edit(b, a), "{a} {b}");
        }
        for (a, b) in [("owner", "owner"), ("owner", "onwre"), ("owner", "own"), ("owner", "woenr")] {
            assert!(!one_edit(a, b), "{a} {b}");
        }
    }
}
