//! Key attestations of a made-up app provider, each wrong in one thing.

use essc::base::base64url;
use essc::crypto::SigningKey;
use essc::crypto::jwk::Jwk;
use essc::issuance::attestation::{AppProvider, AttestationPolicy};
use essc::wire::jws;
use serde_json::{Value, json};

use crate::scene::{NONCE, NOW};

/// The statement of a provider.
pub struct Statement {
    pub header: Value,
    pub payload: Value,
    pub signer: u8,
    pub text: Option<String>,
}

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).expect("scalar")
}

impl Statement {
    /// About this device key.
    pub fn new(device: &Jwk) -> Self {
        Self {
            header: json!({ "alg": "ES256", "typ": "key-attestation+jwt", "kid": "vendor" }),
            payload: json!({
                "iat": NOW.as_secs() - 10,
                "exp": NOW.as_secs() + 86_400,
                "nonce": NONCE,
                "attested_keys": [device],
                "key_storage": ["iso_18045_moderate"],
                "user_authentication": ["iso_18045_high"],
            }),
            signer: 0x61,
            text: None,
        }
    }

    pub fn policy() -> AttestationPolicy {
        let provider =
            |kid: &str, n| AppProvider { kid: kid.into(), jwk: Jwk::from(&key(n).public_key()) };
        let providers = vec![provider("shield", 0x60), provider("vendor", 0x61)];
        AttestationPolicy { providers, ..AttestationPolicy::default() }
    }

    pub fn text(&self) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let part = |json: &Value| base64url::encode(json.to_string().as_bytes());
        let input = format!("{}.{}", part(&self.header), part(&self.payload));
        jws::assemble(&input, &key(self.signer).sign(input.as_bytes()))
    }
}

/// What is wrong, the word for it, and the change.
pub type Case = (&'static str, &'static str, Change);

/// A change that makes it so.
pub type Change = fn(&mut Statement);

pub fn cases() -> Vec<Case> {
    vec![
        ("not a JWS", "key_attestation_form", |s| s.text = Some("e30.e30".into())),
        ("a header with a member more", "key_attestation_header", |s| s.header["jku"] = json!("x")),
        ("a header without kid", "key_attestation_header", |s| {
            s.header.as_object_mut().expect("an object").remove("kid");
        }),
        ("alg none", "key_attestation_algorithm", |s| s.header["alg"] = json!("none")),
        ("another typ", "key_attestation_type", |s| s.header["typ"] = json!("JWT")),
        ("a provider that is not known", "key_attestation_unknown_provider", |s| {
            s.header["kid"] = json!("nobody");
        }),
        ("the signature of another provider", "key_attestation_signature", |s| s.signer = 0x60),
        ("no exp", "key_attestation_payload", |s| {
            s.payload.as_object_mut().expect("an object").remove("exp");
        }),
        ("key_storage that is a text", "key_attestation_payload", |s| {
            s.payload["key_storage"] = json!("iso_18045_high");
        }),
        ("a statement of the future", "key_attestation_not_yet_valid", |s| {
            s.payload["iat"] = json!(NOW.as_secs() + 301);
        }),
        ("a statement that ends now", "key_attestation_expired", |s| {
            s.payload["exp"] = json!(NOW.as_secs());
        }),
        ("another nonce", "key_attestation_nonce", |s| s.payload["nonce"] = json!("another")),
        ("two keys", "key_attestation_key_count", |s| {
            let one = s.payload["attested_keys"][0].clone();
            s.payload["attested_keys"] = json!([one, one]);
        }),
        ("no key", "key_attestation_key_count", |s| s.payload["attested_keys"] = json!([])),
        ("another key", "key_attestation_other_key", |s| {
            s.payload["attested_keys"] = json!([Jwk::from(&key(9).public_key())]);
        }),
        ("a status to ask for", "key_attestation_status", |s| s.payload["status"] = json!({})),
        ("a storage of no level", "key_attestation_key_storage", |s| {
            s.payload["key_storage"] = json!(["iso_18045_basic"]);
        }),
    ]
}
