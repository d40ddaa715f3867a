//! What distinct cells mean: words, yes and no, lists, persons, dates that are not plainly ISO.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cut::is_link;
use super::encode::{BlockColumn, Dictionary, MISSING, trim};
use super::plan::Marks;
use super::read::RawColumn;
use crate::date::{self, Day};
use crate::schema::{self, FieldId, Type};
use crate::tables::{Codes, Column, EMPTY, FIRST, Meaning, Persons, RowTexts, UNKNOWN};
use crate::vocabulary::Vocabulary;

/// Cells of a column that could not be taken as they stand, by what is odd about them.
#[derive(Debug, Clone, Default)]
pub(super) struct Odd {
    /// Cells whose word is in no vocabulary; the word is kept as `other`, or as unknown where there is no such word.
    pub(super) other_words: usize,
    /// Dates, numbers and yes-or-no cells that could not be read.
    pub(super) unreadable: usize,
    /// Dates written with slashes or dots that were read day first, month first, or not at all.
    pub(super) assumed_order: Option<String>,
    /// Rows of the view, for examples.
    pub(super) rows: Vec<u32>,
}

/// Values in the order of their first place, without repetition.
#[derive(Default)]
struct Distinct<T> {
    list: Vec<T>,
    known: FxHashMap<T, u32>,
}

impl<T: Clone + Eq + std::hash::Hash> Distinct<T> {
    fn code(&mut self, value: T) -> u32 {
        if let Some(code) = self.known.get(&value) {
            return *code;
        }
        let code = self.list.len() as u32 + FIRST;
        self.list.push(value.clone());
        self.known.insert(value, code);
        code
    }
}

/// Settles the columns that several files give one field, into one space of codes.
pub(super) struct Settler<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) persons: &'a mut Persons,
}

/// The longest of the words by which registers leave a cell blank, and some more.
const LONGEST_BLANK: usize = 24;

/// Is any of these texts a marker? None is longer than `longest`.
fn any_marked(bytes: &[u8], ends: &[u32], longest: usize, is_mark: impl Fn(&[u8]) -> bool) -> bool {
    let mut start = 0;
    ends.iter().any(|end| {
        let text = &bytes[start..*end as usize];
        start = *end as usize;
        !text.is_empty() && text.len() <= longest && is_mark(text)
    })
}

/// For each worker and each of its codes: what the cell turned out to be, and what is odd about it.
type Meanings = (Vec<Vec<Settled>>, Vec<Vec<u8>>);

/// What a distinct cell turned out to be.
enum Settled {
    Code(u32),
    Number(i32),
}

