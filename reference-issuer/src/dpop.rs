//! `DPoP` proofs (RFC 9449 §4.3): the client holds the key it names, now, for this request.
//!
//! The server's nonce says when the proof was made, so a phone with a wrong clock is not turned away:
//! `iat` is required and not judged (§11.1 leaves the choice), an `exp` is. `jti` is used up in the
//! store.

use essc::base::base64url;
use essc::base::numeric_date::NumericDate;
use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::crypto::digest::{Sha256, sha256, sha256_of};
use essc::crypto::jwk;
use essc::model::region::Region;
use essc::wire::jws;
use serde::Deserialize;

use crate::nonces::{Kind, Nonces};
use crate::request_url;
use crate::store::SingleUse;

/// `typ` of a proof.
pub const TYP: &str = "dpop+jwt";

/// Longest proof that is read, in bytes.
const MAX_BYTES: usize = 4096;

/// Longest `jti`, in bytes.
const MAX_JTI_BYTES: usize = 128;

/// The request a proof must be for.
#[derive(Debug, Clone, Copy)]
pub struct Demand<'r> {
    /// HTTP method.
    pub method: &'r str,
    /// URL without query and fragment.
    pub url: &'r str,
    /// The access token that came along.
    pub access_token: Option<&'r str>,
    /// The region asked, whose nonce it must carry.
    pub region: Region,
}

/// A proof that passed every check but its single use, which the store decides.
#[derive(Debug, Clone, Copy)]
pub struct Proof {
    /// The key.
    pub key: PublicKey,
    /// Its RFC 7638 thumbprint.
    pub thumbprint: Sha256,
    /// The proof's `jti`, alive as long as its nonce.
    pub single_use: SingleUse,
}

/// Why a proof was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofRefused {
    /// Not a proof of this key for this request.
    #[error("the proof was refused")]
    Invalid,
    /// No nonce of this server, or one that is too old: try again with the one in the answer.
    #[error("the proof needs a fresh nonce of this server")]
    NonceNeeded,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    #[serde(rename = "iat")]
    _iat: NumericDate,
    exp: Option<NumericDate>,
    nonce: Option<String>,
    ath: Option<String>,
}

/// Checks a proof against the request it came with.
///
/// # Errors
/// [`ProofRefused`]; a missing or old nonce is told only to a client whose proof is otherwise right.
pub fn check(
    text: &str,
    demand: &Demand<'_>,
    nonces: &Nonces,
    now: UnixTime,
) -> Result<Proof, ProofRefused> {
    let jws = jws::parse_proof(text, TYP, MAX_BYTES).map_err(|_| ProofRefused::Invalid)?;
    let header = jws.header();
    // A `kid` beside the key says nothing more, and is no member of these proofs (RFC 9449 §4.2).
    let Some(jwk) = header.jwk.as_ref().filter(|_| header.has_only_a_key()) else {
        return Err(ProofRefused::Invalid);
    };
    let key = jwk.public_key().map_err(|_| ProofRefused::Invalid)?;
    let claims: Claims = jws.verify(&key).map_err(|_| ProofRefused::Invalid)?;
    let ath = demand.access_token.map(|token| base64url::encode(&sha256(token.as_bytes())));
    let fits = claims.htm == demand.method
        && request_url::is_same(&claims.htu, demand.url)
        && !claims.exp.is_some_and(|end| end.has_passed(now))
        && claims.ath == ath
        && (1..=MAX_JTI_BYTES).contains(&claims.jti.len());
    if !fits {
        return Err(ProofRefused::Invalid);
    }
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let nonce =
        nonces.recognize(Kind::Dpop, demand.region, nonce, now).ok_or(ProofRefused::NonceNeeded)?;
    let thumbprint = jwk::thumbprint(&key);
    let hash = sha256_of(&[b"jti", &thumbprint, claims.jti.as_bytes()]);
    Ok(Proof { key, thumbprint, single_use: SingleUse { hash, expires: nonce.expires } })
}
