//! What the chains of Android Key Attestation say of a key, and of the phone and the app that made it.
//!
//! A key in the phone's key store can sign a certificate and so lengthen a chain. That is why the shape is
//! read from the root on, and a chain has exactly the certificates that Google issues.

pub mod application;
pub mod key_description;
mod refusal;

use super::chain::{Chain, Expected, check_validity};
use super::{AndroidPolicy, ChainRefusal, Judgment, Note, Refusal, Revocations, Scheme, Unlocked};
use crate::base::time::UnixTime;
use crate::crypto::digest::Sha256;
use crate::model::functions::KeyProtection;
use crate::model::profile::KeyRole;
use crate::wire::x509::{Certificate, attributes};

use application::check_application;
use key_description::{AuthorizationList, KeyDescription};

pub use refusal::AndroidRefusal;

/// SHA-256 of the public keys of Google's two roots: RSA-4096, and P-384 from 2025 on.
pub(super) const GOOGLE_ROOTS: [Sha256; 2] = [
    [
        0xfe, 0xb2, 0xea, 0x75, 0x51, 0xee, 0x31, 0x6e, 0xd4, 0xbb, 0x44, 0x3c, 0x82, 0x93, 0xb8,
        0x84, 0xdb, 0xfd, 0xea, 0x40, 0xb6, 0x03, 0xee, 0x3e, 0x4f, 0x4a, 0x89, 0x7e, 0x45, 0x80,
        0xfb, 0xae,
    ],
    [
        0x3e, 0xe4, 0x45, 0x12, 0xa1, 0xaf, 0x2b, 0xeb, 0x39, 0xc8, 0x89, 0x49, 0x0c, 0x60, 0xea,
        0x3f, 0x82, 0xe4, 0x3f, 0x5d, 0x5a, 0x55, 0x32, 0xf5, 0xab, 0x94, 0x19, 0xf6, 0x76, 0xcd,
        0x07, 0xec,
    ],
];

/// `1.3.6.1.4.1.11129.2.1.17`, the key description.
const KEY_DESCRIPTION: [u8; 10] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xd6, 0x79, 0x02, 0x01, 0x11];

/// `2.5.4.3`, common name.
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
/// `2.5.4.5`, serial number of a device.
const SERIAL_NUMBER: [u8; 3] = [0x55, 0x04, 0x05];
/// `2.5.4.10`, organization.
const ORGANIZATION: [u8; 3] = [0x55, 0x04, 0x0a];

// Values of KeyMint's enumerations.
const PURPOSE_SIGN: u64 = 2;
const PURPOSE_VERIFY: u64 = 3;
const ALGORITHM_EC: u64 = 3;
const CURVE_P256: u64 = 1;
const DIGEST_SHA256: u64 = 4;
const ORIGIN_GENERATED: u64 = 0;
const PASSWORD_OR_BIOMETRICS: u64 = 1 | 2;
const BOOT_VERIFIED: u64 = 0;
const BOOT_SELF_SIGNED: u64 = 1;

/// How the attestation key got into the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Provisioning {
    /// In the factory, the same one in many phones.
    Factory,
    /// From Google's server, for weeks and one phone.
    Remote,
}

/// Judges a chain under one of the policy's roots.
pub(super) fn judge(
    chain: &Chain<'_>,
    expected: &Expected<'_>,
    policy: &AndroidPolicy,
    revocations: &Revocations,
) -> Result<Judgment, Refusal> {
    let provisioning = provisioning(chain)?;
    let description = chain.leaf_extension(&KEY_DESCRIPTION)?;
    chain.verify_links()?;
    for certificate in chain.between.iter().rev() {
        // A factory's keys can't be replaced in phones that are sold.
        let may_have_ended = provisioning == Provisioning::Factory;
        check_validity(certificate, expected.now, may_have_ended)?;
    }
    let serials = chain.serials(Scheme::Android, revocations)?;

    let description =
        KeyDescription::read(description).map_err(|_| AndroidRefusal::KeyDescriptionForm)?;
    if description.challenge != expected.challenge {
        return Err(AndroidRefusal::Challenge.into());
    }
    let level = level(&description, chain, provisioning)?;
    check_boot(&description, policy)?;
    check_key(&description)?;
    let mut notes = Vec::new();
    if !check_role(&description, expected.role, policy.unlocked)? {
        notes.push(Note::UnlockedNotRequired);
    }
    check_application(description.software.application, &policy.apps)?;
    let months = match (level, policy.patch_months_secure_element) {
        (KeyProtection::SecureElement, Some(months)) => months,
        _ => policy.patch_months,
    };
    check_patches(&description.hardware, expected.now, months)?;

    let level = match provisioning {
        Provisioning::Remote => {
            notes.push(Note::RemotelyProvisioned);
            level
        }
        Provisioning::Factory => {
            let limited = limited_to_remote(level, policy)?;
            if limited < level {
                notes.push(Note::FactoryChainLimited);
            }
            limited
        }
    };
    Ok(Judgment {
        level,
        scheme: Scheme::Android,
        serials,
        ends: None,
        is_pending: !revocations.is_current(Scheme::Android, expected.now),
        notes,
        app_attest: None,
    })
}

