//! The straight path: offer, tokens, four credentials; and what a request must hold.

use essc::model::attributes::Attributes;
use essc::model::card::Card;
use essc::model::functions::KeyProtection;
use essc::model::profile::Profile;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;
use essc_testkit::http_client::Answer;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Wallet, card, offer, request};
use essc_testkit::issuer::{Issuer, text};
use serde_json::json;

#[test]
fn metadata_names_the_endpoints_and_the_eight_configurations() {
    let issuer = Issuer::start();
    let base = format!("{}/440100", issuer.base_url);
    let metadata = issuer.get("/.well-known/openid-credential-issuer/440100").json();
    assert_eq!(metadata["credential_issuer"], base);
    assert_eq!(metadata["essc_devices_endpoint"], format!("{base}/devices"));
    let configurations = metadata["credential_configurations_supported"].as_object();
    assert_eq!(configurations.expect("object").len(), 8);
    let server = issuer.get("/.well-known/oauth-authorization-server/440100").json();
    assert_eq!(server["issuer"], base);
    assert_eq!(server["token_endpoint"], format!("{base}/token"));
    for other in ["440000", "440200", "x"] {
        let path = format!("/.well-known/openid-credential-issuer/{other}");
        assert_eq!(issuer.get(&path).status, 404, "{other} issues no cards here");
    }
}

#[test]
fn one_enrollment_gives_four_cards_with_two_keys_and_two_status_indexes() {
    let issuer = Issuer::start();
    let (wallet, tokens, card_number) = Wallet::enrolled(&issuer);
    let trust = issuer.trust();
    let cards: Vec<Card> = CONFIGURATIONS
        .iter()
        .map(|configuration| {
            let signed = wallet.credential(&tokens, configuration);
            let key = trust.key(signed.card.kid, KeyUse::Card).expect("listed");
            assert!(signed.verify(&key.public_key), "{configuration}");
            assert_eq!(signed.card.device_key, wallet.key_of(configuration).public_key());
            signed.card
        })
        .collect();
    let profiles: Vec<_> = cards.iter().map(Card::profile).collect();
    assert_eq!(profiles, Profile::ALL);
    assert_eq!(cards[0].status, cards[1].status);
    assert_eq!(cards[2].status, cards[3].status);
    assert_ne!(cards[0].status, cards[2].status);
    for card in &cards {
        assert_eq!(card.kid.region(), Region::GUANGZHOU);
        assert_eq!(card.functions.key_protection(), KeyProtection::Software);
        assert!(card.issued_at() >= issuer.now());
    }
    let Attributes::Identity(identity) = &cards[3].attributes else { panic!("identity") };
    assert_eq!(identity.card_number().as_str(), card_number);
}

fn refused(answer: &Answer, error: &str, reason: Option<&str>) {
    assert_eq!(answer.error(), (400, error.to_owned(), reason.map(str::to_owned)));
}

#[test]
fn an_everyday_card_is_bound_to_the_tokens_key_and_an_identity_card_is_not() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    for (configuration, key) in
        [("essc-validity", &wallet.identity), ("essc-identity", &wallet.everyday)]
    {
        let proof = wallet.key_proof(key, &wallet.c_nonce());
        let answer = wallet.credential_with(&tokens, &request(configuration, &proof));
        refused(&answer, "invalid_proof", Some("other_key"));
    }
}

#[test]
fn the_first_identity_key_is_recorded_and_no_other_is_taken_later() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    wallet.credential(&tokens, "essc-masked");
    let other = Wallet::new(&issuer);
    let proof = wallet.key_proof(&other.identity, &wallet.c_nonce());
    let answer = wallet.credential_with(&tokens, &request("essc-identity", &proof));
    refused(&answer, "invalid_proof", Some("other_key"));
    wallet.credential(&tokens, "essc-identity");
}

#[test]
fn a_request_needs_exactly_one_proof_of_a_known_configuration() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let proof = || wallet.key_proof(&wallet.everyday, &wallet.c_nonce());
    let send = |body| wallet.credential_with(&tokens, &body);
    let id = "essc-validity";
    refused(&send(json!({ "credential_configuration_id": id })), "invalid_proof", None);
    let two = json!({ "jwt": [proof(), proof()] });
    let body = json!({ "credential_configuration_id": id, "proofs": two });
    refused(&send(body), "invalid_proof", None);
    let answer = send(request("essc-other", &proof()));
    refused(&answer, "unknown_credential_configuration", None);
    refused(&send(json!([])), "invalid_credential_request", None);
}

#[test]
fn a_name_too_long_for_an_identity_card_leaves_the_other_three() {
    let issuer = Issuer::start();
    let person = json!({
        "kind": "passport", "number": "SBX900001", "name": "名".repeat(30),
        "birth_date": "1990-01-01",
    });
    let body = json!({ "region": "440100", "person": person });
    let card_number = text(&issuer.operate("holders", body)["card_number"]);
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &card_number);
    assert_eq!(offer.configurations, CONFIGURATIONS[..3], "what can't be issued is not offered");
    let tokens = wallet.redeem(&offer);
    for configuration in &CONFIGURATIONS[..3] {
        wallet.credential(&tokens, configuration);
    }
    let answer = wallet.try_credential(&tokens, "essc-identity");
    refused(&answer, "credential_request_denied", Some("name_not_supported"));
}

#[test]
fn a_wallet_reports_what_became_of_a_credential() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let answer = wallet.try_credential(&tokens, "essc-validity");
    let id = text(&answer.json()["notification_id"]);
    let report = |id: &str, event: &str| {
        let body = json!({ "notification_id": id, "event": event }).to_string();
        let proof = wallet.dpop_with("POST", "notification", Some(&tokens.access), |_| {});
        wallet.bearing(&tokens, "POST", "notification", &proof, body.as_bytes())
    };
    assert_eq!(report(&id, "credential_accepted").status, 204);
    refused(&report(&id, "credential_eaten"), "invalid_notification_request", None);
    refused(&report("made-up", "credential_accepted"), "invalid_notification_id", None);
}

#[test]
fn no_cache_may_keep_what_is_secret_and_every_answer_tells_the_services_time() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let answer = wallet.try_credential(&tokens, "essc-validity");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"));
    assert_eq!(card(&answer).card.profile(), Profile::Validity);
}
