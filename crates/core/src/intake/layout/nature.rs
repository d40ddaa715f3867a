//! What the cells of a column are, whatever its heading says.

use crate::date;
use crate::schema::{FieldId, Type};
use crate::vocabulary::{Cells, Vocabulary, fold};

/// Cells of a column that are looked at.
const LOOKED_AT: usize = 300;

/// What one cell plainly is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// An e-mail address.
    Email,
    /// The name of a person, or an account of one.
    Person,
    /// A date, as people or systems write one.
    Date,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// An ARN.
    Arn,
    /// A GUID.
    Guid,
    /// An address of a page.
    Url,
    /// Anything else.
    Text,
}

/// What a cell that is not blank plainly is.
pub(crate) fn nature(cell: &str) -> Nature {
    let cell = cell.trim();
    if cell.starts_with("arn:") && cell.matches(':').count() >= 5 {
        Nature::Arn
    } else if cell.contains("://") {
        Nature::Url
    } else if is_guid(cell) {
        Nature::Guid
    } else if is_email(cell) {
        Nature::Email
    } else if is_number(cell) {
        Nature::Number
    } else if is_date(cell) {
        Nature::Date
    } else if is_yes_or_no(cell) {
        Nature::Boolean
    } else if is_person(cell) {
        Nature::Person
    } else {
        Nature::Text
    }
}

/// Several addresses in a cell are persons as one is.
fn is_email(cell: &str) -> bool {
    let one = |text: &str| {
        let text = text.trim().trim_start_matches("mailto:");
        // `Jana Weber <jana@example.com>`
        let text = text.rsplit_once('<').map_or(text, |(_, address)| address.trim_end_matches('>'));
        text.split_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && host.len() > 2
                && host.contains('.')
                && !host.ends_with('.')
                && !text.contains(char::is_whitespace)
                && host.chars().all(|c| c.is_alphanumeric() || "-._".contains(c))
        })
    };
    cell.len() <= 2000 && cell.split([';', ',', '|', '\n']).map(str::trim).filter(|p| !p.is_empty()).all(one)
}

fn is_guid(cell: &str) -> bool {
    let cell = cell.trim_start_matches('{').trim_end_matches('}');
    cell.len() == 36
        && cell
            .char_indices()
            .all(|(at, c)| if matches!(at, 8 | 13 | 18 | 23) { c == '-' } else { c.is_ascii_hexdigit() })
}

/// `1,234`, `12.5`, `90 days`, `40 %`
fn is_number(cell: &str) -> bool {
    let plain = cell.trim_start_matches(['-', '+', '€', '$']).trim_end_matches(['%', '€', '$']).trim();
    let plain = ["days", "day", "d", "tage", "jours", "dias", "días", "dagen"]
        .iter()
        .find_map(|unit| plain.strip_suffix(unit))
        .unwrap_or(plain)
        .trim();
    plain.starts_with(|c: char| c.is_ascii_digit())
        // `10.0.0.1` is none; of `1.234.567` and `1,234.5` each group behind the first has three digits, or is the last.
        && plain.split(['.', ',']).skip(1).all(|group| group.len() == 3 || plain.ends_with(group))
        && plain.chars().all(|c| c.is_ascii_digit() || ".,'\u{a0}\u{202f}".contains(c))
        // `15.09.2026` is a date.
        && date_parts(plain).is_none()
}

/// The days since 1900 of a spreadsheet in this century, or seconds or milliseconds since 1970: a number that may be a date.
pub(crate) fn may_be_day(cell: &str) -> bool {
    let whole = cell.trim().split('.').next().unwrap_or_default();
    match (whole.len(), whole.parse::<i64>()) {
        (5, Ok(days)) => (32_000..80_000).contains(&days),
        (9..=10 | 12..=13 | 18, Ok(_)) => true,
        _ => false,
    }
}

