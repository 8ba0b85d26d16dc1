//! Texts that are no code: neither accepted nor rejected.

use essc::base::base45;
use essc::model::profile::Profile::{self, Entitlement, Identity, Masked, Validity};
use essc::model::reason::Reason;
use essc::wire::carrier;
use essc::wire::framing;

use super::{Case, good, with_byte};
use crate::world;

fn case(name: &'static str, shows: &'static str) -> Case {
    Case::new("unreadable", name, shows).reasons(&[Reason::Unreadable])
}

pub fn cases() -> Vec<Case> {
    [texts(), rubbish(), fields(), attributes()].concat()
}

fn texts() -> Vec<Case> {
    let text = framing::code_text(&good(Validity, 501));
    let body = &text[5..];
    // 186 bytes are 279 characters, without a tail; 187 end in a tail of two.
    let with_tail = |tail: &str| format!("SSC1:{body}{tail}");
    vec![
        case("empty", "nothing at all"),
        case("prefix-only", "a prefix and no bytes").text("SSC1:"),
        case("lower-case", "base45 has no small letters").text(text.to_lowercase()),
        case("wrong-prefix", "a covid certificate").text(format!("HC1:{body}")),
        case("no-colon", "the prefix without its colon").text(format!("SSC1{body}")),
        case("a-url", "not every QR code is a card").text("https://example.org/?q=SSC1:"),
        case("a-request", "a venue's request, shown to a gate")
            .text(world::request(302, 5, 1).to_text()),
        case("leading-space", "a space before the prefix").text(format!(" {text}")),
        case("trailing-space", "a space after the last character").text(format!("{text} ")),
        case("two-line-ends", "only one is a scanner's").text(format!("{text}\n\n")),
        case("tail-v5", "a tail of 256").text(with_tail("V5")),
        case("tail-colons", "a tail of 2024").text(with_tail("::")),
        case("group-over-65535", "a group of 65536").text(with_tail("GGW")),
        case("impossible-length", "one character too many").text(with_tail("A")),
        case("not-ascii", "a letter outside the alphabet").text(with_tail("é0")),
        case("too-long", "more than any QR code holds").text(format!("SSC1:{}", "0".repeat(5000))),
    ]
}

/// What no version wrote: scanning again helps, a newer verifier would not.
fn rubbish() -> Vec<Case> {
    let plain = good(Validity, 501);
    let noise: Vec<u8> = (0..186u32).map(|at| (at * at * 73 + 41 * at + 0x35) as u8).collect();
    let with_noise = |head: &[u8]| [head, &noise[head.len()..]].concat();
    let of_another_version = with_byte(&plain, 0, 0x20);
    vec![
        case("version-2-and-words", "SSC2: and what is not base45").text("SSC2:whatever follows"),
        case("version-2-too-short", "no room for two signatures")
            .text(format!("SSC2:{}", base45::encode(&[0xa5; 128]))),
        case("version-2-short", "a version nibble, and nothing of a code").bytes(&[0x20]),
        case("version-2-cut", "one byte less than the shortest code")
            .bytes(&of_another_version[..185]),
        case("rubbish", "as long as a code, and none of any version").bytes(&noise),
        case("version-2-and-rubbish", "a version nibble and no card").bytes(&with_noise(&[0x20])),
        case("suite-1-and-rubbish", "a kept suite and no card").bytes(&with_noise(&[0x11, 0])),
        case("kept-flag-and-rubbish", "a kept flag and no card").bytes(&with_noise(&[0x10, 2])),
        case("suite-1-without-a-point", "a kept suite and a device key that is no point").bytes(&{
            let mut bytes = with_byte(&plain, 0, 0x11);
            bytes[20] = 4;
            bytes
        }),
    ]
}

