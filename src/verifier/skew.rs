//! How far this gate's clock was from the server's at the last sync, whichever process made it; kept on
//! disk, said in verdicts.

use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::base::json;
use crate::verifier::folder::{KeptFile, StorageError};

const MAX_BYTES: u64 = 64;

/// No sync has told yet.
const UNKNOWN: i64 = i64::MIN;

/// The skew, in seconds; positive when this clock is ahead.
#[derive(Debug)]
pub(crate) struct Skew {
    file: KeptFile,
    seconds: AtomicI64,
    /// Held while it is measured and written: syncs of this process that end together.
    disk: Mutex<()>,
}

impl Skew {
    /// The skew of the last sync; a damaged file tells none.
    pub(crate) fn open(file: KeptFile) -> Result<Self, StorageError> {
        let seconds = AtomicI64::new(read(&file)?.unwrap_or(UNKNOWN));
        Ok(Self { file, seconds, disk: Mutex::new(()) })
    }

    /// Takes over what the last sync of any process measured.
    pub(crate) fn follow_disk(&self) {
        if let Ok(Some(seconds)) = read(&self.file) {
            self.seconds.store(seconds, Ordering::Relaxed);
        }
    }

    pub(crate) fn seconds(&self) -> Option<i64> {
        Some(self.seconds.load(Ordering::Relaxed)).filter(|seconds| *seconds != UNKNOWN)
    }

    /// Keeps what a sync measured. One that nobody waits for any more may still be running beside the
    /// next: what is on disk in the end is what is in memory.
    pub(crate) fn learn(&self, seconds: i64) -> Result<(), StorageError> {
        let _lock = self.disk.lock().unwrap_or_else(PoisonError::into_inner);
        self.seconds.store(seconds, Ordering::Relaxed);
        let _lock = self.file.lock()?;
        Ok(self.file.replace(seconds.to_string().as_bytes())?)
    }
}

fn read(file: &KeptFile) -> Result<Option<i64>, StorageError> {
    let bytes = match file.read(MAX_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => None,
        read => read.map_err(StorageError::from)?,
    };
    Ok(bytes.and_then(|bytes| json::parse(&bytes, bytes.len()).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syncs_that_end_together_leave_on_disk_what_is_in_memory() {
        let directory = tempfile::tempdir().expect("directory");
        let path = directory.path().join("skew.json");
        let skew = Skew::open(KeptFile::from(&path)).expect("opened");
        std::thread::scope(|scope| {
            for sync in 0..8 {
                let skew = &skew;
                scope.spawn(move || {
                    for measured in 0..25 {
                        skew.learn(sync * 1000 - measured).expect("kept");
                    }
                });
            }
        });
        assert!(skew.seconds().is_some());
        assert_eq!(Skew::open(KeptFile::from(&path)).expect("opened").seconds(), skew.seconds());
    }
}
