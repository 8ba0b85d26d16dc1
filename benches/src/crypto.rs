//! What signatures and keys cost: the raw operations that every other budget is counted in.

use essc::crypto::{PublicKey, Signature, SigningKey};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

use crate::measure::{compare, time};
use crate::table::Row;

/// A message as long as a card's `Sig_structure`.
const MESSAGE: [u8; 256] = [0x5a; 256];

/// A signed message and its key, for the raw references.
#[derive(Debug)]
pub struct Signed {
    key: PublicKey,
    signature: Signature,
}

impl Signed {
    /// Made with a fixed key: nothing here depends on its bits.
    pub fn sample() -> Option<Self> {
        let key = SigningKey::from_bytes(&[7; 32]).ok()?;
        Some(Self { key: key.public_key(), signature: key.sign(&MESSAGE) })
    }

    /// ring, and nothing of ours around it.
    pub fn verify_raw(&self) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.key.uncompressed())
            .verify(&MESSAGE, self.signature.as_bytes())
            .is_ok()
    }

    /// p256's decompression of the same key.
    pub fn decompress_raw(&self) -> bool {
        p256::PublicKey::from_sec1_bytes(&self.key.compressed()).is_ok()
    }
}

/// Raw verification, decompression, signing; and our own thin layer against raw.
pub fn rows() -> Vec<Row> {
    let Some(signed) = Signed::sample() else { return Vec::new() };
    let compressed = signed.key.compressed();
    vec![
        Row::time("raw: ring verify", time(|| signed.verify_raw())),
        Row::time(
            "raw: p256 decompression",
            time(|| p256::PublicKey::from_sec1_bytes(&compressed)),
        ),
        Row::ratio(
            "PublicKey::verify / raw verify",
            compare(|| signed.key.verify(&MESSAGE, &signed.signature), || signed.verify_raw()),
            1.02,
        ),
        Row::ratio(
            "PublicKey::from_compressed / raw decompression",
            compare(
                || PublicKey::from_compressed(&compressed),
                || p256::PublicKey::from_sec1_bytes(&compressed),
            ),
            1.25,
        ),
    ]
}
