//! What distinct cells mean: words, yes and no, lists, persons, dates that are not plainly ISO.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::cells::{self, split_list, split_persons, split_refs};
use super::cut::is_link;
use super::damage;
use super::dates::{ColumnDates, Written, written};
use super::encode::{BlockColumn, Dictionary, MISSING, trim};
use super::odd::{Odd, What};
use super::plan::Marks;
use super::read::RawColumn;
use super::secrets::{Look, MASK, may_hold_secret};
use crate::date::{self, Day};
use crate::schema::{self, FieldId, Type};
use crate::tables::{Codes, Column, EMPTY, FIRST, Meaning, Persons, RowTexts, UNKNOWN};
use crate::vocabulary::Vocabulary;

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

/// What becomes of a text.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    Itself,
    Empty,
    Unknown,
    Masked,
}

/// How the texts of one column are looked at.
struct TextLook<'a> {
    marks: &'a Marks,
    vocabulary: &'a Vocabulary,
    /// Do a register's ways to leave a cell blank count?
    folds_blank: bool,
    /// Bytes beyond which no text is a marker.
    longest: usize,
    /// Do rows join by it?
    is_key: bool,
    /// Is it an id, that spreadsheets damage?
    is_id: bool,
    look: Look,
}

impl<'a> TextLook<'a> {
    fn new(field: FieldId, marks: &'a Marks, vocabulary: &'a Vocabulary) -> Self {
        let name = field.field().name;
        let is_id = field.field().kind != Type::Prose;
        let longest = if marks.export {
            marks.empty.iter().chain(&marks.unknown).map(String::len).max().unwrap_or(0)
        } else {
            LONGEST_BLANK
        };
        Self {
            marks,
            vocabulary,
            // A register's `None` may be somebody's name for it. As an id it is a way to leave the cell blank, as
            // everywhere else: taken as a key it would make one row of all that have none.
            folds_blank: name != "name",
            longest,
            is_key: is_id || name == "name",
            is_id,
            look: if is_id { Look::Known } else { Look::Random },
        }
    }

    /// Is each of these texts what it says, so that they can be taken as they lie?
    fn stands_for_itself(&self, bytes: &[u8], ends: &[u32]) -> bool {
        let mut start = 0;
        ends.iter().all(|end| {
            let text = &bytes[start..*end as usize];
            start = *end as usize;
            self.at(text) == (Kept::Itself, None)
        })
    }

    #[inline]
    fn at(&self, text: &[u8]) -> (Kept, Option<What>) {
        if text.is_empty() {
            return (Kept::Itself, None);
        }
        if damage::is_lost(text) {
            return (Kept::Unknown, Some(What::Lost));
        }
        if text.len() <= self.longest
            && let Some(kept) = self.marked(text)
        {
            return (kept, None);
        }
        if self.is_id && damage::is_damaged_id(text) {
            return (Kept::Unknown, Some(What::DamagedId));
        }
        if may_hold_secret(text, self.look) {
            return (if self.is_key { Kept::Unknown } else { Kept::Masked }, Some(What::Secret));
        }
        (Kept::Itself, (self.is_id && damage::is_number_like(text)).then_some(What::NumberLike))
    }

    /// What a marker says; none where the text stands for itself.
    fn marked(&self, text: &[u8]) -> Option<Kept> {
        if !self.marks.export && !self.folds_blank {
            return None;
        }
        let text = String::from_utf8_lossy(text);
        if !self.marks.export {
            return self.vocabulary.is_blank(&text).then_some(Kept::Empty);
        }
        let lower = text.to_lowercase();
        let is_unknown = self.marks.unknown.contains(&lower);
        (is_unknown || self.marks.empty.contains(&lower)).then_some(if is_unknown {
            Kept::Unknown
        } else {
            Kept::Empty
        })
    }
}

