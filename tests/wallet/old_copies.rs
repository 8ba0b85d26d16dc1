//! Old copies of the vault, and a signing log that is gone: no request is answered and no second signed
//! twice, and nobody is locked out.

use std::collections::BTreeSet;

use super::*;
use crate::presentation::scene;
use essc::holder::CardState;
use essc::holder::RequestFault;
use essc_testkit::crashing_storage::Failure;

/// Puts a copy in the vault's place, as a backup that is restored does.
fn restored(mut phone: Phone, copy: &CrashingStorage) -> Phone {
    phone.storage = copy.copy();
    phone
}

pub fn plain(wallet: &Wallet, card: &CardId) -> Result<UnixTime, WalletError> {
    wallet.drop_codes();
    wallet.present(card, scene("0501")).map(|code| code.issued_at)
}

pub fn answer(wallet: &Wallet, card: &CardId, text: &str) -> Result<UnixTime, WalletError> {
    let request = wallet.read_request(text)?;
    wallet.answer(card, &request).map(|code| code.issued_at)
}

/// The name of the anchor in a wallet whose first card this is.
fn anchor_of(card: &CardId) -> String {
    format!("essc.ledger.{}", card.as_str())
}

fn wait_of(refused: Result<UnixTime, WalletError>) -> u32 {
    match refused {
        Err(WalletError::RecordLost { wait_s, .. }) => wait_s,
        other => panic!("{other:?}"),
    }
}

/// A phone that answered a request, what the vault was before, and the request.
fn answered() -> (Phone, CrashingStorage, CardId, String) {
    answered_days_after_enrollment(0)
}

fn answered_days_after_enrollment(days: u64) -> (Phone, CrashingStorage, CardId, String) {
    let (phone, wallet, card) = Phone::enrolled();
    phone.advance(days * 86_400);
    plain(&wallet, &card).expect("code");
    let copy = phone.storage.copy();
    phone.advance(30);
    let text = phone.issuer.request(302, |_| {});
    answer(&wallet, &card, &text).expect("code");
    (phone, copy, card, text)
}

/// The request stays refused for as long as it lives, new ones are answered soon, and plain codes at
/// once.
fn is_healed_after_a_bounded_wait(phone: &Phone, card: &CardId, text: &str) {
    let wallet = phone.wallet();
    assert_eq!(wallet.condition(), WalletCondition::Ready);
    assert_eq!(wallet.cards()[0].state, CardState::Active);
    plain(&wallet, card).expect("no second is in doubt but those of the last moment");
    assert!((1..=145).contains(&wait_of(answer(&wallet, card, text))));
    drop(wallet);
    for _ in 0..6 {
        phone.advance(20);
        // Each process finds the wait where the last one left it.
        let refused = answer(&phone.wallet(), card, text).expect_err("never again");
        let past = WalletError::from(RequestFault::Expired);
        assert!(
            matches!(refused, WalletError::RecordLost { .. }) || refused == past,
            "{refused:?}"
        );
    }
    phone.advance(25);
    let wallet = phone.wallet();
    let next = phone.issuer.request(302, |_| {});
    answer(&wallet, card, &next).expect("a request of now");
    assert_eq!(answer(&wallet, card, &next), Err(RequestFault::Answered.into()));
}

#[test]
fn an_old_copy_of_the_vault_does_not_answer_a_request_again() {
    let (phone, copy, card, text) = answered();
    let phone = restored(phone, &copy);
    is_healed_after_a_bounded_wait(&phone, &card, &text);
}

#[test]
fn a_copy_from_before_the_first_code_is_as_old() {
    let (phone, wallet, card) = Phone::enrolled();
    let copy = phone.storage.copy();
    let text = phone.issuer.request(302, |_| {});
    answer(&wallet, &card, &text).expect("code");
    drop(wallet);
    let phone = restored(phone, &copy);
    is_healed_after_a_bounded_wait(&phone, &card, &text);
}

#[test]
fn an_old_copy_of_the_vault_signs_no_second_again() {
    let (phone, wallet, card) = Phone::enrolled();
    let mut seen = BTreeSet::from([plain(&wallet, &card).expect("code")]);
    let copy = phone.storage.copy();
    for _ in 0..4 {
        seen.insert(plain(&wallet, &card).expect("code"));
    }
    drop(wallet);
    let phone = restored(phone, &copy);
    let wallet = phone.wallet();
    seen.insert(plain(&wallet, &card).expect("the sixth second of now"));
    assert_eq!(seen.len(), 6);
    assert_eq!(wait_of(plain(&wallet, &card)), 1);
    phone.advance(1);
    assert!(seen.insert(plain(&wallet, &card).expect("code")));
}

