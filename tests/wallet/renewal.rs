//! Renewal, status lists, unbinding.

use serde_json::json;

use super::*;
use crate::presentation::scene;
use essc::holder::CardState;
use essc::holder::CredentialFault;
use essc::holder::Ineligible;
use essc::holder::{IssuanceError, Refusal};
use essc::model::status::CardStatus;
use essc::ports::key_store::KeyStore as _;

const DAY: u64 = 86_400;

#[test]
fn a_card_is_renewed_from_half_its_life_on() {
    let (phone, wallet, card) = Phone::enrolled();
    let before = wallet.cards().remove(0);
    let half = START.minus(300).plus(7 * DAY / 2);
    assert!(before.renew_at.within(half, half.plus(7 * DAY / 10 + 1)), "{:?}", before.renew_at);
    phone.advance(3 * DAY);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    phone.advance(DAY + DAY / 2);
    assert_eq!(wallet.cards()[0].state, CardState::RefreshDue);
    assert!(wallet.present(&card, scene("0501")).is_ok(), "due is no reason to refuse");
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::Renewed));
    let after = wallet.cards().remove(0);
    assert_eq!(after.state, CardState::Active);
    assert_eq!(after.expires_at, before.expires_at.plus(4 * DAY + DAY / 2));
    assert_eq!(phone.issuer.script().events.len(), 8);
}

#[test]
fn without_a_network_cards_work_until_they_run_out() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.issuer.script().offline = true;
    phone.advance(6 * DAY);
    let report = wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
    assert!(matches!(report.documents, Err(WalletError::Issuance(IssuanceError::Offline(_)))));
    assert!(report.cards[0].1.is_err());
    assert!(wallet.present(&card, scene("0101")).is_ok());
    phone.advance(DAY);
    assert_eq!(wallet.cards()[0].state, CardState::Expired);
    phone.issuer.script().offline = false;
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::Renewed));
    assert_eq!(wallet.cards()[0].state, CardState::Active);
}

#[test]
fn a_renewal_with_other_keys_indexes_or_dates_keeps_the_old_cards() {
    type Change = fn(&mut essc::model::card::Card);
    let cases: [(Change, CredentialFault); 3] = [
        (|card| card.device_key = key(77).public_key(), CredentialFault::DeviceKey),
        (|card| card.status.index += 5, CredentialFault::StatusIndex),
        (|card| card.not_before -= 2 * DAY as u32, CredentialFault::OlderThanHeld),
    ];
    for (change, fault) in cases {
        let (phone, wallet, card) = Phone::enrolled();
        phone.advance(DAY);
        let before = wallet.cards();
        phone.issuer.script().change_card = change;
        let expected = IssuanceError::Credential(fault);
        assert_eq!(refresh(&wallet, Refresh::Now), Err(expected.into()));
        assert_eq!(wallet.cards(), before);
        assert!(wallet.present(&card, scene("0501")).is_ok());
    }
}

#[test]
fn refusals_of_a_renewal_cost_no_card() {
    let path = "/440100/credential";
    let (phone, wallet, card) = Phone::enrolled();
    let denied = |reason: &str| json!({"error": "access_denied", "essc_reason": reason});
    for (reason, refusal) in [
        ("card_suspended", Refusal::Suspended),
        ("card_cancelled", Refusal::Cancelled),
        ("card_replaced", Refusal::Replaced),
        ("device_unbound", Refusal::Unbound),
        ("anything else", Refusal::Unspecified),
    ] {
        assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
        phone.issuer.answer_once(path, 403, &denied(reason));
        let expected = IssuanceError::Refused(refusal);
        assert_eq!(refresh(&wallet, Refresh::Now), Err(expected.into()));
        assert_eq!(wallet.cards()[0].state, CardState::Active);
        phone.advance(10);
        assert!(wallet.present(&card, scene("0501")).is_ok());
    }
}

#[test]
fn a_forgotten_token_needs_enrollment_only_when_the_card_has_run_out() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.issuer.script().forget_token();
    assert_eq!(refresh(&wallet, Refresh::Now), Err(IssuanceError::AccessLost.into()));
    assert_eq!(wallet.cards()[0].state, CardState::Active);
    assert!(wallet.present(&card, scene("0501")).is_ok());
    phone.advance(7 * DAY);
    let why = ReEnrollReason::AccessLost;
    assert_eq!(wallet.cards()[0].state, CardState::NeedsReEnrollment { why });
    let again = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(wallet.cards().len(), 1);
    assert_eq!(wallet.cards()[0].id, again);
}

#[test]
fn a_loss_in_the_status_list_suspends_and_a_release_brings_the_card_back() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.advance(60);
    phone.issuer.script().statuses.insert(10, CardStatus::Suspended);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(wallet.cards()[0].state, CardState::Suspended);
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(WalletError::Ineligible(Ineligible::Suspended)));
    phone.advance(60);
    phone.issuer.script().statuses.clear();
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(wallet.cards()[0].state, CardState::Active);
    assert!(wallet.present(&card, scene("0501")).is_ok());
}

