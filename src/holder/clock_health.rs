//! How far the phone's clock is off, told by the servers the wallet speaks to anyway (protocol §5).
//!
//! A reading binds the server's time to the monotonic clock of one boot, so that it stays right when
//! the user sets the wall clock afterwards. After a restart nothing is known until the next exchange.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::ports::clock::{Clock, Monotonic};
use crate::ports::http::HttpResponse;

/// From how many seconds on the holder is warned. A code is accepted up to 15 s early.
pub const WARN_FROM_S: u64 = 15;

/// Longest round trip, in milliseconds, whose answer tells the time.
const MAX_ROUND_TRIP_MS: u64 = 2000;

/// Most seconds by which an issuer's time may differ from the phone's clock and be believed, while the
/// publisher of the trust list has not told the time: one issuer must not move the clock at will.
const MOST_BY_ISSUERS_S: u64 = 86_400;

/// For how many milliseconds the publisher of the trust list is not asked for the time again.
const TOLD_FOR_MS: u64 = 3_600_000;

/// Who told the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::holder) enum Teller {
    /// The publisher of the trust list, at the address for it (protocol §7.1).
    Authority,
    /// Any other server the wallet speaks to.
    Issuer,
}

/// How the phone's clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(tag = "health", rename_all = "snake_case")]
pub enum ClockHealth {
    /// No server told the time since the device started.
    Unknown,
    /// Less than 15 s off.
    Good {
        /// The phone's clock against the server's, in seconds; positive: ahead.
        skew_s: i64,
    },
    /// 15 s off or more: warn, and say that the clock is to be set automatically.
    Off {
        /// The phone's clock against the server's, in seconds; positive: ahead.
        skew_s: i64,
    },
}

/// The server's time at one moment of one boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::holder) struct Reading {
    /// Milliseconds since 1970.
    server_millis: u64,
    boot: u64,
    millis: u64,
    /// Whether the publisher of the trust list told it.
    #[serde(default)]
    by_authority: bool,
}

impl Reading {
    /// The reading that an answer gives: only an answer no cache keeps, and only a fast one. The
    /// server stamped it about halfway, somewhere in the second it names.
    fn of(
        response: &HttpResponse,
        teller: Teller,
        sent: Monotonic,
        received: Monotonic,
    ) -> Option<Self> {
        let server = response.server_time()?;
        let round_trip = received.millis().checked_sub(sent.millis())?;
        if sent.boot != received.boot || round_trip >= MAX_ROUND_TRIP_MS {
            return None;
        }
        let server_millis = server.as_secs() * 1000 + 500;
        Some(Self {
            server_millis,
            boot: sent.boot.cast_unsigned(),
            millis: sent.millis() + round_trip / 2,
            by_authority: teller == Teller::Authority,
        })
    }

    /// The server's time now; none in another boot.
    fn now(&self, monotonic: Monotonic) -> Option<UnixTime> {
        let passed = monotonic.millis().checked_sub(self.millis)?;
        if monotonic.boot.cast_unsigned() != self.boot {
            return None;
        }
        Some(UnixTime::from_secs(self.server_millis.saturating_add(passed) / 1000))
    }
}

/// Whether a new reading says anything that the one kept doesn't: of another boot, or by two
/// seconds or more another time; each is good to about one.
pub(in crate::holder) fn tells_more(new: Option<Reading>, kept: Option<Reading>) -> bool {
    let zero = |reading: Reading| i128::from(reading.server_millis) - i128::from(reading.millis);
    match (new, kept) {
        (Some(new), Some(kept)) => {
            new.boot != kept.boot
                || new.by_authority != kept.by_authority
                || (zero(new) - zero(kept)).unsigned_abs() >= 2000
        }
        (new, kept) => new.is_some() && kept.is_none(),
    }
}

/// The device's clocks and what servers said of them.
pub(in crate::holder) struct CorrectedClock {
    clock: std::sync::Arc<dyn Clock>,
    reading: Mutex<Option<Reading>>,
}

impl CorrectedClock {
    pub(in crate::holder) fn new(clock: std::sync::Arc<dyn Clock>, kept: Option<Reading>) -> Self {
        Self { clock, reading: Mutex::new(kept) }
    }

    pub(in crate::holder) fn monotonic(&self) -> Monotonic {
        self.clock.monotonic()
    }

