//! The page that `essc sandbox` serves, by its calls. All people are made up.

mod access;
mod caller;

use essc::holder::QrCode;
use serde_json::{Value, json};

use caller::Sandbox;

/// The sample that everything is loaded on.
const ADULT: &str = "SBX000001";
/// Sample holders of Shenzhen.
const TO_LOSE: &str = "SBX000006";

#[test]
fn from_a_sample_holder_to_an_accepted_code_a_loss_and_a_release() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    let state = sandbox.state();
    let held = &state["phone"]["cards"][0];
    assert_eq!((&held["card"]["id"], &held["owner"]), (&json!(card), &json!(ADULT)));
    assert_eq!(held["card"]["state"], "active");
    assert!(held["scenes"].as_array().is_some_and(|scenes| scenes.len() > 20), "{held}");

    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    assert_eq!(code["discloses"], json!({ "region": "440100", "profile": "validity" }));
    assert!(code["qr"].as_str().is_some_and(|qr| qr.starts_with("<svg ")));
    assert_eq!(sandbox.code(&card, "0501")["text"], code["text"], "until it rotates");
    let fresh = json!({ "card": card, "scene": "0501", "fresh": true });
    let code = sandbox.post("phone/codes", &fresh).done();
    assert_ne!(sandbox.code(&card, "0501")["text"], "", "the fresh one is on show now");
    assert_eq!(sandbox.code(&card, "0501")["text"], code["text"]);
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    assert!(judged["took_us"].is_u64() && judged["hint"].is_null());
    let again = sandbox.judge(&code["text"], "0501");
    assert_eq!(again["verdict"]["reasons"], json!(["REPLAYED"]));
    let elsewhere = sandbox.judge(&code["text"], "1001");
    assert_eq!(elsewhere["verdict"]["reasons"], json!(["SCENE_MISMATCH"]));

    assert_eq!(sandbox.act(ADULT, "loss").done()["published"], true);
    assert_eq!(sandbox.holder(ADULT)["state"], "loss");
    let hall = sandbox.code(&card, "0901");
    sandbox.post("gate/sync", &json!({})).done();
    let lost = sandbox.judge(&hall["text"], "0901");
    assert_eq!(lost["verdict"]["reasons"], json!(["CARD_SUSPENDED"]));
    sandbox.act(ADULT, "release").done();
    sandbox.post("gate/sync", &json!({})).done();
    assert_eq!(sandbox.judge(&hall["text"], "0901")["verdict"]["outcome"], "accepted");
}

#[test]
fn a_request_is_read_shown_answered_once_and_only_as_it_was_shown() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let ask = json!({ "scene": "0302", "amount_fen": 12_350, "purpose": " 门诊结算 " });
    let request = sandbox.post("gate/requests", &ask).done();
    let text = &request["text"];
    let answer =
        |text: &Value| sandbox.post("phone/answers", &json!({ "card": card, "request": text }));
    assert_eq!(answer(text).refused(), (400, "request".into()), "nobody has read it");
    let asked = sandbox.post("phone/requests", &json!({ "card": card, "request": text })).done();
    let said = (&asked["amount_fen"], &asked["purpose"], &asked["scene"]);
    assert_eq!(said, (&json!(12_350), &json!("门诊结算"), &json!("0302")));
    assert_eq!(asked["discloses"]["card_number"], ADULT);
    let code = answer(text).done();
    let judged = sandbox.judge(&code["text"], "0302");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    assert_eq!(answer(text).refused(), (409, "request_refused".into()), "answered already");

    let rogue = json!({ "scene": "0302", "rogue": true });
    let rogue = sandbox.post("gate/requests", &rogue).done();
    let rogue = json!({ "card": card, "request": rogue["text"] });
    assert_eq!(sandbox.post("phone/requests", &rogue).refused(), (409, "request_refused".into()));

    let plain = json!({ "scene": "0501" });
    assert_eq!(sandbox.post("gate/requests", &plain).refused(), (400, "scene".into()));
    for wrong in [
        json!({ "scene": "0302", "amount_fen": 0 }),
        json!({ "scene": "0302", "purpose": "x".repeat(61) }),
    ] {
        assert_eq!(sandbox.post("gate/requests", &wrong).refused(), (409, "request".into()));
    }
    let code = json!({ "card": card, "request": code["text"] });
    assert_eq!(sandbox.post("phone/requests", &code).refused(), (400, "request".into()));
    let bare = json!({ "card": card, "scene": "0302" });
    assert_eq!(sandbox.post("phone/codes", &bare).refused(), (409, "request_needed".into()));
}

