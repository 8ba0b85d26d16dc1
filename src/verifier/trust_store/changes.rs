//! How the processes of one gate learn of each other's lists: a small file that counts changes.
//!
//! Whoever changes anything in the store counts first, under the store's lock. Whoever finds another
//! count than the one it knows reads everything back, under the same lock. So a change that a kill
//! interrupted is looked at too, and nobody sees half of one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, TryLockError};
use std::time::Instant;

use crate::base::time::UnixTime;
use crate::trust::{TrustState, restore};
use crate::verifier::folder::{Folder, StorageError};
use crate::verifier::trust_store::TrustStore;

const FILE: &str = "changes";
const MAX_BYTES: usize = 20;

/// Least milliseconds between two looks at the file: a gate that judges thousands of codes a second
/// doesn't ask the file system at each, and one at which people queue has the lists of a moment ago.
const PAUSE_MS: u64 = 5;

/// How many times as long as reading back took, the next one is put off: while another process
/// fetches a hundred lists one by one, a gate goes on judging.
const REST: u64 = 4;

/// Milliseconds until the next try when lists could not be read back.
const AFTER_FAILURE_MS: u64 = 10_000;

/// When the file is looked at again.
#[derive(Debug)]
pub(super) struct Watch {
    /// None where no other process changes anything.
    start: Option<Instant>,
    /// Milliseconds since `start`.
    next: AtomicU64,
}

impl Watch {
    pub(super) fn of(folder: &Folder) -> Self {
        Self { start: folder.is_shared().then(Instant::now), next: AtomicU64::new(0) }
    }

    fn elapsed(&self) -> u64 {
        let elapsed = self.start.map_or(0, |start| start.elapsed().as_millis());
        u64::try_from(elapsed).unwrap_or(u64::MAX)
    }

    /// Whether it is time for a look; of several threads one is told so.
    fn is_due(&self) -> bool {
        if self.start.is_none() {
            return false;
        }
        let (now, next) = (self.elapsed(), self.next.load(Ordering::Relaxed));
        let later = now.saturating_add(PAUSE_MS);
        let exchange = |next| {
            self.next.compare_exchange(next, later, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        };
        now >= next && exchange(next)
    }

    fn rest_after(&self, began: u64) {
        self.rest((self.elapsed().saturating_sub(began) * REST).max(PAUSE_MS));
    }

    fn rest(&self, millis: u64) {
        self.next.store(self.elapsed().saturating_add(millis), Ordering::Relaxed);
    }
}

/// The count on disk; none yet counts as 0, and so does a damaged file.
pub(super) fn count(folder: &Folder) -> Result<u64, StorageError> {
    let bytes = folder.read(FILE, MAX_BYTES)?.unwrap_or_default();
    Ok(std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok()).unwrap_or(0))
}

impl TrustStore {
    /// Takes in what other processes accepted since this one looked last, without ever waiting for
    /// them; looks at most every few milliseconds. What can't be read leaves everything as it is.
    ///
    /// True when there was something. Only then is the time asked for: the host's clock may be on the
    /// other side of the interface, where a call costs as much as half a signature.
    pub(crate) fn follow_disk(&self, now: impl FnOnce() -> UnixTime) -> bool {
        if !self.watch.is_due() {
            return false;
        }
        let is_old = || Ok::<_, StorageError>(count(&self.folder)? != self.counted());
        if !is_old().unwrap_or(false) {
            return false;
        }
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
            // Another thread accepts or reads; this scan goes on with what is held.
            Err(TryLockError::WouldBlock) => return false,
        };
        let began = self.watch.elapsed();
        let followed = match self.folder.try_lock() {
            Ok(Some(_lock)) => self.read_back(&mut state, now()),
            Ok(None) => return false,
            Err(error) => Err(error),
        };
        self.watch.rest_after(began);
        followed.unwrap_or_else(|error| {
            self.watch.rest(AFTER_FAILURE_MS);
            tracing::warn!(%error, "lists that another process accepted could not be read");
            false
        })
    }

    /// Reads everything back if another process changed something. The caller has the store's lock.
    pub(super) fn read_back(
        &self,
        state: &mut TrustState,
        now: UnixTime,
    ) -> Result<bool, StorageError> {
        let count = count(&self.folder)?;
        if count == self.counted() {
            return Ok(false);
        }
        let mut restored = restore(&self.folder, &self.config, Some(state), now)?;
        self.bring_to_its_end(&restored.unfinished);
        self.snapshot.store(std::sync::Arc::new(restored.state.snapshot()));
        *state = restored.state;
        self.counted.store(count, Ordering::SeqCst);
        Ok(true)
    }

    /// Counts a change that is about to be made, or one beside the lists that other processes should
    /// look at. The caller has the store's lock, and has read back.
    pub(super) fn count_change(&self) -> Result<(), StorageError> {
        let count = count(&self.folder)?.max(self.counted()).wrapping_add(1);
        self.folder.replace(FILE, count.to_string().as_bytes())?;
        self.counted.store(count, Ordering::SeqCst);
        Ok(())
    }

    /// Makes other processes look at what is kept beside the lists: time floor and skew.
    ///
    /// # Errors
    /// [`StorageError`].
    pub(crate) fn announce(&self, now: UnixTime) -> Result<(), StorageError> {
        let mut state = self.state();
        let _lock = self.folder.lock()?;
        self.read_back(&mut state, now)?;
        self.count_change()
    }

    /// The count this store knows; changes whenever anything was taken in.
    pub(crate) fn counted(&self) -> u64 {
        self.counted.load(Ordering::SeqCst)
    }
}
