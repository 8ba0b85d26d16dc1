//! Authentic codes that may not be used here and now: every reason, in order.

use essc::model::attributes::{Answer, Attributes};
use essc::model::card::{Card, StatusIndex};
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::key_id::KeyId;
use essc::model::profile::Profile::{Entitlement, Identity, Masked, Validity};
use essc::model::reason::Reason;
use essc::model::region::Region;
use essc::wire::code::SignedCode;

use super::{Case, good};
use crate::world::{self, NOW, card, code, generation, index, signed};

fn case(reason: Reason, name: &'static str, shows: &'static str) -> Case {
    Case::new("reject", name, shows).reasons(&[reason])
}

fn plain(card: Card, scene: u16) -> SignedCode {
    code(signed(card), scene, 5, None)
}

/// A card issued so many seconds ago.
fn issued(ago: i64, card: Card) -> Card {
    Card { not_before: (NOW as i64 - ago - 300) as u32, ..card }
}

fn indexed(index: u32) -> Card {
    Card { status: StatusIndex { list: 0, index }, ..card(Validity) }
}

fn able(
    level: u8,
    delegated: bool,
    functions: &[CardFunction],
    profile: essc::model::profile::Profile,
) -> Card {
    let functions = Functions::new(level, KeyProtection::Software, delegated, functions);
    Card { functions, ..card(profile) }
}

pub fn cases() -> Vec<Case> {
    [periods(), states(), scenes(), abilities()].concat()
}

fn periods() -> Vec<Case> {
    let starts_soon = Card { not_before: (NOW + 5) as u32, ..card(Validity) };
    let ended = Card { not_before: (NOW - 60 * 10_080) as u32, ..card(Validity) };
    let ending_key =
        Card { kid: KeyId::new(Region::GUANGZHOU, generation::CARD_ENDING), ..card(Validity) };
    let fifteen_days = Card { lifetime_minutes: 15 * 24 * 60, ..card(Validity) };
    let short_code = Card { max_code_age: 20, ..card(Validity) };
    vec![
        case(Reason::CardNotYetValid, "card-not-yet-valid", "a card that starts in five seconds")
            .code(&code(signed(starts_soon), 501, -5, None)),
        case(Reason::CardExpired, "card-expired", "now is the card's end").code(&plain(ended, 501)),
        case(
            Reason::CardOverlong,
            "card-outlives-its-key",
            "seven days under a key that ends tomorrow",
        )
        .code(&plain(ending_key, 501)),
        case(
            Reason::CardOverlong,
            "card-longer-than-the-root-allows",
            "15 days where 14 are allowed",
        )
        .code(&plain(fifteen_days, 501)),
        case(Reason::CodeExpired, "code-expired", "as old as its limit").code(&code(
            signed(card(Validity)),
            501,
            60,
            None,
        )),
        case(Reason::CodeExpired, "code-expired-by-the-card", "the card's own limit is lower")
            .code(&code(signed(short_code), 501, 20, None)),
        case(Reason::CodeFromFuture, "code-from-the-future", "16 s ahead").code(&code(
            signed(card(Validity)),
            501,
            -16,
            None,
        )),
    ]
}

fn states() -> Vec<Case> {
    let changsha = Card {
        kid: KeyId::new(world::changsha(), generation::CARD),
        status: StatusIndex { list: 0, index: 9 },
        ..card(Validity)
    };
    let mut frozen = case(
        Reason::StatusStale,
        "status-stale",
        "list and card are both older than the scene takes, and the list has ended",
    );
    frozen.lists_loaded = NOW - 86_500;
    let mut ended_but_bad = case(
        Reason::StatusStale,
        "ended-list-still-suspends",
        "a list past its end counts for what it says is bad",
    )
    .reasons(&[Reason::StatusStale, Reason::CardSuspended]);
    ended_but_bad.lists_loaded = NOW - 86_500;
    vec![
        case(
            Reason::StatusMissing,
            "status-missing",
            "a visitor's card of the day before yesterday",
        )
        .status(&[])
        .code(&plain(issued(2 * 86_400, changsha), 501)),
        frozen
            .status(&["status-440100-0-two-days-old.jwt"])
            .code(&plain(issued(100_000, card(Validity)), 501)),
        ended_but_bad
            .status(&["status-440100-0-two-days-old.jwt"])
            .code(&plain(issued(3 * 86_400, indexed(index::SUSPENDED)), 501)),
        case(Reason::CardSuspended, "card-suspended", "reported lost")
            .code(&plain(indexed(index::SUSPENDED), 501)),
        case(Reason::CardUnlisted, "card-unlisted", "an index that was given to nobody")
            .code(&plain(indexed(index::NOT_GIVEN_OUT), 501)),
        case(Reason::CardRevoked, "card-revoked", "cancelled")
            .code(&plain(indexed(index::REVOKED), 501)),
        case(Reason::CardRevoked, "revoked-is-final", "even for a card younger than the list")
            .code(&plain(issued(60, indexed(index::REVOKED)), 501)),
    ]
}

