//! Renewal: tokens rotate, cards are renewed for the recorded keys and for no other.

use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Tokens, Wallet, card, request};
use serde_json::json;

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
fn a_lost_answer_is_forgiven() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    let lost = Tokens::of(&wallet.try_refresh(&first.refresh));
    let again = Tokens::of(&wallet.try_refresh(&first.refresh));
    assert_ne!(lost.refresh, again.refresh);
    let next = Tokens::of(&wallet.try_refresh(&again.refresh));
    wallet.credential(&next, "essc-validity");
}

#[test]
fn answers_may_get_lost_any_number_of_times() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    let lost: Vec<_> = (0..20)
        .map(|_| {
            issuer.clock.advance(1);
            Tokens::of(&wallet.try_refresh(&first.refresh))
        })
        .collect();
    // The answers arrived in another order than they were given in: an earlier one was kept.
    let kept = &lost[15];
    let next = Tokens::of(&wallet.try_refresh(&kept.refresh));
    wallet.credential(&next, "essc-validity");
    // Its siblings, which nobody has, count no more, and end nothing.
    let unknown = error(400, "invalid_grant", Some("access_lost"));
    assert_eq!(wallet.try_refresh(&lost[19].refresh).error(), unknown);
    let last = Tokens::of(&wallet.try_refresh(&next.refresh));
    assert_eq!(wallet.try_renew(&last, "essc-validity").status, 200);
}

#[test]
fn losses_at_every_step_of_a_long_life_end_nothing() {
    let issuer = Issuer::start();
    let (wallet, mut tokens, _) = Wallet::enrolled(&issuer);
    for _ in 0..6 {
        for _ in 0..3 {
            wallet.try_refresh(&tokens.refresh);
        }
        tokens = Tokens::of(&wallet.try_refresh(&tokens.refresh));
    }
    wallet.credential(&tokens, "essc-validity");
}

#[test]
fn a_token_whose_successor_was_used_ends_the_family_even_after_losses() {
    let issuer = Issuer::start();
    let (wallet, first, _) = Wallet::enrolled(&issuer);
    wallet.try_refresh(&first.refresh);
    let second = Tokens::of(&wallet.try_refresh(&first.refresh));
    Tokens::of(&wallet.try_refresh(&second.refresh));
    let lost = error(400, "invalid_grant", Some("access_lost"));
    assert_eq!(wallet.try_refresh(&first.refresh).error(), lost);
    assert_eq!(wallet.try_refresh(&second.refresh).error(), lost);
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
