//! The clocks of a wallet whose every command is a process of its own.
//!
//! The server's time that one command learnt is of use to the next only if both count on the same
//! monotonic clock. Linux has one: the time since the machine started, under the name of that start. It
//! is taken for the same count as before while it and the wall clock agree on how much time has passed.
//! Once they don't (the wall clock was set, or the machine stood still without the count noticing), it
//! can't be told which is right, a new count begins, and what was learnt before counts no longer.
//! Elsewhere each process counts for itself.

use std::fs;
use std::path::Path;
use std::time::Duration;

use essc::base::time::UnixTime;
use essc::crypto::random;
use essc::ports::clock::{Clock, Monotonic, SystemClock};
use serde::{Deserialize, Serialize};

use crate::data_folder::DataFolder;

/// File of a wallet's folder that says where the count began.
const FILE: &str = "clock.json";

/// Seconds by which the two clocks may come apart; less than the 15 that a code may be early.
const MAX_APART_S: u64 = 5;

/// Where a count began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    /// The kernel's name for this start of the machine.
    start: String,
    /// A number for the count.
    number: u64,
    /// The two clocks when it began.
    wall: UnixTime,
    millis: u64,
}

impl Count {
    /// Whether the clocks still go on together as they did when it began.
    fn goes_on(&self, start: &str, wall: UnixTime, millis: u64) -> bool {
        let Some(passed) = millis.checked_sub(self.millis) else { return false };
        let by_wall = wall.since(self.wall);
        let by_count = i64::try_from(passed / 1000).unwrap_or(i64::MAX);
        self.start == start && by_wall.abs_diff(by_count) <= MAX_APART_S
    }
}

/// The wall clock, and the machine's count since it started.
pub struct MachineClock {
    number: u64,
}

impl MachineClock {
    /// The clock of a folder's wallet; none where the system has no such count.
    pub fn of(folder: &DataFolder) -> Option<Self> {
        let (start, millis) = (start()?, uptime()?);
        let wall = SystemClock.now();
        let kept = folder.take(FILE).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(Count { number, .. }) =
            kept.filter(|count: &Count| count.goes_on(&start, wall, millis))
        {
            return Some(Self { number });
        }
        let number = u64::from_be_bytes(random::bytes().ok()?);
        // Where it can't be written down, the next command begins a count of its own.
        let _ = folder.put_settings(FILE, &Count { start, number, wall, millis });
        Some(Self { number })
    }
}

impl Clock for MachineClock {
    fn now(&self) -> UnixTime {
        SystemClock.now()
    }

    fn monotonic(&self) -> Monotonic {
        // A file of the kernel's that could be read a moment ago; if not, a count of another boot.
        match uptime() {
            Some(millis) => Monotonic {
                boot: self.number.cast_signed(),
                elapsed: Duration::from_millis(millis),
            },
            None => SystemClock.monotonic(),
        }
    }
}

/// The kernel's name for this start of the machine.
fn start() -> Option<String> {
    let name = fs::read_to_string(Path::new("/proc/sys/kernel/random/boot_id")).ok()?;
    Some(name.trim().to_owned())
}

/// Milliseconds since the machine started, the time it slept included.
fn uptime() -> Option<u64> {
    milliseconds(&fs::read_to_string("/proc/uptime").ok()?)
}

/// The first number of `12345.67 54321.00`, seconds and hundredths.
fn milliseconds(text: &str) -> Option<u64> {
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    let (seconds, hundredths): (u64, u64) = (seconds.parse().ok()?, hundredths.parse().ok()?);
    seconds.checked_mul(1000)?.checked_add(hundredths.checked_mul(10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count() -> Count {
        let wall = UnixTime::from_secs(1_800_000_000);
        Count { start: "one".into(), number: 7, wall, millis: 60_000 }
    }

    #[test]
    fn a_count_goes_on_while_both_clocks_tell_the_same_time() {
        let later = |wall: u64, millis: u64| {
            count().goes_on("one", UnixTime::from_secs(1_800_000_000 + wall), 60_000 + millis)
        };
        assert!(later(0, 0) && later(3600, 3_600_000) && later(3605, 3_600_000));
        assert!(!later(3606, 3_600_000), "the wall clock was set ahead, or the count stood still");
        assert!(!later(3594, 3_600_000), "the wall clock was set back");
    }

    #[test]
    fn another_start_of_the_machine_is_another_count() {
        let now = UnixTime::from_secs(1_800_000_100);
        assert!(!count().goes_on("two", now, 160_000));
        assert!(!count().goes_on("one", now, 59_999), "it can't have gone back");
    }

    #[test]
    fn two_commands_have_one_count_and_a_set_clock_begins_another() {
        let directory = tempfile::tempdir().expect("directory");
        let folder = DataFolder::at(directory.path());
        let Some(first) = MachineClock::of(&folder) else { panic!("the tests run on Linux") };
        assert_eq!(MachineClock::of(&folder).map(|clock| clock.number), Some(first.number));
        let file = directory.path().join(FILE);
        let mut kept: Count =
            serde_json::from_slice(&fs::read(&file).expect("file")).expect("json");
        kept.wall = kept.wall.minus(3600);
        fs::write(&file, serde_json::to_vec(&kept).expect("json")).expect("written");
        assert_ne!(MachineClock::of(&folder).map(|clock| clock.number), Some(first.number));
        fs::write(&file, "nonsense").expect("written");
        assert!(MachineClock::of(&folder).is_some());
    }

    #[test]
    fn the_kernels_figure_is_read_in_milliseconds() {
        assert_eq!(milliseconds("12345.67 54321.00\n"), Some(12_345_670));
        for wrong in ["", "12345", "a.b", "99999999999999999999.00"] {
            assert_eq!(milliseconds(wrong), None, "{wrong}");
        }
    }
}
