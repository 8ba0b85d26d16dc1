//! Key attestations of app providers (`OpenID4VCI` Appendix D): for phones without a platform's statement.
//!
//! The provider knows its phones by whatever means it has, and answers for what it says with its name.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{AttestationPolicy, Judgment, Note, Question, Refusal, Scheme};
use crate::base::numeric_date::NumericDate;
use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::crypto::jwk::{self, Jwk};
use crate::model::functions::KeyProtection;
use crate::model::profile::KeyRole;
use crate::wire::jws::{self, JwsError};

/// `typ` of a key attestation.
const TYP: &str = "key-attestation+jwt";

/// Most bytes of one (protocol §0).
const MAX_BYTES: usize = 8_192;

/// How far the provider's clock may be ahead, in seconds.
const MAX_CLOCK_ERROR: u64 = 300;

/// An app provider whose key attestations are believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppProvider {
    /// The `kid` in the header of what it signs.
    pub kid: String,
    /// Its key.
    pub jwk: Jwk,
}

/// Why a provider's key attestation proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum ProviderRefusal {
    /// Not a compact JWS of at most 8,192 bytes.
    #[error("not a compact JWS of at most 8,192 bytes")]
    Form,
    /// Another header than `alg`, `typ` and `kid`.
    #[error("another header than alg, typ and kid")]
    Header,
    /// Another algorithm than ES256.
    #[error("not signed with ES256")]
    Algorithm,
    /// Another kind of JWS.
    #[error("not a key attestation")]
    Type,
    /// No provider of the policy has this `kid`.
    #[error("of no provider in the policy")]
    UnknownProvider,
    /// The provider did not sign it.
    #[error("the signature does not fit")]
    Signature,
    /// A member is missing or of another type, or a time is none.
    #[error("the payload was refused")]
    Payload,
    /// Issued more than 300 seconds ahead of the issuer's clock.
    #[error("issued in the future")]
    NotYetValid,
    /// Its end has come.
    #[error("expired")]
    Expired,
    /// Over another nonce than the proof's, or none.
    #[error("over another nonce")]
    Nonce,
    /// About no key, or more than one: a credential is asked for one.
    #[error("not about exactly one key")]
    KeyCount,
    /// About another key than the proof's.
    #[error("about another key")]
    OtherKey,
    /// It refers to a status list, which nobody here asks.
    #[error("its status would have to be asked for")]
    Status,
    /// `key_storage` has no word of a level.
    #[error("no key storage of a known level")]
    KeyStorage,
}

impl ProviderRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "key_attestation_form",
            Self::Header => "key_attestation_header",
            Self::Algorithm => "key_attestation_algorithm",
            Self::Type => "key_attestation_type",
            Self::UnknownProvider => "key_attestation_unknown_provider",
            Self::Signature => "key_attestation_signature",
            Self::Payload => "key_attestation_payload",
            Self::NotYetValid => "key_attestation_not_yet_valid",
            Self::Expired => "key_attestation_expired",
            Self::Nonce => "key_attestation_nonce",
            Self::KeyCount => "key_attestation_key_count",
            Self::OtherKey => "key_attestation_other_key",
            Self::Status => "key_attestation_status",
            Self::KeyStorage => "key_attestation_key_storage",
        }
    }
}

/// What a refused JWS is refused for.
fn refused(error: JwsError) -> ProviderRefusal {
    match error {
        JwsError::TooLong { .. } | JwsError::Form => ProviderRefusal::Form,
        JwsError::Header => ProviderRefusal::Header,
        JwsError::Algorithm => ProviderRefusal::Algorithm,
        JwsError::Type => ProviderRefusal::Type,
        JwsError::Signature => ProviderRefusal::Signature,
        JwsError::Payload(_) => ProviderRefusal::Payload,
    }
}

