//! P-256 public keys: a point that is on the curve, in the three forms the protocol writes it.

use std::fmt;

use p256::elliptic_curve::sec1::ToSec1Point as _;

use crate::crypto::digest::{Sha256, sha256};
use crate::crypto::{Signature, engine};

/// A P-256 public key (SEC 1, uncompressed, 65 bytes): a point on the curve, never the identity.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 65]);

/// The bytes are not a point of P-256 in the expected form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public key of P-256")]
pub struct KeyError;

impl PublicKey {
    /// Reads a SEC 1 compressed point (33 bytes, first byte 2 or 3) and decompresses it.
    ///
    /// # Errors
    /// [`KeyError`] for any other form and for an x that is not on the curve.
    pub fn from_compressed(bytes: &[u8; 33]) -> Result<Self, KeyError> {
        if !matches!(bytes[0], 2 | 3) {
            return Err(KeyError);
        }
        Self::from_sec1(bytes)
    }

    /// Reads a SEC 1 uncompressed point (65 bytes, first byte 4).
    ///
    /// # Errors
    /// [`KeyError`] for any other form and for a point that is not on the curve.
    pub fn from_uncompressed(bytes: &[u8; 65]) -> Result<Self, KeyError> {
        if bytes[0] != 4 {
            return Err(KeyError);
        }
        Self::from_sec1(bytes)
    }

    /// A key from its affine coordinates, 32 bytes each, big-endian.
    ///
    /// # Errors
    /// [`KeyError`] when the point is not on the curve.
    pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, KeyError> {
        let mut bytes = [4; 65];
        bytes[1..33].copy_from_slice(x);
        bytes[33..].copy_from_slice(y);
        Self::from_uncompressed(&bytes)
    }

    fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        let key = p256::PublicKey::from_sec1_bytes(bytes).map_err(|_| KeyError)?;
        Ok(Self::from(&key))
    }

    /// x coordinate, big-endian.
    #[must_use]
    pub fn x(&self) -> &[u8; 32] {
        self.coordinate::<1>()
    }

    /// y coordinate, big-endian.
    #[must_use]
    pub fn y(&self) -> &[u8; 32] {
        self.coordinate::<33>()
    }

    fn coordinate<const AT: usize>(&self) -> &[u8; 32] {
        const { assert!(AT + 32 <= 65) };
        self.0[AT..].first_chunk().unwrap_or(&[0; 32])
    }

    /// SEC 1 uncompressed form.
    #[must_use]
    pub const fn uncompressed(&self) -> &[u8; 65] {
        &self.0
    }

    /// SEC 1 compressed form.
    #[must_use]
    pub fn compressed(&self) -> [u8; 33] {
        let mut bytes = [2 + (self.0[64] & 1); 33];
        bytes[1..].copy_from_slice(self.x());
        bytes
    }

    /// Whether `signature` is an ES256 signature of this key over `message`. High-S is accepted,
    /// as secure hardware emits it; r or s of zero, or not under the order, is not.
    #[must_use]
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        engine::verify_es256(&self.0, message, signature.as_bytes())
    }

    /// COSE key thumbprint (RFC 9679 §3): SHA-256 of the deterministic CBOR
    /// `{1: 2, -1: 1, -2: x, -3: y}`.
    #[must_use]
    pub fn cose_thumbprint(&self) -> Sha256 {
        sha256(&self.cose_key())
    }

    /// The `COSE_Key` map `{1: 2, -1: 1, -2: x, -3: y}` in deterministic CBOR, 75 bytes.
    #[must_use]
    pub fn cose_key(&self) -> [u8; 75] {
        let mut key = [0; 75];
        key[..10].copy_from_slice(&[0xa4, 0x01, 0x02, 0x20, 0x01, 0x21, 0x58, 0x20, 0, 0]);
        key[8..40].copy_from_slice(self.x());
        key[40..43].copy_from_slice(&[0x22, 0x58, 0x20]);
        key[43..].copy_from_slice(self.y());
        key
    }
}

impl From<&p256::PublicKey> for PublicKey {
    fn from(key: &p256::PublicKey) -> Self {
        let point = key.to_sec1_point(false);
        let mut bytes = [0; 65];
        bytes.copy_from_slice(point.as_bytes());
        Self(bytes)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}…)", crate::base::hex::encode(&self.compressed()[..5]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hex;
    use crate::crypto::SigningKey;

    #[test]
    fn the_forms_of_one_key_read_back_to_it() {
        let key = SigningKey::from_bytes(&[9; 32]).expect("scalar").public_key();
        assert_eq!(PublicKey::from_compressed(&key.compressed()), Ok(key));
        assert_eq!(PublicKey::from_uncompressed(key.uncompressed()), Ok(key));
        assert_eq!(PublicKey::from_coordinates(key.x(), key.y()), Ok(key));
    }

    #[test]
    fn points_off_the_curve_and_other_forms_are_refused() {
        let key = SigningKey::from_bytes(&[9; 32]).expect("scalar").public_key();
        let mut off = *key.uncompressed();
        off[64] ^= 1;
        assert_eq!(PublicKey::from_uncompressed(&off), Err(KeyError));
        for first in [0, 1, 4, 5, 6, 7] {
            let mut other = key.compressed();
            other[0] = first;
            assert_eq!(PublicKey::from_compressed(&other), Err(KeyError), "{first}");
        }
        // x = p, not reduced, and an x without a y.
        let p =
            hex::decode_array("02ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
        assert_eq!(PublicKey::from_compressed(&p.expect("hex")), Err(KeyError));
        let mut none = [0; 33];
        none[0] = 2;
        none[32] = 7;
        let residue = (0..=255u8).filter(|b| {
            none[32] = *b;
            PublicKey::from_compressed(&none).is_err()
        });
        assert!(residue.count() > 64, "about half of all x have no y");
        assert_eq!(PublicKey::from_compressed(&[0; 33]), Err(KeyError), "identity");
    }

    #[test]
    fn the_thumbprint_is_of_the_canonical_cose_key() {
        // RFC 9679 §6.
        let x = "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d";
        let y = "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c";
        let key = PublicKey::from_coordinates(
            &hex::decode_array(x).expect("hex"),
            &hex::decode_array(y).expect("hex"),
        )
        .expect("point");
        assert_eq!(
            hex::encode(&key.cose_thumbprint()),
            "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
        );
    }
}
