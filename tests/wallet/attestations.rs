//! What of a key's attestation is sent: what the issuer judges, with the key's first proof, and Apple's
//! attestation object until the issuer has it.

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::*;
use essc::base::base64url;
use essc::crypto::digest::sha256;
use essc::ports::key_store::{Attestation, AttestationRequest, KeyInfo, KeyPolicy, KeyStoreError};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::vouching::Vouching;
use essc::wire::app_attest::AppAttest;
use essc::wire::jws::JoseHeader;

/// A key that was made, and what for.
pub(crate) struct Made {
    pub(crate) point: Vec<u8>,
    pub(crate) request: AttestationRequest,
    /// How many were made before it.
    pub(crate) nth: u8,
}

/// Software keys, and what a platform would say of a new one.
pub(crate) struct AttestedKeys {
    keys: SoftwareKeyStore,
    attest: fn(Made) -> Attestation,
    requests: Mutex<Vec<AttestationRequest>>,
}

impl AttestedKeys {
    pub(crate) fn new(attest: fn(Made) -> Attestation) -> Arc<Self> {
        let keys = SoftwareKeyStore::in_memory();
        Arc::new(Self { keys, attest, requests: Mutex::default() })
    }

    /// What keys were made for, in their order.
    pub(crate) fn requests(&self) -> Vec<AttestationRequest> {
        self.requests.lock().expect("no panic").clone()
    }
}

impl Vouching for AttestedKeys {
    fn keys(&self) -> &SoftwareKeyStore {
        &self.keys
    }

    fn vouch(
        &self,
        made: KeyInfo,
        _: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        let mut requests = self.requests.lock().expect("no panic");
        let nth = u8::try_from(requests.len()).expect("a few keys");
        requests.push(request.clone());
        let point = made.public_key.clone();
        let attestation = Some((self.attest)(Made { point, request, nth }));
        Ok(KeyInfo { attestation, ..made })
    }
}

/// The point in the place of a leaf certificate, which is how the scripted issuer reads it.
fn chain(made: Made) -> Attestation {
    Attestation::AndroidChain { certificates: vec![made.point, b"root".to_vec()] }
}

fn app_attest_by(key_id: [u8; 32], challenge: Vec<u8>) -> Attestation {
    let attestation = Some(b"the attestation object".to_vec());
    Attestation::AppAttest { key_id: key_id.to_vec(), attestation, assertion: challenge }
}

/// One App Attest key for all, as a store has for an issuer.
pub(crate) fn app_attest(made: Made) -> Attestation {
    app_attest_by([7; 32], made.request.challenge)
}

/// A new App Attest key for each key.
fn another_app_attest_key(made: Made) -> Attestation {
    app_attest_by([made.nth; 32], made.request.challenge)
}

/// A provider's word, as far as a wallet looks at it.
fn key_attestation(made: Made) -> Attestation {
    let part = |text: &str| base64url::encode(text.as_bytes());
    Attestation::KeyAttestation { jwt: format!("e30.{}.{}", part(&made.request.nonce), part("s")) }
}

/// Enrols with such keys at an issuer that names these attestations; with the header of each proof.
fn headers_of(
    phone: &Phone,
    attest: fn(Made) -> Attestation,
    named: Option<Value>,
) -> Vec<JoseHeader> {
    phone.issuer.script().attestations = named;
    let ports = WalletPorts { keys: AttestedKeys::new(attest), ..phone.ports() };
    let wallet = phone.open_as(config(PathBuf::new(), ""), ports).expect("opens");
    phone.enroll(&wallet).expect("enrols");
    phone.issuer.script().proof_headers.clone()
}

pub(crate) fn evidence(header: &JoseHeader) -> AppAttest {
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
        (chain as fn(_) -> _, json!(["x5c"]), true),
        (chain, json!(["x5c", "app_attest"]), true),
        (chain, json!(["x5c", "of_a_later_version"]), true),
        (chain, Value::Null, true),
        (chain, json!(["app_attest"]), false),
        (chain, json!(["key_attestation"]), false),
        (chain, json!([]), false),
        (app_attest, json!(["app_attest"]), true),
        (app_attest, json!(["x5c", "key_attestation"]), false),
        (app_attest, json!([]), false),
        (key_attestation, json!(["key_attestation"]), true),
        (key_attestation, json!(["x5c", "app_attest"]), false),
        (key_attestation, Value::Null, false),
        (key_attestation, json!([]), false),
    ];
    for (attest, named, is_sent) in cases {
        let headers = headers_of(&Phone::new(), attest, Some(named.clone()));
        let sent = headers.iter().any(|header| !header.has_only_a_key());
        assert_eq!(sent, is_sent, "{named}");
    }
}

