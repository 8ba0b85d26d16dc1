//! The wallet is killed at every write, and opened again.

use super::*;
use crate::presentation::scene;
use essc::holder::CardState;
use essc::holder::RequestFault;
use essc_testkit::crashing_storage::{Failure, Power};

const DAY: u64 = 86_400;

/// Every way to die at one step.
fn deaths() -> impl Iterator<Item = (Failure, Power)> {
    [Failure::KilledBefore, Failure::KilledDuring]
        .into_iter()
        .flat_map(|failure| [(failure, Power::On), (failure, Power::Lost)])
}

#[test]
fn killed_at_any_write_of_a_refresh_it_still_has_a_card_that_works() {
    let (phone, wallet, _) = Phone::enrolled();
    phone.advance(5 * DAY);
    phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::Renewed));
    let steps = phone.storage.steps();
    assert!(steps >= 12, "documents, token and cards are {steps} steps");
    for step in 0..steps {
        for (failure, power) in deaths() {
            let (phone, wallet, card) = Phone::enrolled();
            phone.advance(5 * DAY);
            phone.storage.fail_at(step, failure);
            let report = wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
            assert!(report.documents.is_err() || report.cards[0].1.is_err(), "it died");
            drop(wallet);
            phone.storage.restart(power);
            let wallet = phone.wallet();
            assert_eq!(wallet.condition(), WalletCondition::Ready);
            let state = wallet.cards()[0].state;
            assert!(matches!(state, CardState::Active | CardState::RefreshDue), "{state:?}");
            phone.issuer.script().offline = true;
            for number in ["0501", "0402", "0102", "0101"] {
                let shown = wallet.present(&card, scene(number));
                assert!(shown.is_ok(), "step {step}, {failure:?}, power {power:?}: {shown:?}");
            }
        }
    }
}

#[test]
fn killed_at_any_write_of_an_enrollment_it_has_the_card_or_nothing_and_no_stray_key() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
    phone.enroll(&wallet).expect("enrols");
    let steps = phone.storage.steps();
    for step in 0..steps {
        for (failure, power) in deaths() {
            let phone = Phone::new();
            let wallet = phone.wallet();
            phone.storage.fail_at(step, failure);
            // Once the card is written down, nothing that fails later takes it back.
            let enrolled = phone.enroll(&wallet);
            drop(wallet);
            phone.storage.restart(power);
            let wallet = phone.wallet();
            assert_eq!(wallet.condition(), WalletCondition::Ready, "step {step}, {failure:?}");
            assert_eq!(wallet.unfinished_enrollments(), 0);
            assert!(enrolled.is_err() || wallet.cards().len() == 1, "step {step}, {failure:?}");
            for held in wallet.cards() {
                wait(wallet.refresh(Refresh::WhenDue)).expect("turn");
                assert!(wallet.present(&held.id, scene("0101")).is_ok());
            }
            drop(wallet);
            let wallet = phone.wallet();
            phone.enroll(&wallet).expect("the next offer works");
            assert_eq!(wallet.cards().len(), 1);
        }
    }
}

/// Writes of a code: the signing log's three, and the anchor's.
const CODE: usize = 4;
/// Writes of the first code: these, and the enrolments' three that there is an anchor.
const FIRST_CODE: usize = 7;

#[test]
fn killed_at_any_write_of_a_code_a_request_is_answered_once_at_most() {
    for step in 0..FIRST_CODE {
        for (failure, power) in deaths() {
            let (phone, wallet, card) = Phone::that_crashes();
            let text = phone.issuer.request(302, |_| {});
            let request = wallet.read_request(&text).expect("proved");
            phone.storage.fail_at(step, failure);
            let shown = wallet.answer(&card, &request);
            assert!(shown.is_err(), "nothing is signed that was not written down");
            drop(wallet);
            phone.storage.restart(power);
            let written = match (step, failure) {
                (1, Failure::KilledDuring) | (2, Failure::KilledBefore) => power == Power::On,
                (0, _) | (1, Failure::KilledBefore) => false,
                _ => true,
            };
            let again = phone.wallet().read_request(&text);
            let refused = again.err();
            let answered = WalletError::from(RequestFault::Answered);
            let expected = written.then_some(answered);
            assert_eq!(refused, expected, "step {step}, {failure:?}, power {power:?}");
        }
    }
}

#[test]
fn killed_at_any_write_of_a_code_no_second_is_shown_twice() {
    for (step, before) in (0..FIRST_CODE).map(|step| (step, 0)).chain((0..CODE).map(|s| (s, 3))) {
        for (failure, power) in deaths() {
            let (phone, wallet, card) = Phone::that_crashes();
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..before {
                wallet.drop_codes();
                let code = wallet.present(&card, scene("0501")).expect("code");
                assert!(seen.insert(code.issued_at));
            }
            wallet.drop_codes();
            phone.storage.fail_at(step, failure);
            assert!(wallet.present(&card, scene("0501")).is_err());
            drop(wallet);
            phone.storage.restart(power);
            let wallet = phone.wallet();
            let code = wallet.present(&card, scene("0501"));
            let code = code.expect("nothing is in doubt after a kill");
            assert!(seen.insert(code.issued_at), "step {step}, {failure:?}, power {power:?}");
            // Nor is anything taken for good that the kill left half done.
            let text = phone.issuer.request(302, |_| {});
            let request = wallet.read_request(&text).expect("proved");
            wallet.answer(&card, &request).expect("code");
            drop(wallet);
            assert!(phone.wallet().read_request(&text).is_err());
        }
    }
}
