//! A small world that never changes: one root, the province, three cities, their lists and people.
//! All keys are test keys, all people are made up, and its trust list says `test`.

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::model::attributes::{Answer, Attributes, IdentityAttributes};
use essc::model::card::{Card, StatusIndex};
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::identifiers::{CardNumber, IdDocumentKind, IdNumber};
use essc::model::key_id::KeyId;
use essc::model::localized::Localized;
use essc::model::masking;
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use essc::model::sandbox_catalogue;
use essc::model::scene::{Scene, SceneCode};
use essc::model::status::CardStatus;
use essc::wire::card::SignedCard;
use essc::wire::catalogue::Catalogue;
use essc::wire::code::{SignedCode, Statement};
use essc::wire::request::{Request, SignedRequest};
use essc::wire::status_list::{Entries, StatusListToken, StatusListUri};
use essc::wire::trust_list::{
    IssuerKey, IssuerLevel, KeyState, KeyUse, ListedJwk, TrustList, TrustedIssuer,
};
use essc::wire::venue_card::{SignedVenueCard, VenueCard};

use crate::key;

/// The moment of nearly every test: 2027-01-15T08:00:00Z.
pub const NOW: u64 = 1_800_000_000;

/// Changsha, in another province, whose status lists no gate here has seen.
pub fn changsha() -> Region {
    Region::new(430_100).unwrap()
}

/// A district of Guangzhou, where the venue stands.
pub fn tianhe() -> Region {
    Region::new(440_106).unwrap()
}

/// Seconds after [`NOW`], or before it.
pub fn time(offset: i64) -> UnixTime {
    UnixTime::from_secs(NOW.checked_add_signed(offset).unwrap())
}

/// Generations of Guangzhou's keys.
pub mod generation {
    /// Signs cards.
    pub const CARD: u8 = 1;
    /// Signs status lists.
    pub const STATUS: u8 = 2;
    /// Signs catalogues.
    pub const CATALOGUE: u8 = 3;
    /// Signs venue cards.
    pub const VENUE: u8 = 4;
    /// Signed cards before it was retired.
    pub const CARD_RETIRED: u8 = 5;
    /// Signed cards before it was stolen.
    pub const CARD_COMPROMISED: u8 = 6;
    /// Signs cards from tomorrow.
    pub const CARD_NOT_YET: u8 = 7;
    /// Signs cards until tomorrow.
    pub const CARD_ENDING: u8 = 8;
}

/// Indexes of Guangzhou's status list 0.
pub mod index {
    /// The everyday card: valid.
    pub const EVERYDAY: u32 = 41_872;
    /// The identity card: valid.
    pub const IDENTITY: u32 = 700_001;
    /// A card that is suspended.
    pub const SUSPENDED: u32 = 100;
    /// A card that is revoked.
    pub const REVOKED: u32 = 101;
    /// An index that was given to no card.
    pub const NOT_GIVEN_OUT: u32 = 102;
}

/// The root that signs the trust list.
pub fn root() -> SigningKey {
    key(100)
}

/// The signing key of an issuer: test scalars by region and generation.
pub fn issuer_key(kid: KeyId) -> SigningKey {
    let [a, b, c, d] = kid.to_bytes();
    let mut scalar = [0x11; 32];
    scalar[28..].copy_from_slice(&[a, b, c, d]);
    SigningKey::from_bytes(&scalar).unwrap()
}

/// The phone's key for each kind of credential.
pub fn device_key(role: KeyRole) -> SigningKey {
    match role {
        KeyRole::Everyday => key(51),
        KeyRole::Identity => key(52),
    }
}

/// The venue's own key.
pub fn venue_key() -> SigningKey {
    key(61)
}

fn listed(region: Region, generation: u8, key_use: KeyUse, state: KeyState) -> IssuerKey {
    let kid = KeyId::new(region, generation);
    let (nbf, exp) = match (region, generation) {
        (Region::GUANGZHOU, generation::CARD_NOT_YET) => (time(86_400), time(86_400 * 400)),
        (Region::GUANGZHOU, generation::CARD_ENDING) => (time(-86_400 * 300), time(86_400)),
        _ => (time(-86_400 * 100), time(86_400 * 400)),
    };
    let jwk = ListedJwk::from(&issuer_key(kid).public_key());
    IssuerKey { kid, jwk, suite: 0, key_use, state, nbf, exp }
}

