//! What the vault asks of a file system, so that a test can stop it after every single step.

use std::any::Any;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::ports::owner_only;

/// Held as long as the vault is open.
pub type Lock = Box<dyn Any + Send + Sync>;

/// One flat directory. Every call is one step: it has happened, or it has not.
pub trait Storage: Send + Sync {
    /// Takes the directory for one owner; none when another has it.
    fn lock(&self) -> io::Result<Option<Lock>>;

    /// The names of all files.
    fn names(&self) -> io::Result<Vec<String>>;

    /// At most `limit` bytes of a file; none when it does not exist.
    fn read(&self, name: &str, limit: usize) -> io::Result<Option<Vec<u8>>>;

    /// Writes a file, replacing one of the same name, and flushes its content to the disk.
    fn write_durably(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Gives a file another's name, whose file goes.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Flushes the names of the directory to the disk.
    fn flush_directory(&self) -> io::Result<()>;

    /// Removes a file; one that does not exist is removed already.
    fn remove(&self, name: &str) -> io::Result<()>;
}

/// A directory of the operating system.
pub(crate) struct DirectoryStorage(PathBuf);

const LOCK_FILE: &str = "lock";

impl DirectoryStorage {
    /// The directory at `path`, made (for its owner only, on Unix) when it is missing.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        owner_only::prepare_folder(path, |name| name.contains(".sealed"))?;
        Ok(Self(path.to_owned()))
    }

    /// Opens a file for writing by these options, for its owner only.
    fn open(&self, name: &str, options: &mut OpenOptions) -> io::Result<File> {
        options.write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
        options.open(self.0.join(name))
    }
}

impl Storage for DirectoryStorage {
    fn lock(&self) -> io::Result<Option<Lock>> {
        // Never emptied: whatever a link under its name leads to stays as it is.
        let file = self.open(LOCK_FILE, OpenOptions::new().create(true).truncate(false))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            // A name that is not Unicode is not one of ours.
            names.extend(entry?.file_name().into_string());
        }
        Ok(names)
    }

    fn read(&self, name: &str, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let file = match File::open(self.0.join(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut bytes = Vec::new();
        file.take(limit as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write_durably(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        // Made anew, which follows no link: one may have been put in its place.
        self.remove(name)?;
        let mut file = self.open(name, OpenOptions::new().create_new(true))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn flush_directory(&self) -> io::Result<()> {
        // Elsewhere a directory can't be opened as a file, and the rename is journalled.
        if cfg!(unix) { File::open(&self.0)?.sync_all() } else { Ok(()) }
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
