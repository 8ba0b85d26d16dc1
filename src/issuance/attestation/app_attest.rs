//! Apple App Attest: Apple vouches for the app, and the app for the key.
//!
//! App Attest can neither attest nor sign with a key that is not its own. So an App Attest key, one for
//! each issuer, is attested by Apple once, and then asserts the device keys one after the other.

mod attested;
mod policy;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{AttestationPolicy, Judgment, Question, Refusal, Scheme};
use crate::crypto::digest::{Sha256, sha256, sha256_of};
use crate::crypto::jwk::Jwk;
use crate::crypto::{PublicKey, Signature};
use crate::model::functions::KeyProtection;
use crate::wire::app_attest::statements::{Assertion, AuthenticatorData};
use crate::wire::app_attest::{AppAttest, assertion_client_data, attestation_client_data};

pub use policy::{AppAttestPolicy, RootCertificate, RootCertificateError};

/// An App Attest key that the issuer has verified: kept by its identifier, and replaced in the
/// transaction that signs the card. There the issuer counts the card numbers that the key vouches for, too:
/// only then is it known which there are, and more than 8 (a family's) give no level
/// (`app_attest_too_many_cards`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct KnownAppAttestKey {
    /// The key.
    pub key: Jwk,
    /// The App ID that Apple attested it for.
    pub app: String,
    /// Whether it was attested for an app under development.
    pub is_development: bool,
    /// Its counter, which only rises. The issuer compares it once more when it stores the next one, so
    /// that two requests at once can't use one value.
    pub counter: u32,
}

/// Why an App Attest statement proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum AppAttestRefusal {
    /// Not the value of `essc_app_attest` that [`AppAttest::from_text`] reads; for the caller, since
    /// what is judged was read.
    #[error("essc_app_attest has another form")]
    Form,
    /// Neither known nor attested with this proof.
    #[error("the App Attest key is not known, and its attestation was not sent")]
    AttestationMissing,
    /// Not an attestation object of Apple's.
    #[error("not an attestation object")]
    AttestationForm,
    /// Made over another nonce.
    #[error("the attestation is over another nonce")]
    AttestationNonce,
    /// The key was used before it was attested.
    #[error("the counter of the attestation is not 0")]
    AttestationCounter,
    /// Identifier, certificate and authenticator data are not of one key.
    #[error("the identifier is of another key")]
    KeyId,
    /// An app that is not the policy's.
    #[error("of no app in the policy")]
    App,
    /// An app under development, in production; or neither of the two.
    #[error("of another environment")]
    Environment,
    /// Not an assertion of Apple's.
    #[error("not an assertion")]
    AssertionForm,
    /// Of another key, or over another device key, nonce or role.
    #[error("the signature of the assertion does not fit")]
    AssertionSignature,
    /// The counter did not rise: an assertion that was used, or a key that was copied.
    #[error("the counter of the assertion did not rise")]
    AssertionCounter,
}

impl AppAttestRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form => "app_attest_form",
            Self::AttestationMissing => "app_attest_attestation_missing",
            Self::AttestationForm => "app_attest_attestation_form",
            Self::AttestationNonce => "app_attest_attestation_nonce",
            Self::AttestationCounter => "app_attest_attestation_counter",
            Self::KeyId => "app_attest_key_id",
            Self::App => "app_attest_app",
            Self::Environment => "app_attest_environment",
            Self::AssertionForm => "app_attest_assertion_form",
            Self::AssertionSignature => "app_attest_assertion_signature",
            Self::AssertionCounter => "app_attest_assertion_counter",
        }
    }
}

/// Judges an App Attest statement.
///
/// An attestation is looked at only where the issuer does not know the key: it was made over the first
/// nonce, and the wallet sends it until it has heard an answer.
pub(super) fn judge(
    statement: &AppAttest,
    question: &Question<'_>,
    policy: &AttestationPolicy,
) -> Result<Judgment, Refusal> {
    let app_attest = policy.app_attest.as_ref();
    let policy = app_attest.filter(|policy| policy.level != KeyProtection::Software);
    let policy = policy.ok_or(Refusal::SchemeNotAccepted)?;
    let challenge = sha256(question.nonce.as_bytes());
    let (key, mut known) = match (question.known, &statement.attestation) {
        (Some(known), _) => (check_known(known, statement, question, policy)?, known.clone()),
        (None, Some(object)) => {
            let client_data = attestation_client_data(&challenge);
            let made = attested::verify(object, &statement.key_id, &client_data, question, policy)?;
            let known = KnownAppAttestKey {
                key: Jwk::from(&made.key),
                app: made.app.to_owned(),
                is_development: made.is_development,
                counter: 0,
            };
            (made.key, known)
        }
        (None, None) => return Err(AppAttestRefusal::AttestationMissing.into()),
    };
    let client_data = assertion_client_data(&challenge, question.key, question.role);
    let counter = check_assertion(&statement.assertion, &key, &known.app, &client_data)?;
    if counter <= known.counter {
        return Err(AppAttestRefusal::AssertionCounter.into());
    }
    known.counter = counter;
    Ok(Judgment {
        level: policy.level,
        scheme: Scheme::AppAttest,
        serials: Vec::new(),
        ends: None,
        is_pending: false,
        notes: Vec::new(),
        app_attest: Some(known),
    })
}

/// A key that the issuer knows, if it is the statement's and the policy still accepts its app.
fn check_known(
    known: &KnownAppAttestKey,
    statement: &AppAttest,
    question: &Question<'_>,
    policy: &AppAttestPolicy,
) -> Result<PublicKey, AppAttestRefusal> {
    let key = known.key.public_key().map_err(|_| AppAttestRefusal::KeyId)?;
    if sha256(key.uncompressed()) != statement.key_id {
        return Err(AppAttestRefusal::KeyId);
    }
    if !policy.apps.contains(&known.app) {
        return Err(AppAttestRefusal::App);
    }
    if known.is_development && !question.is_test {
        return Err(AppAttestRefusal::Environment);
    }
    Ok(key)
}

/// The counter of an assertion by `key` in `app` over these client data.
fn check_assertion(
    assertion: &[u8],
    key: &PublicKey,
    app: &str,
    client_data: &Sha256,
) -> Result<u32, AppAttestRefusal> {
    let read = Assertion::read(assertion).map_err(|_| AppAttestRefusal::AssertionForm)?;
    let data = AuthenticatorData::read(read.authenticator_data);
    let data = data.ok_or(AppAttestRefusal::AssertionForm)?;
    let signature =
        Signature::from_der(read.signature).map_err(|_| AppAttestRefusal::AssertionForm)?;
    if *data.app_id_hash != sha256(app.as_bytes()) {
        return Err(AppAttestRefusal::App);
    }
    // Apple signs SHA-256 of this digest, as ECDSA with SHA-256 does of every message.
    let signed = sha256_of(&[read.authenticator_data, client_data]);
    if !key.verify(&signed, &signature) {
        return Err(AppAttestRefusal::AssertionSignature);
    }
    Ok(data.counter)
}
