//! The wallet's side of the protocol, done by hand: keys, proofs, requests, and every one of them wrong
//! where a test wants it so.

use std::cell::RefCell;

use essc::base::base64url;
use essc::crypto::digest::sha256;
use essc::crypto::{SigningKey, jwk, random};
use essc::model::region::Region;
use essc::wire::card::SignedCard;
use essc::wire::jws::{self, JoseHeader};
use serde_json::{Value, json};

use super::{Issuer, text};
use crate::http_client::{Answer, send};

/// The grant that redeems an offer.
pub const PRE_AUTHORIZED: &str = "urn:ietf:params:oauth:grant-type:pre-authorized_code";
/// The four credentials of a card.
pub const CONFIGURATIONS: [&str; 4] =
    ["essc-validity", "essc-entitlement", "essc-masked", "essc-identity"];

/// A device with its two keys, talking to one issuer.
pub struct Wallet<'i> {
    /// Whom it talks to.
    pub issuer: &'i Issuer,
    /// The key of everyday credentials, which its tokens are bound to.
    pub everyday: SigningKey,
    /// The key of the masked and the identity credential.
    pub identity: SigningKey,
    /// The nonce of the last answer.
    nonce: RefCell<Option<String>>,
}

/// What an offer holds.
pub struct Offer {
    /// The credentials offered.
    pub configurations: Vec<String>,
    /// The pre-authorized code.
    pub code: String,
    /// The transaction code, which the operator tells beside it.
    pub tx_code: Option<String>,
}

/// What a token request is answered with.
#[derive(Clone)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

impl Tokens {
    /// The tokens of a good answer.
    pub fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        Self { access: text(&body["access_token"]), refresh: text(&body["refresh_token"]) }
    }
}

/// An offer for a card, with a transaction code.
pub fn offer(issuer: &Issuer, card_number: &str) -> Offer {
    read_offer(&issuer.operate("offers", json!({ "card_number": card_number })))
}

/// The offer that an operator was answered with.
pub fn read_offer(answer: &Value) -> Offer {
    let uri = text(&answer["offer"]);
    let encoded = uri.strip_prefix("openid-credential-offer://?credential_offer=").expect("form");
    let offer: Value = serde_json::from_slice(&percent_decoded(encoded)).expect("JSON");
    let configurations = offer["credential_configuration_ids"].as_array().expect("a list");
    Offer {
        configurations: configurations.iter().map(text).collect(),
        code: text(&offer["grants"][PRE_AUTHORIZED]["pre-authorized_code"]),
        tx_code: answer["tx_code"].as_str().map(str::to_owned),
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next().expect("digit"), bytes.next().expect("digit")];
            let digits = std::str::from_utf8(&pair).expect("ascii");
            out.push(u8::from_str_radix(digits, 16).expect("hex"));
        } else {
            out.push(byte);
        }
    }
    out
}

impl<'i> Wallet<'i> {
    /// A device with new keys and no card.
    pub fn new(issuer: &'i Issuer) -> Self {
        let key = || SigningKey::generate().expect("key");
        Self { issuer, everyday: key(), identity: key(), nonce: RefCell::default() }
    }

    /// A wallet that redeemed an offer for a new holder's card.
    pub fn enrolled(issuer: &'i Issuer) -> (Self, Tokens, String) {
        let card = issuer.holder();
        let wallet = Self::new(issuer);
        let tokens = wallet.redeem(&offer(issuer, &card));
        (wallet, tokens, card)
    }

    /// The issuer's identifier.
    pub fn audience(&self) -> String {
        format!("{}/{}", self.issuer.base_url, Region::GUANGZHOU)
    }

