//! Small secrets in the platform's keychain: the vault's key, and the anchor of its signing log.

/// Why a secret could not be kept or told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "ffi", derive(uniffi::Error))]
pub enum SecretStoreError {
    /// The platform's keychain did not answer; the reason holds no secret.
    #[error("the secret store is unavailable: {reason}")]
    Unavailable {
        /// Why, for a log.
        reason: String,
    },
}

/// What a host throws that it didn't declare is its keychain's failure, not this library's. Its own
/// words stay behind, as a key store's do.
#[cfg(feature = "ffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { reason: "the secret store threw what it does not declare".into() }
    }
}

/// Keeps secrets of 32 bytes by name: in the Keychain, or wrapped by a Keystore key; never in a
/// backup, and never together with the wallet's directory: a copy of that directory must not bring an
/// old secret back. One of them, the signing log's anchor, is replaced before each code is signed
/// (protocol §3.1).
#[cfg_attr(feature = "ffi", uniffi::export(rust, foreign))]
pub trait SecretStore: Send + Sync {
    /// The secret of this name; none when there is none, as after a restored backup.
    ///
    /// # Errors
    /// [`SecretStoreError`] when it can't be told.
    fn load(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError>;

    /// Keeps a secret, replacing one of the same name. When this returns, the new one outlives a loss
    /// of power and the old one is gone for good.
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
