//! An iPhone as far as an issuer can tell: software keys, and App Attest keys under a root of the test's,
//! each attested once and with a counter that rises.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use essc::crypto::digest::{sha256, sha256_of};
use essc::crypto::{PublicKey, SigningKey};
use essc::model::profile::KeyRole;
use essc::ports::key_store::{
    Attestation, AttestationRequest, Authentication, KeyInfo, KeyPolicy, KeyStoreError,
};
use essc::ports::software_key_store::SoftwareKeyStore;
use essc::ports::vouching::Vouching;
use essc::wire::app_attest::{assertion_client_data, attestation_client_data};
use essc::wire::cbor::Writer;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PublicKeyData, SignatureAlgorithm,
    date_time_ymd,
};

/// The app that its keys are of.
pub const APP: &str = "A1B2C3D4E5.cn.example.card";

const NONCE_OID: &[u64] = &[1, 2, 840, 113_635, 100, 8, 2];

/// The phone's key store, which keeps to protocol §8.5 as the Swift library's does.
pub struct MadeUpIPhone {
    keys: SoftwareKeyStore,
    root_key: KeyPair,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    app_keys: BTreeMap<Vec<u8>, AppKey>,
    requests: Vec<AttestationRequest>,
    forgets_what_is_known: bool,
}

struct AppKey {
    key: SigningKey,
    attestation: Vec<u8>,
    counter: u32,
}

impl MadeUpIPhone {
    pub fn new() -> Arc<Self> {
        let root_key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
        let (keys, state) = (SoftwareKeyStore::in_memory(), Mutex::default());
        Arc::new(Self { keys, root_key, state })
    }

    /// The root certificate that stands for Apple's, as a policy names it.
    pub fn root(&self) -> String {
        let root = params("Test App Attestation Root CA", true).self_signed(&self.root_key);
        STANDARD.encode(root.expect("a certificate").der())
    }

    /// What its keys were made for.
    pub fn requests(&self) -> Vec<AttestationRequest> {
        self.state.lock().expect("no panic").requests.clone()
    }

    /// How many App Attest keys were made.
    pub fn app_keys(&self) -> usize {
        self.state.lock().expect("no panic").app_keys.len()
    }

    /// From now on the first App Attest key serves, with its attestation, whatever the wallet says: as
    /// where the wallet was killed before it could note that the issuer knows it.
    pub fn send_all_again(&self) {
        self.state.lock().expect("no panic").forgets_what_is_known = true;
    }

    fn make_app_key(&self, nth: u8, challenge: &[u8; 32]) -> (Vec<u8>, AppKey) {
        let key = SigningKey::from_bytes(&[nth + 1; 32]).expect("scalar");
        let point = *key.public_key().uncompressed();
        let id = sha256(&point).to_vec();
        let head = [&sha256(APP.as_bytes())[..], &[0x40, 0, 0, 0, 0]].concat();
        let data = [&head[..], b"appattest\0\0\0\0\0\0\0", &[0, 32], &id].concat();
        let nonce = sha256_of(&[&data, &attestation_client_data(challenge)]);
        let [leaf, intermediate] =
            self.certificates(point, [&[0x30, 0x24, 0xa1, 0x22, 0x04, 0x20][..], &nonce].concat());
        let object = Writer::default().map(3).text("fmt").text("apple-appattest");
        let object = object.text("attStmt").map(1).text("x5c").array(2);
        let object = object.bytes(&leaf).bytes(&intermediate);
        let attestation = object.text("authData").bytes(&data).into_bytes();
        (id, AppKey { key, attestation, counter: 0 })
    }

    fn certificates(&self, point: [u8; 65], nonce: Vec<u8>) -> [Vec<u8>; 2] {
        let root = Issuer::new(params("Test App Attestation Root CA", true), &self.root_key);
        let ca_key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
        let authority = || params("Test App Attestation CA 1", true);
        let intermediate = authority().signed_by(&ca_key, &root).expect("a certificate");
        let mut leaf = params("An App Attest key", false);
        leaf.custom_extensions.push(CustomExtension::from_oid_content(NONCE_OID, nonce));
        let leaf = leaf.signed_by(&Subject(point), &Issuer::new(authority(), &ca_key));
        [leaf.expect("a certificate").der().to_vec(), intermediate.der().to_vec()]
    }

    fn app_attest(
        &self,
        info: &KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Attestation {
        let challenge: [u8; 32] = request.challenge.as_slice().try_into().expect("32 bytes");
        let point = info.public_key.as_slice().try_into().expect("65 bytes");
        let device_key = PublicKey::from_uncompressed(point).expect("a point");
        let mut state = self.state.lock().expect("no panic");
        let first = state.app_keys.keys().next().cloned().filter(|_| state.forgets_what_is_known);
        let known = request.app_attest_key.clone().filter(|id| state.app_keys.contains_key(id));
        let is_known = known.is_some() && first.is_none();
        state.requests.push(request);
        let key_id = first.or(known).unwrap_or_else(|| {
            let nth = u8::try_from(state.app_keys.len()).expect("a few keys");
            let (id, key) = self.make_app_key(nth, &challenge);
            state.app_keys.insert(id.clone(), key);
            id
        });
        let app_key = state.app_keys.get_mut(&key_id).expect("it is there");
        app_key.counter += 1;
        let role = match policy.authentication {
            Authentication::UnlockedDevice => KeyRole::Everyday,
            Authentication::EachUse => KeyRole::Identity,
        };
        let client_data = assertion_client_data(&challenge, &device_key, role);
        let head = [&sha256(APP.as_bytes())[..], &[0x40]].concat();
        let data = [&head[..], &app_key.counter.to_be_bytes()].concat();
        let signature = app_key.key.sign(&sha256_of(&[&data, &client_data])).to_der();
        let assertion = Writer::default().map(2).text("signature").bytes(&signature);
        let assertion = assertion.text("authenticatorData").bytes(&data).into_bytes();
        let attestation = (!is_known).then(|| app_key.attestation.clone());
        Attestation::AppAttest { key_id, attestation, assertion }
    }
}

impl Vouching for MadeUpIPhone {
    fn keys(&self) -> &SoftwareKeyStore {
        &self.keys
    }

    fn vouch(
        &self,
        made: KeyInfo,
        policy: KeyPolicy,
        request: AttestationRequest,
    ) -> Result<KeyInfo, KeyStoreError> {
        let attestation = Some(self.app_attest(&made, policy, request));
        Ok(KeyInfo { attestation, ..made })
    }
}

/// An App Attest key as the subject of a certificate.
struct Subject([u8; 65]);

impl PublicKeyData for Subject {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

fn params(name: &str, is_authority: bool) -> CertificateParams {
    let mut params = CertificateParams::new(vec![]).expect("params");
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    params.is_ca =
        if is_authority { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    params
}
