//! Generations of issuer keys, as gates see them in the trust list.

use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::trust_list::{KeyState, KeyUse};
use essc_testkit::issuer::handmade_wallet::Wallet;
use essc_testkit::issuer::{Issuer, text};
use serde_json::json;

fn state(issuer: &Issuer, kid: KeyId) -> KeyState {
    let trust = issuer.trust();
    let issuer = trust.issuer(kid.region()).expect("listed");
    issuer.keys.iter().find(|key| key.kid == kid).expect("a key that was listed stays").state
}

fn rotate(issuer: &Issuer, usage: &str, starts_in: u64) -> KeyId {
    let body = json!({ "region": "440100", "use": usage, "starts_in": starts_in });
    text(&issuer.operate("keys/rotate", body)["kid"]).parse().expect("a kid")
}

#[test]
fn two_generations_count_at_once_and_the_newer_signs() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let old = wallet.credential(&tokens, "essc-validity").card.kid;
    let new = rotate(&issuer, "card", 0);
    assert!(new.generation() > old.generation());
    assert_eq!(wallet.credential(&tokens, "essc-entitlement").card.kid, new);
    assert_eq!((state(&issuer, old), state(&issuer, new)), (KeyState::Active, KeyState::Active));
    issuer.operate("keys/retire", json!({ "kid": old }));
    assert_eq!(state(&issuer, old), KeyState::Retired);
    let back = issuer.try_operate("keys/retire", json!({ "kid": old }));
    assert_eq!(back.error(), (409, "conflict".to_owned(), Some("key_state".to_owned())));
}

#[test]
fn a_key_that_starts_later_is_listed_before_it_signs() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let new = rotate(&issuer, "card", 60);
    assert_eq!(state(&issuer, new), KeyState::Active);
    assert_ne!(wallet.credential(&tokens, "essc-validity").card.kid, new);
    issuer.clock.advance(60);
    assert_eq!(wallet.credential(&tokens, "essc-entitlement").card.kid, new);
}

#[test]
fn the_last_key_of_its_use_is_not_retired_but_a_compromised_one_is_replaced() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let old = wallet.credential(&tokens, "essc-validity").card.kid;
    let answer = issuer.try_operate("keys/retire", json!({ "kid": old }));
    let last = (409, "conflict".to_owned(), Some("last_key_of_its_use".to_owned()));
    assert_eq!(answer.error(), last);
    let answer = issuer.operate("keys/compromise", json!({ "kid": old }));
    let successor: KeyId = text(&answer["successor"]).parse().expect("a kid");
    assert_eq!(state(&issuer, old), KeyState::Compromised);
    assert_eq!(wallet.credential(&tokens, "essc-entitlement").card.kid, successor);
}

#[test]
fn what_a_compromised_status_key_signed_is_signed_anew_at_once() {
    let issuer = Issuer::start();
    let trust = issuer.trust();
    let guangzhou = trust.issuer(Region::GUANGZHOU).expect("listed");
    let status = guangzhou.keys.iter().find(|key| key.key_use == KeyUse::Status).expect("a key");
    let before = issuer.get("/440100/status/0").body;
    issuer.operate("keys/compromise", json!({ "kid": status.kid }));
    let after = issuer.get("/440100/status/0");
    assert_ne!(after.body, before);
    let uri = "urn:essc:status:440100:0".parse().expect("a name");
    essc::trust::status_list::StatusList::verify(
        after.text(),
        uri,
        &issuer.trust(),
        issuer.now(),
        essc::trust::succession::Admission::New,
    )
    .expect("signed by the successor");
}

#[test]
fn without_the_root_at_hand_no_key_changes_and_cards_are_issued_all_the_same() {
    let mut issuer = Issuer::start();
    issuer.stop();
    let (root, away) = (issuer.data().join("root"), issuer.data().join("away"));
    std::fs::rename(&root, &away).expect("moved");
    std::fs::create_dir(&root).expect("an empty folder");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(&root, mode).expect("mode");
    issuer.restart();
    let body = json!({ "region": "440100", "use": "card" });
    let answer = issuer.try_operate("keys/rotate", body);
    let refused = (409, "conflict".to_owned(), Some("root_key_unavailable".to_owned()));
    assert_eq!(answer.error(), refused);
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-validity");
}
