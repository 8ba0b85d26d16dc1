//! Proofs of a venue key in requests for its next venue card (protocol §9.5).
//!
//! They carry no nonce: whoever repeats one gets a card for the same key, with which only the holder of
//! that key can ask anybody.

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::wire::venue_renewal::{MAX_BYTES, MAX_CLOCK_ERROR, RenewalClaims, TYP};

use crate::key_proof;

/// A gate that proved its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueProof {
    /// The venue key.
    pub key: PublicKey,
    /// The venue it says it is of.
    pub venue_id: String,
}

/// Why a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VenueProofRefused {
    /// Not a proof of the key it names for this issuer.
    #[error("the proof of the venue key was refused")]
    Invalid,
    /// Made more than 300 seconds ago, or as far ahead.
    #[error("the proof's time is too far from the issuer's clock")]
    Time,
}

/// Checks a proof for a credential issuer. Its time is judged last, so that only who holds the key
/// hears of it.
///
/// # Errors
/// [`VenueProofRefused`].
pub fn check(text: &str, audience: &str, now: UnixTime) -> Result<VenueProof, VenueProofRefused> {
    let proof =
        key_proof::read::<RenewalClaims>(text, TYP, MAX_BYTES).ok_or(VenueProofRefused::Invalid)?;
    let RenewalClaims { audience: named, issued_at, expires, venue_id } = proof.claims;
    // A gate's key has no chain of certificates, and its city knows the key itself.
    let is_plain = proof.header.has_only_a_key();
    let is_over = expires.is_some_and(|end| now >= end);
    if named != audience || !is_plain || is_over {
        return Err(VenueProofRefused::Invalid);
    }
    let latest = now.plus(MAX_CLOCK_ERROR);
    if issued_at < now.minus(MAX_CLOCK_ERROR) || issued_at > latest {
        return Err(VenueProofRefused::Time);
    }
    Ok(VenueProof { key: proof.key, venue_id })
}

#[cfg(test)]
mod tests {
    use essc::base::base64url;
    use essc::crypto::SigningKey;
    use essc::crypto::jwk::Jwk;
    use essc::wire::jws::{self, assemble};
    use serde_json::{Value, json};

    use super::*;

    const NOW: u64 = 1_800_000_000;
    const ISSUER: &str = "https://card.example/440100";

    fn gate() -> SigningKey {
        SigningKey::from_bytes(&[61; 32]).expect("scalar")
    }

    fn judge(text: &str) -> Result<VenueProof, VenueProofRefused> {
        check(text, ISSUER, UnixTime::from_secs(NOW))
    }

    /// A proof whose header and payload were changed before it was signed.
    fn proof(change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let key = gate();
        let mut header = json!({ "alg": "ES256", "typ": TYP, "jwk": Jwk::from(&key.public_key()) });
        let mut claims = json!({ "aud": ISSUER, "iat": NOW, "venue_id": "gz-hospital-1" });
        change(&mut header, &mut claims);
        let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
        let input = format!("{}.{}", part(&header), part(&claims));
        assemble(&input, &key.sign(input.as_bytes()))
    }

    #[test]
    fn the_key_and_the_venue_of_a_good_proof_are_told() {
        let expected = VenueProof { key: gate().public_key(), venue_id: "gz-hospital-1".into() };
        assert_eq!(judge(&proof(|_, _| {})), Ok(expected.clone()));
        // As libraries of other makers write them.
        let foreign = proof(|header, claims| {
            header["jwk"]["use"] = "sig".into();
            header["jwk"]["kid"] = "one".into();
            header["jku"] = "https://x.example".into();
            claims["iat"] = json!(NOW as f64 + 0.5);
            claims["exp"] = json!(NOW + 60);
            claims["iss"] = "a gate".into();
        });
        assert_eq!(judge(&foreign), Ok(expected));
    }

