//! Codes that are not what they say: one reason each, the first that applies.

use essc::base::base45;
use essc::crypto::Signature;
use essc::model::card::{Card, StatusIndex};
use essc::model::key_id::KeyId;
use essc::model::profile::Profile::{Identity, Validity};
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::wire::card::SignedCard;
use essc::wire::carrier;
use essc::wire::code::SignedCode;
use essc::wire::framing;

use super::{Case, good, with_byte};
use crate::key;
use crate::world::{self, card, code, generation, index, issuer_key, signed};

fn case(reason: Reason, name: &'static str, shows: &'static str) -> Case {
    Case::new("reject", name, shows).reasons(&[reason])
}

fn of_key(generation: u8) -> Card {
    Card { kid: KeyId::new(Region::GUANGZHOU, generation), ..card(Validity) }
}

pub fn cases() -> Vec<Case> {
    [unsupported(), lists(), issuers(), forgeries(), challenges()].concat()
}

fn unsupported() -> Vec<Case> {
    let plain = good(Validity, 501);
    let unsupported = |name, shows: &'static str| case(Reason::UnsupportedVersion, name, shows);
    vec![
        unsupported("version-2-prefix", "SSC2: is another version, in base45 as every version is")
            .text(framing::code_text(&plain).replacen("SSC1", "SSC2", 1)),
        unsupported("version-2-of-another-layout", "a prefix, and room for two signatures")
            .text(format!("SSC2:{}", base45::encode(&[0xa5; 129]))),
        unsupported("version-2-bytes", "a higher version nibble")
            .bytes(&with_byte(&plain, 0, 0x20)),
        unsupported("suite-1", "a suite that is kept for SM2").bytes(&with_byte(&plain, 0, 0x11)),
        unsupported("kept-flag", "a flag that is kept for gate beacons")
            .bytes(&with_byte(&plain, 1, 0x02)),
    ]
}

fn lists() -> Vec<Case> {
    let plain = good(Validity, 501);
    let mut no_trust = case(Reason::TrustMissing, "trust-missing", "a gate that was never synced");
    no_trust.lists.trust = None;
    no_trust.lists.status.clear();
    no_trust.lists.catalogues.clear();
    let late =
        signed(Card { not_before: (world::NOW + 20 * 86_400 - 600) as u32, ..card(Validity) });
    vec![
        no_trust.code(&plain),
        case(Reason::TrustExpired, "trust-expired", "now is the end of the trust list")
            .at(20 * 86_400)
            .code(&code(late, 501, -20 * 86_400 + 5, None)),
        case(
            Reason::ClockUntrusted,
            "clock-set-back",
            "the clock stands 301 s before a signed list",
        )
        .at(-600 - 301)
        .code(&code(signed(card(Validity)), 501, 600 + 301 + 5, None)),
    ]
}

fn issuers() -> Vec<Case> {
    let plain = |card| code(signed(card), 501, 5, None);
    let beijing = Region::new(110_000).unwrap();
    let unknown = Card { kid: KeyId::new(beijing, 1), ..card(Validity) };
    vec![
        case(Reason::IssuerUnknown, "issuer-unknown", "a region the trust list does not name")
            .code(&plain(unknown)),
        case(Reason::IssuerUnknown, "generation-unknown", "a known region's unknown key")
            .code(&plain(of_key(99))),
        case(Reason::IssuerUnknown, "signed-by-a-status-key", "a key signs for its one use only")
            .code(&plain(of_key(generation::STATUS))),
        case(Reason::IssuerKeyOutOfPeriod, "issuer-key-not-yet", "a key that starts tomorrow")
            .code(&plain(of_key(generation::CARD_NOT_YET))),
        case(Reason::IssuerKeyCompromised, "issuer-key-compromised", "nothing it signed counts")
            .code(&plain(of_key(generation::CARD_COMPROMISED))),
    ]
}

