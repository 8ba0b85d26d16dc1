//! Headers of proofs: one key, and at most one kind of evidence of where that key lives.
//!
//! The evidence is bounded here and judged elsewhere, once the proof's signature has verified: what is
//! wrong with it costs a card its level and not the enrolment.

use super::{JoseHeader, JwsError, UnverifiedJws};

/// Most bytes of the certificates of a chain, in DER (protocol §8.5).
const MAX_X5C_BYTES: usize = 20_480;

/// Most bytes of an app provider's statement about a key, a compact JWS (protocol §0).
const MAX_KEY_ATTESTATION_BYTES: usize = 8_192;

impl JoseHeader {
    /// Whether the header names its key by `jwk` and carries no evidence about it, as the proofs of
    /// tokens and of venue cards do.
    #[must_use]
    pub const fn has_only_a_key(&self) -> bool {
        self.jwk.is_some() && self.evidence() == 0
    }
}

impl UnverifiedJws<'_> {
    /// The header of a proof: no `kid`, `jwk` or `x5c` but not both, and at most one of `x5c`,
    /// `essc_app_attest` and `key_attestation`, within its bound.
    ///
    /// # Errors
    /// [`JwsError::Header`] for any other header.
    pub fn proof_header(&self) -> Result<&JoseHeader, JwsError> {
        let JoseHeader { kid, jwk, x5c, key_attestation, .. } = &self.header;
        let der_bytes = |text: &String| text.trim_end_matches('=').len() * 3 / 4;
        let der_bytes = x5c.iter().flatten().map(der_bytes).sum::<usize>();
        let is_too_long = der_bytes > MAX_X5C_BYTES
            || key_attestation.as_ref().is_some_and(|jws| jws.len() > MAX_KEY_ATTESTATION_BYTES);
        let has_one_key = jwk.is_some() != x5c.is_some();
        if kid.is_some() || !has_one_key || self.header.evidence() > 1 || is_too_long {
            return Err(JwsError::Header);
        }
        Ok(&self.header)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use crate::base::base64url;
    use crate::crypto::jwk::Jwk;
    use crate::crypto::{Signature, SigningKey};
    use crate::wire::jws;

    const TYP: &str = "openid4vci-proof+jwt";

    fn key() -> Value {
        let key = SigningKey::from_bytes(&[3; 32]).expect("scalar").public_key();
        json!(Jwk::from(&key))
    }

    /// Whether a proof with these members beside `alg` and `typ` is read, by both readers.
    fn is_read(members: &Value) -> bool {
        let mut header = json!({ "alg": "ES256", "typ": TYP });
        for (name, value) in members.as_object().expect("an object") {
            header[name] = value.clone();
        }
        let header = base64url::encode(header.to_string().as_bytes());
        let text = jws::assemble(&format!("{header}.e30"), &Signature([1; 64]));
        let strict = jws::parse(&text, TYP, 1 << 17).is_ok_and(|jws| jws.proof_header().is_ok());
        let open =
            jws::parse_proof(&text, TYP, 1 << 17).is_ok_and(|jws| jws.proof_header().is_ok());
        assert_eq!(strict, open, "{members}");
        open
    }

    #[test]
    fn a_proof_carries_one_key_and_at_most_one_kind_of_evidence() {
        for good in [
            json!({ "jwk": key() }),
            json!({ "x5c": ["AA=="] }),
            json!({ "jwk": key(), "essc_app_attest": "AA" }),
            json!({ "jwk": key(), "key_attestation": "a.b.c" }),
        ] {
            assert!(is_read(&good), "{good}");
        }
        for bad in [
            json!({}),
            json!({ "key_attestation": "a.b.c" }),
            json!({ "jwk": key(), "x5c": ["AA=="] }),
            json!({ "x5c": ["AA=="], "key_attestation": "a.b.c" }),
            json!({ "x5c": ["AA=="], "essc_app_attest": "AA" }),
            json!({ "jwk": key(), "essc_app_attest": "AA", "key_attestation": "a.b.c" }),
            json!({ "jwk": key(), "key_attestation": ["a.b.c"] }),
            json!({ "jwk": key(), "key_attestation": null }),
            json!({ "jwk": key(), "kid": "k", "key_attestation": "a.b.c" }),
        ] {
            assert!(!is_read(&bad), "{bad}");
        }
    }

    #[test]
    fn certificates_count_by_their_der_whatever_the_padding() {
        let of = |count: usize, bytes: usize| {
            let text = "A".repeat(bytes.div_ceil(3) * 4 - (3 - bytes % 3) % 3);
            json!({ "x5c": vec![text; count] })
        };
        assert!(is_read(&of(5, 4_096)));
        assert!(!is_read(&of(5, 4_097)));
        assert!(is_read(&of(1, 20_480)));
        assert!(!is_read(&of(1, 20_481)));
    }

    proptest! {
        #[test]
        fn a_statement_of_up_to_8192_bytes_is_carried_whatever_it_holds(
            length in 8_000usize..8_400,
            text in "[ -~]{0,40}",
        ) {
            let statement = text.chars().chain(std::iter::repeat('A')).take(length);
            let statement: String = statement.collect();
            let header = json!({ "jwk": key(), "key_attestation": statement });
            prop_assert_eq!(is_read(&header), length <= 8_192);
        }
    }
}
