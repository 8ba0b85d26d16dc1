//! What App Attest is given for a key, as data for every language: `tests/vectors/app-attest.json`.

use std::path::Path;

use essc::base::hex;
use essc::crypto::SigningKey;
use essc::crypto::digest::sha256;
use essc::model::profile::KeyRole;
use essc::wire::app_attest::{assertion_client_data, attestation_client_data};
use serde_json::{Value, json};

const SHOWS: &str = "The two clientDataHash of protocol 8.5 for device keys of both roles, over several \
    nonces; all in hexadecimal but the nonce, whose characters are hashed. The keys are test keys.";

/// Nonces that a server may give: its characters are what counts.
const NONCES: [&str; 3] =
    ["a-nonce", "AAAAAAAAAAAAAAAAAAAAAA", "nonce.with~more_than-32/characters+=0123"];

fn case(key: u8, nonce: &str, role: KeyRole) -> Value {
    let key = SigningKey::from_bytes(&[key; 32]).expect("scalar").public_key();
    let challenge = sha256(nonce.as_bytes());
    json!({
        "public_key": hex::encode(key.uncompressed()),
        "c_nonce": nonce,
        "role": match role {
            KeyRole::Everyday => "everyday",
            KeyRole::Identity => "identity",
        },
        "challenge": hex::encode(&challenge),
        "thumbprint": hex::encode(&key.cose_thumbprint()),
        "attestation_client_data_hash": hex::encode(&attestation_client_data(&challenge)),
        "assertion_client_data_hash": hex::encode(&assertion_client_data(&challenge, &key, role)),
    })
}

#[test]
fn the_hashes_that_app_attest_is_given_are_those_of_the_vectors() {
    let roles = [KeyRole::Everyday, KeyRole::Identity];
    let of = |(key, nonce)| roles.map(|role| case(key, nonce, role));
    let cases: Vec<Value> = (1..).zip(NONCES).flat_map(of).collect();
    let made = json!({ "shows": SHOWS, "cases": cases });
    let made = serde_json::to_string_pretty(&made).expect("JSON") + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/app-attest.json");
    if std::env::var_os("ESSC_WRITE_VECTORS").is_some() {
        std::fs::write(&file, &made).expect("written");
    }
    assert_eq!(std::fs::read_to_string(&file).expect("the vectors"), made);
}
