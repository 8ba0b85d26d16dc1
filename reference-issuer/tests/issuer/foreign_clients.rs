//! Requests as clients of other makers send them, and answers as they need them.

use essc_testkit::http_client::{Answer, send};
use essc_testkit::issuer::handmade_wallet::{PRE_AUTHORIZED, Wallet, offer, request};
use essc_testkit::issuer::{Issuer, text};
use serde_json::{Value, json};

/// A refusal says in a sentence what it is, in the characters that OAuth allows (RFC 6749 §5.2).
fn described(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    let sentence = text(&body["error_description"]);
    let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    assert!(!sentence.is_empty() && sentence.chars().all(allowed), "{sentence}");
    (answer.status, text(&body["error"]))
}

#[test]
fn every_configuration_has_a_name_in_chinese_and_english() {
    let issuer = Issuer::start();
    let metadata = issuer.get("/.well-known/openid-credential-issuer/440100").json();
    let known = metadata["credential_configurations_supported"].as_object().expect("an object");
    assert_eq!(known.len(), 8);
    for (id, configuration) in known {
        let display = configuration["credential_metadata"]["display"].as_array().expect(id);
        let locales: Vec<_> = display.iter().map(|one| text(&one["locale"])).collect();
        assert_eq!(locales, ["zh", "en"], "{id}");
        assert!(display.iter().all(|one| !text(&one["name"]).is_empty()));
    }
    let server = issuer.get("/.well-known/oauth-authorization-server/440100").json();
    assert!(server.get("response_types_supported").is_none());
}

#[test]
fn an_empty_parameter_counts_as_left_out_and_is_no_try() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let offer = offer(&issuer, &issuer.holder());
    for _ in 0..6 {
        let answer = wallet.try_redeem(&offer.code, Some(""));
        let mismatch = (400, "invalid_request".to_owned(), Some("tx_code_mismatch".to_owned()));
        assert_eq!(answer.error(), mismatch);
    }
    let tx_code = offer.tx_code.as_deref().expect("a code");
    let form = [
        ("grant_type", PRE_AUTHORIZED),
        ("pre-authorized_code", &offer.code),
        ("tx_code", tx_code),
        ("refresh_token", ""),
    ];
    assert_eq!(wallet.token(&form).status, 200);
    let invalid = (400, "invalid_request".to_owned());
    assert_eq!(described(&wallet.token(&[("grant_type", "")])), invalid);
    assert_eq!(described(&wallet.token(&[("tx_code", "1"), ("tx_code", "1")])), invalid);
}

#[test]
fn a_wish_that_is_not_supported_is_named() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let ask = |change: &dyn Fn(&mut Value)| {
        let proof = wallet.key_proof(&wallet.everyday, &wallet.c_nonce());
        let mut body = request("essc-validity", &proof);
        change(&mut body);
        wallet.credential_with(&tokens, &body)
    };
    let encrypted = ask(&|body| body["credential_response_encryption"] = json!({ "enc": "A" }));
    assert_eq!(described(&encrypted), (400, "invalid_encryption_parameters".to_owned()));
    let both = ask(&|body| body["credential_identifier"] = "x".into());
    assert_eq!(described(&both), (400, "invalid_credential_request".to_owned()));
    let other = ask(&|body| {
        body["credential_identifier"] = "x".into();
        body["credential_configuration_id"] = Value::Null;
    });
    assert_eq!(described(&other), (400, "unknown_credential_identifier".to_owned()));
    let neither = ask(&|body| body["credential_configuration_id"] = Value::Null);
    assert_eq!(described(&neither), (400, "invalid_credential_request".to_owned()));
    assert_eq!(ask(&|body| body["credential_response_encryption"] = Value::Null).status, 200);
}

#[test]
fn a_request_without_credentials_is_told_which_are_needed_and_no_error() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let dpop = wallet.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
    for headers in [vec![("DPoP", dpop.as_str())], vec![("Authorization", "Basic eDp5")]] {
        let answer = send(issuer.address, "GET", "/440100/devices", &headers, b"");
        let challenge = answer.header("www-authenticate").expect("a challenge");
        assert_eq!((answer.status, challenge), (401, "DPoP algs=\"ES256\""));
        assert!(answer.body.is_empty());
    }
    let headers = [("Authorization", "DPoP x"), ("DPoP", dpop.as_str())];
    let answer = send(issuer.address, "GET", "/440100/devices", &headers, b"");
    assert_eq!(described(&answer).0, 401);
    let answer = send(issuer.address, "POST", "/operator/publish", &[], b"");
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")));
    assert!(answer.body.is_empty());
    let headers = [("Authorization", "Bearer x")];
    let answer = send(issuer.address, "POST", "/operator/publish", &headers, b"");
    assert_eq!(described(&answer), (401, "invalid_token".to_owned()));
}

#[test]
fn a_body_is_announced_as_what_it_is() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let authorization = format!("DPoP {}", tokens.access);
    for (endpoint, error) in [
        ("credential", "invalid_credential_request"),
        ("notification", "invalid_notification_request"),
        ("devices/unbind", "invalid_request"),
    ] {
        let ask = |media_type: Option<&str>| {
            let dpop = wallet.dpop_with("POST", endpoint, Some(&tokens.access), |_| {});
            let mut headers = vec![("Authorization", authorization.as_str()), ("DPoP", &dpop)];
            headers.extend(media_type.map(|value| ("Content-Type", value)));
            described(&wallet.post(endpoint, &headers, b"{}"))
        };
        for other in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
            assert_eq!(ask(other), (415, error.to_owned()), "{endpoint} {other:?}");
        }
        assert_eq!(ask(Some("Application/JSON; charset=utf-8")).0, 400, "{endpoint}");
    }
    let dpop = wallet.dpop_with("POST", "token", None, |_| {});
    for media_type in ["application/json", "text/plain"] {
        let headers = [("Content-Type", media_type), ("DPoP", dpop.as_str())];
        let answer = wallet.post("token", &headers, b"grant_type=refresh_token");
        assert_eq!(described(&answer), (415, "invalid_request".to_owned()));
    }
}

#[test]
fn errors_from_below_the_endpoints_are_described_too() {
    let issuer = Issuer::start();
    let at = |method, path, body: &[u8]| send(issuer.address, method, path, &[], body);
    assert_eq!(described(&at("GET", "/nowhere", b"")), (404, "not_found".to_owned()));
    assert_eq!(described(&at("GET", "/440100/status/99", b"")), (404, "not_found".to_owned()));
    let method = at("GET", "/440100/token", b"");
    assert_eq!(described(&method), (405, "invalid_request".to_owned()));
    assert!(method.header("allow").is_some() && method.header("date").is_some());
    let long = at("POST", "/440100/nonce", &vec![b' '; 70 * 1024]);
    assert!(matches!(long.status, 200 | 413), "{}", long.status);
    let long = at("POST", "/440100/credential", &vec![b' '; 70 * 1024]);
    assert_eq!(described(&long).0, 413);
}
