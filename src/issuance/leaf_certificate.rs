//! The public key of an attestation chain's leaf certificate (RFC 5280 §4.1).
//!
//! Reading it says nothing of whether the chain is genuine: only that the device names this key, and
//! a proof's signature then shows that it holds it. Exactly the path to the key is walked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::PublicKey;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
const VERSION: u8 = 0xa0;

/// `AlgorithmIdentifier` of a P-256 key: `id-ecPublicKey`, `prime256v1` (RFC 5480 §2.1.1), content
/// of its SEQUENCE.
const P256: [u8; 19] = [
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];

/// The P-256 key of a certificate in base64 of DER, as `x5c` holds it (RFC 7515 §4.1.6); none when
/// it is not a certificate of such a key.
#[must_use]
pub fn public_key(certificate: &str) -> Option<PublicKey> {
    let der = STANDARD.decode(certificate).ok()?;
    let (certificate, after) = value(SEQUENCE, &der)?;
    let (body, _) = value(SEQUENCE, certificate)?;
    // [0] version, serialNumber, signature, issuer, validity, subject, then the key.
    let mut rest = value(VERSION, body).map_or(body, |(_, rest)| rest);
    for _ in 0..5 {
        rest = any(rest)?.2;
    }
    let (key, _) = value(SEQUENCE, rest)?;
    let (algorithm, key) = value(SEQUENCE, key)?;
    let (bits, end) = value(BIT_STRING, key)?;
    // A BIT STRING begins with the number of unused bits.
    let point: &[u8; 65] = bits.strip_prefix(&[0])?.try_into().ok()?;
    let fits = after.is_empty() && end.is_empty() && algorithm == P256;
    fits.then(|| PublicKey::from_uncompressed(point).ok()).flatten()
}

/// Splits a value of a tag off the front: content and rest.
fn value(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = any(bytes)?;
    (found == tag).then_some((content, rest))
}

/// Splits any value off the front: tag, content, rest. Lengths up to 65,535 in their shortest form.
fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (length, body, tag) = match bytes {
        [tag, short, body @ ..] if *short < 0x80 => (usize::from(*short), body, *tag),
        [tag, 0x81, length, body @ ..] if *length >= 0x80 => (usize::from(*length), body, *tag),
        [tag, 0x82, high, low, body @ ..] if *high != 0 => {
            (usize::from(u16::from_be_bytes([*high, *low])), body, *tag)
        }
        _ => return None,
    };
    let (content, rest) = body.split_at_checked(length)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::SigningKey;

    fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut der = vec![tag];
        match content.len() {
            short @ 0..0x80 => der.push(short as u8),
            medium @ 0x80..0x100 => der.extend([0x81, medium as u8]),
            long => {
                der.push(0x82);
                der.extend((long as u16).to_be_bytes());
            }
        }
        der.extend(content);
        der
    }

    /// A certificate's shape around a key; its signature is not looked at.
    fn certificate(algorithm: &[u8], point: &[u8]) -> Vec<u8> {
        let key = tagged(
            SEQUENCE,
            &[&tagged(SEQUENCE, &[algorithm]), &tagged(BIT_STRING, &[&[0], point])],
        );
        let body = tagged(
            SEQUENCE,
            &[
                &tagged(VERSION, &[&[2, 1, 2]]),
                &tagged(2, &[&[1]]),
                &tagged(SEQUENCE, &[]),
                &tagged(SEQUENCE, &[&[0x0c; 150]]),
                &tagged(SEQUENCE, &[]),
                &tagged(SEQUENCE, &[&[0x0c; 300]]),
                &key,
                &tagged(0xa3, &[&[0; 20]]),
            ],
        );
        tagged(SEQUENCE, &[&body, &tagged(SEQUENCE, &[]), &tagged(BIT_STRING, &[&[0; 65]])])
    }

    #[test]
    fn the_key_is_found_behind_names_of_any_length() {
        let key = SigningKey::from_bytes(&[9; 32]).expect("scalar").public_key();
        let text = |der: &[u8]| STANDARD.encode(der);
        let good = certificate(&P256, key.uncompressed());
        assert_eq!(public_key(&text(&good)), Some(key));
        assert_eq!(public_key(&text(&[good.as_slice(), &[0]].concat())), None, "a byte after");
        assert_eq!(public_key(&text(&good[..good.len() - 1])), None, "a byte short");
        let mut other_curve = P256;
        other_curve[18] = 0x22;
        assert_eq!(public_key(&text(&certificate(&other_curve, key.uncompressed()))), None);
        assert_eq!(public_key(&text(&certificate(&P256, &key.compressed()))), None);
        assert_eq!(public_key("not base64"), None);
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic_and_hold_no_key(
            bytes in proptest::collection::vec(0u8.., 0..200)
        ) {
            prop_assert_eq!(public_key(&STANDARD.encode(bytes)), None);
        }
    }
}
