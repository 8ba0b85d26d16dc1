//! What happens to a card, and what the published status list says of it.

use std::thread;

use essc::base::time::UnixTime;
use essc::model::card::{Card, StatusIndex};
use essc::model::status::CardStatus;
use essc::trust::status_list::StatusList;
use essc::trust::succession::Admission;
use essc::wire::status_list::StatusListUri;
use essc_testkit::issuer::handmade_wallet::{Wallet, card, offer};
use essc_testkit::issuer::{Issuer, text};
use serde_json::json;

/// The published list an index is in, verified as a gate does.
fn list(issuer: &Issuer, region: &str, number: u16) -> StatusList {
    let answer = issuer.get(&format!("/{region}/status/{number}"));
    let uri = StatusListUri { region: region.parse().expect("region"), number };
    StatusList::verify(answer.text(), uri, &issuer.trust(), issuer.now(), Admission::New)
        .expect("a good list")
}

fn status(issuer: &Issuer, at: StatusIndex) -> CardStatus {
    list(issuer, "440100", at.list).status(at.index)
}

/// What a gate holds of a card: the younger of card and list (protocol §6).
fn judged(issuer: &Issuer, card: &Card) -> CardStatus {
    let list = list(issuer, "440100", card.status.list);
    let listed = list.status(card.status.index);
    if list.iat() >= card.issued_at() || listed == CardStatus::Revoked {
        listed
    } else {
        CardStatus::Valid
    }
}

fn denied(reason: &str) -> (u16, String, Option<String>) {
    (400, "credential_request_denied".to_owned(), Some(reason.to_owned()))
}

#[test]
fn a_loss_and_a_release_are_in_the_list_at_once() {
    let issuer = Issuer::start();
    let (wallet, tokens, number) = Wallet::enrolled(&issuer);
    let issued = wallet.credential(&tokens, "essc-validity").card;
    assert_eq!(judged(&issuer, &issued), CardStatus::Valid);
    let after = issuer.operate("cards/loss", json!({ "card_number": number }));
    assert_eq!(
        (text(&after["state"]), text(&after["status"])),
        ("loss".into(), "suspended".into())
    );
    assert_eq!(status(&issuer, issued.status), CardStatus::Suspended);
    assert_eq!(judged(&issuer, &issued), CardStatus::Suspended, "within the same second");
    assert_eq!(wallet.try_renew(&tokens, "essc-validity").error(), denied("card_suspended"));

    issuer.operate("cards/release", json!({ "card_number": number }));
    assert_eq!(status(&issuer, issued.status), CardStatus::Valid);
    let renewed = card(&wallet.try_renew(&tokens, "essc-validity")).card;
    assert_eq!(judged(&issuer, &renewed), CardStatus::Valid);
}

#[test]
fn a_card_enrolled_in_the_second_of_a_publication_is_younger_than_the_list() {
    let issuer = Issuer::start();
    for _ in 0..3 {
        issuer.operate("publish", json!({}));
        let (wallet, tokens, _) = Wallet::enrolled(&issuer);
        let issued = wallet.credential(&tokens, "essc-validity").card;
        assert_eq!(status(&issuer, issued.status), CardStatus::NotGivenOut);
        assert_eq!(judged(&issuer, &issued), CardStatus::Valid);
    }
}

