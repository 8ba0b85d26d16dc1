//! SHA-256 and ES256 by sha2 and p256, in Rust alone: for targets that ring is not written for. A
//! verification takes about ten times as long.

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// SHA-256 of the concatenation of `parts`.
#[must_use]
pub fn sha256_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Whether `signature` (r‖s) is an ES256 signature over `message` by `key` (SEC 1, uncompressed).
/// False for a key that is no point of the curve, and for r or s of zero or not under the order.
#[must_use]
pub fn verify_es256(key: &[u8; 65], message: &[u8], signature: &[u8; 64]) -> bool {
    // The crate also reads the compact and the hybrid form, which ring refuses.
    if key[0] != 4 {
        return false;
    }
    let Ok(key) = VerifyingKey::from_sec1_bytes(key) else { return false };
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    key.verify(message, &signature).is_ok()
}
