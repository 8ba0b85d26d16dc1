//! Every CBOR and QR format: what is encoded decodes to itself, what is changed is never taken for
//! what it was, and the QR budget holds for all that may be signed.

use essc::base::hex;
use essc::crypto::Signature;
use essc::crypto::digest::sha256;
use essc::model::attributes::{Answers, Attributes, IdentityAttributes};
use essc::model::card::{Card, StatusIndex};
use essc::model::functions::Functions;
use essc::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use essc::model::key_id::KeyId;
use essc::model::masking;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::wire::card::{self, SignedCard};
use essc::wire::carrier::{self, Carrier, CarrierError};
use essc::wire::code::{self, SignedCode, Statement};
use essc::wire::framing;
use essc::wire::request::{Request, SignedRequest};
use essc::wire::venue_card::SignedVenueCard;
use essc_testkit::{arbitrary, key};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// A carrier's code again, with the whole challenge that the other side knows.
fn reread(bytes: &[u8], like: &SignedCode) -> Result<SignedCode, CarrierError> {
    let carrier = Carrier::parse(bytes)?;
    let device_key = carrier.device_key()?;
    Ok(carrier.into_code(device_key, like.statement.challenge))
}

fn plain_card(attributes: Attributes) -> Card {
    Card {
        kid: KeyId::new(Region::GUANGZHOU, 1),
        not_before: 1_795_000_000,
        lifetime_minutes: 10_080,
        status: StatusIndex { list: 3, index: 77 },
        functions: Functions::from_bits(0x0fc2).expect("functions"),
        max_code_age: 60,
        device_key: key(9).public_key(),
        attributes,
    }
}

fn plain_code(attributes: Attributes, challenge: Option<[u8; 32]>) -> SignedCode {
    let statement = Statement { iat_offset: 4000, scene: SceneCode::new(501), challenge };
    arbitrary::sign(plain_card(attributes), statement, &key(9))
}

/// The smallest QR version that takes a text in alphanumeric mode at error correction M.
fn qr_version(text: &str) -> i16 {
    let fits = |version: &i16| {
        let version = qrcode::Version::Normal(*version);
        let mut bits = qrcode::bits::Bits::new(version);
        bits.push_alphanumeric_data(text.as_bytes()).is_ok()
            && bits.push_terminator(qrcode::EcLevel::M).is_ok()
    };
    (1..=40).find(fits).expect("a QR code")
}

fn identity(number: &str, name: &str) -> Option<IdentityAttributes> {
    let number = IdNumber::parse(number).expect("number");
    let card_number = CardNumber::parse("ZZZZZZZZZ").expect("card number");
    IdentityAttributes::new(IdDocumentKind::Passport, number, card_number, name).ok()
}

#[test]
fn the_qr_budget_holds_for_every_profile_hint_and_name_length() {
    let mut identity_cases = 0;
    for challenge in [None, Some([0x5a; 32])] {
        let text = |attributes| framing::code_text(&plain_code(attributes, challenge));
        assert_eq!(qr_version(&text(Attributes::Validity)), 10);
        assert_eq!(qr_version(&text(Attributes::Entitlement(Answers::from_bits(0xffff)))), 10);
        for name in ["王", "张三", "欧阳修", "司马相如", "阿依古丽·买买提", "𠮷野家", "𠮷野家三四"]
        {
            for number in ["11010519491231002X", "A1234", "E12345678"] {
                let number = IdNumber::parse(number).expect("number");
                let masked = masking::attributes(IdDocumentKind::Passport, &number, name);
                assert_eq!(qr_version(&text(Attributes::Masked(masked.expect("masked")))), 10);
            }
        }
        for number in ["11010519491231002X", "A1234", "E12345678", "ABCDEFGHIJKLMNOPQR"] {
            for length in 1..=88 {
                let Some(identity) = identity(number, &"n".repeat(length)) else { continue };
                let bytes = identity.carrier_bytes();
                let budget = if bytes <= 52 { 11 } else { 12 };
                assert!(qr_version(&text(Attributes::Identity(identity))) <= budget, "{bytes}");
                identity_cases += 1;
            }
        }
    }
    assert_eq!(identity_cases, 2 * (72 + 74 + 70 + 61));
}

