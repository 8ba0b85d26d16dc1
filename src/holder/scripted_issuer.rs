//! An issuer in memory for the wallet's tests: answers as the protocol says, checks what the wallet
//! sends, and can be told to answer wrongly. The people it issues to are made up.

mod documents;
mod http_date;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::base::base64url;
use crate::base::time::UnixTime;
use crate::crypto::digest::sha256;
use crate::crypto::{PublicKey, SigningKey, jwk};
use crate::model::attributes::{Answer, Answers, Attributes, IdentityAttributes};
use crate::model::card::{Card, StatusIndex};
use crate::model::functions::{Function, Functions, KeyProtection};
use crate::model::key_id::KeyId;
use crate::model::masking;
use crate::model::profile::{KeyRole, Profile};
use crate::model::region::Region;
use crate::model::sandbox_persons::sandbox_person;
use crate::model::status::CardStatus;
use crate::ports::clock::{Clock, ManualClock};
use crate::ports::http::{BoxFuture, HttpError, HttpRequest, HttpResponse, HttpTransport, Method};
use crate::wire::card::SignedCard;
use crate::wire::jws;

pub use documents::{ROOT_KEY, VENUE_KEY};

/// Where everything is.
pub const BASE: &str = "http://127.0.0.1:8087";
/// The issuer's identifier.
pub const ISSUER: &str = "http://127.0.0.1:8087/440100";
/// The transaction code of its offers.
pub const TX_CODE: &str = "123456";
/// Lifetime of its cards, in minutes: a week.
pub const LIFETIME: u16 = 7 * 24 * 60;

/// The issuer. Change [`Script`] to change how it answers.
pub struct ScriptedIssuer {
    /// The server's clock.
    pub clock: Arc<ManualClock>,
    script: Mutex<Script>,
}

/// How the issuer answers, and what it remembers.
pub struct Script {
    /// No network.
    pub offline: bool,
    /// Answers in place of its own, by path: taken one after the other.
    pub instead: BTreeMap<String, Vec<HttpResponse>>,
    /// Changes a card before it is signed.
    pub change_card: fn(&mut Card),
    /// The generation of the card key it signs with; the trust list names 1 only.
    pub card_key: u8,
    /// Whether proofs need its nonce.
    pub wants_dpop_nonce: bool,
    /// What its status list says of its cards; by index.
    pub statuses: BTreeMap<u32, CardStatus>,
    /// Number of the trust list.
    pub trust_seq: u64,
    /// Whether the trust list says it is a sandbox's.
    pub test: bool,
    /// Paths that were asked for.
    pub log: Vec<String>,
    /// What the wallet said became of credentials.
    pub events: Vec<String>,
    nonces: BTreeSet<String>,
    jtis: BTreeSet<String>,
    counter: u64,
    code_used: bool,
    refresh_token: Option<String>,
    recorded: BTreeMap<KeyRole, PublicKey>,
    functions: Functions,
}

/// A software key of the issuer or of a venue.
pub fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32]).expect("scalar")
}