    #[test]
    fn hostile_headers_and_payloads_are_refused() {
        type Change = fn(&mut Value, &mut Value);
        let hostile: &[(&str, Change)] = &[
            ("crit", |header, _| header["crit"] = json!([])),
            ("a private key", |header, _| header["jwk"]["d"] = "AA".into()),
            ("a symmetric key", |header, _| header["jwk"]["k"] = "AA".into()),
            ("a kid", |header, _| header["kid"] = "06b72404".into()),
            ("no key", |header, _| drop(header.as_object_mut().expect("object").remove("jwk"))),
            ("a chain too", |header, _| header["x5c"] = json!(["AA"])),
            ("a chain instead", |header, _| {
                header.as_object_mut().expect("object").remove("jwk");
                header["x5c"] = json!(["AA"]);
            }),
            ("an attestation", |header, _| header["essc_app_attest"] = "AA".into()),
            ("a provider's word", |header, _| header["key_attestation"] = "AA".into()),
            ("alg none", |header, _| header["alg"] = "none".into()),
            ("alg HS256", |header, _| header["alg"] = "HS256".into()),
            ("another typ", |header, _| header["typ"] = "openid4vci-proof+jwt".into()),
            ("the card's typ", |header, _| header["typ"] = "essc-venue+cwt".into()),
            ("another curve", |header, _| header["jwk"]["crv"] = "P-384".into()),
            ("no point", |header, _| header["jwk"]["y"] = header["jwk"]["x"].clone()),
            ("no aud", |_, claims| drop(claims.as_object_mut().expect("object").remove("aud"))),
            ("aud of another city", |_, claims| {
                claims["aud"] = "https://card.example/440300".into()
            }),
            ("aud with a slash", |_, claims| claims["aud"] = format!("{ISSUER}/").into()),
            ("aud in a list", |_, claims| claims["aud"] = json!([ISSUER])),
            ("no iat", |_, claims| drop(claims.as_object_mut().expect("object").remove("iat"))),
            ("iat in a text", |_, claims| claims["iat"] = NOW.to_string().into()),
            ("iat below 0", |_, claims| claims["iat"] = json!(-1)),
            ("past exp", |_, claims| claims["exp"] = json!(NOW)),
            ("no venue", |_, claims| {
                claims.as_object_mut().expect("object").remove("venue_id");
            }),
        ];
        for (what, change) in hostile {
            assert_eq!(judge(&proof(change)), Err(VenueProofRefused::Invalid), "{what}");
        }
        // Another key's signature, and the same proof cut or stretched.
        let good = proof(|_, _| {});
        let (input, _) = good.rsplit_once('.').expect("a signature");
        let other = SigningKey::from_bytes(&[62; 32]).expect("scalar");
        let forged = assemble(input, &other.sign(input.as_bytes()));
        let long = proof(|header, _| header["x"] = "x".repeat(MAX_BYTES).into());
        for bad in [
            forged.as_str(),
            input,
            &good[1..],
            &format!("{good}A"),
            &format!("{good}\n"),
            "",
            "..",
            &long,
        ] {
            assert_eq!(judge(bad), Err(VenueProofRefused::Invalid), "{bad:.40}");
        }
        assert!(matches!(
            jws::parse_proof(&long, TYP, MAX_BYTES),
            Err(jws::JwsError::TooLong { .. })
        ));
    }

    #[test]
    fn a_proof_counts_three_hundred_seconds_either_way_and_a_forged_one_hears_no_time() {
        let made_at = |at: u64| judge(&proof(|_, claims| claims["iat"] = json!(at)));
        for good in [NOW - 300, NOW + 300] {
            assert!(made_at(good).is_ok(), "{good}");
        }
        for bad in [NOW - 301, NOW + 301, 0, 253_402_300_799] {
            assert_eq!(made_at(bad), Err(VenueProofRefused::Time), "{bad}");
        }
        let elsewhere = proof(|_, claims| {
            claims["iat"] = json!(1);
            claims["aud"] = "https://card.example/440300".into();
        });
        assert_eq!(judge(&elsewhere), Err(VenueProofRefused::Invalid));
    }

    #[test]
    fn whatever_byte_of_a_proof_is_changed_it_is_refused() {
        let good = proof(|_, _| {});
        for at in 0..good.len() {
            for with in [b'A', b'_', b'.', b'=', b' ', 0] {
                let mut changed = good.clone().into_bytes();
                if std::mem::replace(&mut changed[at], with) == with {
                    continue;
                }
                let changed = String::from_utf8(changed).expect("ASCII");
                assert_eq!(judge(&changed), Err(VenueProofRefused::Invalid), "{at} {with}");
            }
        }
    }
}
