//! `Date` as HTTP writes it (IMF-fixdate, RFC 9110 §5.6.7), from the service's own clock.

use essc::base::time::UnixTime;

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn http_date(at: UnixTime) -> String {
    let (days, seconds) = (at.as_secs() / 86_400, at.as_secs() % 86_400);
    let (year, month, day) = at.date();
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        name(&DAYS, days % 7),
        name(&MONTHS, month - 1),
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
    )
}

fn name(names: &[&'static str], index: u64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_and_leap_days_are_written_as_http_does() {
        let date = |seconds| http_date(UnixTime::from_secs(seconds));
        assert_eq!(date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
        assert_eq!(date(1_835_395_199), "Mon, 28 Feb 2028 23:59:59 GMT");
    }
}
