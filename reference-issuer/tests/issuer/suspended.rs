//! What the devices of a suspended card may do: nothing. A phone that is reported lost is in a
//! stranger's hand, and the holder's other phone must not suffer from it.

use essc::holder::{IssuanceError, Refusal};
use essc_testkit::issuer::handmade_wallet::{Tokens, Wallet, offer};
use essc_testkit::issuer::{Issuer, text};
use serde_json::json;

use crate::sdk_wallet::{self, Phone};

fn refused(status: u16, error: &str, reason: &str) -> (u16, String, Option<String>) {
    (status, error.to_owned(), Some(reason.to_owned()))
}

/// Two phones of one card, each with all its cards.
fn two_phones(issuer: &Issuer) -> (String, (Wallet<'_>, Tokens), (Wallet<'_>, Tokens)) {
    let (lost, lost_tokens, card) = Wallet::enrolled(issuer);
    let kept = Wallet::new(issuer);
    let kept_tokens = kept.redeem(&offer(issuer, &card));
    for (phone, tokens) in [(&lost, &lost_tokens), (&kept, &kept_tokens)] {
        phone.accepted(tokens, "essc-validity");
        phone.accepted(tokens, "essc-masked");
    }
    (card, (lost, lost_tokens), (kept, kept_tokens))
}

fn report(wallet: &Wallet<'_>, tokens: &Tokens, id: &str, event: &str) -> (u16, String) {
    let body = json!({ "notification_id": id, "event": event }).to_string();
    let dpop = wallet.dpop_with("POST", "notification", Some(&tokens.access), |_| {});
    let answer = wallet.bearing(tokens, "POST", "notification", &dpop, body.as_bytes());
    (answer.status, answer.text().to_owned())
}

#[test]
fn while_a_card_is_suspended_its_devices_change_nothing() {
    for (suspend, release) in [
        ("cards/loss", "cards/release"),
        ("cards/temporary-loss", "cards/release"),
        ("cards/lock", "cards/unlock"),
    ] {
        let issuer = Issuer::start();
        let (card, (lost, tokens), (kept, kept_tokens)) = two_phones(&issuer);
        let (this, other) = lost.devices(&tokens);
        let proof = lost.unbind_proof(&lost.identity, &other[0]);
        let answer = lost.try_credential(&tokens, "essc-entitlement");
        let id = text(&answer.json()["notification_id"]);
        issuer.operate(suspend, json!({ "card_number": card }));

        let denied = refused(403, "access_denied", "card_suspended");
        let grant = refused(400, "invalid_grant", "card_suspended");
        assert_eq!(lost.try_refresh(&tokens.refresh).error(), grant, "{suspend}");
        assert_eq!(lost.try_devices(&tokens).error(), denied, "{suspend}");
        assert_eq!(lost.try_unbind(&tokens, &other[0], Some(&proof)).error(), denied);
        assert_eq!(lost.try_unbind(&tokens, &other[0], None).error(), denied);
        assert_eq!(lost.try_unbind(&tokens, &this[0], None).error(), denied, "itself");
        for event in ["credential_accepted", "credential_failure", "credential_deleted"] {
            let (status, body) = report(&lost, &tokens, &id, event);
            assert_eq!(status, 403, "{event}: {body}");
        }

        issuer.operate(release, json!({ "card_number": card }));
        let renewed = Tokens::of(&kept.try_refresh(&kept_tokens.refresh));
        assert_eq!(kept.try_renew(&renewed, "essc-validity").status, 200, "{suspend}");
        let found = Tokens::of(&lost.try_refresh(&tokens.refresh));
        assert_eq!(lost.devices(&found).1, other, "what was refused cost nothing");
    }
}

