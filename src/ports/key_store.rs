//! Device keys: made, used and deleted by the platform's secure hardware, addressed by alias.

use serde::{Deserialize, Serialize};

use crate::crypto::digest::sha256;

/// When a key may sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Authentication {
    /// Whenever the device is unlocked.
    UnlockedDevice,
    /// After the user authenticates, for each signature.
    EachUse,
}

/// The least hardware a key must live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Hardware {
    /// The best the device has; the level is reported.
    Any,
    /// At least a trusted execution environment.
    TrustedEnvironment,
    /// A secure element (StrongBox, Secure Enclave).
    SecureElement,
}

/// What a key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum KeyAlgorithm {
    /// ECDSA with P-256 and SHA-256 (RFC 7518 §3.4).
    #[serde(rename = "ES256")]
    Es256,
}

/// How a key must be made. A store that can't is `Unavailable`; it never makes a weaker one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct KeyPolicy {
    /// What it signs with. A store that does not know it is `Unavailable`.
    pub algorithm: KeyAlgorithm,
    /// When it may sign.
    pub authentication: Authentication,
    /// Where it must live.
    pub hardware: Hardware,
}

impl KeyPolicy {
    /// A key of P-256.
    #[must_use]
    pub const fn es256(authentication: Authentication, hardware: Hardware) -> Self {
        Self { algorithm: KeyAlgorithm::Es256, authentication, hardware }
    }
}

/// Where a key lives, as the store says; an issuer believes only an attestation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum SecurityLevel {
    /// No hardware protection.
    Software,
    /// A trusted execution environment.
    TrustedEnvironment,
    /// A secure element.
    SecureElement,
}

/// What a new key is attested for (protocol §8.5).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct AttestationRequest {
    /// The credential issuer identifier of who will judge it.
    pub issuer: String,
    /// The issuer's `c_nonce`, which an app provider's statement names.
    pub nonce: String,
    /// SHA-256 of the nonce's characters, 32 bytes: what a platform attests a key over. Empty: the key
    /// is not to be attested, as where its issuer judges no attestations.
    pub challenge: Vec<u8>,
    /// Identifier of the App Attest key that this issuer knows, 32 bytes: an assertion by it is enough.
    /// A store that has lost that key makes and attests another one.
    #[cfg_attr(feature = "ffi", uniffi(default = None))]
    pub app_attest_key: Option<Vec<u8>>,
}

impl AttestationRequest {
    /// For an issuer that gave this nonce, and knows no App Attest key.
    #[must_use]
    pub fn new(issuer: impl Into<String>, nonce: impl Into<String>) -> Self {
        let nonce = nonce.into();
        let challenge = sha256(nonce.as_bytes()).to_vec();
        Self { issuer: issuer.into(), nonce, challenge, app_attest_key: None }
    }

    /// For a key that nobody judges, as a gate's.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            issuer: String::new(),
            nonce: String::new(),
            challenge: Vec::new(),
            app_attest_key: None,
        }
    }
}

/// A statement of where a key lives, by the platform or by the app's provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Enum))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Attestation {
    /// Android Key Attestation.
    AndroidChain {
        /// DER certificates, leaf first.
        certificates: Vec<Vec<u8>>,
    },
    /// HarmonyOS Universal Keystore (HUKS) key attestation.
    HuksChain {
        /// DER certificates, leaf first.
        certificates: Vec<Vec<u8>>,
    },
    /// Apple App Attest, which vouches for the app and not for the key: the app vouches for the key.
    ///
    /// One App Attest key serves one issuer only, so that two of them can't compare what they have. What
    /// attestation and assertion are made over is in protocol §8.5: *c* there is the challenge of the
    /// request, and a key that asks for authentication at each use is an identity key.
    AppAttest {
        /// Identifier of the App Attest key, 32 bytes.
        key_id: Vec<u8>,
        /// The attestation object of that key, which is attested once: over the nonce of the request,
        /// or left out where the request names the key. A store may give it all the same; it is not
        /// sent then.
        attestation: Option<Vec<u8>>,
        /// The assertion over the device key's thumbprint and the nonce.
        assertion: Vec<u8>,
    },
    /// The word of the app's provider, where the platform attests nothing that can be verified
    /// (`OpenID4VCI` 1.0, appendix D). Sent only to an issuer that names it.
    KeyAttestation {
        /// A compact JWS of type `key-attestation+jwt` over the nonce of the request and this one key;
        /// at most 8,192 bytes.
        jwt: String,
    },
}

/// What a store says of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct KeyInfo {
    /// SEC 1 uncompressed point, 65 bytes.
    pub public_key: Vec<u8>,
    /// Where it lives.
    pub security_level: SecurityLevel,
    /// The attestation made with it, where there is one.
    pub attestation: Option<Attestation>,
}

/// What the user is shown when a signature needs authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "ffi", derive(uniffi::Record))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct SignPrompt {
    /// One line.
    pub title: String,
    /// What is disclosed or agreed to.
    pub detail: String,
}

impl KeyInfo {
    /// A key by its SEC 1 uncompressed point, without an attestation.
    #[must_use]
    pub const fn new(public_key: Vec<u8>, security_level: SecurityLevel) -> Self {
        Self { public_key, security_level, attestation: None }
    }
}

/// Why a key could not be made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "ffi", derive(uniffi::Error))]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum KeyStoreError {
    /// The key is dead for good: biometrics or screen lock changed. Enrol again.
    #[error("the key was invalidated")]
    Invalidated,
    /// The user has to authenticate first.
    #[error("the user is not authenticated")]
    UserNotAuthenticated,
    /// The user said no.
    #[error("the user cancelled")]
    Cancelled,
    /// No key of this alias.
    #[error("no such key")]
    NotFound,
    /// The store can't do it, now or at all; the reason holds no personal data.
    #[error("the key store is unavailable: {reason}")]
    Unavailable {
        /// Why, for a log.
        reason: String,
    },
}

/// What a host throws that it didn't declare is its keys' failure, not this library's. Its own words
/// stay behind: they are a stack trace with any text in it, and a reason holds no personal data.
#[cfg(feature = "ffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for KeyStoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable { reason: "the key store threw what it does not declare".into() }
    }
}

/// Device keys of P-256. Aliases start with `essc.`; a delete touches exactly its alias.
#[cfg_attr(feature = "ffi", uniffi::export(rust, foreign))]
pub trait KeyStore: Send + Sync {
    /// Makes a key, replacing one of the same alias, and attests it as requested. Where it can't be
    /// attested now, it comes without an attestation: whether that will do is the issuer's policy.
    ///
    /// # Errors
    /// `Unavailable` when the policy can't be met, in full.
    fn generate(
        &self,
        alias: String,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError>;

    /// Signs SHA-256 of `message`: an ASN.1 DER signature, as Android Keystore and the Secure Enclave
    /// both emit.
    ///
    /// # Errors
    /// Any [`KeyStoreError`].
    fn sign(
        &self,
        alias: String,
        message: Vec<u8>,
        prompt: Option<SignPrompt>,
    ) -> Result<Vec<u8>, KeyStoreError>;

    /// What is known of the key.
    ///
    /// # Errors
    /// `NotFound`, `Invalidated`, `Unavailable`.
    fn info(&self, alias: String) -> Result<KeyInfo, KeyStoreError>;

    /// Deletes the key; one that does not exist is deleted already.
    ///
    /// # Errors
    /// `Unavailable`.
    fn delete(&self, alias: String) -> Result<(), KeyStoreError>;
}
