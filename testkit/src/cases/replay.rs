//! Codes and cards that were accepted before, whatever happened to clocks and keys since.

use essc::crypto::SigningKey;
use essc::model::card::{Card, StatusIndex};
use essc::model::key_id::KeyId;
use essc::model::profile::Profile::{Masked, Validity};
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::wire::code::SignedCode;

use super::{Case, good};
use crate::world::{self, NOW, card, code, code_by, generation, index, signed};

fn case(reason: Reason, name: &'static str, shows: &'static str) -> Case {
    Case::new("reject", name, shows).reasons(&[reason])
}

/// A code of a card with this status entry, on a phone that is not the one of the other cases.
fn of_another_phone(index: u32, scene: u16, age: i64) -> SignedCode {
    let key = SigningKey::from_bytes(&[53; 32]).unwrap();
    let status = StatusIndex { list: 0, index };
    let card = Card { status, device_key: key.public_key(), ..card(Validity) };
    code_by(&key, signed(card), scene, age, None)
}

/// A code of the usual card, as the city signed it before it changed its key.
fn under_the_key_before(scene: u16, age: i64) -> SignedCode {
    let kid = KeyId::new(Region::GUANGZHOU, generation::CARD_RETIRED);
    code(signed(Card { kid, ..card(Validity) }), scene, age, None)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = refused();
    cases.extend(after_a_clock_that_was_ahead());
    cases.extend(after_other_keys());
    cases
}

fn after_a_clock_that_was_ahead() -> Vec<Case> {
    let hall = good(Validity, 901);
    let museum = good(Validity, 501);
    let other = index::IDENTITY;
    vec![
        case(
            Reason::Replayed,
            "replayed-after-the-clock-was-ahead",
            "another code was accepted by a clock 100 s ahead; now it is back",
        )
        .scene(901)
        .after(&hall, 0)
        .after(&of_another_phone(other, 901, -95), 100)
        .at(10)
        .code(&hall),
        case(
            Reason::Replayed,
            "pass-back-after-the-clock-was-ahead",
            "by the clock that was ahead the cool-down was over; now it is back",
        )
        .after(&museum, 0)
        .after(&of_another_phone(other, 501, -605), 610)
        .at(320)
        .code(&code(museum.card.clone(), 501, -315, None)),
    ]
}

fn after_other_keys() -> Vec<Case> {
    let museum = good(Validity, 501);
    vec![
        case(
            Reason::Replayed,
            "pass-back-after-the-issuers-key-changed",
            "the card was renewed under the next key of its issuer, and is the same card",
        )
        .after(&under_the_key_before(501, 5), 0)
        .at(1)
        .code(&code(museum.card.clone(), 501, 4, None)),
        Case::new(
            "accept",
            "after-a-card-with-its-status-entry",
            "a card on another phone with the same status entry, as a thief of the issuer's key \
             forges it, uses no cool-down of this one up",
        )
        .after(&of_another_phone(index::EVERYDAY, 501, 5), 0)
        .at(1)
        .code(&museum),
    ]
}

fn refused() -> Vec<Case> {
    let hall = good(Validity, 901);
    let museum = good(Validity, 501);
    let museum_again = code(museum.card.clone(), 501, 4, None);
    let request = world::request(1101, 20, 1);
    let answer = |age| code(signed(card(Masked)), 1101, age, Some(request.challenge()));
    let eight = (20..28).fold(
        case(Reason::ReplayGuardFull, "ninth-live-code", "eight codes of one card are live"),
        |case, age| case.after(&code(signed(card(Validity)), 901, age, None), -1),
    );
    let mut cold = case(
        Reason::ReplayGuardCold,
        "gate-just-started",
        "it may have been accepted before the gate started: wait for the next code",
    );
    cold.gate_started = NOW - 20;
    let same_other_bytes = SignedCode { signature: hall.signature.other_form(), ..hall.clone() };
    vec![
        case(Reason::Replayed, "replayed", "the same code twice")
            .scene(901)
            .after(&hall, 0)
            .at(1)
            .code(&hall),
        case(Reason::Replayed, "replayed-with-the-other-s", "signature bytes are not an identity")
            .scene(901)
            .after(&hall, 0)
            .at(1)
            .code(&same_other_bytes),
        case(
            Reason::Replayed,
            "pass-back-at-a-turnstile",
            "the next code of a card that just went in",
        )
        .after(&museum, 0)
        .at(1)
        .code(&museum_again),
        case(
            Reason::Replayed,
            "request-answered-twice",
            "another code for a request that is used up",
        )
        .scene(1101)
        .request(request.to_text())
        .after(&answer(6), 0)
        .at(1)
        .code(&answer(5)),
        eight.scene(901).code(&good(Validity, 901)),
        cold.scene(901).code(&hall),
    ]
}
