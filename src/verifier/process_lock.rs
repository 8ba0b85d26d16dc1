//! Locks between the processes of one gate: a scanner that runs all day, and beside it a sync, an
//! import, a request or another scan.
//!
//! | lock | held while | by whom |
//! | --- | --- | --- |
//! | `replay.lock` | a verifier admits codes: as long as it lives | one verifier of a gate |
//! | `lists/lock` | one document is accepted, or all are read back | whoever accepts or reads |
//! | `lock` | time floor, skew, outstanding requests or venue card are changed | whoever changes one |
//!
//! They are taken in this order and never in another; the last two are never held together. Each is
//! taken first and the files are read then, so that every change is decided by what is on disk. The
//! operating system frees a lock when its process ends, however it ends.
//!
//! Nobody waits for ever: a process that was stopped while it held a lock must not stop the gate.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(10);

/// How long a lock is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Not at all: a scan goes on with what it has.
    None,
    /// About three seconds: a one-shot command waits for the scan of another.
    Moment,
    /// About ten seconds, many times what a healthy process needs to write a few files.
    Bounded,
}

impl Patience {
    const fn pauses(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Moment => 300,
            Self::Bounded => 1000,
        }
    }
}

/// Takes the lock of a file, which is made when it is missing; none when another holds it and goes on
/// holding it. Dropping the answer frees it.
///
/// # Errors
/// The operating system's.
pub(crate) fn take(path: &Path, patience: Patience) -> io::Result<Option<File>> {
    // Never emptied: whatever a link under its name leads to stays as it is.
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    // Who can open it can hold it, and keep this gate waiting.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    let mut pauses = patience.pauses();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if pauses == 0 => return Ok(None),
            Err(TryLockError::WouldBlock) => {
                pauses -= 1;
                thread::sleep(PAUSE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_held_is_waited_for_and_one_that_never_comes_free_is_given_up() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("lock");
        let held = take(&path, Patience::None).expect("locked");
        assert!(held.is_some());
        assert!(take(&path, Patience::None).expect("tried").is_none());
        thread::scope(|scope| {
            let waiting = scope.spawn(|| take(&path, Patience::Bounded));
            drop(held);
            assert!(waiting.join().expect("thread").expect("locked").is_some());
        });
    }
}
