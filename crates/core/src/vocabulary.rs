//! Header and value words: how people's own words map onto fields and closed vocabularies.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::pack::{PackFiles, Problems};
use crate::schema::{self, FieldId, Subject, VOCABULARIES};

/// What a kind of file is recognised by.
#[derive(Debug, Clone)]
pub struct FileKind {
    /// `register`, `roster`, ...
    pub name: String,
    /// Subjects whose header words are looked for, in this order.
    pub reads: Vec<Subject>,
    /// A further subject, read only from headings that hold one of these words.
    pub also: Option<(Subject, Vec<String>)>,
    /// Alternatives; of one of them, all fields must be there.
    pub needs: Vec<Vec<FieldId>>,
    /// A row without a cell in any of these fields is refused.
    pub keys: Vec<FieldId>,
    /// Subjects whose headings tell nothing about this kind: of an alternative of `needs`, one heading at least must be
    /// none of theirs. A kind that names some is told by such columns alone.
    pub apart_from: Vec<Subject>,
    /// Words of a file's name that say what the file is.
    pub file_words: Vec<String>,
    /// Alternatives that are enough where the file's name says what it is.
    pub named: Vec<Vec<FieldId>>,
    /// What it is, for messages: "a register of non-human identities".
    pub says: String,
}

/// Header and value words of a pack.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// The kinds of file, in the order in which they are tried.
    pub kinds: Vec<FileKind>,
    /// What stands in headings besides the words of fields, and in rows that are no data.
    pub layout: LayoutWords,
    headers: FxHashMap<Subject, FxHashMap<String, FieldId>>,
    /// The same words without their blanks: `LASTUSED`.
    squeezed: FxHashMap<Subject, FxHashMap<String, FieldId>>,
    /// Headings that only the cells below them explain.
    by_values: FxHashMap<String, Vec<(Cells, FieldId)>>,
    empty: Vec<String>,
    /// Bytes beyond which no cell is a mark of a blank: marks may be written with more between their letters.
    longest_mark: usize,
    never: Vec<String>,
    secret: Vec<String>,
    booleans: FxHashMap<String, bool>,
    words: FxHashMap<(&'static str, String), usize>,
    /// Words that leave a field unknown, by vocabulary.
    unknown: FxHashSet<(&'static str, String)>,
    /// Days by the word for a period.
    periods: FxHashMap<String, i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    reads: Vec<String>,
    also: Option<AlsoFile>,
    needs: Vec<Alternative>,
    keys: Option<Vec<String>>,
    #[serde(default)]
    apart_from: Vec<String>,
    #[serde(default)]
    file_words: Vec<String>,
    #[serde(default)]
    named: Vec<Alternative>,
    says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AlsoFile {
    subject: String,
    headings_with: Vec<String>,
}

/// One field, or several that must be there together.
#[derive(Deserialize)]
#[serde(untagged)]
enum Alternative {
    One(String),
    All(Vec<String>),
}

impl Alternative {
    fn fields(&self) -> &[String] {
        match self {
            Self::One(field) => std::slice::from_ref(field),
            Self::All(fields) => fields,
        }
    }
}

/// Words of headings and rows that are of no field.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LayoutWords {
    /// Words in brackets or behind a heading that change nothing: `(mandatory)`.
    pub decorations: Vec<String>,
    /// Words that make another thing of what they stand by: a former owner is none.
    pub changing: Vec<String>,
    /// Words that may stand before a heading of a register: `NHI owner`.
    pub prefixes: Vec<String>,
    /// Words behind a heading that names a person.
    pub person_suffixes: Vec<String>,
    /// Words behind a heading that dates something.
    pub date_suffixes: Vec<String>,
    /// Words behind a heading that asks for yes or no.
    pub bool_suffixes: Vec<String>,
    /// What a word is short for.
    pub abbreviations: BTreeMap<String, String>,
    /// First cells of a row that adds up.
    pub totals: Vec<String>,
    /// First cells of a row that speaks of the list itself.
    pub notes: Vec<String>,
    /// Words with which the name of a group of rows begins or ends.
    pub groups: Vec<String>,
    /// Cells of a row that says what belongs into a column.
    pub describes: Vec<String>,
}

impl LayoutWords {
    /// Folds all words, as headings and cells are before they are compared.
    fn folded(mut self) -> Self {
        let lists = [
            &mut self.decorations,
            &mut self.changing,
            &mut self.prefixes,
            &mut self.person_suffixes,
            &mut self.date_suffixes,
            &mut self.bool_suffixes,
            &mut self.totals,
            &mut self.notes,
            &mut self.groups,
            &mut self.describes,
        ];
        lists.into_iter().flatten().for_each(|word| *word = fold(word));
        self.abbreviations = self.abbreviations.into_iter().map(|(short, long)| (fold(&short), fold(&long))).collect();
        self
    }
}

/// What most cells of a column are, where the heading alone does not tell what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// Addresses or names of persons.
    Persons,
    /// Dates.
    Dates,
    /// Whole numbers.
    Numbers,
    /// Yes or no.
    Booleans,
    /// GUIDs, ARNs or addresses of service accounts.
    Ids,
    /// Free text.
    Text,
    /// Words of a vocabulary.
    Words(&'static str),
}

impl Cells {
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "persons" => Self::Persons,
            "dates" => Self::Dates,
            "numbers" => Self::Numbers,
            "booleans" => Self::Booleans,
            "ids" => Self::Ids,
            "text" => Self::Text,
            name => Self::Words(VOCABULARIES.iter().find(|v| v.name == name)?.name),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByValuesFile {
    headings: Vec<String>,
    /// What the cells are, and the field that they then feed.
    is: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct HeadersFile {
    kinds: toml::Table,
    #[serde(default)]
    layout: LayoutWords,
    #[serde(default)]
    by_values: Vec<ByValuesFile>,
    #[serde(flatten)]
    subjects: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValuesFile {
    marks: Marks,
    #[serde(default)]
    periods: BTreeMap<String, Vec<String>>,
    bool: Bools,
    words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    empty: Vec<String>,
    never: Vec<String>,
    secret_headers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bools {
    r#true: Vec<String>,
    r#false: Vec<String>,
}

/// Folds a heading or a word: camelCase split, lower case, runs of other characters than letters and digits one space.
///
/// ```
/// assert_eq!(nhimap_core::vocabulary::fold(" Last_Rotated (UTC)"), "last rotated utc");
/// assert_eq!(nhimap_core::vocabulary::fold("lastUsedDate"), "last used date");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        if c.is_alphanumeric() {
            let starts_word = c.is_uppercase() && (previous.is_lowercase() || previous.is_ascii_digit());
            if (starts_word || !previous.is_alphanumeric()) && !out.is_empty() {
                out.push(' ');
            }
            out.extend(c.to_lowercase());
        }
        previous = c;
    }
    out
}

/// Letters without their marks; `spelt` writes the German ones out.
fn unmarked(word: &str, spelt: bool) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            'ä' | 'ö' | 'ü' if spelt => out.extend([
                if c == 'ä' {
                    'a'
                } else if c == 'ö' {
                    'o'
                } else {
                    'u'
                },
                'e',
            ]),
            'ß' => out.push_str("ss"),
            'à' | 'á' | 'â' | 'ä' | 'ã' => out.push('a'),
            'ç' => out.push('c'),
            'è' | 'é' | 'ê' | 'ë' => out.push('e'),
            'ì' | 'í' | 'î' | 'ï' => out.push('i'),
            'ñ' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => out.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => out.push('u'),
            'œ' => out.push_str("oe"),
            other => out.push(other),
        }
    }
    out
}

