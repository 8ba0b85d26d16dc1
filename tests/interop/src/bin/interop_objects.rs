//! Writes codes and signed documents for readers in other languages: `interop_objects DIR`.
//!
//! The layout is that of `tests/interop/verify_objects.py`. People are made up, keys are test keys;
//! `cargo xtask test --only interop` runs both.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

use essc::base::hex;
use essc::holder::QrCode;
use essc::model::attributes::{Attributes, IdentityAttributes};
use essc::model::card::Card;
use essc::model::key_id::KeyId;
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use essc::model::sandbox_persons::{SandboxPerson, sandbox_person};
use essc::wire::code::SignedCode;
use essc::wire::framing;
use essc::wire::jws::{self, JoseHeader};
use essc_testkit::world;
use serde_json::{Value, json};

fn main() {
    let directory = PathBuf::from(std::env::args().nth(1).expect("usage: interop_objects DIR"));
    let request = world::request(302, 5, 1);
    let mut count = 0;
    for profile in Profile::ALL {
        for challenge in [None, Some(request.challenge())] {
            let scene = if challenge.is_some() { 302 } else { 501 };
            let code = world::code(world::signed(world::card(profile)), scene, 5, challenge);
            let kind = if challenge.is_some() { "answering" } else { "plain" };
            write_code(&directory.join("codes").join(format!("{}-{kind}", profile.name())), &code);
            count += 1;
        }
    }
    // Every kind of holder, so that every form of number is read by others too.
    for n in 0..10 {
        let code = world::code(world::signed(identity_card(n)), 101, 5, None);
        write_code(&directory.join("codes").join(format!("holder-{n}")), &code);
        count += 1;
    }
    let documents = directory.join("documents");
    fs::create_dir_all(&documents).unwrap();
    let issuer =
        |region, generation| world::issuer_key(KeyId::new(region, generation)).public_key();
    let catalogues = world::catalogue_texts();
    let base = issuer(Region::GUANGDONG, 1);
    let city = issuer(Region::GUANGZHOU, world::generation::CATALOGUE);
    let status = issuer(Region::GUANGZHOU, world::generation::STATUS);
    let token = serde_json::to_value(world::status_token(Region::GUANGZHOU, -600)).unwrap();
    let list = serde_json::to_value(world::trust_list()).unwrap();
    for (name, text, key, typ, payload) in [
        ("trust-list", world::trust_text(), world::root().public_key(), "essc-trust+jwt", list),
        (
            "status-list",
            world::status_text(Region::GUANGZHOU, -600),
            status,
            "statuslist+jwt",
            token,
        ),
        ("catalogue-base", catalogues[0].clone(), base, "essc-catalogue+jwt", Value::Null),
        ("catalogue-overlay", catalogues[1].clone(), city, "essc-catalogue+jwt", Value::Null),
    ] {
        fs::write(documents.join(format!("{name}.jwt")), text).unwrap();
        let expected = json!({
            "key": hex::encode(key.uncompressed()),
            "typ": typ,
            "payload": payload,
        });
        fs::write(documents.join(format!("{name}.json")), expected.to_string()).unwrap();
        count += 1;
    }
    for typ in ["openid4vci-proof+jwt", "dpop+jwt"] {
        let key = world::device_key(KeyRole::Everyday);
        let payload = json!({"aud": "https://card.example/440100", "iat": 1, "nonce": "n"});
        let text = jws::sign(&JoseHeader::proof(typ, &key.public_key()), &payload, &key);
        fs::write(documents.join(format!("{typ}.jwt")), text).unwrap();
        let key = hex::encode(key.public_key().uncompressed());
        let expected = json!({"key": key, "typ": typ, "payload": payload});
        fs::write(documents.join(format!("{typ}.json")), expected.to_string()).unwrap();
        count += 1;
    }
    println!("{count} objects");
}

/// An identity card of the sandbox's person `n`.
fn identity_card(n: u32) -> Card {
    let person = sandbox_person(n).unwrap();
    let SandboxPerson { name, kind, number, card_number, .. } = person;
    let attributes = IdentityAttributes::new(kind, number, card_number, &name).unwrap();
    Card { attributes: Attributes::Identity(attributes), ..world::card(Profile::Identity) }
}

fn write_code(directory: &Path, code: &SignedCode) {
    fs::create_dir_all(directory).unwrap();
    let text = framing::code_text(code);
    let issuer = world::issuer_key(code.card.card.kid).public_key();
    let expected = json!({
        "issuer_key": hex::encode(issuer.uncompressed()),
        "device_key": hex::encode(code.card.card.device_key.uncompressed()),
        "challenge": code.statement.challenge.map(|challenge| hex::encode(&challenge)),
    });
    fs::write(directory.join("card.cbor"), code.card.to_cose()).unwrap();
    fs::write(directory.join("code.cbor"), code.to_cose()).unwrap();
    fs::write(directory.join("code.png"), QrCode::of(&text).unwrap().to_png(4)).unwrap();
    fs::write(directory.join("code.txt"), text).unwrap();
    fs::write(directory.join("expected.json"), expected.to_string()).unwrap();
}
