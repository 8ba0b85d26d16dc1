//! People, cards, codes and requests drawn at random, as strategies of proptest. No number here is a real
//! person's: the sequences are random and only the check character is right.

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::attributes::{Answers, Attributes, IdentityAttributes};
use essc::model::card::{Card, STATUS_LIST_ENTRIES, StatusIndex};
use essc::model::functions::Functions;
use essc::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use essc::model::key_id::KeyId;
use essc::model::masking;
use essc::model::region::Region;
use essc::model::scene::SceneCode;
use essc::wire::card::SignedCard;
use essc::wire::code::{SignedCode, Statement};
use essc::wire::request::{Request, SignedRequest};
use essc::wire::venue_card::{SignedVenueCard, VenueCard};
use proptest::prelude::*;

use crate::key;

/// Any kind of identity document.
pub fn holder_kind() -> impl Strategy<Value = IdDocumentKind> {
    (0u8..4).prop_map(|n| IdDocumentKind::from_number(n).unwrap())
}

/// A number of either form: with a check character, or a foreign document's.
pub fn id_number() -> impl Strategy<Value = IdNumber> {
    prop_oneof![
        (0u64..100_000_000_000_000_000).prop_map(|n| IdNumber::from_seventeen_digits(n).unwrap()),
        "[0-9A-Z]{5,18}".prop_map(|text| IdNumber::parse(&text).unwrap()),
    ]
}

/// A card number.
pub fn card_number() -> impl Strategy<Value = CardNumber> {
    "[0-9A-Z]{9}".prop_map(|text| CardNumber::parse(&text).unwrap())
}

/// A name of Chinese or Latin letters, up to 15 of them.
pub fn name() -> impl Strategy<Value = String> {
    "[张王李赵阿A-Za-zé][张王李赵阿·A-Za-zé]{0,14}"
}

/// What a card of any profile says.
pub fn attributes() -> impl Strategy<Value = Attributes> {
    prop_oneof![
        Just(Attributes::Validity),
        any::<u16>().prop_map(|bits| Attributes::Entitlement(Answers::from_bits(bits))),
        (holder_kind(), id_number(), name()).prop_map(|(kind, number, name)| {
            Attributes::Masked(masking::attributes(kind, &number, &name).unwrap())
        }),
        (holder_kind(), id_number(), card_number(), name()).prop_map(
            |(kind, number, card, name)| {
                Attributes::Identity(IdentityAttributes::new(kind, number, card, &name).unwrap())
            }
        ),
    ]
}

prop_compose! {
    /// A card of any issuer, not signed yet.
    pub fn card()(
        region in 0u32..1_000_000,
        generation: u8,
        not_before: u32,
        lifetime_minutes in 1u16..,
        list: u16,
        index in 0..STATUS_LIST_ENTRIES,
        functions in any::<u16>().prop_filter_map("key protection 3", |b| Functions::from_bits(b).ok()),
        max_code_age in 1u8..,
        device in 1u8..200,
        attributes in attributes(),
    ) -> Card {
        Card {
            kid: KeyId::new(Region::new(region).unwrap(), generation),
            not_before,
            lifetime_minutes,
            status: StatusIndex { list, index },
            functions,
            max_code_age,
            device_key: key(device).public_key(),
            attributes,
        }
    }
}

prop_compose! {
    /// A code's own part: scene, time and challenge.
    pub fn statement()(
        iat_offset in 0u32..0x0100_0000,
        scene: u16,
        challenge in proptest::option::of(any::<[u8; 32]>()),
    ) -> Statement {
        Statement { iat_offset, scene: SceneCode::new(scene), challenge }
    }
}

/// Signs a card and a code with keys 201 (issuer) and the given device key.
pub fn sign(card: Card, statement: Statement, device: &SigningKey) -> SignedCode {
    let card = SignedCard::sign(card, &key(201));
    let cwt = statement.cwt(&card.card, &card.to_cose());
    SignedCode { card, statement, signature: cwt.sign(device) }
}

prop_compose! {
    /// A signed code of a signed card.
    pub fn code()(card in card(), statement in statement(), device in 1u8..200) -> SignedCode {
        let device = key(device);
        sign(Card { device_key: device.public_key(), ..card }, statement, &device)
    }
}

prop_compose! {
    /// A signed venue card.
    pub fn venue_card()(
        city in prop::sample::select(vec![440_100u32, 440_300, 440_000, 810_000]),
        nbf in 0u64..4_000_000_000,
        life in 1u64..100_000_000,
        venue_id in "[0-9A-Za-z._-]{1,32}",
        name in "[广州市图书馆a-z]{1,20}( [广州市图书馆a-z]{1,19})?",
        scenes in prop::collection::btree_set(any::<u16>(), 1..=32),
    ) -> SignedVenueCard {
        let region = Region::new(city).unwrap();
        let card = VenueCard {
            kid: KeyId::new(region, 3),
            not_before: UnixTime::from_secs(nbf),
            expires: UnixTime::from_secs(nbf + life),
            key: key(210).public_key(),
            venue_id,
            name,
            region,
            scenes: scenes.into_iter().map(SceneCode::new).collect(),
        };
        SignedVenueCard::sign(card, &key(202)).unwrap()
    }
}

prop_compose! {
    /// A signed request of a venue.
    pub fn request()(
        venue_card in venue_card(),
        iat in 0u64..4_000_000_000,
        life in 1u64..=120,
        scene: u16,
        nonce: [u8; 16],
        amount in proptest::option::of(1u32..),
        purpose in proptest::option::of("[缴费就医a-z][缴费就医a-z0-9]{0,28}( [缴费就医a-z0-9]{1,30})?"),
    ) -> SignedRequest {
        let issued_at = UnixTime::from_secs(iat);
        let request = Request {
            issued_at,
            expires: issued_at.plus(life),
            scene: SceneCode::new(scene),
            nonce,
            amount,
            purpose,
            venue_card,
        };
        SignedRequest::sign(request, &key(210)).unwrap()
    }
}
