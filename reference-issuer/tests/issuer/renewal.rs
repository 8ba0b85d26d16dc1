//! Renewal: tokens rotate, cards are renewed for the recorded keys and for no other.

use serde_json::json;

use crate::harness::Issuer;
use crate::wallet::{CONFIGURATIONS, Tokens, Wallet, card, request};

fn error(code: u16, error: &str, reason: Option<&str>) -> (u16, String, Option<String>) {
    (code, error.to_owned(), reason.map(str::to_owned))
}

#[test]
fn a_renewed_card_has_the_same_key_and_index_and_a_later_end() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let first = CONFIGURATIONS.map(|one| wallet.credential(&tokens, one).card);
    issuer.clock.advance(5 * 86_400);
    wallet.fetch_nonce();
    let tokens = Tokens::of(&wallet.try_refresh(&tokens.refresh));
    for (configuration, before) in CONFIGURATIONS.iter().zip(&first) {
        let after = card(&wallet.try_renew(&tokens, configuration)).card;
        assert_eq!((after.device_key, after.status), (before.device_key, before.status));
        assert_eq!(after.issued_at(), issuer.now());
        assert_eq!(after.lifetime_minutes, before.lifetime_minutes);
        assert_eq!(after.attributes, before.attributes);
    }
}

#[test]
fn a_key_offered_at_renewal_is_refused() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-validity");
    let software = Wallet::new(&issuer);
    for key in [&wallet.everyday, &software.everyday] {
        let proof = wallet.key_proof(key, &wallet.c_nonce());
        let body = request("essc-validity-renewal", &proof);
        let answer = wallet.credential_with(&tokens, &body);
        assert_eq!(answer.error(), error(400, "invalid_credential_request", None));
    }
    let answer = software.bearing(
        &tokens,
        "POST",
        "credential",
        &software.dpop_with("POST", "credential", Some(&tokens.access), |_| {}),
        json!({ "credential_configuration_id": "essc-validity-renewal" }).to_string().as_bytes(),
    );
    assert_eq!(answer.status, 401, "a renewal is signed with the recorded everyday key");
}

#[test]
fn there_is_nothing_to_renew_before_the_first_issue() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-validity");
    let answer = wallet.try_renew(&tokens, "essc-identity");
    let denied = error(400, "credential_request_denied", Some("nothing_to_renew"));
    assert_eq!(answer.error(), denied);
}

#[test]
fn one_lost_answer_is_forgiven() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    let lost = Tokens::of(&wallet.try_refresh(&first.refresh));
    let again = Tokens::of(&wallet.try_refresh(&first.refresh));
    assert_ne!(lost.refresh, again.refresh);
    let next = Tokens::of(&wallet.try_refresh(&again.refresh));
    wallet.credential(&next, "essc-validity");
}

#[test]
fn a_second_loss_of_one_answer_ends_the_family() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    wallet.try_refresh(&first.refresh);
    let forgiven = Tokens::of(&wallet.try_refresh(&first.refresh));
    let reused = error(400, "invalid_grant", Some("access_lost"));
    assert_eq!(wallet.try_refresh(&first.refresh).error(), reused);
    assert_eq!(
        wallet.try_refresh(&forgiven.refresh).error(),
        error(400, "invalid_grant", Some("access_lost"))
    );
}

#[test]
fn a_spent_refresh_token_that_comes_back_ends_every_token_of_the_device() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    let second = Tokens::of(&wallet.try_refresh(&first.refresh));
    let third = Tokens::of(&wallet.try_refresh(&second.refresh));
    let reused = error(400, "invalid_grant", Some("access_lost"));
    assert_eq!(wallet.try_refresh(&first.refresh).error(), reused);
    assert_eq!(
        wallet.try_refresh(&third.refresh).error(),
        error(400, "invalid_grant", Some("access_lost"))
    );
    let answer = wallet.try_credential(&third, "essc-validity");
    assert_eq!(answer.error(), error(401, "invalid_token", None));
}

#[test]
fn a_thief_without_the_key_cannot_end_a_family() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    let second = Tokens::of(&wallet.try_refresh(&first.refresh));
    let third = Tokens::of(&wallet.try_refresh(&second.refresh));
    let thief = Wallet::new(&issuer);
    assert_eq!(
        thief.try_refresh(&first.refresh).error(),
        error(400, "invalid_grant", Some("access_lost"))
    );
    assert_eq!(wallet.try_refresh(&third.refresh).status, 200);
}
