//! SHA-256 and comparison in constant time.

use crate::crypto::engine;

/// A SHA-256 digest.
pub type Sha256 = [u8; 32];

/// SHA-256 of one byte string.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Sha256 {
    sha256_of(&[bytes])
}

/// SHA-256 of the concatenation of `parts`.
#[must_use]
pub fn sha256_of(parts: &[&[u8]]) -> Sha256 {
    engine::sha256_of(parts)
}

/// HMAC-SHA-256 (RFC 2104) of the concatenation of `parts`.
#[cfg(all(feature = "ring", any(test, feature = "internals")))]
#[must_use]
pub fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> Sha256 {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    let mut context = ring::hmac::Context::with_key(&key);
    for part in parts {
        context.update(part);
    }
    let mut tag = [0; 32];
    tag.copy_from_slice(context.sign().as_ref());
    tag
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
#[cfg(any(test, feature = "internals"))]
#[must_use]
pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0u8, |acc, (x, y)| acc | (x ^ y)) == 0
}