const MONTHS: [&str; 45] = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "mär",
    "maerz",
    "mrz",
    "mai",
    "okt",
    "dez",
    "janv",
    "fev",
    "fév",
    "mars",
    "avr",
    "juin",
    "juil",
    "aou",
    "aoû",
    "déc",
    "ene",
    "abr",
    "ago",
    "dic",
    "maa",
    "mrt",
    "mei",
    "sept",
    "enero",
    "mayo",
    "gen",
    "juni",
    "juli",
    "januar",
    "februar",
    "décembre",
    "février",
];

fn is_date(cell: &str) -> bool {
    if cell.len() > 48 || !cell.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    if date::parse_iso(cell.as_bytes()).is_some() || cell.contains("/Date(") || date_parts(cell).is_some() {
        return true;
    }
    // `15 Sep 2026`, `Mon Jul 5 12:54:43 2021 +0530`
    let words: Vec<String> = fold(cell).split(' ').map(str::to_owned).collect();
    let names_month = |word: &String| {
        word.chars().all(char::is_alphabetic)
            && word.chars().count() <= 10
            && MONTHS.iter().any(|month| word == month || word.chars().count() > 3 && word.starts_with(month))
    };
    let numbers = words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).count();
    let others = words.iter().filter(|word| word.chars().all(char::is_alphabetic) && !names_month(word)).count();
    words.iter().any(names_month) && numbers >= 1 && others <= 2
}

/// The first three numbers of `15/09/2026`, `2026-9-15`, `15.09.26 10:00`, where they can make a date.
fn date_parts(cell: &str) -> Option<()> {
    let day = cell.split([' ', 'T']).next()?;
    let separator = day.chars().find(|c| !c.is_ascii_digit())?;
    if !"/.-".contains(separator) {
        return None;
    }
    let parts: Vec<u32> = day.split(separator).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let year = |n: u32| (1900..10_000).contains(&n) || n < 100;
    match parts[..] {
        [a, b, c] if (1..=31).contains(&a) && (1..=31).contains(&b) && (a <= 12 || b <= 12) && year(c) => Some(()),
        [a, b, c] if (1900..10_000).contains(&a) && (1..=12).contains(&b) && (1..=31).contains(&c) => Some(()),
        _ => None,
    }
}

fn is_yes_or_no(cell: &str) -> bool {
    const WORDS: [&str; 19] = [
        "yes", "no", "y", "n", "true", "false", "ja", "nein", "nee", "oui", "non", "si", "sí", "j", "enabled",
        "disabled", "wahr", "falsch", "vrai",
    ];
    cell.len() <= 8 && WORDS.contains(&cell.to_lowercase().as_str())
}

/// Two to four words that each begin with a capital, as names do; `Weber, Jana` too.
fn is_person(cell: &str) -> bool {
    const PARTICLES: [&str; 13] = ["van", "von", "de", "der", "den", "la", "le", "du", "da", "dos", "di", "zu", "ten"];
    let words: Vec<&str> = cell.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let is_name = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.clone().all(|c| c.is_alphabetic() || "'’.-".contains(c))
            && letters.any(char::is_lowercase)
    };
    (2..=5).contains(&words.len())
        && words.iter().filter(|word| is_name(word)).count() >= 2
        && words.iter().all(|word| is_name(word) || PARTICLES.contains(word) || word.len() == 2 && word.ends_with('.'))
}

/// What the cells of a column are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    /// Cells that are not blank, nor a way to leave one blank.
    pub(crate) cells: Vec<String>,
    natures: Vec<Nature>,
    /// Cells that say *never*.
    never: usize,
}

/// What cells say of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Support {
    /// They are of its type: in words.
    Yes(String),
    /// They say nothing against it.
    Neutral,
    /// They are something else: in words.
    No(String),
}

/// Cells that there must be before they speak against a heading.
const ENOUGH: usize = 3;

