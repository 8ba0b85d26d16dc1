//! AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce in front of the ciphertext.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A 256-bit key; wiped when dropped, never printed, never serialised.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct AeadKey([u8; 32]);

/// The ciphertext is not one made with this key and this associated data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes don't open with this key")]
pub struct OpenError;

impl AeadKey {
    /// A key from its 32 bytes, which the caller wipes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &self.0).ok().map(LessSafeKey::new)
    }

    /// Seals `plaintext`: 12 bytes of nonce, ciphertext, 16 bytes of tag.
    ///
    /// `nonce` must be fresh random bytes; two messages under one nonce give both away.
    #[must_use]
    pub fn seal(&self, nonce: [u8; NONCE_LEN], associated: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut body = plaintext.to_vec();
        let sealed = self.cipher().and_then(|cipher| {
            let nonce = Nonce::assume_unique_for_key(nonce);
            cipher.seal_in_place_append_tag(nonce, Aad::from(associated), &mut body).ok()
        });
        // ring fails only on a wrong key length or on 64 GiB of text, neither of which types allow.
        debug_assert!(sealed.is_some());
        let mut out = Vec::with_capacity(NONCE_LEN + body.len());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&body);
        out
    }

    /// Opens what [`Self::seal`] made; the plaintext is wiped when dropped.
    ///
    /// # Errors
    /// [`OpenError`]: other key, other associated data, or any changed bit.
    pub fn open(&self, associated: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(OpenError)?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let cipher = self.cipher().ok_or(OpenError)?;
        let length = cipher
            .open_in_place(nonce, Aad::from(associated), &mut body)
            .map_err(|_| OpenError)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_other_name_or_other_key_is_refused() {
        let key = AeadKey::new([7; 32]);
        let sealed = key.seal([1; 12], b"name", b"secret");
        assert_eq!(key.open(b"name", &sealed).expect("opens").as_slice(), b"secret");
        assert_eq!(key.open(b"other", &sealed), Err(OpenError));
        assert_eq!(AeadKey::new([8; 32]).open(b"name", &sealed), Err(OpenError));
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.open(b"name", &changed), Err(OpenError), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert_eq!(key.open(b"name", &sealed[..length]), Err(OpenError));
        }
    }
}
