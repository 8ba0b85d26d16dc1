//! What the scripted issuer checks of a request, and the answer it gives when all is well.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::crypto::digest::sha256;
use essc::crypto::{PublicKey, jwk};
use essc::model::attributes::{Answer, Answers, Attributes, IdentityAttributes};
use essc::model::card::{Card, StatusIndex};
use essc::model::functions::Functions;
use essc::model::key_id::KeyId;
use essc::model::masking;
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use essc::model::sandbox_persons::sandbox_person;
use essc::ports::http::{HttpRequest, Method};
use essc::wire::card::SignedCard;
use essc::wire::jws;

use super::{Answered, ISSUER, LIFETIME, Script, TX_CODE, refuse};
use crate::key;

impl Script {
    pub(super) fn next(&mut self, name: &str) -> String {
        self.counter += 1;
        format!("{name}-{}", self.counter)
    }

    /// Checks a `DPoP` proof as RFC 9449 §4.3 says, and names the key.
    pub(super) fn check_dpop(&mut self, request: &HttpRequest) -> Result<PublicKey, (i32, Value)> {
        let header = |name: &str| {
            request.headers.iter().find(|field| field.name == name).map(|field| field.value.clone())
        };
        let proof = header("dpop").expect("every request has a proof");
        let jws = jws::parse(&proof, "dpop+jwt", 4096).expect("jws");
        let key = jws.proof_header().expect("header").jwk.as_ref().expect("jwk");
        let key = key.public_key().expect("key");
        let payload: Value = jws.verify(&key).expect("signature");
        assert_eq!(payload["htu"], request.url);
        assert_eq!(payload["htm"], if request.method == Method::Get { "GET" } else { "POST" });
        let jti = payload["jti"].as_str().expect("jti").to_owned();
        assert!(self.jtis.insert(jti), "a proof is used once");
        if let Some(authorization) = header("authorization") {
            let token = authorization.strip_prefix("DPoP ").expect("scheme");
            assert_eq!(payload["ath"], base64url::encode(&sha256(token.as_bytes())));
            assert_eq!(token, jwk::thumbprint_text(&key), "the token is bound to the key");
        }
        if self.wants_dpop_nonce && payload["nonce"] != "server-nonce" {
            return refuse(400, "use_dpop_nonce");
        }
        Ok(key)
    }

    pub(super) fn token(&mut self, request: &HttpRequest) -> Answered {
        let key = self.check_dpop(request)?;
        let body = String::from_utf8(request.body.clone()).expect("form");
        let refresh = body.starts_with("grant_type=refresh_token&");
        if refresh {
            let token = body.rsplit_once("refresh_token=").map(|(_, token)| token.to_owned());
            if token.is_none() || token != self.refresh_token {
                return refuse(400, "invalid_grant");
            }
        } else {
            if !body.ends_with(&format!("pre-authorized_code=the-code&tx_code={TX_CODE}")) {
                let reason = json!({ "error": "invalid_grant", "essc_reason": "tx_code_wrong" });
                return Err((400, reason));
            }
            if std::mem::replace(&mut self.code_used, true) {
                return refuse(400, "invalid_grant");
            }
            self.recorded = BTreeMap::from([(KeyRole::Everyday, key)]);
        }
        let next = self.next("refresh");
        self.refresh_token = Some(next.clone());
        Ok(json!({
            "access_token": jwk::thumbprint_text(&key),
            "token_type": "DPoP",
            "expires_in": 300,
            "refresh_token": next,
        }))
    }

    pub(super) fn credential(&mut self, request: &HttpRequest, now: UnixTime) -> Answered {
        let token_key = self.check_dpop(request)?;
        let body: Value = serde_json::from_slice(&request.body).expect("json");
        let id = body["credential_configuration_id"].as_str().expect("configuration");
        let name = id.trim_start_matches("essc-").trim_end_matches("-renewal");
        let profile = Profile::ALL.into_iter().find(|p| p.name() == name).expect("profile");
        if self.refuse_nonce_at == Some(profile as u8) {
            self.refuse_nonce_at = None;
            return refuse(400, "invalid_nonce");
        }
        let role = profile.key_role();
        if id.ends_with("-renewal") {
            assert!(body.get("proofs").is_none());
        } else {
            let proof = body["proofs"]["jwt"][0].as_str().expect("proof");
            let key = self.check_proof(proof);
            if role == KeyRole::Everyday {
                assert_eq!(key, token_key);
            }
            let recorded = *self.recorded.entry(role).or_insert(key);
            assert_eq!(recorded, key, "one key for both credentials of a role");
        }
        let Some(device_key) = self.recorded.get(&role).copied() else {
            return refuse(400, "invalid_credential_request");
        };
        if let Some(denied) = self.deny_identity.clone().filter(|_| profile == Profile::Identity) {
            return Err((400, denied));
        }
        let signed = self.issue(profile, device_key, now);
        let notification_id = self.next("notification");
        let credential = base64url::encode(&signed.to_cose());
        Ok(
            json!({ "credentials": [{ "credential": credential }], "notification_id": notification_id }),
        )
    }