#[test]
fn what_a_forger_makes_of_a_code_is_refused_for_its_reason() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    for (forgery, reason) in [
        ("card", "CARD_FORGED"),
        ("richer_card", "CARD_FORGED"),
        ("stranger", "ISSUER_UNKNOWN"),
        ("code", "CODE_FORGED"),
    ] {
        let call = json!({ "text": code["text"], "forgery": forgery });
        let forged = sandbox.post("gate/forgeries", &call).done();
        let judged = sandbox.judge(&forged["text"], "0501");
        assert_eq!(judged["verdict"]["reasons"], json!([reason]), "{forgery}");
    }
    let later = json!({ "text": code["text"], "scene": "0501", "later_s": 61 });
    let judged = sandbox.post("gate/verdicts", &later).done();
    assert_eq!(judged["verdict"]["reasons"], json!(["CODE_EXPIRED"]), "a photograph");
    assert_eq!(sandbox.judge(&code["text"], "0501")["verdict"]["outcome"], "accepted", "untouched");
    let none = json!({ "text": "SSC1:", "forgery": "card" });
    assert_eq!(sandbox.post("gate/forgeries", &none).refused(), (400, "text".into()));
    let other = json!({ "text": code["text"], "forgery": "other" });
    assert_eq!(sandbox.post("gate/forgeries", &other).refused(), (400, "form".into()));
}

#[test]
fn the_code_in_a_picture_is_read_and_a_picture_without_one_is_no_fault() {
    let sandbox = Sandbox::open();
    let host = sandbox.authority();
    let see = |bytes: &[u8], media: &str| {
        let fields = [("Host", host.as_str()), ("Content-Type", media)];
        sandbox.send("POST", "/sandbox/gate/pictures", &fields, bytes)
    };
    let picture = "application/octet-stream";
    let code = QrCode::of("SSC1:SOME TEXT").expect("fits").to_png(4);
    assert_eq!(see(&code, picture).done(), json!({ "text": "SSC1:SOME TEXT", "why": null }));
    for none in [&b""[..], b"no picture", &code[..40]] {
        let seen = see(none, picture).done();
        assert!(seen["text"].is_null() && seen["why"]["zh"].is_string(), "{seen}");
    }
    assert_eq!(see(&vec![0; (32 << 20) + 1], picture).refused(), (400, "picture".into()));
    assert_eq!(see(&code, "image/png").status, 415, "what another site's form could send");
}

#[test]
fn what_is_wrong_gets_an_answer_and_changes_nothing() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    let code = sandbox.code(&card, "0501");
    let refused = |path: &str, body: &Value| sandbox.post(path, body).refused();
    for offer in [json!(""), json!("nonsense"), code["text"].clone(), json!("https://example.org/")]
    {
        let word = refused("phone/enrol", &json!({ "offer": offer, "tx_code": "123456" }));
        assert_eq!(word, (400, "offer".into()), "{offer}");
    }
    let made = sandbox.post("authority/offers", &json!({ "card_number": TO_LOSE })).done();
    for tx_code in [Value::Null, json!(""), json!("12"), json!("not digits")] {
        let call = json!({ "offer": made["offer"], "tx_code": tx_code });
        assert_eq!(refused("phone/enrol", &call), (400, "tx_code".into()), "{tx_code}");
    }
    let tx_code = made["tx_code"].as_str().expect("digits");
    let call = json!({ "offer": made["offer"], "tx_code": format!(" {tx_code}\n") });
    sandbox.post("phone/enrol", &call).done();
    let (status, _) = refused("phone/enrol", &call);
    assert!(status == 400 || status == 409, "an offer is good once");

    for (path, call, answer) in [
        ("authority/offers", json!({ "card_number": "SBX999999" }), (400, "card_number")),
        ("authority/offers", json!({ "card_number": "" }), (400, "card_number")),
        ("authority/acts", json!({ "card_number": ADULT, "act": "release" }), (409, "life_cycle")),
        ("authority/acts", json!({ "card_number": ADULT, "act": "apply" }), (400, "form")),
        ("authority/acts", json!({ "card_number": "X", "act": "loss" }), (400, "card_number")),
        ("authority/holders", json!({ "region": "440000" }), (400, "region")),
        ("authority/holders", json!({ "region": "110000" }), (400, "region")),
        ("authority/holders", json!({ "region": "x" }), (400, "form")),
        ("phone/codes", json!({ "card": "none", "scene": "0501" }), (400, "no_such_card")),
        ("phone/codes", json!({ "card": card, "scene": "0402" }), (409, "ineligible")),
        ("phone/codes", json!({ "card": card, "scene": "9999" }), (409, "wallet")),
        ("phone/codes", json!({ "card": card, "scene": "far too long" }), (400, "form")),
        ("phone/unbind", json!({ "card": "none" }), (400, "no_such_card")),
        ("phone/conditions", json!({ "clock_offset_s": "1" }), (400, "form")),
        ("gate/place", json!({ "region": "440000" }), (400, "region")),
        ("gate/place", json!({ "region": "110000" }), (400, "region")),
    ] {
        assert_eq!(refused(path, &call), (answer.0, answer.1.to_owned()), "{path} {call}");
    }
    for body in [&b"{"[..], b"[]", b"null", b"{\"text\":1}", b"\xff", b"{\"a\":1,\"a\":2}", b""] {
        let answer = sandbox.post_bytes("gate/verdicts", body);
        assert_eq!(answer.refused(), (400, "form".into()), "{body:?}");
    }
    assert_eq!(sandbox.post_bytes("gate/verdicts", &vec![b' '; 70_000]).status, 400);
    for text in ["", "SSC1:", "x", "openid-credential-offer://?", "\u{0}\u{202e}"] {
        let judged = sandbox.judge(&json!(text), "0501");
        assert_eq!(judged["verdict"]["outcome"], "unreadable", "{text}");
    }
    let shouted = code["text"].as_str().expect("a text").to_lowercase();
    assert!(
        sandbox.judge(&json!(shouted), "0501")["hint"]["zh"].is_string(),
        "a scanner's setting"
    );
}

