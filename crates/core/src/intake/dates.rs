//! Dates as people and tools write them, beside plain ISO: what one cell says, and what a whole column settles.
//!
//! Which part of `03/04/2026` is the day no cell can tell. It is decided once for a column, by the cells that leave no choice,
//! and where none does by an assumption that is said. A column is never read both ways.

use serde::{Deserialize, Serialize};

use crate::date::{self, Day};

/// How a column's dates are to be read, where somebody says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateRule {
    /// `03/04/2026` is the third of April.
    DayFirst,
    /// `03/04/2026` is the fourth of March.
    MonthFirst,
    /// Plain numbers are days of a workbook that counts from 1904.
    #[serde(rename = "1904")]
    From1904,
}

impl DateRule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::From1904];

    /// The rule's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
            Self::From1904 => "1904",
        }
    }

    /// The rule with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word() == word)
    }
}

/// Two-digit years from 00 up to this one are of the century that began in 2000, the others of the one before it.
pub(super) const PIVOT: i32 = 69;

/// The first and the last day that a plain number is taken for, as days since 1970: a plain number is a date only among those
/// that registers speak of.
const SERIALS: std::ops::RangeInclusive<i64> = 25_569..=73_050;
/// Days by which the two ways to count them lie apart.
const BETWEEN_1900_AND_1904: i64 = 1_462;

/// What one cell says, before the column decides what comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// A day, however written.
    Day(Day),
    /// A day with a year of two digits, month by name or settled otherwise.
    ShortYear(Day),
    /// A day as a spreadsheet's own number, in the count from 1900.
    Serial(i64),
    /// Two parts of which either may be the day, the year, whether it has two digits, and by how many days the time's zone
    /// moves it.
    Either { first: u32, second: u32, year: i32, short: bool, dots: bool, moved: i32 },
    /// No end: the largest number that a platform can store, or `-1`.
    Endless,
}

/// Reads one cell; none where it is no day.
pub(super) fn written(cell: &str) -> Option<Written> {
    let cell = cell.trim().trim_start_matches('\'');
    if let Some(day) = date::parse_iso(cell.as_bytes()) {
        return Some(Written::Day(day));
    }
    if cell.len() > 64 || !cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(day) = of_script(cell) {
        return Some(Written::Day(day));
    }
    if let Some(written) = number(cell) {
        return written;
    }
    phrase(cell)
}

/// The day of `/Date(1733343742000)/` or `/Date(1733343742000+0100)/`, with backslashes left in or not.
fn of_script(cell: &str) -> Option<Day> {
    let inner = cell.trim_matches(['/', '\\']).strip_prefix("Date(").or_else(|| cell.strip_prefix("new Date("))?;
    let (digits, rest) = inner.split_once(')')?;
    if !rest.trim_matches(['/', '\\', ';']).is_empty() {
        return None;
    }
    // The zone behind the number tells where it was written; the number itself is UTC.
    let zone_at =
        digits.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')).map_or(digits.len(), |(at, _)| at);
    let millis: i64 = digits[..zone_at].trim().parse().ok()?;
    i32::try_from(millis.div_euclid(86_400_000)).ok().map(Day)
}

/// From this size on a number counts milliseconds, and from the next ones on smaller parts.
const MILLIS_FROM: f64 = 1e11;
const MICROS_FROM: f64 = 1e14;
const NANOS_FROM: f64 = 1e18;
/// Seconds between 1601, from which Windows counts, and 1970.
const WINDOWS_BEGINS: f64 = 11_644_473_600.0;
/// The last second of the year 9999, as some tools write an end that never comes.
const LAST_SECONDS: [f64; 2] = [253_402_300_799.0, 253_402_300_800.0];