/// Days that programs write where there is none: the first that they can count.
const NO_DAYS: [(i32, u32, u32); 7] =
    [(1, 1, 1), (1600, 12, 31), (1601, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1)];
/// The first year that no limit reaches in earnest.
const ENDLESS: i32 = 2900;

/// Sets days that are none to unknown, and limits that never come to never.
fn no_days(out: &mut [i32], is_event: bool, odd: &mut Odd) {
    let day = |(y, m, d)| Day::from_ymd(y, m, d).expect("a day").0;
    let none = NO_DAYS.map(day);
    let last_of_none = none[NO_DAYS.len() - 1];
    for (row, it) in out.iter_mut().enumerate() {
        if *it <= last_of_none && *it > date::NEVER_EVENT && none.contains(it) {
            *it = date::UNKNOWN;
            odd.add(row, What::NoDate, None);
        }
    }
    if !is_event {
        // 9999-12-31 is how tables write an end that never comes, in whatever zone.
        let endless = day((ENDLESS, 1, 1));
        out.iter_mut().filter(|it| **it >= endless).for_each(|it| *it = date::NEVER_LIMIT);
    }
}

/// The text of a cell that is a date, a number, a word, a yes or a no, where it may be shown.
fn shown(cell: &[u8]) -> Option<&[u8]> {
    (!may_hold_secret(cell, Look::Random)).then_some(cell)
}