    /// A proof with all claims right, but for what `change` changes.
    pub fn dpop_with(
        &self,
        method: &str,
        endpoint: &str,
        access: Option<&str>,
        change: impl FnOnce(&mut Value),
    ) -> String {
        let jti = base64url::encode(&random::bytes::<16>().expect("random"));
        let mut claims = json!({
            "jti": jti,
            "htm": method,
            "htu": format!("{}/{endpoint}", self.audience()),
            "iat": self.issuer.now(),
        });
        if let Some(nonce) = self.nonce.borrow().as_deref() {
            claims["nonce"] = nonce.into();
        }
        if let Some(access) = access {
            claims["ath"] = base64url::encode(&sha256(access.as_bytes())).into();
        }
        change(&mut claims);
        let header = JoseHeader::proof("dpop+jwt", &self.everyday.public_key());
        jws::sign(&header, &claims, &self.everyday)
    }

    /// A nonce of the server, asked for where there is none yet.
    pub fn fetch_nonce(&self) {
        let answer = self.post("nonce", &[], b"");
        assert_eq!(answer.status, 200);
    }

    /// A POST to one of the issuer's endpoints; the nonce of the answer is kept.
    pub fn post(&self, endpoint: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.request("POST", endpoint, headers, body)
    }

    fn request(
        &self,
        method: &str,
        endpoint: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let path = format!("/{}/{endpoint}", Region::GUANGZHOU);
        let answer = send(self.issuer.address, method, &path, headers, body);
        if let Some(nonce) = answer.header("dpop-nonce") {
            *self.nonce.borrow_mut() = Some(nonce.to_owned());
        }
        answer
    }