impl Settler<'_> {
    /// The columns of one field, one for each file that has it, sharing one meaning.
    pub(super) fn field(&mut self, field: FieldId, raws: Vec<RawColumn>) -> Vec<(Column, Odd)> {
        match field.field().kind {
            Type::Id | Type::Prose | Type::Link(schema::Subject::Identity | schema::Subject::Credential) => {
                raws.into_iter().map(|raw| (self.texts(field, raw), Odd::default())).collect()
            }
            Type::Event | Type::Limit => raws.into_iter().map(|raw| self.days(field, raw)).collect(),
            _ => {
                let mut columns = self.coded(field, raws);
                match field.field().name {
                    "auth_protocols" => columns.iter_mut().for_each(|(column, _)| rewrite_words(column, fold_protocol)),
                    "consumer_platforms" => {
                        columns.iter_mut().for_each(|(column, _)| rewrite_words(column, |word| self.platform(word)));
                    }
                    _ => {}
                }
                columns
            }
        }
    }

    /// A platform by our word for it, where there is one, so that it compares with the policy's and with `platform`.
    fn platform(&self, word: &str) -> String {
        let known = self.vocabulary.word("identity.platform", word);
        known.map_or(word, |at| schema::words("identity.platform")[at]).to_owned()
    }

    fn texts(&self, field: FieldId, raw: RawColumn) -> Column {
        let mut out = RowTexts::default();
        let marks = &raw.marks;
        // A register's `None` may be somebody's name for it. As an id it is a way to leave the cell blank, as everywhere
        // else: taken as a key it would make one row of all that have none.
        let folds_blank = field.field().name != "name";
        for (_, block) in raw.blocks {
            let BlockColumn::Texts { bytes, ends, missing } = block else { unreachable!("text is stored as text") };
            let base = out.len();
            // What a marker says: empty or unknown; none where the text stands for itself.
            let marked = |text: &[u8]| {
                let text = String::from_utf8_lossy(text);
                if !marks.export {
                    return (folds_blank && self.vocabulary.is_blank(&text)).then_some(EMPTY);
                }
                let lower = text.to_lowercase();
                let is_unknown = marks.unknown.contains(&lower);
                (is_unknown || marks.empty.contains(&lower)).then_some(if is_unknown { UNKNOWN } else { EMPTY })
            };
            let of_export = || marks.empty.iter().chain(&marks.unknown).map(String::len).max().unwrap_or(0);
            let longest = if marks.export { of_export() } else { LONGEST_BLANK };
            if (folds_blank || marks.export) && any_marked(&bytes, &ends, longest, |text| marked(text).is_some()) {
                let mut start = 0;
                for end in ends {
                    let text = &bytes[start..end as usize];
                    start = end as usize;
                    match (text.len() <= longest).then(|| marked(text)).flatten() {
                        Some(UNKNOWN) if !text.is_empty() => out.push_unknown(),
                        Some(_) => out.push(b""),
                        None => out.push(text),
                    }
                }
            } else {
                out.extend(bytes, ends);
            }
            for row in missing {
                out.mark_unknown(base + row as usize);
            }
        }
        Column::Texts(out)
    }

    fn days(&mut self, field: FieldId, raw: RawColumn) -> (Column, Odd) {
        let rows: usize = raw.blocks.iter().map(|(_, b)| length(b)).sum();
        let never = if field.field().kind == Type::Event { date::NEVER_EVENT } else { date::NEVER_LIMIT };
        let marks = &raw.marks;
        let order = DateOrder::decide(raw.dictionaries.iter().flat_map(Dictionary::entries).map(|e| e.text));
        let mut odd = Odd::default();
        let meanings: Vec<Vec<Result<i32, ()>>> = raw
            .dictionaries
            .iter()
            .map(|d| d.entries().map(|e| self.odd_day(e.text, marks, never, order)).collect())
            .collect();
        let mut out: Vec<i32> = Vec::with_capacity(rows);
        for (worker, block) in raw.blocks {
            let BlockColumn::Days { days, odd: places } = block else { unreachable!("dates are stored as days") };
            let base = out.len();
            out.extend_from_slice(&days);
            for (row, code) in places {
                let at = base + row as usize;
                match meanings[worker][code as usize] {
                    Ok(day) => out[at] = day,
                    Err(()) => {
                        odd.unreadable += 1;
                        if odd.rows.len() < super::SHOWN {
                            odd.rows.push(at as u32);
                        }
                    }
                }
            }
        }
        if never == date::NEVER_LIMIT {
            // 9999-12-31 is how tables write an end that never comes.
            let last = Day::from_ymd(9999, 12, 31).expect("a day").0;
            for day in &mut out {
                if *day == last {
                    *day = never;
                }
            }
        }
        // A marker may itself be a day, such as the first one that a platform can store.
        for (list, means) in [(&marks.never, never), (&marks.empty, date::EMPTY), (&marks.unknown, date::UNKNOWN)] {
            for mark in list.iter().filter_map(|mark| date::parse_iso(mark.as_bytes())) {
                out.iter_mut().filter(|day| **day == mark.0).for_each(|day| *day = means);
            }
        }
        odd.assumed_order = order.says();
        (Column::Days(out), odd)
    }

    /// A date cell that is not plainly ISO; an error where it cannot be read.
    fn odd_day(&self, cell: &[u8], marks: &Marks, never: i32, order: DateOrder) -> Result<i32, ()> {
        if cell == MISSING {
            return Ok(date::UNKNOWN);
        }
        let text = String::from_utf8_lossy(cell);
        let lower = text.to_lowercase();
        if marks.never.contains(&lower) {
            return Ok(never);
        }
        if marks.empty.contains(&lower) {
            return Ok(date::EMPTY);
        }
        if marks.unknown.contains(&lower) {
            return Ok(date::UNKNOWN);
        }
        if self.vocabulary.is_never(&text) {
            return Ok(never);
        }
        if !marks.export && self.vocabulary.is_blank(&text) {
            return Ok(date::EMPTY);
        }
        order.read(&text).map(|d| d.0).ok_or(())
    }

    fn coded(&mut self, field: FieldId, raws: Vec<RawColumn>) -> Vec<(Column, Odd)> {
        let kind = field.field().kind;
        let mut texts: Distinct<String> = Distinct::default();
        let mut lists: Vec<Vec<String>> = Vec::new();
        // Cells that several workers or files share, by their bytes: each is settled once.
        let mut known: FxHashMap<&[u8], (u32, u8)> = FxHashMap::default();
        let mut persons: Distinct<Vec<u32>> = Distinct::default();
        let mut settled: Vec<Meanings> = Vec::new();
        for (at, raw) in raws.iter().enumerate() {
            // What one file's markers say of a cell holds for no other file.
            if at > 0 && raws[at - 1].marks != raw.marks {
                known.clear();
            }
            // Distinct cells in the order of their first place in the file, so that codes do not depend on which worker
            // met a cell first.
            let mut order: Vec<(u64, usize, usize)> = Vec::new();
            for (worker, dictionary) in raw.dictionaries.iter().enumerate() {
                order.extend(dictionary.entries().enumerate().map(|(i, e)| (e.first, worker, i)));
            }
            order.sort_unstable();
            let mut own: Vec<Vec<Settled>> =
                raw.dictionaries.iter().map(|d| d.entries().map(|_| Settled::Code(UNKNOWN)).collect()).collect();
            let mut oddness: Vec<Vec<u8>> = raw.dictionaries.iter().map(|d| vec![0; d.len()]).collect();
            for (_, worker, i) in order {
                let cell = trim(raw.dictionaries[worker].text(i as u32));
                if kind == Type::List
                    && let Some((code, odd)) = known.get(cell)
                {
                    own[worker][i] = Settled::Code(*code);
                    oddness[worker][i] = *odd;
                    continue;
                }
                let (meaning, odd) = self.cell(field, cell, &raw.marks, &mut texts, &mut lists, &mut persons);
                if let (Type::List, Settled::Code(code)) = (kind, &meaning)
                    && *code >= FIRST
                {
                    known.insert(cell, (*code, odd));
                }
                own[worker][i] = meaning;
                oddness[worker][i] = odd;
            }
            settled.push((own, oddness));
        }
        let meaning = match kind {
            Type::Word(vocabulary) => Meaning::Word(vocabulary),
            Type::Bool => Meaning::Bool,
            Type::Person => Meaning::Person,
            Type::Persons => Meaning::Persons(Arc::new(persons.list)),
            Type::List | Type::Refs => Meaning::List(Arc::new(lists)),
            _ => Meaning::Text(Arc::new(texts.list)),
        };
        let limit = meaning.codes(self.persons.names.len());
        raws.into_iter().zip(settled).map(|(raw, (own, odd))| build(&raw, &own, &odd, kind, &meaning, limit)).collect()
    }

    /// What a distinct cell means, and what is odd about it: 1 another word, 2 unreadable.
    fn cell(
        &mut self,
        field: FieldId,
        cell: &[u8],
        marks: &Marks,
        texts: &mut Distinct<String>,
        lists: &mut Vec<Vec<String>>,
        persons: &mut Distinct<Vec<u32>>,
    ) -> (Settled, u8) {
        let kind = field.field().kind;
        let code = |c| (Settled::Code(c), 0);
        let special = |c: u32| match (kind, c) {
            (Type::Int, EMPTY) => (Settled::Number(date::EMPTY), 0),
            (Type::Int, _) => (Settled::Number(date::UNKNOWN), 0),
            (_, c) => (Settled::Code(c), 0),
        };
        if cell == MISSING {
            return special(UNKNOWN);
        }
        if cell.is_empty() {
            return special(EMPTY);
        }
        let text = String::from_utf8_lossy(cell);
        let lower = text.to_lowercase();
        if marks.unknown.contains(&lower) {
            return special(UNKNOWN);
        }
        if marks.empty.contains(&lower) {
            return special(EMPTY);
        }
        if let Type::Word(vocabulary) = kind
            && self.vocabulary.leaves_unknown(vocabulary, &text)
        {
            return special(UNKNOWN);
        }
        // A word of the field's own vocabulary comes before a register's ways to leave a cell blank: a privilege of
        // `none` is said, not missing.
        let is_said = match kind {
            Type::Word(vocabulary) => self.vocabulary.word(vocabulary, &text).is_some(),
            Type::Bool => self.vocabulary.boolean(&text).is_some(),
            // The source's own word is kept as it stands, `N/A` too.
            _ => field.field().name.ends_with("_word"),
        };
        if !is_said && !marks.export && self.vocabulary.is_blank(&text) {
            return special(EMPTY);
        }
        match kind {
            Type::Word(vocabulary) => match self.vocabulary.word(vocabulary, &text) {
                Some(word) => code(FIRST + word as u32),
                None => match schema::words(vocabulary).iter().position(|w| *w == "other") {
                    Some(other) => (Settled::Code(FIRST + other as u32), 1),
                    None => (Settled::Code(UNKNOWN), 1),
                },
            },
            Type::Bool => match self.vocabulary.boolean(&text) {
                Some(b) => code(FIRST + u32::from(b)),
                // Whoever is asked whether a plan is there often says where, or since when.
                None if is_artefact(field) && (is_link(&text) || date::parse_iso(cell).is_some()) => {
                    code(FIRST + u32::from(true))
                }
                None => (Settled::Code(UNKNOWN), 2),
            },
            Type::Int => match lower.trim_end_matches(['d', 'a', 'y', 's', ' ', '%']).trim().parse::<i32>() {
                Ok(n) if n > date::UNKNOWN => (Settled::Number(n), 0),
                _ => match is_in_days(field).then(|| self.vocabulary.period(&text)).flatten() {
                    Some(days) => (Settled::Number(days), 0),
                    None => (Settled::Number(date::UNKNOWN), 2),
                },
            },
            Type::Person => match split_persons(&text).first() {
                Some(first) => code(FIRST + self.persons.person(first)),
                None => code(EMPTY),
            },
            Type::Persons => {
                let list = split_persons(&text).iter().map(|p| self.persons.person(p)).collect();
                code(persons.code(list))
            }
            Type::List | Type::Refs => match if kind == Type::Refs { split_refs(&text) } else { split_list(&text) } {
                list if list.is_empty() => code(EMPTY),
                list => {
                    lists.push(list);
                    code(lists.len() as u32 + FIRST - 1)
                }
            },
            _ => code(texts.code(text.into_owned())),
        }
    }
}

