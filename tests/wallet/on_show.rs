//! Codes that are shown again until they rotate, and what takes them down before.

use std::time::Duration;

use super::*;
use crate::presentation::scene;
use essc::holder::Ineligible;
use essc::model::status::CardStatus;

/// Seconds after which every scene of the sandbox's catalogue wants a new code.
const ROTATE_AFTER: Duration = Duration::from_secs(30);

/// One scene for each profile.
const SCENES: [&str; 4] = ["0501", "0402", "0102", "0101"];

fn show(wallet: &Wallet, card: &CardId, number: &str) -> Code {
    wallet.present(card, scene(number)).expect(number)
}

/// As another process finds the wallet: a count of its own on the monotonic clock.
fn another_process(phone: &Phone, wallet: Wallet) -> Wallet {
    wallet.keep_codes().expect("kept");
    drop(wallet);
    phone.clock.reboot();
    phone.wallet()
}

#[test]
fn the_same_code_is_shown_until_it_rotates_however_often_it_is_asked_for() {
    for number in SCENES {
        let (phone, wallet, card) = Phone::enrolled();
        let first = show(&wallet, &card, number);
        assert_eq!(first.rotate_after, ROTATE_AFTER);
        for _ in 0..20 {
            assert_eq!(show(&wallet, &card, number), first, "{number}");
        }
        phone.advance(12);
        let later = Code { rotate_after: ROTATE_AFTER - Duration::from_secs(12), ..first.clone() };
        assert_eq!(show(&wallet, &card, number), later);
        phone.advance(17);
        assert_eq!(show(&wallet, &card, number).rotate_after, Duration::from_secs(1));
        phone.advance(1);
        let next = show(&wallet, &card, number);
        assert_ne!(next.text, first.text);
        assert_eq!((next.rotate_after, next.issued_at), (ROTATE_AFTER, START.plus(30)));
    }
}

#[test]
fn showing_a_code_again_writes_nothing_and_asks_no_key() {
    use essc_testkit::crashing_storage::Failure;
    let (phone, wallet, card) = Phone::enrolled();
    let first = show(&wallet, &card, "0101");
    phone.storage.fail_at(0, Failure::KilledBefore);
    phone.keys.invalidate(&format!("essc.{}.identity", card.as_str()));
    assert_eq!(show(&wallet, &card, "0101"), first);
    assert_eq!(phone.storage.steps(), 0);
}

#[test]
fn each_scene_and_each_request_has_codes_of_its_own() {
    let (phone, wallet, card) = Phone::enrolled();
    let hall = show(&wallet, &card, "0901");
    let museum = show(&wallet, &card, "0501");
    assert_ne!(hall.text, museum.text);
    assert_eq!(show(&wallet, &card, "0901"), hall);
    let text = phone.issuer.request(302, |_| {});
    let request = wallet.read_request(&text).expect("proved");
    wallet.answer(&card, &request).expect("answers");
    let again = wallet.answer(&card, &request);
    assert!(matches!(again, Err(WalletError::Request(_))), "an answer is given once");
    assert_eq!(
        wallet.present(&card, scene("0302")),
        Err(WalletError::RequestNeeded),
        "and is no plain code"
    );
}

#[test]
fn an_answer_is_never_a_code_that_is_on_show() {
    let (phone, wallet, card) = Phone::enrolled();
    let request = |n: u8| {
        let text = phone.issuer.request(302, |request| request.nonce = [n; 16]);
        wallet.read_request(&text).expect("proved")
    };
    let answers = [1, 2].map(|n| wallet.answer(&card, &request(n)).expect("answers").text);
    assert_ne!(answers[0], answers[1]);
}

#[test]
fn a_renewed_card_is_shown_with_a_new_code() {
    let (phone, wallet, card) = Phone::enrolled();
    let before = show(&wallet, &card, "0501");
    phone.advance(10);
    assert_eq!(refresh(&wallet, Refresh::WhenDue), Ok(CardRefresh::NotDue));
    assert_eq!(show(&wallet, &card, "0501").text, before.text, "nothing changed");
    assert_eq!(refresh(&wallet, Refresh::Now), Ok(CardRefresh::Renewed));
    assert_ne!(show(&wallet, &card, "0501").text, before.text);
}