impl FileKind {
    fn build(name: String, file: KindFile, path: &str, problems: &mut Problems) -> Self {
        let mut problem = |what: String| problems.of(path, format!("kind `{name}`: {what}"));
        let mut subject = |word: &String| {
            let found = Subject::parse(word);
            if found.is_none() {
                problem(format!("`{word}` is not a subject of the schema"));
            }
            found
        };
        let reads: Vec<_> = file.reads.iter().filter_map(&mut subject).collect();
        let apart_from: Vec<_> = file.apart_from.iter().filter_map(&mut subject).collect();
        let also = file.also.and_then(|also| Some((subject(&also.subject)?, also.headings_with)));
        let mut field = |word: &String| {
            let found = FieldId::parse(word).filter(|f| reads.contains(&f.subject));
            if found.is_none() {
                problem(format!("`{word}` is not a field of a subject that it reads"));
            }
            found
        };
        let mut alternatives = |list: &[Alternative]| -> Vec<Vec<FieldId>> {
            list.iter().map(|one| one.fields().iter().filter_map(&mut field).collect()).collect()
        };
        let (needs, named) = (alternatives(&file.needs), alternatives(&file.named));
        let keys: Vec<FieldId> = match &file.keys {
            Some(keys) => keys.iter().filter_map(&mut field).collect(),
            None => needs.iter().flatten().copied().collect(),
        };
        if needs.iter().chain(&named).any(Vec::is_empty) {
            problem("an alternative of `needs` or `named` names no field".into());
        }
        if file.keys.is_none() && needs.iter().any(|n| n.len() != 1) {
            problem(
                "where an alternative of `needs` has several fields, `keys` must say what a row cannot lack".into(),
            );
        }
        if !named.is_empty() && file.file_words.is_empty() {
            problem("`named` counts only with `file_words`".into());
        }
        let file_words = file.file_words.iter().map(|word| fold(word)).collect();
        Self { name, reads, also, needs, keys, apart_from, file_words, named, says: file.says }
    }

