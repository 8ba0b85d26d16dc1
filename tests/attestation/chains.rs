//! Faults of the certificates, whoever made them.

use essc::base::time::UnixTime;
use essc::issuance::attestation::AttestationPolicy;
use essc::model::profile::KeyRole;

use crate::cases::Case;
use crate::list_drafts::ListDraft;
use crate::minting::{COMMON_NAME, Draft, ORGANIZATION, SERIAL_NUMBER, replace};
use crate::scene::{HUKS_CLAIMS, KEY_DESCRIPTION, NOW, Scene, Statement};

fn factory() -> Scene {
    Scene::factory(KeyRole::Everyday, 1)
}

fn remote() -> Scene {
    Scene::remote(KeyRole::Everyday, 1)
}

fn huks() -> Scene {
    Scene::huks(KeyRole::Everyday)
}

fn revoke(scene: &mut Scene, json: &str) {
    scene.status_list = Some((json.into(), NOW));
}

/// A key that an attested key of the phone certified.
fn lengthened(scene: &mut Scene) {
    let mut forged = scene.drafts.last().expect("a leaf").clone();
    forged.subject = vec![(COMMON_NAME, "Android Keystore Key")];
    let attested_value = scene.description().to_der();
    let attested_draft = scene.drafts.last_mut().expect("a leaf");
    attested_draft.extensions.push((KEY_DESCRIPTION.to_vec(), attested_value));
    scene.drafts.push(forged);
}

pub fn cases() -> Vec<Case> {
    let mut cases = lengths_and_forms();
    cases.extend(shapes());
    cases.extend(links());
    cases.extend(dates());
    cases.extend(revocations());
    cases
}

fn lengths_and_forms() -> Vec<Case> {
    const COUNT: &str = "certificate_count";
    const FORM: &str = "certificate_form";
    let case = |what, code, change| Case { what, code, scene: factory, change };
    vec![
        case("a policy that accepts nothing", "scheme_not_accepted", |s| {
            s.policy = AttestationPolicy::default();
        }),
        case("no certificate", COUNT, |s| s.after = Some(|m| m.certificates.clear())),
        case("one certificate", COUNT, |s| s.after = Some(|m| m.certificates.truncate(1))),
        case("two certificates", COUNT, |s| s.after = Some(|m| m.certificates.truncate(2))),
        case("six certificates", COUNT, |s| {
            s.after = Some(|m| m.certificates.resize(6, m.certificates[1].clone()));
        }),
        case("seven certificates", COUNT, |s| {
            s.after = Some(|m| m.certificates.resize(7, m.certificates[1].clone()));
        }),
        case("a certificate of 5 KiB", "certificate_too_long", |s| {
            s.drafts[2].extensions.push((vec![2, 5, 29, 99], vec![0; 5000]));
        }),
        case("not DER at all", FORM, |s| s.after = Some(|m| m.certificates[1] = b"hello".to_vec())),
        case("an empty certificate", FORM, |s| s.after = Some(|m| m.certificates[2].clear())),
        case("a byte after a certificate", FORM, |s| s.after = Some(|m| m.certificates[3].push(0))),
        case("a byte short", FORM, |s| {
            s.after = Some(|m| {
                m.certificates[0].pop();
            });
        }),
        case("a length of three bytes", FORM, |s| {
            s.after = Some(|m| {
                let der = &mut m.certificates[1];
                assert_eq!(der[1], 0x82);
                der[1] = 0x83;
                der.insert(2, 0);
            });
        }),
        case("an indefinite length", FORM, |s| {
            s.after = Some(|m| {
                let der = &mut m.certificates[1];
                der.splice(1..4, [0x80]);
                der.extend([0, 0]);
            });
        }),
        case("a BOOLEAN of 1", FORM, |s| {
            s.after = Some(|m| m.sign_again(1, |der| replace(der, &[1, 1, 0xff], &[1, 1, 1])));
        }),
        case("a negative serial number", FORM, |s| {
            s.drafts[2].serial = vec![0x71, 0x72];
            s.after = Some(|m| m.sign_again(1, |der| replace(der, &[2, 2, 0x71], &[2, 2, 0xf1])));
        }),
        case("a serial number with a leading zero", FORM, |s| {
            s.drafts[2].serial = vec![0x71, 0x72];
            s.after = Some(|m| m.sign_again(1, |der| replace(der, &[2, 2, 0x71], &[2, 2, 0])));
        }),
        case("a serial number of 21 bytes", FORM, |s| s.drafts[2].serial = vec![0x11; 21]),
        case("a certificate of version 2", FORM, |s| {
            s.after = Some(|m| {
                m.sign_again(1, |der| replace(der, &[0xa0, 3, 2, 1, 2], &[0xa0, 3, 2, 1, 1]));
            });
        }),
        case("two signature algorithms", FORM, |s| {
            s.after = Some(|m| {
                let sha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
                let sha384 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
                m.sign_again(0, |der| replace(der, &sha256, &sha384));
            });
        }),
        case("a proof of another key", "leaf_key", |s| s.other_key = true),
        case("a root that looks alike", "root_unknown", |s| s.other_root = true),
        case("a root that the policy doesn't know", "root_unknown", |s| s.policy.android = None),
    ]
}

