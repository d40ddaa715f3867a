//! Days of the civil calendar, as plain numbers.
//!
//! A date in a table is one `i32`: days since 1970-01-01. Four numbers at the ends of the range are not days but
//! say why there is none; they are chosen so that *never* of an event sorts before all days and *never* of a limit
//! after all days, and a comparison needs no special case for them.

use std::fmt;

/// The cell is there and blank.
pub const EMPTY: i32 = i32::MIN;
/// No source has such a field for this row, or what stands there could not be read.
pub const UNKNOWN: i32 = i32::MIN + 1;
/// The source says that the event never happened: before all days.
pub const NEVER_EVENT: i32 = i32::MIN + 2;
/// The source says that the limit never comes: after all days.
pub const NEVER_LIMIT: i32 = i32::MAX;

/// A day, in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of a year, month and day of the month; `None` where there is no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        // Days from civil, after Howard Hinnant's public-domain algorithm: years start in March so that the leap
        // day is the last of its year.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = (month as i32 + 9) % 12;
        let doy = (153 * mp + 2) / 5 + day as i32 - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Some(Self(era * 146_097 + doe - 719_468))
    }

    /// Year, month, day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        (yoe + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Reads `2026-11-01`, and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() == 10 { iso_day(bytes) } else { None }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a date is written like 2026-11-01"))
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "date" })
    }
}

/// Days in a month of the Gregorian calendar.
const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The years that registers speak of, for which the first day is looked up instead of computed.
const FIRST_YEAR: i32 = 1900;
const YEARS: usize = 300;

/// Days from 1970-01-01 to the day before the first of each month of each of those years, and past the last one's end.
static MONTHS: [i32; YEARS * 12 + 1] = {
    let mut out = [0; YEARS * 12 + 1];
    // 1900-01-01 is 25,567 days before 1970-01-01.
    let mut day = -25_567 - 1;
    let mut at = 0;
    while at < out.len() {
        out[at] = day;
        day += days_in_month(FIRST_YEAR + (at / 12) as i32, (at % 12) as u32 + 1) as i32;
        at += 1;
    }
    out
};

/// Reads the first ten bytes as `YYYY-MM-DD`.
fn iso_day(b: &[u8]) -> Option<Day> {
    let two = |i: usize| -> Option<u32> {
        let (a, b) = (b[i].wrapping_sub(b'0'), b[i + 1].wrapping_sub(b'0'));
        (a < 10 && b < 10).then(|| u32::from(a) * 10 + u32::from(b))
    };
    if b[4] != b'-' || b[7] != b'-' {
        return None;
    }
    let year = (two(0)? * 100 + two(2)?) as i32;
    let (month, day) = (two(5)?, two(8)?);
    if !(FIRST_YEAR..FIRST_YEAR + YEARS as i32).contains(&year) || !(1..=12).contains(&month) {
        return Day::from_ymd(year, month, day);
    }
    let at = (year - FIRST_YEAR) as usize * 12 + month as usize - 1;
    let number = MONTHS[at] + day as i32;
    (day != 0 && number <= MONTHS[at + 1]).then_some(Day(number))
}

/// Reads an ISO 8601 date, or date and time, as a day.
///
/// A time with an offset is read as the day in UTC, so that files of several zones speak of the same days. Anything that
/// is not plainly of this form is `None`.
pub fn parse_iso(bytes: &[u8]) -> Option<Day> {
    match bytes.len() {
        10 => iso_day(bytes),
        n if n > 10 && n <= 40 && matches!(bytes[10], b'T' | b't' | b' ') => {
            let day = iso_day(bytes)?;
            Some(Day(day.0 + days_to_utc(&bytes[11..])?))
        }
        _ => None,
    }
}

/// By how many days a time with an offset lies from its own day in UTC: `hh:mm[:ss[.fraction]][Z|±hh[:]mm]`, with an optional
/// space before the zone; none where it is no such time.
pub(crate) fn days_to_utc(mut t: &[u8]) -> Option<i32> {
    fn digits(t: &mut &[u8], n: usize, limit: i32) -> Option<i32> {
        let mut value = 0;
        for b in t.get(..n)? {
            if !b.is_ascii_digit() {
                return None;
            }
            value = value * 10 + i32::from(b - b'0');
        }
        *t = &t[n..];
        (value <= limit).then_some(value)
    }
    fn eat(t: &mut &[u8], byte: u8) -> bool {
        if t.first() == Some(&byte) {
            *t = &t[1..];
            return true;
        }
        false
    }
    let hours = digits(&mut t, 2, 24)?;
    if !eat(&mut t, b':') {
        return None;
    }
    let minutes = hours * 60 + digits(&mut t, 2, 59)?;
    if eat(&mut t, b':') {
        digits(&mut t, 2, 60)?;
        if eat(&mut t, b'.') || eat(&mut t, b',') {
            let fraction = t.iter().take_while(|b| b.is_ascii_digit()).count();
            if fraction == 0 {
                return None;
            }
            t = &t[fraction..];
        }
    }
    eat(&mut t, b' ');
    if t.is_empty() || t == b"Z" || t == b"z" || t == b"UTC" {
        return Some(0);
    }
    let sign = match t.first()? {
        b'+' => -1,
        b'-' => 1,
        _ => return None,
    };
    t = &t[1..];
    let offset = digits(&mut t, 2, 15)? * 60;
    eat(&mut t, b':');
    let offset = offset + digits(&mut t, 2, 59)?;
    // Midnight at a day's end is still that day.
    let moved = minutes.min(24 * 60 - 1) + sign * offset;
    t.is_empty().then(|| moved.div_euclid(24 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_civil_dates_agree_over_eight_centuries() {
        let mut expected = Day::from_ymd(1600, 1, 1).expect("a day").0;
        for year in 1600..2400 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let number = Day::from_ymd(year, month, day).expect("a day");
                    assert_eq!(number.0, expected);
                    assert_eq!(number.ymd(), (year, month, day));
                    assert_eq!(Day::parse(&number.to_string()), Some(number));
                    assert_eq!(
                        Day::parse(&format!("{year:04}-{month:02}-{:02}", days_in_month(year, month) + 1)),
                        None
                    );
                    expected += 1;
                }
            }
        }
        assert_eq!(Day::from_ymd(1970, 1, 1), Some(Day(0)));
    }

    #[test]
    fn only_iso_forms_are_read() {
        let day = Day::parse("2026-11-01");
        for text in [
            "2026-11-01",
            "2026-11-01T10:00",
            "2026-11-01T10:00:00Z",
            "2026-11-01 10:00:00",
            "2026-11-01T10:00:00+00:00",
            "2026-11-01T23:59:60.123456789+0700",
            "2026-11-01T24:00",
            "2026-11-01 10:00:00 +0200",
            "2026-10-31T22:00:00-07:00",
            "2026-11-02T01:59:59.000000001+02:00",
            "2026-11-01 10:00:00 UTC",
        ] {
            assert_eq!(parse_iso(text.as_bytes()), day, "{text}");
        }
        for text in [
            "2026-02-30",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "1900-00-10",
            "2199-13-01",
            "2199-12-32",
            "01/11/2026",
            "2026-11-1",
            "2026-11-01x",
            "2026-11-01T",
            "2026-11-01T25:00",
            "2026-11-01T10:00:00+",
            "20261101",
            "2026-11-01T10:00:00Zoo",
            "",
        ] {
            assert_eq!(parse_iso(text.as_bytes()), None, "{text}");
        }
    }
}
