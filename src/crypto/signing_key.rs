//! Software signing keys: issuers, venues, tests. A holder's keys live in secure hardware.

use p256::ecdsa::signature::Signer as _;
use zeroize::{Zeroize, Zeroizing};

use crate::crypto::{KeyError, PublicKey, Signature, random};

/// A P-256 private key in memory. Wiped when dropped; not `Debug`, `Clone` or `Serialize`.
pub struct SigningKey(p256::ecdsa::SigningKey);

impl SigningKey {
    /// A fresh key from 32 bytes of the operating system's randomness.
    ///
    /// # Errors
    /// [`random::RandomUnavailable`].
    pub fn generate() -> Result<Self, random::RandomUnavailable> {
        loop {
            let bytes = Zeroizing::new(random::bytes::<32>()?);
            // A scalar of zero or over the order comes up once in 2^32 draws.
            if let Ok(key) = Self::from_bytes(&bytes) {
                return Ok(key);
            }
        }
    }

    /// A key from its scalar, 32 bytes big-endian, which the caller wipes.
    ///
    /// # Errors
    /// [`KeyError`] when the scalar is zero or not under the order.
    pub fn from_bytes(scalar: &[u8; 32]) -> Result<Self, KeyError> {
        p256::ecdsa::SigningKey::from_slice(scalar).map(Self).map_err(|_| KeyError)
    }

    /// The scalar, 32 bytes big-endian; wiped when dropped.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut scalar = self.0.to_bytes();
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(&scalar);
        scalar.zeroize();
        bytes
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::from(&p256::PublicKey::from(self.0.verifying_key()))
    }

    /// ES256 over `message`, deterministic (RFC 6979): equal messages give equal bytes.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signature: p256::ecdsa::Signature = self.0.sign(message);
        let mut raw = [0; 64];
        raw.copy_from_slice(&signature.to_bytes());
        Signature(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hex;

    #[test]
    fn rfc_6979_a_2_5_sample_with_sha_256() {
        let scalar = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
        let key = SigningKey::from_bytes(&hex::decode_array(scalar).expect("hex")).expect("key");
        let signature = key.sign(b"sample");
        assert_eq!(
            hex::encode(signature.as_bytes()),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716\
             f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        );
        assert!(key.public_key().verify(b"sample", &signature));
    }

    #[test]
    fn scalars_outside_the_group_are_refused() {
        assert!(SigningKey::from_bytes(&[0; 32]).is_err());
        assert!(SigningKey::from_bytes(&[0xff; 32]).is_err());
    }
}
