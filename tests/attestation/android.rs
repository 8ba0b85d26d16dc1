//! Faults of what Android says of a key.

use essc::issuance::attestation::{Fingerprint, Note, Unlocked};
use essc::model::functions::KeyProtection;
use essc::model::profile::KeyRole;

use crate::cases::Case;
use crate::minting::{ORGANIZATION, TITLE};
use crate::scene::{Scene, application};
use essc_sandbox_attestation::der::{boolean, enumerated, integer, null, octets, sequence, set};

type Change = fn(&mut Scene);

pub fn everyday() -> Scene {
    Scene::factory(KeyRole::Everyday, 1)
}

fn identity() -> Scene {
    Scene::remote(KeyRole::Identity, 2)
}

fn strong_box() -> Scene {
    Scene::factory(KeyRole::Everyday, 2)
}

fn remote() -> Scene {
    Scene::remote(KeyRole::Everyday, 1)
}

fn self_signed() -> Scene {
    let mut scene = everyday();
    scene.android().verified_boot_keys = vec![Fingerprint([9; 32])];
    hardware(&mut scene, 704, root_of_trust(true, 1, &[9; 32]));
    scene
}

pub fn hardware(scene: &mut Scene, tag: u32, value: Vec<u8>) {
    scene.description().hardware.insert(tag, value);
}

fn software(scene: &mut Scene, tag: u32, value: Vec<u8>) {
    scene.description().software.insert(tag, value);
}

fn without(scene: &mut Scene, tag: u32) {
    let description = scene.description();
    let gone = [description.hardware.remove(&tag), description.software.remove(&tag)];
    assert!(gone.iter().any(Option::is_some), "{tag} is there");
}

fn root_of_trust(is_locked: bool, state: u64, key: &[u8]) -> Vec<u8> {
    sequence(&[octets(key), boolean(is_locked), enumerated(state), octets(&[8; 32])])
}

pub fn cases() -> Vec<Case> {
    let mut cases = levels();
    cases.extend(keys());
    cases.extend(roles());
    cases.extend(phones());
    cases.extend(apps());
    cases
}

fn levels() -> Vec<Case> {
    const OF_CHAIN: &str = "security_level_of_chain";
    let case = |what, code, scene, change| Case { what, code, scene, change };
    vec![
        case("another challenge", "key_challenge", everyday, |s| {
            s.description().challenge[0] ^= 1;
        }),
        case("a nonce that was replayed", "key_challenge", everyday, |s| s.nonce = "another"),
        case("the nonce itself as challenge", "key_challenge", everyday, |s| {
            s.description().challenge = s.nonce.into();
        }),
        case("an attestation from software", "security_levels_differ", everyday, |s| {
            s.description().attestation_level = 0;
        }),
        case("a key in software", "security_levels_differ", everyday, |s| {
            s.description().key_level = 0;
        }),
        case("both in software", "software_key", everyday, |s| {
            s.description().attestation_level = 0;
            s.description().key_level = 0;
        }),
        case("a level that is not known", "security_level_unknown", everyday, |s| {
            s.description().attestation_level = 3;
            s.description().key_level = 3;
        }),
        case("a StrongBox name with level 1", OF_CHAIN, everyday, |s| {
            s.drafts[2].subject[0] = (TITLE, "my strongBOX key");
        }),
        case("a StrongBox intermediate with level 1", OF_CHAIN, everyday, |s| {
            s.drafts[1].subject[0] = (TITLE, "StrongBox");
        }),
        case("level 2 without a StrongBox name", OF_CHAIN, everyday, |s| {
            s.description().attestation_level = 2;
            s.description().key_level = 2;
        }),
        case("level 2 under a provisioned TEE", OF_CHAIN, remote, |s| {
            s.description().attestation_level = 2;
            s.description().key_level = 2;
        }),
        case("level 2 under a provisioned name of its own", OF_CHAIN, identity, |s| {
            s.drafts[3].subject[1] = (ORGANIZATION, "strongbox");
        }),
        case("a factory chain where none is taken", "factory_chain", everyday, |s| {
            s.android().rkp_from = Some(KeyProtection::TrustedEnvironment);
        }),
    ]
}

