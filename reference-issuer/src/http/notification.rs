//! The notification endpoint (`OpenID4VCI` §11): whether a wallet kept a credential.
//!
//! A credential that was accepted lets its device keep its place among the card's devices (protocol
//! §8.7). The other two events are a line in the log, without a name: a device that never reports
//! acceptance gives way to others anyhow, and one that did is unbound by its holder, not by a report
//! on one credential of four.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use essc::base::json;
use serde::Deserialize;

use super::Shared;
use super::devices::refuse;
use super::fault::Fault;
use super::media_type;
use super::region::IssuingRegion;
use super::session;
use crate::nonces::Kind;

const MAX_BYTES: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Event {
    #[serde(rename = "credential_accepted")]
    Accepted,
    #[serde(rename = "credential_failure")]
    Failure,
    #[serde(rename = "credential_deleted")]
    Deleted,
}

#[derive(Deserialize)]
struct Notification {
    notification_id: String,
    event: Event,
}

pub(super) async fn notification(
    State(service): Shared,
    region: IssuingRegion,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Fault> {
    let region = region.0;
    media_type::require_json(&headers, "invalid_notification_request")?;
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_notification_request"))?;
    let url = format!("{}/notification", service.config.credential_issuer(region));
    let (session, proof) = session::session(&service, &headers, region, "POST", &url).await?;
    let refused = Fault::bad_request("invalid_notification_request");
    let notification: Notification = json::parse(&body, MAX_BYTES).map_err(|_| refused)?;
    let id = &notification.notification_id;
    if service.nonces.recognize(Kind::Notification, region, id, service.now()).is_none() {
        return Err(Fault::bad_request("invalid_notification_id"));
    }
    let accepted = notification.event == Event::Accepted;
    service.store.report(session.enrollment, accepted, proof.single_use).await?.map_err(refuse)?;
    tracing::debug!(%region, event = ?notification.event, "a wallet reported");
    Ok(StatusCode::NO_CONTENT)
}