#[test]
fn a_copy_that_is_put_back_again_and_again_is_found_out_each_time() {
    let (mut phone, copy, card, text) = answered();
    let mut seen = BTreeSet::new();
    for _ in 0..5 {
        phone = restored(phone, &copy);
        let wallet = phone.wallet();
        assert!(seen.insert(plain(&wallet, &card).expect("code")));
        wait_of(answer(&wallet, &card, &text));
    }
}

#[test]
fn a_signing_log_that_is_missing_or_damaged_is_no_empty_one_and_costs_no_card() {
    let (phone, _, card, text) = answered();
    phone.storage.lose("ledger.sealed");
    is_healed_after_a_bounded_wait(&phone, &card, &text);
    let (phone, _, card, text) = answered();
    phone.storage.change("ledger.sealed", |bytes| bytes[20] ^= 1);
    is_healed_after_a_bounded_wait(&phone, &card, &text);
}

#[test]
fn enrollments_that_are_missing_are_no_empty_wallet() {
    let (phone, _, _, text) = answered();
    phone.storage.lose("holdings.sealed");
    let wallet = phone.wallet();
    let why = ReEnrollReason::VaultDamaged;
    assert_eq!(wallet.condition(), WalletCondition::NeedsReEnrollment { why });
    let card = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(answer(&wallet, &card, &text), Err(RequestFault::Answered.into()));
    plain(&wallet, &card).expect("code");
    drop(wallet);
    assert_eq!(phone.wallet().condition(), WalletCondition::Ready);
}

#[test]
fn a_signing_log_whose_anchor_is_gone_or_unreadable_is_not_believed() {
    for anchor in [None, Some(vec![7; 32]), Some(vec![])] {
        for log_too in [false, true] {
            let (phone, _, card, text) = answered();
            phone.secrets.delete(anchor_of(&card)).expect("deletes");
            if let Some(bytes) = &anchor {
                phone.secrets.save(anchor_of(&card), bytes.clone()).expect("saves");
            }
            if log_too {
                phone.storage.lose("ledger.sealed");
            }
            let wallet = phone.wallet();
            // Nobody knows how far it had come: up to now, with the seconds that are given out ahead.
            assert_eq!(wait_of(plain(&wallet, &card)), 1);
            drop(wallet);
            phone.advance(1);
            is_healed_after_a_bounded_wait_unless_answered(&phone, &card, &text);
        }
    }
}

fn is_healed_after_a_bounded_wait_unless_answered(phone: &Phone, card: &CardId, text: &str) {
    let wallet = phone.wallet();
    if answer(&wallet, card, text) == Err(RequestFault::Answered.into()) {
        plain(&wallet, card).expect("code");
        return;
    }
    drop(wallet);
    is_healed_after_a_bounded_wait(phone, card, text);
}

#[test]
fn wallets_that_keep_their_secrets_in_one_store_put_each_other_in_no_doubt() {
    let (phone, wallet, first) = Phone::enrolled();
    plain(&wallet, &first).expect("code");
    let copy = phone.storage.copy();
    drop(wallet);
    let phone = restored(phone, &CrashingStorage::default());
    let wallet = phone.wallet();
    let second = phone.enroll(&wallet).expect("enrols");
    plain(&wallet, &second).expect("code");
    drop(wallet);
    let phone = restored(phone, &copy);
    let text = phone.issuer.request(302, |_| {});
    answer(&phone.wallet(), &first, &text).expect("code");
}

#[test]
fn a_copy_from_before_a_card_was_enrolled_does_not_answer_with_another_what_that_one_answered() {
    let (phone, wallet, first) = Phone::enrolled();
    plain(&wallet, &first).expect("code");
    let copy = phone.storage.copy();
    let second = phone.enroll(&wallet).expect("enrols again");
    let text = phone.issuer.request(302, |_| {});
    answer(&wallet, &second, &text).expect("code");
    drop(wallet);
    let phone = restored(phone, &copy);
    let refused = phone.wallet().read_request(&text).expect_err("may have been answered");
    assert!(matches!(refused, WalletError::RecordLost { .. }), "{refused:?}");
}

