//! The issuer opens what earlier versions wrote: database, keys and configuration of each folder of
//! `tests/stored` at the top of the repository.

use essc::base::time::UnixTime;
use essc::crypto::SigningKey;
use essc::crypto::jwk::Jwk;
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{CONFIGURATIONS, Wallet, offer, read_offer};
use essc_testkit::stored;
use serde_json::{Value, json};

#[test]
fn holders_offers_and_keys_of_an_earlier_version_are_good() {
    for folder in stored::folders() {
        let story = std::fs::read(folder.join("story.json")).expect("a story");
        let story: Value = serde_json::from_slice(&story).expect("JSON");
        let at = UnixTime::from_secs(story["at"].as_u64().expect("a time") + 1);
        let token = story["operator_token"].as_str().expect("a token");
        let number = story["card_number"].as_str().expect("a number");
        let mut issuer = Issuer::of(&folder.join("issuer"), at, token);

        assert!(issuer.trust().seq() >= 1, "under the root of then");
        let open = read_offer(&story["open_offer"]);
        let wallet = Wallet::new(&issuer);
        let tokens = wallet.redeem(&open);
        for configuration in CONFIGURATIONS {
            wallet.credential(&tokens, configuration);
        }
        let again = wallet.try_redeem(&open.code, open.tx_code.as_deref());
        assert_eq!(again.status, 400, "an offer is good once");

        issuer.operate("cards/loss", json!({ "card_number": number }));
        issuer.kill();
        issuer.restart();
        let suspended = issuer.try_operate("offers", json!({ "card_number": number }));
        assert_ne!(suspended.status, 200, "the loss is remembered: {}", suspended.text());
        let new = issuer.holder();
        assert!(!offer(&issuer, &new).code.is_empty());
    }
}

#[test]
fn venues_of_an_earlier_version_can_be_withdrawn_and_new_ones_get_cards_for_a_week() {
    for folder in stored::folders() {
        let story = std::fs::read(folder.join("story.json")).expect("a story");
        let story: Value = serde_json::from_slice(&story).expect("JSON");
        let at = UnixTime::from_secs(story["at"].as_u64().expect("a time") + 1);
        let token = story["operator_token"].as_str().expect("a token");
        let issuer = Issuer::of(&folder.join("issuer"), at, token);
        let listed = issuer.operate("venues/list", json!({ "region": "440100" }));
        let venue = &listed["venues"][0];
        assert_eq!(venue["state"], json!("in_service"), "{listed}");
        let year = venue["cards_end"].as_u64().expect("a time");
        let gate = SigningKey::generate().expect("key").public_key();
        let answer = issuer.operate(
            "venues",
            json!({
                "region": "440100", "venue_id": "new", "name": "测试医院", "scenes": ["0302"],
                "public_key": Jwk::from(&gate),
            }),
        );
        assert_eq!(answer["expires"], json!(at.plus(7 * 86_400)), "whatever its settings say");
        let named = json!({ "region": "440100", "venue_id": venue["venue_id"] });
        let withdrawn = issuer.operate("venues/withdraw", named);
        assert_eq!(
            withdrawn["cards_end"],
            json!(year),
            "what was signed for a year runs for a year"
        );
    }
}
