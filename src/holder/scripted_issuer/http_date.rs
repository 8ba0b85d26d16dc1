//! Dates as a server writes them (RFC 9110 §5.6.7).

use crate::base::time::UnixTime;

/// `Sun, 06 Nov 1994 08:49:37 GMT`; every day is called Sunday, which no reader may mind.
pub fn imf_fixdate(time: UnixTime) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (mut days, rest) = (time.as_secs() / 86_400, time.as_secs() % 86_400);
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    let (h, m, s) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("Sun, {:02} {} {year} {h:02}:{m:02}:{s:02} GMT", days + 1, MONTHS[month])
}