/// The payload, as far as it is read.
#[derive(Deserialize)]
struct Claims {
    iat: NumericDate,
    exp: NumericDate,
    attested_keys: Vec<Map<String, Value>>,
    nonce: Option<String>,
    #[serde(default)]
    key_storage: Option<Vec<String>>,
    #[serde(default)]
    user_authentication: Option<Vec<String>>,
    status: Option<Value>,
}

/// Judges a key attestation.
pub(super) fn judge(
    text: &str,
    question: &Question<'_>,
    policy: &AttestationPolicy,
) -> Result<Judgment, Refusal> {
    if policy.providers.is_empty() {
        return Err(Refusal::SchemeNotAccepted);
    }
    let claims = verify(text, &policy.providers)?;
    let ends = check(&claims, question)?;
    let (level, note) = level(&claims, question.role)?;
    Ok(Judgment {
        level,
        scheme: Scheme::KeyAttestation,
        serials: Vec::new(),
        ends: Some(ends),
        is_pending: false,
        notes: note.into_iter().collect(),
        app_attest: None,
    })
}

/// The payload, if a provider signed it.
fn verify(text: &str, providers: &[AppProvider]) -> Result<Claims, ProviderRefusal> {
    let read = jws::parse(text, TYP, MAX_BYTES).map_err(refused)?;
    let kid = read.document_kid().map_err(refused)?;
    let provider = providers.iter().find(|provider| provider.kid == kid);
    let key = provider.and_then(|provider| provider.jwk.public_key().ok());
    read.verify(&key.ok_or(ProviderRefusal::UnknownProvider)?).map_err(refused)
}

/// Whether the payload is about this key, over this nonce and in force; with its end.
fn check(claims: &Claims, question: &Question<'_>) -> Result<UnixTime, ProviderRefusal> {
    let time = |date: NumericDate| date.whole_seconds().map_err(|_| ProviderRefusal::Payload);
    let (issued_at, ends) = (time(claims.iat)?, time(claims.exp)?);
    if issued_at > question.now.plus(MAX_CLOCK_ERROR) {
        return Err(ProviderRefusal::NotYetValid);
    }
    if question.now >= ends {
        return Err(ProviderRefusal::Expired);
    }
    if claims.nonce.as_deref() != Some(question.nonce) {
        return Err(ProviderRefusal::Nonce);
    }
    let [key] = claims.attested_keys.as_slice() else {
        return Err(ProviderRefusal::KeyCount);
    };
    if read_key(key).as_ref() != Some(question.key) {
        return Err(ProviderRefusal::OtherKey);
    }
    if claims.status.is_some() {
        return Err(ProviderRefusal::Status);
    }
    Ok(ends)
}

/// A key as the libraries of other makers write it.
fn read_key(members: &Map<String, Value>) -> Option<PublicKey> {
    let mut members = members.clone();
    jwk::keep_public(&mut members).ok()?;
    let key: Jwk = serde_json::from_value(Value::Object(members)).ok()?;
    key.public_key().ok()
}

/// The level that the words stand for, and what is to be noted with it.
fn level(claims: &Claims, role: KeyRole) -> Result<(KeyProtection, Option<Note>), ProviderRefusal> {
    let storage = strongest(claims.key_storage.as_deref()).ok_or(ProviderRefusal::KeyStorage)?;
    if role == KeyRole::Everyday {
        return Ok((storage, None));
    }
    Ok(match strongest(claims.user_authentication.as_deref()) {
        Some(authentication) => (storage.min(authentication), None),
        None => (KeyProtection::TrustedEnvironment, Some(Note::UserAuthUnattested)),
    })
}

/// The strongest of the words of a level that are known (`OpenID4VCI` Appendix D.2, resistance to
/// attacks by ISO/IEC 18045).
fn strongest(words: Option<&[String]>) -> Option<KeyProtection> {
    let level = |word: &String| match word.as_str() {
        "iso_18045_high" => Some(KeyProtection::SecureElement),
        "iso_18045_moderate" => Some(KeyProtection::TrustedEnvironment),
        _ => None,
    };
    words?.iter().filter_map(level).max()
}
