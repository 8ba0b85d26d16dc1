//! A storage in memory for a vault: it loses what was not flushed, and fails at a chosen step.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use essc::holder::vault::{Lock, Storage};
use essc::ports::in_memory::InMemorySecretStore;
use essc::ports::secret_store::{SecretStore, SecretStoreError};

/// What becomes of the step that the storage is told to fail at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The step fails with this error, later ones work.
    Error(io::ErrorKind),
    /// The process dies before the step.
    KilledBefore,
    /// The process dies after the step; a write has got halfway.
    KilledDuring,
}

/// A secret store on the same phone: its writes are steps as well, and last at once.
pub struct CrashingSecrets {
    storage: CrashingStorage,
    kept: InMemorySecretStore,
}

impl CrashingSecrets {
    /// Secrets beside `storage`.
    pub fn beside(storage: &CrashingStorage) -> Self {
        Self { storage: storage.clone(), kept: InMemorySecretStore::default() }
    }

    fn step(
        &self,
        change: impl Fn() -> Result<(), SecretStoreError>,
    ) -> Result<(), SecretStoreError> {
        let changed = || drop(change());
        let step = self.storage.step(|_| changed(), |_| changed());
        step.map_err(|error| SecretStoreError::Unavailable { reason: error.kind().to_string() })
    }
}

impl SecretStore for CrashingSecrets {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        self.kept.load(name)
    }

    fn save(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        self.step(|| self.kept.save(name.clone(), secret.clone()))
    }

    fn delete(&self, name: String) -> Result<(), SecretStoreError> {
        self.step(|| self.kept.delete(name.clone()))
    }
}

/// What the disk holds after the process died.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// The operating system lived on: all that was written is there.
    On,
    /// Power was lost: names that were not flushed are as they were before.
    Lost,
}

#[derive(Default)]
struct Disk {
    files: BTreeMap<String, Vec<u8>>,
    flushed: BTreeMap<String, Vec<u8>>,
    steps: usize,
    failure: Option<(usize, Failure)>,
    dead: bool,
    locked: bool,
}

/// Files in memory, shared by the vaults opened on it one after the other.
#[derive(Clone, Default)]
pub struct CrashingStorage(Arc<Mutex<Disk>>);

impl CrashingStorage {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails at the given step, counted from now.
    pub fn fail_at(&self, step: usize, failure: Failure) {
        let mut disk = self.disk();
        disk.steps = 0;
        disk.failure = Some((step, failure));
    }

    /// Steps that change the disk, since the last call of [`Self::fail_at`].
    pub fn steps(&self) -> usize {
        self.disk().steps
    }

    /// Starts the device again.
    pub fn restart(&self, power: Power) {
        let mut disk = self.disk();
        disk.dead = false;
        disk.locked = false;
        disk.failure = None;
        if power == Power::Lost {
            disk.files = disk.flushed.clone();
        }
    }

    /// Copies the present files, so that every case starts from the same disk.
    pub fn copy(&self) -> Self {
        let disk = self.disk();
        let copy =
            Disk { files: disk.files.clone(), flushed: disk.files.clone(), ..Disk::default() };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// Holds what another one holds, as after a backup was restored.
    pub fn take_files_of(&self, other: &Self) {
        let files = other.disk().files.clone();
        let mut disk = self.disk();
        disk.flushed = files.clone();
        disk.files = files;
    }

    /// Changes one file's bytes, as a failing disk does.
    pub fn change(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        change(self.disk().files.get_mut(name).expect("file"));
    }

    /// Loses one file, if it is there.
    pub fn lose(&self, name: &str) {
        let mut disk = self.disk();
        disk.files.remove(name);
        disk.flushed.remove(name);
    }

    /// The names of the files.
    pub fn files(&self) -> Vec<String> {
        self.disk().files.keys().cloned().collect()
    }

    /// Counts a step and fails it when its turn has come; `halfway` is what a kill leaves of it.
    fn step(
        &self,
        whole: impl FnOnce(&mut Disk),
        halfway: impl FnOnce(&mut Disk),
    ) -> io::Result<()> {
        let mut disk = self.disk();
        if disk.dead {
            return Err(io::ErrorKind::Interrupted.into());
        }
        disk.steps += 1;
        match disk.failure {
            Some((at, failure)) if at + 1 == disk.steps => match failure {
                Failure::Error(kind) => Err(kind.into()),
                Failure::KilledBefore => {
                    disk.dead = true;
                    Err(io::ErrorKind::Interrupted.into())
                }
                Failure::KilledDuring => {
                    halfway(&mut disk);
                    disk.dead = true;
                    Err(io::ErrorKind::Interrupted.into())
                }
            },
            _ => {
                whole(&mut disk);
                Ok(())
            }
        }
    }
}

fn put(disk: &mut Disk, name: &str, bytes: &[u8]) {
    disk.files.insert(name.to_owned(), bytes.to_vec());
}

fn rename(disk: &mut Disk, from: &str, to: &str) {
    if let Some(bytes) = disk.files.remove(from) {
        disk.files.insert(to.to_owned(), bytes);
    }
}

impl Storage for CrashingStorage {
    fn lock(&self) -> io::Result<Option<Lock>> {
        struct Held(CrashingStorage);
        impl Drop for Held {
            fn drop(&mut self) {
                self.0.disk().locked = false;
            }
        }
        if std::mem::replace(&mut self.disk().locked, true) {
            return Ok(None);
        }
        Ok(Some(Box::new(Held(self.clone()))))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files())
    }

    fn read(&self, name: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        Ok(self.disk().files.get(name).map(|bytes| bytes[..bytes.len().min(limit)].to_vec()))
    }

    fn write_durably(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.step(|disk| put(disk, name, bytes), |disk| put(disk, name, &bytes[..bytes.len() / 2]))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.step(|disk| rename(disk, from, to), |disk| rename(disk, from, to))
    }

    fn flush_directory(&self) -> io::Result<()> {
        let flush = |disk: &mut Disk| disk.flushed = disk.files.clone();
        self.step(flush, flush)
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        if !self.disk().files.contains_key(name) {
            return Ok(());
        }
        let remove = |disk: &mut Disk| drop(disk.files.remove(name));
        self.step(remove, remove)
    }
}
