//! Secrets in files that only their owner may read: for the command line. A phone has a keychain.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::ports::durable_file;
use crate::ports::secret_store::{SecretStore, SecretStoreError};

/// Most bytes of a secret; the protocol's have 32.
const MAX_SECRET_BYTES: u64 = 1024;

/// One file of mode 0600 for each secret. **No hardware protection**: who can read the files has the
/// secrets.
#[cfg_attr(feature = "ffi", derive(uniffi::Object))]
pub struct FileSecretStore(PathBuf);

impl FileSecretStore {
    /// Secrets in `directory`, which is made when it is missing.
    ///
    /// # Errors
    /// [`SecretStoreError`] when the directory can't be made.
    pub fn in_directory(directory: &Path) -> Result<Self, SecretStoreError> {
        crate::ports::owner_only::prepare_folder(directory, |name| name.ends_with(".secret"))
            .map_err(|e| unavailable(&e))?;
        Ok(Self(directory.to_owned()))
    }

    fn path(&self, name: &str) -> Result<PathBuf, SecretStoreError> {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'.' || c == b'-';
        if name.is_empty() || name.len() > 100 || !name.bytes().all(plain) {
            return Err(SecretStoreError::Unavailable { reason: "not a name of this SDK".into() });
        }
        Ok(self.0.join(format!("{name}.secret")))
    }
}

fn unavailable(error: &io::Error) -> SecretStoreError {
    SecretStoreError::Unavailable { reason: error.kind().to_string() }
}

#[cfg_attr(feature = "ffi", uniffi::export)]
impl SecretStore for FileSecretStore {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        let file = match fs::File::open(self.path(&name)?) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unavailable(&error)),
        };
        let mut secret = Vec::new();
        file.take(MAX_SECRET_BYTES).read_to_end(&mut secret).map_err(|e| unavailable(&e))?;
        Ok(Some(secret))
    }

    fn save(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        let secret = Zeroizing::new(secret);
        durable_file::replace(&self.path(&name)?, &secret).map_err(|e| unavailable(&e))
    }

    fn delete(&self, name: String) -> Result<(), SecretStoreError> {
        match fs::remove_file(self.path(&name)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unavailable(&error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_save_one_secret_at_the_same_time_all_succeed_and_leave_a_whole_one() {
        let directory = tempfile::tempdir().expect("directory");
        let store = FileSecretStore::in_directory(directory.path()).expect("store");
        std::thread::scope(|scope| {
            for thread in 1..=8 {
                let store = &store;
                scope.spawn(move || {
                    for _ in 0..10 {
                        store.save("essc.vault".into(), vec![thread; 32]).expect("saves");
                        let secret = store.load("essc.vault".into()).expect("loads").expect("one");
                        assert_eq!(secret, vec![secret[0]; 32]);
                    }
                });
            }
        });
    }

    #[test]
    fn names_that_are_not_ours_reach_no_file() {
        let directory = tempfile::tempdir().expect("directory");
        let store = FileSecretStore::in_directory(directory.path()).expect("store");
        for name in ["", "../x", "a/b", "A", "\0"] {
            assert!(store.load(name.into()).is_err(), "{name:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_file_is_its_owners_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().expect("directory");
        let store = FileSecretStore::in_directory(directory.path()).expect("store");
        store.save("essc.vault".into(), vec![1; 32]).expect("saves");
        let path = directory.path().join("essc.vault.secret");
        let mode = fs::metadata(path).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