fn issuer(region: Region, zh: &str, en: &str, keys: Vec<IssuerKey>) -> TrustedIssuer {
    let province = region.is_province();
    let base = format!("https://issuer.example/{region}");
    TrustedIssuer {
        region,
        level: if province { IssuerLevel::Province } else { IssuerLevel::Prefecture },
        name: Localized::new(zh, en),
        credential_issuer: base.clone(),
        max_card_life: 14 * 86_400,
        keys,
        status_base: format!("{base}/status"),
        status_lists: if province { vec![] } else { vec![0] },
        catalogue: Some(format!("{base}/catalogue")),
    }
}

/// The trust list: the province and three cities; Guangzhou has a key in every state.
pub fn trust_list() -> TrustList {
    use KeyState::{Active, Compromised, Retired};
    let city = |region| {
        vec![
            listed(region, generation::CARD, KeyUse::Card, Active),
            listed(region, generation::STATUS, KeyUse::Status, Active),
            listed(region, generation::CATALOGUE, KeyUse::Catalogue, Active),
            listed(region, generation::VENUE, KeyUse::Venue, Active),
        ]
    };
    let mut guangzhou = city(Region::GUANGZHOU);
    guangzhou.extend([
        listed(Region::GUANGZHOU, generation::CARD_RETIRED, KeyUse::Card, Retired),
        listed(Region::GUANGZHOU, generation::CARD_COMPROMISED, KeyUse::Card, Compromised),
        listed(Region::GUANGZHOU, generation::CARD_NOT_YET, KeyUse::Card, Active),
        listed(Region::GUANGZHOU, generation::CARD_ENDING, KeyUse::Card, Active),
    ]);
    TrustList {
        seq: 7,
        iat: time(-86_400),
        exp: time(86_400 * 20),
        soft_exp: time(86_400 * 7),
        test: true,
        next_root: None,
        issuers: vec![
            issuer(
                Region::GUANGDONG,
                "广东省（测试）",
                "Guangdong (test)",
                vec![listed(Region::GUANGDONG, 1, KeyUse::Catalogue, Active)],
            ),
            issuer(Region::GUANGZHOU, "广州市（测试）", "Guangzhou (test)", guangzhou),
            issuer(Region::SHENZHEN, "深圳市（测试）", "Shenzhen (test)", city(Region::SHENZHEN)),
            issuer(changsha(), "长沙市（测试）", "Changsha (test)", city(changsha())),
        ],
    }
}

/// The same, signed.
pub fn trust_text() -> String {
    trust_list().sign(&root())
}

/// Guangzhou's list: a few cards in use, one suspended, one revoked, nobody else.
pub fn status_token(region: Region, iat: i64) -> StatusListToken {
    let mut entries = Entries::none_given_out();
    for (index, status) in [
        (index::EVERYDAY, CardStatus::Valid),
        (index::IDENTITY, CardStatus::Valid),
        (index::SUSPENDED, CardStatus::Suspended),
        (index::REVOKED, CardStatus::Revoked),
    ] {
        assert!(entries.set(index, status));
    }
    StatusListToken {
        sub: StatusListUri { region, number: 0 },
        iat: time(iat),
        exp: time(iat + 86_400),
        ttl: 3600,
        min_trust_seq: 7,
        status_list: entries.pack(),
    }
}

/// The same, signed.
pub fn status_text(region: Region, iat: i64) -> String {
    let kid = KeyId::new(region, generation::STATUS);
    status_token(region, iat).sign(kid, &issuer_key(kid))
}

/// A catalogue in force since yesterday, for 90 days.
pub fn catalogue(region: Region, scenes: Vec<Scene>) -> Catalogue {
    Catalogue {
        region,
        seq: 3,
        iat: time(-86_400),
        exp: time(86_400 * 90),
        effective: time(-86_400),
        min_trust_seq: 7,
        scenes,
    }
}

