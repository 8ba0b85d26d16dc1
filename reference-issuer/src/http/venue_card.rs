//! A gate's next venue card, for the proof of its key (protocol §9.5).

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use essc::wire::venue_renewal::{ANSWER_MEDIA_TYPE, MEDIA_TYPE, reason};

use super::Shared;
use super::fault::Fault;
use super::media_type;
use super::region::VenueRegion;
use crate::service::venues::VenueError;
use crate::store::venues::VenueRefused;
use crate::venue_proof::{self, VenueProofRefused};

pub(super) async fn renew(
    State(service): Shared,
    VenueRegion(region): VenueRegion,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    media_type::require(&headers, MEDIA_TYPE, "invalid_request")?;
    let body = body.map_err(|e| Fault::new(e.status(), "invalid_request"))?;
    let text = std::str::from_utf8(&body).map_err(|_| Fault::bad_request("invalid_proof"))?;
    let audience = service.config.credential_issuer(region);
    let proof = venue_proof::check(text, &audience, service.now())?;
    let card = service.renew_venue_card(region, proof.venue_id, proof.key).await.map_err(refuse)?;
    let headers = [(header::CONTENT_TYPE, ANSWER_MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, card).into_response())
}

impl From<VenueProofRefused> for Fault {
    fn from(refused: VenueProofRefused) -> Self {
        let fault = Self::bad_request("invalid_proof");
        match refused {
            VenueProofRefused::Invalid => fault,
            VenueProofRefused::Time => fault.because(reason::PROOF_TIME),
        }
    }
}

/// The answer to a gate. An operator hears the same in other words.
fn refuse(error: VenueError) -> Fault {
    match error {
        VenueError::Region(_) => Fault::NOT_FOUND,
        VenueError::Refused(VenueRefused::Withdrawn) => {
            Fault::new(StatusCode::FORBIDDEN, "access_denied").because(reason::VENUE_WITHDRAWN)
        }
        other => other.into(),
    }
}
