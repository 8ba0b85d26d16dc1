//! The guard of a gate that several processes work for: one verifier at a time admits codes, the
//! others bring lists and make requests.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::base::time::UnixTime;
use crate::verifier::folder::KeptFile;
use crate::verifier::process_lock::Patience;
use crate::verifier::replay::{
    Claim, JournalError, LocalReplayGuard, MAX_CAPACITY, Refusal, Remember, ReplayGuard,
};

/// The gate's own guard, once this verifier holds it. It is not given back while the verifier lives:
/// what was accepted in between would be unknown.
#[derive(Debug)]
pub(crate) struct OwnGuard {
    journal: KeptFile,
    remember: Remember,
    capacity: usize,
    held: OnceLock<LocalReplayGuard>,
    /// Held while the guard is being opened, so that two threads don't race for one file.
    opening: Mutex<()>,
}

impl OwnGuard {
    /// The guard with its journal at this path, not yet held.
    pub(crate) const fn at(journal: KeptFile, remember: Remember, capacity: usize) -> Self {
        Self { journal, remember, capacity, held: OnceLock::new(), opening: Mutex::new(()) }
    }

    /// Begins the gate's memory at `now`, if it has none and nobody holds it, and lets go of it
    /// again: a verifier that only brings lists.
    ///
    /// # Errors
    /// [`JournalError::Capacity`] and [`JournalError::File`].
    pub(crate) fn begin(&self, now: UnixTime) -> Result<(), JournalError> {
        if self.capacity > MAX_CAPACITY {
            return Err(JournalError::Capacity(self.capacity));
        }
        if self.journal.exists()? {
            return Ok(());
        }
        match self.open(Patience::None, now) {
            Ok(_) | Err(JournalError::InUse) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Holds the guard from now on; nothing to do when it is held.
    ///
    /// # Errors
    /// [`JournalError`].
    pub(crate) fn hold(
        &self,
        patience: Patience,
        now: UnixTime,
    ) -> Result<&LocalReplayGuard, JournalError> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        match self.held.get() {
            Some(held) => Ok(held),
            None => {
                let guard = self.open(patience, now)?;
                Ok(self.held.get_or_init(|| guard))
            }
        }
    }

    fn open(&self, patience: Patience, now: UnixTime) -> Result<LocalReplayGuard, JournalError> {
        let Self { journal, remember, capacity, .. } = self;
        LocalReplayGuard::open_waiting(journal, *remember, *capacity, patience, now)
    }
}

impl ReplayGuard for OwnGuard {
    /// Takes the guard when it has come free. A scan does not wait for that.
    fn admit(&self, claim: &Claim, now: UnixTime) -> Result<(), Refusal> {
        let guard = self.hold(Patience::None, now).map_err(|_| Refusal::Unavailable)?;
        guard.admit(claim, now)
    }
}
