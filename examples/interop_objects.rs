//! Writes codes and documents for libraries of other languages: `interop_objects DIR`.
//!
//! `cargo xtask test --only interop` runs it and hands the directory to
//! `tests/interop/verify_objects.py`, which says how the directory is laid out. The people are the
//! sandbox's; keys and times are fixed, so every run writes the same bytes.
#![allow(clippy::print_stdout, reason = "a command")]

use std::error::Error;
use std::fs;
use std::path::Path;

use essc::base::hex;
use essc::base::time::UnixTime;
use essc::crypto::jwk::Jwk;
use essc::crypto::{PublicKey, SigningKey};
use essc::issuance::answers::Grounds;
use essc::issuance::card_issuer::{self, Device, Person, Terms};
use essc::issuance::signer::IssuerSigner;
use essc::issuance::status_publisher::{self, ListTerms};
use essc::model::card::StatusIndex;
use essc::model::functions::Functions;
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::model::sandbox_persons::sandbox_person;
use essc::model::scene::SceneCode;
use essc::model::status::CardStatus;
use essc::wire::catalogue::{self, Catalogue};
use essc::wire::code::{ChallengeHash, SignedCode, Statement};
use essc::wire::framing;
use essc::wire::jws::{self, JoseHeader};
use essc::wire::status_list::{self, StatusListUri};
use essc::wire::trust_list::{
    self, IssuerKey, IssuerLevel, KeyState, KeyUse, TrustList, TrustedIssuer,
};
use qrcode::{EcLevel, QrCode};
use serde_json::{Value, json};

type Done = Result<(), Box<dyn Error>>;

const NOW: UnixTime = UnixTime::from_secs(1_795_000_000);
const DAY: u64 = 86_400;
const KID: KeyId = KeyId::new(Region::GUANGZHOU, 1);

/// White modules around a QR code (ISO/IEC 18004 §5.3.8) and pixels a module.
const QUIET: usize = 4;
const PIXELS: usize = 4;

fn main() -> Done {
    let directory = std::env::args_os().nth(1).ok_or("usage: interop_objects DIR")?;
    let directory = Path::new(&directory);
    let issuer = SigningKey::from_bytes(&[2; 32])?;
    let device = SigningKey::from_bytes(&[9; 32])?;
    for n in 0..10 {
        for profile in [Profile::Validity, Profile::Entitlement, Profile::Masked, Profile::Identity]
        {
            for challenge in [None, Some([0xc5; 32])] {
                let code = code(n, profile, challenge, &issuer, &device)?;
                let asked = if challenge.is_some() { "asked" } else { "plain" };
                let name = format!("{n}-{}-{asked}", profile.number());
                write_code(&directory.join("codes").join(name), &code, &issuer.public_key())?;
            }
        }
    }
    write_documents(&directory.join("documents"), &issuer)?;
    println!("written to {}", directory.display());
    Ok(())
}

/// A code of sandbox person `n`, ten seconds old.
fn code(
    n: u32,
    profile: Profile,
    challenge: Option<ChallengeHash>,
    issuer: &SigningKey,
    device: &SigningKey,
) -> Result<SignedCode, Box<dyn Error>> {
    let someone = sandbox_person(n).ok_or("no such person")?;
    let person = Person {
        kind: someone.kind,
        number: &someone.number,
        name: &someone.name,
        card_number: someone.card_number,
        grounds: Grounds {
            birth_date: Some(someone.birth_date),
            resident: true,
            disability: n % 2 == 1,
        },
    };
    let bound = Device {
        key: device.public_key(),
        status: StatusIndex { list: 3, index: 1000 + n },
        functions: Functions::from_bits(0x0fc9)?,
    };
    let terms = Terms { lifetime: 7 * DAY, max_card_life: 7 * DAY, max_code_age: 60 };
    let signer = IssuerSigner { kid: KID, key: issuer, expires: NOW.plus(100 * DAY) };
    let card = card_issuer::issue(&person, profile, &bound, &terms, &signer, NOW)?;
    let statement = Statement { iat_offset: 310, scene: SceneCode::new(501), challenge };
    let signature = device.sign(&statement.cwt(&card.card, &card.to_cose()).to_be_signed());
    Ok(SignedCode { card, statement, signature })
}