#[test]
fn a_card_that_has_ended_says_how() {
    for (end, reason) in [("cards/replace", "card_replaced"), ("cards/cancel", "card_cancelled")] {
        let issuer = Issuer::start();
        let (card, (phone, tokens), _) = two_phones(&issuer);
        let (_, other) = phone.devices(&tokens);
        issuer.operate(end, json!({ "card_number": card }));
        let grant = refused(400, "invalid_grant", reason);
        assert_eq!(phone.try_refresh(&tokens.refresh).error(), grant);
        let denied = refused(403, "access_denied", reason);
        assert_eq!(phone.try_devices(&tokens).error(), denied);
        let proof = phone.unbind_proof(&phone.identity, &other[0]);
        assert_eq!(phone.try_unbind(&tokens, &other[0], Some(&proof)).error(), denied);
    }
}

#[test]
fn a_refused_call_does_not_let_a_device_keep_its_place() {
    let issuer = Issuer::start_with(|config| config.device_cap = 1);
    let (lost, tokens, card) = Wallet::enrolled(&issuer);
    let answer = lost.try_credential(&tokens, "essc-validity");
    let id = text(&answer.json()["notification_id"]);
    issuer.operate("cards/loss", json!({ "card_number": card }));
    assert_eq!(report(&lost, &tokens, &id, "credential_accepted").0, 403);
    assert_eq!(lost.try_refresh(&tokens.refresh).status, 400);
    issuer.operate("cards/release", json!({ "card_number": card }));
    let kept = Wallet::new(&issuer);
    let kept_tokens = kept.redeem(&offer(&issuer, &card));
    kept.credential(&kept_tokens, "essc-validity");
}

#[test]
fn an_operator_unbinds_a_lost_phone_while_the_card_is_suspended() {
    let issuer = Issuer::start();
    let (card, (lost, tokens), _) = two_phones(&issuer);
    let (this, _) = lost.devices(&tokens);
    issuer.operate("cards/loss", json!({ "card_number": card }));
    issuer.operate("cards/unbind", json!({ "card_number": card, "device": this[0] }));
    assert_eq!(lost.try_devices(&tokens).error(), (401, "invalid_token".to_owned(), None));
}

#[test]
fn the_sdks_wallet_unbinds_another_phone_and_is_told_that_its_card_is_suspended() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let (phone, other) = (Phone::new(&issuer), Phone::new(&issuer));
    let id = phone.enroll(&sdk_wallet::offer(&issuer, &card));
    other.enroll(&sdk_wallet::offer(&issuer, &card));
    let devices = phone.runtime.block_on(phone.wallet.devices(&id)).expect("devices");
    let its = devices.iter().find(|one| !one.is_this_device).expect("the other").id.clone();
    issuer.operate("cards/loss", json!({ "card_number": card }));
    let suspended = Err(IssuanceError::Refused(Refusal::Suspended).into());
    let unbind = || phone.runtime.block_on(phone.wallet.unbind_device(&id, its.clone()));
    assert_eq!(unbind(), suspended);
    assert_eq!(phone.runtime.block_on(phone.wallet.unbind(&id)), suspended);
    assert_eq!(phone.wallet.cards().len(), 1, "the card is still here");
    issuer.operate("cards/release", json!({ "card_number": card }));
    assert_eq!(unbind(), Ok(()));
    let devices = phone.runtime.block_on(phone.wallet.devices(&id)).expect("devices");
    assert!(devices.len() == 1 && devices[0].is_this_device);
}

#[test]
fn a_holder_takes_a_card_that_has_ended_off_the_phone() {
    for end in ["cards/replace", "cards/cancel"] {
        let issuer = Issuer::start();
        let card = issuer.holder();
        let phone = Phone::new(&issuer);
        let id = phone.enroll(&sdk_wallet::offer(&issuer, &card));
        issuer.operate(end, json!({ "card_number": card }));
        assert_eq!(phone.runtime.block_on(phone.wallet.unbind(&id)), Ok(()), "{end}");
        assert!(phone.wallet.cards().is_empty());
    }
}
