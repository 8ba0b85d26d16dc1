//! SHA-256 and ES256 by ring: the fastest there is in Rust, with assembler for each processor.

use ring::digest::{Context, SHA256};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

/// SHA-256 of the concatenation of `parts`.
#[must_use]
pub fn sha256_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// Whether `signature` (r‖s) is an ES256 signature over `message` by `key` (SEC 1, uncompressed).
/// False for a key that is no point of the curve, and for r or s of zero or not under the order.
#[must_use]
pub fn verify_es256(key: &[u8; 65], message: &[u8], signature: &[u8; 64]) -> bool {
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key).verify(message, signature).is_ok()
}
