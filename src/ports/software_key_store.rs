//! Device keys in software: **no hardware protection**. For the command line, demonstrations, tests,
//! and phones that have nothing better where an issuer allows that.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::crypto::SigningKey;
use crate::ports::durable_file;
use crate::ports::key_store::{
    AttestationRequest, Authentication, Hardware, KeyInfo, KeyPolicy, KeyStore, KeyStoreError,
    SecurityLevel, SignPrompt,
};

/// Bytes of a key file: format, authentication, scalar.
const FILE_BYTES: usize = 34;
const FORMAT: u8 = 1;

/// Keys of P-256 in memory, or in files that only their owner may read. Signs deterministically
/// (RFC 6979). A key made for [`Authentication::EachUse`] signs only with a prompt, and asks nobody:
/// there is no user to authenticate at a command line.
#[cfg_attr(feature = "ffi", derive(uniffi::Object))]
pub struct SoftwareKeyStore {
    directory: Option<PathBuf>,
    keys: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    key: SigningKey,
    authentication: Authentication,
    invalidated: bool,
}

impl SoftwareKeyStore {
    /// Keys that live as long as this object.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { directory: None, keys: Mutex::default() }
    }

    /// Keys in files of mode 0600 in `directory`, which is made when it is missing.
    ///
    /// # Errors
    /// [`KeyStoreError::Unavailable`] when the directory can't be made.
    pub fn in_directory(directory: &Path) -> Result<Self, KeyStoreError> {
        crate::ports::owner_only::prepare_folder(directory, |name| name.starts_with("essc."))
            .map_err(|e| unavailable(&e))?;
        Ok(Self { directory: Some(directory.to_owned()), keys: Mutex::default() })
    }

    /// Makes a key dead for good, as a new fingerprint does on a phone; lasts as long as this object.
    /// For tests and demonstrations.
    pub fn invalidate(&self, alias: &str) {
        if let Some(entry) = self.keys().get_mut(alias) {
            entry.invalidated = true;
        }
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, alias: &str) -> Result<Option<PathBuf>, KeyStoreError> {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'.' || c == b'-';
        if !alias.starts_with("essc.") || alias.len() > 100 || !alias.bytes().all(plain) {
            return Err(KeyStoreError::Unavailable { reason: "not an alias of this SDK".into() });
        }
        Ok(self.directory.as_ref().map(|directory| directory.join(format!("{alias}.key"))))
    }

    /// Runs `use_key` on a key, which is read from its file first when it is not at hand.
    fn with<T>(
        &self,
        alias: String,
        use_key: impl FnOnce(&Entry) -> Result<T, KeyStoreError>,
    ) -> Result<T, KeyStoreError> {
        let path = self.path(&alias)?;
        let mut keys = self.keys();
        if !keys.contains_key(&alias) {
            let entry = path.map(|p| read(&p)).transpose()?.flatten();
            keys.insert(alias.clone(), entry.ok_or(KeyStoreError::NotFound)?);
        }
        match keys.get(&alias) {
            None => Err(KeyStoreError::NotFound),
            Some(entry) if entry.invalidated => Err(KeyStoreError::Invalidated),
            Some(entry) => use_key(entry),
        }
    }
}

#[cfg_attr(feature = "ffi", uniffi::export)]
impl KeyStore for SoftwareKeyStore {
    fn generate(
        &self,
        alias: String,
        policy: KeyPolicy,
        _request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        if policy.hardware != Hardware::Any {
            let reason = "software keys have no hardware protection".into();
            return Err(KeyStoreError::Unavailable { reason });
        }
        let path = self.path(&alias)?;
        let key = SigningKey::generate()
            .map_err(|e| KeyStoreError::Unavailable { reason: e.to_string() })?;
        let entry = Entry { key, authentication: policy.authentication, invalidated: false };
        let info = entry.info();
        // Held for the file too: what is in memory is what would be found after a restart.
        let mut keys = self.keys();
        if let Some(path) = path {
            write(&path, &entry).map_err(|e| unavailable(&e))?;
        }
        keys.insert(alias, entry);
        Ok(info)
    }

    fn sign(
        &self,
        alias: String,
        message: Vec<u8>,
        prompt: Option<SignPrompt>,
    ) -> Result<Vec<u8>, KeyStoreError> {
        self.with(alias, |entry| {
            if entry.authentication == Authentication::EachUse && prompt.is_none() {
                return Err(KeyStoreError::UserNotAuthenticated);
            }
            Ok(entry.key.sign(&message).to_der())
        })
    }

    fn info(&self, alias: String) -> Result<KeyInfo, KeyStoreError> {
        self.with(alias, |entry| Ok(entry.info()))
    }