/// Read from the certificate next to the root, which decides how many there are.
fn provisioning(chain: &Chain<'_>) -> Result<Provisioning, ChainRefusal> {
    let intermediate = chain.between.last().ok_or(ChainRefusal::Shape)?;
    let is_google = only_text(intermediate, &ORGANIZATION) == Some("Google LLC")
        && only_text(intermediate, &COMMON_NAME) == Some("Droid CA2");
    let is_factory = attributes(intermediate.subject).any(|(oid, _)| oid == SERIAL_NUMBER);
    match (is_google, is_factory, chain.count()) {
        (true, false, 5) => Ok(Provisioning::Remote),
        (false, true, 4) => Ok(Provisioning::Factory),
        _ => Err(ChainRefusal::Shape),
    }
}

/// The text of an attribute that stands once in a subject.
fn only_text<'a>(certificate: &Certificate<'a>, oid: &[u8]) -> Option<&'a str> {
    let mut found = attributes(certificate.subject).filter(|(found, _)| *found == oid);
    match (found.next(), found.next()) {
        (Some((_, text)), None) => text,
        _ => None,
    }
}

/// The level that description and certificates agree on.
fn level(
    description: &KeyDescription<'_>,
    chain: &Chain<'_>,
    provisioning: Provisioning,
) -> Result<KeyProtection, AndroidRefusal> {
    if description.attestation_level != description.key_level {
        return Err(AndroidRefusal::LevelsDiffer);
    }
    let level = match description.key_level {
        0 => return Err(AndroidRefusal::SoftwareKey),
        1 => KeyProtection::TrustedEnvironment,
        2 => KeyProtection::SecureElement,
        _ => return Err(AndroidRefusal::LevelUnknown),
    };
    let attestation = chain.between.first().ok_or(AndroidRefusal::LevelOfChain)?;
    let agrees = match provisioning {
        Provisioning::Remote => match only_text(attestation, &ORGANIZATION) {
            Some("TEE") => level == KeyProtection::TrustedEnvironment,
            Some("StrongBox") => level == KeyProtection::SecureElement,
            _ => false,
        },
        Provisioning::Factory => {
            let is_strong_box = chain.between.iter().any(names_strong_box);
            is_strong_box == (level == KeyProtection::SecureElement)
        }
    };
    if agrees { Ok(level) } else { Err(AndroidRefusal::LevelOfChain) }
}

/// Whether any text of the subject has the word, however it is written.
fn names_strong_box(certificate: &Certificate<'_>) -> bool {
    attributes(certificate.subject)
        .filter_map(|(_, text)| text)
        .any(|text| text.to_ascii_lowercase().contains("strongbox"))
}

/// That it is a signing key of P-256 that was made in the hardware.
fn check_key(description: &KeyDescription<'_>) -> Result<(), AndroidRefusal> {
    let KeyDescription { hardware, software, .. } = description;
    let purposes = &hardware.purposes;
    let is_allowed = |purpose: &u64| [PURPOSE_SIGN, PURPOSE_VERIFY].contains(purpose);
    if !purposes.contains(&PURPOSE_SIGN) || !purposes.iter().all(is_allowed) {
        return Err(AndroidRefusal::Purpose);
    }
    if hardware.algorithm != Some(ALGORITHM_EC) {
        return Err(AndroidRefusal::Algorithm);
    }
    if hardware.key_size != Some(256) {
        return Err(AndroidRefusal::KeySize);
    }
    if hardware.curve != Some(CURVE_P256) {
        return Err(AndroidRefusal::Curve);
    }
    if !hardware.digests.contains(&DIGEST_SHA256) {
        return Err(AndroidRefusal::Digest);
    }
    if software.origin.is_some() {
        return Err(AndroidRefusal::OriginInSoftware);
    }
    if hardware.origin != Some(ORIGIN_GENERATED) {
        return Err(AndroidRefusal::Origin);
    }
    Ok(())
}