/// A cell that is one number: none where it is not, and none inside where it is no day.
fn number(cell: &str) -> Option<Option<Written>> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        // Directories write `20240512083000.0Z`.
        let stamp = cell.strip_suffix('Z').map(|c| c.split('.').next().unwrap_or(c)).filter(|c| c.len() == 14);
        return stamp.filter(|c| all_digits(c)).map(|c| compact(c).map(Written::Day));
    }
    if cell.starts_with('-') {
        return Some((whole == "1" && fraction.is_empty()).then_some(Written::Endless));
    }
    if whole == "9223372036854775807" {
        return Some(Some(Written::Endless));
    }
    if fraction.is_empty()
        && matches!(whole.len(), 8 | 12 | 14)
        && let Some(day) = compact(whole)
    {
        return Some(Some(Written::Day(day)));
    }
    if whole.len() > 19 {
        return Some(None);
    }
    Some(whole.parse().ok().and_then(by_number))
}

/// A number by its size.
fn by_number(n: f64) -> Option<Written> {
    if LAST_SECONDS.contains(&n) {
        return Day::from_ymd(9999, 12, 31).map(Written::Day);
    }
    let seconds = match n {
        n if SERIALS.contains(&(n as i64)) => return Some(Written::Serial(n as i64)),
        // Nothing that registers speak of was long before 1980, and numbers below are counts and ids.
        n if n < 1e8 => return (n == 0.0).then_some(Written::Day(Day(0))),
        n if n < MILLIS_FROM => n,
        n if n < MICROS_FROM => n / 1e3,
        n if (1e17..NANOS_FROM).contains(&n) => n / 1e7 - WINDOWS_BEGINS,
        n if n < 1e17 => n / 1e6,
        n => n / 1e9,
    };
    let days = (seconds / 86_400.0).floor();
    (days.abs() < 3_000_000.0).then_some(Written::Day(Day(days as i32)))
}

/// `20251231`, and with a time behind it.
fn compact(digits: &str) -> Option<Day> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let (year, hours, minutes) = (part(0, 4)? as i32, part(8, 10).unwrap_or(0), part(10, 12).unwrap_or(0));
    let is_plausible = (1900..2200).contains(&year) || year == 9999 || year <= 1 || year == 1601;
    let day = Day::from_ymd(year, part(4, 6)?, part(6, 8)?);
    day.filter(|_| is_plausible && hours < 24 && minutes < 60)
}

/// What the words of a date have told so far.
#[derive(Default)]
struct Phrase {
    /// Year, month, day, where they stand in one piece or are known by name or size.
    year: Option<i32>,
    month: Option<u32>,
    days: Vec<u32>,
    short_year: bool,
    /// Both parts of a piece such as `03/04/2026`, and whether dots part them.
    either: Option<(u32, u32, bool)>,
    time: Option<i32>,
    afternoon: Option<bool>,
    zone: Option<i32>,
}

/// Reads a date of several words: `Mon Jul 5 12:54:43 2021 +0530`, `15. März 2026`, `31/12/2025 08:15 PM`.
fn phrase(cell: &str) -> Option<Written> {
    // A zone's name in brackets says nothing beside its offset.
    let cell = match cell.split_once(" (") {
        Some((before, rest)) if before.contains(':') && rest.strip_suffix(')').is_some_and(is_zone) => before,
        // Any other note may take the date back: `2026-10-01 (planned)`.
        _ => cell,
    };
    let lower = plain(cell);
    let mut it = Phrase::default();
    for token in lower.split([' ', '\u{a0}', '\u{202f}', '\t']).filter(|t| !t.is_empty()) {
        it.token(token.trim_matches(','))?;
    }
    it.settle()
}

/// Is this the name of a zone: `CEST`, `Central European Summer Time`?
fn is_zone(name: &str) -> bool {
    let is_short = name.len() <= 5 && name.bytes().all(|b| b.is_ascii_uppercase());
    is_short || name.ends_with(" Time") || name.ends_with("zeit")
}

/// Lower case, and letters without their accents, so that months are written one way.
fn plain(cell: &str) -> String {
    let fold = |c: char| match c {
        'ä' | 'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'û' | 'ü' | 'ú' => 'u',
        '\u{2010}'..='\u{2013}' => '-',
        c => c,
    };
    cell.chars().flat_map(char::to_lowercase).map(fold).collect()
}

