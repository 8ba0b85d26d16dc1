//! The one flat directory of a store, whose files are replaced whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::ports::durable_file;
use crate::trust::{Files, Step};
use crate::verifier::process_lock::{self, Patience};

/// What the disk answered when a file could not be read or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the verifier's directory could not be used: {reason}")]
pub struct StorageError {
    /// Kind of problem, without paths.
    pub reason: io::ErrorKind,
}

impl From<io::ErrorKind> for StorageError {
    fn from(reason: io::ErrorKind) -> Self {
        Self { reason }
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        Self { reason: error.kind() }
    }
}

/// One flat directory.
#[derive(Debug, Clone)]
pub(crate) struct Directory(PathBuf);

const LOCK_FILE: &str = "lock";

impl Directory {
    /// The directory at `path`, made (for its owner only, on Unix) when it is missing.
    pub(crate) fn at(path: &Path) -> Result<Self, StorageError> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Keeps other processes from writing as long as the answer lives; waits for one that writes.
    pub(crate) fn lock(&self) -> Result<File, StorageError> {
        let lock = process_lock::take(&self.0.join(LOCK_FILE), Patience::Bounded)?;
        lock.ok_or(StorageError { reason: io::ErrorKind::TimedOut })
    }

    /// The same without waiting; none while another process writes.
    pub(crate) fn try_lock(&self) -> Result<Option<File>, StorageError> {
        Ok(process_lock::take(&self.0.join(LOCK_FILE), Patience::None)?)
    }

    /// A file; none when it does not exist. One over `limit` reads as an empty one: it is damaged, and
    /// nothing that is kept here is empty.
    pub(crate) fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StorageError> {
        match durable_file::read(&self.0.join(name), limit as u64) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Ok(Some(vec![])),
            read => read.map_err(StorageError::from),
        }
    }

    /// Puts a file in the place of the one of this name.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
        Ok(durable_file::replace(&self.0.join(name), bytes)?)
    }

    /// Removes a file; one that does not exist is removed already.
    pub(crate) fn remove(&self, name: &str) -> Result<(), StorageError> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(durable_file::flush_directory(&self.0)?),
        }
    }
}

impl Directory {
    /// Takes one step of a change.
    pub(crate) fn take(&self, step: &Step) -> Result<(), StorageError> {
        match step {
            Step::Write { name, bytes } => self.replace(name, bytes),
            Step::Remove { name } => self.remove(name),
        }
    }
}

impl Files for Directory {
    fn names(&self) -> Result<Vec<String>, io::ErrorKind> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(|error| error.kind())? {
            // A name that is not Unicode is not one of ours.
            names.extend(entry.map_err(|error| error.kind())?.file_name().into_string());
        }
        Ok(names)
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, io::ErrorKind> {
        Self::read(self, name, limit).map_err(|error| error.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_replaced_listed_and_removed() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(&temp.path().join("gate")).expect("made");
        directory.replace("a", b"one").expect("written");
        directory.replace("a", b"two").expect("written");
        assert_eq!(directory.read("a", 3), Ok(Some(b"two".to_vec())));
        assert_eq!(directory.names(), Ok(vec!["a".to_owned()]));
        directory.remove("a").expect("removed");
        directory.remove("a").expect("removed already");
        assert_eq!(directory.read("a", 3), Ok(None));
    }

    #[test]
    fn a_file_over_the_bound_is_damaged() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(temp.path()).expect("made");
        directory.replace("a", b"much more").expect("written");
        assert_eq!(directory.read("a", 3), Ok(Some(vec![])));
    }

    #[test]
    fn a_second_writer_waits_for_the_first() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(temp.path()).expect("made");
        let first = directory.lock().expect("locked");
        let other = File::open(temp.path().join(LOCK_FILE)).expect("opened");
        assert!(other.try_lock().is_err());
        drop(first);
        assert!(other.try_lock().is_ok());
    }
}