#[test]
fn a_loss_while_renewals_run_prevents_or_covers_every_card() {
    let issuer = Issuer::start();
    let (wallet, tokens, number) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-validity");
    let body = json!({ "credential_configuration_id": "essc-validity-renewal" }).to_string();
    let proofs: Vec<_> = (0..12)
        .map(|_| wallet.dpop_with("POST", "credential", Some(&tokens.access), |_| {}))
        .collect();
    let answers: Vec<_> = thread::scope(|scope| {
        let mut running = Vec::new();
        for (at, dpop) in proofs.iter().enumerate() {
            if at == 6 {
                let (issuer, number) = (&issuer, &number);
                scope.spawn(move || {
                    issuer.operate("cards/loss", json!({ "card_number": number }));
                });
            }
            let (issuer, tokens, body) = (&issuer, &tokens, &body);
            running.push(scope.spawn(move || {
                let wallet = Wallet::new(issuer);
                wallet.bearing(tokens, "POST", "credential", dpop, body.as_bytes())
            }));
        }
        running.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    for answer in &answers {
        if answer.status == 200 {
            assert_eq!(judged(&issuer, &card(answer).card), CardStatus::Suspended);
        } else {
            assert_eq!(answer.error(), denied("card_suspended"));
        }
    }
}

#[test]
fn a_temporary_loss_ends_by_itself_and_in_the_list() {
    let issuer = Issuer::start();
    let (wallet, tokens, number) = Wallet::enrolled(&issuer);
    let issued = wallet.credential(&tokens, "essc-validity").card;
    let until = issuer.now().plus(2 * 86_400);
    let body = json!({ "card_number": number, "until": until });
    let after = issuer.operate("cards/temporary-loss", body);
    assert_eq!(after["temporary_loss_ends"], json!(until));
    assert_eq!(status(&issuer, issued.status), CardStatus::Suspended);
    issuer.clock.advance(2 * 86_400 - 1);
    issuer.operate("publish", json!({}));
    assert_eq!(status(&issuer, issued.status), CardStatus::Suspended);
    issuer.clock.advance(1);
    issuer.operate("publish", json!({}));
    assert_eq!(status(&issuer, issued.status), CardStatus::Valid);
}

#[test]
fn a_cancelled_card_is_revoked_for_good_and_a_replaced_one_begins_again() {
    let issuer = Issuer::start();
    let (wallet, tokens, number) = Wallet::enrolled(&issuer);
    let issued = wallet.credential(&tokens, "essc-identity").card;
    let after = issuer.operate("cards/replace", json!({ "card_number": number }));
    let new = text(&after["card_number"]);
    assert_ne!(new, number);
    assert_eq!(status(&issuer, issued.status), CardStatus::Revoked);
    assert_eq!(wallet.try_renew(&tokens, "essc-identity").error(), denied("card_replaced"));

    let wallet = Wallet::new(&issuer);
    let tokens = wallet.redeem(&offer(&issuer, &new));
    let again = wallet.credential(&tokens, "essc-identity").card;
    assert_ne!(again.status, issued.status, "an index is never given twice");
    issuer.operate("cards/cancel", json!({ "card_number": new }));
    assert_eq!(status(&issuer, again.status), CardStatus::Revoked);
    let answer = issuer.try_operate("cards/release", json!({ "card_number": new }));
    assert_eq!(answer.error(), (409, "conflict".to_owned(), Some("life_cycle".to_owned())));
}

#[test]
fn a_locked_card_is_suspended_until_it_is_unlocked() {
    let issuer = Issuer::start();
    let (wallet, tokens, number) = Wallet::enrolled(&issuer);
    let issued = wallet.credential(&tokens, "essc-validity").card;
    issuer.operate("cards/lock", json!({ "card_number": number }));
    assert_eq!(status(&issuer, issued.status), CardStatus::Suspended);
    let answer = issuer.try_operate("offers", json!({ "card_number": number }));
    assert_eq!(answer.error(), (409, "conflict".to_owned(), Some("card_suspended".to_owned())));
    issuer.operate("cards/unlock", json!({ "card_number": number }));
    assert_eq!(status(&issuer, issued.status), CardStatus::Valid);
}

#[test]
fn an_event_that_names_its_number_happens_once() {
    let issuer = Issuer::start();
    let number = issuer.holder();
    let body = json!({ "card_number": number, "sequence": 5 });
    let first = issuer.operate("cards/loss", body.clone());
    assert_eq!(first["sequence"], 5);
    assert_eq!(issuer.operate("cards/loss", body.clone()), first, "a repeat changes nothing");
    assert_eq!(issuer.try_operate("cards/release", body).status, 409, "the number is taken");
    let ahead = json!({ "card_number": number, "sequence": 9 });
    assert_eq!(issuer.try_operate("cards/release", ahead).status, 409, "events are missing");
}

#[test]
fn lists_that_follow_each_other_have_growing_numbers_even_within_a_second() {
    let issuer = Issuer::start();
    let number = issuer.holder();
    let mut last = UnixTime::EPOCH;
    for call in ["cards/loss", "cards/release", "cards/loss", "cards/release"] {
        issuer.operate(call, json!({ "card_number": number }));
        let iat = list(&issuer, "440100", 0).iat();
        assert!(iat > last);
        last = iat;
    }
    assert!(last <= issuer.now().plus(60), "and stay near the clock");
}