impl ScriptedIssuer {
    pub fn at(now: UnixTime) -> Arc<Self> {
        let script = Script {
            offline: false,
            instead: BTreeMap::new(),
            change_card: |_| {},
            card_key: 1,
            wants_dpop_nonce: true,
            statuses: BTreeMap::new(),
            trust_seq: 1,
            test: true,
            log: vec![],
            events: vec![],
            nonces: BTreeSet::new(),
            jtis: BTreeSet::new(),
            counter: 0,
            code_used: false,
            refresh_token: None,
            recorded: BTreeMap::new(),
            functions: Functions::new(2, KeyProtection::Software, false, &Function::ALL),
        };
        Arc::new(Self { clock: Arc::new(ManualClock::at(now)), script: Mutex::new(script) })
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An offer of all four credentials.
    pub fn offer(&self) -> String {
        self.script().code_used = false;
        let offer = json!({
            "credential_issuer": ISSUER,
            "credential_configuration_ids":
                ["essc-validity", "essc-entitlement", "essc-masked", "essc-identity"],
            "grants": { "urn:ietf:params:oauth:grant-type:pre-authorized_code": {
                "pre-authorized_code": "the-code",
                "tx_code": { "input_mode": "numeric", "length": 6 },
            }},
        });
        let encoded = crate::holder::openid::percent_encode(&offer.to_string());
        format!("openid-credential-offer://?credential_offer={encoded}")
    }

    /// What it answers to a path once, in place of its own answer.
    pub fn answer_once(&self, path: &str, status: u16, body: &Value) {
        let response = self.response(status, body);
        self.script().instead.entry(path.to_owned()).or_default().push(response);
    }

    fn response(&self, status: u16, body: &Value) -> HttpResponse {
        HttpResponse {
            status,
            headers: vec![
                ("cache-control".into(), "no-store".into()),
                ("content-type".into(), "application/json".into()),
                ("date".into(), http_date::imf_fixdate(self.clock.now())),
                ("dpop-nonce".into(), "server-nonce".into()),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.url.strip_prefix(BASE).expect("our origin").to_owned();
        let mut script = self.script();
        script.log.push(path.clone());
        if let Some(queue) = script.instead.get_mut(&path).filter(|queue| !queue.is_empty()) {
            return queue.remove(0);
        }
        if let Some(document) = self.document(&script, &path, request) {
            return document;
        }
        let result = match (request.method, path.as_str()) {
            (Method::Get, "/.well-known/openid-credential-issuer/440100") => Ok(issuer_metadata()),
            (Method::Get, "/.well-known/oauth-authorization-server/440100") => Ok(json!({
                "issuer": ISSUER,
                "token_endpoint": format!("{ISSUER}/token"),
                "grant_types_supported":
                    ["urn:ietf:params:oauth:grant-type:pre-authorized_code", "refresh_token"],
                "dpop_signing_alg_values_supported": ["ES256"],
            })),
            (Method::Post, "/440100/nonce") => {
                let nonce = script.next("nonce");
                script.nonces.insert(nonce.clone());
                Ok(json!({ "c_nonce": nonce }))
            }
            (Method::Post, "/440100/token") => script.token(request),
            (Method::Post, "/440100/credential") => script.credential(request, self.clock.now()),
            (Method::Post, "/440100/notification") => script.notified(request),
            (Method::Get, "/440100/devices") => script.check_dpop(request).map(|_| {
                json!({ "devices": [
                    { "device": "d1", "enrolled_at": 5, "this": true },
                    { "device": "d2", "enrolled_at": 6, "this": false },
                ]})
            }),
            (Method::Post, "/440100/devices/unbind") => {
                script.check_dpop(request).map(|_| Value::Null)
            }
            _ => Err((404, json!({ "error": "not_found" }))),
        };
        drop(script);
        match result {
            Ok(Value::Null) => HttpResponse { body: vec![], ..self.response(204, &Value::Null) },
            Ok(body) => self.response(200, &body),
            Err((status, body)) => self.response(status, &body),
        }
    }
}

impl HttpTransport for ScriptedIssuer {
    fn send(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, HttpError>> {
        let offline = self.script().offline;
        let answer = if offline { Err(HttpError::Unreachable) } else { Ok(self.answer(&request)) };
        Box::pin(std::future::ready(answer))
    }
}

type Answered = Result<Value, (u16, Value)>;

fn refuse<T>(status: u16, error: &str) -> Result<T, (u16, Value)> {
    Err((status, json!({ "error": error })))
}

fn issuer_metadata() -> Value {
    let names = Profile::ALL.map(|p| format!("essc-{}", p.name()));
    let renewals = names.clone().map(|name| format!("{name}-renewal"));
    let configurations: BTreeMap<String, Value> =
        names.into_iter().chain(renewals).map(|n| (n, json!({ "format": "essc+cwt" }))).collect();
    json!({
        "credential_issuer": ISSUER,
        "credential_endpoint": format!("{ISSUER}/credential"),
        "nonce_endpoint": format!("{ISSUER}/nonce"),
        "notification_endpoint": format!("{ISSUER}/notification"),
        "essc_devices_endpoint": format!("{ISSUER}/devices"),
        "credential_configurations_supported": configurations,
    })
}

impl Script {
    fn next(&mut self, name: &str) -> String {
        self.counter += 1;
        format!("{name}-{}", self.counter)
    }

    /// Checks a `DPoP` proof as RFC 9449 §4.3 says, and names the key.
    fn check_dpop(&mut self, request: &HttpRequest) -> Result<PublicKey, (u16, Value)> {
        let header = |name: &str| {
            request.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone())
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

    fn token(&mut self, request: &HttpRequest) -> Answered {
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

    fn credential(&mut self, request: &HttpRequest, now: UnixTime) -> Answered {
        let token_key = self.check_dpop(request)?;
        let body: Value = serde_json::from_slice(&request.body).expect("json");
        let id = body["credential_configuration_id"].as_str().expect("configuration");
        let name = id.trim_start_matches("essc-").trim_end_matches("-renewal");
        let profile = Profile::ALL.into_iter().find(|p| p.name() == name).expect("profile");
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
        let signed = self.issue(profile, device_key, now);
        let notification_id = self.next("notification");
        let credential = base64url::encode(&signed.to_cose());
        Ok(
            json!({ "credentials": [{ "credential": credential }], "notification_id": notification_id }),
        )
    }

    fn check_proof(&mut self, proof: &str) -> PublicKey {
        let jws = jws::parse(proof, "openid4vci-proof+jwt", 4096).expect("jws");
        let header = jws.proof_header().expect("header");
        let key = header.jwk.as_ref().expect("jwk").public_key().expect("key");
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

    fn notified(&mut self, request: &HttpRequest) -> Answered {
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
