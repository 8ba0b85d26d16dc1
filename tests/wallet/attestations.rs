//! What of a key's attestation is sent: what the issuer judges, with the key's first proof, and Apple's
//! attestation object until the issuer has it.

use std::sync::atomic::{AtomicU8, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::*;
use essc::ports::key_store::{Attestation, KeyInfo, KeyPolicy, KeyStoreError, SignPrompt};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::wire::app_attest::AppAttest;
use essc::wire::jws::JoseHeader;

/// Software keys, and what a platform would say of a new one, given its point and the challenge.
struct AttestedKeys {
    keys: SoftwareKeyStore,
    attest: fn(point: Vec<u8>, challenge: Vec<u8>, nth: u8) -> Attestation,
    made: AtomicU8,
}

impl KeyStore for AttestedKeys {
    fn generate(
        &self,
        alias: String,
        policy: KeyPolicy,
        challenge: Vec<u8>,
    ) -> Result<KeyInfo, KeyStoreError> {
        let info = self.keys.generate(alias, policy, challenge.clone())?;
        let nth = self.made.fetch_add(1, Ordering::Relaxed);
        let attestation = (self.attest)(info.public_key.clone(), challenge, nth);
        Ok(KeyInfo { attestation: Some(attestation), ..info })
    }

    fn sign(
        &self,
        alias: String,
        message: Vec<u8>,
        prompt: Option<SignPrompt>,
    ) -> Result<Vec<u8>, KeyStoreError> {
        self.keys.sign(alias, message, prompt)
    }

    fn info(&self, alias: String) -> Result<KeyInfo, KeyStoreError> {
        self.keys.info(alias)
    }

    fn delete(&self, alias: String) -> Result<(), KeyStoreError> {
        self.keys.delete(alias)
    }
}

/// The point in the place of a leaf certificate, which is how the scripted issuer reads it.
fn chain(point: Vec<u8>, _: Vec<u8>, _: u8) -> Attestation {
    Attestation::AndroidChain { certificates: vec![point, b"root".to_vec()] }
}

/// One App Attest key for all, as a store has for an issuer.
fn app_attest(_: Vec<u8>, challenge: Vec<u8>, _: u8) -> Attestation {
    let attestation = Some(b"the attestation object".to_vec());
    Attestation::AppAttest { key_id: vec![7; 32], attestation, assertion: challenge }
}

/// A new App Attest key for each key.
fn another_app_attest_key(_: Vec<u8>, challenge: Vec<u8>, nth: u8) -> Attestation {
    let attestation = Some(b"the attestation object".to_vec());
    Attestation::AppAttest { key_id: vec![nth; 32], attestation, assertion: challenge }
}

/// Enrols with such keys at an issuer that names these attestations; with the header of each proof.
fn headers_of(
    phone: &Phone,
    attest: fn(Vec<u8>, Vec<u8>, u8) -> Attestation,
    named: Option<Value>,
) -> Vec<JoseHeader> {
    phone.issuer.script().attestations = named;
    let keys = SoftwareKeyStore::in_memory();
    let keys = Arc::new(AttestedKeys { keys, attest, made: AtomicU8::new(0) });
    let ports = WalletPorts { keys, ..phone.ports() };
    let wallet = phone.open_as(config(PathBuf::new(), ""), ports).expect("opens");
    phone.enroll(&wallet).expect("enrols");
    phone.issuer.script().proof_headers.clone()
}

fn evidence(header: &JoseHeader) -> AppAttest {
    let text = header.essc_app_attest.as_deref().expect("App Attest");
    AppAttest::from_text(text).expect("its form")
}

#[test]
fn an_attestation_goes_with_the_first_proof_of_its_key_and_no_other() {
    let headers = headers_of(&Phone::new(), chain, None);
    let sent: Vec<bool> = headers.iter().map(|header| header.x5c.is_some()).collect();
    // Validity and entitlement by the everyday key, masked and identity by the identity key.
    assert_eq!(sent, [true, false, true, false]);
    let root = headers[0].x5c.as_ref().and_then(|chain| chain.last().cloned());
    assert_eq!(root, Some(STANDARD.encode(b"root")));
    assert!(headers.iter().all(|header| header.jwk.is_some() != header.x5c.is_some()));
}

#[test]
fn an_attestation_that_the_issuer_does_not_name_stays_on_the_phone() {
    let cases = [
        (chain as fn(_, _, _) -> _, json!(["x5c"]), true),
        (chain, json!(["x5c", "app_attest"]), true),
        (chain, json!(["x5c", "of_a_later_version"]), true),
        (chain, Value::Null, true),
        (chain, json!(["app_attest"]), false),
        (chain, json!(["key_attestation"]), false),
        (chain, json!([]), false),
        (app_attest, json!(["app_attest"]), true),
        (app_attest, json!(["x5c", "key_attestation"]), false),
        (app_attest, json!([]), false),
    ];
    for (attest, named, is_sent) in cases {
        let headers = headers_of(&Phone::new(), attest, Some(named.clone()));
        let sent = headers.iter().any(|header| !header.has_only_a_key());
        assert_eq!(sent, is_sent, "{named}");
    }
}

/// Certificates of 20,480 bytes in all, and one byte more.
fn long_chain(point: Vec<u8>, _: Vec<u8>, _: u8) -> Attestation {
    let rest = vec![0; 20_480 - point.len()];
    Attestation::HuksChain { certificates: vec![point, rest] }
}

fn too_long_chain(point: Vec<u8>, _: Vec<u8>, _: u8) -> Attestation {
    let rest = vec![0; 20_481 - point.len()];
    Attestation::HuksChain { certificates: vec![point, rest] }
}

fn empty_chain(_: Vec<u8>, _: Vec<u8>, _: u8) -> Attestation {
    Attestation::AndroidChain { certificates: vec![] }
}

fn short_key_id(_: Vec<u8>, challenge: Vec<u8>, _: u8) -> Attestation {
    Attestation::AppAttest { key_id: vec![7; 31], attestation: None, assertion: challenge }
}

fn long_attestation(_: Vec<u8>, challenge: Vec<u8>, _: u8) -> Attestation {
    let attestation = Some(vec![0; 20_480]);
    Attestation::AppAttest { key_id: vec![7; 32], attestation, assertion: challenge }
}

#[test]
fn an_attestation_that_an_issuer_could_not_read_costs_no_enrollment() {
    let sent = |attest| {
        let headers = headers_of(&Phone::new(), attest, None);
        headers.iter().any(|header| !header.has_only_a_key())
    };
    assert!(sent(long_chain));
    assert!(!sent(too_long_chain));
    assert!(!sent(empty_chain));
    assert!(!sent(short_key_id));
    assert!(!sent(long_attestation));
}

#[test]
fn apples_attestation_object_is_sent_until_the_issuer_has_answered() {
    let headers = headers_of(&Phone::new(), app_attest, None);
    let everyday = evidence(&headers[0]);
    assert_eq!(everyday.attestation.as_deref(), Some(&b"the attestation object"[..]));
    let identity = evidence(&headers[2]);
    assert_eq!((identity.key_id, identity.attestation), ([7; 32], None));
    assert_eq!((identity.assertion.len(), everyday.assertion.len()), (32, 32));
    assert_ne!(identity.assertion, everyday.assertion, "each over its own nonce");
    assert!(headers[1].has_only_a_key() && headers[3].has_only_a_key());
}

#[test]
fn another_app_attest_key_is_attested_too() {
    let headers = headers_of(&Phone::new(), another_app_attest_key, None);
    assert!(evidence(&headers[0]).attestation.is_some());
    assert!(evidence(&headers[2]).attestation.is_some());
}

#[test]
fn an_attestation_over_a_refused_nonce_is_not_taken_for_known() {
    let phone = Phone::new();
    // The proof of the everyday key is refused once, and with it what was sent of App Attest.
    phone.issuer.script().refuse_nonce_at = Some(0);
    let headers = headers_of(&phone, app_attest, None);
    assert!(headers[0].has_only_a_key(), "made over another nonce");
    assert!(evidence(&headers[2]).attestation.is_some());
}
