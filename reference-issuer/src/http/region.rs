//! The region a path names.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use essc::model::region::Region;
use essc::wire::trust_list::KeyUse;

use super::fault::Fault;
use crate::service::Service;

/// A region of this service that issues cards; any other path is not found.
#[derive(Debug, Clone, Copy)]
pub(super) struct IssuingRegion(pub Region);

/// A region of this service that has venues; any other path is not found.
#[derive(Debug, Clone, Copy)]
pub(super) struct VenueRegion(pub Region);

/// The region of the path, if keys of it sign such things here.
async fn named<S>(parts: &mut Parts, state: &S, usage: KeyUse) -> Result<Region, Fault>
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    let service = Arc::<Service>::from_ref(state);
    let path = Path::<String>::from_request_parts(parts, state).await;
    let region = path.ok().and_then(|Path(text)| text.parse().ok());
    region
        .filter(|r| service.config.region(*r).is_some_and(|one| one.signs(usage)))
        .ok_or(Fault::NOT_FOUND)
}

impl<S> FromRequestParts<S> for IssuingRegion
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        named(parts, state, KeyUse::Card).await.map(Self)
    }
}

impl<S> FromRequestParts<S> for VenueRegion
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        named(parts, state, KeyUse::Venue).await.map(Self)
    }
}
