//! The operator's calls: closed to strangers, strict about what they are given.

use essc::base::base64url;
use essc::crypto::SigningKey;
use essc::crypto::jwk::Jwk;
use essc::model::attributes::Attributes;
use essc::model::identifiers::IdNumber;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;
use essc::wire::venue_card::SignedVenueCard;
use essc_testkit::http_client::send;
use essc_testkit::issuer::handmade_wallet::{Wallet, offer};
use essc_testkit::issuer::{Issuer, text};
use serde_json::{Value, json};

fn refused(reason: &str) -> (u16, String, Option<String>) {
    (400, "invalid_request".to_owned(), Some(reason.to_owned()))
}

#[test]
fn without_the_token_no_call_does_anything() {
    let issuer = Issuer::start();
    let right = format!("Bearer {}", issuer.operator_token);
    let wrong = format!("Bearer {}x", issuer.operator_token);
    let basic = format!("Basic {}", issuer.operator_token);
    let calls = [
        "holders",
        "venues",
        "venues/list",
        "venues/withdraw",
        "offers",
        "cards/loss",
        "cards/temporary-loss",
        "cards/release",
        "cards/replace",
        "cards/cancel",
        "publish",
        "catalogues",
        "keys/rotate",
        "keys/retire",
        "keys/compromise",
    ];
    for call in calls {
        let path = format!("/operator/{call}");
        for headers in [&[][..], &[("Authorization", &*basic)]] {
            let answer = send(issuer.address, "POST", &path, headers, b"{}");
            assert_eq!((answer.status, answer.body.len()), (401, 0), "{call}");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
        let answer = send(issuer.address, "POST", &path, &[("Authorization", &wrong)], b"{}");
        assert_eq!(answer.error(), (401, "invalid_token".to_owned(), None), "{call}");
        let challenge = "Bearer error=\"invalid_token\"";
        assert_eq!(answer.header("www-authenticate"), Some(challenge));
        let answer = send(issuer.address, "POST", &path, &[("Authorization", &right)], b"[]");
        assert_ne!(answer.status, 401, "{call}");
    }
}

#[test]
fn a_body_that_is_too_large_is_refused_unread() {
    let issuer = Issuer::start();
    let large = vec![b' '; 70_000];
    for endpoint in ["token", "credential", "notification", "devices/unbind", "nonce"] {
        let path = format!("/440100/{endpoint}");
        let answer = send(issuer.address, "POST", &path, &[], &large);
        assert_eq!(answer.status, 413, "{endpoint}");
    }
    let authorization = format!("Bearer {}", issuer.operator_token);
    let headers = [("Authorization", authorization.as_str())];
    let larger = vec![b' '; 3 << 20];
    let answer = send(issuer.address, "POST", "/operator/holders", &headers, &larger);
    assert_eq!(answer.status, 413);
}

fn person(change: impl FnOnce(&mut Value)) -> Value {
    // The example number of GB 11643; no person's.
    let mut person = json!({
        "kind": "mainland", "number": "11010519491231002x", "name": "测试甲", "resident": true,
    });
    change(&mut person);
    json!({ "region": "440100", "person": person })
}

#[test]
fn a_person_is_checked_and_entered_once() {
    let issuer = Issuer::start();
    let add = |body| issuer.try_operate("holders", body);
    let wrong = |name: &str, value: &str| {
        let (name, value) = (name.to_owned(), value.to_owned());
        add(person(move |p| p[name] = value.into())).error()
    };
    assert_eq!(wrong("number", "110105194912310021"), refused("number"));
    assert_eq!(wrong("name", "a\u{202e}b"), refused("name"));
    assert_eq!(wrong("name", ""), refused("name"));
    let twice = br#"{"region":"440100","region":"440300","generated":true}"#;
    let authorization = format!("Bearer {}", issuer.operator_token);
    let headers = [("Authorization", authorization.as_str())];
    assert_eq!(send(issuer.address, "POST", "/operator/holders", &headers, twice).status, 400);
    let province = json!({ "region": "440000", "generated": true });
    assert_eq!(add(province).error(), refused("region"));
    let good = add(person(|_| {}));
    assert_eq!((good.status, text(&good.json()["state"])), (200, "active".to_owned()));
    let again = add(person(|_| {})).error();
    assert_eq!(again, (409, "conflict".to_owned(), Some("holder_exists".to_owned())));
}

/// A number of the citizen's form with the right check character; its sequence, 000, is nobody's.
fn citizen_form(prefix: u64, date: u64) -> String {
    let number = IdNumber::from_seventeen_digits(prefix * 100_000_000_000 + date * 1000);
    number.expect("a number").as_str().to_owned()
}

#[test]
fn a_number_is_entered_as_what_its_kind_of_document_has_and_as_nothing_else() {
    let issuer = Issuer::start();
    let add = |kind: &str, number: &str, birth_date: Option<&str>| {
        issuer.try_operate(
            "holders",
            person(|p| {
                p["kind"] = kind.into();
                p["number"] = number.into();
                p["birth_date"] = birth_date.map_or(Value::Null, Into::into);
            }),
        )
    };
    let mainland = citizen_form(440_100, 19_900_101);
    let permit = citizen_form(830_000, 19_900_102);
    let five_star = citizen_form(944_840, 19_900_103);
    let mut transposed = five_star.clone().into_bytes();
    transposed.swap(12, 13);
    let transposed = String::from_utf8(transposed).expect("digits");
    for (kind, number) in [
        ("mainland", &permit),
        ("mainland", &five_star),
        ("residence_permit", &mainland),
        ("residence_permit", &five_star),
        ("foreign_permanent_resident", &mainland),
        ("foreign_permanent_resident", &transposed),
        ("foreign_permanent_resident", &transposed.to_lowercase()),
        ("passport", &mainland),
        ("passport", &transposed),
    ] {
        assert_eq!(add(kind, number, None).error(), refused("number"), "{number} as {kind}");
    }
    assert_eq!(add("mainland", &mainland, Some("1991-01-01")).error(), refused("birth_date"));
    let unborn = citizen_form(440_100, 20_990_101);
    assert_eq!(add("mainland", &unborn, None).error(), refused("birth_date"));
    let aged = citizen_form(440_100, 18_000_101);
    assert_eq!(add("mainland", &aged, None).error(), refused("birth_date"));
    assert_eq!(add("passport", "E12345678", Some("2099-01-01")).error(), refused("birth_date"));
    for (kind, number, birth_date) in [
        ("mainland", &*mainland, Some("1990-01-01")),
        ("residence_permit", &permit, None),
        ("foreign_permanent_resident", &five_star.to_lowercase(), None),
        ("foreign_permanent_resident", "can440190010112", Some("1990-01-01")),
        ("passport", " e12345678 ", Some("1990-01-01")),
    ] {
        assert_eq!(add(kind, number, birth_date).status, 200, "{number} as {kind}");
    }
    let again = (409, "conflict".to_owned(), Some("holder_exists".to_owned()));
    assert_eq!(add("passport", "E12345678", None).error(), again, "letters in one size");
}

#[test]
fn a_name_is_entered_without_the_padding_of_a_chip_and_with_the_right_dot() {
    let issuer = Issuer::start();
    let given = "阿依古丽\u{2022}买买提   \u{3000} ";
    let body = person(|p| p["name"] = given.into());
    let card_number = text(&issuer.operate("holders", body)["card_number"]);
    let wallet = Wallet::new(&issuer);
    let tokens = wallet.redeem(&offer(&issuer, &card_number));
    let name_in = |configuration| match wallet.credential(&tokens, configuration).card.attributes {
        Attributes::Masked(masked) => masked.name().to_owned(),
        Attributes::Identity(identity) => identity.name().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(name_in("essc-masked"), "阿***");
    assert_eq!(name_in("essc-identity"), "阿依古丽·买买提");
    // Typed with a combining accent.
    let body = person(|p| {
        p["name"] = "Jose\u{301} ".into();
        p["kind"] = "passport".into();
        p["number"] = "SBX900002".into();
    });
    let card_number = text(&issuer.operate("holders", body)["card_number"]);
    let wallet = Wallet::new(&issuer);
    let tokens = wallet.redeem(&offer(&issuer, &card_number));
    match wallet.credential(&tokens, "essc-identity").card.attributes {
        Attributes::Identity(identity) => assert_eq!(identity.name(), "José"),
        other => panic!("{other:?}"),
    }
    for bad in ["\u{3164}", "\u{3000}", " ", "张\u{200b}三", "张\u{fe00}", "张\u{e000}", "1234"]
    {
        let answer = issuer.try_operate("holders", person(|p| p["name"] = bad.into()));
        assert_eq!(answer.error(), refused("name"), "{bad:?}");
    }
}

#[test]
fn a_sealed_card_gets_no_offer_until_it_is_enabled() {
    let issuer = Issuer::start();
    let mut body = person(|_| {});
    body["enabled"] = false.into();
    let card = issuer.operate("holders", body);
    assert_eq!(text(&card["state"]), "sealed");
    let card = json!({ "card_number": card["card_number"] });
    let answer = issuer.try_operate("offers", card.clone());
    assert_eq!(answer.error(), (409, "conflict".to_owned(), Some("card_not_active".to_owned())));
    issuer.operate("cards/enable", card.clone());
    issuer.operate("offers", card);
}

#[test]
fn a_venue_gets_a_card_for_its_gates_key_that_the_city_signed() {
    let issuer = Issuer::start();
    let gate = SigningKey::generate().expect("key").public_key();
    let venue = |name: &str| {
        json!({
            "region": "440100", "venue_id": "gz-hospital-1", "name": name,
            "scenes": ["0302", "0301"], "public_key": Jwk::from(&gate),
        })
    };
    let answer = issuer.operate("venues", venue("测试医院"));
    let bytes = base64url::decode(&text(&answer["venue_card"])).expect("base64url");
    let signed = SignedVenueCard::from_cose(&bytes).expect("a venue card");
    let trust = issuer.trust();
    let key = trust.key(signed.card.kid, KeyUse::Venue).expect("listed");
    assert!(signed.verify(&key.public_key));
    assert_eq!((signed.card.key, signed.card.region), (gate, Region::GUANGZHOU));
    let answer = issuer.try_operate("venues", venue("a\u{202e}b"));
    assert_eq!(answer.error(), refused("venue"));
}

#[test]
fn an_unknown_card_is_told_apart_from_one_in_the_wrong_state() {
    let issuer = Issuer::start();
    let unknown = json!({ "card_number": "ZZZZZZZZ9" });
    for call in ["offers", "cards/loss", "cards/replace", "cards/temporary-loss"] {
        let answer = issuer.try_operate(call, unknown.clone());
        let expected = (404, "not_found".to_owned(), Some("unknown_card".to_owned()));
        assert_eq!(answer.error(), expected, "{call}");
    }
    let released = json!({ "card_number": issuer.holder() });
    let answer = issuer.try_operate("cards/release", released);
    assert_eq!(answer.error(), (409, "conflict".to_owned(), Some("life_cycle".to_owned())));
}
