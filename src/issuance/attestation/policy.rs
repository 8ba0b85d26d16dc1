//! What an authority accepts as proof: read from its configuration, and nothing by default.

use serde::{Deserialize, Serialize};

use super::android::GOOGLE_ROOTS;
use super::app_attest::AppAttestPolicy;
use super::huks::HUAWEI_ROOTS;
use super::provider::AppProvider;
use crate::base::hex;
use crate::crypto::digest::Sha256;
use crate::model::functions::KeyProtection;

/// A SHA-256 digest, in lower-case hexadecimal: of a `SubjectPublicKeyInfo` in DER where it pins a root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(pub Sha256);

/// Not a digest in its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 digest in lower-case hexadecimal")]
pub struct FingerprintError;

impl TryFrom<String> for Fingerprint {
    type Error = FingerprintError;

    fn try_from(text: String) -> Result<Self, FingerprintError> {
        hex::decode_array(&text).map(Self).map_err(|_| FingerprintError)
    }
}

impl From<Fingerprint> for String {
    fn from(digest: Fingerprint) -> Self {
        hex::encode(&digest.0)
    }
}

/// What an authority accepts as proof of a key's protection. The default accepts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct AttestationPolicy {
    /// Whether a key without proof gets no card at all, where it would otherwise get one that says key
    /// protection 0. A pending one is proved.
    pub required: bool,
    /// Android phones, if they are accepted.
    pub android: Option<AndroidPolicy>,
    /// HarmonyOS phones, if they are accepted.
    pub huks: Option<HuksPolicy>,
    /// Apple's phones, if they are accepted.
    pub app_attest: Option<AppAttestPolicy>,
    /// App providers whose word is taken for the keys of phones that have no platform's.
    pub providers: Vec<AppProvider>,
}

/// What is accepted of Android phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct AndroidPolicy {
    /// Public keys of the roots; Google's when left out.
    #[serde(default = "google_roots")]
    pub roots: Vec<Fingerprint>,
    /// The apps that may make keys.
    pub apps: Vec<AndroidApp>,
    /// How many months old the security patches may be.
    #[serde(default = "months")]
    pub patch_months: u32,
    /// The same for level 2, where it is less.
    #[serde(default)]
    pub patch_months_secure_element: Option<u32>,
    /// The lowest level that only remotely provisioned chains get; a factory chain gets the next lower one,
    /// and none where this is `trusted_environment`.
    #[serde(default)]
    pub rkp_from: Option<KeyProtection>,
    /// `verifiedBootKey` of systems other than the maker's that are accepted (boot state 1), in
    /// lower-case hexadecimal.
    #[serde(default)]
    pub verified_boot_keys: Vec<Fingerprint>,
    /// What becomes of an everyday key that may sign while the device is locked.
    #[serde(default)]
    pub unlocked: Unlocked,
}

/// An Android app by its package and signing certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndroidApp {
    /// Package name.
    pub package: String,
    /// SHA-256 of its signing certificates: all of them, in any order.
    pub signatures: Vec<Fingerprint>,
}

/// What becomes of a key for which nobody says that the device must be unlocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlocked {
    /// It gets its level, and the judgment has a note.
    Warn,
    /// It is refused.
    #[default]
    Refuse,
}

/// What is accepted of HarmonyOS phones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub struct HuksPolicy {
    /// Public keys of the roots; Huawei's when left out.
    #[serde(default = "huawei_roots")]
    pub roots: Vec<Fingerprint>,
    /// The apps that may make keys.
    pub apps: Vec<HuksApp>,
    /// Whether keys wait for a current list of each root's revoked authorities. Otherwise what lists
    /// there are is heeded, and nothing is waited for.
    #[serde(default = "yes")]
    pub list_required: bool,
}

/// A HarmonyOS app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HuksApp {
    /// `bundleName`.
    pub bundle_name: String,
    /// `appIdentifier`, which the store gives out.
    pub app_identifier: String,
}

impl AttestationPolicy {
    /// The kinds of evidence that are judged, by their words in an issuer's metadata
    /// (`essc_attestations`, protocol §8.1).
    #[must_use]
    pub fn evidence(&self) -> Vec<&'static str> {
        let kinds = [
            ("x5c", self.android.is_some() || self.huks.is_some()),
            ("app_attest", self.app_attest.is_some()),
            ("key_attestation", !self.providers.is_empty()),
        ];
        kinds.into_iter().filter_map(|(word, is_judged)| is_judged.then_some(word)).collect()
    }
}

impl AndroidPolicy {
    /// The strictest policy for these apps under Google's roots.
    #[must_use]
    pub fn new(apps: Vec<AndroidApp>) -> Self {
        Self {
            roots: google_roots(),
            apps,
            patch_months: months(),
            patch_months_secure_element: None,
            rkp_from: None,
            verified_boot_keys: Vec::new(),
            unlocked: Unlocked::default(),
        }
    }
}

impl HuksPolicy {
    /// A policy for these apps under Huawei's root.
    #[must_use]
    pub fn new(apps: Vec<HuksApp>) -> Self {
        Self { roots: huawei_roots(), apps, list_required: true }
    }
}

fn google_roots() -> Vec<Fingerprint> {
    GOOGLE_ROOTS.map(Fingerprint).into()
}

fn huawei_roots() -> Vec<Fingerprint> {
    HUAWEI_ROOTS.map(Fingerprint).into()
}

const fn months() -> u32 {
    24
}

const fn yes() -> bool {
    true
}
