//! The devices of a card: each sees the others and can unbind one (protocol §8.7).

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use essc::base::{base64url, json};
use serde::Deserialize;
use serde_json::json;

use super::Shared;
use super::fault::{Challenge, Fault, fresh};
use super::media_type;
use super::region::IssuingRegion;
use super::session;
use super::token::card_reason;
use crate::key_proof::{self, Purpose};
use crate::store::devices::{DeviceRefused, PersonProof, Unbinding};

const MAX_BYTES: usize = 8 * 1024;

pub(super) async fn list(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let url = format!("{}/devices", service.config.credential_issuer(region.0));
    let (session, proof) = session::session(&service, &headers, region.0, "GET", &url).await?;
    let asked = service.store.devices(session.enrollment, service.now(), proof.single_use);
    let devices = asked.await?.map_err(refuse)?;
    let devices: Vec<_> = devices
        .iter()
        .map(|one| {
            json!({
                "device": base64url::encode(&one.device),
                "enrolled_at": one.enrolled,
                "this": one.this,
            })
        })
        .collect();
    Ok(fresh(json!({ "devices": devices })))
}

#[derive(Deserialize)]
struct Unbind {
    device: String,
    /// Proof of the identity key, for another device than the one that asks.
    proof: Option<String>,
}

pub(super) async fn unbind(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Fault> {
    media_type::require_json(&headers, "invalid_request")?;
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_request"))?;
    let url = format!("{}/devices/unbind", service.config.credential_issuer(region.0));
    let region = region.0;
    let (session, proof) = session::session(&service, &headers, region, "POST", &url).await?;
    let body: Unbind = json::parse(&body, MAX_BYTES).map_err(|_| Fault::INVALID_REQUEST)?;
    let device = base64url::decode_array(&body.device).map_err(|_| Fault::INVALID_REQUEST)?;
    let person = match &body.proof {
        None => None,
        Some(text) => {
            let audience = service.config.credential_issuer(region);
            let purpose = Purpose::Unbind { device: &body.device };
            let now = service.now();
            let proved = key_proof::check(text, purpose, &audience, region, &service.nonces, now)?;
            Some(PersonProof { key: proved.key, nonce: proved.nonce })
        }
    };
    let unbinding =
        Unbinding { enrollment: session.enrollment, device, proof: proof.single_use, person };
    service.unbind(region, unbinding).await?.map_err(refuse)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer to a device whose call was refused.
pub(super) fn refuse(refused: DeviceRefused) -> Fault {
    match refused {
        DeviceRefused::ProofReused => Fault::unauthorized("invalid_dpop_proof", Challenge::Dpop),
        DeviceRefused::Unbound => Fault::unauthorized("invalid_token", Challenge::Dpop),
        DeviceRefused::Card(refused) => {
            Fault::new(StatusCode::FORBIDDEN, "access_denied").because(card_reason(refused))
        }
        DeviceRefused::UnknownDevice => Fault::NOT_FOUND.because("unknown_device"),
        DeviceRefused::PersonNeeded => {
            Fault::bad_request("invalid_proof").because("identity_key_needed")
        }
        DeviceRefused::OtherKey => Fault::bad_request("invalid_proof").because("other_key"),
        DeviceRefused::NonceUsed => Fault::bad_request("invalid_nonce"),
    }
}
