//! What a venue that asks is told: by the rules of the place where it is, shown before the holder
//! agrees, and nothing else afterwards.

use super::*;
use crate::presentation::scene;
use essc::holder::Ineligible;
use essc::holder::RequestFault;
use essc::holder::SceneFault;
use essc::model::attributes::{Answer, Answers, Attributes};
use essc::model::key_id::KeyId;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::model::scene::{Scene, SceneCode};
use essc::ports::clock::Clock as _;
use essc::wire::trust_list::KeyState;
use essc_testkit::scripted_issuer::{GUANGXI, GUILIN, VENUE_KEY, trust_list};

const PHARMACY: u16 = 302;

/// A phone with a card of Guangzhou that was in Guangxi before: it has both provinces' catalogues.
fn travelled(change: fn(Region, &mut Vec<Scene>)) -> (Phone, Wallet, CardId) {
    let phone = Phone::new();
    phone.issuer.script().change_scenes = change;
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    let asked = wallet.read_request(&phone.issuer.request_in(GUILIN, 501, |_| {}));
    assert_eq!(asked, Err(SceneFault::CatalogueMissing.into()));
    let report = wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(report.documents, Ok(()));
    (phone, wallet, card)
}

/// Changes a scene of one region's catalogue.
fn alter(here: bool, scenes: &mut [Scene], number: u16, change: impl FnOnce(&mut Scene)) {
    let code = SceneCode::new(number);
    if let (true, Some(scene)) = (here, scenes.iter_mut().find(|one| one.code == code)) {
        change(scene);
    }
}

/// The profile that the holder is told of, after which just that is signed.
fn told_and_signed(
    phone: &Phone,
    wallet: &Wallet,
    card: &CardId,
    city: Region,
    number: u16,
) -> Profile {
    let request =
        wallet.read_request(&phone.issuer.request_in(city, number, |_| {})).expect("proved");
    let told = wallet.disclosure(card, &request).expect("told");
    let code = wallet.answer(card, &request).expect("code");
    assert_eq!(code.discloses, told);
    told.profile()
}

fn republish(phone: &Phone, wallet: &Wallet, change: fn(Region, &mut Vec<Scene>)) {
    phone.issuer.script().catalogue_seq += 1;
    phone.issuer.script().change_scenes = change;
    let report = wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(report.documents, Ok(()));
}

#[test]
fn a_venue_of_another_province_is_told_what_its_own_catalogue_asks_for_and_the_holder_hears_it_first()
 {
    let masked = |region, scenes: &mut Vec<Scene>| {
        alter(region == GUANGXI, scenes, PHARMACY, |s| s.profiles = vec![Profile::Masked]);
    };
    let (phone, wallet, card) = travelled(masked);
    let at_home = wallet.scenes(&card).expect("scenes");
    let at_home = at_home.iter().find(|one| one.code.number() == PHARMACY).expect("listed");
    assert_eq!(at_home.profile, Some(Profile::Identity), "by the card's own province");
    assert_eq!(told_and_signed(&phone, &wallet, &card, GUILIN, PHARMACY), Profile::Masked);
    assert_eq!(
        told_and_signed(&phone, &wallet, &card, Region::GUANGZHOU, PHARMACY),
        Profile::Identity
    );
}

#[test]
fn a_scene_counts_that_the_venues_province_has_and_the_cards_has_not() {
    let (phone, wallet, card) = travelled(|region, scenes| {
        alter(region == Region::GUANGDONG, scenes, 303, |s| s.enabled = false);
        alter(region == GUANGXI, scenes, PHARMACY, |s| s.enabled = false);
    });
    assert_eq!(told_and_signed(&phone, &wallet, &card, GUILIN, 303), Profile::Masked);
    let refused = wallet.read_request(&phone.issuer.request_in(GUILIN, PHARMACY, |_| {}));
    assert_eq!(refused, Err(SceneFault::Unknown(SceneCode::new(PHARMACY)).into()));
}

#[test]
fn functions_and_regions_are_those_of_the_venues_province() {
    let (phone, wallet, card) = travelled(|region, scenes| {
        alter(region == GUANGXI, scenes, 501, |s| s.regions = Some(vec![GUANGXI]));
        alter(region == GUANGXI, scenes, 303, |s| s.level = 3);
    });
    for (number, ineligible) in
        [(501, Ineligible::RegionNotEligible), (303, Ineligible::LevelTooLow)]
    {
        let request =
            wallet.read_request(&phone.issuer.request_in(GUILIN, number, |_| {})).expect("proved");
        assert_eq!(wallet.disclosure(&card, &request), Err(ineligible.into()));
        let shown = wallet.answer(&card, &request);
        assert_eq!(shown, Err(ineligible.into()));
        assert!(wallet.present(&card, request.scene()).is_ok(), "at home it is taken");
    }
}