fn fields() -> Vec<Case> {
    let plain = good(Validity, 501);
    let bytes = carrier::encode(&plain);
    let filled = |range: std::ops::Range<usize>, byte| {
        let mut bytes = bytes.clone();
        bytes[range].fill(byte);
        bytes
    };
    let at = |at, byte| with_byte(&plain, at, byte);
    let longer = [&bytes[..], &[0]].concat();
    let mut identity_point = bytes.clone();
    identity_point[20..53].fill(0);
    vec![
        case("one-byte-short", "the last byte is missing").bytes(&bytes[..bytes.len() - 1]),
        case("one-byte-long", "a byte after the last signature").bytes(&longer),
        case("hint-flag-without-hint", "two bytes short of what the flag says").bytes(&at(1, 0x01)),
        case("entitlement-length-of-validity", "two bytes short of the profile's length")
            .bytes(&at(1, 0x10)),
        case("profile-4", "a profile that is not defined").bytes(&at(1, 0x40)),
        case("profile-15", "a profile that is not defined").bytes(&at(1, 0xf0)),
        case("region-1000000", "a region over 999999").bytes(&{
            let mut bytes = bytes.clone();
            bytes[2..5].copy_from_slice(&[0x0f, 0x42, 0x40]);
            bytes
        }),
        case("lifetime-0", "a card without a life").bytes(&filled(10..12, 0)),
        case("status-index-too-large", "2^20").bytes(&at(14, 0x10)),
        case("key-protection-3", "a level that is not defined").bytes(&at(18, bytes[18] | 0x18)),
        case("max-code-age-0", "codes that could never be accepted").bytes(&at(19, 0)),
        case("device-key-uncompressed-mark", "04 where 02 or 03 stands").bytes(&at(20, 4)),
        case("device-key-not-on-the-curve", "an x that has no y").bytes(&{
            let mut bytes = bytes.clone();
            bytes[21..53].fill(0);
            // x = 1 has no y on P-256.
            bytes[52] = 1;
            bytes
        }),
        case("device-key-x-over-the-field", "x = p + 1 is not reduced").bytes(&{
            let mut bytes = bytes.clone();
            bytes[21..53].fill(0xff);
            bytes
        }),
        case("device-key-identity-point", "all zeros").bytes(&identity_point),
    ]
}

/// A good code of a profile with its attribute bytes replaced.
fn with_attributes(profile: Profile, attributes: &[u8]) -> Vec<u8> {
    let bytes = carrier::encode(&good(profile, 501));
    let end = bytes.len() - 64 - 3 - 2 - 64;
    [&bytes[..53], attributes, &bytes[end..]].concat()
}

fn identity(kind: u8, number: &[u8], card_number: [u8; 6], name: &[u8]) -> Vec<u8> {
    let length = [name.len() as u8];
    with_attributes(Identity, &[&[kind][..], number, &card_number, &length, name].concat())
}