#[test]
fn carrier_lengths_are_those_of_the_specification() {
    let bytes = |attributes, challenge| carrier::encode(&plain_code(attributes, challenge)).len();
    let hint = Some([1; 32]);
    assert_eq!((bytes(Attributes::Validity, None), bytes(Attributes::Validity, hint)), (186, 188));
    let answers = Attributes::Entitlement(Answers::default());
    assert_eq!((bytes(answers.clone(), None), bytes(answers, hint)), (188, 190));
    let longest = identity("11010519491231002X", &"n".repeat(72)).expect("fits");
    let longest = Attributes::Identity(longest);
    assert_eq!((bytes(longest.clone(), None), bytes(longest, hint)), (274, carrier::MAX_BYTES));
}

#[test]
fn the_bounds_on_cose_bytes_are_above_the_longest_object() {
    let attributes =
        Attributes::Identity(identity("11010519491231002X", &"n".repeat(72)).expect("fits"));
    let mut code = plain_code(attributes, Some([1; 32]));
    code.card.card.kid = KeyId::new(Region::new(999_999).expect("region"), 255);
    code.card.card.status = StatusIndex { list: u16::MAX, index: (1 << 20) - 1 };
    code.card.card.functions = Functions::from_bits(0xffe7).expect("functions");
    code.card.card.max_code_age = 255;
    code.statement.scene = SceneCode::new(u16::MAX);
    assert!(code.card.to_cose().len() <= card::MAX_BYTES, "{}", code.card.to_cose().len());
    assert!(code.to_cose().len() <= code::MAX_BYTES, "{}", code.to_cose().len());
}

#[test]
fn versions_suites_and_kept_flags_are_unsupported_and_the_rest_unreadable() {
    let good = carrier::encode(&plain_code(Attributes::Validity, None));
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Carrier::parse(&bytes).err()
    };
    for first in [0x00, 0x20, 0xf0, 0x11, 0x12, 0x1f] {
        assert_eq!(with(0, first), Some(CarrierError::Unsupported), "{first:#x}");
        let alone = Carrier::parse(&[first]).err();
        assert!(matches!(alone, Some(CarrierError::Unreadable(_))), "{first:#x}: {alone:?}");
    }
    for flags in [2, 4, 8, 15, 0xf2] {
        assert_eq!(with(1, flags), Some(CarrierError::Unsupported), "{flags:#x}");
    }
    for (at, byte, what) in [
        (1, 0x40, "profile"),
        (1, 0x10, "trailing bytes"),
        (1, 0x01, "device signature"),
        (2, 0x10, "kid"),
        (14, 0x10, "status index"),
        (18, 0xda, "functions"),
        (19, 0, "max_code_age"),
    ] {
        let error = with(at, byte);
        assert!(matches!(error, Some(CarrierError::Unreadable(_))), "{what}: {error:?}");
    }
    let mut no_life = good.clone();
    no_life[10..12].fill(0);
    assert_eq!(Carrier::parse(&no_life).err(), Some(CarrierError::Unreadable("lifetime")));
    for length in 2..good.len() {
        let cut = Carrier::parse(&good[..length]).err();
        assert!(matches!(cut, Some(CarrierError::Unreadable(_))), "{length}: {cut:?}");
    }
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(Carrier::parse(&longer).err(), Some(CarrierError::Unreadable("trailing bytes")));
    let mut off_curve = good;
    off_curve[20] = 5;
    let parsed = Carrier::parse(&off_curve).expect("fields are fine");
    assert_eq!(parsed.device_key().err(), Some(CarrierError::Unreadable("device key")));
}

/// Bytes that look random and are the same in every run.
fn rubbish(number: u32, length: usize) -> Vec<u8> {
    let block = |at: u32| sha256(&[number.to_be_bytes(), at.to_be_bytes()].concat());
    (0..).flat_map(block).take(length).collect()
}

