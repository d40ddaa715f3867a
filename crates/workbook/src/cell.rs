//! Values as text: what a person sees in the cell, or more, and never less than what is stored.

use nhimap_core::date::Day;

/// How a number format shows a number. Only what changes the meaning of the number is told apart: a currency sign or the
/// number of decimals shown does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As a number.
    Number,
    /// 0.52 as 52%.
    Percent,
    /// With zeros in front, up to so many digits: an account number that was made to look right.
    Zeros(u8),
    /// A date, maybe with the time.
    Date,
    /// The time of day alone.
    Time,
    /// Hours that do not end at 24.
    Duration,
}

/// What one of the formats that have a number and no text shows.
pub(crate) fn shown_by_number(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58 => Shown::Date,
        18..=21 | 32..=35 | 45 | 47 | 55 | 56 => Shown::Time,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// What a format shows, by its code; only the first of its sections, that for numbers above zero, is looked at.
pub(crate) fn shown_by(code: &str) -> Shown {
    let mut signs = String::new();
    let mut chars = code.chars();
    while let Some(sign) = chars.next() {
        match sign {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            // The next sign is shown as it is, is a width, or fills the cell.
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect::<String>().to_ascii_lowercase();
                let first = inside.chars().next();
                if first.is_some_and(|c| "hms".contains(c) && inside.chars().all(|d| d == c)) {
                    return Shown::Duration;
                }
            }
            ';' => break,
            other => signs.push(other.to_ascii_lowercase()),
        }
    }
    let signs = signs.replace("general", "");
    let has = |set: &[char]| signs.contains(set);
    let has_clock = signs.contains("am/pm") || signs.contains("a/p");
    match () {
        () if has(&['y', 'd']) => Shown::Date,
        () if has_clock || has(&['h', 's']) => Shown::Time,
        // Alone, the letter is the month; only beside hours or seconds is it minutes.
        () if has(&['m']) => Shown::Date,
        () if has(&['%']) => Shown::Percent,
        () if signs.len() >= 2 && signs.len() < 32 && signs.bytes().all(|b| b == b'0') => {
            Shown::Zeros(signs.len() as u8)
        }
        () => Shown::Number,
    }
}

/// The last whole number up to which every whole number is exact in the form that spreadsheets store.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// Milliseconds of a day.
const DAY: u64 = 86_400_000;
/// The day after the last that spreadsheets know, 9999-12-31, as they count.
const AFTER_LAST: f64 = 2_958_466.0;

/// A number as its format shows it.
pub(crate) fn number(value: f64, shown: Shown, from_1904: bool) -> String {
    match shown {
        Shown::Number => plain(value),
        // The decimal point is moved in the text: a product could be 56.99999999999999.
        Shown::Percent => match format!("{value}e2").parse() {
            Ok(hundredths) => plain(hundredths) + "%",
            Err(_) => plain(value),
        },
        Shown::Zeros(digits) if value.fract() == 0.0 && (0.0..EXACT).contains(&value) => {
            let text = plain(value);
            "0".repeat(usize::from(digits).saturating_sub(text.len())) + &text
        }
        Shown::Zeros(_) => plain(value),
        // What no calendar has is shown as a number: spreadsheets show `####`.
        Shown::Date | Shown::Time | Shown::Duration if !(0.0..AFTER_LAST).contains(&value) => plain(value),
        Shown::Duration => clock((value * DAY as f64).round() as u64),
        Shown::Date | Shown::Time => moment(value, shown, from_1904),
    }
}

