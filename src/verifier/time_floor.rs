//! The earliest instant this verifier's clock may show (protocol §6): the newest `iat` of any
//! verified document, and the last time this gate saw. Both are kept on disk.
//!
//! Codes never move it. The first part is never lowered; the second only by the server's time of a
//! sync, so that a gate that was once a year ahead does not stay dead.
//!
//! Several processes of one gate write the file. Each takes the lock of the folder, reads what is
//! there, and writes the later of that and its own for both parts: nothing goes back because another
//! process knew less. Only a sync lowers the last time seen. It counts in the file that it did, and a
//! process that finds a higher count than its own takes the lowered time over, instead of writing its
//! own, wrong one again.

use std::cmp::Ordering as CmpOrdering;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use arc_swap::ArcSwapOption;
use serde::{Deserialize, Serialize};

use crate::base::json;
use crate::base::time::UnixTime;
use crate::ports::clock::{Clock, Monotonic};
use crate::verifier::folder::{Folder, Lock, StorageError};

/// Seconds by which the clock may stand before the floor and be trusted.
pub const TOLERANCE: u64 = 300;
/// Seconds between two writes of the last time seen.
const PERSIST_EVERY: u64 = 60;
const FILE: &str = "time-floor.json";
const MAX_BYTES: usize = 1024;

/// The floor, and the running time between syncs. Read and raised without a lock; a file is written
/// by one thread while the others go on.
pub struct TimeFloor {
    folder: Folder,
    newest_iat: AtomicU64,
    last_seen: AtomicU64,
    /// How often a sync lowered the last time seen, and how often the running time began anew.
    lowered: AtomicU64,
    synced: AtomicU64,
    /// The last time seen when it was last written, or tried to.
    written: AtomicU64,
    disk: Mutex<()>,
    /// A wall time and the monotonic reading taken with it.
    anchor: ArcSwapOption<(UnixTime, Monotonic)>,
}

/// What is kept on disk.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Seen {
    newest_iat: UnixTime,
    last_seen: UnixTime,
    #[serde(default)]
    lowered: u64,
    #[serde(default)]
    synced: u64,
}

impl TimeFloor {
    /// Opens the floor kept in a directory, made when it is missing. A damaged file counts as none:
    /// the documents' `iat`s raise the floor again at once.
    ///
    /// # Errors
    /// [`StorageError`] when the directory can't be made or read.
    #[cfg(any(test, feature = "internals"))]
    pub fn open(directory: &std::path::Path) -> Result<Self, StorageError> {
        Self::open_in(Folder::at(directory)?)
    }

    /// The same in a folder that is there.
    pub(crate) fn open_in(folder: Folder) -> Result<Self, StorageError> {
        let seen = Seen::read(&folder)?;
        Ok(Self {
            folder,
            newest_iat: AtomicU64::new(seen.newest_iat.as_secs()),
            last_seen: AtomicU64::new(seen.last_seen.as_secs()),
            lowered: AtomicU64::new(seen.lowered),
            synced: AtomicU64::new(seen.synced),
            written: AtomicU64::new(seen.last_seen.as_secs()),
            disk: Mutex::new(()),
            anchor: ArcSwapOption::empty(),
        })
    }

    /// The floor.
    #[must_use]
    pub fn floor(&self) -> UnixTime {
        let Seen { newest_iat, last_seen, .. } = self.seen();
        newest_iat.max(last_seen)
    }

    /// Whether `now + 300` is not before the floor.
    #[must_use]
    pub fn now_is_trusted(&self, now: UnixTime) -> bool {
        now.plus(TOLERANCE) >= self.floor()
    }