impl Phrase {
    /// Takes one word; none where it has no place in a date.
    fn token(&mut self, token: &str) -> Option<()> {
        if token.is_empty() || FILLERS.contains(&token) || is_weekday(token) && self.month.is_none() {
            return Some(());
        }
        if let Some(afternoon) = half_of_day(token) {
            return self.afternoon.replace(afternoon).is_none().then_some(());
        }
        if token.contains(':') {
            return self.time_of_day(token);
        }
        if self.time.is_some()
            && let Some(zone) = zone(token)
        {
            self.zone.get_or_insert(zone);
            return Some(());
        }
        if let Some(month) = month(token) {
            // `mar.` is also a Tuesday, which comes before its month.
            return self.month.replace(month).is_none_or(|before| before == 3).then_some(());
        }
        if token.bytes().any(|b| b.is_ascii_alphabetic()) {
            return self.with_letters(token);
        }
        self.digits(token)
    }

    /// `15-sep-2026`, `5th`, `2026/11/01t10:00` without a colon, `1er`.
    fn with_letters(&mut self, token: &str) -> Option<()> {
        for ending in ["st", "nd", "rd", "th", "er", "ste", "de", "o", "º", "e"] {
            if let Some(day) = token.strip_suffix(ending).filter(|d| d.bytes().all(|b| b.is_ascii_digit())) {
                return self.digits(day);
            }
        }
        let mut pieces = 0;
        for piece in token.split(['-', '/', '.', ',']).filter(|p| !p.is_empty()) {
            pieces += 1;
            match month(piece) {
                Some(month) => self.month.replace(month).is_none().then_some(())?,
                None if piece.bytes().all(|b| b.is_ascii_digit()) => self.digits(piece)?,
                None => return None,
            }
        }
        (pieces > 1).then_some(())
    }

    /// A piece of digits and what parts them.
    fn digits(&mut self, token: &str) -> Option<()> {
        let token = token.trim_end_matches('.').trim_start_matches('\'');
        let Some(separator) = token.chars().find(|c| matches!(c, '/' | '.' | '-')) else {
            return self.one_number(token);
        };
        let pieces: Vec<&str> = token.split(separator).collect();
        let [a, b, c] = pieces[..] else { return None };
        if self.either.is_some() || self.year.is_some() || self.month.is_some() || !self.days.is_empty() {
            return None;
        }
        let one = |text: &str| (1..=2).contains(&text.len()).then(|| text.parse::<u32>().ok()).flatten();
        if a.len() == 4 {
            (self.year, self.month) = (Some(a.parse().ok()?), Some(one(b)?));
            self.days.push(one(c)?);
            return Some(());
        }
        self.either = Some((one(a)?, one(b)?, separator == '.'));
        match c.len() {
            4 => self.year = Some(c.parse().ok()?),
            // `24-09-15` may begin with its year; only where its end cannot be a day is it plain.
            2 if separator != '-' || c.parse::<u32>().ok()? > 31 => self.two_digits(c)?,
            _ => return None,
        }
        Some(())
    }

    fn one_number(&mut self, token: &str) -> Option<()> {
        match token.len() {
            4 => self.year.replace(token.parse().ok()?).is_none().then_some(()),
            1 | 2 if self.days.len() < 2 => {
                self.days.push(token.parse().ok()?);
                Some(())
            }
            _ => None,
        }
    }

    fn two_digits(&mut self, year: &str) -> Option<()> {
        let year: i32 = year.parse().ok()?;
        self.year = Some(year + if year <= PIVOT { 2000 } else { 1900 });
        self.short_year = true;
        Some(())
    }

