//! What a wallet sends of Apple's App Attest with a key's first proof (protocol §8.5).

use crate::wire::cbor::Writer;

/// What `essc_app_attest` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppAttest {
    /// Identifier of the App Attest key.
    pub key_id: [u8; 32],
    /// The assertion, as the platform gives it.
    pub assertion: Vec<u8>,
    /// The attestation, once in the key's life.
    pub attestation: Option<Vec<u8>>,
}

/// The value of `essc_app_attest` before base64url: deterministic CBOR `{1: key id, 2: assertion,
/// ? 3: attestation}`, all byte strings.
#[must_use]
pub fn encode(key_id: &[u8], attestation: Option<&[u8]>, assertion: &[u8]) -> Vec<u8> {
    let members = if attestation.is_some() { 3 } else { 2 };
    let written = Writer::default().map(members).uint(1).bytes(key_id).uint(2).bytes(assertion);
    match attestation {
        Some(attestation) => written.uint(3).bytes(attestation).into_bytes(),
        None => written.into_bytes(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hex;

    #[test]
    fn the_attestation_comes_last_and_only_where_there_is_one() {
        let of = |attestation| hex::encode(&encode(&[0xaa; 2], attestation, &[0xbb]));
        assert_eq!(of(None), "a20142aaaa0241bb");
        assert_eq!(of(Some(&[0xcc, 0xcd][..])), "a30142aaaa0241bb0342cccd");
    }
}
