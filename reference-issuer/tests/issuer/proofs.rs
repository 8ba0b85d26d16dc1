//! Proofs that are replayed, for another request, of another key, or without this server's nonce.

use std::thread;

use essc::wire::jws::{self, JoseHeader};
use essc_reference_issuer::ReferenceIssuer;
use essc_testkit::http_client::send;
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{PRE_AUTHORIZED, Wallet, offer, request};
use serde_json::json;

fn error(code: u16, error: &str) -> (u16, String, Option<String>) {
    (code, error.to_owned(), None)
}

#[test]
fn a_proof_without_a_nonce_is_answered_with_one_and_the_offer_lives_on() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &issuer.holder());
    let tx_code = offer.tx_code.as_deref().expect("a code");
    let form = [
        ("grant_type", PRE_AUTHORIZED),
        ("pre-authorized_code", &offer.code),
        ("tx_code", tx_code),
    ];
    let bare = wallet.dpop_with("POST", "token", None, |_| {});
    let answer = wallet.token_with(&form, &bare);
    assert_eq!(answer.error(), error(400, "use_dpop_nonce"));
    assert!(answer.header("dpop-nonce").is_some());
    assert_eq!(wallet.token(&form).status, 200, "with the nonce of that answer");
}

#[test]
fn a_nonce_older_than_five_minutes_is_answered_with_a_new_one() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    issuer.clock.advance(300);
    let body = json!({ "credential_configuration_id": "essc-validity" });
    let answer = wallet.credential_with(&tokens, &body);
    assert_eq!(answer.error(), error(401, "use_dpop_nonce"));
    assert!(answer.header("www-authenticate").is_some_and(|v| v.starts_with("DPoP ")));
    assert_eq!(wallet.try_credential(&tokens, "essc-validity").status, 200);
}

#[test]
fn a_wrong_clock_on_the_phone_is_no_reason_to_refuse() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let late = |claims: &mut serde_json::Value| claims["iat"] = 1_700_000_000.into();
    let dpop = wallet.dpop_with("GET", "devices", Some(&tokens.access), late);
    assert_eq!(wallet.bearing(&tokens, "GET", "devices", &dpop, b"").status, 200);
}

#[test]
fn a_replayed_proof_is_refused_at_every_endpoint() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let dpop = wallet.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
    let ask = || wallet.bearing(&tokens, "GET", "devices", &dpop, b"");
    assert_eq!(ask().status, 200);
    assert_eq!(ask().error(), error(401, "invalid_dpop_proof"));

    let dpop = wallet.dpop_with("POST", "token", None, |_| {});
    let form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
    assert_eq!(wallet.token_with(&form, &dpop).status, 200);
    assert_eq!(wallet.token_with(&form, &dpop).error(), error(400, "invalid_dpop_proof"));
}

#[test]
fn a_credential_request_is_not_answered_again_after_the_clock_was_ahead_for_a_tick() {
    let mut issuer = Issuer::start();
    let (dpop, access, body) = {
        let (wallet, tokens, _) = Wallet::enrolled(&issuer);
        let dpop = wallet.dpop_with("POST", "credential", Some(&tokens.access), |_| {});
        let body = request("essc-validity", &wallet.key_proof(&wallet.everyday, &wallet.c_nonce()));
        (dpop, format!("DPoP {}", tokens.access), body.to_string())
    };
    let ask = |issuer: &Issuer| {
        let headers = [
            ("Authorization", access.as_str()),
            ("DPoP", dpop.as_str()),
            ("Content-Type", "application/json"),
        ];
        send(issuer.address, "POST", "/440100/credential", &headers, body.as_bytes())
    };
    assert_eq!(ask(&issuer).status, 200);

    issuer.stop();
    let at = issuer.now();
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    runtime.block_on(async {
        let opened = ReferenceIssuer::open(&issuer.data(), issuer.clock.clone()).await;
        let opened = opened.expect("opened");
        issuer.clock.advance(400);
        opened.service().tick().await.expect("a tick");
    });
    drop(runtime);
    issuer.clock.set_wall(at.plus(1));
    issuer.restart();
    assert_eq!(ask(&issuer).error(), error(401, "invalid_dpop_proof"));
}

#[test]
fn a_proof_is_for_one_method_one_url_and_one_token() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let (_, others, _) = Wallet::enrolled(&issuer);
    let access = Some(tokens.access.as_str());
    for dpop in [
        wallet.dpop_with("POST", "devices", access, |_| {}),
        wallet.dpop_with("GET", "device", access, |_| {}),
        wallet.dpop_with("GET", "devices", None, |_| {}),
        wallet.dpop_with("GET", "devices", Some(&others.access), |_| {}),
        wallet.dpop_with("GET", "devices", access, |claims| claims["jti"] = "".into()),
        wallet.dpop_with("GET", "devices", access, |claims| claims["iat"] = "now".into()),
    ] {
        let answer = wallet.bearing(&tokens, "GET", "devices", &dpop, b"");
        assert_eq!(answer.error(), error(401, "invalid_dpop_proof"));
    }
}

