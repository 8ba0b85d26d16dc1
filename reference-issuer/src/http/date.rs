//! `Date` as HTTP writes it (IMF-fixdate, RFC 9110 §5.6.7), from the service's own clock.

use std::time::{Duration, UNIX_EPOCH};

use essc::base::time::UnixTime;

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn http_date(at: UnixTime) -> String {
    // No time of this SDK is later than the year 9999, which is as far as these dates go.
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(at.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_of_this_sdk_is_written_as_http_does() {
        let date = |seconds| http_date(UnixTime::from_secs(seconds));
        assert_eq!(date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(date(essc::base::time::LATEST), "Fri, 31 Dec 9999 23:59:59 GMT");
    }
}