#[test]
fn a_device_without_a_network_or_with_a_wrong_clock_says_so_and_goes_on() {
    let sandbox = Sandbox::open();
    let card = sandbox.enroll(ADULT);
    sandbox.warm();
    let offline = json!({ "offline": true });
    sandbox.post("phone/conditions", &offline).done();
    sandbox.post("gate/conditions", &offline).done();
    assert_eq!(sandbox.post("phone/refresh", &json!({})).refused(), (409, "offline".into()));
    assert_eq!(sandbox.post("gate/sync", &json!({})).refused(), (409, "lists".into()));
    // The phone was told the time when it enrolled, and goes by it.
    sandbox.post("phone/conditions", &json!({ "clock_offset_s": -3600 })).done();
    let code = sandbox.code(&card, "0501");
    assert_eq!(sandbox.judge(&code["text"], "0501")["verdict"]["outcome"], "accepted");
    let state = sandbox.state();
    assert_eq!(
        (&state["phone"]["clock"]["health"], &state["phone"]["offline"]),
        (&json!("off"), &json!(true))
    );
    sandbox.post("phone/conditions", &json!({ "clock_offset_s": 99_999_999 })).done();
    assert_eq!(sandbox.state()["phone"]["clock_offset_s"], 3600);

    sandbox.post("gate/new", &json!({})).done();
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["reasons"], json!(["TRUST_MISSING"]), "a gate without lists");
    sandbox.post("phone/new", &json!({})).done();
    let phone = &sandbox.state()["phone"];
    assert_eq!(phone["cards"], json!([]));
    assert_eq!((&phone["offline"], &phone["clock_offset_s"]), (&json!(false), &json!(0)));
}

#[test]
fn a_later_start_has_the_phone_the_gate_and_who_was_added() {
    let sandbox = Sandbox::open();
    let added = sandbox.post("authority/holders", &json!({ "region": "440300" })).done();
    let added = added["card_number"].as_str().expect("a number").to_owned();
    let card = sandbox.enroll(&added);
    sandbox.post("phone/loss", &json!({ "lost": true })).done();
    sandbox.post("gate/place", &json!({ "region": "440300" })).done();
    sandbox.warm();
    let code = sandbox.code(&card, "0501");
    let judged = sandbox.judge(&code["text"], "0501");
    assert_eq!(judged["verdict"]["outcome"], "accepted", "{judged}");
    let before = sandbox.state();

    let sandbox = sandbox.again();
    let after = sandbox.wait("the same phone and gate", |state| state["gate"]["place"] == "440300");
    assert_ne!(after["instance"], before["instance"]);
    assert_eq!(after["phone"]["cards"][0]["owner"], json!(added));
    assert_eq!(after["phone"]["lost"], true);
    assert_eq!(after["gate"]["warm_at"], before["gate"]["warm_at"]);
    assert_eq!(sandbox.holder(&added)["about"], Value::Null);
    let again = sandbox.judge(&code["text"], "0501");
    assert_eq!(again["verdict"]["reasons"], json!(["REPLAYED"]), "it is remembered");
    sandbox.post("phone/unbind", &json!({ "card": card })).done();
    assert_eq!(sandbox.state()["phone"]["cards"], json!([]));
}
