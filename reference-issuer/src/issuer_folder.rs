//! The folder of an issuer, claimed by one process at a time.
//!
//! Two processes on one folder would publish lists that contradict each other under the same numbers.
//! The claim is a lock of the operating system on a file, which ends with the process however it
//! ends; the file itself stays and means nothing.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use essc::ports::owner_only;

use crate::issuer::IssuerError;

const LOCK_FILE: &str = "issuer.lock";
const CONFIG_FILE: &str = "config.json";

/// A folder that no other process uses as an issuer's as long as this lives.
#[derive(Debug)]
pub struct IssuerFolder {
    path: PathBuf,
    _lock: File,
}

impl IssuerFolder {
    /// Claims the folder, made for its owner only when it is missing. Its configuration is taken
    /// from all but its owner; so is the database when it is opened, and keys are refused.
    ///
    /// # Errors
    /// [`IssuerError::InUse`] when another process has it, [`IssuerError::Io`].
    pub fn claim(path: &Path) -> Result<Self, IssuerError> {
        let io = |path: &Path, source| IssuerError::Io { path: path.to_owned(), source };
        owner_only::prepare_folder(path, |name| name == CONFIG_FILE).map_err(|e| io(path, e))?;
        let file = path.join(LOCK_FILE);
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        let lock = options.open(&file).map_err(|e| io(&file, e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(IssuerError::InUse(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(io(&file, error)),
        }
    }

    /// Claims the folder of an issuer that was made.
    ///
    /// # Errors
    /// [`IssuerError::Missing`] when it holds none, and as [`Self::claim`].
    pub fn claim_made(path: &Path) -> Result<Self, IssuerError> {
        // So that no folder named by mistake gets a lock file.
        if !holds_issuer(path) {
            return Err(IssuerError::Missing(path.to_owned()));
        }
        Self::claim(path)
    }

    /// Whether a folder holds an issuer, in whoever's hands it is.
    #[must_use]
    pub fn is_at(path: &Path) -> bool {
        holds_issuer(path)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it holds an issuer.
    #[must_use]
    pub fn holds_issuer(&self) -> bool {
        holds_issuer(&self.path)
    }

    pub(crate) fn config_file(&self) -> PathBuf {
        self.path.join(CONFIG_FILE)
    }
}

pub(crate) fn holds_issuer(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).exists()
}
