//! ES256 signatures: raw r‖s on the wire, ASN.1 DER from secure hardware; the one converter.
//!
//! The converter is written here because hosts hand over DER of every honest length (integers with a
//! sign byte, integers a byte or more short) and the forty lines need no ASN.1 library in the binary.

use std::fmt;

/// A raw r‖s signature, 32 + 32 bytes big-endian (RFC 7518 §3.4).
///
/// Both s and n − s verify, so the bytes never identify a message and never serve as a replay key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

/// The bytes are not a DER `Ecdsa-Sig-Value` (RFC 3279 §2.2.3) for P-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a DER ECDSA signature for P-256")]
pub struct SignatureError;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

impl Signature {
    /// The 64 bytes r‖s.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// A signature from a slice of exactly 64 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads strict DER: minimal lengths, minimal positive integers of at most 256 bits, nothing
    /// after them.
    ///
    /// # Errors
    /// [`SignatureError`] for anything else, zero and negative integers included.
    pub fn from_der(der: &[u8]) -> Result<Self, SignatureError> {
        let (body, after) = read(SEQUENCE, der)?;
        let (r, rest) = read(INTEGER, body)?;
        let (s, end) = read(INTEGER, rest)?;
        if !after.is_empty() || !end.is_empty() {
            return Err(SignatureError);
        }
        let mut raw = [0; 64];
        let (left, right) = raw.split_at_mut(32);
        fill(left, r)?;
        fill(right, s)?;
        Ok(Self(raw))
    }

    /// Writes DER as Android Keystore and the Secure Enclave do.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let (r, s) = self.0.split_at(32);
        let (r, s) = (integer(r), integer(s));
        // At most 2 × (2 + 33) bytes, so every length is one byte.
        let mut der = vec![SEQUENCE, (r.len() + s.len()) as u8];
        der.extend(r);
        der.extend(s);
        der
    }
}

/// Splits one value of the given tag off the front; short-form lengths only (72 bytes at most).
fn read(tag: u8, bytes: &[u8]) -> Result<(&[u8], &[u8]), SignatureError> {
    match bytes {
        [t, length, rest @ ..] if *t == tag && *length < 0x80 => {
            rest.split_at_checked(usize::from(*length)).ok_or(SignatureError)
        }
        _ => Err(SignatureError),
    }
}

/// Right-aligns a minimal positive integer.
fn fill(target: &mut [u8], integer: &[u8]) -> Result<(), SignatureError> {
    let magnitude = match integer {
        [0, rest @ ..] if rest.first().is_some_and(|b| *b >= 0x80) => rest,
        [first, ..] if (1..0x80).contains(first) => integer,
        _ => return Err(SignatureError),
    };
    let start = target.len().checked_sub(magnitude.len()).ok_or(SignatureError)?;
    target[start..].copy_from_slice(magnitude);
    Ok(())
}

fn integer(bytes: &[u8]) -> Vec<u8> {
    let significant = bytes.iter().position(|b| *b != 0).map_or(&[0u8][..], |i| &bytes[i..]);
    let sign = usize::from(significant[0] >= 0x80);
    let mut out = vec![INTEGER, (significant.len() + sign) as u8];
    out.extend(std::iter::repeat_n(0, sign));
    out.extend_from_slice(significant);
    out
}

#[cfg(any(test, feature = "internals"))]
impl Signature {
    /// The other form of this signature, s replaced by n − s: what anybody can make of one.
    #[must_use]
    pub fn other_form(&self) -> Self {
        let order = *b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\
                      \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51";
        let mut raw = self.0;
        let mut borrow = 0;
        for (s, n) in raw[32..].iter_mut().zip(order).rev() {
            let difference = 0x100 + u16::from(n) - u16::from(*s) - borrow;
            (*s, borrow) = (difference as u8, 1 - (difference >> 8));
        }
        Self(raw)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({}…)", crate::base::hex::encode(&self.0[..4]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_and_padded_integers_are_aligned() {
        let mut raw = [0; 64];
        raw[31] = 1;
        raw[32] = 0x80;
        let der = Signature(raw).to_der();
        assert_eq!(der[..7], [0x30, 38, 2, 1, 1, 2, 33]);
        assert_eq!(Signature::from_der(&der), Ok(Signature(raw)));
    }

    #[test]
    fn what_is_not_minimal_der_is_refused() {
        let bad: [&[u8]; 9] = [
            &[],
            &[0x30, 0],
            &[0x30, 6, 2, 1, 1, 2, 1, 0],       // s = 0
            &[0x30, 6, 2, 1, 0x81, 2, 1, 1],    // r negative
            &[0x30, 7, 2, 2, 0, 1, 2, 1, 1],    // r padded without need
            &[0x30, 6, 2, 1, 1, 2, 1, 1, 0],    // bytes after
            &[0x30, 7, 2, 1, 1, 2, 1, 1, 0],    // bytes inside, after
            &[0x30, 0x81, 6, 2, 1, 1, 2, 1, 1], // long form
            &[0x30, 6, 2, 1, 1, 2, 2, 1],       // cut
        ];
        for der in bad {
            assert_eq!(Signature::from_der(der), Err(SignatureError), "{der:?}");
        }
        let mut long = vec![0x30, 37, 2, 32 + 1];
        long.extend([0x7f; 33]);
        long.extend([2, 1, 1]);
        long[1] = (long.len() - 2) as u8;
        assert_eq!(Signature::from_der(&long), Err(SignatureError));
    }

    proptest! {
        #[test]
        fn every_signature_survives_the_round_trip(r in 1u128.., s in 1u128.., wide: bool) {
            let mut raw = [0; 64];
            let at = if wide { 0 } else { 16 };
            raw[at..at + 16].copy_from_slice(&r.to_be_bytes());
            raw[32 + at..48 + at].copy_from_slice(&s.to_be_bytes());
            let signature = Signature(raw);
            prop_assert_eq!(Signature::from_der(&signature.to_der()), Ok(signature));
        }

        #[test]
        fn random_der_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
            if let Ok(signature) = Signature::from_der(&bytes) {
                prop_assert_eq!(signature.to_der(), bytes);
            }
        }
    }
}