    fn check_proof(&mut self, proof: &str) -> PublicKey {
        let jws = jws::parse(proof, "openid4vci-proof+jwt", 48 * 1024).expect("jws");
        let header = jws.proof_header().expect("header");
        let key = match (&header.jwk, &header.x5c) {
            (Some(jwk), _) => jwk.public_key().expect("key"),
            // Its tests send the point in the place of a certificate.
            (None, chain) => {
                let leaf = chain.iter().flatten().next().expect("a leaf");
                let point = STANDARD.decode(leaf).expect("base64").try_into().expect("a point");
                PublicKey::from_uncompressed(&point).expect("key")
            }
        };
        self.proof_headers.push(header.clone());
        let payload: Value = jws.verify(&key).expect("signature");
        assert_eq!(payload["aud"], ISSUER);
        assert!(
            self.nonces.remove(payload["nonce"].as_str().expect("nonce")),
            "a nonce is used once"
        );
        key
    }

    fn issue(&self, profile: Profile, device_key: PublicKey, now: UnixTime) -> SignedCard {
        let person = sandbox_person(1).expect("person");
        let attributes = match profile {
            Profile::Validity => Attributes::Validity,
            Profile::Entitlement => Attributes::Entitlement(Answers::from_iter([
                Answer::Senior60,
                Answer::Senior65,
                Answer::Resident,
            ])),
            Profile::Masked => Attributes::Masked(
                masking::attributes(person.kind, &person.number, &person.name).expect("masked"),
            ),
            Profile::Identity => Attributes::Identity(
                IdentityAttributes::new(
                    person.kind,
                    person.number,
                    person.card_number,
                    &person.name,
                )
                .expect("identity"),
            ),
        };
        let index = if profile.key_role() == KeyRole::Everyday { 10 } else { 11 };
        let mut card = Card {
            kid: KeyId::new(Region::GUANGZHOU, self.card_key),
            not_before: u32::try_from(now.as_secs() - 300).expect("this century"),
            lifetime_minutes: LIFETIME,
            status: StatusIndex { list: 0, index },
            functions: self.functions,
            max_code_age: 60,
            device_key,
            attributes,
        };
        (self.change_card)(&mut card);
        SignedCard::sign(card, &key(self.card_key))
    }

    /// Checks the proof of the identity key, which another device than the asking one takes.
    pub(super) fn unbound(&mut self, request: &HttpRequest) -> Answered {
        let body: Value = serde_json::from_slice(&request.body).expect("json");
        if body["device"] == "d1" {
            return Ok(Value::Null);
        }
        let Some(proof) = body["proof"].as_str() else {
            let reason = json!({ "error": "invalid_proof", "essc_reason": "identity_key_needed" });
            return Err((400, reason));
        };
        let jws = jws::parse(proof, "essc-unbind+jwt", 4096).expect("jws");
        let key = jws.proof_header().expect("header").jwk.as_ref().expect("jwk");
        let key = key.public_key().expect("key");
        let payload: Value = jws.verify(&key).expect("signature");
        assert_eq!(Some(&key), self.recorded.get(&KeyRole::Identity));
        assert_eq!((&payload["aud"], &payload["device"]), (&json!(ISSUER), &body["device"]));
        let nonce = payload["nonce"].as_str().expect("nonce");
        assert!(self.nonces.remove(nonce), "a nonce is used once");
        Ok(Value::Null)
    }

    pub(super) fn notified(&mut self, request: &HttpRequest) -> Answered {
        self.check_dpop(request)?;
        let body: Value = serde_json::from_slice(&request.body).expect("json");
        assert!(body["notification_id"].is_string());
        self.events.push(body["event"].as_str().expect("event").to_owned());
        Ok(Value::Null)
    }

    /// Forgets the wallet's refresh token.
    pub fn forget_token(&mut self) {
        self.refresh_token = None;
    }

    /// Loads these functions on the cards it issues from now on.
    pub fn load(&mut self, functions: Functions) {
        self.functions = functions;
    }
}