#[test]
fn a_citys_own_scene_is_asked_for_by_venues_of_that_city_only() {
    let (phone, wallet, card) = travelled(|_, _| {});
    for (city, own, other) in [(GUILIN, 11_500, 10_500), (Region::GUANGZHOU, 10_500, 11_500)] {
        assert_eq!(told_and_signed(&phone, &wallet, &card, city, own), Profile::Entitlement);
        let refused = wallet.read_request(&phone.issuer.request_in(city, other, |_| {}));
        assert_eq!(
            refused,
            Err(SceneFault::Unknown(SceneCode::new(other)).into()),
            "no gate there takes it"
        );
    }
    // A city beside Guangzhou, in the same province: its gates have the base and not Guangzhou's own.
    let in_shenzhen = phone.issuer.request_of(Region::GUANGDONG, Region::SHENZHEN, 10_500, |_| {});
    let refused = wallet.read_request(&in_shenzhen);
    assert_eq!(refused, Err(SceneFault::Unknown(SceneCode::new(10_500)).into()));
    let in_shenzhen = phone.issuer.request_of(Region::GUANGDONG, Region::SHENZHEN, 501, |_| {});
    assert!(wallet.read_request(&in_shenzhen).is_ok());
}

#[test]
fn a_citys_catalogue_that_did_not_come_is_missing_and_its_scenes_are_not_called_unknown() {
    let (phone, wallet, card) = Phone::enrolled();
    let asked = wallet.read_request(&phone.issuer.request_in(GUILIN, 11_500, |_| {}));
    assert_eq!(asked, Err(SceneFault::CatalogueMissing.into()), "nothing of the province is here");
    phone.issuer.answer_once("/450300/catalogue", 503, &serde_json::Value::Null);
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    let asked = wallet.read_request(&phone.issuer.request_in(GUILIN, 11_500, |_| {}));
    assert_eq!(asked, Err(SceneFault::CatalogueMissing.into()), "the base is");
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(told_and_signed(&phone, &wallet, &card, GUILIN, 11_500), Profile::Entitlement);
}

#[test]
fn across_the_border_the_cards_own_province_says_what_is_told_and_that_is_validity_or_nothing() {
    let (phone, wallet, card) = Phone::enrolled();
    let hong_kong = Region::HONG_KONG;
    assert_eq!(told_and_signed(&phone, &wallet, &card, hong_kong, 1201), Profile::Validity);
    for number in [501, PHARMACY] {
        let request = wallet
            .read_request(&phone.issuer.request_in(hong_kong, number, |_| {}))
            .expect("proved");
        assert_eq!(
            wallet.disclosure(&card, &request),
            Err(Ineligible::CrossBorderNotAllowed.into())
        );
    }
}