#[test]
fn an_old_copy_with_a_clock_that_was_set_back_signs_nothing_until_the_clock_is_right() {
    let (phone, copy, card, text) = answered_days_after_enrollment(2);
    let right = phone.clock.now();
    let phone = restored(phone, &copy);
    // What servers told of the time ends with the boot.
    phone.clock.reboot();
    phone.clock.set_wall(right.minus(86_400));
    let wallet = phone.wallet();
    assert_eq!(plain(&wallet, &card), Err(WalletError::ClockWrong));
    phone.clock.set_wall(right.minus(60));
    wait_of(plain(&wallet, &card));
    assert!(answer(&wallet, &card, &text).is_err());
    phone.clock.set_wall(right);
    plain(&wallet, &card).expect("code");
    // Its wait was that of the clock that was set back; the key is held to what it signed.
    wait_of(answer(&wallet, &card, &text));
}

#[test]
fn a_clock_that_was_ahead_when_the_last_code_was_made_leads_to_new_keys_and_not_to_a_long_wait() {
    let (phone, wallet, card) = Phone::enrolled();
    let right = phone.clock.now();
    let copy = phone.storage.copy();
    phone.clock.reboot();
    phone.clock.set_wall(right.plus(86_400));
    drop(wallet);
    let wallet = phone.wallet();
    plain(&wallet, &card).expect("code");
    drop(wallet);
    phone.clock.set_wall(right);
    let phone = restored(phone, &copy);
    let wallet = phone.wallet();
    assert_eq!(
        plain(&wallet, &card),
        Err(WalletError::ClockWrong),
        "one of the two times was wrong"
    );
    assert!(refresh(&wallet, Refresh::Now).is_ok());
    let why = ReEnrollReason::VaultDamaged;
    assert_eq!(plain(&wallet, &card), Err(WalletError::NeedsReEnrollment { why }), "not this one");
    let card = phone.enroll(&wallet).expect("enrols again");
    plain(&wallet, &card).expect("code");
    phone.advance(140);
    let text = phone.issuer.request(302, |_| {});
    answer(&wallet, &card, &text).expect("code");
}

#[test]
fn what_version_0_1_wrote_is_gone_on_with_and_from_then_on_its_copies_are_old() {
    let (phone, wallet, card) = Phone::enrolled();
    let text = phone.issuer.request(302, |_| {});
    answer(&wallet, &card, &text).expect("code");
    let first = plain(&wallet, &card).expect("code");
    drop(wallet);
    // As that version wrote them.
    phone.rewrite("ledger", |signing_log| {
        let members = signing_log.as_object_mut().expect("an object");
        members.retain(|name, _| ["used", "answered"].contains(&name.as_str()));
    });
    phone.rewrite("holdings", |kept| kept["ledger_line"] = serde_json::Value::Null);
    phone.secrets.delete(anchor_of(&card)).expect("deletes");
    let copy = phone.storage.copy();
    let wallet = phone.wallet();
    assert_eq!(answer(&wallet, &card, &text), Err(RequestFault::Answered.into()));
    let second = plain(&wallet, &card).expect("no wait");
    let next = phone.issuer.request(302, |r| r.amount = Some(2));
    answer(&wallet, &card, &next).expect("no wait");
    drop(wallet);
    let phone = restored(phone, &copy);
    let wallet = phone.wallet();
    wait_of(answer(&wallet, &card, &next));
    let third = plain(&wallet, &card).expect("code");
    assert!(first < second && second < third);
}

#[test]
fn a_secret_store_that_keeps_nothing_shows_no_code_and_harms_nothing() {
    let (phone, wallet, card) = Phone::that_crashes();
    plain(&wallet, &card).expect("code");
    let text = phone.issuer.request(302, |_| {});
    phone.storage.fail_at(3, Failure::Error(io::ErrorKind::Other));
    let refused = answer(&wallet, &card, &text).expect_err("not anchored, so not signed");
    assert!(matches!(refused, WalletError::Vault(_)), "{refused:?}");
    answer(&wallet, &card, &text).expect("the same request once the keychain answers");
    assert_eq!(answer(&wallet, &card, &text), Err(RequestFault::Answered.into()));
}