/// For each worker and each of its codes: what the cell turned out to be, and what is odd about it.
type Meanings = (Vec<Vec<Settled>>, Vec<Vec<Option<What>>>);

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
                raws.into_iter().map(|raw| self.texts(field, raw)).collect()
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

    fn texts(&self, field: FieldId, raw: RawColumn) -> (Column, Odd) {
        let mut out = RowTexts::default();
        let mut odd = Odd::default();
        let looked = TextLook::new(field, &raw.marks, self.vocabulary);
        for (_, block) in raw.blocks {
            let BlockColumn::Texts { bytes, ends, missing } = block else { unreachable!("text is stored as text") };
            let base = out.len();
            if looked.stands_for_itself(&bytes, &ends) {
                out.extend(bytes, ends);
            } else {
                let mut start = 0;
                for end in ends {
                    let text = &bytes[start..end as usize];
                    start = end as usize;
                    let (kept, what) = looked.at(text);
                    if let Some(what) = what {
                        odd.add(out.len(), what, None);
                    }
                    match kept {
                        Kept::Unknown if !text.is_empty() => out.push_unknown(),
                        Kept::Unknown | Kept::Empty => out.push(b""),
                        Kept::Masked => out.push(MASK.as_bytes()),
                        Kept::Itself => out.push(text),
                    }
                }
            }
            for row in missing {
                out.mark_unknown(base + row as usize);
            }
        }
        (Column::Texts(out), odd)
    }

    fn days(&mut self, field: FieldId, raw: RawColumn) -> (Column, Odd) {
        let rows: usize = raw.blocks.iter().map(|(_, b)| length(b)).sum();
        let is_event = field.field().kind == Type::Event;
        let never = if is_event { date::NEVER_EVENT } else { date::NEVER_LIMIT };
        let marks = &raw.marks;
        let cells = || raw.dictionaries.iter().flat_map(Dictionary::entries);
        let all: Vec<String> = cells().map(|e| String::from_utf8_lossy(e.text).into_owned()).collect();
        let dates = ColumnDates::decide(all.iter().filter_map(|cell| written(cell)), raw.date_rule);
        let mut odd = Odd::of_dates(dates.says(), dates.counts_from_1904());
        let meanings: Vec<Vec<(i32, Option<What>)>> = raw
            .dictionaries
            .iter()
            .map(|d| d.entries().map(|e| self.odd_day(e.text, marks, never, dates)).collect())
            .collect();
        let mut out: Vec<i32> = Vec::with_capacity(rows);
        for (worker, block) in raw.blocks {
            let BlockColumn::Days { days, odd: places } = block else { unreachable!("dates are stored as days") };
            let base = out.len();
            out.extend_from_slice(&days);
            for (row, code) in places {
                let at = base + row as usize;
                let (day, what) = meanings[worker][code as usize];
                out[at] = day;
                if let Some(what) = what {
                    odd.add(at, what, shown(raw.dictionaries[worker].text(code)));
                }
            }
        }
        // A marker may itself be a day, such as the first one that a platform can store.
        for (list, means) in [(&marks.never, never), (&marks.empty, date::EMPTY), (&marks.unknown, date::UNKNOWN)] {
            for mark in list.iter().filter_map(|mark| written(mark)).filter_map(|mark| dates.day(mark)) {
                out.iter_mut().filter(|day| **day == mark.0).for_each(|day| *day = means);
            }
        }
        no_days(&mut out, is_event, &mut odd);
        (Column::Days(out), odd)
    }

    /// A date cell that is not plainly ISO, and what is odd about it.
    fn odd_day(&self, cell: &[u8], marks: &Marks, never: i32, dates: ColumnDates) -> (i32, Option<What>) {
        if cell == MISSING {
            return (date::UNKNOWN, None);
        }
        let text = String::from_utf8_lossy(cell);
        let lower = text.to_lowercase();
        if marks.never.contains(&lower) {
            return (never, None);
        }
        if marks.empty.contains(&lower) {
            return (date::EMPTY, None);
        }
        if marks.unknown.contains(&lower) {
            return (date::UNKNOWN, None);
        }
        if self.vocabulary.is_never(&text) {
            return (never, None);
        }
        if damage::is_lost(cell) {
            return (date::UNKNOWN, Some(What::Lost));
        }
        if !marks.export && self.vocabulary.is_blank(&text) {
            return (date::EMPTY, None);
        }
        match written(&text) {
            // Only of a limit does the largest number say that it never comes.
            Some(Written::Endless) if never == date::NEVER_LIMIT => (never, None),
            Some(read) => match dates.day(read) {
                Some(day) => {
                    let what = match read {
                        Written::Serial(_) => Some(What::Serial),
                        Written::ShortYear(_) | Written::Either { short: true, .. } => Some(What::ShortYear),
                        _ => None,
                    };
                    (day.0, what)
                }
                None => (date::UNKNOWN, Some(What::Unreadable)),
            },
            None => (date::UNKNOWN, Some(What::Unreadable)),
        }
    }

    fn coded(&mut self, field: FieldId, raws: Vec<RawColumn>) -> Vec<(Column, Odd)> {
        let kind = field.field().kind;
        let mut made = Made::default();
        // Cells that several workers or files share, by their bytes: each is settled once.
        let mut known: FxHashMap<&[u8], (u32, Option<What>)> = FxHashMap::default();
        let mut settled: Vec<Meanings> = Vec::new();
        for (at, raw) in raws.iter().enumerate() {
            // What one file's markers say of a cell holds for no other file.
            if at > 0 && raws[at - 1].marks != raw.marks {
                known.clear();
            }
            let asked = Asked::new(field, raw);
            // Distinct cells in the order of their first place in the file, so that codes do not depend on which worker
            // met a cell first.
            let mut order: Vec<(u64, usize, usize)> = Vec::new();
            for (worker, dictionary) in raw.dictionaries.iter().enumerate() {
                order.extend(dictionary.entries().enumerate().map(|(i, e)| (e.first, worker, i)));
            }
            order.sort_unstable();
            let mut own: Vec<Vec<Settled>> =
                raw.dictionaries.iter().map(|d| d.entries().map(|_| Settled::Code(UNKNOWN)).collect()).collect();
            let mut oddness: Vec<Vec<Option<What>>> = raw.dictionaries.iter().map(|d| vec![None; d.len()]).collect();
            for (_, worker, i) in order {
                let cell = trim(raw.dictionaries[worker].text(i as u32));
                if kind == Type::List
                    && let Some((code, odd)) = known.get(cell)
                {
                    own[worker][i] = Settled::Code(*code);
                    oddness[worker][i] = *odd;
                    continue;
                }
                let (meaning, odd) = self.cell(&asked, cell, &mut made);
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
            Type::Persons => Meaning::Persons(Arc::new(made.persons.list)),
            Type::List | Type::Refs => Meaning::List(Arc::new(made.lists)),
            _ => Meaning::Text(Arc::new(made.texts.list)),
        };
        let limit = meaning.codes(self.persons.names.len());
        raws.into_iter().zip(settled).map(|(raw, (own, odd))| build(&raw, &own, &odd, kind, &meaning, limit)).collect()
    }

    /// What a distinct cell means, and what is odd about it.
    fn cell(&mut self, asked: &Asked<'_>, cell: &[u8], made: &mut Made) -> (Settled, Option<What>) {
        let (field, marks) = (asked.field, asked.marks);
        let kind = field.field().kind;
        let code = |c| (Settled::Code(c), None);
        let odd = |c: u32, what: What| match (kind, c) {
            (Type::Int, EMPTY) => (Settled::Number(date::EMPTY), Some(what)),
            (Type::Int, _) => (Settled::Number(date::UNKNOWN), Some(what)),
            (_, c) => (Settled::Code(c), Some(what)),
        };
        let special = |c: u32| (odd(c, What::Unreadable).0, None);
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
        if damage::is_lost(cell) {
            return odd(UNKNOWN, What::Lost);
        }
        let boolean = || cells::sign(&text).or_else(|| self.vocabulary.boolean(&text));
        if asked.negated
            && let Some(yes) = boolean()
        {
            return code(match kind {
                Type::Word(vocabulary) => {
                    let word = self.vocabulary.word(vocabulary, if yes { "no" } else { "yes" });
                    word.map_or(UNKNOWN, |word| FIRST + word as u32)
                }
                _ => FIRST + u32::from(!yes),
            });
        }
        // A word of the field's own vocabulary comes before a register's ways to leave a cell blank: a privilege of
        // `none` is said, not missing.
        let is_said = match kind {
            Type::Word(vocabulary) => self.vocabulary.word(vocabulary, &text).is_some(),
            Type::Bool => boolean().is_some(),
            // The source's own word is kept as it stands, `N/A` too.
            _ => field.field().name.ends_with("_word"),
        };
        if !is_said && !marks.export && self.vocabulary.is_blank(&text) {
            return special(EMPTY);
        }
        let is_secret =
            |text: &str| may_hold_secret(text.as_bytes(), if asked.is_key { Look::Known } else { Look::Random });
        match kind {
            Type::Word(vocabulary) => match self.vocabulary.word(vocabulary, &text) {
                Some(word) => code(FIRST + word as u32),
                None => match schema::words(vocabulary).iter().position(|w| *w == "other") {
                    Some(other) => odd(FIRST + other as u32, What::OtherWord),
                    None => odd(UNKNOWN, What::OtherWord),
                },
            },
            Type::Bool => match boolean() {
                Some(b) => code(FIRST + u32::from(b)),
                // Whoever is asked whether a plan is there often says where, or since when.
                None if is_artefact(field) && (is_link(&text) || written(&text).is_some()) => {
                    code(FIRST + u32::from(true))
                }
                None => odd(UNKNOWN, What::Unreadable),
            },
            Type::Int => match cells::whole_number(&lower) {
                Some(n) => (Settled::Number(n), None),
                None => match is_in_days(field).then(|| self.vocabulary.period(&text)).flatten() {
                    Some(days) => (Settled::Number(days), None),
                    None => odd(date::UNKNOWN as u32, What::Unreadable),
                },
            },
            Type::Person | Type::Persons if is_secret(&text) => odd(UNKNOWN, What::Secret),
            Type::Person => match split_persons(&text).first() {
                Some(first) => code(FIRST + self.persons.person(first)),
                None => code(EMPTY),
            },
            Type::Persons => {
                let list = split_persons(&text).iter().map(|p| self.persons.person(p)).collect();
                code(made.persons.code(list))
            }
            Type::List | Type::Refs => {
                let mut list = match kind {
                    Type::Refs => split_refs(&text),
                    _ if cells::names_scopes(field) => cells::split_scopes(&text),
                    _ => split_list(&text),
                };
                if list.is_empty() {
                    return code(EMPTY);
                }
                let mut what = None;
                // A secret of several lines falls into parts that do not look like one.
                if is_secret(&text) {
                    list = vec![text.clone().into_owned()];
                }
                if asked.is_key {
                    list.retain(|part| {
                        let damaged = damage::is_damaged_id(part.as_bytes()) || damage::is_lost(part.as_bytes());
                        what = what.or(damaged.then_some(What::DamagedId));
                        !damaged
                    });
                }
                for part in list.iter_mut().filter(|part| is_secret(part)) {
                    what = Some(What::Secret);
                    MASK.clone_into(part);
                }
                // Nothing is joined by what stands for a secret.
                list.retain(|part| !asked.is_key || part != MASK);
                if list.is_empty() {
                    return (Settled::Code(UNKNOWN), what);
                }
                made.lists.push(list);
                (Settled::Code(made.lists.len() as u32 + FIRST - 1), what)
            }
            _ if is_secret(&text) => odd(made.texts.code(MASK.into()), What::Secret),
            _ if asked.restores && damage::without_zeros(cell) => {
                odd(made.texts.code(format!("{text:0>12}")), What::Restored)
            }
            _ if asked.is_key && damage::is_damaged_id(cell) => odd(UNKNOWN, What::DamagedId),
            _ => code(made.texts.code(text.into_owned())),
        }
    }
}

