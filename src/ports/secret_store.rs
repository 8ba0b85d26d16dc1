//! One small secret, the vault key, in the platform's keychain.

/// The platform's keychain did not answer; the reason holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the secret store is unavailable: {reason}")]
pub struct SecretStoreError {
    /// Why, for a log.
    pub reason: String,
}

/// Keeps secrets of 32 bytes by name: in the Keychain, or wrapped by a Keystore key; never in a
/// backup.
pub trait SecretStore: Send + Sync {
    /// The secret of this name; none when there is none, as after a restored backup.
    ///
    /// # Errors
    /// [`SecretStoreError`] when it can't be told.
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError>;

    /// Keeps a secret, replacing one of the same name.
    ///
    /// # Errors
    /// [`SecretStoreError`].
    fn save(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError>;

    /// Deletes a secret; one that does not exist is deleted already.
    ///
    /// # Errors
    /// [`SecretStoreError`].
    fn delete(&self, name: String) -> Result<(), SecretStoreError>;
}
