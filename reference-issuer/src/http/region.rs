//! The issuing region a path names.

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

impl<S> FromRequestParts<S> for IssuingRegion
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let service = Arc::<Service>::from_ref(state);
        let path = Path::<String>::from_request_parts(parts, state).await;
        let region = path.ok().and_then(|Path(text)| text.parse().ok());
        region
            .filter(|r| service.config.region(*r).is_some_and(|one| one.signs(KeyUse::Card)))
            .map(IssuingRegion)
            .ok_or(Fault::NOT_FOUND)
    }
}