/// What a column asks of each of its cells.
struct Asked<'a> {
    field: FieldId,
    marks: &'a Marks,
    /// Do its cells say the opposite?
    negated: bool,
    /// Do rows join by it, so that it may hold nothing damaged?
    is_key: bool,
    /// Are leading zeros of accounts put back?
    restores: bool,
}

impl<'a> Asked<'a> {
    fn new(field: FieldId, raw: &'a RawColumn) -> Self {
        let is_account = field.field().name == "account" && field.field().kind == Type::Text;
        let has_whole = || {
            let mut cells = raw.dictionaries.iter().flat_map(Dictionary::entries);
            cells.any(|e| e.text.len() == 12 && e.text.iter().all(u8::is_ascii_digit))
        };
        Self {
            field,
            marks: &raw.marks,
            negated: raw.negated,
            is_key: is_account || field.field().name == "external_ids",
            restores: is_account && (raw.of_aws || has_whole()),
        }
    }
}

/// What is made of the distinct cells of one field, over all files.
#[derive(Default)]
struct Made {
    texts: Distinct<String>,
    lists: Vec<Vec<String>>,
    persons: Distinct<Vec<u32>>,
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
    oddness: &[Vec<Option<What>>],
    kind: Type,
    meaning: &Meaning,
    limit: usize,
) -> (Column, Odd) {
    let rows: usize = raw.blocks.iter().map(|(_, b)| length(b)).sum();
    let mut odd = Odd::default();
    let has_odd = oddness.iter().flatten().any(Option::is_some);
    let may_be_shown = matches!(kind, Type::Word(_) | Type::Bool | Type::Int);
    let mut note = |row: usize, worker: usize, code: usize| {
        if let Some(what) = oddness[worker][code] {
            let text = may_be_shown.then(|| shown(raw.dictionaries[worker].text(code as u32))).flatten();
            odd.add(row, what, text);
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
