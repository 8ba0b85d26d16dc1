//! A made-up iPhone with an App Attest key, and Apple's certificates as far as the test plays Apple.

use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PublicKeyData, SignatureAlgorithm,
    date_time_ymd,
};

use super::*;
use crate::wire::cbor::Writer;

/// 2027-01-15.
pub(super) const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
pub(super) const NONCE: &str = "a-nonce";
pub(super) const APP: &str = "A1B2C3D4E5.cn.example.card";
pub(super) const PRODUCTION: &[u8; 16] = b"appattest\0\0\0\0\0\0\0";
pub(super) const DEVELOPMENT: &[u8; 16] = b"appattestdevelop";

const ROOT: &str = "Test App Attestation Root CA";
const INTERMEDIATE: &str = "Test App Attestation CA 1";
const NONCE_OID: &[u64] = &[1, 2, 840, 113_635, 100, 8, 2];

/// A phone, and what is wrong with what it sends; as it is made, nothing is.
pub(super) struct Phone {
    pub(super) device: PublicKey,
    root_key: KeyPair,
    // The attestation.
    pub(super) is_attested: bool,
    pub(super) format: &'static str,
    pub(super) has_tail: bool,
    pub(super) has_credential: bool,
    pub(super) attested_over: &'static str,
    pub(super) nonce_head: [u8; 6],
    pub(super) counter: u32,
    pub(super) credential: Option<[u8; 32]>,
    pub(super) key_id: Option<[u8; 32]>,
    pub(super) app: &'static str,
    pub(super) aaguid: [u8; 16],
    pub(super) extensions: Vec<u8>,
    // Its certificates.
    pub(super) root_name: &'static str,
    pub(super) is_root_alike: bool,
    pub(super) leaf_issuer: &'static str,
    pub(super) leaf_years: (i32, i32),
    pub(super) intermediate_years: (i32, i32),
    pub(super) is_intermediate_authority: bool,
    pub(super) is_leaf_authority: bool,
    pub(super) nonces: usize,
    pub(super) has_intermediate_nonce: bool,
    pub(super) leaf_tail: Vec<u8>,
    pub(super) is_leaf_p384: bool,
    // The assertion.
    pub(super) assertion_data: Option<usize>,
    pub(super) is_der: bool,
    pub(super) assertion_app: &'static str,
    pub(super) asserted_by: SigningKey,
    pub(super) asserted_over: &'static str,
    pub(super) asserted: PublicKey,
    pub(super) role: KeyRole,
    pub(super) assertion_counter: u32,
}

fn app_attest_key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32]).expect("scalar")
}

fn p384() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key")
}

/// The App Attest key as the subject of a certificate.
struct Subject([u8; 65]);

impl PublicKeyData for Subject {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

fn params(name: &str, (from, until): (i32, i32), is_authority: bool) -> CertificateParams {
    let mut params = CertificateParams::new(vec![]).expect("params");
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 12, 31);
    params.is_ca =
        if is_authority { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    params
}

impl Phone {
    pub(super) fn new() -> Self {
        let device = SigningKey::from_bytes(&[7; 32]).expect("scalar").public_key();
        Self {
            device,
            root_key: p384(),
            is_attested: true,
            format: "apple-appattest",
            has_tail: false,
            has_credential: true,
            attested_over: NONCE,
            nonce_head: [0x30, 0x24, 0xa1, 0x22, 0x04, 0x20],
            counter: 0,
            credential: None,
            key_id: None,
            app: APP,
            aaguid: *PRODUCTION,
            extensions: vec![],
            root_name: ROOT,
            is_root_alike: false,
            leaf_issuer: INTERMEDIATE,
            leaf_years: (2026, 2027),
            intermediate_years: (2020, 2030),
            is_intermediate_authority: true,
            is_leaf_authority: false,
            nonces: 1,
            has_intermediate_nonce: false,
            leaf_tail: vec![],
            is_leaf_p384: false,
            assertion_data: None,
            is_der: true,
            assertion_app: APP,
            asserted_by: app_attest_key(),
            asserted_over: NONCE,
            asserted: device,
            role: KeyRole::Everyday,
            assertion_counter: 1,
        }
    }

