//! The secret of a service, and what is derived from it.

use essc::crypto::digest::{Sha256, hmac_sha256};
use zeroize::Zeroizing;

use crate::nonces::Nonces;

/// 32 bytes that no other service has.
pub struct ServiceSecret(Zeroizing<[u8; 32]>);

impl ServiceSecret {
    /// The service's secret.
    #[must_use]
    pub const fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        Self(secret)
    }

    /// The key that orders status indexes.
    #[must_use]
    pub fn allocation_key(&self) -> [u8; 32] {
        hmac_sha256(&self.0, &[b"allocation"])
    }

    /// What is remembered of an offer's transaction code. A MAC, since six digits have no secrecy of
    /// their own.
    #[must_use]
    pub fn tx_code(&self, code: &Sha256, tx_code: &str) -> Sha256 {
        hmac_sha256(&self.0, &[b"tx_code", code, tx_code.as_bytes()])
    }

    /// What makes and recognises nonces and notification names.
    #[must_use]
    pub fn nonces(&self) -> Nonces {
        Nonces::new(self.0.clone())
    }
}
