//! Proofs of a device key in requests (`OpenID4VCI` Appendix F.1): the device holds the key it wants a
//! credential for, or unbinds another device with.
//!
//! The nonce says when the proof was made, and with its single use that it was made for this
//! request; a phone with a wrong clock is not turned away.

use essc::base::numeric_date::NumericDate;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::issuance::leaf_certificate;
use essc::model::region::Region;
use essc::wire::jws::{self, JoseHeader};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::evidence::SentEvidence;
use crate::nonces::{Kind, Nonces};
use crate::store::SingleUse;

/// `typ` of a proof in a credential request.
pub const TYP: &str = "openid4vci-proof+jwt";

/// `typ` of a proof in a request to unbind a device (protocol §8.7).
pub const UNBIND_TYP: &str = "essc-unbind+jwt";

/// What a proof is for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'r> {
    /// A credential.
    Credential,
    /// Taking the card off the device of this name.
    Unbind {
        /// The name, as in the request.
        device: &'r str,
    },
}

/// Longest proof that is read, in bytes; an attestation chain of five certificates fits.
const MAX_BYTES: usize = 48 * 1024;

/// A proof that passed every check but the single use of its nonce, which the store decides.
#[derive(Debug, Clone)]
pub struct KeyProof {
    /// The device key.
    pub key: PublicKey,
    /// What came along about where the key lives, if anything.
    pub evidence: Option<SentEvidence>,
    /// The nonce as it was sent: what evidence has to be about.
    pub nonce_text: String,
    /// The nonce.
    pub nonce: SingleUse,
}

/// Why a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProofRefused {
    /// Not a proof of the key it names for this issuer.
    #[error("the key proof was refused")]
    Invalid,
    /// The nonce is of another issuer, made up, or too old.
    #[error("the nonce of the key proof was refused")]
    Nonce,
}

#[derive(Deserialize)]
struct Claims {
    aud: String,
    #[serde(rename = "iat")]
    _iat: NumericDate,
    exp: Option<NumericDate>,
    nonce: Option<String>,
    device: Option<String>,
}

/// Checks a proof for the issuer of a region.
///
/// # Errors
/// [`KeyProofRefused`]; the nonce is judged last, after the signature.
pub fn check(
    text: &str,
    purpose: Purpose<'_>,
    audience: &str,
    region: Region,
    nonces: &Nonces,
    now: UnixTime,
) -> Result<KeyProof, KeyProofRefused> {
    let (typ, device) = match purpose {
        Purpose::Credential => (TYP, None),
        Purpose::Unbind { device } => (UNBIND_TYP, Some(device)),
    };
    let read = read::<Claims>(text, typ, MAX_BYTES).ok_or(KeyProofRefused::Invalid)?;
    let Signed { header, key, claims } = read;
    let is_over = claims.exp.is_some_and(|end| end.has_passed(now));
    let is_for_another = device.is_some_and(|device| claims.device.as_deref() != Some(device));
    if claims.aud != audience || is_over || is_for_another {
        return Err(KeyProofRefused::Invalid);
    }
    let nonce_text = claims.nonce.ok_or(KeyProofRefused::Invalid)?;
    let nonce = nonces.recognize(Kind::Credential, region, &nonce_text, now);
    let nonce = nonce.ok_or(KeyProofRefused::Nonce)?;
    Ok(KeyProof { key, evidence: SentEvidence::of(&header), nonce_text, nonce })
}

/// A proof whose signature is that of the key it names. What it says is still to be judged.
pub(crate) struct Signed<T> {
    pub header: JoseHeader,
    pub key: PublicKey,
    pub claims: T,
}

/// Reads a proof of a type and at most `limit` bytes, and verifies it under the key in its header; none
/// for whatever is wrong with it.
pub(crate) fn read<T: DeserializeOwned>(text: &str, typ: &str, limit: usize) -> Option<Signed<T>> {
    let jws = jws::parse_proof(text, typ, limit).ok()?;
    let header = jws.proof_header().ok()?;
    let key = named_key(header)?;
    let claims = jws.verify(&key).ok()?;
    Some(Signed { header: header.clone(), key, claims })
}

/// The key of the header: its `jwk`, or the leaf of its `x5c`; the header has exactly one.
fn named_key(header: &JoseHeader) -> Option<PublicKey> {
    match (&header.jwk, &header.x5c) {
        (Some(jwk), None) => jwk.public_key().ok(),
        (None, Some(chain)) => leaf_certificate::public_key(chain.first()?),
        _ => None,
    }
}