fn shapes() -> Vec<Case> {
    const SHAPE: &str = "chain_shape";
    let case = |what, code, scene, change| Case { what, code, scene, change };
    vec![
        case("a factory chain lengthened by an attested key", SHAPE, factory, lengthened),
        case("a remotely provisioned chain lengthened", "certificate_count", remote, lengthened),
        case("a remotely provisioned chain with one certificate less", SHAPE, remote, |s| {
            s.drafts.remove(2);
        }),
        case("a factory chain with one certificate less", SHAPE, factory, |s| {
            s.drafts.remove(2);
        }),
        case("an intermediate of neither kind", SHAPE, factory, |s| {
            s.drafts[1].subject = vec![(ORGANIZATION, "Example")];
        }),
        case("an intermediate of both kinds", SHAPE, remote, |s| {
            s.drafts[1].subject.push((SERIAL_NUMBER, "1"));
        }),
        case("an intermediate of Google's other authority", SHAPE, remote, |s| {
            s.drafts[1].subject[1].1 = "Droid CA3";
        }),
        case("an intermediate of another organization", SHAPE, remote, |s| {
            s.drafts[1].subject[0].1 = "Google";
        }),
        case("a HarmonyOS chain of five", SHAPE, huks, |s| {
            let further = |name, serial| Draft::new(vec![(COMMON_NAME, name)], serial);
            s.drafts.insert(1, further("CA 2", 7));
            s.drafts.insert(1, further("CA 3", 8));
        }),
        case("no extension", "extension_missing", factory, |s| {
            s.statement = Statement::Raw(vec![])
        }),
        case("no claims", "extension_missing", huks, |s| s.statement = Statement::Raw(vec![])),
        case("two extensions", "extension_twice", factory, |s| {
            let value = s.description().to_der();
            let leaf = s.drafts.last_mut().expect("a leaf");
            leaf.extensions.push((KEY_DESCRIPTION.to_vec(), value));
        }),
        case(
            "the extension in the attestation certificate too",
            "extension_elsewhere",
            factory,
            |s| {
                let value = s.description().to_der();
                s.drafts[2].extensions.push((KEY_DESCRIPTION.to_vec(), value));
            },
        ),
        case("the extension in the root too", "extension_elsewhere", remote, |s| {
            let value = s.description().to_der();
            s.drafts[0].extensions.push((KEY_DESCRIPTION.to_vec(), value));
        }),
        case(
            "the extension in the attestation certificate alone",
            "extension_elsewhere",
            factory,
            |s| {
                let value = s.description().to_der();
                s.statement = Statement::Raw(vec![]);
                s.drafts[2].extensions.push((KEY_DESCRIPTION.to_vec(), value));
            },
        ),
        case("claims in the intermediate too", "extension_elsewhere", huks, |s| {
            s.drafts[1].extensions.push((HUKS_CLAIMS.to_vec(), vec![0x30, 0]));
        }),
    ]
}

