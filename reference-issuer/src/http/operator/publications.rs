//! Publishing on demand.

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use essc::base::time::UnixTime;
use essc::model::region::Region;
use essc::model::scene::Scene;
use serde::Deserialize;
use serde_json::json;

use super::super::Shared;
use super::super::fault::{Fault, fresh};
use super::read;

/// `POST /operator/publish`: lets time act, then publishes everything anew.
pub(super) async fn publish(State(service): Shared) -> Result<Response, Fault> {
    // What can't be done in one region keeps nothing else from being published.
    let passed = service.tick().await;
    service.publish_all().await.and(passed)?;
    Ok(fresh(json!({})))
}

/// `POST /operator/catalogues`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishCatalogue {
    region: Region,
    scenes: Vec<Scene>,
    /// From when on it counts; without it at once.
    effective: Option<UnixTime>,
}

pub(super) async fn publish_catalogue(
    State(service): Shared,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let PublishCatalogue { region, scenes, effective } = read(body)?;
    service.publish_catalogue(region, scenes, effective).await?;
    Ok(fresh(json!({})))
}
