//! Generations of issuer keys.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::model::key_id::KeyId;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;
use serde::Deserialize;
use serde_json::json;

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::read;

/// `POST /operator/keys/rotate`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rotate {
    region: Region,
    #[serde(rename = "use")]
    usage: KeyUse,
    /// After how many seconds it begins to sign.
    #[serde(default)]
    starts_in: u64,
}

/// `POST /operator/keys/retire`, `POST /operator/keys/compromise`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    kid: KeyId,
}

pub(super) async fn rotate(
    State(service): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let Rotate { region, usage, starts_in } = read(body)?;
    let kid = service.rotate_key(region, usage, starts_in).await?;
    Ok(fresh(json!({ "kid": kid })))
}

pub(super) async fn retire(
    State(service): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let Change { kid } = read(body)?;
    let published = service.retire_key(kid).await?;
    Ok(fresh(json!({ "kid": kid, "published": published })))
}

pub(super) async fn compromise(
    State(service): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let Change { kid } = read(body)?;
    let (successor, published) = service.compromise_key(kid).await?;
    Ok(fresh(json!({ "kid": kid, "successor": successor, "published": published })))
}