fn keys() -> Vec<Case> {
    let case = |what, code, change| Case { what, code, scene: everyday, change };
    vec![
        case("no purpose", "key_purpose", |s| without(s, 1)),
        case("a key that verifies only", "key_purpose", |s| hardware(s, 1, set(&[integer(3)]))),
        case("a key that attests keys", "key_purpose", |s| {
            hardware(s, 1, set(&[integer(2), integer(7)]));
        }),
        case("a key that agrees on keys", "key_purpose", |s| {
            hardware(s, 1, set(&[integer(2), integer(6)]));
        }),
        case("a purpose of software only", "key_purpose", |s| {
            without(s, 1);
            software(s, 1, set(&[integer(2)]));
        }),
        case("an RSA key", "key_algorithm", |s| hardware(s, 2, integer(1))),
        case("no algorithm", "key_algorithm", |s| without(s, 2)),
        case("384 bits", "key_size", |s| hardware(s, 3, integer(384))),
        case("another curve", "key_curve", |s| hardware(s, 10, integer(2))),
        case("no curve", "key_curve", |s| without(s, 10)),
        case("another digest", "key_digest", |s| hardware(s, 5, set(&[integer(6)]))),
        case("no digest", "key_digest", |s| without(s, 5)),
        case("a key that was imported", "key_origin", |s| hardware(s, 702, integer(2))),
        case("a key that was securely imported", "key_origin", |s| hardware(s, 702, integer(4))),
        case("no origin", "key_origin", |s| without(s, 702)),
        case("an origin of software", "key_origin_in_software", |s| {
            without(s, 702);
            software(s, 702, integer(0));
        }),
        case("an origin of both", "key_origin_in_software", |s| software(s, 702, integer(0))),
        case("a root of trust of software too", "root_of_trust_in_software", |s| {
            software(s, 704, root_of_trust(true, 0, &[7; 32]));
        }),
    ]
}

fn roles() -> Vec<Case> {
    let of_identity = |what, code, change| Case { what, code, scene: identity, change };
    vec![
        of_identity("no authentication type", "user_authentication", |s| without(s, 504)),
        of_identity("an authentication type of none", "user_authentication", |s| {
            hardware(s, 504, integer(4));
        }),
        of_identity("an authentication type of software", "user_authentication", |s| {
            without(s, 504);
            software(s, 504, integer(3));
        }),
        of_identity("an everyday key as identity key", "user_authentication", |s| {
            without(s, 504);
            hardware(s, 503, null());
        }),
        of_identity("no authentication required", "no_authentication", |s| {
            hardware(s, 503, null());
        }),
        of_identity("the same of software", "no_authentication", |s| software(s, 503, null())),
        of_identity("an authentication that lasts", "authentication_timeout", |s| {
            hardware(s, 505, integer(30));
        }),
        of_identity("one that lasts no second", "authentication_timeout", |s| {
            software(s, 505, integer(0));
        }),
        of_identity("usable on the body", "while_on_body", |s| hardware(s, 506, null())),
        of_identity("the same of software", "while_on_body", |s| software(s, 506, null())),
        Case {
            what: "an everyday key that signs while the phone is locked",
            code: "unlocked_device",
            scene: everyday,
            change: |s| without(s, 509),
        },
        Case {
            what: "an identity key as everyday key",
            code: "unlocked_device",
            scene: identity,
            change: |s| s.role = KeyRole::Everyday,
        },
    ]
}

