//! The nonce endpoint (`OpenID4VCI` §7).

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::Shared;
use super::fault::{Fault, fresh};
use super::region::IssuingRegion;
use crate::nonces::Kind;

pub(super) async fn nonce(
    State(service): Shared,
    region: IssuingRegion,
) -> Result<Response, Fault> {
    let nonce = service.nonces.fresh(Kind::Credential, region.0, service.now())?;
    Ok(fresh(json!({ "c_nonce": nonce })))
}