/// A number without a format: whole numbers without a point. Where a whole number is too large to be exact, the power of ten
/// stays to be seen, because its last digits are gone and a plain row of digits would hide that.
pub(crate) fn plain(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let text = value.to_string();
    if value.abs() < EXACT {
        return text;
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (first, rest) = digits.split_at(1);
    let point = if rest.trim_end_matches('0').is_empty() { "" } else { "." };
    format!("{sign}{first}{point}{}E+{}", rest.trim_end_matches('0'), rest.len())
}

/// A count of days as a date, a date with its time, or a time.
fn moment(serial: f64, shown: Shown, from_1904: bool) -> String {
    let all = (serial * DAY as f64).round() as u64;
    let (day, time) = (all / DAY, all % DAY);
    if day == 0 && (shown == Shown::Time || time > 0 && !from_1904) {
        return clock(time);
    }
    let date = match (from_1904, day) {
        (true, day) => Day(day as i32 - 24_107).to_string(),
        // No day has this number; a cell that refers to a blank one shows it.
        (false, 0) => "1900-01-00".into(),
        (false, 1..60) => Day(day as i32 - 25_568).to_string(),
        // Spreadsheets count a day that was not there.
        (false, 60) => "1900-02-29".into(),
        (false, _) => Day(day as i32 - 25_569).to_string(),
    };
    if time == 0 { date } else { format!("{date}T{}", clock(time)) }
}

/// Milliseconds as hours, minutes and seconds.
fn clock(all: u64) -> String {
    let (hours, minutes, seconds, rest) = (all / 3_600_000, all / 60_000 % 60, all / 1000 % 60, all % 1000);
    let text = format!("{hours:02}:{minutes:02}:{seconds:02}");
    if rest == 0 { text } else { format!("{text}.{rest:03}").trim_end_matches('0').to_owned() }
}

/// `PT10H10M10.5S` as `10:10:10.5`; what is written otherwise stays.
pub(crate) fn iso_duration(text: &str) -> String {
    let read = || {
        let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let mut rest = rest.strip_prefix("PT")?;
        let mut part = |unit: char| -> Option<&str> {
            let Some((number, after)) = rest.split_once(unit) else { return Some("0") };
            rest = after;
            (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')).then_some(number)
        };
        let (hours, minutes, seconds) = (part('H')?, part('M')?, part('S')?);
        let (whole, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
        rest.is_empty().then(|| format!("{sign}{hours:02}:{minutes:02}:{whole:0>2}{point}{fraction}"))
    };
    read().unwrap_or_else(|| text.to_owned())
}

/// Text with `_x000D_` and the like as the signs that they stand for: that is how signs are written which XML cannot hold.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut units = Vec::new();
        while let Some(unit) = escape(&rest[units.len() * 7..]) {
            units.push(unit);
        }
        match String::from_utf16(&units) {
            Ok(signs) if !units.is_empty() => {
                out.push_str(&signs);
                rest = &rest[units.len() * 7..];
            }
            // Half a pair is no sign: what is written stays.
            _ => {
                out.push_str("_x");
                rest = &rest[2..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// `_x000D_` at the start of a text.
fn escape(text: &str) -> Option<u16> {
    let bytes = text.as_bytes().get(..7)?;
    let is_escape = bytes.starts_with(b"_x") && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit);
    is_escape.then(|| u16::from_str_radix(text.get(2..6)?, 16).ok())?
}

/// Is this how spreadsheets show that a formula has no result?
pub(crate) fn is_error(text: &str) -> bool {
    matches!(text, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!") || text.starts_with("Err:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_tell_dates_from_numbers() {
        let shown = [
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0.00\\ _M\"H\"_);[Red]#,##0.00\\ _M\"S\"_)", Shown::Number),
            ("0\" days\"", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("[Red]0.0%", Shown::Percent),
            ("000000000000", Shown::Zeros(12)),
            ("0", Shown::Number),
            ("DD/MM/YY", Shown::Date),
            ("[$-409]mmm\\-yy;@", Shown::Date),
            ("mmmm", Shown::Date),
            ("yyyy\\-mm\\-dd\\ hh:mm", Shown::Date),
            ("h:mm AM/PM", Shown::Time),
            ("mm:ss.0", Shown::Time),
            ("[h]:mm:ss", Shown::Duration),
            ("[mm]:ss", Shown::Duration),
            ("[>=100][Magenta]General", Shown::Number),
        ];
        for (code, expected) in shown {
            assert_eq!(shown_by(code), expected, "{code}");
        }
    }

    #[test]
    fn numbers_are_as_exact_as_they_are_stored() {
        let number = |value, shown| number(value, shown, false);
        assert_eq!(number(5.0, Shown::Number), "5");
        assert_eq!(number(-0.0, Shown::Number), "0");
        assert_eq!(number(0.1 + 0.2, Shown::Number), "0.30000000000000004");
        assert_eq!(number(123_456_789_012.0, Shown::Number), "123456789012");
        assert_eq!(number(1.23456789012346e20, Shown::Number), "1.23456789012346E+20");
        assert_eq!(number(1e10, Shown::Number), "10000000000");
        assert_eq!(number(-2e17, Shown::Number), "-2E+17");
        assert_eq!(number(9_007_199_254_740_993.0, Shown::Number), "9.007199254740992E+15");
        assert_eq!(number(0.57, Shown::Percent), "57%");
        assert_eq!(number(0.125, Shown::Percent), "12.5%");
        assert_eq!(number(12_345_678_901.0, Shown::Zeros(12)), "012345678901");
        assert_eq!(number(1.5, Shown::Zeros(4)), "1.5");
        assert_eq!(number(-7.0, Shown::Zeros(4)), "-7");
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let day = |serial| number(serial, Shown::Date, false);
        assert_eq!(day(0.0), "1900-01-00");
        assert_eq!(day(1.0), "1900-01-01");
        assert_eq!(day(59.0), "1900-02-28");
        assert_eq!(day(60.0), "1900-02-29");
        assert_eq!(day(61.0), "1900-03-01");
        assert_eq!(day(44_197.0), "2021-01-01");
        assert_eq!(day(44_197.423_726_851_85), "2021-01-01T10:10:10");
        assert_eq!(day(2_958_465.0), "9999-12-31");
        assert_eq!(day(2_958_466.0), "2958466");
        assert_eq!(day(-1.0), "-1");
        assert_eq!(number(0.0, Shown::Date, true), "1904-01-01");
        assert_eq!(number(42_735.0, Shown::Date, true), "2021-01-01");
        assert_eq!(number(0.5, Shown::Time, true), "12:00:00");
        assert_eq!(number(0.5, Shown::Date, false), "12:00:00");
        assert_eq!(number(0.423_727_271_99, Shown::Time, false), "10:10:10.036");
        assert_eq!(number(1.104_166_666_667, Shown::Duration, false), "26:30:00");
        assert_eq!(number(44_197.999_999_999, Shown::Date, false), "2021-01-02");
    }

    #[test]
    fn escapes_of_signs_are_undone() {
        assert_eq!(unescaped("a_x000D_\nb"), "a\r\nb");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
        assert_eq!(unescaped("_xD83D__xDCF7_!"), "📷!");
        assert_eq!(unescaped("_xD83D_ svc_x12_x00g0_ é_x00E9"), "_xD83D_ svc_x12_x00g0_ é_x00E9");
    }

    #[test]
    fn durations_are_read() {
        assert_eq!(iso_duration("PT10H10M10.123456S"), "10:10:10.123456");
        assert_eq!(iso_duration("PT26H30M00S"), "26:30:00");
        assert_eq!(iso_duration("-PT5M"), "-00:05:00");
        assert_eq!(iso_duration("P1D"), "P1D");
    }
}
