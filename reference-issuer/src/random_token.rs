//! Tokens and codes: 256 random bits for a client, remembered by their hash.

use essc::base::base64url;
use essc::crypto::digest::{Sha256, sha256_of};
use essc::crypto::random::{self, RandomUnavailable};
use zeroize::Zeroizing;

/// A fresh secret for a client and what is remembered of it.
pub struct RandomToken {
    /// Handed to the client, 43 characters of base64url.
    pub text: Zeroizing<String>,
    /// Remembered.
    pub hash: Sha256,
}

impl RandomToken {
    /// 256 fresh random bits.
    ///
    /// # Errors
    /// [`RandomUnavailable`].
    pub fn fresh() -> Result<Self, RandomUnavailable> {
        let bytes = Zeroizing::new(random::bytes::<32>()?);
        let text = Zeroizing::new(base64url::encode(bytes.as_slice()));
        let hash = Self::hash(&text);
        Ok(Self { text, hash })
    }

    /// What is remembered of a token that came back.
    #[must_use]
    pub fn hash(text: &str) -> Sha256 {
        sha256_of(&[b"essc token", text.as_bytes()])
    }
}