    /// `10:17`, `10:17:40.5`, `12:54:43+02:00`, `t10:17z`, `10:17pm`, `05/jul/2021:12:54:43`.
    fn time_of_day(&mut self, token: &str) -> Option<()> {
        if self.time.is_some() {
            return None;
        }
        let (first, _) = token.split_once(':')?;
        let start = first.char_indices().rfind(|(_, c)| !c.is_ascii_digit());
        let (before, mut time) = token.split_at(start.map_or(0, |(at, c)| at + c.len_utf8()));
        if before.is_empty() && first.len() > 2 {
            return None;
        }
        let date = before.trim_end_matches(['t', ':', ',']);
        if before.len() > date.len() + 1 || !before.is_empty() && date.len() == before.len() {
            return self.log_day(token);
        }
        if !date.is_empty() {
            if self.month.is_some() || self.either.is_some() {
                return None;
            }
            self.token(date)?;
        }
        for (ending, afternoon) in [("am", false), ("pm", true)] {
            if let Some(rest) = time.strip_suffix(ending) {
                (time, self.afternoon) = (rest, Some(afternoon));
            }
        }
        let zone_at = time.find(['+', '-', 'z']).unwrap_or(time.len());
        let (clock, own) = time.split_at(zone_at);
        if !own.is_empty() {
            self.zone = Some(zone(own)?);
        }
        let mut parts = clock.split(':');
        let hours: i32 = parts.next()?.parse().ok()?;
        let minutes: i32 = parts.next()?.parse().ok()?;
        let seconds = parts.next().unwrap_or("0");
        let seconds = seconds.split(['.', ',']).map(|s| s.parse::<u64>());
        let is_time = hours <= 24 && (0..60).contains(&minutes) && seconds.into_iter().all(|s| s.is_ok());
        self.time = (is_time && parts.next().is_none()).then_some(hours * 60 + minutes);
        self.time.map(|_| ())
    }

    /// `05/jul/2021:12:54:43`, as web servers write it.
    fn log_day(&mut self, token: &str) -> Option<()> {
        let (date, time) = token.split_once(':')?;
        if date.len() < 8 {
            return None;
        }
        self.token(date)?;
        self.time_of_day(time)
    }

    fn settle(mut self) -> Option<Written> {
        let minutes = match (self.time, self.afternoon) {
            (Some(time), Some(true)) if time < 12 * 60 => Some(time + 12 * 60),
            (Some(time), Some(false)) if time >= 12 * 60 => Some(time - 12 * 60),
            (None, Some(_)) => return None,
            (time, _) => time,
        };
        let moved = match (minutes, self.zone) {
            (Some(minutes), Some(zone)) => (minutes.min(24 * 60 - 1) - zone).div_euclid(24 * 60),
            _ => 0,
        };
        if let Some((first, second, dots)) = self.either {
            let (true, None, Some(year)) = (self.days.is_empty(), self.month, self.year) else { return None };
            return Some(Written::Either { first, second, year, short: self.short_year, dots, moved });
        }
        if let (None, [_, year]) = (self.year, &self.days[..]) {
            let year = format!("{year:02}");
            self.days.truncate(1);
            self.two_digits(&year)?;
        }
        let [day] = self.days[..] else { return None };
        let day = Day(Day::from_ymd(self.year?, self.month?, day)?.0 + moved);
        Some(if self.short_year { Written::ShortYear(day) } else { Written::Day(day) })
    }
}

/// Words that a date may have between its parts.
const FILLERS: [&str; 16] =
    ["de", "of", "the", "at", "um", "uhr", "den", "le", "el", "a", "om", "del", "am", "der", "las", "on"];

/// Morning or afternoon.
fn half_of_day(token: &str) -> Option<bool> {
    match token {
        "am" | "a.m." | "a.m" => Some(false),
        "pm" | "p.m." | "p.m" => Some(true),
        _ => None,
    }
}

/// A zone's offset in minutes: `+0530`, `-07:00`, `utc+2`. A zone that is only named says nothing that moves a day.
fn zone(token: &str) -> Option<i32> {
    let named = token.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    if named.is_empty() {
        return (token.len() <= 5).then_some(0);
    }
    if !matches!(&token[..token.len() - named.len()], "" | "gmt" | "utc" | "z") {
        return None;
    }
    let sign = match named.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = named[1..].chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = if digits.len() > 2 { digits.split_at(digits.len() - 2) } else { (&digits[..], "0") };
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

fn is_weekday(token: &str) -> bool {
    const DAYS: [&str; 35] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mer", "jeu",
        "ven", "sam", "dim", "mie", "jue", "vie", "sab", "dom", "ma", "wo", "vr", "za", "zo", "montag", "dienstag",
        "mittwoch", "tues", "thur",
    ];
    let word = token.trim_end_matches('.');
    const LONG: [&str; 26] = [
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "thurs",
    ];
    DAYS.contains(&word) || LONG.contains(&word) || word.ends_with("day") && word.len() > 5
}

