//! Times in the JWTs of clients (RFC 7519 §2): seconds, which may have a fraction.

use std::time::Duration;

use serde::Deserialize;

use crate::base::time::UnixTime;

/// A time that a client wrote; not before 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f64")]
pub struct NumericDate(Duration);

/// A number that is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

impl TryFrom<f64> for NumericDate {
    type Error = NotATime;

    fn try_from(seconds: f64) -> Result<Self, NotATime> {
        Duration::try_from_secs_f64(seconds).map(Self).map_err(|_| NotATime)
    }
}

impl NumericDate {
    /// Without its fraction.
    ///
    /// # Errors
    /// [`NotATime`] after the last second of the year 9999.
    pub fn whole_seconds(self) -> Result<UnixTime, NotATime> {
        UnixTime::try_from(self.0.as_secs()).map_err(|_| NotATime)
    }

    /// Whether this end has come.
    #[cfg(any(test, feature = "internals"))]
    #[must_use]
    pub fn has_passed(self, now: UnixTime) -> bool {
        Duration::from_secs(now.as_secs()) >= self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_is_read_and_what_is_no_time_is_refused() {
        let read = |text: &str| serde_json::from_str::<NumericDate>(text).ok();
        let now = UnixTime::from_secs(100);
        assert_eq!(read("100.5").map(|end| end.has_passed(now)), Some(false));
        assert_eq!(read("100").map(|end| end.has_passed(now)), Some(true));
        for bad in ["-1", "1e300", "\"100\"", "null"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