#[test]
fn a_card_younger_than_the_list_that_suspends_it_works() {
    let (phone, wallet, _) = Phone::enrolled();
    phone.advance(60);
    phone.issuer.script().statuses.insert(10, CardStatus::Suspended);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(wallet.cards()[0].state, CardState::Suspended);
    // The list is fetched before the card is renewed, so the card is the younger word.
    phone.advance(60);
    phone.issuer.answer_once("/440100/status/0", 503, &json!({}));
    assert!(refresh(&wallet, Refresh::Now).is_err(), "the list could not be had");
    assert_eq!(wallet.cards()[0].state, CardState::Active);
}

#[test]
fn only_a_signed_revocation_younger_than_the_enrollment_deletes_the_keys() {
    let (phone, wallet, card) = Phone::enrolled();
    let alias = || format!("essc.{}.everyday", card.as_str());
    phone.issuer.answer_once("/440100/status/0", 200, &json!({"revoked": true}));
    assert!(refresh(&wallet, Refresh::WhenDue).is_err());
    assert!(phone.keys.info(alias()).is_ok(), "a forged list deletes nothing");
    phone.advance(60);
    phone.issuer.script().statuses.insert(11, CardStatus::Revoked);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::Revoked));
    assert_eq!(phone.keys.info(alias()), Err(KeyStoreError::NotFound));
    let why = ReEnrollReason::Revoked;
    assert_eq!(wallet.cards()[0].state, CardState::NeedsReEnrollment { why });
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(WalletError::NeedsReEnrollment { why }));
}

#[test]
fn published_documents_are_fetched_again_only_when_they_changed() {
    let (phone, wallet, _) = Phone::enrolled();
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue), "status lists come");
    let before = phone.kept("documents").expect("kept");
    phone.storage.fail_at(usize::MAX - 1, essc_testkit::crashing_storage::Failure::KilledBefore);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(phone.storage.steps(), 0, "nothing changed, nothing was written");
    phone.advance(DAY);
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn").documents.expect("documents");
    assert_ne!(phone.kept("documents"), Some(before));
}

#[test]
fn unbinding_asks_the_issuer_first_and_then_forgets() {
    let (phone, wallet, card) = Phone::enrolled();
    let devices = wait(wallet.devices(&card)).expect("devices");
    assert_eq!(devices.len(), 2);
    wait(wallet.unbind_device(&card, "d2".into())).expect("unbinds the other");
    phone.issuer.script().offline = true;
    assert!(wait(wallet.unbind(&card)).is_err());
    assert_eq!(wallet.cards().len(), 1, "a card that can't be unbound stays");
    phone.issuer.script().offline = false;
    wait(wallet.unbind(&card)).expect("unbinds");
    assert!(wallet.cards().is_empty());
    let alias = format!("essc.{}.everyday", card.as_str());
    assert_eq!(phone.keys.info(alias), Err(KeyStoreError::NotFound));
    assert_eq!(wallet.forget(&card), Err(WalletError::NoSuchCard));
}

#[test]
fn the_servers_time_that_a_refresh_learns_is_there_for_the_next_process_of_the_boot() {
    let (phone, wallet, _) = Phone::enrolled();
    phone.clock.reboot();
    phone.clock.set_wall(START.plus(3600));
    assert_eq!(wallet.clock_health(), ClockHealth::Unknown);
    // Documents may come from a cache and tell no time; a server that is busy does.
    phone.issuer.answer_once("/440000/catalogue", 503, &json!({}));
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    let known = ClockHealth::Off { skew_s: 3600 };
    assert_eq!(wallet.clock_health(), known);
    drop(wallet);
    assert_eq!(phone.wallet().clock_health(), known);
    phone.clock.reboot();
    assert_eq!(phone.wallet().clock_health(), ClockHealth::Unknown);
}

/// A phone whose clock is off, asking for the first list or for the next one.
fn refreshed_with_clock_off_by(seconds: i64, tells_time: bool) -> Result<(), WalletError> {
    let (phone, wallet, _) = Phone::enrolled();
    phone.clock.reboot();
    phone.issuer.clock.advance(DAY);
    let server = phone.issuer.clock.now();
    phone.clock.set_wall(UnixTime::from_secs(server.as_secs().saturating_add_signed(seconds)));
    if !tells_time {
        for _ in 0..2 {
            phone.issuer.answer_without_time("/trust-list/time");
        }
    }
    wait(wallet.refresh(Refresh::Now)).expect("turn").documents
}

#[test]
fn a_phone_whose_clock_is_off_asks_for_the_time_and_gets_its_lists() {
    for seconds in [-310, -400 * 86_400, 31 * 86_400, 400 * 86_400, 0] {
        assert_eq!(refreshed_with_clock_off_by(seconds, true), Ok(()), "{seconds}");
    }
}

#[test]
fn a_phone_whose_clock_is_off_and_that_is_told_no_time_is_told_to_set_it() {
    for seconds in [-2 * 86_400, 31 * 86_400, 400 * 86_400] {
        let refreshed = refreshed_with_clock_off_by(seconds, false);
        assert_eq!(refreshed, Err(WalletError::ClockWrong), "{seconds}");
    }
    assert_eq!(refreshed_with_clock_off_by(0, false), Ok(()));
}