#[test]
fn a_card_that_is_suspended_revoked_or_gone_shows_no_code_any_more() {
    for (status, why) in [
        (CardStatus::Suspended, WalletError::Ineligible(Ineligible::Suspended)),
        (CardStatus::Revoked, WalletError::NeedsReEnrollment { why: ReEnrollReason::Revoked }),
    ] {
        let (phone, wallet, card) = Phone::enrolled();
        show(&wallet, &card, "0501");
        phone.advance(1);
        phone.issuer.script().statuses.extend([(10, status), (11, status)]);
        refresh(&wallet, Refresh::WhenDue).expect("refreshed");
        assert_eq!(wallet.present(&card, scene("0501")), Err(why));
    }
    let (phone, wallet, card) = Phone::enrolled();
    let first = show(&wallet, &card, "0501");
    wallet.keep_codes().expect("kept");
    let anew = phone.enroll(&wallet).expect("enrols again");
    assert_eq!(wallet.present(&card, scene("0501")), Err(WalletError::NoSuchCard));
    assert_ne!(show(&wallet, &anew, "0501").text, first.text);
    wallet.forget(&anew).expect("forgotten");
    assert_eq!(phone.kept("codes").as_deref(), Some(&b"[]"[..]));
}

#[test]
fn a_clock_that_was_set_takes_the_code_down() {
    for moved in [3600, -200, 3, -3] {
        let (phone, wallet, card) = Phone::enrolled();
        // Nothing is known of a server's time: codes go by the wall clock.
        phone.clock.reboot();
        let first = show(&wallet, &card, "0501");
        let set = START.as_secs().saturating_add_signed(moved);
        phone.clock.set_wall(UnixTime::from_secs(set));
        let next = show(&wallet, &card, "0501");
        assert_ne!(next.text, first.text, "{moved}");
        assert!(next.issued_at.as_secs().abs_diff(set) <= 5, "dated by the clock as it is now");
    }
    let (phone, wallet, card) = Phone::enrolled();
    let first = show(&wallet, &card, "0501");
    phone.clock.set_wall(START.plus(3600));
    assert_eq!(show(&wallet, &card, "0501"), first, "the server's time goes on");
}

#[test]
fn another_process_shows_the_same_code_and_asks_again_where_the_holder_agreed() {
    let (phone, mut wallet, card) = Phone::enrolled();
    let first = SCENES.map(|number| show(&wallet, &card, number).text);
    for _ in 0..6 {
        wallet = another_process(&phone, wallet);
        for (number, first) in SCENES.iter().zip(&first).take(2) {
            assert_eq!(show(&wallet, &card, number).text, *first, "{number}");
        }
    }
    assert_ne!(show(&wallet, &card, "0102").text, first[2], "masked: agreed to in another process");
    assert_ne!(show(&wallet, &card, "0101").text, first[3], "identity: the same");
    phone.advance(10);
    let wallet = another_process(&phone, wallet);
    assert_eq!(show(&wallet, &card, "0501").rotate_after, ROTATE_AFTER - Duration::from_secs(10));
    phone.advance(20);
    let wallet = another_process(&phone, wallet);
    assert_ne!(show(&wallet, &card, "0501").text, first[0], "it has rotated");
}

#[test]
fn kept_codes_that_are_damaged_cost_nothing() {
    let (phone, wallet, card) = Phone::enrolled();
    show(&wallet, &card, "0501");
    wallet.keep_codes().expect("kept");
    drop(wallet);
    phone.storage.change("codes.sealed", |bytes| bytes[20] ^= 1);
    let wallet = phone.wallet();
    assert_eq!(wallet.condition(), WalletCondition::Ready);
    show(&wallet, &card, "0501");
}

#[test]
fn a_code_that_runs_out_before_it_rotates_is_not_shown_again() {
    let (phone, wallet, card) = Phone::enrolled();
    phone.advance(7 * 86_400 - 310);
    let last = show(&wallet, &card, "0501");
    assert_eq!(last.expires_at.since(last.issued_at), 10, "the card ends");
    phone.advance(10);
    let shown = wallet.present(&card, scene("0501"));
    assert_eq!(shown, Err(WalletError::Ineligible(Ineligible::Expired)));
}
