//! A directory whose files are replaced whole: a kill at any instant leaves the old or the new one.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// What the disk answered when a file could not be read or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the verifier's directory could not be used: {reason}")]
pub struct StorageError {
    /// Kind of problem, without paths.
    pub reason: io::ErrorKind,
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        Self { reason: error.kind() }
    }
}

/// One flat directory.
#[derive(Debug, Clone)]
pub(in crate::verifier) struct Directory(PathBuf);

const LOCK_FILE: &str = "lock";
/// Suffix of a file that is being written.
const UNFINISHED: &str = ".new";

impl Directory {
    /// The directory at `path`, made (for its owner only, on Unix) when it is missing.
    pub(in crate::verifier) fn at(path: &Path) -> Result<Self, StorageError> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Keeps other processes from writing as long as the answer lives.
    pub(in crate::verifier) fn lock(&self) -> Result<File, StorageError> {
        let file = self.create(LOCK_FILE)?;
        file.lock()?;
        Ok(file)
    }

    /// The names of all finished files.
    pub(in crate::verifier) fn names(&self) -> Result<Vec<String>, StorageError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            // A name that is not Unicode is not one of ours.
            names.extend(entry?.file_name().into_string());
        }
        names.retain(|name| name != LOCK_FILE && !name.ends_with(UNFINISHED));
        names.sort_unstable();
        Ok(names)
    }

    /// A whole file of at most `limit` bytes; none when it does not exist.
    pub(in crate::verifier) fn read(
        &self,
        name: &str,
        limit: usize,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let file = match File::open(self.0.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Err(StorageError { reason: io::ErrorKind::FileTooLarge });
        }
        Ok(Some(bytes))
    }

    /// Puts a file in the place of the one of this name: written apart, flushed, renamed, and the
    /// directory flushed.
    pub(in crate::verifier) fn replace(
        &self,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), StorageError> {
        let unfinished = format!("{name}{UNFINISHED}");
        let mut file = self.create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(self.0.join(unfinished), self.0.join(name))?;
        self.flush()
    }

    /// Removes a file; one that does not exist is removed already.
    pub(in crate::verifier) fn remove(&self, name: &str) -> Result<(), StorageError> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => self.flush(),
        }
    }

    fn flush(&self) -> Result<(), StorageError> {
        // Elsewhere a directory can't be opened as a file, and the rename is journalled.
        if cfg!(unix) { Ok(File::open(&self.0)?.sync_all()?) } else { Ok(()) }
    }

    fn create(&self, name: &str) -> Result<File, StorageError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(options.open(self.0.join(name))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_an_unfinished_one_is_not_listed() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(&temp.path().join("gate")).expect("made");
        directory.replace("a", b"one").expect("written");
        directory.replace("a", b"two").expect("written");
        fs::write(temp.path().join("gate/b.new"), b"half").expect("written");
        let _lock = directory.lock().expect("locked");
        assert_eq!(directory.read("a", 3), Ok(Some(b"two".to_vec())));
        assert_eq!(directory.names(), Ok(vec!["a".to_owned()]));
        directory.remove("a").expect("removed");
        directory.remove("a").expect("removed already");
        assert_eq!(directory.read("a", 3), Ok(None));
    }

    #[test]
    fn a_file_over_the_bound_is_not_read() {
        let temp = tempfile::tempdir().expect("directory");
        let directory = Directory::at(temp.path()).expect("made");
        directory.replace("a", b"four").expect("written");
        let reason = io::ErrorKind::FileTooLarge;
        assert_eq!(directory.read("a", 3), Err(StorageError { reason }));
    }
}
