//! Texts whose blanks a scanner or a form replaced: base45 of other bytes, and nobody forged them.

use essc::model::card::Card;
use essc::model::key_id::KeyId;
use essc::model::profile::Profile::Validity;
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::wire::framing;

use super::Case;
use crate::key;
use crate::world::{card, code, generation, signed};

/// Characters that hold the card, with the prefix: bytes 0 to 116, the last of them half.
const CARD_CHARS: usize = 5 + 175;

fn unreadable(name: &'static str, shows: &'static str) -> Case {
    Case::new("unreadable", name, shows).reasons(&[Reason::Unreadable])
}

fn typed_as_plus(text: &str) -> String {
    text.replace(' ', "+")
}

/// A code of the device with this test key, some seconds old, on the city's card key of this generation.
/// Which device and age make a text of the wanted kind was found by trying.
fn text_by(generation: u8, device: u8, age: i64) -> String {
    let device = key(device);
    let kid = KeyId::new(Region::GUANGZHOU, generation);
    let card = Card { kid, device_key: device.public_key(), ..card(Validity) };
    let mut code = code(signed(card), 501, age, None);
    code.signature = code.cwt().sign(&device);
    framing::code_text(&code)
}

fn text_of(device: u8, age: i64) -> String {
    text_by(generation::CARD, device, age)
}

pub fn cases() -> Vec<Case> {
    // This device's key has neither blank nor plus sign, so it stays on its curve.
    let plain = text_of(20, 5);
    let without_blanks = text_of(2, 6);
    let without_plus = text_of(6, 9);
    // The card arrives whole, and only the code's own part does not.
    let blanks_in_the_code = text_of(2, 5);
    let (of_the_card, of_the_code) = blanks_in_the_code.split_at(CARD_CHARS);
    assert!(!of_the_card.contains(' ') && of_the_code.contains(' '));
    assert!(!without_blanks.contains(' ') && !without_plus.contains('+'));
    // Generation 45 begins with a blank: with a plus sign it is generation 49.
    let blank_in_the_kid = text_by(45, 20, 5);
    assert_eq!(&blank_in_the_kid[11..12], " ");
    let accept = |name, shows: &'static str| Case::new("accept", name, shows);
    let forged = |text: &str| format!("{}{}", &text[..text.len() - 3], "000");
    vec![
        accept("text-without-blanks", "one honest text in seventy has no blank")
            .text(&without_blanks),
        accept("text-without-plus-signs", "and one in seventy no plus sign").text(&without_plus),
        unreadable("plus-for-blanks", "a scanner typed + for every blank: the card was not forged")
            .text(typed_as_plus(&plain)),
        unreadable(
            "plus-for-blanks-in-the-code",
            "a scanner typed + for every blank: the code was not forged",
        )
        .text(typed_as_plus(&blanks_in_the_code)),
        unreadable(
            "plus-for-a-blank-in-the-kid",
            "a scanner typed + for every blank: the issuer it names is another one",
        )
        .text(typed_as_plus(&blank_in_the_kid)),
        unreadable("blanks-for-plus", "a form was decoded: every + became a blank")
            .text(plain.replace('+', " ")),
        unreadable(
            "forged-without-blanks",
            "what a scanner may have done to a text is not told from a forgery",
        )
        .text(forged(&without_blanks)),
        Case::new("reject", "issuer-unknown-with-a-blank-in-its-kid", "nothing was replaced")
            .reasons(&[Reason::IssuerUnknown])
            .text(&blank_in_the_kid),
    ]
}
