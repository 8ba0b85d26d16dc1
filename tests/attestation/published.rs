//! Chains that makers of phones published: what phones really send.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::base::time::UnixTime;
use essc::crypto::{PublicKey, SigningKey};
use essc::issuance::attestation::chain::{Expected, judge_for};
use essc::issuance::attestation::{
    AndroidApp, AndroidPolicy, AttestationPolicy, Fingerprint, HuksApp, HuksPolicy, Revocations,
    Unlocked,
};
use essc::issuance::leaf_certificate;
use essc::model::functions::KeyProtection;
use essc::model::profile::KeyRole;
use essc::wire::x509::Certificate;
use x509_cert::der::{Decode as _, Encode as _};

/// Where the chains are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/published/attestation")
}

/// The certificates of a PEM file.
fn certificates(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).expect("a PEM file");
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let base64 = blocks.map(|block| block.split("-----END").next().unwrap_or_default());
    base64
        .map(|text| {
            let text: String = text.split_whitespace().collect();
            STANDARD.decode(text).expect("base64")
        })
        .collect()
}

/// The key of the leaf, or any other where it is not one of P-256.
fn key(certificates: &[Vec<u8>]) -> PublicKey {
    leaf_certificate::public_key(&STANDARD.encode(&certificates[0]))
        .unwrap_or_else(|| SigningKey::from_bytes(&[7; 32]).expect("scalar").public_key())
}

fn policy() -> AttestationPolicy {
    // The apps that Google's samples were made with, and the one whose signer differs.
    let signer = "EDk47kU35Z6O55L2VFBPuDRvxrNG0LvEQV/DOfz8jsE=";
    let vending = "8P1sW0EPJcslw7UzRsiXL64w+O50Ed+RBICtay1g24M=";
    let collector = "com.google.wireless.android.security.attestationverifier.collector";
    let apps = [
        (collector, signer),
        ("com.google.android.attestation", signer),
        ("com.android.vending", vending),
    ];
    let apps = apps.map(|(package, digest)| AndroidApp {
        package: package.into(),
        signatures: vec![Fingerprint(
            STANDARD.decode(digest).expect("base64").try_into().expect("32 bytes"),
        )],
    });
    let mut android = AndroidPolicy::new(apps.into());
    android.unlocked = Unlocked::Warn;
    let huks = HuksPolicy::new(vec![HuksApp {
        bundle_name: "com.example.myapplication".into(),
        app_identifier: "15735468".into(),
    }]);
    AttestationPolicy { android: Some(android), huks: Some(huks), ..AttestationPolicy::default() }
}

const TRUSTED: Result<KeyProtection, &str> = Ok(KeyProtection::TrustedEnvironment);
const SECURE: Result<KeyProtection, &str> = Ok(KeyProtection::SecureElement);

/// File, challenge, when it was made, and what an issuer says that was asked then.
const CHAINS: [(&str, &str, u64, Result<KeyProtection, &str>); 14] = [
    (
        "android/caiman-sdk36-SB_EC_RKP.pem",
        "7ccac1ea-4845-482e-858d-f6fa9aa8c295",
        1_758_900_646,
        SECURE,
    ),
    (
        "android/caiman-sdk36-TEE_EC_RKP.pem",
        "d688d763-6118-4ca6-94b2-e6cd9ed7e4e4",
        1_758_900_680,
        TRUSTED,
    ),
    (
        "android/tegu-sdk36-SB_EC_2026_ROOT.pem",
        "90578e1d-f5bf-4ccf-a27f-a4f4d89ee21f",
        1_771_979_841,
        SECURE,
    ),
    (
        "android/tegu-sdk36-TEE_EC_2026_ROOT.pem",
        "6417f92c-daef-4cc1-8828-5bb39338ffd5",
        1_771_894_563,
        TRUSTED,
    ),
    (
        "android/tegu-sdk37-TEE_MAX_USAGE_COUNT.pem",
        "5c096f0f-e998-4059-bdec-be36d928bd8d",
        1_783_361_716,
        Err("device_unlocked"),
    ),
    // A key that signs SHA-512 only: all else of it is good.
    ("android/sony-xperia10-iii-sdk33-TEE_EC.pem", "", 1_780_585_145, Err("key_digest")),
    ("android/akita-sdk34-TEE_EC_NONE.pem", "challenge", 1_727_389_885, Err("device_unlocked")),
    ("android/blueline-sdk28-TEE_EC_NONE.pem", "challenge", 1_538_178_035, Err("device_unlocked")),
    ("android/marlin-sdk29-TEE_EC_NONE.pem", "challenge", 1_572_308_512, Err("root_unknown")),
    ("android/allow_while_on_body.pem", "", 1_742_000_000, Err("certificate_count")),
    ("android/malformed_rot_device_locked.pem", "", 1_742_000_000, Err("key_description_form")),
    // Its makers changed what is signed.
    ("android/tags_not_in_ascending_order.pem", "", 1_742_000_000, Err("certificate_signature")),
    ("android/tokay-sdk37-TEE_MLDSA_RKP.pem", "", 1_777_300_000, Err("leaf_key")),
    ("huawei/chain-rsa-debug.pem", "challenge_data", 1_747_267_200, Err("leaf_key")),
];

