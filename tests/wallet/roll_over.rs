//! Roots that change while a wallet sleeps, and apps whose updates pin others.

use super::*;
use essc::crypto::jwk::{Jwk, thumbprint_text};
use essc::trust::Refusal;
use essc::wire::trust_list::TrustList;
use essc_testkit::scripted_issuer::trust_list;

const SECOND: u8 = ROOT_KEY + 10;
const THIRD: u8 = ROOT_KEY + 20;

/// A list that a root signs, naming the next one; its number is this much above that of the enrolment.
fn list(phone: &Phone, root: u8, above: u64, next: Option<u8>) -> String {
    let now = phone.issuer.clock.now();
    let list = trust_list(&phone.issuer.script(), now);
    let next_root = next.map(|next| Jwk::from(&key(next).public_key()));
    TrustList { seq: list.seq + above, next_root, ..list }.sign(&key(root))
}

fn publish(phone: &Phone, path: &str, text: &str) {
    phone.issuer.answer_once_with_bytes(path, text.as_bytes());
}

/// The publisher's root changed twice.
fn rolled_over(phone: &Phone) {
    for (root, above, next) in [(ROOT_KEY, 2, SECOND), (SECOND, 3, THIRD)] {
        let path = format!("/trust-list/{}", thumbprint_text(&key(root).public_key()));
        publish(phone, &path, &list(phone, root, above, Some(next)));
    }
    publish(phone, "/trust-list", &list(phone, THIRD, 4, None));
}

fn documents(wallet: &Wallet) -> Result<(), WalletError> {
    wait(wallet.refresh(Refresh::WhenDue)).expect("turn").documents
}

fn pin(root: u8) -> Vec<PinnedRoot> {
    vec![PinnedRoot { key: key(root).public_key(), least_seq: 1 }]
}

#[test]
fn a_wallet_that_slept_through_two_changes_of_roots_finds_its_way() {
    let (phone, wallet, card) = Phone::enrolled();
    rolled_over(&phone);
    assert_eq!(documents(&wallet), Ok(()));
    assert_eq!(wallet.trusted_root(), Some(key(THIRD).public_key()));
    drop(wallet);
    let again = phone.wallet();
    assert_eq!(
        again.trusted_root(),
        Some(key(THIRD).public_key()),
        "it is kept, with the way to it"
    );
    assert!(again.present(&card, "0501".parse().expect("scene")).is_ok());
    publish(&phone, "/trust-list", &list(&phone, ROOT_KEY, 5, None));
    assert_eq!(documents(&again), Err(Refusal::UnknownRoot.into()), "the first one is over");
}

#[test]
fn an_update_that_pins_another_root_ends_what_a_stolen_one_signed() {
    let (phone, wallet, _) = Phone::enrolled();
    publish(&phone, "/trust-list", &list(&phone, ROOT_KEY, 90_000, None));
    assert_eq!(documents(&wallet), Ok(()), "the thief's");
    drop(wallet);
    let updated = phone.open_pinning(pin(THIRD)).expect("opens");
    assert_eq!(updated.trusted_root(), None);
    assert_eq!(updated.cards().len(), 1, "the card stays");
    publish(&phone, "/trust-list", &list(&phone, ROOT_KEY, 90_001, None));
    assert_eq!(documents(&updated), Err(Refusal::UnknownRoot.into()));
    publish(&phone, "/trust-list", &list(&phone, THIRD, 7, None));
    assert_eq!(documents(&updated), Ok(()));
    assert_eq!(updated.trusted_root(), Some(key(THIRD).public_key()));
}

#[test]
fn an_update_that_pins_the_next_root_beside_the_old_one_takes_nothing_away() {
    let (phone, wallet, card) = Phone::enrolled();
    drop(wallet);
    let updated = phone.open_pinning([pin(ROOT_KEY), pin(SECOND)].concat()).expect("opens");
    assert_eq!(updated.trusted_root(), Some(key(ROOT_KEY).public_key()));
    assert!(updated.present(&card, "0501".parse().expect("scene")).is_ok());
    publish(&phone, "/trust-list", &list(&phone, SECOND, 2, None));
    assert_eq!(documents(&updated), Ok(()));
    assert_eq!(updated.trusted_root(), Some(key(SECOND).public_key()));
}
