//! Several devices of one card: each sees the others and can unbind one.

use essc::model::region::Region;
use essc::model::status::CardStatus;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::wire::status_list::StatusListUri;
use serde_json::{Value, json};

use crate::client::Answer;
use crate::harness::{Issuer, text};
use crate::wallet::{Tokens, Wallet, offer};

fn devices(wallet: &Wallet<'_>, tokens: &Tokens) -> Vec<Value> {
    let dpop = wallet.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
    let answer = wallet.bearing(tokens, "GET", "devices", &dpop, b"");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["devices"].as_array().expect("a list").clone()
}

fn unbind(wallet: &Wallet<'_>, tokens: &Tokens, device: &str) -> Answer {
    let dpop = wallet.dpop_with("POST", "devices/unbind", Some(&tokens.access), |_| {});
    let body = json!({ "device": device }).to_string();
    wallet.bearing(tokens, "POST", "devices/unbind", &dpop, body.as_bytes())
}

#[test]
fn a_device_unbinds_another_whose_cards_are_revoked_and_stays_itself() {
    let issuer = Issuer::start();
    let (first, tokens, card) = Wallet::enrolled(&issuer);
    let kept = first.credential(&tokens, "essc-validity").card;
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
fn the_same_key_enrolled_again_takes_the_place_of_its_earlier_enrolment() {
    let issuer = Issuer::start();
    let (wallet, tokens, card) = Wallet::enrolled(&issuer);
    let before = wallet.credential(&tokens, "essc-validity").card;
    let tokens = wallet.redeem(&offer(&issuer, &card));
    let after = wallet.credential(&tokens, "essc-validity").card;
    assert_eq!(devices(&wallet, &tokens).len(), 1);
    assert_ne!(before.status, after.status, "a new enrolment has new indexes");
}