/// A month by its name, whole or short, in English, German, French, Spanish or Dutch.
fn month(token: &str) -> Option<u32> {
    let word = token.trim_end_matches('.');
    let names: [&[&str]; 12] = [
        &["jan", "january", "januar", "janner", "janvier", "janv", "enero", "ene", "januari"],
        &["feb", "febr", "february", "februar", "fevrier", "fevr", "fev", "febrero", "februari"],
        &["mar", "march", "mrz", "marz", "maerz", "mars", "marzo", "maart", "mrt"],
        &["apr", "april", "avril", "avr", "abril", "abr"],
        &["may", "mai", "mayo", "mei"],
        &["jun", "june", "juni", "juin", "junio"],
        &["jul", "july", "juli", "juillet", "juil", "julio"],
        &["aug", "august", "aout", "agosto", "ago", "augustus"],
        &["sep", "sept", "september", "septembre", "septiembre", "setiembre"],
        &["oct", "october", "okt", "oktober", "octobre", "octubre"],
        &["nov", "november", "novembre", "noviembre"],
        &["dec", "december", "dez", "dezember", "decembre", "dic", "diciembre"],
    ];
    names.iter().position(|names| names.contains(&word)).map(|at| at as u32 + 1)
}

/// What a whole column settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ColumnDates {
    order: Order,
    from_1904: bool,
}

/// Which part comes first, and why that is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// No cell asks.
    NotAsked,
    DayFirst(Why),
    MonthFirst(Why),
    /// The cells disagree: those that could be either are not read, nor are the others.
    Torn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Cells that leave no choice, all of them or nearly all.
    Settled,
    /// Somebody said so.
    Said,
    /// Dates with dots have the day first wherever they are usual.
    Dots,
    /// Nothing settles it.
    Assumed,
}

/// Of so many cells that leave no choice, one may disagree and is then not read.
const ONE_IN: usize = 20;

impl ColumnDates {
    /// Decides for a column, by its distinct cells.
    pub(super) fn decide(cells: impl Iterator<Item = Written>, rule: Option<DateRule>) -> Self {
        let from_1904 = rule == Some(DateRule::From1904);
        let (mut day_first, mut month_first, mut any, mut all_dots) = (0, 0, false, true);
        for cell in cells {
            // A cell that is a date in neither order decides nothing; it alone is not read.
            if let Written::Either { first, second, dots, .. } = cell
                && (first <= 12 || second <= 12)
            {
                any = true;
                all_dots &= dots;
                day_first += usize::from(first > 12);
                month_first += usize::from(second > 12);
            }
        }
        let order = match rule {
            _ if !any => Order::NotAsked,
            Some(DateRule::DayFirst) => Order::DayFirst(Why::Said),
            Some(DateRule::MonthFirst) => Order::MonthFirst(Why::Said),
            _ if day_first > 0 && day_first >= month_first * ONE_IN => Order::DayFirst(Why::Settled),
            _ if month_first > 0 && month_first >= day_first * ONE_IN => Order::MonthFirst(Why::Settled),
            _ if day_first > 0 => Order::Torn,
            _ if all_dots => Order::DayFirst(Why::Dots),
            _ => Order::DayFirst(Why::Assumed),
        };
        Self { order, from_1904 }
    }

    /// The day of a cell; none where it cannot be told.
    pub(super) fn day(self, written: Written) -> Option<Day> {
        match written {
            Written::Day(day) | Written::ShortYear(day) => Some(day),
            Written::Serial(serial) => {
                let shift = if self.from_1904 { BETWEEN_1900_AND_1904 } else { 0 };
                Some(Day((serial + shift - SERIALS.start()) as i32))
            }
            Written::Either { first, second, year, moved, .. } => {
                let day = match self.order {
                    Order::DayFirst(_) => Day::from_ymd(year, second, first),
                    Order::MonthFirst(_) => Day::from_ymd(year, first, second),
                    Order::NotAsked | Order::Torn => None,
                };
                day.map(|day| Day(day.0 + moved))
            }
            Written::Endless => None,
        }
    }

