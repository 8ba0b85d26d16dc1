//! Key stores that add what somebody else says of a new key: the sandbox's authority, a provider, a test.

use crate::ports::key_store::{
    AttestationRequest, KeyInfo, KeyPolicy, KeyStore, KeyStoreError, SignPrompt,
};
use crate::ports::software_key_store::SoftwareKeyStore;

/// Software keys for each of which somebody vouches when it is made. Whatever implements it is a
/// [`KeyStore`]: all but making keys is the software store's.
pub trait Vouching: Send + Sync {
    /// Where the keys are.
    fn keys(&self) -> &SoftwareKeyStore;

    /// A key that was just made, as the wallet is told of it: with its attestation.
    ///
    /// # Errors
    /// [`KeyStoreError`] where no key is wanted without an attestation.
    fn vouch(
        &self,
        made: KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError>;
}

impl<V: Vouching> KeyStore for V {
    fn generate(
        &self,
        alias: String,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        let made = self.keys().generate(alias, policy, request.clone())?;
        self.vouch(made, policy, request)
    }

    fn sign(
        &self,
        alias: String,
        message: Vec<u8>,
        prompt: Option<SignPrompt>,
    ) -> Result<Vec<u8>, KeyStoreError> {
        self.keys().sign(alias, message, prompt)
    }

    fn info(&self, alias: String) -> Result<KeyInfo, KeyStoreError> {
        self.keys().info(alias)
    }

    fn delete(&self, alias: String) -> Result<(), KeyStoreError> {
        self.keys().delete(alias)
    }
}