    /// Notes a time this gate saw; on disk at most once a minute.
    ///
    /// # Errors
    /// [`StorageError`] when it was due on disk and could not be written; in memory it counts, and it
    /// is due again in a minute.
    pub fn observe(&self, now: UnixTime) -> Result<(), StorageError> {
        self.last_seen.fetch_max(now.as_secs(), Ordering::SeqCst);
        let is_due = || now.as_secs() >= self.written.load(Ordering::SeqCst) + PERSIST_EVERY;
        if !is_due() {
            return Ok(());
        }
        let disk = match self.disk.try_lock() {
            Ok(disk) => disk,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Another thread is writing.
            Err(TryLockError::WouldBlock) => return Ok(()),
        };
        if !is_due() {
            return Ok(());
        }
        // Noted before it is tried: a disk that refuses is not asked at every scan.
        self.written.store(self.last_seen.load(Ordering::SeqCst), Ordering::SeqCst);
        match self.folder.try_lock()? {
            Some(lock) => self.write(&disk, &lock, |_| {}),
            // Another process is writing; what it leaves is no more than a minute old either.
            None => Ok(()),
        }
    }

    /// Raises the floor to the newest `iat` of the verified documents; it is never lowered again.
    ///
    /// # Errors
    /// [`StorageError`] when it could not be written; in memory it counts.
    pub fn raise_to_iat(&self, newest_iat: UnixTime) -> Result<(), StorageError> {
        let before = self.newest_iat.fetch_max(newest_iat.as_secs(), Ordering::SeqCst);
        if before >= newest_iat.as_secs() {
            return Ok(());
        }
        self.write(&self.disk(), &self.folder.lock()?, |_| {})
    }

    /// Takes back a last time seen that lies after the server's time of a sync.
    ///
    /// # Errors
    /// [`StorageError`] when it could not be written; in memory it counts.
    pub fn lower_to(&self, server_time: UnixTime) -> Result<(), StorageError> {
        // In memory it counts whatever becomes of the file.
        let before = self.last_seen.fetch_min(server_time.as_secs(), Ordering::SeqCst);
        if before > server_time.as_secs() {
            self.lowered.fetch_add(1, Ordering::SeqCst);
        }
        self.write(&self.disk(), &self.folder.lock()?, |seen| {
            if seen.last_seen > server_time {
                seen.last_seen = server_time;
                seen.lowered += 1;
            }
        })
    }

    /// Takes the wall clock as it stands now for the start of the running time; called at every sync.
    pub fn anchor(&self, clock: &dyn Clock) {
        self.anchor.store(Some(Arc::new((clock.now(), clock.monotonic()))));
    }

    /// Counts a sync on disk, for the other processes of the gate.
    ///
    /// # Errors
    /// [`StorageError`] when it could not be written.
    pub(crate) fn count_sync(&self) -> Result<(), StorageError> {
        self.write(&self.disk(), &self.folder.lock()?, |seen| seen.synced += 1)
    }

    /// Takes over what other processes of the gate left on disk. A sync of theirs begins the running
    /// time anew here too, if it had begun.
    pub(crate) fn follow_disk(&self, clock: &dyn Clock) {
        // What can't be read tells nothing, and what is known here stays.
        let Ok(seen) = Seen::read(&self.folder) else { return };
        let synced = self.synced.load(Ordering::SeqCst);
        self.take_over(seen);
        if seen.synced > synced && self.anchor.load().is_some() {
            self.anchor(clock);
        }
    }

    /// Joins what is on disk with what is known here; the answer is what both know.
    fn take_over(&self, disk: Seen) -> Seen {
        self.newest_iat.fetch_max(disk.newest_iat.as_secs(), Ordering::SeqCst);
        self.synced.fetch_max(disk.synced, Ordering::SeqCst);
        let lowered = self.lowered.fetch_max(disk.lowered, Ordering::SeqCst);
        match disk.lowered.cmp(&lowered) {
            CmpOrdering::Greater => {
                self.last_seen.store(disk.last_seen.as_secs(), Ordering::SeqCst);
                self.written.store(disk.last_seen.as_secs(), Ordering::SeqCst);
            }
            CmpOrdering::Equal => {
                self.last_seen.fetch_max(disk.last_seen.as_secs(), Ordering::SeqCst);
            }
            // Lowered here, and not on disk yet.
            CmpOrdering::Less => {}
        }
        self.seen()
    }

