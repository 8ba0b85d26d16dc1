//! The devices of a card, for an operator whose caller has none of them at hand.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::base::base64url;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::cards::number;
use super::read;
use crate::store::devices::{Device, DeviceKey};

type Body = Result<Bytes, BytesRejection>;

/// `POST /operator/cards/devices`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListCall {
    card_number: String,
}

pub(super) async fn list(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let call: ListCall = read(body)?;
    let card = number(&call.card_number)?;
    let devices = service.devices_of(card).await?;
    let devices = devices.ok_or(Fault::NOT_FOUND.because("unknown_card"))?;
    let now = service.now();
    let shown = |one: &Device| {
        json!({
            "device": base64url::encode(&one.device),
            "enrolled_at": one.enrolled,
            "cards_end": one.cards_end,
            "kept": one.kept,
            "counts": now < one.cards_end,
            "everyday_key": shown_key(&one.everyday),
            "identity_key": one.identity.as_ref().map(shown_key),
        })
    };
    Ok(fresh(json!({
        "card_number": card.as_str(),
        "device_cap": service.config.device_cap,
        "devices": devices.iter().map(shown).collect::<Vec<_>>(),
    })))
}

fn shown_key(key: &DeviceKey) -> Value {
    json!({ "protection": key.protection as u8, "refusal": key.refusal })
}

/// `POST /operator/cards/unbind`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnbindCall {
    card_number: String,
    device: String,
}

pub(super) async fn unbind(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let call: UnbindCall = read(body)?;
    let card = number(&call.card_number)?;
    let device = base64url::decode_array(&call.device)
        .map_err(|_| Fault::INVALID_REQUEST.because("device"))?;
    if !service.unbind_from(card, device).await? {
        return Err(Fault::NOT_FOUND.because("unknown_device"));
    }
    Ok(fresh(json!({ "card_number": card.as_str(), "device": call.device })))
}
