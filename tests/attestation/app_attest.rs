//! App Attest statements of a made-up iPhone under a root of the tests, each wrong in one thing.

use essc::base::base64url;
use essc::crypto::digest::{sha256, sha256_of};
use essc::crypto::jwk::Jwk;
use essc::crypto::{PublicKey, SigningKey};
use essc::issuance::attestation::{
    AppAttestPolicy, AttestationPolicy, KnownAppAttestKey, RootCertificate,
};
use essc::model::profile::KeyRole;
use essc::wire::app_attest::{assertion_client_data, attestation_client_data, encode};
use essc::wire::cbor::Writer;
use essc_sandbox_attestation::der::{octets, sequence, tagged};
use rcgen::SignatureAlgorithm;

use crate::minting::{COMMON_NAME, Draft, Minted};
use crate::scene::NONCE;

const APP: &str = "ABCDE12345.cn.example.card";
const NONCE_EXTENSION: &[u64] = &[1, 2, 840, 113_635, 100, 8, 2];
const PRODUCTION: &[u8; 16] = b"appattest\0\0\0\0\0\0\0";

/// What an iPhone sends, and what the issuer knows of its App Attest key.
pub struct Statement {
    pub drafts: Vec<Draft>,
    pub other_root: bool,
    pub is_attested: bool,
    pub format: &'static str,
    pub attested_over: &'static str,
    pub app: &'static str,
    pub counter: u32,
    pub aaguid: [u8; 16],
    pub credential: Option<[u8; 32]>,
    pub asserted_over: &'static str,
    pub asserted_role: KeyRole,
    pub assertion_app: &'static str,
    pub assertion_counter: u32,
    pub is_der: bool,
    pub leaf_algorithm: &'static SignatureAlgorithm,
    pub known: Option<u32>,
    pub known_app: &'static str,
    pub is_test: bool,
    pub text: Option<&'static str>,
}

impl Statement {
    pub fn new() -> Self {
        let mut drafts = vec![
            Draft::new(vec![(COMMON_NAME, "Test App Attestation Root CA")], 1),
            Draft::new(vec![(COMMON_NAME, "Test App Attestation CA 1")], 2),
            Draft::new(vec![(COMMON_NAME, "An App Attest key")], 3),
        ];
        drafts[2].is_authority = Some(false);
        Self {
            drafts,
            other_root: false,
            is_attested: true,
            format: "apple-appattest",
            attested_over: NONCE,
            app: APP,
            counter: 0,
            aaguid: *PRODUCTION,
            credential: None,
            asserted_over: NONCE,
            asserted_role: KeyRole::Everyday,
            assertion_app: APP,
            assertion_counter: 1,
            is_der: true,
            leaf_algorithm: &rcgen::PKCS_ECDSA_P256_SHA256,
            known: None,
            known_app: APP,
            is_test: false,
            text: None,
        }
    }

    /// The App Attest key, which is that of the first certificate.
    fn key(&self) -> SigningKey {
        let minted = Minted::mint(&self.drafts);
        SigningKey::from_bytes(&minted.keys[0].signing_key().to_bytes()).expect("scalar")
    }

    pub fn policy(&self) -> AttestationPolicy {
        let root = Minted::mint_with(&self.drafts[..1], u8::from(self.other_root));
        let root = RootCertificate::from_der(root.certificates[0].clone()).expect("a certificate");
        let mut policy =
            AppAttestPolicy::new(vec!["ABCDE12345.cn.example.other".into(), APP.into()]);
        policy.roots = vec![root];
        AttestationPolicy { app_attest: Some(policy), ..AttestationPolicy::default() }
    }

    pub fn known(&self) -> Option<KnownAppAttestKey> {
        Some(KnownAppAttestKey {
            key: Jwk::from(&self.key().public_key()),
            app: self.known_app.into(),
            is_development: false,
            counter: self.known?,
        })
    }

    /// The value of `essc_app_attest` about a device key.
    pub fn text(&self, device: &PublicKey) -> String {
        if let Some(text) = self.text {
            return text.into();
        }
        let key_id = sha256(self.key().public_key().uncompressed());
        let attestation = self.is_attested.then(|| self.attestation(&key_id));
        let assertion = self.assertion(device);
        base64url::encode(&encode(&key_id, attestation.as_deref(), &assertion))
    }

