//! Offers: tried five times, redeemed once, alive for five minutes.

use std::thread;

use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{Wallet, offer, read_offer};
use serde_json::json;

fn error(error: &str, reason: Option<&str>) -> (u16, String, Option<String>) {
    (400, error.to_owned(), reason.map(str::to_owned))
}

/// A transaction code that is not this one.
fn other(tx_code: &str) -> &'static str {
    if tx_code == "000000" { "111111" } else { "000000" }
}

#[test]
fn the_fifth_wrong_transaction_code_kills_the_offer() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &issuer.holder());
    let right = offer.tx_code.as_deref().expect("a code");
    for _ in 0..5 {
        let answer = wallet.try_redeem(&offer.code, Some(other(right)));
        assert_eq!(answer.error(), error("invalid_grant", Some("tx_code_wrong")));
    }
    assert_eq!(
        wallet.try_redeem(&offer.code, Some(right)).error(),
        error("invalid_grant", Some("offer_dead"))
    );
}

#[test]
fn after_four_wrong_tries_the_right_code_still_counts() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &issuer.holder());
    let right = offer.tx_code.as_deref().expect("a code");
    for _ in 0..4 {
        wallet.try_redeem(&offer.code, Some(other(right)));
    }
    assert_eq!(wallet.try_redeem(&offer.code, Some(right)).status, 200);
}

#[test]
fn a_missing_transaction_code_is_told_and_costs_no_try() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &issuer.holder());
    for _ in 0..6 {
        let answer = wallet.try_redeem(&offer.code, None);
        assert_eq!(answer.error(), error("invalid_request", Some("tx_code_mismatch")));
    }
    wallet.redeem(&offer);
}

#[test]
fn of_two_that_redeem_one_offer_at_once_one_wins() {
    let issuer = Issuer::start();
    let offer = offer(&issuer, &issuer.holder());
    let statuses: Vec<u16> = thread::scope(|scope| {
        let redeem = || {
            let wallet = Wallet::new(&issuer);
            wallet.try_redeem(&offer.code, offer.tx_code.as_deref()).status
        };
        let tasks: Vec<_> = (0..8).map(|_| scope.spawn(redeem)).collect();
        tasks.into_iter().map(|task| task.join().expect("answered")).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 7);
}

#[test]
fn an_offer_dies_after_five_minutes() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let card = issuer.holder();
    let (young, old) = (offer(&issuer, &card), offer(&issuer, &card));
    issuer.clock.advance(299);
    wallet.redeem(&young);
    issuer.clock.advance(1);
    let answer = wallet.try_redeem(&old.code, old.tx_code.as_deref());
    assert_eq!(answer.error(), error("invalid_grant", Some("offer_dead")));
}

#[test]
fn an_offer_bound_to_a_key_is_for_that_key_and_needs_no_transaction_code() {
    let issuer = Issuer::start();
    let (wallet, thief) = (Wallet::new(&issuer), Wallet::new(&issuer));
    let body = json!({ "card_number": issuer.holder(), "thumbprint": wallet.thumbprint() });
    let offer = read_offer(&issuer.operate("offers", body));
    assert!(offer.tx_code.is_none());
    let answer = thief.try_redeem(&offer.code, None);
    assert_eq!(answer.error(), error("invalid_grant", Some("offer_dead")));
    wallet.redeem(&offer);
}

#[test]
fn an_offer_of_one_city_is_unknown_in_another() {
    let issuer = Issuer::start();
    let body = json!({ "region": "440300", "generated": true });
    let card = essc_testkit::issuer::text(&issuer.operate("holders", body)["card_number"]);
    let offer = offer(&issuer, &card);
    let answer = Wallet::new(&issuer).try_redeem(&offer.code, offer.tx_code.as_deref());
    assert_eq!(answer.error(), error("invalid_grant", Some("offer_dead")));
}

#[test]
fn a_card_has_no_more_devices_than_its_issuer_allows() {
    let issuer = Issuer::start_with(|config| config.device_cap = 2);
    let card = issuer.holder();
    let enroll = || {
        let wallet = Wallet::new(&issuer);
        let tokens = wallet.redeem(&offer(&issuer, &card));
        (wallet, tokens)
    };
    // All three redeem before any of them was issued a card.
    let devices: Vec<_> = (0..3).map(|_| enroll()).collect();
    for (wallet, tokens) in &devices[..2] {
        wallet.accepted(tokens, "essc-validity");
    }
    let (third, tokens) = &devices[2];
    let answer = third.try_credential(tokens, "essc-validity");
    assert_eq!(answer.error(), error("credential_request_denied", Some("device_limit")));
    let late = offer(&issuer, &card);
    let answer = Wallet::new(&issuer).try_redeem(&late.code, late.tx_code.as_deref());
    assert_eq!(answer.error(), error("invalid_grant", Some("device_limit")));
}

#[test]
fn a_parameter_twice_and_an_unknown_grant_are_refused() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let twice = [("grant_type", "refresh_token"), ("refresh_token", "a"), ("refresh_token", "b")];
    assert_eq!(wallet.token(&twice).error(), error("invalid_request", None));
    let unknown = [("grant_type", "password")];
    assert_eq!(wallet.token(&unknown).error(), error("unsupported_grant_type", None));
    let both =
        [("grant_type", "refresh_token"), ("refresh_token", "a"), ("pre-authorized_code", "b")];
    assert_eq!(wallet.token(&both).error(), error("invalid_request", None));
}
