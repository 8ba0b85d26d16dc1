//! Keys and secrets in files, for the other side of the interface: tills, gates, tests. **No hardware
//! protection.**

use std::path::PathBuf;
use std::sync::Arc;

use crate::ports::file_secret_store::FileSecretStore;
use crate::ports::key_store::KeyStoreError;
use crate::ports::secret_store::SecretStoreError;
use crate::ports::software_key_store::SoftwareKeyStore;

#[uniffi::export]
impl SoftwareKeyStore {
    /// Keys in files that only their owner may read. **No hardware protection.**
    ///
    /// # Errors
    /// `Unavailable` when the directory can't be made.
    #[uniffi::constructor(name = "in_directory")]
    fn opened_in(directory: PathBuf) -> Result<Arc<Self>, KeyStoreError> {
        Self::in_directory(&directory).map(Arc::new)
    }

    /// Keys that live as long as this object. **No hardware protection.**
    #[uniffi::constructor(name = "in_memory")]
    fn kept_in_memory() -> Arc<Self> {
        Arc::new(Self::in_memory())
    }

    /// Makes a key dead for good, as a new fingerprint does on a phone. For tests and demonstrations.
    #[uniffi::method(name = "invalidate")]
    fn make_invalid(&self, alias: String) {
        self.invalidate(&alias);
    }
}

#[uniffi::export]
impl FileSecretStore {
    /// Secrets in files that only their owner may read. **No hardware protection.**
    ///
    /// # Errors
    /// `Unavailable` when the directory can't be made.
    #[uniffi::constructor(name = "in_directory")]
    fn opened_in(directory: PathBuf) -> Result<Arc<Self>, SecretStoreError> {
        Self::in_directory(&directory).map(Arc::new)
    }
}
