//! The examples in CBOR and in the QR: keys, card, code, carrier, venue card, request.

use essc::base::hex;
use essc::crypto::SigningKey;
use essc::crypto::jwk;
use essc::model::key_id::KeyId;
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use essc::wire::carrier;
use essc::wire::code::SignedCode;
use essc::wire::cose::Sign1;
use essc::wire::framing;
use essc::wire::request::SignedRequest;

use crate::diagnostic;
use crate::layout::{block, bytes, wrapped};
use essc_testkit::world::{self, generation};

/// The code of the examples: the validity card, five seconds old, at a museum.
pub fn code() -> SignedCode {
    world::code(world::signed(world::card(Profile::Validity)), 501, 5, None)
}

/// The request of the examples, ten seconds old.
pub fn request() -> SignedRequest {
    world::request(302, 10, 7)
}

/// The code that answers the request.
pub fn answering_code() -> SignedCode {
    let card = world::signed(world::card(Profile::Identity));
    world::code(card, 302, 5, Some(request().challenge()))
}

pub fn keys_example() -> String {
    let issuer = |region, generation| world::issuer_key(KeyId::new(region, generation));
    let issuer_kid = |region, generation| KeyId::new(region, generation).to_string();
    let root = |key: &SigningKey| jwk::thumbprint_text(&key.public_key());
    let device = |key: &SigningKey| hex::encode(&key.public_key().cose_thumbprint()[..8]);
    let row = |what: &str, key: &SigningKey, kid: &str| {
        let scalar = hex::encode(key.to_bytes().as_slice());
        let public = hex::encode(&key.public_key().compressed());
        format!("| {what} | `{kid}` | `{scalar}` | `{public}` |\n")
    };
    let city = |what: &str, generation| {
        let kid = issuer_kid(Region::GUANGZHOU, generation);
        row(what, &issuer(Region::GUANGZHOU, generation), &kid)
    };
    let (everyday, identity) =
        (world::device_key(KeyRole::Everyday), world::device_key(KeyRole::Identity));
    let mut text = String::from(
        "| test key | `kid` | private scalar | public key, compressed |\n| --- | --- | --- | --- |\n",
    );
    text += &row("root", &world::root(), &root(&world::root()));
    text += &row(
        "Guangdong, `catalogue`",
        &issuer(Region::GUANGDONG, 1),
        &issuer_kid(Region::GUANGDONG, 1),
    );
    text += &city("Guangzhou, `card`", generation::CARD);
    text += &city("Guangzhou, `status`", generation::STATUS);
    text += &city("Guangzhou, `catalogue`", generation::CATALOGUE);
    text += &city("Guangzhou, `venue`", generation::VENUE);
    text += &row("everyday device key", &everyday, &device(&everyday));
    text += &row("identity device key", &identity, &device(&identity));
    text += &row("venue key", &world::venue_key(), "–");
    text
}

/// The parts that every COSE object is shown in.
fn cose(unsigned: &Sign1, whole: &[u8]) -> String {
    format!(
        "{}\n{}\nIn diagnostic notation, `<< … >>` being a byte string that holds what is between:\n\n{}",
        bytes("`Sig_structure`", &unsigned.to_be_signed()),
        bytes("`COSE_Sign1`", whole),
        block(&diagnostic::notation(whole)),
    )
}

pub fn card_example() -> String {
    let signed = world::signed(world::card(Profile::Validity));
    let card = &signed.card;
    format!(
        "Signed by Guangzhou's `card` key; nbf {}, lifetime {} minutes, status list {}, index {}, \
         functions {} (`{:04x}`), max-code-age {}, the everyday device key.\n\n{}",
        card.not_before,
        card.lifetime_minutes,
        card.status.list,
        card.status.index,
        card.functions.bits(),
        card.functions.bits(),
        card.max_code_age,
        cose(&essc::wire::card::cwt(card), &signed.to_cose()),
    )
}

pub fn code_example() -> String {
    let code = code();
    format!(
        "Signed by the everyday device key; iat {}, scene 0501, no challenge.\n\n{}\n`code_id`: `{}`\n",
        code.issued_at(),
        cose(&code.cwt(), &code.to_cose()),
        hex::encode(&code.code_id()),
    )
}

pub fn carrier_example() -> String {
    let code = code();
    let card = &code.card.card;
    let carried = carrier::encode(&code);
    let meanings = [
        (1, "version and suite", "1, 0".to_owned()),
        (1, "profile and flags", "validity, no hint".to_owned()),
        (4, "`kid`", format!("440100, generation {}", card.kid.generation())),
        (4, "card `nbf`", card.not_before.to_string()),
        (2, "lifetime", format!("{} minutes", card.lifetime_minutes)),
        (2, "status list", card.status.list.to_string()),
        (3, "status index", card.status.index.to_string()),
        (2, "functions", "level 2, software key, all six functions".to_owned()),
        (1, "max_code_age", format!("{} s", card.max_code_age)),
        (33, "device key", "y is odd when the first byte is 03".to_owned()),
        (64, "issuer signature", "r‖s".to_owned()),
        (3, "`iat` − `nbf`", format!("{} s", code.statement.iat_offset)),
        (2, "scene", "0501".to_owned()),
        (64, "device signature", "r‖s".to_owned()),
    ];
    let mut table =
        String::from("| offset | field | bytes | meaning |\n| --- | --- | --- | --- |\n");
    let mut at = 0;
    for (length, field, meaning) in meanings {
        let field_bytes = hex::encode(&carried[at..at + length]);
        table += &format!("| {at} | {field} | `{field_bytes}` | {meaning} |\n");
        at += length;
    }
    assert_eq!(at, carried.len());
    let text = framing::code_text(&code);
    format!(
        "The text, {} characters, here in lines of 80 (a space at the end of a line counts):\n\n{}\n{}\n{table}",
        text.len(),
        block(&wrapped(&text)),
        bytes("The carrier", &carried),
    )
}

pub fn venue_card_example() -> String {
    let signed = world::venue_card();
    let key = world::issuer_key(signed.card.kid).public_key();
    assert!(signed.verify(&key));
    format!("Signed by Guangzhou's `venue` key.\n\n{}", cose(&signed.card.cwt(), &signed.to_cose()))
}

pub fn request_example() -> String {
    let signed = request();
    let challenge = signed.challenge();
    let code = answering_code();
    let text = signed.to_text();
    let answer = framing::code_text(&code);
    format!(
        "Signed by the venue key.\n\n{}\nThe text, {} characters, in lines of 80:\n\n{}\n\
         Challenge: `{}`; hint: `{}`.\n\nA code that answers it, with the identity card of a made-up \
         person (iat {}; its carrier has {} bytes), in lines of 80:\n\n{}",
        cose(&signed.request.cwt(), &signed.to_cose()),
        text.len(),
        block(&wrapped(&text)),
        hex::encode(&challenge),
        hex::encode(&carrier::hint_of(&challenge)),
        code.issued_at(),
        carrier::encode(&code).len(),
        block(&wrapped(&answer)),
    )
}