    /// Does a file's name say that it is of this kind?
    pub fn is_named(&self, file: &str) -> bool {
        let folded = fold(file);
        folded.split(' ').any(|word| self.file_words.iter().any(|w| w == word))
    }
}

impl Vocabulary {
    /// Reads `vocabulary/headers.toml` and `vocabulary/values.toml`.
    pub(crate) fn load(files: &PackFiles, problems: &mut Problems) -> Self {
        let mut out = Self::default();
        out.load_headers(files, problems);
        out.load_values(files, problems);
        out
    }

    fn load_headers(&mut self, files: &PackFiles, problems: &mut Problems) {
        let path = "vocabulary/headers.toml";
        let Some(text) = files.get(path) else { return };
        let Some(headers) = problems.toml::<HeadersFile>(path, text) else { return };
        for (subject_name, fields) in &headers.subjects {
            let Some(subject) = Subject::parse(subject_name) else {
                problems.of(path, format!("`{subject_name}` is not a subject of the schema"));
                continue;
            };
            for (field_name, words) in fields {
                let Some(field) = schema::find(subject, field_name) else {
                    problems.of(path, format!("`{subject_name}.{field_name}` is not a field of the schema"));
                    continue;
                };
                let own = field_name.replace('_', " ");
                let known = self.headers.entry(subject).or_default();
                for word in words.iter().map(String::as_str).chain([own.as_str()]) {
                    if let Some(other) = known.insert(fold(word), field)
                        && other != field
                    {
                        problems
                            .of(path, format!("`{word}` stands for both `{}` and `{}`", other.path(), field.path()));
                    }
                }
            }
        }
        self.write_otherwise();
        self.load_by_values(headers.by_values, path, problems);
        self.layout = headers.layout.folded();
        let fed: FxHashSet<FieldId> = self.headers.values().flat_map(FxHashMap::values).copied().collect();
        for (name, value) in headers.kinds {
            match value.try_into::<KindFile>() {
                Ok(kind) => {
                    let kind = FileKind::build(name, kind, path, problems);
                    for field in kind.needs.iter().chain(&kind.named).flatten().filter(|field| !fed.contains(*field)) {
                        problems.of(path, format!("kind `{}`: no heading feeds `{}`", kind.name, field.path()));
                    }
                    self.kinds.push(kind);
                }
                Err(error) => problems.of(path, format!("kind `{name}`: {}", error.message().trim())),
            }
        }
    }

