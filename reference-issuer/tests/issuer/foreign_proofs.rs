//! Proofs as libraries of other makers write them, and what is refused of them all the same.

use essc::base::base64url;
use essc::crypto::SigningKey;
use essc::wire::jws::assemble;
use essc_testkit::issuer::Issuer;
use essc_testkit::issuer::handmade_wallet::{Wallet, request};
use serde_json::{Value, json};

fn error(code: u16, error: &str) -> (u16, String, Option<String>) {
    (code, error.to_owned(), None)
}

/// A JWS with any header.
fn sign(header: &Value, claims: &Value, key: &SigningKey) -> String {
    let part = |value: &Value| base64url::encode(value.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(claims));
    assemble(&input, &key.sign(input.as_bytes()))
}

fn jwk(key: &SigningKey) -> Value {
    let public = key.public_key();
    json!({
        "kty": "EC", "crv": "P-256",
        "x": base64url::encode(public.x()), "y": base64url::encode(public.y()),
        "ext": true, "key_ops": ["verify"], "kid": "one", "use": "sig", "alg": "ES256",
    })
}

/// A token request whose `DPoP` header and claims were changed; answers with error and status.
fn token(wallet: &Wallet<'_>, change: impl Fn(&mut Value, &mut Value)) -> (u16, String) {
    wallet.fetch_nonce();
    let proof = wallet.dpop_with("POST", "token", None, |_| {});
    let payload = proof.split('.').nth(1).expect("a payload");
    let mut claims: Value =
        serde_json::from_slice(&base64url::decode(payload).expect("base64url")).expect("JSON");
    let mut header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": jwk(&wallet.everyday) });
    change(&mut header, &mut claims);
    let form = [("grant_type", "refresh_token"), ("refresh_token", "unknown")];
    let answer = wallet.token_with(&form, &sign(&header, &claims, &wallet.everyday));
    let (status, error, _) = answer.error();
    (status, error)
}

#[test]
fn members_that_say_nothing_to_this_issuer_are_ignored_in_dpop_proofs() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let good = (400, "invalid_grant".to_owned());
    assert_eq!(token(&wallet, |_, _| {}), good, "only the refresh token is unknown");
    assert_eq!(token(&wallet, |header, _| header["kid"] = "one".into()), good);
    assert_eq!(token(&wallet, |header, _| header["jku"] = "https://x.example".into()), good);
    assert_eq!(token(&wallet, |_, claims| claims["iss"] = "a wallet".into()), good);
    assert_eq!(token(&wallet, |_, claims| claims["iat"] = json!(1_800_000_000.25)), good);
    let later = issuer.now().as_secs() + 60;
    assert_eq!(token(&wallet, |_, claims| claims["exp"] = json!(later)), good);
    for same in [
        format!("{}/440100/./token?a=b#c", issuer.base_url.replace("http:", "HTTP:")),
        format!("{}/44%30100/x/../token", issuer.base_url),
    ] {
        assert_eq!(token(&wallet, |_, claims| claims["htu"] = same.clone().into()), good);
    }
}

#[test]
fn what_must_be_understood_and_what_is_private_is_refused_in_dpop_proofs() {
    let issuer = Issuer::start();
    let wallet = Wallet::new(&issuer);
    let bad = (400, "invalid_dpop_proof".to_owned());
    assert_eq!(token(&wallet, |header, _| header["crit"] = json!(["b64"])), bad);
    assert_eq!(token(&wallet, |header, _| header["x5c"] = json!(["AA"])), bad);
    assert_eq!(token(&wallet, |header, _| header["key_attestation"] = "AA".into()), bad);
    assert_eq!(token(&wallet, |header, _| header["alg"] = "HS256".into()), bad);
    for name in ["d", "k", "p", "oth"] {
        assert_eq!(token(&wallet, |header, _| header["jwk"][name] = "AA".into()), bad, "{name}");
    }
    assert_eq!(token(&wallet, |_, claims| claims["iat"] = json!(-1)), bad);
    let now = issuer.now().as_secs();
    for past in [json!(now), json!(now - 1), json!(1.5)] {
        assert_eq!(token(&wallet, |_, claims| claims["exp"] = past.clone()), bad, "{past}");
    }
    let elsewhere = format!("{}/440300/token", issuer.base_url);
    assert_eq!(token(&wallet, |_, claims| claims["htu"] = elsewhere.clone().into()), bad);
}

#[test]
fn key_proofs_are_read_in_the_same_way() {
    let issuer = Issuer::start();
    let (wallet, tokens, _) = Wallet::enrolled(&issuer);
    let ask = |change: &dyn Fn(&mut Value, &mut Value)| {
        let mut header = json!({
            "alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": jwk(&wallet.everyday),
            "trust_chain": [],
        });
        let mut claims =
            json!({ "aud": wallet.audience(), "iat": 1.5, "nonce": wallet.c_nonce(), "iss": "x" });
        change(&mut header, &mut claims);
        let proof = sign(&header, &claims, &wallet.everyday);
        wallet.credential_with(&tokens, &request("essc-validity", &proof))
    };
    assert_eq!(ask(&|_, _| {}).status, 200);
    assert_eq!(ask(&|header, _| header["key_attestation"] = "a.b.c".into()).status, 200);
    let bad = error(400, "invalid_proof");
    assert_eq!(ask(&|header, _| header["crit"] = json!([])).error(), bad);
    assert_eq!(ask(&|header, _| header["x5c"] = json!(["AA"])).error(), bad);
    assert_eq!(ask(&|header, _| header["key_attestation"] = "A".repeat(8_193).into()).error(), bad);
    assert_eq!(ask(&|header, _| header["jwk"]["d"] = "AA".into()).error(), bad);
    assert_eq!(ask(&|_, claims| claims["exp"] = json!(1)).error(), bad);
    let without = |_: &mut Value, claims: &mut Value| {
        claims.as_object_mut().expect("an object").remove("nonce");
    };
    assert_eq!(ask(&without).error(), bad);
}