    /// What is said of the order, and whether it is an assumption that somebody should look at.
    pub(super) fn says(self) -> Option<(&'static str, bool)> {
        Some(match self.order {
            Order::NotAsked => return None,
            Order::DayFirst(Why::Settled) => ("read day first, since some first parts are over 12", false),
            Order::MonthFirst(Why::Settled) => ("read month first, since some second parts are over 12", false),
            Order::DayFirst(Why::Said) => ("read day first, as was said for this column", false),
            Order::MonthFirst(_) => ("read month first, as was said for this column", false),
            Order::DayFirst(Why::Dots) => ("read day first, as dates with dots are written", false),
            Order::DayFirst(Why::Assumed) => (
                "assumed to be day first: nothing in the column settles whether the day or the month comes first",
                true,
            ),
            Order::Torn => ("not read: some can only be day first and some only month first", true),
        })
    }

    /// Were numbers read in the count from 1904?
    pub(super) fn counts_from_1904(self) -> bool {
        self.from_1904
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("an ISO day")
    }

    /// The day of a cell in a column of its own.
    fn alone(cell: &str, rule: Option<DateRule>) -> Option<Day> {
        let written = written(cell)?;
        ColumnDates::decide(std::iter::once(written), rule).day(written)
    }

    #[test]
    fn a_table_of_spellings() {
        let cases = [
            ("2026-11-01T23:30:00-07:00", "2026-11-02"),
            ("2026-11-02T00:30:00.123456789+05:30", "2026-11-01"),
            ("2025-02-14 14:27:03.913874", "2025-02-14"),
            ("2026/11/01", "2026-11-01"),
            ("2026.11.1", "2026-11-01"),
            ("2026/11/01 08:15", "2026-11-01"),
            ("2026/11/01T23:15:00-0700", "2026-11-02"),
            ("20251231", "2025-12-31"),
            ("20240512083000.0Z", "2024-05-12"),
            ("20240512083000", "2024-05-12"),
            ("202405120830", "2024-05-12"),
            ("31.12.2025", "2025-12-31"),
            ("31.12.25", "2025-12-31"),
            ("31/12/99", "1999-12-31"),
            ("31/12/2025 08:15:59 PM", "2025-12-31"),
            ("10-19-2003", "2003-10-19"),
            ("12/31/2025 11:59 p.m.", "2025-12-31"),
            ("Mon Jul 5 12:54:43 2021 +0530", "2021-07-05"),
            ("Mon Jul  5 02:54:43 2021 +0530", "2021-07-04"),
            ("Mon, 5 Jul 2021 22:54:43 -0700", "2021-07-06"),
            ("Mon Jul 05 2021 12:54:43 GMT+0530 (India Standard Time)", "2021-07-05"),
            ("Mon Jul  5 12:54:43 UTC 2021", "2021-07-05"),
            ("2022-06-16 10:17:40 -0700 -0700", "2022-06-16"),
            ("2022-06-16 20:17:40 -0700 PDT", "2022-06-17"),
            ("2022-06-16 10:17:40.123456789 +0000 UTC", "2022-06-16"),
            ("05/Jul/2021:23:54:43 -0700", "2021-07-06"),
            ("15 Sep 2026", "2026-09-15"),
            ("15-Sep-26", "2026-09-15"),
            ("15-SEP-2026 10:11:12", "2026-09-15"),
            ("September 15, 2026", "2026-09-15"),
            ("Sep 15th, 2026", "2026-09-15"),
            ("the 1st of March 2026", "2026-03-01"),
            ("Tuesday, March 3, 2026", "2026-03-03"),
            ("3. März 2026", "2026-03-03"),
            ("Di., 3. Mrz. 2026 um 10:15 Uhr", "2026-03-03"),
            ("31. Dezember 2025", "2025-12-31"),
            ("1er août 2026", "2026-08-01"),
            ("mar. 3 févr. 2026", "2026-02-03"),
            ("3 de septiembre de 2026", "2026-09-03"),
            ("3 dic 2026", "2026-12-03"),
            ("3 maart 2026", "2026-03-03"),
            ("di 3 mrt. 2026", "2026-03-03"),
            ("'2026-03-03", "2026-03-03"),
            ("/Date(1733343742000)/", "2024-12-04"),
            (r"\/Date(1733343742000)\/", "2024-12-04"),
            ("/Date(1733343742000+0100)/", "2024-12-04"),
            ("/Date(-62135596800000)/", "0001-01-01"),
            ("/Date(0)/", "1970-01-01"),
            ("1733343742", "2024-12-04"),
            ("1733343742.5", "2024-12-04"),
            ("1787067633.789", "2026-08-18"),
            ("1733343742000", "2024-12-04"),
            ("1733343742000000", "2024-12-04"),
            ("1733343742000000000", "2024-12-04"),
            ("133778173420000000", "2024-12-04"),
            ("45630", "2024-12-04"),
            ("45630.75", "2024-12-04"),
            ("45630,75", "2024-12-04"),
            ("253402300799", "9999-12-31"),
        ];
        for (cell, expected) in cases {
            assert_eq!(alone(cell, None), Some(day(expected)), "{cell}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for cell in [
            "2026",
            "03/2026",
            "Q3 2026",
            "Mar 2026",
            "31/02/2026",
            "13/13/2026",
            "24-09-15",
            "12345",
            "90000",
            "1E10",
            "1.73334E+12",
            "12/05",
            "32.01.2026",
            "Feb 30 2026",
            "10:15",
            "ticket 15/09/2026",
            "15/09/2026 15/10/2026",
            "2026-11-01 25:61",
            "about 2026-11-01",
            "Jan Apr 3 2026",
            "123456789012345678901",
            "-5",
            "",
            "0x12",
            "1.2.3.4",
            "15 Sep 2026 x",
            "12:15:99:10 15/09/2026",
        ] {
            assert_eq!(alone(cell, None), None, "{cell}");
        }
        assert_eq!(written("-1"), Some(Written::Endless));
        assert_eq!(written("9223372036854775807"), Some(Written::Endless));
    }

    fn column(cells: &[&str], rule: Option<DateRule>) -> (Vec<Option<String>>, Option<(&'static str, bool)>) {
        let dates = ColumnDates::decide(cells.iter().filter_map(|cell| written(cell)), rule);
        let days = cells.iter().map(|cell| written(cell).and_then(|w| dates.day(w)).map(|day| day.to_string()));
        (days.collect(), dates.says())
    }

    #[test]
    fn a_column_has_one_order() {
        let some = |list: &[&str]| list.iter().map(|d| Some((*d).to_owned())).collect::<Vec<_>>();
        let (days, says) = column(&["03/04/2026", "13/04/2026"], None);
        assert_eq!((days, says.map(|s| s.1)), (some(&["2026-04-03", "2026-04-13"]), Some(false)));
        let (days, says) = column(&["03/04/2026", "04/13/2026"], None);
        assert_eq!((days, says.map(|s| s.1)), (some(&["2026-03-04", "2026-04-13"]), Some(false)));
        let (days, says) = column(&["03/04/2026", "03/04/26"], None);
        assert_eq!((days, says.map(|s| s.1)), (some(&["2026-04-03", "2026-04-03"]), Some(true)));
        let (days, says) = column(&["03.04.2026"], None);
        assert_eq!((days, says.map(|s| s.1)), (some(&["2026-04-03"]), Some(false)));
        let (days, _) = column(&["03/04/2026"], Some(DateRule::MonthFirst));
        assert_eq!(days, some(&["2026-03-04"]));
        // What was said holds for every cell; one that it does not fit is not read.
        let (days, _) = column(&["03/04/2026", "13/04/2026"], Some(DateRule::MonthFirst));
        assert_eq!(days, [Some("2026-03-04".to_owned()), None]);
        let (days, says) = column(&["03/04/2026", "13/04/2026", "04/13/2026"], None);
        assert_eq!((days, says.map(|s| s.1)), (vec![None; 3], Some(true)));
        let (_, says) = column(&["2026-04-03", "3 Apr 2026", "45630"], None);
        assert_eq!(says, None);
    }

    #[test]
    fn one_slip_among_many_is_not_read_and_tears_nothing() {
        let mut cells: Vec<String> = (1..=25).map(|n| format!("{}/{:02}/2026", 13 + n % 12, n % 12 + 1)).collect();
        cells.push("04/13/2026".into());
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let (days, _) = column(&cells, None);
        assert!(days[..25].iter().all(Option::is_some));
        assert_eq!(days[25], None);
    }

    #[test]
    fn numbers_of_a_workbook_count_from_1904_where_that_is_said() {
        assert_eq!(alone("44168", Some(DateRule::From1904)), Some(day("2024-12-04")));
        assert_eq!(alone("45630", Some(DateRule::DayFirst)), Some(day("2024-12-04")));
    }

    #[test]
    fn rules_have_words() {
        for rule in DateRule::ALL {
            assert_eq!(DateRule::parse(rule.word()), Some(rule));
            assert_eq!(serde_json::to_value(rule).expect("a word"), rule.word());
        }
        assert_eq!(DateRule::parse("first"), None);
    }

    const MONTHS: [&str; 12] =
        ["January", "Februar", "mars", "abril", "mei", "Jun", "juil.", "août", "Sept", "oktober", "Nov", "dic"];

    proptest! {
        #[test]
        fn a_day_written_in_any_form_is_read_as_that_day(number in 4_000_i32..47_000) {
            let it = Day(number);
            let (y, m, d) = it.ymd();
            let seconds = i64::from(number) * 86_400 + 43_200;
            let month = MONTHS[m as usize - 1];
            let first = Some(DateRule::DayFirst);
            for (cell, rule) in [
                (format!("{y:04}-{m:02}-{d:02}"), None),
                (format!("{y}/{m}/{d}"), None),
                (format!("{y:04}{m:02}{d:02}"), None),
                (format!("{y:04}{m:02}{d:02}120000.0Z"), None),
                (format!("{d}.{m}.{y}"), None),
                (format!("{d:02}/{m:02}/{y}"), first),
                (format!("{d}-{m}-{y} 10:15"), first),
                (format!("{m}/{d}/{y} 10:15:00 AM"), Some(DateRule::MonthFirst)),
                (format!("{d}/{m}/{:02}", y % 100), first),
                (format!("{d} {month} {y}"), None),
                (format!("{month} {d}, {y}"), None),
                (format!("{d}-{month}-{y}"), None),
                (format!("Mon {month} {d} 12:00:00 {y} +0530"), None),
                (format!("{y:04}-{m:02}-{d:02} 12:00:00 -0700 -0700"), None),
                (format!("/Date({}000)/", seconds), None),
                (seconds.to_string(), None),
                (format!("{seconds}.25"), None),
                (format!("{seconds}000"), None),
                (format!("{seconds}000000"), None),
                ((i64::from(number) + 25_569).to_string(), None),
                ((i64::from(number) + 24_107).to_string(), Some(DateRule::From1904)),
            ] {
                // Short years speak of one century.
                if cell.len() < 9 && cell.contains('/') && !(1970..=2069).contains(&y) {
                    continue;
                }
                // Twelve digits from before 2001 could be either; they are dates of no register.
                if cell.len() == 12 && cell.bytes().all(|b| b.is_ascii_digit()) {
                    continue;
                }
                // Nine digits of seconds are of before 2001 and still plain; fewer are none.
                prop_assert_eq!(alone(&cell, rule), Some(it), "{}", cell);
            }
        }

        #[test]
        fn no_cell_makes_it_fall(cell in "\\PC{0,40}") {
            let _ = alone(&cell, None);
        }

        #[test]
        fn nothing_like_a_date_makes_it_fall(cell in "[0-9a-zT:/.+,' ()-]{0,40}") {
            let _ = alone(&cell, None);
        }
    }
}
