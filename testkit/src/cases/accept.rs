//! Codes that must be accepted.

use essc::crypto::Signature;
use essc::model::attributes::{Answers, Attributes, IdentityAttributes};
use essc::model::card::{Card, StatusIndex};
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use essc::model::key_id::KeyId;
use essc::model::masking;
use essc::model::profile::Profile::{Entitlement, Identity, Masked, Validity};
use essc::model::region::Region;
use essc::wire::code::SignedCode;
use essc::wire::framing;

use super::{Case, good};
use crate::world::{self, NOW, card, code, generation, index, signed};

fn case(name: &'static str, shows: &'static str) -> Case {
    Case::new("accept", name, shows)
}

/// Half the order of P-256, rounded down.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b, 0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8,
];

fn is_high(signature: &Signature) -> bool {
    signature.as_bytes()[32..] > HALF_ORDER[..]
}

/// The code with both signatures in their high-S form.
fn high_s(low: &SignedCode) -> SignedCode {
    let high = |s: &Signature| if is_high(s) { *s } else { s.other_form() };
    // The card's bytes are signed by the device, its signature included: first the card, then a
    // new code over it.
    let mut card = low.card.clone();
    card.signature = high(&card.signature);
    let mut code = code(card, low.statement.scene.number(), 5, None);
    code.signature = high(&code.signature);
    assert!(is_high(&code.signature) && is_high(&code.card.signature));
    code
}

