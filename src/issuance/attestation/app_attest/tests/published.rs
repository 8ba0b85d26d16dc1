//! Attestations that Apple made, with challenges and an app of their own (`tests/vectors/published`).

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::*;
use crate::issuance::attestation::app_attest::attested::{self, Attested};

const PUBLISHED_APP: &str = "V8H6LQ9448.io.uebelacker.AppAttestExample";

/// 2024-03-01, within the validity of both leaf certificates.
const THEN: UnixTime = UnixTime::from_secs(1_709_251_200);

struct Published {
    object: Vec<u8>,
    key_id: [u8; 32],
    client_data: Sha256,
}

fn published(environment: &str) -> Published {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/published/attestation");
    let path = folder.join(format!("apple/attestation-{environment}.json"));
    let file: Value = serde_json::from_slice(&fs::read(path).expect("a file")).expect("json");
    let member =
        |name: &str| STANDARD.decode(file[name].as_str().expect("a text")).expect("base64");
    let key_id = member("keyId").try_into().expect("32 bytes");
    Published { object: member("attestation"), key_id, client_data: sha256(&member("challenge")) }
}

fn verify(
    published: &Published,
    policy: &AppAttestPolicy,
    now: UnixTime,
    is_test: bool,
) -> Result<(String, bool), Refusal> {
    let device = SigningKey::from_bytes(&[7; 32]).expect("scalar").public_key();
    let question = Question { is_test, ..Question::new(&device, NONCE, KeyRole::Everyday, now) };
    let Published { object, key_id, client_data } = published;
    let Attested { app, is_development, .. } =
        attested::verify(object, key_id, client_data, &question, policy)?;
    Ok((app.to_owned(), is_development))
}

fn policy() -> AppAttestPolicy {
    AppAttestPolicy::new(vec![PUBLISHED_APP.into()])
}

#[test]
fn apples_own_attestations_verify_up_to_apples_root() {
    let (production, development) = (published("production"), published("development"));
    let of_app = |is_development| Ok((PUBLISHED_APP.to_owned(), is_development));
    assert_eq!(verify(&production, &policy(), THEN, false), of_app(false));
    assert_eq!(verify(&production, &policy(), THEN, true), of_app(false));
    assert_eq!(verify(&development, &policy(), THEN, true), of_app(true));
    let refused = Err(AppAttestRefusal::Environment.into());
    assert_eq!(verify(&development, &policy(), THEN, false), refused);
}

#[test]
fn apples_own_attestations_are_refused_for_another_app_nonce_key_root_and_time() {
    let good = published("production");
    let other_app = AppAttestPolicy::new(vec![APP.into()]);
    let refused = |refusal: Refusal| Err(refusal);
    assert_eq!(verify(&good, &other_app, THEN, false), refused(AppAttestRefusal::App.into()));
    let other = Published { client_data: sha256(b"another"), ..published("production") };
    assert_eq!(
        verify(&other, &policy(), THEN, false),
        refused(AppAttestRefusal::AttestationNonce.into())
    );
    let other = Published { key_id: published("development").key_id, ..published("production") };
    assert_eq!(verify(&other, &policy(), THEN, false), refused(AppAttestRefusal::KeyId.into()));
    let other_root = AppAttestPolicy { roots: vec![Phone::new().root()], ..policy() };
    assert_eq!(verify(&good, &other_root, THEN, false), refused(ChainRefusal::RootUnknown.into()));
    // From 2024-12-21T12:42:56Z on.
    let end = UnixTime::from_secs(1_734_784_976);
    assert!(verify(&good, &policy(), end, false).is_ok());
    assert_eq!(verify(&good, &policy(), end.plus(1), false), refused(ChainRefusal::Expired.into()));
}

#[test]
fn a_changed_byte_of_apples_attestation_is_refused_wherever_it_counts() {
    let good = published("production");
    // The receipt, which nobody here asks Apple about, stands between the certificates and the data.
    let receipt = good.object.windows(7).position(|bytes| bytes == b"receipt");
    let receipt = receipt.expect("a receipt");
    for at in (0..receipt).step_by(7) {
        let mut changed = published("production");
        changed.object[at] ^= 1;
        assert!(verify(&changed, &policy(), THEN, false).is_err(), "byte {at}");
    }
}
