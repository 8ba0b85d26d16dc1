//! Ports that live in memory: for tests and for demonstrations that leave nothing behind.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::ports::secret_store::{SecretStore, SecretStoreError};

/// Secrets in memory; wiped when dropped.
#[derive(Default)]
pub struct InMemorySecretStore(Mutex<HashMap<String, Zeroizing<Vec<u8>>>>);

impl InMemorySecretStore {
    fn secrets(&self) -> MutexGuard<'_, HashMap<String, Zeroizing<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for InMemorySecretStore {
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Ok(self.secrets().get(&name).map(|secret| secret.to_vec()))
    }

    fn save(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        self.secrets().insert(name, Zeroizing::new(secret));
        Ok(())
    }

    fn delete(&self, name: String) -> Result<(), SecretStoreError> {
        self.secrets().remove(&name);
        Ok(())
    }
}