fn phones() -> Vec<Case> {
    let case = |what, code, change| Case { what, code, scene: everyday, change };
    vec![
        case("no root of trust", "root_of_trust", |s| without(s, 704)),
        case("an unlocked boot loader", "device_unlocked", |s| {
            hardware(s, 704, root_of_trust(false, 0, &[7; 32]));
        }),
        case("an unverified system", "boot_state", |s| {
            hardware(s, 704, root_of_trust(true, 2, &[7; 32]));
        }),
        case("a system that failed", "boot_state", |s| {
            hardware(s, 704, root_of_trust(true, 3, &[7; 32]));
        }),
        case("another system than the maker's", "boot_state", |s| {
            hardware(s, 704, root_of_trust(true, 1, &[7; 32]));
        }),
        Case {
            what: "another system than the policy's",
            code: "boot_state",
            scene: self_signed,
            change: |s| hardware(s, 704, root_of_trust(true, 1, &[9; 31])),
        },
        case("no patch level", "patch_missing", |s| without(s, 706)),
        case("a patch level of 0", "patch_missing", |s| hardware(s, 706, integer(0))),
        case("a patch level of software", "patch_missing", |s| {
            without(s, 706);
            software(s, 706, integer(202_610));
        }),
        case("a patch level of five digits", "patch_form", |s| hardware(s, 706, integer(20_261))),
        case("a patch level of month 13", "patch_form", |s| hardware(s, 706, integer(202_613))),
        case("a vendor's patch level of month 0", "patch_form", |s| {
            hardware(s, 718, integer(20_260_001));
        }),
        case("patches of 25 months ago", "patch_too_old", |s| hardware(s, 706, integer(202_410))),
        case("a vendor's patches of 25 months ago", "patch_too_old", |s| {
            hardware(s, 718, integer(20_241_031));
        }),
        case("a boot loader of 25 months ago", "patch_too_old", |s| {
            hardware(s, 719, integer(202_410));
        }),
        case("patches of three months ahead", "patch_in_future", |s| {
            hardware(s, 706, integer(202_702));
        }),
        Case {
            what: "patches too old for level 2",
            code: "patch_too_old",
            scene: || {
                let mut scene = strong_box();
                scene.android().patch_months_secure_element = Some(1);
                scene
            },
            change: |s| hardware(s, 706, integer(202_609)),
        },
    ]
}

fn apps() -> Vec<Case> {
    let case = |what, code, change| Case { what, code, scene: everyday, change };
    vec![
        case("no app", "application_missing", |s| without(s, 709)),
        case("an app that can't be read", "application_form", |s| {
            software(s, 709, octets(&[0x30, 0x80, 0, 0]));
        }),
        case("an app with bytes after it", "application_form", |s| {
            let good = sequence(&[set(&[]), set(&[])]);
            software(s, 709, octets(&[good.as_slice(), &[0]].concat()));
        }),
        case("another app", "application", |s| {
            software(s, 709, application(&[b"cn.example.cards"], &[&[0xab; 32]]));
        }),
        case("no package", "application", |s| software(s, 709, application(&[], &[&[0xab; 32]]))),
        case("two apps that share keys", "application", |s| {
            let packages: [&[u8]; 2] = [b"cn.example.card", b"cn.example.other"];
            software(s, 709, application(&packages, &[&[0xab; 32]]));
        }),
        case("a repackaged app", "application_signature", |s| {
            software(s, 709, application(&[b"cn.example.card"], &[&[0xac; 32]]));
        }),
        case("an app with one signer more", "application_signature", |s| {
            software(s, 709, application(&[b"cn.example.card"], &[&[0xab; 32], &[0xac; 32]]));
        }),
        case("an app without signer", "application_signature", |s| {
            software(s, 709, application(&[b"cn.example.card"], &[]));
        }),
        case("an app with one signer less", "application_signature", |s| {
            let mut one_more = s.android().apps[0].clone();
            one_more.signatures.push(Fingerprint([0xac; 32]));
            s.android().apps = vec![one_more];
        }),
        case("a policy without signers", "application_signature", |s| {
            s.android().apps[0].signatures.clear();
            software(s, 709, application(&[b"cn.example.card"], &[]));
        }),
    ]
}

