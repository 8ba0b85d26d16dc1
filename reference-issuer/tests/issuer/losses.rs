//! Many losses at once, lists that can't be published yet, and what the operator is told of both.

use essc::model::region::Region;
use essc::wire::trust_list::{KeyState, KeyUse};
use essc_testkit::issuer::{Issuer, text};
use serde_json::json;

/// As many changes of a Guangzhou card as let the numbers of its lists run as far ahead of the clock
/// as they may.
fn run_ahead(issuer: &Issuer) {
    let card = issuer.holder();
    for call in ["cards/lock", "cards/unlock"].iter().cycle().take(200) {
        let answer = issuer.operate(call, json!({ "card_number": card }));
        if answer["published"] == json!(false) {
            return;
        }
    }
    panic!("two hundred lists within a second");
}

fn status_of(issuer: &Issuer, card: &str) -> String {
    text(&issuer.operate("cards/loss", json!({ "card_number": card }))["status"])
}

#[test]
fn every_loss_of_six_hundred_in_a_row_is_answered_as_what_it_is() {
    let issuer = Issuer::start();
    let cards: Vec<_> = (0..600).map(|_| issuer.holder()).collect();
    let mut waiting = 0;
    for card in &cards {
        let answer = issuer.operate("cards/loss", json!({ "card_number": card }));
        assert_eq!(text(&answer["state"]), "loss");
        waiting += u32::from(answer["published"] == json!(false));
    }
    assert!(waiting > 0, "more than the lists have numbers for");
    for card in &cards {
        let again = issuer.operate("cards/loss", json!({ "card_number": card }));
        assert_eq!((text(&again["state"]), &again["sequence"]), ("loss".into(), &json!(5)));
    }
    issuer.clock.advance(600);
    issuer.operate("publish", json!({}));
    let answer = issuer.operate("cards/loss", json!({ "card_number": cards[0] }));
    assert_eq!(answer["published"], json!(true));
}

#[test]
fn a_repeated_event_changes_nothing_and_another_one_is_judged() {
    let issuer = Issuer::start();
    let card = issuer.holder();
    let call = |name: &str| issuer.try_operate(name, json!({ "card_number": card }));
    for name in ["cards/lock", "cards/unlock", "cards/loss", "cards/release", "cards/cancel"] {
        let first = call(name);
        assert_eq!(first.status, 200, "{name}");
        assert_eq!(call(name).json(), first.json(), "{name}");
    }
    assert_eq!(call("cards/loss").status, 409);
}

#[test]
fn one_region_that_can_t_publish_does_not_stop_the_time_of_the_others() {
    let issuer = Issuer::start();
    let body = json!({ "region": "440300", "generated": true });
    let card = text(&issuer.operate("holders", body)["card_number"]);
    let until = issuer.now().plus(2);
    let body = json!({ "card_number": card, "until": until });
    issuer.operate("cards/temporary-loss", body);
    run_ahead(&issuer);
    issuer.clock.advance(2);
    run_ahead(&issuer);
    let before = issuer.get("/440300/status/0").body;
    assert_eq!(issuer.try_operate("publish", json!({})).status, 503, "one region waits");
    assert_ne!(issuer.get("/440300/status/0").body, before, "the other does not");
    assert_eq!(status_of(&issuer, &card), "suspended", "the first loss ended, so this is new");
    let answer = issuer.operate("cards/loss", json!({ "card_number": card }));
    assert_eq!(answer["sequence"], json!(7), "a temporary loss, its end, and one loss more");
}

#[test]
fn an_issuer_starts_while_the_numbers_of_its_lists_run_ahead_of_its_clock() {
    let mut issuer = Issuer::start();
    let card = issuer.holder();
    run_ahead(&issuer);
    issuer.operate("cards/loss", json!({ "card_number": card }));
    for _ in 0..5 {
        issuer.kill();
        issuer.restart();
    }
    assert_eq!(issuer.get("/440100/status/0").status, 200);
    issuer.clock.advance(300);
    issuer.operate("publish", json!({}));
    let answer = issuer.operate("cards/loss", json!({ "card_number": card }));
    assert_eq!(answer["published"], json!(true));
}

#[test]
fn a_key_that_is_compromised_while_lists_run_ahead_is_answered_as_recorded() {
    let issuer = Issuer::start();
    run_ahead(&issuer);
    let trust = issuer.trust();
    let keys = &trust.issuer(Region::GUANGZHOU).expect("listed").keys;
    let kid = keys.iter().find(|key| key.key_use == KeyUse::Status).expect("a key").kid;
    let answer = issuer.operate("keys/compromise", json!({ "kid": kid }));
    assert_eq!(answer["published"], json!(false));
    let trust = issuer.trust();
    let keys = &trust.issuer(Region::GUANGZHOU).expect("listed").keys;
    let state = keys.iter().find(|key| key.kid == kid).expect("the key").state;
    assert_eq!(state, KeyState::Compromised);
}
