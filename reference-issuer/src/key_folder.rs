//! Secret halves of keys: files, one a key, which only the service's user can read.
//!
//! Issuer keys lie in `keys/`, the root in `root/`, apart from them: a service can run without the
//! root at hand, and then refuses only what needs it. Nothing of this is ever in the database. A
//! folder or file that others can read is refused when it is opened, not quietly mended: who could
//! read it may have.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use essc::base::hex;
use essc::crypto::SigningKey;
use essc::model::key_id::KeyId;
use zeroize::Zeroizing;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// Bytes of a secret as lower-case hexadecimal.
const FILE_BYTES: usize = 64;

/// Why keys could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum KeyFolderError {
    /// A folder or file that others than its owner may use.
    #[error("{path} is open to others (mode {mode:o}); it may have been read")]
    TooOpen {
        /// The folder or file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Not a secret of 32 bytes in hexadecimal, or not a scalar of P-256.
    #[error("{0} holds no key")]
    Malformed(PathBuf),
    /// The root's key is not here: it is kept elsewhere.
    #[error("the root's key is not at hand")]
    NoRoot,
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The folders of an issuer's keys.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    issuer: PathBuf,
    root: PathBuf,
}

impl KeyFolder {
    /// Makes the folders under `dir`.
    ///
    /// # Errors
    /// [`KeyFolderError::Io`], also when they are there already.
    pub fn create(dir: &Path) -> Result<Self, KeyFolderError> {
        let folders = Self::at(dir);
        for folder in [&folders.issuer, &folders.root] {
            DirBuilder::new().mode(FOLDER_MODE).create(folder).map_err(io_error(folder))?;
        }
        Ok(folders)
    }

    /// Opens the folders under `dir`; the root's may be away.
    ///
    /// # Errors
    /// [`KeyFolderError`]; a folder or any file in it that is open to others is refused.
    pub fn open(dir: &Path) -> Result<Self, KeyFolderError> {
        let folders = Self::at(dir);
        refuse_open_folder(&folders.issuer)?;
        if folders.root.exists() {
            refuse_open_folder(&folders.root)?;
        }
        Ok(folders)
    }

    fn at(dir: &Path) -> Self {
        Self { issuer: dir.join("keys"), root: dir.join("root") }
    }

    /// Keeps the secret half of an issuer key.
    ///
    /// # Errors
    /// [`KeyFolderError::Io`], also when there is one of this identifier.
    pub fn keep_issuer_key(&self, kid: KeyId, key: &SigningKey) -> Result<(), KeyFolderError> {
        keep(&self.issuer.join(format!("{kid}.key")), &key.to_bytes())
    }

    /// Whether an identifier was ever used for a key.
    #[must_use]
    pub fn has_issuer_key(&self, kid: KeyId) -> bool {
        self.issuer.join(format!("{kid}.key")).exists()
    }

    /// The secret half of an issuer key.
    ///
    /// # Errors
    /// [`KeyFolderError`].
    pub fn issuer_key(&self, kid: KeyId) -> Result<SigningKey, KeyFolderError> {
        read_key(&self.issuer.join(format!("{kid}.key")))
    }

    /// Keeps the root's key.
    ///
    /// # Errors
    /// [`KeyFolderError::Io`], also when there is one.
    pub fn keep_root(&self, key: &SigningKey) -> Result<(), KeyFolderError> {
        keep(&self.root_file(), &key.to_bytes())
    }

    /// The root's key.
    ///
    /// # Errors
    /// [`KeyFolderError::NoRoot`] when it is kept elsewhere.
    pub fn root(&self) -> Result<SigningKey, KeyFolderError> {
        let file = self.root_file();
        if file.exists() { read_key(&file) } else { Err(KeyFolderError::NoRoot) }
    }

    /// Keeps the secret from which the service derives its MAC keys.
    ///
    /// # Errors
    /// [`KeyFolderError::Io`], also when there is one.
    pub fn keep_service_secret(&self, secret: &[u8; 32]) -> Result<(), KeyFolderError> {
        keep(&self.service_file(), secret)
    }

