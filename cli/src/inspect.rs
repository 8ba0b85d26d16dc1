//! `essc inspect`: what a QR text says, believed by nobody, and its two standard CWTs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use essc::base::hex;
use essc::model::attributes::Attributes;
use essc::model::card::Card;
use essc::wire::carrier::CarrierError;
use essc::wire::framing;
use essc::wire::request::{RequestError, SignedRequest};
use serde_json::{Value, json};

use crate::failure::{Failure, Message};
use crate::terminal::{self, answer};

/// Arguments of `essc inspect`.
#[derive(Args)]
pub struct Inspect {
    /// QR text of a code (`SSC1:…`) or of a request (`SSCQ1:…`).
    text: String,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Write `card.cbor` and `code.cbor`, two standard COSE_Sign1 objects, into this folder.
    #[arg(long, value_name = "DIR")]
    cwt: Option<PathBuf>,
    /// The request that the code answers: of its challenge the code carries two bytes only.
    #[arg(long, value_name = "TEXT")]
    request: Option<String>,
}

impl Inspect {
    /// Takes the text apart.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        let shown = if self.text.starts_with("SSCQ") {
            request(&SignedRequest::from_text(&self.text).map_err(no_request)?)
        } else {
            self.code()?
        };
        if self.json {
            answer!("{shown}");
        } else {
            terminal::print_fields(&shown);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn code(&self) -> Result<Value, Failure> {
        let carrier = framing::read_code(&self.text).map_err(no_code)?;
        let device_key = carrier.device_key().map_err(no_code)?;
        let hint = carrier.challenge_hint();
        let request = self.request.as_deref().map(SignedRequest::from_text).transpose();
        let challenge = request.map_err(no_request)?.map(|request| request.challenge());
        if let (Some(hint), Some(challenge)) = (hint, challenge)
            && essc::wire::carrier::hint_of(&challenge) != hint
        {
            return Err(Failure::Usage(Message::new(
                "这个码回答的是另一个请求",
                "the code answers another request than this",
            )));
        }
        let code = carrier.into_code(device_key, challenge.filter(|_| hint.is_some()));
        let whole = hint.is_none() || challenge.is_some();
        if let Some(folder) = &self.cwt {
            write(folder, "card.cbor", &code.card.to_cose())?;
            if !whole {
                return Err(Failure::Usage(Message::new(
                    "这个码回答一个请求：请用 --request 给出该请求，才能写出 code.cbor",
                    "the code answers a request: give it with --request to write code.cbor",
                )));
            }
            write(folder, "code.cbor", &code.to_cose())?;
        }
        let mut shown = json!({
            "kind": "code",
            "believed": false,
            "card": card(&code.card.card),
            "issuer_signature": hex::encode(code.card.signature.as_bytes()),
            "iat": code.issued_at(),
            "exp": code.expires(),
            "scene": code.statement.scene,
            "challenge_hint": hint.map(|hint| hex::encode(&hint)),
            "device_signature": hex::encode(code.signature.as_bytes()),
        });
        if whole {
            // Says whether the device in the card made it; not whether an issuer knows that card.
            shown["device_signature_fits"] = json!(code.verify());
        }
        Ok(shown)
    }
}

fn no_code(error: CarrierError) -> Failure {
    let zh = match error {
        CarrierError::Unsupported => "这个码属于其他版本、算法或类型",
        CarrierError::Unreadable(_) => "无法读取这个码",
    };
    Failure::input(zh, error)
}

fn no_request(error: RequestError) -> Failure {
    match error {
        RequestError::Text(CarrierError::Unsupported) => {
            Failure::input("这个请求属于其他版本", error)
        }
        RequestError::Text(_) | RequestError::Object(_) => {
            Failure::input("无法读取这个请求", error)
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|e| Failure::file(folder, &e))?;
    let path = folder.join(name);
    std::fs::write(&path, bytes).map_err(|e| Failure::file(&path, &e))
}

fn card(card: &Card) -> Value {
    json!({
        "kid": card.kid,
        "region": card.kid.region(),
        "profile": card.profile(),
        "nbf": card.starts(),
        "exp": card.expires(),
        "issued_at": card.issued_at(),
        "status_list": card.status.list,
        "status_index": card.status.index,
        "level": card.functions.level(),
        "key_protection": card.functions.key_protection(),
        "delegated": card.functions.delegated(),
        "functions": card.functions.loaded().collect::<Vec<_>>(),
        "max_code_age": card.max_code_age,
        "device_key": hex::encode(&card.device_key.compressed()),
        "attributes": attributes(&card.attributes),
    })
}

fn attributes(attributes: &Attributes) -> Value {
    match attributes {
        Attributes::Validity => json!({}),
        Attributes::Entitlement(answers) => {
            json!({ "answers": answers.given().collect::<Vec<_>>() })
        }
        Attributes::Masked(masked) => json!({
            "kind": masked.kind(),
            "first3": masked.first3(),
            "last4": masked.last4(),
            "name": masked.name(),
        }),
        Attributes::Identity(identity) => json!({
            "kind": identity.kind(),
            "number": identity.number().as_str(),
            "card_number": identity.card_number().as_str(),
            "name": identity.name(),
        }),
    }
}

fn request(signed: &SignedRequest) -> Value {
    let request = &signed.request;
    let venue = &request.venue_card.card;
    json!({
        "kind": "request",
        "believed": false,
        "scene": request.scene,
        "iat": request.issued_at,
        "exp": request.expires,
        "nonce": hex::encode(&request.nonce),
        "amount_fen": request.amount,
        "purpose": request.purpose,
        "challenge": hex::encode(&signed.challenge()),
        "venue": {
            "kid": venue.kid,
            "venue_id": venue.venue_id,
            "name": venue.name,
            "region": venue.region,
            "scenes": venue.scenes,
            "nbf": venue.not_before,
            "exp": venue.expires,
        },
        // Says whether the key in the venue card made it; not whether a city knows that venue.
        "venue_signature_fits": signed.verify(),
    })
}