    /// The time: the anchor's, and what the monotonic clock counted since, so that setting the wall
    /// clock between syncs changes nothing. After a restart, or without an anchor, the wall clock.
    #[must_use]
    pub fn now(&self, clock: &dyn Clock) -> UnixTime {
        let reading = clock.monotonic();
        match self.anchor.load().as_deref() {
            Some((wall, start)) if start.boot == reading.boot => {
                wall.plus(reading.elapsed.saturating_sub(start.elapsed).as_secs())
            }
            _ => clock.now(),
        }
    }

    fn seen(&self) -> Seen {
        let time = |part: &AtomicU64| UnixTime::from_secs(part.load(Ordering::SeqCst));
        let count = |part: &AtomicU64| part.load(Ordering::SeqCst);
        Seen {
            newest_iat: time(&self.newest_iat),
            last_seen: time(&self.last_seen),
            lowered: count(&self.lowered),
            synced: count(&self.synced),
        }
    }

    /// Keeps the other threads of this process from writing.
    fn disk(&self) -> MutexGuard<'_, ()> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Joins the file with what is known here, changes that, and writes it.
    fn write(
        &self,
        _disk: &MutexGuard<'_, ()>,
        _lock: &Lock,
        change: impl FnOnce(&mut Seen),
    ) -> Result<(), StorageError> {
        let joined = self.take_over(Seen::read(&self.folder)?);
        let mut seen = joined;
        change(&mut seen);
        if seen.lowered > joined.lowered {
            self.last_seen.store(seen.last_seen.as_secs(), Ordering::SeqCst);
            self.lowered.store(seen.lowered, Ordering::SeqCst);
        }
        self.synced.fetch_max(seen.synced, Ordering::SeqCst);
        self.written.store(seen.last_seen.as_secs(), Ordering::SeqCst);
        let bytes = serde_json::to_vec(&seen).map_err(io::Error::from)?;
        self.folder.replace(FILE, &bytes)
    }
}

