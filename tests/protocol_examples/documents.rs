//! The examples in JSON: trust list, status list, catalogue, bundle, offer.

use essc::base::{base64url, hex};
use essc::crypto::digest::sha256;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::trust::succession;
use essc::wire::bundle::Bundle;
use essc::wire::catalogue::Catalogue;
use essc::wire::status_list::StatusListToken;
use essc::wire::trust_list::TrustList;
use serde::Serialize;
use serde_json::{Value, json};

use crate::layout::{block, json as laid_out, wrapped};
use essc_testkit::world::{self, generation, index};

/// Compact JSON.
pub fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data")
}

/// The world's trust list without what the examples don't use.
fn trust_list() -> TrustList {
    let mut list = world::trust_list();
    list.issuers.retain(|one| [Region::GUANGDONG, Region::GUANGZHOU].contains(&one.region));
    for issuer in &mut list.issuers {
        issuer.keys.retain(|key| key.kid.generation() <= generation::VENUE);
    }
    list
}

fn trust_text() -> String {
    trust_list().sign(&world::root())
}

fn status_token() -> StatusListToken {
    world::status_token(Region::GUANGZHOU, -600)
}

fn status_text() -> String {
    world::status_text(Region::GUANGZHOU, -600)
}

/// A base of two scenes.
fn catalogue() -> Catalogue {
    let mut scenes = sandbox_catalogue::base();
    scenes.retain(|scene| [302, 501].contains(&scene.code.number()));
    world::catalogue(Region::GUANGDONG, scenes)
}

fn catalogue_text() -> String {
    let kid = KeyId::new(Region::GUANGDONG, 1);
    catalogue().sign(kid, &world::issuer_key(kid))
}

pub fn bundle() -> Bundle {
    Bundle {
        trust: trust_text(),
        roots: vec![],
        status: vec![status_text()],
        catalogues: vec![catalogue_text()],
    }
}

/// Header, payload, text and content of a signed document.
fn jws(payload: &impl Serialize, text: &str) -> String {
    let mut parts = text.split('.').map(|part| base64url::decode(part).expect("base64url"));
    let header = String::from_utf8(parts.next().expect("header")).expect("UTF-8");
    let payload = json_of(payload);
    assert_eq!(parts.next().expect("payload"), payload.as_bytes());
    format!(
        "Header:\n\n{}\nPayload; the bytes signed are these without line ends and the spaces after \
         them:\n\n{}\nText, {} bytes in lines of 80:\n\n{}\nContent (§7.1): `{}`\n",
        block(&header),
        block(&laid_out(&payload)),
        text.len(),
        block(&wrapped(text)),
        hex::encode(&succession::digest(text)),
    )
}

pub fn trust_list_example() -> String {
    format!("Signed by the root.\n\n{}", jws(&trust_list(), &trust_text()))
}

pub fn status_list_example() -> String {
    format!(
        "Signed by Guangzhou's `status` key. Indexes {} and {} (the two keys of the examples' person) \
         are 0, {} is 2, {} is 1, all others 3.\n\n{}",
        index::EVERYDAY,
        index::IDENTITY,
        index::SUSPENDED,
        index::REVOKED,
        jws(&status_token(), &status_text()),
    )
}

pub fn catalogue_example() -> String {
    let payload = jws(&catalogue(), &catalogue_text());
    format!("A base with two scenes, signed by Guangdong's `catalogue` key.\n\n{payload}")
}

pub fn bundle_example() -> String {
    let bundle = bundle().to_json();
    let skeleton = r#"{"trust":"…","status":["…"],"catalogues":["…"]}"#;
    format!(
        "With the texts of the trust list, the status list and the catalogue above in the places of \
         the three `…`, without line ends: {} bytes, SHA-256 `{}`.\n\n{}",
        bundle.len(),
        hex::encode(&sha256(bundle.as_bytes())),
        block(skeleton),
    )
}

fn offer_json() -> Value {
    let list = world::trust_list();
    let issuer = list.issuer(Region::GUANGZHOU).expect("listed");
    json!({
        "credential_issuer": issuer.credential_issuer,
        "credential_configuration_ids":
            ["essc-validity", "essc-entitlement", "essc-masked", "essc-identity"],
        "grants": {
            "urn:ietf:params:oauth:grant-type:pre-authorized_code": {
                "pre-authorized_code": "test-code-0001",
                "tx_code": { "input_mode": "numeric", "length": 6 },
            },
        },
    })
}

pub fn offer_text() -> String {
    let escaped = offer_json().to_string().bytes().fold(String::new(), |text, byte| {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text + &if plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    });
    format!("openid-credential-offer://?credential_offer={escaped}")
}

pub fn offer_example() -> String {
    format!(
        "{}\nAs a text, in lines of 80:\n\n{}",
        block(&laid_out(&offer_json().to_string())),
        block(&wrapped(&offer_text())),
    )
}
