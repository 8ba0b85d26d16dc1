//! Where a gate keeps its files: a directory that several processes may use, or memory that its host
//! saves and brings back. Files are replaced whole; one alone is appended to.
//!
//! Memory has no other process in it, so nothing is locked there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Read, Write as _};
use std::path::{Path, PathBuf};

use crate::ports::durable_file;
use crate::trust::{Files, Step};
use crate::verifier::memory_files::MemoryFiles;
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

/// A folder of a gate.
#[derive(Debug, Clone)]
pub(crate) enum Folder {
    /// A directory.
    Disk(PathBuf),
    /// The files of memory whose names begin so.
    Memory(MemoryFiles, &'static str),
}

/// A file of a folder, there or not.
#[derive(Debug, Clone)]
pub(crate) enum KeptFile {
    /// On disk.
    Disk(PathBuf),
    /// In memory, under this name.
    Memory(MemoryFiles, String),
}

/// Keeps other processes out as long as it lives; in memory there are none.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

/// A file that grows at its end.
#[derive(Debug)]
pub(crate) enum Growing {
    Disk(File),
    Memory(MemoryFiles, String),
}

const LOCK_FILE: &str = "lock";

impl Folder {
    /// The directory at `path`, made (for its owner only, on Unix) when it is missing.
    pub(crate) fn at(path: &Path) -> Result<Self, StorageError> {
        let folder = Self::Disk(path.to_owned());
        folder.make()?;
        Ok(folder)
    }

    /// The files of a gate that has no directory.
    pub(crate) const fn memory(files: MemoryFiles) -> Self {
        Self::Memory(files, "")
    }

    /// Makes the directory when it is missing.
    pub(crate) fn make(&self) -> Result<(), StorageError> {
        if let Self::Disk(path) = self {
            let mut builder = fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.recursive(true).create(path)?;
        }
        Ok(())
    }

    /// The lists' folder in a gate's.
    pub(crate) fn lists(&self) -> Result<Self, StorageError> {
        match self {
            Self::Disk(path) => Self::at(&path.join("lists")),
            Self::Memory(files, _) => Ok(Self::Memory(files.clone(), "lists/")),
        }
    }

    /// Whether other processes may use it.
    pub(crate) const fn is_shared(&self) -> bool {
        matches!(self, Self::Disk(_))
    }

    /// A file in it, there or not.
    pub(crate) fn file(&self, name: &str) -> KeptFile {
        match self {
            Self::Disk(path) => KeptFile::Disk(path.join(name)),
            Self::Memory(files, prefix) => {
                KeptFile::Memory(files.clone(), format!("{prefix}{name}"))
            }
        }
    }

    /// Keeps other processes from writing as long as the answer lives; waits for one that writes.
    pub(crate) fn lock(&self) -> Result<Lock, StorageError> {
        let lock = self.file(LOCK_FILE).taken(Patience::Bounded)?;
        lock.ok_or(StorageError { reason: io::ErrorKind::TimedOut })
    }

    /// The same without waiting; none while another process writes.
    pub(crate) fn try_lock(&self) -> Result<Option<Lock>, StorageError> {
        Ok(self.file(LOCK_FILE).taken(Patience::None)?)
    }

    /// A file; none when it does not exist. One over `limit` reads as an empty one: it is damaged, and
    /// nothing that is kept here is empty.
    pub(crate) fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, StorageError> {
        match self.file(name).read(limit as u64) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Ok(Some(vec![])),
            read => read.map_err(StorageError::from),
        }
    }

    /// Puts a file in the place of the one of this name.
    pub(crate) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
        Ok(self.file(name).replace(bytes)?)
    }

    /// Removes a file; one that does not exist is removed already.
    pub(crate) fn remove(&self, name: &str) -> Result<(), StorageError> {
        match self {
            Self::Disk(path) => match fs::remove_file(path.join(name)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(durable_file::flush_directory(path)?),
            },
            Self::Memory(files, prefix) => {
                files.remove(&format!("{prefix}{name}"));
                Ok(())
            }
        }
    }

    /// Takes one step of a change.
    pub(crate) fn take(&self, step: &Step) -> Result<(), StorageError> {
        match step {
            Step::Write { name, bytes } => self.replace(name, bytes),
            Step::Remove { name } => self.remove(name),
        }
    }
}

impl Files for Folder {
    fn names(&self) -> Result<Vec<String>, io::ErrorKind> {
        let path = match self {
            Self::Disk(path) => path,
            Self::Memory(files, prefix) => return Ok(files.names_below(prefix)),
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| error.kind())? {
            // A name that is not Unicode is not one of ours.
            names.extend(entry.map_err(|error| error.kind())?.file_name().into_string());
        }
        Ok(names)
    }

    fn read(&self, name: &str, limit: usize) -> Result<Option<Vec<u8>>, io::ErrorKind> {
        Self::read(self, name, limit).map_err(|error| error.reason)
    }
}