/// Does this yes or no ask whether something was written down?
fn is_artefact(field: FieldId) -> bool {
    field.subject == schema::Subject::Launch
        && matches!(
            field.field().name,
            "entitlement_design" | "threat_assumptions" | "rollback_path" | "incident_route" | "lifecycle_plan"
        )
}

/// Is this number one of days, which people also write as a period?
fn is_in_days(field: FieldId) -> bool {
    matches!(field.field().name, "cadence" | "threshold_days" | "rotation_period")
}

fn build(
    raw: &RawColumn,
    own: &[Vec<Settled>],
    oddness: &[Vec<u8>],
    kind: Type,
    meaning: &Meaning,
    limit: usize,
) -> (Column, Odd) {
    let rows: usize = raw.blocks.iter().map(|(_, b)| length(b)).sum();
    let mut odd = Odd::default();
    let has_odd = oddness.iter().flatten().any(|o| *o != 0);
    let mut note = |row: usize, worker: usize, code: usize| {
        match oddness[worker][code] {
            0 => return,
            1 => odd.other_words += 1,
            _ => odd.unreadable += 1,
        }
        if odd.rows.len() < super::SHOWN {
            odd.rows.push(row as u32);
        }
    };
    let mut each = |put: &mut dyn FnMut(&Settled)| {
        let mut row = 0;
        for (worker, block) in &raw.blocks {
            let table = &own[*worker];
            let mut one = |code: usize| {
                put(&table[code]);
                if has_odd {
                    note(row, *worker, code);
                }
                row += 1;
            };
            match block {
                BlockColumn::Codes(codes) => codes.iter().for_each(|c| one(*c as usize)),
                BlockColumn::WideCodes(codes) => codes.iter().for_each(|c| one(*c as usize)),
                _ => unreachable!("these are stored as codes"),
            }
        }
    };
    let column = if kind == Type::Int {
        let mut out = Vec::with_capacity(rows);
        each(&mut |s| if let Settled::Number(n) = s { out.push(*n) } else { out.push(date::UNKNOWN) });
        Column::Ints(out)
    } else if has_odd {
        let mut out = Codes::with_limit(limit, rows);
        each(&mut |s| out.push(if let Settled::Code(c) = s { *c } else { UNKNOWN }));
        Column::Coded(crate::tables::Coded { codes: out, meaning: meaning.clone() })
    } else {
        Column::Coded(crate::tables::Coded { codes: remap(raw, own, limit, rows), meaning: meaning.clone() })
    };
    (column, odd)
}

