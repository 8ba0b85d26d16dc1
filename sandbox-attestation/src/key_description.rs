//! The extension of a leaf certificate that says what the phone knows of a key
//! (source.android.com/docs/security/features/keystore/attestation, `KeyDescription`).

use time::OffsetDateTime;

use crate::authority::KeyToAttest;
use crate::der::{boolean, enumerated, explicit, integer, null, octets, sequence, set};
use crate::phone::{Origin, Phone};

/// Object identifier of the extension.
pub const OID: &[u64] = &[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17];

/// Version of Android 16's key description.
const VERSION: u64 = 400;

/// A key description in DER.
pub fn write(phone: &Phone, key: &KeyToAttest<'_>, now: OffsetDateTime) -> Vec<u8> {
    let level = enumerated(phone.level.number());
    sequence(&[
        integer(VERSION),
        level.clone(),
        integer(VERSION),
        level,
        octets(key.challenge),
        octets(&[]),
        sequence(&[explicit(709, &octets(&application(phone)))]),
        sequence(&by_hardware(phone, key, now)),
    ])
}

/// `AttestationApplicationId`.
fn application(phone: &Phone) -> Vec<u8> {
    let package = sequence(&[octets(phone.app.package.as_bytes()), integer(1)]);
    sequence(&[set(&[package]), set(&[octets(&phone.app.signature)])])
}

/// What the hardware enforces, by the tags of Keymaster in their order.
fn by_hardware(phone: &Phone, key: &KeyToAttest<'_>, now: OffsetDateTime) -> Vec<Vec<u8>> {
    let year = u64::try_from(now.year()).unwrap_or_default();
    let patch = integer(year * 100 + u64::from(u8::from(now.month())));
    let origin = match phone.origin {
        Origin::Generated => 0,
        Origin::Imported => 2,
    };
    let boot_state = if phone.is_locked { 0 } else { 2 };
    let root_of_trust = sequence(&[
        octets(&[0; 32]),
        boolean(phone.is_locked),
        enumerated(boot_state),
        octets(&[0; 32]),
    ]);
    let mut known = vec![
        explicit(1, &set(&[integer(2)])),
        explicit(2, &integer(3)),
        explicit(3, &integer(256)),
        explicit(5, &set(&[integer(4)])),
        explicit(10, &integer(1)),
    ];
    if key.is_for_each_use {
        known.push(explicit(504, &integer(2)));
    } else {
        known.push(explicit(503, &null()));
        known.push(explicit(509, &null()));
    }
    known.extend([
        explicit(702, &integer(origin)),
        explicit(704, &root_of_trust),
        explicit(706, &patch),
    ]);
    known
}