    /// Words with letters that many keyboards lack are known without their marks too, unless that is a word of its own; and
    /// all words without their blanks.
    fn write_otherwise(&mut self) {
        for words in self.headers.values_mut() {
            let marked: Vec<(String, FieldId)> =
                words.iter().filter(|(word, _)| !word.is_ascii()).map(|(word, field)| (word.clone(), *field)).collect();
            for (word, field) in marked {
                for plain in [unmarked(&word, false), unmarked(&word, true)] {
                    words.entry(plain).or_insert(field);
                }
            }
        }
        for (subject, words) in &self.headers {
            let mut without: FxHashMap<String, Option<FieldId>> = FxHashMap::default();
            for (word, field) in words {
                let seen = without.entry(word.replace(' ', "")).or_insert(Some(*field));
                *seen = seen.filter(|known| known == field);
            }
            let without = without.into_iter().filter_map(|(word, field)| Some((word, field?))).collect();
            self.squeezed.insert(*subject, without);
        }
    }

    fn load_by_values(&mut self, entries: Vec<ByValuesFile>, path: &str, problems: &mut Problems) {
        for entry in entries {
            for (cells, field) in &entry.is {
                let (Some(cells), Some(field)) = (Cells::parse(cells), FieldId::parse(field)) else {
                    problems.of(path, format!("by_values: `{cells} = {field}` names no sort of cells or no field"));
                    continue;
                };
                for heading in &entry.headings {
                    self.by_values.entry(fold(heading)).or_default().push((cells, field));
                }
            }
        }
    }