fn attributes() -> Vec<Case> {
    let digits = 44_010_019_600_101_000u64.to_be_bytes();
    let card_number = [0, 0, 0, 0, 0, 1];
    let named = |name: &str| identity(0, &digits, card_number, name.as_bytes());
    let masked = |kind: u8, number: &[u8; 7], name: &str| {
        let length = [name.len() as u8];
        with_attributes(Masked, &[&[kind][..], number, &length, name.as_bytes()].concat())
    };
    assert!(base45::encode(&named("测试")).len() > 300);
    let as_text = [&[18][..], b"110105194912310021"].concat();
    let citizen_as_text = [&[18][..], b"11010519491231002X"].concat();
    vec![
        case("citizen-number-as-text", "17 digits and the right check character must be digits")
            .bytes(&identity(0x10, &citizen_as_text, card_number, "测试".as_bytes())),
        case("number-form-2", "a form that is not defined").bytes(&identity(
            0x20,
            &as_text,
            card_number,
            "测试".as_bytes(),
        )),
        case("holder-kind-4", "a kind that is not defined").bytes(&identity(
            0x04,
            &digits,
            card_number,
            "测试".as_bytes(),
        )),
        case("number-of-18-digits", "10^17 as digits").bytes(&identity(
            0,
            &100_000_000_000_000_000u64.to_be_bytes(),
            card_number,
            "测试".as_bytes(),
        )),
        case("number-too-short", "four characters").bytes(&identity(
            0x13,
            b"\x04A123",
            card_number,
            "测试".as_bytes(),
        )),
        case("number-in-small-letters", "e12345678").bytes(&identity(
            0x13,
            b"\x09e12345678",
            card_number,
            "测试".as_bytes(),
        )),
        case("card-number-over-36-to-the-9", "no nine characters give it").bytes(&identity(
            0,
            &digits,
            [0xff; 6],
            "测试".as_bytes(),
        )),
        case("name-empty", "a name has a character").bytes(&named("")),
        case("name-not-utf-8", "half a character").bytes(&identity(
            0,
            &digits,
            card_number,
            &[0xe6, 0xb5],
        )),
        case("name-not-normalized", "e and a combining accent").bytes(&named("Jose\u{301}")),
        case("name-reordered", "a bidirectional override").bytes(&named("测\u{202e}试")),
        case("name-with-a-line-end", "a control character").bytes(&named("测\n试")),
        case("name-padded", "an ID chip's padding").bytes(&named("测试  ")),
        case("name-after-a-blank", "a blank at the start").bytes(&named(" 测试")),
        case("name-with-two-blanks", "two blanks in a row").bytes(&named("Anna  Test")),
        case("name-with-an-ideographic-blank", "U+3000").bytes(&named("测\u{3000}试")),
        case("name-of-a-hangul-filler", "U+3164, a letter that doesn't show")
            .bytes(&named("\u{3164}")),
        case("name-of-a-braille-blank", "U+2800, a symbol without dots")
            .bytes(&named("测\u{2800}")),
        case("name-with-a-grapheme-joiner", "U+034F").bytes(&named("测\u{34f}试")),
        case("name-with-a-variation-selector", "U+FE00 would be counted in masking")
            .bytes(&named("測\u{fe00}试")),
        case("name-of-private-use", "U+E000").bytes(&named("测\u{e000}")),
        case("name-with-a-lost-character", "U+FFFD").bytes(&named("测\u{fffd}")),
        case("name-with-a-noncharacter", "U+FDD0").bytes(&named("测\u{fdd0}")),
        case("name-without-a-letter", "digits and signs").bytes(&named("12·34")),
        case("name-that-begins-with-a-mark", "U+0323 has nothing to stand on")
            .bytes(&named("\u{323}x")),
        case("name-under-five-marks", "five times U+0323 over one letter")
            .bytes(&named("x\u{323}\u{323}\u{323}\u{323}\u{323}")),
        case("name-with-a-bullet", "U+2022 in the place of U+00B7").bytes(&named("测试•测试")),
        case("masked-name-of-a-filler", "U+3164 and a star").bytes(&masked(
            0,
            b"440100X",
            "\u{3164}*",
        )),
        case("masked-name-of-a-blank", "a blank and a star").bytes(&masked(0, b"440100X", " *")),
        case("name-too-long", "89 bytes of attributes").bytes(&named(&"n".repeat(73))),
        case("name-length-past-the-end", "the name would reach into the signature's end").bytes(
            &identity(0, &digits, card_number, b"")
                .iter()
                .enumerate()
                .map(|(i, b)| if i == 53 + 1 + 8 + 6 { 88 } else { *b })
                .collect::<Vec<_>>(),
        ),
        case("masked-with-a-form", "the high nibble is 0 in masked cards")
            .bytes(&masked(0x10, b"440100X", "测**")),
        case("masked-name-unmasked", "two characters and no star")
            .bytes(&masked(0, b"440100X", "测试")),
        case("masked-name-too-many-stars", "four stars").bytes(&masked(0, b"440100X", "测****")),
        case("masked-number-half-masked", "stars of a short number, characters of a long one")
            .bytes(&masked(3, b"E**5678", "J*")),
        case("masked-number-small-letter", "440 … 100x").bytes(&masked(0, b"440100x", "测**")),
        case("validity-with-attributes", "bytes where none belong")
            .bytes(&with_attributes(Validity, &[0])),
        case("entitlement-with-one-byte", "half a word of answers")
            .bytes(&with_attributes(Entitlement, &[0])),
    ]
}