/// The common case in a tight loop: each worker's codes to the field's codes.
fn remap(raw: &RawColumn, own: &[Vec<Settled>], limit: usize, rows: usize) -> Codes {
    let tables: Vec<Vec<u32>> =
        own.iter().map(|t| t.iter().map(|s| if let Settled::Code(c) = s { *c } else { UNKNOWN }).collect()).collect();
    fn fill<T: Copy>(raw: &RawColumn, tables: &[Vec<u32>], rows: usize, to: impl Fn(u32) -> T) -> Vec<T> {
        let tables: Vec<Vec<T>> = tables.iter().map(|t| t.iter().map(|c| to(*c)).collect()).collect();
        let mut out = Vec::with_capacity(rows);
        for (worker, block) in &raw.blocks {
            let table = &tables[*worker][..];
            match block {
                BlockColumn::Codes(codes) => out.extend(codes.iter().map(|c| table[*c as usize])),
                BlockColumn::WideCodes(codes) => out.extend(codes.iter().map(|c| table[*c as usize])),
                _ => unreachable!("these are stored as codes"),
            }
        }
        out
    }
    if limit <= 1 << 8 {
        Codes::Narrow(fill(raw, &tables, rows, |c| c as u8))
    } else if limit <= 1 << 16 {
        Codes::Short(fill(raw, &tables, rows, |c| c as u16))
    } else {
        Codes::Wide(fill(raw, &tables, rows, |c| c))
    }
}