/// What the role demands of authentication; whether the device has to be unlocked.
fn check_role(
    description: &KeyDescription<'_>,
    role: KeyRole,
    unlocked: Unlocked,
) -> Result<bool, AndroidRefusal> {
    let lists = [&description.hardware, &description.software];
    let any = |holds: fn(&AuthorizationList<'_>) -> bool| lists.iter().any(|list| holds(list));
    match role {
        KeyRole::Identity => {
            let kinds = description.hardware.user_auth_type.unwrap_or(0);
            if kinds & PASSWORD_OR_BIOMETRICS == 0 {
                return Err(AndroidRefusal::UserAuthentication);
            }
            if any(|list| list.no_auth_required) {
                return Err(AndroidRefusal::NoAuthentication);
            }
            if any(|list| list.has_auth_timeout) {
                return Err(AndroidRefusal::AuthenticationTimeout);
            }
            if any(|list| list.allow_while_on_body) {
                return Err(AndroidRefusal::WhileOnBody);
            }
            Ok(true)
        }
        KeyRole::Everyday => {
            let is_required = any(|list| list.unlocked_device_required);
            if !is_required && unlocked == Unlocked::Refuse {
                return Err(AndroidRefusal::UnlockedDevice);
            }
            Ok(is_required)
        }
    }
}

/// That the phone is locked and runs its maker's system, or one that the policy names.
fn check_boot(
    description: &KeyDescription<'_>,
    policy: &AndroidPolicy,
) -> Result<(), AndroidRefusal> {
    if description.software.root_of_trust.is_some() {
        return Err(AndroidRefusal::RootOfTrustInSoftware);
    }
    let root = description.hardware.root_of_trust.ok_or(AndroidRefusal::RootOfTrust)?;
    if !root.is_locked {
        return Err(AndroidRefusal::DeviceUnlocked);
    }
    let is_named = || policy.verified_boot_keys.iter().any(|key| key.0 == *root.boot_key);
    match root.boot_state {
        BOOT_VERIFIED => Ok(()),
        BOOT_SELF_SIGNED if is_named() => Ok(()),
        _ => Err(AndroidRefusal::BootState),
    }
}

/// That the system's patches are at most some months old; those of vendor and boot too, where they are
/// told.
fn check_patches(
    hardware: &AuthorizationList<'_>,
    now: UnixTime,
    months: u32,
) -> Result<(), AndroidRefusal> {
    let os = hardware.os_patch.filter(|level| *level != 0).ok_or(AndroidRefusal::PatchMissing)?;
    let others = [hardware.vendor_patch, hardware.boot_patch].into_iter().flatten();
    let (year, month, _) = now.date();
    let this_month = year * 12 + month;
    for level in std::iter::once(os).chain(others.filter(|level| *level != 0)) {
        let patched = month_of(level).ok_or(AndroidRefusal::PatchForm)?;
        if patched + u64::from(months) < this_month {
            return Err(AndroidRefusal::PatchTooOld);
        }
        if patched > this_month + 2 {
            return Err(AndroidRefusal::PatchInFuture);
        }
    }
    Ok(())
}

/// Months since the year 0 of a patch level, `YYYYMM` or `YYYYMMDD`.
fn month_of(level: u64) -> Option<u64> {
    let year_and_month = match level {
        100_000..=999_999 => level,
        10_000_000..=99_999_999 => level / 100,
        _ => return None,
    };
    let (year, month) = (year_and_month / 100, year_and_month % 100);
    (1..=12).contains(&month).then_some(year * 12 + month)
}

/// The level of a factory chain where the policy gives some levels to remotely provisioned ones only.
fn limited_to_remote(
    level: KeyProtection,
    policy: &AndroidPolicy,
) -> Result<KeyProtection, AndroidRefusal> {
    match policy.rkp_from {
        None => Ok(level),
        Some(KeyProtection::SecureElement) => Ok(level.min(KeyProtection::TrustedEnvironment)),
        Some(KeyProtection::TrustedEnvironment | KeyProtection::Software) => {
            Err(AndroidRefusal::FactoryChain)
        }
    }
}

#[cfg(test)]
mod tests;
