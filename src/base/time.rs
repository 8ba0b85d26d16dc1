//! Time as the protocol counts it: whole seconds of UTC since 1970-01-01.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The latest instant any format may carry: 9999-12-31T23:59:59Z.
///
/// A bound, so that sums of instants and durations never overflow and never surprise a host
/// language whose integers are narrower.
pub const LATEST: u64 = 253_402_300_799;

/// An instant, in whole seconds of UTC since 1970 (RFC 8392 `NumericDate`, integer form only).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(try_from = "u64", into = "u64")]
pub struct UnixTime(u64);

/// The instant lies after the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("time {0} lies after the year 9999")]
pub struct TimeOutOfRange(pub u64);

impl UnixTime {
    /// The start of 1970: older than anything that is signed.
    pub const EPOCH: Self = Self(0);

    /// An instant from its seconds; later than the year 9999 is clamped to its last second.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        if seconds > LATEST { Self(LATEST) } else { Self(seconds) }
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// This instant, `seconds` later. Saturates at the year 9999.
    #[must_use]
    pub const fn plus(self, seconds: u64) -> Self {
        Self::from_secs(self.0.saturating_add(seconds))
    }

    /// This instant, `seconds` earlier. Saturates at 1970.
    #[must_use]
    pub const fn minus(self, seconds: u64) -> Self {
        Self(self.0.saturating_sub(seconds))
    }

    /// Seconds from `earlier` to this instant; negative when `earlier` is in fact later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        // Both are at most LATEST, far inside i64.
        self.0 as i64 - earlier.0 as i64
    }

    /// Year, month and day in UTC (Hinnant, "chrono-compatible low-level date algorithms",
    /// `civil_from_days`): the year is taken to begin in March, so that the leap day is its last.
    #[must_use]
    pub const fn date(self) -> (u64, u64, u64) {
        let days = self.0 / 86_400 + 719_468;
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (era * 400 + year + if month <= 2 { 1 } else { 0 }, month, day)
    }

    /// Whether this instant lies in `[not_before, expires)`.
    #[must_use]
    pub fn within(self, not_before: Self, expires: Self) -> bool {
        not_before <= self && self < expires
    }
}

impl TryFrom<u64> for UnixTime {
    type Error = TimeOutOfRange;

    fn try_from(seconds: u64) -> Result<Self, TimeOutOfRange> {
        if seconds > LATEST { Err(TimeOutOfRange(seconds)) } else { Ok(Self(seconds)) }
    }
}

impl From<UnixTime> for u64 {
    fn from(time: UnixTime) -> u64 {
        time.0
    }
}

impl fmt::Debug for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_signed_and_sums_saturate() {
        let t = UnixTime::from_secs(100);
        assert_eq!(t.since(UnixTime::from_secs(130)), -30);
        assert_eq!(t.minus(200), UnixTime::EPOCH);
        assert_eq!(t.plus(u64::MAX).as_secs(), LATEST);
        assert!(UnixTime::try_from(LATEST + 1).is_err());
    }

    #[test]
    fn a_period_is_closed_at_its_start_and_open_at_its_end() {
        let (a, b) = (UnixTime::from_secs(10), UnixTime::from_secs(20));
        assert!(a.within(a, b));
        assert!(!b.within(a, b));
    }
}
