//! Whether a device key is proved to live in secure hardware (protocol §8.5).
//!
//! A pure function: what was sent, the key, the nonce, the time, the authority's policy and its copy of
//! the revocation list are arguments. It is called after the proof's own signature and its nonce were
//! checked, so that chains are not verified for strangers.

pub mod android;
pub mod app_attest;
pub mod authority_list;
pub mod chain;
pub mod huks;
mod kept;
mod policy;
mod provider;
mod refusal;
pub mod revocations;

use serde::{Deserialize, Serialize};

use crate::base::time::UnixTime;
use crate::crypto::PublicKey;
use crate::model::functions::KeyProtection;
use crate::model::profile::KeyRole;
use crate::wire::app_attest::AppAttest;

pub use android::AndroidRefusal;
pub use app_attest::{
    AppAttestPolicy, AppAttestRefusal, KnownAppAttestKey, RootCertificate, RootCertificateError,
};
pub use authority_list::{AuthorityList, AuthorityListError, HUAWEI_LIST};
pub use chain::ChainRefusal;
pub use huks::HuksRefusal;
pub use kept::{KeptAttestation, level_now};
pub use policy::{
    AndroidApp, AndroidPolicy, AttestationPolicy, Fingerprint, FingerprintError, HuksApp,
    HuksPolicy, Unlocked,
};
pub use provider::{AppProvider, ProviderRefusal};
pub use refusal::Refusal;
pub use revocations::{Revocations, RevocationsError, Serial, SerialError};

/// What a wallet sent about a key.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Evidence<'a> {
    /// The certificates of `x5c` in DER, leaf first: of Android or of HarmonyOS, told apart by the root.
    X5c(&'a [Vec<u8>]),
    /// What `essc_app_attest` holds.
    AppAttest(&'a AppAttest),
    /// The header member `key_attestation`: a compact JWS of an app provider.
    KeyAttestation(&'a str),
}

/// What the evidence has to be about.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Question<'a> {
    /// The key of the proof.
    pub key: &'a PublicKey,
    /// The `c_nonce` of the proof.
    pub nonce: &'a str,
    /// Which of the two device keys it is.
    pub role: KeyRole,
    /// The issuer's time.
    pub now: UnixTime,
    /// What the issuer has of the App Attest key that the evidence names, if it has seen it before.
    pub known: Option<&'a KnownAppAttestKey>,
    /// Whether the issuer stands in a trust list that is for tests.
    pub is_test: bool,
}

impl<'a> Question<'a> {
    /// A question about a key that a trust list for use names, without an App Attest key that is known.
    #[must_use]
    pub const fn new(key: &'a PublicKey, nonce: &'a str, role: KeyRole, now: UnixTime) -> Self {
        Self { key, nonce, role, now, known: None, is_test: false }
    }
}

/// Whose statement a level rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Scheme {
    /// Android Key Attestation.
    Android,
    /// HarmonyOS Universal Keystore (HUKS).
    Huks,
    /// Apple App Attest.
    AppAttest,
    /// A key attestation of an app provider (`OpenID4VCI` Appendix D).
    KeyAttestation,
}

/// What an authority may want to know of a key that was given a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum Note {
    /// The key may sign while the device is locked; the policy warns only.
    UnlockedNotRequired,
    /// Nothing says that the holder authenticates for each signature of the identity key.
    UserAuthUnattested,
    /// The chain was remotely provisioned: see [`Judgment::single_phone`].
    RemotelyProvisioned,
    /// The chain was made in the factory, and the policy gives its level to remotely provisioned ones only:
    /// the level is the next lower one.
    FactoryChainLimited,
}

impl Note {
    /// The word for it in logs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnlockedNotRequired => "unlocked_not_required",
            Self::UserAuthUnattested => "user_auth_unattested",
            Self::RemotelyProvisioned => "remotely_provisioned",
            Self::FactoryChainLimited => "factory_chain_limited",
        }
    }
}

/// A key that is proved to be protected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct Judgment {
    /// How it is protected; never [`KeyProtection::Software`], which takes no proof.
    pub level: KeyProtection,
    /// By what it is proved.
    pub scheme: Scheme,
    /// Serial numbers of the certificates that vouch for it, that of the root left out: the level falls
    /// when one of them is revoked.
    pub serials: Vec<Serial>,
    /// When the statement ends, and the level with it.
    pub ends: Option<UnixTime>,
    /// Whether the revocation list was too old to go by, so that no card may state the level yet.
    pub is_pending: bool,
    /// What else to tell of it.
    pub notes: Vec<Note>,
    /// The App Attest key with its new counter, to be stored with the card.
    pub app_attest: Option<KnownAppAttestKey>,
}

impl Judgment {
    /// The serial number of the attestation certificate where it is of one phone and one app: of a remotely
    /// provisioned chain. No more than 16 keys come honestly under one of them; who keeps keys counts them.
    /// A factory's certificate is of many phones.
    #[must_use]
    pub fn single_phone(&self) -> Option<&Serial> {
        let is_single = self.notes.contains(&Note::RemotelyProvisioned);
        self.serials.get(1).filter(|_| is_single)
    }
}

/// Judges evidence about a key.
///
/// # Errors
/// [`Refusal`]: the key is not proved. Its cards state [`KeyProtection::Software`], unless the policy
/// demands an attestation ([`AttestationPolicy::required`]), in which case there are none.
pub fn judge(
    evidence: &Evidence<'_>,
    question: &Question<'_>,
    policy: &AttestationPolicy,
    revocations: &Revocations,
) -> Result<Judgment, Refusal> {
    match evidence {
        Evidence::X5c(certificates) => chain::judge(certificates, question, policy, revocations),
        Evidence::AppAttest(statement) => app_attest::judge(statement, question, policy),
        Evidence::KeyAttestation(jws) => provider::judge(jws, question, policy),
    }
}