    /// A token request with a given proof.
    pub fn token_with(&self, form: &[(&str, &str)], dpop: &str) -> Answer {
        let body: Vec<_> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("DPoP", dpop)];
        self.post("token", &headers, body.join("&").as_bytes())
    }

    /// A token request with a good proof.
    pub fn token(&self, form: &[(&str, &str)]) -> Answer {
        if self.nonce.borrow().is_none() {
            self.fetch_nonce();
        }
        self.token_with(form, &self.dpop_with("POST", "token", None, |_| {}))
    }

    /// Redeems a pre-authorized code.
    pub fn try_redeem(&self, code: &str, tx_code: Option<&str>) -> Answer {
        let mut form = vec![("grant_type", PRE_AUTHORIZED), ("pre-authorized_code", code)];
        form.extend(tx_code.map(|digits| ("tx_code", digits)));
        self.token(&form)
    }

    /// Redeems an offer, which must succeed.
    pub fn redeem(&self, offer: &Offer) -> Tokens {
        Tokens::of(&self.try_redeem(&offer.code, offer.tx_code.as_deref()))
    }

    /// Redeems a refresh token.
    pub fn try_refresh(&self, refresh: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh)])
    }

    /// A nonce for a key proof.
    pub fn c_nonce(&self) -> String {
        text(&self.post("nonce", &[], b"").json()["c_nonce"])
    }

    /// The key a configuration is proved with.
    pub fn key_of(&self, configuration: &str) -> &SigningKey {
        match configuration {
            "essc-validity" | "essc-entitlement" => &self.everyday,
            _ => &self.identity,
        }
    }

    /// A proof of a key for a credential.
    pub fn key_proof(&self, key: &SigningKey, nonce: &str) -> String {
        let claims = json!({ "aud": self.audience(), "iat": self.issuer.now(), "nonce": nonce });
        let header = JoseHeader::proof("openid4vci-proof+jwt", &key.public_key());
        jws::sign(&header, &claims, key)
    }

    /// A proof of a key for taking the card off a device.
    pub fn unbind_proof(&self, key: &SigningKey, device: &str) -> String {
        let claims = json!({
            "aud": self.audience(),
            "iat": self.issuer.now(),
            "nonce": self.c_nonce(),
            "device": device,
        });
        let header = JoseHeader::proof("essc-unbind+jwt", &key.public_key());
        jws::sign(&header, &claims, key)
    }

    /// Asks for the card's devices.
    pub fn try_devices(&self, tokens: &Tokens) -> Answer {
        let dpop = self.dpop_with("GET", "devices", Some(&tokens.access), |_| {});
        self.bearing(tokens, "GET", "devices", &dpop, b"")
    }

    /// The names of the card's devices: this one, and the others.
    pub fn devices(&self, tokens: &Tokens) -> (Vec<String>, Vec<String>) {
        let answer = self.try_devices(tokens);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let devices = answer.json()["devices"].as_array().expect("a list").clone();
        let (this, others): (Vec<_>, Vec<_>) =
            devices.into_iter().partition(|one| one["this"] == json!(true));
        let names = |list: Vec<Value>| list.iter().map(|one| text(&one["device"])).collect();
        (names(this), names(others))
    }

    /// Takes the card off a device.
    pub fn try_unbind(&self, tokens: &Tokens, device: &str, proof: Option<&str>) -> Answer {
        let dpop = self.dpop_with("POST", "devices/unbind", Some(&tokens.access), |_| {});
        let mut body = json!({ "device": device });
        if let Some(proof) = proof {
            body["proof"] = proof.into();
        }
        self.bearing(tokens, "POST", "devices/unbind", &dpop, body.to_string().as_bytes())
    }

    /// A credential request with a body, and proof and token of this wallet.
    pub fn credential_with(&self, tokens: &Tokens, body: &Value) -> Answer {
        let proof = self.dpop_with("POST", "credential", Some(&tokens.access), |_| {});
        self.bearing(tokens, "POST", "credential", &proof, body.to_string().as_bytes())
    }

    /// A request with an access token and a given proof.
    pub fn bearing(
        &self,
        tokens: &Tokens,
        method: &str,
        endpoint: &str,
        dpop: &str,
        body: &[u8],
    ) -> Answer {
        let authorization = format!("DPoP {}", tokens.access);
        let headers = [
            ("Authorization", authorization.as_str()),
            ("DPoP", dpop),
            ("Content-Type", "application/json"),
        ];
        self.request(method, endpoint, &headers, body)
    }

    /// Asks for a credential with a good proof.
    pub fn try_credential(&self, tokens: &Tokens, configuration: &str) -> Answer {
        let proof = self.key_proof(self.key_of(configuration), &self.c_nonce());
        self.credential_with(tokens, &request(configuration, &proof))
    }

    /// Gets a credential, which must succeed.
    pub fn credential(&self, tokens: &Tokens, configuration: &str) -> SignedCard {
        card(&self.try_credential(tokens, configuration))
    }

    /// Gets a credential and reports that it was accepted: from then on the device keeps its place.
    pub fn accepted(&self, tokens: &Tokens, configuration: &str) -> SignedCard {
        let answer = self.try_credential(tokens, configuration);
        let credential = card(&answer);
        let id = text(&answer.json()["notification_id"]);
        let body = json!({ "notification_id": id, "event": "credential_accepted" }).to_string();
        let proof = self.dpop_with("POST", "notification", Some(&tokens.access), |_| {});
        let told = self.bearing(tokens, "POST", "notification", &proof, body.as_bytes());
        assert_eq!(told.status, 204, "{}", told.text());
        credential
    }

    /// Asks for a credential anew.
    pub fn try_renew(&self, tokens: &Tokens, configuration: &str) -> Answer {
        let id = format!("{configuration}-renewal");
        self.credential_with(tokens, &json!({ "credential_configuration_id": id }))
    }

    /// The thumbprint of the key that tokens are bound to.
    pub fn thumbprint(&self) -> String {
        jwk::thumbprint_text(&self.everyday.public_key())
    }
}

/// A credential request with one proof.
pub fn request(configuration: &str, proof: &str) -> Value {
    json!({ "credential_configuration_id": configuration, "proofs": { "jwt": [proof] } })
}

/// The card of an answer.
pub fn card(answer: &Answer) -> SignedCard {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let credential = text(&answer.json()["credentials"][0]["credential"]);
    SignedCard::from_cose(&base64url::decode(&credential).expect("base64url")).expect("a card")
}
