//! What the chains of HarmonyOS's Universal Keystore (HUKS) say of a key and of the app that made it.

use serde::Deserialize;

use super::chain::{Chain, Expected, check_validity};
use super::{ChainRefusal, HuksApp, HuksPolicy, Judgment, Note, Refusal, Revocations, Scheme};
use crate::base::json;
use crate::crypto::digest::Sha256;
use crate::model::functions::KeyProtection;
use crate::model::profile::KeyRole;
use crate::wire::der::{DerError, Tag, Value};

/// SHA-256 of the public key of "Huawei CBG ECC Device Attestation Root CA 1" (P-384, 2023 to 2073).
pub(super) const HUAWEI_ROOTS: [Sha256; 1] = [[
    0x67, 0x11, 0x91, 0x37, 0x29, 0x7f, 0x22, 0xd7, 0xe7, 0x08, 0x4a, 0xb0, 0x3e, 0x3f, 0xe5, 0xb3,
    0x1f, 0xf6, 0x84, 0xf8, 0xaf, 0xa4, 0x3c, 0x18, 0xb1, 0xdc, 0x6f, 0x50, 0x23, 0x12, 0x2d, 0x20,
]];

/// `1.3.6.1.4.1.2011.2.376.1.3`, the claims about the key.
const CLAIMS: [u8; 12] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x01, 0x03];
/// `1.3.6.1.4.1.2011.2.376.2.1.3`, the app.
const APP: [u8; 13] =
    [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02, 0x01, 0x03];
/// `1.3.6.1.4.1.2011.2.376.2.1.3.1`, the app as HarmonyOS names it.
const HARMONY_APP: [u8; 14] =
    [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02, 0x01, 0x03, 0x01];
/// `1.3.6.1.4.1.2011.2.376.2.1.4`, the challenge.
const CHALLENGE: [u8; 13] =
    [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02, 0x01, 0x04];
/// `1.3.6.1.4.1.2011.2.376.2.1.5`, where the key comes from.
const ORIGIN: [u8; 13] =
    [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02, 0x01, 0x05];
/// `1.3.6.1.4.1.2011.2.376.2.2.2.6`, the program that keeps it.
const KEY_MANAGER: [u8; 14] =
    [0x2b, 0x06, 0x01, 0x04, 0x01, 0x8f, 0x5b, 0x02, 0x82, 0x78, 0x02, 0x02, 0x02, 0x06];

/// The key was generated on the device; little-endian.
const GENERATED: [u8; 4] = [2, 0, 0, 0];
/// The key manager of HUKS, a UUID.
const HUKS: [u8; 16] = [
    0x28, 0xc4, 0xfb, 0x49, 0x44, 0xaf, 0xec, 0x11, 0xb9, 0x09, 0x02, 0x42, 0xac, 0x12, 0x00, 0x02,
];
/// Vouched for by the trusted environment.
const TRUSTED_ENVIRONMENT: u64 = 3;

/// Most bytes of the JSON that names the app.
const MAX_APP_BYTES: usize = 2048;

/// Why what a HarmonyOS chain says of the key does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(not(feature = "internals"), non_exhaustive)]
pub enum HuksRefusal {
    /// A certificate above the first one may not issue others.
    #[error("an issuer's certificate does not say that it may issue others")]
    IssuerConstraints,
    /// The key's own certificate may issue others.
    #[error("the first certificate says that it may issue others")]
    LeafConstraints,
    /// The claims can't be read, or one stands twice.
    #[error("the claims about the key are not in their form")]
    ClaimsForm,
    /// The key was made for another nonce, or for none.
    #[error("the key was made for another challenge")]
    Challenge,
    /// The app is not named, or not as HarmonyOS names apps.
    #[error("what says which app made the key is not in its form")]
    AppForm,
    /// Another app.
    #[error("the key was made by an app that is not accepted")]
    App,
    /// A build for debugging.
    #[error("the app is not a release")]
    AppMode,
    /// The key was imported, or nobody says where it comes from.
    #[error("the key was not generated on the device")]
    Origin,
    /// Kept by another program than HUKS.
    #[error("the key is not kept by HUKS")]
    KeyManager,
    /// Not the trusted environment says so.
    #[error("origin or key manager are not vouched for by the trusted environment")]
    SecurityLevel,
}

impl HuksRefusal {
    /// The word for it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IssuerConstraints => "huks_issuer_constraints",
            Self::LeafConstraints => "huks_leaf_constraints",
            Self::ClaimsForm => "huks_claims_form",
            Self::Challenge => "huks_challenge",
            Self::AppForm => "huks_app_form",
            Self::App => "huks_app",
            Self::AppMode => "huks_app_mode",
            Self::Origin => "huks_origin",
            Self::KeyManager => "huks_key_manager",
            Self::SecurityLevel => "huks_security_level",
        }
    }
}

