//! What a wallet sends of Apple's App Attest with a key's first proof (protocol §8.5), and what Apple's
//! statements are made over.

#[cfg(any(test, feature = "internals", feature = "issuance"))]
pub mod statements;

#[cfg(any(test, feature = "internals", feature = "issuance"))]
use crate::base::base64url;
#[cfg(any(test, feature = "internals", feature = "issuance", feature = "ffi"))]
use crate::crypto::PublicKey;
#[cfg(any(test, feature = "internals", feature = "issuance", feature = "ffi"))]
use crate::crypto::digest::{Sha256, sha256_of};
#[cfg(any(test, feature = "internals", feature = "issuance", feature = "ffi"))]
use crate::model::profile::KeyRole;
use crate::wire::cbor::Writer;
#[cfg(any(test, feature = "internals", feature = "issuance"))]
use crate::wire::cbor::{CborError, Reader};

/// Most bytes of it all; the largest attestation seen so far has 5,393.
#[cfg(any(test, feature = "internals", feature = "issuance"))]
const MAX_BYTES: usize = 20_480;

/// Writes the value of `essc_app_attest` before base64url: deterministic CBOR `{1: key id,
/// 2: assertion, ? 3: attestation}`, all byte strings.
#[must_use]
pub fn encode(key_id: &[u8], attestation: Option<&[u8]>, assertion: &[u8]) -> Vec<u8> {
    let members = if attestation.is_some() { 3 } else { 2 };
    let written = Writer::default().map(members).uint(1).bytes(key_id).uint(2).bytes(assertion);
    match attestation {
        Some(attestation) => written.uint(3).bytes(attestation).into_bytes(),
        None => written.into_bytes(),
    }
}

/// What came of App Attest with a proof; nothing of it was judged.
#[cfg(any(test, feature = "internals", feature = "issuance"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppAttest {
    /// The identifier of the App Attest key: SHA-256 of its SEC 1 uncompressed point.
    pub key_id: [u8; 32],
    /// That key's assertion over the proof's key, as Apple encodes it.
    pub assertion: Vec<u8>,
    /// Apple's attestation of the App Attest key, until the issuer has it.
    pub attestation: Option<Vec<u8>>,
}

#[cfg(any(test, feature = "internals", feature = "issuance"))]
impl AppAttest {
    /// Reads the value of `essc_app_attest`.
    ///
    /// # Errors
    /// [`CborError`] for what is not base64url, and as [`decode`](Self::decode).
    pub fn from_text(text: &str) -> Result<Self, CborError> {
        let bytes = base64url::decode(text).map_err(|_| CborError::Structure(0))?;
        Self::decode(&bytes)
    }

    /// Reads the value of `essc_app_attest` after base64url.
    ///
    /// # Errors
    /// [`CborError`] for more than 20,480 bytes, and for anything but the one encoding.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut reader = Reader::new(bytes, MAX_BYTES)?;
        let has_attestation = match reader.map()? {
            2 => false,
            3 => true,
            _ => return Err(CborError::Structure(0)),
        };
        reader.expect_int(1)?;
        let key_id = reader.array_of("key id")?;
        reader.expect_int(2)?;
        let assertion = reader.bytes()?.to_vec();
        let attestation = if has_attestation {
            reader.expect_int(3)?;
            Some(reader.bytes()?.to_vec())
        } else {
            None
        };
        let read = Self { key_id, assertion, attestation };
        let again = encode(&read.key_id, read.attestation.as_deref(), &read.assertion);
        if again == bytes { Ok(read) } else { Err(CborError::NotDeterministic) }
    }
}

/// The `clientDataHash` of an attestation: SHA-256 of a name and of the challenge that a key is made
/// with, itself SHA-256 of the `c_nonce`.
#[cfg(any(test, feature = "internals", feature = "issuance", feature = "ffi"))]
#[must_use]
pub fn attestation_client_data(challenge: &Sha256) -> Sha256 {
    sha256_of(&[b"essc-app-attest-v1", challenge])
}

/// The `clientDataHash` of an assertion about a device key: SHA-256 of a name, of the challenge, of the
/// key's COSE thumbprint (RFC 9679) and of its role, 0 everyday, 1 identity.
#[cfg(any(test, feature = "internals", feature = "issuance", feature = "ffi"))]
#[must_use]
pub fn assertion_client_data(challenge: &Sha256, key: &PublicKey, role: KeyRole) -> Sha256 {
    let role = match role {
        KeyRole::Everyday => 0,
        KeyRole::Identity => 1,
    };
    sha256_of(&[b"essc-key-v1", challenge, &key.cose_thumbprint(), &[role]])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::hex;

    #[test]
    fn the_attestation_comes_last_and_only_where_there_is_one() {
        let of = |attestation| hex::encode(&encode(&[0xaa; 2], attestation, &[0xbb]));
        assert_eq!(of(None), "a20142aaaa0241bb");
        assert_eq!(of(Some(&[0xcc, 0xcd][..])), "a30142aaaa0241bb0342cccd");
    }

    #[test]
    fn another_encoding_of_the_same_is_refused() {
        let good = encode(&[7; 32], None, &[1]);
        assert!(AppAttest::decode(&good).is_ok());
        let text = base64url::encode(&good);
        assert_eq!(AppAttest::from_text(&text), AppAttest::decode(&good));
        assert_eq!(AppAttest::from_text(&format!("{text}=")), Err(CborError::Structure(0)));
        let after = [good.as_slice(), &[0]].concat();
        assert_eq!(AppAttest::decode(&after), Err(CborError::NotDeterministic));
        let mut long_head = good.clone();
        // The head of the assertion, in front of its one byte.
        let head = long_head.len() - 2;
        long_head.splice(head..=head, [0x58, 1]);
        assert_eq!(AppAttest::decode(&long_head), Err(CborError::NotDeterministic));
        assert_eq!(
            AppAttest::decode(&encode(&[7; 31], None, &[1])),
            Err(CborError::Value("key id"))
        );
        let indefinite = [&[0xbf], &good[1..], &[0xff]].concat();
        assert_eq!(AppAttest::decode(&indefinite), Err(CborError::Structure(0)));
        assert!(AppAttest::decode(&encode(&[7; 32], Some(&[0; 20_480]), &[1])).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            key_id: [u8; 32],
            assertion in proptest::collection::vec(0u8.., 0..300),
            attestation in proptest::option::of(proptest::collection::vec(0u8.., 0..9_000)),
        ) {
            let bytes = encode(&key_id, attestation.as_deref(), &assertion);
            prop_assert_eq!(
                AppAttest::decode(&bytes),
                Ok(AppAttest { key_id, assertion, attestation })
            );
        }

        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(0u8.., 0..200)) {
            let _ = AppAttest::decode(&bytes);
        }
    }
}
