//! A gate's request for its next venue card: the proof that it holds the venue key (protocol §9.5).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::base::numeric_date::NumericDate;
use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::wire::jws::{self, JoseHeader};

/// `typ` of the proof.
pub const TYP: &str = "essc-venue+jwt";

/// Media type of the request's body, which is the proof and nothing else.
pub const MEDIA_TYPE: &str = "application/jwt";

/// Media type of a good answer: the venue card, a tagged `COSE_Sign1`.
pub const ANSWER_MEDIA_TYPE: &str = "application/cose";

/// Longest proof that is read, in bytes.
#[cfg(any(test, feature = "internals"))]
pub const MAX_BYTES: usize = 4096;

/// Most seconds between a proof's `iat` and the issuer's clock, either way.
#[cfg(any(test, feature = "internals"))]
pub const MAX_CLOCK_ERROR: u64 = 300;

/// What an issuer refuses a renewal with, as `essc_reason`.
pub mod reason {
    /// No venue of this identifier has this key.
    pub const UNKNOWN_VENUE: &str = "unknown_venue";
    /// The key was withdrawn, and no card is ever signed for it again.
    pub const VENUE_WITHDRAWN: &str = "venue_withdrawn";
    /// The proof's `iat` is too far from the issuer's clock.
    pub const PROOF_TIME: &str = "proof_time";
    /// The region has no key that signs venue cards now.
    #[cfg(any(test, feature = "internals"))]
    pub const NO_VENUE_KEY: &str = "no_venue_key";
}

/// Payload of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenewalClaims {
    /// The credential issuer identifier of the city that is asked.
    #[serde(rename = "aud")]
    pub audience: String,
    /// When the proof was made. A fraction of a second, which JWTs may have (RFC 7519 §2), is dropped.
    #[serde(rename = "iat", deserialize_with = "whole_seconds")]
    pub issued_at: UnixTime,
    /// After which it counts no more, for gates that say so.
    #[serde(
        rename = "exp",
        default,
        deserialize_with = "optional_whole_seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub expires: Option<UnixTime>,
    /// Identifier of the venue within the city.
    pub venue_id: String,
}

impl RenewalClaims {
    /// The bytes that the venue key signs: header and payload.
    #[must_use]
    pub fn signing_input(&self, key: &PublicKey) -> String {
        jws::signing_input(&JoseHeader::proof(TYP, key), self)
    }
}

/// Where a city signs venue cards anew.
#[must_use]
pub fn endpoint(credential_issuer: &str) -> String {
    format!("{credential_issuer}/venue-card")
}

fn whole_seconds<'de, D: Deserializer<'de>>(value: D) -> Result<UnixTime, D::Error> {
    NumericDate::deserialize(value)?.whole_seconds().map_err(D::Error::custom)
}

fn optional_whole_seconds<'de, D: Deserializer<'de>>(
    value: D,
) -> Result<Option<UnixTime>, D::Error> {
    let time = Option::<NumericDate>::deserialize(value)?;
    time.map(NumericDate::whole_seconds).transpose().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::json;
    use crate::crypto::SigningKey;

    fn read(text: &str) -> Option<RenewalClaims> {
        json::parse(text.as_bytes(), MAX_BYTES).ok()
    }

    #[test]
    fn what_a_gate_signs_is_read_back_under_its_own_key() {
        let key = SigningKey::from_bytes(&[61; 32]).expect("scalar");
        let renewal = RenewalClaims {
            audience: "https://card.example/440100".into(),
            issued_at: UnixTime::from_secs(1_800_000_000),
            expires: None,
            venue_id: "gz-hospital-1".into(),
        };
        let input = renewal.signing_input(&key.public_key());
        let text = jws::assemble(&input, &key.sign(input.as_bytes()));
        assert!(text.len() < MAX_BYTES / 4, "an address of 512 bytes fits many times");
        let proof = jws::parse_proof(&text, TYP, MAX_BYTES).expect("a proof");
        let named = proof.proof_header().expect("its header").jwk.as_ref().expect("a key");
        assert_eq!(named.public_key().ok(), Some(key.public_key()));
        assert_eq!(proof.verify::<RenewalClaims>(&key.public_key()), Ok(renewal));
    }

    #[test]
    fn a_time_may_have_a_fraction_and_what_is_no_time_is_refused() {
        let of = |iat: &str| read(&format!(r#"{{"aud":"a","iat":{iat},"venue_id":"v"}}"#));
        let seconds = |iat| of(iat).map(|read| read.issued_at.as_secs());
        assert_eq!(seconds("1800000000"), Some(1_800_000_000));
        assert_eq!(seconds("1800000000.75"), Some(1_800_000_000));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("253402300799"), Some(253_402_300_799));
        for bad in ["-1", "253402300800", "1e300", "\"1\"", "null", "[1]", "true"] {
            assert_eq!(of(bad), None, "{bad}");
        }
        let with = |exp: &str| {
            read(&format!(r#"{{"aud":"a","iat":1,"venue_id":"v","exp":{exp}}}"#))
                .map(|read| read.expires.map(UnixTime::as_secs))
        };
        assert_eq!(with("2.5"), Some(Some(2)));
        assert_eq!(with("null"), Some(None));
        assert_eq!(with("\"2\""), None);
    }

    #[test]
    fn a_member_that_is_missing_or_of_another_type_is_refused_and_a_later_ones_ignored() {
        assert!(read(r#"{"aud":"a","iat":1,"venue_id":"v","later":{"x":[1e400]}}"#).is_some());
        for bad in [
            r#"{"iat":1,"venue_id":"v"}"#,
            r#"{"aud":"a","venue_id":"v"}"#,
            r#"{"aud":"a","iat":1}"#,
            r#"{"aud":["a"],"iat":1,"venue_id":"v"}"#,
            r#"{"aud":"a","iat":1,"venue_id":7}"#,
            r#"{"aud":"a","aud":"a","iat":1,"venue_id":"v"}"#,
            r#"["a",1,null,"v"]"#,
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
    proptest! {
        #[test]
        fn whatever_is_written_is_read_back_and_a_changed_byte_is_never_believed(
            audience in "\\PC{0,60}",
            venue_id in "\\PC{0,32}",
            iat in 0..=253_402_300_799_u64,
            exp in prop::option::of(0..=253_402_300_799_u64),
            at: prop::sample::Index,
            flip in 1u8..,
        ) {
            let renewal = RenewalClaims {
                audience,
                issued_at: UnixTime::from_secs(iat),
                expires: exp.map(UnixTime::from_secs),
                venue_id,
            };
            let key = SigningKey::from_bytes(&[61; 32]).expect("scalar");
            let input = renewal.signing_input(&key.public_key());
            let text = jws::assemble(&input, &key.sign(input.as_bytes()));
            let verify = |text: &str| {
                let proof = jws::parse_proof(text, TYP, MAX_BYTES)?;
                proof.verify::<RenewalClaims>(&key.public_key())
            };
            prop_assert_eq!(verify(&text), Ok(renewal));
            let mut changed = text.into_bytes();
            let at = at.index(changed.len());
            changed[at] ^= flip;
            if let Ok(changed) = String::from_utf8(changed) {
                prop_assert!(verify(&changed).is_err());
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..300),
            text in "[\\{\\}\\[\\]\",:.0-9a-z_ -]{0,200}",
        ) {
            let _ = json::parse::<RenewalClaims>(&bytes, MAX_BYTES);
            prop_assert!(jws::parse_proof(&text, TYP, MAX_BYTES).is_err());
            let _ = read(&text);
        }
    }
}
