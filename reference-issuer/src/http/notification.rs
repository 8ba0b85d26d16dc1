//! The notification endpoint (`OpenID4VCI` §11): what became of a credential. Nothing is done with
//! it but a line in the log, without a name: a wallet's word changes no state.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use essc::base::json;
use serde::Deserialize;

use super::Shared;
use super::fault::Fault;
use super::region::IssuingRegion;
use super::session;
use crate::mint::Kind;

const MAX_BYTES: usize = 4096;

#[derive(Debug, Clone, Copy, Deserialize)]
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
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_notification_request"))?;
    let url = format!("{}/notification", service.config.credential_issuer(region));
    let (_, proof) = session::session(&service, &headers, region, "POST", &url).await?;
    let refused = Fault::bad_request("invalid_notification_request");
    let notification: Notification = json::parse(&body, MAX_BYTES).map_err(|_| refused)?;
    let id = &notification.notification_id;
    if service.mint.recognise(Kind::Notification, region, id, service.now()).is_none() {
        return Err(Fault::bad_request("invalid_notification_id"));
    }
    session::spend(&service, &proof).await?;
    tracing::debug!(%region, event = ?notification.event, "a wallet reported");
    Ok(StatusCode::NO_CONTENT)
}