/// Certificates of so many bytes in all.
fn chain_of(bytes: usize, point: Vec<u8>) -> Attestation {
    let rest = vec![0; bytes - point.len()];
    Attestation::HuksChain { certificates: vec![point, rest] }
}

/// A compact JWS of so many bytes, of which none in its form is odd.
fn jws_of(bytes: usize) -> Attestation {
    let (head, tail) = ("e30.", ".AA");
    let payload = "A".repeat(bytes - head.len() - tail.len());
    Attestation::KeyAttestation { jwt: format!("{head}{payload}{tail}") }
}

fn jwt(text: &str) -> Attestation {
    Attestation::KeyAttestation { jwt: text.to_owned() }
}

#[test]
fn an_attestation_that_an_issuer_could_not_read_costs_no_enrollment() {
    let sent = |attest| {
        let named = json!(["x5c", "app_attest", "key_attestation"]);
        let headers = headers_of(&Phone::new(), attest, Some(named));
        headers.iter().any(|header| !header.has_only_a_key())
    };
    let readable: [fn(Made) -> _; 2] = [|made| chain_of(20_480, made.point), |_| jws_of(8_191)];
    assert!(readable.into_iter().all(sent));
    let unreadable: [fn(Made) -> _; 11] = [
        |made| chain_of(20_481, made.point),
        |_| Attestation::AndroidChain { certificates: vec![] },
        |made| Attestation::AppAttest {
            key_id: vec![7; 31],
            attestation: None,
            assertion: made.request.challenge,
        },
        |made| Attestation::AppAttest {
            key_id: vec![7; 32],
            attestation: Some(vec![0; 20_480]),
            assertion: made.request.challenge,
        },
        |_| jws_of(8_193),
        |_| jwt(""),
        |_| jwt("e30.e30"),
        |_| jwt("e30..AA"),
        |_| jwt("e30.e30.AA.AA"),
        // An SD-JWT, and what would grow in JSON.
        |_| jwt("e30.e30.AA~"),
        |_| jwt(&"\u{1}".repeat(8_000)),
    ];
    for (nth, attest) in unreadable.into_iter().enumerate() {
        assert!(!sent(attest), "{nth}");
    }
}

#[test]
fn a_providers_word_goes_beside_the_key_over_the_nonce_of_the_proof() {
    let phone = Phone::new();
    let headers = headers_of(&phone, key_attestation, Some(json!(["key_attestation"])));
    let words: Vec<bool> = headers.iter().map(|header| header.key_attestation.is_some()).collect();
    assert_eq!(words, [true, false, true, false], "with the first proof of each key");
    assert!(headers.iter().all(|header| header.jwk.is_some()));
    assert_ne!(headers[0].key_attestation, headers[2].key_attestation);
}

#[test]
fn where_the_issuer_judges_nothing_nobody_is_asked_for_an_attestation() {
    for (named, is_asked) in [
        (json!([]), false),
        (json!(["of_a_later_version"]), false),
        (json!(["key_attestation"]), true),
        (Value::Null, true),
    ] {
        let phone = Phone::new();
        phone.issuer.script().attestations = Some(named.clone());
        let keys = AttestedKeys::new(chain);
        let ports = WalletPorts { keys: keys.clone(), ..phone.ports() };
        let wallet = phone.open_as(config(PathBuf::new(), ""), ports).expect("opens");
        phone.enroll(&wallet).expect("enrols");
        let asked: Vec<bool> =
            keys.requests().iter().map(|request| !request.challenge.is_empty()).collect();
        assert_eq!(asked, [is_asked; 2], "{named}");
    }
}

#[test]
fn a_store_is_told_the_issuer_its_nonce_and_the_digest_of_it() {
    let phone = Phone::new();
    let keys = AttestedKeys::new(chain);
    let ports = WalletPorts { keys: keys.clone(), ..phone.ports() };
    let wallet = phone.open_as(config(PathBuf::new(), ""), ports).expect("opens");
    phone.enroll(&wallet).expect("enrols");
    let [everyday, identity] = keys.requests().try_into().expect("two keys");
    assert_ne!(everyday.nonce, identity.nonce);
    for request in [everyday, identity] {
        assert_eq!(request.issuer, essc_testkit::scripted_issuer::ISSUER);
        assert_eq!(request.challenge, sha256(request.nonce.as_bytes()));
        assert_eq!(request.app_attest_key, None);
    }
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