#[test]
fn when_the_catalogue_changes_after_the_holder_was_told_nothing_is_signed_and_the_request_is_still_open()
 {
    let (phone, wallet, card) = Phone::enrolled();
    let text = phone.issuer.request(PHARMACY, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    let told = wallet.disclosure(&card, &request).expect("told");
    assert_eq!(told.profile(), Profile::Identity);
    republish(&phone, &wallet, |_, scenes| {
        alter(true, scenes, PHARMACY, |s| s.profiles = vec![Profile::Masked]);
    });
    let answered = wallet.answer(&card, &request);
    assert_eq!(answered, Err(RequestFault::Changed.into()));
    assert_eq!(wallet.disclosure(&card, &request), Ok(told), "what was shown is not changed");
    let request = wallet.read_request(&text).expect("read again");
    assert_eq!(wallet.disclosure(&card, &request).expect("told").profile(), Profile::Masked);
    assert!(wallet.answer(&card, &request).is_ok());
}

#[test]
fn one_more_answer_is_more_than_was_shown_and_another_pace_is_not() {
    let (phone, wallet, card) = Phone::enrolled();
    let ask =
        |wallet: &Wallet| wallet.read_request(&phone.issuer.request(402, |_| {})).expect("proved");
    let request = ask(&wallet);
    republish(&phone, &wallet, |_, scenes| {
        alter(true, scenes, 402, |s| s.answers.push(Answer::Senior60))
    });
    let answered = wallet.answer(&card, &request);
    assert_eq!(answered, Err(RequestFault::Changed.into()));
    let request = ask(&wallet);
    republish(&phone, &wallet, |_, scenes| {
        alter(true, scenes, 402, |s| {
            s.answers.push(Answer::Senior60);
            s.rotate_after = 20;
        });
    });
    let code = wallet.answer(&card, &request).expect("code");
    assert_eq!(wallet.disclosure(&card, &request), Ok(code.discloses));
}

#[test]
fn no_card_that_tells_more_takes_the_place_of_the_one_the_holder_agreed_to() {
    let phone = Phone::new();
    phone.issuer.script().change_scenes = |_, scenes| {
        alter(true, scenes, 402, |s| s.profiles.push(Profile::Masked));
    };
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    let request = wallet.read_request(&phone.issuer.request(402, |_| {})).expect("proved");
    assert_eq!(wallet.disclosure(&card, &request).expect("told").profile(), Profile::Entitlement);
    phone.issuer.script().change_card = |card| {
        if let Attributes::Entitlement(answers) = &mut card.attributes {
            *answers = Answers::default();
        }
    };
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert_eq!(
        wallet.present(&card, scene("0402")).expect("plain").discloses.profile(),
        Profile::Masked
    );
    let answered = wallet.answer(&card, &request);
    assert_eq!(answered, Err(RequestFault::Changed.into()));
}

#[test]
fn a_card_that_came_after_the_request_was_read_does_not_answer_it() {
    let (phone, wallet, old) = Phone::enrolled();
    let text = phone.issuer.request(501, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    let card = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(wallet.disclosure(&old, &request), Err(WalletError::NoSuchCard));
    assert_eq!(wallet.disclosure(&card, &request), Err(RequestFault::Changed.into()));
    let answered = wallet.answer(&card, &request);
    assert_eq!(answered, Err(RequestFault::Changed.into()));
    let request = wallet.read_request(&text).expect("read again");
    assert!(wallet.answer(&card, &request).is_ok());
}

#[test]
fn a_venue_whose_citys_key_was_called_compromised_since_gets_no_answer() {
    let (phone, wallet, card) = Phone::enrolled();
    let request = wallet.read_request(&phone.issuer.request(501, |_| {})).expect("proved");
    let mut list = trust_list(&phone.issuer.script(), phone.issuer.clock.now());
    list.seq += 1;
    let kid = KeyId::new(Region::GUANGZHOU, VENUE_KEY);
    let mut keys = list.issuers.iter_mut().flat_map(|issuer| &mut issuer.keys);
    keys.find(|one| one.kid == kid).expect("listed").state = KeyState::Compromised;
    let list = list.sign(&key(ROOT_KEY));
    phone.issuer.answer_once_with_bytes("/trust-list", list.as_bytes());
    let report = wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(report.documents, Ok(()));
    let answered = wallet.answer(&card, &request);
    assert_eq!(answered, Err(RequestFault::VenueUnknown.into()));
}

#[test]
fn a_refresh_brings_the_rules_of_a_province_whose_venue_asked_to_another_process_too_and_for_a_month()
 {
    let (phone, wallet, _) = Phone::enrolled();
    let fetched = |phone: &Phone| {
        let mut script = phone.issuer.script();
        std::mem::take(&mut script.log).into_iter().filter(|path| path.starts_with("/450")).count()
    };
    let ask = |wallet: &Wallet| {
        wallet.read_request(&phone.issuer.request_in(GUILIN, 501, |_| {})).map(|_| ())
    };
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(fetched(&phone), 0, "no venue there has asked");
    assert_eq!(ask(&wallet), Err(SceneFault::CatalogueMissing.into()));
    drop(wallet);
    let wallet = phone.wallet();
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!((fetched(&phone), ask(&wallet)), (2, Ok(())), "the province's and its city's");
    phone.advance(29 * 86_400);
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(fetched(&phone), 2);
    phone.advance(86_400);
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert_eq!(fetched(&phone), 0, "nobody was there for a month");
}

#[test]
fn nothing_of_a_person_is_in_a_requests_debug_output() {
    let (phone, wallet, card) = Phone::enrolled();
    let request = wallet.read_request(&phone.issuer.request(PHARMACY, |_| {})).expect("proved");
    let told = wallet.disclosure(&card, &request).expect("told");
    let printed = format!("{request:?}");
    for secret in [told.name(), told.number(), told.card_number()] {
        assert!(!printed.contains(secret.expect("identity")));
    }
}