#[test]
fn what_the_policy_only_warns_of_or_limits_is_noted() {
    let mut scene = everyday();
    scene.android().unlocked = Unlocked::Warn;
    scene.description().software.remove(&509);
    let judgment = scene.judge().expect("level 1");
    let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
    assert_eq!(
        (judgment.level, notes),
        (KeyProtection::TrustedEnvironment, vec!["unlocked_not_required"])
    );

    let mut scene = strong_box();
    scene.android().rkp_from = Some(KeyProtection::SecureElement);
    let judgment = scene.judge().expect("level 1");
    let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
    assert_eq!(
        (judgment.level, notes),
        (KeyProtection::TrustedEnvironment, vec!["factory_chain_limited"])
    );

    let mut scene = identity();
    scene.android().rkp_from = Some(KeyProtection::TrustedEnvironment);
    let judgment = scene.judge().expect("a provisioned chain");
    let notes: Vec<_> = judgment.notes.iter().map(|note| note.code()).collect();
    assert_eq!(
        (judgment.level, notes),
        (KeyProtection::SecureElement, vec!["remotely_provisioned"])
    );
}

#[test]
fn chains_of_each_shape_role_and_level_are_taken() {
    let levels = [KeyProtection::TrustedEnvironment, KeyProtection::SecureElement];
    for role in [KeyRole::Everyday, KeyRole::Identity] {
        for (number, level) in [1, 2].into_iter().zip(levels) {
            for scene in [Scene::factory(role, number), Scene::remote(role, number)] {
                let chain = scene.drafts.len();
                let judgment = scene.judge().expect("good");
                assert_eq!((judgment.level, judgment.is_pending), (level, false));
                assert_eq!(judgment.serials.len(), chain - 1, "without the root's");
                // The attestation certificate of a provisioned chain is the one with the serial number 4.
                let single_phone = judgment.single_phone().map(ToString::to_string);
                let (notes, serial) = match chain {
                    5 => (vec![Note::RemotelyProvisioned], Some("4".to_owned())),
                    _ => (vec![], None),
                };
                assert_eq!((judgment.notes, single_phone), (notes, serial));
            }
        }
    }
}

#[test]
fn what_makes_no_difference_makes_none() {
    let changes: [(&str, Change); 9] = [
        ("a factory chain that is over", |s| {
            s.drafts[1].until = (2022, 1, 1);
            s.drafts[2].until = (2022, 1, 1);
        }),
        ("a root that is over", |s| s.drafts[0].until = (2022, 1, 1)),
        ("a leaf of any date", |s| {
            (s.drafts[3].from, s.drafts[3].until) = ((2048, 1, 1), (2049, 1, 1))
        }),
        ("an authority that doesn't say so", |s| s.drafts[2].is_authority = None),
        ("a serial number of 20 bytes", |s| s.drafts[2].serial = vec![0x7f; 20]),
        ("a tag that is not known", |s| hardware(s, 900, sequence(&[octets(b"later")]))),
        ("another use of the key for verifying", |s| {
            hardware(s, 1, set(&[integer(2), integer(3)]))
        }),
        ("signers in another order and twice", |s| {
            s.android().apps[0].signatures = vec![Fingerprint([1; 32]), Fingerprint([0xab; 32])];
            let signers: [&[u8]; 3] = [&[0xab; 32], &[1; 32], &[0xab; 32]];
            software(s, 709, application(&[b"cn.example.card"], &signers));
        }),
        ("patches of exactly 24 months ago and 2 ahead", |s| {
            hardware(s, 706, integer(202_411));
            hardware(s, 718, integer(202_701));
        }),
    ];
    for (what, change) in changes {
        let mut scene = everyday();
        change(&mut scene);
        assert_eq!(scene.judge().map(|_| ()), Ok(()), "{what}");
    }
    assert!(self_signed().judge().is_ok(), "a system that the policy names");
}