    fn load_values(&mut self, files: &PackFiles, problems: &mut Problems) {
        let path = "vocabulary/values.toml";
        let values = match files.get(path) {
            Some(text) => problems.toml::<ValuesFile>(path, text),
            None => None,
        };
        for vocabulary in VOCABULARIES {
            for (index, word) in vocabulary.words.iter().enumerate() {
                self.words.insert((vocabulary.name, fold(word)), index);
            }
        }
        let Some(values) = values else { return };
        let folded = |list: &[String]| list.iter().map(|w| fold(w)).collect::<Vec<_>>();
        self.empty = folded(&values.marks.empty);
        self.longest_mark = self.empty.iter().map(|m| m.len() * 2 + 4).max().unwrap_or(0).max(16);
        if let Some(mark) = self.empty.iter().find(|m| m.bytes().any(|b| b.is_ascii_digit())) {
            problems.of(path, format!("`{mark}` cannot mean a blank cell: a mark of a blank holds no digit"));
        }
        self.never = folded(&values.marks.never);
        self.secret = folded(&values.marks.secret_headers);
        for (list, value) in [(&values.bool.r#true, true), (&values.bool.r#false, false)] {
            self.booleans.extend(folded(list).into_iter().map(|w| (w, value)));
        }
        for (name, words) in &values.words {
            let Some(vocabulary) = VOCABULARIES.iter().find(|v| v.name == name) else {
                problems.of(path, format!("`{name}` is not a vocabulary of the schema"));
                continue;
            };
            for (word, spellings) in words {
                if word == "?" {
                    self.unknown.extend(spellings.iter().map(|spelling| (vocabulary.name, fold(spelling))));
                    continue;
                }
                let Some(index) = vocabulary.words.iter().position(|w| w == word) else {
                    problems.of(path, format!("`{word}` is not a word of `{name}`"));
                    continue;
                };
                for spelling in spellings {
                    if let Some(other) = self.words.insert((vocabulary.name, fold(spelling)), index)
                        && other != index
                    {
                        problems.of(path, format!("`{spelling}` stands for two words of `{name}`"));
                    }
                }
            }
            let unknown = self.unknown.iter().filter(|key| key.0 == vocabulary.name && self.words.contains_key(*key));
            for (_, spelling) in unknown {
                problems.of(path, format!("`{spelling}` is a word of `{name}`, and stands under \"?\" too"));
            }
        }
        for (days, words) in &values.periods {
            match days.parse() {
                Ok(days) => self.periods.extend(folded(words).into_iter().map(|word| (word, days))),
                Err(_) => problems.of(path, format!("`{days}` of `periods` is not a number of days")),
            }
        }
    }

    /// The field that a heading stands for, in a file about this subject.
    pub fn header(&self, subject: Subject, heading: &str) -> Option<FieldId> {
        self.header_word(subject, &fold(heading))
    }

    /// The field that a folded heading stands for.
    pub fn header_word(&self, subject: Subject, folded: &str) -> Option<FieldId> {
        self.headers.get(&subject)?.get(folded).copied()
    }

    /// The field that a heading without blanks stands for.
    pub fn header_squeezed(&self, subject: Subject, squeezed: &str) -> Option<FieldId> {
        self.squeezed.get(&subject)?.get(squeezed).copied()
    }

    /// All words for the fields of a subject.
    pub fn header_words(&self, subject: Subject) -> impl Iterator<Item = (&str, FieldId)> {
        self.headers.get(&subject).into_iter().flatten().map(|(word, field)| (word.as_str(), *field))
    }

    /// Does any subject know this folded heading, or may only the cells tell what it means?
    pub fn is_heading_word(&self, folded: &str) -> bool {
        self.headers.values().any(|words| words.contains_key(folded))
            || self.by_values.contains_key(folded)
            || self.secret.iter().any(|word| word == folded)
    }

    /// The fields that a folded heading may stand for, by what its cells are.
    pub fn by_values(&self, folded: &str) -> &[(Cells, FieldId)] {
        self.by_values.get(folded).map_or(&[], Vec::as_slice)
    }

    /// Does a column with this heading possibly hold secrets?
    pub fn holds_secrets(&self, heading: &str) -> bool {
        let folded = fold(heading);
        self.secret.contains(&folded)
    }

    /// Is this a register's way to leave a cell blank?
    pub fn is_blank(&self, cell: &str) -> bool {
        // Most cells are longer than any mark or hold a digit, which no mark does.
        if cell.len() > self.longest_mark || cell.bytes().any(|b| b.is_ascii_digit()) {
            return false;
        }
        // Strokes and dots stand for nothing; a lone `*` is a scope, and so kept.
        if cell.chars().all(|c| c.is_whitespace() || "-–—_./?!".contains(c)) {
            return true;
        }
        let folded = fold(cell);
        !folded.is_empty() && self.empty.contains(&folded)
    }

    /// Is this a word for *never*?
    pub fn is_never(&self, cell: &str) -> bool {
        self.never.contains(&fold(cell))
    }

    /// Yes or no.
    pub fn boolean(&self, cell: &str) -> Option<bool> {
        self.booleans.get(&fold(cell)).copied()
    }

    /// The place of a cell's word in a closed vocabulary.
    pub fn word(&self, vocabulary: &'static str, cell: &str) -> Option<usize> {
        self.words.get(&(vocabulary, fold(cell))).copied()
    }

    /// Does a cell's word leave a field of this vocabulary unknown?
    pub fn leaves_unknown(&self, vocabulary: &'static str, cell: &str) -> bool {
        self.unknown.contains(&(vocabulary, fold(cell)))
    }

    /// The days of a period: `quarterly`, `every 6 months`, `90 days`. Months, quarters and years count as the longest.
    pub fn period(&self, cell: &str) -> Option<i32> {
        let folded = fold(cell);
        if let Some(days) = self.periods.get(&folded) {
            return Some(*days);
        }
        let words: Vec<&str> =
            folded.split(' ').filter(|word| !matches!(*word, "every" | "once" | "per" | "within")).collect();
        let [count, unit] = words[..] else { return None };
        let count: i32 = count.parse().ok()?;
        let days = self.periods.get(unit.strip_suffix('s').unwrap_or(unit))?;
        count.checked_mul(*days)
    }
}
