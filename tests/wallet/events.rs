//! What a wallet's observer is told, and what a card's face says.

use std::sync::Mutex;

use super::*;
use crate::presentation::scene;
use essc::holder::CardState;
use essc::model::status::CardStatus;

/// A phone whose wallet is watched, and what was told since it was asked last.
fn watched() -> (Phone, impl Fn() -> Vec<WalletEvent>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let heard = told.clone();
    let mut phone = Phone::new();
    phone.observer = Some(Arc::new(move |event| heard.lock().expect("lock").push(event)));
    (phone, move || std::mem::take(&mut *told.lock().expect("lock")))
}

#[test]
fn a_cards_life_is_told_step_by_step() {
    let (phone, told) = watched();
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    assert_eq!(told(), [WalletEvent::Enrolled { card: card.clone() }]);
    wallet.present(&card, scene("0501")).expect("a code");
    assert_eq!(told(), [], "showing a code changes nothing");
    wallet.set_nickname(&card, Some("妈妈".into())).expect("named");
    assert_eq!(told(), [WalletEvent::Renamed { card: card.clone() }]);
    phone.advance(60);
    assert_eq!(wait(wallet.refresh_card(&card)), Ok(CardRefresh::Renewed));
    assert_eq!(told(), [WalletEvent::Renewed { card: card.clone() }]);
    phone.issuer.script().statuses.insert(10, CardStatus::Suspended);
    phone.advance(60);
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    let state = CardState::Suspended;
    assert_eq!(told(), [WalletEvent::StateChanged { card: card.clone(), state }]);
    wallet.forget(&card).expect("forgotten");
    assert_eq!(told(), [WalletEvent::Removed { card }]);
}

#[test]
fn what_was_here_when_the_wallet_was_opened_is_no_news() {
    let (phone, told) = watched();
    let card = phone.enroll(&phone.wallet()).expect("enrols");
    told();
    let wallet = phone.wallet();
    wallet.present(&card, scene("0501")).expect("a code");
    assert_eq!(told(), []);
}

#[test]
fn a_card_that_ran_out_by_itself_is_told_with_the_next_call() {
    let (phone, told) = watched();
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    told();
    phone.clock.advance(30 * 86_400);
    assert!(wallet.present(&card, scene("0501")).is_err());
    let state = CardState::Expired;
    assert_eq!(told(), [WalletEvent::StateChanged { card, state }]);
}

#[test]
fn a_dead_key_is_told_by_the_call_that_found_it() {
    let (phone, told) = watched();
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    told();
    phone.keys.invalidate(&format!("essc.{}.everyday", card.as_str()));
    assert!(wallet.present(&card, scene("0501")).is_err());
    let state = CardState::NeedsReEnrollment { why: ReEnrollReason::KeyInvalidated };
    assert_eq!(told(), [WalletEvent::StateChanged { card, state }]);
}

#[test]
fn a_refresh_that_fails_is_told_with_its_card() {
    let (phone, told) = watched();
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    told();
    phone.issuer.answer_once("/440100/token", 503, &serde_json::json!({}));
    let outcome = refresh(&wallet, Refresh::Now);
    let error = outcome.expect_err("busy");
    let failed = [WalletEvent::RefreshFailed { card: Some(card.clone()), error }];
    assert_eq!(told(), failed);
    phone.issuer.answer_once("/440100/token", 503, &serde_json::json!({}));
    assert!(wait(wallet.refresh_card(&card)).is_err());
    assert_eq!(told(), failed, "after a push as well");
}

#[test]
fn whoever_is_told_of_a_failure_may_refresh_again() {
    let mut phone = Phone::new();
    let held: Arc<Mutex<Option<Arc<Wallet>>>> = Arc::default();
    let again = Arc::new(Mutex::new(Vec::new()));
    let (wallet_of, outcomes) = (held.clone(), again.clone());
    phone.observer = Some(Arc::new(move |event| {
        let wallet = wallet_of.lock().expect("lock").take();
        if let (WalletEvent::RefreshFailed { .. }, Some(wallet)) = (event, wallet) {
            outcomes.lock().expect("lock").push(refresh(&wallet, Refresh::Now));
        }
    }));
    let wallet = Arc::new(phone.wallet());
    phone.enroll(&wallet).expect("enrols");
    phone.issuer.answer_once("/440100/token", 503, &serde_json::json!({}));
    *held.lock().expect("lock") = Some(wallet.clone());
    assert!(refresh(&wallet, Refresh::Now).is_err());
    assert_eq!(*again.lock().expect("lock"), [Ok(CardRefresh::Renewed)]);
}

#[test]
fn an_observer_may_call_the_wallet() {
    let phone = Phone::new();
    let held: Arc<Mutex<Option<Arc<Wallet>>>> = Arc::default();
    let seen = Arc::new(Mutex::new(0));
    let (wallet_of, count) = (held.clone(), seen.clone());
    let mut phone = Phone { observer: None, ..phone };
    phone.observer = Some(Arc::new(move |_| {
        let wallet = wallet_of.lock().expect("lock").clone();
        *count.lock().expect("lock") += wallet.map_or(0, |wallet| wallet.cards().len());
    }));
    let wallet = Arc::new(phone.wallet());
    *held.lock().expect("lock") = Some(wallet.clone());
    phone.enroll(&wallet).expect("enrols");
    assert_eq!(*seen.lock().expect("lock"), 1);
}

#[test]
fn a_face_is_masked_and_a_nickname_stays_with_the_holder() {
    let (phone, wallet, card) = Phone::enrolled();
    let face = wallet.cards()[0].face.clone().expect("a masked credential");
    assert!(
        face.name.contains('*') && face.number.contains("****"),
        "{} {}",
        face.name,
        face.number
    );
    assert!(!format!("{:?}", wallet.cards()).contains(&face.number), "Debug shows nobody's number");
    for name in ["", " 妈妈", "a\u{202e}b", &"长".repeat(21)] {
        let refused = wallet.set_nickname(&card, Some(name.to_owned()));
        assert!(matches!(refused, Err(WalletError::Nickname(_))), "{name:?}");
    }
    wallet.set_nickname(&card, Some("妈妈".into())).expect("named");
    drop(wallet);
    let wallet = phone.wallet();
    assert_eq!(wallet.cards()[0].nickname.as_deref(), Some("妈妈"));
    phone.enroll(&wallet).expect("enrols in its place");
    let [again] = wallet.cards().try_into().expect("one card");
    assert_ne!(again.id, card);
    assert_eq!(again.nickname.as_deref(), Some("妈妈"));
    wallet.set_nickname(&again.id, None).expect("unnamed");
    assert_eq!(wallet.cards()[0].nickname, None);
    assert_eq!(wallet.set_nickname(&card, None), Err(WalletError::NoSuchCard));
}
