//! Offers, and what happens to a card.
//!
//! An event may carry the `sequence` it is to have in the card's life; then a repeat of the call
//! changes nothing, whatever has happened since. Without one, a repeat of the card's last event
//! changes nothing.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::base::base64url;
use essc::base::time::UnixTime;
use essc::model::identifiers::CardNumber;
use essc::model::life_cycle::Event;
use serde::Deserialize;
use serde_json::json;

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::{read, word};
use crate::service::Service;
use crate::service::registration::Recorded;
use crate::service::tokens::OfferProtection;

const DAY: u64 = 86_400;

type Body = Result<Bytes, BytesRejection>;

/// `POST /operator/offers`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfferCall {
    card_number: String,
    /// Thumbprint (RFC 7638, base64url) of the one key that may redeem it; without it the offer gets
    /// a transaction code.
    thumbprint: Option<String>,
}

pub(super) async fn offer(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let call: OfferCall = read(body)?;
    let protection = match call.thumbprint {
        None => OfferProtection::TxCode,
        Some(text) => OfferProtection::Key(
            base64url::decode_array(&text)
                .map_err(|_| Fault::INVALID_REQUEST.because("thumbprint"))?,
        ),
    };
    let offer = service.offer(number(&call.card_number)?, protection).await??;
    Ok(fresh(json!({
        "offer": offer.uri,
        "tx_code": offer.tx_code.as_ref().map(|digits| digits.as_str()),
        "expires": offer.expires,
    })))
}

pub(super) fn number(text: &str) -> Result<CardNumber, Fault> {
    CardNumber::parse(text).map_err(|_| Fault::INVALID_REQUEST.because("card_number"))
}

/// `POST /operator/cards/<event>`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventCall {
    card_number: String,
    sequence: Option<u64>,
    /// End of a temporary loss; without it the city's longest.
    until: Option<UnixTime>,
}

fn answer(number: CardNumber, recorded: &Recorded) -> Response {
    let Recorded { standing, published } = recorded;
    fresh(json!({
        "card_number": number.as_str(),
        "state": standing.life.state(),
        "sequence": standing.life.sequence(),
        "status": word(standing.life.status()),
        "temporary_loss_ends": standing.life.temporary_loss_ends(),
        "published": published,
    }))
}

async fn record(service: &Service, call: EventCall, event: Event) -> Result<Response, Fault> {
    let number = number(&call.card_number)?;
    if call.until.is_some() && !matches!(event, Event::TemporaryLoss { .. }) {
        return Err(Fault::INVALID_REQUEST.because("until"));
    }
    let after = service.record_event(number, event, call.sequence).await?;
    Ok(answer(number, &after))
}

macro_rules! events {
    ($($name:ident => $event:expr),* $(,)?) => {
        $(pub(super) async fn $name(State(service): Shared, body: Body) -> Result<Response, Fault> {
            record(&service, read(body)?, $event).await
        })*
    };
}

events! {
    loss => Event::Loss,
    release => Event::Release,
    reauthorize => Event::Reauthorize,
    lock => Event::Lock,
    unlock => Event::Unlock,
    enable => Event::Enable,
    cancel => Event::Cancel,
}

pub(super) async fn temporary_loss(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let call: EventCall = read(body)?;
    let until = match call.until {
        Some(until) => until,
        None => {
            let policy = service.policy_of(number(&call.card_number)?).await?;
            service.now().plus(DAY * u64::from(policy.temporary_loss_days))
        }
    };
    record(&service, call, Event::TemporaryLoss { until }).await
}

/// `POST /operator/cards/replace`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceCall {
    card_number: String,
}

pub(super) async fn replace(State(service): Shared, body: Body) -> Result<Response, Fault> {
    let call: ReplaceCall = read(body)?;
    let (new, after) = service.replace_card(number(&call.card_number)?).await?;
    Ok(answer(new, &after))
}