impl KeptFile {
    /// The file of at most `limit` bytes; none when there is none.
    ///
    /// # Errors
    /// The operating system's, and `FileTooLarge` beyond the limit.
    pub(crate) fn read(&self, limit: u64) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Disk(path) => durable_file::read(path, limit),
            Self::Memory(files, name) => match files.length(name) {
                Some(length) if length as u64 > limit => Err(io::ErrorKind::FileTooLarge.into()),
                _ => Ok(files.read(name)),
            },
        }
    }

    /// Replaces it, or makes it.
    pub(crate) fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Disk(path) => durable_file::replace(path, bytes),
            Self::Memory(files, name) => {
                files.replace(name, bytes);
                Ok(())
            }
        }
    }

    /// Whether there is one.
    pub(crate) fn exists(&self) -> io::Result<bool> {
        match self {
            Self::Disk(path) => path.try_exists(),
            Self::Memory(files, name) => Ok(files.length(name).is_some()),
        }
    }

    /// Its length, and its bytes to be read one after the other; none when there is none.
    pub(crate) fn open(&self) -> io::Result<Option<(u64, Box<dyn Read>)>> {
        match self {
            Self::Disk(path) => match File::open(path) {
                Ok(file) => Ok(Some((file.metadata()?.len(), Box::new(file)))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            },
            Self::Memory(files, name) => Ok(files.read(name).map(|bytes| {
                let length = bytes.len() as u64;
                let read: Box<dyn Read> = Box::new(Cursor::new(bytes));
                (length, read)
            })),
        }
    }

    /// Opens it to append to it; it is there.
    pub(crate) fn grow(&self) -> io::Result<Growing> {
        Ok(match self {
            Self::Disk(path) => Growing::Disk(OpenOptions::new().append(true).open(path)?),
            Self::Memory(files, name) => Growing::Memory(files.clone(), name.clone()),
        })
    }

    /// Takes the lock of the folder it is in, which whoever changes the file has.
    pub(crate) fn lock(&self) -> io::Result<Lock> {
        let lock = match self {
            Self::Disk(path) => Self::Disk(path.with_file_name(LOCK_FILE)),
            Self::Memory(..) => self.clone(),
        };
        lock.taken(Patience::Bounded)?.ok_or_else(|| io::ErrorKind::TimedOut.into())
    }

    /// Takes its own lock, the file of its name with the extension `lock`; none when another process
    /// holds it and goes on holding it.
    pub(crate) fn lock_alone(&self, patience: Patience) -> io::Result<Option<Lock>> {
        match self {
            Self::Disk(path) => Self::Disk(path.with_extension("lock")).taken(patience),
            Self::Memory(..) => self.taken(patience),
        }
    }

    /// Takes this file as a lock.
    fn taken(&self, patience: Patience) -> io::Result<Option<Lock>> {
        match self {
            Self::Disk(path) => {
                let file = process_lock::take(path, patience)?;
                Ok(file.map(|file| Lock { _file: Some(file) }))
            }
            Self::Memory(..) => Ok(Some(Lock { _file: None })),
        }
    }
}

impl From<PathBuf> for KeptFile {
    fn from(path: PathBuf) -> Self {
        Self::Disk(path)
    }
}

impl From<&Path> for KeptFile {
    fn from(path: &Path) -> Self {
        Self::Disk(path.to_owned())
    }
}

impl From<&PathBuf> for KeptFile {
    fn from(path: &PathBuf) -> Self {
        Self::Disk(path.clone())
    }
}

impl Growing {
    /// Appends bytes, and makes them last before it returns.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Disk(file) => file.write_all(bytes).and_then(|()| file.sync_data()),
            Self::Memory(files, name) => {
                files.append(name, bytes);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(test: impl Fn(&Folder)) {
        let temp = tempfile::tempdir().expect("directory");
        test(&Folder::at(&temp.path().join("gate")).expect("made"));
        test(&Folder::memory(MemoryFiles::default()));
    }

    #[test]
    fn files_are_replaced_listed_and_removed() {
        both(|folder| {
            folder.replace("a", b"one").expect("written");
            folder.replace("a", b"two").expect("written");
            assert_eq!(folder.read("a", 3), Ok(Some(b"two".to_vec())));
            assert_eq!(folder.names(), Ok(vec!["a".to_owned()]));
            folder.remove("a").expect("removed");
            folder.remove("a").expect("removed already");
            assert_eq!(folder.read("a", 3), Ok(None));
        });
    }

    #[test]
    fn a_file_over_the_bound_is_damaged() {
        both(|folder| {
            folder.replace("a", b"much more").expect("written");
            assert_eq!(folder.read("a", 3), Ok(Some(vec![])));
            let error = folder.file("a").read(8).expect_err("too large");
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        });
    }

    #[test]
    fn a_file_grows_and_is_read_from_its_beginning() {
        both(|folder| {
            let file = folder.file("replay");
            assert!(file.open().expect("opened").is_none() && !file.exists().expect("asked"));
            file.replace(b"one").expect("written");
            file.grow().expect("opened").append(b", two").expect("appended");
            let (_, mut open) = file.open().expect("opened").expect("there");
            let mut text = String::new();
            open.read_to_string(&mut text).expect("read");
            assert_eq!(text, "one, two");
        });
    }

    #[test]
    fn the_lists_folder_is_another_one() {
        both(|folder| {
            folder.replace("a", b"one").expect("written");
            let lists = folder.lists().expect("made");
            lists.replace("a", b"two").expect("written");
            assert_eq!(folder.read("a", 3), Ok(Some(b"one".to_vec())));
            assert_eq!(lists.names(), Ok(vec!["a".to_owned()]));
        });
    }

    #[test]
    fn a_second_writer_waits_for_the_first() {
        let temp = tempfile::tempdir().expect("directory");
        let folder = Folder::at(temp.path()).expect("made");
        let first = folder.lock().expect("locked");
        let other = File::open(temp.path().join(LOCK_FILE)).expect("opened");
        assert!(other.try_lock().is_err());
        drop(first);
        assert!(other.try_lock().is_ok());
    }
}