    fn attestation(&self, key_id: &[u8; 32]) -> Vec<u8> {
        let credential = self.credential.unwrap_or(*key_id);
        let data = [
            &sha256(self.app.as_bytes())[..],
            &[0x40],
            &self.counter.to_be_bytes(),
            &self.aaguid,
            &[0, 32],
            &credential,
        ]
        .concat();
        let client_data = attestation_client_data(&sha256(self.attested_over.as_bytes()));
        let nonce = octets(&sha256_of(&[&data, &client_data]));
        let mut drafts = self.drafts.clone();
        drafts[2].algorithm = self.leaf_algorithm;
        let nonce = sequence(&[tagged(&[0xa1], &nonce)]);
        drafts[2].extensions.insert(0, (NONCE_EXTENSION.to_vec(), nonce));
        let minted = Minted::mint(&drafts);
        let object = Writer::default().map(3).text("fmt").text(self.format).text("attStmt").map(1);
        let object = object.text("x5c").array(2).bytes(&minted.certificates[0]);
        object.bytes(&minted.certificates[1]).text("authData").bytes(&data).into_bytes()
    }

    fn assertion(&self, device: &PublicKey) -> Vec<u8> {
        let app = sha256(self.assertion_app.as_bytes());
        let data = [&app[..], &[0x40], &self.assertion_counter.to_be_bytes()].concat();
        let challenge = sha256(self.asserted_over.as_bytes());
        let client_data = assertion_client_data(&challenge, device, self.asserted_role);
        let signature = self.key().sign(&sha256_of(&[&data, &client_data]));
        let signature =
            if self.is_der { signature.to_der() } else { signature.as_bytes().to_vec() };
        let assertion = Writer::default().map(2).text("signature").bytes(&signature);
        assertion.text("authenticatorData").bytes(&data).into_bytes()
    }
}

/// What is wrong, the word for it, and the change.
pub type Case = (&'static str, &'static str, Change);

/// A change that makes it so.
pub type Change = fn(&mut Statement);

pub fn cases() -> Vec<Case> {
    vec![
        ("essc_app_attest that is no CBOR", "app_attest_form", |s| s.text = Some("AA")),
        ("no attestation of a key that is not known", "app_attest_attestation_missing", |s| {
            s.is_attested = false;
        }),
        ("an attestation of another format", "app_attest_attestation_form", |s| {
            s.format = "android-key";
        }),
        ("a root that the policy doesn't know", "root_unknown", |s| {
            s.drafts[1].issuer = Some(vec![(COMMON_NAME, "Another root")]);
        }),
        ("a root that looks alike", "certificate_signature", |s| s.other_root = true),
        ("the extension in the authority's certificate too", "extension_elsewhere", |s| {
            s.drafts[1].extensions.push((NONCE_EXTENSION.to_vec(), vec![5, 0]));
        }),
        ("two extensions", "extension_twice", |s| {
            s.drafts[2].extensions.push((NONCE_EXTENSION.to_vec(), vec![5, 0]));
        }),
        ("a key's certificate that is over", "certificate_expired", |s| {
            s.drafts[2].until = (2026, 11, 17);
        }),
        ("an authority's certificate before its time", "certificate_not_yet_valid", |s| {
            s.drafts[1].from = (2026, 11, 19);
        }),
        ("an authority that is none", "chain_shape", |s| s.drafts[1].is_authority = Some(false)),
        ("a key of another algorithm", "leaf_key", |s| s.leaf_algorithm = &rcgen::PKCS_ED25519),
        ("an attestation over another nonce", "app_attest_attestation_nonce", |s| {
            s.attested_over = "another";
        }),
        ("a credential of another key", "app_attest_key_id", |s| s.credential = Some([7; 32])),
        ("another app", "app_attest_app", |s| s.app = "ABCDE12345.cn.example.wallet"),
        ("a key that was used before", "app_attest_attestation_counter", |s| s.counter = 1),
        ("an app under development", "app_attest_environment", |s| {
            s.aaguid = *b"appattestdevelop";
        }),
        ("an environment that is not known", "app_attest_environment", |s| {
            (s.aaguid, s.is_test) = (*b"appattestsandbox", true);
        }),
        ("a known key of an app that is accepted no more", "app_attest_app", |s| {
            (s.known, s.known_app) = (Some(0), "ABCDE12345.cn.example.gone");
        }),
        ("an assertion whose signature is not DER", "app_attest_assertion_form", |s| {
            s.is_der = false;
        }),
        ("an assertion in another app", "app_attest_app", |s| {
            s.assertion_app = "ABCDE12345.cn.example.other";
        }),
        ("an assertion over another nonce", "app_attest_assertion_signature", |s| {
            s.asserted_over = "another";
        }),
        ("an assertion about the other role", "app_attest_assertion_signature", |s| {
            s.asserted_role = KeyRole::Identity;
        }),
        ("a counter that stands still", "app_attest_assertion_counter", |s| {
            (s.known, s.assertion_counter) = (Some(4), 4);
        }),
        ("a counter that begins at 0", "app_attest_assertion_counter", |s| {
            s.assertion_counter = 0;
        }),
    ]
}
