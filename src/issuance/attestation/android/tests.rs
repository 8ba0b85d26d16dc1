use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

/// The leaf of a PEM file.
fn leaf(pem: &str) -> Vec<u8> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----").expect("a certificate");
    let (base64, _) = rest.split_once("-----END").expect("its end");
    STANDARD.decode(base64.split_whitespace().collect::<String>()).expect("base64")
}

macro_rules! published {
    ($name:literal) => {
        leaf(include_str!(concat!(
            "../../../../tests/vectors/published/attestation/android/",
            $name,
            ".pem"
        )))
    };
}

/// Whether the key description in a certificate is in its form.
fn is_in_form(der: &[u8]) -> bool {
    let certificate = Certificate::read(der).expect("a certificate");
    let value = certificate.extensions(&KEY_DESCRIPTION).next().expect("the extension");
    KeyDescription::read(value).is_ok()
}

#[test]
fn key_descriptions_that_google_made_wrong_are_not_in_their_form() {
    assert!(!is_in_form(&published!("malformed_rot_device_locked")), "a BOOLEAN that is no ff");
    assert!(!is_in_form(&published!("tags_not_in_ascending_order")));
    assert!(is_in_form(&published!("allow_while_on_body")));
    assert!(is_in_form(&published!("marlin-sdk29-TEE_EC_NONE")), "of version 2");
}

#[test]
fn what_a_published_key_description_says_is_read() {
    let der = published!("caiman-sdk36-SB_EC_RKP");
    let certificate = Certificate::read(&der).expect("a certificate");
    let value = certificate.extensions(&KEY_DESCRIPTION).next().expect("the extension");
    let KeyDescription { attestation_level, key_level, challenge, software, hardware } =
        KeyDescription::read(value).expect("a key description");
    assert_eq!((attestation_level, key_level), (2, 2));
    assert_eq!(challenge, b"7ccac1ea-4845-482e-858d-f6fa9aa8c295");
    assert_eq!((hardware.purposes, hardware.digests), (vec![2, 3], vec![4]));
    assert_eq!(
        (hardware.algorithm, hardware.key_size, hardware.curve),
        (Some(3), Some(256), Some(1))
    );
    assert!(hardware.no_auth_required && hardware.user_auth_type.is_none());
    assert_eq!((hardware.origin, software.origin), (Some(0), None));
    let root = hardware.root_of_trust.expect("a root of trust");
    assert_eq!((root.boot_key, root.is_locked, root.boot_state), (&[0; 32][..], true, 0));
    let patches = (hardware.os_patch, hardware.vendor_patch, hardware.boot_patch);
    assert_eq!(patches, (Some(202_511), Some(20_251_105), Some(20_251_105)));
    assert!(software.application.is_some());

    let der = published!("allow_while_on_body");
    let certificate = Certificate::read(&der).expect("a certificate");
    let value = certificate.extensions(&KEY_DESCRIPTION).next().expect("the extension");
    let KeyDescription { software, hardware, .. } =
        KeyDescription::read(value).expect("a key description");
    assert!(software.allow_while_on_body && software.unlocked_device_required);
    assert!(hardware.has_auth_timeout && !hardware.no_auth_required);
    assert_eq!(hardware.user_auth_type, Some(1));
}

#[test]
fn patch_levels_are_months_of_six_or_eight_digits() {
    assert_eq!(month_of(202_611), Some(2026 * 12 + 11));
    assert_eq!(month_of(20_261_131), month_of(202_611));
    for other in [0, 2026, 20_261, 202_600, 202_613, 2_026_110, 202_611_311, u64::MAX] {
        assert_eq!(month_of(other), None, "{other}");
    }
}
