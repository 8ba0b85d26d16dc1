//! An issuer in memory, for a wallet: answers as the protocol says, checks what the wallet
//! sends, and can be told to answer wrongly. The people it issues to are made up.

mod documents;
mod protocol;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

use essc::base::time::UnixTime;
use essc::crypto::PublicKey;
use essc::model::card::Card;
use essc::model::functions::{CardFunction, Functions, KeyProtection};
use essc::model::profile::{KeyRole, Profile};
use essc::model::region::Region;
use essc::model::scene::Scene;
use essc::model::status::CardStatus;
use essc::ports::clock::{Clock, ManualClock};
use essc::ports::http::{
    BoxFuture, HeaderField, HttpError, HttpRequest, HttpResponse, HttpTransport, Method,
};

use essc::wire::jws::JoseHeader;

pub use documents::{CATALOGUE_KEY, GUANGXI, GUILIN, ROOT_KEY, VENUE_KEY, catalogue, trust_list};

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
    /// The network goes with the first request for this path, and stays away.
    pub dies_at: Option<&'static str>,
    /// Answers in place of its own, by path: taken one after the other.
    pub instead: BTreeMap<String, Vec<HttpResponse>>,
    /// Changes a card before it is signed.
    pub change_card: fn(&mut Card),
    /// The generation of the card key it signs with; the trust list names 1 only.
    pub card_key: u8,
    /// Its answer to who asks for an identity credential.
    pub deny_identity: Option<Value>,
    /// The path of every request, and what it accepts.
    pub accepts: Vec<(String, String)>,
    /// The number of the profile whose next nonce it refuses, once.
    pub refuse_nonce_at: Option<u8>,
    /// Whether proofs need its nonce.
    pub wants_dpop_nonce: bool,
    /// What its status list says of its cards; by index.
    pub statuses: BTreeMap<u32, CardStatus>,
    /// Number of the trust list.
    pub trust_seq: u64,
    /// Added to the numbers of catalogues.
    pub catalogue_seq: u64,
    /// Changes the scenes of a catalogue before it is signed.
    pub change_scenes: fn(Region, &mut Vec<Scene>),
    /// Whether the trust list says it is a sandbox's.
    pub test: bool,
    /// Paths that were asked for.
    pub log: Vec<String>,
    /// How many documents were asked for that had not changed.
    pub unchanged: usize,
    /// `essc_attestations` of its metadata.
    pub attestations: Option<Value>,
    /// The header of each proof of a key that it took.
    pub proof_headers: Vec<JoseHeader>,
    /// Which credentials the wallet said it kept.
    pub events: Vec<String>,
    nonces: BTreeSet<String>,
    jtis: BTreeSet<String>,
    counter: u64,
    code_used: bool,
    refresh_token: Option<String>,
    recorded: BTreeMap<KeyRole, PublicKey>,
    functions: Functions,
}

impl ScriptedIssuer {
    /// An issuer that answers as it should, whose clock says `now`.
    #[must_use]
    pub fn at(now: UnixTime) -> Arc<Self> {
        let script = Script {
            offline: false,
            dies_at: None,
            instead: BTreeMap::new(),
            change_card: |_| {},
            card_key: 1,
            deny_identity: None,
            accepts: vec![],
            refuse_nonce_at: None,
            wants_dpop_nonce: true,
            statuses: BTreeMap::new(),
            trust_seq: 1,
            catalogue_seq: 0,
            change_scenes: |_, _| {},
            test: true,
            log: vec![],
            unchanged: 0,
            attestations: None,
            proof_headers: vec![],
            events: vec![],
            nonces: BTreeSet::new(),
            jtis: BTreeSet::new(),
            counter: 0,
            code_used: false,
            refresh_token: None,
            recorded: BTreeMap::new(),
            functions: Functions::new(2, KeyProtection::Software, false, &CardFunction::ALL),
        };
        Arc::new(Self { clock: Arc::new(ManualClock::at(now)), script: Mutex::new(script) })
    }

    /// How it answers, to be looked at and changed.
    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An offer of all four credentials; [`TX_CODE`] is its transaction code.
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
        let encoded = essc::holder::percent_encode(&offer.to_string());
        format!("openid-credential-offer://?credential_offer={encoded}")
    }

    /// What it answers to a path once, in place of its own answer.
    pub fn answer_once(&self, path: &str, status: i32, body: &Value) {
        let response = self.response(status, body);
        self.script().instead.entry(path.to_owned()).or_default().push(response);
    }

    /// What it answers to a path once: an error that tells no time.
    pub fn answer_without_time(&self, path: &str) {
        let response = HttpResponse { headers: vec![], ..self.response(404, &Value::Null) };
        self.script().instead.entry(path.to_owned()).or_default().push(response);
    }

    /// Bytes of any kind that it answers to a path once with status 200, in place of its own answer.
    pub fn answer_once_with_bytes(&self, path: &str, body: &[u8]) {
        let response = HttpResponse { body: body.to_vec(), ..self.response(200, &Value::Null) };
        self.script().instead.entry(path.to_owned()).or_default().push(response);
    }

    fn response(&self, status: i32, body: &Value) -> HttpResponse {
        HttpResponse {
            status,
            headers: vec![
                HeaderField::new("cache-control", "no-store"),
                HeaderField::new("content-type", "application/json"),
                HeaderField::new("date", date(self.clock.now())),
                HeaderField::new("dpop-nonce", "server-nonce"),
            ],
            body: body.to_string().into_bytes(),
        }
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let path = request.url.strip_prefix(BASE).expect("our origin").to_owned();
        let mut script = self.script();
        script.log.push(path.clone());
        let accept = request.headers.iter().find(|field| field.name == "accept");
        let accept = accept.map(|field| field.value.clone()).unwrap_or_default();
        script.accepts.push((path.clone(), accept));
        if let Some(queue) = script.instead.get_mut(&path).filter(|queue| !queue.is_empty()) {
            return queue.remove(0);
        }
        if let Some(document) = self.document(&script, &path, request) {
            script.unchanged += usize::from(document.status == 304);
            return document;
        }
        let result = match (request.method, path.as_str()) {
            (Method::Get, "/.well-known/openid-credential-issuer/440100") => {
                let mut metadata = issuer_metadata();
                if let Some(named) = &script.attestations {
                    metadata["essc_attestations"] = named.clone();
                }
                Ok(metadata)
            }
            (Method::Get, "/.well-known/oauth-authorization-server/440100") => Ok(json!({
                "issuer": ISSUER,
                "token_endpoint": format!("{ISSUER}/token"),
                "grant_types_supported":
                    ["urn:ietf:params:oauth:grant-type:pre-authorized_code", "refresh_token"],
                "dpop_signing_alg_values_supported": ["ES256"],
            })),
            (Method::Get, "/trust-list/time") => Ok(Value::Null),
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
                script.check_dpop(request).and_then(|_| script.unbound(request))
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
        let offline = {
            let mut script = self.script();
            let dies = script.dies_at.is_some_and(|path| request.url == format!("{BASE}{path}"));
            script.offline |= dies;
            script.offline
        };
        let answer = if offline { Err(HttpError::Unreachable) } else { Ok(self.answer(&request)) };
        Box::pin(std::future::ready(answer))
    }
}

type Answered = Result<Value, (i32, Value)>;

fn refuse<T>(status: i32, error: &str) -> Result<T, (i32, Value)> {
    Err((status, json!({ "error": error })))
}

/// The issuer's metadata when all is well.
pub fn issuer_metadata() -> Value {
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

/// A date as a server writes it (RFC 9110 §5.6.7).
fn date(now: UnixTime) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now.as_secs()))
}