fn write_code(directory: &Path, code: &SignedCode, issuer: &PublicKey) -> Done {
    fs::create_dir_all(directory)?;
    let text = framing::code_text(code);
    fs::write(directory.join("card.cbor"), code.card.to_cose())?;
    fs::write(directory.join("code.cbor"), code.to_cose())?;
    fs::write(directory.join("code.txt"), &text)?;
    fs::write(directory.join("code.pgm"), image(&text)?)?;
    let expected = json!({
        "issuer_key": hex::encode(issuer.uncompressed()),
        "device_key": hex::encode(code.card.card.device_key.uncompressed()),
        "challenge": code.statement.challenge.as_ref().map(|challenge| hex::encode(challenge)),
    });
    Ok(fs::write(directory.join("expected.json"), expected.to_string())?)
}

/// The QR code as a grey PGM image: no image library between the modules and the reader.
fn image(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let qr = QrCode::with_error_correction_level(text, EcLevel::M)?;
    let modules = qr.to_colors();
    let width = qr.width();
    let side = (width + 2 * QUIET) * PIXELS;
    let mut image = format!("P5 {side} {side} 255\n").into_bytes();
    let dark = |pixel: usize| (pixel / PIXELS).checked_sub(QUIET).filter(|at| *at < width);
    for y in 0..side {
        image.extend((0..side).map(|x| match (dark(x), dark(y)) {
            (Some(x), Some(y)) => modules[y * width + x].select(0, 255),
            _ => 255,
        }));
    }
    Ok(image)
}

/// One document of each kind, and one proof.
fn write_documents(directory: &Path, key: &SigningKey) -> Done {
    fs::create_dir_all(directory)?;
    let public = key.public_key();
    let write = |name: &str, typ: &str, text: String, payload: Value| -> Done {
        fs::write(directory.join(format!("{name}.jwt")), text)?;
        let key = hex::encode(public.uncompressed());
        let expected = json!({"key": key, "typ": typ, "payload": payload});
        Ok(fs::write(directory.join(format!("{name}.json")), expected.to_string())?)
    };

    let trust = trust(&public);
    write("trust", trust_list::TYP, trust.sign(key), serde_json::to_value(&trust)?)?;

    let base = Catalogue {
        region: Region::GUANGDONG,
        seq: 1,
        iat: NOW,
        exp: NOW.plus(DAY),
        effective: NOW,
        min_trust_seq: 1,
        scenes: sandbox_catalogue::base(),
    };
    write("catalogue", catalogue::TYP, base.sign(KID, key), serde_json::to_value(&base)?)?;

    let signer = IssuerSigner { kid: KID, key, expires: NOW.plus(DAY) };
    let terms = ListTerms { at: NOW, life: DAY, ttl: 600, min_trust_seq: 1 };
    let given = [(7, CardStatus::Valid), (8, CardStatus::Suspended), (9, CardStatus::Revoked)];
    let uri = StatusListUri { region: Region::GUANGZHOU, number: 3 };
    let (status, _) = status_publisher::publish(uri, given, &terms, &signer)?;
    write("status", status_list::TYP, status, Value::Null)?;

    for typ in ["openid4vci-proof+jwt", "dpop+jwt"] {
        let payload = json!({"aud": "https://card.example/440100", "iat": NOW, "nonce": "n"});
        let text = jws::sign(&JoseHeader::proof(typ, &public), &payload, key);
        write(typ, typ, text, payload)?;
    }
    Ok(())
}

fn trust(key: &PublicKey) -> TrustList {
    let card_key = IssuerKey {
        kid: KID,
        jwk: Jwk::from(key),
        suite: 0,
        key_use: KeyUse::Card,
        state: KeyState::Active,
        nbf: NOW,
        exp: NOW.plus(100 * DAY),
    };
    let guangzhou = TrustedIssuer {
        region: Region::GUANGZHOU,
        level: IssuerLevel::Prefecture,
        name: Localized::new("广州", "Guangzhou"),
        credential_issuer: "https://card.example/440100".into(),
        max_card_life: 7 * DAY,
        keys: vec![card_key],
        status_base: "https://card.example/440100/status".into(),
        status_lists: vec![3],
        catalogue: None,
    };
    let (iat, exp) = (NOW, NOW.plus(DAY));
    let issuers = vec![guangzhou];
    TrustList { seq: 1, iat, exp, soft_exp: exp, test: true, next_root: None, issuers }
}