impl Evidence {
    /// What cells are.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str>, vocabulary: &Vocabulary) -> Self {
        let mut out = Self::default();
        for cell in cells.map(str::trim).filter(|cell| !cell.is_empty()).take(LOOKED_AT) {
            if vocabulary.is_never(cell) {
                out.never += 1;
            } else if !vocabulary.is_blank(cell) {
                out.natures.push(nature(cell));
                out.cells.push(cell.to_owned());
            }
        }
        out
    }

    fn count(&self, nature: Nature) -> usize {
        self.natures.iter().filter(|n| **n == nature).count()
    }

    fn share_of(&self, what: &str, count: usize) -> String {
        format!("{count} of {} cells are {what}", self.cells.len() + self.never)
    }

    fn are_mostly(&self, count: usize) -> bool {
        count > 0 && count * 10 >= (self.cells.len() + self.never) * 6
    }

    fn are_nearly_all(&self, count: usize) -> bool {
        self.cells.len() >= ENOUGH && count * 10 >= self.cells.len() * 9
    }

    fn words(&self, vocabulary: &'static str, words: &Vocabulary) -> usize {
        self.cells.iter().filter(|cell| words.word(vocabulary, cell).is_some()).count()
    }

    fn dates(&self) -> usize {
        let days = self.cells.iter().zip(&self.natures);
        days.filter(|(cell, nature)| **nature == Nature::Date || may_be_day(cell)).count()
    }

    fn booleans(&self, words: &Vocabulary) -> usize {
        self.cells.iter().filter(|cell| words.boolean(cell).is_some()).count()
    }

    /// What nearly all cells plainly are, where that is no text: in words.
    fn plainly(&self, natures: &[Nature]) -> Option<String> {
        let what = |nature: Nature| match nature {
            Nature::Email => "e-mail addresses",
            Nature::Person => "names of persons",
            Nature::Date => "dates",
            Nature::Number => "numbers",
            Nature::Boolean => "yes or no",
            Nature::Arn => "ARNs",
            Nature::Guid => "GUIDs",
            Nature::Url => "addresses of pages",
            Nature::Text => "text",
        };
        let found = natures.iter().find(|nature| self.are_nearly_all(self.count(**nature)))?;
        Some(self.share_of(what(*found), self.count(*found)))
    }

    /// What the cells say of a field that the heading speaks for.
    pub(crate) fn of_field(&self, field: FieldId, words: &Vocabulary) -> Support {
        use Nature::{Arn, Boolean, Date, Email, Guid, Number, Url};
        let against = |natures: &[Nature]| self.plainly(natures).map_or(Support::Neutral, Support::No);
        match field.field().kind {
            Type::Person | Type::Persons => {
                let (addresses, names) = (self.count(Email), self.count(Nature::Person));
                if self.are_mostly(addresses) {
                    Support::Yes(self.share_of("e-mail addresses", addresses))
                } else if self.are_mostly(addresses + names) {
                    Support::Yes(self.share_of("addresses or names of persons", addresses + names))
                } else {
                    against(&[Date, Boolean, Url, Arn])
                }
            }
            // Yes and no under `disabled` are read as a status, the other way round.
            Type::Event if field.field().name == "disabled" && self.are_mostly(self.booleans(words)) => {
                Support::Yes(self.share_of("yes or no, the opposite of a status", self.booleans(words)))
            }
            Type::Event | Type::Limit => self.of_date(),
            Type::Bool => {
                let count = self.booleans(words);
                if self.are_mostly(count) {
                    Support::Yes(self.share_of("yes or no", count))
                } else if count == 0 && field.subject != crate::schema::Subject::Launch {
                    against(&[Email, Nature::Person, Date, Arn, Guid])
                } else {
                    Support::Neutral
                }
            }
            Type::Int => {
                let count = self.cells.iter().zip(&self.natures);
                let count = count.filter(|(cell, nature)| **nature == Number || words.period(cell).is_some()).count();
                if self.are_mostly(count) {
                    Support::Yes(self.share_of("numbers", count))
                } else {
                    against(&[Email, Nature::Person, Date, Boolean, Arn, Guid, Url])
                }
            }
            Type::Word(vocabulary) => {
                let count = self.words(vocabulary, words);
                if self.are_mostly(count) {
                    Support::Yes(self.share_of("words that it knows", count))
                } else if count == 0 {
                    against(&[Email, Date, Arn, Guid, Url])
                } else {
                    Support::Neutral
                }
            }
            Type::Id => against(&[Date, Boolean]),
            Type::Prose | Type::Text | Type::List | Type::Link(_) => against(&[Date, Boolean]),
            Type::Refs => Support::Neutral,
        }
    }

    fn of_date(&self) -> Support {
        let dates = self.dates() + self.never;
        if self.are_mostly(dates) {
            return Support::Yes(self.share_of("dates", dates));
        }
        let no_date = |(cell, nature): &(&String, &Nature)| {
            matches!(nature, Nature::Email | Nature::Boolean | Nature::Person | Nature::Guid | Nature::Arn)
                || **nature == Nature::Number && !may_be_day(cell)
        };
        let none = self.cells.iter().zip(&self.natures).filter(no_date).count();
        match none {
            _ if dates > 0 || !self.are_nearly_all(none) => Support::Neutral,
            none => Support::No(self.share_of("no dates", none)),
        }
    }

    /// Are nearly all cells of this sort? In words.
    pub(crate) fn are(&self, sort: Cells, words: &Vocabulary) -> Option<String> {
        let told = |what: &str, count: usize| {
            let all = self.cells.len() + self.never;
            (count > 0 && count * 10 >= all * 8).then(|| self.share_of(what, count))
        };
        match sort {
            Cells::Persons => {
                let (addresses, names) = (self.count(Nature::Email), self.count(Nature::Person));
                told("e-mail addresses", addresses).or_else(|| told("addresses or names of persons", addresses + names))
            }
            Cells::Dates => told("dates", self.dates() + self.never).filter(|_| self.dates() > 0),
            Cells::Numbers => {
                let days = self.cells.iter().filter(|cell| may_be_day(cell)).count();
                told("numbers", self.count(Nature::Number)).filter(|_| days == 0)
            }
            Cells::Booleans => told("yes or no", self.booleans(words)),
            Cells::Ids => told("GUIDs or ARNs", self.count(Nature::Guid) + self.count(Nature::Arn)),
            Cells::Text => {
                let count = self.natures.iter().filter(|n| matches!(n, Nature::Text | Nature::Person)).count();
                told("text", count)
            }
            Cells::Words(vocabulary) => told("words that it knows", self.words(vocabulary, words)),
        }
    }

    /// The patterns of some cells that differ.
    pub(crate) fn patterns(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for cell in &self.cells {
            let pattern = super::mask(cell);
            if !out.contains(&pattern) {
                out.push(pattern);
            }
            if out.len() == 3 {
                break;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Nature, nature};

    #[test]
    fn a_cell_is_what_it_looks_like() {
        let cases = [
            (Nature::Date, "2026-09-15"),
            (Nature::Date, "15.09.2026"),
            (Nature::Date, "9/15/26"),
            (Nature::Date, "15 Sep 2026"),
            (Nature::Date, "Mon Jul 5 12:54:43 2021 +0530"),
            (Nature::Date, "15. März 2026"),
            (Nature::Date, r"\/Date(1733343742000)\/"),
            (Nature::Number, "90"),
            (Nature::Number, "90 days"),
            (Nature::Number, "1,234.5"),
            (Nature::Number, "45123"),
            (Nature::Email, "jana@example.com"),
            (Nature::Email, "Jana Weber <jana@example.com>; t@example.org"),
            (Nature::Person, "Jana Weber"),
            (Nature::Person, "Weber, Jana"),
            (Nature::Person, "Anna de la Cruz"),
            (Nature::Boolean, "Ja"),
            (Nature::Arn, "arn:aws:iam::123456789012:user/svc"),
            (Nature::Guid, "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
            (Nature::Url, "https://example.com/x"),
            (Nature::Text, "svc-billing"),
            (Nature::Text, "Nightly export of invoices"),
            (Nature::Text, "production"),
            (Nature::Text, "10.0.0.1"),
            (Nature::Text, "NHI-001"),
            (Nature::Text, "May be used by 2 teams only in the march release of it"),
        ];
        for (expected, cell) in cases {
            assert_eq!(nature(cell), expected, "{cell}");
        }
    }
}