#[test]
fn a_token_of_another_key_is_refused() {
    let issuer = Issuer::start();
    let (_, tokens, _) = Wallet::enrolled(&issuer);
    let thief = Wallet::new(&issuer);
    thief.fetch_nonce();
    let dpop = thief.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
    let answer = thief.bearing(&tokens, "GET", "devices", &dpop, b"");
    assert_eq!(answer.error(), error(401, "invalid_token"));
    let answer = thief.try_refresh(&tokens.refresh);
    let lost = (400, "invalid_grant".to_owned(), Some("access_lost".to_owned()));
    assert_eq!(answer.error(), lost);
}

#[test]
fn an_access_token_ends() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    issuer.clock.advance(600);
    wallet.fetch_nonce();
    let answer = wallet.try_credential(&tokens, "essc-validity");
    assert_eq!(answer.error(), error(401, "invalid_token"));
}

#[test]
fn a_nonce_serves_one_credential_even_when_two_ask_at_once() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let nonce = wallet.c_nonce();
    let body = request("essc-validity", &wallet.key_proof(&wallet.everyday, &nonce)).to_string();
    let proofs: Vec<_> = (0..8)
        .map(|_| wallet.dpop_with("POST", "credential", Some(&tokens.access), |_| {}))
        .collect();
    let answers: Vec<_> = thread::scope(|scope| {
        let ask = |dpop: &String| {
            let (dpop, body, tokens) = (dpop.clone(), body.clone(), tokens.clone());
            let issuer = &issuer;
            scope.spawn(move || {
                Wallet::new(issuer).bearing(&tokens, "POST", "credential", &dpop, body.as_bytes())
            })
        };
        let asked: Vec<_> = proofs.iter().map(ask).collect();
        asked.into_iter().map(|one| one.join().expect("answered")).collect()
    });
    let good = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(good, 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.error(), error(400, "invalid_nonce"));
    }
}

#[test]
fn a_forged_key_proof_does_not_use_the_nonce_up() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let nonce = wallet.c_nonce();
    let header = JoseHeader::proof("openid4vci-proof+jwt", &wallet.everyday.public_key());
    let claims = json!({ "aud": wallet.audience(), "iat": issuer.now(), "nonce": nonce });
    let forged = jws::sign(&header, &claims, &wallet.identity);
    let answer = wallet.credential_with(&tokens, &request("essc-validity", &forged));
    assert_eq!(answer.error(), error(400, "invalid_proof"));
    let good = wallet.key_proof(&wallet.everyday, &nonce);
    assert_eq!(wallet.credential_with(&tokens, &request("essc-validity", &good)).status, 200);
}

#[test]
fn a_key_proof_is_for_this_issuer_with_its_own_nonce_and_one_key() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let key = &wallet.everyday;
    let sign = |header: &JoseHeader, claims: &serde_json::Value| {
        let proof = jws::sign(header, claims, key);
        wallet.credential_with(&tokens, &request("essc-validity", &proof)).error()
    };
    let header = JoseHeader::proof("openid4vci-proof+jwt", &key.public_key());
    let claims = || json!({ "aud": wallet.audience(), "iat": 1, "nonce": wallet.c_nonce() });
    let change = |name: &str, value: serde_json::Value| {
        let mut claims = claims();
        claims[name] = value;
        claims
    };
    let elsewhere = change("aud", format!("{}/440300", issuer.base_url).into());
    assert_eq!(sign(&header, &elsewhere), error(400, "invalid_proof"));
    assert_eq!(sign(&header, &change("nonce", "made-up".into())), error(400, "invalid_nonce"));
    assert_eq!(sign(&header, &change("nonce", json!(null))), error(400, "invalid_proof"));
    let other_type = JoseHeader::proof("dpop+jwt", &key.public_key());
    assert_eq!(sign(&other_type, &claims()), error(400, "invalid_proof"));
    let two_keys = JoseHeader { kid: Some("06b72401".into()), ..header.clone() };
    assert_eq!(sign(&two_keys, &claims()), error(400, "invalid_proof"));
    let no_key = JoseHeader::bare("openid4vci-proof+jwt");
    assert_eq!(sign(&no_key, &claims()), error(400, "invalid_proof"));
}