fn forgeries() -> Vec<Case> {
    let plain = good(Validity, 501);
    let forged_card = |name, shows: &'static str| case(Reason::CardForged, name, shows);
    let forged_code = |name, shows: &'static str| case(Reason::CodeForged, name, shows);
    let resigned = |card: SignedCard| code(card, 501, 5, None);
    let by_stranger = resigned(SignedCard::sign(card(Validity), &key(99)));
    let zero = resigned(SignedCard { card: card(Validity), signature: Signature([0; 64]) });
    let other_city = resigned(SignedCard::sign(
        Card { kid: KeyId::new(Region::SHENZHEN, 1), ..card(Validity) },
        &issuer_key(KeyId::new(Region::GUANGZHOU, generation::CARD)),
    ));
    let more_functions = {
        let mut signed = signed(card(Validity));
        let bits = signed.card.functions.bits() | 0xf000;
        signed.card.functions = essc::model::functions::Functions::from_bits(bits).unwrap();
        resigned(signed)
    };
    let own_key = {
        let mut signed = signed(card(Validity));
        signed.card.device_key = key(77).public_key();
        let mut forged = resigned(signed);
        forged.signature = forged.cwt().sign(&key(77));
        forged
    };
    let swapped = SignedCode {
        card: SignedCard { signature: plain.signature, ..plain.card.clone() },
        signature: plain.card.signature,
        ..plain.clone()
    };
    let zero_code = SignedCode { signature: Signature([0; 64]), ..plain.clone() };
    let other_device = {
        let mut forged = plain.clone();
        forged.signature = forged.cwt().sign(&key(77));
        forged
    };
    // The code of one card, put behind another card of the same key.
    let under_another = {
        let other =
            Card { status: StatusIndex { list: 0, index: index::SUSPENDED }, ..card(Validity) };
        SignedCode { card: signed(other), ..plain.clone() }
    };
    let under_other_profile = SignedCode {
        card: signed(card(essc::model::profile::Profile::Entitlement)),
        ..plain.clone()
    };
    let moved_scene = {
        let mut forged = plain.clone();
        forged.statement.scene = essc::model::scene::SceneCode::new(502);
        forged
    };
    let later = {
        let mut forged = plain.clone();
        forged.statement.iat_offset += 1;
        forged
    };
    vec![
        forged_card("card-signed-by-a-stranger", "a signature of a key that is no issuer's")
            .code(&by_stranger),
        forged_card("card-zero-signature", "r = s = 0").code(&zero),
        forged_card("card-under-another-city", "signed by Guangzhou, named Shenzhen")
            .code(&other_city),
        forged_card("card-with-more-functions", "a bit that was not signed").code(&more_functions),
        forged_card("card-with-another-device-key", "a real card around the forger's own key")
            .code(&own_key),
        forged_card("swapped-signatures", "the two signatures in each other's place")
            .code(&swapped),
        forged_card("card-known-by-its-ids", "the ids of a card whose signature was just checked")
            .after(&plain, 0)
            .at(1)
            .code(&own_key),
        forged_code("code-zero-signature", "r = s = 0").code(&zero_code),
        forged_code("code-of-another-device", "the card of one device, the signature of another")
            .code(&other_device),
        forged_code("code-of-another-card", "two cards of one key: a code belongs to one of them")
            .code(&under_another),
        forged_code("code-of-another-profile", "the same holder's entitlement card before it")
            .scene(801)
            .code(&under_other_profile),
        forged_code("code-moved-to-another-scene", "the scene is signed")
            .scene(502)
            .code(&moved_scene),
        forged_code("code-made-younger", "iat is signed").code(&later),
    ]
}

fn challenges() -> Vec<Case> {
    let request = world::request(302, 20, 1);
    let answering = |request: &essc::wire::request::SignedRequest, scene, age| {
        code(signed(card(Identity)), scene, age, Some(request.challenge()))
    };
    let answer = answering(&request, 302, 5);
    let shown_plainly = {
        let mut bytes = carrier::encode(&answer);
        bytes[1] &= 0xf0;
        let hint = bytes.len() - 66;
        bytes.drain(hint..hint + 2);
        bytes
    };
    let other_request = world::request(302, 20, 2);
    let old_request = world::request(302, 125, 3);
    let at_another_scene = answering(&request, 303, 5);
    let pretended = {
        let plain = good(Identity, 302);
        let mut bytes = carrier::encode(&plain);
        bytes[1] |= 1;
        let hint = bytes.len() - 64;
        bytes.splice(hint..hint, carrier::hint_of(&request.challenge()));
        bytes
    };
    let mismatch =
        |name, shows: &'static str| case(Reason::ChallengeMismatch, name, shows).scene(302);
    vec![
        mismatch("challenge-of-another-gate", "a code made for a request this gate never made")
            .code(&answer),
        mismatch("challenge-of-another-request", "this gate asked something else")
            .request(other_request.to_text())
            .code(&answer),
        mismatch("request-expired", "the request had ended when the code was made")
            .request(old_request.to_text())
            .code(&answering(&old_request, 302, 5)),
        mismatch("request-of-another-scene", "the code names another scene than the request")
            .scene(303)
            .request(request.to_text())
            .code(&at_another_scene),
        case(Reason::CodeForged, "challenge-code-shown-plainly", "the hint taken off")
            .scene(302)
            .request(request.to_text())
            .bytes(&shown_plainly),
        case(Reason::CodeForged, "plain-code-with-a-hint", "the hint of a request it never saw")
            .scene(302)
            .request(request.to_text())
            .bytes(&pretended),
    ]
}