pub fn cases() -> Vec<Case> {
    let request = world::request(302, 20, 1);
    let plain_request = world::request(501, 20, 2);
    let answering = |scene, request: &essc::wire::request::SignedRequest, profile| {
        code(signed(card(profile)), scene, 5, Some(request.challenge()))
    };
    let young = |seconds: u64, change: Card| {
        signed(Card { not_before: (NOW - seconds - 300) as u32, ..change })
    };
    let changsha = Card {
        kid: KeyId::new(world::changsha(), generation::CARD),
        status: StatusIndex { list: 0, index: 9 },
        ..card(Validity)
    };
    let suspended =
        Card { status: StatusIndex { list: 0, index: index::SUSPENDED }, ..card(Validity) };
    let unlisted =
        Card { status: StatusIndex { list: 0, index: index::NOT_GIVEN_OUT }, ..card(Validity) };
    let unknown_bits = Card {
        functions: Functions::from_bits(world::all_functions().bits() | 0xf000).unwrap(),
        attributes: Attributes::Entitlement(Answers::from_bits(0xffe1)),
        ..card(Entitlement)
    };
    let retired =
        Card { kid: KeyId::new(Region::GUANGZHOU, generation::CARD_RETIRED), ..card(Validity) };
    let passport = IdNumber::parse("E12345678").unwrap();
    let card_number = CardNumber::parse("000000001").unwrap();
    let by_passport = Card {
        attributes: Attributes::Identity(
            IdentityAttributes::new(
                IdDocumentKind::Passport,
                passport.clone(),
                card_number,
                "José Test",
            )
            .unwrap(),
        ),
        ..card(Identity)
    };
    let names = |name: &str| Card {
        attributes: Attributes::Identity(
            IdentityAttributes::new(IdDocumentKind::Passport, passport.clone(), card_number, name)
                .unwrap(),
        ),
        ..card(Identity)
    };
    let names = |name: &str| code(signed(names(name)), 101, 5, None);
    let masked_passport = Card {
        attributes: Attributes::Masked(
            masking::attributes(IdDocumentKind::Passport, &passport, "J").unwrap(),
        ),
        ..card(Masked)
    };
    let longest = Card {
        attributes: Attributes::Identity(
            IdentityAttributes::new(
                IdDocumentKind::Mainland,
                IdNumber::from_seventeen_digits(44_010_019_600_101_000).unwrap(),
                CardNumber::parse("ZZZZZZZZZ").unwrap(),
                &"测".repeat(24),
            )
            .unwrap(),
        ),
        ..card(Identity)
    };
    let family = Card {
        functions: Functions::new(2, KeyProtection::TrustedEnvironment, true, &CardFunction::ALL),
        ..card(Validity)
    };
    let late = (NOW + 8 * 86_400 - 600 - 300) as u32;
    let late = signed(Card { not_before: late, ..card(Validity) });
    let late = code(late, 501, -8 * 86_400 + 5, None);
    let last_second = signed(Card { not_before: (NOW + 1 - 60 * 10_080) as u32, ..card(Validity) });
    let first = good(Validity, 901);
    let second = code(first.card.clone(), 901, 4, None);
    vec![
        case("validity-at-a-museum", "a plain code of the least disclosing profile")
            .code(&good(Validity, 501)),
        case("entitlement-at-a-meal-hall", "one answer is enough, and no other is disclosed")
            .scene(801)
            .code(&good(Entitlement, 801)),
        case("masked-at-a-library", "a masked card discloses stars")
            .scene(502)
            .code(&good(Masked, 502)),
        case("identity-at-a-counter", "number, card number and name, with a citizen number")
            .scene(101)
            .code(&good(Identity, 101)),
        case("identity-with-a-passport", "a number that is not of GB 11643 (form 1)")
            .scene(101)
            .code(&code(signed(by_passport), 101, 5, None)),
        case("identity-with-the-longest-name", "88 bytes of attributes").scene(101).code(&code(
            signed(longest),
            101,
            5,
            None,
        )),
        case("name-with-parts", "U+00B7 between the parts").scene(101).code(&names("测试·测试")),
        case("name-of-the-civil-register", "ideographs of the extensions I and J")
            .scene(101)
            .code(&names("\u{2ebf0}\u{323b0}")),
        case("name-of-one-ideographic-number", "U+3007 is a letter number")
            .scene(101)
            .code(&names("〇")),
        case("name-under-four-marks", "as many as may be, over a letter without composed forms")
            .scene(101)
            .code(&names("x\u{323}\u{323}\u{323}\u{323}")),
        case("masked-short-number", "a short number shows three characters, a short name none")
            .scene(502)
            .code(&code(signed(masked_passport), 502, 5, None)),
        case("answers-a-request", "a code for a scene that needs a request, and the gate has it")
            .scene(302)
            .request(request.to_text())
            .code(&answering(302, &request, Identity)),
        case("answers-a-request-where-none-is-needed", "a challenge does no harm")
            .request(plain_request.to_text())
            .code(&answering(501, &plain_request, Validity)),
        case("high-s-signatures", "both signatures with s over half the order")
            .code(&high_s(&good(Validity, 501))),
        case("unknown-bits", "function and answer bits of the future are ignored")
            .scene(801)
            .code(&code(signed(unknown_bits), 801, 5, None)),
        case("retired-issuer-key", "a retired key's cards count until its end").code(&code(
            signed(retired),
            501,
            5,
            None,
        )),
        case("scanner-adds-crlf", "one line end is taken off")
            .text(format!("{}\r\n", framing::code_text(&good(Validity, 501)))),
        case("one-second-before-it-expires", "59 s old with a limit of 60").code(&code(
            signed(card(Validity)),
            501,
            59,
            None,
        )),
        case("fifteen-seconds-ahead", "the phone's clock is ahead by as much as is allowed")
            .code(&code(signed(card(Validity)), 501, -15, None)),
        case("card-in-its-last-second", "now < exp by one").code(&code(last_second, 501, 5, None)),
        case(
            "card-younger-than-its-suspension",
            "released and issued again: the card is the younger statement",
        )
        .code(&code(young(60, suspended), 501, 5, None)),
        case("card-younger-than-the-list", "not given out when the list was made").code(&code(
            young(60, unlisted),
            501,
            5,
            None,
        )),
        case(
            "visitor-without-a-list",
            "a card issued this morning stands in for lists nobody has here",
        )
        .status(&[])
        .code(&code(young(20_000, changsha), 501, 5, None)),
        case("stale-trust-list", "past soft_exp: accepted, and said").at(8 * 86_400).code(&late),
        case("next-code-of-the-same-card", "another second is another code")
            .scene(901)
            .after(&first, 0)
            .at(1)
            .code(&second),
        case("across-the-border", "the validity profile at the one scene that goes there")
            .scene(1201)
            .venue(Region::HONG_KONG)
            .code(&good(Validity, 1201)),
        case("family-card", "a relative's card where the scene takes those").code(&code(
            signed(family),
            501,
            5,
            None,
        )),
        case("scene-of-the-city", "a scene that Guangzhou's overlay adds")
            .scene(10_500)
            .code(&good(Entitlement, 10_500)),
    ]
}