fn links() -> Vec<Case> {
    let case = |what, code, scene, change| Case { what, code, scene, change };
    vec![
        case("an issuer of another name", "issuer_name", factory, |s| {
            s.drafts[3].issuer = Some(vec![(COMMON_NAME, "Somebody else")]);
        }),
        case("an intermediate with an issuer of another name", "issuer_name", remote, |s| {
            s.drafts[1].issuer = Some(vec![(COMMON_NAME, "Key Attestation CA2")]);
        }),
        case("a signature algorithm outside the set", "signature_algorithm", factory, |s| {
            s.drafts[2].algorithm = &rcgen::PKCS_ED25519;
        }),
        case("a leaf that was changed", "certificate_signature", factory, |s| {
            s.after = Some(|m| replace(&mut m.certificates[0], b"Keystore", b"keystore"));
        }),
        case("a root's signature that isn't its own", "certificate_signature", remote, |s| {
            s.after = Some(|m| replace(&mut m.certificates[3], b"Droid CA2", b"Droid CA2"));
            s.drafts[1].serial = vec![0x55, 0x66];
            s.after = Some(|m| replace(&mut m.certificates[3], &[0x55, 0x66], &[0x55, 0x67]));
        }),
        case("a HarmonyOS leaf that was changed", "certificate_signature", huks, |s| {
            s.after = Some(|m| replace(&mut m.certificates[0], b"5765", b"5766"));
        }),
    ]
}

fn dates() -> Vec<Case> {
    const EXPIRED: &str = "certificate_expired";
    const EARLY: &str = "certificate_not_yet_valid";
    let case = |what, code, scene, change| Case { what, code, scene, change };
    vec![
        case("an attestation certificate that is over", EXPIRED, remote, |s| {
            s.drafts[3].until = (2026, 11, 17);
        }),
        case("a server's certificate that is over", EXPIRED, remote, |s| {
            s.drafts[2].until = (2026, 11, 17);
        }),
        case("a provisioned chain before its time", EARLY, remote, |s| {
            s.drafts[3].from = (2026, 11, 19);
        }),
        case("a factory chain before its time", EARLY, factory, |s| {
            s.drafts[1].from = (2026, 11, 19);
        }),
        case("an issuer whose clock is years behind", EARLY, factory, |s| {
            s.now = UnixTime::from_secs(1_500_000_000);
        }),
        case("an issuer whose clock is years ahead", EXPIRED, remote, |s| {
            s.now = NOW.plus(10 * 365 * 86_400);
        }),
        case("a validity that is no time", "validity_form", factory, |s| {
            s.after = Some(|m| m.sign_again(1, |der| replace(der, b"210101", b"211301")));
        }),
        case("a HarmonyOS leaf that is over", EXPIRED, huks, |s| {
            s.drafts[2].until = (2026, 11, 17);
        }),
        case("a HarmonyOS root that is over", EXPIRED, huks, |s| {
            s.drafts[0].until = (2026, 11, 17);
        }),
        case("a HarmonyOS leaf before its time", EARLY, huks, |s| {
            s.drafts[2].from = (2026, 11, 19);
        }),
    ]
}

fn revocations() -> Vec<Case> {
    const REVOKED: &str = "certificate_revoked";
    let case = |what, scene, change| Case { what, code: REVOKED, scene, change };
    vec![
        case("a revoked attestation certificate", factory, |s| {
            revoke(s, r#"{"entries":{"3":{"status":"REVOKED","reason":"KEY_COMPROMISE"}}}"#);
        }),
        case("a suspended intermediate", factory, |s| {
            revoke(s, r#"{"entries":{"2":{"status":"SUSPENDED"}}}"#);
        }),
        case("a status that is not known", remote, |s| {
            revoke(s, r#"{"entries":{"4":{"status":"LOST","later":[1]}},"v":2}"#);
        }),
        case("an entry with capitals and leading zeros", factory, |s| {
            s.drafts[2].serial = vec![0xab, 0xcd];
            revoke(s, r#"{"entries":{"00ABCD":{"status":"REVOKED"}}}"#);
        }),
        case("an old copy of the list", factory, |s| {
            let json = r#"{"entries":{"3":{"status":"REVOKED"}}}"#;
            s.status_list = Some((json.into(), NOW.minus(86_400 * 30)));
        }),
        case("a revoked authority of HarmonyOS", huks, |s| {
            s.authority_lists = vec![ListDraft::revoking(&[2]).of(s)];
        }),
    ]
}