    /// The secret from which the service derives its MAC keys.
    ///
    /// # Errors
    /// [`KeyFolderError`].
    pub fn service_secret(&self) -> Result<Zeroizing<[u8; 32]>, KeyFolderError> {
        read(&self.service_file())
    }

    fn root_file(&self) -> PathBuf {
        self.root.join("root.key")
    }

    fn service_file(&self) -> PathBuf {
        self.issuer.join("service.secret")
    }
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> KeyFolderError {
    let path = path.to_owned();
    |source| KeyFolderError::Io { path, source }
}

fn refuse_open(path: &Path, permissions: &Permissions) -> Result<(), KeyFolderError> {
    let mode = permissions.mode() & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyFolderError::TooOpen { path: path.to_owned(), mode })
    }
}

fn refuse_open_folder(folder: &Path) -> Result<(), KeyFolderError> {
    let metadata = fs::metadata(folder).map_err(io_error(folder))?;
    refuse_open(folder, &metadata.permissions())?;
    for entry in fs::read_dir(folder).map_err(io_error(folder))? {
        let entry = entry.map_err(io_error(folder))?;
        let metadata = entry.metadata().map_err(io_error(&entry.path()))?;
        refuse_open(&entry.path(), &metadata.permissions())?;
    }
    Ok(())
}

/// Writes a new file, and has it on disk before anything rests on it.
fn keep(path: &Path, secret: &[u8; 32]) -> Result<(), KeyFolderError> {
    let text = Zeroizing::new(hex::encode(secret));
    let write = || {
        let mut file =
            OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    write().map_err(io_error(path))
}

fn read(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyFolderError> {
    let mut file = File::open(path).map_err(io_error(path))?;
    let metadata = file.metadata().map_err(io_error(path))?;
    refuse_open(path, &metadata.permissions())?;
    let mut text = Zeroizing::new([0; FILE_BYTES]);
    file.read_exact(text.as_mut_slice()).map_err(io_error(path))?;
    let malformed = || KeyFolderError::Malformed(path.to_owned());
    let text = std::str::from_utf8(text.as_slice()).map_err(|_| malformed())?;
    hex::decode_array(text).map(Zeroizing::new).map_err(|_| malformed())
}

fn read_key(path: &Path) -> Result<SigningKey, KeyFolderError> {
    SigningKey::from_bytes(&*read(path)?).map_err(|_| KeyFolderError::Malformed(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use essc::model::region::Region;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[5; 32]).expect("scalar")
    }

    #[test]
    fn a_key_reads_back_and_its_file_is_its_owners_alone() {
        let dir = tempfile::tempdir().expect("folder");
        let folder = KeyFolder::create(dir.path()).expect("created");
        let kid = KeyId::new(Region::GUANGZHOU, 1);
        folder.keep_issuer_key(kid, &key()).expect("kept");
        assert!(folder.issuer_key(kid).expect("read").public_key() == key().public_key());
        assert!(folder.keep_issuer_key(kid, &key()).is_err(), "never written over");
        let mode = fs::metadata(dir.path().join("keys/06b72401.key")).expect("file");
        assert_eq!(mode.permissions().mode() & 0o777, 0o600);
        assert!(matches!(folder.root(), Err(KeyFolderError::NoRoot)));
    }

    #[test]
    fn a_file_or_folder_that_others_can_read_is_refused_at_start() {
        for (path, mode) in [("keys/06b72401.key", 0o640), ("keys", 0o755), ("root", 0o710)] {
            let dir = tempfile::tempdir().expect("folder");
            let folder = KeyFolder::create(dir.path()).expect("created");
            folder.keep_issuer_key(KeyId::new(Region::GUANGZHOU, 1), &key()).expect("kept");
            assert!(KeyFolder::open(dir.path()).is_ok());
            let path = dir.path().join(path);
            fs::set_permissions(&path, Permissions::from_mode(mode)).expect("mode");
            let refused = KeyFolder::open(dir.path());
            assert!(matches!(refused, Err(KeyFolderError::TooOpen { .. })), "{path:?}");
        }
    }
}
