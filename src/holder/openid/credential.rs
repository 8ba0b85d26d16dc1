//! Nonces, proofs of possession and credentials (`OpenID4VCI` 1.0 §7, §8 and appendix F).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::base::base64url;
use crate::base::time::UnixTime;
use crate::holder::device_keys::{DeviceKey, DeviceKeys};
use crate::holder::openid::error::{AnswerFault, Asked, IssuanceError};
use crate::holder::openid::exchange;
use crate::holder::openid::metadata::Judges;
use crate::ports::http::HttpResponse;
use crate::ports::key_store::{Attestation, SignPrompt};
use crate::wire::app_attest;
use crate::wire::card::MAX_BYTES;
use crate::wire::jws::{self, JoseHeader};

/// `typ` of a proof of possession.
const TYP: &str = "openid4vci-proof+jwt";

/// `typ` of a proof that the person wants the card taken off a device.
const UNBIND_TYP: &str = "essc-unbind+jwt";

/// One credential as it came; nothing of it was checked.
#[derive(Debug, Clone)]
pub(crate) struct Issued {
    /// The `COSE_Sign1`.
    pub(crate) cose: Vec<u8>,
    /// What to call it when telling the issuer whether it was kept (`notification_id`).
    pub(crate) notification_id: Option<String>,
}

/// Whether the wallet kept a credential (`OpenID4VCI` 1.0 §11.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotificationEvent {
    /// It was kept.
    Accepted,
    /// It was refused.
    Failure,
}

impl NotificationEvent {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "credential_accepted",
            Self::Failure => "credential_failure",
        }
    }
}

#[derive(Serialize)]
struct ProofPayload<'a> {
    aud: &'a str,
    iat: UnixTime,
    nonce: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'a str>,
}

/// A proof by `key`, which asks for the person, that the card is to be taken off a device.
pub(super) fn prove_unbinding(
    keys: &DeviceKeys,
    key: &DeviceKey,
    audience: &str,
    nonce: &str,
    device: &str,
    now: UnixTime,
    prompt: SignPrompt,
) -> Result<String, IssuanceError> {
    let header = JoseHeader::proof(UNBIND_TYP, &key.public_key);
    let payload = ProofPayload { aud: audience, iat: now, nonce, device: Some(device) };
    let input = jws::signing_input(&header, &payload);
    let signature = keys.sign(key, input.as_bytes(), Some(prompt))?;
    Ok(jws::assemble(&input, &signature))
}

/// Most bytes of an attestation, before base64 (protocol §8.5).
const MAX_ATTESTATION_BYTES: usize = 20_480;

/// Most bytes of an app provider's statement (protocol §8.5).
const MAX_KEY_ATTESTATION_BYTES: usize = 8_192;

/// Whether the issuer judges such an attestation, and reads this one. Any other is not sent: for a
/// header member that it does not know, or that is too long, an issuer refuses the proof, and without
/// an attestation there is still a card.
pub(super) fn is_judged(attestation: &Attestation, judges: Judges) -> bool {
    let is_short = |bytes| (1..=MAX_ATTESTATION_BYTES).contains(&bytes);
    let (is_named, is_readable) = match attestation {
        Attestation::AndroidChain { certificates } | Attestation::HuksChain { certificates } => {
            (judges.x5c, is_short(certificates.iter().map(Vec::len).sum()))
        }
        Attestation::AppAttest { key_id, attestation, assertion } => {
            let evidence = app_attest::encode(key_id, attestation.as_deref(), assertion);
            (judges.app_attest, key_id.len() == 32 && is_short(evidence.len()))
        }
        Attestation::KeyAttestation { jwt } => (judges.key_attestation, is_compact_jws(jwt)),
    };
    if is_named && !is_readable {
        tracing::warn!("an attestation that no issuer reads is not sent");
    }
    is_named && is_readable
}

/// Whether a text has the outer form of a compact JWS that an issuer reads: three parts of base64url.
fn is_compact_jws(text: &str) -> bool {
    let is_part = |part: &str| base64url::decode(part).is_ok_and(|bytes| !bytes.is_empty());
    let mut parts = text.split('.');
    text.len() <= MAX_KEY_ATTESTATION_BYTES
        && parts.by_ref().take(3).filter(|part| is_part(part)).count() == 3
        && parts.next().is_none()
}

/// A proof that this device holds `key`. The attestation, made over this same nonce, goes with it.
pub(super) fn prove(
    keys: &DeviceKeys,
    key: &DeviceKey,
    attestation: Option<&Attestation>,
    audience: &str,
    nonce: &str,
    now: UnixTime,
    prompt: Option<SignPrompt>,
) -> Result<String, IssuanceError> {
    let bare = JoseHeader::proof(TYP, &key.public_key);
    let header = match attestation {
        None => bare,
        // The leaf holds the key.
        Some(
            Attestation::AndroidChain { certificates } | Attestation::HuksChain { certificates },
        ) => JoseHeader {
            jwk: None,
            x5c: Some(
                certificates.iter().map(|certificate| STANDARD.encode(certificate)).collect(),
            ),
            ..bare
        },
        Some(Attestation::AppAttest { key_id, attestation, assertion }) => {
            let evidence = app_attest::encode(key_id, attestation.as_deref(), assertion);
            JoseHeader { essc_app_attest: Some(base64url::encode(&evidence)), ..bare }
        }
        Some(Attestation::KeyAttestation { jwt }) => {
            JoseHeader { key_attestation: Some(jwt.clone()), ..bare }
        }
    };
    let payload = ProofPayload { aud: audience, iat: now, nonce, device: None };
    let input = jws::signing_input(&header, &payload);
    let signature = keys.sign(key, input.as_bytes(), prompt)?;
    Ok(jws::assemble(&input, &signature))
}

/// The nonce of a nonce endpoint's answer.
pub(super) fn read_nonce(response: &HttpResponse) -> Result<String, IssuanceError> {
    #[derive(Deserialize)]
    struct Answer {
        c_nonce: String,
    }
    let answer: Answer = exchange::read_json(response, "nonce answer", Asked::Openly)?;
    if exchange::is_plain(&answer.c_nonce) {
        Ok(answer.c_nonce)
    } else {
        Err(AnswerFault::Nonce.into())
    }
}

/// The one credential of a credential endpoint's answer.
pub(super) fn read_credential(response: &HttpResponse) -> Result<Issued, IssuanceError> {
    #[derive(Deserialize)]
    struct Answer {
        credentials: Vec<Entry>,
        notification_id: Option<String>,
    }
    #[derive(Deserialize)]
    struct Entry {
        credential: String,
    }
    let answer: Answer = exchange::read_json(response, "credential answer", Asked::WithToken)?;
    let [entry] = answer.credentials.as_slice() else {
        return Err(AnswerFault::Credential.into());
    };
    let cose = base64url::decode(&entry.credential).map_err(|_| AnswerFault::Credential)?;
    if cose.len() > MAX_BYTES {
        return Err(AnswerFault::Credential.into());
    }
    let notification_id = answer.notification_id.filter(|id| exchange::is_plain(id));
    Ok(Issued { cose, notification_id })
}
