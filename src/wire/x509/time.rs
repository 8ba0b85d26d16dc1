//! Times in certificates (RFC 5280 §4.1.2.5): `UTCTime` and `GeneralizedTime`, to the second, in UTC.

use crate::base::time::UnixTime;
use crate::wire::der::{DerError, Tag, Value};

/// Reads `YYMMDDHHMMSSZ`, of the years 1950 to 2049, or `YYYYMMDDHHMMSSZ`. What lies before 1970 is its
/// beginning.
pub(super) fn read(value: &Value<'_>) -> Result<UnixTime, DerError> {
    let (digits, century) = match value.tag {
        Tag::UTC_TIME => (value.content, None),
        Tag::GENERALIZED_TIME => {
            let (century, digits) = value.content.split_at_checked(2).ok_or(DerError)?;
            (digits, Some(two_digits(century)?))
        }
        _ => return Err(DerError),
    };
    let digits = digits.strip_suffix(b"Z").filter(|digits| digits.len() == 12).ok_or(DerError)?;
    let mut pairs = digits.chunks_exact(2).map(two_digits);
    let mut next = || pairs.next().unwrap_or(Err(DerError));
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute, second) = (next()?, next()?, next()?);
    let century = century.unwrap_or(if year < 50 { 20 } else { 19 });
    let year = century * 100 + year;
    let is_time = hour < 24 && minute < 60 && second < 60;
    if !(1..=12).contains(&month) || !(1..=days_of(year, month)).contains(&day) || !is_time {
        return Err(DerError);
    }
    let seconds = hour * 3600 + minute * 60 + second;
    Ok(match days_since_1970(year, month, day) {
        Some(days) => UnixTime::from_secs(days * 86_400 + seconds),
        None => UnixTime::EPOCH,
    })
}

fn two_digits(pair: &[u8]) -> Result<u64, DerError> {
    match pair {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => {
            Ok(u64::from(tens - b'0') * 10 + u64::from(units - b'0'))
        }
        _ => Err(DerError),
    }
}

const fn days_of(year: u64, month: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms", `days_from_civil`); none
/// before it.
const fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some(days - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(tag: u8, text: &str) -> Option<u64> {
        let der = [&[tag, text.len() as u8], text.as_bytes()].concat();
        let value = Value::read(&der).ok()?;
        read(&value).ok().map(UnixTime::as_secs)
    }

    #[test]
    fn times_of_both_forms_are_read_to_the_second() {
        assert_eq!(seconds(0x17, "700101000000Z"), Some(0));
        assert_eq!(seconds(0x17, "491231235959Z"), Some(2_524_607_999));
        assert_eq!(seconds(0x17, "500101000000Z"), Some(0), "1950");
        assert_eq!(seconds(0x17, "240229120000Z"), Some(1_709_208_000));
        assert_eq!(seconds(0x18, "21060207062815Z"), Some(4_294_967_295));
        assert_eq!(seconds(0x18, "99991231235959Z"), Some(crate::base::time::LATEST));
    }

    #[test]
    fn other_forms_and_days_that_are_none_are_refused() {
        for text in ["2401010000Z", "240101000000", "240101000000+0000", "24010100000 Z"] {
            assert_eq!(seconds(0x17, text), None, "{text}");
        }
        for text in ["230229000000Z", "241301000000Z", "240100000000Z", "240101240000Z"] {
            assert_eq!(seconds(0x17, text), None, "{text}");
        }
        for text in ["20240101000000.5Z", "240101000000Z", "20240101006000Z"] {
            assert_eq!(seconds(0x18, text), None, "{text}");
        }
        assert_eq!(seconds(0x04, "240101000000Z"), None, "an OCTET STRING");
    }

    #[test]
    fn a_date_that_is_read_is_the_one_that_is_shown() {
        for days in (0..2_900_000u64).step_by(97) {
            let time = UnixTime::from_secs(days * 86_400);
            let (year, month, day) = time.date();
            assert_eq!(days_since_1970(year, month, day), Some(days));
        }
    }
}