impl Seen {
    /// What the file says; a damaged one says nothing.
    fn read(folder: &Folder) -> Result<Self, StorageError> {
        let bytes = folder.read(FILE, MAX_BYTES)?;
        Ok(bytes.and_then(|bytes| json::parse(&bytes, MAX_BYTES).ok()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::clock::ManualClock;

    const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);

    fn opened() -> (tempfile::TempDir, TimeFloor) {
        let temp = tempfile::tempdir().expect("directory");
        let floor = TimeFloor::open(temp.path()).expect("opened");
        (temp, floor)
    }

    #[test]
    fn a_clock_set_back_is_not_trusted_after_five_minutes() {
        let (_temp, floor) = opened();
        assert!(floor.now_is_trusted(UnixTime::EPOCH), "nothing is known yet");
        floor.observe(NOW).expect("kept");
        assert!(floor.now_is_trusted(NOW.minus(300)));
        assert!(!floor.now_is_trusted(NOW.minus(301)));
    }

    #[test]
    fn the_floor_survives_a_restart() {
        let (temp, floor) = opened();
        floor.observe(NOW).expect("kept");
        floor.raise_to_iat(NOW.minus(1000)).expect("kept");
        drop(floor);
        let again = TimeFloor::open(temp.path()).expect("opened");
        assert_eq!(again.floor(), NOW);
    }

    #[test]
    fn the_last_time_seen_is_written_at_most_once_a_minute() {
        let (temp, floor) = opened();
        let on_disk = || TimeFloor::open(temp.path()).expect("opened").floor();
        floor.observe(NOW).expect("kept");
        floor.observe(NOW.plus(59)).expect("kept");
        assert_eq!((on_disk(), floor.floor()), (NOW, NOW.plus(59)));
        floor.observe(NOW.plus(60)).expect("kept");
        assert_eq!(on_disk(), NOW.plus(60));
        floor.observe(NOW).expect("kept");
        assert_eq!(floor.floor(), NOW.plus(60), "an earlier time does not lower it");
    }

    #[test]
    fn a_gate_that_was_a_year_ahead_comes_back_but_never_under_what_was_signed() {
        let (temp, floor) = opened();
        floor.raise_to_iat(NOW.minus(60)).expect("kept");
        floor.observe(NOW.plus(86_400 * 365)).expect("kept");
        assert!(!floor.now_is_trusted(NOW));
        floor.lower_to(NOW).expect("kept");
        assert!(floor.now_is_trusted(NOW));
        floor.lower_to(UnixTime::EPOCH).expect("kept");
        assert_eq!(floor.floor(), NOW.minus(60));
        floor.raise_to_iat(NOW.minus(61)).expect("kept");
        assert_eq!(TimeFloor::open(temp.path()).expect("opened").floor(), NOW.minus(60));
    }

    #[test]
    fn between_syncs_time_runs_on_the_monotonic_clock() {
        let (_temp, floor) = opened();
        let clock = ManualClock::at(NOW);
        assert_eq!(floor.now(&clock), NOW);
        floor.anchor(&clock);
        clock.advance(10);
        clock.set_wall(NOW.minus(86_400));
        assert_eq!(floor.now(&clock), NOW.plus(10));
        floor.anchor(&clock);
        assert_eq!(floor.now(&clock), NOW.minus(86_400), "a sync looks at the wall again");
        clock.reboot();
        clock.set_wall(NOW.plus(50));
        assert_eq!(floor.now(&clock), NOW.plus(50));
    }

    #[test]
    fn of_two_processes_neither_takes_back_what_the_other_knew() {
        let (temp, scanner) = opened();
        let other = TimeFloor::open(temp.path()).expect("opened");
        let on_disk = || TimeFloor::open(temp.path()).expect("opened").seen();
        other.raise_to_iat(NOW.minus(100)).expect("kept");
        scanner.observe(NOW).expect("kept");
        assert_eq!((on_disk().newest_iat, on_disk().last_seen), (NOW.minus(100), NOW));
        other.raise_to_iat(NOW.minus(50)).expect("kept");
        assert_eq!((on_disk().newest_iat, on_disk().last_seen), (NOW.minus(50), NOW));
    }

    #[test]
    fn a_time_that_a_sync_of_another_process_lowered_is_not_written_again() {
        let (temp, scanner) = opened();
        let wrong = NOW.plus(86_400 * 365);
        let clock = ManualClock::at(wrong);
        scanner.anchor(&clock);
        scanner.observe(wrong).expect("kept");
        let other = TimeFloor::open(temp.path()).expect("opened");
        other.lower_to(NOW).expect("kept");
        other.count_sync().expect("kept");
        clock.set_wall(NOW);
        scanner.follow_disk(&clock);
        assert_eq!((scanner.floor(), scanner.now(&clock)), (NOW, NOW));
        scanner.observe(NOW.plus(60)).expect("kept");
        let on_disk = TimeFloor::open(temp.path()).expect("opened").floor();
        assert_eq!((scanner.floor(), on_disk), (NOW.plus(60), NOW.plus(60)));
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let (temp, floor) = opened();
        floor.observe(NOW).expect("kept");
        for damage in [b"{".to_vec(), vec![b' '; 5000]] {
            std::fs::write(temp.path().join(FILE), damage).expect("damaged");
            assert_eq!(TimeFloor::open(temp.path()).expect("opened").floor(), UnixTime::EPOCH);
        }
    }

    #[test]
    fn a_floor_that_can_not_be_written_counts_in_memory() {
        let (temp, floor) = opened();
        // A directory in the place of the file: replacing it fails whoever runs this.
        std::fs::create_dir(temp.path().join(FILE)).expect("blocked");
        assert!(floor.observe(NOW).is_err());
        assert_eq!(floor.floor(), NOW);
        assert_eq!(floor.observe(NOW.plus(59)), Ok(()), "not asked at every scan");
        assert!(floor.observe(NOW.plus(60)).is_err());
    }
}