    /// The last reading, to be kept for the rest of the boot.
    pub(in crate::holder) fn reading(&self) -> Option<Reading> {
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Learns from an answer, if it can be learnt from. What the publisher of the trust list told in
    /// this boot stands; before that an issuer's time counts, within a day of the phone's.
    pub(in crate::holder) fn learn(
        &self,
        response: &HttpResponse,
        teller: Teller,
        sent: Monotonic,
    ) {
        let received = self.clock.monotonic();
        let Some(reading) = Reading::of(response, teller, sent, received) else { return };
        if teller == Teller::Issuer {
            let off = reading.now(received).map(|server| self.clock.now().since(server));
            let is_near = off.is_some_and(|off| off.unsigned_abs() <= MOST_BY_ISSUERS_S);
            if self.is_told() || !is_near {
                return;
            }
        }
        *self.reading.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    }

    /// Whether the publisher of the trust list told the time in this boot.
    pub(in crate::holder) fn is_told(&self) -> bool {
        let boot = self.clock.monotonic().boot.cast_unsigned();
        self.reading().is_some_and(|reading| reading.by_authority && reading.boot == boot)
    }

    /// Whether it did so within the last hour. A monotonic clock that stood still in between, or an
    /// answer that was wrong once, counts no longer than that.
    pub(in crate::holder) fn was_told_lately(&self) -> bool {
        let now = self.clock.monotonic();
        let age = self.reading().and_then(|reading| now.millis().checked_sub(reading.millis));
        self.is_told() && age.is_some_and(|age| age < TOLD_FOR_MS)
    }

    /// The server's time where it is known for this boot, otherwise the wall clock.
    pub(in crate::holder) fn now(&self) -> UnixTime {
        let known = self.reading().and_then(|reading| reading.now(self.clock.monotonic()));
        known.unwrap_or_else(|| self.clock.now())
    }

    /// How the wall clock stands against the server's.
    pub(in crate::holder) fn health(&self) -> ClockHealth {
        let Some(server) = self.reading().and_then(|r| r.now(self.clock.monotonic())) else {
            return ClockHealth::Unknown;
        };
        let skew_s = self.clock.now().since(server);
        if skew_s.unsigned_abs() < WARN_FROM_S {
            ClockHealth::Good { skew_s }
        } else {
            ClockHealth::Off { skew_s }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ports::clock::ManualClock;
    use crate::ports::http::HeaderField;

    /// 1994-11-06 08:49:37 UTC.
    const SERVER: u64 = 784_111_777;

    fn answer(cache_control: &str) -> HttpResponse {
        HttpResponse {
            status: 200,
            headers: vec![
                HeaderField::new("cache-control", cache_control),
                HeaderField::new("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ],
            body: vec![],
        }
    }

    fn phone(ahead: i64) -> (Arc<ManualClock>, CorrectedClock) {
        let wall = SERVER.saturating_add_signed(ahead);
        let clock = Arc::new(ManualClock::at(UnixTime::from_secs(wall)));
        (clock.clone(), CorrectedClock::new(clock, None))
    }

    #[test]
    fn fifteen_seconds_either_way_are_worth_a_warning_and_fourteen_are_not() {
        for (ahead, off) in [(14, false), (15, true), (-14, false), (-15, true), (0, false)] {
            let (_, corrected) = phone(ahead);
            assert_eq!(corrected.health(), ClockHealth::Unknown);
            corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
            let expected = if off {
                ClockHealth::Off { skew_s: ahead }
            } else {
                ClockHealth::Good { skew_s: ahead }
            };
            assert_eq!(corrected.health(), expected);
        }
    }

    #[test]
    fn the_corrected_time_stays_right_when_the_wall_clock_is_set_later() {
        let (clock, corrected) = phone(-3600);
        corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
        clock.advance(100);
        clock.set_wall(UnixTime::from_secs(5));
        assert_eq!(corrected.now().as_secs(), SERVER + 100);
        assert_eq!(corrected.health(), ClockHealth::Off { skew_s: 5 - SERVER as i64 - 100 });
    }

    #[test]
    fn caches_and_slow_servers_tell_nothing() {
        let (clock, corrected) = phone(40);
        corrected.learn(&answer("max-age=60"), Teller::Issuer, corrected.monotonic());
        let sent = corrected.monotonic();
        clock.advance(2);
        corrected.learn(&answer("no-store"), Teller::Issuer, sent);
        assert_eq!(corrected.health(), ClockHealth::Unknown);
    }

    #[test]
    fn after_a_restart_the_wall_clock_is_all_there_is() {
        let (clock, corrected) = phone(40);
        corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
        clock.reboot();
        assert_eq!(corrected.health(), ClockHealth::Unknown);
        assert_eq!(corrected.now(), clock.now());
        let kept = CorrectedClock::new(clock, corrected.reading());
        assert_eq!(
            kept.health(),
            ClockHealth::Unknown,
            "a reading of another boot counts for nothing"
        );
    }

    #[test]
    fn an_issuer_moves_the_clock_by_a_day_at_most_and_the_trust_lists_publisher_as_it_is() {
        for (ahead, believed) in
            [(86_400, true), (-86_400, true), (86_401, false), (-86_401, false)]
        {
            let (_, corrected) = phone(ahead);
            corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
            assert_eq!(corrected.health() != ClockHealth::Unknown, believed, "{ahead}");
            assert!(!corrected.is_told());
            corrected.learn(&answer("No-Store"), Teller::Authority, corrected.monotonic());
            assert_eq!(corrected.health(), ClockHealth::Off { skew_s: ahead });
            assert!(corrected.is_told());
        }
    }

    #[test]
    fn what_the_publisher_told_stands_until_the_next_boot() {
        let (clock, corrected) = phone(0);
        corrected.learn(&answer("no-store"), Teller::Authority, corrected.monotonic());
        clock.advance(50);
        corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
        assert_eq!(corrected.health(), ClockHealth::Good { skew_s: 0 });
        assert!(corrected.was_told_lately());
        clock.advance(3600);
        assert!(corrected.is_told() && !corrected.was_told_lately());
        clock.reboot();
        assert!(!corrected.is_told() && !corrected.was_told_lately());
        corrected.learn(&answer("no-store"), Teller::Issuer, corrected.monotonic());
        assert_eq!(corrected.health(), ClockHealth::Off { skew_s: 3650 });
    }

    #[test]
    fn a_redirect_tells_no_time() {
        let (_, corrected) = phone(40);
        for status in [301, 302, 307, 399] {
            let redirect = HttpResponse { status, ..answer("no-store") };
            corrected.learn(&redirect, Teller::Authority, corrected.monotonic());
            assert_eq!(corrected.health(), ClockHealth::Unknown, "{status}");
        }
        let unchanged = HttpResponse { status: 304, ..answer("no-store") };
        corrected.learn(&unchanged, Teller::Authority, corrected.monotonic());
        assert_eq!(corrected.health(), ClockHealth::Off { skew_s: 40 });
    }
}
