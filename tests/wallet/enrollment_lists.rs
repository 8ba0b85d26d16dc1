//! What an enrolment brings besides the card, and what becomes of the card without it.

use serde_json::json;

use super::*;
use crate::presentation::scene;
use essc::holder::{CardState, SceneFault};
use essc_testkit::crashing_storage::Failure;

/// Scenes of the province, of the holder's city, and one for each key.
const SHOWN: [&str; 4] = ["0501", "0102", "0101", "10500"];

fn shows(wallet: &Wallet, card: &CardId) -> Vec<Result<(), WalletError>> {
    SHOWN.iter().map(|one| wallet.present(card, scene(one)).map(|_| ())).collect()
}

#[test]
fn a_card_is_shown_right_after_its_enrollment_and_without_a_network() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    let card = phone.enroll(&wallet).expect("enrols");
    phone.issuer.script().offline = true;
    assert_eq!(wallet.cards()[0].state, CardState::Active);
    assert!(wallet.scenes(&card).expect("scenes").len() > 20);
    assert_eq!(shows(&wallet, &card), [const { Ok(()) }; 4]);
    drop(wallet);
    phone.advance(60);
    assert_eq!(shows(&phone.wallet(), &card), [const { Ok(()) }; 4], "it outlives the process");
}

#[test]
fn an_enrollment_asks_for_each_list_once_and_for_none_that_a_card_here_has_brought() {
    let phone = Phone::new();
    let wallet = phone.wallet();
    let fetched = |path: &str| phone.issuer.script().log.iter().filter(|one| *one == path).count();
    let lists = ["/trust-list", "/440000/catalogue", "/440100/catalogue"];
    phone.enroll(&wallet).expect("enrols");
    assert_eq!(lists.map(fetched), [1, 1, 1]);
    assert_eq!(fetched("/440100/status/0"), 0, "a card of this minute is younger than any list");
    let held = phone.kept("documents").expect("kept");
    phone.enroll(&wallet).expect("enrols again");
    assert_eq!(lists.map(fetched), [2, 2, 2]);
    assert_eq!(phone.issuer.script().unchanged, 3, "asked whether they changed, and they had not");
    assert_eq!(phone.kept("documents"), Some(held));
}

#[test]
fn a_network_that_dies_after_the_card_came_costs_lists_and_no_card() {
    for path in ["/440100/notification", "/440000/catalogue", "/440100/catalogue"] {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.script().dies_at = Some(path);
        let card = phone.enroll(&wallet).expect(path);
        let asked = phone.issuer.script().log.len();
        let has_base = path == "/440100/catalogue";
        let missing = || Err(SceneFault::CatalogueMissing.into());
        if has_base {
            // The city's scene may be in its catalogue, which a refresh brings.
            assert_eq!(shows(&wallet, &card), [Ok(()), Ok(()), Ok(()), missing()]);
        } else {
            assert_eq!(shows(&wallet, &card), [missing(), missing(), missing(), missing()]);
            assert_eq!(wallet.scenes(&card), Err(SceneFault::CatalogueMissing.into()));
            assert_eq!(wallet.cards()[0].state, CardState::RefreshDue, "{path}");
        }
        assert_eq!(phone.issuer.script().log.len(), asked, "what is shown asks nobody");
        drop(wallet);
        let wallet = phone.wallet();
        let mut script = phone.issuer.script();
        (script.offline, script.dies_at) = (false, None);
        drop(script);
        assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
        assert_eq!(wallet.cards()[0].state, CardState::Active);
        phone.advance(60);
        assert_eq!(shows(&wallet, &card), [const { Ok(()) }; 4], "{path}");
    }
}

#[test]
fn a_network_that_dies_before_the_card_is_whole_leaves_nothing() {
    for path in ["/trust-list", "/440100/nonce", "/440100/token", "/440100/credential"] {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.script().dies_at = Some(path);
        assert!(phone.enroll(&wallet).is_err(), "{path}");
        assert!(wallet.cards().is_empty() && wallet.unfinished_enrollments() == 0);
    }
}

#[test]
fn a_catalogue_that_is_none_costs_no_card_and_is_fetched_by_the_next_refresh() {
    for (status, body) in [(200, json!("<html>")), (404, json!({})), (503, json!({}))] {
        let phone = Phone::new();
        let wallet = phone.wallet();
        phone.issuer.answer_once("/440000/catalogue", status, &body);
        let card = phone.enroll(&wallet).expect("enrols");
        assert_eq!(wallet.cards()[0].state, CardState::RefreshDue);
        assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
        assert_eq!(wallet.cards()[0].state, CardState::Active);
        assert_eq!(shows(&wallet, &card), [const { Ok(()) }; 4], "{status}");
    }
}

#[test]
fn a_disk_that_fills_up_after_the_card_was_written_costs_no_card() {
    let (phone, wallet, _) = Phone::enrolled();
    phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
    phone.enroll(&wallet).expect("enrols");
    let steps = phone.storage.steps();
    let mut kept = 0;
    for step in 0..steps {
        // A card that is to be replaced: its keys go after the new one is written.
        let (phone, wallet, first) = Phone::enrolled();
        phone.storage.fail_at(step, Failure::Error(io::ErrorKind::StorageFull));
        match phone.enroll(&wallet) {
            Ok(second) => {
                kept += 1;
                assert_eq!(wallet.cards()[0].id, second, "step {step}");
            }
            Err(_) => assert_eq!(wallet.cards()[0].id, first, "step {step}"),
        }
        assert_eq!(wallet.cards().len(), 1);
        let shown = wallet.cards().remove(0).id;
        drop(wallet);
        phone.storage.fail_at(usize::MAX - 1, Failure::KilledBefore);
        let wallet = phone.wallet();
        assert_eq!(wallet.cards()[0].id, shown, "the disk says what the wallet said");
        assert!(wallet.present(&shown, scene("0101")).is_ok());
    }
    assert!(kept > 0, "some writes come after the card's");
}
