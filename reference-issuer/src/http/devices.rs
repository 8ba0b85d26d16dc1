//! The devices of a card: each sees the others and can unbind one (protocol §8).

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use essc::base::{base64url, json};
use serde::Deserialize;
use serde_json::json;

use super::Shared;
use super::fault::{Fault, fresh};
use super::region::IssuingRegion;
use super::session;

const MAX_BYTES: usize = 1024;

pub(super) async fn list(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let url = format!("{}/devices", service.config.credential_issuer(region.0));
    let (session, proof) = session::session(&service, &headers, region.0, "GET", &url).await?;
    session::spend(&service, &proof).await?;
    let devices = service.store.devices(session.enrolment, service.now()).await?;
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
}

pub(super) async fn unbind(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Fault> {
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_request"))?;
    let url = format!("{}/devices/unbind", service.config.credential_issuer(region.0));
    let (session, proof) = session::session(&service, &headers, region.0, "POST", &url).await?;
    let Unbind { device } = json::parse(&body, MAX_BYTES).map_err(|_| Fault::INVALID_REQUEST)?;
    let device = base64url::decode_array(&device).map_err(|_| Fault::INVALID_REQUEST)?;
    session::spend(&service, &proof).await?;
    if service.unbind(session.enrolment, region.0, device).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Fault::NOT_FOUND.because("unknown_device"))
    }
}