fn length(block: &BlockColumn) -> usize {
    match block {
        BlockColumn::Codes(codes) => codes.len(),
        BlockColumn::WideCodes(codes) => codes.len(),
        BlockColumn::Days { days, .. } => days.len(),
        BlockColumn::Texts { ends, .. } => ends.len(),
    }
}

/// Writes every element of a column of lists in another way.
fn rewrite_words(column: &mut Column, rewrite: impl Fn(&str) -> String) {
    let Column::Coded(crate::tables::Coded { meaning: Meaning::List(lists), .. }) = column else { return };
    *lists = Arc::new(lists.iter().map(|list| list.iter().map(|word| rewrite(word)).collect()).collect());
}

/// A protocol as one word, the way the policy lists them: `LDAP simple (clear)` as `ldap_simple_clear`.
fn fold_protocol(word: &str) -> String {
    let folded = crate::vocabulary::fold(word);
    let short = folded.strip_suffix(" auth").or_else(|| folded.strip_suffix(" authentication")).unwrap_or(&folded);
    short.replace(' ', "_")
}

/// Several values in a cell: at `;`, `|` or line ends, else at commas.
fn split_list(text: &str) -> Vec<String> {
    let parts: Vec<&str> = if text.contains([';', '|', '\n', '\r']) {
        text.split([';', '|', '\n', '\r']).collect()
    } else {
        text.split(',').collect()
    };
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// Several references in a cell, each as written: at `;`, `|` or line ends, and at commas where an id follows.
///
/// `NIST CSF: PR.AA-01, PR.AA-05` is one, since its name stands for both; in `PR.AA-05 Permissions, entitlements` and in
/// `2.1 (4, 5)` the comma is text.
fn split_refs(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split([';', '|', '\n', '\r']) {
        let mut start = 0;
        let mut depth = 0_i32;
        let mut labelled = false;
        for (at, sign) in part.char_indices() {
            match sign {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                ':' => labelled |= part[at + 1..].starts_with(' '),
                ',' if depth <= 0 => {
                    let rest = &part[at + 1..];
                    let next = rest.split(',').next().unwrap_or_default().trim();
                    if next.contains(": ") || !labelled && starts_with_id(next) {
                        out.push(part[start..at].to_owned());
                        (start, labelled) = (at + 1, false);
                    }
                }
                _ => {}
            }
        }
        out.push(part[start..].to_owned());
    }
    out.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Does text start with what may be an id: a word with a digit or a dot, or one of capitals, or two such (`GOVERN 1.1`)?
fn starts_with_id(text: &str) -> bool {
    let is_id = |word: &str| {
        word.contains(|c: char| c.is_ascii_digit())
            || word.trim_end_matches('.').contains('.')
            || word.len() <= 3 && word.chars().all(|c| c.is_ascii_uppercase())
    };
    text.split_whitespace().take(2).any(is_id)
}

/// Several persons in a cell; a comma parts them only where each part has an address, since `Weber, Jana` is one.
fn split_persons(text: &str) -> Vec<String> {
    let parts: Vec<&str> = if text.contains([';', '|', '\n', '\r']) {
        text.split([';', '|', '\n', '\r']).collect()
    } else if text.contains(',') && text.split(',').all(|p| p.contains('@')) {
        text.split(',').collect()
    } else {
        vec![text]
    };
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// How dates with slashes or dots are ordered, decided for a whole column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateOrder {
    /// No such date.
    None,
    /// Day first: some first part is over 12, and no second part is.
    DayFirst,
    /// Month first: some second part is over 12, and no first part is.
    MonthFirst,
    /// Nothing decides, or the cells disagree: not read.
    Undecided,
}

impl DateOrder {
    fn decide<'a>(cells: impl Iterator<Item = &'a [u8]>) -> Self {
        let (mut any, mut first_over, mut second_over) = (false, false, false);
        // A cell that is a date in neither order decides nothing; it alone is unreadable.
        for (a, b, _) in
            cells.filter_map(|c| parts(&String::from_utf8_lossy(c))).filter(|(a, b, _)| *a <= 12 || *b <= 12)
        {
            any = true;
            first_over |= a > 12;
            second_over |= b > 12;
        }
        match (any, first_over, second_over) {
            (false, ..) => Self::None,
            (true, true, false) => Self::DayFirst,
            (true, false, true) => Self::MonthFirst,
            _ => Self::Undecided,
        }
    }

    fn read(self, text: &str) -> Option<Day> {
        let (a, b, year) = parts(text)?;
        match self {
            Self::DayFirst => Day::from_ymd(year, b, a),
            Self::MonthFirst => Day::from_ymd(year, a, b),
            Self::None | Self::Undecided => None,
        }
    }

    fn says(self) -> Option<String> {
        match self {
            Self::None => None,
            Self::DayFirst => Some("read day first, since some first parts are over 12".into()),
            Self::MonthFirst => Some("read month first, since some second parts are over 12".into()),
            Self::Undecided => {
                Some("not read: nothing in the column settles whether the day or the month comes first".into())
            }
        }
    }
}

/// The three parts of `15/09/2026`, `15.09.2026` or `15-09-2026`, a time behind it left aside.
fn parts(text: &str) -> Option<(u32, u32, i32)> {
    let text = text.split([' ', 'T']).next()?;
    let separator = text.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let pieces: Vec<&str> = text.split(separator).collect();
    let [a, b, year] = pieces[..] else { return None };
    if year.len() != 4 || a.is_empty() || a.len() > 2 || b.is_empty() || b.len() > 2 {
        return None;
    }
    Some((a.parse().ok()?, b.parse().ok()?, year.parse().ok()?))
}

/// Notes by kind for one column.
pub(super) fn notes(odd: &Odd) -> BTreeMap<&'static str, (usize, String)> {
    let mut out = BTreeMap::new();
    if odd.other_words > 0 {
        out.insert(
            "other-word",
            (odd.other_words, "words that are in no vocabulary were kept as `other` or as unknown".into()),
        );
    }
    if odd.unreadable > 0 {
        out.insert("unreadable", (odd.unreadable, "cells could not be read and count as unknown".into()));
    }
    if let Some(says) = &odd.assumed_order {
        out.insert("date-order", (1, format!("dates without ISO form were {says}")));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::split_refs;

    #[test]
    fn references_are_parted_where_another_begins() {
        let cases: [(&str, &[&str]); 11] = [
            ("A.5.16, A.5.17", &["A.5.16", "A.5.17"]),
            ("SP 800-207 2.1 (4)", &["SP 800-207 2.1 (4)"]),
            ("SP 800-207 2.1 (4, 5), NHI1", &["SP 800-207 2.1 (4, 5)", "NHI1"]),
            (
                "NIST-CSF-2.0: PR.AA-01, PR.AA-05 | CIS-1.4: 1.14",
                &["NIST-CSF-2.0: PR.AA-01, PR.AA-05", "CIS-1.4: 1.14"],
            ),
            ("NIST CSF: PR.AA-01, PR.AA-05", &["NIST CSF: PR.AA-01, PR.AA-05"]),
            ("NIST CSF: PR.AA-01, ISO 27001: A.5.16", &["NIST CSF: PR.AA-01", "ISO 27001: A.5.16"]),
            ("NHI7:2025, NHI1:2025", &["NHI7:2025", "NHI1:2025"]),
            (
                "PR.AA-05 Permissions, entitlements, and authorizations",
                &["PR.AA-05 Permissions, entitlements, and authorizations"],
            ),
            ("PR, GV.OC, GOVERN 1.1", &["PR", "GV.OC", "GOVERN 1.1"]),
            ("PR.AA-01, PR.AA-05\nNHI1; ", &["PR.AA-01", "PR.AA-05", "NHI1"]),
            ("", &[]),
        ];
        for (text, parts) in cases {
            assert_eq!(split_refs(text), parts, "{text}");
        }
    }
}