#[test]
fn rubbish_after_the_prefix_of_a_code_is_never_of_a_later_version() {
    let is_unreadable = |text: &str| {
        let error = framing::read_code(text).err();
        assert!(matches!(error, Some(CarrierError::Unreadable(_))), "{text}: {error:?}");
    };
    for number in 0..3000 {
        let bytes = rubbish(number, number as usize % 400);
        is_unreadable(&framing::CODE.frame(&bytes));
        is_unreadable(&format!("SSC1:{}", hex::encode(&bytes).to_uppercase()));
    }
    let good = carrier::encode(&plain_code(Attributes::Validity, None));
    // A code whose end is torn off, or replaced, under each version, suite and kept flag.
    for (first, second) in [(0x20, 0), (0x11, 0), (0x12, 0x10), (0x10, 2), (0x10, 8)] {
        let head = [&[first, second], &good[2..]].concat();
        assert_eq!(Carrier::parse(&head).err(), Some(CarrierError::Unsupported));
        for length in 0..good.len() {
            is_unreadable(&framing::CODE.frame(&head[..length]));
        }
        for (at, byte) in [(2, 0x10), (14, 0x10), (18, 0xda), (19, 0), (20, 4)] {
            let mut damaged = head.clone();
            damaged[at] = byte;
            is_unreadable(&framing::CODE.frame(&damaged));
        }
    }
}

#[test]
fn attributes_have_one_form_in_the_carrier() {
    let number = "11010519491231002X";
    let attributes = Attributes::Identity(identity(number, "Li").expect("fits"));
    let good = carrier::encode(&plain_code(attributes, None));
    assert!(Carrier::parse(&good).is_ok());
    // The same citizen number written as text (form 1) instead of digits (form 0).
    let mut as_text = good[..53].to_vec();
    as_text.push(0x13);
    as_text.push(18);
    as_text.extend_from_slice(number.as_bytes());
    as_text.extend_from_slice(&good[53 + 9..]);
    assert_eq!(Carrier::parse(&as_text).err(), Some(CarrierError::Unreadable("attributes")));
    for (at, byte) in [(53, 0x23), (53, 0x04), (54, 2), (62, 0xff), (68, 0), (68, 89), (69, 0x07)] {
        let mut bytes = good.clone();
        bytes[at] = byte;
        let error = Carrier::parse(&bytes).err();
        assert_eq!(error, Some(CarrierError::Unreadable("attributes")), "{at} {byte}");
    }
}

proptest! {
    // Each case signs three times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_code_survives_carrier_and_text(code in arbitrary::code()) {
        prop_assert_eq!(&reread(&carrier::encode(&code), &code), &Ok(code.clone()));
        let text = framing::code_text(&code);
        let carrier = framing::read_code(&text).expect("reads");
        let device_key = carrier.device_key().expect("on the curve");
        prop_assert_eq!(carrier.into_code(device_key, code.statement.challenge), code);
    }

    #[test]
    fn expanded_to_cose_a_code_reads_back_and_verifies(code in arbitrary::code()) {
        let cose = code.to_cose();
        let read = SignedCode::from_cose(&cose).expect("reads");
        prop_assert!(read.verify() && read.card.verify(&key(201).public_key()));
        prop_assert_eq!(SignedCard::from_cose(&code.card.to_cose()), Ok(code.card.clone()));
        prop_assert_eq!(read, code);
    }

    #[test]
    fn a_changed_carrier_byte_is_never_accepted(code in arbitrary::code(), at: prop::sample::Index, flip in 1u8..) {
        let mut bytes = carrier::encode(&code);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(changed) = reread(&bytes, &code) {
            // The hint is not signed by itself: it only selects among requests that the verifier has.
            prop_assert!(
                !changed.card.verify(&key(201).public_key())
                    || !changed.verify()
                    || changed == code
            );
        }
    }

    #[test]
    fn a_changed_cose_byte_is_never_accepted(code in arbitrary::code(), at: prop::sample::Index, flip in 1u8..) {
        let mut bytes = code.to_cose();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(changed) = SignedCode::from_cose(&bytes) {
            prop_assert!(!changed.card.verify(&key(201).public_key()) || !changed.verify());
        }
    }

    #[test]
    fn what_a_carrier_parser_takes_has_one_encoding(
        profile in 0u8..5, rest in prop::collection::vec(any::<u8>(), 150..280)
    ) {
        let mut bytes = vec![0x10, profile << 4];
        bytes.extend(rest);
        // Make the fixed fields likely to be in range, so that the interesting part is reached.
        bytes[2] = 0;
        bytes[14] &= 0x0f;
        bytes[18] &= 0xe7;
        if let Ok(carrier) = Carrier::parse(&bytes)
            && let Ok(device_key) = carrier.device_key()
        {
            prop_assert_eq!(carrier::encode(&carrier.into_code(device_key, None)), bytes);
        }
    }

    #[test]
    fn random_bytes_are_no_object(bytes in prop::collection::vec(any::<u8>(), 0..700)) {
        prop_assert!(SignedCode::from_cose(&bytes).is_err());
        prop_assert!(SignedCard::from_cose(&bytes).is_err());
        prop_assert!(SignedVenueCard::from_cose(&bytes).is_err());
        prop_assert!(SignedRequest::from_cose(&bytes).is_err());
    }

    #[test]
    fn venue_cards_and_requests_read_back_and_verify(request in arbitrary::request()) {
        let venue = &request.request.venue_card;
        prop_assert!(venue.verify(&key(202).public_key()) && request.verify());
        prop_assert_eq!(SignedVenueCard::from_cose(&venue.to_cose()), Ok(venue.clone()));
        prop_assert_eq!(&SignedRequest::from_text(&request.to_text()), &Ok(request));
    }

    #[test]
    fn a_changed_request_byte_is_never_accepted(request in arbitrary::request(), at: prop::sample::Index, flip in 1u8..) {
        let mut bytes = request.to_cose();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(changed) = SignedRequest::from_cose(&bytes) {
            let proved = changed.verify()
                && changed.request.venue_card.verify(&key(202).public_key());
            prop_assert!(!proved);
        }
    }

    #[test]
    fn one_kind_of_object_never_passes_as_another(code in arbitrary::code(), request in arbitrary::request()) {
        let objects =
            [code.to_cose(), code.card.to_cose(), request.to_cose(), request.request.venue_card.to_cose()];
        for (i, bytes) in objects.iter().enumerate() {
            prop_assert_eq!(SignedCode::from_cose(bytes).is_ok(), i == 0);
            prop_assert_eq!(SignedCard::from_cose(bytes).is_ok(), i == 1);
            prop_assert_eq!(SignedRequest::from_cose(bytes).is_ok(), i == 2);
            prop_assert_eq!(SignedVenueCard::from_cose(bytes).is_ok(), i == 3);
        }
    }
}