    /// The root that a policy has to pin.
    pub(super) fn root(&self) -> RootCertificate {
        let root = params(ROOT, (2020, 2045), true).self_signed(&self.root_key).expect("root");
        RootCertificate::from_der(root.der().to_vec()).expect("a certificate")
    }

    /// What the phone sends.
    pub(super) fn statement(&self) -> AppAttest {
        let key_id =
            self.key_id.unwrap_or_else(|| sha256(app_attest_key().public_key().uncompressed()));
        let attestation = self.is_attested.then(|| self.attestation());
        AppAttest { key_id, assertion: self.assertion(), attestation }
    }

    fn attestation(&self) -> Vec<u8> {
        let point = *app_attest_key().public_key().uncompressed();
        let mut data =
            [&sha256(self.app.as_bytes())[..], &[0x40], &self.counter.to_be_bytes()].concat();
        if self.has_credential {
            let id = self.credential.unwrap_or_else(|| sha256(&point));
            data = [&data[..], &self.aaguid, &[0, 32], &id].concat();
        }
        data.extend(&self.extensions);
        let client_data = attestation_client_data(&sha256(self.attested_over.as_bytes()));
        let nonce = sha256_of(&[&data, &client_data]);
        let nonce = [&self.nonce_head[..], &nonce].concat();
        let [leaf, intermediate] = self.certificates(&nonce);
        let object = Writer::default().map(3).text("fmt").text(self.format).text("attStmt").map(2);
        let object = object.text("x5c").array(2).bytes(&leaf).bytes(&intermediate);
        let object = object.text("receipt").bytes(&[0; 64]).text("authData").bytes(&data);
        let tail: &[u8] = if self.has_tail { &[0] } else { &[] };
        [&object.into_bytes(), tail].concat()
    }

    fn certificates(&self, nonce: &[u8]) -> [Vec<u8>; 2] {
        let alike = p384();
        let root_key = if self.is_root_alike { &alike } else { &self.root_key };
        let root = Issuer::new(params(self.root_name, (2020, 2045), true), root_key);
        let extension = || CustomExtension::from_oid_content(NONCE_OID, nonce.to_vec());
        let ca_key = p384();
        let years = self.intermediate_years;
        let mut intermediate = params(INTERMEDIATE, years, self.is_intermediate_authority);
        if self.has_intermediate_nonce {
            intermediate.custom_extensions.push(extension());
        }
        let intermediate = intermediate.signed_by(&ca_key, &root).expect("a certificate");
        let ca = Issuer::new(params(self.leaf_issuer, years, true), &ca_key);
        let mut leaf = params("An App Attest key", self.leaf_years, self.is_leaf_authority);
        leaf.custom_extensions.extend((0..self.nonces).map(|_| extension()));
        let leaf = if self.is_leaf_p384 {
            leaf.signed_by(&p384(), &ca)
        } else {
            leaf.signed_by(&Subject(*app_attest_key().public_key().uncompressed()), &ca)
        };
        let leaf = leaf.expect("a certificate");
        let leaf = [leaf.der().as_ref(), &self.leaf_tail].concat();
        [leaf, intermediate.der().to_vec()]
    }

    fn assertion(&self) -> Vec<u8> {
        let app = sha256(self.assertion_app.as_bytes());
        let mut data = [&app[..], &[0x40], &self.assertion_counter.to_be_bytes()].concat();
        data.truncate(self.assertion_data.unwrap_or(data.len()));
        let challenge = sha256(self.asserted_over.as_bytes());
        let client_data = assertion_client_data(&challenge, &self.asserted, self.role);
        let signature = self.asserted_by.sign(&sha256_of(&[&data, &client_data]));
        let signature =
            if self.is_der { signature.to_der() } else { signature.as_bytes().to_vec() };
        let assertion = Writer::default().map(2).text("signature").bytes(&signature);
        assertion.text("authenticatorData").bytes(&data).into_bytes()
    }
}