/// The province's base and Guangzhou's overlay, signed.
pub fn catalogue_texts() -> Vec<String> {
    let base = KeyId::new(Region::GUANGDONG, 1);
    let city = KeyId::new(Region::GUANGZHOU, generation::CATALOGUE);
    vec![
        catalogue(Region::GUANGDONG, sandbox_catalogue::base()).sign(base, &issuer_key(base)),
        catalogue(Region::GUANGZHOU, sandbox_catalogue::guangzhou_overlay())
            .sign(city, &issuer_key(city)),
    ]
}

/// Everything loaded on level 2, software key.
pub fn all_functions() -> Functions {
    Functions::new(2, KeyProtection::Software, false, &CardFunction::ALL)
}

/// What the cards of the one made-up person say.
pub fn attributes(profile: Profile) -> Attributes {
    // Made up: the sequence 000 is given to nobody.
    let number = IdNumber::from_seventeen_digits(44_010_019_600_101_000).unwrap();
    let name = "测试甲";
    match profile {
        Profile::Validity => Attributes::Validity,
        Profile::Entitlement => Attributes::Entitlement(
            [Answer::Senior60, Answer::Senior65, Answer::Resident].into_iter().collect(),
        ),
        Profile::Masked => Attributes::Masked(
            masking::attributes(IdDocumentKind::Mainland, &number, name).unwrap(),
        ),
        Profile::Identity => {
            let card_number = CardNumber::parse("A12345678").unwrap();
            Attributes::Identity(
                IdentityAttributes::new(IdDocumentKind::Mainland, number, card_number, name)
                    .unwrap(),
            )
        }
    }
}

/// A good card of Guangzhou, issued an hour ago for seven days.
pub fn card(profile: Profile) -> Card {
    let role = profile.key_role();
    let index = match role {
        KeyRole::Everyday => index::EVERYDAY,
        KeyRole::Identity => index::IDENTITY,
    };
    Card {
        kid: KeyId::new(Region::GUANGZHOU, generation::CARD),
        not_before: (NOW - 3600 - 300) as u32,
        lifetime_minutes: 7 * 24 * 60,
        status: StatusIndex { list: 0, index },
        functions: all_functions(),
        max_code_age: 60,
        device_key: device_key(role).public_key(),
        attributes: attributes(profile),
    }
}

/// A card signed by the key its `kid` names.
pub fn signed(card: Card) -> SignedCard {
    let key = issuer_key(card.kid);
    SignedCard::sign(card, &key)
}

/// A code of a signed card, `age` seconds old at [`NOW`], signed by the device key of its profile.
pub fn code(card: SignedCard, scene: u16, age: i64, challenge: Option<[u8; 32]>) -> SignedCode {
    let key = device_key(card.card.profile().key_role());
    code_by(&key, card, scene, age, challenge)
}

/// The same, signed by another device key.
pub fn code_by(
    key: &SigningKey,
    card: SignedCard,
    scene: u16,
    age: i64,
    challenge: Option<[u8; 32]>,
) -> SignedCode {
    let iat = time(-age).as_secs();
    let iat_offset = u32::try_from(iat - u64::from(card.card.not_before)).unwrap();
    let statement = Statement { iat_offset, scene: SceneCode::new(scene), challenge };
    let signature = statement.cwt(&card.card, &card.to_cose()).sign(key);
    SignedCode { card, statement, signature }
}

/// The venue card of a hospital in Tianhe.
pub fn venue_card() -> SignedVenueCard {
    let kid = KeyId::new(Region::GUANGZHOU, generation::VENUE);
    let card = VenueCard {
        kid,
        not_before: time(-86_400),
        expires: time(86_400 * 30),
        key: venue_key().public_key(),
        venue_id: "gz-hospital-1".into(),
        name: "测试医院".into(),
        region: tianhe(),
        scenes: [302, 501, 701, 702, 1101, 10_502].map(SceneCode::new).into(),
    };
    SignedVenueCard::sign(card, &issuer_key(kid)).unwrap()
}

/// A request of the venue, made `age` seconds before [`NOW`].
pub fn request(scene: u16, age: i64, nonce: u8) -> SignedRequest {
    let request = Request {
        issued_at: time(-age),
        expires: time(-age + 120),
        scene: SceneCode::new(scene),
        nonce: [nonce; 16],
        amount: Some(12_350),
        purpose: Some("门诊结算".into()),
        venue_card: venue_card(),
    };
    SignedRequest::sign(request, &venue_key()).unwrap()
}