#[test]
fn a_zero_signature_never_verifies() {
    let mut code = plain_code(Attributes::Validity, None);
    assert!(code.verify() && code.card.verify(&key(201).public_key()));
    code.signature = Signature([0; 64]);
    code.card.signature = Signature([0; 64]);
    assert!(!code.verify() && !code.card.verify(&key(201).public_key()));
}

#[test]
fn texts_that_hide_or_reorder_are_refused_in_requests_and_venue_cards() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let good = arbitrary::request().new_tree(&mut runner).expect("tree").current().request;
    let sign = |request| SignedRequest::sign(request, &key(210)).is_ok();
    assert!(sign(good.clone()));
    for purpose in [
        "缴费\u{202e}00.1",
        "a\u{2066}b",
        "",
        "a\nb",
        &"费".repeat(61),
        "\u{3164}",
        "\u{3000}",
        "\u{2800}费",
        "费\u{34f}",
        "费 ",
        "缴  费",
        "12.50",
    ] {
        let changed = Request { purpose: Some(purpose.into()), ..good.clone() };
        assert!(!sign(changed.clone()), "{purpose:?}");
        // Signed by somebody who does not check: refused when it is read.
        let signature = changed.cwt().sign(&key(210));
        let bytes = changed.cwt().to_bytes(&signature);
        assert!(SignedRequest::from_cose(&bytes).is_err(), "{purpose:?}");
    }
    for name in ["医院 ", "\u{3164}", "医\u{fe00}院", "2"] {
        let mut changed = good.venue_card.card.clone();
        changed.name = name.into();
        assert!(SignedVenueCard::sign(changed.clone(), &key(202)).is_err(), "{name:?}");
        let signature = changed.cwt().sign(&key(202));
        let bytes = changed.cwt().to_bytes(&signature);
        assert!(SignedVenueCard::from_cose(&bytes).is_err(), "{name:?}");
    }
    // What a later version of Unicode has is read, and not signed.
    let later = Request { purpose: Some("a\u{a7cb}".into()), ..good.clone() };
    assert!(!sign(later.clone()));
    let signature = later.cwt().sign(&key(210));
    assert!(SignedRequest::from_cose(&later.cwt().to_bytes(&signature)).is_ok());
    let mut long_lived = good.clone();
    long_lived.expires = good.issued_at.plus(121);
    assert!(!sign(long_lived));
}
