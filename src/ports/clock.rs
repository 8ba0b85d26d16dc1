//! Time as the device tells it: a wall clock that can be wrong, and one that only runs forward.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::base::time::UnixTime;
use crate::crypto::random;

/// A reading of a clock that never goes back and runs on while the device sleeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
pub struct Monotonic {
    /// Changes whenever the count starts again; readings of different values can't be compared.
    pub boot: i64,
    /// Since an unknown start.
    pub elapsed: Duration,
}

impl Monotonic {
    /// Whole milliseconds since the unknown start.
    #[must_use]
    pub fn millis(&self) -> u64 {
        u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The device's clocks.
#[cfg_attr(feature = "ffi", uniffi::export(rust, foreign))]
pub trait Clock: Send + Sync {
    /// The wall clock, which its owner can set to anything.
    fn now(&self) -> UnixTime;

    /// The monotonic clock.
    fn monotonic(&self) -> Monotonic;
}

/// The clocks of the operating system. Its monotonic clock is the one that runs on while the machine
/// sleeps: `CLOCK_BOOTTIME` of Linux and Android, `CLOCK_MONOTONIC` of Apple's systems, the standard
/// library's elsewhere. Each process is a boot of its own, since not every system names its boots.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixTime::from_secs(since.as_secs())
    }

    fn monotonic(&self) -> Monotonic {
        static BOOT: OnceLock<i64> = OnceLock::new();
        let boot = *BOOT.get_or_init(|| {
            // Without randomness the wall clock still tells two processes apart.
            let fallback = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            random::bytes().map_or(fallback.as_nanos() as i64, i64::from_be_bytes)
        });
        Monotonic { boot, elapsed: running_time() }
    }
}

/// How long the machine has been running, asleep or awake. The standard library's `Instant` stands
/// still on these systems while they sleep.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn running_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    // Apple's clock of this name goes on in sleep, as the other systems' does not.
    #[cfg(target_vendor = "apple")]
    const RUNNING: ClockId = ClockId::Monotonic;
    #[cfg(not(target_vendor = "apple"))]
    const RUNNING: ClockId = ClockId::Boottime;
    // Never below zero.
    Duration::try_from(clock_gettime(RUNNING)).unwrap_or_default()
}

/// How long this process has been running, as its system counts.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn running_time() -> Duration {
    static START: OnceLock<std::time::Instant> = OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// A clock that stands until it is moved: for tests and demonstrations of time.
#[derive(Debug)]
pub struct ManualClock {
    state: Mutex<(UnixTime, Monotonic)>,
}

impl ManualClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: UnixTime) -> Self {
        Self { state: Mutex::new((now, Monotonic { boot: 1, elapsed: Duration::ZERO })) }
    }

    /// Lets `seconds` pass on both clocks.
    pub fn advance(&self, seconds: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.0 = state.0.plus(seconds);
        state.1.elapsed += Duration::from_secs(seconds);
    }

    /// Sets the wall clock, as a user can; the monotonic clock stays.
    pub fn set_wall(&self, now: UnixTime) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = now;
    }

    /// Starts the device again: the monotonic count begins anew.
    pub fn reboot(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.1 = Monotonic { boot: state.1.boot + 1, elapsed: Duration::ZERO };
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixTime {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn monotonic(&self) -> Monotonic {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_runs_forward_within_one_boot() {
        let (a, b) = (SystemClock.monotonic(), SystemClock.monotonic());
        assert_eq!(a.boot, b.boot);
        assert!(a.elapsed <= b.elapsed);
    }

    #[test]
    fn a_manual_clock_moves_both_hands_but_is_set_with_one() {
        let clock = ManualClock::at(UnixTime::from_secs(1000));
        clock.advance(5);
        clock.set_wall(UnixTime::from_secs(1));
        assert_eq!((clock.now().as_secs(), clock.monotonic().millis()), (1, 5000));
        clock.reboot();
        assert_eq!(clock.monotonic(), Monotonic { boot: 2, elapsed: Duration::ZERO });
    }
}