#[test]
fn published_chains_give_the_level_or_the_refusal_that_they_have() {
    for (file, challenge, now, wanted) in CHAINS {
        let certificates = certificates(&folder().join(file));
        let now = UnixTime::from_secs(now);
        let (mut policy, key) = (policy(), key(&certificates));
        let mut challenge = challenge.as_bytes().to_vec();
        if file.contains("sony") {
            challenge =
                STANDARD.decode("Pq/k1d0AkN5aQrQytCSBr1zimWNlayWExZpJLeFtAMk=").expect("base64");
            policy.android.as_mut().expect("accepted").patch_months = 36;
        }
        let revocations = Revocations::parse(br#"{"entries":{}}"#, now).expect("a list");
        let expected = Expected { key: &key, challenge: &challenge, role: KeyRole::Everyday, now };
        let judged = judge_for(&certificates, &expected, &policy, &revocations);
        let judged = judged.map(|judgment| judgment.level).map_err(|refusal| refusal.code());
        assert_eq!(judged, wanted, "{file}");
        if wanted.is_ok() {
            let later = Expected { now: now.plus(86_400 * 90), ..expected };
            let judged = judge_for(&certificates, &later, &policy, &revocations);
            let code = judged.map(|_| ()).map_err(|refusal| refusal.code());
            assert_eq!(code, Err("certificate_expired"), "{file}, 90 days later");
            let other = Expected { challenge: b"another", ..expected };
            let judged = judge_for(&certificates, &other, &policy, &revocations);
            let code = judged.map(|_| ()).map_err(|refusal| refusal.code());
            assert_eq!(code, Err("key_challenge"), "{file}, for another challenge");
        }
    }
}

#[test]
fn every_published_chain_is_judged_above() {
    let mut files = Vec::new();
    for maker in ["android", "huawei"] {
        for entry in fs::read_dir(folder().join(maker)).expect("a folder") {
            let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
            if name.ends_with(".pem") {
                files.push(format!("{maker}/{name}"));
            }
        }
    }
    files.sort();
    let mut judged = CHAINS.map(|(file, ..)| file.to_owned());
    judged.sort();
    assert_eq!(files, judged);
}

#[test]
fn another_reader_reads_the_same_in_every_published_certificate() {
    let mut read = 0;
    for (file, ..) in CHAINS {
        for der in certificates(&folder().join(file)) {
            let ours = Certificate::read(&der).expect("ours");
            let theirs = x509_cert::Certificate::from_der(&der).expect("theirs");
            let body = theirs.tbs_certificate();
            assert_eq!(ours.subject, body.subject().to_der().expect("DER"), "{file}");
            assert_eq!(ours.issuer, body.issuer().to_der().expect("DER"), "{file}");
            let key = body.subject_public_key_info();
            assert_eq!(ours.key.whole, key.to_der().expect("DER"), "{file}");
            assert_eq!(ours.key.bits, key.subject_public_key.raw_bytes(), "{file}");
            assert_eq!(ours.signed, body.to_der().expect("DER"), "{file}");
            assert_eq!(ours.signature, theirs.signature().raw_bytes(), "{file}");
            let serial = essc::base::hex::encode(body.serial_number().as_bytes());
            assert_eq!(ours.serial(), serial.trim_start_matches('0'), "{file}");
            let (from, until) = ours.validity().expect("times");
            let validity = body.validity();
            let seconds = [validity.not_before, validity.not_after]
                .map(|time| time.to_unix_duration().as_secs());
            assert_eq!([from.as_secs(), until.as_secs()], seconds, "{file}");
            let extensions = body.extensions().map_or(&[][..], |list| list.as_slice());
            for extension in extensions {
                let oid = extension.extn_id.as_bytes();
                let found: Vec<&[u8]> = ours.extensions(oid).collect();
                assert_eq!(found, [extension.extn_value.as_bytes()], "{file}");
            }
            read += 1;
        }
    }
    assert_eq!(read, 58);
}
