//! Project Wycheproof's ECDSA P-256 SHA-256 cases in IEEE P1363 form: every verdict, and the way of
//! each good signature through the DER form of secure hardware.

use essc::base::hex;
use essc::crypto::engine::{with_ring, without_ring};
use essc::crypto::{PublicKey, Signature};
use serde_json::Value;

const FILE: &str =
    include_str!("vectors/published/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json");

struct Case {
    id: u64,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
    valid: bool,
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    hex::decode(text(value, name)).expect("hexadecimal")
}

fn cases() -> Vec<Case> {
    let file: Value = serde_json::from_str(FILE).expect("JSON");
    let mut cases = Vec::new();
    for group in file["testGroups"].as_array().expect("groups") {
        let point = bytes(&group["publicKey"], "uncompressed");
        let point = point.as_slice().try_into().expect("65 bytes");
        let key = PublicKey::from_uncompressed(point).expect("point of the curve");
        for test in group["tests"].as_array().expect("tests") {
            cases.push(Case {
                id: test["tcId"].as_u64().expect("number"),
                key,
                message: bytes(test, "msg"),
                signature: bytes(test, "sig"),
                valid: match text(test, "result") {
                    "valid" => true,
                    "invalid" => false,
                    other => panic!("a third result: {other}"),
                },
            });
        }
    }
    assert_eq!(file["numberOfTests"], cases.len());
    cases
}

#[test]
fn every_case_has_the_published_result() {
    let cases = cases();
    assert_eq!(cases.len(), 262);
    assert_eq!(cases.iter().filter(|c| c.valid).count(), 173);
    for case in cases {
        let accepted = Signature::from_slice(&case.signature)
            .is_some_and(|signature| case.key.verify(&case.message, &signature));
        assert_eq!(accepted, case.valid, "case {}", case.id);
        let Some(signature) = Signature::from_slice(&case.signature) else { continue };
        for verify in [with_ring::verify_es256, without_ring::verify_es256] {
            let accepted = verify(case.key.uncompressed(), &case.message, signature.as_bytes());
            assert_eq!(accepted, case.valid, "case {}", case.id);
        }
    }
}

#[test]
fn every_valid_signature_survives_the_der_form_of_secure_hardware() {
    for case in cases().iter().filter(|c| c.valid) {
        let signature = Signature::from_slice(&case.signature).expect("64 bytes");
        let der = signature.to_der();
        assert!(der.len() <= 72, "case {}", case.id);
        assert_eq!(Signature::from_der(&der), Ok(signature), "case {}", case.id);
    }
}

#[test]
fn a_valid_signature_fits_no_other_message() {
    for case in cases().iter().filter(|c| c.valid) {
        let signature = Signature::from_slice(&case.signature).expect("64 bytes");
        let other = [&case.message[..], &[0]].concat();
        assert!(!case.key.verify(&other, &signature), "case {}", case.id);
    }
}