    fn delete(&self, alias: String) -> Result<(), KeyStoreError> {
        let path = self.path(&alias)?;
        let mut keys = self.keys();
        keys.remove(&alias);
        match path.map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(unavailable(&error)),
            _ => Ok(()),
        }
    }
}

impl Entry {
    fn info(&self) -> KeyInfo {
        KeyInfo {
            public_key: self.key.public_key().uncompressed().to_vec(),
            security_level: SecurityLevel::Software,
            attestation: None,
        }
    }
}

fn unavailable(error: &io::Error) -> KeyStoreError {
    KeyStoreError::Unavailable { reason: error.kind().to_string() }
}

fn write(path: &Path, entry: &Entry) -> io::Result<()> {
    let mut bytes = Zeroizing::new([0; FILE_BYTES]);
    bytes[0] = FORMAT;
    bytes[1] = u8::from(entry.authentication == Authentication::EachUse);
    bytes[2..].copy_from_slice(&*entry.key.to_bytes());
    durable_file::replace(path, &*bytes)
}

/// None when there is no such file.
fn read(path: &Path) -> Result<Option<Entry>, KeyStoreError> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unavailable(&error)),
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(FILE_BYTES + 1));
    file.take(FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|e| unavailable(&e))?;
    let parts = match bytes.split_first_chunk::<2>() {
        Some(([FORMAT, 0], scalar)) => Some((Authentication::UnlockedDevice, scalar)),
        Some(([FORMAT, 1], scalar)) => Some((Authentication::EachUse, scalar)),
        _ => None,
    };
    let entry = parts.and_then(|(authentication, scalar)| {
        let key = SigningKey::from_bytes(scalar.try_into().ok()?).ok()?;
        Some(Entry { key, authentication, invalidated: false })
    });
    // A file that is not a key any more will never be one again.
    entry.map(Some).ok_or(KeyStoreError::Invalidated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_a_directory_outlive_the_object_and_are_the_owners_only() {
        let directory = tempfile::tempdir().expect("directory");
        let store = || SoftwareKeyStore::in_directory(directory.path()).expect("store");
        let policy = KeyPolicy::es256(Authentication::EachUse, Hardware::Any);
        let made =
            store().generate("essc.a".into(), policy, AttestationRequest::none()).expect("made");
        assert_eq!(store().info("essc.a".into()), Ok(made));
        let unasked = store().sign("essc.a".into(), vec![1], None);
        assert_eq!(unasked, Err(KeyStoreError::UserNotAuthenticated));
        let path = directory.path().join("essc.a.key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).expect("metadata").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&path, [FORMAT, 1, 0]).expect("writes");
        assert_eq!(store().info("essc.a".into()), Err(KeyStoreError::Invalidated));
        store().delete("essc.a".into()).expect("deletes");
        assert_eq!(store().info("essc.a".into()), Err(KeyStoreError::NotFound));
    }

    #[test]
    fn threads_that_make_one_key_at_the_same_time_leave_in_the_file_the_one_that_signs() {
        let directory = tempfile::tempdir().expect("directory");
        let store = SoftwareKeyStore::in_directory(directory.path()).expect("store");
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
        for _ in 0..10 {
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        store
                            .generate("essc.a".into(), policy, AttestationRequest::none())
                            .expect("made")
                    });
                }
            });
            let reopened = SoftwareKeyStore::in_directory(directory.path()).expect("store");
            assert_eq!(reopened.info("essc.a".into()), store.info("essc.a".into()));
        }
    }

    #[test]
    fn aliases_that_are_not_ours_reach_no_file() {
        let directory = tempfile::tempdir().expect("directory");
        let store = SoftwareKeyStore::in_directory(directory.path()).expect("store");
        for alias in ["a", "essc./../../etc/passwd", "essc.A", "essc.\0", "../essc.a"] {
            let info = store.info(alias.into());
            assert!(matches!(info, Err(KeyStoreError::Unavailable { .. })), "{alias}");
        }
    }

    #[test]
    fn an_invalidated_key_says_so_until_it_is_made_again() {
        let store = SoftwareKeyStore::in_memory();
        let policy = KeyPolicy::es256(Authentication::UnlockedDevice, Hardware::Any);
        store.generate("essc.a".into(), policy, AttestationRequest::none()).expect("made");
        store.invalidate("essc.a");
        let signed = store.sign("essc.a".into(), vec![1], None);
        assert_eq!(signed, Err(KeyStoreError::Invalidated));
        store.generate("essc.a".into(), policy, AttestationRequest::none()).expect("made");
        assert!(store.sign("essc.a".into(), vec![1], None).is_ok());
    }
}
