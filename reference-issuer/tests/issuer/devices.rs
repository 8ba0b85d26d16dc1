//! Several devices of one card: each sees the others and can unbind one.

use essc::model::region::Region;
use essc::model::status::CardStatus;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::wire::status_list::StatusListUri;
use essc_testkit::http_client::Answer;
use essc_testkit::issuer::handmade_wallet::{Tokens, Wallet, offer};
use essc_testkit::issuer::{Issuer, text};
use serde_json::{Value, json};

fn devices(wallet: &Wallet<'_>, tokens: &Tokens) -> Vec<Value> {
    let dpop = wallet.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
    let answer = wallet.bearing(tokens, "GET", "devices", &dpop, b"");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["devices"].as_array().expect("a list").clone()
}

fn unbind(wallet: &Wallet<'_>, tokens: &Tokens, device: &str) -> Answer {
    let proof = wallet.unbind_proof(&wallet.identity, device);
    wallet.try_unbind(tokens, device, Some(&proof))
}

#[test]
fn a_device_unbinds_another_whose_cards_are_revoked_and_stays_itself() {
    let issuer = Issuer::start();
    let (first, tokens, card) = Wallet::enrolled(&issuer);
    let kept = first.credential(&tokens, "essc-validity").card;
    first.credential(&tokens, "essc-masked");
    let second = Wallet::new(&issuer);
    let others = second.redeem(&offer(&issuer, &card));
    let lost = second.credential(&others, "essc-validity").card;
    second.credential(&others, "essc-identity");

    let seen = devices(&first, &tokens);
    assert_eq!(seen.len(), 2);
    assert_eq!(seen.iter().filter(|one| one["this"] == json!(true)).count(), 1);
    let other = seen.iter().find(|one| one["this"] == json!(false)).expect("the other");
    assert_eq!(unbind(&first, &tokens, &text(&other["device"])).status, 204);

    let answer = issuer.get("/440100/status/0");
    let uri = StatusListUri { region: Region::GUANGZHOU, number: 0 };
    let trust = issuer.trust();
    let list = StatusList::verify(answer.text(), uri, &trust, issuer.now(), Admission::New);
    let list = list.expect("a good list");
    assert_eq!(list.status(lost.status.index), CardStatus::Revoked);
    assert_eq!(list.status(kept.status.index), CardStatus::Valid);

    let answer = second.try_renew(&others, "essc-validity");
    assert_eq!(answer.error(), (401, "invalid_token".to_owned(), None));
    assert_eq!(devices(&first, &tokens).len(), 1);
    assert_eq!(first.try_renew(&tokens, "essc-validity").status, 200);
}

#[test]
fn a_device_of_another_card_is_out_of_reach() {
    let issuer = Issuer::start();
    let (first, tokens, _) = Wallet::enrolled(&issuer);
    first.credential(&tokens, "essc-validity");
    let (stranger, others, _) = Wallet::enrolled(&issuer);
    stranger.credential(&others, "essc-validity");
    let device = text(&devices(&stranger, &others)[0]["device"]);
    let answer = unbind(&first, &tokens, &device);
    let unknown = (404, "not_found".to_owned(), Some("unknown_device".to_owned()));
    assert_eq!(answer.error(), unknown);
    assert_eq!(devices(&stranger, &others).len(), 1);
}

#[test]
fn the_same_key_enrolled_again_takes_the_place_of_its_earlier_enrollment() {
    let issuer = Issuer::start();
    let (wallet, tokens, card) = Wallet::enrolled(&issuer);
    let before = wallet.credential(&tokens, "essc-validity").card;
    let tokens = wallet.redeem(&offer(&issuer, &card));
    let after = wallet.credential(&tokens, "essc-validity").card;
    assert_eq!(devices(&wallet, &tokens).len(), 1);
    assert_ne!(before.status, after.status, "a new enrolment has new indexes");
}

#[test]
fn unbinding_another_device_asks_for_the_person_and_unbinding_itself_does_not() {
    let issuer = Issuer::start();
    let (first, tokens, card) = Wallet::enrolled(&issuer);
    first.credential(&tokens, "essc-validity");
    let second = Wallet::new(&issuer);
    let others = second.redeem(&offer(&issuer, &card));
    second.credential(&others, "essc-validity");
    let (this, other) = first.devices(&tokens);
    let refused = |reason: &str| (400, "invalid_proof".to_owned(), Some(reason.to_owned()));

    let needed = refused("identity_key_needed");
    assert_eq!(first.try_unbind(&tokens, &other[0], None).error(), needed);
    let early = first.unbind_proof(&first.identity, &other[0]);
    let answer = first.try_unbind(&tokens, &other[0], Some(&early));
    assert_eq!(answer.error(), needed, "nothing was issued for this identity key yet");
    first.credential(&tokens, "essc-masked");
    for key in [&first.everyday, &second.identity] {
        let proof = first.unbind_proof(key, &other[0]);
        let answer = first.try_unbind(&tokens, &other[0], Some(&proof));
        assert_eq!(answer.error(), refused("other_key"));
    }
    let plain = (400, "invalid_proof".to_owned(), None);
    let for_another = first.unbind_proof(&first.identity, &this[0]);
    assert_eq!(first.try_unbind(&tokens, &other[0], Some(&for_another)).error(), plain);
    let for_a_card = first.key_proof(&first.identity, &first.c_nonce());
    assert_eq!(first.try_unbind(&tokens, &other[0], Some(&for_a_card)).error(), plain);
    assert_eq!(first.devices(&tokens).1, other, "nothing has happened");

    let proof = first.unbind_proof(&first.identity, &other[0]);
    assert_eq!(first.try_unbind(&tokens, &other[0], Some(&proof)).status, 204);
    let third = Wallet::new(&issuer);
    let thirds = third.redeem(&offer(&issuer, &card));
    third.credential(&thirds, "essc-validity");
    let (_, other) = first.devices(&tokens);
    let answer = first.try_unbind(&tokens, &other[0], Some(&proof));
    assert_eq!(answer.error(), plain, "a proof is for one device");
    assert_eq!(first.try_unbind(&tokens, &this[0], None).status, 204);
}
