//! The public key of an attestation chain's leaf certificate (RFC 5280 §4.1).
//!
//! Reading it says nothing of whether the chain is genuine: only that the device names this key, and
//! a proof's signature then shows that it holds it. Exactly the path to the key is walked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::PublicKey;
use crate::crypto::certificate_signature::P256_KEY;
use crate::wire::der::{Reader, Tag};

/// The P-256 key of a certificate in base64 of DER, as `x5c` holds it (RFC 7515 §4.1.6); none when
/// it is not a certificate of such a key.
#[must_use]
pub fn public_key(certificate: &str) -> Option<PublicKey> {
    let der = STANDARD.decode(certificate).ok()?;
    let mut outer = Reader::new(&der);
    let mut certificate = outer.expect(Tag::SEQUENCE).ok()?.inside(Tag::SEQUENCE).ok()?;
    let mut body = certificate.expect(Tag::SEQUENCE).ok()?.inside(Tag::SEQUENCE).ok()?;
    // [0] version, serialNumber, signature, issuer, validity, subject, then the key.
    body.optional(Tag::context(0)).ok()?;
    for _ in 0..5 {
        body.value().ok()?;
    }
    let mut key = body.expect(Tag::SEQUENCE).ok()?.inside(Tag::SEQUENCE).ok()?;
    let algorithm = key.expect(Tag::SEQUENCE).ok()?.content;
    let point: &[u8; 65] = key.value().ok()?.whole_bits().ok()?.try_into().ok()?;
    let fits = outer.is_empty() && key.is_empty() && algorithm == P256_KEY;
    fits.then(|| PublicKey::from_uncompressed(point).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use essc_sandbox_attestation::der;
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::SigningKey;

    const SEQUENCE: u8 = 0x30;
    const BIT_STRING: u8 = 0x03;
    const VERSION: u8 = 0xa0;

    fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        der::tagged(&[tag], &parts.concat())
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
        let good = certificate(P256_KEY, key.uncompressed());
        assert_eq!(public_key(&text(&good)), Some(key));
        assert_eq!(public_key(&text(&[good.as_slice(), &[0]].concat())), None, "a byte after");
        assert_eq!(public_key(&text(&good[..good.len() - 1])), None, "a byte short");
        let mut other_curve = P256_KEY.to_vec();
        other_curve[18] = 0x22;
        assert_eq!(public_key(&text(&certificate(&other_curve, key.uncompressed()))), None);
        assert_eq!(public_key(&text(&certificate(P256_KEY, &key.compressed()))), None);
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