/// Judges a chain under one of the policy's roots.
pub(super) fn judge(
    chain: &Chain<'_>,
    expected: &Expected<'_>,
    policy: &HuksPolicy,
    revocations: &Revocations,
) -> Result<Judgment, Refusal> {
    if !matches!(chain.count(), 3 | 4) {
        return Err(ChainRefusal::Shape.into());
    }
    let claims = chain.leaf_extension(&CLAIMS)?;
    // A key in HUKS can sign a certificate too.
    if chain.issuers().any(|issuer| issuer.is_authority() != Ok(true)) {
        return Err(HuksRefusal::IssuerConstraints.into());
    }
    if chain.leaf.is_authority() != Ok(false) {
        return Err(HuksRefusal::LeafConstraints.into());
    }
    chain.verify_links()?;
    for certificate in chain.issuers().rev().chain([&chain.leaf]) {
        check_validity(certificate, expected.now, false)?;
    }
    let serials = chain.serials(Scheme::Huks, revocations)?;
    check_claims(claims, expected.challenge, &policy.apps)?;
    let notes = match expected.role {
        KeyRole::Everyday => Vec::new(),
        KeyRole::Identity => vec![Note::UserAuthUnattested],
    };
    Ok(Judgment {
        level: KeyProtection::TrustedEnvironment,
        scheme: Scheme::Huks,
        serials,
        ends: None,
        is_pending: policy.list_required && !revocations.is_current(Scheme::Huks, expected.now),
        notes,
        app_attest: None,
    })
}

/// The claims that are judged.
#[derive(Default)]
struct Claims<'a> {
    challenge: Option<Value<'a>>,
    app: Option<Value<'a>>,
    origin: Option<(u64, Value<'a>)>,
    key_manager: Option<(u64, Value<'a>)>,
}

impl<'a> Claims<'a> {
    /// Reads `SEQUENCE { INTEGER 0, SEQUENCE { INTEGER securityLevel, OID, value } … }`.
    fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut members = Value::read(der)?.inside(Tag::SEQUENCE)?;
        if members.value()?.number(Tag::INTEGER)? != 0 {
            return Err(DerError);
        }
        let mut claims = Self::default();
        let mut seen: Vec<&[u8]> = Vec::new();
        while !members.is_empty() {
            let mut claim = members.expect(Tag::SEQUENCE)?.inside(Tag::SEQUENCE)?;
            let level = claim.value()?.number(Tag::INTEGER)?;
            let oid = claim.value()?.bytes(Tag::OID)?;
            let value = claim.value()?;
            claim.end()?;
            if seen.contains(&oid) {
                return Err(DerError);
            }
            seen.push(oid);
            match oid {
                _ if oid == CHALLENGE => claims.challenge = Some(value),
                _ if oid == APP => claims.app = Some(value),
                _ if oid == ORIGIN => claims.origin = Some((level, value)),
                _ if oid == KEY_MANAGER => claims.key_manager = Some((level, value)),
                _ => {}
            }
        }
        Ok(claims)
    }
}

/// What HarmonyOS says of an app, as far as it is judged.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct App {
    bundle_name: String,
    app_identifier: String,
    app_mode: String,
}

impl App {
    /// Reads `SEQUENCE { OID, OCTET STRING json }`.
    fn read(value: &Value<'_>) -> Option<Self> {
        let mut inside = value.inside(Tag::SEQUENCE).ok()?;
        let oid = inside.value().ok()?.bytes(Tag::OID).ok()?;
        let text = inside.value().ok()?.bytes(Tag::OCTET_STRING).ok()?;
        inside.end().ok()?;
        (oid == HARMONY_APP).then(|| json::parse(text, MAX_APP_BYTES).ok()).flatten()
    }
}

/// Judges the claims, the value of the extension.
///
/// # Errors
/// [`HuksRefusal`].
pub fn check_claims(der: &[u8], challenge: &[u8], apps: &[HuksApp]) -> Result<(), HuksRefusal> {
    let claims = Claims::read(der).map_err(|_| HuksRefusal::ClaimsForm)?;
    let is_octets = |value: Value<'_>, wanted: &[u8]| value.bytes(Tag::OCTET_STRING) == Ok(wanted);
    if !claims.challenge.is_some_and(|value| is_octets(value, challenge)) {
        return Err(HuksRefusal::Challenge);
    }
    let app = claims.app.as_ref().and_then(App::read).ok_or(HuksRefusal::AppForm)?;
    let is_named = |named: &HuksApp| {
        named.bundle_name == app.bundle_name && named.app_identifier == app.app_identifier
    };
    if !apps.iter().any(is_named) {
        return Err(HuksRefusal::App);
    }
    if app.app_mode != "release" {
        return Err(HuksRefusal::AppMode);
    }
    let (origin_level, origin) = claims.origin.ok_or(HuksRefusal::Origin)?;
    if !is_octets(origin, &GENERATED) {
        return Err(HuksRefusal::Origin);
    }
    let (manager_level, manager) = claims.key_manager.ok_or(HuksRefusal::KeyManager)?;
    if !is_octets(manager, &HUKS) {
        return Err(HuksRefusal::KeyManager);
    }
    if [origin_level, manager_level] != [TRUSTED_ENVIRONMENT; 2] {
        return Err(HuksRefusal::SecurityLevel);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