fn scenes() -> Vec<Case> {
    let no_catalogue = case(Reason::CatalogueMissing, "catalogue-missing", "no catalogue at all");
    let expired = case(Reason::CatalogueExpired, "catalogue-expired", "judged by it all the same")
        .catalogues(&["catalogue-440000-one-day.jwt"])
        .at(86_400);
    let tomorrow = issued(-86_400 + 3600, card(Validity));
    let several = Card {
        not_before: (NOW - 60 * 10_080) as u32,
        functions: Functions::new(0, KeyProtection::Software, true, &[]),
        status: StatusIndex { list: 0, index: index::SUSPENDED },
        ..card(Validity)
    };
    vec![
        no_catalogue.catalogues(&[]).code(&good(Validity, 501)),
        expired.code(&code(signed(tomorrow), 501, -86_400 + 5, None)),
        case(Reason::SceneUnknown, "scene-unknown", "a number that no catalogue has")
            .scene(9999)
            .code(&good(Validity, 9999)),
        case(Reason::SceneUnknown, "scene-switched-off", "hotel registration is off by default")
            .scene(602)
            .code(&good(Identity, 602)),
        case(
            Reason::SceneUnknown,
            "scene-of-another-city",
            "Guangzhou's overlay ends at its border",
        )
        .venue(Region::SHENZHEN)
        .scene(10_500)
        .code(&good(Entitlement, 10_500)),
        case(Reason::SceneMismatch, "scene-mismatch", "a code for the hall, shown at the museum")
            .code(&good(Validity, 901)),
        case(Reason::ProfileMismatch, "profile-mismatch", "a museum never learns a name")
            .code(&good(Identity, 501)),
        case(Reason::CardExpired, "everything-at-once", "all reasons, in the specified order")
            .reasons(&[
                Reason::CardExpired,
                Reason::CodeExpired,
                Reason::CardSuspended,
                Reason::SceneMismatch,
                Reason::ProfileMismatch,
                Reason::FunctionNotLoaded,
                Reason::LevelTooLow,
                Reason::DelegatedNotAllowed,
            ])
            .scene(202)
            .code(&code(signed(several), 501, 70, None)),
    ]
}

fn abilities() -> Vec<Case> {
    let adult = Card {
        attributes: Attributes::Entitlement([Answer::Resident].into_iter().collect()),
        ..card(Entitlement)
    };
    let visitor = Card {
        kid: KeyId::new(world::changsha(), generation::CARD),
        status: StatusIndex { list: 0, index: 9 },
        ..card(Entitlement)
    };
    let request = world::request(702, 20, 1);
    let parking = world::request(10_502, 20, 1);
    let family = able(2, true, &CardFunction::ALL, Masked);
    let all_but_transit =
        [CardFunction::Identity, CardFunction::Query, CardFunction::Medical, CardFunction::Payment];
    let medical_request = world::request(302, 20, 1);
    let low = able(1, false, &CardFunction::ALL, Identity);
    vec![
        case(Reason::FunctionNotLoaded, "function-not-loaded", "transit is not loaded (art. 7(4))")
            .scene(401)
            .code(&plain(able(2, false, &all_but_transit, Validity), 401)),
        case(Reason::LevelTooLow, "level-too-low", "level 1 does not pay")
            .scene(302)
            .request(medical_request.to_text())
            .code(&code(signed(low), 302, 5, Some(medical_request.challenge()))),
        case(Reason::KeyProtectionTooLow, "key-protection-too-low", "a key that nobody attested")
            .scene(702)
            .request(request.to_text())
            .code(&code(signed(card(Identity)), 702, 5, Some(request.challenge()))),
        case(
            Reason::DelegatedNotAllowed,
            "delegated-not-allowed",
            "nobody sits an exam for another",
        )
        .scene(202)
        .code(&plain(family, 202)),
        case(Reason::NotEntitled, "not-entitled", "the meal hall is for those over 60")
            .scene(801)
            .code(&plain(adult, 801)),
        case(Reason::RegionNotEligible, "region-not-eligible", "not a cooperating city")
            .status(&[])
            .scene(601)
            .code(&plain(visitor, 601)),
        case(Reason::CrossBorderNotAllowed, "cross-border-not-allowed", "a museum in Hong Kong")
            .venue(Region::HONG_KONG)
            .code(&good(Validity, 501)),
        case(Reason::CardNotFresh, "card-not-fresh", "issued three days ago where two are taken")
            .scene(10_502)
            .request(parking.to_text())
            .code(&code(
                signed(issued(3 * 86_400, card(Masked))),
                10_502,
                5,
                Some(parking.challenge()),
            )),
        case(Reason::ChallengeMissing, "challenge-missing", "a plain code where money moves")
            .scene(302)
            .code(&good(Identity, 302)),
    ]
}
